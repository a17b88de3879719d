/*
 * The rules of the owners of what a booking claims, asked within its decision: what is forbidden, what settings say,
 * what goes beyond a limit. Private to the store layer.
 *
 * As rules.h, only what changes is judged: a claim that the booking holds and that takes no more time is not forbidden
 * by a rule that was made since. What follows a change of the calendar is judged by none: nobody has asked for it.
 */
#ifndef QUAD_STORE_OWNER_RULES_H
#define QUAD_STORE_OWNER_RULES_H

#include "store/change/change.h"
#include "store/model/policy_order.h"
#include "store/model/ruling.h"

struct plan;

/*
 * What the rules say about a plan, whose booking claims these resources by these claims: p->rulings has one ruling for
 * each, in the change's arena. Adds a reason for each rule that refuses it; but with REQUEST_OVERRIDE those that may be
 * overridden are in p->overridden, and what rules on trial would have refused is in p->trial.
 */
int owner_rules_judge(struct change *c, struct plan *p, const struct resource *const *resources,
                      const struct claim *claims, size_t n) __attribute__((warn_unused_result));

/* Adds a reason for each rule that does not let a booking be cancelled, or its resource be left, so late. */
int owner_rules_leave(struct change *c, const struct booking *b) __attribute__((warn_unused_result));

/* The rules that may hold for a claim of the plan, in order, and what became of each. In the change's arena. */
int owner_rules_look(struct change *c, const struct booking *b, const struct resource *resource,
                     struct policy_look **looks, size_t *n) __attribute__((warn_unused_result));

#endif
