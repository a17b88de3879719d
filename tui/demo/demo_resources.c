/* Labs, bases, rooms, pools, classes and teachers of the tables, and when some of them are closed. */
#include "tui/demo/demo_plan.h"

#include <string.h>

#include "store/base/err.h"

/* ---- resources ---- */

static const char *hours_of(const struct demo_sort *sort, size_t nth)
{
	static const char *const usual[] = {"Mon-Fri 08:00-18:00", "Mon-Fri 07:30-18:30;Sat 08:00-12:00",
	                                    "Mon-Fri 08:00-21:00", "Mon-Fri 08:00-18:00"};
	if (sort->kind == KIND_CLASS)
		return "";
	if (sort->flags & DEMO_LATE)
		return nth % 3 ? "Mon-Fri 08:00-22:00;Sat-Sun 08:30-21:30" : "Mon-Sun 07:30-22:00";
	return sort->kind == KIND_EQUIPMENT ? "Mon-Sat 08:00-21:00" : usual[nth % 4];
}

static struct thing *add_thing(struct plan *p, enum resource_kind kind, size_t institution, size_t campus)
{
	struct thing *t = p->n_things < MAX_THINGS ? &p->things[p->n_things] : NULL;
	unsigned char *diary = t ? arena_alloc(&p->arena, (size_t)DAYS * DAY_CELLS) : NULL;
	if (!diary) {
		p->err = QUAD_ENOMEM;
		return NULL;
	}
	if (p->kind_n[kind]++ == 0)
		p->kind_first[kind] = p->n_things;
	p->n_things++;
	t->campus = campus;
	t->institution = institution;
	t->diary = diary;
	t->r = (struct resource){.kind = kind,
	                         .institution = demo_institutions[institution].code,
	                         .campus = demo_campuses[campus].code,
	                         .building = "",
	                         .room = "",
	                         .mode = MODE_EXCLUSIVE,
	                         .specialty = "",
	                         .tags = "",
	                         .equipment = "",
	                         .opening = "",
	                         .approval = APPROVAL_NONE,
	                         .sharing = SHARING_CONSORTIUM,
	                         .rate = "",
	                         .contact = "",
	                         .part_of = "",
	                         .active = true};
	return t;
}

static void ask_resource(struct plan *p, struct thing *t)
{
	const char *bad;
	struct request *rq = plan_add_request(p, OP_RESOURCE);
	if (rq)
		rq->u.resource = t->r;
	if (opening_parse(t->r.opening, &t->hours, &bad) != 0)
		p->err = QUAD_EINVAL;
	p->counts.resources++;
}

static const char *class_name(struct plan *p, const struct demo_sort *sort, unsigned nth)
{
	struct wall today;
	clock_day_civil(p->first_day, &today);
	int year = (today.year - (today.month < 8) - (int)(nth % 2)) % 100;
	return TEXT(p, "%s%02d级%u班 %s", sort->name, year, nth / 2 + 1, sort->english);
}

static void name_thing(struct plan *p, struct thing *t, unsigned nth, unsigned number)
{
	static const char *const stem[] = {"", "LAB", "BASE", "ROOM", "EQ", "T", "CL"};
	const struct demo_sort *sort = t->sort;
	const struct demo_name *cluster = &demo_clusters[sort->cluster];
	unsigned floor = number / 12 % 5 + 1;
	t->r.code = TEXT(p, "%s-%s-%u%02u", t->r.institution, stem[sort->kind], (unsigned)sort->kind % 6 + 1, number);
	if (sort->kind == KIND_CLASS)
		t->r.name = class_name(p, sort, nth);
	else if (sort->count > 1 && *sort->english)
		t->r.name = TEXT(p, "%s（%u） %s %u", sort->name, nth + 1, sort->english, nth + 1);
	else if (sort->count > 1)
		t->r.name = TEXT(p, "%s（%u）", sort->name, nth + 1);
	else
		t->r.name = TEXT(p, "%s%s%s", sort->name, *sort->english ? " " : "", sort->english);
	t->r.specialty = TEXT(p, "%s %s", cluster->han, cluster->pinyin);
	if (kind_is_place(sort->kind)) {
		t->r.building = sort->kind == KIND_BASE ? "实训基地" : TEXT(p, "%c栋", 'A' + (int)(number / 6 % 6));
		t->r.room = TEXT(p, "%u%02u", floor, number % 12 + 1);
	}
}

static void make_sort(struct plan *p, const struct demo_sort *sort, unsigned numbers[][KIND_CLASS + 1])
{
	size_t campus = plan_campus_index(sort->campus);
	size_t institution = plan_institution_index(demo_campuses[campus].institution);
	for (unsigned i = 0; i < sort->count; i++) {
		struct thing *t = add_thing(p, sort->kind, institution, campus);
		if (!t)
			return;
		t->sort = sort;
		t->cluster = sort->cluster;
		name_thing(p, t, i, ++numbers[institution][sort->kind]);
		t->r.seats = sort->seats;
		t->r.mode = sort->flags & DEMO_SHARED ? MODE_SHARED : MODE_EXCLUSIVE;
		t->r.tags = sort->tags;
		t->r.equipment = sort->equipment;
		t->r.opening = hours_of(sort, p->n_things);
		if (sort->flags & DEMO_OWN)
			t->r.sharing = SHARING_OWNER;
		else if (sort->flags & DEMO_PUBLIC)
			t->r.sharing = SHARING_PUBLIC;
		t->r.active = !(sort->flags & DEMO_LAST_OUT && i + 1 == sort->count);
		if (sort->flags & DEMO_PADDED) {
			t->r.setup_min = 10 + 10 * plan_draw_below(p, 2);
			t->r.teardown_min = 10;
		}
		if (sort->kind == KIND_LAB && t->r.sharing != SHARING_OWNER)
			t->r.rate = TEXT(p, "%u", 40 + 10 * (numbers[institution][KIND_LAB] % 6));
		if (sort->kind == KIND_BASE)
			t->r.rate = TEXT(p, "%u", 80 + 20 * plan_draw_below(p, 8));
		ask_resource(p, t);
	}
}

static void make_teachers(struct plan *p)
{
	size_t person = 0;
	for (size_t i = 0; i < demo_n_institutions; i++)
		for (unsigned nth = 1; nth <= demo_institutions[i].teachers; nth++, person++) {
			const struct demo_name *family = &demo_families[person % demo_n_families];
			const struct demo_name *given = &demo_givens[person % demo_n_givens];
			const struct thing *colleague;
			struct thing *t;
			/* a teacher belongs where a lab of the same school is, and to that lab's field */
			do
				colleague = &p->things[plan_draw_below(p, p->kind_n[KIND_LAB])];
			while (colleague->institution != i);
			t = add_thing(p, KIND_TEACHER, i, colleague->campus);
			if (!t)
				return;
			t->cluster = colleague->cluster;
			t->r.code = TEXT(p, "%s-T%03u", demo_institutions[i].code, nth);
			t->r.name = TEXT(p, "%s%s", family->han, given->han);
			t->r.specialty = TEXT(p, "%s %s, %s %s", family->pinyin, given->pinyin,
			                      demo_clusters[t->cluster].han, demo_clusters[t->cluster].pinyin);
			if (plan_draw_chance(p, 40))
				t->r.tags = "双师型";
			else if (plan_draw_chance(p, 20))
				t->r.tags = "企业导师;mentor";
			t->r.opening = plan_draw_chance(p, 10) ? "Mon-Fri 08:00-18:00" : "";
			ask_resource(p, t);
		}
}

void demo_make_resources(struct plan *p)
{
	unsigned numbers[MAX_CAMPUSES][KIND_CLASS + 1] = {{0}};
	for (size_t i = 0; i < demo_n_sorts; i++)
		make_sort(p, &demo_sorts[i], numbers);
	if (!p->err)
		make_teachers(p);
}

/* ---- closures ---- */

/* Closes a thing, else a campus (SIZE_MAX: all of them) from day to before end_day. */
static void close_days(struct plan *p, struct thing *t, size_t campus, int day, int end_day, const char *reason)
{
	struct request *rq = plan_add_request(p, OP_CLOSURE);
	if (!rq)
		return;
	rq->u.closure = (struct closure){.start = clock_day_start(p->first_day + day),
	                                 .end = clock_day_start(p->first_day + end_day),
	                                 .resource = t ? t->r.code : "",
	                                 .campus = !t && campus < demo_n_campuses ? demo_campuses[campus].code : "",
	                                 .reason = reason};
	p->counts.closures++;
	for (int d = day; d < end_day; d++)
		if (t)
			memset(t->diary + (size_t)d * DAY_CELLS, SHUT, DAY_CELLS);
		else
			for (size_t i = 0; i < demo_n_campuses; i++)
				p->shut[i][d] |= campus == i || campus == SIZE_MAX;
}

void demo_make_closures(struct plan *p)
{
	const int monday = 7 * WEEKS_BEFORE;
	close_days(p, NULL, SIZE_MAX, 7 * HOLIDAY_WEEK, 7 * HOLIDAY_WEEK + 7, "公共假期 Public holiday week");
	close_days(p, NULL, plan_campus_index("KM-E"), monday + 7 + 2, monday + 7 + 3,
	           "校区电力检修 Power maintenance");
	close_days(p, NULL, plan_campus_index("GC-N"), monday - 4, monday - 3, "消防演练 Fire drill");
	close_days(p, &p->things[2], 0, monday + 1, monday + 4, "设备维修 Machine repair");
	close_days(p, &p->things[31], 0, monday + 14, monday + 21, "软件升级 Software upgrade");
}
