/*
 * The workload as files. The workbook is laid out as office programs do it: texts in a table of their own, each once,
 * times as numbers with a date's format.
 */
#include "bench/lists.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <zip.h>

#include "store/base/buf.h"
#include "store/base/clock.h"

static int done(FILE *f, const char *path)
{
	bool failed = ferror(f) != 0;
	if (fclose(f) != 0 || failed) {
		perror(path);
		return -1;
	}
	return 0;
}

static FILE *begin(const char *path)
{
	FILE *f = fopen(path, "w");
	if (!f)
		perror(path);
	return f;
}

int list_write_csv(const char *path, const struct workload *w, size_t n)
{
	FILE *f = begin(path);
	if (!f)
		return -1;
	fputs("ref,resources,start,end,party,purpose,requester\n", f);
	for (size_t i = 0; i < n && i < w->n; i++) {
		const struct ask *v = &w->v[i];
		char code[CODE_BYTES], start[CLOCK_TEXT_MAX], end[CLOCK_TEXT_MAX];
		fprintf(f, "B%08zu,%s,%s,%s,%d,%s,teacher%zu\n", i, workload_code(v->resource, code),
		        clock_format(v->start, start), clock_format(v->end, end), PARTY, workload_purpose(v), i % 997);
	}
	return done(f, path);
}

int list_write_resources(const char *path, size_t n)
{
	FILE *f = begin(path);
	if (!f)
		return -1;
	fputs("code,name,kind,campus,room,seats,specialty\n", f);
	for (size_t i = 0; i < n; i++) {
		char code[CODE_BYTES], campus[CODE_BYTES];
		fprintf(f, "%s,实训室 Laboratory %zu,lab,%s,%zu,%d,intelligent manufacturing\n",
		        workload_code((uint32_t)i, code), i, workload_campus(campus_of((uint32_t)i) % N_CAMPUSES, campus), i % 700,
		        SEATS);
	}
	return done(f, path);
}

/* ---- a workbook ---- */

/* Texts of the shared table: what is the same in many rows first, then two for each row. */
enum { PURPOSES_AT = 0, HEADER_AT = 8, ROWS_AT = 15 };

static const char *const header[] = {"ref", "resources", "start", "end", "party", "purpose", "requester"};

static void put_strings(struct buf *out, const struct workload *w, size_t n)
{
	buf_fmt(out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<sst "
	             "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" count=\"%zu\" uniqueCount=\"%zu\">",
	        4 * n + 7, 3 * n + ROWS_AT);
	for (uint32_t i = 0; i < HEADER_AT; i++)
		buf_fmt(out, "<si><t>%s</t></si>", workload_purpose(&(struct ask){i, 0, 0}));
	for (size_t i = 0; i < sizeof header / sizeof *header; i++)
		buf_fmt(out, "<si><t>%s</t></si>", header[i]);
	for (size_t i = 0; i < n; i++) {
		char code[CODE_BYTES];
		buf_fmt(out, "<si><t>B%08zu</t></si><si><t>%s</t></si><si><t>teacher%zu</t></si>", i,
		        workload_code(w->v[i].resource, code), i % 997);
	}
	buf_str(out, "</sst>");
}

/* Days since the end of 1899, as the clock on the wall has it. */
static double serial(int64_t at)
{
	int64_t day = clock_local_day(at);
	return (double)(day + 25569) + (double)clock_local_minute(at) / DAY_MIN;
}

static void put_sheet(struct buf *out, const struct workload *w, size_t n)
{
	buf_str(out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet "
	             "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row r=\"1\">");
	for (int i = 0; i < 7; i++)
		buf_fmt(out, "<c r=\"%c1\" t=\"s\"><v>%d</v></c>", 'A' + i, HEADER_AT + i);
	buf_str(out, "</row>");
	for (size_t i = 0; i < n; i++) {
		const struct ask *v = &w->v[i];
		size_t r = i + 2, t = ROWS_AT + 3 * i;
		uint64_t purpose = (v->resource + (uint64_t)v->start / 60) % HEADER_AT;
		buf_fmt(out, "<row r=\"%zu\"><c r=\"A%zu\" t=\"s\"><v>%zu</v></c><c r=\"B%zu\" t=\"s\"><v>%zu</v></c>"
		             "<c r=\"C%zu\" s=\"1\"><v>%.10f</v></c><c r=\"D%zu\" s=\"1\"><v>%.10f</v></c>"
		             "<c r=\"E%zu\"><v>%d</v></c><c r=\"F%zu\" t=\"s\"><v>%" PRIu64 "</v></c>"
		             "<c r=\"G%zu\" t=\"s\"><v>%zu</v></c></row>",
		        r, r, t, r, t + 1, r, serial(v->start), r, serial(v->end), r, PARTY, r, purpose, r, t + 2);
	}
	buf_str(out, "</sheetData></worksheet>");
}

static int add_part(zip_t *zip, const char *name, const char *text, size_t len)
{
	zip_source_t *source = zip_source_buffer(zip, text, len, 0);
	if (source && zip_file_add(zip, name, source, ZIP_FL_OVERWRITE) >= 0)
		return 0;
	zip_source_free(source);
	return -1;
}

int list_write_xlsx(const char *path, const struct workload *w, size_t n)
{
	static const struct {
		const char *name, *text;
	} parts[] = {
		{"[Content_Types].xml",
		 "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
		 "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
		 "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
		 "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
		 "<Override PartName=\"/xl/workbook.xml\" "
		 "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
		 "<Override PartName=\"/xl/worksheets/sheet1.xml\" "
		 "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
		 "<Override PartName=\"/xl/styles.xml\" "
		 "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>"
		 "<Override PartName=\"/xl/sharedStrings.xml\" "
		 "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml\"/></Types>"},
		{"_rels/.rels",
		 "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
		 "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" "
		 "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" "
		 "Target=\"xl/workbook.xml\"/></Relationships>"},
		{"xl/workbook.xml",
		 "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
		 "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
		 "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>"
		 "<sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"},
		{"xl/_rels/workbook.xml.rels",
		 "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
		 "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" "
		 "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" "
		 "Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" "
		 "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>"
		 "<Relationship Id=\"rId3\" "
		 "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" "
		 "Target=\"sharedStrings.xml\"/></Relationships>"},
		{"xl/styles.xml",
		 "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
		 "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><fonts count=\"1\"><font/></fonts>"
		 "<fills count=\"1\"><fill/></fills><borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/>"
		 "</cellStyleXfs><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"22\" applyNumberFormat=\"1\"/></cellXfs>"
		 "</styleSheet>"},
	};
	struct buf strings = {0}, sheet = {0};
	int code = 0;
	n = n < w->n ? n : w->n;
	put_strings(&strings, w, n);
	put_sheet(&sheet, w, n);
	zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
	int err = zip && !strings.failed && !sheet.failed ? 0 : -1;
	for (size_t i = 0; !err && i < sizeof parts / sizeof *parts; i++)
		err = add_part(zip, parts[i].name, parts[i].text, strlen(parts[i].text));
	if (!err)
		err = add_part(zip, "xl/sharedStrings.xml", strings.p, strings.len);
	if (!err)
		err = add_part(zip, "xl/worksheets/sheet1.xml", sheet.p, sheet.len);
	if (!err && zip_close(zip) == 0)
		zip = NULL;
	else
		err = -1;
	if (zip)
		zip_discard(zip);
	if (err)
		fprintf(stderr, "bench: %s: the workbook cannot be written\n", path);
	buf_release(&strings);
	buf_release(&sheet);
	return err;
}
