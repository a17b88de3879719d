/* Bookings as an administrator makes them, through the one way in: whole or not at all, with every reason. */
#include "tests/store/ask.h"

Suite *book_suite(void);

/* Two campuses half an hour apart, two labs, two teachers, a pool of five scopes. */
static void school(struct world *w)
{
	world_open(w);
	ck_assert_str_eq(campus(w, "NORTH", "North campus"), "added");
	ck_assert_str_eq(campus(w, "SOUTH", "South campus"), "added");
	ck_assert_str_eq(travel(w, "NORTH", "SOUTH", 30), "added");
	ck_assert_str_eq(resource(w, "R11", KIND_LAB, MODE_EXCLUSIVE, 30, "NORTH"), "added");
	ck_assert_str_eq(resource(w, "R21", KIND_LAB, MODE_EXCLUSIVE, 50, "SOUTH"), "added");
	ck_assert_str_eq(resource(w, "T1", KIND_TEACHER, MODE_EXCLUSIVE, 0, "NORTH"), "added");
	ck_assert_str_eq(resource(w, "T2", KIND_TEACHER, MODE_EXCLUSIVE, 0, ""), "added");
	ck_assert_str_eq(resource(w, "OSC", KIND_EQUIPMENT, MODE_SHARED, 5, ""), "added");
}

#define MON8 "2026-09-07T08:00"
#define MON9 "2026-09-07T09:00"
#define MON10 "2026-09-07T10:00"
#define MON11 "2026-09-07T11:00"
#define MON12 "2026-09-07T12:00"

START_TEST(a_bundle_is_booked_whole)
{
	struct world w;
	struct booking_row row;
	school(&w);
	ck_assert_str_eq(book(&w, "R11;T1;OSC*3", MON8, MON10), "added");
	ck_assert_uint_eq(w.last.id, 1);
	ck_assert_int_eq(w.last.start, at(MON8));
	ck_assert_int_eq(w.last.end, at(MON10));
	ck_assert_int_eq(w.last.state, STATE_BOOKED);
	ck_assert(standing(&w, 1, &row));
	ck_assert_str_eq(row.claims, "R11;T1;OSC*3");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_bundle_of_which_one_part_is_taken_leaves_no_trace)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, "T1", MON8, MON10), "added");
	uint64_t before = entries(&w.s);
	ck_assert_str_eq(book(&w, "R11;T1;OSC*2", MON9, MON11), "refused busy:T1@1");
	ck_assert_uint_eq(w.last.id, 0);
	ck_assert_uint_eq(w.last.seq, 0);
	ck_assert_uint_eq(entries(&w.s), before);
	ck_assert_str_eq(book(&w, "R11", MON9, MON11), "added");
	ck_assert_uint_eq(w.last.id, 2);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_second_booking_gets_every_reason)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, "R11;T1", MON8, MON10), "added");
	ck_assert_str_eq(book(&w, "OSC*4", MON9, MON10), "added");
	ck_assert_str_eq(closure(&w, "R11", "", MON9, MON10), "added");
	ck_assert_str_eq(book_party(&w, "R11;T1;OSC*2;GONE", MON9, MON11, 31),
	                 "refused unknown:GONE@resource;busy:R11@1;capacity:R11@30;"
	                 "closed:R11@2026-09-07T09:00/2026-09-07T10:00;busy:T1@1;capacity:OSC@1");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(touching_bookings_do_not_clash)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, "R11", MON9, MON10), "added");
	ck_assert_str_eq(book(&w, "R11", MON10, MON11), "added");
	ck_assert_str_eq(book(&w, "R11", MON8, MON9), "added");
	ck_assert_str_eq(book(&w, "R11", MON8, MON11), "refused busy:R11@3;busy:R11@1;busy:R11@2");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_move_keeps_the_id)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, "R11;T1", MON8, MON10), "added");
	ck_assert_str_eq(move(&w, 1, MON10, MON12), "updated");
	ck_assert_uint_eq(w.last.id, 1);
	ck_assert_str_eq(all_standing(&w), "1 2026-09-07T10:00 2026-09-07T12:00 R11;T1\n");
	ck_assert_str_eq(book(&w, "R11;T1", MON8, MON10), "added");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_refused_move_keeps_its_place)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, "R11", MON8, MON9), "added");
	ck_assert_str_eq(book(&w, "R11", MON10, MON11), "added");
	uint64_t before = entries(&w.s);
	ck_assert_str_eq(move(&w, 1, MON10, MON12), "refused busy:R11@2");
	ck_assert_uint_eq(entries(&w.s), before);
	ck_assert_str_eq(book(&w, "R11", MON8, MON9), "refused busy:R11@1");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_booking_moves_within_itself)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, "R11;OSC*5", MON8, MON10), "added");
	ck_assert_str_eq(move(&w, 1, MON9, MON11), "updated");
	ck_assert_str_eq(move(&w, 1, MON9, MON10), "updated");
	ck_assert_str_eq(move(&w, 1, MON8, MON12), "updated");
	ck_assert_str_eq(move(&w, 1, MON8, MON12), "unchanged");
	ck_assert_str_eq(all_standing(&w), "1 2026-09-07T08:00 2026-09-07T12:00 R11;OSC*5\n");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_move_to_another_lab_frees_the_first)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, "R11;T1", MON8, MON10), "added");
	struct request rq = rq_book(&w, "R21;T1", MON8, MON10);
	rq.op = OP_MOVE;
	rq.u.booking.id = 1;
	rq.given = GIVEN(BOOKING_CLAIMS);
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(book(&w, "R11", MON8, MON10), "added");
	ck_assert_str_eq(all_standing(&w), "1 2026-09-07T08:00 2026-09-07T10:00 R21;T1\n"
	                                   "2 2026-09-07T08:00 2026-09-07T10:00 R11\n");
	/* the teacher went along: the travel counts from the south now */
	ck_assert_str_eq(book(&w, "R11;T1", MON10, MON11), "refused travel:T1@1");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_move_of_the_party_changes_the_units_that_followed_it)
{
	struct world w;
	struct booking_row row;
	school(&w);
	ck_assert_str_eq(book_party(&w, "R11;OSC", MON8, MON10, 3), "added");
	struct request rq = rq_book(&w, "", MON8, MON10);
	rq.op = OP_MOVE;
	rq.u.booking.id = 1;
	rq.given = GIVEN(BOOKING_PARTY);
	rq.u.booking.party = 5;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert(standing(&w, 1, &row));
	ck_assert_str_eq(row.claims, "R11;OSC");
	ck_assert_str_eq(book(&w, "OSC", MON9, MON10), "refused capacity:OSC@0");
	rq.u.booking.party = 6;
	ck_assert_str_eq(world_ask(&w, &rq), "refused capacity:OSC@5");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_cancel_frees)
{
	struct world w;
	struct booking_row row;
	school(&w);
	ck_assert_str_eq(book(&w, "R11;OSC*5", MON8, MON10), "added");
	uint64_t before = entries(&w.s);
	ck_assert_str_eq(cancel(&w, 1), "updated");
	ck_assert_int_eq(w.last.state, STATE_CANCELLED);
	ck_assert_uint_eq(entries(&w.s), before - 5 + 1); /* two claims in two indexes, who has it, and the journal */
	ck_assert(!standing(&w, 1, &row));
	ck_assert_str_eq(book(&w, "R11;OSC*5", MON8, MON10), "added");
	ck_assert_uint_eq(w.last.id, 2);
	ck_assert_str_eq(cancel(&w, 1), "refused unknown:1@booking (cancelled)");
	ck_assert_str_eq(move(&w, 1, MON11, MON12), "refused unknown:1@booking (cancelled)");
	ck_assert_str_eq(cancel(&w, 99), "refused unknown:99@booking");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* ---- asking again ---- */

static const char *book_ref(struct world *w, const char *ref, const char *claims, const char *start, const char *end)
{
	struct request rq = rq_book(w, claims, start, end);
	rq.u.booking.ref = ref;
	return world_ask(w, &rq);
}

START_TEST(a_ref_that_comes_again_is_unchanged_updated_or_stays)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book_ref(&w, "A-1", "R11;T1", MON8, MON10), "added");
	uint64_t before = entries(&w.s);
	ck_assert_str_eq(book_ref(&w, "A-1", "R11;T1", MON8, MON10), "unchanged");
	ck_assert_uint_eq(w.last.id, 1);
	ck_assert_uint_eq(w.last.seq, 0);
	ck_assert_uint_eq(entries(&w.s), before);
	ck_assert_str_eq(book_ref(&w, "A-1", "R11;T1", MON9, MON10), "updated");
	ck_assert_uint_eq(w.last.id, 1);
	ck_assert_str_eq(book_ref(&w, "A-2", "R11", MON10, MON11), "added");
	before = entries(&w.s);
	ck_assert_str_eq(book_ref(&w, "A-1", "R11;T1", MON10, MON11), "refused busy:R11@2");
	ck_assert_uint_eq(entries(&w.s), before);
	ck_assert_str_eq(all_standing(&w), "1 2026-09-07T09:00 2026-09-07T10:00 R11;T1\n"
	                                   "2 2026-09-07T10:00 2026-09-07T11:00 R11\n");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_cancelled_ref_can_be_booked_anew)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book_ref(&w, "A-1", "R11", MON8, MON10), "added");
	ck_assert_str_eq(cancel(&w, 1), "updated");
	ck_assert_str_eq(book_ref(&w, "A-1", "R11", MON8, MON10), "added");
	ck_assert_uint_eq(w.last.id, 2);
	ck_assert_str_eq(book_ref(&w, "A-1", "R11", MON8, MON10), "unchanged");
	ck_assert_uint_eq(w.last.id, 2);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* What lists call a booking without a ref; in the world's arena. */
static const char *own_ref(struct world *w, uint32_t mark, const char *id)
{
	char ref[64];
	snprintf(ref, sizeof ref, "quad-%08" PRIx32 "-%s", mark, id);
	return arena_str(&w->arena, ref);
}

START_TEST(a_booking_without_a_ref_answers_to_its_exported_one)
{
	struct world w;
	school(&w);
	const char *first = own_ref(&w, w.s.mark, "1"), *third = own_ref(&w, w.s.mark, "3");
	ck_assert_str_eq(book(&w, "R11", MON8, MON10), "added");
	ck_assert_str_eq(book_ref(&w, first, "R11", MON8, MON10), "unchanged");
	ck_assert_str_eq(book_ref(&w, first, "R11", MON9, MON10), "updated");
	ck_assert_uint_eq(w.last.id, 1);
	/* a ref of that form which nobody gave out is a ref like any; the id it names is skipped later */
	ck_assert_str_eq(book_ref(&w, third, "T1", MON8, MON10), "added");
	ck_assert_uint_eq(w.last.id, 2);
	ck_assert_str_eq(book(&w, "T2", MON8, MON10), "added");
	ck_assert_uint_eq(w.last.id, 4);
	ck_assert_str_eq(book_ref(&w, third, "T1", MON8, MON10), "unchanged");
	ck_assert_uint_eq(w.last.id, 2);
	ck_assert_str_eq(book_ref(&w, own_ref(&w, w.s.mark, "18446744073709551617"), "R21", MON8, MON10), "added");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_ref_that_is_not_quite_its_own_names_nobody_s_booking)
{
	struct world w;
	school(&w);
	const char *const refs[] = {"quad-1",
	                            "quad--1",
	                            own_ref(&w, w.s.mark ^ 1, "1"),
	                            own_ref(&w, 0, "1"),
	                            own_ref(&w, w.s.mark, ""),
	                            own_ref(&w, w.s.mark, "01"),
	                            own_ref(&w, w.s.mark, "+1"),
	                            own_ref(&w, w.s.mark, " 1"),
	                            own_ref(&w, w.s.mark, "-1"),
	                            own_ref(&w, w.s.mark, "1x"),
	                            own_ref(&w, w.s.mark, "series-1")};
	ck_assert_str_eq(book(&w, "R11", MON8, MON9), "added");
	const char *before = all_standing(&w);
	for (size_t i = 0; i < sizeof refs / sizeof *refs; i++) {
		int64_t start = at(MON9) + 60 * (int64_t)i;
		struct request rq = rq_book_at(&w, "R11", start, start + 60);
		rq.u.booking.ref = refs[i];
		const char *answer = world_ask(&w, &rq);
		ck_assert_msg(strcmp(answer, "updated") != 0 && w.last.id != 1, "%s: %s", refs[i], answer);
	}
	ck_assert_int_eq(strncmp(all_standing(&w), before, strlen(before)), 0);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_request_asked_twice_books_once)
{
	struct world w;
	school(&w);
	struct request rq = rq_book(&w, "OSC*2", MON8, MON10);
	request_id_new(rq.id);
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	struct result first = w.last;
	uint64_t before = entries(&w.s);
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_uint_eq(w.last.id, first.id);
	ck_assert_uint_eq(w.last.seq, first.seq);
	ck_assert_int_eq(w.last.start, first.start);
	ck_assert_int_eq(w.last.end, first.end);
	ck_assert_int_eq(w.last.state, first.state);
	ck_assert_uint_eq(entries(&w.s), before);
	ck_assert_str_eq(all_standing(&w), "1 2026-09-07T08:00 2026-09-07T10:00 OSC*2\n");
	/* a refused one is not remembered: it may be asked again when the place is free */
	struct request again = rq_book(&w, "OSC*4", MON8, MON10);
	request_id_new(again.id);
	ck_assert_str_eq(world_ask(&w, &again), "refused capacity:OSC@3");
	ck_assert_str_eq(cancel(&w, 1), "updated");
	ck_assert_str_eq(world_ask(&w, &again), "added");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_batch_is_taken_in_order_each_row_whole)
{
	struct world w;
	school(&w);
	struct request rq[] = {rq_book(&w, "R11", MON8, MON10), rq_book(&w, "R11;T1", MON9, MON11),
	                       rq_book(&w, "T1", MON9, MON11), rq_book(&w, "", MON9, MON11)};
	struct result results[4];
	ck_assert_int_eq(store_apply(&w.s, rq, 4, false, results, &w.arena), 0);
	ck_assert_str_eq(world_answer(&w, &results[0]), "added");
	ck_assert_str_eq(world_answer(&w, &results[1]), "refused busy:R11@1");
	ck_assert_str_eq(world_answer(&w, &results[2]), "added");
	ck_assert_str_eq(world_answer(&w, &results[3]), "invalid value:resources");
	ck_assert_str_eq(all_standing(&w), "1 2026-09-07T08:00 2026-09-07T10:00 R11\n"
	                                   "2 2026-09-07T09:00 2026-09-07T11:00 T1\n");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_rehearsal_changes_nothing)
{
	struct world w;
	school(&w);
	uint64_t before = entries(&w.s), token = db_token(w.s.db);
	struct request rq[] = {rq_book(&w, "R11", MON8, MON10), rq_book(&w, "R11", MON9, MON11)};
	struct result results[2];
	ck_assert_int_eq(store_apply(&w.s, rq, 2, true, results, &w.arena), 0);
	ck_assert_str_eq(world_answer(&w, &results[0]), "added");
	ck_assert_str_eq(world_answer(&w, &results[1]), "refused busy:R11@1");
	ck_assert_uint_eq(entries(&w.s), before);
	ck_assert_uint_eq(db_token(w.s.db), token);
	ck_assert_str_eq(all_standing(&w), "");
	struct result result;
	ck_assert_int_eq(store_rehearse(&w.s, &rq[0], &result, &w.arena), 0);
	ck_assert_str_eq(world_answer(&w, &result), "added");
	ck_assert_uint_eq(entries(&w.s), before);
	ck_assert_str_eq(world_ask(&w, &rq[0]), "added");
	ck_assert_int_eq(store_rehearse(&w.s, &rq[1], &result, &w.arena), 0);
	ck_assert_str_eq(world_answer(&w, &result), "refused busy:R11@1");
	world_close(&w);
}
END_TEST

START_TEST(a_stale_version_is_refused)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, "R11", MON8, MON10), "added");
	uint64_t seen = w.last.seq;
	ck_assert_str_eq(move(&w, 1, MON9, MON11), "updated");
	struct request rq = rq_book(&w, "", MON10, MON12);
	rq.op = OP_MOVE;
	rq.given = GIVEN(BOOKING_TIME);
	rq.u.booking.id = 1;
	rq.u.booking.seq = seen;
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:1@changed by others");
	rq.op = OP_CANCEL;
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:1@changed by others");
	rq.u.booking.seq = seen + 1;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* ---- people ---- */

START_TEST(a_teacher_cannot_be_in_two_places)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, "R11;T1", MON8, MON10), "added");
	ck_assert_str_eq(book(&w, "R21;T1", MON9, MON11), "refused busy:T1@1");
	ck_assert_str_eq(book(&w, "R21;T1", MON10, MON11), "refused travel:T1@1");
	ck_assert_str_eq(book(&w, "R21;T1", "2026-09-07T10:29", MON12), "refused travel:T1@1");
	ck_assert_str_eq(book(&w, "R21;T1", "2026-09-07T10:30", MON11), "added");
	ck_assert_str_eq(book(&w, "R11;T1", MON10, "2026-09-07T10:05"), "refused travel:T1@2");
	ck_assert_str_eq(book(&w, "R21;T1", MON11, MON12), "added");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_teachers_place_is_the_labs_else_their_own)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, "T1", MON8, MON9), "added");                        /* at home, in the north */
	ck_assert_str_eq(book(&w, "R21;T1", MON9, MON10), "refused travel:T1@1");
	ck_assert_str_eq(book(&w, "T1;R21", MON9, MON10), "refused travel:T1@1");     /* in whatever order */
	ck_assert_str_eq(book(&w, "T1;OSC;R21", MON9, MON10), "refused travel:T1@1"); /* equipment is no place */
	ck_assert_str_eq(book(&w, "R11;T1", MON9, MON10), "added");
	ck_assert_str_eq(book(&w, "T2", MON8, MON9), "added"); /* nowhere in particular */
	ck_assert_str_eq(book(&w, "R21;T2", MON9, MON10), "added");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_campus_closure_counts_where_the_lab_is)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(closure(&w, "", "NORTH", MON8, MON12), "added");
	ck_assert_str_eq(book(&w, "R11", MON8, MON9), "refused closed:R11@2026-09-07T08:00/2026-09-07T12:00");
	ck_assert_str_eq(book(&w, "T1", MON8, MON9), "refused closed:T1@2026-09-07T08:00/2026-09-07T12:00");
	ck_assert_str_eq(book(&w, "R21;T1", MON8, MON9), "added");
	ck_assert_str_eq(book(&w, "R11;T2", MON8, MON9),
	                 "refused closed:R11@2026-09-07T08:00/2026-09-07T12:00;closed:T2@2026-09-07T08:00/2026-09-07T12:00");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(closures_are_of_a_resource_a_campus_or_everything)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(closure(&w, "R11", "", MON8, MON9), "added");
	ck_assert_str_eq(closure(&w, "", "South campus", MON9, MON10), "added");
	ck_assert_str_eq(closure(&w, "", "", MON10, MON11), "added");
	ck_assert_str_eq(book(&w, "R11", MON8, MON9), "refused closed:R11@2026-09-07T08:00/2026-09-07T09:00");
	ck_assert_str_eq(book(&w, "R11", MON9, MON10), "added");
	ck_assert_str_eq(book(&w, "R21", MON8, MON9), "added");
	ck_assert_str_eq(book(&w, "R21", MON9, MON10), "refused closed:R21@2026-09-07T09:00/2026-09-07T10:00");
	ck_assert_str_eq(book(&w, "OSC", MON8, MON10), "added");
	ck_assert_str_eq(book(&w, "OSC", MON10, MON11), "refused closed:OSC@2026-09-07T10:00/2026-09-07T11:00");
	ck_assert_str_eq(book(&w, "T2", MON10, MON11), "refused closed:T2@2026-09-07T10:00/2026-09-07T11:00");
	ck_assert_str_eq(book(&w, "R11", MON11, MON12), "added");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* ---- what resources say ---- */

START_TEST(setup_and_teardown_are_taken_with_the_lab)
{
	struct world w;
	school(&w);
	struct request rq = rq_resource(&w, "PREP", KIND_LAB, MODE_EXCLUSIVE, 0, "NORTH");
	rq.u.resource.setup_min = 15;
	rq.u.resource.teardown_min = 30;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_str_eq(book(&w, "PREP;T1", MON9, MON10), "added");
	ck_assert_str_eq(book(&w, "PREP", "2026-09-07T10:44", MON12), "refused busy:PREP@1");
	ck_assert_str_eq(book(&w, "PREP", "2026-09-07T10:45", MON12), "added");
	ck_assert_str_eq(book(&w, "PREP", MON8, "2026-09-07T08:16"), "refused busy:PREP@1");
	ck_assert_str_eq(book(&w, "PREP", MON8, "2026-09-07T08:15"), "added");
	ck_assert_str_eq(book(&w, "T1", MON10, MON11), "added"); /* the teacher is not kept */
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_withdrawn_resource_is_not_booked)
{
	struct world w;
	school(&w);
	struct request rq = rq_resource(&w, "R11", KIND_LAB, MODE_EXCLUSIVE, 30, "NORTH");
	rq.u.resource.active = false;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(book(&w, "R11", MON8, MON9), "refused inactive:R11");
	world_close(&w);
}
END_TEST

START_TEST(hours_are_kept)
{
	struct world w;
	school(&w);
	struct request rq = rq_resource(&w, "R11", KIND_LAB, MODE_EXCLUSIVE, 30, "NORTH");
	rq.u.resource.opening = "Mon 09:00-11:00";
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(book(&w, "R11", MON9, MON11), "added");
	ck_assert_str_eq(book(&w, "R11", MON11, MON12), "refused hours:R11@Mon 09:00-11:00");
	ck_assert_str_eq(move(&w, 1, MON8, MON11), "refused hours:R11@Mon 09:00-11:00");
	world_close(&w);
}
END_TEST

START_TEST(the_past_is_recorded_only_when_said)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, "R11", "2026-08-31T23:59", MON9), "refused past:R11@2026-08-31T23:59");
	struct request rq = rq_book(&w, "R11", "2026-08-31T08:00", "2026-08-31T09:00");
	rq.flags = REQUEST_RECORD;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:R11@1");
	world_close(&w);
}
END_TEST

START_TEST(a_pool_is_filled_to_its_seats_at_every_instant)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, "OSC*3", MON8, MON10), "added");
	ck_assert_str_eq(book(&w, "OSC*2", MON9, MON11), "added");
	ck_assert_str_eq(book(&w, "OSC", MON9, MON10), "refused capacity:OSC@0");
	ck_assert_str_eq(book(&w, "OSC*3", MON10, MON12), "added");
	ck_assert_str_eq(book_party(&w, "OSC", MON8, MON9, 3), "refused capacity:OSC@2");
	ck_assert_str_eq(book_party(&w, "OSC", MON8, MON9, 2), "added");
	ck_assert_str_eq(book(&w, "OSC*6", "2026-09-08T08:00", "2026-09-08T09:00"), "refused capacity:OSC@5");
	/* a peak between the ends is what counts */
	ck_assert_str_eq(book(&w, "OSC*2", "2026-09-09T08:00", "2026-09-09T12:00"), "added");
	ck_assert_str_eq(book(&w, "OSC*2", "2026-09-09T09:00", "2026-09-09T10:00"), "added");
	ck_assert_str_eq(book(&w, "OSC*2", "2026-09-09T10:00", "2026-09-09T11:00"), "added");
	ck_assert_str_eq(book(&w, "OSC*2", "2026-09-09T08:00", "2026-09-09T12:00"), "refused capacity:OSC@1");
	ck_assert_str_eq(book(&w, "OSC*1", "2026-09-09T08:00", "2026-09-09T12:00"), "added");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_resource_named_twice_is_one_claim)
{
	struct world w;
	struct booking_row row;
	school(&w);
	ck_assert_str_eq(book(&w, "OSC*2;R11;OSC*3;R11", MON8, MON10), "added");
	ck_assert(standing(&w, 1, &row));
	ck_assert_str_eq(row.claims, "OSC*5;R11");
	ck_assert_str_eq(book(&w, "OSC*3;OSC*3", MON10, MON11), "refused capacity:OSC@5");
	/* units that together do not fit a number are not few */
	ck_assert_str_eq(book(&w, "OSC*4294967295;OSC*2", MON10, MON11), "invalid value:units@4294967295");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(what_became_exclusive_and_what_was_do_not_mix)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(resource(&w, "HALL", KIND_ROOM, MODE_SHARED, 10, ""), "added");
	ck_assert_str_eq(book(&w, "HALL*2", MON8, MON10), "added");
	ck_assert_str_eq(resource(&w, "HALL", KIND_ROOM, MODE_EXCLUSIVE, 10, ""), "updated");
	ck_assert_str_eq(book(&w, "HALL", MON9, MON11), "refused busy:HALL@1");
	ck_assert_str_eq(book(&w, "HALL", MON10, MON11), "added");
	ck_assert_str_eq(resource(&w, "HALL", KIND_ROOM, MODE_SHARED, 10, ""), "updated");
	ck_assert_str_eq(book(&w, "HALL*2", MON9, MON10), "added");
	ck_assert_str_eq(book(&w, "HALL*2", MON10, MON11), "refused busy:HALL@2");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* ---- what is malformed ---- */

START_TEST(malformed_bookings_are_invalid_and_leave_no_trace)
{
	struct world w;
	school(&w);
	uint64_t before = entries(&w.s);
	ck_assert_str_eq(book(&w, "", MON8, MON9), "invalid value:resources");
	ck_assert_str_eq(book(&w, "R11", MON9, MON9), "invalid time:end@2026-09-07T09:00");
	ck_assert_str_eq(book(&w, "R11", MON9, MON8), "invalid time:end@2026-09-07T08:00");
	ck_assert_str_eq(book(&w, "GONE", MON9, MON8), "invalid time:end@2026-09-07T08:00;unknown:GONE@resource");
	ck_assert_str_eq(book(&w, "GONE;R11;LOST", MON8, MON9), "refused unknown:GONE@resource;unknown:LOST@resource");
	ck_assert_str_eq(book_party(&w, "R21", MON8, MON9, 1000001), "invalid value:party@1000001");
	struct request rq = rq_book(&w, "R11", MON8, MON9);
	rq.u.booking.purpose = "a\x1b[31mred";
	ck_assert_str_eq(world_ask(&w, &rq), "invalid value:purpose@not plain text");
	rq.u.booking.purpose = "";
	rq.u.booking.institution = "Nowhere";
	ck_assert_str_eq(world_ask(&w, &rq), "refused unknown:Nowhere@institution");
	ck_assert_str_eq(world_ask(&w, &(struct request){.op = OP_BOOK, .actor = "anna", .given = GIVEN_ALL,
	                                                 .u.booking = {.ref = "", .purpose = "", .note = "",
	                                                               .requester = "", .institution = ""}}),
	                 "invalid value:resources;time:end@1970-01-01T08:00");
	ck_assert_uint_eq(entries(&w.s), before);
	world_close(&w);
}
END_TEST

START_TEST(instants_outside_the_stores_range_are_invalid)
{
	static const int64_t bad[][2] = {{CLOCK_MIN_MIN - 1, 0}, {INT64_MIN, 0}, {0, INT64_MAX}, {INT64_MIN, INT64_MAX},
	                                 {0, CLOCK_MAX_MIN + 1}, {CLOCK_MAX_MIN, CLOCK_MAX_MIN + 10}, {INT64_MAX, INT64_MIN}};
	struct world w;
	school(&w);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct request rq = rq_book_at(&w, "R11", bad[i][0], bad[i][1]);
		rq.flags = REQUEST_RECORD;
		const char *got = world_ask(&w, &rq);
		ck_assert_msg(strncmp(got, "invalid time:", 13) == 0, "%" PRId64 " to %" PRId64 ": %s", bad[i][0], bad[i][1], got);
		rq = rq_of(&w, OP_CLOSURE);
		rq.u.closure = (struct closure){bad[i][0], bad[i][1], "", "", "", 0};
		got = world_ask(&w, &rq);
		ck_assert_msg(strncmp(got, "invalid time:", 13) == 0, "closure %" PRId64 " to %" PRId64 ": %s", bad[i][0],
		              bad[i][1], got);
	}
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_century_and_a_minute_are_found_alike)
{
	struct world w;
	school(&w);
	ck_assert_str_eq(book(&w, "R11", "2026-09-07T08:00", "2126-09-07T08:00"), "added");
	ck_assert_str_eq(book(&w, "R11", "2076-01-01T08:00", "2076-01-01T08:01"), "refused busy:R11@1");
	ck_assert_str_eq(book(&w, "R11", "2126-09-07T07:59", "2126-09-07T08:01"), "refused busy:R11@1");
	ck_assert_str_eq(book(&w, "R11", "2126-09-07T08:00", "2126-09-07T08:01"), "added");
	ck_assert_str_eq(book(&w, "R11", "2126-09-07T08:01", "2126-09-07T08:03"), "added");
	ck_assert_str_eq(book(&w, "R11", "2026-09-06T08:00", "2190-01-01T08:00"),
	                 "refused busy:R11@1;busy:R11@2;busy:R11@3");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(missing_institutions_are_made_when_said_and_only_then)
{
	struct world w;
	school(&w);
	struct request rq = rq_book(&w, "R11", MON8, MON9);
	rq.u.booking.institution = "Polytechnic";
	ck_assert_str_eq(world_ask(&w, &rq), "refused unknown:Polytechnic@institution");
	rq.flags = REQUEST_CREATE_MISSING;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	/* a refused one makes nothing */
	rq.u.booking.institution = "Academy";
	uint64_t before = entries(&w.s);
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:R11@1");
	ck_assert_uint_eq(entries(&w.s), before);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(the_journal_tells_a_bookings_life)
{
	struct world w;
	struct history h;
	school(&w);
	ck_assert_str_eq(book(&w, "R11", MON8, MON9), "added");
	ck_assert_str_eq(book(&w, "R21", MON8, MON9), "added");
	ck_assert_str_eq(move(&w, 1, MON9, MON10), "updated");
	ck_assert_str_eq(move(&w, 1, MON9, MON10), "unchanged");
	ck_assert_str_eq(cancel(&w, 1), "updated");
	ck_assert_int_eq(query_history(&w.s, 1, &h), 0);
	ck_assert_uint_eq(h.n, 3);
	ck_assert(!h.v[0].has_before && h.v[0].has_after);
	ck_assert_int_eq(h.v[1].before.start, at(MON8));
	ck_assert_int_eq(h.v[1].after.start, at(MON9));
	ck_assert_int_eq(h.v[2].after.state, STATE_CANCELLED);
	ck_assert_int_eq(h.v[0].entry.op, OP_BOOK);
	ck_assert_int_eq(h.v[1].entry.op, OP_MOVE);
	ck_assert_int_eq(h.v[2].entry.op, OP_CANCEL);
	ck_assert_str_eq(h.v[2].entry.actor, "anna");
	ck_assert_uint_eq(h.v[2].entry.prev, h.v[1].entry.seq);
	arena_release(&h.arena);
	ck_assert_int_eq(query_history(&w.s, 9, &h), QUAD_ENOTFOUND);
	world_close(&w);
}
END_TEST

Suite *book_suite(void)
{
	Suite *s = suite_create("book");
	TCase *t = tcase_create("book");
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_bundle_is_booked_whole);
	tcase_add_test(t, a_bundle_of_which_one_part_is_taken_leaves_no_trace);
	tcase_add_test(t, a_second_booking_gets_every_reason);
	tcase_add_test(t, touching_bookings_do_not_clash);
	tcase_add_test(t, a_move_keeps_the_id);
	tcase_add_test(t, a_refused_move_keeps_its_place);
	tcase_add_test(t, a_booking_moves_within_itself);
	tcase_add_test(t, a_move_to_another_lab_frees_the_first);
	tcase_add_test(t, a_move_of_the_party_changes_the_units_that_followed_it);
	tcase_add_test(t, a_cancel_frees);
	tcase_add_test(t, a_ref_that_comes_again_is_unchanged_updated_or_stays);
	tcase_add_test(t, a_cancelled_ref_can_be_booked_anew);
	tcase_add_test(t, a_booking_without_a_ref_answers_to_its_exported_one);
	tcase_add_test(t, a_ref_that_is_not_quite_its_own_names_nobody_s_booking);
	tcase_add_test(t, a_request_asked_twice_books_once);
	tcase_add_test(t, a_batch_is_taken_in_order_each_row_whole);
	tcase_add_test(t, a_rehearsal_changes_nothing);
	tcase_add_test(t, a_stale_version_is_refused);
	tcase_add_test(t, a_teacher_cannot_be_in_two_places);
	tcase_add_test(t, a_teachers_place_is_the_labs_else_their_own);
	tcase_add_test(t, a_campus_closure_counts_where_the_lab_is);
	tcase_add_test(t, closures_are_of_a_resource_a_campus_or_everything);
	tcase_add_test(t, setup_and_teardown_are_taken_with_the_lab);
	tcase_add_test(t, a_withdrawn_resource_is_not_booked);
	tcase_add_test(t, hours_are_kept);
	tcase_add_test(t, the_past_is_recorded_only_when_said);
	tcase_add_test(t, a_pool_is_filled_to_its_seats_at_every_instant);
	tcase_add_test(t, a_resource_named_twice_is_one_claim);
	tcase_add_test(t, what_became_exclusive_and_what_was_do_not_mix);
	tcase_add_test(t, malformed_bookings_are_invalid_and_leave_no_trace);
	tcase_add_test(t, instants_outside_the_stores_range_are_invalid);
	tcase_add_test(t, a_century_and_a_minute_are_found_alike);
	tcase_add_test(t, missing_institutions_are_made_when_said_and_only_then);
	tcase_add_test(t, the_journal_tells_a_bookings_life);
	suite_add_tcase(s, t);
	return s;
}
