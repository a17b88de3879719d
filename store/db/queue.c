/*
 * The slots of the queue. A slot's state is a word: FREE, WAITING when its owner posted a request, TAKEN when a writer
 * carries it out, DONE when it was answered, and FREE again when the owner took the answer. A writer whose transaction
 * fails turns TAKEN back into WAITING. Every step is one atomic exchange, so of an owner and a writer only one can make
 * it. Whoever comes next mends the slots of dead processes: a TAKEN slot whose writer died is taken again, a slot whose
 * owner died is free.
 *
 * A process sleeps at its slot's bell, a futex. The bell counts, so that a ring between looking and sleeping is not
 * lost.
 */
#include "store/db/queue.h"

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

enum {
	SLOTS = 64,
	REQUEST_BYTES = 3072,
	ANSWER_BYTES = 1024,
	SLEEP_MS = 5,
	NO_SLOT = -1,
	MAKING_BYTE = SLOTS, /* the byte of the file that is locked while the file is made */
	/* A writer gathers requests for this part of the time of a commit, counting at most so many microseconds. */
	GATHER_PART = 4,
	COMMIT_MAX_US = 8000,
};

#define LAYOUT UINT32_C(0x51510005) /* of the file; with another number it is another program's */
#define NO_ANSWER UINT32_MAX

/* Each in a cache line of its own, so that reading all of them is quick and slows nobody down. */
struct head {
	_Alignas(64) _Atomic uint32_t state;
	_Atomic uint32_t bell;
	uint32_t request_len, answer_len;
	uint64_t request_sum, answer_sum;
	_Atomic uint32_t poster; /* the process whose request it is */
};

struct body {
	unsigned char request[REQUEST_BYTES];
	unsigned char answer[ANSWER_BYTES];
};

struct shared {
	_Alignas(64) _Atomic uint32_t layout;
	_Alignas(64) _Atomic uint32_t n_together; /* processes that took part in the last commits, with the writer */
	_Atomic uint32_t commit_us;
	struct head heads[SLOTS];
	struct body bodies[SLOTS];
};

/* How a writer has come to a request. */
enum hold {
	HOLD_NONE,
	HOLD_NEW,  /* nobody was at it before */
	HOLD_LEFT, /* another writer had taken it, and nobody knows whether it was carried out */
};

struct queue {
	int fd;
	int slot; /* the own one, NO_SLOT before the first request */
	struct shared *shared;
	uint64_t posted_sum;  /* of the request in the own slot */
	enum hold taken[SLOTS]; /* by this process as a writer */
	uint64_t sums[SLOTS]; /* of the requests that it took */
};

/* ---- the file ---- */

/* Locks or unlocks the byte of a slot, or MAKING_BYTE. */
static bool lock_byte(int fd, int command, short type, int at)
{
	struct flock l = {.l_type = type, .l_whence = SEEK_SET, .l_start = at, .l_len = 1};
	for (;;) {
		if (fcntl(fd, command, &l) == 0)
			return true;
		if (errno != EINTR)
			return false;
	}
}

/* Gives the file its length, in blocks that exist: on a full disk a hole would kill the process that writes to it. */
static bool allocate_file(int fd)
{
	struct stat st;
	if (!lock_byte(fd, F_SETLKW, F_WRLCK, MAKING_BYTE))
		return false;
	bool ok = fstat(fd, &st) == 0;
	if (ok && st.st_size < (off_t)sizeof(struct shared))
		ok = posix_fallocate(fd, 0, (off_t)sizeof(struct shared)) == 0;
	lock_byte(fd, F_SETLK, F_UNLCK, MAKING_BYTE);
	return ok;
}

/* Sets the layout of a file that has none. False: it has another one. */
static bool claim_layout(struct shared *shared)
{
	uint32_t was = 0;
	return atomic_compare_exchange_strong(&shared->layout, &was, LAYOUT) || was == LAYOUT;
}

/* *is_ours is false if there is a file of another layout. */
static struct queue *open_file(const char *path, bool *is_ours)
{
	*is_ours = true;
	struct queue *q = calloc(1, sizeof *q);
	if (!q)
		return NULL;
	q->slot = NO_SLOT;
	q->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (q->fd < 0 || !allocate_file(q->fd))
		goto fail;
	void *map = mmap(NULL, sizeof(struct shared), PROT_READ | PROT_WRITE, MAP_SHARED, q->fd, 0);
	if (map == MAP_FAILED)
		goto fail;
	q->shared = map;
	*is_ours = claim_layout(q->shared);
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
	int n = snprintf(path, sizeof path, "%s/" QUEUE_NAME, dir);
	if (n < 0 || n >= (int)sizeof path)
		return NULL;
	struct queue *q = open_file(path, &is_ours);
	/* another program's file, or noise; the processes that have it open go on sharing it until they end */
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

int queue_fd(const struct queue *q)
{
	return q->fd;
}

static bool change_state(struct head *h, uint32_t from, uint32_t to)
{
	return atomic_compare_exchange_strong(&h->state, &from, to);
}

/* Wakes the process that sleeps at a slot; true if there was one. */
static bool ring_bell(struct head *h)
{
	atomic_fetch_add(&h->bell, 1);
	return syscall(SYS_futex, &h->bell, FUTEX_WAKE, 1, NULL, NULL, 0) > 0;
}

/*
 * True if the process that posted the request of a slot still owns the slot. The slot's state does not tell: after a
 * power cut the file may have any content. Another owner, who is about to clear the slot, must not bring to life what
 * one that died had asked for.
 */
static bool has_poster(const struct queue *q, int slot)
{
	struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = slot, .l_len = 1};
	if (slot == q->slot)
		return true;
	if (fcntl(q->fd, F_GETLK, &l) != 0 || l.l_type == F_UNLCK)
		return false;
	return (uint32_t)l.l_pid == atomic_load(&q->shared->heads[slot].poster);
}

/* ---- checksums ---- */

/* Of a request, with its slot, so that it counts in no other. */
static uint64_t sum_request(size_t slot, struct bytes request)
{
	uint64_t head[2] = {slot, request.len};
	return fnv1a(fnv1a(FNV1A_START, (struct bytes){head, sizeof head}), request);
}

/* Of an answer, with the sum of its request, so that it answers no other. */
static uint64_t sum_answer(uint64_t request_sum, struct bytes answer)
{
	uint64_t len = answer.len;
	return fnv1a(fnv1a(request_sum, (struct bytes){&len, sizeof len}), answer);
}

/* ---- for a process that waits ---- */

/* Frees a slot whose owner died, as its new owner. False: it is taken, and perhaps a writer is at it. */
static bool clear_slot(struct head *h)
{
	uint32_t state = atomic_load(&h->state);
	if (state == QUEUE_TAKEN)
		return false;
	return state == QUEUE_FREE || change_state(h, state, QUEUE_FREE);
}

/* Gets a slot for this process, if there is one that nobody owns; otherwise q->slot stays NO_SLOT. */
static void own_slot(struct queue *q)
{
	for (int i = 0; i < SLOTS; i++) {
		if (!lock_byte(q->fd, F_SETLK, F_WRLCK, i))
			continue;
		if (clear_slot(&q->shared->heads[i])) {
			q->slot = i;
			return;
		}
		lock_byte(q->fd, F_SETLK, F_UNLCK, i);
	}
}

bool queue_post(struct queue *q, struct bytes request)
{
	if (request.len > REQUEST_BYTES)
		return false;
	if (q->slot == NO_SLOT)
		own_slot(q);
	if (q->slot == NO_SLOT)
		return false;
	struct head *h = &q->shared->heads[q->slot];
	/* a writer is still at a request that this process gave up */
	if (atomic_load(&h->state) == QUEUE_TAKEN)
		return false;
	memcpy(q->shared->bodies[q->slot].request, request.p, request.len);
	q->posted_sum = sum_request((size_t)q->slot, request);
	h->request_len = (uint32_t)request.len;
	h->request_sum = q->posted_sum;
	atomic_store(&h->poster, (uint32_t)getpid());
	atomic_store(&h->state, QUEUE_WAITING);
	return true;
}

enum queue_state queue_own_state(const struct queue *q)
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
	return change_state(&q->shared->heads[q->slot], QUEUE_WAITING, QUEUE_FREE);
}

bool queue_withdraw_locked(struct queue *q)
{
	struct head *h = &q->shared->heads[q->slot];
	return change_state(h, QUEUE_WAITING, QUEUE_FREE) || change_state(h, QUEUE_TAKEN, QUEUE_FREE);
}

bool queue_take_answer(struct queue *q, struct buf *out)
{
	struct head *h = &q->shared->heads[q->slot];
	uint32_t len = h->answer_len;
	uint64_t sum = h->answer_sum;
	bool has_answer = len <= ANSWER_BYTES;
	buf_clear(out);
	/* what is judged is the copy, which nobody else writes to */
	if (has_answer)
		buf_add(out, q->shared->bodies[q->slot].answer, len);
	atomic_store(&h->state, QUEUE_FREE);
	if (!has_answer || out->failed)
		return has_answer;
	if (sum == sum_answer(q->posted_sum, (struct bytes){buf_text(out), len}))
		return true;
	buf_clear(out);
	return false;
}

/* ---- for a writer ---- */

static uint64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

uint64_t queue_gather_end(const struct queue *q)
{
	uint32_t us = atomic_load(&q->shared->commit_us);
	return now_ns() + (uint64_t)(us < COMMIT_MAX_US ? us : COMMIT_MAX_US) * 1000 / GATHER_PART;
}

bool queue_expects_more(const struct queue *q, size_t n_served, uint64_t until)
{
	if (n_served + 1 >= atomic_load(&q->shared->n_together))
		return false;
	if (now_ns() >= until)
		return false;
	sched_yield();
	return true;
}

void queue_note_commit(struct queue *q, size_t n_served, double seconds)
{
	/* the larger of two commits, since a process that comes late is in the next one */
	uint32_t was = atomic_load(&q->shared->n_together);
	uint32_t now = (uint32_t)n_served + 1;
	atomic_store(&q->shared->n_together, now > was ? now : (was + now) / 2);
	atomic_store(&q->shared->commit_us, (uint32_t)(seconds * 1e6));
}

/* Takes the request of a slot for this writer, if there is one that it does not have already. */
static bool take_slot(struct queue *q, size_t at)
{
	struct head *h = &q->shared->heads[at];
	uint32_t state = atomic_load(&h->state);
	if (q->taken[at] || (state != QUEUE_WAITING && state != QUEUE_TAKEN))
		return false;
	if (!has_poster(q, (int)at)) {
		/* a WAITING slot is freed by its next owner, who may come right now; nobody else frees a TAKEN one */
		if (state == QUEUE_TAKEN)
			change_state(h, QUEUE_TAKEN, QUEUE_FREE);
		return false;
	}
	/* a slot that is TAKEN, but not by this writer, was taken by one that died or left it */
	if (state == QUEUE_WAITING && !change_state(h, QUEUE_WAITING, QUEUE_TAKEN))
		return false;
	q->taken[at] = state == QUEUE_WAITING ? HOLD_NEW : HOLD_LEFT;
	return true;
}

/* Copies the request of a slot that was taken. False if its checksum is wrong. */
static bool copy_request(struct queue *q, size_t at, struct buf *out)
{
	uint32_t len = q->shared->heads[at].request_len;
	buf_clear(out);
	if (len > REQUEST_BYTES)
		return false;
	buf_add(out, q->shared->bodies[at].request, len);
	q->sums[at] = sum_request(at, (struct bytes){buf_text(out), out->len});
	return out->failed || q->sums[at] == q->shared->heads[at].request_sum;
}

static void finish_slot(struct queue *q, size_t at)
{
	struct head *h = &q->shared->heads[at];
	q->taken[at] = HOLD_NONE;
	if (change_state(h, QUEUE_TAKEN, QUEUE_DONE))
		ring_bell(h);
}

static void deny_answer(struct queue *q, size_t at)
{
	q->shared->heads[at].answer_len = NO_ANSWER;
	finish_slot(q, at);
}

bool queue_take_next(struct queue *q, size_t *at, struct buf *out)
{
	for (; *at < SLOTS; ++*at) {
		if (!take_slot(q, *at))
			continue;
		if (copy_request(q, *at, out))
			return true;
		/* its owner repeats it */
		deny_answer(q, *at);
	}
	return false;
}

void queue_post_answer(struct queue *q, size_t at, struct bytes answer)
{
	struct head *h = &q->shared->heads[at];
	if (answer.len > ANSWER_BYTES) {
		deny_answer(q, at);
		return;
	}
	memcpy(q->shared->bodies[at].answer, answer.p, answer.len);
	h->answer_len = (uint32_t)answer.len;
	h->answer_sum = sum_answer(q->sums[at], answer);
	finish_slot(q, at);
}

void queue_give_back(struct queue *q)
{
	for (size_t i = 0; i < SLOTS; i++) {
		if (q->taken[i] == HOLD_NEW)
			change_state(&q->shared->heads[i], QUEUE_TAKEN, QUEUE_WAITING);
		q->taken[i] = HOLD_NONE;
	}
}

void queue_leave(struct queue *q)
{
	memset(q->taken, 0, sizeof q->taken);
}

void queue_wake_next(struct queue *q)
{
	/* begins after the own slot, so that all have their turn */
	for (int i = 1; i <= SLOTS; i++) {
		struct head *h = &q->shared->heads[(q->slot + i + SLOTS) % SLOTS];
		if (atomic_load(&h->state) == QUEUE_WAITING && ring_bell(h))
			return;
	}
}
