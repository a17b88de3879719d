/*
 * A key is added and taken by requests of its own, which read the others in the transaction: of two who add one to the
 * same person, neither loses his.
 */
#include "store/change/person_keys.h"

#include <stdio.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/change/permit_people.h"
#include "store/facts/key_index.h"
#include "store/model/codec.h"

struct reason *person_unfit(struct change *c, enum reason_detail detail, const char *field, struct bytes text)
{
	const char *s = text.p;
	size_t kept = 0;
	for (uint32_t ch; kept < text.len && kept < 40;) {
		int n = utf8_next(s + kept, text.len - kept, &ch);
		if (n <= 0 || utf8_is_control(ch))
			break;
		kept += (size_t)n;
	}
	return reason_add_text(&c->out->reasons, detail, field, "%.*s%s", (int)kept, s, kept < text.len ? "..." : "");
}

static int load_record(struct change *c, const char *login, struct bytes *record, struct person *out)
{
	struct key k = key_table(TABLE_PERSON);
	if (!person_login_fits(login))
		return QUAD_ENOTFOUND;
	key_text(&k, login);
	int err = change_get(c, &k, record);
	return err ? err : person_decode(*record, out);
}

/* Adds a reason for another person who has the key: sshd would take either for the other. */
static int check_owner(struct change *c, const struct ssh_key *key, const char *login)
{
	char owner[LOGIN_MAX_BYTES + 1];
	struct bytes record;
	struct person other;
	bool known = false;
	int err = key_index_find(c->txn, &key->fingerprint, owner);
	if (err || strcmp(owner, login) == 0)
		return err == QUAD_ENOTFOUND ? 0 : err;
	err = load_record(c, owner, &record, &other);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	err = permit_knows_person(c, &other, &known);
	if (!err)
		reason_add_text(&c->out->reasons, REASON_KEY_OF, "ssh_key", "%s", known ? other.login : "");
	return err;
}

static int check_owners(struct change *c, const struct person *v)
{
	const char *list = v->ssh_key;
	struct bytes one;
	while (ssh_keys_next(&list, &one)) {
		struct ssh_key key;
		ssh_key_read(one.p, one.len, &key);
		int err = key.type ? check_owner(c, &key, v->login) : QUAD_ECORRUPT;
		if (err)
			return err;
	}
	return 0;
}

int person_keys_settle(struct change *c, struct person *v, const char *old)
{
	struct buf keys = {0};
	struct ssh_key_bad bad;
	int err = ssh_keys_read(v->ssh_key, old, &keys, &bad);
	if (err == QUAD_EINVAL) {
		person_unfit(c, REASON_UNFIT_KEY, "ssh_key", bad.text)->number = bad.fault;
		err = 0;
	} else if (!err && keys.len > TEXT_MAX_BYTES) {
		reason_add_number(&c->out->reasons, REASON_TOO_LONG, "ssh_key", (int64_t)keys.len);
	} else if (!err) {
		v->ssh_key = arena_str(c->arena, buf_text(&keys));
		err = v->ssh_key ? check_owners(c, v) : QUAD_ENOMEM;
	}
	buf_release(&keys);
	return err;
}

/* ---- writing ---- */

static void encode_person(const void *v, struct buf *out)
{
	person_encode(v, out);
}

int person_keys_write(struct change *c, struct bytes before, const struct person *old, struct person *v)
{
	struct change_entry r = {.before = before, .encode = encode_person, .v = v, .seq = &v->seq};
	r.key = key_table(TABLE_PERSON);
	key_text(&r.key, v->login);
	snprintf(r.entity, sizeof r.entity, "person:%s", v->login);
	int err = change_write_entry(c, &r);
	return err ? err : key_index_change(c->txn, old, v);
}

/* ---- one key ---- */

static void append_key(const struct ssh_key *key, struct buf *out)
{
	if (out->len)
		buf_char(out, ';');
	ssh_key_write(key, out);
}

/* Appends the keys of a list, another one in the place of that with this fingerprint; NULL: none. */
static void append_list(const char *list, const struct hash *fingerprint, const struct ssh_key *instead,
                        struct buf *out)
{
	struct bytes one;
	struct ssh_key key;
	while (ssh_keys_next(&list, &one)) {
		ssh_key_read(one.p, one.len, &key);
		bool is_it = key.type && hash_equals(&key.fingerprint, fingerprint);
		if (key.type && !is_it)
			append_key(&key, out);
		if (is_it && instead)
			append_key(instead, out);
	}
}

/* Loads the person of the request; *found: there is one, else a reason. */
static int load_asked(struct change *c, struct bytes *record, struct person *out, bool *found)
{
	const char *login = c->rq->u.person.login;
	int err = load_record(c, login, record, out);
	*found = !err;
	if (err != QUAD_ENOTFOUND)
		return err;
	reason_add(&c->out->reasons, REASON_NO_PERSON, login);
	return 0;
}

int person_keys_add(struct change *c)
{
	const char *text = c->rq->u.person.ssh_key;
	struct bytes record;
	struct person old;
	struct ssh_key key, same;
	struct buf keys = {0};
	bool found;
	int err = load_asked(c, &record, &old, &found);
	if (err || !found)
		return err;
	enum ssh_key_fault fault = ssh_key_read(text, strlen(text), &key);
	if (fault != SSH_KEY_FITS) {
		struct bytes shown = {text, fault == SSH_KEY_PRIVATE ? 0 : strlen(text)};
		person_unfit(c, REASON_UNFIT_KEY, "ssh_key", shown)->number = fault;
		return 0;
	}
	append_list(old.ssh_key, &key.fingerprint, &key, &keys);
	if (!ssh_keys_find(old.ssh_key, &key.fingerprint, &same))
		append_key(&key, &keys);
	struct person v = old;
	v.ssh_key = keys.failed ? NULL : arena_str(c->arena, buf_text(&keys));
	buf_release(&keys);
	err = v.ssh_key ? person_keys_settle(c, &v, old.ssh_key) : QUAD_ENOMEM;
	if (err || change_is_refused(c))
		return err;
	return person_keys_write(c, record, &old, &v);
}

int person_keys_drop(struct change *c)
{
	const char *text = c->rq->u.person.ssh_key;
	struct bytes record;
	struct person old;
	struct hash fingerprint;
	struct ssh_key key;
	struct buf keys = {0};
	bool found;
	int err = load_asked(c, &record, &old, &found);
	if (err || !found)
		return err;
	if (!ssh_key_read_fingerprint(text, &fingerprint) || !ssh_keys_find(old.ssh_key, &fingerprint, &key)) {
		reason_add_text(&c->out->reasons, REASON_NO_KEY, text, "%s", old.login);
		return 0;
	}
	append_list(old.ssh_key, &fingerprint, NULL, &keys);
	struct person v = old;
	v.ssh_key = keys.failed ? NULL : arena_str(c->arena, buf_text(&keys));
	buf_release(&keys);
	return v.ssh_key ? person_keys_write(c, record, &old, &v) : QUAD_ENOMEM;
}
