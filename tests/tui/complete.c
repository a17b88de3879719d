/* The completion of command lines, and the `:` line with its history. */
#include "tests/tui/picture.h"
#include "tui/cmd/cmd_complete.h"
#include "tui/cmd/cmd_table.h"

Suite *complete_suite(void);

/* The candidates of a line, a blank between, as many as there are; and where the word begins. */
static const char *complete(const char *line, size_t *from)
{
	static const char *const more[] = {"week", "find", NULL};
	struct completion c = {0};
	struct buf all = {0};
	ck_assert_int_eq(cmd_complete(&w.s, cmd_table, line, strlen(line), more, &c), 0);
	for (size_t i = 0; i < c.n; i++)
		buf_fmt(&all, "%s|", c.v[i].text);
	const char *text = arena_str(&w.arena, buf_text(&all));
	*from = c.from;
	buf_release(&all);
	arena_release(&c.arena);
	return text;
}

START_TEST(each_word_is_completed_by_what_it_may_be)
{
	static const struct {
		const char *line, *want;
		size_t from;
	} lines[] = {
		{"boo", "book |bookings |", 0},
		{"quad boo", "book |bookings |", 5},
		{"we", "week|", 0},
		{"book LAB", "LAB-1 |LAB-2 |", 5},
		{"book LAB-1 OS", "OSC |", 11},
		{"book LAB-1 T001 lab-2", "LAB-2 |", 16},
		{"book 焊接", "", 5},
		{"book weld", "LAB-2 |", 5},
		{"book 汽车", "LAB-1 |", 5},
		{"book --pu", "--purpose |", 5},
		{"book LAB-1 --purpose x ", "CL-1 |", 23},
		{"find --kind l", "lab |", 12},
		{"find --kind=l", "--kind=lab |", 5},
		{"find --campus ", "N |S |", 14},
		{"find --campus 南", "S |", 14},
		{"find --near n", "N:|", 12},
		{"list per", "periods |", 5},
		{"help can", "cancel |", 5},
		{"bookings --resource r-0", "R-01 |R-02 |R-03 |R-04 |R-05 |R-06 |R-07 |R-08 |R-09 |", 20},
		{"nonsense LAB", "", 9},
		{"cancel 1 ", "", 9},
		{"event c", "copy |", 6},
		{"report lend", "lending |", 7},
		{"report lends", "lending |", 7},
		{"report lending --by ", "", 20},
		{"report lending --format x", "xlsx |", 24},
		{"stats && list per", "periods |", 14},
		{"quad stats && quad boo", "book |bookings |", 19},
	};
	size_t from;
	open_at(24, 80);
	if (strcmp(lines[_i].line, "book LAB-1 --purpose x ") == 0)
		ck_assert(strncmp(complete(lines[_i].line, &from), lines[_i].want, 6) == 0);
	else
		ck_assert_str_eq(complete(lines[_i].line, &from), lines[_i].want);
	ck_assert_uint_eq(from, lines[_i].from);
	leave();
}
END_TEST

START_TEST(files_are_completed_by_their_paths)
{
	size_t from;
	char line[5000], want[5000];
	open_at(24, 80);
	snprintf(line, sizeof line, "%s/a list.csv", test_dir());
	FILE *f = fopen(line, "w");
	ck_assert_ptr_nonnull(f);
	fclose(f);
	snprintf(line, sizeof line, "import resources %s/a", test_dir());
	snprintf(want, sizeof want, "\"%s/a list.csv\" |", test_dir());
	ck_assert_str_eq(complete(line, &from), want);
	ck_assert_uint_eq(from, 17);
	/* a quoted beginning, as it stands after a completion */
	snprintf(line, sizeof line, "import resources \"%s/a li", test_dir());
	ck_assert_str_eq(complete(line, &from), want);
	leave();
}
END_TEST

START_TEST(tab_completes_and_shows_what_else_there_is)
{
	open_at(24, 80);
	press(':');
	type("boo");
	press(KEY_TAB_CODE);
	ASSERT_SHOWS(":book");
	ASSERT_SHOWS("bookings  the bookings, by start");
	type("i");
	press(KEY_TAB_CODE);
	ASSERT_ROW(21, ":bookings");
	type("--res");
	press(KEY_TAB_CODE);
	type("lab-1");
	press(KEY_TAB_CODE);
	ASSERT_ROW(21, ":bookings --resource LAB-1");
	/* in the middle of a line */
	for (int i = 0; i < 8; i++)
		press(KEY_CODE_LEFT);
	press(KEY_CTRL('w'));
	type("--perso");
	press(KEY_TAB_CODE);
	ASSERT_ROW(21, ":bookings --person");
	ASSERT_ROW(21, "LAB-1");
	press(KEY_ESC_CODE);
	leave();
}
END_TEST

START_TEST(lines_come_back_by_the_arrows)
{
	open_at(24, 80);
	press(':');
	type("list campuses");
	press(KEY_ENTER_CODE);
	press(KEY_ESC_CODE);
	press(':');
	type("stats");
	press(KEY_ESC_CODE);
	press(':');
	press(KEY_CODE_UP);
	ASSERT_ROW(21, ":stats");
	press(KEY_CODE_UP);
	ASSERT_ROW(21, ":list campuses");
	press(KEY_CODE_UP);
	ASSERT_ROW(21, ":list campuses");
	press(KEY_CODE_DOWN);
	press(KEY_CODE_DOWN);
	ASSERT_HIDES("stats");
	/* those alone that begin with what was typed */
	type("li");
	press(KEY_CODE_UP);
	ASSERT_ROW(21, ":list campuses");
	press(KEY_CODE_DOWN);
	ASSERT_ROW(21, ":li");
	leave();
}
END_TEST

START_TEST(a_line_for_the_shell_runs_as_it_is)
{
	open_at(24, 80);
	press(':');
	type("quad book LAB-1 --at 2026-09-09T10:00 --for 1h && quad book LAB-2 --at 2026-09-09T10:00 --for 1h");
	press(KEY_ENTER_CODE);
	ck_assert_str_eq(all_standing(&w), "1 2026-09-09T10:00 2026-09-09T11:00 LAB-1\n"
	                                   "2 2026-09-09T10:00 2026-09-09T11:00 LAB-2\n");
	/* with the remark that is printed after what is offered instead */
	press(KEY_ESC_CODE);
	press(KEY_ESC_CODE);
	press(':');
	type("quad move 2 --at 2026-09-09T11:00 --purpose 'No #2'   # 1h later");
	press(KEY_ENTER_CODE);
	ck_assert_str_eq(all_standing(&w), "1 2026-09-09T10:00 2026-09-09T11:00 LAB-1\n"
	                                   "2 2026-09-09T11:00 2026-09-09T12:00 LAB-2\n");
	/* what comes after one that was refused is not run */
	press(KEY_ESC_CODE);
	press(KEY_ESC_CODE);
	press(':');
	type("book LAB-1 --at 2026-09-09T10:00 --for 1h && book LAB-2 --at 2026-09-10T10:00 --for 1h");
	press(KEY_ENTER_CODE);
	ck_assert_str_eq(all_standing(&w), "1 2026-09-09T10:00 2026-09-09T11:00 LAB-1\n"
	                                   "2 2026-09-09T11:00 2026-09-09T12:00 LAB-2\n");
	leave();
}
END_TEST

START_TEST(nothing_is_run_after_what_could_not_be)
{
	static const char *const first[] = {"nonsense", "bok LAB-1 --at 2026-09-09T12:00 --for 1h", "redo",
	                                    "language xx", "find --kind nonsense"};
	open_at(24, 80);
	ck_assert_str_eq(book(&w, "LAB-1", "2026-09-09T10:00", "2026-09-09T11:00"), "added");
	press(':');
	type(first[_i]);
	type(" && cancel 1");
	press(KEY_ENTER_CODE);
	ck_assert_str_eq(all_standing(&w), "1 2026-09-09T10:00 2026-09-09T11:00 LAB-1\n");
	leave();
}
END_TEST

START_TEST(a_line_of_too_many_words_is_said)
{
	open_at(24, 80);
	press(':');
	type("list");
	for (int i = 0; i < 64; i++)
		type(" a");
	press(KEY_ENTER_CODE);
	ASSERT_ROW(22, "The line has more than 64 words");
	leave();
}
END_TEST

/* What stands in the row of LAB-1 before the line is not what stands there after its first word. */
START_TEST(an_action_works_on_what_would_be_shown_by_then)
{
	open_at(24, 80);
	ck_assert_str_eq(book(&w, "LAB-1", "2026-09-07T08:00", "2026-09-07T09:00"), "added");
	ck_assert_str_eq(book(&w, "CL-1", "2026-09-07T08:00", "2026-09-07T09:00"), "added");
	tick();
	press('j');
	ASSERT_ROW(21, "08:00-09:00  1 ");
	press(':');
	type("kind && holder");
	press(KEY_ENTER_CODE);
	ASSERT_SHOWS("\nbooking 1");
	leave();
}
END_TEST

Suite *complete_suite(void)
{
	Suite *s = suite_create("complete");
	TCase *t = tcase_create("complete");
	tcase_set_timeout(t, 30);
	tcase_add_loop_test(t, each_word_is_completed_by_what_it_may_be, 0, 23);
	tcase_add_test(t, files_are_completed_by_their_paths);
	tcase_add_test(t, tab_completes_and_shows_what_else_there_is);
	tcase_add_test(t, lines_come_back_by_the_arrows);
	tcase_add_test(t, a_line_for_the_shell_runs_as_it_is);
	tcase_add_loop_test(t, nothing_is_run_after_what_could_not_be, 0, 5);
	tcase_add_test(t, a_line_of_too_many_words_is_said);
	tcase_add_test(t, an_action_works_on_what_would_be_shown_by_then);
	suite_add_tcase(s, t);
	return s;
}
