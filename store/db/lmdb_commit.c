/*
 * A commit with one flush instead of LMDB's two. LMDB flushes a transaction's pages and then the page that says where
 * they are, by a second flush; with MDB_NOMETASYNC it leaves that page to the next flush, and a power cut may take the
 * last transaction (never more, and nothing breaks). So that it takes nothing, the transaction's redo record (lmdb_redo.h)
 * is in the file before the first flush, which makes it durable with the pages.
 *
 * The records have their room in a value under a key of its own. A value of many pages is never moved until it is put
 * again, and nobody does that; so its place in the file is written by pwrite, past LMDB, which is nothing to its trees.
 *
 * Where there can be no record - the change is too long for one, the room is not there yet, the disk failed the time
 * before, the boot is not known - LMDB flushes both, as ever.
 */
#include "store/db/lmdb_env.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/lmdb_pages.h"

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

bool db_is_redo(struct bytes key)
{
	return key.len == room_key.len && memcmp(key.p, room_key.p, key.len) == 0;
}

/*
 * The slot of a transaction; its p is NULL if there is no room for records. What the map says of the place is compared with
 * the file, for a write to a wrong place would be the worst that can be.
 */
static int find_slot(MDB_txn *txn, MDB_dbi dbi, uint64_t id, struct redo_slot *out)
{
	unsigned char head[PAGES_HEAD_BYTES];
	MDB_val k = db_val(room_key), v;
	MDB_stat stat;
	uint64_t page;
	*out = (struct redo_slot){0};
	int rc = mdb_get(txn, dbi, &k, &v);
	if (rc == MDB_NOTFOUND)
		return 0;
	if (rc == 0)
		rc = mdb_env_stat(mdb_txn_env(txn), &stat);
	if (rc == 0)
		rc = mdb_env_get_fd(mdb_txn_env(txn), &out->fd);
	if (rc)
		return db_error(rc);
	if (v.mv_size != ROOM_BYTES || !pages_of_value(v.mv_data, v.mv_size, stat.ms_psize, &page))
		return 0;
	off_t start = (off_t)(page * stat.ms_psize);
	const unsigned char *value = v.mv_data;
	if (pread(out->fd, head, sizeof head, start) != (ssize_t)sizeof head)
		return QUAD_EIO;
	if (memcmp(head, value - sizeof head, sizeof head) != 0)
		return 0;
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

/* 0 or an errno. */
static int write_at(int fd, const void *p, size_t len, off_t at)
{
	ssize_t n = pwrite(fd, p, len, at);
	return n == (ssize_t)len ? 0 : n < 0 ? errno : EIO;
}

static bool slot_write(const struct redo_slot *s, const void *p, size_t len)
{
	return write_at(s->fd, p, len, s->at) == 0;
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
	int fd;
	size_t page_bytes;
	unsigned char metas[2][PAGES_META_BYTES]; /* the pages that say where the trees are, as they were */
	bool begun;          /* those were read, and something may be written */
	bool sealed, logged; /* the record was made; it is in the file */
	enum redo_about about; /* the slot as it was */
};

/* Puts one of them back as it was, for the next flush to take along. 0 or an errno. */
static int put_meta(const struct commit *c, size_t which)
{
	return write_at(c->fd, c->metas[which], PAGES_META_BYTES, (off_t)(which * c->page_bytes));
}

/* Writes the record, if there can be one. */
static int prepare(struct db *db, struct db_txn *txn, struct commit *out)
{
	struct redo *r = txn->redo;
	MDB_stat stat;
	int err = 0;
	*out = (struct commit){.id = mdb_txn_id(txn->txn)};
	if (redo_is_empty(r))
		return 0;
	int rc = mdb_env_stat(db->env, &stat);
	if (rc == 0)
		rc = mdb_env_get_fd(db->env, &out->fd);
	if (rc)
		return db_error(rc);
	out->page_bytes = stat.ms_psize;
	for (size_t i = 0; i < 2; i++)
		if (pread(out->fd, out->metas[i], PAGES_META_BYTES, (off_t)(i * out->page_bytes)) != PAGES_META_BYTES)
			return QUAD_EIO;
	out->begun = true;
	if (!txn->slot.p || txn->dropped) {
		err = make_room(txn->txn, txn->dbi);
	} else {
		out->about = redo_about(txn->slot.p, out->id);
		out->sealed = db->boot_known && out->id >= FIRST_TXN && out->about != REDO_FAILED &&
		              redo_seal(r, out->id, db->boot);
		out->logged = out->sealed && slot_write(&txn->slot, r->bytes.p, r->bytes.len);
	}
	/* a flush that failed may have lost the last commit's page, which two flushes of this one would not bring back */
	if (!err && !out->logged)
		err = commit_error(db, put_meta(out, (out->id + 1) % 2));
	return err;
}

/*
 * What failed must not be done again, and the next commit must not rely on a disk that failed: not on the page either
 * that the last commit left to this flush, nor on what LMDB puts back for a page that it could not write, which has the
 * new trees under the old number. False: the disk does not take that, but perhaps has what failed.
 */
static bool call_off(struct db_txn *txn, const struct commit *c)
{
	bool there = !c->sealed || redo_about(txn->slot.p, c->id) == REDO_LATER;
	bool told = (put_meta(c, 0) | put_meta(c, 1)) == 0;
	redo_fail(txn->redo, c->id);
	if (txn->slot.p)
		told &= slot_write(&txn->slot, txn->redo->bytes.p, txn->redo->bytes.len);
	told = told && fdatasync(c->fd) == 0;
	return told || !there;
}

/* Of a record that is not of this store's past nothing must stay, lest it be taken for one of its future. */
static void clear_later(const struct db_txn *txn, const struct commit *c)
{
	static const char nothing[16];
	/* if that fails, the slot's next record replaces it */
	if (!txn->dropped && !c->logged && c->about == REDO_LATER)
		(void)slot_write(&txn->slot, nothing, sizeof nothing);
}

int db_commit(struct db *db, struct db_txn *txn)
{
	struct commit c;
	int err = prepare(db, txn, &c);
	if (err) {
		mdb_txn_abort(txn->txn);
	} else {
		mdb_env_set_flags(db->env, MDB_NOMETASYNC, c.logged);
		err = commit_error(db, mdb_txn_commit(txn->txn));
	}
	if (!err)
		clear_later(txn, &c);
	else if (c.begun && !call_off(txn, &c))
		err = QUAD_EUNSURE;
	return err;
}

/* ---- what was lost ---- */

/*
 * Whether the slot holds a record of transaction id, the one behind the newest: it is one that was lost, unless a writer
 * is at it.
 */
static bool is_lost(const struct redo_slot *slot, uint64_t id, struct bytes *out)
{
	return slot->p && id >= FIRST_TXN && redo_read(slot->p, id, out);
}

int db_was_cut(struct db *db, bool *out, bool *wait)
{
	MDB_txn *txn;
	struct redo_slot slot;
	struct bytes lost;
	*out = *wait = false;
	int err = db_begin(db, MDB_RDONLY, &txn);
	if (err)
		return err;
	err = find_slot(txn, db->dbi, mdb_txn_id(txn) + 1, &slot);
	*out = !err && is_lost(&slot, mdb_txn_id(txn) + 1, &lost);
	*wait = *out && !redo_is_of(slot.p, db->boot);
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

int db_begin_write(struct db *db, struct db_txn *out)
{
	enum { LOST_MAX = 2 };
	for (int n = 0;; n++) {
		struct bytes lost;
		*out = (struct db_txn){.dbi = db->dbi, .redo = &db->redo};
		int err = db_begin(db, 0, &out->txn);
		if (err)
			return err;
		err = find_slot(out->txn, out->dbi, mdb_txn_id(out->txn), &out->slot);
		bool whole = !err && (n == LOST_MAX || !is_lost(&out->slot, mdb_txn_id(out->txn), &lost));
		if (whole)
			return 0;
		if (err)
			mdb_txn_abort(out->txn);
		else
			err = repeat(db, out->txn, lost);
		if (err)
			return err;
	}
}

int db_copy_lost(MDB_txn *from, MDB_dbi dbi, struct db_txn *to)
{
	for (uint64_t id = mdb_txn_id(from) + 1;; id++) {
		struct redo_slot slot;
		struct bytes lost;
		int err = find_slot(from, dbi, id, &slot);
		if (err || !is_lost(&slot, id, &lost))
			return err;
		err = redo_again(lost, put_again, del_again, to);
		if (err)
			return err;
	}
}
