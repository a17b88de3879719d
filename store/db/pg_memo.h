/*
 * What a process knows of a store on a server, as of one moment: entries, and the ranges of keys in which it knows
 * everything, so that there also an absent key is known. Knows nothing of the server.
 *
 * It has a limit. When that is reached, what is known becomes old: it is forgotten, but borrowed bytes stay readable
 * until the next time. So a walk over any amount needs bounded memory.
 */
#ifndef QUAD_STORE_PG_MEMO_H
#define QUAD_STORE_PG_MEMO_H

#include "store/db/overlay.h"

struct pg_memo {
	struct overlay rows;   /* no entry says that a key was deleted */
	struct overlay ranges; /* from the key, inclusive, to the value, exclusive; they neither touch nor overlap */
	struct overlay old_rows;
	uint64_t version; /* another one after each change of `rows` */
};

/* The end of all keys: none begins with this byte. */
#define PG_KEY_END 0xff

void memo_release(struct pg_memo *k);
/* Nothing is known any more, and nothing that was borrowed may be read. */
void memo_clear(struct pg_memo *k);

/* Before entries are added: what is known becomes old, if it has reached the limit. */
void memo_make_room(struct pg_memo *k);
/*
 * Everything in [lo, hi) is known after the entries of it were given by memo_row. QUAD_ENOMEM; QUAD_ECORRUPT: no entry
 * of a store has such a key.
 */
int memo_row(struct pg_memo *k, struct bytes key, struct bytes value) __attribute__((warn_unused_result));
int memo_range(struct pg_memo *k, struct bytes lo, struct bytes hi) __attribute__((warn_unused_result));

/* Where the known range ends that holds `key`, exclusive; false: none does. Backwards: keys before `key`, to the start.
 */
bool memo_end(const struct pg_memo *k, struct bytes key, bool backwards, struct bytes *out);

/* Whether all of [lo, hi) is known. */
bool memo_has(const struct pg_memo *k, struct bytes lo, struct bytes hi);

/* A change that was committed, by this process or another one. */
int memo_changed(struct pg_memo *k, const struct overlay_entry *change) __attribute__((warn_unused_result));

/* The least key after this one, in *room. */
struct bytes key_next(struct bytes key, unsigned char *room);

#endif
