/* Each booking is timed, and so is the whole run, so that nothing between two bookings goes unseen in the mean. */
#include "bench/tail.h"

#include "bench/sample.h"
#include "bench/spawn.h"

int tail_run(const struct engine *engine, void *e, const struct ask *asks, size_t n, struct tail_result *out)
{
	struct samples v = {0};
	int err = 0;
	double begun = now_us();
	for (size_t i = 0; !err && i < n; i++) {
		bool made = false;
		double start = now_us();
		err = engine->book(e, &asks[i], &made);
		if (!err)
			err = sample_add(&v, now_us() - start);
		if (!err && !made) {
			fprintf(stderr, "bench: %s: a booking was refused\n", engine->name);
			err = -1;
		}
	}
	*out = (struct tail_result){.mean_us = (now_us() - begun) / (double)n};
	out->p99_us = sample_at(&v, 0.99);
	out->worst_us = sample_at(&v, 1);
	samples_release(&v);
	return err;
}
