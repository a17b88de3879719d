/* What is offered to whom, counted by hand in a small consortium. */
#include "tests/store/register_put.h"
#include "tests/store/report.h"

Suite *report_coverage_suite(void);

#define HEADER "key,institutions,resources,seats,offered_hours,used_hours,seats_per_100,match"
/* four days, of which each is open for 14 hours where nothing else is said */
#define FROM "2026-10-12T00:00"
#define TO "2026-10-16T00:00"

static struct world w;

static void add_school(const char *code, const char *level, const char *region)
{
	struct request rq = rq_institution(&w, code, code);
	rq.u.institution.level = level;
	rq.u.institution.region = region;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

static void add_campus(const char *code, const char *institution, const char *tier, const char *region)
{
	struct request rq = rq_campus(&w, code, code);
	rq.u.campus.institution = institution;
	rq.u.campus.tier = tier;
	rq.u.campus.region = region;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

static void add_resource(const char *code, enum resource_kind kind, uint32_t seats, const char *at,
                         const char *specialty, enum sharing sharing)
{
	struct request rq = rq_resource(&w, code, kind, MODE_EXCLUSIVE, seats, at);
	rq.u.resource.specialty = specialty;
	rq.u.resource.sharing = sharing;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

static void use(const char *claims, const char *start, const char *end)
{
	struct request rq = rq_book(&w, claims, start, end);
	rq.u.booking.institution = "NORTH";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

/*
 * NORTH has a campus in town and one in the country, over the border; SOUTH one in town. Both labs in town are offered,
 * the base in the country is not. WEST has nothing.
 */
static void setup(void)
{
	world_open(&w);
	add_school("NORTH", "college", "east");
	add_school("SOUTH", "secondary", "east");
	add_school("WEST", "secondary", "west");
	add_campus("CN", "NORTH", "urban", "");
	add_campus("CC", "NORTH", "township", "islands");
	add_campus("CS", "SOUTH", "urban", "");
	add_resource("LAB-N", KIND_LAB, 30, "CN", "welding", SHARING_CONSORTIUM);
	add_resource("LAB-S", KIND_LAB, 50, "CS", "robots", SHARING_PUBLIC);
	add_resource("BASE", KIND_BASE, 10, "CC", "rice", SHARING_OWNER);
	add_resource("CAR", KIND_EQUIPMENT, 5, "CS", "", SHARING_CONSORTIUM);
	add_resource("T1", KIND_TEACHER, 0, "CN", "welding", SHARING_CONSORTIUM);
	use("LAB-N;T1", "2026-10-12T08:00", "2026-10-12T14:00");
	use("LAB-S", "2026-10-12T08:00", "2026-10-12T10:00");
	use("BASE", "2026-10-12T18:00", "2026-10-12T20:00");
	use("CAR", "2026-10-13T08:00", "2026-10-13T09:00");
	have_students(&w, "NORTH", 2024, 100);
	have_students(&w, "NORTH", 2025, 300);
	have_students(&w, "SOUTH", 2026, 100);
	have_students(&w, "SOUTH", 2027, 9999);
}

static void teardown(void)
{
	world_close(&w);
}

static const char *coverage(const char *by)
{
	return report(&w, "coverage", by, FROM, TO);
}

/* In town 80 seats for 400 students, in the country 10 for the 300 of NORTH. Three things are open for 56 hours. */
START_TEST(by_tier)
{
	ck_assert_str_eq(coverage(NULL), HEADER "\ntownship,1,1,10,0.00,2.00,3.33,\nurban,2,3,80,168.00,9.00,20.00,");
}
END_TEST

START_TEST(by_level)
{
	ck_assert_str_eq(coverage("level"),
	                 HEADER "\ncollege,1,2,40,56.00,8.00,13.33,\nsecondary,2,2,50,112.00,3.00,50.00,");
}
END_TEST

/* Value 30 and 10 of 40, hours 9 and 2 of 11: (9 / 11) / (30 / 40) = 1.0909, (2 / 11) / (10 / 40) = 0.7272. */
START_TEST(by_region)
{
	have_figure(&w, "east", 2024, "gdp_100m_yuan", 99 * REGISTER_MILLION);
	have_figure(&w, "east", 2026, "gdp_100m_yuan", 30 * REGISTER_MILLION);
	have_figure(&w, "east", 2027, "gdp_100m_yuan", 99 * REGISTER_MILLION);
	have_figure(&w, "islands", 2025, "gdp_100m_yuan", 10 * REGISTER_MILLION);
	have_figure(&w, "elsewhere", 2025, "gdp_100m_yuan", 500 * REGISTER_MILLION);
	ck_assert_str_eq(coverage("region"),
	                 HEADER "\n"
	                        "east,2,3,80,168.00,9.00,20.00,1.09\nislands,1,1,10,0.00,2.00,3.33,0.73");
}
END_TEST

/* Making has 6 + 2 of 10 hours and 60 of 100 of value, farms 2 hours and 40; the car is in no cluster. */
START_TEST(by_cluster)
{
	have_cluster(&w, "welding", "making", "factories");
	have_cluster(&w, "robots", "making", "factories");
	have_cluster(&w, "rice", "farms", "farming");
	have_figure(&w, "east", 2025, "factories", 50 * REGISTER_MILLION);
	have_figure(&w, "west", 2024, "factories", 10 * REGISTER_MILLION);
	have_figure(&w, "west", 2023, "factories", 77 * REGISTER_MILLION);
	have_figure(&w, "east", 2025, "farming", 40 * REGISTER_MILLION);
	ck_assert_str_eq(coverage("cluster"), HEADER "\n,1,1,0,56.00,1.00,0.00,\nfarms,1,1,10,0.00,2.00,3.33,0.50\n"
	                                             "making,2,2,80,112.00,8.00,20.00,1.33");
}
END_TEST

/* Of a hall and its part the seats and open hours are the hall's, and the use of the part is of the hall. */
START_TEST(a_hall_is_not_counted_twice)
{
	add_resource("HALL", KIND_ROOM, 60, "CN", "", SHARING_CONSORTIUM);
	add_resource("HALF", KIND_ROOM, 20, "CN", "", SHARING_CONSORTIUM);
	ck_assert_str_eq(set_resource(&w, "HALF", RES_PART_OF, (struct resource){.part_of = "HALL"}), "updated");
	use("HALF", "2026-10-12T08:00", "2026-10-12T09:00");
	ck_assert_str_eq(coverage("tier"),
	                 HEADER "\ntownship,1,1,10,0.00,2.00,3.33,\nurban,2,4,140,224.00,10.00,35.00,");
}
END_TEST

/* A viewer of SOUTH sees SOUTH alone. */
START_TEST(each_sees_his_own)
{
	struct request rq = rq_login(&w, "anna", "", ROLE_COORDINATOR, "");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_login(&w, "sue", "SOUTH", ROLE_VIEWER, "");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	store_look_as(&w.s, "sue");
	ck_assert_str_eq(coverage("tier"), HEADER "\nurban,1,2,50,112.00,3.00,50.00,");
}
END_TEST

Suite *report_coverage_suite(void)
{
	Suite *s = suite_create("report_coverage");
	TCase *tc = tcase_create("report_coverage");
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, by_tier);
	tcase_add_test(tc, by_level);
	tcase_add_test(tc, by_region);
	tcase_add_test(tc, by_cluster);
	tcase_add_test(tc, a_hall_is_not_counted_twice);
	tcase_add_test(tc, each_sees_his_own);
	suite_add_tcase(s, tc);
	return s;
}
