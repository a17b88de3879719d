/*
 * A cell is read from its left: a date if there is one, a weekday that must be the date's, then clock times, in every
 * form that opening hours have, or a run of periods by the campus's table of that date. What is none of that may be two
 * instants with a range mark between; since dates have such marks too, the one with an instant on both sides is it.
 */
#include "store/list/list_span.h"

#include <string.h>

#include "store/model/calendar.h"
#include "store/base/clock.h"
#include "store/list/list_cell.h"
#include "store/model/opening.h"
#include "store/model/pattern.h"
#include "store/base/utf8.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))
#define DATE_MIN_BYTES 8 /* `20260907`, `2026/9/7` */

/* Reads `8:00-10:00`, `下午2:00-4:00` as the opening hours of every day are, or of that weekday if it is named. */
static bool read_clock_span(const char *text, int weekday, int *from, int *to)
{
	struct opening hours;
	const char *bad;
	bool each = true, one = true;
	if (opening_parse(text, &hours, &bad) != 0 || hours.always || hours.n[weekday] != 1)
		return false;
	for (int d = 1; d <= 7; d++) {
		each &= hours.n[d] == 1 && memcmp(hours.day[d], hours.day[weekday], sizeof hours.day[d][0]) == 0;
		one &= d == weekday || hours.n[d] == 0;
	}
	*from = hours.day[weekday][0].from;
	*to = hours.day[weekday][0].to;
	return each || one;
}

/* Reads one run of periods. False with a reason. */
static bool read_period_span(const struct span_cells *cells, const char *text, const struct period_list *periods,
                             int64_t date, int *from, int *to, struct reasons *why)
{
	const struct calendar calendar = {.periods = periods->v, .n_periods = periods->n};
	const struct period *first = NULL, *last = NULL;
	const char *bad;
	uint64_t set;
	bool ok = pattern_periods(text, &set, &bad) == 0;
	for (uint32_t n = 1; ok && n <= PATTERN_PERIOD_MAX; n++) {
		if (!(set >> n & 1))
			continue;
		const struct period *p = calendar_period(&calendar, cells->campus, date, n);
		if (!p) {
			reason_add_text(why, REASON_NO_PERIOD, cells->time, "%s", cells->campus)->number = date;
			return false;
		}
		ok = !last || last->number + 1 == n;
		if (!first)
			first = p;
		last = p;
	}
	if (!ok || !first) {
		cell_refuse(why, REASON_VALUE, "time", cells->time);
		return false;
	}
	*from = first->start;
	*to = last->end;
	return true;
}

/* Reads a date with its year at the beginning of a folded text; its length, 0 = there is none. */
static size_t read_leading_date(const char *text, int64_t *out, struct arena *arena, bool *failed)
{
	static const char *const ends[] = {"日", "号", "號"};
	size_t len = strspn(text, "0123456789-/.");
	for (size_t i = 0; i < COUNT(ends) && strncmp(text + len, "年", strlen("年")) == 0; i++) {
		const char *end = strstr(text, ends[i]);
		if (end)
			len = (size_t)(end - text) + strlen(ends[i]);
	}
	if (len < DATE_MIN_BYTES)
		return 0;
	char *date = arena_dup(arena, text, len);
	*failed |= !date;
	return date && cell_date(date, out, failed) ? len : 0;
}

/* Reads two instants with a range mark between. */
static bool read_two_instants(const char *text, struct arena *arena, int64_t *start, int64_t *end, bool *failed)
{
	static const char *const marks[] = {"-", "~", "–", "—", "―", "−", "至", "到", " to "};
	for (size_t i = 0; i < COUNT(marks); i++) {
		size_t len = strlen(marks[i]);
		for (const char *p = strstr(text, marks[i]); p; p = strstr(p + len, marks[i])) {
			const char *after = p + len;
			char *left = utf8_clean(arena, text, (size_t)(p - text));
			char *right = utf8_clean(arena, after, strlen(after));
			if (!left || !right) {
				*failed = true;
				return false;
			}
			if (cell_instant(left, start, failed) == 0 && cell_instant(right, end, failed) == 0)
				return true;
		}
	}
	return false;
}

/* The cell in a form that is read: characters of full width as plain ones, brackets as blanks. */
static char *plain_text(const char *text, struct arena *arena)
{
	struct buf folded = {0};
	utf8_fold(&folded, text);
	char *plain = folded.failed ? NULL : utf8_clean(arena, buf_text(&folded), folded.len);
	buf_release(&folded);
	for (char *p = plain; p && *p; p++)
		if (*p == '(' || *p == ')')
			*p = ' ';
	return plain;
}

/* Finds the date: that of a cell of its own, that at the beginning of the time, or both, which must agree. */
static bool find_date(const struct span_cells *cells, const char *text, bool has_own, int64_t own, int64_t *out,
                      struct reasons *why)
{
	*out = own;
	if (!*cells->date) {
		bool lacks_year = !has_own && strstr(text, "月");
		if (!has_own)
			cell_refuse(why, REASON_TIME, lacks_year ? "time" : "date", lacks_year ? cells->time : "");
		return has_own;
	}
	if (!cell_date(cells->date, out, &why->failed)) {
		cell_refuse(why, REASON_TIME, "date", cells->date);
		return false;
	}
	if (has_own && *out != own) {
		cell_refuse(why, REASON_VALUE, "time", cells->time);
		return false;
	}
	return true;
}

void span_read(const struct span_cells *cells, const struct period_list *periods, struct arena *arena, int64_t *start,
               int64_t *end, struct reasons *why)
{
	int64_t date, own = 0;
	int from = 0, to = 0;
	char *text = plain_text(cells->time, arena);
	if (!text) {
		why->failed = true;
		return;
	}
	size_t len = read_leading_date(text, &own, arena, &why->failed);
	const char *rest = text + len;
	rest += strspn(rest, " t");
	if (!find_date(cells, text, len > 0, own, &date, why))
		return;
	if (!*rest && cells->whole_days) {
		*start = clock_day_start(date);
		*end = clock_day_start(date + 1);
		return;
	}
	if (!read_clock_span(rest, clock_weekday(date), &from, &to)) {
		if (len && read_two_instants(text, arena, start, end, &why->failed))
			return;
		if (!read_period_span(cells, rest, periods, date, &from, &to, why))
			return;
	}
	if (clock_from_minute(date, from, start) != 0 || clock_from_minute(date, to, end) != 0)
		cell_refuse(why, REASON_VALUE, "time", cells->time);
}
