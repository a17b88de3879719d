/*
 * At which times of the week resources are used: hours of use by weekday and period, of all that were asked for
 * together, and what they are of the hours in which these are open then.
 *
 * - weekday: 1 = Monday to 7; period: a number of the list `periods`, by the times that hold on the campus of the
 *   resource and the day; by hour, and where there are no periods, an hour of the day, 0 to 23. What lies between
 *   periods is in no row.
 * - hours: effective ones (report.h).
 * - utilisation = hours / open hours in the same times (open_hours.h). None where nothing is open.
 *
 * A part of a hall that was asked for too counts with its share of the hall, and not in what is open.
 */
#include "store/base/err.h"
#include "store/facts/academic_calendar.h"
#include "store/model/pattern.h"
#include "store/report/booked.h"
#include "store/report/halls.h"
#include "store/report/open_hours.h"
#include "store/report/reports.h"

static const struct report_column columns[] = {
	{"weekday", REPORT_COUNT},
	{"period", REPORT_COUNT},
	{"hours", REPORT_HOURS},
	{"utilisation", REPORT_PERCENT},
};

enum { WEEKDAYS = 7, HOURS = 24, SLOTS = PATTERN_PERIOD_MAX + 1 };

/* The periods of a day, as minutes of it. */
struct timetable {
	size_t n;
	struct {
		uint32_t number;
		int from, to;
	} v[SLOTS];
};

struct heat {
	struct report_work *w;
	struct parts parts;
	struct open_hours open;
	bool *counted, *used;         /* by place: asked for, and may be shown; and was used */
	uint32_t *campus;             /* by place: which timetable it has */
	sum_t *weight;                /* by place: of SUM_MINUTE, how much of it is counted */
	struct timetable *timetables; /* by era and campus, that of no campus last */
	uint32_t *era;                /* by day of the period: which tables of periods hold */
	size_t n_eras;
	bool is_used[SLOTS]; /* some timetable has the number */
	sum_t hours[WEEKDAYS][SLOTS], open_time[WEEKDAYS][SLOTS];
	/* the group whose open hours are walked */
	uint32_t place;
	int64_t n_alike;
};

/* ---- timetables ---- */

static void add_slot(struct heat *k, struct timetable *t, uint32_t number, int from, int to)
{
	t->v[t->n].number = number;
	t->v[t->n].from = from;
	t->v[t->n++].to = to;
	k->is_used[number] = true;
}

static void set_hours(struct heat *k, struct timetable *t)
{
	for (int hour = 0; hour < HOURS; hour++)
		add_slot(k, t, (uint32_t)hour, hour * 60, hour * 60 + 60);
}

static void set_periods(struct heat *k, const struct calendar *c, const char *campus, int64_t day, struct timetable *t)
{
	for (uint32_t number = 0; number < SLOTS; number++) {
		const struct period *p = calendar_period(c, campus, day, number);
		if (p)
			add_slot(k, t, number, p->start, p->end);
	}
}

/* True if on a day other periods begin to hold. */
static bool begins_era(const struct calendar *c, int64_t day)
{
	for (size_t i = 0; i < c->n_periods; i++)
		if (c->periods[i].valid_from == day)
			return true;
	return false;
}

static int make_timetables(struct heat *k, const struct calendar *c)
{
	struct report_work *w = k->w;
	const struct period_days *days = &k->open.days;
	size_t n_campuses = w->n_campuses + 1;
	bool by_hour = frame_is_by(w, "hour") || !c->n_periods;
	k->era = arena_alloc(w->arena, (days->n + 1) * sizeof *k->era);
	if (!k->era)
		return QUAD_ENOMEM;
	for (size_t day = 0; day < days->n; day++) {
		k->n_eras += day == 0 || (!by_hour && begins_era(c, days->first + (int64_t)day));
		k->era[day] = (uint32_t)k->n_eras - 1;
	}
	k->timetables = arena_alloc(w->arena, k->n_eras * n_campuses * sizeof *k->timetables);
	if (!k->timetables)
		return QUAD_ENOMEM;
	for (size_t day = 0; day < days->n; day++) {
		if (day > 0 && k->era[day] == k->era[day - 1])
			continue;
		struct timetable *t = &k->timetables[k->era[day] * n_campuses];
		for (size_t i = 0; i < n_campuses; i++) {
			const char *campus = i < w->n_campuses ? w->campuses[i].code : "";
			if (by_hour)
				set_hours(k, &t[i]);
			else
				set_periods(k, c, campus, days->first + (int64_t)day, &t[i]);
		}
	}
	return 0;
}

static const struct timetable *timetable_of(const struct heat *k, uint32_t place, size_t day)
{
	return &k->timetables[k->era[day] * (k->w->n_campuses + 1) + k->campus[place]];
}

/* ---- times cut into slots ---- */

/* Adds minutes of the day by the clock on the wall. */
static void add_wall(sum_t sums[SLOTS], const struct timetable *t, int from, int to, sum_t weight)
{
	for (size_t i = 0; i < t->n; i++) {
		int start = t->v[i].from > from ? t->v[i].from : from;
		int end = t->v[i].to < to ? t->v[i].to : to;
		if (start < end)
			sums[t->v[i].number] += (end - start) * weight;
	}
}

/* Adds instants of a day of the period. */
static void add_times(struct heat *k, sum_t all[WEEKDAYS][SLOTS], const struct timetable *t, size_t day, int64_t start,
                      int64_t end, sum_t weight)
{
	const struct period_days *days = &k->open.days;
	sum_t *sums = all[clock_weekday(days->first + (int64_t)day) - 1];
	if (period_days_plain(days, day)) {
		int from = (int)(start - days->start[day]);
		add_wall(sums, t, from, from + (int)(end - start), weight);
		return;
	}
	for (int64_t at = start; at < end; at++) {
		int minute = clock_local_minute(at);
		add_wall(sums, t, minute, minute + 1, weight);
	}
}

static void add_open(size_t day, int64_t start, int64_t end, void *arg)
{
	struct heat *k = arg;
	add_times(k, k->open_time, timetable_of(k, k->place, day), day, start, end, k->n_alike * (sum_t)SUM_MINUTE);
}

static int add_booking(struct report_work *w, const struct booked *b, void *arg)
{
	struct heat *k = arg;
	const struct period_days *days = &k->open.days;
	for (size_t i = 0; i < b->booking->n_claims && b->used_start < b->used_end; i++) {
		const struct claim *c = &b->booking->claims[i];
		uint32_t place = booked_place(w, c);
		if (place == NO_PLACE || !k->counted[place])
			continue;
		sum_t weight = booked_weight(w, c);
		k->used[place] = true;
		if (k->weight[place] != SUM_MINUTE)
			weight = sum_part(weight, (int64_t)k->weight[place], SUM_MINUTE);
		int64_t at = b->used_start;
		for (size_t day = period_days_find(days, at); at < b->used_end; day++) {
			int64_t until = b->used_end < days->start[day + 1] ? b->used_end : days->start[day + 1];
			add_times(k, k->hours, timetable_of(k, place, day), day, at, until, weight);
			at = until;
		}
	}
	return 0;
}

/* ---- what counts ---- */

/* How much of a resource counts beside a hall that it is a part of, and whether its open hours do. */
static sum_t weigh(const struct heat *k, uint32_t place, bool *within)
{
	sum_t weight = SUM_MINUTE, of_hall = SUM_MINUTE;
	*within = false;
	for (int depth = 0; depth < PARTS_DEPTH_MAX; depth++) {
		uint32_t hall = halls_whole(&k->parts, k->w, place);
		if (hall == NO_PLACE)
			break;
		of_hall = halls_share(&k->parts, k->w, place, of_hall);
		place = hall;
		if (k->counted[hall]) {
			weight = of_hall;
			*within = true;
		}
	}
	return weight;
}

/* Open hours are walked once for all resources that are open at the same times. */
static int count_open(struct heat *k)
{
	struct report_work *w = k->w;
	int64_t *n_alike = arena_alloc(w->arena, (k->open.n + 1) * sizeof *n_alike);
	if (!n_alike)
		return QUAD_ENOMEM;
	for (uint32_t i = 0; i < w->directory->all.n; i++) {
		bool within, counts = w->directory->entries[i].active || k->used[i];
		weigh(k, i, &within);
		if (k->counted[i] && counts && !within)
			n_alike[k->open.group[i]]++;
	}
	for (size_t i = 0; i < k->open.n; i++) {
		k->place = k->open.v[i].place;
		k->n_alike = n_alike[i];
		if (k->n_alike)
			open_hours_walk(w, &k->open, i, add_open, k);
	}
	return 0;
}

static int load(struct heat *k)
{
	struct report_work *w = k->w;
	struct calendar calendar;
	size_t n = w->directory->all.n;
	int err = halls_load(w, &k->parts);
	if (!err)
		err = open_hours_load(w, &k->parts, &k->open);
	if (!err)
		err = academic_calendar_load(w->txn, w->arena, &calendar);
	if (!err)
		err = make_timetables(k, &calendar);
	if (err)
		return err;
	k->weight = arena_alloc(w->arena, (n + 1) * sizeof *k->weight);
	k->counted = arena_alloc(w->arena, (n + 1) * sizeof *k->counted);
	k->used = arena_alloc(w->arena, (n + 1) * sizeof *k->used);
	k->campus = arena_alloc(w->arena, (n + 1) * sizeof *k->campus);
	if (!k->weight || !k->counted || !k->used || !k->campus)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		uint32_t campus = frame_campus(w, w->directory->all.v[i].campus);
		k->campus[i] = campus == NO_PLACE ? w->n_campuses : campus;
		k->counted[i] = w->asked[i] && w->seen[i];
	}
	for (uint32_t i = 0; i < n; i++) {
		bool within;
		k->weight[i] = weigh(k, i, &within);
	}
	return 0;
}

static int put_rows(struct heat *k)
{
	for (int weekday = 0; weekday < WEEKDAYS; weekday++)
		for (int slot = 0; slot < SLOTS; slot++) {
			struct report_row *row = k->is_used[slot] ? frame_row(k->w) : NULL;
			if (!k->is_used[slot])
				continue;
			if (!row)
				return QUAD_ENOMEM;
			frame_number(&row->cells[0], weekday + 1);
			frame_number(&row->cells[1], slot);
			frame_hours(&row->cells[2], k->hours[weekday][slot]);
			frame_percent(&row->cells[3], k->hours[weekday][slot], k->open_time[weekday][slot]);
		}
	return 0;
}

int report_heat(struct report_work *w)
{
	struct heat *k = arena_alloc(w->arena, sizeof *k);
	if (!k)
		return QUAD_ENOMEM;
	k->w = w;
	frame_columns(w, columns, sizeof columns / sizeof *columns);
	int err = load(k);
	if (!err)
		err = booked_walk(w, add_booking, k);
	if (!err)
		err = count_open(k);
	return err ? err : put_rows(k);
}
