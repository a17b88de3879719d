/*
 * What counts against agreements (store/model/agreement.h), summed up from the bookings. Those that are stored are
 * read once and kept until one is written, so that a series and the search for alternatives read them once. Private to
 * store/change.
 */
#ifndef QUAD_STORE_AGREED_HOURS_H
#define QUAD_STORE_AGREED_HOURS_H

#include "store/change/change.h"
#include "store/facts/register_list.h"
#include "store/model/agreement.h"

/*
 * The minutes used of each of the agreements, in the change's arena, without booking `except` and as the change under
 * way leaves them (claim_view.h). Only those are right that one claim can lead to from `wanted`: a use may count
 * against another agreement, and so change what is left of that.
 */
int agreed_hours_used(struct change *c, const struct register_rows *rows, const bool *wanted, uint64_t except,
                      sum_t **out) __attribute__((warn_unused_result));

#endif
