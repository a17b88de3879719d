/*
 * The booking that something is done with (request.h's decision), and what the actor has to do with it. Private to
 * store/change.
 */
#ifndef QUAD_STORE_STAKE_H
#define QUAD_STORE_STAKE_H

#include "store/change/plan.h"
#include "store/model/rights.h"

/*
 * Loads the decision's booking: the plan has what stands, and as what shall stand the same. A reason if there is none,
 * or another version of it than the one that was decided on.
 */
int stake_load(struct change *c, struct plan *p) __attribute__((warn_unused_result));

/* *out: the actor has that right on the booking. */
int stake_may(struct change *c, enum right right, const struct booking *b, bool *out)
	__attribute__((warn_unused_result));
/* The same of another login. */
int stake_may_login(struct change *c, const char *login, enum right right, const struct booking *b, bool *out)
	__attribute__((warn_unused_result));

/* Adds a reason unless the actor has the right. */
int stake_ask(struct change *c, enum right right, const struct booking *b) __attribute__((warn_unused_result));

/* *out: the actor asked for the booking, or is a teacher who is booked, whose code is the login. */
int stake_uses(struct change *c, const struct booking *b, bool *out) __attribute__((warn_unused_result));

/* *out: the actor decides for the owner of one of the booking's resources, or as coordinator where it has no owner. */
int stake_keeps(struct change *c, const struct booking *b, bool *out) __attribute__((warn_unused_result));

/* Adds that the actor would need this right on the booking. */
void stake_refuse(struct change *c, enum right right, const struct booking *b);
/* Adds that the booking is in that state, and so not booked. */
void stake_refuse_state(struct change *c, const struct booking *b, enum booking_state state);
/* Adds that it cannot be done before that minute. */
void stake_refuse_early(struct change *c, const struct booking *b, int64_t from);
/* Adds that the booking is over. */
int stake_refuse_over(struct change *c, const struct booking *b) __attribute__((warn_unused_result));

/* Gives the booking of the plan and its claims the minute from which on they do not count. */
int stake_set_until(struct change *c, struct plan *p, int64_t until) __attribute__((warn_unused_result));

/* Writes what shall stand in the place of what stands, and sets the result. */
int stake_write(struct change *c, struct plan *p) __attribute__((warn_unused_result));
/* The result: the booking as it is; or as it is, and nothing has changed it. */
void stake_set_result(struct change *c, const struct booking *b);
void stake_set_unchanged(struct change *c, const struct booking *b);

#endif
