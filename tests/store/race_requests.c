/*
 * Real processes decide about one request at once, also with clocks that differ by days: one of those who exclude each
 * other wins, what was acknowledged stands, and nobody is in one place with another at any minute.
 */
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/store/two_schools.h"

Suite *race_requests_suite(void);

enum { ROUNDS = 6, CROWD = 12 };

#define FROM "2026-09-20T08:00"
#define TO "2026-09-20T10:00"
#define HELD "2026-09-07T23:00"
#define OVER "2026-09-08T01:00" /* the hold of what is asked for on the first of September is over */

/* What one process asks for at a minute of its own. */
struct part {
	enum request_op op;
	const char *login, *now;
};

struct got {
	size_t part;
	enum outcome outcome;
	enum booking_state state;
	uint64_t id;
};

static struct request request_of(const struct part *p)
{
	if (p->op == OP_BOOK) {
		struct request rq = rq_book(&w, "E1", FROM, TO);
		rq.actor = p->login;
		return rq;
	}
	struct request rq = rq_decide(p->op, p->login, 1, p->op == OP_DECLINE ? "no" : "");
	if (p->op == OP_CANCEL) {
		rq = rq_book_at(&w, "", 0, 0);
		rq.op = OP_CANCEL;
		rq.actor = p->login;
		rq.u.booking.id = 1;
	}
	return rq;
}

static pid_t start_part(const struct part *p, size_t number, const int gate[2], const int out[2])
{
	char c;
	pid_t pid = fork();
	ck_assert(pid >= 0);
	if (pid)
		return pid;
	close(gate[1]);
	ck_assert_int_eq(store_open(w.dir, &w.s), 0);
	w.s.clock = read_clock;
	go_to(p->now);
	struct request rq = request_of(p);
	request_id_new(rq.id);
	while (read(gate[0], &c, 1) == -1 && errno == EINTR)
		;
	ck_assert_int_eq(store_apply(&w.s, &rq, 1, false, &w.last, &w.arena), 0);
	struct got got = {number, w.last.outcome, w.last.state, w.last.id};
	ck_assert_int_eq(write(out[1], &got, sizeof got), sizeof got);
	store_close(&w.s);
	test_child_end(0);
}

/* Lets n processes go at once, and opens the store again. got: one for each, by number. */
static void race(const struct part *parts, size_t n, struct got *got)
{
	int gate[2], out[2];
	pid_t pids[CROWD];
	store_close(&w.s);
	ck_assert_int_eq(pipe(gate), 0);
	ck_assert_int_eq(pipe(out), 0);
	for (size_t i = 0; i < n; i++)
		pids[i] = start_part(&parts[i], i, gate, out);
	close(gate[0]);
	close(gate[1]);
	for (size_t i = 0; i < n; i++) {
		int status;
		struct got one;
		ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
		ck_assert_int_eq(status, 0);
		ck_assert_int_eq(read(out[0], &one, sizeof one), sizeof one);
		got[one.part] = one;
	}
	close(out[0]);
	close(out[1]);
	ck_assert_int_eq(store_open(w.dir, &w.s), 0);
	w.s.clock = read_clock;
}

/* The first booking is what ann asks for. */
static void set_up(void)
{
	open_schools();
	add_person("eva", "EAST", ROLE_ADMINISTRATOR, "institution:EAST");
	ck_assert_str_eq(book_as("ann", "E1", FROM, TO), "added requested");
}

static enum booking_state state_of(uint64_t id, const char *now)
{
	struct booking_rows rows;
	go_to(now);
	ck_assert_int_eq(query_bookings(&w.s, &id, 1, &rows), 0);
	ck_assert_uint_eq(rows.n, 1);
	enum booking_state state = rows.v[0].b.state;
	arena_release(&rows.arena);
	return state;
}

START_TEST(of_two_who_decide_one_wins)
{
	static const struct part parts[] = {{OP_APPROVE, "eve", HELD}, {OP_DECLINE, "eva", HELD}};
	struct got got[2];
	race(parts, 2, got);
	bool approved = got[0].outcome == OUTCOME_UPDATED, declined = got[1].outcome == OUTCOME_UPDATED;
	ck_assert(approved != declined);
	ck_assert_int_eq(state_of(1, HELD), approved ? STATE_BOOKED : STATE_DECLINED);
}
END_TEST

/* Whichever comes first, nothing is left; an approval of what is cancelled is none. */
START_TEST(what_is_cancelled_is_not_approved)
{
	static const struct part parts[] = {
		{OP_APPROVE, "eve", HELD}, {OP_CANCEL, "ann", HELD}, {OP_APPROVE, "eva", HELD}, {OP_BOOK, "eve", HELD}};
	struct got got[4];
	race(parts, 4, got);
	ck_assert_int_eq(got[1].outcome, OUTCOME_UPDATED);
	ck_assert_int_eq(state_of(1, HELD), STATE_CANCELLED);
	ck_assert(got[0].outcome != OUTCOME_UPDATED || got[2].outcome != OUTCOME_UPDATED);
	if (got[3].outcome == OUTCOME_ADDED)
		ck_assert_int_eq(state_of(got[3].id, HELD), STATE_BOOKED);
}
END_TEST

/* Some think that the hold is over, and others that it is not. */
START_TEST(clocks_that_differ_give_a_place_to_one)
{
	struct part parts[CROWD];
	struct got got[CROWD];
	uint64_t booked = 0;
	size_t n = 0;
	for (size_t i = 0; i < CROWD; i++) {
		const char *login = i % 2 ? "eve" : "eva";
		parts[i] = i % 3 ? (struct part){OP_BOOK, login, i % 4 ? OVER : HELD}
		                 : (struct part){OP_APPROVE, login, HELD};
	}
	race(parts, CROWD, got);
	for (size_t i = 0; i < CROWD; i++) {
		bool won = got[i].outcome < OUTCOME_REFUSED && got[i].state == STATE_BOOKED;
		booked = won ? got[i].id : booked;
		n += won;
	}
	ck_assert_uint_eq(n, 1);
	ck_assert_int_eq(state_of(booked, HELD), STATE_BOOKED);
	ck_assert_int_eq(state_of(booked, OVER), STATE_BOOKED);
	ck_assert_str_eq(all_standing(&w), arena_fmt(&w.arena, "%" PRIu64 " " FROM " " TO " E1\n", booked));
	go_to(HELD);
	ck_assert_str_eq(all_standing(&w), arena_fmt(&w.arena, "%" PRIu64 " " FROM " " TO " E1\n", booked));
}
END_TEST

Suite *race_requests_suite(void)
{
	Suite *s = suite_create("race_requests");
	TCase *t = tcase_create("race_requests");
	tcase_add_checked_fixture(t, set_up, close_schools);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, of_two_who_decide_one_wins, 0, ROUNDS);
	tcase_add_loop_test(t, what_is_cancelled_is_not_approved, 0, ROUNDS);
	tcase_add_loop_test(t, clocks_that_differ_give_a_place_to_one, 0, ROUNDS);
	suite_add_tcase(s, t);
	return s;
}
