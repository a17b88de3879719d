/*
 * A mail from its parts (RFC 5322, 2045 to 2047), as sendmail(8) takes it: ASCII, lines that end in LF. Pure; the same
 * parts give the same bytes. mime_text.h says how text is encoded.
 */
#ifndef QUAD_STORE_MIME_H
#define QUAD_STORE_MIME_H

#include <stdbool.h>
#include <stdint.h>

#include "store/base/buf.h"

struct mime_mailbox {
	const char *address; /* by person_email_fits */
	const char *name;    /* any text; "" = none */
};

struct mime_part {
	const char *type;  /* a constant: `text/plain`, `text/calendar; method=REQUEST` */
	const char *file;  /* as what a reader saves it: letters, digits, `.`, `_`, `-`; NULL = it is shown */
	struct bytes text; /* UTF-8 */
};

struct mime_mail {
	struct mime_mailbox from, to;
	const char *subject;  /* any text */
	const char *id;       /* `LEFT@RIGHT`, printable ASCII */
	const char *thread;   /* of the same form: mails with the same one belong together; "" = none */
	const char *language; /* by person_language_fits: `zh_CN`; "" = not said */
	int64_t at_min;       /* Date, by the clock of the process's zone */
	const struct mime_part *parts;
	size_t n_parts;   /* at least 1; 1 is not wrapped */
	bool alternative; /* the parts say the same, the best one last; else each says something else */
};

/*
 * Appends the mail to out. QUAD_EINVAL: an address, an id, the language or a file name is none, and nothing is
 * appended. QUAD_ENOMEM.
 */
int mime_build(const struct mime_mail *m, struct buf *out) __attribute__((warn_unused_result));

#endif
