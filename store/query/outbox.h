/* The mails that wait to be sent (mail.h), and what they are about. */
#ifndef QUAD_STORE_OUTBOX_H
#define QUAD_STORE_OUTBOX_H

#include "store/model/comment.h"
#include "store/model/mail.h"
#include "store/query/query.h"

struct mail_filter {
	uint64_t action; /* with login: that one alone, 0 = all */
	const char *login;
	bool due; /* those that may be sent at the store's minute */
	/* Go on after that mail, 0: from the first one on; and stop after `max`, 0: never. */
	uint64_t after_action;
	const char *after_login;
	size_t max;
};

struct mail_row {
	struct mail mail; /* its state as of the store's minute */
	char id[MAIL_ID_MAX];
	size_t n_items; /* those that go with it: up to `upto` */
	/* The person as of now; "" = not among the people any more, or without an address: then drop it. */
	const char *name, *email, *language;
};

struct mail_rows {
	struct mail_row *v; /* by action, then login */
	size_t n;
	struct arena arena;
};

/*
 * The mails of the looker; of a coordinator, or one who looks as nobody (store_look_as), all.
 */
int query_mails(struct store *s, const struct mail_filter *f, struct mail_rows *out)
	__attribute__((warn_unused_result));

/* An item, and what the journal has of it. */
struct mail_thing {
	struct mail_item item;
	struct journal_entry entry; /* of item.seq; its records are not to be read: they are below */
	/*
	 * The booking before and after the entry, each with its claims as `R11;T001;OSC*3`. Of a reminder, of what was
	 * hit and of a comment, both are the booking as it was at that entry.
	 */
	bool has_before, has_after;
	struct booking before, after;
	const char *before_claims, *after_claims;
	bool has_comment; /* of what somebody has said: MAIL_COMMENT; not where its reader sees no comments */
	struct comment comment;
	bool has_closure; /* of what was hit by one */
	struct closure closure;
};

struct mail_things {
	struct mail_thing *v; /* in the order of their entries */
	size_t n;
	struct arena arena;
};

/*
 * What goes with a mail. Images show what its reader may see, whoever looks. QUAD_ENOTFOUND: there is no such mail, or
 * the looker may not see it.
 */
int query_mail_things(struct store *s, uint64_t action, const char *login, struct mail_things *out)
	__attribute__((warn_unused_result));

#endif
