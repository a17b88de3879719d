/*
 * What a store answers whose records are damaged one by one: every question and every request either does not meet the
 * damage, or says that the store is damaged. None reads outside its bytes (the sanitizers look), none hangs, and a
 * rehearsal has changed nothing. When the entry is back, all answers are those from before.
 */
#include "store/query/remedies.h"
#include "tests/list_support.h"
#include "tests/store/everything.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

Suite *damaged_suite(void);

static struct world w;

/* ---- questions, each with a number that tells its answer from another ---- */

struct answer {
	int err;
	uint64_t sum;
};

static uint64_t sum_bytes(uint64_t sum, const void *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		sum = (sum ^ ((const unsigned char *)p)[i]) * UINT64_C(0x100000001b3);
	return sum;
}

static struct answer ask_list(const char *kind)
{
	struct buf out = {0};
	struct answer a = {.err = test_export(&w.s, kind, &out)};
	a.sum = a.err ? 0 : sum_bytes(1, buf_text(&out), out.len);
	buf_release(&out);
	return a;
}

static int add_text(void *arg, struct bytes text)
{
	uint64_t *sum = arg;
	*sum = sum_bytes(*sum, text.p, text.len);
	return 0;
}

static struct answer ask_find(bool free, int64_t for_min)
{
	struct find_ask ask = {.filter = {.near = "E", .near_min = 60}, .start = at("2026-09-09T08:00"),
	                       .end = at("2026-09-09T10:00"), .for_min = for_min, .now = w.now, .free = free};
	struct found_list found = {0};
	struct answer a = {.err = query_find(&w.s, &ask, &found), .sum = found.n};
	found_list_release(&found);
	return a;
}

static struct answer ask_counts(void)
{
	const struct interval on[] = {{at("2026-09-09T08:00"), at("2026-09-09T10:00")},
	                              {at("2026-12-24T08:00"), at("2026-12-24T10:00")}};
	static const struct resource_filter all = {0};
	struct free_counts counts = {0};
	struct answer a = {.err = query_free_counts(&w.s, &all, on, COUNT(on), &counts)};
	for (size_t i = 0; i < counts.n; i++)
		a.sum = a.sum * 3 + counts.v[i].n_free;
	free_counts_release(&counts);
	return a;
}

static struct answer ask_bookings(const struct booking_filter *f)
{
	struct booking_ids ids = {0};
	struct booking_rows rows = {0};
	struct answer a = {.err = query_booking_ids(&w.s, f, &ids)};
	if (!a.err)
		a.err = query_bookings(&w.s, ids.v, ids.n, &rows);
	for (size_t i = 0; i < rows.n; i++)
		a.sum = sum_bytes(a.sum, rows.v[i].claims, strlen(rows.v[i].claims)) + rows.v[i].b.id;
	arena_release(&ids.arena);
	arena_release(&rows.arena);
	return a;
}

static struct answer ask_slots(const char *code)
{
	struct slot_list slots;
	struct answer a = {.err = query_slots(&w.s, code, at("2026-09-07T00:00"), at("2026-12-31T00:00"), &slots)};
	a.sum = slots.n;
	arena_release(&slots.arena);
	return a;
}

static struct answer ask_slot_rows(void)
{
	static const struct resource_filter all = {0};
	struct resource_list list;
	struct slot_rows rows = {0};
	const struct resource *v[64];
	struct answer a = {.err = query_resources(&w.s, &all, &list)};
	for (size_t i = 0; i < list.n; i++)
		v[i] = &list.v[i];
	if (!a.err)
		a.err = query_slot_rows(&w.s, v, list.n, at("2026-09-07T00:00"), at("2026-09-08T00:00"), &rows);
	a.sum = rows.list.n;
	arena_release(&rows.list.arena);
	arena_release(&list.arena);
	return a;
}

static struct answer ask_history(uint64_t id)
{
	struct history history;
	struct answer a = {.err = query_history(&w.s, id, &history), .sum = history.n};
	arena_release(&history.arena);
	return a;
}

static struct answer ask_figures(void)
{
	struct store_figures f;
	struct answer a = {.err = query_figures(&w.s, &f)};
	a.sum = a.err ? 0 : ((f.bookings * 100 + f.standing) * 100 + f.claims) * 100 + f.journal;
	return a;
}

static const struct booking_filter filters[] = {
	{.any_state = true},
	{.resource = "LAB", .from = 1, .to = CLOCK_MAX_MIN - 1},
	{.person = "T1"},
	{.institution = "City Polytechnic", .text = "course lab"},
	{.series = 1, .state = STATE_BOOKED},
};

static size_t ask_questions(struct answer *v)
{
	static const char *const kinds[] = {"institutions", "campuses", "travel", "resources", "closures", "bookings",
	                                    "series",       "terms",    "periods", "days",     "people"};
	static const struct booking_filter none = {0};
	size_t n = 0;
	for (size_t i = 0; i < COUNT(kinds); i++)
		v[n++] = ask_list(kinds[i]);
	for (size_t i = 0; i < COUNT(filters); i++)
		v[n++] = ask_bookings(&filters[i]);
	v[n++] = ask_find(false, 0);
	v[n++] = ask_find(true, 0);
	v[n++] = ask_find(true, 30);
	v[n++] = ask_counts();
	v[n++] = ask_slots("LAB");
	v[n++] = ask_slots("POOL");
	v[n++] = ask_slot_rows();
	v[n++] = ask_history(2);
	v[n++] = ask_history(5);
	v[n++] = ask_figures();
	v[n] = (struct answer){0};
	v[n].err = list_export_ics(&w.s, &none, false, add_text, &v[n].sum);
	return n + 1;
}

/* ---- requests, rehearsed ---- */

static struct request of_series(enum request_op op, uint64_t id)
{
	struct request rq = rq_series(&w, "POOL", "");
	rq.op = op;
	rq.u.series.id = id;
	return rq;
}

static struct request of_booking(enum request_op op, uint64_t id, uint64_t other)
{
	struct request rq = rq_book(&w, "", "2026-09-15T08:00", "2026-09-15T09:00");
	rq.op = op;
	rq.given = op == OP_CANCEL ? 0 : GIVEN(BOOKING_TIME);
	rq.u.booking.id = id;
	rq.u.booking.other = other;
	return rq;
}

/* Some of each kind. */
static size_t all_requests(struct request *v)
{
	size_t n = 0;
	v[n++] = rq_institution(&w, "POLY", "Another name");
	v[n] = rq_campus(&w, "E", "Another name");
	v[n++].u.campus.institution = "City Polytechnic";
	v[n++] = rq_campus(&w, "NEW", "New");
	v[n] = rq_of(&w, OP_TRAVEL);
	v[n++].u.travel = (struct travel){"East", "W", 50};
	v[n] = rq_resource(&w, "LAB", KIND_LAB, MODE_EXCLUSIVE, 41, "E");
	v[n++].u.resource.institution = "POLY";
	v[n++] = rq_resource(&w, "POOL", KIND_LAB, MODE_SHARED, 5, "W");
	v[n++] = rq_resource(&w, "NEW", KIND_LAB, MODE_SHARED, 5, "West");
	v[n] = rq_of(&w, OP_CLOSURE);
	v[n++].u.closure = (struct closure){at("2026-12-28T00:00"), at("2026-12-29T00:00"), "LAB", "", "why", 0};
	v[n] = rq_of(&w, OP_CLOSURE_DROP);
	v[n++].u.closure = (struct closure){at("2026-12-27T00:00"), at("2026-12-28T00:00"), "", "W", "", 0};
	v[n] = rq_book(&w, "LAB;T1", "2026-09-08T09:00", "2026-09-08T11:00");
	v[n++].u.booking.institution = "POLY";
	v[n] = rq_book(&w, "LAB", "2026-09-14T08:00", "2026-09-14T09:00");
	v[n++].u.booking.ref = "r1";
	v[n++] = rq_book(&w, "POOL*5;C1", "2026-09-07T10:00", "2026-09-07T11:00");
	v[n++] = of_booking(OP_MOVE, 2, 0);
	v[n++] = of_booking(OP_CANCEL, 5, 0);
	v[n++] = of_booking(OP_SWAP, 4, 2);
	v[n] = rq_of(&w, OP_TERM);
	v[n++].u.term = (struct term){"2026A", "Autumn", day("2026-09-14"), 16, 0};
	v[n] = rq_of(&w, OP_PERIOD);
	v[n++].u.period = (struct period){1, 490, 540, "", PERIOD_ALWAYS, 0};
	v[n] = rq_of(&w, OP_DAY);
	v[n++].u.day = (struct day_rule){day("2026-09-09"), DAY_OFF, 0, 0, "", "", 0};
	v[n++] = rq_series(&w, "LAB;T1", "s1");
	v[n - 1].u.series.note = "changed";
	v[n++] = rq_series(&w, "LAB;T1", "s2");
	v[n] = of_series(OP_SERIES_CHANGE, 2);
	v[n++].given = GIVEN(SERIES_PARTY);
	v[n++] = of_series(OP_SERIES_CANCEL, 1);
	v[n] = of_series(OP_SERIES_ADD, 2);
	v[n++].u.series.from = day("2026-09-09");
	v[n++] = rq_person(&w, "bo", ROLE_ADMINISTRATOR, "West");
	v[n++] = rq_person(&w, "new", ROLE_ADMINISTRATOR, "City Polytechnic");
	v[n] = rq_of(&w, OP_COLUMNS);
	v[n++].u.columns = (struct kept_columns){"POLY", "resources", "code=No", 0};
	v[n] = rq_of(&w, OP_EVENT);
	v[n++].u.event = (struct event_ask){.ref = "e1", .sequence = 3, .source = "mail"};
	return n;
}

static struct answer rehearse(const struct request *rq)
{
	struct arena arena = {0};
	struct result result = {0};
	struct alternative_list others = {0};
	struct answer a = {.err = store_apply(&w.s, rq, 1, true, &result, &arena)};
	a.sum = a.err ? 0 : (uint64_t)result.outcome * 1000 + result.reasons.n;
	if (!a.err && result.outcome == OUTCOME_REFUSED) {
		a.err = query_alternatives(&w.s, rq, &result, &others);
		a.sum = a.sum * 100 + others.n;
		arena_release(&others.arena);
		if (!a.err)
			a.err = query_remedies(&w.s, rq, &result, &others);
		a.sum = a.sum * 100 + others.n;
		arena_release(&others.arena);
	}
	arena_release(&arena);
	return a;
}

/* ---- damage ---- */

enum { ENTRIES = 1000, ANSWERS = 80 };

struct entry {
	struct bytes key, value;
};

struct entries {
	struct entry v[ENTRIES];
	size_t n;
	struct arena arena;
};

/* The first, the second and the last of each table: the others are of the same make. */
static int load(struct db_txn *txn, void *arg)
{
	struct entries *s = arg;
	struct db_scan scan;
	struct bytes k, v;
	size_t n_of_table = 0;
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, (struct bytes){"\x01", 1}, (struct bytes){"\xff", 1});
	while (!err && (err = db_scan_next(&scan, &k, &v)) == 0) {
		const struct entry *last = s->n ? &s->v[s->n - 1] : NULL;
		n_of_table = last && *(const char *)last->key.p == *(const char *)k.p ? n_of_table + 1 : 1;
		s->n -= n_of_table > 3;
		s->v[s->n++] = (struct entry){{arena_dup(&s->arena, k.p, k.len), k.len},
		                              {arena_dup(&s->arena, v.p, v.len), v.len}};
	}
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int put(struct db_txn *txn, void *arg)
{
	const struct entry *e = arg;
	return e->value.p ? db_put(txn, e->key, e->value) : db_del(txn, e->key);
}

static size_t ask_all(struct answer *v, const struct request *requests, size_t n)
{
	for (size_t i = 0; i < n; i++)
		v[i] = rehearse(&requests[i]);
	n += ask_questions(v + n);
	ck_assert_uint_le(n, ANSWERS);
	return n;
}

enum { GONE, CUT, EMPTY, OTHER_VERSION, SHORT_KEY, LONG_KEY, N_DAMAGES };

/* Those of keys are entries beside the sound ones, under a key that none has. */
static struct entry spoilt(const struct entry *e, int how, unsigned char *bytes)
{
	if (how == SHORT_KEY || how == LONG_KEY) {
		size_t len = how == LONG_KEY ? DB_KEY_MAX : e->key.len > 2 ? e->key.len - 1 : 2;
		memset(bytes, 1, len);
		memcpy(bytes, e->key.p, how == SHORT_KEY ? len - 1 : e->key.len);
		return (struct entry){{bytes, len}, e->value};
	}
	if (how == GONE)
		return (struct entry){e->key, {NULL, 0}};
	memcpy(bytes, e->value.p, e->value.len);
	bytes[0] = how == OTHER_VERSION ? 99 : bytes[0];
	size_t len = how == EMPTY ? 0 : how == CUT && e->value.len ? e->value.len - 1 : e->value.len;
	return (struct entry){e->key, {bytes, len}};
}

static void ignore_fault(void *arg, const char *text)
{
	(void)arg;
	(void)text;
}

static bool may_be(int err)
{
	return err == 0 || err == QUAD_ECORRUPT || err == QUAD_EVERSION || err == QUAD_ENOTFOUND;
}

START_TEST(every_answer_is_right_or_says_so)
{
	static struct entries s;
	struct request requests[ANSWERS];
	struct answer sound[ANSWERS], now[ANSWERS];
	unsigned char bytes[1 << 12];
	size_t n_told = 0;
	open_everything(&w);
	ck_assert_int_eq(db_read(w.s.db, load, &s), 0);
	size_t n_requests = all_requests(requests), n = ask_all(sound, requests, n_requests);
	for (size_t i = 0; i < n; i++)
		ck_assert_msg(sound[i].err == 0, "%zu: %s", i, quad_strerror(sound[i].err));
	for (size_t i = 0; i < s.n; i++) {
		struct entry e = spoilt(&s.v[i], _i, bytes);
		ck_assert_uint_lt(s.v[i].value.len, sizeof bytes);
		ck_assert_int_eq(db_update(w.s.db, put, &e, NULL), 0);
		uint64_t token = db_token(w.s.db);
		ask_all(now, requests, n_requests);
		ck_assert_uint_eq(db_token(w.s.db), token);
		uint64_t n_faults;
		/* settings may be there that this program does not know */
		bool shows = (_i == SHORT_KEY || _i == LONG_KEY) && *(const char *)e.key.p != 'm';
		int err = query_check(&w.s, ignore_fault, NULL, &n_faults);
		ck_assert_msg(err == 0 && (n_faults || !shows), "%zu of %c: check: %s", i, *(const char *)e.key.p, quad_strerror(err));
		for (size_t j = 0; j < n; j++) {
			ck_assert_msg(may_be(now[j].err), "%zu of %c: answer %zu: %s", i, *(const char *)e.key.p, j,
			              quad_strerror(now[j].err));
			n_told += now[j].err != 0;
		}
		e.value.p = NULL;
		ck_assert_int_eq(db_update(w.s.db, put, &e, NULL), 0);
		ck_assert_int_eq(db_update(w.s.db, put, &s.v[i], NULL), 0);
	}
	ck_assert_uint_gt(n_told, s.n);
	ask_all(now, requests, n_requests);
	for (size_t i = 0; i < n; i++)
		ck_assert_msg(now[i].err == 0 && now[i].sum == sound[i].sum, "%zu: another answer than before", i);
	check_store(&w.s);
	arena_release(&s.arena);
	world_close(&w);
}
END_TEST

Suite *damaged_suite(void)
{
	Suite *s = suite_create("damaged");
	TCase *c = tcase_create("records");
	tcase_set_timeout(c, 30);
	tcase_add_loop_test(c, every_answer_is_right_or_says_so, 0, N_DAMAGES);
	suite_add_tcase(s, c);
	return s;
}
