/*
 * Only what changes is judged: texts are never refused by time and place, a booking that runs is lengthened and
 * shortened, what took place stands. Beside each change that is let through, one that adds something and is not.
 */
#include "tests/store/ask.h"

Suite *only_changes_suite(void);

#define T8 "2026-09-07T08:00" /* a Monday */
#define T9 "2026-09-07T09:00"
#define T10 "2026-09-07T10:00"
#define T11 "2026-09-07T11:00"
#define T12 "2026-09-07T12:00"
#define T13 "2026-09-07T13:00"

/* Two campuses, a kiln on each, a potter, a pool of six wheels; booking 1 is of all of it. */
static void pottery(struct world *w)
{
	world_open(w);
	ck_assert_str_eq(campus(w, "EAST", "East yard"), "added");
	ck_assert_str_eq(campus(w, "WEST", "West yard"), "added");
	ck_assert_str_eq(travel(w, "EAST", "WEST", 20), "added");
	ck_assert_str_eq(resource(w, "KILN", KIND_LAB, MODE_EXCLUSIVE, 20, "EAST"), "added");
	ck_assert_str_eq(resource(w, "OVEN", KIND_LAB, MODE_EXCLUSIVE, 20, "WEST"), "added");
	ck_assert_str_eq(resource(w, "POTTER", KIND_TEACHER, MODE_EXCLUSIVE, 0, "EAST"), "added");
	ck_assert_str_eq(resource(w, "WHEEL", KIND_EQUIPMENT, MODE_SHARED, 6, "EAST"), "added");
	ck_assert_str_eq(book_party(w, "KILN;POTTER;WHEEL*3", T9, T11, 6), "added");
}

static struct request rq_change(struct world *w, uint64_t id, uint32_t given)
{
	struct request rq = rq_book_at(w, "", 0, 0);
	rq.op = OP_MOVE;
	rq.given = given;
	rq.u.booking.id = id;
	return rq;
}

static const char *set_purpose(struct world *w, uint64_t id, const char *purpose)
{
	struct request rq = rq_change(w, id, GIVEN(BOOKING_PURPOSE));
	rq.u.booking.purpose = purpose;
	return world_ask(w, &rq);
}

static const char *set_party(struct world *w, uint64_t id, uint32_t party)
{
	struct request rq = rq_change(w, id, GIVEN(BOOKING_PARTY));
	rq.u.booking.party = party;
	return world_ask(w, &rq);
}

static const char *set_claims(struct world *w, uint64_t id, const char *claims)
{
	struct request rq = rq_book_at(w, claims, 0, 0);
	rq.op = OP_MOVE;
	rq.given = GIVEN(BOOKING_CLAIMS);
	rq.u.booking.id = id;
	return world_ask(w, &rq);
}

/* ---- rules that were made after the booking ---- */

static void cut_hours(struct world *w)
{
	ck_assert_str_eq(set_resource(w, "KILN", RES_OPENING, (struct resource){.opening = "Mon-Fri 12:00-22:00"}),
	                 "updated");
}

static void close_campus(struct world *w)
{
	ck_assert_str_eq(closure(w, "", "EAST", T9, T11), "added");
}

static void withdraw(struct world *w)
{
	ck_assert_str_eq(set_resource(w, "KILN", RES_ACTIVE, (struct resource){.active = false}), "updated");
}

static void add_padding(struct world *w)
{
	ck_assert_str_eq(book(w, "KILN", T8, T9), "added");
	ck_assert_str_eq(book(w, "KILN", T11, T12), "added");
	ck_assert_str_eq(set_resource(w, "KILN", RES_SETUP, (struct resource){.setup_min = 15}), "updated");
	ck_assert_str_eq(set_resource(w, "KILN", RES_TEARDOWN, (struct resource){.teardown_min = 15}), "updated");
}

static void make_way_longer(struct world *w)
{
	ck_assert_str_eq(book(w, "OVEN;POTTER", "2026-09-07T08:00", "2026-09-07T08:40"), "added");
	ck_assert_str_eq(book(w, "OVEN;POTTER", "2026-09-07T11:20", T12), "added");
	ck_assert_str_eq(travel(w, "EAST", "WEST", 90), "updated");
}

static void move_campus(struct world *w)
{
	ck_assert_str_eq(book(w, "KILN;POTTER", T11, T12), "added");
	ck_assert_str_eq(set_resource(w, "KILN", RES_CAMPUS, (struct resource){.campus = "WEST"}), "updated");
}

static void let_time_pass(struct world *w)
{
	w->now = at(T13);
}

static void share(struct world *w)
{
	ck_assert_str_eq(set_resource(w, "KILN", RES_MODE, (struct resource){.mode = MODE_SHARED}), "updated");
}

static void do_not_share(struct world *w)
{
	ck_assert_str_eq(set_resource(w, "WHEEL", RES_MODE, (struct resource){.mode = MODE_EXCLUSIVE}), "updated");
}

static const struct {
	const char *label;
	void (*make)(struct world *w);
	bool shorter; /* may be shortened too */
} later_rules[] = {
	{"hours", cut_hours, true},       {"closure", close_campus, true},
	{"withdrawn", withdraw, true},    {"setup and teardown", add_padding, true},
	{"travel", make_way_longer, true}, {"campus", move_campus, true},
	{"past", let_time_pass, false},   {"shared now", share, true},
	{"exclusive now", do_not_share, true},
};
#define N_LATER_RULES (int)(sizeof later_rules / sizeof *later_rules)

/* The claims of booking 1 as they are stored. */
static const char *stored_claims(struct world *w)
{
	struct booking_rows rows;
	struct buf b = {0};
	int err = query_bookings(&w->s, (uint64_t[]){1}, 1, &rows);
	ck_assert_msg(err == 0 && rows.n == 1, "%s", quad_strerror(err));
	for (size_t i = 0; i < rows.v->b.n_claims; i++) {
		const struct claim *c = &rows.v->b.claims[i];
		buf_fmt(&b, "%u*%u/%u%s %" PRId64 "-%" PRId64 " @%u;", c->resource, c->units, c->limit, c->whole ? "!" : "",
		        c->start, c->end, c->place);
	}
	arena_release(&rows.arena);
	const char *text = arena_str(&w->arena, buf_text(&b));
	buf_release(&b);
	return text;
}

START_TEST(a_text_is_changed_whatever_rules_were_made_since)
{
	struct world w;
	pottery(&w);
	const char *before = stored_claims(&w);
	later_rules[_i].make(&w);
	ck_assert_msg(strcmp(set_purpose(&w, 1, "glaze"), "updated") == 0, "%s: %s", later_rules[_i].label,
	              world_answer(&w, &w.last));
	/* also by a form that sends all, with the resources that stand */
	struct request rq = rq_book(&w, "KILN;POTTER;WHEEL*3", T9, T11);
	rq.op = OP_MOVE;
	rq.u.booking.id = 1;
	rq.u.booking.party = 6;
	rq.u.booking.note = "bring clay";
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(world_ask(&w, &rq), "unchanged");
	ck_assert_str_eq(stored_claims(&w), before);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_text_of_an_imported_booking_is_changed_too)
{
	struct world w;
	pottery(&w);
	struct request rq = rq_book(&w, "OVEN", T9, T11);
	rq.u.booking.ref = "r1";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_str_eq(closure(&w, "OVEN", "", T8, T12), "added");
	rq.u.booking.purpose = "raku";
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	rq.u.booking.start = at(T8);
	ck_assert_str_eq(world_ask(&w, &rq), "refused closed:OVEN@2026-09-07T08:00/2026-09-07T12:00");
	world_close(&w);
}
END_TEST

START_TEST(texts_are_still_checked)
{
	struct world w;
	pottery(&w);
	ck_assert_str_eq(set_purpose(&w, 1, "a\nb"), "invalid value:purpose@not plain text");
	struct request rq = rq_change(&w, 1, GIVEN(BOOKING_INSTITUTION));
	rq.u.booking.institution = "NOBODY";
	ck_assert_str_eq(world_ask(&w, &rq), "refused unknown:NOBODY@institution");
	world_close(&w);
}
END_TEST

START_TEST(a_booking_is_made_smaller_whatever_rules_were_made_since)
{
	struct world w;
	pottery(&w);
	later_rules[_i].make(&w);
	if (!later_rules[_i].shorter) {
		ck_assert_str_eq(move(&w, 1, T9, T10), "refused past:KILN@" T10);
		world_close(&w);
		return;
	}
	ck_assert_str_eq(set_party(&w, 1, 5), "updated");
	ck_assert_str_eq(move(&w, 1, T9, "2026-09-07T10:50"), "updated");
	ck_assert_str_eq(move(&w, 1, "2026-09-07T09:10", "2026-09-07T10:50"), "updated");
	ck_assert_str_eq(set_claims(&w, 1, "KILN;POTTER;WHEEL*2"), "updated");
	ck_assert_str_eq(set_claims(&w, 1, "POTTER;KILN"), "updated");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* What is lengthened meets the rules of today in the minutes that are new. */
static const struct {
	const char *label;
	void (*make)(struct world *w);
	const char *start, *end, *want;
} longer[] = {
	{"hours", cut_hours, T9, T12, "refused hours:KILN@Mon-Fri 12:00-22:00"},
	{"closed where it was", close_campus, T9, T12, "updated"},
	{"withdrawn", withdraw, T9, T12, "refused inactive:KILN"},
	{"into another's setup", add_padding, T9, "2026-09-07T11:01", "refused busy:KILN@3"},
	{"nearer to the other campus", make_way_longer, T9, "2026-09-07T11:01",
	 "refused travel:POTTER@3"},
	{"as far from the other campus", make_way_longer, "2026-09-07T09:05", T11, "updated"},
	{"party fits the seats", share, T9, T12, "updated"},
	{"others in the new hour", do_not_share, T9, T12, "updated"},
};

START_TEST(what_is_new_of_a_longer_booking_is_judged)
{
	struct world w;
	pottery(&w);
	longer[_i].make(&w);
	const char *got = move(&w, 1, longer[_i].start, longer[_i].end);
	ck_assert_msg(strcmp(got, longer[_i].want) == 0, "%s: %s, want %s", longer[_i].label, got, longer[_i].want);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(another_time_is_judged_whole)
{
	struct world w;
	pottery(&w);
	close_campus(&w);
	ck_assert_str_eq(move(&w, 1, T10, T12),
	                 "refused closed:KILN@2026-09-07T09:00/2026-09-07T11:00;"
	                 "closed:POTTER@2026-09-07T09:00/2026-09-07T11:00;closed:WHEEL@2026-09-07T09:00/2026-09-07T11:00");
	ck_assert_str_eq(move(&w, 1, T11, T13), "updated");
	world_close(&w);
}
END_TEST

START_TEST(one_other_resource_is_judged_and_the_others_are_not)
{
	struct world w;
	pottery(&w);
	ck_assert_str_eq(book(&w, "OVEN", T10, T11), "added");
	close_campus(&w);
	ck_assert_str_eq(set_claims(&w, 1, "OVEN;POTTER;WHEEL*3"), "refused busy:OVEN@2");
	ck_assert_str_eq(cancel(&w, 2), "updated");
	ck_assert_str_eq(set_claims(&w, 1, "OVEN;POTTER;WHEEL*3"), "updated");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(more_units_and_a_larger_party_are_judged)
{
	struct world w;
	pottery(&w);
	ck_assert_str_eq(book(&w, "WHEEL*2", T10, T12), "added");
	close_campus(&w);
	ck_assert_str_eq(set_claims(&w, 1, "KILN;POTTER;WHEEL*5"), "refused capacity:WHEEL@4");
	ck_assert_str_eq(set_claims(&w, 1, "KILN;POTTER;WHEEL*4"), "updated");
	ck_assert_str_eq(set_party(&w, 1, 21), "refused capacity:KILN@20");
	ck_assert_str_eq(set_party(&w, 1, 20), "updated");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* A person who may be shared is in two places at a time, and by leaving one earlier is late at the other. */
START_TEST(a_shorter_booking_does_not_bring_a_person_too_late)
{
	struct world w;
	pottery(&w);
	ck_assert_str_eq(resource(&w, "TUTOR", KIND_TEACHER, MODE_SHARED, 0, ""), "added");
	ck_assert_str_eq(book(&w, "OVEN;TUTOR", T8, T9), "added");
	ck_assert_str_eq(set_claims(&w, 1, "KILN"), "updated");
	ck_assert_str_eq(move(&w, 1, T8, T10), "updated");
	ck_assert_str_eq(set_claims(&w, 1, "KILN;TUTOR"), "updated");
	ck_assert_str_eq(move(&w, 1, "2026-09-07T09:10", T10), "refused travel:TUTOR@2");
	ck_assert_str_eq(move(&w, 1, "2026-09-07T09:20", T10), "updated");
	world_close(&w);
}
END_TEST

/* ---- what runs, what is over ---- */

START_TEST(a_running_booking_gets_another_end)
{
	struct world w;
	pottery(&w);
	ck_assert_str_eq(book(&w, "KILN", T12, T13), "added");
	w.now = at(T10);
	ck_assert_str_eq(move(&w, 1, T9, T12), "updated");
	ck_assert_str_eq(move(&w, 1, T9, T13), "refused busy:KILN@2");
	ck_assert_str_eq(move(&w, 1, T9, "2026-09-07T10:10"), "updated");
	ck_assert_str_eq(move(&w, 1, T9, T10), "updated");
	ck_assert_str_eq(move(&w, 1, T9, "2026-09-07T09:59"), "refused past:KILN@2026-09-07T09:59");
	world_close(&w);
}
END_TEST

START_TEST(the_start_of_a_running_booking_stays)
{
	struct world w;
	pottery(&w);
	w.now = at(T10);
	ck_assert_str_eq(move(&w, 1, T11, T12), "refused past:KILN@" T9);
	ck_assert_str_eq(move(&w, 1, "2026-09-07T09:30", T11), "refused past:KILN@" T9);
	ck_assert_str_eq(move(&w, 1, T8, T11), "refused past:KILN@" T8);
	ck_assert_str_eq(set_claims(&w, 1, "KILN;POTTER;WHEEL*4"), "updated");
	ck_assert_str_eq(set_party(&w, 1, 13), "updated");
	world_close(&w);
}
END_TEST

START_TEST(what_is_over_is_changed_only_as_a_record)
{
	struct world w;
	pottery(&w);
	w.now = at(T11);
	ck_assert_str_eq(set_party(&w, 1, 13), "refused past:KILN@" T9);
	ck_assert_str_eq(set_claims(&w, 1, "OVEN"), "refused past:OVEN@" T9);
	ck_assert_str_eq(move(&w, 1, T12, T13), "refused past:KILN@" T9);
	struct request rq = rq_change(&w, 1, GIVEN(BOOKING_PARTY));
	rq.u.booking.party = 13;
	rq.flags = REQUEST_RECORD;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	world_close(&w);
}
END_TEST

START_TEST(a_booking_that_is_over_is_not_cancelled)
{
	struct world w;
	struct booking_row row;
	pottery(&w);
	w.now = at(T11);
	ck_assert_str_eq(cancel(&w, 1), "refused past:KILN@" T9);
	ck_assert_uint_eq(w.last.reasons.v[0].booking, 1);
	ck_assert_int_eq(w.last.reasons.v[0].end, at(T11));
	ck_assert(standing(&w, 1, &row));
	struct request rq = rq_book_at(&w, "", 0, 0);
	rq.op = OP_CANCEL;
	rq.flags = REQUEST_RECORD;
	rq.u.booking.id = 1;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_int_eq(w.last.state, STATE_CANCELLED);
	ck_assert(!standing(&w, 1, &row));
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_running_booking_that_is_cancelled_ends_now)
{
	struct world w;
	struct booking_row row;
	pottery(&w);
	withdraw(&w);
	w.now = at(T10);
	ck_assert_str_eq(cancel(&w, 1), "updated");
	ck_assert_int_eq(w.last.state, STATE_BOOKED);
	ck_assert_int_eq(w.last.end, at(T10));
	ck_assert(standing(&w, 1, &row));
	ck_assert_int_eq(row.b.start, at(T9));
	ck_assert_int_eq(row.b.end, at(T10));
	ck_assert_str_eq(book(&w, "POTTER;WHEEL*6", T10, T11), "added");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_booking_that_begins_now_is_cancelled)
{
	struct world w;
	pottery(&w);
	w.now = at(T9);
	ck_assert_str_eq(cancel(&w, 1), "updated");
	ck_assert_int_eq(w.last.state, STATE_CANCELLED);
	world_close(&w);
}
END_TEST

/* Kept units may be above a limit that is lower by now; the store stays sound. */
START_TEST(a_lengthened_claim_keeps_the_limit_by_which_it_was_decided)
{
	struct world w;
	pottery(&w);
	ck_assert_str_eq(book(&w, "WHEEL*3", T9, T10), "added");
	w.now = at(T10);
	ck_assert_str_eq(set_resource(&w, "WHEEL", RES_SEATS, (struct resource){.seats = 3}), "updated");
	ck_assert_str_eq(move(&w, 1, T9, T12), "updated");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* Beside it stood another, which is over: the whole resource was never its own. */
START_TEST(a_shared_claim_does_not_become_whole_over_another)
{
	struct world w;
	pottery(&w);
	ck_assert_str_eq(book(&w, "WHEEL*3", T9, T10), "added");
	w.now = at(T10);
	do_not_share(&w);
	ck_assert_str_eq(move(&w, 1, T9, "2026-09-07T10:30"), "updated");
	check_store(&w.s);
	ck_assert_str_eq(move(&w, 1, T9, T12), "refused busy:WHEEL@2");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

Suite *only_changes_suite(void)
{
	Suite *s = suite_create("only_changes");
	TCase *t = tcase_create("only_changes");
	tcase_add_loop_test(t, a_text_is_changed_whatever_rules_were_made_since, 0, N_LATER_RULES);
	tcase_add_test(t, a_text_of_an_imported_booking_is_changed_too);
	tcase_add_test(t, texts_are_still_checked);
	tcase_add_loop_test(t, a_booking_is_made_smaller_whatever_rules_were_made_since, 0, N_LATER_RULES);
	tcase_add_loop_test(t, what_is_new_of_a_longer_booking_is_judged, 0, (int)(sizeof longer / sizeof *longer));
	tcase_add_test(t, another_time_is_judged_whole);
	tcase_add_test(t, one_other_resource_is_judged_and_the_others_are_not);
	tcase_add_test(t, more_units_and_a_larger_party_are_judged);
	tcase_add_test(t, a_shorter_booking_does_not_bring_a_person_too_late);
	tcase_add_test(t, a_running_booking_gets_another_end);
	tcase_add_test(t, the_start_of_a_running_booking_stays);
	tcase_add_test(t, what_is_over_is_changed_only_as_a_record);
	tcase_add_test(t, a_booking_that_is_over_is_not_cancelled);
	tcase_add_test(t, a_running_booking_that_is_cancelled_ends_now);
	tcase_add_test(t, a_booking_that_begins_now_is_cancelled);
	tcase_add_test(t, a_lengthened_claim_keeps_the_limit_by_which_it_was_decided);
	tcase_add_test(t, a_shared_claim_does_not_become_whole_over_another);
	suite_add_tcase(s, t);
	return s;
}
