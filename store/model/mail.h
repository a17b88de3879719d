/*
 * A mail that waits to be sent (the outbox), and what it is about. It is written in the transaction of what it tells
 * of, and says nothing itself: its text is made when it is sent, from the journal's entries, which never change. How
 * far the sending has come is in the record alone, and no entry of the journal. Pure.
 *
 * There is one mail a person and action. What is added to it after the first try to send it, as by the later rows of a
 * long import, is sent after that, as a mail of its own: `upto` says how far the first one goes, and `first`, the entry
 * of its first item, tells the two apart.
 */
#ifndef QUAD_STORE_MAIL_H
#define QUAD_STORE_MAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/base/buf.h"
#include "store/model/person.h"

enum mail_kind {
	MAIL_OF_CHANGE = 1, /* items tell what has happened */
	MAIL_OF_REMINDERS,  /* items are bookings that are near */
	MAIL_OF_DIGEST      /* no items: figures of the day `day`, and what waits */
};

enum mail_state {
	MAIL_WAITING = 1,
	MAIL_LEASED, /* somebody sends it, until `lease_min` at the latest */
	MAIL_FAILED  /* the last try failed; the next one is at `next_min` */
};

struct mail {
	/* in the key: the first entry of the action, and to whom */
	uint64_t action;
	const char *login;
	enum mail_kind kind;
	enum mail_state state;
	int64_t made_min;
	int64_t next_min;  /* not before that minute; 0 = at once */
	int64_t lease_min; /* leased: for others it is as if it were not from that minute on */
	uint32_t tries;    /* how often somebody began to send it; the number of the lease that is held */
	uint64_t first;    /* the entry of its first item; of a digest that of its action */
	uint64_t upto;     /* once it was tried: the entry of the last item that goes with it, else 0 */
	uint32_t n_items;  /* all of them */
	int64_t day;       /* of a digest: the local day number of the figures */
	const char *error; /* why the last try failed; "" = it did not */
};

/*
 * What an item tells its reader. Booked, requested, waits and cancelled are what the booking has become for this
 * person: who is no longer in it reads that it was cancelled.
 */
enum mail_item_kind {
	MAIL_BOOKED = 1,
	MAIL_REQUESTED, /* it needs approval */
	MAIL_WAITS,     /* it waits for its place */
	MAIL_CHANGED,   /* other times, places, persons, purpose */
	MAIL_CANCELLED,
	MAIL_ASKS, /* the reader is asked to approve it */
	MAIL_APPROVED,
	MAIL_DECLINED,
	MAIL_ASKED_BACK,  /* the approver asks something */
	MAIL_COMMENT,     /* somebody said something about it: the entry is that of the comment */
	MAIL_LAPSED,      /* nobody has decided in time; or the wish has ended */
	MAIL_PROMOTED,    /* what it waited for is free, and it has it */
	MAIL_DISPLACED,   /* another one, which goes before, has its place; it has another one now */
	MAIL_HANDED_TO,   /* the reader has it from now on */
	MAIL_HANDED_AWAY, /* the reader has it no more */
	MAIL_CALENDAR,    /* the calendar has changed, and it with it */
	MAIL_HIT,         /* it stands and is against the rules now: the entry is that of the closure, resource... */
	MAIL_NOSHOW,
	MAIL_REMINDER, /* it is near: the entry is that of the reminders */
	MAIL_ITEM_KINDS
};

struct mail_item {
	enum mail_item_kind kind;
	uint64_t seq;             /* the entry of the journal */
	uint64_t booking, series; /* series 0 = a single one */
};

/* The word of a kind or a state, as the list of mails shows it; "" for a number that is none. */
const char *mail_kind_word(enum mail_kind v);
const char *mail_state_word(enum mail_state v);
const char *mail_item_word(enum mail_item_kind v);

/* The state at a minute: a lease that is over is none. */
enum mail_state mail_state_at(const struct mail *m, int64_t now);
/* True if it may be sent at that minute. */
bool mail_is_due(const struct mail *m, int64_t now);

/* How people and the journal name a mail: `ACTION-LOGIN`. */
#define MAIL_ID_MAX (LOGIN_MAX_BYTES + 24)
const char *mail_id(uint64_t action, const char *login, char out[MAIL_ID_MAX]); /* returns out */
/* *login points into the text. QUAD_EINVAL: it is no such name. */
int mail_id_parse(const char *text, uint64_t *action, const char **login) __attribute__((warn_unused_result));

/* All but what is in the keys. Texts point into the bytes. QUAD_ECORRUPT, QUAD_EVERSION. */
void mail_encode(const struct mail *v, struct buf *out);
int mail_decode(struct bytes b, struct mail *out) __attribute__((warn_unused_result));
void mail_item_encode(const struct mail_item *v, struct buf *out);
int mail_item_decode(struct bytes b, struct mail_item *out) __attribute__((warn_unused_result));

/* What is asked of the outbox (OP_MAIL). */
enum mail_deed {
	MAIL_DROP = 1, /* it is not sent, for a reason: `text`. The only one that is an entry of the journal */
	/*
	 * The sender's. Lease: nobody else has it until `at_min`; the result is `updated`, its `id` the number of the
	 * lease, or `unchanged` where somebody else has it or it is gone or not due. Sent and failed are of the lease
	 * `lease`, and do nothing if another one has it by now: sent takes away the mail and the items that went with
	 * it; failed says why, `text`, and that the next try is at `at_min`.
	 */
	MAIL_LEASE,
	MAIL_SENT,
	MAIL_FAIL,
	/*
	 * What the clock makes: reminders and digests, in portions. `unchanged`: there is no more of it; else ask
	 * again, with REQUEST_SHARED and the result's `action`, so that each person has one mail.
	 */
	MAIL_TICK
};

struct mail_ask {
	enum mail_deed deed;
	uint64_t action;
	const char *login, *text;
	int64_t at_min;
	uint32_t lease;
};

#endif
