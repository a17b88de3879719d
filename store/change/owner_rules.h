/* The rules of the owners of what a booking claims, asked within its decision. Private to the store layer. */
#ifndef QUAD_STORE_OWNER_RULES_H
#define QUAD_STORE_OWNER_RULES_H

#include "store/change/change.h"
#include "store/model/ruling.h"

/*
 * What the rules say about a booking, which has its times, party, requester and institution, and claims these
 * resources: *out has one ruling for each, in the change's arena. Adds a reason for each rule that refuses it.
 */
int owner_rules_judge(struct change *c, const struct booking *b, const struct resource *const *resources, size_t n,
                      struct ruling **out) __attribute__((warn_unused_result));

#endif
