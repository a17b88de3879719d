/* Found by the index of claims, whose times have setup and teardown; the record says the others. */
#include "store/change/counted.h"

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/claim_view.h"

/* The record of a claim's booking: what a step of a series has placed is not stored yet. */
static int find_booking(struct change *c, uint64_t id, struct booking *out)
{
	size_t n;
	const struct booking *placed = claim_view_placed(c, &n);
	for (size_t i = n; i-- > 0;)
		if (placed[i].id == id) {
			*out = placed[i];
			return 0;
		}
	int err = facts_booking_head(c->txn, id, out);
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

int counted_on(struct change *c, uint32_t resource, int64_t start, int64_t end, uint64_t except,
               struct counted_list *out)
{
	struct neighbours near;
	/* what was used may have lasted longer than it was booked */
	int err = claim_view_neighbours(c, resource, start - DAY_MIN, end + DAY_MIN, except, &near);
	for (size_t i = 0; !err && i < near.n; i++) {
		struct counted one = {.claim = near.v[i].claim};
		if (!claim_counts(&one.claim, c->rq->now))
			continue;
		err = find_booking(c, near.v[i].booking, &one.booking);
		one.start = exact_start(&one.booking);
		one.end = exact_end(&one.booking);
		if (err || one.start >= end || one.end <= start)
			continue;
		struct counted *v = arena_grow(c->arena, out->v, out->n, &out->cap, sizeof *v);
		if (!v)
			return QUAD_ENOMEM;
		out->v = v;
		v[out->n++] = one;
	}
	return err;
}

int64_t counted_minutes(const struct counted *one, int64_t start, int64_t end)
{
	start = one->start > start ? one->start : start;
	end = one->end < end ? one->end : end;
	return end > start ? end - start : 0;
}
