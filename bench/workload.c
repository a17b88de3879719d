/*
 * The workload. Every working day of every lab has seven slots of two hours, each taken or not by a hash of lab, day
 * and slot, so that what is free can be computed without a search; one lab in 200 is taken from Monday to Friday as
 * one booking. So lengths are mixed, as they are in schools: most bookings take an hour or two, a few take days.
 */
#include "bench/workload.h"

#include <stdio.h>
#include <stdlib.h>

#include "store/base/buf.h"
#include "store/base/clock.h"
#include "store/base/err.h"

enum {
	SLOTS = 7,
	SLOT_MIN = 120,
	DAY_BEGINS = 8 * 60,
	TAKEN_OF_1000 = 79, /* makes about 2,740 bookings a day, a million a year */
	LONG_OF = 200,
	EVENING_BEGINS = 22 * 60 + 10,
	EVENING_LEN = 80,
};

static uint64_t mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

uint64_t random_below(uint64_t *state, uint64_t below)
{
	return mix((*state)++) % below;
}

static bool is_long(uint32_t resource, size_t day)
{
	return day % 7 < 5 && mix(UINT64_C(0x10000000000) * (day / 7) + resource) % LONG_OF == 0;
}

/* The booking of a slot, if it is taken: never more than the slot's two hours. */
static bool slot_taken(uint32_t resource, size_t day, unsigned slot, int64_t midnight, struct ask *out)
{
	static const struct {
		int64_t after, len;
	} forms[] = {{0, 45}, {0, 90}, {10, 100}, {0, 120}};
	uint64_t h = mix((uint64_t)day << 32 | (uint64_t)resource << 8 | (slot + 1));
	if (h % 1000 >= TAKEN_OF_1000)
		return false;
	int64_t start = midnight + DAY_BEGINS + (int64_t)slot * SLOT_MIN + forms[h >> 40 & 3].after;
	*out = (struct ask){resource, start, start + forms[h >> 40 & 3].len};
	return true;
}

static int add(struct workload *w, const struct ask *ask)
{
	struct ask *v = array_grow(w->v, &w->cap, w->n, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	w->v = v;
	v[w->n++] = *ask;
	return 0;
}

int workload_init(struct workload *w, size_t n)
{
	*w = (struct workload){.first = 0, .random = 1};
	int err = clock_zone_use(ZONE);
	w->first = clock_day_start(clock_day_number(2026, 9, 7));
	for (size_t day = 0; !err && w->n < n; day++) {
		int64_t midnight = w->first + (int64_t)day * DAY_MIN;
		/* in a different order every day */
		for (uint32_t i = 0; !err && i < N_RESOURCES && w->n < n; i++) {
			uint32_t resource = (uint32_t)((i * UINT64_C(2377) + day * 911) % N_RESOURCES);
			struct ask ask = {resource, midnight + DAY_BEGINS, midnight + 4 * DAY_MIN + 18 * 60};
			bool whole_week = is_long(resource, day);
			if (whole_week && day % 7 == 0)
				err = add(w, &ask);
			for (unsigned slot = 0; !err && !whole_week && slot < SLOTS && w->n < n; slot++)
				if (slot_taken(resource, day, slot, midnight, &ask))
					err = add(w, &ask);
		}
		w->end = midnight + DAY_MIN;
	}
	return err;
}

void workload_release(struct workload *w)
{
	free(w->v);
	free(w->added);
	*w = (struct workload){0};
}

const char *workload_code(uint32_t resource, char out[CODE_BYTES])
{
	snprintf(out, CODE_BYTES, "LAB-%04u", (unsigned)resource);
	return out;
}

const char *workload_campus(uint32_t campus, char out[CODE_BYTES])
{
	snprintf(out, CODE_BYTES, "CAMPUS-%02u", (unsigned)campus);
	return out;
}

const char *workload_purpose(const struct ask *ask)
{
	static const char *const purposes[] = {"数控编程 CNC programming", "汽车底盘构造 Chassis", "电工基础 Electrics",
	                                       "网络综合布线 Cabling",     "护理学基础 Nursing",   "PLC应用技术",
	                                       "焊接工艺 Welding",         "酒店管理实训"};
	return purposes[(ask->resource + (uint64_t)ask->start / 60) % (sizeof purposes / sizeof *purposes)];
}

unsigned workload_class(const struct ask *ask)
{
	unsigned class = 0;
	for (int64_t len = ask->end - ask->start; len > 1; len >>= 1)
		class ++;
	return class;
}

static size_t random_day(struct workload *w)
{
	return random_below(&w->random, (uint64_t)((w->end - w->first) / DAY_MIN));
}

static bool was_added(const struct workload *w, const struct ask *ask)
{
	for (size_t i = 0; i < w->n_added; i++)
		if (w->added[i].resource == ask->resource && w->added[i].start == ask->start)
			return true;
	return false;
}

int workload_new(struct workload *w, struct ask *out)
{
	for (;;) {
		size_t day = random_day(w);
		unsigned slot = (unsigned)random_below(&w->random, SLOTS);
		uint32_t resource = (uint32_t)random_below(&w->random, N_RESOURCES);
		int64_t midnight = w->first + (int64_t)day * DAY_MIN;
		if (is_long(resource, day) || slot_taken(resource, day, slot, midnight, out))
			continue;
		out->resource = resource;
		out->start = midnight + DAY_BEGINS + slot * SLOT_MIN;
		out->end = out->start + SLOT_MIN;
		if (was_added(w, out))
			continue;
		struct ask *v = array_grow(w->added, &w->cap_added, w->n_added, sizeof *v);
		if (!v)
			return QUAD_ENOMEM;
		w->added = v;
		v[w->n_added++] = *out;
		return 0;
	}
}

void workload_clash(struct workload *w, struct ask *out)
{
	const struct ask *in_the_way = &w->v[random_below(&w->random, w->n)];
	*out = (struct ask){in_the_way->resource, in_the_way->start + 10, in_the_way->start + 100};
}

void workload_window(struct workload *w, int64_t *start, int64_t *end)
{
	int64_t midnight = w->first + (int64_t)random_day(w) * DAY_MIN;
	*start = midnight + DAY_BEGINS + (int64_t)random_below(&w->random, 66) * 10;
	*end = *start + 60 + (int64_t)random_below(&w->random, 5) * 30;
}

void workload_week(struct workload *w, int64_t *start, int64_t *end)
{
	*start = w->first + (int64_t)random_day(w) * DAY_MIN;
	*end = *start + 7 * DAY_MIN;
}

/* Only bookings of whole weeks are in evenings. */
static bool has_evenings(uint32_t resource)
{
	for (size_t week = 0; week < SERIES_LEN_WEEKS; week++)
		if (is_long(resource, 7 * week))
			return false;
	return true;
}

void workload_series(struct workload *w, struct ask *out)
{
	int64_t start = w->first + EVENING_BEGINS;
	uint32_t resource;
	do
		resource = (uint32_t)(w->n_series++ * 37 % N_RESOURCES);
	while (!has_evenings(resource));
	*out = (struct ask){resource, start, start + EVENING_LEN};
}

void workload_series_date(const struct ask *first, size_t n, struct ask *out)
{
	int64_t later = (int64_t)(n / 3 * 7 + n % 3 * 2) * DAY_MIN;
	*out = (struct ask){first->resource, first->start + later, first->end + later};
}
