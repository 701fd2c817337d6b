#include "Shared.h"

#include "CNCurses.h"

#include <langinfo.h>
#include <locale.h>
#include <ncursesw/curses.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

// Bracketed paste and focus reports; terminals without them ignore both.
static const char modes_on[] = "\033[?2004h\033[?1004h";
static const char modes_off[] = "\033[?2004l\033[?1004l";

static SCREEN *screen;
static bool is_utf8;
static bool has_default_colors;
static bool has_title;

bool cn_is_terminal(void) {
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

// The character set only: the other categories would change how numbers are read and written.
const char *cn_take_locale(void) {
    setlocale(LC_CTYPE, "");
    const char *codeset = nl_langinfo(CODESET);
    is_utf8 = strcmp(codeset, "UTF-8") == 0;
    return codeset;
}

bool cn_take_utf8(void) {
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL && setlocale(LC_CTYPE, "en_US.UTF-8") == NULL) return false;
    is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    return is_utf8;
}

// Keys beyond the portable ones come as their bytes: one decoder for them all knows every modifier.
static void forget_extended_keys(void) {
    for (int number = 13; number < 64; number++) keyok(KEY_F(number), FALSE);
    for (int code = KEY_MAX + 1; code < KEY_MAX + 256; code++) keyok(code, FALSE);
    keyok(KEY_MOUSE, FALSE);
}

int cn_open(const char *name) {
    cn_remember_terminal();
    screen = newterm(name, stdout, stdin);
    if (screen == NULL) return CN_UNKNOWN_TERMINAL;
    if (!cn_can_move_cursor()) {
        endwin();
        delscreen(screen);
        screen = NULL;
        return CN_CANNOT_MOVE_CURSOR;
    }
    cn_prepare_restore();
    if (has_colors()) {
        start_color();
        has_default_colors = use_default_colors() == OK;
    }
    raw();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    meta(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    keypad(stdscr, TRUE);
    set_escdelay(25);
    forget_extended_keys();
    return CN_OPENED;
}

void cn_enter(void) {
    cn_set_active(1);
    clearok(curscr, TRUE);
    wrefresh(curscr);
    cn_write(modes_on);
}

void cn_leave(void) {
    if (has_title) cn_write("\033[23;2t");
    has_title = false;
    cn_write(modes_off);
    curs_set(1);
    endwin();
    cn_set_active(0);
}

void cn_close(void) {
    if (screen == NULL) return;
    cn_leave();
    delscreen(screen);
    screen = NULL;
}

void cn_measure(int *rows, int *columns) {
    struct winsize size;
    bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0;
    *rows = known ? size.ws_row : LINES;
    *columns = known ? size.ws_col : COLS;
}

void cn_resize(int rows, int columns) {
    resizeterm(rows, columns);
    erase();
    clearok(curscr, TRUE);
}

int cn_colors(void) {
    return has_colors() ? COLORS : 0;
}

int cn_pair(int foreground, int background) {
    if (!has_colors()) return 0;
    if (!has_default_colors) {
        if (foreground < 0) foreground = COLOR_WHITE;
        if (background < 0) background = COLOR_BLACK;
    } else if (foreground < 0 && background < 0) {
        return 0;
    }
    int pair = alloc_pair(foreground, background);
    return pair < 0 ? 0 : pair;
}

static attr_t curses_attributes(unsigned attributes) {
    attr_t result = A_NORMAL;
    if (attributes & CN_BOLD) result |= A_BOLD;
    if (attributes & CN_DIM) result |= A_DIM;
    if (attributes & CN_ITALIC) result |= A_ITALIC;
    if (attributes & CN_UNDERLINE) result |= A_UNDERLINE;
    if (attributes & CN_REVERSE) result |= A_REVERSE;
    return result;
}

void cn_put(int row, int column, const uint32_t *scalars, int count, int width, unsigned attributes, int pair) {
    if (count < 1 || row < 0 || row >= LINES || column < 0 || column + width > COLS) return;
    attr_t attrs = curses_attributes(attributes);
    wchar_t text[CCHARW_MAX + 1] = {0};
    cchar_t cell;
    bool fits = is_utf8 ? wcwidth((wchar_t)scalars[0]) == width : scalars[0] < 0x7F;
    if (fits) {
        for (int i = 0; i < count && i < CCHARW_MAX && (i == 0 || is_utf8); i++) text[i] = (wchar_t)scalars[i];
    } else {
        text[0] = is_utf8 ? 0xFFFD : L'?';
    }
    if (setcchar(&cell, text, attrs, 0, &pair) == ERR) return;
    mvadd_wch(row, column, &cell);
    if (fits || width != 2) return;
    setcchar(&cell, L" ", attrs, 0, &pair);
    mvadd_wch(row, column + 1, &cell);
}

void cn_cursor(int row, int column) {
    curs_set(row < 0 ? 0 : 1);
    if (row >= 0) move(row < LINES ? row : LINES - 1, column < COLS ? column : COLS - 1);
}

void cn_refresh(void) {
    refresh();
}

void cn_repaint(void) {
    clearok(curscr, TRUE);
}

void cn_title(const char *text) {
    if (!has_title) cn_write("\033[22;2t");
    has_title = true;
    cn_write("\033]2;");
    cn_write(text);
    cn_write("\007");
}
