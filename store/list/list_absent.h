/*
 * Resources that stand in the store and are not in a list of their institution any more; and the seats of those whose
 * cell is empty now. Private to the list modules.
 */
#ifndef QUAD_STORE_LIST_ABSENT_H
#define QUAD_STORE_LIST_ABSENT_H

#include "store/list/list_header.h"
#include "store/list/list_seen.h"
#include "store/query/query.h"

/* What the rows of a list of resources tell of the whole. All-zero is empty. */
struct list_absent {
	struct list_seen institutions; /* that rows name, by code or name */
	struct list_seen no_seats;     /* codes of rows whose cell for seats is empty */
	unsigned kinds;                /* of rows: 1 << enum resource_kind */
	size_t n_lost;                 /* rows whose code is not known */
};

/* Notes a row that was read; an error in it does not matter. QUAD_ENOMEM. */
int absent_note(struct list_absent *a, const struct resource *r, bool seats_are_empty)
	__attribute__((warn_unused_result));

/*
 * The resources of the institution that `--set` names, else of those that rows name, that are active, of the kinds that
 * the list is about (places count as one kind) and whose code no row has; none where neither names an institution.
 * `--set campus` narrows it. They are in *out, whose arena the caller releases. An error of the store.
 */
int absent_find(const struct list_absent *a, struct store *s, const struct list_header *h, const struct list_kind *kind,
                const struct list_seen *seen, struct resource_list *out) __attribute__((warn_unused_result));

/* Those of the rows with an empty cell for seats that have seats in the store, in *out as above. */
int absent_find_seats(const struct list_absent *a, struct store *s, struct resource_list *out)
	__attribute__((warn_unused_result));

void absent_release(struct list_absent *a);

/*
 * The resources of the list's rows that are withdrawn in the store: they stay so where the list does not say whether
 * they are in use. The caller releases out->arena in any case. QUAD_ENOMEM, or an error of the store.
 */
int absent_find_withdrawn(struct store *s, const struct list_seen *seen, struct resource_list *out)
	__attribute__((warn_unused_result));

#endif
