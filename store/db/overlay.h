/*
 * Changes that stand above an ordered tree of keys and values: for each key that was put or deleted, the last of it, in
 * the order of the bytes of the keys. Everything is in memory, a change can be undone, and nothing here knows the tree.
 *
 * All-zero is empty and ready. Keys and values are copied. An entry stays where it is until its key is changed again,
 * undone or the overlay is cleared.
 */
#ifndef QUAD_STORE_OVERLAY_H
#define QUAD_STORE_OVERLAY_H

#include "store/base/buf.h"

struct overlay_entry {
	struct bytes key;
	struct bytes value; /* p is NULL: the key was deleted */
	uint64_t change;    /* the last group of changes, counted by overlay_keep, that touched it */
};

struct overlay_leaf;
struct overlay_undo;
struct overlay_chunk;

struct overlay {
	struct overlay_leaf **leaves; /* in order, none is empty */
	size_t n_leaves, cap_leaves;
	size_t n; /* entries */
	/* memory that is in use; that is kept for later; that may still be read, see overlay_freeze */
	struct overlay_chunk *chunks, *spare, *frozen;
	size_t n_spare;
	bool is_frozen;
	struct overlay_undo *undo; /* changes that can be undone, the oldest first */
	size_t n_undo, cap_undo;
	uint64_t change;    /* the number of this group of changes */
	size_t bytes_taken; /* since it was cleared, with what was replaced or undone */
};

void overlay_clear(struct overlay *o);
void overlay_release(struct overlay *o);

/* QUAD_ENOMEM: nothing was changed. */
int overlay_put(struct overlay *o, struct bytes key, struct bytes value) __attribute__((warn_unused_result));
int overlay_del(struct overlay *o, struct bytes key) __attribute__((warn_unused_result));

/* Nothing is said of the key any more. Only where nothing can be undone. */
void overlay_forget(struct overlay *o, struct bytes key);

/* The end of the changes so far, and the removal of all changes after such a mark. */
size_t overlay_mark(const struct overlay *o);
void overlay_undo(struct overlay *o, size_t mark);
/* All changes so far stay: they can no longer be undone, and the next ones are another group. */
void overlay_keep(struct overlay *o);

/*
 * Walks over the entries that this group of changes touched, each once, in no order. Begin with *at = 0. NULL at the
 * end.
 */
const struct overlay_entry *overlay_next_touched(const struct overlay *o, size_t *at);

/* NULL if nothing is said of the key. */
const struct overlay_entry *overlay_get(const struct overlay *o, struct bytes key);

/* A place among the entries, good until the next change. */
struct overlay_place {
	size_t leaf, at;
};

/* The first entry whose key is not less than `from`, or backwards the last one whose key is less. NULL: there is none.
 */
const struct overlay_entry *overlay_seek(const struct overlay *o, struct bytes from, bool backwards,
                                         struct overlay_place *out);
/* The next entry in that direction. NULL at the end. */
const struct overlay_entry *overlay_step(const struct overlay *o, bool backwards, struct overlay_place *place);

/*
 * All entries in order as they are now. The array is the caller's to free; what it points to stays, whatever is done
 * with the overlay, until overlay_thaw: another thread may read it meanwhile. NULL on out of memory.
 */
struct overlay_entry *overlay_freeze(struct overlay *o);
void overlay_thaw(struct overlay *o);

#endif
