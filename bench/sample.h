/* What was measured: single measurements, gathered by work and engine, and written as lines of a table for `report`. */
#ifndef QUAD_BENCH_SAMPLE_H
#define QUAD_BENCH_SAMPLE_H

#include <stddef.h>
#include <stdio.h>

struct samples {
	double *v;
	size_t n, cap;
};

int sample_add(struct samples *s, double v);
void samples_release(struct samples *s);
/* The value below which `part` (0 to 1) of the measurements lie; sorts them. */
double sample_at(struct samples *s, double part);

/*
 * A line `medium size work engine unit n p10 median p90 note`, separated by tabs; nothing if there are no measurements.
 * The units: us is a cost, /s a rate, and anything else is shown as it is.
 */
void sample_write(FILE *out, const char *medium, size_t size, const char *work, const char *engine, const char *unit,
                  struct samples *s, const char *note);

#endif
