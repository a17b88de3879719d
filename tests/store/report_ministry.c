/* Hours by purpose and school year: by hand, and random bookings minute by minute. */
#include "tests/store/report_model.h"

Suite *report_ministry_suite(void);

#define HEADER "year,institution,teaching,research,service,training,competition,maintenance,unsaid,total"

START_TEST(years_by_hand)
{
	struct world w;
	model_open(&w);
	ck_assert_str_eq(book(&w, "LAB", "2027-08-31T23:00", "2027-09-01T02:00"), "added");
	ck_assert_str_eq(book(&w, "LAB", "2027-07-01T08:00", "2027-07-01T08:20"), "added");
	ck_assert_str_eq(book(&w, "LONE;ROOM", "2027-07-01T08:00", "2027-07-01T09:00"), "added");
	model_price(&w, 1, PURPOSE_SERVICE, "", 0);
	model_price(&w, 2, PURPOSE_TEACHING, "", 0);
	ck_assert_str_eq(report(&w, "ministry", NULL, "2026-09-01T00:00", "2028-09-01T00:00"),
	                 HEADER "\n"
	                        "2026-2027,A,0.33,0.00,1.00,0.00,0.00,0.00,0.00,1.33\n"
	                        "2026-2027,B,0.00,0.00,0.00,0.00,0.00,0.00,1.00,1.00\n"
	                        "2026-2027,,0.00,0.00,0.00,0.00,0.00,0.00,1.00,1.00\n"
	                        "2027-2028,A,0.00,0.00,2.00,0.00,0.00,0.00,0.00,2.00");
	world_close(&w);
}
END_TEST

struct naive {
	int64_t v[4][PURPOSE_N]; /* A, B, C, nobody */
};

static int owner_of(const struct resource *r)
{
	const char *code = *r->institution ? r->institution : r->campus;
	return *code ? *code - 'A' : 3;
}

static void count_minute(const struct model_minute *m, void *arg)
{
	struct naive *k = arg;
	if (m->used)
		k->v[owner_of(m->resource)][m->booking->class] += m->weight;
}

START_TEST(as_minute_by_minute)
{
	static const int classes[] = {PURPOSE_TEACHING,    PURPOSE_RESEARCH,    PURPOSE_SERVICE, PURPOSE_TRAINING,
	                              PURPOSE_COMPETITION, PURPOSE_MAINTENANCE, PURPOSE_NONE};
	struct world w;
	struct random r = {random_seed(41)};
	struct naive k = {0};
	struct buf out = {0};
	char text[CELL_HUNDREDTHS_MAX];
	model_open(&w);
	model_book(&w, &r);
	model_look(&w, at("2026-10-20T10:30"), at("2026-11-15T09:00"), count_minute, &k);
	buf_str(&out, HEADER);
	for (int i = 0; i < 4; i++) {
		int64_t total = 0;
		buf_fmt(&out, "\n2026-2027,%s", (const char *[]){"A", "B", "C", ""}[i]);
		for (size_t c = 0; c < PURPOSE_N; c++) {
			buf_fmt(&out, ",%s", cell_hundredths(model_hours(k.v[i][classes[c]]), text));
			total += k.v[i][classes[c]];
		}
		buf_fmt(&out, ",%s", cell_hundredths(model_hours(total), text));
	}
	ck_assert_str_eq(report(&w, "ministry", NULL, "2026-10-20T10:30", "2026-11-15T09:00"), buf_text(&out));
	buf_release(&out);
	world_close(&w);
}
END_TEST

Suite *report_ministry_suite(void)
{
	Suite *s = suite_create("report_ministry");
	TCase *tc = tcase_create("report_ministry");
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, years_by_hand);
	tcase_add_test(tc, as_minute_by_minute);
	suite_add_tcase(s, tc);
	return s;
}
