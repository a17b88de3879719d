/*
 * Only the starts at the clock time that most have can be a rule's. For these, a rule of each kind is made from what
 * many of them have in common (weekdays, a day of the month, a distance), expanded, and compared with them. That which
 * needs the fewest dates beside it, left out or added, is taken, if it says more than it needs: a course on Mondays
 * with a holiday and its make-up Saturday stays a rule for Mondays.
 */
#include "store/list/ics_recur.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/calendar.h"
#include "store/model/rrule.h"

#define WEEKS_MAX 4 /* from one week of a rule to the next */
#define DAYS_MAX 31 /* from one day to the next */
#define MANY 6

struct finder {
	struct arena *arena;
	const int64_t *v;    /* the starts at the common clock time */
	const int64_t *days; /* their dates */
	size_t n;
	const char *best;
	const int64_t *made; /* what the best rule says */
	size_t n_made, cost; /* cost: the dates that it needs beside it */
};

static int number_order(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static bool is_among(const int64_t *v, size_t n, int64_t value)
{
	return n && bsearch(&value, v, n, sizeof value, number_order);
}

static int64_t common_divisor(int64_t a, int64_t b)
{
	while (b) {
		int64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

/* Among few dates, many rules say some. */
static bool is_worth(size_t hits, size_t cost)
{
	return hits < MANY ? 2 * cost <= hits : cost <= hits;
}

/* Takes a rule from one start to another, as text without UNTIL, if it costs less than the best so far. */
static int try_rule(struct finder *f, const struct buf *text, size_t first, size_t last)
{
	struct rrule rule;
	const char *bad;
	int64_t *made;
	size_t n, hits = 0;
	bool more;
	struct buf whole = {0};
	int err = text->failed ? QUAD_ENOMEM : rrule_parse(buf_text(text), &rule, f->arena, &bad);
	if (err)
		return err == QUAD_EINVAL ? 0 : err;
	rule.until_min = f->v[last];
	err = rrule_expand(&rule, f->v[first], NULL, 0, OCCURRENCES_MAX, f->arena, &made, &n, &more);
	if (err)
		return err == QUAD_EINVAL ? 0 : err;
	for (size_t i = 0; i < f->n; i++)
		hits += is_among(made, n, f->v[i]);
	size_t cost = (n - hits) + (f->n - hits);
	bool starts = n && made[0] == f->v[first];
	if (more || !starts || !is_worth(hits, cost) || (f->best && cost >= f->cost))
		return 0;
	rrule_format(&rule, &whole);
	f->best = whole.failed ? NULL : arena_str(f->arena, buf_text(&whole));
	buf_release(&whole);
	f->made = made;
	f->n_made = n;
	f->cost = cost;
	return f->best ? 0 : QUAD_ENOMEM;
}

static const char *const day_words[] = {"", "MO", "TU", "WE", "TH", "FR", "SA", "SU"};

/* Weekly rules of the weekdays that so many of the starts are on, every week and every few weeks. */
static int try_weekdays(struct finder *f, const size_t on[8], size_t least)
{
	size_t first = f->n, last = 0;
	for (size_t i = 0; i < f->n; i++) {
		if (on[clock_weekday(f->days[i])] < least)
			continue;
		first = first == f->n ? i : first;
		last = i;
	}
	for (int interval = 1; interval <= WEEKS_MAX; interval++) {
		struct buf text = {0};
		const char *mark = "";
		buf_fmt(&text, "FREQ=WEEKLY;INTERVAL=%d;BYDAY=", interval);
		for (int d = 1; d <= 7; d++) {
			if (on[d] < least)
				continue;
			buf_fmt(&text, "%s%s", mark, day_words[d]);
			mark = ",";
		}
		int err = try_rule(f, &text, first, last);
		buf_release(&text);
		if (err)
			return err;
	}
	return 0;
}

static int try_weekly(struct finder *f)
{
	size_t on[8] = {0}, most = 0;
	for (size_t i = 0; i < f->n; i++)
		on[clock_weekday(f->days[i])]++;
	for (int d = 1; d <= 7; d++)
		most = on[d] > most ? on[d] : most;
	int err = try_weekdays(f, on, 1);
	/* without weekdays that few are on, as make-up days are */
	return err ? err : try_weekdays(f, on, most / 3 + 1);
}

static int try_daily(struct finder *f)
{
	int64_t days = 0;
	struct buf text = {0};
	for (size_t i = 1; i < f->n; i++)
		days = common_divisor(f->days[i] - f->days[0], days);
	if (days % 7 == 0 || days > DAYS_MAX) /* weeks, and chance */
		return 0;
	buf_fmt(&text, "FREQ=DAILY;INTERVAL=%d", (int)days);
	int err = try_rule(f, &text, 0, f->n - 1);
	buf_release(&text);
	return err;
}

/* Monthly rules of the form FREQ=MONTHLY;INTERVAL=...;PART. */
static int try_monthly(struct finder *f, const char *part)
{
	struct wall first, w;
	int64_t months = 0;
	struct buf text = {0};
	clock_day_civil(f->days[0], &first);
	for (size_t i = 1; i < f->n; i++) {
		clock_day_civil(f->days[i], &w);
		months = common_divisor((w.year - first.year) * 12 + w.month - first.month, months);
	}
	buf_fmt(&text, "FREQ=MONTHLY;INTERVAL=%d;%s", months ? (int)months : 1, part);
	int err = try_rule(f, &text, 0, f->n - 1);
	buf_release(&text);
	return err;
}

static int try_months(struct finder *f)
{
	struct wall first;
	char by_day[24], by_nth[24], by_last[24];
	const char *weekday = day_words[clock_weekday(f->days[0])];
	clock_day_civil(f->days[0], &first);
	snprintf(by_day, sizeof by_day, "BYMONTHDAY=%d", first.day);
	snprintf(by_nth, sizeof by_nth, "BYDAY=%d%s", (first.day - 1) / 7 + 1, weekday);
	snprintf(by_last, sizeof by_last, "BYDAY=-1%s", weekday);
	const char *const parts[] = {by_day, by_nth, by_last, "BYMONTHDAY=-1"};
	int err = 0;
	for (size_t i = 0; i < sizeof parts / sizeof *parts && !err; i++)
		err = try_monthly(f, parts[i]);
	return err;
}

/* The minute of the day at which most of the starts are. */
static int most_common_minute(const int64_t *starts, size_t n)
{
	size_t count[DAY_MIN] = {0};
	int best = 0;
	for (size_t i = 0; i < n; i++)
		count[clock_local_minute(starts[i])]++;
	for (int m = 0; m < DAY_MIN; m++)
		if (count[m] > count[best])
			best = m;
	return best;
}

/* Divides what is there from what the rule says. */
static int divide(struct finder *f, const int64_t *starts, size_t n, struct ics_recur *out)
{
	int64_t *except = arena_alloc(f->arena, (f->n_made + 1) * sizeof *except);
	int64_t *extra = arena_alloc(f->arena, (n + 1) * sizeof *extra);
	if (!except || !extra)
		return QUAD_ENOMEM;
	out->rule = f->best ? f->best : "";
	out->start = f->best ? f->made[0] : starts[0];
	out->except = except;
	out->extra = extra;
	for (size_t i = 0; i < f->n_made; i++)
		if (!is_among(starts, n, f->made[i]))
			except[out->n_except++] = f->made[i];
	for (size_t i = 0; i < n; i++)
		if (starts[i] != out->start && !is_among(f->made, f->n_made, starts[i]))
			extra[out->n_extra++] = starts[i];
	return 0;
}

int ics_recur_find(const int64_t *starts, size_t n, struct arena *arena, struct ics_recur *out)
{
	int64_t *v = arena_alloc(arena, (n + 1) * sizeof *v), *days = arena_alloc(arena, (n + 1) * sizeof *days);
	struct finder f = {.arena = arena, .v = v, .days = days};
	int minute = most_common_minute(starts, n), err = 0;
	*out = (struct ics_recur){.rule = ""};
	if (!v || !days)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		if (clock_local_minute(starts[i]) != minute)
			continue;
		v[f.n] = starts[i];
		days[f.n++] = clock_local_day(starts[i]);
	}
	if (f.n > 1)
		err = try_daily(&f);
	if (!err && f.n > 1)
		err = try_weekly(&f);
	if (!err && f.n > 1)
		err = try_months(&f);
	return err ? err : divide(&f, starts, n, out);
}
