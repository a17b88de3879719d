/* The register's rows are sorted by place once; most resources have none. */
#include "store/report/joint.h"

#include <stdlib.h>

#include "store/base/err.h"
#include "store/facts/facts.h"

struct placed {
	uint32_t place;
	struct joint_owner owner;
};

static int order(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	return (x->place > y->place) - (x->place < y->place);
}

/* The place of a resource by code; NO_PLACE. */
static int place_of(struct report_work *w, const char *code, uint32_t *out)
{
	uint32_t no;
	*out = NO_PLACE;
	int err = facts_resource_number(w->txn, code, &no);
	if (!err && directory_place(w->directory, no))
		*out = directory_place(w->directory, no) - 1;
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int index_rows(struct report_work *w, const struct placed *rows, size_t n, struct joint *out)
{
	size_t n_places = w->directory->all.n, at = 0;
	out->v = arena_alloc(w->arena, (n + 1) * sizeof *out->v);
	out->first = arena_alloc(w->arena, (n_places + 1) * sizeof *out->first);
	if (!out->v || !out->first)
		return QUAD_ENOMEM;
	for (size_t place = 0; place <= n_places; place++) {
		out->first[place] = (uint32_t)at;
		for (; at < n && rows[at].place == place; at++)
			out->v[at] = rows[at].owner;
	}
	out->n = at;
	return 0;
}

int joint_load(struct report_work *w, struct joint *out)
{
	struct register_rows rows;
	*out = (struct joint){0};
	int err = register_list_load(w->txn, REGISTER_OWNERS, w->arena, &rows);
	if (err)
		return err;
	out->scratch = arena_alloc(w->arena, (rows.n + 1) * sizeof *out->scratch);
	if (!out->scratch)
		return QUAD_ENOMEM;
	if (!rows.n)
		return 0;
	struct placed *placed = arena_alloc(w->arena, rows.n * sizeof *placed);
	if (!placed)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < rows.n && !err; i++) {
		const struct register_row *r = &rows.v[i];
		placed[i].owner =
			(struct joint_owner){frame_institution(w, r->text[OWNER_INSTITUTION]), r->number[OWNER_SHARE],
		                             r->number[OWNER_FROM], r->number[OWNER_UNTIL]};
		err = place_of(w, r->text[OWNER_RESOURCE], &placed[i].place);
	}
	qsort(placed, rows.n, sizeof *placed, order);
	return err ? err : index_rows(w, placed, rows.n, out);
}

struct joint_owners joint_of(struct joint *j, const struct report_work *w, uint32_t place, int64_t day)
{
	struct joint_owners out = {.v = j->scratch};
	int64_t left = JOINT_WHOLE;
	for (uint32_t i = j->first ? j->first[place] : 0; j->first && i < j->first[place + 1]; i++)
		if (register_holds(j->v[i].from, j->v[i].until, day)) {
			j->scratch[out.n++] = j->v[i];
			left -= j->v[i].share;
		}
	if (left > 0)
		j->scratch[out.n++] = (struct joint_owner){.institution = w->owner[place], .share = left};
	return out;
}
