/* Institutions, campuses, travel, people and the academic calendar. */
#include "tui/demo/demo_plan.h"

#include <string.h>

/* ---- places ---- */

static int64_t square_root(int64_t n)
{
	int64_t root = 0;
	for (int64_t bit = INT64_C(1) << 30; bit; bit >>= 1)
		if ((root + bit) * (root + bit) <= n)
			root += bit;
	return root;
}

/*
 * Door to door by road: the straight line and a third more at 50 km/h, ten minutes to set out and park, half an hour
 * for a border. Plane geometry does at these distances: a degree is 111 km north and 102 km east.
 */
static uint32_t travel_minutes(const struct demo_campus *a, const struct demo_campus *b)
{
	int64_t north_m = (int64_t)(a->latitude - b->latitude) * 111 / 10;
	int64_t east_m = (int64_t)(a->longitude - b->longitude) * 102 / 10;
	int64_t road_m = square_root(north_m * north_m + east_m * east_m) * 4 / 3;
	int64_t minutes = 10 + road_m * 60 / 50000;
	if (strcmp(a->region, b->region) != 0)
		minutes += 30;
	return (uint32_t)((minutes + 4) / 5 * 5);
}

void demo_make_places(struct plan *p)
{
	for (size_t i = 0; i < demo_n_institutions; i++) {
		const struct demo_institution *from = &demo_institutions[i];
		struct request *rq = plan_add_request(p, OP_INSTITUTION);
		if (rq)
			rq->u.institution = (struct institution){from->code,  from->name, from->kind, from->level,
			                                         "guangdong", "",         0};
	}
	for (size_t i = 0; i < demo_n_campuses; i++) {
		const struct demo_campus *from = &demo_campuses[i];
		struct request *rq = plan_add_request(p, OP_CAMPUS);
		if (!rq)
			return;
		rq->u.campus = (struct campus){
			.code = from->code,
			.name = from->name,
			.institution = from->institution,
			.tier = from->tier,
			.region = from->region,
			.address = from->address,
			.latitude = TEXT(p, "%d.%04d", from->latitude / 10000, from->latitude % 10000),
			.longitude = TEXT(p, "%d.%04d", from->longitude / 10000, from->longitude % 10000),
		};
	}
	for (size_t i = 0; i < demo_n_campuses; i++)
		for (size_t j = i + 1; j < demo_n_campuses; j++) {
			uint32_t minutes = travel_minutes(&demo_campuses[i], &demo_campuses[j]);
			struct request *rq = plan_add_request(p, OP_TRAVEL);
			if (rq)
				rq->u.travel = (struct travel){demo_campuses[i].code, demo_campuses[j].code, minutes};
			p->travel[i][j] = p->travel[j][i] = minutes;
			p->counts.travel++;
		}
	p->counts.institutions = demo_n_institutions;
	p->counts.campuses = demo_n_campuses;
}

/* Who makes it is its first coordinator. */
void demo_make_maker(struct plan *p)
{
	struct request *rq = plan_add_request(p, OP_PERSON);
	if (!rq)
		return;
	rq->u.person = (struct person){.login = p->actor,
	                               .name = p->actor,
	                               .institution = "",
	                               .role = ROLE_COORDINATOR,
	                               .scope = "",
	                               .email = "",
	                               .language = "",
	                               .ssh_key = ""};
	p->counts.people++;
}

void demo_make_people(struct plan *p)
{
	for (size_t i = 0; i < demo_n_people; i++) {
		const struct demo_person *from = &demo_people[i];
		if (strcmp(from->login, p->actor) == 0)
			continue;
		struct request *rq = plan_add_request(p, OP_PERSON);
		if (!rq)
			return;
		p->counts.people++;
		rq->u.person = (struct person){.login = from->login,
		                               .name = from->name,
		                               .institution = from->institution,
		                               .role = from->role,
		                               .scope = from->scope,
		                               .email = TEXT(p, "%s@bay.example", from->login),
		                               .language = from->language,
		                               .ssh_key = ""};
	}
}

/* ---- the academic calendar ---- */

static void ask_period(struct plan *p, uint32_t number, int start, const char *campus, int64_t valid_from)
{
	struct request *rq = plan_add_request(p, OP_PERIOD);
	if (rq)
		rq->u.period = (struct period){.number = number,
		                               .start = start,
		                               .end = start + 45,
		                               .campus = campus,
		                               .valid_from = valid_from};
}

static void ask_day(struct plan *p, int day, enum day_kind kind, uint32_t weekday, const char *note)
{
	struct request *rq = plan_add_request(p, OP_DAY);
	if (rq)
		rq->u.day = (struct day_rule){.date = p->first_day + day,
		                              .kind = kind,
		                              .week = kind == DAY_AS ? HOLIDAY_WEEK + 1 : 0,
		                              .weekday = weekday,
		                              .campus = "",
		                              .note = note};
}

/*
 * The term; ten periods, which one school begins later in the afternoons of its summer; and the holiday week, of which
 * two days are taught on Saturdays.
 */
void demo_make_calendar(struct plan *p)
{
	static const int starts[] = {480, 535, 600, 655, 840, 895, 960, 1015, 1140, 1195};
	static const char school[] = "ZX-M";
	struct wall first;
	clock_day_civil(p->first_day, &first);
	bool autumn = first.month >= 7;
	struct request *rq = plan_add_request(p, OP_TERM);
	if (rq)
		rq->u.term = (struct term){
			.code = TEXT(p, "%d%c", first.year, autumn ? 'A' : 'S'),
			.name = TEXT(p, autumn ? "%d年秋季学期 Autumn term" : "%d年春季学期 Spring term", first.year),
			.first_monday = p->first_day,
			.weeks = WEEKS,
		};
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		uint32_t number = (uint32_t)i + 1;
		int summer = starts[i] + (starts[i] >= 840 ? 30 : 0);
		ask_period(p, number, starts[i], "", PERIOD_ALWAYS);
		ask_period(p, number, starts[i], school, clock_day_number(first.year - 1, 10, 1));
		ask_period(p, number, summer, school, clock_day_number(first.year, 5, 1));
		ask_period(p, number, starts[i], school, clock_day_number(first.year, 10, 1));
	}
	for (int d = 0; d < 5; d++)
		ask_day(p, 7 * HOLIDAY_WEEK + d, DAY_OFF, 0, "公共假期 Public holiday");
	ask_day(p, 7 * HOLIDAY_WEEK - 2, DAY_AS, 4, "调休 Make-up day");
	ask_day(p, 7 * HOLIDAY_WEEK + 12, DAY_AS, 5, "调休 Make-up day");
}
