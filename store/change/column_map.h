/*
 * Which of an institution's headers are which of our columns, as `import --map` was told: kept for each kind of list,
 * so that the next import of that kind by the same institution need not be told. A change of it is a request
 * (OP_COLUMNS) like any.
 */
#ifndef QUAD_STORE_COLUMNS_H
#define QUAD_STORE_COLUMNS_H

#include "store/facts/keys.h"
#include "store/list/list_import.h"
#include "store/change/store_apply.h"

/*
 * What is kept for the institution that ask->set names (by code or name; "" if it names none) and ask->kind: *pairs and
 * *institution, its code, are in arena. QUAD_ENOMEM, or an error of the store.
 */
int columns_recall(struct store *s, const struct list_import *ask, struct arena *arena, struct list_pair **pairs,
                   size_t *n, const char **institution) __attribute__((warn_unused_result));

/*
 * Keeps what ask->map says, over what was recalled: a pair takes the place of another for the same column of ours or of
 * theirs, and a column mapped to nothing is forgotten. QUAD_ENOMEM, or an error of the store.
 */
int columns_remember(struct store *s, const struct list_import *ask, const struct list_pair *recalled, size_t n,
                     const char *institution) __attribute__((warn_unused_result));

/* The record: how it is kept, for change and check. Texts point into the bytes. */
struct key columns_key(const char *kind, const char *institution);
void columns_encode(const struct kept_columns *v, struct buf *out);
int columns_decode(struct bytes b, struct kept_columns *out) __attribute__((warn_unused_result));

#endif
