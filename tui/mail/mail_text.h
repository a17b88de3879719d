/* The subject and the text of a mail about changes or reminders, in the language that is set. */
#ifndef QUAD_TUI_MAIL_TEXT_H
#define QUAD_TUI_MAIL_TEXT_H

#include "tui/mail/mail_words.h"

#define MAIL_LISTED 50     /* bookings that a text lists */
#define MAIL_CALENDARS 100 /* that go with a mail */

struct mail_source {
	struct store *store; /* looked through as who reads */
	const struct mail_row *row;
	const struct mail_things *things; /* at least one */
	const struct names *names;
	size_t n_calendars; /* of the things, those that a calendar is told of */
};

void mail_put_subject(const struct mail_source *m, struct buf *out);
/* Errors of the store. */
int mail_put_text(const struct mail_source *m, struct buf *out) __attribute__((warn_unused_result));

#endif
