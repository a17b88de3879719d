/* The reports on shares, agreements and trainees: counted by hand, and as decisions count them. */
#include "tests/random.h"
#include "tests/store/register_rows.h"
#include "tests/store/report_model.h"

Suite *report_registers_suite(void);

static struct world w;

/* LAB and POOL (ten seats) are A's, open on Mondays from 8 to 18: 5, 12, 19, 26 October. WELD is FIRM's. */
static void set_up(void)
{
	static const char *const institutions[] = {"A", "B", "C", "FIRM"};
	static const char *const codes[] = {"LAB", "POOL", "WELD"};
	world_open(&w);
	for (size_t i = 0; i < sizeof institutions / sizeof *institutions; i++) {
		struct request rq = rq_institution(&w, institutions[i], institutions[i]);
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		struct request rq = rq_resource(&w, codes[i], KIND_LAB, i ? MODE_SHARED : MODE_EXCLUSIVE, 10, "");
		rq.u.resource.institution = i < 2 ? "A" : "FIRM";
		rq.u.resource.tags = i < 2 ? "" : "welder";
		rq.u.resource.opening = i < 2 ? "Mon 08:00-18:00" : "";
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
}

static void tear_down(void)
{
	world_close(&w);
}

static void book_for(const char *institution, const char *claims, uint32_t party, const char *start, const char *end)
{
	struct request rq = rq_book(&w, claims, start, end);
	rq.u.booking.institution = institution;
	rq.u.booking.party = party;
	rq.flags = REQUEST_RECORD;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

START_TEST(shares_of_a_month)
{
	put_owner(&w, "LAB", "B", 25, "", "");
	put_owner(&w, "POOL", "A", 60, "", "");
	put_owner(&w, "POOL", "C", 40, "2026-10-12", "2026-10-19");
	ck_assert_str_eq(closure(&w, "LAB", "", "2026-10-26T00:00", "2026-10-27T00:00"), "added");
	book_for("B", "LAB", 1, "2026-10-05T08:00", "2026-10-05T16:20");
	book_for("A", "LAB", 1, "2026-10-12T08:00", "2026-10-12T18:00");
	book_for("C", "LAB", 1, "2026-10-19T08:00", "2026-10-19T18:00");
	book_for("C", "POOL*5", 1, "2026-10-12T08:00", "2026-10-12T11:00");
	book_for("B", "POOL*5", 1, "2026-10-12T08:00", "2026-10-12T11:00");
	ck_assert_str_eq(report(&w, "shares", NULL, "2026-10-01T00:00", "2026-11-01T00:00"),
	                 "resource,institution,share,entitled_hours,used_hours,left_hours,use\n"
	                 "LAB,B,25.00,7.50,8.33,-0.83,111.11\n"
	                 "LAB,A,75.00,22.50,10.00,12.50,44.44\n"
	                 "POOL,A,80.00,32.00,0.00,32.00,0.00\n"
	                 "POOL,C,20.00,8.00,1.50,6.50,18.75");
}
END_TEST

START_TEST(agreements_in_the_period)
{
	put_agreement(&w, "AG", "A;B", "", 10, "2026-09-01", "2026-10-15");
	put_agreement(&w, "AH", "A;B", "POOL", -1, "", "");
	put_agreement(&w, "AI", "A;C", "", 2, "", "2026-09-30");
	book_for("B", "LAB", 1, "2026-09-07T08:00", "2026-09-07T18:00");
	book_for("B", "LAB", 1, "2026-10-05T08:00", "2026-10-05T09:00");
	book_for("B", "POOL*5", 1, "2026-10-12T08:00", "2026-10-12T11:00");
	book_for("A", "LAB", 1, "2026-10-12T08:00", "2026-10-12T11:00");
	ck_assert_str_eq(report(&w, "agreements", NULL, "2026-10-01T00:00", "2026-11-01T00:00"),
	                 "code,parties,from,until,agreed_hours,used_hours,left_hours,use,amount\n"
	                 "AG,A;B,2026-09-01,2026-10-15,10.00,11.00,-1.00,110.00,0.00\n"
	                 "AH,A;B,,,,1.50,,,0.00");
	ck_assert_str_eq(report(&w, "agreements", NULL, "2026-09-01T00:00", "2026-10-01T00:00"),
	                 "code,parties,from,until,agreed_hours,used_hours,left_hours,use,amount\n"
	                 "AG,A;B,2026-09-01,2026-10-15,10.00,11.00,-1.00,110.00,0.00\n"
	                 "AH,A;B,,,,1.50,,,0.00\n"
	                 "AI,A;C,,2026-09-30,2.00,0.00,2.00,0.00,0.00");
}
END_TEST

START_TEST(an_amount_is_by_the_price_that_was_agreed)
{
	struct register_row row = register_row_of(REGISTER_AGREEMENTS);
	row.text[AGREEMENT_CODE] = "AG";
	row.text[AGREEMENT_PARTIES] = "A;B";
	row.text[AGREEMENT_PRICE] = "80.5/h";
	row.number[AGREEMENT_HOURS] = 10 * REGISTER_MILLION;
	have_register(&w, row);
	book_for("B", "LAB", 1, "2026-10-05T08:00", "2026-10-05T09:30");
	ck_assert_str_eq(report(&w, "agreements", NULL, "2026-10-01T00:00", "2026-11-01T00:00"),
	                 "code,parties,from,until,agreed_hours,used_hours,left_hours,use,amount\n"
	                 "AG,A;B,,,10.00,1.50,8.50,15.00,120.75");
	/* less half: 60.375 */
	model_price(&w, 1, PURPOSE_NONE, "8050", 50);
	ck_assert_str_eq(report(&w, "agreements", NULL, "2026-10-01T00:00", "2026-11-01T00:00"),
	                 "code,parties,from,until,agreed_hours,used_hours,left_hours,use,amount\n"
	                 "AG,A;B,,,10.00,1.50,8.50,15.00,60.38");
}
END_TEST

START_TEST(trainees_at_one_time)
{
	put_employees(&w, "FIRM", "welder", 20, "");
	put_employees(&w, "FIRM", "driver", 35, "");
	put_employees(&w, "FIRM", "driver", 5, "2026-10-20");
	book_for("A", "WELD*3", 3, "2026-10-05T08:00", "2026-10-05T10:00");
	book_for("B", "WELD*2", 2, "2026-10-05T09:00", "2026-10-05T10:00");
	book_for("C", "WELD*2", 2, "2026-10-05T10:00", "2026-10-05T11:00");
	book_for("C", "WELD*4", 4, "2026-10-26T10:00", "2026-10-26T11:00");
	book_for("FIRM", "WELD*4", 4, "2026-10-05T08:00", "2026-10-05T11:00");
	ck_assert_str_eq(report(&w, "trainees", NULL, "2026-10-01T00:00", "2026-11-01T00:00"),
	                 "institution,post,employees,limit,peak,peak_at,over\n"
	                 "FIRM,*,55,5,5,2026-10-05T09:00,2\n"
	                 "FIRM,driver,5,1,0,,0\n"
	                 "FIRM,welder,20,4,5,2026-10-05T09:00,1");
	ck_assert_str_eq(report(&w, "trainees", NULL, "2026-10-05T09:30", "2026-10-06T00:00"),
	                 "institution,post,employees,limit,peak,peak_at,over\n"
	                 "FIRM,*,55,5,5,2026-10-05T09:30,0\n"
	                 "FIRM,driver,35,7,0,,0\n"
	                 "FIRM,welder,20,4,5,2026-10-05T09:30,1");
}
END_TEST

/* Under random bookings, what a report leaves is what a refusal says is left. */
START_TEST(reports_say_what_refusals_say)
{
	struct random r = {random_seed(7) + (uint64_t)_i};
	put_owner(&w, "LAB", "B", 25, "", "");
	put_agreement(&w, "AG", "A;B", "", 12, "", "");
	for (int step = 0; step < 40; step++) {
		int64_t start = at("2026-10-05T08:00") + 7 * DAY_MIN * (int64_t)random_below(&r, 4) +
		                30 * (int64_t)random_below(&r, 18);
		struct request rq = rq_book_at(&w, "LAB", start, start + 30 * (int64_t)(1 + random_below(&r, 6)));
		rq.u.booking.institution = "B";
		world_ask(&w, &rq);
	}
	struct request rq = rq_book(&w, "LAB", "2026-10-05T08:00", "2026-10-05T18:00");
	char want[80];
	rq.u.booking.institution = "B";
	const char *said = world_ask(&w, &rq);
	const char *shares = report(&w, "shares", NULL, "2026-10-01T00:00", "2026-11-01T00:00");
	const char *agreed = report(&w, "agreements", NULL, "2026-10-01T00:00", "2026-11-01T00:00");
	const char *share = strstr(said, "share:LAB@"), *agreement = strstr(said, "agreement:LAB@AG ");
	ck_assert_ptr_nonnull(share);
	snprintf(want, sizeof want, ",%.*s,", (int)strcspn(share + 10, "/"), share + 10);
	ck_assert_msg(strstr(shares, want) != NULL, "%s in %s", want, shares);
	ck_assert_ptr_nonnull(agreement);
	snprintf(want, sizeof want, ",12.00,%.*s,", (int)strcspn(agreement + 17, "/"), agreement + 17);
	ck_assert_msg(strstr(agreed, want) != NULL, "%s in %s", want, agreed);
}
END_TEST

Suite *report_registers_suite(void)
{
	Suite *s = suite_create("report_registers");
	TCase *tc = tcase_create("report_registers");
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, shares_of_a_month);
	tcase_add_test(tc, agreements_in_the_period);
	tcase_add_test(tc, an_amount_is_by_the_price_that_was_agreed);
	tcase_add_test(tc, trainees_at_one_time);
	tcase_add_loop_test(tc, reports_say_what_refusals_say, 0, 5);
	suite_add_tcase(s, tc);
	return s;
}
