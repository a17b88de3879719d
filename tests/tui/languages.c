/*
 * Languages: which one a name means, whose word counts (the environment's, the list of people's), and the key that goes
 * through them. The catalogues are those of QUAD_LOCALEDIR.
 */
#include <locale.h>

#include "store/base/clock.h"
#include "store/model/opening.h"
#include "tests/pty.h"
#include "tests/tui/command.h"
#include "tui/base/locale.h"
#include "tui/words/words_column.h"
#include "tui/words/words_name.h"
#include "tui/words/words_opening.h"
#include "tui/words/words_time.h"

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
	write_file("people.csv", "login,name,language\nhua,华,简体中文\nkeung,強,zh-Hant\nbob,Bob,English\nana,Ana,pt\n"
	                         "nobody,Nobody,\n");
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

/* ---- words, shown and typed ---- */

/* The catalogues, as a person chooses them. */
static const char *const tags[] = {"en", "zh_CN", "zh_TW"};

/* Words that both scripts have for what an option takes, or a language of our own shows for it. */
static const char *const understood[] = {
	"list 资源 --kind 实验室",
	"list 資源 --kind 實驗室",
	"list resources --kind 實訓基地",
	"find --kind 教室",
	"find --kind 設備",
	"list 人員",
	"export 学期",
	"list 節次",
	"list 关闭时段",
	"list 日期安排",
	"export 課表",
	"export 日历文件",
	"export 行事曆檔案 --format ics",
	"bookings --state 已取消",
	"bookings --state 已預約",
	"bookings --state 全部",
	"find --kind Lab",
	"list institution",
	"list 院校",
	"list 路程時間",
};

START_TEST(a_word_is_understood_in_every_language)
{
	make_store();
	ASSERT_STATUS(0, "--as bob %s", understood[_i]);
	ASSERT_STATUS(0, "--as keung %s", understood[_i]);
	leave_store();
}
END_TEST

/* A word of no language is answered with those that are, in the person's. */
START_TEST(what_is_not_understood_is_answered_with_what_would_be)
{
	make_store();
	ASSERT_STATUS(2, "--as hua list resources --kind 月亮");
	ASSERT_SAID("实验室、实训基地、教室、设备、教师、班级");
	ASSERT_STATUS(2, "--as keung bookings --state 月亮");
	ASSERT_SAID("已預約、已取消、");
	ASSERT_STATUS(2, "--as keung list 月亮");
	ASSERT_SAID("機構、校區、路程時間、資源、人員、學期、節次");
	ASSERT_STATUS(2, "--as bob import resources /dev/null --map-kind a=月亮");
	ASSERT_SAID("lab, base, room, equipment, teacher, class");
	ASSERT_STATUS(2, "--as hua book");
	ASSERT_SAID("book 资源... 时间 [选项...]");
	leave_store();
}
END_TEST

/* Speaks a language in this process. */
static void speak(const char *tag)
{
	locale_setup();
	locale_speak(language_find(tag));
}

/* The name of each list finds it, in each language. */
START_TEST(a_list_is_found_by_what_it_is_called)
{
	speak(tags[_i]);
	for (const struct list_kind *const *k = list_kinds(); *k; k++)
		ck_assert_msg(list_kind_find(list_name(*k)) == *k, "%s", list_name(*k));
}
END_TEST

/* A list with the titles and words that are shown: it is understood as it stands. */
START_TEST(a_list_comes_in_with_the_words_that_are_shown)
{
	struct buf b = {0}, word = {0};
	make_store();
	setenv("LC_ALL", "C.UTF-8", 1);
	speak(tags[_i]);
	static const char *const columns[] = {"code",     "name",     "kind",    "seats",  "mode", "opening", "setup",
	                                      "teardown", "approval", "sharing", "active", "room", "building"};
	static const char *const cells[][COUNT(columns)] = {
		{"A1", "A", "lab", "20", "exclusive", "Mon-Fri 08:00-18:00;Sun 09:00-10:00", "5", "6", "none", "owner",
	         "true", "101", "B"},
		{"A2", "A", "base", "20", "shared", "", "0", "0", "owner", "consortium", "false", "", ""},
		{"A3", "A", "room", "20", "shared", "", "0", "0", "owner+coordinator", "public", "true", "", ""},
	};
	for (size_t i = 0; i < COUNT(columns); i++)
		buf_fmt(&b, "%s%s", i ? "," : "", column_title(columns[i]));
	buf_str(&b, "\n");
	for (size_t r = 0; r < COUNT(cells); r++)
		for (size_t i = 0; i < COUNT(columns); i++)
			buf_fmt(&b, "%s%s", column_value("resources", columns[i], cells[r][i], &word),
			        i + 1 < COUNT(columns) ? "," : "\n");
	write_file("r.csv", buf_text(&b));
	unsetenv("LANGUAGE");
	ASSERT_STATUS(0, "grant bob coordinator");
	ASSERT_STATUS(0, "--as bob import resources %s", test_path(test_dir(), "r.csv"));
	ck_assert_msg(said("3 added") && !said("skipped"), "%s\n%s", buf_text(&b), last.err);
	ASSERT_STATUS(0, "--as bob export resources");
	for (size_t r = 0; r < COUNT(cells); r++)
		for (size_t i = 0; i < COUNT(columns); i++)
			ck_assert_msg(strstr(last.out, cells[r][i]) != NULL, "%s\n%s", cells[r][i], last.out);
	buf_release(&b);
	buf_release(&word);
	leave_store();
}
END_TEST

START_TEST(people_come_in_with_the_words_that_are_shown)
{
	static const char *const roles[] = {"viewer", "requester", "coordinator", "auditor"};
	struct buf b = {0}, word = {0};
	make_store();
	setenv("LC_ALL", "C.UTF-8", 1);
	speak(tags[_i]);
	buf_fmt(&b, "%s,%s,%s\n", column_title("login"), column_title("name"), column_title("role"));
	for (size_t i = 0; i < COUNT(roles); i++)
		buf_fmt(&b, "p%zu,P,%s\n", i, column_value(NULL, "role", roles[i], &word));
	write_file("q.csv", buf_text(&b));
	unsetenv("LANGUAGE");
	ASSERT_STATUS(0, "grant bob coordinator");
	ASSERT_STATUS(0, "--as bob import people %s", test_path(test_dir(), "q.csv"));
	ASSERT_STATUS(0, "--as p2 export people"); /* a coordinator */
	for (size_t i = 0; i < COUNT(roles); i++) {
		char want[64];
		snprintf(want, sizeof want, "p%zu,P,,%s,", i, roles[i]);
		ck_assert_msg(strstr(last.out, want) != NULL, "%s is not in\n%s", want, last.out);
	}
	buf_release(&b);
	buf_release(&word);
	leave_store();
}
END_TEST

/* What is shown of a value leads back to its word. */
START_TEST(a_shown_value_is_the_word_again)
{
	static const struct {
		const char *column, *word;
	} values[] = {{"kind", "lab"},
	              {"kind", "class"},
	              {"mode", "shared"},
	              {"approval", "none"},
	              {"approval", "owner+coordinator"},
	              {"sharing", "owner"},
	              {"state", "cancelled"},
	              {"role", "viewer"},
	              {"active", "true"},
	              {"active", "false"},
	              {"tier", "county"},
	              {"region", "macao"},
	              {"rule", "off"},
	              {"rule", "normal"},
	              {"kind", "college"},
	              {"name", "lab"},
	              {"kind", "fab lab"}};
	struct buf scratch = {0};
	speak(tags[_i]);
	for (size_t i = 0; i < COUNT(values); i++) {
		const char *shown = column_value(NULL, values[i].column, values[i].word, &scratch);
		ck_assert_str_eq(column_word(values[i].column, shown), values[i].word);
	}
	buf_release(&scratch);
}
END_TEST

static const struct {
	const char *tag, *weekdays, *periods, *opening;
} dates[] = {
	{"en", "Mon, Wed", "periods 3-4", "Mon-Fri 08:00-22:00;Sat 08:00-12:00"},
	{"zh_CN", "周一、周三", "第3-4节", "周一至周五 08:00-22:00;周六 08:00-12:00"},
	{"zh_TW", "週一、週三", "第3-4節", "週一至週五 08:00-22:00;週六 08:00-12:00"},
};

START_TEST(days_and_periods_are_worded)
{
	struct opening hours;
	const char *bad;
	struct buf b = {0};
	speak(dates[_i].tag);
	words_weekdays(1u << 1 | 1u << 3, &b);
	ck_assert_str_eq(buf_text(&b), dates[_i].weekdays);
	buf_clear(&b);
	words_periods(1u << 3 | 1u << 4, &b);
	ck_assert_str_eq(buf_text(&b), dates[_i].periods);
	buf_clear(&b);
	words_opening(dates[0].opening, &b);
	ck_assert_str_eq(buf_text(&b), dates[_i].opening);
	ck_assert_int_eq(opening_parse(buf_text(&b), &hours, &bad), 0);
	buf_clear(&b);
	opening_format(&hours, &b);
	ck_assert_str_eq(buf_text(&b), dates[0].opening);
	buf_release(&b);
}
END_TEST

/* A terminal shows words, a pipe the promised names. */
START_TEST(tables_are_for_people_and_csv_for_programs)
{
	make_store();
	write_file("r.csv", "code,name,kind,opening\nL1,Lab,lab,Mon-Fri 08:00-18:00\n");
	ASSERT_STATUS(0, "import resources %s", test_path(test_dir(), "r.csv"));
	ASSERT_STATUS(0, "--as keung list resources");
	ck_assert_msg(strncmp(last.out, "code,name,kind,", 15) == 0 && strstr(last.out, "L1,Lab,lab,"), "%s", last.out);
	ASSERT_STATUS(0, "--as keung --json stats");
	ck_assert_msg(strstr(last.out, "\"key\": \"institutions\"") != NULL, "%s", last.out);
	const char *argv[] = {"quad", "--as", "keung", "list", "resources", NULL};
	const char *env[] = {"LC_ALL", "LANG=C.UTF-8", NULL};
	struct pty *p = pty_spawn(quad_main, argv, env, 24, 200);
	ck_assert_int_eq(pty_exit(p), 0);
	ck_assert(pty_shows(p, "編號") && pty_shows(p, "實驗室") && pty_shows(p, "週一至週五"));
	pty_close(p);
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
	tcase_add_loop_test(t, a_word_is_understood_in_every_language, 0, COUNT(understood));
	tcase_add_test(t, what_is_not_understood_is_answered_with_what_would_be);
	tcase_add_loop_test(t, a_list_is_found_by_what_it_is_called, 0, COUNT(tags));
	tcase_add_loop_test(t, a_list_comes_in_with_the_words_that_are_shown, 0, COUNT(tags));
	tcase_add_loop_test(t, people_come_in_with_the_words_that_are_shown, 0, COUNT(tags));
	tcase_add_loop_test(t, a_shown_value_is_the_word_again, 0, COUNT(tags));
	tcase_add_loop_test(t, days_and_periods_are_worded, 0, COUNT(dates));
	tcase_add_test(t, tables_are_for_people_and_csv_for_programs);
	tcase_add_test(t, a_key_goes_through_the_languages);
	suite_add_tcase(s, t);
	return s;
}
