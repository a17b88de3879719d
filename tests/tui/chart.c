/*
 * Pictures of reports: what is drawn of which table, in blocks and in ASCII, in both languages' widths; and that SVG is
 * whole XML that says every number.
 */
#include "tests/tui/command.h"

#include <expat.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/table.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/chart/chart_svg.h"
#include "tui/chart/chart_text.h"

Suite *chart_suite(void);

#define COUNT(v) (sizeof(v) / sizeof *(v))

/* A table of rows of texts, separated by `|`; "" is no value. */
static struct report_table make_table(const struct report_kind *kind, const struct report_column *columns,
                                      size_t n_columns, const char *const *rows, size_t n)
{
	struct report_table t = {.kind = kind,
	                         .by = "",
	                         .columns = columns,
	                         .n_columns = n_columns,
	                         .n = n,
	                         .from = 0,
	                         .to = 1440,
	                         .effective = -1,
	                         .head.origin = "test"};
	t.rows = arena_alloc(&t.arena, (n + 1) * sizeof *t.rows);
	for (size_t i = 0; i < n; i++) {
		const char *p = rows[i];
		t.rows[i].cells = arena_alloc(&t.arena, n_columns * sizeof *t.rows[i].cells);
		for (size_t c = 0; c < n_columns; c++) {
			size_t len = strcspn(p, "|");
			const char *text = arena_dup(&t.arena, p, len);
			double factor = columns[c].type == REPORT_COUNT ? 1 : 100, number = atof(text) * factor;
			t.rows[i].cells[c] =
				(struct report_cell){.text = text,
			                             .number = (int64_t)(number + (number < 0 ? -0.5 : 0.5)),
			                             .none = len == 0};
			p += len + (p[len] == '|');
		}
	}
	return t;
}

static const struct report_kind use = {.name = "use", .picture = PICTURE_BARS};
static const struct report_kind balance = {.name = "balance", .picture = PICTURE_BARS};
static const struct report_kind heat = {.name = "heat", .picture = PICTURE_HEAT};
static const struct report_kind lending = {.name = "lending", .picture = PICTURE_MATRIX};
static const struct report_kind months = {.name = "months", .picture = PICTURE_LINE};

static const struct report_column use_columns[] = {
	{"key", REPORT_TEXT}, {"name", REPORT_TEXT}, {"hours", REPORT_HOURS}, {"utilisation", REPORT_PERCENT}};
static const char *const use_rows[] = {"LAB|焊接实训室|10|50", "ROOM|Room|25|100.00", "BASE|<&\"|3.50|"};

static const struct report_column heat_columns[] = {
	{"weekday", REPORT_COUNT}, {"period", REPORT_COUNT}, {"hours", REPORT_HOURS}, {"utilisation", REPORT_PERCENT}};
static const char *const heat_rows[] = {"1|1|2|12.5", "1|2|4|25", "2|1|0|0", "2|2|12|80.05"};

static const struct report_column lending_columns[] = {
	{"lender", REPORT_TEXT}, {"borrower", REPORT_TEXT}, {"bookings", REPORT_COUNT}, {"hours", REPORT_HOURS}};
static const char *const lending_rows[] = {"NORTH|SOUTH|2|2.30", "NORTH|WEST|1|0.83", "SOUTH|WEST|1|9.00"};

static const struct report_column balance_columns[] = {{"institution", REPORT_TEXT}, {"net_hours", REPORT_HOURS}};
static const char *const balance_rows[] = {"NORTH|4", "SOUTH|-8", "WEST|4"};

static const struct report_column month_columns[] = {{"month", REPORT_TEXT}, {"hours", REPORT_HOURS}};
static const char *const month_rows[] = {"01|1", "02|8", "03|4"};

#define TABLE(of) make_table(&of, of##_columns, COUNT(of##_columns), of##_rows, COUNT(of##_rows))

static void setup(void)
{
	setenv("LC_ALL", "C.UTF-8", 1);
	locale_setup();
	locale_need_characters();
	ck_assert_int_eq(clock_zone_use("Asia/Shanghai"), 0);
}

static const char *drawn(const struct report_table *t, const char *column, size_t cols, bool ascii)
{
	struct chart c;
	struct chart_lines lines;
	struct buf out = {0};
	ck_assert_int_eq(chart_make(t, column, &c), 0);
	ck_assert_int_eq(chart_text(&c, &(struct chart_look){cols, ascii}, &lines), 0);
	chart_lines_add(&lines, &out);
	const char *text = arena_str(&kept, buf_text(&out));
	buf_release(&out);
	chart_lines_release(&lines);
	chart_release(&c);
	return text;
}

START_TEST(bars_have_names_and_numbers)
{
	struct report_table t = TABLE(use);
	ck_assert_str_eq(
		drawn(&t, NULL, 43, false),
		"LAB 焊接实训室  50.00 \xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88"
		"\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\n"
		"ROOM Room      100.00 \xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88"
		"\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88"
		"\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88\n"
		"BASE <&\"\n\nutilisation (%)\n");
	ck_assert_str_eq(drawn(&t, "hours", 32, true), "LAB 焊接实训室 10.00 ####\n"
	                                               "ROOM Room      25.00 ##########\n"
	                                               "BASE <&\"        3.50 #\n\nhours\n");
	report_table_release(&t);
}
END_TEST

START_TEST(what_is_owed_is_drawn_to_the_left)
{
	struct report_table t = TABLE(balance);
	ck_assert_str_eq(drawn(&t, NULL, 30, true), "NORTH  4.00         |####\n"
	                                            "SOUTH -8.00 ########|\n"
	                                            "WEST   4.00         |####\n\nnet_hours\n");
	report_table_release(&t);
}
END_TEST

START_TEST(a_heat_map_has_weekdays_across)
{
	struct report_table t = TABLE(heat);
	ck_assert_str_eq(drawn(&t, NULL, 80, true), "      Mon     Tue\n"
	                                            "1 . 12.50    0.00\n"
	                                            "2 : 25.00 # 80.05\n"
	                                            "\nutilisation (%)  . > 0  : 25.00+  + 50.00+  # 75.00+\n");
	report_table_release(&t);
}
END_TEST

START_TEST(a_matrix_has_lenders_below_each_other_and_goes_on_below)
{
	struct report_table t = TABLE(lending);
	ck_assert_str_eq(drawn(&t, NULL, 80, true),
	                 "       SOUTH   WEST\n"
	                 "NORTH : 2.30 . 0.83\n"
	                 "SOUTH        # 9.00\n"
	                 "\nhours: lender in rows, borrower in columns  . > 0  : 2.25+  + 4.50+  # 6.75+\n");
	ck_assert_str_eq(drawn(&t, "bookings", 12, true),
	                 "       SOUTH\n"
	                 "NORTH #    2\n"
	                 "SOUTH\n"
	                 "\n"
	                 "        WEST\n"
	                 "NORTH +    1\n"
	                 "SOUTH +    1\n"
	                 "\nbookings: lender in rows, borrower in columns  . > 0  : 1+  + 1+  # 2+\n");
	report_table_release(&t);
}
END_TEST

START_TEST(a_line_over_time_stands_up)
{
	struct report_table t = make_table(&months, month_columns, COUNT(month_columns), month_rows, COUNT(month_rows));
	ck_assert_str_eq(drawn(&t, NULL, 80, true), "      ####\n      ####\n      ####\n      ####\n"
	                                            "      #### ####\n      #### ####\n      #### ####\n"
	                                            " #### #### ####\n"
	                                            " 1.00 8.00 4.00\n   01   02   03\n\nhours\n");
	report_table_release(&t);
}
END_TEST

START_TEST(lines_fit_the_width_in_wide_characters)
{
	struct report_table t = TABLE(use);
	for (size_t cols = 40; cols < 90; cols++) {
		struct chart c;
		struct chart_lines lines;
		ck_assert_int_eq(chart_make(&t, NULL, &c), 0);
		ck_assert_int_eq(chart_text(&c, &(struct chart_look){cols, false}, &lines), 0);
		for (size_t i = 0; i < lines.n; i++) {
			size_t width = 0;
			for (size_t k = 0; k < lines.v[i].n; k++)
				width += text_width(lines.v[i].v[k].text);
			ck_assert_uint_le(width, cols);
		}
		chart_lines_release(&lines);
		chart_release(&c);
	}
	report_table_release(&t);
}
END_TEST

START_TEST(what_is_no_figure_is_not_drawn)
{
	struct report_table t = TABLE(lending);
	struct chart c;
	ck_assert_int_eq(chart_make(&t, "lender", &c), QUAD_EINVAL);
	chart_release(&c);
	ck_assert_int_eq(chart_make(&t, "nonsense", &c), QUAD_EINVAL);
	chart_release(&c);
	report_table_release(&t);
}
END_TEST

/* ---- SVG ---- */

struct reading {
	struct buf text; /* of all text elements, a newline after each */
	size_t n_boxes;
};

static void read_begin(void *arg, const char *name, const char **attributes)
{
	struct reading *r = arg;
	r->n_boxes += strcmp(name, "rect") == 0;
	ck_assert_str_ne(name, "script");
	for (size_t i = 0; attributes[i]; i += 2) {
		ck_assert_ptr_null(strstr(attributes[i], "href"));
		bool is_namespace = strcmp(attributes[i], "xmlns") == 0;
		ck_assert(is_namespace || !strstr(attributes[i + 1], "http"));
	}
}

static void read_end(void *arg, const char *name)
{
	if (strcmp(name, "text") == 0)
		buf_char(&((struct reading *)arg)->text, '\n');
}

static void read_text(void *arg, const char *text, int len)
{
	buf_add(&((struct reading *)arg)->text, text, (size_t)len);
}

static struct reading read_svg(const struct buf *svg)
{
	struct reading r = {0};
	XML_Parser parser = XML_ParserCreate(NULL);
	ck_assert_ptr_nonnull(parser);
	XML_SetUserData(parser, &r);
	XML_SetElementHandler(parser, read_begin, read_end);
	XML_SetCharacterDataHandler(parser, read_text);
	ck_assert_msg(XML_Parse(parser, buf_text(svg), (int)svg->len, 1) == XML_STATUS_OK, "line %lu: %s",
	              (unsigned long)XML_GetCurrentLineNumber(parser), XML_ErrorString(XML_GetErrorCode(parser)));
	XML_ParserFree(parser);
	return r;
}

START_TEST(svg_is_whole_and_says_every_number)
{
	struct report_table tables[] = {
		TABLE(use), TABLE(heat), TABLE(lending), TABLE(balance),
		make_table(&months, month_columns, COUNT(month_columns), month_rows, COUNT(month_rows))};
	for (size_t i = 0; i < COUNT(tables); i++) {
		struct chart c;
		struct buf svg = {0};
		char number[CELL_HUNDREDTHS_MAX];
		ck_assert_int_eq(chart_make(&tables[i], NULL, &c), 0);
		ck_assert_int_eq(chart_svg(&c, &tables[i], &svg), 0);
		struct reading r = read_svg(&svg);
		for (size_t row = 0; row < tables[i].n; row++)
			for (size_t k = 0; k < tables[i].n_columns; k++) {
				const struct report_cell *cell = &tables[i].rows[row].cells[k];
				bool is_decimal = tables[i].columns[k].type == REPORT_HOURS ||
				                  tables[i].columns[k].type == REPORT_PERCENT;
				const char *text = is_decimal ? cell_hundredths(cell->number, number) : cell->text;
				bool is_word = strcmp(tables[i].columns[k].name, "weekday") == 0;
				if (!cell->none && !is_word)
					ck_assert_msg(strstr(buf_text(&r.text), text) != NULL, "%s: %s", text,
					              buf_text(&r.text));
			}
		ck_assert_ptr_nonnull(strstr(buf_text(&r.text), "journal test"));
		ck_assert_uint_gt(r.n_boxes, i == 4 ? 0 : 3);
		buf_release(&r.text);
		buf_release(&svg);
		chart_release(&c);
		report_table_release(&tables[i]);
	}
}
END_TEST

/* Two pages hold a hundred rows, and none crosses the border between them. */
START_TEST(svg_goes_on_on_the_next_page)
{
	const char *rows[100];
	for (size_t i = 0; i < COUNT(rows); i++)
		rows[i] = "A|B|1.00|2.00";
	struct report_table t = make_table(&use, use_columns, COUNT(use_columns), rows, COUNT(rows));
	struct chart c;
	struct buf svg = {0};
	ck_assert_int_eq(chart_make(&t, NULL, &c), 0);
	ck_assert_int_eq(chart_svg(&c, &t, &svg), 0);
	ck_assert_ptr_nonnull(strstr(buf_text(&svg), "width=\"210mm\" height=\"891mm\""));
	struct reading r = read_svg(&svg);
	buf_release(&r.text);
	buf_release(&svg);
	chart_release(&c);
	report_table_release(&t);
}
END_TEST

Suite *chart_suite(void)
{
	Suite *s = suite_create("chart");
	TCase *tc = tcase_create("chart");
	tcase_add_checked_fixture(tc, setup, release_kept);
	tcase_add_test(tc, bars_have_names_and_numbers);
	tcase_add_test(tc, what_is_owed_is_drawn_to_the_left);
	tcase_add_test(tc, a_heat_map_has_weekdays_across);
	tcase_add_test(tc, a_matrix_has_lenders_below_each_other_and_goes_on_below);
	tcase_add_test(tc, a_line_over_time_stands_up);
	tcase_add_test(tc, lines_fit_the_width_in_wide_characters);
	tcase_add_test(tc, what_is_no_figure_is_not_drawn);
	tcase_add_test(tc, svg_is_whole_and_says_every_number);
	tcase_add_test(tc, svg_goes_on_on_the_next_page);
	suite_add_tcase(s, tc);
	return s;
}
