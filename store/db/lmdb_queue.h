/*
 * Slots in memory that the processes of one store share: who finds another writing leaves the request here and sleeps;
 * whoever writes next carries out all that wait, in the one transaction of its own, and leaves the answers. So a flush
 * of the disk is paid once for all of them, and everyone who waits is served by the next commit.
 *
 * The slots are a file beside the store, `queue`, which holds nothing that must last. A process owns a slot by a lock on
 * its byte of that file, which the kernel takes back when the process dies. What a slot says is believed of nobody: a
 * request is decoded with every length checked, and one without an answer is carried out again by who left it, under the
 * id that the store remembers.
 */
#ifndef QUAD_STORE_LMDB_QUEUE_H
#define QUAD_STORE_LMDB_QUEUE_H

#include "store/base/buf.h"

struct queue;

/* NULL if there can be none (no room, no permission): everything then works without. */
struct queue *queue_open(const char *dir);
void queue_close(struct queue *q); /* NULL is fine */

/* ---- who waits ---- */

enum queue_state {
	QUEUE_FREE,    /* nothing asked */
	QUEUE_WAITING, /* asked */
	QUEUE_TAKEN,   /* a writer is at it; or was, and died */
	QUEUE_DONE,    /* answered */
};

/* Leaves a request. False if it is too long, or all slots are in use. */
bool queue_ask(struct queue *q, struct bytes request) __attribute__((warn_unused_result));
/* How one's request stands. */
enum queue_state queue_mine(const struct queue *q);
/*
 * Sleeps until that changes, a writer that ends calls, or some milliseconds are over; at once if either happened since
 * `bell` was looked at.
 */
uint32_t queue_bell(const struct queue *q);
void queue_sleep(struct queue *q, uint32_t bell);
/* Takes a request back. False: a writer is at it or has answered. */
bool queue_withdraw(struct queue *q);
/* The same for who holds the writers' lock: no other writer can be at it. False: it has been answered. */
bool queue_withdraw_locked(struct queue *q);
/* The answer; the slot is free again. False: there was no room for one, ask again. */
bool queue_answer(struct queue *q, struct buf *out);

/* ---- who writes, and holds the writers' lock ---- */

/*
 * Before a commit: those who were served by the last ones get a moment to ask again, a small part of what a commit takes,
 * so that they share this one. queue_moment says until when; queue_expects, after n were served, whether to look again,
 * having let others run. After the commit: how many it served, and how long it took.
 */
uint64_t queue_moment(const struct queue *q);
bool queue_expects(const struct queue *q, size_t n_served, uint64_t until);
void queue_committed(struct queue *q, size_t n_served, double seconds);

/* The next that waits, from *at on (0 at first); its request is copied to out. False at the end. */
bool queue_take(struct queue *q, size_t *at, struct buf *out);
/* Leaves the answer of the one that queue_take gave for `at`; too long a one makes its asker carry it out again. */
void queue_leave(struct queue *q, size_t at, struct bytes answer);
/* All that were taken and have no answer wait again. */
void queue_give_back(struct queue *q);
/* After the lock was let go: wakes one that waits, who will be the next writer. */
void queue_next(struct queue *q);

#endif
