/* The proof of a store's records within a transaction that the caller has (query_check opens its own). */
#ifndef QUAD_STORE_CHECK_H
#define QUAD_STORE_CHECK_H

#include "store/db/db.h"

/*
 * As query_check, except that the pages of the file are not proved. Adds the faults to *n_faults. QUAD_ENOMEM,
 * QUAD_EIO.
 */
int check_records(struct db_txn *txn, void (*report)(void *arg, const char *text), void *arg, uint64_t *n_faults)
	__attribute__((warn_unused_result));

#endif
