/* Workbooks of Excel 97 to 2003 for tests, made record by record: a stream in a compound file. */
#ifndef QUAD_TESTS_OLD_WORKBOOK_H
#define QUAD_TESTS_OLD_WORKBOOK_H

#include <stdint.h>
#include <string.h>

#include "store/base/buf.h"

static inline void put_le(struct buf *out, uint64_t v, size_t n_bytes)
{
	for (size_t i = 0; i < n_bytes; i++) {
		buf_char(out, (char)(v & 0xff));
		v >>= 8;
	}
}

/* A record with the bytes of a text, which may hold NUL. */
static inline void put_record(struct buf *out, unsigned type, const void *p, size_t len)
{
	put_le(out, type, 2);
	put_le(out, len, 2);
	buf_add(out, p, len);
}
#define RECORD(out, type, bytes) put_record(out, type, bytes, sizeof(bytes) - 1)

/* A compound file that holds the stream under that name, of at most 126 sectors of 512 bytes. */
static inline struct buf test_compound(const struct buf *stream, const char *name)
{
	static const unsigned char mark[] = {0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1};
	static const char types[] = {5, 2, 0, 0};
	struct buf out = {0};
	/* streams below 4096 bytes would be small ones, which have a table of their own */
	size_t size = stream->len < 4096 ? 4096 : stream->len, sectors = (size + 511) / 512;
	buf_add(&out, mark, 8);
	put_le(&out, 0, 16);
	put_le(&out, 0x3e | 3u << 16, 4);
	put_le(&out, 0xfffe, 2);
	put_le(&out, 9, 2);
	put_le(&out, 6, 2);
	put_le(&out, 0, 10);
	put_le(&out, 1, 4); /* sectors of links */
	put_le(&out, 1, 4); /* the directory */
	put_le(&out, 0, 4);
	put_le(&out, 4096, 4);
	put_le(&out, 0xfffffffe, 4);
	put_le(&out, 0, 4);
	put_le(&out, 0xfffffffe, 4);
	put_le(&out, 0, 4);
	put_le(&out, 0, 4); /* the first sector of links */
	while (out.len < 512)
		put_le(&out, 0xffffffff, 4);
	put_le(&out, 0xfffffffd, 4);
	put_le(&out, 0xfffffffe, 4);
	for (size_t i = 0; i < sectors; i++)
		put_le(&out, i + 1 < sectors ? i + 3 : 0xfffffffe, 4);
	while (out.len < 1024)
		put_le(&out, 0xffffffff, 4);
	for (size_t entry = 0; entry < 4; entry++) {
		const char *text = entry == 0 ? "Root Entry" : name;
		size_t from = out.len, len = entry < 2 ? strlen(text) : 0;
		for (size_t i = 0; i < len; i++)
			put_le(&out, (unsigned char)text[i], 2);
		put_le(&out, 0, 64 - len * 2);
		put_le(&out, len ? len * 2 + 2 : 0, 2);
		buf_char(&out, types[entry]);
		while (out.len < from + 0x74)
			buf_char(&out, 0);
		put_le(&out, entry == 1 ? 2 : 0xfffffffe, 4);
		put_le(&out, entry == 1 ? size : 0, 8);
	}
	buf_add(&out, stream->p, stream->len);
	while (out.len < 1536 + sectors * 512)
		buf_char(&out, 0);
	return out;
}

#endif
