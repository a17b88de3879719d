/* Waiting for what is taken, and who gets what is freed. */
#include "store/facts/facts.h"
#include "tests/store/ask.h"

Suite *waiting_suite(void);

#define MON8 "2026-09-07T08:00"
#define MON9 "2026-09-07T09:00"
#define MON10 "2026-09-07T10:00"
#define MON11 "2026-09-07T11:00"
#define MON12 "2026-09-07T12:00"
/* farther away than a hold lasts */
#define LATER8 "2026-09-21T08:00"
#define LATER9 "2026-09-21T09:00"
#define LATER10 "2026-09-21T10:00"
#define TUE8 "2026-09-08T08:00"
#define TUE10 "2026-09-08T10:00"

/* Whose time it is for who looks. */
static const struct world *looking;

static int64_t time_of_world(void)
{
	return looking->now;
}

static void look_by(struct world *w)
{
	looking = w;
	w->s.clock = time_of_world;
}

/* Two labs on one campus, one on another half an hour away, two teachers, a pool of five scopes. */
static void school(struct world *w)
{
	world_open(w);
	look_by(w);
	ck_assert_str_eq(campus(w, "NORTH", "North campus"), "added");
	ck_assert_str_eq(campus(w, "SOUTH", "South campus"), "added");
	ck_assert_str_eq(travel(w, "NORTH", "SOUTH", 30), "added");
	ck_assert_str_eq(resource(w, "R1", KIND_LAB, MODE_EXCLUSIVE, 30, "NORTH"), "added");
	ck_assert_str_eq(resource(w, "R2", KIND_LAB, MODE_EXCLUSIVE, 30, "NORTH"), "added");
	ck_assert_str_eq(resource(w, "R3", KIND_LAB, MODE_EXCLUSIVE, 30, "SOUTH"), "added");
	ck_assert_str_eq(resource(w, "T1", KIND_TEACHER, MODE_EXCLUSIVE, 0, "NORTH"), "added");
	ck_assert_str_eq(resource(w, "OSC", KIND_EQUIPMENT, MODE_SHARED, 5, ""), "added");
}

/* Asks to wait where it is taken; `others` are alternatives, NULL = none. */
static const char *wait_any(struct world *w, const char *claims, const char *others, const char *start, const char *end)
{
	struct request rq = rq_book(w, claims, start, end);
	rq.flags = REQUEST_WAIT;
	rq.u.booking.wish = others;
	return world_ask(w, &rq);
}

static const char *wait_for(struct world *w, const char *claims, const char *start, const char *end)
{
	return wait_any(w, claims, NULL, start, end);
}

static const char *wait_until(struct world *w, const char *claims, const char *start, const char *end,
                              const char *until)
{
	struct request rq = rq_book(w, claims, start, end);
	rq.flags = REQUEST_WAIT;
	rq.u.booking.wait_until = at(until);
	return world_ask(w, &rq);
}

static const char *leave(struct world *w, uint64_t id)
{
	struct request rq = rq_of(w, OP_CANCEL);
	rq.flags = REQUEST_WAIT;
	rq.u.booking.id = id;
	return world_ask(w, &rq);
}

/* `ID STATE CLAIMS` of a booking. */
static const char *state_of(struct world *w, uint64_t id)
{
	struct booking_rows rows = {0};
	ck_assert_int_eq(query_bookings(&w->s, &id, 1, &rows), 0);
	ck_assert_uint_eq(rows.n, 1);
	const char *text =
		arena_fmt(&w->arena, "%" PRIu64 " %s %s", id, state_word(rows.v[0].b.state), rows.v[0].claims);
	arena_release(&rows.arena);
	return text;
}

/* `ID CLAIMS` of those that the last request let go first, `;` between them. */
static const char *promoted(struct world *w)
{
	struct buf b = {0};
	for (size_t i = 0; i < w->last.n_promoted; i++)
		buf_fmt(&b, "%s%" PRIu64 " %s", i ? ";" : "", w->last.promoted[i].id, w->last.promoted[i].claims);
	const char *text = arena_str(&w->arena, buf_text(&b));
	buf_release(&b);
	return text;
}

START_TEST(what_is_taken_is_waited_for_and_holds_nothing)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, "R1;T1", MON8, MON10), "added");
	ck_assert_str_eq(wait_for(&w, "R1;OSC*2", MON9, MON11), "added");
	ck_assert_uint_eq(w.last.id, 2);
	ck_assert_int_eq(w.last.state, STATE_WAITING);
	ck_assert_str_eq(state_of(&w, 2), "2 waiting R1;OSC*2");
	ck_assert_str_eq(all_standing(&w), "1 2026-09-07T08:00 2026-09-07T10:00 R1;T1\n");
	/* what is free of it is everybody's */
	ck_assert_str_eq(book(&w, "OSC*5", MON9, MON11), "added");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(what_is_free_is_booked_at_once)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(wait_for(&w, "R1", MON8, MON10), "added");
	ck_assert_int_eq(w.last.state, STATE_BOOKED);
	ck_assert_str_eq(wait_any(&w, "R1", "R2|R3", MON8, MON10), "added");
	ck_assert_int_eq(w.last.state, STATE_BOOKED);
	ck_assert_str_eq(state_of(&w, 2), "2 booked R2");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(what_would_be_refused_anyway_does_not_wait)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, "R1", MON8, MON10), "added");
	ck_assert_str_eq(book(&w, "OSC*3", MON8, MON10), "added");
	ck_assert_str_eq(closure(&w, "R2", "", MON8, MON10), "added");
	ck_assert_str_eq(wait_for(&w, "R2", MON8, MON10), "refused closed:R2@2026-09-07T08:00/2026-09-07T10:00");
	ck_assert_str_eq(wait_for(&w, "R1;R2", MON8, MON10),
	                 "refused busy:R1@1;closed:R2@2026-09-07T08:00/2026-09-07T10:00");
	ck_assert_str_eq(wait_for(&w, "R1;GONE", MON8, MON10), "refused unknown:GONE@resource;busy:R1@1");
	ck_assert_str_eq(wait_any(&w, "R1", "GONE", MON8, MON10), "refused unknown:GONE@resource");
	ck_assert_str_eq(wait_any(&w, "R1", "R2", MON8, MON10), "refused closed:R2@2026-09-07T08:00/2026-09-07T10:00");
	/* more than there is of it will never fit */
	ck_assert_str_eq(wait_for(&w, "OSC*6", MON8, MON10), "refused capacity:OSC@2");
	ck_assert_str_eq(wait_for(&w, "OSC*3", MON8, MON10), "added");
	ck_assert_str_eq(wait_until(&w, "R1", MON8, MON10, "2026-08-31T08:00"), "invalid value:until@2026-08-31T08:00");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(the_first_who_fits_whole_gets_what_is_freed)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, "R1", MON8, MON12), "added");
	ck_assert_str_eq(book(&w, "T1", MON8, MON10), "added");
	ck_assert_str_eq(wait_for(&w, "R1;T1", MON9, MON11), "added"); /* 3 */
	w.now++;
	ck_assert_str_eq(wait_for(&w, "R1", MON8, MON10), "added");  /* 4 */
	ck_assert_str_eq(wait_for(&w, "R1", MON9, MON10), "added");  /* 5 */
	ck_assert_str_eq(wait_for(&w, "R1", MON10, MON11), "added"); /* 6 */
	ck_assert_str_eq(cancel(&w, 1), "updated");
	ck_assert_str_eq(promoted(&w), "4 R1;6 R1");
	ck_assert_str_eq(state_of(&w, 3), "3 waiting R1;T1");
	ck_assert_str_eq(state_of(&w, 5), "5 waiting R1");
	ck_assert_str_eq(cancel(&w, 4), "updated");
	ck_assert_str_eq(promoted(&w), "5 R1");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(several_alternatives_are_tried_in_their_order)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, "R1", MON8, MON10), "added");
	ck_assert_str_eq(book(&w, "R2", MON8, MON10), "added");
	ck_assert_str_eq(book(&w, "R3", MON8, MON10), "added");
	ck_assert_str_eq(wait_any(&w, "R1;OSC*2", "R2;OSC*2|R3", MON8, MON10), "added");
	check_store(&w.s);
	ck_assert_str_eq(cancel(&w, 3), "updated");
	ck_assert_str_eq(promoted(&w), "4 R3");
	ck_assert_str_eq(state_of(&w, 4), "4 booked R3");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(an_entry_is_left_and_a_booking_is_not)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, "R1", MON8, MON10), "added");
	ck_assert_str_eq(wait_for(&w, "R1", MON8, MON10), "added");
	ck_assert_str_eq(wait_for(&w, "R1", MON9, MON10), "added");
	ck_assert_str_eq(leave(&w, 1), "refused state:1@booked");
	ck_assert_str_eq(leave(&w, 9), "refused unknown:9@booking");
	ck_assert_str_eq(leave(&w, 2), "updated");
	ck_assert_int_eq(w.last.state, STATE_CANCELLED);
	ck_assert_str_eq(leave(&w, 2), "refused unknown:2@booking (cancelled)");
	ck_assert_str_eq(move(&w, 3, TUE8, TUE10), "refused state:3@waiting");
	check_store(&w.s);
	ck_assert_str_eq(cancel(&w, 1), "updated");
	ck_assert_str_eq(promoted(&w), "3 R1");
	ck_assert_str_eq(leave(&w, 3), "refused state:3@booked");
	world_close(&w);
}
END_TEST

START_TEST(an_entry_is_left_without_notice)
{
	struct world w;
	school(&w);
	struct request rq = rq_of(&w, OP_RULE);
	rq.u.rule = (struct owner_rule){
		.id = "1", .place = "*", .who = "*", .when = "", .field = "notice", .value = "30d", .text = ""};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_str_eq(book(&w, "R1", MON8, MON10), "added");
	ck_assert_str_eq(wait_for(&w, "R1", MON8, MON10), "added");
	ck_assert_str_eq(cancel(&w, 1), "refused notice:R1@30d");
	ck_assert_str_eq(leave(&w, 2), "updated");
	world_close(&w);
}
END_TEST

START_TEST(a_wish_ends_at_its_time_or_when_it_would_start)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, "R1", MON8, MON12), "added");
	ck_assert_str_eq(wait_until(&w, "R1", MON8, MON10, "2026-09-03T12:00"), "added");
	ck_assert_str_eq(wait_for(&w, "R1", MON9, MON10), "added");
	w.now = at("2026-09-03T12:00");
	ck_assert_str_eq(cancel(&w, 1), "updated");
	ck_assert_str_eq(promoted(&w), "3 R1");
	ck_assert_str_eq(book(&w, "R1", MON10, MON12), "added");
	ck_assert_str_eq(wait_for(&w, "R1", MON10, MON11), "added");
	w.now = at(MON10);
	ck_assert_str_eq(cancel(&w, 4), "updated");
	ck_assert_str_eq(promoted(&w), "");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(undo_does_not_book_twice)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, "R1", MON8, MON10), "added");
	ck_assert_str_eq(wait_for(&w, "R1", MON9, MON11), "added");
	uint64_t waited = w.last.seq;
	ck_assert_str_eq(cancel(&w, 1), "updated");
	uint64_t cancelled = w.last.seq;
	struct request rq = rq_of(&w, OP_UNDO);
	rq.u.entry = cancelled;
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:R1@2");
	/* the promotion is an action of its own: its undo lets it wait again, and not be promoted at once */
	rq.u.entry = cancelled + 1;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(promoted(&w), "");
	ck_assert_str_eq(state_of(&w, 2), "2 waiting R1");
	check_store(&w.s);
	rq.u.entry = cancelled;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(state_of(&w, 1), "1 booked R1");
	rq.u.entry = waited;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(all_standing(&w), "1 2026-09-07T08:00 2026-09-07T10:00 R1\n");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(undo_of_waiting_and_of_leaving)
{
	struct world w;
	school(&w);
	struct request rq = rq_of(&w, OP_UNDO);
	ck_assert_str_eq(book(&w, "R1", MON8, MON10), "added");
	ck_assert_str_eq(book(&w, "R2", MON8, MON10), "added");
	ck_assert_str_eq(wait_any(&w, "R1", "R2", MON9, MON11), "added");
	uint64_t waited = w.last.seq;
	ck_assert_str_eq(leave(&w, 3), "updated");
	rq.u.entry = w.last.seq;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(state_of(&w, 3), "3 waiting R1");
	check_store(&w.s);
	rq.u.entry = w.last.seq;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	rq.u.entry = waited;
	ck_assert_str_eq(wait_any(&w, "R1", "R2", MON9, MON11), "added");
	rq.u.entry = w.last.seq;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	check_store(&w.s);
	ck_assert_str_eq(cancel(&w, 1), "updated");
	ck_assert_str_eq(promoted(&w), "");
	world_close(&w);
}
END_TEST

START_TEST(after_32_tries_the_rest_is_the_next_writers)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, "R1", MON8, MON12), "added");
	ck_assert_str_eq(book(&w, "T1", MON8, MON12), "added");
	/* 40 that do not fit since their teacher is taken, then one that does */
	for (int i = 0; i < 40; i++)
		ck_assert_str_eq(wait_for(&w, "R1;T1", MON8, MON10), "added");
	ck_assert_str_eq(wait_for(&w, "R1", MON8, MON10), "added");
	ck_assert_str_eq(cancel(&w, 1), "updated");
	ck_assert_str_eq(promoted(&w), "");
	ck_assert_str_eq(state_of(&w, 43), "43 waiting R1");
	check_store(&w.s);
	/* whoever comes next finds it taken, by who had waited */
	struct request rq = rq_book(&w, "R1", MON8, MON10);
	request_id_new(rq.id);
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:R1@43");
	ck_assert_str_eq(state_of(&w, 43), "43 booked R1");
	ck_assert_uint_eq(w.last.n_promoted, 0);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_dry_run_promotes_nobody)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, "R1", MON8, MON12), "added");
	ck_assert_str_eq(wait_for(&w, "R1", MON8, MON10), "added");
	uint64_t before = entries(&w.s);
	struct request rq = rq_of(&w, OP_CANCEL);
	rq.u.booking.id = 1;
	ck_assert_int_eq(store_rehearse(&w.s, &rq, &w.last, &w.arena), 0);
	ck_assert_str_eq(state_of(&w, 2), "2 waiting R1");
	rq = rq_book(&w, "R1", MON8, MON10);
	rq.flags = REQUEST_WAIT;
	ck_assert_int_eq(store_rehearse(&w.s, &rq, &w.last, &w.arena), 0);
	ck_assert_int_eq(w.last.state, STATE_WAITING);
	ck_assert_uint_eq(entries(&w.s), before);
	world_close(&w);
}
END_TEST

START_TEST(a_request_that_comes_twice_waits_once)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, "R1", MON8, MON12), "added");
	struct request rq = rq_book(&w, "R1", MON8, MON10);
	rq.flags = REQUEST_WAIT;
	request_id_new(rq.id);
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_uint_eq(w.last.id, 2);
	ck_assert_int_eq(w.last.state, STATE_WAITING);
	/* nor twice under its reference; and asked for again when it is free, it is booked */
	rq = rq_book(&w, "R1", MON9, MON10);
	rq.flags = REQUEST_WAIT;
	rq.u.booking.ref = "X1";
	rq.given &= ~GIVEN(BOOKING_REQUESTER);
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_str_eq(world_ask(&w, &rq), "unchanged");
	rq.u.booking.purpose = "Physics";
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_uint_eq(w.last.id, 3);
	check_store(&w.s);
	ck_assert_str_eq(leave(&w, 2), "updated");
	rq = rq_book(&w, "R2", MON9, MON10);
	rq.u.booking.ref = "X1";
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(state_of(&w, 3), "3 booked R2");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

static void person(struct world *w, const char *login, enum person_role role)
{
	struct request rq = rq_institution(w, "SC", "School");
	rq.actor = "kim";
	world_ask(w, &rq);
	rq = rq_of(w, OP_PERSON);
	rq.actor = "kim";
	rq.u.person = (struct person){.login = login,
	                              .name = login,
	                              .institution = role == ROLE_COORDINATOR ? "" : "SC",
	                              .role = role,
	                              .scope = "",
	                              .email = "",
	                              .language = "",
	                              .ssh_key = ""};
	const char *answer = world_ask(w, &rq);
	ck_assert_msg(strcmp(answer, "added") == 0 || strcmp(answer, "updated") == 0, "%s", answer);
}

START_TEST(whose_rights_have_ended_is_passed_over)
{
	struct world w;
	school(&w);
	person(&w, "kim", ROLE_COORDINATOR);
	person(&w, "bob", ROLE_REQUESTER);
	person(&w, "cho", ROLE_REQUESTER);
	struct request rq = rq_book(&w, "R1", MON8, MON10);
	rq.actor = "kim";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq.flags = REQUEST_WAIT;
	rq.actor = "bob";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq.actor = "cho";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	person(&w, "bob", ROLE_VIEWER);
	rq = rq_of(&w, OP_CANCEL);
	rq.actor = "kim";
	rq.u.booking.id = 1;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(promoted(&w), "3 R1");
	ck_assert_str_eq(state_of(&w, 2), "2 waiting R1");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(what_needs_approval_is_requested)
{
	struct world w;
	school(&w);
	person(&w, "kim", ROLE_COORDINATOR);
	person(&w, "bob", ROLE_REQUESTER);
	struct request rq = rq_of(&w, OP_RESOURCE);
	rq.actor = "kim";
	rq.u.resource = (struct resource){.code = "R1", .approval = APPROVAL_OWNER};
	rq.given = GIVEN(RES_APPROVAL);
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	rq = rq_book(&w, "R1", LATER8, LATER10);
	rq.actor = "kim";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq.flags = REQUEST_WAIT;
	rq.actor = "bob";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_int_eq(w.last.state, STATE_WAITING);
	check_store(&w.s);
	rq = rq_of(&w, OP_CANCEL);
	rq.actor = "kim";
	rq.u.booking.id = 1;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(promoted(&w), "2 R1");
	ck_assert_int_eq(w.last.promoted->state, STATE_REQUESTED);
	check_store(&w.s);
	/* when its hold lapses, the next who waits has it, before whoever asks then */
	rq = rq_book(&w, "R1", LATER9, LATER10);
	rq.flags = REQUEST_WAIT;
	rq.actor = "kim";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_int_eq(w.last.state, STATE_WAITING);
	struct booking_rows rows;
	uint64_t id = 2;
	ck_assert_int_eq(query_bookings(&w.s, &id, 1, &rows), 0);
	w.now = rows.v[0].b.until;
	arena_release(&rows.arena);
	ck_assert_int_lt(w.now, at(LATER8));
	rq.now = w.now;
	rq.flags = 0;
	request_id_new(rq.id);
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:R1@3");
	ck_assert_str_eq(state_of(&w, 2), "2 lapsed R1");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

Suite *waiting_suite(void)
{
	Suite *s = suite_create("waiting");
	TCase *t = tcase_create("waiting");
	tcase_add_test(t, what_is_taken_is_waited_for_and_holds_nothing);
	tcase_add_test(t, what_is_free_is_booked_at_once);
	tcase_add_test(t, what_would_be_refused_anyway_does_not_wait);
	tcase_add_test(t, the_first_who_fits_whole_gets_what_is_freed);
	tcase_add_test(t, several_alternatives_are_tried_in_their_order);
	tcase_add_test(t, an_entry_is_left_and_a_booking_is_not);
	tcase_add_test(t, an_entry_is_left_without_notice);
	tcase_add_test(t, a_wish_ends_at_its_time_or_when_it_would_start);
	tcase_add_test(t, undo_does_not_book_twice);
	tcase_add_test(t, undo_of_waiting_and_of_leaving);
	tcase_add_test(t, after_32_tries_the_rest_is_the_next_writers);
	tcase_add_test(t, a_dry_run_promotes_nobody);
	tcase_add_test(t, a_request_that_comes_twice_waits_once);
	tcase_add_test(t, whose_rights_have_ended_is_passed_over);
	tcase_add_test(t, what_needs_approval_is_requested);
	suite_add_tcase(s, t);
	return s;
}
