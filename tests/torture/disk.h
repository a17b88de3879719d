/*
 * A disk apart from the system's cache, for one file: its bytes as they certainly are, and the writes behind them that
 * may still be lost.
 */
#ifndef QUAD_TESTS_TORTURE_DISK_H
#define QUAD_TESTS_TORTURE_DISK_H

#include <stddef.h>
#include <stdint.h>

#include "tests/random.h"

enum { IMAGE_BYTES = 1 << 26, DISK_WRITES_MAX = 4096 };

/* Bytes of a file; p has room for IMAGE_BYTES. */
struct image {
	unsigned char *p;
	size_t len;
};

void image_put(struct image *im, uint64_t at, const unsigned char *p, size_t len);
void image_copy(struct image *to, const struct image *from);

struct disk_write {
	uint64_t at;
	const unsigned char *p; /* the owner's */
	size_t len, tag;        /* tag: the owner's */
};

struct disk {
	struct image certain;
	struct disk_write v[DISK_WRITES_MAX]; /* in the order in which they were made */
	size_t n;
};

void disk_add(struct disk *d, const struct disk_write *w);
/* The file as a power cut may leave it: of the writes each whole, not at all, or in part; by sectors or by pages. */
void disk_cut(const struct disk *d, struct random *r, struct image *out);

#endif
