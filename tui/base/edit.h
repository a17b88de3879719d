/*
 * A one-line editor of UTF-8 text. It keeps the text and the cursor; the view says where to draw it. Forms of curses
 * are not used, because they corrupt Chinese.
 */
#ifndef QUAD_TUI_EDIT_H
#define QUAD_TUI_EDIT_H

#include "store/base/buf.h"
#include "tui/base/term.h"

struct edit {
	struct buf text;
	size_t at; /* byte offset of the cursor, at a character's start */
	bool cut;  /* of what the last event brought, not all had room */
};

#define EDIT_MAX_BYTES 2000

void edit_release(struct edit *e);
void edit_set(struct edit *e, const char *text); /* the cursor goes to the end */
const char *edit_text(const struct edit *e);

/*
 * Takes the event if it edits: characters, paste (line ends become blanks), cursor and delete keys, Ctrl-A E K U W.
 * What does not fit in EDIT_MAX_BYTES is left out: e->cut.
 */
bool edit_event(struct edit *e, const struct event *ev);

/* Draws it in cols columns; with focus scrolled so that its cursor is seen, where the terminal's then stands. */
void edit_draw(const struct edit *e, int row, int col, int cols, enum term_role role, bool focus);

#endif
