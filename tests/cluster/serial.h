/*
 * Proves that a history could have happened one after the other: that all requests can be put into one order, in which
 * each is done in a moment between its asking and its answer, and each answer is what the requests before it make of it
 * (linearizability, Herlihy and Wing 1990). That is hard to decide in general; here it is exact and takes little more
 * than sorting, because the store says in which order it wrote:
 *
 * 1. The writes. The journal numbers every change, and each booking names the request that made it. So each write
 *    belongs to one request, each answer "done" has its write with what was asked for (else it is LOST), no request has
 *    two (TWICE), none that nobody asked for or that was said to have failed (UNASKED), and no write comes, by the
 *    journal, after one that was asked only when it had been answered (ORDER). The writes are carried out in that
 *    order on an empty store: each must have been possible there (OVERLAP), and what stands in the end is what the
 *    store says (END).
 * 2. What changes nothing: refusals and looks. Each belongs into a gap between two writes: after all that were answered
 *    before it was asked, before all that were asked after it was answered, and not before another such request that
 *    was answered before it was asked. It must find a gap in which the state of the store gives exactly its answer: all
 *    reasons of the refusal and no other, all that is seen and no more. They are placed in the order of their asking,
 *    each in the first gap that does. Since those that are placed only say how early the next may be, the first gap
 *    is never the wrong one: if any placing exists, this finds one. A request that fits no gap fits one too early
 *    (STALE: it was told of a state that was over) or none at all (UNEXPLAINED).
 * 3. What was never answered may have been done or not, at any moment after its asking.
 *
 * The order of the writes is taken from the journal, and another one is not tried: a store whose journal is in another
 * order than its answers is wrong by its own words.
 */
#ifndef QUAD_TESTS_CLUSTER_SERIAL_H
#define QUAD_TESTS_CLUSTER_SERIAL_H

#include "tests/cluster/history.h"

enum serial_fault {
	SERIAL_LOST,
	SERIAL_TWICE,
	SERIAL_UNASKED,
	SERIAL_ORDER,
	SERIAL_OVERLAP,
	SERIAL_END,
	SERIAL_STALE,
	SERIAL_UNEXPLAINED,
	SERIAL_FAULTS
};
const char *serial_word(enum serial_fault fault);

/* Figures of a history. QUAD_ENOMEM. */
struct serial_count {
	size_t n_asks, n_done, n_refused, n_seen, n_failed, n_never;
	size_t n_unsure; /* requests of which it was not known for a while whether they were done */
	size_t n_unsure_done, n_unsure_refused; /* how they turned out */
	size_t n_again;                         /* how often nothing was changed, and the same was asked again */
	size_t n_unsure_answers;                /* how often somebody was told that it is not known */
	int64_t longest_unsure;                 /* ns from the asking to the answer of such a request */
	int64_t median, late;                   /* ns of an answer "done": of half of them, and of 99 in 100 */
	int64_t gap, gap_at;                    /* the longest time without an answer "done", ns; when it began */
};
int serial_count(const struct op_history *h, struct serial_count *out) __attribute__((warn_unused_result));

/*
 * Calls fault with a sentence for everything that cannot be; `faults` counts each kind. 0, or QUAD_ENOMEM.
 */
int serial_check(const struct op_history *h, void (*fault)(void *arg, enum serial_fault kind, const char *text),
                 void *arg, size_t faults[SERIAL_FAULTS]) __attribute__((warn_unused_result));

#endif
