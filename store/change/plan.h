/* A booking between asking and writing. Private to the store layer. */
#ifndef QUAD_STORE_PLAN_H
#define QUAD_STORE_PLAN_H

#include "store/change/planned.h"

/* Loads the stored booking, with bytes of its own. QUAD_ENOTFOUND. */
int plan_load(struct change *c, uint64_t id, struct plan *p) __attribute__((warn_unused_result));

/* The claims to ask for: those given, each resource once; or those that stand, as if asked for again. */
int plan_ask(struct change *c, const struct claim_ask *asks, size_t n, struct plan *p)
	__attribute__((warn_unused_result));
int plan_ask_again(struct change *c, struct plan *p) __attribute__((warn_unused_result));

/* Fills the plan's claims, and the change's result with every reason against it. Only reads. */
int plan_decide(struct change *c, struct plan *p) __attribute__((warn_unused_result));

/*
 * *out: the plan has the time, the party and the claims of the old booking, so that only texts are checked. Then
 * plan_keep fills in the claims as they are stored, also those that would be others by now.
 */
int plan_stays(struct change *c, const struct plan *p, bool *out) __attribute__((warn_unused_result));
int plan_keep(struct change *c, struct plan *p) __attribute__((warn_unused_result));

/* The claims of a booking, into both indexes and out of them; those of one that does not stand are in none. */
int plan_put_claims(struct change *c, const struct booking *b) __attribute__((warn_unused_result));
int plan_drop_claims(struct change *c, const struct booking *b) __attribute__((warn_unused_result));

/* Writes the booking's record with its journal entry, the label that its claims show, and what it waits for. */
int plan_record(struct change *c, struct plan *p, enum outcome outcome) __attribute__((warn_unused_result));

#endif
