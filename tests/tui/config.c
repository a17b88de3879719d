/* The command `config`: who may change settings, to what, what the journal says of it, and that it is taken back. */
#include "tests/tui/command.h"

Suite *config_suite(void);

static void setup(void)
{
	use_store();
	ASSERT_STATUS(0, "--as boss init --zone Asia/Shanghai");
	write_file("people.csv", "login,name,role\nvic,Vic,viewer\n");
	ASSERT_STATUS(0, "--as boss import people %s/people.csv", test_dir());
}

static void expect_value(const char *name, const char *value)
{
	char row[200];
	snprintf(row, sizeof row, "\n%s,%s,", name, value);
	ASSERT_STATUS(0, "--as vic config");
	ck_assert_msg(strstr(last.out, row) != NULL, "%s is not in %s", row, last.out);
}

START_TEST(settings_are_listed_shown_and_set)
{
	ASSERT_STATUS(0, "--as boss config");
	ck_assert_int_eq(strncmp(last.out, "name,value,default,help\nmail,off,off,", 37), 0);
	ASSERT_STATUS(0, "--as boss config remind 2h");
	ASSERT_SAID("remind is now 2h.");
	expect_value("remind", "2h");
	ASSERT_STATUS(0, "--as vic --json config remind");
	json_t *root = parsed();
	ck_assert_uint_eq(json_array_size(root), 1);
	ck_assert_str_eq(text_of(json_array_get(root, 0), "value"), "2h");
	ck_assert_str_eq(text_of(json_array_get(root, 0), "default"), "24h");
	json_decref(root);
	ASSERT_STATUS(0, "--as boss config remind 2h");
	ASSERT_SAID("Nothing was changed.");
	ASSERT_STATUS(0, "--as boss config remind ''");
	ASSERT_SAID("remind has its default again: 24h.");
	expect_value("remind", "24h");
	ASSERT_STATUS(0, "--as boss config remind 24h");
	ASSERT_STATUS(0, "--as boss check");
	ck_assert_str_eq(last.out, "ok\n");
}
END_TEST

START_TEST(what_cannot_be_is_refused)
{
	ASSERT_STATUS(2, "--as boss config colour blue");
	ASSERT_SAID("there is no setting \"colour\"; there are mail, mail-from");
	ASSERT_STATUS(2, "--as boss config remind soon");
	ASSERT_SAID("\"soon\" is no value of remind");
	ASSERT_STATUS(2, "--as boss config mail-from nobody");
	ASSERT_STATUS(4, "--as vic config remind 2h");
	ASSERT_SAID("role:setting:remind@coordinator");
	expect_value("remind", "24h");
}
END_TEST

START_TEST(mail_is_turned_on_by_itself)
{
	ASSERT_STATUS(0, "--as boss config mail on");
	expect_value("mail", "on");
	ASSERT_STATUS(0, "--as boss config mail-from quad@school.example");
	expect_value("mail-from", "quad@school.example");
	ASSERT_STATUS(0, "--as boss log --entity setting:mail-from");
	long seq = strtol(strchr(last.out, '\n') + 1, NULL, 10);
	ASSERT_STATUS(0, "--as boss undo %ld", seq);
	expect_value("mail-from", "");
	ASSERT_STATUS(0, "--as boss check");
}
END_TEST

START_TEST(a_setting_is_taken_back)
{
	ASSERT_STATUS(0, "--as boss config keep-unmet 18m");
	ASSERT_STATUS(0, "--as boss config keep-unmet none");
	ASSERT_STATUS(0, "--as boss log --entity setting:keep-unmet");
	ck_assert_ptr_nonnull(strstr(last.out, ",config,setting:keep-unmet,value 18m -> none\n"));
	char *second = strchr(strchr(last.out, '\n') + 1, '\n') + 1;
	ASSERT_STATUS(0, "--as boss undo %ld", strtol(second, NULL, 10));
	expect_value("keep-unmet", "18m");
	ASSERT_STATUS(0, "--as boss check");
	ck_assert_str_eq(last.out, "ok\n");
}
END_TEST

Suite *config_suite(void)
{
	Suite *suite = suite_create("config");
	TCase *tc = tcase_create("config");
	tcase_add_checked_fixture(tc, setup, release_kept);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, settings_are_listed_shown_and_set);
	tcase_add_test(tc, what_cannot_be_is_refused);
	tcase_add_test(tc, mail_is_turned_on_by_itself);
	tcase_add_test(tc, a_setting_is_taken_back);
	suite_add_tcase(suite, tc);
	return suite;
}
