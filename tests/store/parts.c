/* Halls that divide: a part and its whole exclude each other, at any depth and on every path; parts do not. */
#include "store/query/alternatives.h"
#include "store/query/free_then.h"
#include "store/query/use.h"
#include "tests/list_support.h"
#include "tests/random.h"
#include "tests/store/ask.h"

Suite *parts_suite(void);

static struct request rq_part(struct world *w, const char *code, const char *whole, uint32_t seats)
{
	struct request rq = rq_resource(w, code, KIND_ROOM, MODE_EXCLUSIVE, seats, "");
	rq.u.resource.part_of = whole;
	return rq;
}

static const char *part(struct world *w, const char *code, const char *whole, uint32_t seats)
{
	struct request rq = rq_part(w, code, whole, seats);
	return world_ask(w, &rq);
}

static const char *join(struct world *w, const char *code, const char *whole)
{
	return set_resource(w, code, RES_PART_OF, (struct resource){.part_of = whole});
}

/* A hall of two halves, one of which has two corners; and a room that has nothing to do with it. */
static void open_hall(struct world *w)
{
	world_open(w);
	ck_assert_str_eq(part(w, "HALL", "", 200), "added");
	ck_assert_str_eq(part(w, "HALL-A", "HALL", 100), "added");
	ck_assert_str_eq(part(w, "HALL-B", "HALL", 100), "added");
	ck_assert_str_eq(part(w, "A-1", "HALL-A", 40), "added");
	ck_assert_str_eq(part(w, "A-2", "HALL-A", 40), "added");
	ck_assert_str_eq(part(w, "ROOM", "", 90), "added");
}

static void close_hall(struct world *w)
{
	check_store(&w->s);
	world_close(w);
}

START_TEST(a_part_and_its_whole_exclude_each_other)
{
	struct world w;
	open_hall(&w);
	ck_assert_str_eq(book(&w, "HALL-A", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	ck_assert_str_eq(book(&w, "HALL", "2026-09-07T09:00", "2026-09-07T11:00"), "refused busy:HALL@1");
	ck_assert_str_eq(book(&w, "HALL-B", "2026-09-07T09:00", "2026-09-07T11:00"), "added");
	ck_assert_str_eq(book(&w, "HALL", "2026-09-07T09:00", "2026-09-07T11:00"), "refused busy:HALL@1;busy:HALL@2");
	ck_assert_str_eq(book(&w, "HALL", "2026-09-07T11:00", "2026-09-07T12:00"), "added");
	ck_assert_str_eq(book(&w, "HALL-B", "2026-09-07T11:30", "2026-09-07T12:00"), "refused busy:HALL-B@3");
	ck_assert_str_eq(book(&w, "ROOM", "2026-09-07T11:30", "2026-09-07T12:00"), "added");
	/* nested: ancestors and descendants exclude each other, siblings and cousins do not */
	ck_assert_str_eq(book(&w, "A-1", "2026-09-07T13:00", "2026-09-07T15:00"), "added");
	ck_assert_str_eq(book(&w, "A-2", "2026-09-07T13:00", "2026-09-07T15:00"), "added");
	ck_assert_str_eq(book(&w, "HALL-B", "2026-09-07T13:00", "2026-09-07T15:00"), "added");
	ck_assert_str_eq(book(&w, "HALL", "2026-09-07T14:00", "2026-09-07T16:00"),
	                 "refused busy:HALL@5;busy:HALL@6;busy:HALL@7");
	ck_assert_str_eq(book(&w, "HALL-A", "2026-09-07T14:00", "2026-09-07T16:00"),
	                 "refused busy:HALL-A@5;busy:HALL-A@6");
	ck_assert_str_eq(cancel(&w, 5), "updated");
	ck_assert_str_eq(move(&w, 3, "2026-09-07T14:00", "2026-09-07T16:00"), "refused busy:HALL@6;busy:HALL@7");
	close_hall(&w);
}
END_TEST

START_TEST(setup_of_both_and_units_of_neither_count)
{
	struct world w;
	open_hall(&w);
	ck_assert_str_eq(set_resource(&w, "HALL", RES_SETUP, (struct resource){.setup_min = 30}), "updated");
	ck_assert_str_eq(set_resource(&w, "HALL-A", RES_TEARDOWN, (struct resource){.teardown_min = 15}), "updated");
	ck_assert_str_eq(set_resource(&w, "HALL-B", RES_MODE, (struct resource){.mode = MODE_SHARED}), "updated");
	ck_assert_str_eq(book(&w, "HALL-A", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	ck_assert_str_eq(book(&w, "HALL", "2026-09-07T10:44", "2026-09-07T11:00"), "refused busy:HALL@1");
	ck_assert_str_eq(book(&w, "HALL", "2026-09-07T10:45", "2026-09-07T11:00"), "added");
	ck_assert_str_eq(book(&w, "HALL-A", "2026-09-07T10:01", "2026-09-07T10:15"),
	                 "refused busy:HALL-A@1;busy:HALL-A@2");
	/* one unit of a shared part excludes the whole, and the whole every unit */
	ck_assert_str_eq(book(&w, "HALL-B*1", "2026-09-07T12:00", "2026-09-07T13:00"), "added");
	ck_assert_str_eq(book(&w, "HALL-B*99", "2026-09-07T12:00", "2026-09-07T13:00"), "added");
	ck_assert_str_eq(book(&w, "HALL", "2026-09-07T12:30", "2026-09-07T14:00"), "refused busy:HALL@3;busy:HALL@4");
	ck_assert_str_eq(book(&w, "HALL", "2026-09-07T13:30", "2026-09-07T14:00"), "added");
	ck_assert_str_eq(book(&w, "HALL-B*1", "2026-09-07T13:30", "2026-09-07T14:00"), "refused busy:HALL-B@5");
	close_hall(&w);
}
END_TEST

START_TEST(whole_and_part_in_one_booking_are_refused)
{
	struct world w;
	open_hall(&w);
	ck_assert_str_eq(book(&w, "HALL;HALL-A", "2026-09-07T08:00", "2026-09-07T10:00"), "refused busy:HALL-A@HALL");
	ck_assert_str_eq(book(&w, "A-1;HALL", "2026-09-07T08:00", "2026-09-07T10:00"), "refused busy:A-1@HALL");
	ck_assert_str_eq(book(&w, "A-1;A-2;HALL-B;ROOM", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	/* a booking may go from the whole to a part, and to the whole again */
	struct request rq = rq_book(&w, "HALL", "2026-09-07T08:00", "2026-09-07T10:00");
	rq.op = OP_MOVE;
	rq.given = GIVEN(BOOKING_CLAIMS);
	rq.u.booking.id = 1;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	rq = rq_book(&w, "A-2", "2026-09-07T08:00", "2026-09-07T10:00");
	rq.op = OP_MOVE;
	rq.given = GIVEN(BOOKING_CLAIMS);
	rq.u.booking.id = 1;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	close_hall(&w);
}
END_TEST

START_TEST(a_whole_is_known_and_never_a_part_of_its_part)
{
	struct world w;
	open_hall(&w);
	ck_assert_str_eq(part(&w, "C", "GONE", 10), "refused unknown:GONE@resource");
	ck_assert_str_eq(part(&w, "C", "C", 10), "invalid value:C@C");
	ck_assert_str_eq(join(&w, "HALL", "HALL"), "invalid value:HALL@HALL");
	ck_assert_str_eq(join(&w, "HALL", "A-2"), "invalid value:HALL@A-2");
	ck_assert_str_eq(resource(&w, "T1", KIND_TEACHER, MODE_EXCLUSIVE, 0, ""), "added");
	ck_assert_str_eq(join(&w, "ROOM", "T1"), "invalid value:ROOM@T1");
	ck_assert_str_eq(join(&w, "ROOM", "A-2"), "updated");
	ck_assert_str_eq(join(&w, "ROOM", "A-2"), "unchanged");
	ck_assert_str_eq(set_resource(&w, "HALL", RES_KIND, (struct resource){.kind = KIND_CLASS}),
	                 "invalid value:HALL-A@HALL;value:HALL-B@HALL");
	ck_assert_str_eq(join(&w, "ROOM", ""), "updated");
	close_hall(&w);
}
END_TEST

START_TEST(bookings_that_stand_refuse_what_would_make_them_exclude_each_other)
{
	struct world w;
	open_hall(&w);
	w.now = at("2026-09-07T09:00");
	struct request past = rq_book(&w, "ROOM", "2026-09-07T07:00", "2026-09-07T08:00");
	past.flags |= REQUEST_RECORD;
	ck_assert_str_eq(world_ask(&w, &past), "added");
	past = rq_book(&w, "HALL", "2026-09-07T07:00", "2026-09-07T08:00");
	past.flags |= REQUEST_RECORD;
	ck_assert_str_eq(world_ask(&w, &past), "added");
	ck_assert_str_eq(book(&w, "ROOM", "2026-09-08T08:00", "2026-09-08T10:00"), "added");
	ck_assert_str_eq(book(&w, "HALL", "2026-09-08T09:00", "2026-09-08T11:00"), "added");
	ck_assert_str_eq(book(&w, "A-1", "2026-09-08T11:00", "2026-09-08T12:00"), "added");
	ck_assert_str_eq(book(&w, "HALL-B", "2026-09-08T08:00", "2026-09-08T09:00"), "added");
	ck_assert_str_eq(join(&w, "ROOM", "HALL"), "refused busy:ROOM@4");
	ck_assert_str_eq(join(&w, "ROOM", "HALL-A"), "refused busy:ROOM@4");
	ck_assert_str_eq(move(&w, 3, "2026-09-08T08:00", "2026-09-08T09:00"), "updated");
	ck_assert_str_eq(join(&w, "ROOM", "HALL-A"), "updated");
	/* what is over stays as it was, and the proof knows */
	check_store(&w.s);
	ck_assert_str_eq(book(&w, "A-2;ROOM", "2026-09-08T12:00", "2026-09-08T13:00"), "added");
	ck_assert_str_eq(join(&w, "A-2", "ROOM"), "refused busy:A-2@7");
	close_hall(&w);
}
END_TEST

START_TEST(closures_close_the_wholes_and_the_parts)
{
	struct world w;
	open_hall(&w);
	ck_assert_str_eq(book(&w, "HALL", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	ck_assert_str_eq(closure(&w, "HALL-B", "", "2026-09-07T09:00", "2026-09-07T12:00"), "added");
	ck_assert_uint_eq(w.last.n_against, 1);
	ck_assert_str_eq(book(&w, "HALL", "2026-09-07T10:00", "2026-09-07T11:00"),
	                 "refused closed:HALL@2026-09-07T09:00/2026-09-07T12:00");
	ck_assert_str_eq(book(&w, "A-1", "2026-09-07T10:00", "2026-09-07T11:00"), "added");
	ck_assert_str_eq(closure(&w, "HALL", "", "2026-09-08T09:00", "2026-09-08T12:00"), "added");
	ck_assert_str_eq(book(&w, "A-1", "2026-09-08T10:00", "2026-09-08T11:00"),
	                 "refused closed:A-1@2026-09-08T09:00/2026-09-08T12:00");
	close_hall(&w);
}
END_TEST

/* ---- every path ---- */

static struct request rq_daily(struct world *w, const char *claims, const char *start, int64_t len_min, int count)
{
	struct request rq = rq_of(w, OP_SERIES);
	struct series_ask *ask = &rq.u.series;
	*ask = (struct series_ask){.ref = "",
	                           .purpose = "",
	                           .note = "",
	                           .requester = "",
	                           .institution = "",
	                           .from = FROM_THE_START,
	                           .weeks.term = "",
	                           .rule = {arena_fmt(&w->arena, "FREQ=DAILY;COUNT=%d", count), at(start), len_min}};
	ck_assert_int_eq(claims_parse(claims, &w->arena, &ask->claims, &ask->n_claims), 0);
	return rq;
}

static struct request rq_swap(struct world *w, uint64_t id, uint64_t other, bool times)
{
	struct request rq = rq_book_at(w, "", 0, 0);
	rq.op = OP_SWAP;
	rq.given = times ? GIVEN(BOOKING_TIME) : 0;
	rq.u.booking.id = id;
	rq.u.booking.other = other;
	return rq;
}

static const char *undo_last(struct world *w, uint64_t seq)
{
	struct request rq = rq_of(w, OP_UNDO);
	rq.u.entry = seq;
	return world_ask(w, &rq);
}

START_TEST(a_series_sees_its_own_steps_and_what_stands)
{
	struct world w;
	open_hall(&w);
	ck_assert_str_eq(book(&w, "A-2", "2026-09-09T09:00", "2026-09-09T10:00"), "added");
	struct request rq = rq_daily(&w, "HALL", "2026-09-07T08:00", 120, 5);
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:HALL@1");
	rq.flags |= REQUEST_SKIP_CONFLICTS;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_uint_eq(w.last.n_made, 4);
	ck_assert_uint_eq(w.last.n_skipped, 1);
	ck_assert_str_eq(book(&w, "HALL-B", "2026-09-08T09:00", "2026-09-08T11:00"), "refused busy:HALL-B@3");
	rq = rq_daily(&w, "A-1;HALL", "2026-10-07T08:00", 120, 2);
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:A-1@HALL;busy:A-1@HALL");
	/* the days run into each other: each step is in the way of the next */
	rq = rq_daily(&w, "HALL", "2026-11-07T08:00", DAY_MIN + 60, 2);
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:HALL@6");
	/* the whole series goes to a part, and other parts are free then */
	rq = rq_daily(&w, "HALL-A", "2026-09-07T08:00", 120, 5);
	rq.op = OP_SERIES_CHANGE;
	rq.given = GIVEN(SERIES_CLAIMS);
	rq.u.series.id = 1;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(book(&w, "HALL-B", "2026-09-08T09:00", "2026-09-08T11:00"), "added");
	ck_assert_str_eq(book(&w, "HALL", "2026-09-08T09:30", "2026-09-08T09:40"), "refused busy:HALL@3;busy:HALL@6");
	close_hall(&w);
}
END_TEST

START_TEST(swaps_and_undos_see_both)
{
	struct world w;
	open_hall(&w);
	ck_assert_str_eq(book(&w, "HALL", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	ck_assert_str_eq(book(&w, "HALL-A", "2026-09-07T10:00", "2026-09-07T12:00"), "added");
	ck_assert_str_eq(book(&w, "HALL-B", "2026-09-07T11:00", "2026-09-07T12:00"), "added");
	struct request rq = rq_swap(&w, 1, 2, true);
	ck_assert_str_eq(world_ask(&w, &rq), "refused busy:HALL@3");
	ck_assert_str_eq(cancel(&w, 3), "updated");
	uint64_t cancelled = w.last.seq;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(undo_last(&w, cancelled), "refused busy:HALL-B@1");
	rq = rq_swap(&w, 1, 2, false);
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(undo_last(&w, cancelled), "updated");
	close_hall(&w);
}
END_TEST

START_TEST(what_made_it_a_part_is_taken_back)
{
	struct world w;
	open_hall(&w);
	ck_assert_str_eq(join(&w, "ROOM", "HALL"), "updated");
	uint64_t joined = w.last.seq;
	ck_assert_str_eq(join(&w, "ROOM", ""), "updated");
	uint64_t parted = w.last.seq;
	ck_assert_str_eq(book(&w, "HALL", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	ck_assert_str_eq(book(&w, "ROOM", "2026-09-07T09:00", "2026-09-07T10:00"), "added");
	ck_assert_str_eq(undo_last(&w, parted), "refused busy:ROOM@2");
	ck_assert_str_eq(cancel(&w, 2), "updated");
	ck_assert_str_eq(undo_last(&w, parted), "updated");
	ck_assert_str_eq(book(&w, "ROOM", "2026-09-07T09:00", "2026-09-07T10:00"), "refused busy:ROOM@1");
	(void)joined;
	/* a hall goes only after its parts */
	ck_assert_str_eq(part(&w, "NEW", "", 10), "added");
	uint64_t made = w.last.seq;
	ck_assert_str_eq(part(&w, "NEW-A", "NEW", 5), "added");
	uint64_t made_part = w.last.seq;
	ck_assert_str_eq(undo_last(&w, made), "refused busy:resource:NEW@used by resource:NEW-A");
	ck_assert_str_eq(undo_last(&w, made_part), "updated");
	check_store(&w.s);
	ck_assert_str_eq(undo_last(&w, made), "updated");
	close_hall(&w);
}
END_TEST

/* Codes by number from 1, and the whole of each. */
enum { THINGS = 9, ROUNDS = 2500, STAND_MAX = 4000 };
static const char *const codes[THINGS] = {"H", "HA", "HB", "HA1", "HA2", "HA11", "P", "PA", "PB"};
static const int wholes[THINGS] = {-1, 0, 0, 1, 1, 3, -1, 6, 6};

static bool is_above(int whole, int thing)
{
	for (int at = wholes[thing]; at >= 0; at = wholes[at])
		if (at == whole)
			return true;
	return false;
}

/* Looks at every pair of claims that stand. */
static void prove_by_force(struct world *w)
{
	struct booking_filter f = {0};
	struct booking_ids ids;
	struct booking_rows rows;
	ck_assert_int_eq(query_booking_ids(&w->s, &f, &ids), 0);
	ck_assert_int_eq(query_bookings(&w->s, ids.v, ids.n, &rows), 0);
	for (size_t i = 0; i < rows.n; i++)
		for (size_t j = 0; j < rows.n; j++)
			for (size_t k = 0; k < rows.v[i].b.n_claims; k++)
				for (size_t l = 0; l < rows.v[j].b.n_claims; l++) {
					const struct claim *x = &rows.v[i].b.claims[k], *y = &rows.v[j].b.claims[l];
					if (x->start >= y->end || y->start >= x->end)
						continue;
					ck_assert_msg(!is_above((int)x->resource - 1, (int)y->resource - 1),
					              "bookings %" PRIu64 " and %" PRIu64 " overlap", rows.v[i].b.id,
					              rows.v[j].b.id);
				}
	arena_release(&ids.arena);
	arena_release(&rows.arena);
}

/* Is what is found free exactly what would be booked? */
static void compare_find(struct world *w, int64_t start, int64_t end)
{
	struct found_list found;
	struct find_ask ask = {.start = start, .end = end, .now = w->now, .free = true};
	const struct interval when = {start, end};
	ck_assert_int_eq(query_find(&w->s, &ask, &found), 0);
	for (int i = 0; i < THINGS; i++) {
		struct request rq = rq_book_at(w, codes[i], start, end);
		struct resource_list list;
		struct held_then held;
		bool listed = false;
		ck_assert_int_eq(store_apply(&w->s, &rq, 1, true, &w->last, &w->arena), 0);
		for (size_t k = 0; k < found.n; k++)
			listed |= strcmp(found.v[k].resource->code, codes[i]) == 0;
		ck_assert_msg(listed == (w->last.reasons.n == 0), "%s: %s", codes[i], world_answer(w, &w->last));
		ck_assert_int_eq(query_resource(&w->s, codes[i], &list), 0);
		ck_assert_int_eq(query_held_then(&w->s, list.v, &when, 0, &w->arena, &held), 0);
		ck_assert_msg((held.how == HELD_FREE) == listed, "%s", codes[i]);
		arena_release(&list.arena);
	}
	found_list_release(&found);
}

static void ask_anything(struct world *w, struct random *r, uint64_t *n_ids)
{
	int64_t start = at("2026-09-07T00:00") + 60 * random_between(r, 0, 24 * 8), len = 60 * random_between(r, 1, 5);
	const char *one = codes[random_below(r, THINGS)], *two = codes[random_below(r, THINGS)];
	const char *claims = random_below(r, 3) ? one : arena_fmt(&w->arena, "%s;%s", one, two);
	char text[CLOCK_TEXT_MAX];
	struct request rq = rq_book_at(w, claims, start, start + len);
	rq.u.booking.id = 1 + random_below(r, (unsigned)*n_ids + 1);
	switch (random_below(r, 8)) {
	case 0:
	case 1: break;
	case 2:
		rq.op = OP_MOVE;
		rq.given = GIVEN(BOOKING_TIME) | GIVEN(BOOKING_CLAIMS);
		break;
	case 3:
		rq.op = OP_MOVE;
		rq.given = random_below(r, 2) ? GIVEN(BOOKING_TIME) : GIVEN(BOOKING_CLAIMS);
		break;
	case 4: rq.op = OP_CANCEL; break;
	case 5: rq = rq_swap(w, rq.u.booking.id, 1 + random_below(r, (unsigned)*n_ids + 1), random_below(r, 2)); break;
	case 6:
		rq = rq_daily(w, claims, clock_format(start, text), len, 1 + (int)random_below(r, 5));
		rq.flags |= random_below(r, 2) ? REQUEST_SKIP_CONFLICTS : 0;
		break;
	case 7:
		rq = rq_of(w, OP_UNDO);
		rq.u.entry = 1 + random_below(r, (unsigned)w->last.seq + 40);
		break;
	}
	world_ask(w, &rq);
	*n_ids = w->last.id > *n_ids ? w->last.id : *n_ids;
	for (size_t i = 0; i < w->last.n_made; i++)
		*n_ids = w->last.made[i].id > *n_ids ? w->last.made[i].id : *n_ids;
}

START_TEST(no_path_lets_a_whole_and_its_part_overlap)
{
	struct random r = {random_seed(41) + (uint64_t)_i};
	struct world w;
	uint64_t n_ids = 0;
	world_open(&w);
	for (int i = 0; i < THINGS; i++) {
		struct request rq = rq_part(&w, codes[i], wholes[i] < 0 ? "" : codes[wholes[i]], 0);
		rq.u.resource.mode = i % 3 == 2 ? MODE_SHARED : MODE_EXCLUSIVE;
		rq.u.resource.setup_min = i == 4 ? 10 : 0;
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
	for (int i = 0; i < ROUNDS; i++) {
		ask_anything(&w, &r, &n_ids);
		if (i % 50 == 0) {
			int64_t start = at("2026-09-07T00:00") + 60 * random_between(&r, 0, 24 * 8);
			prove_by_force(&w);
			compare_find(&w, start, start + 120);
		}
	}
	ck_assert_uint_gt(n_ids, 200);
	prove_by_force(&w);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* ---- what is shown and found ---- */

START_TEST(slots_of_a_hall_show_what_is_on_its_parts)
{
	struct world w;
	struct slot_list slots;
	open_hall(&w);
	struct request rq = rq_book(&w, "A-1", "2026-09-07T08:00", "2026-09-07T10:00");
	rq.u.booking.purpose = "choir";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_str_eq(book(&w, "HALL-B", "2026-09-07T09:00", "2026-09-07T10:00"), "added");
	ck_assert_str_eq(closure(&w, "HALL", "", "2026-09-07T12:00", "2026-09-07T13:00"), "added");
	ck_assert_int_eq(query_slots(&w.s, "HALL", at("2026-09-07T00:00"), at("2026-09-08T00:00"), &slots), 0);
	ck_assert_uint_eq(slots.n, 3);
	ck_assert_str_eq(slots.v[0].label, "A-1: choir");
	ck_assert_str_eq(slots.v[0].on, "A-1");
	ck_assert(slots.v[0].whole);
	ck_assert_str_eq(slots.v[1].on, "HALL-B");
	ck_assert_str_eq(slots.v[1].label, "HALL-B: anna");
	ck_assert_str_eq(slots.v[2].on, "");
	arena_release(&slots.arena);
	ck_assert_int_eq(query_slots(&w.s, "A-2", at("2026-09-07T00:00"), at("2026-09-08T00:00"), &slots), 0);
	ck_assert_uint_eq(slots.n, 1);
	ck_assert_uint_eq(slots.v[0].booking, 0);
	ck_assert_str_eq(slots.v[0].on, "HALL");
	arena_release(&slots.arena);
	close_hall(&w);
}
END_TEST

static struct use_ask use_of(const char *code)
{
	return (struct use_ask){.code = code,
	                        .first_day = clock_local_day(at("2026-09-07T00:00")),
	                        .n_days = 1,
	                        .usual_from = 480,
	                        .usual_to = 1080};
}

static int64_t booked_of(const struct use_answer *u, const char *code)
{
	for (size_t i = 0; i < u->n; i++)
		if (strcmp(u->v[i].resource->code, code) == 0)
			return u->v[i].sum.booked / USE_MINUTE;
	return -1;
}

START_TEST(use_counts_nothing_twice)
{
	struct world w;
	struct use_answer *u = calloc(1, sizeof *u);
	open_hall(&w);
	ck_assert_str_eq(book(&w, "HALL", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	ck_assert_str_eq(book(&w, "HALL-B", "2026-09-07T10:00", "2026-09-07T12:00"), "added");
	ck_assert_str_eq(book(&w, "A-1", "2026-09-07T10:00", "2026-09-07T11:00"), "added");
	struct use_ask ask = use_of(NULL);
	ck_assert_int_eq(query_use(&w.s, &ask, u), 0);
	/* the hall: two hours of all, two of a half, one of half a half */
	ck_assert_int_eq(booked_of(u, "HALL"), 120 + 60 + 15);
	ck_assert_int_eq(booked_of(u, "HALL-A"), 120 + 30);
	ck_assert_int_eq(booked_of(u, "HALL-B"), 240);
	ck_assert_int_eq(booked_of(u, "A-2"), 120);
	/* the hall and the room, ten hours each, of which only the hall is used */
	ck_assert_int_eq(u->total.open, 2 * 600 * USE_MINUTE);
	ck_assert_int_eq(u->total.booked, 195 * USE_MINUTE);
	ck_assert_int_eq(u->days[0].booked, 195 * USE_MINUTE);
	use_release(u);
	ask = use_of("HALL-B");
	ck_assert_int_eq(query_use(&w.s, &ask, u), 0);
	ck_assert_int_eq(u->total.booked, 240 * USE_MINUTE);
	ck_assert_int_eq(u->total.open, 600 * USE_MINUTE);
	use_release(u);
	free(u);
	close_hall(&w);
}
END_TEST

/* The first other resource that is offered; "" = none. */
static const char *offered(struct world *w, uint32_t party)
{
	struct alternative_list list;
	const char *first = "";
	struct request rq = rq_book(w, "HALL", "2026-09-07T08:00", "2026-09-07T10:00");
	rq.u.booking.party = party;
	ck_assert_str_eq(world_ask(w, &rq), "refused busy:HALL@1");
	ck_assert_int_eq(query_alternatives(&w->s, &rq, &w->last, &list), 0);
	for (size_t i = list.n; i-- > 0;)
		if (list.v[i].kind == ALT_RESOURCE)
			first = arena_str(&w->arena, list.v[i].claims);
	arena_release(&list.arena);
	return first;
}

START_TEST(a_part_is_offered_where_it_is_large_enough)
{
	struct world w;
	open_hall(&w);
	ck_assert_str_eq(book(&w, "A-1", "2026-09-07T08:00", "2026-09-07T09:00"), "added");
	ck_assert_str_eq(offered(&w, 80), "HALL-B");
	ck_assert_str_eq(offered(&w, 30), "A-2");
	ck_assert_str_eq(offered(&w, 150), "");
	/* nothing was said of how many come: all of the hall is meant */
	ck_assert_str_eq(offered(&w, 0), "ROOM");
	close_hall(&w);
}
END_TEST

/* ---- lists ---- */

static const char *import_rows(struct world *w, const char *text)
{
	struct buf report = {0};
	struct list_summary summary;
	const char *bad;
	struct list_import ask = test_ask("resources", text, strlen(text));
	ck_assert_int_eq(list_import(&w->s, &ask, test_note_row, &report, &summary, &bad), 0);
	list_summary_release(&summary);
	const char *out = arena_str(&w->arena, buf_text(&report));
	buf_release(&report);
	return out;
}

START_TEST(a_list_may_name_the_whole_after_its_parts)
{
	static const char list[] =
		"code,name,kind,上级场地\nA1,a1,room,A\nA,a,room,H\nB,b,room,H\nH,h,room,\nX,x,room,GONE\n"
		"C,c,room,D\nD,d,room,C\n";
	struct world w;
	struct buf out;
	world_open(&w);
	ck_assert_str_eq(import_rows(&w, list),
	                 "4,H,added,\n2,A,added,\n3,B,added,\n5,X,refused,unknown:GONE@resource\n"
	                 "1,A1,added,\n6,C,refused,unknown:D@resource\n"
	                 "7,D,refused,unknown:C@resource\n");
	ck_assert_str_eq(import_rows(&w, "code,name,kind,part_of\nA1,a1,room,A\nA,a,room,H\n"),
	                 "1,A1,unchanged,\n2,A,unchanged,\n");
	ck_assert_str_eq(book(&w, "A1", "2026-09-07T08:00", "2026-09-07T09:00"), "added");
	ck_assert_str_eq(book(&w, "H", "2026-09-07T08:00", "2026-09-07T09:00"), "refused busy:H@1");
	ck_assert_int_eq(test_export(&w.s, "resources", &out), 0);
	ck_assert_ptr_nonnull(strstr(buf_text(&out), "A1,a1,room,"));
	ck_assert_ptr_nonnull(strstr(buf_text(&out), ",yes,,A,\n"));
	buf_release(&out);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

Suite *parts_suite(void)
{
	Suite *s = suite_create("parts");
	TCase *t = tcase_create("decision");
	tcase_add_test(t, a_part_and_its_whole_exclude_each_other);
	tcase_add_test(t, setup_of_both_and_units_of_neither_count);
	tcase_add_test(t, whole_and_part_in_one_booking_are_refused);
	tcase_add_test(t, a_whole_is_known_and_never_a_part_of_its_part);
	tcase_add_test(t, bookings_that_stand_refuse_what_would_make_them_exclude_each_other);
	tcase_add_test(t, closures_close_the_wholes_and_the_parts);
	suite_add_tcase(s, t);
	t = tcase_create("paths");
	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_series_sees_its_own_steps_and_what_stands);
	tcase_add_test(t, swaps_and_undos_see_both);
	tcase_add_test(t, what_made_it_a_part_is_taken_back);
	tcase_add_loop_test(t, no_path_lets_a_whole_and_its_part_overlap, 0, 3);
	suite_add_tcase(s, t);
	t = tcase_create("questions");
	tcase_add_test(t, slots_of_a_hall_show_what_is_on_its_parts);
	tcase_add_test(t, use_counts_nothing_twice);
	tcase_add_test(t, a_part_is_offered_where_it_is_large_enough);
	tcase_add_test(t, a_list_may_name_the_whole_after_its_parts);
	suite_add_tcase(s, t);
	return s;
}
