/* What stands idle, and whether to buy or to share: by hand, and against the report of use. */
#include "tests/store/report_model.h"

Suite *report_idle_suite(void);

static struct report_ask ask_of(const char *name)
{
	return (struct report_ask){.name = name, .from = at("2026-10-05T00:00"), .to = at("2026-10-12T00:00")};
}

/* Four mills in three institutions; A1 and B1 are 30 minutes apart, C1 is not in the travel table. */
static void open_mills(struct world *w)
{
	world_open(w);
	for (size_t i = 0; i < 3; i++) {
		struct request rq = rq_institution(w, (const char *[]){"A", "B", "C"}[i], "");
		ck_assert_str_eq(world_ask(w, &rq), "added");
	}
	model_campus(w, "A1", "A", "");
	model_campus(w, "B1", "B", "");
	model_campus(w, "C1", "C", "");
	ck_assert_str_eq(travel(w, "A1", "B1", 30), "added");
	model_resource(w, "M1", KIND_LAB, MODE_EXCLUSIVE, 10, "A1", "", "milling", "");
	model_resource(w, "M2", KIND_LAB, MODE_EXCLUSIVE, 10, "B1", "", "milling", "");
	model_resource(w, "M3", KIND_LAB, MODE_EXCLUSIVE, 10, "B1", "A", "milling", "");
	model_resource(w, "M4", KIND_LAB, MODE_EXCLUSIVE, 10, "C1", "", "milling", "");
	model_resource(w, "TEA", KIND_TEACHER, MODE_EXCLUSIVE, 0, "A1", "", "", "");
	model_resource(w, "CLS", KIND_CLASS, MODE_EXCLUSIVE, 0, "A1", "", "", "");
	model_resource(w, "X", KIND_LAB, MODE_EXCLUSIVE, 10, "A1", "C", "", "");
}

/* A week of 1,400 hours a year is 26.849 hours; 30 percent of it are 8.055. */
START_TEST(idle_by_hand)
{
	struct world w;
	open_mills(&w);
	ck_assert_str_eq(book(&w, "M1", "2026-10-05T08:00", "2026-10-05T16:03"), "added");
	ck_assert_str_eq(book(&w, "M2", "2026-10-05T08:00", "2026-10-05T16:04"), "added");
	ck_assert_str_eq(book(&w, "M4", "2026-10-05T08:00", "2026-10-05T10:00"), "added");
	struct report_ask ask = ask_of("idle");
	ck_assert_str_eq(report_asked(&w, &ask), "resource,name,kind,campus,utilisation,free_hours,neighbours\n"
	                                         "M3,M3,lab,B1,0.00,98.00,1\n"
	                                         "TEA,TEA,teacher,A1,0.00,98.00,0\n"
	                                         "X,X,lab,A1,0.00,98.00,3\n"
	                                         "M4,M4,lab,C1,7.45,96.00,0\n"
	                                         "M1,M1,lab,A1,29.98,89.95,1");
	ask.below = 2000;
	ask.says_within = true;
	ask.within_min = 29;
	ask.filter.kind = KIND_LAB;
	ck_assert_str_eq(report_asked(&w, &ask), "resource,name,kind,campus,utilisation,free_hours,neighbours\n"
	                                         "M3,M3,lab,B1,0.00,98.00,1\n"
	                                         "X,X,lab,A1,0.00,98.00,1\n"
	                                         "M4,M4,lab,C1,7.45,96.00,0");
	ask.filter.kind = KIND_CLASS;
	ck_assert_str_eq(report_asked(&w, &ask), "resource,name,kind,campus,utilisation,free_hours,neighbours\n"
	                                         "CLS,CLS,class,A1,0.00,98.00,0");
	world_close(&w);
}
END_TEST

/* Idle is what use says is below; 1,200 hours a year are 23.01 in the week. */
START_TEST(idle_is_what_is_little_used)
{
	struct world w;
	struct random r = {random_seed(7)};
	struct report_table use, idle;
	struct report_ask ask = {.name = "use", .from = at("2026-10-12T00:00"), .to = at("2026-11-20T00:00")};
	size_t n = 0;
	model_open(&w);
	model_book(&w, &r);
	ck_assert_int_eq(report_run(&w.s, &ask, &use), 0);
	ask.name = "idle";
	ask.below = 2345;
	ck_assert_int_eq(report_run(&w.s, &ask, &idle), 0);
	for (size_t i = 0; i < use.n; i++)
		n += use.rows[i].cells[9].number < ask.below;
	ck_assert_uint_gt(n, 2);
	ck_assert_uint_lt(n, use.n);
	ck_assert_uint_eq(idle.n, n);
	for (size_t i = 0; i < idle.n; i++) {
		size_t at_row = 0;
		while (strcmp(use.rows[at_row].cells[0].text, idle.rows[i].cells[0].text) != 0)
			at_row++;
		ck_assert_int_eq(idle.rows[i].cells[4].number, use.rows[at_row].cells[9].number);
		ck_assert(i == 0 || idle.rows[i - 1].cells[4].number <= idle.rows[i].cells[4].number);
	}
	report_table_release(&use);
	report_table_release(&idle);
	world_close(&w);
}
END_TEST

#define DUPLICATES "kind,specialty,count,institutions,mean_hours,use,recommend,why\n"

START_TEST(duplicates_by_hand)
{
	struct world w;
	open_mills(&w);
	ck_assert_str_eq(book(&w, "M1", "2026-10-05T08:00", "2026-10-06T08:00"), "added");
	ck_assert_str_eq(book(&w, "M2", "2026-10-05T08:00", "2026-10-06T08:00"), "added");
	ck_assert_str_eq(book(&w, "X", "2026-10-05T08:00", "2026-10-06T07:00"), "added");
	struct report_ask ask = ask_of("duplicates");
	ck_assert_str_eq(report_asked(&w, &ask), DUPLICATES "lab,,1,1,23.00,85.66,share,mean 23.00 < 23.01\n"
	                                                    "lab,milling,4,3,12.00,44.69,share,mean 12.00 < 23.01");
	/* what is in reach of A1 */
	ask.filter.near = "A1";
	ask.filter.near_min = 10;
	ask.filter.specialty = "milling";
	ck_assert_str_eq(report_asked(&w, &ask), DUPLICATES "lab,milling,1,1,24.00,89.39,buy,mean 24.00 >= 23.01");
	ask.price = INT64_C(600000) * 100;
	ck_assert_str_eq(report_asked(&w, &ask),
	                 DUPLICATES "lab,milling,1,1,24.00,89.39,buy,mean 24.00 >= 23.01; use 89.39 >= 85.00");
	set_resource(&w, "M1", RES_ACTIVE, (struct resource){.active = false});
	ck_assert_str_eq(report_asked(&w, &ask), "kind,specialty,count,institutions,mean_hours,use,recommend,why");
	world_close(&w);
}
END_TEST

/* Above 1,200 hours a year use below 85 percent speaks for sharing only between the two prices. */
START_TEST(price_decides)
{
	static const struct {
		int64_t yuan;
		const char *want;
	} rows[] = {
		{0, "buy,mean 50.00 >= 46.03"},
		{499999, "buy,mean 50.00 >= 46.03"},
		{500000, "share,mean 50.00 >= 46.03; use 66.51 < 85.00"},
		{1999999, "share,mean 50.00 >= 46.03; use 66.51 < 85.00"},
		{2000000, "buy,mean 50.00 >= 46.03"},
	};
	struct world w;
	world_open(&w);
	/* rated 1,400 by default, two weeks: 53.70 hours; 75.18 for 1,960 */
	model_resource(&w, "HALL", KIND_LAB, MODE_EXCLUSIVE, 10, "", "", "big", "");
	model_resource(&w, "PART", KIND_LAB, MODE_EXCLUSIVE, 5, "", "", "big", "HALL");
	ck_assert_str_eq(book(&w, "HALL", "2026-10-05T08:00", "2026-10-07T10:00"), "added");
	struct report_ask ask = ask_of("duplicates");
	ask.to = at("2026-10-19T00:00");
	ask.filter.specialty = "big";
	ck_assert_str_eq(report_asked(&w, &ask), DUPLICATES "lab,big,1,0,50.00,93.11,buy,mean 50.00 >= 46.03");
	model_rate(&w, "HALL", 1960);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		ask.price = rows[i].yuan * 100;
		ck_assert_str_eq(report_asked(&w, &ask),
		                 arena_fmt(&w.arena, DUPLICATES "lab,big,1,0,50.00,66.51,%s", rows[i].want));
	}
	world_close(&w);
}
END_TEST

Suite *report_idle_suite(void)
{
	Suite *s = suite_create("report_idle");
	TCase *tc = tcase_create("report_idle");
	tcase_add_test(tc, idle_by_hand);
	tcase_add_test(tc, idle_is_what_is_little_used);
	tcase_add_test(tc, duplicates_by_hand);
	tcase_add_test(tc, price_decides);
	suite_add_tcase(s, tc);
	return s;
}
