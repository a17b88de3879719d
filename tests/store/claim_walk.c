/* The walk over many spans finds what a search for each of them finds, whatever lengths are stored. */
#include "store/facts/claim_walk.h"
#include "tests/random.h"
#include "tests/store/ask.h"

Suite *claim_walk_suite(void);

enum { BOOKINGS = 900, SPANS = 60, ROUNDS = 60, DAYS = 120 };

/* Minutes of a booking: most are short, some last for months. */
static int64_t random_length(struct random *r)
{
	return random_between(r, 1, INT64_C(1) << random_between(r, 1, 17));
}

static void fill(struct world *w, struct random *r)
{
	world_open(w);
	struct request rq = rq_resource(w, "A", KIND_EQUIPMENT, MODE_SHARED, 0, "");
	ck_assert_str_eq(world_ask(w, &rq), "added");
	rq.u.resource.code = "B";
	ck_assert_str_eq(world_ask(w, &rq), "added");
	for (int i = 0; i < BOOKINGS; i++) {
		int64_t start = at("2026-10-01T00:00") + random_between(r, 0, DAYS * DAY_MIN);
		rq = rq_book_at(w, random_below(r, 4) ? "A" : "B", start, start + random_length(r));
		ck_assert_str_eq(world_ask(w, &rq), "added");
	}
}

static size_t make_spans(struct random *r, struct time_span *v)
{
	size_t n = 1 + random_below(r, SPANS);
	int64_t longest = INT64_C(1) << random_between(r, 2, 14);
	for (size_t i = 0; i < n; i++) {
		v[i].start = at("2026-10-01T00:00") + random_between(r, -DAY_MIN, (DAYS + 30) * DAY_MIN);
		v[i].end = v[i].start + random_between(r, 1, longest);
	}
	return n;
}

static int id_order(const void *a, const void *b)
{
	const struct neighbour *x = a, *y = b;
	return (x->booking > y->booking) - (x->booking < y->booking);
}

/* What a search for each span finds, each once. */
static void search_each(struct db_txn *txn, uint32_t no, const struct time_span *v, size_t n, struct arena *arena,
                        struct neighbours *out)
{
	struct neighbours one;
	out->v = arena_alloc(arena, BOOKINGS * sizeof *out->v);
	for (size_t i = 0; i < n; i++) {
		ck_assert_int_eq(facts_neighbours(txn, no, v[i].start, v[i].end, 0, arena, &one), 0);
		for (size_t k = 0; k < one.n; k++) {
			size_t at = 0;
			while (at < out->n && out->v[at].booking != one.v[k].booking)
				at++;
			out->v[at] = one.v[k];
			out->n += at == out->n;
		}
	}
}

static int compare(struct db_txn *txn, void *arg)
{
	struct random *r = arg;
	for (int round = 0; round < ROUNDS; round++) {
		struct arena arena = {0};
		struct time_span v[SPANS], joined[SPANS];
		size_t n = make_spans(r, v);
		struct neighbours got, want = {0};
		uint32_t no;
		memcpy(joined, v, n * sizeof *v);
		size_t n_joined = time_spans_join(joined, n);
		for (size_t i = 0; i < n; i++)
			ck_assert(time_spans_cover(joined, n_joined, v[i].start, v[i].end));
		for (size_t i = 0; i < n_joined; i++) {
			ck_assert(!time_spans_cover(joined, n_joined, joined[i].start - 1, joined[i].end));
			ck_assert(!time_spans_cover(joined, n_joined, joined[i].start, joined[i].end + 1));
		}
		ck_assert_int_eq(facts_resource_number(txn, round % 2 ? "A" : "B", &no), 0);
		search_each(txn, no, v, n, &arena, &want);
		ck_assert_int_eq(claim_walk(txn, no, joined, n_joined, &arena, &got), 0);
		ck_assert_uint_eq(got.n, want.n);
		qsort(want.v, want.n, sizeof *want.v, id_order);
		if (got.n)
			qsort(got.v, got.n, sizeof *got.v, id_order);
		for (size_t i = 0; i < got.n; i++) {
			ck_assert_uint_eq(got.v[i].booking, want.v[i].booking);
			ck_assert_int_eq(got.v[i].claim.start, want.v[i].claim.start);
			ck_assert_int_eq(got.v[i].claim.end, want.v[i].claim.end);
			ck_assert_uint_eq(got.v[i].claim.resource, no);
		}
		arena_release(&arena);
	}
	return 0;
}

START_TEST(a_walk_finds_what_searches_find)
{
	struct world w;
	struct random r = {random_seed(31)};
	fill(&w, &r);
	ck_assert_int_eq(db_read(w.s.db, compare, &r), 0);
	world_close(&w);
}
END_TEST

Suite *claim_walk_suite(void)
{
	Suite *s = suite_create("claim_walk");
	TCase *tc = tcase_create("claim_walk");
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, a_walk_finds_what_searches_find);
	suite_add_tcase(s, tc);
	return s;
}
