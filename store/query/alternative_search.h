/* The parts that the searches for single bookings and for series have in common. Private to store/query. */
#ifndef QUAD_STORE_ALTERNATIVE_SEARCH_H
#define QUAD_STORE_ALTERNATIVE_SEARCH_H

#include "store/facts/parts.h"
#include "store/query/alternatives.h"

enum { RESOURCES_MAX = 4 }; /* other resources offered */

struct alternative_search {
	struct store *store;
	const struct result *refused;
	struct alternative_list *out;
	struct arena *arena; /* the list's */
	struct request base; /* the request in full: a change also with the fields that it leaves as they are stored */
};

/* Adds an alternative, whose texts live as long as the list. False if the list is full. */
bool offer_alternative(struct alternative_search *s, const struct alternative *a);

/* The claims with another resource in that of index `at`, in the search's arena. QUAD_ENOMEM. */
int replace_claim(struct alternative_search *s, const struct claim_ask *claims, size_t n, size_t at, const char *code,
                  struct claim_ask **out) __attribute__((warn_unused_result));

/* True if a reason of the refusal is about the resource of that code, and another resource may do. */
bool is_refused_resource(const struct result *refused, const char *code);

/* A resource that may stand in for a refused one. */
struct candidate {
	const struct resource *r;
	unsigned n_shared; /* tags and equipment that the refused one has too */
	uint32_t travel_min; /* from the campus of the refused one; 0 on the same one, or ALT_WAY_UNKNOWN */
	bool other_campus;
	bool beside; /* in the same hall: a whole of it, a part of it, or another part of its whole */
};

/* The resources that may stand in: of the same kind, with seats for the party, in service. */
struct resource_filter equivalent_resources(const struct resource *refused, uint32_t party, uint32_t units);

enum { WAYS_KEPT = 128 };

/*
 * The best candidates in place of one resource. Resources are thousands and campuses tens, so the ways to campuses are
 * kept from one candidate to the next.
 */
struct candidate_list {
	struct db_txn *txn;
	const struct resource *refused;
	struct parts parts;
	uint32_t need; /* seats that are needed; 0 = not said: all of them, so no part of the refused one will do */
	struct candidate *v; /* the best first */
	size_t n, most;
	uint32_t from_no; /* of the campus of the refused one; 0 = not looked up yet */
	struct kept_way {
		const char *campus; /* NULL: an empty place */
		uint32_t travel_min;
	} ways[WAYS_KEPT];
};

/* An empty list with room for the best `most`, in arena. The resource and those of candidates stay where they are. */
int candidate_list_begin(struct candidate_list *l, struct db_txn *txn, const struct resource *refused, size_t most,
                         struct arena *arena) __attribute__((warn_unused_result));

/*
 * Keeps a resource if it is among the best: the same hall or a part of it, by whether anything is shared, by whether it
 * is on the same campus, by the way there, by how much is shared, by the tightest fit of the seats, by code.
 */
int candidate_list_add(struct candidate_list *l, const struct resource *r) __attribute__((warn_unused_result));

#endif
