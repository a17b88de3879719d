/*
 * All resources of a store in memory, decoded once and kept until one of them changes: what a search over the whole
 * consortium starts from, so that it costs what overlaps and not what there is. Private to the store layer.
 *
 * A setting, the stamp, is another after each change of a resource; a directory is used only under a snapshot with
 * its stamp. Answers that point into one hold it, and it lives as long as somebody does.
 */
#ifndef QUAD_STORE_DIRECTORY_H
#define QUAD_STORE_DIRECTORY_H

#include "store/opening.h"
#include "store/query.h"

/* Hours that some resources share. */
struct directory_hours {
	struct opening opening;
	bool valid; /* what is stored can be read: otherwise never open */
};

/* What a search looks at for every resource, close together in memory. */
struct directory_entry {
	unsigned char kind, mode;
	bool active;
	uint32_t hours; /* which of the directory's */
	uint32_t seats, setup_min, teardown_min;
};

struct directory {
	struct resource_list all; /* by code */
	struct directory_entry *entries; /* in the same order */
	uint32_t *place; /* by resource number: index + 1, 0 = none */
	size_t n_place;
	size_t n_inactive;
	struct directory_hours *hours;
	size_t n_hours;
	uint64_t stamp;
	size_t holders;
};

/* The directory as of the transaction, held; let it go with directory_release. */
int directory_get(struct store *s, struct db_txn *txn, struct directory **out) __attribute__((warn_unused_result));
void directory_release(struct directory *d); /* NULL is fine */

static inline uint32_t directory_place(const struct directory *d, uint32_t resource_no)
{
	return resource_no < d->n_place ? d->place[resource_no] : 0;
}

#endif
