/* Which ranges a process reads again and again. */
#include "store/db/pg_habit.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/engine.h"
#include "tests/support.h"

Suite *pg_habit_suite(void);

enum { MANY = 1000, LONG_ENOUGH = 20 };

static struct bytes text(const char *s)
{
	return (struct bytes){s, strlen(s)};
}

static void begin(struct pg_session *s)
{
	s->n_begun++;
}

static void read_range(struct pg_session *s, const char *lo, const char *hi)
{
	habit_note(s, text(lo), text(lo), text(hi));
}

/* The end of the habit that begins there; NULL: there is none. */
static const char *end_of(const struct pg_session *s, const char *from)
{
	static char out[DB_KEY_MAX + 2];
	struct bytes lo, hi;
	for (size_t i = 0; habit_next(s, &i, &lo, &hi);) {
		if (bytes_compare(lo, text(from)) != 0)
			continue;
		snprintf(out, sizeof out, "%.*s", (int)hi.len, (const char *)hi.p);
		return out;
	}
	return NULL;
}

static size_t count(const struct pg_session *s)
{
	struct bytes lo, hi;
	size_t n = 0;
	for (size_t i = 0; habit_next(s, &i, &lo, &hi);)
		n++;
	return n;
}

START_TEST(what_two_transactions_read_is_a_habit_until_it_is_long_ago)
{
	struct pg_session *s = calloc(1, sizeof *s);
	ck_assert_ptr_nonnull(s);
	begin(s);
	read_range(s, "a", "b");
	read_range(s, "a", "b");
	begin(s);
	ck_assert_ptr_null(end_of(s, "a"));
	read_range(s, "a", "d");
	begin(s);
	ck_assert_str_eq(end_of(s, "a"), "d");
	for (int i = 0; i < LONG_ENOUGH; i++)
		begin(s);
	ck_assert_ptr_null(end_of(s, "a"));
	free(s);
}
END_TEST

START_TEST(what_is_read_always_stays_among_much_that_is_read_once)
{
	struct pg_session *s = calloc(1, sizeof *s);
	ck_assert_ptr_nonnull(s);
	for (int i = 0; i < MANY; i++) {
		char key[16];
		begin(s);
		read_range(s, "a", "b");
		snprintf(key, sizeof key, "once %d", i);
		read_range(s, key, "z");
		if (i > 1)
			ck_assert_str_eq(end_of(s, "a"), "b");
	}
	ck_assert_uint_eq(count(s), 1);
	free(s);
}
END_TEST

START_TEST(keys_of_any_length_have_room_or_are_left_out)
{
	struct pg_session *s = calloc(1, sizeof *s);
	char key[DB_KEY_MAX + 2];
	ck_assert_ptr_nonnull(s);
	memset(key, 'k', sizeof key);
	for (int i = 0; i < 3; i++) {
		begin(s);
		habit_note(s, (struct bytes){key, DB_KEY_MAX}, (struct bytes){key, DB_KEY_MAX},
		           (struct bytes){key, DB_KEY_MAX + 1});
		habit_note(s, text("other"), text("other"), (struct bytes){key, DB_KEY_MAX + 2});
	}
	ck_assert_uint_eq(count(s), 1);
	ck_assert_ptr_null(end_of(s, "other"));
	free(s);
}
END_TEST

Suite *pg_habit_suite(void)
{
	Suite *s = suite_create("pg_habit");
	only_on_lmdb("memory, and no engine");
	TCase *c = tcase_create("habits");
	tcase_add_test(c, what_two_transactions_read_is_a_habit_until_it_is_long_ago);
	tcase_add_test(c, what_is_read_always_stays_among_much_that_is_read_once);
	tcase_add_test(c, keys_of_any_length_have_room_or_are_left_out);
	suite_add_tcase(s, c);
	return s;
}
