/*
 * An import as a person meets it: what is said of a list with a school's own headers, what a dry run would change,
 * lists from standard input, and imports that end before their time.
 */
#include "tests/pty.h"
#include "tests/tui/command.h"
#include "tui/words/words_unreadable.h"

Suite *import_suite(void);

static void set_up(void)
{
	use_store();
	ASSERT_STATUS(0, "init --zone Asia/Shanghai");
	write_file("campuses.csv", "code,name\nE,East\n");
	ASSERT_STATUS(0, "import campuses %s/campuses.csv", test_dir());
}

static void tear_down(void)
{
	release_kept();
}

/* ---- what is said ---- */

START_TEST(a_complaint_names_row_header_text_and_what_is_wanted)
{
	write_file("labs.csv", "编号,名称,类型,工位数,校区\n"
	                       "L1,One,机房,many,East\nL2,Two,spaceship,40,East\nL3,Three,机房,40,Mars\n"
	                       "L4,Four,机房,40,East,,x\nL5,Fi\"ve,机房,40,East\nL6,\xff,机房,40,East\n");
	ASSERT_STATUS(CMD_PARTLY, "import resources %s/labs.csv --encoding UTF-8", test_dir());
	ASSERT_SAID("row 1 (L1), 工位数: \"many\" is not a number; it takes a whole number");
	ASSERT_SAID("row 2 (L2), 类型: \"spaceship\" cannot be used here; it takes lab, base, room,");
	ASSERT_SAID("row 3 (L3), 校区: there is no campus Mars; import the campuses first, or give --create-missing");
	ASSERT_SAID("row 4 (L4), cell 7: \"x\" stands behind the last column of the header");
	ASSERT_SAID("名称: there is a quote within the text");
	ASSERT_SAID("is not in the file's encoding; --encoding names another");
	ASSERT_SAID("6 rows: 0 added, 0 updated, 0 unchanged, 1 refused, 5 invalid.");
	write_file("bookings.csv", "编号,教室,开始,结束\nB1,L9,morning,2026-09-07 09:00\n"
	                           "B2,L9,2026-09-07 08:00,2026-09-07 09:00\n");
	ASSERT_STATUS(CMD_PARTLY, "import bookings %s/bookings.csv", test_dir());
	ASSERT_SAID("row 1 (B1), 开始: \"morning\" is not a time; write 2026-09-07T08:00");
	ASSERT_SAID("row 2 (B2), 教室: there is no resource L9; import the resources first\n");
}
END_TEST

START_TEST(a_report_is_not_written_over_its_list)
{
	write_file("labs.csv", "code,name,kind\nL1,One,lab\n");
	ASSERT_STATUS(CMD_USAGE, "import resources %s/labs.csv --report %s/labs.csv", test_dir(), test_dir());
	ASSERT_SAID("/labs.csv; nothing was changed");
	ASSERT_STATUS(0, "import resources %s/labs.csv", test_dir());
	ASSERT_SAID("1 row: 1 added");
}
END_TEST

START_TEST(equal_complaints_are_one_line)
{
	struct buf text = {0};
	buf_str(&text, "code,name,kind,campus\n");
	for (int i = 0; i < 312; i++)
		buf_fmt(&text, "A%d,Lab,lab,Mars\n", i);
	for (int i = 0; i < 30; i++)
		buf_fmt(&text, "B%d,Lab,lab,Moon %d\n", i, i);
	write_file("labs.csv", buf_text(&text));
	buf_release(&text);
	ASSERT_STATUS(CMD_PARTLY, "import resources %s/labs.csv", test_dir());
	ASSERT_SAID("row 1 (A0), campus: there is no campus Mars; import the campuses first, or give --create-missing "
	            "(and 311 rows more)\nrow 313 (B0)");
	ASSERT_SAID("and 11 rows more; --report FILE has all of them\n");
	ck_assert(!said("Moon 19"));
}
END_TEST

START_TEST(a_dry_run_tells_what_would_change_field_by_field)
{
	write_file("labs.csv", "编号,名称,类型,工位数,标签\nL1,One,机房,40,\nL2,Two,机房,40,\n");
	ASSERT_STATUS(0, "import resources %s/labs.csv", test_dir());
	write_file("more.csv", "编号,名称,类型,工位数,标签\nL1,One,机房,45,空调\nL2,Two,机房,40,\nL3,Three,lab,1,\n");
	for (int i = 0; i < 2; i++) {
		ASSERT_STATUS(0, "import resources %s/more.csv --dry-run --report -", test_dir());
		ASSERT_SAID("row 1 (L1) would change seats (工位数) 40 -> 45, tags (标签) 机房 -> 机房;空调\n");
		ASSERT_SAID("A dry run, nothing was changed. 3 rows: 1 added, 1 updated, 1 unchanged, 0 refused, 0 invalid.");
		ck_assert_str_eq(last.out, "row,key,result,reasons,changes\n"
		                           "1,L1,updated,,seats: 40 -> 45 | tags: 机房 -> 机房;空调\n"
		                           "2,L2,unchanged,,\n3,L3,added,,\n");
	}
	ASSERT_STATUS(0, "import resources %s/more.csv --report -", test_dir());
	ck_assert(!said("would change"));
	ck_assert_ptr_nonnull(strstr(last.out, "1,L1,updated,,seats: 40 -> 45 | tags"));
	ASSERT_STATUS(0, "import resources %s/more.csv", test_dir());
	ASSERT_SAID("3 rows: 0 added, 0 updated, 3 unchanged, 0 refused, 0 invalid.");
}
END_TEST

START_TEST(many_unknown_columns_do_not_fill_the_screen)
{
	struct buf text = {0};
	buf_str(&text, "code,name,kind");
	for (int i = 0; i < 3000; i++)
		buf_fmt(&text, ",column %d", i);
	buf_str(&text, "\nL1,One,lab\n");
	write_file("labs.csv", buf_text(&text));
	buf_release(&text);
	ASSERT_STATUS(0, "import resources %s/labs.csv", test_dir());
	ASSERT_SAID("column 19 and 2980 more\n");
}
END_TEST

/* ---- standard input ---- */

START_TEST(every_kind_of_list_comes_from_standard_input)
{
	static const char *const formats[] = {"csv", "xlsx"};
	char line[1000];
	write_file("labs.csv", "code,name,kind,seats\nL1,One,lab,40\nL2,Two,lab,40\n");
	ASSERT_STATUS(0, "import resources %s/labs.csv", test_dir());
	for (int i = 0; i < 2; i++) {
		snprintf(line, sizeof line, "quad export resources --format %s", formats[i]);
		char list[500], out[500], err[500];
		snprintf(list, sizeof list, "%s/list", test_dir());
		snprintf(out, sizeof out, "%s/stdout", test_dir());
		snprintf(err, sizeof err, "%s/stderr", test_dir());
		ck_assert_int_eq(wait_for(start(line, list, -1, err)), 0);
		fflush(NULL);
		pid_t pid = fork();
		ck_assert_int_ge(pid, 0);
		if (pid == 0) {
			char *argv[ARGS_MAX + 1] = {NULL}, words[] = "quad import resources - --report -";
			int argc = split(words, argv);
			redirect(STDIN_FILENO, list);
			redirect(STDOUT_FILENO, out);
			redirect(STDERR_FILENO, err);
			test_child_end(quad_main(argc, argv));
		}
		ck_assert_int_eq(wait_for(pid), 0);
		ck_assert_str_eq(keep_file(out), "row,key,result,reasons,changes\n1,L1,unchanged,,\n2,L2,unchanged,,\n");
	}
}
END_TEST

START_TEST(a_terminal_that_is_to_give_the_list_is_told_so)
{
	const char *const argv[] = {"quad", "import", "resources", "-", NULL};
	struct pty *p = pty_spawn(quad_main, argv, NULL, 24, 100);
	pty_wait(p, "end it with Ctrl-D");
	pty_keys(p, "code,name,kind\rL1,One,lab\r\004");
	pty_wait(p, "1 row: 1 added");
	ck_assert_int_eq(pty_exit(p), 0);
	pty_close(p);
}
END_TEST

/* ---- imports that end before their time ---- */

enum { MANY = 20000 };

/* Begins an import of many rows whose report nobody reads on: it cannot end. The first rows of the report were read. */
static pid_t begin_long(int *report)
{
	char line[1000], err[500], portion[512];
	int fds[2];
	struct buf text = {0};
	buf_str(&text, "code,name\n");
	for (int i = 0; i < MANY; i++)
		buf_fmt(&text, "I%d,Institution %d\n", i, i);
	write_file("many.csv", buf_text(&text));
	buf_release(&text);
	snprintf(line, sizeof line, "quad import institutions %s/many.csv --report -", test_dir());
	snprintf(err, sizeof err, "%s/stderr", test_dir());
	ck_assert_int_eq(pipe(fds), 0);
	fcntl(fds[0], F_SETFD, FD_CLOEXEC);
	pid_t pid = start(line, NULL, fds[1], err);
	close(fds[1]);
	ck_assert_int_gt(read(fds[0], portion, sizeof portion), 0);
	*report = fds[0];
	return pid;
}

static void drain(int fd)
{
	char portion[4096];
	while (read(fd, portion, sizeof portion) > 0)
		;
	close(fd);
}

/* How many institutions stand; and the same file again takes in the others. */
static size_t expect_the_rest(void)
{
	size_t n = 0;
	ASSERT_STATUS(0, "list institutions");
	for (const char *p = last.out; (p = strchr(p, '\n')) != NULL; p++)
		n++;
	n--; /* the header */
	ASSERT_STATUS(0, "check");
	ASSERT_STATUS(0, "import institutions %s/many.csv", test_dir());
	char counts[200];
	snprintf(counts, sizeof counts, "%d rows: %zu added, 0 updated, %zu unchanged, 0 refused, 0 invalid.", MANY, MANY - n,
	         n);
	ASSERT_SAID(counts);
	return n;
}

START_TEST(an_interrupt_ends_between_two_transactions_and_says_what_stands)
{
	int report;
	char said_of_it[200];
	static const int signals[] = {SIGINT, SIGTERM};
	pid_t pid = begin_long(&report);
	ck_assert_int_eq(kill(pid, signals[_i]), 0);
	drain(report);
	ck_assert_int_eq(wait_for(pid), CMD_SIGNAL + signals[_i]);
	last.err = keep_file(test_path(test_dir(), "stderr"));
	size_t n = 0;
	ck_assert_ptr_nonnull(strstr(last.err, "import: interrupted; "));
	ck_assert_int_eq(sscanf(strstr(last.err, "import: interrupted; "), "import: interrupted; %zu rows stand", &n), 1);
	snprintf(said_of_it, sizeof said_of_it, "%zu rows: %zu added", n, n);
	ASSERT_SAID(said_of_it);
	ck_assert_uint_gt(n, 0);
	ck_assert_uint_lt(n, MANY);
	ck_assert_uint_eq(expect_the_rest(), n);
}
END_TEST

START_TEST(a_killed_import_leaves_whole_batches)
{
	int report;
	char portion[1024];
	pid_t pid = begin_long(&report);
	for (int i = 0; i < 40 * (_i + 1); i++)
		ck_assert_int_gt(read(report, portion, sizeof portion), 0);
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	drain(report);
	ck_assert_int_eq(wait_for(pid), BY_SIGNAL + SIGKILL);
	size_t n = expect_the_rest();
	ck_assert_uint_gt(n, 0);
	ck_assert_uint_lt(n, MANY);
	ck_assert_uint_eq(n % 1000, 0);
}
END_TEST

START_TEST(a_file_that_is_no_list_is_named)
{
	static const struct {
		const char *kind, *text, *options, *says;
	} files[] = {
		{"resources", "\xd0\xcf\x11\xe0\xa1\xb1", "",
	         "this is a damaged Excel file (XLS), or one of before 1997; open it in"},
		{"resources", "%PDF-1.7", "", "this is a PDF file: ask for the list as a workbook (XLSX) or CSV"},
		{"bookings", "\xef\xbb\xbf \r\n<!DOCTYPE html>", "",
	         "this is a web page without a list in it; open it in"},
		{"ics", "<HTML>", "", "this is a web page without a list in it; open it in"},
		{"resources", "<table><tr>", "", "the sheet is empty"},
		{"resources", "<?xml version=\"1.0\"?>", "",
	         "this is an XML file of another kind than spreadsheets; open it in"},
		{"resources", "", "", "file: the file is empty\n"},
		{"ics", "", "", "file: the file is empty\n"},
		{"ics", "BEGIN:VCALENDAR\nEND:VCALENDAR\nnonsense\n", "", "file: line 3: this is no line of a calendar: nonsense\n"},
		{"resources", "code,name\n", "--sheet One", "has no sheets: leave --sheet out"},
		{"resources", "code,name\n", "--encoding klingon", "file: there is no encoding klingon\n"},
		{"resources", "code,name\n", "--map shoe=name", "file: resources have no column shoe\n"},
		{"resources", "code,name\n", "--map code=shoe", "file: the file has no column shoe\n"},
	};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		write_file("file", files[i].text);
		ASSERT_STATUS(CMD_USAGE, "import %s %s/file %s", files[i].kind, test_dir(), files[i].options);
		ASSERT_SAID(files[i].says);
		ASSERT_SAID("nothing was changed");
		ck_assert_str_eq(last.out, "");
	}
}
END_TEST

/* By a sentence of its own, not by the code that a program reads. */
START_TEST(every_reason_for_which_a_file_is_no_list_is_worded)
{
	char seen[LIST_N_PROBLEMS][40];
	for (int i = LIST_FINE + 1; i < LIST_N_PROBLEMS; i++) {
		struct list_fault fault = {(enum list_problem)i, 7, "SUBJECT", "OTHERS"};
		const char *code = list_problem_word(fault.problem);
		struct buf text = {0}, log = {0};
		words_unreadable(&(struct list_fault){(enum list_problem)i, 0, "SUBJECT", "OTHERS"}, &text);
		list_fault_format(&fault, &log);
		ck_assert_msg(*code && text.len && strcmp(buf_text(&text), code) != 0, "%d, %s: %s", i, code, buf_text(&text));
		ck_assert_int_eq(strncmp(buf_text(&log), code, strlen(code)), 0);
		ck_assert_str_eq(buf_text(&log) + strlen(code), ":SUBJECT@7");
		snprintf(seen[i], sizeof seen[i], "%s", code);
		for (int j = LIST_FINE + 1; j < i; j++)
			ck_assert_str_ne(seen[j], code);
		buf_release(&text);
		buf_release(&log);
	}
}
END_TEST

START_TEST(rows_that_were_joined_are_counted)
{
	write_file("pieces.csv", "实训室名称,设备名称,数量\n数控室,车床,20\n,铣床,4\n,投影仪,1\n焊接室,焊机,9\n");
	ASSERT_STATUS(0, "import resources %s/pieces.csv", test_dir());
	ASSERT_SAID("2 rows were joined to the resource of the row before them, as more of its equipment.\n");
	ASSERT_SAID("4 rows: 2 added, 0 updated, 2 unchanged, 0 refused, 0 invalid.\n");
	ASSERT_STATUS(0, "list resources");
	ck_assert_ptr_nonnull(strstr(last.out, ",车床*20;铣床*4;投影仪*1,"));
}
END_TEST

START_TEST(a_missing_column_is_one_line_with_its_remedy)
{
	write_file("people.csv", "部门,卡号标识,姓名\nX,71,A\nY,72,B\n");
	ASSERT_STATUS(CMD_USAGE, "import people %s/people.csv", test_dir());
	ASSERT_SAID("lacks needed columns (--map OUR=THEIRS or --set OUR=VALUE give them): login; such as --map "
	            "login=卡号标识. It has columns that are not understood: 卡号标识\n");
}
END_TEST

START_TEST(departments_are_told_once)
{
	write_file("teachers.csv", "工号,姓名,职称,部门\n1,甲,教授,机电系\n2,乙,讲师,艺术系\n3,丙,讲师,\n");
	ASSERT_STATUS(0, "import resources %s/teachers.csv --set kind=teacher --report -", test_dir());
	ck_assert_str_eq(last.out, "row,key,result,reasons,changes\n"
	                           "1,1,added,value:institution@机电系 is no institution,\n"
	                           "2,2,added,value:institution@艺术系 is no institution,\n"
	                           "3,3,added,,\n");
	ASSERT_SAID("Departments that are no institutions of the store were not kept; --create-missing makes them "
	            "institutions: 部门 (2)\n3 rows: 3 added, 0 updated, 0 unchanged, 0 refused, 0 invalid.\n");
	ck_assert_ptr_null(strstr(last.err, "机电系"));
}
END_TEST

START_TEST(an_import_says_what_a_list_no_longer_has)
{
	write_file("before.csv", "编号,名称,类型,座位数,面向专业\nA,甲,教室,40,数控\nB,乙,教室,40,\n");
	write_file("after.csv", "编号,名称,类型,座位数,面向专业\nA,甲,教室,,\n");
	ASSERT_STATUS(0, "import resources %s/before.csv --set institution=College --create-missing", test_dir());
	ASSERT_STATUS(0, "import resources %s/after.csv --set institution=College", test_dir());
	ASSERT_SAID("the number in the store stays (0 means no limit): A (40)\n");
	ASSERT_SAID("emptied what was in the store: 面向专业 row 1 (A)\n");
	ASSERT_SAID("1 resource of the institution is no longer in the list: B 乙\n");
	ASSERT_STATUS(CMD_USAGE, "import resources %s/after.csv --withdraw-missing", test_dir());
	ASSERT_SAID("needs --set institution=I");
	ASSERT_STATUS(0, "import resources %s/after.csv --set institution=College --withdraw-missing", test_dir());
	ASSERT_SAID("1 of them was withdrawn.\n");
	ASSERT_STATUS(0, "import resources %s/before.csv", test_dir());
	ASSERT_SAID("Withdrawn in the store, and not brought back by this list (--set active=yes does): B 乙\n");
	ASSERT_STATUS(0, "import resources %s/before.csv --set active=yes --dry-run", test_dir());
	ASSERT_SAID("row 2 (B) would change active no -> yes\n");
	ASSERT_STATUS(0, "import resources %s/after.csv --set institution=College", test_dir());
}
END_TEST

Suite *import_suite(void)
{
	Suite *s = suite_create("import");
	TCase *t = tcase_create("command");
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, a_complaint_names_row_header_text_and_what_is_wanted);
	tcase_add_test(t, a_report_is_not_written_over_its_list);
	tcase_add_test(t, equal_complaints_are_one_line);
	tcase_add_test(t, a_missing_column_is_one_line_with_its_remedy);
	tcase_add_test(t, departments_are_told_once);
	tcase_add_test(t, an_import_says_what_a_list_no_longer_has);
	tcase_add_test(t, a_dry_run_tells_what_would_change_field_by_field);
	tcase_add_test(t, many_unknown_columns_do_not_fill_the_screen);
	tcase_add_test(t, every_kind_of_list_comes_from_standard_input);
	tcase_add_test(t, a_terminal_that_is_to_give_the_list_is_told_so);
	tcase_add_test(t, a_file_that_is_no_list_is_named);
	tcase_add_test(t, every_reason_for_which_a_file_is_no_list_is_worded);
	tcase_add_test(t, rows_that_were_joined_are_counted);
	tcase_add_loop_test(t, an_interrupt_ends_between_two_transactions_and_says_what_stands, 0, 2);
	tcase_add_loop_test(t, a_killed_import_leaves_whole_batches, 0, 3);
	suite_add_tcase(s, t);
	return s;
}
