/* What the journal names, in the person's language: `booking:17` as `booking 17`, `series:3` as `series S3`. */
#ifndef QUAD_TUI_WORDS_ENTITY_H
#define QUAD_TUI_WORDS_ENTITY_H

#include "store/base/buf.h"

void words_entity(const char *entity, struct buf *out);

/* Appends a translated sentence with the name in the place of its one `%s`. */
void words_fill(const char *sentence, const char *name, struct buf *out);
/* The same with two names, in the order of its two `%s`. */
void words_fill2(const char *sentence, const char *first, const char *second, struct buf *out);

#endif
