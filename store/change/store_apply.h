/* The one way to make and to change a store. */
#ifndef QUAD_STORE_STORE_APPLY_H
#define QUAD_STORE_STORE_APPLY_H

#include "store/facts/store_open.h"
#include "store/model/request.h"

/*
 * Makes an empty store in dir and opens it. QUAD_EEXIST if there is one, QUAD_EZONE. An interrupted call leaves no
 * store, and the next call goes on from what it left.
 */
int store_create(const char *dir, const char *zone, struct store *out) __attribute__((warn_unused_result));
/* The same with what n requests bring, as store_apply carries them out: all of it is there, or no store. */
int store_create_with(const char *dir, const char *zone, const struct request *requests, size_t n,
                      struct result *results, struct arena *arena, struct store *out)
	__attribute__((warn_unused_result));
/*
 * Carries out n requests in order in one transaction, each whole or not at all, and those that REQUEST_AND_NEXT ties
 * together all or none (the others of them keep the answers they got); with rehearse, answers as if and changes
 * nothing. Results are filled for all of them; 0 also if some were refused. A negative value means that nothing at all
 * was changed (QUAD_EBUSY, QUAD_EFULL, QUAD_EIO, QUAD_ECORRUPT, QUAD_ENOMEM). A store of an older schema is upgraded
 * first (store_upgrade). In a store that keeps refusals those are noted then (store_notes.h), which changes no answer.
 */
int store_apply(struct store *s, const struct request *requests, size_t n, bool rehearse, struct result *results,
                struct arena *arena) __attribute__((warn_unused_result));

/*
 * Decides a request as if it were new (its id is not looked up) and changes nothing: for forms and dry runs. Bookings,
 * moves, and series that are made or changed are decided in a snapshot and wait for nobody; any other request is
 * carried out and rolled back.
 */
int store_rehearse(struct store *s, const struct request *request, struct result *result, struct arena *arena)
	__attribute__((warn_unused_result));

#endif
