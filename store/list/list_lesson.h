/* The cells of a row that say when a series is: in one cell or in several, as sets. Private to the list modules. */
#ifndef QUAD_STORE_LIST_LESSON_H
#define QUAD_STORE_LIST_LESSON_H

#include "store/format/lesson_time.h"
#include "store/list/list_column.h"

/* A cell with the name of its column, for reasons. */
struct lesson_cell {
	const char *text, *column;
};

struct lesson_cells {
	struct lesson_cell when; /* all of it, of one or several lessons; what it leaves out the others say */
	struct lesson_cell weeks;
	struct lesson_cell parity; /* `单`, `双周`... of the weeks */
	struct lesson_cell weekdays;
	struct lesson_cell periods;
	uint64_t period_set;           /* in place of a cell of periods; 0 = none */
	struct lesson_cell start, end; /* clock times; text NULL: the kind has none */
	uint32_t term_weeks;           /* how many the term has, 0 = not known */
};

/*
 * Reads the lessons of a row, each with weeks, weekdays, and periods or clock times; none if anything is malformed or
 * missing, which goes to why.
 */
size_t lessons_read(const struct lesson_cells *cells, struct lesson_time out[LESSONS_MAX], struct reasons *why);

/* The series of a row, one for each lesson. */
struct series_asks {
	struct series_ask v[LESSONS_MAX]; /* [0] is set even if n is 0 */
	size_t n;
};

/* Gives a series the weeks, weekdays and periods or clock times of a lesson. */
void series_take_lesson(struct series_ask *ask, const struct lesson_time *lesson);

/*
 * The place of each lesson of a row: as many places as lessons are one for each, in their order; else the cell is that
 * of all. In arena or borrowed; NULL without memory.
 */
const char **lesson_places(const char *cell, size_t n_lessons, struct arena *arena);

/* The content of a row as its reference: whole, or its beginning and a hash if that is too long. NULL: no memory. */
const char *lesson_ref(const struct buf *content, struct arena *arena);

#endif
