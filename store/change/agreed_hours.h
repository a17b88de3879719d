/*
 * What counts against agreements (store/model/agreement.h): what the stored bookings use, which is kept
 * (agreed_kept.h), and what a step of a series has moved. Private to store/change.
 */
#ifndef QUAD_STORE_AGREED_HOURS_H
#define QUAD_STORE_AGREED_HOURS_H

#include "store/change/change.h"
#include "store/facts/register_list.h"
#include "store/model/agreement.h"

/*
 * The minutes used of each of the agreements, in the change's arena, without booking `except` and as the change under
 * way leaves them (claim_view.h). Only those are right that one claim can lead to from `wanted`: a use may count
 * against another agreement, and so change what is left of that. Where no claim is covered by several agreements this
 * takes as long as the change under way is large, else for a booking that is changed as all that use them.
 */
int agreed_hours_used(struct change *c, const struct register_rows *rows, const bool *wanted, uint64_t except,
                      sum_t **out) __attribute__((warn_unused_result));

#endif
