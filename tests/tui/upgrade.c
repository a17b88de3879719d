/* A person is told once that a change has upgraded the store; what only reads says nothing. */
#include "tests/engine.h"
#include "tests/store/old_store.h"
#include "tests/tui/command.h"
#include "tests/tui/journey.h"

Suite *upgrade_suite(void);

static struct world w;

static void set_up(void)
{
	use_store();
	school_open(&w);
	ck_assert_str_eq(book(&w, "LAB-1", "2031-09-08T08:00", "2031-09-08T10:00"), "added");
	make_old(&w.s);
	school_leave(&w);
	setenv("QUAD_STORE", w.dir, 1);
}

static void tear_down(void)
{
	school_return(&w);
	check_store(&w.s);
	world_close(&w);
	release_kept();
}

START_TEST(a_command_that_changes_says_it_once)
{
	static const char words[] = "was upgraded to this version; older versions do not open it any more.";
	ASSERT_STATUS(0, "bookings");
	ASSERT_STATUS(0, "check");
	ASSERT_STATUS(0, "book LAB-1 --at 2031-09-09T08:00 --for 2h --dry-run");
	ck_assert(!said("upgraded"));
	ASSERT_STATUS(3, "book LAB-1 --at 2031-09-08T08:00 --for 2h");
	ck_assert(!said("upgraded"));
	ASSERT_STATUS(0, "--quiet book LAB-1 --at 2031-09-09T08:00 --for 2h");
	ASSERT_SAID(words);
	ASSERT_STATUS(0, "book LAB-1 --at 2031-09-10T08:00 --for 2h");
	ck_assert(!said("upgraded"));
	ASSERT_STATUS(0, "check");
}
END_TEST

START_TEST(the_screen_says_it_after_the_first_change)
{
	struct pty *p = journey_screen(&w, 24, 120);
	journey_to_come(p);
	pty_do(p, "/", "/");
	pty_keys(p, "LAB-1");
	pty_wait(p, " 1/1");
	pty_do(p, K_ENTER, "1/1");
	pty_do(p, "b", "New booking");
	ck_assert(!pty_shows(p, "upgraded"));
	pty_do(p, "\x13", "Booked");
	pty_wait_row(p, 22, "(the store was upgraded");
	pty_close(p);
}
END_TEST

/*
 * tests/store/version-0.1.0.tar.gz is the store that version 0.1.0 left: people, resources, a term, a booking, one that
 * was moved, a series of which a date was cancelled.
 */
START_TEST(the_store_of_the_former_version_goes_on)
{
	const char *dir = test_path(test_dir(), "former");
	ck_assert_int_eq(mkdir(dir, 0700), 0);
	pid_t pid = fork();
	if (pid == 0) {
		execlp("tar", "tar", "-xzf", test_source("tests/store/version-0.1.0.tar.gz"), "-C", dir,
		       "--no-same-owner", NULL);
		_exit(99);
	}
	ck_assert_int_eq(wait_for(pid), 0);
	setenv("QUAD_STORE", dir, 1);
	ASSERT_STATUS(0, "check");
	ASSERT_STATUS(0, "--as zhang bookings");
	ck_assert_ptr_nonnull(
		strstr(last.out, "\n1,,booked,2040-09-03T08:00,2040-09-03T10:00,LAB-1;T001,30,焊接,zhang,"));
	ck_assert_ptr_nonnull(strstr(last.out, "\n2,,booked,2040-09-04T10:00,"));
	ck_assert_ptr_null(strstr(last.out, "2040-09-12"));
	ASSERT_STATUS(3, "--as zhang book LAB-1 --at 2040-09-03T09:00 --for 1h");
	ASSERT_STATUS(0, "--as zhang book LAB-1 --at 2040-09-12T08:00 --for 1h");
	ASSERT_SAID("was upgraded to this version");
	ASSERT_STATUS(0, "check");
	ck_assert_str_eq(last.out, "ok\n");
	ASSERT_STATUS(0, "--as zhang log --verify");
	ASSERT_STATUS(0, "--as zhang log --entity booking:2");
	ck_assert_ptr_nonnull(strstr(last.out, "booking:2"));
}
END_TEST

Suite *upgrade_suite(void)
{
	Suite *s = suite_create("upgrade");
	TCase *t = tcase_create("upgrade");
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, a_command_that_changes_says_it_once);
	tcase_add_test(t, the_screen_says_it_after_the_first_change);
	suite_add_tcase(s, t);
	TCase *former = tcase_create("former");
	only_on_lmdb("stores of former versions");
	tcase_add_checked_fixture(former, use_store, release_kept);
	tcase_add_test(former, the_store_of_the_former_version_goes_on);
	suite_add_tcase(s, former);
	return s;
}
