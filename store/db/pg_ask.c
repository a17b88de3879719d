#include "store/db/pg_ask.h"

#include "store/base/err.h"
#include "store/db/pg_news.h"

static const unsigned char key_end[] = {PG_KEY_END};
static const struct bytes end_of_keys = {key_end, sizeof key_end}, nothing = {"", 0};

static struct bytes key_of(const struct pg_session *s, const PGresult *res, int row, int column)
{
	return link_value(&s->link, res, row, column);
}

/* ---- a range ---- */

/* Forwards: n entries of [from, bound), and the first one after that if there is one. */
static int add_forwards(struct pg_session *s, const PGresult *res, struct bytes from, struct bytes bound,
                        uint32_t limit, int first, int n, int column)
{
	unsigned char room[DB_KEY_MAX + 1];
	struct bytes end = end_of_keys;
	uint32_t n_inside = 0;
	for (int i = first; i < first + n; i++) {
		struct bytes key = key_of(s, res, i, column);
		/* of a range whose bound is before its beginning: what stands between says nothing of it */
		if (bytes_compare(key, from) < 0)
			return 0;
		if (i > first && bytes_compare(key, key_of(s, res, i - 1, column)) <= 0)
			return QUAD_ECORRUPT;
		int err = memo_row(&s->memo, key, key_of(s, res, i, column + 1));
		if (err)
			return err;
		end = key_next(key, room);
		if (bytes_compare(key, bound) < 0) {
			n_inside++;
			continue;
		}
		if (i + 1 < first + n)
			return QUAD_ECORRUPT;
		/* what is between the last entry and the bound may not have been got */
		if (n_inside < limit)
			return memo_range(&s->memo, from, end);
		err = memo_range(&s->memo, bound, end);
		if (err)
			return err;
		end = key_next(key_of(s, res, i - 1, column), room);
		return memo_range(&s->memo, from, end);
	}
	return memo_range(&s->memo, from, n_inside < limit ? end_of_keys : end);
}

/* Backwards: entries of [bound, from) from its end, and the last one before the bound. */
static int add_backwards(struct pg_session *s, const PGresult *res, struct bytes from, struct bytes bound,
                         uint32_t limit)
{
	struct bytes start = nothing;
	uint32_t n_inside = 0;
	int n = s->link.lib->ntuples(res), i = 0;
	for (; i < n; i++) {
		struct bytes key = key_of(s, res, i, 0);
		bool is_inside = bytes_compare(key, bound) >= 0;
		/* of a range whose bound is after its end: what stands between says nothing of it */
		if (bytes_compare(key, from) >= 0)
			return 0;
		/* what is between the bound and the first entry may not have been got */
		if (!is_inside && n_inside == limit)
			break;
		n_inside += is_inside;
		int err = memo_row(&s->memo, key, key_of(s, res, i, 1));
		if (err)
			return err;
		start = key;
	}
	bool has_all = n_inside < limit && i == (int)n_inside;
	return memo_range(&s->memo, has_all ? nothing : start, from);
}

int ask_part_send(struct pg_link *l, const struct ask_part *p)
{
	unsigned char room[4];
	const struct pg_param params[] = {pg_bytes(p->from), pg_bytes(p->bound), pg_int(p->limit, room)};
	return link_send(l, p->backwards ? PG_SCAN_BACK : PG_SCAN, params, 3);
}

int ask_part_take(struct pg *pg, struct pg_session *s, const struct ask_part *p)
{
	PGresult *res;
	int err = link_take(&s->link, pg->timeout_seconds, &res);
	if (!err)
		err = p->backwards ? add_backwards(s, res, p->from, p->bound, p->limit)
		                   : add_forwards(s, res, p->from, p->bound, p->limit, 0, s->link.lib->ntuples(res), 0);
	s->link.lib->clear(res);
	return err;
}

/* ---- many keys ---- */

int ask_keys_send(struct pg_link *l, const char *keys, size_t n, size_t len)
{
	struct pg_array a = {0};
	pg_array_begin(&a);
	for (size_t i = 0; i < n; i++)
		pg_array_add(&a, (struct bytes){keys + i * len, len});
	struct pg_param p = pg_array_param(&a);
	int err = link_send(l, PG_GET_ALL, &p, 1);
	pg_array_release(&a);
	return err;
}

int ask_keys_take(struct pg *pg, struct pg_session *s, const char *keys, size_t n, size_t len)
{
	unsigned char room[DB_KEY_MAX + 1];
	PGresult *res;
	int err = link_take(&s->link, pg->timeout_seconds, &res);
	for (int i = 0; !err && i < s->link.lib->ntuples(res); i++)
		err = memo_row(&s->memo, key_of(s, res, i, 0), key_of(s, res, i, 1));
	s->link.lib->clear(res);
	for (size_t i = 0; !err && i < n; i++) {
		struct bytes key = {keys + i * len, len};
		err = memo_range(&s->memo, key, key_next(key, room));
	}
	return err;
}

/* ---- many ranges ---- */

void ask_ranges_begin(struct ask_ranges *r)
{
	pg_array_begin(&r->los);
	pg_array_begin(&r->his);
}

void ask_ranges_add(struct ask_ranges *r, struct bytes lo, struct bytes hi)
{
	pg_array_add(&r->los, lo);
	pg_array_add(&r->his, hi);
}

void ask_ranges_release(struct ask_ranges *r)
{
	pg_array_release(&r->los);
	pg_array_release(&r->his);
}

int ask_ranges_send(struct pg_link *l, struct ask_ranges *r, uint32_t limit)
{
	unsigned char room[4];
	const struct pg_param params[] = {pg_array_param(&r->los), pg_array_param(&r->his), pg_int(limit, room),
	                                  pg_bytes(nothing),       pg_bytes(nothing),       pg_bytes(nothing)};
	return link_send(l, PG_RANGES, params, 6);
}

int ask_ranges_send_again(struct pg_session *s, struct ask_ranges *r, uint32_t limit)
{
	unsigned char room[4];
	struct news_keys k = news_keys(s);
	const struct pg_param params[] = {pg_array_param(&r->los),
	                                  pg_array_param(&r->his),
	                                  pg_int(limit, room),
	                                  pg_bytes((struct bytes){s->head.bytes, s->head.len}),
	                                  pg_bytes((struct bytes){k.first, NEWS_KEY_BYTES}),
	                                  pg_bytes((struct bytes){k.end, NEWS_KEY_BYTES})};
	return link_send(&s->link, PG_RANGES, params, 6);
}

static int range_number(const struct pg_session *s, const PGresult *res, int row)
{
	const unsigned char *p = link_value(&s->link, res, row, 0).p;
	return p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

int ask_ranges_add_answer(struct pg_session *s, const PGresult *res, uint32_t limit,
                          bool (*next)(void *arg, struct bytes *lo, struct bytes *hi), void *arg)
{
	int n = s->link.lib->ntuples(res), at = 0, number = 0;
	struct bytes lo, hi;
	while (next(arg, &lo, &hi)) {
		int first = at;
		number++;
		while (at < n && range_number(s, res, at) == number)
			at++;
		if (!lo.p)
			continue;
		int err = add_forwards(s, res, lo, hi, limit, first, at - first, 1);
		if (err)
			return err;
	}
	return at == n ? 0 : QUAD_ECORRUPT;
}
