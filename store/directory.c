/* One pass over the records, one sort of the hours' texts to find those that are the same. */
#include "store/directory.h"

#include <stdlib.h>
#include <string.h>

#include "store/err.h"
#include "store/facts.h"
#include "store/resources.h"

void directory_release(struct directory *d)
{
	if (!d || --d->holders > 0)
		return;
	arena_release(&d->all.arena);
	free(d);
}

/* ---- hours ---- */

struct hours_of {
	const char *text;
	size_t resource;
};

static int by_text(const void *a, const void *b)
{
	return strcmp(((const struct hours_of *)a)->text, ((const struct hours_of *)b)->text);
}

/* Parses each text once, and gives every resource the number of its own. */
static int gather_hours(struct directory *d)
{
	size_t n = d->all.n;
	const char *bad;
	int err = 0;
	struct hours_of *v = calloc(n + 1, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++)
		v[i] = (struct hours_of){d->all.v[i].opening, i};
	qsort(v, n, sizeof *v, by_text);
	size_t different = n > 0;
	for (size_t i = 1; i < n; i++)
		different += strcmp(v[i - 1].text, v[i].text) != 0;
	d->hours = arena_alloc(&d->all.arena, (different + 1) * sizeof *d->hours);
	if (!d->hours)
		err = QUAD_ENOMEM;
	for (size_t i = 0; !err && i < n; i++) {
		if (i == 0 || strcmp(v[i - 1].text, v[i].text) != 0) {
			struct directory_hours *h = &d->hours[d->n_hours++];
			h->valid = opening_parse(v[i].text, &h->opening, &bad) == 0;
		}
		d->entries[v[i].resource].hours = (uint32_t)d->n_hours - 1;
	}
	free(v);
	return err;
}

/* ---- the whole ---- */

static int fill(struct directory *d, struct db_txn *txn)
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
	return gather_hours(d);
}

int directory_get(struct store *s, struct db_txn *txn, struct directory **out)
{
	uint64_t stamp;
	*out = NULL;
	int err = facts_setting(txn, SETTING_RESOURCES, &stamp);
	if (err)
		return err;
	/* without a stamp there is nothing to know a change by */
	if (!s->directory || s->directory->stamp != stamp || !stamp) {
		struct directory *d = calloc(1, sizeof *d);
		if (!d)
			return QUAD_ENOMEM;
		*d = (struct directory){.stamp = stamp, .holders = 1};
		err = fill(d, txn);
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
