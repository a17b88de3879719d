/*
 * Languages: which one a name means, whose word counts (the environment's, the list of people's), and the key that goes
 * through them. The catalogues are those of QUAD_LOCALEDIR.
 */
#include <locale.h>

#include "tests/pty.h"
#include "tests/tui/command.h"
#include "tui/base/language.h"

Suite *languages_suite(void);

#define COUNT(v) (sizeof(v) / sizeof *(v))

static const struct {
	const char *name, *code; /* code NULL: none of ours */
} names[] = {
	{"zh", "zh_CN"},       {"zh_CN", "zh_CN"},
	{"zh-CN", "zh_CN"},    {"zh_SG.UTF-8", "zh_CN"},
	{"zh-Hans", "zh_CN"},  {"zh_Hans_HK", "zh_CN"},
	{"简体中文", "zh_CN"}, {"简体", "zh_CN"},
	{"簡體中文", "zh_CN"}, {"中文", "zh_CN"},
	{"zh_TW", "zh_TW"},    {"zh_HK.UTF-8", "zh_TW"},
	{"zh-MO", "zh_TW"},    {"zh-Hant", "zh_TW"},
	{"ZH_HANT", "zh_TW"},  {"繁體中文", "zh_TW"},
	{"繁體", "zh_TW"},     {"繁体中文", "zh_TW"},
	{"正體中文", "zh_TW"}, {"zh_HK@latn", "zh_TW"},
	{"en", "en"},          {"en_GB.UTF-8", "en"},
	{"English", "en"},     {"英文", "en"},
	{"pt", NULL},          {"C", NULL},
	{"C.UTF-8", NULL},     {"", NULL},
	{"zhuang", NULL},      {"tw", NULL},
	{"POSIX", NULL},
};

START_TEST(a_name_means_a_language)
{
	const struct language *l = language_find(names[_i].name);
	const char *code = l ? l->code : "none", *want = names[_i].code ? names[_i].code : "none";
	ck_assert_msg(strcmp(code, want) == 0, "%s is %s, not %s", names[_i].name, code, want);
}
END_TEST

START_TEST(a_list_of_names_means_the_first_that_is_ours)
{
	ck_assert_str_eq(language_find_first("pt:zh_HK:zh_CN")->code, "zh_TW");
	ck_assert_str_eq(language_find_first("zh_CN:zh")->code, "zh_CN");
	ck_assert_ptr_null(language_find_first("pt:fr"));
	ck_assert_ptr_null(language_find_first(""));
}
END_TEST

/* ---- whose word counts ---- */

/* A store where hua wants the simplified characters, keung the traditional ones, bob English, and ana Portuguese. */
static void make_store(void)
{
	use_store();
	unsetenv("LC_ALL");
	unsetenv("LC_MESSAGES");
	unsetenv("LANG");
	ASSERT_STATUS(0, "init");
	write_file("people.csv",
	           "login,name,language\nhua,华,简体中文\nkeung,強,zh-Hant\nbob,Bob,English\nana,Ana,pt\n");
	ASSERT_STATUS(0, "import people %s", test_path(test_dir(), "people.csv"));
}

static void leave_store(void)
{
	release_kept();
}

#define EN "there is no booking 7"
#define CN "没有预约 7"
#define TW "沒有預約 7"

static const struct {
	const char *env[4]; /* name, value, name, value */
	const char *login, *says;
} tongues[] = {
	{{NULL}, "hua", CN},
	{{NULL}, "keung", TW},
	{{NULL}, "bob", EN},
	{{NULL}, "ana", EN},
	{{NULL}, "nobody", EN},
	/* LANG is the system's, so the list of people comes first */
	{{"LANG", "zh_CN.UTF-8"}, "keung", TW},
	{{"LANG", "zh_CN.UTF-8"}, "bob", EN},
	{{"LANG", "zh_HK.UTF-8"}, "nobody", TW},
	{{"LANG", "zh_SG.UTF-8"}, "ana", CN},
	{{"LC_ALL", "C.UTF-8"}, "hua", CN},
	{{"LC_ALL", "C.UTF-8", "LANG", "zh_TW.UTF-8"}, "nobody", EN},
	/* the others are for this one command */
	{{"LANGUAGE", "en"}, "hua", EN},
	{{"LANGUAGE", "zh_MO:en"}, "hua", TW},
	{{"LANGUAGE", "pt"}, "hua", CN},
	{{"LC_MESSAGES", "zh_CN.UTF-8"}, "keung", CN},
	{{"LC_MESSAGES", "C"}, "keung", EN},
	{{"LC_ALL", "zh_TW.UTF-8"}, "hua", TW},
	{{"LC_ALL", "C"}, "hua", EN},
	{{"LC_ALL", "C", "LANGUAGE", "zh_CN"}, "hua", EN},
	{{"LC_ALL", "en_US.UTF-8", "LANGUAGE", "zh_CN"}, "bob", CN},
};

START_TEST(the_list_of_people_or_the_session_says_in_which_language)
{
	make_store();
	for (size_t i = 0; i < COUNT(tongues[_i].env) && tongues[_i].env[i]; i += 2)
		setenv(tongues[_i].env[i], tongues[_i].env[i + 1], 1);
	ASSERT_STATUS(3, "--as %s show 7", tongues[_i].login);
	ASSERT_SAID(tongues[_i].says);
	leave_store();
}
END_TEST

/* Also what is said before a store is open, or without one. */
START_TEST(help_and_usage_come_in_the_language_of_the_person)
{
	make_store();
	ASSERT_STATUS(0, "--as hua help book");
	ck_assert_msg(strstr(last.out, "用法") != NULL, "%s", last.out);
	ASSERT_STATUS(0, "--as keung book --help");
	ck_assert_msg(strstr(last.out, "用法") != NULL && strstr(last.out, "預約") != NULL, "%s", last.out);
	ASSERT_STATUS(2, "--as hua --bad");
	ASSERT_SAID("没有选项 --bad");
	ASSERT_STATUS(2, "--as keung bookings --bad");
	ASSERT_SAID("沒有選項 --bad");
	ASSERT_STATUS(2, "--as hua");
	ASSERT_SAID("用法");
	ASSERT_STATUS(2, "--as bob --bad");
	ASSERT_SAID("there is no option --bad");
	ASSERT_STATUS(0, "--as hua --version");
	leave_store();
}
END_TEST

/* ---- on the screen ---- */

static struct pty *open_screen(const char *login)
{
	const char *argv[] = {"quad", "--as", login, "tui", NULL};
	const char *env[] = {"LC_ALL", "LANG=C.UTF-8", NULL};
	struct pty *p = pty_spawn(quad_main, argv, env, 24, 80);
	pty_wait_row(p, 0, "Quad");
	pty_wait_row(p, 23, "? ");
	pty_settle(p);
	return p;
}

START_TEST(a_key_goes_through_the_languages)
{
	make_store();
	struct pty *p = open_screen("hua");
	pty_do(p, "?", "此处的按键");
	pty_do(p, "\x0f", "語言：繁體中文");
	pty_wait_gone(p, "此处的按键");
	pty_wait_row(p, 0, "幫助");
	pty_do(p, "\x0f", "Language: English");
	pty_wait(p, "Keys here");
	pty_do(p, "q", "help");
	pty_do(p, "\x0f", "语言：简体中文");
	pty_do(p, ":language zh_HK\r", "語言：繁體中文");
	pty_do(p, ":language klingon\r", "klingon");
	pty_wait(p, "zh_CN (简体中文)");
	pty_do(p, ":language en\r", "Language: English");
	pty_do(p, ":languages\r", "No command");
	pty_do(p, ":language\r", "语言：简体中文");
	pty_keys(p, "q");
	ck_assert_int_eq(pty_exit(p), 0);
	pty_close(p);
	leave_store();
}
END_TEST

Suite *languages_suite(void)
{
	Suite *s = suite_create("languages");
	TCase *t = tcase_create("languages");
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, a_name_means_a_language, 0, COUNT(names));
	tcase_add_test(t, a_list_of_names_means_the_first_that_is_ours);
	tcase_add_loop_test(t, the_list_of_people_or_the_session_says_in_which_language, 0, COUNT(tongues));
	tcase_add_test(t, help_and_usage_come_in_the_language_of_the_person);
	tcase_add_test(t, a_key_goes_through_the_languages);
	suite_add_tcase(s, t);
	return s;
}
