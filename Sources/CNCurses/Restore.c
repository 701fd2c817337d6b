// Giving the terminal back when no ordinary code can: only system calls that are allowed in a signal handler.
#include "Shared.h"

#include "CNCurses.h"

#include <errno.h>
#include <fcntl.h>
#include <ncursesw/curses.h>
#include <ncursesw/term.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

static volatile sig_atomic_t is_active;
static struct termios found;
static bool has_found;
static char restoring[256];
static char crash_note[512];

// What is written to stderr while the screen is ours: on the alternate screen it would be lost, a crash's own message too.
static int errors = -1;
static int own_stderr = -1;
static volatile sig_atomic_t is_keeping;
enum { SHOWN_ERRORS = 16 * 1024 };

static const int crashes[] = {SIGSEGV, SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGTRAP};
enum { CRASHES = sizeof crashes / sizeof crashes[0] };
static struct sigaction before[CRASHES];

// A stderr that leads elsewhere stays as it is.
static void keep_errors(void) {
    if (is_keeping || !isatty(STDERR_FILENO)) return;
    if (errors < 0) errors = memfd_create("errors", MFD_CLOEXEC);
    if (own_stderr < 0) own_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (errors < 0 || own_stderr < 0) return;
    is_keeping = dup2(errors, STDERR_FILENO) >= 0;
}

// Writes what was kept, the last of it if it is much.
static void give_errors_back(void) {
    if (!is_keeping) return;
    is_keeping = 0;
    dup2(own_stderr, STDERR_FILENO);
    off_t end = lseek(errors, 0, SEEK_END);
    lseek(errors, end > SHOWN_ERRORS ? end - SHOWN_ERRORS : 0, SEEK_SET);
    char part[512];
    ssize_t length;
    while ((length = read(errors, part, sizeof part)) > 0) {
        ssize_t ignored = write(STDERR_FILENO, part, (size_t)length);
        (void)ignored;
    }
    int ignored = ftruncate(errors, 0);
    (void)ignored;
    lseek(errors, 0, SEEK_SET);
}

void cn_write(const char *text) {
    size_t left = strlen(text);
    while (left > 0) {
        ssize_t written = write(STDOUT_FILENO, text, left);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        text += written;
        left -= (size_t)written;
    }
}

void cn_set_active(int active) {
    is_active = active;
    if (active) keep_errors(); else give_errors_back();
}

// Appends a capability without its padding, which only hardware of old needs.
static void append(const char *capability) {
    size_t length = strlen(restoring);
    while (capability != NULL && *capability != 0 && length + 1 < sizeof restoring) {
        if (capability[0] == '$' && capability[1] == '<') {
            const char *end = strchr(capability, '>');
            if (end != NULL) {
                capability = end + 1;
                continue;
            }
        }
        restoring[length++] = *capability++;
    }
    restoring[length] = 0;
}

static void restore_at_exit(void) {
    cn_restore();
}

void cn_remember_terminal(void) {
    has_found = tcgetattr(STDIN_FILENO, &found) == 0;
}

void cn_prepare_restore(void) {
    static bool is_registered;
    if (!is_registered) is_registered = atexit(restore_at_exit) == 0;
    restoring[0] = 0;
    append("\033[?2004l\033[?1004l");
    append(exit_attribute_mode);
    append(orig_pair);
    append(cursor_normal);
    append(keypad_local);
    append(exit_ca_mode);
    append("\r");
}

void cn_restore(void) {
    if (!is_active) return;
    is_active = 0;
    cn_write(restoring);
    if (has_found) tcsetattr(STDIN_FILENO, TCSANOW, &found);
    give_errors_back();
}

static void crashed(int number, siginfo_t *reason, void *context) {
    (void)context;
    bool was_active = is_active;
    cn_restore();
    if (was_active && crash_note[0] != 0) {
        ssize_t ignored = write(STDERR_FILENO, crash_note, strlen(crash_note));
        (void)ignored;
    }
    for (int i = 0; i < CRASHES; i++) {
        if (crashes[i] == number) sigaction(number, &before[i], NULL);
    }
    // A faulting instruction runs again and tells its own place; what was sent must be sent again.
    bool faults_again = reason->si_code > 0 && number != SIGABRT && number != SIGTRAP;
    if (!faults_again) raise(number);
}

void cn_catch_crashes(const char *note) {
    static bool is_caught;
    strncpy(crash_note, note, sizeof crash_note - 1);
    if (is_caught) return;
    is_caught = true;
    // An overflown stack leaves no room for a handler.
    static char stack[64 * 1024];
    stack_t current;
    if (sigaltstack(NULL, &current) == 0 && (current.ss_flags & SS_DISABLE)) {
        sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
    }
    struct sigaction action = {.sa_sigaction = crashed, .sa_flags = SA_NODEFER | SA_ONSTACK | SA_SIGINFO};
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < CRASHES; i++) sigaction(crashes[i], &action, &before[i]);
}
