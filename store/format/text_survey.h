/* What a text is as a whole, found in one pass over its pieces. */
#ifndef QUAD_STORE_TEXT_SURVEY_H
#define QUAD_STORE_TEXT_SURVEY_H

#include <stdbool.h>

#include "store/format/text_file.h"

struct text_survey {
	bool is_utf8, has_zeros; /* zeros: bytes of 0 */
	size_t n_lf, n_cr;
};

/* Reads the file from the byte `from` on, which is within it. QUAD_ENOMEM, errors of the file. */
int text_survey(const struct text_file *file, size_t from, struct text_survey *out)
	__attribute__((warn_unused_result));

/* The number of times that c stands in a text. */
size_t text_count(const char *text, size_t len, char c);

#endif
