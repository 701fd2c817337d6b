/// What the files of this target share: the switch that shows the wide functions of ncurses, and raw output.
#ifndef CNCURSES_SHARED_H
#define CNCURSES_SHARED_H

#define _GNU_SOURCE 1
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1

#include <stddef.h>

/// Writes all of `text` to the terminal, past the buffer of ncurses.
void cn_write(const char *text);
/// Whether the open terminal can be drawn on at all.
int cn_can_move_cursor(void);
/// Remembers how the terminal was found, before ncurses changes it.
void cn_remember_terminal(void);
/// Remembers what restores the terminal that ncurses has just opened.
void cn_prepare_restore(void);
/// Whether the terminal is in our hands.
void cn_set_active(int active);

#endif
