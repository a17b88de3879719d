/* Graduates by GDP: four invented regions and five years of raw counts, to the digit. */
#include "tests/store/register_put.h"
#include "tests/store/report.h"

Suite *report_coordination_suite(void);

#define HEADER "region,year,higher,secondary,both,flag"

static const struct counts {
	const char *region;
	int64_t year, gdp; /* millionths of 100 million yuan */
	int64_t higher, secondary;
} counts[] = {
	{"EAST", 2019, 6606110000, 18423, 18121}, {"EAST", 2020, 6870860000, 19107, 19219},
	{"EAST", 2021, 7585020000, 20551, 19789}, {"EAST", 2022, 8029770000, 24613, 21930},
	{"EAST", 2023, 8730640000, 28312, 24791}, {"NORTH", 2019, 1200000000, 6003, 3},
	{"NORTH", 2020, 1200000000, 6000, 6006},  {"NORTH", 2021, 1250500000, 5877, 6120},
	{"NORTH", 2022, 1311250000, 6241, 6399},  {"NORTH", 2023, 1400750000, 6502, 6618},
	{"SOUTH", 2019, 845400000, 2120, 3311},   {"SOUTH", 2020, 861900000, 2208, 3402},
	{"SOUTH", 2021, 902600000, 2380, 3555},   {"SOUTH", 2022, 933100000, 2551, 3610},
	{"SOUTH", 2023, 990800000, 2702, 3777},   {"WEST", 2019, 2410300000, 511, 620},
	{"WEST", 2020, 2533800000, 530, 633},     {"WEST", 2021, 2702400000, 548, 641},
	{"WEST", 2022, 2850900000, 570, 655},     {"WEST", 2023, 3001200000, 583, 671},
};
#define N_COUNTS (sizeof counts / sizeof *counts)

static void four_regions(struct world *w)
{
	world_open(w);
	for (size_t i = N_COUNTS; i-- > 0;) {
		const struct counts *c = &counts[i];
		have_figure(w, c->region, c->year, "graduates_higher", c->higher * REGISTER_MILLION);
		have_figure(w, c->region, c->year, "graduates_secondary", c->secondary * REGISTER_MILLION);
		have_figure(w, c->region, c->year, "gdp_100m_yuan", c->gdp);
		have_figure(w, c->region, c->year, "population", 7);
	}
}

static const char *whole(struct world *w)
{
	return report_asked(w, &(struct report_ask){.name = "coordination"});
}

/* In 2019 half a hundredth goes up: 6006 / 1200 = 5.005, while 5.0025 and 0.0025 go down. */
START_TEST(regions_and_years)
{
	struct world w;
	four_regions(&w);
	ck_assert_str_eq(whole(&w), HEADER "\n"
	                                   "EAST,2019,2.79,2.74,5.53,\n"
	                                   "EAST,2020,2.78,2.80,5.58,\n"
	                                   "EAST,2021,2.71,2.61,5.32,\n"
	                                   "EAST,2022,3.07,2.73,5.80,\n"
	                                   "EAST,2023,3.24,2.84,6.08,\n"
	                                   "NORTH,2019,5.00,0.00,5.01,outlier\n"
	                                   "NORTH,2020,5.00,5.01,10.01,\n"
	                                   "NORTH,2021,4.70,4.89,9.59,\n"
	                                   "NORTH,2022,4.76,4.88,9.64,\n"
	                                   "NORTH,2023,4.64,4.72,9.37,\n"
	                                   "SOUTH,2019,2.51,3.92,6.42,\n"
	                                   "SOUTH,2020,2.56,3.95,6.51,\n"
	                                   "SOUTH,2021,2.64,3.94,6.58,\n"
	                                   "SOUTH,2022,2.73,3.87,6.60,\n"
	                                   "SOUTH,2023,2.73,3.81,6.54,\n"
	                                   "WEST,2019,0.21,0.26,0.47,outlier\n"
	                                   "WEST,2020,0.21,0.25,0.46,outlier\n"
	                                   "WEST,2021,0.20,0.24,0.44,outlier\n"
	                                   "WEST,2022,0.20,0.23,0.43,outlier\n"
	                                   "WEST,2023,0.19,0.22,0.42,outlier");
	world_close(&w);
}
END_TEST

/* The hundredths h for which h - 1/2 <= 100 a / b < h + 1/2, found by going up to them. */
static int64_t hundredths(int64_t people, int64_t gdp)
{
	int64_t h = 0;
	while ((2 * h + 1) * gdp <= 200 * people * REGISTER_MILLION)
		h++;
	return h;
}

START_TEST(the_same_a_second_way)
{
	struct world w;
	char text[3][CELL_HUNDREDTHS_MAX], line[200];
	four_regions(&w);
	const char *out = whole(&w);
	for (size_t i = 0; i < N_COUNTS; i++) {
		const struct counts *c = &counts[i];
		snprintf(line, sizeof line, "\n%s,%d,%s,%s,%s,", c->region, (int)c->year,
		         cell_hundredths(hundredths(c->higher, c->gdp), text[0]),
		         cell_hundredths(hundredths(c->secondary, c->gdp), text[1]),
		         cell_hundredths(hundredths(c->higher + c->secondary, c->gdp), text[2]));
		ck_assert_msg(strstr(out, line), "%s in %s", line, out);
	}
	world_close(&w);
}
END_TEST

START_TEST(the_period_chooses_years)
{
	struct world w;
	four_regions(&w);
	ck_assert_str_eq(report(&w, "coordination", NULL, "2022-06-01T00:00", "2023-01-01T00:00"),
	                 HEADER "\n"
	                        "EAST,2022,3.07,2.73,5.80,\nNORTH,2022,4.76,4.88,9.64,\n"
	                        "SOUTH,2022,2.73,3.87,6.60,\nWEST,2022,0.20,0.23,0.43,outlier");
	ck_assert_str_eq(report(&w, "coordination", NULL, "2024-01-01T00:00", "2025-01-01T00:00"), HEADER);
	world_close(&w);
}
END_TEST

/* Without a period it is of the years that have figures, and says so. */
START_TEST(the_table_says_its_years)
{
	struct world w;
	struct report_table t;
	four_regions(&w);
	ck_assert_int_eq(report_run(&w.s, &(struct report_ask){.name = "coordination"}, &t), 0);
	ck_assert_int_eq(t.from, at("2019-01-01T00:00"));
	ck_assert_int_eq(t.to, at("2024-01-01T00:00"));
	report_table_release(&t);
	world_close(&w);
}
END_TEST

START_TEST(what_is_missing_is_empty)
{
	struct world w;
	world_open(&w);
	have_figure(&w, "EAST", 2024, "gdp_100m_yuan", 2 * REGISTER_MILLION);
	have_figure(&w, "EAST", 2024, "graduates_higher", 3 * REGISTER_MILLION);
	have_figure(&w, "NORTH", 2024, "graduates_higher", 3 * REGISTER_MILLION);
	have_figure(&w, "NORTH", 2024, "graduates_secondary", 3 * REGISTER_MILLION);
	have_figure(&w, "SOUTH", 2024, "gdp_100m_yuan", 0);
	have_figure(&w, "SOUTH", 2024, "graduates_secondary", 3 * REGISTER_MILLION);
	ck_assert_str_eq(whole(&w), HEADER "\n"
	                                   "EAST,2024,1.50,,,\nNORTH,2024,,,,\nSOUTH,2024,,,,");
	world_close(&w);
}
END_TEST

/* The median of two is their mean: a tenth of (1.00 + 19.00) / 2 is 1.00, which is not below itself. */
START_TEST(an_outlier_is_below_a_tenth_of_the_median)
{
	struct world w;
	world_open(&w);
	for (int year = 2024; year <= 2025; year++) {
		have_figure(&w, "EAST", year, "gdp_100m_yuan", 100 * REGISTER_MILLION);
		have_figure(&w, "WEST", year, "gdp_100m_yuan", 100 * REGISTER_MILLION);
		have_figure(&w, "EAST", year, "graduates_higher", 1900 * REGISTER_MILLION);
	}
	have_figure(&w, "WEST", 2024, "graduates_higher", 100 * REGISTER_MILLION);
	have_figure(&w, "WEST", 2025, "graduates_higher", 99 * REGISTER_MILLION);
	ck_assert_str_eq(whole(&w), HEADER "\n"
	                                   "EAST,2024,19.00,,,\n"
	                                   "EAST,2025,19.00,,,\n"
	                                   "WEST,2024,1.00,,,\nWEST,2025,0.99,,,outlier");
	world_close(&w);
}
END_TEST

Suite *report_coordination_suite(void)
{
	Suite *s = suite_create("report_coordination");
	TCase *tc = tcase_create("report_coordination");
	tcase_add_test(tc, regions_and_years);
	tcase_add_test(tc, the_same_a_second_way);
	tcase_add_test(tc, the_period_chooses_years);
	tcase_add_test(tc, the_table_says_its_years);
	tcase_add_test(tc, what_is_missing_is_empty);
	tcase_add_test(tc, an_outlier_is_below_a_tenth_of_the_median);
	suite_add_tcase(s, tc);
	return s;
}
