/* What single medians hide: now and then a durable booking pays for many, where an engine tidies up its log. */
#ifndef QUAD_BENCH_TAIL_H
#define QUAD_BENCH_TAIL_H

#include "bench/engine.h"

#define TAIL_BOOKINGS 5000 /* long enough for every engine to tidy up several times */

struct tail_result {
	double mean_us, p99_us, worst_us;
};

/* One client makes these bookings, one after the other. */
int tail_run(const struct engine *engine, void *e, const struct ask *asks, size_t n, struct tail_result *out);

#endif
