/*
 * Lists in: the rows of a file (CSV, workbook or calendar) become requests of the store. What list_export wrote imports
 * again with every row `unchanged`.
 */
#ifndef QUAD_STORE_LIST_IMPORT_H
#define QUAD_STORE_LIST_IMPORT_H

#include "store/change/store_apply.h"
#include "store/format/list_fault.h"
#include "store/format/text_file.h"
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
	/* in place of data; of plain text in UTF-8 only pieces are in memory. Errors of its `read` are handed on */
	const struct text_file *file;
	const char *encoding;       /* NULL = guess */
	const char *sheet;          /* of a workbook; NULL = the first whose header is understood, and all like it */
	/*
	 * map: `--map`; set: `--set`. After an import that took in rows, its map is remembered for the kind and the
	 * institution that set names ("" if none); a map to "" makes a column forgotten, one of "" makes this import
	 * skip their column. remembered is filled in by
	 * list_import itself, and counts where map says nothing else and the file has the header.
	 */
	const struct list_pair *map, *set, *remembered;
	size_t n_map, n_set, n_remembered;
	const char *const *key; /* `--key`: columns, ours or theirs, whose texts make the code; none: the file has it */
	size_t n_key;
	/*
	 * `--map-kind`: ours is a kind of resource, theirs a type word; ours "" makes the word forgotten. Remembered
	 * and filled in as above; a word of remembered_kinds counts where map_kind says nothing else.
	 */
	const struct list_pair *map_kind, *remembered_kinds;
	size_t n_map_kind, n_remembered_kinds;
	bool dry_run, create_missing;
	bool withdraw_missing; /* resources: withdraw what the list no longer has; only with a set institution */
	bool skip_conflicts; /* series and timetables: keep the occurrences that fit */
	/* calendars: the last day of rules without an end (day number), has_until; NULL or the name of their source */
	int64_t until_day;
	bool has_until;
	const char *source;
	const char *actor;
	int64_t now;
	enum request_via via;
	/*
	 * The place for a dry run of more rows than one transaction should hold (list_scratch.h): it is made in a copy
	 * of the store there, whose names are removed at once. NULL: it is one transaction in memory, however large.
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
	size_t row;        /* data rows from 1, as the file holds them; 0: what the list or calendar no longer has */
	const char *sheet; /* if several sheets of a workbook are read: the row's, in which it counts; else NULL */
	const char *key; /* the code or ref, "" if the row has none */
	enum outcome outcome;
	/*
	 * refused, invalid: why; a series of which some occurrences were left out: what is in their way; unchanged: the
	 * state that keeps a row out; accepted, and bookings that stand are against the rules by it: which ones and why
	 * (`of` is set)
	 */
	const struct reasons *reasons;
	const struct reasons *notes; /* the last of these reasons: what should be known of a row that was accepted */
	/* updated: changes of the record; none if only bookings of a series changed. Timetables: columns of series */
	const struct list_change *changes;
	size_t n_changes;
	/*
	 * Changes of the calendar: the bookings of series that follow (made: moved, added, or cancelled where their
	 * occurrence is gone), and the occurrences that cannot be kept, with what is in their way
	 */
	const struct made *made;
	size_t n_made;
	const struct skipped *skipped;
	size_t n_skipped;
	/* our columns that the file has, with its header for each */
	const struct list_pair *headings;
	size_t n_headings;
};

struct list_summary {
	const char *encoding;          /* the one used; "" for a workbook */
	bool encoding_guessed;         /* neither by mark nor as plain UTF-8 nor told */
	/*
	 * of a workbook with several that are shown, unless one was told: the sheets that were read, and those that
	 * hold something else
	 */
	const char **sheets, **left_out;
	size_t n_sheets, n_left_out;
	size_t counts[OUTCOME_INVALID + 1];
	size_t rows;
	uint64_t action;  /* that all entries of the import in the journal belong to; 0: nothing was changed */
	const char *kind; /* resources: what their header says they are, where no column does; else NULL */
	/* rows of sums and remarks: they count as rows of the file and are not imported */
	size_t n_aside, first_aside;
	size_t n_joined;  /* rows with more equipment of the resource that the row before them is about */
	bool interrupted; /* go_on returned false: the rows that were reported stand, no other was imported */
	const char **remembered; /* maps of earlier imports that were used, as `ours=theirs` */
	size_t n_remembered;
	/* columns of the file that are not understood; needed columns that the file lacks (nothing is then imported) */
	const char **unknown, **missing;
	size_t n_unknown, n_missing;
	/*
	 * filled: columns of ours in which merged cells gave their text to all rows that they span; not_filled: those
	 * of numbers, where such a cell counts for its first row only
	 */
	const char **filled, **not_filled;
	size_t n_filled, n_not_filled;
	/* pairs of campuses between which a booked person travels and the table lists nothing, as `A - B` */
	const char **unlisted;
	size_t n_unlisted;
	const char **nothing; /* columns with cells such as `-` and `无`, which are not given: `seats (3)` */
	size_t n_nothing;
	const char *departments; /* the column whose cells name what is no institution and is not kept: `部门 (3)` */
	const char **loose; /* numbers that were read from loose ones: `约40人 = 40`, the first of them */
	size_t n_loose;
	/*
	 * resources of the list's institutions that no row has, as `CODE NAME`; withdrawn if it was asked, but not
	 * while rows without a known code may be about them
	 */
	const char **absent;
	size_t n_absent, n_withdrawn, n_lost;
	/* resources of the list that are withdrawn, where it does not say whether they are in use: `CODE NAME` */
	const char **withdrawn;
	size_t n_still_withdrawn;
	const char **seats_kept; /* resources whose cell for seats is empty: the stored number stays, `CODE (40)` */
	size_t n_seats_kept;
	/* bookings of series that a change of the calendar moves or brings, takes away, and cannot place */
	size_t n_moved, n_dropped, n_clashing;
	size_t n_left;    /* what is no longer in a calendar's source and was cancelled */
	bool left_unsure; /* an event could not be told from others, so nothing was taken to have left the source */
	size_t n_against; /* bookings that the rows put against the rules, each counted for every row that does */
	struct list_fault fault; /* why the file cannot be read; its texts are here, in what was asked, or constants */
	struct arena arena;
};

/*
 * Imports a file. Rows are handed to `report` (may be NULL) in file order, each after it was decided. Memory is
 * bounded, apart from the file's own and its codes; for dry runs only with a scratch_dir. The caller releases *out in
 * any case.
 *
 * QUAD_EINVAL: the file cannot be read as a list of this kind, and nothing was changed. The summary says which columns
 * are missing; else its fault says why, and *bad is that fault as list_fault_format writes it, for logs, borrowed from
 * the summary (NULL if there is none). After QUAD_EBUSY, QUAD_EFULL... the rows that were reported stand.
 */
int list_import(struct store *s, const struct list_import *ask,
                int (*report)(void *arg, const struct list_row_report *r), void *arg, struct list_summary *out,
                const char **bad) __attribute__((warn_unused_result));
void list_summary_release(struct list_summary *s);

#endif
