/*
 * Records of the log. First the input is bytes where a record may be. Then it is a row of changes: their record says
 * them again, and with one bit changed it says nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/db/lmdb_log.h"

#define NEED(what) ((what) ? (void)0 : abort())

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { RING = 5, LSN = 77 };

/* What a replay says, one after the other. */
static int say_put(void *arg, struct bytes key, struct bytes value)
{
	struct buf *out = arg;
	buf_fmt(out, "p%zu,%zu:", key.len, value.len);
	buf_add(out, key.p, key.len);
	buf_add(out, value.p, value.len);
	return 0;
}

static int say_del(void *arg, struct bytes key)
{
	struct buf *out = arg;
	buf_fmt(out, "d%zu:", key.len);
	buf_add(out, key.p, key.len);
	return 0;
}

/* True if there is a whole record; says what it is. */
static bool read_record(const unsigned char *p, size_t size, struct buf *said)
{
	struct log_record record;
	size_t len = size < LOG_HEAD_BYTES ? 0 : log_measure(p, RING, LSN);
	buf_clear(said);
	if (!len || len > size || !log_read((struct bytes){p, len}, &record))
		return false;
	int err = log_replay(record.changes, say_put, say_del, said);
	NEED(err == 0 || err == QUAD_ECORRUPT || err == QUAD_ENOMEM);
	return true;
}

/* Notes the input as changes, each with a length before it, and says what they are. */
static void make_changes(const uint8_t *data, size_t size, struct buf *record, struct buf *said)
{
	for (size_t i = 0; i + 2 <= size;) {
		size_t room = size - i - 2, key_len = data[i] % 16, value_len = data[i + 1];
		key_len = key_len < room ? key_len : room;
		value_len = value_len < room - key_len ? value_len : room - key_len;
		struct bytes key = {data + i + 2, key_len}, value = {data + i + 2 + key_len, value_len};
		if (data[i] & 128) {
			log_del(record, key);
			NEED(say_del(said, key) == 0);
		} else {
			log_put(record, key, value);
			NEED(say_put(said, key, value) == 0);
		}
		i += 2 + key_len + value_len;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf record = {0}, made = {0}, said = {0};
	struct log_record out;
	read_record(data, size, &said);
	log_begin(&record);
	make_changes(data, size, &record, &made);
	log_seal(&record, RING, &(struct log_end){.lsn = LSN - 1, .sum = size});
	if (record.len <= LOG_RECORD_MAX) {
		unsigned char *p = (unsigned char *)record.p;
		NEED(read_record(p, record.len, &said));
		NEED(said.len == made.len && (!made.len || memcmp(said.p, made.p, made.len) == 0));
		p[size % record.len] ^= 1;
		NEED(!log_measure(p, RING, LSN) || !log_read((struct bytes){p, record.len}, &out));
	}
	buf_release(&record);
	buf_release(&made);
	buf_release(&said);
	return 0;
}
