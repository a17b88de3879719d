/*
 * Bookings by filter: first the ids in order, then the rows of some of them, so that a screen reads only the rows that
 * it shows. A filter by resource or by time walks an index of claims, which holds the bookings that stand; any other
 * filter reads all bookings.
 */
#include "store/query/query.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/han.h"
#include "store/base/utf8.h"
#include "store/facts/facts.h"
#include "store/facts/walk.h"

#define CLAIM_KEY_BYTES 18 /* in either index; the last field is the booking's id */

/* ---- ids ---- */

struct booking_start {
	int64_t start;
	uint64_t id;
};

struct booking_search {
	struct db_txn *txn;
	int64_t now;
	const struct booking_filter *filter;
	uint32_t resource_no, person_no, mine_no; /* 0 = none */
	const char *institution;         /* its code; NULL = any */
	struct buf owned;                /* a byte for each resource number: 1 if that institution owns the resource */
	struct booking_start *v;         /* malloc'ed */
	size_t n, cap;
	struct buf words, scratch;
	struct arena arena; /* of one booking */
};

/* The filter is for standing bookings alone, which the indexes hold. */
static bool is_standing(const struct booking_filter *f)
{
	return !f->any_state && (!f->state || state_stands(f->state));
}

static bool is_timed(const struct booking_filter *f)
{
	return f->from || f->to;
}

static bool has_claim(const struct booking *b, uint32_t resource)
{
	for (size_t i = 0; i < b->n_claims; i++)
		if (b->claims[i].resource == resource)
			return true;
	return false;
}

static bool is_any_owned(const struct booking_search *s, const struct booking *b)
{
	for (size_t i = 0; i < b->n_claims; i++)
		if (b->claims[i].resource < s->owned.len && s->owned.p[b->claims[i].resource])
			return true;
	return false;
}

/* In its state at this minute. */
static bool state_matches(const struct booking_search *s, const struct booking *b)
{
	const struct booking_filter *f = s->filter;
	enum booking_state state = booking_state_at(b, s->now);
	if (f->any_state)
		return true;
	return f->state ? state == f->state : state_stands(state);
}

/* login asked for the booking, or teaches in it: no is a teacher's number, else 0. */
static bool person_matches(const struct booking *b, const char *login, uint32_t no)
{
	return strcmp(b->requester, login) == 0 || (no && has_claim(b, no));
}

static bool institution_matches(const struct booking_search *s, const struct booking *b)
{
	return strcmp(b->institution, s->institution) == 0 || is_any_owned(s, b);
}

/* All of the filter except its words. */
static bool fields_match(const struct booking_search *s, const struct booking *b)
{
	const struct booking_filter *f = s->filter;
	if (!state_matches(s, b))
		return false;
	if (f->series && b->series != f->series)
		return false;
	if (is_timed(f) && (b->start >= f->to || f->from >= b->end))
		return false;
	if (s->resource_no && !has_claim(b, s->resource_no))
		return false;
	if (s->institution && !institution_matches(s, b))
		return false;
	if (f->mine && !person_matches(b, f->mine, s->mine_no))
		return false;
	return !f->person || person_matches(b, f->person, s->person_no);
}

static int words_match(struct booking_search *s, const struct booking *b, bool *out)
{
	const char *claims;
	int err = facts_claims_text(s->txn, b, &s->arena, &claims);
	if (err)
		return err;
	const char *const fields[] = {claims, b->purpose, b->note, b->requester, b->ref, b->institution};
	buf_clear(&s->scratch);
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		utf8_fold(&s->scratch, fields[i]);
		buf_char(&s->scratch, '\n');
	}
	*out = han_has_words(buf_text(&s->scratch), buf_text(&s->words));
	return s->scratch.failed ? QUAD_ENOMEM : 0;
}

static int add_if_matching(struct booking_search *s, const struct booking *b)
{
	bool matches = fields_match(s, b);
	if (matches && s->words.len) {
		int err = words_match(s, b, &matches);
		if (err)
			return err;
	}
	if (!matches)
		return 0;
	struct booking_start *v = array_grow(s->v, &s->cap, s->n, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	s->v = v;
	v[s->n++] = (struct booking_start){b->start, b->id};
	return 0;
}

static int search_record(struct bytes key, struct bytes value, void *arg)
{
	struct booking_search *s = arg;
	struct booking b;
	(void)key;
	int err = booking_decode(value, &s->arena, &b);
	if (!err)
		err = add_if_matching(s, &b);
	arena_release(&s->arena);
	return err;
}

static int search_claim(struct booking_search *s, struct bytes key)
{
	struct booking b;
	if (key.len != CLAIM_KEY_BYTES)
		return QUAD_ECORRUPT;
	int err = facts_booking(s->txn, key_get_u64(key, key.len - 8), &s->arena, &b);
	if (!err)
		err = add_if_matching(s, &b);
	arena_release(&s->arena);
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

static int search_claims(struct booking_search *s, struct overlap *walk)
{
	for (;;) {
		struct bytes key, value;
		int err = overlap_next(walk, &key, &value);
		if (err)
			return err == QUAD_ENOTFOUND ? 0 : err;
		err = search_claim(s, key);
		if (err)
			return err;
	}
}

/* The bookings of the claims below a prefix of an index. One with several claims may come several times. */
static int search_index(struct booking_search *s, const struct key *prefix, int64_t from, int64_t to)
{
	struct overlap walk;
	int err = overlap_begin(&walk, s->txn, prefix, from, to);
	if (!err)
		err = search_claims(s, &walk);
	overlap_end(&walk);
	return err;
}

static int note_owned(struct bytes key, struct bytes value, void *arg)
{
	struct booking_search *s = arg;
	struct resource r;
	(void)key;
	int err = resource_decode(value, &r);
	if (err || strcmp(r.institution, s->institution) != 0)
		return err;
	while (!s->owned.failed && s->owned.len <= r.no)
		buf_char(&s->owned, 0);
	if (s->owned.failed)
		return QUAD_ENOMEM;
	s->owned.p[r.no] = 1;
	return 0;
}

static int resolve_institution(struct booking_search *s)
{
	struct institution found;
	int err = facts_institution_named(s->txn, s->filter->institution, &found);
	if (err)
		return err == QUAD_EINVAL ? QUAD_ENOTFOUND : err;
	s->institution = found.code;
	return walk_table(s->txn, TABLE_RESOURCE, note_owned, s);
}

/* A person who is no teacher has no number, and is found as a requester only. */
static int resolve_person(struct booking_search *s, const char *login, uint32_t *no)
{
	struct resource r;
	int err = facts_resource(s->txn, login, &r);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	*no = r.kind == KIND_TEACHER ? r.no : 0;
	return 0;
}

static int find_requester(struct bytes key, struct bytes record, void *arg)
{
	struct booking_search *s = arg;
	struct booking b;
	(void)key;
	arena_release(&s->arena);
	int err = booking_decode(record, &s->arena, &b);
	if (err)
		return err;
	return strcmp(b.requester, s->filter->person) == 0 ? QUAD_ESTOP : 0;
}

/* QUAD_ENOTFOUND if nobody of that name is listed, teaches or ever asked. Reads all bookings in the worst case. */
static int check_person(struct booking_search *s)
{
	struct key k = key_table(TABLE_PERSON);
	struct bytes record;
	if (s->person_no)
		return 0;
	key_text(&k, s->filter->person);
	int err = db_get(s->txn, key_bytes(&k), &record);
	if (err != QUAD_ENOTFOUND)
		return err;
	err = walk_table(s->txn, TABLE_BOOKING, find_requester, s);
	if (err)
		return err == QUAD_ESTOP ? 0 : err;
	return QUAD_ENOTFOUND;
}

static int check_series(struct booking_search *s)
{
	struct key k = key_table(TABLE_SERIES);
	struct bytes record;
	key_u64(&k, s->filter->series);
	return db_get(s->txn, key_bytes(&k), &record);
}

static int resolve_filter(struct booking_search *s)
{
	const struct booking_filter *f = s->filter;
	int err = f->series ? check_series(s) : 0;
	if (err)
		return err;
	if (f->resource) {
		struct resource r;
		err = facts_resource(s->txn, f->resource, &r);
		s->resource_no = err ? 0 : r.no;
	}
	if (!err && f->person)
		err = resolve_person(s, f->person, &s->person_no);
	if (!err && f->mine)
		err = resolve_person(s, f->mine, &s->mine_no);
	if (!err && f->institution)
		err = resolve_institution(s);
	return err;
}

static int search_wait(struct bytes key, struct bytes value, void *arg)
{
	struct booking_search *s = arg;
	struct booking b;
	(void)value;
	if (key.len != 13)
		return QUAD_ECORRUPT;
	int err = facts_booking(s->txn, key_get_u64(key, 5), &s->arena, &b);
	if (!err)
		err = add_if_matching(s, &b);
	arena_release(&s->arena);
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

/* Those that wait: each is there once for every resource that it would take. */
static int search_waiting(struct booking_search *s)
{
	struct key lo = key_table(TABLE_WAIT);
	if (s->resource_no)
		key_u32(&lo, s->resource_no);
	struct key hi = key_after(&lo);
	/* an alternative counts as what it claims does */
	s->resource_no = 0;
	return walk_range(s->txn, &lo, &hi, search_wait, s);
}

static int gather_matches(struct booking_search *s)
{
	const struct booking_filter *f = s->filter;
	if (f->state == STATE_WAITING && !f->any_state)
		return search_waiting(s);
	if (is_standing(f) && s->resource_no) {
		struct key prefix = key_table(TABLE_CLAIM);
		key_u32(&prefix, s->resource_no);
		if (is_timed(f))
			return search_index(s, &prefix, f->from, f->to);
		return search_index(s, &prefix, CLOCK_MIN_MIN, CLOCK_MAX_MIN);
	}
	if (is_standing(f) && is_timed(f)) {
		struct key prefix = key_table(TABLE_CLAIM_TIME);
		return search_index(s, &prefix, f->from, f->to);
	}
	return walk_table(s->txn, TABLE_BOOKING, search_record, s);
}

static int search_bookings(struct db_txn *txn, void *arg)
{
	struct booking_search *s = arg;
	s->txn = txn;
	int err = resolve_filter(s);
	if (!err)
		err = gather_matches(s);
	if (!err && s->n == 0 && s->filter->person)
		err = check_person(s);
	return err;
}

static int start_order(const void *a, const void *b)
{
	const struct booking_start *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

/* Sorts the ids found and copies each once. */
static int list_ids(struct booking_search *s, struct booking_ids *out)
{
	if (!s->n)
		return 0;
	qsort(s->v, s->n, sizeof *s->v, start_order);
	out->v = arena_alloc(&out->arena, s->n * sizeof *out->v);
	if (!out->v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < s->n; i++)
		if (i == 0 || s->v[i].id != s->v[i - 1].id)
			out->v[out->n++] = s->v[i].id;
	return 0;
}

int query_booking_ids(struct store *st, const struct booking_filter *f, struct booking_ids *out)
{
	struct booking_search s = {.filter = f, .now = store_now(st)};
	*out = (struct booking_ids){0};
	if (f->text)
		utf8_fold(&s.words, f->text);
	int err = s.words.failed ? QUAD_ENOMEM : db_read(st->db, search_bookings, &s);
	if (!err)
		err = list_ids(&s, out);
	free(s.v);
	buf_release(&s.owned);
	buf_release(&s.words);
	buf_release(&s.scratch);
	arena_release(&s.arena);
	return err;
}

/* ---- rows ---- */

struct rows_ask {
	int64_t now;
	const uint64_t *ids;
	size_t n;
	struct booking_rows *out;
};

static int get_row(struct db_txn *txn, uint64_t id, struct arena *arena, struct booking_row *out)
{
	struct key k = key_table(TABLE_BOOKING);
	struct bytes record;
	key_u64(&k, id);
	int err = db_get(txn, key_bytes(&k), &record);
	if (err)
		return err;
	err = walk_keep(arena, record, &record);
	if (!err)
		err = booking_decode(record, arena, &out->b);
	if (!err)
		err = facts_claims_text(txn, &out->b, arena, &out->claims);
	return err;
}

static int get_rows(struct db_txn *txn, void *arg)
{
	struct rows_ask *ask = arg;
	struct booking_rows *out = ask->out;
	for (size_t i = 0; i < ask->n; i++) {
		int err = get_row(txn, ask->ids[i], &out->arena, &out->v[out->n]);
		if (err && err != QUAD_ENOTFOUND)
			return err;
		out->v[out->n].b.state = booking_state_at(&out->v[out->n].b, ask->now);
		out->n += !err;
	}
	return 0;
}

int query_bookings(struct store *s, const uint64_t *ids, size_t n, struct booking_rows *out)
{
	*out = (struct booking_rows){0};
	out->v = arena_alloc(&out->arena, (n + 1) * sizeof *out->v);
	int err = out->v ? db_read(s->db, get_rows, &(struct rows_ask){store_now(s), ids, n, out}) : QUAD_ENOMEM;
	if (err) {
		arena_release(&out->arena);
		*out = (struct booking_rows){0};
	}
	return err;
}
