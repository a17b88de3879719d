/* How much is used: a small world by hand, and random bookings minute by minute. */
#include "store/model/opening.h"
#include "tests/store/report_model.h"

Suite *report_use_suite(void);

/* ---- by hand ---- */

#define HEADER                                                                                                         \
	"key,name,resources,rated_hours,open_hours,booked_hours,effective_hours,estimated_hours,outside_hours,"        \
	"utilisation,open_utilisation,sharing_rate,seat_fill"

static void book_for(struct world *w, const char *claims, const char *institution, const char *start, const char *end)
{
	struct request rq = rq_book(w, claims, start, end);
	rq.u.booking.institution = institution;
	rq.u.booking.party = 5;
	ck_assert_str_eq(world_ask(w, &rq), "added");
}

static void two_labs(struct world *w)
{
	world_open(w);
	struct request rq = rq_institution(w, "EAST", "East College");
	ck_assert_str_eq(world_ask(w, &rq), "added");
	rq = rq_institution(w, "WEST", "West College");
	ck_assert_str_eq(world_ask(w, &rq), "added");
	model_campus(w, "E1", "EAST", "urban");
	model_resource(w, "L1", KIND_LAB, MODE_EXCLUSIVE, 20, "E1", "EAST", "milling", "");
	model_resource(w, "L2", KIND_LAB, MODE_EXCLUSIVE, 10, "E1", "", "", "");
	set_resource(w, "L1", RES_OPENING, (struct resource){.opening = "Mon-Fri 08:00-18:00"});
}

/* Of the first of October, a Thursday, to the eighth: 7 days, of which L1 is open on 5, less what is closed. */
START_TEST(columns_by_hand)
{
	struct world w;
	two_labs(&w);
	book_for(&w, "L1", "EAST", "2026-10-05T08:00", "2026-10-05T10:00");
	book_for(&w, "L1", "WEST", "2026-10-05T10:00", "2026-10-05T14:00");
	book_for(&w, "L1;L2", "WEST", "2026-10-07T17:00", "2026-10-07T18:00");
	book_for(&w, "L2", "", "2026-09-30T23:00", "2026-10-01T00:30");
	/* an hour of Monday twice, Tuesday whole; L2 has a night's closure, in which it is not open anyway */
	ck_assert_str_eq(closure(&w, "L1", "", "2026-10-05T16:00", "2026-10-05T18:00"), "added");
	ck_assert_str_eq(closure(&w, "", "E1", "2026-10-05T17:00", "2026-10-05T17:30"), "added");
	ck_assert_str_eq(closure(&w, "", "", "2026-10-06T00:00", "2026-10-07T00:00"), "added");
	ck_assert_str_eq(closure(&w, "L2", "", "2026-10-03T22:00", "2026-10-04T03:00"), "added");
	ck_assert_str_eq(report(&w, "use", NULL, "2026-10-01T00:00", "2026-10-08T00:00"),
	                 HEADER "\n"
	                        "L1,L1,1,26.85,38.00,7.00,7.00,7.00,5.00,26.07,18.42,71.43,25.00\n"
	                        "L2,L2,1,26.85,83.50,1.50,1.50,1.50,1.00,5.59,1.80,66.67,50.00");
	ck_assert_str_eq(report(&w, "use", "institution", "2026-10-01T00:00", "2026-10-08T00:00"),
	                 HEADER "\n"
	                        "EAST,East College,2,53.70,121.50,8.50,8.50,8.50,6.00,15.83,7.00,70.59,27.42");
	world_close(&w);
}
END_TEST

/* A day is a day: 1400 / 365 = 3.8356 hours are rated also when the clock goes on or back; what is open is 23 or 25. */
START_TEST(a_day_of_another_length_is_a_day)
{
	struct world w;
	two_labs(&w);
	ck_assert_int_eq(clock_zone_use("Europe/Berlin"), 0);
	set_resource(&w, "L2", RES_OPENING, (struct resource){.opening = "Mon-Sun 00:00-24:00"});
	ck_assert_str_eq(report(&w, "use", NULL, "2026-03-29T00:00", "2026-03-30T00:00"),
	                 HEADER "\n"
	                        "L1,L1,1,3.84,0.00,0.00,0.00,0.00,0.00,0.00,,,\n"
	                        "L2,L2,1,3.84,23.00,0.00,0.00,0.00,0.00,0.00,0.00,,");
	ck_assert_str_eq(report(&w, "use", NULL, "2026-10-25T00:00", "2026-10-26T00:00"),
	                 HEADER "\n"
	                        "L1,L1,1,3.84,0.00,0.00,0.00,0.00,0.00,0.00,,,\n"
	                        "L2,L2,1,3.84,25.00,0.00,0.00,0.00,0.00,0.00,0.00,,");
	world_close(&w);
}
END_TEST

/* What is withdrawn counts if it was used; what nobody booked is shown with nothing. */
START_TEST(idle_is_shown_and_withdrawn_is_not)
{
	struct world w;
	two_labs(&w);
	book_for(&w, "L2", "EAST", "2026-10-05T08:00", "2026-10-05T10:00");
	set_resource(&w, "L1", RES_ACTIVE, (struct resource){.active = false});
	const char *first = HEADER "\nL2,L2,1,3.84,14.00,2.00,2.00,2.00,0.00,52.14,14.29,0.00,50.00";
	ck_assert_str_eq(report(&w, "use", NULL, "2026-10-05T00:00", "2026-10-06T00:00"), first);
	set_resource(&w, "L1", RES_ACTIVE, (struct resource){.active = true});
	set_resource(&w, "L2", RES_ACTIVE, (struct resource){.active = false});
	ck_assert_str_eq(report(&w, "use", NULL, "2026-10-05T00:00", "2026-10-06T00:00"),
	                 arena_fmt(&w.arena, "%s",
	                           HEADER "\nL1,L1,1,3.84,10.00,0.00,0.00,0.00,0.00,0.00,0.00,,\n"
	                                  "L2,L2,1,3.84,14.00,2.00,2.00,2.00,0.00,52.14,14.29,0.00,50.00"));
	world_close(&w);
}
END_TEST

/* ---- minute by minute ---- */

enum { MODEL_RESOURCES = 10, MODEL_CLOSURES = 6 };

struct naive_use {
	int64_t rated_hours, open, booked, effective, estimated, outside, people, seats, n;
};

struct closed {
	const char *resource, *campus;
	int64_t start, end;
};

struct naive {
	const struct resource_list *all;
	const char *by;
	struct naive_use of[MODEL_RESOURCES]; /* by the first resource of the group */
};

static const char *campus_or(const struct resource *r, const char *a, const char *b, const char *c)
{
	switch (*r->campus) {
	case 'A': return a;
	case 'B': return b;
	case 'C': return c;
	default: return "";
	}
}

static const char *key_of(const struct resource *r, const char *by)
{
	switch (*by) {
	case 'r': return r->code;
	case 'k': return kind_word(r->kind);
	case 't': return campus_or(r, "urban", "county", "county");
	case 's': return r->specialty;
	case 'i': return *r->institution ? r->institution : campus_or(r, "A", "B", "C");
	default: break;
	}
	if (strcmp(by, "campus") == 0)
		return r->campus;
	return strcmp(r->specialty, "milling") == 0 ? "manufacturing" : "";
}

static size_t index_of(const struct naive *k, const char *code)
{
	for (size_t i = 0; i < k->all->n; i++)
		if (strcmp(k->all->v[i].code, code) == 0)
			return i;
	ck_abort_msg("%s", code);
}

static size_t group_of(const struct naive *k, size_t resource)
{
	size_t i = 0;
	while (strcmp(key_of(&k->all->v[i], k->by), key_of(&k->all->v[resource], k->by)) != 0)
		i++;
	return i;
}

static int64_t outside_percent(const struct model_minute *m)
{
	int64_t sum = 0;
	for (char owner = 'A'; owner <= 'C' && *m->booking->institution; owner++)
		sum += owner == *m->booking->institution ? 0 : model_share(m->resource, owner);
	return sum;
}

/* A minute counts for a resource with so many thirds. */
static void count_thirds(struct naive_use *to, const struct model_minute *m, int64_t thirds)
{
	int64_t weight = m->weight * thirds / 3;
	to->booked += m->booked ? weight : 0;
	if (!m->used)
		return;
	to->effective += weight;
	to->estimated += m->estimated ? weight : 0;
	to->outside += weight * outside_percent(m) / 100;
}

static void count_minute(const struct model_minute *m, void *arg)
{
	struct naive *k = arg;
	size_t own = index_of(k, m->resource->code), hall = index_of(k, "HALL");
	struct naive_use *group = &k->of[group_of(k, own)];
	bool alone = *k->by == 'r', is_part = *m->resource->part_of;
	int64_t share = is_part ? m->resource->seats / 10 : 3;
	if (!alone && is_part && group_of(k, own) == group_of(k, hall))
		count_thirds(group, m, share);
	else
		count_thirds(group, m, 3);
	if (alone && is_part)
		count_thirds(&k->of[hall], m, share);
	if (alone && own == hall) {
		count_thirds(&k->of[index_of(k, "HALL1")], m, 3);
		count_thirds(&k->of[index_of(k, "HALL2")], m, 3);
	}
	if (m->used && m->resource->seats) {
		group->people += m->people;
		group->seats += m->resource->seats;
	}
}

static bool is_closed(const struct closed *c, const struct resource *r, int64_t at_min)
{
	if (at_min < c->start || at_min >= c->end || !c->resource)
		return false;
	if (*c->campus)
		return strcmp(c->campus, r->campus) == 0;
	if (!*c->resource || strcmp(c->resource, r->code) == 0)
		return true;
	return strcmp(c->resource, r->part_of) == 0 ||
	       (strcmp(r->code, "HALL") == 0 && strcmp(c->resource, "HALL1") == 0);
}

static bool is_open(const struct opening *o, const struct resource *r, const struct closed *closed, int64_t at_min)
{
	int minute = clock_local_minute(at_min);
	for (size_t i = 0; i < MODEL_CLOSURES; i++)
		if (is_closed(&closed[i], r, at_min))
			return false;
	return o->always ? minute >= 480 && minute < 1320 : opening_covers(o, at_min, at_min + 1);
}

static void count_open(struct naive *k, const struct closed *closed, int64_t from, int64_t to)
{
	for (size_t i = 0; i < k->all->n; i++) {
		struct opening o;
		const char *bad;
		const struct resource *r = &k->all->v[i];
		struct naive_use *group = &k->of[group_of(k, i)];
		ck_assert_int_eq(opening_parse(r->opening, &o, &bad), 0);
		group->n++;
		if (*r->part_of && group_of(k, i) == group_of(k, index_of(k, "HALL")))
			continue;
		group->rated_hours += r->rated ? r->rated : 1400;
		for (int64_t at_min = from; at_min < to; at_min++)
			group->open += is_open(&o, r, closed, at_min);
	}
}

__extension__ typedef __int128 wide;

static void add_percent(struct buf *out, wide a, wide b)
{
	char text[CELL_HUNDREDTHS_MAX];
	buf_char(out, ',');
	if (b)
		buf_str(out, cell_hundredths((int64_t)((a * 20000 + b) / (b * 2)), text));
}

static void add_hours(struct buf *out, int64_t hundredths)
{
	char text[CELL_HUNDREDTHS_MAX];
	buf_fmt(out, ",%s", cell_hundredths(hundredths, text));
}

/* Counted day by day: each has 1440 of them, the first and the last what lies within by the clock on the wall. */
static int64_t wall_minutes(int64_t from, int64_t to)
{
	int64_t minutes = clock_local_minute(to) - clock_local_minute(from);
	for (int64_t day = clock_local_day(from); day < clock_local_day(to); day++)
		minutes += DAY_MIN;
	return minutes;
}

static void add_row(struct buf *out, const char *key, const struct naive_use *u, int64_t minutes)
{
	buf_fmt(out, "\n%s,%s,%lld", key, key, (long long)u->n);
	add_hours(out, model_hundredths(u->rated_hours * minutes, 365 * DAY_MIN));
	add_hours(out, model_hours(u->open * MODEL_MINUTE));
	add_hours(out, model_hours(u->booked));
	add_hours(out, model_hours(u->effective));
	add_hours(out, model_hours(u->estimated));
	add_hours(out, model_hours(u->outside));
	add_percent(out, (wide)u->effective * 365 * DAY_MIN, (wide)u->rated_hours * minutes * 60 * MODEL_MINUTE);
	add_percent(out, u->effective, u->open * MODEL_MINUTE);
	add_percent(out, u->outside, u->effective);
	add_percent(out, u->people, u->seats);
}

static int order_keys(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *expect(struct world *w, const char *by, const struct closed *closed, int64_t from, int64_t to)
{
	struct resource_filter any = {0};
	struct resource_list all;
	struct naive k = {.all = &all, .by = by};
	struct buf out = {0};
	const char *keys[MODEL_RESOURCES];
	ck_assert_int_eq(query_resources(&w->s, &any, &all), 0);
	ck_assert_uint_eq(all.n, MODEL_RESOURCES);
	model_look(w, from, to, count_minute, &k);
	count_open(&k, closed, from, to);
	for (size_t i = 0; i < all.n; i++)
		keys[i] = key_of(&all.v[i], by);
	qsort(keys, all.n, sizeof *keys, order_keys);
	buf_str(&out, HEADER);
	for (size_t i = 0; i < all.n; i++) {
		size_t of = 0;
		while (strcmp(key_of(&all.v[of], by), keys[i]) != 0)
			of++;
		if (i == 0 || strcmp(keys[i - 1], keys[i]) != 0)
			add_row(&out, keys[i], &k.of[of], wall_minutes(from, to));
	}
	const char *kept = arena_str(&w->arena, buf_text(&out));
	buf_release(&out);
	arena_release(&all.arena);
	return kept;
}

static void close_some(struct world *w, struct random *r, struct closed *out)
{
	static const char *const places[MODEL_CLOSURES][2] = {{"LAB", ""}, {"", "A1"},   {"", ""},
	                                                      {"", "C1"},  {"HALL", ""}, {"HALL1", ""}};
	for (size_t i = 0; i < MODEL_CLOSURES; i++) {
		struct request rq = rq_of(w, OP_CLOSURE);
		int64_t start = clock_day_start(MODEL_FIRST_DAY) + random_between(r, 0, MODEL_DAYS * DAY_MIN);
		out[i] =
			(struct closed){places[i][0], places[i][1], start, start + random_between(r, 100, 5 * DAY_MIN)};
		rq.flags |= REQUEST_RECORD;
		rq.u.closure = (struct closure){out[i].start, out[i].end, out[i].resource, out[i].campus, "", 0};
		ck_assert_str_eq(world_ask(w, &rq), "added");
	}
}

START_TEST(as_minute_by_minute)
{
	static const char *const dimensions[] = {"resource",  "kind", "campus", "institution",
	                                         "specialty", "tier", "cluster"};
	static const char *const zones[] = {"Asia/Shanghai", "Europe/Berlin"};
	struct world w;
	struct random r = {random_seed(83)};
	struct closed closed[MODEL_CLOSURES];
	model_open(&w);
	ck_assert_int_eq(clock_zone_use(zones[_i]), 0);
	model_book(&w, &r);
	close_some(&w, &r, closed);
	set_resource(&w, "LAB", RES_OPENING, (struct resource){.opening = "Mon-Fri 08:00-12:00;Mon-Fri 14:00-18:30"});
	set_resource(&w, "SHOP", RES_OPENING, (struct resource){.opening = "Sat 22:00-24:00;Sun 00:00-02:30"});
	for (size_t i = 0; i < sizeof dimensions / sizeof *dimensions; i++) {
		int64_t from = clock_day_start(MODEL_FIRST_DAY) + random_between(&r, -3 * DAY_MIN, 20 * DAY_MIN);
		int64_t to = from + random_between(&r, 1, 20 * DAY_MIN);
		struct report_ask ask = {.name = "use", .by = dimensions[i], .from = from, .to = to};
		ck_assert_str_eq(report_asked(&w, &ask), expect(&w, dimensions[i], closed, from, to));
	}
	world_close(&w);
}
END_TEST

/* What is used outside of its owners is what they lend. */
START_TEST(outside_is_what_is_lent)
{
	struct world w;
	struct random r = {random_seed(84)};
	struct report_table use, lending;
	struct report_ask ask = {.from = at("2026-10-01T00:00"), .to = at("2027-01-01T00:00")};
	int64_t outside = 0, lent = 0;
	model_open(&w);
	model_book(&w, &r);
	ask.name = "use";
	ck_assert_int_eq(report_run(&w.s, &ask, &use), 0);
	ask.name = "lending";
	ck_assert_int_eq(report_run(&w.s, &ask, &lending), 0);
	for (size_t i = 0; i < use.n; i++) {
		/* these have a hall's hours too */
		bool is_hall = strncmp(use.rows[i].cells[0].text, "HALL", 4) == 0;
		outside += is_hall ? 0 : use.rows[i].cells[8].number;
	}
	for (size_t i = 0; i < lending.n; i++)
		lent += lending.rows[i].cells[3].number;
	report_table_release(&use);
	report_table_release(&lending);
	ask.filter.text = "HALL";
	ck_assert_int_eq(report_run(&w.s, &ask, &lending), 0);
	for (size_t i = 0; i < lending.n; i++)
		lent -= lending.rows[i].cells[3].number;
	report_table_release(&lending);
	/* each row is rounded for itself */
	ck_assert_int_le(llabs(outside - lent), 20);
	ck_assert_int_gt(lent, 1000);
	world_close(&w);
}
END_TEST

Suite *report_use_suite(void)
{
	Suite *s = suite_create("report_use");
	TCase *tc = tcase_create("report_use");
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, columns_by_hand);
	tcase_add_test(tc, a_day_of_another_length_is_a_day);
	tcase_add_test(tc, idle_is_shown_and_withdrawn_is_not);
	tcase_add_loop_test(tc, as_minute_by_minute, 0, 2);
	tcase_add_test(tc, outside_is_what_is_lent);
	suite_add_tcase(s, tc);
	return s;
}
