/*
 * Group commit. A process that gets the lock at once, or after waiting, leads: it carries out its own request and those
 * in the queue (queue.h), commits, and posts the answers before it lets go of the lock. A process that does not get the
 * lock posts its request to the queue and waits for the answer or the lock, whichever is first.
 */
#include "store/db/group.h"

#include <stdlib.h>
#include <time.h>

#include "store/base/err.h"
#include "store/db/queue.h"
#include "store/db/signals.h"

/* Seconds by a clock that nobody sets. */
static double monotonic_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- leading ---- */

/* A request that was taken from the queue. */
struct taken {
	size_t slot;
	size_t start, len;   /* of it, among all */
	size_t answer_start; /* among the answers */
};

/* Other processes' requests that a leader carries out; the answers are posted after the commit. */
struct service {
	struct queue *queue;
	const struct db_job *job;
	void *arg;
	struct buf request;           /* the last one that was taken */
	struct buf requests, answers; /* of all, one after the other */
	struct taken *v;
	size_t n, cap;
	size_t n_served;
	bool is_gathered;
};

static void release_service(struct service *s)
{
	buf_release(&s->request);
	buf_release(&s->requests);
	buf_release(&s->answers);
	free(s->v);
}

/* Takes what waits in the queue now. */
static int take_posted(struct service *s)
{
	for (size_t at = 0; queue_take_next(s->queue, &at, &s->request); at++) {
		struct taken *v = array_grow(s->v, &s->cap, s->n, sizeof *s->v);
		if (!v)
			return QUAD_ENOMEM;
		s->v = v;
		v[s->n++] = (struct taken){.slot = at, .start = s->requests.len, .len = s->request.len};
		buf_add(&s->requests, buf_text(&s->request), s->request.len);
		if (s->request.failed || s->requests.failed)
			return QUAD_ENOMEM;
	}
	return 0;
}

static struct bytes request_at(const struct service *s, size_t i)
{
	return (struct bytes){s->requests.p + s->v[i].start, s->v[i].len};
}

/* Says what all will read: before the transaction, with txn NULL, or in it. */
static int expect_taken(const struct service *s, struct db_txn *txn)
{
	if (!s->job->expect || !s->n)
		return 0;
	struct bytes *list = malloc(s->n * sizeof *list);
	if (!list)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < s->n; i++)
		list[i] = request_at(s, i);
	int err = s->job->expect(txn, s->arg, list, s->n);
	free(list);
	return err;
}

/* The own request; and where it is a journey to read, what all will read is got before. */
static int run_own(struct db_txn *txn, void *arg)
{
	struct service *s = arg;
	s->n_served = 0;
	int err = s->is_gathered ? take_posted(s) : 0;
	if (!err && s->is_gathered)
		err = expect_taken(s, txn);
	return err ? err : s->job->run(txn, s->arg);
}

static int serve_taken(struct service *s, struct db_txn *txn)
{
	int err = 0;
	for (; !err && s->n_served < s->n; s->n_served++) {
		s->v[s->n_served].answer_start = s->answers.len;
		err = s->job->serve(txn, s->arg, request_at(s, s->n_served), &s->answers);
	}
	return s->answers.failed ? QUAD_ENOMEM : err;
}

/* Serves what waits, and what comes while more is expected. Where the transaction is run again, all of it once more. */
static int serve_queue(struct db_txn *txn, void *arg)
{
	struct service *s = arg;
	uint64_t until = queue_gather_end(s->queue);
	s->n_served = 0;
	buf_clear(&s->answers);
	if (s->is_gathered)
		return serve_taken(s, txn);
	do {
		int err = take_posted(s);
		if (!err)
			err = serve_taken(s, txn);
		if (err)
			return err;
	} while (queue_expects_more(s->queue, s->n, until));
	return 0;
}

/*
 * Takes what waits, and what comes while more is expected, before the transaction begins: what they will read is got
 * with its beginning then, in one journey to the server.
 */
static int gather(struct service *s)
{
	uint64_t until = queue_gather_end(s->queue);
	int err;
	do
		err = take_posted(s);
	while (!err && queue_expects_more(s->queue, s->n, until));
	s->is_gathered = true;
	return err ? err : expect_taken(s, NULL);
}

static void post_answers(struct service *s)
{
	for (size_t i = 0; i < s->n_served; i++) {
		size_t start = s->v[i].answer_start;
		size_t end = i + 1 < s->n_served ? s->v[i + 1].answer_start : s->answers.len;
		queue_post_answer(s->queue, s->v[i].slot, (struct bytes){buf_text(&s->answers) + start, end - start});
	}
}

/* Whether a fault may be that of one request, and not of the store or of the way to it. */
static bool may_be_of_one(int err)
{
	return err != QUAD_EBUSY && err != QUAD_ELINK && err != QUAD_EMOVED && err != QUAD_ESTOP;
}

/*
 * Commits the own request together with those in the queue. If that fails, theirs wait again and the own one is done
 * alone, so that a fault stays with the request that has it.
 */
static int commit_with_queue(const struct group *g, const struct db_job *job, void *arg, uint64_t *moment)
{
	struct service s = {.queue = g->queue, .job = job, .arg = arg};
	struct group_step own = {run_own, &s}, others = {serve_queue, &s};
	double start = monotonic_seconds();
	int err = g->waits ? gather(&s) : 0;
	if (!err)
		err = g->commit(g->engine, own, &others, moment);
	if (!err) {
		queue_note_commit(g->queue, s.n, monotonic_seconds() - start);
		post_answers(&s);
	} else if (err == QUAD_EUNSURE) {
		queue_leave(g->queue);
	} else {
		queue_give_back(g->queue);
		if (s.n && may_be_of_one(err))
			err = g->commit(g->engine, (struct group_step){job->run, arg}, NULL, moment);
	}
	release_service(&s);
	return err;
}

/* With the lock, which is let go. */
static int lead_group(const struct group *g, const struct db_job *job, void *arg, uint64_t *moment)
{
	sigset_t old;
	int err;
	if (g->waits)
		signals_hold_stops(&old);
	else
		signals_hold(&old);
	if (g->queue)
		err = commit_with_queue(g, job, arg, moment);
	else
		err = g->commit(g->engine, (struct group_step){job->run, arg}, NULL, moment);
	g->unlock(g->engine);
	signals_restore(&old);
	return err;
}

/* ---- waiting ---- */

enum wait_end {
	WAIT_ANSWERED,
	WAIT_LOCKED,
	WAIT_LEFT, /* locked; a writer had taken the request, and nobody knows whether it was done */
	WAIT_TIMED_OUT,
	WAIT_UNSURE,
};

/* Waits for the answer or for the lock, whichever is first. */
static enum wait_end wait_for_turn(const struct group *g)
{
	struct queue *q = g->queue;
	double end = monotonic_seconds() + g->timeout_seconds;
	double end_taken = end + g->timeout_seconds;
	for (;;) {
		uint32_t bell = queue_bell(q);
		if (queue_own_state(q) == QUEUE_DONE)
			return WAIT_ANSWERED;
		if (g->try_lock(g->engine)) {
			bool was_taken = queue_own_state(q) == QUEUE_TAKEN;
			if (queue_withdraw_locked(q))
				return was_taken ? WAIT_LEFT : WAIT_LOCKED;
			g->unlock(g->engine);
			return WAIT_ANSWERED;
		}
		double now = monotonic_seconds();
		if (now > end && queue_withdraw(q))
			return WAIT_TIMED_OUT;
		if (now > end_taken)
			return WAIT_UNSURE;
		queue_sleep(q, bell);
	}
}

static bool post_request(const struct group *g, const struct db_job *job, const void *arg)
{
	struct buf request = {0};
	job->encode(arg, &request);
	bool posted = !request.failed && queue_post(g->queue, (struct bytes){buf_text(&request), request.len});
	buf_release(&request);
	return posted;
}

/*
 * Takes the answer from the own slot. *answered is false if there was no room for it: then the request is still to do.
 */
static int accept_answer(const struct group *g, const struct db_job *job, void *arg, bool *answered)
{
	struct buf answer = {0};
	int err = 0;
	*answered = queue_take_answer(g->queue, &answer);
	if (*answered)
		err = answer.failed ? QUAD_ENOMEM : job->accept(arg, (struct bytes){buf_text(&answer), answer.len});
	buf_release(&answer);
	return err;
}

/* Of a request that is repeated: if that fails, nobody knows whether it was done the first time. */
static int repeated(int err)
{
	return err ? QUAD_EUNSURE : 0;
}

/* The request, which is posted, is carried out by another process, or by this one. */
static int wait_for_service(const struct group *g, const struct db_job *job, void *arg, uint64_t *moment)
{
	bool answered;
	switch (wait_for_turn(g)) {
	case WAIT_LOCKED: return lead_group(g, job, arg, moment);
	case WAIT_LEFT: return repeated(lead_group(g, job, arg, moment));
	case WAIT_TIMED_OUT: return QUAD_EBUSY;
	case WAIT_UNSURE: return QUAD_EUNSURE;
	case WAIT_ANSWERED: break;
	}
	int err = accept_answer(g, job, arg, &answered);
	return answered ? err : repeated(g->alone(g->engine, (struct group_step){job->run, arg}, moment));
}

int group_submit(const struct group *g, const struct db_job *job, void *arg, uint64_t *moment)
{
	if (g->try_lock(g->engine))
		return lead_group(g, job, arg, moment);
	if (g->queue && post_request(g, job, arg))
		return wait_for_service(g, job, arg, moment);
	return g->alone(g->engine, (struct group_step){job->run, arg}, moment);
}
