/*
 * Sending the mails that are due. Each is leased in a short transaction, made and handed on outside of any, and its
 * record is then taken away or says why not: two who send at once send each mail once, and one that was killed in
 * between leaves a lease that ends.
 */
#ifndef QUAD_TUI_MAIL_SEND_H
#define QUAD_TUI_MAIL_SEND_H

#include "store/change/store_apply.h"
#include "tui/mail/mail_compose.h"

struct mail_sending {
	struct store *store;
	const char *actor;
	enum request_via via;
	int64_t now;      /* when it begins */
	const char *from; /* the address that mails come from */
	const char *path; /* of the program that takes them (sendmail.h) */
	int limit_s;      /* that it may take for one */
	/* Given: mails are made and handed to it and nothing is sent or changed. A value that is not 0 ends it. */
	int (*show)(void *arg, struct bytes text);
	void *arg;

	/* what came of it */
	size_t sent, later, failed;
	struct buf why; /* the last failure of each mail, a line each: `17-chan: exit 75` */
};

/* QUAD_EBUSY and other errors of the store, with those counted that were handled before; or what show has returned. */
int mail_send(struct mail_sending *s) __attribute__((warn_unused_result));
void mail_sending_release(struct mail_sending *s);

/*
 * When a mail that was not taken is tried again, after so many tries: after 1, 5, 15 and 60 minutes, 4 hours,
 * then each 12 hours. CLOCK_MAX_MIN, never: it has waited for three days.
 */
int64_t mail_next_try(int64_t now, int64_t made, uint32_t tries);

#endif
