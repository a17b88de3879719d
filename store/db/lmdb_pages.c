/*
 * A walk over the two trees of pages, depth first, with one page in memory for each level. Each node is proved before
 * it is read. A bit for each page of the file tells which pages were visited, so that the walk ends even where pages
 * lead in a circle. Each key is compared with the last one that was visited and with the one in the branch above it.
 */
#include "store/db/lmdb_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/buf.h"
#include "store/base/err.h"
#include "store/base/record.h"

enum {
	META_AT = 16, /* in a meta page, after the head */
	TXN_AT = 128, /* after META_AT */
	HEAD_BYTES = PAGES_HEAD_BYTES,
	NODE_BYTES = 8,
	KEY_MAX = 511,
	DEPTH_MAX = 32,
	FAULTS_MAX = 20,
	IS_BRANCH = 1,
	IS_LEAF = 2,
	IS_OVERFLOW = 4,
	NODE_BIG = 1,     /* the value is on pages of its own */
	VERSION = 1, /* of the file, in its meta pages */
	PAGE_BYTES_MIN = 512,
	PAGE_BYTES_MAX = 65536,
};

#define MAGIC UINT32_C(0xbeefc0de)

static uint64_t get_number(const unsigned char *p, int bytes)
{
	uint64_t v = 0;
	while (bytes-- > 0)
		v = v << 8 | p[bytes];
	return v;
}

static void read_tree(const unsigned char *p, struct pages_tree *out)
{
	*out = (struct pages_tree){.depth = (uint32_t)get_number(p + 6, 2),
	                           .branch_pages = get_number(p + 8, 8),
	                           .leaf_pages = get_number(p + 16, 8),
	                           .overflow_pages = get_number(p + 24, 8),
	                           .entries = get_number(p + 32, 8),
	                           .root = get_number(p + 40, 8)};
}

int pages_meta_read(const unsigned char *page, struct pages_meta *out)
{
	const unsigned char *p = page + META_AT;
	*out = (struct pages_meta){.page_bytes = (uint32_t)get_number(p + 24, 4),
	                           .last = get_number(p + 120, 8),
	                           .txn = get_number(p + TXN_AT, 8)};
	read_tree(p + 24, &out->free);
	read_tree(p + 72, &out->main);
	if (get_number(p, 4) != MAGIC || get_number(p + 4, 4) != VERSION || out->last == 0)
		return QUAD_ECORRUPT;
	bool is_power_of_2 = (out->page_bytes & (out->page_bytes - 1)) == 0;
	if (!is_power_of_2 || out->page_bytes < PAGE_BYTES_MIN || out->page_bytes > PAGE_BYTES_MAX)
		return QUAD_ECORRUPT;
	return 0;
}

void pages_meta_number(unsigned char *page, uint64_t txn)
{
	le_put(page + META_AT + TXN_AT, txn, 8);
}

bool pages_of_value(const unsigned char *value, size_t len, uint32_t page_bytes, uint64_t *out)
{
	const unsigned char *head = value - PAGES_HEAD_BYTES;
	if (len < page_bytes || (uintptr_t)head % page_bytes != 0)
		return false;
	*out = get_number(head, 8);
	uint64_t n_pages = (PAGES_HEAD_BYTES + len + page_bytes - 1) / page_bytes;
	return get_number(head + 10, 2) == IS_OVERFLOW && get_number(head + 12, 4) == n_pages;
}

/* ---- the walk ---- */

struct walk {
	const struct pages_meta *meta;
	const struct pages_source *source;
	const struct pages_tree *tree;
	bool numbers; /* keys are numbers, as in the tree of free pages */
	unsigned char *visited; /* a bit a page */
	unsigned char *levels; /* a page a level, and one more */
	unsigned char last[KEY_MAX];
	size_t last_len;
	bool has_last;
	struct pages_tree seen;
	uint64_t n_faults;
	int err;
};

/* Tells a fault of a page, in words that follow "page N of the file:". False. */
static bool report_fault(struct walk *w, uint64_t page, const char *what)
{
	struct buf text = {0};
	if (w->n_faults++ < FAULTS_MAX) {
		buf_fmt(&text, "page %" PRIu64 " of the file: %s", page, what);
		w->source->fault(w->source->arg, buf_text(&text));
		buf_release(&text);
	}
	return false;
}

/* Notes that a page was visited. False: there is no such page, or it was visited before. */
static bool visit_page(struct walk *w, uint64_t page)
{
	if (page < 2 || page > w->meta->last)
		return false;
	unsigned char bit = (unsigned char)(1u << page % 8);
	bool first = !(w->visited[page / 8] & bit);
	w->visited[page / 8] |= bit;
	return first;
}

static bool fetch_page(struct walk *w, uint64_t page, unsigned char *out)
{
	w->err = w->source->read(w->source->arg, page, out);
	return !w->err;
}

struct node {
	const unsigned char *key, *value;
	size_t key_len, value_len;
	size_t len;     /* of the whole node in its page */
	uint64_t child; /* the page that a branch leads to */
	bool big;       /* the value is on pages of its own; value is where, value_len how long */
};

/* Decodes a node. False: it is not within its page. */
static bool read_node(const struct walk *w, const unsigned char *page, unsigned i, struct node *out)
{
	size_t size = w->meta->page_bytes, upper = get_number(page + 14, 2);
	size_t at = get_number(page + HEAD_BYTES + 2 * i, 2);
	bool leaf = get_number(page + 10, 2) & IS_LEAF;
	if (at < upper || at + NODE_BYTES > size || at % 2)
		return false;
	const unsigned char *p = page + at;
	uint64_t low = get_number(p, 4), flags = get_number(p + 4, 2);
	*out = (struct node){.key = p + NODE_BYTES, .key_len = get_number(p + 6, 2)};
	out->value = out->key + out->key_len;
	out->len = NODE_BYTES + out->key_len;
	if (!leaf) {
		out->child = low | flags << 32;
	} else {
		out->big = flags == NODE_BIG;
		out->value_len = low;
		out->len += out->big ? 8 : out->value_len;
		if (flags & ~(uint64_t)NODE_BIG)
			return false;
	}
	if (leaf && out->key_len == 0)
		return false;
	return out->key_len <= KEY_MAX && out->value_len <= BUF_MAX && at + out->len <= size;
}

/* True if all nodes are within the page and fill its part for nodes: each at an even place, without gaps. */
static bool nodes_fit(const struct walk *w, const unsigned char *page, unsigned n)
{
	struct node x;
	size_t used = 0;
	for (unsigned i = 0; i < n; i++) {
		if (!read_node(w, page, i, &x))
			return false;
		used += (x.len + 1) / 2 * 2;
	}
	return used == w->meta->page_bytes - get_number(page + 14, 2);
}

/* The order of keys: of bytes, or of numbers by their value. */
static int compare_keys(const struct walk *w, const unsigned char *a, size_t a_len, const unsigned char *b,
                        size_t b_len)
{
	if (w->numbers) {
		uint64_t x = get_number(a, 8), y = get_number(b, 8);
		return (x > y) - (x < y);
	}
	int c = memcmp(a, b, a_len < b_len ? a_len : b_len);
	if (c)
		return c;
	return (a_len > b_len) - (a_len < b_len);
}

/* True if the key comes after the last one, which it then is. */
static bool follow_key(struct walk *w, const unsigned char *key, size_t len, bool may_be_same)
{
	if (w->numbers && len != 8)
		return false;
	int c = w->has_last ? compare_keys(w, key, len, w->last, w->last_len) : 1;
	if (c < 0 || (c == 0 && !may_be_same))
		return false;
	memcpy(w->last, key, len);
	w->last_len = len;
	w->has_last = true;
	return true;
}

/* Proves a value on pages of its own: as many as its length needs, or more, where it replaced a longer one. */
static bool check_big(struct walk *w, uint64_t from, const struct node *n)
{
	uint64_t first = get_number(n->value, 8), size = w->meta->page_bytes;
	uint64_t need = (HEAD_BYTES + n->value_len + size - 1) / size;
	unsigned char *page = w->levels + DEPTH_MAX * size;
	if (!visit_page(w, first))
		return report_fault(w, from, "a long value is not in the file, or on pages of something else");
	if (!fetch_page(w, first, page))
		return false;
	uint64_t count = get_number(page + 12, 4);
	if (get_number(page, 8) != first || get_number(page + 10, 2) != IS_OVERFLOW || count < need)
		return report_fault(w, first, "is not that of a long value");
	for (uint64_t i = 1; i < count; i++)
		if (!visit_page(w, first + i))
			return report_fault(w, from, "a long value is not in the file, or on pages of something else");
	w->seen.overflow_pages += count;
	return true;
}

/* Proves a list of free pages: a count, then page numbers in falling order. A long list is read page by page. */
static bool check_free(struct walk *w, uint64_t from, const struct node *n)
{
	uint64_t next = n->big ? get_number(n->value, 8) : 0, before = PAGES_NONE;
	size_t size = w->meta->page_bytes, at = HEAD_BYTES;
	unsigned char *page = w->levels + DEPTH_MAX * size;
	if (n->value_len < 8)
		return report_fault(w, from, "a list of free pages that is none");
	if (n->big && !fetch_page(w, next, page))
		return false;
	uint64_t count = get_number(n->big ? page + at : n->value, 8);
	if (count > n->value_len / 8 - 1)
		return report_fault(w, from, "a list of free pages that is longer than its place");
	for (uint64_t i = 0; i < count; i++) {
		at += 8;
		if (n->big && at == size) {
			at = 0;
			if (!fetch_page(w, ++next, page))
				return false;
		}
		uint64_t no = get_number(n->big ? page + at : n->value + 8 * (i + 1), 8);
		if (no >= before || !visit_page(w, no))
			return report_fault(w, from, "a page is free twice, or free and in use");
		before = no;
	}
	return true;
}

static bool check_page(struct walk *w, uint64_t no, unsigned depth);

/* Proves an entry of a leaf. The first of a page may repeat the key of the branch that leads to the page. */
static bool check_entry(struct walk *w, uint64_t no, const struct node *n, bool may_be_same)
{
	if (!follow_key(w, n->key, n->key_len, may_be_same))
		return report_fault(w, no, "keys out of order");
	w->seen.entries++;
	if (n->big && !check_big(w, no, n))
		return false;
	return !w->numbers || check_free(w, no, n);
}

static bool check_nodes(struct walk *w, uint64_t no, const unsigned char *page, unsigned depth)
{
	unsigned n = (unsigned)(get_number(page + 12, 2) - HEAD_BYTES) / 2;
	bool leaf = depth + 1 == w->tree->depth;
	struct node x;
	if (!nodes_fit(w, page, n))
		return report_fault(w, no, "an entry that lies outside it or over another");
	for (unsigned i = 0; i < n; i++) {
		if (!read_node(w, page, i, &x))
			return report_fault(w, no, "an entry that changed");
		if (leaf) {
			if (!check_entry(w, no, &x, depth > 0 && i == 0))
				return false;
			continue;
		}
		/* the first node of a branch has no key: it leads to what is before the second */
		if (i > 0 && !follow_key(w, x.key, x.key_len, false))
			return report_fault(w, no, "keys out of order");
		if (!check_page(w, x.child, depth + 1))
			return false;
	}
	return true;
}

static bool check_page(struct walk *w, uint64_t no, unsigned depth)
{
	unsigned char *page = w->levels + (size_t)depth * w->meta->page_bytes;
	bool leaf = depth + 1 == w->tree->depth;
	if (!visit_page(w, no))
		return report_fault(w, no, "is not in the file, or reached twice");
	if (!fetch_page(w, no, page))
		return false;
	uint64_t flags = get_number(page + 10, 2), want = leaf ? IS_LEAF : IS_BRANCH;
	uint64_t lower = get_number(page + 12, 2), upper = get_number(page + 14, 2);
	if (get_number(page, 8) != no || flags != want)
		return report_fault(w, no, "is another page than the one that was looked for");
	if (lower < HEAD_BYTES + (leaf ? 2 : 4) || lower > upper || upper > w->meta->page_bytes || lower % 2)
		return report_fault(w, no, "a head that cannot be");
	if (leaf)
		w->seen.leaf_pages++;
	else
		w->seen.branch_pages++;
	return check_nodes(w, no, page, depth);
}

static void check_tree(struct walk *w, const struct pages_tree *tree, bool numbers)
{
	w->tree = tree;
	w->numbers = numbers;
	w->has_last = false;
	w->seen = (struct pages_tree){0};
	if (tree->depth > DEPTH_MAX || (tree->root == PAGES_NONE) != (tree->depth == 0)) {
		report_fault(w, w->meta->txn % 2, "a root that cannot be");
		return;
	}
	if (tree->root != PAGES_NONE && !check_page(w, tree->root, 0))
		return;
	if (w->seen.entries != tree->entries || w->seen.branch_pages != tree->branch_pages ||
	    w->seen.leaf_pages != tree->leaf_pages || w->seen.overflow_pages != tree->overflow_pages)
		report_fault(w, w->meta->txn % 2, "counts pages or entries that are not there");
}

int pages_check(const struct pages_meta *meta, const struct pages_source *source, uint64_t *n_faults)
{
	struct walk w = {.meta = meta, .source = source};
	size_t size = meta->page_bytes;
	w.visited = calloc(1, (size_t)(meta->last / 8 + 1));
	w.levels = calloc(DEPTH_MAX + 1, size);
	if (!w.visited || !w.levels) {
		w.err = QUAD_ENOMEM;
		goto out;
	}
	check_tree(&w, &meta->main, false);
	if (!w.err)
		check_tree(&w, &meta->free, true);
out:
	free(w.visited);
	free(w.levels);
	*n_faults = w.n_faults;
	return w.err;
}
