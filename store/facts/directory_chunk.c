/*
 * The layout, numbers little-endian: a sum of all that follows it, the numbers of resources and texts, the resources,
 * and the texts.
 *
 *   u64 sum, u16 resources, u16 texts, 4 bytes 0
 *   a resource: u64 seq, u32 number, seats, setup, teardown, u8 kind, mode, approval, sharing, active, 3 bytes 0,
 *               u16 for each text: its place among the texts, u32 rated hours
 *   a text: u16 length, bytes, NUL
 */
#include "store/facts/directory_chunk.h"

#include <string.h>

#include "store/base/err.h"
#include "store/base/record.h"
#include "store/facts/numbering.h"

enum { HEAD_BYTES = 16, SUM_BYTES = 8, TEXTS = 12, RESOURCE_BYTES = 32 + 2 * TEXTS + 4 };

/* The sum of a chunk: eight bytes at a time, in four rows, since each is multiplied. It finds accidents. */
static uint64_t sum_bytes(uint32_t chunk, const unsigned char *p, size_t len)
{
	enum { ROWS = 4, STEP = ROWS * 8 };
	static const uint64_t prime = UINT64_C(0x9e3779b97f4a7c15);
	uint64_t rows[ROWS] = {chunk, DIRECTORY_VERSION, len, 0};
	for (; len >= STEP; p += STEP, len -= STEP)
		for (size_t i = 0; i < ROWS; i++)
			rows[i] = (rows[i] ^ le_get(p + 8 * i, 8)) * prime;
	uint64_t sum = fnv1a(FNV1A_START, (struct bytes){p, len});
	for (size_t i = 0; i < ROWS; i++)
		sum = ((sum ^ rows[i] ^ rows[i] >> 32) * prime);
	return sum;
}

/* ---- writing ---- */

static void put_number(struct buf *out, uint64_t v, int n_bytes)
{
	char *to = buf_room(out, (size_t)n_bytes);
	if (to)
		le_put((unsigned char *)to, v, n_bytes);
}

static void put_resource(struct buf *out, const struct resource *r, struct numbering *texts)
{
	const char *const own[TEXTS] = {r->code, r->name,      r->institution, r->campus, r->building, r->room,
	                                r->tags, r->specialty, r->equipment,   r->rate,   r->opening,  r->contact};
	put_number(out, r->seq, 8);
	put_number(out, r->no, 4);
	put_number(out, r->seats, 4);
	put_number(out, r->setup_min, 4);
	put_number(out, r->teardown_min, 4);
	put_number(out, r->kind, 1);
	put_number(out, r->mode, 1);
	put_number(out, r->approval, 1);
	put_number(out, r->sharing, 1);
	put_number(out, r->active, 1);
	/* a number that is 0 for none, so that the chunks of an older program read as such */
	put_number(out, *r->part_of ? numbering_add(texts, r->part_of) + 1 : 0, 3);
	for (size_t i = 0; i < TEXTS; i++)
		put_number(out, numbering_add(texts, own[i]), 2);
	put_number(out, r->rated, 4);
}

int directory_chunk_encode(uint32_t chunk, const struct resource *v, size_t n, struct buf *out)
{
	struct numbering texts;
	size_t start = out->len;
	int err = numbering_init(&texts, (TEXTS + 1) * n);
	if (err)
		goto out;
	put_number(out, 0, SUM_BYTES);
	put_number(out, n, 2);
	put_number(out, 0, 6);
	for (size_t i = 0; i < n; i++)
		put_resource(out, &v[i], &texts);
	for (size_t i = 0; i < texts.n; i++) {
		size_t len = strlen(texts.texts[i]);
		out->failed |= len > UINT16_MAX;
		put_number(out, len, 2);
		buf_add(out, texts.texts[i], len + 1);
	}
	err = out->failed ? QUAD_ENOMEM : 0;
	if (err)
		goto out;
	unsigned char *p = (unsigned char *)out->p + start;
	le_put(p + SUM_BYTES + 2, texts.n, 2);
	le_put(p, sum_bytes(chunk, p + SUM_BYTES, out->len - start - SUM_BYTES), SUM_BYTES);
out:
	numbering_release(&texts);
	return err;
}

/* ---- reading ---- */

int directory_chunk_open(uint32_t chunk, struct bytes bytes, struct directory_chunk *out)
{
	const unsigned char *p = bytes.p;
	*out = (struct directory_chunk){.number = chunk};
	if (bytes.len < HEAD_BYTES)
		return QUAD_ECORRUPT;
	if (le_get(p, SUM_BYTES) != sum_bytes(chunk, p + SUM_BYTES, bytes.len - SUM_BYTES))
		return QUAD_ECORRUPT;
	size_t n = (size_t)le_get(p + SUM_BYTES, 2), len = n * RESOURCE_BYTES;
	if (bytes.len - HEAD_BYTES < len)
		return QUAD_ECORRUPT;
	out->n = n;
	out->n_texts = (size_t)le_get(p + SUM_BYTES + 2, 2);
	out->resources = p + HEAD_BYTES;
	out->texts = (struct bytes){p + HEAD_BYTES + len, bytes.len - HEAD_BYTES - len};
	return 0;
}

/* Finds the n texts, which end where the bytes end. */
static int find_texts(struct bytes bytes, size_t n, const char **texts)
{
	const unsigned char *p = bytes.p, *end = p + bytes.len;
	for (size_t i = 0; i < n; i++) {
		size_t left = (size_t)(end - p), len = left < 3 ? 0 : (size_t)le_get(p, 2);
		if (left < 3 || len > left - 3 || p[2 + len])
			return QUAD_ECORRUPT;
		texts[i] = (const char *)p + 2;
		p += len + 3;
	}
	return p == end ? 0 : QUAD_ECORRUPT;
}

/* The next text of a resource; *bad if it names none. */
static inline const char *take_text(const unsigned char **p, const char *const *texts, size_t n_texts, bool *bad)
{
	size_t at = (size_t)le_get(*p, 2);
	*p += 2;
	if (at < n_texts)
		return texts[at];
	*bad = true;
	return "";
}

static int decode_resource(const unsigned char *p, const char *const *texts, size_t n, struct resource *r)
{
	bool bad = false;
	r->seq = le_get(p, 8);
	r->no = (uint32_t)le_get(p + 8, 4);
	r->seats = (uint32_t)le_get(p + 12, 4);
	r->setup_min = (uint32_t)le_get(p + 16, 4);
	r->teardown_min = (uint32_t)le_get(p + 20, 4);
	r->kind = p[24];
	r->mode = p[25];
	r->approval = p[26];
	r->sharing = p[27];
	r->active = p[28] != 0;
	size_t part_of = (size_t)le_get(p + 29, 3);
	bad = part_of > n;
	r->part_of = part_of > 0 && !bad ? texts[part_of - 1] : "";
	p += 32;
	r->code = take_text(&p, texts, n, &bad);
	r->name = take_text(&p, texts, n, &bad);
	r->institution = take_text(&p, texts, n, &bad);
	r->campus = take_text(&p, texts, n, &bad);
	r->building = take_text(&p, texts, n, &bad);
	r->room = take_text(&p, texts, n, &bad);
	r->tags = take_text(&p, texts, n, &bad);
	r->specialty = take_text(&p, texts, n, &bad);
	r->equipment = take_text(&p, texts, n, &bad);
	r->rate = take_text(&p, texts, n, &bad);
	r->opening = take_text(&p, texts, n, &bad);
	r->contact = take_text(&p, texts, n, &bad);
	r->rated = (uint32_t)le_get(p, 4);
	bad |= !*kind_word(r->kind) || !*mode_word(r->mode) || !*r->code;
	return bad ? QUAD_ECORRUPT : 0;
}

int directory_chunk_decode(const struct directory_chunk *c, const char **texts, struct resource *out)
{
	const unsigned char *p = c->resources;
	uint32_t last = 0;
	int err = find_texts(c->texts, c->n_texts, texts);
	if (err)
		return err;
	for (size_t i = 0; i < c->n; i++, p += RESOURCE_BYTES) {
		err = decode_resource(p, texts, c->n_texts, &out[i]);
		if (err)
			return err;
		/* each number once */
		if (out[i].no <= last || directory_chunk_of(out[i].no) != c->number)
			return QUAD_ECORRUPT;
		last = out[i].no;
	}
	return 0;
}
