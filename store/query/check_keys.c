/* The proof that each SSH key is one person's, and that the index says so. */
#include "store/query/checker.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/key_index.h"
#include "store/facts/upgrade.h"

static void check_one(struct checker *c, const char *login, const struct ssh_key *key)
{
	char owner[LOGIN_MAX_BYTES + 1], text[SSH_KEY_TEXT_MAX];
	int err = key_index_find(c->txn, &key->fingerprint, owner);
	ssh_key_fingerprint(&key->fingerprint, text);
	if (check_fails(c, err))
		check_fault(c, "person %s: the index of keys lacks %s", login, text);
	else if (strcmp(owner, login) != 0)
		check_fault(c, "person %s: the key %s is one of %s too; revoke it from one of them", login, text,
		            owner);
	else
		c->n_keys++;
}

void check_person_keys(struct checker *c, const struct person *v)
{
	const char *list = v->ssh_key;
	struct bytes one;
	while (ssh_keys_next(&list, &one)) {
		struct ssh_key key;
		ssh_key_read(one.p, one.len, &key);
		if (key.type)
			check_one(c, v->login, &key);
	}
}

int check_key(struct checker *c, struct bytes key, struct bytes value)
{
	if (key.len != KEY_INDEX_BYTES || value.len == 0 || value.len > LOGIN_MAX_BYTES)
		check_fault(c, "an entry of the index of keys is none");
	c->n_keys--;
	return 0;
}

/* Since those of all people were found, no other is there. */
int check_key_count(struct checker *c)
{
	if (c->schema >= SCHEMA_TREE && c->n_keys)
		check_fault(c, "the index of keys does not hold as many as the people have");
	return 0;
}
