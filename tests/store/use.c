/*
 * Use against a naive count: every minute of every booking that stands, one by one, by the clock on the wall. Also on
 * days on which the clocks are changed.
 */
#include "store/query/use.h"

#include "tests/random.h"
#include "tests/store/ask.h"

Suite *use_suite(void);

enum { RESOURCES = 6, BOOKINGS = 120, SPANS = 12, USUAL_FROM = 480, USUAL_TO = 1320 };

static const char *code_of(struct world *w, unsigned i)
{
	return arena_fmt(&w->arena, "R%u", i);
}

/* Exclusive ones and pools, with setup, on two campuses, one without seats. */
static void school(struct world *w)
{
	world_open(w);
	ck_assert_str_eq(campus(w, "NORTH", ""), "added");
	ck_assert_str_eq(campus(w, "SOUTH", ""), "added");
	for (unsigned i = 0; i < RESOURCES; i++) {
		enum resource_mode mode = i % 2 ? MODE_SHARED : MODE_EXCLUSIVE;
		struct request rq = rq_resource(w, code_of(w, i), i % 3 ? KIND_LAB : KIND_ROOM, mode,
		                                i == 5 ? 0 : 10 + i, i % 4 < 2 ? "NORTH" : "SOUTH");
		rq.u.resource.setup_min = i % 4 * 10;
		rq.u.resource.teardown_min = i % 3 * 15;
		ck_assert_str_eq(world_ask(w, &rq), "added");
	}
}

/* Hours come after the bookings, so that what is booked need not lie in them. */
static void set_hours(struct world *w)
{
	struct resource two = {.opening = "Mon-Fri 08:00-12:00;Mon-Fri 14:00-18:30"};
	struct resource night = {.opening = "Sat 22:00-24:00;Sun 00:00-02:00"};
	ck_assert_str_eq(set_resource(w, "R1", RES_OPENING, two), "updated");
	ck_assert_str_eq(set_resource(w, "R2", RES_OPENING, night), "updated");
}

static void book_some(struct world *w, struct random *r)
{
	uint64_t n_made = 0;
	for (int i = 0; i < BOOKINGS; i++) {
		int64_t start = at("2026-10-12T00:00") + random_between(r, 0, 30 * DAY_MIN);
		int64_t len = (INT64_C(1) << random_below(r, 12)) + random_between(r, 0, 30);
		const char *claims = code_of(w, random_below(r, RESOURCES));
		if (random_below(r, 3) == 0)
			claims = arena_fmt(&w->arena, "R%u;R%u*3", random_below(r, 3) * 2, 1 + random_below(r, 3) * 2);
		struct request rq = rq_book_at(w, claims, start, start + len);
		rq.flags |= REQUEST_RECORD;
		rq.u.booking.party = 1 + random_below(r, 8);
		n_made += strcmp(world_ask(w, &rq), "added") == 0;
		if (i % 10 == 9)
			cancel(w, 1 + random_below(r, (unsigned)n_made));
	}
	ck_assert_uint_gt(n_made, BOOKINGS / 4);
}

/* ---- the naive count ---- */

struct naive {
	int64_t day[USE_DAYS_MAX], slot[USE_WEEKDAYS][USE_SLOTS], booked[RESOURCES];
};

static void count_minute(struct naive *n, const struct use_ask *ask, unsigned i, int64_t at_min, int64_t weight)
{
	int64_t day = clock_local_day(at_min) - ask->first_day;
	if (day < 0 || day >= (int64_t)ask->n_days)
		return;
	n->day[day] += weight;
	n->slot[clock_weekday(ask->first_day + day) - 1][clock_local_minute(at_min) / USE_SLOT_MIN] += weight;
	n->booked[i] += weight;
}

static void count_claim(struct naive *n, const struct use_ask *ask, const struct resource_list *all,
                        const struct booking *b, const struct claim *c)
{
	for (unsigned i = 0; i < all->n; i++) {
		const struct resource *r = &all->v[i];
		int64_t weight = USE_MINUTE;
		if (r->no != c->resource || (ask->code && strcmp(r->code, ask->code) != 0) ||
		    (ask->filter.campus && strcmp(r->campus, ask->filter.campus) != 0) ||
		    (ask->filter.kind && r->kind != ask->filter.kind))
			continue;
		if (r->mode == MODE_SHARED && r->seats)
			weight = c->whole ? USE_MINUTE : USE_MINUTE * c->units / r->seats;
		for (int64_t at_min = b->start; at_min < b->end; at_min++)
			count_minute(n, ask, i, at_min, weight);
	}
}

static void count_naively(struct world *w, const struct use_ask *ask, struct naive *out)
{
	struct booking_filter standing_ones = {0};
	struct resource_filter all = {0};
	struct booking_ids ids;
	struct booking_rows rows;
	struct resource_list resources;
	*out = (struct naive){0};
	ck_assert_int_eq(query_resources(&w->s, &all, &resources), 0);
	ck_assert_int_eq(query_booking_ids(&w->s, &standing_ones, &ids), 0);
	ck_assert_int_eq(query_bookings(&w->s, ids.v, ids.n, &rows), 0);
	for (size_t i = 0; i < rows.n; i++)
		for (size_t j = 0; j < rows.v[i].b.n_claims; j++)
			count_claim(out, ask, &resources, &rows.v[i].b, &rows.v[i].b.claims[j]);
	arena_release(&rows.arena);
	arena_release(&ids.arena);
	arena_release(&resources.arena);
}

static void compare(struct world *w, const struct use_ask *ask)
{
	struct naive *want = calloc(1, sizeof *want);
	struct use_answer *is = calloc(1, sizeof *is);
	int64_t total = 0;
	count_naively(w, ask, want);
	ck_assert_int_eq(query_use(&w->s, ask, is), 0);
	for (size_t i = 0; i < ask->n_days; i++) {
		ck_assert_int_eq(is->days[i].booked, want->day[i]);
		total += want->day[i];
	}
	for (size_t d = 0; d < USE_WEEKDAYS; d++)
		for (size_t h = 0; h < USE_SLOTS; h++)
			ck_assert_int_eq(is->slots[d][h].booked, want->slot[d][h]);
	for (size_t i = 0; i < is->n; i++)
		ck_assert_int_eq(is->v[i].sum.booked, want->booked[is->v[i].resource->code[1] - '0']);
	ck_assert_int_eq(is->total.booked, total);
	use_release(is);
	free(is);
	free(want);
}

static struct use_ask ask_of(int64_t day, size_t n_days)
{
	return (struct use_ask){.first_day = day, .n_days = n_days, .usual_from = USUAL_FROM, .usual_to = USUAL_TO};
}

START_TEST(booked_minutes_are_those_of_a_naive_count)
{
	static const char *const zones[] = {"Asia/Shanghai", "Europe/Berlin"};
	struct world w;
	struct random r = {random_seed(47)};
	int64_t first = clock_day_number(2026, 10, 12);
	school(&w);
	ck_assert_int_eq(clock_zone_use(zones[_i]), 0);
	book_some(&w, &r);
	set_hours(&w);
	for (int i = 0; i < SPANS; i++) {
		struct use_ask ask = ask_of(first + random_between(&r, -5, 25), 1 + random_below(&r, 40));
		if (i % 4 == 1)
			ask.code = code_of(&w, random_below(&r, RESOURCES));
		else if (i % 4 == 2)
			ask.filter.campus = "NORTH";
		else if (i % 4 == 3)
			ask.filter.kind = KIND_LAB;
		compare(&w, &ask);
	}
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* Of two weeks: windows of the hours, the usual day of what is always open. */
START_TEST(open_minutes_go_by_hours)
{
	struct world w;
	struct use_answer u;
	struct use_ask ask = ask_of(clock_day_number(2026, 10, 12), 14);
	school(&w);
	set_hours(&w);
	ask.code = "R0";
	ck_assert_int_eq(query_use(&w.s, &ask, &u), 0);
	ck_assert_int_eq(u.total.open, USE_MINUTE * 14 * (USUAL_TO - USUAL_FROM));
	ck_assert_int_eq(u.days[0].open, USE_MINUTE * (USUAL_TO - USUAL_FROM));
	ck_assert_int_eq(use_between(&u, 6, 0, 480).open, 0);
	ck_assert_int_eq(use_between(&u, 6, 480, 540).open, USE_MINUTE * 2 * 60);
	use_release(&u);
	/* a pool counts as one room */
	ask.code = "R1";
	ck_assert_int_eq(query_use(&w.s, &ask, &u), 0);
	ck_assert_int_eq(u.total.open, USE_MINUTE * 10 * (240 + 270));
	ck_assert_int_eq(use_between(&u, 0, 1080, 1200).open, USE_MINUTE * 2 * 30);
	ck_assert_int_eq(u.days[5].open, 0);
	use_release(&u);
	ask.code = "R2";
	ck_assert_int_eq(query_use(&w.s, &ask, &u), 0);
	ck_assert_int_eq(u.total.open, USE_MINUTE * 2 * 240);
	ck_assert_int_eq(u.v[0].sum.open, USE_MINUTE * 2 * 240);
	use_release(&u);
	/* a pool without a limit counts once */
	ask.code = "R5";
	ck_assert_int_eq(query_use(&w.s, &ask, &u), 0);
	ck_assert_int_eq(u.total.open, USE_MINUTE * 14 * (USUAL_TO - USUAL_FROM));
	use_release(&u);
	world_close(&w);
}
END_TEST

START_TEST(what_cannot_be_asked_is_refused)
{
	struct world w;
	struct use_answer u;
	struct use_ask ask = ask_of(clock_day_number(2026, 10, 12), 0);
	school(&w);
	ck_assert_int_eq(query_use(&w.s, &ask, &u), QUAD_EINVAL);
	ask.n_days = USE_DAYS_MAX + 1;
	ck_assert_int_eq(query_use(&w.s, &ask, &u), QUAD_EINVAL);
	ask.n_days = 1;
	ask.code = "NONE";
	ck_assert_int_eq(query_use(&w.s, &ask, &u), QUAD_ENOTFOUND);
	ask.code = NULL;
	ask.filter.campus = "NOWHERE";
	ck_assert_int_eq(query_use(&w.s, &ask, &u), QUAD_ENOTFOUND);
	ck_assert_uint_eq(u.n, 0);
	world_close(&w);
}
END_TEST

Suite *use_suite(void)
{
	Suite *s = suite_create("use");
	TCase *t = tcase_create("use");
	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, booked_minutes_are_those_of_a_naive_count, 0, 2);
	tcase_add_test(t, open_minutes_go_by_hours);
	tcase_add_test(t, what_cannot_be_asked_is_refused);
	suite_add_tcase(s, t);
	return s;
}
