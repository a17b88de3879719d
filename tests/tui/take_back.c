/*
 * Undo and redo at the screen: whatever was changed here, by a view, a row of a list or a typed command, is taken back
 * step by step and done again; a contradiction says which and keeps the step.
 */
#include "tests/tui/picture.h"
#include "tui/screen/ui_command.h"

Suite *take_back_suite(void);

#define REDO KEY_CTRL('r')

enum { MANY = 60 };

static void line(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void line(const char *format, ...)
{
	struct buf text = {0};
	va_list ap;
	va_start(ap, format);
	buf_vfmt(&text, format, ap);
	va_end(ap);
	ui_command_run(&app, buf_text(&text));
	screen_draw(&app);
	/* what a command shows is a view of its own */
	while (app.top->below)
		press('q');
	buf_release(&text);
}

#define ASSERT_SAYS(text) ASSERT_ROW(22, text)

static size_t count_standing(void)
{
	size_t n = 0;
	for (const char *p = all_standing(&w); *p; p++)
		n += *p == '\n';
	return n;
}

START_TEST(steps_are_taken_back_in_turn_and_done_again)
{
	open_at(24, 100);
	const char *states[4] = {all_standing(&w)};
	line("book LAB-1 T001 --at 2026-09-08T08:00 --for 2h");
	states[1] = all_standing(&w);
	line("move 1 --at 2026-09-08T10:00");
	states[2] = all_standing(&w);
	line("cancel 1");
	states[3] = all_standing(&w);
	for (int i = 2; i >= 0; i--) {
		press('u');
		ASSERT_SAYS("Taken back: ");
		ck_assert_str_eq(all_standing(&w), states[i]);
	}
	ASSERT_SAYS("Taken back: book LAB-1 T001");
	press('u');
	ASSERT_SAYS("there is nothing to take back");
	for (int i = 1; i <= 3; i++) {
		press(REDO);
		ASSERT_SAYS("Done again: ");
		ck_assert_str_eq(all_standing(&w), states[i]);
	}
	ASSERT_SAYS("Done again: cancel 1");
	press(REDO);
	ASSERT_SAYS("there is nothing to do again");
	press('u');
	ck_assert_str_eq(all_standing(&w), states[2]);
	leave();
}
END_TEST

START_TEST(a_new_change_ends_what_could_be_done_again)
{
	open_at(24, 100);
	line("book LAB-1 --at 2026-09-08T08:00 --for 2h");
	press('u');
	line("book LAB-1 --at 2026-09-09T08:00 --for 2h");
	press(REDO);
	ASSERT_SAYS("there is nothing to do again");
	press('u');
	ASSERT_SAYS("Taken back: book LAB-1 --at 2026-09-09");
	leave();
}
END_TEST

START_TEST(many_steps_are_kept)
{
	open_at(24, 100);
	for (int i = 0; i < MANY; i++)
		line("book R-01 --at 2026-09-08T%02d:%02d --for 10m", 8 + i / 6, i % 6 * 10);
	ck_assert_uint_eq(count_standing(), MANY);
	for (int i = 0; i < MANY; i++)
		press('u');
	ck_assert_uint_eq(count_standing(), 0);
	for (int i = 0; i < MANY; i++)
		press(REDO);
	ck_assert_uint_eq(count_standing(), MANY);
	leave();
}
END_TEST

START_TEST(a_contradiction_is_said_and_keeps_the_step)
{
	open_at(24, 100);
	line("book LAB-1 --at 2026-09-08T08:00 --for 2h");
	line("cancel 1");
	ck_assert_str_eq(book(&w, "LAB-1", "2026-09-08T09:00", "2026-09-08T10:00"), "added");
	press('u');
	ASSERT_SAYS("LAB-1 is taken");
	ASSERT_SAYS("; not taken back: cancel 1");
	ck_assert_uint_eq(count_standing(), 1);
	ck_assert_str_eq(cancel(&w, 2), "updated");
	press('u');
	ASSERT_SAYS("Taken back: cancel 1");
	ck_assert_str_eq(move(&w, 1, "2026-09-08T12:00", "2026-09-08T13:00"), "updated");
	press(REDO);
	ASSERT_SAYS("booking 1 was changed since by anna");
	leave();
}
END_TEST

START_TEST(imports_and_series_are_one_step)
{
	FILE *f;
	open_at(24, 100);
	const char *path = test_path(test_dir(), "rooms.csv");
	f = fopen(path, "w");
	ck_assert(f && fputs("code,name,kind,campus\nN-1,One,room,NEW\nN-2,Two,room,NEW\n", f) >= 0 && fclose(f) == 0);
	line("import resources %s --create-missing", path);
	ck_assert_str_eq(book(&w, "N-2", "2026-09-08T09:00", "2026-09-08T10:00"), "added");
	press('u');
	ASSERT_SAYS("resource N-2 is used by booking 1");
	ck_assert_str_eq(cancel(&w, 1), "updated");
	press('u');
	ASSERT_SAYS("resource N-2 is used by booking 1");
	line("undo %" PRIu64, w.last.seq);
	press('u');
	ASSERT_SAYS("Taken back: undo");
	line("book R-01 --at 2026-09-08T08:00 --for 1h --rrule FREQ=DAILY;COUNT=5");
	ck_assert_uint_eq(count_standing(), 5);
	press('u');
	ck_assert_uint_eq(count_standing(), 0);
	press(REDO);
	ck_assert_uint_eq(count_standing(), 5);
	leave();
}
END_TEST

START_TEST(a_change_of_a_view_and_a_refused_one)
{
	struct arena arena = {0};
	struct result result;
	open_at(24, 100);
	struct request rq = rq_book(&w, "LAB-1;T001", "2026-09-08T08:00", "2026-09-08T10:00");
	ck_assert(app_apply(&app, &rq, &result, &arena));
	ck_assert(!app_apply(&app, &rq, &result, &arena));
	press('u');
	ASSERT_SAYS("Taken back: booking 1");
	ck_assert_uint_eq(count_standing(), 0);
	press(REDO);
	ASSERT_SAYS("Done again: booking 1");
	line("undo 99999");
	press('u');
	ASSERT_SAYS("Taken back: booking 1");
	arena_release(&arena);
	leave();
}
END_TEST

Suite *take_back_suite(void)
{
	Suite *s = suite_create("take_back");
	TCase *t = tcase_create("take_back");
	tcase_add_test(t, steps_are_taken_back_in_turn_and_done_again);
	tcase_add_test(t, a_new_change_ends_what_could_be_done_again);
	tcase_add_test(t, many_steps_are_kept);
	tcase_add_test(t, a_contradiction_is_said_and_keeps_the_step);
	tcase_add_test(t, imports_and_series_are_one_step);
	tcase_add_test(t, a_change_of_a_view_and_a_refused_one);
	suite_add_tcase(s, t);
	return s;
}
