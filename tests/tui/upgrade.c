/* A person is told once that a change has upgraded the store; what only reads says nothing. */
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

Suite *upgrade_suite(void)
{
	Suite *s = suite_create("upgrade");
	TCase *t = tcase_create("upgrade");
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, a_command_that_changes_says_it_once);
	tcase_add_test(t, the_screen_says_it_after_the_first_change);
	suite_add_tcase(s, t);
	return s;
}
