/*
 * People: added or updated by login. A key is kept in one form only and belongs to one person; the scope of an
 * administrator is resolved to the code of a campus or an institution.
 */
#include "store/change/people.h"

#include <string.h>

#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/change/place.h"
#include "store/model/codec.h"
#include "store/model/person.h"

/* Adds `value:FIELD@TEXT (HINT)`, the text cut to whole characters that a report can bear. */
static void unfit(struct change *c, const char *field, const char *s, size_t len, const char *hint)
{
	size_t kept = 0;
	for (uint32_t ch; kept < len && kept < 40;) {
		int n = utf8_next(s + kept, len - kept, &ch);
		if (n <= 0 || utf8_is_control(ch))
			break;
		kept += (size_t)n;
	}
	reason_add(&c->out->reasons, RULE_VALUE, field, "%.*s%s%s%s%s", (int)kept, s, kept < len ? "..." : "",
	           *hint ? " (" : "", hint, *hint ? ")" : "");
}

/* Brings the keys into their one form. One that is somebody else's would let sshd take either for the other. */
static int check_keys(struct change *c, struct person *v)
{
	struct key lo = key_table(TABLE_PERSON), hi = key_after(&lo);
	struct buf keys = {0};
	struct db_scan scan;
	struct bytes key, value;
	const char *bad, *why;
	size_t bad_len, len;
	int err = person_keys_read(v->ssh_key, &keys, &bad, &bad_len, &why);
	len = keys.len;
	if (err == QUAD_EINVAL)
		unfit(c, "ssh_key", bad, bad_len, why);
	else if (!err && len > TEXT_MAX_BYTES)
		reason_add(&c->out->reasons, RULE_VALUE, "ssh_key", "%zu bytes", len);
	else if (!err && !(v->ssh_key = arena_str(c->arena, buf_text(&keys))))
		err = QUAD_ENOMEM;
	buf_release(&keys);
	if (err || len == 0 || len > TEXT_MAX_BYTES)
		return err == QUAD_EINVAL ? 0 : err;
	err = db_scan_open(c->txn, &scan);
	if (!err)
		err = db_scan_range(&scan, key_bytes(&lo), key_bytes(&hi));
	while (!err && (err = db_scan_next(&scan, &key, &value)) == 0) {
		struct person other;
		err = person_decode(value, &other);
		if (!err && strcmp(other.login, v->login) != 0 && person_keys_share(v->ssh_key, other.ssh_key))
			reason_add(&c->out->reasons, RULE_VALUE, "ssh_key", "a key of %s", other.login);
	}
	db_scan_close(&scan);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/*
 * The scope that a text names; v gets its code. One that is not there and may be made is a campus, unless the text says
 * otherwise or is the new institution of the same person.
 */
static int resolve_scope(struct change *c, struct person *v, bool institution_missing, bool *missing)
{
	const char *text = v->scope, *code;
	size_t campus_len = strlen(SCOPE_OF_CAMPUS), institution_len = strlen(SCOPE_OF_INSTITUTION);
	int err = facts_scope(c->txn, text, &v->over, &code);
	if (!err) {
		v->scope = arena_str(c->arena, code);
		return v->scope ? 0 : QUAD_ENOMEM;
	}
	if (err != QUAD_ENOTFOUND && err != QUAD_EINVAL)
		return err;
	if (err == QUAD_EINVAL || !(c->rq->flags & REQUEST_CREATE_MISSING)) {
		reason_add(&c->out->reasons, RULE_UNKNOWN, text, "scope%s", err == QUAD_EINVAL ? " (several)" : "");
		return 0;
	}
	bool of_institution = strncmp(text, SCOPE_OF_INSTITUTION, institution_len) == 0;
	bool of_campus = strncmp(text, SCOPE_OF_CAMPUS, campus_len) == 0;
	v->scope = text + (of_institution ? institution_len : of_campus ? campus_len : 0);
	bool own = institution_missing && !of_campus && strcmp(v->scope, v->institution) == 0;
	v->over = own || of_institution ? OVER_INSTITUTION : OVER_CAMPUS;
	*missing = !own;
	change_check_code(c, "scope", v->scope);
	return 0;
}

static void encode_person(const void *v, struct buf *out)
{
	person_encode(v, out);
}

static void merge_person(const struct change *c, const struct person *old, struct person *v)
{
	const struct person *in = &c->rq->u.person;
	*v = *old;
	v->login = in->login;
	v->name = change_pick(c, PERSON_NAME, in->name, old->name);
	v->institution = change_pick(c, PERSON_INSTITUTION, in->institution, old->institution);
	v->email = change_pick(c, PERSON_EMAIL, in->email, old->email);
	v->language = change_pick(c, PERSON_LANGUAGE, in->language, old->language);
	v->ssh_key = change_pick(c, PERSON_SSH_KEY, in->ssh_key, old->ssh_key);
	if (c->rq->given & GIVEN(PERSON_ROLE) && in->role)
		v->role = in->role;
	if (!*v->name)
		v->name = v->login;
	if (v->role != ROLE_ADMINISTRATOR) {
		v->scope = "";
		v->over = OVER_NOTHING;
	} else if (c->rq->given & GIVEN(PERSON_SCOPE)) {
		v->scope = in->scope;
		v->over = OVER_NOTHING;
	}
}

static void check_person(struct change *c, const struct person *v)
{
	change_check_text(c, "name", v->name);
	if (!*role_word(v->role))
		reason_add(&c->out->reasons, RULE_VALUE, "role", "%s", "");
	if (v->role == ROLE_ADMINISTRATOR && !*v->scope)
		reason_add(&c->out->reasons, RULE_VALUE, "scope", "%s", "");
	if (*v->email && !person_email_fits(v->email))
		unfit(c, "email", v->email, strlen(v->email), "");
	if (*v->language && !person_language_fits(v->language))
		unfit(c, "language", v->language, strlen(v->language), "");
}

int people_put(struct change *c)
{
	const char *login = c->rq->u.person.login;
	struct person old = {.login = "", .name = "", .institution = "", .role = ROLE_REQUESTER, .scope = "",
	                     .email = "", .language = "", .ssh_key = ""};
	struct person v;
	struct change_entry r = {.encode = encode_person};
	bool institution_missing, scope_missing = false;
	uint32_t campus_no;
	if (!person_login_fits(login))
		unfit(c, "login", login, strlen(login), "");
	if (change_is_refused(c))
		return 0;
	r.key = key_table(TABLE_PERSON);
	key_text(&r.key, login);
	int err = change_get(c, &r.key, &r.before);
	if (!err)
		err = person_decode(r.before, &old);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	merge_person(c, &old, &v);
	check_person(c, &v);
	err = change_resolve_institution(c, v.institution, &v.institution, &institution_missing);
	if (!err && *v.scope && v.over == OVER_NOTHING)
		err = resolve_scope(c, &v, institution_missing, &scope_missing);
	if (!err && strcmp(v.ssh_key, old.ssh_key) != 0)
		err = check_keys(c, &v);
	if (err || change_is_refused(c))
		return err;
	if (institution_missing)
		err = place_make_institution(c, v.institution);
	if (!err && scope_missing)
		err = v.over == OVER_INSTITUTION ? place_make_institution(c, v.scope)
		                                 : place_make_campus(c, v.scope, v.institution, &campus_no);
	if (err)
		return err;
	snprintf(r.entity, sizeof r.entity, "person:%s", v.login);
	r.v = &v;
	r.seq = &v.seq;
	return change_write_entry(c, &r);
}
