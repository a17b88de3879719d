/* Which cell of a file's rows holds which of our columns: found by the header row. */
#ifndef QUAD_STORE_LIST_HEADER_H
#define QUAD_STORE_LIST_HEADER_H

#include "store/list_kind.h"

#define HEADER_NO_CELL SIZE_MAX

struct list_header {
	size_t cell[LIST_COLUMNS_MAX];     /* by our column; HEADER_NO_CELL if the file lacks it */
	const char *set[LIST_COLUMNS_MAX]; /* the value of `--set`, NULL = none */
	const char *const *names;          /* the file's header, cleaned */
	size_t n_names;
	bool code_is_name; /* the list has no codes: the key column reads the name's cell */
};

/* How many of a row's cells (cleaned texts) are known as headers of the kind, or named in the map. */
size_t header_known(const struct list_kind *kind, const struct list_pair *map, size_t n_map, const char *const *names,
                    size_t n_names);

/*
 * Understands a header row. The lists of unknown and missing columns and all of *out are in arena, names among it.
 * QUAD_EINVAL: map or set names a column that is not ours or not the file's; *bad says which. QUAD_ENOMEM.
 */
int header_read(const struct list_import *ask, const char *const *names, size_t n_names, struct arena *arena,
                struct list_header *out, struct list_summary *summary, const char **bad)
	__attribute__((warn_unused_result));

#endif
