/*
 * A text is read item by item, each by the first reader that knows it, and only when all is read is it decided what the
 * items say together: which Wednesday depends on the time that comes after it, and weeks make weekdays a pattern. Where
 * a dash between two numbers may be read in two ways, the whole text is read in both; it has two readings if both are
 * understood.
 */
#include "store/model/spoken.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/pattern.h"
#include "store/model/spoken_text.h"

#define EARLIEST_HOUR 7 /* of teaching: a smaller number alone is a period */

struct reading {
	const char *text;
	struct spoken_text folded;
	struct spoken_base base;
	int minute; /* of the day from which is looked: a time before it is late */
	unsigned flags;
	bool dashes; /* `10-12` is a date where no day was read */
	const char *p;
	/* what was read */
	bool has_days, has_span, has_end_days, has_end_time;
	struct spoken_days days, end_days;
	struct spoken_span span, end_span;
	struct spoken_when *out;
};

static int give_fault(struct reading *r, enum spoken_fault fault, const char *at)
{
	r->out->fault = fault;
	r->out->bad = at ? spoken_place(&r->folded, at, r->text) : r->text;
	return QUAD_EINVAL;
}

/* ---- weeks and periods ---- */

/* A copy of folded text for the readers of pattern.h, which want all of it. */
static bool read_set(const char *from, size_t len, int (*read)(const char *, uint64_t *, const char **), uint64_t *out)
{
	char copy[SPOKEN_MAX + 1];
	const char *bad;
	memcpy(copy, from, len);
	copy[len] = '\0';
	return read(copy, out, &bad) == 0;
}

/* The end of a list of numbers, ranges and marks, of which periods and weeks are made. */
static const char *skip_list(const char *p)
{
	static const char *const parts[] = {"第", "一", "二", "三", "四", "五", "六", "七",
	                                    "八", "九", "十", "-",  ",",  " ",  NULL};
	const char *end = p;
	for (;;) {
		bool blank = *p == ' ';
		if (*p >= '0' && *p <= '9')
			p++;
		else if (spoken_any(&p, parts) < 0)
			return end;
		if (!blank)
			end = p;
	}
}

/* True if a weekday's character follows 周, which is then the weekday's too: 5周三, 每周三. */
static bool is_weekday_han(const char *p)
{
	static const char *const weekdays[] = {"一", "二", "三", "四", "五", "六", "日", "天", NULL};
	return spoken_any(&p, weekdays) >= 0;
}

/* Where 单 or 单周 ends: a 周 belongs to it unless it is that of a weekday, as in 单周三 and 单周周三. */
static const char *find_parity_end(const char *p)
{
	static const char week[] = "周";
	const char *after = p;
	if (strncmp(p - strlen(week), week, strlen(week)) == 0)
		return is_weekday_han(p) ? p - strlen(week) : p;
	if (spoken_is(&after, week) && !is_weekday_han(after))
		return after;
	return p;
}

/* `odd`, 单周: bits of pattern_weeks that stay. 0 if it is not said. */
static uint64_t read_parity(const char **p)
{
	static const char *const odd[] = {"odd weeks", "odd", "单周", "单", NULL};
	static const char *const even[] = {"even weeks", "even", "双周", "双", NULL};
	static const char *const all[] = {"every week", "every", "all weeks", "weekly", "每周", "全周", NULL};
	const char *q = *p;
	spoken_blanks(&q);
	bool bracket = spoken_is(&q, "(");
	uint64_t keep = 0;
	if (spoken_any(&q, odd) >= 0)
		keep = UINT64_C(0xaaaaaaaaaaaaaaaa);
	else if (spoken_any(&q, even) >= 0)
		keep = UINT64_C(0x5555555555555555);
	else if (!bracket && spoken_any(&q, all) >= 0)
		keep = UINT64_MAX;
	if (bracket && !spoken_is(&q, ")"))
		return 0;
	if (keep)
		*p = find_parity_end(q);
	return keep;
}

static bool add_weeks(struct reading *r, uint64_t weeks)
{
	r->out->pattern.weeks |= weeks;
	r->out->has |= SPOKEN_WEEKS;
	return true;
}

/* The end of the text that pattern_weeks is to read, 5周, 第1-16周单周; NULL if it is not weeks. */
static const char *skip_weeks(const char *p)
{
	static const char *const counted[] = {"后", "前", "之", "以", "内", NULL};
	const char *end = skip_list(p);
	if (end == p)
		return NULL;
	p = end;
	if (read_parity(&p))
		return p;
	if (!spoken_is(&p, "周") || spoken_any(&p, counted) >= 0)
		return NULL;
	if (is_weekday_han(p))
		return end;
	read_parity(&p);
	return p;
}

/* `week 5`, `weeks 1-16 odd`. */
static bool read_named_weeks(struct reading *r)
{
	static const char *const words[] = {"weeks", "week", "wk", NULL};
	const char *q = r->p;
	uint64_t weeks;
	if (spoken_any(&q, words) < 0)
		return false;
	spoken_blanks(&q);
	const char *end = skip_list(q);
	if (!read_set(q, (size_t)(end - q), pattern_weeks, &weeks))
		return false;
	uint64_t keep = read_parity(&end);
	weeks &= keep ? keep : UINT64_MAX;
	r->p = end;
	return weeks != 0 && add_weeks(r, weeks);
}

/* 单周, `every`, of the weeks that were said before or of all. */
static bool read_parity_alone(struct reading *r)
{
	const char *q = r->p;
	uint64_t keep = read_parity(&q);
	if (!keep)
		return false;
	r->p = q;
	if (r->out->pattern.weeks) {
		r->out->pattern.weeks &= keep;
		return r->out->pattern.weeks != 0;
	}
	r->out->all_weeks = true;
	return add_weeks(r, keep & ((UINT64_C(2) << PATTERN_WEEK_MAX) - 2));
}

static bool read_weeks(struct reading *r)
{
	const char *end = skip_weeks(r->p);
	uint64_t weeks;
	if (end && read_set(r->p, (size_t)(end - r->p), pattern_weeks, &weeks)) {
		r->p = end;
		return add_weeks(r, weeks);
	}
	return read_named_weeks(r) || read_parity_alone(r);
}

static bool read_periods(struct reading *r)
{
	static const char *const words[] = {"periods", "period", NULL};
	const char *q = r->p;
	bool named = spoken_any(&q, words) >= 0;
	spoken_blanks(&q);
	const char *end = skip_list(q), *after = end;
	spoken_blanks(&after);
	if (!named && !spoken_is(&after, "节"))
		return false;
	if (!read_set(q, (size_t)(end - q), pattern_periods, &r->out->pattern.periods))
		return false;
	if (!named)
		spoken_is(&after, "课");
	r->p = named ? end : after;
	r->out->has |= SPOKEN_PERIODS;
	return true;
}

/* ---- items ---- */

static bool read_length(struct reading *r)
{
	static const char *const counted[] = {"后", "前", "之", "以", "ago", NULL};
	const char *q = r->p;
	int64_t len;
	bool said = spoken_is(&q, "for");
	spoken_blanks(&q);
	if (r->out->len_min || r->span.has_to || r->has_end_days)
		return false;
	if (!spoken_read_length(&q, &len))
		return false;
	const char *after = q;
	spoken_blanks(&after);
	if (!said && spoken_any(&after, counted) >= 0)
		return false;
	r->p = q;
	r->out->len_min = len;
	return true;
}

/* The end of a span of days: `- Fri`, `to 3 Dec 10:00`. */
static void read_end_days(struct reading *r)
{
	const char *q = r->p;
	struct spoken_base from = {r->base.today, spoken_first_day(&r->days, r->base, r->flags, false)};
	if (r->has_end_days || r->out->len_min || !spoken_read_dash(&q))
		return;
	if (!spoken_read_days(&q, from, 0, true, &r->end_days))
		return;
	r->has_end_days = true;
	r->p = q;
	spoken_blanks(&q);
	if (!spoken_read_span(&q, true, &r->end_span) || r->end_span.has_to)
		return;
	r->has_end_time = true;
	r->p = q;
}

static bool read_days(struct reading *r)
{
	if (r->has_days || !spoken_read_days(&r->p, r->base, r->flags, r->dashes, &r->days))
		return false;
	r->has_days = true;
	read_end_days(r);
	return true;
}

/* A weekday beside the date that it is. */
static bool read_same_day(struct reading *r)
{
	struct spoken_days more;
	const char *q = r->p;
	if (!r->has_days || !spoken_read_days(&q, r->base, r->flags, false, &more))
		return false;
	const struct spoken_days *date = more.is_date ? &more : &r->days, *weekday = more.is_date ? &r->days : &more;
	if (!date->is_date || weekday->is_date || weekday->has_week || weekday->weekdays == 0)
		return false;
	if (!(weekday->weekdays >> clock_weekday(date->day) & 1)) {
		r->out->readings[0] = date->day;
		give_fault(r, SPOKEN_OTHER_WEEKDAY, r->p);
		return false;
	}
	r->days = *date;
	r->p = q;
	return true;
}

static bool read_span(struct reading *r)
{
	bool bare = r->has_days || r->out->has & SPOKEN_WEEKS;
	struct spoken_span span;
	const char *q = r->p;
	if (r->has_span || !spoken_read_span(&q, bare, &span) || (span.has_to && (r->out->len_min || r->has_end_days)))
		return false;
	r->has_span = true;
	r->span = span;
	r->p = q;
	if (!span.has_to && r->has_days)
		read_end_days(r);
	return true;
}

static void skip_words(struct reading *r)
{
	static const char *const words[] = {" ", ",", "(", ")", "on", "at", "from", "t", "的", "在", "从", "于", NULL};
	while (spoken_any(&r->p, words) >= 0)
		;
}

static int read_items(struct reading *r)
{
	static bool (*const readers[])(struct reading *) = {
		read_periods, read_weeks, read_length, read_same_day, read_days, read_span,
	};
	r->p = r->folded.s;
	for (skip_words(r); *r->p; skip_words(r)) {
		const char *at = r->p;
		size_t i = 0;
		while (i < sizeof readers / sizeof readers[0] && !readers[i](r) && !r->out->fault)
			i++;
		if (r->out->fault)
			return QUAD_EINVAL;
		if (r->p == at)
			return give_fault(r, SPOKEN_UNKNOWN, at);
	}
	return 0;
}

/* ---- what the items say together ---- */

static int find_instant(struct reading *r, int64_t day, int minute, int64_t *out)
{
	int err = clock_from_minute(day, minute, out);
	if (!err)
		return 0;
	r->out->readings[0] = *out;
	r->out->day = day;
	r->out->pattern.from_min = minute;
	give_fault(r, SPOKEN_CLOCK, NULL);
	return err;
}

/* Numbers alone, beside weeks, are periods; those that may be hours too are refused. */
static int give_periods(struct reading *r)
{
	struct week_pattern *p = &r->out->pattern;
	int first = p->from_min / 60, last = p->to_min ? p->to_min / 60 : first;
	for (int i = first; i <= last; i++)
		p->periods |= UINT64_C(1) << i;
	if (first >= EARLIEST_HOUR || first == 0)
		return give_fault(r, SPOKEN_TIMES_OR_PERIODS, NULL);
	p->from_min = p->to_min = 0;
	r->out->has = SPOKEN_WEEKS | SPOKEN_PERIODS;
	return 0;
}

/* Times of a pattern, or the numbers alone that are its periods. */
static int give_pattern_times(struct reading *r)
{
	struct week_pattern *p = &r->out->pattern;
	int64_t to = r->span.has_to ? r->span.to : 0;
	if (!r->has_span)
		return 0;
	if (r->out->len_min)
		to = r->span.from + r->out->len_min;
	if (p->periods || r->span.next_day || to > DAY_MIN)
		return give_fault(r, SPOKEN_UNKNOWN, NULL);
	if (to && to <= r->span.from)
		return give_fault(r, SPOKEN_BACKWARDS, NULL);
	p->from_min = r->span.from;
	p->to_min = (int)to;
	r->out->has |= to ? SPOKEN_TIME | SPOKEN_END : SPOKEN_TIME;
	return r->span.is_bare && !r->out->len_min ? give_periods(r) : 0;
}

static int resolve_pattern(struct reading *r)
{
	if (!r->has_days || r->days.weekdays == 0)
		return give_fault(r, SPOKEN_NO_WEEKDAY, NULL);
	if (r->days.is_date || r->days.has_week || r->has_end_days)
		return give_fault(r, SPOKEN_UNKNOWN, NULL);
	r->out->pattern.weekdays = r->days.weekdays;
	return give_pattern_times(r);
}

/* The day of a time that comes without one. */
static int64_t day_of_time(const struct reading *r, bool late)
{
	if (r->flags & SPOKEN_PAST)
		return late || !r->has_span ? r->base.from : r->base.from - 1;
	return late && !(r->flags & SPOKEN_NEAREST) ? r->base.from + 1 : r->base.from;
}

/* The last day that is said, for an end without a day the first. */
static int64_t last_day(const struct reading *r)
{
	struct spoken_base from = {r->base.today, r->out->day};
	if (r->has_end_days)
		return spoken_first_day(&r->end_days, from, 0, false);
	return r->has_days ? spoken_last_day(&r->days, r->out->day) : r->out->day;
}

static int find_end(struct reading *r)
{
	struct spoken_when *w = r->out;
	int64_t last = last_day(r);
	w->end = r->has_span ? 0 : clock_day_start(last + 1);
	if (!w->len_min && !r->span.has_to && !r->has_end_time)
		return r->has_span && r->has_end_days ? give_fault(r, SPOKEN_UNKNOWN, NULL) : 0;
	w->has |= SPOKEN_END;
	w->end = w->start + w->len_min;
	if (r->span.has_to)
		return find_instant(r, r->span.next_day ? w->day + 1 : w->day, r->span.to, &w->end);
	return r->has_end_time ? find_instant(r, last, r->end_span.from, &w->end) : 0;
}

static int resolve_end(struct reading *r)
{
	int err = find_end(r);
	if (err)
		return err;
	bool has_end = r->out->has & SPOKEN_END || !r->has_span;
	return has_end && r->out->end <= r->out->start ? give_fault(r, SPOKEN_BACKWARDS, NULL) : 0;
}

/* A fault of the days as they are said, without regard to when now is. */
static int check_days(struct reading *r)
{
	const struct spoken_days *d = &r->days;
	bool has_hours = r->has_span || r->out->pattern.periods;
	if (d->is_unsure) {
		memcpy(r->out->readings, d->readings, sizeof d->readings);
		return give_fault(r, SPOKEN_TWO_DATES, NULL);
	}
	if (!r->has_days)
		return has_hours ? 0 : give_fault(r, SPOKEN_UNKNOWN, NULL);
	if (d->is_date)
		return 0;
	bool is_list = (d->weekdays & (d->weekdays - 1)) && !d->is_range;
	bool is_span = d->is_range || d->weekdays == 0;
	return is_list || (is_span && has_hours) ? give_fault(r, SPOKEN_WEEKDAYS, NULL) : 0;
}

static int resolve_days(struct reading *r)
{
	struct spoken_when *w = r->out;
	bool late = r->has_span && r->span.from < r->minute;
	int err = check_days(r);
	if (err)
		return err;
	if (r->has_days)
		w->has |= SPOKEN_DAY;
	w->day = r->has_days ? spoken_first_day(&r->days, r->base, r->flags, late) : day_of_time(r, late);
	w->start = clock_day_start(w->day);
	if (r->has_span) {
		w->has |= SPOKEN_TIME;
		err = find_instant(r, w->day, r->span.from, &w->start);
	}
	return err ? err : resolve_end(r);
}

/* The whole text, dashes between numbers read as of dates or of times. */
static int read_all(struct reading *r, const char *text, bool dashes, struct spoken_when *out)
{
	*out = (struct spoken_when){.pattern.term = ""};
	r->out = out;
	r->dashes = dashes;
	r->has_days = r->has_span = r->has_end_days = r->has_end_time = false;
	r->days = r->end_days = (struct spoken_days){0};
	r->span = r->end_span = (struct spoken_span){0};
	r->text = text;
	int err = read_items(r);
	if (!err)
		err = out->has & SPOKEN_WEEKS ? resolve_pattern(r) : resolve_days(r);
	return err;
}

/*
 * True for `2026-12-02 08:00-10:00`: by its blank an interval as words_interval writes it, though clock_parse would
 * take
 * `-10:00` for an offset.
 */
static bool is_interval(const char *text)
{
	int from, to;
	char start[] = "00:00";
	const char *dash = strrchr(text, '-');
	if (!strchr(text, ' ') || !dash || dash - text < 5)
		return false;
	memcpy(start, dash - 5, 5);
	return clock_parse_time(start, &from) == 0 && clock_parse_time(dash + 1, &to) == 0 && from < to;
}

/* A date and time as programs write them. */
static bool read_exact(const char *text, struct spoken_when *out, int *err)
{
	*out = (struct spoken_when){.pattern.term = ""};
	if (is_interval(text))
		return false;
	*err = clock_parse(text, &out->start);
	out->has = SPOKEN_DAY | SPOKEN_TIME | SPOKEN_EXACT;
	if (*err == 0) {
		out->day = clock_local_day(out->start);
		return true;
	}
	if (*err == QUAD_EGAP || *err == QUAD_ETWICE) {
		*out = (struct spoken_when){.fault = SPOKEN_CLOCK, .bad = text, .readings = {out->start, 0}};
		return true;
	}
	*err = clock_parse_date(text, &out->day);
	if (*err)
		return false;
	out->has = SPOKEN_DAY | SPOKEN_EXACT;
	out->start = clock_day_start(out->day);
	out->end = clock_day_start(out->day + 1);
	return true;
}

static bool is_same(const struct spoken_when *a, const struct spoken_when *b)
{
	return a->has == b->has && a->start == b->start && a->end == b->end;
}

/* Which of two readings holds, as_times or as_date; both are understood, or neither. */
static int choose_reading(struct reading *r, const struct spoken_when *as_date, int err_date, struct spoken_when *out,
                          int err_times)
{
	if (!err_date && (err_times || r->flags & SPOKEN_START_ONLY)) {
		*out = *as_date;
		return 0;
	}
	if (err_date && err_times) {
		if (as_date->bad > out->bad || as_date->fault == SPOKEN_TWO_DATES)
			*out = *as_date;
		return as_date->bad > out->bad ? err_date : err_times;
	}
	if (err_times || err_date || is_same(as_date, out))
		return err_times;
	int from = r->span.from, to = r->span.to;
	*out = (struct spoken_when){.readings = {as_date->day, 0}, .pattern = {"", 0, 0, 0, from, to}};
	r->out = out;
	return give_fault(r, SPOKEN_TIMES_OR_DATE, NULL);
}

int spoken_until(const char *text, int64_t now, int64_t start, unsigned flags, struct spoken_when *out)
{
	struct reading r = {
		.base = {clock_local_day(now), clock_local_day(start)},
		.minute = clock_local_minute(start),
		.flags = flags,
	};
	struct spoken_when as_date;
	int err;
	if (read_exact(text, out, &err))
		return err;
	*out = (struct spoken_when){.pattern.term = "", .fault = SPOKEN_UNKNOWN, .bad = text};
	if (spoken_fold(text, &r.folded) != 0)
		return QUAD_EINVAL;
	int err_date = read_all(&r, text, true, &as_date);
	err = read_all(&r, text, false, out);
	err = choose_reading(&r, &as_date, err_date, out, err);
	if (err)
		out->has = 0;
	return err;
}

int spoken_when(const char *text, int64_t now, unsigned flags, struct spoken_when *out)
{
	return spoken_until(text, now, now, flags, out);
}

int64_t spoken_week_day(const struct spoken_when *w, int64_t first_monday)
{
	int week = 1, weekday = 1;
	while (week < 63 && !(w->pattern.weeks >> week & 1))
		week++;
	while (weekday < 7 && !(w->pattern.weekdays >> weekday & 1))
		weekday++;
	return first_monday + (int64_t)(week - 1) * 7 + weekday - 1;
}
