/*
 * What the journal says besides changes: refusals, who came in, what left the house. Each is a request of its own in a
 * short transaction, after the thing that it is about is done or refused; so it cannot change that. A store of an older
 * schema is not upgraded for it, and then nothing is noted; neither in a replica. The wait for another writer is short.
 */
#ifndef QUAD_STORE_STORE_NOTES_H
#define QUAD_STORE_STORE_NOTES_H

#include "store/facts/store_open.h"
#include "store/model/request.h"

/*
 * Keeps what was refused of n requests that were carried out: needs (need.h), and of what is none the first of each
 * kind. What is kept already in the same words is not written again, and waits for nobody. An error is in s->unnoted.
 * store_apply does so by itself in a store that keeps refusals (store_keep_refusals); call it for a dry run that is to
 * count as asking.
 */
void store_note_refusals(struct store *s, const struct request *requests, const struct result *results, size_t n);

/*
 * Somebody has come in: a text says how, as `SHA256:...` of the key. Of one who is not among the people, or has come in
 * so within the last hour, nothing is noted. Errors of store_apply: it is not noted, and nothing else is wrong.
 */
int store_note_login(struct store *s, const char *actor, enum request_via via, const char *text)
	__attribute__((warn_unused_result));

/* A list, by its word, or all as `store`, has left the house: a text says in which form and how much. */
int store_note_export(struct store *s, const char *actor, enum request_via via, const char *what, const char *text)
	__attribute__((warn_unused_result));

#endif
