/* Text at the edge: what is UTF-8, what is cleaned, under which form search compares. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/utf8.h"
#include "tests/random.h"

Suite *utf8_suite(void);

static const struct {
	const char *label, *text;
	int len; /* of the first character; -1: not UTF-8 */
	uint32_t c;
} characters[] = {
	{"ascii", "A", 1, 'A'},
	{"delete", "\x7f", 1, 0x7f},
	{"least of two", "\xc2\x80", 2, 0x80},
	{"greatest of two", "\xdf\xbf", 2, 0x7ff},
	{"least of three", "\xe0\xa0\x80", 3, 0x800},
	{"han", "周", 3, 0x5468},
	{"before the surrogates", "\xed\x9f\xbf", 3, 0xd7ff},
	{"behind the surrogates", "\xee\x80\x80", 3, 0xe000},
	{"greatest of three", "\xef\xbf\xbf", 3, 0xffff},
	{"least of four", "\xf0\x90\x80\x80", 4, 0x10000},
	{"greatest of all", "\xf4\x8f\xbf\xbf", 4, 0x10ffff},
	{"lone continuation", "\x80", -1, 0},
	{"overlong two", "\xc0\xaf", -1, 0},
	{"overlong two, second", "\xc1\xbf", -1, 0},
	{"overlong three", "\xe0\x9f\xbf", -1, 0},
	{"overlong four", "\xf0\x8f\xbf\xbf", -1, 0},
	{"surrogate", "\xed\xa0\x80", -1, 0},
	{"low surrogate", "\xed\xbf\xbf", -1, 0},
	{"beyond unicode", "\xf4\x90\x80\x80", -1, 0},
	{"five bytes", "\xf8\x88\x80\x80\x80", -1, 0},
	{"ff", "\xff", -1, 0},
	{"cut two", "\xc2", -1, 0},
	{"cut three", "\xe5\x91", -1, 0},
	{"cut four", "\xf0\x9f\x98", -1, 0},
	{"not continued", "\xe5" "AB", -1, 0},
	{"not continued at the end", "\xe5\x91" "A", -1, 0},
};

START_TEST(a_character_is_read_or_refused)
{
	uint32_t c = 99;
	size_t len = strlen(characters[_i].text);
	char *exact = malloc(len); /* so that a sanitizer sees a read behind the end */
	memcpy(exact, characters[_i].text, len);
	int n = utf8_next(exact, len, &c);
	ck_assert_msg(n == characters[_i].len && (n < 0 || c == characters[_i].c),
	              "%s: length %d, want %d; U+%04x, want U+%04x",
	              characters[_i].label, n, characters[_i].len, c, characters[_i].c);
	ck_assert_msg(utf8_valid(exact, len) == (n > 0), "%s: valid differs from length %d", characters[_i].label, n);
	free(exact);
}
END_TEST

START_TEST(nothing_is_the_end)
{
	uint32_t c;
	ck_assert_int_eq(utf8_next("", 0, &c), 0);
	ck_assert(utf8_valid("", 0));
}
END_TEST

/* Every code point written by hand comes back. */
START_TEST(every_code_point_comes_back)
{
	for (uint32_t want = 1; want <= 0x10ffff; want++) {
		unsigned char s[4];
		size_t len = 0;
		uint32_t got;
		if (want < 0x80) {
			s[len++] = (unsigned char)want;
		} else if (want < 0x800) {
			s[len++] = (unsigned char)(0xc0 | want >> 6);
		} else if (want < 0x10000) {
			s[len++] = (unsigned char)(0xe0 | want >> 12);
			s[len++] = (unsigned char)(0x80 | (want >> 6 & 0x3f));
		} else {
			s[len++] = (unsigned char)(0xf0 | want >> 18);
			s[len++] = (unsigned char)(0x80 | (want >> 12 & 0x3f));
			s[len++] = (unsigned char)(0x80 | (want >> 6 & 0x3f));
		}
		if (want >= 0x80)
			s[len++] = (unsigned char)(0x80 | (want & 0x3f));
		int n = utf8_next((const char *)s, len, &got);
		bool surrogate = want >= 0xd800 && want <= 0xdfff;
		if (surrogate ? n != -1 : n != (int)len || got != want)
			ck_abort_msg("U+%04x: length %d, U+%04x", want, n, got);
	}
}
END_TEST

static const struct {
	const char *label, *text, *clean;
} cleanings[] = {
	{"plain", "LAB-1", "LAB-1"},
	{"nothing", "", ""},
	{"only blanks", " \t\r\n ", ""},
	{"one blank", " ", ""},
	{"trimmed", "  R11 ", "R11"},
	{"blank at the end", "R11 ", "R11"},
	{"inner run", "big   hall", "big hall"},
	{"one inner blank", "big hall", "big hall"},
	{"line breaks", "big\r\n hall", "big hall"},
	{"tab", "big\thall", "big hall"},
	{"ideographic blanks", "\xe3\x80\x80" "周\xe3\x80\x80\xe3\x80\x80" "一\xe3\x80\x80", "周 一"},
	{"no-break space", "a\xc2\xa0" "b\xc2\xa0", "a b"},
	{"byte-order mark", "\xef\xbb\xbf" "R11", "R11"},
	{"escape sequence", "a\x1b[31mb", "a[31mb"},
	{"bell", "a\x07" "b", "ab"},
	{"c1 control", "a\xc2\x9b" "31mb", "a31mb"},
	{"bidirectional override", "a\xe2\x80\xae" "b", "ab"},
	{"isolates", "\xe2\x81\xa6" "a\xe2\x81\xa9", "a"},
	{"line separator", "a\xe2\x80\xa8" "b", "ab"},
	{"bad byte", "a\xff" "b", "a\xef\xbf\xbd" "b"},
	{"cut character", "a\xe5\x91", "a\xef\xbf\xbd\xef\xbf\xbd"},
	{"only bad bytes", "\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd"},
	{"a control among eight letters", "ABCDEFG\x1bH", "ABCDEFGH"},
	{"delete among eight letters", "ABC\x7f" "EFGH", "ABCEFGH"},
	{"a blank before eight letters", "A  BCDEFGHI", "A BCDEFGHI"},
	{"a bad byte among eight letters", "ABCDEFG\x80", "ABCDEFG\xef\xbf\xbd"},
	{"han", "机房一", "机房一"},
	{"han and letters", "护理学 A", "护理学 A"},
	{"han with a run of blanks", "机房  一", "机房 一"},
	{"han with a control", "机\x01房", "机房"},
	{"han with delete", "机\x7f房", "机房"},
	{"han cut after another", "机\xe6\x88", "机\xef\xbf\xbd\xef\xbf\xbd"},
};

START_TEST(a_value_is_cleaned)
{
	struct arena a = {0};
	size_t len = strlen(cleanings[_i].text);
	char *exact = malloc(len + !len);
	memcpy(exact, cleanings[_i].text, len);
	const char *got = utf8_clean(&a, exact, len);
	ck_assert_ptr_nonnull(got);
	ck_assert_msg(strcmp(got, cleanings[_i].clean) == 0, "%s: \"%s\", want \"%s\"", cleanings[_i].label, got,
	              cleanings[_i].clean);
	const char *again = utf8_clean(&a, got, strlen(got));
	ck_assert_msg(strcmp(got, again) == 0, "%s: cleaned twice \"%s\", once \"%s\"", cleanings[_i].label, again, got);
	free(exact);
	arena_release(&a);
}
END_TEST

START_TEST(cleaned_bytes_are_plain_text_whatever_came)
{
	struct random r = {random_seed(7)};
	static const char *const bits[] = {" ", "\t", "\xe3\x80\x80", "a", "周", "\x1b", "\xe2\x80\xae", "\xff", "\xe5",
	                                   "\x91",
	                                   "\xc2\xa0", "\xf0\x9f\x98\x80", "\xef\xbb\xbf", "\n", "Z", "\xf4"};
	for (int round = 0; round < 20000; round++) {
		struct arena a = {0};
		char text[64];
		size_t len = 0;
		for (unsigned n = random_below(&r, 12); n > 0; n--) {
			const char *bit = bits[random_below(&r, sizeof bits / sizeof *bits)];
			memcpy(text + len, bit, strlen(bit));
			len += strlen(bit);
		}
		const char *got = utf8_clean(&a, text, len);
		size_t got_len = strlen(got);
		ck_assert(utf8_valid(got, got_len));
		ck_assert(got_len == 0 || (got[0] != ' ' && got[got_len - 1] != ' '));
		ck_assert_ptr_null(strstr(got, "  "));
		uint32_t c;
		for (size_t i = 0; i < got_len;) {
			i += (size_t)utf8_next(got + i, got_len - i, &c);
			ck_assert_msg(!utf8_is_control(c), "U+%04x left, round %d", c, round);
		}
		const char *again = utf8_clean(&a, got, got_len);
		ck_assert_str_eq(again, got);
		arena_release(&a);
	}
}
END_TEST

static const struct {
	const char *label, *a, *b;
} folds[] = {
	{"case", "Lab-One", "lab-one"},
	{"full width", "Ｌａｂ１", "lab1"},
	{"accents composed", "Cafe\xcc\x81", "caf\xc3\xa9"},
	{"sharp s", "Stra\xc3\x9f" "e", "STRASSE"},
	{"han", "机房", "机房"},
	{"han and capitals", "LAB机房A", "lab机房a"},
	{"full-width brackets", "机房（一）", "机房(一)"},
	{"nothing", "", ""},
};

START_TEST(search_compares_folded)
{
	struct buf a = {0}, b = {0};
	utf8_fold(&a, folds[_i].a);
	utf8_fold(&b, folds[_i].b);
	ck_assert_msg(strcmp(buf_text(&a), buf_text(&b)) == 0, "%s: \"%s\" and \"%s\"", folds[_i].label, buf_text(&a),
	              buf_text(&b));
	buf_release(&a);
	buf_release(&b);
}
END_TEST

/* They are passed over where texts are folded and cleaned, so the whole way must come to the same. */
START_TEST(ideographs_stay_as_they_are)
{
	for (uint32_t c = 0x4e00; c <= 0x9fff; c++) {
		const char text[] = {(char)(0xe0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3f)), (char)(0x80 | (c & 0x3f)),
		                     '\xc3', '\xa9', '\0'};
		uint32_t read;
		struct buf folded = {0};
		ck_assert_uint_eq(utf8_ideograph(text, 3), 3);
		ck_assert_int_eq(utf8_next(text, 3, &read), 3);
		ck_assert_uint_eq(read, c);
		ck_assert_msg(!utf8_is_control(c), "U+%04x", c);
		/* the letter after it makes utf8proc fold both */
		utf8_fold(&folded, text);
		ck_assert_msg(strcmp(buf_text(&folded), text) == 0, "U+%04x becomes \"%s\"", c, buf_text(&folded));
		buf_release(&folded);
	}
	ck_assert_uint_eq(utf8_ideograph("\xe4\xb7\xbf", 3), 0);
	ck_assert_uint_eq(utf8_ideograph("\xea\x80\x80", 3), 0);
	ck_assert_uint_eq(utf8_ideograph("机", 2), 0);
	ck_assert_uint_eq(utf8_ideograph("\xe6\x9c" "a", 3), 0);
}
END_TEST

START_TEST(controls_are_known)
{
	static const uint32_t yes[] = {0, 9, 10, 0x1b, 0x1f, 0x7f, 0x80, 0x9b, 0x9f, 0x61c, 0x200e, 0x200f, 0x2028, 0x2029,
	                               0x202a, 0x202e, 0x2066, 0x2069};
	static const uint32_t no[] = {' ', '~', 0xa0, 0x61b, 0x200d, 0x2027, 0x202f, 0x2065, 0x206a, 0x5468, 0x1f600};
	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		ck_assert_msg(utf8_is_control(yes[i]), "U+%04x is a control", yes[i]);
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		ck_assert_msg(!utf8_is_control(no[i]), "U+%04x is no control", no[i]);
}
END_TEST

Suite *utf8_suite(void)
{
	Suite *s = suite_create("utf8");
	TCase *t = tcase_create("utf8");
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, a_character_is_read_or_refused, 0, sizeof characters / sizeof *characters);
	tcase_add_test(t, nothing_is_the_end);
	tcase_add_test(t, every_code_point_comes_back);
	tcase_add_loop_test(t, a_value_is_cleaned, 0, sizeof cleanings / sizeof *cleanings);
	tcase_add_test(t, cleaned_bytes_are_plain_text_whatever_came);
	tcase_add_loop_test(t, search_compares_folded, 0, sizeof folds / sizeof *folds);
	tcase_add_test(t, ideographs_stay_as_they_are);
	tcase_add_test(t, controls_are_known);
	suite_add_tcase(s, t);
	return s;
}
