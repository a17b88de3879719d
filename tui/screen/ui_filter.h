/*
 * The filter of a list: a line that `/` opens below the rows, which filters them as one types. The view owns a struct
 * ui_filter, all zero at first, and asks of each row whether it matches.
 */
#ifndef QUAD_TUI_UI_FILTER_H
#define QUAD_TUI_UI_FILTER_H

#include "store/base/han.h"
#include "tui/base/edit.h"
#include "tui/screen/app.h"
#include "tui/screen/ui_list.h"

struct ui_filter {
	struct edit line;
	struct buf folded; /* the line, as it is compared */
};

enum ui_filter_answer {
	UI_FILTER_LEFT,    /* the line is not open: the event is for somebody else */
	UI_FILTER_TAKEN,   /* the rows stay as they are */
	UI_FILTER_CHANGED, /* the rows must be matched again; the cursor is on the first */
};

void ui_filter_release(struct ui_filter *f);
/* The action that opens the line of a view (v->typing); what it holds stays. */
unsigned ui_filter_open(struct app *app, struct view *v);
/* Puts a text into the line, as if it had been typed. */
void ui_filter_set(struct ui_filter *f, const char *text);
/* Drops the text and closes the line. */
void ui_filter_clear(struct ui_filter *f, struct view *v);

/*
 * Takes an event while the line is open: Enter keeps the filter, Esc drops it, the keys that move in a list move its
 * cursor, all else edits. `height` is that of the rows.
 */
enum ui_filter_answer ui_filter_event(struct ui_filter *f, struct view *v, struct app *app, const struct event *ev,
                                      struct list_cursor *cursor, size_t height);

bool ui_filter_is_set(const struct ui_filter *f);
/* As it was typed, for titles. */
const char *ui_filter_text(const struct ui_filter *f);
/*
 * True if every word that was typed is somewhere in the text of a row, in any case and width, or by sound
 * (han_has_words). A longer word may match rows that a shorter did not.
 */
bool ui_filter_matches(const struct ui_filter *f, const char *text);
/* The same, and how. */
enum han_match ui_filter_match(const struct ui_filter *f, const char *text);

/* How many rows of the screen the line takes: 1 while it is open. */
int ui_filter_rows(const struct view *v);
/* Draws it in a row, with the cursor, if it is open. */
void ui_filter_draw(const struct ui_filter *f, const struct view *v, int row);

#endif
