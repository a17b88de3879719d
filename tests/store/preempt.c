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

static void rule(struct world *w, const char *id, const char *place, const char *value)
{
	struct request rq = rq_of(w, OP_RULE);
	rq.u.rule = (struct owner_rule){
		.id = id, .place = place, .who = "*", .when = "", .field = "preempt", .value = value, .text = ""};
	ck_assert_str_eq(world_ask(w, &rq), "added");
}

static const char *displaced(struct world *w)
{
	struct buf b = {0};
	for (size_t i = 0; i < w->last.n_displaced; i++)
		buf_fmt(&b, "%s%" PRIu64 " %s-%s", i ? ";" : "", w->last.displaced[i].id, w->last.displaced[i].from,
		        w->last.displaced[i].to);
	const char *text = arena_str(&w->arena, buf_text(&b));
	buf_release(&b);
	return text;
}

START_TEST(who_is_in_the_way_has_another_place_before)
{
	struct world w;
	school(&w);
	rule(&w, "P1", "resource:R1", "1d");
	ck_assert_str_eq(book_party(&w, "R1;T1", MON8, MON10, 20), "added");
	ck_assert_str_eq(book_party(&w, "R1", MON10, MON11, 20), "added");
	ck_assert_str_eq(book_party(&w, "R2", MON8, MON9, 20), "added");
	ck_assert_str_eq(preempt(&w, "R1", MON9, MON11), "added");
	ck_assert_str_eq(displaced(&w), "1 R1-R3;2 R1-R2");
	ck_assert_str_eq(all_standing(&w), "1 2026-09-07T08:00 2026-09-07T10:00 R3;T1\n"
	                                   "3 2026-09-07T08:00 2026-09-07T09:00 R2\n"
	                                   "4 2026-09-07T09:00 2026-09-07T11:00 R1\n"
	                                   "2 2026-09-07T10:00 2026-09-07T11:00 R2\n");
	check_store(&w.s);
	/* all in one action: its undo gives each the place that it had */
	struct request rq = rq_of(&w, OP_UNDO);
	rq.u.entry = w.last.seq;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(all_standing(&w), "1 2026-09-07T08:00 2026-09-07T10:00 R1;T1\n"
	                                   "3 2026-09-07T08:00 2026-09-07T09:00 R2\n"
	                                   "2 2026-09-07T10:00 2026-09-07T11:00 R1\n");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(without_another_place_nothing_changes)
{
	struct world w;
	school(&w);
	rule(&w, "P1", "kind:lab", "1d");
	ck_assert_str_eq(book_party(&w, "R1", MON8, MON10, 20), "added");
	ck_assert_str_eq(book_party(&w, "R2", MON8, MON9, 20), "added");
	ck_assert_str_eq(book_party(&w, "R3", MON9, MON10, 20), "added");
	uint64_t before = entries(&w.s);
	ck_assert_str_eq(preempt(&w, "R1", MON9, MON11), "refused busy:R1@1;busy:R1@1 (not to R2, R3)");
	ck_assert_str_eq(preempt(&w, "R1;R2", MON8, MON9), "refused busy:R1@1;busy:R2@2;busy:R1@1 (not to R3)");
	/* the teacher is not moved, nor who would come too near to the start */
	ck_assert_str_eq(book(&w, "T1", MON8, MON10), "added");
	ck_assert_str_eq(preempt(&w, "T1", MON9, MON11), "refused busy:T1@4;denied:T1@preempt");
	w.now = at("2026-09-06T09:00");
	ck_assert_str_eq(preempt(&w, "R1", MON8, MON9), "refused busy:R1@1;denied:R1@preempt");
	ck_assert_uint_le(entries(&w.s), before + 8);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* What has begun, or begins too soon, stays, whenever the new one is to begin. */
START_TEST(who_begins_soon_is_not_moved)
{
	struct world w;
	school(&w);
	rule(&w, "P1", "kind:lab", "1d");
	ck_assert_str_eq(book_party(&w, "R1", "2026-09-03T08:00", MON10, 20), "added");
	w.now = at("2026-09-02T09:00");
	ck_assert_str_eq(preempt(&w, "R1", MON8, MON9), "refused busy:R1@1;denied:R1@preempt");
	w.now = at("2026-09-02T08:00");
	ck_assert_str_eq(preempt(&w, "R1", MON8, MON9), "added");
	world_close(&w);
}
END_TEST

START_TEST(a_dry_run_moves_nobody)
{
	struct world w;
	school(&w);
	rule(&w, "P1", "*", "0");
	ck_assert_str_eq(book_party(&w, "R1", MON8, MON10, 20), "added");
	struct request rq = rq_preempt(&w, "R1", MON9, MON11);
	uint64_t before = entries(&w.s);
	ck_assert_int_eq(store_rehearse(&w.s, &rq, &w.last, &w.arena), 0);
	ck_assert_str_eq(displaced(&w), "1 R1-R2");
	ck_assert_uint_eq(entries(&w.s), before);
	world_close(&w);
}
END_TEST

Suite *preempt_suite(void)
{
	Suite *s = suite_create("preempt");
	TCase *t = tcase_create("preempt");
	tcase_add_test(t, without_a_rule_nobody_is_moved);
	tcase_add_test(t, who_is_in_the_way_has_another_place_before);
	tcase_add_test(t, without_another_place_nothing_changes);
	tcase_add_test(t, who_begins_soon_is_not_moved);
	tcase_add_test(t, a_dry_run_moves_nobody);
	suite_add_tcase(s, t);
	return s;
}
