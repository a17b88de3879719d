/*
 * Remedies: other requests with the result that a refused one was to have, for those that query_alternatives cannot
 * vary: a date to add, two bookings to exchange, a booking that was cancelled, a code that is not there, weeks after
 * the end of the term. Each was rehearsed, as an alternative is.
 */
#ifndef QUAD_STORE_REMEDIES_H
#define QUAD_STORE_REMEDIES_H

#include "store/query/alternatives.h"

/*
 * For a request and the refusal that it got; of others than OP_BOOK, OP_MOVE, OP_SERIES, OP_SERIES_CHANGE,
 * OP_SERIES_ADD and OP_SWAP there are none. The list borrows the request's texts; release its arena. Opens its own
 * transactions.
 */
int query_remedies(struct store *s, const struct request *request, const struct result *refused,
                  struct alternative_list *out) __attribute__((warn_unused_result));

#endif
