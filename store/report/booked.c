/* The walk is in the order of ids; progress is told by the last id given. */
#include "store/report/booked.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/model/codec.h"
#include "store/model/price.h"

enum { PROGRESS_EVERY = 16384, INSTITUTIONS_KNOWN = 256 };

struct booked_walk {
	struct report_work *w;
	booked_fn *fn;
	void *arg;
	struct claim *claims;
	size_t cap;
	uint64_t last; /* the largest id */
	uint64_t n;
	uint32_t known[INSTITUTIONS_KNOWN]; /* place + 1 of institutions that were looked up, by a hash of their code */
};

/* A store has few institutions, and each booking names one. */
static uint32_t institution_of(struct booked_walk *k, const char *code)
{
	uint32_t hash = 0;
	if (!*code)
		return NO_PLACE;
	for (const char *p = code; *p; p++)
		hash = hash * 31 + (unsigned char)*p;
	uint32_t *known = &k->known[hash % INSTITUTIONS_KNOWN];
	if (*known && strcmp(k->w->institutions[*known - 1].code, code) == 0)
		return *known - 1;
	uint32_t place = frame_institution(k->w, code);
	if (place != NO_PLACE)
		*known = place + 1;
	return place;
}

/* The part of [start, end) that lies in the period; empty ones are at its start. */
static void clip(const struct report_work *w, int64_t *start, int64_t *end)
{
	if (*start < w->from)
		*start = w->from;
	if (*end > w->to)
		*end = w->to;
	if (*end < *start)
		*end = *start;
}

static void fill(struct booked_walk *k, const struct booking *b, struct booked *out)
{
	*out = (struct booked){.booking = b,
	                       .institution = institution_of(k, b->institution),
	                       .start = b->start,
	                       .end = b->end,
	                       .used_start = exact_start(b),
	                       .used_end = exact_end(b),
	                       .estimated = !b->used_from};
	clip(k->w, &out->start, &out->end);
	clip(k->w, &out->used_start, &out->used_end);
}

/* The hours of the whole report, once for each resource that was asked for; of what the looker may see. */
static void add_hours(struct report_work *w, const struct booked *b)
{
	bool borrows = b->institution != NO_PLACE && w->institution_seen[b->institution];
	for (size_t i = 0; i < b->booking->n_claims; i++) {
		uint32_t place = booked_place(w, &b->booking->claims[i]);
		if (place == NO_PLACE || (!w->seen[place] && !borrows))
			continue;
		sum_t hours = (b->used_end - b->used_start) * booked_weight(w, &b->booking->claims[i]);
		w->effective += hours;
		w->estimated += b->estimated ? hours : 0;
	}
	w->counts_hours = true;
}

static int tell_progress(struct booked_walk *k, struct bytes key)
{
	const struct report_ask *ask = k->w->ask;
	if (!ask->progress || ++k->n % PROGRESS_EVERY)
		return 0;
	return ask->progress(ask->arg, key_get_u64(key, 1), k->last);
}

static int consider(struct bytes key, struct bytes value, void *arg)
{
	struct booked_walk *k = arg;
	const struct report_work *w = k->w;
	int64_t start, end;
	enum booking_state state;
	struct booking b;
	struct booked booked;
	if (key.len != 9)
		return QUAD_ECORRUPT;
	int err = booking_decode_span(value, &start, &end, &state);
	if (!err)
		err = tell_progress(k, key);
	/* what was used may have lasted longer than it was booked, so only what is far off is passed so */
	if (err || !state_stands(state) || end + DAY_MIN <= w->from || start - DAY_MIN >= w->to)
		return err;
	err = booking_decode_into(value, &k->claims, &k->cap, &b);
	if (err || !state_stands(booking_state_at(&b, w->now)))
		return err;
	if (w->ask->class && b.class != w->ask->class)
		return 0;
	fill(k, &b, &booked);
	if (booked.start == booked.end && booked.used_start == booked.used_end)
		return 0;
	add_hours(k->w, &booked);
	return k->fn(k->w, &booked, k->arg);
}

/* From which booking on prices are kept; no one yet: of a store in which none was made since. */
static int read_priced(struct report_work *w)
{
	int err = facts_setting(w->txn, SETTING_PRICED, &w->priced);
	if (!w->priced)
		w->priced = UINT64_MAX;
	return err;
}

int booked_walk(struct report_work *w, booked_fn *fn, void *arg)
{
	struct booked_walk k = {.w = w, .fn = fn, .arg = arg};
	struct bytes last;
	int err = read_priced(w);
	if (err)
		return err;
	err = facts_last_key(w->txn, TABLE_BOOKING, &last);
	if (!err)
		k.last = key_get_u64(last, 1);
	if (!err)
		err = walk_table(w->txn, TABLE_BOOKING, consider, &k);
	free(k.claims);
	w->counts_hours = true;
	return err == QUAD_ENOTFOUND ? 0 : err;
}

uint32_t booked_place(const struct report_work *w, const struct claim *c)
{
	uint32_t place = directory_place(w->directory, c->resource);
	return place && w->asked[place - 1] ? place - 1 : NO_PLACE;
}

sum_t booked_weight(const struct report_work *w, const struct claim *c)
{
	uint32_t place = directory_place(w->directory, c->resource);
	bool shared = place && w->directory->entries[place - 1].mode == MODE_SHARED;
	return exact_weight(c, shared);
}

/* What a claim costs that was booked before prices were kept: today's rate. */
static int64_t price_by_rate(const struct report_work *w, const struct booking *b, size_t i)
{
	uint32_t place = directory_place(w->directory, b->claims[i].resource);
	if (!place || !*b->institution)
		return 0;
	int64_t rate = price_parse(w->directory->all.v[place - 1].rate);
	return rate > 0 ? rate : 0;
}

int64_t booked_price(const struct report_work *w, const struct booking *b, size_t i)
{
	bool before = b->id < w->priced && !*b->prices;
	int64_t price = before ? price_by_rate(w, b, i) : price_of_claim(b->prices, i);
	return price * (100 - (int64_t)b->waived);
}
