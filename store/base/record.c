/*
 * The writer and the reader of the layout. Both take any input: a text that is too long sets the buffer's `failed`, and
 * a length that cannot be right is QUAD_ECORRUPT.
 */
#include "store/base/record.h"

#include <string.h>

#include "store/base/err.h"

enum { VERSION = 1, HEAD_BYTES = 4 };

void le_put(unsigned char *p, uint64_t v, int n_bytes)
{
	uint64_t le = htole64(v);
	memcpy(p, &le, (size_t)n_bytes);
}

/* ---- writing ---- */

struct record_writer record_write(struct buf *out)
{
	struct record_writer w = {out, out->len, 0};
	buf_add(out, "\1\0\0\0", HEAD_BYTES);
	return w;
}

void record_int(struct record_writer *w, uint64_t v, int n_bytes)
{
	char *to = buf_room(w->out, (size_t)n_bytes);
	if (to)
		le_put((unsigned char *)to, v, n_bytes);
}

void record_texts(struct record_writer *w)
{
	if (!w->out->failed)
		le_put((unsigned char *)w->out->p + w->start + 2, w->out->len - w->start - HEAD_BYTES, 2);
}

void record_bytes(struct record_writer *w, const void *p, size_t len)
{
	char *to = len > UINT16_MAX ? NULL : buf_room(w->out, len + 3);
	if (!to) {
		w->out->failed = true;
		return;
	}
	le_put((unsigned char *)to, len, 2);
	if (len)
		memcpy(to + 2, p, len);
	to[2 + len] = '\0';
	w->out->p[w->start + 1] = (char)++w->n_texts;
}

void record_text(struct record_writer *w, const char *s)
{
	record_bytes(w, s, strlen(s));
}

/* ---- reading ---- */

struct record_reader record_read(struct bytes b)
{
	struct record_reader r = {0};
	const unsigned char *p = b.p;
	if (b.len < HEAD_BYTES) {
		r.err = QUAD_ECORRUPT;
		return r;
	}
	size_t fixed_len = (size_t)le_get(p + 2, 2);
	if (p[0] != VERSION)
		r.err = QUAD_EVERSION;
	else if (fixed_len > b.len - HEAD_BYTES)
		r.err = QUAD_ECORRUPT;
	if (r.err)
		return r;
	r.fixed = p + HEAD_BYTES;
	r.fixed_end = r.p = r.fixed + fixed_len;
	r.end = p + b.len;
	r.n_texts = p[1];
	return r;
}

struct bytes record_get_bytes(struct record_reader *r)
{
	struct bytes none = {"", 0};
	if (r->err || r->n_texts == 0)
		return none;
	r->n_texts--;
	size_t left = (size_t)(r->end - r->p);
	size_t len = left < 3 ? 0 : (size_t)le_get(r->p, 2);
	if (left < 3 || len > left - 3 || r->p[2 + len] != '\0') {
		r->err = QUAD_ECORRUPT;
		return none;
	}
	struct bytes s = {r->p + 2, len};
	r->p += len + 3;
	return s;
}

const char *record_get_text(struct record_reader *r)
{
	struct bytes s = record_get_bytes(r);
	if (memchr(s.p, '\0', s.len)) {
		r->err = QUAD_ECORRUPT;
		return "";
	}
	return s.p;
}

void record_skip_texts(struct record_reader *r)
{
	while (!r->err && r->n_texts > 0)
		record_get_bytes(r);
}
