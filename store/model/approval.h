/*
 * Whose approval a request needs, and what they have decided: all owners, in any order, then the coordinator. The
 * chain is stored with the booking, as it was when the booking was asked for. Pure.
 *
 * As a text: a line for each step, `o 12 + chan 29816160`: o for the owner of a resource, c for the coordinator; the
 * resource's number, 0 for the coordinator; ? for not decided, + for approved; of what is decided, who and when, in
 * minutes. An owner whose resource the booking can do without has an `O`.
 */
#ifndef QUAD_STORE_APPROVAL_H
#define QUAD_STORE_APPROVAL_H

#include "store/model/model.h"

struct approval_step {
	uint32_t resource; /* number; 0: the coordinator's */
	bool approved;
	bool optional; /* without this resource the booking stands all the same */
	const char *by;
	int64_t at_min;
};

struct approval_chain {
	struct approval_step *v;
	size_t n;
};

/* The chain of a text, in arena; its texts too. QUAD_ECORRUPT, QUAD_ENOMEM. */
int approval_parse(const char *text, struct arena *arena, struct approval_chain *out)
	__attribute__((warn_unused_result));
/* The text of a chain, in arena; NULL: no memory. */
const char *approval_format(const struct approval_chain *chain, struct arena *arena);

/* True if nothing is left to decide. */
bool approval_is_complete(const struct approval_chain *chain);
/* True if the step may be decided now: it is not, and the coordinator's only after all others. */
bool approval_is_open(const struct approval_chain *chain, size_t i);

#endif
