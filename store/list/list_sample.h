/*
 * The first rows behind a header, by which it is seen what its columns mean: 单位 over 台 and 套 is no institution, a
 * `title` of `Professor` no name. Private to the list modules.
 */
#ifndef QUAD_STORE_LIST_SAMPLE_H
#define QUAD_STORE_LIST_SAMPLE_H

#include "store/list/list_meaning.h"

#define SAMPLE_ROWS 60

struct list_sample {
	const char *const *rows[SAMPLE_ROWS]; /* cleaned texts, borrowed */
	size_t n_cells[SAMPLE_ROWS];
	size_t n;
};

/*
 * True if the cells of the sample are not what a column takes that the header means; words is what the header says by
 * its parts, NULL where it is one of the column's own names. Of a header that means a column only perhaps, as 用途 a
 * kind, the cells must say that it does. *failed is set on out of memory.
 */
bool list_sample_contradicts(const struct list_sample *sample, size_t cell, const struct list_column *column,
                             const struct header_words *words, bool *failed);

/* True if no two rows of the sample have the same text in that cell, and none has no text. */
bool list_sample_tells_apart(const struct list_sample *sample, size_t cell);

#endif
