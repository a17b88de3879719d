/*
 * Flushes that fail, or are cut off, on a disk of the test's own (disk.h), which stands apart from the system's cache:
 * what a failed flush did not take stays in the cache, and is never written again. A history is a store through many
 * lives of processes that change it; each ends by itself, by a kill or with the power, in a flush or between two, and
 * each flush that fails takes something else to the disk. The next process opens what is then in the file: in the same
 * boot, where the cache may meanwhile have forgotten what was dropped, or in another. A kill in the very call that fails
 * is left out: then nobody learns of the failure.
 *
 * The store is used as a database, for its whole content can be compared: it is always the one that was last
 * acknowledged, or one whose fate was not said, whole.
 */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/db/db.h"
#include "store/base/err.h"
#include "store/db/lmdb_fold.h"
#include "tests/torture/disk.h"
#include "tests/torture/shim.h"
#include "tests/torture/torture.h"

enum {
	KEYS = 48,
	LARGE_BYTES = 150000, /* more than a record of the log can hold */
	VALUE_BYTES = 400,
	UNSURE_MAX = 32,
	LIVES = 12,
	STEPS = 8,
	WRITTEN_BYTES = 1 << 26, /* of writes that are not on the disk */
	META_BYTES = 8192,       /* the two pages that say where the trees are */
};

/* The content: each key's version, 0 = there is none. Key 0 has the large values. */
struct content {
	uint32_t v[KEYS];
};

/* What of a failing flush comes to the disk. */
enum loss { LOSS_ALL, LOSS_ALL_BUT_RECORD, LOSS_METAS, LOSS_SOME, LOSSES };

/* What comes over one call: syncs from a number on that fail, one in which it ends. Numbers from 1, 0 = none. */
struct luck {
	unsigned fails_from, fails_till, ends_at;
	bool behind; /* ends when that is on the disk */
	enum loss loss;
};

enum ending { ENDED_NOT, ENDED_KILLED, ENDED_CUT };

struct counts {
	unsigned transactions, acknowledged, failed, unsure, refused, copies, lives, kills, cuts, flushes_failed, came;
};

/* Shared by the processes of a history. */
struct world {
	struct random random;
	struct disk disk;
	struct image cut;
	unsigned char *written; /* what the disk's writes point to */
	size_t n_written;
	char dir[4096], data[4200], copy_dir[4096], copy[4200], raw[4200];
	struct luck luck;
	unsigned n_syncs, n_failed; /* in this call */
	enum ending ending;
	struct content base, unsure[UNSURE_MAX], next; /* next: is asked for */
	unsigned n_unsure;
	bool asked;
	bool settles; /* the next look shows what came of those that are unsure */
	bool is_there, has_copy;
	struct content copied;
	uint32_t version;
	unsigned n_acknowledged;
	struct counts counts;
	char fault[300], told[3000];
};

static void tell(struct world *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
static int fault(struct world *w, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* One more word of the history. */
static void tell(struct world *w, const char *format, ...)
{
	size_t len = strlen(w->told);
	va_list ap;
	va_start(ap, format);
	vsnprintf(w->told + len, sizeof w->told - len, format, ap);
	va_end(ap);
}

/* The first thing that must not be; ends the life. */
static int fault(struct world *w, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	if (!*w->fault)
		vsnprintf(w->fault, sizeof w->fault, format, ap);
	va_end(ap);
	return QUAD_ESTOP;
}

/* ---- the disk ---- */

_Noreturn static void end(struct world *w, enum ending how)
{
	w->ending = how;
	for (;;)
		raise(SIGKILL);
}

/* Where one more sync begins: true if it fails. */
static bool sync_fails(struct world *w)
{
	w->n_syncs++;
	bool fails = w->n_syncs >= w->luck.fails_from && w->n_syncs <= w->luck.fails_till;
	w->n_failed += fails;
	w->counts.flushes_failed += fails;
	return fails;
}

static bool ends_here(const struct world *w, bool behind)
{
	return w->n_syncs == w->luck.ends_at && w->luck.behind == behind;
}

static enum ending choose_ending(struct world *w)
{
	return random_below(&w->random, 2) ? ENDED_CUT : ENDED_KILLED;
}

/* Whether a write is taken by a flush that fails. */
static bool is_taken(struct world *w, const struct disk_write *x)
{
	switch (w->luck.loss) {
	case LOSS_ALL: return false;
	case LOSS_ALL_BUT_RECORD: return x->len > 6 && memcmp(x->p, "Qlog 1", 6) == 0;
	case LOSS_METAS: return x->at >= META_BYTES;
	default: return random_below(&w->random, 2);
	}
}

/* Takes the writes to the disk; where it fails, some, and drops the others. */
static void flush(struct world *w, bool fails)
{
	struct disk *d = &w->disk;
	for (size_t i = 0; i < d->n; i++)
		if (!fails || is_taken(w, &d->v[i]))
			image_put(&d->certain, d->v[i].at, d->v[i].p, d->v[i].len);
	d->n = w->n_written = 0;
}

static int on_sync(void *arg)
{
	struct world *w = arg;
	bool fails = sync_fails(w);
	if (ends_here(w, false))
		end(w, choose_ending(w));
	flush(w, fails);
	if (ends_here(w, true))
		end(w, fails ? ENDED_CUT : choose_ending(w));
	return fails ? EIO : 0;
}

/* Of what was written before, and is not on the disk, a write that goes there by itself replaces its part. */
static void replace(struct world *w, const struct disk_write *x)
{
	for (size_t i = 0; i < w->disk.n; i++) {
		const struct disk_write *old = &w->disk.v[i];
		uint64_t from = old->at > x->at ? old->at : x->at;
		uint64_t old_end = old->at + old->len, end_at = x->at + x->len < old_end ? x->at + x->len : old_end;
		if (from < end_at)
			memcpy(w->written + (old->p - w->written) + (from - old->at), x->p + (from - x->at), end_at - from);
	}
}

static int on_write(void *arg, uint64_t at, const void *p, size_t len, bool durable)
{
	struct world *w = arg;
	if (w->n_written + len > WRITTEN_BYTES)
		torture_give_up("too much is written without a sync");
	struct disk_write x = {.at = at, .p = w->written + w->n_written, .len = len};
	memcpy(w->written + w->n_written, p, len);
	w->n_written += len;
	if (!durable) {
		disk_add(&w->disk, &x);
		return 0;
	}
	bool fails = sync_fails(w);
	if (ends_here(w, false)) {
		/* a kill cannot come between: the call is finished first */
		disk_add(&w->disk, &x);
		end(w, ENDED_CUT);
	}
	replace(w, &x);
	if (!fails || is_taken(w, &x))
		image_put(&w->disk.certain, at, x.p, len);
	if (ends_here(w, true))
		end(w, fails ? ENDED_CUT : choose_ending(w));
	return fails ? EIO : 0;
}

static void draw_luck(struct world *w)
{
	struct random *r = &w->random;
	w->n_syncs = w->n_failed = 0;
	w->luck = (struct luck){0};
	if (!w->n_acknowledged)
		return;
	if (random_below(r, 4) == 0) {
		w->luck.fails_from = 1 + random_below(r, 2);
		w->luck.fails_till = random_below(r, 2) ? w->luck.fails_from : 1 + random_below(r, 5);
		w->luck.loss = (enum loss)random_below(r, LOSSES);
	}
	if (random_below(r, 8) == 0) {
		w->luck.ends_at = 1 + random_below(r, 3);
		w->luck.behind = random_below(r, 2);
	}
}

/* ---- the content ---- */

struct key {
	char text[2];
};

static struct key key_of(unsigned i)
{
	return (struct key){{'k', (char)('0' + i)}};
}

/* The value of a version, in a static buffer. */
static struct bytes value_of(unsigned key, uint32_t version)
{
	static unsigned char value[LARGE_BYTES];
	size_t len = key == 0 ? LARGE_BYTES : sizeof version + (version * 37 + key * 11) % VALUE_BYTES;
	memset(value, (int)(version * 31 + key) & 0xff, len);
	memcpy(value, &version, sizeof version);
	return (struct bytes){value, len};
}

/* Reads all. QUAD_ECORRUPT: something stands there that was never put. */
static int read_content(struct db_txn *txn, struct content *out)
{
	struct db_scan scan;
	struct bytes key, value;
	*out = (struct content){{0}};
	int err = db_scan_open(txn, &scan);
	if (err)
		return err;
	err = db_scan_range(&scan, (struct bytes){"\1", 1}, (struct bytes){"\xff", 1});
	while (!err && (err = db_scan_next(&scan, &key, &value)) == 0) {
		const unsigned char *k = key.p;
		uint32_t version;
		if (key.len != 2 || k[0] != 'k' || k[1] < '0' || k[1] >= '0' + KEYS || value.len < sizeof version) {
			err = QUAD_ECORRUPT;
			break;
		}
		memcpy(&version, value.p, sizeof version);
		struct bytes right = value_of(k[1] - (unsigned)'0', version);
		if (value.len != right.len || memcmp(value.p, right.p, right.len) != 0)
			err = QUAD_ECORRUPT;
		out->v[k[1] - '0'] = version;
	}
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static bool content_equals(const struct content *a, const struct content *b)
{
	return memcmp(a, b, sizeof *a) == 0;
}

/* Says where it differs from what was acknowledged. */
static int fault_content(struct world *w, const struct content *is, const char *when)
{
	unsigned n = 0, first = 0;
	for (unsigned i = KEYS; i-- > 0;)
		if (is->v[i] != w->base.v[i]) {
			n++;
			first = i;
		}
	return fault(w, "%s: %u keys are not as acknowledged (key %u: version %u, not %u), nor as any of %u unsure", when, n,
	             first, is->v[first], w->base.v[first], w->n_unsure);
}

/* What a transaction sees is what was acknowledged last or, from now on, one of which that was not said. */
static int look(struct db_txn *txn, void *arg)
{
	struct world *w = arg;
	struct content is;
	int err = read_content(txn, &is);
	if (err)
		return fault(w, "reading: %s", quad_strerror(err));
	for (unsigned i = 0; i < w->n_unsure && !content_equals(&is, &w->base); i++)
		if (content_equals(&is, &w->unsure[i])) {
			w->base = is;
			w->settles = true;
			w->counts.came++;
			tell(w, " came");
		}
	if (!content_equals(&is, &w->base))
		return fault_content(w, &is, "reading");
	if (w->settles)
		w->n_unsure = 0;
	w->settles = false;
	return 0;
}

/* ---- changes ---- */

struct change {
	struct world *w;
	bool large, refused;
	struct content next;
};

static int change_some(struct db_txn *txn, void *arg)
{
	struct change *c = arg;
	struct random *r = &c->w->random;
	int err = 0;
	for (unsigned n = 1 + random_below(r, 4); !err && n > 0; n--) {
		unsigned i = 1 + random_below(r, KEYS - 1);
		struct key key = key_of(i);
		struct bytes k = {key.text, sizeof key.text};
		c->next.v[i] = random_below(r, 3) ? ++c->w->version : 0;
		err = c->next.v[i] ? db_put(txn, k, value_of(i, c->next.v[i])) : db_del(txn, k);
	}
	return err;
}

static int change_and_refuse(struct db_txn *txn, void *arg)
{
	int err = change_some(txn, arg);
	return err ? err : QUAD_EREFUSED;
}

/* A part that is refused leaves nothing, though the transaction goes on. */
static int change_tied(struct db_txn *txn, struct change *c)
{
	struct content before = c->next;
	if (random_below(&c->w->random, 2))
		return db_nest(txn, change_some, c);
	int err = db_nest(txn, change_and_refuse, c);
	c->next = before;
	return err == QUAD_EREFUSED ? 0 : err;
}

static int change(struct db_txn *txn, void *arg)
{
	struct change *c = arg;
	struct world *w = c->w;
	struct key large = key_of(0);
	int err = look(txn, w);
	c->next = w->base;
	for (unsigned n = 1 + random_below(&w->random, 3); !err && n > 0; n--)
		err = random_below(&w->random, 2) ? change_some(txn, c) : change_tied(txn, c);
	if (!err && c->large) {
		c->next.v[0] = ++w->version;
		err = db_put(txn, (struct bytes){large.text, sizeof large.text}, value_of(0, c->next.v[0]));
	}
	if (!err && c->refused)
		err = QUAD_EREFUSED;
	if (err)
		return err;
	w->next = c->next;
	w->asked = true;
	return 0;
}

/* What is asked for may be there later. */
static void keep_unsure(struct world *w)
{
	if (w->n_unsure < UNSURE_MAX)
		w->unsure[w->n_unsure++] = w->next;
	w->asked = false;
}

/* The answer to a change. */
static int hear(struct world *w, const char *what, int err)
{
	bool fails = err == QUAD_EIO || err == QUAD_EFULL || err == QUAD_EUNSURE;
	if (w->n_failed)
		tell(w, " %s:%s(%u of %u syncs failed, loss %d)", what, err ? quad_strerror(err) : "ok", w->n_failed,
		     w->n_syncs, (int)w->luck.loss);
	else
		tell(w, " %s%s%s", what, err ? ":" : "", err ? quad_strerror(err) : "");
	if (err && (!fails || !w->n_failed))
		return fault(w, "%s: %s", what, quad_strerror(err));
	w->counts.transactions++;
	w->counts.failed += err && err != QUAD_EUNSURE;
	w->counts.unsure += err == QUAD_EUNSURE;
	if (err == QUAD_EUNSURE)
		keep_unsure(w);
	w->asked = false;
	if (err)
		return 0;
	w->counts.acknowledged++;
	/* what changes nothing writes nothing, and decides nothing */
	if (!content_equals(&w->base, &w->next)) {
		w->base = w->next;
		w->n_unsure = 0;
		w->n_acknowledged++;
	}
	return 0;
}

static int make_change(struct world *w, struct db *db, bool large)
{
	struct change c = {.w = w, .large = large, .refused = random_below(&w->random, 8) == 0};
	int err = db_update(db, change, &c, NULL);
	if (c.refused && err == QUAD_EREFUSED) {
		tell(w, " refused");
		w->counts.refused++;
		return 0;
	}
	return hear(w, large ? "large" : "small", err);
}

/* ---- copies ---- */

/* A backup is as the store when it was made, also when it is opened itself. */
static int make_copy(struct world *w, struct db *db)
{
	struct db *copy = NULL;
	struct content is;
	torture_remove(w->copy_dir);
	if (mkdir(w->copy_dir, 0700) != 0)
		torture_give_up(w->copy_dir);
	w->has_copy = false;
	int err = db_read(db, look, w);
	if (!err)
		err = db_backup(db, w->copy);
	if (!err)
		err = db_open(w->copy_dir, 0, &copy);
	if (!err)
		err = db_read(copy, (int (*)(struct db_txn *, void *))read_content, &is);
	db_close(copy);
	tell(w, " copy");
	if (err)
		return fault(w, "a copy: %s", quad_strerror(err));
	if (!content_equals(&is, &w->base))
		return fault_content(w, &is, "a copy");
	w->has_copy = true;
	w->copied = is;
	w->counts.copies++;
	return 0;
}

static int accept_all(struct db_txn *txn, void *arg)
{
	(void)txn;
	(void)arg;
	return 0;
}

/* The copy in the place of the store's content, in a transaction too long for a record. */
static int restore_copy(struct world *w, struct db *db)
{
	w->next = w->copied;
	w->asked = true;
	return hear(w, "restore", db_restore(db, w->copy, accept_all, NULL));
}

/* The file as it might be after a power cut, never opened, in the place of the store's content: it is the same. */
static int restore_raw(struct world *w, struct db *db)
{
	disk_cut(&w->disk, &w->random, &w->cut);
	torture_save(w->raw, w->cut.p, w->cut.len);
	w->next = w->base;
	w->asked = true;
	return hear(w, "raw", db_restore(db, w->raw, accept_all, NULL));
}

/* ---- lives ---- */

static int step(struct world *w, struct db *db)
{
	unsigned dice = random_below(&w->random, 100);
	bool is_young = w->n_acknowledged < 8; /* copies of a young store have records of what they do next */
	if (dice < (is_young ? 25 : 8))
		return make_copy(w, db);
	if (dice > 94 && w->has_copy)
		return restore_copy(w, db);
	if (dice > 90 && w->n_acknowledged && !w->n_unsure)
		return restore_raw(w, db);
	return make_change(w, db, dice > (is_young ? 60 : 75));
}

static void tell_fault(void *arg, const char *text)
{
	fault(arg, "the proof: %s", text);
}

static int prove(struct world *w, struct db *db)
{
	uint64_t n_faults;
	int err = db_prove(db, tell_fault, w, &n_faults);
	if (err)
		return fault(w, "the proof: %s", quad_strerror(err));
	return n_faults ? QUAD_ESTOP : 0;
}

static int open_store(struct world *w, struct db **out)
{
	draw_luck(w);
	int err = db_open(w->dir, w->is_there ? 0 : DB_CREATE, out);
	w->is_there = true;
	if (err && w->n_failed) {
		tell(w, " open:%s", quad_strerror(err));
		w->luck = (struct luck){0};
		err = db_open(w->dir, 0, out);
	}
	if (err)
		return fault(w, "opening: %s", quad_strerror(err));
	fold_every(*out, 1 + random_below(&w->random, 6), true);
	return 0;
}

/* A process from opening the store to closing it. */
static int live(void *arg)
{
	struct world *w = arg;
	struct db *db = NULL;
	shim_tell(w->data, &(struct shim_disk){on_write, on_sync, w});
	int err = open_store(w, &db);
	if (!err)
		err = db_read(db, look, w);
	if (!err)
		err = prove(w, db);
	for (unsigned n = 1 + random_below(&w->random, STEPS); !err && n > 0; n--) {
		draw_luck(w);
		err = step(w, db);
		if (!err && w->n_acknowledged && random_below(&w->random, 10) == 0)
			end(w, choose_ending(w));
	}
	db_close(db);
	return err ? 1 : 0;
}

/* The file is from now on what is on the disk and the writes that are still to go there. */
static void forget_dropped(struct world *w)
{
	image_copy(&w->cut, &w->disk.certain);
	for (size_t i = 0; i < w->disk.n; i++)
		image_put(&w->cut, w->disk.v[i].at, w->disk.v[i].p, w->disk.v[i].len);
	torture_save(w->data, w->cut.p, w->cut.len);
}

/* Between two lives. */
static void go_on(struct world *w)
{
	unsigned dice = random_below(&w->random, 4);
	if (w->asked)
		keep_unsure(w);
	if (w->ending == ENDED_CUT) {
		disk_cut(&w->disk, &w->random, &w->cut);
		torture_save(w->data, w->cut.p, w->cut.len);
		image_copy(&w->disk.certain, &w->cut);
		w->disk.n = w->n_written = 0;
		w->settles = true;
		if (dice > 0)
			shim_reboot();
		tell(w, dice ? " | cut" : " | detached");
	} else if (dice == 0) {
		flush(w, false);
		forget_dropped(w);
		w->settles = true;
		shim_reboot();
		tell(w, " | reboot");
	} else {
		if (dice == 1)
			forget_dropped(w);
		tell(w, dice == 1 ? " | forgotten" : " |");
	}
	w->counts.lives++;
	w->counts.kills += w->ending == ENDED_KILLED;
	w->counts.cuts += w->ending == ENDED_CUT;
	w->ending = ENDED_NOT;
}

/* False: it was not as promised. */
static bool run_history(struct torture *t, struct world *w, unsigned n)
{
	int status = 0;
	w->random = (struct random){t->seed * 1000003 + n};
	w->disk.n = w->n_written = 0;
	memset(w->disk.certain.p, 0, w->disk.certain.len);
	w->disk.certain.len = 0;
	w->base = (struct content){{0}};
	w->n_unsure = w->n_acknowledged = w->version = 0;
	w->is_there = w->has_copy = w->asked = w->settles = false;
	w->fault[0] = w->told[0] = '\0';
	for (int i = 0; i < LIVES && status == 0; i++) {
		status = torture_child(live, w, 10);
		if (w->ending && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
			status = 0;
		if (status == 0)
			go_on(w);
	}
	if (status != 0)
		torture_fail(t, "history %u: %s:%s", n, *w->fault ? w->fault : torture_status(status), w->told);
	torture_remove(w->dir);
	return status == 0;
}

void flushes(struct torture *t)
{
	unsigned n = torture_rounds(t, 50, 1000), n_bad = 0;
	struct world *w = torture_share(sizeof *w);
	const struct counts *c = &w->counts;
	double start = torture_seconds();
	w->written = torture_share(WRITTEN_BYTES);
	w->disk.certain.p = torture_share(IMAGE_BYTES);
	w->cut.p = torture_share(IMAGE_BYTES);
	snprintf(w->dir, sizeof w->dir, "%s", torture_path("flushed"));
	snprintf(w->data, sizeof w->data, "%s/data.mdb", w->dir);
	snprintf(w->copy_dir, sizeof w->copy_dir, "%s", torture_path("flushed-copy"));
	snprintf(w->copy, sizeof w->copy, "%s/data.mdb", w->copy_dir);
	snprintf(w->raw, sizeof w->raw, "%s", torture_path("flushed-raw"));
	for (unsigned i = 0; i < n; i++)
		n_bad += !run_history(t, w, i);
	torture_told(t, "%u histories of %u lives, %u ended by a kill and %u by a power cut; %u transactions, %u of them "
	                "acknowledged, %u failed, %u unsure (%u came) and %u refused; %u flushes failed, %u copies: "
	                "%u not as promised, %.1f s", n, c->lives, c->kills, c->cuts, c->transactions + c->refused,
	             c->acknowledged, c->failed, c->unsure, c->came, c->refused, c->flushes_failed, c->copies, n_bad,
	             torture_seconds() - start);
	torture_remove(w->copy_dir);
	unlink(w->raw);
}
