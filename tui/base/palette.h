/*
 * What a text on the screen means, and how each meaning looks: the colours of its letters and of the block beneath them
 * on a dark and on a light ground, with 256, 16 and 8 colours, and the attributes that tell it where there are no
 * colours. Letters on blocks have a contrast of at least 4.5:1 by the formula of WCAG 2 and the colours of xterm. It
 * knows no terminal.
 */
#ifndef QUAD_TUI_PALETTE_H
#define QUAD_TUI_PALETTE_H

#include <stdbool.h>

/*
 * The roles from ROLE_FREE to ROLE_CLASH are those of a cell in a plan, and have blocks. A letter or a mark says the
 * same in each, since nothing may be told by colour alone. From ROLE_HEAT_1 to ROLE_HEAT_4 are steps of how much is
 * used, each beside its figure.
 */
/* clang-format off */
enum term_role {
	ROLE_TEXT, ROLE_TITLE, ROLE_HEADER, ROLE_DIM,
	ROLE_FREE, ROLE_BUSY, ROLE_PART, ROLE_MINE, ROLE_REQUESTED, ROLE_CLOSED, ROLE_OUTSIDE, ROLE_NOW, ROLE_SELECTED,
	ROLE_CLASH,
	ROLE_GOOD, ROLE_BAD, ROLE_FIELD, ROLE_HINT,
	ROLE_HEAT_1, ROLE_HEAT_2, ROLE_HEAT_3, ROLE_HEAT_4,
	ROLE_COUNT
};
/* clang-format on */

enum style_attr { STYLE_BOLD = 1, STYLE_UNDERLINE = 2, STYLE_DIM = 4, STYLE_REVERSE = 8 };

/* Colours by their number in the terminal, -1: its own. */
struct style {
	short fg, bg;
	unsigned attrs; /* enum style_attr */
};

/* The look of a role where there are so many colours; with fewer than 8 there is none, only attributes. */
struct style palette_style(enum term_role role, int colors, bool light);

/*
 * True if the ground is light by $COLORFGBG, which rxvt, konsole and others set: numbers of the 16 colours with `;`
 * between them, the last of which is the ground. NULL or another text: false.
 */
bool palette_is_light(const char *colorfgbg);

#endif
