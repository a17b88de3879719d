/*
 * The reports that a city asks for, over the workload's bookings with institutions: how much is used, who lends to
 * whom, and when. Every engine answers from the bookings themselves, and the answers are compared to the last digit.
 */
#ifndef QUAD_BENCH_SHARING_H
#define QUAD_BENCH_SHARING_H

#include "bench/bench.h"
#include "store/base/buf.h"

#define SHARING_INSTITUTIONS 24

enum sharing_question { SHARING_USE, SHARING_LENDING, SHARING_HEAT, SHARING_QUESTIONS };

/* Whose the i-th booking is, from 1, 0 = nobody's; what a lab is; whose it is; and what a booking takes of it. */
unsigned sharing_borrower(size_t i);
bool sharing_is_pool(uint32_t resource);
unsigned sharing_owner(uint32_t resource);
unsigned sharing_units(size_t i);

/* The queries, the same text for both databases: a period, instants in minutes. The buffer is the caller's. */
void sharing_sql(enum sharing_question question, int64_t from, int64_t to, struct buf *out);
extern const char sharing_tables[], sharing_indexes[];

/* A line for each row, its numbers in hundredths; rows of 0 hours are left out. */
struct sharing_engine {
	const char *key;
	int (*create)(const struct bench *b, const struct side *s);
	int (*open)(const struct bench *b, const struct side *s, void **out);
	void (*close)(void *e);
	int (*ask)(void *e, enum sharing_question question, int64_t from, int64_t to, struct buf *out);
};

extern const struct sharing_engine sharing_quad, sharing_sqlite, sharing_postgres;

/* Measures all; -1 also if two answers differ. */
int sharing_measure(struct bench *b);

#endif
