/*
 * Carrying an import out, as a rehearsal or in earnest: with how far it is on the screen and Esc to stop it, the rows
 * that stay out, and sentences about all of it, which are those of the command `import`.
 */
#ifndef QUAD_TUI_IMPORT_RUN_H
#define QUAD_TUI_IMPORT_RUN_H

#include <stdio.h>

#include "tui/cmd/import_report.h"
#include "tui/screen/app.h"
#include "tui/screen/import_job.h"

#define IMPORT_WRONG_MAX 20000 /* rows that are listed; the report has all */

/* A row that stays out, or of which something does. */
struct import_wrong {
	size_t row;        /* as in struct list_row_report */
	const char *sheet; /* NULL: there is one */
	const char *key;
	enum outcome outcome;
	const char *why;       /* its first reason */
	const char *all;       /* all of them, a line each */
	const char *type_word; /* one that is no known kind of resource, NULL: none */
};

enum import_end {
	IMPORT_RAN,        /* to its end */
	IMPORT_STOPPED,    /* by Esc: what was reported stands */
	IMPORT_UNREADABLE, /* no list that could be read; nothing was changed */
	IMPORT_FAILED,     /* by an error; what was reported stands */
};

/* All-zero is empty. */
struct import_run {
	enum import_end end;
	bool dry_run;
	struct list_summary summary;
	struct import_wrong *v; /* in the order of the file */
	size_t n, cap, n_more;  /* more: rows that are not listed */
	struct buf counts;      /* the numbers of rows in words, a line */
	struct buf said;        /* what else there is to say, in lines; why it failed, if it did */
	FILE *lines;            /* the report of all rows in CSV; NULL: there was no room for one */
	struct arena arena;
};

/* Fills *out, which is empty, and whose release is the caller's in any case. The last painting is that of the screen.
 */
void import_run(struct app *app, const struct import_job *job, bool dry_run, struct import_run *out);
void import_run_release(struct import_run *run);

/* How many rows would come in, or came in: added and updated. */
size_t import_run_changes(const struct import_run *run);

/* Writes the report to a new file. 0, or an errno; EEXIST: there is one of that name. */
int import_run_write(const struct import_run *run, const char *path);

#endif
