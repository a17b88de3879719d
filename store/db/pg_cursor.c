/*
 * A cursor goes over what is known, and above it over what the transaction has written: the one whose key comes first
 * is given out, and what the transaction says of a key counts. Where it comes to what is not known, it gets the next
 * part of its range, each time a larger one.
 */
#include "store/db/pg_cursor.h"

#include <stdlib.h>

#include "store/base/err.h"
#include "store/db/pg_ahead.h"
#include "store/db/pg_fetch.h"
#include "store/db/pg_habit.h"

/* Entries of the first part. Who goes backwards mostly wants the last one. */
enum { FIRST_FORWARDS = 64, FIRST_BACKWARDS = 4, LIMIT_MAX = 8192, GROWTH = 4 };

/* A key of its own. */
struct place {
	unsigned char p[DB_KEY_MAX + 1];
	size_t len;
};

struct cursor {
	struct pg_walk walk; /* the first member */
	struct pg_txn *txn;
	bool backwards;
	uint32_t limit; /* of the next part */
	struct place bound;
	/* among what is known: the next entry, NULL at the end; and where the known range ends in which it is */
	const struct overlay_entry *known;
	struct place known_key; /* its key: the entry itself may be forgotten between two steps */
	struct overlay_place at;
	uint64_t version;
	struct place end;
	/* among what was written: the next entry, NULL at the end */
	const struct overlay_entry *written;
	struct overlay_place written_at;
	bool gave_known, gave_written; /* what stands at the last key that was given out, and is to be stepped over */
};

static struct bytes bytes_at(const struct place *p)
{
	return (struct bytes){p->p, p->len};
}

static void place_set(struct place *p, struct bytes key)
{
	memmove(p->p, key.p, key.len);
	p->len = key.len;
}

int pg_cursor_open(struct db_txn *base, void **out)
{
	struct cursor *c = calloc(1, sizeof *c);
	*out = c;
	if (!c)
		return QUAD_ENOMEM;
	c->txn = pg_txn_of(base);
	ahead_walk_begin(c->txn->session, &c->walk);
	return 0;
}

void pg_cursor_close(void *cursor)
{
	struct cursor *c = cursor;
	if (c)
		ahead_walk_end(c->txn->session, &c->walk);
	free(c);
}

/* ---- what is known ---- */

/* Gets the next part, from there to the bound, which is further on. */
static int get_part(struct cursor *c, struct bytes from)
{
	int err = c->txn->broken;
	if (!err)
		err = fetch_range(c->txn, from, bytes_at(&c->bound), c->backwards, c->limit);
	if (c->limit < LIMIT_MAX)
		c->limit *= GROWTH;
	return err ? pg_broken(c->txn, err) : 0;
}

/* An entry of the known range that ends at c->end. */
static bool is_before_end(const struct cursor *c, const struct overlay_entry *e)
{
	int order = bytes_compare(e->key, bytes_at(&c->end));
	return c->backwards ? order >= 0 : order < 0;
}

/* No key is beyond. The database's own are before all others. */
static bool is_last_end(const struct cursor *c)
{
	unsigned char first = c->end.len ? c->end.p[0] : 0;
	return c->backwards ? first == 0 : first == PG_KEY_END;
}

/* The database's own keys are nobody else's. */
static void set_known(struct cursor *c, const struct overlay_entry *e)
{
	c->known = e && *(const unsigned char *)e->key.p ? e : NULL;
	if (c->known)
		place_set(&c->known_key, e->key);
}

/* Nobody asks for what is beyond the bound. */
static bool is_at_bound(const struct cursor *c, struct bytes from)
{
	int order = bytes_compare(from, bytes_at(&c->bound));
	return c->backwards ? order <= 0 : order >= 0;
}

/* Finds the first entry that is not before `from`, or backwards the last one that is; none from the bound on. */
static int find_known(struct cursor *c, struct bytes from)
{
	const struct pg_memo *k = &c->txn->session->memo;
	struct place next;
	for (c->known = NULL; !is_at_bound(c, from);) {
		struct bytes end;
		if (!memo_end(k, from, c->backwards, &end)) {
			int err = get_part(c, from);
			if (err)
				return err;
			continue;
		}
		place_set(&c->end, end);
		c->version = k->version;
		c->known = overlay_seek(&k->rows, from, c->backwards, &c->at);
		if (c->known && is_before_end(c, c->known))
			break;
		c->known = NULL;
		if (is_last_end(c))
			break;
		next = c->end;
		from = bytes_at(&next);
	}
	set_known(c, c->known);
	return 0;
}

/* The one after c->known. */
static int step_known(struct cursor *c)
{
	const struct pg_memo *k = &c->txn->session->memo;
	unsigned char room[DB_KEY_MAX + 1];
	if (c->version == k->version) {
		const struct overlay_entry *e = overlay_step(&k->rows, c->backwards, &c->at);
		if (e && is_before_end(c, e)) {
			set_known(c, e);
			return 0;
		}
	}
	struct place last = c->known_key;
	return find_known(c, c->backwards ? bytes_at(&last) : key_next(bytes_at(&last), room));
}

/* Finds the entry again that is next, where other reads have changed what is known. */
static int find_again(struct cursor *c)
{
	unsigned char room[DB_KEY_MAX + 1];
	struct place at = c->known_key;
	if (!c->known || c->version == c->txn->session->memo.version)
		return 0;
	return find_known(c, c->backwards ? key_next(bytes_at(&at), room) : bytes_at(&at));
}

/* ---- both ---- */

/* Which of the two comes first: less than 0 what is known, more than 0 what was written, 0 both at one key. */
static int compare_heads(const struct cursor *c)
{
	if (!c->written)
		return -1;
	if (!c->known)
		return 1;
	int order = bytes_compare(c->known->key, c->written->key);
	return c->backwards ? -order : order;
}

/* Gives out what comes next, after the keys that were deleted. */
static int give_next(struct cursor *c, struct bytes *key, struct bytes *value)
{
	while (c->known || c->written) {
		int order = compare_heads(c);
		c->gave_known = order <= 0;
		c->gave_written = order >= 0;
		const struct overlay_entry *e = order < 0 ? c->known : c->written;
		if (e->value.p) {
			*key = e->key;
			*value = e->value;
			c->walk.at = c->gave_known ? bytes_at(&c->known_key) : (struct bytes){"", 0};
			return 0;
		}
		c->written = overlay_step(c->txn->over, c->backwards, &c->written_at);
		if (c->gave_known) {
			int err = step_known(c);
			if (err)
				return err;
		}
	}
	c->gave_known = c->gave_written = false;
	return QUAD_ENOTFOUND;
}

/* Who reads from there on reads to the bound, as far as it is known; backwards, mostly only the last entry. */
static void note_habit(struct cursor *c, struct bytes from)
{
	struct bytes bound = bytes_at(&c->bound), end = bytes_at(&c->end);
	if (!c->backwards)
		habit_note(c->txn->session, from, from, bytes_compare(end, bound) < 0 ? end : bound);
	else if (c->known)
		habit_note(c->txn->session, from, bytes_at(&c->known_key), from);
}

int pg_cursor_seek(void *cursor, struct bytes from, struct bytes bound, bool backwards, struct bytes *key,
                   struct bytes *value)
{
	static const struct bytes first = {"\1", 1};
	struct cursor *c = cursor;
	if (!backwards && bytes_compare(from, first) < 0)
		from = first;
	if (!backwards && *(const unsigned char *)from.p == PG_KEY_END)
		return QUAD_ENOTFOUND;
	c->backwards = backwards;
	c->limit = backwards ? FIRST_BACKWARDS : FIRST_FORWARDS;
	place_set(&c->bound, bound);
	c->walk.bound = bytes_at(&c->bound);
	c->walk.backwards = backwards;
	c->walk.at.len = 0;
	c->known = c->written = NULL;
	c->gave_known = c->gave_written = false;
	if (is_at_bound(c, from))
		return QUAD_ENOTFOUND;
	c->written = c->txn->over ? overlay_seek(c->txn->over, from, backwards, &c->written_at) : NULL;
	int err = find_known(c, from);
	if (err)
		return err;
	note_habit(c, from);
	return give_next(c, key, value);
}

int pg_cursor_step(void *cursor, bool backwards, struct bytes *key, struct bytes *value)
{
	struct cursor *c = cursor;
	int err = fetch_stay_awake(c->txn);
	(void)backwards;
	if (err)
		return err;
	if (c->gave_written)
		c->written = overlay_step(c->txn->over, c->backwards, &c->written_at);
	err = c->gave_known ? step_known(c) : find_again(c);
	c->gave_known = c->gave_written = false;
	return err ? err : give_next(c, key, value);
}
