/*
 * A resource's calendar: its slots in an interval, those of one (the week on the screen) or of many (the board). The
 * claims are read by resource, so that a week costs the same whatever the store holds.
 */
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/decision_cache.h"
#include "store/facts/events.h"
#include "store/facts/overlap.h"
#include "store/facts/sight.h"
#include "store/model/claim_entry.h"
#include "store/query/query.h"

/* ---- slots ---- */

struct slots_ask {
	struct store *store;
	int64_t start, end;
	int64_t now;      /* of the claims that count */
	const char *on;   /* the code of the whole or part that is read, "": the resource itself */
	bool with_holder; /* each booking's requester and institution too */
	struct slot_list *out;
	size_t cap; /* of its array */
	struct decision_cache *cache;
	struct sight *sight;
	struct arena arena; /* of one booking */
};

static int slot_order(const void *a, const void *b)
{
	const struct slot *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->booking > y->booking) - (x->booking < y->booking);
}

/* Sorts the slots from one on. */
static void sort_slots(struct slot_list *list, size_t first)
{
	size_t i = first + 1;
	/* the claims of a class come in this order already */
	while (i < list->n && slot_order(&list->v[i - 1], &list->v[i]) <= 0)
		i++;
	if (i < list->n)
		qsort(list->v + first, list->n - first, sizeof *list->v, slot_order);
}

static int add_slot(struct slots_ask *ask, const struct slot *slot, struct bytes label)
{
	struct slot_list *out = ask->out;
	struct slot *v = arena_grow(&out->arena, out->v, out->n, &ask->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	out->v = v;
	v[out->n] = *slot;
	v[out->n].label = *slot->on ? arena_fmt(&out->arena, "%s%s%.*s", slot->on, label.len ? ": " : "",
	                                        (int)label.len, (const char *)label.p)
	                            : arena_dup(&out->arena, label.p, label.len);
	return v[out->n++].label ? 0 : QUAD_ENOMEM;
}

/* Fills in what an entry does not show, from the booking's record. */
static int fill_slot(const struct slots_ask *ask, struct db_txn *txn, const struct booking *b, struct slot *slot,
                     struct bytes *label)
{
	struct arena *arena = &ask->out->arena;
	const char *text = slot->hidden ? b->institution : booking_label(b);
	int err = *b->event ? events_name(txn, b->event, arena, &text) : 0;
	if (err)
		return err;
	slot->from = b->start;
	slot->to = b->end;
	slot->requested = booking_state_at(b, ask->now) == STATE_REQUESTED;
	slot->check_in = booking_state_at(b, ask->now) == STATE_BOOKED && !slot->hidden ? b->until : 0;
	*label = (struct bytes){text, strlen(text)};
	if (!ask->with_holder)
		return 0;
	slot->requester = arena_str(arena, b->requester);
	slot->institution = arena_str(arena, b->institution);
	return slot->requester && slot->institution ? 0 : QUAD_ENOMEM;
}

static int show_record(const struct slots_ask *ask, struct db_txn *txn, struct slot *slot, struct bytes *label)
{
	struct booking b;
	int err = facts_booking_head(txn, slot->booking, &b);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	return fill_slot(ask, txn, &b, slot, label);
}

/* The same for a looker who has not the rights to everything: what he may see, and whether he may change it. */
static int show_seen(struct slots_ask *ask, struct db_txn *txn, struct slot *slot, struct bytes *label)
{
	struct booking b;
	bool all;
	int err = facts_booking(txn, slot->booking, &ask->arena, &b);
	if (!err)
		err = sight_of_booking(ask->sight, txn, &b, &all);
	if (!err)
		err = sight_may_change(ask->sight, txn, &b, &slot->may_change);
	if (!err) {
		slot->hidden = !all;
		if (slot->hidden)
			sight_hide(&b);
		err = fill_slot(ask, txn, &b, slot, label);
	}
	arena_release(&ask->arena);
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}

/* The slot of an entry of the index, if it overlaps. */
static int add_entry(struct slots_ask *ask, struct db_txn *txn, size_t prefix_len, struct bytes key,
                     struct bytes value)
{
	struct claim_entry e;
	if (key.len != prefix_len + 1 + 4 + 8)
		return QUAD_ECORRUPT;
	int err = claim_entry_decode(value, &e);
	if (err || e.claim.end <= ask->start || !claim_counts(&e.claim, ask->now))
		return err;
	struct slot slot = {.booking = key_get_u64(key, prefix_len + 5),
	                    .start = key_get_min(key, prefix_len + 1),
	                    .end = e.claim.end,
	                    .to = e.claim.end - e.after_min,
	                    .units = *ask->on ? 0 : e.claim.units,
	                    .whole = e.claim.whole || *ask->on,
	                    .requester = "",
	                    .institution = "",
	                    .on = ask->on,
	                    .may_change = !ask->sight};
	slot.from = slot.start + e.before_min;
	if (ask->sight)
		err = show_seen(ask, txn, &slot, &e.label);
	else if (!e.shows || ask->with_holder || e.claim.until)
		err = show_record(ask, txn, &slot, &e.label);
	return err ? err : add_slot(ask, &slot, e.label);
}

static int add_claims(struct slots_ask *ask, struct db_txn *txn, uint32_t resource)
{
	struct key prefix = key_table(TABLE_CLAIM);
	struct overlap walk;
	uint32_t classes;
	int err = cache_classes(ask->cache, txn, resource, &classes);
	if (err)
		return err;
	key_u32(&prefix, resource);
	err = overlap_begin(&walk, txn, &prefix, ask->start, ask->end);
	overlap_only(&walk, classes);
	while (!err) {
		struct bytes key, value;
		err = overlap_next(&walk, &key, &value);
		if (!err)
			err = add_entry(ask, txn, prefix.len, key, value);
	}
	overlap_end(&walk);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static int add_closures(struct slots_ask *ask, const struct closures *closures)
{
	int err = 0;
	for (size_t i = 0; i < closures->n && !err; i++) {
		const struct closure *c = &closures->v[i];
		struct slot slot = {.start = c->start,
		                    .end = c->end,
		                    .from = c->start,
		                    .to = c->end,
		                    .whole = true,
		                    .requester = "",
		                    .institution = "",
		                    .on = ask->on};
		err = add_slot(ask, &slot, (struct bytes){c->reason, strlen(c->reason)});
	}
	return err;
}

static int add_own(struct slots_ask *ask, struct db_txn *txn, uint32_t resource)
{
	struct closures closures = {0};
	ask->on = "";
	int err = add_claims(ask, txn, resource);
	if (!err)
		err = cache_closures_of(ask->cache, txn, resource, ask->start, ask->end, &ask->out->arena, &closures);
	return err ? err : add_closures(ask, &closures);
}

/* Adds the slots of a whole or a part; a closure of everything or of a campus is the resource's own already. */
static int add_related(struct slots_ask *ask, struct db_txn *txn, uint32_t no)
{
	struct resource r;
	struct closures closures = {0};
	int err = facts_resource_by_number(txn, no, &r);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	ask->on = arena_str(&ask->out->arena, r.code);
	if (!ask->on)
		return QUAD_ENOMEM;
	err = add_claims(ask, txn, no);
	if (!err)
		err = cache_own_closures(ask->cache, txn, no, ask->start, ask->end, &ask->out->arena, &closures);
	return err ? err : add_closures(ask, &closures);
}

/* Adds the slots of one resource, in their order. */
static int add_resource(struct slots_ask *ask, struct db_txn *txn, uint32_t resource)
{
	size_t first = ask->out->n;
	const struct parts *parts;
	struct related related = {0};
	int err = add_own(ask, txn, resource);
	if (!err)
		err = cache_parts(ask->cache, txn, &parts);
	if (!err)
		err = parts_related(parts, resource, &ask->out->arena, &related);
	for (size_t i = 0; i < related.n && !err; i++)
		err = add_related(ask, txn, related.v[i]);
	sort_slots(ask->out, first);
	return err;
}

/* ---- of one resource ---- */

struct one_ask {
	struct slots_ask slots;
	const char *code;
};

static int get_slots(struct db_txn *txn, void *arg)
{
	struct one_ask *ask = arg;
	uint32_t resource;
	cache_begin(ask->slots.cache, db_moment(txn));
	int err = sight_load(ask->slots.store, txn, &ask->slots.sight);
	if (!err)
		err = cache_number(ask->slots.cache, txn, ask->code, &resource);
	return err ? err : add_resource(&ask->slots, txn, resource);
}

int query_slots(struct store *s, const char *code, int64_t start, int64_t end, struct slot_list *out)
{
	struct decision_cache alone;
	struct one_ask ask = {.code = code};
	ask.slots = (struct slots_ask){.store = s,
	                               .start = start,
	                               .end = end,
	                               .now = store_now(s),
	                               .on = "",
	                               .out = out,
	                               .cache = cache_of(s, &alone)};
	*out = (struct slot_list){0};
	int err = db_read(s->db, get_slots, &ask);
	cache_release(&alone);
	if (err) {
		arena_release(&out->arena);
		*out = (struct slot_list){0};
	}
	return err;
}

/* ---- of many resources ---- */

struct many_ask {
	struct slots_ask slots;
	const struct resource *const *resources;
	size_t n;
	size_t *first;
};

static int get_slot_rows(struct db_txn *txn, void *arg)
{
	struct many_ask *ask = arg;
	struct slot_list *list = ask->slots.out;
	cache_begin(ask->slots.cache, db_moment(txn));
	int err = sight_load(ask->slots.store, txn, &ask->slots.sight);
	if (err)
		return err;
	for (size_t i = 0; i < ask->n; i++) {
		ask->first[i] = list->n;
		err = add_resource(&ask->slots, txn, ask->resources[i]->no);
		if (err)
			return err;
	}
	ask->first[ask->n] = list->n;
	return 0;
}

int query_slot_rows(struct store *s, const struct resource *const *resources, size_t n, int64_t start, int64_t end,
                    struct slot_rows *out)
{
	struct decision_cache alone;
	*out = (struct slot_rows){0};
	out->first = arena_alloc(&out->list.arena, (n + 1) * sizeof *out->first);
	if (!out->first)
		return QUAD_ENOMEM;
	struct many_ask ask = {.resources = resources, .n = n, .first = out->first};
	ask.slots = (struct slots_ask){.store = s,
	                               .start = start,
	                               .end = end,
	                               .now = store_now(s),
	                               .on = "",
	                               .with_holder = true,
	                               .out = &out->list,
	                               .cache = cache_of(s, &alone)};
	int err = db_read(s->db, get_slot_rows, &ask);
	cache_release(&alone);
	if (err) {
		arena_release(&out->list.arena);
		*out = (struct slot_rows){0};
	}
	return err;
}
