/*
 * Who changes a person could act as that person, by a key or an address; so it takes the right to give every role that
 * the person has.
 */
#include "store/change/permit_people.h"

#include <string.h>

#include "store/base/err.h"
#include "store/change/permit_ask.h"
#include "store/facts/members.h"
#include "store/facts/right_rows.h"
#include "store/model/codec.h"

static bool is_for_administrators(enum person_role role)
{
	switch (role) {
	case ROLE_VIEWER:
	case ROLE_REQUESTER:
	case ROLE_APPROVER:
	case ROLE_ADMINISTRATOR: return true;
	default: return false;
	}
}

/* True if the role may be passed on by who holds this one. */
static bool passes_on(const struct holding *h, const struct grant *g, const struct right_place *place,
                      const char *institution, int64_t now)
{
	const struct grant *own = &h->grant;
	if (!own->may_grant || own->role != g->role || *own->deputy_of || !grant_counts(own, now))
		return false;
	if (own->until && (!g->until || g->until > own->until))
		return false;
	if (own->over != OVER_NOTHING)
		return g->over != OVER_NOTHING && grant_covers(own, place);
	return g->over == OVER_NOTHING && *institution && strcmp(h->institution, institution) == 0;
}

int permit_role(struct change *c, const struct grant *g, const char *institution)
{
	const struct right_row everything = {0};
	const struct member *m;
	struct right_place place;
	bool may = false;
	int err = permit_member(c, &m);
	if (err || !m)
		return err;
	err = members_scope_place(c->txn, g, institution, c->arena, &place);
	for (size_t i = 0; !err && i < m->n_held; i++)
		if (passes_on(&m->held[i], g, &place, institution, c->rq->now))
			return 0;
	const struct right_row row = {.places = &place, .n_places = g->over == OVER_ALL ? 0 : 1};
	bool by_scope = is_for_administrators(g->role);
	if (!err)
		err = permit_may(c, by_scope ? RIGHT_KEEP : RIGHT_CONSORTIUM, by_scope ? &row : &everything, &may);
	if (err || may)
		return err;
	const char *entity = arena_fmt(c->arena, "grant:%s:%s", g->login, role_word(g->role));
	if (!entity)
		return QUAD_ENOMEM;
	reason_add_text(&c->out->reasons, REASON_ROLE, entity, "%s",
	                rights_needed(by_scope ? RIGHT_KEEP : RIGHT_CONSORTIUM, false));
	return 0;
}

int permit_last_coordinator(struct change *c, const struct grant *gone)
{
	size_t n;
	if (!members_is_lasting_coordinator(gone, c->rq->now))
		return 0;
	int err = members_lasting_coordinators(c->txn, c->rq->now, gone, &n);
	if (!err && !n)
		reason_add_text(&c->out->reasons, REASON_LAST_COORDINATOR, gone->login, "%s",
		                role_word(ROLE_COORDINATOR));
	return err;
}

/* ---- people ---- */

static int ask_institution(struct change *c, const char *institution, const char *login)
{
	struct right_row row;
	const char *entity = arena_fmt(c->arena, "person:%s", login);
	int err = right_rows_institution(institution, c->arena, &row);
	if (err)
		return err;
	return entity ? permit_ask(c, RIGHT_KEEP, &row, entity) : QUAD_ENOMEM;
}

/* Everything that the person may do so far is among what the asker could give. */
static int ask_held(struct change *c, const char *login)
{
	struct member target;
	int err = members_load(c->txn, login, c->arena, &target);
	for (size_t i = 0; !err && !c->out->reasons.n && i < target.n_held; i++)
		err = permit_role(c, &target.held[i].grant, target.institution);
	return err;
}

static int load_person(struct change *c, const char *login, struct bytes *record, struct person *out)
{
	struct key k = key_table(TABLE_PERSON);
	if (strlen(login) > CODE_MAX_BYTES)
		return QUAD_ENOTFOUND;
	key_text(&k, login);
	int err = change_get(c, &k, record);
	return err ? err : person_decode(*record, out);
}

/* True for a request of somebody about himself that could change nothing but the language. */
static bool is_own_language(const struct change *c, const struct person *old)
{
	const struct person *in = &c->rq->u.person;
	if (!c->rq->actor || strcmp(c->rq->actor, old->login) != 0)
		return false;
	if (strcmp(change_pick(c, PERSON_NAME, in->name, old->name), old->name) != 0)
		return false;
	if (strcmp(change_pick(c, PERSON_INSTITUTION, in->institution, old->institution), old->institution) != 0)
		return false;
	if (strcmp(change_pick(c, PERSON_EMAIL, in->email, old->email), old->email) != 0)
		return false;
	if (strcmp(change_pick(c, PERSON_SSH_KEY, in->ssh_key, old->ssh_key), old->ssh_key) != 0)
		return false;
	if (c->rq->given & GIVEN(PERSON_ROLE) && in->role && in->role != old->role)
		return false;
	bool scoped = c->rq->given & GIVEN(PERSON_SCOPE) && role_has_scope(old->role);
	return !scoped;
}

/* The first role that the person shall have. A scope that means nothing is refused later, so none is needed for it. */
static int ask_first_role(struct change *c, const struct person *old, const char *institution)
{
	const struct person *in = &c->rq->u.person;
	struct grant g = members_first_role(old);
	int err = 0;
	g.login = in->login;
	if (c->rq->given & GIVEN(PERSON_ROLE) && in->role)
		g.role = in->role;
	if (!role_has_scope(g.role)) {
		g.over = OVER_NOTHING;
		g.scope = "";
	} else if (c->rq->given & GIVEN(PERSON_SCOPE)) {
		const char *scope;
		err = facts_scope_any(c->txn, in->scope, &g.over, &scope);
		g.scope = arena_str(c->arena, err ? in->scope : scope);
	}
	if (err && err != QUAD_ENOTFOUND && err != QUAD_EINVAL)
		return err;
	return g.scope ? permit_role(c, &g, institution) : QUAD_ENOMEM;
}

/* Somebody who is there: what he is, and what he may. */
static int ask_known(struct change *c, const struct person *old)
{
	int err = ask_institution(c, old->institution, old->login);
	return err || c->out->reasons.n ? err : ask_held(c, old->login);
}

/* *out: the institution that the person shall be of; asked for, where that is another than before. */
static int ask_coming(struct change *c, const struct person *old, bool is_new, const char **out)
{
	const char *wanted = change_pick(c, PERSON_INSTITUTION, c->rq->u.person.institution, old->institution);
	int err = permit_find_institution(c, wanted, out);
	if (err || c->out->reasons.n)
		return err;
	bool comes = is_new || strcmp(*out, old->institution) != 0;
	return comes ? ask_institution(c, *out, old->login) : 0;
}

int permit_person(struct change *c)
{
	const struct person *in = &c->rq->u.person;
	struct person old = {.login = in->login, .name = "", .institution = "", .role = ROLE_REQUESTER, .scope = ""};
	const char *institution;
	struct bytes record;
	int err = load_person(c, in->login, &record, &old);
	bool is_new = err == QUAD_ENOTFOUND;
	if (err && !is_new)
		return err;
	if (!is_new && is_own_language(c, &old))
		return 0;
	err = is_new ? 0 : ask_known(c, &old);
	if (!err)
		err = ask_coming(c, &old, is_new, &institution);
	if (err || c->out->reasons.n)
		return err;
	return ask_first_role(c, &old, institution);
}

int permit_person_record(struct change *c, struct bytes record)
{
	struct person v;
	int err = person_decode(record, &v);
	if (!err)
		err = ask_known(c, &v);
	if (err || c->out->reasons.n)
		return err;
	struct grant first = members_first_role(&v);
	return permit_role(c, &first, v.institution);
}

int permit_key(struct change *c)
{
	const char *login = c->rq->u.person.login;
	struct bytes record;
	struct person v;
	if (c->rq->actor && strcmp(c->rq->actor, login) == 0)
		return 0;
	int err = load_person(c, login, &record, &v);
	if (err == QUAD_ENOTFOUND)
		return 0;
	if (!err)
		err = permit_person_record(c, record);
	return err ? err : permit_hide_person(c, &v);
}

int permit_grant_record(struct change *c, struct bytes record)
{
	struct grant v;
	const struct member *m;
	int err = grant_decode(record, &v);
	if (!err)
		err = members_of(c->cache, c->txn, v.login, &m);
	return err ? err : permit_role(c, &v, m->institution);
}

int permit_knows_person(struct change *c, const struct person *p, bool *out)
{
	const struct grant first = members_first_role(p);
	const struct right_row everything = {0};
	struct right_place place;
	int err = permit_may(c, RIGHT_LOG, &everything, out);
	*out |= c->rq->actor && strcmp(p->login, c->rq->actor) == 0;
	if (err || *out)
		return err;
	/* whoever has no institution is of what the first role is for */
	if (*p->institution)
		place = (struct right_place){"", "", p->institution};
	else
		err = members_scope_place(c->txn, &first, "", c->arena, &place);
	const struct right_row row = {.places = &place, .n_places = 1};
	return err ? err : permit_may(c, RIGHT_KEEP, &row, out);
}

int permit_knows_record(struct change *c, bool is_grant, struct bytes record, bool *out)
{
	struct person p;
	struct grant g;
	const struct member *m;
	*out = false;
	if (!is_grant) {
		int err = person_decode(record, &p);
		return err ? err : permit_knows_person(c, &p, out);
	}
	int err = grant_decode(record, &g);
	if (!err)
		err = members_of(c->cache, c->txn, g.login, &m);
	return err || !m->known ? err : permit_knows_person(c, &m->person, out);
}

int permit_hide_person(struct change *c, const struct person *p)
{
	bool known = true;
	int err = c->out->reasons.n ? permit_knows_person(c, p, &known) : 0;
	if (err || known)
		return err;
	c->out->reasons.n = 0;
	reason_add(&c->out->reasons, REASON_NO_PERSON, p->login);
	return 0;
}
