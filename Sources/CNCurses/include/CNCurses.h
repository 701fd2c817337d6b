/// What Swift cannot see of ncurses: macros, variadic functions, globals, wide cells. No curses type crosses.
///
/// ncurses is not thread-safe: everything here is for one owner, but for `cn_restore`, which may be called from anywhere.
#ifndef CNCURSES_H
#define CNCURSES_H

#include <stdbool.h>
#include <stdint.h>

/// The answers of `cn_open`.
enum { CN_OPENED, CN_UNKNOWN_TERMINAL, CN_CANNOT_MOVE_CURSOR };

/// What `cn_read` answers beside a byte (0 to 255): nothing to read, or a key that the terminal's description names.
enum {
    CN_NOTHING = -1,
    CN_KEY_UP = 0x100,
    CN_KEY_DOWN,
    CN_KEY_LEFT,
    CN_KEY_RIGHT,
    CN_KEY_HOME,
    CN_KEY_END,
    CN_KEY_PAGE_UP,
    CN_KEY_PAGE_DOWN,
    CN_KEY_INSERT,
    CN_KEY_DELETE,
    CN_KEY_BACKSPACE,
    CN_KEY_ENTER,
    CN_KEY_TAB,
    /// A key that means nothing to us.
    CN_KEY_OTHER,
    /// F1 is CN_KEY_F0 + 1, up to 12.
    CN_KEY_F0 = 0x180,
    /// Added to a key held with Shift.
    CN_KEY_SHIFT = 0x200,
};

/// Attributes of a cell, as bits.
enum { CN_BOLD = 1, CN_DIM = 2, CN_ITALIC = 4, CN_UNDERLINE = 8, CN_REVERSE = 16 };

/// The number of a signal that `cn_watch_signals` reports.
enum { CN_RESIZED = 1, CN_TERMINATED, CN_STOPPED, CN_CONTINUED };

/// Whether stdin and stdout are terminals.
bool cn_is_terminal(void);
/// Takes the character set of the environment and returns its name, as `nl_langinfo(CODESET)` has it.
const char *cn_take_locale(void);
/// Takes UTF-8 without a language instead; false when the C library has no such locale.
bool cn_take_utf8(void);

/// Opens the terminal as the entry `name` describes it; one of the answers above.
int cn_open(const char *name);
/// Takes the screen: raw keys without flow control, alternate screen, bracketed paste, focus reports.
void cn_enter(void);
/// Gives the screen back as it was; `cn_enter` takes it again.
void cn_leave(void);
/// Leaves for good.
void cn_close(void);

/// The next byte or key, without waiting.
int cn_read(void);
/// Whether the terminal behind stdin is gone.
bool cn_hung_up(void);
/// Whether keys are recognised; off, every byte comes as it is.
void cn_recognise_keys(bool on);

/// The size that the terminal has now.
void cn_measure(int *rows, int *columns);
/// Tells ncurses about a new size and forgets what the screen shows.
void cn_resize(int rows, int columns);

/// Colours of the terminal: 0 when it has none, 1 << 24 when it takes RGB values directly.
int cn_colors(void);
/// Whether the terminal has this attribute.
bool cn_has_attribute(unsigned attribute);
/// The colour pair of two colours; -1 is the terminal's own.
int cn_pair(int foreground, int background);

/// Puts one cell: a spacing scalar and its marks. What the C library measures otherwise than `width` becomes a sign that
/// keeps the row in line.
void cn_put(int row, int column, const uint32_t *scalars, int count, int width, unsigned attributes, int pair);
/// Places the cursor; a negative row hides it.
void cn_cursor(int row, int column);
/// Sends the difference to the terminal.
void cn_refresh(void);
/// Makes the next `cn_refresh` send everything.
void cn_repaint(void);
/// Sets the window title; the text must be harmless.
void cn_title(const char *text);

/// Catches SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGTSTP and SIGCONT: each becomes one byte (a number above) to read from the
/// returned descriptor; -1 with errno when there is none.
int cn_watch_signals(void);
void cn_unwatch_signals(void);
/// Stops the process group as Ctrl+Z does and returns when it goes on.
void cn_stop_group(void);

/// From now on a crash restores the terminal, prints `note` and goes on as it would have.
void cn_catch_crashes(const char *note);
/// Restores the terminal with nothing but system calls; does nothing when it is not ours.
void cn_restore(void);

#endif
