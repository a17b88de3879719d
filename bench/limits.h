/* What the machine can do at best, to hold the engines' figures against. */
#ifndef QUAD_BENCH_LIMITS_H
#define QUAD_BENCH_LIMITS_H

#include "bench/sample.h"

/* How long a write of 4 KiB with fdatasync takes in a directory, in us, many times. */
int limit_flush(const char *dir, struct samples *out);
/* Steps a second of an LMDB cursor over the entries of a store, as rates of several walks. Nobody may have it open. */
int limit_steps(const char *store, struct samples *out);

#endif
