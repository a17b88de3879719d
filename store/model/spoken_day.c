/*
 * Readers of one form each, tried in order: words for days near today, dates with a year, dates without one, weekdays.
 *
 * Must not know: times of day, terms, zones.
 */
#include "store/model/spoken_day.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/spoken_text.h"

#define LOOK_YEARS 1 /* how far from there a date without a year may lie */

static const char *const month_names[] = {"january", "february",  "march",   "april",    "may",      "june", "july",
                                          "august",  "september", "october", "november", "december", NULL};
static const char *const weekday_names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                            "friday", "saturday", "sunday",    NULL};
static const char *const weekday_han[] = {"一", "二", "三", "四", "五", "六", "日", "天", NULL};
static const char *const weekday_prefixes[] = {"周", "星期", "礼拜", NULL};

struct reader {
	int64_t today, from;
	unsigned flags;
	bool dashes;
	struct spoken_days *out;
};

static bool give_day(struct reader *r, int64_t day)
{
	r->out->is_date = true;
	r->out->day = day;
	return true;
}

static bool give_date(struct reader *r, int year, int month, int day)
{
	return clock_date_valid(year, month, day) && give_day(r, clock_day_number(year, month, day));
}

/* True if candidate is nearer than best to where the reader looks from, as the flags say. */
static bool is_better(const struct reader *r, int64_t candidate, int64_t best, bool has_best)
{
	int64_t far = candidate - r->from, best_far = best - r->from;
	if (r->flags & SPOKEN_PAST)
		return far <= 0 && (!has_best || far > best_far);
	if (!(r->flags & SPOKEN_NEAREST))
		return far >= 0 && (!has_best || far < best_far);
	far = far < 0 ? -far : far;
	best_far = best_far < 0 ? -best_far : best_far;
	return !has_best || far < best_far;
}

/* The date of a month and day without a year. */
static bool find_year(const struct reader *r, int month, int day, int64_t *out)
{
	struct wall now;
	bool found = false;
	clock_day_civil(r->from, &now);
	for (int year = now.year - LOOK_YEARS; year <= now.year + LOOK_YEARS; year++) {
		if (!clock_date_valid(year, month, day))
			continue;
		int64_t candidate = clock_day_number(year, month, day);
		if (!is_better(r, candidate, *out, found))
			continue;
		*out = candidate;
		found = true;
	}
	return found;
}

static bool give_month_day(struct reader *r, int month, int day)
{
	int64_t at = 0;
	return find_year(r, month, day, &at) && give_day(r, at);
}

/* A day of the month alone: within a year there is one. */
static bool give_month_day_alone(struct reader *r, int day)
{
	struct wall now;
	int64_t at = 0;
	bool found = false;
	clock_day_civil(r->from, &now);
	for (int shift = -12; shift <= 12; shift++) {
		int months = now.year * 12 + now.month - 1 + shift;
		if (!clock_date_valid(months / 12, months % 12 + 1, day))
			continue;
		int64_t candidate = clock_day_number(months / 12, months % 12 + 1, day);
		if (!is_better(r, candidate, at, found))
			continue;
		at = candidate;
		found = true;
	}
	return found && give_day(r, at);
}

/* Two numbers of which either may be the month. year: 0 if there is none. */
static bool give_either(struct reader *r, int a, int b, int year)
{
	bool a_first = year ? clock_date_valid(year, a, b) : find_year(r, a, b, &r->out->readings[0]);
	bool b_first = year ? clock_date_valid(year, b, a) : find_year(r, b, a, &r->out->readings[1]);
	if (year && a_first)
		r->out->readings[0] = clock_day_number(year, a, b);
	if (year && b_first)
		r->out->readings[1] = clock_day_number(year, b, a);
	if (!a_first && !b_first)
		return false;
	give_day(r, r->out->readings[a_first ? 0 : 1]);
	r->out->is_unsure = a_first && b_first && a != b;
	return true;
}

/* ---- near today ---- */

static const struct {
	const char *word;
	int days;
} near_words[] = {
	{"today", 0},
	{"tomorrow", 1},
	{"tmr", 1},
	{"yesterday", -1},
	{"the day after tomorrow", 2},
	{"day after tomorrow", 2},
	{"the day before yesterday", -2},
	{"day before yesterday", -2},
	{"今天", 0},
	{"今日", 0},
	{"明天", 1},
	{"明日", 1},
	{"听日", 1},
	{"聽日", 1},
	{"后天", 2},
	{"后日", 2},
	{"大后天", 3},
	{"昨天", -1},
	{"昨日", -1},
	{"前天", -2},
	{"前日", -2},
	{"大前天", -3},
};

/* 今晚, 明早: the half of the day is left to read. */
static const struct {
	const char *word;
	int days;
} near_halves[] = {{"今", 0}, {"明", 1}, {"昨", -1}};

static bool read_near_word(const char **p, struct reader *r)
{
	for (size_t i = 0; i < sizeof near_words / sizeof near_words[0]; i++)
		if (spoken_is(p, near_words[i].word))
			return give_day(r, r->today + near_words[i].days);
	for (size_t i = 0; i < sizeof near_halves / sizeof near_halves[0]; i++) {
		const char *q = *p;
		if (!spoken_is(&q, near_halves[i].word))
			continue;
		const char *half = q;
		if (!spoken_is(&half, "早") && !spoken_is(&half, "晚"))
			continue;
		*p = q;
		return give_day(r, r->today + near_halves[i].days);
	}
	return false;
}

/* The days of a unit: 0 where there is none. */
static int skip_unit_of_days(const char **p)
{
	static const char *const days[] = {"d", "day", "days", "天", "日", NULL};
	static const char *const weeks[] = {"w", "week", "weeks", "周", "个星期", "星期", "个礼拜", "礼拜", NULL};
	const char *q = *p;
	spoken_blanks(&q);
	int unit = 0;
	if (spoken_any(&q, days) >= 0)
		unit = 1;
	else if (spoken_any(&q, weeks) >= 0)
		unit = 7;
	if (unit)
		*p = q;
	return unit;
}

/* `+3`, `-1`, `+2w`. */
static bool read_signed(const char **p, struct reader *r)
{
	const char *q = *p;
	int n, sign = *q == '-' ? -1 : 1;
	if (*q != '+' && *q != '-')
		return false;
	q++;
	if (!spoken_digits(&q, 4, &n))
		return false;
	int unit = skip_unit_of_days(&q);
	if (*q && *q != ' ' && *q != ',')
		return false;
	*p = q;
	return give_day(r, r->today + (int64_t)sign * n * (unit ? unit : 1));
}

/* `in 3 days`, `2 weeks ago`, 三天后, 两周前. */
static bool read_counted(const char **p, struct reader *r)
{
	static const char *const after[] = {"后", "之后", "以后", NULL};
	static const char *const before[] = {"前", "之前", "以前", "ago", NULL};
	const char *q = *p;
	int n, sign = 0;
	if (spoken_is(&q, "in"))
		sign = 1;
	spoken_blanks(&q);
	if (!spoken_number(&q, &n))
		return false;
	int unit = skip_unit_of_days(&q);
	if (unit == 0 || n > 9999)
		return false;
	spoken_blanks(&q);
	if (sign == 0 && spoken_any(&q, after) >= 0)
		sign = 1;
	else if (sign == 0 && spoken_any(&q, before) >= 0)
		sign = -1;
	if (sign == 0)
		return false;
	*p = q;
	return give_day(r, r->today + (int64_t)sign * n * unit);
}

/* ---- dates ---- */

static bool read_day_word(const char **p)
{
	return spoken_is(p, "日") || spoken_is(p, "号");
}

/* `2026-12-02`, 2026年12月2日. */
static bool read_full_date(const char **p, struct reader *r)
{
	const char *q = *p;
	int year, month, day;
	if (!spoken_digits(&q, 4, &year) || q - *p != 4)
		return false;
	char mark = *q;
	if (spoken_is(&q, "年"))
		mark = 0;
	else if (mark == '-' || mark == '/' || mark == '.')
		q++;
	else
		return false;
	spoken_blanks(&q);
	if (!spoken_number(&q, &month))
		return false;
	if (mark ? *q != mark : !spoken_is(&q, "月"))
		return false;
	q += mark != 0;
	if (!spoken_number(&q, &day) || !give_date(r, year, month, day))
		return false;
	read_day_word(&q);
	*p = q;
	return true;
}

/* 12月3日, 12月3号, 下个月3号, 3号. */
static bool read_han_date(const char **p, struct reader *r)
{
	static const char *const months[] = {"本月", "这个月", "下月", "下个月", "上月", "上个月", NULL};
	struct wall now;
	const char *q = *p;
	int day, month, relative = spoken_any(&q, months);
	if (relative >= 0) {
		static const int shifts[] = {0, 0, 1, 1, -1, -1};
		if (!spoken_number(&q, &day) || !read_day_word(&q))
			return false;
		clock_day_civil(r->today, &now);
		int at = now.year * 12 + now.month - 1 + shifts[relative];
		*p = q;
		return give_date(r, at / 12, at % 12 + 1, day);
	}
	if (!spoken_number(&q, &month))
		return false;
	if (read_day_word(&q)) {
		*p = q;
		return give_month_day_alone(r, month);
	}
	if (!spoken_is(&q, "月"))
		return false;
	if (!spoken_number(&q, &day))
		return false;
	read_day_word(&q);
	*p = q;
	return give_month_day(r, month, day);
}

/* True where a date of digits may end: nothing follows that makes a time, a length or a list of it. */
static bool ends_date(const char *p)
{
	static const char *const halves[] = {"上", "中", "下", "早", "晚", "凌", "周", "星期", "礼拜", "的", "t", NULL};
	return !*p || strchr(" ,()", *p) || spoken_any(&p, halves) >= 0;
}

/* A year after a mark, at most: 0 if there is none. */
static bool read_year_after(const char **p, char mark, int *year)
{
	const char *q = *p;
	*year = 0;
	if (*q != mark)
		return true;
	q++;
	const char *digits = q;
	if (!spoken_digits(&q, 4, year) || q - digits != 4)
		return false;
	*p = q;
	return true;
}

struct short_date {
	int a, b, year; /* year: 0 if there is none */
	char mark;
	bool is_day_first;
};

static bool read_two_numbers(const char **p, bool dashes, struct short_date *d)
{
	if (!spoken_digits(p, 2, &d->a))
		return false;
	d->mark = **p;
	if (d->mark != '.' && d->mark != '/' && (d->mark != '-' || !dashes))
		return false;
	++*p;
	return spoken_digits(p, 2, &d->b);
}

/* `12-02`, `2.12.`, `2.12.2026`, `2/12`, `2/12/2026`. */
static bool read_short_date(const char **p, struct reader *r)
{
	const char *q = *p;
	struct short_date d = {0};
	if (!read_two_numbers(&q, r->dashes, &d))
		return false;
	d.is_day_first = d.mark == '.' && *q == '.';
	if (d.is_day_first && !(q[1] >= '0' && q[1] <= '9'))
		q++;
	else if (d.mark != '-' && !read_year_after(&q, d.mark, &d.year))
		return false;
	if (!ends_date(q))
		return false;
	*p = q;
	if (d.mark == '-')
		return give_month_day(r, d.a, d.b);
	if (!d.is_day_first)
		return give_either(r, d.a, d.b, d.year);
	return d.year ? give_date(r, d.year, d.b, d.a) : give_month_day(r, d.b, d.a);
}

/* A day of the month, `3`, `3rd`. */
static bool read_ordinal(const char **p, int *out)
{
	static const char *const ends[] = {"st", "nd", "rd", "th", NULL};
	const char *q = *p;
	if (!spoken_digits(&q, 2, out))
		return false;
	spoken_any(&q, ends);
	if (*q && !strchr(" ,.-", *q))
		return false;
	*p = q;
	return true;
}

/* `3 Dec`, `3rd of December 2026`, `Dec 3`, `December 3, 2026`. */
static bool read_named_date(const char **p, struct reader *r)
{
	const char *q = *p;
	int day, year = 0, month;
	bool day_first = read_ordinal(&q, &day);
	spoken_sign(&q, "of");
	if (*q == '.')
		q++;
	spoken_blanks(&q);
	month = spoken_name(&q, month_names, 3);
	spoken_blanks(&q);
	if (month < 0 || (!day_first && !read_ordinal(&q, &day)))
		return false;
	const char *after = q;
	spoken_sign(&q, ",");
	spoken_blanks(&q);
	const char *digits = q;
	if (!spoken_digits(&q, 4, &year) || q - digits != 4 || year < 1900 || !ends_date(q)) {
		q = after;
		year = 0;
	}
	*p = q;
	return year ? give_date(r, year, month + 1, day) : give_month_day(r, month + 1, day);
}

/* ---- weekdays ---- */

static void add_weekday(struct spoken_days *d, int weekday)
{
	if (!d->weekdays)
		d->first = weekday;
	d->last = weekday;
	d->weekdays |= UINT64_C(1) << weekday;
}

static int skip_weekday_han(const char **p)
{
	int at = spoken_any(p, weekday_han);
	return at == 7 ? 7 : at + 1;
}

/* One weekday, with its prefix or as an English name: 1 to 7; 0 if there is none. */
static int read_weekday(const char **p)
{
	const char *q = *p;
	int weekday = spoken_any(&q, weekday_prefixes) >= 0 ? skip_weekday_han(&q) : 0;
	if (weekday == 0)
		q = *p;
	if (weekday == 0)
		weekday = spoken_name(&q, weekday_names, 2) + 1;
	if (weekday)
		*p = q;
	return weekday;
}

/* More characters of weekdays after 周三, as in 周一三五, unless they are the number of something. */
static void read_more_han(const char **p, struct spoken_days *d)
{
	const char *q = *p;
	int weekday;
	uint64_t more = 0;
	while ((weekday = skip_weekday_han(&q)) > 0)
		more |= UINT64_C(1) << weekday;
	if (!more || !ends_date(q))
		return;
	d->weekdays |= more;
	*p = q;
}

/* Weekdays after the first one: `, Wed`, `-Fri`, 、三. */
static bool read_more_weekdays(const char **p, struct spoken_days *d)
{
	const char *q = *p;
	spoken_blanks(&q);
	bool dash = spoken_is(&q, "-") || spoken_is(&q, "to");
	if (!dash && !spoken_is(&q, ",") && !spoken_is(&q, "and") && !spoken_is(&q, "/") && !spoken_is(&q, "和"))
		return false;
	spoken_blanks(&q);
	int weekday = read_weekday(&q);
	if (weekday == 0) {
		weekday = skip_weekday_han(&q);
		if (weekday == 0 || !ends_date(q))
			return false;
	}
	d->is_range = dash;
	if (dash)
		for (int i = d->last; i < weekday; i++)
			d->weekdays |= UINT64_C(1) << i;
	int first = d->first;
	add_weekday(d, weekday);
	d->first = first;
	*p = q;
	return true;
}

/* 下周, `next`: true if the words were there. */
static bool read_week_before(const char **p, struct spoken_days *d)
{
	static const char *const names[] = {"this", "next", "last", NULL};
	static const struct {
		const char *word;
		int week;
	} han[] = {{"下下", 2}, {"下", 1}, {"上上", -2}, {"上", -1}, {"本", 0}, {"这", 0}};
	const char *q = *p;
	int named = spoken_any(&q, names);
	if (named >= 0) {
		spoken_blanks(&q);
		d->week = named == 2 ? -1 : named;
		d->is_past = named == 2;
	} else {
		size_t i = 0;
		while (i < sizeof han / sizeof han[0] && !spoken_is(&q, han[i].word))
			i++;
		if (i == sizeof han / sizeof han[0])
			return false;
		d->week = han[i].week;
		spoken_is(&q, "个");
	}
	d->has_week = true;
	*p = q;
	return true;
}

/* 下周, `next week`, which a weekday may follow. */
static bool read_week_word(const char **p)
{
	return spoken_any(p, weekday_prefixes) >= 0 || spoken_is(p, "week");
}

static bool read_weekdays(const char **p, struct spoken_days *d)
{
	const char *q = *p;
	bool has_week = read_week_before(&q, d);
	int weekday = read_weekday(&q);
	if (weekday == 0 && has_week && read_week_word(&q)) {
		d->is_past = false;
		*p = q;
		spoken_blanks(&q);
		weekday = read_weekday(&q);
		if (weekday == 0)
			return true;
	}
	if (weekday == 0)
		return false;
	add_weekday(d, weekday);
	read_more_han(&q, d);
	while (read_more_weekdays(&q, d))
		;
	*p = q;
	return true;
}

/* ---- all of it ---- */

bool spoken_read_days(const char **p, struct spoken_base base, unsigned flags, bool dashes, struct spoken_days *out)
{
	static bool (*const readers[])(const char **, struct reader *) = {
		read_near_word, read_signed,     read_counted,    read_full_date,
		read_han_date,  read_short_date, read_named_date,
	};
	struct reader r = {base.today, base.from, flags, dashes, out};
	for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
		const char *q = *p;
		*out = (struct spoken_days){0};
		if (!readers[i](&q, &r))
			continue;
		*p = q;
		return true;
	}
	*out = (struct spoken_days){0};
	return read_weekdays(p, out);
}

int64_t spoken_first_day(const struct spoken_days *d, struct spoken_base base, unsigned flags, bool late)
{
	bool counts = d->is_past || d->has_week;
	int64_t from = counts ? base.today : base.from;
	int now = clock_weekday(from);
	if (d->is_date)
		return d->day;
	int weekday = d->weekdays ? d->first : 1;
	if (d->is_past)
		return from - (now - weekday + 6) % 7 - 1;
	if (d->has_week)
		return from - now + weekday + (int64_t)d->week * 7;
	if (flags & SPOKEN_PAST)
		return from - (now - weekday + 7) % 7;
	int ahead = (weekday - now + 7) % 7;
	return from + (ahead == 0 && late ? 7 : ahead);
}

int64_t spoken_last_day(const struct spoken_days *d, int64_t first)
{
	if (d->is_date)
		return first;
	if (!d->weekdays)
		return first + 6;
	return first + (d->last - d->first + 7) % 7;
}

int spoken_day(const char *text, int64_t today, unsigned flags, int64_t *day, int64_t readings[2])
{
	struct spoken_text t;
	struct spoken_days d;
	struct spoken_base base = {today, today};
	if (readings)
		readings[0] = readings[1] = 0;
	if (clock_parse_date(text, day) == 0)
		return 0;
	if (spoken_fold(text, &t) != 0)
		return QUAD_EINVAL;
	const char *p = t.s;
	spoken_blanks(&p);
	if (!spoken_read_days(&p, base, flags, true, &d))
		return QUAD_EINVAL;
	spoken_blanks(&p);
	if (*p)
		return QUAD_EINVAL;
	if (d.is_unsure && readings)
		memcpy(readings, d.readings, sizeof d.readings);
	bool is_one = d.is_date || (d.weekdays && !(d.weekdays & (d.weekdays - 1)));
	if (d.is_unsure || !is_one)
		return QUAD_EINVAL;
	*day = spoken_first_day(&d, base, flags, false);
	return 0;
}
