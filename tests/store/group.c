/*
 * Group commit: what one process asks while another writes is carried out by whoever writes next, once, whoever dies.
 * The test's own writer waits in its transaction until the others have left their requests, so nothing depends on
 * who is faster.
 */
#include "tests/engine.h"
#include "tests/store/ask.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/change/apply.h"
#include "store/db/queue.h"
#include "store/change/relay.h"

Suite *group_suite(void);

enum { ASKERS = 5, TEXT = 4096 };

struct asker {
	pid_t pid;
	int answer; /* a pipe */
};

static void school(struct world *w)
{
	world_open(w);
	for (char code[2] = "A"; *code < 'A' + ASKERS; ++*code)
		ck_assert_str_eq(resource(w, code, KIND_LAB, MODE_EXCLUSIVE, 30, ""), "added");
}

/* A process that asks for one thing and tells what came of it as text: `added 17`. */
static struct asker asks(struct world *w, const char *claims, int timeout)
{
	int out[2];
	ck_assert(pipe(out) == 0);
	store_close(&w->s);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid > 0) {
		close(out[1]);
		ck_assert_int_eq(store_open(w->dir, &w->s), 0);
		return (struct asker){pid, out[0]};
	}
	char text[TEXT] = "cannot open";
	if (store_open(w->dir, &w->s) == 0) {
		struct request rq = rq_book(w, claims, "2026-09-07T08:00", "2026-09-07T10:00");
		request_id_new(rq.id);
		db_set_timeout(w->s.db, timeout);
		const char *answer = world_ask(w, &rq);
		snprintf(text, sizeof text, "%s %" PRIu64, answer, w->last.id);
		store_close(&w->s);
	}
	test_child_end(write(out[1], text, strlen(text) + 1) > 0 ? 0 : 1);
}

static const char *answer_of(struct world *w, const struct asker *a)
{
	char text[TEXT] = "";
	size_t len = 0;
	ssize_t n;
	while ((n = read(a->answer, text + len, sizeof text - len)) > 0)
		len += (size_t)n;
	close(a->answer);
	waitpid(a->pid, NULL, 0);
	return arena_str(&w->arena, text);
}

static size_t bookings(struct world *w)
{
	static const struct booking_filter all = {0};
	struct booking_ids ids = {0};
	ck_assert_int_eq(query_booking_ids(&w->s, &all, &ids), 0);
	arena_release(&ids.arena);
	return ids.n;
}

/* ---- the writer that they wait for ---- */

enum role {
	SERVES_NOBODY,      /* lets the lock go once all wait */
	DIES_BEFORE_COMMIT, /* with their requests taken */
	DIES_BEFORE_ANSWER, /* behind the commit that carried out the last of them */
	STAYS,              /* until it is killed */
	KEEPS,              /* as that, with their requests taken */
};

struct writer {
	struct queue *queue;
	struct buf request; /* the last that was taken */
	enum role role;
	int wanted, ready;
};

static void hear(int fd)
{
	char c;
	ck_assert_int_eq(read(fd, &c, 1), 1);
}

/* Commits so far, as of the last transaction of this process. */
static uint64_t commits(struct world *w)
{
	uint64_t token = db_token(w->s.db);
	return on_postgresql() ? token >> 24 : token;
}

/* The first who waits makes it. */
static const char *queue_dir(struct world *w)
{
	const char *dir = engine_queue_dir(w->dir);
	(void)!mkdir(dir, 0700);
	return dir;
}

/* On a server, who writes for others has a lock on this machine, and then the server's. -1: there is none here. */
static int lead(const char *dir)
{
	struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
	if (!on_postgresql())
		return -1;
	int fd = open(test_path(dir, "lead.lock"), O_RDWR | O_CREAT, 0600);
	if (fd < 0 || fcntl(fd, F_SETLK, &l) != 0)
		test_child_end(3);
	return fd;
}

static void lead_no_more(int lock, struct queue *q)
{
	if (lock < 0)
		return;
	close(lock);
	queue_wake_next(q);
}

/* Its change: nothing of its own. Holds the lock until as many as wanted wait. */
static int hold(struct db_txn *txn, void *arg)
{
	struct writer *wr = arg;
	struct arena arena = {0};
	struct request rq;
	struct result result;
	int err = 0;
	if (write(wr->ready, "", 1) != 1)
		test_child_end(1);
	for (int n = 0; n < wr->wanted;) {
		size_t at = 0;
		if (queue_take_next(wr->queue, &at, &wr->request))
			n++;
		else
			sched_yield();
	}
	if (wr->role == SERVES_NOBODY || wr->role == STAYS)
		queue_give_back(wr->queue);
	if (write(wr->ready, "", 1) != 1)
		test_child_end(1);
	if (wr->role == DIES_BEFORE_COMMIT)
		raise(SIGKILL);
	while (wr->role == STAYS || wr->role == KEEPS)
		pause();
	if (wr->role == DIES_BEFORE_ANSWER) {
		err = relay_get_request((struct bytes){wr->request.p, wr->request.len}, &arena, &rq);
		err = err ? err : apply(txn, &(struct decision_cache){0}, &rq, &result, &arena);
	}
	arena_release(&arena);
	return err;
}

/* Starts it; it holds the lock when this returns. *ready tells once more when all wait. */
static pid_t writes(struct world *w, int wanted, enum role role, int *ready)
{
	int p[2];
	ck_assert(pipe(p) == 0);
	store_close(&w->s);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		const char *dir = queue_dir(w);
		struct writer wr = {.queue = queue_open(dir), .role = role, .wanted = wanted, .ready = p[1]};
		close(p[0]);
		int err = store_open(w->dir, &w->s), lock = lead(dir);
		err = err || !wr.queue || db_update(w->s.db, hold, &wr, NULL) ? 1 : 0;
		lead_no_more(lock, wr.queue);
		test_child_end(err);
	}
	close(p[1]);
	*ready = p[0];
	hear(p[0]);
	ck_assert_int_eq(store_open(w->dir, &w->s), 0);
	return pid;
}

static void gone(pid_t pid)
{
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
}

/* ---- what comes of it ---- */

START_TEST(all_that_wait_are_served_by_one_commit)
{
	static const char *const wants[ASKERS] = {"A", "B", "C", "D", "D"};
	struct world w;
	struct asker a[ASKERS];
	int ready, added = 0;
	school(&w);
	pid_t writer = writes(&w, ASKERS, SERVES_NOBODY, &ready);
	uint64_t before = commits(&w);
	for (int i = 0; i < ASKERS; i++)
		a[i] = asks(&w, wants[i], 30);
	for (int i = 0; i < ASKERS; i++) {
		const char *answer = answer_of(&w, &a[i]);
		added += strncmp(answer, "added ", 6) == 0;
		ck_assert_msg(i >= 3 || strncmp(answer, "added ", 6) == 0, "%s: %s", wants[i], answer);
		ck_assert_msg(strncmp(answer, "added ", 6) == 0 || strncmp(answer, "refused busy:D@", 15) == 0, "%s", answer);
	}
	gone(writer);
	close(ready);
	ck_assert_int_eq(added, ASKERS - 1);
	ck_assert_uint_eq(bookings(&w), ASKERS - 1);
	ck_assert_uint_eq(commits(&w) - before, 1);
	world_close(&w);
}
END_TEST

START_TEST(a_writer_that_dies_before_its_commit_leaves_them_to_themselves)
{
	struct world w;
	struct asker a[2];
	int ready;
	school(&w);
	pid_t writer = writes(&w, 2, DIES_BEFORE_COMMIT, &ready);
	a[0] = asks(&w, "A", 30);
	a[1] = asks(&w, "B", 30);
	for (int i = 0; i < 2; i++) {
		const char *answer = answer_of(&w, &a[i]);
		ck_assert_msg(strncmp(answer, "added ", 6) == 0, "%s", answer);
	}
	gone(writer);
	close(ready);
	ck_assert_uint_eq(bookings(&w), 2);
	world_close(&w);
}
END_TEST

START_TEST(a_writer_that_dies_behind_its_commit_has_done_it_once)
{
	struct world w;
	int ready;
	school(&w);
	uint64_t before = commits(&w);
	pid_t writer = writes(&w, 1, DIES_BEFORE_ANSWER, &ready);
	struct asker a = asks(&w, "A", 30);
	ck_assert_str_eq(answer_of(&w, &a), "added 1");
	gone(writer);
	close(ready);
	ck_assert_uint_eq(bookings(&w), 1);
	ck_assert_uint_eq(commits(&w) - before, 1);
	world_close(&w);
}
END_TEST

/* The writer that stays is killed; then a booking of somebody else is the only one that stands. */
static void only_the_next(struct world *w, pid_t writer, int ready)
{
	kill(writer, SIGKILL);
	gone(writer);
	close(ready);
	struct request rq = rq_book(w, "B", "2026-09-07T08:00", "2026-09-07T10:00");
	request_id_new(rq.id);
	ck_assert_str_eq(world_ask(w, &rq), "added");
	ck_assert_uint_eq(bookings(w), 1);
}

START_TEST(who_died_waiting_is_not_booked)
{
	struct world w;
	int ready;
	school(&w);
	pid_t writer = writes(&w, 1, STAYS, &ready);
	struct asker a = asks(&w, "A", 30);
	hear(ready);
	kill(a.pid, SIGKILL);
	ck_assert_str_eq(answer_of(&w, &a), "");
	only_the_next(&w, writer, ready);
	world_close(&w);
}
END_TEST

START_TEST(who_waited_too_long_is_told_and_not_booked_later)
{
	struct world w;
	int ready;
	school(&w);
	pid_t writer = writes(&w, 1, STAYS, &ready);
	struct asker a = asks(&w, "A", 1);
	const char *busy = arena_fmt(&w.arena, "%s 0", quad_strerror(QUAD_EBUSY));
	ck_assert_str_eq(answer_of(&w, &a), busy);
	only_the_next(&w, writer, ready);
	world_close(&w);
}
END_TEST

/* Whether it was carried out only the writer knows; here it died without. */
START_TEST(who_is_not_told_by_a_writer_says_so)
{
	struct world w;
	int ready;
	school(&w);
	pid_t writer = writes(&w, 1, KEEPS, &ready);
	struct asker a = asks(&w, "A", 1);
	const char *unsure = arena_fmt(&w.arena, "%s 0", quad_strerror(QUAD_EUNSURE));
	ck_assert_str_eq(answer_of(&w, &a), unsure);
	only_the_next(&w, writer, ready);
	world_close(&w);
}
END_TEST

/* `LABORATORY-...-0;LABORATORY-...-1...`, n of them. */
static const char *long_names(struct world *w, int n)
{
	struct buf b = {0};
	for (int i = 0; i < n; i++)
		buf_fmt(&b, "%sLABORATORY-OF-A-LONG-NAME-IN-A-BUILDING-OF-A-LONG-NAME-%d", i ? ";" : "", i);
	const char *text = arena_str(&w->arena, buf_text(&b));
	buf_release(&b);
	return text;
}

/* What does not fit a slot is done by its asker: two who want the same twenty, of whom one gets twenty reasons. */
START_TEST(long_answers_and_long_requests_are_whole)
{
	struct world w;
	struct asker a[2];
	int ready, added = 0, n_busy = 0;
	school(&w);
	for (int i = 0; i < 60; i++) {
		const char *all = long_names(&w, i + 1), *last = strrchr(all, ';');
		ck_assert_str_eq(resource(&w, last ? last + 1 : all, KIND_LAB, MODE_EXCLUSIVE, 30, ""), "added");
	}
	pid_t writer = writes(&w, 2, SERVES_NOBODY, &ready);
	for (int i = 0; i < 2; i++)
		a[i] = asks(&w, long_names(&w, 20), 30);
	for (int i = 0; i < 2; i++) {
		const char *answer = answer_of(&w, &a[i]);
		added += strncmp(answer, "added ", 6) == 0;
		for (const char *p = answer; (p = strstr(p, "busy:LABORATORY")) != NULL; p++)
			n_busy++;
	}
	ck_assert_int_eq(added, 1);
	ck_assert_int_eq(n_busy, 20);
	gone(writer);
	close(ready);

	ck_assert_str_eq(cancel(&w, 1), "updated");
	writer = writes(&w, 0, STAYS, &ready);
	hear(ready);
	a[0] = asks(&w, long_names(&w, 60), 30);
	kill(writer, SIGKILL);
	gone(writer);
	close(ready);
	ck_assert_str_eq(answer_of(&w, &a[0]), "added 2");
	world_close(&w);
}
END_TEST

/* Who is refused as things stand need not wait for the writer, nor who asks again. */
START_TEST(a_refusal_waits_for_nobody)
{
	struct world w;
	int ready;
	school(&w);
	ck_assert_str_eq(book(&w, "A", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	struct request rq = rq_book(&w, "B", "2026-09-07T08:00", "2026-09-07T10:00");
	request_id_new(rq.id);
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	pid_t writer = writes(&w, 0, STAYS, &ready);
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_uint_eq(w.last.id, 2);
	struct asker a = asks(&w, "A", 30);
	ck_assert_str_eq(answer_of(&w, &a), "refused busy:A@1 0");
	kill(writer, SIGKILL);
	gone(writer);
	close(ready);
	world_close(&w);
}
END_TEST

START_TEST(requests_and_results_travel_whole)
{
	struct arena arena = {0};
	struct buf b = {0}, again = {0};
	const struct claim_ask claims[] = {{"LAB-1", 0}, {"示波器", 3}};
	struct request rq = {.op = OP_MOVE, .flags = REQUEST_RECORD, .actor = "anna", .now = 29000000, .given = 7}, back;
	request_id_new(rq.id);
	rq.u.booking = (struct booking_ask){.id = 17,
	                                    .seq = 4,
	                                    .ref = "r",
	                                    .claims = claims,
	                                    .n_claims = 2,
	                                    .start = -5,
	                                    .end = 29000060,
	                                    .party = 30,
	                                    .purpose = "实训",
	                                    .note = "a\"b",
	                                    .requester = "li",
	                                    .institution = "I1",
	                                    .class = PURPOSE_TRAINING,
	                                    .event = "SKILLS"};
	relay_put_request(&rq, &b);
	ck_assert_int_eq(relay_get_request((struct bytes){b.p, b.len}, &arena, &back), 0);
	relay_put_request(&back, &again);
	ck_assert_uint_eq(b.len, again.len);
	ck_assert_mem_eq(b.p, again.p, b.len);
	ck_assert_str_eq(back.u.booking.claims[1].resource, "示波器");
	ck_assert_uint_eq(back.u.booking.claims[1].units, 3);
	ck_assert_int_eq(back.u.booking.start, -5);
	ck_assert_int_eq(back.u.booking.class, PURPOSE_TRAINING);
	ck_assert_str_eq(back.u.booking.event, "SKILLS");
	/* the action of requests that share one would be lost on the way */
	ck_assert(relay_may(&rq));
	rq.flags |= REQUEST_SHARED;
	ck_assert(!relay_may(&rq));

	struct result r = {.outcome = OUTCOME_REFUSED, .id = 3, .series = 2, .start = 1, .end = 2, .reasons.arena = &arena};
	struct result got;
	reason_add(&r.reasons, REASON_TAKEN, "LAB-1")->booking = 9;
	reason_add(&r.reasons, REASON_TRAVEL, "T1")->number = -40;
	reason_add_text(&r.reasons, REASON_NEAR_RESOURCES, "LAP-1", "LAB-1, LAB-2")->limit = -7;
	buf_clear(&b);
	buf_clear(&again);
	relay_put_result(&r, &b);
	ck_assert_int_eq(relay_get_result((struct bytes){b.p, b.len}, &arena, &got), 0);
	relay_put_result(&got, &again);
	ck_assert_uint_eq(b.len, again.len);
	ck_assert_mem_eq(b.p, again.p, b.len);
	ck_assert_int_eq(got.reasons.v[1].number, -40);
	for (size_t i = 0; i < r.reasons.n; i++) {
		ck_assert_int_eq(got.reasons.v[i].detail, r.reasons.v[i].detail);
		ck_assert_int_eq(got.reasons.v[i].rule, r.reasons.v[i].rule);
		ck_assert_int_eq(got.reasons.v[i].limit, r.reasons.v[i].limit);
		ck_assert_str_eq(got.reasons.v[i].subject, r.reasons.v[i].subject);
		ck_assert_str_eq(got.reasons.v[i].text, r.reasons.v[i].text);
	}
	/* cut anywhere, it is refused or shorter, and nothing outside is read */
	for (size_t len = 0; len < b.len; len++) {
		char *cut = malloc(len + 1);
		ck_assert_ptr_nonnull(cut);
		memcpy(cut, b.p, len);
		ck_assert_int_ne(relay_get_result((struct bytes){cut, len}, &arena, &got), 0);
		free(cut);
	}
	buf_release(&b);
	buf_release(&again);
	arena_release(&arena);
}
END_TEST

/* ---- a queue that is none, and a request that is none ---- */

static void book_with_id(struct world *w, const char *claims, const char *want)
{
	struct request rq = rq_book(w, claims, "2026-09-07T08:00", "2026-09-07T10:00");
	request_id_new(rq.id);
	ck_assert_str_eq(world_ask(w, &rq), want);
}

static void make_directory(const char *path)
{
	ck_assert_int_eq(mkdir(path, 0700), 0);
}

static void make_link(const char *path)
{
	ck_assert_int_eq(symlink("data.mdb", path), 0);
}

static void (*const no_queues[])(const char *path) = {make_directory, make_link};

START_TEST(without_a_queue_bookings_are_made)
{
	struct world w;
	ck_assert_int_eq(mkdir(test_path(test_dir(), "store"), 0700), 0);
	no_queues[_i](test_path(test_dir(), "store/queue"));
	world_open(&w);
	ck_assert_ptr_null(queue_open(w.dir));
	ck_assert_str_eq(resource(&w, "A", KIND_LAB, MODE_EXCLUSIVE, 30, ""), "added");
	book_with_id(&w, "A", "added");
	book_with_id(&w, "A", "refused busy:A@1");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* A process that posts noise, and at the end tells by its status whether that still waits. */
static pid_t post_noise(struct world *w, int *end)
{
	int said[2], ends[2];
	ck_assert(pipe(said) == 0 && pipe(ends) == 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		struct queue *q = queue_open(queue_dir(w));
		char c = 'p';
		close(ends[1]);
		if (!q || !queue_post(q, (struct bytes){"no request at all", 17}) || write(said[1], &c, 1) != 1)
			test_child_end(1);
		while (read(ends[0], &c, 1) > 0)
			;
		test_child_end(queue_own_state(q) == QUEUE_WAITING ? 0 : 1);
	}
	close(said[1]);
	close(ends[0]);
	hear(said[0]);
	close(said[0]);
	*end = ends[1];
	return pid;
}

/* A request that cannot be read takes nothing from the process that leads: its asker is left to itself. */
START_TEST(a_request_that_is_none_spoils_nobody_else_s)
{
	struct world w;
	int end, status;
	world_open(&w);
	ck_assert_str_eq(resource(&w, "A", KIND_LAB, MODE_EXCLUSIVE, 30, ""), "added");
	pid_t pid = post_noise(&w, &end);
	book_with_id(&w, "A", "added");
	close(end);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

Suite *group_suite(void)
{
	Suite *suite = suite_create("group commit");
	TCase *t = tcase_create("group commit");
	tcase_set_timeout(t, 60);
	tcase_add_test(t, all_that_wait_are_served_by_one_commit);
	tcase_add_test(t, a_writer_that_dies_before_its_commit_leaves_them_to_themselves);
	tcase_add_test(t, a_writer_that_dies_behind_its_commit_has_done_it_once);
	tcase_add_test(t, who_died_waiting_is_not_booked);
	tcase_add_test(t, who_waited_too_long_is_told_and_not_booked_later);
	tcase_add_test(t, who_is_not_told_by_a_writer_says_so);
	tcase_add_test(t, long_answers_and_long_requests_are_whole);
	tcase_add_test(t, requests_and_results_travel_whole);
	tcase_add_test(t, a_request_that_is_none_spoils_nobody_else_s);
	suite_add_tcase(suite, t);
	only_on_lmdb("a refusal that waits for nobody: on a server that would be one journey more");
	tcase_add_test(t, a_refusal_waits_for_nobody);
	only_on_lmdb("the file of a queue that is none");
	tcase_add_loop_test(t, without_a_queue_bookings_are_made, 0, sizeof no_queues / sizeof *no_queues);
	return suite;
}
