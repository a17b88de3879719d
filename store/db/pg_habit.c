/* A table with a place for each hash; who is in a place stays there as long as it is read. */
#include "store/db/pg_habit.h"

#include <string.h>

enum {
	USES_MIN = 2, /* of a habit */
	KEPT_FOR = 8, /* transactions without a use */
};

static struct pg_habit *place_of(struct pg_session *s, struct bytes at, uint64_t *hash)
{
	*hash = fnv1a(FNV1A_START, at) | 1;
	return &s->habits[(*hash ^ *hash >> 32) % PG_HABITS];
}

static bool is_habit(const struct pg_session *s, const struct pg_habit *h)
{
	return h->hash && h->uses >= USES_MIN && h->last + KEPT_FOR >= s->n_begun;
}

static void use(const struct pg_session *s, struct pg_habit *h)
{
	if (h->last != s->n_begun)
		h->uses++;
	h->last = s->n_begun;
}

void habit_note(struct pg_session *s, struct bytes at, struct bytes lo, struct bytes hi)
{
	uint64_t hash;
	struct pg_habit *h = place_of(s, at, &hash);
	if (lo.len > sizeof h->lo || hi.len > sizeof h->hi)
		return;
	if (h->hash != hash) {
		if (is_habit(s, h))
			return;
		h->hash = hash;
		h->uses = 0;
		h->last = 0;
	}
	use(s, h);
	memcpy(h->lo, lo.p, lo.len);
	h->lo_len = lo.len;
	memcpy(h->hi, hi.p, hi.len);
	h->hi_len = hi.len;
}

bool habit_next(const struct pg_session *s, size_t *i, struct bytes *lo, struct bytes *hi)
{
	for (; *i < PG_HABITS; ++*i) {
		const struct pg_habit *h = &s->habits[*i];
		if (!is_habit(s, h))
			continue;
		*lo = (struct bytes){h->lo, h->lo_len};
		*hi = (struct bytes){h->hi, h->hi_len};
		++*i;
		return true;
	}
	return false;
}
