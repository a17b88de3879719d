/*
 * Taking the place of another, where the owner's rule lets whoever asks do so: everybody who is in the way has another
 * place before, for the same time, or nothing changes. Private to store/change.
 */
#ifndef QUAD_STORE_PREEMPT_H
#define QUAD_STORE_PREEMPT_H

#include "store/change/plan.h"

/*
 * A new booking that asks with REQUEST_PREEMPT was decided and refused. Where nothing but bookings of labs, bases,
 * rooms or equipment for one at a time speaks against it, and the ruling of each allows it so long before the start,
 * each of these bookings is moved to a like resource that is free for it and whose rules approve of it: of the same
 * kind, mode and specialty, large enough, on the same campus or else at most PREEMPT_NEAR_MIN of travel away. Then the
 * booking is decided again and written, and the result lists who was moved. Else the reasons stay, with what was tried;
 * nothing is written. Not in a rehearsal, which cannot write.
 */
int preempt_settle(struct change *c, struct plan *p) __attribute__((warn_unused_result));

#define PREEMPT_NEAR_MIN 30

#endif
