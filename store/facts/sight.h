/*
 * What the person who looks through a store's handle (store_look_as) may see of what others hold: all of a booking, or
 * only that something is taken, when and for which institution. Every query asks here, in its own snapshot, and
 * rights.h decides. Private to the store layer.
 *
 * A sight is kept in the handle as of one moment and minute, and looked up anew when either is another. NULL stands for
 * one who sees everything, so that a query need not ask row by row.
 */
#ifndef QUAD_STORE_SIGHT_H
#define QUAD_STORE_SIGHT_H

#include "store/facts/store_open.h"
#include "store/model/codec.h"

struct sight;

/*
 * What the looker sees, as of the transaction; NULL: everything. It is the store's, until the next call. Errors of all
 * here: QUAD_ENOMEM, QUAD_EIO, QUAD_ECORRUPT.
 */
int sight_load(struct store *s, struct db_txn *txn, struct sight **out) __attribute__((warn_unused_result));
void sight_free(struct sight *s); /* NULL is fine */

/*
 * *all: every field of the booking may be seen; else it is to be hidden. One sees what is one's own, for which one
 * asked or in which one teaches, and what rights.h says of its institution or of one of its places.
 */
int sight_of_booking(struct sight *s, struct db_txn *txn, const struct booking *b, bool *all)
	__attribute__((warn_unused_result));
/* *may: the looker has the right to change and to cancel the booking, whether it can still be changed or not. */
int sight_may_change(struct sight *s, struct db_txn *txn, const struct booking *b, bool *may)
	__attribute__((warn_unused_result));
/* True of all bookings of a resource, without a look at them; false tells nothing. */
int sight_of_resource(struct sight *s, struct db_txn *txn, uint32_t resource_no, bool *all)
	__attribute__((warn_unused_result));
/* Empties what is not shown of a booking: for how many, what for, who, its note, series and reference. */
void sight_hide(struct booking *b);

/*
 * How much of a series may be seen: nothing, it is as if there were none; that and when it is, as one may see one of
 * its bookings; all.
 */
enum seen_series { SERIES_UNKNOWN, SERIES_LISTED, SERIES_SEEN };
int sight_of_series(struct sight *s, struct db_txn *txn, const struct series *series, enum seen_series *out)
	__attribute__((warn_unused_result));
/* Empties what is not shown of a series that is but listed. */
void sight_hide_series(struct series *series);

/* How much of a person's record may be seen: nothing at all; all but the address and the keys; all. */
enum seen_person { PERSON_UNKNOWN, PERSON_NAMED, PERSON_SEEN };
enum seen_person sight_of_person(const struct sight *s, const struct person *p);
/* *known: one may know of a person of that login, as of oneself; not of one who is not listed. */
int sight_of_login(struct sight *s, struct db_txn *txn, const char *login, bool *known)
	__attribute__((warn_unused_result));
/* *known: one may know whom the rule is for; so of each that is not for one person, or all others. */
int sight_of_rule(struct sight *s, struct db_txn *txn, const struct owner_rule *rule, bool *known)
	__attribute__((warn_unused_result));

/* *seen: a grant may be listed: one's own, one of which one is the deputy or has one, and those in scope. */
int sight_of_grant(struct sight *s, struct db_txn *txn, const struct grant *g, bool *seen)
	__attribute__((warn_unused_result));

/*
 * *shows: an entry of the journal may be listed. What may not be seen of its records is emptied in them, in the arena
 * then.
 */
int sight_of_entry(struct sight *s, struct db_txn *txn, struct journal_entry *e, struct arena *arena, bool *shows)
	__attribute__((warn_unused_result));

#endif
