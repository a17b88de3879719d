/*
 * What the stored bookings use of agreements, kept in the decision cache and in step with the store: the first decision
 * about an agreement walks over the bookings, later ones read the journal's entries since then, of this process or of
 * others, and those bookings again that they are about. Every change of a booking has an entry; entries that are
 * others after a rollback are noted by the cache (agreed_low). After a change of a resource, a campus or an agreement
 * all is read anew. Private to store/change.
 */
#ifndef QUAD_STORE_AGREED_KEPT_H
#define QUAD_STORE_AGREED_KEPT_H

#include "store/change/agreed_uses.h"

/*
 * Agreements one of which may take a use from another, directly or through others: what is used of them depends on no
 * other agreement.
 */
struct agreed_set {
	bool *in;
	bool loaded;
	struct agreed_booking *v; /* by id; some may use nothing */
	size_t n, cap;
	bool several; /* a use may be covered by more than one, so that the order of bookings matters */

	/* what those use that stand at a time from `from` to before `to`; other times are not summed up */
	bool summed;
	int64_t from, to;
	sum_t *used; /* by agreement */
};

/* The booking of that id, NULL if it is not there. */
const struct agreed_booking *agreed_set_find(const struct agreed_set *set, uint64_t id);

/* The set of an agreement of the register as the transaction sees it, summed up for the request's time. */
int agreed_kept_get(struct change *c, const struct register_rows *rows, size_t agreement, const struct agreed_set **out)
	__attribute__((warn_unused_result));

/* The facts of all sets, after a successful agreed_kept_get. */
struct agreed_facts *agreed_kept_facts(struct change *c);

#endif
