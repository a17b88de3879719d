/*
 * Writers meet at few resources and in few hours, so that some are refused, and others wait for each other; what a
 * writer moves and cancels is its own. One of the resources needs approval, which somebody else gives now and then.
 */
#include "tests/torture/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/lmdb_fold.h"
#include "tests/engine.h"
#include "tests/torture/shim.h"

const char *const writer_things[] = {"A", "B", "A;T1", "B;T2", "T1;C", "POOL*3", "C;POOL*5", "T2", NULL};

enum { THINGS = sizeof writer_things / sizeof *writer_things - 1, OWN = 64, HOURS = 4000 };

struct own {
	uint64_t id;
	int64_t start, len_min;
};

/* The next request; of its own bookings number *at. */
static struct note choose(const struct writer *w, struct random *r, const struct own *own, size_t n_own, size_t *at)
{
	unsigned dice = random_below(r, 100);
	struct note n = {.who = w->who, .op = OP_BOOK};
	n.start = torture_now() + 1440 + random_below(r, HOURS) * 30;
	n.end = n.start + 30 * (1 + random_below(r, 3));
	if (n_own > 0 && (dice < 40 || n_own == OWN)) {
		*at = random_below(r, (unsigned)n_own);
		n.op = dice < 16 || n_own == OWN ? OP_CANCEL : OP_MOVE;
		if (n.op == OP_MOVE && dice < 26)
			n.op = OP_APPROVE;
		n.id = own[*at].id;
		if (n.op == OP_APPROVE)
			n.start = own[*at].start;
		n.end = n.start + own[*at].len_min;
	} else {
		n.thing = random_below(r, THINGS);
	}
	return n;
}

enum { TRIES_MAX = 100 };

static bool is_to_ask_again(int err)
{
	return err == QUAD_ELINK || err == QUAD_EUNSURE || err == QUAD_EBUSY;
}

/* Under one id, by which a request that was carried out and not answered is known. */
static int ask_until_answered(struct store *s, struct request *rq, bool persists, struct result *out,
                              struct arena *arena)
{
	int err;
	request_id_new(rq->id);
	for (int i = 0; i < TRIES_MAX; i++) {
		err = store_apply(s, rq, 1, false, out, arena);
		if (!persists || !is_to_ask_again(err))
			break;
	}
	return err;
}

static int ask(struct store *s, struct note *n, bool persists, struct arena *arena)
{
	struct request rq = {.op = (enum request_op)n->op, .actor = "rita", .now = torture_now(), .given = GIVEN_ALL};
	struct result result = {0};
	struct booking_ask *b = &rq.u.booking;
	*b = (struct booking_ask){.id = n->id, .ref = "", .start = n->start, .end = n->end, .purpose = "", .note = "",
	                          .requester = "", .institution = ""};
	if (n->op == OP_MOVE)
		rq.given = GIVEN(BOOKING_TIME);
	if (n->op == OP_APPROVE) {
		rq.actor = "anna";
		rq.u.decision = (struct decision_ask){.id = n->id, .text = "", .note = ""};
	}
	int err = n->op == OP_BOOK ? claims_parse(writer_things[n->thing], arena, &b->claims, &b->n_claims) : 0;
	if (!err)
		err = ask_until_answered(s, &rq, persists, &result, arena);
	n->err = err;
	n->answered = 1;
	if (!err) {
		n->outcome = result.outcome;
		n->id = n->op == OP_BOOK ? result.id : n->id;
	}
	return err;
}

/* The next call but some to the disk fails, in one way or another. */
static void fail_soon(const char *data, struct random *r)
{
	static const int errors[] = {ENOSPC, EIO};
	struct shim_fault f = {.nth = 1 + random_below(r, 60), .error = errors[random_below(r, 2)],
	                       .after = random_below(r, 2), .turns = 60000};
	shim_fail(data, &f);
}

/* Its session may be ended before it has done anything. */
static int open_store(const struct writer *w, struct store *s)
{
	int err = store_open(w->dir, s);
	for (int i = 1; w->persists && is_to_ask_again(err) && i < TRIES_MAX; i++)
		err = store_open(w->dir, s);
	return err;
}

int writer_run(const struct writer *w)
{
	char data[4200];
	struct random r = {w->seed};
	struct own own[OWN];
	struct arena arena = {0};
	struct store s;
	size_t n_own = 0, at = 0;
	int err = open_store(w, &s);
	if (err) {
		w->tell(w->arg, &(struct note){.who = w->who, .answered = 1, .err = err});
		return 2;
	}
	/* often, since that is where a crash may find something; faults are counted for one thread */
	if (!on_postgresql())
		fold_every(s.db, 1 + random_below(&r, 12), w->faults || random_below(&r, 2));
	snprintf(data, sizeof data, "%s/data.mdb", w->dir);
	if (w->faults)
		fail_soon(data, &r);
	for (unsigned i = 0; !err && !atomic_load(&w->board->stop) && (!w->n_most || i < w->n_most); i++) {
		struct note n = choose(w, &r, own, n_own, &at);
		w->tell(w->arg, &n);
		err = ask(&s, &n, w->persists, &arena);
		w->tell(w->arg, &n);
		if (w->faults && shim_failed())
			fail_soon(data, &r);
		if (w->faults && (err == QUAD_EFULL || err == QUAD_EIO)) {
			err = 0;
			arena_release(&arena);
			continue;
		}
		if (!err && n.op == OP_BOOK && n.outcome == OUTCOME_ADDED)
			own[n_own++] = (struct own){n.id, n.start, n.end - n.start};
		else if (!err && n.op == OP_MOVE && n.outcome == OUTCOME_UPDATED)
			own[at].start = n.start;
		else if (!err && n.op == OP_CANCEL)
			own[at] = own[--n_own];
		arena_release(&arena);
	}
	store_close(&s);
	return err ? 1 : 0;
}

void writer_tell_pipe(void *arg, const struct note *n)
{
	const int *fd = arg;
	ssize_t len;
	do
		len = write(*fd, n, sizeof *n);
	while (len == -1 && errno == EINTR);
	if (len != sizeof *n)
		_exit(3);
}

pid_t writer_start(const struct writer *w, int out)
{
	pid_t pid = fork();
	if (pid < 0)
		torture_give_up("fork");
	if (pid > 0)
		return pid;
	struct writer mine = *w;
	mine.tell = writer_tell_pipe;
	mine.arg = &out;
	_exit(writer_run(&mine));
}

bool writer_hear(int in, double seconds, struct note *out)
{
	struct pollfd p = {.fd = in, .events = POLLIN};
	double end = torture_seconds() + seconds;
	do {
		ssize_t n = read(in, out, sizeof *out);
		if (n == (ssize_t)sizeof *out)
			return true;
		if (n == 0 || (n == -1 && errno != EAGAIN && errno != EINTR))
			return false;
	} while (poll(&p, 1, seconds > 0 ? 1 + (int)((end - torture_seconds()) * 1000) : 0) > 0 ||
	         torture_seconds() < end);
	return false;
}
