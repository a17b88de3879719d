/* The rows of the academic calendar: what there is, in the order of its dates. Pure but for the words. */
#ifndef QUAD_TUI_UI_CALENDAR_ROWS_H
#define QUAD_TUI_UI_CALENDAR_ROWS_H

#include "store/query/query.h"

enum calendar_row_kind {
	CALENDAR_TERM,    /* a term begins */
	CALENDAR_WEEK,    /* a week of a term */
	CALENDAR_DAY,     /* a rule of a day */
	CALENDAR_CLOSURE, /* something is closed */
};

struct calendar_row {
	int64_t day; /* day number, where it begins */
	enum calendar_row_kind kind;
	size_t index;     /* of the term, of the day rule, of the closure */
	int week;         /* of the term, from 1 */
	const char *text; /* in the arena */
};

struct calendar_rows {
	struct calendar_row *v;
	size_t n, cap;
	struct calendar calendar;
	struct closure_list closures;
	struct arena arena; /* owns all but the closures */
};

/* Reads all of it. */
int calendar_rows_read(struct store *s, struct calendar_rows *out) __attribute__((warn_unused_result));
void calendar_rows_release(struct calendar_rows *rows);

#endif
