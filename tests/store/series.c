/*
 * Series through the engine: all or nothing and with skipping, changes of the rest, cancelled and re-added dates, what
 * a change of the calendar does, swaps, and alternatives, each of which is tried in earnest.
 */
#include "store/query/alternatives.h"
#include "store/model/pattern.h"
#include "tests/store/ask.h"

static uint64_t set(int (*parse)(const char *, uint64_t *, const char **), const char *text)
{
	uint64_t out;
	const char *bad;
	int err = parse(text, &out, &bad);
	ck_assert_msg(err == 0, "\"%s\"", text);
	return out;
}

static int64_t day(const char *text)
{
	int64_t out;
	ck_assert_int_eq(clock_parse_date(text, &out), 0);
	return out;
}

/* A series of weeks, weekdays and periods in the only term. */
static struct request rq_series(struct world *w, const char *claims, const char *weeks, const char *weekdays,
                                const char *periods)
{
	struct request rq = rq_of(w, OP_SERIES);
	struct series_ask *ask = &rq.u.series;
	*ask = (struct series_ask){.ref = "", .purpose = "", .note = "", .requester = "", .institution = "",
	                           .from = FROM_THE_START, .rule.rule = "",
	                           .weeks = {.term = "", .weeks = set(pattern_weeks, weeks),
	                                     .weekdays = set(pattern_weekdays, weekdays),
	                                     .periods = set(pattern_periods, periods)}};
	ck_assert_int_eq(claims_parse(claims, &w->arena, &ask->claims, &ask->n_claims), 0);
	return rq;
}

static const char *series(struct world *w, const char *claims, const char *weeks, const char *weekdays,
                          const char *periods)
{
	struct request rq = rq_series(w, claims, weeks, weekdays, periods);
	return world_ask(w, &rq);
}

static const char *day_rule(struct world *w, const char *date, enum day_kind kind, uint32_t week, uint32_t weekday)
{
	struct request rq = rq_of(w, OP_DAY);
	rq.u.day = (struct day_rule){day(date), kind, week, weekday, "", "holiday", 0};
	return world_ask(w, &rq);
}

/* Labs, a teacher, a term from 2026-09-07 of 16 weeks, eight periods from 08:00 on, 50 minutes every hour. */
static void open_school(struct world *w)
{
	static const char *const labs[] = {"L1", "L2", "L3"};
	world_open(w);
	for (size_t i = 0; i < 3; i++)
		ck_assert_str_eq(resource(w, labs[i], KIND_LAB, MODE_EXCLUSIVE, 40, ""), "added");
	ck_assert_str_eq(resource(w, "T1", KIND_TEACHER, MODE_EXCLUSIVE, 0, ""), "added");
	struct request rq = rq_of(w, OP_TERM);
	rq.u.term = (struct term){"2026A", "", day("2026-09-07"), 16, 0};
	ck_assert_str_eq(world_ask(w, &rq), "added");
	for (int i = 1; i <= 8; i++) {
		rq = rq_of(w, OP_PERIOD);
		rq.u.period = (struct period){(uint32_t)i, 420 + i * 60, 470 + i * 60, "", PERIOD_ALWAYS, 0};
		ck_assert_str_eq(world_ask(w, &rq), "added");
	}
}

static size_t n_standing(struct world *w, uint64_t of_series)
{
	struct booking_filter f = {.series = of_series};
	struct booking_ids ids;
	ck_assert_int_eq(query_booking_ids(&w->s, &f, &ids), 0);
	size_t n = ids.n;
	arena_release(&ids.arena);
	return n;
}

/* True if a booking of the series stands at that start. */
static bool stands_at(struct world *w, uint64_t of_series, const char *start)
{
	struct booking_filter f = {.series = of_series, .from = at(start), .to = at(start) + 1};
	struct booking_ids ids;
	ck_assert_int_eq(query_booking_ids(&w->s, &f, &ids), 0);
	size_t n = ids.n;
	arena_release(&ids.arena);
	return n == 1;
}

START_TEST(a_term_is_booked_in_one_request)
{
	struct world w;
	open_school(&w);
	ck_assert_str_eq(series(&w, "L1;T1", "1-15单", "3", "3-4"), "added");
	ck_assert_uint_eq(w.last.n_made, 8);
	ck_assert_uint_eq(w.last.series, 1);
	ck_assert_int_eq(w.last.made[0].start, at("2026-09-09T10:00"));
	ck_assert_int_eq(w.last.made[1].end, at("2026-09-23T11:50"));
	ck_assert_uint_eq(n_standing(&w, 1), 8);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(one_conflict_refuses_all_and_leaves_no_trace)
{
	struct world w;
	open_school(&w);
	ck_assert_str_eq(book(&w, "L1", "2026-09-23T11:00", "2026-09-23T12:00"), "added");
	uint64_t before = entries(&w.s);
	ck_assert_str_eq(series(&w, "L1;T1", "1-15单", "3", "3-4"), "refused busy:L1@1");
	ck_assert_int_eq(w.last.reasons.v[0].at, at("2026-09-23T10:00"));
	ck_assert_uint_eq(entries(&w.s), before);
	struct request rq = rq_series(&w, "L1;T1", "1-15单", "3", "3-4");
	rq.flags = REQUEST_SKIP_CONFLICTS;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_uint_eq(w.last.n_made, 7);
	ck_assert_uint_eq(w.last.n_skipped, 1);
	ck_assert_int_eq(w.last.skipped[0].start, at("2026-09-23T10:00"));
	ck_assert_uint_eq(w.last.skipped[0].reasons.n, 1);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_series_that_is_refused_whole_with_skipping_is_refused)
{
	struct world w;
	open_school(&w);
	ck_assert_str_eq(series(&w, "L1", "1-2", "3", "3-4"), "added");
	struct request rq = rq_series(&w, "L1", "1-2", "3", "4-5");
	rq.flags = REQUEST_SKIP_CONFLICTS;
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:L1@1;busy:L1@2");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(the_same_ref_again_changes_nothing_and_another_pattern_moves_it)
{
	struct world w;
	open_school(&w);
	struct request rq = rq_series(&w, "L1", "1-4", "1", "1-2");
	rq.u.series.ref = "k1";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	uint64_t id = w.last.made[0].id;
	ck_assert_str_eq(world_ask(&w, &rq), "unchanged");
	rq.u.series.weeks.weekdays = set(pattern_weekdays, "2");
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_uint_eq(w.last.n_made, 4);
	ck_assert_uint_eq(w.last.made[0].id, id);
	ck_assert_int_eq(w.last.made[0].start, at("2026-09-08T08:00"));
	ck_assert_uint_eq(n_standing(&w, 1), 4);
	/* one that another holds refuses the change, and all stays */
	ck_assert_str_eq(book(&w, "L1", "2026-09-17T08:00", "2026-09-17T09:00"), "added");
	rq.u.series.weeks.weekdays = set(pattern_weekdays, "4");
	ck_assert_msg(strncmp(world_ask(&w, &rq), "refused busy:L1", 15) == 0, "%s", world_answer(&w, &w.last));
	ck_assert(stands_at(&w, 1, "2026-09-15T08:00"));
	ck_assert_uint_eq(n_standing(&w, 1), 4);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(the_rest_is_cancelled_moved_and_given_another_lab)
{
	struct world w;
	open_school(&w);
	ck_assert_str_eq(series(&w, "L1;T1", "1-8", "1", "1-2"), "added");
	struct request rq = rq_of(&w, OP_SERIES_CHANGE);
	rq.u.series = (struct series_ask){.id = 1, .ref = "", .purpose = "", .note = "", .requester = "",
	                                  .institution = "", .rule.rule = "", .weeks.term = "", .from = day("2026-09-28")};
	rq.given = GIVEN(SERIES_CLAIMS);
	ck_assert_int_eq(claims_parse("L2;T1", &w.arena, &rq.u.series.claims, &rq.u.series.n_claims), 0);
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_uint_eq(w.last.n_made, 5);
	struct booking_row row;
	ck_assert(standing(&w, 3, &row));
	ck_assert_str_eq(row.claims, "L1;T1");
	ck_assert(standing(&w, 4, &row));
	ck_assert_str_eq(row.claims, "L2;T1");
	check_store(&w.s);
	rq = rq_of(&w, OP_SERIES_CANCEL);
	rq.u.series = (struct series_ask){.id = 1, .from = day("2026-10-19")};
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_uint_eq(n_standing(&w, 1), 6);
	/* a single one cancelled, then the date added again */
	ck_assert_str_eq(cancel(&w, 2), "updated");
	ck_assert(!stands_at(&w, 1, "2026-09-14T08:00"));
	rq.op = OP_SERIES_ADD;
	rq.u.series.from = day("2026-09-14");
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert(stands_at(&w, 1, "2026-09-14T08:00"));
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_day_rule_moves_drops_and_lists_what_clashes)
{
	struct world w;
	open_school(&w);
	ck_assert_str_eq(series(&w, "L1", "4", "4", "1-2"), "added"); /* 2026-10-01 */
	ck_assert_str_eq(series(&w, "L2", "4", "4", "1-2"), "added");
	ck_assert_str_eq(book(&w, "L2", "2026-09-19T08:00", "2026-09-19T09:00"), "added");
	ck_assert_str_eq(day_rule(&w, "2026-10-01", DAY_OFF, 0, 0), "added");
	ck_assert_uint_eq(w.last.n_made, 2); /* both dropped */
	ck_assert_int_eq(w.last.made[0].state, STATE_CANCELLED);
	ck_assert_uint_eq(n_standing(&w, 1), 0);
	ck_assert_str_eq(day_rule(&w, "2026-09-19", DAY_AS, 4, 4), "added");
	ck_assert(stands_at(&w, 1, "2026-09-19T08:00"));
	ck_assert_uint_eq(w.last.n_skipped, 1); /* the other lab is taken on that Saturday */
	ck_assert_uint_eq(w.last.skipped[0].series, 2);
	ck_assert_str_eq(day_rule(&w, "2026-10-01", DAY_NORMAL, 0, 0), "updated");
	ck_assert(stands_at(&w, 1, "2026-10-01T08:00"));
	ck_assert(stands_at(&w, 2, "2026-10-01T08:00"));
	ck_assert_str_eq(day_rule(&w, "2026-10-01", DAY_NORMAL, 0, 0), "unchanged");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(what_was_changed_by_itself_does_not_follow)
{
	struct world w;
	open_school(&w);
	ck_assert_str_eq(series(&w, "L1", "4-5", "4", "1-2"), "added");
	ck_assert_str_eq(move(&w, 1, "2026-10-01T15:00", "2026-10-01T16:00"), "updated");
	ck_assert_str_eq(cancel(&w, 2), "updated");
	ck_assert_str_eq(day_rule(&w, "2026-10-01", DAY_OFF, 0, 0), "added");
	ck_assert(stands_at(&w, 1, "2026-10-01T15:00"));
	ck_assert_str_eq(day_rule(&w, "2026-10-10", DAY_AS, 5, 4), "added");
	ck_assert_uint_eq(n_standing(&w, 1), 1);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_recurrence_rule_makes_a_series)
{
	struct world w;
	open_school(&w);
	struct request rq = rq_series(&w, "L1", "1", "1", "1");
	rq.u.series.rule = (struct rule_pattern){"FREQ=DAILY;COUNT=5000", at("2026-09-07T08:00"), 60};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_uint_eq(w.last.n_made, 5000);
	rq.u.series.rule.rule = "FREQ=DAILY;COUNT=5001";
	rq.u.series.rule.start += 60;
	ck_assert_msg(strncmp(world_ask(&w, &rq), "invalid value:rrule", 19) == 0, "%s", world_answer(&w, &w.last));
	rq.u.series.rule.rule = "FREQ=YEARLY";
	ck_assert_msg(strncmp(world_ask(&w, &rq), "invalid value:rrule", 19) == 0, "%s", world_answer(&w, &w.last));
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(two_bookings_swap_in_one_step)
{
	struct world w;
	open_school(&w);
	ck_assert_str_eq(book(&w, "L1;T1", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	ck_assert_str_eq(book(&w, "L2", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	struct request rq = rq_of(&w, OP_SWAP);
	rq.given = 0;
	rq.u.booking = (struct booking_ask){.id = 1, .other = 2, .ref = ""};
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	struct booking_row row;
	ck_assert(standing(&w, 1, &row));
	ck_assert_str_eq(row.claims, "L2");
	ck_assert(standing(&w, 2, &row));
	ck_assert_str_eq(row.claims, "L1;T1");
	check_store(&w.s);
	/* refused: the third is in the way; nothing moved */
	ck_assert_str_eq(book(&w, "L1", "2026-09-08T08:00", "2026-09-08T10:00"), "added");
	ck_assert_str_eq(book(&w, "L2", "2026-09-08T09:00", "2026-09-08T10:00"), "added");
	rq.given = GIVEN(BOOKING_TIME);
	rq.u.booking.other = 3;
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:L2@4;busy:L1@2");
	ck_assert(standing(&w, 3, &row));
	ck_assert_int_eq(row.b.start, at("2026-09-08T08:00"));
	check_store(&w.s);
	world_close(&w);
}
END_TEST

static const char *period(struct world *w, uint32_t number, int start, int end)
{
	struct request rq = rq_of(w, OP_PERIOD);
	rq.u.period = (struct period){number, start, end, "", PERIOD_ALWAYS, 0};
	return world_ask(w, &rq);
}

START_TEST(other_clock_times_move_what_has_not_begun)
{
	struct world w;
	open_school(&w);
	ck_assert_str_eq(series(&w, "L1", "1-2", "1", "1-2"), "added"); /* 2026-09-07 and 14, 08:00-09:50 */
	w.now = at("2026-09-07T08:30");
	/* only the end: the class that is on stays as it began, the next is longer */
	ck_assert_str_eq(period(&w, 2, 540, 600), "updated");
	struct booking_row row;
	ck_assert(standing(&w, 1, &row));
	ck_assert_int_eq(row.b.end, at("2026-09-07T09:50"));
	ck_assert(standing(&w, 2, &row));
	ck_assert_int_eq(row.b.end, at("2026-09-14T10:00"));
	/* the start too: what is on is not cancelled */
	ck_assert_str_eq(period(&w, 1, 500, 540), "updated");
	ck_assert(standing(&w, 1, &row));
	ck_assert_int_eq(row.b.start, at("2026-09-07T08:00"));
	ck_assert(standing(&w, 2, &row));
	ck_assert_int_eq(row.b.start, at("2026-09-14T08:20"));
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(an_institution_that_is_made_on_the_way_is_there)
{
	struct world w;
	open_school(&w);
	struct request rq = rq_series(&w, "L1", "1-4", "1", "1-2");
	rq.u.series.ref = "k";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_series(&w, "L1", "3-4", "1", "1-2");
	rq.u.series.ref = "k";
	rq.u.series.institution = "NEW";
	ck_assert_str_eq(world_ask(&w, &rq), "refused unknown:NEW@institution");
	rq.flags = REQUEST_CREATE_MISSING;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	check_store(&w.s);
	rq.flags = 0;
	ck_assert_str_eq(world_ask(&w, &rq), "unchanged");
	world_close(&w);
}
END_TEST

START_TEST(what_cannot_go_along_stays_where_it_stands)
{
	struct world w;
	open_school(&w);
	ck_assert_str_eq(book(&w, "L1", "2026-09-16T08:00", "2026-09-16T09:00"), "added");
	struct request rq = rq_series(&w, "L1", "1-3", "2", "1-2");
	rq.u.series.ref = "k";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq.u.series.weeks.weekdays = set(pattern_weekdays, "3");
	rq.flags = REQUEST_SKIP_CONFLICTS;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_uint_eq(w.last.n_skipped, 1);
	ck_assert(stands_at(&w, 1, "2026-09-09T08:00"));
	ck_assert(stands_at(&w, 1, "2026-09-15T08:00"));
	ck_assert(stands_at(&w, 1, "2026-09-23T08:00"));
	ck_assert_uint_eq(n_standing(&w, 1), 3);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(an_invalid_day_leaves_no_campus)
{
	struct world w;
	static char note[TEXT_MAX_BYTES + 2];
	open_school(&w);
	uint64_t before = entries(&w.s);
	memset(note, 'x', sizeof note - 1);
	struct request rq = rq_of(&w, OP_DAY);
	rq.flags = REQUEST_CREATE_MISSING;
	rq.u.day = (struct day_rule){day("2026-10-01"), DAY_OFF, 0, 0, "NEWC", note, 0};
	ck_assert_str_eq(world_ask(&w, &rq), "invalid value:note@4001 bytes");
	ck_assert_uint_eq(entries(&w.s), before);
	world_close(&w);
}
END_TEST

START_TEST(a_swap_of_what_others_have_changed_is_refused)
{
	struct world w;
	open_school(&w);
	ck_assert_str_eq(book(&w, "L1", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	uint64_t first = w.last.seq;
	ck_assert_str_eq(book(&w, "L2", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	uint64_t second = w.last.seq;
	ck_assert_str_eq(move(&w, 2, "2026-09-07T09:00", "2026-09-07T10:00"), "updated");
	struct request rq = rq_of(&w, OP_SWAP);
	rq.given = 0;
	rq.u.booking = (struct booking_ask){.id = 1, .seq = first, .other = 2, .other_seq = second, .ref = ""};
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:2@changed by others");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* ---- alternatives ---- */

static size_t count_kind(const struct alternative_list *l, enum alternative_kind kind)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++)
		n += l->v[i].kind == kind;
	return n;
}

START_TEST(every_no_to_a_booking_has_alternatives_that_work)
{
	struct world w;
	struct alternative_list list;
	open_school(&w);
	ck_assert_str_eq(book(&w, "L1;T1", "2026-09-07T09:00", "2026-09-07T10:00"), "added");
	struct request rq = rq_book(&w, "L1", "2026-09-07T08:00", "2026-09-07T10:00");
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:L1@1");
	ck_assert_int_eq(query_alternatives(&w.s, &rq, &w.last, &list), 0);
	ck_assert_uint_eq(count_kind(&list, ALT_RESOURCE), 2);
	ck_assert_uint_ge(count_kind(&list, ALT_TIME), 3);
	ck_assert_uint_eq(count_kind(&list, ALT_SHORTER), 1);
	ck_assert_str_eq(list.v[0].claims, "L2");
	for (size_t i = 0; i < list.n; i++) {
		struct request again = rq_book_at(&w, list.v[i].claims, list.v[i].start, list.v[i].end);
		ck_assert_str_eq(world_ask(&w, &again), "added");
		ck_assert_str_eq(cancel(&w, w.last.id), "updated");
	}
	arena_release(&list.arena);
	world_close(&w);
}
END_TEST

START_TEST(what_is_equipped_alike_is_offered_first)
{
	struct world w;
	struct alternative_list list;
	open_school(&w);
	struct request rq = rq_resource(&w, "L1", KIND_LAB, MODE_EXCLUSIVE, 40, "");
	rq.u.resource.tags = "cnc";
	rq.u.resource.equipment = "lathe*20";
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	rq.u.resource.code = rq.u.resource.name = "L3";
	rq.u.resource.tags = "";
	rq.u.resource.equipment = "mill*2;lathe*4";
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(book(&w, "L1", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	rq = rq_book(&w, "L1", "2026-09-07T08:00", "2026-09-07T10:00");
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:L1@1");
	ck_assert_int_eq(query_alternatives(&w.s, &rq, &w.last, &list), 0);
	ck_assert_uint_ge(list.n, 2);
	ck_assert_str_eq(list.v[0].claims, "L3");
	ck_assert_str_eq(list.v[1].claims, "L2");
	arena_release(&list.arena);
	world_close(&w);
}
END_TEST

START_TEST(every_no_to_a_series_has_alternatives_that_work)
{
	struct world w;
	struct alternative_list list;
	open_school(&w);
	ck_assert_str_eq(book(&w, "L1", "2026-09-23T11:00", "2026-09-23T12:00"), "added");
	ck_assert_str_eq(book(&w, "L2", "2026-09-16T11:00", "2026-09-16T12:00"), "added");
	ck_assert_str_eq(book(&w, "L3", "2026-09-30T11:00", "2026-09-30T12:00"), "added");
	struct request rq = rq_series(&w, "L1;T1", "1-15", "3", "3-4");
	rq.u.series.party = 30;
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:L1@1");
	ck_assert_int_eq(query_alternatives(&w.s, &rq, &w.last, &list), 0);
	ck_assert_uint_eq(count_kind(&list, ALT_RESOURCE), 0); /* each other lab has a clash of its own */
	ck_assert_uint_eq(count_kind(&list, ALT_EXCEPT), 1);
	ck_assert_uint_ge(count_kind(&list, ALT_SOME), 1);
	ck_assert_uint_ge(count_kind(&list, ALT_WEEKS), 1);
	for (size_t i = 0; i < list.n; i++) {
		const struct alternative *a = &list.v[i];
		struct request again = rq;
		again.u.series.weeks = a->weeks;
		again.u.series.except = a->except;
		again.u.series.n_except = a->n_except;
		if (a->kind != ALT_SOME)
			ck_assert_int_eq(claims_parse(a->claims, &w.arena, &again.u.series.claims, &again.u.series.n_claims), 0);
		ck_assert_msg(strcmp(world_ask(&w, &again), "added") == 0, "%s: %s", alternative_word(a->kind),
		              world_answer(&w, &w.last));
		struct request undo = rq_of(&w, OP_SERIES_CANCEL);
		undo.u.series = (struct series_ask){.id = w.last.series, .from = FROM_THE_START};
		ck_assert_str_eq(world_ask(&w, &undo), "updated");
	}
	arena_release(&list.arena);
	/* and another lab for all of it, where there is one */
	ck_assert_str_eq(cancel(&w, 2), "updated");
	struct result refused;
	ck_assert_int_eq(store_apply(&w.s, &rq, 1, false, &refused, &w.arena), 0);
	ck_assert_int_eq(query_alternatives(&w.s, &rq, &refused, &list), 0);
	ck_assert_uint_eq(count_kind(&list, ALT_RESOURCE), 1);
	ck_assert_str_eq(list.v[0].claims, "L2;T1");
	arena_release(&list.arena);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_change_of_the_rest_that_is_refused_has_alternatives_that_work)
{
	struct world w;
	struct alternative_list list;
	open_school(&w);
	ck_assert_str_eq(series(&w, "L1;T1", "1-8", "1", "1-2"), "added");
	ck_assert_str_eq(book(&w, "L2", "2026-10-05T08:00", "2026-10-05T09:00"), "added");
	struct request rq = rq_of(&w, OP_SERIES_CHANGE);
	rq.u.series = (struct series_ask){.id = 1, .ref = "", .purpose = "", .note = "", .requester = "",
	                                  .institution = "", .rule.rule = "", .weeks.term = "", .from = day("2026-09-28")};
	rq.given = GIVEN(SERIES_CLAIMS);
	ck_assert_int_eq(claims_parse("L2;T1", &w.arena, &rq.u.series.claims, &rq.u.series.n_claims), 0);
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:L2@9");
	ck_assert_int_eq(query_alternatives(&w.s, &rq, &w.last, &list), 0);
	ck_assert_uint_eq(count_kind(&list, ALT_RESOURCE), 1); /* L3; L1, where it stands, would change nothing */
	ck_assert_uint_ge(count_kind(&list, ALT_WEEKS), 1);
	for (size_t i = 0; i < list.n; i++) {
		struct request again = rq;
		struct result result;
		ck_assert_int_eq(claims_parse(list.v[i].claims, &w.arena, &again.u.series.claims, &again.u.series.n_claims), 0);
		if (list.v[i].kind == ALT_WEEKS) {
			again.u.series.weeks = list.v[i].weeks;
			again.given |= GIVEN(SERIES_WHEN);
		}
		ck_assert_int_eq(store_apply(&w.s, &again, 1, true, &result, &w.arena), 0);
		ck_assert_str_eq(world_answer(&w, &result), "updated");
	}
	arena_release(&list.arena);
	world_close(&w);
}
END_TEST

static const char *ask_of(struct world *w, enum request_op op, uint64_t id, uint64_t seq, int64_t from)
{
	struct request rq = rq_series(w, "L1", "1-4", "1", "1-2");
	rq.op = op;
	rq.given = op == OP_SERIES_CHANGE ? GIVEN(SERIES_NOTE) : GIVEN_ALL;
	rq.u.series.note = "other";
	rq.u.series.id = id;
	rq.u.series.seq = seq;
	rq.u.series.from = from;
	return world_ask(w, &rq);
}

START_TEST(what_cannot_be_asked_of_a_series_says_why)
{
	struct world w;
	char long_ref[CODE_MAX_BYTES + 2];
	memset(long_ref, 'x', sizeof long_ref);
	long_ref[sizeof long_ref - 1] = '\0';
	open_school(&w);
	struct request rq = rq_series(&w, "L1", "1-4", "1", "1-2");
	rq.u.series.ref = long_ref;
	const char *answer = world_ask(&w, &rq);
	ck_assert_msg(strncmp(answer, "invalid value:ref@xxx", 21) == 0, "%s", answer);
	rq.u.series.ref = "a\nb";
	ck_assert_str_eq(world_ask(&w, &rq), "invalid value:ref@not plain text");
	ck_assert_str_eq(series(&w, "", "1-4", "1", "1-2"), "invalid value:resources");
	const int64_t mondays[] = {day("2026-09-14"), day("2026-09-07")};
	rq = rq_series(&w, "L1", "1-2", "1", "1-2");
	rq.u.series.except = mondays;
	rq.u.series.n_except = 2;
	ck_assert_str_eq(world_ask(&w, &rq), "invalid value:weeks@no date is left");
	ck_assert_str_eq(series(&w, "L1", "1-4", "1", "1-2"), "added");
	uint64_t seq = w.last.seq;
	static const enum request_op ops[] = {OP_SERIES_CHANGE, OP_SERIES_CANCEL, OP_SERIES_ADD};
	for (size_t i = 0; i < 3; i++) {
		ck_assert_str_eq(ask_of(&w, ops[i], 9, 0, mondays[0]), "refused unknown:S9@series");
		ck_assert_str_eq(ask_of(&w, ops[i], 1, seq + 1, mondays[0]), "refused busy:S1@changed by others");
	}
	ck_assert_str_eq(ask_of(&w, OP_SERIES_CHANGE, 1, seq, day("2026-12-01")),
	                 "refused unknown:from@no booking of the series stands from there");
	ck_assert_str_eq(ask_of(&w, OP_SERIES_ADD, 1, seq, mondays[0]), "refused unknown:2026-09-14@occurrence");
	ck_assert_str_eq(ask_of(&w, OP_SERIES_ADD, 1, seq, day("2026-09-15")), "refused unknown:2026-09-15@occurrence");
	ck_assert_str_eq(ask_of(&w, OP_SERIES_CANCEL, 1, seq, day("2026-12-01")),
	                 "refused unknown:S1@series (nothing of it stands)");
	ck_assert_uint_eq(n_standing(&w, 1), 4);
	ck_assert_str_eq(ask_of(&w, OP_SERIES_CANCEL, 1, seq, FROM_THE_START), "updated");
	ck_assert_str_eq(ask_of(&w, OP_SERIES_CANCEL, 1, 0, FROM_THE_START),
	                 "refused unknown:S1@series (nothing of it stands)");
	ck_assert_uint_eq(n_standing(&w, 1), 0);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_series_does_not_clash_with_itself)
{
	struct world w;
	open_school(&w);
	struct request rq = rq_series(&w, "L1;T1", "1", "1", "1");
	rq.u.series.weeks = (struct week_pattern){.term = ""};
	rq.u.series.rule = (struct rule_pattern){"FREQ=DAILY;COUNT=4", at("2026-09-07T08:00"), 25 * 60};
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:L1@1;busy:T1@1;busy:L1@2;busy:T1@2");
	ck_assert_int_eq(w.last.reasons.v[2].at, at("2026-09-10T08:00"));
	ck_assert_uint_eq(n_standing(&w, 0), 0);
	rq.flags = REQUEST_SKIP_CONFLICTS;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_uint_eq(w.last.n_made, 2);
	ck_assert_uint_eq(w.last.n_skipped, 2);
	ck_assert_int_eq(w.last.made[1].start, at("2026-09-09T08:00"));
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* Those that a change takes from their places are in nobody's way, those that stay are. */
START_TEST(a_changed_series_sees_who_has_left)
{
	struct world w;
	open_school(&w);
	ck_assert_str_eq(series(&w, "L1", "1-4", "1", "1-2"), "added");
	struct request rq = rq_of(&w, OP_SERIES_CHANGE);
	rq.u.series = (struct series_ask){.id = 1, .ref = "", .purpose = "", .note = "", .requester = "",
	                                  .institution = "", .rule.rule = "", .weeks.term = "", .from = day("2026-09-07")};
	rq.given = GIVEN(SERIES_WHEN);
	/* each takes the place that the one before it leaves */
	rq.u.series.weeks = (struct week_pattern){.term = "2026A", .weeks = 0x3c, .weekdays = 2, .periods = 6};
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_uint_eq(n_standing(&w, 1), 4);
	ck_assert_str_eq(book(&w, "L1", "2026-09-07T08:00", "2026-09-07T09:50"), "added");
	rq.u.series.weeks.weeks = 0x1e;
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:L1@5");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

Suite *series_suite(void);

Suite *series_suite(void)
{
	Suite *s = suite_create("series");
	TCase *t = tcase_create("series");
	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_term_is_booked_in_one_request);
	tcase_add_test(t, a_series_does_not_clash_with_itself);
	tcase_add_test(t, a_changed_series_sees_who_has_left);
	tcase_add_test(t, one_conflict_refuses_all_and_leaves_no_trace);
	tcase_add_test(t, a_series_that_is_refused_whole_with_skipping_is_refused);
	tcase_add_test(t, the_same_ref_again_changes_nothing_and_another_pattern_moves_it);
	tcase_add_test(t, the_rest_is_cancelled_moved_and_given_another_lab);
	tcase_add_test(t, a_day_rule_moves_drops_and_lists_what_clashes);
	tcase_add_test(t, what_was_changed_by_itself_does_not_follow);
	tcase_add_test(t, a_recurrence_rule_makes_a_series);
	tcase_add_test(t, two_bookings_swap_in_one_step);
	tcase_add_test(t, other_clock_times_move_what_has_not_begun);
	tcase_add_test(t, an_institution_that_is_made_on_the_way_is_there);
	tcase_add_test(t, what_cannot_go_along_stays_where_it_stands);
	tcase_add_test(t, an_invalid_day_leaves_no_campus);
	tcase_add_test(t, a_swap_of_what_others_have_changed_is_refused);
	tcase_add_test(t, every_no_to_a_booking_has_alternatives_that_work);
	tcase_add_test(t, what_is_equipped_alike_is_offered_first);
	tcase_add_test(t, every_no_to_a_series_has_alternatives_that_work);
	tcase_add_test(t, what_cannot_be_asked_of_a_series_says_why);
	tcase_add_test(t, a_change_of_the_rest_that_is_refused_has_alternatives_that_work);
	suite_add_tcase(s, t);
	return s;
}
