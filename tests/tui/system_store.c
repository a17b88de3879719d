/* The settings of the machine: which store they name, in all the forms in which systemd reads such a line. */
#include "tui/cmd/system_store.h"
#include "store/base/err.h"
#include "tests/tui/command.h"

Suite *system_store_suite(void);

static int read_setting(const char *text, const char **out)
{
	const char *root = arena_fmt(&kept, "%s/root", test_dir());
	ck_assert_int_eq(mkdir(root, 0700), 0);
	ck_assert_int_eq(mkdir(arena_fmt(&kept, "%s/etc", root), 0700), 0);
	ck_assert_int_eq(mkdir(arena_fmt(&kept, "%s/etc/default", root), 0700), 0);
	if (text)
		write_file("root" SYSTEM_SETTINGS, text);
	return system_store_setting(root, &kept, out);
}

static const struct {
	const char *text; /* NULL: there is no file */
	const char *store;
} settings[] = {
	{NULL, NULL},
	{"", NULL},
	{"# QUAD_STORE=/srv/quad\n;QUAD_STORE=/srv/quad\nQUAD_KEEP=7d\n", NULL},
	{"QUAD_STORE=\n", NULL},
	{"QUAD_STORE=/srv/quad\nQUAD_STORE=\n", NULL},
	{"QUAD_STORES=/srv/quad\nexport QUAD_STORE=/srv/quad\nQUAD_STORE\n", NULL},
	{"QUAD_STORE=/srv/quad", "/srv/quad"},
	{"QUAD_STORE=/srv/quad\r\n", "/srv/quad"},
	{"\t QUAD_STORE = /srv/quad \n\n", "/srv/quad"},
	{"QUAD_STORE=/srv/old\nQUAD_STORE=/srv/quad\n#end", "/srv/quad"},
	{"QUAD_STORE=\"/srv/our quad\"\n", "/srv/our quad"},
	{"QUAD_STORE='postgresql:///?service=quad'\n", "postgresql:///?service=quad"},
	{"QUAD_STORE=postgres://h1,h2/quad?a=b&c=d\n", "postgres://h1,h2/quad?a=b&c=d"},
	{"QUAD_STORE=/srv/\"quad\"\n", "/srv/\"quad\""},
};

START_TEST(a_setting_names_a_store)
{
	const char *store;
	ck_assert_int_eq(read_setting(settings[_i].text, &store), 0);
	if (settings[_i].store)
		ck_assert_str_eq(store, settings[_i].store);
	else
		ck_assert_ptr_null(store);
}
END_TEST

static const char *const wrong[] = {"QUAD_STORE=quad\n", "QUAD_STORE='/srv/quad\n", "QUAD_STORE=\"\n",
                                    "QUAD_STORE=host=h1 dbname=quad password=secret\n", "QUAD_STORE=mysql://h1\n"};

START_TEST(a_setting_of_anything_else_is_refused)
{
	const char *store;
	ck_assert_int_eq(read_setting(wrong[_i], &store), QUAD_EINVAL);
	ck_assert_ptr_null(store);
}
END_TEST

START_TEST(settings_that_cannot_be_read_are_not_passed_over)
{
	const char *store;
	ck_assert_int_eq(read_setting(NULL, &store), 0);
	ck_assert_int_eq(mkdir(arena_fmt(&kept, "%s/root" SYSTEM_SETTINGS, test_dir()), 0700), 0);
	ck_assert_int_eq(system_store_setting(arena_fmt(&kept, "%s/root", test_dir()), &kept, &store), QUAD_EIO);
	ck_assert_ptr_null(store);
}
END_TEST

Suite *system_store_suite(void)
{
	Suite *s = suite_create("system_store");
	TCase *t = tcase_create("system_store");
	tcase_add_checked_fixture(t, NULL, release_kept);
	tcase_add_loop_test(t, a_setting_names_a_store, 0, (int)(sizeof settings / sizeof *settings));
	tcase_add_loop_test(t, a_setting_of_anything_else_is_refused, 0, (int)(sizeof wrong / sizeof *wrong));
	tcase_add_test(t, settings_that_cannot_be_read_are_not_passed_over);
	suite_add_tcase(s, t);
	return s;
}
