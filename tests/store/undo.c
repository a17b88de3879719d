/*
 * Undo and redo: of every kind of change, the store is byte for byte what it was but for its journal; what was changed
 * since contradicts an undo; what comes back is decided by the rules; and processes that undo at once do it once.
 */
#include <sys/wait.h>
#include <unistd.h>

#include "tests/store/everything.h"
#include "tests/store/raw.h"

Suite *undo_suite(void);

/* ---- a store as it is ---- */

/* The number of the entry that wrote a record is another after an undo; so are the journal and what is derived. */
static void mask_record(struct raw *r, size_t i)
{
	static const char records[] = "ictRxbepdsuhk";
	char table = *(const char *)r->v[i].key.p;
	struct bytes *v = &r->v[i].value;
	if (!strchr(records, table) || v->len < 12)
		return;
	char *copy = arena_dup(&r->arena, v->p, v->len);
	memset(copy + 4, 0, 8);
	v->p = copy;
}

static struct raw take_raw(struct world *w)
{
	struct raw r = {0};
	ck_assert_int_eq(db_read(w->s.db, raw_load, &r), 0);
	for (const char *table = "jJqmDC"; *table; table++)
		raw_leave_out(&r, *table);
	for (size_t i = 0; i < r.n; i++)
		mask_record(&r, i);
	return r;
}

static struct request rq_undo(const struct world *w, uint64_t entry)
{
	struct request rq = rq_of(w, OP_UNDO);
	rq.u.entry = entry;
	request_id_new(rq.id);
	return rq;
}

static const char *undo(struct world *w, uint64_t entry)
{
	struct request rq = rq_undo(w, entry);
	return world_ask(w, &rq);
}

/* ---- every kind of change ---- */

static void add_institution(struct world *w)
{
	asked(w, rq_institution(w, "NEW", "A new one"), "added");
}

static void rename_institution(struct world *w)
{
	asked(w, rq_institution(w, "POLY", "Another name"), "updated");
}

static void add_campus(struct world *w)
{
	struct request rq = rq_campus(w, "NEW", "A new one");
	rq.u.campus.institution = "MADE";
	rq.flags = REQUEST_CREATE_MISSING;
	asked(w, rq, "added");
}

static void change_campus(struct world *w)
{
	struct request rq = rq_campus(w, "E", "Another name");
	rq.u.campus.latitude = "23.1";
	asked(w, rq, "updated");
}

static void add_travel(struct world *w)
{
	ck_assert_str_eq(travel(w, "E", "LONELY", 15), "added");
}

static void change_travel(struct world *w)
{
	ck_assert_str_eq(travel(w, "E", "W", 10), "updated");
}

static void add_resource(struct world *w)
{
	struct request rq = rq_resource(w, "NEW", KIND_LAB, MODE_SHARED, 10, "MADE");
	rq.u.resource.institution = "MADE";
	rq.flags = REQUEST_CREATE_MISSING;
	asked(w, rq, "added");
}

static void change_resource(struct world *w)
{
	struct request rq = rq_resource(w, "LAB", KIND_LAB, MODE_EXCLUSIVE, 50, "W");
	rq.u.resource.setup_min = 20;
	asked(w, rq, "updated");
}

static void withdraw_resource(struct world *w)
{
	ck_assert_str_eq(set_resource(w, "LONE", RES_ACTIVE, (struct resource){.active = false}), "updated");
}

static void add_closure(struct world *w)
{
	ck_assert_str_eq(closure(w, "LAB", "", "2026-09-10T00:00", "2026-09-11T00:00"), "added");
}

static void change_closure(struct world *w)
{
	struct request rq = rq_of(w, OP_CLOSURE);
	rq.u.closure = (struct closure){at("2026-12-24T00:00"), at("2026-12-25T00:00"), "", "W", "repairs", 0};
	asked(w, rq, "updated");
}

static void drop_closure(struct world *w)
{
	struct request rq = rq_of(w, OP_CLOSURE_DROP);
	rq.u.closure = (struct closure){at("2026-12-28T00:00"), at("2026-12-29T00:00"), "LAB", "", "", 0};
	asked(w, rq, "updated");
}

static void add_term(struct world *w)
{
	struct request rq = rq_of(w, OP_TERM);
	rq.u.term = (struct term){"2027A", "Spring", day("2027-03-01"), 16, 0};
	asked(w, rq, "added");
}

static void move_term(struct world *w)
{
	struct request rq = rq_of(w, OP_TERM);
	rq.u.term = (struct term){"2026A", "Autumn", day("2026-09-14"), 16, 0};
	asked(w, rq, "updated");
}

static void shorten_term(struct world *w)
{
	struct request rq = rq_of(w, OP_TERM);
	rq.u.term = (struct term){"2026A", "Autumn", day("2026-09-07"), 2, 0};
	asked(w, rq, "updated");
}

static void add_period(struct world *w)
{
	struct request rq = rq_of(w, OP_PERIOD);
	rq.u.period = (struct period){3, 900, 950, "W", PERIOD_ALWAYS, 0};
	asked(w, rq, "added");
}

static void change_period(struct world *w)
{
	struct request rq = rq_of(w, OP_PERIOD);
	rq.u.period = (struct period){1, 470, 520, "", PERIOD_ALWAYS, 0};
	asked(w, rq, "updated");
}

static void add_day_off(struct world *w)
{
	struct request rq = rq_of(w, OP_DAY);
	rq.u.day = (struct day_rule){day("2026-09-16"), DAY_OFF, 0, 0, "", "", 0};
	asked(w, rq, "added");
}

static void add_day_as(struct world *w)
{
	struct request rq = rq_of(w, OP_DAY);
	rq.u.day = (struct day_rule){day("2026-09-19"), DAY_AS, 2, 3, "", "", 0};
	asked(w, rq, "added");
}

static void change_day(struct world *w)
{
	struct request rq = rq_of(w, OP_DAY);
	rq.u.day = (struct day_rule){day("2026-10-01"), DAY_NORMAL, 0, 0, "", "no holiday", 0};
	asked(w, rq, "updated");
}

static void add_booking(struct world *w)
{
	struct request rq = rq_book(w, "LAB;T1", "2026-09-11T14:00", "2026-09-11T16:00");
	/* the ref of one that was cancelled */
	rq.u.booking.ref = "r2";
	rq.u.booking.institution = "MADE";
	rq.flags = REQUEST_CREATE_MISSING;
	asked(w, rq, "added");
}

static void record_booking(struct world *w)
{
	struct request rq = rq_book(w, "LAB", "2026-08-03T08:00", "2026-08-03T10:00");
	rq.flags = REQUEST_RECORD;
	asked(w, rq, "added");
}

static void move_booking(struct world *w)
{
	ck_assert_str_eq(move(w, 2, "2026-09-08T09:00", "2026-09-08T12:00"), "updated");
}

static void change_words(struct world *w)
{
	struct request rq = rq_book_at(w, "", 0, 0);
	rq.op = OP_MOVE;
	rq.given = GIVEN(BOOKING_PURPOSE) | GIVEN(BOOKING_NOTE);
	rq.u.booking.id = 2;
	rq.u.booking.purpose = "another";
	asked(w, rq, "updated");
}

static void swap_bookings(struct world *w)
{
	struct request rq = rq_book_at(w, "", 0, 0);
	ck_assert_str_eq(book(w, "LONE", "2026-09-08T09:00", "2026-09-08T11:00"), "added");
	rq.op = OP_SWAP;
	rq.given = 0;
	rq.u.booking.id = 2;
	rq.u.booking.other = w->last.id;
	asked(w, rq, "updated");
}

static void swap_times(struct world *w)
{
	struct request rq = rq_book_at(w, "", 0, 0);
	ck_assert_str_eq(book(w, "LAB", "2026-09-08T10:20", "2026-09-08T11:00"), "added");
	rq.op = OP_SWAP;
	rq.given = GIVEN(BOOKING_TIME);
	rq.u.booking.id = 2;
	rq.u.booking.other = w->last.id;
	asked(w, rq, "updated");
}

static void cancel_booking(struct world *w)
{
	ck_assert_str_eq(cancel(w, 2), "updated");
}

static void end_booking(struct world *w)
{
	w->now = at("2026-09-08T09:00");
	ck_assert_str_eq(cancel(w, 2), "updated");
	ck_assert_int_eq(w->last.state, STATE_BOOKED);
}

static void add_series(struct world *w)
{
	struct request rq = rq_series(w, "BASE;C1", "s9");
	asked(w, rq, "added");
}

static struct request rq_series_change(struct world *w, uint64_t id, uint32_t given)
{
	struct request rq = rq_series(w, "", "");
	rq.op = OP_SERIES_CHANGE;
	rq.u.series.id = id;
	rq.given = given;
	return rq;
}

static void move_series(struct world *w)
{
	struct request rq = rq_series_change(w, 1, GIVEN(SERIES_WHEN));
	rq.u.series.weeks.weekdays = set(pattern_weekdays, "2");
	rq.u.series.weeks.weeks = set(pattern_weeks, "2-3");
	asked(w, rq, "updated");
}

static void move_rest_of_series(struct world *w)
{
	struct request rq = rq_series_change(w, 1, GIVEN(SERIES_WHEN) | GIVEN(SERIES_FROM));
	rq.u.series.weeks.weekdays = set(pattern_weekdays, "5");
	rq.u.series.from = day("2026-09-14");
	asked(w, rq, "updated");
}

static void change_series_words(struct world *w)
{
	struct request rq = rq_series_change(w, 1, GIVEN(SERIES_PURPOSE) | GIVEN(SERIES_PARTY));
	rq.u.series.purpose = "another";
	rq.u.series.party = 12;
	asked(w, rq, "updated");
}

static void leave_date_out(struct world *w)
{
	static const int64_t dates[] = {20712}; /* 2026-09-16 */
	struct request rq = rq_series_change(w, 1, GIVEN(SERIES_EXCEPT));
	ck_assert_int_eq(dates[0], day("2026-09-16"));
	rq.u.series.except = dates;
	rq.u.series.n_except = 1;
	asked(w, rq, "updated");
}

static void cancel_series(struct world *w)
{
	struct request rq = rq_series_change(w, 1, 0);
	rq.op = OP_SERIES_CANCEL;
	asked(w, rq, "updated");
}

static void cancel_rest_of_series(struct world *w)
{
	struct request rq = rq_series_change(w, 1, 0);
	rq.op = OP_SERIES_CANCEL;
	rq.u.series.from = day("2026-09-14");
	asked(w, rq, "updated");
}

static void add_date(struct world *w)
{
	leave_date_out(w);
	struct request rq = rq_series_change(w, 1, 0);
	rq.op = OP_SERIES_ADD;
	rq.u.series.from = day("2026-09-16");
	asked(w, rq, "updated");
}

static void add_person(struct world *w)
{
	asked(w, rq_person(w, "dan", ROLE_ADMINISTRATOR, "campus:W"), "added");
}

static void change_person(struct world *w)
{
	asked(w, rq_person(w, "chan", ROLE_EXPERT, ""), "updated");
}

static void change_columns(struct world *w)
{
	struct request rq = rq_of(w, OP_COLUMNS);
	rq.u.columns = (struct kept_columns){"POLY", "resources", "code=No", 0};
	asked(w, rq, "updated");
}

static void forget_columns(struct world *w)
{
	struct request rq = rq_of(w, OP_COLUMNS);
	rq.u.columns = (struct kept_columns){"POLY", "resources", "", 0};
	asked(w, rq, "updated");
}

static void change_event(struct world *w)
{
	struct request rq = rq_of(w, OP_EVENT);
	rq.u.event = (struct event_ask){.ref = "e1", .sequence = 3, .source = "mail"};
	asked(w, rq, "updated");
}

/* Two calls of one import, with another's booking between them. */
static void import_list(struct world *w)
{
	struct request rq[3];
	struct result results[3];
	rq[0] = rq_resource(w, "IN-1", KIND_LAB, MODE_EXCLUSIVE, 20, "NEW");
	rq[1] = rq_resource(w, "LONE", KIND_ROOM, MODE_EXCLUSIVE, 20, "NEW");
	rq[2] = rq_resource(w, "IN-2", KIND_LAB, MODE_EXCLUSIVE, 20, "NEW");
	for (int i = 0; i < 3; i++)
		rq[i].flags = REQUEST_SHARED | REQUEST_CREATE_MISSING;
	ck_assert_int_eq(store_apply(&w->s, rq, 2, false, results, &w->arena), 0);
	ck_assert_str_eq(world_answer(w, &results[0]), "added");
	ck_assert_str_eq(world_answer(w, &results[1]), "updated");
	ck_assert_uint_eq(results[0].action, results[1].action);
	rq[2].action = results[0].action;
	asked(w, rq_institution(w, "LONE", "Another's"), "updated");
	asked(w, rq[2], "added");
	ck_assert_uint_eq(w->last.action, results[0].action);
}

static void (*const acts[])(struct world *w) = {
	add_institution,
	rename_institution,
	add_campus,
	change_campus,
	add_travel,
	change_travel,
	add_resource,
	change_resource,
	withdraw_resource,
	add_closure,
	change_closure,
	drop_closure,
	add_term,
	move_term,
	shorten_term,
	add_period,
	change_period,
	add_day_off,
	add_day_as,
	change_day,
	add_booking,
	record_booking,
	move_booking,
	change_words,
	swap_bookings,
	swap_times,
	cancel_booking,
	end_booking,
	add_series,
	move_series,
	move_rest_of_series,
	change_series_words,
	leave_date_out,
	cancel_series,
	cancel_rest_of_series,
	add_date,
	add_person,
	change_person,
	change_columns,
	forget_columns,
	change_event,
};
#define N_ACTS (int)(sizeof acts / sizeof *acts)

static void compare_with(struct world *w, const struct raw *want)
{
	struct raw now = take_raw(w);
	raw_compare(&now, want);
	check_store(&w->s);
	arena_release(&now.arena);
}

/* The last entry of the journal, whose action is taken back. */
static uint64_t last_entry(struct world *w)
{
	uint64_t seq;
	ck_assert_int_eq(query_last_seq(&w->s, &seq), 0);
	return seq;
}

/* Takes the last action back and does it again, twice. */
static void go_back_and_forth(struct world *w, const struct raw *before)
{
	struct raw after = take_raw(w);
	for (int i = 0; i < 2; i++) {
		ck_assert_str_eq(undo(w, last_entry(w)), "updated");
		compare_with(w, before);
		ck_assert_str_eq(undo(w, last_entry(w)), "updated");
		compare_with(w, &after);
	}
	arena_release(&after.arena);
}

START_TEST(a_change_is_taken_back_and_done_again)
{
	struct world w;
	open_everything(&w);
	/* two of them prepare something first: that is done twice, and the first time taken back */
	acts[_i](&w);
	uint64_t seq = last_entry(&w);
	struct raw after = take_raw(&w);
	ck_assert_str_eq(undo(&w, seq), "updated");
	struct raw before = take_raw(&w);
	check_store(&w.s);
	ck_assert_str_eq(undo(&w, last_entry(&w)), "updated");
	compare_with(&w, &after);
	go_back_and_forth(&w, &before);
	arena_release(&after.arena);
	arena_release(&before.arena);
	world_close(&w);
}
END_TEST

START_TEST(a_store_is_as_it_was_before_the_change)
{
	struct world w;
	open_everything(&w);
	struct raw before = take_raw(&w);
	uint64_t first = last_entry(&w) + 1;
	acts[_i](&w);
	if (w.last.action == first)
		go_back_and_forth(&w, &before);
	arena_release(&before.arena);
	world_close(&w);
}
END_TEST

START_TEST(all_changes_are_taken_back_one_after_the_other)
{
	static struct raw states[N_ACTS + 1];
	uint64_t entries_of[N_ACTS];
	struct world w;
	open_everything(&w);
	size_t n = 0;
	for (int i = 0; i < N_ACTS; i++) {
		/* those that go together: what comes back is decided by the hours, setup and campus of then */
		if (acts[i] == end_booking || acts[i] == swap_times || acts[i] == swap_bookings || acts[i] == add_date)
			continue;
		if (acts[i] == add_period || acts[i] == change_resource || acts[i] == cancel_rest_of_series ||
		    acts[i] == forget_columns || acts[i] == shorten_term)
			continue;
		if (acts[i] == move_rest_of_series || acts[i] == change_words || acts[i] == cancel_series)
			continue;
		states[n] = take_raw(&w);
		acts[i](&w);
		entries_of[n++] = last_entry(&w);
	}
	states[n] = take_raw(&w);
	for (size_t i = n; i-- > 0;) {
		const char *got = undo(&w, entries_of[i]);
		ck_assert_msg(strcmp(got, "updated") == 0, "step %zu: %s", i, got);
		entries_of[i] = w.last.seq;
		compare_with(&w, &states[i]);
	}
	for (size_t i = 0; i < n; i++) {
		const char *got = undo(&w, entries_of[i]);
		ck_assert_msg(strcmp(got, "updated") == 0, "step %zu again: %s", i, got);
		compare_with(&w, &states[i + 1]);
	}
	for (size_t i = 0; i <= n; i++)
		arena_release(&states[i].arena);
	world_close(&w);
}
END_TEST

START_TEST(an_import_is_taken_back_whole_by_any_of_its_entries)
{
	struct world w;
	open_everything(&w);
	uint64_t first = last_entry(&w) + 1;
	const char *none = arena_fmt(&w.arena, "refused unknown:%" PRIu64 "@journal entry", first);
	ck_assert_str_eq(undo(&w, first), none);
	import_list(&w);
	uint64_t action = w.last.action;
	asked(&w, rq_institution(&w, "LONE", "Another's still"), "updated");
	struct raw after = take_raw(&w);
	ck_assert_uint_eq(action, first);
	/* another's entry between them stands */
	ck_assert_str_eq(undo(&w, action + (uint64_t)_i), "updated");
	ck_assert_uint_eq(w.last.n_restored, 4);
	ck_assert_str_eq(book(&w, "IN-1", "2026-09-08T08:00", "2026-09-08T09:00"), "refused unknown:IN-1@resource");
	check_store(&w.s);
	ck_assert_str_eq(undo(&w, last_entry(&w)), "updated");
	compare_with(&w, &after);
	arena_release(&after.arena);
	world_close(&w);
}
END_TEST

/* ---- what contradicts ---- */

static void is_refused(struct world *w, uint64_t entry, const char *want)
{
	struct raw before = take_raw(w);
	uint64_t last = last_entry(w);
	const char *got = undo(w, entry);
	ck_assert_msg(strncmp(got, "refused ", 8) == 0 && strstr(got, want), "%s, want %s", got, want);
	ck_assert_uint_eq(w->last.seq, 0);
	ck_assert_uint_eq(last_entry(w), last);
	compare_with(w, &before);
	arena_release(&before.arena);
}

static const char *entry_text(struct world *w, const char *entity, uint64_t seq)
{
	char now[CLOCK_TEXT_MAX];
	return arena_fmt(&w->arena, "busy:%s@entry %" PRIu64 " %s anna", entity, seq, clock_format(w->now, now));
}

START_TEST(what_was_changed_since_is_named)
{
	struct world w;
	open_everything(&w);
	move_booking(&w);
	uint64_t seq = w.last.seq;
	change_words(&w);
	is_refused(&w, seq, entry_text(&w, "booking:2", w.last.seq));
	/* taken back itself, it contradicts no more */
	ck_assert_str_eq(undo(&w, last_entry(&w)), "updated");
	ck_assert_str_eq(undo(&w, seq), "updated");
	is_refused(&w, seq, entry_text(&w, "booking:2", w.last.seq));
	change_resource(&w);
	seq = w.last.seq;
	ck_assert_str_eq(set_resource(&w, "LAB", RES_SEATS, (struct resource){.seats = 60}), "updated");
	is_refused(&w, seq, entry_text(&w, "resource:LAB", w.last.seq));
	add_closure(&w);
	seq = w.last.seq;
	struct request rq = rq_of(&w, OP_CLOSURE_DROP);
	rq.u.closure = (struct closure){at("2026-09-10T00:00"), at("2026-09-11T00:00"), "LAB", "", "", 0};
	asked(&w, rq, "updated");
	is_refused(&w, seq, entry_text(&w, "closure:LAB:2026-09-10T00:00/2026-09-11T00:00", w.last.seq));
	world_close(&w);
}
END_TEST

START_TEST(what_is_used_does_not_go)
{
	struct world w;
	open_everything(&w);
	add_resource(&w);
	uint64_t seq = w.last.action;
	ck_assert_str_eq(book(&w, "NEW*2", "2026-09-08T08:00", "2026-09-08T09:00"), "added");
	uint64_t booked = w.last.seq, id = w.last.id;
	ck_assert_str_eq(book(&w, "NEW*2", "2026-09-09T08:00", "2026-09-09T09:00"), "added");
	const char *want = arena_fmt(&w.arena, "busy:resource:NEW@used by booking:%" PRIu64 " and 1 more", id);
	is_refused(&w, seq, want);
	ck_assert_str_eq(undo(&w, last_entry(&w)), "updated");
	/* a cancelled one is shown with it */
	ck_assert_str_eq(cancel(&w, id), "updated");
	is_refused(&w, seq, arena_fmt(&w.arena, "busy:resource:NEW@used by booking:%" PRIu64, id));
	ck_assert_str_eq(undo(&w, last_entry(&w)), "updated");
	ck_assert_str_eq(undo(&w, booked), "updated");
	ck_assert_str_eq(undo(&w, seq), "updated");
	check_store(&w.s);
	add_term(&w);
	seq = w.last.seq;
	struct request rq = rq_series(&w, "BASE", "");
	rq.u.series.weeks.term = "2027A";
	asked(&w, rq, "added");
	is_refused(&w, seq, "busy:term:2027A@used by series:4");
	world_close(&w);
}
END_TEST

START_TEST(what_comes_back_is_decided_again)
{
	struct world w;
	open_everything(&w);
	cancel_booking(&w);
	uint64_t seq = w.last.seq;
	ck_assert_str_eq(book(&w, "LAB", "2026-09-08T08:30", "2026-09-08T09:30"), "added");
	uint64_t other = w.last.id;
	is_refused(&w, seq, arena_fmt(&w.arena, "busy:LAB@%" PRIu64, other));
	ck_assert_str_eq(cancel(&w, other), "updated");
	ck_assert_str_eq(closure(&w, "LAB", "", "2026-09-08T00:00", "2026-09-09T00:00"), "added");
	uint64_t closed = w.last.seq;
	is_refused(&w, seq, "closed:LAB@2026-09-08T00:00/2026-09-09T00:00");
	ck_assert_str_eq(undo(&w, closed), "updated");
	/* it is past by now: what stood may stand again */
	w.now = at("2026-09-20T08:00");
	ck_assert_str_eq(undo(&w, seq), "updated");
	ck_assert_uint_eq(w.last.id, 2);
	ck_assert_int_eq(w.last.state, STATE_BOOKED);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_ref_that_another_has_by_now_does_not_come_back)
{
	struct world w;
	struct request rq;
	open_everything(&w);
	add_booking(&w);
	uint64_t id = w.last.id;
	ck_assert_str_eq(cancel(&w, id), "updated");
	uint64_t seq = w.last.seq;
	rq = rq_book(&w, "BASE", "2026-09-20T10:00", "2026-09-20T12:00");
	rq.u.booking.ref = "r2";
	asked(&w, rq, "added");
	uint64_t added = w.last.seq;
	is_refused(&w, seq, arena_fmt(&w.arena, "busy:r2@%" PRIu64, w.last.id));
	/* the one before has it again when that one goes */
	ck_assert_str_eq(undo(&w, added), "updated");
	check_store(&w.s);
	ck_assert_str_eq(undo(&w, seq), "updated");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(no_number_is_given_twice)
{
	struct world w;
	open_everything(&w);
	add_booking(&w);
	uint64_t id = w.last.id;
	ck_assert_str_eq(undo(&w, w.last.seq), "updated");
	uint64_t undone = w.last.seq;
	ck_assert_str_eq(book(&w, "LONE", "2026-09-08T08:00", "2026-09-08T09:00"), "added");
	ck_assert_uint_eq(w.last.id, id + 1);
	/* also by a process that did not see it */
	store_close(&w.s);
	ck_assert_int_eq(store_open(w.dir, &w.s), 0);
	ck_assert_str_eq(undo(&w, last_entry(&w)), "updated");
	store_close(&w.s);
	ck_assert_int_eq(store_open(w.dir, &w.s), 0);
	ck_assert_str_eq(book(&w, "LONE", "2026-09-08T08:00", "2026-09-08T09:00"), "added");
	ck_assert_uint_eq(w.last.id, id + 2);
	ck_assert_str_eq(undo(&w, undone), "updated");
	ck_assert_uint_eq(w.last.id, id);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(series_made_since_follow_the_calendar_back)
{
	struct world w;
	struct booking_filter f = {.series = 4};
	struct booking_ids ids;
	open_everything(&w);
	add_day_off(&w);
	uint64_t seq = w.last.action;
	asked(&w, rq_series(&w, "BASE", ""), "added");
	ck_assert_uint_eq(w.last.n_made, 2);
	ck_assert_str_eq(undo(&w, seq), "updated");
	ck_assert_int_eq(query_booking_ids(&w.s, &f, &ids), 0);
	ck_assert_uint_eq(ids.n, 3);
	arena_release(&ids.arena);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(what_came_back_and_what_followed_is_told_by_start)
{
	struct world w;
	open_everything(&w);
	change_period(&w);
	uint64_t seq = w.last.action;
	asked(&w, rq_series(&w, "BASE", ""), "added");
	ck_assert_str_eq(undo(&w, seq), "updated");
	ck_assert_uint_gt(w.last.n_made, 3);
	for (size_t i = 1; i < w.last.n_made; i++)
		ck_assert_int_le(w.last.made[i - 1].start, w.last.made[i].start);
	world_close(&w);
}
END_TEST

START_TEST(a_series_changed_since_the_calendar_was_is_named)
{
	struct world w;
	open_everything(&w);
	add_day_off(&w);
	uint64_t seq = w.last.action;
	change_series_words(&w);
	is_refused(&w, seq, "series:1@entry");
	ck_assert_str_eq(undo(&w, last_entry(&w)), "updated");
	ck_assert_str_eq(undo(&w, seq), "updated");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(a_series_does_not_come_back_on_a_day_that_is_off_by_now)
{
	struct world w;
	open_everything(&w);
	move_series(&w);
	uint64_t seq = w.last.seq;
	add_day_off(&w);
	is_refused(&w, seq, "busy:day::2026-09-16@entry");
	world_close(&w);
}
END_TEST

START_TEST(a_request_that_comes_twice_is_carried_out_once)
{
	struct world w;
	open_everything(&w);
	void (*const some[])(struct world * w) = {move_booking, add_booking, add_series, add_day_off, add_resource};
	some[_i](&w);
	struct request rq = rq_undo(&w, last_entry(&w));
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	uint64_t seq = w.last.seq, id = w.last.id, last = last_entry(&w);
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_uint_eq(w.last.seq, seq);
	ck_assert_uint_eq(last_entry(&w), last);
	if (_i < 2)
		ck_assert_uint_eq(w.last.id, id);
	world_close(&w);
}
END_TEST

START_TEST(a_dry_run_changes_nothing)
{
	struct world w;
	struct result result;
	open_everything(&w);
	add_series(&w);
	struct raw before = take_raw(&w);
	uint64_t seq = last_entry(&w);
	struct request rq = rq_undo(&w, seq);
	ck_assert_int_eq(store_rehearse(&w.s, &rq, &result, &w.arena), 0);
	ck_assert_int_eq(result.outcome, OUTCOME_UPDATED);
	ck_assert_uint_eq(result.n_made, 3);
	ck_assert_uint_eq(last_entry(&w), seq);
	compare_with(&w, &before);
	arena_release(&before.arena);
	world_close(&w);
}
END_TEST

/* ---- processes ---- */

/* Of many that take the same back, one does. */
START_TEST(of_many_that_undo_at_once_one_does)
{
	enum { MANY = 20 };
	struct world w;
	int gate[2], n_done = 0;
	open_everything(&w);
	move_booking(&w);
	uint64_t seq = w.last.seq, before = last_entry(&w);
	pid_t pids[MANY];
	ck_assert_int_eq(pipe(gate), 0);
	store_close(&w.s);
	for (int i = 0; i < MANY; i++) {
		pids[i] = fork();
		ck_assert(pids[i] >= 0);
		if (pids[i] > 0)
			continue;
		char c;
		close(gate[1]);
		bool good = store_open(w.dir, &w.s) == 0;
		ssize_t got = read(gate[0], &c, 1);
		good = good && got == 0;
		const char *answer = good ? undo(&w, seq) : "";
		int code = strcmp(answer, "updated") == 0 ? 1 : 2;
		test_child_end(strncmp(answer, "refused busy:booking:2@", 23) == 0 ? 0 : code);
	}
	close(gate[0]);
	close(gate[1]);
	for (int i = 0; i < MANY; i++) {
		int status;
		ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
		ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) < 2, "process %d ended with %d", i, status);
		n_done += WEXITSTATUS(status);
	}
	ck_assert_int_eq(n_done, 1);
	ck_assert_int_eq(store_open(w.dir, &w.s), 0);
	ck_assert_uint_eq(last_entry(&w), before + 1);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

Suite *undo_suite(void)
{
	Suite *s = suite_create("undo");
	TCase *t = tcase_create("undo");
	tcase_add_loop_test(t, a_change_is_taken_back_and_done_again, 0, N_ACTS);
	tcase_add_loop_test(t, a_store_is_as_it_was_before_the_change, 0, N_ACTS);
	tcase_add_test(t, all_changes_are_taken_back_one_after_the_other);
	tcase_add_loop_test(t, an_import_is_taken_back_whole_by_any_of_its_entries, 0, 3);
	tcase_add_test(t, what_was_changed_since_is_named);
	tcase_add_test(t, what_is_used_does_not_go);
	tcase_add_test(t, what_comes_back_is_decided_again);
	tcase_add_test(t, a_ref_that_another_has_by_now_does_not_come_back);
	tcase_add_test(t, no_number_is_given_twice);
	tcase_add_test(t, series_made_since_follow_the_calendar_back);
	tcase_add_test(t, what_came_back_and_what_followed_is_told_by_start);
	tcase_add_test(t, a_series_changed_since_the_calendar_was_is_named);
	tcase_add_test(t, a_series_does_not_come_back_on_a_day_that_is_off_by_now);
	tcase_add_loop_test(t, a_request_that_comes_twice_is_carried_out_once, 0, 5);
	tcase_add_test(t, a_dry_run_changes_nothing);
	tcase_add_test(t, of_many_that_undo_at_once_one_does);
	suite_add_tcase(s, t);
	return s;
}
