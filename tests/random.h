/* Numbers for tests: the same seed gives the same run. QUAD_TEST_SEED sets the seed. */
#ifndef QUAD_TESTS_RANDOM_H
#define QUAD_TESTS_RANDOM_H

#include <stdint.h>
#include <stdlib.h>

struct random {
	uint64_t state;
};

static inline uint64_t random_seed(uint64_t otherwise)
{
	const char *text = getenv("QUAD_TEST_SEED");
	return text && *text ? strtoull(text, NULL, 0) : otherwise;
}

/* Splitmix64, Steele, Lea and Flood 2014. */
static inline uint64_t random_next(struct random *r)
{
	uint64_t z = r->state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* 0 to n - 1. */
static inline unsigned random_below(struct random *r, unsigned n)
{
	return (unsigned)(random_next(r) >> 11) % n;
}

/* lo to hi, both included. */
static inline int64_t random_between(struct random *r, int64_t lo, int64_t hi)
{
	return lo + (int64_t)(random_next(r) % (uint64_t)(hi - lo + 1));
}

#endif
