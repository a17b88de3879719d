/*
 * From a series' record to its occurrences. A series by weeks is expanded in the academic calendar (calendar.h), one by
 * a recurrence rule from its first start (rrule.h); an occurrence's origin is then its local day.
 */
#include "store/facts/series_dates.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/facts/academic_calendar.h"
#include "store/facts/facts.h"
#include "store/model/codec.h"
#include "store/model/rrule.h"

int series_dates_parse(const char *text, struct arena *arena, int64_t **out, size_t *n)
{
	size_t cap = 0;
	*out = NULL;
	*n = 0;
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, ";");
		char *one = arena_dup(arena, p, len);
		int64_t *v = arena_grow(arena, *out, *n, &cap, sizeof *v);
		if (!one || !v)
			return QUAD_ENOMEM;
		*out = v;
		if (clock_parse_date(one, &v[*n]) != 0)
			return QUAD_ECORRUPT;
		++*n;
		p += len;
		if (*p == ';')
			p++;
	}
	return 0;
}

int series_dates_format(const int64_t *dates, size_t n, struct arena *arena, const char **out)
{
	struct buf b = {0};
	char text[CLOCK_TEXT_MAX];
	for (size_t i = 0; i < n; i++)
		buf_fmt(&b, "%s%s", i ? ";" : "", clock_format_date(dates[i], text));
	*out = b.failed ? NULL : arena_str(arena, buf_text(&b));
	buf_release(&b);
	return *out ? 0 : QUAD_ENOMEM;
}

/* The campus whose calendar a series keeps: of its first lab, base or room, else of its first resource. */
static int find_campus(struct db_txn *txn, const struct claim_ask *asks, size_t n, struct arena *arena,
                       const char **out)
{
	bool found = false;
	*out = "";
	for (size_t i = 0; i < n; i++) {
		struct resource r;
		int err = facts_resource(txn, asks[i].resource, &r);
		if (err == QUAD_ENOTFOUND)
			continue;
		if (err)
			return err;
		bool place = kind_is_place(r.kind);
		if (!found || place)
			*out = arena_str(arena, r.campus);
		if (!*out)
			return QUAD_ENOMEM;
		found = true;
		if (place)
			return 0;
	}
	return 0;
}

static int expand_rule(const struct series *s, const int64_t *except, size_t n_except, struct reasons *why,
                       struct arena *arena, struct occurrences *out)
{
	struct rrule rule;
	const char *bad = "";
	int64_t *starts;
	size_t n;
	bool more;
	char text[CLOCK_TEXT_MAX];
	if (rrule_parse(s->rule.rule, &rule, arena, &bad) != 0) {
		reason_add_text(why, REASON_VALUE, "rrule", "%s", bad);
		return 0;
	}
	if (s->rule.len_min <= 0) {
		reason_add_text(why, REASON_END, "end", "%s", clock_format(s->rule.start + s->rule.len_min, text));
		return 0;
	}
	int err = rrule_expand(&rule, s->rule.start, except, n_except, OCCURRENCES_MAX, arena, &starts, &n, &more);
	if (err)
		return err;
	if (more)
		reason_add(why, REASON_MANY_BOOKINGS, "rrule")->limit = OCCURRENCES_MAX;
	struct occurrence *v = arena_alloc(arena, (n + 1) * sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++)
		v[i] = (struct occurrence){starts[i], starts[i] + s->rule.len_min,
		                           (uint64_t)(clock_local_day(starts[i]) - PERIOD_ALWAYS + 1) * 64};
	*out = (struct occurrences){.v = v, .n = n};
	return 0;
}

int series_dates(struct db_txn *txn, const struct series *s, const struct calendar *calendar, struct reasons *why,
                 struct arena *arena, struct occurrences *out)
{
	const struct claim_ask *asks;
	const char *campus;
	size_t n_asks, n_except;
	int64_t *except;
	*out = (struct occurrences){0};
	int err = series_dates_parse(s->except, arena, &except, &n_except);
	if (!err)
		err = claims_parse(s->claims, arena, &asks, &n_asks);
	if (!err)
		err = find_campus(txn, asks, n_asks, arena, &campus);
	if (err)
		return err;
	if (*s->rule.rule)
		return expand_rule(s, except, n_except, why, arena, out);
	return calendar_expand(calendar, campus, &s->weeks, except, n_except, why, arena, out);
}

int series_dates_of(struct db_txn *txn, uint64_t id, struct arena *arena, struct series *s, struct occurrences *out)
{
	struct reasons why = {.arena = arena};
	struct calendar calendar;
	struct bytes record;
	struct key k = key_table(TABLE_SERIES);
	key_u64(&k, id);
	*out = (struct occurrences){0};
	int err = db_get(txn, key_bytes(&k), &record);
	if (err)
		return err;
	record.p = arena_dup(arena, record.p, record.len);
	if (!record.p)
		return QUAD_ENOMEM;
	err = series_decode(record, s);
	if (!err)
		err = academic_calendar_load(txn, arena, &calendar);
	if (err)
		return err;
	struct series whole = *s;
	whole.except = "";
	err = series_dates(txn, &whole, &calendar, &why, arena, out);
	return why.failed ? QUAD_ENOMEM : err;
}
