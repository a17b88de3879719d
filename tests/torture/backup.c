/* A copy that is taken while writers work holds what was acknowledged before it began, and is a whole store. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/query/query.h"
#include "tests/torture/writer.h"

enum { WRITERS = 8 };

static const double patience = 20;

struct answered {
	struct note v[1 << 16];
	size_t n;
};

static bool hear(int in, double seconds, struct answered *a)
{
	struct note n;
	if (!writer_hear(in, seconds, &n))
		return false;
	if (n.answered && a->n < sizeof a->v / sizeof *a->v)
		a->v[a->n++] = n;
	return true;
}

/* Every booking answered before is there; or its history tells that a later request took it away or elsewhere. */
static unsigned missing(struct torture *t, struct store *s, const struct answered *a, size_t n)
{
	unsigned n_missing = 0;
	for (size_t i = 0; i < n; i++) {
		const struct note *x = &a->v[i];
		struct history h = {0};
		bool found = false;
		if (x->err || (x->outcome != OUTCOME_ADDED && x->outcome != OUTCOME_UPDATED))
			continue;
		int err = query_history(s, x->id, &h);
		for (size_t j = 0; !err && j < h.n && !found; j++)
			found = h.v[j].has_after && (x->op == OP_CANCEL ? h.v[j].after.state == STATE_CANCELLED :
			                                                  h.v[j].after.start == x->start && h.v[j].after.end == x->end);
		arena_release(&h.arena);
		if (!found) {
			n_missing++;
			torture_fail(t, "booking %llu, acknowledged before the copy began, is not in it (%s)",
			             (unsigned long long)x->id, quad_strerror(err));
		}
	}
	return n_missing;
}

static void restore(struct torture *t, const char *copy, const struct answered *a, size_t n, unsigned round)
{
	struct store s;
	const char *dir = torture_store("restored-%u", round);
	int err = store_create(dir, "UTC", &s);
	if (!err) {
		err = db_restore(s.db, copy, store_verify, NULL);
		if (err)
			torture_fail(t, "restore: %s", quad_strerror(err));
		torture_check(t, &s, "the copy");
		missing(t, &s, a, n);
		store_close(&s);
	}
	torture_remove(dir);
}

void backup_under_load(struct torture *t)
{
	static struct answered answered;
	struct board *board = torture_share(sizeof *board);
	struct random r = {t->seed + 2};
	unsigned rounds = torture_rounds(t, 2, 20), n_before = 0, n_during = 0;
	double start = torture_seconds();
	for (unsigned round = 0; round < rounds; round++) {
		const char *copy = torture_path("copy-%u", round);
		char dir[4096];
		pid_t pids[WRITERS];
		int p[2], status;
		snprintf(dir, sizeof dir, "%s", torture_store("busy-%u", round));
		torture_school(dir);
		answered.n = 0;
		atomic_store(&board->stop, 0);
		if (pipe(p) != 0 || fcntl(p[0], F_SETFL, O_NONBLOCK) != 0)
			torture_give_up("pipe");
		for (uint32_t i = 0; i < WRITERS; i++)
			pids[i] = writer_start(&(struct writer){.dir = dir, .who = i, .seed = random_next(&r), .board = board}, p[1]);
		close(p[1]);
		for (unsigned n = 400 + random_below(&r, 1000); n > 0 && hear(p[0], patience, &answered); n--)
			;
		size_t n = answered.n;
		pid_t backup = fork();
		if (backup < 0)
			torture_give_up("fork");
		if (backup == 0) {
			struct store s;
			int err = store_open(dir, &s);
			_exit(err || db_backup(s.db, copy) ? 1 : 0);
		}
		while (waitpid(backup, &status, WNOHANG) == 0)
			hear(p[0], 0, &answered);
		if (status != 0)
			torture_fail(t, "round %u: backup ended with %s", round, torture_status(status));
		n_before += (unsigned)n;
		n_during += (unsigned)(answered.n - n);
		atomic_store(&board->stop, 1);
		while (hear(p[0], patience, &answered))
			;
		for (int i = 0; i < WRITERS; i++)
			if (waitpid(pids[i], &status, 0) != pids[i] || status != 0)
				torture_fail(t, "round %u: a writer ended with %s", round, torture_status(status));
		close(p[0]);
		restore(t, copy, &answered, n, round);
		unlink(copy);
		torture_remove(dir);
	}
	torture_told(t, "%u copies under %d writers, %u answers before and %u while they were made, all whole, %.1f s", rounds,
	             WRITERS, n_before, n_during, torture_seconds() - start);
}
