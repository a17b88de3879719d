/* What a booking costs, agreed when it is made. Private to store/change. */
#ifndef QUAD_STORE_PRICES_H
#define QUAD_STORE_PRICES_H

#include "store/change/plan.h"

/*
 * Sets the plan's prices (price.h), one for each of n claims on these resources, whose rulings are there; "" where
 * none of them costs anything. The price of an hour is
 * - that which the claim had, if the booking holds its resource already for the same institution;
 * - none where the institution is the owner's, or nobody's;
 * - that of the first agreement by code that has one and covers the claim (agreement.h);
 * - else what the owner's rule `price` says that decides for who asks; else the resource's rate.
 */
int prices_set(struct change *c, struct plan *p, const struct resource *const *resources, const struct claim *claims,
               size_t n) __attribute__((warn_unused_result));

/* A booking of that new id is written: the first one ever tells from which on prices are kept (SETTING_PRICED). */
int prices_begin(struct change *c, uint64_t id) __attribute__((warn_unused_result));

#endif
