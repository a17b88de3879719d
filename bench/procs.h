/* Several processes at the same resources at once. */
#ifndef QUAD_BENCH_PROCS_H
#define QUAD_BENCH_PROCS_H

#include "bench/engine.h"

#define PROCS_MAX 64

struct procs_ask {
	const struct engine *engine;
	const char *at;
	int n_procs;
	uint32_t n_resources; /* the first ones; a booking is of any */
	int64_t begins;       /* bookings lie in the PROCS_DAYS days after it, which nothing else uses */
	double seconds;
};

#define PROCS_DAYS 1401

/* Where the bookings of a round may lie: the first 25 years after the workload begins are its own. */
int64_t procs_begins(const struct workload *w, unsigned round);

struct procs_result {
	double decided_per_s; /* bookings made and refused, all processes */
	double made_per_s;
	size_t made;
	double p50_us, p99_us, worst_us;
	double fairness; /* decisions of the fastest process by those of the slowest */
	size_t overlaps; /* of stored bookings; and those missing that were acknowledged, or there that were not */
};

/*
 * The processes book at random for so many seconds. Nobody may have the place open. Afterwards what is stored is
 * compared with what was acknowledged, if the engine can say what a week holds.
 */
int procs_run(const struct procs_ask *ask, struct procs_result *out);

#endif
