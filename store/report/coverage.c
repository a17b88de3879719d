/*
 * What is offered to whom: resources, seats and hours by tier, cluster, level or region, against students and value.
 * Teachers and classes are not counted.
 *
 * - key: the tier of a resource's campus; the cluster of its specialty (registers.h); the level of its owner; the
 *   region of its campus, else of its owner. Empty where there is none such.
 * - institutions: owners of the group's resources, and institutions that have a campus of that tier or region, or that
 *   level. One may be in several groups.
 * - resources, seats: what is there, in use or not withdrawn; seats of labs, bases and rooms. Of a hall and its parts
 *   in one group, the hall's.
 * - offered_hours: open hours (open_hours.h) of those that are shared beyond their owner: sharing consortium or public.
 * - used_hours: effective hours of all, as of the report `use`.
 * - seats_per_100: seats for 100 students of those institutions, by the latest year of the register `students` up to
 *   the period's end. Empty if no students are known.
 * - match = the group's share of used hours / its share of value, both among the groups that have a value. 1 is as much
 *   use as value. The value of a region is its gdp_100m_yuan in the register `figures`, that of a cluster the figures
 *   named like its industry, over all regions; each of the latest year up to the period's end. Empty by tier and level.
 */
#include <stdlib.h>

#include "store/base/err.h"
#include "store/facts/numbering.h"
#include "store/report/latest.h"
#include "store/report/reports.h"
#include "store/report/resource_use.h"

static const struct report_column columns[] = {
	{"key", REPORT_TEXT},
	{"institutions", REPORT_COUNT},
	{"resources", REPORT_COUNT},
	{"seats", REPORT_COUNT},
	{"offered_hours", REPORT_HOURS},
	{"used_hours", REPORT_HOURS},
	{"seats_per_100", REPORT_DECIMAL},
	{"match", REPORT_DECIMAL},
};

#define NOT_OFFERED UINT32_MAX
#define FINE (SUM_MINUTE / 10000)

struct cover_group {
	const char *key;
	bool *members; /* by place of the institution */
	int64_t resources, seats;
	struct resource_use all, offered;
	int64_t value; /* millionths, 0 = none */
};

struct covering {
	struct report_work *w;
	struct resource_uses uses;
	struct register_rows clusters, figures;
	int64_t *students; /* by place of the institution */
	struct numbering keys;
	struct cover_group *v;
	size_t n, cap;
	uint32_t *group, *offered; /* by place of the resource */
};

/* ---- keys ---- */

static const char *cluster_of(const struct covering *k, const char *specialty)
{
	for (size_t i = 0; i < k->clusters.n; i++)
		if (strcmp(k->clusters.v[i].text[CLUSTER_SPECIALTY], specialty) == 0)
			return k->clusters.v[i].text[CLUSTER_NAME];
	return "";
}

/* The region of a campus is its own, else that of its institution; place: of that, or of the owner. */
static const char *region_of(const struct covering *k, const struct campus *campus, uint32_t place)
{
	if (campus && *campus->region)
		return campus->region;
	return place == NO_PLACE ? "" : k->w->institutions[place].region;
}

static const char *key_of(const struct covering *k, uint32_t place)
{
	const struct report_work *w = k->w;
	const struct resource *r = &w->directory->all.v[place];
	uint32_t owner = w->owner[place], at = frame_campus(w, r->campus);
	const struct campus *campus = at == NO_PLACE ? NULL : &w->campuses[at];
	if (frame_is_by(w, "cluster"))
		return cluster_of(k, r->specialty);
	if (frame_is_by(w, "region"))
		return region_of(k, campus, owner);
	if (frame_is_by(w, "level"))
		return owner == NO_PLACE ? "" : w->institutions[owner].level;
	return campus ? campus->tier : "";
}

/* ---- groups ---- */

/* The number of the group of a key; UINT32_MAX: no memory. */
static uint32_t find_group(struct covering *k, const char *key)
{
	uint32_t at = numbering_add(&k->keys, key);
	if (at < k->n)
		return at;
	struct cover_group *v = arena_grow(k->w->arena, k->v, k->n, &k->cap, sizeof *v);
	bool *members = arena_alloc(k->w->arena, (k->w->n_institutions + 1) * sizeof *members);
	if (!v || !members)
		return UINT32_MAX;
	k->v = v;
	v[k->n++] = (struct cover_group){.key = key, .members = members};
	return at;
}

static int add_member(struct covering *k, const char *key, uint32_t institution)
{
	if (institution == NO_PLACE || !k->w->institution_seen[institution])
		return 0;
	uint32_t at = find_group(k, key);
	if (at == UINT32_MAX)
		return QUAD_ENOMEM;
	k->v[at].members[institution] = true;
	return 0;
}

/* The institutions that have a campus of the tier or region. */
static int add_campuses(struct covering *k)
{
	const struct report_work *w = k->w;
	int err = 0;
	for (uint32_t i = 0; i < w->n_campuses && !err; i++) {
		const struct campus *c = &w->campuses[i];
		uint32_t institution = frame_institution(w, c->institution);
		err = add_member(k, frame_is_by(w, "region") ? region_of(k, c, institution) : c->tier, institution);
	}
	return err;
}

static int add_institutions(struct covering *k)
{
	const struct report_work *w = k->w;
	int err = 0;
	if (frame_is_by(w, "tier") || frame_is_by(w, "region"))
		err = add_campuses(k);
	for (uint32_t i = 0; i < w->n_institutions && !err; i++)
		if (frame_is_by(w, "level"))
			err = add_member(k, w->institutions[i].level, i);
	return err;
}

static bool is_counted(const struct covering *k, uint32_t place)
{
	return k->uses.counted[place] && !kind_travels(k->w->directory->all.v[place].kind);
}

/* Finds the group of each resource that counts, and makes its owner a member. */
static int gather_groups(struct covering *k)
{
	struct report_work *w = k->w;
	int err = 0;
	for (uint32_t i = 0; i < w->directory->all.n && !err; i++) {
		if (!is_counted(k, i))
			continue;
		const char *key = key_of(k, i);
		k->group[i] = find_group(k, key);
		if (k->group[i] == UINT32_MAX)
			return QUAD_ENOMEM;
		k->offered[i] = w->directory->all.v[i].sharing == SHARING_OWNER ? NOT_OFFERED : k->group[i];
		err = add_member(k, key, w->owner[i]);
	}
	return err;
}

/* True if a hall that it is a part of is counted in the same group. */
static bool is_within(const struct covering *k, uint32_t place)
{
	uint32_t at = place;
	for (int depth = 0; depth < PARTS_DEPTH_MAX; depth++) {
		at = halls_whole(&k->uses.parts, k->w, at);
		if (at == NO_PLACE)
			return false;
		if (is_counted(k, at) && k->group[at] == k->group[place])
			return true;
	}
	return false;
}

static void add_up(struct covering *k)
{
	const struct report_work *w = k->w;
	for (uint32_t i = 0; i < w->directory->all.n; i++) {
		if (!is_counted(k, i))
			continue;
		struct cover_group *g = &k->v[k->group[i]];
		resource_use_add(w, &k->uses, k->group, i, &g->all);
		if (k->offered[i] != NOT_OFFERED)
			resource_use_add(w, &k->uses, k->offered, i, &g->offered);
		if (is_within(k, i))
			continue;
		g->resources++;
		g->seats += kind_is_place(w->directory->all.v[i].kind) ? w->directory->entries[i].seats : 0;
	}
}

/* ---- value ---- */

/* True if an earlier row is of the same cluster and industry. */
static bool is_repeat(const struct covering *k, size_t at)
{
	const struct register_row *row = &k->clusters.v[at];
	for (size_t i = 0; i < at; i++) {
		const char *const *text = k->clusters.v[i].text;
		if (strcmp(text[CLUSTER_NAME], row->text[CLUSTER_NAME]) == 0 &&
		    strcmp(text[CLUSTER_INDUSTRY], row->text[CLUSTER_INDUSTRY]) == 0)
			return true;
	}
	return false;
}

/* The figures of the industries of a cluster, each once. */
static int64_t value_of_cluster(const struct covering *k, const char *cluster)
{
	int64_t sum = 0;
	for (size_t i = 0; i < k->clusters.n; i++) {
		const struct register_row *row = &k->clusters.v[i];
		const char *industry = row->text[CLUSTER_INDUSTRY];
		if (strcmp(row->text[CLUSTER_NAME], cluster) == 0 && *industry && !is_repeat(k, i))
			sum += latest_figure(k->w, &k->figures, NULL, industry);
	}
	return sum;
}

static void set_values(struct covering *k)
{
	for (size_t i = 0; i < k->n; i++) {
		struct cover_group *g = &k->v[i];
		if (frame_is_by(k->w, "region"))
			g->value = latest_figure(k->w, &k->figures, g->key, "gdp_100m_yuan");
		else if (frame_is_by(k->w, "cluster"))
			g->value = value_of_cluster(k, g->key);
	}
}

/* ---- rows ---- */

static int order_groups(const void *a, const void *b)
{
	return strcmp(((const struct cover_group *)a)->key, ((const struct cover_group *)b)->key);
}

static int put_row(const struct covering *k, const struct cover_group *g, sum_t used, sum_t value)
{
	struct report_row *row = frame_row(k->w);
	int64_t institutions = 0, students = 0;
	if (!row)
		return QUAD_ENOMEM;
	for (uint32_t i = 0; i < k->w->n_institutions; i++) {
		institutions += g->members[i];
		students += g->members[i] ? k->students[i] : 0;
	}
	frame_text(&row->cells[0], g->key);
	frame_number(&row->cells[1], institutions);
	frame_number(&row->cells[2], g->resources);
	frame_number(&row->cells[3], g->seats);
	frame_hours(&row->cells[4], g->offered.open);
	frame_hours(&row->cells[5], g->all.effective);
	if (students > 0)
		frame_number(&row->cells[6], (int64_t)sum_part(g->seats, 10000, students));
	sum_t above = g->all.effective / FINE * value * 200, below = used / FINE * g->value;
	if (g->value && below)
		frame_number(&row->cells[7], (int64_t)((above + below) / (below * 2)));
	return 0;
}

static int put_rows(struct covering *k)
{
	sum_t used = 0, value = 0;
	int err = 0;
	if (k->n)
		qsort(k->v, k->n, sizeof *k->v, order_groups);
	for (size_t i = 0; i < k->n; i++) {
		used += k->v[i].value ? k->v[i].all.effective : 0;
		value += k->v[i].value;
	}
	for (size_t i = 0; i < k->n && !err; i++)
		err = put_row(k, &k->v[i], used, value);
	return err;
}

static int load(struct covering *k)
{
	struct report_work *w = k->w;
	size_t n = w->directory->all.n;
	k->group = arena_alloc(w->arena, (n + 1) * sizeof *k->group);
	k->offered = arena_alloc(w->arena, (n + 1) * sizeof *k->offered);
	if (!k->group || !k->offered)
		return QUAD_ENOMEM;
	memset(k->group, 0xff, (n + 1) * sizeof *k->group);
	memset(k->offered, 0xff, (n + 1) * sizeof *k->offered);
	int err = numbering_init(&k->keys, n + w->n_campuses + w->n_institutions + 1);
	if (!err)
		err = latest_students(w, &k->students);
	if (!err)
		err = register_list_load(w->txn, REGISTER_CLUSTERS, w->arena, &k->clusters);
	if (!err)
		err = register_list_load(w->txn, REGISTER_FIGURES, w->arena, &k->figures);
	return err ? err : resource_use_count(w, &k->uses);
}

int report_coverage(struct report_work *w)
{
	struct covering k = {.w = w};
	frame_columns(w, columns, sizeof columns / sizeof *columns);
	int err = load(&k);
	if (!err)
		err = add_institutions(&k);
	if (!err)
		err = gather_groups(&k);
	if (!err) {
		add_up(&k);
		set_values(&k);
		err = put_rows(&k);
	}
	numbering_release(&k.keys);
	return err;
}
