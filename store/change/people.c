/*
 * People: added or updated by login. The scope of an administrator or approver is resolved to the code of a campus, an
 * institution or a resource.
 */
#include "store/change/people.h"

#include <string.h>

#include "store/base/err.h"
#include "store/change/permit_people.h"
#include "store/change/person_keys.h"
#include "store/change/place.h"
#include "store/facts/members.h"
#include "store/facts/walk.h"
#include "store/model/codec.h"
#include "store/model/person.h"

static void add_unfit_text(struct change *c, const char *field, const char *s)
{
	person_unfit(c, REASON_VALUE, field, (struct bytes){s, strlen(s)});
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
		add_unfit_text(c, "email", v->email);
	if (*v->language && !person_language_fits(v->language))
		add_unfit_text(c, "language", v->language);
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

/* What the person is so far, and the record of that; who is new is nothing. */
static int load_old(struct change *c, const char *login, struct bytes *record, struct person *old)
{
	struct key k = key_table(TABLE_PERSON);
	*old = no_person;
	key_text(&k, login);
	int err = change_get(c, &k, record);
	if (!err)
		err = person_decode(*record, old);
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
		err = person_keys_settle(c, v, old->ssh_key);
	if (!err && v->role != old->role && *old->login)
		err = keep_coordinator(c, old);
	return err;
}

int people_put(struct change *c)
{
	const char *login = c->rq->u.person.login;
	struct person old, v;
	struct bytes before;
	struct missing_places missing = {false, false};
	if (!person_login_fits(login))
		add_unfit_text(c, "login", login);
	if (change_is_refused(c))
		return 0;
	int err = load_old(c, login, &before, &old);
	if (!err)
		err = decide_person(c, &old, &v, &missing);
	if (err || change_is_refused(c))
		return err;
	err = make_places(c, &v, &missing);
	return err ? err : person_keys_write(c, before, &old, &v);
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
