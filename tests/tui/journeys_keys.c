/*
 * What the everyday jobs of an administrator cost in keys: each with the most that it may take, and with what the store
 * holds afterwards. Every key goes through type_text or press_key, which count; a character is a key.
 */
#include "tests/tui/journey.h"

Suite *journeys_keys_suite(void);

static struct world w;
static struct pty *p;
static size_t n_keys;

static void type_text(const char *text, const char *shows)
{
	for (const char *c = text; *c; c++)
		n_keys += ((unsigned char)*c & 0xc0) != 0x80;
	pty_do(p, text, shows);
}

static void press_key(const char *key, const char *shows)
{
	n_keys++;
	pty_do(p, key, shows);
}

/* ---- before and after ---- */

/* A term that began three weeks ago, with the periods 3 and 4. */
static void add_calendar(void)
{
	static const char *const periods[][2] = {{"10:00", "10:45"}, {"10:50", "11:35"}};
	int64_t today = clock_local_day(clock_now_min());
	struct request rq = rq_of(&w, OP_TERM);
	rq.u.term = (struct term){.code = "T", .name = "T", .first_monday = today - (clock_weekday(today) - 1) - 21};
	rq.u.term.weeks = 18;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	for (unsigned i = 0; i < 2; i++) {
		rq = rq_of(&w, OP_PERIOD);
		rq.u.period = (struct period){.number = 3 + i, .campus = "", .valid_from = PERIOD_ALWAYS};
		ck_assert_int_eq(clock_parse_time(periods[i][0], &rq.u.period.start), 0);
		ck_assert_int_eq(clock_parse_time(periods[i][1], &rq.u.period.end), 0);
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
}

/* The person at the screen, who runs campus N. */
static void add_anna(void)
{
	struct request rq = rq_institution(&w, "NC", "North College");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_of(&w, OP_PERSON);
	rq.u.person = (struct person){.login = "anna",
	                              .name = "Anna",
	                              .institution = "NC",
	                              .role = ROLE_ADMINISTRATOR,
	                              .over = OVER_CAMPUS,
	                              .scope = "N",
	                              .email = "",
	                              .language = "",
	                              .ssh_key = ""};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

static void make_school(void)
{
	school_open(&w);
	add_calendar();
	school_add(&w, "LAB-3", "Electronics", KIND_LAB, "S", 40);
	add_anna();
}

static void start_screen(int rows, int cols)
{
	const char *argv[] = {"quad", "--store", w.dir, "--as", "anna", "tui", NULL};
	school_leave(&w);
	p = pty_spawn(quad_main, argv, NULL, rows, cols);
	pty_wait(p, "LAB-1");
	pty_wait_row(p, rows - 1, "help");
	pty_settle(p);
	n_keys = 0;
}

/* Closes the screen; what stands then, one line a booking, until the world closes. */
static const char *end_screen(size_t most_keys)
{
	ck_assert_msg(n_keys <= most_keys, "%zu keys", n_keys);
	pty_close(p);
	school_return(&w);
	check_store(&w.s);
	return all_standing(&w);
}

/* The text YYYY-MM-DD of the day so many days from today. */
static const char *day_text(int64_t days)
{
	char text[CLOCK_TEXT_MAX];
	return arena_str(&w.arena, clock_format_date(clock_local_day(clock_now_min()) + days, text));
}

static int64_t days_to(int weekday)
{
	return (weekday - clock_weekday(clock_local_day(clock_now_min())) + 7) % 7;
}

/* ---- a free lab near us, 40 seats, Wednesday 10 to 12, with a teacher ---- */

/* On a Wednesday before 10, it is today; later that day, in a week. */
static void assert_wednesday_booked(const char *claims)
{
	const char *text = end_screen(25), *day = day_text(days_to(3));
	char line[128];
	snprintf(line, sizeof line, "1 %sT10:00 %sT12:00 %s\n", day, day, claims);
	if (strcmp(line, text) != 0) {
		day = day_text(7);
		snprintf(line, sizeof line, "1 %sT10:00 %sT12:00 %s\n", day, day, claims);
	}
	ck_assert_str_eq(text, line);
	world_close(&w);
}

START_TEST(a_lab_near_us_is_found_and_booked_with_a_teacher)
{
	make_school();
	start_screen(24, 80);
	press_key("f", "Find what is free");
	type_text("lab 40 wed10-12 t001", "t001");
	press_key(K_ENTER, "Found  1/2");
	press_key(K_ENTER, "LAB-1;T001");
	press_key(K_F2, "Booked");
	assert_wednesday_booked("LAB-1;T001");
}
END_TEST

/* In Chinese, whose words are fewer keys than their letters: the characters are counted, and all of them are typed. */
START_TEST(the_same_in_chinese_with_a_campus)
{
	make_school();
	start_screen(24, 80);
	press_key("f", "Find what is free");
	type_text("实验室40座北校区周三10-12张三", "张三");
	press_key(K_ENTER, "Found  1/1");
	press_key(K_ENTER, "LAB-1;T001");
	press_key(K_F2, "Booked");
	assert_wednesday_booked("LAB-1;T001");
}
END_TEST

/* The first that fits at once, without the list between. */
START_TEST(the_first_is_booked_from_the_form)
{
	make_school();
	start_screen(16, 60);
	press_key("f", "Find what is free");
	type_text("lab 40 n wed10-12 t001", "t001");
	press_key("\033[15~", "LAB-1;T001");
	press_key(K_F2, "Booked");
	assert_wednesday_booked("LAB-1;T001");
}
END_TEST

/* ---- odd weeks of a term, Wednesday, periods 3 and 4 ---- */

/* The odd weeks that are still to come, from 5 to 17: the term is in its week 4. */
static void assert_odd_wednesdays_booked(const char *code)
{
	const char *text = end_screen(20);
	struct buf expected = {0};
	int64_t monday = -(clock_weekday(clock_local_day(clock_now_min())) - 1);
	for (int week = 5, id = 1; week <= 17; week += 2, id++) {
		const char *day = day_text(monday + (week - 4) * 7 + 2);
		buf_fmt(&expected, "%d %sT10:00 %sT11:35 %s\n", id, day, day, code);
	}
	ck_assert_str_eq(text, buf_text(&expected));
	buf_release(&expected);
	world_close(&w);
}

START_TEST(odd_weeks_are_booked_where_a_lab_is_free)
{
	make_school();
	start_screen(24, 80);
	press_key("f", "Find what is free");
	type_text("lab odd wed 3-4", "odd wed 3-4");
	press_key(K_ENTER, "Found  1/3");
	press_key(K_ENTER, "LAB-1");
	press_key(K_F2, "Booked");
	assert_odd_wednesdays_booked("LAB-1");
}
END_TEST

static const char *const odd_weeks[] = {"odd wed 3-4", "单周周三3-4节", "5-17周(单)周三3-4节"};

START_TEST(odd_weeks_are_booked_in_a_certain_lab)
{
	make_school();
	start_screen(24, 80);
	pty_do(p, K_DOWN, "LAB-1");
	press_key("b", "LAB-1");
	press_key(K_TAB, "Purpose");
	press_key(K_TAB, "Start");
	type_text(odd_weeks[_i], "3-4");
	press_key(K_F2, "Booked");
	assert_odd_wednesdays_booked("LAB-1");
}
END_TEST

/* ---- a booking, on the board ---- */

/* A booking of tomorrow from 10 to 12 in LAB-1, asked for by chen of institution U; the cursor of the board is on it.
 */
static void start_on_a_booking(void)
{
	make_school();
	struct request rq = rq_institution(&w, "U", "Upper School");
	rq.actor = "founder"; /* nobody is a coordinator yet */
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_of(&w, OP_PERSON);
	rq.actor = "founder";
	rq.u.person = (struct person){.login = "chen",
	                              .name = "Chen Wei",
	                              .institution = "U",
	                              .role = ROLE_REQUESTER,
	                              .scope = "",
	                              .email = "chen@upper.example",
	                              .language = "",
	                              .ssh_key = ""};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	struct resource contact = {.contact = "office 8123 4567"};
	ck_assert_str_eq(set_resource(&w, "LAB-1", RES_CONTACT, contact), "updated");
	rq = rq_book(&w, "LAB-1;T001", "2026-01-01T00:00", "2026-01-01T00:00");
	rq.u.booking.start = clock_day_start(clock_local_day(clock_now_min()) + 1) + 600;
	rq.u.booking.end = rq.u.booking.start + 120;
	rq.u.booking.purpose = "Engines";
	rq.u.booking.requester = "chen";
	rq.u.booking.institution = "U";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	start_screen(24, 80);
	pty_act(p, "]");
	pty_act(p, K_DOWN);
	/* from wherever the hour of the test has put it */
	for (int i = 0; i < 24 && strncmp(pty_row(p, 21), "10:00", 5) != 0; i++)
		pty_act(p, strncmp(pty_row(p, 21), "10:00", 5) > 0 ? K_LEFT : K_RIGHT);
	n_keys = 0;
}

START_TEST(a_booking_goes_to_another_day_and_lab)
{
	start_on_a_booking();
	press_key("p", "picked up");
	press_key("}", day_text(8));
	press_key("]", day_text(9));
	press_key(K_DOWN, "LAB-2");
	press_key(K_DOWN, "LAB-3: Enter puts booking 1 here");
	press_key(K_ENTER, "Moved: booking 1");
	char line[128];
	const char *text = end_screen(8), *day = day_text(9);
	snprintf(line, sizeof line, "1 %sT10:00 %sT12:00 LAB-3;T001\n", day, day);
	ck_assert_str_eq(text, line);
	world_close(&w);
}
END_TEST

START_TEST(who_holds_it_and_their_telephone)
{
	start_on_a_booking();
	press_key("i", "Chen Wei");
	ck_assert(pty_shows(p, "Upper School"));
	ck_assert(pty_shows(p, "chen@upper.example"));
	ck_assert(pty_shows(p, "8123 4567"));
	end_screen(1);
	world_close(&w);
}
END_TEST

/* ---- the labs of a campus, on a day of next week ---- */

START_TEST(the_labs_of_a_campus_on_a_day_next_week)
{
	make_school();
	start_screen(24, 80);
	press_key("y", "lab  1/3");
	press_key("c", "Campus");
	press_key("s", "Campus");
	press_key(K_ENTER, "lab S  1/2");
	press_key("}", day_text(7));
	ck_assert(pty_shows(p, "LAB-2"));
	ck_assert(pty_shows(p, "LAB-3"));
	ck_assert(!pty_shows(p, "LAB-1"));
	ck_assert_str_eq(end_screen(5), "");
	world_close(&w);
}
END_TEST

Suite *journeys_keys_suite(void)
{
	Suite *s = suite_create("what jobs cost in keys");
	TCase *t = tcase_create("keys");
	tcase_set_timeout(t, 30);
	tcase_add_test(t, a_lab_near_us_is_found_and_booked_with_a_teacher);
	tcase_add_test(t, the_same_in_chinese_with_a_campus);
	tcase_add_test(t, the_first_is_booked_from_the_form);
	tcase_add_test(t, odd_weeks_are_booked_where_a_lab_is_free);
	tcase_add_loop_test(t, odd_weeks_are_booked_in_a_certain_lab, 0, sizeof odd_weeks / sizeof *odd_weeks);
	tcase_add_test(t, a_booking_goes_to_another_day_and_lab);
	tcase_add_test(t, who_holds_it_and_their_telephone);
	tcase_add_test(t, the_labs_of_a_campus_on_a_day_next_week);
	suite_add_tcase(s, t);
	return s;
}
