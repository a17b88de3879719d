/*
 * The fewest payments that clear debts. Whoever is owed has a net above 0, whoever owes one below, and all nets sum to
 * 0. A set of m whose nets sum to 0 can be cleared with m - 1 payments, and no fewer payments than n minus the number
 * of such sets clear n; so the nets are divided into as many sets that sum to 0 as there can be.
 *
 * Two nets that cancel each other are such a set and go first: no other division has more sets, since exchanging what
 * their partners in it have left makes one set of the two. What is left is divided by zero_sets.h, if it is no more
 * than ZERO_SETS_MAX; with more, only that each payment clears at least one net is promised, and *fewest is false.
 * Pure.
 */
#ifndef QUAD_STORE_SETTLE_H
#define QUAD_STORE_SETTLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct payment {
	uint32_t from, to; /* indexes of nets */
	int64_t amount;    /* above 0 */
};

/*
 * Sets out[0] to out[*n_out - 1], of room for as many as there are nets, by from and to. QUAD_EINVAL: the nets do not
 * sum to 0; QUAD_ENOMEM.
 */
int settle(const int64_t *nets, size_t n, struct payment *out, size_t *n_out, bool *fewest)
	__attribute__((warn_unused_result));

#endif
