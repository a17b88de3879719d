/*
 * The entries stand in leaves, arrays of a few dozen, and the leaves in one array: a search is two binary searches. To
 * spare it most of the way to the keys, the first eight bytes of each stand beside the pointer as a number whose order
 * is theirs.
 */
#include "store/db/overlay.h"

#include <assert.h>
#include <endian.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"

enum { LEAF_MAX = 64 };

struct item {
	uint64_t head; /* the first bytes of the key, filled up with zeros */
	struct overlay_entry *entry;
};

struct overlay_leaf {
	size_t n;
	struct item v[LEAF_MAX];
};

struct overlay_undo {
	struct overlay_entry *entry;
	struct bytes was;
	uint64_t change_was;
	bool is_new;
};

/* ---- order ---- */

static uint64_t head_of(struct bytes key)
{
	uint64_t head = 0;
	memcpy(&head, key.p, key.len < sizeof head ? key.len : sizeof head);
	return be64toh(head);
}

/* A key that is looked for. */
struct wanted {
	uint64_t head;
	struct bytes key;
};

static bool is_before(const struct item *item, const struct wanted *w)
{
	if (item->head != w->head)
		return item->head < w->head;
	return bytes_compare(item->entry->key, w->key) < 0;
}

/* ---- places ---- */

/* The number of leaves whose first key is before the one that is looked for. */
static size_t count_leaves_before(const struct overlay *o, const struct wanted *w)
{
	size_t lo = 0, hi = o->n_leaves;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (is_before(&o->leaves[mid]->v[0], w))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static size_t count_items_before(const struct overlay_leaf *leaf, const struct wanted *w)
{
	size_t lo = 0, hi = leaf->n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (is_before(&leaf->v[mid], w))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/*
 * The place after all entries that are before the key, in the leaf of the last of those: at may be that leaf's n. The
 * overlay is not empty.
 */
static struct overlay_place find_place(const struct overlay *o, const struct wanted *w)
{
	size_t n = count_leaves_before(o, w);
	if (n == 0)
		return (struct overlay_place){0, 0};
	return (struct overlay_place){n - 1, count_items_before(o->leaves[n - 1], w)};
}

static const struct overlay_entry *entry_at(const struct overlay *o, struct overlay_place place)
{
	return o->leaves[place.leaf]->v[place.at].entry;
}

/* Moves a place after the last entry of its leaf to the next leaf. False: there is none. */
static bool settle_place(const struct overlay *o, struct overlay_place *place)
{
	if (place->at == o->leaves[place->leaf]->n) {
		place->leaf++;
		place->at = 0;
	}
	return place->leaf < o->n_leaves;
}

static bool step_back(const struct overlay *o, struct overlay_place *place)
{
	if (place->at == 0) {
		if (place->leaf == 0)
			return false;
		place->leaf--;
		place->at = o->leaves[place->leaf]->n;
	}
	place->at--;
	return true;
}

const struct overlay_entry *overlay_seek(const struct overlay *o, struct bytes from, bool backwards,
                                         struct overlay_place *out)
{
	if (!o->n)
		return NULL;
	*out = find_place(o, &(struct wanted){head_of(from), from});
	bool found = backwards ? step_back(o, out) : settle_place(o, out);
	return found ? entry_at(o, *out) : NULL;
}

const struct overlay_entry *overlay_step(const struct overlay *o, bool backwards, struct overlay_place *place)
{
	bool found;
	if (backwards) {
		found = step_back(o, place);
	} else {
		place->at++;
		found = settle_place(o, place);
	}
	return found ? entry_at(o, *place) : NULL;
}

static bool has_key(const struct overlay_entry *e, struct bytes key)
{
	return e->key.len == key.len && memcmp(e->key.p, key.p, key.len) == 0;
}

const struct overlay_entry *overlay_get(const struct overlay *o, struct bytes key)
{
	struct overlay_place place;
	const struct overlay_entry *e = overlay_seek(o, key, false, &place);
	return e && has_key(e, key) ? e : NULL;
}

/* ---- memory: it is given back as a whole, and kept for the next changes ---- */

enum { CHUNK_BYTES = 65536, SPARE_MAX = 64 };

struct overlay_chunk {
	struct overlay_chunk *next;
	size_t cap, used;
	_Alignas(max_align_t) unsigned char bytes[];
};

/* A chunk with room for n bytes, the first of those in use. */
static struct overlay_chunk *add_chunk(struct overlay *o, size_t n)
{
	const size_t usual = CHUNK_BYTES - sizeof(struct overlay_chunk);
	struct overlay_chunk *c = o->spare;
	if (n <= usual && c) {
		o->spare = c->next;
		o->n_spare--;
	} else {
		size_t cap = n > usual ? n : usual;
		c = malloc(sizeof *c + cap);
		if (!c)
			return NULL;
		c->cap = cap;
	}
	c->used = 0;
	c->next = o->chunks;
	o->chunks = c;
	return c;
}

static void *take_bytes(struct overlay *o, size_t n)
{
	const size_t align = sizeof(max_align_t);
	struct overlay_chunk *c = o->chunks;
	n = (n + align - 1) / align * align;
	if (!c || c->cap - c->used < n)
		c = add_chunk(o, n);
	if (!c)
		return NULL;
	void *p = c->bytes + c->used;
	c->used += n;
	o->bytes_taken += n;
	return p;
}

/* Keeps a chunk for later, or frees it. */
static void retire_chunk(struct overlay *o, struct overlay_chunk *c)
{
	if (o->n_spare == SPARE_MAX || c->cap != CHUNK_BYTES - sizeof *c) {
		free(c);
		return;
	}
	c->next = o->spare;
	o->spare = c;
	o->n_spare++;
}

static void give_back_chunks(struct overlay *o)
{
	for (struct overlay_chunk *c = o->chunks, *next; c; c = next) {
		next = c->next;
		if (o->is_frozen) {
			c->next = o->frozen;
			o->frozen = c;
		} else {
			retire_chunk(o, c);
		}
	}
	o->chunks = NULL;
}

void overlay_thaw(struct overlay *o)
{
	for (struct overlay_chunk *c = o->frozen, *next; c; c = next) {
		next = c->next;
		retire_chunk(o, c);
	}
	o->frozen = NULL;
	o->is_frozen = false;
}

static void free_spare(struct overlay *o)
{
	for (struct overlay_chunk *c = o->spare, *next; c; c = next) {
		next = c->next;
		free(c);
	}
	o->spare = NULL;
}

/* ---- changes ---- */

static struct overlay_entry *new_entry(struct overlay *o, struct bytes key)
{
	struct overlay_entry *e = take_bytes(o, sizeof *e + key.len);
	if (!e)
		return NULL;
	memcpy(e + 1, key.p, key.len);
	*e = (struct overlay_entry){.key = {e + 1, key.len}};
	return e;
}

/* Adds a leaf at an index of the array. */
static struct overlay_leaf *insert_leaf(struct overlay *o, size_t at)
{
	struct overlay_leaf **v = array_grow(o->leaves, &o->cap_leaves, o->n_leaves, sizeof(struct overlay_leaf *));
	if (!v)
		return NULL;
	o->leaves = v;
	struct overlay_leaf *leaf = take_bytes(o, sizeof *leaf);
	if (!leaf)
		return NULL;
	leaf->n = 0;
	memmove(v + at + 1, v + at, (o->n_leaves - at) * sizeof(struct overlay_leaf *));
	v[at] = leaf;
	o->n_leaves++;
	return leaf;
}

/*
 * Makes room in the leaf of a place, if it is full: by a leaf of its own for a key after all others, otherwise by
 * halves.
 */
static bool split_leaf(struct overlay *o, struct overlay_place *place)
{
	struct overlay_leaf *full = o->leaves[place->leaf];
	if (full->n < LEAF_MAX)
		return true;
	struct overlay_leaf *next = insert_leaf(o, place->leaf + 1);
	if (!next)
		return false;
	bool is_after_all = place->at == LEAF_MAX && place->leaf + 2 == o->n_leaves;
	size_t n_stay = is_after_all ? LEAF_MAX : LEAF_MAX / 2;
	next->n = LEAF_MAX - n_stay;
	memcpy(next->v, full->v + n_stay, next->n * sizeof *next->v);
	full->n = n_stay;
	if (place->at >= n_stay) {
		place->leaf++;
		place->at -= n_stay;
	}
	return true;
}

/* Puts an entry at the place where its key belongs. */
static bool insert_entry(struct overlay *o, struct overlay_place place, struct overlay_entry *e)
{
	if (!o->n_leaves && !insert_leaf(o, 0))
		return false;
	if (!split_leaf(o, &place))
		return false;
	struct overlay_leaf *leaf = o->leaves[place.leaf];
	memmove(leaf->v + place.at + 1, leaf->v + place.at, (leaf->n - place.at) * sizeof *leaf->v);
	leaf->v[place.at] = (struct item){head_of(e->key), e};
	leaf->n++;
	o->n++;
	return true;
}

static void remove_entry(struct overlay *o, const struct overlay_entry *e)
{
	struct overlay_place place;
	const struct overlay_entry *found = overlay_seek(o, e->key, false, &place);
	assert(found == e);
	(void)found;
	struct overlay_leaf *leaf = o->leaves[place.leaf];
	leaf->n--;
	o->n--;
	memmove(leaf->v + place.at, leaf->v + place.at + 1, (leaf->n - place.at) * sizeof *leaf->v);
	if (leaf->n)
		return;
	o->n_leaves--;
	memmove(o->leaves + place.leaf, o->leaves + place.leaf + 1,
	        (o->n_leaves - place.leaf) * sizeof(struct overlay_leaf *));
}

/* Makes room to note one change. */
static bool reserve_undo(struct overlay *o)
{
	struct overlay_undo *v = array_grow(o->undo, &o->cap_undo, o->n_undo, sizeof *o->undo);
	if (v)
		o->undo = v;
	return v != NULL;
}

/* The value is the overlay's own, or says that the key is deleted. */
static int set_value(struct overlay *o, struct bytes key, struct bytes value)
{
	struct overlay_place place = {0, 0};
	struct overlay_entry *e = NULL;
	bool is_new = true;
	if (!reserve_undo(o))
		return QUAD_ENOMEM;
	if (o->n) {
		place = find_place(o, &(struct wanted){head_of(key), key});
		struct overlay_place here = place;
		if (settle_place(o, &here)) {
			e = o->leaves[here.leaf]->v[here.at].entry;
			is_new = !has_key(e, key);
		}
	}
	if (is_new) {
		e = new_entry(o, key);
		if (!e || !insert_entry(o, place, e))
			return QUAD_ENOMEM;
	}
	o->undo[o->n_undo++] = (struct overlay_undo){e, e->value, e->change, is_new};
	e->value = value;
	/* the first group has the number 1, so that a new entry is of none */
	e->change = o->change + 1;
	return 0;
}

int overlay_put(struct overlay *o, struct bytes key, struct bytes value)
{
	void *copy = take_bytes(o, value.len + 1);
	if (!copy)
		return QUAD_ENOMEM;
	if (value.len)
		memcpy(copy, value.p, value.len);
	return set_value(o, key, (struct bytes){copy, value.len});
}

int overlay_del(struct overlay *o, struct bytes key)
{
	return set_value(o, key, (struct bytes){NULL, 0});
}

void overlay_forget(struct overlay *o, struct bytes key)
{
	const struct overlay_entry *e = overlay_get(o, key);
	assert(!o->n_undo);
	if (e)
		remove_entry(o, e);
}

/* ---- groups of changes ---- */

size_t overlay_mark(const struct overlay *o)
{
	return o->n_undo;
}

void overlay_undo(struct overlay *o, size_t mark)
{
	while (o->n_undo > mark) {
		const struct overlay_undo *u = &o->undo[--o->n_undo];
		if (u->is_new) {
			remove_entry(o, u->entry);
		} else {
			u->entry->value = u->was;
			u->entry->change = u->change_was;
		}
	}
}

void overlay_keep(struct overlay *o)
{
	o->n_undo = 0;
	o->change++;
}

const struct overlay_entry *overlay_next_touched(const struct overlay *o, size_t *at)
{
	while (*at < o->n_undo) {
		const struct overlay_undo *u = &o->undo[(*at)++];
		/* later changes of the entry in this group found it touched */
		if (u->change_was != o->change + 1)
			return u->entry;
	}
	return NULL;
}

void overlay_clear(struct overlay *o)
{
	if (!o->bytes_taken)
		return;
	give_back_chunks(o);
	o->n = o->n_leaves = o->n_undo = 0;
	o->bytes_taken = 0;
}

struct overlay_entry *overlay_freeze(struct overlay *o)
{
	size_t n = 0;
	struct overlay_entry *v = malloc((o->n + 1) * sizeof *v);
	if (!v)
		return NULL;
	for (size_t i = 0; i < o->n_leaves; i++)
		for (size_t j = 0; j < o->leaves[i]->n; j++)
			v[n++] = *o->leaves[i]->v[j].entry;
	o->is_frozen = true;
	return v;
}

void overlay_release(struct overlay *o)
{
	overlay_thaw(o);
	give_back_chunks(o);
	free_spare(o);
	free(o->leaves);
	free(o->undo);
	*o = (struct overlay){0};
}
