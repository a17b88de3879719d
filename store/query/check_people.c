/* The proof of people and of what they are granted. */
#include "store/query/checker.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/members.h"
#include "store/model/person.h"
#include "store/model/ssh_key.h"

static void check_person_texts(struct checker *c, const struct person *v)
{
	struct buf keys = {0};
	struct ssh_key_bad bad;
	if (!person_login_fits(v->login) || (*v->email && !person_email_fits(v->email)) ||
	    (*v->language && !person_language_fits(v->language)))
		check_fault(c, "person %s: a login, an address or a language that is none", v->login);
	if (check_fails(c, ssh_keys_read(v->ssh_key, v->ssh_key, &keys, &bad)) ||
	    strcmp(buf_text(&keys), v->ssh_key) != 0)
		check_fault(c, "person %s: a key that is none", v->login);
	buf_release(&keys);
	check_person_keys(c, v);
}

static void check_scope(struct checker *c, enum person_scope over, const char *scope, const char *kind,
                        const char *login)
{
	struct institution institution;
	struct campus campus;
	struct resource resource;
	if (over == OVER_CAMPUS && check_fails(c, facts_campus(c->txn, scope, &campus)))
		check_fault(c, "%s %s: no campus %s", kind, login, scope);
	if (over == OVER_INSTITUTION && check_fails(c, facts_institution(c->txn, scope, &institution)))
		check_fault(c, "%s %s: no institution %s", kind, login, scope);
	if (over == OVER_RESOURCE && check_fails(c, facts_resource(c->txn, scope, &resource)))
		check_fault(c, "%s %s: no resource %s", kind, login, scope);
}

static void check_person_of(struct checker *c, const char *login, const char *of)
{
	struct key k = key_table(TABLE_PERSON);
	struct bytes v;
	key_text(&k, login);
	if (*login && check_fails(c, db_get(c->txn, key_bytes(&k), &v)))
		check_fault(c, "grant %s: no person %s", of, login);
}

int check_grant(struct checker *c, struct bytes key, struct bytes value)
{
	struct grant v;
	struct buf name = {0};
	int err = grant_decode(value, &v);
	bool fits = !err && person_login_fits(v.login) && strlen(v.scope) <= CODE_MAX_BYTES;
	fits = fits && (!*v.deputy_of || person_login_fits(v.deputy_of));
	struct key want = fits ? members_grant_key(&v) : key_table(TABLE_GRANT);
	if (!fits || want.len != key.len || memcmp(want.p, key.p, key.len) != 0) {
		check_fault(c, "a grant's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
		return 0;
	}
	members_grant_name(&v, &name);
	check_written(c, OF_GRANT, buf_text(&name), v.seq, value);
	buf_release(&name);
	check_person_of(c, v.login, v.login);
	check_person_of(c, v.deputy_of, v.login);
	check_scope(c, v.over, v.scope, "grant", v.login);
	return 0;
}

int check_person(struct checker *c, struct bytes key, struct bytes value)
{
	struct person v;
	struct institution institution;
	int err = person_decode(value, &v);
	if (err || !check_key_is(key, 1, v.login)) {
		check_fault(c, "a person's record: %s", quad_strerror(err ? err : QUAD_ECORRUPT));
		return 0;
	}
	check_written(c, OF_PERSON, v.login, v.seq, value);
	check_person_texts(c, &v);
	if (*v.institution && check_fails(c, facts_institution(c->txn, v.institution, &institution)))
		check_fault(c, "person %s: no institution %s", v.login, v.institution);
	check_scope(c, v.over, v.scope, "person", v.login);
	if (role_has_scope(v.role) != (v.over != OVER_NOTHING) || (v.over == OVER_NOTHING && *v.scope))
		check_fault(c, "person %s: a scope that does not go with the role %s", v.login, role_word(v.role));
	return 0;
}
