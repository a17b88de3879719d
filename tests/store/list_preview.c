/* What a file is taken for before it is imported: its kind, its sheets, its encoding, its columns, its first rows. */
#include "store/list/list_preview.h"

#include <check.h>
#include <iconv.h>
#include <stdlib.h>

#include "tests/engine.h"
#include "tests/list_support.h"
#include "tests/workbook.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

Suite *list_preview_suite(void);

static struct store store;

static void set_up(void)
{
	ck_assert_int_eq(store_create(test_store("preview"), "Asia/Shanghai", &store), 0);
}

static void tear_down(void)
{
	store_close(&store);
}

/* ---- the kind ---- */

static const struct {
	const char *kind, *text;
} guesses[] = {
	{"resources", "code,name,kind,campus,seats\nR1,One,room,E,30\n"},
	{"resources", "实训室编号,实训室名称,校区,座位数\nL1,钳工,东,40\n"},
	{"resources", "2026年实训室一览\n\n实训室编号,实训室名称,校区,座位数\nL1,钳工,东,40\n"},
	{"resources", "code,name,kind\nR1,One,room\n"},
	{"institutions", "code,name,kind\nI1,One,school\n"},
	{"institutions", "code,name,kind,level,region\nI1,One,school,city,mainland\n"},
	{"campuses", "code,name,institution\nE,East,I1\n"},
	{"travel", "from,to,minutes\nE,W,20\n"},
	{"people", "login,name,institution,role\nann,Ann,I1,viewer\n"},
	{"closures", "scope,start,end,reason\nR1,2026-10-01,2026-10-07,holiday\n"},
	{"terms", "code,name,start,weeks\n2026F,Autumn,2026-09-07,18\n"},
	{"periods", "period,start,end\n1,08:00,08:45\n"},
	{"bookings", "ref,resources,start,end,party,purpose\nB1,R1,2026-09-07 08:00,2026-09-07 10:00,3,Test\n"},
	{"series", "ref,resources,weeks,weekdays,periods,term\nK1,R1,1-16,1,1-2,2026F\n"},
	{"ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"},
	{"", "one,two\n1,2\n"},
	{"", ""},
	{"", "%PDF-1.4\n"},
};

static const char *word_of(const struct list_kind *kind)
{
	return kind ? list_kind_word(kind) : "";
}

START_TEST(the_kind_is_told_by_the_header)
{
	const char *text = guesses[_i].text;
	struct list_import ask = {.data = {text, strlen(text)}, .actor = "tester", .now = TEST_NOW};
	const struct list_kind *kind;
	ck_assert_int_eq(list_guess_kind(&store, &ask, &kind), 0);
	ck_assert_msg(strcmp(word_of(kind), guesses[_i].kind) == 0, "\"%s\": taken for %s", text, word_of(kind));
}
END_TEST

/* A piece of a text that is larger than what a guess looks at, in an encoding that must be found first. */
START_TEST(the_kind_of_a_large_list_in_gbk_is_told_by_its_beginning)
{
	struct buf utf8 = {0};
	size_t left, room = 1 << 20;
	char *gbk = malloc(room), *to = gbk;
	const struct list_kind *kind;
	ck_assert_ptr_nonnull(gbk);
	buf_str(&utf8, "实训室编号,实训室名称,校区,座位数\n");
	for (int i = 0; i < 9000; i++)
		buf_fmt(&utf8, "L%d,钳工实训室,东校区,40\n", i);
	char *in = (char *)buf_text(&utf8);
	left = utf8.len;
	iconv_t cd = iconv_open("GB18030", "UTF-8");
	ck_assert(iconv(cd, &in, &left, &to, &room) != (size_t)-1 && left == 0);
	iconv_close(cd);
	struct list_import ask = {.data = {gbk, (size_t)(to - gbk)}, .actor = "tester", .now = TEST_NOW};
	ck_assert_int_eq(list_guess_kind(&store, &ask, &kind), 0);
	ck_assert_str_eq(word_of(kind), "resources");
	buf_release(&utf8);
	free(gbk);
}
END_TEST

/* ---- the columns ---- */

/* `HEADER=OURS+OURS!`: what reads a column and how it is known: ! told, * remembered; after them what is missing. */
static void put_columns(const struct list_preview *p, struct buf *out)
{
	for (size_t i = 0; i < p->n_columns; i++) {
		const struct list_preview_column *c = &p->columns[i];
		buf_fmt(out, "%s%s=", i ? " " : "", c->header);
		for (size_t k = 0; k < c->n_ours; k++)
			buf_fmt(out, "%s%s", k ? "+" : "", c->ours[k]);
		buf_str(out, c->reading == LIST_TOLD ? "!" : "");
		buf_str(out, c->reading == LIST_REMEMBERED ? "*" : "");
		ck_assert_int_eq(c->reading == LIST_SKIPPED, c->n_ours == 0);
	}
	for (size_t i = 0; i < p->n_missing; i++)
		buf_fmt(out, " -%s", p->missing[i]);
}

static void check_columns(const struct list_import *ask, const char *wanted)
{
	struct list_preview p;
	struct buf text = {0};
	ck_assert_int_eq(list_preview(&store, ask, 0, &p), 0);
	put_columns(&p, &text);
	ck_assert_str_eq(buf_text(&text), wanted);
	buf_release(&text);
	list_preview_release(&p);
}

START_TEST(each_column_is_shown_as_it_is_understood)
{
	static const struct {
		const char *kind, *text, *map, *to, *wanted;
	} files[] = {
		{"resources", "code,kind,colour\nR1,room,red\n", NULL, NULL, "code=code kind=kind colour="},
		{"resources", "code,kind,colour\nR1,room,red\n", "contact", "colour",
	         "code=code kind=kind colour=contact!"},
		{"resources", "code,kind,contact\nR1,room,x\n", "", "contact", "code=code kind=kind contact="},
		{"resources", "code,kind,contact,more\nR1,room,x,y\n", "contact", "more",
	         "code=code kind=kind contact= more=contact!"},
		{"resources", "name,kind\nR1,room\n", NULL, NULL, "name=code+name kind=kind"},
		{"resources", "code,seats\nR1,3\n", NULL, NULL, "code=code seats=seats -kind"},
		{"people", "工号,姓名\n1,甲\n", NULL, NULL, "工号=login 姓名=name"},
		{"travel", "from,to\nE,W\n", NULL, NULL, "from=from to=to -minutes"},
	};
	struct list_import ask = test_ask(files[_i].kind, files[_i].text, strlen(files[_i].text));
	struct list_pair map = {files[_i].map, files[_i].to};
	ask.map = &map;
	ask.n_map = files[_i].map != NULL;
	check_columns(&ask, files[_i].wanted);
}
END_TEST

/* A skipped column is not imported, and that it was skipped is told for one import only. */
START_TEST(a_skipped_column_is_left_out_and_a_mapped_one_remembered)
{
	static const char text[] = "code,kind,contact,colour\nR1,room,x,red\n";
	struct list_import ask = test_ask("resources", text, strlen(text));
	struct list_pair map[] = {{"", "contact"}, {"specialty", "colour"}};
	struct list_summary summary;
	struct buf report = {0}, out;
	const char *bad;
	ask.map = map;
	ask.n_map = COUNT(map);
	ck_assert_int_eq(list_import(&store, &ask, test_note_row, &report, &summary, &bad), 0);
	ck_assert_str_eq(buf_text(&report), "1,R1,added,\n");
	ck_assert_int_eq(test_export(&store, "resources", &out), 0);
	ck_assert_ptr_nonnull(strstr(buf_text(&out), "red"));
	ck_assert_ptr_null(strstr(buf_text(&out), "x,"));
	ask.n_map = 0;
	check_columns(&ask, "code=code kind=kind contact=contact colour=specialty*");
	buf_release(&out);
	buf_release(&report);
	list_summary_release(&summary);
}
END_TEST

/* ---- the file ---- */

START_TEST(the_first_rows_are_shown_without_those_that_are_empty)
{
	struct buf text = {0};
	struct list_preview p;
	buf_str(&text, "code,kind,seats\n R1 ,room\n,,\n\nR2,lab,30,9\n");
	for (int i = 0; i < 2 * LIST_PREVIEW_ROWS; i++)
		buf_fmt(&text, "X%d,room,1\n", i);
	struct list_import ask = test_ask("resources", buf_text(&text), text.len);
	ck_assert_int_eq(list_preview(&store, &ask, 0, &p), 0);
	ck_assert_uint_le(p.n_rows, LIST_PREVIEW_ROWS);
	ck_assert_uint_ge(p.n_rows, LIST_PREVIEW_ROWS - 2);
	ck_assert_str_eq(p.rows[0][0], "R1");
	ck_assert_str_eq(p.rows[0][2], "");
	ck_assert_str_eq(p.rows[1][2], "30");
	ck_assert_uint_eq(p.numbers[0], 1);
	ck_assert_uint_eq(p.numbers[1], 4);
	ck_assert_str_eq(p.encoding, "UTF-8");
	ck_assert(!p.encoding_guessed && !p.sheet && p.n_sheets == 0);
	list_preview_release(&p);
	ck_assert_int_eq(list_preview(&store, &ask, 6, &p), 0);
	ck_assert_uint_eq(p.numbers[0], 7);
	ck_assert_str_eq(p.rows[0][0], "X2");
	list_preview_release(&p);
	buf_release(&text);
}
END_TEST

START_TEST(the_sheets_of_a_workbook_are_named)
{
	struct buf file = test_workbook(workbook_of_two, workbook_notes, workbook_labs, NULL);
	struct list_import ask = test_ask("resources", file.p, file.len);
	struct list_preview p;
	const struct list_kind *kind;
	ck_assert_int_eq(list_guess_kind(&store, &ask, &kind), 0);
	ck_assert_str_eq(word_of(kind), "resources");
	ck_assert_int_eq(list_preview(&store, &ask, 0, &p), 0);
	ck_assert_str_eq(p.sheet, "实验室");
	ck_assert_uint_eq(p.n_sheets, 2);
	ck_assert_str_eq(p.encoding, "");
	ck_assert_uint_gt(p.n_rows, 0);
	ck_assert_uint_eq(p.n_missing, 0);
	list_preview_release(&p);
	ask.sheet = "none";
	ck_assert_int_eq(list_preview(&store, &ask, 0, &p), QUAD_EINVAL);
	ck_assert_int_eq(p.fault.problem, LIST_NO_SHEET);
	list_preview_release(&p);
	buf_release(&file);
}
END_TEST

/* The same fault as the import's own, so that the person reads the same sentence. */
START_TEST(what_cannot_be_read_has_the_fault_of_an_import)
{
	static const struct {
		const char *kind, *text, *encoding, *sheet;
	} files[] = {
		{"resources", "", NULL, NULL},
		{"resources", "%PDF-1.4\n", NULL, NULL},
		{"resources", "code,kind\nR1,room\n", "KLINGON", NULL},
		{"resources", "code,kind\nR1,room\n", NULL, "Sheet1"},
		{"resources", "code,\"kind\nR1,room\n", NULL, NULL},
		{"resources", "PK\003\004 and no archive", NULL, NULL},
		{"ics", "%PDF-1.4\n", NULL, NULL},
	};
	struct list_import ask = test_ask(files[_i].kind, files[_i].text, strlen(files[_i].text));
	struct list_preview p;
	struct list_summary summary;
	const char *bad;
	ask.encoding = files[_i].encoding;
	ask.sheet = files[_i].sheet;
	ask.dry_run = true;
	ck_assert_int_eq(list_import(&store, &ask, NULL, NULL, &summary, &bad), QUAD_EINVAL);
	ck_assert_int_eq(list_preview(&store, &ask, 0, &p), QUAD_EINVAL);
	ck_assert_int_eq(p.fault.problem, summary.fault.problem);
	ck_assert_int_ne(p.fault.problem, LIST_FINE);
	list_preview_release(&p);
	list_summary_release(&summary);
}
END_TEST

/* ---- what can be pointed at ---- */

START_TEST(the_needed_columns_come_first)
{
	struct arena arena = {0};
	for (const struct list_kind *const *k = list_kinds(); *k; k++)
		ck_assert_ptr_nonnull(list_kind_columns(*k, &arena));
	const char *const *columns = list_kind_columns(list_kind_find("resources"), &arena);
	ck_assert_str_eq(columns[0], "code");
	size_t n = 0;
	for (; columns[n]; n++)
		ck_assert_str_ne(columns[n], "floor");
	ck_assert_uint_gt(n, 10);
	arena_release(&arena);
}
END_TEST

Suite *list_preview_suite(void)
{
	Suite *s = suite_create("list_preview");
	TCase *t = tcase_create("preview");
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, the_kind_is_told_by_the_header, 0, COUNT(guesses));
	tcase_add_test(t, the_kind_of_a_large_list_in_gbk_is_told_by_its_beginning);
	tcase_add_loop_test(t, each_column_is_shown_as_it_is_understood, 0, 8);
	tcase_add_test(t, a_skipped_column_is_left_out_and_a_mapped_one_remembered);
	tcase_add_test(t, the_first_rows_are_shown_without_those_that_are_empty);
	tcase_add_test(t, the_sheets_of_a_workbook_are_named);
	tcase_add_loop_test(t, what_cannot_be_read_has_the_fault_of_an_import, 0, 7);
	tcase_add_test(t, the_needed_columns_come_first);
	suite_add_tcase(s, t);
	return s;
}
