/* The rule is read, its numbers are moved, and it is written again: only a rule that has to change gets a new text. */
#include "store/model/rule_shift.h"

#include "store/base/err.h"
#include "store/model/calendar.h"
#include "store/model/rrule.h"

/* True if a rule that begins at an instant takes place then. */
static int hits(const struct rrule *r, int64_t at, struct arena *arena, bool *out)
{
	int64_t *starts;
	size_t n;
	bool more;
	struct rrule open = *r;
	open.count = 0;
	open.until_min = 0;
	int err = rrule_expand(&open, at, NULL, 0, 1, arena, &starts, &n, &more);
	*out = !err && n && starts[0] == at;
	return err;
}

static int shifted_weekday(int weekday, int64_t days)
{
	int64_t at = (weekday - 1 + days) % 7;
	return (int)(at < 0 ? at + 7 : at) + 1;
}

/* The ordinal of a day of the month among its weekdays, from the start of the month or, below 0, from the end. */
static int weekday_ordinal(int month_day, int month_days, bool from_end)
{
	return from_end ? -((month_days - month_day) / 7 + 1) : (month_day - 1) / 7 + 1;
}

static int days_of_month(const struct wall *w)
{
	int n = 28;
	while (clock_date_valid(w->year, w->month, n + 1))
		n++;
	return n;
}

/* Lets the days that a rule names name the new one. QUAD_EINVAL: there is no such move. */
static int shift_days(struct rrule *r, int64_t to, int64_t days)
{
	struct wall w;
	clock_day_civil(clock_local_day(to), &w);
	int last = days_of_month(&w);
	if (r->freq == RRULE_WEEKLY || (r->n_days && !r->day[0].ordinal)) {
		for (size_t i = 0; i < r->n_days; i++)
			r->day[i].weekday = shifted_weekday(r->day[i].weekday, days);
		return 0;
	}
	if (r->n_month_days + r->n_days != 1)
		return QUAD_EINVAL;
	if (r->n_month_days) {
		r->month_day[0] = r->month_day[0] < 0 ? w.day - last - 1 : w.day;
		return 0;
	}
	r->day[0].ordinal = weekday_ordinal(w.day, last, r->day[0].ordinal < 0);
	r->day[0].weekday = clock_weekday(clock_local_day(to));
	return r->day[0].ordinal > 4 ? QUAD_EINVAL : 0;
}

/* An instant some days later, at the same time of day. */
static int64_t later_by_days(int64_t at, int64_t days)
{
	struct wall w;
	int64_t out;
	clock_day_civil(clock_local_day(at) + days, &w);
	int minute = clock_local_minute(at);
	w.hour = minute / 60;
	w.minute = minute % 60;
	return rrule_instant(&w, &out) == 0 ? out : at;
}

static int write_rule(const struct rrule *r, struct arena *arena, const char **out)
{
	struct buf b = {0};
	rrule_format(r, &b);
	*out = b.failed ? NULL : arena_str(arena, buf_text(&b));
	buf_release(&b);
	return *out ? 0 : QUAD_ENOMEM;
}

int rule_shift(const char *rule, int64_t from, int64_t to, struct arena *arena, const char **out)
{
	struct rrule r;
	const char *bad;
	bool named;
	int64_t days = clock_local_day(to) - clock_local_day(from);
	*out = rule;
	int err = rrule_parse(rule, &r, arena, &bad);
	if (!err)
		err = hits(&r, to, arena, &named);
	if (!err && !named)
		err = shift_days(&r, to, days);
	if (err)
		return err;
	bool stays = named && (!r.until_min || !days);
	if (stays)
		return 0;
	if (r.until_min)
		r.until_min = later_by_days(r.until_min, days);
	return write_rule(&r, arena, out);
}

int rule_starts_before(const struct rule_pattern *p, int64_t day, struct arena *arena, int64_t *out)
{
	struct rrule r;
	const char *bad;
	int64_t *starts;
	size_t n;
	bool more;
	*out = 0;
	int err = rrule_parse(p->rule, &r, arena, &bad);
	if (!err)
		err = rrule_expand(&r, p->start, NULL, 0, OCCURRENCES_MAX, arena, &starts, &n, &more);
	if (err)
		return err;
	while ((size_t)*out < n && clock_local_day(starts[*out]) < day)
		++*out;
	return 0;
}

int64_t rule_count(const char *rule, struct arena *arena)
{
	struct rrule r;
	const char *bad;
	return rrule_parse(rule, &r, arena, &bad) == 0 ? r.count : 0;
}

int rule_count_from(const struct rule_pattern *p, int64_t day, int64_t n, struct arena *arena, const char **out)
{
	struct rrule r;
	struct rule_pattern open = *p;
	const char *bad;
	int64_t before = 0;
	*out = p->rule;
	int err = rrule_parse(p->rule, &r, arena, &bad);
	if (err || !r.count)
		return err;
	/* with a count that is large enough, what lies before the day does not depend on it */
	int64_t count = r.count;
	r.count = OCCURRENCES_MAX;
	err = write_rule(&r, arena, &open.rule);
	if (!err)
		err = rule_starts_before(&open, day, arena, &before);
	if (err || before + n == count)
		return err;
	r.count = before + n;
	return write_rule(&r, arena, out);
}
