/* Cursors over a store on a server: functions of the engine's table, see db_engine.h. */
#ifndef QUAD_STORE_PG_CURSOR_H
#define QUAD_STORE_PG_CURSOR_H

#include "store/db/pg_store.h"

int pg_cursor_open(struct db_txn *base, void **out);
void pg_cursor_close(void *cursor);
int pg_cursor_seek(void *cursor, struct bytes from, struct bytes bound, bool backwards, struct bytes *key,
                   struct bytes *value);
int pg_cursor_step(void *cursor, bool backwards, struct bytes *key, struct bytes *value);

#endif
