/*
 * What a terminal may send beside keys: reports, answers and unknown sequences at every place of the screen, a whole
 * text at once, a paste that is too long. Nothing of it runs a command or is lost without a word.
 */
#include <stdlib.h>

#include "tests/tui/journey.h"
#include "tui/base/edit.h"

Suite *input_suite(void);

static struct world w;

/* ---- sequences ---- */

/* clang-format off */
static const char *const unknown[] = {
	"\033[I", "\033[O", "\033[<0;10;10m", "\033[<35;3;4M", "\033[M q!", "\033[?64;22c", "\033]11;rgb:00/00/00\007",
	"\033]10;rgb:ff/ff/ff\033\\", "\033P1+r544e=78\033\\", "\033_qx\033\\", "\033[25~", "\033[1;2P", "\033[[A", "\033x",
	"\033q", "\033\033[21~", "\033[12;40R", "\033[?1u", "\033[120;3u", "\302\2335;5R", "\033OE", "\033[200",
};
/* clang-format on */

/* Where one is, by the keys that lead there from the first view, and a text that shows it. */
static const struct {
	const char *keys, *shows;
} places[] = {
	{"", "1/46"},       {"B", "Bookings"}, {K_ENTER, "New booking"}, {"b", "New booking"}, {"/", "1/46"},
	{":", "Enter run"}, {"?", "Help"},     {"L", "Lists"},
};

START_TEST(what_the_terminal_reports_does_nothing_anywhere)
{
	struct pty *p = journey_begin(&w);
	if (*places[_i].keys) {
		pty_do(p, places[_i].keys, places[_i].shows);
		pty_listen(p, 60);
		pty_settle(p);
	}
	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
		char title[400];
		snprintf(title, sizeof title, "%s", pty_row(p, 0));
		pty_keys(p, unknown[i]);
		/* longer than an incomplete sequence is waited for */
		pty_listen(p, i + 1 == sizeof unknown / sizeof *unknown ? 700 : 60);
		/* but for the clock in the title */
		if (pty_bytes(p) && strcmp(title, pty_row(p, 0)) == 0) {
			pty_print(p);
			ck_abort_msg("ESC%s: %zu bytes", unknown[i] + 1, pty_bytes(p));
		}
	}
	journey_end(&w, p);
}
END_TEST

START_TEST(a_booking_is_not_taken_back_by_a_key_of_another_protocol)
{
	struct pty *p = journey_begin(&w);
	journey_to_come(p);
	pty_do(p, "b", "New booking");
	pty_do(p, "\033[115;5u", "Booked"); /* Ctrl-S */
	pty_settle(p);
	pty_do(p, "\033[90;1u", "No such key"); /* Z */
	ck_assert_str_ne(journey_stored(&w), "");
	journey_end(&w, p);
}
END_TEST

START_TEST(keys_of_every_terminal_move)
{
	struct pty *p = journey_begin(&w);
	pty_do(p, "\033[4~", "46/46"); /* End of tmux */
	pty_do(p, "\033[1~", " 1/46");
	pty_do(p, "\033[8~", "46/46"); /* of rxvt */
	pty_do(p, "\033[7~", " 1/46");
	pty_do(p, "\033[B", " 2/46");
	pty_do(p, "\033[1;5B", " 3/46");
	pty_do(p, "\033[A", " 2/46");
	/* in pieces */
	pty_keys(p, "\033");
	pty_keys(p, "[");
	pty_do(p, "B", " 3/46");
	pty_do(p, "\033[11~", "Help");
	journey_end(&w, p);
}
END_TEST

START_TEST(the_function_keys_of_the_linux_console_work_there)
{
	static const char *const env[] = {"TERM=linux", NULL};
	school_open(&w);
	school_leave(&w);
	const char *argv[] = {"quad", "--store", w.dir, "tui", NULL};
	struct pty *p = pty_spawn(quad_main, argv, env, 24, 80);
	pty_wait(p, "LAB-1");
	pty_do(p, "\033[[A", "Help");
	journey_end(&w, p);
}
END_TEST

/* ---- long texts ---- */

/* In the filter, the filter of bookings, a field, the command line: drawn as often as it arrives, not for each letter.
 */
START_TEST(a_long_text_without_paste_marks_is_taken_at_once)
{
	static const char *const lines[] = {"/", "B/", "b", ":"};
	static const char *const shown[] = {"/", "Bookings", "New booking", "Enter run"};
	enum { LETTERS = 4000, PAINTS = 40, BYTES_A_PAINT = 400 };
	struct pty *p = journey_begin(&w);
	char *text = malloc(LETTERS);
	memset(text, 'y', LETTERS);
	for (const char *key = lines[_i]; *key; key++) {
		pty_keys_n(p, key, 1);
		pty_settle(p);
	}
	pty_wait(p, shown[_i]);
	pty_settle(p);
	pty_keys_n(p, text, LETTERS);
	pty_wait(p, "The field is full");
	pty_settle(p);
	ck_assert_msg(pty_bytes(p) < (size_t)PAINTS * BYTES_A_PAINT, "%zu bytes", pty_bytes(p));
	free(text);
	journey_end(&w, p);
}
END_TEST

START_TEST(of_a_paste_that_is_too_long_the_beginning_is_kept_and_the_rest_said)
{
	char text[EDIT_MAX_BYTES + 20];
	struct pty *p = journey_begin(&w);
	pty_do(p, "b", "New booking");
	pty_settle(p);
	pty_keys(p, K_TAB K_TAB K_TAB K_TAB K_TAB K_TAB K_TAB K_TAB);
	pty_settle(p);
	memset(text, 'y', sizeof text);
	pty_keys(p, "\033[200~");
	pty_keys_n(p, text, sizeof text);
	pty_keys(p, "\033[201~");
	pty_wait(p, "The field is full");
	ck_assert(pty_shows(p, "yyyyyyyyyy"));
	journey_end(&w, p);
}
END_TEST

Suite *input_suite(void)
{
	Suite *s = suite_create("input");
	TCase *t = tcase_create("input");
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, what_the_terminal_reports_does_nothing_anywhere, 0,
	                    (int)(sizeof places / sizeof *places));
	tcase_add_test(t, a_booking_is_not_taken_back_by_a_key_of_another_protocol);
	tcase_add_test(t, keys_of_every_terminal_move);
	tcase_add_test(t, the_function_keys_of_the_linux_console_work_there);
	tcase_add_loop_test(t, a_long_text_without_paste_marks_is_taken_at_once, 0, 4);
	tcase_add_test(t, of_a_paste_that_is_too_long_the_beginning_is_kept_and_the_rest_said);
	suite_add_tcase(s, t);
	return s;
}
