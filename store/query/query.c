/*
 * What there is: lists of things and of bookings. Every answer copies the records it found into its own arena inside
 * the snapshot and decodes the copies, so that nothing of the database is left when the snapshot ends.
 */
#include "store/query/query.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/base/utf8.h"

/* Calls fn for each entry of a table, in order, until it returns other than 0. */
static int each(struct db_txn *txn, enum table table, int (*fn)(struct bytes key, struct bytes value, void *arg), void *arg)
{
	struct key lo = key_table(table), hi = key_after(&lo);
	struct db_scan scan;
	struct bytes k, v;
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, key_bytes(&lo), key_bytes(&hi));
	while (!err && (err = db_scan_next(&scan, &k, &v)) == 0)
		err = fn(k, v, arg);
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int own(struct arena *arena, struct bytes in, struct bytes *out)
{
	out->p = arena_dup(arena, in.p, in.len);
	out->len = in.len;
	return out->p ? 0 : QUAD_ENOMEM;
}

/* A list of one type: how an entry is copied, and the query that gathers all of a table. */
#define LIST(linkage, type, name, table)                                                                              \
	struct type##_gather {                                                                               \
		struct type##_list *out;                                                                     \
		size_t cap;                                                                                  \
	};                                                                                                   \
	static int add_##type(struct bytes key, struct bytes value, void *arg)                               \
	{                                                                                                    \
		struct type##_gather *g = arg;                                                               \
		struct type##_list *out = g->out;                                                            \
		struct bytes b;                                                                              \
		(void)key;                                                                                   \
		struct type *v = arena_grow(&out->arena, out->v, out->n, &g->cap, sizeof *v);                \
		int err = v ? own(&out->arena, value, &b) : QUAD_ENOMEM;                                     \
		if (err)                                                                                     \
			return err;                                                                          \
		out->v = v;                                                                                  \
		err = type##_decode(b, &v[out->n]);                                                          \
		if (!err)                                                                                    \
			out->n++;                                                                            \
		return err;                                                                                  \
	}                                                                                                    \
	static int gather_##type(struct db_txn *txn, void *arg)                                              \
	{                                                                                                    \
		return each(txn, table, add_##type, &(struct type##_gather){arg, 0});                        \
	}                                                                                                    \
	linkage int name(struct store *s, struct type##_list *out)                                                   \
	{                                                                                                    \
		*out = (struct type##_list){0};                                                              \
		int err = db_read(s->db, gather_##type, out);                                                \
		if (err) {                                                                                   \
			arena_release(&out->arena);                                                          \
			*out = (struct type##_list){0};                                                      \
		}                                                                                            \
		return err;                                                                                  \
	}

LIST(, institution, query_institutions, TABLE_INSTITUTION)
LIST(, campus, query_campuses, TABLE_CAMPUS)
LIST(static, closure, gather_closures, TABLE_CLOSURE)

LIST(, term, query_terms, TABLE_TERM)
LIST(, period, query_periods, TABLE_PERIOD)
LIST(static, day_rule, gather_days, TABLE_DAY)
LIST(, series, query_series, TABLE_SERIES)

static int day_order(const void *a, const void *b)
{
	const struct day_rule *x = a, *y = b;
	if (x->date != y->date)
		return x->date < y->date ? -1 : 1;
	return strcmp(x->campus, y->campus);
}

int query_days(struct store *s, struct day_rule_list *out)
{
	int err = gather_days(s, out);
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, day_order);
	return err;
}

static int closure_order(const void *a, const void *b)
{
	const struct closure *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	int c = strcmp(x->resource, y->resource);
	return c ? c : strcmp(x->campus, y->campus);
}

int query_closures(struct store *s, struct closure_list *out)
{
	int err = gather_closures(s, out);
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, closure_order);
	return err;
}

/* ---- travel ---- */

struct travel_gather {
	struct db_txn *txn;
	struct travel_list *out;
	size_t cap;
};

static int add_travel(struct bytes key, struct bytes value, void *arg)
{
	struct travel_gather *g = arg;
	struct travel_list *out = g->out;
	struct campus from, to;
	struct travel *v = arena_grow(&out->arena, out->v, out->n, &g->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	out->v = v;
	if (key.len != 9 || value.len < 4)
		return QUAD_ECORRUPT;
	int err = facts_campus_by_number(g->txn, key_get_u32(key, 1), &from);
	if (!err)
		err = facts_campus_by_number(g->txn, key_get_u32(key, 5), &to);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	bool swap = strcmp(from.code, to.code) > 0;
	v = &v[out->n++];
	v->from = arena_str(&out->arena, swap ? to.code : from.code);
	v->to = arena_str(&out->arena, swap ? from.code : to.code);
	v->minutes = (uint32_t)le_get(value.p, 4);
	return v->from && v->to ? 0 : QUAD_ENOMEM;
}

static int gather_travel(struct db_txn *txn, void *arg)
{
	return each(txn, TABLE_TRAVEL, add_travel, &(struct travel_gather){txn, arg, 0});
}

static int travel_order(const void *a, const void *b)
{
	const struct travel *x = a, *y = b;
	int c = strcmp(x->from, y->from);
	return c ? c : strcmp(x->to, y->to);
}

int query_travel(struct store *s, struct travel_list *out)
{
	*out = (struct travel_list){0};
	int err = db_read(s->db, gather_travel, out);
	if (err) {
		arena_release(&out->arena);
		*out = (struct travel_list){0};
	}
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, travel_order);
	return err;
}

/* ---- people ---- */

struct people_gather {
	struct db_txn *txn;
	struct person_list *out;
	size_t cap;
};

static int add_person(struct bytes key, struct bytes value, void *arg)
{
	struct people_gather *g = arg;
	struct person_list *out = g->out;
	enum person_scope over;
	const char *code;
	struct bytes b;
	struct person *v = arena_grow(&out->arena, out->v, out->n, &g->cap, sizeof *v);
	(void)key;
	int err = v ? own(&out->arena, value, &b) : QUAD_ENOMEM;
	if (err)
		return err;
	out->v = v;
	v = &v[out->n];
	err = person_decode(b, v);
	if (err)
		return err;
	out->n++;
	if (v->over == OVER_NOTHING)
		return 0;
	err = facts_scope(g->txn, v->scope, &over, &code);
	if (err && err != QUAD_ENOTFOUND && err != QUAD_EINVAL)
		return err;
	if (!err && over == v->over)
		return 0;
	const char *prefix = v->over == OVER_CAMPUS ? SCOPE_OF_CAMPUS : SCOPE_OF_INSTITUTION;
	v->scope = arena_fmt(&out->arena, "%s%s", prefix, v->scope);
	return v->scope ? 0 : QUAD_ENOMEM;
}

static int gather_people(struct db_txn *txn, void *arg)
{
	return each(txn, TABLE_PERSON, add_person, &(struct people_gather){txn, arg, 0});
}

int query_people(struct store *s, struct person_list *out)
{
	*out = (struct person_list){0};
	int err = db_read(s->db, gather_people, out);
	if (err) {
		arena_release(&out->arena);
		*out = (struct person_list){0};
	}
	return err;
}

/* ---- resources ---- */

struct resources_ask {
	const struct resource_filter *f;
	struct resource_list *out;
};

static int ask_resources(struct db_txn *txn, void *arg)
{
	const struct resources_ask *ask = arg;
	return resources_gather(txn, ask->f, ask->out);
}

int query_resources(struct store *s, const struct resource_filter *f, struct resource_list *out)
{
	*out = (struct resource_list){0};
	return db_read(s->db, ask_resources, &(struct resources_ask){f, out});
}

struct one_resource {
	const char *code;
	struct resource_list *out;
};

static int ask_resource(struct db_txn *txn, void *arg)
{
	const struct one_resource *ask = arg;
	return resources_gather_one(txn, ask->code, ask->out);
}

int query_resource(struct store *s, const char *code, struct resource_list *out)
{
	*out = (struct resource_list){0};
	return db_read(s->db, ask_resource, &(struct one_resource){code, out});
}

/* ---- bookings ---- */

struct booking_start {
	int64_t start;
	uint64_t id;
};

struct booking_gather {
	struct db_txn *txn;
	const struct booking_filter *f;
	uint32_t resource_no, person_no; /* 0 = none */
	const char *institution;         /* its code; NULL = any */
	struct buf owned;                /* a byte for each resource number: whether it is that institution's */
	struct booking_start *v;         /* malloc'ed */
	size_t n, cap;
	struct buf words, scratch;
	struct arena arena; /* of one booking */
};

static bool has_claim(const struct booking *b, uint32_t resource)
{
	for (size_t i = 0; i < b->n_claims; i++)
		if (b->claims[i].resource == resource)
			return true;
	return false;
}

static bool is_any_owned(const struct booking_gather *g, const struct booking *b)
{
	for (size_t i = 0; i < b->n_claims; i++)
		if (b->claims[i].resource < g->owned.len && g->owned.p[b->claims[i].resource])
			return true;
	return false;
}

static int text_matches(struct booking_gather *g, const struct booking *b, bool *out)
{
	const char *claims;
	int err = facts_claims_text(g->txn, b, &g->arena, &claims);
	if (err)
		return err;
	const char *const fields[] = {claims, b->purpose, b->note, b->requester, b->ref, b->institution};
	buf_clear(&g->scratch);
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		utf8_fold(&g->scratch, fields[i]);
		buf_char(&g->scratch, '\n');
	}
	*out = utf8_has_words(buf_text(&g->scratch), buf_text(&g->words));
	return g->scratch.failed ? QUAD_ENOMEM : 0;
}

/* Adds a booking if it matches. */
static int consider(struct booking_gather *g, const struct booking *b)
{
	const struct booking_filter *f = g->f;
	enum booking_state state = f->state ? f->state : STATE_BOOKED;
	bool match = f->any_state || b->state == state;
	match = match && (!f->series || b->series == f->series);
	match = match && ((!f->from && !f->to) || (b->start < f->to && f->from < b->end));
	match = match && (!g->resource_no || has_claim(b, g->resource_no));
	match = match && (!g->institution || strcmp(b->institution, g->institution) == 0 || is_any_owned(g, b));
	match = match && (!f->person || strcmp(b->requester, f->person) == 0 || (g->person_no && has_claim(b, g->person_no)));
	int err = match && g->words.len ? text_matches(g, b, &match) : 0;
	if (err || !match)
		return err;
	struct booking_start *v = array_grow(g->v, &g->cap, g->n, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	g->v = v;
	v[g->n++] = (struct booking_start){b->start, b->id};
	return 0;
}

static int consider_record(struct bytes key, struct bytes value, void *arg)
{
	struct booking_gather *g = arg;
	struct booking b;
	(void)key;
	int err = booking_decode(value, &g->arena, &b);
	if (!err)
		err = consider(g, &b);
	arena_release(&g->arena);
	return err;
}

/* The bookings of what a walk over an index finds; the id is the last field of the key. */
static int consider_index(struct booking_gather *g, const struct key *prefix, int64_t from, int64_t to)
{
	struct overlap walk;
	struct bytes k, v;
	int err = overlap_begin(&walk, g->txn, prefix, from, to);
	while (!err && (err = overlap_next(&walk, &k, &v)) == 0) {
		struct booking b;
		err = k.len == 18 ? facts_booking(g->txn, key_get_u64(k, k.len - 8), &g->arena, &b) : QUAD_ECORRUPT;
		if (!err)
			err = consider(g, &b);
		arena_release(&g->arena);
		if (err == QUAD_ENOTFOUND)
			err = QUAD_ECORRUPT;
	}
	overlap_end(&walk);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int note_owned(struct bytes key, struct bytes value, void *arg)
{
	struct booking_gather *g = arg;
	struct resource r;
	(void)key;
	int err = resource_decode(value, &r);
	if (err || strcmp(r.institution, g->institution) != 0)
		return err;
	while (!g->owned.failed && g->owned.len <= r.no)
		buf_char(&g->owned, 0);
	if (g->owned.failed)
		return QUAD_ENOMEM;
	g->owned.p[r.no] = 1;
	return 0;
}

static int find_owned(struct booking_gather *g)
{
	struct institution found;
	int err = facts_institution_named(g->txn, g->f->institution, &found);
	if (err)
		return err == QUAD_EINVAL ? QUAD_ENOTFOUND : err;
	g->institution = found.code;
	return each(g->txn, TABLE_RESOURCE, note_owned, g);
}

static int gather_bookings(struct db_txn *txn, void *arg)
{
	struct booking_gather *g = arg;
	const struct booking_filter *f = g->f;
	struct resource r;
	int err = 0;
	g->txn = txn;
	if (f->resource) {
		err = facts_resource(txn, f->resource, &r);
		g->resource_no = err ? 0 : r.no;
	}
	if (!err && f->person) {
		err = facts_resource(txn, f->person, &r);
		g->person_no = err || r.kind != KIND_TEACHER ? 0 : r.no;
		err = err == QUAD_ENOTFOUND ? 0 : err;
	}
	if (!err && f->institution)
		err = find_owned(g);
	if (err)
		return err;
	/* The indexes hold what stands; anything else is found by reading all. */
	bool standing = !f->any_state && (!f->state || f->state == STATE_BOOKED);
	bool timed = f->from || f->to;
	if (standing && g->resource_no) {
		struct key prefix = key_table(TABLE_CLAIM);
		key_u32(&prefix, g->resource_no);
		return consider_index(g, &prefix, timed ? f->from : CLOCK_MIN_MIN, timed ? f->to : CLOCK_MAX_MIN);
	}
	if (standing && timed) {
		struct key prefix = key_table(TABLE_CLAIM_TIME);
		return consider_index(g, &prefix, f->from, f->to);
	}
	return each(txn, TABLE_BOOKING, consider_record, g);
}

static int start_order(const void *a, const void *b)
{
	const struct booking_start *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

int query_booking_ids(struct store *s, const struct booking_filter *f, struct booking_ids *out)
{
	struct booking_gather g = {.f = f};
	*out = (struct booking_ids){0};
	if (f->text)
		utf8_fold(&g.words, f->text);
	int err = g.words.failed ? QUAD_ENOMEM : db_read(s->db, gather_bookings, &g);
	if (!err && g.n) {
		qsort(g.v, g.n, sizeof *g.v, start_order);
		out->v = arena_alloc(&out->arena, g.n * sizeof *out->v);
		if (!out->v)
			err = QUAD_ENOMEM;
	}
	/* a bundle is in the index once a claim */
	for (size_t i = 0; !err && i < g.n; i++)
		if (i == 0 || g.v[i].id != g.v[i - 1].id)
			out->v[out->n++] = g.v[i].id;
	free(g.v);
	buf_release(&g.owned);
	buf_release(&g.words);
	buf_release(&g.scratch);
	arena_release(&g.arena);
	return err;
}

struct rows_ask {
	const uint64_t *ids;
	size_t n;
	struct booking_rows *out;
};

static int get_rows(struct db_txn *txn, void *arg)
{
	struct rows_ask *ask = arg;
	struct booking_rows *out = ask->out;
	int err = 0;
	for (size_t i = 0; !err && i < ask->n; i++) {
		struct booking_row *row = &out->v[out->n];
		struct key k = key_table(TABLE_BOOKING);
		struct bytes b;
		key_u64(&k, ask->ids[i]);
		err = db_get(txn, key_bytes(&k), &b);
		if (err == QUAD_ENOTFOUND) {
			err = 0;
			continue;
		}
		if (!err)
			err = own(&out->arena, b, &b);
		if (!err)
			err = booking_decode(b, &out->arena, &row->b);
		if (!err)
			err = facts_claims_text(txn, &row->b, &out->arena, &row->claims);
		out->n += !err;
	}
	return err;
}

int query_bookings(struct store *s, const uint64_t *ids, size_t n, struct booking_rows *out)
{
	*out = (struct booking_rows){0};
	out->v = arena_alloc(&out->arena, (n + 1) * sizeof *out->v);
	int err = out->v ? db_read(s->db, get_rows, &(struct rows_ask){ids, n, out}) : QUAD_ENOMEM;
	if (err) {
		arena_release(&out->arena);
		*out = (struct booking_rows){0};
	}
	return err;
}

/* ---- history ---- */

struct history_ask {
	uint64_t id;
	struct history *out;
};

static int get_history(struct db_txn *txn, void *arg)
{
	struct history_ask *ask = arg;
	struct history *out = ask->out;
	struct booking b;
	size_t cap = 0;
	int err = facts_booking(txn, ask->id, &out->arena, &b);
	uint64_t seq = err ? 0 : b.seq;
	while (!err && seq) {
		struct key k = key_table(TABLE_JOURNAL);
		struct bytes bytes;
		struct history_entry *v = arena_grow(&out->arena, out->v, out->n, &cap, sizeof *v);
		key_u64(&k, seq);
		err = v ? db_get(txn, key_bytes(&k), &bytes) : QUAD_ENOMEM;
		if (err)
			return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
		out->v = v;
		v = &v[out->n++];
		*v = (struct history_entry){.before_claims = "", .after_claims = ""};
		err = own(&out->arena, bytes, &bytes);
		if (!err)
			err = journal_decode(bytes, &v->entry);
		if (err)
			return err;
		v->entry.seq = seq;
		v->has_before = v->entry.before.len > 0;
		v->has_after = v->entry.after.len > 0;
		if (v->has_before)
			err = booking_decode(v->entry.before, &out->arena, &v->before);
		if (!err && v->has_before)
			err = facts_claims_text(txn, &v->before, &out->arena, &v->before_claims);
		if (!err && v->has_after)
			err = booking_decode(v->entry.after, &out->arena, &v->after);
		if (!err && v->has_after)
			err = facts_claims_text(txn, &v->after, &out->arena, &v->after_claims);
		if (v->entry.prev >= seq)
			return err ? err : v->entry.prev ? QUAD_ECORRUPT : 0;
		seq = v->entry.prev;
	}
	for (size_t i = 0; i < out->n / 2; i++) {
		struct history_entry swap = out->v[i];
		out->v[i] = out->v[out->n - 1 - i];
		out->v[out->n - 1 - i] = swap;
	}
	return err;
}

int query_history(struct store *s, uint64_t id, struct history *out)
{
	*out = (struct history){0};
	int err = db_read(s->db, get_history, &(struct history_ask){id, out});
	if (err) {
		arena_release(&out->arena);
		*out = (struct history){0};
	}
	return err;
}

static int get_last_seq(struct db_txn *txn, void *arg)
{
	return facts_last_seq(txn, arg);
}

int query_last_seq(struct store *s, uint64_t *out)
{
	return db_read(s->db, get_last_seq, out);
}

/* ---- figures ---- */

static int count(struct bytes key, struct bytes value, void *arg)
{
	(void)key;
	(void)value;
	++*(uint64_t *)arg;
	return 0;
}

struct booking_counts {
	uint64_t all, standing, claims;
	struct arena arena;
};

static int count_booking(struct bytes key, struct bytes value, void *arg)
{
	struct booking_counts *n = arg;
	struct booking b;
	(void)key;
	int err = booking_decode(value, &n->arena, &b);
	n->all++;
	if (!err && b.state != STATE_CANCELLED) {
		n->standing++;
		n->claims += b.n_claims;
	}
	arena_release(&n->arena);
	return err;
}

static int get_figures(struct db_txn *txn, void *arg)
{
	struct store_figures *f = arg;
	struct booking_counts n = {0};
	int err = each(txn, TABLE_INSTITUTION, count, &f->institutions);
	if (!err)
		err = each(txn, TABLE_CAMPUS, count, &f->campuses);
	if (!err)
		err = each(txn, TABLE_TRAVEL, count, &f->travel);
	if (!err)
		err = each(txn, TABLE_RESOURCE_CODE, count, &f->resources);
	if (!err)
		err = each(txn, TABLE_PERSON, count, &f->people);
	if (!err)
		err = each(txn, TABLE_CLOSURE, count, &f->closures);
	if (!err)
		err = each(txn, TABLE_JOURNAL, count, &f->journal);
	if (!err)
		err = each(txn, TABLE_BOOKING, count_booking, &n);
	f->bookings = n.all;
	f->standing = n.standing;
	f->claims = n.claims;
	return err;
}

int query_figures(struct store *s, struct store_figures *out)
{
	*out = (struct store_figures){0};
	int err = db_read(s->db, get_figures, out);
	return err ? err : db_figures(s->db, &out->db);
}
