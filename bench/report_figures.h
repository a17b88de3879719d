/* The figures that bench wrote (sample.h), how to find them, and how a report shows them. */
#ifndef QUAD_BENCH_REPORT_FIGURES_H
#define QUAD_BENCH_REPORT_FIGURES_H

#include "store/base/buf.h"

#define FIELD_BYTES 96
#define SIZES_MAX 8

#define DISK "disk"
#define SLOW "1 ms"
#define CLUSTER "cluster"

/* Those before MACHINE are compared at every size. */
enum { QUAD, SQLITE, EXCLUDE, SERIALIZABLE, MACHINE, APART, BARE_OWN, BARE_SHARED, ENGINES };

struct engine_look {
	const char *key, *name, *colour;
};
extern const struct engine_look engines[ENGINES];

struct figure {
	char medium[FIELD_BYTES], work[FIELD_BYTES], engine[FIELD_BYTES], unit[FIELD_BYTES], note[FIELD_BYTES];
	size_t size, n;
	double p10, median, p90;
};

struct figures {
	struct figure *v;
	size_t n, cap;
	size_t sizes[SIZES_MAX]; /* on the disk, in the order of the file */
	size_t n_sizes;
	size_t flush_size;   /* of the medium with slow flushes, 0 = none */
	size_t cluster_size; /* of the three servers, 0 = none */
};

/* Splits a line at its tabs. */
size_t figures_split(char *line, char **fields, size_t max);
/* -1 after a line on standard error. The caller frees v. */
int figures_read(const char *path, struct figures *out);
/* NULL if it was not measured. */
const struct figure *figures_find(const struct figures *all, const char *medium, size_t size, const char *work,
                                  int engine);
/* 0 if it was not measured. */
double figures_median(const struct figures *all, const char *medium, size_t size, const char *work, int engine);
/* The better of the two ways in which PostgreSQL is used, for something that Quad does too; NULL if neither was. */
const struct figure *figures_postgres(const struct figures *all, const char *medium, size_t size, const char *work);
/* How many times better Quad is than another: 0 if not known. */
double figures_times(const struct figure *quad, const struct figure *other);

void put_grouped(struct buf *out, double v);
void put_number(struct buf *out, double v);
/* The median with its unit; nothing for NULL. */
void put_median(struct buf *out, const struct figure *v);
/* The median and, where there are several measurements, the spread from the 10th to the 90th percentile. */
void put_figure(struct buf *out, const struct figure *v);

#endif
