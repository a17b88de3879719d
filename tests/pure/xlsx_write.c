/*
 * Workbooks out: what comes back when they are read, that the same rows are the same bytes, and that nothing short of a
 * whole workbook is ever given to the stream. The parts are looked at where a reader would not tell.
 */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/format/xlsx.h"
#include "store/format/xlsx_write.h"
#include "tests/support.h"

Suite *xlsx_write_suite(void);

#define COUNT(v) (sizeof(v) / sizeof *(v))
#define SHEET "xl/worksheets/sheet1.xml"

static const struct column columns[] = {
	{"code", CELL_TEXT}, {"seats", CELL_NUMBER}, {"from", CELL_TIME}, {"active", CELL_BOOL}};

static void prepare(void)
{
	ck_assert_int_eq(clock_zone_use("Asia/Shanghai"), 0);
}

struct written {
	char *p;
	size_t len;
	int err;
	struct xlsx_write_fault fault;
	char subject[256];
};

/* Writes a row with each text, n times over; cells other than the text are those of `cells`. */
static const char *remark; /* of the next book; NULL: none */

static struct written write_book(const char *const *texts, size_t n_texts, const struct cell *cells, size_t n)
{
	struct written out = {0};
	struct xlsx_write *w;
	struct cell row[COUNT(columns)];
	FILE *f = open_memstream(&out.p, &out.len);
	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(xlsx_write_new(f, "resources", &w), 0);
	struct table_sink *sink = xlsx_write_sink(w);
	if (remark)
		xlsx_write_remark(w, remark);
	out.err = sink->begin(sink, columns, COUNT(columns));
	memcpy(row, cells, sizeof row);
	for (size_t i = 0; !out.err && i < n * n_texts; i++) {
		row[0].text = texts[i % n_texts];
		out.err = sink->row(sink, row);
	}
	if (!out.err)
		out.err = sink->end(sink);
	out.fault = *xlsx_write_fault(w);
	snprintf(out.subject, sizeof out.subject, "%s", out.fault.subject ? out.fault.subject : "");
	xlsx_write_free(w);
	ck_assert_int_eq(fclose(f), 0);
	return out;
}

static const struct cell plain[] = {{0}, {.number = 40}, {.number = 29000000}, {.number = 1}};

/* A part of the workbook as text; the caller frees. */
static char *part(const struct written *book, const char *name, size_t *len)
{
	zip_stat_t stat;
	zip_t *zip = zip_open_from_source(zip_source_buffer_create(book->p, book->len, 0, NULL), ZIP_RDONLY, NULL);
	ck_assert_ptr_nonnull(zip);
	ck_assert_int_eq(zip_stat(zip, name, 0, &stat), 0);
	char *text = calloc(1, (size_t)stat.size + 1);
	zip_file_t *file = zip_fopen(zip, name, 0);
	ck_assert_ptr_nonnull(text);
	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(zip_fread(file, text, stat.size), (zip_int64_t)stat.size);
	zip_fclose(file);
	zip_discard(zip);
	if (len)
		*len = (size_t)stat.size;
	return text;
}

/* Every row as `[a|b|c|d]`; the caller releases. */
static struct buf read_back(const struct written *book)
{
	struct buf out = {0};
	struct xlsx *x;
	struct xlsx_rows *rows;
	struct csv_row row;
	struct list_fault fault;
	int err;
	ck_assert_int_eq(xlsx_open((struct bytes){book->p, book->len}, &x, &fault), 0);
	ck_assert_str_eq(xlsx_sheet_name(x, 0), "resources");
	ck_assert_int_eq(xlsx_survey(x, 0), 0);
	ck_assert_int_eq(xlsx_rows_open(x, 0, &rows), 0);
	while ((err = xlsx_rows_next(rows, &row)) == 0) {
		for (size_t i = 0; i < row.n; i++) {
			buf_char(&out, i ? '|' : '[');
			buf_add(&out, row.cells[i].p, row.cells[i].len);
		}
		buf_char(&out, ']');
	}
	ck_assert_int_eq(err, QUAD_ENOTFOUND);
	xlsx_rows_close(rows);
	xlsx_close(x);
	return out;
}

/* ---- what comes back ---- */

START_TEST(every_text_comes_back_as_it_was)
{
	static const char *const texts[] = {
		"007", "1E5", "=1+1", "+8613800138000", "-5", "@home", "TRUE", "2026-09-07", "8:00", "数控加工实训室 \"甲\" <1> & 2",
		"two\nlines", " kept ", "_x0041_", "_x005F_x0041_", "_xZZZZ_ _x", "\xef\xbf\xbf \xef\xbf\xbe", "\xf0\xa0\xae\xb7",
		"'plain", "'", "#N/A", "[$-x]",
	};
	struct written book = write_book(texts, COUNT(texts), plain, 1);
	ck_assert_int_eq(book.err, 0);
	struct buf got = read_back(&book), expected = {0};
	buf_str(&expected, "[code|seats|from|active]");
	for (size_t i = 0; i < COUNT(texts); i++)
		buf_fmt(&expected, "[%s|40|2025-02-20T05:20|true]", texts[i]);
	ck_assert_str_eq(buf_text(&got), buf_text(&expected));
	buf_release(&got);
	buf_release(&expected);
	free(book.p);
}
END_TEST

/* A mark of its own is doubled, because import takes one away; nothing else gets one. */
START_TEST(an_apostrophe_that_would_be_a_mark_gets_another)
{
	static const char *const texts[] = {"'=1", "''+1", "'-5", "=1"};
	struct written book = write_book(texts, COUNT(texts), (struct cell[4]){{0}, {.none = 1}, {.none = 1}, {.none = 1}},
	                                 1);
	ck_assert_int_eq(book.err, 0);
	struct buf got = read_back(&book);
	ck_assert_str_eq(buf_text(&got), "[code|seats|from|active][''=1]['''+1]['-5][=1]");
	buf_release(&got);
	free(book.p);
}
END_TEST

static const struct {
	const char *zone, *time, *shown;
} times[] = {
	{"Asia/Shanghai", "2026-09-07T08:01", "2026-09-07T08:01"}, {"Asia/Shanghai", "2026-09-07T00:00", "2026-09-07T00:00"},
	{"Asia/Shanghai", "2199-12-31T23:59", "2199-12-31T23:59"}, {"Asia/Shanghai", "1900-03-01T00:07", "1900-03-01T00:07"},
	{"Asia/Shanghai", "1900-02-03T10:07", "1900-02-03T10:07"},
	/* Twice on that day. */
	{"Europe/Berlin", "2026-10-25T02:30+02:00", "2026-10-25T02:30+02:00"},
	{"Europe/Berlin", "2026-10-25T02:30+01:00", "2026-10-25T02:30+01:00"},
};

START_TEST(every_minute_comes_back)
{
	static const char *const text[] = {"A"};
	char shown[CLOCK_TEXT_MAX + 64];
	int64_t at;
	ck_assert_int_eq(clock_zone_use(times[_i].zone), 0);
	ck_assert_int_eq(clock_parse(times[_i].time, &at), 0);
	struct written book = write_book(text, 1, (struct cell[4]){{0}, {.number = 0}, {.number = at}, {.number = 0}}, 1);
	ck_assert_int_eq(book.err, 0);
	struct buf got = read_back(&book);
	snprintf(shown, sizeof shown, "[code|seats|from|active][A|0|%s|false]", times[_i].shown);
	ck_assert_str_eq(buf_text(&got), shown);
	buf_release(&got);
	free(book.p);
}
END_TEST

/* ---- what a spreadsheet program sees ---- */

START_TEST(the_sheet_is_made_to_be_worked_in)
{
	static const char *const texts[] = {"007", "数控加工实训室"};
	static const char *const has[] = {
		"<c r=\"A2\" t=\"inlineStr\"><is><t>007</t></is></c>", "<c r=\"B2\"><v>40</v></c>", "<c r=\"C2\" s=\"2\"><v>45708.2",
		"state=\"frozen\"", "ySplit=\"1\"", "<autoFilter ref=\"A1:D3\"/>", "<c r=\"A1\" s=\"1\" t=\"inlineStr\">",
		/* Seven characters of two columns each, and some air. */
		"<col min=\"1\" max=\"1\" width=\"15.7",
	};
	struct written book = write_book(texts, 2, plain, 1);
	ck_assert_int_eq(book.err, 0);
	char *sheet = part(&book, SHEET, NULL), *styles = part(&book, "xl/styles.xml", NULL);
	for (size_t i = 0; i < COUNT(has); i++)
		ck_assert_msg(strstr(sheet, has[i]) != NULL, "%s in %s", has[i], sheet);
	ck_assert_ptr_nonnull(strstr(styles, "formatCode=\"yyyy-mm-dd hh:mm\""));
	ck_assert_ptr_nonnull(strstr(styles, "<b/>"));
	free(sheet);
	free(styles);
	free(book.p);
}
END_TEST

START_TEST(the_same_rows_are_the_same_bytes)
{
	static const char *const texts[] = {"007", "数控加工实训室"};
	struct written a = write_book(texts, 2, plain, 300);
	ck_assert_int_eq(a.err, 0);
	ck_assert_int_eq(setenv("TMPDIR", test_dir(), 1), 0);
	struct written b = write_book(texts, 2, plain, 300);
	ck_assert_int_eq(b.err, 0);
	ck_assert_uint_eq(a.len, b.len);
	ck_assert_mem_eq(a.p, b.p, a.len);
	char *core = part(&a, "docProps/core.xml", NULL);
	ck_assert_ptr_nonnull(strstr(core, "2000-01-01T00:00:00Z"));
	free(core);
	/* The entries' times: the first header has them behind ten bytes. */
	ck_assert_mem_eq(a.p + 10, "\x00\x00\x21\x00", 4);
	free(a.p);
	free(b.p);
}
END_TEST

START_TEST(a_remark_is_among_the_properties)
{
	static const char *const texts[] = {"007"};
	remark = "quad/0e84c709 6 <w/b33A=>";
	struct written book = write_book(texts, 1, plain, 1);
	remark = NULL;
	ck_assert_int_eq(book.err, 0);
	char *core = part(&book, "docProps/core.xml", NULL);
	ck_assert_ptr_nonnull(strstr(core, "<dc:description>quad/0e84c709 6 &lt;w/b33A=&gt;</dc:description>"));
	free(core);
	free(book.p);
}
END_TEST

/* ---- what cannot be written ---- */

static void expect_fault(const struct written *book, enum xlsx_write_problem problem, int error)
{
	ck_assert_int_eq(book->err, QUAD_ESTOP);
	ck_assert_int_eq(book->fault.problem, problem);
	ck_assert_int_eq(book->fault.error, error);
	ck_assert_uint_eq(book->len, 0);
}

START_TEST(a_text_too_long_for_a_cell_names_its_row)
{
	char *text = calloc(1, XLSX_WRITE_TEXT_MAX + 2);
	const char *texts[] = {"A", text};
	memset(text, 'x', XLSX_WRITE_TEXT_MAX);
	struct written book = write_book(texts, 2, plain, 1);
	ck_assert_int_eq(book.err, 0);
	free(book.p);
	text[XLSX_WRITE_TEXT_MAX] = 'x';
	book = write_book(texts, 2, plain, 1);
	expect_fault(&book, XLSX_WRITE_TEXT, 0);
	ck_assert_uint_eq(book.fault.row, 2);
	ck_assert_int_eq(strncmp(book.subject, "xxx", 3), 0);
	free(book.p);
	/* Two units each. */
	for (size_t i = 0; i < XLSX_WRITE_TEXT_MAX; i += 4)
		memcpy(text + i, "\xf0\xa0\xae\xb7", 4);
	text[XLSX_WRITE_TEXT_MAX + 1] = '\0';
	book = write_book(texts, 2, plain, 1);
	ck_assert_int_eq(book.err, 0);
	free(book.p);
	free(text);
}
END_TEST

START_TEST(a_row_too_many_is_refused)
{
	static const char *const text[] = {"A"};
	const struct cell cells[4] = {{0}, {.none = 1}, {.none = 1}, {.none = 1}};
	struct written book = write_book(text, 1, cells, (size_t)XLSX_WRITE_ROWS_MAX + 1);
	expect_fault(&book, XLSX_WRITE_ROWS, 0);
	free(book.p);
}
END_TEST

START_TEST(without_a_temporary_directory_nothing_is_written)
{
	static const char *const text[] = {"A"};
	ck_assert_int_eq(setenv("TMPDIR", "/no/such", 1), 0);
	struct written book = write_book(text, 1, plain, 1);
	expect_fault(&book, XLSX_WRITE_TEMPORARY, ENOENT);
	ck_assert_str_eq(book.subject, "/no/such");
	free(book.p);
}
END_TEST

/* The disk is full at some byte: a limit of the size of files stands for it. Whatever the byte, it is all or nothing. */
START_TEST(a_full_disk_never_leaves_half_a_workbook)
{
	static const char *const texts[] = {"007", "数控加工实训室"};
	struct written whole = write_book(texts, 2, plain, 2000);
	struct rlimit old, limit;
	size_t size, n_failed = 0;
	ck_assert_int_eq(whole.err, 0);
	free(part(&whole, SHEET, &size));
	const size_t limits[] = {0, 1, 4096, size / 2, size - 4096, size - 1500, size - 700, size - 300, size - 20, size - 1, size};
	ck_assert(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
	for (size_t i = 0; i < COUNT(limits); i++) {
		limit = (struct rlimit){limits[i], old.rlim_max};
		ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
		struct written book = write_book(texts, 2, plain, 2000);
		ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &old), 0);
		if (book.err) {
			ck_assert_int_eq(book.fault.problem, XLSX_WRITE_TEMPORARY);
			ck_assert_int_ne(book.fault.error, 0);
			expect_fault(&book, XLSX_WRITE_TEMPORARY, book.fault.error);
			n_failed++;
		} else {
			ck_assert_uint_eq(book.len, whole.len);
			ck_assert_mem_eq(book.p, whole.p, whole.len);
		}
		free(book.p);
	}
	ck_assert_uint_eq(n_failed, COUNT(limits) - 1);
	free(whole.p);
}
END_TEST

START_TEST(a_stream_that_fails_is_told)
{
	FILE *f = fopen("/dev/full", "w");
	struct xlsx_write *w;
	if (!f)
		return;
	ck_assert_int_eq(setvbuf(f, NULL, _IONBF, 0), 0);
	ck_assert_int_eq(xlsx_write_new(f, "resources", &w), 0);
	struct table_sink *sink = xlsx_write_sink(w);
	ck_assert_int_eq(sink->begin(sink, columns, COUNT(columns)), 0);
	ck_assert_int_eq(sink->end(sink), QUAD_ESTOP);
	ck_assert_int_eq(xlsx_write_fault(w)->problem, XLSX_WRITE_OUTPUT);
	ck_assert_int_eq(xlsx_write_fault(w)->error, ENOSPC);
	xlsx_write_free(w);
	fclose(f);
}
END_TEST

/* Given up before its end, it leaves no file. */
START_TEST(what_is_given_up_leaves_nothing)
{
	struct xlsx_write *w;
	const char *dir = test_dir();
	FILE *f = tmpfile();
	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(setenv("TMPDIR", test_path(dir, "none"), 1), 0);
	ck_assert_int_eq(mkdir(getenv("TMPDIR"), 0700), 0);
	ck_assert_int_eq(xlsx_write_new(f, "resources", &w), 0);
	struct table_sink *sink = xlsx_write_sink(w);
	ck_assert_int_eq(sink->begin(sink, columns, COUNT(columns)), 0);
	ck_assert_int_eq(sink->row(sink, (struct cell[4]){{.text = "A"}, plain[1], plain[2], plain[3]}), 0);
	/* Even while it is being written; only an empty directory can be removed. */
	ck_assert_int_eq(rmdir(getenv("TMPDIR")), 0);
	xlsx_write_free(w);
	ck_assert_int_eq(fclose(f), 0);
	xlsx_write_free(NULL);
}
END_TEST

Suite *xlsx_write_suite(void)
{
	Suite *s = suite_create("xlsx_write");
	TCase *t = tcase_create("xlsx_write");
	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, prepare, NULL);
	tcase_add_test(t, every_text_comes_back_as_it_was);
	tcase_add_test(t, an_apostrophe_that_would_be_a_mark_gets_another);
	tcase_add_loop_test(t, every_minute_comes_back, 0, (int)COUNT(times));
	tcase_add_test(t, the_sheet_is_made_to_be_worked_in);
	tcase_add_test(t, the_same_rows_are_the_same_bytes);
	tcase_add_test(t, a_remark_is_among_the_properties);
	tcase_add_test(t, a_text_too_long_for_a_cell_names_its_row);
	tcase_add_test(t, a_row_too_many_is_refused);
	tcase_add_test(t, without_a_temporary_directory_nothing_is_written);
	tcase_add_test(t, a_full_disk_never_leaves_half_a_workbook);
	tcase_add_test(t, a_stream_that_fails_is_told);
	tcase_add_test(t, what_is_given_up_leaves_nothing);
	suite_add_tcase(s, t);
	return s;
}
