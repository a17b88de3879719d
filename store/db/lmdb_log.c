/*
 * The layout of records: a head and the changes. A change is a letter, the lengths of key and value, the key, the
 * value. Numbers are little-endian. The checksum covers all but itself.
 */
#include "store/db/lmdb_log.h"

#include <string.h>

#include "store/base/err.h"
#include "store/base/record.h"

/* Positions in the head. */
enum {
	MARK_BYTES = 8, /* what it is */
	RING_AT = 8,
	LSN_AT = 16,
	BEFORE_AT = 24,        /* the sum of the record before */
	LEN_AT = 32,           /* of the changes */
	SUM_AT = 48,           /* the eight bytes before it are zero */
	CHANGE_HEAD_BYTES = 7, /* the letter and the lengths */
};

_Static_assert(SUM_AT + 8 == LOG_HEAD_BYTES, "the sum ends the head");

static const char record_mark[MARK_BYTES] = {'Q', 'l', 'o', 'g', ' ', '1', '\n', 0};

/* ---- checksums ---- */

static uint64_t mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return h ^ h >> 29;
}

/*
 * A hash of eight bytes a step: it finds accidents, not forgery. Each step can be undone, so that two texts that differ
 * in one word have two sums.
 */
static uint64_t add_sum(uint64_t h, const unsigned char *p, size_t len)
{
	uint64_t word = 0;
	for (; len >= 8; p += 8, len -= 8)
		h = mix(h, le_get(p, 8));
	if (len)
		memcpy(&word, p, len);
	return mix(mix(h, le64toh(word)), len);
}

static uint64_t sum_of(const unsigned char *record, size_t len_changes)
{
	uint64_t h = add_sum(len_changes, record, SUM_AT);
	return add_sum(h, record + LOG_HEAD_BYTES, len_changes);
}

uint64_t log_skip_sum(uint64_t sum, uint64_t lsn)
{
	return mix(sum, lsn);
}

/* ---- writing ---- */

static void add_change(struct buf *changes, char letter, struct bytes key, struct bytes value)
{
	unsigned char *p = (unsigned char *)buf_room(changes, CHANGE_HEAD_BYTES + key.len + value.len);
	if (!p)
		return;
	*p = (unsigned char)letter;
	le_put(p + 1, key.len, 2);
	le_put(p + 3, value.len, 4);
	p += CHANGE_HEAD_BYTES;
	memcpy(p, key.p, key.len);
	if (value.len)
		memcpy(p + key.len, value.p, value.len);
}

void log_put(struct buf *changes, struct bytes key, struct bytes value)
{
	add_change(changes, 'p', key, value);
}

void log_del(struct buf *changes, struct bytes key)
{
	add_change(changes, 'd', key, (struct bytes){"", 0});
}

void log_begin(struct buf *out)
{
	static const char head[LOG_HEAD_BYTES];
	buf_clear(out);
	buf_add(out, head, sizeof head);
}

uint64_t log_seal(struct buf *out, uint64_t ring_id, const struct log_end *end)
{
	unsigned char *p = (unsigned char *)out->p;
	size_t len = out->len - LOG_HEAD_BYTES;
	memcpy(p, record_mark, MARK_BYTES);
	le_put(p + RING_AT, ring_id, 8);
	le_put(p + LSN_AT, end->lsn + 1, 8);
	le_put(p + BEFORE_AT, end->sum, 8);
	le_put(p + LEN_AT, len, 4);
	uint64_t sum = sum_of(p, len);
	le_put(p + SUM_AT, sum, 8);
	return sum;
}

/* ---- reading ---- */

uint64_t log_peek(const unsigned char *p, uint64_t ring_id)
{
	if (memcmp(p, record_mark, MARK_BYTES) != 0 || le_get(p + RING_AT, 8) != ring_id)
		return 0;
	return le_get(p + LSN_AT, 8);
}

size_t log_measure(const unsigned char *p, uint64_t ring_id, uint64_t lsn)
{
	size_t len = LOG_HEAD_BYTES + le_get(p + LEN_AT, 4);
	if (log_peek(p, ring_id) != lsn || len > LOG_RECORD_MAX)
		return 0;
	return len;
}

bool log_read(struct bytes b, struct log_record *out)
{
	const unsigned char *p = b.p;
	size_t len = b.len - LOG_HEAD_BYTES;
	*out = (struct log_record){
		le_get(p + LSN_AT, 8), le_get(p + SUM_AT, 8), le_get(p + BEFORE_AT, 8), {p + LOG_HEAD_BYTES, len}};
	return le_get(p + LEN_AT, 4) == len && sum_of(p, len) == out->sum;
}

int log_replay(struct bytes changes, int (*put)(void *arg, struct bytes key, struct bytes value),
               int (*del)(void *arg, struct bytes key), void *arg)
{
	const unsigned char *p = changes.p;
	size_t left = changes.len;
	while (left > 0) {
		if (left < CHANGE_HEAD_BYTES)
			return QUAD_ECORRUPT;
		struct bytes key = {p + CHANGE_HEAD_BYTES, le_get(p + 1, 2)};
		struct bytes value = {p + CHANGE_HEAD_BYTES + key.len, le_get(p + 3, 4)};
		size_t room = left - CHANGE_HEAD_BYTES;
		if (room < key.len || room - key.len < value.len)
			return QUAD_ECORRUPT;
		int err = QUAD_ECORRUPT;
		if (*p == 'p')
			err = put(arg, key, value);
		else if (*p == 'd')
			err = del(arg, key);
		if (err)
			return err;
		p += CHANGE_HEAD_BYTES + key.len + value.len;
		left = room - key.len - value.len;
	}
	return 0;
}
