// Signals as bytes in a pipe: a handler may do little more, and a descriptor is what an event loop waits on.
#include "Shared.h"

#include "CNCurses.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static const int watched[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP, SIGCONT};
enum { WATCHED = sizeof watched / sizeof watched[0] };
static struct sigaction before[WATCHED];
static int ends[2] = {-1, -1};

static void report(int number) {
    int kept = errno;
    char byte = CN_TERMINATED;
    if (number == SIGWINCH) byte = CN_RESIZED;
    if (number == SIGTSTP) byte = CN_STOPPED;
    if (number == SIGCONT) byte = CN_CONTINUED;
    ssize_t ignored = write(ends[1], &byte, 1);
    (void)ignored;
    errno = kept;
}

static void install(int number, void (*handler)(int), struct sigaction *old) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, old);
}

int cn_watch_signals(void) {
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
    for (int i = 0; i < WATCHED; i++) {
        install(watched[i], report, &before[i]);
        // What nohup asked for stays.
        if (watched[i] == SIGHUP && before[i].sa_handler == SIG_IGN) sigaction(SIGHUP, &before[i], NULL);
    }
    return ends[0];
}

void cn_unwatch_signals(void) {
    if (ends[0] < 0) return;
    for (int i = 0; i < WATCHED; i++) sigaction(watched[i], &before[i], NULL);
    close(ends[0]);
    close(ends[1]);
    ends[0] = ends[1] = -1;
}

void cn_stop_group(void) {
    // The others of the group first, then this thread alone: a signal to the whole process could stop it again later.
    struct sigaction ours;
    install(SIGTSTP, SIG_IGN, &ours);
    kill(0, SIGTSTP);
    install(SIGTSTP, SIG_DFL, NULL);
    sigset_t stop, masked;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    pthread_sigmask(SIG_UNBLOCK, &stop, &masked);
    pthread_kill(pthread_self(), SIGTSTP);
    pthread_sigmask(SIG_SETMASK, &masked, NULL);
    sigaction(SIGTSTP, &ours, NULL);
}
