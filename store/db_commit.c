/*
 * A commit with one flush instead of LMDB's two. LMDB flushes a transaction's pages and then the page that says where
 * they are, by a second flush; with MDB_NOMETASYNC it leaves that page to the next flush, and a power cut may take the
 * last transaction (never more, and nothing breaks). So that it takes nothing, the transaction's redo record (db_redo.h)
 * is in the file before the first flush, which makes it durable with the pages.
 *
 * The records have their room in a value under a key of its own. A value of many pages is never moved until it is put
 * again, and nobody does that; so its place in the file is written by pwrite, past LMDB, which is nothing to its trees.
 *
 * Where there can be no record - the change is too long for one, the room is not there yet, the disk failed the time
 * before, the boot is not known - LMDB flushes both, as ever.
 */
#include "store/db_lmdb.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "store/err.h"
#include "store/pages.h"

enum {
	FULL_BYTES = 65536,
	PAGE_BYTES = 4096,
	GAP_BYTES = PAGE_BYTES - PAGES_HEAD_BYTES, /* so that a record has pages of its own */
	ROOM_BYTES = GAP_BYTES + 2 * REDO_SLOT_BYTES,
	/*
	 * A backup begins again with transaction 1, and has copies of records: those of the first transactions would be
	 * of its next ones.
	 */
	FIRST_TXN = 16,
};

static const struct bytes room_key = {"\0redo", 5};

/* One of the two slots: its bytes as they stand, and its place in the file. */
struct slot {
	const unsigned char *p;
	off_t at;
	int fd;
};

bool db_is_redo(struct bytes key)
{
	return key.len == room_key.len && memcmp(key.p, room_key.p, key.len) == 0;
}

/*
 * The slot of a transaction. QUAD_ENOTFOUND: there is none. What the map says of the place is compared with the file, for a
 * write to a wrong place would be the worst that can be.
 */
static int find_slot(MDB_txn *txn, MDB_dbi dbi, uint64_t id, struct slot *out)
{
	unsigned char head[PAGES_HEAD_BYTES];
	MDB_val k = db_val(room_key), v;
	MDB_stat stat;
	uint64_t page;
	int rc = mdb_get(txn, dbi, &k, &v);
	if (rc == 0)
		rc = mdb_env_stat(mdb_txn_env(txn), &stat);
	if (rc == 0)
		rc = mdb_env_get_fd(mdb_txn_env(txn), &out->fd);
	if (rc)
		return db_error(rc);
	if (v.mv_size != ROOM_BYTES || !pages_of_value(v.mv_data, v.mv_size, stat.ms_psize, &page))
		return QUAD_ENOTFOUND;
	off_t start = (off_t)(page * stat.ms_psize);
	const unsigned char *value = v.mv_data;
	if (pread(out->fd, head, sizeof head, start) != (ssize_t)sizeof head)
		return QUAD_EIO;
	if (memcmp(head, value - sizeof head, sizeof head) != 0)
		return QUAD_ENOTFOUND;
	size_t offset = GAP_BYTES + id % 2 * REDO_SLOT_BYTES;
	out->p = value + offset;
	out->at = start + (off_t)(sizeof head + offset);
	return 0;
}

static int make_room(MDB_txn *txn, MDB_dbi dbi)
{
	MDB_val k = db_val(room_key), v = {.mv_size = ROOM_BYTES};
	int rc = mdb_put(txn, dbi, &k, &v, MDB_RESERVE);
	if (rc == 0)
		memset(v.mv_data, 0, v.mv_size);
	return db_error(rc);
}

static bool slot_write(const struct slot *s, struct bytes b)
{
	return pwrite(s->fd, b.p, b.len, s->at) == (ssize_t)b.len;
}

/* LMDB calls a write that was cut short EIO, and mostly it was for lack of room. */
static int commit_error(const struct db *db, int rc)
{
	struct statvfs fs;
	bool full = rc == EIO && statvfs(db->dir, &fs) == 0 && (uint64_t)fs.f_bavail * fs.f_frsize < FULL_BYTES;
	return full ? QUAD_EFULL : db_error(rc);
}

/* What is known of a commit. */
struct commit {
	uint64_t id;
	bool has_slot, sealed, logged;
	struct slot slot;
	enum redo_about about; /* the slot as it was */
};

/* Writes the record, if there can be one. */
static int prepare(struct db *db, struct db_txn *txn, struct commit *out)
{
	struct redo *r = txn->redo;
	*out = (struct commit){.id = mdb_txn_id(txn->txn)};
	if (redo_is_empty(r))
		return 0;
	int err = find_slot(txn->txn, txn->dbi, out->id, &out->slot);
	if (err == QUAD_ENOTFOUND)
		return make_room(txn->txn, txn->dbi);
	if (err)
		return err;
	out->has_slot = true;
	out->about = redo_about(out->slot.p, out->id);
	out->sealed = db->boot_known && out->id >= FIRST_TXN && out->about != REDO_FAILED &&
	              redo_seal(r, out->id, db->boot);
	out->logged = out->sealed && slot_write(&out->slot, (struct bytes){r->bytes.p, r->bytes.len});
	return 0;
}

/*
 * What failed must not be done again, and the next commit must not rely on a disk that failed: not on the page either
 * that the last commit left to this flush. QUAD_EUNSURE: the disk does not take that, but perhaps has the record.
 */
static int call_off(struct db_txn *txn, const struct commit *c)
{
	bool there = c->sealed && redo_about(c->slot.p, c->id) == REDO_LATER;
	redo_fail(txn->redo, c->id);
	bool told = slot_write(&c->slot, (struct bytes){txn->redo->bytes.p, txn->redo->bytes.len}) &&
	            fdatasync(c->slot.fd) == 0;
	return there && !told ? QUAD_EUNSURE : 0;
}

/* Of a record that is not of this store's past nothing must stay, lest it be taken for one of its future. */
static void clear_later(const struct commit *c)
{
	static const char nothing[16];
	/* if that fails, the slot's next record replaces it */
	if (c->has_slot && !c->logged && c->about == REDO_LATER)
		(void)slot_write(&c->slot, (struct bytes){nothing, sizeof nothing});
}

int db_commit(struct db *db, struct db_txn *txn)
{
	struct commit c;
	int err = prepare(db, txn, &c);
	if (err) {
		mdb_txn_abort(txn->txn);
		return err;
	}
	mdb_env_set_flags(db->env, MDB_NOMETASYNC, c.logged);
	int rc = mdb_txn_commit(txn->txn);
	if (rc == 0)
		clear_later(&c);
	else if (c.has_slot)
		err = call_off(txn, &c);
	return err ? err : commit_error(db, rc);
}

/* ---- what was lost ---- */

/*
 * The changes of transaction id if the room holds a record of it, which is then one that was lost, unless a writer is at
 * it. Nothing if there is none. *foreign: of another boot, so that no writer is.
 */
static int find_lost(MDB_txn *txn, MDB_dbi dbi, uint64_t id, const char *boot, struct bytes *out, bool *foreign)
{
	struct slot slot;
	int err = find_slot(txn, dbi, id, &slot);
	bool lost = !err && id >= FIRST_TXN && redo_read(slot.p, id, out);
	if (!lost)
		*out = (struct bytes){"", 0};
	*foreign = lost && !redo_is_of(slot.p, boot);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

int db_was_cut(struct db *db, bool *out, bool *wait)
{
	MDB_txn *txn;
	struct bytes lost;
	*out = *wait = false;
	int err = db_begin(db, MDB_RDONLY, &txn);
	if (err)
		return err;
	err = find_lost(txn, db->dbi, mdb_txn_id(txn) + 1, db->boot, &lost, wait);
	*out = lost.len > 0;
	mdb_txn_abort(txn);
	return err;
}

static int put_again(void *arg, struct bytes key, struct bytes value)
{
	return db_put(arg, key, value);
}

static int del_again(void *arg, struct bytes key)
{
	return db_del(arg, key);
}

/* Does the lost changes in a transaction, and commits it by both flushes: their record must stay till then. */
static int repeat(struct db *db, MDB_txn *txn, struct bytes lost)
{
	struct db_txn t = {.txn = txn, .dbi = db->dbi};
	int err = redo_again(lost, put_again, del_again, &t);
	if (err) {
		mdb_txn_abort(txn);
		return err;
	}
	mdb_env_set_flags(db->env, MDB_NOMETASYNC, 0);
	return commit_error(db, mdb_txn_commit(txn));
}

int db_begin_write(struct db *db, MDB_txn **out)
{
	enum { LOST_MAX = 2 };
	for (int n = 0;; n++) {
		struct bytes lost;
		bool foreign;
		int err = db_begin(db, 0, out);
		if (err)
			return err;
		err = find_lost(*out, db->dbi, mdb_txn_id(*out), db->boot, &lost, &foreign);
		if (!err && (!lost.len || n == LOST_MAX))
			return 0;
		if (err)
			mdb_txn_abort(*out);
		else
			err = repeat(db, *out, lost);
		if (err)
			return err;
	}
}

int db_copy_lost(MDB_txn *from, MDB_dbi dbi, struct db_txn *to)
{
	static const char no_boot[REDO_BOOT_BYTES];
	struct bytes lost = {"", 1};
	bool foreign;
	int err = 0;
	for (uint64_t id = mdb_txn_id(from) + 1; !err && lost.len; id++) {
		err = find_lost(from, dbi, id, no_boot, &lost, &foreign);
		if (!err)
			err = redo_again(lost, put_again, del_again, to);
	}
	return err;
}
