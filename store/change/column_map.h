/*
 * Which of an institution's headers are which of our columns, as `import --map` was told: kept for each kind of list,
 * so that the next import of that kind by the same institution need not be told. A change of it is a request
 * (OP_COLUMNS) like any.
 */
#ifndef QUAD_STORE_COLUMNS_H
#define QUAD_STORE_COLUMNS_H

#include "store/facts/keys.h"
#include "store/model/model.h"

/* The record: how it is kept, for change and check. Texts point into the bytes. */
struct key columns_key(const char *kind, const char *institution);
void columns_encode(const struct kept_columns *v, struct buf *out);
int columns_decode(struct bytes b, struct kept_columns *out) __attribute__((warn_unused_result));

#endif
