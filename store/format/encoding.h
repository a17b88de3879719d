/* Bytes of a file -> UTF-8, whatever a school's office wrote it with. */
#ifndef QUAD_STORE_ENCODING_H
#define QUAD_STORE_ENCODING_H

#include "store/base/buf.h"

/* How well the beginning of a text is understood: the more, the better. ENCODING_NO_SCORE: memory ran out. */
#define ENCODING_NO_SCORE SIZE_MAX
typedef size_t encoding_score(void *arg, const char *text, size_t len);

/*
 * Appends the data as UTF-8 without byte-order mark; each byte that is not in the encoding becomes U+FFFD. The
 * encoding: the one told (NULL = none); else the byte-order mark's; else UTF-16 if zero bytes stand as in it and its
 * beginning scores better so, a guess; else UTF-8 if the data is valid as such; else, a guess, the one of UTF-8,
 * GB18030 and Big5-HKSCS whose beginning scores best. *name is a constant or `told`. QUAD_EINVAL: no such encoding as
 * told. QUAD_EFULL: data and text together are more than ENCODING_MAX_BYTES. QUAD_ENOMEM.
 */
#define ENCODING_MAX_BYTES ((size_t)176 << 20)
int encoding_decode(struct bytes data, const char *told, encoding_score *score, void *arg, struct buf *out,
                    const char **name, bool *guessed) __attribute__((warn_unused_result));

#endif
