/*
 * The state of a row of bookings, series, timetables or closures: whether it is to be booked at all. Private to the
 * list modules.
 */
#ifndef QUAD_STORE_LIST_STATE_H
#define QUAD_STORE_LIST_STATE_H

#include "store/list/list_header.h"

/*
 * Finds the columns of states among the cells of a header that are not taken yet, and takes them. Those of other kinds
 * of lists have none. QUAD_ENOMEM.
 */
int state_find_columns(const struct list_kind *kind, struct list_header *h, bool *taken)
	__attribute__((warn_unused_result));

/*
 * What the cells of a row say, the strictest of them: adds REASON_KEPT_OUT, REASON_PENDING or REASON_STATE, or nothing
 * for a row that is to be booked. `--set` decides where the cells leave it open.
 */
void state_read(const struct list_header *h, const struct list_kind *kind, const char *const *texts, size_t n_texts,
                struct reasons *why);

/*
 * Turns the REASON_KEPT_OUT of a row whose booking or series stands in the store into REASON_STILL_STANDS, as far
 * as who imports may see what stands; ref is the row's. An error of the store, QUAD_ENOMEM.
 */
int state_check_standing(struct store *s, const char *ref, struct arena *arena, struct reasons *why)
	__attribute__((warn_unused_result));

#endif
