/*
 * Random requests of people of two schools against a model that counts hour by hour: what asks for approval holds its
 * place until it is decided or lapses, nobody is in a place twice as seen at any minute, what was acknowledged holds,
 * and nobody is left waiting who fits.
 */
#include "tests/random.h"
#include "tests/store/two_schools.h"

Suite *model_requests_suite(void);

enum { BOOKINGS_MAX = 500, STEPS = 260, LABS = 3, SLOTS = 6, HOLD_MIN = 7 * DAY_MIN };
enum { E1 = 1, W1 = 2, E2 = 4 }; /* labs as bits: for E1 eve decides, for W1 wes and then root, for E2 nobody */

static const char *const people[] = {"ann", "bob", "eve", "wes"};
static const char *const deciders[] = {"eve", "wes", "root", "ann"};

struct entry {
	enum booking_state state;
	unsigned labs;
	int from, to; /* slots, an hour each */
	const char *requester;
	unsigned owners, asked; /* labs whose owner has yet to decide; has a say at all */
	bool coordinator;       /* has yet to decide */
	int64_t until;
};

static struct model {
	struct entry v[BOOKINGS_MAX + 1]; /* by id */
	uint64_t n;
} m;

static bool holds(const struct entry *e)
{
	return e->state == STATE_BOOKED || e->state == STATE_REQUESTED;
}

/* What the clock does, whoever looks. */
static void lapse(void)
{
	for (uint64_t i = 1; i <= m.n; i++)
		if (m.v[i].state == STATE_REQUESTED && m.v[i].until <= w.now)
			m.v[i].state = STATE_LAPSED;
}

static bool fits(unsigned labs, int from, int to, uint64_t except)
{
	for (uint64_t i = 1; i <= m.n; i++) {
		const struct entry *e = &m.v[i];
		bool meets = e->labs & labs && e->from < to && from < e->to;
		if (i != except && meets && holds(e))
			return false;
	}
	return true;
}

static bool owns(const char *login, unsigned lab)
{
	return (lab == E1 && strcmp(login, "eve") == 0) || (lab == W1 && strcmp(login, "wes") == 0);
}

/* Who has to decide of what somebody asks for. */
static void begin_request(struct entry *e)
{
	static const unsigned asked[] = {E1, W1};
	e->owners = 0;
	for (size_t i = 0; i < 2; i++)
		if (e->labs & asked[i] && !owns(e->requester, asked[i]))
			e->owners |= asked[i];
	e->asked = e->labs & (E1 | W1);
	e->coordinator = e->labs & W1;
	e->state = e->owners || e->coordinator ? STATE_REQUESTED : STATE_BOOKED;
	e->until = w.now + HOLD_MIN;
}

static const char *text_of(unsigned labs)
{
	static const char *const texts[] = {"", "E1", "W1", "E1;W1", "E2", "E1;E2", "W1;E2", "E1;W1;E2"};
	return texts[labs];
}

static int64_t minute_of(int slot)
{
	return at("2026-12-07T08:00") + slot * 60;
}

/* What the store says of a booking at this minute. */
static struct booking head_of(uint64_t id)
{
	struct booking_rows rows;
	ck_assert_int_eq(query_bookings(&w.s, &id, 1, &rows), 0);
	ck_assert_uint_eq(rows.n, 1);
	struct booking b = rows.v[0].b;
	arena_release(&rows.arena);
	return b;
}

/* Those who waited may have their place by now, if it was free. */
static void adopt_promoted(uint64_t id)
{
	struct entry *e = &m.v[id];
	struct booking b = head_of(id);
	if (e->state != STATE_WAITING || b.state == STATE_WAITING)
		return;
	ck_assert_msg(fits(e->labs, e->from, e->to, id), "%" PRIu64 " got a place that is taken", id);
	begin_request(e);
	e->until = b.until;
	ck_assert_int_eq(b.state, e->state);
}

static void adopt_all_promoted(void)
{
	for (uint64_t id = 1; id <= m.n; id++)
		adopt_promoted(id);
}

/* ---- steps ---- */

static void step_book(struct random *r)
{
	struct entry e = {.labs = 1 + random_below(r, 7), .from = (int)random_below(r, SLOTS)};
	bool waits = random_below(r, 2);
	e.to = e.from + 1 + (int)random_below(r, (unsigned)(SLOTS - e.from));
	e.requester = people[random_below(r, 4)];
	struct request rq = rq_book_at(&w, text_of(e.labs), minute_of(e.from), minute_of(e.to));
	rq.actor = e.requester;
	rq.flags = waits ? REQUEST_WAIT : 0;
	const char *answer = world_ask(&w, &rq);
	/* what lapsed before goes to who waits first */
	adopt_all_promoted();
	bool free = fits(e.labs, e.from, e.to, 0);
	if (!free && !waits) {
		ck_assert_int_eq(w.last.outcome, OUTCOME_REFUSED);
		return;
	}
	ck_assert_str_eq(answer, "added");
	begin_request(&e);
	if (!free)
		e.state = STATE_WAITING;
	ck_assert_uint_eq(w.last.id, m.n + 1);
	ck_assert_msg(w.last.state == e.state, "%s of %s is %s, not %s", text_of(e.labs), e.requester,
	              state_word(w.last.state), state_word(e.state));
	m.v[++m.n] = e;
}

/* Whoever is asked may decline, also before it is his turn, or after he has approved. */
static bool may_decline(const struct entry *e, const char *login)
{
	bool owner = (e->asked & E1 && owns(login, E1)) || (e->asked & W1 && owns(login, W1));
	return owner || (e->labs & W1 && strcmp(login, "root") == 0);
}

/* True if that person has something to decide in it now. */
static bool may_decide(const struct entry *e, const char *login)
{
	if (e->owners)
		return (e->owners & E1 && owns(login, E1)) || (e->owners & W1 && owns(login, W1));
	return e->coordinator && strcmp(login, "root") == 0;
}

static void expect_outcome(bool done, const char *what, const char *login, uint64_t id)
{
	const struct entry *e = &m.v[id];
	ck_assert_msg((w.last.outcome == OUTCOME_UPDATED) == done, "%s by %s of %s of %s which is %s: %s", what, login,
	              text_of(e->labs), e->requester, state_word(e->state), outcome_word(w.last.outcome));
}

static void step_approve(struct random *r, uint64_t id)
{
	struct entry *e = &m.v[id];
	const char *login = deciders[random_below(r, 4)];
	bool may = e->state == STATE_REQUESTED && may_decide(e, login);
	decide(OP_APPROVE, login, id, "");
	expect_outcome(may, "approval", login, id);
	if (!may)
		return;
	if (!e->owners)
		e->coordinator = false;
	e->owners &= owns(login, E1) ? ~(unsigned)E1 : ~0U;
	e->owners &= owns(login, W1) ? ~(unsigned)W1 : ~0U;
	if (!e->owners && !e->coordinator)
		e->state = STATE_BOOKED;
	ck_assert_int_eq(w.last.state, e->state);
}

static void step_decline(struct random *r, uint64_t id)
{
	struct entry *e = &m.v[id];
	const char *login = deciders[random_below(r, 4)];
	bool may = e->state == STATE_REQUESTED && may_decline(e, login);
	decide(OP_DECLINE, login, id, "no");
	expect_outcome(may, "refusal", login, id);
	if (may)
		e->state = STATE_DECLINED;
}

/* By whom it is, or by a stranger, who may not. */
static void step_cancel(struct random *r, uint64_t id)
{
	struct entry *e = &m.v[id];
	bool own = random_below(r, 3) != 0;
	struct request rq = rq_book_at(&w, "", 0, 0);
	rq.op = OP_CANCEL;
	rq.actor = own ? e->requester : "vic";
	rq.u.booking.id = id;
	world_ask(&w, &rq);
	bool may = own && (holds(e) || e->state == STATE_WAITING);
	expect_outcome(may, "cancelling", rq.actor, id);
	if (may)
		e->state = STATE_CANCELLED;
}

/* ---- comparing ---- */

static void compare(bool changed, int step)
{
	adopt_all_promoted();
	for (uint64_t id = 1; id <= m.n; id++) {
		const struct entry *e = &m.v[id];
		struct booking b = head_of(id);
		ck_assert_msg(b.state == e->state, "step %d: %" PRIu64 " is %s, not %s", step, id, state_word(b.state),
		              state_word(e->state));
		if (e->state == STATE_REQUESTED)
			ck_assert_int_eq(b.until, e->until);
		bool left = changed && e->state == STATE_WAITING && fits(e->labs, e->from, e->to, id);
		ck_assert_msg(!left, "step %d: %" PRIu64 " waits for what is free", step, id);
	}
}

/* Each lab by itself: what is taken at this minute, as all reads see it. */
static void compare_places(void)
{
	for (unsigned lab = 1; lab <= 4; lab *= 2) {
		struct slot_list slots;
		int64_t taken = 0, wanted = 0;
		ck_assert_int_eq(query_slots(&w.s, text_of(lab), minute_of(0), minute_of(SLOTS), &slots), 0);
		for (size_t i = 0; i < slots.n; i++) {
			taken += slots.v[i].end - slots.v[i].start;
			ck_assert(i == 0 || slots.v[i].start >= slots.v[i - 1].end);
		}
		arena_release(&slots.arena);
		for (uint64_t id = 1; id <= m.n; id++)
			if (holds(&m.v[id]) && m.v[id].labs & lab)
				wanted += (m.v[id].to - m.v[id].from) * 60;
		ck_assert_int_eq(taken, wanted);
	}
}

static void step_time(struct random *r)
{
	static const int64_t far[] = {1, 60, 600, 3 * DAY_MIN};
	w.now += far[random_below(r, 4)];
	minute = w.now;
	lapse();
}

START_TEST(requests_are_as_the_model_says)
{
	struct random r = {random_seed(23) + (uint64_t)_i};
	m = (struct model){0};
	add_person("bob", "WEST", ROLE_REQUESTER, "");
	add_person("vic", "WEST", ROLE_VIEWER, "");
	for (int step = 0; step < STEPS; step++) {
		unsigned what = random_below(&r, 12);
		uint64_t id = m.n ? 1 + random_below(&r, (unsigned)m.n) : 0;
		w.last.outcome = OUTCOME_REFUSED;
		if (what == 0)
			step_time(&r);
		else if (what < 5 || !id)
			step_book(&r);
		else if (what < 9)
			step_approve(&r, id);
		else if (what < 10)
			step_decline(&r, id);
		else
			step_cancel(&r, id);
		compare(w.last.outcome < OUTCOME_REFUSED, step);
		compare_places();
	}
}
END_TEST

Suite *model_requests_suite(void)
{
	Suite *s = suite_create("model_requests");
	TCase *t = tcase_create("model_requests");
	tcase_add_checked_fixture(t, open_schools, close_schools);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, requests_are_as_the_model_says, 0, 6);
	suite_add_tcase(s, t);
	return s;
}
