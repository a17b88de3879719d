/*
 * Random requests against a model of the waiting list that knows no index: whatever is freed, nobody is left waiting
 * who fits, and of two who would fit the first one has it.
 */
#include "tests/random.h"
#include "tests/store/ask.h"

Suite *model_waiting_suite(void);

enum { BOOKINGS_MAX = 400, STEPS = 350, LABS = 3, POOL_SEATS = 3, SLOTS = 6 };

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

/* A lab, or several; or the pool and units of it. */
struct wanted {
	bool lab[LABS];
	uint32_t units; /* of the pool */
};

struct entry {
	enum booking_state state;
	struct wanted wanted, other; /* other: an alternative */
	bool has_other;
	int from, to; /* slots, an hour each */
	int64_t made;
};

struct model {
	struct entry v[BOOKINGS_MAX + 1]; /* by id */
	uint64_t n;
};

static bool fits(const struct model *m, const struct wanted *x, int from, int to, uint64_t except)
{
	for (int slot = from; slot < to; slot++) {
		uint32_t used = 0;
		for (uint64_t i = 1; i <= m->n; i++) {
			const struct entry *e = &m->v[i];
			if (i == except || e->state != STATE_BOOKED || slot < e->from || slot >= e->to)
				continue;
			used += e->wanted.units;
			for (int k = 0; k < LABS; k++)
				if (e->wanted.lab[k] && x->lab[k])
					return false;
		}
		if (x->units && used + x->units > POOL_SEATS)
			return false;
	}
	return true;
}

/* Ids go by age. */
static void promote(struct model *m)
{
	for (uint64_t i = 1; i <= m->n; i++) {
		struct entry *e = &m->v[i];
		if (e->state != STATE_WAITING)
			continue;
		if (fits(m, &e->wanted, e->from, e->to, i)) {
			e->state = STATE_BOOKED;
		} else if (e->has_other && fits(m, &e->other, e->from, e->to, i)) {
			e->wanted = e->other;
			e->state = STATE_BOOKED;
		}
	}
}

static const char *text_of(struct world *w, const struct wanted *x)
{
	struct buf b = {0};
	for (int k = 0; k < LABS; k++)
		if (x->lab[k])
			buf_fmt(&b, "%sL%d", b.len ? ";" : "", k);
	if (x->units)
		buf_fmt(&b, "%sPOOL*%" PRIu32, b.len ? ";" : "", x->units);
	const char *text = arena_str(&w->arena, buf_text(&b));
	buf_release(&b);
	return text;
}

static struct wanted random_wanted(struct random *r)
{
	struct wanted x = {0};
	x.lab[random_below(r, LABS)] = random_below(r, 4) != 0;
	if (random_below(r, 5) == 0)
		x.lab[random_below(r, LABS)] = true;
	bool none = true;
	for (int k = 0; k < LABS; k++)
		none &= !x.lab[k];
	x.units = none || random_below(r, 4) == 0 ? 1 + random_below(r, POOL_SEATS) : 0;
	return x;
}

static int64_t minute(int slot)
{
	return at("2026-09-07T08:00") + slot * 60;
}

static void step_book(struct world *w, struct model *m, struct random *r)
{
	struct entry e = {.wanted = random_wanted(r), .other = random_wanted(r), .from = (int)random_below(r, SLOTS)};
	bool waits = random_below(r, 3) != 0;
	e.to = e.from + 1 + (int)random_below(r, (unsigned)(SLOTS - e.from));
	e.has_other = waits && random_below(r, 2);
	struct request rq = rq_book_at(w, text_of(w, &e.wanted), minute(e.from), minute(e.to));
	/* other than its units, so that these are always said */
	rq.u.booking.party = POOL_SEATS + 1;
	rq.flags = waits ? REQUEST_WAIT : 0;
	rq.u.booking.wish = e.has_other ? text_of(w, &e.other) : NULL;
	const char *answer = world_ask(w, &rq);
	bool other = false, free = fits(m, &e.wanted, e.from, e.to, 0);
	if (!free && e.has_other)
		free = other = fits(m, &e.other, e.from, e.to, 0);
	if (!free && !waits) {
		ck_assert_int_eq(w->last.outcome, OUTCOME_REFUSED);
		return;
	}
	ck_assert_str_eq(answer, "added");
	e.state = free ? STATE_BOOKED : STATE_WAITING;
	e.wanted = other ? e.other : e.wanted;
	ck_assert_uint_eq(w->last.id, m->n + 1);
	m->v[++m->n] = e;
}

static void step_cancel(struct world *w, struct model *m, uint64_t id)
{
	bool there = m->v[id].state == STATE_BOOKED || m->v[id].state == STATE_WAITING;
	const char *answer = cancel(w, id);
	if (!there) {
		ck_assert_int_eq(w->last.outcome, OUTCOME_REFUSED);
		return;
	}
	ck_assert_str_eq(answer, "updated");
	m->v[id].state = STATE_CANCELLED;
	promote(m);
}

static void step_move(struct world *w, struct model *m, struct random *r, uint64_t id)
{
	struct entry *e = &m->v[id];
	int from = (int)random_below(r, SLOTS), to = from + 1 + (int)random_below(r, (unsigned)(SLOTS - from));
	struct request rq = rq_book_at(w, "", minute(from), minute(to));
	rq.op = OP_MOVE;
	rq.given = GIVEN(BOOKING_TIME);
	rq.u.booking.id = id;
	world_ask(w, &rq);
	bool may = e->state == STATE_BOOKED && fits(m, &e->wanted, from, to, id);
	ck_assert_int_eq(w->last.outcome == OUTCOME_REFUSED, !may);
	if (!may)
		return;
	e->from = from;
	e->to = to;
	promote(m);
}

static void compare(struct world *w, const struct model *m, int step)
{
	for (uint64_t id = 1; id <= m->n; id++) {
		struct booking_rows rows = {0};
		const struct entry *e = &m->v[id];
		ck_assert_int_eq(query_bookings(&w->s, &id, 1, &rows), 0);
		const struct booking *b = &rows.v[0].b;
		ck_assert_msg(b->state == e->state, "step %d: booking %" PRIu64 " is %s, not %s", step, id,
		              state_word(b->state), state_word(e->state));
		if (b->state == STATE_BOOKED) {
			ck_assert_int_eq(b->start, minute(e->from));
			ck_assert_str_eq(rows.v[0].claims, text_of(w, &e->wanted));
		}
		arena_release(&rows.arena);
	}
}

START_TEST(the_list_is_that_of_the_model)
{
	static struct model m;
	struct random r = {random_seed(17) + (uint64_t)_i};
	struct world w;
	char code[] = "L0";
	m = (struct model){0};
	world_open(&w);
	look_by(&w);
	for (; code[1] < '0' + LABS; code[1]++)
		ck_assert_str_eq(resource(&w, code, KIND_LAB, MODE_EXCLUSIVE, 30, ""), "added");
	ck_assert_str_eq(resource(&w, "POOL", KIND_EQUIPMENT, MODE_SHARED, POOL_SEATS, ""), "added");
	for (int step = 0; step < STEPS; step++) {
		unsigned what = random_below(&r, 10);
		uint64_t id = m.n ? 1 + random_below(&r, (unsigned)m.n) : 0;
		w.now++;
		if (what < 4 || !id)
			step_book(&w, &m, &r);
		else if (what < 8)
			step_cancel(&w, &m, id);
		else
			step_move(&w, &m, &r, id);
		if (step % 10 == 0)
			compare(&w, &m, step);
	}
	compare(&w, &m, STEPS);
	check_store(&w.s);
	world_close(&w);
}
END_TEST

Suite *model_waiting_suite(void)
{
	Suite *s = suite_create("model_waiting");
	TCase *t = tcase_create("model_waiting");
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, the_list_is_that_of_the_model, 0, 6);
	suite_add_tcase(s, t);
	return s;
}
