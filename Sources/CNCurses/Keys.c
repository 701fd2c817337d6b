#include "Shared.h"

#include "CNCurses.h"

#include <ncursesw/curses.h>
#include <poll.h>
#include <unistd.h>

static int known_key(int code) {
    switch (code) {
    case KEY_UP: return CN_KEY_UP;
    case KEY_DOWN: return CN_KEY_DOWN;
    case KEY_LEFT: return CN_KEY_LEFT;
    case KEY_RIGHT: return CN_KEY_RIGHT;
    case KEY_HOME: case KEY_A1: case KEY_FIND: return CN_KEY_HOME;
    case KEY_END: case KEY_C1: case KEY_SELECT: return CN_KEY_END;
    case KEY_PPAGE: case KEY_A3: return CN_KEY_PAGE_UP;
    case KEY_NPAGE: case KEY_C3: return CN_KEY_PAGE_DOWN;
    case KEY_IC: return CN_KEY_INSERT;
    case KEY_DC: return CN_KEY_DELETE;
    case KEY_BACKSPACE: return CN_KEY_BACKSPACE;
    case KEY_ENTER: return CN_KEY_ENTER;
    case KEY_BTAB: return CN_KEY_SHIFT | CN_KEY_TAB;
    case KEY_SR: return CN_KEY_SHIFT | CN_KEY_UP;
    case KEY_SF: return CN_KEY_SHIFT | CN_KEY_DOWN;
    case KEY_SLEFT: return CN_KEY_SHIFT | CN_KEY_LEFT;
    case KEY_SRIGHT: return CN_KEY_SHIFT | CN_KEY_RIGHT;
    case KEY_SHOME: return CN_KEY_SHIFT | CN_KEY_HOME;
    case KEY_SEND: return CN_KEY_SHIFT | CN_KEY_END;
    case KEY_SPREVIOUS: return CN_KEY_SHIFT | CN_KEY_PAGE_UP;
    case KEY_SNEXT: return CN_KEY_SHIFT | CN_KEY_PAGE_DOWN;
    case KEY_SIC: return CN_KEY_SHIFT | CN_KEY_INSERT;
    case KEY_SDC: return CN_KEY_SHIFT | CN_KEY_DELETE;
    default: return CN_KEY_OTHER;
    }
}

// Bytes rather than get_wch: that one waits for the rest of a broken UTF-8 sequence and eats what follows.
int cn_read(void) {
    int code = getch();
    if (code == ERR) return CN_NOTHING;
    if (code < 0x100) return code;
    for (int number = 1; number <= 12; number++) {
        if (code == KEY_F(number)) return CN_KEY_F0 + number;
    }
    return known_key(code);
}

void cn_recognise_keys(bool on) {
    keypad(stdscr, on);
}

bool cn_hung_up(void) {
    struct pollfd descriptor = {.fd = STDIN_FILENO, .events = POLLIN};
    if (poll(&descriptor, 1, 0) < 1) return false;
    return (descriptor.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}
