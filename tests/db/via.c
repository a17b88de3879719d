/*
 * Ranges that are expected by way of another entry, whose value has the number that stands in their keys: whatever that
 * entry is, reads give what the store has, and on a server the ranges come with the first journey.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/record.h"
#include "store/db/db.h"
#include "tests/engine.h"
#include "tests/support.h"

Suite *via_suite(void);

/* 'c' and a code lead to a number; 'n', the number and a byte to an entry. */
enum { NUMBER_BYTES = 4, NUMBERS = 300, ENTRIES = 3 };

static struct bytes code_key(uint32_t no, char room[16])
{
	int n = snprintf(room, 16, "ccode-%03u", (unsigned)no);
	return (struct bytes){room, (size_t)n};
}

static struct bytes entry_key(uint32_t no, unsigned i, unsigned char room[8])
{
	room[0] = 'n';
	for (int at = 0; at < NUMBER_BYTES; at++)
		room[1 + at] = (unsigned char)(no >> (24 - 8 * at));
	room[5] = (unsigned char)i;
	return (struct bytes){room, 6};
}

/* Numbers with bytes that differ, so that their order matters. */
static uint32_t number_of(uint32_t i)
{
	return i * UINT32_C(0x01020408) + 5;
}

static int fill(struct db_txn *txn, void *arg)
{
	char code[16];
	unsigned char key[8], value[NUMBER_BYTES];
	int err = 0;
	(void)arg;
	for (uint32_t no = 0; no < NUMBERS && !err; no++) {
		le_put(value, number_of(no), NUMBER_BYTES);
		err = db_put(txn, code_key(no, code), (struct bytes){value, NUMBER_BYTES});
		for (unsigned i = 0; i < ENTRIES && !err; i++)
			err = db_put(txn, entry_key(number_of(no), 2 * i, key), (struct bytes){"v", 1});
	}
	if (!err) /* one whose value is too short for a number */
		err = db_put(txn, code_key(NUMBERS, code), (struct bytes){"abc", 3});
	return err;
}

static void open_filled(const char *name, struct db **out)
{
	struct db *writer;
	const char *where = test_store(name);
	ck_assert_int_eq(db_open(where, DB_CREATE, &writer), 0);
	ck_assert_int_eq(db_update(writer, fill, NULL, NULL), 0);
	db_close(writer);
	ck_assert_int_eq(db_open(where, 0, out), 0);
}

/* What is expected of a number by its code: the code itself, and the entries from the first to the one of 4. */
struct expected {
	char code[16];
	unsigned char lo[8], hi[8];
	struct db_range v[2];
};

static void expect_number(struct expected *e, uint32_t no)
{
	/* the byte after the text is 0 */
	struct bytes code = code_key(no, e->code);
	e->v[0] = (struct db_range){.lo = code, .hi = {e->code, code.len + 1}};
	e->v[1] =
		(struct db_range){.lo = entry_key(0, 0, e->lo), .hi = entry_key(0, 4, e->hi), .via = code, .via_at = 1};
}

struct reading {
	struct expected *e;
	size_t n;
	uint32_t no;    /* of the first */
	bool is_inside; /* it is expected in the transaction */
};

static uint64_t journeys(struct db *db)
{
	struct db_figures f;
	ck_assert_int_eq(db_figures(db, &f), 0);
	for (size_t i = 0; i < f.n; i++)
		if (strcmp(f.v[i].name, "round_trips") == 0)
			return f.v[i].value;
	return 0;
}

/* All that the store has of a number, and no more. */
static void read_number(struct db_txn *txn, uint32_t no)
{
	char code[16];
	unsigned char lo[8], hi[8], room[8];
	struct db_scan scan;
	struct bytes key, value;
	int err = db_get(txn, code_key(no, code), &value);
	ck_assert_int_eq(err, no <= NUMBERS ? 0 : QUAD_ENOTFOUND);
	if (no >= NUMBERS)
		return;
	ck_assert_uint_eq(le_get(value.p, NUMBER_BYTES), number_of(no));
	ck_assert_int_eq(db_scan_open(txn, &scan), 0);
	ck_assert_int_eq(db_scan_range(&scan, entry_key(number_of(no), 0, lo), entry_key(number_of(no), 4, hi)), 0);
	for (unsigned i = 0; i < 2; i++) {
		ck_assert_int_eq(db_scan_next(&scan, &key, &value), 0);
		ck_assert_int_eq(bytes_compare(key, entry_key(number_of(no), 2 * i, room)), 0);
	}
	ck_assert_int_eq(db_scan_next(&scan, &key, &value), QUAD_ENOTFOUND);
	db_scan_close(&scan);
}

static int read_expected(struct db_txn *txn, void *arg)
{
	const struct reading *r = arg;
	for (size_t i = 0; r->is_inside && i < r->n; i++)
		ck_assert_int_eq(db_expect(txn, r->e[i].v, 2), 0);
	for (size_t i = 0; i < r->n; i++)
		read_number(txn, r->no + (uint32_t)i);
	return 0;
}

/* Numbers from `no` on; how many journeys it took. */
static uint64_t read_numbers(struct db *db, uint32_t no, size_t n, bool is_inside)
{
	static struct expected e[NUMBERS];
	struct reading r = {.e = e, .n = n, .no = no, .is_inside = is_inside};
	uint64_t before = journeys(db);
	for (size_t i = 0; i < n; i++) {
		expect_number(&e[i], no + (uint32_t)i);
		if (!is_inside)
			db_expect_next(db, e[i].v, 2);
	}
	ck_assert_int_eq(db_read(db, read_expected, &r), 0);
	return journeys(db) - before - 1;
}

START_TEST(all_of_it_comes_with_the_beginning)
{
	struct db *db;
	open_filled("begin", &db);
	uint64_t n = read_numbers(db, 0, NUMBERS / 2, false);
	ck_assert(!on_postgresql() || n == 1);
	/* some are known, and others are not */
	n = read_numbers(db, NUMBERS / 4, NUMBERS / 2, false);
	ck_assert(!on_postgresql() || n == 1);
	n = read_numbers(db, 0, NUMBERS, false);
	ck_assert(!on_postgresql() || n == 1);
	db_close(db);
}
END_TEST

START_TEST(what_leads_nowhere_is_passed_over)
{
	struct db *db;
	open_filled("nowhere", &db);
	for (uint32_t no = NUMBERS - 3; no < NUMBERS + 3; no++)
		read_numbers(db, no, 3, false);
	for (uint32_t no = NUMBERS - 3; no < NUMBERS + 3; no++)
		read_numbers(db, no, 3, true);
	db_close(db);
}
END_TEST

START_TEST(it_may_be_expected_in_a_transaction)
{
	struct db *db;
	open_filled("inside", &db);
	uint64_t n = read_numbers(db, 7, 1, true);
	ck_assert(!on_postgresql() || n == 2);
	n = read_numbers(db, 7, 1, true);
	ck_assert(!on_postgresql() || n == 1);
	read_numbers(db, 0, NUMBERS, true);
	db_close(db);
}
END_TEST

Suite *via_suite(void)
{
	Suite *s = suite_create("via");
	TCase *c = tcase_create("ways");
	tcase_set_timeout(c, 60);
	tcase_add_test(c, all_of_it_comes_with_the_beginning);
	tcase_add_test(c, what_leads_nowhere_is_passed_over);
	tcase_add_test(c, it_may_be_expected_in_a_transaction);
	suite_add_tcase(s, c);
	return s;
}
