/*
 * Changes above a tree, against a simple model: a table of versions by key, whose former states are kept for every
 * mark.
 */
#include "store/db/overlay.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tests/random.h"
#include "tests/engine.h"
#include "tests/support.h"

Suite *overlay_suite(void);

enum { KEYS = 700, MARKS = 6, STEPS = 6000, ABSENT = 0, DELETED = 1 }; /* greater: the version of a value */

struct model {
	uint32_t v[KEYS];
};

/* Keys share their beginnings, are shorter and longer than a machine word, and one is the beginning of another. */
static struct bytes key_of(size_t i, char out[32])
{
	static const char *const stems[] = {"", "a", "abcdefg", "abcdefgh", "abcdefgh\0\0\0", "zz"};
	static const size_t lens[] = {0, 1, 7, 8, 11, 2};
	size_t stem = i % 6, len = lens[stem];
	memcpy(out, stems[stem], len);
	for (size_t left = i / 6 + 1; left > 0; left /= 5)
		out[len++] = (char)(left % 5 * 60);
	return (struct bytes){out, len};
}

static struct bytes value_of(uint32_t version, char out[16])
{
	int n = snprintf(out, 16, "%" PRIu32, version);
	return (struct bytes){out, version % 7 ? (size_t)n : 0};
}

static void expect_entry(const struct overlay_entry *e, uint32_t version)
{
	char text[16];
	if (version == DELETED) {
		ck_assert_ptr_null(e->value.p);
		return;
	}
	struct bytes value = value_of(version, text);
	ck_assert_ptr_nonnull(e->value.p);
	ck_assert_uint_eq(e->value.len, value.len);
	ck_assert_int_eq(memcmp(e->value.p, value.p, value.len), 0);
}

/* Numbers of the keys in the order of the keys. */
static size_t sorted[KEYS];

static void sort_keys(void)
{
	for (size_t i = 0; i < KEYS; i++) {
		char a[32], b[32];
		size_t at = i;
		for (; at > 0 && bytes_compare(key_of(sorted[at - 1], a), key_of(i, b)) > 0; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = i;
	}
}

/* All entries from a key on in one direction, and each alone. */
static void expect_model(const struct overlay *o, const struct model *m, size_t from, bool backwards)
{
	char text[32];
	struct overlay_place place;
	size_t n = 0;
	const struct overlay_entry *e = overlay_seek(o, key_of(sorted[from], text), backwards, &place);
	for (size_t i = from; backwards ? i-- > 0 : i < KEYS; i += !backwards) {
		uint32_t version = m->v[sorted[i]];
		if (version == ABSENT)
			continue;
		ck_assert_ptr_nonnull(e);
		ck_assert_int_eq(bytes_compare(e->key, key_of(sorted[i], text)), 0);
		expect_entry(e, version);
		e = overlay_step(o, backwards, &place);
	}
	ck_assert_ptr_null(e);
	for (size_t i = 0; i < KEYS; i++) {
		e = overlay_get(o, key_of(i, text));
		ck_assert_int_eq(e != NULL, m->v[i] != ABSENT);
		if (e)
			expect_entry(e, m->v[i]);
		n += e != NULL;
	}
	ck_assert_uint_eq(o->n, n);
}

static void change_key(struct overlay *o, struct model *m, struct random *random, uint32_t version)
{
	char text[32], value[16];
	/* some come in order, as those of new records do */
	size_t i = random_below(random, 3) ? random_below(random, KEYS) : sorted[version % KEYS];
	struct bytes key = key_of(i, text);
	if (random_below(random, 4)) {
		ck_assert_int_eq(overlay_put(o, key, value_of(version, value)), 0);
		m->v[i] = version;
	} else {
		ck_assert_int_eq(overlay_del(o, key), 0);
		m->v[i] = DELETED;
	}
}

START_TEST(it_is_what_a_simple_table_is)
{
	struct random random = {random_seed(1) + (uint64_t)_i};
	struct overlay o = {0};
	static struct model m, before[MARKS];
	size_t marks[MARKS], n_marks = 0;
	sort_keys();
	memset(&m, 0, sizeof m);
	for (uint32_t version = 2; version < STEPS; version++) {
		unsigned what = random_below(&random, 60);
		if (what == 0 && n_marks < MARKS) {
			before[n_marks] = m;
			marks[n_marks++] = overlay_mark(&o);
		} else if (what <= 2 && n_marks > 0) {
			m = before[--n_marks];
			overlay_undo(&o, marks[n_marks]);
		} else if (what == 3) {
			overlay_keep(&o);
			n_marks = 0;
		} else if (what == 4 && random_below(&random, 8) == 0) {
			overlay_clear(&o);
			memset(&m, 0, sizeof m);
			n_marks = 0;
		} else {
			change_key(&o, &m, &random, version);
		}
		if (version % 40 == 0)
			expect_model(&o, &m, random_below(&random, KEYS), random_below(&random, 2));
	}
	overlay_release(&o);
}
END_TEST

static struct bytes text(const char *s)
{
	return (struct bytes){s, strlen(s)};
}

/* What this group of changes touched, in some order. */
static void expect_touched(const struct overlay *o, const char *want)
{
	const struct overlay_entry *e;
	size_t at = 0, n = 0;
	while ((e = overlay_next_touched(o, &at)) != NULL) {
		ck_assert_ptr_nonnull(memchr(want, *(const char *)e->key.p, strlen(want)));
		n++;
	}
	ck_assert_uint_eq(n, strlen(want));
}

START_TEST(what_a_group_touched_is_told_once)
{
	struct overlay o = {0};
	ck_assert_int_eq(overlay_put(&o, text("a"), text("1")), 0);
	ck_assert_int_eq(overlay_put(&o, text("b"), text("1")), 0);
	ck_assert_int_eq(overlay_put(&o, text("a"), text("2")), 0);
	expect_touched(&o, "ab");
	overlay_keep(&o);
	expect_touched(&o, "");
	ck_assert_int_eq(overlay_del(&o, text("b")), 0);
	size_t mark = overlay_mark(&o);
	ck_assert_int_eq(overlay_put(&o, text("b"), text("3")), 0);
	ck_assert_int_eq(overlay_put(&o, text("c"), text("3")), 0);
	ck_assert_int_eq(overlay_put(&o, text("a"), text("3")), 0);
	expect_touched(&o, "abc");
	overlay_undo(&o, mark);
	expect_touched(&o, "b");
	ck_assert_int_eq(overlay_put(&o, text("c"), text("4")), 0);
	expect_touched(&o, "bc");
	overlay_undo(&o, 0);
	expect_touched(&o, "");
	ck_assert_ptr_null(overlay_get(&o, text("c")));
	ck_assert_uint_eq(overlay_get(&o, text("a"))->value.len, 1);
	overlay_release(&o);
}
END_TEST

Suite *overlay_suite(void)
{
	Suite *s = suite_create("overlay");
	only_on_lmdb("memory, and no engine");
	TCase *c = tcase_create("changes");
	tcase_set_timeout(c, 60);
	tcase_add_loop_test(c, it_is_what_a_simple_table_is, 0, 4);
	tcase_add_test(c, what_a_group_touched_is_told_once);
	suite_add_tcase(s, c);
	return s;
}
