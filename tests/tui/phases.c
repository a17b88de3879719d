/*
 * Series that change keep their history, end to end: what was changed from a date on, cancelled or moved by itself is
 * still so after every later change of the series, its texts, the periods, the days and the term.
 */
#include "store/base/clock.h"
#include "tests/engine.h"
#include "tests/tui/command.h"

Suite *phases_suite(void);

/* A term of eight weeks from Monday 2031-02-03, and two labs. */
static void use_school(void)
{
	use_store();
	write_file("resources.csv", "code,name,kind,seats\nFORGE,Forge,lab,24\nLOOM,Loom,lab,24\n");
	write_file("terms.csv", "code,name,first_monday,weeks\n2031S,Spring,2031-02-03,8\n");
	write_file("periods.csv", "number,start,end\n1,08:00,08:45\n2,08:55,09:40\n3,10:00,10:45\n4,10:55,11:40\n");
	ASSERT_STATUS(0, "init --zone Asia/Shanghai");
	ASSERT_STATUS(0, "import resources %s/resources.csv", test_dir());
	ASSERT_STATUS(0, "import terms %s/terms.csv", test_dir());
	ASSERT_STATUS(0, "import periods %s/periods.csv", test_dir());
}

static void book_mondays(const char *lab)
{
	ASSERT_STATUS(0, "book %s --term 2031S --weeks 1-4 --weekdays 1 --periods 1-2 --purpose iron", lab);
}

/* The starts of what stands of a series, month and day and time: `02-03T08:00 02-10T08:00`. */
static const char *starts_of(const char *series)
{
	static char text[4000];
	size_t n = 0;
	ASSERT_STATUS(0, "bookings --series %s", series);
	text[0] = '\0';
	for (const char *p = strchr(last.out, '\n'); p && p[1]; p = strchr(p + 1, '\n')) {
		const char *at = strstr(p, ",2031-");
		ck_assert_ptr_nonnull(at);
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%.11s", n ? " " : "", at + 6);
	}
	return text;
}

static void correct_period(const char *row)
{
	char text[80];
	snprintf(text, sizeof text, "number,start,end\n%s\n", row);
	write_file("corrected.csv", text);
	ASSERT_STATUS(0, "import periods %s/corrected.csv", test_dir());
}

START_TEST(texts_change_in_every_phase_and_nothing_else_does)
{
	book_mondays("FORGE");
	ASSERT_STATUS(0, "move S1 --from 2031-02-17 --periods 3-4");
	const char *stands = "02-03T08:00 02-10T08:00 02-17T10:00 02-24T10:00";
	ck_assert_str_eq(starts_of("S1"), stands);
	ASSERT_STATUS(0, "move S1 --purpose steel");
	ck_assert_str_eq(starts_of("S1"), stands);
	ASSERT_STATUS(0, "bookings --series S1");
	ck_assert_ptr_null(strstr(last.out, "iron"));
	ASSERT_STATUS(0, "show S1");
	ck_assert_ptr_nonnull(strstr(last.out, "periods 1-2"));
	ck_assert_ptr_nonnull(strstr(last.out, "from: 2031-02-17\n"));
	ck_assert_ptr_nonnull(strstr(last.out, "periods 3-4"));
	ASSERT_STATUS(0, "--json show S1");
	ck_assert_ptr_nonnull(strstr(last.out, "\"phases\": [{\"from\": \"\""));
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(a_part_changes_in_every_phase_and_the_others_stay)
{
	book_mondays("FORGE");
	ASSERT_STATUS(0, "move S1 LOOM --from 2031-02-17 --weekdays 2");
	ASSERT_STATUS(0, "move S1 --periods 3-4");
	ck_assert_str_eq(starts_of("S1"), "02-03T10:00 02-10T10:00 02-18T10:00 02-25T10:00");
	ASSERT_STATUS(0, "bookings --series S1 --resource LOOM");
	ck_assert_ptr_null(strstr(last.out, "02-10"));
	ck_assert_ptr_nonnull(strstr(last.out, "02-18"));
	/* what one asks for again is one phase again */
	ASSERT_STATUS(0, "move S1 FORGE --weekdays 1");
	ck_assert_str_eq(starts_of("S1"), "02-03T10:00 02-10T10:00 02-17T10:00 02-24T10:00");
	ASSERT_STATUS(0, "show S1");
	ck_assert_ptr_null(strstr(last.out, "from: "));
}
END_TEST

START_TEST(days_and_periods_touch_each_phase_by_its_own_pattern)
{
	book_mondays("FORGE");
	ASSERT_STATUS(0, "move S1 --from 2031-02-17 --periods 3-4");
	write_file("days.csv", "date,rule\n2031-02-10,off\n2031-02-15,as 2-1\n2031-02-24,off\n");
	ASSERT_STATUS(0, "import days %s/days.csv", test_dir());
	ck_assert_str_eq(starts_of("S1"), "02-03T08:00 02-15T08:00 02-17T10:00");
	correct_period("1,08:10,08:55");
	ck_assert_str_eq(starts_of("S1"), "02-03T08:10 02-15T08:10 02-17T10:00");
	correct_period("3,10:05,10:50");
	ck_assert_str_eq(starts_of("S1"), "02-03T08:10 02-15T08:10 02-17T10:05");
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(a_count_is_of_the_whole_and_an_end_moves_along)
{
	ASSERT_STATUS(0, "book FORGE --at 2031-03-03T08:00 --for 2h --rrule 'FREQ=WEEKLY;COUNT=5'");
	ASSERT_STATUS(0, "move S1 --from 2031-03-17 --at 2031-03-18T09:00");
	ck_assert_str_eq(starts_of("S1"), "03-03T08:00 03-10T08:00 03-18T09:00 03-25T09:00 04-01T09:00");
	ASSERT_STATUS(0, "move S1 --from 2031-03-25 --at 2031-03-27T09:00");
	ck_assert_str_eq(starts_of("S1"), "03-03T08:00 03-10T08:00 03-18T09:00 03-27T09:00 04-03T09:00");
	ASSERT_STATUS(0, "move S1 --purpose steel");
	ck_assert_str_eq(starts_of("S1"), "03-03T08:00 03-10T08:00 03-18T09:00 03-27T09:00 04-03T09:00");
	ASSERT_STATUS(3, "move S1 --from 2031-04-03 --rrule 'FREQ=DAILY;COUNT=4'");
	ck_assert_ptr_nonnull(strstr(last.err, "4 of 4"));
	ASSERT_STATUS(0, "book LOOM --at 2031-03-03T08:00 --for 2h --rrule 'FREQ=WEEKLY;UNTIL=20310324;BYDAY=MO'");
	ASSERT_STATUS(0, "move S2 --at 2031-03-05T08:00");
	ck_assert_str_eq(starts_of("S2"), "03-05T08:00 03-12T08:00 03-19T08:00 03-26T08:00");
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(what_was_cancelled_stays_cancelled)
{
	book_mondays("FORGE");
	ASSERT_STATUS(0, "cancel 2");
	ASSERT_STATUS(0, "move S1 --periods 3-4");
	correct_period("3,10:05,10:50");
	ck_assert_str_eq(starts_of("S1"), "02-03T10:05 02-17T10:05 02-24T10:05");
	/* it is the second lesson, whichever day that is */
	ASSERT_STATUS(0, "move S1 --weekdays 3");
	ck_assert_str_eq(starts_of("S1"), "02-05T10:05 02-19T10:05 02-26T10:05");
	write_file("later.csv", "code,name,first_monday,weeks\n2031S,Spring,2031-02-10,8\n");
	ASSERT_STATUS(0, "import terms %s/later.csv", test_dir());
	ck_assert_str_eq(starts_of("S1"), "02-12T10:05 02-26T10:05 03-05T10:05");
	write_file("days.csv", "date,rule\n2031-02-19,off\n2031-02-22,as 2-3\n");
	ASSERT_STATUS(0, "import days %s/days.csv", test_dir());
	ck_assert_str_eq(starts_of("S1"), "02-12T10:05 02-26T10:05 03-05T10:05");
	/* asked for, it comes back, and then it leads again */
	ASSERT_STATUS(0, "add S1 2031-02-22");
	ck_assert_str_eq(starts_of("S1"), "02-12T10:05 02-22T10:05 02-26T10:05 03-05T10:05");
	ASSERT_STATUS(0, "move S1 --periods 1-2");
	ck_assert_str_eq(starts_of("S1"), "02-12T08:00 02-22T08:00 02-26T08:00 03-05T08:00");
	ASSERT_STATUS(0, "check");
}
END_TEST

static void change_term(const char *first_monday, int weeks)
{
	char text[120];
	snprintf(text, sizeof text, "code,name,first_monday,weeks\n2031S,Spring,%s,%d\n", first_monday, weeks);
	write_file("term.csv", text);
	ASSERT_STATUS(0, "import terms %s/term.csv", test_dir());
}

START_TEST(a_shorter_term_drops_its_last_weeks_and_nothing_else)
{
	book_mondays("FORGE");
	ASSERT_STATUS(0, "move S1 --from 2031-02-17 --periods 3-4");
	ASSERT_STATUS(0, "cancel 2");
	change_term("2031-02-03", 3);
	ck_assert_ptr_nonnull(strstr(last.err, "booking 4, 2031-02-24 10:00 is dropped"));
	ck_assert_str_eq(starts_of("S1"), "02-03T08:00 02-17T10:00");
	/* what is not about weeks is not refused for them */
	ASSERT_STATUS(0, "move S1 --from 2031-02-17 --periods 2-3");
	ASSERT_STATUS(3, "move S1 --weeks 2-4");
	ASSERT_STATUS(3, "add S1 2031-02-24");
	/* the second lesson is cancelled still, in the other phase */
	change_term("2031-02-10", 2);
	ck_assert_str_eq(starts_of("S1"), "02-10T08:00");
	change_term("2031-02-10", 4);
	ck_assert_str_eq(starts_of("S1"), "02-10T08:00 02-24T08:55 03-03T08:55");
	change_term("2031-02-03", 8);
	ck_assert_str_eq(starts_of("S1"), "02-03T08:00 02-17T08:55 02-24T08:55");
	/* what is left out of a week that is cut off is left out when it comes back */
	ASSERT_STATUS(0, "book LOOM --term 2031S --weeks 1-4 --weekdays 1 --periods 1-2 --except 2031-02-24");
	change_term("2031-02-10", 3);
	change_term("2031-02-10", 8);
	ck_assert_str_eq(starts_of("S2"), "02-10T08:00 02-17T08:00 02-24T08:00");
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(the_rest_that_was_cancelled_stays_so)
{
	book_mondays("FORGE");
	ASSERT_STATUS(0, "cancel S1 --from 2031-02-17");
	ASSERT_STATUS(0, "move S1 --periods 3-4");
	correct_period("3,10:05,10:50");
	ck_assert_str_eq(starts_of("S1"), "02-03T10:05 02-10T10:05");
}
END_TEST

START_TEST(what_was_moved_by_itself_is_not_booked_again)
{
	book_mondays("FORGE");
	ASSERT_STATUS(0, "move 2 --at 2031-02-11T14:00");
	ASSERT_STATUS(0, "move S1 --periods 3-4");
	correct_period("3,10:05,10:50");
	ck_assert_str_eq(starts_of("S1"), "02-03T10:05 02-11T14:00 02-17T10:05 02-24T10:05");
	/* its texts are those of the series as long as nobody gives it others */
	ASSERT_STATUS(0, "move S1 --purpose steel");
	ASSERT_STATUS(0, "bookings --series S1");
	ck_assert_ptr_null(strstr(last.out, "iron"));
	ASSERT_STATUS(0, "move 2 --purpose guests");
	ASSERT_STATUS(0, "move S1 --purpose brass");
	ASSERT_STATUS(0, "bookings --series S1");
	ck_assert_ptr_nonnull(strstr(last.out, "guests"));
}
END_TEST

START_TEST(a_date_with_a_text_of_its_own_still_follows)
{
	book_mondays("FORGE");
	ASSERT_STATUS(0, "move 2 --purpose guests");
	ASSERT_STATUS(0, "move S1 --periods 3-4 --note gloves");
	ck_assert_str_eq(starts_of("S1"), "02-03T10:00 02-10T10:00 02-17T10:00 02-24T10:00");
	ASSERT_STATUS(0, "show 2");
	ck_assert_ptr_nonnull(strstr(last.out, "guests"));
	ck_assert_ptr_nonnull(strstr(last.out, "gloves"));
}
END_TEST

START_TEST(what_cannot_follow_a_corrected_period_stays_where_it_stands)
{
	book_mondays("FORGE");
	ASSERT_STATUS(0, "book FORGE --at 2031-02-10T07:00 --for 1h");
	correct_period("1,07:50,08:45");
	ck_assert_ptr_nonnull(
		strstr(last.err, "booking 2 cannot go to 2031-02-10 07:50-09:40 and stays where it stands"));
	ck_assert_str_eq(starts_of("S1"), "02-03T07:50 02-10T08:00 02-17T07:50 02-24T07:50");
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(a_new_table_of_periods_is_followed_when_it_is_whole)
{
	book_mondays("FORGE");
	ASSERT_STATUS(0, "move S1 --from 2031-02-17 --periods 3-4");
	ASSERT_STATUS(0, "cancel 4");
	write_file("summer.csv", "number,start,end,valid_from\n1,08:30,09:15,2031-02-10\n2,09:25,10:10,2031-02-10\n");
	ASSERT_STATUS(0, "import periods %s/summer.csv", test_dir());
	/* the table has no 3 and 4 yet */
	ck_assert_str_eq(starts_of("S1"), "02-03T08:00 02-10T08:30 02-17T10:00");
	write_file("summer.csv", "number,start,end,valid_from\n3,10:30,11:15,2031-02-10\n4,11:25,12:10,2031-02-10\n");
	ASSERT_STATUS(0, "import periods %s/summer.csv", test_dir());
	ck_assert_ptr_nonnull(strstr(last.err, "row 2: booking 3, 2031-02-17 10:00 moves to 2031-02-17 10:30-12:10"));
	ck_assert_str_eq(starts_of("S1"), "02-03T08:00 02-10T08:30 02-17T10:30");
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(lessons_of_one_lab_follow_a_table_that_is_later_as_a_whole)
{
	/* the first row in whose way the second series stands comes before the row that moves it */
	book_mondays("FORGE");
	ASSERT_STATUS(0, "book FORGE --term 2031S --weeks 1-4 --weekdays 1 --periods 3-4");
	ASSERT_STATUS(0, "cancel 6");
	write_file("later.csv", "number,start,end\n1,08:50,09:40\n2,09:50,10:40\n3,10:50,11:40\n4,11:50,12:40\n");
	ASSERT_STATUS(0, "import periods %s/later.csv", test_dir());
	ck_assert_ptr_nonnull(strstr(last.err, "row 3: booking 1, 2031-02-03 08:50 moves to 2031-02-03 08:50-10:40"));
	ck_assert_str_eq(starts_of("S1"), "02-03T08:50 02-10T08:50 02-17T08:50 02-24T08:50");
	ck_assert_str_eq(starts_of("S2"), "02-03T10:50 02-17T10:50 02-24T10:50");
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(dates_left_out_stay_left_out)
{
	ASSERT_STATUS(0, "book FORGE --term 2031S --weeks 1-4 --weekdays 1 --periods 1-2 --except 2031-02-10");
	ASSERT_STATUS(0, "move S1 --weekdays 4");
	ck_assert_str_eq(starts_of("S1"), "02-06T08:00 02-20T08:00 02-27T08:00");
	write_file("days.csv", "date,rule\n2031-02-13,off\n2031-02-15,as 2-4\n");
	ASSERT_STATUS(0, "import days %s/days.csv", test_dir());
	ck_assert_str_eq(starts_of("S1"), "02-06T08:00 02-20T08:00 02-27T08:00");
	ASSERT_STATUS(0, "book LOOM --at 2031-03-03T08:00 --for 2h --rrule 'FREQ=DAILY;COUNT=4' --except 2031-03-04");
	ASSERT_STATUS(0, "move S2 --at 2031-03-04T08:00");
	ck_assert_str_eq(starts_of("S2"), "03-04T08:00 03-06T08:00 03-07T08:00");
}
END_TEST

/* All lists of the store into an empty one, in the order in which they need each other. */
static void copy_store(void)
{
	static const char *const kinds[] = {"resources", "terms", "periods", "days", "closures", "bookings", "series"};
	ASSERT_STATUS(0, "--store %s init --zone Asia/Shanghai", test_store("copy"));
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		ASSERT_STATUS(0, "export %s", kinds[i]);
		write_file("copied.csv", last.out);
		ASSERT_STATUS(0, "--store %s import %s %s/copied.csv", test_store("copy"), kinds[i], test_dir());
	}
}

START_TEST(a_list_has_a_row_for_each_phase)
{
	static char rows[2000];
	book_mondays("FORGE");
	ASSERT_STATUS(0, "move S1 LOOM --from 2031-02-17 --periods 3-4");
	ASSERT_STATUS(0, "cancel 2");
	ASSERT_STATUS(0, "move 4 --at 2031-02-25T14:00");
	ASSERT_STATUS(0, "export series");
	ck_assert_ptr_nonnull(strstr(last.out, ",FORGE,1-2,1,1-2,,,2031S,2031-02-10,"));
	ck_assert_ptr_nonnull(strstr(last.out, ",LOOM,3-4,1,3-4,,,2031S,2031-02-24,"));
	ck_assert_ptr_nonnull(strstr(last.out, ",2031-02-17,,\n"));
	snprintf(rows, sizeof rows, "%s", last.out);
	write_file("again.csv", rows);
	ASSERT_STATUS(0, "import series %s/again.csv", test_dir());
	ck_assert_ptr_nonnull(strstr(last.err, "2 unchanged"));
	copy_store();
	ASSERT_STATUS(0, "--store %s bookings", test_store("copy"));
	ck_assert_ptr_nonnull(strstr(last.out, "2031-02-03T08:00"));
	ck_assert_ptr_null(strstr(last.out, "2031-02-10T08:00"));
	ck_assert_ptr_nonnull(strstr(last.out, "2031-02-17T10:00"));
	ck_assert_ptr_null(strstr(last.out, "2031-02-24T10:00"));
	ck_assert_ptr_nonnull(strstr(last.out, "2031-02-25T14:00"));
	ASSERT_STATUS(0, "--store %s export series", test_store("copy"));
	ck_assert_ptr_nonnull(strstr(last.out, ",LOOM,3-4,1,3-4,,,2031S,2031-02-24,"));
	/* a changed row changes its phase */
	ASSERT_STATUS(0, "export series");
	char *cell = strstr(last.out, ",3-4,,,2031S");
	ck_assert_ptr_nonnull(cell);
	cell[1] = '1';
	cell[3] = '2';
	snprintf(rows, sizeof rows, "%s", last.out);
	write_file("changed.csv", rows);
	ASSERT_STATUS(0, "import series %s/changed.csv", test_dir());
	ck_assert_ptr_nonnull(strstr(last.err, "1 updated, 1 unchanged"));
	ck_assert_str_eq(starts_of("S1"), "02-03T08:00 02-17T08:00 02-25T14:00");
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(a_list_names_a_date_only_if_nothing_of_it_is_booked)
{
	ASSERT_STATUS(0, "book FORGE --term 2031S --weeks 1-3 --weekdays 1 --periods 1,4");
	ASSERT_STATUS(0, "cancel 3");
	ASSERT_STATUS(0, "cancel 5");
	ASSERT_STATUS(0, "cancel 6");
	ASSERT_STATUS(0, "export series");
	ck_assert_ptr_nonnull(strstr(last.out, ",2031S,2031-02-17,"));
	write_file("again.csv", last.out);
	ASSERT_STATUS(0, "import series %s/again.csv", test_dir());
	ck_assert_ptr_nonnull(strstr(last.err, "1 unchanged"));
	ck_assert_str_eq(starts_of("S1"), "02-03T08:00 02-03T10:55 02-10T10:55");
}
END_TEST

START_TEST(only_what_changes_is_judged)
{
	book_mondays("FORGE");
	write_file("closures.csv", "start,end,resource,reason\n2031-02-10T00:00,2031-02-11T00:00,FORGE,fair\n");
	ASSERT_STATUS(0, "import closures %s/closures.csv", test_dir());
	/* a week more, and what stands in the closure is not asked about */
	ASSERT_STATUS(0, "move S1 --weeks 1-5");
	ck_assert_str_eq(starts_of("S1"), "02-03T08:00 02-10T08:00 02-17T08:00 02-24T08:00 03-03T08:00");
	ASSERT_STATUS(0, "move S1 --note gloves");
	ASSERT_STATUS(3, "move S1 --periods 3-4");
	ck_assert_ptr_nonnull(strstr(last.err, "2031-02-10"));
}
END_TEST

START_TEST(of_a_date_that_keeps_its_time_only_what_is_new_is_judged)
{
	write_file("pool.csv", "code,name,kind,seats,mode\nTONGS,Tongs,equipment,9,shared\n");
	ASSERT_STATUS(0, "import resources %s/pool.csv", test_dir());
	ASSERT_STATUS(0, "book FORGE 'TONGS*2' --term 2031S --weeks 1-4 --weekdays 1 --periods 1-2 --party 10");
	write_file("closures.csv", "start,end,resource,reason\n2031-02-10T00:00,2031-02-10T09:30,FORGE,fair\n");
	ASSERT_STATUS(0, "import closures %s/closures.csv", test_dir());
	ASSERT_STATUS(0, "move S1 --party 12");
	ASSERT_STATUS(0, "move S1 FORGE 'TONGS*4'");
	ASSERT_STATUS(0, "move S1 FORGE");
	ASSERT_STATUS(0, "move S1 --periods 1-3");
	ck_assert_str_eq(starts_of("S1"), "02-03T08:00 02-10T08:00 02-17T08:00 02-24T08:00");
	ASSERT_STATUS(0, "move S1 --periods 2");
	ASSERT_STATUS(3, "move S1 --periods 1-2");
	ck_assert_ptr_nonnull(strstr(last.err, "2031-02-10"));
	ASSERT_STATUS(3, "move S1 --party 25");
	ck_assert_ptr_nonnull(strstr(last.err, "2031-02-17 08:55: FORGE has room for 24"));
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(an_alternative_does_what_was_asked_for)
{
	book_mondays("FORGE");
	ASSERT_STATUS(0, "book FORGE --at 2031-02-10T10:00 --for 1h");
	ASSERT_STATUS(3, "move S1 --periods 3-4");
	ck_assert_ptr_nonnull(strstr(last.err, "  quad move S1 LOOM --periods 3-4 "));
	ck_assert_ptr_nonnull(strstr(last.err, "  quad move S1 --term 2031S --weeks 1-4 --weekdays 2 --periods 3-4 "));
	/* with phases, no pattern and no lab stands in for all of them */
	ASSERT_STATUS(0, "move S1 LOOM --from 2031-02-17 --weekdays 3");
	ASSERT_STATUS(3, "move S1 --periods 3-4");
	ck_assert_ptr_null(strstr(last.err, "quad move S1"));
	ASSERT_STATUS(0, "book FORGE --at 2031-03-05T08:00 --for 1h");
	ASSERT_STATUS(0, "book LOOM --at 2031-03-03T08:00 --for 1h --rrule 'FREQ=WEEKLY;COUNT=3'");
	ASSERT_STATUS(0, "book FORGE --at 2031-03-12T08:00 --for 1h");
	ASSERT_STATUS(0, "move S2 FORGE");
	ASSERT_STATUS(3, "move S2 --at 2031-03-05T08:00");
	ck_assert_ptr_nonnull(strstr(last.err, "  quad move S2 LOOM --at 2031-03-05T08:00 "));
}
END_TEST

/* A local date some days from today. */
static const char *days_from_now(int days)
{
	static char text[CLOCK_TEXT_MAX];
	return clock_format_date(clock_local_day(clock_now_min()) + days, text);
}

START_TEST(what_took_place_stands)
{
	char from[CLOCK_TEXT_MAX];
	ck_assert_int_eq(clock_zone_use("Asia/Shanghai"), 0);
	snprintf(from, sizeof from, "%s", days_from_now(-14));
	ASSERT_STATUS(0, "book FORGE --at %sT03:00 --for 1h --rrule 'FREQ=DAILY;INTERVAL=7;COUNT=5' --record", from);
	/* the pattern changes from now on, also where nobody says so */
	ASSERT_STATUS(0, "move S1 --for 2h");
	ASSERT_STATUS(0, "show S1");
	ck_assert_ptr_nonnull(strstr(last.out, "60 minutes each"));
	ck_assert_ptr_nonnull(strstr(last.out, "120 minutes each"));
	ASSERT_STATUS(0, "cancel S1");
	ASSERT_STATUS(0, "bookings --series S1");
	ck_assert_ptr_nonnull(strstr(last.out, from));
	ASSERT_STATUS(3, "cancel S1");
	ck_assert_ptr_nonnull(strstr(last.err, "--record"));
	ck_assert_ptr_null(strstr(last.err, "No alternative"));
	ASSERT_STATUS(0, "cancel S1 --record");
	ASSERT_STATUS(0, "bookings --series S1");
	ck_assert_ptr_null(strstr(last.out, from));
}
END_TEST

Suite *phases_suite(void)
{
	Suite *s = suite_create("phases");
	TCase *t = tcase_create("phases");
	tcase_add_checked_fixture(t, use_school, release_kept);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, texts_change_in_every_phase_and_nothing_else_does);
	tcase_add_test(t, a_part_changes_in_every_phase_and_the_others_stay);
	tcase_add_test(t, days_and_periods_touch_each_phase_by_its_own_pattern);
	tcase_add_test(t, a_count_is_of_the_whole_and_an_end_moves_along);
	tcase_add_test(t, what_was_cancelled_stays_cancelled);
	tcase_add_test(t, a_shorter_term_drops_its_last_weeks_and_nothing_else);
	tcase_add_test(t, the_rest_that_was_cancelled_stays_so);
	tcase_add_test(t, what_was_moved_by_itself_is_not_booked_again);
	tcase_add_test(t, a_date_with_a_text_of_its_own_still_follows);
	tcase_add_test(t, what_cannot_follow_a_corrected_period_stays_where_it_stands);
	tcase_add_test(t, a_new_table_of_periods_is_followed_when_it_is_whole);
	tcase_add_test(t, lessons_of_one_lab_follow_a_table_that_is_later_as_a_whole);
	tcase_add_test(t, dates_left_out_stay_left_out);
	tcase_add_test(t, a_list_has_a_row_for_each_phase);
	tcase_add_test(t, a_list_names_a_date_only_if_nothing_of_it_is_booked);
	tcase_add_test(t, only_what_changes_is_judged);
	tcase_add_test(t, of_a_date_that_keeps_its_time_only_what_is_new_is_judged);
	tcase_add_test(t, an_alternative_does_what_was_asked_for);
	tcase_add_test(t, what_took_place_stands);
	suite_add_tcase(s, t);
	return s;
}
