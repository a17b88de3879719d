/* A picture of a report's table, before it is painted: names, numbers and how much each is of the most. */
#ifndef QUAD_TUI_CHART_H
#define QUAD_TUI_CHART_H

#include "store/report/report.h"

#define CHART_LEVELS 4

struct chart {
	enum report_picture form; /* PICTURE_NONE: the table has nothing to draw */
	const char *measure;      /* the title of the column that is drawn, with its unit */
	enum report_cell_type type;
	/* bars and lines have one column without a name; a heat map and a matrix have a grid */
	const char **row_names, **column_names;
	size_t n_rows, n_columns;
	struct report_cell *cells; /* n_rows x n_columns; none: the table has no such row */
	int64_t min, max;          /* of the numbers, and 0 */
	struct arena arena;
};

/*
 * Makes the picture that the report is best drawn as, of the column of that name; NULL: the one that it is about.
 * QUAD_EINVAL: there is no such column, or nothing is counted in it. QUAD_ENOMEM. Release in any case.
 */
int chart_make(const struct report_table *t, const char *column, struct chart *out) __attribute__((warn_unused_result));
void chart_release(struct chart *c);

/*
 * How dark a number is, 0 (nothing) to CHART_LEVELS: in quarters of the most, or of 100 % for percentages of which one
 * reaches half of that. Numbers below 0 count as their amount.
 */
int chart_level(const struct chart *c, int64_t number);
/* The least number of a level, above 0. */
int64_t chart_level_from(const struct chart *c, int level);

/* Appends a number as it is written in the picture, without the column's unit. */
void chart_number(const struct chart *c, int64_t number, struct buf *out);

#endif
