/* Logins, addresses and languages: what fits and what does not. */
#include "store/model/person.h"

#include <check.h>
#include <string.h>

Suite *person_suite(void);

#define COUNT(v) (sizeof(v) / sizeof *(v))

#define CHARS64 "0123456789012345678901234567890123456789012345678901234567890123"

static const struct {
	const char *text;
	bool fits;
} logins[] = {
	{"chan", true},      {"Chan.Tai-Man_2", true}, {"7", true},           {"_", true},         {"2019001", true},
	{CHARS64, true},     {CHARS64 "4", false},     {"", false},           {".", false},        {"..", false},
	{".chan", false},    {"-rf", false},           {"a b", false},        {"a\tb", false},     {"a\"b", false},
	{"a'b", false},      {"a;b", false},           {"$(id)", false},      {"a`b", false},      {"a/b", false},
	{"a\\b", false},     {"a@b", false},           {"a,b", false},        {"a:b", false},      {"a|b", false},
	{"a\nb", false},     {"\xe9\x99\x88", false},  {"a\x01", false},      {"a*", false},       {"~a", false},
	{"\xc3\xa9", false}, {" a", false},            {"a ", false},         {"#1", false},       {"a=b", false},
};

START_TEST(a_login_is_safe_for_shells_and_paths)
{
	ck_assert_msg(person_login_fits(logins[_i].text) == logins[_i].fits, "%s", logins[_i].text);
}
END_TEST

static const struct {
	const char *text;
	bool fits;
} emails[] = {
	{"a@b", true},
	{"chan.tai-man+lab@mail.school.edu.hk", true},
	{"2019001@qq.com", true},
	{"a_b%c@x-y.example", true},
	{"", false},
	{"a", false},
	{"@b", false},
	{"a@", false},
	{"a@b@c", false},
	{"a b@c", false},
	{"a@b c", false},
	{"a@b,c@d", false},
	{"a@b;c@d", false},
	{"<a@b>", false},
	{"Chan <a@b>", false},
	{"\"a b\"@c", false},
	{"a'@b", false},
	{"a`id`@b", false},
	{"a@$(id)", false},
	{"a|b@c", false},
	{"-oX@b", false},
	{".a@b", false},
	{"a.@b", false},
	{"a..b@c", false},
	{"a@.b", false},
	{"a@b.", false},
	{"a@b..c", false},
	{"a@-b", false},
	{"a@b-", false},
	{"a@b-.c", false},
	{"a@b\n", false},
	{"a@b\x01", false},
	{"\xe9\x99\x88@b", false},
	{CHARS64 CHARS64 CHARS64 "@" CHARS64, false},
};

START_TEST(an_address_is_one_and_plain)
{
	ck_assert_msg(person_email_fits(emails[_i].text) == emails[_i].fits, "%s", emails[_i].text);
}
END_TEST

START_TEST(a_language_is_written_as_in_a_locale)
{
	static const char *const fit[] = {"en", "zh_CN", "zh_HK", "pt", "yue_HK"};
	static const char *const unfit[] = {"", "e", "EN", "zh-CN", "zh_cn", "zh_CN.UTF-8", "zh_", "zh_CNX", "engl", "en US"};
	for (size_t i = 0; i < COUNT(fit); i++)
		ck_assert_msg(person_language_fits(fit[i]), "%s", fit[i]);
	for (size_t i = 0; i < COUNT(unfit); i++)
		ck_assert_msg(!person_language_fits(unfit[i]), "%s", unfit[i]);
}
END_TEST

Suite *person_suite(void)
{
	Suite *s = suite_create("person");
	TCase *t = tcase_create("person");
	tcase_add_loop_test(t, a_login_is_safe_for_shells_and_paths, 0, (int)COUNT(logins));
	tcase_add_loop_test(t, an_address_is_one_and_plain, 0, (int)COUNT(emails));
	tcase_add_test(t, a_language_is_written_as_in_a_locale);
	suite_add_tcase(s, t);
	return s;
}
