/* A report as rows of text: what a view of it shows, without the screen. */
#ifndef QUAD_TUI_REPORT_PAGE_H
#define QUAD_TUI_REPORT_PAGE_H

#include "store/report/report.h"
#include "tui/screen/ui_filter.h"

struct report_page {
	struct report_table table; /* owned; all-zero at first */
	struct arena arena;        /* of the texts below */
	const char **titles;       /* by column */
	size_t *widths;
	const char **cells; /* row by row, as people read them */
	size_t *matching;   /* the rows that match the filter */
	size_t n_matching;
};

/* Takes the table over and words it. QUAD_ENOMEM: the page holds nothing then, and the table is released. */
int report_page_set(struct report_page *p, struct report_table *table) __attribute__((warn_unused_result));
void report_page_release(struct report_page *p);

/* Looks again which rows match. */
void report_page_match(struct report_page *p, const struct ui_filter *filter);

/* Sorts the rows by a column; then they must be matched again. QUAD_ENOMEM. */
int report_page_sort(struct report_page *p, size_t column, bool descending) __attribute__((warn_unused_result));

/* The rows that match, as a table that borrows from the page until that changes; release it in any case. QUAD_ENOMEM.
 */
int report_page_part(const struct report_page *p, struct report_table *out) __attribute__((warn_unused_result));

#endif
