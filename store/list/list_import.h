/*
 * Lists in: the rows of a file (CSV, workbook or calendar) become requests of the store. What list_export wrote imports
 * again with every row `unchanged`.
 */
#ifndef QUAD_STORE_LIST_IMPORT_H
#define QUAD_STORE_LIST_IMPORT_H

#include "store/change/store_apply.h"
#include "store/format/list_fault.h"
#include "store/list/list_kind.h"

struct list_pair {
	const char *ours, *theirs; /* map: our column, their header; set: our column, the value */
};

struct list_progress {
	size_t rows;                /* read so far */
	uint64_t at_byte, of_bytes; /* how far that is in the file; of_bytes 0: it is not known */
};

/* Limits of a file: more is refused before anything is changed. */
#define LIST_FILE_MAX_BYTES ((size_t)128 << 20)
#define LIST_LINES_MAX ((size_t)5000000)

struct list_import {
	const struct list_kind *kind;
	struct bytes data;          /* the whole file: CSV, or a workbook (XLSX) */
	const char *encoding;       /* NULL = guess */
	const char *sheet;          /* of a workbook; NULL = the first whose header is understood */
	/*
	 * What --map tells is remembered for the institution that --set names ("" if none) and the kind, once an import with
	 * it succeeded; a map to "" makes a column forgotten. list_import itself fills in what is remembered, which gives way
	 * to what is told and to headers that the file lacks.
	 */
	const struct list_pair *map, *set, *remembered;
	size_t n_map, n_set, n_remembered;
	bool dry_run, create_missing;
	bool skip_conflicts; /* series and timetables: keep the occurrences that fit */
	const char *actor;
	int64_t now;
	/*
	 * A dry run of more rows than one transaction should hold is made in a copy of the store, which is in a directory
	 * of its own in this one and gone from it at once. NULL: it is held in memory, however large it is.
	 */
	const char *scratch_dir;
	/* Asked after every row, with `arg`; false ends the import between two transactions. NULL: goes on. */
	bool (*go_on)(void *arg, const struct list_progress *p);
	void *go_on_arg;
};

/* A column whose value an update changes, as an export prints it. */
struct list_change {
	const char *column, *before, *after;
};

struct list_row_report {
	size_t row;      /* data rows from 1, as the file holds them */
	const char *key; /* the code or ref, "" if the row has none */
	enum outcome outcome;
	/* refused, invalid: why; a series of which some occurrences were left out: what is in their way */
	const struct reasons *reasons;
	/* updated: what changed in the record; none where only bookings of a series did. Timetables: columns of series */
	const struct list_change *changes;
	size_t n_changes;
	/* our columns that the file has, with its header for each */
	const struct list_pair *headings;
	size_t n_headings;
};

struct list_summary {
	const char *encoding;          /* the one used; "" for a workbook */
	bool encoding_guessed;         /* neither by mark nor as plain UTF-8 nor told */
	const char *sheet; /* the one used, if the workbook has several and none was told; else NULL */
	size_t counts[OUTCOME_INVALID + 1];
	size_t rows;
	const char *kind; /* resources: what their header says they are, where no column does; else NULL */
	/* rows of sums and remarks, which are counted as rows of the file and not taken for any of the list */
	size_t n_aside, first_aside;
	size_t n_joined;  /* rows with more equipment of the resource that the row before them is about */
	bool interrupted; /* go_on said no: the rows that were reported stand, no other was taken in */
	const char **remembered; /* what was taken from earlier imports, as `ours=theirs` */
	size_t n_remembered;
	/* columns of the file that are not understood; and needed columns that the file lacks (nothing is then imported) */
	const char **unknown, **missing;
	size_t n_unknown, n_missing;
	/*
	 * columns of ours in which merged cells gave all rows that they span their text; and those of numbers, where such
	 * a cell counts for its first row only
	 */
	const char **filled, **not_filled;
	size_t n_filled, n_not_filled;
	/* pairs of campuses between which a booked person travels and the table lists nothing, as `A - B` */
	const char **unlisted;
	size_t n_unlisted;
	/* bookings of series that a change of the calendar moves or brings, takes away, and cannot place */
	size_t n_moved, n_dropped, n_clashing;
	struct list_fault fault; /* why the file cannot be read; its texts are here, in what was asked, or constants */
	struct arena arena;
};

/*
 * Imports. Rows are handed to `report` (may be NULL) in file order, each after it was decided. QUAD_EINVAL: the file
 * cannot be read as a list of this kind (the summary says which columns are missing, or its fault why else; *bad is the
 * fault as list_fault_format has it, for logs, borrowed from the summary; NULL if there is none). QUAD_EBUSY, QUAD_EFULL...: the rows reported stand. Memory is
 * bounded, apart from the file's own, with a scratch_dir also for dry runs.
 */
int list_import(struct store *s, const struct list_import *ask, int (*report)(void *arg, const struct list_row_report *r),
                void *arg, struct list_summary *out, const char **bad) __attribute__((warn_unused_result));
void list_summary_release(struct list_summary *s);

#endif
