/*
 * The rules of the registers under random bookings, series, moves and cancels, against a model that counts half hour by
 * half hour in whole numbers: every refusal says what the model says, figure by figure, and nothing else is refused.
 */
#include "store/model/settings.h"
#include "tests/random.h"
#include "tests/store/register_rows.h"

Suite *model_registers_suite(void);

enum { ENTRIES_MAX = 800, STEPS = 300, STEP_MIN = 30, N_RESOURCES = 5, SEATS = 7, N_INSTITUTIONS = 4 };
enum { LAB, POOL, BLAB, WELD, HALL };

static const char *const codes[N_RESOURCES] = {"LAB", "POOL", "BLAB", "WELD", "HALL"};
static const char *const institutions[N_INSTITUTIONS] = {"A", "B", "C", "FIRM"};
static const int owner_of[N_RESOURCES] = {0, 0, 1, 3, 3};

/* whole percents of LAB and POOL, by institution; what is left is A's */
static const int shares[2][N_INSTITUTIONS] = {{50, 30, 20, 0}, {60, 40, 0, 0}};

static const struct {
	const char *code, *parties, *resources;
	unsigned with, covers; /* the same as bits */
	int hours;
} agreements[] = {
	{"AG", "A;B", "", 3, 31, 6},
	{"AH", "A;B;C", "LAB;POOL", 7, 3, 5},
	{"AI", "C;FIRM;B", "WELD", 14, 8, 3},
	{"AJ", "C;A", "HALL", 5, 16, 1},
};
enum { N_AGREEMENTS = sizeof agreements / sizeof *agreements };

struct entry {
	bool stands;
	int institution, resource, units; /* of SEATS */
	int64_t start, end, people;
};

static struct world w;
static struct entry booked[ENTRIES_MAX]; /* by id */
static uint64_t n_entries;
static int64_t share_days, closed[2][2]; /* closures of LAB and of everything */
static unsigned n_said[3]; /* refusals by share, agreement, quota: a run without any proves nothing */

static void set_up(void)
{
	world_open(&w);
	for (int i = 0; i < N_INSTITUTIONS; i++) {
		struct request rq = rq_institution(&w, institutions[i], institutions[i]);
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
	for (int i = 0; i < N_RESOURCES; i++) {
		bool shared = i != LAB && i != BLAB;
		struct request rq =
			rq_resource(&w, codes[i], KIND_LAB, shared ? MODE_SHARED : MODE_EXCLUSIVE, SEATS, "");
		rq.u.resource.institution = institutions[owner_of[i]];
		rq.u.resource.tags = i == WELD ? "old;welder" : "";
		rq.u.resource.opening = i < 2 ? "Mon-Thu 07:30-12:00,13:00-22:00" : "";
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
	ck_assert_str_eq(closure(&w, "LAB", "", "2026-10-05T10:00", "2026-10-09T00:00"), "added");
	ck_assert_str_eq(closure(&w, "", "", "2026-10-08T00:00", "2026-10-21T00:00"), "added");
	for (int k = 0; k < 2; k++)
		for (int i = 1; i < N_INSTITUTIONS; i++)
			if (shares[k][i])
				put_owner(&w, codes[k], institutions[i], shares[k][i], "", "");
	for (int i = 0; i < N_AGREEMENTS; i++)
		put_agreement(&w, agreements[i].code, agreements[i].parties, agreements[i].resources,
		              agreements[i].hours, "", "");
	put_employees(&w, "FIRM", "welder", 15, "");
	put_employees(&w, "FIRM", "driver", 30, "");
	memset(booked, 0, sizeof booked);
	n_entries = 0;
	share_days = 14;
	closed[0][0] = at("2026-10-05T10:00");
	closed[0][1] = at("2026-10-09T00:00");
	closed[1][0] = at("2026-10-08T00:00");
	closed[1][1] = at("2026-10-21T00:00");
	memset(n_said, 0, sizeof n_said);
}

static void tear_down(void)
{
	world_close(&w);
}

/* ---- the model ---- */

static int month_of(int64_t min)
{
	struct wall date;
	clock_to_wall(min, &date);
	return date.year * 12 + date.month;
}

static bool is_open(int resource, int64_t min)
{
	int weekday = clock_weekday(clock_local_day(min)), minute = clock_local_minute(min);
	bool hours = (minute >= 450 && minute < 720) || (minute >= 780 && minute < 1320);
	if (min >= closed[1][0] && min < closed[1][1])
		return false;
	if (resource == LAB && min >= closed[0][0] && min < closed[0][1])
		return false;
	return weekday <= 4 && hours;
}

/* The minutes of an entry in a month, of seats; of a whole resource all of them. */
static int64_t seat_minutes(const struct entry *e, int month)
{
	int64_t sum = 0;
	for (int64_t at_min = e->start; at_min < e->end; at_min += STEP_MIN)
		sum += month_of(at_min) == month ? STEP_MIN * e->units : 0;
	return sum;
}

/* Hundredths of hours, half up, of so many parts of a minute. */
static long long hundredths(int64_t v, int64_t parts)
{
	return (long long)((v * 200 + 60 * parts) / (60 * parts * 2));
}

static void say_hours(struct buf *out, int64_t v, int64_t whole, int64_t parts)
{
	long long a = hundredths(v, parts), b = hundredths(whole, parts);
	buf_fmt(out, "%lld.%02lld/%lld.%02lld", a / 100, a % 100, b / 100, b % 100);
}

static bool is_other(const struct entry *e, const struct entry *except)
{
	return e->stands && e != except;
}

static void add_reason(struct buf *out)
{
	buf_str(out, out->len ? ";" : "");
}

static void judge_share(const struct entry *e, const struct entry *old, struct buf *out)
{
	if (e->resource > POOL || share_days < 0 || e->start - w.now <= share_days * DAY_MIN)
		return;
	for (int month = month_of(e->start); month <= month_of(e->end - 1); month++) {
		int64_t open = 0, used = 0, asked = seat_minutes(e, month);
		int64_t first = clock_day_start(clock_day_number((month - 1) / 12, (month - 1) % 12 + 1, 1));
		for (int64_t min = first; month_of(min) == month; min += STEP_MIN)
			open += is_open(e->resource, min) ? STEP_MIN : 0;
		for (uint64_t i = 1; i <= n_entries; i++)
			if (is_other(&booked[i], old) && booked[i].resource == e->resource &&
			    booked[i].institution == e->institution)
				used += seat_minutes(&booked[i], month);
		int64_t entitled = open * shares[e->resource][e->institution] * SEATS; /* in hundredths */
		int64_t left = entitled > used * 100 ? entitled - used * 100 : 0;
		if ((old && asked <= seat_minutes(old, month)) || (used + asked) * 100 <= entitled)
			continue;
		add_reason(out);
		buf_fmt(out, "share:%s@", codes[e->resource]);
		say_hours(out, left, entitled, 100 * SEATS);
	}
}

static bool covers(int a, const struct entry *e)
{
	unsigned with = agreements[a].with;
	int owner = owner_of[e->resource];
	return owner != e->institution && with >> owner & 1 && with >> e->institution & 1 &&
	       agreements[a].covers >> e->resource & 1;
}

/* The agreement that has room; N_AGREEMENTS: none; *first: the first that covers it. */
static int find_room(const struct entry *e, const int64_t *used, int *first)
{
	*first = N_AGREEMENTS;
	for (int a = 0; a < N_AGREEMENTS; a++) {
		if (!covers(a, e))
			continue;
		*first = *first == N_AGREEMENTS ? a : *first;
		if (used[a] + (e->end - e->start) * e->units <= (int64_t)agreements[a].hours * 60 * SEATS)
			return a;
	}
	return N_AGREEMENTS;
}

static void judge_agreement(const struct entry *e, const struct entry *old, struct buf *out)
{
	int64_t used[N_AGREEMENTS] = {0};
	int first;
	for (uint64_t i = 1; i <= n_entries; i++) {
		if (!is_other(&booked[i], old))
			continue;
		int room = find_room(&booked[i], used, &first);
		int taken = room == N_AGREEMENTS ? first : room;
		if (taken < N_AGREEMENTS)
			used[taken] += (booked[i].end - booked[i].start) * booked[i].units;
	}
	if (find_room(e, used, &first) < N_AGREEMENTS || first == N_AGREEMENTS)
		return;
	if (old && (e->end - e->start) * e->units <= (old->end - old->start) * old->units)
		return;
	for (int a = 0; a < N_AGREEMENTS; a++) {
		if (!covers(a, e))
			continue;
		add_reason(out);
		buf_fmt(out, "agreement:%s@%s ", codes[e->resource], agreements[a].code);
		say_hours(out, used[a], (int64_t)agreements[a].hours * 60 * SEATS, SEATS);
	}
}

/* True for somebody of others who is there then, on what counts for the post. */
static bool is_there(const struct entry *o, const struct entry *old, const char *post, int64_t min)
{
	if (!is_other(o, old) || o->institution == 3 || o->start > min || o->end <= min)
		return false;
	return o->resource == WELD || (o->resource == HALL && !*post);
}

/* limit people on what counts for `post`, which "" says of all. */
static void judge_post(const struct entry *e, const struct entry *old, const char *post, int64_t limit, struct buf *out)
{
	int64_t most = 0;
	bool asked = false;
	for (int64_t min = e->start; min < e->end; min += STEP_MIN) {
		int64_t there = 0;
		if (old && min >= old->start && min < old->end)
			continue;
		for (uint64_t i = 1; i <= n_entries; i++)
			there += is_there(&booked[i], old, post, min) ? booked[i].people : 0;
		most = there > most ? there : most;
		asked = true;
	}
	if (!asked || most + e->people <= limit)
		return;
	add_reason(out);
	buf_fmt(out, "quota:%s@trainees %s%s%lld/%lld", codes[e->resource], post, *post ? " " : "",
	        (long long)(limit > most ? limit - most : 0), (long long)limit);
}

static const char *expect(const struct entry *e, const struct entry *old)
{
	struct buf out = {0};
	judge_share(e, old, &out);
	judge_agreement(e, old, &out);
	if (e->resource >= WELD && e->institution != 3) {
		judge_post(e, old, "", 4, &out);
		if (e->resource == WELD)
			judge_post(e, old, "welder", 3, &out);
	}
	const char *text = arena_str(&w.arena, buf_text(&out));
	buf_release(&out);
	return text;
}

/* ---- what the store says ---- */

static const char *said(void)
{
	struct reasons ours = {.arena = &w.arena};
	struct buf out = {0};
	for (size_t i = 0; i < w.last.reasons.n; i++) {
		enum rule rule = w.last.reasons.v[i].rule;
		if (rule == RULE_SHARE || rule == RULE_AGREEMENT || rule == RULE_QUOTA)
			reason_copy(&ours, &w.last.reasons.v[i]);
		n_said[0] += rule == RULE_SHARE;
		n_said[1] += rule == RULE_AGREEMENT;
		n_said[2] += rule == RULE_QUOTA;
	}
	reasons_format(&ours, &out);
	const char *text = arena_str(&w.arena, buf_text(&out));
	buf_release(&out);
	return text;
}

static struct entry draw(struct random *r)
{
	struct entry e = {.stands = true,
	                  .institution = (int)random_below(r, N_INSTITUTIONS),
	                  .resource = (int)random_below(r, N_RESOURCES),
	                  .units = SEATS,
	                  .people = 1 + random_below(r, 5)};
	int64_t day = clock_local_day(at("2026-10-01T00:00")) + random_below(r, 21);
	e.start = clock_day_start(day) + 480 + STEP_MIN * (int64_t)random_below(r, 20);
	e.end = e.start + STEP_MIN * (int64_t)(1 + random_below(r, 12));
	if (e.resource != LAB && e.resource != BLAB)
		e.units = (int)e.people;
	if (random_below(r, 20) == 0)
		e.end += 25 * DAY_MIN;
	return e;
}

static struct request rq_entry(const struct entry *e)
{
	struct request rq = rq_book_at(&w, codes[e->resource], e->start, e->end);
	rq.u.booking.institution = institutions[e->institution];
	rq.u.booking.party = (uint32_t)e->people;
	return rq;
}

static void step_book(struct random *r)
{
	struct entry e = draw(r);
	struct request rq = rq_entry(&e);
	const char *want = expect(&e, NULL);
	world_ask(&w, &rq);
	ck_assert_str_eq(said(), want);
	if (!w.last.reasons.n) {
		ck_assert_uint_eq(w.last.id, n_entries + 1);
		booked[++n_entries] = e;
	}
}

static void step_move(struct random *r, uint64_t id)
{
	struct entry e = booked[id];
	if (!e.stands)
		return;
	e.start += STEP_MIN * ((int64_t)random_below(r, 7) - 3);
	e.end += STEP_MIN * ((int64_t)random_below(r, 7) - 3);
	e.end = e.end > e.start ? e.end : e.start + STEP_MIN;
	if (random_below(r, 3) == 0) {
		e.start += 7 * DAY_MIN;
		e.end += 7 * DAY_MIN;
	}
	const char *want = expect(&e, &booked[id]);
	struct request rq = rq_book_at(&w, "", e.start, e.end);
	rq.op = OP_MOVE;
	rq.given = GIVEN(BOOKING_TIME);
	rq.u.booking.id = id;
	world_ask(&w, &rq);
	ck_assert_str_eq(said(), want);
	if (!w.last.reasons.n)
		booked[id] = e;
}

/* Weekly, all or nothing: each is judged with those before it. */
static void step_series(struct random *r)
{
	struct entry e = draw(r);
	uint64_t was = n_entries;
	struct buf want = {0};
	unsigned n = 2 + random_below(r, 3);
	char rule[40];
	if (e.end - e.start > DAY_MIN)
		return;
	snprintf(rule, sizeof rule, "FREQ=WEEKLY;COUNT=%u", n);
	struct request rq = rq_of(&w, OP_SERIES);
	struct request one = rq_entry(&e);
	rq.u.series = series_of_booking(&one.u.booking);
	rq.u.series.from = FROM_THE_START;
	rq.u.series.weeks.term = "";
	rq.u.series.rule = (struct rule_pattern){rule, e.start, e.end - e.start};
	world_ask(&w, &rq);
	bool stands = !w.last.reasons.n;
	for (unsigned i = 0; i < n; i++, e.start += 7 * DAY_MIN, e.end += 7 * DAY_MIN) {
		const char *why = expect(&e, NULL);
		bool refused = *why;
		for (size_t k = 0; k < w.last.reasons.n; k++)
			refused |= w.last.reasons.v[k].at == e.start;
		buf_fmt(&want, "%s%s", want.len && *why ? ";" : "", why);
		/* one that is refused is not placed, and those after it are judged without it */
		booked[++n_entries] = e;
		booked[n_entries].stands = !refused;
	}
	ck_assert_str_eq(said(), buf_text(&want));
	buf_release(&want);
	if (!stands)
		n_entries = was;
}

static void step_time(struct random *r)
{
	static const char *const values[] = {"14", "3", "none", "20"};
	static const int64_t days[] = {14, 3, -1, 20};
	unsigned i = random_below(r, 4);
	struct request rq = rq_of(&w, OP_SETTING);
	w.now += random_below(r, DAY_MIN);
	rq.u.setting = (struct setting){.name = SETTING_SHARE_DAYS, .value = values[i]};
	world_ask(&w, &rq);
	share_days = days[i];
}

START_TEST(rules_are_as_the_model_says)
{
	struct random r = {random_seed(61) + (uint64_t)_i};
	for (int step = 0; step < STEPS && n_entries < ENTRIES_MAX - 8; step++) {
		unsigned what = random_below(&r, 20);
		uint64_t id = n_entries ? 1 + random_below(&r, (unsigned)n_entries) : 0;
		if (what == 0) {
			step_time(&r);
		} else if (what < 11 || !id) {
			step_book(&r);
		} else if (what < 14) {
			step_series(&r);
		} else if (what < 18) {
			step_move(&r, id);
		} else {
			cancel(&w, id);
			if (!w.last.reasons.n)
				booked[id].stands = false;
		}
	}
	for (size_t i = 0; i < 3; i++)
		ck_assert_uint_ge(n_said[i], 3);
}
END_TEST

Suite *model_registers_suite(void)
{
	Suite *s = suite_create("model_registers");
	TCase *tc = tcase_create("model_registers");
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, rules_are_as_the_model_says, 0, 6);
	suite_add_tcase(s, tc);
	return s;
}
