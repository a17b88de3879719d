/* `event` on the command line: what is booked for an event, and the same booked for another one. */
#include "tests/tui/command.h"

Suite *event_cmd_suite(void);

#define COLUMNS "id,start,end,state,claims,party,purpose,institution\n"

/*
 * A contest of three bookings, in a zone whose clocks change, and the lists for the years after it: that of CI40 starts
 * on a Monday before the change, that of CI41 on a Thursday after it.
 */
static void setup(void)
{
	use_store();
	ASSERT_STATUS(0, "--as boss init --zone Europe/Berlin");
	write_file("institutions.csv", "code,name\nNORTH,North\nSOUTH,South\n");
	write_file("resources.csv",
	           "code,name,kind,seats,institution\nHALL,Hall,room,400,NORTH\nLAB-1,Lab 1,lab,40,NORTH\n"
	           "LAB-2,Lab 2,lab,40,NORTH\nJURY,Jury room,room,10,SOUTH\nBUS,Bus,equipment,,SOUTH\n");
	write_file("people.csv", "login,name,role,scope,institution\nrita,Rita,requester,,NORTH\n"
	                         "aud,Aud,auditor,,NORTH\n");
	write_file("events.csv", "code,name,start,end,institution\n"
	                         "CI40,Contest 2040,2040-03-19 08:00,2040-03-21 18:00,NORTH\n"
	                         "CI41,Contest 2041,2041-04-04 08:00,2041-04-06 18:00,NORTH\nLATER,Some day,,,NORTH\n");
	for (size_t i = 0; i < 4; i++) {
		static const char *const kinds[] = {"institutions", "resources", "people", "events"};
		ASSERT_STATUS(0, "--as boss import %s %s/%s.csv", kinds[i], test_dir(), kinds[i]);
	}
	ASSERT_STATUS(0, "--as boss book HALL LAB-1 --at 2040-03-19T08:00 --for 10h --party 30 --purpose Heats "
	                 "--class competition --event CI40 --for-institution NORTH --ref heats --note key");
	ASSERT_STATUS(0, "--as boss book HALL LAB-2 --at 2040-03-20T08:00 --for 2h --party 20 --purpose Final "
	                 "--event CI40 --for-institution NORTH");
	ASSERT_STATUS(0, "--as boss book BUS --at 2040-03-20T18:00 --for 1h --event CI40 --for-institution SOUTH");
	ASSERT_STATUS(0, "--as boss book JURY --at 2040-03-21T08:00 --for 1h --event CI40");
	ASSERT_STATUS(0, "--as boss cancel 4");
}

START_TEST(an_event_shows_what_is_booked_for_it)
{
	ASSERT_STATUS(0, "--as boss event CI40");
	ck_assert_str_eq(last.out, COLUMNS "1,2040-03-19T08:00,2040-03-19T18:00,booked,HALL;LAB-1,30,Heats,NORTH\n"
	                                   "2,2040-03-20T08:00,2040-03-20T10:00,booked,HALL;LAB-2,20,Final,NORTH\n"
	                                   "3,2040-03-20T18:00,2040-03-20T19:00,booked,BUS,0,,SOUTH\n");
	ck_assert_ptr_nonnull(strstr(last.err, "CI40 Contest 2040, "));
	ck_assert_ptr_nonnull(strstr(last.err, ", NORTH: 3 bookings, 4 resources\n"));
	ASSERT_STATUS(0, "--as boss event LATER");
	ck_assert_str_eq(last.out, COLUMNS);
	ck_assert_str_eq(last.err, "LATER Some day, NORTH: 0 bookings, 0 resources\n");
	ASSERT_STATUS(3, "--as boss event NONE");
	ck_assert_ptr_nonnull(strstr(last.err, "there is no event NONE"));
}
END_TEST

/* 381 days to the nearest whole week are 378: a Monday of winter time becomes a Monday of summer time. */
START_TEST(a_copy_keeps_weekdays_and_clocks)
{
	ASSERT_STATUS(0, "--as boss event copy CI40 CI41");
	ck_assert_str_eq(last.out, COLUMNS "5,2041-04-01T08:00,2041-04-01T18:00,booked,HALL;LAB-1,30,Heats,NORTH\n"
	                                   "6,2041-04-02T08:00,2041-04-02T10:00,booked,HALL;LAB-2,20,Final,NORTH\n"
	                                   "7,2041-04-02T18:00,2041-04-02T19:00,booked,BUS,0,,SOUTH\n");
	ASSERT_STATUS(0, "--as boss show 5");
	ck_assert_ptr_nonnull(strstr(last.out, "event: CI41\n"));
	ck_assert_ptr_nonnull(strstr(last.out, "competition"));
	ck_assert_ptr_null(strstr(last.out, "key"));
	ASSERT_STATUS(0, "--as boss event CI41");
	ck_assert_ptr_nonnull(strstr(last.err, "3 bookings, 4 resources\n"));
	/* once more it is taken, by the copy itself */
	ASSERT_STATUS(3, "--as boss event copy CI40 CI41");
	ASSERT_STATUS(0, "--as boss check");
}
END_TEST

START_TEST(a_copy_begins_on_the_day_that_is_said)
{
	ASSERT_STATUS(2, "--as boss event copy CI40 LATER");
	ck_assert_ptr_nonnull(strstr(last.err, "does not say when LATER starts; say --to DATE"));
	ASSERT_STATUS(0, "--as boss event copy CI40 LATER --to 2041-06-04 --dry-run");
	ck_assert_str_eq(last.out, COLUMNS ",2041-06-04T08:00,2041-06-04T18:00,booked,HALL;LAB-1,30,Heats,NORTH\n"
	                                   ",2041-06-05T08:00,2041-06-05T10:00,booked,HALL;LAB-2,20,Final,NORTH\n"
	                                   ",2041-06-05T18:00,2041-06-05T19:00,booked,BUS,0,,SOUTH\n");
	ck_assert_ptr_nonnull(strstr(last.err, "A dry run: nothing was changed."));
	ASSERT_STATUS(0, "--as boss event LATER");
	ck_assert_str_eq(last.out, COLUMNS);
	/* of an event without a start the first booking is its first day */
	ASSERT_STATUS(0, "--as boss event copy CI40 LATER --to 2041-06-04");
	ASSERT_STATUS(0, "--as boss event copy LATER LATER --to 2042-06-04 --dry-run");
	ck_assert_ptr_nonnull(strstr(last.out, "\n,2042-06-04T08:00,"));
}
END_TEST

/* Two members are taken: each is said with what would do, and nothing of the rest is booked. */
START_TEST(a_core_that_does_not_fit_leaves_nothing)
{
	ASSERT_STATUS(0, "--as boss book LAB-1 --at 2041-04-01T09:00 --for 1h");
	ASSERT_STATUS(0, "--as boss book BUS --at 2041-04-02T18:30 --for 1h");
	ASSERT_STATUS(0, "--as boss bookings --state all");
	const char *before = last.out;
	ASSERT_STATUS(3, "--as boss event copy CI40 CI41");
	const char *first = strstr(last.err, "As booking 1: HALL;LAB-1, "),
		   *other = strstr(last.err, "As booking 3: BUS, ");
	ck_assert_ptr_nonnull(first);
	ck_assert_ptr_nonnull(other);
	ck_assert_ptr_null(strstr(last.err, "As booking 2"));
	const char *instead = strstr(first, "instead:\n");
	ck_assert(instead && instead < other);
	ck_assert_ptr_nonnull(strstr(instead, "quad book HALL LAB-2 --at 2041-04-01T08:00 --for 10h"));
	ck_assert_ptr_nonnull(strstr(instead, "--event CI41"));
	ck_assert_ptr_nonnull(strstr(last.err, "Nothing was changed.\n"));
	ASSERT_STATUS(3, "--as boss --json event copy CI40 CI41");
	json_t *answer = json_loads(last.out, 0, NULL);
	ck_assert_uint_ge(json_array_size(json_object_get(answer, "reasons")), 2);
	ck_assert_uint_ge(json_array_size(json_object_get(answer, "alternatives")), 2);
	json_decref(answer);
	ASSERT_STATUS(0, "--as boss event CI41");
	ck_assert_str_eq(last.out, COLUMNS);
	ASSERT_STATUS(0, "--as boss bookings --state all");
	ck_assert_str_eq(last.out, before);
	ASSERT_STATUS(0, "--as boss check");
}
END_TEST

/* A resource of a booking is left out of it, a booking of nothing else is not made; undo takes all back. */
START_TEST(what_is_optional_is_left_out)
{
	ASSERT_STATUS(0, "--as boss book LAB-1 --at 2041-04-01T09:00 --for 1h");
	ASSERT_STATUS(0, "--as boss book BUS --at 2041-04-02T18:30 --for 1h");
	ASSERT_STATUS(0, "--as boss event copy CI40 CI41 --optional LAB-1 --optional BUS --dry-run");
	ck_assert_ptr_nonnull(strstr(last.out, "\n,2041-04-01T08:00,2041-04-01T18:00,booked,HALL,30,Heats,NORTH\n"));
	ASSERT_STATUS(0, "--as boss event copy CI40 CI41 --optional LAB-1 --optional BUS");
	ck_assert_str_eq(last.out, COLUMNS "7,2041-04-01T08:00,2041-04-01T18:00,booked,HALL,30,Heats,NORTH\n"
	                                   "8,2041-04-02T08:00,2041-04-02T10:00,booked,HALL;LAB-2,20,Final,NORTH\n");
	ck_assert_ptr_nonnull(strstr(last.err, "Booked without what could not be had:\nAs booking 1: "));
	ck_assert_ptr_nonnull(strstr(last.err, "quad book LAB-2 --at 2041-04-01T08:00 --for 10h"));
	ck_assert_ptr_nonnull(strstr(last.err, "Booked without what could not be had:\nAs booking 3: "));
	ASSERT_STATUS(2, "--as boss event copy CI40 CI41 --optional JURY");
	ck_assert_ptr_nonnull(strstr(last.err, "no booking for CI40 has JURY"));
}
END_TEST

START_TEST(undo_takes_the_whole_copy_back)
{
	/* what is optional and can be had is part of the same action */
	ASSERT_STATUS(0, "--as boss event copy CI40 CI41 --optional BUS");
	const char *hint = strstr(last.err, "`quad undo ");
	ck_assert_ptr_nonnull(hint);
	unsigned long entry = strtoul(hint + strlen("`quad undo "), NULL, 10);
	ASSERT_STATUS(0, "--as boss event CI41");
	ck_assert_ptr_nonnull(strstr(last.err, "3 bookings"));
	ASSERT_STATUS(0, "--as boss undo %lu", entry);
	ASSERT_STATUS(0, "--as boss event CI41");
	ck_assert_str_eq(last.out, COLUMNS);
	ASSERT_STATUS(0, "--as boss event CI40");
	ck_assert_ptr_nonnull(strstr(last.err, "3 bookings"));
	/* and where nothing is needed, in the order of the bookings */
	ASSERT_STATUS(0, "--as boss event copy CI40 CI41 --optional BUS --optional HALL --optional LAB-1 "
	                 "--optional LAB-2");
	hint = strstr(last.err, "`quad undo ");
	ck_assert_ptr_nonnull(hint);
	ASSERT_STATUS(0, "--as boss undo %lu", strtoul(hint + strlen("`quad undo "), NULL, 10));
	ASSERT_STATUS(0, "--as boss event CI41");
	ck_assert_str_eq(last.out, COLUMNS);
	ASSERT_STATUS(0, "--as boss check");
}
END_TEST

/* An auditor sees all and books nothing; who sees a part copies that. */
START_TEST(a_copy_needs_the_rights_of_a_booking)
{
	ASSERT_STATUS(3, "--as rita event copy CI41 CI40");
	ck_assert_ptr_nonnull(strstr(last.err, "No booking that stands is for CI41; nothing was changed.\n"));
	ASSERT_STATUS(4, "--as aud event copy CI40 CI41");
	ASSERT_STATUS(0, "--as boss event CI41");
	ck_assert_str_eq(last.out, COLUMNS);
	ASSERT_STATUS(0, "--as rita event copy CI40 CI41");
	ck_assert_ptr_null(strstr(last.out, "BUS"));
	ck_assert_ptr_nonnull(strstr(last.out, "HALL;LAB-1"));
}
END_TEST

/* 02:30 of the night in which the clocks go forward does not exist. */
START_TEST(a_time_that_the_clock_skips_is_said)
{
	ASSERT_STATUS(0, "--as boss book JURY --at 2040-03-18T02:30 --for 1h --event LATER");
	ASSERT_STATUS(2, "--as boss event copy LATER CI41 --to 2041-03-31");
	ck_assert_ptr_nonnull(strstr(last.err, "booking 5 would begin or end at a time that the clock skips"));
	ASSERT_STATUS(0, "--as boss event copy LATER CI41 --to 2041-04-01");
	ck_assert_ptr_nonnull(strstr(last.out, "\n6,2041-04-01T02:30,2041-04-01T03:30,booked,JURY,"));
}
END_TEST

START_TEST(events_are_completed)
{
	static const char *const lines[] = {"event C", "event copy C", "event copy CI40 C", "bookings --event C"};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		ASSERT_STATUS(0, "--as boss completion bash --line 'quad %s'", lines[i]);
		ck_assert_ptr_nonnull(strstr(last.out, "CI40\nCI41\n"));
	}
}
END_TEST

static const struct {
	const char *line, *message;
} wrong[] = {
	{"event copy CI40", "write `event CODE`, or `event copy OLD NEW`"},
	{"event CI40 CI41", "write `event CODE`, or `event copy OLD NEW`"},
	{"event CI40 --to 2041-01-01", "--to goes with `event copy` only"},
	{"event copy CI40 CI41 --to soon", "--to"},
};

START_TEST(what_is_wrong_is_said)
{
	ASSERT_STATUS(2, "--as boss %s", wrong[_i].line);
	ck_assert_msg(strstr(last.err, wrong[_i].message) != NULL, "%s", last.err);
}
END_TEST

Suite *event_cmd_suite(void)
{
	Suite *s = suite_create("event_cmd");
	TCase *tc = tcase_create("event_cmd");
	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, release_kept);
	tcase_add_test(tc, an_event_shows_what_is_booked_for_it);
	tcase_add_test(tc, a_copy_keeps_weekdays_and_clocks);
	tcase_add_test(tc, a_copy_begins_on_the_day_that_is_said);
	tcase_add_test(tc, a_core_that_does_not_fit_leaves_nothing);
	tcase_add_test(tc, what_is_optional_is_left_out);
	tcase_add_test(tc, undo_takes_the_whole_copy_back);
	tcase_add_test(tc, a_copy_needs_the_rights_of_a_booking);
	tcase_add_test(tc, a_time_that_the_clock_skips_is_said);
	tcase_add_test(tc, events_are_completed);
	tcase_add_loop_test(tc, what_is_wrong_is_said, 0, sizeof wrong / sizeof *wrong);
	suite_add_tcase(s, tc);
	return s;
}
