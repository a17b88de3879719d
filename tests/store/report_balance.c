/* Who owes whom, and who pays: by hand, and random bookings minute by minute. */
#include "store/model/price.h"
#include "tests/store/report_model.h"

Suite *report_balance_suite(void);

static void lend(struct world *w, uint64_t id, const char *claims, const char *institution, const char *start,
                 const char *end, const char *prices)
{
	struct request rq = rq_book(w, claims, start, end);
	rq.u.booking.institution = institution;
	ck_assert_str_eq(world_ask(w, &rq), "added");
	model_price(w, id, PURPOSE_NONE, prices, 0);
}

/* A lends to B for 100.00 an hour, B to C for 50.00, C to A for 20.00; one across the end of October. */
static void open_three(struct world *w)
{
	model_open(w);
	lend(w, 1, "BASE", "A", "2026-10-12T08:00", "2026-10-12T10:00", "2000");
	lend(w, 2, "POOL*10", "B", "2026-10-13T08:00", "2026-10-13T09:00", "10000");
	lend(w, 3, "ROOM", "C", "2026-10-31T23:00", "2026-11-01T01:00", "5000");
	model_owners(w);
}

START_TEST(balance_by_hand)
{
	struct world w;
	open_three(&w);
	/* of the pool 70 % are A's */
	ck_assert_str_eq(report(&w, "balance", NULL, "2026-10-01T00:00", "2026-12-01T00:00"),
	                 "institution,lent_hours,borrowed_hours,net_hours,lent_amount,borrowed_amount,net_amount\n"
	                 "A,0.70,2.00,-1.30,70.00,40.00,30.00\n"
	                 "B,2.00,1.00,1.00,100.00,100.00,0.00\n"
	                 "C,2.30,2.00,0.30,70.00,100.00,-30.00");
	ck_assert_str_eq(report(&w, "settlement", NULL, "2026-10-01T00:00", "2026-12-01T00:00"),
	                 "from,to,amount\nC,A,30.00");
	world_close(&w);
}
END_TEST

START_TEST(months_by_hand)
{
	struct world w;
	open_three(&w);
	ck_assert_str_eq(report(&w, "balance", "month", "2026-10-01T00:00", "2026-12-01T00:00"),
	                 "month,institution,opening,lent_amount,borrowed_amount,closing\n"
	                 "2026-10,A,0.00,70.00,40.00,30.00\n"
	                 "2026-10,B,0.00,50.00,100.00,-50.00\n"
	                 "2026-10,C,0.00,70.00,50.00,20.00\n"
	                 "2026-11,A,30.00,0.00,0.00,30.00\n"
	                 "2026-11,B,-50.00,50.00,0.00,0.00\n"
	                 "2026-11,C,20.00,0.00,50.00,-30.00");
	ck_assert_str_eq(report(&w, "settlement", "month", "2026-10-01T00:00", "2026-12-01T00:00"),
	                 "month,from,to,amount\n"
	                 "2026-10,B,A,30.00\n"
	                 "2026-10,B,C,20.00\n"
	                 "2026-11,C,B,50.00");
	world_close(&w);
}
END_TEST

/* ---- minute by minute ---- */

enum { MONTHS = 4 };

struct naive {
	int64_t hours[3][3],
		amount[3][3]; /* by lender and borrower: parts times 10000, or times percents of hundredths of a yuan */
	int64_t monthly[MONTHS][3][3];
};

static void count_minute(const struct model_minute *m, void *arg)
{
	struct naive *k = arg;
	struct wall day;
	const struct booking *b = m->booking;
	int64_t price = price_of_claim(b->prices, m->claim) * (100 - (int64_t)b->waived);
	if (!m->used || !*b->institution)
		return;
	clock_to_wall(m->at, &day);
	for (int owner = 0; owner < 3; owner++) {
		int64_t lent = m->weight * model_share(m->resource, (char)('A' + owner)) / 100;
		int borrower = *b->institution - 'A';
		if (borrower == owner)
			continue;
		k->hours[owner][borrower] += lent * 10000;
		k->amount[owner][borrower] += lent * price;
		k->monthly[day.month - 9][owner][borrower] += lent * price;
	}
}

/* Rounded for each pair: what an institution lent of one of the tables, and what it borrowed. */
static int64_t lent_of(int64_t v[3][3], int institution)
{
	int64_t sum = 0;
	for (int i = 0; i < 3; i++)
		sum += model_hundredths(v[institution][i], 10000 * 60 * MODEL_MINUTE);
	return sum;
}

static int64_t borrowed_of(int64_t v[3][3], int institution)
{
	int64_t sum = 0;
	for (int i = 0; i < 3; i++)
		sum += model_hundredths(v[i][institution], 10000 * 60 * MODEL_MINUTE);
	return sum;
}

static void add(struct buf *out, int64_t hundredths)
{
	char text[CELL_HUNDREDTHS_MAX];
	buf_fmt(out, ",%s", cell_hundredths(hundredths, text));
}

static const char *keep(struct world *w, struct buf *out)
{
	const char *kept = arena_str(&w->arena, buf_text(out));
	buf_release(out);
	return kept;
}

static const char *expect_balance(struct world *w, struct naive *k)
{
	struct buf out = {0};
	buf_str(&out, "institution,lent_hours,borrowed_hours,net_hours,lent_amount,borrowed_amount,net_amount");
	for (int i = 0; i < 3; i++) {
		int64_t lent = lent_of(k->hours, i), borrowed = borrowed_of(k->hours, i);
		buf_fmt(&out, "\n%c", 'A' + i);
		add(&out, lent);
		add(&out, borrowed);
		add(&out, lent - borrowed);
		lent = lent_of(k->amount, i);
		borrowed = borrowed_of(k->amount, i);
		add(&out, lent);
		add(&out, borrowed);
		add(&out, lent - borrowed);
	}
	return keep(w, &out);
}

static const char *expect_months(struct world *w, struct naive *k)
{
	struct buf out = {0};
	int64_t opening[3] = {0};
	buf_str(&out, "month,institution,opening,lent_amount,borrowed_amount,closing");
	for (int month = 0; month < MONTHS; month++)
		for (int i = 0; i < 3; i++) {
			int64_t lent = lent_of(k->monthly[month], i), borrowed = borrowed_of(k->monthly[month], i);
			buf_fmt(&out, "\n2026-%02d,%c", month + 9, 'A' + i);
			add(&out, opening[i]);
			add(&out, lent);
			add(&out, borrowed);
			opening[i] += lent - borrowed;
			add(&out, opening[i]);
		}
	return keep(w, &out);
}

/* The payments clear what the balance says, and all nets sum to 0. */
static void check_settlement(struct world *w)
{
	struct report_ask ask = {.name = "balance", .from = at("2026-09-01T00:00"), .to = at("2027-01-01T00:00")};
	struct report_table balance, payments;
	int64_t nets[3] = {0}, sum = 0;
	ck_assert_int_eq(report_run(&w->s, &ask, &balance), 0);
	ask.name = "settlement";
	ck_assert_int_eq(report_run(&w->s, &ask, &payments), 0);
	ck_assert_uint_eq(balance.n, 3);
	for (size_t i = 0; i < 3; i++)
		sum += nets[i] = balance.rows[i].cells[6].number;
	ck_assert_int_eq(sum, 0);
	for (size_t i = 0; i < payments.n; i++) {
		nets[*payments.rows[i].cells[0].text - 'A'] += payments.rows[i].cells[2].number;
		nets[*payments.rows[i].cells[1].text - 'A'] -= payments.rows[i].cells[2].number;
	}
	for (size_t i = 0; i < 3; i++)
		ck_assert_int_eq(nets[i], 0);
	ck_assert_uint_le(payments.n, 2);
	report_table_release(&balance);
	report_table_release(&payments);
}

START_TEST(as_minute_by_minute)
{
	struct world w;
	struct random r = {random_seed(101)};
	struct naive *k = calloc(1, sizeof *k);
	model_open(&w);
	model_book(&w, &r);
	model_look(&w, at("2026-09-01T00:00"), at("2027-01-01T00:00"), count_minute, k);
	const char *months = expect_months(&w, k), *balance = expect_balance(&w, k);
	ck_assert_str_eq(report(&w, "balance", NULL, "2026-09-01T00:00", "2027-01-01T00:00"), balance);
	ck_assert_str_eq(report(&w, "balance", "month", "2026-09-01T00:00", "2027-01-01T00:00"), months);
	check_settlement(&w);
	free(k);
	world_close(&w);
}
END_TEST

/* One lends to so many that not all ways to pay are looked at. */
START_TEST(many_institutions_may_pay_fewer_times)
{
	enum { BORROWERS = 26 };
	struct world w;
	struct report_table t;
	struct report_ask ask = {.name = "settlement", .from = at("2026-10-01T00:00"), .to = at("2026-12-01T00:00")};
	model_open(&w);
	for (uint64_t i = 0; i < BORROWERS; i++) {
		const char *code = arena_fmt(&w.arena, "I%02d", (int)i);
		struct request rq = rq_institution(&w, code, code);
		int64_t start = at("2026-10-12T08:00") + (int64_t)i * 60;
		ck_assert_str_eq(world_ask(&w, &rq), "added");
		rq = rq_book_at(&w, "BASE", start, start + 60);
		rq.u.booking.institution = code;
		ck_assert_str_eq(world_ask(&w, &rq), "added");
		model_price(&w, i + 1, PURPOSE_NONE, arena_fmt(&w.arena, "%d", 100 + (int)i), 0);
	}
	ck_assert_int_eq(report_run(&w.s, &ask, &t), 0);
	ck_assert_uint_eq(t.n, BORROWERS);
	ck_assert(t.may_be_fewer);
	report_table_release(&t);
	ask.to = at("2026-10-12T18:00");
	ck_assert_int_eq(report_run(&w.s, &ask, &t), 0);
	ck_assert_uint_eq(t.n, 10);
	ck_assert(!t.may_be_fewer);
	report_table_release(&t);
	world_close(&w);
}
END_TEST

Suite *report_balance_suite(void)
{
	Suite *s = suite_create("report_balance");
	TCase *tc = tcase_create("report_balance");
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, balance_by_hand);
	tcase_add_test(tc, months_by_hand);
	tcase_add_test(tc, many_institutions_may_pay_fewer_times);
	tcase_add_test(tc, as_minute_by_minute);
	suite_add_tcase(s, tc);
	return s;
}
