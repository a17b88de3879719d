/* Which column a header means that is none of its names, by what its parts say. Private to the list modules. */
#ifndef QUAD_STORE_LIST_MEANING_H
#define QUAD_STORE_LIST_MEANING_H

#include "store/format/header_words.h"
#include "store/list/list_column.h"

#define MEANING_NONE SIZE_MAX

/* The rank of a column for a header of that meaning, 0 is the best; MEANING_NONE if it does not mean the column. */
size_t list_meaning_rank(const struct list_kind *kind, const struct list_column *column,
                         const struct header_words *words);

#endif
