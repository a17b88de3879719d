/*
 * A commit with one flush instead of LMDB's two. LMDB flushes the pages of a transaction and then, by a second flush,
 * the meta page, which says where they are. With MDB_NOMETASYNC it leaves the meta page to the next flush, and a power
 * cut may take the last transaction (never more, and nothing breaks). To lose nothing, the redo record of the
 * transaction (lmdb_redo.h) is written to the file before the first flush, which makes it durable with the pages.
 *
 * The room for the two records is a long value under a key of its own. LMDB never moves a long value until it is put
 * again, and nobody does that. So its place in the file is written by pwrite, past LMDB, whose trees that does not
 * touch.
 *
 * There are commits without a record: where the change is too long for one, the room does not exist yet, the disk
 * failed the time before, or the boot is not known. LMDB then makes both flushes.
 */
#include "store/db/lmdb_commit.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/lmdb_pages.h"
#include "store/db/lmdb_txn.h"

enum {
	FULL_BYTES = 65536, /* a disk with less room than this is full */
	PAGE_BYTES = 4096,
	GAP_BYTES = PAGE_BYTES - PAGES_HEAD_BYTES, /* so that each record begins on a page of its own */
	ROOM_BYTES = GAP_BYTES + 2 * REDO_SLOT_BYTES,
	/*
	 * The first transaction with a record. A backup counts its transactions from 1 again and contains copies of
	 * records: one of a small number would be taken for that of its next transaction.
	 */
	FIRST_TXN = 16,
	LOST_MAX = 2, /* more transactions than that cannot be lost */
};

static const struct bytes room_key = {"\0redo", 5};

bool commit_is_room_key(struct bytes key)
{
	return key.len == room_key.len && memcmp(key.p, room_key.p, key.len) == 0;
}

/* ---- the room for redo records ---- */

/* The slot in a room whose value lies at `page` of the file; its p stays NULL if the file says otherwise. */
static int locate_slot(const unsigned char *value, uint64_t id, uint64_t page, size_t page_bytes, struct redo_slot *out)
{
	unsigned char head[PAGES_HEAD_BYTES];
	off_t start = (off_t)(page * page_bytes);
	if (pread(out->fd, head, sizeof head, start) != (ssize_t)sizeof head)
		return QUAD_EIO;
	if (memcmp(head, value - sizeof head, sizeof head) != 0)
		return 0;
	size_t offset = GAP_BYTES + id % 2 * REDO_SLOT_BYTES;
	out->p = value + offset;
	out->at = start + (off_t)(sizeof head + offset);
	return 0;
}

/*
 * The slot of transaction `id`; its p is NULL if there is no room for records. The place that the map tells is compared
 * with the file, since to write to a wrong place would be the worst that can happen.
 */
static int find_slot(MDB_txn *txn, MDB_dbi dbi, uint64_t id, struct redo_slot *out)
{
	MDB_val k = lmdb_val(room_key), v;
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
		return lmdb_error(rc);
	if (v.mv_size != ROOM_BYTES)
		return 0;
	if (!pages_of_value(v.mv_data, v.mv_size, stat.ms_psize, &page))
		return 0;
	return locate_slot(v.mv_data, id, page, stat.ms_psize, out);
}

static int make_room(MDB_txn *txn, MDB_dbi dbi)
{
	MDB_val k = lmdb_val(room_key), v = {.mv_size = ROOM_BYTES};
	int rc = mdb_put(txn, dbi, &k, &v, MDB_RESERVE);
	if (rc == 0)
		memset(v.mv_data, 0, v.mv_size);
	return lmdb_error(rc);
}

/* 0 or an errno. */
static int write_at(int fd, const void *p, size_t len, off_t at)
{
	ssize_t n = pwrite(fd, p, len, at);
	if (n == (ssize_t)len)
		return 0;
	return n < 0 ? errno : EIO;
}

static bool write_slot(const struct redo_slot *s, struct bytes b)
{
	return write_at(s->fd, b.p, b.len, s->at) == 0;
}

static struct bytes redo_bytes(const struct redo *r)
{
	return (struct bytes){r->bytes.p, r->bytes.len};
}

/* ---- a commit ---- */

/* LMDB reports a short write as EIO; mostly there was no room for the rest. */
static int commit_error(const struct lmdb *db, int rc)
{
	struct statvfs fs;
	if (rc != EIO || statvfs(db->dir, &fs) != 0)
		return lmdb_error(rc);
	return (uint64_t)fs.f_bavail * fs.f_frsize < FULL_BYTES ? QUAD_EFULL : QUAD_EIO;
}

/* A commit under way. */
struct commit {
	uint64_t id; /* of the transaction */
	int fd;
	size_t page_bytes;
	unsigned char metas[2][PAGES_META_BYTES]; /* both meta pages as they were before */
	bool begun;               /* metas were read, and the file may have been written to */
	bool sealed;              /* the redo record was made */
	bool logged;              /* it is in the file */
	enum redo_state slot_was; /* the slot before the record was written to it */
};

/* Writes a meta page back as it was; the next flush takes it along. 0 or an errno. */
static int put_meta(const struct commit *c, size_t which)
{
	return write_at(c->fd, c->metas[which], PAGES_META_BYTES, (off_t)(which * c->page_bytes));
}

static int read_metas(const struct lmdb *db, struct commit *c)
{
	MDB_stat stat;
	int rc = mdb_env_stat(db->env, &stat);
	if (rc == 0)
		rc = mdb_env_get_fd(db->env, &c->fd);
	if (rc)
		return lmdb_error(rc);
	c->page_bytes = stat.ms_psize;
	for (size_t i = 0; i < 2; i++) {
		ssize_t n = pread(c->fd, c->metas[i], PAGES_META_BYTES, (off_t)(i * c->page_bytes));
		if (n != PAGES_META_BYTES)
			return QUAD_EIO;
	}
	return 0;
}

static void write_record(const struct lmdb *db, struct lmdb_txn *txn, struct commit *c)
{
	c->slot_was = redo_slot_state(txn->slot.p, c->id);
	if (!db->boot_known || c->id < FIRST_TXN || c->slot_was == REDO_FAILED)
		return;
	c->sealed = redo_seal(txn->redo, c->id, db->boot);
	if (c->sealed)
		c->logged = write_slot(&txn->slot, redo_bytes(txn->redo));
}

/* Does what comes before the flush: writes the redo record, if there can be one. */
static int prepare_commit(struct lmdb *db, struct lmdb_txn *txn, struct commit *out)
{
	*out = (struct commit){.id = mdb_txn_id(txn->mdb)};
	if (redo_is_empty(txn->redo))
		return 0;
	int err = lmdb_env_stands(db);
	if (!err)
		err = read_metas(db, out);
	if (err)
		return err;
	out->begun = true;
	if (txn->slot.p && !txn->dropped)
		write_record(db, txn, out);
	else
		err = make_room(txn->mdb, txn->dbi);
	/*
	 * An earlier flush that failed may have lost the last commit's meta page, which the two flushes of this one
	 * would not bring back.
	 */
	if (!err && !out->logged)
		err = commit_error(db, put_meta(out, (out->id + 1) % 2));
	return err;
}

/*
 * After a commit that failed: it must not be repeated, and the next commit must not rely on a disk that failed. So
 * both meta pages are written back: the one that the last commit left to this flush, and the one that LMDB writes
 * where the new one failed, which has the new trees under the old number. The slot gets a mark of failure. False: the
 * disk does not take all that, but may have the commit that failed.
 */
static bool revoke_commit(struct lmdb_txn *txn, const struct commit *c)
{
	/* a record that was made but did not get into the slot brings nothing back */
	bool may_return = !c->sealed || redo_slot_state(txn->slot.p, c->id) == REDO_LATER;
	bool first_put = put_meta(c, 0) == 0;
	bool second_put = put_meta(c, 1) == 0;
	bool revoked = first_put && second_put;
	redo_fail(txn->redo, c->id);
	if (txn->slot.p && !write_slot(&txn->slot, redo_bytes(txn->redo)))
		revoked = false;
	if (revoked)
		revoked = fdatasync(c->fd) == 0;
	return revoked || !may_return;
}

/*
 * Destroys a record of a later transaction, which is not of this store's past: it must not be taken for one of its
 * future.
 */
static void clear_later_record(const struct lmdb_txn *txn, const struct commit *c)
{
	static const char nothing[16];
	if (txn->dropped || c->logged || c->slot_was != REDO_LATER)
		return;
	/* if this fails, the next record in the slot replaces it */
	(void)write_slot(&txn->slot, (struct bytes){nothing, sizeof nothing});
}

/* The number of the last commit, 0 = not known. */
static uint64_t last_commit(struct lmdb *db)
{
	MDB_envinfo info;
	return mdb_env_info(db->env, &info) == 0 ? (uint64_t)info.me_last_txnid : 0;
}

int commit_finish(struct lmdb *db, struct lmdb_txn *txn, uint64_t *moment)
{
	struct commit c;
	int err = prepare_commit(db, txn, &c);
	if (err) {
		mdb_txn_abort(txn->mdb);
	} else {
		mdb_env_set_flags(db->env, MDB_NOMETASYNC, c.logged);
		err = commit_error(db, mdb_txn_commit(txn->mdb));
	}
	if (!err) {
		clear_later_record(txn, &c);
		*moment = last_commit(db);
		/* the files may have been replaced during the commit */
		return c.begun && lmdb_env_stands(db) != 0 ? QUAD_EUNSURE : 0;
	}
	if (c.begun && !revoke_commit(txn, &c))
		err = QUAD_EUNSURE;
	return err;
}

void commit_abort(struct lmdb_txn *txn)
{
	mdb_txn_abort(txn->mdb);
}

/* ---- lost transactions ---- */

/*
 * Whether the slot holds the record of transaction `id`, where id is one more than the newest: that transaction was
 * lost, unless a writer is at work on it.
 */
static bool is_lost(const struct redo_slot *slot, uint64_t id, struct bytes *changes)
{
	return slot->p && id >= FIRST_TXN && redo_read(slot->p, id, changes);
}

int commit_find_lost(struct lmdb *db, enum commit_lost *out)
{
	MDB_txn *txn;
	struct redo_slot slot;
	struct bytes changes;
	*out = LOST_NOTHING;
	int err = lmdb_env_begin(db, MDB_RDONLY, &txn);
	if (err)
		return err;
	uint64_t next = mdb_txn_id(txn) + 1;
	err = find_slot(txn, db->dbi, next, &slot);
	if (!err && is_lost(&slot, next, &changes))
		*out = redo_is_of_boot(slot.p, db->boot) ? LOST_PERHAPS : LOST_CERTAINLY;
	mdb_txn_abort(txn);
	return err;
}

static int replay_put(void *arg, struct bytes key, struct bytes value)
{
	return lmdb_put(arg, key, value);
}

static int replay_del(void *arg, struct bytes key)
{
	return lmdb_del(arg, key);
}

static int replay_changes(struct lmdb_txn *txn, struct bytes changes)
{
	return redo_replay(changes, replay_put, replay_del, &txn->txn);
}

/* Repeats lost changes in a transaction and commits it by both flushes: their record must stay until then. */
static int commit_again(struct lmdb *db, MDB_txn *mdb, struct bytes changes)
{
	struct lmdb_txn txn = {.mdb = mdb, .dbi = db->dbi};
	int err = replay_changes(&txn, changes);
	if (err) {
		mdb_txn_abort(mdb);
		return err;
	}
	mdb_env_set_flags(db->env, MDB_NOMETASYNC, 0);
	return commit_error(db, mdb_txn_commit(mdb));
}

int commit_begin(struct lmdb *db, struct lmdb_txn *out)
{
	for (int n_repeated = 0;; n_repeated++) {
		struct bytes changes;
		*out = (struct lmdb_txn){.txn.engine = db->db.engine, .redo = &db->redo};
		int err = lmdb_env_begin(db, 0, &out->mdb);
		if (err)
			return err;
		out->dbi = db->dbi;
		uint64_t id = mdb_txn_id(out->mdb);
		err = lmdb_env_stands(db);
		if (!err)
			err = lmdb_env_check_moment(db, id);
		if (!err)
			err = find_slot(out->mdb, out->dbi, id, &out->slot);
		if (err) {
			mdb_txn_abort(out->mdb);
			return err;
		}
		if (n_repeated == LOST_MAX || !is_lost(&out->slot, id, &changes)) {
			redo_begin(&db->redo);
			return 0;
		}
		err = commit_again(db, out->mdb, changes);
		if (err)
			return err;
	}
}

int commit_copy_lost(const struct lmdb_txn *from, struct lmdb_txn *to)
{
	for (uint64_t id = mdb_txn_id(from->mdb) + 1;; id++) {
		struct redo_slot slot;
		struct bytes changes;
		int err = find_slot(from->mdb, from->dbi, id, &slot);
		if (err)
			return err;
		if (!is_lost(&slot, id, &changes))
			return 0;
		err = replay_changes(to, changes);
		if (err)
			return err;
	}
}
