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
	TAKEN_OF_1000 = 79,
	A_DAY = 2760, /* bookings that this makes a day, a million a year */
	LONG_OF = 200,
	DAYS_MIN = 28,
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

int64_t workload_first_day(void)
{
	return clock_day_number(2036, 9, 1);
}

/* Of how few campuses the labs have to be so that n bookings are enough for DAYS_MIN days, one of them of all labs. */
static uint32_t count_campuses(size_t n)
{
	size_t campuses = n > A_DAY ? (n - A_DAY) * N_CAMPUSES / (DAYS_MIN * A_DAY) : 0;
	return campuses ? (uint32_t)campuses : 1;
}

/* The bookings of a lab that begin on a day. */
static int add_day(struct workload *w, size_t n, uint32_t resource, size_t day, int64_t midnight)
{
	struct ask ask = {resource, midnight + DAY_BEGINS, midnight + 4 * DAY_MIN + 18 * 60};
	int err = 0;
	if (is_long(resource, day))
		return day % 7 == 0 ? add(w, &ask) : 0;
	for (unsigned slot = 0; !err && slot < SLOTS && w->n < n; slot++)
		if (slot_taken(resource, day, slot, midnight, &ask))
			err = add(w, &ask);
	return err;
}

int workload_init(struct workload *w, size_t n)
{
	*w = (struct workload){.first = 0, .random = 1};
	int err = clock_zone_use(ZONE);
	bool all = n >= DAYS_MIN * A_DAY;
	w->first = clock_day_start(workload_first_day());
	w->n_labs = all ? N_RESOURCES : count_campuses(n) * LABS_OF_CAMPUS;
	for (size_t day = 0; !err && w->n < n; day++) {
		int64_t midnight = w->first + (int64_t)day * DAY_MIN;
		/* in a different order every day */
		for (uint32_t i = 0; !err && i < N_RESOURCES && w->n < n; i++) {
			uint32_t resource = (uint32_t)((i * UINT64_C(2377) + day * 911) % N_RESOURCES);
			if (day == 0 || resource < w->n_labs)
				err = add_day(w, n, resource, day, midnight);
		}
		w->n_days = w->n < n || day == 0 ? day + 1 : day;
	}
	w->n_all_days = all ? w->n_days : 1;
	w->end = w->first + (int64_t)w->n_days * DAY_MIN;
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

/* A midnight, of which `days` days are complete. */
static int64_t random_midnight(struct workload *w, size_t days)
{
	size_t last = w->n_days > days ? w->n_days - days : 0;
	return w->first + (int64_t)random_below(&w->random, last + 1) * DAY_MIN;
}

/* Some time of a day in working time, in minutes. */
static int64_t random_time(struct workload *w)
{
	return DAY_BEGINS + (int64_t)random_below(&w->random, 66) * 10;
}

uint32_t workload_lab(struct workload *w)
{
	return (uint32_t)random_below(&w->random, w->n_labs);
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
		int64_t midnight = random_midnight(w, 1);
		size_t day = (size_t)((midnight - w->first) / DAY_MIN);
		unsigned slot = (unsigned)random_below(&w->random, SLOTS);
		uint32_t resource = workload_lab(w);
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
	const struct ask *in_the_way;
	do
		in_the_way = &w->v[random_below(&w->random, w->n)];
	while (in_the_way->resource >= w->n_labs);
	*out = (struct ask){in_the_way->resource, in_the_way->start + 10, in_the_way->start + 100};
}

void workload_window(struct workload *w, int64_t *start, int64_t *end)
{
	*start = w->first + (int64_t)random_below(&w->random, w->n_all_days) * DAY_MIN + random_time(w);
	*end = *start + 60 + (int64_t)random_below(&w->random, 5) * 30;
}

void workload_week(struct workload *w, int64_t *start, int64_t *end)
{
	*start = random_midnight(w, 7);
	*end = *start + 7 * DAY_MIN;
}

void workload_ahead(struct workload *w, int64_t *start, int64_t *end)
{
	size_t left = w->n_days > 8 ? w->n_days - 7 : 1, days = left < w->n_all_days ? left : w->n_all_days;
	*start = w->first + (int64_t)random_below(&w->random, days) * DAY_MIN + random_time(w);
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
		resource = (uint32_t)(w->n_series++ * 37 % w->n_labs);
	while (!has_evenings(resource));
	*out = (struct ask){resource, start, start + EVENING_LEN};
}

/* Whether a slot is taken on a day, of all those that the workload fills. */
static bool is_taken(const struct workload *w, uint32_t resource, size_t day, unsigned slot)
{
	struct ask ask;
	return day < w->n_days && (is_long(resource, day) || slot_taken(resource, day, slot, 0, &ask));
}

void workload_series_clash(struct workload *w, struct ask *out)
{
	for (;;) {
		uint32_t resource = workload_lab(w);
		unsigned slot = (unsigned)random_below(&w->random, SLOTS);
		int64_t start = w->first + DAY_BEGINS + slot * SLOT_MIN;
		*out = (struct ask){resource, start, start + SLOT_MIN};
		for (size_t i = 0; i < SERIES_DATES; i++) {
			struct ask date;
			workload_series_date(out, i, &date);
			if (is_taken(w, resource, (size_t)((date.start - w->first) / DAY_MIN), slot))
				return;
		}
	}
}

void workload_series_date(const struct ask *first, size_t n, struct ask *out)
{
	int64_t later = (int64_t)(n / 3 * 7 + n % 3 * 2) * DAY_MIN;
	*out = (struct ask){first->resource, first->start + later, first->end + later};
}
