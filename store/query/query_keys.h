/* SSH keys of people: whose a key is, for sshd and the forced command, and lists of them. */
#ifndef QUAD_STORE_QUERY_KEYS_H
#define QUAD_STORE_QUERY_KEYS_H

#include "store/facts/store_open.h"
#include "store/model/person.h"
#include "store/model/ssh_key.h"

/*
 * The login that a key lets in at that minute, whoever looks. QUAD_ENOTFOUND: nobody has it, it has expired or is too
 * short, or the person has no role then: login is "".
 */
int query_key(struct store *s, const struct hash *fingerprint, int64_t now, char login[LOGIN_MAX_BYTES + 1])
	__attribute__((warn_unused_result));

/* A key in a list; texts in the list's arena. */
struct key_row {
	const char *login;
	struct ssh_key key;
	const char *line;     /* its one form */
	bool opens;           /* it lets somebody in now, as query_key says */
	int64_t added_min;    /* when it came, by the journal; 0: not known */
	const char *added_by; /* by whom, "" = not known */
};

struct key_list {
	struct key_row *v; /* by login, then as the record has them */
	size_t n;
	struct arena arena;
};

/*
 * The keys that the looker may see: his own, and of those whom he keeps or audits. login: of one person, NULL = of all.
 * QUAD_ENOTFOUND: there is no such person for him.
 */
int query_keys(struct store *s, const char *login, int64_t now, struct key_list *out)
	__attribute__((warn_unused_result));

#endif
