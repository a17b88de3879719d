/* Logins, addresses, languages and keys: what fits and what does not. */
#include "store/model/person.h"

#include <check.h>
#include <string.h>

#include "store/base/err.h"

Suite *person_suite(void);

#define COUNT(v) (sizeof(v) / sizeof *(v))

#define ED25519 \
	"AAAAC3NzaC1lZDI1NTE5AAAAIJ1PaUEWz326oW0zvUO8NIERg9BRW3OAa9k+7mxAvWCi"
#define ECDSA256 \
	"AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBPYR+2NIrYVBQGaZT+AvQfstury61fAA2Gjm/JDhcJUA" \
	"FDBKtgo7nZ6tTqfzNZWmZ7rSLXiGx2wrD1sxsgPUeO0="
#define ECDSA521 \
	"AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBACxK1BmeQq46tZf/eQ8dxICdT6VXT5N3KMOqrjq7/eW" \
	"2HRt2AZ2e3FOc1szMFPgdlXn2hy/9I0ErVS21DhNP3zN1AAovgmFw7zyA8TtyawmHgFEgHUSAWuQ9IYVwjs2l1/pQz7ihLX4" \
	"juUjOiR2GWvByGVch2OlCWSJ7MVsOKQql9mhZQ=="
#define RSA1024 \
	"AAAAB3NzaC1yc2EAAAADAQABAAAAgQDMqzqPimhHLF8LF+WPPn55XaRqWMjOYlpeRzTvbaG0KdfgZ3Y47JWdIJS+cofnsQQg" \
	"zqKBCbFS/ohcFWxsHR65ont8+hjdyfT5tOZa80RLjpuDdCCoNSUQL/7IUuDGYJ/D7EYRLhuFcFuEPjCb9XWjw4V47BHE46Uj" \
	"d99XcPSq/Q=="
#define RSA3072 \
	"AAAAB3NzaC1yc2EAAAADAQABAAABgQDIagi3KMmvruvbcNGpEBUm5177x2OKPYgoci7Xu/7our0hAe0DbKRJ2ixZtp/VEJ0C" \
	"KldyO8LLJzj2IZ5U9We5TsD7G9phghaqPrEBxFsYV8slzpdyTiyU+HLMVeORJZmpaSgeOu49Hc3dTWnCffmmmsVYNmzhmwZl" \
	"5+jejW5RcW65TWBCpcCTScOzcp2ylzMcrO5GBbJvcPYuF5qHHEpzlCFc+R7ot3OQjK1WWmKEkNVK5ygxkd3WQHN16x09HiZg" \
	"ZP4jo9lYc/9bXA7PA/tJIx2vmQ09uiZ6+6oclzcQPWBPCc803Phsr4mRu1x+xk9O7LJ1gRf5iUsCJ8X8f39QDsdyZ208UlNU" \
	"tClZEGtUu4Te3An9K6ivjx4BWmWVndi+dG03swB4nwBvVyBR8jubuGtaExQgllzqNC96cF8Z9bpYXn5LvX4EZGX052JLoz3t" \
	"N6/cDiJfvIwxgMR2zPDgiNpcHWvywCh4bF7hiSrS1lA+XvGhqAQ1kIgfNuuquO8="
#define SK_ED25519 \
	"AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIJ1PaUEWz326oW0zvUO8NIERg9BRW3OAa9k+7mxAvWCiAAAABHNz" \
	"aDo="
#define SK_ECDSA \
	"AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AAAAIbmlzdHAyNTYAAABBBPYR+2NIrYVBQGaZT+AvQfst" \
	"ury61fAA2Gjm/JDhcJUAFDBKtgo7nZ6tTqfzNZWmZ7rSLXiGx2wrD1sxsgPUeO0AAAAEc3NoOg=="
#define RSA512 \
	"AAAAB3NzaC1yc2EAAAADAQABAAAAQQDBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHB" \
	"wcHBwcHBwcHBwcHBwcHB"
#define LONGER \
	"AAAAC3NzaC1lZDI1NTE5AAAAIJ1PaUEWz326oW0zvUO8NIERg9BRW3OAa9k+7mxAvWCieHl6"

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

/* A text of keys, and what is made of it; or why NULL, and which part is wrong and how. */
static const struct {
	const char *text, *out, *bad, *why;
} keys[] = {
	{"", "", NULL, NULL},
	{" ; ;", "", NULL, NULL},
	{"ssh-ed25519 " ED25519, "ssh-ed25519 " ED25519, NULL, NULL},
	{"  ssh-ed25519   " ED25519 "  chan  tai@host  ", "ssh-ed25519 " ED25519 " chan  tai@host", NULL, NULL},
	{"ecdsa-sha2-nistp256 " ECDSA256 " a", "ecdsa-sha2-nistp256 " ECDSA256 " a", NULL, NULL},
	{"ecdsa-sha2-nistp521 " ECDSA521, "ecdsa-sha2-nistp521 " ECDSA521, NULL, NULL},
	{"ssh-rsa " RSA1024, "ssh-rsa " RSA1024, NULL, NULL},
	{"ssh-rsa " RSA3072 " \xe9\x99\x88", "ssh-rsa " RSA3072 " \xe9\x99\x88", NULL, NULL},
	{"sk-ssh-ed25519@openssh.com " SK_ED25519, "sk-ssh-ed25519@openssh.com " SK_ED25519, NULL, NULL},
	{"sk-ecdsa-sha2-nistp256@openssh.com " SK_ECDSA, "sk-ecdsa-sha2-nistp256@openssh.com " SK_ECDSA, NULL, NULL},
	{"ssh-ed25519 " ED25519 " a ; ssh-rsa " RSA1024 " b;", "ssh-ed25519 " ED25519 " a;ssh-rsa " RSA1024 " b", NULL, NULL},
	{"ssh-ed25519 " ED25519 " a;ssh-ed25519 " ED25519 " b", "ssh-ed25519 " ED25519 " a", NULL, NULL},
	{"ssh-rsa", NULL, "ssh-rsa", "cut off"},
	{"hello", NULL, "hello", "no type"},
	{"SSH-RSA " RSA1024, NULL, "SSH-RSA " RSA1024, "no type"},
	{"ssh-dss " RSA1024, NULL, "ssh-dss " RSA1024, "no type"},
	{"ssh-ed25519-cert-v01@openssh.com " ED25519, NULL, "ssh-ed25519-cert-v01@openssh.com " ED25519, "no type"},
	{ED25519, NULL, ED25519, "no type"},
	{"restrict ssh-ed25519 " ED25519, NULL, "restrict ssh-ed25519 " ED25519, "options"},
	{"command=\"sh\" ssh-ed25519 " ED25519, NULL, "command=\"sh\" ssh-ed25519 " ED25519, "options"},
	{"ssh-rsa " ED25519, NULL, "ssh-rsa " ED25519, "another type"},
	{"ecdsa-sha2-nistp384 " ECDSA256, NULL, "ecdsa-sha2-nistp384 " ECDSA256, "another type"},
	{"ssh-ed25519 AAAA", NULL, "ssh-ed25519 AAAA", "cut off"},
	{"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", NULL, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "cut off"},
	{"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==", NULL, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==", "cut off"},
	{"ssh-ed25519 " LONGER, NULL, "ssh-ed25519 " LONGER, "cut off"},
	{"ssh-ed25519 " ED25519 "=", NULL, "ssh-ed25519 " ED25519 "=", "cut off"},
	{"ssh-ed25519 AAAA*", NULL, "ssh-ed25519 AAAA*", "cut off"},
	{"ssh-ed25519 ====", NULL, "ssh-ed25519 ====", "cut off"},
	{"ssh-ed25519 AA=A", NULL, "ssh-ed25519 AA=A", "cut off"},
	{"ssh-rsa " RSA512, NULL, "ssh-rsa " RSA512, "too short"},
	{"ssh-ed25519 " ED25519 " a\"b", NULL, "ssh-ed25519 " ED25519 " a\"b", "quotes"},
	{"ssh-ed25519 " ED25519 " a\nb", NULL, "ssh-ed25519 " ED25519 " a\nb", "quotes or signs"},
	{"ssh-ed25519 " ED25519 "\nssh-rsa " RSA1024, NULL, "ssh-ed25519 " ED25519 "\nssh-rsa " RSA1024, "cut off"},
	{"ssh-ed25519 " ED25519 " a ssh-rsa " RSA1024, NULL, "ssh-ed25519 " ED25519 " a ssh-rsa " RSA1024, "two keys"},
	{"ssh-ed25519 " ED25519 " a; b", NULL, "b", "no type"},
};

START_TEST(keys_are_taken_apart)
{
	struct buf out = {0};
	const char *bad = NULL, *why = NULL;
	size_t len = 0;
	int err = person_keys_read(keys[_i].text, &out, &bad, &len, &why);
	if (keys[_i].out) {
		ck_assert_msg(err == 0, "%s: %s", keys[_i].text, why);
		ck_assert_str_eq(buf_text(&out), keys[_i].out);
	} else {
		ck_assert_int_eq(err, QUAD_EINVAL);
		ck_assert_uint_eq(len, strlen(keys[_i].bad));
		ck_assert_int_eq(memcmp(bad, keys[_i].bad, len), 0);
		ck_assert_msg(strstr(why, keys[_i].why), "%s: %s", keys[_i].text, why);
	}
	buf_release(&out);
}
END_TEST

/* Every key with one character less or more at any place is another key or none, and nothing is read outside. */
START_TEST(no_key_that_is_damaged_passes_for_whole)
{
	static const char *const whole[] = {"ssh-ed25519 " ED25519, "ecdsa-sha2-nistp256 " ECDSA256, "ssh-rsa " RSA1024};
	for (size_t k = 0; k < COUNT(whole); k++)
		for (size_t at = 0, len = strlen(whole[k]); at < len; at++) {
			char text[1000];
			struct buf out = {0};
			const char *bad, *why;
			size_t bad_len;
			memcpy(text, whole[k], at);
			memcpy(text + at, whole[k] + at + 1, len - at);
			ck_assert_msg(person_keys_read(text, &out, &bad, &bad_len, &why) == QUAD_EINVAL, "%s", text);
			memcpy(text, whole[k], at);
			text[at] = '\0';
			buf_clear(&out);
			if (*text)
				ck_assert_msg(person_keys_read(text, &out, &bad, &bad_len, &why) == QUAD_EINVAL, "%s", text);
			buf_release(&out);
		}
}
END_TEST

START_TEST(a_common_key_is_found_whatever_its_comment)
{
	ck_assert(person_keys_share("ssh-ed25519 " ED25519 " a", "ssh-rsa " RSA1024 " x;ssh-ed25519 " ED25519 " b"));
	ck_assert(person_keys_share("ssh-rsa " RSA1024 ";ssh-ed25519 " ED25519, "ssh-ed25519 " ED25519 " b"));
	ck_assert(!person_keys_share("ssh-ed25519 " ED25519, "ssh-rsa " RSA1024));
	ck_assert(!person_keys_share("", "ssh-rsa " RSA1024));
	ck_assert(!person_keys_share("ssh-rsa " RSA1024, ""));
	ck_assert(!person_keys_share("", ""));
}
END_TEST

Suite *person_suite(void)
{
	Suite *s = suite_create("person");
	TCase *t = tcase_create("person");
	tcase_add_loop_test(t, a_login_is_safe_for_shells_and_paths, 0, (int)COUNT(logins));
	tcase_add_loop_test(t, an_address_is_one_and_plain, 0, (int)COUNT(emails));
	tcase_add_test(t, a_language_is_written_as_in_a_locale);
	tcase_add_loop_test(t, keys_are_taken_apart, 0, (int)COUNT(keys));
	tcase_add_test(t, no_key_that_is_damaged_passes_for_whole);
	tcase_add_test(t, a_common_key_is_found_whatever_its_comment);
	suite_add_tcase(s, t);
	return s;
}
