/*
 * Power cuts. A run of writers is written down call by call with what was synced and what was acknowledged; then, for
 * many moments of that run, the file is made again as a disk may have it: all that was synced, and of the rest each
 * sector or page by chance, the later without the earlier. It is opened by a process of its own, as after a reboot,
 * with whatever may be in the two files beside it that hold nothing which must last.
 *
 * To see that this finds anything, the same is done as if syncs did nothing: then stores must be found broken.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/base/err.h"
#include "tests/torture/disk.h"
#include "tests/torture/shim.h"
#include "tests/torture/writer.h"

enum {
	WRITERS = 3,
	LOG_BYTES = 1 << 28,
	QUEUE_BYTES = 270400, /* a little more than the file has */
	SYNC_TURNS = 2000000,
	FORGOTTEN = 60,       /* writes that are not on the disk where syncs do nothing */
};

struct replay {
	struct torture *t;
	const struct shim_log *log;
	struct disk disk; /* the tag of a write is where it stands in the log */
	struct image cut; /* a file as it may be */
	struct promises promises;
	struct random random;
	bool no_syncs;
	char dir[4096], when[80];
	unsigned char garbage[QUEUE_BYTES];
	unsigned char *queue; /* as the writers left it */
	size_t queue_len;
};

static const unsigned char *bytes_of(const struct shim_record *r)
{
	return (const unsigned char *)(r + 1);
}

/* Those of the writes for which it is certain, at this record, go to the disk. */
static void settle(struct replay *re, const struct shim_record *r)
{
	struct disk *d = &re->disk;
	size_t kept = 0;
	for (size_t i = 0; i < d->n; i++) {
		const struct disk_write *w = &d->v[i];
		bool certain = re->no_syncs ? i + FORGOTTEN < d->n : r->kind == SHIM_SYNC ? w->tag < r->at : w->tag == r->at;
		if (certain)
			image_put(&d->certain, w->at, w->p, w->len);
		else
			d->v[kept++] = *w;
	}
	d->n = kept;
}

static void follow(struct replay *re, const struct shim_record *r, size_t offset)
{
	switch (r->kind) {
	case SHIM_WRITE:
		disk_add(&re->disk, &(struct disk_write){r->at, bytes_of(r), r->len, offset});
		break;
	case SHIM_DURABLE:
	case SHIM_SYNC:
		settle(re, r);
		break;
	case SHIM_MARK:
		promises_hear(&re->promises, (const void *)bytes_of(r));
		break;
	default:
		torture_give_up("a call that nobody expected");
	}
}

/* What may be in a file that holds nothing which must last: there is none, zeros, noise. */
static void make_garbage(struct replay *re, const char *name, size_t len)
{
	char path[4200];
	snprintf(path, sizeof path, "%s/%s", re->dir, name);
	unlink(path);
	unsigned kind = random_below(&re->random, 3);
	if (kind == 0)
		return;
	for (size_t i = 0; i < len; i += 8) {
		uint64_t x = kind == 1 ? 0 : random_next(&re->random);
		memcpy(re->garbage + i, &x, 8);
	}
	torture_save(path, re->garbage, len);
}

/*
 * The requests that were once in the queue, as if they waited still and their process lived: its number may be
 * another one's after a reboot. Layout of store/db/queue.c: 64 bytes a slot from 64 on, the state first, the process
 * at 8 (in former versions), the request's length behind it.
 */
static void make_queue(struct replay *re)
{
	enum { SLOTS = 64, STRIDE = 64, WAITING = 1 };
	char path[4200];
	if (random_below(&re->random, 2) || re->queue_len < STRIDE * (SLOTS + 1)) {
		make_garbage(re, "queue", QUEUE_BYTES);
		return;
	}
	for (size_t i = 0; i < SLOTS; i++) {
		uint32_t state = WAITING, process = (uint32_t)getpid(), len;
		unsigned char *head = re->queue + STRIDE * (i + 1);
		memcpy(&len, head + 12, sizeof len);
		if (len == 0)
			continue;
		memcpy(head, &state, sizeof state);
		memcpy(head + 8, &process, sizeof process);
	}
	snprintf(path, sizeof path, "%s/queue", re->dir);
	torture_save(path, re->queue, re->queue_len);
}

static int reboot(void *arg)
{
	struct replay *re = arg;
	struct torture mine = *re->t;
	struct store s;
	if (re->no_syncs)
		torture_be_quiet();
	shim_reboot();
	int err = store_open(re->dir, &s);
	if (err) {
		torture_fail(&mine, "%s: %s", re->when, quad_strerror(err));
		return 1;
	}
	unsigned n_bad = promises_check(&re->promises, &mine, &s, re->when);
	store_close(&s);
	/* it goes on working */
	struct board board = {0};
	struct writer w = {.dir = re->dir, .who = WRITERS, .seed = 7, .n_most = 3, .board = &board};
	if (n_bad == 0) {
		int out[2];
		struct note n;
		if (pipe(out) != 0)
			return 3;
		w.tell = writer_tell_pipe;
		w.arg = &out[1];
		n_bad += writer_run(&w) != 0;
		close(out[1]);
		while (writer_hear(out[0], 0, &n))
			promises_hear(&re->promises, &n);
		err = store_open(re->dir, &s);
		n_bad += err || promises_check(&re->promises, &mine, &s, "a booking behind it");
	}
	return n_bad ? 1 : 0;
}

/* One moment: true if the store was as promised. */
static bool cut_here(struct replay *re)
{
	char path[4200];
	disk_cut(&re->disk, &re->random, &re->cut);
	snprintf(path, sizeof path, "%s/data.mdb", re->dir);
	torture_save(path, re->cut.p, re->cut.len);
	make_queue(re);
	make_garbage(re, "lock.mdb", 8192);
	int status = torture_child(reboot, re, 10);
	if (status != 0 && !re->no_syncs)
		torture_fail(re->t, "%s: %s", re->when, torture_status(status));
	return status == 0;
}

static void tell_log(void *arg, const struct note *n)
{
	shim_mark(arg, n, sizeof *n);
}

/* Writers at work, written down. */
static struct shim_log *run(struct torture *t, const char *dir, unsigned n_each)
{
	char data[4200];
	struct board *board = torture_share(sizeof *board);
	struct shim_log *log = shim_log_new(LOG_BYTES);
	pid_t pids[WRITERS];
	int status;
	if (!log)
		torture_give_up("shared memory");
	snprintf(data, sizeof data, "%s/data.mdb", dir);
	for (uint32_t i = 0; i < WRITERS; i++) {
		pids[i] = fork();
		if (pids[i] < 0)
			torture_give_up("fork");
		if (pids[i] == 0) {
			struct writer w = {.dir = dir, .who = i, .seed = t->seed + i, .n_most = n_each, .board = board,
			                   .tell = tell_log, .arg = log};
			shim_record(data, log, SYNC_TURNS);
			_exit(writer_run(&w));
		}
	}
	for (int i = 0; i < WRITERS; i++)
		if (waitpid(pids[i], &status, 0) != pids[i] || status != 0)
			torture_fail(t, "a writer ended with %s", torture_status(status));
	return log;
}

/* Cuts at n places spread over the log. Returns how many stores were not as promised. */
static unsigned replay(struct torture *t, const struct shim_log *log, const struct image *begun,
                       const struct image *queue, unsigned n, bool no_syncs)
{
	static struct replay re;
	const struct shim_record *r;
	size_t n_records = 0, i = 0, next, end = 0;
	unsigned n_bad = 0, n_cuts = 0;
	while (shim_log_at(log, end, &next)) {
		end = next;
		n_records++;
	}
	re = (struct replay){.t = t, .log = log, .random = {t->seed + no_syncs}, .no_syncs = no_syncs,
	                     .queue = queue->p, .queue_len = queue->len};
	snprintf(re.dir, sizeof re.dir, "%s", torture_path("after"));
	torture_school(re.dir); /* for the directory and its files */
	re.disk.certain.p = calloc(1, IMAGE_BYTES);
	re.cut.p = calloc(1, IMAGE_BYTES);
	if (!re.disk.certain.p || !re.cut.p)
		torture_give_up("memory");
	image_put(&re.disk.certain, 0, begun->p, begun->len);
	for (size_t offset = 0; (r = shim_log_at(log, offset, &next)) != NULL; offset = next, i++) {
		follow(&re, r, offset);
		/* as many cuts at this record as make n of them evenly spread */
		for (; n_cuts * n_records < (i + 1) * n; n_cuts++) {
			snprintf(re.when, sizeof re.when, "cut %u behind record %zu of %zu", n_cuts, i, n_records);
			n_bad += !cut_here(&re);
		}
	}
	free(re.disk.certain.p);
	free(re.cut.p);
	promises_release(&re.promises);
	torture_remove(re.dir);
	return n_bad;
}

void power_cuts(struct torture *t)
{
	unsigned n = torture_rounds(t, 100, 6000), n_control = t->brief ? 30 : 300;
	unsigned n_each = n / 24 + 6, n_writes = 0, n_syncs = 0, n_marks = 0;
	double start = torture_seconds();
	const char *dir = torture_path("powered");
	char data[4200];
	struct image begun, queue;
	const struct shim_record *r;
	torture_school(dir);
	snprintf(data, sizeof data, "%s/data.mdb", dir);
	begun.p = torture_load(data, &begun.len);
	struct shim_log *log = run(t, dir, n_each);
	snprintf(data, sizeof data, "%s/queue", dir);
	queue.p = torture_load(data, &queue.len);
	for (size_t offset = 0, next; (r = shim_log_at(log, offset, &next)) != NULL; offset = next) {
		n_writes += r->kind == SHIM_WRITE;
		n_syncs += r->kind == SHIM_SYNC || r->kind == SHIM_DURABLE;
		n_marks += r->kind == SHIM_MARK;
	}
	unsigned n_bad = replay(t, log, &begun, &queue, n, false);
	unsigned n_found = replay(t, log, &begun, &queue, n_control, true);
	if (n_found == 0)
		torture_fail(t, "not one of %u cuts broke a store where syncs do nothing: the test finds nothing", n_control);
	torture_told(t, "%u cuts in %u writes, %u syncs and %u answers of %d writers: %u not as promised (without syncs %u "
	                "of %u), %.1f s", n, n_writes, n_syncs, n_marks / 2, WRITERS, n_bad, n_found, n_control,
	             torture_seconds() - start);
	free(begun.p);
	free(queue.p);
	shim_log_free(log);
	torture_remove(dir);
}
