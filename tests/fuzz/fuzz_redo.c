/*
 * Redo records. First the input is the bytes of a slot. Then it is a row of changes: their record says them again, and
 * with one bit changed it says nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/db/lmdb_redo.h"

#define NEED(what) ((what) ? (void)0 : abort())

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char boot[REDO_BOOT_BYTES];

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

static void read_slot(const unsigned char *slot, uint64_t txn, struct buf *said)
{
	struct bytes changes;
	enum redo_state state = redo_slot_state(slot, txn);
	NEED(state == REDO_EARLIER || state == REDO_FAILED || state == REDO_LATER);
	(void)redo_is_of_boot(slot, boot);
	buf_clear(said);
	if (!redo_read(slot, txn, &changes))
		return;
	int err = redo_replay(changes, say_put, say_del, said);
	NEED(err == 0 || err == QUAD_ECORRUPT || err == QUAD_ENOMEM);
}

/* Notes the input as changes, each with a length before it, and says what they are. */
static void make_changes(const uint8_t *data, size_t size, struct redo *r, struct buf *said)
{
	redo_begin(r);
	for (size_t i = 0; i + 2 <= size;) {
		size_t room = size - i - 2, key_len = data[i] % 16, value_len = data[i + 1];
		key_len = key_len < room ? key_len : room;
		value_len = value_len < room - key_len ? value_len : room - key_len;
		struct bytes key = {data + i + 2, key_len}, value = {data + i + 2 + key_len, value_len};
		if (data[i] & 128) {
			redo_del(r, key);
			NEED(say_del(said, key) == 0);
		} else {
			redo_put(r, key, value);
			NEED(say_put(said, key, value) == 0);
		}
		i += 2 + key_len + value_len;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { TXN = 77 };
	static unsigned char slot[REDO_SLOT_BYTES];
	struct redo r = {.partial = false};
	struct buf made = {0}, said = {0};
	memset(slot, 0, sizeof slot);
	memcpy(slot, data, size < sizeof slot ? size : sizeof slot);
	read_slot(slot, TXN, &said);
	make_changes(data, size, &r, &made);
	if (!redo_is_empty(&r) && redo_seal(&r, TXN, boot)) {
		NEED(r.bytes.len <= sizeof slot);
		memset(slot, 0, sizeof slot);
		memcpy(slot, r.bytes.p, r.bytes.len);
		read_slot(slot, TXN, &said);
		NEED(said.len == made.len && memcmp(said.p, made.p, made.len) == 0);
		slot[data[0] % r.bytes.len] ^= 1;
		struct bytes changes;
		NEED(!redo_read(slot, TXN, &changes));
	}
	redo_release(&r);
	buf_release(&made);
	buf_release(&said);
	return 0;
}
