/*
 * What is compared: an engine keeps bookings and answers. All of them get the same workload through these operations,
 * and what they answer is compared. Functions return 0, or -1 after a line on standard error.
 */
#ifndef QUAD_BENCH_ENGINE_H
#define QUAD_BENCH_ENGINE_H

#include "bench/workload.h"

/* An answer, counted; with `keep`, also put into a sum that tells two answers apart, outside of what is timed. */
struct answer {
	bool keep;
	size_t n;
	uint64_t sum;
	int64_t last_end;
	bool overlaps; /* two slots of a calendar do */
};

void answer_text(struct answer *a, const char *text);
/* The text goes with a time, or a slot of a calendar is from start to end; slots come by start. */
void answer_time(struct answer *a, const char *text, int64_t at);
void answer_slot(struct answer *a, int64_t start, int64_t end, const char *text);

/* What a store takes: all of it on the disk, and keys and values of single tables, 0 where an engine has none such. */
enum size_part { SIZE_BOOKINGS, SIZE_CLAIMS, SIZE_CLAIM_TIMES, SIZE_REFS, SIZE_JOURNAL, SIZE_REQUESTS, SIZE_PARTS };

struct store_size {
	double bytes;
	double part_bytes[SIZE_PARTS];
};

/* What an import cost: the memory is that of the program that did it, 0 if not known; the size of what it made. */
struct import_cost {
	double us, mib, bytes;
};

#define PLANS_MAX 4

struct engine {
	const char *key, *name;
	/* The ways in which it can be asked, ended by NULL; each is tried, and the fastest is what is measured. */
	const char *free_plans[PLANS_MAX], *next_plans[PLANS_MAX];

	/*
	 * Makes a new store at a place (a directory, or a server and a name in it) with the resources and all bookings;
	 * csv holds the latter too. open is for one process; close takes NULL.
	 */
	int (*create)(const char *at, const struct workload *w, const char *csv);
	int (*open)(const char *at, void **out);
	void (*close)(void *e);
	/* Of a store that nobody has open. */
	int (*size)(const char *at, struct store_size *out);

	/* Durable when it returns; made is false if it was refused. */
	int (*book)(void *e, const struct ask *ask, bool *made);
	int (*series)(void *e, const struct ask *first, bool *made);
	/* Codes of what is free for all of [start, end), in order. */
	int (*free_of_all)(void *e, unsigned plan, int64_t start, int64_t end, struct answer *out);
	/*
	 * The same by a program that remembers the resources from when it opened the store, and asks only which are taken:
	 * what Quad does by itself.
	 */
	int (*free_remembered)(void *e, int64_t start, int64_t end, struct answer *out);
	/* What overlaps [start, end) of a resource, by start, with ids and purposes. */
	int (*week)(void *e, uint32_t resource, int64_t start, int64_t end, struct answer *out);
	/* For each resource of a campus the first time from which it is free for len within [start, end). */
	int (*next_free)(void *e, unsigned plan, uint32_t campus, int64_t start, int64_t end, int64_t len,
	                 struct answer *out);
	/* What stands in the way of a booking, and what would work instead: some times, some other resources. */
	int (*alternatives)(void *e, const struct ask *ask, size_t *n);
	/* The same for a series whose first date is given; NULL if the engine cannot say. */
	int (*series_alternatives)(void *e, const struct ask *first, size_t *n);

	/* Reads all bookings by start; seen: as an administrator of one campus sees them. NULL if the engine cannot. */
	int (*list)(void *e, bool seen, size_t *n);

	/* Imports a CSV of n bookings into something new at a place, with checks false without a check for overlaps. */
	int (*import)(const char *at, const char *csv, size_t n, bool checks, struct import_cost *out);
	bool imports_unchecked;
	/* Starts a program anew that says what booking 1 is. */
	int (*start)(const char *at, double *out_us);
	/* The same with the question which of all are free. */
	int (*start_free)(const char *at, int64_t start, int64_t end, double *out_us);
};

extern const struct engine engine_quad, engine_sqlite, engine_pg_exclude, engine_pg_serializable;

/* The program `quad`, for import and start. */
void engine_quad_program(const char *path);
/* The store that Quad has open. */
struct store;
struct store *engine_quad_store(void *e);
/* On a server: each process is as if on a machine of its own. It has open, close, book and week only. */
extern const struct engine engine_quad_apart;
/* Imports a list of resources into a new store. */
int engine_quad_import_resources(const char *at, const char *csv, double *out_us);

#endif
