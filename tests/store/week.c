/*
 * A resource's calendar against what it is made of: the slots of any interval are the standing bookings that overlap
 * it, read one by one, and the closures of the resource, of its campus and of everything. Bookings last a minute to
 * weeks, so that all ways of walking through their lengths are taken.
 */
#include "store/model/claim_entry.h"
#include "tests/store/ask.h"

#include "tests/random.h"

Suite *week_suite(void);

enum { RESOURCES = 8, BOOKINGS = 160, CLOSURES = 12, WEEKS = 60 };

static const char *code_of(struct world *w, unsigned i)
{
	return arena_fmt(&w->arena, "R%u", i);
}

/* Every third resource is on no campus, and most need time before and after. */
static void school(struct world *w)
{
	static const char *const campuses[] = {"NORTH", "", "SOUTH"};
	world_open(w);
	ck_assert_str_eq(campus(w, "NORTH", ""), "added");
	ck_assert_str_eq(campus(w, "SOUTH", ""), "added");
	for (unsigned i = 0; i < RESOURCES; i++) {
		enum resource_mode mode = i % 2 ? MODE_SHARED : MODE_EXCLUSIVE;
		struct request rq = rq_resource(w, code_of(w, i), KIND_LAB, mode, 40, campuses[i % 3]);
		rq.u.resource.setup_min = i % 4 * 10;
		rq.u.resource.teardown_min = i % 3 * 15;
		ck_assert_str_eq(world_ask(w, &rq), "added");
	}
}

/* Some minutes to some weeks, each length as likely as twice that. */
static int64_t some_len(struct random *r)
{
	return (INT64_C(1) << random_below(r, 15)) + random_between(r, 0, 30);
}

static int64_t some_start(struct random *r)
{
	return at("2026-09-07T00:00") + random_between(r, 0, 60 * DAY_MIN);
}

/* None, a short one, or one that is as long as an entry of the index holds, or longer. */
static const char *some_label(struct world *w, struct random *r, const char *of, int i)
{
	char tail[CLAIM_LABEL_MAX + 20] = "";
	switch (random_below(r, 6)) {
	case 0:
	case 1: return "";
	case 2: memset(tail, 'x', CLAIM_LABEL_MAX - strlen(of) - 3 + random_below(r, 5)); break;
	default: break;
	}
	return arena_fmt(&w->arena, "%s %02d%s", of, i % 100, tail);
}

static void book_some(struct world *w, struct random *r)
{
	uint64_t n_made = 0;
	for (int i = 0; i < BOOKINGS; i++) {
		const char *claims = code_of(w, random_below(r, RESOURCES));
		if (random_below(r, 4) == 0)
			claims = arena_fmt(&w->arena, "R%u;R%u*3", random_below(r, 4) * 2, 1 + random_below(r, 4) * 2);
		int64_t start = some_start(r);
		struct request rq = rq_book_at(w, claims, start, start + some_len(r));
		rq.u.booking.party = 1 + random_below(r, 30);
		rq.u.booking.purpose = some_label(w, r, "lesson", i);
		rq.u.booking.requester = some_label(w, r, "teacher", i);
		n_made += strcmp(world_ask(w, &rq), "added") == 0;
		if (i % 10 == 9)
			cancel(w, 1 + random_below(r, (unsigned)n_made));
	}
	ck_assert_uint_gt(n_made, BOOKINGS / 4);
}

static void close_some(struct world *w, struct random *r, bool campuses)
{
	for (int i = 0; i < CLOSURES; i++) {
		struct request rq = rq_of(w, OP_CLOSURE);
		int64_t start = some_start(r);
		const char *reason = arena_fmt(&w->arena, "closed %d%s", i, campuses ? " there" : "");
		rq.u.closure = (struct closure){start, start + some_len(r), "", "", reason, 0};
		if (campuses)
			rq.u.closure.campus = i % 2 ? "NORTH" : "SOUTH";
		else if (i % 3)
			rq.u.closure.resource = code_of(w, random_below(r, RESOURCES));
		ck_assert_str_eq(world_ask(w, &rq), "added");
	}
}

/* Gives bookings that stand other labels, and other times with them or after them. */
static void relabel_some(struct world *w, struct random *r)
{
	for (int i = 0; i < BOOKINGS; i++) {
		int64_t start = some_start(r);
		struct request rq = rq_book_at(w, "", start, start + some_len(r));
		rq.op = OP_MOVE;
		rq.given = GIVEN(BOOKING_PURPOSE);
		if (random_below(r, 2))
			rq.given |= GIVEN(BOOKING_REQUESTER);
		if (random_below(r, 4) == 0)
			rq.given |= GIVEN(BOOKING_TIME);
		rq.u.booking.id = 1 + random_below(r, BOOKINGS / 2);
		rq.u.booking.purpose = some_label(w, r, "other", i);
		rq.u.booking.requester = some_label(w, r, "another", i);
		world_ask(w, &rq);
	}
}

struct lines {
	const char *v[2 * BOOKINGS + 4 * CLOSURES];
	size_t n;
};

static void add_line(struct world *w, struct lines *l, const struct slot *s)
{
	ck_assert_uint_lt(l->n, sizeof l->v / sizeof *l->v);
	l->v[l->n++] = arena_fmt(
		&w->arena, "%" PRId64 " to %" PRId64 ", itself %" PRId64 " to %" PRId64 ": %" PRIu64 ", %" PRIu32 "%s %s",
		s->start, s->end, s->from, s->to, s->booking, s->units, s->whole ? " whole" : "", s->label);
}

static int line_order(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort(struct lines *l)
{
	qsort(l->v, l->n, sizeof *l->v, line_order);
}

static void expect_bookings(struct world *w, const struct resource *r, int64_t start, int64_t end, struct lines *out)
{
	struct booking_filter all = {0};
	struct booking_ids ids;
	struct booking_rows rows;
	ck_assert_int_eq(query_booking_ids(&w->s, &all, &ids), 0);
	ck_assert_int_eq(query_bookings(&w->s, ids.v, ids.n, &rows), 0);
	for (size_t i = 0; i < rows.n; i++)
		for (size_t j = 0; j < rows.v[i].b.n_claims; j++) {
			const struct booking *b = &rows.v[i].b;
			const struct claim *c = &b->claims[j];
			const char *label = *b->purpose ? b->purpose : b->requester;
			if (c->resource == r->no && c->start < end && start < c->end)
				add_line(w, out,
				         &(struct slot){b->id, c->start, c->end, b->start, b->end, c->units, c->whole,
				                        label, "", "", false, false, "", true, 0});
		}
	arena_release(&rows.arena);
	arena_release(&ids.arena);
}

static void expect_closures(struct world *w, const struct resource *r, int64_t start, int64_t end, struct lines *out)
{
	struct closure_list all;
	ck_assert_int_eq(query_closures(&w->s, &all), 0);
	for (size_t i = 0; i < all.n; i++) {
		const struct closure *c = &all.v[i];
		bool mine = (!*c->resource && !*c->campus) || strcmp(c->resource, r->code) == 0 ||
		            (*c->campus && strcmp(c->campus, r->campus) == 0);
		if (mine && c->start < end && start < c->end)
			add_line(w, out,
			         &(struct slot){0, c->start, c->end, c->start, c->end, 0, true, c->reason, "", "",
			                        false, false, "", false, 0});
	}
	arena_release(&all.arena);
}

static void compare(struct world *w, unsigned i, int64_t start, int64_t end)
{
	struct lines is = {.n = 0}, want = {.n = 0};
	struct resource_list one;
	struct slot_list slots;
	ck_assert_int_eq(query_resource(&w->s, code_of(w, i), &one), 0);
	expect_bookings(w, &one.v[0], start, end, &want);
	expect_closures(w, &one.v[0], start, end, &want);
	ck_assert_int_eq(query_slots(&w->s, code_of(w, i), start, end, &slots), 0);
	for (size_t j = 0; j < slots.n; j++) {
		ck_assert_msg(!j || slots.v[j - 1].start <= slots.v[j].start, "slots are not by start");
		add_line(w, &is, &slots.v[j]);
	}
	sort(&is);
	sort(&want);
	for (size_t j = 0; j < is.n && j < want.n; j++)
		ck_assert_str_eq(is.v[j], want.v[j]);
	ck_assert_uint_eq(is.n, want.n);
	arena_release(&slots.arena);
	arena_release(&one.arena);
}

/* Hours that end where something begins, and that begin where it ends. */
static void compare_beside(struct world *w, unsigned i)
{
	struct slot_list all;
	ck_assert_int_eq(query_slots(&w->s, code_of(w, i), CLOCK_MIN_MIN, CLOCK_MAX_MIN, &all), 0);
	for (size_t j = 0; j < all.n && j < 8; j++) {
		compare(w, i, all.v[j].start - 60, all.v[j].start);
		compare(w, i, all.v[j].end, all.v[j].end + 60);
	}
	arena_release(&all.arena);
}

static void compare_some(struct world *w, struct random *r)
{
	for (int i = 0; i < WEEKS; i++) {
		int64_t start = some_start(r) - 10 * DAY_MIN;
		compare(w, random_below(r, RESOURCES), start, start + (i % 2 ? 7 * DAY_MIN : some_len(r)));
	}
	for (unsigned i = 0; i < RESOURCES; i++) {
		compare(w, i, CLOCK_MIN_MIN, CLOCK_MAX_MIN);
		compare_beside(w, i);
	}
}

START_TEST(a_week_is_its_bookings_and_closures)
{
	struct world w;
	struct random r = {random_seed(31)};
	school(&w);
	compare_some(&w, &r);
	book_some(&w, &r);
	compare_some(&w, &r);
	close_some(&w, &r, false);
	compare_some(&w, &r);
	close_some(&w, &r, true);
	compare_some(&w, &r);
	relabel_some(&w, &r);
	compare_some(&w, &r);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

/* The holder of a booking is the one in its record. */
static void check_holder(struct world *w, const struct slot *slot)
{
	struct booking_rows rows;
	if (!slot->booking) {
		ck_assert_str_eq(slot->requester, "");
		return;
	}
	ck_assert_int_eq(query_bookings(&w->s, &slot->booking, 1, &rows), 0);
	ck_assert_uint_eq(rows.n, 1);
	ck_assert_str_eq(slot->requester, rows.v[0].b.requester);
	ck_assert_str_eq(slot->institution, rows.v[0].b.institution);
	arena_release(&rows.arena);
}

/* The slots of many resources at once are those of each. */
static void compare_rows(struct world *w, int64_t start, int64_t end)
{
	struct resource_list all;
	struct slot_rows rows;
	const struct resource *v[RESOURCES];
	ck_assert_int_eq(query_resources(&w->s, &(struct resource_filter){0}, &all), 0);
	ck_assert_uint_eq(all.n, RESOURCES);
	for (size_t i = 0; i < all.n; i++)
		v[i] = &all.v[i];
	ck_assert_int_eq(query_slot_rows(&w->s, v, all.n, start, end, &rows), 0);
	for (size_t i = 0; i < all.n; i++) {
		struct slot_list one;
		ck_assert_int_eq(query_slots(&w->s, v[i]->code, start, end, &one), 0);
		ck_assert_uint_eq(rows.first[i + 1] - rows.first[i], one.n);
		for (size_t j = 0; j < one.n; j++) {
			const struct slot *is = &rows.list.v[rows.first[i] + j];
			ck_assert_uint_eq(is->booking, one.v[j].booking);
			ck_assert_int_eq(is->start, one.v[j].start);
			ck_assert_int_eq(is->from, one.v[j].from);
			ck_assert_str_eq(is->label, one.v[j].label);
			check_holder(w, is);
		}
		arena_release(&one.arena);
	}
	arena_release(&rows.list.arena);
	arena_release(&all.arena);
}

START_TEST(the_weeks_of_many_resources_are_those_of_each)
{
	struct world w;
	struct random r = {random_seed(32)};
	school(&w);
	book_some(&w, &r);
	close_some(&w, &r, false);
	for (int i = 0; i < 8; i++) {
		int64_t start = some_start(&r) - 10 * DAY_MIN;
		compare_rows(&w, start, start + 7 * DAY_MIN);
	}
	world_close(&w);
}
END_TEST

START_TEST(a_week_of_what_is_not_there_is_not_found)
{
	struct world w;
	struct slot_list slots;
	school(&w);
	ck_assert_int_eq(query_slots(&w.s, "R8", 0, DAY_MIN, &slots), QUAD_ENOTFOUND);
	ck_assert_uint_eq(slots.n, 0);
	world_close(&w);
}
END_TEST

Suite *week_suite(void)
{
	Suite *suite = suite_create("week");
	TCase *t = tcase_create("week");
	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_week_is_its_bookings_and_closures);
	tcase_add_test(t, the_weeks_of_many_resources_are_those_of_each);
	tcase_add_test(t, a_week_of_what_is_not_there_is_not_found);
	suite_add_tcase(suite, t);
	return suite;
}
