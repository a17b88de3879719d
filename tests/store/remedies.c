/*
 * Remedies: what works where a refused request has nothing to vary. Each is tried, its steps one after the other.
 */
#include "store/query/remedies.h"
#include "store/model/pattern.h"
#include "tests/store/ask.h"

Suite *remedies_suite(void);

static struct world w;
static struct alternative_list list;

/* Labs L-1 to L-3 of 40 seats and L-4 of 10 on two campuses, two teachers, ten scopes, a term with eight periods. */
static void open_school(void)
{
	static const char *const labs[] = {"L-1", "L-2", "L-3", "L-4"};
	world_open(&w);
	ck_assert_str_eq(campus(&w, "N", "North"), "added");
	ck_assert_str_eq(campus(&w, "S", "South"), "added");
	ck_assert_str_eq(travel(&w, "N", "S", 25), "added");
	for (size_t i = 0; i < 4; i++)
		ck_assert_str_eq(resource(&w, labs[i], KIND_LAB, MODE_EXCLUSIVE, i == 3 ? 10 : 40, i == 1 ? "S" : "N"), "added");
	ck_assert_str_eq(resource(&w, "T1", KIND_TEACHER, MODE_EXCLUSIVE, 0, ""), "added");
	ck_assert_str_eq(resource(&w, "T2", KIND_TEACHER, MODE_EXCLUSIVE, 0, ""), "added");
	ck_assert_str_eq(resource(&w, "OSC", KIND_EQUIPMENT, MODE_SHARED, 10, "N"), "added");
	struct request rq = rq_of(&w, OP_TERM);
	rq.u.term = (struct term){"2026A", "", 0, 16, 0};
	ck_assert_int_eq(clock_parse_date("2026-09-07", &rq.u.term.first_monday), 0);
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	for (int i = 1; i <= 8; i++) {
		rq = rq_of(&w, OP_PERIOD);
		rq.u.period = (struct period){(uint32_t)i, 420 + i * 60, 470 + i * 60, "", PERIOD_ALWAYS, 0};
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
}

static void close_school(void)
{
	check_store(&w.s);
	arena_release(&list.arena);
	world_close(&w);
}

static int64_t day(const char *text)
{
	int64_t out;
	ck_assert_int_eq(clock_parse_date(text, &out), 0);
	return out;
}

static uint64_t set(int (*parse)(const char *, uint64_t *, const char **), const char *text)
{
	uint64_t out;
	const char *bad;
	ck_assert_int_eq(parse(text, &out, &bad), 0);
	return out;
}

static struct request rq_series(const char *claims, const char *weeks, const char *periods)
{
	struct request rq = rq_of(&w, OP_SERIES);
	struct series_ask *ask = &rq.u.series;
	*ask = (struct series_ask){.ref = "", .purpose = "CNC", .note = "", .requester = "", .institution = "",
	                           .from = FROM_THE_START, .rule.rule = "", .party = 20,
	                           .weeks = {.term = "", .weeks = set(pattern_weeks, weeks), .weekdays = 1 << 3,
	                                     .periods = set(pattern_periods, periods)}};
	ck_assert_int_eq(claims_parse(claims, &w.arena, &ask->claims, &ask->n_claims), 0);
	return rq;
}

static struct request rq_add(const char *date)
{
	struct request rq = rq_of(&w, OP_SERIES_ADD);
	rq.u.series = (struct series_ask){.id = 1, .from = day(date)};
	return rq;
}

static struct request rq_swap(uint64_t a, uint64_t b, bool times)
{
	struct request rq = rq_of(&w, OP_SWAP);
	rq.given = times ? GIVEN(BOOKING_TIME) : GIVEN(BOOKING_CLAIMS);
	rq.u.booking = (struct booking_ask){.id = a, .other = b, .ref = ""};
	return rq;
}

/* `KIND CLAIMS START` of each, with `, then` before what the second step moves. */
static const char *described(void)
{
	struct buf b = {0};
	char text[CLOCK_TEXT_MAX];
	for (size_t i = 0; i < list.n; i++) {
		const struct alternative *a = &list.v[i];
		buf_fmt(&b, "%s %s %s", alternative_word(a->kind), a->claims, clock_format(a->start, text));
		for (size_t k = 1; k < a->n_steps; k++)
			buf_fmt(&b, ", then %" PRIu64, a->steps[k].u.booking.id);
		buf_char(&b, '\n');
	}
	const char *all = arena_str(&w.arena, buf_text(&b));
	buf_release(&b);
	return all;
}

/* The steps of every one, rehearsed as a whole: all are carried out. */
static void take_each(void)
{
	for (size_t i = 0; i < list.n; i++) {
		const struct alternative *a = &list.v[i];
		struct result results[2];
		ck_assert_uint_le(a->n_steps, 2);
		ck_assert_int_eq(store_apply(&w.s, a->steps, a->n_steps, true, results, &w.arena), 0);
		for (size_t k = 0; k < a->n_steps; k++)
			ck_assert_msg(results[k].outcome == OUTCOME_ADDED || results[k].outcome == OUTCOME_UPDATED,
			              "step %zu of %s %s: %s", k + 1, alternative_word(a->kind), a->claims,
			              world_answer(&w, &results[k]));
	}
}

/* Asks what is refused so; its remedies are in `list`. */
static void ask_refused(const struct request *rq, const char *answer)
{
	ck_assert_str_eq(world_ask(&w, rq), answer);
	arena_release(&list.arena);
	ck_assert_int_eq(query_remedies(&w.s, rq, &w.last, &list), 0);
}

/* The same, and these are all of them. */
static void refuse(struct request rq, const char *answer, const char *remedies)
{
	ask_refused(&rq, answer);
	ck_assert_str_eq(described(), remedies);
	take_each();
}

/* ---- a date of a series ---- */

/* Wednesdays from 2026-09-09 on, periods 3-4, the third and the sixth cancelled. */
static void book_series(const char *periods)
{
	struct request rq = rq_series("L-1;T1", "1-8", periods);
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_str_eq(cancel(&w, 3), "updated");
	ck_assert_str_eq(cancel(&w, 6), "updated");
}

START_TEST(a_date_that_is_taken_is_booked_elsewhere_or_another_is_added)
{
	book_series("3-4");
	ck_assert_str_eq(book(&w, "L-1", "2026-09-23T11:00", "2026-09-23T12:00"), "added");
	refuse(rq_add("2026-09-23"), "refused busy:L-1@9",
	       "resource L-3;T1 2026-09-23T10:00\n"
	       "resource L-2;T1 2026-09-23T10:00\n"
	       "time L-1;T1 2026-09-23T09:10\n"
	       "time L-1;T1 2026-09-23T12:00\n"
	       "time L-1;T1 2026-09-24T10:00\n"
	       "time L-1;T1 2026-09-22T10:00\n"
	       "shorter L-1;T1 2026-09-23T10:00\n"
	       "time L-1;T1 2026-10-14T10:00\n");
	const struct request *one = &list.v[0].steps[0];
	ck_assert_int_eq(one->op, OP_BOOK);
	ck_assert_int_eq(one->u.booking.party, 20);
	ck_assert_str_eq(one->u.booking.purpose, "CNC");
	ck_assert_int_eq(list.v[0].end, at("2026-09-23T11:50"));
	ck_assert_uint_eq(list.v[1].travel_min, 25);
	ck_assert_int_eq(list.v[7].steps[0].op, OP_SERIES_ADD);
}
END_TEST

START_TEST(a_date_that_is_none_of_the_series_is_a_booking_of_its_own)
{
	book_series("3-4");
	refuse(rq_add("2026-09-24"), "refused unknown:2026-09-24@occurrence",
	       "new L-1;T1 2026-09-24T10:00\n"
	       "time L-1;T1 2026-09-23T10:00\n"
	       "time L-1;T1 2026-10-14T10:00\n");
	/* what stands already is not booked twice */
	refuse(rq_add("2026-09-16"), "refused unknown:2026-09-16@occurrence",
	       "time L-1;T1 2026-09-23T10:00\n"
	       "time L-1;T1 2026-10-14T10:00\n");
	/* what has been is not offered */
	w.now = at("2026-09-23T10:01");
	refuse(rq_add("2026-09-16"), "refused unknown:2026-09-16@occurrence", "time L-1;T1 2026-10-14T10:00\n");
	struct request rq = rq_add("2026-09-16");
	rq.u.series.id = 9;
	refuse(rq, "refused unknown:S9@series", "");
}
END_TEST

START_TEST(of_a_date_with_two_both_are_offered)
{
	size_t n[2] = {0};
	book_series("1-2,5");
	ck_assert_str_eq(cancel(&w, 5), "updated"); /* both of the third week */
	ck_assert_str_eq(book(&w, "L-1", "2026-09-23T08:00", "2026-09-23T09:00"), "added");
	struct request rq = rq_add("2026-09-23");
	ask_refused(&rq, "refused busy:L-1@17");
	take_each();
	for (size_t i = 0; i < list.n; i++) {
		n[0] += list.v[i].kind == ALT_RESOURCE && list.v[i].start == at("2026-09-23T08:00");
		n[1] += list.v[i].kind == ALT_NEW && list.v[i].start == at("2026-09-23T12:00");
	}
	ck_assert_msg(n[0] == 2 && n[1] == 1 && list.n <= ALTERNATIVES_MAX, "%s", described());
}
END_TEST

/* ---- an exchange ---- */

START_TEST(of_two_that_cannot_swap_one_goes_near_and_the_other_takes_its_place)
{
	ck_assert_str_eq(book_party(&w, "L-1;T1", "2026-09-07T08:00", "2026-09-07T10:00", 20), "added");
	ck_assert_str_eq(book_party(&w, "L-4;T2;OSC*3", "2026-09-07T08:00", "2026-09-07T10:00", 5), "added");
	refuse(rq_swap(1, 2, false), "refused capacity:L-4@10",
	       "resource L-3;OSC*3;T1 2026-09-07T08:00, then 2\n"
	       "resource L-2;OSC*3;T1 2026-09-07T08:00, then 2\n");
	ck_assert_uint_eq(list.v[0].steps[0].u.booking.id, 1);
	ck_assert_int_eq(list.v[0].steps[1].given, GIVEN(BOOKING_CLAIMS));
	ck_assert_str_eq(list.v[0].steps[1].u.booking.claims[0].resource, "L-1");
	ck_assert_str_eq(list.v[0].steps[1].u.booking.claims[1].resource, "T2");
	ck_assert_uint_eq(list.v[1].travel_min, 25);
}
END_TEST

START_TEST(two_that_cannot_swap_their_people_or_claims_swap_the_rest_or_their_times)
{
	ck_assert_str_eq(book_party(&w, "L-1;T1", "2026-09-07T08:00", "2026-09-07T10:00", 20), "added");
	ck_assert_str_eq(book_party(&w, "L-2;T2", "2026-09-07T13:00", "2026-09-07T15:00", 5), "added");
	ck_assert_str_eq(book(&w, "L-3;T1", "2026-09-07T13:00", "2026-09-07T14:00"), "added");
	refuse(rq_swap(1, 2, false), "refused busy:T1@3", "resource L-2;T1 2026-09-07T08:00, then 2\n");
	ck_assert_str_eq(cancel(&w, 3), "updated");
	ck_assert_str_eq(move(&w, 2, "2026-09-07T13:00", "2026-09-07T16:00"), "updated");
	ck_assert_str_eq(book_party(&w, "L-4", "2026-09-07T17:00", "2026-09-07T18:00", 5), "added");
	struct request rq = rq_swap(1, 4, false);
	ask_refused(&rq, "refused capacity:L-4@10");
	take_each();
	const struct alternative *last = &list.v[list.n - 1];
	ck_assert_msg(last->kind == ALT_TIME && last->steps[0].op == OP_SWAP && last->start == at("2026-09-07T17:00"), "%s",
	              described());
}
END_TEST

START_TEST(of_two_that_cannot_swap_their_times_either_finds_another_time_or_resource)
{
	ck_assert_str_eq(book(&w, "L-1;T1", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	ck_assert_str_eq(book(&w, "L-4", "2026-09-07T13:00", "2026-09-07T15:00"), "added");
	ck_assert_str_eq(book(&w, "L-4", "2026-09-07T08:00", "2026-09-07T09:00"), "added");
	struct request rq = rq_swap(1, 2, true);
	ask_refused(&rq, "refused busy:L-4@3");
	ck_assert_msg(strncmp(described(), "resource L-3 2026-09-07T08:00, then 1\n", 38) == 0, "%s", described());
	ck_assert_ptr_nonnull(strstr(described(), "time L-4 2026-09-07T09:00, then 1\n"));
	ck_assert_ptr_null(strstr(described(), "shorter"));
	take_each();
	/* neither fits: each by itself */
	ck_assert_str_eq(book(&w, "L-1", "2026-09-07T13:00", "2026-09-07T14:00"), "added");
	ask_refused(&rq, "refused busy:L-1@4;busy:L-4@3");
	ck_assert_uint_eq(list.n, 8);
	for (size_t i = 0; i < list.n; i++)
		ck_assert_uint_eq(list.v[i].n_steps, 1);
	take_each();
}
END_TEST

START_TEST(the_place_of_one_that_was_cancelled_is_taken)
{
	ck_assert_str_eq(book(&w, "L-1;T1", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	ck_assert_str_eq(book(&w, "L-3;T2", "2026-09-07T13:00", "2026-09-07T14:00"), "added");
	ck_assert_str_eq(cancel(&w, 2), "updated");
	refuse(rq_swap(1, 2, false), "refused unknown:2@booking (cancelled)", "resource L-3;T2 2026-09-07T08:00\n");
	refuse(rq_swap(2, 1, true), "refused unknown:2@booking (cancelled)", "time L-1;T1 2026-09-07T13:00\n");
	refuse(rq_swap(1, 9, true), "refused unknown:9@booking", "");
	refuse(rq_swap(1, 1, true), "invalid value:id@1", "");
	ck_assert_str_eq(cancel(&w, 1), "updated");
	refuse(rq_swap(1, 2, true), "refused unknown:1@booking (cancelled);unknown:2@booking (cancelled)", "");
}
END_TEST

/* ---- what was cancelled, what is misspelt ---- */

START_TEST(what_was_cancelled_is_booked_anew_as_it_was_to_be_moved)
{
	struct request rq = rq_book(&w, "L-1;OSC*3", "2026-09-07T08:00", "2026-09-07T10:00");
	rq.u.booking.purpose = "CNC";
	rq.u.booking.requester = "bo";
	rq.u.booking.ref = "R7";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_str_eq(cancel(&w, 1), "updated");
	rq = rq_book(&w, "", "2026-09-08T08:00", "2026-09-08T10:00");
	rq.op = OP_MOVE;
	rq.given = GIVEN(BOOKING_TIME) | GIVEN(BOOKING_NOTE);
	rq.u.booking.id = 1;
	rq.u.booking.note = "later";
	refuse(rq, "refused unknown:1@booking (cancelled)", "new L-1;OSC*3 2026-09-08T08:00\n");
	const struct booking_ask *b = &list.v[0].steps[0].u.booking;
	ck_assert_str_eq(b->purpose, "CNC");
	ck_assert_str_eq(b->note, "later");
	ck_assert_str_eq(b->requester, "bo");
	ck_assert_str_eq(b->ref, ""); /* it may be another's by now */
	ck_assert_str_eq(book(&w, "L-1", "2026-09-08T09:00", "2026-09-08T11:00"), "added");
	ask_refused(&rq, "refused unknown:1@booking (cancelled)");
	ck_assert_msg(strncmp(described(), "resource L-4;OSC*3 2026-09-08T08:00\n", 36) == 0, "%s", described());
	take_each();
}
END_TEST

START_TEST(a_code_that_is_not_there_is_another_that_is_like_it)
{
	struct request rq = rq_book(&w, "L1;T1", "2026-09-07T08:00", "2026-09-07T10:00");
	ask_refused(&rq, "refused unknown:L1@resource");
	ck_assert_uint_gt(list.n, 0);
	ck_assert_str_eq(list.v[0].claims, "L-1;T1");
	/* which is taken: what would work instead of that */
	ck_assert_str_eq(book(&w, "T1", "2026-09-07T08:00", "2026-09-07T09:00"), "added");
	ask_refused(&rq, "refused unknown:L1@resource;busy:T1@1");
	ck_assert_uint_gt(list.n, 0);
	ck_assert_int_eq(list.v[0].kind, ALT_TIME);
	ck_assert_str_eq(list.v[0].claims, "L-1;T1");
	ck_assert_ptr_nonnull(list.v[0].asked);
	struct request right = rq_book_at(&w, list.v[0].claims, list.v[0].start, list.v[0].end);
	ck_assert_str_eq(world_ask(&w, &right), "added");
	/* a series too; and nothing is like everything */
	rq = rq_series("L_3", "1-3", "3-4");
	ask_refused(&rq, "refused unknown:L_3@resource");
	ck_assert_str_eq(list.v[0].claims, "L-3");
	ck_assert_int_eq(list.v[0].start, at("2026-09-09T10:00"));
	refuse(rq_book(&w, "Observatory", "2026-09-07T08:00", "2026-09-07T10:00"), "refused unknown:Observatory@resource", "");
}
END_TEST

START_TEST(weeks_behind_the_end_of_the_term_are_left_out)
{
	struct request rq = rq_series("L-1", "14-20", "3-4");
	ask_refused(&rq, "invalid value:weeks@17 > 16");
	ck_assert_uint_eq(list.n, 1);
	ck_assert_int_eq(list.v[0].kind, ALT_WEEKS);
	ck_assert_uint_eq(list.v[0].weeks.weeks, set(pattern_weeks, "14-16"));
	rq.u.series.weeks = list.v[0].weeks;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq.u.series.weeks.weeks = set(pattern_weeks, "17-20");
	ask_refused(&rq, "invalid value:weeks@17 > 16");
	ck_assert_uint_eq(list.n, 0);
}
END_TEST

Suite *remedies_suite(void)
{
	Suite *s = suite_create("remedies");
	TCase *t = tcase_create("remedies");
	tcase_add_checked_fixture(t, open_school, close_school);
	tcase_add_test(t, a_date_that_is_taken_is_booked_elsewhere_or_another_is_added);
	tcase_add_test(t, a_date_that_is_none_of_the_series_is_a_booking_of_its_own);
	tcase_add_test(t, of_a_date_with_two_both_are_offered);
	tcase_add_test(t, of_two_that_cannot_swap_one_goes_near_and_the_other_takes_its_place);
	tcase_add_test(t, two_that_cannot_swap_their_people_or_claims_swap_the_rest_or_their_times);
	tcase_add_test(t, of_two_that_cannot_swap_their_times_either_finds_another_time_or_resource);
	tcase_add_test(t, the_place_of_one_that_was_cancelled_is_taken);
	tcase_add_test(t, what_was_cancelled_is_booked_anew_as_it_was_to_be_moved);
	tcase_add_test(t, a_code_that_is_not_there_is_another_that_is_like_it);
	tcase_add_test(t, weeks_behind_the_end_of_the_term_are_left_out);
	suite_add_tcase(s, t);
	return s;
}
