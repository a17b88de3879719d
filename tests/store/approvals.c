/* Requests: what needs whose approval, who may give it, what holds and when it lapses. */
#include "store/query/requests.h"
#include "tests/store/two_schools.h"

Suite *approvals_suite(void);

/* `ID waits for WHOM until WHEN` a line. */
static const char *requests(const char *mine)
{
	struct request_rows rows;
	struct request_filter f = {.mine = mine};
	struct buf b = {0};
	char until[CLOCK_TEXT_MAX];
	ck_assert_int_eq(query_requests(&w.s, &f, &rows), 0);
	for (size_t i = 0; i < rows.n; i++)
		buf_fmt(&b, "%" PRIu64 " %s %s\n", rows.v[i].b.id, rows.v[i].waits_for,
		        clock_format(rows.v[i].b.until, until));
	const char *text = arena_str(&w.arena, buf_text(&b));
	buf_release(&b);
	arena_release(&rows.arena);
	return text;
}

START_TEST(all_owners_then_the_coordinator_decide)
{
	ck_assert_str_eq(book_as("ann", "W1;E1;E2", "2026-09-20T08:00", "2026-09-20T10:00"), "added requested");
	ck_assert_str_eq(requests(NULL), "1 owner:W1;owner:E1 2026-09-08T00:00\n");
	ck_assert_str_eq(requests("wes"), "1 owner:W1;owner:E1 2026-09-08T00:00\n");
	ck_assert_str_eq(requests("root"), "");
	ck_assert_str_eq(decide(OP_APPROVE, "root", 1, ""), "refused role:booking:1@approver|administrator");
	ck_assert_str_eq(decide(OP_APPROVE, "eve", 1, ""), "updated requested");
	ck_assert_str_eq(decide(OP_APPROVE, "eve", 1, ""), "refused role:booking:1@approver|administrator");
	ck_assert_str_eq(decide(OP_APPROVE, "wes", 1, ""), "updated requested");
	ck_assert_str_eq(requests("root"), "1 coordinator 2026-09-08T00:00\n");
	ck_assert_str_eq(decide(OP_APPROVE, "root", 1, ""), "updated booked");
	ck_assert_str_eq(requests(NULL), "");
	ck_assert_str_eq(decide(OP_APPROVE, "root", 1, ""), "refused state:1@booked");
	ck_assert_str_eq(decide(OP_DECLINE, "root", 1, "no"), "refused state:1@booked");
}
END_TEST

START_TEST(whoever_may_approve_approves_by_booking)
{
	ck_assert_str_eq(book_as("eve", "E1", "2026-09-20T08:00", "2026-09-20T10:00"), "added booked");
	ck_assert_str_eq(book_as("eve", "E1;W1", "2026-09-20T10:00", "2026-09-20T12:00"), "added requested");
	ck_assert_str_eq(requests(NULL), "2 owner:W1 2026-09-08T00:00\n");
}
END_TEST

START_TEST(a_request_holds_its_time_until_it_is_declined)
{
	ck_assert_str_eq(book_as("ann", "E1", "2026-09-20T08:00", "2026-09-20T10:00"), "added requested");
	ck_assert_str_eq(book_as("eve", "E1", "2026-09-20T09:00", "2026-09-20T11:00"), "refused busy:E1@1");
	ck_assert_str_eq(decide(OP_DECLINE, "eve", 1, ""), "invalid value:reason");
	ck_assert_str_eq(decide(OP_DECLINE, "ann", 1, "no"), "refused role:booking:1@approver|administrator");
	ck_assert_str_eq(decide(OP_DECLINE, "eve", 1, "repair"), "updated declined");
	ck_assert_str_eq(book_as("eve", "E1", "2026-09-20T09:00", "2026-09-20T11:00"), "added booked");
	struct comment_list said;
	ck_assert_int_eq(query_comments(&w.s, 1, &said), 0);
	ck_assert_uint_eq(said.n, 1);
	ck_assert_str_eq(said.v[0].text, "repair");
	ck_assert_str_eq(said.v[0].login, "eve");
	arena_release(&said.arena);
}
END_TEST

START_TEST(a_hold_lapses_by_the_clock_alone)
{
	ck_assert_str_eq(book_as("ann", "E1", "2026-09-20T08:00", "2026-09-20T10:00"), "added requested");
	go_to("2026-09-07T23:59");
	struct request again = rq_book(&w, "E1", "2026-09-20T08:00", "2026-09-20T09:00");
	struct result result;
	again.actor = "eve";
	ck_assert_int_eq(store_rehearse(&w.s, &again, &result, &w.arena), 0);
	ck_assert_uint_eq(result.reasons.n, 1);
	go_to("2026-09-08T00:00");
	/* nobody has changed anything: all reads know it */
	again.now = w.now;
	ck_assert_int_eq(store_rehearse(&w.s, &again, &result, &w.arena), 0);
	ck_assert_uint_eq(result.reasons.n, 0);
	ck_assert_str_eq(all_standing(&w), "");
	ck_assert_str_eq(requests(NULL), "");
	struct slot_list slots;
	ck_assert_int_eq(query_slots(&w.s, "E1", at("2026-09-20T00:00"), at("2026-09-21T00:00"), &slots), 0);
	ck_assert_uint_eq(slots.n, 0);
	arena_release(&slots.arena);
	ck_assert_str_eq(decide(OP_APPROVE, "eve", 1, ""), "refused state:1@lapsed");
	ck_assert_str_eq(book_as("eve", "E1", "2026-09-20T08:00", "2026-09-20T09:00"), "added booked");
}
END_TEST

START_TEST(a_hold_ends_when_it_would_start)
{
	ck_assert_str_eq(book_as("ann", "E1", "2026-09-02T08:00", "2026-09-02T10:00"), "added requested");
	ck_assert_str_eq(requests(NULL), "1 owner:E1 2026-09-02T08:00\n");
	go_to("2026-09-02T08:00");
	ck_assert_str_eq(decide(OP_APPROVE, "eve", 1, ""), "refused state:1@lapsed");
}
END_TEST

/* The clock was set back after a lapse that nobody wrote: then the hold counts again. */
START_TEST(a_clock_that_goes_back_gives_no_place_away_twice)
{
	ck_assert_str_eq(book_as("ann", "E1", "2026-09-20T08:00", "2026-09-20T10:00"), "added requested");
	go_to("2026-09-09T00:00");
	ck_assert_str_eq(all_standing(&w), "");
	go_to("2026-09-07T00:00");
	ck_assert_str_eq(book_as("eve", "E1", "2026-09-20T08:00", "2026-09-20T10:00"), "refused busy:E1@1");
	go_to("2026-09-09T00:00");
	ck_assert_str_eq(book_as("eve", "E1", "2026-09-20T08:00", "2026-09-20T10:00"), "added booked");
	go_to("2026-09-07T00:00");
	ck_assert_str_eq(decide(OP_APPROVE, "eve", 1, ""), "refused state:1@lapsed");
	ck_assert_str_eq(all_standing(&w), "2 2026-09-20T08:00 2026-09-20T10:00 E1\n");
}
END_TEST

START_TEST(asking_back_pauses_once)
{
	ck_assert_str_eq(book_as("ann", "E1", "2026-09-20T08:00", "2026-09-20T10:00"), "added requested");
	ck_assert_str_eq(decide(OP_ASK, "wes", 1, "why"), "refused role:booking:1@approver|administrator");
	ck_assert_str_eq(decide(OP_ASK, "eve", 1, "how many machines"), "updated requested");
	ck_assert_str_eq(requests(NULL), "1 requester 2026-09-11T00:00\n");
	ck_assert_str_eq(requests("eve"), "");
	ck_assert_str_eq(requests("ann"), "1 requester 2026-09-11T00:00\n");
	go_to("2026-09-02T00:00");
	ck_assert_str_eq(decide(OP_COMMENT, "ann", 1, "three"), "updated requested");
	ck_assert_str_eq(requests(NULL), "1 owner:E1 2026-09-09T00:00\n");
	ck_assert_str_eq(decide(OP_ASK, "eve", 1, "and how long"), "refused state:1@asked before");
	ck_assert_str_eq(decide(OP_COMMENT, "wes", 1, "me too"),
	                 "refused role:booking:1@approver|administrator|coordinator|auditor");
}
END_TEST

START_TEST(what_changes_much_asks_again)
{
	ck_assert_str_eq(book_as("ann", "E1", "2026-09-20T08:00", "2026-09-20T10:00"), "added requested");
	ck_assert_str_eq(decide(OP_APPROVE, "eve", 1, ""), "updated booked");
	struct request rq = rq_book(&w, "", "2026-09-20T08:00", "2026-09-20T09:00");
	rq.op = OP_MOVE;
	rq.actor = "ann";
	rq.given = GIVEN(BOOKING_TIME);
	rq.u.booking.id = 1;
	ck_assert_str_eq(ask(&rq), "updated booked");
	rq.u.booking.end = at("2026-09-20T11:00");
	ck_assert_str_eq(ask(&rq), "updated requested");
	ck_assert_str_eq(decide(OP_APPROVE, "eve", 1, ""), "updated booked");
	rq.given = GIVEN(BOOKING_NOTE);
	rq.u.booking.note = "with shoes";
	ck_assert_str_eq(ask(&rq), "updated booked");
	rq.given = GIVEN(BOOKING_PURPOSE);
	rq.u.booking.purpose = "a party";
	ck_assert_str_eq(ask(&rq), "updated requested");
	ck_assert_str_eq(decide(OP_APPROVE, "eve", 1, ""), "updated booked");
	rq.given = GIVEN(BOOKING_PARTY);
	rq.u.booking.party = 12;
	ck_assert_str_eq(ask(&rq), "updated requested");
	ck_assert_str_eq(decide(OP_APPROVE, "eve", 1, ""), "updated booked");
	rq.u.booking.party = 11;
	ck_assert_str_eq(ask(&rq), "updated booked");
}
END_TEST

START_TEST(it_is_decided_by_the_rules_of_today)
{
	ck_assert_str_eq(book_as("ann", "E1;W1", "2026-09-20T08:00", "2026-09-20T10:00"), "added requested");
	struct request rq = rq_of(&w, OP_RESOURCE);
	rq.actor = "root";
	rq.u.resource = (struct resource){.code = "W1", .active = false};
	rq.given = GIVEN(RES_ACTIVE);
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(decide(OP_APPROVE, "eve", 1, ""), "refused inactive:W1");
}
END_TEST

START_TEST(a_bundle_can_do_without_what_is_optional)
{
	struct request rq = rq_book(&w, "E1;W1", "2026-09-20T08:00", "2026-09-20T10:00");
	rq.actor = "ann";
	rq.u.booking.optional = "W1";
	ck_assert_str_eq(ask(&rq), "added requested");
	ck_assert_str_eq(decide(OP_DECLINE, "wes", 1, "no staff"), "updated requested");
	ck_assert_str_eq(requests(NULL), "1 owner:E1 2026-09-08T00:00\n");
	ck_assert_str_eq(decide(OP_APPROVE, "eve", 1, ""), "updated booked");
	ck_assert_str_eq(all_standing(&w), "1 2026-09-20T08:00 2026-09-20T10:00 E1\n");
}
END_TEST

START_TEST(what_is_optional_and_taken_is_left_out)
{
	ck_assert_str_eq(book_as("eve", "E1", "2026-09-20T08:00", "2026-09-20T10:00"), "added booked");
	struct request rq = rq_book(&w, "E2;E1", "2026-09-20T08:00", "2026-09-20T09:00");
	rq.actor = "ann";
	rq.u.booking.optional = "E1";
	ck_assert_str_eq(ask(&rq), "added booked");
	ck_assert_uint_eq(w.last.without.n, 1);
	ck_assert_str_eq(w.last.without.v[0].subject, "E1");
	ck_assert_str_eq(all_standing(&w),
	                 "1 2026-09-20T08:00 2026-09-20T10:00 E1\n2 2026-09-20T08:00 2026-09-20T09:00 E2\n");
	/* what it needs speaks against all of it */
	ck_assert_str_eq(ask(&rq), "refused busy:E2@2;busy:E1@1");
}
END_TEST

START_TEST(a_decision_can_be_taken_back)
{
	ck_assert_str_eq(book_as("ann", "E1", "2026-09-20T08:00", "2026-09-20T10:00"), "added requested");
	ck_assert_str_eq(decide(OP_DECLINE, "eve", 1, "repair"), "updated declined");
	struct request rq = rq_of(&w, OP_UNDO);
	rq.actor = "eve";
	rq.u.entry = w.last.seq;
	ck_assert_str_eq(ask(&rq), "updated requested");
	ck_assert_str_eq(requests(NULL), "1 owner:E1 2026-09-08T00:00\n");
	ck_assert_str_eq(book_as("eve", "E1", "2026-09-20T08:00", "2026-09-20T10:00"), "refused busy:E1@1");
	/* what was approved does not lapse by being a request again */
	ck_assert_str_eq(decide(OP_APPROVE, "eve", 1, ""), "updated booked");
	rq.u.entry = w.last.seq;
	go_to("2026-09-08T00:00");
	rq.now = w.now;
	ck_assert_str_eq(ask(&rq), "refused state:1@lapsed");
	ck_assert_str_eq(all_standing(&w), "1 2026-09-20T08:00 2026-09-20T10:00 E1\n");
}
END_TEST

/* Deciding and cancelling at once: whoever comes second finds nothing. */
START_TEST(of_two_who_decide_one_wins)
{
	ck_assert_str_eq(book_as("ann", "E1", "2026-09-20T08:00", "2026-09-20T10:00"), "added requested");
	struct request two[] = {rq_decide(OP_APPROVE, "eve", 1, ""), rq_decide(OP_DECLINE, "root", 1, "no")};
	struct result results[2];
	two[1].actor = "eve";
	ck_assert_int_eq(store_apply(&w.s, two, 2, false, results, &w.arena), 0);
	ck_assert_str_eq(world_answer(&w, &results[0]), "updated");
	ck_assert_str_eq(world_answer(&w, &results[1]), "refused state:1@booked");
	struct request rq = rq_book_at(&w, "", 0, 0);
	rq.op = OP_CANCEL;
	rq.actor = "ann";
	rq.u.booking.id = 1;
	ck_assert_str_eq(ask(&rq), "updated cancelled");
	ck_assert_str_eq(decide(OP_APPROVE, "eve", 1, ""), "refused state:1@cancelled");
}
END_TEST

static void rule_by(const char *login, const char *place, const char *field, const char *value)
{
	struct request rq = rq_of(&w, OP_RULE);
	rq.actor = login;
	rq.u.rule = (struct owner_rule){
		.id = field, .place = place, .who = "*", .when = "", .field = field, .value = value, .text = ""};
	rq.u.rule.overridable = true;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

static void drop_rule(const char *id)
{
	struct request rq = rq_of(&w, OP_RULE_DROP);
	rq.actor = "root";
	rq.u.rule = (struct owner_rule){.id = id};
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
}

static void grant_by(const char *granter, const char *login, enum person_role role, const char *scope,
                     const char *deputy_of)
{
	struct request rq = rq_of(&w, OP_GRANT);
	rq.actor = granter;
	rq.u.grant =
		(struct grant){.login = login, .role = role, .scope = scope, .granted_by = "", .deputy_of = deputy_of};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

/* Since the last of its owners approves it, who may only approve sets no rule aside. */
START_TEST(only_a_coordinator_approves_against_a_rule)
{
	ck_assert_str_eq(book_as("ann", "W1", "2026-09-20T08:00", "2026-09-20T10:00"), "added requested");
	rule_by("root", "*", "max", "1h");
	ck_assert_str_eq(decide(OP_APPROVE, "wes", 1, ""), "refused duration:W1@max 1h");
	struct request rq = rq_decide(OP_APPROVE, "wes", 1, "");
	rq.flags |= REQUEST_OVERRIDE;
	ck_assert_str_eq(ask(&rq), "refused role:booking:1@coordinator");
	drop_rule("max");
	ck_assert_str_eq(decide(OP_APPROVE, "wes", 1, ""), "updated requested");
	rule_by("root", "*", "max", "1h");
	rq.actor = "root";
	ck_assert_str_eq(ask(&rq), "updated booked");
}
END_TEST

START_TEST(what_is_ones_own_is_decided_as_the_owner_says)
{
	ck_assert_str_eq(book_as("ann", "E1;W1", "2026-09-20T08:00", "2026-09-20T10:00"), "added requested");
	grant_by("root", "ann", ROLE_APPROVER, "*", "");
	ck_assert_str_eq(decide(OP_APPROVE, "ann", 1, ""), "refused role:booking:1@approver|administrator");
	/* each owner speaks for what is his */
	rule_by("eve", "resource:E1", "self", "yes");
	ck_assert_str_eq(decide(OP_APPROVE, "ann", 1, ""), "updated requested");
	ck_assert_str_eq(requests(NULL), "1 owner:W1 2026-09-08T00:00\n");
	ck_assert_str_eq(decide(OP_APPROVE, "ann", 1, ""), "refused role:booking:1@approver|administrator");
	rule_by("wes", "resource:W1", "approval", "owner");
	drop_rule("self");
	rule_by("wes", "resource:W1", "self", "no");
	ck_assert_str_eq(book_as("wes", "W1", "2026-09-21T08:00", "2026-09-21T10:00"), "added requested");
	struct request rq = rq_book(&w, "W1", "2026-09-21T10:00", "2026-09-21T12:00");
	rq.actor = "wes";
	rq.u.booking.requester = "ann";
	ck_assert_str_eq(ask(&rq), "added booked");
	ck_assert_str_eq(book_as("eve", "E1", "2026-09-21T08:00", "2026-09-21T10:00"), "added booked");
}
END_TEST

START_TEST(a_deputy_who_decides_is_named_with_whom_he_stands_for)
{
	ck_assert_str_eq(book_as("ann", "E1", "2026-09-20T08:00", "2026-09-20T10:00"), "added requested");
	add_person("dan", "EAST", ROLE_REQUESTER, "");
	grant_by("eve", "dan", ROLE_ADMINISTRATOR, "institution:EAST", "eve");
	ck_assert_str_eq(decide(OP_APPROVE, "dan", 1, ""), "updated booked");
	struct journal_filter f = {.person = "dan"};
	struct journal_rows rows;
	uint64_t from = 0;
	ck_assert_int_eq(query_journal(&w.s, &f, &from, 100, &rows), 0);
	ck_assert_uint_ge(rows.n, 1);
	ck_assert_str_eq(rows.v[rows.n - 1].in_place_of, "eve");
	arena_release(&rows.arena);
}
END_TEST

START_TEST(an_owner_declines_what_is_optional_at_any_time)
{
	rule_by("wes", "resource:W1", "notice", "30d");
	struct request rq = rq_book(&w, "E1;W1", "2026-09-20T08:00", "2026-09-20T10:00");
	rq.actor = "ann";
	rq.u.booking.optional = "W1";
	ck_assert_str_eq(ask(&rq), "added requested");
	ck_assert_str_eq(decide(OP_DECLINE, "wes", 1, "no staff"), "updated requested");
}
END_TEST

/* What it is for is approved with it, also where it is changed with its whole series or in whose name it is. */
START_TEST(another_institution_is_asked_for_again)
{
	ck_assert_str_eq(book_as("ann", "E1", "2026-09-20T08:00", "2026-09-20T10:00"), "added requested");
	ck_assert_str_eq(decide(OP_APPROVE, "eve", 1, ""), "updated booked");
	struct request rq = rq_book(&w, "", "2026-09-20T08:00", "2026-09-20T10:00");
	rq.op = OP_MOVE;
	rq.actor = "root";
	rq.given = GIVEN(BOOKING_INSTITUTION);
	rq.u.booking.id = 1;
	rq.u.booking.institution = "West";
	ck_assert_str_eq(ask(&rq), "updated requested");
	ck_assert_str_eq(decide(OP_APPROVE, "eve", 1, ""), "updated booked");
	ck_assert_str_eq(ask(&rq), "unchanged booked");
}
END_TEST

Suite *approvals_suite(void)
{
	Suite *s = suite_create("approvals");
	TCase *t = tcase_create("approvals");
	tcase_add_checked_fixture(t, open_schools, close_schools);
	tcase_add_test(t, all_owners_then_the_coordinator_decide);
	tcase_add_test(t, whoever_may_approve_approves_by_booking);
	tcase_add_test(t, a_request_holds_its_time_until_it_is_declined);
	tcase_add_test(t, a_hold_lapses_by_the_clock_alone);
	tcase_add_test(t, a_hold_ends_when_it_would_start);
	tcase_add_test(t, a_clock_that_goes_back_gives_no_place_away_twice);
	tcase_add_test(t, asking_back_pauses_once);
	tcase_add_test(t, what_changes_much_asks_again);
	tcase_add_test(t, it_is_decided_by_the_rules_of_today);
	tcase_add_test(t, a_bundle_can_do_without_what_is_optional);
	tcase_add_test(t, what_is_optional_and_taken_is_left_out);
	tcase_add_test(t, a_decision_can_be_taken_back);
	tcase_add_test(t, of_two_who_decide_one_wins);
	tcase_add_test(t, only_a_coordinator_approves_against_a_rule);
	tcase_add_test(t, what_is_ones_own_is_decided_as_the_owner_says);
	tcase_add_test(t, a_deputy_who_decides_is_named_with_whom_he_stands_for);
	tcase_add_test(t, an_owner_declines_what_is_optional_at_any_time);
	tcase_add_test(t, another_institution_is_asked_for_again);
	suite_add_tcase(s, t);
	return s;
}
