/* One report over several periods, and its rows in another order: joined by hand, and against a naive join. */
#include "tests/store/report.h"

#include "store/report/arrange.h"
#include "store/report/compare.h"
#include "tests/random.h"

Suite *report_compare_suite(void);

#define COUNT(v) (sizeof(v) / sizeof *(v))

static const struct report_kind kind = {.name = "test"};

static const struct report_column columns[] = {
	{"lender", REPORT_TEXT}, {"hours", REPORT_HOURS}, {"bookings", REPORT_COUNT}, {"why", REPORT_TEXT}};

struct given {
	const char *lender, *hours; /* NULL: no value */
	int64_t bookings;
};

static int64_t hundredths(const char *text)
{
	return (int64_t)(atof(text) * 100 + 0.5);
}

static struct report_table make_table(const struct given *rows, size_t n)
{
	struct report_table t = {.kind = &kind, .by = "", .columns = columns, .n_columns = COUNT(columns), .n = n};
	t.rows = arena_alloc(&t.arena, (n + 1) * sizeof *t.rows);
	for (size_t i = 0; i < n; i++) {
		struct report_cell *cells = arena_alloc(&t.arena, COUNT(columns) * sizeof *cells);
		cells[0] = (struct report_cell){.text = rows[i].lender};
		cells[1] = (struct report_cell){
			.text = "", .number = rows[i].hours ? hundredths(rows[i].hours) : 0, .none = !rows[i].hours};
		cells[2] = (struct report_cell){.text = "", .number = rows[i].bookings};
		cells[3] = (struct report_cell){.text = "because"};
		t.rows[i] = (struct report_row){.cells = cells};
	}
	return t;
}

/* A line for the columns and one for each row; the caller frees. */
static struct buf shown(const struct report_table *t)
{
	struct buf out = {0};
	char text[CELL_HUNDREDTHS_MAX];
	for (size_t c = 0; c < t->n_columns; c++)
		buf_fmt(&out, "%s%s", c ? "," : "", t->columns[c].name);
	for (size_t i = 0; i < t->n; i++)
		for (size_t c = 0; c < t->n_columns; c++) {
			const struct report_cell *cell = &t->rows[i].cells[c];
			buf_str(&out, c ? "," : "\n");
			if (cell->none)
				continue;
			if (t->columns[c].type == REPORT_TEXT)
				buf_str(&out, cell->text);
			else if (t->columns[c].type == REPORT_COUNT)
				buf_fmt(&out, "%lld", (long long)cell->number);
			else
				buf_str(&out, cell_hundredths(cell->number, text));
		}
	return out;
}

static void expect(const struct report_table *t, const char *text)
{
	struct buf out = shown(t);
	ck_assert_str_eq(buf_text(&out), text);
	buf_release(&out);
}

static const struct given last_year[] = {{"NORTH", "10.00", 4}, {"SOUTH", NULL, 1}, {"WEST", "2.50", 2}};
static const struct given this_year[] = {{"SOUTH", "3.00", 3}, {"EAST", "1.00", 1}, {"NORTH", "7.25", 5}};

START_TEST(a_comparison_has_both_sides_and_the_change)
{
	struct report_table before = make_table(last_year, COUNT(last_year));
	struct report_table after = make_table(this_year, COUNT(this_year)), out;
	ck_assert_int_eq(report_compare(&before, &after, &out), 0);
	report_table_release(&before);
	report_table_release(&after);
	expect(&out, "lender,hours_before,hours_after,hours_change,bookings_before,bookings_after,bookings_change,why\n"
	             "SOUTH,,3.00,,1,3,2,because\n"
	             "EAST,,1.00,,,1,,because\n"
	             "NORTH,10.00,7.25,-2.75,4,5,1,because\n"
	             "WEST,2.50,,,2,,,because");
	report_table_release(&out);
}
END_TEST

START_TEST(a_period_compared_with_itself_has_not_changed)
{
	struct report_table a = make_table(this_year, COUNT(this_year)), b = make_table(this_year, COUNT(this_year)),
			    out;
	ck_assert_int_eq(report_compare(&a, &b, &out), 0);
	ck_assert_uint_eq(out.n, COUNT(this_year));
	for (size_t i = 0; i < out.n; i++)
		for (size_t c = 3; c < 7; c += 3) {
			ck_assert(!out.rows[i].cells[c].none);
			ck_assert_int_eq(out.rows[i].cells[c].number, 0);
		}
	report_table_release(&a);
	report_table_release(&b);
	report_table_release(&out);
}
END_TEST

/* Keys may come twice: the pairs are made in their order, as a search from the beginning makes them. */
START_TEST(random_tables_are_joined_as_by_hand)
{
	static const char *const names[] = {"A", "B", "C", "D", "E", "F"};
	struct random random = {random_seed(16)};
	for (int round = 0; round < 300; round++) {
		struct given rows[2][12];
		size_t n[2] = {random_below(&random, 13), random_below(&random, 13)};
		struct report_table t[2], out;
		bool used[12] = {false};
		for (size_t side = 0; side < 2; side++) {
			for (size_t i = 0; i < n[side]; i++)
				rows[side][i] = (struct given){names[random_below(&random, COUNT(names))], "1",
				                               (int64_t)random_below(&random, 50)};
			t[side] = make_table(rows[side], n[side]);
		}
		ck_assert_int_eq(report_compare(&t[0], &t[1], &out), 0);
		for (size_t i = 0; i < n[1]; i++) {
			size_t k = 0;
			while (k < n[0] && (used[k] || strcmp(rows[0][k].lender, rows[1][i].lender) != 0))
				k++;
			const struct report_cell *cells = out.rows[i].cells;
			ck_assert_str_eq(cells[0].text, rows[1][i].lender);
			ck_assert_int_eq(cells[5].number, rows[1][i].bookings);
			ck_assert_int_eq(cells[4].none, k == n[0]);
			if (k == n[0])
				continue;
			used[k] = true;
			ck_assert_int_eq(cells[4].number, rows[0][k].bookings);
			ck_assert_int_eq(cells[6].number, rows[1][i].bookings - rows[0][k].bookings);
		}
		size_t at = n[1];
		for (size_t k = 0; k < n[0]; k++)
			if (!used[k])
				ck_assert_int_eq(out.rows[at++].cells[4].number, rows[0][k].bookings);
		ck_assert_uint_eq(out.n, at);
		report_table_release(&t[0]);
		report_table_release(&t[1]);
		report_table_release(&out);
	}
}
END_TEST

START_TEST(years_stand_under_each_other)
{
	struct report_table t[2] = {make_table(last_year, 1), make_table(this_year, 2)}, out, twice;
	static const int years[] = {2025, 2026};
	ck_assert_int_eq(report_join_years(t, years, 2, &out), 0);
	expect(&out, "year,lender,hours,bookings,why\n"
	             "2025,NORTH,10.00,4,because\n"
	             "2026,SOUTH,3.00,3,because\n"
	             "2026,EAST,1.00,1,because");
	ck_assert_uint_eq(report_key_columns(&out), 2);
	ck_assert_int_eq(report_join_years(&out, years, 1, &twice), QUAD_EINVAL);
	report_table_release(&twice);
	report_table_release(&out);
	report_table_release(&t[0]);
	report_table_release(&t[1]);
}
END_TEST

START_TEST(rows_are_sorted_and_cut)
{
	static const struct given rows[] = {{"B", "2.00", 1}, {"A", NULL, 2}, {"D", "3.00", 3}, {"C", "2.00", 4}};
	struct report_table t = make_table(rows, COUNT(rows));
	static const bool keep[COUNT(columns)] = {true, false, true};
	ck_assert_int_eq(report_sort(&t, report_column_find(&t, "hours"), true), 0);
	ck_assert_int_eq(report_keep_columns(&t, keep), 0);
	expect(&t, "lender,bookings\nD,3\nB,1\nC,4\nA,2");
	ck_assert_int_eq(report_sort(&t, report_column_find(&t, "lender"), false), 0);
	report_top(&t, 3);
	expect(&t, "lender,bookings\nA,2\nB,1\nC,4");
	ck_assert_uint_eq(t.n_left_out, 1);
	ck_assert_uint_eq(report_column_find(&t, "nonsense"), t.n_columns);
	report_table_release(&t);
}
END_TEST

START_TEST(a_year_earlier_is_by_the_calendar)
{
	ck_assert_int_eq(clock_zone_use("Asia/Shanghai"), 0);
	ck_assert_int_eq(report_years_earlier(at("2026-09-01T08:30"), 2), at("2024-09-01T08:30"));
	ck_assert_int_eq(report_years_earlier(at("2028-02-29T00:00"), 1), at("2027-02-28T00:00"));
}
END_TEST

START_TEST(a_rule_has_a_time_before_and_since)
{
	struct world w;
	int64_t before, since, now;
	world_open(&w);
	char date[CLOCK_TEXT_MAX];
	int64_t day = clock_local_day(store_now(&w.s)) - 30;
	struct request rq = rq_of(&w, OP_RULE);
	rq.u.rule = (struct owner_rule){.id = "R1",
	                                .place = "*",
	                                .who = "*",
	                                .when = "",
	                                .field = "lead",
	                                .value = "1d",
	                                .text = "",
	                                .valid_from = day};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_int_eq(report_around_rule(&w.s, "R1", &before, &since, &now), 0);
	ck_assert_str_eq(clock_format_date(clock_local_day(since), date),
	                 clock_format_date(day, (char[CLOCK_TEXT_MAX]){0}));
	ck_assert_int_eq(since - before, now - since);
	ck_assert_int_eq(report_around_rule(&w.s, "R2", &before, &since, &now), QUAD_ENOTFOUND);
	world_close(&w);
}
END_TEST

Suite *report_compare_suite(void)
{
	Suite *s = suite_create("report_compare");
	TCase *tc = tcase_create("report_compare");
	tcase_add_test(tc, a_comparison_has_both_sides_and_the_change);
	tcase_add_test(tc, a_period_compared_with_itself_has_not_changed);
	tcase_add_test(tc, random_tables_are_joined_as_by_hand);
	tcase_add_test(tc, years_stand_under_each_other);
	tcase_add_test(tc, rows_are_sorted_and_cut);
	tcase_add_test(tc, a_year_earlier_is_by_the_calendar);
	tcase_add_test(tc, a_rule_has_a_time_before_and_since);
	suite_add_tcase(s, tc);
	return s;
}
