/*
 * Candidates are the entries with a row in WAIT of a resource of which something was freed, at a time that they would
 * take. A mark is a row of resource 0.
 */
#include "store/change/promotion.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/ids.h"
#include "store/change/book_write.h"
#include "store/change/plan.h"
#include "store/change/wait_rows.h"
#include "store/facts/members.h"
#include "store/facts/walk.h"
#include "store/model/codec.h"

struct candidate {
	uint64_t id;
	uint32_t priority;
	int64_t made_min;
};

struct candidates {
	struct candidate *v;
	size_t n, cap;
};

static int queue_order(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	if (x->priority != y->priority)
		return x->priority > y->priority ? -1 : 1;
	if (x->made_min != y->made_min)
		return x->made_min < y->made_min ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

/* ---- who is asked ---- */

struct waiter_search {
	struct arena *arena;
	struct ids *out;
};

static int note_id(struct bytes key, struct bytes value, void *arg)
{
	struct waiter_search *search = arg;
	(void)value;
	if (key.len != 13)
		return QUAD_ECORRUPT;
	return ids_add(search->out, search->arena, key_get_u64(key, 5));
}

/* The entries that wait for a resource; of 0 those that are marked. */
static int find_waiters(struct change *c, uint32_t resource, struct ids *out)
{
	struct key lo = key_table(TABLE_WAIT);
	key_u32(&lo, resource);
	struct key hi = key_after(&lo);
	return walk_range(c->txn, &lo, &hi, note_id, &(struct waiter_search){c->arena, out});
}

/* The same span of what excludes its resource: a hall is freed by what leaves one of its parts, and each of them. */
static int add_span_of_related(struct change *c, const struct parts *parts, struct freed_span span, struct freed *f)
{
	struct related related;
	int err = parts_related(parts, span.resource, c->arena, &related);
	if (err)
		return err;
	for (size_t i = 0; i < related.n; i++) {
		struct freed_span *v = arena_grow(c->arena, f->v, f->n, &f->cap, sizeof *v);
		if (!v)
			return QUAD_ENOMEM;
		f->v = v;
		span.resource = related.v[i];
		v[f->n++] = span;
	}
	return 0;
}

static int add_related(struct change *c, struct freed *f)
{
	const struct parts *parts;
	size_t n = f->n;
	int err = cache_parts(c->cache, c->txn, &parts);
	if (err || !parts->n)
		return err;
	for (size_t i = 0; i < n; i++) {
		err = f->v[i].resource ? add_span_of_related(c, parts, f->v[i], f) : 0;
		if (err)
			return err;
	}
	return 0;
}

static bool is_asked_before(const struct freed *f, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (f->v[k].resource == f->v[i].resource)
			return true;
	return false;
}

/* All that wait for anything of which something was freed, each once. */
static int find_all_waiters(struct change *c, const struct freed *f, struct ids *out)
{
	bool any = false;
	for (size_t i = 0; i < f->n && !any; i++)
		any = !f->v[i].resource;
	struct waiter_search search = {c->arena, out};
	int err = any ? walk_table(c->txn, TABLE_WAIT, note_id, &search) : 0;
	for (size_t i = 0; i < f->n && !any; i++) {
		err = is_asked_before(f, i) ? 0 : find_waiters(c, f->v[i].resource, out);
		if (err)
			return err;
	}
	ids_sort(out);
	return err;
}

/* True if the claim of an alternative, on [start, end), could use one of the spans. */
static bool meets_freed(const struct freed *f, const struct resource *r, int64_t start, int64_t end)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct freed_span *x = &f->v[i];
		if (x->resource && x->resource != r->no)
			continue;
		if (x->people && !kind_travels(r->kind))
			continue;
		if (start < x->end && x->start < end)
			return true;
	}
	return false;
}

static int claim_meets(struct change *c, const struct freed *f, const struct booking *b, const char *code, bool *out)
{
	const struct cache_resource *r;
	uint64_t travel_max = 0;
	*out = false;
	int err = cache_resource(c->cache, c->txn, code, &r);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	if (kind_travels(r->resource.kind))
		err = cache_travel_max(c->cache, c->txn, &travel_max);
	int64_t margin = (int64_t)travel_max;
	if (!err)
		*out = meets_freed(f, &r->resource, b->start - (int64_t)r->resource.setup_min - margin,
		                   b->end + (int64_t)r->resource.teardown_min + margin);
	return err;
}

/* One that has only now given up its place, as by the undo of its promotion, does not take it again at once. */
static bool gave_up(const struct freed *f, uint64_t id)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].booking == id)
			return true;
	return false;
}

/* *out: an entry that still waits could use what was freed. */
static int is_candidate(struct change *c, const struct freed *f, const struct booking *b, bool *out)
{
	struct wish wish;
	*out = false;
	if (b->state != STATE_WAITING || b->until <= c->rq->now || gave_up(f, b->id))
		return 0;
	int err = wait_rows_wish(c, b, &wish);
	for (size_t i = 0; !err && i < wish.n; i++)
		for (size_t k = 0; k < wish.v[i].n; k++) {
			err = claim_meets(c, f, b, wish.v[i].claims[k].resource, out);
			if (err || *out)
				return err;
		}
	return err;
}

static int add_candidate(struct change *c, struct candidates *list, const struct booking *b)
{
	struct candidate *v = arena_grow(c->arena, list->v, list->n, &list->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	list->v = v;
	v[list->n++] = (struct candidate){b->id, b->priority, b->made_min};
	return 0;
}

/* The entries of these ids that are to be asked, in their order; f NULL: all. */
static int list_candidates(struct change *c, const struct ids *ids, const struct freed *f, struct candidates *out)
{
	*out = (struct candidates){0};
	for (size_t i = 0; i < ids->n; i++) {
		struct booking b;
		bool wanted = true;
		int err = facts_booking(c->txn, ids->v[i], c->arena, &b);
		if (!err && f)
			err = is_candidate(c, f, &b, &wanted);
		if (!err && wanted)
			err = add_candidate(c, out, &b);
		if (err)
			return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	}
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, queue_order);
	return 0;
}

/* ---- asking ---- */

/* Who made the entry: the person of the first journal entry of its booking. */
static int find_maker(struct change *c, uint64_t seq, const char **out)
{
	struct journal_entry entry = {.prev = seq};
	while (entry.prev) {
		struct key k = key_table(TABLE_JOURNAL);
		struct bytes b;
		key_u64(&k, entry.prev);
		int err = change_get(c, &k, &b);
		if (!err)
			err = journal_decode(b, &entry);
		if (err)
			return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	}
	*out = entry.actor;
	return 0;
}

/* A promotion under way. */
struct promoting {
	struct change *c; /* of what has freed the place */
	struct change in; /* of the promotion itself */
	struct request rq;
	struct result result;
	size_t tries;
};

/* What the entry would be if it got its place. */
static struct booking booking_of_entry(const struct booking *entry)
{
	struct booking v = *entry;
	v.state = STATE_BOOKED;
	v.until = 0;
	v.priority = 0;
	v.wish = "";
	return v;
}

static int tell_promoted(struct promoting *p, const struct booking *b)
{
	struct result *out = p->c->out;
	union {
		const struct promoted *in;
		struct promoted *out;
	} list = {.in = out->promoted};
	const char *claims;
	size_t cap = out->n_promoted;
	struct promoted *v = arena_grow(p->c->arena, list.out, out->n_promoted, &cap, sizeof *v);
	int err = v ? facts_claims_text(p->c->txn, b, p->c->arena, &claims) : QUAD_ENOMEM;
	if (err)
		return err;
	v[out->n_promoted++] = (struct promoted){.id = b->id,
	                                         .start = b->start,
	                                         .end = b->end,
	                                         .state = b->state,
	                                         .claims = claims,
	                                         .institution = b->institution};
	out->promoted = v;
	return 0;
}

/* *out: who made the entry may still ask for this, also in whose name it is. */
static int may_still_ask(struct promoting *p, const struct booking *b, const struct wish_alternative *one, bool *out)
{
	struct change *in = &p->in;
	const struct member *m;
	struct right_place *places = arena_alloc(in->arena, (one->n + 1) * sizeof *places);
	struct right_row row = {.requester = b->requester, .institution = b->institution, .places = places};
	*out = false;
	for (size_t i = 0; places && i < one->n; i++) {
		int err = members_place_of(in->txn, one->claims[i].resource, in->arena, &places[i]);
		if (err)
			return err == QUAD_ENOTFOUND ? 0 : err;
		row.n_places++;
	}
	int err = places ? members_of(in->cache, in->txn, p->rq.actor, &m) : QUAD_ENOMEM;
	if (err)
		return err;
	bool own = strcmp(b->requester, p->rq.actor) == 0;
	if (own && *b->institution && !m->everything)
		own = strcmp(b->institution, m->institution) == 0;
	*out = rights_may(m, RIGHT_ASK, &row, p->rq.now, NULL);
	if (*out && !own)
		*out = rights_may(m, RIGHT_ASK_FOR, &row, p->rq.now, NULL);
	return 0;
}

/* Decides one alternative of an entry; *fits: it was written. */
static int try_alternative(struct promoting *p, struct plan *plan, const struct wish_alternative *one, bool *fits)
{
	struct change *in = &p->in;
	p->result = (struct result){.reasons.arena = in->arena};
	*fits = false;
	p->tries++;
	plan->v = booking_of_entry(&plan->old);
	plan->n_asks = 0;
	bool may;
	int err = may_still_ask(p, &plan->old, one, &may);
	if (err || !may)
		return err;
	err = plan_ask(in, one->claims, one->n, plan);
	if (!err)
		err = plan_decide(in, plan);
	if (err || p->result.reasons.n)
		return err;
	*fits = true;
	in->cache->action = 0;
	return book_write(in, plan);
}

static int begin_entry(struct promoting *p, const struct plan *plan, struct wish *wish)
{
	struct change *c = p->c;
	p->rq = (struct request){.op = OP_PROMOTE, .now = c->rq->now, .via = VIA_CLOCK};
	p->in = (struct change){.txn = c->txn, .rq = &p->rq, .out = &p->result, .arena = c->arena, .cache = c->cache};
	int err = find_maker(c, plan->old.seq, &p->rq.actor);
	return err ? err : wait_rows_wish(c, &plan->old, wish);
}

/* Asks an entry for each of its alternatives, unless they are more than may be tried: then *later. */
static int ask_entry(struct promoting *p, uint64_t id, bool *later, bool told)
{
	struct plan plan = {0};
	struct wish wish;
	bool fits = false;
	*later = false;
	int err = plan_load(p->c, id, &plan);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	if (plan.old.state != STATE_WAITING || plan.old.until <= p->c->rq->now)
		return 0;
	err = begin_entry(p, &plan, &wish);
	*later = !err && p->tries + wish.n > PROMOTION_TRIES_MAX;
	for (size_t i = 0; !err && !*later && !fits && i < wish.n; i++)
		err = try_alternative(p, &plan, &wish.v[i], &fits);
	if (err || !fits || !told)
		return err;
	return tell_promoted(p, &plan.v);
}

static int put_mark(struct change *c, uint64_t id)
{
	struct key k = wait_rows_key(0, id);
	return db_put(c->txn, key_bytes(&k), (struct bytes){"", 0});
}

/* Asks one after the other; those that were marked are told nowhere, and lose their marks. */
static int ask_all(struct change *c, const struct candidates *list, bool marked)
{
	struct promoting p = {.c = c};
	bool later = false;
	for (size_t i = 0; i < list->n; i++) {
		uint64_t id = list->v[i].id;
		struct key mark = wait_rows_key(0, id);
		int err = later ? 0 : ask_entry(&p, id, &later, !marked);
		if (!err && later && !marked)
			err = put_mark(c, id);
		if (!err && !later && marked)
			err = db_del(c->txn, key_bytes(&mark));
		if (err || (later && marked))
			return err;
	}
	return 0;
}

int promotion_of_freed(struct change *c)
{
	struct freed freed = c->cache->freed;
	struct ids ids = {0};
	struct candidates list;
	c->cache->freed = (struct freed){0};
	if (!freed.n)
		return 0;
	int err = add_related(c, &freed);
	if (!err)
		err = find_all_waiters(c, &freed, &ids);
	if (err || !ids.n)
		return err;
	err = list_candidates(c, &ids, &freed, &list);
	return err ? err : ask_all(c, &list, false);
}

int promotion_go_on(struct change *c)
{
	struct ids ids = {0};
	struct candidates list;
	int err = find_waiters(c, 0, &ids);
	if (!err)
		err = list_candidates(c, &ids, NULL, &list);
	if (!err)
		err = ask_all(c, &list, true);
	return err ? err : promotion_of_freed(c);
}

int promotion_is_pending(struct change *c, bool *out)
{
	struct ids ids = {0};
	int err = find_waiters(c, 0, &ids);
	*out = ids.n > 0;
	return err;
}
