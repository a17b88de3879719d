/*
 * Commands whose output goes nowhere: a full disk, a closed stream, a reader that has gone. They say whether the change
 * stands and end with 1, so that nobody asks twice or not at all.
 */
#include "tests/tui/command.h"

Suite *lost_output_suite(void);

enum way { FULL, CLOSED, GONE };

static void open_filled_store(void)
{
	use_store();
	write_file("rooms.csv", "code,name,kind,institution,campus,seats\nL1,Lathe lab,lab,Birch College,NB,40\n");
	write_file("list.csv", "ref,resource,start,end\n"
	                       "a,L1,2031-03-01T08:00,2031-03-01T09:00\nb,L1,2031-03-01T10:00,2031-03-01T11:00\n");
	ASSERT_STATUS(0, "init");
	ASSERT_STATUS(0, "import resources %s/rooms.csv --create-missing", test_dir());
}

/* Runs a command whose output is lost; what it said is in `last`. */
static void lose(enum way way, const char *line)
{
	char err[500], whole[1000];
	int fds[2] = {-1, -1};
	snprintf(err, sizeof err, "%s/stderr", test_dir());
	snprintf(whole, sizeof whole, "quad %s", line);
	if (way == FULL)
		fds[1] = open("/dev/full", O_WRONLY);
	else
		ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_ge(fds[1], 0);
	if (fds[0] >= 0)
		close(fds[0]);
	if (way == CLOSED)
		fcntl(fds[1], F_SETFD, FD_CLOEXEC);
	fflush(NULL);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		char *argv[ARGS_MAX + 1] = {NULL};
		int argc = split(whole, argv);
		redirect(STDIN_FILENO, "/dev/null");
		redirect(STDERR_FILENO, err);
		if (way == CLOSED)
			close(STDOUT_FILENO);
		else if (dup2(fds[1], STDOUT_FILENO) < 0)
			_exit(99);
		_exit(quad_main(argc, argv));
	}
	close(fds[1]);
	last.status = wait_for(pid);
	last.err = keep_file(err);
}

/* In this order: each goes on from what those before it did. */
static const struct {
	const char *line, *said;
} changes[] = {
	{"book L1 --at 2031-01-07T08:00 --for 1h", "booking 1 is booked, 2031-01-07 08:00-09:00"},
	{"book L1 --at 2031-01-07T10:00 --for 1h --quiet --json", "booking 2 is booked, 2031-01-07 10:00-11:00"},
	{"move 1 --at 2031-01-08T08:00", "booking 1 is booked, 2031-01-08 08:00-09:00"},
	{"move 1 --at 2031-01-08T08:00", "nothing was changed"},
	{"move 1 --at 2031-01-08T08:00 --quiet", "Nothing was changed"},
	{"swap 1 2 --times", "bookings 1 and 2 are swapped"},
	{"cancel 2", "booking 2 is cancelled"},
	{"book L1 --at 2031-02-07T10:00 --for 1h --rrule FREQ=DAILY;COUNT=3", "series S1, 3 bookings"},
	{"cancel S1 --from 2031-02-09", "series S1, 1 booking "},
	{"book L1 --at 2031-01-09T10:00 --for 1h --dry-run", "nothing was changed"},
	{"book L1 --at 2031-01-09T10:00 --for 1h --dry-run --quiet", "Nothing was changed"},
	{"import bookings %s/list.csv --report -", "2 rows: 2 added"},
	{"import bookings %s/list.csv --report - --quiet", "2 rows: 0 added, 0 updated, 2 unchanged"},
};

START_TEST(a_change_whose_answer_is_lost_is_said_to_stand)
{
	char line[700];
	open_filled_store();
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		size_t n = strcspn(changes[i].line, "%");
		bool with_dir = changes[i].line[n] != '\0';
		snprintf(line, sizeof line, "%.*s%s%s", (int)n, changes[i].line, with_dir ? test_dir() : "",
		         with_dir ? changes[i].line + n + 2 : "");
		lose((enum way)_i, line);
		ck_assert_msg(last.status == CMD_FAILED, "%s: %d", line, last.status);
		ASSERT_SAID(changes[i].said);
	}
	ASSERT_STATUS(0, "bookings --json");
	ck_assert_ptr_nonnull(strstr(last.out, "2031-03-01T10:00"));
	release_kept();
}
END_TEST

START_TEST(a_question_whose_answer_is_lost_says_nothing_of_changes)
{
	open_filled_store();
	lose((enum way)_i, "bookings");
	ck_assert_int_eq(last.status, _i == GONE ? BY_SIGNAL + SIGPIPE : CMD_FAILED);
	ck_assert(!said("changed"));
	ck_assert(said("cannot write the output") == (_i != GONE));
	release_kept();
}
END_TEST

START_TEST(an_import_whose_report_is_lost_is_whole_and_counted)
{
	char name[600];
	enum { ROWS = 3000 };
	struct buf rows = {0};
	open_filled_store();
	buf_str(&rows, "ref,resource,start,end\n");
	for (int i = 0; i < ROWS; i++)
		buf_fmt(&rows, "r%d,L1,%d-%02d-%02dT%02d:00,%d-%02d-%02dT%02d:30\n", i, 2031 + i / 24 / 28 / 12,
		        1 + i / 24 / 28 % 12, 1 + i / 24 % 28, i % 24, 2031 + i / 24 / 28 / 12, 1 + i / 24 / 28 % 12,
		        1 + i / 24 % 28, i % 24);
	write_file("many.csv", buf_text(&rows));
	buf_release(&rows);
	snprintf(name, sizeof name, "import bookings %s/many.csv --quiet --report -", test_dir());
	lose(FULL, name);
	ck_assert_int_eq(last.status, CMD_FAILED);
	ASSERT_SAID("3000 rows: 3000 added");
	ASSERT_STATUS(CMD_FAILED, "import bookings %s/list.csv --report %s/none/x", test_dir(), test_dir());
	ASSERT_SAID("nothing was changed");
	release_kept();
}
END_TEST

START_TEST(a_store_that_cannot_be_opened_changes_nothing_and_says_so)
{
	use_store();
	static const char *const lines[] = {"book L1 --at 2031-01-07T08:00 --for 1h", "cancel 1", "swap 1 2",
	                                    "import bookings /dev/null"};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		ASSERT_STATUS(CMD_FAILED, "%s", lines[i]);
		ASSERT_SAID("Nothing was changed");
	}
	ASSERT_STATUS(CMD_FAILED, "bookings");
	ck_assert(!said("changed"));
	release_kept();
}
END_TEST

Suite *lost_output_suite(void)
{
	Suite *s = suite_create("lost_output");
	TCase *t = tcase_create("output");
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, a_change_whose_answer_is_lost_is_said_to_stand, 0, 3);
	tcase_add_loop_test(t, a_question_whose_answer_is_lost_says_nothing_of_changes, 0, 3);
	tcase_add_test(t, an_import_whose_report_is_lost_is_whole_and_counted);
	tcase_add_test(t, a_store_that_cannot_be_opened_changes_nothing_and_says_so);
	suite_add_tcase(s, t);
	return s;
}
