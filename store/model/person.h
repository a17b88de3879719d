/*
 * Checks of the fields of a person that other programs read: the login (sshd, a shell), the address (mail), the
 * language (the environment); the keys have a module of their own (ssh_key.h). Pure.
 */
#ifndef QUAD_STORE_PERSON_H
#define QUAD_STORE_PERSON_H

#include <stdbool.h>

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

#endif
