/*
 * Pairs of campuses between which the booked people of a list travel and for which the travel table has no time.
 * Private to the list modules.
 */
#ifndef QUAD_STORE_LIST_TRIPS_H
#define QUAD_STORE_LIST_TRIPS_H

#include "store/list/list_import.h"
#include "store/query/names.h"

struct trips {
	const struct names *names; /* borrowed */
	size_t *campus; /* by resource: its place among campuses, TRIPS_NOWHERE */
	const char **campuses;
	size_t n_campuses;
	uint64_t *visits; /* traveller and campus */
	size_t n_visits, cap_visits;
	struct arena arena;
};

/* All-zero is closed. */
int trips_open(struct trips *t, const struct names *names) __attribute__((warn_unused_result));
/* Notes where the claims of one booking take its people. QUAD_ENOMEM. */
int trips_add(struct trips *t, const struct claim_ask *claims, size_t n) __attribute__((warn_unused_result));
/* Names each pair of campuses that somebody visits and no travel time is listed for; in the summary's arena. */
int trips_unlisted(struct trips *t, struct store *s, struct list_summary *out) __attribute__((warn_unused_result));
void trips_close(struct trips *t);

#endif
