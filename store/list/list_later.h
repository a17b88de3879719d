/*
 * Rows of resources that are parts of a hall whose row comes later in the same file: they wait until the end of it, and
 * are reported then. Private to the list modules.
 */
#ifndef QUAD_STORE_LIST_LATER_H
#define QUAD_STORE_LIST_LATER_H

#include "store/list/list_batch.h"
#include "store/list/list_seen.h"

struct later_row;

/* All-zero is empty. */
struct list_later {
	struct later_row *v;
	size_t n, cap;
	struct list_seen codes; /* of those that wait, with their places in v */
	struct arena arena;
};

/*
 * Takes the batch's last row out, to wait, if it is a part of what is neither in the store nor asked for by a row so
 * far. One that has reasons, or no request of its own, stays.
 */
int later_hold(struct list_later *l, struct list_batch *b, const struct list_seen *seen)
	__attribute__((warn_unused_result));

/* The end of the file: puts the rows that wait into the batch, wholes before their parts. */
int later_ask(struct list_later *l, struct list_batch *b) __attribute__((warn_unused_result));
void later_release(struct list_later *l);

#endif
