/*
 * What stands idle: resources that were used less than a share of their rated hours (`--below`, 30 percent if not
 * said), and who else nearby has such ones. What is withdrawn is not idle, and groups of students are no resource that
 * lies idle, unless they are asked for (`--kind class`).
 *
 * - utilisation: as `use` has it for a resource alone, effective / rated.
 * - free_hours: open hours less booked ones, not below 0.
 * - neighbours: how many resources of the same kind, and of the same specialty where this one has one, belong to other
 *   institutions and are on its campus or within so many minutes of travel of it (`--within`, 60 if not said), by the
 *   pairs that the travel table lists. They need not be idle, nor match the filter.
 *
 * The least used come first, then by code.
 */
#include <stdlib.h>

#include "store/base/err.h"
#include "store/report/reports.h"
#include "store/report/resource_use.h"

static const struct report_column columns[] = {
	{"resource", REPORT_TEXT},    {"name", REPORT_TEXT},           {"kind", REPORT_TEXT},
	{"campus", REPORT_TEXT},      {"utilisation", REPORT_PERCENT}, {"free_hours", REPORT_HOURS},
	{"neighbours", REPORT_COUNT},
};

enum { BELOW_USUAL = 3000, WITHIN_USUAL = 60 };

struct idle_one {
	uint32_t place;
	int64_t utilisation; /* hundredths of a percent */
	struct resource_use use;
};

struct idle {
	struct report_work *w;
	struct resource_uses uses;
	uint32_t *by_kind; /* places of what is not withdrawn, by kind and specialty */
	size_t n_by_kind;
	bool *is_near; /* by campus: within reach of near_of */
	uint32_t near_of;
	struct idle_one *v;
	size_t n;
};

/* ---- neighbours ---- */

/* qsort has no argument of its own: what is sorted by points to the resource. */
struct by_kind {
	const struct resource *r;
	uint32_t place;
};

static int order_by_kind(const void *a, const void *b)
{
	const struct by_kind *x = a, *y = b;
	if (x->r->kind != y->r->kind)
		return x->r->kind < y->r->kind ? -1 : 1;
	int order = strcmp(x->r->specialty, y->r->specialty);
	return order ? order : (x->place > y->place) - (x->place < y->place);
}

static int sort_by_kind(struct idle *k)
{
	const struct directory *d = k->w->directory;
	struct by_kind *v = calloc(d->all.n + 1, sizeof *v);
	k->by_kind = arena_alloc(k->w->arena, (d->all.n + 1) * sizeof *k->by_kind);
	if (!v || !k->by_kind) {
		free(v);
		return QUAD_ENOMEM;
	}
	for (uint32_t i = 0; i < d->all.n; i++)
		if (d->all.v[i].active)
			v[k->n_by_kind++] = (struct by_kind){&d->all.v[i], i};
	qsort(v, k->n_by_kind, sizeof *v, order_by_kind);
	for (size_t i = 0; i < k->n_by_kind; i++)
		k->by_kind[i] = v[i].place;
	free(v);
	return 0;
}

static int reach_from(struct idle *k, uint32_t campus)
{
	struct report_work *w = k->w;
	int64_t within = w->ask->says_within ? w->ask->within_min : WITHIN_USUAL;
	int err = 0;
	for (uint32_t i = 0; i < w->n_campuses && !err; i++) {
		uint32_t minutes;
		bool listed;
		err = facts_travel(w->txn, w->campuses[campus].no, w->campuses[i].no, &minutes, &listed);
		k->is_near[i] = i == campus || (listed && minutes <= within);
	}
	k->near_of = campus;
	return err;
}

static bool is_neighbour(const struct idle *k, const struct resource *of, uint32_t owner, uint32_t place)
{
	const struct report_work *w = k->w;
	const struct resource *r = &w->directory->all.v[place];
	if (r->kind != of->kind || w->owner[place] == NO_PLACE || w->owner[place] == owner)
		return false;
	if (*of->specialty && strcmp(r->specialty, of->specialty) != 0)
		return false;
	uint32_t campus = frame_campus(w, r->campus);
	return campus != NO_PLACE && k->is_near[campus];
}

/* Where the kind, and the specialty if there is one, begin. */
static size_t first_alike(const struct idle *k, const struct resource *of)
{
	size_t lo = 0, hi = k->n_by_kind;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const struct resource *r = &k->w->directory->all.v[k->by_kind[mid]];
		if (r->kind < of->kind || (r->kind == of->kind && strcmp(r->specialty, of->specialty) < 0))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static int count_neighbours(struct idle *k, uint32_t place, int64_t *out)
{
	const struct resource *of = &k->w->directory->all.v[place];
	uint32_t campus = frame_campus(k->w, of->campus);
	*out = 0;
	if (campus == NO_PLACE)
		return 0;
	int err = campus == k->near_of ? 0 : reach_from(k, campus);
	if (err)
		return err;
	for (size_t i = first_alike(k, of); i < k->n_by_kind; i++) {
		const struct resource *r = &k->w->directory->all.v[k->by_kind[i]];
		if (r->kind != of->kind || (*of->specialty && strcmp(r->specialty, of->specialty) != 0))
			break;
		*out += is_neighbour(k, of, k->w->owner[place], k->by_kind[i]);
	}
	return 0;
}

/* ---- what is idle ---- */

static int order_idle(const void *a, const void *b)
{
	const struct idle_one *x = a, *y = b;
	if (x->utilisation != y->utilisation)
		return x->utilisation < y->utilisation ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

static int gather_idle(struct idle *k)
{
	struct report_work *w = k->w;
	int64_t below = w->ask->below ? w->ask->below : BELOW_USUAL;
	int err = 0;
	for (uint32_t i = 0; i < w->directory->all.n && !err; i++) {
		const struct resource *r = &w->directory->all.v[i];
		struct idle_one one = {.place = i};
		bool is_people = r->kind == KIND_CLASS && w->ask->filter.kind != KIND_CLASS;
		if (!k->uses.counted[i] || !r->active || is_people)
			continue;
		err = resource_use_of(w, &k->uses, i, &one.use);
		one.utilisation = one.use.rated ? sum_percent(one.use.effective, one.use.rated) : 0;
		/* exactly, not as it is rounded */
		if (!err && one.use.effective * 10000 < one.use.rated * below)
			k->v[k->n++] = one;
	}
	if (k->n)
		qsort(k->v, k->n, sizeof *k->v, order_idle);
	return err;
}

static int put_row(struct idle *k, const struct idle_one *one)
{
	struct report_work *w = k->w;
	const struct resource *r = &w->directory->all.v[one->place];
	sum_t free_minutes = one->use.open - one->use.booked;
	int64_t neighbours;
	int err = count_neighbours(k, one->place, &neighbours);
	if (err)
		return err;
	struct report_row *row = frame_row(w);
	if (!row)
		return QUAD_ENOMEM;
	row->source.resource = r->code;
	frame_text(&row->cells[0], r->code);
	frame_text(&row->cells[1], r->name);
	frame_text(&row->cells[2], kind_word(r->kind));
	frame_text(&row->cells[3], r->campus);
	frame_number(&row->cells[4], one->utilisation);
	frame_hours(&row->cells[5], free_minutes > 0 ? free_minutes : 0);
	frame_number(&row->cells[6], neighbours);
	return 0;
}

int report_idle(struct report_work *w)
{
	struct idle k = {.w = w, .near_of = NO_PLACE};
	frame_columns(w, columns, sizeof columns / sizeof *columns);
	k.v = arena_alloc(w->arena, (w->directory->all.n + 1) * sizeof *k.v);
	k.is_near = arena_alloc(w->arena, (w->n_campuses + 1) * sizeof *k.is_near);
	if (!k.v || !k.is_near)
		return QUAD_ENOMEM;
	int err = resource_use_count(w, &k.uses);
	if (!err)
		err = sort_by_kind(&k);
	if (!err)
		err = gather_idle(&k);
	for (size_t i = 0; i < k.n && !err; i++)
		err = put_row(&k, &k.v[i]);
	return err;
}
