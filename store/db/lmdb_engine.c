/*
 * The db interface over LMDB 0.9.24: opening, transactions, keys and scans. One unnamed database with byte order, no
 * DUPSORT, synced at each commit (lmdb_commit.c). Around it stand the cautions that this version needs:
 *
 * - Writers queue at an fcntl lock on `write.lock` before LMDB's own mutex, because that one has no time-out and a
 *   stopped writer would block everyone for ever. The kernel drops the lock when a process dies.
 * - Signals that stop or end the program wait while a write transaction is open.
 * - A file that is shorter than its last page would kill with SIGBUS: sizes are compared at open.
 * - Nothing else in the process may open data.mdb or lock.mdb: closing them would drop LMDB's locks.
 * - Readers that were killed keep their slots: they are cleared at open and when the table is full.
 */
#include "store/db/lmdb_env.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "store/db/lmdb_queue.h"
#include "store/base/err.h"

enum { MAX_READERS = 2048, TIMEOUT_SECONDS = 30 };

int db_error(int rc)
{
	switch (rc) {
	case 0: return 0;
	case MDB_NOTFOUND: return QUAD_ENOTFOUND;
	case ENOMEM: return QUAD_ENOMEM;
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
	case MDB_MAP_FULL:
	case MDB_TXN_FULL: return QUAD_EFULL;
	case ENOENT: return QUAD_ENOSTORE;
	case EACCES:
	case EPERM:
	case EROFS: return QUAD_EPERM;
	case MDB_READERS_FULL: return QUAD_EBUSY;
	case MDB_INVALID:
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_PANIC: return QUAD_ECORRUPT;
	case MDB_VERSION_MISMATCH: return QUAD_EVERSION;
	default: return QUAD_EIO;
	}
}

static int path_join(char out[PATH_MAX], const char *dir, const char *name)
{
	int n = snprintf(out, PATH_MAX, "%s/%s", dir, name);
	return n < 0 || n >= PATH_MAX ? QUAD_EINVAL : 0;
}

/* Network file systems, where neither the map nor the locks can be trusted: numbers from statfs(2). */
static bool on_network(const char *dir)
{
	static const unsigned long types[] = {0x6969 /* NFS */, 0xff534d42 /* CIFS */, 0xfe534d42 /* SMB2 */,
	                                      0x517b /* SMB */, 0x65735546 /* FUSE */, 0x01021997 /* 9p */,
	                                      0x00c36400 /* Ceph */, 0x0bd00bd0 /* Lustre */, 0x5346414f /* AFS */};
	struct statfs fs;
	if (statfs(dir, &fs) != 0)
		return false;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (((unsigned long)fs.f_type & 0xffffffffUL) == types[i])
			return true;
	return false;
}

/* Makes dir and its missing parents; parents as the umask says, dir itself for the owner alone. */
static int make_dir(const char *dir)
{
	char path[PATH_MAX];
	size_t len = strlen(dir);
	if (len == 0 || len >= sizeof path)
		return QUAD_EINVAL;
	memcpy(path, dir, len + 1);
	for (char *p = path + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(path, 0755) != 0 && errno != EEXIST)
			return db_error(errno);
		*p = '/';
	}
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return db_error(errno);
	return 0;
}

int db_check_size(MDB_env *env)
{
	MDB_envinfo info;
	MDB_stat stat;
	struct stat st;
	int fd;
	int rc = mdb_env_info(env, &info);
	if (rc == 0)
		rc = mdb_env_stat(env, &stat);
	if (rc == 0)
		rc = mdb_env_get_fd(env, &fd);
	if (rc == 0 && fstat(fd, &st) != 0)
		rc = errno;
	if (rc)
		return db_error(rc);
	return (uint64_t)st.st_size < ((uint64_t)info.me_last_pgno + 1) * stat.ms_psize ? QUAD_ECORRUPT : 0;
}

/*
 * Gives lock.mdb blocks that exist: LMDB leaves holes in it, and on a full disk a hole kills who writes to the map of
 * it. Only before this process has it open (see above), and never longer than others have mapped it.
 */
static int make_lock_room(const char *dir)
{
	enum { READER_BYTES = 64, HEAD_BYTES = 128 };
	char path[PATH_MAX];
	struct stat st;
	int err = path_join(path, dir, "lock.mdb");
	if (err)
		return err;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return db_error(errno);
	int rc = fstat(fd, &st) == 0 ? 0 : errno;
	off_t len = st.st_size ? st.st_size : HEAD_BYTES + MAX_READERS * READER_BYTES;
	if (rc == 0 && st.st_blocks < len / 512)
		rc = posix_fallocate(fd, 0, len);
	close(fd);
	return rc == EOPNOTSUPP ? 0 : db_error(rc);
}

int db_open_env(const char *path, unsigned flags, MDB_env **out)
{
	int rc = EINVAL;
	*out = NULL;
	for (size_t map_gib = 1024; map_gib > 0; map_gib /= 2) {
		MDB_env *env;
		rc = mdb_env_create(&env);
		if (rc)
			return db_error(rc);
		rc = mdb_env_set_maxreaders(env, MAX_READERS);
		if (rc == 0)
			rc = mdb_env_set_mapsize(env, map_gib << 30);
		if (rc == 0)
			rc = mdb_env_open(env, path, flags | MDB_NOTLS, 0600);
		if (rc == 0) {
			*out = env;
			return 0;
		}
		mdb_env_close(env);
		if (rc != ENOMEM && rc != EINVAL)
			break;
	}
	return db_error(rc);
}

static int open_dbi(MDB_env *env, MDB_dbi *out)
{
	MDB_txn *txn;
	int rc = mdb_txn_begin(env, NULL, MDB_RDONLY, &txn);
	if (rc == MDB_READERS_FULL) {
		int dead;
		mdb_reader_check(env, &dead);
		rc = mdb_txn_begin(env, NULL, MDB_RDONLY, &txn);
	}
	if (rc)
		return db_error(rc);
	rc = mdb_dbi_open(txn, NULL, 0, out);
	if (rc == 0)
		rc = mdb_txn_commit(txn);
	else
		mdb_txn_abort(txn);
	return db_error(rc);
}

/* ---- the writers' lock ---- */

void db_set_timeout(struct db *db, int seconds)
{
	db->timeout_seconds = seconds;
}

long db_holder(struct db *db)
{
	struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	return fcntl(db->lock_fd, F_GETLK, &l) == 0 && l.l_type != F_UNLCK ? (long)l.l_pid : 0;
}

static void on_alarm(int sig)
{
	(void)sig; /* only there to interrupt the wait */
}

/*
 * Waits for the writers' lock at most timeout_seconds. The wait is the kernel's queue, interrupted by an interval
 * timer that repeats, so that an alarm between the last look and the wait is not lost.
 */
static int lock_writers(struct db *db)
{
	struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	if (fcntl(db->lock_fd, F_SETLK, &l) == 0)
		return 0;
	if (errno != EACCES && errno != EAGAIN)
		return db_error(errno);
	struct sigaction act = {.sa_handler = on_alarm}, old;
	struct itimerval every = {{0, 250000}, {0, 250000}}, was;
	struct timespec now, end;
	sigemptyset(&act.sa_mask);
	sigaction(SIGALRM, &act, &old);
	setitimer(ITIMER_REAL, &every, &was);
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += db->timeout_seconds;
	int err = QUAD_EBUSY;
	for (;;) {
		if (fcntl(db->lock_fd, F_SETLKW, &l) == 0) {
			err = 0;
			break;
		}
		if (errno != EINTR) {
			err = errno == EDEADLK ? QUAD_EBUSY : db_error(errno);
			break;
		}
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (now.tv_sec > end.tv_sec || (now.tv_sec == end.tv_sec && now.tv_nsec >= end.tv_nsec))
			break;
	}
	setitimer(ITIMER_REAL, &was, NULL);
	sigaction(SIGALRM, &old, NULL);
	return err;
}

static void unlock_writers(struct db *db)
{
	struct flock l = {.l_type = F_UNLCK, .l_whence = SEEK_SET};
	fcntl(db->lock_fd, F_SETLK, &l);
}

static bool try_lock_writers(struct db *db)
{
	struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	return fcntl(db->lock_fd, F_SETLK, &l) == 0;
}

static void hold_signals(sigset_t *old)
{
	static const int held[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU};
	sigset_t hold;
	sigemptyset(&hold);
	for (size_t i = 0; i < sizeof held / sizeof *held; i++)
		sigaddset(&hold, held[i]);
	sigprocmask(SIG_BLOCK, &hold, old);
}

/* ---- opening ---- */

/* Does again what was lost, if anything, before anybody reads. */
static int repair(struct db *db)
{
	struct db_txn txn;
	sigset_t old;
	bool cut, wait;
	int err = db_was_cut(db, &cut, &wait);
	if (err || !cut)
		return err;
	if (!try_lock_writers(db)) {
		/* a writer is at it, or another who opens the store after a power cut */
		err = wait ? lock_writers(db) : QUAD_EBUSY;
		if (err)
			return wait ? err : 0;
	}
	hold_signals(&old);
	err = db_begin_write(db, &txn);
	if (!err)
		mdb_txn_abort(txn.txn);
	unlock_writers(db);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return err;
}

int db_open(const char *dir, unsigned flags, struct db **out)
{
	char path[PATH_MAX];
	struct stat st;
	int dead, err;
	*out = NULL;
	struct db *db = calloc(1, sizeof *db);
	if (!db)
		return QUAD_ENOMEM;
	db->lock_fd = -1;
	db->timeout_seconds = TIMEOUT_SECONDS;
	if (flags & DB_CREATE && (err = make_dir(dir)) != 0)
		goto fail;
	err = path_join(db->dir, dir, "");
	if (!err)
		err = path_join(path, dir, "data.mdb");
	if (err)
		goto fail;
	bool there = stat(path, &st) == 0;
	if (!there && errno != ENOENT && errno != ENOTDIR) {
		err = db_error(errno);
		goto fail;
	}
	if (there != !(flags & DB_CREATE)) {
		err = there ? QUAD_EEXIST : QUAD_ENOSTORE;
		goto fail;
	}
	if (on_network(dir)) {
		err = QUAD_ENETFS;
		goto fail;
	}
	err = path_join(path, dir, "write.lock");
	if (err)
		goto fail;
	db->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (db->lock_fd < 0) {
		err = db_error(errno);
		goto fail;
	}
	err = make_lock_room(dir);
	if (!err)
		err = db_open_env(dir, 0, &db->env);
	if (!err)
		err = db_check_size(db->env);
	if (!err)
		err = db_error(mdb_reader_check(db->env, &dead));
	if (!err)
		err = open_dbi(db->env, &db->dbi);
	db->boot_known = redo_boot(db->boot);
	if (!err)
		err = repair(db);
	if (!err) {
		*out = db;
		return 0;
	}
fail:
	db_close(db);
	return err;
}

static void drop_kept(struct db *db)
{
	if (db->kept)
		mdb_txn_abort(db->kept);
	db->kept = NULL;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	queue_close(db->queue);
	redo_release(&db->redo);
	drop_kept(db);
	if (db->env)
		mdb_env_close(db->env);
	if (db->lock_fd >= 0)
		close(db->lock_fd);
	free(db);
}

/*
 * Another environment in the place of one that is of no use any more: after a write that failed LMDB refuses
 * everything, and a map cannot be made larger without losing it if that fails. No transaction of this process is open.
 */
static int reopen(struct db *db)
{
	drop_kept(db);
	mdb_env_close(db->env);
	int err = db_open_env(db->dir, 0, &db->env);
	if (!err)
		err = open_dbi(db->env, &db->dbi);
	if (err) {
		mdb_env_close(db->env);
		db->env = NULL;
	}
	return err;
}

int db_begin(struct db *db, unsigned flags, MDB_txn **out)
{
	int rc = db->env ? mdb_txn_begin(db->env, NULL, flags, out) : MDB_PANIC;
	if (rc == MDB_READERS_FULL) {
		int dead;
		mdb_reader_check(db->env, &dead);
		rc = mdb_txn_begin(db->env, NULL, flags, out);
	}
	if (rc == MDB_MAP_RESIZED || rc == MDB_PANIC) {
		int err = reopen(db);
		if (err)
			return err;
		rc = mdb_txn_begin(db->env, NULL, flags, out);
	}
	return db_error(rc);
}

int db_read(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	struct db_txn txn = {.dbi = db->dbi};
	int err = 0;
	if (db->kept && mdb_txn_renew(db->kept) == 0) {
		txn.txn = db->kept;
		db->kept = NULL; /* a read inside this one has its own */
	} else {
		drop_kept(db);
		err = db_begin(db, MDB_RDONLY, &txn.txn);
	}
	if (err)
		return err;
	err = fn(&txn, arg);
	drop_kept(db);
	mdb_txn_reset(txn.txn);
	db->kept = txn.txn;
	return err;
}

/* ---- writing ---- */

/* One transaction under the writers' lock; `also`, if not NULL, adds to it what others wait for. */
static int transact(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg, bool commits,
                    int (*also)(struct db_txn *txn, void *arg), void *also_arg)
{
	struct db_txn txn;
	int err = db_begin_write(db, &txn);
	if (err)
		return err;
	redo_begin(&db->redo);
	err = fn(&txn, arg);
	if (!err && also)
		err = also(&txn, also_arg);
	if (!err && commits)
		return db_commit(db, &txn);
	mdb_txn_abort(txn.txn);
	return err;
}

static void open_queue(struct db *db)
{
	if (!db->queue_tried)
		db->queue = queue_open(db->dir);
	db->queue_tried = true;
}

static int update(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg, bool commits)
{
	sigset_t old;
	open_queue(db);
	int err = lock_writers(db);
	if (err)
		return err;
	hold_signals(&old);
	err = transact(db, fn, arg, commits, NULL, NULL);
	unlock_writers(db);
	if (db->queue)
		queue_next(db->queue);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return err;
}

int db_update(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	return update(db, fn, arg, true);
}

int db_rehearse(struct db *db, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	return update(db, fn, arg, false);
}

int db_nest(struct db_txn *txn, int (*fn)(struct db_txn *txn, void *arg), void *arg)
{
	struct db_txn inner = {.dbi = txn->dbi, .redo = txn->redo};
	size_t mark = redo_mark(txn->redo);
	int err = db_error(mdb_txn_begin(mdb_txn_env(txn->txn), txn->txn, 0, &inner.txn));
	if (err)
		return err;
	err = fn(&inner, arg);
	if (err)
		mdb_txn_abort(inner.txn);
	else
		err = db_error(mdb_txn_commit(inner.txn));
	if (err)
		redo_undo(txn->redo, mark);
	return err;
}

/* ---- group commit ---- */

/* What a writer carries out for others; the answers wait for the commit. */
struct served {
	struct queue *queue;
	const struct db_job *job;
	void *arg;
	struct buf request;
	struct buf answers; /* of all, one behind the other */
	struct {
		size_t slot, start;
	} *v;
	size_t n, cap;
};

static int serve_next(struct served *s, struct db_txn *txn, size_t slot)
{
	void *v = array_grow(s->v, &s->cap, s->n, sizeof *s->v);
	if (!v)
		return QUAD_ENOMEM;
	s->v = v;
	s->v[s->n].slot = slot;
	s->v[s->n++].start = s->answers.len;
	int err = s->job->serve(txn, s->arg, (struct bytes){buf_text(&s->request), s->request.len}, &s->answers);
	return !err && (s->request.failed || s->answers.failed) ? QUAD_ENOMEM : err;
}

static int serve_all(struct db_txn *txn, void *arg)
{
	struct served *s = arg;
	uint64_t until = queue_moment(s->queue);
	int err = 0;
	do
		for (size_t at = 0; !err && queue_take(s->queue, &at, &s->request); at++)
			err = serve_next(s, txn, at);
	while (!err && queue_expects(s->queue, s->n, until));
	return err;
}

static void leave_answers(struct served *s)
{
	for (size_t i = 0; i < s->n; i++) {
		size_t end = i + 1 < s->n ? s->v[i + 1].start : s->answers.len;
		queue_leave(s->queue, s->v[i].slot, (struct bytes){buf_text(&s->answers) + s->v[i].start, end - s->v[i].start});
	}
}

/* Seconds since some moment, by a clock that nobody sets. */
static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/*
 * Under the lock: this process's own change and those that wait, in one commit, with the answers left before the lock is
 * let go. If one of theirs fails, they wait again and one's own is done alone, so that a fault stays its asker's.
 */
static int lead(struct db *db, const struct db_job *job, void *arg)
{
	struct served s = {.queue = db->queue, .job = job, .arg = arg};
	sigset_t old;
	hold_signals(&old);
	double start = seconds();
	int err = transact(db, job->run, arg, true, db->queue ? serve_all : NULL, &s);
	if (!err && db->queue) {
		queue_committed(db->queue, s.n, seconds() - start);
		leave_answers(&s);
	} else if (db->queue) {
		queue_give_back(db->queue);
		if (s.n && err != QUAD_EUNSURE)
			err = transact(db, job->run, arg, true, NULL, NULL);
	}
	unlock_writers(db);
	if (db->queue)
		queue_next(db->queue);
	sigprocmask(SIG_SETMASK, &old, NULL);
	buf_release(&s.request);
	buf_release(&s.answers);
	free(s.v);
	return err;
}

enum waited { WAITED_ANSWER, WAITED_LOCK, WAITED_OVER, WAITED_UNSURE };

/* Waits for the answer or for the writers' lock, whichever is first. */
static enum waited wait_turn(struct db *db)
{
	struct queue *q = db->queue;
	double end = seconds() + db->timeout_seconds;
	double end_taken = end + db->timeout_seconds;
	for (;;) {
		uint32_t bell = queue_bell(q);
		if (queue_mine(q) == QUEUE_DONE)
			return WAITED_ANSWER;
		if (try_lock_writers(db)) {
			if (queue_withdraw_locked(q))
				return WAITED_LOCK;
			unlock_writers(db);
			queue_next(q);
			return WAITED_ANSWER;
		}
		double now = seconds();
		if (now > end && queue_withdraw(q))
			return WAITED_OVER;
		if (now > end_taken)
			return WAITED_UNSURE;
		queue_sleep(q, bell);
	}
}

struct looker {
	const struct db_job *job;
	void *arg;
	bool decided;
};

static int look(struct db_txn *txn, void *arg)
{
	struct looker *l = arg;
	return l->job->look(txn, l->arg, &l->decided);
}

int db_submit(struct db *db, const struct db_job *job, void *arg)
{
	struct buf b = {0};
	struct looker looker = {job, arg, false};
	enum waited waited = WAITED_LOCK;
	bool asked = false;
	open_queue(db);
	int err = db_read(db, look, &looker);
	if ((err && err != QUAD_EBUSY) || looker.decided)
		return err;
	err = 0;
	if (!try_lock_writers(db)) {
		if (db->queue) {
			job->encode(arg, &b);
			asked = !b.failed && queue_ask(db->queue, (struct bytes){buf_text(&b), b.len});
		}
		if (asked)
			waited = wait_turn(db);
		else
			err = lock_writers(db);
	}
	if (waited == WAITED_ANSWER) {
		buf_clear(&b);
		if (queue_answer(db->queue, &b)) {
			err = b.failed ? QUAD_ENOMEM : job->accept(arg, (struct bytes){buf_text(&b), b.len});
			goto out;
		}
		err = lock_writers(db);
	}
	if (waited == WAITED_OVER)
		err = QUAD_EBUSY;
	else if (waited == WAITED_UNSURE)
		err = QUAD_EUNSURE;
	else if (!err)
		err = lead(db, job, arg);
out:
	buf_release(&b);
	return err;
}

/* ---- single keys ---- */

MDB_val db_val(struct bytes b)
{
	/* LMDB's type has no const; it does not write through it here. */
	union {
		const void *in;
		void *out;
	} p = {.in = b.p};
	return (MDB_val){.mv_size = b.len, .mv_data = p.out};
}

static struct bytes from_val(MDB_val v)
{
	return (struct bytes){v.mv_data, v.mv_size};
}

int db_get(struct db_txn *txn, struct bytes key, struct bytes *out)
{
	MDB_val k = db_val(key), v;
	int rc = mdb_get(txn->txn, txn->dbi, &k, &v);
	*out = rc == 0 ? from_val(v) : (struct bytes){"", 0};
	return db_error(rc);
}

int db_put(struct db_txn *txn, struct bytes key, struct bytes value)
{
	assert(key.len > 0 && key.len <= DB_KEY_MAX);
	MDB_val k = db_val(key), v = db_val(value);
	/* before the put, which may take away what key and value point to */
	if (txn->redo)
		redo_put(txn->redo, key, value);
	return db_error(mdb_put(txn->txn, txn->dbi, &k, &v, 0));
}

int db_del(struct db_txn *txn, struct bytes key)
{
	MDB_val k = db_val(key);
	size_t mark = txn->redo ? redo_mark(txn->redo) : 0;
	if (txn->redo)
		redo_del(txn->redo, key);
	int rc = mdb_del(txn->txn, txn->dbi, &k, NULL);
	if (rc && txn->redo)
		redo_undo(txn->redo, mark);
	return rc == MDB_NOTFOUND ? 0 : db_error(rc);
}

/* ---- scans ---- */

int db_scan_open(struct db_txn *txn, struct db_scan *out)
{
	MDB_cursor *cursor;
	out->cursor = NULL;
	out->txn = txn;
	out->done = true;
	int rc = mdb_cursor_open(txn->txn, txn->dbi, &cursor);
	if (rc == 0)
		out->cursor = cursor;
	return db_error(rc);
}

void db_scan_close(struct db_scan *s)
{
	if (s->cursor)
		mdb_cursor_close(s->cursor);
	s->cursor = NULL;
}

static int compare(struct bytes a, const unsigned char *b, size_t b_len)
{
	int c = memcmp(a.p, b, a.len < b_len ? a.len : b_len);
	return c ? c : (a.len > b_len) - (a.len < b_len);
}

static int set_range(struct db_scan *s, struct bytes from, struct bytes bound, bool backwards)
{
	assert(bound.len <= DB_KEY_MAX && from.len <= DB_KEY_MAX);
	memcpy(s->hi, bound.p, bound.len);
	s->hi_len = bound.len;
	s->backwards = backwards;
	s->done = false;
	MDB_val k = db_val(from), v;
	int rc = mdb_cursor_get(s->cursor, &k, &v, MDB_SET_RANGE);
	if (backwards && (rc == 0 || rc == MDB_NOTFOUND)) /* stands at the first key >= the upper end, or behind all */
		rc = mdb_cursor_get(s->cursor, &k, &v, rc == MDB_NOTFOUND ? MDB_LAST : MDB_PREV);
	s->fresh = rc == 0;
	s->done = rc != 0;
	if (rc == 0) {
		s->first_key = from_val(k);
		s->first_value = from_val(v);
	}
	return rc == MDB_NOTFOUND ? 0 : db_error(rc);
}

int db_scan_range(struct db_scan *s, struct bytes lo, struct bytes hi)
{
	return set_range(s, lo, hi, false);
}

int db_scan_range_back(struct db_scan *s, struct bytes lo, struct bytes hi)
{
	return set_range(s, hi, lo, true);
}

int db_scan_next(struct db_scan *s, struct bytes *key, struct bytes *value)
{
	*key = *value = (struct bytes){"", 0};
	if (s->done)
		return QUAD_ENOTFOUND;
	if (s->fresh) {
		*key = s->first_key;
		*value = s->first_value;
		s->fresh = false;
	} else {
		MDB_val k, v;
		int rc = mdb_cursor_get(s->cursor, &k, &v, s->backwards ? MDB_PREV : MDB_NEXT);
		if (rc) {
			s->done = true;
			return db_error(rc);
		}
		*key = from_val(k);
		*value = from_val(v);
	}
	int c = compare(*key, s->hi, s->hi_len);
	if (s->backwards ? c < 0 : c >= 0) {
		s->done = true;
		return QUAD_ENOTFOUND;
	}
	return 0;
}

/* ---- the whole ---- */

uint64_t db_moment(struct db_txn *txn)
{
	return (uint64_t)mdb_txn_id(txn->txn) - (txn->redo != NULL);
}

uint64_t db_token(struct db *db)
{
	MDB_envinfo info;
	return mdb_env_info(db->env, &info) == 0 ? (uint64_t)info.me_last_txnid : 0;
}

int db_figures(struct db *db, struct db_figures *out)
{
	MDB_envinfo info;
	MDB_stat stat;
	struct stat st;
	int fd;
	*out = (struct db_figures){0};
	int rc = mdb_env_info(db->env, &info);
	if (rc == 0)
		rc = mdb_env_stat(db->env, &stat);
	if (rc == 0)
		rc = mdb_env_get_fd(db->env, &fd);
	if (rc == 0 && fstat(fd, &st) != 0)
		rc = errno;
	if (rc)
		return db_error(rc);
	*out = (struct db_figures){.entries = stat.ms_entries,
	                           .pages_used = (uint64_t)info.me_last_pgno + 1,
	                           .page_bytes = stat.ms_psize,
	                           .file_bytes = (uint64_t)st.st_size,
	                           .readers = info.me_numreaders,
	                           .readers_max = info.me_maxreaders};
	return 0;
}
