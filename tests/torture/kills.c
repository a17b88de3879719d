/*
 * Processes that are killed at any moment: writers among writers that wait for them, and an import between two of its
 * transactions or in one. The moment is found by counting answers, and then turns of an empty loop. Syncs take some
 * such turns too, so that requests come to wait, and killed are leaders and those that wait.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/list/list_import.h"
#include "store/query/query.h"
#include "tests/engine.h"
#include "tests/torture/shim.h"
#include "tests/torture/writer.h"

enum { WRITERS = 8, ROUNDS_A_STORE = 50, SYNC_TURNS = 60000, PIPE_NOTES = 65536 / sizeof(struct note) };

static const double stuck_seconds = 20; /* less than the time-out of a writer, who would then say so itself */

struct crowd {
	struct torture *t;
	struct board *board;
	struct promises promises;
	struct random random;
	const char *dir;
	pid_t pids[WRITERS_MAX]; /* by who; 0 = none, or over */
	unsigned n_answers[WRITERS_MAX];
	uint32_t n_who;
	int in, out;
	bool faults;   /* their disks fail now and then */
	bool persists; /* their server does */
	unsigned n_kills, n_ends, n_errors;
	double longest; /* that those who were left needed to go on, seconds */
};

static void crowd_begin(struct crowd *c)
{
	int p[2];
	if (pipe(p) != 0 || fcntl(p[0], F_SETFL, O_NONBLOCK) != 0)
		torture_give_up("pipe");
	c->in = p[0];
	c->out = p[1];
	c->n_who = 0;
	memset(c->n_answers, 0, sizeof c->n_answers);
	atomic_store(&c->board->stop, 0);
}

static void crowd_add(struct crowd *c)
{
	struct writer w = {.dir = c->dir,
	                   .who = c->n_who,
	                   .seed = random_next(&c->random),
	                   .board = c->board,
	                   .faults = c->faults,
	                   .persists = c->persists};
	c->pids[c->n_who++] = writer_start(&w, c->out);
}

static bool crowd_hear(struct crowd *c, double seconds)
{
	struct note n;
	if (!writer_hear(c->in, seconds, &n))
		return false;
	promises_hear(&c->promises, &n);
	c->n_answers[n.who] += n.answered;
	c->n_errors += n.err != 0;
	if (n.err && !(c->faults && (n.err == QUAD_EFULL || n.err == QUAD_EIO)))
		torture_fail(c->t, "a writer got: %s", quad_strerror(n.err));
	return true;
}

static void crowd_kill(struct crowd *c, uint32_t who)
{
	int status;
	if (!c->pids[who])
		return;
	kill(c->pids[who], SIGKILL);
	if (waitpid(c->pids[who], &status, 0) != c->pids[who])
		torture_give_up("waitpid");
	c->pids[who] = 0;
	c->n_kills++;
}

/* Everyone that lives must get an answer to what was asked from now on: two answers more. */
static void crowd_goes_on(struct crowd *c)
{
	unsigned want[WRITERS_MAX];
	for (int i = 0; i < PIPE_NOTES && crowd_hear(c, 0); i++)
		; /* what was answered before */
	double begin = torture_seconds();
	for (uint32_t i = 0; i < c->n_who; i++)
		want[i] = c->n_answers[i] + 2;
	for (uint32_t i = 0; i < c->n_who; i++)
		while (c->pids[i] && c->n_answers[i] < want[i]) {
			double left = begin + stuck_seconds - torture_seconds();
			if (left > 0 && crowd_hear(c, left))
				continue;
			torture_fail(c->t, "a writer is stuck after another was killed");
			return;
		}
	double took = torture_seconds() - begin;
	c->longest = took > c->longest ? took : c->longest;
}

/* Lets all end behind their answers; or kills who does not. */
static void crowd_end(struct crowd *c)
{
	double end = torture_seconds() + stuck_seconds;
	atomic_store(&c->board->stop, 1);
	for (uint32_t i = 0; i < c->n_who; i++)
		while (c->pids[i]) {
			int status;
			crowd_hear(c, 0);
			pid_t pid = waitpid(c->pids[i], &status, WNOHANG);
			if (pid == c->pids[i]) {
				c->pids[i] = 0;
				c->n_ends++;
				if (status != 0)
					torture_fail(c->t, "a writer ended with %s", torture_status(status));
			} else if (torture_seconds() > end) {
				torture_fail(c->t, "a writer does not end");
				crowd_kill(c, i);
			} else {
				sched_yield();
			}
		}
	while (crowd_hear(c, 0))
		;
	close(c->in);
	close(c->out);
}

static void spin(struct random *r, unsigned most)
{
	for (volatile unsigned turns = random_below(r, most); turns > 0;)
		turns = turns - 1;
}

static void kill_some(struct crowd *c)
{
	static const unsigned counts[] = {1, 1, 1, 2, 3, WRITERS - 1, WRITERS, WRITERS};
	unsigned n = counts[random_below(&c->random, sizeof counts / sizeof *counts)];
	unsigned first = random_below(&c->random, WRITERS);
	for (unsigned i = 0; i < n; i++)
		crowd_kill(c, (first + i) % WRITERS);
	for (unsigned i = 0; i < n && n < WRITERS; i++)
		crowd_add(c);
}

void kills(struct torture *t)
{
	struct crowd c = {.t = t, .random = {t->seed}, .board = torture_share(sizeof *c.board)};
	unsigned rounds = torture_rounds(t, 40, 1000), n_answered = 0, n_bookings = 0, n_unheard = 0;
	char dir[4096], data[4200];
	double start = torture_seconds();
	for (unsigned round = 0; round < rounds; round++) {
		char when[40];
		struct store s;
		if (round % ROUNDS_A_STORE == 0) {
			snprintf(dir, sizeof dir, "%s", torture_store("kills-%u", round));
			snprintf(data, sizeof data, "%s/data.mdb", dir);
			torture_school(dir);
			c.dir = dir;
		}
		shim_slow(data, SYNC_TURNS);
		crowd_begin(&c);
		for (int i = 0; i < WRITERS; i++)
			crowd_add(&c);
		for (unsigned n = random_below(&c.random, 200); n > 0 && crowd_hear(&c, stuck_seconds); n--)
			;
		spin(&c.random, 500000);
		kill_some(&c);
		crowd_goes_on(&c);
		crowd_end(&c);
		shim_off();
		snprintf(when, sizeof when, "round %u", round);
		int err = store_open(dir, &s);
		if (err) {
			torture_fail(t, "%s: %s", when, quad_strerror(err));
			break;
		}
		promises_check(&c.promises, t, &s, when);
		store_close(&s);
		if ((round + 1) % ROUNDS_A_STORE == 0 || round + 1 == rounds) {
			n_answered += c.promises.n_answered;
			n_bookings += c.promises.n_bookings;
			n_unheard += c.promises.n_unheard;
			promises_release(&c.promises);
			torture_remove(dir);
		}
	}
	promises_release(&c.promises);
	torture_told(t,
	             "%u rounds, %u kills of %d writers, %u answers (%u bookings), %u done and not heard, the others went on "
	             "in %.0f ms at most, %.1f s",
	             rounds, c.n_kills, WRITERS, n_answered, n_bookings, n_unheard, c.longest * 1000,
	             torture_seconds() - start);
}

/* ---- a disk that fails for some ---- */

void failing_crowd(struct torture *t)
{
	struct crowd c = {.t = t, .random = {t->seed + 4}, .board = torture_share(sizeof *c.board), .faults = true};
	unsigned rounds = torture_rounds(t, 4, 100), n_answered = 0;
	char dir[4096];
	double start = torture_seconds();
	c.dir = dir;
	for (unsigned round = 0; round < rounds; round++) {
		char when[40];
		struct store s;
		snprintf(when, sizeof when, "round %u", round);
		snprintf(dir, sizeof dir, "%s", torture_path("failing-%u", round));
		torture_school(dir);
		crowd_begin(&c);
		for (int i = 0; i < WRITERS; i++)
			crowd_add(&c);
		for (unsigned n = 2000; n > 0 && crowd_hear(&c, stuck_seconds); n--)
			;
		crowd_end(&c);
		int err = store_open(dir, &s);
		if (err) {
			torture_fail(t, "%s: %s", when, quad_strerror(err));
		} else {
			promises_check(&c.promises, t, &s, when);
			store_close(&s);
		}
		n_answered += c.promises.n_answered;
		promises_release(&c.promises);
		torture_remove(dir);
	}
	torture_told(t, "%u rounds of %d writers, %u answers, %u of them that the disk failed or was full, %.1f s", rounds,
	             WRITERS, n_answered, c.n_errors, torture_seconds() - start);
}

/* ---- a server that fails ---- */

/* What happens to the server, one after the other: so many sessions end, or one of its processes is killed. */
static const struct {
	int n; /* 0 = all */
	bool kills;
} harms[] = {{1, false}, {3, false}, {0, false}, {0, true}};

enum { N_HARMS = sizeof harms / sizeof *harms };

void server_faults(struct torture *t)
{
	struct crowd c = {.t = t, .random = {t->seed + 5}, .board = torture_share(sizeof *c.board), .persists = true};
	unsigned rounds = torture_rounds(t, 12, 200);
	int n_ended = 0;
	char where[4096];
	double start = torture_seconds();
	snprintf(where, sizeof where, "%s", torture_store("server"));
	torture_school(where);
	c.dir = where;
	for (unsigned round = 0; round < rounds; round++) {
		char when[40];
		struct store s;
		snprintf(when, sizeof when, "round %u", round);
		crowd_begin(&c);
		for (int i = 0; i < WRITERS; i++)
			crowd_add(&c);
		for (int n = 0; n < N_HARMS; n++) {
			for (unsigned k = random_below(&c.random, 100); k > 0 && crowd_hear(&c, stuck_seconds); k--)
				;
			spin(&c.random, 500000);
			n_ended += engine_end_sessions(where, harms[n].n, harms[n].kills);
		}
		crowd_goes_on(&c);
		crowd_end(&c);
		int err = store_open(where, &s);
		if (err) {
			torture_fail(t, "%s: %s", when, quad_strerror(err));
			break;
		}
		promises_check(&c.promises, t, &s, when);
		store_close(&s);
	}
	torture_told(
		t,
		"%u rounds, %d sessions of %d writers ended, %u answers (%u bookings), all went on in %.0f ms at most, "
		"%.1f s",
		rounds, n_ended, WRITERS, c.promises.n_answered, c.promises.n_bookings, c.longest * 1000,
		torture_seconds() - start);
	promises_release(&c.promises);
	torture_remove(where);
}

/* ---- an import ---- */

enum { ROWS = 20000, ROWS_BRIEF = 12000 }; /* several transactions each */

static char *make_rows(unsigned n, size_t *len)
{
	struct buf b = {0};
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	buf_str(&b, "ref,resource,start,end\n");
	for (unsigned i = 0; i < n; i++) {
		int64_t at = torture_now() + 1440 * 200 + i * 60;
		buf_fmt(&b, "row-%u,A,%s,%s\n", i + 1, clock_format(at, from), clock_format(at + 60, to));
	}
	if (b.failed)
		torture_give_up("memory");
	*len = b.len;
	return b.p;
}

struct importing {
	const char *dir, *data;
	struct bytes text;
	int out;
	size_t counts[OUTCOME_INVALID + 1];
};

static int tell_row(void *arg, const struct list_row_report *r)
{
	struct importing *im = arg;
	uint32_t row = (uint32_t)r->row;
	im->counts[r->outcome]++;
	return im->out < 0 || write(im->out, &row, sizeof row) == sizeof row ? 0 : QUAD_EIO;
}

static int import_rows(struct importing *im, struct store *s)
{
	struct list_import ask = {.kind = list_kind_find("bookings"), .data = im->text, .actor = "anna", .now = torture_now()};
	struct list_summary summary;
	const char *bad;
	int err = list_import(s, &ask, tell_row, im, &summary, &bad);
	list_summary_release(&summary);
	return err;
}

static pid_t import_start(struct importing *im)
{
	struct store s;
	pid_t pid = fork();
	if (pid < 0)
		torture_give_up("fork");
	if (pid > 0)
		return pid;
	int err = store_open(im->dir, &s);
	_exit(err || import_rows(im, &s) ? 1 : 0);
}

/* The rows reported before the kill stand; the rest comes with the same file again. */
static void import_again(struct torture *t, struct importing *im, uint32_t n_reported, unsigned n_rows,
                         const char *when)
{
	struct booking_filter f = {.text = "row-"};
	struct booking_ids ids = {0};
	struct store s;
	int err = store_open(im->dir, &s);
	if (err) {
		torture_fail(t, "%s: %s", when, quad_strerror(err));
		return;
	}
	err = query_booking_ids(&s, &f, &ids);
	if (err || ids.n < n_reported || ids.n > n_rows)
		torture_fail(t, "%s: %u rows were reported, %zu stand", when, n_reported, ids.n);
	im->out = -1;
	memset(im->counts, 0, sizeof im->counts);
	err = import_rows(im, &s);
	if (err || im->counts[OUTCOME_UNCHANGED] != ids.n || im->counts[OUTCOME_ADDED] != n_rows - ids.n)
		torture_fail(t, "%s: again: %s, %zu unchanged of %zu, %zu added", when, quad_strerror(err),
		             im->counts[OUTCOME_UNCHANGED], ids.n, im->counts[OUTCOME_ADDED]);
	arena_release(&ids.arena);
	store_close(&s);
}

void import_kills(struct torture *t)
{
	struct crowd c = {.t = t, .random = {t->seed + 1}, .board = torture_share(sizeof *c.board)};
	unsigned rounds = torture_rounds(t, 4, 100), n_rows = t->brief ? ROWS_BRIEF : ROWS, n_reported = 0, n_whole = 0;
	char dir[4096], data[4200];
	struct importing im = {.dir = dir, .data = data};
	char *text = make_rows(n_rows, &im.text.len);
	double start = torture_seconds();
	im.text.p = text;
	for (unsigned round = 0; round < rounds; round++) {
		char when[40];
		int rows[2], status;
		uint32_t row, last = 0;
		struct store s;
		snprintf(when, sizeof when, "round %u", round);
		snprintf(dir, sizeof dir, "%s", torture_store("import-%u", round));
		snprintf(data, sizeof data, "%s/data.mdb", dir);
		torture_school(dir);
		c.dir = dir;
		shim_slow(data, SYNC_TURNS);
		crowd_begin(&c);
		for (int i = 0; i < 3; i++)
			crowd_add(&c);
		if (pipe(rows) != 0)
			torture_give_up("pipe");
		im.out = rows[1];
		pid_t pid = import_start(&im);
		close(rows[1]);
		for (unsigned n = random_below(&c.random, n_rows); n > 0 && read(rows[0], &row, sizeof row) == sizeof row; n--) {
			last = row;
			crowd_hear(&c, 0);
		}
		spin(&c.random, 3000000);
		kill(pid, SIGKILL);
		/* notes must not fill the pipe while the rest of the rows is read */
		while (waitpid(pid, &status, WNOHANG) == 0)
			crowd_hear(&c, 0);
		while (read(rows[0], &row, sizeof row) == sizeof row)
			last = row;
		close(rows[0]);
		n_whole += last == n_rows;
		n_reported += last;
		crowd_goes_on(&c);
		crowd_end(&c);
		shim_off();
		import_again(t, &im, last, n_rows, when);
		int err = store_open(dir, &s);
		if (err)
			torture_fail(t, "%s: %s", when, quad_strerror(err));
		else {
			torture_check(t, &s, when);
			store_close(&s);
		}
		promises_release(&c.promises);
		torture_remove(dir);
	}
	free(text);
	torture_told(t, "%u imports of %u rows killed among 3 writers (%u behind the last row), %u rows were reported, %.1f s",
	             rounds, n_rows, n_whole, n_reported, torture_seconds() - start);
}
