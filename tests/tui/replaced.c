/*
 * The store's files are replaced or removed under an open screen: it says so, shows what is there now, and books into
 * that.
 */
#include <fcntl.h>
#include <unistd.h>

#include "tests/engine.h"
#include "tests/support.h"
#include "tests/tui/journey.h"

Suite *replaced_suite(void);

static struct world w;

static const char *path_of(const char *name)
{
	static char path[2][sizeof w.dir + 16];
	static int at;
	char *out = path[at++ % 2];
	snprintf(out, sizeof path[0], "%s/%s", w.dir, name);
	return out;
}

static void copy_file(const char *from, const char *to)
{
	size_t len;
	char *bytes = test_read_file(path_of(from), &len);
	int fd = open(path_of(to), O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert(write(fd, bytes, len) == (ssize_t)len);
	close(fd);
	free(bytes);
}

static void replace_data(void)
{
	copy_file("data.mdb", "copy");
	ck_assert_int_eq(rename(path_of("copy"), path_of("data.mdb")), 0);
}

static void remove_locks(void)
{
	ck_assert_int_eq(unlink(path_of("lock.mdb")), 0);
}

static void replace_with_new_store(void)
{
	ck_assert_int_eq(unlink(path_of("data.mdb")), 0);
	ck_assert_int_eq(unlink(path_of("lock.mdb")), 0);
	ck_assert_int_eq(store_create(w.dir, "Asia/Shanghai", &w.s), 0);
	ck_assert_str_eq(campus(&w, "N", "北校区"), "added");
	school_add(&w, "LAB-1", "New lab", KIND_LAB, "N", 40);
	school_leave(&w);
}

static void (*const harms[])(void) = {replace_data, remove_locks, replace_with_new_store};

static const char *others_book(const char *claims, const char *from, const char *to)
{
	school_return(&w);
	const char *answer = book(&w, claims, from, to);
	school_leave(&w);
	return answer;
}

/* How many bookings stand, whoever made them. */
static int count_standing(const char *text)
{
	int n = 0;
	for (const char *p = text; (p = strstr(p, "LAB-1")); p++)
		n++;
	return n;
}

START_TEST(a_booking_at_the_screen_is_in_the_store_that_others_open)
{
	struct pty *p = journey_begin(&w);
	journey_to_come(p);
	harms[_i]();
	ck_assert_str_eq(others_book("LAB-1", "2031-09-08T08:00", "2031-09-08T10:00"), "added");
	pty_wait_row(p, 22, "files were replaced");
	pty_settle(p);
	pty_do(p, "/", "/");
	pty_keys(p, "LAB-1");
	pty_wait(p, " 1/1");
	pty_do(p, K_ENTER, "1/1");
	pty_do(p, "b", "New booking");
	pty_do(p, "\x13", "Booked");
	ck_assert_int_eq(count_standing(journey_stored(&w)), 2);
	journey_end(&w, p);
}
END_TEST

START_TEST(a_form_that_is_open_then_keeps_its_text_and_asks_again)
{
	struct pty *p = journey_begin(&w);
	journey_to_come(p);
	pty_do(p, "j", " 2/46");
	pty_do(p, "b", "New booking");
	pty_settle(p);
	harms[_i]();
	ck_assert_str_eq(others_book("LAB-1", "2031-09-08T08:00", "2031-09-08T10:00"), "added");
	pty_wait_row(p, 22, "files were replaced");
	ck_assert(pty_shows(p, "New booking"));
	pty_do(p, "\x13", "Booked");
	ck_assert_int_eq(count_standing(journey_stored(&w)), 2);
	journey_end(&w, p);
}
END_TEST

/* An id means another booking there. */
START_TEST(what_was_picked_up_or_marked_is_dropped)
{
	school_open(&w);
	ck_assert_str_eq(book(&w, "LAB-1", "2031-09-08T00:00", "2031-09-09T00:00"), "added");
	school_leave(&w);
	struct pty *p = journey_screen(&w, 24, 80);
	pty_do(p, "g", "which date");
	pty_do(p, "2031-09-08" K_ENTER, "Mon 2031-09-08");
	pty_do(p, "j", " 2/46");
	pty_do(p, "p", "Enter puts booking 1");
	harms[_i]();
	pty_wait_row(p, 22, "files were replaced");
	pty_wait_gone(p, "Enter puts booking");
	pty_do(p, "B", "Bookings");
	pty_do(p, "\x07", "which date");
	pty_do(p, "2031-09-08" K_ENTER, "1/1");
	pty_do(p, "z", "swap 1 with");
	replace_data();
	pty_wait_row(p, 22, "files were replaced");
	pty_wait_gone(p, "swap 1 with");
	journey_end(&w, p);
}
END_TEST

/* Also a text half typed, under which a list is open. */
START_TEST(what_is_half_typed_then_stays_and_is_completed_from_what_is_there_now)
{
	struct pty *p = journey_begin(&w);
	journey_to_come(p);
	pty_do(p, "b", "New booking");
	pty_do(p, ";t00", "T001");
	harms[_i]();
	ck_assert_str_eq(others_book("LAB-1", "2031-09-08T08:00", "2031-09-08T10:00"), "added");
	pty_wait_row(p, 22, "files were replaced");
	ck_assert(pty_shows(p, ";t00"));
	pty_do(p, "1", "> T001");
	pty_keys(p, K_TAB);
	pty_wait(p, "T001;");
	pty_do(p, "\x13", "Booked");
	ck_assert_ptr_nonnull(strstr(journey_stored(&w), ";T001"));
	journey_end(&w, p);
}
END_TEST

/* The same number, and the same entry of the journal. */
static void replace_the_booking(void)
{
	ck_assert_int_eq(rename(path_of("before"), path_of("data.mdb")), 0);
	remove_locks();
	ck_assert_str_eq(others_book("LAB-2", "2031-09-08T08:00", "2031-09-08T10:00"), "added");
}

START_TEST(a_booking_that_is_another_one_now_is_not_changed)
{
	struct pty *p = journey_begin(&w);
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	copy_file("data.mdb", "before");
	clock_format(clock_now_min() + DAY_MIN, from);
	clock_format(clock_now_min() + DAY_MIN + 60, to);
	ck_assert_str_eq(others_book("LAB-1", from, to), "added");
	pty_wait_row(p, 22, "1 change by others");
	pty_do(p, "B", "1/1");
	pty_do(p, "e", "Change booking 1");
	replace_the_booking();
	pty_wait_row(p, 22, "files were replaced");
	pty_settle(p);
	pty_do(p, "\x13", "was changed by somebody else");
	ck_assert_ptr_eq(strstr(journey_stored(&w), "LAB-1"), NULL);
	journey_end(&w, p);
}
END_TEST

START_TEST(a_store_that_is_gone_is_said_until_it_is_back)
{
	struct pty *p = journey_begin(&w);
	ck_assert_int_eq(rename(path_of("data.mdb"), path_of("aside")), 0);
	pty_wait_row(p, 22, "not there any more");
	pty_settle(p);
	pty_do(p, "b", "New booking");
	pty_keys(p, "\x13");
	pty_settle(p);
	pty_wait_row(p, 22, "not there any more");
	ck_assert_int_ne(access(path_of("data.mdb"), F_OK), 0);
	ck_assert_int_eq(rename(path_of("aside"), path_of("data.mdb")), 0);
	pty_wait_row(p, 22, "files were replaced");
	journey_end(&w, p);
}
END_TEST

Suite *replaced_suite(void)
{
	Suite *s = suite_create("replaced");
	TCase *t = tcase_create("files");
	only_on_lmdb("files of a store that are replaced");
	tcase_set_timeout(t, 30);
	tcase_add_loop_test(t, a_booking_at_the_screen_is_in_the_store_that_others_open, 0, 3);
	tcase_add_loop_test(t, a_form_that_is_open_then_keeps_its_text_and_asks_again, 0, 3);
	tcase_add_loop_test(t, what_is_half_typed_then_stays_and_is_completed_from_what_is_there_now, 0, 2);
	tcase_add_loop_test(t, what_was_picked_up_or_marked_is_dropped, 0, 2);
	tcase_add_test(t, a_booking_that_is_another_one_now_is_not_changed);
	tcase_add_test(t, a_store_that_is_gone_is_said_until_it_is_back);
	suite_add_tcase(s, t);
	return s;
}
