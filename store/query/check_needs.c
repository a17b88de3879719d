/* The proof of the needs that are kept: each is where its words lead, and as its last entry of the journal says. */
#include "store/query/checker.h"

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/facts/needs.h"

/* True if what the record says of times fits together. */
static bool has_sound_times(const struct need *v)
{
	if (v->end <= v->start || v->minutes < v->end - v->start || !v->dates)
		return false;
	if (v->last_min < v->first_min || !v->times)
		return false;
	return v->week == need_week(clock_local_day(v->start));
}

int check_need(struct checker *c, struct bytes key, struct bytes value)
{
	struct need v;
	struct key want = {.len = 0};
	unsigned char digest[NEED_DIGEST_BYTES];
	char entity[NEED_ENTITY_MAX];
	int err = need_decode(value, &v);
	if (!err && !has_sound_times(&v))
		err = QUAD_ECORRUPT;
	if (!err)
		err = need_digest(&v, digest);
	if (!err)
		want = needs_key(v.week, digest);
	if (check_fails(c, err) || !check_same_bytes(key_bytes(&want), key)) {
		check_fault(c, "a refused need: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
		return 0;
	}
	check_written(c, OF_NEED, entity_name(need_entity(v.week, digest, entity)), v.seq, value);
	return 0;
}
