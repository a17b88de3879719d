/*
 * A disk that fails or is full: each call of a commit that writes or syncs fails in turn, once or for good, before or
 * behind its work; and a file system of a few megabytes that is really filled. Who asked is told, nothing that was
 * acknowledged is lost, and the same process and another go on working when it is over.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/query/query.h"
#include "tests/torture/shim.h"
#include "tests/torture/torture.h"

enum { CALLS_MAX = 500, MANY = 300, BEFORE = 5 /* bookings that must stay */ };

/* Books n hours of lab A in one transaction, from number `hour` on; *result is the last one's. */
static int book_hours(struct store *s, int hour, int n, struct result *result, struct arena *arena)
{
	static const struct claim_ask lab = {"A", 0};
	struct request rq[MANY];
	struct result results[MANY] = {0};
	for (int i = 0; i < n; i++) {
		int64_t start = torture_now() + 1440 + (hour + i) * 60;
		rq[i] = (struct request){.op = OP_BOOK, .actor = "anna", .now = torture_now(), .given = GIVEN_ALL};
		rq[i].u.booking = (struct booking_ask){.ref = "", .claims = &lab, .n_claims = 1, .start = start, .end = start + 60,
		                                       .purpose = "", .note = "", .requester = "", .institution = ""};
		request_id_new(rq[i].id);
	}
	int err = store_apply(s, rq, (size_t)n, false, results, arena);
	*result = results[n - 1];
	return err;
}

static int book_hour(struct store *s, int hour, struct result *result, struct arena *arena)
{
	return book_hours(s, hour, 1, result, arena);
}

/* True if hour number `hour` is taken. */
static bool is_booked(struct store *s, int hour)
{
	int64_t start = torture_now() + 1440 + hour * 60;
	struct booking_filter f = {.resource = "A", .from = start, .to = start + 60};
	struct booking_ids ids = {0};
	int err = query_booking_ids(s, &f, &ids);
	bool yes = !err && ids.n == 1;
	arena_release(&ids.arena);
	return yes;
}

struct trial {
	struct torture *t;
	char dir[4096], data[4200], when[120];
	struct shim_fault fault;
	bool reboots; /* the system, behind the fault */
	int n_hours; /* in the transaction that fails */
	unsigned n_failed, n_unsure; /* out: calls that failed; booked, though the answer was an error */
};

/* All hours before n_hours are booked. */
static void check_hours(struct torture *t, struct store *s, int n_hours, const char *when)
{
	torture_check(t, s, when);
	for (int i = 0; i < n_hours; i++)
		if (!is_booked(s, i))
			torture_fail(t, "%s: hour %d was acknowledged and is not booked", when, i);
}

/* One fault in one commit. Exit status: failures, at most 100. */
static int try_fault(void *arg)
{
	struct trial *tr = arg;
	struct torture *t = tr->t;
	struct arena arena = {0};
	struct result result;
	struct store s;
	int hour = 0, n_came = 0, again = 0;
	t->n_failures = 0;
	int err = store_open(tr->dir, &s);
	for (; !err && hour < BEFORE; hour++)
		err = book_hour(&s, hour, &result, &arena);
	if (err) {
		torture_fail(t, "%s: before: %s", tr->when, quad_strerror(err));
		return 1;
	}
	shim_fail(tr->data, &tr->fault);
	err = book_hours(&s, hour, tr->n_hours, &result, &arena);
	unsigned n_failed = tr->n_failed = shim_failed();
	if (err && n_failed == 0)
		torture_fail(t, "%s: %s though nothing failed", tr->when, quad_strerror(err));
	if (!err && n_failed && !is_booked(&s, hour))
		torture_fail(t, "%s: acknowledged and not booked", tr->when);
	if (err && err != QUAD_EFULL && err != QUAD_EIO && (err != QUAD_EUNSURE || !tr->fault.from_then))
		torture_fail(t, "%s: the answer is: %s", tr->when, quad_strerror(err));
	if (err && tr->fault.error == ENOSPC && err != QUAD_EFULL && err != QUAD_EUNSURE)
		torture_fail(t, "%s: no room, and the answer is: %s", tr->when, quad_strerror(err));
	/* while it lasts: the same answer, and reading goes on */
	if (err && tr->fault.from_then) {
		again = book_hour(&s, hour, &result, &arena);
		/* what is not known to have been done may be seen already: then it is in the way */
		bool is_there = again == 0 && err == QUAD_EUNSURE && result.outcome == OUTCOME_REFUSED;
		if (!is_there && again != QUAD_EFULL && again != QUAD_EIO && again != QUAD_EUNSURE)
			torture_fail(t, "%s: asked again while it lasts: %s", tr->when, quad_strerror(again));
		check_hours(t, &s, hour, "while it lasts");
	}
	shim_off();
	/* what is not known to have been done is known when the store is opened next */
	if (tr->reboots || err == QUAD_EUNSURE || again == QUAD_EUNSURE) {
		store_close(&s);
		if (tr->reboots)
			shim_reboot();
		int broken = store_open(tr->dir, &s);
		if (broken) {
			torture_fail(t, "%s: opened behind it: %s", tr->when, quad_strerror(broken));
			return 1;
		}
	}
	while (n_came < tr->n_hours && is_booked(&s, hour + n_came))
		n_came++;
	tr->n_unsure += err && n_came;
	/* who was told that it failed has nothing booked; who was told that it is not known, all or nothing */
	bool allowed = !err ? n_came == tr->n_hours :
	               n_came == 0 || (err == QUAD_EUNSURE && n_came == tr->n_hours) || (again == QUAD_EUNSURE && n_came == 1);
	if (!allowed)
		torture_fail(t, "%s: %s, then %s, and %d booked", tr->when, quad_strerror(err), quad_strerror(again), n_came);
	hour += n_came;
	check_hours(t, &s, hour, tr->when);
	err = book_hour(&s, hour, &result, &arena);
	if (err || result.outcome != OUTCOME_ADDED)
		torture_fail(t, "%s: behind it, in the same process: %s", tr->when, quad_strerror(err));
	else
		hour++;
	store_close(&s);
	err = store_open(tr->dir, &s);
	if (err) {
		torture_fail(t, "%s: opened again: %s", tr->when, quad_strerror(err));
	} else {
		check_hours(t, &s, hour, tr->when);
		err = book_hour(&s, hour, &result, &arena);
		if (err || result.outcome != OUTCOME_ADDED)
			torture_fail(t, "%s: behind it, opened again: %s", tr->when, quad_strerror(err));
		store_close(&s);
	}
	arena_release(&arena);
	return t->n_failures < 100 ? (int)t->n_failures : 100;
}

void disk_faults(struct torture *t)
{
	static const int errors[] = {ENOSPC, EIO};
	struct trial *tr = torture_share(sizeof *tr);
	unsigned n_trials = 0, n_bad = 0, most = 0;
	double start = torture_seconds();
	tr->t = t;
	snprintf(tr->dir, sizeof tr->dir, "%s", torture_path("faulty"));
	snprintf(tr->data, sizeof tr->data, "%s/data.mdb", tr->dir);
	for (int kind = 0; kind < 32; kind++) {
		tr->fault = (struct shim_fault){.error = errors[kind & 1], .from_then = kind & 2, .after = kind & 4};
		tr->n_hours = kind & 8 ? MANY : 1;
		tr->reboots = kind & 16;
		if (t->brief && kind & 8 && kind != 8)
			continue;
		tr->n_failed = 1;
		for (unsigned n = 1; tr->n_failed && n < CALLS_MAX; n++, n_trials++) {
			tr->fault.nth = n;
			tr->n_failed = 0;
			snprintf(tr->when, sizeof tr->when, "%d bookings, call %u, %s, %s, %s%s", tr->n_hours, n,
			         kind & 1 ? "EIO" : "ENOSPC", kind & 2 ? "from then on" : "once",
			         kind & 4 ? "done all the same" : "not done", tr->reboots ? ", a reboot" : "");
			torture_school(tr->dir);
			int status = torture_child(try_fault, tr, 10);
			n_bad += status != 0;
			if (status != 0)
				torture_fail(t, "%s: %s", tr->when, torture_status(status));
			torture_remove(tr->dir);
			most = n - 1 > most ? n - 1 : most;
		}
	}
	torture_told(t, "%u trials of up to %u calls a commit, %u not as promised, %u booked in spite of the answer, %.1f s",
	             n_trials, most, n_bad, tr->n_unsure, torture_seconds() - start);
}

/* ---- a file system that is full ---- */

enum { ROOM_BYTES = 6 << 20, NOT_PERMITTED = 77 };

static bool write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	if (fd >= 0)
		close(fd);
	return ok;
}

/* A file system in memory that only this process sees; as oneself or, where that is allowed, as root of a namespace. */
static bool mount_small(const char *dir)
{
	char options[60], users[60], groups[60];
	snprintf(users, sizeof users, "0 %ld 1", (long)geteuid());
	snprintf(groups, sizeof groups, "0 %ld 1", (long)getegid());
	if (syscall(SYS_unshare, CLONE_NEWNS) != 0 &&
	    (syscall(SYS_unshare, CLONE_NEWUSER | CLONE_NEWNS) != 0 || !write_text("/proc/self/uid_map", users) ||
	     !write_text("/proc/self/setgroups", "deny") || !write_text("/proc/self/gid_map", groups)))
		return false;
	snprintf(options, sizeof options, "size=%d", ROOM_BYTES);
	return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 && mount("none", dir, "tmpfs", 0, options) == 0;
}

/* Leaves so many bytes of room. */
static void fill_up(const char *ballast, uint64_t room)
{
	struct statvfs fs;
	static const char page[4096];
	int fd = open(ballast, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	while (fd >= 0 && fstatvfs(fd, &fs) == 0 && fs.f_bavail * fs.f_bsize > room)
		if (write(fd, page, sizeof page) != (ssize_t)sizeof page)
			break;
	if (fd >= 0)
		close(fd);
}

struct small {
	struct torture *t;
	char mounted[4096];
	unsigned n_full, n_booked, n_rooms; /* out */
};

/* Room for so many pages: books until it is full, with or without the other files being there. */
static void run_full(struct small *sm, const char *dir, const char *ballast, unsigned pages, bool fresh)
{
	struct torture *t = sm->t;
	struct arena arena = {0};
	struct result result;
	struct store s;
	char when[80], path[4300];
	int hour = 0, err;
	snprintf(when, sizeof when, "room for %u pages%s", pages, fresh ? ", no other files" : "");
	torture_remove(dir);
	unlink(ballast);
	torture_school(dir);
	for (size_t i = 0; fresh && i < 3; i++) {
		static const char *const others[] = {"queue", "lock.mdb", "write.lock"};
		snprintf(path, sizeof path, "%s/%s", dir, others[i]);
		unlink(path);
	}
	fill_up(ballast, (uint64_t)pages * 4096);
	sm->n_rooms++;
	err = store_open(dir, &s);
	if (err) {
		if (err != QUAD_EFULL)
			torture_fail(t, "%s: opening: %s", when, quad_strerror(err));
		sm->n_full++;
	} else {
		while ((err = book_hour(&s, hour, &result, &arena)) == 0)
			hour++;
		if (err != QUAD_EFULL)
			torture_fail(t, "%s: hour %d: %s", when, hour, quad_strerror(err));
		sm->n_full++;
		check_hours(t, &s, hour, when);
		unlink(ballast);
		err = book_hour(&s, hour, &result, &arena);
		if (err)
			torture_fail(t, "%s: room again, in the same process: %s", when, quad_strerror(err));
		else
			hour++;
		store_close(&s);
	}
	unlink(ballast);
	err = store_open(dir, &s);
	if (err) {
		torture_fail(t, "%s: opened again: %s", when, quad_strerror(err));
	} else {
		check_hours(t, &s, hour, when);
		err = book_hour(&s, hour, &result, &arena);
		if (err)
			torture_fail(t, "%s: room again, opened again: %s", when, quad_strerror(err));
		store_close(&s);
	}
	sm->n_booked += (unsigned)hour;
	arena_release(&arena);
}

static int run_small(void *arg)
{
	struct small *sm = arg;
	char dir[4200], ballast[4200];
	if (!mount_small(sm->mounted))
		return NOT_PERMITTED;
	snprintf(dir, sizeof dir, "%s/store", sm->mounted);
	snprintf(ballast, sizeof ballast, "%s/ballast", sm->mounted);
	sm->t->n_failures = 0;
	static const unsigned rooms[] = {0, 1, 2, 3, 5, 8, 20, 60, 70, 100};
	for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++)
		for (int fresh = 0; fresh < 2; fresh++)
			run_full(sm, dir, ballast, rooms[i], fresh);
	return sm->t->n_failures ? 1 : 0;
}

/* `quad book` where the first write fails: a message and exit 1, and nothing is booked. */
static void ask_program(struct torture *t)
{
	static const struct {
		int error;
		const char *says;
	} v[] = {{ENOSPC, "no room"}, {EIO, "could not read or write"}};
	char dir[4096], fault[4300], said[4096];
	snprintf(dir, sizeof dir, "%s", torture_path("told"));
	torture_school(dir);
	for (size_t i = 0; i < 2; i++) {
		int err[2], status;
		ssize_t n, len = 0;
		snprintf(fault, sizeof fault, "1 %d 1 %s/data.mdb", v[i].error, dir);
		if (pipe(err) != 0)
			torture_give_up("pipe");
		pid_t pid = fork();
		if (pid == 0) {
			dup2(err[1], STDERR_FILENO);
			dup2(err[1], STDOUT_FILENO);
			setenv("LD_PRELOAD", t->shim, 1);
			setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 1);
			setenv("QUAD_SHIM_FAIL", fault, 1);
			setenv("LC_ALL", "C", 1);
			unsetenv("LANGUAGE");
			execl(t->quad, t->quad, "--store", dir, "book", "A", "--at", "2030-01-01T08:00", "--for", "1h", (char *)NULL);
			_exit(127);
		}
		close(err[1]);
		while ((n = read(err[0], said + len, sizeof said - 1 - (size_t)len)) > 0)
			len += n;
		said[len] = '\0';
		close(err[0]);
		if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status) != 1 || !strstr(said, v[i].says))
			torture_fail(t, "quad book with %s: %s, \"%s\"", strerror(v[i].error), torture_status(status), said);
	}
	torture_remove(dir);
}

void full_disk(struct torture *t)
{
	struct small *sm = torture_share(sizeof *sm);
	double start = torture_seconds();
	sm->t = t;
	ask_program(t);
	snprintf(sm->mounted, sizeof sm->mounted, "%s", torture_path("small"));
	if (mkdir(sm->mounted, 0700) != 0)
		torture_give_up(sm->mounted);
	int status = torture_child(run_small, sm, 30);
	torture_remove(sm->mounted);
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_PERMITTED) {
		torture_told(t, "a small file system cannot be mounted here; full disks are those of disk-faults only");
		return;
	}
	if (status != 0)
		torture_fail(t, "%s, with room for the %u. of the sizes", torture_status(status), sm->n_rooms);
	torture_told(t, "%u file systems of %d KiB filled to the last page, %u times told so, %u bookings kept, %.1f s",
	             sm->n_rooms, ROOM_BYTES / 1024, sm->n_full, sm->n_booked, torture_seconds() - start);
}
