/* The bookings behind the figures of a report are as many as the report counts, over random bookings. */
#include "tests/store/report.h"

#include "tests/random.h"

Suite *bookings_behind_suite(void);

static const char *const schools[] = {"NORTH", "SOUTH", "WEST"};
static const char *const codes[] = {"A1", "A2", "B1", "B2", "C1"};

/* B1 is of nobody itself: its campus is SOUTH's. */
static void open_schools(struct world *w)
{
	world_open(w);
	for (size_t i = 0; i < 3; i++) {
		struct request rq = rq_institution(w, schools[i], schools[i]);
		ck_assert_str_eq(world_ask(w, &rq), "added");
	}
	struct request rq = rq_campus(w, "S", "South campus");
	rq.u.campus.institution = "SOUTH";
	ck_assert_str_eq(world_ask(w, &rq), "added");
	for (size_t i = 0; i < 5; i++)
		ck_assert_str_eq(resource(w, codes[i], i % 2 ? KIND_ROOM : KIND_LAB, MODE_EXCLUSIVE, 40,
		                          strcmp(codes[i], "B1") == 0 ? "S" : ""),
		                 "added");
	set_resource(w, "A1", RES_INSTITUTION, (struct resource){.institution = "NORTH"});
	set_resource(w, "A2", RES_INSTITUTION, (struct resource){.institution = "NORTH"});
	set_resource(w, "B2", RES_INSTITUTION, (struct resource){.institution = "SOUTH"});
	set_resource(w, "C1", RES_INSTITUTION, (struct resource){.institution = "WEST"});
}

static void book_at_random(struct world *w)
{
	struct random random = {random_seed(16)};
	for (int i = 0; i < 60; i++) {
		char claims[32];
		unsigned first = random_below(&random, 5), second = random_below(&random, 5);
		int64_t start = at("2026-10-12T08:00") + i * 24 * 60 + random_below(&random, 300);
		snprintf(claims, sizeof claims, first == second ? "%s" : "%s;%s", codes[first], codes[second]);
		struct request rq = rq_book_at(w, claims, start, start + 30 + random_below(&random, 90));
		rq.u.booking.institution = schools[random_below(&random, 3)];
		ck_assert_str_eq(world_ask(w, &rq), "added");
	}
}

static size_t count_behind(struct world *w, const struct report_source *source)
{
	struct booking_ids ids;
	struct booking_filter f = {.lender = source->lender,
	                           .borrower = source->borrower,
	                           .campus = source->campus && *source->campus ? source->campus : NULL,
	                           .kind = source->kind,
	                           .from = source->from,
	                           .to = source->to};
	ck_assert_int_eq(query_booking_ids(&w->s, &f, &ids), 0);
	size_t n = ids.n;
	arena_release(&ids.arena);
	return n;
}

START_TEST(as_many_as_are_counted)
{
	struct world w;
	struct report_table t;
	open_schools(&w);
	book_at_random(&w);
	struct report_ask ask = {.name = "lending", .from = at("2026-10-20T00:00"), .to = at("2026-11-20T00:00")};
	ck_assert_int_eq(report_run(&w.s, &ask, &t), 0);
	ck_assert_uint_eq(t.n, 6);
	for (size_t i = 0; i < t.n; i++)
		ck_assert_uint_eq(count_behind(&w, &t.rows[i].source), (size_t)t.rows[i].cells[2].number);
	report_table_release(&t);
	world_close(&w);
}
END_TEST

START_TEST(a_kind_and_its_lender_are_of_one_claim)
{
	struct world w;
	open_schools(&w);
	struct request rq = rq_book(&w, "A1;B2", "2026-10-12T08:00", "2026-10-12T09:00");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	struct report_source source = {.from = at("2026-10-12T00:00"), .to = at("2026-10-13T00:00")};
	ck_assert_uint_eq(count_behind(&w, &source), 1);
	source.kind = KIND_LAB;
	source.lender = "NORTH";
	ck_assert_uint_eq(count_behind(&w, &source), 1);
	source.lender = "SOUTH";
	ck_assert_uint_eq(count_behind(&w, &source), 0);
	source.kind = KIND_ROOM;
	ck_assert_uint_eq(count_behind(&w, &source), 1);
	source.campus = "S";
	ck_assert_uint_eq(count_behind(&w, &source), 0);
	source.campus = NULL;
	source.borrower = "WEST";
	ck_assert_uint_eq(count_behind(&w, &source), 0);
	world_close(&w);
}
END_TEST

Suite *bookings_behind_suite(void)
{
	Suite *s = suite_create("bookings_behind");
	TCase *tc = tcase_create("bookings_behind");
	tcase_add_test(tc, as_many_as_are_counted);
	tcase_add_test(tc, a_kind_and_its_lender_are_of_one_claim);
	suite_add_tcase(s, tc);
	return s;
}
