/*
 * The slots of waiting requests. A slot's state is a word that goes FREE -> WAITING (its owner) -> TAKEN -> DONE (the
 * writer) -> FREE (the owner); the writer gives TAKEN back to WAITING when its transaction fails. Every step is
 * one atomic exchange, so that of owner and writer only one can have it. What a dead process left is put right by the
 * next who comes by: a TAKEN slot without a living writer waits again, a slot without a living owner is free.
 *
 * The bell is what one sleeps at. It counts, so that a call between a look and the sleep is not lost.
 */
#include "store/db/lmdb_queue.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { MOMENT_PART = 4, MOMENT_MAX_US = 8000 };
enum { SLOTS = 64, REQUEST_BYTES = 3072, ANSWER_BYTES = 1024, SLEEP_MS = 5, NO_SLOT = -1 };

#define LAYOUT UINT32_C(0x51510002) /* another one: another program's file */
#define NO_ANSWER UINT32_MAX

/* A cache line each, so that a look at all of them is short and disturbs nobody. */
struct head {
	_Alignas(64) _Atomic uint32_t state;
	_Atomic uint32_t bell;
	uint32_t request_len, answer_len;
};

struct body {
	unsigned char request[REQUEST_BYTES];
	unsigned char answer[ANSWER_BYTES];
};

struct shared {
	_Alignas(64) _Atomic uint32_t layout;
	_Alignas(64) _Atomic uint32_t together; /* who took part in the last commits, the writer among them */
	_Atomic uint32_t commit_us;
	struct head heads[SLOTS];
	struct body bodies[SLOTS];
};

struct queue {
	int fd;
	int slot; /* one's own, NO_SLOT before the first wait */
	struct shared *shared;
	bool taken[SLOTS];
};

/* ---- the file ---- */

/* A lock on one byte: a slot's, or the one behind them, which guards the making of the file. */
static int lock_byte(int fd, int command, short type, int at)
{
	struct flock l = {.l_type = type, .l_whence = SEEK_SET, .l_start = at, .l_len = 1};
	int rc;
	do
		rc = fcntl(fd, command, &l);
	while (rc != 0 && errno == EINTR);
	return rc;
}

/* Gives the file its length, in blocks that exist: a hole on a full disk would kill who writes to it. */
static bool make_room(int fd)
{
	struct stat st;
	if (lock_byte(fd, F_SETLKW, F_WRLCK, SLOTS) != 0)
		return false;
	bool ok = fstat(fd, &st) == 0;
	if (ok && st.st_size < (off_t)sizeof(struct shared))
		ok = posix_fallocate(fd, 0, (off_t)sizeof(struct shared)) == 0;
	lock_byte(fd, F_SETLK, F_UNLCK, SLOTS);
	return ok;
}

static struct queue *open_file(const char *path, bool *is_ours)
{
	uint32_t none = 0;
	*is_ours = true;
	struct queue *q = calloc(1, sizeof *q);
	if (!q)
		return NULL;
	q->slot = NO_SLOT;
	q->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (q->fd < 0 || !make_room(q->fd))
		goto fail;
	void *map = mmap(NULL, sizeof(struct shared), PROT_READ | PROT_WRITE, MAP_SHARED, q->fd, 0);
	if (map == MAP_FAILED)
		goto fail;
	q->shared = map;
	*is_ours = atomic_compare_exchange_strong(&q->shared->layout, &none, LAYOUT) || none == LAYOUT;
	if (*is_ours)
		return q;
fail:
	queue_close(q);
	return NULL;
}

struct queue *queue_open(const char *dir)
{
	char path[PATH_MAX];
	bool is_ours;
	int n = snprintf(path, sizeof path, "%s/queue", dir);
	if (n < 0 || n >= (int)sizeof path)
		return NULL;
	struct queue *q = open_file(path, &is_ours);
	/* another program's, or noise: whoever has it open shares it with the others who have, until they end */
	if (!q && !is_ours && unlink(path) == 0)
		q = open_file(path, &is_ours);
	return q;
}

void queue_close(struct queue *q)
{
	if (!q)
		return;
	if (q->shared)
		munmap(q->shared, sizeof *q->shared);
	if (q->fd >= 0)
		close(q->fd);
	free(q);
}

static bool change(struct head *h, uint32_t from, uint32_t to)
{
	return atomic_compare_exchange_strong(&h->state, &from, to);
}

/* Calls who sleeps at a slot; true if somebody did. */
static bool ring(struct head *h)
{
	atomic_fetch_add(&h->bell, 1);
	return syscall(SYS_futex, &h->bell, FUTEX_WAKE, 1, NULL, NULL, 0) > 0;
}

/* Whether a process holds the slot: after a cut of power the file may say anything. */
static bool is_owned(const struct queue *q, int slot)
{
	struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = slot, .l_len = 1};
	return slot == q->slot || fcntl(q->fd, F_GETLK, &l) != 0 || l.l_type != F_UNLCK;
}

/* ---- who waits ---- */

/* Finds a slot whose byte nobody holds, and which no writer is at. */
static void find_slot(struct queue *q)
{
	for (int i = 0; i < SLOTS && q->slot == NO_SLOT; i++) {
		struct head *h = &q->shared->heads[i];
		if (lock_byte(q->fd, F_SETLK, F_WRLCK, i) != 0)
			continue;
		uint32_t left = atomic_load(&h->state); /* by a dead owner */
		if (left != QUEUE_TAKEN && (left == QUEUE_FREE || change(h, left, QUEUE_FREE)))
			q->slot = i;
		else
			lock_byte(q->fd, F_SETLK, F_UNLCK, i);
	}
}

bool queue_ask(struct queue *q, struct bytes request)
{
	if (request.len > REQUEST_BYTES)
		return false;
	if (q->slot == NO_SLOT)
		find_slot(q);
	if (q->slot == NO_SLOT)
		return false;
	struct head *h = &q->shared->heads[q->slot];
	/* still at a request that was given up */
	if (atomic_load(&h->state) == QUEUE_TAKEN)
		return false;
	memcpy(q->shared->bodies[q->slot].request, request.p, request.len);
	h->request_len = (uint32_t)request.len;
	atomic_store(&h->state, QUEUE_WAITING);
	return true;
}

enum queue_state queue_mine(const struct queue *q)
{
	return (enum queue_state)atomic_load(&q->shared->heads[q->slot].state);
}

uint32_t queue_bell(const struct queue *q)
{
	return atomic_load(&q->shared->heads[q->slot].bell);
}

void queue_sleep(struct queue *q, uint32_t bell)
{
	struct timespec some = {.tv_nsec = SLEEP_MS * 1000000L};
	syscall(SYS_futex, &q->shared->heads[q->slot].bell, FUTEX_WAIT, bell, &some, NULL, 0);
}

bool queue_withdraw(struct queue *q)
{
	return change(&q->shared->heads[q->slot], QUEUE_WAITING, QUEUE_FREE);
}

bool queue_withdraw_locked(struct queue *q)
{
	struct head *h = &q->shared->heads[q->slot];
	return change(h, QUEUE_WAITING, QUEUE_FREE) || change(h, QUEUE_TAKEN, QUEUE_FREE);
}

bool queue_answer(struct queue *q, struct buf *out)
{
	struct head *h = &q->shared->heads[q->slot];
	bool there = h->answer_len <= ANSWER_BYTES;
	if (there)
		buf_add(out, q->shared->bodies[q->slot].answer, h->answer_len);
	atomic_store(&h->state, QUEUE_FREE);
	return there;
}

/* ---- who writes ---- */

static uint64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

uint64_t queue_moment(const struct queue *q)
{
	uint32_t us = atomic_load(&q->shared->commit_us);
	return now_ns() + (uint64_t)(us < MOMENT_MAX_US ? us : MOMENT_MAX_US) * 1000 / MOMENT_PART;
}

bool queue_expects(const struct queue *q, size_t n_served, uint64_t until)
{
	if (n_served + 1 >= atomic_load(&q->shared->together) || now_ns() >= until)
		return false;
	sched_yield();
	return true;
}

void queue_committed(struct queue *q, size_t n_served, double seconds)
{
	/* of two commits the larger, since one who comes late is in the next */
	uint32_t was = atomic_load(&q->shared->together), now = (uint32_t)n_served + 1;
	atomic_store(&q->shared->together, now > was ? now : (was + now) / 2);
	atomic_store(&q->shared->commit_us, (uint32_t)(seconds * 1e6));
}

bool queue_take(struct queue *q, size_t *at, struct buf *out)
{
	for (; *at < SLOTS; ++*at) {
		struct head *h = &q->shared->heads[*at];
		uint32_t state = atomic_load(&h->state);
		if (q->taken[*at] || (state != QUEUE_WAITING && state != QUEUE_TAKEN))
			continue;
		if (!is_owned(q, (int)*at)) {
			/* one that waits is freed by its next owner, who may come right now; one that is taken nobody else can */
			if (state == QUEUE_TAKEN)
				change(h, QUEUE_TAKEN, QUEUE_FREE);
			continue;
		}
		/* taken, and not by this writer: by one that died */
		if (state == QUEUE_WAITING && !change(h, QUEUE_WAITING, QUEUE_TAKEN))
			continue;
		q->taken[*at] = true;
		buf_clear(out);
		buf_add(out, q->shared->bodies[*at].request, h->request_len <= REQUEST_BYTES ? h->request_len : 0);
		return true;
	}
	return false;
}

void queue_leave(struct queue *q, size_t at, struct bytes answer)
{
	struct head *h = &q->shared->heads[at];
	bool fits = answer.len <= ANSWER_BYTES;
	if (fits)
		memcpy(q->shared->bodies[at].answer, answer.p, answer.len);
	h->answer_len = fits ? (uint32_t)answer.len : NO_ANSWER;
	q->taken[at] = false;
	if (change(h, QUEUE_TAKEN, QUEUE_DONE))
		ring(h);
}

void queue_give_back(struct queue *q)
{
	for (size_t i = 0; i < SLOTS; i++)
		if (q->taken[i]) {
			q->taken[i] = false;
			change(&q->shared->heads[i], QUEUE_TAKEN, QUEUE_WAITING);
		}
}

void queue_next(struct queue *q)
{
	/* from the slot behind one's own, so that all have their turn */
	for (int i = 1; i <= SLOTS; i++) {
		struct head *h = &q->shared->heads[(q->slot + i + SLOTS) % SLOTS];
		if (atomic_load(&h->state) == QUEUE_WAITING && ring(h))
			return;
	}
}
