/* Several processes at the same few resources at once. */
#ifndef QUAD_BENCH_PROCS_H
#define QUAD_BENCH_PROCS_H

#include "bench/engine.h"

#define PROCS 8
#define PROCS_RESOURCES 50

struct procs_result {
	double decided_per_s; /* bookings made and refused, all processes */
	double made_per_s;
	double p50_us, p99_us, worst_us;
	double fairness; /* decisions of the fastest process by those of the slowest */
	size_t overlaps; /* of stored bookings; and those missing that were acknowledged, or there that were not */
};

/*
 * PROCS processes book PROCS_RESOURCES resources at random for so many seconds, in years that nothing else uses;
 * `round` picks them. Nobody may have the place open. Afterwards what is stored is compared with what was acknowledged.
 */
int procs_run(const struct engine *engine, const char *at, const struct workload *w, unsigned round, double seconds,
              struct procs_result *out);

#endif
