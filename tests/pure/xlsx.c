/* Workbooks read: the text of a sheet's cells, row by row as `[a|b]`; dates; formats of numbers; merged cells. */
#include "store/format/xlsx.h"

#include <check.h>
#include <zip.h>

#include "store/base/err.h"
#include "store/format/xlsx_value.h"
#include "tests/workbook.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

static int show(struct xlsx_rows *rows, struct buf *out)
{
	struct csv_row row;
	int err;
	while ((err = xlsx_rows_next(rows, &row)) == 0) {
		buf_char(out, '[');
		for (size_t i = 0; i < row.n; i++) {
			buf_str(out, i ? "|" : "");
			buf_add(out, row.cells[i].p, row.cells[i].len);
		}
		buf_str(out, row.fault == CSV_FINE ? "]" : "]!large");
	}
	return err;
}

static void expect_rows(const char *book, const char *sheet, const char *texts, const char *shown)
{
	struct buf file = test_workbook(book, sheet, NULL, texts), out = {0};
	struct xlsx *x;
	struct xlsx_rows *rows;
	struct list_fault fault;
	int err = xlsx_open((struct bytes){file.p, file.len}, &x, &fault);
	ck_assert_msg(err == 0, "%s: %s", sheet, list_problem_word(fault.problem));
	ck_assert_int_eq(xlsx_survey(x, 0), 0);
	ck_assert_int_eq(xlsx_rows_open(x, 0, &rows), 0);
	ck_assert_int_eq(show(rows, &out), QUAD_ENOTFOUND);
	ck_assert_str_eq(buf_text(&out), shown);
	xlsx_rows_close(rows);
	xlsx_close(x);
	buf_release(&out);
	buf_release(&file);
}

static const struct {
	const char *data, *texts, *shown;
} sheets[] = {
	{SHEET(""), NULL, ""},
	{SHEET("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>0</v></c></row>"),
         "<sst " MAIN ">" S("x") S("多媒体 &amp; &#x6559;") "</sst>", "[多媒体 & 教||x]"},
	/* a formula that nobody calculated is no empty cell; one whose result is an empty text is */
	{SHEET("<row><c s=\"10\"><v>0.85</v></c><c s=\"11\"><v>7</v></c><c><f>A1&amp;B1</f><v></v></c>"
               "<c><f t=\"shared\" si=\"0\"/></c><c t=\"str\"><f>\"\"</f><v></v></c></row>"),
         NULL, "[85%|R007|=A1&B1|=]"},
	/* Runs are one text, phonetic ones are not of it, blanks stay for who cleans. */
	{SHEET("<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row>"),
         "<sst " MAIN
         "><si><r><rPr><b/></rPr><t>实</t></r><r><t xml:space=\"preserve\">训 </t></r><rPh sb=\"0\" eb=\"1\">"
         "<t>shi</t></rPh><phoneticPr fontId=\"1\"/></si><si><t>B</t><rPh sb=\"0\" eb=\"1\"><t>b</t></rPh></si></sst>",
         "[实训 |B]"},
	{SHEET("<row><c t=\"inlineStr\"><is><r><t>a</t></r><r><t>b</t></r><rPh><t>no</t></rPh></is></c>"
               "<c t=\"str\"><f>1+1</f><v>two</v></c><c t=\"e\"><v>#N/A</v></c></row>"),
         NULL, "[ab|two|#N/A]"},
	{SHEET("<row><c t=\"b\"><v>1</v></c><c t=\"b\"><v>0</v></c><c t=\"d\"><v>2026-09-07T08:00</v></c></row>"), NULL,
         "[TRUE|FALSE|2026-09-07T08:00]"},
	{SHEET("<row><c><v>40</v></c><c><v>40.0</v></c><c><v>2.5</v></c><c><v>13800138000</v></c><c><v>1.3800138E10</"
               "v></c>"
               "<c><v>0.30000000000000004</v></c><c t=\"n\"><v>-7</v></c><c><v>nan</v></c></row>"),
         NULL, "[40|40|2.5|13800138000|13800138000|0.3|-7|nan]"},
	/* 46272 is 2026-09-07; a third of a day is a hair short of 08:00. */
	{SHEET("<row><c s=\"1\"><v>46272</v></c><c s=\"2\"><v>0.33333333333333331</v></c>"
               "<c s=\"3\"><v>46272.333333333299</v></c><c s=\"4\"><v>46272</v></c><c s=\"5\"><v>46272.999999</v></c>"
               "<c s=\"1\"><v>46272.75</v></c><c s=\"8\"><v>1.0625</v></c><c s=\"9\"><v>46272</v></c></row>"),
         NULL, "[2026-09-07|08:00|2026-09-07T08:00|2026-09-07|2026-09-08T00:00|2026-09-07T18:00|25:30|2026-09-07]"},
	{SHEET("<row><c s=\"6\"><v>7</v></c><c s=\"7\"><v>12</v></c><c s=\"99\"><v>3</v></c><c s=\"1\"><v>-1</v></c>"
               "<c s=\"1\"><v>1</v></c><c s=\"1\"><v>61</v></c></row>"),
         NULL, "[0007|12|3|-1|1900-01-01|1900-03-01]"},
	/* Rows and cells without a reference follow the last one; those that are left out are empty. */
	{SHEET("<row><c><v>1</v></c></row><row r=\"4\"><c r=\"B4\"><v>2</v></c><c><v>3</v></c></row><row><c/></row>"
               "<row><c s=\"1\"/><c><v>4</v></c><c s=\"1\"/></row>"),
         NULL, "[1][][][|2|3][][|4]"},
	{"<x:worksheet xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><x:sheetData><x:row "
         "r=\"1\">"
         "<x:c r=\"A1\" t=\"inlineStr\"><x:is><x:t>p</x:t></x:is></x:c><x:c><x:v>1</x:v></x:c></x:row></x:sheetData>"
         "</x:worksheet>",
         NULL, "[p|1]"},
	{SHEET("<row><c t=\"inlineStr\"><is><t>a_x000D_\nb_x005F_x0041__x4e00_</t></is></c></row>"), NULL,
         "[a\r\nb_x0041_一]"},
	/* Beyond the widest row a cell that is empty is no fault. */
	{SHEET("<row><c><v>1</v></c><c r=\"XFD1\"/></row><row r=\"2\"><c r=\"C2\"><v>2</v></c></row>"), NULL,
         "[1][||2]"},
};

START_TEST(test_cells_are_read_as_they_are_shown)
{
	expect_rows(NULL, sheets[_i].data, sheets[_i].texts, sheets[_i].shown);
}
END_TEST

START_TEST(test_dates_may_count_from_1904)
{
	expect_rows("<workbook " MAIN " " REL "><workbookPr date1904=\"1\"/><sheets><sheet name=\"One\" sheetId=\"1\" "
	            "r:id=\"r1\"/></sheets></workbook>",
	            SHEET("<row><c s=\"3\"><v>44810.333333</v></c><c s=\"1\"><v>0</v></c><c s=\"2\"><v>0.5</v></c></row>"), NULL,
	            "[2026-09-07T08:00|1904-01-01|12:00]");
}
END_TEST

static const struct {
	const char *code;
	unsigned shows, digits;
} formats[] = {
	{"General", 0, 0},
	{"0.00", 0, 0},
	{"#,##0\"d\"", 0, 0},
	{"0.00E+00", 0, 0},
	{"@", 0, 0},
	{"000", 0, 3},
	{"\"R\"000;-0", 0, 3},
	{"00\\号", 0, 2},
	{"0.0%", 0, 0},
	{"\"a text that is too long\"000", 0, 0},
	{"[Red]0;[Yellow]-0", 0, 0},
	{"m/d", XLSX_DATE, 0},
	{"mmm", XLSX_DATE, 0},
	{"[$-804]aaaa;yyyy", 0, 0},
	{"[$-409]h:mm AM/PM", XLSX_TIME, 0},
	{"mm:ss", XLSX_TIME, 0},
	{"yyyy-mm-dd hh:mm", XLSX_DATE | XLSX_TIME, 0},
	{"[hh]:mm", XLSX_ELAPSED, 0},
	{"yyyy\"年", XLSX_DATE, 0},
	{"0_", 0, 0},
	{"[", 0, 0},
};

START_TEST(test_formats_tell_dates)
{
	struct xlsx_format f = xlsx_format_custom(formats[_i].code);
	ck_assert_msg(f.shows == formats[_i].shows && f.digits == formats[_i].digits, "%s: %u %u", formats[_i].code, f.shows,
	              f.digits);
}
END_TEST

START_TEST(test_a_merged_number_is_nobodys_but_the_first)
{
	struct buf file = test_workbook(workbook_of_two, workbook_notes, workbook_labs, NULL);
	struct xlsx *x;
	struct xlsx_rows *rows;
	struct csv_row row;
	struct buf out = {0};
	struct list_fault fault;
	ck_assert_int_eq(xlsx_open((struct bytes){file.p, file.len}, &x, &fault), 0);
	ck_assert_uint_eq(xlsx_sheets(x), 2);
	ck_assert_int_eq(xlsx_survey(x, 1), 0);
	ck_assert_int_eq(xlsx_rows_open(x, 1, &rows), 0);
	for (size_t i = 0; i < 2; i++)
		ck_assert_int_eq(xlsx_rows_next(rows, &row), 0);
	ck_assert_int_eq(xlsx_rows_merged(rows, 0, XLSX_MERGED_FILL), 0);
	ck_assert_int_eq(xlsx_rows_merged(rows, 1, XLSX_MERGED_FILL), 0);
	ck_assert_int_eq(xlsx_rows_merged(rows, 5, XLSX_MERGED_COUNT), 0);
	ck_assert_int_eq(show(rows, &out), QUAD_ENOTFOUND);
	ck_assert_str_eq(buf_text(&out), "[城南职校|东校区|SX#1|电工（一）|电工实训室|40][城南职校|东校区|SX#2|电工|电工实训室][][]"
	                                 "[城南职校|西校区|1001|机房|机房|60][城北职校|西校区|1002|琴房|琴房|2]");
	ck_assert_uint_eq(xlsx_rows_n_merged(rows, 0), 2);
	ck_assert_uint_eq(xlsx_rows_n_merged(rows, 1), 2);
	ck_assert_uint_eq(xlsx_rows_n_merged(rows, 5), 1);
	xlsx_rows_close(rows);
	xlsx_close(x);
	buf_release(&out);
	buf_release(&file);
}
END_TEST

Suite *xlsx_suite(void);

Suite *xlsx_suite(void)
{
	Suite *s = suite_create("xlsx");
	TCase *t = tcase_create("xlsx");
	tcase_add_loop_test(t, test_cells_are_read_as_they_are_shown, 0, COUNT(sheets));
	tcase_add_test(t, test_dates_may_count_from_1904);
	tcase_add_loop_test(t, test_formats_tell_dates, 0, COUNT(formats));
	tcase_add_test(t, test_a_merged_number_is_nobodys_but_the_first);
	suite_add_tcase(s, t);
	return s;
}
