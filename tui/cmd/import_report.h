/* What became of the rows of an import, collected while it runs. */
#ifndef QUAD_TUI_IMPORT_REPORT_H
#define QUAD_TUI_IMPORT_REPORT_H

#include "store/model/table.h"
#include "tui/cmd/import_words.h"

/* What is wrong with a row, and with how many others in the same words. */
struct import_complaint {
	const char *text; /* of the first row */
	const char *why;  /* within text, after the words about that row alone */
	size_t n;
};

/* All-zero is ready, dry_run and sink apart, which the caller sets. */
struct import_report {
	struct table_sink *sink;  /* NULL: no report was asked for */
	bool started, has_sheets; /* the report; it tells the sheet of each row, since there are several */
	struct arena arena;
	struct import_complaint complaints[IMPORT_TOLD_MAX];
	size_t n_complaints, n_more_complaints; /* more: rows with other complaints than these */
	struct buf changes;                     /* of a dry run */
	size_t n_changes;                       /* rows */
	struct buf notes;                       /* what should be known of rows that were accepted */
	size_t n_notes;                         /* rows */
	struct buf emptied;                     /* what an import took away because a cell is empty */
	size_t n_emptied;
	struct buf against;   /* what the rows put against the rules */
	size_t n_against;     /* reasons */
	struct buf followers; /* bookings of series that follow the calendar */
	size_t n_followers;
	size_t n_forbidden; /* rows that the person may not bring in */
	bool dry_run;
	bool cut; /* the report cannot be written any more; the import goes on */
};

/* Takes a row in: the `report` of list_import, arg is the report. */
int import_report_row(void *arg, const struct list_row_report *row);
/* Begins the lines of the report, whose columns are known with its first row; does nothing if it has begun. */
int import_report_begin(struct import_report *r, bool has_sheets);
void import_report_release(struct import_report *r);

#endif
