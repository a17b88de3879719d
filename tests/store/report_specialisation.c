/* What a school does more of than the city: by hand, and by a naive model over random bookings. */
#include "tests/random.h"
#include "tests/store/report.h"

Suite *report_specialisation_suite(void);

#define HEADER "institution,specialty,hours,share,city_share,index"
#define FROM "2026-10-01T00:00"
#define TO "2026-11-01T00:00"

static const char *const schools[] = {"NORTH", "SOUTH", "WEST"};
static const char *const things[] = {"CAR-1", "CAR-2", "DATA", "NURSE"};
static const char *const specialties[] = {"cars", "cars", "data", "nursing"};
static const char *const names[] = {"cars", "data", "nursing"};
static const int numbers[] = {0, 0, 1, 2};
#define N(v) (sizeof(v) / sizeof *(v))

static struct world w;

static void setup(void)
{
	world_open(&w);
	for (size_t i = 0; i < N(schools); i++) {
		struct request rq = rq_institution(&w, schools[i], schools[i]);
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
	for (size_t i = 0; i < N(things); i++) {
		ck_assert_str_eq(resource(&w, things[i], KIND_LAB, MODE_EXCLUSIVE, 40, ""), "added");
		set_resource(&w, things[i], RES_SPECIALTY, (struct resource){.specialty = specialties[i]});
	}
	ck_assert_str_eq(resource(&w, "T1", KIND_TEACHER, MODE_EXCLUSIVE, 0, ""), "added");
	set_resource(&w, "T1", RES_SPECIALTY, (struct resource){.specialty = "cars"});
}

static void teardown(void)
{
	world_close(&w);
}

static bool use(const char *claims, const char *institution, int64_t start, int64_t end)
{
	struct request rq = rq_book_at(&w, claims, start, end);
	rq.u.booking.institution = institution;
	rq.u.booking.party = 3;
	return strcmp(world_ask(&w, &rq), "added") == 0;
}

static void used(const char *claims, const char *institution, const char *start, const char *end)
{
	ck_assert(use(claims, institution, at(start), at(end)));
}

/* NORTH has 3 hours of cars and 1 of data, SOUTH 4 of nursing: the city has 3, 1 and 4 of 8. */
static void some_use(void)
{
	used("CAR-1;T1", "NORTH", "2026-10-12T08:00", "2026-10-12T10:00");
	used("CAR-2", "NORTH", "2026-10-12T08:00", "2026-10-12T09:00");
	used("DATA", "NORTH", "2026-10-12T08:00", "2026-10-12T09:00");
	used("NURSE", "SOUTH", "2026-10-12T08:00", "2026-10-12T12:00");
	used("NURSE", "", "2026-10-13T08:00", "2026-10-13T12:00");
	used("DATA", "WEST", "2026-11-01T08:00", "2026-11-01T12:00");
}

START_TEST(an_index_is_share_by_share)
{
	some_use();
	ck_assert_str_eq(report(&w, "specialisation", NULL, FROM, TO), HEADER "\nNORTH,cars,3.00,75.00,37.50,2.00\n"
	                                                                      "NORTH,data,1.00,25.00,12.50,2.00\n"
	                                                                      "SOUTH,nursing,4.00,100.00,50.00,2.00");
}
END_TEST

/* The city of one who sees one school is that school. */
START_TEST(it_is_of_what_one_may_see)
{
	some_use();
	struct request rq = rq_login(&w, "anna", "", ROLE_COORDINATOR, "");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_login(&w, "nora", "NORTH", ROLE_VIEWER, "");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	store_look_as(&w.s, "nora");
	ck_assert_str_eq(report(&w, "specialisation", NULL, FROM, TO),
	                 HEADER "\nNORTH,cars,3.00,75.00,75.00,1.00\nNORTH,data,1.00,25.00,25.00,1.00");
}
END_TEST

/* a * b / (c * d) in hundredths, half up; nothing is shared, so minutes are whole. */
static int64_t quotient(int64_t a, int64_t b, int64_t c, int64_t d)
{
	return (200 * a * b + c * d) / (2 * c * d);
}

START_TEST(as_a_naive_model_counts)
{
	struct random random = {random_seed(7)};
	int64_t minutes[N(schools)][N(names)] = {{0}}, of_school[N(schools)] = {0}, of_name[N(names)] = {0}, all = 0;
	struct buf out = {0};
	char text[4][CELL_HUNDREDTHS_MAX];
	for (int i = 0; i < 300; i++) {
		size_t school = random_below(&random, N(schools)), lab = random_below(&random, N(things));
		int64_t start = at(FROM) + random_between(&random, 0, 30 * DAY_MIN),
			len = random_between(&random, 1, 200);
		if (!use(things[lab], schools[school], start, start + len))
			continue;
		int64_t inside = start + len > at(TO) ? at(TO) - start : len;
		minutes[school][numbers[lab]] += inside;
		of_school[school] += inside;
		of_name[numbers[lab]] += inside;
		all += inside;
	}
	buf_str(&out, HEADER);
	for (size_t s = 0; s < N(schools); s++)
		for (size_t n = 0; n < N(names); n++)
			buf_fmt(&out, "\n%s,%s,%s,%s,%s,%s", schools[s], names[n],
			        cell_hundredths(quotient(minutes[s][n], 1, 60, 1), text[0]),
			        cell_hundredths(quotient(minutes[s][n], 100, of_school[s], 1), text[1]),
			        cell_hundredths(quotient(of_name[n], 100, all, 1), text[2]),
			        cell_hundredths(quotient(minutes[s][n], all, of_school[s], of_name[n]), text[3]));
	ck_assert_str_eq(report(&w, "specialisation", NULL, FROM, TO), buf_text(&out));
	buf_release(&out);
}
END_TEST

Suite *report_specialisation_suite(void)
{
	Suite *s = suite_create("report_specialisation");
	TCase *tc = tcase_create("report_specialisation");
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, an_index_is_share_by_share);
	tcase_add_test(tc, it_is_of_what_one_may_see);
	tcase_add_test(tc, as_a_naive_model_counts);
	suite_add_tcase(s, tc);
	return s;
}
