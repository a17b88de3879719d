/*
 * Whom a change has to tell of itself. At the end of a request, in its transaction, its entries of the journal are read
 * once more, and of each booking that has become another one item is written a person (mail.h). So what was rolled back
 * tells nobody, and what was asked for twice tells once. Where mail is off, nothing is read and nothing written.
 *
 * Told are: who asked for the booking, before and after; the teachers among its claims, whose code is the login of one
 * of the people; each whose turn it is to approve a request that arrives, changes, or comes to him; who has said
 * something about a booking, when another one does; who had waited; whom a closure, a change of a resource or of a
 * travel time puts against the rules. It does not matter who acts: the mail to oneself carries the calendar's entry.
 * Who has no address is told nothing.
 *
 * Only what is not over is told, so that lists of what was recorded or imported tell nobody of the past; what the clock
 * has done, and a no-show, is told up to a day after the booking's end, and what somebody says at any time. A booking
 * that is used, or whose approval goes one step on, tells nobody but those whose turn it is now.
 */
#ifndef QUAD_STORE_NOTICES_H
#define QUAD_STORE_NOTICES_H

#include "store/change/change.h"

#define NOTICES_GRACE_MIN 1440

/* Before the request does anything: *since is for notices_write. */
int notices_begin(struct change *c, uint64_t *since) __attribute__((warn_unused_result));
/* Writes the mails of what was done since. The change has its result. */
int notices_write(struct change *c, uint64_t since) __attribute__((warn_unused_result));

/*
 * Adds an item to the mail of an action and a person, which it makes if need be; nothing for who has no address. item
 * NULL: the mail alone. It has no such item yet.
 */
struct notice {
	uint64_t action;
	const char *login;
	enum mail_kind kind;
	const struct mail_item *item;
	int64_t day; /* of a digest */
};
int notices_put(struct change *c, const struct notice *n) __attribute__((warn_unused_result));

#endif
