/*
 * Recurrence rules. Reading splits the text at the semicolons, reads each part by its entry of a table, and checks at
 * the end which parts may not stand together. Expanding goes from period to period of the rule (a day, a week from
 * WKST, a month) by its interval, and asks of each day in it whether the rule names it: RFC 5545's "expand" and
 * "limit" are the same for whole days. A day that is named gets the wall-clock time of the start. The years end at
 * 2199, so every rule ends.
 *
 * Must not know: terms and periods, bookings.
 */
#include "store/model/rrule.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "store/base/err.h"

#define YEAR_LAST 2199

static const char *const freq_words[] = {"", "DAILY", "WEEKLY", "MONTHLY"};
static const char *const day_words[] = {"", "MO", "TU", "WE", "TH", "FR", "SA", "SU"};

static int month_length(int year, int month)
{
	return (int)(clock_day_number(year + month / 12, month % 12 + 1, 1) - clock_day_number(year, month, 1));
}

static int64_t wall_minutes(const struct wall *w)
{
	return clock_day_number(w->year, w->month, w->day) * DAY_MIN + w->hour * 60 + w->minute;
}

int rrule_instant(const struct wall *w, int64_t *out)
{
	int err = clock_from_wall(w, out);
	if (err != QUAD_EGAP)
		return err == QUAD_ETWICE ? 0 : err;
	/* Skipped: with the offset that was in force a day before. */
	struct wall seen;
	int64_t before = wall_minutes(w) - DAY_MIN;
	clock_to_wall(before, &seen);
	*out = wall_minutes(w) - (wall_minutes(&seen) - before);
	return 0;
}

/* ---- reading ---- */

static bool is_word(struct bytes b, const char *word)
{
	return b.len == strlen(word) && strncasecmp(b.p, word, b.len) == 0;
}

/* The place of a word in words[1..n], or 0. */
static int word_index(struct bytes b, const char *const *words, int n)
{
	for (int i = 1; i <= n; i++)
		if (is_word(b, words[i]))
			return i;
	return 0;
}

/* Digits and nothing else, 1 to max. */
static bool read_number(struct bytes b, int64_t max, int64_t *out)
{
	const char *s = b.p;
	*out = 0;
	for (size_t i = 0; i < b.len; i++) {
		if (s[i] < '0' || s[i] > '9' || *out > max)
			return false;
		*out = *out * 10 + (s[i] - '0');
	}
	return *out >= 1 && *out <= max;
}

static bool read_signed_number(struct bytes b, int max, int *out)
{
	const char *s = b.p;
	bool has_sign = b.len > 0 && (s[0] == '-' || s[0] == '+');
	int64_t n;
	if (!read_number((struct bytes){s + has_sign, b.len - has_sign}, max, &n))
		return false;
	*out = (int)(has_sign && s[0] == '-' ? -n : n);
	return true;
}

/* The text before the next mark; *rest is then the text after it, with p NULL if there was no mark. */
static struct bytes cut_at(struct bytes *rest, char mark)
{
	struct bytes head = *rest;
	const char *at = rest->len ? memchr(rest->p, mark, rest->len) : NULL;
	if (!at) {
		*rest = (struct bytes){0};
		return head;
	}
	head.len = (size_t)(at - (const char *)head.p);
	*rest = (struct bytes){at + 1, rest->len - head.len - 1};
	return head;
}

/* Order within a month: every, first to fifth, fifth last to last. */
static int ordinal_rank(int ordinal)
{
	return ordinal < 0 ? ordinal + 100 : ordinal;
}

static int day_rank(const struct rrule_day *d)
{
	return ordinal_rank(d->ordinal) * 8 + d->weekday;
}

/* Inserts a day in its place, once. False if there is no room. */
static bool add_day(struct rrule *r, struct rrule_day d)
{
	size_t at = 0;
	while (at < r->n_days && day_rank(&r->day[at]) < day_rank(&d))
		at++;
	if (at < r->n_days && day_rank(&r->day[at]) == day_rank(&d))
		return true;
	if (r->n_days == RRULE_DAYS_MAX)
		return false;
	memmove(&r->day[at + 1], &r->day[at], (r->n_days++ - at) * sizeof d);
	r->day[at] = d;
	return true;
}

static bool add_month_day(struct rrule *r, int d)
{
	size_t at = 0;
	while (at < r->n_month_days && ordinal_rank(r->month_day[at]) < ordinal_rank(d))
		at++;
	if (at < r->n_month_days && r->month_day[at] == d)
		return true;
	if (r->n_month_days == RRULE_DAYS_MAX)
		return false;
	memmove(&r->month_day[at + 1], &r->month_day[at], (r->n_month_days++ - at) * sizeof d);
	r->month_day[at] = d;
	return true;
}

static bool read_freq(struct bytes value, struct rrule *r)
{
	r->freq = (enum rrule_freq)word_index(value, freq_words, RRULE_MONTHLY);
	return r->freq != 0;
}

static bool read_interval(struct bytes value, struct rrule *r)
{
	int64_t n;
	bool ok = read_number(value, 999999999, &n);
	r->interval = (int)n;
	return ok;
}

static bool read_count(struct bytes value, struct rrule *r)
{
	return read_number(value, 999999999, &r->count);
}

/* Reads exactly n digits. */
static bool read_digits(const char **p, int n, int *out)
{
	for (*out = 0; n > 0; n--, ++*p) {
		if (**p < '0' || **p > '9')
			return false;
		*out = *out * 10 + (**p - '0');
	}
	return true;
}

/* `19971224` */
static bool read_until_date(const char **p, struct wall *w)
{
	if (!read_digits(p, 4, &w->year) || !read_digits(p, 2, &w->month) || !read_digits(p, 2, &w->day))
		return false;
	if (w->year < 1900 || w->month < 1 || w->month > 12)
		return false;
	return w->day >= 1 && w->day <= month_length(w->year, w->month);
}

/* `090000` */
static bool read_until_time(const char **p, struct wall *w)
{
	int second;
	if (!read_digits(p, 2, &w->hour) || !read_digits(p, 2, &w->minute) || !read_digits(p, 2, &second))
		return false;
	return w->hour <= 23 && w->minute <= 59 && second <= 60;
}

bool rrule_until_read(struct bytes value, struct rrule_until *out)
{
	char text[sizeof "YYYYMMDDThhmmssZ"] = "";
	const char *p = text;
	*out = (struct rrule_until){.wall = {.hour = 23, .minute = 59}};
	if (value.len >= sizeof text)
		return false;
	memcpy(text, value.p, value.len);
	if (!read_until_date(&p, &out->wall))
		return false;
	if (p == text + value.len)
		return true;
	if (*p != 'T' && *p != 't')
		return false;
	p++;
	if (!read_until_time(&p, &out->wall))
		return false;
	out->utc = *p == 'Z' || *p == 'z';
	return p + out->utc == text + value.len;
}

/* The instant nearest to this one that a store accepts. */
static int64_t clamp_instant(int64_t at)
{
	if (at < CLOCK_MIN_MIN)
		return CLOCK_MIN_MIN;
	return at < CLOCK_MAX_MIN ? at : CLOCK_MAX_MIN - 1;
}

int64_t rrule_until_instant(const struct rrule_until *u)
{
	int64_t at;
	if (u->utc)
		return clamp_instant(wall_minutes(&u->wall));
	if (u->wall.year <= YEAR_LAST && rrule_instant(&u->wall, &at) == 0)
		return clamp_instant(at);
	return u->wall.year < 2000 ? CLOCK_MIN_MIN : CLOCK_MAX_MIN - 1;
}

static bool read_until(struct bytes value, struct rrule *r)
{
	struct rrule_until until;
	if (!rrule_until_read(value, &until))
		return false;
	r->until_min = rrule_until_instant(&until);
	return r->until_min != 0;
}

bool rrule_part_is_idle(struct bytes name, struct bytes value)
{
	if (name.len > 2 && strncasecmp(name.p, "X-", 2) == 0)
		return true;
	if (is_word(name, "RSCALE"))
		return is_word(value, "GREGORIAN");
	return is_word(name, "SKIP") && is_word(value, "OMIT");
}

/* `MO`, `-1FR`. */
static bool read_day(struct bytes text, struct rrule_day *out)
{
	const char *s = text.p;
	*out = (struct rrule_day){0};
	if (text.len < 2)
		return false;
	out->weekday = word_index((struct bytes){s + text.len - 2, 2}, day_words, 7);
	if (out->weekday == 0)
		return false;
	return text.len == 2 || read_signed_number((struct bytes){s, text.len - 2}, 5, &out->ordinal);
}

static bool read_by_day(struct bytes value, struct rrule *r)
{
	while (value.p) {
		struct rrule_day d;
		if (!read_day(cut_at(&value, ','), &d) || !add_day(r, d))
			return false;
	}
	return true;
}

static bool read_by_month_day(struct bytes value, struct rrule *r)
{
	while (value.p) {
		int d;
		if (!read_signed_number(cut_at(&value, ','), 31, &d) || !add_month_day(r, d))
			return false;
	}
	return true;
}

static bool read_week_start(struct bytes value, struct rrule *r)
{
	r->week_start = word_index(value, day_words, 7);
	return r->week_start != 0;
}

enum { PART_FREQ, PART_INTERVAL, PART_COUNT, PART_UNTIL, PART_BYDAY, PART_BYMONTHDAY, PART_WKST, N_PARTS };

static const struct {
	const char *name;
	bool (*read)(struct bytes value, struct rrule *r);
} parts[N_PARTS] = {
	[PART_FREQ] = {"FREQ", read_freq},
	[PART_INTERVAL] = {"INTERVAL", read_interval},
	[PART_COUNT] = {"COUNT", read_count},
	[PART_UNTIL] = {"UNTIL", read_until},
	[PART_BYDAY] = {"BYDAY", read_by_day},
	[PART_BYMONTHDAY] = {"BYMONTHDAY", read_by_month_day},
	[PART_WKST] = {"WKST", read_week_start},
};

/* The part at fault, or one with p NULL. seen are the parts as they stand in the text. */
static struct bytes fault_together(const struct rrule *r, const struct bytes seen[N_PARTS])
{
	if (!seen[PART_FREQ].p)
		return (struct bytes){"FREQ", 4};
	if (seen[PART_COUNT].p && seen[PART_UNTIL].p)
		return seen[PART_UNTIL];
	if (seen[PART_BYMONTHDAY].p && r->freq == RRULE_WEEKLY)
		return seen[PART_BYMONTHDAY];
	for (size_t i = 0; i < r->n_days; i++)
		if (r->day[i].ordinal != 0 && r->freq != RRULE_MONTHLY)
			return seen[PART_BYDAY];
	return (struct bytes){0};
}

static struct bytes trim_rule(const char *text)
{
	static const char blanks[] = " \t\r\n";
	text += strspn(text, blanks);
	if (strncasecmp(text, "RRULE:", 6) == 0)
		text += 6;
	text += strspn(text, blanks);
	size_t len = strlen(text);
	while (len > 0 && strchr(blanks, text[len - 1]))
		len--;
	return (struct bytes){text, len};
}

int rrule_parse(const char *text, struct rrule *out, struct arena *arena, const char **bad)
{
	struct rrule r = {.interval = 1, .week_start = 1};
	struct bytes rest = trim_rule(text), seen[N_PARTS] = {{0}}, fault = {0};
	*out = (struct rrule){0};
	*bad = NULL;
	while (rest.p && rest.len > 0 && !fault.p) {
		struct bytes part = cut_at(&rest, ';'), value = part;
		struct bytes name = cut_at(&value, '=');
		size_t i = 0;
		if (part.len == 0) /* many programs write a semicolon at the end */
			continue;
		if (value.p && rrule_part_is_idle(name, value))
			continue;
		while (i < N_PARTS && !is_word(name, parts[i].name))
			i++;
		if (i == N_PARTS || seen[i].p || !value.p || !parts[i].read(value, &r))
			fault = part;
		else
			seen[i] = part;
	}
	if (!fault.p)
		fault = fault_together(&r, seen);
	if (fault.p) {
		*bad = arena_dup(arena, fault.p, fault.len);
		return *bad ? QUAD_EINVAL : QUAD_ENOMEM;
	}
	*out = r;
	return 0;
}

/* ---- writing ---- */

void rrule_format(const struct rrule *r, struct buf *out)
{
	buf_fmt(out, "FREQ=%s", freq_words[r->freq]);
	if (r->interval > 1)
		buf_fmt(out, ";INTERVAL=%d", r->interval);
	if (r->count)
		buf_fmt(out, ";COUNT=%" PRId64, r->count);
	if (r->until_min) {
		struct wall w;
		int64_t since = r->until_min - CLOCK_MIN_MIN; /* a midnight, and the earliest */
		clock_day_civil(since / DAY_MIN + CLOCK_MIN_MIN / DAY_MIN, &w);
		buf_fmt(out, ";UNTIL=%04d%02d%02dT%02d%02d00Z", w.year, w.month, w.day, (int)(since % DAY_MIN / 60),
		        (int)(since % 60));
	}
	for (size_t i = 0; i < r->n_days; i++) {
		buf_str(out, i ? "," : ";BYDAY=");
		if (r->day[i].ordinal)
			buf_fmt(out, "%d", r->day[i].ordinal);
		buf_str(out, day_words[r->day[i].weekday]);
	}
	for (size_t i = 0; i < r->n_month_days; i++)
		buf_fmt(out, "%s%d", i ? "," : ";BYMONTHDAY=", r->month_day[i]);
	if (r->week_start != 1)
		buf_fmt(out, ";WKST=%s", day_words[r->week_start]);
}

/* ---- expanding ---- */

/* True if BYDAY names the day; an ordinal counts from the beginning or from the end of the month. */
static bool by_day_names(const struct rrule *r, int64_t day, const struct wall *w, int month_days)
{
	int weekday = clock_weekday(day);
	for (size_t i = 0; i < r->n_days; i++) {
		const struct rrule_day *d = &r->day[i];
		int nth = d->ordinal < 0 ? -((month_days - w->day) / 7 + 1) : (w->day - 1) / 7 + 1;
		if (d->weekday == weekday && (d->ordinal == 0 || d->ordinal == nth))
			return true;
	}
	return false;
}

static bool by_month_day_names(const struct rrule *r, const struct wall *w, int month_days)
{
	for (size_t i = 0; i < r->n_month_days; i++)
		if (r->month_day[i] == (r->month_day[i] < 0 ? w->day - month_days - 1 : w->day))
			return true;
	return false;
}

/* True if the rule names a day of one of its periods; first is the day of its start. */
static bool rule_names(const struct rrule *r, int64_t first, int64_t day)
{
	struct wall w, start;
	if (r->freq == RRULE_WEEKLY && r->n_days == 0)
		return clock_weekday(day) == clock_weekday(first);
	clock_day_civil(day, &w);
	int month_days = month_length(w.year, w.month);
	if (r->n_days && !by_day_names(r, day, &w, month_days))
		return false;
	if (r->freq == RRULE_WEEKLY)
		return true;
	if (r->n_month_days)
		return by_month_day_names(r, &w, month_days);
	if (r->freq == RRULE_DAILY || r->n_days)
		return true;
	clock_day_civil(first, &start);
	return w.day == start.day;
}

/* The days [*from, *to) of the rule's n-th period after the one with its first day. False after the last year. */
static bool period_days(const struct rrule *r, int64_t first, int64_t n, int64_t *from, int64_t *to)
{
	struct wall w;
	n *= r->interval;
	if (r->freq == RRULE_MONTHLY) {
		clock_day_civil(first, &w);
		int64_t month = (int64_t)w.year * 12 + w.month - 1 + n;
		if (month / 12 > YEAR_LAST)
			return false;
		w.year = (int)(month / 12);
		w.month = (int)(month % 12 + 1);
		*from = clock_day_number(w.year, w.month, 1);
		*to = *from + month_length(w.year, w.month);
	} else if (r->freq == RRULE_WEEKLY) {
		*from = first - (clock_weekday(first) - r->week_start + 7) % 7 + n * 7;
		*to = *from + 7;
	} else {
		*from = first + n;
		*to = *from + 1;
	}
	return *from <= clock_day_number(YEAR_LAST, 12, 31);
}

static int compare_days(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* An expansion under way. */
struct expansion {
	const struct rrule *rule;
	struct wall clock;      /* of the start */
	int64_t start, first;   /* its instant and its local day */
	const int64_t *except;  /* day numbers, sorted */
	size_t n_except, max;
	struct arena *arena;
	int64_t left, last;     /* of COUNT; the last occurrence, excepted ones included */
	int64_t *found;
	size_t n, cap;
	bool full, done;        /* there are more than max; UNTIL or COUNT is reached */
};

/* The instant of the rule's occurrence on a day; false if there is none that a store accepts. */
static bool occurrence_of(const struct expansion *e, int64_t day, int64_t *out)
{
	struct wall w;
	*out = e->start;
	if (day <= e->first)
		return true;
	clock_day_civil(day, &w);
	w.hour = e->clock.hour;
	w.minute = e->clock.minute;
	return rrule_instant(&w, out) == 0;
}

static int add_start(struct expansion *e, int64_t at)
{
	e->full = e->n == e->max;
	if (e->full)
		return 0;
	int64_t *found = arena_grow(e->arena, e->found, e->n, &e->cap, sizeof *found);
	if (!found)
		return QUAD_ENOMEM;
	e->found = found;
	found[e->n++] = at;
	return 0;
}

/* A day of one of the rule's periods. */
static int expand_day(struct expansion *e, int64_t day)
{
	const struct rrule *r = e->rule;
	int64_t at;
	if (!rule_names(r, e->first, day) || !occurrence_of(e, day, &at))
		return 0;
	if (r->until_min && at > r->until_min) {
		e->done = true;
		return 0;
	}
	if (at <= e->last) /* a whole day that the zone skips falls on the next one */
		return 0;
	e->last = at;
	e->left--;
	e->done = e->left == 0;
	bool excepted = e->n_except && bsearch(&day, e->except, e->n_except, sizeof day, compare_days);
	return excepted ? 0 : add_start(e, at);
}

static int expand_periods(struct expansion *e)
{
	int64_t from, to;
	for (int64_t period = 0; period_days(e->rule, e->first, period, &from, &to); period++) {
		for (int64_t day = from < e->first ? e->first : from; day < to; day++) {
			int err = expand_day(e, day);
			if (err || e->full || e->done)
				return err;
		}
	}
	return 0;
}

static int sort_days(const int64_t *days, size_t n, struct arena *arena, const int64_t **out)
{
	int64_t *sorted = arena_alloc(arena, (n + 1) * sizeof *sorted);
	*out = sorted;
	if (!sorted)
		return QUAD_ENOMEM;
	if (n) {
		memcpy(sorted, days, n * sizeof *sorted);
		qsort(sorted, n, sizeof *sorted, compare_days);
	}
	return 0;
}

int rrule_expand(const struct rrule *r, int64_t start, const int64_t *except, size_t n_except, size_t max,
                 struct arena *arena, int64_t **out, size_t *n_out, bool *more)
{
	struct expansion e = {.rule = r, .start = start, .n_except = n_except, .max = max, .arena = arena,
	                      .left = r->count ? r->count : INT64_MAX, .last = INT64_MIN};
	assert(r->freq >= RRULE_DAILY && r->freq <= RRULE_MONTHLY && r->interval >= 1);
	*out = NULL;
	*n_out = 0;
	*more = false;
	if (start < CLOCK_MIN_MIN || start >= CLOCK_MAX_MIN)
		return QUAD_EINVAL;
	int err = sort_days(except, n_except, arena, &e.except);
	if (err)
		return err;
	clock_to_wall(start, &e.clock);
	e.first = clock_day_number(e.clock.year, e.clock.month, e.clock.day);
	err = expand_periods(&e);
	if (err)
		return err;
	*out = e.found;
	*n_out = e.n;
	*more = e.full;
	return 0;
}
