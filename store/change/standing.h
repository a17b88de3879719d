/*
 * What stands, judged by the rules of today: one booking, as if it were asked for now; and the bookings that a change
 * of anything else puts against the rules. Nothing is cancelled: the change says which they are.
 */
#ifndef QUAD_STORE_STANDING_H
#define QUAD_STORE_STANDING_H

#include "store/base/ids.h"
#include "store/change/change.h"

/*
 * Judges a booking; reasons in arena. That it is past is no reason. One that does not stand, or is not there, breaks no
 * rule. QUAD_ECORRUPT, QUAD_ENOMEM.
 */
int standing_judge(struct db_txn *txn, struct decision_cache *cache, uint64_t id, struct arena *arena,
                   struct against *out) __attribute__((warn_unused_result));

/*
 * A change of a resource, of a closure, of a travel time: gather the bookings that are not over and that it may touch,
 * each once; judge them before it; after it, standing_tell adds to the result those that break a rule which they did
 * not break before. All in the change's arena.
 */
int standing_of_resource(struct change *c, uint32_t resource, struct ids *out) __attribute__((warn_unused_result));
/* Those on its wholes and parts. */
int standing_of_related(struct change *c, uint32_t resource, struct ids *out) __attribute__((warn_unused_result));
int standing_of_closure(struct change *c, enum closure_scope scope, uint32_t owner, int64_t start, int64_t end,
                        struct ids *out) __attribute__((warn_unused_result));
/* Those with a person who has less than minutes from one of two campuses to the other. */
int standing_of_way(struct change *c, const uint32_t campuses[2], uint32_t minutes, struct ids *out)
	__attribute__((warn_unused_result));

struct standing {
	struct against *v; /* those of the ids that are against the rules before the change */
	size_t n, cap;
	struct ids ids;
};
int standing_look(struct change *c, const struct ids *ids, struct standing *out) __attribute__((warn_unused_result));
int standing_tell(struct change *c, const struct standing *before) __attribute__((warn_unused_result));

#endif
