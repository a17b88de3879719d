/* When a key came is not in its record: the entries of the person's journal are gone back through until it is not. */
#include "store/query/query_keys.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/key_index.h"
#include "store/facts/members.h"
#include "store/facts/sight.h"
#include "store/facts/walk.h"

/* True if somebody may do anything at all at that minute. */
static int is_somebody(struct db_txn *txn, const char *login, int64_t now, struct arena *arena, bool *out)
{
	struct member m;
	int err = members_load(txn, login, arena, &m);
	*out = !err && m.known && rights_may(&m, RIGHT_BROWSE, &(struct right_row){0}, now, NULL);
	return err;
}

static bool is_valid(const struct ssh_key *key, int64_t now)
{
	return now < key->expires_min && (strcmp(key->type, "ssh-rsa") != 0 || key->bits >= SSH_KEY_RSA_BITS);
}

static int load_person(struct db_txn *txn, const char *login, struct arena *arena, struct person *out)
{
	struct key k = key_table(TABLE_PERSON);
	struct bytes record;
	if (!person_login_fits(login))
		return QUAD_ENOTFOUND;
	key_text(&k, login);
	int err = db_get(txn, key_bytes(&k), &record);
	if (!err)
		err = walk_keep(arena, record, &record);
	return err ? err : person_decode(record, out);
}

/* ---- one ---- */

struct key_ask {
	const struct hash *fingerprint;
	int64_t now;
	char *login;
	struct arena arena;
};

static int find_key(struct db_txn *txn, void *arg)
{
	struct key_ask *ask = arg;
	struct person v;
	struct ssh_key key;
	bool somebody;
	int err = key_index_find(txn, ask->fingerprint, ask->login);
	if (!err)
		err = load_person(txn, ask->login, &ask->arena, &v);
	if (err)
		return err;
	/* the index alone lets nobody in */
	if (!ssh_keys_find(v.ssh_key, ask->fingerprint, &key) || !is_valid(&key, ask->now))
		return QUAD_ENOTFOUND;
	err = is_somebody(txn, ask->login, ask->now, &ask->arena, &somebody);
	if (err)
		return err;
	return somebody ? 0 : QUAD_ENOTFOUND;
}

int query_key(struct store *s, const struct hash *fingerprint, int64_t now, char login[LOGIN_MAX_BYTES + 1])
{
	struct key_ask ask = {.fingerprint = fingerprint, .now = now, .login = login};
	*login = '\0';
	int err = db_read(s->db, find_key, &ask);
	if (err)
		*login = '\0';
	arena_release(&ask.arena);
	return err;
}

/* ---- a list ---- */

struct keys_gather {
	struct store *store;
	const char *login;
	int64_t now;
	struct db_txn *txn;
	struct sight *sight;
	struct key_list *out;
	size_t cap;
};

static int read_entry(struct db_txn *txn, uint64_t seq, struct journal_entry *out)
{
	struct key k = key_table(TABLE_JOURNAL);
	struct bytes record;
	key_u64(&k, seq);
	int err = db_get(txn, key_bytes(&k), &record);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	return journal_decode(record, out);
}

static bool image_has(struct bytes image, const struct hash *fingerprint)
{
	struct person v;
	struct ssh_key key;
	return image.len && person_decode(image, &v) == 0 && ssh_keys_find(v.ssh_key, fingerprint, &key);
}

/* Goes back from a person's last entry to the one that brought the key. */
static int find_added(struct keys_gather *g, uint64_t seq, struct key_row *row)
{
	while (seq) {
		struct journal_entry e;
		int err = read_entry(g->txn, seq, &e);
		if (err || !image_has(e.after, &row->key.fingerprint))
			return err;
		if (!image_has(e.before, &row->key.fingerprint)) {
			row->added_min = e.at_min;
			row->added_by = arena_str(&g->out->arena, e.actor);
			return row->added_by ? 0 : QUAD_ENOMEM;
		}
		if (e.prev >= seq)
			return QUAD_ECORRUPT;
		seq = e.prev;
	}
	return 0;
}

static int add_key(struct keys_gather *g, const struct person *v, bool somebody, const struct ssh_key *key)
{
	struct key_list *out = g->out;
	struct buf line = {0};
	struct key_row *rows = arena_grow(&out->arena, out->v, out->n, &g->cap, sizeof *rows);
	if (!rows)
		return QUAD_ENOMEM;
	out->v = rows;
	ssh_key_write(key, &line);
	struct key_row *row = &rows[out->n];
	*row = (struct key_row){.login = v->login, .key = *key, .added_by = ""};
	row->opens = somebody && is_valid(key, g->now);
	row->line = line.failed ? NULL : arena_str(&out->arena, buf_text(&line));
	buf_release(&line);
	int err = row->line ? find_added(g, v->seq, row) : QUAD_ENOMEM;
	out->n += !err;
	return err;
}

/* Adds the keys of a person whose record is in the arena. */
static int add_keys(struct keys_gather *g, const struct person *v)
{
	const char *list = v->ssh_key;
	struct bytes one;
	bool somebody;
	int err = is_somebody(g->txn, v->login, g->now, &g->out->arena, &somebody);
	while (ssh_keys_next(&list, &one)) {
		struct ssh_key key;
		ssh_key_read(one.p, one.len, &key);
		if (!err && key.type)
			err = add_key(g, v, somebody, &key);
	}
	return err;
}

static int add_person(struct bytes key, struct bytes record, void *arg)
{
	struct keys_gather *g = arg;
	struct person v;
	struct bytes kept;
	(void)key;
	int err = person_decode(record, &v);
	if (err || !*v.ssh_key || sight_of_person(g->sight, &v) != PERSON_SEEN)
		return err;
	err = walk_keep(&g->out->arena, record, &kept);
	if (!err)
		err = person_decode(kept, &v);
	return err ? err : add_keys(g, &v);
}

static int gather_keys(struct db_txn *txn, void *arg)
{
	struct keys_gather *g = arg;
	struct person v;
	g->txn = txn;
	int err = sight_load(g->store, txn, &g->sight);
	if (!err && !g->login)
		return walk_table(txn, TABLE_PERSON, add_person, g);
	if (!err)
		err = load_person(txn, g->login, &g->out->arena, &v);
	if (err)
		return err;
	enum seen_person seen = sight_of_person(g->sight, &v);
	if (seen == PERSON_UNKNOWN)
		return QUAD_ENOTFOUND;
	return seen == PERSON_SEEN ? add_keys(g, &v) : 0;
}

int query_keys(struct store *s, const char *login, int64_t now, struct key_list *out)
{
	struct keys_gather g = {.store = s, .login = login, .now = now, .out = out};
	*out = (struct key_list){0};
	int err = db_read(s->db, gather_keys, &g);
	if (err) {
		arena_release(&out->arena);
		*out = (struct key_list){0};
	}
	return err;
}
