/* The waiting list, end to end: book --wait, waiting, leave, and who is told. */
#include "tests/tui/command.h"

Suite *waiting_suite(void);

static void setup(void)
{
	use_store();
	ASSERT_STATUS(0, "init");
	write_file("people.csv", "login,name,institution,role,scope\nann,Ann,A,administrator,institution:A\n"
	                         "bob,Bob,A,requester,\ncho,Cho,A,requester,\n");
	ASSERT_STATUS(0, "import people %s --create-missing", test_path(test_dir(), "people.csv"));
	write_file("rooms.csv", "code,name,kind,seats,campus\nLAB-1,Welding,lab,30,NORTH\nLAB-2,Motors,lab,30,NORTH\n"
	                        "T1,Chen,teacher,,NORTH\n");
	ASSERT_STATUS(0, "import resources %s --create-missing", test_path(test_dir(), "rooms.csv"));
	ASSERT_STATUS(0, "--as ann book LAB-1 --at 2030-09-02T08:00 --for 2h");
}

static void teardown(void)
{
	release_kept();
}

START_TEST(what_is_taken_is_waited_for)
{
	ASSERT_STATUS(0, "--as bob book LAB-1 T1 --at 2030-09-02T09:00 --for 2h --wait --until 2030-08-30 --party 9");
	ck_assert_str_eq(last.out, "id,series,start,end,state\n2,,2030-09-02T09:00,2030-09-02T11:00,waiting\n");
	ASSERT_SAID("It is taken, and waits for its place.");
	ASSERT_STATUS(0, "--as cho book LAB-1 --at 2030-09-02T08:00 --until 2030-09-02T10:00 --wait --purpose x");
	ASSERT_STATUS(0, "waiting");
	ck_assert_ptr_eq(strstr(last.out, "id,claims,wish,start,end,party,purpose,requester,institution,priority,made,"
	                                  "until,place\n3,LAB-1,,2030-09-02T08:00,2030-09-02T10:00,0,x,cho,A,0,"),
	                 last.out);
	ck_assert_ptr_nonnull(strstr(last.out, ",2030-09-02T08:00,2\n2,LAB-1;T1,,"));
	ck_assert_ptr_nonnull(strstr(last.out, ",2030-08-30T00:00,1\n"));
	ASSERT_STATUS(0, "--as cho waiting --mine");
	ck_assert_ptr_null(strstr(last.out, "\n2,"));
	ASSERT_STATUS(0, "bookings --state waiting --resource T1");
	ck_assert_str_eq(last.out, "id,series,state,start,end,claims,party,purpose,requester,institution,contact\n"
	                           "2,,waiting,2030-09-02T09:00,2030-09-02T11:00,LAB-1;T1,9,,bob,A,\n");
	ASSERT_STATUS(0, "bookings");
	ck_assert_ptr_null(strstr(last.out, "waiting"));
	ASSERT_STATUS(0, "export bookings");
	ck_assert_ptr_null(strstr(last.out, "2030-09-02T09:00"));
	ASSERT_STATUS(0, "show 2");
	ck_assert_ptr_nonnull(strstr(last.out, "state: waiting\n"));
	ck_assert_ptr_nonnull(strstr(last.out, "until: 2030-08-30T00:00\n"));
	ASSERT_STATUS(0, "--as ann cancel 1");
	ASSERT_SAID("Booking 2 had waited for LAB-1;T1, ");
	ASSERT_STATUS(0, "log --entity booking:2");
	ck_assert_ptr_nonnull(strstr(last.out, ",bob,clock,promote,booking:2,state waiting -> booked"));
	ASSERT_STATUS(CMD_REFUSED, "--as bob leave 2");
	ASSERT_SAID("state:2@booked");
	ASSERT_STATUS(0, "--as cho leave 3");
	ck_assert_ptr_nonnull(strstr(last.out, ",cancelled\n"));
	ASSERT_STATUS(0, "waiting");
	ck_assert_ptr_null(strchr(strchr(last.out, '\n') + 1, '\n'));
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(others_would_do_for_the_first_claim)
{
	ASSERT_STATUS(0, "--as bob book LAB-1 T1 --at 2030-09-02T09:00 --for 2h --wait --any LAB-2");
	ck_assert_ptr_nonnull(strstr(last.out, ",booked\n"));
	ASSERT_STATUS(0, "--as cho book LAB-1 --at 2030-09-02T09:00 --for 30m --wait --any LAB-2");
	ASSERT_STATUS(0, "waiting --json");
	ck_assert_ptr_nonnull(strstr(last.out, "\"wish\": \"LAB-1|LAB-2\""));
	ASSERT_STATUS(0, "--as bob move 2 --at 2030-09-03T09:00");
	ASSERT_SAID("Booking 3 had waited for LAB-2, ");
	ASSERT_STATUS(0, "check");
}
END_TEST

static const struct {
	const char *line, *said;
	int status;
} refused[] = {
	{"book LAB-1 --at 2030-09-02T09:00 --for 2h --any LAB-2", "--any goes with --wait only", CMD_USAGE},
	{"book LAB-1 --at 2030-09-02T09:00 --for 2h --wait-until 2030-09-01", "--wait-until goes with --wait only",
         CMD_USAGE},
	{"book LAB-1 --at 2030-09-02T09:00 --for 2h --until 2030-09-01", "--for and --until are two ways", CMD_USAGE},
	{"book LAB-1 --at 2030-09-02T09:00 --for 2h --wait --any 'LAB-2;T1'", "is not one CLAIM", CMD_USAGE},
	{"book LAB-1 --at 2030-09-02T09:00 --for 2h --wait --until never", "--until", CMD_USAGE},
	{"book LAB-1 --at 2030-09-02T09:00 --for 2h --rrule FREQ=DAILY;COUNT=2 --wait",
         "--wait does not go with a series; book its dates one by one", CMD_USAGE},
	{"book LAB-1 --at 2030-09-02T09:00 --for 2h --wait --any LAB-9", "unknown:LAB-9@resource", CMD_REFUSED},
	{"book LAB-1 --at 2030-09-02T09:00 --for 2h --wait --until 2020-01-01", "value:until@2020-01-01T00:00",
         CMD_REFUSED},
	{"leave x", "is not a booking's number; `quad waiting`", CMD_USAGE},
	{"leave 1", "state:1@booked", CMD_REFUSED},
	{"leave 7", "unknown:7@booking", CMD_REFUSED},
};

START_TEST(what_makes_no_sense_is_refused)
{
	ASSERT_STATUS(refused[_i].status, "%s", refused[_i].line);
	ASSERT_SAID(refused[_i].said);
	ASSERT_STATUS(0, "waiting");
	ck_assert_ptr_null(strchr(strchr(last.out, '\n') + 1, '\n'));
}
END_TEST

Suite *waiting_suite(void)
{
	Suite *s = suite_create("waiting");
	TCase *t = tcase_create("waiting");
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, what_is_taken_is_waited_for);
	tcase_add_test(t, others_would_do_for_the_first_claim);
	tcase_add_loop_test(t, what_makes_no_sense_is_refused, 0, sizeof refused / sizeof *refused);
	suite_add_tcase(s, t);
	return s;
}
