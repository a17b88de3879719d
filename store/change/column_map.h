/*
 * Which of an institution's headers are which of our columns, as `import --map` was told: kept for each kind of list,
 * so that the next import of that kind by the same institution need not be told. A change of it is a request
 * (OP_COLUMNS) like any.
 */
#ifndef QUAD_STORE_COLUMN_MAP_H
#define QUAD_STORE_COLUMN_MAP_H

#include "store/change/change.h"
#include "store/model/model.h"

/* The record: its key, and its bytes, for changes and for the check of a store. Texts point into the bytes. */
struct key column_map_key(const char *kind, const char *institution);
void column_map_encode(const struct kept_columns *v, struct buf *out);
int column_map_decode(struct bytes b, struct kept_columns *out) __attribute__((warn_unused_result));

/* Carries out OP_COLUMNS. */
int column_map_put(struct change *c) __attribute__((warn_unused_result));

#endif
