/*
 * What is free, against the rules themselves: a resource is found for an interval exactly when a booking of it alone,
 * just then, would be accepted. And the directory of resources that searches start from never is an old one.
 */
#include "store/query/find.h"
#include "tests/store/ask.h"

#include "tests/random.h"

Suite *find_suite(void);

enum { MANY = 60, FEW = 6 };

static const char *const hours[] = {"", "Mon-Fri 08:00-22:00", "Mon-Sun 22:00-06:00", "Sat 08:00-12:00;Sun 10:00-11:00"};

/*
 * Resources of all sorts on two campuses, with bookings and closures of three days among them; some of the resources
 * have setup and teardown, or none has.
 */
static void school(struct world *w, struct random *r, int n, bool padded)
{
	world_open(w);
	ck_assert_str_eq(campus(w, "NORTH", ""), "added");
	ck_assert_str_eq(campus(w, "SOUTH", ""), "added");
	for (int i = 0; i < n; i++) {
		static const enum resource_kind kinds[] = {KIND_LAB, KIND_ROOM, KIND_EQUIPMENT, KIND_TEACHER};
		enum resource_mode mode = random_below(r, 3) ? MODE_EXCLUSIVE : MODE_SHARED;
		struct request rq = rq_resource(w, arena_fmt(&w->arena, "R%02d", i), kinds[random_below(r, 4)], mode,
		                                random_below(r, 5) * 10, random_below(r, 2) ? "NORTH" : "SOUTH");
		rq.u.resource.opening = hours[random_below(r, 4)];
		rq.u.resource.setup_min = random_below(r, 3) || !padded ? 0 : 20;
		rq.u.resource.teardown_min = random_below(r, 3) || !padded ? 0 : 15;
		rq.u.resource.active = random_below(r, 10) != 0;
		ck_assert_str_eq(world_ask(w, &rq), "added");
	}
	int64_t day = at("2026-09-11T00:00"); /* a Friday */
	for (int i = 0; i < n * 8; i++) {
		int64_t start = day + random_between(r, 0, 72 * 12) * 5;
		struct request rq = rq_book_at(w, arena_fmt(&w->arena, "R%02d*%d", (int)random_below(r, (unsigned)n),
		                                            1 + (int)random_below(r, 20)),
		                               start, start + random_between(r, 1, 240));
		world_ask(w, &rq);
	}
	closure(w, "R01", "", "2026-09-12T09:00", "2026-09-12T12:00");
	closure(w, "", "SOUTH", "2026-09-11T15:00", "2026-09-11T16:00");
}

/* Would a booking of the resource be accepted now? */
static bool accepted(struct world *w, const char *code, uint32_t party, int64_t start, int64_t end)
{
	struct arena arena = {0};
	struct result result;
	struct claim_ask claim = {code, 0};
	struct request rq = rq_of(w, OP_BOOK);
	rq.flags = REQUEST_RECORD;
	rq.u.booking = (struct booking_ask){.ref = "", .claims = &claim, .n_claims = 1, .start = start, .end = end,
	                                    .party = party, .purpose = "", .note = "", .requester = "", .institution = ""};
	ck_assert_int_eq(store_rehearse(&w->s, &rq, &result, &arena), 0);
	bool yes = result.outcome == OUTCOME_ADDED;
	arena_release(&arena);
	return yes;
}

static bool in_list(const struct found_list *l, const char *code, int64_t *at_min)
{
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->v[i].resource->code, code) == 0) {
			*at_min = l->v[i].free_from;
			return true;
		}
	return false;
}

static void compare(struct world *w, struct random *r, int n, const struct find_ask *ask)
{
	struct found_list found;
	uint32_t party = ask->filter.seats;
	ck_assert_int_eq(query_find(&w->s, ask, &found), 0);
	for (int i = 0; i < n; i++) {
		const char *code = arena_fmt(&w->arena, "R%02d", i);
		struct resource_list one;
		int64_t at_min = 0;
		ck_assert_int_eq(query_resource(&w->s, code, &one), 0);
		bool asked = (!ask->filter.campus || strcmp(one.v[0].campus, ask->filter.campus) == 0) &&
		             (!party || !one.v[0].seats || one.v[0].seats >= party);
		bool is = in_list(&found, code, &at_min), want = asked;
		if (want && !ask->for_min)
			want = accepted(w, code, party, ask->start, ask->end);
		if (want && ask->for_min) {
			int64_t t = ask->now > ask->start && ask->now < ask->end ? ask->now : ask->start;
			while (t + ask->for_min <= ask->end && !accepted(w, code, party, t, t + ask->for_min))
				t++;
			want = t + ask->for_min <= ask->end;
			ck_assert_msg(!is || at_min == t, "%s: free from %+" PRId64 ", said %+" PRId64 " (seed state %" PRIu64 ")",
			              code, t - ask->start, at_min - ask->start, r->state);
		}
		ck_assert_msg(is == want, "%s [%+" PRId64 ", %" PRId64 " min) for %" PRId64 ": found %d, wanted %d", code,
		              ask->start - at("2026-09-11T00:00"), ask->end - ask->start, ask->for_min, is, want);
		arena_release(&one.arena);
	}
	found_list_release(&found);
}

static void search(int n, int rounds, uint64_t seed, bool padded)
{
	struct world w;
	struct random r = {random_seed(seed)};
	school(&w, &r, n, padded);
	int64_t day = at("2026-09-11T00:00");
	for (int i = 0; i < rounds; i++) {
		struct find_ask ask = {.free = true, .start = day + random_between(&r, -30, 72 * 60)};
		ask.end = ask.start + random_between(&r, 1, 300);
		ask.filter.seats = random_below(&r, 2) ? 0 : random_below(&r, 40);
		ask.filter.campus = random_below(&r, 3) ? NULL : "NORTH";
		if (i % 10 == 0) {
			ask.for_min = random_between(&r, 1, 120);
			ask.end = ask.start + ask.for_min + random_between(&r, 0, 400);
		}
		compare(&w, &r, n, &ask);
	}
	check_store(&w.s);
	world_close(&w);
}

START_TEST(found_is_what_would_be_accepted)
{
	search(MANY, 80, 11, true);
}
END_TEST

START_TEST(where_no_resource_has_setup_it_is_found_alike)
{
	search(MANY, 80, 16, false);
}
END_TEST

START_TEST(few_resources_are_found_alike)
{
	search(FEW, 400, 12, true);
}
END_TEST

/* In days that are full of bookings, nights without hours and a closure, so that some gaps are near and some far. */
static void search_gaps(int n, int rounds, uint64_t seed)
{
	struct world w;
	struct random r = {random_seed(seed)};
	school(&w, &r, n, true);
	int64_t day = at("2026-09-11T00:00");
	for (int i = 0; i < rounds; i++) {
		struct find_ask ask = {.free = true, .start = day + random_between(&r, 0, 48 * 60)};
		ask.for_min = random_between(&r, 1, i % 2 ? 20 : 400);
		ask.end = ask.start + ask.for_min + random_between(&r, 0, 36 * 60);
		ask.now = ask.start + random_between(&r, -60, 240);
		ask.filter.seats = random_below(&r, 2) ? 0 : random_below(&r, 40);
		ask.filter.campus = random_below(&r, 3) ? NULL : "SOUTH";
		compare(&w, &r, n, &ask);
	}
	world_close(&w);
}

START_TEST(the_first_gap_is_found_wherever_it_is)
{
	search_gaps(MANY, 4, 14);
}
END_TEST

START_TEST(the_first_gaps_of_few_are_found_alike)
{
	search_gaps(FEW, 30, 15);
}
END_TEST

START_TEST(counts_are_as_many_searches)
{
	struct world w;
	struct random r = {random_seed(13)};
	struct interval v[20];
	static const struct resource_filter all = {0};
	struct free_counts counts;
	school(&w, &r, MANY, true);
	for (int i = 0; i < 20; i++) {
		v[i].start = at("2026-09-11T00:00") + random_between(&r, 0, 72 * 60);
		v[i].end = v[i].start + 60;
	}
	ck_assert_int_eq(query_free_counts(&w.s, &all, v, 20, &counts), 0);
	ck_assert_uint_eq(counts.n, MANY);
	for (size_t i = 0; i < counts.n; i++) {
		size_t n = 0;
		for (int j = 0; j < 20; j++)
			n += accepted(&w, counts.v[i].resource->code, 0, v[j].start, v[j].end);
		ck_assert_msg(counts.v[i].n_free == n, "%s: %zu, wanted %zu", counts.v[i].resource->code, counts.v[i].n_free, n);
	}
	free_counts_release(&counts);
	world_close(&w);
}
END_TEST

struct common_query {
	struct store *s;
	const struct interval *v;
	size_t n;
	struct found_list found;
};

static int ask_common(struct db_txn *txn, void *arg)
{
	static const struct resource_filter all = {.seats = 1};
	struct common_query *q = arg;
	return find_common(q->s, txn, &all, q->v, q->n, &q->found);
}

START_TEST(what_is_free_each_time_is_free_as_often)
{
	enum { MOST = 4 };
	struct world w;
	struct random r = {random_seed(16)};
	struct interval v[MOST];
	static const struct resource_filter all = {.seats = 1};
	school(&w, &r, MANY, true);
	for (int round = 0; round < 40; round++) {
		struct free_counts counts;
		struct common_query q = {.s = &w.s, .v = v, .n = 1 + random_below(&r, MOST)};
		size_t k = 0;
		for (size_t i = 0; i < q.n; i++) {
			v[i].start = at("2026-09-11T08:00") + random_between(&r, 0, 60 * 60);
			v[i].end = v[i].start + random_between(&r, 10, 90);
		}
		ck_assert_int_eq(query_free_counts(&w.s, &all, v, q.n, &counts), 0);
		ck_assert_int_eq(db_read(w.s.db, ask_common, &q), 0);
		for (size_t i = 0; i < counts.n; i++) {
			if (counts.v[i].n_free < q.n)
				continue;
			ck_assert_uint_lt(k, q.found.n);
			ck_assert_str_eq(counts.v[i].resource->code, q.found.v[k++].resource->code);
		}
		ck_assert_uint_eq(k, q.found.n);
		found_list_release(&q.found);
		free_counts_release(&counts);
	}
	world_close(&w);
}
END_TEST

/* Codes and seats of all that a search for seats finds. */
static const char *found_text(struct world *w, uint32_t seats)
{
	struct find_ask ask = {.filter.seats = seats};
	struct found_list found;
	struct buf b = {0};
	ck_assert_int_eq(query_find(&w->s, &ask, &found), 0);
	for (size_t i = 0; i < found.n; i++)
		buf_fmt(&b, "%s%s*%" PRIu32, i ? " " : "", found.v[i].resource->code, found.v[i].resource->seats);
	found_list_release(&found);
	const char *text = arena_str(&w->arena, buf_text(&b));
	buf_release(&b);
	return text;
}

static const char *put(struct store *s, struct world *w, const char *code, uint32_t seats, bool rehearse)
{
	struct request rq = rq_resource(w, code, KIND_LAB, MODE_EXCLUSIVE, seats, "");
	struct result result;
	ck_assert_int_eq(store_apply(s, &rq, 1, rehearse, &result, &w->arena), 0);
	return outcome_word(result.outcome);
}

START_TEST(a_search_sees_every_change_of_a_resource)
{
	struct world w;
	struct find_ask all = {.filter.seats = 0};
	struct found_list held;
	const char *copy = test_path(test_dir(), "copy");
	world_open(&w);
	ck_assert_str_eq(found_text(&w, 30), "");
	ck_assert_str_eq(put(&w.s, &w, "A", 30, false), "added");
	ck_assert_str_eq(found_text(&w, 30), "A*30");
	ck_assert_int_eq(query_find(&w.s, &all, &held), 0);
	ck_assert_int_eq(db_backup(w.s.db, copy), 0);

	/* a rehearsal changes nothing */
	ck_assert_str_eq(put(&w.s, &w, "A", 20, true), "updated");
	ck_assert_str_eq(found_text(&w, 30), "A*30");
	ck_assert_str_eq(put(&w.s, &w, "A", 40, false), "updated");
	ck_assert_str_eq(put(&w.s, &w, "B", 50, false), "added");
	ck_assert_str_eq(found_text(&w, 30), "A*40 B*50");
	/* an answer that is held stays as it was given */
	ck_assert_uint_eq(held.n, 1);
	ck_assert_uint_eq(held.v[0].resource->seats, 30);
	found_list_release(&held);

	/* the same steps again after a restore, with another end */
	ck_assert_int_eq(db_restore(w.s.db, copy, store_verify, NULL), 0);
	ck_assert_str_eq(found_text(&w, 30), "A*30");
	ck_assert_str_eq(put(&w.s, &w, "A", 60, false), "updated");
	ck_assert_str_eq(put(&w.s, &w, "B", 70, false), "added");
	ck_assert_str_eq(found_text(&w, 30), "A*60 B*70");
	world_close(&w);
}
END_TEST

Suite *find_suite(void)
{
	Suite *suite = suite_create("find");
	TCase *t = tcase_create("find");
	tcase_set_timeout(t, 120);
	tcase_add_test(t, found_is_what_would_be_accepted);
	tcase_add_test(t, where_no_resource_has_setup_it_is_found_alike);
	tcase_add_test(t, few_resources_are_found_alike);
	tcase_add_test(t, the_first_gap_is_found_wherever_it_is);
	tcase_add_test(t, the_first_gaps_of_few_are_found_alike);
	tcase_add_test(t, counts_are_as_many_searches);
	tcase_add_test(t, what_is_free_each_time_is_free_as_often);
	tcase_add_test(t, a_search_sees_every_change_of_a_resource);
	suite_add_tcase(suite, t);
	return suite;
}
