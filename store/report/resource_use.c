/* Sums are by resource while the bookings go by, so that parts and groups cost nothing there. */
#include "store/report/resource_use.h"

#include "store/base/err.h"
#include "store/report/booked.h"

/* ---- one booking after the other ---- */

/* The part of a claim that is in the name of another institution than the owners', of JOINT_WHOLE. */
static int64_t share_outside(struct report_work *w, struct resource_uses *u, const struct booked *b, uint32_t place)
{
	int64_t out = 0;
	if (b->institution == NO_PLACE)
		return 0;
	if (!u->joint.n)
		return w->owner[place] == NO_PLACE || w->owner[place] == b->institution ? 0 : JOINT_WHOLE;
	struct joint_owners owners = joint_of(&u->joint, w, place, clock_local_day(b->booking->start));
	for (size_t i = 0; i < owners.n; i++)
		if (owners.v[i].institution != NO_PLACE && owners.v[i].institution != b->institution)
			out += owners.v[i].share;
	return out;
}

static void add_people(struct report_work *w, struct resource_use *to, const struct booked *b, const struct claim *c,
                       uint32_t place)
{
	const struct directory_entry *e = &w->directory->entries[place];
	int64_t minutes = b->used_end - b->used_start;
	if (!e->seats || kind_travels(e->kind))
		return;
	bool by_units = e->mode == MODE_SHARED && !c->whole;
	to->people += minutes * (sum_t)(by_units ? c->units : b->booking->party);
	to->seats += minutes * (sum_t)e->seats;
}

static int add_booking(struct report_work *w, const struct booked *b, void *arg)
{
	struct resource_uses *u = arg;
	for (size_t i = 0; i < b->booking->n_claims; i++) {
		const struct claim *c = &b->booking->claims[i];
		/* also what was not asked for: it may be a hall of what was */
		uint32_t place = directory_place(w->directory, c->resource);
		if (!place--)
			continue;
		struct resource_use *to = &u->v[place];
		sum_t weight = booked_weight(w, c), effective = (b->used_end - b->used_start) * weight;
		to->bookings++;
		to->booked += (b->end - b->start) * weight;
		to->effective += effective;
		to->estimated += b->estimated ? effective : 0;
		int64_t outside = share_outside(w, u, b, place);
		if (outside == JOINT_WHOLE)
			to->outside += effective;
		else if (outside)
			to->outside += (b->used_end - b->used_start) * sum_part(weight, outside, JOINT_WHOLE);
		add_people(w, to, b, c, place);
	}
	return 0;
}

int resource_use_count(struct report_work *w, struct resource_uses *out)
{
	size_t n = w->directory->all.n;
	*out = (struct resource_uses){.v = arena_alloc(w->arena, (n + 1) * sizeof *out->v),
	                              .counted = arena_alloc(w->arena, (n + 1) * sizeof *out->counted)};
	if (!out->v || !out->counted)
		return QUAD_ENOMEM;
	int err = halls_load(w, &out->parts);
	if (!err)
		err = open_hours_load(w, &out->parts, &out->open);
	if (!err)
		err = joint_load(w, &out->joint);
	if (!err)
		err = booked_walk(w, add_booking, out);
	int64_t period = frame_wall_minutes(w);
	for (size_t i = 0; i < n && !err; i++) {
		const struct resource *r = &w->directory->all.v[i];
		int64_t rated = r->rated ? r->rated : RATED_HOURS;
		out->v[i].rated = sum_part(rated * 60 * (sum_t)SUM_MINUTE, period, 365 * DAY_MIN);
		out->v[i].open = open_hours_of(&out->open, (uint32_t)i) * (sum_t)SUM_MINUTE;
		out->counted[i] = w->asked[i] && w->seen[i] && (r->active || out->v[i].bookings);
	}
	return err;
}

/* ---- halls and their parts ---- */

/* The hours of use; not what they are compared with, nor people. */
static void add_hours(struct resource_use *to, const struct resource_use *from)
{
	to->booked += from->booked;
	to->effective += from->effective;
	to->estimated += from->estimated;
	to->outside += from->outside;
}

/* What the use of a part is of the hall that it is directly a part of. */
static struct resource_use part_of_hall(const struct report_work *w, const struct resource_uses *u, uint32_t place,
                                        const struct resource_use *v)
{
	struct resource_use out = *v;
	out.booked = halls_share(&u->parts, w, place, v->booked);
	out.effective = halls_share(&u->parts, w, place, v->effective);
	out.estimated = halls_share(&u->parts, w, place, v->estimated);
	out.outside = halls_share(&u->parts, w, place, v->outside);
	return out;
}

/* Adds what the bookings of a part, of any depth, take of a hall. */
static void add_part(const struct report_work *w, const struct resource_uses *u, uint32_t part, uint32_t hall,
                     struct resource_use *to)
{
	struct resource_use v = u->v[part];
	for (int depth = 0; depth < PARTS_DEPTH_MAX && part != NO_PLACE && part != hall; depth++) {
		v = part_of_hall(w, u, part, &v);
		part = halls_whole(&u->parts, w, part);
	}
	add_hours(to, &v);
}

int resource_use_of(struct report_work *w, const struct resource_uses *u, uint32_t place, struct resource_use *out)
{
	struct related related = {0};
	*out = u->v[place];
	if (!u->parts.n)
		return 0;
	int err = parts_related(&u->parts, w->directory->all.v[place].no, w->arena, &related);
	for (size_t i = 0; i < related.n && !err; i++) {
		uint32_t other = directory_place(w->directory, related.v[i]);
		if (!other)
			continue;
		if (i < related.n_wholes)
			add_hours(out, &u->v[other - 1]);
		else
			add_part(w, u, other - 1, place, out);
	}
	return err;
}

void resource_use_add(const struct report_work *w, const struct resource_uses *u, const uint32_t *group, uint32_t place,
                      struct resource_use *to)
{
	struct resource_use v = u->v[place], of_hall = v;
	bool within = false;
	uint32_t at = place;
	for (int depth = 0; depth < PARTS_DEPTH_MAX; depth++) {
		uint32_t hall = halls_whole(&u->parts, w, at);
		if (hall == NO_PLACE)
			break;
		of_hall = part_of_hall(w, u, at, &of_hall);
		at = hall;
		if (u->counted[hall] && group[hall] == group[place]) {
			v = of_hall;
			within = true;
		}
	}
	add_hours(to, &v);
	to->rated += within ? 0 : v.rated;
	to->open += within ? 0 : v.open;
	to->people += v.people;
	to->seats += v.seats;
	to->bookings += v.bookings;
}
