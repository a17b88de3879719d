/*
 * A thin wall around libsodium. Its hash and its base64 need no sodium_init; random bytes come from the system in
 * portions, since a call for each entry of the journal costs as much as its hash.
 */
#include "store/base/hash.h"

#include <sodium.h>
#include <sys/random.h>
#include <unistd.h>

#include "store/base/err.h"

struct hash hash_of(const struct bytes *parts, size_t n)
{
	crypto_hash_sha256_state state;
	struct hash out;
	crypto_hash_sha256_init(&state);
	for (size_t i = 0; i < n; i++)
		crypto_hash_sha256_update(&state, parts[i].p, parts[i].len);
	crypto_hash_sha256_final(&state, out.p);
	return out;
}

bool hash_equals(const struct hash *a, const struct hash *b)
{
	return memcmp(a->p, b->p, HASH_BYTES) == 0;
}

void hash_base64(struct bytes b, struct buf *out)
{
	size_t len = sodium_base64_ENCODED_LEN(b.len, sodium_base64_VARIANT_ORIGINAL);
	char *p = buf_room(out, len);
	if (!p)
		return;
	sodium_bin2base64(p, len, b.p, b.len, sodium_base64_VARIANT_ORIGINAL);
	out->len--; /* the NUL */
}

bool hash_from_base64(const char *text, size_t len, unsigned char *out, size_t max, size_t *out_len)
{
	*out_len = 0;
	return sodium_base642bin(out, max, text, len, NULL, out_len, NULL, sodium_base64_VARIANT_ORIGINAL) == 0;
}

static int read_random(unsigned char *out, size_t len)
{
	return getrandom(out, len, 0) == (ssize_t)len ? 0 : QUAD_EIO;
}

int hash_random(unsigned char *out, size_t len)
{
	static unsigned char kept[256]; /* getrandom gives as many at once, whatever interrupts it */
	static size_t left;
	static pid_t owner;
	if (len > sizeof kept)
		return QUAD_EIO;
	/* a child process may not give what its parent gives */
	if (left < len || owner != getpid()) {
		if (read_random(kept, sizeof kept))
			return QUAD_EIO;
		left = sizeof kept;
		owner = getpid();
	}
	left -= len;
	memcpy(out, kept + left, len);
	sodium_memzero(kept + left, len);
	return 0;
}
