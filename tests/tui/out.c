/* Rows onto a stream: the three forms of every kind of cell, and tables of wide and long text. */
#include <check.h>
#include <jansson.h>
#include <locale.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "tui/base/out.h"
#include "tui/base/text.h"

Suite *out_suite(void);

static const struct column columns[] = {
	{"code", CELL_TEXT}, {"seats", CELL_NUMBER}, {"from", CELL_TIME}, {"active", CELL_BOOL}, {"name", CELL_TEXT}};
#define N_COLUMNS (sizeof columns / sizeof *columns)

static void prepare(void)
{
	ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C.UTF-8"));
	ck_assert_int_eq(clock_zone_use("Asia/Shanghai"), 0);
}

/* Writes n times two rows, a full one and one without values; the caller frees. */
static char *written(const struct out_options *options, const char *name, size_t n)
{
	struct out o;
	char *text = NULL;
	size_t len;
	int64_t at;
	FILE *f = open_memstream(&text, &len);
	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(clock_parse("2030-09-02T08:00", &at), 0);
	out_init(&o, f, options);
	ck_assert_int_eq(o.sink.begin(&o.sink, columns, N_COLUMNS), 0);
	for (size_t i = 0; i < n; i++) {
		ck_assert_int_eq(o.sink.row(&o.sink, (struct cell[]){{.text = "LAB-1"}, {.number = 40}, {.number = at},
		                                                     {.number = 1}, {.text = name}}), 0);
		ck_assert_int_eq(o.sink.row(&o.sink, (struct cell[]){{.text = "机房"}, {.none = 1}, {.none = 1}, {.number = 0},
		                                                     {.text = NULL}}), 0);
	}
	ck_assert_int_eq(o.sink.end(&o.sink), 0);
	out_release(&o);
	ck_assert_int_eq(fclose(f), 0);
	return text;
}

START_TEST(csv_quotes_what_needs_it)
{
	char *text = written(&(struct out_options){.format = OUT_CSV}, "a \"b\", c", 1);
	ck_assert_str_eq(text, "code,seats,from,active,name\n"
	                       "LAB-1,40,2030-09-02T08:00,true,\"a \"\"b\"\", c\"\n"
	                       "机房,,,false,\n");
	free(text);
}
END_TEST

START_TEST(csv_for_spreadsheets_has_a_mark_and_guards_texts)
{
	char *text = written(&(struct out_options){.format = OUT_EXCEL}, "=a \"b\"", 1);
	ck_assert_str_eq(text, "\xef\xbb\xbf" "code,seats,from,active,name\r\n"
	                       "LAB-1,40,2030-09-02T08:00,true,\"'=a \"\"b\"\"\"\r\n"
	                       "机房,,,false,\r\n");
	free(text);
}
END_TEST

START_TEST(json_keeps_types_and_escapes)
{
	char *text = written(&(struct out_options){.format = OUT_JSON}, "a\"\\\n\033\xff\xe2\x80\xae", 2);
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL), *row = json_array_get(root, 0);
	ck_assert_uint_eq(json_array_size(root), 4);
	ck_assert_int_eq(json_integer_value(json_object_get(row, "seats")), 40);
	ck_assert_str_eq(json_string_value(json_object_get(row, "from")), "2030-09-02T08:00:00+08:00");
	ck_assert(json_is_true(json_object_get(row, "active")));
	ck_assert_str_eq(json_string_value(json_object_get(row, "name")), "a\"\\\n\033\xef\xbf\xbd\xe2\x80\xae");
	ck_assert(json_is_null(json_object_get(json_array_get(root, 1), "seats")));
	ck_assert_ptr_null(strchr(text, '\033'));
	json_decref(root);
	free(text);
	text = written(&(struct out_options){.format = OUT_JSON}, "", 0);
	ck_assert_str_eq(text, "[]\n");
	free(text);
}
END_TEST

START_TEST(numbers_are_written_whole)
{
	static const struct column column = {"n", CELL_NUMBER};
	static const int64_t numbers[] = {0, 9, 10, -1, INT64_MAX, INT64_MIN};
	static const char want[] = "n\n0\n9\n10\n-1\n9223372036854775807\n-9223372036854775808\n";
	struct out o;
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	ck_assert_ptr_nonnull(f);
	out_init(&o, f, &(struct out_options){.format = OUT_CSV});
	ck_assert_int_eq(o.sink.begin(&o.sink, &column, 1), 0);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		ck_assert_int_eq(o.sink.row(&o.sink, &(struct cell){.number = numbers[i]}), 0);
	ck_assert_int_eq(o.sink.end(&o.sink), 0);
	out_release(&o);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_str_eq(text, want);
	free(text);
}
END_TEST

START_TEST(a_table_is_aligned_by_columns)
{
	char *text = written(&(struct out_options){.format = OUT_TABLE}, "Lab one", 1);
	ck_assert_str_eq(text, "code   seats  from              active  name\n"
	                       "LAB-1     40  2030-09-02T08:00  true    Lab one\n"
	                       "机房                            false\n");
	free(text);
}
END_TEST

START_TEST(a_table_gives_way_to_the_terminal)
{
	char *text = written(&(struct out_options){.format = OUT_TABLE, .cols = 50}, "汽车发动机拆装实训室 A", 300);
	size_t lines = 0;
	for (char *p = text, *end; *p; p = end + 1, lines++) {
		end = strchr(p, '\n');
		*end = '\0';
		ck_assert_msg(text_width(p) <= 50, "%s", p);
	}
	ck_assert_uint_eq(lines, 601);
	ck_assert_ptr_nonnull(strstr(strchr(text, '\0') + 1, "汽车发动 ~"));
	free(text);
}
END_TEST

START_TEST(a_stream_that_fails_stops_the_rows)
{
	struct out o;
	FILE *f = fopen("/dev/full", "w");
	if (!f)
		return;
	out_init(&o, f, &(struct out_options){.format = OUT_CSV});
	int err = o.sink.begin(&o.sink, columns, N_COLUMNS);
	for (int i = 0; !err && i < 100000; i++)
		err = o.sink.row(&o.sink, (struct cell[]){{.text = "LAB-1"}, {.none = 1}, {.none = 1}, {.number = 0},
		                                          {.text = ""}});
	ck_assert_int_eq(err, QUAD_ESTOP);
	ck_assert_int_ne(o.error, 0);
	out_release(&o);
	fclose(f);
}
END_TEST

Suite *out_suite(void)
{
	Suite *s = suite_create("out");
	TCase *t = tcase_create("out");
	tcase_add_checked_fixture(t, prepare, NULL);
	tcase_add_test(t, csv_quotes_what_needs_it);
	tcase_add_test(t, csv_for_spreadsheets_has_a_mark_and_guards_texts);
	tcase_add_test(t, json_keeps_types_and_escapes);
	tcase_add_test(t, numbers_are_written_whole);
	tcase_add_test(t, a_table_is_aligned_by_columns);
	tcase_add_test(t, a_table_gives_way_to_the_terminal);
	tcase_add_test(t, a_stream_that_fails_stops_the_rows);
	suite_add_tcase(s, t);
	return s;
}
