/*
 * The resources as the store keeps them a second time. After whatever changes them it is what would be made anew, and
 * says the same as the records; where it cannot be relied on, the records count, and the next change mends it.
 */
#include "store/facts/directory_record.h"

#include "store/facts/directory.h"
#include "store/facts/keys.h"
#include "store/model/codec.h"
#include "store/query/check.h"
#include "tests/random.h"
#include "tests/store/ask.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

Suite *directory_suite(void);

enum { CHUNK = 128, MANY = 2 * CHUNK + 40 }; /* chunks as directory_record.c makes them */

static struct world w;

static void set_up(void)
{
	world_open(&w);
	ck_assert_str_eq(campus(&w, "E", "East"), "added");
}

static void tear_down(void)
{
	world_close(&w);
}

/* In an order that is not that of the codes. */
static struct request rq_numbered(unsigned i)
{
	struct request rq = rq_resource(&w, arena_fmt(&w.arena, "R%03u", i * 41 % MANY), KIND_LAB, MODE_EXCLUSIVE, i, "E");
	rq.u.resource.name = arena_fmt(&w.arena, "机房 %u", i % 7);
	rq.u.resource.opening = i % 3 ? "" : "Mon-Fri 08:00-22:00";
	rq.u.resource.contact = i % 5 ? "" : "who to ask";
	rq.u.resource.rated = i % 7 ? 0 : 1000 + i;
	rq.u.resource.setup_min = i % 2 * 10;
	rq.u.resource.active = i % 11 != 0;
	return rq;
}

/* All of [from, to) in one transaction. */
static void add(unsigned from, unsigned to)
{
	struct request *v = arena_alloc(&w.arena, (to - from) * sizeof *v);
	struct result *results = arena_alloc(&w.arena, (to - from) * sizeof *results);
	for (unsigned i = from; i < to; i++)
		v[i - from] = rq_numbered(i);
	ck_assert_int_eq(store_apply(&w.s, v, to - from, false, results, &w.arena), 0);
	for (unsigned i = from; i < to; i++)
		ck_assert_str_eq(world_answer(&w, &results[i - from]), "added");
}

/* ---- what is kept ---- */

struct kept {
	int err; /* of reading it */
	size_t n;
	bool same; /* as what would be made anew */
};

static int look(struct db_txn *txn, void *arg)
{
	struct kept *k = arg;
	struct resource_list list;
	k->err = directory_record_read(txn, &list);
	k->n = list.n;
	arena_release(&list.arena);
	return directory_record_prove(txn, &k->same);
}

static struct kept kept(void)
{
	struct kept k = {0};
	ck_assert_int_eq(db_read(w.s.db, look, &k), 0);
	return k;
}

static void keep_first(void *arg, const char *text)
{
	const char **first = arg;
	if (!*first)
		*first = arena_str(&w.arena, text);
}

/* What `quad check` says first; "" if all is well. */
static const char *checked(void)
{
	const char *first = NULL;
	uint64_t n_faults;
	ck_assert_int_eq(query_check(&w.s, keep_first, &first, &n_faults), 0);
	return first ? first : "";
}

/* All that a search tells of all resources, in order; in the world's arena. */
static const char *told(void)
{
	struct find_ask ask = {.start = at("2026-09-07T08:00"), .end = at("2026-09-07T10:00"), .now = w.now, .free = true};
	struct resource_list list;
	struct found_list found;
	struct buf b = {0};
	/* as a process does that has just been started */
	directory_release(w.s.directory);
	w.s.directory = NULL;
	ck_assert_int_eq(query_resources(&w.s, &ask.filter, &list), 0);
	for (size_t i = 0; i < list.n; i++)
		resource_encode(&list.v[i], &b);
	ck_assert_int_eq(query_find(&w.s, &ask, &found), 0);
	for (size_t i = 0; i < found.n; i++)
		buf_fmt(&b, " %s", found.v[i].resource->code);
	/* records have bytes that are 0 */
	uint64_t sum = fnv1a(FNV1A_START, (struct bytes){buf_text(&b), b.len});
	const char *text = arena_fmt(&w.arena, "%zu resources, %zu free, %016" PRIx64, list.n, found.n, sum);
	buf_release(&b);
	arena_release(&list.arena);
	found_list_release(&found);
	return text;
}

struct edit {
	struct bytes key, value; /* value.p NULL: it goes */
};

static int put_edit(struct db_txn *txn, void *arg)
{
	const struct edit *e = arg;
	return e->value.p ? db_put(txn, e->key, e->value) : db_del(txn, e->key);
}

static void edit(struct bytes key, struct bytes value)
{
	ck_assert_int_eq(db_update(w.s.db, put_edit, &(struct edit){key, value}, NULL), 0);
}

static const char unsound[] = "the directory of resources is not what their records say";

START_TEST(it_is_as_made_anew_after_every_change)
{
	struct random r = {random_seed(1)};
	unsigned n = 0;
	ck_assert_int_eq(kept().err, QUAD_ENOTFOUND);
	while (n < MANY) {
		unsigned to = n + 1 + random_below(&r, random_below(&r, 4) ? 5 : 150);
		to = to < MANY ? to : MANY;
		add(n, to);
		n = to;
		struct request rq = rq_numbered(random_below(&r, n));
		rq.u.resource.seats = random_below(&r, 2) ? 1000 : rq.u.resource.seats;
		world_ask(&w, &rq);
		struct kept k = kept();
		ck_assert_int_eq(k.err, 0);
		ck_assert_uint_eq(k.n, n);
		ck_assert_msg(k.same, "with %u resources", n);
	}
	check_store(&w.s);
}
END_TEST

START_TEST(it_says_what_the_records_say)
{
	add(0, MANY);
	const char *by_directory = told();
	edit((struct bytes){"D", 1}, (struct bytes){NULL, 0});
	ck_assert_int_eq(kept().err, QUAD_ENOTFOUND);
	ck_assert_str_eq(told(), by_directory);
	ck_assert_str_eq(checked(), unsound); /* chunks without a head */
}
END_TEST

START_TEST(bookings_and_refusals_leave_it_alone)
{
	add(0, 3);
	uint64_t token = db_token(w.s.db);
	struct request two[] = {rq_numbered(3), rq_numbered(4)};
	struct result results[2];
	two[0].flags = REQUEST_AND_NEXT;
	two[1].u.resource.campus = "Nowhere"; /* and with it the first is undone */
	ck_assert_int_eq(store_apply(&w.s, two, 2, false, results, &w.arena), 0);
	ck_assert_uint_eq(kept().n, 3);
	ck_assert(kept().same);
	ck_assert_int_eq(store_apply(&w.s, &two[0], 1, true, results, &w.arena), 0);
	ck_assert_uint_eq(kept().n, 3);
	ck_assert_str_eq(book(&w, "R041", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	ck_assert(db_token(w.s.db) != token);
	ck_assert(kept().same);
	check_store(&w.s);
}
END_TEST

/* ---- where it cannot be relied on ---- */

struct entries {
	struct edit v[8];
	size_t n;
};

static int load_directory(struct db_txn *txn, void *arg)
{
	struct entries *e = arg;
	struct key lo = key_table(TABLE_DIRECTORY), hi = key_after(&lo);
	struct db_scan scan;
	struct bytes key, value;
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, key_bytes(&lo), key_bytes(&hi));
	while (!err && (err = db_scan_next(&scan, &key, &value)) == 0) {
		ck_assert_uint_lt(e->n, COUNT(e->v));
		e->v[e->n++] = (struct edit){{arena_dup(&w.arena, key.p, key.len), key.len},
		                             {arena_dup(&w.arena, value.p, value.len), value.len}};
	}
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* The damaged one is ignored: what is told is what was told before. */
static void spoil(const struct edit *sound, struct edit spoilt, const char *before, const char *how)
{
	edit(sound->key, spoilt.value);
	struct kept k = kept();
	ck_assert_msg(k.err == QUAD_ENOTFOUND, "%s: it was read", how);
	ck_assert_msg(!k.same, "%s: it was proved", how);
	ck_assert_msg(strcmp(told(), before) == 0, "%s: %s for %s", how, told(), before);
	ck_assert_str_eq(checked(), unsound);
	edit(sound->key, sound->value);
}

START_TEST(a_damaged_one_is_ignored_and_named)
{
	enum { FLIPS = 40 };
	struct entries e = {.n = 0};
	struct random r = {random_seed(1)};
	add(0, MANY);
	const char *before = told();
	ck_assert_int_eq(db_read(w.s.db, load_directory, &e), 0);
	ck_assert_uint_eq(e.n, 4);
	for (size_t i = 0; i < e.n; i++) {
		const struct edit *v = &e.v[i];
		spoil(v, (struct edit){v->key, {NULL, 0}}, before, "one that is gone");
		spoil(v, (struct edit){v->key, {v->value.p, v->value.len - 1}}, before, "a shorter one");
		spoil(v, (struct edit){v->key, {v->value.p, 3}}, before, "almost nothing");
		for (size_t j = 0; j < (i ? FLIPS : v->value.len); j++) {
			unsigned char *p = (unsigned char *)arena_dup(&w.arena, v->value.p, v->value.len);
			p[i ? random_below(&r, (unsigned)v->value.len) : j] ^= (unsigned char)(1 << random_below(&r, 8));
			spoil(v, (struct edit){v->key, {p, v->value.len}}, before, "a turned bit");
		}
	}
	check_store(&w.s);
}
END_TEST

/* As a program leaves it that changes a resource and does not know of it. */
START_TEST(one_of_another_stamp_is_ignored_and_made_anew)
{
	struct entries old = {.n = 0};
	add(0, MANY);
	ck_assert_int_eq(db_read(w.s.db, load_directory, &old), 0);
	struct request rq = rq_numbered(1);
	rq.u.resource.seats = 77;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	const char *before = told();
	for (size_t i = 0; i < old.n; i++)
		edit(old.v[i].key, old.v[i].value);
	ck_assert_int_eq(kept().err, QUAD_ENOTFOUND);
	ck_assert_str_eq(told(), before);
	ck_assert_str_eq(checked(), unsound);
	/* a change in another chunk */
	rq = rq_numbered(MANY - 1);
	rq.u.resource.name = "another";
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_int_eq(kept().err, 0);
	ck_assert(kept().same);
	ck_assert_str_eq(checked(), "");
}
END_TEST

/* A store of an older program has none. */
START_TEST(where_there_is_none_the_next_change_makes_it)
{
	struct entries e = {.n = 0};
	add(0, MANY);
	ck_assert_int_eq(db_read(w.s.db, load_directory, &e), 0);
	for (size_t i = 0; i < e.n; i++)
		edit(e.v[i].key, (struct bytes){NULL, 0});
	ck_assert_str_eq(checked(), "");
	ck_assert_str_eq(book(&w, "R001", "2026-09-07T08:00", "2026-09-07T10:00"), "added");
	ck_assert_int_eq(kept().err, QUAD_ENOTFOUND);
	struct request rq = rq_numbered(1);
	rq.u.resource.seats = 77;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_uint_eq(kept().n, MANY);
	ck_assert_str_eq(checked(), "");
}
END_TEST

START_TEST(a_record_that_cannot_be_read_stops_no_other_change)
{
	static const unsigned char none[] = {1, 0, 0, 0};
	struct key k = key_table(TABLE_RESOURCE);
	key_u32(&k, 2);
	add(0, 3);
	edit(key_bytes(&k), (struct bytes){none, sizeof none});
	struct request rq = rq_numbered(0);
	rq.u.resource.seats = 77;
	ck_assert_str_eq(world_ask(&w, &rq), "updated");
	ck_assert_int_eq(kept().err, QUAD_ENOTFOUND);
	ck_assert(kept().same);
}
END_TEST

/* A backup has it, and what it says after a restore is of the restored resources. */
START_TEST(it_goes_with_a_backup)
{
	const char *copy = test_path(test_dir(), "copy");
	add(0, 5);
	const char *before = told();
	ck_assert_int_eq(db_backup(w.s.db, copy), 0);
	add(5, 9);
	ck_assert_int_eq(db_restore(w.s.db, copy, store_verify, NULL), 0);
	ck_assert_int_eq(kept().err, 0);
	ck_assert_str_eq(told(), before);
	check_store(&w.s);
}
END_TEST

Suite *directory_suite(void)
{
	Suite *s = suite_create("directory");
	TCase *c = tcase_create("directory");
	tcase_set_timeout(c, 60);
	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, it_is_as_made_anew_after_every_change);
	tcase_add_test(c, it_says_what_the_records_say);
	tcase_add_test(c, bookings_and_refusals_leave_it_alone);
	tcase_add_test(c, a_damaged_one_is_ignored_and_named);
	tcase_add_test(c, one_of_another_stamp_is_ignored_and_made_anew);
	tcase_add_test(c, where_there_is_none_the_next_change_makes_it);
	tcase_add_test(c, a_record_that_cannot_be_read_stops_no_other_change);
	tcase_add_test(c, it_goes_with_a_backup);
	suite_add_tcase(s, c);
	return s;
}
