#include "store/change/expected.h"

#include <string.h>

#include "store/base/err.h"
#include "store/base/record.h"
#include "store/facts/expect.h"
#include "store/facts/facts.h"
#include "store/facts/known_numbers.h"
#include "store/facts/members.h"
#include "store/model/codec.h"

/* Requests whose resources are looked at one by one; more of them are a list, which names most of what there is. */
enum { FEW = 128 };

struct expected {
	struct expect *e;
	struct store *store; /* whose numbers are known, or NULL: */
	struct db_txn *txn;  /* they are read in it; NULL too: nothing is looked up */
	int err;
};

static struct key code_key(enum table table, const char *code)
{
	struct key k = key_table(table);
	key_text(&k, code);
	return k;
}

static struct key number_key(enum table table, uint32_t no)
{
	struct key k = key_table(table);
	key_u32(&k, no);
	return k;
}

static struct key id_key(enum table table, uint64_t id)
{
	struct key k = key_table(table);
	key_u64(&k, id);
	return k;
}

static bool is_text(const char *s)
{
	return s && *s && strlen(s) <= CODE_MAX_BYTES;
}

/* The entry as it is in the transaction; before it, as it was known last. */
static bool look_up(struct expected *x, const struct key *k, struct bytes *out)
{
	if (!x->txn)
		return x->store && db_hint(x->store->db, key_bytes(k), out);
	int err = x->err ? x->err : db_get(x->txn, key_bytes(k), out);
	if (err && err != QUAD_ENOTFOUND)
		x->err = err;
	return !err;
}

static bool find_number(struct expected *x, const char *code, uint32_t *out)
{
	struct key k = code_key(TABLE_RESOURCE_CODE, code);
	struct bytes v;
	if (x->store && known_numbers_find(x->store, code, out))
		return true;
	if (!look_up(x, &k, &v) || v.len != 4)
		return false;
	*out = (uint32_t)le_get(v.p, 4);
	return true;
}

static void add_claim(struct expected *x, const char *code, int64_t start, int64_t end)
{
	struct key k = code_key(TABLE_RESOURCE_CODE, code);
	uint32_t no;
	if (!is_text(code))
		return;
	if (!find_number(x, code, &no)) {
		expect_place_of(x->e, &k, start, end);
		return;
	}
	expect_key(x->e, &k);
	expect_place(x->e, no, start, end);
}

static void add_person(struct expected *x, const char *login)
{
	if (is_text(login))
		members_expect(x->e, login);
}

static void add_text(struct expected *x, enum table table, const char *text)
{
	struct key k;
	if (!is_text(text))
		return;
	k = code_key(table, text);
	expect_key(x->e, &k);
}

/* A booking by its id, and the places that it has. */
static void add_booking(struct expected *x, uint64_t id, int64_t start, int64_t end)
{
	struct key k = id_key(TABLE_BOOKING, id);
	struct arena arena = {0};
	struct booking b;
	struct bytes v;
	expect_key(x->e, &k);
	if (look_up(x, &k, &v) && booking_decode(v, &arena, &b) == 0) {
		for (size_t i = 0; i < b.n_claims; i++) {
			struct key waits = number_key(TABLE_WAIT, b.claims[i].resource);
			expect_place(x->e, b.claims[i].resource, b.start, b.end);
			expect_prefix(x->e, &waits);
			if (start < end)
				expect_place(x->e, b.claims[i].resource, start, end);
		}
		add_person(x, b.requester);
		if (b.series) {
			k = id_key(TABLE_SERIES, b.series);
			expect_key(x->e, &k);
		}
	}
	arena_release(&arena);
}

static void add_booking_ask(struct expected *x, const struct request *rq)
{
	const struct booking_ask *b = &rq->u.booking;
	if (rq->op != OP_BOOK)
		add_booking(x, b->id, b->start, b->end);
	if (rq->op == OP_SWAP)
		add_booking(x, b->other, b->start, b->end);
	for (size_t i = 0; rq->op != OP_CANCEL && i < b->n_claims; i++)
		add_claim(x, b->claims[i].resource, b->start, b->end);
	add_text(x, TABLE_BOOKING_REF, b->ref);
	add_text(x, TABLE_INSTITUTION, b->institution);
	add_person(x, b->requester);
}

/* The records of a series and of its bookings; their claims are read in one walk for each resource. */
static void add_series(struct expected *x, uint64_t id)
{
	struct key k = id_key(TABLE_SERIES, id), of = id_key(TABLE_SERIES_BOOKING, id);
	size_t from;
	expect_key(x->e, &k);
	from = x->e->n;
	expect_prefix(x->e, &of);
	expect_follow(x->e, from, TABLE_BOOKING, 9, 8);
}

static void add_series_ask(struct expected *x, const struct request *rq)
{
	const struct series_ask *s = &rq->u.series;
	static const enum table calendar[] = {TABLE_TERM, TABLE_PERIOD, TABLE_DAY};
	for (size_t i = 0; i < sizeof calendar / sizeof *calendar; i++)
		expect_table(x->e, calendar[i]);
	if (rq->op != OP_SERIES)
		add_series(x, s->id);
	for (size_t i = 0; rq->op != OP_SERIES_CANCEL && i < s->n_claims; i++)
		add_claim(x, s->claims[i].resource, rq->now, rq->now);
	add_text(x, TABLE_SERIES_REF, s->ref);
	add_text(x, TABLE_INSTITUTION, s->institution);
	add_person(x, s->requester);
}

static void add_decision(struct expected *x, const struct decision_ask *d)
{
	if (d->id)
		add_booking(x, d->id, 0, 0);
	if (d->series)
		add_series(x, d->series);
}

static void add_request(struct expected *x, const struct request *rq)
{
	struct key k = key_table(TABLE_REQUEST);
	memcpy(k.p + k.len, rq->id, REQUEST_ID_BYTES);
	k.len += REQUEST_ID_BYTES;
	expect_key(x->e, &k);
	add_person(x, rq->actor);
	switch (rq->op) {
	case OP_BOOK:
	case OP_MOVE:
	case OP_CANCEL:
	case OP_SWAP: add_booking_ask(x, rq); break;
	case OP_SERIES:
	case OP_SERIES_CHANGE:
	case OP_SERIES_CANCEL:
	case OP_SERIES_ADD: add_series_ask(x, rq); break;
	case OP_APPROVE:
	case OP_DECLINE:
	case OP_ASK:
	case OP_COMMENT:
	case OP_CHECKIN:
	case OP_RELEASE:
	case OP_NOSHOW:
	case OP_EVALUATE:
	case OP_HAND: add_decision(x, &rq->u.decision); break;
	default: break;
	}
}

/* Whether there are refs that look like the store's own: see cache_own_refs. */
static void add_own_refs(struct expect *e, uint32_t mark)
{
	struct key of_bookings = facts_own_refs(mark, OWN_BOOKING), of_series = facts_own_refs(mark, OWN_SERIES);
	expect_first_of(e, &of_bookings);
	expect_first_of(e, &of_series);
}

/* What every change reads. */
static void add_common(struct expect *e, uint32_t mark)
{
	static const enum table small[] = {TABLE_RULE_PLACE, TABLE_RULE,   TABLE_REGISTER,   TABLE_PART,
	                                   TABLE_SETTING,    TABLE_CAMPUS, TABLE_INSTITUTION};
	static const enum table ends[] = {TABLE_JOURNAL, TABLE_REQUEST, TABLE_BOOKING, TABLE_SERIES};
	struct key edge = key_table(TABLE_TREE), all = key_table(TABLE_CLOSURE), campus = all;
	key_u8(&all, SCOPE_ALL);
	key_u8(&campus, SCOPE_CAMPUS);
	for (size_t i = 0; i < sizeof small / sizeof *small; i++)
		expect_table(e, small[i]);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		expect_last(e, ends[i]);
	expect_first(e, TABLE_REQUEST);
	expect_first(e, TABLE_DUE);
	expect_first(e, TABLE_WAIT);
	expect_key(e, &edge);
	expect_prefix(e, &all);
	expect_prefix(e, &campus);
	add_own_refs(e, mark);
}

/* A list names most resources, and has refs of its own. */
static void add_list(struct expect *e)
{
	expect_table(e, TABLE_RESOURCE_CODE);
	expect_table(e, TABLE_RESOURCE);
	expect_table(e, TABLE_CLAIM_CLASSES);
	expect_table(e, TABLE_PERSON);
}

void expected_before(struct store *s, const struct request *requests, size_t n)
{
	struct expect e = {0};
	struct expected x = {.e = &e, .store = s};
	if (!db_is_far(s->db))
		return;
	add_common(&e, s->mark);
	if (n > FEW)
		add_list(&e);
	for (size_t i = 0; i < n && n <= FEW; i++)
		add_request(&x, &requests[i]);
	expect_next(&e, s->db);
}

/* ---- in the transaction ---- */

/* Of a list, the time from its first booking to its last on each resource. */
static int add_times(struct expected *x, const struct request *requests, size_t n)
{
	int64_t start = INT64_MAX, end = INT64_MIN;
	for (size_t i = 0; i < n; i++) {
		const struct booking_ask *b = &requests[i].u.booking;
		if (requests[i].op != OP_BOOK || b->start >= b->end)
			continue;
		start = b->start < start ? b->start : start;
		end = b->end > end ? b->end : end;
	}
	for (size_t i = 0; i < n && start < end; i++)
		for (size_t j = 0; requests[i].op == OP_BOOK && j < requests[i].u.booking.n_claims; j++)
			add_claim(x, requests[i].u.booking.claims[j].resource, start, end);
	return x->err;
}

static int get_list(struct db_txn *txn, const struct request *requests, size_t n)
{
	struct expect e = {0};
	struct expected x = {.e = &e, .txn = txn};
	x.err = add_times(&x, requests, n);
	int err = expect_get(&e, txn);
	return x.err ? x.err : err;
}

/* All of one journey: without `looks` what the requests name, with it also what that leads to. */
static int get_few(struct db_txn *txn, const struct request *requests, size_t n, bool looks)
{
	struct expect e = {0};
	struct expected x = {.e = &e, .txn = looks ? txn : NULL};
	for (size_t i = 0; i < n; i++)
		add_request(&x, &requests[i]);
	int err = expect_get(&e, txn);
	return x.err ? x.err : err;
}

int expected_inside(struct db_txn *txn, const struct request *requests, size_t n)
{
	if (!db_txn_is_far(txn))
		return 0;
	if (n > FEW)
		return get_list(txn, requests, n);
	int err = get_few(txn, requests, n, false);
	return err ? err : get_few(txn, requests, n, true);
}
