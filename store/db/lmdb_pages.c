/*
 * A walk over two trees of pages, depth first, with one page in memory for each level. What must hold of a node is
 * proved before it is read; a bit for each page of the file tells which were met, so that a walk ends even where pages lead
 * in a circle. Keys are held against the last one that was met and against the one that led here.
 */
#include "store/db/lmdb_pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/buf.h"
#include "store/base/err.h"

enum {
	META_AT = 16, /* behind a page's head */
	HEAD_BYTES = PAGES_HEAD_BYTES,
	NODE_BYTES = 8,
	KEY_MAX = 511,
	DEPTH_MAX = 32,
	FAULTS_MAX = 20,
	IS_BRANCH = 1,
	IS_LEAF = 2,
	IS_OVERFLOW = 4,
	NODE_BIG = 1,     /* the value is on pages of its own */
	PAGE_BYTES_MAX = 65536,
};

#define MAGIC UINT32_C(0xbeefc0de)

static uint64_t get(const unsigned char *p, int bytes)
{
	uint64_t v = 0;
	while (bytes-- > 0)
		v = v << 8 | p[bytes];
	return v;
}

static void tree_read(const unsigned char *p, struct pages_tree *out)
{
	*out = (struct pages_tree){.depth = (uint32_t)get(p + 6, 2),
	                           .branch_pages = get(p + 8, 8),
	                           .leaf_pages = get(p + 16, 8),
	                           .overflow_pages = get(p + 24, 8),
	                           .entries = get(p + 32, 8),
	                           .root = get(p + 40, 8)};
}

int pages_meta_read(const unsigned char *page, struct pages_meta *out)
{
	const unsigned char *p = page + META_AT;
	*out = (struct pages_meta){.page_bytes = (uint32_t)get(p + 24, 4), .last = get(p + 120, 8), .txn = get(p + 128, 8)};
	tree_read(p + 24, &out->free);
	tree_read(p + 72, &out->main);
	bool ok = get(p, 4) == MAGIC && get(p + 4, 4) == 1 && out->page_bytes >= 512 &&
	          out->page_bytes <= PAGE_BYTES_MAX && (out->page_bytes & (out->page_bytes - 1)) == 0 && out->last > 0;
	return ok ? 0 : QUAD_ECORRUPT;
}

bool pages_of_value(const unsigned char *value, size_t len, uint32_t page_bytes, uint64_t *out)
{
	const unsigned char *head = value - PAGES_HEAD_BYTES;
	if (len < page_bytes || (uintptr_t)head % page_bytes != 0)
		return false;
	*out = get(head, 8);
	return get(head + 10, 2) == IS_OVERFLOW && get(head + 12, 4) == (PAGES_HEAD_BYTES + len + page_bytes - 1) / page_bytes;
}

/* ---- the walk ---- */

struct walk {
	const struct pages_meta *meta;
	const struct pages_source *source;
	const struct pages_tree *tree;
	bool numbers; /* keys are numbers: the tree of free pages */
	unsigned char *met;
	unsigned char *levels; /* a page a level, and one more */
	unsigned char last[KEY_MAX];
	size_t last_len;
	bool any; /* there is a last key */
	struct pages_tree seen;
	uint64_t n_faults;
	int err;
};

static bool fault(struct walk *w, uint64_t page, const char *what)
{
	struct buf text = {0};
	if (w->n_faults++ < FAULTS_MAX) {
		buf_fmt(&text, "page %" PRIu64 " of the file: %s", page, what);
		w->source->fault(w->source->arg, buf_text(&text));
		buf_release(&text);
	}
	return false;
}

/* Notes that a page is in use. False: it cannot be, or is already. */
static bool meet(struct walk *w, uint64_t page)
{
	if (page < 2 || page > w->meta->last)
		return false;
	unsigned char bit = (unsigned char)(1u << page % 8);
	bool first = !(w->met[page / 8] & bit);
	w->met[page / 8] |= bit;
	return first;
}

static bool fetch(struct walk *w, uint64_t page, unsigned char *out)
{
	w->err = w->source->read(w->source->arg, page, out);
	return !w->err;
}

struct node {
	const unsigned char *key, *value;
	size_t key_len, value_len, len; /* the last: of the node in its page */
	uint64_t child; /* of a branch */
	bool big;
};

/* A node, if it lies in its page. */
static bool node_read(const struct walk *w, const unsigned char *page, unsigned i, struct node *out)
{
	size_t size = w->meta->page_bytes, upper = get(page + 14, 2), at = get(page + HEAD_BYTES + 2 * i, 2);
	bool leaf = get(page + 10, 2) & IS_LEAF;
	if (at < upper || at + NODE_BYTES > size || at % 2)
		return false;
	const unsigned char *p = page + at;
	uint64_t low = get(p, 4), flags = get(p + 4, 2);
	*out = (struct node){.key = p + NODE_BYTES, .key_len = get(p + 6, 2)};
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
	return out->key_len <= KEY_MAX && (!leaf || out->key_len > 0) && out->value_len <= BUF_MAX && at + out->len <= size;
}

/* True if all nodes lie in the page, and fill what it has for them: each from an even place on, no gaps between. */
static bool nodes_fit(const struct walk *w, const unsigned char *page, unsigned n)
{
	struct node x;
	size_t used = 0;
	for (unsigned i = 0; i < n; i++) {
		if (!node_read(w, page, i, &x))
			return false;
		used += (x.len + 1) / 2 * 2;
	}
	return used == w->meta->page_bytes - get(page + 14, 2);
}

/* Order of keys; of numbers by their value. */
static int compare(const struct walk *w, const unsigned char *a, size_t a_len, const unsigned char *b, size_t b_len)
{
	if (w->numbers) {
		uint64_t x = get(a, 8), y = get(b, 8);
		return (x > y) - (x < y);
	}
	int c = memcmp(a, b, a_len < b_len ? a_len : b_len);
	return c ? c : (a_len > b_len) - (a_len < b_len);
}

/* True if the key comes behind the last that was met; it is the last then. */
static bool comes_next(struct walk *w, const unsigned char *key, size_t len, bool may_be_same)
{
	if (w->numbers && len != 8)
		return false;
	int c = w->any ? compare(w, key, len, w->last, w->last_len) : 1;
	if (c < 0 || (c == 0 && !may_be_same))
		return false;
	memcpy(w->last, key, len);
	w->last_len = len;
	w->any = true;
	return true;
}

/* A value on pages of its own: as many as its length needs, or more, where a longer one was before it. */
static bool check_big(struct walk *w, uint64_t from, const struct node *n)
{
	uint64_t first = get(n->value, 8), size = w->meta->page_bytes;
	uint64_t need = (HEAD_BYTES + n->value_len + size - 1) / size;
	unsigned char *page = w->levels + DEPTH_MAX * size;
	if (!meet(w, first))
		return fault(w, from, "a long value is not in the file, or on pages of something else");
	if (!fetch(w, first, page))
		return false;
	uint64_t count = get(page + 12, 4);
	if (get(page, 8) != first || get(page + 10, 2) != IS_OVERFLOW || count < need)
		return fault(w, first, "is not that of a long value");
	for (uint64_t i = 1; i < count; i++)
		if (!meet(w, first + i))
			return fault(w, from, "a long value is not in the file, or on pages of something else");
	w->seen.overflow_pages += count;
	return true;
}

/* A list of free pages: how many, and their numbers falling. A long one is read again, page by page. */
static bool check_free(struct walk *w, uint64_t from, const struct node *n)
{
	uint64_t next = n->big ? get(n->value, 8) : 0, before = PAGES_NONE;
	size_t size = w->meta->page_bytes, at = HEAD_BYTES;
	unsigned char *page = w->levels + DEPTH_MAX * size;
	if (n->value_len < 8 || (n->big && !fetch(w, next, page)))
		return !w->err && fault(w, from, "a list of free pages that is none");
	uint64_t count = get(n->big ? page + at : n->value, 8);
	if (count > n->value_len / 8 - 1)
		return fault(w, from, "a list of free pages that is longer than its place");
	for (uint64_t i = 0; i < count; i++) {
		at += 8;
		if (n->big && at == size) {
			at = 0;
			if (!fetch(w, ++next, page))
				return false;
		}
		uint64_t no = get(n->big ? page + at : n->value + 8 * (i + 1), 8);
		if (no >= before || !meet(w, no))
			return fault(w, from, "a page is free twice, or free and in use");
		before = no;
	}
	return true;
}

static bool check_page(struct walk *w, uint64_t no, unsigned depth);

static bool check_nodes(struct walk *w, uint64_t no, const unsigned char *page, unsigned depth)
{
	unsigned n = (unsigned)(get(page + 12, 2) - HEAD_BYTES) / 2;
	bool leaf = depth + 1 == w->tree->depth;
	struct node x;
	if (!nodes_fit(w, page, n))
		return fault(w, no, "an entry that lies outside it or over another");
	for (unsigned i = 0; i < n; i++) {
		if (!node_read(w, page, i, &x))
			return fault(w, no, "an entry that changed");
		if (leaf) {
			if (!comes_next(w, x.key, x.key_len, depth > 0 && i == 0))
				return fault(w, no, "keys out of order");
			w->seen.entries++;
			if (x.big && !check_big(w, no, &x))
				return false;
			if (w->numbers && !check_free(w, no, &x))
				return false;
			continue;
		}
		/* the first has no key: it holds what is before the second */
		if (i > 0 && !comes_next(w, x.key, x.key_len, false))
			return fault(w, no, "keys out of order");
		if (!check_page(w, x.child, depth + 1))
			return false;
	}
	return true;
}

static bool check_page(struct walk *w, uint64_t no, unsigned depth)
{
	unsigned char *page = w->levels + (size_t)depth * w->meta->page_bytes;
	bool leaf = depth + 1 == w->tree->depth;
	if (!meet(w, no))
		return fault(w, no, "is not in the file, or reached twice");
	if (!fetch(w, no, page))
		return false;
	uint64_t flags = get(page + 10, 2), lower = get(page + 12, 2), upper = get(page + 14, 2);
	if (get(page, 8) != no || flags != (leaf ? IS_LEAF : IS_BRANCH))
		return fault(w, no, "is another page than the one that was looked for");
	if (lower < HEAD_BYTES + (leaf ? 2 : 4) || lower > upper || upper > w->meta->page_bytes || lower % 2)
		return fault(w, no, "a head that cannot be");
	*(leaf ? &w->seen.leaf_pages : &w->seen.branch_pages) += 1;
	return check_nodes(w, no, page, depth);
}

static void check_tree(struct walk *w, const struct pages_tree *tree, bool numbers)
{
	w->tree = tree;
	w->numbers = numbers;
	w->any = false;
	w->seen = (struct pages_tree){0};
	if (tree->depth > DEPTH_MAX || (tree->root == PAGES_NONE) != (tree->depth == 0)) {
		fault(w, w->meta->txn % 2, "a root that cannot be");
		return;
	}
	if (tree->root != PAGES_NONE && !check_page(w, tree->root, 0))
		return;
	if (w->seen.entries != tree->entries || w->seen.branch_pages != tree->branch_pages ||
	    w->seen.leaf_pages != tree->leaf_pages || w->seen.overflow_pages != tree->overflow_pages)
		fault(w, w->meta->txn % 2, "counts pages or entries that are not there");
}

int pages_check(const struct pages_meta *meta, const struct pages_source *source, uint64_t *n_faults)
{
	struct walk w = {.meta = meta, .source = source};
	size_t size = meta->page_bytes;
	w.met = calloc(1, (size_t)(meta->last / 8 + 1));
	w.levels = calloc(DEPTH_MAX + 1, size);
	if (!w.met || !w.levels) {
		w.err = QUAD_ENOMEM;
		goto out;
	}
	check_tree(&w, &meta->main, false);
	if (!w.err)
		check_tree(&w, &meta->free, true);
out:
	free(w.met);
	free(w.levels);
	*n_faults = w.n_faults;
	return w.err;
}
