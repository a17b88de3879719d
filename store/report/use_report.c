/*
 * How much resources are used, one by one or in groups. Sums and what they are made of: resource_use.h.
 *
 * - resources: how many are counted; what is withdrawn only if it was used.
 * - rated_hours, open_hours, booked_hours, effective_hours, estimated_hours, outside_hours: the sums.
 * - utilisation = effective / rated, not cut at 100; open_utilisation = effective / open; sharing_rate = outside /
 *   effective (the ministry's tables of instruments); seat_fill = people by seats, weighted by time. All are ratios of
 *   the group's sums.
 *
 * A resource belongs to its institution, else to that of its campus; its tier is that of its campus, its cluster that
 * of its specialty (registers.h). Without any of these its key is empty.
 */
#include <stdlib.h>

#include "store/base/err.h"
#include "store/facts/numbering.h"
#include "store/report/reports.h"
#include "store/report/resource_use.h"

static const struct report_column columns[] = {
	{"key", REPORT_TEXT},
	{"name", REPORT_TEXT},
	{"resources", REPORT_COUNT},
	{"rated_hours", REPORT_HOURS},
	{"open_hours", REPORT_HOURS},
	{"booked_hours", REPORT_HOURS},
	{"effective_hours", REPORT_HOURS},
	{"estimated_hours", REPORT_HOURS},
	{"outside_hours", REPORT_HOURS},
	{"utilisation", REPORT_PERCENT},
	{"open_utilisation", REPORT_PERCENT},
	{"sharing_rate", REPORT_PERCENT},
	{"seat_fill", REPORT_PERCENT},
};

/* A group: what its key is, and the sums. */
struct use_group {
	const char *key, *name;
	struct report_source source;
	uint64_t n;
	struct resource_use sum;
};

struct grouping {
	struct report_work *w;
	struct resource_uses uses;
	struct register_rows clusters;
	uint32_t *group; /* by place */
	struct use_group *v;
	size_t n;
};

/* ---- keys ---- */

typedef void key_fn(const struct grouping *k, uint32_t place, struct use_group *out);

static const struct resource *resource_at(const struct grouping *k, uint32_t place)
{
	return &k->w->directory->all.v[place];
}

static void key_of_resource(const struct grouping *k, uint32_t place, struct use_group *out)
{
	out->key = out->source.resource = resource_at(k, place)->code;
	out->name = resource_at(k, place)->name;
}

static void key_of_kind(const struct grouping *k, uint32_t place, struct use_group *out)
{
	out->source.kind = resource_at(k, place)->kind;
	out->key = out->name = kind_word(out->source.kind);
}

static void key_of_campus(const struct grouping *k, uint32_t place, struct use_group *out)
{
	uint32_t campus = frame_campus(k->w, resource_at(k, place)->campus);
	if (campus == NO_PLACE)
		return;
	out->key = out->source.campus = k->w->campuses[campus].code;
	out->name = k->w->campuses[campus].name;
}

static void key_of_institution(const struct grouping *k, uint32_t place, struct use_group *out)
{
	uint32_t owner = k->w->owner[place];
	if (owner == NO_PLACE)
		return;
	out->key = out->source.owner = k->w->institutions[owner].code;
	out->name = k->w->institutions[owner].name;
}

static void key_of_specialty(const struct grouping *k, uint32_t place, struct use_group *out)
{
	out->key = out->name = resource_at(k, place)->specialty;
}

static void key_of_tier(const struct grouping *k, uint32_t place, struct use_group *out)
{
	uint32_t campus = frame_campus(k->w, resource_at(k, place)->campus);
	if (campus != NO_PLACE)
		out->key = out->name = k->w->campuses[campus].tier;
}

static void key_of_cluster(const struct grouping *k, uint32_t place, struct use_group *out)
{
	const char *specialty = resource_at(k, place)->specialty;
	for (size_t i = 0; i < k->clusters.n; i++)
		if (strcmp(k->clusters.v[i].text[CLUSTER_SPECIALTY], specialty) == 0)
			out->key = out->name = k->clusters.v[i].text[CLUSTER_NAME];
}

static const struct {
	const char *by;
	key_fn *fn;
} keys[] = {
	{"resource", key_of_resource},       {"kind", key_of_kind},           {"campus", key_of_campus},
	{"institution", key_of_institution}, {"specialty", key_of_specialty}, {"tier", key_of_tier},
	{"cluster", key_of_cluster},
};

static key_fn *find_key(const struct report_work *w)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (frame_is_by(w, keys[i].by))
			return keys[i].fn;
	return key_of_resource;
}

/* ---- groups ---- */

/* Finds the group of each resource that counts. */
static int gather_groups(struct grouping *k)
{
	struct report_work *w = k->w;
	size_t n = w->directory->all.n;
	key_fn *key = find_key(w);
	struct numbering numbers = {0};
	k->group = arena_alloc(w->arena, (n + 1) * sizeof *k->group);
	k->v = arena_alloc(w->arena, (n + 1) * sizeof *k->v);
	int err = k->group && k->v ? numbering_init(&numbers, n + 1) : QUAD_ENOMEM;
	for (uint32_t i = 0; i < n && !err; i++) {
		struct use_group of = {.key = "", .name = "", .source = {.from = w->from, .to = w->to}};
		if (!k->uses.counted[i])
			continue;
		key(k, i, &of);
		k->group[i] = numbering_add(&numbers, of.key);
		if (k->group[i] == k->n)
			k->v[k->n++] = of;
		k->v[k->group[i]].n++;
	}
	numbering_release(&numbers);
	return err;
}

static int add_up(struct grouping *k)
{
	struct report_work *w = k->w;
	int err = 0;
	for (uint32_t i = 0; i < w->directory->all.n && !err; i++) {
		if (!k->uses.counted[i])
			continue;
		struct use_group *to = &k->v[k->group[i]];
		if (frame_is_by(w, "resource"))
			err = resource_use_of(w, &k->uses, i, &to->sum);
		else
			resource_use_add(w, &k->uses, k->group, i, &to->sum);
	}
	return err;
}

static int order_groups(const void *a, const void *b)
{
	const struct use_group *x = a, *y = b;
	return strcmp(x->key, y->key);
}

/* ---- rows ---- */

static int put_row(struct report_work *w, const struct use_group *g)
{
	struct report_row *row = frame_row(w);
	if (!row)
		return QUAD_ENOMEM;
	row->source = g->source;
	struct report_cell *cell = row->cells;
	frame_text(cell++, g->key);
	frame_text(cell++, g->name);
	frame_number(cell++, (int64_t)g->n);
	frame_hours(cell++, g->sum.rated);
	frame_hours(cell++, g->sum.open);
	frame_hours(cell++, g->sum.booked);
	frame_hours(cell++, g->sum.effective);
	frame_hours(cell++, g->sum.estimated);
	frame_hours(cell++, g->sum.outside);
	frame_percent(cell++, g->sum.effective, g->sum.rated);
	frame_percent(cell++, g->sum.effective, g->sum.open);
	frame_percent(cell++, g->sum.outside, g->sum.effective);
	frame_percent(cell, g->sum.people, g->sum.seats);
	return 0;
}

int report_use(struct report_work *w)
{
	struct grouping k = {.w = w};
	frame_columns(w, columns, sizeof columns / sizeof *columns);
	int err = resource_use_count(w, &k.uses);
	if (!err && frame_is_by(w, "cluster"))
		err = register_list_load(w->txn, REGISTER_CLUSTERS, w->arena, &k.clusters);
	if (!err)
		err = gather_groups(&k);
	if (!err)
		err = add_up(&k);
	if (!err)
		qsort(k.v, k.n, sizeof *k.v, order_groups);
	for (size_t i = 0; i < k.n && !err; i++)
		err = put_row(w, &k.v[i]);
	return err;
}
