/* The workload as files: CSV and XLSX. -1 after a line on standard error. */
#ifndef QUAD_BENCH_LISTS_H
#define QUAD_BENCH_LISTS_H

#include "bench/workload.h"

/* The first n bookings: ref, resources, start, end, party, purpose, requester. */
int list_write_csv(const char *path, const struct workload *w, size_t n);
int list_write_xlsx(const char *path, const struct workload *w, size_t n);
/* n resources, the first of which are the workload's: code, name, kind, campus, room, seats, specialty. */
int list_write_resources(const char *path, size_t n);

#endif
