#include "bench/imports.h"

#include <stdio.h>
#include <string.h>

#include "bench/lists.h"
#include "bench/spawn.h"

enum { ROUNDS_MAX = 100000, LISTED_MAX = 100000, RESOURCES_LISTED = 20000 };

/* What the imports of one engine cost. */
struct imports {
	struct samples checked, unchecked, memory, bytes;
};

static int import_once(const struct bench *b, const struct side *s, const char *csv, bool checks, struct imports *out)
{
	bool server = strncmp(s->engine->name, "PostgreSQL", 10) == 0;
	char at[600];
	struct import_cost cost;
	snprintf(at, sizeof at, "%s%s", s->at, server ? "" : "-import");
	int err = s->engine->import(at, csv, b->w.n, checks, &cost);
	if (!err)
		err = sample_add(checks ? &out->checked : &out->unchecked, cost.us);
	if (!err && checks && cost.mib > 0)
		err = sample_add(&out->memory, cost.mib);
	if (!err && checks)
		err = sample_add(&out->bytes, cost.bytes / (double)b->w.n);
	if (!server)
		remove_tree(at);
	return err;
}

static size_t count_rounds(const struct bench *b)
{
	return b->w.n <= ROUNDS_MAX ? 3 : 1;
}

static int import_in_turn(struct bench *b, const char *csv)
{
	size_t rounds = count_rounds(b);
	struct imports all[ENGINES] = {0};
	int err = 0;
	for (size_t round = 0; !err && round < rounds; round++) {
		for (size_t i = 0; !err && i < b->n_sides; i++) {
			const struct side *s = &b->sides[i];
			if (s->engine->import)
				err = import_once(b, s, csv, true, &all[i]);
			if (!err && s->engine->imports_unchecked)
				err = import_once(b, s, csv, false, &all[i]);
		}
	}
	for (size_t i = 0; i < b->n_sides; i++) {
		const struct side *s = &b->sides[i];
		write_rate(b, "import", s, &all[i].checked, (double)b->w.n);
		write_rate(b, "import unchecked", s, &all[i].unchecked, (double)b->w.n);
		write_samples(b, "import memory", s, "MiB", &all[i].memory);
		write_samples(b, "import size", s, "B", &all[i].bytes);
	}
	return err;
}

/* What only Quad reads: workbooks; and a list of resources, which needs no consortium. */
static int import_others(struct bench *b)
{
	char path[600], at[600];
	struct samples xlsx = {0}, resources = {0};
	size_t n = b->w.n < LISTED_MAX ? b->w.n : LISTED_MAX, rounds = count_rounds(b);
	struct import_cost cost;
	double us;
	snprintf(at, sizeof at, "%s/other-import", b->dir);
	snprintf(path, sizeof path, "%s/bookings.xlsx", b->dir);
	int err = list_write_xlsx(path, &b->w, n);
	for (size_t i = 0; !err && i < rounds; i++) {
		err = engine_quad.import(at, path, n, true, &cost);
		if (!err)
			err = sample_add(&xlsx, cost.us);
		remove_tree(at);
	}
	remove_tree(path);
	snprintf(path, sizeof path, "%s/resources.csv", b->dir);
	if (!err)
		err = list_write_resources(path, RESOURCES_LISTED);
	for (size_t i = 0; !err && i < rounds; i++) {
		err = engine_quad_import_resources(at, path, &us);
		if (!err)
			err = sample_add(&resources, us);
		remove_tree(at);
	}
	remove_tree(path);
	write_rate(b, "import xlsx", &b->sides[0], &xlsx, (double)n);
	write_rate(b, "import resources", &b->sides[0], &resources, RESOURCES_LISTED);
	return err;
}

int imports_measure(struct bench *b, const char *csv)
{
	int err = import_in_turn(b, csv);
	if (!err && b->n_sides && b->sides[0].engine == &engine_quad)
		err = import_others(b);
	return err;
}
