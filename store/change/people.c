/*
 * People: added or updated by login. A key is kept in one form only and belongs to one person; the scope of an
 * administrator or approver is resolved to the code of a campus, an institution or a resource.
 */
#include "store/change/people.h"

#include <string.h>

#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/change/permit_people.h"
#include "store/change/place.h"
#include "store/facts/members.h"
#include "store/facts/walk.h"
#include "store/model/codec.h"
#include "store/model/person.h"

/* Adds `value:FIELD@TEXT (HINT)`, the text cut to whole characters that a report can bear. */
static void add_unfit(struct change *c, const char *field, const char *s, size_t len, const char *hint)
{
	size_t kept = 0;
	for (uint32_t ch; kept < len && kept < 40;) {
		int n = utf8_next(s + kept, len - kept, &ch);
		if (n <= 0 || utf8_is_control(ch))
			break;
		kept += (size_t)n;
	}
	reason_add_text(&c->out->reasons, REASON_VALUE, field, "%.*s%s%s%s%s", (int)kept, s, kept < len ? "..." : "",
	                *hint ? " (" : "", hint, *hint ? ")" : "");
}

/* Brings the keys into their one form; *some: there are any, and all of them are fit. */
static int read_keys(struct change *c, struct person *v, bool *some)
{
	struct buf keys = {0};
	const char *bad, *why;
	size_t bad_len;
	*some = false;
	int err = person_keys_read(v->ssh_key, &keys, &bad, &bad_len, &why);
	if (err == QUAD_EINVAL) {
		add_unfit(c, "ssh_key", bad, bad_len, why);
		err = 0;
	} else if (!err && keys.len > TEXT_MAX_BYTES) {
		reason_add_number(&c->out->reasons, REASON_TOO_LONG, "ssh_key", (int64_t)keys.len);
	} else if (!err) {
		*some = keys.len > 0;
		v->ssh_key = arena_str(c->arena, buf_text(&keys));
		err = v->ssh_key ? 0 : QUAD_ENOMEM;
	}
	buf_release(&keys);
	return err;
}

struct key_search {
	struct change *c;
	const struct person *person;
};

/* Adds a reason for another person who has one of the keys: sshd would take either for the other. */
static int check_key_owner(struct bytes key, struct bytes record, void *arg)
{
	const struct key_search *search = arg;
	const struct person *v = search->person;
	struct person other;
	(void)key;
	int err = person_decode(record, &other);
	if (err || strcmp(other.login, v->login) == 0)
		return err;
	if (!person_keys_share(v->ssh_key, other.ssh_key))
		return 0;
	bool known;
	err = permit_knows_person(search->c, &other, &known);
	if (!err)
		reason_add_text(&search->c->out->reasons, REASON_KEY_OF, "ssh_key", "%s", known ? other.login : "");
	return err;
}

static int check_keys(struct change *c, struct person *v)
{
	bool some;
	int err = read_keys(c, v, &some);
	if (err || !some)
		return err;
	return walk_table(c->txn, TABLE_PERSON, check_key_owner, &(struct key_search){c, v});
}

/*
 * The scope that a text names and the store lacks is to be made: a campus, unless the text says otherwise or it is the
 * new institution of the same person.
 */
static void make_scope(struct change *c, struct person *v, bool institution_missing, bool *missing)
{
	const char *campus = facts_scope_campus(v->scope), *institution = facts_scope_institution(v->scope);
	if (campus)
		v->scope = campus;
	else if (institution)
		v->scope = institution;
	bool own = institution_missing && !campus && strcmp(v->scope, v->institution) == 0;
	v->over = own || institution ? OVER_INSTITUTION : OVER_CAMPUS;
	*missing = !own;
	change_check_code(c, "scope", v->scope);
}

/* Finds the scope that v->scope names, which becomes its code; *missing: it is to be made. */
static int resolve_scope(struct change *c, struct person *v, bool institution_missing, bool *missing)
{
	const char *text = v->scope, *code;
	int err = facts_scope_any(c->txn, text, &v->over, &code);
	if (!err) {
		v->scope = arena_str(c->arena, code);
		return v->scope ? 0 : QUAD_ENOMEM;
	}
	if (err == QUAD_EINVAL)
		reason_add(&c->out->reasons, REASON_SEVERAL_SCOPES, text);
	else if (err != QUAD_ENOTFOUND)
		return err;
	else if (!(c->rq->flags & REQUEST_CREATE_MISSING) || facts_scope_resource(text))
		reason_add(&c->out->reasons, REASON_NO_SCOPE, text);
	else
		make_scope(c, v, institution_missing, missing);
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
	if (!role_has_scope(v->role)) {
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
		reason_add(&c->out->reasons, REASON_MISSING, "role");
	if (role_has_scope(v->role) && !*v->scope && v->over != OVER_ALL)
		reason_add(&c->out->reasons, REASON_MISSING, "scope");
	if (*v->email && !person_email_fits(v->email))
		add_unfit(c, "email", v->email, strlen(v->email), "");
	if (*v->language && !person_language_fits(v->language))
		add_unfit(c, "language", v->language, strlen(v->language), "");
}

static int keep_coordinator(struct change *c, const struct person *old)
{
	struct grant first = members_first_role(old);
	return permit_last_coordinator(c, &first);
}

static const struct person no_person = {.login = "",
                                        .name = "",
                                        .institution = "",
                                        .role = ROLE_REQUESTER,
                                        .scope = "",
                                        .email = "",
                                        .language = "",
                                        .ssh_key = ""};

/* What the person is so far; who is new is nothing. */
static int load_old(struct change *c, const char *login, struct change_entry *r, struct person *old)
{
	*old = no_person;
	r->key = key_table(TABLE_PERSON);
	key_text(&r->key, login);
	int err = change_get(c, &r->key, &r->before);
	if (!err)
		err = person_decode(r->before, old);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* What the store lacks of what a person names. */
struct missing_places {
	bool institution, scope;
};

static int find_places(struct change *c, struct person *v, struct missing_places *missing)
{
	int err = change_resolve_institution(c, v->institution, &v->institution, &missing->institution);
	if (err || !*v->scope || v->over != OVER_NOTHING)
		return err;
	return resolve_scope(c, v, missing->institution, &missing->scope);
}

/* Makes the institution and the scope that the person names and the store lacks. */
static int make_places(struct change *c, const struct person *v, const struct missing_places *missing)
{
	uint32_t campus_no;
	int err = missing->institution ? place_make_institution(c, v->institution) : 0;
	if (err || !missing->scope)
		return err;
	if (v->over == OVER_INSTITUTION)
		return place_make_institution(c, v->scope);
	return place_make_campus(c, v->scope, v->institution, &campus_no);
}

/* Decides what the person shall be. */
static int decide_person(struct change *c, const struct person *old, struct person *v, struct missing_places *missing)
{
	merge_person(c, old, v);
	check_person(c, v);
	int err = find_places(c, v, missing);
	if (!err && strcmp(v->ssh_key, old->ssh_key) != 0)
		err = check_keys(c, v);
	if (!err && v->role != old->role && *old->login)
		err = keep_coordinator(c, old);
	return err;
}

int people_put(struct change *c)
{
	const char *login = c->rq->u.person.login;
	struct person old, v;
	struct change_entry r = {.encode = encode_person};
	struct missing_places missing = {false, false};
	if (!person_login_fits(login))
		add_unfit(c, "login", login, strlen(login), "");
	if (change_is_refused(c))
		return 0;
	int err = load_old(c, login, &r, &old);
	if (!err)
		err = decide_person(c, &old, &v, &missing);
	if (err || change_is_refused(c))
		return err;
	err = make_places(c, &v, &missing);
	if (err)
		return err;
	snprintf(r.entity, sizeof r.entity, "person:%s", v.login);
	r.v = &v;
	r.seq = &v.seq;
	return change_write_entry(c, &r);
}

static int stop_at_first(struct bytes key, struct bytes value, void *arg)
{
	(void)key;
	(void)value;
	*(bool *)arg = true;
	return QUAD_ESTOP;
}

int people_check_login(struct change *c, const char *login)
{
	struct key k = key_table(TABLE_PERSON);
	struct bytes record;
	bool any = false, fits = strlen(login) <= LOGIN_MAX_BYTES;
	if (fits)
		key_text(&k, login);
	int err = fits ? db_get(c->txn, key_bytes(&k), &record) : QUAD_ENOTFOUND;
	if (err != QUAD_ENOTFOUND)
		return err;
	err = walk_table(c->txn, TABLE_PERSON, stop_at_first, &any);
	if (any)
		reason_add(&c->out->reasons, REASON_NO_PERSON, login);
	return err == QUAD_ESTOP ? 0 : err;
}
