/*
 * Alternatives in a large consortium: the resources that are offered are the best of all that a booking would get, in
 * order, whatever the order in which they stand in the store; and each that is offered is booked when it is asked for.
 */
#include "store/query/alternatives.h"
#include "tests/store/ask.h"

#include "tests/random.h"

Suite *alternatives_suite(void);

enum { LABS = 90, SITES = 6, OFFERED = 4 };

struct lab {
	char code[8];
	int site;
	uint32_t seats;
	const char *tags;
	unsigned n_shared;
	uint32_t way_min;
	bool far, taken;
};

static char sites[SITES][8];
static uint32_t ways[SITES][SITES]; /* ALT_WAY_UNKNOWN: not listed */
static const char *const all_tags[] = {"", "cnc", "cnc;weld", "weld", "pottery"};
static const unsigned in_common[] = {0, 1, 2, 1, 0}; /* with cnc;weld */

static void make_sites(struct world *w, struct random *r)
{
	for (int i = 0; i < SITES; i++) {
		snprintf(sites[i], sizeof sites[i], "SITE%d", i);
		ck_assert_str_eq(campus(w, sites[i], ""), "added");
		for (int k = 0; k < i; k++) {
			bool listed = random_below(r, 4);
			ways[i][k] = ways[k][i] = listed ? (uint32_t)random_below(r, 5) * 15 : ALT_WAY_UNKNOWN;
			if (!listed)
				continue;
			struct request rq = rq_of(w, OP_TRAVEL);
			rq.u.travel = (struct travel){sites[i], sites[k], ways[i][k]};
			ck_assert_str_eq(world_ask(w, &rq), "added");
		}
	}
}

static void make_labs(struct world *w, struct random *r, struct lab *labs)
{
	for (int i = 0; i < LABS; i++) {
		struct lab *l = &labs[i];
		unsigned tags = i ? random_below(r, 5) : 2;
		*l = (struct lab){
			.site = (int)random_below(r, SITES), .tags = all_tags[tags], .n_shared = in_common[tags]};
		snprintf(l->code, sizeof l->code, "R%02d", i);
		l->seats = i ? 20 + random_below(r, 3) * 10 : 40;
		l->far = l->site != labs[0].site;
		l->way_min = l->far ? ways[labs[0].site][l->site] : 0;
		struct request rq = rq_resource(w, l->code, KIND_LAB, MODE_EXCLUSIVE, l->seats, sites[l->site]);
		rq.u.resource.tags = l->tags;
		ck_assert_str_eq(world_ask(w, &rq), "added");
		l->taken = i == 0 || random_below(r, 3) == 0;
		if (l->taken)
			ck_assert_str_eq(book(w, l->code, "2026-09-08T08:00", "2026-09-08T10:00"), "added");
	}
}

static int by_worth(const void *a, const void *b)
{
	const struct lab *x = *(const struct lab *const *)a, *y = *(const struct lab *const *)b;
	const int64_t of_x[] = {!x->n_shared, x->far, x->way_min, -(int64_t)x->n_shared, x->seats};
	const int64_t of_y[] = {!y->n_shared, y->far, y->way_min, -(int64_t)y->n_shared, y->seats};
	for (size_t i = 0; i < sizeof of_x / sizeof *of_x; i++)
		if (of_x[i] != of_y[i])
			return of_x[i] < of_y[i] ? -1 : 1;
	return strcmp(x->code, y->code);
}

static void compare_offers(struct world *w, const struct lab *labs)
{
	const struct lab *best[LABS];
	size_t n_best = 0, n_offered = 0;
	struct alternative_list list;
	struct request rq = rq_book(w, "R00", "2026-09-08T08:30", "2026-09-08T09:30");
	rq.u.booking.party = 25;
	ck_assert_str_eq(world_ask(w, &rq), "refused busy:R00@1");
	ck_assert_int_eq(query_alternatives(&w->s, &rq, &w->last, &list), 0);
	for (int i = 1; i < LABS; i++)
		if (!labs[i].taken && labs[i].seats >= 25)
			best[n_best++] = &labs[i];
	qsort(best, n_best, sizeof *best, by_worth);
	for (size_t i = 0; i < list.n; i++) {
		const struct alternative *a = &list.v[i];
		if (a->kind == ALT_RESOURCE) {
			ck_assert_uint_lt(n_offered, n_best);
			ck_assert_str_eq(a->claims, best[n_offered]->code);
			ck_assert_uint_eq(a->travel_min, best[n_offered]->way_min);
			n_offered++;
		}
		struct request again = rq_book_at(w, a->claims, a->start, a->end);
		again.u.booking.party = 25;
		ck_assert_str_eq(world_ask(w, &again), "added");
		ck_assert_str_eq(cancel(w, w->last.id), "updated");
	}
	ck_assert_uint_eq(n_offered, n_best < OFFERED ? n_best : OFFERED);
	arena_release(&list.arena);
}

START_TEST(the_best_of_many_are_offered)
{
	struct random r = {random_seed(17) + (uint64_t)_i};
	struct world w;
	struct lab labs[LABS];
	world_open(&w);
	make_sites(&w, &r);
	make_labs(&w, &r, labs);
	compare_offers(&w, labs);
	world_close(&w);
}
END_TEST

Suite *alternatives_suite(void)
{
	Suite *s = suite_create("alternatives");
	TCase *tc = tcase_create("alternatives");
	tcase_add_loop_test(tc, the_best_of_many_are_offered, 0, 5);
	suite_add_tcase(s, tc);
	return s;
}
