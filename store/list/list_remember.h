/*
 * What `import --map` and `--map-kind` were told about an institution's headers and type words, kept for each kind of
 * list, so that the next import of that kind by the same institution need not be told again. Private to the list
 * modules.
 */
#ifndef QUAD_STORE_LIST_REMEMBER_H
#define QUAD_STORE_LIST_REMEMBER_H

#include "store/list/list_import.h"

/* What was told before: columns as `--map` has them, type words as `--map-kind` has them. */
struct recalled_columns {
	struct list_pair *columns, *kinds;
	size_t n_columns, n_kinds;
	const char *institution; /* its code */
};

/*
 * Reads what is kept for ask->kind and the institution that ask->set names by code or name ("" if it names none), and
 * fills in what ask remembers. All of *out is in arena. QUAD_ENOMEM, or an error of the store.
 */
int list_recall_columns(struct store *s, struct list_import *ask, struct arena *arena, struct recalled_columns *out)
	__attribute__((warn_unused_result));

/*
 * Keeps what ask->map and ask->map_kind say, together with what was recalled: a pair replaces another for the same
 * column of ours or of theirs, or for the same type word, and what is mapped to "" is forgotten. QUAD_ENOMEM, or an
 * error of the store.
 */
int list_remember_columns(struct store *s, const struct list_import *ask, const struct recalled_columns *recalled,
                          struct list_summary *summary) __attribute__((warn_unused_result));

#endif
