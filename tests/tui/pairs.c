/*
 * Each two actions of each view, one after the other in one line, without a picture between them: they neither break
 * nor change the store without a question.
 */
#include "tests/tui/picture.h"
#include "tui/screen/action.h"
#include "tui/screen/ui_command.h"

Suite *pairs_suite(void);

/* How to come to a view: the words after `:`, then keys. */
static const struct {
	const char *line, *keys;
} views[] = {{"", ""},
             {"", "jll"},
             {"", "jllv"},
             {"", "jllp"},
             {"filter", "zzz\r"},
             {"mode && mode && mode", ""},
             {"mode && mode && mode && mode", ""},
             {"book", ""},
             {"week", ""},
             {"week", "m"},
             {"all", ""},
             {"all", "/zzz\r"},
             {"bookings", ""},
             {"mine", ""},
             {"now", ""},
             {"calendar", ""},
             {"overview", ""},
             {"overview && use", ""},
             {"find", ""},
             {"find LAB", ""},
             {"requests", ""},
             {"report lending", ""},
             {"report lending && picture", ""},
             {"lists", ""}};

enum { N_VIEWS = sizeof views / sizeof *views, ACTIONS_MAX = 64 };

static void come_to(size_t i)
{
	while (app.top && app.top->below)
		app_pop(&app);
	app_pop(&app);
	app.quit = false;
	undo_clear(&app.undo);
	app_push(&app, ui_board_new());
	screen_draw(&app);
	if (*views[i].line)
		ui_command_run(&app, views[i].line);
	screen_draw(&app);
	type(views[i].keys);
}

static size_t list_names(const char **names)
{
	size_t n = 0;
	for (const struct action *row = app.top->ops->actions; action_of_row(row) && n < ACTIONS_MAX; row++)
		names[n++] = action_of_row(row)->name;
	return n;
}

/* These may change it: a form that is saved, a booking that is put down. */
static bool may_change(const char *line)
{
	return strstr(line, "save") || strstr(line, "open") || strstr(line, "carry");
}

START_TEST(any_two_actions_in_a_line_do_no_harm)
{
	const char *names[ACTIONS_MAX];
	open_at(24, 80);
	ck_assert_str_eq(book(&w, "LAB-1;T001", "2026-09-07T10:00", "2026-09-07T12:00"), "added");
	ck_assert_str_eq(book(&w, "OSC*3", "2026-09-07T10:00", "2026-09-07T12:00"), "added");
	come_to((size_t)_i);
	size_t n = list_names(names);
	for (size_t i = 0; i < n * n; i++) {
		char line[160];
		come_to((size_t)_i);
		const char *before = all_standing(&w);
		snprintf(line, sizeof line, "%s && %s", names[i / n], names[i % n]);
		ui_command_run(&app, line);
		if (app.top)
			screen_draw(&app);
		if (!may_change(line))
			ck_assert_msg(strcmp(all_standing(&w), before) == 0, "%s", line);
	}
	leave();
}
END_TEST

Suite *pairs_suite(void)
{
	Suite *s = suite_create("pairs");
	TCase *t = tcase_create("pairs");
	tcase_set_timeout(t, 300);
	tcase_add_loop_test(t, any_two_actions_in_a_line_do_no_harm, 0, N_VIEWS);
	suite_add_tcase(s, t);
	return s;
}
