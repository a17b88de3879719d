/*
 * Public SSH keys: a line of authorized_keys with at most one option, `[expiry-time="TIME" ]TYPE BASE64[ COMMENT]`, and
 * lists of them with `;` between, as people's records have them. Pure.
 *
 * TIME is YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS as in sshd(8), by the clock of the store's zone, or in UTC if a Z
 * follows. A date means its first minute: on that day the key is refused already. Seconds are dropped.
 */
#ifndef QUAD_STORE_SSH_KEY_H
#define QUAD_STORE_SSH_KEY_H

#include "store/base/hash.h"

#define SSH_KEY_LINE_MAX 8191 /* bytes of a line */
#define SSH_KEY_NEVER INT64_MAX
#define SSH_KEY_TEXT_MAX 51 /* `SHA256:` and 43 digits of base64, with the NUL */
#define SSH_KEY_RSA_BITS 3072

/* Why a text is no key that may be used. */
enum ssh_key_fault {
	SSH_KEY_FITS,
	SSH_KEY_SHORT,       /* an RSA key below SSH_KEY_RSA_BITS, else whole */
	SSH_KEY_PRIVATE,     /* a private key: its text must not be shown or kept anywhere */
	SSH_KEY_CERTIFICATE, /* signed by a CA */
	SSH_KEY_OPTION,      /* an option other than expiry-time */
	SSH_KEY_EXPIRY,      /* an expiry-time that is none */
	SSH_KEY_WEAK,        /* of a type that is not safe any more: DSA, RSA of protocol 1 */
	SSH_KEY_TYPE,        /* no type that is known */
	SSH_KEY_DAMAGED,     /* cut off, or with something after it */
	SSH_KEY_MIXED,       /* a key of another type than it says */
	SSH_KEY_COMMENT,     /* quotes, backslashes, semicolons or controls in the comment, or no UTF-8 */
	SSH_KEY_SEVERAL,     /* another key in the comment */
	SSH_KEY_LONG,        /* more than SSH_KEY_LINE_MAX */
	SSH_KEY_N_FAULTS,
};

struct ssh_key {
	const char *type;             /* a constant */
	struct bytes base64, comment; /* borrowed from the text */
	int64_t expires_min;          /* from this minute on it is refused; SSH_KEY_NEVER */
	unsigned bits;                /* as ssh-keygen counts them */
	struct hash fingerprint;      /* SHA-256 of the decoded base64 */
};

/* Reads one line, with blanks around it or none. *out is whole after SSH_KEY_FITS and SSH_KEY_SHORT, else zeroed. */
enum ssh_key_fault ssh_key_read(const char *line, size_t len, struct ssh_key *out);

/* A few English words about a fault with what to do, the same in every language; "" for SSH_KEY_FITS. */
const char *ssh_key_hint(enum ssh_key_fault fault);

/* Appends the key in its one form: one blank between the parts, the expiry as short as it can be said. */
void ssh_key_write(const struct ssh_key *key, struct buf *out);

/* Appends `expiry-time="TIME"` in the zone, as records have it, or in UTC, as any sshd reads it. */
void ssh_key_write_expiry(int64_t expires_min, bool utc, struct buf *out);

/* `SHA256:...` without padding, as ssh-keygen -l prints it. Returns out. */
char *ssh_key_fingerprint(const struct hash *fingerprint, char out[SSH_KEY_TEXT_MAX]);
/* Back from that; false if it is none. */
bool ssh_key_read_fingerprint(const char *text, struct hash *out);

/* The next text of a list, without blanks around it, empty ones passed over; *list moves after it. False at its end. */
bool ssh_keys_next(const char **list, struct bytes *one);

/* The key of that fingerprint in a list; false if it has none. What is no key there is passed over. */
bool ssh_keys_find(const char *list, const struct hash *fingerprint, struct ssh_key *out);

/* A text of a list that cannot be used. */
struct ssh_key_bad {
	enum ssh_key_fault fault;
	struct bytes text; /* borrowed from the list; empty of a private key */
};

/*
 * Appends the keys of a list in their one form, `;` alone between them, each once, the first of equal ones. A key that
 * is too short is fine if `kept`, a list, has it already. QUAD_EINVAL: *bad is the first that cannot be used.
 * QUAD_ENOMEM.
 */
int ssh_keys_read(const char *list, const char *kept, struct buf *out, struct ssh_key_bad *bad)
	__attribute__((warn_unused_result));

#endif
