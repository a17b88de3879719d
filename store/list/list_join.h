/*
 * Lists of resources with a row for each piece of equipment: the name of a lab stands before each of its pieces, or
 * before the first and blank below. Such rows are one resource. Private to the list modules.
 */
#ifndef QUAD_STORE_LIST_JOIN_H
#define QUAD_STORE_LIST_JOIN_H

#include "store/format/csv.h"
#include "store/list/list_header.h"

struct list_join {
	bool may; /* the list has equipment, so its rows may be joined */
	const struct list_kind *kind;
	const struct list_header *header;
	bool of_piece[LIST_COLUMNS_MAX]; /* columns that tell of the equipment: these may differ */
	bool names[LIST_COLUMNS_MAX];    /* those of them that say what it is */
	/* The first row of a resource, while the next may continue it; texts NULL: there is none. */
	const char *const *texts;
	size_t n_texts, row; /* row: its place in the batch */
	size_t n_rows;       /* behind it so far */
};

/* Finds out whether rows of a list with this header, which must stay, may be joined. */
void join_init(struct list_join *j, const struct list_kind *kind, const struct list_header *header);

/* Begins a resource with the row at hand, whose cleaned texts must stay until join_forget; and ends it. */
void join_first(struct list_join *j, const char *const *texts, size_t n_texts, size_t row);
void join_forget(struct list_join *j);

/*
 * True if the row has more equipment of the first row's resource: all its other cells that are understood are as there,
 * or empty. If code and name are both empty, numbers must be empty too and equipment be there, since the row may have
 * lost its code. *err is QUAD_ENOMEM on out of memory.
 */
bool join_continues(struct list_join *j, const struct csv_row *row, int *err);
/* True if the row at hand, which is none of the list, a sum for one, may stand between those of a resource. */
bool join_passes(struct list_join *j);

#endif
