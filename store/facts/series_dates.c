/*
 * From the phases of a series to its occurrences. A phase by weeks is expanded in the academic calendar (calendar.h),
 * one by a recurrence rule from its first start (rrule.h); an occurrence's origin is then its local day.
 */
#include "store/facts/series_dates.h"

#include <stdlib.h>
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

static int day_order(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

size_t series_dates_sort(int64_t *days, size_t n)
{
	size_t kept = 0;
	if (n)
		qsort(days, n, sizeof *days, day_order);
	for (size_t i = 0; i < n; i++)
		if (!kept || days[kept - 1] != days[i])
			days[kept++] = days[i];
	return kept;
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

/* The occurrences of a phase by a recurrence rule, up to the day `until`. */
static int expand_rule(const struct series *s, int64_t until, struct reasons *why, struct arena *arena,
                       struct occurrences *out)
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
	int err = rrule_expand(&rule, s->rule.start, NULL, 0, OCCURRENCES_MAX, arena, &starts, &n, &more);
	if (err)
		return err;
	if (more && clock_local_day(starts[n - 1]) < until)
		reason_add(why, REASON_MANY_BOOKINGS, "rrule")->limit = OCCURRENCES_MAX;
	struct occurrence *v = arena_alloc(arena, (n + 1) * sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++)
		v[i] = (struct occurrence){.start = starts[i],
		                           .end = starts[i] + s->rule.len_min,
		                           .by_rule = true,
		                           .origin = occurrence_origin(clock_local_day(starts[i]), 0)};
	*out = (struct occurrences){.v = v, .n = n};
	return 0;
}

/* All that the pattern of a phase means, whatever days the phase has. */
static int expand_phase(struct db_txn *txn, const struct series *s, int64_t until, const struct calendar *calendar,
                        struct reasons *why, struct arena *arena, struct occurrences *out)
{
	const struct claim_ask *asks;
	const char *campus;
	size_t n_asks;
	*out = (struct occurrences){0};
	if (*s->rule.rule)
		return expand_rule(s, until, why, arena, out);
	int err = claims_parse(s->claims, arena, &asks, &n_asks);
	if (!err)
		err = find_campus(txn, asks, n_asks, arena, &campus);
	return err ? err : calendar_expand(calendar, campus, &s->weeks, why, arena, out);
}

/* Adds to `out` what a phase means from its own first day on, before `until`. */
static int add_phase(struct occurrences *out, const struct occurrences *o, size_t phase, int64_t from, int64_t until,
                     struct arena *arena)
{
	for (size_t i = 0; i < o->n; i++) {
		int64_t day = clock_local_day(o->v[i].start);
		if (day < from || day >= until)
			continue;
		struct occurrence *v = arena_grow(arena, out->v, out->n, &out->cap, sizeof *v);
		if (!v)
			return QUAD_ENOMEM;
		out->v = v;
		v[out->n] = o->v[i];
		v[out->n++].phase = phase;
	}
	for (size_t i = 0; i < o->n_dropped; i++) {
		if (o->dropped[i].date < from || o->dropped[i].date >= until)
			continue;
		struct dropped *v = arena_grow(arena, out->dropped, out->n_dropped, &out->cap_dropped, sizeof *v);
		if (!v)
			return QUAD_ENOMEM;
		out->dropped = v;
		v[out->n_dropped++] = o->dropped[i];
	}
	return 0;
}

uint64_t series_dates_weeks(const struct occurrences *o, size_t phase, const struct series *s,
                            const struct calendar *calendar)
{
	const struct term *t = calendar_term(calendar, s->weeks.term, INT64_MIN);
	uint64_t set = 0;
	for (size_t i = 0; t && i < o->n; i++)
		if (o->v[i].phase == phase)
			set |= UINT64_C(1) << ((occurrence_day(o->v[i].origin) - t->first_monday) / 7 + 1);
	return set;
}

/* How a day may name an occurrence, the closest first. */
enum naming { NAMES_BOTH, NAMES_OWN_DAY, NAMES_DATE, NAMINGS };

static bool is_named(const struct occurrence *o, int64_t day, enum naming naming)
{
	bool own = occurrence_day(o->origin) == day, date = clock_local_day(o->start) == day;
	switch (naming) {
	case NAMES_BOTH: return own && date;
	case NAMES_OWN_DAY: return own;
	default: return date;
	}
}

/* Marks what a day names in the closest way in which it names anything. */
static void mark_day(struct occurrences *o, int64_t day)
{
	bool found = false;
	for (int naming = 0; naming < NAMINGS && !found; naming++)
		for (size_t i = 0; i < o->n; i++) {
			bool named = is_named(&o->v[i], day, (enum naming)naming);
			o->v[i].left_out |= named;
			found |= named;
		}
}

void series_dates_mark(struct occurrences *o, const int64_t *days, size_t n)
{
	for (size_t i = 0; i < o->n; i++)
		o->v[i].left_out = false;
	for (size_t k = 0; k < n; k++)
		mark_day(o, days[k]);
}

int64_t series_dates_name(const struct occurrences *o, size_t i)
{
	int64_t own = occurrence_day(o->v[i].origin), date = clock_local_day(o->v[i].start);
	for (size_t k = 0; k < o->n; k++)
		if (occurrence_day(o->v[k].origin) == own && clock_local_day(o->v[k].start) != date)
			return date;
	return own;
}

int series_dates(struct db_txn *txn, const struct series_phases *phases, const struct calendar *calendar,
                 struct reasons *why, struct arena *arena, struct occurrences *out)
{
	int64_t *days;
	size_t n_days;
	*out = (struct occurrences){0};
	for (size_t i = 0; i < phases->n; i++) {
		const struct series *s = &phases->v[i];
		int64_t from = s->from_day ? s->from_day : INT64_MIN, until = series_phases_until(phases, i);
		struct occurrences o;
		int err = expand_phase(txn, s, until, calendar, why, arena, &o);
		if (!err)
			err = add_phase(out, &o, i, from, until, arena);
		if (err)
			return err;
	}
	int err = series_dates_parse(series_phases_last(phases)->except, arena, &days, &n_days);
	if (!err)
		series_dates_mark(out, days, n_days);
	return err;
}

int series_dates_of(struct db_txn *txn, uint64_t id, struct arena *arena, struct series *s, struct occurrences *out)
{
	struct reasons why = {.arena = arena};
	struct calendar calendar;
	struct series_phases phases;
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
		err = series_phases_load(s, arena, &phases);
	if (!err)
		err = academic_calendar_load(txn, arena, &calendar);
	calendar.cuts_weeks = true;
	if (!err)
		err = series_dates(txn, &phases, &calendar, &why, arena, out);
	return !err && why.failed ? QUAD_ENOMEM : err;
}
