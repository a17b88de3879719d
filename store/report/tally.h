/* Sums by a key of two numbers, such as lender and borrower. Private to store/report. */
#ifndef QUAD_STORE_TALLY_H
#define QUAD_STORE_TALLY_H

#include "store/report/sum.h"

#include <stddef.h>
#include <stdint.h>

#define TALLY_SUMS 4

struct tally_cell {
	uint32_t row, column;
	uint64_t last; /* the booking that was added last, so that each counts once */
	uint64_t bookings;
	sum_t sum[TALLY_SUMS]; /* what the report says they are */
};

/* All-zero is empty and ready. */
struct tally {
	struct tally_cell *v; /* a hash table; cells with bookings 0 are empty */
	size_t n, size;
};

/* The cell of a key, in which booking `id` counts; valid until the next call. NULL: no memory. */
struct tally_cell *tally_add(struct tally *t, uint32_t row, uint32_t column, uint64_t id);
/* Puts all cells first, by row and column; then only v[0] to v[n - 1] may be read and nothing be added. */
void tally_sort(struct tally *t);
void tally_release(struct tally *t);

#endif
