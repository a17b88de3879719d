/*
 * Whether to buy or to share: what there is already of a kind and specialty, in reach (`--near`, and the other filters
 * of resources), and how much it is used. Teachers and groups of students are not bought, and count only if they are
 * asked for by `--kind`; what is withdrawn does not count. A part of a hall that is in the same group is not a further
 * one.
 *
 * - count; institutions: how many of them own these; mean_hours = effective hours / count; use = effective / rated, as
 *   in `use`.
 * - recommend `share` while mean_hours is below 1,200 a year, in the proportion of the period's days to 365. With a
 *   price (`--price`) from 500,000 to below 2,000,000 yuan also while use is below 85 percent. Else `buy`.
 * - why: the figures that decided, as `mean 312.00 < 1200.00` or `use 91.20 >= 85.00`; rounded ones are compared, so
 *   that what is shown is what was decided by.
 */
#include <stdlib.h>

#include "store/base/err.h"
#include "store/model/table.h"
#include "store/report/reports.h"
#include "store/report/resource_use.h"

static const struct report_column columns[] = {
	{"kind", REPORT_TEXT},          {"specialty", REPORT_TEXT},   {"count", REPORT_COUNT},
	{"institutions", REPORT_COUNT}, {"mean_hours", REPORT_HOURS}, {"use", REPORT_PERCENT},
	{"recommend", REPORT_TEXT},     {"why", REPORT_TEXT},
};

#define YUAN INT64_C(100)
#define PRICE_FROM (500000 * YUAN)
#define PRICE_BELOW (2000000 * YUAN)
enum { MEAN_OF_YEAR = 1200, USE_ENOUGH = 8500 };

struct duplicate {
	const struct resource *r; /* one of them: its kind and specialty */
	int64_t count, n_institutions;
	struct resource_use sum;
};

struct duplicates {
	struct report_work *w;
	struct resource_uses uses;
	uint32_t *group;  /* by place */
	uint32_t *places; /* sorted by group */
	size_t n_places;
	struct duplicate *v;
	size_t n;
};

/* What counts: its kind and specialty, and whose it is. */
struct candidate {
	const struct resource *r;
	uint32_t place, owner;
};

static int order_candidates(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	if (x->r->kind != y->r->kind)
		return x->r->kind < y->r->kind ? -1 : 1;
	int order = strcmp(x->r->specialty, y->r->specialty);
	if (order)
		return order;
	if (x->owner != y->owner)
		return x->owner < y->owner ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

static bool is_bought(const struct report_work *w, const struct resource *r)
{
	return r->active && (!kind_travels(r->kind) || w->ask->filter.kind == r->kind);
}

static bool is_alike(const struct candidate *a, const struct candidate *b)
{
	return a->r->kind == b->r->kind && strcmp(a->r->specialty, b->r->specialty) == 0;
}

/* Gives each candidate its group; they are sorted. */
static void make_groups(struct duplicates *k, const struct candidate *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool is_new = i == 0 || !is_alike(&v[i - 1], &v[i]);
		if (is_new)
			k->v[k->n++].r = v[i].r;
		struct duplicate *group = &k->v[k->n - 1];
		if (v[i].owner != NO_PLACE && (is_new || v[i].owner != v[i - 1].owner))
			group->n_institutions++;
		k->group[v[i].place] = (uint32_t)k->n;
		k->places[k->n_places++] = v[i].place;
	}
}

static int gather_groups(struct duplicates *k)
{
	struct report_work *w = k->w;
	size_t n = 0, n_all = w->directory->all.n;
	struct candidate *v = calloc(n_all + 1, sizeof *v);
	k->group = arena_alloc(w->arena, (n_all + 1) * sizeof *k->group);
	k->places = arena_alloc(w->arena, (n_all + 1) * sizeof *k->places);
	k->v = arena_alloc(w->arena, (n_all + 1) * sizeof *k->v);
	if (!v || !k->group || !k->places || !k->v) {
		free(v);
		return QUAD_ENOMEM;
	}
	for (uint32_t i = 0; i < n_all; i++) {
		const struct resource *r = &w->directory->all.v[i];
		if (k->uses.counted[i] && is_bought(w, r))
			v[n++] = (struct candidate){r, i, w->owner[i]};
	}
	qsort(v, n, sizeof *v, order_candidates);
	make_groups(k, v, n);
	free(v);
	return 0;
}

static void add_up(struct duplicates *k)
{
	for (size_t i = 0; i < k->n_places; i++) {
		uint32_t place = k->places[i];
		struct duplicate *group = &k->v[k->group[place] - 1];
		sum_t rated = group->sum.rated;
		resource_use_add(k->w, &k->uses, k->group, place, &group->sum);
		group->count += group->sum.rated != rated;
	}
}

/* ---- the advice ---- */

/* Compares a figure with what is enough; true: it is less. */
static bool is_less(struct buf *why, const char *what, int64_t is, int64_t enough)
{
	char text[CELL_HUNDREDTHS_MAX], other[CELL_HUNDREDTHS_MAX];
	const char *sign = is < enough ? "<" : ">=";
	buf_fmt(why, "%s%s %s %s %s", why->len ? "; " : "", what, cell_hundredths(is, text), sign,
	        cell_hundredths(enough, other));
	return is < enough;
}

static int put_row(struct report_work *w, const struct duplicate *d)
{
	struct buf why = {0};
	int64_t mean = sum_hours(sum_part(d->sum.effective, 1, d->count));
	int64_t enough =
		sum_hours(sum_part(MEAN_OF_YEAR * 60 * (sum_t)SUM_MINUTE, frame_wall_minutes(w), 365 * DAY_MIN));
	int64_t use = d->sum.rated ? sum_percent(d->sum.effective, d->sum.rated) : 0;
	bool by_use = w->ask->price >= PRICE_FROM && w->ask->price < PRICE_BELOW;
	bool share = is_less(&why, "mean", mean, enough);
	if (!share && by_use)
		share = is_less(&why, "use", use, USE_ENOUGH);
	const char *text = why.failed ? NULL : arena_str(w->arena, buf_text(&why));
	buf_release(&why);
	struct report_row *row = text ? frame_row(w) : NULL;
	if (!row)
		return QUAD_ENOMEM;
	row->source.kind = d->r->kind;
	frame_text(&row->cells[0], kind_word(d->r->kind));
	frame_text(&row->cells[1], d->r->specialty);
	frame_number(&row->cells[2], d->count);
	frame_number(&row->cells[3], d->n_institutions);
	frame_number(&row->cells[4], mean);
	frame_number(&row->cells[5], use);
	frame_text(&row->cells[6], share ? "share" : "buy");
	frame_text(&row->cells[7], text);
	return 0;
}

int report_duplicates(struct report_work *w)
{
	struct duplicates k = {.w = w};
	frame_columns(w, columns, sizeof columns / sizeof *columns);
	int err = resource_use_count(w, &k.uses);
	if (!err)
		err = gather_groups(&k);
	if (!err)
		add_up(&k);
	for (size_t i = 0; i < k.n && !err; i++)
		err = put_row(w, &k.v[i]);
	return err;
}
