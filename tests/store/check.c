/*
 * The proof of a store sees damage: of a store that holds some of everything, each entry is taken away, cut, made longer
 * and changed bit by bit, and strange ones are added, each by itself in a write that is undone. What the proof says
 * nothing of must be what nobody can know; `unknowable` says why. Then records that are sound as bytes and in the
 * journal, and must not be.
 */
#include "store/query/check.h"

#include "store/model/claim_entry.h"
#include "tests/store/everything.h"
#include "tests/store/forge.h"

Suite *check_suite(void);

enum { MANY = 4000, FLIPS = 8 };

static struct world w;

/* Somebody with an address books twice in one action, and so has a mail with two items. */
static void put_mail(void)
{
	static const char *const settings[][2] = {{"mail-from", "quad@q.example"}, {"mail", "on"}};
	struct result results[2];
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
		struct request rq = rq_of(&w, OP_SETTING);
		rq.u.setting = (struct setting){.name = settings[i][0], .value = settings[i][1]};
		asked(&w, rq, "added");
	}
	struct request reader = rq_person(&w, "reader", ROLE_REQUESTER, "");
	reader.u.person.email = "reader@q.example";
	asked(&w, reader, "added");
	struct request rq[2];
	for (size_t i = 0; i < 2; i++) {
		int64_t start = at("2027-01-04T08:00") + (int64_t)i * 120;
		rq[i] = rq_book_at(&w, "BASE", start, start + 60);
		rq[i].flags = REQUEST_SHARED;
		rq[i].u.booking.requester = "reader";
	}
	ck_assert_int_eq(store_apply(&w.s, rq, 2, false, results, &w.arena), 0);
	for (size_t i = 0; i < 2; i++)
		ck_assert_str_eq(world_answer(&w, &results[i]), "added");
}

static void set_up(void)
{
	open_everything(&w);
	put_mail();
	check_store(&w.s);
}

static void tear_down(void)
{
	world_close(&w);
}

/* ---- every entry, every kind of damage ---- */

struct entry {
	struct bytes key, value;
};

struct sweep {
	struct entry v[MANY];
	size_t n;
	struct arena arena;
	/* one damage */
	const struct entry *gone;
	struct entry put; /* no key: nothing is put */
	uint64_t n_faults;
	/* what became of all */
	size_t n_seen, n_unknowable;
};

static bool same(struct bytes a, struct bytes b)
{
	return a.len == b.len && memcmp(a.p, b.p, a.len) == 0;
}

static int load(struct db_txn *txn, void *arg)
{
	struct sweep *s = arg;
	struct db_scan scan;
	struct bytes k, v;
	int err = db_scan_open(txn, &scan);
	if (!err)
		err = db_scan_range(&scan, (struct bytes){"\x01", 1}, (struct bytes){"\xff", 1});
	while (!err && (err = db_scan_next(&scan, &k, &v)) == 0) {
		ck_assert_uint_lt(s->n, MANY);
		s->v[s->n++] = (struct entry){{arena_dup(&s->arena, k.p, k.len), k.len},
		                              {arena_dup(&s->arena, v.p, v.len), v.len}};
	}
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static void quiet(void *arg, const char *text)
{
	(void)arg;
	(void)text;
}

static int try_one(struct db_txn *txn, void *arg)
{
	struct sweep *s = arg;
	s->n_faults = 0;
	int err = s->gone ? db_del(txn, s->gone->key) : 0;
	if (!err && s->put.key.len)
		err = db_put(txn, s->put.key, s->put.value);
	if (!err)
		err = check_records(txn, quiet, NULL, &s->n_faults);
	ck_assert_msg(err == 0, "%s", quad_strerror(err));
	return QUAD_ESTOP; /* undo it */
}

static bool is_setting(struct bytes key, const char *name)
{
	return key.len == 1 + strlen(name) && *(const char *)key.p == 'm' &&
	       memcmp((const char *)key.p + 1, name, key.len - 1) == 0;
}

/* Whether a list of classes has all of another and only wide ones, or is one that stands where none has to. */
static bool listed_beside(struct bytes was, struct bytes now)
{
	uint32_t a = was.len ? (uint32_t)le_get(was.p, 4) : 0, b = now.len == 4 ? (uint32_t)le_get(now.p, 4) : 0;
	return b && !(a & ~b) && !(b & ~CLASSES_WIDE);
}

/* Two records of a mail differ in nothing but in how far it is sent, and since when. */
static bool is_as_written(struct bytes was, struct bytes now)
{
	struct mail a, b;
	if (!now.len || mail_decode(was, &a) || mail_decode(now, &b))
		return false;
	return a.first == b.first && a.n_items == b.n_items && (a.kind == MAIL_OF_DIGEST) == (b.kind == MAIL_OF_DIGEST);
}

/* The item of a booking is another one that could be told of it. */
static bool item_fits_as_well(struct bytes now)
{
	struct mail_item item;
	if (mail_item_decode(now, &item) || item.series)
		return false;
	return item.kind != MAIL_REMINDER && item.kind != MAIL_COMMENT && item.kind != MAIL_HIT;
}

/* Why nobody can know that `now` (no bytes: nothing) is not what was written under the key; NULL if it can be known. */
static const char *unknowable(const struct sweep *s, struct bytes key, struct bytes was, struct bytes now)
{
	char table = *(const char *)key.p;
	uint64_t n = now.len == 8 ? le_get(now.p, 8) : 0;
	if (is_setting(key, "zone") && now.len && now.len < CLOCK_ZONE_MAX)
		return "nothing else names the zone; one that is none is refused when the store is opened";
	if (is_setting(key, SETTING_MARK) && (!now.len || (now.len == 8 && n <= UINT32_MAX)))
		return "nothing else names the mark, and older stores have none";
	if (is_setting(key, SETTING_PRICED) && (!now.len || now.len == 8))
		return "nothing else says from when on prices are kept, and older stores do not";
	if ((is_setting(key, SETTING_TRAVEL_MAX) || is_setting(key, SETTING_PAD_MAX)) && now.len == 8 && n > le_get(was.p, 8))
		return "a maximum stays when what was the longest is made shorter";
	if (table == 'C' && listed_beside(was, now))
		return "a class stays listed when its last claim goes";
	if (table == 'y' && is_as_written(was, now))
		return "how far the sending of a mail has come is said nowhere else";
	if (table == 'Y' && now.len && item_fits_as_well(now))
		return "an entry tells one person this, and another that";
	if (table == 'q' && (!now.len || (n >= 1 && n <= s->n)))
		return "requests are forgotten after days, and nothing else says which made an entry";
	return NULL;
}

/* Does one damage, which must be seen unless it cannot be known. */
static void damage(struct db_txn *txn, struct sweep *s, const struct entry *gone, struct entry put, const char *how)
{
	const struct entry *at = gone ? gone : &put;
	s->gone = gone;
	s->put = put;
	ck_assert_int_eq(db_nest(txn, try_one, s), QUAD_ESTOP);
	if (s->n_faults) {
		s->n_seen++;
		return;
	}
	s->n_unknowable++;
	ck_assert_msg(unknowable(s, at->key, gone ? gone->value : (struct bytes){"", 0}, put.value) != NULL,
	              "%s in table %c, key of %zu bytes (%.*s), value of %zu: not seen", how, *(const char *)at->key.p,
	              at->key.len, (int)at->key.len - 1, (const char *)at->key.p + 1, put.value.len);
}

static struct entry changed(struct sweep *s, const struct entry *e, size_t len, size_t at, unsigned flip)
{
	unsigned char *p = arena_alloc(&s->arena, e->value.len + 1);
	memcpy(p, e->value.p, e->value.len);
	p[at] ^= (unsigned char)flip;
	return (struct entry){e->key, {p, len}};
}

/* All bytes of the first of a table, and some of the others. */
static void damage_value(struct db_txn *txn, struct sweep *s, const struct entry *e, bool first)
{
	size_t len = e->value.len, step = first || len <= FLIPS ? 1 : len / FLIPS;
	damage(txn, s, e, (struct entry){0}, "a missing entry");
	damage(txn, s, e, changed(s, e, len + 1, len, 1), "a longer value");
	if (len)
		damage(txn, s, e, changed(s, e, len - 1, 0, 0), "a shorter value");
	for (size_t i = 0; i < len; i += step)
		damage(txn, s, e, changed(s, e, len, i, i % 2 ? 0x80 : 1), "a changed byte");
}

/* The same value under the next key, unless one stands there. */
static void add_stray(struct db_txn *txn, struct sweep *s, const struct entry *e, const struct entry *next)
{
	unsigned char *p = arena_alloc(&s->arena, e->key.len);
	memcpy(p, e->key.p, e->key.len);
	p[e->key.len - 1]++;
	struct bytes key = {p, e->key.len};
	/* other settings, other requests and other tables may be */
	if (e->key.len > 1 && p[e->key.len - 1] && *p != 'm' && *p != 'q' && !(next && same(next->key, key)))
		damage(txn, s, NULL, (struct entry){key, e->value}, "a stray entry");
}

static int damage_all(struct db_txn *txn, void *arg)
{
	struct sweep *s = arg;
	char table = 0;
	for (size_t i = 0; i < s->n; i++) {
		const struct entry *e = &s->v[i];
		damage_value(txn, s, e, *(const char *)e->key.p != table);
		add_stray(txn, s, e, i + 1 < s->n ? e + 1 : NULL);
		table = *(const char *)e->key.p;
	}
	return 0;
}

START_TEST(damage_to_any_entry_is_seen)
{
	static const char tables[] = "ACDHJKTRSYbcdefghijkmnpqrstuxy";
	static struct sweep s;
	char seen[sizeof tables] = "";
	ck_assert_int_eq(db_read(w.s.db, load, &s), 0);
	for (size_t i = 0, n = 0; i < s.n; i++)
		if (i == 0 || *(const char *)s.v[i].key.p != *(const char *)s.v[i - 1].key.p) {
			ck_assert_uint_lt(n, sizeof tables - 1);
			seen[n++] = *(const char *)s.v[i].key.p;
		}
	/* nothing is left out */
	for (const char *t = tables; *t; t++)
		ck_assert_msg(strchr(seen, *t) != NULL, "there is nothing in table %c", *t);
	ck_assert_int_eq(db_rehearse(w.s.db, damage_all, &s), 0);
	ck_assert_uint_gt(s.n_seen, 10 * s.n_unknowable);
	check_store(&w.s);
	arena_release(&s.arena);
}
END_TEST

START_TEST(what_a_newer_program_adds_is_no_damage)
{
	static struct sweep s;
	static const char *const keys[] = {"mnext", "Znew", "q0123456789abcdef"};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		unsigned char first[8];
		le_put(first, 1, sizeof first);
		s.put = (struct entry){{keys[i], strlen(keys[i])}, {first, sizeof first}};
		ck_assert_int_eq(db_rehearse(w.s.db, try_one, &s), QUAD_ESTOP);
		ck_assert_msg(s.n_faults == 0, "%s", keys[i]);
	}
}
END_TEST

/* ---- what is sound as bytes and must not be ---- */

struct lie {
	const char *faults; /* the first that is told begins so */
	int (*tell)(struct db_txn *txn);
};

static struct key key_of(enum table table, const char *text)
{
	struct key k = key_table(table);
	key_text(&k, text);
	return k;
}

#define LIE_OF(name, type, read, keyed, change)                      \
	static int name(struct db_txn *txn)                          \
	{                                                            \
		struct type v;                                       \
		struct arena arena = {0};                            \
		struct buf b = {0};                                  \
		ck_assert_int_eq(read, 0);                           \
		struct key k = keyed;                                \
		change;                                              \
		type##_encode(&v, &b);                               \
		int err = forge(txn, &k, v.seq, &b);                 \
		buf_release(&b);                                     \
		arena_release(&arena);                               \
		return err;                                          \
	}

static struct key key_of_number(enum table table, uint32_t no)
{
	struct key k = key_table(table);
	key_u32(&k, no);
	return k;
}

static struct key key_of_id(enum table table, uint64_t id)
{
	struct key k = key_table(table);
	key_u64(&k, id);
	return k;
}

static int read_series(struct db_txn *txn, uint64_t id, struct series *out)
{
	struct key k = key_of_id('s', id);
	struct bytes v;
	int err = db_get(txn, key_bytes(&k), &v);
	return err ? err : series_decode(v, out);
}

static int read_term(struct db_txn *txn, const char *code, struct term *out)
{
	struct key k = key_of('e', code);
	struct bytes v;
	int err = db_get(txn, key_bytes(&k), &v);
	return err ? err : term_decode(v, out);
}

LIE_OF(campus_of_nobody, campus, facts_campus(txn, "E", &v), key_of('c', "E"), v.institution = "NONE")
LIE_OF(campus_of_another_number, campus, facts_campus(txn, "LONELY", &v), key_of('c', "LONELY"), v.no = 1)
LIE_OF(resource_of_nobody, resource, facts_resource(txn, "LONE", &v), key_of_number('R', v.no), v.institution = "NONE")
LIE_OF(resource_nowhere, resource, facts_resource(txn, "LONE", &v), key_of_number('R', v.no), v.campus = "NONE")
LIE_OF(resource_of_no_hours, resource, facts_resource(txn, "LONE", &v), key_of_number('R', v.no), v.opening = "always")
LIE_OF(resource_of_long_setup, resource, facts_resource(txn, "LONE", &v), key_of_number('R', v.no), v.setup_min = 11)
LIE_OF(booking_of_nobody, booking, facts_booking(txn, 1, &arena, &v), key_of_id('b', v.id), v.institution = "NONE")
LIE_OF(booking_of_another_ref, booking, facts_booking_by_ref(txn, "r1", &arena, &v), key_of_id('b', v.id), v.ref = "r2")
LIE_OF(booking_of_no_series, booking, facts_booking(txn, 1, &arena, &v), key_of_id('b', v.id), v.series = 99)
LIE_OF(longer_booking, booking, facts_booking_by_ref(txn, "r1", &arena, &v), key_of_id('b', v.id), v.end += 60)
LIE_OF(series_of_nobody, series, read_series(txn, 1, &v), key_of_id('s', 1), v.institution = "NONE")
LIE_OF(series_of_no_ref, series, read_series(txn, 2, &v), key_of_id('s', 2), v.ref = "s2")
LIE_OF(term_of_a_tuesday, term, read_term(txn, "2026A", &v), key_of('e', "2026A"), v.first_monday++)

/* Gives the claim of the last standing booking, in both indexes, other values; they must leave its keys the same. */
static int forge_claim(struct db_txn *txn, const char *on, const char *resource, uint32_t units, bool whole)
{
	struct resource from, to;
	struct neighbours near;
	struct arena arena = {0};
	struct booking v;
	struct buf b = {0};
	unsigned char by_time[CLAIM_BYTES_MAX], by_resource[CLAIM_ENTRY_MAX];
	ck_assert_int_eq(facts_resource(txn, on, &from), 0);
	ck_assert_int_eq(facts_neighbours(txn, from.no, CLOCK_MIN_MIN, CLOCK_MAX_MIN, 0, &arena, &near), 0);
	ck_assert_int_eq(facts_booking(txn, near.v[near.n - 1].booking, &arena, &v), 0);
	ck_assert_int_eq(facts_resource(txn, resource, &to), 0);
	struct claim *c = arena_alloc(&arena, sizeof *c);
	*c = v.claims[0];
	ck_assert_uint_eq(c->resource, from.no);
	ck_assert_uint_eq(v.n_claims, 1);
	struct key old[2] = {key_claim(c->resource, c->start, c->end, v.id),
	                     key_claim_time(c->resource, c->start, c->end, v.id)};
	c->resource = to.no;
	c->units = units;
	c->whole = whole;
	struct key now[2] = {key_claim(c->resource, c->start, c->end, v.id),
	                     key_claim_time(c->resource, c->start, c->end, v.id)};
	struct key k = key_of_id('b', v.id);
	v.claims = c;
	size_t by_time_len = claim_encode(c, by_time);
	const struct bytes values[2] = {{by_resource, claim_entry_encode(c, &v, by_resource)}, {by_time, by_time_len}};
	booking_encode(&v, &b);
	int err = forge(txn, &k, v.seq, &b);
	for (int i = 0; !err && i < 2; i++) {
		err = db_del(txn, key_bytes(&old[i]));
		if (!err)
			err = db_put(txn, key_bytes(&now[i]), values[i]);
	}
	buf_release(&b);
	arena_release(&arena);
	return err;
}

static int two_at_once(struct db_txn *txn)
{
	return forge_claim(txn, "BASE", "BASE2", 1, true);
}

static int too_many(struct db_txn *txn)
{
	return forge_claim(txn, "POOL2", "POOL2", 31, false);
}

static const struct lie lies[] = {
	{"campus E: no institution NONE", campus_of_nobody},
	{"campus LONELY: its number 1 does not lead back to it", campus_of_another_number},
	{"resource LONE: no institution NONE", resource_of_nobody},
	{"resource LONE: no campus NONE", resource_nowhere},
	{"resource LONE: opening hours that are none", resource_of_no_hours},
	{"resource LONE: setup or teardown is longer than the longest", resource_of_long_setup},
	{"booking 1: no institution NONE", booking_of_nobody},
	{"booking 2: its reference r2 does not lead to it", booking_of_another_ref},
	{"booking 1: its series 99 does not know it", booking_of_no_series},
	{"booking 2: a claim is shorter than the booking", longer_booking},
	{"series 1: no institution NONE", series_of_nobody},
	{"series 2: its reference s2 does not lead to it", series_of_no_ref},
	{"a term's record: ", term_of_a_tuesday},
	{"BASE2: bookings ", two_at_once},
	{"POOL2: 51 in use where there are 30", too_many},
};

static void first_fault(void *arg, const char *text)
{
	struct buf *b = arg;
	if (!b->len)
		buf_str(b, text);
}

static struct buf told;

static int tell(struct db_txn *txn, void *arg)
{
	const struct lie *lie = arg;
	uint64_t n = 0;
	int err = lie->tell(txn);
	if (!err)
		err = check_records(txn, first_fault, &told, &n);
	return err;
}

START_TEST(a_lie_that_the_journal_bears_out_is_seen)
{
	struct lie lie = lies[_i];
	/* what the last two need, and no other test */
	asked(&w, rq_resource(&w, "BASE2", KIND_BASE, MODE_SHARED, 0, "W"), "added");
	ck_assert_str_eq(book(&w, "BASE2", "2026-09-11T08:00", "2026-09-11T10:00"), "added");
	asked(&w, rq_resource(&w, "POOL2", KIND_LAB, MODE_SHARED, 30, "W"), "added");
	ck_assert_str_eq(book_party(&w, "POOL2", "2026-09-07T08:00", "2026-09-07T10:00", 20), "added");
	ck_assert_str_eq(book_party(&w, "POOL2", "2026-09-07T09:00", "2026-09-07T10:00", 10), "added");
	ck_assert_int_eq(db_rehearse(w.s.db, tell, &lie), 0);
	ck_assert_msg(strncmp(buf_text(&told), lie.faults, strlen(lie.faults)) == 0, "\"%s\", want \"%s\"", buf_text(&told),
	              lie.faults);
	buf_release(&told);
	check_store(&w.s);
}
END_TEST

/* The text of a fault again, from what it is made of. */
static void remake(void *arg, const struct store_fault *f)
{
	struct buf *all = arg, text = {0};
	const char *p = f->format, *gap;
	size_t n = 0;
	for (; (gap = strstr(p, "%s")) != NULL; p = gap + 2) {
		ck_assert_uint_lt(n, f->n_args);
		buf_add(&text, p, (size_t)(gap - p));
		buf_str(&text, f->args[n++]);
	}
	buf_str(&text, p);
	ck_assert_uint_eq(n, f->n_args);
	ck_assert_str_eq(buf_text(&text), f->text);
	buf_fmt(all, "%s\n", f->text);
	buf_release(&text);
}

static int lie_in_earnest(struct db_txn *txn, void *arg)
{
	const struct lie *lie = arg;
	return lie->tell(txn);
}

START_TEST(a_fault_is_told_with_what_it_is_made_of)
{
	struct buf all = {0}, texts = {0};
	uint64_t n = 0, n_texts = 0;
	for (size_t i = 0; i < 2; i++)
		ck_assert_int_eq(db_update(w.s.db, lie_in_earnest, &(struct lie){lies[i].faults, lies[i].tell}, NULL), 0);
	ck_assert_int_eq(query_prove(&w.s, remake, &all, &n), 0);
	ck_assert_ptr_nonnull(strstr(buf_text(&all), lies[0].faults));
	ck_assert_ptr_nonnull(strstr(buf_text(&all), lies[1].faults));
	ck_assert_int_eq(query_check(&w.s, first_fault, &texts, &n_texts), 0);
	ck_assert_uint_eq(n, n_texts);
	ck_assert_int_eq(strncmp(buf_text(&all), buf_text(&texts), texts.len), 0);
	buf_release(&all);
	buf_release(&texts);
}
END_TEST

Suite *check_suite(void)
{
	Suite *s = suite_create("check");
	TCase *c = tcase_create("damage");
	tcase_set_timeout(c, 30);
	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, damage_to_any_entry_is_seen);
	tcase_add_test(c, what_a_newer_program_adds_is_no_damage);
	tcase_add_test(c, a_fault_is_told_with_what_it_is_made_of);
	tcase_add_loop_test(c, a_lie_that_the_journal_bears_out_is_seen, 0, sizeof lies / sizeof *lies);
	suite_add_tcase(s, c);
	return s;
}
