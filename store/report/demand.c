/*
 * What is asked for and where, against what is open: by specialty, kind or campus of the resource. By specialty and
 * campus teachers and classes are not counted, who are booked with a resource that is.
 *
 * - booked_hours: what stands, as booked; unmet_hours: needs that were refused and not met, for these resources
 *   (refused.h), all their dates; shared resources by units of their seats. asked_hours = booked_hours + unmet_hours.
 * - open_hours: open_hours.h.
 * - pressure = asked_hours / open_hours, in percent. Above 100 more is asked for than could ever be had.
 *
 * All of it is of resources whose figures the looker may see, and of sums; a hall and its parts in one group count as
 * in the report `use`. What was met otherwise is booked, and so asked for once.
 */
#include <stdlib.h>

#include "store/base/err.h"
#include "store/facts/numbering.h"
#include "store/report/refused.h"
#include "store/report/reports.h"
#include "store/report/resource_use.h"

static const struct report_column columns[] = {
	{"key", REPORT_TEXT},          {"asked_hours", REPORT_HOURS}, {"booked_hours", REPORT_HOURS},
	{"unmet_hours", REPORT_HOURS}, {"open_hours", REPORT_HOURS},  {"pressure", REPORT_PERCENT},
};

#define NO_GROUP UINT32_MAX

struct demand_group {
	const char *key;
	enum resource_kind kind;
	struct resource_use use;
	sum_t unmet;
};

struct demand {
	struct report_work *w;
	struct resource_uses uses;
	struct numbering keys;
	uint32_t *group; /* by place */
	struct demand_group *v;
	size_t n;
};

static const char *key_of(const struct report_work *w, const struct resource *r)
{
	if (frame_is_by(w, "kind"))
		return kind_word(r->kind);
	return frame_is_by(w, "campus") ? r->campus : r->specialty;
}

static int gather_groups(struct demand *d)
{
	struct report_work *w = d->w;
	size_t n = w->directory->all.n;
	d->group = arena_alloc(w->arena, (n + 1) * sizeof *d->group);
	d->v = arena_alloc(w->arena, (n + 1) * sizeof *d->v);
	int err = d->group && d->v ? numbering_init(&d->keys, n + 1) : QUAD_ENOMEM;
	for (size_t i = 0; i < n && !err; i++) {
		const struct resource *r = &w->directory->all.v[i];
		bool left_out = kind_travels(r->kind) && !frame_is_by(w, "kind");
		d->group[i] = NO_GROUP;
		if (!d->uses.counted[i] || left_out)
			continue;
		d->group[i] = numbering_add(&d->keys, key_of(w, r));
		d->n = d->keys.n;
		d->v[d->group[i]].key = key_of(w, r);
		d->v[d->group[i]].kind = frame_is_by(w, "kind") ? r->kind : 0;
	}
	return err;
}

static int add_needs(struct demand *d)
{
	struct refused_needs needs;
	int err = refused_load(d->w, &needs);
	for (size_t i = 0; i < needs.n && !err; i++) {
		const struct refused_need *v = &needs.v[i];
		uint32_t group = v->place == NO_PLACE ? NO_GROUP : d->group[v->place];
		if (group != NO_GROUP && v->fate == NEED_UNMET)
			d->v[group].unmet += v->need.minutes * refused_weight(d->w, v);
	}
	return err;
}

static int order_groups(const void *a, const void *b)
{
	return strcmp(((const struct demand_group *)a)->key, ((const struct demand_group *)b)->key);
}

static int put_row(struct report_work *w, const struct demand_group *g)
{
	struct report_row *row = frame_row(w);
	sum_t asked = g->use.booked + g->unmet;
	if (!row)
		return QUAD_ENOMEM;
	row->source.kind = g->kind;
	if (frame_is_by(w, "campus"))
		row->source.campus = g->key;
	frame_text(&row->cells[0], g->key);
	frame_hours(&row->cells[1], asked);
	frame_hours(&row->cells[2], g->use.booked);
	frame_hours(&row->cells[3], g->unmet);
	frame_hours(&row->cells[4], g->use.open);
	frame_percent(&row->cells[5], asked, g->use.open);
	return 0;
}

int report_demand(struct report_work *w)
{
	struct demand d = {.w = w};
	frame_columns(w, columns, sizeof columns / sizeof *columns);
	int err = resource_use_count(w, &d.uses);
	if (!err)
		err = gather_groups(&d);
	for (uint32_t i = 0; i < w->directory->all.n && !err; i++)
		if (d.group[i] != NO_GROUP)
			resource_use_add(w, &d.uses, d.group, i, &d.v[d.group[i]].use);
	if (!err)
		err = add_needs(&d);
	if (!err && d.n)
		qsort(d.v, d.n, sizeof *d.v, order_groups);
	for (size_t i = 0; i < d.n && !err; i++)
		err = put_row(w, &d.v[i]);
	numbering_release(&d.keys);
	return err;
}
