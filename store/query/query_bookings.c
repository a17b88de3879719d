/*
 * Bookings by filter: first the ids in order, then the rows of some of them, so that a screen reads only the rows that
 * it shows. A filter by resource or by time walks an index of claims, which holds the bookings that stand; one by
 * person or institution that of their bookings; any other filter reads all bookings. Whether the looker may see a
 * booking is asked only where the filter looks at what may be hidden, and of rows.
 */
#include "store/facts/overlap.h"
#include "store/query/query.h"
#include "store/query/resource_marks.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/han.h"
#include "store/base/utf8.h"
#include "store/facts/facts.h"
#include "store/facts/holder_index.h"
#include "store/facts/sight.h"
#include "store/facts/upgrade.h"
#include "store/facts/walk.h"
#include "store/model/merge.h"

#define CLAIM_KEY_BYTES 18 /* in either index of claims; the last field of all keys is the booking's id */

/* ---- ids ---- */

struct booking_start {
	int64_t start;
	uint64_t id;
};

struct booking_search {
	struct db_txn *txn;
	int64_t now;
	struct store *store;
	struct sight *sight;
	const struct booking_filter *filter;
	uint32_t resource_no, person_no, mine_no; /* 0 = none */
	const char *institution;         /* its code; NULL = any */
	struct buf marked;               /* what the filter's lender and kind say of resources */
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

static bool asks_for_marks(const struct booking_filter *f)
{
	return f->lender || f->campus || f->kind;
}

static bool is_any_marked(const struct booking_search *s, const struct booking *b)
{
	for (size_t i = 0; i < b->n_claims; i++)
		if (resource_is_marked(&s->marked, b->claims[i].resource))
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

/*
 * login asked for the booking, or teaches in it: no is a teacher's number, else 0. Who asked is not known of a booking
 * that may not be seen.
 */
static int match_person(struct booking_search *s, const struct booking *b, const char *login, uint32_t no, bool *out)
{
	*out = no && has_claim(b, no);
	if (*out || strcmp(b->requester, login) != 0)
		return 0;
	return sight_of_booking(s->sight, s->txn, b, out);
}

static bool institution_matches(const struct booking_search *s, const struct booking *b)
{
	return strcmp(b->institution, s->institution) == 0 || is_any_owned(s, b);
}

/* What the filter says of the fields that everybody sees. */
static bool fields_match(const struct booking_search *s, const struct booking *b)
{
	const struct booking_filter *f = s->filter;
	if (!state_matches(s, b))
		return false;
	if (is_timed(f) && (b->start >= f->to || f->from >= b->end))
		return false;
	if (s->resource_no && !has_claim(b, s->resource_no))
		return false;
	if (f->borrower && strcmp(b->institution, f->borrower) != 0)
		return false;
	if (asks_for_marks(f) && !is_any_marked(s, b))
		return false;
	return !s->institution || institution_matches(s, b);
}

static int match_series(struct booking_search *s, const struct booking *b, bool *out)
{
	*out = b->series == s->filter->series;
	return *out ? sight_of_booking(s->sight, s->txn, b, out) : 0;
}

/* What it counts for, which is not known of a booking that may not be seen. */
static int match_class(struct booking_search *s, const struct booking *b, bool *out)
{
	const struct booking_filter *f = s->filter;
	if (!f->class && !f->event)
		return 0;
	*out = !f->class || b->class == f->class || (f->class == PURPOSE_N && !b->class);
	if (f->event)
		*out &= strcmp(b->event, f->event) == 0;
	return *out ? sight_of_booking(s->sight, s->txn, b, out) : 0;
}

static int match_words(struct booking_search *s, const struct booking *b, const char *claims, bool *out)
{
	const char *const fields[] = {claims, b->purpose, b->note, b->requester, b->ref, b->institution, b->event};
	buf_clear(&s->scratch);
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		utf8_fold(&s->scratch, fields[i]);
		buf_char(&s->scratch, '\n');
	}
	*out = han_has_words(buf_text(&s->scratch), buf_text(&s->words));
	return s->scratch.failed ? QUAD_ENOMEM : 0;
}

/* The words in all that a booking says; then, where that is hidden, in what is left of it. */
static int match_text(struct booking_search *s, const struct booking *b, bool *out)
{
	const char *claims;
	bool all;
	int err = facts_claims_text(s->txn, b, &s->arena, &claims);
	if (!err)
		err = match_words(s, b, claims, out);
	if (err || !*out)
		return err;
	err = sight_of_booking(s->sight, s->txn, b, &all);
	if (err || all)
		return err;
	struct booking shown = *b;
	sight_hide(&shown);
	return match_words(s, &shown, claims, out);
}

static int match_booking(struct booking_search *s, const struct booking *b, bool *out)
{
	const struct booking_filter *f = s->filter;
	int err = 0;
	*out = fields_match(s, b);
	if (*out && f->series)
		err = match_series(s, b, out);
	if (!err && *out)
		err = match_class(s, b, out);
	if (!err && *out && f->mine)
		err = match_person(s, b, f->mine, s->mine_no, out);
	if (!err && *out && f->person)
		err = match_person(s, b, f->person, s->person_no, out);
	if (!err && *out && s->words.len)
		err = match_text(s, b, out);
	return err;
}

static int add_if_matching(struct booking_search *s, const struct booking *b)
{
	bool matches;
	int err = match_booking(s, b, &matches);
	if (err || !matches)
		return err;
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
	if (key.len != CLAIM_KEY_BYTES && key.len != HOLDER_KEY_BYTES)
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
	bool all = false;
	int err = booking_decode(record, &s->arena, &b);
	if (!err && strcmp(b.requester, s->filter->person) == 0)
		err = sight_of_booking(s->sight, s->txn, &b, &all);
	if (err)
		return err;
	return all ? QUAD_ESTOP : 0;
}

/* QUAD_ENOTFOUND if the looker may not know of a person of that login. */
static int check_listed(struct booking_search *s)
{
	struct key k = key_table(TABLE_PERSON);
	struct bytes record;
	struct person person;
	key_text(&k, s->filter->person);
	int err = db_get(s->txn, key_bytes(&k), &record);
	if (!err)
		err = person_decode(record, &person);
	if (err)
		return err;
	return sight_of_person(s->sight, &person) == PERSON_UNKNOWN ? QUAD_ENOTFOUND : 0;
}

/*
 * QUAD_ENOTFOUND if nobody of that name is listed, teaches or ever asked, as far as may be seen: then all bookings are
 * read, whether there is such a person or not.
 */
static int check_person(struct booking_search *s)
{
	if (s->person_no)
		return 0;
	int err = check_listed(s);
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
	struct series series;
	enum seen_series seen;
	key_u64(&k, s->filter->series);
	int err = db_get(s->txn, key_bytes(&k), &record);
	if (!err)
		err = series_decode(record, &series);
	if (!err)
		err = sight_of_series(s->sight, s->txn, &series, &seen);
	if (err)
		return err;
	return seen == SERIES_UNKNOWN ? QUAD_ENOTFOUND : 0;
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
	if (!err && asks_for_marks(f))
		err = resource_marks(s->txn, &(struct resource_wanted){f->kind, f->lender, f->campus}, &s->marked);
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

/* The bookings of the index of claims of one resource. */
static int search_resource(struct booking_search *s, uint32_t no, int64_t from, int64_t to)
{
	struct key prefix = key_table(TABLE_CLAIM);
	key_u32(&prefix, no);
	return search_index(s, &prefix, from, to);
}

/* What a person asked for, or teaches in if there is a teacher of that number. */
static int search_person(struct booking_search *s, const char *login, uint32_t no, int64_t from, int64_t to)
{
	struct key prefix = holder_prefix(HOLDER_PERSON, login);
	int err = search_index(s, &prefix, from, to);
	return err || !no ? err : search_resource(s, no, from, to);
}

/* What is on behalf of the institution, or on one of its resources. */
static int search_institution(struct booking_search *s, int64_t from, int64_t to)
{
	struct key prefix = holder_prefix(HOLDER_INSTITUTION, s->institution);
	int err = search_index(s, &prefix, from, to);
	for (size_t no = 0; no < s->owned.len; no++)
		if (!err && s->owned.p[no])
			err = search_resource(s, (uint32_t)no, from, to);
	return err;
}

/* By the index of persons and institutions; *done is false where it does not have all that may match. */
static int search_holders(struct booking_search *s, bool *done)
{
	const struct booking_filter *f = s->filter;
	int64_t from = is_timed(f) ? f->from : CLOCK_MIN_MIN, to = is_timed(f) ? f->to : CLOCK_MAX_MIN;
	uint64_t schema;
	int err = facts_setting(s->txn, SETTING_SCHEMA, &schema);
	*done = !err && schema >= SCHEMA_HOLDERS && is_standing(f);
	if (err || !*done)
		return err;
	if (f->person)
		return search_person(s, f->person, s->person_no, from, to);
	if (f->mine)
		return search_person(s, f->mine, s->mine_no, from, to);
	if (s->institution)
		return search_institution(s, from, to);
	*done = false;
	return 0;
}

static int gather_matches(struct booking_search *s)
{
	const struct booking_filter *f = s->filter;
	bool done = false;
	if (f->state == STATE_WAITING && !f->any_state)
		return search_waiting(s);
	if (is_standing(f) && s->resource_no) {
		if (is_timed(f))
			return search_resource(s, s->resource_no, f->from, f->to);
		return search_resource(s, s->resource_no, CLOCK_MIN_MIN, CLOCK_MAX_MIN);
	}
	int err = search_holders(s, &done);
	if (err || done)
		return err;
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
	int err = sight_load(s->store, txn, &s->sight);
	if (!err)
		err = resolve_filter(s);
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
	struct booking_search s = {.store = st, .filter = f, .now = store_now(st)};
	*out = (struct booking_ids){0};
	if (f->text)
		utf8_fold(&s.words, f->text);
	int err = s.words.failed ? QUAD_ENOMEM : db_read(st->db, search_bookings, &s);
	if (!err)
		err = list_ids(&s, out);
	free(s.v);
	buf_release(&s.owned);
	buf_release(&s.marked);
	buf_release(&s.words);
	buf_release(&s.scratch);
	arena_release(&s.arena);
	return err;
}

/* ---- rows ---- */

enum { NAMED_MAX = 256 };

/* What rows show of a resource. */
struct named_resource {
	uint32_t no;
	const char *code, *contact; /* NULL: none yet */
};

struct rows_ask {
	int64_t now;
	struct store *store;
	struct sight *sight;
	const uint64_t *ids;
	size_t n;
	struct booking_rows *out;
	struct named_resource named[NAMED_MAX]; /* those looked at last, by number modulo NAMED_MAX */
};

/* Sets the state of this minute, and empties what may not be seen of a row. */
static int settle_row(struct rows_ask *ask, struct db_txn *txn, struct booking_row *row)
{
	bool all;
	int err = sight_of_booking(ask->sight, txn, &row->b, &all);
	if (!err)
		err = sight_may_change(ask->sight, txn, &row->b, &row->may_change);
	row->b.state = booking_state_at(&row->b, ask->now);
	if (err || all)
		return err;
	row->hidden = true;
	sight_hide(&row->b);
	return 0;
}

static int find_resource(struct rows_ask *ask, struct db_txn *txn, uint32_t no, const struct named_resource **out)
{
	struct named_resource *named = &ask->named[no % NAMED_MAX];
	struct arena *arena = &ask->out->arena;
	struct resource r;
	*out = named;
	if (named->code && named->no == no)
		return 0;
	int err = facts_resource_by_number(txn, no, &r);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	*named = (struct named_resource){no, arena_str(arena, r.code), *r.contact ? arena_str(arena, r.contact) : ""};
	return named->code && named->contact ? 0 : QUAD_ENOMEM;
}

/* Its claims as a text, and the contact of the first resource that has one. */
static int name_claims(struct rows_ask *ask, struct db_txn *txn, struct booking_row *row)
{
	struct arena *arena = &ask->out->arena;
	const struct booking *b = &row->b;
	struct claim_ask *asks = arena_alloc(arena, (b->n_claims + 1) * sizeof *asks);
	row->contact = "";
	if (!asks)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < b->n_claims; i++) {
		const struct named_resource *r;
		int err = find_resource(ask, txn, b->claims[i].resource, &r);
		if (err)
			return err;
		asks[i] = (struct claim_ask){r->code, merge_units_asked(&b->claims[i], b->party)};
		if (!*row->contact)
			row->contact = r->contact;
	}
	row->claims = claims_text(asks, b->n_claims, arena);
	return row->claims ? 0 : QUAD_ENOMEM;
}

static int get_row(struct rows_ask *ask, struct db_txn *txn, uint64_t id, struct booking_row *out)
{
	struct arena *arena = &ask->out->arena;
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
		err = name_claims(ask, txn, out);
	return err ? err : settle_row(ask, txn, out);
}

static int get_rows(struct db_txn *txn, void *arg)
{
	struct rows_ask *ask = arg;
	struct booking_rows *out = ask->out;
	int err = sight_load(ask->store, txn, &ask->sight);
	if (err)
		return err;
	for (size_t i = 0; i < ask->n; i++) {
		err = get_row(ask, txn, ask->ids[i], &out->v[out->n]);
		if (err && err != QUAD_ENOTFOUND)
			return err;
		out->n += !err;
	}
	return 0;
}

int query_bookings(struct store *s, const uint64_t *ids, size_t n, struct booking_rows *out)
{
	struct rows_ask ask = {.store = s, .now = store_now(s), .ids = ids, .n = n, .out = out};
	*out = (struct booking_rows){0};
	out->v = arena_alloc(&out->arena, (n + 1) * sizeof *out->v);
	int err = out->v ? db_read(s->db, get_rows, &ask) : QUAD_ENOMEM;
	if (err) {
		arena_release(&out->arena);
		*out = (struct booking_rows){0};
	}
	return err;
}
