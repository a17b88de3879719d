/*
 * A swap needs those who may change both bookings. Who may change only one of them proposes it, which is kept as a
 * remark on the other booking; who may change that one agrees by asking for the same within CONSENT_DAYS, as long as
 * neither booking was changed since. Private to store/change.
 */
#ifndef QUAD_STORE_CONSENT_H
#define QUAD_STORE_CONSENT_H

#include "store/change/change.h"

#define CONSENT_DAYS 7

struct consent {
	bool agreed;
	bool proposed;    /* the actor has proposed it already */
	uint64_t asks_of; /* not agreed: the booking whose holder has to agree */
};

/* Asks for the swap of the request, of bookings a and b; a reason for each if the actor may change neither. */
int consent_look(struct change *c, const struct booking *a, const struct booking *b, struct consent *out)
	__attribute__((warn_unused_result));

/* Keeps the proposal. */
int consent_propose(struct change *c, const struct consent *v) __attribute__((warn_unused_result));

#endif
