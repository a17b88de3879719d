/* One pass over the records, then a hash table of the texts that many have in common: hours and campuses. */
#include "store/facts/directory.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/walk.h"
#include "store/base/record.h"
#include "store/facts/resources.h"

void directory_release(struct directory *d)
{
	if (!d || --d->holders > 0)
		return;
	arena_release(&d->all.arena);
	free(d);
}

/* ---- texts that many resources share ---- */

/* Equal texts have the same number, from 0 on in the order in which they come. */
struct numbering {
	const char **texts; /* by number */
	size_t n;
	uint32_t *slots; /* number + 1 by hash, 0 = none; never full */
	size_t n_slots;  /* a power of two */
};

static int numbering_init(struct numbering *m, size_t n_max)
{
	*m = (struct numbering){.n_slots = 2};
	while (m->n_slots <= 2 * n_max)
		m->n_slots *= 2;
	m->texts = calloc(n_max + 1, sizeof *m->texts);
	m->slots = calloc(m->n_slots, sizeof *m->slots);
	return m->texts && m->slots ? 0 : QUAD_ENOMEM;
}

static void numbering_release(struct numbering *m)
{
	free(m->texts);
	free(m->slots);
}

static uint32_t number_of(struct numbering *m, const char *text)
{
	uint64_t hash = fnv1a(FNV1A_START, (struct bytes){text, strlen(text)});
	size_t i = (hash ^ hash >> 32) & (m->n_slots - 1);
	while (m->slots[i] && strcmp(m->texts[m->slots[i] - 1], text) != 0)
		i = (i + 1) & (m->n_slots - 1);
	if (!m->slots[i]) {
		m->texts[m->n++] = text;
		m->slots[i] = (uint32_t)m->n;
	}
	return m->slots[i] - 1;
}

/* Parses each text once, and gives every resource the number of its own. */
static int gather_hours(struct directory *d)
{
	struct numbering m;
	const char *bad;
	int err = numbering_init(&m, d->all.n);
	if (err)
		goto out;
	for (size_t i = 0; i < d->all.n; i++)
		d->entries[i].hours = number_of(&m, d->all.v[i].opening);
	d->hours = arena_alloc(&d->all.arena, (m.n + 1) * sizeof *d->hours);
	if (!d->hours) {
		err = QUAD_ENOMEM;
		goto out;
	}
	for (size_t i = 0; i < m.n; i++)
		d->hours[i].valid = opening_parse(m.texts[i], &d->hours[i].opening, &bad) == 0;
	d->n_hours = m.n;
out:
	numbering_release(&m);
	return err;
}

/* Lays the places of the campuses one after the other in `places`; numbers has the campus of each resource. */
static void lay_out_campuses(struct directory *d, const struct numbering *m, const uint32_t *numbers, uint32_t *places)
{
	for (size_t i = 0; i < d->all.n; i++)
		d->campuses[numbers[i]].n++;
	for (size_t i = 0; i < m->n; i++) {
		struct directory_campus *c = &d->campuses[i];
		c->code = m->texts[i];
		c->places = places;
		places += c->n;
		c->n = 0;
	}
	d->n_campuses = m->n;
	for (uint32_t i = 0; i < d->all.n; i++) {
		struct directory_campus *c = &d->campuses[numbers[i]];
		c->places[c->n++] = i;
	}
}

static int gather_campuses(struct directory *d)
{
	struct numbering m;
	uint32_t *numbers = calloc(d->all.n + 1, sizeof *numbers);
	uint32_t *places = arena_alloc(&d->all.arena, (d->all.n + 1) * sizeof *places);
	int err = numbering_init(&m, d->all.n);
	if (!err && (!numbers || !places))
		err = QUAD_ENOMEM;
	if (err)
		goto out;
	for (size_t i = 0; i < d->all.n; i++)
		numbers[i] = number_of(&m, d->all.v[i].campus);
	d->campuses = arena_alloc(&d->all.arena, (m.n + 1) * sizeof *d->campuses);
	if (d->campuses)
		lay_out_campuses(d, &m, numbers, places);
	else
		err = QUAD_ENOMEM;
out:
	free(numbers);
	numbering_release(&m);
	return err;
}

const struct directory_campus *directory_campus_of(const struct directory *d, const char *code)
{
	for (size_t i = 0; i < d->n_campuses; i++)
		if (strcmp(d->campuses[i].code, code) == 0)
			return &d->campuses[i];
	return NULL;
}

/* ---- codes ---- */

struct code_check {
	const struct directory *d;
	size_t n;
	bool same; /* so far */
};

static int check_code(struct bytes key, struct bytes value, void *arg)
{
	struct code_check *check = arg;
	if (check->n == check->d->all.n) {
		check->same = false;
		return QUAD_ESTOP;
	}
	const struct resource *r = &check->d->all.v[check->n++];
	size_t len = key.len - 1;
	check->same = strlen(r->code) == len && memcmp(r->code, (const char *)key.p + 1, len) == 0;
	check->same = check->same && value.len == 4 && le_get(value.p, 4) == r->no;
	return check->same ? 0 : QUAD_ESTOP;
}

/*
 * Sets d->coded: whether the table of codes leads to all these resources and to no others. Both are in order of code.
 * It is not what a directory is made of, but what a decision goes by.
 */
static int check_codes(struct directory *d, struct db_txn *txn)
{
	struct code_check check = {d, 0, true};
	int err = walk_table(txn, TABLE_RESOURCE_CODE, check_code, &check);
	d->coded = check.same && check.n == d->all.n;
	return err == QUAD_ESTOP ? 0 : err;
}

/* ---- the whole ---- */

static int fill_directory(struct directory *d, struct db_txn *txn)
{
	static const struct resource_filter everything = {0};
	uint32_t most = 0;
	int err = resources_gather(txn, &everything, &d->all);
	if (err)
		return err;
	for (size_t i = 0; i < d->all.n; i++)
		most = d->all.v[i].no > most ? d->all.v[i].no : most;
	d->n_place = (size_t)most + 1;
	d->place = arena_alloc(&d->all.arena, d->n_place * sizeof *d->place);
	d->entries = arena_alloc(&d->all.arena, (d->all.n + 1) * sizeof *d->entries);
	if (!d->place || !d->entries)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < d->all.n; i++) {
		const struct resource *r = &d->all.v[i];
		bool padded = !kind_travels(r->kind);
		d->place[r->no] = (uint32_t)i + 1;
		d->n_inactive += !r->active;
		d->entries[i] = (struct directory_entry){.kind = (unsigned char)r->kind,
		                                         .mode = (unsigned char)r->mode,
		                                         .active = r->active,
		                                         .seats = r->seats,
		                                         .setup_min = padded ? r->setup_min : 0,
		                                         .teardown_min = padded ? r->teardown_min : 0};
	}
	err = gather_hours(d);
	if (!err)
		err = gather_campuses(d);
	return err ? err : check_codes(d, txn);
}

int directory_get(struct store *s, struct db_txn *txn, struct directory **out)
{
	uint64_t stamp;
	*out = NULL;
	int err = facts_setting(txn, SETTING_RESOURCES, &stamp);
	if (err)
		return err;
	/* without a stamp a change cannot be noticed */
	if (!s->directory || s->directory->stamp != stamp || !stamp) {
		struct directory *d = calloc(1, sizeof *d);
		if (!d)
			return QUAD_ENOMEM;
		*d = (struct directory){.stamp = stamp, .holders = 1};
		err = fill_directory(d, txn);
		if (err) {
			directory_release(d);
			return err;
		}
		directory_release(s->directory);
		s->directory = d;
	}
	s->directory->holders++;
	*out = s->directory;
	return 0;
}

int directory_standing(struct store *s, struct db_txn *txn, struct directory **out)
{
	uint64_t stamp;
	*out = NULL;
	int err = s->directory ? facts_setting(txn, SETTING_RESOURCES, &stamp) : QUAD_ENOTFOUND;
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	if (stamp && s->directory->stamp == stamp) {
		s->directory->holders++;
		*out = s->directory;
	}
	return 0;
}

static int code_order(const void *key, const void *element)
{
	return strcmp(key, ((const struct resource *)element)->code);
}

const struct resource *directory_by_code(const struct directory *d, const char *code)
{
	if (!d->coded || !d->all.n)
		return NULL;
	return bsearch(code, d->all.v, d->all.n, sizeof *d->all.v, code_order);
}
