/* Taking the place of others: only by the owner's rule, and only if they have another place before. */
#include "tests/store/ask.h"

Suite *preempt_suite(void);

#define MON8 "2026-09-07T08:00"
#define MON9 "2026-09-07T09:00"
#define MON10 "2026-09-07T10:00"
#define MON11 "2026-09-07T11:00"

static struct request rq_preempt(struct world *w, const char *claims, const char *start, const char *end)
{
	struct request rq = rq_book(w, claims, start, end);
	rq.flags = REQUEST_PREEMPT;
	request_id_new(rq.id);
	return rq;
}

static const char *preempt(struct world *w, const char *claims, const char *start, const char *end)
{
	struct request rq = rq_preempt(w, claims, start, end);
	return world_ask(w, &rq);
}

/* R1, R2 and R4 on one campus, R3 20 minutes and R5 an hour away. */
static void school(struct world *w)
{
	world_open(w);
	ck_assert_str_eq(campus(w, "NORTH", ""), "added");
	ck_assert_str_eq(campus(w, "SOUTH", ""), "added");
	ck_assert_str_eq(campus(w, "FAR", ""), "added");
	ck_assert_str_eq(travel(w, "NORTH", "SOUTH", 20), "added");
	ck_assert_str_eq(travel(w, "NORTH", "FAR", 60), "added");
	ck_assert_str_eq(resource(w, "R1", KIND_LAB, MODE_EXCLUSIVE, 30, "NORTH"), "added");
	ck_assert_str_eq(resource(w, "R2", KIND_LAB, MODE_EXCLUSIVE, 30, "NORTH"), "added");
	ck_assert_str_eq(resource(w, "R3", KIND_LAB, MODE_EXCLUSIVE, 40, "SOUTH"), "added");
	ck_assert_str_eq(resource(w, "R4", KIND_LAB, MODE_EXCLUSIVE, 8, "NORTH"), "added");
	ck_assert_str_eq(resource(w, "R5", KIND_LAB, MODE_EXCLUSIVE, 40, "FAR"), "added");
	ck_assert_str_eq(resource(w, "ROOM", KIND_ROOM, MODE_EXCLUSIVE, 40, "NORTH"), "added");
	ck_assert_str_eq(resource(w, "T1", KIND_TEACHER, MODE_EXCLUSIVE, 0, ""), "added");
}

START_TEST(without_a_rule_nobody_is_moved)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book_party(&w, "R1", MON8, MON10, 20), "added");
	uint64_t before = entries(&w.s);
	ck_assert_str_eq(preempt(&w, "R1", MON9, MON11), "refused busy:R1@1;denied:R1@preempt");
	ck_assert_uint_eq(entries(&w.s), before);
	/* what is free needs no rule */
	ck_assert_str_eq(preempt(&w, "R2", MON9, MON11), "added");
	ck_assert_uint_eq(w.last.n_displaced, 0);
	/* and it may wait for what it does not get */
	struct request rq = rq_preempt(&w, "R1", MON9, MON11);
	rq.flags |= REQUEST_WAIT;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_int_eq(w.last.state, STATE_WAITING);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

Suite *preempt_suite(void)
{
	Suite *s = suite_create("preempt");
	TCase *t = tcase_create("preempt");
	tcase_add_test(t, without_a_rule_nobody_is_moved);
	suite_add_tcase(s, t);
	return s;
}
