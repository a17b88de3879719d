/*
 * The layout of redo records: a head and the changes. A change is a letter, the lengths of key and value, the key, the
 * value. Numbers are little-endian. The checksum covers all but itself, so that a record counts only if all of it
 * reached the disk.
 */
#include "store/db/lmdb_redo.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/base/record.h"

/* Positions in the head. */
enum {
	MARK_BYTES = 8, /* what it is */
	TXN_AT = 8,
	BOOT_AT = 16,
	LEN_AT = BOOT_AT + REDO_BOOT_BYTES, /* of the changes */
	SUM_AT = LEN_AT + 4,
	HEAD_BYTES = SUM_AT + 8,
	CHANGES_MAX = REDO_SLOT_BYTES - HEAD_BYTES,
	CHANGE_HEAD_BYTES = 7, /* the letter and the lengths */
};

static const char record_mark[MARK_BYTES] = {'Q', 'r', 'e', 'd', 'o', ' ', '1', '\n'};
static const char failure_mark[MARK_BYTES] = {'Q', 'f', 'a', 'i', 'l', ' ', '1', '\n'};

bool redo_read_boot(char out[REDO_BOOT_BYTES])
{
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	bool ok = fd >= 0 && read(fd, out, REDO_BOOT_BYTES) == REDO_BOOT_BYTES;
	if (fd >= 0)
		close(fd);
	if (!ok)
		memset(out, 0, REDO_BOOT_BYTES);
	return ok;
}

void redo_release(struct redo *r)
{
	buf_release(&r->bytes);
}

void redo_begin(struct redo *r)
{
	static const char head[HEAD_BYTES];
	buf_clear(&r->bytes);
	buf_add(&r->bytes, head, sizeof head);
	r->partial = false;
}

static void add_change(struct redo *r, char letter, struct bytes key, struct bytes value)
{
	unsigned char head[CHANGE_HEAD_BYTES] = {(unsigned char)letter};
	size_t len = r->bytes.len + sizeof head + key.len + value.len;
	if (r->partial || len > HEAD_BYTES + CHANGES_MAX) {
		r->partial = true;
		return;
	}
	le_put(head + 1, key.len, 2);
	le_put(head + 3, value.len, 4);
	buf_add(&r->bytes, head, sizeof head);
	buf_add(&r->bytes, key.p, key.len);
	buf_add(&r->bytes, value.p, value.len);
}

void redo_put(struct redo *r, struct bytes key, struct bytes value)
{
	add_change(r, 'p', key, value);
}

void redo_del(struct redo *r, struct bytes key)
{
	add_change(r, 'd', key, (struct bytes){"", 0});
}

void redo_leave_out(struct redo *r)
{
	r->partial = true;
}

size_t redo_mark(const struct redo *r)
{
	return r->bytes.len;
}

void redo_undo(struct redo *r, size_t mark)
{
	r->bytes.len = mark < r->bytes.len ? mark : r->bytes.len;
}

bool redo_is_empty(const struct redo *r)
{
	return !r->partial && !r->bytes.failed && r->bytes.len <= HEAD_BYTES;
}

static uint64_t checksum(const unsigned char *record, size_t len_changes)
{
	uint64_t sum = fnv1a(FNV1A_START, (struct bytes){record, SUM_AT});
	return fnv1a(sum, (struct bytes){record + HEAD_BYTES, len_changes});
}

bool redo_seal(struct redo *r, uint64_t txn, const char boot[REDO_BOOT_BYTES])
{
	if (r->partial || r->bytes.failed || r->bytes.len < HEAD_BYTES)
		return false;
	unsigned char *p = (unsigned char *)r->bytes.p;
	size_t len = r->bytes.len - HEAD_BYTES;
	memcpy(p, record_mark, MARK_BYTES);
	le_put(p + TXN_AT, txn, 8);
	memcpy(p + BOOT_AT, boot, REDO_BOOT_BYTES);
	le_put(p + LEN_AT, len, 4);
	le_put(p + SUM_AT, checksum(p, len), 8);
	return true;
}

void redo_fail(struct redo *r, uint64_t txn)
{
	unsigned char number[8];
	le_put(number, txn, sizeof number);
	buf_clear(&r->bytes);
	buf_add(&r->bytes, failure_mark, sizeof failure_mark);
	buf_add(&r->bytes, number, sizeof number);
}

static bool has_mark(const unsigned char *slot, const char mark[MARK_BYTES])
{
	return memcmp(slot, mark, MARK_BYTES) == 0;
}

enum redo_state redo_slot_state(const unsigned char *slot, uint64_t txn)
{
	bool is_failure = has_mark(slot, failure_mark);
	if (!is_failure && !has_mark(slot, record_mark))
		return REDO_EARLIER;
	uint64_t slot_txn = le_get(slot + TXN_AT, 8);
	if (slot_txn < txn)
		return REDO_EARLIER;
	return is_failure && slot_txn == txn ? REDO_FAILED : REDO_LATER;
}

bool redo_read(const unsigned char *slot, uint64_t txn, struct bytes *changes)
{
	size_t len = le_get(slot + LEN_AT, 4);
	*changes = (struct bytes){slot + HEAD_BYTES, len};
	if (!has_mark(slot, record_mark) || le_get(slot + TXN_AT, 8) != txn || len > CHANGES_MAX)
		return false;
	return checksum(slot, len) == le_get(slot + SUM_AT, 8);
}

bool redo_is_of_boot(const unsigned char *slot, const char boot[REDO_BOOT_BYTES])
{
	return memcmp(slot + BOOT_AT, boot, REDO_BOOT_BYTES) == 0;
}

int redo_replay(struct bytes changes, int (*put)(void *arg, struct bytes key, struct bytes value),
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
