/*
 * The line to the server is lost under an open screen, in-process: what was shown stays and is said to be old, what was
 * typed stays, nothing is queued, and what may have been done is done once.
 */
#include <limits.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/base/err.h"
#include "tests/engine.h"
#include "tests/line.h"
#include "tests/tui/journey.h"
#include "tests/tui/picture.h"
#include "tui/screen/ui_form.h"

Suite *lost_line_suite(void);

/* The screen over a line that works. */
static void open_over_line(void)
{
	open_at(24, 80);
	app_release(&app);
	store_close(&w.s);
	snprintf(w.dir, sizeof w.dir, "%s", line_begin(w.dir));
	ck_assert_int_eq(store_open(w.dir, &w.s), 0);
	open_app();
	screen_draw(&app);
}

static void leave_line(void)
{
	line_set(LINE_WORKS);
	ck_assert_int_eq(store_reopen(&w.s), 0);
	leave();
	line_end();
}

/* Seconds pass until the screen shows a text, or does not any more. */
static void tick_until(const char *text, bool is_shown)
{
	time_t end = time(NULL) + 60;
	while ((strstr(picture(), text) != NULL) != is_shown) {
		ck_assert_msg(time(NULL) < end, "\"%s\" %s in\n%s", text, is_shown ? "is not" : "stays", picture());
		press(KEY_CTRL('l'));
		tick();
	}
}

static void lose_line(enum line_state how)
{
	line_set(how);
	tick_until("no connection since 07:30", true);
}

static void mend_line(void)
{
	line_set(LINE_WORKS);
	tick_until("no connection", false);
	ASSERT_HIDES("No connection");
}

/* The rows between the title and the message. */
static const char *list_rows(void)
{
	struct buf b = {0};
	for (int n = 1; n < 22; n++)
		buf_fmt(&b, "%s\n", row(n));
	const char *text = arena_str(&w.arena, buf_text(&b));
	buf_release(&b);
	return text;
}

START_TEST(what_was_shown_stays)
{
	open_over_line();
	const char *before = list_rows();
	lose_line(LINE_CUT);
	ck_assert_str_eq(list_rows(), before);
	ASSERT_ROW(22, "No connection to the server since 07:30; shown as it was. Ctrl-L tries again");
	/* what is known is still there to move in */
	press(KEY_CODE_DOWN);
	ASSERT_ROW(0, "2/46");
	ASSERT_ROW(3, ">LAB-1");
	ASSERT_ROW(22, "No connection to the server since 07:30");
	/* what is not known is not shown as if it were nothing, nor by the name of another day */
	before = list_rows();
	press(']');
	ck_assert_str_eq(list_rows(), before);
	ASSERT_ROW(0, "Mon 2026-09-07");
	press(KEY_CODE_DOWN);
	ASSERT_ROW(3, ">LAB-1");
	/* help, and back */
	press('?');
	ASSERT_SHOWS("Keys here");
	press(KEY_ESC_CODE);
	ck_assert_str_eq(list_rows(), before);
	ASSERT_ROW(0, "no connection since 07:30");
	mend_line();
	ASSERT_ROW(0, "Tue 2026-09-08");
	ck_assert_str_eq(row(22), "");
	leave_line();
}
END_TEST

static void run_line(const char *line)
{
	press(':');
	type(line);
	press(KEY_ENTER_CODE);
}

START_TEST(a_list_that_was_never_read_says_so)
{
	open_over_line();
	lose_line(LINE_CUT);
	run_line("bookings");
	ASSERT_ROW(0, "Bookings");
	ASSERT_SHOWS("This could not be read: there is no connection to the server.");
	ASSERT_SHOWS("It is tried again; Ctrl-L tries at once.");
	ASSERT_ROW(22, "No connection to the server since 07:30. Ctrl-L tries again");
	press(KEY_ESC_CODE);
	press('f');
	ASSERT_ROW(0, "Find what is free");
	ASSERT_SHOWS("This could not be read.");
	ASSERT_HIDES("0 fit");
	press(KEY_ESC_CODE);
	run_line("bookings");
	mend_line();
	ASSERT_HIDES("could not be read");
	ASSERT_SHOWS("Requester");
	leave_line();
}
END_TEST

/* A new form for LAB-1 at an hour of today, with a purpose. */
static void fill_form(void)
{
	app_push(&app, ui_form_of("LAB-1", at("2026-09-07T10:00"), at("2026-09-07T11:00"), app.now()));
	screen_draw(&app);
	ASSERT_SHOWS("New booking");
	press('\t');
	type("welding");
}

static size_t count_bookings(void)
{
	struct booking_ids ids = {0};
	struct booking_filter all = {0};
	ck_assert_int_eq(query_booking_ids(&w.s, &all, &ids), 0);
	size_t n = ids.n;
	arena_release(&ids.arena);
	return n;
}

START_TEST(a_form_keeps_what_was_typed)
{
	open_over_line();
	fill_form();
	lose_line(LINE_CUT);
	type(" of doors");
	press(KEY_CODE_F2);
	ASSERT_ROW(22, "No connection to the server; nothing was changed. It said: ");
	ASSERT_SHOWS("LAB-1");
	ASSERT_SHOWS("welding of doors");
	mend_line();
	ASSERT_SHOWS("welding of doors");
	ck_assert_uint_eq(count_bookings(), 0);
	press(KEY_CODE_F2);
	ASSERT_ROW(22, "Booked: 1: LAB-1, Mon 2026-09-07 10:00-11:00");
	ck_assert_uint_eq(count_bookings(), 1);
	leave_line();
}
END_TEST

/* Whether it was done or not: asked again, it is done once. */
START_TEST(what_may_have_been_done_is_done_once)
{
	open_over_line();
	fill_form();
	line_set(_i ? LINE_CUTS_ANSWER : LINE_CUTS_COMMIT);
	press(KEY_CODE_F2);
	ASSERT_ROW(22, "It is not known whether it was done. Ask for the same again");
	ASSERT_SHOWS("welding");
	mend_line();
	ck_assert_uint_eq(count_bookings(), _i ? 1 : 0);
	press(KEY_CODE_F2);
	ASSERT_ROW(22, "Booked: 1: LAB-1, Mon 2026-09-07 10:00-11:00");
	ck_assert_uint_eq(count_bookings(), 1);
	leave_line();
}
END_TEST

/* The words after a text in the picture, up to a blank. */
static const char *word_after(const char *text)
{
	const char *at = strstr(picture(), text);
	ck_assert_ptr_nonnull(at);
	at += strlen(text);
	return arena_dup(&w.arena, at, strcspn(at, " :\n"));
}

START_TEST(a_command_is_told_how_to_ask_again)
{
	open_over_line();
	static const char book[] = "book LAB-1 --at 2026-09-07T10:00 --for 1h";
	line_set(_i ? LINE_CUTS_ANSWER : LINE_CUTS_COMMIT);
	run_line(book);
	ASSERT_SHOWS("book: it is not known whether it was done: the server was lost before it");
	ASSERT_SHOWS("The same command with this tells what came of it, and does it only if it was");
	const char *id = word_after("  --request ");
	press(KEY_ESC_CODE);
	mend_line();
	run_line(arena_fmt(&w.arena, "%s --request %s", book, id));
	ASSERT_SHOWS("2026-09-07T10:00");
	if (_i)
		ASSERT_SHOWS("This was done before; here is what came of it.");
	ck_assert_uint_eq(count_bookings(), 1);
	press(KEY_ESC_CODE);
	leave_line();
}
END_TEST

/* A server that says nothing is one that is not there. */
START_TEST(a_silent_line_is_a_lost_one)
{
	open_over_line();
	const char *before = list_rows();
	lose_line(LINE_HOLDS);
	ck_assert_str_eq(list_rows(), before);
	mend_line();
	leave_line();
}
END_TEST

/* Each key tries again, but not sooner after the last try than that took. */
static void press_until_gone(struct pty *p, const char *key, const char *text)
{
	enum { KEYS_MAX = 2000 };
	for (int i = 0; i < KEYS_MAX && pty_shows(p, text); i++) {
		pty_keys(p, key);
		pty_settle(p);
	}
	ck_assert(!pty_shows(p, text));
}

/* What a server or libpq says stands in the message alone, whatever of it goes to standard error. */
START_TEST(nothing_but_the_screen_is_on_the_terminal)
{
	char before[20][512];
	school_open(&w);
	school_leave(&w);
	snprintf(w.dir, sizeof w.dir, "%s", line_begin(w.dir));
	struct pty *p = journey_screen(&w, 24, 80);
	for (int i = 0; i < 20; i++)
		snprintf(before[i], sizeof before[i], "%s", pty_row(p, i + 1));
	line_set(LINE_REFUSES);
	pty_wait_row(p, 0, "no connection since");
	pty_wait_row(p, 22, "No connection to the server since");
	for (int i = 0; i < 20; i++)
		ck_assert_str_eq(pty_row(p, i + 1), before[i]);
	ck_assert(!pty_shows(p, LINE_REFUSAL));
	line_set(LINE_WARNS);
	/* the next day: Ctrl-L would paint over it */
	press_until_gone(p, "]", "no connection since");
	press_until_gone(p, "]", "No connection");
	ck_assert(!pty_shows(p, LINE_WARNING));
	pty_close(p);
	line_set(LINE_WORKS);
	school_return(&w);
	world_close(&w);
	line_end();
}
END_TEST

/* ---- the first Ctrl-C of an import ---- */

/* An import by another process, its answer in a file. */
static pid_t begin_import(void)
{
	char list[PATH_MAX], said[PATH_MAX];
	snprintf(list, sizeof list, "%s", test_path(test_dir(), "list.csv"));
	snprintf(said, sizeof said, "%s", test_path(test_dir(), "said"));
	FILE *f = fopen(list, "w");
	ck_assert_ptr_nonnull(f);
	fputs("code,name,kind,seats,campus\nNEW-1,New one,lab,10,N\nNEW-2,New two,lab,10,N\n", f);
	ck_assert_int_eq(fclose(f), 0);
	fflush(NULL);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		sigset_t none;
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		static char words[][16] = {"quad", "--store", "", "import", "resources"};
		char *argv[] = {words[0], words[1], w.dir, words[3], words[4], list, NULL};
		if (!freopen(said, "w", stderr))
			_exit(99);
		_exit(quad_main(6, argv));
	}
	return pid;
}

/* Ends it by Ctrl-C: soon, since nothing is waited for any more. Returns its status. */
static int interrupt(pid_t pid)
{
	enum { SOON_SECONDS = 3 };
	int status;
	time_t begun = time(NULL);
	kill(pid, SIGINT);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_le(time(NULL) - begun, SOON_SECONDS);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void expect_said(const char *text)
{
	size_t len;
	char *said = test_read_file(test_path(test_dir(), "said"), &len);
	ck_assert_msg(strstr(said, text) != NULL, "no \"%s\" in: %s", text, said);
	free(said);
}

static int import_while_locked(struct db_txn *txn, void *arg)
{
	(void)txn;
	pid_t pid = begin_import();
	while (engine_count_waiting(w.dir) == 0)
		ck_assert_int_eq(waitpid(pid, NULL, WNOHANG), 0);
	*(int *)arg = interrupt(pid);
	return QUAD_EREFUSED;
}

START_TEST(an_import_that_waits_for_another_writer_is_interrupted_at_once)
{
	int status = -1;
	school_open(&w);
	ck_assert_int_eq(db_update(w.s.db, import_while_locked, &status, NULL), QUAD_EREFUSED);
	ck_assert_int_eq(status, 128 + SIGINT);
	expect_said("import: interrupted");
	world_close(&w);
}
END_TEST

START_TEST(an_import_that_has_lost_the_server_is_interrupted_at_once)
{
	school_open(&w);
	school_leave(&w);
	snprintf(w.dir, sizeof w.dir, "%s", line_begin(w.dir));
	line_set(LINE_CUTS_COMMIT);
	pid_t pid = begin_import();
	while (!line_is_cut())
		ck_assert_int_eq(waitpid(pid, NULL, WNOHANG), 0);
	ck_assert_int_eq(interrupt(pid), 1);
	expect_said("it is not known whether it was done: the server was lost before it answered");
	line_set(LINE_WORKS);
	school_return(&w);
	world_close(&w);
	line_end();
}
END_TEST

Suite *lost_line_suite(void)
{
	Suite *s = suite_create("lost_line");
	TCase *t = tcase_create("lost_line");
	tcase_set_timeout(t, 120);
	only_on_postgresql("the line to a server");
	tcase_add_test(t, what_was_shown_stays);
	tcase_add_test(t, a_list_that_was_never_read_says_so);
	tcase_add_test(t, a_form_keeps_what_was_typed);
	tcase_add_loop_test(t, what_may_have_been_done_is_done_once, 0, 2);
	tcase_add_loop_test(t, a_command_is_told_how_to_ask_again, 0, 2);
	tcase_add_test(t, a_silent_line_is_a_lost_one);
	tcase_add_test(t, nothing_but_the_screen_is_on_the_terminal);
	tcase_add_test(t, an_import_that_waits_for_another_writer_is_interrupted_at_once);
	tcase_add_test(t, an_import_that_has_lost_the_server_is_interrupted_at_once);
	suite_add_tcase(s, t);
	return s;
}
