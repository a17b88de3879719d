/* Chance comes from a generator with a fixed seed, and all arithmetic is of whole numbers. */
#include "tui/demo/demo_plan.h"

#include <string.h>

#include "store/base/err.h"

/* ---- chance ---- */

/* splitmix64 (Vigna, public domain). */
static uint64_t draw_number(struct plan *p)
{
	uint64_t z = p->seed += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

unsigned plan_draw_below(struct plan *p, size_t n)
{
	return (unsigned)(draw_number(p) % n);
}

bool plan_draw_chance(struct plan *p, unsigned chance)
{
	return plan_draw_below(p, 100) < chance;
}

/* ---- requests ---- */

struct request *plan_add_request(struct plan *p, enum request_op op)
{
	if (p->n == p->cap) {
		struct request *wider = array_grow(p->requests, &p->cap, p->n, sizeof *wider);
		if (!wider) {
			p->err = QUAD_ENOMEM;
			return NULL;
		}
		p->requests = wider;
	}
	struct request *rq = &p->requests[p->n++];
	*rq = (struct request){.op = op, .actor = p->actor, .now = p->now, .given = GIVEN_ALL};
	return rq;
}

const char *plan_text_kept(struct plan *p, const char *text)
{
	if (!text)
		p->err = QUAD_ENOMEM;
	return text ? text : "";
}

/* ---- what there is ---- */

size_t plan_campus_index(const char *code)
{
	size_t i = 0;
	while (i + 1 < demo_n_campuses && strcmp(demo_campuses[i].code, code) != 0)
		i++;
	return i;
}

size_t plan_institution_index(const char *code)
{
	size_t i = 0;
	while (i + 1 < demo_n_institutions && strcmp(demo_institutions[i].code, code) != 0)
		i++;
	return i;
}

struct thing *plan_some_thing(struct plan *p, enum resource_kind kind)
{
	return &p->things[p->kind_first[kind] + plan_draw_below(p, p->kind_n[kind])];
}

bool plan_may_use(const struct thing *t, size_t institution)
{
	bool enterprise = strcmp(demo_institutions[institution].kind, "enterprise") == 0;
	if (t->institution == institution || t->r.sharing == SHARING_PUBLIC)
		return true;
	return t->r.sharing == SHARING_CONSORTIUM && !enterprise;
}

/* ---- the diary ---- */

bool plan_find_instant(const struct plan *p, int day, int minute, int64_t *out)
{
	return clock_from_minute(p->first_day + day, minute, out) == 0;
}

static int cell_of(int minute)
{
	return minute / CELL_MIN;
}

bool plan_open_for(const struct thing *t, int weekday, int from, int to)
{
	for (unsigned i = 0; i < t->hours.n[weekday]; i++)
		if (t->hours.day[weekday][i].from <= from && to <= t->hours.day[weekday][i].to)
			return true;
	return t->hours.always;
}

/* True if a person can come to the campus from where the diary has them before, and go on to where they are next. */
static bool can_reach(const struct plan *p, const unsigned char *day, size_t campus, int from, int to)
{
	int c = cell_of(from) - 1, gap = 0;
	for (; c >= 0 && !day[c]; c--)
		gap += CELL_MIN;
	if (c >= 0 && (uint32_t)gap < p->travel[day[c] - 1][campus])
		return false;
	for (c = cell_of(to), gap = 0; c < DAY_CELLS && !day[c]; c++)
		gap += CELL_MIN;
	return c == DAY_CELLS || (uint32_t)gap >= p->travel[day[c] - 1][campus];
}

bool plan_party_fits(const struct plan *p, const struct party *party, int day, int from, int to)
{
	size_t campus = party->things[0]->campus;
	for (size_t i = 0; i < party->n; i++) {
		const struct thing *t = party->things[i];
		const unsigned char *diary = t->diary + (size_t)day * DAY_CELLS;
		bool travels = kind_travels(t->r.kind);
		unsigned limit = 1;
		if (t->r.mode == MODE_SHARED)
			limit = t->r.seats ? t->r.seats : SHUT - 1;
		if (!t->r.active || !plan_open_for(t, day % 7 + 1, from, to) ||
		    p->shut[travels ? campus : t->campus][day])
			return false;
		for (int c = cell_of(from - (int)t->r.setup_min); c < cell_of(to + (int)t->r.teardown_min); c++)
			if (diary[c] == SHUT || diary[c] + (travels ? 1 : party->units[i]) > limit)
				return false;
		if (travels && !can_reach(p, diary, campus, from, to))
			return false;
	}
	return true;
}

void plan_mark_taken(struct party *party, int day, int from, int to)
{
	for (size_t i = 0; i < party->n; i++) {
		struct thing *t = party->things[i];
		unsigned char *diary = t->diary + (size_t)day * DAY_CELLS;
		for (int c = cell_of(from - (int)t->r.setup_min); c < cell_of(to + (int)t->r.teardown_min); c++)
			diary[c] = kind_travels(t->r.kind) ? (unsigned char)(party->things[0]->campus + 1)
			                                   : (unsigned char)(diary[c] + party->units[i]);
	}
}

void plan_party_add(struct party *party, struct thing *t, uint32_t units)
{
	party->things[party->n] = t;
	party->units[party->n++] = units;
}
