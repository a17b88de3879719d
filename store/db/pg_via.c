#include "store/db/pg_via.h"

#include <string.h>

#include "store/base/err.h"
#include "store/db/pg_ask.h"

/* A bound whose number is in the value. */
static struct bytes with_number(struct bytes bound, size_t at, const unsigned char *value, unsigned char *room)
{
	memcpy(room, bound.p, bound.len);
	for (size_t i = 0; i < DB_VIA_BYTES; i++)
		room[at + i] = value[DB_VIA_BYTES - 1 - i];
	return (struct bytes){room, bound.len};
}

/* Whether the entry of `via` is known, or known not to be there. *value: NULL = not there. */
static bool is_way_known(const struct pg_memo *k, struct bytes via, const unsigned char **value)
{
	struct bytes end;
	bool is_known = memo_end(k, via, false, &end);
	const struct overlay_entry *e = is_known ? overlay_get(&k->rows, via) : NULL;
	*value = e && e->value.len >= DB_VIA_BYTES ? e->value.p : NULL;
	return is_known;
}

/* A walk over those ranges that are wanted and have a way. */
struct via {
	const struct pg_session *s;
	const struct db_range *v;
	const bool *is_wanted;
	size_t i, n;
	unsigned char lo[DB_KEY_MAX + 1], hi[DB_KEY_MAX + 1];
};

static const struct db_range *next_via(struct via *x)
{
	while (x->i < x->n && !(x->is_wanted[x->i] && x->v[x->i].via.len))
		x->i++;
	return x->i < x->n ? &x->v[x->i++] : NULL;
}

/* The range itself, now that its way is known. */
static bool next_found(void *arg, struct bytes *lo, struct bytes *hi)
{
	struct via *x = arg;
	const struct db_range *r = next_via(x);
	const unsigned char *value;
	*lo = *hi = (struct bytes){NULL, 0};
	if (r && is_way_known(&x->s->memo, r->via, &value) && value) {
		*lo = with_number(r->lo, r->via_at, value, x->lo);
		*hi = with_number(r->hi, r->via_at, value, x->hi);
	}
	return r != NULL;
}

static struct bytes after_number(struct bytes bound, size_t at)
{
	return (struct bytes){(const char *)bound.p + at + DB_VIA_BYTES, bound.len - at - DB_VIA_BYTES};
}

bool via_is_known(const struct pg_memo *k, const struct db_range *r)
{
	unsigned char lo[DB_KEY_MAX + 1], hi[DB_KEY_MAX + 1];
	const unsigned char *value;
	if (!is_way_known(k, r->via, &value))
		return false;
	return !value ||
	       memo_has(k, with_number(r->lo, r->via_at, value, lo), with_number(r->hi, r->via_at, value, hi));
}

void via_resolve(const struct pg_session *s, struct db_range *r, struct arena *a)
{
	unsigned char lo[DB_KEY_MAX + 1], hi[DB_KEY_MAX + 1];
	const unsigned char *value;
	if (!r->via.len || !is_way_known(&s->memo, r->via, &value) || !value)
		return;
	const char *new_lo = arena_dup(a, with_number(r->lo, r->via_at, value, lo).p, r->lo.len);
	const char *new_hi = arena_dup(a, with_number(r->hi, r->via_at, value, hi).p, r->hi.len);
	if (!new_lo || !new_hi)
		return;
	r->lo.p = new_lo;
	r->hi.p = new_hi;
	r->via.len = 0;
}

int via_send(struct pg_session *s, const struct db_range *v, const bool *is_wanted, size_t n, bool *sent)
{
	struct via x = {.s = s, .v = v, .is_wanted = is_wanted, .n = n};
	struct pg_array ways = {0}, heads = {0}, los = {0}, his = {0};
	struct pg_array *const all[] = {&ways, &heads, &los, &his};
	unsigned char room[4];
	const struct db_range *r;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		pg_array_begin(all[i]);
	while ((r = next_via(&x))) {
		pg_array_add(&ways, r->via);
		pg_array_add(&heads, (struct bytes){r->lo.p, r->via_at});
		pg_array_add(&los, after_number(r->lo, r->via_at));
		pg_array_add(&his, after_number(r->hi, r->via_at));
	}
	const struct pg_param params[] = {pg_array_param(&ways), pg_array_param(&heads), pg_array_param(&los),
	                                  pg_array_param(&his), pg_int(EXPECT_LIMIT, room)};
	*sent = ways.n > 0;
	int err = *sent ? link_send(&s->link, PG_RANGES_VIA, params, 5) : 0;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		pg_array_release(all[i]);
	return err;
}

int via_take(struct pg *pg, struct pg_session *s, const struct db_range *v, const bool *is_wanted, size_t n)
{
	struct via x = {.s = s, .v = v, .is_wanted = is_wanted, .n = n};
	PGresult *res;
	int err = link_take(&s->link, pg->timeout_seconds, &res);
	if (!err)
		err = ask_ranges_add_answer(s, res, EXPECT_LIMIT, next_found, &x);
	s->link.lib->clear(res);
	return err;
}
