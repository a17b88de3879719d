/*
 * What counts against agreements is kept from one decision to the next and follows the journal. After random changes
 * from two processes (each has a cache of its own, so two caches of one store are two processes), in batches of which
 * parts are rolled back, in rehearsals, and as the clock makes no-shows of bookings, it must be what a process counts
 * that knows nothing yet.
 */
#include "store/facts/decision_cache.h"
#include "store/query/query.h"
#include "tests/random.h"
#include "tests/store/register_rows.h"

Suite *agreed_hours_suite(void);

enum { STEPS = 250, BATCH = 6, N_RESOURCES = 5, N_INSTITUTIONS = 4 };

static const char *const codes[N_RESOURCES] = {"LAB", "POOL", "BLAB", "WELD", "HALL"};
static const char *const institutions[N_INSTITUTIONS] = {"A", "B", "C", "FIRM"};
static const char *const owners[N_RESOURCES] = {"A", "A", "B", "FIRM", "FIRM"};

static struct world w;
static struct decision_cache *caches[2];
static size_t here;
static unsigned n_done[8];

static struct request rq_thing(int i, const char *owner, enum resource_mode mode)
{
	struct request rq = rq_resource(&w, codes[i], KIND_LAB, mode, 7, "");
	rq.u.resource.institution = owner;
	return rq;
}

static void set_up(void)
{
	world_open(&w);
	for (int i = 0; i < N_INSTITUTIONS; i++) {
		struct request rq = rq_institution(&w, institutions[i], institutions[i]);
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
	for (int i = 0; i < N_RESOURCES; i++) {
		struct request rq = rq_thing(i, owners[i], i % 2 ? MODE_SHARED : MODE_EXCLUSIVE);
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
	put_agreement(&w, "AG", "A;B", "", 60, "", "2026-11-30");
	put_agreement(&w, "AH", "A;B;C", "LAB;POOL", 50, "", "");
	put_agreement(&w, "AI", "C;FIRM", "WELD", 40, "", "");
	put_agreement(&w, "AJ", "B;FIRM", "", 20, "", "");
	struct request rq = rq_of(&w, OP_RULE);
	rq.u.rule = (struct owner_rule){
		.id = "R", .place = "*", .who = "*", .when = "", .field = "checkin", .value = "required", .text = ""};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	w.now = at("2026-10-01T00:00");
	caches[0] = w.s.cache;
	caches[1] = NULL;
	here = 0;
	memset(n_done, 0, sizeof n_done);
}

static void tear_down(void)
{
	cache_free(caches[1 - here]);
	world_close(&w);
}

static void go_to_other(void)
{
	caches[here] = w.s.cache;
	here = 1 - here;
	w.s.cache = caches[here];
}

/* ---- what is used ---- */

/*
 * Nobody has room for so much, so a refusal says what is used of all agreements that cover it. store_rehearse counts
 * with a cache of its own; a request that is refused is decided by the kept one before the clock's changes are written,
 * a rehearsal after that.
 */
static void compare_one(int resource, int institution)
{
	struct request rq = rq_book(&w, codes[resource], "2026-11-20T00:00", "2027-11-20T00:00");
	rq.u.booking.institution = institutions[institution];
	request_id_new(rq.id);
	ck_assert_int_eq(store_rehearse(&w.s, &rq, &w.last, &w.arena), 0);
	const char *fresh = world_answer(&w, &w.last);
	if (w.last.reasons.n)
		ck_assert_str_eq(world_ask(&w, &rq), fresh);
	ck_assert_int_eq(store_apply(&w.s, &rq, 1, true, &w.last, &w.arena), 0);
	ck_assert_str_eq(world_answer(&w, &w.last), fresh);
}

static void compare(void)
{
	for (int i = 0; i < N_RESOURCES; i++)
		for (int k = 0; k < N_INSTITUTIONS; k++)
			compare_one(i, k);
}

/* ---- changes ---- */

static struct request draw_booking(struct random *r)
{
	int64_t start = clock_day_start(clock_local_day(at("2026-10-01T00:00")) + random_below(r, 70)) +
	                30 * (int64_t)random_below(r, 40);
	struct request rq = rq_book_at(&w, codes[random_below(r, N_RESOURCES)], start,
	                               start + 30 * (int64_t)(1 + random_below(r, 8)));
	rq.u.booking.institution = institutions[random_below(r, N_INSTITUTIONS)];
	rq.u.booking.party = 1 + random_below(r, 5);
	rq.flags = random_below(r, 4) ? 0 : REQUEST_WAIT;
	request_id_new(rq.id);
	return rq;
}

static uint64_t last_booking(struct random *r)
{
	return 1 + random_below(r, 200);
}

static struct request draw_series(struct random *r)
{
	struct request one = draw_booking(r), rq = rq_of(&w, OP_SERIES);
	rq.u.series = series_of_booking(&one.u.booking);
	rq.u.series.from = FROM_THE_START;
	rq.u.series.weeks.term = "";
	rq.u.series.rule = (struct rule_pattern){"FREQ=WEEKLY;COUNT=3", one.u.booking.start,
	                                         one.u.booking.end - one.u.booking.start};
	return rq;
}

static struct request draw_change(struct random *r)
{
	struct request rq;
	switch (random_below(r, 10)) {
	case 0: return draw_series(r);
	case 1:
	case 2:
		rq = draw_booking(r);
		rq.op = OP_CANCEL;
		rq.u.booking.id = last_booking(r);
		return rq;
	case 3:
	case 4:
		rq = draw_booking(r);
		rq.op = OP_MOVE;
		rq.flags = 0;
		rq.given = GIVEN(BOOKING_TIME);
		rq.u.booking.id = last_booking(r);
		return rq;
	default: return draw_booking(r);
	}
}

static void note(const struct result *results, size_t n, size_t what)
{
	for (size_t i = 0; i < n; i++)
		n_done[what] += !results[i].reasons.n;
}

/* Some are tied together, so that what was done of them is rolled back when one is refused. */
static void change_some(struct random *r)
{
	struct request v[BATCH];
	struct result results[BATCH];
	size_t n = 1 + random_below(r, BATCH);
	bool rehearse = random_below(r, 5) == 0;
	for (size_t i = 0; i < n; i++) {
		v[i] = draw_change(r);
		if (i + 1 < n && random_below(r, 2))
			v[i].flags |= REQUEST_AND_NEXT;
	}
	ck_assert_int_eq(store_apply(&w.s, v, n, rehearse, results, &w.arena), 0);
	note(results, n, rehearse);
}

static void undo_some(struct random *r)
{
	uint64_t last = 0;
	struct request rq = rq_of(&w, OP_UNDO);
	ck_assert_int_eq(query_last_seq(&w.s, &last), 0);
	rq.u.entry = last - random_below(r, last < 12 ? 1 : 12);
	request_id_new(rq.id);
	world_ask(&w, &rq);
	note(&w.last, 1, 2);
}

/* Mostly refused while it is used; the owner may change. */
static void change_thing(struct random *r)
{
	int i = (int)random_below(r, N_RESOURCES);
	struct request rq = rq_thing(i, random_below(r, 2) ? owners[i] : institutions[random_below(r, N_INSTITUTIONS)],
	                             random_below(r, 2) ? MODE_SHARED : MODE_EXCLUSIVE);
	world_ask(&w, &rq);
	note(&w.last, 1, 3);
}

static void change_agreement(struct random *r)
{
	struct request rq = rq_of(&w, OP_REGISTER);
	struct register_row row = register_row_of(REGISTER_AGREEMENTS);
	row.text[AGREEMENT_CODE] = random_below(r, 2) ? "AH" : "AF";
	row.text[AGREEMENT_PARTIES] = "A;B;C";
	row.text[AGREEMENT_RESOURCES] = random_below(r, 2) ? "LAB;POOL" : "LAB;BLAB";
	row.number[AGREEMENT_HOURS] = (int64_t)(10 + random_below(r, 50)) * REGISTER_MILLION;
	rq.u.row = row;
	world_ask(&w, &rq);
	note(&w.last, 1, 4);
}

START_TEST(what_is_kept_is_what_is_stored)
{
	struct random r = {random_seed(62) + (uint64_t)_i};
	for (int step = 0; step < STEPS; step++) {
		unsigned what = random_below(&r, 20);
		if (what == 0)
			w.now += random_below(&r, 3 * DAY_MIN);
		else if (what == 1)
			change_thing(&r);
		else if (what == 2)
			change_agreement(&r);
		else if (what < 6)
			undo_some(&r);
		else
			change_some(&r);
		if (random_below(&r, 3) == 0)
			go_to_other();
		if (random_below(&r, 3))
			compare();
	}
	compare();
	for (size_t i = 0; i < 5; i++)
		ck_assert_uint_ge(n_done[i], 3);
}
END_TEST

Suite *agreed_hours_suite(void)
{
	Suite *s = suite_create("agreed_hours");
	TCase *tc = tcase_create("agreed_hours");
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, what_is_kept_is_what_is_stored, 0, 6);
	suite_add_tcase(s, tc);
	return s;
}
