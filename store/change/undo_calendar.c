/* The calendar before the undo is compared with the one after it. */
#include "store/change/undo_calendar.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/change/series_follow.h"
#include "store/change/series_record.h"
#include "store/change/series_step.h"
#include "store/change/undo_records.h"
#include "store/facts/academic_calendar.h"
#include "store/facts/walk.h"

static int id_order(const void *element, const void *key)
{
	const uint64_t *x = element, *y = key;
	return (*x > *y) - (*x < *y);
}

static bool has_series(const struct undo_calendar *u, uint64_t id)
{
	size_t at = array_find(u->series, u->n_series, sizeof *u->series, &id, id_order);
	return at < u->n_series && u->series[at] == id;
}

static int add_series(struct change *c, struct undo_calendar *u, uint64_t id)
{
	if (!id || has_series(u, id))
		return 0;
	size_t at = array_find(u->series, u->n_series, sizeof *u->series, &id, id_order);
	uint64_t *v = arena_grow(c->arena, u->series, u->n_series, &u->cap_series, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	memmove(&v[at + 1], &v[at], (u->n_series - at) * sizeof *v);
	v[at] = id;
	u->series = v;
	u->n_series++;
	return 0;
}

static bool is_record_of(const struct undo_things *things, uint64_t series)
{
	for (size_t i = 0; i < things->n; i++)
		if (things->v[i].kind == OF_SERIES && strtoull(entity_name(things->v[i].entity), NULL, 10) == series)
			return true;
	return false;
}

int undo_calendar_begin(struct change *c, const struct undo_things *things, const struct undo_bookings *bookings,
                        struct undo_calendar *out)
{
	*out = (struct undo_calendar){.things = things};
	int err = 0;
	for (size_t i = 0; i < things->n && !err; i++) {
		const struct undo_thing *t = &things->v[i];
		if (undo_is_calendar(t)) {
			out->changed = out->changed ? out->changed : t->entity;
			out->periods |= t->kind == OF_PERIOD;
			out->removes |= !t->before.len;
		} else if (t->kind == OF_SERIES) {
			err = add_series(c, out, strtoull(entity_name(t->entity), NULL, 10));
		}
	}
	for (size_t i = 0; i < bookings->n && !err; i++) {
		const struct plan *p = &bookings->v[i].plan;
		err = add_series(c, out, p->old.id ? p->old.series : p->v.series);
	}
	if (err || !out->changed)
		return err;
	return academic_calendar_load(c->txn, c->arena, &out->before);
}

/* ---- series that were changed since ---- */

/* Adds a reason if the record of a series is not what it was when the calendar changed. */
static int check_series_since(struct change *c, const struct undo_calendar *u, uint64_t id)
{
	struct series_record now;
	struct journal_entry e = {.after = {"", 0}};
	int err = series_load(c, id, &now);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	uint64_t seq = undo_record_seq(now.bytes), last = seq;
	for (; seq > u->things->first_seq; seq = e.prev) {
		err = undo_entry(c, seq, &e);
		if (err)
			return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	}
	if (seq == last)
		return 0;
	err = seq ? undo_entry(c, seq, &e) : 0;
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	if (seq && undo_same_record(e.after, now.bytes))
		return 0;
	return undo_refuse_by(c, arena_fmt(c->arena, "series:%" PRIu64, id), last);
}

static int check_all_since(struct change *c, const struct undo_calendar *u)
{
	for (size_t i = 0; i < u->n_series; i++) {
		/* one whose record followed too was compared with it */
		if (is_record_of(u->things, u->series[i]))
			continue;
		int err = check_series_since(c, u, u->series[i]);
		if (err)
			return err;
	}
	return 0;
}

/* ---- series that need what goes ---- */

/* *out: the calendar has all that the series names. */
static int is_known(struct change *c, const struct series_phases *phases, const struct calendar *calendar, bool *out)
{
	struct calendar cut = *calendar;
	struct occurrences o;
	struct reasons why = {.arena = c->arena};
	cut.cuts_weeks = true;
	int err = series_dates(c->txn, phases, &cut, &why, c->arena, &o);
	*out = !err && !why.n;
	return err ? err : (why.failed ? QUAD_ENOMEM : 0);
}

static int check_need(struct change *c, const struct undo_calendar *u, const struct calendar *after, uint64_t id)
{
	struct series_record s;
	bool was, is;
	int err = series_load(c, id, &s);
	if (!err)
		err = is_known(c, &s.phases, &u->before, &was);
	if (!err)
		err = is_known(c, &s.phases, after, &is);
	if (!err && was && !is)
		reason_add_text(&c->out->reasons, REASON_USED, u->changed, "series:%" PRIu64, id);
	return err;
}

/* ---- following ---- */

static void take_lists(struct change *c, const struct result *from)
{
	struct result *to = c->out;
	to->skipped = from->skipped;
	to->n_skipped = from->n_skipped;
	to->dropped = from->dropped;
	to->n_dropped = from->n_dropped;
}

/* Adds what followed to the bookings that came back. */
static int join_made(struct change *c, const struct result *from)
{
	struct result *to = c->out;
	struct made *v = arena_alloc(c->arena, (to->n_made + from->n_made + 1) * sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < to->n_made + from->n_made; i++)
		v[i] = i < to->n_made ? to->made[i] : from->made[i - to->n_made];
	to->made = v;
	to->n_made += from->n_made;
	change_sort_made(v, to->n_made);
	return 0;
}

static int follow_others(struct change *c, const struct undo_calendar *u, const struct calendar *after)
{
	struct result result = {.reasons.arena = c->arena};
	struct request rq = *c->rq;
	struct change in = *c;
	rq.op = u->periods ? OP_PERIOD : OP_DAY;
	in.rq = &rq;
	in.out = &result;
	int err = series_follow(&in, &u->before, after, u->series, u->n_series);
	if (err)
		return err;
	c->out->seq = result.seq ? result.seq : c->out->seq;
	take_lists(c, &result);
	return join_made(c, &result);
}

static int end_change(struct change *c, const struct undo_calendar *u)
{
	struct calendar after;
	struct series *all;
	size_t n;
	int err = check_all_since(c, u);
	if (!err)
		err = academic_calendar_load(c->txn, c->arena, &after);
	if (!err)
		err = academic_calendar_series(c->txn, c->arena, &all, &n);
	for (size_t i = 0; !err && u->removes && i < n; i++)
		err = check_need(c, u, &after, all[i].id);
	if (err || c->out->reasons.n)
		return err;
	return follow_others(c, u, &after);
}

/* ---- bookings that come back into another calendar ---- */

static int note_later(struct bytes key, struct bytes value, void *arg)
{
	uint64_t *last = arg, seq = undo_record_seq(value);
	(void)key;
	*last = seq > *last ? seq : *last;
	return 0;
}

/* The last entry that changed the calendar, of what is there by now. */
static int find_last_change(struct change *c, uint64_t *out)
{
	static const enum table tables[] = {TABLE_TERM, TABLE_PERIOD, TABLE_DAY};
	*out = 0;
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		int err = walk_table(c->txn, tables[i], note_later, out);
		if (err)
			return err;
	}
	return 0;
}

static bool is_at_occurrence(const struct occurrences *o, const struct booking *b)
{
	for (size_t i = 0; i < o->n; i++)
		if (o->v[i].origin == b->origin && o->v[i].start == b->start && o->v[i].end == b->end)
			return true;
	return false;
}

/* Adds a reason if a booking that came back is not where its series has it in the calendar of now. */
static int check_occurrences(struct change *c, const struct undo_bookings *b, uint64_t series, uint64_t last_change)
{
	struct series s;
	struct occurrences o;
	struct journal_entry e;
	int err = series_dates_of(c->txn, series, c->arena, &s, &o);
	if (err == QUAD_ENOTFOUND)
		return 0;
	for (size_t i = 0; i < b->n && !err; i++) {
		const struct undo_booking *x = &b->v[i];
		const struct booking *v = &x->plan.v;
		if (!x->shall_stand || x->stays || v->series != series || !v->follows || is_at_occurrence(&o, v))
			continue;
		err = undo_entry(c, last_change, &e);
		return err ? err : undo_refuse_by(c, e.entity, last_change);
	}
	return err;
}

static int check_calendar_since(struct change *c, const struct undo_calendar *u, const struct undo_bookings *bookings)
{
	uint64_t last;
	int err = u->n_series ? find_last_change(c, &last) : 0;
	if (err || !u->n_series || last <= u->things->first_seq)
		return err;
	for (size_t i = 0; i < u->n_series && !err; i++)
		err = check_occurrences(c, bookings, u->series[i], last);
	return err;
}

int undo_calendar_end(struct change *c, const struct undo_calendar *u, const struct undo_bookings *bookings)
{
	return u->changed ? end_change(c, u) : check_calendar_since(c, u, bookings);
}
