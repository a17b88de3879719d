/* Which backups stay. */
#include "tui/cmd/backup_keep.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"

enum { KEEP_MAX = 9999 };

static unsigned *unit_of(struct backup_keep *keep, char letter)
{
	switch (letter) {
	case 'd': return &keep->days;
	case 'w': return &keep->weeks;
	case 'm': return &keep->months;
	case 'y': return &keep->years;
	default: return NULL;
	}
}

bool backup_keep_parse(const char *text, struct backup_keep *out)
{
	*out = (struct backup_keep){0};
	for (const char *p = text;; p++) {
		char *end;
		if (!isdigit((unsigned char)*p))
			return false;
		unsigned long n = strtoul(p, &end, 10);
		unsigned *unit = unit_of(out, *end);
		if (!unit || *unit || n == 0 || n > KEEP_MAX)
			return false;
		*unit = (unsigned)n;
		p = end + 1;
		if (!*p)
			return true;
		if (*p != ',')
			return false;
	}
}

/* The number of the day, week, month or year of an instant. */
static int64_t span_of(int64_t at_min, char unit)
{
	struct wall wall;
	int64_t day = clock_local_day(at_min);
	clock_day_civil(day, &wall);
	switch (unit) {
	case 'd': return day;
	case 'w': return day - clock_weekday(day);
	case 'm': return (int64_t)wall.year * 12 + wall.month;
	default: return wall.year;
	}
}

static void mark_spans(struct backup_file *v, size_t n, char unit, unsigned spans)
{
	for (size_t i = 0; i < n && spans > 0; i++) {
		bool is_newest = i == 0 || span_of(v[i - 1].at_min, unit) != span_of(v[i].at_min, unit);
		if (!is_newest)
			continue;
		v[i].kept = true;
		spans--;
	}
}

void backup_keep_mark(const struct backup_keep *keep, struct backup_file *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		v[i].kept = i == 0;
	mark_spans(v, n, 'd', keep->days);
	mark_spans(v, n, 'w', keep->weeks);
	mark_spans(v, n, 'm', keep->months);
	mark_spans(v, n, 'y', keep->years);
}
