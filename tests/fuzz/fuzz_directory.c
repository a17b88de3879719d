/*
 * Feeds bytes to the decoder of the directory's chunks, as if their sum were right: what it lets through must be
 * readable to the last byte, and come back as the same when it is written and read again.
 */
#include <stdlib.h>
#include <string.h>

#include "store/facts/directory_chunk.h"
#include "store/model/codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char **new_texts(size_t n)
{
	const char **texts = calloc(n + 1, sizeof *texts);
	if (!texts)
		abort();
	return texts;
}

/* The records of the resources, one after the other. */
static void put_records(const struct resource *v, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++)
		resource_encode(&v[i], out);
	if (out->failed)
		abort();
}

static void write_again(uint32_t number, const struct resource *v, size_t n)
{
	struct buf bytes = {0}, before = {0}, after = {0};
	struct directory_chunk c;
	struct resource *again = calloc(n + 1, sizeof *again);
	if (!again || directory_chunk_encode(number, v, n, &bytes) != 0)
		abort();
	if (directory_chunk_open(number, (struct bytes){bytes.p, bytes.len}, &c) != 0 || c.n != n)
		abort();
	const char **texts = new_texts(c.n_texts);
	if (directory_chunk_decode(&c, texts, again) != 0)
		abort();
	put_records(v, n, &before);
	put_records(again, n, &after);
	if (before.len != after.len || memcmp(buf_text(&before), buf_text(&after), before.len) != 0)
		abort();
	buf_release(&bytes);
	buf_release(&before);
	buf_release(&after);
	free(again);
	free(texts);
}

/* Each byte of the input is one of the chunk, but for the sum, which is not there. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { SUM_BYTES = 8, HEAD_BYTES = 16, RESOURCE_BYTES = 56 };
	size_t len = size + SUM_BYTES;
	if (len < HEAD_BYTES)
		return 0;
	unsigned char *p = calloc(1, len); /* exactly its size, so that a sanitizer sees a byte too many */
	if (!p)
		abort();
	memcpy(p + SUM_BYTES, data, size);
	size_t n = (size_t)(p[8] | p[9] << 8), resources_len = n * RESOURCE_BYTES;
	if (len - HEAD_BYTES < resources_len) {
		free(p);
		return 0;
	}
	struct directory_chunk c = {.n = n, .n_texts = (size_t)(p[10] | p[11] << 8), .resources = p + HEAD_BYTES};
	c.texts = (struct bytes){p + HEAD_BYTES + resources_len, len - HEAD_BYTES - resources_len};
	const char **texts = new_texts(c.n_texts);
	struct resource *v = calloc(c.n + 1, sizeof *v);
	if (!v)
		abort();
	if (directory_chunk_decode(&c, texts, v) == 0)
		write_again(0, v, c.n);
	free(v);
	free(texts);
	free(p);
	return 0;
}
