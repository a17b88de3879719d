/*
 * First all leave their places that do not only become longer or shorter in them, so that none is in the way of
 * another; then one after the other is decided and takes its own. Those that only give up time come first.
 */
#include "store/change/undo_bookings.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/change/due_index.h"
#include "store/change/stake.h"
#include "store/change/wait_rows.h"
#include "store/facts/holder_index.h"

/* ---- loading ---- */

static bool is_same_place(const struct booking *a, const struct booking *b)
{
	if (a->start != b->start || a->end != b->end || a->party != b->party)
		return false;
	return booking_has_same_claims(a, b);
}

static int load_booking(struct change *c, const struct undo_thing *t, struct undo_booking *out)
{
	struct plan *p = &out->plan;
	uint64_t id = strtoull(entity_name(t->entity), NULL, 10);
	int err = plan_load(c, id, p);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	if (!undo_same_record(p->before, t->after))
		return undo_refuse_since(c, t, p->before);
	err = t->before.len ? booking_decode(t->before, c->arena, &p->v) : 0;
	/* of what was a no-show by the clock nobody is expected any more, or it would be one again at once */
	if (p->v.state == STATE_BOOKED && p->v.until && p->v.until <= c->rq->now)
		p->v.until = 0;
	/* nor does a request hold anything again whose time is over */
	if (!err && p->v.state == STATE_REQUESTED && booking_state_at(&p->v, c->rq->now) == STATE_LAPSED)
		stake_refuse_state(c, &p->v, STATE_LAPSED);
	out->thing = t;
	out->then = p->v;
	p->v.seq = 0;
	out->stands = p->old.id && state_stands(p->old.state);
	out->shall_stand = t->before.len && state_stands(p->v.state);
	out->stays = out->stands && out->shall_stand && is_same_place(&p->old, &p->v);
	return err;
}

/* One that goes elsewhere alone is judged as any change of a booking is. */
static void choose_holders(struct undo_bookings *b)
{
	size_t n_moving = 0;
	for (size_t i = 0; i < b->n; i++)
		n_moving += b->v[i].stands && !b->v[i].stays;
	for (size_t i = 0; i < b->n; i++) {
		struct undo_booking *x = &b->v[i];
		struct plan *p = &x->plan;
		if (!x->stands || !x->shall_stand || x->stays)
			continue;
		bool keeps =
			rules_keeps_time(&p->old, p->v.start, p->v.end) && booking_has_same_resources(&p->old, &p->v);
		p->holds_place = n_moving == 1 || keeps;
	}
}

int undo_bookings_load(struct change *c, const struct undo_things *things, struct undo_bookings *out)
{
	*out = (struct undo_bookings){.v = arena_alloc(c->arena, (things->n + 1) * sizeof *out->v)};
	if (!out->v)
		return QUAD_ENOMEM;
	/* the last change is taken back first */
	for (size_t i = things->n; i-- > 0;) {
		struct undo_booking *x = &out->v[out->n];
		if (things->v[i].kind != OF_BOOKING)
			continue;
		*x = (struct undo_booking){0};
		int err = load_booking(c, &things->v[i], x);
		if (err)
			return err;
		out->n += x->thing != NULL;
	}
	choose_holders(out);
	return 0;
}

/* ---- what is written beside the record ---- */

static struct key booking_key(uint64_t id)
{
	struct key k = key_table(TABLE_BOOKING);
	key_u64(&k, id);
	return k;
}

static struct key series_booking_key(const struct booking *b)
{
	struct key k = key_table(TABLE_SERIES_BOOKING);
	key_u64(&k, b->series);
	key_u64(&k, b->id);
	return k;
}

/* Gives a booking that comes back its ref, unless another one that stands has it by now. */
static int take_ref(struct change *c, const struct booking *v, bool stands)
{
	struct key k = key_table(TABLE_BOOKING_REF);
	struct booking other;
	struct bytes value;
	key_text(&k, v->ref);
	int err = db_get(c->txn, key_bytes(&k), &value);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	if (!err && value.len != 8)
		return QUAD_ECORRUPT;
	uint64_t owner = err ? 0 : le_get(value.p, 8);
	if (owner == v->id || (owner && !stands))
		return 0;
	err = owner ? facts_booking_head(c->txn, owner, &other) : 0;
	if (err)
		return err;
	if (owner && booking_is_open(&other, c->rq->now)) {
		reason_add(&c->out->reasons, REASON_REF_USED, v->ref)->booking = owner;
		return 0;
	}
	return change_put_ref(c, TABLE_BOOKING_REF, v->ref, v->id);
}

/* Writes the record of one that is there, or there again. */
static int write_booking(struct change *c, struct undo_booking *x)
{
	struct plan *p = &x->plan;
	bool is_new = !p->old.id;
	struct key k = series_booking_key(&p->v);
	int err = *p->v.ref ? take_ref(c, &p->v, x->shall_stand) : 0;
	if (!err)
		err = plan_record(c, p, is_new ? OUTCOME_ADDED : OUTCOME_UPDATED);
	x->seq = c->out->seq;
	if (err || !is_new || !p->v.series)
		return err;
	return db_put(c->txn, key_bytes(&k), (struct bytes){"", 0});
}

static int remove_booking(struct change *c, struct undo_bookings *b, struct undo_booking *x)
{
	struct plan *p = &x->plan;
	struct key k = booking_key(p->old.id), of_series = series_booking_key(&p->old);
	int err = change_record(c, &k, x->thing->entity, p->old.seq, p->before, (struct bytes){"", 0}, OUTCOME_UPDATED);
	x->seq = c->out->seq;
	if (!err)
		err = holder_index_change(c->txn, &p->old, NULL);
	if (!err && p->old.series)
		err = db_del(c->txn, key_bytes(&of_series));
	if (!err && *p->old.ref)
		err = undo_leave_ref(c, TABLE_BOOKING_REF, p->old.ref, p->old.id, &b->refs);
	if (!err)
		err = wait_rows_follow(c, &p->old, NULL);
	if (!err)
		err = due_index_follow(c, &p->old, &(struct booking){0});
	return err ? err : change_raise_setting(c, SETTING_GONE_BOOKING, p->old.id);
}

/* ---- leaving and coming back ---- */

int undo_bookings_leave(struct change *c, struct undo_bookings *b)
{
	for (size_t i = 0; i < b->n; i++) {
		struct undo_booking *x = &b->v[i];
		int err = 0;
		if (x->stands && !x->stays && !x->plan.holds_place)
			err = plan_drop_claims(c, &x->plan.old);
		if (!err && !x->shall_stand && x->thing->before.len)
			err = write_booking(c, x);
		else if (!err && !x->shall_stand && x->plan.old.id)
			err = remove_booking(c, b, x);
		if (err)
			return err;
	}
	return 0;
}

/* Asks for what the booking had. What of it is not there any more is a reason. */
static int ask_for(struct change *c, struct plan *p, const struct booking *then)
{
	struct resource r;
	bool gone = false;
	for (size_t i = 0; i < then->n_claims; i++) {
		int err = facts_resource_by_number(c->txn, then->claims[i].resource, &r);
		if (err && err != QUAD_ENOTFOUND)
			return err;
		if (!err)
			continue;
		gone = true;
		const char *name = arena_fmt(c->arena, "resource:#%" PRIu32, then->claims[i].resource);
		reason_add(&c->out->reasons, REASON_GONE, name ? name : "");
	}
	p->n_asks = gone ? 0 : then->n_claims;
	return gone ? 0 : facts_claims(c->txn, then, c->arena, &p->asks);
}

/* Decides one that goes to its place, and puts it there. */
static int place_booking(struct change *c, struct undo_booking *x)
{
	struct plan *p = &x->plan;
	size_t before = c->out->reasons.n;
	int err = ask_for(c, p, &x->then);
	p->keeps_course = true;
	if (!err && c->out->reasons.n == before)
		err = plan_decide(c, p);
	if (err || c->out->reasons.n > before)
		return err;
	if (booking_has_same_resources(&x->then, &p->v))
		p->v.prices = x->then.prices;
	if (x->stands && p->holds_place)
		err = plan_drop_claims(c, &p->old);
	if (!err)
		err = plan_put_claims(c, &p->v);
	return err ? err : write_booking(c, x);
}

/* One that has its place; its words or its series may be others. */
static int keep_booking(struct change *c, struct undo_booking *x)
{
	struct plan *p = &x->plan;
	int err = plan_ask_again(c, p);
	if (!err)
		err = plan_keep(c, p);
	return err ? err : write_booking(c, x);
}

/* True for one that gives up time where it stands, and so comes before those that may need it. */
static bool only_gives(const struct undo_booking *x)
{
	const struct booking *old = &x->plan.old, *v = &x->plan.v;
	return x->plan.holds_place && v->start >= old->start && v->end <= old->end && v->party <= old->party;
}

static int place_some(struct change *c, struct undo_bookings *b, bool giving)
{
	for (size_t i = 0; i < b->n; i++) {
		struct undo_booking *x = &b->v[i];
		if (!x->shall_stand || only_gives(x) != giving)
			continue;
		int err = x->stays ? keep_booking(c, x) : place_booking(c, x);
		if (err)
			return err;
	}
	return 0;
}

static struct made describe(const struct undo_booking *x)
{
	const struct booking *old = &x->plan.old, *v = &x->plan.v;
	struct made m = {.outcome = old->id ? OUTCOME_UPDATED : OUTCOME_ADDED, .was_start = old->id ? old->start : 0};
	if (!x->thing->before.len)
		v = old;
	m.id = v->id;
	m.series = v->series;
	m.start = v->start;
	m.end = v->end;
	m.state = x->thing->before.len ? v->state : STATE_CANCELLED;
	return m;
}

static int list_bookings(struct change *c, const struct undo_bookings *b)
{
	struct made *made = arena_alloc(c->arena, (b->n + 1) * sizeof *made);
	if (!made)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < b->n; i++)
		made[i] = describe(&b->v[i]);
	change_sort_made(made, b->n);
	c->out->made = made;
	c->out->n_made = b->n;
	if (b->n != 1)
		return 0;
	c->out->id = made->id;
	c->out->series = made->series;
	c->out->start = made->start;
	c->out->end = made->end;
	c->out->state = made->state;
	return 0;
}

int undo_bookings_place(struct change *c, struct undo_bookings *b)
{
	int err = place_some(c, b, true);
	if (!err)
		err = place_some(c, b, false);
	return err ? err : list_bookings(c, b);
}
