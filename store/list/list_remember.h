/*
 * What `import --map` was told about an institution's headers, kept for each kind of list, so that the next import of
 * that kind by the same institution need not be told again. Private to the list modules.
 */
#ifndef QUAD_STORE_LIST_REMEMBER_H
#define QUAD_STORE_LIST_REMEMBER_H

#include "store/list/list_import.h"

/*
 * Reads what is kept for ask->kind and the institution that ask->set names by code or name ("" if it names none).
 * *pairs, and *institution, which is its code, are in arena. QUAD_ENOMEM, or an error of the store.
 */
int list_recall_columns(struct store *s, const struct list_import *ask, struct arena *arena, struct list_pair **pairs,
                        size_t *n, const char **institution) __attribute__((warn_unused_result));

/*
 * Keeps what ask->map says, together with what was recalled: a pair replaces another for the same column of ours or of
 * theirs, and a column mapped to "" is forgotten. QUAD_ENOMEM, or an error of the store.
 */
int list_remember_columns(struct store *s, const struct list_import *ask, const struct list_pair *recalled, size_t n,
                          const char *institution) __attribute__((warn_unused_result));

#endif
