/*
 * A file that grows: beyond the map of a process that could only have a small one, by another process that could have a
 * large one; and under a reader that stands still in the middle of its snapshot, which keeps all pages in use that were
 * when it began.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/query/query.h"
#include "tests/figures.h"
#include "tests/torture/shim.h"
#include "tests/torture/torture.h"

/* Adds or moves a booking of lab A; a few are moved about, so that the store's content does not grow. */
static int commit_one(struct store *s, unsigned i, struct arena *arena)
{
	static const struct claim_ask lab = {"A", 0};
	struct request rq = {.op = OP_BOOK, .actor = "anna", .now = torture_now(), .given = GIVEN_ALL};
	struct result result;
	int64_t start = torture_now() + 1440 + i % 512 * 60;
	char ref[20];
	snprintf(ref, sizeof ref, "b%u", i % 8);
	rq.u.booking = (struct booking_ask){.ref = ref, .claims = &lab, .n_claims = 1, .start = start, .end = start + 60,
	                                    .purpose = "", .note = "", .requester = "", .institution = ""};
	int err = store_apply(s, &rq, 1, false, &result, arena);
	arena_release(arena);
	return err ? err : result.outcome == OUTCOME_REFUSED ? QUAD_EREFUSED : 0;
}

static uint64_t file_bytes(struct store *s)
{
	struct db_figures f;
	return db_figures(s->db, &f) == 0 ? figure_of(&f, "file_bytes") : 0;
}

/* ---- a small map ---- */

#define GIB ((uint64_t)1 << 30)
#define FIRST_BYTES (3 * GIB) /* address space of who has the small map, at first */

struct tight {
	char dir[4096], data[4200];
	int grow, grown; /* pipes */
	uint64_t bytes;      /* what the file becomes */
	uint64_t then_bytes; /* what room this process gets then */
	bool too_large;      /* it gets that only when it has seen that it lacks it */
	int stage, err;      /* out */
};

/*
 * What a file looks like that another process has made larger: its newest meta page says so and pages follow, which
 * here nothing refers to. Offsets of struct MDB_meta in LMDB 0.9: the last page at 16 + 16 + 8 + 2 * 48 into the page,
 * the transaction behind it.
 */
static void grow_file(const char *data, uint64_t bytes)
{
	enum { LAST_AT = 136, TXN_AT = 144, PAGE = 4096 };
	uint64_t last = bytes / PAGE - 1, txn[2] = {0};
	int fd = open(data, O_RDWR | O_CLOEXEC);
	if (fd < 0 || pread(fd, &txn[0], 8, TXN_AT) != 8 || pread(fd, &txn[1], 8, PAGE + TXN_AT) != 8 ||
	    ftruncate(fd, (off_t)bytes) != 0 ||
	    pwrite(fd, &last, 8, (txn[1] > txn[0] ? PAGE : 0) + LAST_AT) != 8)
		torture_give_up(data);
	close(fd);
}

static void ignore(void *arg, const char *text)
{
	(void)arg;
	(void)text;
}

/* A stage, unless one before it failed. */
static bool goes_on(struct tight *ti, int stage)
{
	if (!ti->err)
		ti->stage = stage;
	return !ti->err;
}

static void limit(uint64_t bytes)
{
	struct rlimit as;
	getrlimit(RLIMIT_AS, &as);
	as.rlim_cur = bytes;
	setrlimit(RLIMIT_AS, &as);
}

static int work_tight(void *arg)
{
	struct tight *ti = arg;
	struct arena arena = {0};
	struct booking_filter f = {.resource = "A"};
	struct booking_ids ids = {0};
	struct store s;
	uint64_t n_faults = 0;
	char c = 0;
	limit(FIRST_BYTES);
	ti->err = store_open(ti->dir, &s);
	for (unsigned i = 0; goes_on(ti, 1) && i < 8; i++)
		ti->err = commit_one(&s, i, &arena);
	if (goes_on(ti, 2) && (write(ti->grow, &c, 1) != 1 || read(ti->grown, &c, 1) != 1))
		ti->err = QUAD_EIO;
	/* others have made it larger than this map */
	for (int i = 0; i < 2 && ti->too_large && !ti->err; i++)
		if (query_booking_ids(&s, &f, &ids) != QUAD_ENOMEM || commit_one(&s, 8, &arena) != QUAD_ENOMEM)
			ti->err = QUAD_EINVAL;
	limit(ti->too_large ? ti->bytes + FIRST_BYTES : ti->then_bytes);
	if (goes_on(ti, 3))
		ti->err = query_booking_ids(&s, &f, &ids);
	if (!ti->err && ids.n != 8)
		ti->err = QUAD_ENOTFOUND;
	arena_release(&ids.arena);
	for (unsigned i = 8; goes_on(ti, 4) && i < 16; i++)
		ti->err = commit_one(&s, i, &arena);
	if (goes_on(ti, 5))
		ti->err = query_check(&s, ignore, NULL, &n_faults);
	if (!ti->err && n_faults)
		ti->err = QUAD_ECORRUPT;
	store_close(&s);
	return ti->err ? 1 : 0;
}

static pid_t grower(struct tight *ti, const int a[2], const int b[2])
{
	pid_t pid = fork();
	if (pid < 0)
		torture_give_up("fork");
	if (pid == 0) {
		struct arena arena = {0};
		struct store s;
		char c;
		close(a[1]);
		int err = read(a[0], &c, 1) == 1 ? 0 : QUAD_EIO;
		if (!err)
			grow_file(ti->data, ti->bytes);
		err = err ? err : store_open(ti->dir, &s);
		for (unsigned i = 0; !err && i < 4; i++)
			err = commit_one(&s, 100 + i, &arena);
		_exit(err || write(b[1], "", 1) != 1 ? 1 : 0);
	}
	return pid;
}

void growth(struct torture *t)
{
	static const char *const stages[] = {"", "opening and booking", "waiting", "reading what has grown", "writing to it",
	                                     "the check"};
	static const struct {
		uint64_t gib, then_gib;
		bool too_large;
	} cases[] = {{1, 3, false}, {3, 8, false}, {5, 12, false}, {3, 0, true}, {6, 0, true}};
	struct tight *ti = torture_share(sizeof *ti);
	unsigned n = sizeof cases / sizeof *cases, n_ok = 0;
	double start = torture_seconds();
	for (unsigned i = 0; i < n; i++) {
		int a[2], b[2], status;
		*ti = (struct tight){.bytes = cases[i].gib * GIB + GIB / 8, .then_bytes = cases[i].then_gib * GIB,
		                     .too_large = cases[i].too_large};
		snprintf(ti->dir, sizeof ti->dir, "%s", torture_path("tight"));
		snprintf(ti->data, sizeof ti->data, "%s/data.mdb", ti->dir);
		torture_school(ti->dir);
		if (pipe(a) != 0 || pipe(b) != 0)
			torture_give_up("pipe");
		pid_t pid = grower(ti, a, b);
		ti->grow = a[1];
		ti->grown = b[0];
		close(b[1]);
		int got = torture_child(work_tight, ti, 10);
		for (int j = 0; j < 2; j++)
			close(a[j]);
		close(b[0]);
		if (waitpid(pid, &status, 0) != pid || status != 0)
			torture_fail(t, "who made the file larger: %s", torture_status(status));
		if (got != 0)
			torture_fail(t, "room for 3 GiB, the file grown to %" PRIu64 ", then room for %" PRIu64 ": %s at %s: %s",
			             cases[i].gib, cases[i].then_gib, torture_status(got), stages[ti->stage],
			             quad_strerror(ti->err));
		n_ok += got == 0;
		torture_remove(ti->dir);
	}
	torture_told(t, "%u of %u files that another process made larger than one's map were read and written on, %.1f s",
	             n_ok, n, torture_seconds() - start);
}

/* ---- a reader that stands still ---- */

struct stander {
	int ready;
	uint64_t n_seen;
};

static int stand(struct db_txn *txn, void *arg)
{
	struct stander *st = arg;
	struct bytes key = {"mzone", 5}, v;
	int err = db_get(txn, key, &v);
	if (err || write(st->ready, "", 1) != 1)
		return QUAD_EIO;
	raise(SIGSTOP);
	/* continued: what it reads is of the moment when it began */
	return db_get(txn, key, &v);
}

static pid_t start_stander(const char *dir, int *ready)
{
	int p[2];
	char c;
	if (pipe(p) != 0)
		torture_give_up("pipe");
	pid_t pid = fork();
	if (pid < 0)
		torture_give_up("fork");
	if (pid == 0) {
		struct stander st = {.ready = p[1]};
		struct store s;
		close(p[0]);
		int err = store_open(dir, &s);
		_exit(err || db_read(s.db, stand, &st) ? 1 : 0);
	}
	close(p[1]);
	if (read(p[0], &c, 1) != 1)
		torture_give_up("a reader");
	*ready = p[0];
	return pid;
}

static int commit_many(struct torture *t, struct store *s, unsigned *at, unsigned n, const char *when)
{
	struct arena arena = {0};
	int err = 0;
	for (unsigned i = 0; !err && i < n; i++)
		err = commit_one(s, (*at)++, &arena);
	if (err)
		torture_fail(t, "%s: %s", when, quad_strerror(err));
	return err;
}

static void with_stander(struct torture *t, bool killed, unsigned n)
{
	struct store s;
	char dir[4096], data[4200];
	unsigned at = 0;
	int ready, status;
	snprintf(dir, sizeof dir, "%s", torture_path("stopped"));
	snprintf(data, sizeof data, "%s/data.mdb", dir);
	torture_school(dir);
	shim_slow(data, 1); /* syncs that are none: it is about space */
	pid_t pid = start_stander(dir, &ready);
	if (waitpid(pid, &status, WUNTRACED) != pid || !WIFSTOPPED(status))
		torture_give_up("a reader that stops");
	int err = store_open(dir, &s);
	if (err) {
		torture_fail(t, "beside a stopped reader: %s", quad_strerror(err));
		return;
	}
	uint64_t first = file_bytes(&s);
	double start = torture_seconds();
	err = commit_many(t, &s, &at, n, "beside a stopped reader");
	double seconds = torture_seconds() - start;
	uint64_t grown = file_bytes(&s);
	kill(pid, killed ? SIGKILL : SIGCONT);
	if (waitpid(pid, &status, 0) != pid || (!killed && status != 0))
		torture_fail(t, "the reader that went on: %s", torture_status(status));
	close(ready);
	/* a dead reader's place is found by the next who opens the store */
	store_close(&s);
	err = err ? err : store_open(dir, &s);
	if (!err) {
		commit_many(t, &s, &at, n, "behind it");
		torture_check(t, &s, "behind it");
		uint64_t last = file_bytes(&s);
		/* the journal grows by a page or so in ten changes */
		if (last > grown + (uint64_t)n * 1024)
			torture_fail(t, "the reader is gone and its space is not used again: %" PRIu64 " MiB, %" PRIu64 " MiB then",
			             grown >> 20, last >> 20);
		torture_told(t, "%u commits beside a reader that was stopped, then %s: %.2f MiB became %.1f in %.1f s; %u more, "
		                "%.1f MiB", n, killed ? "killed" : "continued", (double)first / 1048576,
		             (double)grown / 1048576, seconds, n, (double)last / 1048576);
		store_close(&s);
	}
	shim_off();
	torture_remove(dir);
}

void stopped_reader(struct torture *t)
{
	unsigned n = torture_rounds(t, 500, 20000);
	with_stander(t, false, n);
	with_stander(t, true, n);
}
