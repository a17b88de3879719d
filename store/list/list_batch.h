/*
 * Rows of an import that wait for their transaction, and the report of each after it. Private to the list modules.
 */
#ifndef QUAD_STORE_LIST_BATCH_H
#define QUAD_STORE_LIST_BATCH_H

#include "store/list/list_change.h"
#include "store/list/list_trips.h"

/* A row that waits: its requests, or the reasons why it has none. */
struct list_row {
	size_t row;
	const char *sheet; /* as in list_row_report */
	const char *key;
	size_t first, n_requests; /* among the batch's; none and no reason: there is nothing to change */
	bool joined;              /* it is part of what an earlier row of the batch asks for, whose fate it shares */
	size_t joined_to;         /* that row */
	struct reasons why;
	struct reasons notes;      /* what should be known of it, whatever becomes of it */
	size_t tied_first, n_tied; /* requests that stand or fall with its own; 0: it has none but its own */
	/* ahead: its place in the file comes later, so its report is kept; kept: the report that was, or will be */
	bool ahead;
	struct list_kept *kept;
	const struct list_change *told; /* of a row that is made up: what it changes */
};

/* The report of a row that was decided with an earlier one. In an arena that outlives the batch. */
struct list_kept {
	struct arena *arena;
	struct list_row_report report;
	struct reasons why, notes;
};

struct list_batch {
	struct store *store;
	const struct list_import *ask;
	struct list_summary *summary;
	int (*report)(void *arg, const struct list_row_report *r); /* may be NULL */
	void *arg;
	struct trips *trips; /* NULL: rows that book nothing */
	size_t max_requests; /* in one transaction */
	const char *sheet;   /* of rows to come: the caller's, and must stay */
	const struct list_pair *headings; /* of the file, for reports */
	size_t n_headings;
	struct list_progress progress; /* the caller says where it is */
	struct change_teller teller;
	struct store scratch; /* open: where a dry run is made */
	struct list_row *rows;
	struct request *requests;
	size_t n_rows, cap_rows, n_requests, cap_requests;
	size_t n_bytes;     /* of the rows that wait: the caller counts */
	uint64_t moment;    /* of the store (db_moment) after the last batch */
	size_t n_small;     /* batches to come that are small, since others write too */
	struct arena arena; /* of the rows that wait */
};

/* A new row, without a key and with no reasons: the caller fills it. Until the next call. NULL without memory. */
struct list_row *list_batch_row(struct list_batch *b, size_t row);
/*
 * A request of the last row, with the flags that the import as a whole has. What is in it must stay until the flush:
 * texts are best in the batch's arena. NULL without memory.
 */
struct request *list_batch_request(struct list_batch *b, enum request_op op, unsigned flags);
/* Removes the requests of the last row. */
void list_batch_drop(struct list_batch *b);

/*
 * Carries out the rows that wait, if they are enough for a transaction. In a dry run later rows must see the effect of
 * earlier ones, so more rows wait, and then all go to a copy of the store. QUAD_ESTOP: go_on returned false.
 */
int list_batch_settle(struct list_batch *b) __attribute__((warn_unused_result));
/* Carries out the rows that wait, reports each, and empties the batch and its arena. */
int list_batch_flush(struct list_batch *b) __attribute__((warn_unused_result));
void list_batch_release(struct list_batch *b);

#endif
