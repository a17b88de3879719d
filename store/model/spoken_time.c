/*
 * A time of day is a half of the day (before the number in Chinese, after it in English), an hour and minutes. The half
 * is kept beside the hour until both ends of a span are read, since one end may say it for both.
 *
 * Must not know: days, zones.
 */
#include "store/model/spoken_time.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/spoken_text.h"

enum half {
	HALF_NONE,
	HALF_AM,      /* 12 am is midnight */
	HALF_MORNING, /* 上午12点 is noon */
	HALF_NOON,
	HALF_PM,
	HALF_EVENING, /* 晚上12点 ends the day */
};

struct day_time {
	int hour, minute;
	enum half half;
	bool is_bare;
};

static const struct {
	const char *word;
	enum half half;
} halves[] = {
	{"上午", HALF_MORNING}, {"早上", HALF_MORNING}, {"早晨", HALF_MORNING}, {"清晨", HALF_MORNING},
	{"早", HALF_MORNING},   {"凌晨", HALF_AM},      {"中午", HALF_NOON},    {"正午", HALF_NOON},
	{"下午", HALF_PM},      {"午后", HALF_PM},      {"傍晚", HALF_PM},      {"晚上", HALF_EVENING},
	{"夜里", HALF_EVENING}, {"晚", HALF_EVENING},
};

static enum half read_half_before(const char **p)
{
	for (size_t i = 0; i < sizeof halves / sizeof halves[0]; i++)
		if (spoken_is(p, halves[i].word))
			return halves[i].half;
	return HALF_NONE;
}

static enum half read_half_after(const char **p)
{
	static const char *const am[] = {"am", "a.m.", "a.m", NULL};
	static const char *const pm[] = {"pm", "p.m.", "p.m", NULL};
	const char *q = *p;
	enum half half = HALF_NONE;
	spoken_blanks(&q);
	if (spoken_any(&q, am) >= 0)
		half = HALF_AM;
	else if (spoken_any(&q, pm) >= 0)
		half = HALF_PM;
	if (half)
		*p = q;
	return half;
}

/* True if what follows a number makes a length of it. */
static bool is_unit(const char *p)
{
	static const char *const units[] = {"小时", "个", "分钟", "天", "钟头", "h", "m", "min", "hours", "hour", NULL};
	return spoken_any(&p, units) >= 0;
}

/* What may follow 点: 半, 一刻, 三刻, 整, 30, 30分. */
static bool read_after_hour(const char **p, int *out_minute)
{
	const char *q = *p;
	*out_minute = 0;
	spoken_is(&q, "钟");
	spoken_is(&q, "整");
	*p = q;
	if (spoken_is(&q, "半")) {
		if (is_unit(q)) /* 10点半小时: for half an hour */
			return true;
		*out_minute = 30;
	} else if (spoken_is(&q, "一刻")) {
		*out_minute = 15;
	} else if (spoken_is(&q, "三刻")) {
		*out_minute = 45;
	} else {
		spoken_is(&q, "零");
		const char *digits = q;
		if (!spoken_number(&q, out_minute))
			return true;
		if (is_unit(q) || (!spoken_is(&q, "分") && q - digits < 2)) {
			*out_minute = 0;
			return true;
		}
	}
	*p = q;
	return *out_minute < 60;
}

/* `:30`, with seconds that are 0. */
static bool read_after_colon(const char **p, int *out_minute)
{
	const char *digits = *p;
	if (!spoken_digits(p, 2, out_minute) || *p - digits != 2 || *out_minute > 59)
		return false;
	return !spoken_is(p, ":") || spoken_is(p, "00");
}

/* True if the four digits before this place begin a date: 2026 of 2026-13-02. */
static bool is_year(const char *p)
{
	int n;
	char mark = *p;
	if (!mark || !strchr("-/.", mark))
		return false;
	p++;
	return spoken_digits(&p, 2, &n) && *p == mark;
}

static bool read_hour(const char **p, struct day_time *out)
{
	const char *digits = *p;
	if (!spoken_number(p, &out->hour))
		return false;
	if (spoken_is(p, ":"))
		return read_after_colon(p, &out->minute);
	const char *q = *p;
	spoken_blanks(&q);
	if (spoken_is(&q, "点") || spoken_is(&q, "时")) {
		*p = q;
		return read_after_hour(p, &out->minute);
	}
	if (*p - digits == 4 && *digits >= '0' && *digits <= '9') {
		if (is_year(*p))
			return false;
		out->minute = out->hour % 100;
		out->hour /= 100;
		return out->minute < 60;
	}
	out->is_bare = *p - digits <= 2;
	return out->is_bare;
}

/* True if a number of an hour may end here. */
static bool ends_number(const char *p)
{
	return !*p || strchr(" ,-", *p);
}

static bool read_time(const char **p, struct day_time *out)
{
	static const char *const noons[] = {"noon", "midday", "中午", "正午", NULL};
	const char *q = *p;
	*out = (struct day_time){.half = read_half_before(&q)};
	enum half before = out->half;
	spoken_blanks(&q);
	if (!read_hour(&q, out)) {
		*out = (struct day_time){.hour = 12};
		return spoken_any(p, noons) >= 0;
	}
	if (!before)
		out->half = read_half_after(&q);
	if (out->half)
		out->is_bare = false;
	if (out->is_bare && !ends_number(q))
		return false;
	if (out->hour > 24 || (out->hour == 24 && out->minute))
		return false;
	*p = q;
	return true;
}

/* True if the half of the day has such an hour. */
static bool has_hour(enum half half, int hour)
{
	switch (half) {
	case HALF_NONE: return true;
	case HALF_AM:
	case HALF_MORNING: return hour <= 12;
	case HALF_NOON: return hour >= 10 ? hour <= 15 : hour >= 1 && hour <= 3;
	case HALF_PM:
	case HALF_EVENING: return hour > 0;
	}
	return false;
}

/* The hours that the half of the day adds to the hour as it is said. */
static int added_hours(enum half half, int hour)
{
	switch (half) {
	case HALF_NONE:
	case HALF_MORNING: return 0;
	case HALF_AM: return hour == 12 ? -12 : 0;
	case HALF_NOON: return hour < 10 ? 12 : 0;
	case HALF_PM: return hour < 12 ? 12 : 0;
	case HALF_EVENING: return hour <= 12 ? 12 : 0;
	}
	return 0;
}

/* The minute of the day; -1 for an hour that the half does not have. */
static int minute_of(const struct day_time *t)
{
	if (!has_hour(t->half, t->hour))
		return -1;
	int minute = (t->hour + added_hours(t->half, t->hour)) * 60 + t->minute;
	return minute > DAY_MIN ? -1 : minute;
}

/* The half that an end without one has after such a start. */
static enum half half_of_end(const struct day_time *start, const struct day_time *end)
{
	if (end->half || end->hour > 12 || !start->half)
		return end->half;
	if (start->half == HALF_EVENING)
		return HALF_EVENING;
	if (start->half >= HALF_NOON || minute_of(end) <= minute_of(start))
		return HALF_PM;
	return HALF_NONE;
}

/* `2-4pm` is in the afternoon, `10-2pm` is not. */
static enum half half_of_start(const struct day_time *start, const struct day_time *end)
{
	struct day_time as_end = *start;
	as_end.half = end->half;
	if (start->half || !start->is_bare || start->hour > 12 || !end->half)
		return start->half;
	return minute_of(&as_end) < minute_of(end) ? end->half : HALF_NONE;
}

static void share_half(struct day_time *start, struct day_time *end)
{
	enum half half = half_of_start(start, end);
	end->half = half_of_end(start, end);
	start->half = half;
}

bool spoken_read_dash(const char **p)
{
	static const char *const words[] = {"-", "to", "until", "till", NULL};
	const char *q = *p;
	spoken_blanks(&q);
	if (spoken_any(&q, words) < 0)
		return false;
	spoken_blanks(&q);
	*p = q;
	return true;
}

/* True if the number before this place is of a date: 12 of 12-03. */
static bool begins_date(const char *p)
{
	return *p && strchr("-/.", *p);
}

/* The second time, after a dash: true, and *p after it, if there is one. */
static bool read_end(const char **p, struct day_time *out)
{
	const char *q = *p;
	*out = (struct day_time){0};
	if (!spoken_read_dash(&q) || !read_time(&q, out) || begins_date(q))
		return false;
	*p = q;
	return true;
}

bool spoken_read_span(const char **p, bool bare, struct spoken_span *out)
{
	struct day_time start, end;
	const char *q = *p;
	*out = (struct spoken_span){0};
	if (!read_time(&q, &start))
		return false;
	out->has_to = read_end(&q, &end);
	if (!out->has_to && start.is_bare && !bare)
		return false;
	if (out->has_to)
		share_half(&start, &end);
	out->from = minute_of(&start);
	out->to = out->has_to ? minute_of(&end) : 0;
	if (out->from < 0 || out->to < 0)
		return false;
	out->is_bare = start.is_bare && (!out->has_to || end.is_bare);
	out->next_day = out->to <= out->from && start.half >= HALF_PM && end.half == HALF_AM;
	*p = q;
	return true;
}

/* ---- lengths ---- */

static const char *const unit_days[] = {"d", "day", "days", "天", NULL};
static const char *const unit_hours[] = {"h", "hr", "hrs", "hour", "hours", "小时", "个小时", "钟头", "个钟头", NULL};
static const char *const unit_minutes[] = {"m", "min", "mins", "minute", "minutes", "分钟", "分", NULL};
static const char *const unit_quarters[] = {"刻钟", NULL};

/* The minutes of a unit; 0 where there is none. */
static int skip_unit(const char **p)
{
	const char *q = *p;
	int unit = 0;
	spoken_blanks(&q);
	if (spoken_any(&q, unit_minutes) >= 0)
		unit = 1;
	else if (spoken_any(&q, unit_quarters) >= 0)
		unit = 15;
	else if (spoken_any(&q, unit_hours) >= 0)
		unit = 60;
	else if (spoken_any(&q, unit_days) >= 0)
		unit = DAY_MIN;
	if (unit)
		*p = q;
	return unit;
}

/* `half an hour`, `an hour`, 半小时, 半个小时. */
static int read_spoken_length(const char **p)
{
	static const char *const half[] = {"half an hour", "半小时", "半个小时", "半个钟头", NULL};
	static const char *const hour[] = {"an hour", NULL};
	if (spoken_any(p, half) >= 0)
		return 30;
	return spoken_any(p, hour) >= 0 ? 60 : 0;
}

/* A number and its unit: hundredths of it where there is a point, a half after it. 0 if there is none. */
static int64_t read_amount(const char **p, int *unit)
{
	const char *q = *p;
	int n, part = 0;
	if (!spoken_number(&q, &n))
		return 0;
	const char *point = q;
	if (spoken_is(&q, ".")) {
		const char *digits = q;
		if (!spoken_digits(&q, 2, &part))
			return 0;
		part *= q - digits == 1 ? 10 : 1;
	}
	bool half = q == point && spoken_is(&q, "个半");
	*unit = skip_unit(&q);
	if (*unit == 0 || (half && *unit != 60))
		return 0;
	if (*unit == 60 && !half && spoken_is(&q, "半"))
		half = true;
	*p = q;
	return (int64_t)n * *unit + part * *unit / 100 + (half ? *unit / 2 : 0);
}

/* Minutes after hours, without a unit: `1h30`. */
static int read_rest(const char **p)
{
	const char *q = *p;
	int n;
	if (!spoken_digits(&q, 2, &n) || n > 59 || !ends_number(q))
		return 0;
	*p = q;
	return n;
}

bool spoken_read_length(const char **p, int64_t *out_min)
{
	const char *q = *p;
	int unit = 0, last = INT32_MAX;
	*out_min = read_spoken_length(&q);
	if (*out_min > 0) {
		*p = q;
		return true;
	}
	for (;;) {
		const char *at = q;
		spoken_blanks(&at);
		int64_t n = read_amount(&at, &unit);
		if (n == 0 || unit >= last)
			break;
		*out_min += n;
		last = unit;
		q = at;
	}
	if (last == 60)
		*out_min += read_rest(&q);
	if (*out_min <= 0 || *out_min >= CLOCK_MAX_MIN)
		return false;
	*p = q;
	return true;
}

/* ---- whole texts ---- */

int spoken_time(const char *text, int *out_minute)
{
	struct spoken_text t;
	struct spoken_span span;
	if (clock_parse_time(text, out_minute) == 0)
		return 0;
	if (spoken_fold(text, &t) != 0)
		return QUAD_EINVAL;
	const char *p = t.s;
	spoken_blanks(&p);
	if (!spoken_read_span(&p, true, &span) || span.has_to)
		return QUAD_EINVAL;
	spoken_blanks(&p);
	if (*p)
		return QUAD_EINVAL;
	*out_minute = span.from;
	return 0;
}

int spoken_length(const char *text, int64_t *out_min)
{
	struct spoken_text t;
	if (clock_parse_duration(text, out_min) == 0)
		return 0;
	if (spoken_fold(text, &t) != 0)
		return QUAD_EINVAL;
	const char *p = t.s;
	int64_t min;
	spoken_blanks(&p);
	if (!spoken_read_length(&p, &min))
		return QUAD_EINVAL;
	spoken_blanks(&p);
	if (*p)
		return QUAD_EINVAL;
	*out_min = min;
	return 0;
}
