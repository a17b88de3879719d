/*
 * Counts booked minutes. The claims of each resource are found by the index of resources, of which only the lengths in
 * use are looked into, so that the cost goes with the claims of the span. A claim is cut into times of day by
 * arithmetic where a day has 24 hours, minute by minute where the clock is changed. Open minutes are counted once for
 * all resources with the same hours.
 */
#include "store/query/use.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/decision_cache.h"
#include "store/facts/directory.h"
#include "store/facts/overlap.h"
#include "store/model/claim_entry.h"

struct counting {
	struct store *store;
	const struct use_ask *ask;
	struct use_answer *out;
	struct decision_cache *cache;
	int64_t start, end;
	int64_t now; /* of the claims that count */
	int64_t day_start[USE_DAYS_MAX + 1];
	int64_t *hours_weight; /* by opening hours of the directory: how many resources have them, times USE_MINUTE */
	bool *asked;           /* by place in the directory: it is asked about */
	const struct parts *parts;
	/* the resource that is counted */
	struct use_of_resource *of;
	/* and the one whose claims are read: itself, or a whole or a part of it */
	uint32_t pool_seats; /* 0: a claim takes all of it */
	int64_t weight;      /* of all of it in what is counted */
};

/* ---- booked ---- */

static size_t weekday_of(const struct counting *c, size_t day)
{
	return (size_t)(clock_weekday(c->ask->first_day + (int64_t)day) - 1);
}

static void add_minutes(struct counting *c, size_t day, int minute, int64_t minutes, int64_t weight)
{
	c->of->sum.booked += minutes * weight;
	if (c->of->within)
		return;
	c->out->slots[weekday_of(c, day)][minute / USE_SLOT_MIN].booked += minutes * weight;
	c->out->days[day].booked += minutes * weight;
}

/* A part of a day, cut into times of day. */
static void add_part(struct counting *c, size_t day, int64_t start, int64_t end, int64_t weight)
{
	bool plain = c->day_start[day + 1] - c->day_start[day] == DAY_MIN;
	int64_t step;
	for (int64_t at = start; at < end; at += step) {
		int minute = plain ? (int)(at - c->day_start[day]) : clock_local_minute(at);
		step = plain ? USE_SLOT_MIN - minute % USE_SLOT_MIN : 1;
		if (step > end - at)
			step = end - at;
		add_minutes(c, day, minute, step, weight);
	}
}

/* The day of the span that holds an instant of it. */
static size_t find_day(const struct counting *c, int64_t at)
{
	size_t lo = 0, hi = c->ask->n_days;
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;
		if (c->day_start[mid] <= at)
			lo = mid;
		else
			hi = mid;
	}
	return lo;
}

/* A booking from `from` to `to`, of which what lies in the span counts. */
static void add_booking(struct counting *c, int64_t from, int64_t to, int64_t weight)
{
	from = from > c->start ? from : c->start;
	to = to < c->end ? to : c->end;
	if (from >= to)
		return;
	c->of->n_bookings++;
	for (size_t day = find_day(c, from); from < to; day++) {
		int64_t day_end = c->day_start[day + 1];
		int64_t until = to < day_end ? to : day_end;
		add_part(c, day, from, until, weight);
		from = until;
	}
}

/* When a booking is, where its entry in the index does not say so. */
static int read_times(struct db_txn *txn, uint64_t id, int64_t *from, int64_t *to)
{
	struct booking b;
	int err = facts_booking_head(txn, id, &b);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	*from = b.start;
	*to = b.end;
	return 0;
}

static int64_t weight_of_claim(const struct counting *c, const struct claim *claim)
{
	if (!c->pool_seats || claim->whole || claim->units > c->pool_seats)
		return c->weight;
	return c->weight * claim->units / c->pool_seats;
}

static int add_entry(struct counting *c, struct db_txn *txn, size_t prefix_len, struct bytes key, struct bytes value)
{
	struct claim_entry e;
	if (key.len != prefix_len + 1 + 4 + 8)
		return QUAD_ECORRUPT;
	int err = claim_entry_decode(value, &e);
	if (err || e.claim.end <= c->start || !claim_counts(&e.claim, c->now))
		return err;
	int64_t from = key_get_min(key, prefix_len + 1) + e.before_min, to = e.claim.end - e.after_min;
	if (!e.shows)
		err = read_times(txn, key_get_u64(key, prefix_len + 5), &from, &to);
	if (!err)
		add_booking(c, from, to, weight_of_claim(c, &e.claim));
	return err;
}

static int add_claims(struct counting *c, struct db_txn *txn, struct overlap *walk, uint32_t resource)
{
	struct key prefix = key_table(TABLE_CLAIM);
	uint32_t classes;
	int err = cache_classes(c->cache, txn, resource, &classes);
	if (err)
		return err;
	key_u32(&prefix, resource);
	overlap_again(walk, &prefix);
	overlap_only(walk, classes);
	while (!err) {
		struct bytes key, value;
		err = overlap_next(walk, &key, &value);
		if (!err)
			err = add_entry(c, txn, prefix.len, key, value);
	}
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* ---- halls that divide ---- */

/* The resource of a number in the directory; NULL if it is not there. */
static const struct directory_entry *entry_of(const struct counting *c, uint32_t no)
{
	uint32_t place = directory_place(c->out->directory, no);
	return place ? &c->out->directory->entries[place - 1] : NULL;
}

/* What a weight of a whole is for one of its direct parts. */
static int64_t share_of(const struct counting *c, uint32_t whole, uint32_t part, int64_t weight)
{
	size_t n;
	const struct part_pair *v = parts_of(c->parts, whole, &n);
	const struct directory_entry *own = entry_of(c, part);
	int64_t seats = 0;
	bool all = own != NULL;
	for (size_t i = 0; i < n; i++) {
		const struct directory_entry *e = entry_of(c, v[i].part);
		all &= e && e->seats;
		seats += e ? e->seats : 0;
	}
	if (all && seats)
		return weight * own->seats / seats;
	return n ? weight / (int64_t)n : weight;
}

/* Reads on: the claims that follow are those on this resource, of which all has a weight in what is counted. */
static void count_as(struct counting *c, uint32_t no, int64_t weight)
{
	const struct directory_entry *e = entry_of(c, no);
	c->pool_seats = e && e->mode == MODE_SHARED ? e->seats : 0;
	c->weight = weight;
}

/* Counts what is taken of a whole by its part, which may be a part of a part. */
static int count_part(struct counting *c, struct db_txn *txn, struct overlap *walk, uint32_t whole, uint32_t part)
{
	int64_t weight = USE_MINUTE;
	uint32_t at = part;
	for (size_t i = 0; i < PARTS_DEPTH_MAX && at && at != whole; i++, at = parts_whole_of(c->parts, at))
		weight = share_of(c, parts_whole_of(c->parts, at), at, weight);
	count_as(c, part, weight);
	return add_claims(c, txn, walk, part);
}

/* Counts the claims on the wholes and parts of a resource. */
static int count_related(struct counting *c, struct db_txn *txn, struct overlap *walk)
{
	struct related related;
	uint32_t no = c->of->resource->no;
	int err = parts_related(c->parts, no, &c->out->arena, &related);
	for (size_t i = 0; i < related.n_wholes && !err; i++) {
		uint32_t place = directory_place(c->out->directory, related.v[i]);
		c->of->within |= place && c->asked[place - 1];
	}
	for (size_t i = 0; i < related.n && !err; i++) {
		count_as(c, related.v[i], USE_MINUTE);
		if (i < related.n_wholes)
			c->pool_seats = 0;
		err = i < related.n_wholes ? add_claims(c, txn, walk, related.v[i])
		                           : count_part(c, txn, walk, no, related.v[i]);
	}
	return err;
}

/* ---- open ---- */

/* The windows of a weekday, 0 = Monday: those of the hours, or the usual one of what is always open. */
static unsigned windows_of(const struct counting *c, const struct directory_hours *h, size_t weekday,
                           struct open_window out[OPENING_WINDOWS_MAX])
{
	if (!h->valid)
		return 0;
	if (h->opening.always) {
		out[0] = (struct open_window){c->ask->usual_from, c->ask->usual_to};
		return 1;
	}
	memcpy(out, h->opening.day[weekday + 1], sizeof h->opening.day[weekday + 1]);
	return h->opening.n[weekday + 1];
}

static int64_t open_minutes(const struct counting *c, const struct directory_hours *h, size_t weekday)
{
	struct open_window v[OPENING_WINDOWS_MAX];
	unsigned n = windows_of(c, h, weekday, v);
	int64_t sum = 0;
	for (unsigned i = 0; i < n; i++)
		sum += v[i].to - v[i].from;
	return sum;
}

/* Adds the hours of a weekday, which come `weight` times: by days and by resources. */
static void add_open_times(struct counting *c, const struct directory_hours *h, size_t weekday, int64_t weight)
{
	struct open_window v[OPENING_WINDOWS_MAX];
	unsigned n = windows_of(c, h, weekday, v);
	for (unsigned i = 0; i < n; i++)
		for (int at = v[i].from, step; at < v[i].to; at += step) {
			step = USE_SLOT_MIN - at % USE_SLOT_MIN;
			if (step > v[i].to - at)
				step = v[i].to - at;
			c->out->slots[weekday][at / USE_SLOT_MIN].open += step * weight;
		}
}

/* The open minutes of the resources that have hours of one kind. */
static void add_open_of_hours(struct counting *c, const struct directory_hours *h, int64_t weight,
                              const int64_t n_days[USE_WEEKDAYS])
{
	for (size_t i = 0; i < c->ask->n_days; i++)
		c->out->days[i].open += weight * open_minutes(c, h, weekday_of(c, i));
	for (size_t weekday = 0; weekday < USE_WEEKDAYS; weekday++)
		add_open_times(c, h, weekday, n_days[weekday] * weight);
}

static void add_open(struct counting *c, const struct directory *d)
{
	int64_t n_days[USE_WEEKDAYS] = {0};
	for (size_t i = 0; i < c->ask->n_days; i++)
		n_days[weekday_of(c, i)]++;
	for (size_t h = 0; h < d->n_hours; h++)
		if (c->hours_weight[h])
			add_open_of_hours(c, &d->hours[h], c->hours_weight[h], n_days);
	for (size_t i = 0; i < c->out->n; i++) {
		struct use_of_resource *of = &c->out->v[i];
		const struct directory_entry *e = &d->entries[of->resource - d->all.v];
		for (size_t weekday = 0; weekday < USE_WEEKDAYS; weekday++)
			of->sum.open += n_days[weekday] * USE_MINUTE * open_minutes(c, &d->hours[e->hours], weekday);
		if (of->within)
			continue;
		c->out->total.booked += of->sum.booked;
		c->out->total.open += of->sum.open;
	}
}

/* ---- all of it ---- */

static int count_resource(struct counting *c, struct db_txn *txn, struct overlap *walk, size_t place)
{
	const struct directory *d = c->out->directory;
	const struct directory_entry *e = &d->entries[place];
	c->of = &c->out->v[c->out->n++];
	*c->of = (struct use_of_resource){.resource = &d->all.v[place]};
	int err = c->parts->n ? count_related(c, txn, walk) : 0;
	if (err)
		return err;
	count_as(c, c->of->resource->no, USE_MINUTE);
	if (!c->of->within)
		c->hours_weight[e->hours] += USE_MINUTE;
	return add_claims(c, txn, walk, c->of->resource->no);
}

static int count_matching(struct counting *c, struct db_txn *txn, struct overlap *walk)
{
	const struct directory *d = c->out->directory;
	struct matcher m;
	int err = matcher_begin(&m, txn, &c->ask->filter);
	for (size_t i = 0; !err && i < d->all.n; i++)
		err = matcher_test(&m, &d->all.v[i], &c->asked[i]);
	for (size_t i = 0; !err && i < d->all.n; i++)
		err = c->asked[i] ? count_resource(c, txn, walk, i) : 0;
	matcher_end(&m);
	return err;
}

static int count_one(struct counting *c, struct db_txn *txn, struct overlap *walk)
{
	const struct directory *d = c->out->directory;
	for (size_t i = 0; i < d->all.n; i++)
		if (strcmp(d->all.v[i].code, c->ask->code) == 0)
			return count_resource(c, txn, walk, i);
	return QUAD_ENOTFOUND;
}

static int count_use(struct db_txn *txn, void *arg)
{
	struct counting *c = arg;
	struct overlap walk;
	struct key none = key_table(TABLE_CLAIM);
	cache_begin(c->cache, db_moment(txn));
	int err = directory_get(c->store, txn, &c->out->directory);
	if (err)
		return err;
	const struct directory *d = c->out->directory;
	c->out->v = arena_alloc(&c->out->arena, (d->all.n + 1) * sizeof *c->out->v);
	c->hours_weight = arena_alloc(&c->out->arena, (d->n_hours + 1) * sizeof *c->hours_weight);
	c->asked = arena_alloc(&c->out->arena, (d->all.n + 1) * sizeof *c->asked);
	if (!c->out->v || !c->hours_weight || !c->asked)
		return QUAD_ENOMEM;
	err = cache_parts(c->cache, txn, &c->parts);
	if (err)
		return err;
	err = overlap_begin(&walk, txn, &none, c->start, c->end);
	if (!err)
		err = c->ask->code ? count_one(c, txn, &walk) : count_matching(c, txn, &walk);
	overlap_end(&walk);
	if (!err)
		add_open(c, d);
	return err;
}

int query_use(struct store *s, const struct use_ask *ask, struct use_answer *out)
{
	struct decision_cache alone;
	struct counting c = {.store = s, .now = store_now(s), .ask = ask, .out = out};
	*out = (struct use_answer){0};
	if (ask->n_days == 0 || ask->n_days > USE_DAYS_MAX)
		return QUAD_EINVAL;
	for (size_t i = 0; i <= ask->n_days; i++)
		c.day_start[i] = clock_day_start(ask->first_day + (int64_t)i);
	c.start = c.day_start[0];
	c.end = c.day_start[ask->n_days];
	c.cache = cache_of(s, &alone);
	int err = db_read(s->db, count_use, &c);
	cache_release(&alone);
	if (err)
		use_release(out);
	return err;
}

void use_release(struct use_answer *u)
{
	directory_release(u->directory);
	arena_release(&u->arena);
	*u = (struct use_answer){0};
}

struct use_sum use_between(const struct use_answer *u, size_t weekday, int from_min, int to_min)
{
	struct use_sum sum = {0};
	for (int i = from_min / USE_SLOT_MIN; i < to_min / USE_SLOT_MIN; i++) {
		sum.booked += u->slots[weekday][i].booked;
		sum.open += u->slots[weekday][i].open;
	}
	return sum;
}
