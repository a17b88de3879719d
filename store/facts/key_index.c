/* Keys too short to be used are in the index as well: they are somebody's. What is no key at all is passed over. */
#include "store/facts/key_index.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/upgrade.h"
#include "store/facts/walk.h"
#include "store/model/codec.h"

struct key key_index_key(const struct hash *fingerprint)
{
	struct key k = key_table(TABLE_KEY);
	memcpy(k.p + k.len, fingerprint->p, HASH_BYTES);
	k.len += HASH_BYTES;
	return k;
}

/* The next key of a list that is one. */
static bool next_key(const char **list, struct ssh_key *out)
{
	struct bytes one;
	while (ssh_keys_next(list, &one)) {
		ssh_key_read(one.p, one.len, out);
		if (out->type)
			return true;
	}
	return false;
}

/* ---- finding ---- */

static int find_entry(struct db_txn *txn, const struct hash *fingerprint, char out[LOGIN_MAX_BYTES + 1])
{
	struct key k = key_index_key(fingerprint);
	struct bytes login;
	int err = db_get(txn, key_bytes(&k), &login);
	if (!err && (login.len == 0 || login.len > LOGIN_MAX_BYTES))
		err = QUAD_ECORRUPT;
	if (err)
		return err;
	memcpy(out, login.p, login.len);
	out[login.len] = '\0';
	return 0;
}

struct owner_search {
	const struct hash *fingerprint;
	char *out;
};

static int find_owner(struct bytes key, struct bytes record, void *arg)
{
	const struct owner_search *s = arg;
	struct person v;
	struct ssh_key found;
	(void)key;
	int err = person_decode(record, &v);
	if (err || !ssh_keys_find(v.ssh_key, s->fingerprint, &found))
		return err;
	if (strlen(v.login) > LOGIN_MAX_BYTES)
		return QUAD_ECORRUPT;
	memcpy(s->out, v.login, strlen(v.login) + 1);
	return QUAD_ESTOP;
}

int key_index_find(struct db_txn *txn, const struct hash *fingerprint, char out[LOGIN_MAX_BYTES + 1])
{
	uint64_t schema;
	*out = '\0';
	int err = facts_setting(txn, SETTING_SCHEMA, &schema);
	if (err)
		return err;
	if (schema >= SCHEMA_TREE)
		return find_entry(txn, fingerprint, out);
	err = walk_table(txn, TABLE_PERSON, find_owner, &(struct owner_search){fingerprint, out});
	if (err == QUAD_ESTOP)
		return 0;
	return err ? err : QUAD_ENOTFOUND;
}

/* ---- keeping ---- */

/* Takes the entry of a key if it leads to this login. */
static int drop_entry(struct db_txn *txn, const struct hash *fingerprint, const char *login)
{
	char owner[LOGIN_MAX_BYTES + 1];
	struct key k = key_index_key(fingerprint);
	int err = find_entry(txn, fingerprint, owner);
	if (!err && strcmp(owner, login) == 0)
		err = db_del(txn, key_bytes(&k));
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* Puts the entry of a key unless it is somebody's. */
static int put_entry(struct db_txn *txn, const struct hash *fingerprint, const char *login)
{
	char owner[LOGIN_MAX_BYTES + 1];
	struct key k = key_index_key(fingerprint);
	int err = find_entry(txn, fingerprint, owner);
	if (err != QUAD_ENOTFOUND)
		return err;
	return db_put(txn, key_bytes(&k), (struct bytes){login, strlen(login)});
}

int key_index_leave(struct db_txn *txn, const struct person *was, const struct person *now)
{
	const char *old = was ? was->ssh_key : "";
	struct ssh_key key, same;
	while (next_key(&old, &key)) {
		bool stays = now && ssh_keys_find(now->ssh_key, &key.fingerprint, &same);
		int err = stays ? 0 : drop_entry(txn, &key.fingerprint, was->login);
		if (err)
			return err;
	}
	return 0;
}

int key_index_change(struct db_txn *txn, const struct person *was, const struct person *now)
{
	const char *keys = now ? now->ssh_key : "";
	struct ssh_key key;
	if (was && now && strcmp(was->ssh_key, keys) == 0)
		return 0;
	int err = key_index_leave(txn, was, now);
	if (err)
		return err;
	while (next_key(&keys, &key)) {
		err = put_entry(txn, &key.fingerprint, now->login);
		if (err)
			return err;
	}
	return 0;
}

/* ---- the whole ---- */

/* The people who have keys: no scan is open while something is put. */
struct key_owners {
	struct arena arena;
	struct person *v;
	size_t n, cap;
};

static int add_owner(struct bytes key, struct bytes record, void *arg)
{
	struct key_owners *o = arg;
	struct person v;
	struct bytes kept;
	(void)key;
	int err = person_decode(record, &v);
	/* damage stays as it is, for the proof of the store to name */
	if (err || !*v.ssh_key)
		return 0;
	struct person *all = arena_grow(&o->arena, o->v, o->n, &o->cap, sizeof *all);
	if (!all)
		return QUAD_ENOMEM;
	o->v = all;
	err = walk_keep(&o->arena, record, &kept);
	if (!err)
		err = person_decode(kept, &all[o->n]);
	o->n += !err;
	return err;
}

int key_index_make(struct db_txn *txn)
{
	struct key_owners o = {0};
	int err = walk_table(txn, TABLE_PERSON, add_owner, &o);
	for (size_t i = 0; i < o.n; i++)
		if (!err)
			err = key_index_change(txn, NULL, &o.v[i]);
	arena_release(&o.arena);
	return err;
}
