/*
 * Who sends mails at once with others: each is sent once, and what the clock makes is made once. A process that is
 * killed has told of what it has committed, and of nothing else.
 */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/store/mail_world.h"

Suite *race_mail_suite(void);

enum { SENDERS = 4, MAILS = 40, ROUNDS = 3 };

/* A child's store, opened when all are told to go. */
static void wait_for_gate(int gate)
{
	char c;
	while (read(gate, &c, 1) == -1 && errno == EINTR)
		;
	ck_assert_int_eq(store_open(w.dir, &w.s), 0);
	w.s.clock = read_clock;
}

/* Makes what the clock makes, then sends all that is due; returns how many mails it has sent. */
static unsigned send_all(void)
{
	unsigned n = 0;
	struct request rq = rq_mail(MAIL_TICK, 0, "");
	rq.actor = "";
	rq.flags = REQUEST_SHARED;
	while (strcmp(world_ask(&w, &rq), "updated") == 0)
		rq.action = w.last.action ? w.last.action : rq.action;
	struct mail_rows rows;
	ck_assert_int_eq(query_mails(&w.s, &(struct mail_filter){.due = true}, &rows), 0);
	for (size_t i = 0; i < rows.n; i++) {
		const struct mail *m = &rows.v[i].mail;
		uint32_t number = lease(m->action, m->login);
		if (!number)
			continue;
		ck_assert_str_eq(sent(m->action, m->login, number), "updated");
		n++;
	}
	arena_release(&rows.arena);
	return n;
}

static pid_t start_sender(int gate[2], int out)
{
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid)
		return pid;
	close(gate[1]);
	wait_for_gate(gate[0]);
	unsigned n = send_all();
	ck_assert_int_eq(write(out, &n, sizeof n), sizeof n);
	store_close(&w.s);
	test_child_end(0);
	return 0;
}

/* Lets senders go at once; returns how many mails they have sent together. */
static unsigned race_senders(void)
{
	int gate[2], out[2];
	pid_t pids[SENDERS];
	unsigned sum = 0, n;
	store_close(&w.s);
	ck_assert_int_eq(pipe(gate), 0);
	ck_assert_int_eq(pipe(out), 0);
	for (size_t i = 0; i < SENDERS; i++)
		pids[i] = start_sender(gate, out[1]);
	close(gate[0]);
	close(gate[1]);
	for (size_t i = 0; i < SENDERS; i++) {
		int status;
		ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
		ck_assert_int_eq(status, 0);
		ck_assert_int_eq(read(out[0], &n, sizeof n), sizeof n);
		sum += n;
	}
	close(out[0]);
	close(out[1]);
	ck_assert_int_eq(store_open(w.dir, &w.s), 0);
	w.s.clock = read_clock;
	return sum;
}

static void book_many(void)
{
	for (int i = 0; i < MAILS; i++) {
		int64_t start = at("2026-09-20T00:00") + (int64_t)i * 30;
		struct request rq = rq_book_at(&w, "E2", start, start + 30);
		rq.actor = "ann";
		ck_assert_str_eq(ask(&rq), "added booked");
	}
}

START_TEST(each_mail_is_sent_once)
{
	set_config("digest", "off");
	book_many();
	ck_assert_uint_eq(race_senders(), MAILS);
	ck_assert_str_eq(waiting_mails(), "");
	ck_assert_uint_eq(race_senders(), 0);
}
END_TEST

/* One of reminders, and a digest each for those who oversee: whoever is first makes them. */
START_TEST(what_the_clock_makes_is_made_once)
{
	set_config("remind", "2h");
	book_many();
	told();
	go_to("2026-09-20T08:00");
	unsigned n = race_senders();
	ck_assert_str_eq(waiting_mails(), "");
	ck_assert_uint_eq(n, 3);
	ck_assert_uint_eq(race_senders(), 0);
}
END_TEST

/* Books until it is killed, and says of each booking that it was acknowledged. */
static void book_until_killed(int gate, int out)
{
	wait_for_gate(gate);
	for (int64_t start = at("2026-09-20T00:00");; start += 30) {
		struct request rq = rq_book_at(&w, "E2", start, start + 30);
		rq.actor = "ann";
		request_id_new(rq.id);
		ck_assert_str_eq(ask(&rq), "added booked");
		ck_assert_int_eq(write(out, &w.last.id, sizeof w.last.id), sizeof w.last.id);
	}
}

static bool is_told(const struct mail_rows *rows, uint64_t booking)
{
	bool yes = false;
	for (size_t i = 0; i < rows->n && !yes; i++) {
		struct mail_things things;
		ck_assert_int_eq(query_mail_things(&w.s, rows->v[i].mail.action, "ann", &things), 0);
		yes = things.n == 1 && things.v[0].item.booking == booking;
		arena_release(&things.arena);
	}
	return yes;
}

START_TEST(who_is_killed_has_told_what_stands)
{
	static const struct booking_filter all = {0};
	int gate[2], out[2], status;
	uint64_t id, n = 0;
	store_close(&w.s);
	ck_assert_int_eq(pipe(gate), 0);
	ck_assert_int_eq(pipe(out), 0);
	pid_t pid = fork();
	ck_assert_int_ge(pid, 0);
	if (!pid) {
		close(gate[1]);
		book_until_killed(gate[0], out[1]);
	}
	close(gate[0]);
	close(gate[1]);
	close(out[1]);
	while (n < MAILS && read(out[0], &id, sizeof id) == sizeof id)
		n++;
	kill(pid, SIGKILL);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status));
	while (read(out[0], &id, sizeof id) == sizeof id)
		n++;
	close(out[0]);
	ck_assert_int_eq(store_open(w.dir, &w.s), 0);
	w.s.clock = read_clock;
	struct booking_ids ids;
	struct mail_rows rows;
	ck_assert_int_eq(query_booking_ids(&w.s, &all, &ids), 0);
	ck_assert_int_eq(query_mails(&w.s, &(struct mail_filter){0}, &rows), 0);
	ck_assert_uint_ge(ids.n, n);
	ck_assert_uint_eq(rows.n, ids.n);
	for (size_t i = 0; i < ids.n; i++)
		ck_assert(is_told(&rows, ids.v[i]));
	arena_release(&rows.arena);
	arena_release(&ids.arena);
}
END_TEST

Suite *race_mail_suite(void)
{
	Suite *s = suite_create("race_mail");
	TCase *t = tcase_create("race_mail");
	tcase_add_checked_fixture(t, open_mail, close_schools);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, each_mail_is_sent_once, 0, ROUNDS);
	tcase_add_loop_test(t, what_the_clock_makes_is_made_once, 0, ROUNDS);
	tcase_add_loop_test(t, who_is_killed_has_told_what_stands, 0, ROUNDS);
	suite_add_tcase(s, t);
	return s;
}
