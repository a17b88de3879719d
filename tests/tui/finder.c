/*
 * The finder and its lists: what a line is understood as, what the fields say, what is found and booked. Views
 * in-process; the journeys that count their keys are in journeys_keys.c.
 */
#include "tests/tui/picture.h"

Suite *finder_suite(void);

/* ---- what is there ---- */

static void add_periods(void)
{
	static const char *const periods[][2] = {{"10:00", "10:45"}, {"10:50", "11:35"}};
	for (unsigned i = 0; i < 2; i++) {
		struct request rq = rq_of(&w, OP_PERIOD);
		rq.u.period = (struct period){.number = 3 + i, .campus = "", .valid_from = PERIOD_ALWAYS};
		ck_assert_int_eq(clock_parse_time(periods[i][0], &rq.u.period.start), 0);
		ck_assert_int_eq(clock_parse_time(periods[i][1], &rq.u.period.end), 0);
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
}

static void add_term(const char *code, int64_t first_monday)
{
	struct request rq = rq_of(&w, OP_TERM);
	rq.u.term = (struct term){.code = code, .name = code, .first_monday = first_monday, .weeks = 16};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

/* The person at the screen, of a campus. */
static void add_person(const char *login, const char *campus_code)
{
	struct request rq = rq_institution(&w, "NC", "North College");
	world_ask(&w, &rq);
	rq = rq_of(&w, OP_PERSON);
	rq.u.person = (struct person){.login = login,
	                              .name = login,
	                              .institution = "NC",
	                              .role = ROLE_ADMINISTRATOR,
	                              .over = OVER_CAMPUS,
	                              .scope = campus_code,
	                              .email = "",
	                              .language = "",
	                              .ssh_key = ""};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

/* The school with a term from today on, three labs more, and the finder open over it. */
static void open_finder(int rows, int cols)
{
	open_at(rows, cols);
	add_term("T", clock_local_day(at("2026-09-07T00:00")));
	add_periods();
	school_add(&w, "LAB-3", "Electronics", KIND_LAB, "S", 40);
	school_add(&w, "LAB-4", "Nursing", KIND_LAB, "N", 60);
	tick();
	press('f');
	ASSERT_ROW(0, "Find what is free");
}

static void go_to(int field)
{
	for (int i = 0; i < field; i++)
		press(KEY_TAB_CODE);
}

/* The fields as Tab goes through them. */
enum { LINE, KIND, SEATS, NEAR, CAMPUS, INSTITUTION, TAGS, SPECIALTY, TEXT, WHEN, WITH, ALL_BUT };

/* ---- the line ---- */

static const struct {
	const char *line, *meaning;
} lines[] = {
	{"lab 40 n wed 10-12 t001", "lab, 40 seats, N, Wed 2026-09-09 10:00 to 12:00, with T001"},
	{"wed10-12 T001 40 labs N", "lab, 40 seats, N, Wed 2026-09-09 10:00 to 12:00, with T001"},
	{"LAB, 40 seats, n, Wed 10 - 12", "lab, 40 seats, N, Wed 2026-09-09 10:00 to 12:00"},
	{"实验室 40座 北校区 周三10-12", "lab, 40 seats, N, Wed 2026-09-09 10:00 to 12:00"},
	{"实验室40座北校区周三10-12", "lab, 40 seats, N, Wed 2026-09-09 10:00 to 12:00"},
	{"實驗室４０人　北校区　周三１０－１２", "lab, 40 seats, N, Wed 2026-09-09 10:00 to 12:00"},
	{"lab near n 20min tomorrow 2pm for 2h", "lab, within 20 min of N, Tue 2026-09-08 14:00 to 16:00"},
	{"北校区附近20分钟内 教室 2小时 本周内", "room, within 20 min of N, 2h within Mon 2026-09-07 to Sun 2026-09-13"},
	{"near n lab 40", "lab, 40 seats, nearest to N"},
	{"lab >=30 2h within next week", "lab, 30 seats, 2h within Mon 2026-09-14 to Sun 2026-09-20"},
	{"张三 lab 周三", "lab, 1h within Wed 2026-09-09, with T001"},
	{"zhangsan 40 lab beixiao", "lab, 40 seats, N, with T001"},
	{"lab 3h", "lab, 3h within Mon 2026-09-07 07:30 to"},
	{"teacher 张三 wed 8-9", "teacher, /张三, Wed 2026-09-09 08:00 to 09:00"},
	{"weld lab #gas", "lab, gas, /weld"},
	{"lab 40 wed 10", "lab, 40 seats, Wed 2026-09-09 10:00 to 12:00"},
	{"room 12 wed 10", "room, 12 seats, Wed 2026-09-09 10:00 to 12:00"},
	{"1-16周 周三 3-4节 lab", "lab, term T, weeks 1-16, Wed, periods 3-4"},
	{"lab 周三 3-4节", "lab, term T, weeks 1, Wed, periods 3-4"},
	{"lab odd weeks wed 10:00-12:00", "lab, term T, weeks 1,3,5,7,9,11,13,15, Wed"},
	{"lab 10-12", "When: "},
	{"lab yesterday 10-12", "When: that is past"},
	{"lab 1-20周 周三 3-4节", "When: the term T has 16 weeks"},
};

START_TEST(a_line_says_all_at_once_in_any_order_and_language)
{
	open_finder(24, 120);
	type(lines[_i].line);
	press(KEY_TAB_CODE);
	ASSERT_SHOWS(lines[_i].meaning);
	leave();
}
END_TEST

START_TEST(the_fields_show_what_the_line_said_and_can_be_changed)
{
	open_finder(24, 80);
	ASSERT_ROW(1, "all at once, for example");
	type("lab 40 n wed 10-12");
	press(KEY_TAB_CODE);
	ASSERT_ROW(2, "Kind      lab");
	ASSERT_ROW(2, "Seats     40");
	ASSERT_ROW(3, "Campus    N");
	ASSERT_ROW(6, "When      wed 10-12");
	ASSERT_SHOWS("2 fit");
	ASSERT_SHOWS("LAB-4");
	/* a field that is changed stays so when the line is left again without a change */
	go_to(CAMPUS - KIND);
	press(KEY_CTRL('u'));
	press(KEY_TAB_CODE);
	ASSERT_SHOWS("3 fit");
	go_to(12 - INSTITUTION + LINE);
	press(KEY_TAB_CODE);
	ASSERT_SHOWS("3 fit");
	/* what the line says no more goes */
	press(KEY_CODE_BACKTAB);
	press(KEY_CTRL('u'));
	type("lab 60");
	press(KEY_TAB_CODE);
	ASSERT_HIDES("wed 10-12");
	ASSERT_ROW(2, "Seats     60");
	ASSERT_SHOWS("1 fits");
	leave();
}
END_TEST

START_TEST(what_cannot_be_read_names_its_field_and_stays)
{
	static const struct {
		int field;
		const char *text, *said;
	} wrong[] = {
		{KIND, "wing", "Kind: there is no kind \"wing\""},
		{SEATS, "many", "Seats: \"many\" is not a number"},
		{NEAR, "Nowhere 20", "Near: \"Nowhere\" is not known"},
		{CAMPUS, "校区", "Campus: \"校区\" may be N, S"},
		{INSTITUTION, "none", "Of: \"none\" is not known"},
		{WHEN, "sometimes", "When: \"sometimes\" is not understood"},
		{WHEN, "5h within tomorrow 8-10", "When: "},
		{WITH, "T999", "With: \"T999\" is not known"},
		{ALL_BUT, "few", "All but: \"few\" is not a number"},
	};
	open_finder(24, 80);
	go_to(wrong[_i].field);
	type(wrong[_i].text);
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "Find what is free");
	ASSERT_ROW(22, wrong[_i].said);
	ASSERT_SHOWS(wrong[_i].text);
	leave();
}
END_TEST

START_TEST(values_are_chosen_from_lists)
{
	open_finder(24, 80);
	press(KEY_TAB_CODE);
	press(KEY_CODE_RIGHT);
	ASSERT_ROW(2, "Kind      lab");
	press(KEY_CODE_LEFT);
	press(KEY_CODE_LEFT);
	ASSERT_ROW(2, "Kind      class");
	press(KEY_CODE_F4);
	type("room");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(2, "Kind      room");
	go_to(WHEN - KIND);
	type("wed 10-12");
	press(KEY_TAB_CODE);
	ck_assert_str_eq(book(&w, "T001", "2026-09-09T10:00", "2026-09-09T12:00"), "added");
	tick();
	press(KEY_CODE_F4);
	ASSERT_SHOWS("CL-1");
	ASSERT_SHOWS("free then");
	ASSERT_SHOWS("taken then");
	type("cl");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(7, "With      CL-1");
	press(KEY_CODE_F4);
	type("osc");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(7, "With      CL-1;OSC");
	ASSERT_SHOWS("with CL-1;OSC");
	press(KEY_TAB_CODE);
	press(KEY_CODE_F4);
	ASSERT_ROW(22, "nothing to choose from");
	leave();
}
END_TEST

START_TEST(the_contents_are_kept_for_the_session)
{
	open_finder(24, 80);
	type("lab 40 wed 10-12");
	press(KEY_TAB_CODE);
	press(KEY_ESC_CODE);
	ASSERT_HIDES("Find what is free");
	press('f');
	ASSERT_ROW(1, "lab 40 wed 10-12");
	ASSERT_SHOWS("3 fit");
	/* what is typed takes the place of the line of the last time; an arrow lets one change it */
	type("room");
	press(KEY_TAB_CODE);
	ASSERT_HIDES("wed 10-12");
	ASSERT_ROW(2, "Kind      room");
	press(KEY_ESC_CODE);
	press('f');
	press(KEY_CODE_HOME);
	type("40 ");
	press(KEY_TAB_CODE);
	ASSERT_ROW(1, "40 room");
	press(KEY_CODE_F8);
	ASSERT_HIDES("40 room");
	leave();
}
END_TEST

START_TEST(all_fields_are_on_the_smallest_screen)
{
	open_finder(16, 60);
	type("lab 40 n wed 10-12 t001");
	press(KEY_TAB_CODE);
	ASSERT_ROW(7, "All but");
	ASSERT_SHOWS("with T001");
	ASSERT_SHOWS("2 fit");
	ASSERT_SHOWS("LAB-1");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "Found  1/2");
	ASSERT_ROW(2, ">LAB-1");
	leave();
}
END_TEST

/* ---- the lists ---- */

START_TEST(the_nearest_come_first_and_are_booked)
{
	open_at(24, 80);
	add_person("anna", "S");
	school_add(&w, "LAB-3", "Electronics", KIND_LAB, "S", 40);
	tick();
	press('f');
	type("lab 40 wed 10-12 t001");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "Found  1/2");
	ASSERT_ROW(2, ">LAB-3");
	ASSERT_ROW(3, "N 30m");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("LAB-3;T001");
	ASSERT_SHOWS("free");
	press(KEY_CODE_F2);
	ck_assert_str_eq(all_standing(&w), "1 2026-09-09T10:00 2026-09-09T12:00 LAB-3;T001\n");
	/* the list is as of now: the teacher is taken then */
	ASSERT_SHOWS("Nothing fits all of this");
	ASSERT_SHOWS("without those who come along");
	leave();
}
END_TEST

START_TEST(the_list_filters_tells_and_follows_changes)
{
	open_finder(24, 80);
	type("lab wed 10-12");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "Found  1/4");
	type("jj");
	ASSERT_ROW(4, ">LAB-3");
	ck_assert_str_eq(book(&w, "LAB-1", "2026-09-09T10:00", "2026-09-09T12:00"), "added");
	tick();
	ASSERT_ROW(0, "Found  2/3");
	ASSERT_ROW(3, ">LAB-3");
	press('i');
	ASSERT_ROW(22, "LAB-3: no contact is known");
	press('/');
	type("nurs");
	ASSERT_ROW(0, "Found  1/1  /nurs");
	press(KEY_ENTER_CODE);
	press('w');
	ASSERT_ROW(0, "LAB-4");
	ASSERT_SHOWS("09-09");
	press(KEY_ESC_CODE);
	press('d');
	ASSERT_ROW(0, "2026-09-09");
	press('q');
	press('o');
	ASSERT_ROW(0, "Bookings");
	press(KEY_ESC_CODE);
	press(KEY_ESC_CODE);
	ASSERT_ROW(0, "Found  3/3");
	press(KEY_ESC_CODE);
	ASSERT_ROW(0, "Find what is free");
	leave();
}
END_TEST

START_TEST(a_length_begins_where_it_is_free)
{
	open_finder(24, 80);
	ck_assert_str_eq(book(&w, "LAB-4", "2026-09-09T00:00", "2026-09-09T13:00"), "added");
	tick();
	type("lab 60 2h wed 8-18");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(2, "09-09 13:00 Wed");
	press(KEY_ENTER_CODE);
	press(KEY_CODE_F2);
	ASSERT_SHOWS("Booked");
	ck_assert_ptr_nonnull(strstr(all_standing(&w), "2 2026-09-09T13:00 2026-09-09T15:00 LAB-4\n"));
	leave();
}
END_TEST

START_TEST(of_a_pattern_the_missing_dates_are_named_and_left_out)
{
	open_finder(24, 80);
	ck_assert_str_eq(book(&w, "LAB-4", "2026-09-16T11:00", "2026-09-16T13:00"), "added");
	ck_assert_str_eq(book(&w, "LAB-4", "2026-09-30T10:00", "2026-09-30T10:30"), "added");
	tick();
	type("lab 40 1-4周 周三 3-4节");
	press(KEY_TAB_CODE);
	ASSERT_SHOWS("3 fit, 2 of them on all dates");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(2, "4 of 4");
	ASSERT_ROW(4, "2 of 4  not 09-16 09");
	press('G');
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("2026-09-16;2026");
	press(KEY_CODE_F2);
	ASSERT_SHOWS("Booked: series S1");
	ck_assert_ptr_nonnull(strstr(all_standing(&w), "3 2026-09-09T10:00 2026-09-09T11:35 LAB-4\n"));
	ck_assert_ptr_nonnull(strstr(all_standing(&w), "4 2026-09-23T10:00 2026-09-23T11:35 LAB-4\n"));
	ck_assert_ptr_null(strstr(all_standing(&w), "\n5 "));
	leave();
}
END_TEST

START_TEST(periods_of_one_day_are_a_single_booking)
{
	open_finder(24, 80);
	type("lab 60 周三 3-4节");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(2, "09-09 10:00 Wed");
	press(KEY_ENTER_CODE);
	press(KEY_CODE_F2);
	ck_assert_str_eq(all_standing(&w), "1 2026-09-09T10:00 2026-09-09T11:35 LAB-4\n");
	leave();
}
END_TEST

START_TEST(what_to_give_up_is_offered_and_taken)
{
	open_finder(24, 80);
	ck_assert_str_eq(book(&w, "LAB-4", "2026-09-09T10:00", "2026-09-09T10:30"), "added");
	tick();
	type("lab 50 n wed 10-12");
	press(KEY_TAB_CODE);
	ASSERT_SHOWS("0 fit: Enter shows what to give up");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(1, "Nothing fits all of this");
	ASSERT_ROW(4, ">    1  40 seats");
	ASSERT_SHOWS("1  30m later: Wed 2026-09-09 10:30 to 12:30");
	ASSERT_SHOWS("of the kind room");
	/* why nothing can be booked here is said */
	press('b');
	ASSERT_ROW(22, "no resource is shown");
	type("jj");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "Found  1/1");
	ASSERT_ROW(2, ">LAB-4");
	press(KEY_ENTER_CODE);
	press(KEY_CODE_F2);
	ck_assert_ptr_nonnull(strstr(all_standing(&w), "2 2026-09-09T10:30 2026-09-09T12:30 LAB-4\n"));
	leave();
}
END_TEST

START_TEST(details_stand_beside_the_list)
{
	open_finder(40, 200);
	type("lab 1-16周 周三 3-4节");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("16 of 16");
	ASSERT_SHOWS("exclusive");
	leave();
}
END_TEST

/* ---- the command line ---- */

START_TEST(the_line_after_the_colon_gives_a_list_too)
{
	static const struct {
		const char *line, *shows;
	} commands[] = {
		{"find", "Find what is free"},
		{"find lab 40 wed 10-12", "Found  1/3"},
		{"find --kind lab --seats 40", "Found  1/3  lab, 40 seats"},
		{"find --kind lab --free 2026-09-09T10:00/12:00", "Wed 2026-09-09 10:00 to 12:00"},
		{"find --kind lab --for 2h --within 2026-09-09/2026-09-10", "2h within Wed 2026-09-09"},
		{"find --kind lab --weeks 1-4 --weekdays 3 --periods 3-4", "4 of 4"},
		{"find --near N:20 --kind lab", "Found  1/2"},
		{"find --kind palace", "there is no kind"},
		{"find lab 10-12", "When: "},
		{"find --near nowhere:20", "there is no campus nowhere"},
	};
	open_finder(24, 100);
	press(KEY_ESC_CODE);
	press(':');
	type(commands[_i].line);
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS(commands[_i].shows);
	leave();
}
END_TEST

/* ---- no harm ---- */

/* Random keys in the finder and its lists, at every size: nothing breaks, and the store stays sound. */
START_TEST(any_keys_do_no_harm_here)
{
	static const uint32_t keys[] = {
		'f', 'f', 'l', 'a', 'b', ' ', '4', '0', 'w', 'e', 'd', ' ', '1', '0', '-', '1', '2', 0x5468, 0x4e09, 0x8282,
		'j', 'k', 'G', 'g', '/', 'i', 'd', 'w', 'o', 'q', '#', ';', KEY_ENTER_CODE, KEY_ENTER_CODE, KEY_ENTER_CODE,
		KEY_TAB_CODE, KEY_TAB_CODE, KEY_CODE_BACKTAB, KEY_ESC_CODE, KEY_CODE_UP, KEY_CODE_DOWN, KEY_CODE_LEFT,
		KEY_CODE_RIGHT, KEY_CODE_F4, KEY_CODE_F5, KEY_CODE_F8, KEY_CODE_F2, KEY_CTRL('u'), KEY_CTRL('e')};
	static const int sizes[][2] = {{16, 60}, {24, 80}, {50, 200}, {10, 30}};
	uint32_t random = (uint32_t)_i + 11;
	open_finder(sizes[_i][0] < 16 ? 16 : sizes[_i][0], sizes[_i][1] < 60 ? 60 : sizes[_i][1]);
	for (int i = 0; i < 3000; i++) {
		random = random * 1664525 + 1013904223;
		press(keys[(random >> 16) % (sizeof keys / sizeof *keys)]);
		if (app.quit) {
			app_release(&app);
			open_app();
			screen_draw(&app);
		}
		if (i % 91 == 0)
			screen_event(&app, &(struct event){.type = EVENT_PASTE, .text = "实验室40座\nwed 10-12 T001"});
	}
	leave();
}
END_TEST

Suite *finder_suite(void)
{
	Suite *s = suite_create("finder");
	TCase *t = tcase_create("finder");
	tcase_set_timeout(t, 30);
	tcase_add_loop_test(t, a_line_says_all_at_once_in_any_order_and_language, 0,
	                    (int)(sizeof lines / sizeof *lines));
	tcase_add_test(t, the_fields_show_what_the_line_said_and_can_be_changed);
	tcase_add_loop_test(t, what_cannot_be_read_names_its_field_and_stays, 0, 9);
	tcase_add_test(t, values_are_chosen_from_lists);
	tcase_add_test(t, the_contents_are_kept_for_the_session);
	tcase_add_test(t, all_fields_are_on_the_smallest_screen);
	tcase_add_test(t, the_nearest_come_first_and_are_booked);
	tcase_add_test(t, the_list_filters_tells_and_follows_changes);
	tcase_add_test(t, a_length_begins_where_it_is_free);
	tcase_add_test(t, of_a_pattern_the_missing_dates_are_named_and_left_out);
	tcase_add_test(t, periods_of_one_day_are_a_single_booking);
	tcase_add_test(t, what_to_give_up_is_offered_and_taken);
	tcase_add_test(t, details_stand_beside_the_list);
	tcase_add_loop_test(t, the_line_after_the_colon_gives_a_list_too, 0, 10);
	tcase_add_loop_test(t, any_keys_do_no_harm_here, 0, 4);
	suite_add_tcase(s, t);
	return s;
}
