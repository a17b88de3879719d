/* The codes that the rows of a file had so far: what stands twice in one file is said. Private to the list modules. */
#ifndef QUAD_STORE_LIST_SEEN_H
#define QUAD_STORE_LIST_SEEN_H

#include "store/model/request.h"

struct seen_row {
	size_t row;
	const char *sheet; /* "" where the file has one list */
};

/*
 * All-zero is empty. It holds the keys of the whole file, which are at most as large as that: beside each it takes some
 * fifteen bytes.
 */
struct list_seen {
	char **blocks; /* the entries, one after the other: row, sheet, key */
	size_t n_blocks, cap_blocks, used; /* used: bytes of the last block */
	uint32_t *places; /* open addressing: where an entry is and 1, 0 = free; n_places is a power of two */
	size_t n, n_places;
	const char **sheets; /* of entries, each once */
	size_t n_sheets, cap_sheets;
};

/* True if there was a row with that key; *out, which may be NULL, is then the first. */
bool seen_find(const struct list_seen *s, const char *key, struct seen_row *out);

/* Notes a key that is not there yet; it is copied, the sheet's name must stay. QUAD_ENOMEM. */
int seen_add(struct list_seen *s, const char *key, size_t row, const char *sheet) __attribute__((warn_unused_result));

void seen_release(struct list_seen *s);

/*
 * What tells requests without a code apart (travel times, periods, days, closures), in arena; "" for others. NULL on
 * out of memory.
 */
const char *seen_identity(const struct request *rq, struct arena *arena);

#endif
