/* A run at one size: the engines that take turns, what is measured, and how it is written down. */
#ifndef QUAD_BENCH_BENCH_H
#define QUAD_BENCH_BENCH_H

#include "bench/engine.h"
#include "bench/sample.h"

#define ENGINES 4
/* More bookings than this are measured in Quad alone. */
#define OTHERS_MAX 1000000

/* What is measured operation by operation, and how often in a round. */
enum work {
	WORK_BOOK,
	WORK_REFUSE,
	WORK_SERIES,
	WORK_FREE,
	WORK_REMEMBERED,
	WORK_WEEK,
	WORK_NEXT,
	WORK_ALTERNATIVES,
	WORK_SERIES_ALTERNATIVES,
	WORK_LIST,
	WORK_LIST_SEEN,
	WORK_START,
	WORK_START_FREE,
	WORKS
};

struct side {
	const struct engine *engine;
	char at[512];
	void *e; /* while it is open */
	unsigned free_plan, next_plan;
	struct samples v[WORKS];
};

struct bench {
	const char *dir, *quad, *postgres, *medium, *engines, *works;
	const char *cluster; /* the address of the first of three servers: nothing else is measured; NULL = none */
	FILE *out;
	struct workload w;
	struct side sides[ENGINES];
	size_t n_sides;
};

/* Whether a word is in a list of words, NULL being all. */
bool chosen(const char *list, const char *word);

/* Lines of the table (sample.h). The first two release the measurements; rows were done in each of them: a rate. */
void write_samples(struct bench *b, const char *work, const struct side *s, const char *unit, struct samples *v);
void write_rate(struct bench *b, const char *work, const struct side *s, struct samples *v, double rows);
int write_one(struct bench *b, const struct side *s, const char *work, const char *unit, double v);

#endif
