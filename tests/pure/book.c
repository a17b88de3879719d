/*
 * Files with sheets that are no XLSX, as school systems and old programs give them: pages with tables, spreadsheets as
 * XML, and workbooks of Excel 97 to 2003. What they show is what a workbook with the same cells would.
 */
#include <check.h>

#include "store/base/err.h"
#include "store/format/html_book.h"
#include "store/format/xls_book.h"
#include "store/format/xml_book.h"
#include "tests/old_workbook.h"
#include "tests/support.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

Suite *book_suite(void);

static void show_rows(struct xlsx *x, size_t sheet, struct buf *out)
{
	struct xlsx_rows *rows;
	struct csv_row row;
	ck_assert_int_eq(xlsx_survey(x, sheet), 0);
	ck_assert_int_eq(xlsx_rows_open(x, sheet, &rows), 0);
	ck_assert_int_eq(xlsx_rows_merged(rows, 0, XLSX_MERGED_FILL), 0);
	buf_fmt(out, "%s%s:", xlsx_sheet_name(x, sheet), xlsx_sheet_is_hidden(x, sheet) ? " (hidden)" : "");
	while (xlsx_rows_next(rows, &row) == 0) {
		buf_char(out, '[');
		for (size_t i = 0; i < row.n; i++) {
			buf_str(out, i ? "|" : "");
			buf_add(out, row.cells[i].p, row.cells[i].len);
			buf_str(out, row.marks[i] ? "!" : "");
		}
		buf_char(out, ']');
	}
	xlsx_rows_close(rows);
}

/* Shows all sheets that were read, or the problem. */
static void expect(int err, struct sheet_parts *parts, struct list_fault *fault, const char *shown)
{
	struct buf out = {0};
	struct xlsx *x = NULL;
	if (!err)
		err = parts_open(parts, &x, fault);
	if (err)
		buf_str(&out, list_problem_word(fault->problem));
	for (size_t i = 0; !err && i < xlsx_sheets(x); i++)
		show_rows(x, i, &out);
	ck_assert_str_eq(buf_text(&out), shown);
	xlsx_close(x);
	parts_release(parts);
	buf_release(&out);
}

/* ---- pages ---- */

static const struct {
	const char *page, *shown;
} pages[] = {
	{"<table><tr><th>a<th>b<tr><td>1<td>2</table>", "table 1:[a|b][1|2]"},
	{"<html><body><p>Login<table border=1><thead><tr><td "
         "colspan=2>Title</td></tr></thead><tbody><tr><td>&lt;a&amp;b&gt;"
         "&#x4e00;</td><td> x<br/>y </td></tr></tbody></table>after</body></html>",
         "table 1:[Title][<a&b>一| x y ]"},
	{"<table><tr><td rowspan=2>a<td>b<tr><td>c<tr><td>d<td>e</table>", "table 1:[a|b][a|c][d|e]"},
	{"<table><tr><td>a<td rowspan=2 colspan=2>b<td>c<tr><td>d<td>e</table>", "table 1:[a|b||c][d|||e]"},
	{"<table><tr><td><script>var a = 1;</script><style>b</style>x<b>y</b></table>", "table 1:[xy]"},
	{"<table><tr><td x:num=\"20230110001\">2.02E+10<td x:num=\"46272\">2026-09-07</table>",
         "table 1:[20230110001|2026-09-07]"},
	/* a table that lays out another holds nothing of its own */
	{"<table><tr><td><table><tr><td>a<td>b</table></td></tr></table><table><tr><td>c</table>",
         "table 1:[]table 2:[a|b]table 3:[c]"},
	/* but one in a cell of a list is text of that cell */
	{"<table><tr><td>a<td>b<tr><td>c<td>d<tr><td>e<td>f <table><tr><td>g</table></table>",
         "table 1:[a|b][c|d][e|f   g]"},
	{"<table><tr><td>_x0041_<td>1</table>", "table 1:[_x0041_|1]"},
	{"<table>", "table 1:"},
	{"<p>no table", "html"},
	{"", "html"},
};

START_TEST(test_tables_of_a_page_are_sheets)
{
	struct sheet_parts parts = {0};
	struct list_fault fault;
	int err = html_book_read(pages[_i].page, strlen(pages[_i].page), &parts, &fault);
	expect(err, &parts, &fault, pages[_i].shown);
}
END_TEST

START_TEST(test_a_page_declares_its_encoding)
{
	static const struct {
		const char *page, *name;
	} v[] = {
		{"<meta charset=gbk>", "gbk"},
		{"<meta http-equiv=\"Content-Type\" content=\"text/html; charset=gb2312\">", "gb2312"},
		{"<META CHARSET='Big5' />", "Big5"},
		{"<meta charset=", ""},
		{"<table>", ""},
	};
	for (size_t i = 0; i < COUNT(v); i++) {
		char name[HTML_ENCODING_MAX];
		ck_assert(html_declared_encoding((struct bytes){v[i].page, strlen(v[i].page)}, name) ==
		          (*v[i].name != '\0'));
		ck_assert_str_eq(name, v[i].name);
	}
}
END_TEST

/* ---- spreadsheets as XML ---- */

#define NS                                                                                                             \
	"xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" "                                                      \
	"xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\""
#define BOOK(sheets) "<?xml version=\"1.0\"?>\n<Workbook " NS ">" sheets "</Workbook>"
#define TABLE(rows) "<Worksheet ss:Name=\"S\"><Table>" rows "</Table></Worksheet>"
#define DATA(type, text) "<Data ss:Type=\"" type "\">" text "</Data>"

static const struct {
	const char *xml, *shown;
} books[] = {
	{BOOK(TABLE("<Row><Cell>" DATA("String", "a &amp; b") "</Cell><Cell ss:Index=\"3\">" DATA(
		 "Number", "7") "</Cell></Row>"
                                "<Row ss:Index=\"3\"><Cell>" DATA("Boolean", "1") "</Cell></Row>")),
         "S:[a & b||7][][TRUE]"},
	{BOOK(TABLE("<Row><Cell ss:MergeDown=\"1\">" DATA("String", "x") "</Cell><Cell>" DATA(
		 "String",
		 "y") "</Cell></Row>"
                      "<Row><Cell ss:Index=\"2\">" DATA("DateTime", "2026-09-07T08:30:00.000") "</Cell><Cell>" DATA(
			      "DateTime", "2026-09-07T00:00:00.000") "</Cell></Row>")),
         "S:[x|y][x|2026-09-07T08:30|2026-09-07]"},
	{BOOK(TABLE("<Row><Cell ss:Formula=\"=R1C2\"/><Cell>" DATA("Error", "#REF!") "</Cell></Row>")),
         "S:[=!|#REF!!]"},
	{BOOK(TABLE("<Row><Cell ss:Index=\"2\">" DATA("String", "a") "</Cell><Cell ss:Index=\"1\"/></Row>")),
         "workbook-columns"},
	{BOOK(TABLE("<Row ss:Index=\"5\"/><Row ss:Index=\"5\"/>")), "workbook-rows"},
	{BOOK(""), "xml"},
	{"<?xml version=\"1.0\"?><html/>", "xml"},
	{"<?xml version=\"1.0\"?><!DOCTYPE a><Workbook/>", "workbook-doctype"},
	{"<?xml version=\"1.0\"?><Workbook " NS "><Worksheet ss:Name=\"S\"><Table>", "workbook-damaged"},
};

START_TEST(test_spreadsheets_as_xml_have_sheets)
{
	struct sheet_parts parts = {0};
	struct list_fault fault;
	int err = xml_book_read((struct bytes){books[_i].xml, strlen(books[_i].xml)}, &parts, &fault);
	expect(err, &parts, &fault, books[_i].shown);
}
END_TEST

/* ---- workbooks of Excel 97 to 2003 ---- */

#define BEGIN "\x00\x06\x05\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"

/* Two sheets: their places in the stream are set when they are known. */
static void make_stream(struct buf *out)
{
	RECORD(out, 0x809, BEGIN);
	RECORD(out, 0x22, "\x00\x00");
	RECORD(out, 0x41e, "\xa4\x00\x03\x00\x00\x30\x30\x30");
	RECORD(out, 0xe0, "\x00\x00\x00\x00");
	RECORD(out, 0xe0, "\x00\x00\xa4\x00");
	RECORD(out, 0xe0, "\x00\x00\x0e\x00");
	size_t first = out->len + 4, second;
	RECORD(out, 0x85, "\x00\x00\x00\x00\x00\x00\x02\x01\x59\x65\xa4\x5b");
	second = out->len + 4;
	RECORD(out, 0x85, "\x00\x00\x00\x00\x01\x00\x03\x00old");
	/* a chart, which is no sheet */
	RECORD(out, 0x85,
	       "\x00\x00\x00\x00\x00\x02\x01\x00"
	       "c");
	/* three texts; the second goes on in another record, and there in wide characters */
	RECORD(out, 0xfc,
	       "\x03\x00\x00\x00\x03\x00\x00\x00"
	       "\x02\x00\x00"
	       "ab"
	       "\x04\x00\x00"
	       "cd");
	RECORD(out, 0x3c,
	       "\x01\x59\x65\x3d\xd8"
	       "\x01\x00\x0d\x01\x00\x02\x00\x00\x00"
	       "\x00\x4e"
	       "RUNSph");
	RECORD(out, 0x0a, "");
	memcpy(out->p + first, &(uint32_t){(uint32_t)out->len}, 4);
	RECORD(out, 0x809, BEGIN);
	/* out of order, as some programs write them */
	RECORD(out, 0xfd, "\x01\x00\x00\x00\x00\x00\x01\x00\x00\x00");
	RECORD(out, 0xfd, "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00");
	RECORD(out, 0xfd, "\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00");
	RECORD(out, 0x27e, "\x00\x00\x02\x00\x01\x00\x1e\x00\x00\x00");                                /* 7, as 000 */
	RECORD(out, 0xbd, "\x01\x00\x01\x00\x00\x00\xa3\x00\x00\x00\x02\x00\x02\xd3\x02\x00\x02\x00"); /* 0.4, a date */
	RECORD(out, 0x203, "\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x40");                /* 2.5 */
	RECORD(out, 0x205, "\x02\x00\x01\x00\x00\x00\x01\x00");
	RECORD(out, 0x205, "\x02\x00\x02\x00\x00\x00\x17\x01");
	RECORD(out, 0x204, "\x02\x00\x03\x00\x00\x00\x02\x00\x00hi");
	RECORD(out, 0x06, "\x03\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\x00\x00");
	RECORD(out, 0x207, "\x03\x00\x00sum");
	/* a chart within the sheet */
	RECORD(out, 0x809, BEGIN);
	RECORD(out, 0x203, "\x09\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x40");
	RECORD(out, 0x0a, "");
	RECORD(out, 0xe5, "\x01\x00\x02\x00\x03\x00\x00\x00\x00\x00");
	RECORD(out, 0x0a, "");
	memcpy(out->p + second, &(uint32_t){(uint32_t)out->len}, 4);
	RECORD(out, 0x809, BEGIN);
	RECORD(out, 0x0a, "");
}

static void expect_old(struct bytes data, const char *shown)
{
	struct sheet_parts parts = {0};
	struct list_fault fault;
	int err = xls_book_read(data, &parts, &parts.styles, &parts.since_1904, &fault);
	expect(err, &parts, &fault, shown);
}

START_TEST(test_old_workbooks_have_sheets)
{
	struct buf stream = {0};
	make_stream(&stream);
	struct buf file = test_compound(&stream, "Workbook");
	expect_old((struct bytes){file.p, file.len},
	           "教室:[ab|一|007][cd教\xef\xbf\xbd|0.4|2026-09-07!][2.5|TRUE|#REF!!|hi][2.5|sum]old (hidden):");
	buf_release(&file);
	buf_release(&stream);
}
END_TEST

START_TEST(test_other_old_files_are_named)
{
	static const struct {
		const char *name, *says;
	} v[] = {{"WordDocument", "document"},
	         {"EncryptedPackage", "workbook-password"},
	         {"Book", "xls"},
	         {"Other", "xls"}};
	struct buf stream = {0}, locked = {0};
	make_stream(&stream);
	for (size_t i = 0; i < COUNT(v); i++) {
		struct buf file = test_compound(&stream, v[i].name);
		expect_old((struct bytes){file.p, file.len}, v[i].says);
		buf_release(&file);
	}
	RECORD(&locked, 0x809, BEGIN);
	RECORD(&locked, 0x2f, "\x01\x00");
	struct buf file = test_compound(&locked, "Workbook");
	expect_old((struct bytes){file.p, file.len}, "workbook-password");
	buf_release(&file);
	buf_clear(&locked);
	RECORD(&locked, 0x809, "\x00\x05\x05\x00\x00\x00\x00\x00");
	file = test_compound(&locked, "Workbook");
	expect_old((struct bytes){file.p, file.len}, "xls");
	buf_release(&file);
	buf_release(&locked);
	buf_release(&stream);
}
END_TEST

/* Reads what may be damaged: it is read, or refused with a problem. */
static void read_damaged(struct bytes data)
{
	struct sheet_parts parts = {0};
	struct list_fault fault;
	struct xlsx *x = NULL;
	int err = xls_book_read(data, &parts, &parts.styles, &parts.since_1904, &fault);
	if (!err)
		err = parts_open(&parts, &x, &fault);
	ck_assert_int_eq(err, fault.problem ? QUAD_EINVAL : 0);
	for (size_t i = 0; x && i < xlsx_sheets(x); i++)
		ck_assert_int_eq(xlsx_survey(x, i), xlsx_fault(x)->problem ? QUAD_EINVAL : 0);
	xlsx_close(x);
	parts_release(&parts);
}

START_TEST(test_a_damaged_old_workbook_is_no_crash)
{
	struct buf stream = {0};
	make_stream(&stream);
	struct buf file = test_compound(&stream, "Workbook");
	for (size_t len = 0; len < file.len; len += len < 2600 ? 1 : 97)
		read_damaged((struct bytes){file.p, len});
	for (size_t i = 0; i < 1536 + stream.len; i++) {
		static const unsigned char bytes[] = {0x00, 0x01, 0x7f, 0xff};
		char was = file.p[i];
		for (size_t k = 0; k < sizeof bytes; k++) {
			file.p[i] = (char)bytes[k];
			read_damaged((struct bytes){file.p, file.len});
		}
		file.p[i] = was;
	}
	buf_release(&file);
	buf_release(&stream);
}
END_TEST

Suite *book_suite(void)
{
	Suite *s = suite_create("book");
	TCase *t = tcase_create("book");
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_tables_of_a_page_are_sheets, 0, COUNT(pages));
	tcase_add_test(t, test_a_page_declares_its_encoding);
	tcase_add_loop_test(t, test_spreadsheets_as_xml_have_sheets, 0, COUNT(books));
	tcase_add_test(t, test_old_workbooks_have_sheets);
	tcase_add_test(t, test_other_old_files_are_named);
	tcase_add_test(t, test_a_damaged_old_workbook_is_no_crash);
	suite_add_tcase(s, t);
	return s;
}
