/*
 * Questions about what is not there or is over: a person, a series or a resource that nobody knows is an error and no
 * empty list; nothing is free in the past; a way that nobody listed is no short one.
 */
#include "tests/tui/command.h"

Suite *truthful_suite(void);

static void open_filled_store(void)
{
	use_store();
	write_file("rooms.csv",
	           "code,name,kind,institution,campus,seats\nL1,Lathe,lab,Birch,NB,40\nL2,Weld,lab,Birch,SB,40\n"
	           "L0,Far,lab,Birch,WB,40\nT9,Li,teacher,Birch,NB,\n");
	write_file("travel.csv", "from,to,minutes\nNB,SB,15\n");
	write_file("people.csv", "login,name\nclerk,Clerk\n");
	write_file("terms.csv", "code,name,start,weeks\nOLD,Old,2020-09-07,18\nNEW,New,2031-09-01,18\n");
	write_file("periods.csv", "number,start,end\n1,08:00,08:45\n");
	ASSERT_STATUS(0, "init");
	ASSERT_STATUS(0, "import resources %s/rooms.csv --create-missing", test_dir());
	static const char *const kinds[] = {"travel", "people", "terms", "periods"};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		ASSERT_STATUS(0, "import %s %s/%s.csv", kinds[i], test_dir(), kinds[i]);
	ASSERT_STATUS(0, "book L1 --at 2031-01-07T08:00 --for 1h --requester visitor");
	ASSERT_STATUS(0, "cancel 1");
}

START_TEST(what_nobody_knows_is_an_error_and_no_empty_list)
{
	static const struct {
		const char *line, *reason; /* NULL: it is known */
	} asked[] = {
		{"bookings --person nobody", "unknown:nobody@person"},
		{"bookings --person L1", "unknown:L1@person"},
		{"bookings --person nobody --from 2031-01-01 --to 2031-02-01", "unknown:nobody@person"},
		{"bookings --series 9", "unknown:S9@series"},
		{"bookings --resource L8", "unknown:L8@resource"},
		{"bookings --institution Elm", "unknown:Elm@institution"},
		{"export bookings --person nobody", "unknown:nobody@person"},
		{"export ics --series S7", "unknown:S7@series"},
		/* known, by the list, by teaching, by having asked once */
		{"bookings --person clerk", NULL},
		{"bookings --person T9", NULL},
		{"bookings --person visitor", NULL},
		{"bookings --person visitor --from 2031-05-01 --to 2031-06-01", NULL},
	};
	open_filled_store();
	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
		ASSERT_STATUS(asked[i].reason ? CMD_REFUSED : CMD_DONE, "%s", asked[i].line);
		if (asked[i].reason)
			ASSERT_SAID(asked[i].reason);
	}
	release_kept();
}
END_TEST

START_TEST(nothing_is_free_in_the_past)
{
	static const char *const past[] = {"find --free 2020-09-07T08:00/10:00",
	                                   "find --for 1h --within 2020-09-07/2020-09-12",
	                                   "find --term OLD --weeks 1-3 --weekdays 1 --periods 1"};
	open_filled_store();
	for (size_t i = 0; i < sizeof past / sizeof *past; i++) {
		ASSERT_STATUS(CMD_DONE, "%s", past[i]);
		ck_assert_msg(!strstr(last.out, "L1"), "%s: %s", past[i], last.out);
		ASSERT_SAID("past");
	}
	ASSERT_STATUS(CMD_DONE, "find --term NEW --weeks 1-3 --weekdays 1 --periods 1");
	ck_assert_ptr_nonnull(strstr(last.out, "L1,Lathe,lab,NB,40,2031-09-01T08:00,3,3"));
	ck_assert(!said("past"));
	ASSERT_STATUS(CMD_REFUSED, "find --term NEW --weeks 17-25 --weekdays 1 --periods 1");
	ASSERT_SAID("the term has 18 weeks");
	release_kept();
}
END_TEST

START_TEST(a_way_that_is_not_listed_is_not_near)
{
	open_filled_store();
	ASSERT_STATUS(CMD_DONE, "find --near NB:30");
	ck_assert_ptr_nonnull(strstr(last.out, "L2"));
	ck_assert_ptr_null(strstr(last.out, "L0"));
	ASSERT_STATUS(CMD_DONE, "book L1 --at 2031-01-07T08:00 --for 1h");
	ASSERT_STATUS(CMD_REFUSED, "book L1 --at 2031-01-07T08:00 --for 1h");
	const char *near = strstr(last.err, "L2, 15 minutes away"), *far = strstr(last.err, "L0, on another campus");
	ck_assert_ptr_nonnull(near);
	ck_assert_ptr_nonnull(far);
	ck_assert(near < far);
	ASSERT_STATUS(CMD_REFUSED, "book L1 --at 2031-01-07T08:00 --for 1h --json");
	ck_assert_ptr_nonnull(strstr(last.out, "\"travel_min\": 15"));
	ck_assert_ptr_nonnull(strstr(last.out, "\"travel_min\": null"));
	release_kept();
}
END_TEST

Suite *truthful_suite(void)
{
	Suite *s = suite_create("truthful");
	TCase *t = tcase_create("questions");
	tcase_set_timeout(t, 60);
	tcase_add_test(t, what_nobody_knows_is_an_error_and_no_empty_list);
	tcase_add_test(t, nothing_is_free_in_the_past);
	tcase_add_test(t, a_way_that_is_not_listed_is_not_near);
	suite_add_tcase(s, t);
	return s;
}
