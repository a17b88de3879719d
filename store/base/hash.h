/* SHA-256 (FIPS 180-4), by libsodium. */
#ifndef QUAD_STORE_HASH_H
#define QUAD_STORE_HASH_H

#include "store/base/buf.h"

#define HASH_BYTES 32

struct hash {
	unsigned char p[HASH_BYTES];
};

/* The hash of the parts one after the other. */
struct hash hash_of(const struct bytes *parts, size_t n);

bool hash_equals(const struct hash *a, const struct hash *b);

/* Base64 (RFC 4648, with padding) of any bytes, appended; and back: false if the text is not that, or longer than max.
 */
void hash_base64(struct bytes b, struct buf *out);
bool hash_from_base64(const char *text, size_t len, unsigned char *out, size_t max, size_t *out_len);

/* Bytes that nobody can guess. QUAD_EIO if the system gives none. */
int hash_random(unsigned char *out, size_t len) __attribute__((warn_unused_result));

#endif
