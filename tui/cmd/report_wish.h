/* A report as it is asked for on a command line: which, over which periods, and what of it is to be shown. */
#ifndef QUAD_TUI_CMD_REPORT_WISH_H
#define QUAD_TUI_CMD_REPORT_WISH_H

#include "store/report/report.h"

#define REPORT_WISH_COLUMNS 40

struct report_wish {
	struct report_ask ask;
	int64_t before_from, before_to; /* compare with that period; both 0 = with none */
	uint64_t years;                 /* a year after the other, the last one that of the period; 0 = no */
	const char *sort;               /* a column, NULL: the report's own order */
	bool descending;
	uint64_t top;                             /* rows, 0 = all */
	const char *columns[REPORT_WISH_COLUMNS]; /* only these; n_columns 0: all */
	size_t n_columns;
};

/*
 * Runs it as often as it takes. As report_run, and QUAD_EINVAL with *bad the name of a column that is not there, or
 * `year` where the report has one and years are asked for. Release the table in any case.
 */
int report_wish_run(struct store *s, const struct report_wish *wish, struct report_table *out, const char **bad)
	__attribute__((warn_unused_result));

#endif
