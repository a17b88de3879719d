/*
 * The booking form: completing what is typed, who is free, the days at the side, holders, alternatives, what is said
 * after booking, and how many keys the common jobs take.
 */
#include "tests/random.h"
#include "tests/store/registered.h"
#include "tests/tui/picture.h"
#include "tui/screen/ui_booking.h"
#include "tui/screen/ui_form.h"

Suite *booking_form_suite(void);

#define DAY "2026-09-08"

/* A form over the board for some resources, on the Tuesday from 8 to 10. */
static void open_form(const char *claims)
{
	app_push(&app, ui_form_of(claims, at(DAY "T08:00"), at(DAY "T10:00"), app.now()));
	screen_draw(&app);
	ASSERT_SHOWS("New booking");
}

static void open_school(const char *claims)
{
	open_at(24, 80);
	open_form(claims);
}

/* The same among people and institutions. */
static void open_college(const char *claims)
{
	open_at(24, 120);
	struct request rq = rq_institution(&w, "NC", "North College");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	static const struct person people[] = {
		{.login = "anna", .name = "Anna Chan", .institution = "NC", .role = ROLE_COORDINATOR},
		{.login = "wang", .name = "王梅", .institution = "NC", .email = "wang@north.example"},
	};
	for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
		rq = rq_of(&w, OP_PERSON);
		rq.u.person = people[i];
		if (!rq.u.person.role)
			rq.u.person.role = ROLE_REQUESTER;
		rq.u.person.scope = rq.u.person.language = rq.u.person.ssh_key = "";
		if (!rq.u.person.email)
			rq.u.person.email = "";
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
	tick();
	open_form(claims);
}

/* The school's others hold a time, for North College. */
static void wang_books(const char *claims, const char *start, const char *end)
{
	struct request rq = rq_book(&w, claims, start, end);
	rq.u.booking.purpose = "Welding course";
	rq.u.booking.institution = "NC";
	rq.u.booking.requester = "wang";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

static void save(void)
{
	press(KEY_CODE_F2);
}

static void assert_standing(const char *claims)
{
	struct buf line = {0};
	buf_fmt(&line, "1 " DAY "T08:00 " DAY "T10:00 %s\n", claims);
	ck_assert_str_eq(all_standing(&w), buf_text(&line));
	buf_release(&line);
}

/* ---- completing ---- */

START_TEST(what_matches_is_listed_as_one_types_and_taken_as_a_code)
{
	static const struct {
		const char *typed;
		uint32_t take;
	} ways[] = {
		{"t0", KEY_ENTER_CODE}, {"T001", KEY_TAB_CODE},  {"ｔ０", KEY_TAB_CODE},
		{"张", KEY_ENTER_CODE}, {" t0", KEY_ENTER_CODE}, {"，张三", KEY_TAB_CODE},
		{"zhangs", KEY_TAB_CODE}, {"張三", KEY_TAB_CODE},
	};
	open_school("LAB-1");
	type(ways[_i].typed);
	ASSERT_ROW(2, "T001");
	ASSERT_ROW(2, "free");
	press(ways[_i].take);
	ASSERT_ROW(1, "T001;");
	ASSERT_HIDES("> T001");
	save();
	assert_standing("LAB-1;T001");
	leave();
}
END_TEST

START_TEST(the_list_is_gone_through_and_closed_before_the_form)
{
	open_school("");
	type("r-0");
	ASSERT_SHOWS("> R-01");
	press(KEY_CODE_DOWN);
	press(KEY_CTRL('n'));
	ASSERT_SHOWS("> R-03");
	press(KEY_CTRL('p'));
	ASSERT_SHOWS("> R-02");
	press(KEY_ESC_CODE);
	ASSERT_HIDES("> R-02");
	ASSERT_SHOWS("New booking");
	ASSERT_ROW(1, "r-0");
	press('7');
	ASSERT_SHOWS("> R-07");
	press(KEY_ENTER_CODE);
	save();
	assert_standing("R-07");
	leave();
}
END_TEST

START_TEST(every_mark_parts_resources)
{
	static const char *const texts[] = {
		"LAB-1 T001",  "LAB-1,T001",          "LAB-1，T001",      "LAB-1、T001", "LAB-1；T001",
		"lab-1　t001", "汽车维修实训室 张三", " ,LAB-1;; T001 ,", "welding lab",
	};
	open_school("");
	screen_event(&app, &(struct event){.type = EVENT_PASTE, .text = texts[_i]});
	screen_draw(&app);
	save();
	assert_standing(strcmp(texts[_i], "welding lab") == 0 ? "LAB-2" : "LAB-1;T001");
	leave();
}
END_TEST

/* The longest code that exists wins: blanks and commas belong to it. */
START_TEST(codes_with_blanks_and_commas_are_found)
{
	static const struct {
		const char *text, *claims;
	} cases[] = {
		{"AV 12 T001", "AV 12;T001"}, {"AV, T001", "AV;T001"},  {"AV 12 13", "AV 12 13"},
		{"B,2,T001", "B,2;T001"},     {"av 12;AV", "AV 12;AV"}, {"OSC*3 T001", "OSC*3;T001"},
		{"OSC; *3", "OSC*3"},         {"ＯＳＣ＊３", "OSC*3"},
	};
	open_at(24, 80);
	school_add(&w, "AV", "Hall", KIND_ROOM, "N", 50);
	school_add(&w, "AV 12", "Hall 12", KIND_ROOM, "N", 50);
	school_add(&w, "AV 12 13", "Hall 13", KIND_ROOM, "N", 50);
	school_add(&w, "B,2", "Hall B", KIND_ROOM, "N", 50);
	open_form("");
	screen_event(&app, &(struct event){.type = EVENT_PASTE, .text = cases[_i].text});
	save();
	assert_standing(cases[_i].claims);
	leave();
}
END_TEST

START_TEST(a_name_is_its_code_when_the_field_is_left)
{
	open_school("LAB-1");
	type("张三");
	press(KEY_ESC_CODE);
	press(KEY_TAB_CODE);
	ASSERT_ROW(1, "LAB-1;T001");
	leave();
}
END_TEST

START_TEST(a_name_of_several_offers_them_and_books_nothing)
{
	open_school("");
	type("多媒体教室智慧录播示范");
	press(KEY_ESC_CODE);
	press(KEY_TAB_CODE);
	ASSERT_SHOWS("names several");
	ASSERT_SHOWS("> R-01");
	press(KEY_CODE_F2);
	ASSERT_SHOWS("New booking");
	ck_assert_str_eq(all_standing(&w), "");
	press(KEY_CODE_DOWN);
	press(KEY_ENTER_CODE);
	save();
	assert_standing("R-21");
	leave();
}
END_TEST

START_TEST(the_list_says_who_is_free_and_they_come_first)
{
	open_at(24, 100);
	ck_assert_str_eq(book(&w, "R-01", DAY "T07:00", DAY "T09:00"), "added");
	ck_assert_str_eq(book(&w, "R-01", DAY "T09:00", DAY "T11:30"), "added");
	ck_assert_str_eq(closure(&w, "R-03", "", DAY "T00:00", "2026-09-09T00:00"), "added");
	ck_assert_str_eq(set_resource(&w, "R-05", RES_OPENING, (struct resource){.opening = "Mon-Sun 13:00-18:00"}),
	                 "updated");
	tick();
	open_form("");
	type("r-0");
	ASSERT_SHOWS("> R-02");
	ASSERT_ROW(2, "free");
	press(KEY_CODE_PAGE_DOWN);
	press(KEY_CODE_PAGE_DOWN);
	ASSERT_SHOWS("taken till 11:30");
	ASSERT_SHOWS("closed till 09-09");
	ASSERT_SHOWS("not open then");
	leave();
}
END_TEST

START_TEST(what_is_free_is_asked_anew_for_another_time)
{
	open_at(24, 100);
	ck_assert_str_eq(book(&w, "T001", DAY "T08:00", DAY "T10:00"), "added");
	tick();
	open_form("LAB-1");
	type("t0");
	ASSERT_ROW(2, "taken till 10:00");
	press(KEY_ESC_CODE);
	press(KEY_TAB_CODE);
	press(KEY_TAB_CODE);
	press(']');
	press(KEY_CODE_BACKTAB);
	press(KEY_CODE_BACKTAB);
	press(KEY_CODE_END);
	type(";t0");
	ASSERT_ROW(2, "free");
	leave();
}
END_TEST

START_TEST(people_and_institutions_are_completed_and_the_own_ones_put_in)
{
	open_college("LAB-1");
	ASSERT_ROW(6, "NC");
	ASSERT_ROW(7, "anna");
	for (int i = form_tabs("Requester"); i > 0; i--)
		press(KEY_TAB_CODE);
	type("王");
	ASSERT_ROW(8, "wang");
	press(KEY_TAB_CODE);
	ASSERT_ROW(7, "wang");
	save();
	ASSERT_SHOWS("Booked: 1: LAB-1, Tue " DAY " 08:00-10:00, for North College (wang); u takes it back");
	press('u');
	ck_assert_str_eq(all_standing(&w), "");
	leave();
}
END_TEST

START_TEST(the_full_list_of_a_kind_is_chosen_from)
{
	open_school("LAB-1");
	press(KEY_CODE_F4);
	ASSERT_SHOWS("Which kind?");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("> T001");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(1, "LAB-1;T001;");
	/* from a field that names nothing: another place in place of the first */
	press(KEY_TAB_CODE);
	press(KEY_CODE_F4);
	ASSERT_SHOWS("> LAB-2");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(1, "LAB-2;T001");
	leave();
}
END_TEST

/* ---- the days at the side, refusals ---- */

START_TEST(the_days_of_all_resources_are_beside_the_fields)
{
	open_at(24, 80);
	ck_assert_str_eq(book(&w, "T001", DAY "T09:00", DAY "T11:00"), "added");
	ck_assert_str_eq(book(&w, "LAB-1", DAY "T13:00", DAY "T14:00"), "added");
	tick();
	open_form("LAB-1;T001");
	ASSERT_ROW(1, "Tue " DAY);
	ASSERT_ROW(2, "LAB-1");
	ASSERT_SHOWS(">08:00-10:00 asked for");
	ASSERT_SHOWS("#13:00-14:00");
	ASSERT_SHOWS("!09:00-11:00");
	ASSERT_SHOWS(" 11:00-24:00 free");
	leave();
}
END_TEST

START_TEST(a_refusal_names_the_holder_once)
{
	open_college("LAB-1");
	wang_books("LAB-1;T001", DAY "T08:00", DAY "T10:00");
	tick();
	type("t001");
	press(KEY_TAB_CODE);
	ASSERT_SHOWS("by booking 1 (Welding");
	ASSERT_SHOWS("North College");
	ASSERT_SHOWS("wang@north.example");
	const char *first = strstr(picture(), "wang@north.example");
	ck_assert_ptr_null(strstr(first + 1, "wang@north.example"));
	leave();
}
END_TEST

START_TEST(a_pool_that_is_too_full_names_who_has_most_of_it)
{
	open_college("OSC*8");
	wang_books("OSC*2", DAY "T08:00", DAY "T09:00");
	wang_books("OSC*3", DAY "T08:00", DAY "T10:00");
	tick();
	ASSERT_SHOWS("booking 2 has the most of it");
	ASSERT_SHOWS("Welding course");
	leave();
}
END_TEST

START_TEST(alternatives_are_a_list_to_choose_from)
{
	open_college("LAB-1");
	wang_books("LAB-1", DAY "T08:00", DAY "T10:00");
	tick();
	ASSERT_SHOWS("Instead");
	press(KEY_CODE_F3);
	ASSERT_SHOWS("> 1 LAB-2");
	press(KEY_ESC_CODE);
	ASSERT_ROW(1, "LAB-1;");
	ASSERT_SHOWS("Instead");
	press(KEY_CODE_F3);
	press(KEY_ENTER_CODE);
	ASSERT_ROW(1, "LAB-2");
	ASSERT_SHOWS("free: F2");
	leave();
}
END_TEST

/* A term of 18 weeks from Monday 2026-09-07 on, with two periods. */
static void open_term(const char *claims)
{
	open_at(24, 120);
	struct request rq = rq_of(&w, OP_TERM);
	rq.u.term = (struct term){.code = "T1", .name = "T1", .weeks = 18};
	rq.u.term.first_monday = clock_local_day(at("2026-09-07T00:00"));
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	for (uint32_t i = 3; i <= 4; i++) {
		rq = rq_of(&w, OP_PERIOD);
		rq.u.period = (struct period){.number = i, .start = 540 + (int)i * 60, .end = 590 + (int)i * 60};
		rq.u.period.campus = "";
		rq.u.period.valid_from = PERIOD_ALWAYS;
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
	tick();
	open_form(claims);
}

static int n_keys;

static void count(uint32_t key)
{
	press(key);
	n_keys++;
}

static void count_text(const char *text)
{
	uint32_t c;
	for (size_t i = 0, len = strlen(text); i < len;) {
		i += (size_t)utf8_next(text + i, len - i, &c);
		count(c);
	}
}

static void type_odd_wednesdays(void)
{
	n_keys = 1; /* Enter on the board's cell */
	for (int i = form_tabs("Weeks"); i > 0; i--)
		count(KEY_TAB_CODE);
	count_text("1-17单");
	count(KEY_TAB_CODE);
	count_text("3");
	count(KEY_TAB_CODE);
	count_text("3-4");
}

START_TEST(odd_weeks_of_a_term_take_twenty_keys)
{
	open_term("LAB-1");
	type_odd_wednesdays();
	count(KEY_CODE_F2);
	ck_assert_int_le(n_keys, 20);
	ASSERT_SHOWS(
		"Booked: series S1, 9 bookings: LAB-1, Wed 2026-09-09 12:00-13:50 to 2026-12-30, for anna; u takes");
	leave();
}
END_TEST

START_TEST(a_series_says_on_how_many_dates_each_resource_clashes)
{
	open_term("LAB-1;T001");
	ck_assert_str_eq(book(&w, "T001", "2026-09-09T12:00", "2026-09-09T13:00"), "added");
	ck_assert_str_eq(book(&w, "T001", "2026-10-07T12:00", "2026-10-07T13:00"), "added");
	ck_assert_str_eq(book(&w, "R-01", "2026-10-07T12:00", "2026-10-07T13:00"), "added");
	tick();
	type_odd_wednesdays();
	press(KEY_TAB_CODE);
	ASSERT_SHOWS("T001 2 of 9 clash");
	ASSERT_SHOWS("9 bookings, 2026-09-09 12:00-13:50 to 2026-12-30; 2 clash");
	for (int i = form_tabs("Not on"); i > 0; i--)
		press(KEY_CODE_BACKTAB);
	press(KEY_CODE_END);
	type(";r-0");
	ASSERT_SHOWS("free on 9 of 9");
	press(KEY_CODE_PAGE_DOWN);
	press(KEY_CODE_PAGE_DOWN);
	ASSERT_SHOWS("free on 8 of 9");
	press(KEY_ESC_CODE);
	press(KEY_CTRL('w'));
	type("LAB-1;T001");
	press(KEY_TAB_CODE);
	press(KEY_CODE_F3);
	ASSERT_SHOWS("without 2 dates");
	type("without");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("free: F2");
	save();
	ASSERT_SHOWS(
		"Booked: series S1, 7 bookings: LAB-1, T001, Wed 2026-09-23 12:00-13:50 to 2026-12-30; not on 09-09");
	leave();
}
END_TEST

/* ---- nothing typed is lost ---- */

static int64_t after_midnight(void)
{
	return at("2026-09-08T00:05");
}

/* What is booked is what was shown: a day that has become another one is shown first. */
START_TEST(a_day_that_means_another_one_after_midnight_is_shown_before_it_is_booked)
{
	open_school("LAB-1");
	for (int i = 0; i < form_tabs("Start"); i++)
		press(KEY_TAB_CODE);
	type("tomorrow 14:00");
	press(KEY_TAB_CODE);
	ASSERT_SHOWS("2026-09-08");
	app.now = after_midnight;
	press(KEY_CODE_F2);
	ASSERT_ROW(22, "means Wed 2026-09-09 by now; save again");
	ck_assert_str_eq(all_standing(&w), "");
	press(KEY_CODE_F2);
	ASSERT_ROW(22, "Booked");
	ck_assert_ptr_nonnull(strstr(all_standing(&w), "1 2026-09-09T14:00"));
	leave();
}
END_TEST

START_TEST(changes_by_others_leave_what_is_typed)
{
	open_school("LAB-1");
	type("t0");
	ck_assert_str_eq(book(&w, "LAB-1;T001", DAY "T08:00", DAY "T10:00"), "added");
	tick();
	ASSERT_ROW(1, "LAB-1;t0");
	ASSERT_SHOWS("by others");
	school_add(&w, "T002", "李四", KIND_TEACHER, "N", 0);
	tick();
	press('0');
	ASSERT_ROW(2, "T002");
	ASSERT_ROW(3, "T001");
	press(KEY_ESC_CODE);
	press(KEY_ESC_CODE);
	ASSERT_SHOWS("Esc again");
	press('1');
	ASSERT_ROW(1, "LAB-1;t001");
	press(KEY_ESC_CODE);
	press(KEY_ESC_CODE);
	press(KEY_ESC_CODE);
	ASSERT_HIDES("New booking");
	leave();
}
END_TEST

START_TEST(a_list_of_what_is_gone_is_left_safely)
{
	static const uint32_t keys[] = {KEY_CODE_DOWN, KEY_ENTER_CODE, KEY_TAB_CODE,   KEY_CODE_F3,
	                                KEY_CODE_F4,   KEY_ENTER_CODE, KEY_ENTER_CODE, KEY_CODE_F5};
	open_school("LAB-1");
	type("t0");
	ck_assert_str_eq(set_resource(&w, "T001", RES_ACTIVE, (struct resource){.active = false}), "updated");
	tick();
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		press(keys[i]);
		tick();
	}
	leave();
}
END_TEST

/* Any keys, while others book, close, withdraw and add: nothing breaks, and the store stays sound (leave asserts it).
 */
START_TEST(any_keys_in_the_form_do_no_harm)
{
	/* clang-format off */
	static const uint32_t keys[] = {
		't', '0', '1', 'l', 'a', 'b', '-', 'r', ';', ' ', '*', '3', ',', 0x5f20, 0x3001, 0xff10, ']', '{', ':', 'h',
		KEY_ENTER_CODE, KEY_TAB_CODE, KEY_TAB_CODE, KEY_CODE_BACKTAB, KEY_ESC_CODE, KEY_CODE_UP, KEY_CODE_DOWN,
		KEY_CODE_LEFT, KEY_CODE_HOME, KEY_CODE_END, KEY_CODE_PAGE_DOWN, KEY_CODE_BACKSPACE, KEY_CODE_DELETE,
		KEY_CTRL('u'), KEY_CTRL('w'), KEY_CTRL('n'), KEY_CTRL('p'), KEY_CODE_F2, KEY_CODE_F3, KEY_CODE_F4,
		KEY_CODE_F5,
	};
	/* clang-format on */
	static const int sizes[][2] = {{24, 80}, {16, 60}, {50, 200}};
	struct random r = {(uint64_t)_i + 1};
	open_at(sizes[_i][0], sizes[_i][1]);
	for (int i = 0; i < 3000; i++) {
		bool is_open = app.top && app.top->below;
		if (!is_open)
			open_form(random_below(&r, 2) ? "LAB-1;T001" : "");
		press(keys[random_below(&r, sizeof keys / sizeof *keys)]);
		int64_t start = at(DAY "T08:00") + (int64_t)random_below(&r, 96) * 30;
		struct request rq = rq_book_at(&w, random_below(&r, 2) ? "T001" : "LAB-1", start, start + 60);
		if (random_below(&r, 50) == 0)
			world_ask(&w, &rq);
		if (random_below(&r, 200) == 0)
			set_resource(&w, "T001", RES_ACTIVE, (struct resource){.active = random_below(&r, 2)});
		if (random_below(&r, 20) == 0)
			tick();
	}
	leave();
}
END_TEST

/* The class and the event stand beside the requester and the note; F4 chooses among classes. */
START_TEST(a_class_is_chosen_or_typed_and_an_event_completed)
{
	struct booking_rows rows;
	open_school("LAB-1");
	register_event(&w, "SKILLS-26", "Skills competition", DAY "T00:00", DAY "T23:00");
	for (int i = 0; i < 11; i++)
		press(KEY_TAB_CODE);
	press(KEY_CODE_F4);
	ASSERT_SHOWS("competition");
	press(KEY_CODE_DOWN);
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("research");
	press(KEY_TAB_CODE);
	type("comp");
	press(KEY_ENTER_CODE);
	save();
	ck_assert_int_eq(query_bookings(&w.s, &(uint64_t){1}, 1, &rows), 0);
	ck_assert_uint_eq(rows.n, 1);
	ck_assert_int_eq(rows.v[0].b.class, PURPOSE_RESEARCH);
	ck_assert_str_eq(rows.v[0].b.event, "SKILLS-26");
	arena_release(&rows.arena);
	/* a change begins with them */
	ui_booking_change(&app, 1);
	screen_draw(&app);
	ASSERT_SHOWS("research");
	ASSERT_SHOWS("SKILLS-26");
	leave();
}
END_TEST

/* ---- how many keys ---- */

START_TEST(a_marked_time_is_booked_with_a_teacher_and_a_purpose_in_few_keys)
{
	open_school("LAB-1");
	n_keys = 0;
	count_text("t0");
	count(KEY_TAB_CODE);
	count(KEY_TAB_CODE);
	count_text("Exam");
	count(KEY_CODE_F2);
	assert_standing("LAB-1;T001");
	ck_assert_int_le(n_keys, 9);
	leave();
}
END_TEST

START_TEST(a_booking_is_moved_to_another_day_and_lab_in_eight_keys)
{
	open_at(24, 80);
	ck_assert_str_eq(book(&w, "LAB-1;T001", DAY "T08:00", DAY "T10:00"), "added");
	tick();
	/* `e` on it */
	ui_booking_change(&app, 1);
	screen_draw(&app);
	n_keys = 1;
	count(']');
	count(KEY_CODE_F4);
	count(KEY_ENTER_CODE);
	count(KEY_CODE_F2);
	ASSERT_SHOWS("Changed: booking 1: LAB-2, T001, Wed 2026-09-09 08:00-10:00");
	ck_assert_str_eq(all_standing(&w), "1 2026-09-09T08:00 2026-09-09T10:00 LAB-2;T001\n");
	ck_assert_int_le(n_keys, 8);
	leave();
}
END_TEST

/* What was put in goes with the first character that is typed, and stays if one moves in it. */
START_TEST(a_time_that_was_put_in_is_typed_over)
{
	open_school("LAB-1");
	press(KEY_TAB_CODE);
	press(KEY_TAB_CODE);
	type("2026-09-09 13:00");
	press(KEY_TAB_CODE);
	ASSERT_SHOWS("Wed 2026-09-09 13:00-15:00");
	type("3h");
	press(KEY_CODE_BACKTAB);
	press(KEY_CODE_BACKSPACE);
	type("5");
	press(KEY_TAB_CODE);
	ASSERT_SHOWS("Wed 2026-09-09 13:05-16:05");
	leave();
}
END_TEST

Suite *booking_form_suite(void)
{
	Suite *s = suite_create("booking_form");
	TCase *t = tcase_create("completing");
	tcase_add_loop_test(t, what_matches_is_listed_as_one_types_and_taken_as_a_code, 0, 8);
	tcase_add_test(t, the_list_is_gone_through_and_closed_before_the_form);
	tcase_add_loop_test(t, every_mark_parts_resources, 0, 9);
	tcase_add_loop_test(t, codes_with_blanks_and_commas_are_found, 0, 8);
	tcase_add_test(t, a_name_is_its_code_when_the_field_is_left);
	tcase_add_test(t, a_name_of_several_offers_them_and_books_nothing);
	tcase_add_test(t, the_list_says_who_is_free_and_they_come_first);
	tcase_add_test(t, what_is_free_is_asked_anew_for_another_time);
	tcase_add_test(t, people_and_institutions_are_completed_and_the_own_ones_put_in);
	tcase_add_test(t, the_full_list_of_a_kind_is_chosen_from);
	suite_add_tcase(s, t);
	t = tcase_create("answers");
	tcase_add_test(t, the_days_of_all_resources_are_beside_the_fields);
	tcase_add_test(t, a_refusal_names_the_holder_once);
	tcase_add_test(t, a_pool_that_is_too_full_names_who_has_most_of_it);
	tcase_add_test(t, alternatives_are_a_list_to_choose_from);
	tcase_add_test(t, a_series_says_on_how_many_dates_each_resource_clashes);
	suite_add_tcase(s, t);
	t = tcase_create("typed");
	tcase_add_test(t, a_day_that_means_another_one_after_midnight_is_shown_before_it_is_booked);
	tcase_add_test(t, changes_by_others_leave_what_is_typed);
	tcase_add_test(t, a_list_of_what_is_gone_is_left_safely);
	tcase_add_loop_test(t, any_keys_in_the_form_do_no_harm, 0, 3);
	tcase_set_timeout(t, 60);
	suite_add_tcase(s, t);
	t = tcase_create("keys");
	tcase_add_test(t, a_class_is_chosen_or_typed_and_an_event_completed);
	tcase_add_test(t, a_marked_time_is_booked_with_a_teacher_and_a_purpose_in_few_keys);
	tcase_add_test(t, odd_weeks_of_a_term_take_twenty_keys);
	tcase_add_test(t, a_booking_is_moved_to_another_day_and_lab_in_eight_keys);
	tcase_add_test(t, a_time_that_was_put_in_is_typed_over);
	suite_add_tcase(s, t);
	return s;
}
