/* The board: its time axis and strips as values, the view in-process, and what it costs on the line. */
#include "tests/tui/picture.h"

#include <sys/wait.h>
#include <unistd.h>

#include "tests/pty.h"
#include "tui/quad.h"
#include "tui/screen/board_strip.h"

Suite *board_suite(void);

/* ---- the axis ---- */

static const struct board_hours day_hours = {8 * 60, 22 * 60};
static const struct calendar no_calendar;

static int64_t day_of(const char *text)
{
	int64_t day;
	ck_assert_int_eq(clock_parse_date(text, &day), 0);
	return day;
}

static void make(struct board_axis *a, enum board_mode mode, const char *day)
{
	board_axis_make(a, mode, day_of(day), &day_hours, &no_calendar, "");
}

START_TEST(cells_of_a_day_are_its_hours)
{
	static const struct {
		enum board_mode mode;
		size_t n;
		int64_t len;
	} modes[] = {{BOARD_HOURS, 24, 60}, {BOARD_HALVES, 48, 30}, {BOARD_QUARTERS, 96, 15}, {BOARD_WEEK, 7, DAY_MIN}};
	struct board_axis a;
	ck_assert_int_eq(clock_zone_use("Asia/Shanghai"), 0);
	make(&a, modes[_i].mode, "2026-09-09");
	ck_assert_uint_eq(a.n, modes[_i].n);
	for (size_t i = 0; i < a.n; i++) {
		ck_assert_int_eq(a.cells[i].end - a.cells[i].start, modes[_i].len);
		ck_assert_int_eq(a.cells[i].start, a.cells[0].start + (int64_t)i * modes[_i].len);
	}
	bool is_week = modes[_i].mode == BOARD_WEEK;
	ck_assert_int_eq(a.cells[0].start, clock_day_start(day_of(is_week ? "2026-09-07" : "2026-09-09")));
}
END_TEST

/* Where the clock is set forward an hour is missing; where it is set back one is longer. No minute is in two cells. */
START_TEST(a_day_on_which_the_clock_is_set_has_each_minute_once)
{
	static const struct {
		const char *day;
		size_t n;
		int64_t len;
	} days[] = {{"2026-03-29", 23, 23 * 60}, {"2026-10-25", 24, 25 * 60}};
	struct board_axis a;
	ck_assert_int_eq(clock_zone_use("Europe/Berlin"), 0);
	make(&a, BOARD_HOURS, days[_i].day);
	ck_assert_uint_eq(a.n, days[_i].n);
	for (size_t i = 1; i < a.n; i++)
		ck_assert_int_eq(a.cells[i].start, a.cells[i - 1].end);
	ck_assert_int_eq(a.cells[a.n - 1].end - a.cells[0].start, days[_i].len);
	ck_assert_int_eq(clock_zone_use("Asia/Shanghai"), 0);
}
END_TEST

START_TEST(the_window_holds_the_cursor)
{
	struct board_axis a;
	make(&a, BOARD_HOURS, "2026-09-09");
	for (int cols = 1; cols < 300; cols += 7)
		for (size_t at = 0; at < a.n; at++) {
			board_axis_lay_out(&a, cols, &day_hours, at);
			ck_assert(at >= a.first && at < a.first + a.shown);
			ck_assert(a.cols <= cols || a.shown == 1);
			ck_assert_int_gt(a.cells[at].cols, 0);
		}
	board_axis_lay_out(&a, 43, &day_hours, 10);
	ck_assert_uint_eq(a.first, 8);
	ck_assert_uint_eq(a.shown, 14);
	ck_assert_int_eq(a.cols, 42);
}
END_TEST

START_TEST(columns_of_a_cell_share_its_time)
{
	struct board_axis a;
	make(&a, BOARD_WEEK, "2026-09-09");
	board_axis_lay_out(&a, 100, &day_hours, 0);
	for (size_t i = 0; i < a.n; i++) {
		int64_t from, to, before = a.cells[i].from;
		for (int k = 0; k < a.cells[i].cols; k++) {
			board_cell_column(&a.cells[i], k, &from, &to);
			ck_assert_int_eq(from, before);
			before = to;
		}
		ck_assert_int_eq(before, a.cells[i].to);
		ck_assert_int_eq(clock_local_minute(a.cells[i].from), day_hours.from_min);
	}
}
END_TEST

/* ---- strips ---- */

static struct slot slot_of(uint64_t booking, const char *from, const char *to, const char *label, const char *who)
{
	return (struct slot){.booking = booking,
	                     .start = at(from),
	                     .end = at(to),
	                     .from = at(from),
	                     .to = at(to),
	                     .units = 1,
	                     .whole = true,
	                     .label = label,
	                     .requester = who,
	                     .institution = ""};
}

/* The strip of 2026-09-09 from 08:00 to 22:00 with `width` columns an hour. */
static void fill(struct resource *r, const struct slot *slots, size_t n, int width, struct board_strip *out)
{
	struct board_axis a;
	struct opening hours;
	const char *bad;
	setlocale(LC_CTYPE, "C.UTF-8");
	ck_assert_int_eq(opening_parse(r->opening, &hours, &bad), 0);
	make(&a, BOARD_HOURS, "2026-09-09");
	board_axis_lay_out(&a, 14 * width, &day_hours, 8);
	struct board_facts f = {.resource = r, .hours = &hours, .slots = slots, .n = n, .actor = "anna"};
	board_strip_fill(&f, &a, out);
}

static struct resource lab_of(const char *opening)
{
	return (struct resource){.code = "L", .name = "L", .mode = MODE_EXCLUSIVE, .opening = opening, .active = true};
}

START_TEST(a_strip_says_what_is_when)
{
	struct resource r = lab_of("Mon-Fri 08:00-20:00");
	struct slot slots[] = {slot_of(1, "2026-09-09T08:00", "2026-09-09T10:00", "焊接课程", "bob"),
	                       slot_of(2, "2026-09-09T10:00", "2026-09-09T11:00", "Own", "anna"),
	                       slot_of(0, "2026-09-09T14:00", "2026-09-09T16:00", "检修", "")};
	struct board_strip s = {0};
	fill(&r, slots, 3, 3, &s);
	ck_assert_str_eq(buf_text(&s.text), "焊接 ~|*~         x检修             ------");
	ck_assert_int_eq(s.cols, 42);
	ck_assert_int_eq(s.role[0], ROLE_BUSY);
	ck_assert_int_eq(s.role[6], ROLE_MINE);
	ck_assert_int_eq(s.role[9], ROLE_FREE);
	ck_assert_int_eq(s.role[18], ROLE_CLOSED);
	ck_assert_int_eq(s.role[41], ROLE_OUTSIDE);
	buf_release(&s.text);
}
END_TEST

START_TEST(setup_and_teardown_are_marked)
{
	struct resource r = lab_of("");
	struct slot s1 = slot_of(1, "2026-09-09T09:00", "2026-09-09T10:00", "Course", "bob");
	struct board_strip s = {0};
	s1.start -= 30;
	s1.end += 30;
	fill(&r, &s1, 1, 4, &s);
	ck_assert_str_eq(buf_text(&s.text), "  ::Cou~::                                              ");
	buf_release(&s.text);
}
END_TEST

START_TEST(a_pool_shows_how_much_is_taken)
{
	struct resource r = lab_of("");
	struct slot slots[] = {slot_of(1, "2026-09-09T08:00", "2026-09-09T10:00", "a", "bob"),
	                       slot_of(2, "2026-09-09T09:00", "2026-09-09T10:00", "b", "bob")};
	struct board_strip s = {0};
	r.mode = MODE_SHARED;
	r.seats = 10;
	slots[0].whole = slots[1].whole = false;
	slots[0].units = 3;
	slots[1].units = 7;
	fill(&r, slots, 2, 5, &s);
	ck_assert_msg(strncmp(buf_text(&s.text), "3/10 10/10    ", 14) == 0, "%s", buf_text(&s.text));
	ck_assert_int_eq(s.role[0], ROLE_PART);
	ck_assert_int_eq(s.role[5], ROLE_BUSY);
	buf_release(&s.text);
}
END_TEST

/* Claims that follow each other do not add up: at no instant are more taken than by one of them. */
START_TEST(the_peak_of_a_pool_is_at_one_instant)
{
	struct slot slots[] = {slot_of(1, "2026-09-09T08:00", "2026-09-09T08:30", "a", ""),
	                       slot_of(2, "2026-09-09T08:30", "2026-09-09T09:00", "b", "")};
	slots[0].units = 4;
	slots[1].units = 5;
	ck_assert_uint_eq(board_peak(slots, 2, at("2026-09-09T08:00"), at("2026-09-09T09:00")), 5);
	ck_assert_uint_eq(board_peak(slots, 2, at("2026-09-09T08:00"), at("2026-09-09T08:30")), 4);
	ck_assert_uint_eq(board_peak(slots, 2, at("2026-09-09T09:00"), at("2026-09-09T10:00")), 0);
}
END_TEST

START_TEST(what_is_withdrawn_is_not_free)
{
	struct resource r = lab_of("");
	struct board_strip s = {0};
	r.active = false;
	fill(&r, NULL, 0, 2, &s);
	ck_assert_str_eq(buf_text(&s.text), "----------------------------");
	buf_release(&s.text);
}
END_TEST

/* ---- the view ---- */

static void click(int row, int col, enum mouse_act act)
{
	screen_event(&app, &(struct event){.type = EVENT_MOUSE, .mouse = act, .row = row, .col = col, .text = ""});
	screen_draw(&app);
}

START_TEST(what_is_marked_over_rows_and_hours_is_booked_as_one)
{
	open_at(24, 80);
	type("j}ll");
	press('v');
	type("jl");
	ASSERT_ROW(21, "10:00-12:00  LAB-1 ... LAB-2");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("New booking");
	ASSERT_SHOWS("LAB-1;LAB-2");
	/* the mark is still there after the form was left */
	press(KEY_ESC_CODE);
	ASSERT_ROW(21, "LAB-1 ... LAB-2");
	press(KEY_ENTER_CODE);
	press(KEY_CODE_F2);
	ASSERT_HIDES("LAB-1 ... LAB-2");
	ck_assert_str_eq(all_standing(&w), "1 2026-09-14T10:00 2026-09-14T12:00 LAB-1;LAB-2\n");
	ASSERT_SHOWS("Booked");
	leave();
}
END_TEST

START_TEST(a_free_cell_is_booked_and_a_taken_one_shown)
{
	open_at(24, 80);
	struct request rq = rq_book(&w, "LAB-1", "2026-09-07T10:00", "2026-09-07T12:00");
	rq.u.booking.purpose = "Welding";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	tick();
	ASSERT_ROW(3, "*Weld~");
	type("jll");
	ASSERT_ROW(21, "10:00-12:00  1  Welding");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("Welding");
	press(KEY_ESC_CODE);
	press('x');
	ASSERT_SHOWS("Cancel booking 1");
	press('n');
	type("ll");
	ASSERT_ROW(21, "12:00-13:00  free");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("New booking");
	leave();
}
END_TEST

START_TEST(a_booking_is_picked_up_and_put_down)
{
	open_at(24, 80);
	ck_assert_str_eq(book(&w, "LAB-1;T001", "2026-09-07T10:00", "2026-09-07T11:30"), "added");
	tick();
	type("jllp");
	ASSERT_ROW(22, "picked up");
	type("]j");
	ASSERT_ROW(21, "10:00-11:30  LAB-2: Enter puts booking 1 here");
	press(KEY_ENTER_CODE);
	ck_assert_str_eq(all_standing(&w), "1 2026-09-08T10:00 2026-09-08T11:30 LAB-2;T001\n");
	ASSERT_ROW(22, "Moved: booking 1");
	press('u');
	ck_assert_str_eq(all_standing(&w), "1 2026-09-07T10:00 2026-09-07T11:30 LAB-1;T001\n");
	/* left where it is */
	type("[kp");
	ASSERT_ROW(22, "picked up");
	press(KEY_ESC_CODE);
	press(KEY_ENTER_CODE);
	ASSERT_HIDES("Moved");
	ck_assert_str_eq(all_standing(&w), "1 2026-09-07T10:00 2026-09-07T11:30 LAB-1;T001\n");
	leave();
}
END_TEST

/* Held in the middle, or begun within an hour: another day leaves the time, another hour moves it by hours. */
START_TEST(what_is_carried_keeps_its_minutes)
{
	open_at(24, 80);
	ck_assert_str_eq(book(&w, "LAB-1", "2026-09-07T10:30", "2026-09-07T12:15"), "added");
	tick();
	type("jlllp]");
	ASSERT_ROW(21, "10:30-12:15  LAB-1: Enter puts booking 1 here");
	press('l');
	ASSERT_ROW(21, "11:30-13:15  LAB-1: Enter puts booking 1 here");
	press(KEY_ENTER_CODE);
	ck_assert_str_eq(all_standing(&w), "1 2026-09-08T11:30 2026-09-08T13:15 LAB-1\n");
	leave();
}
END_TEST

static int halt(struct db_txn *txn, void *arg)
{
	const int *gates = arg;
	char c = 'r';
	(void)txn;
	ck_assert_int_eq(write(gates[0], &c, 1), 1);
	return read(gates[1], &c, 1) == 0 ? 0 : QUAD_EIO;
}

/* A process in the middle of a change; closing what is returned lets it go on. */
static int start_writer(pid_t *pid)
{
	int ready[2], go[2];
	char c;
	ck_assert(pipe(ready) == 0 && pipe(go) == 0);
	*pid = fork();
	if (*pid == 0) {
		struct store s;
		int gates[2] = {ready[1], go[0]};
		close(go[1]);
		int err = store_open(w.dir, &s);
		test_child_end(err || db_update(s.db, halt, gates, NULL) ? 1 : 0);
	}
	close(ready[1]);
	close(go[0]);
	ck_assert_int_eq(read(ready[0], &c, 1), 1);
	close(ready[0]);
	return go[1];
}

/* While another program writes it stays in the hand: the same key again puts it down. */
START_TEST(what_could_not_be_put_down_is_still_carried)
{
	pid_t pid;
	int status;
	open_at(24, 80);
	ck_assert_str_eq(book(&w, "LAB-1", "2026-09-07T10:00", "2026-09-07T11:00"), "added");
	tick();
	type("jllp]");
	int go = start_writer(&pid);
	db_set_timeout(w.s.db, 1);
	press(KEY_ENTER_CODE);
	ASSERT_ROW(22, "is writing; nothing was changed. Try again");
	ASSERT_ROW(21, "Enter puts booking 1 here");
	close(go);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	press(KEY_ENTER_CODE);
	ck_assert_str_eq(all_standing(&w), "1 2026-09-08T10:00 2026-09-08T11:00 LAB-1\n");
	leave();
}
END_TEST

/* Where it cannot be, the form says why, with what was asked for. */
START_TEST(what_cannot_be_put_down_opens_the_form)
{
	open_at(24, 80);
	ck_assert_str_eq(book(&w, "LAB-1", "2026-09-07T10:00", "2026-09-07T12:00"), "added");
	ck_assert_str_eq(book(&w, "LAB-2", "2026-09-07T11:00", "2026-09-07T12:00"), "added");
	tick();
	type("jllpj");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("Change booking 1");
	ASSERT_SHOWS("LAB-2");
	ck_assert_str_eq(all_standing(&w), "1 2026-09-07T10:00 2026-09-07T12:00 LAB-1\n"
	                                   "2 2026-09-07T11:00 2026-09-07T12:00 LAB-2\n");
	leave();
}
END_TEST

/* Somebody else changed it meanwhile: it is not overwritten. */
START_TEST(what_was_changed_since_it_was_picked_up_is_not_put_down)
{
	open_at(24, 80);
	ck_assert_str_eq(book(&w, "LAB-1", "2026-09-07T10:00", "2026-09-07T12:00"), "added");
	tick();
	type("jllp");
	ck_assert_str_eq(move(&w, 1, "2026-09-09T08:00", "2026-09-09T09:00"), "updated");
	tick();
	type("]");
	press(KEY_ENTER_CODE);
	ck_assert_str_eq(all_standing(&w), "1 2026-09-09T08:00 2026-09-09T09:00 LAB-1\n");
	leave();
}
END_TEST

START_TEST(the_week_of_a_cell_begins_at_its_hour)
{
	open_at(24, 80);
	type("jlllw");
	ASSERT_ROW(0, "LAB-1  2026-09-07");
	ASSERT_ROW(21, "Mon 2026-09-07 11:00-12:00  free");
	ASSERT_ROW(2, "08:00");
	leave();
}
END_TEST

/* Letters are text then, so the footer does not show their keys. */
START_TEST(a_filter_that_is_typed_says_how_to_keep_and_drop_it)
{
	open_at(24, 80);
	type("/lab");
	ASSERT_ROW(23, "Enter keep the filter  Esc drop");
	ASSERT_HIDES("q quit");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "/lab");
	ASSERT_ROW(23, "q quit");
	type("/");
	screen_event(&app,
	             &(struct event){.type = EVENT_MOUSE, .mouse = MOUSE_PRESS, .row = 23, .col = 25, .text = ""});
	screen_draw(&app);
	ASSERT_ROW(23, "q quit");
	ASSERT_HIDES("/lab");
	leave();
}
END_TEST

START_TEST(the_holder_leaves_the_rows_above_in_sight)
{
	open_at(24, 80);
	ck_assert_str_eq(book(&w, "LAB-1;T001", "2026-09-07T10:00", "2026-09-07T19:40"), "added");
	tick();
	type("jlll");
	ASSERT_ROW(21, "10:00-19:40");
	press('i');
	ASSERT_SHOWS("booking 1");
	ASSERT_ROW(3, ">LAB-1");
	ASSERT_SHOWS("Asked by");
	press(KEY_ESC_CODE);
	press('e');
	ASSERT_SHOWS("9h40m");
	leave();
}
END_TEST

/* What a key does stands beneath itself where it takes two rows. */
START_TEST(the_help_keeps_its_columns)
{
	open_at(16, 60);
	press('?');
	press(KEY_CODE_PAGE_DOWN);
	for (int i = 1; i < 14; i++)
		ck_assert_msg(!*row(i) || strncmp(row(i), "  ", 2) == 0, "%s", picture());
	leave();
}
END_TEST

/* Of several that share a resource none is taken for the one that is meant. */
START_TEST(which_of_several_is_asked_for_is_said_in_their_list)
{
	static const char keys[] = "xepi";
	open_at(24, 80);
	ck_assert_str_eq(book(&w, "OSC*3", "2026-09-07T10:00", "2026-09-07T12:00"), "added");
	tick();
	type("jjjjll");
	ASSERT_ROW(21, "3 of 10 taken");
	press('x');
	ASSERT_SHOWS("Cancel booking 1");
	press('n');
	ck_assert_str_eq(book(&w, "OSC*2", "2026-09-07T10:00", "2026-09-07T11:00"), "added");
	tick();
	for (size_t i = 0; keys[i]; i++) {
		press((uint32_t)keys[i]);
		ASSERT_ROW(22, "several bookings are there; Enter lists them");
	}
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "Bookings  OSC");
	leave();
}
END_TEST

START_TEST(any_date_is_near)
{
	open_at(24, 80);
	press(']');
	ASSERT_ROW(0, "Tue 2026-09-08");
	press('}');
	ASSERT_ROW(0, "Tue 2026-09-15");
	type("[[{");
	ASSERT_ROW(0, "Sun 2026-09-06");
	press('t');
	ASSERT_ROW(0, "Mon 2026-09-07");
	press('g');
	type("2026-12-02");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "Wed 2026-12-02");
	/* over the edge of a day */
	press('t');
	for (int i = 0; i < 9; i++)
		press('h');
	ASSERT_ROW(0, "Sun 2026-09-06");
	ASSERT_ROW(21, "23:00");
	press('l');
	ASSERT_ROW(0, "Mon 2026-09-07");
	ASSERT_ROW(21, "00:00-01:00");
	leave();
}
END_TEST

START_TEST(the_week_opens_its_days)
{
	open_at(24, 100);
	ck_assert_str_eq(book(&w, "LAB-1", "2026-09-09T08:00", "2026-09-09T22:00"), "added");
	tick();
	type("j");
	for (int i = 0; i < 3; i++)
		press('m');
	ASSERT_ROW(1, "Mon");
	ASSERT_ROW(1, "Wed");
	type("ll");
	ASSERT_ROW(21, "Enter opens the day");
	press('v');
	ASSERT_ROW(22, "open a day first");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "Wed 2026-09-09");
	ASSERT_ROW(21, "08:00-22:00  1");
	leave();
}
END_TEST

START_TEST(periods_are_cells_where_there_are_any)
{
	open_at(24, 80);
	struct request rq = rq_of(&w, OP_PERIOD);
	for (uint32_t n = 1; n <= 2; n++) {
		int start = 480 + (int)(n - 1) * 55;
		rq.u.period = (struct period){n, start, start + 45, "", PERIOD_ALWAYS, 0};
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
	tick();
	for (int i = 0; i < 3; i++)
		press('m');
	ASSERT_ROW(1, "1 08:00");
	ASSERT_ROW(1, "2 08:55");
	type("jl");
	ASSERT_ROW(21, "08:55-09:40  free");
	press('m');
	ASSERT_ROW(1, "Mon");
	leave();
}
END_TEST

/* A period on campuses of all, from a date on. */
static void set_period(uint32_t number, int start, int64_t from)
{
	struct request rq = rq_of(&w, OP_PERIOD);
	rq.u.period = (struct period){number, start, start + 45, "", from, 0};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

START_TEST(over_the_edge_of_a_day_may_be_a_day_without_periods)
{
	open_at(24, 80);
	set_period(1, 480, day_of("2026-09-08"));
	set_period(60, 540, day_of("2026-09-08"));
	tick();
	type("j]mmm");
	ASSERT_ROW(1, "1 08:00");
	ASSERT_ROW(1, "60 09:00");
	press('h');
	press('h');
	ASSERT_ROW(0, "Mon 2026-09-07");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(22, "no teaching periods on that day");
	press(']');
	ASSERT_ROW(0, "Tue 2026-09-08");
	ASSERT_ROW(21, "08:00-08:45  free");
	leave();
}
END_TEST

/* A campus may keep other times: the third period of a row is that of its own campus. */
START_TEST(periods_are_those_of_the_campus_of_the_row)
{
	open_at(24, 80);
	struct request rq = rq_of(&w, OP_PERIOD);
	set_period(1, 480, PERIOD_ALWAYS);
	rq.u.period = (struct period){1, 510, 550, "S", PERIOD_ALWAYS, 0};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	tick();
	type("jmmm");
	ASSERT_ROW(21, "08:00-08:45  free");
	press('j');
	ASSERT_ROW(1, "1 08:30");
	ASSERT_ROW(21, "08:30-09:10  free");
	press('k');
	ASSERT_ROW(1, "1 08:00");
	/* over rows of both a mark holds its time */
	type("vj");
	ASSERT_ROW(21, "08:00-08:45  LAB-1 ... LAB-2");
	ck_assert_str_eq(book(&w, "T001", "2026-09-08T10:00", "2026-09-08T11:00"), "added");
	tick();
	ASSERT_ROW(21, "08:00-08:45  LAB-1 ... LAB-2");
	press(KEY_ESC_CODE);
	ASSERT_ROW(21, "08:30-09:10  free");
	leave();
}
END_TEST

/* What was marked is booked, or nothing: not what has come in its place. */
START_TEST(a_mark_goes_with_its_period)
{
	open_at(24, 80);
	set_period(1, 480, PERIOD_ALWAYS);
	set_period(2, 540, PERIOD_ALWAYS);
	set_period(3, 600, PERIOD_ALWAYS);
	tick();
	type("jmmmllvh");
	ASSERT_ROW(21, "09:00-10:45  LAB-1");
	set_period(1, 480, day_of("2026-09-01"));
	tick();
	ASSERT_ROW(21, "08:00-08:45  free");
	leave();
}
END_TEST

START_TEST(each_key_goes_a_day_on_where_the_clock_is_set_back)
{
	open_at(24, 80);
	ck_assert_int_eq(clock_zone_use("Europe/Berlin"), 0);
	press('g');
	type("2026-10-25");
	press(KEY_ENTER_CODE);
	for (int i = 0; i < 24 && !strstr(row(21), "00:00-"); i++)
		press('h');
	ASSERT_ROW(0, "2026-10-25");
	ASSERT_ROW(21, "00:00-01:00");
	press(']');
	ASSERT_ROW(0, "2026-10-26");
	ASSERT_ROW(21, "00:00-01:00");
	press(']');
	ASSERT_ROW(0, "2026-10-27");
	ASSERT_ROW(21, "00:00-01:00");
	ck_assert_int_eq(clock_zone_use("Asia/Shanghai"), 0);
	leave();
}
END_TEST

START_TEST(in_a_week_the_day_of_the_cursor_is_the_day)
{
	open_at(24, 80);
	type("mmm");
	ASSERT_ROW(1, "Mon");
	type("lll");
	ASSERT_ROW(0, "Thu 2026-09-10");
	press('o');
	ASSERT_ROW(0, "2026-09-10");
	leave();
}
END_TEST

START_TEST(a_free_time_leaves_what_is_free_then)
{
	open_at(24, 80);
	ck_assert_str_eq(book(&w, "LAB-1", "2026-09-07T10:00", "2026-09-07T12:00"), "added");
	tick();
	type("yll");
	ASSERT_ROW(0, "1/2");
	press('F');
	ASSERT_ROW(0, "1/1");
	ASSERT_ROW(2, "LAB-2");
	press(KEY_ESC_CODE);
	ASSERT_ROW(0, "/46");
	leave();
}
END_TEST

START_TEST(what_is_shown_is_narrowed_by_values_that_there_are)
{
	open_at(24, 80);
	press('s');
	ASSERT_SHOWS("Show only");
	type("seats");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("Seats at least");
	type("40");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "40+");
	press('c');
	type("南");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "S 40+");
	press('y');
	ASSERT_ROW(0, "0/0");
	/* what was chosen is where the cursor is, and the first row takes it back */
	press(KEY_ESC_CODE);
	ASSERT_ROW(0, "/46");
	leave();
}
END_TEST

START_TEST(a_dialog_has_what_is_written_before_what_sounds)
{
	open_at(24, 80);
	ck_assert_str_eq(campus(&w, "X-EAST", ""), "added");
	school_add(&w, "X-1", "", KIND_LAB, "X-EAST", 10);
	tick();
	press('c');
	type("xxx");
	ASSERT_SHOWS("nothing matches");
	type("\b\b");
	/* 北校区 and 南校区 sound like it, and are first in order */
	ASSERT_SHOWS("北校区");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(0, "X-EAST");
	leave();
}
END_TEST

START_TEST(the_mouse_points_marks_and_opens)
{
	open_at(24, 80);
	click(3, 10, MOUSE_PRESS);
	ASSERT_ROW(3, ">LAB-1");
	click(4, 79 - 3, MOUSE_PRESS);
	ASSERT_ROW(4, ">LAB-2");
	ASSERT_ROW(21, "20:00-21:00");
	click(3, 79 - 6, MOUSE_PRESS);
	click(4, 79 - 3, MOUSE_DRAG);
	ASSERT_ROW(21, "LAB-1 ... LAB-2");
	click(3, 79 - 9, MOUSE_PRESS);
	ASSERT_HIDES("...");
	click(3, 79 - 9, MOUSE_DOUBLE);
	ASSERT_SHOWS("New booking");
	leave();
}
END_TEST

/* ---- keys and bytes ---- */

/* "A campus's labs on a day next week", which took a command for each lab: five keys. */
START_TEST(a_campuss_labs_next_week_are_five_keys_away)
{
	open_at(24, 80);
	type("cn");
	press(KEY_ENTER_CODE);
	type("y}");
	ASSERT_ROW(0, "Mon 2026-09-14");
	ASSERT_ROW(0, "lab N");
	ASSERT_ROW(0, "1/1");
	leave();
}
END_TEST

/* A city: 5,000 rooms, and some bookings on the first ones. */
static void fill_city(void)
{
	enum { N = 5000, PORTION = 500, BOOKED = 100 };
	char code[32], name[64], today[CLOCK_TEXT_MAX], start[64], end[64];
	struct request *rqs = calloc(PORTION, sizeof *rqs);
	struct result *results = calloc(PORTION, sizeof *results);
	world_open(&w);
	ck_assert_str_eq(campus(&w, "北校区", "北校区"), "added");
	for (int i = 0; i < N; i += PORTION) {
		for (int j = 0; j < PORTION; j++) {
			snprintf(code, sizeof code, "GZ-LAB-%04d", i + j + 1);
			snprintf(name, sizeof name, "智能制造实训室（%d号）", (i + j) * 7919 % 1000);
			rqs[j] = rq_resource(&w, arena_str(&w.arena, code), KIND_LAB, MODE_EXCLUSIVE, 40, "北校区");
			rqs[j].u.resource.name = arena_str(&w.arena, name);
		}
		ck_assert_int_eq(store_apply(&w.s, rqs, PORTION, false, results, &w.arena), 0);
	}
	free(rqs);
	free(results);
	clock_format_date(clock_local_day(clock_now_min()) + 1, today);
	for (int i = 0; i < BOOKED; i++) {
		snprintf(code, sizeof code, "GZ-LAB-%04d", i + 1);
		snprintf(start, sizeof start, "%sT%02d:00", today, 8 + i % 10);
		snprintf(end, sizeof end, "%sT%02d:00", today, 10 + i % 10);
		struct request rq = rq_book(&w, arena_str(&w.arena, code), start, end);
		rq.u.booking.purpose = "数控编程与操作 CNC programming";
		rq.now = clock_now_min();
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
	store_close(&w.s);
}

static size_t bytes_of(struct pty *p, const char *key, const char *gone)
{
	pty_keys(p, key);
	pty_wait_gone(p, gone);
	pty_settle(p);
	return pty_bytes(p);
}

START_TEST(another_day_costs_few_bytes)
{
	static const struct {
		int rows, cols;
	} sizes[] = {{16, 60}, {24, 80}, {50, 200}};
	char title[400];
	fill_city();
	const char *argv[] = {"quad", "--store", w.dir, NULL};
	struct pty *p = pty_spawn(quad_main, argv, NULL, sizes[_i].rows, sizes[_i].cols);
	pty_wait_row(p, sizes[_i].rows - 1, "help");
	pty_settle(p);
	ck_assert_uint_le(pty_bytes(p), 5000);
	snprintf(title, sizeof title, "%.20s", pty_row(p, 0));
	/* to the day with bookings, and away from it */
	ck_assert_uint_le(bytes_of(p, "]", title), 6000);
	ck_assert(pty_shows(p, "数"));
	snprintf(title, sizeof title, "%.20s", pty_row(p, 0));
	ck_assert_uint_le(bytes_of(p, "]", title), 6000);
	pty_close(p);
	ck_assert_int_eq(store_open(w.dir, &w.s), 0);
	world_close(&w);
}
END_TEST

Suite *board_suite(void)
{
	Suite *s = suite_create("board");
	TCase *t = tcase_create("board");
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, cells_of_a_day_are_its_hours, 0, 4);
	tcase_add_loop_test(t, a_day_on_which_the_clock_is_set_has_each_minute_once, 0, 2);
	tcase_add_test(t, the_window_holds_the_cursor);
	tcase_add_test(t, columns_of_a_cell_share_its_time);
	tcase_add_test(t, a_strip_says_what_is_when);
	tcase_add_test(t, setup_and_teardown_are_marked);
	tcase_add_test(t, a_pool_shows_how_much_is_taken);
	tcase_add_test(t, the_peak_of_a_pool_is_at_one_instant);
	tcase_add_test(t, what_is_withdrawn_is_not_free);
	tcase_add_test(t, what_is_marked_over_rows_and_hours_is_booked_as_one);
	tcase_add_test(t, a_free_cell_is_booked_and_a_taken_one_shown);
	tcase_add_test(t, a_booking_is_picked_up_and_put_down);
	tcase_add_test(t, what_is_carried_keeps_its_minutes);
	tcase_add_test(t, what_could_not_be_put_down_is_still_carried);
	tcase_add_test(t, what_cannot_be_put_down_opens_the_form);
	tcase_add_test(t, what_was_changed_since_it_was_picked_up_is_not_put_down);
	tcase_add_test(t, the_week_of_a_cell_begins_at_its_hour);
	tcase_add_test(t, a_filter_that_is_typed_says_how_to_keep_and_drop_it);
	tcase_add_test(t, the_holder_leaves_the_rows_above_in_sight);
	tcase_add_test(t, the_help_keeps_its_columns);
	tcase_add_test(t, which_of_several_is_asked_for_is_said_in_their_list);
	tcase_add_test(t, any_date_is_near);
	tcase_add_test(t, the_week_opens_its_days);
	tcase_add_test(t, periods_are_cells_where_there_are_any);
	tcase_add_test(t, over_the_edge_of_a_day_may_be_a_day_without_periods);
	tcase_add_test(t, periods_are_those_of_the_campus_of_the_row);
	tcase_add_test(t, a_mark_goes_with_its_period);
	tcase_add_test(t, each_key_goes_a_day_on_where_the_clock_is_set_back);
	tcase_add_test(t, in_a_week_the_day_of_the_cursor_is_the_day);
	tcase_add_test(t, a_free_time_leaves_what_is_free_then);
	tcase_add_test(t, a_dialog_has_what_is_written_before_what_sounds);
	tcase_add_test(t, what_is_shown_is_narrowed_by_values_that_there_are);
	tcase_add_test(t, the_mouse_points_marks_and_opens);
	tcase_add_test(t, a_campuss_labs_next_week_are_five_keys_away);
	tcase_add_loop_test(t, another_day_costs_few_bytes, 0, 3);
	suite_add_tcase(s, t);
	return s;
}
