/*
 * The list under a field of the booking form, of what matches what is typed there: resources, people, institutions,
 * with who is free at the time of the booking. What is free comes first, then what is near: of the person's
 * institution, on the booking's campus.
 */
#ifndef QUAD_TUI_UI_FORM_PICK_H
#define QUAD_TUI_UI_FORM_PICK_H

#include "store/query/free_then.h"
#include "store/query/known.h"
#include "tui/screen/ui_form_fields.h"
#include "tui/screen/ui_list.h"

struct pick_row {
	unsigned rank; /* the smaller, the earlier */
	const struct known_thing *thing;
};

/* All-zero is closed. */
struct form_pick {
	bool open;
	size_t from, to; /* the part of the field's text that a choice replaces */
	struct pick_row *rows;
	size_t n, cap;
	struct list_cursor cursor;
	/* the intervals that the booking asks for, n_when 0: they are not known; and who is free then */
	struct interval *when;
	size_t n_when;
	bool asked;
	struct free_then free;
	const char *institution, *campus; /* whose things come before others; "" = none */
	/* what stands against the visible rows, from row held_top on */
	struct held_then *held;
	size_t held_top, n_held;
	struct arena when_arena, held_arena;
};

void ui_form_pick_release(struct form_pick *p);

/* The list that a field is completed from; KNOWN_LISTS: it is not. */
enum known_list_id ui_form_pick_list(enum form_field field);

/* The times of the booking, from now on; QUAD_ENOMEM. */
int ui_form_pick_when(struct form_pick *p, const struct interval *when, size_t n) __attribute__((warn_unused_result));
/* The store was changed: the list closes, and who is free is asked again. */
void ui_form_pick_forget(struct form_pick *p);

/* Asks who is free then, if that is not known yet. */
int ui_form_pick_free(struct form_pick *p, struct store *s) __attribute__((warn_unused_result));

/* Opens the list for what is typed in the form's field, or closes it where nothing is or matches. */
int ui_form_pick_open(struct form_pick *p, const struct form *f, struct known *known, struct store *s)
	__attribute__((warn_unused_result));
void ui_form_pick_close(struct form_pick *p);

/* Fills the rows with all of a list that are of the kind (0 = any), but one; the list under the field stays closed. */
int ui_form_pick_all(struct form_pick *p, const struct known_list *list, enum resource_kind kind,
                     const struct known_thing *except) __attribute__((warn_unused_result));
/* Appends whether it is free then, and how long it is not; held NULL: that is not known. Gives the role of the text. */
enum term_role ui_form_pick_state(const struct form_pick *p, const struct known_thing *t, const struct held_then *held,
                                  struct buf *out);

/* Moves in the open list; true if the event is taken. */
bool ui_form_pick_event(struct form_pick *p, const struct event *ev);
/* Puts the row at the cursor into the field, and closes the list. */
void ui_form_pick_take(struct form_pick *p, struct form *f);
/* Puts a code into a field as a choice does, over the bytes [from, to) of its text. */
void ui_form_put_code(struct form *f, enum form_field field, size_t from, size_t to, const char *code);

/* How many screen rows the list has room for below a row. */
int ui_form_pick_height(const struct form_pick *p, int row, int bottom);
/* Reads what stands against the rows that are seen; `except`: the booking that is changed, 0 = none. */
int ui_form_pick_window(struct form_pick *p, struct store *s, size_t height, uint64_t except)
	__attribute__((warn_unused_result));
/* Draws the list in the rows from `row` on, over what is there. */
void ui_form_pick_draw(const struct form_pick *p, int row, int bottom, int col, int cols);

#endif
