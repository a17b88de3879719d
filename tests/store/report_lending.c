/* Who lent what to whom: the hours of a small consortium, counted by hand. */
#include "tests/store/colleges.h"
#include "tests/store/report_model.h"

Suite *report_lending_suite(void);

static void lend(struct world *w, const char *claims, const char *institution, const char *start, const char *end)
{
	struct request rq = rq_book(w, claims, start, end);
	rq.u.booking.institution = institution;
	rq.u.booking.party = 3;
	ck_assert_str_eq(world_ask(w, &rq), "added");
}

START_TEST(hours_are_lent)
{
	struct world w;
	colleges_open(&w);
	lend(&w, "LAB", "SOUTH", "2026-10-12T08:00", "2026-10-12T10:00");
	lend(&w, "LAB;ROOM", "WEST", "2026-10-12T14:00", "2026-10-12T14:50");
	lend(&w, "LAB", "NORTH", "2026-10-13T08:00", "2026-10-13T10:00");
	/* three of ten seats for an hour, across the end of the period */
	lend(&w, "POOL", "SOUTH", "2026-10-31T23:00", "2026-11-01T01:00");
	ck_assert_str_eq(report(&w, "lending", NULL, "2026-10-01T00:00", "2026-11-01T00:00"),
	                 "lender,borrower,bookings,hours,seat_hours,amount\n"
	                 "NORTH,SOUTH,2,2.30,9.00,0.00\n"
	                 "NORTH,WEST,1,0.83,2.50,0.00\n"
	                 "SOUTH,WEST,1,0.83,2.50,0.00");
	world_close(&w);
}
END_TEST

START_TEST(cancelled_hours_count_nowhere)
{
	struct world w;
	colleges_open(&w);
	lend(&w, "LAB", "SOUTH", "2026-10-12T08:00", "2026-10-12T10:00");
	cancel(&w, 1);
	ck_assert_str_eq(report(&w, "lending", NULL, "2026-10-01T00:00", "2026-11-01T00:00"),
	                 "lender,borrower,bookings,hours,seat_hours,amount");
	world_close(&w);
}
END_TEST

/* An hour at 33.33 less a half is 16.665, and three of ten seats of it 4.9995; 100 minutes are 27.775. */
START_TEST(what_is_waived_is_taken_off_before_rounding)
{
	struct world w;
	colleges_open(&w);
	lend(&w, "LAB", "SOUTH", "2026-10-12T08:00", "2026-10-12T09:00");
	model_price(&w, 1, PURPOSE_NONE, "3333", 50);
	lend(&w, "POOL", "WEST", "2026-10-12T08:00", "2026-10-12T09:00");
	model_price(&w, 2, PURPOSE_NONE, "3333", 50);
	lend(&w, "ROOM", "WEST", "2026-10-12T10:00", "2026-10-12T11:40");
	model_price(&w, 3, PURPOSE_NONE, "3333", 50);
	ck_assert_str_eq(report(&w, "lending", NULL, "2026-10-01T00:00", "2026-11-01T00:00"),
	                 "lender,borrower,bookings,hours,seat_hours,amount\n"
	                 "NORTH,SOUTH,1,1.00,3.00,16.67\n"
	                 "NORTH,WEST,1,0.30,3.00,5.00\n"
	                 "SOUTH,WEST,1,1.67,5.00,27.78");
	world_close(&w);
}
END_TEST

START_TEST(unknown_is_refused)
{
	struct world w;
	struct report_table t;
	colleges_open(&w);
	ck_assert_int_eq(report_run(&w.s, &(struct report_ask){.name = "nonsense"}, &t), QUAD_EINVAL);
	report_table_release(&t);
	ck_assert_int_eq(report_run(&w.s, &(struct report_ask){.name = "lending", .by = "nonsense"}, &t), QUAD_EINVAL);
	report_table_release(&t);
	world_close(&w);
}
END_TEST

Suite *report_lending_suite(void)
{
	Suite *s = suite_create("report_lending");
	TCase *tc = tcase_create("report_lending");
	tcase_add_test(tc, hours_are_lent);
	tcase_add_test(tc, cancelled_hours_count_nowhere);
	tcase_add_test(tc, what_is_waived_is_taken_off_before_rounding);
	tcase_add_test(tc, unknown_is_refused);
	suite_add_tcase(s, tc);
	return s;
}
