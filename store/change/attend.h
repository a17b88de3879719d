/*
 * What becomes of a booking when its time comes: somebody has come, has gone before its end, or has not come. Private
 * to store/change; lapse.h is what the clock does of it.
 */
#ifndef QUAD_STORE_ATTEND_H
#define QUAD_STORE_ATTEND_H

#include "store/change/change.h"

#define CHECKIN_EARLY_MIN 15 /* so long before the start somebody may have come */

/*
 * OP_CHECKIN: by who asked for the booking, a booked teacher, or who may change it; until its end, or until it is a
 * no-show. OP_RELEASE: by the same, once it has begun; it ends at that minute, and what is left is free. OP_NOSHOW: for
 * the owner of one of its resources, once it has begun and as long as nobody has come.
 */
int attend_checkin(struct change *c) __attribute__((warn_unused_result));
int attend_release(struct change *c) __attribute__((warn_unused_result));
int attend_noshow(struct change *c) __attribute__((warn_unused_result));

#endif
