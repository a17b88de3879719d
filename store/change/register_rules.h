/*
 * The rules that the registers make (store/model/registers.h), asked within the decision of a booking beside those of
 * the owners: the share of each of several owners, the hours of agreements, how many trainees an institution can have
 * at one time. Private to store/change.
 *
 * As owner_rules.h, only what changes is judged: a booking that takes no more than it did is refused by none of them.
 * What follows the calendar or is recorded is judged by none. What counts is what stands, and is summed up from the
 * bookings each time.
 */
#ifndef QUAD_STORE_REGISTER_RULES_H
#define QUAD_STORE_REGISTER_RULES_H

#include "store/change/change.h"

struct plan;

/* Adds a reason for each that refuses the plan, whose booking claims these resources by these claims. */
int register_rules_judge(struct change *c, const struct plan *p, const struct resource *const *resources,
                         const struct claim *claims, size_t n, struct reasons *out) __attribute__((warn_unused_result));

#endif
