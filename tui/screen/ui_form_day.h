/*
 * The picture at the side of the booking form: a day of every resource that it books, a block each, with the time that
 * is asked for among what is free, taken and closed.
 */
#ifndef QUAD_TUI_UI_FORM_DAY_H
#define QUAD_TUI_UI_FORM_DAY_H

#include "store/query/query.h"
#include "tui/screen/ui_form_check.h"

struct day_block {
	const char *code, *name;
	struct slot_list slots;
	struct interval hours; /* from the first opening to the last closing of the day; start = end: not open */
	size_t clashes;        /* of a series: dates on which it is refused */
};

/* All-zero is empty. */
struct form_day {
	struct day_block *v;
	size_t n;
	int64_t day;
	struct interval asked; /* start = end: it is not known */
	uint64_t own;          /* the booking that is changed, 0 = none */
	bool own_is_asked;     /* that one is what is asked for, and no piece of its own */
	size_t n_dates;        /* of a series, else 0 */
	struct arena arena;
};

void ui_form_day_release(struct form_day *d);
/* Reads the day of what the form understood, and what the check said of it. */
int ui_form_day_load(struct form_day *d, struct store *s, const struct form *f, const struct form_check *c)
	__attribute__((warn_unused_result));
/* The day of a booking that stands, its time as what is asked for. */
int ui_form_day_of_booking(struct form_day *d, struct store *s, const struct booking *b, const char *claims)
	__attribute__((warn_unused_result));
void ui_form_day_draw(const struct form_day *d, int top, int bottom, int col, int cols);

#endif
