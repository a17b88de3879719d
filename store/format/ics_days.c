/*
 * Each part BY... is a condition on a day, or a list of times of day. Day after day is compared with all conditions:
 * two centuries take a millisecond, and that is all that a rule without a day costs. Of the days of a period (the year,
 * the month, the week, the day of FREQ) BYSETPOS chooses.
 *
 * A week belongs to the year that has most of it; a day of it to the year of its date. So week 1 of a rule of years may
 * begin with the last days of a December, as the RFC leaves open and others read it too.
 */
#include "store/format/ics_days.h"

#include <stdlib.h>
#include <string.h>

/* The longest period has a year's days. */
enum { PERIOD_DAYS_MAX = 366 };

enum ics_days_freq { FREQ_YEARLY = 1, FREQ_MONTHLY, FREQ_WEEKLY, FREQ_DAILY };

/* A day, with what the conditions ask about it. */
struct date {
	int64_t day;
	struct wall civil;
	int weekday;            /* 1 = Monday */
	int year_day, year_len; /* 1 = the 1st of January */
	int month_len;
};

/* ---- reading ---- */

static int index_of_word(const char *const *words, int n, const char *word, size_t len)
{
	for (int i = 0; i < n; i++)
		if (strlen(words[i]) == len && strncmp(words[i], word, len) == 0)
			return i;
	return -1;
}

static int weekday_of(const char *p)
{
	static const char *const words[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
	return index_of_word(words, 7, p, strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) + 1;
}

static bool read_numbers(const char *p, size_t len, struct ics_days_list *out)
{
	for (const char *end = p + len; p < end;) {
		char *after;
		long n = strtol(p, &after, 10);
		if (after == p || after > end || n < -366 || n > 366 || out->n == ICS_DAYS_LIST_MAX)
			return false;
		out->v[out->n++] = (int)n;
		p = after + (after < end);
	}
	return out->n > 0;
}

static bool read_weekdays(const char *p, size_t len, struct ics_days *out)
{
	for (const char *end = p + len; p < end;) {
		char *after;
		long ordinal = strtol(p, &after, 10);
		int weekday = weekday_of(after);
		if (!weekday || labs(ordinal) > 53 || out->n_days == ICS_DAYS_LIST_MAX)
			return false;
		out->days[out->n_days++] = (struct ics_days_weekday){(int)ordinal, weekday};
		p = after + 2;
		p += p < end;
	}
	return true;
}

static bool read_frequency(const char *p, size_t len, struct ics_days *out)
{
	static const char *const words[] = {"YEARLY", "MONTHLY", "WEEKLY", "DAILY"};
	out->freq = index_of_word(words, 4, p, len) + 1;
	return out->freq > 0;
}

/* Reads numbers from least to most: of BYHOUR and the like. */
static bool read_clock(const char *p, size_t len, int most, struct ics_days_list *out)
{
	if (!read_numbers(p, len, out))
		return false;
	for (size_t i = 0; i < out->n; i++)
		if (out->v[i] < 0 || out->v[i] > most)
			return false;
	return true;
}

static bool read_seconds(const char *p, size_t len, struct ics_days *out)
{
	struct ics_days_list seconds = {.n = 0};
	bool ok = read_clock(p, len, 60, &seconds);
	for (size_t i = 0; i < seconds.n; i++)
		out->has_seconds |= seconds.v[i] != 0;
	return ok;
}

static bool read_interval(const char *p, struct ics_days *out)
{
	out->interval = strtol(p, NULL, 10);
	return out->interval > 0;
}

/* Reads one part, `NAME=VALUE`. Others than those of the rule's times are left out. */
static bool read_part(const char *name, size_t name_len, const char *p, size_t len, struct ics_days *out)
{
	static const char *const names[] = {"FREQ",      "INTERVAL", "WKST",     "BYDAY",  "BYMONTH",  "BYMONTHDAY",
	                                    "BYYEARDAY", "BYWEEKNO", "BYSETPOS", "BYHOUR", "BYMINUTE", "BYSECOND"};
	switch (index_of_word(names, 12, name, name_len)) {
	case 0: return read_frequency(p, len, out);
	case 1: return read_interval(p, out);
	case 2: out->week_start = weekday_of(p); return out->week_start > 0;
	case 3: return read_weekdays(p, len, out);
	case 4: return read_numbers(p, len, &out->months);
	case 5: return read_numbers(p, len, &out->month_days);
	case 6: return read_numbers(p, len, &out->year_days);
	case 7: return read_numbers(p, len, &out->weeks);
	case 8: return read_numbers(p, len, &out->positions);
	case 9: return read_clock(p, len, 23, &out->hours);
	case 10: return read_clock(p, len, 59, &out->minutes);
	case 11: return read_seconds(p, len, out);
	default: return true;
	}
}

static void add_number(struct ics_days_list *list, int n)
{
	if (list->n == 0)
		list->v[list->n++] = n;
}

/* What the rule leaves open is taken from its start. */
static void take_from_start(struct ics_days *d)
{
	bool by_day = d->n_days || d->month_days.n || d->year_days.n;
	int weekday = clock_weekday(d->start_day);
	bool needs_weekday = d->freq == FREQ_WEEKLY ? !d->n_days : d->weeks.n && !by_day;
	if (needs_weekday)
		d->days[d->n_days++] = (struct ics_days_weekday){0, weekday};
	else if (d->freq <= FREQ_MONTHLY && !by_day && !d->weeks.n)
		add_number(&d->month_days, d->start.day);
	if (d->freq == FREQ_YEARLY && !by_day && !d->weeks.n)
		add_number(&d->months, d->start.month);
}

static bool has_number(const struct ics_days_list *list, int n)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i] == n)
			return true;
	return false;
}

static void make_times(struct ics_days *d)
{
	add_number(&d->hours, d->start.hour);
	add_number(&d->minutes, d->start.minute);
	for (int minute = 0; minute < DAY_MIN; minute++)
		if (has_number(&d->hours, minute / 60) && has_number(&d->minutes, minute % 60))
			d->times[d->n_times++] = minute;
}

/* Ordinals of weekdays are of months and years; BYSETPOS chooses from what another part gives. */
static bool are_places_allowed(const struct ics_days *d)
{
	const struct ics_days_list *const lists[] = {&d->months, &d->month_days, &d->year_days,
	                                             &d->weeks,  &d->hours,      &d->minutes};
	size_t n = d->n_days;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		n += lists[i]->n;
	bool has_ordinal = false;
	for (size_t i = 0; i < d->n_days; i++)
		has_ordinal |= d->days[i].ordinal != 0;
	if (has_ordinal && (d->freq > FREQ_MONTHLY || d->weeks.n))
		return false;
	return n > 0 || d->positions.n == 0;
}

/* Days and weeks that are counted begin with 1; and what the RFC forbids with which FREQ. */
static bool are_lists_allowed(const struct ics_days *d)
{
	const struct ics_days_list *const lists[] = {&d->months, &d->month_days, &d->year_days, &d->weeks,
	                                             &d->positions};
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (has_number(lists[i], 0))
			return false;
	if (d->freq == FREQ_WEEKLY && d->month_days.n)
		return false;
	return d->freq == FREQ_YEARLY || (d->year_days.n == 0 && d->weeks.n == 0);
}

bool ics_days_read(const char *rule, const struct wall *start, struct ics_days *out)
{
	*out = (struct ics_days){.interval = 1, .week_start = 1, .start = *start};
	for (const char *p = rule; *p;) {
		size_t len = strcspn(p, ";"), name_len = strcspn(p, "=");
		bool is_part = name_len < len;
		if (!is_part || !read_part(p, name_len, p + name_len + 1, len - name_len - 1, out))
			return false;
		p += len + (p[len] == ';');
	}
	if (out->freq == 0 || !are_places_allowed(out) || !are_lists_allowed(out))
		return false;
	out->start_day = clock_day_number(start->year, start->month, start->day);
	take_from_start(out);
	make_times(out);
	return true;
}

/* ---- conditions ---- */

static bool is_leap(int year)
{
	return clock_date_valid(year, 2, 29);
}

static int year_length(int year)
{
	return is_leap(year) ? 366 : 365;
}

static int month_length(int year, int month)
{
	static const int days[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	return month == 2 && is_leap(year) ? 29 : days[month];
}

static struct date date_of(int64_t day)
{
	struct date d = {.day = day, .weekday = clock_weekday(day)};
	clock_day_civil(day, &d.civil);
	d.year_day = (int)(day - clock_day_number(d.civil.year, 1, 1)) + 1;
	d.year_len = year_length(d.civil.year);
	d.month_len = month_length(d.civil.year, d.civil.month);
	return d;
}

static void step_on(struct date *d)
{
	d->day++;
	d->weekday = d->weekday % 7 + 1;
	d->year_day++;
	d->civil.day++;
	if (d->civil.day > d->month_len)
		*d = date_of(d->day);
}

/* True if a list holds the place, counted from 1, or from the end of `len` as -1. An empty list holds all. */
static bool holds_place(const struct ics_days_list *list, int place, int len)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i] == place || list->v[i] == place - len - 1)
			return true;
	return list->n == 0;
}

static bool has_weekday(const struct ics_days *d, const struct date *at)
{
	bool in_month = d->freq == FREQ_MONTHLY || d->months.n;
	int place = in_month ? at->civil.day : at->year_day;
	int len = in_month ? at->month_len : at->year_len;
	int from_start = (place - 1) / 7 + 1, from_end = -((len - place) / 7 + 1);
	for (size_t i = 0; i < d->n_days; i++) {
		int ordinal = d->days[i].ordinal;
		if (d->days[i].weekday != at->weekday)
			continue;
		if (ordinal == 0 || ordinal == from_start || ordinal == from_end)
			return true;
	}
	return d->n_days == 0;
}

/* The first day of the week that a day is in. */
static int64_t week_of(const struct ics_days *d, int64_t day)
{
	return day - (clock_weekday(day) - d->week_start + 7) % 7;
}

/* The first day of week 1 of a year: the first one that has four days in it. */
static int64_t first_week(const struct ics_days *d, int year)
{
	return week_of(d, clock_day_number(year, 1, 4));
}

static bool is_in_week(const struct ics_days *d, const struct date *at)
{
	int64_t week = week_of(d, at->day);
	for (int year = at->civil.year - 1; year <= at->civil.year + 1; year++) {
		int64_t first = first_week(d, year), next = first_week(d, year + 1);
		if (week >= first && week < next)
			return holds_place(&d->weeks, (int)((week - first) / 7) + 1, (int)((next - first) / 7));
	}
	return false;
}

/* The period of a day, counted from that of the start. */
static int64_t period_of(const struct ics_days *d, const struct date *at)
{
	int64_t years = at->civil.year - d->start.year;
	switch (d->freq) {
	case FREQ_YEARLY: return years;
	case FREQ_MONTHLY: return years * 12 + at->civil.month - d->start.month;
	case FREQ_WEEKLY: return (week_of(d, at->day) - week_of(d, d->start_day)) / 7;
	default: return at->day - d->start_day;
	}
}

static bool fulfils(const struct ics_days *d, const struct date *at)
{
	if (!holds_place(&d->months, at->civil.month, 1000))
		return false;
	if (!holds_place(&d->month_days, at->civil.day, at->month_len))
		return false;
	if (!holds_place(&d->year_days, at->year_day, at->year_len))
		return false;
	if (!has_weekday(d, at))
		return false;
	return d->weeks.n == 0 || is_in_week(d, at);
}

/* ---- periods ---- */

/* The days of a period that fulfil the conditions. */
struct period {
	int64_t no; /* counted from that of the start */
	int64_t days[PERIOD_DAYS_MAX];
	size_t n;
};

struct walk {
	const struct ics_days *rule;
	bool (*found)(void *arg, int64_t day, int minute);
	void *arg;
};

/* Gives out one time unless it is before the start. False: no more are wanted. */
static bool give_time(const struct walk *w, const struct period *p, size_t i)
{
	const struct ics_days *d = w->rule;
	int64_t day = p->days[i / d->n_times];
	int minute = d->times[i % d->n_times];
	bool before = day == d->start_day && minute < d->start.hour * 60 + d->start.minute;
	if (day < d->start_day || before)
		return true;
	return w->found(w->arg, day, minute);
}

static bool give_period(const struct walk *w, const struct period *p)
{
	size_t n = p->n * w->rule->n_times;
	const struct ics_days_list *positions = &w->rule->positions;
	for (size_t i = 0; i < n; i++) {
		if (!holds_place(positions, (int)i + 1, (int)n))
			continue;
		if (!give_time(w, p, i))
			return false;
	}
	return true;
}

/* The first day of the start's period: BYSETPOS counts from there. */
static int64_t first_day(const struct ics_days *d)
{
	switch (d->freq) {
	case FREQ_YEARLY: return clock_day_number(d->start.year, 1, 1);
	case FREQ_MONTHLY: return clock_day_number(d->start.year, d->start.month, 1);
	case FREQ_WEEKLY: return week_of(d, d->start_day);
	default: return d->start_day;
	}
}

/* ---- exported ---- */

void ics_days_each(const struct ics_days *d, int64_t end, bool (*found)(void *arg, int64_t day, int minute), void *arg)
{
	struct walk w = {d, found, arg};
	struct period p = {.n = 0};
	for (struct date at = date_of(first_day(d)); at.day <= end; step_on(&at)) {
		int64_t no = period_of(d, &at);
		if (no != p.no) {
			if (!give_period(&w, &p))
				return;
			p.no = no;
			p.n = 0;
		}
		if (no % d->interval == 0 && fulfils(d, &at))
			p.days[p.n++] = at.day;
	}
	give_period(&w, &p);
}
