/* When in the week resources are used: by hand, and random bookings minute by minute. */
#include "tests/store/report_model.h"

Suite *report_heat_suite(void);

static void add_period(struct world *w, uint32_t number, const char *times, const char *campus, int64_t valid_from)
{
	struct request rq = rq_of(w, OP_PERIOD);
	rq.u.period = (struct period){.number = number, .campus = campus, .valid_from = valid_from};
	ck_assert_int_eq(sscanf(times, "%d-%d", &rq.u.period.start, &rq.u.period.end), 2);
	ck_assert_str_eq(world_ask(w, &rq), "added");
}

/* The line of a weekday and a period. */
static const char *line_of(struct world *w, const char *text, int weekday, int period)
{
	const char *begin = strstr(text, arena_fmt(&w->arena, "\n%d,%d,", weekday, period));
	ck_assert_ptr_nonnull(begin);
	char *line = arena_str(&w->arena, begin + 1);
	line[strcspn(line, "\n")] = '\0';
	return line;
}

/* Two Mondays, of which one is closed in the morning. */
START_TEST(hours_of_the_day)
{
	struct world w;
	world_open(&w);
	model_resource(&w, "LAB", KIND_LAB, MODE_EXCLUSIVE, 10, "", "", "", "");
	model_resource(&w, "POOL", KIND_LAB, MODE_SHARED, 10, "", "", "", "");
	set_resource(&w, "LAB", RES_OPENING, (struct resource){.opening = "Mon 08:00-12:00"});
	ck_assert_str_eq(book(&w, "LAB", "2026-10-05T08:30", "2026-10-05T10:00"), "added");
	ck_assert_str_eq(book(&w, "POOL*5", "2026-10-05T23:00", "2026-10-06T01:00"), "added");
	ck_assert_str_eq(closure(&w, "LAB", "", "2026-10-12T08:00", "2026-10-12T08:15"), "added");
	const char *text = report(&w, "heat", NULL, "2026-10-05T00:00", "2026-10-19T00:00");
	/* of 08:00 the lab is open for 1.75 hours, the pool for 2 */
	ck_assert_str_eq(line_of(&w, text, 1, 8), "1,8,0.50,13.33");
	ck_assert_str_eq(line_of(&w, text, 1, 9), "1,9,1.00,25.00");
	ck_assert_str_eq(line_of(&w, text, 1, 10), "1,10,0.00,0.00");
	ck_assert_str_eq(line_of(&w, text, 1, 23), "1,23,0.50,");
	ck_assert_str_eq(line_of(&w, text, 2, 0), "2,0,0.50,");
	ck_assert_str_eq(line_of(&w, text, 2, 9), "2,9,0.00,0.00");
	world_close(&w);
}
END_TEST

START_TEST(no_bookings_is_a_table_of_nothing)
{
	struct world w;
	world_open(&w);
	model_resource(&w, "LAB", KIND_LAB, MODE_EXCLUSIVE, 10, "", "", "", "");
	const char *text = report(&w, "heat", NULL, "2026-10-05T00:00", "2026-10-06T00:00");
	ck_assert_str_eq(line_of(&w, text, 1, 9), "1,9,0.00,0.00");
	ck_assert_str_eq(line_of(&w, text, 7, 9), "7,9,0.00,");
	world_close(&w);
}
END_TEST

/* ---- minute by minute ---- */

enum { PERIODS = 4, CHANGE_DAY = 12 };

/* Of campus A1 and of all others; those of A1 change. */
static const int times[3][PERIODS][2] = {
	{{480, 525}, {530, 575}, {840, 900}, {1200, 1320}},
	{{500, 545}, {550, 595}, {850, 910}, {0, 0}},
	{{300, 700}, {700, 750}, {0, 60}, {1380, 1440}},
};

static void add_periods(struct world *w)
{
	static const char *const campuses[] = {"A1", "A1", ""};
	for (size_t t = 0; t < 3; t++)
		for (uint32_t i = 0; i < PERIODS; i++)
			if (times[t][i][1])
				add_period(w, i + 1, arena_fmt(&w->arena, "%d-%d", times[t][i][0], times[t][i][1]),
				           campuses[t],
				           t == 1 ? MODEL_FIRST_DAY + CHANGE_DAY : clock_day_number(2026, 9, 1));
}

struct naive {
	int64_t used[7][PERIODS], open[7][PERIODS];
};

static int period_at(const struct resource *r, int64_t at_min)
{
	int minute = clock_local_minute(at_min);
	size_t table = strcmp(r->campus, "A1") == 0 ? clock_local_day(at_min) >= MODEL_FIRST_DAY + CHANGE_DAY : 2;
	for (int i = 0; i < PERIODS; i++)
		if (times[table][i][0] <= minute && minute < times[table][i][1])
			return i;
	return -1;
}

static void count_minute(const struct model_minute *m, void *arg)
{
	struct naive *k = arg;
	int period = period_at(m->resource, m->at);
	int64_t weight = *m->resource->part_of ? m->weight * m->resource->seats / 30 : m->weight;
	if (m->used && period >= 0)
		k->used[clock_weekday(clock_local_day(m->at)) - 1][period] += weight;
}

static void count_open(struct world *w, struct naive *k, int64_t from, int64_t to)
{
	struct resource_filter any = {0};
	struct resource_list all;
	ck_assert_int_eq(query_resources(&w->s, &any, &all), 0);
	for (size_t i = 0; i < all.n; i++)
		for (int64_t at_min = from; at_min < to; at_min++) {
			int minute = clock_local_minute(at_min), period = period_at(&all.v[i], at_min);
			bool is_open = minute >= 480 && minute < 1320 && !*all.v[i].part_of;
			if (is_open && period >= 0)
				k->open[clock_weekday(clock_local_day(at_min)) - 1][period]++;
		}
	arena_release(&all.arena);
}

static const char *expect(struct world *w, int64_t from, int64_t to)
{
	struct naive k = {0};
	struct buf out = {0};
	char text[CELL_HUNDREDTHS_MAX];
	model_look(w, from, to, count_minute, &k);
	count_open(w, &k, from, to);
	buf_str(&out, "weekday,period,hours,utilisation");
	for (int day = 0; day < 7; day++)
		for (int i = 0; i < PERIODS; i++) {
			buf_fmt(&out, "\n%d,%d,%s,", day + 1, i + 1,
			        cell_hundredths(model_hours(k.used[day][i]), text));
			if (k.open[day][i])
				buf_str(&out, cell_hundredths(model_hundredths(k.used[day][i] * 100,
				                                               k.open[day][i] * MODEL_MINUTE),
				                              text));
		}
	const char *kept = arena_str(&w->arena, buf_text(&out));
	buf_release(&out);
	return kept;
}

START_TEST(as_minute_by_minute)
{
	static const char *const zones[] = {"Asia/Shanghai", "Europe/Berlin"};
	struct world w;
	struct random r = {random_seed(97)};
	model_open(&w);
	ck_assert_int_eq(clock_zone_use(zones[_i]), 0);
	model_book(&w, &r);
	add_periods(&w);
	for (int i = 0; i < 4; i++) {
		int64_t from = clock_day_start(MODEL_FIRST_DAY) + random_between(&r, -3 * DAY_MIN, 15 * DAY_MIN);
		struct report_ask ask = {.name = "heat", .from = from};
		ask.to = from + random_between(&r, 1, 30 * DAY_MIN);
		ck_assert_str_eq(report_asked(&w, &ask), expect(&w, ask.from, ask.to));
	}
	world_close(&w);
}
END_TEST

Suite *report_heat_suite(void)
{
	Suite *s = suite_create("report_heat");
	TCase *tc = tcase_create("report_heat");
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, hours_of_the_day);
	tcase_add_test(tc, no_bookings_is_a_table_of_nothing);
	tcase_add_loop_test(tc, as_minute_by_minute, 0, 2);
	suite_add_tcase(s, tc);
	return s;
}
