/* Columns of text: widths of what terminals show, exact fits, and nothing that a terminal would obey. */
#include <check.h>
#include <locale.h>
#include <string.h>

#include "tui/base/text.h"

Suite *text_suite(void);

static void use_utf8(void)
{
	ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C.UTF-8"));
}

static const struct {
	const char *text;
	size_t cols;
} widths[] = {
	{"", 0},
	{"LAB-1", 5},
	{"机房", 4},
	{"机房 A", 6},
	{"e\xcc\x81", 1},              /* e and a combining acute */
	{"\xff\xfe", 2},               /* two bytes that are nothing: U+FFFD twice */
	{"a\033[31mb", 6},             /* without the ESC */
	{"a\xe2\x80\xae" "b", 2},      /* right-to-left override */
	{"a\xc2\x9b" "b", 2},          /* C1 CSI */
	{"ＡＢ", 4},                   /* full-width letters */
};

START_TEST(a_width_is_what_the_terminal_shows)
{
	ck_assert_uint_eq(text_width(widths[_i].text), widths[_i].cols);
}
END_TEST

static const struct {
	const char *text;
	size_t cols;
	enum text_align align;
	const char *shown;
} fits[] = {
	{"ab", 4, TEXT_LEFT, "ab  "},
	{"ab", 4, TEXT_RIGHT, "  ab"},
	{"ab", 2, TEXT_LEFT, "ab"},
	{"abc", 2, TEXT_LEFT, "a~"},
	{"abc", 1, TEXT_RIGHT, "~"},
	{"abc", 0, TEXT_LEFT, ""},
	{"机房", 4, TEXT_LEFT, "机房"},
	{"机房间", 5, TEXT_LEFT, "机房~"},
	{"机房间", 4, TEXT_LEFT, "机 ~"}, /* a half of the second would be left */
	{"机房", 1, TEXT_LEFT, "~"},
	{"机", 3, TEXT_RIGHT, " 机"},
	{"e\xcc\x81" "f", 2, TEXT_LEFT, "e\xcc\x81" "f"},
	{"\xff", 2, TEXT_LEFT, "\xef\xbf\xbd "},
	{"\033]0;x\007", 5, TEXT_LEFT, "]0;x "},
};

START_TEST(a_fit_takes_exactly_its_columns)
{
	struct buf b = {0};
	text_fit(&b, fits[_i].text, fits[_i].cols, fits[_i].align);
	ck_assert_str_eq(buf_text(&b), fits[_i].shown);
	ck_assert_uint_eq(text_width(buf_text(&b)), fits[_i].cols);
	buf_release(&b);
}
END_TEST

START_TEST(plain_text_is_whole_without_controls)
{
	struct buf b = {0};
	text_plain(&b, "实训\033[2J室\n1");
	ck_assert_str_eq(buf_text(&b), "实训[2J室1");
	buf_release(&b);
}
END_TEST

Suite *text_suite(void)
{
	Suite *s = suite_create("text");
	TCase *t = tcase_create("columns");
	tcase_add_checked_fixture(t, use_utf8, NULL);
	tcase_add_loop_test(t, a_width_is_what_the_terminal_shows, 0, sizeof widths / sizeof *widths);
	tcase_add_loop_test(t, a_fit_takes_exactly_its_columns, 0, sizeof fits / sizeof *fits);
	tcase_add_test(t, plain_text_is_whole_without_controls);
	suite_add_tcase(s, t);
	return s;
}
