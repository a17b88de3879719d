/*
 * Checks of the fields of a person that other programs read: the login and the keys (sshd, a shell), the address
 * (mail), the language (the environment). Pure.
 */
#ifndef QUAD_STORE_PERSON_H
#define QUAD_STORE_PERSON_H

#include <stdbool.h>

#include "store/base/buf.h"

#define LOGIN_MAX_BYTES 64
#define EMAIL_MAX_BYTES 254

/*
 * 1 to 64 of letters, digits, `.`, `_` and `-`, the first neither `.` nor `-`: nothing that a shell, a path or an
 * option would read as something else.
 */
bool person_login_fits(const char *s);

/* One address, plain ASCII: one `@`, a domain of words with dots between, no quotes, brackets or blanks. */
bool person_email_fits(const char *s);

/* A language and perhaps a region as in a locale: `en`, `zh_CN`. */
bool person_language_fits(const char *s);

/*
 * Reads public keys as in authorized_keys, without options, `;` between them: `TYPE BASE64 [COMMENT]`. Appends them to
 * out in one form: one blank between the parts, `;` alone between keys, each key once. "" is no key.
 * QUAD_EINVAL: *bad is the key that is none, borrowed from text, *bad_len its length, *why a few words. QUAD_ENOMEM.
 */
int person_keys_read(const char *text, struct buf *out, const char **bad, size_t *bad_len, const char **why)
	__attribute__((warn_unused_result));

/* True if two texts in that form have a key in common. */
bool person_keys_share(const char *a, const char *b);

#endif
