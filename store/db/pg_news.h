/*
 * What others have changed since this process last looked. Each commit leaves its changes in the store, beside the
 * head, and the last ones are kept: who knows the store as of one of these reads what came after it, and goes on
 * knowing all the rest. Who is further behind knows nothing any more.
 *
 * An entry of the store for each commit: its key is a prefix and the commit's number, its value the changes. There is
 * none before a missing one: a commit whose changes are too many removes all of them.
 */
#ifndef QUAD_STORE_PG_NEWS_H
#define QUAD_STORE_PG_NEWS_H

#include "store/db/pg_store.h"

enum { NEWS_KEY_BYTES = 4 + 8 };

/* The keys of the first change that a session has not seen, and of the first that is too far away to read. */
struct news_keys {
	unsigned char first[NEWS_KEY_BYTES], end[NEWS_KEY_BYTES];
};
struct news_keys news_keys(const struct pg_session *s);

/* Queues the question for the head, and for what came after the session's. */
int news_send(struct pg_session *s) __attribute__((warn_unused_result));
/*
 * Takes the answer and brings what is known to the moment of the head that was read, which becomes the session's.
 * QUAD_ENOSTORE: there is no head; QUAD_ECORRUPT: it is none.
 */
int news_take(struct pg *pg, struct pg_session *s) __attribute__((warn_unused_result));

/* The changes of a commit: the value of its entry. False: they are too many, or memory was. */
bool news_write(const struct overlay *changes, struct buf *out);
struct bytes news_key(uint64_t commit, unsigned char room[NEWS_KEY_BYTES]);
/*
 * The range of entries to remove with a commit; false: there is nothing to remove. `written`: its own changes are an
 * entry.
 */
bool news_old(uint64_t commit, bool written, struct news_keys *out);

#endif
