/*
 * Workbooks, made here part by part: what a sheet shows, row by row as `[a|b]`; what a list of a school with a title,
 * merged cells and an unused sheet becomes in a store; and archives that mean harm, which end in a sentence.
 */
#include "store/format/xlsx.h"

#include <check.h>
#include <zip.h>

#include "store/change/store_apply.h"
#include "store/format/xlsx_value.h"
#include "tests/list_support.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))
#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define REL "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
#define RELS "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define TYPE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define SHEET(data) "<worksheet " MAIN "><sheetData>" data "</sheetData></worksheet>"
#define S(data) "<si><t>" data "</t></si>"
#define I(place, text) "<c r=\"" place "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define N(place, text) "<c r=\"" place "\"><v>" text "</v></c>"

/* ---- making archives ---- */

struct part {
	const char *name, *text;
	size_t len; /* 0 = the text's */
};

static struct buf archive(const struct part *parts, size_t n)
{
	struct buf out = {0};
	zip_stat_t stat;
	char portion[4096];
	zip_int64_t got;
	zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_source_keep(source);
	zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
	ck_assert_ptr_nonnull(zip);
	for (size_t i = 0; i < n; i++) {
		size_t len = parts[i].len ? parts[i].len : strlen(parts[i].text);
		zip_source_t *text = zip_source_buffer(zip, parts[i].text, len, 0);
		ck_assert_int_ge(zip_file_add(zip, parts[i].name, text, 0), 0);
	}
	ck_assert_int_eq(zip_close(zip), 0);
	ck_assert_int_eq(zip_source_stat(source, &stat), 0);
	ck_assert_int_eq(zip_source_open(source), 0);
	while ((got = zip_source_read(source, portion, sizeof portion)) > 0)
		buf_add(&out, portion, (size_t)got);
	zip_source_close(source);
	zip_source_free(source);
	ck_assert_uint_eq(out.len, stat.size);
	return out;
}

static const char types[] = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
static const char root[] = RELS "<Relationship Id=\"a\" Type=\"" TYPE "officeDocument\" Target=\"xl/workbook.xml\"/>"
                                "</Relationships>";
static const char relations[] = RELS
	"<Relationship Id=\"r1\" Type=\"" TYPE "worksheet\" Target=\"worksheets/sheet1.xml\"/>"
	"<Relationship Id=\"r2\" Type=\"" TYPE "worksheet\" Target=\"/xl/worksheets/../worksheets/./sheet2.xml\"/>"
	"<Relationship Id=\"r3\" Type=\"" TYPE "sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>"
	"<Relationship Id=\"r4\" Type=\"" TYPE "styles\" Target=\"styles.xml\"/>"
	"<Relationship Id=\"r5\" Type=\"" TYPE "chartsheet\" Target=\"chartsheets/sheet1.xml\"/>"
	"</Relationships>";
static const char styles[] =
	"<styleSheet " MAIN "><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/>"
	"<numFmt numFmtId=\"165\" formatCode=\"[$-804]yyyy/m/d\\ h:mm;@\"/><numFmt numFmtId=\"166\" formatCode=\"0000\"/>"
	"<numFmt numFmtId=\"167\" formatCode=\"[Red]0.00E+00\"/><numFmt numFmtId=\"168\" formatCode=\"[h]:mm\"/></numFmts>"
	"<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
	"<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"20\"/><xf numFmtId=\"22\"/><xf numFmtId=\"164\"/>"
	"<xf numFmtId=\"165\"/><xf numFmtId=\"166\"/><xf numFmtId=\"167\"/><xf numFmtId=\"168\"/><xf numFmtId=\"31\"/></cellXfs>"
	"</styleSheet>";
static const char one_sheet[] =
	"<workbook " MAIN " " REL "><sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";

/* A workbook; NULL for the usual parts, and for those that are not to be. */
static struct buf workbook(const char *book, const char *sheet1, const char *sheet2, const char *texts)
{
	struct part parts[8] = {{"[Content_Types].xml", types, 0},
	                        {"_rels/.rels", root, 0},
	                        {"xl/workbook.xml", book ? book : one_sheet, 0},
	                        {"xl/_rels/workbook.xml.rels", relations, 0},
	                        {"xl/styles.xml", styles, 0},
	                        {"xl/worksheets/sheet1.xml", sheet1, 0}};
	size_t n = 6;
	if (sheet2)
		parts[n++] = (struct part){"xl/worksheets/sheet2.xml", sheet2, 0};
	if (texts)
		parts[n++] = (struct part){"xl/sharedStrings.xml", texts, 0};
	return archive(parts, n);
}

/* ---- cells ---- */

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
	struct buf file = workbook(book, sheet, NULL, texts), out = {0};
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
	/* Runs are one text, phonetic ones are not of it, blanks stay for who cleans. */
	{SHEET("<row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row>"),
         "<sst " MAIN "><si><r><rPr><b/></rPr><t>实</t></r><r><t xml:space=\"preserve\">训 </t></r><rPh sb=\"0\" eb=\"1\">"
         "<t>shi</t></rPh><phoneticPr fontId=\"1\"/></si><si><t>B</t><rPh sb=\"0\" eb=\"1\"><t>b</t></rPh></si></sst>",
         "[实训 |B]"},
	{SHEET("<row><c t=\"inlineStr\"><is><r><t>a</t></r><r><t>b</t></r><rPh><t>no</t></rPh></is></c>"
               "<c t=\"str\"><f>1+1</f><v>two</v></c><c t=\"e\"><v>#N/A</v></c></row>"),
         NULL, "[ab|two|#N/A]"},
	{SHEET("<row><c t=\"b\"><v>1</v></c><c t=\"b\"><v>0</v></c><c t=\"d\"><v>2026-09-07T08:00</v></c></row>"), NULL,
         "[TRUE|FALSE|2026-09-07T08:00]"},
	{SHEET("<row><c><v>40</v></c><c><v>40.0</v></c><c><v>2.5</v></c><c><v>13800138000</v></c><c><v>1.3800138E10</v></c>"
               "<c><v>0.30000000000000004</v></c><c t=\"n\"><v>-7</v></c><c><v>nan</v></c></row>"),
         NULL, "[40|40|2.5|13800138000|13800138000|0.3|-7|nan]"},
	/* 46272 is 2026-09-07; a third of a day is a hair short of 08:00. */
	{SHEET("<row><c s=\"1\"><v>46272</v></c><c s=\"2\"><v>0.33333333333333331</v></c>"
               "<c s=\"3\"><v>46272.333333333299</v></c><c s=\"4\"><v>46272</v></c><c s=\"5\"><v>46272.999999</v></c>"
               "<c s=\"1\"><v>46272.75</v></c><c s=\"8\"><v>1.0625</v></c><c s=\"9\"><v>46272</v></c></row>"),
         NULL,
         "[2026-09-07|08:00|2026-09-07T08:00|2026-09-07|2026-09-08T00:00|2026-09-07T18:00|25:30|2026-09-07]"},
	{SHEET("<row><c s=\"6\"><v>7</v></c><c s=\"7\"><v>12</v></c><c s=\"99\"><v>3</v></c><c s=\"1\"><v>-1</v></c>"
               "<c s=\"1\"><v>1</v></c><c s=\"1\"><v>61</v></c></row>"),
         NULL, "[0007|12|3|-1|1900-01-01|1900-03-01]"},
	/* Rows and cells without a reference follow the last one; those that are left out are empty. */
	{SHEET("<row><c><v>1</v></c></row><row r=\"4\"><c r=\"B4\"><v>2</v></c><c><v>3</v></c></row><row><c/></row>"
               "<row><c s=\"1\"/><c><v>4</v></c><c s=\"1\"/></row>"),
         NULL, "[1][][][|2|3][][|4]"},
	{"<x:worksheet xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><x:sheetData><x:row r=\"1\">"
         "<x:c r=\"A1\" t=\"inlineStr\"><x:is><x:t>p</x:t></x:is></x:c><x:c><x:v>1</x:v></x:c></x:row></x:sheetData>"
         "</x:worksheet>",
         NULL, "[p|1]"},
	{SHEET("<row><c t=\"inlineStr\"><is><t>a_x000D_\nb_x005F_x0041__x4e00_</t></is></c></row>"), NULL,
         "[a\r\nb_x0041_一]"},
	/* Beyond the widest row a cell that is empty is no fault. */
	{SHEET("<row><c><v>1</v></c><c r=\"XFD1\"/></row><row r=\"2\"><c r=\"C2\"><v>2</v></c></row>"), NULL, "[1][||2]"},
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

/* ---- lists ---- */

static struct store store;

static void set_up(void)
{
	ck_assert_int_eq(store_create(test_path(test_dir(), "books"), "Asia/Shanghai", &store), 0);
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

static const char book_of_two[] =
	"<workbook " MAIN " " REL "><sheets><sheet name=\"图\" sheetId=\"9\" r:id=\"r5\"/><sheet name=\"填表说明\" "
	"sheetId=\"1\" r:id=\"r1\"/><sheet name=\"实验室\" sheetId=\"2\" r:id=\"r2\"/></sheets></workbook>";
static const char notes[] = SHEET("<row r=\"1\">" I("A1", "请勿改动表头") "</row>");
static const char lab_list[] = "<worksheet " MAIN "><sheetData>"
	"<row r=\"1\">" I("A1", "城南职校实验室一览表（2026年）") "</row>"
	"<row r=\"2\">" I("A2", "所属学校") I("B2", "校区") I("C2", "实验室编号") I("D2", "实验室名称") I("E2", "实验室类型")
	I("F2", "工位数") "</row>"
	"<row r=\"3\">" I("A3", "城南职校") I("B3", "东校区") I("C3", "SX#1") I("D3", "电工（一）") I("E3", "电工实训室") N("F3", "40")
	"</row>"
	"<row r=\"4\"><c r=\"A4\"/><c r=\"B4\"/>" I("C4", "SX#2") I("D4", "电工") I("E4", "电工实训室") "<c r=\"F4\"/></row>"
	"<row r=\"5\"><c r=\"A5\"/><c r=\"B5\"/></row>"
	"<row r=\"7\">" I("B7", "西校区") I("C7", "1001") I("D7", "机房") I("E7", "机房") N("F7", "60") "</row>"
	"<row r=\"8\">" I("A8", "城北职校") I("C8", "1002") I("D8", "琴房") I("E8", "琴房") N("F8", "2") "</row>"
	"</sheetData><mergeCells><mergeCell ref=\"A1:F1\"/><mergeCell ref=\"A3:A7\"/><mergeCell ref=\"B3:B5\"/>"
	"<mergeCell ref=\"F3:F4\"/><mergeCell ref=\"B7:B8\"/></mergeCells></worksheet>";

START_TEST(test_a_schools_list_goes_in_and_is_unchanged_the_second_time)
{
	struct buf file = workbook(book_of_two, notes, lab_list, NULL), out;
	struct list_summary summary;
	import("resources", &file, NULL, "1,SX#1,added,\n2,SX#2,added,\n5,1001,added,\n6,1002,added,\n", &summary);
	ck_assert_str_eq(summary.sheet, "实验室");
	ck_assert_uint_eq(summary.n_filled, 2);
	ck_assert_uint_eq(summary.n_not_filled, 1);
	ck_assert_str_eq(summary.not_filled[0], "seats");
	list_summary_release(&summary);
	import("resources", &file, NULL, "1,SX#1,unchanged,\n2,SX#2,unchanged,\n5,1001,unchanged,\n6,1002,unchanged,\n",
	       &summary);
	list_summary_release(&summary);
	import("resources", &file, "实验室", "1,SX#1,unchanged,\n2,SX#2,unchanged,\n5,1001,unchanged,\n6,1002,unchanged,\n",
	       &summary);
	ck_assert_ptr_null(summary.sheet);
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
	struct buf rooms = workbook(NULL,
	                            SHEET("<row>" I("A1", "code") I("B1", "kind") "</row><row>" N("A2", "101") I("B2", "room")
	                                  "</row>"),
	                            NULL, NULL);
	struct buf file = workbook(NULL,
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

START_TEST(test_a_merged_number_is_nobodys_but_the_first)
{
	struct buf file = workbook(book_of_two, notes, lab_list, NULL);
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
	struct buf file = workbook(NULL, hostile[_i].sheet, NULL, hostile[_i].texts);
	expect_refusal((struct bytes){file.p, file.len}, NULL, hostile[_i].says);
	buf_release(&file);
}
END_TEST

START_TEST(test_other_files_are_named)
{
	static const struct {
		struct part part;
		const char *says;
	} v[] = {
		{{"list.csv", "code,kind\n", 0}, "zip"},
		{{"mimetype", "application/vnd.oasis.opendocument.spreadsheet", 0}, "opendocument"},
		{{"[Content_Types].xml", types, 0}, "workbook-damaged"},
	};
	for (size_t i = 0; i < COUNT(v); i++) {
		struct buf file = archive(&v[i].part, 1);
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
		struct part parts[] = {{"[Content_Types].xml", types, 0}, {"_rels/.rels", text.p, text.len}};
		struct buf file = archive(parts, 2);
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
	struct buf file = workbook(book_of_two, notes, lab_list, NULL);
	expect_refusal((struct bytes){file.p, file.len}, "Sheet1", "no-sheet:Sheet1");
	buf_release(&file);
}
END_TEST

/* Every cut of a workbook, and every byte of it changed, is refused or read, and never more. */
START_TEST(test_a_truncated_or_changed_workbook_is_no_crash)
{
	struct buf file = workbook(book_of_two, notes, lab_list, "<sst " MAIN ">" S("x") "</sst>");
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
	struct buf file = workbook(NULL, buf_text(&sheet), NULL, NULL);
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
	struct buf file = workbook(NULL, buf_text(&sheet), NULL, buf_text(&texts));
	expect_refusal((struct bytes){file.p, file.len}, NULL, "workbook-too-large");
	buf_release(&file);
	buf_release(&sheet);
	buf_release(&texts);
}
END_TEST

START_TEST(test_an_archive_of_too_many_parts_is_not_opened)
{
	static char names[20001][8];
	struct part *parts = calloc(20001, sizeof *parts);
	for (size_t i = 0; i < 20001; i++) {
		snprintf(names[i], sizeof names[i], "%zu", i);
		parts[i] = (struct part){names[i], "x", 0};
	}
	struct buf file = archive(parts, 20001);
	expect_refusal((struct bytes){file.p, file.len}, NULL, "workbook-too-large");
	buf_release(&file);
	free(parts);
}
END_TEST

Suite *xlsx_suite(void);

Suite *xlsx_suite(void)
{
	Suite *s = suite_create("xlsx");
	TCase *t = tcase_create("xlsx");
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, test_cells_are_read_as_they_are_shown, 0, COUNT(sheets));
	tcase_add_test(t, test_dates_may_count_from_1904);
	tcase_add_loop_test(t, test_formats_tell_dates, 0, COUNT(formats));
	tcase_add_test(t, test_a_schools_list_goes_in_and_is_unchanged_the_second_time);
	tcase_add_test(t, test_bookings_come_with_their_serials);
	tcase_add_test(t, test_a_merged_number_is_nobodys_but_the_first);
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
