/* The reader, damaged rows above all; and the writer. A row is shown as `[a|b]`, with its fault behind it. */
#include "store/format/csv.h"

#include <check.h>

#include "store/base/err.h"
#include "store/format/text_survey.h"
#include "tests/random.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

static void read_all(const char *text, size_t len, char delimiter, struct buf *out)
{
	static const char *const faults[] = {"", "!stray", "!open", "!large"};
	struct csv_reader reader;
	struct csv_row row;
	int err;
	ck_assert_int_eq(csv_reader_open(&reader, text, len, delimiter), 0);
	while ((err = csv_reader_next(&reader, &row)) == 0) {
		buf_char(out, '[');
		for (size_t i = 0; i < row.n; i++) {
			buf_str(out, i ? "|" : "");
			for (size_t j = 0; j < row.cells[i].len; j++) {
				char c = ((const char *)row.cells[i].p)[j];
				buf_char(out, c == '\n' ? '/' : c == '\0' ? '0' : c);
			}
		}
		buf_fmt(out, "]%s", faults[row.fault]);
	}
	ck_assert_int_eq(err, QUAD_ENOTFOUND);
	csv_reader_close(&reader);
}

static const struct {
	const char *text, *rows;
} readings[] = {
	{"", ""},
	{"a,b", "[a|b]"},
	{"a,b\r\nc,d\r\n", "[a|b][c|d]"},
	{"a,b\rc,d\r", "[a|b][c|d]"},
	{"a\n\n\nb\n", "[a][][][b]"},
	{"\r\n \r\nx", "[][][x]"},
	{" a , b \n", "[a|b]"},
	{",\n,,x", "[|][||x]"},
	{"\"a,b\",\"say \"\"hi\"\"\"\n", "[a,b|say \"hi\"]"},
	{"\"two\r\nlines\",b\nc", "[two/lines|b][c]"},
	{"\"\",\"\"\n", "[|]"},
	{"5\" disk,x\nc,d\n", "[]!stray[c|d]"},
	{"a,5\" disk\nc,d\n", "[a]!stray[c|d]"},
	{"a,\"b\"x,c\nd,e\n", "[a]!stray[d|e]"},
	{"a,\"b\" ,c\n", "[a|b|c]"},
	{"a,\"b\nc,d\ne,f\n", "[a]!open[c|d][e|f]"},
	{"a,\"b\nc,d\ne,\"f,g\"\nh", "[a]!open[c|d][e|f,g][h]"},
	{"\"", "[]!open"},
	{"x\n\"\"\"\ny\n", "[x][]!open[y]"},
	{"=\"0012\",b,=\"c,d\"\n", "[0012|b|c,d]"},
	{"\"=\"\"0012\"\"\",=1+2,\"=\"\"a\"\"&\"\"b\"\"\"\n", "[0012|=1+2|=\"a\"&\"b\"]"},
	{"\"x,=\"\"y\"\"\n=\"\"z\",w\n", "[x,=\"y\"/=\"z|w]"},
	{"a=\"b\",c\n", "[]!stray"},
};

START_TEST(test_a_damaged_row_costs_itself_only)
{
	struct buf out = {0};
	read_all(readings[_i].text, strlen(readings[_i].text), ',', &out);
	ck_assert_str_eq(buf_text(&out), readings[_i].rows);
	buf_release(&out);
}
END_TEST

/* A quoted cell before a line hands it to libcsv: the rest must be what the line is by itself. */
START_TEST(test_a_line_without_quotes_is_split_as_libcsv_splits_it)
{
	static const char bytes[] = {'a', ',', ';', '\t', ' ', 'b', '\0', '\x80'};
	static const char delimiters[] = {',', ';', '\t'};
	struct random r = {.state = (uint64_t)_i + 1};
	for (int i = 0; i < 2000; i++) {
		char text[40] = "\"q\"";
		size_t len = 4 + random_below(&r, 30);
		struct buf alone = {0}, with = {0};
		text[3] = delimiters[_i];
		bool blank = true;
		for (size_t j = 4; j < len; j++) {
			text[j] = bytes[random_below(&r, sizeof bytes)];
			blank &= text[j] == ' ' || (text[j] == '\t' && delimiters[_i] != '\t');
		}
		if (blank) /* no cell, or an empty one behind another */
			continue;
		read_all(text + 4, len - 4, delimiters[_i], &alone);
		read_all(text, len, delimiters[_i], &with);
		ck_assert_int_eq(strncmp(buf_text(&with), "[q|", 3), 0);
		ck_assert_str_eq(buf_text(&with) + 3, buf_text(&alone) + 1);
		buf_release(&alone);
		buf_release(&with);
	}
}
END_TEST

START_TEST(test_a_nul_is_a_byte_of_its_cell)
{
	struct buf out = {0};
	read_all("a\0b,c\nd", 7, ',', &out);
	ck_assert_str_eq(buf_text(&out), "[a0b|c][d]");
	buf_release(&out);
}
END_TEST

START_TEST(test_memory_is_capped)
{
	struct buf text = {0};
	buf_str(&text, "a\n");
	for (size_t i = 0; i < CSV_CELL_MAX_BYTES; i++)
		buf_char(&text, 'x');
	buf_str(&text, "\nb\n");
	for (size_t i = 0; i < CSV_CELLS_MAX; i++)
		buf_char(&text, ',');
	buf_str(&text, "\nc\n\"");
	for (size_t i = 0; i < CSV_CELL_MAX_BYTES; i++)
		buf_str(&text, i == 10 ? "\n" : "x");
	buf_str(&text, "\nd");
	struct csv_reader reader;
	struct csv_row row;
	ck_assert_int_eq(csv_reader_open(&reader, buf_text(&text), text.len, ','), 0);
	static const enum csv_fault faults[] = {CSV_FINE,      CSV_TOO_LARGE, CSV_FINE,
	                                        CSV_TOO_LARGE, CSV_FINE,      CSV_OPEN_QUOTE};
	for (size_t i = 0; i < COUNT(faults); i++) {
		ck_assert_int_eq(csv_reader_next(&reader, &row), 0);
		ck_assert_int_eq(row.fault, faults[i]);
		ck_assert(row.n <= CSV_CELLS_MAX);
	}
	csv_reader_close(&reader);
	buf_release(&text);
}
END_TEST

/* A file in memory; what lies beyond `end` cannot be read. */
struct memory_file {
	const struct buf *text;
	size_t end;
};

static int read_memory(void *arg, size_t at, void *to, size_t len)
{
	const struct memory_file *file = arg;
	ck_assert_uint_le(at + len, file->text->len);
	if (at + len > file->end)
		return QUAD_EIO;
	memcpy(to, buf_text(file->text) + at, len);
	return 0;
}

static void put_random_line(struct buf *text, struct random *random)
{
	static const char *const parts[] = {"a", ",", "\"", "\"\"", " ", "=\"", "\r", "\n", "\r\n", "机房", "x,y,z"};
	static const char *const lines[] = {"a,b,c\n", "\"a\",\"b\nc\"\r\n", "\n", "R1,\"=\"\"07\"\"\"\r"};
	unsigned kind = random_below(random, 1000);
	for (size_t n = kind < 3 ? random_below(random, 60000) : 0; n > 0; n--)
		buf_char(text, 'x');
	for (size_t n = kind < 50 ? random_below(random, 40) : 0; n > 0; n--)
		buf_str(text, parts[random_below(random, (unsigned)COUNT(parts))]);
	buf_str(text, kind < 50 ? "\n" : lines[random_below(random, (unsigned)COUNT(lines))]);
}

START_TEST(test_a_file_is_read_by_pieces_as_in_memory)
{
	struct random random = {(uint64_t)_i + 1};
	struct buf text = {0};
	while (text.len < 900000)
		put_random_line(&text, &random);
	struct memory_file memory = {&text, text.len};
	struct text_file file = {read_memory, &memory, text.len};
	struct csv_reader whole, pieces;
	int err = 0;
	ck_assert_int_eq(csv_reader_open_file(&pieces, &file, (size_t)_i), 0);
	ck_assert_int_eq(csv_reader_open(&whole, buf_text(&text) + _i, text.len - (size_t)_i, pieces.delimiter), 0);
	while (!err) {
		struct csv_row a, b;
		size_t len;
		err = csv_reader_next(&whole, &a);
		ck_assert_int_eq(csv_reader_next(&pieces, &b), err);
		ck_assert_uint_eq(csv_reader_at(&pieces, &len), csv_reader_at(&whole, &(size_t){0}) + (size_t)_i);
		ck_assert_uint_eq(len, text.len);
		ck_assert_int_eq(a.fault, b.fault);
		ck_assert_uint_eq(a.n, b.n);
		for (size_t i = 0; i < a.n; i++) {
			ck_assert_uint_eq(a.cells[i].len, b.cells[i].len);
			ck_assert_int_eq(memcmp(a.cells[i].p, b.cells[i].p, a.cells[i].len), 0);
		}
	}
	ck_assert_int_eq(err, QUAD_ENOTFOUND);
	csv_reader_close(&whole);
	csv_reader_close(&pieces);
	buf_release(&text);
}
END_TEST

START_TEST(test_a_row_longer_than_a_window_is_read)
{
	struct buf text = {0};
	buf_str(&text, "a,b\n");
	for (size_t i = 0; i < 1000; i++) {
		buf_str(&text, i ? ",\"" : "\"");
		for (size_t n = 0; n < 1000; n++)
			buf_str(&text, "x");
		buf_char(&text, '"');
	}
	buf_str(&text, "\nc");
	struct memory_file memory = {&text, text.len};
	struct text_file file = {read_memory, &memory, text.len};
	static const size_t n_cells[] = {2, 1000, 1};
	struct csv_reader reader;
	struct csv_row row;
	ck_assert_int_eq(csv_reader_open_file(&reader, &file, 0), 0);
	for (size_t i = 0; i < COUNT(n_cells); i++) {
		ck_assert_int_eq(csv_reader_next(&reader, &row), 0);
		ck_assert_int_eq(row.fault, CSV_FINE);
		ck_assert_uint_eq(row.n, n_cells[i]);
	}
	ck_assert_int_eq(csv_reader_next(&reader, &row), QUAD_ENOTFOUND);
	csv_reader_close(&reader);
	buf_release(&text);
}
END_TEST

START_TEST(test_an_error_of_the_file_is_handed_on)
{
	struct buf text = {0};
	while (text.len < 600000)
		buf_str(&text, "a,b\n");
	struct memory_file memory = {&text, 400000};
	struct text_file file = {read_memory, &memory, text.len};
	struct csv_reader reader;
	struct csv_row row;
	int err = csv_reader_open_file(&reader, &file, 0);
	ck_assert_int_eq(err, 0);
	while (!err)
		err = csv_reader_next(&reader, &row);
	ck_assert_int_eq(err, QUAD_EIO);
	csv_reader_close(&reader);
	memory.end = 0;
	ck_assert_int_eq(csv_reader_open_file(&reader, &file, 0), QUAD_EIO);
	buf_release(&text);
}
END_TEST

/* Characters and faults at every place about the end of a piece, which is of 256 KiB. */
START_TEST(test_a_file_is_surveyed_by_pieces)
{
	static const char *const ends[] = {"机", "\xf0\xa0\x80\x80", "\xe6\x9c", "\xff", "\xc3\xa9\r\n", "\xf0\xa0"};
	static const bool valid[] = {true, true, false, false, true, false};
	for (size_t i = 0; i < COUNT(ends); i++)
		for (size_t before = (256 << 10) - 5; before <= 256 << 10; before++)
			for (size_t after = 0; after < 2; after++) {
				struct buf text = {0};
				for (size_t n = 0; n < before; n++)
					buf_char(&text, n % 1000 ? 'x' : '\n');
				buf_str(&text, ends[i]);
				for (size_t n = 0; n < after * 10; n++)
					buf_str(&text, "机");
				struct memory_file memory = {&text, text.len};
				struct text_file file = {read_memory, &memory, text.len};
				struct text_survey found;
				ck_assert_int_eq(text_survey(&file, 0, &found), 0);
				ck_assert_msg(found.is_utf8 == valid[i], "%zu at %zu", i, before);
				ck_assert_uint_eq(found.n_lf, text_count(buf_text(&text), text.len, '\n'));
				ck_assert_uint_eq(found.n_cr, i == 4);
				ck_assert(!found.has_zeros);
				memory.end = 100;
				ck_assert_int_eq(text_survey(&file, 0, &found), QUAD_EIO);
				buf_release(&text);
			}
}
END_TEST

START_TEST(test_many_open_quotes_take_linear_time)
{
	struct buf text = {0};
	size_t n = 0;
	for (size_t i = 0; i < 200000; i++)
		buf_str(&text, i % 3 ? "\"\"\"\n" : "a,\"\n");
	struct csv_reader reader;
	struct csv_row row;
	ck_assert_int_eq(csv_reader_open(&reader, buf_text(&text), text.len, ','), 0);
	while (csv_reader_next(&reader, &row) == 0)
		n++;
	ck_assert_uint_gt(n, 1000);
	csv_reader_close(&reader);
	buf_release(&text);
}
END_TEST

START_TEST(test_the_delimiter_is_what_the_header_has_most)
{
	static const struct {
		const char *text;
		char delimiter;
	} v[] = {{"a,b;c,d\n", ','},
	         {"a;b;c\n1,2,3,4", ';'},
	         {"a\tb\n", '\t'},
	         {"alone\n", ','},
	         {"a title\na;b\nc,d,e", ';'},
	         {"a title\r\n\r\na\tb\r\n", '\t'},
	         {"1\n2\n3\n4\n5\na;b", ','},
	         {"\"x;y;z\",b\n", ','},
	         {"\n\n  \na;b", ';'},
	         {"\"a;\nb;\";c;d,e\n", ';'},
	         {"", ','}};
	for (size_t i = 0; i < COUNT(v); i++)
		ck_assert_msg(csv_delimiter(v[i].text, strlen(v[i].text)) == v[i].delimiter, "%s", v[i].text);
}
END_TEST

START_TEST(test_what_is_written_reads_back)
{
	static const char *const cells[] = {"plain", "a,b", "say \"hi\"", "two\nlines", "", "=1+1", "实训室"};
	struct buf text = {0};
	for (size_t i = 0; i < COUNT(cells); i++)
		csv_put(&text, cells[i], i == 0);
	csv_put_end(&text);
	ck_assert_str_eq(buf_text(&text), "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",,=1+1,实训室\n");
	struct csv_reader reader;
	struct csv_row row;
	ck_assert_int_eq(csv_reader_open(&reader, buf_text(&text), text.len, ','), 0);
	ck_assert_int_eq(csv_reader_next(&reader, &row), 0);
	ck_assert_uint_eq(row.n, COUNT(cells));
	for (size_t i = 0; i < COUNT(cells); i++) {
		ck_assert_uint_eq(row.cells[i].len, strlen(cells[i]));
		ck_assert_mem_eq(row.cells[i].p, cells[i], row.cells[i].len);
	}
	csv_reader_close(&reader);
	buf_release(&text);
}
END_TEST

/* The text as it is stored, as it is written plainly, and as it is written guarded. */
static const struct {
	const char *text, *plain, *guarded;
} marked[] = {
	{"=1+1", "=1+1", "'=1+1"},
	{"+86 20", "+86 20", "'+86 20"},
	{"+8620", "+8620", "'+8620"},
	{"-", "-", "'-"},
	{"-A", "-A", "'-A"},
	{"-1+1", "-1+1", "'-1+1"},
	{"-1.2.3", "-1.2.3", "'-1.2.3"},
	{"@x", "@x", "'@x"},
	{"\tx", "\tx", "'\tx"},
	{"\rx", "\"\rx\"", "\"'\rx\""},
	{"=a,\"b\"", "\"=a,\"\"b\"\"\"", "\"'=a,\"\"b\"\"\""},
	{"＝1", "＝1", "'＝1"},
	{"－1", "－1", "'－1"},
	{"'=1", "''=1", "''=1"},
	{"''＋1", "'''＋1", "'''＋1"},
	/* No formulas, and what has an apostrophe keeps it. */
	{"-5", "-5", "-5"},
	{"-122.50", "-122.50", "-122.50"},
	{"'-5", "'-5", "'-5"},
	{"'", "'", "'"},
	{"'tis", "'tis", "'tis"},
	{"007", "007", "007"},
	{"a=1", "a=1", "a=1"},
	{"（1）", "（1）", "（1）"},
};

START_TEST(test_a_mark_is_put_and_taken_away)
{
	struct buf plain = {0}, guarded = {0};
	csv_put(&plain, marked[_i].text, true);
	csv_put_guarded(&guarded, marked[_i].text, true);
	ck_assert_str_eq(buf_text(&plain), marked[_i].plain);
	ck_assert_str_eq(buf_text(&guarded), marked[_i].guarded);
	for (size_t k = 0; k < 2; k++) {
		struct csv_reader reader;
		struct csv_row row;
		const struct buf *text = k ? &guarded : &plain;
		char cell[64] = "";
		ck_assert_int_eq(csv_reader_open(&reader, buf_text(text), text->len, ','), 0);
		ck_assert_int_eq(csv_reader_next(&reader, &row), 0);
		memcpy(cell, row.cells[0].p, row.cells[0].len);
		/* The reader trims, and any line break is a line feed to it. */
		if (!strpbrk(marked[_i].text, "\t\r"))
			ck_assert_str_eq(csv_unmark(cell), marked[_i].text);
		csv_reader_close(&reader);
	}
	buf_release(&plain);
	buf_release(&guarded);
}
END_TEST

Suite *csv_suite(void);

Suite *csv_suite(void)
{
	Suite *s = suite_create("csv");
	TCase *c = tcase_create("csv");
	tcase_add_loop_test(c, test_a_damaged_row_costs_itself_only, 0, (int)COUNT(readings));
	tcase_add_loop_test(c, test_a_line_without_quotes_is_split_as_libcsv_splits_it, 0, 3);
	tcase_add_test(c, test_a_nul_is_a_byte_of_its_cell);
	tcase_add_test(c, test_memory_is_capped);
	tcase_add_loop_test(c, test_a_file_is_read_by_pieces_as_in_memory, 0, 8);
	tcase_add_test(c, test_a_row_longer_than_a_window_is_read);
	tcase_add_test(c, test_an_error_of_the_file_is_handed_on);
	tcase_add_test(c, test_a_file_is_surveyed_by_pieces);
	tcase_add_test(c, test_many_open_quotes_take_linear_time);
	tcase_add_test(c, test_the_delimiter_is_what_the_header_has_most);
	tcase_add_test(c, test_what_is_written_reads_back);
	tcase_add_loop_test(c, test_a_mark_is_put_and_taken_away, 0, (int)COUNT(marked));
	suite_add_tcase(s, c);
	return s;
}
