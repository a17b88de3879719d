/*
 * Asks about wishes that differ from one that nothing fits in one condition each. A search takes less than a
 * millisecond, and it is done once, for somebody who looks at an empty list.
 */
#include "store/query/find_loosen.h"

#include "store/base/clock.h"
#include "store/base/err.h"

enum {
	SHIFT_MIN = 15,      /* other times are tried in steps of so many minutes, */
	SHIFT_MAX_MIN = 120, /* so far away; */
	SHIFT_DAYS = 7,      /* and so many days later */
};

struct looser {
	struct store *store;
	const struct find_wish *asked;
	struct loosenings *out;
};

/* Calls `look` with what fits a wish; what the calendar lacks is as if nothing did. */
static int look_at_matches(struct looser *l, const struct find_wish *wish,
                           void (*look)(const struct match_list *list, void *arg), void *arg)
{
	struct arena arena = {0};
	struct reasons why = {.arena = &arena};
	struct match_list list;
	int err = query_matches(l->store, wish, &why, &list);
	if (!err)
		look(&list, arg);
	match_list_release(&list);
	arena_release(&arena);
	return err;
}

static void count_matches(const struct match_list *list, void *arg)
{
	*(size_t *)arg = list->n;
}

/* Offers a wish if anything fits it; *offered may be NULL. */
static int offer_wish(struct looser *l, enum loosen_kind kind, const struct find_wish *wish, bool *offered)
{
	size_t n = 0;
	int err = look_at_matches(l, wish, count_matches, &n);
	if (offered)
		*offered = n > 0;
	if (!err && n && l->out->n < LOOSENINGS_MAX)
		l->out->v[l->out->n++] = (struct loosening){kind, *wish, n};
	return err;
}

/* ---- as near to what was asked as there is something ---- */

static void find_most_seats(const struct match_list *list, void *arg)
{
	uint32_t *most = arg;
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].resource->seats > *most)
			*most = list->v[i].resource->seats;
}

static int loosen_seats(struct looser *l)
{
	struct find_wish wish = *l->asked;
	uint32_t most = 0;
	if (!wish.filter.seats)
		return 0;
	wish.filter.seats = 0;
	int err = look_at_matches(l, &wish, find_most_seats, &most);
	if (err || !most)
		return err;
	wish.filter.seats = most;
	return offer_wish(l, LOOSEN_SEATS, &wish, NULL);
}

static void find_least_way(const struct match_list *list, void *arg)
{
	uint32_t *least = arg;
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].travel_min < *least)
			*least = list->v[i].travel_min;
}

static int loosen_near(struct looser *l)
{
	struct find_wish wish = *l->asked;
	uint32_t least = FIND_WAY_UNKNOWN;
	if (!wish.filter.near || wish.filter.near_min == FIND_NEAR_ANY)
		return 0;
	wish.filter.near_min = FIND_NEAR_ANY;
	int err = look_at_matches(l, &wish, find_least_way, &least);
	if (err)
		return err;
	wish.filter.near_min = least; /* not listed: at any distance */
	return offer_wish(l, LOOSEN_NEAR, &wish, NULL);
}

static void find_least_missing(const struct match_list *list, void *arg)
{
	if (list->n) /* the best is the first */
		*(size_t *)arg = list->v[0].dates->dates.n - list->v[0].n_free;
}

static int loosen_dates(struct looser *l)
{
	struct find_wish wish = *l->asked;
	size_t missing = 0;
	if (wish.when != FIND_WEEKS)
		return 0;
	wish.all_but = SIZE_MAX - 1;
	int err = look_at_matches(l, &wish, find_least_missing, &missing);
	if (err || !missing)
		return err;
	wish.all_but = missing;
	return offer_wish(l, LOOSEN_DATES, &wish, NULL);
}

/* ---- another time ---- */

/* The first time that does, going away from the one that was asked for by steps of so many minutes. */
static int shift_time(struct looser *l, int64_t step_min)
{
	struct find_wish wish = *l->asked;
	bool offered = false;
	for (int64_t shifted = SHIFT_MIN; shifted <= SHIFT_MAX_MIN && !offered; shifted += SHIFT_MIN) {
		wish.start += step_min;
		wish.end += step_min;
		if (wish.start < wish.now)
			return 0;
		int err = offer_wish(l, LOOSEN_TIME, &wish, &offered);
		if (err)
			return err;
	}
	return 0;
}

/* The same times by the wall clock, some days later. False if the clock has no such time then. */
static bool shift_days(struct find_wish *wish, const struct find_wish *asked, int64_t days)
{
	struct wall w;
	int64_t start;
	clock_day_civil(clock_local_day(asked->start) + days, &w);
	w.hour = clock_local_minute(asked->start) / 60;
	w.minute = clock_local_minute(asked->start) % 60;
	if (clock_from_wall(&w, &start) != 0)
		return false;
	wish->end = start + (asked->end - asked->start);
	wish->start = start;
	return true;
}

static int loosen_day(struct looser *l)
{
	struct find_wish wish = *l->asked;
	bool offered = false;
	for (int64_t days = 1; days <= SHIFT_DAYS && !offered; days++) {
		if (!shift_days(&wish, l->asked, days))
			continue;
		int err = offer_wish(l, LOOSEN_DAY, &wish, &offered);
		if (err)
			return err;
	}
	return 0;
}

static int loosen_time(struct looser *l)
{
	if (l->asked->when != FIND_INTERVAL)
		return 0;
	int err = shift_time(l, -SHIFT_MIN);
	if (!err)
		err = shift_time(l, SHIFT_MIN);
	return err ? err : loosen_day(l);
}

static int loosen_span(struct looser *l)
{
	struct find_wish wish = *l->asked;
	if (wish.when != FIND_LENGTH)
		return 0;
	wish.end += wish.end - wish.start;
	return offer_wish(l, LOOSEN_SPAN, &wish, NULL);
}

static int loosen_weekday(struct looser *l)
{
	struct find_wish wish = *l->asked;
	uint64_t asked = wish.weeks.weekdays;
	bool offered = false;
	bool is_one = asked && !(asked & (asked - 1));
	if (wish.when != FIND_WEEKS || !is_one)
		return 0;
	for (unsigned day = 1; day <= 5 && !offered; day++) {
		wish.weeks.weekdays = UINT64_C(1) << day;
		if (wish.weeks.weekdays == asked)
			continue;
		int err = offer_wish(l, LOOSEN_WEEKDAY, &wish, &offered);
		if (err)
			return err;
	}
	return 0;
}

/* Another kind of place; nothing stands in for a teacher. */
static int loosen_kind(struct looser *l)
{
	struct find_wish wish = *l->asked;
	if (!kind_is_place(l->asked->filter.kind))
		return 0;
	for (enum resource_kind kind = KIND_LAB; kind <= KIND_ROOM; kind++) {
		wish.filter.kind = kind;
		int err = kind == l->asked->filter.kind ? 0 : offer_wish(l, LOOSEN_KIND, &wish, NULL);
		if (err)
			return err;
	}
	return 0;
}

/* ---- without a condition ---- */

/* Takes a condition away; false if there was none. */
static bool drop_condition(struct find_wish *wish, enum loosen_kind kind)
{
	struct resource_filter *f = &wish->filter;
	const struct resource_filter was = *f;
	const size_t n_with = wish->n_with;
	switch (kind) {
	case LOOSEN_CAMPUS: f->campus = NULL; return was.campus != NULL;
	case LOOSEN_INSTITUTION: f->institution = NULL; return was.institution != NULL;
	case LOOSEN_TAGS: f->n_tags = 0; return was.n_tags > 0;
	case LOOSEN_SPECIALTY: f->specialty = NULL; return was.specialty && *was.specialty;
	case LOOSEN_TEXT: f->text = NULL; return was.text && *was.text;
	case LOOSEN_WITH: wish->n_with = 0; return n_with > 0;
	default: return false;
	}
}

static int drop_conditions(struct looser *l)
{
	for (enum loosen_kind kind = LOOSEN_CAMPUS; kind <= LOOSEN_WITH; kind++) {
		struct find_wish wish = *l->asked;
		int err = drop_condition(&wish, kind) ? offer_wish(l, kind, &wish, NULL) : 0;
		if (err)
			return err;
	}
	return 0;
}

int query_loosen(struct store *s, const struct find_wish *wish, struct loosenings *out)
{
	static int (*const steps[])(struct looser * l) = {loosen_seats,   loosen_time, loosen_span, loosen_dates,
	                                                  loosen_weekday, loosen_near, loosen_kind, drop_conditions};
	struct looser l = {s, wish, out};
	int err = 0;
	out->n = 0;
	for (size_t i = 0; i < sizeof steps / sizeof *steps && !err; i++)
		err = steps[i](&l);
	if (err)
		out->n = 0;
	return err;
}
