/*
 * From wall clock to instant without mktime, which guesses: a wall-clock time read as if it were UTC lies at most a day
 * from the instants that could show it, so the offsets in force a day before and a day after are the only candidates. A
 * candidate is right if libc shows the same wall clock for it. If two are right, the time comes twice; if none is, the
 * clock skips it.
 */
#include "store/base/clock.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/base/err.h"

/*
 * Offsets of days are remembered, since libc takes a microsecond to tell one, and an import asks twice a row. No zone
 * has ever changed its offset twice on one day of UTC: so if the first and the last minute of a day have the same
 * offset, all of the day has it.
 */
enum { DAYS_KEPT = 1024 };

#define FAR_MIN (INT64_C(1) << 40) /* long after what a store accepts, and still a year that libc can tell */

struct day_offset {
	int64_t day;      /* of UTC */
	int64_t offset;   /* seconds */
	unsigned zone_use; /* the zone_use when it was asked; 0 = not yet */
	bool constant;     /* all of the day has this offset */
};

static struct day_offset days[DAYS_KEPT];
static unsigned zone_use = 1; /* one more after each choice of a zone */

/* True for compiled zone data, RFC 8536; libc takes the name of anything else for UTC. */
static bool is_zone_file(const char *path)
{
	char magic[4] = "";
	FILE *f = fopen(path, "rb");
	if (!f)
		return false;
	bool yes = fread(magic, 1, sizeof magic, f) == sizeof magic && memcmp(magic, "TZif", sizeof magic) == 0;
	fclose(f);
	return yes;
}

int clock_zone_use(const char *name)
{
	size_t len = strlen(name);
	if (len == 0 || len >= CLOCK_ZONE_MAX || name[0] == '/' || strstr(name, ".."))
		return QUAD_EZONE;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)name[i]) && !strchr("/_+-", name[i]))
			return QUAD_EZONE;
	const char *dir = getenv("TZDIR");
	char path[256];
	int n = snprintf(path, sizeof path, "%s/%s", dir && *dir ? dir : "/usr/share/zoneinfo", name);
	if (strcmp(name, "UTC") != 0 && (n < 0 || (size_t)n >= sizeof path || !is_zone_file(path)))
		return QUAD_EZONE;
	if (setenv("TZ", name, 1) != 0)
		return QUAD_ENOMEM;
	tzset();
	zone_use++;
	return 0;
}

int64_t clock_now_min(void)
{
	return (int64_t)time(NULL) / 60;
}

/* Both directions after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
int64_t clock_day_number(int year, int month, int day)
{
	int64_t y = year - (month <= 2);
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + doe - 719468;
}

void clock_day_civil(int64_t day_number, struct wall *out)
{
	int64_t z = day_number + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	*out = (struct wall){.day = (int)(doy - (153 * mp + 2) / 5 + 1), .month = (int)(mp < 10 ? mp + 3 : mp - 9)};
	out->year = (int)(yoe + era * 400) + (out->month <= 2);
}

int clock_weekday(int64_t day_number)
{
	int64_t w = (day_number + 3) % 7;
	return (int)(w < 0 ? w + 7 : w) + 1;
}

bool clock_date_valid(int year, int month, int day)
{
	if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1)
		return false;
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return day <= lengths[month - 1] + (month == 2 && is_leap);
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

static bool is_far(int64_t at_min)
{
	return at_min > FAR_MIN || at_min < -FAR_MIN;
}

/* Seconds that local time is ahead of UTC at an instant, as libc sees it. */
static int64_t ask_libc(int64_t at_min, struct wall *out)
{
	int64_t far_min = at_min < 0 ? -FAR_MIN : FAR_MIN;
	time_t t = (time_t)((is_far(at_min) ? far_min : at_min) * 60);
	struct tm tm;
	if (!localtime_r(&t, &tm))
		tm = (struct tm){.tm_year = 70, .tm_mday = 1};
	*out = (struct wall){tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min};
	int64_t local = clock_day_number(out->year, out->month, out->day) * 86400 + tm.tm_hour * 3600 + tm.tm_min * 60 +
	                tm.tm_sec;
	return local - (int64_t)t;
}

/* The offset of the UTC day of an instant that is not far. */
static const struct day_offset *find_day(int64_t at_min)
{
	int64_t day = floor_div(at_min, DAY_MIN);
	struct day_offset *d = &days[(uint64_t)day % DAYS_KEPT];
	if (d->zone_use != zone_use || d->day != day) {
		struct wall wall;
		int64_t first = ask_libc(day * DAY_MIN, &wall), last = ask_libc(day * DAY_MIN + DAY_MIN - 1, &wall);
		*d = (struct day_offset){day, first, zone_use, first == last};
	}
	return d;
}

static int64_t offset_seconds(int64_t at_min)
{
	struct wall wall;
	const struct day_offset *d = is_far(at_min) ? NULL : find_day(at_min);
	return d && d->constant ? d->offset : ask_libc(at_min, &wall);
}

static int64_t wall_minutes(const struct wall *w)
{
	return clock_day_number(w->year, w->month, w->day) * DAY_MIN + w->hour * 60 + w->minute;
}

/* What the wall clock shows at an instant, as minutes since it showed the beginning of 1970. */
static int64_t local_minutes(int64_t at_min)
{
	struct wall wall;
	const struct day_offset *d = is_far(at_min) ? NULL : find_day(at_min);
	if (d && d->constant)
		return floor_div(at_min * 60 + d->offset, 60);
	ask_libc(at_min, &wall);
	return wall_minutes(&wall);
}

void clock_to_wall(int64_t at_min, struct wall *out)
{
	int64_t local = local_minutes(at_min), day = floor_div(local, DAY_MIN), minute = local - day * DAY_MIN;
	clock_day_civil(day, out);
	out->hour = (int)(minute / 60);
	out->minute = (int)(minute % 60);
}

static bool is_wall(const struct wall *w)
{
	if (w->hour < 0 || w->hour > 23 || w->minute < 0 || w->minute > 59)
		return false;
	return clock_date_valid(w->year, w->month, w->day);
}

/* True for instants that a store accepts. */
static bool is_accepted(int64_t at_min)
{
	return at_min >= CLOCK_MIN_MIN && at_min < CLOCK_MAX_MIN;
}

/*
 * True if the UTC days before and after that of a wall-clock time, and that day itself, have one offset of whole
 * minutes: most days. The instant is in one of them, since no offset is as long as a day.
 */
static bool has_one_offset(int64_t as_utc, int64_t *out_min)
{
	const struct day_offset *d = find_day(as_utc);
	int64_t offset = d->offset;
	bool is_one = d->constant && offset % 60 == 0;
	d = find_day(as_utc - DAY_MIN);
	is_one &= d->constant && d->offset == offset;
	d = find_day(as_utc + DAY_MIN);
	is_one &= d->constant && d->offset == offset;
	*out_min = offset / 60;
	return is_one;
}

int clock_from_wall(const struct wall *w, int64_t *out)
{
	*out = 0;
	if (!is_wall(w))
		return QUAD_EINVAL;
	int64_t as_utc = wall_minutes(w), ahead_min;
	if (has_one_offset(as_utc, &ahead_min)) {
		*out = as_utc - ahead_min;
		return is_accepted(*out) ? 0 : QUAD_EINVAL;
	}
	int64_t found[2];
	int64_t before = as_utc - floor_div(offset_seconds(as_utc - DAY_MIN), 60);
	int64_t after = as_utc - floor_div(offset_seconds(as_utc + DAY_MIN), 60);
	int n = 0;
	if (local_minutes(before) == as_utc)
		found[n++] = before;
	if (after != before && local_minutes(after) == as_utc)
		found[n++] = after;
	if (n == 0)
		return QUAD_EGAP;
	*out = n == 2 && found[1] < found[0] ? found[1] : found[0];
	if (!is_accepted(*out))
		return QUAD_EINVAL;
	return n == 2 ? QUAD_ETWICE : 0;
}

int clock_from_minute(int64_t day_number, int minute, int64_t *out)
{
	struct wall w;
	clock_day_civil(day_number + minute / DAY_MIN, &w);
	w.hour = minute % DAY_MIN / 60;
	w.minute = minute % 60;
	return clock_from_wall(&w, out);
}

int64_t clock_minute_at(int64_t day_number, int minute)
{
	int64_t at;
	int err = clock_from_minute(day_number, minute, &at);
	if (!err || err == QUAD_ETWICE)
		return at;
	return clock_day_start(day_number + minute / DAY_MIN) + minute % DAY_MIN;
}

int64_t clock_day_start(int64_t day_number)
{
	struct wall w;
	int64_t at;
	clock_day_civil(day_number, &w);
	int err = clock_from_wall(&w, &at);
	if (!err || err == QUAD_ETWICE)
		return at;
	/* Midnight is skipped, or the whole day: it begins where the clock lands. */
	for (int64_t t = day_number * DAY_MIN - DAY_MIN;; t++)
		if (clock_local_day(t) >= day_number)
			return t;
}

int64_t clock_local_day(int64_t at_min)
{
	return floor_div(local_minutes(at_min), DAY_MIN);
}

int clock_local_minute(int64_t at_min)
{
	int64_t local = local_minutes(at_min);
	return (int)(local - floor_div(local, DAY_MIN) * DAY_MIN);
}

/* Reads one to max digits. Returns the place after them, or NULL. */
static const char *read_number(const char *p, int max, int *out)
{
	int n = 0;
	*out = 0;
	for (; n < max && *p >= '0' && *p <= '9'; n++)
		*out = *out * 10 + (*p++ - '0');
	return n ? p : NULL;
}

static const char *read_date(const char *p, struct wall *w)
{
	p = read_number(p, 4, &w->year);
	if (!p || (*p != '-' && *p != '/' && *p != '.'))
		return NULL;
	char mark = *p;
	p = read_number(p + 1, 2, &w->month);
	if (!p || *p != mark)
		return NULL;
	p = read_number(p + 1, 2, &w->day);
	return p && clock_date_valid(w->year, w->month, w->day) ? p : NULL;
}

/* HH:MM with optional :00 or :00.000; minute of the day, 0 to 1440. */
static const char *read_time_of_day(const char *p, int *out)
{
	int hour, minute, second;
	p = read_number(p, 2, &hour);
	if (!p || *p != ':')
		return NULL;
	p = read_number(p + 1, 2, &minute);
	if (!p)
		return NULL;
	if (*p == ':') {
		p = read_number(p + 1, 2, &second);
		if (!p || second != 0)
			return NULL;
		if (*p == '.')
			for (p++; *p == '0';)
				p++;
	}
	*out = hour * 60 + minute;
	return minute < 60 && *out <= DAY_MIN ? p : NULL;
}

static const char *skip_blanks(const char *p)
{
	while (*p == ' ')
		p++;
	return p;
}

/* `Z`, `+08:00`, `+0800`: minutes ahead of UTC. Returns the place after it, or NULL. */
static const char *read_zone_offset(const char *p, int *out_min)
{
	*out_min = 0;
	if (*p == 'Z' || *p == 'z')
		return p + 1;
	int sign = *p == '-' ? -1 : 1, hour, minute;
	const char *q = read_number(p + 1, 2, &hour);
	if (!q || q != p + 3)
		return NULL;
	q = read_number(*q == ':' ? q + 1 : q, 2, &minute);
	if (!q || hour > 15 || minute > 59)
		return NULL;
	*out_min = sign * (hour * 60 + minute);
	return q;
}

int clock_parse(const char *text, int64_t *out)
{
	*out = 0;
	struct wall w = {0};
	int minute, offset_min;
	const char *p = read_date(skip_blanks(text), &w);
	if (!p || (*p != 'T' && *p != 't' && *p != ' '))
		return QUAD_EINVAL;
	p = read_time_of_day(skip_blanks(p + 1), &minute);
	if (!p)
		return QUAD_EINVAL;
	if (*p && strchr("Zz+-", *p)) {
		p = read_zone_offset(p, &offset_min);
		if (!p || *skip_blanks(p))
			return QUAD_EINVAL;
		*out = wall_minutes(&w) + minute - offset_min;
		return is_accepted(*out) ? 0 : QUAD_EINVAL;
	}
	if (*skip_blanks(p))
		return QUAD_EINVAL;
	if (minute == DAY_MIN) {
		clock_day_civil(clock_day_number(w.year, w.month, w.day) + 1, &w);
		minute = 0;
	}
	w.hour = minute / 60;
	w.minute = minute % 60;
	return clock_from_wall(&w, out);
}

int clock_parse_date(const char *text, int64_t *out)
{
	struct wall w = {0};
	const char *p = read_date(skip_blanks(text), &w);
	*out = 0;
	if (!p || *skip_blanks(p))
		return QUAD_EINVAL;
	*out = clock_day_number(w.year, w.month, w.day);
	return 0;
}

/* The minutes of a unit of a duration, which may be left out for minutes; 0 for none. */
static int64_t duration_unit(char c)
{
	switch (c) {
	case 'd': return DAY_MIN;
	case 'h': return 60;
	case 'm':
	case '\0': return 1;
	default: return 0;
	}
}

int clock_parse_duration(const char *text, int64_t *out_min)
{
	*out_min = 0;
	int64_t total = 0;
	const char *p = skip_blanks(text);
	if (!*p)
		return QUAD_EINVAL;
	for (int64_t last = INT64_MAX; *p;) {
		int n;
		p = read_number(p, 6, &n);
		if (!p)
			return QUAD_EINVAL;
		int64_t unit_min = duration_unit(*p);
		if (unit_min == 0 || unit_min >= last)
			return QUAD_EINVAL;
		total += n * unit_min;
		last = unit_min;
		p = skip_blanks(*p ? p + 1 : p);
	}
	if (total <= 0 || total >= CLOCK_MAX_MIN)
		return QUAD_EINVAL;
	*out_min = total;
	return 0;
}

int clock_parse_time(const char *text, int *out_minute)
{
	const char *p = read_time_of_day(skip_blanks(text), out_minute);
	if (p && !*skip_blanks(p))
		return 0;
	*out_minute = 0;
	return QUAD_EINVAL;
}

static void format_offset(int64_t ahead_min, char *out, size_t size)
{
	int64_t abs_min = ahead_min < 0 ? -ahead_min : ahead_min;
	snprintf(out, size, "%c%02d:%02d", ahead_min < 0 ? '-' : '+', (int)(abs_min / 60 % 24), (int)(abs_min % 60));
}

/* Writes a number with so many digits and a mark after it. Returns the place after them. */
static char *put_digits(char *p, int v, int n, char mark)
{
	for (int i = n; i-- > 0; v /= 10)
		p[i] = (char)('0' + v % 10);
	p[n] = mark;
	return p + n + 1;
}

/* Writes `2026-09-07T08:00`, and returns the place of the NUL. */
static char *put_wall(char out[CLOCK_TEXT_MAX], const struct wall *w)
{
	if (w->year < 0 || w->year > 9999)
		return out + snprintf(out, CLOCK_TEXT_MAX, "%04d-%02d-%02dT%02d:%02d", w->year, w->month, w->day,
		                      w->hour, w->minute);
	char *p = put_digits(out, w->year, 4, '-');
	p = put_digits(p, w->month, 2, '-');
	p = put_digits(p, w->day, 2, 'T');
	p = put_digits(p, w->hour, 2, ':');
	return put_digits(p, w->minute, 2, '\0') - 1;
}

/*
 * True if the wall clock that shows the instant may come twice: not if a day before and a day after it, by which
 * clock_from_wall goes, the clock is as far ahead as now.
 */
static bool may_come_twice(int64_t at_min, int64_t offset)
{
	/* beyond all clocks, and near the end of the numbers */
	if (is_far(at_min))
		return false;
	int64_t as_utc = at_min + floor_div(offset, 60);
	return offset_seconds(as_utc - DAY_MIN) != offset || offset_seconds(as_utc + DAY_MIN) != offset;
}

char *clock_format(int64_t at_min, char out[CLOCK_TEXT_MAX])
{
	struct wall w;
	int64_t offset = offset_seconds(at_min), back;
	clock_to_wall(at_min, &w);
	char *end = put_wall(out, &w);
	if (may_come_twice(at_min, offset) && clock_from_wall(&w, &back) == QUAD_ETWICE)
		format_offset(floor_div(offset, 60), end, CLOCK_TEXT_MAX - (size_t)(end - out));
	return out;
}

char *clock_format_rfc3339(int64_t at_min, char out[CLOCK_TEXT_MAX])
{
	struct wall w;
	int64_t ahead_min = floor_div(offset_seconds(at_min), 60);
	clock_to_wall(at_min, &w);
	int n = snprintf(out, CLOCK_TEXT_MAX, "%04d-%02d-%02dT%02d:%02d:00", w.year, w.month, w.day, w.hour, w.minute);
	format_offset(ahead_min, out + n, CLOCK_TEXT_MAX - (size_t)n);
	return out;
}

char *clock_format_date(int64_t day_number, char out[CLOCK_TEXT_MAX])
{
	struct wall w;
	clock_day_civil(day_number, &w);
	snprintf(out, CLOCK_TEXT_MAX, "%04d-%02d-%02d", w.year, w.month, w.day);
	return out;
}
