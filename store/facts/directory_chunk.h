/*
 * A chunk of the directory as bytes: the resources whose numbers lie together, with their texts, a text once, so that
 * thousands of resources are decoded in some hundred microseconds. Private to the store layer.
 */
#ifndef QUAD_STORE_DIRECTORY_CHUNK_H
#define QUAD_STORE_DIRECTORY_CHUNK_H

#include "store/base/buf.h"
#include "store/model/model.h"

#define DIRECTORY_VERSION 2 /* of the layout */
#define DIRECTORY_CHUNK 128 /* resources in a chunk: 1 to 128 in chunk 0, 129 to 256 in chunk 1, ... */

static inline uint32_t directory_chunk_of(uint32_t resource_no)
{
	return (resource_no - 1) / DIRECTORY_CHUNK;
}

/* Appends the chunk of that number; the resources come by number. QUAD_ENOMEM. */
int directory_chunk_encode(uint32_t chunk, const struct resource *v, size_t n, struct buf *out)
	__attribute__((warn_unused_result));

/* A chunk whose sum is right. The bytes are borrowed; those of the texts may be replaced by a copy. */
struct directory_chunk {
	uint32_t number;
	size_t n, n_texts; /* resources, and texts, as the chunk says */
	const unsigned char *resources;
	struct bytes texts;
};

/* QUAD_ECORRUPT if the sum is not that of the bytes, or if they are too few for the resources. */
int directory_chunk_open(uint32_t chunk, struct bytes bytes, struct directory_chunk *out)
	__attribute__((warn_unused_result));

/*
 * Decodes c->n resources into out, by number. Their texts are in c->texts. texts is room for c->n_texts pointers.
 * QUAD_ECORRUPT if any length, text, kind or number cannot be.
 */
int directory_chunk_decode(const struct directory_chunk *c, const char **texts, struct resource *out)
	__attribute__((warn_unused_result));

#endif
