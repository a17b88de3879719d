/* The first views and the form, in-process. */
#include "tests/tui/picture.h"
#include "tui/cmd/cmd_table.h"
#include "tui/screen/action.h"
#include "tui/screen/ui_command.h"
#include "tui/screen/ui_form.h"

Suite *screen_suite(void);

/* Filters the list to one resource. */
static void choose(const char *code)
{
	press('/');
	type(code);
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, " 1/1");
}

START_TEST(the_list_is_laid_out)
{
	open_at(24, 80);
	ASSERT_ROW(0, "Quad  Mon 2026-09-07");
	ASSERT_ROW(0, "1/46");
	ASSERT_ROW(1, "Name");
	ASSERT_ROW(2, ">CL-1");
	ASSERT_ROW(3, "LAB-1 汽车维修实训室");
	ASSERT_ROW(5, "-OLD-1");
	ASSERT_ROW(23, "? help");
	ASSERT_ROW(23, "q quit");
	leave();
}
END_TEST

static const struct {
	int64_t now, start, end, new_start, new_end;
} begun[] = {
	{0, 60, 120, 60, 120},   {60, 60, 120, 60, 120},   {61, 60, 120, 75, 120},   {74, 60, 120, 75, 120},
	{75, 60, 120, 90, 120},  {90, 60, 120, 105, 165},  {119, 60, 120, 120, 180}, {120, 60, 120, 60, 120},
	{500, 60, 120, 60, 120}, {200, 60, 600, 210, 600},
};

/* What has begun cannot be booked: the form begins with the next quarter of an hour. */
START_TEST(a_time_that_has_begun_is_offered_from_the_next_quarter_on)
{
	int64_t start = begun[_i].start, end = begun[_i].end;
	ui_form_skip_begun(begun[_i].now, &start, &end);
	ck_assert_int_eq(start, begun[_i].new_start);
	ck_assert_int_eq(end, begun[_i].new_end);
}
END_TEST

START_TEST(names_can_be_read_on_the_smallest_screen)
{
	open_at(16, 60);
	ASSERT_SHOWS("汽车维修实训室");
	ASSERT_SHOWS("Welding lab");
	ASSERT_ROW(1, "08");
	leave();
}
END_TEST

START_TEST(filters_add_up_and_escape_drops_them)
{
	open_at(24, 80);
	press('y');
	ASSERT_ROW(0, "lab");
	ASSERT_ROW(0, "1/2");
	press('c');
	type("n");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "1/1");
	ASSERT_ROW(2, "LAB-1");
	press('/');
	type("nothing");
	ASSERT_ROW(0, "0/0");
	ASSERT_SHOWS("Nothing matches");
	/* what needs a resource says why it cannot be done */
	press(KEY_ENTER_CODE);
	press('b');
	ASSERT_ROW(22, "no resource is shown");
	press(KEY_ESC_CODE);
	ASSERT_ROW(0, "/46");
	leave();
}
END_TEST

START_TEST(the_filter_keeps_the_selection_when_it_can)
{
	open_at(24, 80);
	type("jjj");
	ASSERT_ROW(5, ">OLD-1");
	press('F');
	press('F');
	ASSERT_SHOWS("OLD-1");
	leave();
}
END_TEST

START_TEST(details_stand_at_the_right_from_120_columns)
{
	open_at(30, 120);
	press('j');
	ASSERT_SHOWS("exclusive");
	leave();
}
END_TEST

START_TEST(the_week_shows_bookings_closures_and_opening_hours)
{
	open_at(30, 100);
	struct request rq = rq_book(&w, "LAB-2", "2026-09-08T09:00", "2026-09-08T11:00");
	rq.u.booking.purpose = "焊接课";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_of(&w, OP_CLOSURE);
	rq.u.closure = (struct closure){at("2026-09-10T00:00"), at("2026-09-11T00:00"), "LAB-2", "", "检修", 0};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	tick();
	choose("LAB-2");
	press('w');
	ASSERT_ROW(0, "LAB-2");
	ASSERT_ROW(0, "2026-09-07");
	ASSERT_ROW(1, "Mon*09-07");
	ASSERT_SHOWS("焊接课");
	ASSERT_SHOWS("检修");
	press('l');
	press('j');
	ASSERT_ROW(27, "booking 1");
	ASSERT_ROW(27, "焊接课");
	press(KEY_CODE_RIGHT);
	ASSERT_ROW(27, "free");
	press('G');
	ASSERT_ROW(27, "outside the opening hours");
	/* what needs a booking under the cursor says so */
	press('x');
	ASSERT_ROW(28, "no booking under the cursor");
	press('}');
	ASSERT_ROW(0, "2026-09-14");
	press('t');
	ASSERT_ROW(0, "2026-09-07");
	leave();
}
END_TEST

START_TEST(days_run_over_into_the_next_week)
{
	open_at(24, 80);
	choose("LAB-1");
	press('w');
	press('h');
	ASSERT_ROW(0, "2026-08-31");
	ASSERT_ROW(21, "Sun 2026-09-06");
	press('l');
	ASSERT_ROW(21, "Mon 2026-09-07");
	for (int i = 0; i < 2; i++) {
		press('m');
		ASSERT_ROW(21, "08:00");
	}
	ASSERT_ROW(21, "08:15");
	leave();
}
END_TEST

/* From the first field, where a new form begins, to another. */
static void go_to_field(const char *field)
{
	for (int tabs = form_tabs(field); tabs > 0; tabs--)
		press(KEY_TAB_CODE);
}

START_TEST(the_form_understands_times_and_lengths)
{
	static const struct {
		const char *start, *end, *meaning;
	} forms[] = {
		{"2026-09-08 08:00", "2h", "Tue 2026-09-08 08:00-10:00, 2 h"},
		{"2026-09-08 08:00", "90m", "1 h 30 min"},
		{"2026-09-08 08:00", "09:30", "08:00-09:30, 1 h 30 min"},
		{"2026/9/8 8:00", "10:00", "Tue 2026-09-08 08:00-10:00"},
		{"2026-09-12 15:00", "10h", "2026-09-13 01:00 (Sun), 10 h"},
		{"13:00", "2h", "Mon 2026-09-07 13:00-15:00"},
		{"２０２６－０９－０８　０８：００", "２ｈ", "Tue 2026-09-08 08:00"},
		{"2026-09-08 24:00", "1h", "Wed 2026-09-09 00:00"},
		{"Wed 10-12", "", "Wed 2026-09-09 10:00-12:00, 2 h"},
		{"周三上午10点到12点", "", "Wed 2026-09-09 10:00-12:00"},
		{"明天", "两小时", "Tue 2026-09-08"},
		{"tomorrow 2pm", "到下午4点", "neither a time nor a length"},
		{"tomorrow 2pm", "下午4点", "Tue 2026-09-08 14:00-16:00"},
		{"tomorrow 22:00", "Wed 06:00", "2026-09-09 06:00 (Wed), 8 h"},
		{"Wed 10-12", "3h", "Wed 2026-09-09 10:00-13:00, 3 h"},
		{"2/12 10:00", "2h", "Start: \"2/12 10:00\" may be"},
		{"10-12", "2h", "may be 10:00-12:00 or the date"},
		{"Wed 10 blah", "2h", "from \"blah\" on"},
		{"每周三3-4节", "2h", "say which weeks"},
		{"明天3-4节", "2h", "write the week of the term too"},
		{"2026-02-30 08:00", "2h", "not a time"},
		{"", "2h", "not a time"},
		{"2026-09-08 08:00", "", "neither a time nor a length"},
		{"2026-09-08 08:00", "x", "neither a time nor a length"},
		{"2026-09-08 10:00", "08:00", "end"},
		{"2026-09-06 08:00", "2h", "past"},
	};
	open_at(24, 100);
	choose("LAB-1");
	press('b');
	go_to_field("Start");
	press(KEY_CTRL('u'));
	type(forms[_i].start);
	press(KEY_TAB_CODE);
	press(KEY_CTRL('u'));
	type(forms[_i].end);
	press(KEY_TAB_CODE);
	ASSERT_SHOWS(forms[_i].meaning);
	leave();
}
END_TEST

START_TEST(what_the_start_says_goes_into_the_other_fields)
{
	open_at(24, 100);
	choose("LAB-1");
	press('b');
	go_to_field("Start");
	press(KEY_CTRL('u'));
	type("周三 10-13");
	press(KEY_TAB_CODE);
	ASSERT_SHOWS("Wed 2026-09-09 10:00-13:00, 3 h");
	ASSERT_SHOWS("周三 10-13");
	ASSERT_SHOWS("3h");
	press(KEY_CODE_BACKTAB);
	press(KEY_CTRL('u'));
	type("1-16周 单周 周三 3-4节");
	press(KEY_TAB_CODE);
	ASSERT_SHOWS("1,3,5,7,9,11,13,15");
	ASSERT_SHOWS("3-4");
	leave();
}
END_TEST

/* Each wrong field says so, its text stays, and nothing is booked. */
START_TEST(the_form_takes_no_nonsense)
{
	static const struct {
		const char *field, *text, *said;
	} wrong[] = {
		{"People", "many", "not a number"},
		{"People", "-1", "not a number"},
		{"People", "99999999999999999999", "not a number"},
		{"Resources", "", "name at least one"},
		{"Resources", "NOWHERE", "NOWHERE"},
		{"Resources", ";;;", "name at least one"},
		{"Resources", "OSC*11", "OSC"},
		{"For", "no-such-school", "no-such-school"},
	};
	open_at(24, 100);
	choose("LAB-1");
	press('b');
	go_to_field(wrong[_i].field);
	press(KEY_CTRL('u'));
	type(wrong[_i].text);
	press(KEY_CTRL('s'));
	ASSERT_SHOWS(wrong[_i].said);
	ASSERT_SHOWS(wrong[_i].text);
	ASSERT_SHOWS("New booking");
	ck_assert_str_eq(all_standing(&w), "");
	leave();
}
END_TEST

START_TEST(a_pool_is_booked_in_units_and_shown_so)
{
	open_at(24, 100);
	choose("OSC");
	press('w');
	press('l');
	press('b');
	type("*3");
	press(KEY_CTRL('s'));
	ck_assert_str_eq(all_standing(&w), "1 2026-09-08T08:00 2026-09-08T09:00 OSC*3\n");
	ASSERT_SHOWS("3/10");
	leave();
}
END_TEST

/* Someone changes the booking while its form is open: the form's answer is a refusal, not a silent overwriting. */
START_TEST(a_form_on_an_old_version_does_not_overwrite)
{
	open_at(24, 100);
	ck_assert_str_eq(book(&w, "LAB-1", "2026-09-08T08:00", "2026-09-08T09:00"), "added");
	tick();
	choose("LAB-1");
	press('o');
	press('e');
	ASSERT_SHOWS("Change booking 1");
	ck_assert_str_eq(move(&w, 1, "2026-09-09T08:00", "2026-09-09T09:00"), "updated");
	tick();
	press(KEY_CTRL('u'));
	type("2026-09-10 08:00");
	press(KEY_CTRL('s'));
	ck_assert_str_eq(all_standing(&w), "1 2026-09-09T08:00 2026-09-09T09:00 LAB-1\n");
	ASSERT_SHOWS("Change booking 1");
	leave();
}
END_TEST

START_TEST(own_changes_are_no_news)
{
	open_at(24, 100);
	choose("LAB-1");
	press('b');
	press(KEY_CTRL('s'));
	ASSERT_SHOWS("Booked: 1");
	tick();
	ASSERT_HIDES("by others");
	leave();
}
END_TEST

/* What is shown goes away under the hands: the view says so or shows less, and every key is safe. */
START_TEST(what_others_take_away_does_no_harm)
{
	static const uint32_t keys[] = {
		'x', 'm', KEY_ENTER_CODE, 'y', KEY_ESC_CODE, 'x', 'y', 'u', 'u', 's', 'x', 'm', 'G', 'g', KEY_ESC_CODE};
	open_at(24, 100);
	ck_assert_str_eq(book(&w, "LAB-1", "2026-09-08T08:00", "2026-09-08T09:00"), "added");
	tick();
	choose("LAB-1");
	press('o');
	press('x');
	ASSERT_SHOWS("Cancel booking 1");
	ck_assert_str_eq(cancel(&w, 1), "updated");
	press('y');
	ck_assert_str_eq(all_standing(&w), "");
	ASSERT_HIDES("Cancelled: booking 1");
	for (size_t i = 0; i < sizeof keys / sizeof *keys && !app.quit; i++)
		press(keys[i]);
	leave();
}
END_TEST

/* The table of a view: words and sentences are there, no key means two things, each has one that no IME takes. */
static void check_actions(const struct action *table)
{
	for (const struct action *row = table; action_of_row(row); row++) {
		const struct action *a = action_of_row(row);
		bool safe = false;
		ck_assert_msg(a->help ? *a->help : cmd_find(a->name) != NULL, "%s has no help", a->name);
		ck_assert(*action_help(a) && a->key_text && *a->key_text && a->run);
		for (size_t i = 0; i < ACTION_KEYS && a->keys[i]; i++) {
			ck_assert_msg(action_of_key(table, a->keys[i]) == a, "%s: key %x has another meaning in\n%s",
			              a->name, a->keys[i], picture());
			safe |= a->keys[i] < 0x20 || a->keys[i] >= KEY_CODE_NONE;
			const struct action *other = action_of_key(actions_everywhere, a->keys[i]);
			ck_assert_msg(!other || other == a, "%s: key %x is %s everywhere", a->name, a->keys[i],
			              other ? other->name : "");
		}
		ck_assert_msg(safe, "%s has letters only", a->name);
		ck_assert_msg(action_of_name(table, a->name) == a, "%s is two actions in\n%s", a->name, picture());
	}
}

/* A key that a hand has learnt does nothing else in another list; least of all does it cancel. */
START_TEST(keys_mean_the_same_in_every_list)
{
	static const struct {
		uint32_t key;
		const char *name;
	} common[] = {{'u', "undo"}, {KEY_CTRL('u'), "undo"}, {KEY_CTRL('r'), "redo"},
	              {'?', "help"}, {KEY_CODE_F1, "help"},   {':', "command"}};
	static const uint32_t moving[] = {KEY_CTRL('n'), KEY_CTRL('p'), KEY_CTRL('d'), KEY_CTRL('x'), KEY_CTRL('t'),
	                                  KEY_CTRL('g'), KEY_TAB_CODE,  'm',           'v',           't'};
	static const char *const lists[] = {"week",     "all",      "mine", "bookings", "now",      "find",
	                                    "calendar", "overview", "use",  "lists",    "requests", "report use"};
	open_at(24, 100);
	const struct action *board = app.top->ops->actions;
	if (strcmp(lists[_i], "use") == 0)
		ui_command_run(&app, "overview");
	ui_command_run(&app, strcmp(lists[_i], "find") == 0 ? "find LAB" : lists[_i]);
	screen_draw(&app);
	const struct action *table = app.top->ops->actions;
	ck_assert_ptr_ne(table, board);
	check_actions(table);
	for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
		const struct action *a = action_of_key(table, common[i].key);
		ck_assert_msg(a && strcmp(a->name, common[i].name) == 0, "key %x is %s in\n%s", common[i].key,
		              a ? a->name : "nothing", picture());
	}
	for (size_t i = 0; i < sizeof moving / sizeof *moving; i++) {
		const struct action *a = action_of_key(table, moving[i]);
		ck_assert_msg(!a || strncmp(a->name, "cancel", 6) != 0, "%s by a key that moves on the board", a->name);
	}
	leave();
}
END_TEST

/* Keys that lead from the first view into each of the others. */
START_TEST(the_actions_of_every_view_are_sound)
{
	static const struct {
		uint32_t keys[3];
		const char *shows;
	} views[] = {
		{{0}, "LAB-1"},
		{{'w'}, "09-07"},
		{{'b'}, "New booking"},
		{{'o'}, "Bookings  LAB-1"},
		{{'?'}, "Keys here"},
		{{':'}, "complete"},
		{{'o', 'x'}, "y yes, n no"},
		{{'L'}, "Lists"},
		{{'L', KEY_ENTER_CODE}, "terms"},
		{{'L', KEY_ENTER_CODE, '+'}, "a new one"},
		{{'I'}, "which file?"},
		{{'R'}, "Requests"},
	};
	open_at(24, 100);
	ck_assert_str_eq(book(&w, "LAB-1", "2026-09-08T08:00", "2026-09-08T09:00"), "added");
	tick();
	choose("LAB-1");
	for (size_t i = 0; i < 3 && views[_i].keys[i]; i++)
		press(views[_i].keys[i]);
	ASSERT_SHOWS(views[_i].shows);
	check_actions(app.top->ops->actions);
	check_actions(actions_everywhere);
	leave();
}
END_TEST

START_TEST(standard_input_is_the_screens_own)
{
	open_at(24, 80);
	press(':');
	type("import resources -");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("name a file");
	leave();
}
END_TEST

START_TEST(people_are_added_and_edited_in_their_list)
{
	open_at(24, 80);
	press('L');
	for (int i = 0; i < 8; i++)
		press(KEY_CODE_DOWN);
	ASSERT_SHOWS(">people");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "people  0/0");
	press('+');
	press(KEY_CODE_F2);
	ASSERT_SHOWS("nothing was typed");
	type("chan");
	press(KEY_TAB_CODE);
	type("陈大文");
	press(KEY_CODE_F2);
	ASSERT_ROW(0, "people  1/1");
	ASSERT_ROW(2, ">chan");
	ASSERT_ROW(2, "requester");
	press(KEY_ENTER_CODE);
	for (int i = 0; i < 3; i++)
		press(KEY_TAB_CODE);
	press(KEY_CTRL('u'));
	type("king");
	press(KEY_CODE_F2);
	ASSERT_SHOWS("viewer, requester, approver");
	press(KEY_CTRL('u'));
	type("auditor");
	press(KEY_CODE_F2);
	ASSERT_ROW(2, "auditor");
	leave();
}
END_TEST

START_TEST(every_list_is_filtered_as_one_types)
{
	open_at(24, 80);
	press('L');
	press('/');
	type("campuses");
	ASSERT_ROW(0, "/campuses");
	ASSERT_ROW(2, ">campuses");
	press(KEY_ENTER_CODE);
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "1/2");
	press('/');
	type("nanxiao");
	ASSERT_ROW(0, "/nanxiao  1/1");
	press(KEY_ENTER_CODE);
	/* what is opened is what is shown */
	press('e');
	ASSERT_SHOWS("南校区");
	press(KEY_ESC_CODE);
	press(KEY_ESC_CODE);
	ASSERT_ROW(0, "1/2");
	press('/');
	type("nothing like it");
	ASSERT_SHOWS("Nothing matches");
	press(KEY_ESC_CODE);
	ASSERT_ROW(0, "1/2");
	leave();
}
END_TEST

/* Thousands of random keys in every size: nothing breaks, and the store stays sound (asserted by leave). */
START_TEST(any_keys_do_no_harm)
{
	static const uint32_t keys[] = {'j',
	                                'k',
	                                'h',
	                                'l',
	                                'g',
	                                'G',
	                                'b',
	                                'v',
	                                'x',
	                                'y',
	                                'n',
	                                'm',
	                                'o',
	                                'B',
	                                'u',
	                                's',
	                                't',
	                                'c',
	                                'f',
	                                'a',
	                                '/',
	                                'w',
	                                'F',
	                                '{',
	                                '}',
	                                'e',
	                                'i',
	                                'd',
	                                '?',
	                                ':',
	                                '[',
	                                ']',
	                                ' ',
	                                '*',
	                                ';',
	                                '2',
	                                0x4e2d,
	                                0xff4a,
	                                KEY_ENTER_CODE,
	                                KEY_ENTER_CODE,
	                                KEY_TAB_CODE,
	                                KEY_ESC_CODE,
	                                KEY_ESC_CODE,
	                                KEY_CODE_UP,
	                                KEY_CODE_DOWN,
	                                KEY_CODE_LEFT,
	                                KEY_CODE_RIGHT,
	                                KEY_CODE_PAGE_UP,
	                                KEY_CODE_PAGE_DOWN,
	                                KEY_CODE_HOME,
	                                KEY_CODE_END,
	                                KEY_CODE_DELETE,
	                                KEY_CODE_BACKSPACE,
	                                KEY_CODE_F1,
	                                KEY_CODE_F2,
	                                KEY_CODE_F4,
	                                KEY_CODE_F5,
	                                KEY_CODE_F8,
	                                KEY_CODE_F9,
	                                KEY_CTRL('s'),
	                                KEY_CTRL('u'),
	                                KEY_CTRL('b')};
	static const struct {
		int rows, cols;
	} sizes[] = {{16, 60}, {24, 80}, {50, 200}, {10, 30}, {16, 119}};
	uint32_t random = (uint32_t)_i + 7;
	open_at(sizes[_i].rows, sizes[_i].cols);
	for (int i = 0; i < 4000; i++) {
		random = random * 1664525 + 1013904223;
		press(keys[(random >> 16) % (sizeof keys / sizeof *keys)]);
		if (app.quit) {
			app_release(&app);
			open_app();
			screen_draw(&app);
		}
		if (i % 97 == 0)
			screen_event(&app, &(struct event){.type = EVENT_PASTE, .text = "2026-09-08 08:00\nLAB-1"});
	}
	leave();
}
END_TEST

Suite *screen_suite(void)
{
	Suite *s = suite_create("screen");
	TCase *t = tcase_create("screen");
	tcase_set_timeout(t, 30);
	tcase_add_test(t, the_list_is_laid_out);
	tcase_add_loop_test(t, a_time_that_has_begun_is_offered_from_the_next_quarter_on, 0,
	                    sizeof begun / sizeof *begun);
	tcase_add_test(t, standard_input_is_the_screens_own);
	tcase_add_test(t, people_are_added_and_edited_in_their_list);
	tcase_add_test(t, names_can_be_read_on_the_smallest_screen);
	tcase_add_test(t, filters_add_up_and_escape_drops_them);
	tcase_add_test(t, the_filter_keeps_the_selection_when_it_can);
	tcase_add_test(t, details_stand_at_the_right_from_120_columns);
	tcase_add_test(t, the_week_shows_bookings_closures_and_opening_hours);
	tcase_add_test(t, days_run_over_into_the_next_week);
	tcase_add_loop_test(t, the_form_understands_times_and_lengths, 0, 14);
	tcase_add_test(t, what_the_start_says_goes_into_the_other_fields);
	tcase_add_loop_test(t, the_form_takes_no_nonsense, 0, 8);
	tcase_add_test(t, a_pool_is_booked_in_units_and_shown_so);
	tcase_add_test(t, a_form_on_an_old_version_does_not_overwrite);
	tcase_add_test(t, own_changes_are_no_news);
	tcase_add_test(t, what_others_take_away_does_no_harm);
	tcase_add_loop_test(t, the_actions_of_every_view_are_sound, 0, 12);
	tcase_add_test(t, every_list_is_filtered_as_one_types);
	tcase_add_loop_test(t, keys_mean_the_same_in_every_list, 0, 12);
	tcase_add_loop_test(t, any_keys_do_no_harm, 0, 5);
	suite_add_tcase(s, t);
	return s;
}
