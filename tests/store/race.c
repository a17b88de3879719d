/*
 * The product's promise under real processes: never twice in one place, nothing acknowledged is lost, whoever dies.
 * Each process opens the store by itself; a crowd stands at a gate, a pipe, and is let in together by closing it.
 */
#include "tests/store/ask.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/change/apply.h"
#include "tests/random.h"

Suite *race_suite(void);

enum { CROWD = 200 };

/* What one process got; small enough to be written to a pipe in one piece. */
struct got {
	int who, err;
	enum outcome outcome;
	enum rule rule; /* the first reason's */
	uint64_t id;
	int64_t start, end;
};

/* What the one with number `who` asks for. */
typedef struct request asker(struct world *w, int who);

static void wait_gate(int gate)
{
	char c;
	while (read(gate, &c, 1) == -1 && errno == EINTR)
		;
}

static void tell(int fd, const struct got *g)
{
	if (write(fd, g, sizeof *g) != sizeof *g)
		test_child_end(2);
}

/* Reads one answer; false at the end. */
static bool hear(int fd, struct got *g)
{
	ssize_t n;
	do
		n = read(fd, g, sizeof *g);
	while (n == -1 && errno == EINTR);
	ck_assert_msg(n == 0 || n == sizeof *g, "read %zd bytes", n);
	return n > 0;
}

static void ask_once(struct world *w, int who, asker *asks, struct got *g)
{
	struct request rq = asks(w, who);
	struct result r;
	request_id_new(rq.id);
	*g = (struct got){.who = who, .err = store_apply(&w->s, &rq, 1, false, &r, &w->arena)};
	if (g->err)
		return;
	g->outcome = r.outcome;
	g->rule = r.reasons.n ? r.reasons.v[0].rule : (enum rule)0;
	g->id = r.id;
	g->start = r.start;
	g->end = r.end;
}

/* A school with a gate. The store is closed when the crowd is made and opened again by world_again. */
static void school(struct world *w)
{
	world_open(w);
	ck_assert_str_eq(campus(w, "NORTH", ""), "added");
	ck_assert_str_eq(resource(w, "A", KIND_LAB, MODE_EXCLUSIVE, 30, "NORTH"), "added");
	ck_assert_str_eq(resource(w, "B", KIND_LAB, MODE_EXCLUSIVE, 30, "NORTH"), "added");
	ck_assert_str_eq(resource(w, "C", KIND_LAB, MODE_EXCLUSIVE, 30, "NORTH"), "added");
	ck_assert_str_eq(resource(w, "T1", KIND_TEACHER, MODE_EXCLUSIVE, 0, ""), "added");
	ck_assert_str_eq(resource(w, "T2", KIND_TEACHER, MODE_EXCLUSIVE, 0, ""), "added");
	ck_assert_str_eq(resource(w, "POOL", KIND_EQUIPMENT, MODE_SHARED, 17, ""), "added");
}

static void world_again(struct world *w)
{
	int err = store_open(w->dir, &w->s);
	ck_assert_msg(err == 0, "%s", quad_strerror(err));
	check_store(&w->s);
}

/* Starts one process; it asks once the gate is closed by all others, and tells fd. */
static pid_t start(struct world *w, int who, asker *asks, const int gate[2], const int out[2])
{
	pid_t pid = fork();
	ck_assert_msg(pid >= 0, "fork: %s", strerror(errno));
	if (pid > 0)
		return pid;
	struct got g = {.who = who};
	close(gate[1]);
	close(out[0]);
	g.err = store_open(w->dir, &w->s);
	wait_gate(gate[0]);
	if (!g.err)
		ask_once(w, who, asks, &g);
	tell(out[1], &g);
	test_child_end(0);
}

/* Lets n processes ask at once. Every one of them must answer. */
static void crowd(struct world *w, int n, asker *asks, struct got *answers)
{
	int gate[2], out[2], n_answers = 0;
	pid_t *pids = calloc((size_t)n, sizeof *pids);
	store_close(&w->s);
	ck_assert(pids && pipe(gate) == 0 && pipe(out) == 0);
	for (int i = 0; i < n; i++)
		pids[i] = start(w, i, asks, gate, out);
	close(gate[0]);
	close(gate[1]);
	close(out[1]);
	while (n_answers < n && hear(out[0], &answers[n_answers]))
		n_answers++;
	close(out[0]);
	for (int i = 0; i < n; i++) {
		int status;
		ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
		ck_assert_msg(status == 0, "process %d ended with %d", i, status);
	}
	free(pids);
	ck_assert_int_eq(n_answers, n);
	world_again(w);
	for (int i = 0; i < n; i++)
		ck_assert_msg(answers[i].err == 0, "process %d: %s", answers[i].who, quad_strerror(answers[i].err));
}

/* Every acknowledged booking stands as it was said, and nothing else does. Returns how many. */
static int check_acknowledged(struct world *w, const struct got *answers, int n)
{
	struct booking_filter f = {0};
	struct booking_ids ids = {0};
	int accepted = 0;
	for (int i = 0; i < n; i++) {
		struct booking_row row;
		if (answers[i].outcome != OUTCOME_ADDED) {
			ck_assert_int_eq(answers[i].outcome, OUTCOME_REFUSED);
			continue;
		}
		accepted++;
		ck_assert_msg(standing(w, answers[i].id, &row), "booking %" PRIu64 " was acknowledged and is not there",
		              answers[i].id);
		ck_assert_int_eq(row.b.start, answers[i].start);
		ck_assert_int_eq(row.b.end, answers[i].end);
	}
	ck_assert_int_eq(query_booking_ids(&w->s, &f, &ids), 0);
	ck_assert_msg(ids.n == (size_t)accepted, "%zu stand, %d were acknowledged", ids.n, accepted);
	arena_release(&ids.arena);
	return accepted;
}

/* ---- crowds ---- */

static struct request ask_slot(struct world *w, int who)
{
	(void)who;
	return rq_book(w, "A", "2026-09-07T08:00", "2026-09-07T10:00");
}

START_TEST(two_hundred_at_one_slot_one_gets_it)
{
	static struct got answers[CROWD];
	struct world w;
	school(&w);
	crowd(&w, CROWD, ask_slot, answers);
	ck_assert_int_eq(check_acknowledged(&w, answers, CROWD), 1);
	for (int i = 0; i < CROWD; i++)
		ck_assert_msg(answers[i].outcome == OUTCOME_ADDED || answers[i].rule == RULE_BUSY, "process %d: %s",
		              answers[i].who, rule_word(answers[i].rule));
	world_close(&w);
}
END_TEST

static struct request ask_overlapping(struct world *w, int who)
{
	static const char *const labs[] = {"A", "B", "C"};
	struct random r = {random_seed(71) + (uint64_t)who};
	int64_t begin = at("2026-09-07T08:00") + random_between(&r, 0, 600);
	return rq_book_at(w, labs[who % 3], begin, begin + random_between(&r, 20, 120));
}

START_TEST(overlapping_asks_leave_disjoint_bookings)
{
	static struct got answers[CROWD];
	struct world w;
	school(&w);
	crowd(&w, CROWD, ask_overlapping, answers);
	int accepted = check_acknowledged(&w, answers, CROWD);
	ck_assert_int_ge(accepted, 6);
	for (int i = 0; i < CROWD; i++)
		for (int j = 0; j < i; j++) {
			const struct got *a = &answers[i], *b = &answers[j];
			if (a->outcome == OUTCOME_ADDED && b->outcome == OUTCOME_ADDED && a->who % 3 == b->who % 3)
				ck_assert_msg(a->end <= b->start || b->end <= a->start, "%" PRIu64 " and %" PRIu64 " overlap", a->id,
				              b->id);
		}
	world_close(&w);
}
END_TEST

static struct request ask_seat(struct world *w, int who)
{
	(void)who;
	return rq_book(w, "POOL*1", "2026-09-07T08:00", "2026-09-07T10:00");
}

START_TEST(a_pool_is_filled_to_the_last_seat_and_no_further)
{
	static struct got answers[CROWD];
	struct world w;
	school(&w);
	crowd(&w, CROWD, ask_seat, answers);
	ck_assert_int_eq(check_acknowledged(&w, answers, CROWD), 17);
	world_close(&w);
}
END_TEST

static struct request ask_bundle(struct world *w, int who)
{
	static const char *const bundles[] = {"A;B", "B;A", "A;T1", "T1;B", "B;T2;T1", "C;T2", "T2;A;C", "POOL*9;C;T1"};
	int64_t begin = at("2026-09-07T08:00") + who % 5 * 60;
	return rq_book_at(w, bundles[who % 8], begin, begin + 60 + who % 3 * 30);
}

START_TEST(crossing_bundles_neither_wait_for_each_other_nor_stand_half)
{
	static const size_t n_parts[] = {2, 2, 2, 2, 3, 2, 3, 3};
	static struct got answers[CROWD];
	struct world w;
	school(&w);
	crowd(&w, CROWD, ask_bundle, answers);
	/* how many fit depends on who comes first: at least one in the first hours and one in the last */
	ck_assert_int_ge(check_acknowledged(&w, answers, CROWD), 2);
	for (int i = 0; i < CROWD; i++) {
		struct booking_row row;
		if (answers[i].outcome == OUTCOME_ADDED && standing(&w, answers[i].id, &row))
			ck_assert_uint_eq(row.b.n_claims, n_parts[answers[i].who % 8]);
	}
	world_close(&w);
}
END_TEST

static struct request ask_same_ref(struct world *w, int who)
{
	struct request rq = rq_book(w, "POOL*1", "2026-09-07T08:00", "2026-09-07T10:00");
	rq.u.booking.ref = who % 2 ? "odd" : "even";
	return rq;
}

START_TEST(a_ref_asked_by_many_is_booked_once)
{
	static struct got answers[50];
	struct world w;
	int added = 0;
	school(&w);
	crowd(&w, 50, ask_same_ref, answers);
	for (int i = 0; i < 50; i++) {
		ck_assert(answers[i].outcome == OUTCOME_ADDED || answers[i].outcome == OUTCOME_UNCHANGED);
		added += answers[i].outcome == OUTCOME_ADDED;
	}
	ck_assert_int_eq(added, 2);
	world_close(&w);
}
END_TEST

/* ---- the killed and the stopped ---- */

struct halt {
	struct request rq;
	int ready, go;
};

/* Carries out a request, says so, and stays in the transaction until the pipe is closed. */
static int apply_and_halt(struct db_txn *txn, void *arg)
{
	struct halt *h = arg;
	struct arena arena = {0};
	struct result result;
	char c = 'r';
	int err = apply(txn, &(struct decision_cache){0}, &h->rq, &result, &arena);
	if (!err && result.outcome != OUTCOME_ADDED)
		err = QUAD_EREFUSED;
	arena_release(&arena);
	if (write(h->ready, &c, 1) != 1)
		return QUAD_EIO;
	wait_gate(h->go);
	return err;
}

/* A process in the middle of booking lab A; closing *go lets it go on. */
static pid_t start_halted(struct world *w, int *go)
{
	int ready[2], release[2];
	char c;
	ck_assert(pipe(ready) == 0 && pipe(release) == 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		close(ready[0]);
		close(release[1]);
		/* the test library's handlers would end the test instead */
		signal(SIGTERM, SIG_DFL);
		signal(SIGINT, SIG_DFL);
		signal(SIGHUP, SIG_DFL); /* nohup has it ignored */
		struct halt h = {rq_book(w, "A;T1;POOL*3", "2026-09-07T08:00", "2026-09-07T10:00"), ready[1], release[0]};
		int err = store_open(w->dir, &w->s);
		if (!err)
			err = db_update(w->s.db, apply_and_halt, &h, NULL);
		test_child_end(err ? 1 : 0);
	}
	close(ready[1]);
	close(release[0]);
	ck_assert_int_eq(read(ready[0], &c, 1), 1);
	close(ready[0]);
	*go = release[1];
	return pid;
}

START_TEST(a_writer_killed_in_the_middle_leaves_nothing_and_the_others_go_on)
{
	enum { WAITING = 8 };
	struct world w;
	school(&w);
	uint64_t before = entries(&w.s);
	store_close(&w.s);
	for (int round = 0; round < 5; round++) {
		struct got answers[WAITING];
		pid_t pids[WAITING];
		int gate[2], out[2], go, status, n = 0;
		pid_t victim = start_halted(&w, &go);
		ck_assert(pipe(gate) == 0 && pipe(out) == 0);
		for (int i = 0; i < WAITING; i++)
			pids[i] = start(&w, i, ask_slot, gate, out);
		close(gate[0]);
		close(gate[1]);
		close(out[1]);
		ck_assert_int_eq(kill(victim, SIGKILL), 0);
		ck_assert_int_eq(waitpid(victim, &status, 0), victim);
		ck_assert(WIFSIGNALED(status));
		while (n < WAITING && hear(out[0], &answers[n]))
			n++;
		close(out[0]);
		close(go);
		ck_assert_int_eq(n, WAITING);
		for (int i = 0; i < WAITING; i++) {
			ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
			ck_assert_msg(answers[i].err == 0, "%s", quad_strerror(answers[i].err));
		}
		world_again(&w);
		ck_assert_int_eq(check_acknowledged(&w, answers, WAITING), 1);
		for (int i = 0; i < WAITING; i++)
			if (answers[i].outcome == OUTCOME_ADDED)
				ck_assert_str_eq(cancel(&w, answers[i].id), "updated");
		/* booking, journal and request id of the one; its cancel's journal entry */
		ck_assert_uint_eq(entries(&w.s), before + 4);
		before = entries(&w.s);
		store_close(&w.s);
	}
	world_close(&w);
}
END_TEST

START_TEST(a_stopped_writer_makes_others_busy_and_goes_on_later)
{
	struct world w;
	struct got g;
	int go, status;
	school(&w);
	store_close(&w.s);
	pid_t pid = start_halted(&w, &go);
	ck_assert_int_eq(kill(pid, SIGSTOP), 0);
	ck_assert_int_eq(waitpid(pid, &status, WUNTRACED), pid);
	ck_assert(WIFSTOPPED(status));
	close(go);
	int err = store_open(w.dir, &w.s);
	ck_assert_msg(err == 0, "%s", quad_strerror(err));
	db_set_timeout(w.s.db, 1);
	ask_once(&w, 0, ask_slot, &g);
	ck_assert_msg(g.err == QUAD_EBUSY, "%s", quad_strerror(g.err));
	ck_assert_int_eq(db_holder(w.s.db), on_postgresql() ? 0 : pid); /* of a server, it may be anywhere */
	ck_assert_str_eq(all_standing(&w), ""); /* readers are not kept */
	ck_assert_int_eq(kill(pid, SIGCONT), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ask_once(&w, 0, ask_slot, &g);
	ck_assert_int_eq(g.err, 0);
	ck_assert_int_eq(g.rule, RULE_BUSY);
	ck_assert_str_eq(all_standing(&w), "1 2026-09-07T08:00 2026-09-07T10:00 A;T1;POOL*3\n");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* Signals that ask a program to end wait until its transaction is over. */
START_TEST(a_writer_asked_to_end_ends_behind_its_commit)
{
	static const int signals[] = {SIGTERM, SIGINT, SIGHUP};
	struct world w;
	int go, status;
	school(&w);
	for (size_t i = 0; i < 3; i++) {
		store_close(&w.s);
		pid_t pid = start_halted(&w, &go);
		ck_assert_int_eq(kill(pid, signals[i]), 0);
		close(go);
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == signals[i]);
		world_again(&w);
		ck_assert_str_eq(all_standing(&w),
		                 arena_fmt(&w.arena, "%zu 2026-09-07T08:00 2026-09-07T10:00 A;T1;POOL*3\n", i + 1));
		ck_assert_str_eq(cancel(&w, i + 1), "updated");
	}
	world_close(&w);
}
END_TEST

/* Nobody at a terminal is kept by a program that only waits for another one. */
START_TEST(who_waits_for_a_writer_may_be_ended)
{
	static const int signals[] = {SIGTERM, SIGINT, SIGHUP};
	struct world w;
	int go, status;
	school(&w);
	store_close(&w.s);
	pid_t writer = start_halted(&w, &go);
	for (size_t i = 0; i < 3; i++) {
		int ready[2];
		char c;
		ck_assert_int_eq(pipe(ready), 0);
		pid_t pid = fork();
		ck_assert_int_ge(pid, 0);
		if (pid == 0) {
			struct got g;
			signal(signals[i], SIG_DFL);
			close(ready[0]);
			int err = store_open(w.dir, &w.s);
			err = write(ready[1], "r", 1) == 1 ? err : QUAD_EIO;
			if (!err)
				ask_once(&w, 0, ask_slot, &g);
			test_child_end(1);
		}
		close(ready[1]);
		ck_assert_int_eq(read(ready[0], &c, 1), 1);
		close(ready[0]);
		/* until it waits */
		nanosleep(&(struct timespec){.tv_nsec = 200000000}, NULL);
		time_t start = time(NULL);
		ck_assert_int_eq(kill(pid, signals[i]), 0);
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		ck_assert_msg(WIFSIGNALED(status) && WTERMSIG(status) == signals[i], "status %d", status);
		ck_assert_int_le(time(NULL) - start, 2);
	}
	close(go);
	ck_assert_int_eq(waitpid(writer, &status, 0), writer);
	ck_assert_int_eq(status, 0);
	world_again(&w);
	ck_assert_str_eq(all_standing(&w), "1 2026-09-07T08:00 2026-09-07T10:00 A;T1;POOL*3\n");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* Books one slot after another, each acknowledged into the pipe, until it is killed. */
static pid_t start_writer(struct world *w, int who, int round, const int out[2])
{
	static const char *const things[] = {"A", "B;T1", "POOL*4"};
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid > 0)
		return pid;
	close(out[0]);
	if (store_open(w->dir, &w->s) != 0)
		test_child_end(1);
	int64_t begin = at("2026-09-07T00:00") + round * 30 * DAY_MIN;
	for (int i = 0; i < 10000; i++, begin += 60) {
		struct got g = {.who = who};
		struct result r;
		struct request rq = rq_book_at(w, things[who], begin, begin + 60);
		g.err = store_apply(&w->s, &rq, 1, false, &r, &w->arena);
		if (g.err)
			test_child_end(1);
		g.outcome = r.outcome;
		g.id = r.id;
		g.start = r.start;
		g.end = r.end;
		tell(out[1], &g);
		arena_release(&w->arena);
	}
	test_child_end(0);
}

START_TEST(killed_at_any_moment_nothing_acknowledged_is_lost)
{
	enum { ROUNDS = 40, WRITERS = 3 };
	struct random r = {random_seed(73)};
	struct world w;
	size_t acknowledged = 0, most = 0;
	school(&w);
	for (int round = 0; round < ROUNDS; round++) {
		struct got g;
		pid_t pids[WRITERS];
		int out[2], status;
		uint64_t ids[4096];
		size_t n = 0;
		store_close(&w.s);
		ck_assert_int_eq(pipe(out), 0);
		for (int i = 0; i < WRITERS; i++)
			pids[i] = start_writer(&w, i, round, out);
		close(out[1]);
		for (unsigned wait = random_below(&r, 12); wait > 0 && hear(out[0], &g); wait--)
			ids[n++] = g.outcome == OUTCOME_ADDED ? g.id : 0;
		/* so many turns of an empty loop that the moment is another every time */
		for (volatile unsigned turns = random_below(&r, 2000000); turns > 0;)
			turns = turns - 1;
		for (int i = 0; i < WRITERS; i++)
			ck_assert_int_eq(kill(pids[i], SIGKILL), 0);
		for (int i = 0; i < WRITERS; i++)
			ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
		while (n < 4096 && hear(out[0], &g))
			ids[n++] = g.outcome == OUTCOME_ADDED ? g.id : 0;
		close(out[0]);
		world_again(&w);
		for (size_t i = 0; i < n; i++) {
			struct booking_row row;
			ck_assert_msg(ids[i] != 0, "round %d: a free slot was refused", round);
			ck_assert_msg(standing(&w, ids[i], &row), "round %d: booking %" PRIu64 " was acknowledged and is not there",
			              round, ids[i]);
		}
		acknowledged += n;
		most = n > most ? n : most;
		arena_release(&w.arena);
	}
	/* at most one booking a writer and round was stored and not acknowledged */
	struct booking_filter f = {0};
	struct booking_ids all = {0};
	ck_assert_int_eq(query_booking_ids(&w.s, &f, &all), 0);
	ck_assert_msg(all.n >= acknowledged && all.n <= acknowledged + ROUNDS * WRITERS, "%zu stand, %zu were acknowledged",
	              all.n, acknowledged);
	ck_assert_uint_gt(most, 0);
	arena_release(&all.arena);
	world_close(&w);
}
END_TEST

Suite *race_suite(void)
{
	Suite *s = suite_create("race");
	TCase *t = tcase_create("race");
	tcase_set_timeout(t, 180);
	tcase_add_test(t, two_hundred_at_one_slot_one_gets_it);
	tcase_add_test(t, overlapping_asks_leave_disjoint_bookings);
	tcase_add_test(t, a_pool_is_filled_to_the_last_seat_and_no_further);
	tcase_add_test(t, crossing_bundles_neither_wait_for_each_other_nor_stand_half);
	tcase_add_test(t, a_ref_asked_by_many_is_booked_once);
	tcase_add_test(t, a_writer_killed_in_the_middle_leaves_nothing_and_the_others_go_on);
	tcase_add_test(t, a_stopped_writer_makes_others_busy_and_goes_on_later);
	tcase_add_test(t, a_writer_asked_to_end_ends_behind_its_commit);
	tcase_add_test(t, who_waits_for_a_writer_may_be_ended);
	tcase_add_test(t, killed_at_any_moment_nothing_acknowledged_is_lost);
	suite_add_tcase(s, t);
	return s;
}
