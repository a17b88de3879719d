/* The changes of records, column by column, as lists print them. */
#ifndef QUAD_STORE_LIST_CHANGE_H
#define QUAD_STORE_LIST_CHANGE_H

#include "store/query/names.h"
#include "store/list/list_column.h"
#include "store/list/list_import.h"

/* Tells changes of requests of one import. All-zero tells those that book nothing. */
struct change_teller {
	const struct names *names;      /* of what is booked, NULL: none */
	const struct resource **by_no;  /* made when first needed */
	size_t n_by_no;
	struct arena arena;
};

void change_teller_close(struct change_teller *t);

/*
 * Adds to the array *v what the result of an update, asked with REQUEST_IMAGES, changed: columns are those of the
 * request's own kind of list (series for a timetable). All in arena. QUAD_ENOMEM, or an error of the codec.
 */
int list_changes_add(struct change_teller *t, enum request_op op, const struct result *result, struct arena *arena,
                     struct list_change **v, size_t *n, size_t *cap) __attribute__((warn_unused_result));

/*
 * Adds what differs between two records of the kind of list of `op`: OP_BOOK for any booking, OP_SERIES for any series.
 * Nothing for an op without a list. QUAD_ENOMEM, or an error of the codec.
 */
int list_changes_between(struct change_teller *t, enum request_op op, struct bytes before, struct bytes after,
                         struct arena *arena, struct list_change **v, size_t *n, size_t *cap)
	__attribute__((warn_unused_result));

#endif
