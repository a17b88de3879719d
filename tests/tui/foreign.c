/* What stands at the address of a store and is none: it is said, by what the server says of it, and nothing is made. */
#include "tests/tui/command.h"

Suite *foreign_suite(void);

static const struct {
	const char *sql, *said;
} tables[] = {
	{"CREATE TABLE quad_kv (id int PRIMARY KEY, name text)", "column \"k\" does not exist"},
	{"CREATE TABLE quad_kv (k text PRIMARY KEY, v text)", "operator does not exist: text = bytea"},
	{"CREATE VIEW quad_kv AS SELECT 1 AS a", "column \"k\" does not exist"},
	{"CREATE TABLE quad_kv (k bytea PRIMARY KEY, v bytea NOT NULL)",
         "the table quad_kv has no row with the store's head"},
	{"CREATE TABLE quad_kv (k bytea PRIMARY KEY, v bytea NOT NULL);"
         "INSERT INTO quad_kv VALUES ('\\x0068656164', '\\x01')",
         "the store's head in the table quad_kv is 1 bytes long, not 16 to 272"},
};

START_TEST(another_table_of_the_name_is_told_from_a_store)
{
	static const char *const lines[] = {"init", "list resources", "book LAB-1 --at 2040-01-09T08:00 --for 2h",
	                                    "check"};
	use_store();
	ck_assert(engine_change(getenv("QUAD_STORE"), tables[_i].sql));
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		ASSERT_STATUS(1, "%s", lines[i]);
		ASSERT_SAID("the table quad_kv at postgresql://");
		ASSERT_SAID(" is not one of a store, or is damaged; nothing was changed: ");
		ASSERT_SAID(tables[_i].said);
	}
	ASSERT_STATUS(1, "doctor");
	ck_assert_ptr_nonnull(strstr(last.out, "is not one of a store, or is damaged: "));
}
END_TEST

START_TEST(a_store_without_a_head_is_none)
{
	use_store();
	ASSERT_STATUS(0, "init --zone Asia/Shanghai");
	ck_assert(engine_change(getenv("QUAD_STORE"), "DELETE FROM quad_kv WHERE k = '\\x0068656164'"));
	ASSERT_STATUS(1, "list resources");
	ASSERT_SAID("the table quad_kv has no row with the store's head");
}
END_TEST

Suite *foreign_suite(void)
{
	Suite *s = suite_create("foreign");
	TCase *t = tcase_create("foreign");
	tcase_add_checked_fixture(t, NULL, release_kept);
	only_on_postgresql("tables of a server");
	tcase_add_loop_test(t, another_table_of_the_name_is_told_from_a_store, 0, sizeof tables / sizeof *tables);
	tcase_add_test(t, a_store_without_a_head_is_none);
	suite_add_tcase(s, t);
	return s;
}
