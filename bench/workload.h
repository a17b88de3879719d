/*
 * What is booked and asked, the same for every engine: a random but repeatable consortium of N_RESOURCES labs on
 * N_CAMPUSES campuses, about a million bookings a year, none of which overlaps another.
 *
 * More bookings are more years, so that an answer holds as much at every size. Four weeks of all labs are the least
 * that can be asked like that; with fewer bookings, all labs are booked on the first day only, and the labs of the
 * first few campuses for four weeks. What is asked about many labs begins on a day on which all are booked, what is
 * asked about a lab or a campus is about one that is booked on all days; and nothing is asked beyond the last of them.
 */
#ifndef QUAD_BENCH_WORKLOAD_H
#define QUAD_BENCH_WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define N_RESOURCES 5000
#define N_CAMPUSES 50
#define LABS_OF_CAMPUS (N_RESOURCES / N_CAMPUSES)
#define PARTY 30
#define SEATS 40
#define ZONE "Asia/Shanghai" /* has no daylight saving: a day is 1,440 minutes */
#define SERIES_LEN_WEEKS 16
#define SERIES_DATES 48  /* Monday, Wednesday and Friday of SERIES_LEN_WEEKS */
#define LONGEST_MIN 8192 /* no booking is longer */

/* The duration classes in use, floor(log2 minutes), for engines that index by them. */
#define CLASSES 5, 6, 12
#define N_CLASSES 3

struct ask {
	uint32_t resource;
	int64_t start, end; /* minutes since the epoch */
};

struct workload {
	struct ask *v; /* in order of their days */
	size_t n, cap;
	int64_t first, end; /* the first midnight, a Monday's; the midnight after the last day that is complete */
	uint32_t n_labs;    /* the first ones, which are booked on all days */
	size_t n_days;      /* complete ones; on the first n_all_days of them all labs are booked */
	size_t n_all_days;
	uint64_t random;
	struct ask *added; /* what workload_new gave */
	size_t n_added, cap_added, n_series;
};

/* The day number of the first day: a Monday so far ahead that no booking is past when somebody measures. */
int64_t workload_first_day(void);

/* With fewer bookings than this there is too little room for those that are added. */
#define WORKLOAD_MIN 5000

/* n bookings. QUAD_ENOMEM. */
int workload_init(struct workload *w, size_t n) __attribute__((warn_unused_result));
void workload_release(struct workload *w);

/* A random number below `below`, the next of a sequence that is the same in every run. */
uint64_t random_below(uint64_t *state, uint64_t below);

#define CODE_BYTES 16
const char *workload_code(uint32_t resource, char out[CODE_BYTES]); /* returns out */
const char *workload_campus(uint32_t campus, char out[CODE_BYTES]);
const char *workload_purpose(const struct ask *ask);
unsigned workload_class(const struct ask *ask);
static inline uint32_t campus_of(uint32_t resource)
{
	return resource / LABS_OF_CAMPUS;
}

/* A lab that is booked on all days. */
uint32_t workload_lab(struct workload *w);
/* A booking that can be made, unlike all before; and one that cannot. */
int workload_new(struct workload *w, struct ask *out) __attribute__((warn_unused_result));
void workload_clash(struct workload *w, struct ask *out);
/* An interval of one to three hours in working time of a day on which all labs are booked. */
void workload_window(struct workload *w, int64_t *start, int64_t *end);
/* A week from any day; and one from some working time of a day on which all labs are booked. */
void workload_week(struct workload *w, int64_t *start, int64_t *end);
void workload_ahead(struct workload *w, int64_t *start, int64_t *end);
/* The first evening of a series that can be made; another resource each time. */
void workload_series(struct workload *w, struct ask *out);
/* The first date of a series in working time, of which some dates are taken. */
void workload_series_clash(struct workload *w, struct ask *out);
/* The nth date of a series whose first evening is *first. */
void workload_series_date(const struct ask *first, size_t n, struct ask *out);

#endif
