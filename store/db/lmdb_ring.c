/*
 * The layout of the ring: the value begins with a gap, so that the page of the state and each block of the records lie
 * on pages of their own. Numbers of the state stand twice, the second time turned over: who reads one that is being
 * written sees that they differ and looks again.
 */
#include "store/db/lmdb_ring.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/db_replica.h"
#include "store/base/record.h"
#include "store/db/lmdb_env.h"
#include "store/db/lmdb_pages.h"

enum {
	PAGE_BYTES = LOG_BLOCK_BYTES,
	GAP_BYTES = PAGE_BYTES - PAGES_HEAD_BYTES,
	STATE_BYTES = PAGE_BYTES,
	VALUE_BYTES = GAP_BYTES + STATE_BYTES + RING_BYTES,
	/* the page of the state */
	MARK_BYTES = 8,
	ID_AT = 8,
	BOOT_AT = 16,
	PUBLISHED_AT = 64, /* number, sum, both turned over */
	RELEASED_AT = 128, /* number, turned over */
	WORK_AT = 192,     /* a number */
	UNSURE_AT = 256,   /* a number */
	/* the tree's end */
	END_BYTES = 32,
	LOOKS_MAX = 1000, /* at numbers that are being written */
};

static const char state_mark[MARK_BYTES] = {'Q', 's', 't', 'a', 't', 'e', ' ', '1'};
static const struct bytes end_key = {"\0log", 4};
static const struct bytes ring_key = {"\0ring", 5};

bool ring_read_boot(char out[RING_BOOT_BYTES])
{
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	bool ok = fd >= 0 && read(fd, out, RING_BOOT_BYTES) == RING_BOOT_BYTES;
	if (fd >= 0)
		close(fd);
	if (!ok)
		memset(out, 0, RING_BOOT_BYTES);
	return ok;
}

/* ---- in the tree ---- */

/* The place of the value in the file; out->p stays NULL if the file says otherwise. */
static int locate_ring(MDB_txn *txn, const MDB_val *value, struct ring *out)
{
	unsigned char head[PAGES_HEAD_BYTES];
	const unsigned char *p = value->mv_data;
	MDB_stat stat;
	uint64_t page;
	int fd;
	int rc = mdb_env_stat(mdb_txn_env(txn), &stat);
	if (rc == 0)
		rc = mdb_env_get_fd(mdb_txn_env(txn), &fd);
	if (rc)
		return lmdb_error(rc);
	if (value->mv_size != VALUE_BYTES || !pages_of_value(p, value->mv_size, stat.ms_psize, &page))
		return QUAD_ECORRUPT;
	off_t start = (off_t)(page * stat.ms_psize);
	if (pread(fd, head, sizeof head, start) != (ssize_t)sizeof head)
		return QUAD_EIO;
	if (memcmp(head, p - sizeof head, sizeof head) != 0)
		return QUAD_ECORRUPT;
	out->p = p + GAP_BYTES;
	out->at = start + PAGES_HEAD_BYTES + GAP_BYTES;
	return 0;
}

int ring_find(MDB_txn *txn, MDB_dbi dbi, struct ring *out, struct log_end *tree)
{
	MDB_val k = lmdb_val(end_key), v;
	*out = (struct ring){0};
	*tree = (struct log_end){0};
	int rc = mdb_get(txn, dbi, &k, &v);
	if (rc == MDB_NOTFOUND)
		return 0;
	if (rc)
		return lmdb_error(rc);
	if (v.mv_size != END_BYTES)
		return QUAD_ECORRUPT;
	const unsigned char *p = v.mv_data;
	out->id = le_get(p, 8);
	*tree = (struct log_end){.lsn = le_get(p + 8, 8), .sum = le_get(p + 16, 8), .at = le_get(p + 24, 8)};
	if (tree->at >= RING_BYTES || tree->at % LOG_BLOCK_BYTES)
		return QUAD_ECORRUPT;
	k = lmdb_val(ring_key);
	rc = mdb_get(txn, dbi, &k, &v);
	if (rc == MDB_NOTFOUND)
		return QUAD_ECORRUPT;
	return rc ? lmdb_error(rc) : locate_ring(txn, &v, out);
}

int ring_put_end(MDB_txn *txn, MDB_dbi dbi, uint64_t id, const struct log_end *end)
{
	unsigned char p[END_BYTES];
	MDB_val k = lmdb_val(end_key), v = {sizeof p, p};
	le_put(p, id, 8);
	le_put(p + 8, end->lsn, 8);
	le_put(p + 16, end->sum, 8);
	le_put(p + 24, end->at, 8);
	return lmdb_error(mdb_put(txn, dbi, &k, &v, 0));
}

int ring_empty(MDB_txn *txn, MDB_dbi dbi, uint64_t lsn)
{
	uint64_t id;
	if (getrandom(&id, sizeof id, 0) != (ssize_t)sizeof id)
		return QUAD_EIO;
	return ring_put_end(txn, dbi, id, &(struct log_end){.lsn = lsn});
}

int ring_make(MDB_txn *txn, MDB_dbi dbi, uint64_t lsn)
{
	MDB_val k = lmdb_val(ring_key), v = {.mv_size = VALUE_BYTES};
	int rc = mdb_put(txn, dbi, &k, &v, MDB_RESERVE);
	if (rc)
		return lmdb_error(rc);
	memset(v.mv_data, 0, v.mv_size);
	return ring_empty(txn, dbi, lsn);
}

size_t ring_count_own(MDB_txn *txn, MDB_dbi dbi)
{
	const struct bytes keys[] = {end_key, ring_key, replica_key};
	size_t n = 0;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		MDB_val k = lmdb_val(keys[i]), v;
		n += mdb_get(txn, dbi, &k, &v) == 0;
	}
	return n;
}

/* ---- the state ---- */

/* 0 or an errno. */
static int write_at(int fd, const void *p, size_t len, off_t at)
{
	ssize_t n = pwrite(fd, p, len, at);
	if (n == (ssize_t)len)
		return 0;
	return n < 0 ? errno : EIO;
}

bool ring_was_started(const struct ring *r)
{
	return memcmp(r->p, state_mark, MARK_BYTES) == 0 && le_get(r->p + ID_AT, 8) == r->id;
}

bool ring_is_live(const struct ring *r, const char boot[RING_BOOT_BYTES])
{
	return ring_was_started(r) && memcmp(r->p + BOOT_AT, boot, RING_BOOT_BYTES) == 0;
}

static void encode_published(unsigned char p[32], const struct log_end *end)
{
	le_put(p, end->lsn, 8);
	le_put(p + 8, end->sum, 8);
	le_put(p + 16, ~end->lsn, 8);
	le_put(p + 24, ~end->sum, 8);
}

static void encode_released(unsigned char p[16], uint64_t lsn)
{
	le_put(p, lsn, 8);
	le_put(p + 8, ~lsn, 8);
}

int ring_start(const struct ring *r, int fd, const char boot[RING_BOOT_BYTES], const struct log_end *end,
               uint64_t released)
{
	unsigned char p[UNSURE_AT + 8] = {0};
	memcpy(p, state_mark, MARK_BYTES);
	le_put(p + ID_AT, r->id, 8);
	memcpy(p + BOOT_AT, boot, RING_BOOT_BYTES);
	encode_published(p + PUBLISHED_AT, end);
	encode_released(p + RELEASED_AT, released);
	return lmdb_error(write_at(fd, p, sizeof p, r->at));
}

int ring_publish(const struct ring *r, int fd, const struct log_end *end)
{
	unsigned char p[32];
	encode_published(p, end);
	return lmdb_error(write_at(fd, p, sizeof p, r->at + PUBLISHED_AT));
}

int ring_release(const struct ring *r, int fd, uint64_t lsn)
{
	unsigned char p[16];
	encode_released(p, lsn);
	return lmdb_error(write_at(fd, p, sizeof p, r->at + RELEASED_AT));
}

/* A number that another process may be writing. */
static uint64_t load_number(const unsigned char *p)
{
	return le64toh(*(const volatile uint64_t *)(const void *)p);
}

bool ring_published(const struct ring *r, uint64_t *lsn, uint64_t *sum)
{
	const unsigned char *p = r->p + PUBLISHED_AT;
	for (int i = 0; i < LOOKS_MAX; i++) {
		*lsn = load_number(p);
		*sum = load_number(p + 8);
		if (load_number(p + 16) == ~*lsn && load_number(p + 24) == ~*sum)
			return true;
	}
	return false;
}

uint64_t ring_released(const struct ring *r)
{
	const unsigned char *p = r->p + RELEASED_AT;
	uint64_t lsn = load_number(p);
	/* one that is being written may as well be taken for none */
	return load_number(p + 8) == ~lsn ? lsn : 0;
}

int ring_note_unsure(const struct ring *r, int fd, uint64_t at_plus_1)
{
	unsigned char p[8];
	le_put(p, at_plus_1, sizeof p);
	return lmdb_error(write_at(fd, p, sizeof p, r->at + UNSURE_AT));
}

uint64_t ring_unsure(const struct ring *r)
{
	return load_number(r->p + UNSURE_AT);
}

uint64_t ring_peek(const struct ring *r, uint64_t at)
{
	return log_peek(r->p + STATE_BYTES + at, r->id);
}

int ring_note_work(const struct ring *r, int fd, enum ring_tree_work work)
{
	unsigned char p[8];
	le_put(p, (uint64_t)work, sizeof p);
	return lmdb_error(write_at(fd, p, sizeof p, r->at + WORK_AT));
}

enum ring_tree_work ring_work(const struct ring *r)
{
	return (enum ring_tree_work)load_number(r->p + WORK_AT);
}

/* ---- records ---- */

static size_t in_blocks(size_t len)
{
	return (len + LOG_BLOCK_BYTES - 1) / LOG_BLOCK_BYTES * LOG_BLOCK_BYTES;
}

struct log_end ring_end_after(const struct log_end *end, uint64_t at, size_t len, uint64_t sum)
{
	at += in_blocks(len);
	return (struct log_end){.lsn = end->lsn + 1, .sum = sum, .at = at < RING_BYTES ? at : 0};
}

/* What stands at a place. */
static enum ring_found read_place(const struct ring *r, const struct log_end *end, uint64_t at, struct buf *copy,
                                  struct ring_record *out)
{
	struct log_record record;
	const unsigned char *p = r->p + STATE_BYTES + at;
	size_t len = log_measure(p, r->id, end->lsn + 1);
	if (!len || len > RING_BYTES - at)
		return RING_NONE;
	buf_clear(copy);
	buf_add(copy, p, len);
	if (copy->failed)
		return RING_NO_MEMORY;
	/* the copy is what counts, which nobody else writes to */
	struct bytes bytes = {copy->p, len};
	if (!log_read(bytes, &record) || record.lsn != end->lsn + 1)
		return RING_NONE;
	if (record.sum_before != end->sum)
		return RING_OTHER;
	*out = (struct ring_record){bytes, record.changes, at, ring_end_after(end, at, len, record.sum)};
	return RING_FOUND;
}

enum ring_found ring_read(const struct ring *r, const struct log_end *end, struct buf *copy, struct ring_record *out)
{
	enum ring_found found = read_place(r, end, end->at, copy, out);
	/* one that did not fit before the end of the ring is at its beginning */
	if (found == RING_NONE && end->at)
		found = read_place(r, end, 0, copy, out);
	return found;
}

bool ring_has_gap(const struct ring *r, const struct log_end *end, struct buf *copy)
{
	struct ring_record record;
	for (uint64_t at = 0; at < RING_BYTES; at += LOG_BLOCK_BYTES) {
		uint64_t lsn = log_peek(r->p + STATE_BYTES + at, r->id);
		if (lsn <= end->lsn + 1)
			continue;
		const struct log_end before = {.lsn = lsn - 1};
		if (read_place(r, &before, at, copy, &record) != RING_NONE)
			return true;
	}
	return false;
}

bool ring_choose_place(const struct log_end *tree, const struct log_end *end, size_t len, uint64_t *at)
{
	size_t need = in_blocks(len);
	/* to be used up to the last byte would look like being empty */
	*at = end->at;
	if (end->at < tree->at)
		return need < tree->at - end->at;
	if (need < RING_BYTES - end->at)
		return true;
	if (need == RING_BYTES - end->at && tree->at > 0)
		return true;
	*at = 0;
	return need < tree->at;
}

int ring_write(const struct ring *r, int sync_fd, uint64_t at, struct bytes b)
{
	return write_at(sync_fd, b.p, b.len, r->at + STATE_BYTES + (off_t)at);
}
