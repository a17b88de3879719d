/*
 * Numbers divided into as many sets as there can be that each sum to 0. All subsets are looked at: those that sum to 0
 * are found by the sorted sums of both halves, and while these are not more than some thousands, which takes
 * milliseconds, they are put into chains; else a table of all subsets is made, of 2^23 bytes in a tenth of a second.
 * Pure.
 */
#ifndef QUAD_STORE_ZERO_SETS_H
#define QUAD_STORE_ZERO_SETS_H

#include <stddef.h>
#include <stdint.h>

enum { ZERO_SETS_MAX = 24 };

/*
 * Of n numbers, 1 to ZERO_SETS_MAX, none of which is 0 and that sum to 0 together: sets out[0] to out[*n_out - 1], of
 * room for n, to the members of each, a bit each. QUAD_ENOMEM.
 */
int zero_sets(const int64_t *v, size_t n, uint32_t *out, size_t *n_out) __attribute__((warn_unused_result));

#endif
