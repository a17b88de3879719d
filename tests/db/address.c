/* Addresses of stores as they may be shown. */
#include "store/db/db.h"

#include <check.h>
#include <stdlib.h>

Suite *address_suite(void);

static const struct {
	const char *where, *shown;
	bool hidden;
} rows[] = {
	{"/var/lib/quad", "/var/lib/quad", false},
	{"/srv/a:b@c", "/srv/a:b@c", false},
	{"host=one password=secret", "host=one password=secret", false}, /* a directory of that name */
	{"postgresql://one,two:5433/quad", "postgresql://one,two:5433/quad", false},
	{"postgresql://ana@one/quad", "postgresql://ana@one/quad", false},
	{"postgresql://ana:secret@one:5432,two/quad", "postgresql://ana:***@one:5432,two/quad", true},
	{"postgres://ana:secret@/quad?host=/tmp", "postgres://ana:***@/quad?host=/tmp", true},
	{"postgresql://:secret@one", "postgresql://:***@one", true},
	{"postgresql://ana:@one", "postgresql://ana:***@one", false},
	{"postgresql://ana:se@cr:et@one/q", "postgresql://ana:***@one/q", true},
	{"postgresql://ana:se/cr@one/q", "postgresql://ana:***@one/q", true},
	{"postgresql://ana:secret@[::1]:5432/q", "postgresql://ana:***@[::1]:5432/q", true},
	{"postgresql:///q?user=ana&password=secret&host=a", "postgresql:///q?user=ana&password=***&host=a", true},
	{"postgresql:///q?password=secret", "postgresql:///q?password=***", true},
	{"postgresql:///q?p%61ssword=secret", "postgresql:///q?p%61ssword=***", true},
	{"postgresql:///q?sslpassword=a&password=b", "postgresql:///q?sslpassword=***&password=***", true},
	{"postgresql://ana:x@h/q?password=b", "postgresql://ana:***@h/q?password=***", true},
	{"postgresql:///q?passwords=a&password", "postgresql:///q?passwords=a&password", false},
	{"postgresql:///q?passfile=/a&user=a@b", "postgresql:///q?passfile=/a&user=a@b", false},
	{"postgresql://h?options=-csearch_path%3Da&password=s?x@y",
         "postgresql://h?options=-csearch_path%3Da&password=***", true},
	{"postgresql://", "postgresql://", false},
	{"postgresql://?", "postgresql://?", false},
	{"postgresql://%", "postgresql://%", false},
	{"", "", false},
};

START_TEST(a_password_is_not_shown)
{
	struct buf shown = {0};
	char *copy = strdup(rows[_i].where);
	ck_assert_ptr_nonnull(copy);
	ck_assert_int_eq(db_is_address(copy), strncmp(copy, "postgres", 8) == 0);
	db_show_place(copy, &shown);
	ck_assert_str_eq(buf_text(&shown), rows[_i].shown);
	ck_assert_int_eq(db_hide_password(copy), rows[_i].hidden);
	ck_assert_uint_eq(strlen(copy), strlen(rows[_i].where));
	ck_assert_ptr_null(strstr(copy, "secret") && rows[_i].hidden ? copy : NULL);
	buf_release(&shown);
	free(copy);
}
END_TEST

static const struct {
	const char *where, *text, *shown;
} words[] = {
	{"postgresql://ana:secret@[::1/x", "no \"]\" in URI: \"postgresql://ana:secret@[::1/x\"\n", "no \"***\"\n"},
	{"postgresql://ana:se%zz@h/x", "invalid token: \"se%zz\"", "invalid token: \"***\""},
	{"postgresql://h/x?password=s%00", "forbidden value in \"s%00\"", "forbidden value in \"***\""},
	{"postgresql://ana:secret@h/x", "database \"x\" does not exist", "database \"x\" does not exist"},
	{"postgresql://ana:@h/x", "database \"x\" does not exist", "database \"x\" does not exist"},
	{"postgresql://h/x", "invalid port \"h\"", "invalid port \"h\""},
};

START_TEST(a_password_is_not_in_what_the_server_said)
{
	struct buf shown = {0};
	db_show_words(words[_i].where, words[_i].text, &shown);
	ck_assert_str_eq(buf_text(&shown), words[_i].shown);
	buf_release(&shown);
}
END_TEST

Suite *address_suite(void)
{
	Suite *s = suite_create("address");
	TCase *t = tcase_create("address");
	tcase_add_loop_test(t, a_password_is_not_shown, 0, sizeof rows / sizeof *rows);
	tcase_add_loop_test(t, a_password_is_not_in_what_the_server_said, 0, sizeof words / sizeof *words);
	suite_add_tcase(s, t);
	return s;
}
