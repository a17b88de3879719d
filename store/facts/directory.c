/* One pass over the resources, and a number for each text that many have in common: hours and campuses. */
#include "store/facts/directory.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/expect.h"
#include "store/facts/facts.h"
#include "store/facts/numbering.h"
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

/* Parses each text once, and gives every resource the number of its own. */
static int gather_hours(struct directory *d)
{
	struct numbering m;
	const char *bad;
	int err = numbering_init(&m, d->all.n);
	if (err)
		goto out;
	for (size_t i = 0; i < d->all.n; i++)
		d->entries[i].hours = numbering_add(&m, d->all.v[i].opening);
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
		numbers[i] = numbering_add(&m, d->all.v[i].campus);
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

/* ---- what decisions go by ---- */

struct table_check {
	const struct directory *d;
	size_t n;
	bool same; /* so far */
};

/* The codes are in the order of the directory. */
static int check_code(struct bytes key, struct bytes value, void *arg)
{
	struct table_check *check = arg;
	const struct resource_list *all = &check->d->all;
	check->same = check->n < all->n;
	if (!check->same)
		return QUAD_ESTOP;
	const struct resource *r = &all->v[check->n++];
	size_t len = key.len - 1;
	check->same = strlen(r->code) == len && memcmp(r->code, (const char *)key.p + 1, len) == 0;
	check->same = check->same && value.len == 4 && le_get(value.p, 4) == r->no;
	return check->same ? 0 : QUAD_ESTOP;
}

/* A record as of another change has another entry of the journal. */
static int check_record(struct bytes key, struct bytes value, void *arg)
{
	struct table_check *check = arg;
	struct record_reader record = record_read(value);
	uint64_t seq = record_get_int(&record, 8);
	uint32_t place = key.len == 5 ? directory_place(check->d, key_get_u32(key, 1)) : 0;
	check->n++;
	check->same = !record.err && place && check->d->all.v[place - 1].seq == seq;
	return check->same ? 0 : QUAD_ESTOP;
}

static int check_table(const struct directory *d, struct db_txn *txn, enum table table, walk_fn *fn, bool *same)
{
	struct table_check check = {d, 0, true};
	int err = walk_table(txn, table, fn, &check);
	*same = check.same && check.n == d->all.n;
	return err == QUAD_ESTOP ? 0 : err;
}

/*
 * Sets d->tables: whether the tables of codes and of records lead to all these resources and to no others. They are not
 * what a directory is made of, but what a decision goes by.
 */
static int check_tables(struct directory *d, struct db_txn *txn)
{
	bool codes, records;
	int err = check_table(d, txn, TABLE_RESOURCE_CODE, check_code, &codes);
	if (!err)
		err = check_table(d, txn, TABLE_RESOURCE, check_record, &records);
	if (!err)
		d->tables = codes && records ? TABLES_SAME : TABLES_OTHER;
	return err;
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
	return err ? err : gather_campuses(d);
}

/* Where each read is a journey: all of it in one. */
static int expect_directory(struct db_txn *txn)
{
	struct expect e = {0};
	if (!db_txn_is_far(txn))
		return 0;
	expect_table(&e, TABLE_DIRECTORY);
	expect_last(&e, TABLE_RESOURCE);
	return expect_get(&e, txn);
}

/* The same for what a directory is compared with. */
static int expect_tables(struct db_txn *txn)
{
	struct expect e = {0};
	if (!db_txn_is_far(txn))
		return 0;
	expect_table(&e, TABLE_RESOURCE_CODE);
	expect_table(&e, TABLE_RESOURCE);
	return expect_get(&e, txn);
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
		err = expect_directory(txn);
		if (!err)
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
	struct directory *d = s->directory;
	*out = NULL;
	int err = d ? facts_setting(txn, SETTING_RESOURCES, &stamp) : QUAD_ENOTFOUND;
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	if (!stamp || d->stamp != stamp)
		return 0;
	if (d->tables == TABLES_UNKNOWN) {
		err = expect_tables(txn);
		if (!err)
			err = check_tables(d, txn);
	}
	if (err)
		return err;
	d->holders++;
	*out = d;
	return 0;
}

static int code_order(const void *key, const void *element)
{
	return strcmp(key, ((const struct resource *)element)->code);
}

const struct resource *directory_by_code(const struct directory *d, const char *code)
{
	if (d->tables != TABLES_SAME || !d->all.n)
		return NULL;
	return bsearch(code, d->all.v, d->all.n, sizeof *d->all.v, code_order);
}
