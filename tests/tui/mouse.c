/*
 * The mouse over a terminal: what the program asks the terminal for, and what the reports that come then do. The lists
 * of `L` are pointed at, which are the same for everybody.
 */
#include <signal.h>
#include <unistd.h>

#include "tests/engine.h"
#include "tests/tui/journey.h"
#include "tui/base/keys.h"
#include "tui/cmd/cmd_table.h"

Suite *mouse_suite(void);

#define MOUSE_ON "\033[?1002h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1002l"

static struct world w;

/* Opens the lists: the first row is row 2 of the screen. */
static struct pty *open_lists(bool with_mouse)
{
	struct pty *p = journey_begin(&w);
	pty_do(p, "L", "Lists");
	if (with_mouse)
		pty_do(p, "M", "The mouse works");
	pty_settle(p);
	return p;
}

/* A report of a button over a cell, both counted from 0; a press is let go at once. */
static void point(struct pty *p, int button, int row, int col)
{
	char text[64];
	int n = snprintf(text, sizeof text, "\033[<%d;%d;%dM", button, col + 1, row + 1);
	if (button < BUTTON_DRAGGED)
		snprintf(text + n, sizeof text - (size_t)n, "\033[<%d;%d;%dm", button, col + 1, row + 1);
	pty_keys(p, text);
}

START_TEST(the_mouse_is_the_terminals_until_it_is_asked_for)
{
	struct pty *p = journey_begin(&w);
	ck_assert(!pty_answered(p, "\033[?1002h"));
	pty_do(p, "M", "The mouse works");
	ck_assert(pty_answered(p, MOUSE_ON));
	pty_do(p, "\x19", "selects text again");
	ck_assert(pty_answered(p, MOUSE_OFF));
	/* a report that still comes is nothing */
	point(p, BUTTON_LEFT, 23, 1);
	pty_do(p, "L", "Lists");
	pty_do(p, ":", "Enter run");
	pty_do(p, "mouse\r", "The mouse works");
	journey_end(&w, p);
}
END_TEST

START_TEST(a_click_selects_and_a_double_click_opens)
{
	struct pty *p = open_lists(true);
	point(p, BUTTON_LEFT, 4, 30);
	pty_wait_row(p, 4, ">days");
	pty_wait_cursor_row(p, 4);
	ck_assert(pty_reversed(p, 4, 79));
	/* the second click is in another row, then beside the rows: no double one */
	point(p, BUTTON_LEFT, 5, 30);
	pty_wait_row(p, 5, ">closures");
	point(p, BUTTON_LEFT, 22, 30);
	point(p, BUTTON_LEFT, 22, 30);
	point(p, BUTTON_MIDDLE, 2, 30);
	point(p, BUTTON_RIGHT, 2, 30);
	point(p, BUTTON_LEFT, 0, 0);
	pty_settle(p);
	pty_wait_row(p, 5, ">closures");
	point(p, BUTTON_LEFT, 7, 30);
	pty_wait_row(p, 7, ">campuses");
	point(p, BUTTON_LEFT, 7, 30);
	pty_wait_row(p, 0, "campuses  1/2");
	journey_end(&w, p);
}
END_TEST

START_TEST(the_wheel_scrolls)
{
	struct pty *p = open_lists(true);
	pty_keys(p, "/");
	pty_keys(p, K_ESC);
	point(p, BUTTON_LEFT, 6, 4);
	point(p, BUTTON_LEFT, 6, 4);
	pty_wait_row(p, 0, "resources  1/46");
	point(p, BUTTON_WHEEL_DOWN, 6, 4);
	pty_wait_row(p, 0, "resources  4/46");
	pty_wait_row(p, 2, ">");
	point(p, BUTTON_WHEEL_UP, 6, 4);
	pty_wait_row(p, 5, ">");
	for (int i = 0; i < 20; i++)
		point(p, BUTTON_WHEEL_DOWN, 6, 4);
	pty_wait_row(p, 2, ">");
	pty_settle(p);
	/* the last row is the last of the window */
	ck_assert(pty_row(p, 21)[0] == ' ' && pty_row(p, 21)[1] != '\0');
	/* and in a text */
	pty_do(p, "?", "Keys here");
	point(p, BUTTON_WHEEL_DOWN, 6, 4);
	pty_wait_gone(p, "Keys here");
	journey_end(&w, p);
}
END_TEST

START_TEST(the_footer_can_be_pressed)
{
	struct pty *p = open_lists(true);
	int col = pty_col(p, 23, "Enter open");
	ck_assert_int_ge(col, 0);
	point(p, BUTTON_LEFT, 23, col + 7);
	pty_wait_row(p, 0, "terms  0/0");
	point(p, BUTTON_LEFT, 23, pty_col(p, 23, "Esc back") + 1);
	pty_wait_row(p, 0, "Lists  1/21");
	/* between two words there is nothing */
	point(p, BUTTON_LEFT, 23, pty_col(p, 23, "Enter open") - 1);
	pty_do(p, "j", "2/21");
	journey_end(&w, p);
}
END_TEST

START_TEST(a_dialog_is_chosen_from_and_a_form_is_not_saved_by_the_mouse)
{
	struct pty *p = open_lists(true);
	point(p, BUTTON_LEFT, 2, 30);
	point(p, BUTTON_LEFT, 2, 30);
	pty_wait_row(p, 0, "terms  0/0");
	pty_do(p, "+", "a new one");
	for (int i = 0; i < 3; i++) {
		point(p, BUTTON_LEFT, 5, 30);
		point(p, BUTTON_WHEEL_DOWN, 5, 30);
		point(p, BUTTON_LEFT | BUTTON_DRAGGED, 6, 30);
	}
	pty_settle(p);
	ck_assert(pty_shows(p, "a new one"));
	/* a report is no text, also in a field */
	pty_do(p, "2026", "2026");
	ck_assert(!pty_shows(p, "<0"));
	ck_assert(!pty_shows(p, ";5"));
	journey_end(&w, p);
}
END_TEST

/* ---- the end ---- */

START_TEST(the_mouse_is_given_back_at_the_end)
{
	struct pty *p = open_lists(true);
	if (_i == 0)
		pty_keys(p, "\x03");
	else
		kill((pid_t)pty_pid(p), SIGTERM);
	pty_exit(p);
	ck_assert(pty_answered(p, MOUSE_OFF));
	journey_end(&w, p);
}
END_TEST

START_TEST(the_mouse_is_given_back_while_it_is_stopped)
{
	struct pty *p = open_lists(true);
	pty_keys(p, "\x1a");
	pty_wait_stopped(p);
	ck_assert(pty_answered(p, MOUSE_OFF));
	pty_continue(p);
	pty_wait(p, "Lists");
	pty_settle(p);
	ck_assert(pty_answered(p, MOUSE_ON));
	point(p, BUTTON_LEFT, 4, 30);
	pty_wait_row(p, 4, ">days");
	journey_end(&w, p);
}
END_TEST

START_TEST(the_mouse_is_given_back_by_a_crash)
{
	char path[sizeof w.dir + 16];
	struct pty *p = open_lists(true);
	snprintf(path, sizeof path, "%s/data.mdb", w.dir);
	ck_assert_int_eq(truncate(path, 8192), 0);
	/* not typed as keys, which would forget what it has answered already */
	static const char opens[] = "\033[<0;31;8M\033[<0;31;8M";
	pty_feed(p, opens, sizeof opens - 1);
	ck_assert_int_eq(pty_exit(p), CMD_FAILED);
	ck_assert(pty_answered(p, MOUSE_OFF));
	pty_close(p);
}
END_TEST

Suite *mouse_suite(void)
{
	Suite *s = suite_create("mouse");
	TCase *t = tcase_create("mouse");
	tcase_set_timeout(t, 30);
	tcase_add_test(t, the_mouse_is_the_terminals_until_it_is_asked_for);
	tcase_add_test(t, a_click_selects_and_a_double_click_opens);
	tcase_add_test(t, the_wheel_scrolls);
	tcase_add_test(t, the_footer_can_be_pressed);
	tcase_add_test(t, a_dialog_is_chosen_from_and_a_form_is_not_saved_by_the_mouse);
	tcase_add_loop_test(t, the_mouse_is_given_back_at_the_end, 0, 2);
	tcase_add_test(t, the_mouse_is_given_back_while_it_is_stopped);
	suite_add_tcase(s, t);
	only_on_lmdb("files that are cut off");
	tcase_add_test(t, the_mouse_is_given_back_by_a_crash);
	return s;
}
