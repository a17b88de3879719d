/* Searching Chinese as people type it: by sound, by initials, in simplified or traditional characters. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/han.h"
#include "store/base/utf8.h"
#include "tests/random.h"

Suite *han_suite(void);

struct match {
	const char *text, *words;
	bool is;
};

/* Compares as the searches do: both folded, and the text in memory of its own size. */
static bool matches(const char *text, const char *words)
{
	struct buf a = {0}, b = {0};
	utf8_fold(&a, text);
	utf8_fold(&b, words);
	char *exact = malloc(a.len + 1);
	memcpy(exact, buf_text(&a), a.len + 1);
	bool is = han_has_words(exact, buf_text(&b));
	free(exact);
	buf_release(&a);
	buf_release(&b);
	return is;
}

static void check(const struct match *m)
{
	ck_assert_msg(matches(m->text, m->words) == m->is, "%s %s %s", m->text,
	              m->is ? "is not found by" : "is found by", m->words);
}

static const struct match plain[] = {
	{"LAB-1", "lab", true},
	{"LAB-1", "ab-1", true},
	{"LAB-1", "b1", false},
	{"LAB-1\nnorth", "north lab", true},
	{"LAB-1\nnorth", "north south", false},
	{"LAB-1", "", true},
	{"LAB-1", "  ", true},
	{"ＬＡＢ－１", "lab-1", true},
	{"汽车维修", "车维", true},
	{"汽车维修", "车修", false},
	{"汽车 A", "汽车a", false},
	{"", "a", false},
	{"", "", true},
	{"Café", "café", true},
	{"xian", "an", true},
	{"数控100", "00", true},
};

START_TEST(text_is_found_as_it_stands)
{
	check(&plain[_i]);
}
END_TEST

static const struct match sounds[] = {
	{"汽车", "qiche", true},
	{"汽车维修", "qichewx", true},
	{"汽车维修", "qcwx", true},
	{"汽车维修", "qiche wx", true},
	{"汽车维修", "wx qc", true},
	{"汽车维修", "qcweixiu", true},
	{"汽车维修", "weixiu", true},
	{"汽车维修", "QiChe", true},
	{"汽车维修", "ｑｃ", true},
	{"汽车维修", "qcx", false},
	{"汽车维修", "cq", false},
	{"汽车维修", "qiwei", false},
	{"新能源汽车", "qc", true},
	/* as far as it is typed */
	{"汽车", "q", true},
	{"汽车", "qich", true},
	{"汽车维修", "qichew", true},
	{"汽车维修", "qichwx", true},
	{"双创", "shuangchuan", true},
	{"双创", "shuangchuangg", false},
	/* zh, ch and sh are initials too */
	{"中专", "zhzh", true},
	{"中专", "zz", true},
	{"商场", "shchang", true},
	/* from the beginning of a character only */
	{"先", "an", false},
	{"先", "ian", false},
	{"汽车", "iche", false},
	{"汽车", "he", false},
	{"先", "xian", true},
	{"西安", "xian", true},
	{"西安", "xi'an", true},
	{"西安", "xi’an", true},
	{"先", "xi'an", false},
	{"上海", "shanghai", true},
	/* not over what stands between */
	{"汽 车", "qiche", false},
	{"汽\n车", "qc", false},
};

START_TEST(pinyin_and_initials_find_text)
{
	check(&sounds[_i]);
}
END_TEST

static const struct match tones[] = {
	{"汽车", "qi4che1", true},
	{"汽车", "qi4che", true},
	{"汽车", "qìchē", true},
	{"汽车",
         "qi\xcc\x80"
         "che\xcc\x84",
         true},
	{"车", "che1", true},
	{"数控1", "shukong1", true},
	{"数控2", "shukong1", false},
	{"数控2", "shu4kong4", true},
	{"数控12", "sk12", true},
	{"数控12", "sk2", false},
	{"吕", "lv", true},
	{"吕", "lu", true},
	{"吕", "lü", true},
	{"吕", "lǚ", true},
	{"女", "nv3", true},
	{"略", "lve", true},
	{"略", "lue", true},
	{"路", "lv", false},
	{"学", "xve", true},
	{"学", "xüé", true},
	{"恩", "ēn", true},
};

START_TEST(tones_do_not_count)
{
	check(&tones[_i]);
}
END_TEST

static const struct match readings[] = {
	{"重庆", "chongqing", true}, {"重庆", "zhongqing", true},  {"重庆", "cq", true},
	{"重庆", "tongqing", false}, {"银行", "yinhang", true},    {"行政", "xingzheng", true},
	{"音乐", "yinyue", true},    {"快乐", "kuaile", true},     {"会计", "kuaiji", true},
	{"會計", "kuaiji", true},    {"厦门", "xiamen", true},     {"校对", "jiaodui", true},
	{"长春", "changchun", true}, {"厂长", "changzhang", true}, {"单老师", "shan", true},
	{"單老師", "shan", true},    {"曾老师", "zeng", true},     {"仇老师", "qiu", true},
	{"解老师", "xie", true},     {"区老师", "ou", true},       {"查老师", "zha", true},
	{"任老师", "ren", true},     {"华老师", "hua", true},      {"朴老师", "piao", true},
	{"盖老师", "ge", true},      {"翟老师", "zhai", true},     {"尉迟老师", "yuchi", true},
	{"万俟老师", "moqi", true},  {"覃老师", "qin", true},      {"谌老师", "shen", true},
	{"〇二", "linger", true},    {"龑", "yan", true},          {"䶮", "yan", true},
};

START_TEST(every_reading_finds_its_character)
{
	check(&readings[_i]);
}
END_TEST

static const struct match jyutping[] = {
	{"區", "keoi", true},
	{"去", "heoi", true},
	{"许", "heoi", true},
	{"許", "heoi2", true},
	{"汽車維修", "heice", true},
	{"汽车维修", "heicewaisau", true},
	{"汽車維修", "hei3ce1", true},
	{"香港", "hoenggong", true},
	{"长沙", "coengsaa", true},
	{"校長", "haauzoeng", true},
	{"重慶", "cunghing", true},
	{"重量", "zungloeng", true},
	{"陳", "can", true},
	{"面包", "minbaau", true},
	/* as far as it is typed, but not where that may be pinyin */
	{"許", "heo", true},
	{"許", "he", false},
	{"許", "h", false},
	{"汽車", "heic", true},
	{"汽車", "hece", false},
	/* one word is in one of the two */
	{"汽車維修", "heiche", false},
	{"汽車維修", "hei che", true},
	/* no initials */
	{"汽車", "hc", false},
};

START_TEST(jyutping_finds_text)
{
	check(&jyutping[_i]);
}
END_TEST

static const struct match variants[] = {
	{"汽車", "汽车", true},     {"汽车", "汽車", true}, {"汽車维修", "汽车維修", true}, {"發展", "发", true},
	{"理髮", "发", true},       {"头发", "髮", true},   {"发展", "發", true},           {"臺灣", "台湾", true},
	{"台湾", "臺灣", true},     {"後勤", "后勤", true}, {"后勤", "後勤", true},         {"皇后", "后", true},
	{"幹部", "干部", true},     {"餘額", "余额", true}, {"裡面", "裏面", true},         {"衞生", "卫生", true},
	{"線切割", "綫切割", true}, {"週一", "周一", true}, {"託管", "托管", true},         {"戶", "戸", true},
	{"䶮", "龑", true},         {"龑", "䶮", true},     {"汽車", "汽水", false},        {"汽車", "车汽", false},
	{"發展", "展", true},       {"天", "夫", false},
};

START_TEST(simplified_and_traditional_find_each_other)
{
	check(&variants[_i]);
}
END_TEST

static const struct {
	const char *text, *words;
	enum han_match match;
} ways[] = {
	{"王老师 wang01", "wang", HAN_STANDS},
	{"王老师", "wang", HAN_SOUNDS},
	{"王老师", "王", HAN_STANDS},
	{"車", "车", HAN_SOUNDS},
	{"王老师 wang01", "wang ls", HAN_SOUNDS},
	{"王老师 wang01", "ls wang", HAN_SOUNDS},
	{"王老师", "王 x", HAN_NOT},
	{"王老师", "wang x", HAN_NOT},
	{"王老师", "x wang", HAN_NOT},
	{"王老师", "", HAN_STANDS},
};

START_TEST(what_stands_is_told_from_what_sounds)
{
	ck_assert_msg(han_match(ways[_i].text, ways[_i].words) == ways[_i].match, "%s in %s", ways[_i].words,
	              ways[_i].text);
}
END_TEST

static const struct {
	const char *text, *simplified; /* "": the same */
} simplifications[] = {
	{"車", "车"}, {"车", ""},       {"發", "发"},
	{"髮", "发"}, {"飪", "饪"},     {"衞", "卫"},
	{"裏", "里"}, {"龑", "䶮"},     {"\xf0\xab\x96\xaf", "頫"}, /* U+2B5AF, which has four bytes */
	{"A", ""},    {"é", ""},        {"天", ""},
	{"カ", ""},   {"\xe8\xbb", ""}, {"", ""},
};

START_TEST(a_character_becomes_the_simplified_one)
{
	char to[3];
	const char *text = simplifications[_i].text, *want = simplifications[_i].simplified;
	size_t n = han_simplified(text, strlen(text), to);
	ck_assert_uint_eq(n, strlen(want));
	ck_assert_msg(strncmp(to, want, n) == 0, "%s does not become %s", text, want);
}
END_TEST

static const struct match mixed[] = {
	{"LAB-1 数控", "sk", true},
	{"LAB-1 数控", "lab-1 sk", true},
	{"LAB-1 数控", "lab-1sk", false},
	{"LAB1数控", "lab1sk", true},
	{"CNC数控", "ncsk", true},
	{"数控CNC", "skcnc", true},
	{"数控CNC2", "shukongcnc2", true},
	{"数控（一）", "sk(y", true},
	{"汽车维修", "汽che", true},
	{"汽車维修", "qi车", true},
	{"汽車A车", "车acheb", false},
	{"カタカナ", "ka", false},
	{"数控é", "skÉ", true},
};

START_TEST(letters_stand_beside_sounds)
{
	check(&mixed[_i]);
}
END_TEST

static const struct match hostile[] = {
	{"汽\xff车", "qc", false},        {"汽\xe8\xbd", "q", true},        {"\xe6\xb1", "q", false},
	{"\xe6\xb1", "\xe6", true},       {"汽车\xff", "qc\xff", true},     {"汽车\xfe", "qc\xff", false},
	{"\xed\xa0\x80汽车", "qc", true}, {"\xf4\x90\x80\x80", "a", false}, {"汽车", "qc\xe6", false},
};

START_TEST(bytes_that_are_not_utf8_are_bytes)
{
	ck_assert_msg(han_has_words(hostile[_i].text, hostile[_i].words) == hostile[_i].is, "row %d", _i);
}
END_TEST

START_TEST(long_words_are_found)
{
	struct buf text = {0}, initials = {0};
	for (int i = 0; i < 63; i++) {
		buf_str(&text, "车");
		buf_char(&initials, 'c');
	}
	ck_assert(han_has_words(buf_text(&text), buf_text(&initials)));
	buf_str(&text, "车");
	buf_char(&initials, 'c');
	ck_assert(!han_has_words(buf_text(&text), buf_text(&initials)));
	ck_assert(han_has_words(buf_text(&initials), buf_text(&initials)));
	ck_assert(han_has_words(buf_text(&text), buf_text(&text)));
	buf_release(&text);
	buf_release(&initials);
}
END_TEST

static const char *write_char(uint32_t c, char out[4])
{
	out[0] = (char)(0xe0 | c >> 12);
	out[1] = (char)(0x80 | (c >> 6 & 0x3f));
	out[2] = (char)(0x80 | (c & 0x3f));
	out[3] = '\0';
	return out;
}

/* But ten units of measure and characters of Japan, which have none in Mandarin. */
START_TEST(every_ideograph_has_a_sound)
{
	int silent = 0;
	for (uint32_t c = 0x4e00; c <= 0x9fa5; c++) {
		char text[4];
		int n = 0;
		write_char(c, text);
		for (char letter = 'a'; letter <= 'z'; letter++)
			n += han_has_words(text, (char[]){letter, '\0'});
		ck_assert_msg(n < 10, "U+%04x is found by %d letters", c, n);
		silent += n == 0;
	}
	ck_assert_int_eq(silent, 10);
}
END_TEST

/* Up to n of the bits, one after the other. */
static const char *put_together(struct buf *out, struct random *r, unsigned n)
{
	static const char *const bits[] = {"汽",  "车", "車", "西", "安", "重", "a",  "x",  "1",    "qi",
	                                   "che", "xi", "an", "'",  "发", "髮", "区", "ou", "keoi", "z"};
	buf_clear(out);
	for (n = random_below(r, n + 1); n > 0; n--)
		buf_str(out, bits[random_below(r, sizeof bits / sizeof *bits)]);
	return buf_text(out);
}

/* Whatever finds a text finds it beside any other, and two words find what each of them does. */
START_TEST(more_text_hides_nothing)
{
	struct random r = {random_seed(5)};
	struct buf before = {0}, text = {0}, after = {0}, word = {0}, other = {0}, all = {0};
	for (int round = 0; round < 20000; round++) {
		put_together(&text, &r, 5);
		put_together(&word, &r, 3);
		put_together(&other, &r, 2);
		bool found = han_has_words(buf_text(&text), buf_text(&word));
		bool both = found && han_has_words(buf_text(&text), buf_text(&other));
		buf_clear(&all);
		buf_fmt(&all, "%s%s", put_together(&before, &r, 1), buf_text(&text));
		buf_str(&all, put_together(&after, &r, 1));
		ck_assert_msg(!found || han_has_words(buf_text(&all), buf_text(&word)), "%s finds %s, but not %s",
		              buf_text(&word), buf_text(&text), buf_text(&all));
		buf_clear(&all);
		buf_fmt(&all, "%s %s", buf_text(&word), buf_text(&other));
		ck_assert_msg(han_has_words(buf_text(&text), buf_text(&all)) == both, "%s in %s", buf_text(&all),
		              buf_text(&text));
	}
	struct buf *const all_of_them[] = {&before, &text, &after, &word, &other, &all};
	for (size_t i = 0; i < sizeof all_of_them / sizeof *all_of_them; i++)
		buf_release(all_of_them[i]);
}
END_TEST

#define ROWS(v) (sizeof(v) / sizeof *(v))

Suite *han_suite(void)
{
	Suite *s = suite_create("han");
	TCase *t = tcase_create("han");
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, text_is_found_as_it_stands, 0, ROWS(plain));
	tcase_add_loop_test(t, pinyin_and_initials_find_text, 0, ROWS(sounds));
	tcase_add_loop_test(t, tones_do_not_count, 0, ROWS(tones));
	tcase_add_loop_test(t, every_reading_finds_its_character, 0, ROWS(readings));
	tcase_add_loop_test(t, jyutping_finds_text, 0, ROWS(jyutping));
	tcase_add_loop_test(t, simplified_and_traditional_find_each_other, 0, ROWS(variants));
	tcase_add_loop_test(t, what_stands_is_told_from_what_sounds, 0, ROWS(ways));
	tcase_add_loop_test(t, a_character_becomes_the_simplified_one, 0, ROWS(simplifications));
	tcase_add_loop_test(t, letters_stand_beside_sounds, 0, ROWS(mixed));
	tcase_add_loop_test(t, bytes_that_are_not_utf8_are_bytes, 0, ROWS(hostile));
	tcase_add_test(t, long_words_are_found);
	tcase_add_test(t, every_ideograph_has_a_sound);
	tcase_add_test(t, more_text_hides_nothing);
	suite_add_tcase(s, t);
	return s;
}
