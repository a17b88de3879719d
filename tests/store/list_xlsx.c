/*
 * Workbooks imported: what a list of a school with a title, merged cells and an unused sheet becomes in a store; and
 * workbooks made to do harm, which are refused with a fault that has a name.
 */
#include "store/format/xlsx.h"

#include <check.h>
#include <zip.h>

#include "store/change/store_apply.h"
#include "tests/engine.h"
#include "tests/list_support.h"
#include "tests/workbook.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

/* ---- lists ---- */

static struct store store;

static void set_up(void)
{
	ck_assert_int_eq(store_create(test_store("books"), "Asia/Shanghai", &store), 0);
}

static void tear_down(void)
{
	store_close(&store);
}

static void import(const char *kind, const struct buf *file, const char *sheet, const char *report,
                   struct list_summary *summary)
{
	struct list_import ask = test_ask(kind, file->p, file->len);
	struct buf out = {0};
	const char *bad = NULL;
	ask.create_missing = true;
	ask.sheet = sheet;
	int err = list_import(&store, &ask, test_note_row, &out, summary, &bad);
	ck_assert_msg(err == 0, "%d: %s (%zu missing)", err, bad ? bad : "", summary->n_missing);
	ck_assert_str_eq(buf_text(&out), report);
	buf_release(&out);
}

START_TEST(test_a_schools_list_goes_in_and_is_unchanged_the_second_time)
{
	struct buf file = test_workbook(workbook_of_two, workbook_notes, workbook_labs, NULL), out;
	struct list_summary summary;
	import("resources", &file, NULL, "1,SX#1,added,\n2,SX#2,added,\n5,1001,added,\n6,1002,added,\n", &summary);
	ck_assert_uint_eq(summary.n_sheets, 1);
	ck_assert_str_eq(summary.sheets[0], "实验室");
	ck_assert_uint_eq(summary.n_filled, 2);
	ck_assert_uint_eq(summary.n_not_filled, 1);
	ck_assert_str_eq(summary.not_filled[0], "seats");
	list_summary_release(&summary);
	import("resources", &file, NULL, "1,SX#1,unchanged,\n2,SX#2,unchanged,\n5,1001,unchanged,\n6,1002,unchanged,\n",
	       &summary);
	list_summary_release(&summary);
	import("resources", &file, "实验室", "1,SX#1,unchanged,\n2,SX#2,unchanged,\n5,1001,unchanged,\n6,1002,unchanged,\n",
	       &summary);
	ck_assert_uint_eq(summary.n_sheets, 0);
	list_summary_release(&summary);
	ck_assert_int_eq(test_export(&store, "resources", &out), 0);
	ck_assert_ptr_nonnull(strstr(buf_text(&out), "SX#2,电工,lab,"));
	ck_assert_ptr_nonnull(strstr(buf_text(&out), "1001,机房,lab,城南职校"));
	ck_assert_ptr_nonnull(strstr(buf_text(&out), "1002,琴房,"));
	buf_release(&out);
	buf_release(&file);
}
END_TEST

START_TEST(test_bookings_come_with_their_serials)
{
	struct buf rooms = test_workbook(NULL,
	                            SHEET("<row>" I("A1", "code") I("B1", "kind") "</row><row>" N("A2", "101") I("B2", "room")
	                                  "</row>"),
	                            NULL, NULL);
	struct buf file = test_workbook(NULL,
	                           SHEET("<row>" I("A1", "ref") I("B1", "resource") I("C1", "start") I("D1", "end") "</row>"
	                                 "<row>" I("A2", "B1") N("B2", "101") "<c s=\"3\"><v>46272.333333333299</v></c>"
	                                 "<c s=\"3\"><v>46272.416666666628</v></c></row>"),
	                           NULL, NULL);
	struct buf out;
	struct list_summary summary;
	import("resources", &rooms, NULL, "1,101,added,\n", &summary);
	list_summary_release(&summary);
	import("bookings", &file, NULL, "1,B1,added,\n", &summary);
	list_summary_release(&summary);
	ck_assert_int_eq(test_export(&store, "bookings", &out), 0);
	ck_assert_ptr_nonnull(strstr(buf_text(&out), "2026-09-07T08:00"));
	ck_assert_ptr_nonnull(strstr(buf_text(&out), "2026-09-07T10:00"));
	buf_release(&out);
	buf_release(&file);
	buf_release(&rooms);
}
END_TEST

#define ROOMS_HEAD "<row>" I("A1", "code") I("B1", "kind") I("C1", "seats") "</row>"
#define SAME_HEAD "<row>" I("A1", "Seats") I("B1", "kind") I("C1", "Code") "</row>"

START_TEST(test_all_sheets_with_the_same_header_are_read)
{
	struct buf file = test_workbook(
		workbook_of_two, SHEET(ROOMS_HEAD "<row>" I("A2", "X") I("B2", "room") N("C2", "4") "</row>"),
		SHEET("<row>" I("A1", "Rooms of the west") "</row>" SAME_HEAD "<row>" N("A3", "5") I("B3", "room")
	                      I("C3", "Y") "</row>"
	                                   "<row>" N("A4", "6") I("B4", "room") I("C4", "X") "</row>"),
		NULL);
	struct list_summary summary;
	import("resources", &file, NULL, "1,X,added,\n1,Y,added,\n2,X,refused,repeat:code@row 1 of 填表说明\n",
	       &summary);
	ck_assert_uint_eq(summary.n_sheets, 2);
	ck_assert_str_eq(summary.sheets[1], "实验室");
	ck_assert_uint_eq(summary.n_left_out, 0);
	ck_assert_uint_eq(summary.n_unknown, 0);
	list_summary_release(&summary);
	import("resources", &file, "实验室", "1,Y,unchanged,\n2,X,updated,\n", &summary);
	list_summary_release(&summary);
	buf_release(&file);
	file = test_workbook(
		workbook_of_two, SHEET(ROOMS_HEAD "<row>" I("A2", "X") I("B2", "room") N("C2", "6") "</row>"),
		SHEET("<row>" I("A1", "code") I("B1", "kind") "</row><row>" I("A2", "Z") I("B2", "room") "</row>"),
		NULL);
	import("resources", &file, NULL, "1,X,unchanged,\n", &summary);
	ck_assert_uint_eq(summary.n_sheets, 1);
	ck_assert_uint_eq(summary.n_left_out, 1);
	ck_assert_str_eq(summary.left_out[0], "实验室");
	list_summary_release(&summary);
	buf_release(&file);
}
END_TEST

START_TEST(test_a_header_may_have_two_lines)
{
	struct buf file = test_workbook(
		NULL,
		"<worksheet " MAIN
		"><sheetData><row r=\"1\">" I("A1", "Rooms") "</row><row r=\"2\">" I("A2", "编号") I("B2", "名称")
			I("C2", "位置") I("F2", "座位数") "</row><row r=\"3\">" I("C3", "校区") I("D3", "楼宇")
				I("E3", "房间号") I("F3", "上课") I("G3", "考试") "</row><row r=\"4\">" I("A4", "X")
					I("B4", "Room X") I("C4", "East") I("D4", "Main") N("E4", "7") N("F4", "40")
						N("G4", "20") "</row></sheetData><mergeCells><mergeCell "
							      "ref=\"A1:G1\"/><mergeCell ref=\"A2:A3\"/>"
							      "<mergeCell ref=\"C2:E2\"/></mergeCells></worksheet>",
		NULL, NULL);
	struct list_import ask = test_ask("resources", file.p, file.len);
	struct list_pair set = {"kind", "room"};
	struct list_summary summary;
	struct buf out = {0};
	const char *bad;
	ask.set = &set;
	ask.n_set = 1;
	ask.create_missing = true;
	ck_assert_int_eq(list_import(&store, &ask, test_note_row, &out, &summary, &bad), 0);
	ck_assert_str_eq(buf_text(&out), "1,X,added,\n");
	list_summary_release(&summary);
	buf_release(&out);
	ck_assert_int_eq(test_export(&store, "resources", &out), 0);
	ck_assert_ptr_nonnull(strstr(buf_text(&out), "X,Room X,room,,East,Main,7,40,"));
	buf_release(&out);
	buf_release(&file);
}
END_TEST

/* Cells of a code, and what is said of them. */
static const struct {
	const char *cell, *report;
} changed_codes[] = {
	{"<c><v>202301100001</v></c>", "1,202301100001,added,\n"},
	{"<c s=\"11\"><v>7</v></c>", "1,R007,added,\n"},
	{"<c><v>2.0230100000000001E+17</v></c>", "1,2.02301e+17,refused,mangled:code@2.02301e+17\n"},
	{"<c><v>202301000000000012</v></c>", "1,202301000000000012,refused,mangled:code@202301000000000012\n"},
	{"<c t=\"str\"><v>2.02E+11</v></c>", "1,2.02E+11,refused,mangled:code@2.02E+11\n"},
	{"<c s=\"1\"><v>46024</v></c>", "1,2026-01-02,refused,mangled:code@2026-01-02\n"},
	{"<c><f>A9</f></c>", "1,=A9,refused,mangled:code@=A9\n"},
	{"<c t=\"e\"><f>A9</f><v>#REF!</v></c>", "1,#REF!,refused,mangled:code@#REF!\n"},
	{"<c t=\"str\"><f>A9</f><v>A9</v></c>", "1,A9,added,\n"},
	{"<c t=\"str\"><v>1E5</v></c>", "1,1E5,added,\n"},
};

START_TEST(test_a_code_that_a_spreadsheet_changed_is_named)
{
	char sheet[1000];
	struct list_summary summary;
	snprintf(sheet, sizeof sheet,
	         SHEET("<row>" I("A1", "code") I("B1", "kind") "</row><row>%s" I("B2", "room") "</row>"),
	         changed_codes[_i].cell);
	struct buf file = test_workbook(NULL, sheet, NULL, NULL);
	import("resources", &file, NULL, changed_codes[_i].report, &summary);
	list_summary_release(&summary);
	buf_release(&file);
}
END_TEST

/* ---- what is refused ---- */

static void expect_refusal(struct bytes data, const char *sheet, const char *says)
{
	struct list_import ask = test_ask("resources", data.p, data.len);
	struct list_summary summary;
	const char *bad = NULL;
	ask.sheet = sheet;
	ck_assert_int_eq(list_import(&store, &ask, NULL, NULL, &summary, &bad), QUAD_EINVAL);
	ck_assert_msg(bad && (!*says || strcmp(bad, says) == 0), "%s: %s", says, bad ? bad : "nothing");
	ck_assert_uint_eq(summary.rows, 0);
	list_summary_release(&summary);
}

#define HEAD "<row r=\"1\">" I("A1", "code") I("B1", "kind") "</row><row r=\"2\">" I("A2", "X") I("B2", "room") "</row>"

static const struct {
	const char *sheet, *texts, *says;
} hostile[] = {
	{"<!DOCTYPE a [<!ENTITY b \"c\">]><worksheet " MAIN "/>", NULL, "workbook-doctype"},
	{SHEET(HEAD), "<!DOCTYPE a><sst " MAIN "/>", "workbook-doctype"},
	{"<worksheet " MAIN "><sheetData>" HEAD, NULL, "workbook-damaged"},
	{SHEET(HEAD "<row r=\"3\"><c t=\"s\"><v>0</v></c></row>"), NULL, "workbook-damaged"},
	{SHEET(HEAD "<row r=\"3\"><c t=\"s\"><v>-1</v></c></row>"), "<sst " MAIN ">" S("x") "</sst>", "workbook-damaged"},
	{SHEET(HEAD "<row r=\"1048577\"/>"), NULL, "workbook-rows"},
	{SHEET(HEAD "<row r=\"99999999999999999999\"/>"), NULL, "workbook-rows"},
	{SHEET(HEAD "<row r=\"2\"/>"), NULL, "workbook-rows"},
	{SHEET(HEAD "<row r=\"-3\"/>"), NULL, "workbook-rows"},
	{SHEET(HEAD "<row><c r=\"XFE3\"/></row>"), NULL, "workbook-columns"},
	{SHEET(HEAD "<row><c r=\"B3\"/><c r=\"A3\"/></row>"), NULL, "workbook-columns"},
	{SHEET(HEAD "<row><c r=\"ZZZZZZZZZZZZZZZZZ3\"/></row>"), NULL, "workbook-columns"},
	{SHEET(HEAD "<row><c r=\"一3\"/></row>"), NULL, "workbook-columns"},
	{"", NULL, "workbook-damaged"},
	{SHEET("<row/><row><c/></row>"), NULL, "sheet-empty"},
};

START_TEST(test_a_hostile_sheet_changes_nothing)
{
	struct buf file = test_workbook(NULL, hostile[_i].sheet, NULL, hostile[_i].texts);
	expect_refusal((struct bytes){file.p, file.len}, NULL, hostile[_i].says);
	buf_release(&file);
}
END_TEST

START_TEST(test_other_files_are_named)
{
	static const struct {
		struct test_part part;
		const char *says;
	} v[] = {
		{{"list.csv", "code,kind\n", 0}, "zip"},
		{{"mimetype", "application/vnd.oasis.opendocument.spreadsheet", 0}, "opendocument"},
		{{"[Content_Types].xml", workbook_types, 0}, "workbook-damaged"},
	};
	for (size_t i = 0; i < COUNT(v); i++) {
		struct buf file = test_archive(&v[i].part, 1);
		expect_refusal((struct bytes){file.p, file.len}, NULL, v[i].says);
		buf_release(&file);
	}
	static const struct {
		const char *target, *says;
	} targets[] = {{"xl/workbook.bin", "xlsb"}, {"word/document.xml", "document"}, {"nowhere.xml", "workbook-damaged"}};
	for (size_t i = 0; i < COUNT(targets); i++) {
		struct buf text = {0};
		buf_fmt(&text, RELS "<Relationship Id=\"a\" Type=\"" TYPE "officeDocument\" Target=\"%s\"/></Relationships>",
		        targets[i].target);
		struct test_part parts[] = {{"[Content_Types].xml", workbook_types, 0}, {"_rels/.rels", text.p, text.len}};
		struct buf file = test_archive(parts, 2);
		expect_refusal((struct bytes){file.p, file.len}, NULL, targets[i].says);
		buf_release(&file);
		buf_release(&text);
	}
	expect_refusal((struct bytes){"\xd0\xcf\x11\xe0\xa1\xb1", 6}, NULL, "xls");
	expect_refusal((struct bytes){"code,kind\nA,room\n", 17}, "One", "no-sheets");
}
END_TEST

START_TEST(test_a_sheet_that_is_not_there_is_named_with_those_that_are)
{
	struct buf file = test_workbook(workbook_of_two, workbook_notes, workbook_labs, NULL);
	expect_refusal((struct bytes){file.p, file.len}, "Sheet1", "no-sheet:Sheet1");
	buf_release(&file);
}
END_TEST

/* Every cut of a workbook, and every byte of it changed, is refused or read, and never more. */
START_TEST(test_a_truncated_or_changed_workbook_is_no_crash)
{
	struct buf file = test_workbook(workbook_of_two, workbook_notes, workbook_labs, "<sst " MAIN ">" S("x") "</sst>");
	for (size_t len = 4; len < file.len; len += 7)
		expect_refusal((struct bytes){file.p, len}, NULL, "");
	for (size_t i = 4; i < file.len; i += 3) {
		struct list_import ask = test_ask("resources", file.p, file.len);
		struct list_summary summary;
		const char *bad;
		ask.create_missing = ask.dry_run = true;
		file.p[i] ^= 0x41;
		int err = list_import(&store, &ask, NULL, NULL, &summary, &bad);
		ck_assert(err == 0 || (err == QUAD_EINVAL && (bad || summary.n_missing)));
		list_summary_release(&summary);
		file.p[i] ^= 0x41;
	}
	buf_release(&file);
}
END_TEST

static void repeat(struct buf *out, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_str(out, text);
}

/* A sheet with something n times within its data, or within the row behind the header if in_row. */
static struct buf big_sheet(const char *before, const char *text, size_t n, const char *after)
{
	struct buf sheet = {0};
	buf_str(&sheet, "<worksheet " MAIN "><sheetData>" HEAD);
	buf_str(&sheet, before);
	repeat(&sheet, text, n);
	buf_str(&sheet, after);
	buf_str(&sheet, "</sheetData></worksheet>");
	struct buf file = test_workbook(NULL, buf_text(&sheet), NULL, NULL);
	buf_release(&sheet);
	return file;
}

static const struct {
	const char *before, *text;
	size_t n;
	const char *after, *says;
} bombs[] = {
	{"<row><c t=\"inlineStr\"><is><t>", "                                ", 1 << 20, "</t></is></c></row>", "workbook-too-large"},
	{"<row>", "<c/>", 1000000, "</row>", "workbook-columns"},
	{"", "<row/>", 1048577, "", "workbook-rows"},
	{"", "<x>", 1000, "", "workbook-damaged"},
	{"<!--", "                                ", 1 << 16, "-->", "workbook-too-large"},
};

START_TEST(test_a_bomb_ends_in_a_sentence)
{
	struct buf file = big_sheet(bombs[_i].before, bombs[_i].text, bombs[_i].n, bombs[_i].after);
	expect_refusal((struct bytes){file.p, file.len}, NULL, bombs[_i].says);
	buf_release(&file);
}
END_TEST

START_TEST(test_a_cell_or_a_row_that_is_too_large_costs_its_row)
{
	struct list_summary summary;
	struct buf file = big_sheet("<row><c/><c t=\"inlineStr\"><is><t>", "x", CSV_CELL_MAX_BYTES + 1,
	                            "</t></is></c></row><row>" I("A4", "Y") I("B4", "room") "</row>");
	import("resources", &file, NULL, "1,X,added,\n2,,invalid,value:kind@larger than a cell or a row may be\n3,Y,added,\n",
	       &summary);
	list_summary_release(&summary);
	buf_release(&file);
	file = big_sheet("<row>", "<c/>", CSV_CELLS_MAX, "<c><v>1</v></c></row>");
	import("resources", &file, NULL,
	       "1,X,unchanged,\n2,,invalid,value:cell 4097@larger than a cell or a row may be\n", &summary);
	list_summary_release(&summary);
	buf_release(&file);
}
END_TEST

/* One shared text that many cells name: what the cells hold together is limited, not only what the archive does. */
START_TEST(test_shared_texts_do_not_multiply)
{
	struct buf sheet = {0}, texts = {0};
	buf_str(&sheet, "<worksheet " MAIN "><sheetData>" HEAD);
	for (size_t i = 0; i < 600; i++) {
		buf_str(&sheet, "<row>");
		repeat(&sheet, "<c t=\"s\"><v>0</v></c>", 20);
		buf_str(&sheet, "</row>");
	}
	buf_str(&sheet, "</sheetData></worksheet>");
	buf_str(&texts, "<sst " MAIN "><si><t>");
	repeat(&texts, "x", CSV_CELL_MAX_BYTES - 1);
	buf_str(&texts, "</t></si></sst>");
	struct buf file = test_workbook(NULL, buf_text(&sheet), NULL, buf_text(&texts));
	expect_refusal((struct bytes){file.p, file.len}, NULL, "workbook-too-large");
	buf_release(&file);
	buf_release(&sheet);
	buf_release(&texts);
}
END_TEST

START_TEST(test_an_archive_of_too_many_parts_is_not_opened)
{
	static char names[20001][8];
	struct test_part *parts = calloc(20001, sizeof *parts);
	for (size_t i = 0; i < 20001; i++) {
		snprintf(names[i], sizeof names[i], "%zu", i);
		parts[i] = (struct test_part){names[i], "x", 0};
	}
	struct buf file = test_archive(parts, 20001);
	expect_refusal((struct bytes){file.p, file.len}, NULL, "workbook-too-large");
	buf_release(&file);
	free(parts);
}
END_TEST

Suite *list_xlsx_suite(void);

Suite *list_xlsx_suite(void)
{
	Suite *s = suite_create("list_xlsx");
	TCase *t = tcase_create("list_xlsx");
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, test_a_schools_list_goes_in_and_is_unchanged_the_second_time);
	tcase_add_test(t, test_bookings_come_with_their_serials);
	tcase_add_test(t, test_all_sheets_with_the_same_header_are_read);
	tcase_add_test(t, test_a_header_may_have_two_lines);
	tcase_add_loop_test(t, test_a_code_that_a_spreadsheet_changed_is_named, 0, COUNT(changed_codes));
	tcase_add_loop_test(t, test_a_hostile_sheet_changes_nothing, 0, COUNT(hostile));
	tcase_add_test(t, test_other_files_are_named);
	tcase_add_test(t, test_a_sheet_that_is_not_there_is_named_with_those_that_are);
	tcase_add_test(t, test_a_truncated_or_changed_workbook_is_no_crash);
	tcase_add_loop_test(t, test_a_bomb_ends_in_a_sentence, 0, COUNT(bombs));
	tcase_add_test(t, test_a_cell_or_a_row_that_is_too_large_costs_its_row);
	tcase_add_test(t, test_shared_texts_do_not_multiply);
	tcase_add_test(t, test_an_archive_of_too_many_parts_is_not_opened);
	suite_add_tcase(s, t);
	return s;
}
