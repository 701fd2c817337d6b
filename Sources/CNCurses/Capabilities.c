// Apart from the rest, because <term.h> defines `lines` and `columns` as macros.
#include "Shared.h"

#include "CNCurses.h"

#include <ncursesw/curses.h>
#include <ncursesw/term.h>

int cn_can_move_cursor(void) {
    return cursor_address != NULL;
}

bool cn_has_attribute(unsigned attribute) {
    switch (attribute) {
    case CN_BOLD: return enter_bold_mode != NULL;
    case CN_DIM: return enter_dim_mode != NULL;
    case CN_ITALIC: return enter_italics_mode != NULL;
    case CN_UNDERLINE: return enter_underline_mode != NULL;
    default: return enter_reverse_mode != NULL || enter_standout_mode != NULL;
    }
}
