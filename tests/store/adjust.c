/* Another use of what is over, or less owed for it: who proposes, who decides, and what it comes to. */
#include "store/query/query_adjustments.h"
#include "tests/store/two_schools.h"

Suite *adjust_suite(void);

#define BOOKED_FROM "2026-09-20T08:00"
#define BOOKED_TO "2026-09-20T10:00"

static void set_up(void)
{
	open_schools();
	add_lab("W2", "WEST", APPROVAL_NONE);
	add_person("wyn", "WEST", ROLE_REQUESTER, "");
	ck_assert_str_eq(book_as("ann", "W2", BOOKED_FROM, BOOKED_TO), "added booked");
	go_to("2026-09-21T08:00");
}

static struct request rq_adjust(const char *login, enum adjust_step step, const char *from, const char *to, int waived,
                                const char *reason)
{
	struct request rq = rq_of(&w, OP_ADJUST);
	rq.actor = login;
	rq.u.adjust = (struct adjust_ask){.step = step,
	                                  .id = 1,
	                                  .from = *from ? at(from) : 0,
	                                  .to = *to ? at(to) : 0,
	                                  .has_waived = waived >= 0,
	                                  .waived = waived >= 0 ? (uint32_t)waived : 0,
	                                  .text = reason};
	return rq;
}

static const char *propose(const char *login, const char *from, const char *to, int waived)
{
	struct request rq = rq_adjust(login, ADJUST_PROPOSE, from, to, waived, "broken lathe");
	return ask(&rq);
}

static const char *decide_it(const char *login, enum adjust_step step, const char *reason)
{
	struct request rq = rq_adjust(login, step, "", "", -1, reason);
	return ask(&rq);
}

/* `STATE FROM TO WAIVED` */
static const char *used(void)
{
	struct booking_rows rows;
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	const uint64_t id = 1;
	store_look_as(&w.s, NULL);
	ck_assert_int_eq(query_bookings(&w.s, &id, 1, &rows), 0);
	const struct booking *b = &rows.v[0].b;
	const char *text = arena_fmt(&w.arena, "%s %s %s %u", state_word(b->state),
	                             b->used_from ? clock_format(b->used_from, from) : "-",
	                             b->used_to ? clock_format(b->used_to, to) : "-", (unsigned)b->waived);
	arena_release(&rows.arena);
	return text;
}

static size_t waiting_for(const char *login)
{
	struct adjustment_list list;
	store_look_as(&w.s, login);
	ck_assert_int_eq(query_adjustments(&w.s, &list), 0);
	size_t n = list.n;
	arena_release(&list.arena);
	store_look_as(&w.s, NULL);
	return n;
}

START_TEST(what_the_owner_proposes_the_borrower_accepts)
{
	ck_assert_str_eq(propose("wes", "2026-09-20T08:30", "2026-09-20T11:00", 50), "added booked");
	/* nothing holds yet, and both sides see that it waits */
	ck_assert_str_eq(used(), "booked - - 0");
	ck_assert_uint_eq(waiting_for("eve"), 1);
	ck_assert_uint_eq(waiting_for("ann"), 1);
	ck_assert_uint_eq(waiting_for("wyn"), 0);
	ck_assert_str_eq(propose("wes", "2026-09-20T08:30", "2026-09-20T11:00", 50), "unchanged booked");
	ck_assert_str_eq(decide_it("wes", ADJUST_ACCEPT, ""), "refused role:booking:1@administrator|coordinator");
	ck_assert_str_eq(decide_it("ann", ADJUST_ACCEPT, ""), "refused role:booking:1@administrator|coordinator");
	ck_assert_str_eq(decide_it("wyn", ADJUST_ACCEPT, ""), "refused role:booking:1@administrator|coordinator");
	ck_assert_str_eq(decide_it("eve", ADJUST_ACCEPT, ""), "updated used");
	ck_assert_str_eq(used(), "used 2026-09-20T08:30 2026-09-20T11:00 50");
	ck_assert_uint_eq(waiting_for("eve"), 0);
	ck_assert_str_eq(decide_it("eve", ADJUST_ACCEPT, ""), "refused unknown:1@adjustment");
	ck_assert_str_eq(decide_it("wyn", ADJUST_ACCEPT, ""), "refused role:booking:1@administrator|coordinator");
}
END_TEST

START_TEST(what_the_borrower_proposes_the_owner_decides)
{
	ck_assert_str_eq(propose("ann", "", "", 100), "added booked");
	/* another of the same side neither takes its place nor decides of it */
	ck_assert_str_eq(propose("eve", "", "", 50), "refused state:1@proposed by ann");
	ck_assert_str_eq(decide_it("eve", ADJUST_ACCEPT, ""), "refused role:booking:1@administrator|coordinator");
	ck_assert_str_eq(decide_it("wes", ADJUST_REJECT, ""), "invalid value:reason");
	ck_assert_str_eq(decide_it("wes", ADJUST_REJECT, "it was fine"), "updated booked");
	ck_assert_str_eq(used(), "booked - - 0");
	ck_assert_uint_eq(waiting_for("ann"), 0);
	/* and once more, with less, which the coordinator accepts: a waiver alone says nothing of the use */
	ck_assert_str_eq(propose("ann", "", "", 20), "updated booked");
	ck_assert_str_eq(propose("ann", "", "", 10), "updated booked");
	ck_assert_str_eq(decide_it("root", ADJUST_ACCEPT, ""), "updated booked");
	ck_assert_str_eq(used(), "booked - - 10");
}
END_TEST

START_TEST(nobody_decides_of_his_own)
{
	ck_assert_str_eq(propose("root", "", "", 100), "added booked");
	ck_assert_str_eq(decide_it("root", ADJUST_ACCEPT, ""), "refused state:1@proposed by root");
	ck_assert_str_eq(propose("wyn", "", "", 100), "refused role:booking:1@administrator|coordinator");
	ck_assert_str_eq(decide_it("eve", ADJUST_ACCEPT, ""), "updated booked");
}
END_TEST

START_TEST(what_makes_no_sense_is_refused)
{
	ck_assert_str_eq(propose("wes", BOOKED_TO, BOOKED_FROM, -1), "invalid time:used_to@2026-09-20T08:00");
	ck_assert_str_eq(propose("wes", "2026-09-19T07:59", BOOKED_TO, -1), "invalid value:used_from@2026-09-19T07:59");
	/* not yet */
	ck_assert_str_eq(propose("wes", BOOKED_FROM, "2026-09-21T08:01", -1), "invalid value:used_to@2026-09-21T08:01");
	ck_assert_str_eq(propose("wes", "", "", 101), "invalid value:waived@101");
	ck_assert_str_eq(propose("wes", "", "", -1), "invalid value:used_from");
	struct request rq = rq_adjust("wes", ADJUST_PROPOSE, "", "", 10, "");
	ck_assert_str_eq(ask(&rq), "invalid value:reason");
	rq.u.adjust.text = "x";
	rq.u.adjust.id = 9;
	ck_assert_str_eq(ask(&rq), "refused unknown:9@booking");
	go_to("2026-09-20T09:59");
	ck_assert_str_eq(propose("wes", "", "", 10), "refused state:1@not before 2026-09-20T10:00");
}
END_TEST

START_TEST(it_is_taken_back_and_erased_like_all_else)
{
	ck_assert_str_eq(propose("wes", "2026-09-20T08:30", "2026-09-20T11:00", 50), "added booked");
	ck_assert_str_eq(decide_it("eve", ADJUST_ACCEPT, ""), "updated used");
	struct request rq = rq_of(&w, OP_UNDO);
	rq.actor = "eve";
	rq.u.entry = w.last.seq;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(used(), "booked - - 0");
	ck_assert_uint_eq(waiting_for("eve"), 1);
	rq = rq_of(&w, OP_ERASE);
	rq.actor = "root";
	rq.u.note = (struct note_ask){.entity = "booking:1"};
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	struct adjustment_list list;
	ck_assert_int_eq(query_adjustments(&w.s, &list), 0);
	ck_assert_uint_eq(list.n, 1);
	ck_assert_str_eq(list.v[0].v.reason, "");
	arena_release(&list.arena);
}
END_TEST

Suite *adjust_suite(void)
{
	Suite *s = suite_create("adjust");
	TCase *tc = tcase_create("adjust");
	tcase_add_checked_fixture(tc, set_up, close_schools);
	tcase_add_test(tc, what_the_owner_proposes_the_borrower_accepts);
	tcase_add_test(tc, what_the_borrower_proposes_the_owner_decides);
	tcase_add_test(tc, nobody_decides_of_his_own);
	tcase_add_test(tc, what_makes_no_sense_is_refused);
	tcase_add_test(tc, it_is_taken_back_and_erased_like_all_else);
	suite_add_tcase(s, tc);
	return s;
}
