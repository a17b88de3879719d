/*
 * The proof of the file below its records: nothing is found in a file that was used in every way, and every kind of
 * damage in its copy in memory.
 */
#include <check.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/db/lmdb_pages.h"
#include "store/base/buf.h"
#include "store/base/err.h"
#include "store/db/db.h"
#include "tests/random.h"
#include "tests/engine.h"
#include "tests/support.h"

Suite *pages_suite(void);

enum { PAGE = 4096, KEYS = 4000, LONG_BYTES = 30000 };

/* ---- a file that was used ---- */

struct work {
	struct random random;
	unsigned step;
};

/* Puts and deletes here and there, values short and long. */
static int work(struct db_txn *txn, void *arg)
{
	static unsigned char value[LONG_BYTES];
	struct work *w = arg;
	int err = 0;
	for (int i = 0; !err && i < 500; i++) {
		unsigned char key[8];
		unsigned n = random_below(&w->random, KEYS), len = random_below(&w->random, 100);
		int key_len = snprintf((char *)key, sizeof key, "k%05u", n);
		struct bytes k = {key, (size_t)key_len};
		if (random_below(&w->random, 10) == 0)
			len = random_below(&w->random, LONG_BYTES);
		memset(value, 'a' + (int)(n % 26), len);
		err = w->step % 4 == 3 || n % 3 == 0 ? db_del(txn, k) : db_put(txn, k, (struct bytes){value, len});
	}
	return err;
}

static void print_fault(void *arg, const char *text)
{
	(void)arg;
	fprintf(stderr, "fault: %s\n", text);
}

static struct db *worked(const char *dir)
{
	struct work w = {.random = {random_seed(81)}};
	struct db *db;
	ck_assert_int_eq(db_open(dir, DB_CREATE, &db), 0);
	for (w.step = 0; w.step < 30; w.step++)
		ck_assert_int_eq(db_update(db, work, &w, NULL), 0);
	return db;
}

static int remove_all(struct db_txn *txn, void *arg)
{
	int err = 0;
	(void)arg;
	for (unsigned n = 0; !err && n < KEYS; n++) {
		char key[8];
		int len = snprintf(key, sizeof key, "k%05u", n);
		err = db_del(txn, (struct bytes){key, (size_t)len});
	}
	return err;
}

START_TEST(a_file_that_was_used_is_whole)
{
	char dir[4096];
	uint64_t n = 1;
	snprintf(dir, sizeof dir, "%s/worked", test_dir());
	struct db *db = worked(dir);
	ck_assert_int_eq(db_prove(db, print_fault, NULL, &n), 0);
	ck_assert_uint_eq(n, 0);
	/* and one with nothing but free pages */
	ck_assert_int_eq(db_update(db, remove_all, NULL, NULL), 0);
	ck_assert_int_eq(db_prove(db, print_fault, NULL, &n), 0);
	ck_assert_uint_eq(n, 0);
	db_close(db);
}
END_TEST

START_TEST(an_empty_file_is_whole)
{
	char dir[4096];
	uint64_t n = 1;
	struct db *db;
	snprintf(dir, sizeof dir, "%s/empty", test_dir());
	ck_assert_int_eq(db_open(dir, DB_CREATE, &db), 0);
	ck_assert_int_eq(db_prove(db, print_fault, NULL, &n), 0);
	ck_assert_uint_eq(n, 0);
	db_close(db);
}
END_TEST

/* ---- damages ---- */

struct file {
	unsigned char *p;
	size_t len;
	struct pages_meta meta;
	char said[200]; /* the first fault */
};

static int read_page(void *arg, uint64_t no, unsigned char *out)
{
	const struct file *f = arg;
	if ((no + 1) * PAGE > f->len)
		return QUAD_ECORRUPT;
	memcpy(out, f->p + no * PAGE, PAGE);
	return 0;
}

static void note_fault(void *arg, const char *text)
{
	struct file *f = arg;
	if (!*f->said)
		snprintf(f->said, sizeof f->said, "%s", text);
}

static uint64_t get(const unsigned char *p, size_t len)
{
	uint64_t v = 0;
	while (len-- > 0)
		v = v << 8 | p[len];
	return v;
}

static void put(unsigned char *p, uint64_t v, size_t len)
{
	for (size_t i = 0; i < len; i++, v >>= 8)
		p[i] = (unsigned char)v;
}

static unsigned char *page(struct file *f, uint64_t no)
{
	ck_assert_uint_lt(no, f->len / PAGE);
	return f->p + no * PAGE;
}

/* Entry i of a page, and the page that a branch's entry leads to. */
static unsigned char *node(unsigned char *p, unsigned i)
{
	return p + get(p + 16 + 2 * i, 2);
}

static uint64_t child(unsigned char *p, unsigned i)
{
	return get(node(p, i), 6);
}

static unsigned char *root(struct file *f)
{
	return page(f, f->meta.main.root);
}

/* The first leaf in which an entry is on pages of its own, or is not; *i is the entry. */
static unsigned char *leaf(struct file *f, bool big, unsigned *i)
{
	for (uint64_t no = 2; no < f->len / PAGE; no++) {
		unsigned char *p = page(f, no);
		if (get(p, 8) != no || get(p + 10, 2) != 2 || node(p, 0)[8] != 'k')
			continue;
		/* of the tree as it is now: some branch leads here */
		bool used = false;
		for (unsigned j = 0; j < (get(root(f) + 12, 2) - 16) / 2 && !used; j++)
			used = child(root(f), j) == no;
		for (*i = 0; used && *i + 1 < (get(p + 12, 2) - 16) / 2; ++*i)
			if ((get(node(p, *i) + 4, 2) == 1) == big)
				return p;
	}
	ck_abort_msg("no such leaf");
	return NULL;
}

static uint64_t long_value(struct file *f)
{
	unsigned i;
	unsigned char *p = leaf(f, true, &i), *n = node(p, i);
	return get(n + 8 + get(n + 6, 2), 8);
}

static void root_number(struct file *f) { put(root(f), 7, 8); }
static void root_kind(struct file *f) { put(root(f) + 10, 2, 2); }
static void root_is_meta(struct file *f) { f->meta.main.root = 1; }
static void root_behind_the_end(struct file *f) { f->meta.main.root = f->meta.last + 1; }
static void root_lower_odd(struct file *f) { root(f)[12] ^= 1; }
static void root_lower_large(struct file *f) { put(root(f) + 12, 4000, 2); }
static void root_lower_none(struct file *f) { put(root(f) + 12, 16, 2); }
static void root_upper_large(struct file *f) { put(root(f) + 14, 5000, 2); }
static void entry_outside(struct file *f) { put(root(f) + 16, 4094, 2); }
static void entry_in_the_gap(struct file *f) { put(root(f) + 16, get(root(f) + 12, 2), 2); }
static void entry_twice(struct file *f) { put(root(f) + 16, get(root(f) + 18, 2), 2); }
static void child_is_root(struct file *f) { put(node(root(f), 1), f->meta.main.root, 6); }
static void child_twice(struct file *f) { put(node(root(f), 1), child(root(f), 0), 6); }
static void child_behind_the_end(struct file *f) { put(node(root(f), 1), f->meta.last + 5, 6); }
static void separator_too_high(struct file *f) { node(root(f), 1)[9] = 'z'; }
static void tree_too_deep(struct file *f) { f->meta.main.depth = 40; }
static void tree_deeper(struct file *f) { f->meta.main.depth++; }
static void count_of_entries(struct file *f) { f->meta.main.entries--; }
static void count_of_long_pages(struct file *f) { f->meta.main.overflow_pages++; }

static void key_too_long(struct file *f)
{
	unsigned i;
	unsigned char *p = leaf(f, false, &i);
	put(node(p, i) + 6, 600, 2);
}

static void key_empty(struct file *f)
{
	unsigned i;
	unsigned char *p = leaf(f, false, &i);
	put(node(p, i) + 6, 0, 2);
}

static void keys_swapped(struct file *f)
{
	unsigned i;
	unsigned char *p = leaf(f, false, &i);
	uint64_t at = get(p + 16 + 2 * i, 2);
	put(p + 16 + 2 * i, get(p + 18 + 2 * i, 2), 2);
	put(p + 18 + 2 * i, at, 2);
}

static void value_too_long(struct file *f)
{
	unsigned i;
	unsigned char *p = leaf(f, false, &i);
	put(node(p, i), 4000, 4);
}

static void value_of_another_kind(struct file *f)
{
	unsigned i;
	unsigned char *p = leaf(f, false, &i);
	put(node(p, i) + 4, 4, 2);
}

static void long_value_elsewhere(struct file *f)
{
	unsigned i;
	unsigned char *p = leaf(f, true, &i), *n = node(p, i);
	put(n + 8 + get(n + 6, 2), f->meta.main.root, 8);
}

static void long_value_head(struct file *f) { put(page(f, long_value(f)) + 12, 0, 4); }
static void long_value_longer(struct file *f) { put(page(f, long_value(f)) + 12, 9999, 4); }
static void long_value_kind(struct file *f) { put(page(f, long_value(f)) + 10, 2, 2); }

static void free_is_used(struct file *f)
{
	unsigned char *p = page(f, f->meta.free.root);
	unsigned char *n = node(p, 0), *value = n + 8 + get(n + 6, 2);
	ck_assert_uint_eq(f->meta.free.depth, 1);
	if (get(n + 4, 2) == 1) /* on pages of its own */
		value = page(f, get(value, 8)) + 16;
	ck_assert_uint_gt(get(value, 8), 0);
	put(value + 8, f->meta.main.root, 8);
}

static void free_list_too_long(struct file *f)
{
	unsigned char *p = page(f, f->meta.free.root);
	unsigned char *n = node(p, 0), *value = n + 8 + get(n + 6, 2);
	if (get(n + 4, 2) == 1)
		value = page(f, get(value, 8)) + 16;
	put(value, 1 << 20, 8);
}

static const struct {
	void (*damage)(struct file *f);
	const char *says;
} damages[] = {
	{root_number, "is another page"},
	{root_kind, "is another page"},
	{root_is_meta, "is not in the file, or reached twice"},
	{root_behind_the_end, "is not in the file, or reached twice"},
	{root_lower_odd, "a head that cannot be"},
	{root_lower_large, "a head that cannot be"},
	{root_lower_none, "a head that cannot be"},
	{root_upper_large, "a head that cannot be"},
	{entry_outside, "an entry that lies outside"},
	{entry_in_the_gap, "an entry that lies outside"},
	{entry_twice, "an entry that lies outside"},
	{child_is_root, "is not in the file, or reached twice"},
	{child_twice, "is not in the file, or reached twice"},
	{child_behind_the_end, "is not in the file, or reached twice"},
	{separator_too_high, "keys out of order"},
	{tree_too_deep, "a root that cannot be"},
	{tree_deeper, "is another page"},
	{count_of_entries, "counts pages or entries"},
	{count_of_long_pages, "counts pages or entries"},
	{key_too_long, "an entry that lies outside"},
	{key_empty, "an entry that lies outside"},
	{keys_swapped, "keys out of order"},
	{value_too_long, "an entry that lies outside"},
	{value_of_another_kind, "an entry that lies outside"},
	{long_value_elsewhere, "a long value is not in the file"},
	{long_value_head, "is not that of a long value"},
	{long_value_longer, "a long value is not in the file"},
	{long_value_kind, "is not that of a long value"},
	{free_is_used, "a page is free twice, or free and in use"},
	{free_list_too_long, "a list of free pages that is longer"},
};

START_TEST(every_damage_is_found)
{
	struct file whole = {0}, f;
	struct pages_source source = {read_page, note_fault, &f};
	struct pages_meta other;
	char dir[4096], path[4200];
	uint64_t n = 1;
	snprintf(dir, sizeof dir, "%s/damaged", test_dir());
	snprintf(path, sizeof path, "%s/data.mdb", dir);
	db_close(worked(dir));
	whole.p = (unsigned char *)test_read_file(path, &whole.len);
	ck_assert_int_eq(pages_meta_read(whole.p, &whole.meta), 0);
	ck_assert_int_eq(pages_meta_read(whole.p + PAGE, &other), 0);
	if (other.txn > whole.meta.txn)
		whole.meta = other;
	ck_assert_uint_eq(whole.meta.main.depth, 2);
	f = whole;
	ck_assert_int_eq(pages_check(&f.meta, &source, &n), 0);
	ck_assert_msg(n == 0, "%s", f.said);
	for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
		f = whole;
		f.p = malloc(f.len);
		ck_assert_ptr_nonnull(f.p);
		memcpy(f.p, whole.p, f.len);
		damages[i].damage(&f);
		int err = pages_check(&f.meta, &source, &n);
		ck_assert_msg(err == 0 && n > 0 && strstr(f.said, damages[i].says),
		              "damage %zu, want \"%s\": %s, %" PRIu64 " faults, \"%s\"", i, damages[i].says, quad_strerror(err), n,
		              f.said);
		free(f.p);
	}
	free(whole.p);
}
END_TEST

START_TEST(what_is_no_meta_page_is_refused)
{
	unsigned char p[PAGES_META_BYTES] = {0};
	struct pages_meta meta;
	put(p + 16, 0xbeefc0de, 4);
	put(p + 20, 1, 4);
	put(p + 40, PAGE, 4);
	put(p + 136, 1, 8);
	ck_assert_int_eq(pages_meta_read(p, &meta), 0);
	static const struct {
		size_t at, len;
		uint64_t v;
	} wrong[] = {{16, 4, 0xbeefc0df}, {20, 4, 2}, {40, 4, 0}, {40, 4, 4095}, {40, 4, 1 << 20}, {136, 8, 0}};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		uint64_t was = get(p + wrong[i].at, wrong[i].len);
		put(p + wrong[i].at, wrong[i].v, wrong[i].len);
		ck_assert_msg(pages_meta_read(p, &meta) == QUAD_ECORRUPT, "case %zu", i);
		put(p + wrong[i].at, was, wrong[i].len);
	}
}
END_TEST

Suite *pages_suite(void)
{
	Suite *s = suite_create("pages");
	only_on_lmdb("LMDB's pages");
	TCase *t = tcase_create("pages");
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_file_that_was_used_is_whole);
	tcase_add_test(t, an_empty_file_is_whole);
	tcase_add_test(t, every_damage_is_found);
	tcase_add_test(t, what_is_no_meta_page_is_refused);
	suite_add_tcase(s, t);
	return s;
}
