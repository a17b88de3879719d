/* A store on a server as a whole: functions of the engine's table, see db_engine.h. */
#ifndef QUAD_STORE_PG_FILE_H
#define QUAD_STORE_PG_FILE_H

#include "store/db/pg_store.h"

int pg_prove(struct db *base, void (*fault)(void *arg, const char *text), void *arg, uint64_t *n_faults);
int pg_backup(struct db *base, const char *path);
int pg_clone(struct db *base, const char *dir);
int pg_restore(struct db *base, const char *path, int (*verify)(struct db_txn *txn, void *arg), void *arg);
int pg_rebuild(struct db *base, int (*fn)(struct db_txn *txn, void *arg), void *arg);
int pg_must_rebuild(struct db *base, bool *out);

#endif
