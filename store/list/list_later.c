/* What waits has texts of its own, since those of a batch are lost when it is carried out. */
#include "store/list/list_later.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"

struct later_row {
	size_t row;
	const char *sheet, *key;
	uint32_t given;
	unsigned flags;
	struct resource resource;
	struct reasons notes;
	bool asked;
};

struct look_up {
	const char *code;
	bool found;
};

static int look_up(struct db_txn *txn, void *arg)
{
	struct look_up *l = arg;
	uint32_t no;
	int err = facts_resource_number(txn, l->code, &no);
	l->found = !err;
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static bool is_waiting(const struct list_later *l, const char *code)
{
	struct seen_row at;
	return seen_find(&l->codes, code, &at) && !l->v[at.row].asked;
}

/* *later: the whole is to come, or never comes. */
static int comes_later(const struct list_later *l, const struct list_batch *b, const struct list_seen *seen,
                       const char *whole, bool *later)
{
	struct look_up look = {whole, false};
	struct seen_row first;
	*later = is_waiting(l, whole);
	if (*later || seen_find(seen, whole, &first) || strlen(whole) > CODE_MAX_BYTES)
		return 0;
	int err = db_read(b->scratch.db ? b->scratch.db : b->store->db, look_up, &look);
	*later = !err && !look.found;
	return err;
}

static int keep_texts(struct resource *r, struct arena *arena)
{
	const char **const texts[] = {&r->code, &r->name,    &r->institution, &r->campus,  &r->building,
	                              &r->room, &r->tags,    &r->specialty,   &r->opening, &r->equipment,
	                              &r->rate, &r->contact, &r->part_of};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		*texts[i] = arena_str(arena, *texts[i]);
		if (!*texts[i])
			return QUAD_ENOMEM;
	}
	return 0;
}

static int keep_row(struct list_later *l, const struct list_row *row, const struct request *rq)
{
	struct later_row *v = arena_grow(&l->arena, l->v, l->n, &l->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	l->v = v;
	struct later_row *to = &v[l->n];
	*to = (struct later_row){.row = row->row,
	                         .sheet = row->sheet,
	                         .key = arena_str(&l->arena, row->key),
	                         .given = rq->given,
	                         .flags = rq->flags,
	                         .resource = rq->u.resource,
	                         .notes.arena = &l->arena};
	int err = to->key ? keep_texts(&to->resource, &l->arena) : QUAD_ENOMEM;
	for (size_t i = 0; i < row->notes.n && !err; i++)
		reason_copy(&to->notes, &row->notes.v[i]);
	if (!err)
		err = seen_add(&l->codes, to->resource.code, l->n, "");
	l->n += !err;
	return err || !to->notes.failed ? err : QUAD_ENOMEM;
}

int later_hold(struct list_later *l, struct list_batch *b, const struct list_seen *seen)
{
	const struct list_row *row = &b->rows[b->n_rows - 1];
	bool later;
	if (row->why.n || row->n_requests != 1)
		return 0;
	const struct request *rq = &b->requests[row->first];
	if (rq->op != OP_RESOURCE || !(rq->given & GIVEN(RES_PART_OF)) || !*rq->u.resource.part_of)
		return 0;
	int err = comes_later(l, b, seen, rq->u.resource.part_of, &later);
	if (err || !later)
		return err;
	err = keep_row(l, row, rq);
	if (err)
		return err;
	list_batch_drop(b);
	b->n_rows--;
	return 0;
}

static int ask_row(struct later_row *from, struct list_batch *b)
{
	struct list_row *row = list_batch_row(b, from->row);
	struct request *rq = row ? list_batch_request(b, OP_RESOURCE, from->flags) : NULL;
	if (!rq)
		return QUAD_ENOMEM;
	row->sheet = from->sheet;
	row->key = from->key;
	for (size_t i = 0; i < from->notes.n; i++)
		reason_copy(&row->notes, &from->notes.v[i]);
	rq->given = from->given;
	rq->u.resource = from->resource;
	from->asked = true;
	return row->notes.failed ? QUAD_ENOMEM : list_batch_settle(b);
}

/* Asks for those whose whole does not wait itself; all: for those in a circle too, which are refused. */
static int ask_round(struct list_later *l, struct list_batch *b, bool all, bool *any)
{
	*any = false;
	for (size_t i = 0; i < l->n; i++) {
		struct later_row *row = &l->v[i];
		if (row->asked || (!all && is_waiting(l, row->resource.part_of)))
			continue;
		int err = ask_row(row, b);
		if (err)
			return err;
		*any = true;
	}
	return 0;
}

int later_ask(struct list_later *l, struct list_batch *b)
{
	bool any = true;
	int err = 0;
	while (any && !err)
		err = ask_round(l, b, false, &any);
	return err ? err : ask_round(l, b, true, &any);
}

void later_release(struct list_later *l)
{
	arena_release(&l->arena);
	seen_release(&l->codes);
	*l = (struct list_later){0};
}
