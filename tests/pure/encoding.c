/* Encodings, told and guessed. The score of these tests counts how often a Chinese header's words are there. */
#include "store/format/encoding.h"

#include <check.h>
#include <iconv.h>

#include "store/base/err.h"

static size_t score(void *arg, const char *text, size_t len)
{
	static const char *const words[] = {"编号", "名称", "編號", "名稱", "校区", "校區"};
	(void)arg;
	(void)len;
	size_t n = 0;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		n += strstr(text, words[i]) != NULL;
	return n;
}

/* The UTF-8 text in another encoding, in a buffer. */
static void encode(const char *text, const char *name, struct buf *out)
{
	char bytes[4096], *in = (char *)text, *to = bytes;
	size_t left = strlen(text), room = sizeof bytes;
	iconv_t cd = iconv_open(name, "UTF-8");
	ck_assert(cd != (iconv_t)-1);
	ck_assert(iconv(cd, &in, &left, &to, &room) != (size_t)-1);
	ck_assert(iconv(cd, NULL, NULL, &to, &room) != (size_t)-1);
	iconv_close(cd);
	buf_add(out, bytes, sizeof bytes - room);
}

static void expect(const void *data, size_t len, const char *told, const char *name, bool guessed, const char *text)
{
	struct buf out = {0};
	const char *got;
	bool was_guessed;
	ck_assert_int_eq(encoding_decode((struct bytes){data, len}, told, score, NULL, &out, &got, &was_guessed), 0);
	ck_assert_str_eq(buf_text(&out), text);
	ck_assert_str_eq(got, name);
	ck_assert(was_guessed == guessed);
	buf_release(&out);
}

#define SIMPLIFIED "编号,名称,校区\nA-1,虚拟仿真实训室,东校区\n"
#define TRADITIONAL "編號,名稱,校區\nA-1,虛擬仿真實訓室,東校區\n功|許\\蓋\n"

START_TEST(test_marks_and_plain_utf8_need_no_guess)
{
	struct buf b = {0};
	expect("", 0, NULL, "UTF-8", false, "");
	expect("a,b", 3, NULL, "UTF-8", false, "a,b");
	expect("\xef\xbb\xbf" SIMPLIFIED, strlen(SIMPLIFIED) + 3, NULL, "UTF-8", false, SIMPLIFIED);
	expect("\xef\xbb\xbf\xff,b", 6, NULL, "UTF-8", false, "\xef\xbf\xbd,b");
	buf_add(&b, "\xff\xfe", 2);
	encode(SIMPLIFIED, "UTF-16LE", &b);
	expect(b.p, b.len, NULL, "UTF-16LE", false, SIMPLIFIED);
	buf_clear(&b);
	buf_add(&b, "\xfe\xff", 2);
	encode(SIMPLIFIED, "UTF-16BE", &b);
	expect(b.p, b.len, NULL, "UTF-16BE", false, SIMPLIFIED);
	buf_release(&b);
}
END_TEST

START_TEST(test_utf16_without_its_mark_is_told_by_its_zero_bytes)
{
	struct buf b = {0};
	encode(SIMPLIFIED, "UTF-16LE", &b);
	expect(b.p, b.len, NULL, "UTF-16LE", true, SIMPLIFIED);
	buf_clear(&b);
	encode(SIMPLIFIED, "UTF-16BE", &b);
	expect(b.p, b.len, NULL, "UTF-16BE", true, SIMPLIFIED);
	buf_release(&b);
	/* zero bytes in UTF-8 are a fault of their cells */
	expect("code,name\n1,\0a\n", 15, NULL, "UTF-8", false, "code,name\n1,");
}
END_TEST

START_TEST(test_the_understood_header_decides)
{
	struct buf b = {0};
	encode(SIMPLIFIED, "GB18030", &b);
	expect(b.p, b.len, NULL, "GB18030", true, SIMPLIFIED);
	buf_clear(&b);
	encode(TRADITIONAL, "BIG5-HKSCS", &b);
	expect(b.p, b.len, NULL, "BIG5-HKSCS", true, TRADITIONAL);
	buf_clear(&b);
	/* characters that only the Hong Kong set has */
	encode("編號,名稱\n1,屯門𨋢啲嘢\n", "BIG5-HKSCS", &b);
	expect(b.p, b.len, NULL, "BIG5-HKSCS", true, "編號,名稱\n1,屯門𨋢啲嘢\n");
	buf_release(&b);
}
END_TEST

START_TEST(test_without_a_chinese_header_the_bytes_decide)
{
	struct buf b = {0};
	const char *gbk = "code,name\n1,多媒体教室三楼东侧\n2,汽车维修实训中心\n";
	const char *big5 = "code,name\n1,多媒體教室三樓東側\n2,汽車維修實訓中心一二三四\n";
	encode(gbk, "GBK", &b);
	expect(b.p, b.len, NULL, "GB18030", true, gbk);
	buf_clear(&b);
	encode(big5, "BIG5", &b);
	expect(b.p, b.len, NULL, "BIG5-HKSCS", true, big5);
	buf_clear(&b);
	buf_str(&b, "code,name\n1,多媒体教室\n2,x\xff\n");
	expect(b.p, b.len, NULL, "UTF-8", true, "code,name\n1,多媒体教室\n2,x\xef\xbf\xbd\n");
	buf_release(&b);
}
END_TEST

START_TEST(test_a_bad_byte_takes_nothing_with_it)
{
	struct buf b = {0};
	encode("编号,名称\nA,教", "GBK", &b);
	buf_str(&b, "\xff,\n");
	encode("B,室", "GBK", &b);
	buf_str(&b, "\xb0");
	expect(b.p, b.len, "gbk", "GB18030", false, "编号,名称\nA,教\xef\xbf\xbd,\nB,室\xef\xbf\xbd");
	buf_clear(&b);
	buf_str(&b, "a\xe5\xae,b\xc0\x80\xed\xa0\x80");
	expect(b.p, b.len, "UTF-8", "UTF-8", false,
	       "a\xef\xbf\xbd\xef\xbf\xbd,b\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	buf_release(&b);
}
END_TEST

START_TEST(test_what_is_told_overrides)
{
	struct buf out = {0};
	const char *name;
	bool guessed;
	expect("caf\xe9", 4, "ISO-8859-1", "ISO-8859-1", false, "café");
	expect("a", 1, "Big5", "BIG5-HKSCS", false, "a");
	static const char *const none[] = {"", "klingon", "UTF-8//IGNORE"};
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		ck_assert_int_eq(encoding_decode((struct bytes){"a", 1}, none[i], score, NULL, &out, &name, &guessed),
		                 QUAD_EINVAL);
	buf_release(&out);
}
END_TEST

START_TEST(test_a_long_text_is_whole)
{
	struct buf utf8 = {0}, gbk = {0};
	for (int i = 0; i < 20000; i++)
		buf_str(&utf8, "编号名称");
	for (int i = 0; i < 20000; i++)
		encode("编号名称", "GB18030", &gbk);
	expect(gbk.p, gbk.len, NULL, "GB18030", true, buf_text(&utf8));
	buf_release(&utf8);
	buf_release(&gbk);
}
END_TEST

Suite *encoding_suite(void);

Suite *encoding_suite(void)
{
	Suite *s = suite_create("encoding");
	TCase *c = tcase_create("encoding");
	tcase_add_test(c, test_marks_and_plain_utf8_need_no_guess);
	tcase_add_test(c, test_utf16_without_its_mark_is_told_by_its_zero_bytes);
	tcase_add_test(c, test_the_understood_header_decides);
	tcase_add_test(c, test_without_a_chinese_header_the_bytes_decide);
	tcase_add_test(c, test_a_bad_byte_takes_nothing_with_it);
	tcase_add_test(c, test_what_is_told_overrides);
	tcase_add_test(c, test_a_long_text_is_whole);
	suite_add_tcase(s, c);
	return s;
}
