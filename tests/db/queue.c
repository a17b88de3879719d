/*
 * The slots of waiting requests by themselves: who died leaves them to others, and a file that is full, damaged or none
 * leaves everybody to the file's lock. Owners are children, since a process has a slot once.
 */
#include "store/db/queue.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/db/db.h"
#include "tests/engine.h"
#include "tests/support.h"

Suite *queue_suite(void);

enum { SLOTS = 64, REQUEST_BYTES = 3072, ANSWER_BYTES = 1024, LINE_BYTES = 64 };

static struct bytes text(const char *s)
{
	return (struct bytes){s, strlen(s)};
}

/* ---- owners ---- */

struct owner {
	pid_t pid;
	int to, from; /* pipes */
};

static char hear(int fd)
{
	char c = '?';
	ck_assert_int_eq(read(fd, &c, 1), 1);
	return c;
}

/* What a child does: leaves a request, and tells how it stands each time it is asked, until it is let go. */
static void own(const char *dir, struct bytes request, int in, int out)
{
	struct queue *q = queue_open(dir);
	char c = q && queue_post(q, request) ? 'y' : 'n';
	while (write(out, &c, 1) == 1 && read(in, &c, 1) == 1)
		c = (char)('0' + queue_own_state(q));
	queue_close(q);
}

/* A child that has left a request. */
static struct owner owner(const char *dir, struct bytes request)
{
	int to[2], from[2];
	ck_assert(pipe(to) == 0 && pipe(from) == 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		close(to[1]);
		close(from[0]);
		own(dir, request, to[0], from[1]);
		test_child_end(0);
	}
	close(to[0]);
	close(from[1]);
	ck_assert_int_eq(hear(from[0]), 'y');
	return (struct owner){pid, to[1], from[0]};
}

static enum queue_state stands(const struct owner *o)
{
	ck_assert_int_eq(write(o->to, "", 1), 1);
	return (enum queue_state)(hear(o->from) - '0');
}

static void dies(const struct owner *o)
{
	kill(o->pid, SIGKILL);
	ck_assert_int_eq(waitpid(o->pid, NULL, 0), o->pid);
	close(o->to);
	close(o->from);
}

static void leaves(const struct owner *o)
{
	close(o->to);
	ck_assert_int_eq(waitpid(o->pid, NULL, 0), o->pid);
	close(o->from);
}

static struct queue *open_queue(const char *dir)
{
	struct queue *q = queue_open(dir);
	ck_assert_ptr_nonnull(q);
	return q;
}

/* The slot of the next request that waits, which must be this; or that there is none. */
static size_t take(struct queue *q, const char *want)
{
	struct buf b = {0};
	size_t at = 0;
	ck_assert(queue_take_next(q, &at, &b) == (want != NULL));
	ck_assert_str_eq(buf_text(&b), want ? want : "");
	buf_release(&b);
	return at;
}

START_TEST(a_slot_whose_owner_died_waiting_is_used_again)
{
	const char *dir = test_dir();
	struct queue *q = open_queue(dir);
	struct owner o = owner(dir, text("first"));
	dies(&o);
	take(q, NULL);
	o = owner(dir, text("second"));
	ck_assert_int_eq(stands(&o), QUEUE_WAITING);
	ck_assert_uint_eq(take(q, "second"), 0);
	ck_assert_int_eq(stands(&o), QUEUE_TAKEN);
	leaves(&o);
	queue_close(q);
}
END_TEST

/* Nobody but a writer knows whether another is still at it. */
/* Locks the byte of the first slot, as a new owner does before it clears the slot, until it is let go. */
static void lock_first_slot(const char *dir, int in, int out)
{
	struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1};
	int fd = open(test_path(dir, "queue"), O_RDWR | O_CLOEXEC);
	char c = fcntl(fd, F_SETLK, &l) == 0 ? 'y' : 'n';
	ck_assert(write(out, &c, 1) == 1 && read(in, &c, 1) == 0);
	close(fd);
}

START_TEST(what_a_dead_owner_asked_is_not_done_for_the_next_one)
{
	const char *dir = test_dir();
	struct queue *q = open_queue(dir);
	struct owner o = owner(dir, text("stale"));
	int to[2], from[2];
	dies(&o);
	ck_assert(pipe(to) == 0 && pipe(from) == 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		close(to[1]);
		lock_first_slot(dir, to[0], from[1]);
		test_child_end(0);
	}
	close(to[0]);
	ck_assert_int_eq(hear(from[0]), 'y');
	take(q, NULL);
	close(to[1]);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	queue_close(q);
}
END_TEST

START_TEST(a_slot_whose_owner_died_taken_is_used_when_a_writer_came_by)
{
	const char *dir = test_dir();
	struct queue *q = open_queue(dir);
	struct owner o = owner(dir, text("first"));
	ck_assert_uint_eq(take(q, "first"), 0);
	dies(&o);
	o = owner(dir, text("second"));
	ck_assert_uint_eq(take(q, "second"), 1);
	queue_give_back(q);
	ck_assert_int_eq(stands(&o), QUEUE_WAITING);
	leaves(&o);
	queue_close(q);
	q = open_queue(dir); /* the next writer */
	take(q, NULL);
	o = owner(dir, text("third"));
	ck_assert_uint_eq(take(q, "third"), 0);
	leaves(&o);
	queue_close(q);
}
END_TEST

START_TEST(a_slot_whose_owner_died_answered_is_used_again)
{
	const char *dir = test_dir();
	struct queue *q = open_queue(dir);
	struct owner o = owner(dir, text("first"));
	queue_post_answer(q, take(q, "first"), text("answer"));
	ck_assert_int_eq(stands(&o), QUEUE_DONE);
	dies(&o);
	o = owner(dir, text("second"));
	ck_assert_uint_eq(take(q, "second"), 0);
	leaves(&o);
	queue_close(q);
}
END_TEST

START_TEST(what_a_dead_writer_took_the_next_one_takes)
{
	const char *dir = test_dir();
	struct queue *q = open_queue(dir);
	struct owner o = owner(dir, text("first"));
	ck_assert_uint_eq(take(q, "first"), 0);
	take(q, NULL);
	queue_close(q);
	q = open_queue(dir);
	queue_post_answer(q, take(q, "first"), text("answer"));
	ck_assert_int_eq(stands(&o), QUEUE_DONE);
	leaves(&o);
	queue_close(q);
}
END_TEST

/* A request of which nobody knows whether it was done is never one that waits again, until a writer has answered it. */
START_TEST(what_may_have_been_done_is_not_given_back)
{
	const char *dir = test_dir();
	struct queue *q = open_queue(dir);
	struct owner o = owner(dir, text("first"));
	take(q, "first");
	queue_give_back(q);
	ck_assert_int_eq(stands(&o), QUEUE_WAITING);
	take(q, "first");
	queue_leave(q);
	ck_assert_int_eq(stands(&o), QUEUE_TAKEN);
	take(q, "first");
	queue_give_back(q);
	ck_assert_int_eq(stands(&o), QUEUE_TAKEN);
	queue_post_answer(q, take(q, "first"), text("answer"));
	ck_assert_int_eq(stands(&o), QUEUE_DONE);
	leaves(&o);
	queue_close(q);
}
END_TEST

/* Who asks and who writes may be one process. */
START_TEST(an_answer_comes_whole_or_not)
{
	static const char longest[REQUEST_BYTES + 1];
	struct queue *q = open_queue(test_dir());
	struct buf b = {0};
	uint32_t bell;
	ck_assert(!queue_post(q, (struct bytes){longest, REQUEST_BYTES + 1}));
	ck_assert(queue_post(q, (struct bytes){longest, REQUEST_BYTES}));
	bell = queue_bell(q);
	size_t at = 0;
	ck_assert(queue_take_next(q, &at, &b));
	ck_assert_uint_eq(b.len, REQUEST_BYTES);
	/* a writer is at it */
	ck_assert(!queue_withdraw(q));
	ck_assert(!queue_post(q, text("other")));
	queue_post_answer(q, at, (struct bytes){longest, ANSWER_BYTES});
	/* the call is heard by who goes to sleep behind it */
	ck_assert_uint_ne(queue_bell(q), bell);
	queue_sleep(q, bell);
	ck_assert(!queue_withdraw(q) && !queue_withdraw_locked(q));
	buf_clear(&b);
	ck_assert(queue_take_answer(q, &b));
	ck_assert_uint_eq(b.len, ANSWER_BYTES);
	ck_assert_int_eq(queue_own_state(q), QUEUE_FREE);

	ck_assert(queue_post(q, text("again")));
	queue_post_answer(q, take(q, "again"), (struct bytes){longest, ANSWER_BYTES + 1});
	buf_clear(&b);
	ck_assert(!queue_take_answer(q, &b));
	ck_assert_uint_eq(b.len, 0);

	ck_assert(queue_post(q, text("taken back")));
	ck_assert(queue_withdraw(q));
	take(q, NULL);
	ck_assert(queue_post(q, text("taken back while taken")));
	take(q, "taken back while taken");
	ck_assert(queue_withdraw_locked(q));
	/* an answer that comes late finds nobody */
	queue_post_answer(q, 0, text("late"));
	ck_assert_int_eq(queue_own_state(q), QUEUE_FREE);
	buf_release(&b);
	queue_close(q);
}
END_TEST

/* ---- a store with a queue that is full, or none ---- */

START_TEST(when_all_slots_are_in_use_one_waits_for_the_lock)
{
	const char *dir = test_dir();
	struct queue *q = open_queue(dir);
	int p[2];
	char c;
	ck_assert(pipe(p) == 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = SLOTS};
		int fd = open(test_path(dir, "queue"), O_RDWR);
		c = fcntl(fd, F_SETLK, &all) == 0 ? 'y' : 'n';
		if (write(p[1], &c, 1) == 1)
			pause();
		test_child_end(0);
	}
	ck_assert_int_eq(hear(p[0]), 'y');
	ck_assert(!queue_post(q, text("no slot")));
	kill(pid, SIGKILL);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	ck_assert(queue_post(q, text("a slot")));
	queue_close(q);
}
END_TEST

static void write_file(const char *path, int fill, size_t from, size_t len)
{
	int fd = open(path, O_RDWR | O_CREAT, 0600);
	ck_assert_int_ge(fd, 0);
	char *p = malloc(len);
	ck_assert_ptr_nonnull(p);
	memset(p, fill, len);
	ck_assert_int_eq(pwrite(fd, p, len, (off_t)from), (ssize_t)len);
	free(p);
	close(fd);
}

static void another_layout(const char *path)
{
	write_file(path, 1, 0, 4);
}

static void all_ones(const char *path)
{
	write_file(path, 0xff, 0, 1 << 20);
}

static void a_directory(const char *path)
{
	ck_assert_int_eq(mkdir(path, 0700), 0);
}

static void a_link(const char *path)
{
	ck_assert_int_eq(symlink("data.mdb", path), 0);
}

static void (*const no_queues[])(const char *path) = {a_directory, a_link};

static int put_one(struct db_txn *txn, void *arg)
{
	return db_put(txn, text(arg), text("1"));
}

/* A job whose request is a key to put; one that begins with `no` cannot be carried out. */
static int look_at_nothing(struct db_txn *txn, void *arg, bool *decided)
{
	(void)txn;
	(void)arg;
	(void)decided;
	return 0;
}

static void encode_key(const void *arg, struct buf *out)
{
	buf_str(out, arg);
}

static int serve_key(struct db_txn *txn, void *arg, struct bytes request, struct buf *answer)
{
	(void)arg;
	if (request.len >= 2 && memcmp(request.p, "no", 2) == 0)
		return QUAD_ECORRUPT;
	buf_str(answer, "done");
	return db_put(txn, request, text("2"));
}

static int accept_anything(void *arg, struct bytes answer)
{
	(void)arg;
	(void)answer;
	return 0;
}

static const struct db_job put_job = {look_at_nothing, put_one, encode_key, serve_key, accept_anything, NULL};

static int get_one(struct db_txn *txn, void *arg)
{
	struct bytes v;
	return db_get(txn, text(arg), &v);
}

START_TEST(without_a_queue_all_works)
{
	const char *dir = test_dir();
	char a[] = "a", b[] = "b";
	struct db *db;
	uint64_t moment;
	no_queues[_i](test_path(dir, "queue"));
	ck_assert_ptr_null(queue_open(dir));
	ck_assert_int_eq(db_open(dir, DB_CREATE, &db), 0);
	ck_assert_int_eq(db_submit(db, &put_job, a, &moment), 0);
	ck_assert_uint_eq(moment, db_token(db));
	ck_assert_int_eq(db_update(db, put_one, b, &moment), 0);
	ck_assert_uint_eq(moment, db_token(db));
	ck_assert_int_eq(db_read(db, get_one, a), 0);
	ck_assert_int_eq(db_read(db, get_one, b), 0);
	db_close(db);
}
END_TEST

static void (*const not_ours[])(const char *path) = {another_layout, all_ones};

START_TEST(a_file_that_is_no_queue_is_replaced)
{
	const char *dir = test_dir();
	not_ours[_i](test_path(dir, "queue"));
	struct queue *q = open_queue(dir);
	ck_assert(queue_post(q, (struct bytes){"request", 7}));
	ck_assert_int_eq(queue_own_state(q), QUEUE_WAITING);
	queue_close(q);
	/* and stays */
	struct stat before, after;
	ck_assert_int_eq(stat(test_path(dir, "queue"), &before), 0);
	queue_close(open_queue(dir));
	ck_assert_int_eq(stat(test_path(dir, "queue"), &after), 0);
	ck_assert_uint_eq(before.st_ino, after.st_ino);
}
END_TEST

START_TEST(there_is_no_queue_where_there_is_no_directory)
{
	char far[5000];
	memset(far, 'x', sizeof far - 1);
	far[sizeof far - 1] = '\0';
	ck_assert_ptr_null(queue_open(far));
	ck_assert_ptr_null(queue_open(test_path(test_dir(), "none")));
}
END_TEST

/* Whatever a cut of power left in the slots. */
START_TEST(garbage_in_the_slots_is_nobody_s_request)
{
	static const int fills[] = {0xff, QUEUE_WAITING, QUEUE_TAKEN, QUEUE_DONE};
	const char *dir = test_dir();
	char path[4096];
	snprintf(path, sizeof path, "%s", test_path(dir, "queue"));
	struct queue *q = open_queue(dir);
	queue_close(q);
	/* a slot's state stands at the beginning of a cache line */
	write_file(path, 0xff, LINE_BYTES, SLOTS * (LINE_BYTES + REQUEST_BYTES + ANSWER_BYTES));
	for (size_t i = 1; i <= SLOTS + 1; i++)
		for (size_t j = 0; j < 4; j++)
			write_file(path, j ? 0 : fills[_i], LINE_BYTES * i + j, 1);
	q = open_queue(dir);
	take(q, NULL);
	struct owner o = owner(dir, text("sound"));
	ck_assert_uint_eq(take(q, "sound"), 0);
	queue_post_answer(q, 0, text("answer"));
	ck_assert_int_eq(stands(&o), QUEUE_DONE);
	leaves(&o);
	queue_close(q);
}
END_TEST

/* Changes a byte in the file where a text stands in it, as a torn write or another program does. */
static void spoil(const char *dir, const char *where)
{
	size_t len, n = strlen(where);
	char path[4096];
	snprintf(path, sizeof path, "%s", test_path(dir, "queue"));
	char *bytes = test_read_file(path, &len);
	int fd = open(path, O_WRONLY);
	for (size_t i = 0; i + n <= len; i++)
		if (memcmp(bytes + i, where, n) == 0)
			ck_assert_int_eq(pwrite(fd, "X", 1, (off_t)i), 1);
	close(fd);
	free(bytes);
}

START_TEST(a_request_that_was_changed_in_its_slot_is_not_carried_out)
{
	const char *dir = test_dir();
	struct queue *q = open_queue(dir);
	struct owner changed = owner(dir, text("changed by others"));
	struct owner sound = owner(dir, text("sound"));
	spoil(dir, "changed by others");
	take(q, "sound");
	/* its owner repeats it */
	ck_assert_int_eq(stands(&changed), QUEUE_DONE);
	ck_assert_int_eq(stands(&sound), QUEUE_TAKEN);
	leaves(&sound);
	leaves(&changed);
	queue_close(q);
}
END_TEST

START_TEST(an_answer_that_was_changed_or_is_another_request_s_is_none)
{
	const char *dir = test_dir();
	struct queue *q = open_queue(dir);
	struct buf b = {0};
	ck_assert(queue_post(q, text("first")));
	size_t at = take(q, "first");
	queue_post_answer(q, at, text("the answer"));
	spoil(dir, "the answer");
	ck_assert(!queue_take_answer(q, &b));
	ck_assert_uint_eq(b.len, 0);
	/* the answer to the first request is still there when the second one seems to be answered */
	ck_assert(queue_post(q, text("second")));
	queue_post_answer(q, at, text("never taken"));
	ck_assert(!queue_take_answer(q, &b));
	ck_assert(queue_post(q, text("third")));
	queue_post_answer(q, take(q, "third"), text("its answer"));
	ck_assert(queue_take_answer(q, &b));
	ck_assert_str_eq(buf_text(&b), "its answer");
	buf_release(&b);
	queue_close(q);
}
END_TEST

/* A request that cannot be carried out takes nothing from the leader: it waits on, and the own one is done alone. */
START_TEST(a_request_that_is_none_spoils_nobody_else_s)
{
	const char *dir = test_dir();
	struct db *db;
	ck_assert_int_eq(db_open(dir, DB_CREATE, &db), 0);
	char own[] = "own", key[] = "sound";
	struct owner sound = owner(dir, text(key));
	struct owner none = owner(dir, text("no request at all"));
	ck_assert_int_eq(db_submit(db, &put_job, own, NULL), 0);
	ck_assert_int_eq(db_read(db, get_one, own), 0);
	ck_assert_int_eq(db_read(db, get_one, key), QUAD_ENOTFOUND);
	ck_assert_int_eq(stands(&none), QUEUE_WAITING);
	ck_assert_int_eq(stands(&sound), QUEUE_WAITING);
	leaves(&none);
	ck_assert_int_eq(db_submit(db, &put_job, own, NULL), 0);
	ck_assert_int_eq(stands(&sound), QUEUE_DONE);
	ck_assert_int_eq(db_read(db, get_one, key), 0);
	leaves(&sound);
	db_close(db);
}
END_TEST

Suite *queue_suite(void)
{
	Suite *s = suite_create("queue");
	only_on_lmdb("memory, and no engine");
	TCase *c = tcase_create("queue");
	tcase_set_timeout(c, 60);
	tcase_add_test(c, a_slot_whose_owner_died_waiting_is_used_again);
	tcase_add_test(c, a_slot_whose_owner_died_taken_is_used_when_a_writer_came_by);
	tcase_add_test(c, what_a_dead_owner_asked_is_not_done_for_the_next_one);
	tcase_add_test(c, a_slot_whose_owner_died_answered_is_used_again);
	tcase_add_test(c, what_a_dead_writer_took_the_next_one_takes);
	tcase_add_test(c, what_may_have_been_done_is_not_given_back);
	tcase_add_test(c, an_answer_comes_whole_or_not);
	tcase_add_test(c, when_all_slots_are_in_use_one_waits_for_the_lock);
	tcase_add_loop_test(c, without_a_queue_all_works, 0, sizeof no_queues / sizeof *no_queues);
	tcase_add_test(c, there_is_no_queue_where_there_is_no_directory);
	tcase_add_loop_test(c, a_file_that_is_no_queue_is_replaced, 0, sizeof not_ours / sizeof *not_ours);
	tcase_add_loop_test(c, garbage_in_the_slots_is_nobody_s_request, 0, 4);
	tcase_add_test(c, a_request_that_was_changed_in_its_slot_is_not_carried_out);
	tcase_add_test(c, an_answer_that_was_changed_or_is_another_request_s_is_none);
	tcase_add_test(c, a_request_that_is_none_spoils_nobody_else_s);
	suite_add_tcase(s, c);
	return s;
}
