/*
 * Bookings in the words of a mail, in the language that is set. Everything is appended; what was typed by people goes
 * without controls. Who reads is who looks through the store's handle.
 */
#ifndef QUAD_TUI_MAIL_WORDS_H
#define QUAD_TUI_MAIL_WORDS_H

#include "store/query/names.h"
#include "store/query/outbox.h"

/* `Mon 2026-09-07 08:00-10:00` */
void mail_put_when(const struct booking *b, struct buf *out);
/* `Weld lab (R11); Chan (T001)`, from claims as `R11;T001` */
void mail_put_what(const struct names *names, const char *claims, struct buf *out);
/* `Li Na (lina)`; the login alone of somebody of whom the reader may not know. */
void mail_put_person(struct store *s, const char *login, struct buf *out);

/* What a thing is about as it is now, a line each: what, when, for what, for how many, whose, its state. */
void mail_put_facts(const struct names *names, const struct mail_thing *t, struct buf *out);
/* A line for each of these that is another than before: `  When: Mon ... -> Tue ...`. */
void mail_put_changes(const struct names *names, const struct mail_thing *t, struct buf *out);

/* The image that counts: after the change, else before it; NULL if there is none. */
const struct booking *mail_image(const struct mail_thing *t);
const char *mail_image_claims(const struct mail_thing *t);

#endif
