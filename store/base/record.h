/*
 * The layout of all records: u8 version (1), u8 number of texts, u16 length of the fixed part, the fixed part
 * (little-endian), the texts (u16 length, bytes, NUL), then bytes of the type's own. New fields are only appended, to
 * the fixed part or to the texts: older readers skip fields that are new to them, newer ones read a missing one as 0 or
 * "".
 */
#ifndef QUAD_STORE_RECORD_H
#define QUAD_STORE_RECORD_H

#include <endian.h>
#include <string.h>

#include "store/base/buf.h"

/* Little-endian integers, also for other modules' small values. With a constant length each is one load. */
void le_put(unsigned char *p, uint64_t v, int n_bytes);
static inline uint64_t le_get(const unsigned char *p, int n_bytes)
{
	uint64_t v = 0;
	memcpy(&v, p, (size_t)n_bytes);
	return le64toh(v);
}

/*
 * Writing: record_write, the integers, record_texts, the texts. A text of 64 KiB or more, or the 256th, sets
 * the buffer's `failed`.
 */
struct record_writer {
	struct buf *out;
	size_t start; /* of the record in out */
	unsigned n_texts;
};

struct record_writer record_write(struct buf *out);
void record_int(struct record_writer *w, uint64_t v, int n_bytes);
void record_texts(struct record_writer *w);
void record_bytes(struct record_writer *w, const void *p, size_t len);
void record_text(struct record_writer *w, const char *s);

/*
 * Reading in the same order. Every length is checked; the first wrong one sets err, and all values read after it are 0
 * or "". Texts point INTO the bytes.
 */
struct record_reader {
	const unsigned char *fixed, *fixed_end; /* fields still unread */
	const unsigned char *p, *end;           /* texts and the bytes after them, still unread */
	unsigned n_texts;
	int err; /* QUAD_ECORRUPT, QUAD_EVERSION */
};

struct record_reader record_read(struct bytes b);
static inline uint64_t record_get_int(struct record_reader *r, int n_bytes)
{
	if (r->err || r->fixed_end - r->fixed < n_bytes)
		return 0;
	uint64_t v = le_get(r->fixed, n_bytes);
	r->fixed += n_bytes;
	return v;
}
struct bytes record_get_bytes(struct record_reader *r);
const char *record_get_text(struct record_reader *r);
/* Skips texts that a newer program appended. */
void record_skip_texts(struct record_reader *r);

#endif
