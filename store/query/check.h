/* The proof of a store's records within a transaction that somebody has (query_check of query.h opens its own). */
#ifndef QUAD_STORE_CHECK_H
#define QUAD_STORE_CHECK_H

#include "store/db/db.h"

/* As query_check, but for the pages of the file. Adds the faults to *n_faults. QUAD_ENOMEM, QUAD_EIO. */
int check_records(struct db_txn *txn, void (*report)(void *arg, const char *text), void *arg, uint64_t *n_faults)
	__attribute__((warn_unused_result));

#endif
