/* Workbooks for tests, made part by part as ZIP archives; and the list of a school, as schools lay it out. */
#ifndef QUAD_TESTS_WORKBOOK_H
#define QUAD_TESTS_WORKBOOK_H

#include <check.h>
#include <string.h>
#include <zip.h>

#include "store/base/buf.h"

#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define REL "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
#define RELS "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define TYPE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define SHEET(data) "<worksheet " MAIN "><sheetData>" data "</sheetData></worksheet>"
#define S(data) "<si><t>" data "</t></si>"
#define I(place, text) "<c r=\"" place "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define N(place, text) "<c r=\"" place "\"><v>" text "</v></c>"

struct test_part {
	const char *name, *text;
	size_t len; /* 0 = the text's */
};

static inline struct buf test_archive(const struct test_part *parts, size_t n)
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

static const char workbook_types[] __attribute__((unused)) = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
static const char workbook_root[] __attribute__((unused)) = RELS "<Relationship Id=\"a\" Type=\"" TYPE "officeDocument\" Target=\"xl/workbook.xml\"/>"
                                "</Relationships>";
static const char workbook_relations[] __attribute__((unused)) = RELS
	"<Relationship Id=\"r1\" Type=\"" TYPE "worksheet\" Target=\"worksheets/sheet1.xml\"/>"
	"<Relationship Id=\"r2\" Type=\"" TYPE "worksheet\" Target=\"/xl/worksheets/../worksheets/./sheet2.xml\"/>"
	"<Relationship Id=\"r3\" Type=\"" TYPE "sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>"
	"<Relationship Id=\"r4\" Type=\"" TYPE "styles\" Target=\"styles.xml\"/>"
	"<Relationship Id=\"r5\" Type=\"" TYPE "chartsheet\" Target=\"chartsheets/sheet1.xml\"/>"
	"</Relationships>";
static const char workbook_styles[] __attribute__((unused)) =
	"<styleSheet " MAIN
	"><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\"/>"
	"<numFmt numFmtId=\"165\" formatCode=\"[$-804]yyyy/m/d\\ h:mm;@\"/><numFmt numFmtId=\"166\" "
	"formatCode=\"0000\"/>"
	"<numFmt numFmtId=\"167\" formatCode=\"[Red]0.00E+00\"/><numFmt numFmtId=\"168\" formatCode=\"[h]:mm\"/>"
	"<numFmt numFmtId=\"169\" formatCode=\"&quot;R&quot;000;-0\"/></numFmts>"
	"<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
	"<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"20\"/><xf numFmtId=\"22\"/><xf "
	"numFmtId=\"164\"/>"
	"<xf numFmtId=\"165\"/><xf numFmtId=\"166\"/><xf numFmtId=\"167\"/><xf numFmtId=\"168\"/><xf numFmtId=\"31\"/>"
	"<xf numFmtId=\"9\"/><xf numFmtId=\"169\"/></cellXfs>"
	"</styleSheet>";
static const char workbook_one_sheet[] __attribute__((unused)) =
	"<workbook " MAIN " " REL "><sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";

/* A workbook of these parts; book NULL: a workbook of one sheet. sheet2 and texts NULL: the workbook lacks them. */
static inline struct buf test_workbook(const char *book, const char *sheet1, const char *sheet2, const char *texts)
{
	struct test_part parts[8] = {{"[Content_Types].xml", workbook_types, 0},
	                        {"_rels/.rels", workbook_root, 0},
	                        {"xl/workbook.xml", book ? book : workbook_one_sheet, 0},
	                        {"xl/_rels/workbook.xml.rels", workbook_relations, 0},
	                        {"xl/styles.xml", workbook_styles, 0},
	                        {"xl/worksheets/sheet1.xml", sheet1, 0}};
	size_t n = 6;
	if (sheet2)
		parts[n++] = (struct test_part){"xl/worksheets/sheet2.xml", sheet2, 0};
	if (texts)
		parts[n++] = (struct test_part){"xl/sharedStrings.xml", texts, 0};
	return test_archive(parts, n);
}

/* A sheet that is a picture, one of remarks and one with a list: a title, merged cells, an empty row. */
static const char workbook_of_two[] __attribute__((unused)) =
	"<workbook " MAIN " " REL "><sheets><sheet name=\"图\" sheetId=\"9\" r:id=\"r5\"/><sheet name=\"填表说明\" "
	"sheetId=\"1\" r:id=\"r1\"/><sheet name=\"实验室\" sheetId=\"2\" r:id=\"r2\"/></sheets></workbook>";
static const char workbook_notes[] __attribute__((unused)) = SHEET("<row r=\"1\">" I("A1", "请勿改动表头") "</row>");
static const char workbook_labs[] __attribute__((unused)) = "<worksheet " MAIN "><sheetData>"
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

#endif
