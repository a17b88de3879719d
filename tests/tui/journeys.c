/*
 * Journeys: what an administrator does at the screen, from the first key to what the store then holds. The real
 * program runs on a pseudo-terminal; what it costs on the line is counted in bytes.
 */
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "tests/engine.h"
#include "tests/pty.h"
#include "tests/tui/school.h"
#include "tui/cmd/cmd_table.h"
#include "tui/demo/demo.h"
#include "tui/quad.h"
#include "tui/screen/action.h"
#include "tui/screen/ui_board.h"

Suite *journeys_suite(void);

/* ---- what the journeys share ---- */

static struct world w;

static struct pty *start(const char *dir, int rows, int cols, const char *const *env)
{
	const char *argv[] = {"quad", "--store", dir, "tui", NULL};
	return pty_spawn(quad_main, argv, env, rows, cols);
}

static struct pty *open_screen(int rows, int cols, const char *const *env)
{
	struct pty *p = start(w.dir, rows, cols, env);
	pty_wait(p, "LAB-1");
	pty_wait_row(p, rows - 1, "help");
	pty_settle(p);
	return p;
}

static struct pty *open_school(int rows, int cols, const char *const *env)
{
	school_open(&w);
	school_leave(&w);
	return open_screen(rows, cols, env);
}

/* What stands in the store, once the screen is closed or while it is open. */
static const char *stored(void)
{
	school_return(&w);
	const char *text = all_standing(&w);
	school_leave(&w);
	return text;
}

static void finish(struct pty *p)
{
	pty_close(p);
	school_return(&w);
	check_store(&w.s);
	world_close(&w);
}

/* Puts the cursor of the list on a resource by filtering, and leaves the filter line. */
static void choose(struct pty *p, const char *code)
{
	pty_do(p, "/", "/");
	pty_keys(p, code);
	pty_wait(p, " 1/1");
	pty_keys(p, K_ENTER);
	pty_settle(p);
}

/* In a week: a Wednesday that is still to come, 08:00. Gives its date. */
static void go_to_wednesday(struct pty *p, int rows, char date[11])
{
	pty_do(p, "}", "08:00");
	pty_settle(p);
	/* the cursor is at the hour of now */
	for (int i = 0; i < 7 + 24; i++) {
		const char *line = pty_row(p, rows - 3);
		bool wednesday = strncmp(line, "Wed ", 4) == 0;
		if (wednesday && strstr(line, " 08:00-")) {
			snprintf(date, 11, "%.10s", line + 4);
			return;
		}
		char was[400];
		snprintf(was, sizeof was, "%s", line);
		pty_keys(p, wednesday ? K_UP : K_RIGHT);
		pty_wait_gone(p, was);
		pty_settle(p);
	}
	pty_print(p);
	ck_abort_msg("no Wednesday");
}

/* From one field of the form to another. */
static void go_to_field(struct pty *p, const char *from, const char *to)
{
	int tabs = form_tabs(to) - form_tabs(from);
	for (; tabs > 0; tabs--)
		pty_keys(p, K_TAB);
	for (; tabs < 0; tabs++)
		pty_keys(p, K_BACKTAB);
	pty_settle(p);
}

/* Books through the store while the screen is open, as another program does. */
static void others_book(const char *claims, const char *start_text, const char *end_text)
{
	school_return(&w);
	ck_assert_str_eq(book(&w, claims, start_text, end_text), "added");
	school_leave(&w);
}

/* ---- finding ---- */

START_TEST(a_chinese_name_is_found_as_one_types)
{
	struct pty *p = open_school(24, 80, NULL);
	pty_do(p, "/", "/");
	pty_do(p, "维", "1/1");
	pty_do(p, "修", "/维修");
	ck_assert_int_ge(pty_find(p, "汽车维修实训室"), 0);
	ck_assert(!pty_shows(p, "Welding lab"));
	pty_do(p, "\177\177", "1/46");
	pty_keys(p, "焊接");
	pty_wait(p, "0/0");
	pty_wait(p, "Nothing matches");
	pty_do(p, K_ESC, "1/46");
	finish(p);
}
END_TEST

START_TEST(a_chinese_name_is_found_by_sound)
{
	struct pty *p = open_school(24, 80, NULL);
	pty_do(p, "/", "/");
	pty_do(p, "qc", "/qc  1/1");
	ck_assert_int_ge(pty_find(p, "汽车维修实训室"), 0);
	pty_do(p, "z", "0/0");
	pty_do(p, "\177wx", "/qcwx  1/1");
	pty_do(p, K_ESC, "1/46");
	/* what is typed becomes a word of Cantonese with its last letters */
	pty_do(p, "/", "/");
	pty_do(p, "he", "/he  1/1");
	ck_assert(pty_shows(p, "T001"));
	pty_do(p, "ice", "/heice  1/1");
	ck_assert_int_ge(pty_find(p, "汽车维修实训室"), 0);
	pty_do(p, K_ESC, "1/46");
	pty_do(p, "/", "/");
	pty_do(p, "汽車", "/汽車  1/1");
	finish(p);
}
END_TEST

START_TEST(full_width_letters_filter_too)
{
	struct pty *p = open_school(24, 80, NULL);
	pty_do(p, "/", "/");
	pty_do(p, "ＬＡＢ－２", "1/1");
	ck_assert(pty_shows(p, "Welding lab"));
	finish(p);
}
END_TEST

START_TEST(characters_that_arrive_in_pieces_are_whole)
{
	struct pty *p = open_school(24, 80, NULL);
	pty_do(p, "/", "/");
	pty_keys(p, "\xe7\xbb");
	pty_listen(p, 30);
	pty_keys(p, "\xb4");
	pty_wait(p, "/维");
	finish(p);
}
END_TEST

START_TEST(bytes_that_are_no_text_do_no_harm)
{
	struct pty *p = open_school(24, 80, NULL);
	pty_do(p, "/", "/");
	pty_keys(p, "\xff\xfe\xc0weld");
	pty_wait(p, "1/1");
	pty_wait(p, "Welding lab");
	finish(p);
}
END_TEST

/* ---- booking ---- */

START_TEST(a_time_is_marked_booked_and_seen_in_the_week)
{
	char date[11], line[64];
	struct pty *p = open_school(24, 80, NULL);
	choose(p, "LAB-1");
	pty_do(p, "w", "Mon");
	go_to_wednesday(p, 24, date);
	pty_do(p, "v", "marked");
	pty_do(p, "j", "10:00");
	pty_do(p, "b", "New booking");
	snprintf(line, sizeof line, "Wed %s 08:00", date);
	pty_wait(p, line);
	pty_wait(p, "2 h");
	pty_wait(p, "free");
	go_to_field(p, "Resources", "People");
	pty_keys(p, "20");
	go_to_field(p, "People", "Purpose");
	pty_keys(p, "电工实训" K_TAB);
	pty_wait(p, "电工实训");
	pty_do(p, "\x13", "Booked");
	pty_wait(p, "电工实训");
	ck_assert(!pty_shows(p, "New booking"));
	snprintf(line, sizeof line, "1 %sT08:00 %sT10:00 LAB-1\n", date, date);
	ck_assert_str_eq(stored(), line);
	finish(p);
}
END_TEST

START_TEST(a_taken_slot_gives_every_reason_and_stores_nothing)
{
	char date[11], from[32], to[32];
	struct pty *p = open_school(24, 80, NULL);
	choose(p, "LAB-1");
	pty_do(p, "w", "Mon");
	go_to_wednesday(p, 24, date);
	snprintf(from, sizeof from, "%sT08:00", date);
	snprintf(to, sizeof to, "%sT10:00", date);
	others_book("LAB-1;T001", from, to);
	const char *before = stored();
	pty_wait(p, "by others");
	pty_do(p, "b", "New booking");
	pty_wait(p, "booking 1");
	go_to_field(p, "Resources", "People");
	pty_keys(p, "99");
	go_to_field(p, "People", "Resources");
	pty_keys(p, K_END ";T001" K_TAB);
	pty_wait(p, "T001");
	pty_wait(p, "40");
	pty_settle(p);
	/* the three broken rules, each with its resource */
	int n_lab = 0, n_teacher = 0;
	for (int row = 10; row < 22; row++) {
		n_lab += strstr(pty_row(p, row), "LAB-1") != NULL;
		n_teacher += strstr(pty_row(p, row), "T001") != NULL;
	}
	if (n_lab < 2 || n_teacher < 1) {
		pty_print(p);
		ck_abort_msg("%d reasons of LAB-1, %d of T001", n_lab, n_teacher);
	}
	pty_keys(p, "\x13");
	pty_wait_row(p, 22, "reason");
	ck_assert(pty_shows(p, "New booking"));
	ck_assert(pty_shows(p, "99"));
	ck_assert_str_eq(stored(), before);
	/* leaving what was typed takes two */
	pty_do(p, K_ESC, "Esc again");
	pty_do(p, K_ESC, "Mon");
	finish(p);
}
END_TEST

START_TEST(what_cannot_be_read_stays_as_it_was_typed)
{
	struct pty *p = open_school(24, 80, NULL);
	choose(p, "LAB-1");
	pty_do(p, "b", "New booking");
	go_to_field(p, "Resources", "Start");
	pty_keys(p, "\x15someday" K_TAB);
	pty_wait(p, "not a time");
	pty_wait(p, "someday");
	pty_do(p, "\x13", "not a time");
	pty_keys(p, K_BACKTAB "\x15２０３０－０９－０２　０８：００" K_TAB);
	pty_wait(p, "Mon 2030-09-02 08:00");
	ck_assert_str_eq(stored(), "");
	finish(p);
}
END_TEST

START_TEST(a_booking_is_changed_and_the_change_taken_back)
{
	school_open(&w);
	w.now = clock_now_min();
	ck_assert_str_eq(book(&w, "LAB-1", "2030-09-02T08:00", "2030-09-02T10:00"), "added");
	school_leave(&w);
	struct pty *p = open_screen(24, 80, NULL);
	pty_do(p, ":move 1 --at 2030-09-02T14:00 --for 2h\r", "move");
	pty_settle(p);
	ck_assert_str_eq(stored(), "1 2030-09-02T14:00 2030-09-02T16:00 LAB-1\n");
	finish(p);
}
END_TEST

/* Opens the bookings of LAB-1 on a store where booking 1 lies in the coming days. */
static struct pty *open_bookings(char from[CLOCK_TEXT_MAX], char to[CLOCK_TEXT_MAX])
{
	school_open(&w);
	int64_t day = clock_local_day(clock_now_min()) + 2;
	w.now = clock_now_min();
	clock_format(clock_day_start(day) + 8 * 60, from);
	clock_format(clock_day_start(day) + 10 * 60, to);
	struct request rq = rq_book(&w, "LAB-1;T001", from, to);
	rq.u.booking.purpose = "电工实训";
	rq.u.booking.party = 20;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_book(&w, "LAB-1", from, to);
	rq.u.booking.purpose = "Welding course";
	rq.u.booking.start += 240;
	rq.u.booking.end += 240;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	school_leave(&w);
	struct pty *p = open_screen(24, 80, NULL);
	choose(p, "LAB-1");
	pty_do(p, "o", "Bookings");
	pty_wait(p, "电工实训");
	pty_settle(p);
	return p;
}

START_TEST(a_change_in_the_form_keeps_the_id_and_can_be_taken_back)
{
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX], moved[80], line[128];
	struct pty *p = open_bookings(from, to);
	const char *before = stored();
	pty_do(p, "e", "Change booking 1");
	pty_keys(p, "\x15");
	snprintf(moved, sizeof moved, "%.10s 09:00", from);
	pty_keys(p, moved);
	pty_do(p, K_TAB, "2 h");
	pty_wait_row(p, 10, "09:00");
	pty_do(p, "\x13", "Changed: booking 1");
	snprintf(line, sizeof line, "1 %.10sT09:00 %.10sT11:00 LAB-1;T001\n", from, from);
	ck_assert_ptr_nonnull(strstr(stored(), line));
	pty_do(p, "u", "Taken back");
	ck_assert_str_eq(stored(), before);
	finish(p);
}
END_TEST

START_TEST(cancelling_names_what_it_hits_and_means_no_unless_told)
{
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	struct pty *p = open_bookings(from, to);
	const char *before = stored();
	pty_do(p, "x", "Cancel booking 1");
	ck_assert(pty_shows(p, "LAB-1;T001"));
	ck_assert(pty_shows(p, from) || pty_shows(p, "08:00"));
	ck_assert(pty_shows(p, "20 people"));
	ck_assert(pty_shows(p, "anna"));
	pty_do(p, K_ENTER, "Nothing was changed");
	ck_assert_str_eq(stored(), before);
	pty_do(p, "x", "Cancel booking 1");
	pty_do(p, K_ESC, "Nothing was changed");
	/* no other key means yes */
	pty_do(p, "x", "Cancel booking 1");
	pty_keys(p, " x1ok\t");
	pty_settle(p);
	ck_assert_str_eq(stored(), before);
	pty_do(p, K_ESC K_ESC, "1/2");
	finish(p);
}
END_TEST

/* A closure typed in the form of its list: who would be hit is said, and asked about, before it is saved. */
START_TEST(a_closure_over_a_booking_is_asked_about)
{
	struct pty *p = open_school(24, 80, NULL);
	others_book("LAB-1;T001", "2030-03-06T18:00", "2030-03-06T20:00");
	pty_do(p, "L", "closures");
	for (int row = 3; !strstr(pty_row(p, row - 1), "closures"); row++) /* the first list is in row 2 */
		pty_keys(p, K_DOWN);
	pty_settle(p);
	pty_keys(p, K_ENTER);
	pty_wait_row(p, 0, "closures");
	pty_settle(p);
	pty_do(p, "+", "a new one");
	pty_keys(p, "2030-03-06T00:00\t2030-03-07T00:00\tLAB-1\t\tFair");
	pty_do(p, "\x13", "Save this change?");
	ck_assert(pty_shows(p, "booking 1, 2030-03-06 18:00: LAB-1 is closed"));
	pty_do(p, "n", "Nothing was changed");
	pty_do(p, "\x13", "Save this change?");
	pty_do(p, "y", "saved");
	ck_assert_ptr_nonnull(strstr(stored(), "1 2030-03-06T18:00 2030-03-06T20:00 LAB-1;T001\n"));
	finish(p);
}
END_TEST

START_TEST(a_cancelling_is_taken_back)
{
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX], want[200];
	struct pty *p = open_bookings(from, to);
	pty_do(p, "x", "Cancel booking 1");
	pty_do(p, "y", "Cancelled: booking 1");
	pty_wait(p, "1/1");
	ck_assert_ptr_null(strstr(stored(), "T001"));
	pty_do(p, "u", "Taken back");
	pty_wait(p, "/2");
	snprintf(want, sizeof want, " %s %s LAB-1;T001\n", from, to);
	if (!strstr(stored(), want)) {
		pty_print(p);
		ck_abort_msg("stands: %s", stored());
	}
	pty_do(p, "u", "nothing to take back");
	finish(p);
}
END_TEST

START_TEST(bookings_are_filtered_and_shown_with_their_history)
{
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	struct pty *p = open_bookings(from, to);
	pty_do(p, "/", "/");
	pty_do(p, "电工", "1/1");
	ck_assert(!pty_shows(p, "Welding"));
	pty_keys(p, K_ENTER);
	pty_settle(p);
	pty_do(p, K_ENTER, "T001");
	pty_wait(p, "anna");
	pty_wait(p, "电工实训");
	/* the history: who made it */
	pty_wait(p, "booked");
	pty_do(p, K_ESC, "Bookings");
	pty_do(p, "s", "with cancelled");
	finish(p);
}
END_TEST

/* ---- the `:` line ---- */

START_TEST(the_command_line_completes_and_runs)
{
	struct pty *p = open_school(24, 80, NULL);
	pty_do(p, ":bo" K_TAB, "bookings");
	pty_keys(p, "ok" K_TAB);
	pty_wait(p, ":book");
	pty_keys(p, K_ESC);
	pty_wait_gone(p, ":book");
	pty_do(p, ":list campuses\r", "北校区");
	pty_do(p, "q", "1/46");
	pty_do(p, ":find --kind lab\r", "Found");
	ck_assert(pty_shows(p, "Welding lab"));
	ck_assert(!pty_shows(p, "R-01"));
	pty_do(p, "q", "1/46");
	pty_do(p, ":book LAB-1 --at 2030-09-02T08:00 --for 2h --purpose \"电工 实训\"\r", "booked");
	ck_assert_str_eq(stored(), "1 2030-09-02T08:00 2030-09-02T10:00 LAB-1\n");
	pty_settle(p);
	pty_do(p, K_ESC, "1/46");
	pty_do(p, ":book LAB-1 --at 2030-09-02T09:00 --for 2h\r", "booking 1");
	ck_assert_str_eq(stored(), "1 2030-09-02T08:00 2030-09-02T10:00 LAB-1\n");
	finish(p);
}
END_TEST

START_TEST(a_wrong_command_is_said_and_nothing_lost)
{
	struct pty *p = open_school(24, 80, NULL);
	pty_do(p, ":nonsense\r", "nonsense");
	pty_do(p, ":\r", "1/46");
	pty_do(p, ":tui\r", "tui");
	pty_do(p, ":book LAB-1\r", "--at");
	pty_do(p, K_ESC, "1/46");
	pty_do(p, ":quit\r", "");
	ck_assert_int_eq(pty_exit(p), 0);
	finish(p);
}
END_TEST

START_TEST(help_names_every_action_of_the_place)
{
	struct buf all = {0};
	enum { ROWS = 120 };
	struct pty *p = open_school(ROWS, 160, NULL);
	pty_do(p, "?", "explain a command");
	for (int row = 0; row < ROWS; row++)
		buf_fmt(&all, "%s\n", pty_row(p, row));
	struct view *first = ui_board_new();
	for (const struct action *row = first->ops->actions; action_of_row(row); row++) {
		const struct action *a = action_of_row(row);
		if (!strstr(buf_text(&all), action_help(a)))
			ck_abort_msg("help does not say: %s (%s)\n%s", action_help(a), a->key_text, buf_text(&all));
	}
	first->ops->free(first);
	for (const struct cmd *c = cmd_table; c->name; c++)
		if (!(c->flags & CMD_SCREEN) && !strstr(buf_text(&all), c->summary))
			ck_abort_msg("help does not say: %s", c->summary);
	pty_do(p, K_ESC, "LAB-1");
	pty_do(p, K_F1, "Help");
	buf_release(&all);
	finish(p);
}
END_TEST

/* ---- others ---- */

START_TEST(what_others_change_appears_by_itself)
{
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	struct pty *p = open_bookings(from, to);
	pty_do(p, "j", "2/2");
	int row = pty_find(p, "Welding course");
	school_return(&w);
	struct request rq = rq_book(&w, "LAB-1", from, to);
	rq.u.booking.start -= 24 * 60;
	rq.u.booking.end -= 24 * 60;
	rq.u.booking.purpose = "Early bird";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	school_leave(&w);
	pty_wait(p, "1 change by others");
	pty_wait(p, "Early bird");
	pty_wait(p, "3/3");
	/* still on the same booking */
	ck_assert(strstr(pty_row(p, row + 1), "Welding course") != NULL);
	pty_wait_cursor_row(p, row + 1);
	pty_settle(p);
	pty_do(p, "x", "Cancel booking 2");
	finish(p);
}
END_TEST

START_TEST(the_selected_resource_stays_when_others_add_one)
{
	struct pty *p = open_school(24, 80, NULL);
	pty_do(p, "jjj", "4/46");
	pty_settle(p);
	school_return(&w);
	school_add(&w, "AAA", "first", KIND_ROOM, "N", 5);
	school_leave(&w);
	pty_wait(p, "5/47");
	ck_assert(strstr(pty_row(p, 6), ">OLD-1") != NULL || strstr(pty_row(p, 6), "OLD-1") != NULL);
	pty_wait_cursor_row(p, 6);
	finish(p);
}
END_TEST

/* ---- sizes ---- */

START_TEST(many_quick_resizes_end_right)
{
	struct pty *p = open_school(24, 80, NULL);
	for (int i = 0; i < 50; i++) {
		if (i % 3 == 0)
			pty_keys(p, i % 2 ? "k" : "j");
		pty_resize_fast(p, 20 + i % 17, 70 + i * 7 % 90);
		kill((pid_t)pty_pid(p), SIGWINCH);
	}
	pty_resize(p, 30, 100);
	pty_wait_row(p, 29, "help");
	pty_settle(p);
	pty_keys(p, "\x0c");
	pty_settle(p);
	ck_assert_ptr_nonnull(strstr(pty_row(p, 0), "/46"));
	ck_assert_ptr_nonnull(strstr(pty_row(p, 1), "Seats"));
	ck_assert_ptr_nonnull(strstr(pty_row(p, 26), "R-"));
	pty_do(p, "G", "46/46");
	finish(p);
}
END_TEST

START_TEST(the_smallest_screen_is_complete)
{
	char date[11];
	struct pty *p = open_school(16, 60, NULL);
	ck_assert(pty_shows(p, "q quit"));
	choose(p, "LAB-1");
	pty_do(p, "w", "Mon");
	go_to_wednesday(p, 16, date);
	pty_do(p, "b", "New booking");
	pty_wait(p, "free");
	go_to_field(p, "Resources", "Purpose");
	pty_keys(p, "钳工" K_TAB);
	pty_wait(p, "钳工");
	pty_do(p, "\x13", "Booked");
	pty_do(p, "x", "Cancel booking 1");
	pty_do(p, "n", "Nothing");
	pty_do(p, "?", "Help");
	pty_do(p, K_ESC, "Mon");
	pty_do(p, K_ESC, "1/1");
	finish(p);
}
END_TEST

START_TEST(too_small_is_said_and_keys_still_work)
{
	struct pty *p = open_school(24, 80, NULL);
	pty_resize(p, 15, 59);
	pty_wait_row(p, 0, "too small 59x15, needs 60x16");
	pty_settle(p);
	ck_assert_str_eq(pty_row(p, 1), "");
	pty_keys(p, "jj");
	pty_settle(p);
	pty_resize(p, 16, 60);
	pty_wait(p, "3/46");
	pty_resize(p, 1, 10);
	pty_wait_row(p, 0, "too small");
	pty_settle(p);
	pty_keys(p, "jG:?/" K_ESC K_ESC);
	pty_settle(p);
	pty_resize(p, 24, 80);
	pty_wait_row(p, 23, "help");
	pty_resize(p, 10, 40);
	pty_wait(p, "too small");
	pty_settle(p);
	pty_keys(p, "\x03");
	ck_assert_int_eq(pty_exit(p), 0);
	finish(p);
}
END_TEST

/* Every row's kind begins in one column, whatever the name before it. */
START_TEST(names_cut_in_wide_characters_keep_the_columns)
{
	static const int widths[] = {60, 61, 80, 81, 99, 100, 119, 120, 121, 200};
	struct pty *p = open_school(60, widths[_i], NULL);
	/* what is after the opening hours, at the same column in each row */
	int first = pty_find(p, "R-01"), want = pty_col(p, first, "-");
	for (int row = first; row < first + SCHOOL_ROOMS; row++) {
		int col = pty_col(p, row, "-");
		if (col != want) {
			pty_print(p);
			ck_abort_msg("%d columns, row %d: %d, not %d: %s", widths[_i], row, col, want, pty_row(p, row));
		}
	}
	finish(p);
}
END_TEST

/* After a screenful of scrolling and filtering, what the terminal shows is what a new painting shows. */
START_TEST(what_is_painted_in_steps_is_what_is_painted_at_once)
{
	struct pty *p = open_school(24, 80, NULL);
	static const char *const steps[] = {
		"G",    K_PAGE_UP, "/", "示",  "\177", "录", K_ESC,       "jjjjjjjjj", "kkkk",
		"y",    "y",       "y", "a",   "llll", "]",  "v",         "jjl",       K_ESC,
		"mmmm", "m",       "G", "w",   "jjll", "m",  "m",         "m",         K_ESC,
		"B",    "/",       "x", K_ESC, "q",    "?",  K_PAGE_DOWN, "q",         ":find --kind room\r",
		"G",    "q"};
	char before[24][400];
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
		pty_keys(p, steps[i]);
		/* longer than Esc is waited for */
		pty_listen(p, 80);
		pty_settle(p);
		for (int row = 0; row < 24; row++)
			snprintf(before[row], sizeof before[row], "%s", pty_row(p, row));
		pty_keys(p, "\x0c");
		pty_listen(p, 10);
		pty_settle(p);
		for (int row = 0; row < 24; row++)
			/* but for the clock at the end of the title */
			if (strncmp(before[row], pty_row(p, row), row ? sizeof before[row] : 70) != 0) {
				pty_print(p);
				ck_abort_msg("after step %zu row %d was: %s", i, row, before[row]);
			}
	}
	finish(p);
}
END_TEST

/* ---- keys ---- */

START_TEST(pasted_lines_never_run_as_commands)
{
	struct pty *p = open_school(24, 80, NULL);
	ck_assert(pty_answered(p, "\033[?2004h"));
	pty_keys(p, K_PASTE("q\r:quit\rx\ry\r"));
	pty_wait_row(p, 22, "field");
	ck_assert(pty_shows(p, "1/46"));
	/* into the filter: one line */
	pty_do(p, "/", "/");
	pty_do(p, K_PASTE("汽车\n维修"), "/汽车 维修");
	pty_wait(p, "1/1");
	pty_keys(p, K_ENTER);
	pty_settle(p);
	/* into a field of the form, whose Enter would save */
	pty_do(p, "b", "New booking");
	go_to_field(p, "Resources", "Purpose");
	pty_keys(p, K_PASTE("一\r二\r三\r\033q"));
	pty_wait(p, "一 二 三");
	ck_assert(pty_shows(p, "New booking"));
	ck_assert_str_eq(stored(), "");
	pty_do(p, K_ESC, "again");
	pty_do(p, K_ESC, "1/1");
	/* into the command line: stands there, does not run */
	pty_do(p, ":", "Enter run");
	pty_do(p, K_PASTE("cancel 1\rquit\r"), ":cancel 1 quit");
	finish(p);
}
END_TEST

START_TEST(escape_does_not_wait_for_the_next_key)
{
	struct pty *p = open_school(24, 80, NULL);
	pty_do(p, "?", "Help");
	pty_keys(p, K_ESC);
	for (int i = 0; i < 50 && pty_shows(p, "Help"); i++)
		pty_listen(p, 10);
	ck_assert_msg(!pty_shows(p, "Help"), "half a second after Esc");
	finish(p);
}
END_TEST

START_TEST(commands_come_through_a_chinese_input_method)
{
	struct pty *p = open_school(24, 80, NULL);
	pty_do(p, "ｊ", "2/46");
	pty_do(p, "？", "Help");
	pty_do(p, "ｑ", "2/46");
	pty_do(p, "：", ":");
	pty_do(p, "ｘ", ":ｘ");
	pty_keys(p, K_ESC);
	pty_wait_gone(p, ":ｘ");
	pty_keys(p, "、");
	pty_wait_cursor_row(p, 21);
	pty_keys(p, K_ESC);
	pty_wait_cursor_row(p, 3);
	pty_do(p, "你", "input method");
	pty_do(p, "ｂ", "New booking");
	pty_do(p, K_ESC, "/46");
	pty_keys(p, "ｑ");
	ck_assert_int_eq(pty_exit(p), 0);
	finish(p);
}
END_TEST

/* ---- terminals ---- */

START_TEST(a_monochrome_terminal_shows_it_all)
{
	static const char *const mono[][3] = {{"TERM=vt100", NULL}, {"NO_COLOR=1", NULL}, {"TERM=xterm-mono", NULL}};
	struct pty *p = open_school(24, 80, mono[_i]);
	ck_assert(!pty_colored(p));
	ck_assert(pty_shows(p, "汽车维修实训室"));
	/* what is selected is seen without colours */
	ck_assert(pty_reversed(p, 2, 1));
	ck_assert(!pty_reversed(p, 3, 1));
	pty_do(p, "j", "2/46");
	pty_do(p, "?", "Help");
	finish(p);
}
END_TEST

START_TEST(a_colour_terminal_is_coloured)
{
	struct pty *p = open_school(24, 80, NULL);
	ck_assert(pty_colored(p));
	finish(p);
}
END_TEST

START_TEST(colour_is_as_the_command_line_says)
{
	static const char *const words[] = {"never", "always"};
	school_open(&w);
	school_leave(&w);
	const char *argv[] = {"quad", "--store", w.dir, "--color", words[_i], NULL};
	struct pty *p = pty_spawn(quad_main, argv, NULL, 24, 80);
	pty_wait(p, "LAB-1");
	pty_settle(p);
	ck_assert_int_eq(pty_colored(p), _i);
	finish(p);
}
END_TEST

START_TEST(an_unknown_terminal_falls_back)
{
	static const char *const env[] = {"TERM=foo-terminal", NULL};
	struct pty *p = open_school(24, 80, env);
	pty_do(p, K_DOWN, "2/46");
	pty_keys(p, "q");
	ck_assert_int_eq(pty_exit(p), 0);
	finish(p);
}
END_TEST

START_TEST(a_dumb_terminal_gets_a_hint_and_no_sequences)
{
	static const char *const dumb[][2] = {{"TERM=dumb", NULL}, {"TERM", NULL}, {"TERM=", NULL}};
	school_open(&w);
	school_leave(&w);
	struct pty *p = start(w.dir, 24, 80, dumb[_i]);
	pty_wait(p, "quad help");
	ck_assert_int_eq(pty_exit(p), 1);
	ck_assert(!pty_answered(p, "\033"));
	finish(p);
}
END_TEST

START_TEST(chinese_names_are_right_in_every_locale)
{
	static const char *const locales[][4] = {{"LC_ALL", "LANG=C", NULL},
	                                         {"LC_ALL", "LANG", "LC_CTYPE", NULL},
	                                         {"LC_ALL=POSIX", NULL},
	                                         {"LC_ALL", "LANG=zh_CN.UTF-8", NULL},
	                                         {"LC_ALL=en_US.utf8", NULL}};
	school_open(&w);
	school_leave(&w);
	struct pty *p = start(w.dir, 24, 80, locales[_i]);
	pty_wait(p, "汽车维修实训室");
	pty_settle(p);
	pty_do(p, "/", "/");
	pty_do(p, "示波", "1/1");
	pty_wait(p, "示波器");
	finish(p);
}
END_TEST

START_TEST(a_character_set_that_cannot_show_it_is_named)
{
	static const char *const env[] = {"LC_ALL=zh_CN.GBK", NULL};
	school_open(&w);
	school_leave(&w);
	struct pty *p = start(w.dir, 24, 80, env);
	pty_wait(p, "LANG=C.UTF-8");
	ck_assert_int_eq(pty_exit(p), 1);
	finish(p);
}
END_TEST

/* ---- the end ---- */

START_TEST(leaving_puts_the_terminal_back)
{
	static const char *const keys[] = {"q", "\x03", K_F10, "?Q", ":quit\r", "w\x03"};
	struct pty *p = open_school(24, 80, NULL);
	ck_assert(pty_alternate(p));
	pty_keys(p, keys[_i]);
	ck_assert_int_eq(pty_exit(p), 0);
	ck_assert(pty_answered(p, "\033[?2004l"));
	ck_assert(!pty_alternate(p));
	ck_assert(pty_cursor_visible(p));
	finish(p);
}
END_TEST

START_TEST(a_killed_screen_puts_the_terminal_back)
{
	struct pty *p = open_school(24, 80, NULL);
	kill((pid_t)pty_pid(p), SIGTERM);
	pty_exit(p);
	ck_assert(pty_answered(p, "\033[?2004l"));
	ck_assert(!pty_alternate(p));
	finish(p);
}
END_TEST

START_TEST(a_stopped_screen_comes_back)
{
	struct pty *p = open_school(24, 80, NULL);
	pty_do(p, "jj", "3/46");
	pty_settle(p);
	pty_keys(p, "\x1a");
	pty_wait_stopped(p);
	ck_assert(pty_answered(p, "\033[?2004l"));
	ck_assert(!pty_alternate(p));
	pty_continue(p);
	pty_wait(p, "3/46");
	pty_wait_row(p, 23, "help");
	pty_settle(p);
	ck_assert(pty_alternate(p));
	ck_assert(pty_answered(p, "\033[?2004h"));
	/* keys arrive one by one and are not echoed: the terminal's modes are back */
	pty_do(p, "j", "4/46");
	pty_do(p, ":", "Enter run");
	pty_keys(p, K_ESC);
	pty_wait_gone(p, "Enter run");
	pty_keys(p, "q");
	ck_assert_int_eq(pty_exit(p), 0);
	finish(p);
}
END_TEST

static int deaf_to_hangup(int argc, char **argv)
{
	signal(SIGHUP, SIG_IGN);
	return quad_main(argc, argv);
}

/* A lost connection ends it, also under nohup, and in the middle of anything. */
START_TEST(a_lost_terminal_ends_it)
{
	static const char *const keys[] = {"j", "/x", "?", "\033[200~half a paste", ":list"};
	size_t n_keys = sizeof keys / sizeof *keys;
	bool deaf = (size_t)_i >= n_keys;
	school_open(&w);
	school_leave(&w);
	const char *argv[] = {"quad", "--store", w.dir, "tui", NULL};
	struct pty *p = pty_spawn(deaf ? deaf_to_hangup : quad_main, argv, NULL, 24, 80);
	pty_wait(p, "LAB-1");
	pty_settle(p);
	pty_keys(p, keys[(size_t)_i % n_keys]);
	pty_listen(p, 20);
	int status = pty_hang_up(p);
	ck_assert_msg(status == 0 || status == 1 || (!deaf && status == 1000 + SIGHUP), "status %d", status);
	finish(p);
}
END_TEST

/* ---- what it costs on the line ---- */

START_TEST(an_idle_screen_sends_nothing)
{
	struct pty *p = open_school(24, 80, NULL);
	char title[400];
	/* but for the clock in the title, which moves at most once in the time that is listened for */
	do {
		snprintf(title, sizeof title, "%s", pty_row(p, 0));
		pty_keys(p, "");
		pty_listen(p, 2300);
	} while (strcmp(title, pty_row(p, 0)) != 0);
	ck_assert_uint_eq(pty_bytes(p), 0);
	ck_assert_int_le(pty_writes(p), 0);
	finish(p);
}
END_TEST

/* The demo, or as many rooms as a city has. */
static void fill(bool city)
{
	char code[32], name[64];
	world_open(&w);
	if (!city) {
		store_close(&w.s);
		snprintf(w.dir, sizeof w.dir, "%s", test_store("demo"));
		ck_assert_int_eq(demo_create(w.dir, "Asia/Shanghai", test_login(), clock_now_min(), NULL, &w.s), 0);
		return;
	}
	enum { N = 5000, PORTION = 500 };
	struct request *rqs = calloc(PORTION, sizeof *rqs);
	struct result *results = calloc(PORTION, sizeof *results);
	ck_assert_str_eq(campus(&w, "北校区", "北校区"), "added");
	for (int i = 0; i < N; i += PORTION) {
		for (int j = 0; j < PORTION; j++) {
			snprintf(code, sizeof code, "GZ-LAB-%04d", i + j + 1);
			snprintf(name, sizeof name, "智能制造实训室（%d号）", (i + j) * 7919 % 1000);
			uint32_t seats = (uint32_t)(20 + (i + j) % 50);
			rqs[j] = rq_resource(&w, arena_str(&w.arena, code), KIND_LAB, MODE_EXCLUSIVE, seats, "北校区");
			rqs[j].u.resource.name = arena_str(&w.arena, name);
		}
		ck_assert_int_eq(store_apply(&w.s, rqs, PORTION, false, results, &w.arena), 0);
	}
	free(rqs);
	free(results);
}

static int by_size(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	return (x > y) - (x < y);
}

enum { MOVES = 50 };

/* Bytes of each of so many moves with one key. */
static void measure(struct pty *p, const char *key, int n, size_t *bytes)
{
	for (int i = 0; i < n; i++) {
		char was[400];
		snprintf(was, sizeof was, "%s", pty_row(p, 0));
		pty_keys(p, key);
		pty_wait_gone(p, was);
		pty_settle(p);
		bytes[i] = pty_bytes(p);
	}
	qsort(bytes, (size_t)n, sizeof *bytes, by_size);
}

static const struct line_cost {
	bool city;
	int rows, cols;
	size_t limit;
} costs[] = {{false, 24, 80, 350}, {true, 24, 80, 350}, {false, 50, 200, 600}, {true, 50, 200, 600}};

START_TEST(a_cursor_move_is_cheap)
{
	const struct line_cost *c = &costs[_i];
	size_t within[MOVES], scrolling[MOVES];
	fill(c->city);
	school_leave(&w);
	struct pty *p = start(w.dir, c->rows, c->cols, NULL);
	pty_wait_row(p, c->rows - 1, "help");
	pty_settle(p);
	size_t first = pty_bytes(p);
	int n_within = c->rows - 7 < MOVES ? c->rows - 7 : MOVES;
	measure(p, "j", n_within, within);
	while (pty_row(p, c->rows - 4)[0] != '>') {
		pty_keys(p, "j");
		pty_listen(p, 5);
		pty_settle(p);
	}
	measure(p, "j", MOVES, scrolling);
	const char *figures = getenv("QUAD_TEST_FIGURES");
	if (figures && *figures)
		fprintf(stderr,
		        "%s %dx%d: first %zu; move median %zu max %zu; scrolling median %zu max %zu; reads %u\n",
		        c->city ? "city" : "demo", c->cols, c->rows, first, within[n_within / 2], within[n_within - 1],
		        scrolling[MOVES / 2], scrolling[MOVES - 1], pty_reads(p));
	/*
	 * With the details at the right a move between unlike resources rewrites all of them, and lines that have
	 * something else beside them cannot be scrolled: there half a window is turned at once. In the demo nearly
	 * every hour of a row that comes up is taken, by what the day brings on which the test runs: so many more on
	 * the busiest day of the week.
	 */
	bool wide = c->cols >= 120;
	size_t busy = c->city ? c->limit : c->limit * 4 / 3;
	size_t most = c->city ? c->limit * 5 / 4 : c->limit * 3 / 2;
	size_t typical = wide ? busy : c->limit;
	ck_assert_uint_le(within[n_within / 2], typical);
	ck_assert_uint_le(within[n_within - 1], wide ? 2 * c->limit : c->limit);
	ck_assert_uint_le(scrolling[MOVES / 2], typical);
	ck_assert_uint_le(scrolling[MOVES - 4], wide ? 2 * busy : busy);
	ck_assert_uint_le(scrolling[MOVES - 1], wide ? 10 * c->limit : most);
	finish(p);
}
END_TEST

START_TEST(the_first_screen_is_small)
{
	const struct line_cost *c = &costs[_i];
	fill(c->city);
	school_leave(&w);
	struct pty *p = start(w.dir, c->rows, c->cols, NULL);
	pty_wait_row(p, c->rows - 1, "help");
	pty_settle(p);
	size_t limit = c->cols == 80 ? 5000 : 10000;
	ck_assert_uint_le(pty_bytes(p), limit);
	finish(p);
}
END_TEST

/* Curses alone writes five to ten times a key. A read may come in the middle of a write, so not every key counts. */
START_TEST(a_key_is_answered_in_one_burst)
{
	enum { KEYS = 40 };
	struct pty *p = open_school(24, 80, NULL);
	int n_single = 0;
	for (int i = 0; i < KEYS; i++) {
		char was[400];
		snprintf(was, sizeof was, "%s", pty_row(p, 0));
		pty_keys(p, i % 10 == 9 ? K_HOME : "j");
		pty_wait_gone(p, was);
		pty_settle(p);
		n_single += pty_reads(p) == 1;
	}
	ck_assert_int_gt(n_single, KEYS * 3 / 4);
	finish(p);
}
END_TEST

/* The file is cut off under the open screen: the kernel answers the next read with a signal. */
START_TEST(a_file_that_is_cut_off_is_told_and_the_terminal_put_back)
{
	char path[sizeof w.dir + 16];
	struct pty *p = open_school(24, 80, NULL);
	snprintf(path, sizeof path, "%s/data.mdb", w.dir);
	ck_assert_int_eq(truncate(path, 8192), 0);
	pty_keys(p, K_ENTER);
	ck_assert_int_eq(pty_exit(p), CMD_FAILED);
	ck_assert(!pty_alternate(p));
	ck_assert(pty_cursor_visible(p));
	ck_assert(pty_shows(p, "could not be read"));
	pty_close(p);
}
END_TEST

static TCase *tcase(Suite *s, const char *name)
{
	TCase *t = tcase_create(name);
	tcase_set_timeout(t, 30);
	suite_add_tcase(s, t);
	return t;
}

Suite *journeys_suite(void)
{
	Suite *s = suite_create("journeys");
	TCase *t = tcase(s, "finding");
	tcase_add_test(t, a_chinese_name_is_found_as_one_types);
	tcase_add_test(t, a_chinese_name_is_found_by_sound);
	tcase_add_test(t, full_width_letters_filter_too);
	tcase_add_test(t, characters_that_arrive_in_pieces_are_whole);
	tcase_add_test(t, bytes_that_are_no_text_do_no_harm);
	t = tcase(s, "booking");
	tcase_add_test(t, a_time_is_marked_booked_and_seen_in_the_week);
	tcase_add_test(t, a_taken_slot_gives_every_reason_and_stores_nothing);
	tcase_add_test(t, what_cannot_be_read_stays_as_it_was_typed);
	tcase_add_test(t, a_booking_is_changed_and_the_change_taken_back);
	tcase_add_test(t, a_change_in_the_form_keeps_the_id_and_can_be_taken_back);
	tcase_add_test(t, cancelling_names_what_it_hits_and_means_no_unless_told);
	tcase_add_test(t, a_cancelling_is_taken_back);
	tcase_add_test(t, a_closure_over_a_booking_is_asked_about);
	tcase_add_test(t, bookings_are_filtered_and_shown_with_their_history);
	t = tcase(s, "commands");
	tcase_add_test(t, the_command_line_completes_and_runs);
	tcase_add_test(t, a_wrong_command_is_said_and_nothing_lost);
	tcase_add_test(t, help_names_every_action_of_the_place);
	t = tcase(s, "others");
	tcase_add_test(t, what_others_change_appears_by_itself);
	tcase_add_test(t, the_selected_resource_stays_when_others_add_one);
	t = tcase(s, "sizes");
	tcase_add_test(t, many_quick_resizes_end_right);
	tcase_add_test(t, the_smallest_screen_is_complete);
	tcase_add_test(t, too_small_is_said_and_keys_still_work);
	tcase_add_loop_test(t, names_cut_in_wide_characters_keep_the_columns, 0, 10);
	tcase_add_test(t, what_is_painted_in_steps_is_what_is_painted_at_once);
	t = tcase(s, "keys");
	tcase_add_test(t, pasted_lines_never_run_as_commands);
	tcase_add_test(t, escape_does_not_wait_for_the_next_key);
	tcase_add_test(t, commands_come_through_a_chinese_input_method);
	t = tcase(s, "terminals");
	tcase_add_loop_test(t, a_monochrome_terminal_shows_it_all, 0, 3);
	tcase_add_test(t, a_colour_terminal_is_coloured);
	tcase_add_loop_test(t, colour_is_as_the_command_line_says, 0, 2);
	tcase_add_test(t, an_unknown_terminal_falls_back);
	tcase_add_loop_test(t, a_dumb_terminal_gets_a_hint_and_no_sequences, 0, 3);
	tcase_add_loop_test(t, chinese_names_are_right_in_every_locale, 0, 5);
	tcase_add_test(t, a_character_set_that_cannot_show_it_is_named);
	t = tcase(s, "end");
	tcase_add_loop_test(t, leaving_puts_the_terminal_back, 0, 6);
	tcase_add_test(t, a_killed_screen_puts_the_terminal_back);
	tcase_add_test(t, a_stopped_screen_comes_back);
	tcase_add_loop_test(t, a_lost_terminal_ends_it, 0, 10);
	t = tcase(s, "line");
	tcase_add_test(t, an_idle_screen_sends_nothing);
	tcase_add_loop_test(t, a_cursor_move_is_cheap, 0, 4);
	tcase_add_loop_test(t, the_first_screen_is_small, 0, 4);
	tcase_add_test(t, a_key_is_answered_in_one_burst);
	only_on_lmdb("files that are cut off");
	tcase_add_test(t, a_file_that_is_cut_off_is_told_and_the_terminal_put_back);
	return s;
}
