/*
 * All resources of a store in memory, decoded once and kept until one of them changes. A search over the whole
 * consortium starts from it, so that the search costs as much as the bookings that overlap, and not as the resources
 * that there are. Private to the store layer.
 *
 * Each change of a resource changes a setting, the stamp; a directory is used only under a snapshot with its stamp.
 * Answers that point into a directory hold it, and it lives until the last holder releases it.
 */
#ifndef QUAD_STORE_DIRECTORY_H
#define QUAD_STORE_DIRECTORY_H

#include "store/facts/resources.h"
#include "store/facts/store_open.h"
#include "store/model/opening.h"

/* Hours that some resources share. */
struct directory_hours {
	struct opening opening;
	bool valid; /* the stored text can be read; else the resource is never open */
};

/* The resources of a campus, or those of none. */
struct directory_campus {
	const char *code;
	uint32_t *places; /* indexes, in the order of the directory */
	size_t n;
};

/* The fields that a search reads of every resource, close together in memory. */
struct directory_entry {
	unsigned char kind, mode;
	bool active;
	uint32_t hours; /* index into the directory's hours */
	uint32_t seats, setup_min, teardown_min;
};

struct directory {
	struct resource_list all; /* by code */
	struct directory_entry *entries; /* in the same order */
	uint32_t *place; /* by resource number: index + 1, 0 = none */
	size_t n_place;
	size_t n_inactive;
	enum { TABLES_UNKNOWN, TABLES_SAME, TABLES_OTHER } tables; /* whether codes and records lead to exactly these */
	struct directory_hours *hours;
	size_t n_hours;
	struct directory_campus *campuses;
	size_t n_campuses;
	uint64_t stamp;
	size_t holders;
};

/* The directory as of the transaction, held by the caller until directory_release. */
int directory_get(struct store *s, struct db_txn *txn, struct directory **out) __attribute__((warn_unused_result));
void directory_release(struct directory *d); /* NULL is fine */
/*
 * The same for a decision, if the store has one already that is as of the transaction, else NULL. The first time, the
 * tables of codes and records are compared with it.
 */
int directory_standing(struct store *s, struct db_txn *txn, struct directory **out) __attribute__((warn_unused_result));

/* The resources of the campus of that code; NULL if there are none. */
const struct directory_campus *directory_campus_of(const struct directory *d, const char *code);

/* The resource of that code in what directory_standing gave; NULL if there is none, or if the tables lead to others. */
const struct resource *directory_by_code(const struct directory *d, const char *code);

static inline uint32_t directory_place(const struct directory *d, uint32_t resource_no)
{
	return resource_no < d->n_place ? d->place[resource_no] : 0;
}

#endif
