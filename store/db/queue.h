/*
 * A queue of requests in memory that the processes of one store share. A process that finds another one writing posts
 * its request here and sleeps. Whoever writes next carries out all posted requests in its one transaction and posts the
 * answers. So they pay for one flush of the disk together, and each is served by the next commit.
 *
 * The queue is a file `queue` in a directory that the engine names, with nothing in it that must last. It consists of
 * slots; a process owns one by a lock on a byte of the file, which the kernel drops when the process dies. No slot is
 * trusted: requests and answers have checksums, a request is decoded with every length checked, and one that gets no
 * answer is carried out again by its owner, under the request's id, which the store remembers.
 */
#ifndef QUAD_STORE_QUEUE_H
#define QUAD_STORE_QUEUE_H

#include "store/base/buf.h"

#define QUEUE_NAME "queue"

struct queue;

/* NULL if there can be none (no room, no permission): then every process waits for the writers' lock. */
struct queue *queue_open(const char *dir);
void queue_close(struct queue *q); /* NULL is fine */
/* The descriptor of the file, to see whether it is still the one in the directory. */
int queue_fd(const struct queue *q);

/* ---- for a process that waits ---- */

enum queue_state {
	QUEUE_FREE,    /* no request */
	QUEUE_WAITING, /* a request is posted */
	QUEUE_TAKEN,   /* a writer carries it out, has died at it, or does not know whether it did */
	QUEUE_DONE,    /* the answer is posted */
};

/* Posts a request. False if it is too long, or if no slot is free. */
bool queue_post(struct queue *q, struct bytes request) __attribute__((warn_unused_result));
/* The state of the own slot. */
enum queue_state queue_own_state(const struct queue *q);
/*
 * Sleeps until the bell rings (the state changed, or a writer ended and calls) or some milliseconds are over. Returns
 * at once if it has rung since queue_bell gave `bell`.
 */
uint32_t queue_bell(const struct queue *q);
void queue_sleep(struct queue *q, uint32_t bell);
/* Takes the request back. False: a writer carries it out or has answered. */
bool queue_withdraw(struct queue *q);
/* The same with the writers' lock, when no other writer can be at it. False: it was answered. */
bool queue_withdraw_locked(struct queue *q);
/*
 * Copies the answer to out and frees the slot. False: there was no room for an answer, or what stands there is not the
 * answer to this request: it must be repeated.
 */
bool queue_take_answer(struct queue *q, struct buf *out);

/* ---- for a writer, with the writers' lock ---- */

/*
 * Before a commit the processes that the last commits served get a moment to post again, so that they share this
 * commit: a small part of the time that a commit takes. queue_gather_end gives the end of that moment.
 * queue_expects_more, after n were served, lets other processes run and tells whether to look again.
 * queue_note_commit, after the commit, notes how many it served and how long it took.
 */
uint64_t queue_gather_end(const struct queue *q);
bool queue_expects_more(const struct queue *q, size_t n_served, uint64_t until);
void queue_note_commit(struct queue *q, size_t n_served, double seconds);

/*
 * Takes the next posted request from slot *at on (0 at first) and copies it to out. *at is its slot. False at the end.
 * A request whose checksum is wrong is left out, and its owner told to repeat it.
 */
bool queue_take_next(struct queue *q, size_t *at, struct buf *out);
/* Posts the answer to the request of a slot; if it is too long, the owner will repeat the request. */
void queue_post_answer(struct queue *q, size_t at, struct bytes answer);
/*
 * Returns all requests that were taken and not answered to the queue: nothing of them was done. Those that another
 * writer had left before stay as they are.
 */
void queue_give_back(struct queue *q);
/* Leaves all requests that were taken: nobody knows whether they were done. The next writer takes them again. */
void queue_leave(struct queue *q);
/* Wakes one process that waits, to be the next writer. Called when the lock was let go. */
void queue_wake_next(struct queue *q);

#endif
