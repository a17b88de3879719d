/* What a booking costs: agreed when it is made, by agreement, by rule or by rate, and kept after that. */
#include "store/facts/facts.h"
#include "store/model/price.h"
#include "tests/store/colleges.h"
#include "tests/store/registered.h"
#include "tests/store/report.h"

Suite *prices_suite(void);

#define D1 "2026-10-12"
#define D2 "2026-10-13"

static void set_rate(struct world *w, const char *code, const char *rate)
{
	set_resource(w, code, RES_RATE, (struct resource){.rate = rate});
}

/* NORTH's lab is 100 yuan an hour and its pool of ten seats 50; SOUTH's room has no rate. */
static void open_colleges(struct world *w)
{
	colleges_open(w);
	set_rate(w, "LAB", "100元/小时");
	set_rate(w, "POOL", "50");
}

static void agree(struct world *w, const char *code, const char *parties, const char *resources, const char *price)
{
	struct register_row row = register_row_of(REGISTER_AGREEMENTS);
	row.text[AGREEMENT_CODE] = code;
	row.text[AGREEMENT_PARTIES] = parties;
	row.text[AGREEMENT_RESOURCES] = resources;
	row.text[AGREEMENT_PRICE] = price;
	row.number[AGREEMENT_UNTIL] = clock_local_day(at(D1 "T00:00"));
	row.number[AGREEMENT_HOURS] = -1;
	register_put(w, row);
}

static void add_price_rule(struct world *w, const char *id, const char *place, const char *who, const char *value)
{
	struct request rq = rq_of(w, OP_RULE);
	rq.u.rule = (struct owner_rule){
		.id = id, .place = place, .who = who, .when = "", .field = "price", .value = value, .text = ""};
	ck_assert_str_eq(world_ask(w, &rq), "added");
}

static const char *book_for(struct world *w, const char *claims, const char *institution, const char *day)
{
	struct request rq = rq_book_at(w, claims, at(day) + 480, at(day) + 570);
	rq.u.booking.institution = institution;
	rq.u.booking.party = 3;
	return world_ask(w, &rq);
}

/* `PRICES = COST` */
static const char *prices(struct world *w, uint64_t id)
{
	struct booking_rows rows;
	char cost[CELL_HUNDREDTHS_MAX];
	ck_assert_int_eq(query_bookings(&w->s, &id, 1, &rows), 0);
	ck_assert_uint_eq(rows.n, 1);
	const struct booking *b = &rows.v[0].b;
	const char *text = arena_fmt(&w->arena, "%s = %s", b->prices, cell_hundredths(price_of_booking(b), cost));
	arena_release(&rows.arena);
	return text;
}

START_TEST(a_price_is_agreed_ruled_or_the_rate)
{
	struct world w;
	open_colleges(&w);
	ck_assert_str_eq(book_for(&w, "LAB", "SOUTH", D1 "T00:00"), "added");
	/* an hour and a half at 100 yuan */
	ck_assert_str_eq(prices(&w, 1), "10000 = 150.00");
	/* three of ten seats of the pool, at 50: 22.50 */
	ck_assert_str_eq(book_for(&w, "POOL;ROOM", "WEST", D1 "T00:00"), "added");
	ck_assert_str_eq(prices(&w, 2), "5000;0 = 22.50");
	/* one's own, and nobody's */
	ck_assert_str_eq(book_for(&w, "LAB", "NORTH", D2 "T00:00"), "added");
	ck_assert_str_eq(prices(&w, 3), " = 0.00");
	add_price_rule(&w, "P1", "resource:LAB", "institution:SOUTH", "80");
	add_price_rule(&w, "P2", "resource:ROOM", "*", "12.5");
	ck_assert_str_eq(book_for(&w, "LAB", "SOUTH", "2026-10-14T00:00"), "added");
	ck_assert_str_eq(prices(&w, 4), "8000 = 120.00");
	ck_assert_str_eq(book_for(&w, "LAB;ROOM", "WEST", "2026-10-15T00:00"), "added");
	ck_assert_str_eq(prices(&w, 5), "10000;1250 = 168.75");
	/* what was booked stays as it was agreed */
	ck_assert_str_eq(prices(&w, 1), "10000 = 150.00");
	world_close(&w);
}
END_TEST

static void own_part(struct world *w, const char *institution, int64_t percent, const char *until)
{
	struct register_row row = register_row_of(REGISTER_OWNERS);
	row.text[OWNER_RESOURCE] = "LAB";
	row.text[OWNER_INSTITUTION] = institution;
	row.number[OWNER_SHARE] = percent * REGISTER_MILLION;
	row.number[OWNER_UNTIL] = clock_local_day(at(until));
	register_put(w, row);
}

/*
 * NORTH, whose the lab is, and SOUTH borrow it from each other: of 150 yuan NORTH owes 40 %, SOUTH 60 %. On the day
 * after it is all NORTH's.
 */
START_TEST(owners_in_common_pay_each_other)
{
	struct world w;
	open_colleges(&w);
	own_part(&w, "NORTH", 60, D1 "T00:00");
	own_part(&w, "SOUTH", 40, D1 "T00:00");
	struct request rq = rq_book(&w, "LAB", D1 "T10:00", D1 "T11:30");
	ck_assert_str_eq(book_for(&w, "LAB", "NORTH", D1 "T00:00"), "added");
	ck_assert_str_eq(prices(&w, 1), "10000 = 150.00");
	rq.u.booking.institution = "SOUTH";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_str_eq(prices(&w, 2), "10000 = 150.00");
	ck_assert_str_eq(book_for(&w, "LAB", "NORTH", D2 "T00:00"), "added");
	ck_assert_str_eq(prices(&w, 3), " = 0.00");
	ck_assert_str_eq(report(&w, "lending", NULL, "2026-10-01T00:00", "2026-11-01T00:00"),
	                 "lender,borrower,bookings,hours,seat_hours,amount\n"
	                 "NORTH,SOUTH,1,0.90,0.90,90.00\n"
	                 "SOUTH,NORTH,1,0.60,1.80,60.00");
	world_close(&w);
}
END_TEST

START_TEST(an_agreement_goes_before_rules_and_rates)
{
	struct world w;
	open_colleges(&w);
	add_price_rule(&w, "P1", "resource:LAB", "*", "80");
	agree(&w, "A0", "NORTH;SOUTH", "", "");
	agree(&w, "A1", "NORTH;SOUTH", "LAB", "30");
	agree(&w, "A2", "NORTH;SOUTH", "", "0");
	/* of the last day on which they are in force */
	ck_assert_str_eq(book_for(&w, "LAB;POOL", "SOUTH", D1 "T00:00"), "added");
	ck_assert_str_eq(prices(&w, 1), "3000;0 = 45.00");
	/* after it, and for who is no party */
	ck_assert_str_eq(book_for(&w, "LAB;POOL", "SOUTH", D2 "T00:00"), "added");
	ck_assert_str_eq(prices(&w, 2), "8000;5000 = 142.50");
	ck_assert_str_eq(book_for(&w, "POOL", "WEST", D1 "T00:00"), "added");
	ck_assert_str_eq(prices(&w, 3), "5000 = 22.50");
	world_close(&w);
}
END_TEST

static struct request rq_change(struct world *w, uint64_t id, const char *claims, uint32_t given)
{
	struct request rq = rq_book(w, claims, D2 "T14:00", D2 "T15:00");
	rq.op = OP_MOVE;
	rq.u.booking.id = id;
	rq.given = given;
	return rq;
}

START_TEST(what_stays_keeps_its_price)
{
	struct world w;
	open_colleges(&w);
	ck_assert_str_eq(book_for(&w, "LAB", "SOUTH", D1 "T00:00"), "added");
	set_rate(&w, "LAB", "200");
	struct request rq = rq_change(&w, 1, "", GIVEN(BOOKING_PURPOSE));
	rq.u.booking.purpose = "welding";
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(prices(&w, 1), "10000 = 150.00");
	rq = rq_change(&w, 1, "", GIVEN(BOOKING_TIME));
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(prices(&w, 1), "10000 = 100.00");
	rq = rq_change(&w, 1, "POOL*5;LAB", GIVEN(BOOKING_CLAIMS));
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(prices(&w, 1), "5000;10000 = 125.00");
	rq = rq_change(&w, 1, "ROOM", GIVEN(BOOKING_CLAIMS));
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(prices(&w, 1), " = 0.00");
	/* taken back is as it was; then anew at today's rate */
	rq = rq_of(&w, OP_UNDO);
	rq.u.entry = w.last.seq;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(prices(&w, 1), "5000;10000 = 125.00");
	rq = rq_change(&w, 1, "ROOM", GIVEN(BOOKING_CLAIMS));
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	rq = rq_change(&w, 1, "LAB", GIVEN(BOOKING_CLAIMS));
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(prices(&w, 1), "20000 = 200.00");
	/* another who pays */
	rq = rq_change(&w, 1, "", GIVEN(BOOKING_INSTITUTION));
	rq.u.booking.institution = "NORTH";
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(prices(&w, 1), " = 0.00");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

START_TEST(who_waits_agrees_when_he_gets_it)
{
	struct world w;
	open_colleges(&w);
	ck_assert_str_eq(book_for(&w, "LAB", "SOUTH", D1 "T00:00"), "added");
	struct request rq = rq_book_at(&w, "LAB", at(D1 "T00:00") + 480, at(D1 "T00:00") + 540);
	rq.u.booking.institution = "WEST";
	rq.flags = REQUEST_WAIT;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_str_eq(prices(&w, 2), " = 0.00");
	set_rate(&w, "LAB", "70");
	cancel(&w, 1);
	ck_assert_str_eq(prices(&w, 2), "7000 = 70.00");
	world_close(&w);
}
END_TEST

START_TEST(each_date_of_a_series_has_its_price)
{
	static const struct claim_ask claims[] = {{"LAB", 0}};
	struct world w;
	open_colleges(&w);
	agree(&w, "A1", "NORTH;SOUTH", "LAB", "30");
	struct request rq = rq_of(&w, OP_SERIES);
	rq.u.series = (struct series_ask){.ref = "",
	                                  .claims = claims,
	                                  .n_claims = 1,
	                                  .weeks.term = "",
	                                  .rule = {"FREQ=DAILY;COUNT=2", at(D1 "T08:00"), 60},
	                                  .purpose = "",
	                                  .note = "",
	                                  .requester = "",
	                                  .institution = "SOUTH",
	                                  .from = FROM_THE_START};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	ck_assert_str_eq(prices(&w, 1), "3000 = 30.00");
	ck_assert_str_eq(prices(&w, 2), "10000 = 100.00");
	set_rate(&w, "LAB", "200");
	rq.op = OP_SERIES_CHANGE;
	rq.u.series.id = 1;
	rq.u.series.purpose = "welding";
	rq.given = GIVEN(SERIES_PURPOSE);
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	rq.u.series.rule.len_min = 120;
	rq.u.series.rule.rule = "";
	rq.u.series.rule.start = 0;
	rq.given = GIVEN(SERIES_PARTS);
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(prices(&w, 2), "10000 = 200.00");
	world_close(&w);
}
END_TEST

static int set_priced(struct db_txn *txn, void *arg)
{
	const uint64_t *first = arg;
	unsigned char bytes[8];
	struct key k = key_table(TABLE_SETTING);
	key_text(&k, SETTING_PRICED);
	if (!*first)
		return db_del(txn, key_bytes(&k));
	le_put(bytes, *first, sizeof bytes);
	return db_put(txn, key_bytes(&k), (struct bytes){bytes, sizeof bytes});
}

static int read_priced(struct db_txn *txn, void *arg)
{
	return facts_setting(txn, SETTING_PRICED, arg);
}

static uint64_t priced_from(struct world *w)
{
	uint64_t first;
	ck_assert_int_eq(db_read(w->s.db, read_priced, &first), 0);
	return first;
}

START_TEST(what_was_booked_before_prices_were_kept_goes_by_todays_rate)
{
	struct world w;
	open_colleges(&w);
	ck_assert_uint_eq(priced_from(&w), 1);
	set_rate(&w, "LAB", "");
	ck_assert_str_eq(book_for(&w, "LAB", "SOUTH", D1 "T00:00"), "added");
	ck_assert_str_eq(book_for(&w, "LAB", "NORTH", "2026-10-20T00:00"), "added");
	/* as an older program has left it */
	ck_assert_int_eq(db_update(w.s.db, set_priced, &(uint64_t){0}, &(uint64_t){0}), 0);
	set_rate(&w, "LAB", "100");
	ck_assert_str_eq(report(&w, "lending", NULL, "2026-10-01T00:00", "2026-11-01T00:00"),
	                 "lender,borrower,bookings,hours,seat_hours,amount\nNORTH,SOUTH,1,1.50,4.50,150.00");
	ck_assert_str_eq(book_for(&w, "LAB", "SOUTH", D2 "T00:00"), "added");
	ck_assert_uint_eq(priced_from(&w), 3);
	set_rate(&w, "LAB", "10");
	/* 15 yuan of the first, 150 of the other */
	ck_assert_str_eq(report(&w, "lending", NULL, "2026-10-01T00:00", "2026-11-01T00:00"),
	                 "lender,borrower,bookings,hours,seat_hours,amount\nNORTH,SOUTH,2,3.00,9.00,165.00");
	/* one that is moved agrees anew */
	struct request rq = rq_change(&w, 1, "", GIVEN(BOOKING_TIME));
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_str_eq(prices(&w, 1), "1000 = 10.00");
	check_store(&w.s);
	world_close(&w);
}
END_TEST

Suite *prices_suite(void)
{
	Suite *s = suite_create("prices");
	TCase *tc = tcase_create("prices");
	tcase_add_test(tc, a_price_is_agreed_ruled_or_the_rate);
	tcase_add_test(tc, owners_in_common_pay_each_other);
	tcase_add_test(tc, an_agreement_goes_before_rules_and_rates);
	tcase_add_test(tc, what_stays_keeps_its_price);
	tcase_add_test(tc, who_waits_agrees_when_he_gets_it);
	tcase_add_test(tc, each_date_of_a_series_has_its_price);
	tcase_add_test(tc, what_was_booked_before_prices_were_kept_goes_by_todays_rate);
	suite_add_tcase(s, tc);
	return s;
}
