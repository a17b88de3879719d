/* A person's statement, counted by hand, and who may read it. */
#include "store/change/store_notes.h"
#include "tests/store/report.h"
#include "tests/store/two_schools.h"

Suite *report_person_suite(void);

#define HEADER "month,purpose_class,bookings,hours,noshow,refused,refused_hours"
#define ALL HEADER "\n2026-09,,2,3.50,1,1,2.00\n2026-10,,1,1.00,0,0,0.00"

static void book_for(const char *login, const char *claims, const char *start, const char *end, const char *answer)
{
	ck_assert_str_eq(book_as(login, claims, start, end), answer);
}

/*
 * ann has two hours and, used for an hour and a half of three, another; one to which she did not come, one cancelled;
 * one in October; and was refused two hours that eve has.
 */
static void use_some(void)
{
	open_schools();
	store_keep_refusals(&w.s);
	book_for("ann", "E2", "2026-09-02T08:00", "2026-09-02T10:00", "added booked");
	book_for("ann", "E2", "2026-09-03T08:00", "2026-09-03T11:00", "added booked");
	book_for("ann", "E2", "2026-09-04T08:00", "2026-09-04T10:00", "added booked");
	book_for("ann", "E2", "2026-09-07T08:00", "2026-09-07T10:00", "added booked");
	book_for("eve", "E2", "2026-09-08T08:00", "2026-09-08T10:00", "added booked");
	book_for("ann", "E2", "2026-09-08T08:00", "2026-09-08T10:00", "refused busy:E2@5");
	book_for("ann", "E2", "2026-10-01T08:00", "2026-10-01T09:00", "added booked");
	struct request rq = rq_book_at(&w, "", 0, 0);
	rq.op = OP_CANCEL;
	rq.actor = "ann";
	rq.u.booking.id = 4;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	go_to("2026-09-03T08:00");
	ck_assert_str_eq(decide(OP_CHECKIN, "ann", 2, ""), "updated used");
	go_to("2026-09-03T09:30");
	ck_assert_str_eq(decide(OP_RELEASE, "ann", 2, ""), "updated used");
	go_to("2026-09-04T12:00");
	ck_assert_str_eq(decide(OP_NOSHOW, "eve", 3, ""), "updated noshow");
}

static const char *statement(const char *login)
{
	struct report_ask ask = {
		.name = "person", .login = login, .from = at("2026-09-01T00:00"), .to = at("2026-11-01T00:00")};
	return report_asked(&w, &ask);
}

static int fails(const char *login)
{
	struct report_table t;
	struct report_ask ask = {.name = "person", .login = login};
	int err = report_run(&w.s, &ask, &t);
	report_table_release(&t);
	return err;
}

START_TEST(what_one_asked_for)
{
	use_some();
	ck_assert_str_eq(statement("ann"), ALL);
	ck_assert_str_eq(statement("eve"), HEADER "\n2026-09,,1,2.00,0,0,0.00");
	world_close(&w);
}
END_TEST

/* A period that cuts a booking has its part, in the first month of the period. */
START_TEST(a_period_cuts)
{
	use_some();
	struct report_ask ask = {
		.name = "person", .login = "ann", .from = at("2026-10-01T08:30"), .to = at("2026-10-02T00:00")};
	ck_assert_str_eq(report_asked(&w, &ask), HEADER "\n2026-10,,1,0.50,0,0,0.00");
	world_close(&w);
}
END_TEST

/* Oneself and the coordinator all; the lender what is in its labs; who has nothing to do with it nothing. */
START_TEST(who_may_read_it)
{
	static const char *const readers[] = {"ann", "root", "eve"};
	use_some();
	for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
		store_look_as(&w.s, readers[i]);
		ck_assert_str_eq(statement("ann"), ALL);
	}
	add_person("vic", "EAST", ROLE_VIEWER, "");
	store_look_as(&w.s, "vic");
	ck_assert_str_eq(statement("vic"), HEADER);
	ck_assert_int_eq(fails("ann"), QUAD_ENOTFOUND);
	ck_assert_int_eq(fails("nobody"), QUAD_ENOTFOUND);
	world_close(&w);
}
END_TEST

START_TEST(somebody_has_to_be_named)
{
	use_some();
	ck_assert_int_eq(fails(NULL), QUAD_EINVAL);
	ck_assert_int_eq(fails("nobody"), QUAD_ENOTFOUND);
	world_close(&w);
}
END_TEST

Suite *report_person_suite(void)
{
	Suite *s = suite_create("report_person");
	TCase *tc = tcase_create("report_person");
	tcase_add_test(tc, what_one_asked_for);
	tcase_add_test(tc, a_period_cuts);
	tcase_add_test(tc, who_may_read_it);
	tcase_add_test(tc, somebody_has_to_be_named);
	suite_add_tcase(s, tc);
	return s;
}
