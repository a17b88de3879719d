/*
 * Colours and terminals: which palette is taken by what the environment, the options and the keys say, the legend of
 * the help in it, and the first screen and its function keys on every terminal that people have.
 */
#include "tests/tui/journey.h"

Suite *look_suite(void);

static struct world w;

static struct pty *open_with(const char *const *env, const char *color)
{
	school_open(&w);
	school_leave(&w);
	const char *argv[] = {"quad", "--store", w.dir, color ? "--color" : "tui", color, NULL};
	struct pty *p = pty_spawn(quad_main, argv, env, 24, 80);
	pty_wait(p, "LAB-1");
	pty_wait_row(p, 23, "help");
	pty_settle(p);
	return p;
}

/* Goes to the legend in the help; the row of what is free. */
static int find_legend(struct pty *p)
{
	pty_do(p, "?", "Keys here");
	for (int i = 2; i < 60 && !pty_shows(p, "  >>>>"); i++) {
		char place[16];
		snprintf(place, sizeof place, "  %d/", i);
		pty_keys(p, "j");
		pty_wait_row(p, 0, place);
		pty_settle(p);
	}
	pty_wait(p, "  >>>>");
	pty_wait(p, "  ....");
	return pty_find(p, "  ....");
}

/* ---- palettes ---- */

/* The block of what is free: on a dark ground, on a light one, with 8 colours, none. */
enum { FREE_DARK = 22, FREE_LIGHT = 194, FREE_8 = 2, NO_BLOCK = -1 };

static const struct {
	const char *env[4];
	const char *color;
	int block;
} palettes[] = {
	{{"COLORFGBG", "QUAD_COLORS", NULL}, NULL, FREE_DARK},
	{{"COLORFGBG=15;0", "QUAD_COLORS", NULL}, NULL, FREE_DARK},
	{{"COLORFGBG=0;15", "QUAD_COLORS", NULL}, NULL, FREE_LIGHT},
	{{"COLORFGBG=0;15", "QUAD_COLORS=dark", NULL}, NULL, FREE_DARK},
	{{"COLORFGBG=15;0", "QUAD_COLORS=light", NULL}, NULL, FREE_LIGHT},
	{{"COLORFGBG=15;0", "QUAD_COLORS=purple", NULL}, NULL, FREE_DARK},
	{{"COLORFGBG=0;15", "QUAD_COLORS", NULL}, "dark", FREE_DARK},
	{{"COLORFGBG", "QUAD_COLORS=dark", NULL}, "light", FREE_LIGHT},
	{{"COLORFGBG", "QUAD_COLORS", NULL}, "never", NO_BLOCK},
	{{"QUAD_COLORS=light", "NO_COLOR=1", NULL}, NULL, NO_BLOCK},
	{{"QUAD_COLORS=light", "NO_COLOR=0", NULL}, "auto", NO_BLOCK},
	{{"QUAD_COLORS=light", "NO_COLOR=", NULL}, NULL, FREE_LIGHT},
	{{"QUAD_COLORS", "COLORFGBG", "NO_COLOR=1", NULL}, "always", FREE_DARK},
	{{"QUAD_COLORS", "COLORFGBG", "NO_COLOR=1", NULL}, "light", FREE_LIGHT},
	{{"TERM=xterm", "COLORFGBG", "QUAD_COLORS", NULL}, NULL, FREE_8},
	{{"TERM=vt100", NULL}, "always", NO_BLOCK},
};

START_TEST(the_palette_is_as_one_says)
{
	struct pty *p = open_with(palettes[_i].env, palettes[_i].color);
	int row = find_legend(p);
	ck_assert_int_eq(pty_block(p, row, 3), palettes[_i].block);
	/* no sequence asks the terminal, whose answer could come too late */
	ck_assert(!pty_answered(p, "\033]11"));
	journey_end(&w, p);
}
END_TEST

START_TEST(a_key_changes_the_palette)
{
	static const char *const env[] = {"COLORFGBG", "QUAD_COLORS", NULL};
	struct pty *p = open_with(env, NULL);
	int row = find_legend(p);
	ck_assert_int_eq(pty_block(p, row, 3), FREE_DARK);
	pty_do(p, "P", "Colours for a light");
	pty_settle(p);
	ck_assert_int_eq(pty_block(p, row, 3), FREE_LIGHT);
	/* all that differs was painted anew in one burst, and no more */
	ck_assert_uint_le(pty_bytes(p), 2000);
	pty_do(p, "\x16", "No colours");
	pty_settle(p);
	ck_assert(!pty_colored(p));
	pty_do(p, "\x16", "Colours for a dark");
	pty_settle(p);
	ck_assert_int_eq(pty_block(p, row, 3), FREE_DARK);
	journey_end(&w, p);
}
END_TEST

START_TEST(a_terminal_without_colours_says_so)
{
	static const char *const env[] = {"TERM=vt100", NULL};
	struct pty *p = open_with(env, NULL);
	pty_do(p, "P", "no colours");
	ck_assert(!pty_colored(p));
	journey_end(&w, p);
}
END_TEST

START_TEST(the_legend_has_a_mark_for_each_block)
{
	static const char *const marks[] = {"....", "####", "++++", "****", "????", "xxxx",
	                                    "::::", "----", "!!!!", "||||", ">>>>"};
	struct pty *p = open_with(NULL, NULL);
	int first = find_legend(p);
	for (int i = 0; i < 11; i++) {
		const char *line = pty_row(p, first + i);
		ck_assert_msg(strncmp(line, "  ", 2) == 0 && strncmp(line + 2, marks[i], 4) == 0, "%s", line);
		ck_assert_msg(strlen(line) > 18 && line[18] != ' ', "%s", line);
		ck_assert(i == 10 ? pty_reversed(p, first + i, 2) : pty_block(p, first + i, 2) >= 0);
		ck_assert_int_eq(pty_block(p, first + i, 7), -1);
	}
	journey_end(&w, p);
}
END_TEST

/* ---- terminals ---- */

static const struct {
	const char *env, *f1;
	bool colored;
} terminals[] = {
	{"TERM=xterm", "\033OP", true},
	{"TERM=xterm-256color", "\033OP", true},
	{"TERM=screen", "\033OP", true},
	{"TERM=screen-256color", "\033OP", true},
	{"TERM=tmux", "\033OP", true},
	{"TERM=tmux-256color", "\033OP", true},
	{"TERM=linux", "\033[[A", true},
	{"TERM=vt100", "\033OP", false},
	{"TERM=vt220", "\033OP", false},
	{"TERM=rxvt", "\033[11~", true},
	{"TERM=rxvt-unicode-256color", "\033[11~", true},
	{"TERM=putty", "\033[11~", true},
	{"TERM=putty-256color", "\033[11~", true},
	{"TERM=konsole-256color", "\033OP", true},
	{"TERM=gnome-256color", "\033OP", true},
	{"TERM=xterm-kitty", "\033OP", true},
	{"TERM=kitty", "\033OP", true},
	{"TERM=xterm-ghostty", "\033OP", true},
	{"TERM=ghostty", "\033OP", true},
	{"TERM=foot", "\033OP", true},
	{"TERM=alacritty", "\033OP", true},
	{"TERM=wezterm", "\033[P", true},
	{"TERM=no-such-terminal", "\033OP", true},
};

START_TEST(every_terminal_has_the_screen_and_its_function_keys)
{
	const char *env[] = {terminals[_i].env, "COLORTERM", NULL};
	struct pty *p = open_with(env, NULL);
	ck_assert_int_eq(pty_colored(p), terminals[_i].colored);
	ck_assert(pty_shows(p, "汽车维修实训室"));
	/* what is selected is seen without colours, and the cursor stands there */
	int row, col;
	pty_cursor(p, &row, &col);
	ck_assert_int_eq(row, 2);
	ck_assert(pty_reversed(p, 2, 1));
	pty_do(p, terminals[_i].f1, "Keys here");
	pty_keys(p, K_ESC);
	pty_wait_gone(p, "Keys here");
	pty_do(p, "\033[B", "2/46");
	pty_do(p, "\033OA", "1/46");
	pty_do(p, "\033[24~", "Lists");
	pty_keys(p, "\033[21~");
	pty_wait_gone(p, "Lists");
	pty_keys(p, "q");
	ck_assert_int_eq(pty_exit(p), 0);
	ck_assert(!pty_alternate(p));
	journey_end(&w, p);
}
END_TEST

START_TEST(no_terminal_is_told_which_commands_there_are)
{
	static const char *const none[][2] = {{"TERM=dumb", NULL}, {"TERM", NULL}, {"TERM=", NULL}};
	const char *argv[] = {"quad", "--store", w.dir, "tui", NULL};
	school_open(&w);
	school_leave(&w);
	struct pty *p = pty_spawn(quad_main, argv, none[_i], 24, 80);
	pty_wait(p, "quad help");
	ck_assert_int_eq(pty_exit(p), 1);
	ck_assert(!pty_answered(p, "\033"));
	journey_end(&w, p);
}
END_TEST

Suite *look_suite(void)
{
	Suite *s = suite_create("look");
	TCase *t = tcase_create("look");
	tcase_set_timeout(t, 30);
	tcase_add_loop_test(t, the_palette_is_as_one_says, 0, (int)(sizeof palettes / sizeof *palettes));
	tcase_add_test(t, a_key_changes_the_palette);
	tcase_add_test(t, a_terminal_without_colours_says_so);
	tcase_add_test(t, the_legend_has_a_mark_for_each_block);
	tcase_add_loop_test(t, every_terminal_has_the_screen_and_its_function_keys, 0,
	                    (int)(sizeof terminals / sizeof *terminals));
	tcase_add_loop_test(t, no_terminal_is_told_which_commands_there_are, 0, 3);
	suite_add_tcase(s, t);
	return s;
}
