/*
 * A grant is known by its login, role and scope, and by the one in whose place it is held. What a role may have as its
 * scope stands in role_has_scope (rights.h); a viewer or requester may be one of a further institution.
 */
#include "store/change/grants.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/people.h"
#include "store/change/permit_ask.h"
#include "store/change/permit_people.h"
#include "store/facts/members.h"
#include "store/model/codec.h"
#include "store/model/person.h"

/* ---- what is asked for ---- */

/* Scopes that a role cannot have. */
static bool scope_fits(enum person_role role, enum person_scope over)
{
	if (role_has_scope(role))
		return over != OVER_NOTHING;
	if (role == ROLE_COORDINATOR || role == ROLE_AUDITOR)
		return over == OVER_NOTHING;
	return over == OVER_NOTHING || over == OVER_INSTITUTION;
}

/* Finds what the text of the scope names. `*` is what roles without a scope have anyway. */
static int resolve_scope(struct change *c, struct grant *g)
{
	const char *text = g->scope, *code;
	g->over = OVER_NOTHING;
	g->scope = "";
	int err = *text ? facts_scope_any(c->txn, text, &g->over, &code) : 0;
	if (err == QUAD_EINVAL)
		reason_add(&c->out->reasons, REASON_SEVERAL_SCOPES, text);
	else if (err == QUAD_ENOTFOUND)
		reason_add(&c->out->reasons, REASON_NO_SCOPE, text);
	if (err)
		return err == QUAD_EINVAL || err == QUAD_ENOTFOUND ? 0 : err;
	if (g->over == OVER_ALL && !role_has_scope(g->role))
		g->over = OVER_NOTHING;
	bool has_code = g->over != OVER_NOTHING && g->over != OVER_ALL;
	if (has_code)
		g->scope = arena_str(c->arena, code);
	return g->scope ? 0 : QUAD_ENOMEM;
}

static void check_scope(struct change *c, const struct grant *g)
{
	const char *text = c->rq->u.grant.scope;
	if (c->out->reasons.n || scope_fits(g->role, g->over))
		return;
	if (text && *text)
		reason_add_text(&c->out->reasons, REASON_VALUE, "scope", "%.200s", text);
	else
		reason_add(&c->out->reasons, REASON_MISSING, "scope");
}

static bool fits_a_person(const char *login)
{
	return login && person_login_fits(login);
}

static void check_fields(struct change *c, const struct grant *g)
{
	char text[CLOCK_TEXT_MAX];
	if (!fits_a_person(g->login))
		reason_add_text(&c->out->reasons, REASON_VALUE, "login", "%.40s", g->login ? g->login : "");
	if (!*role_word(g->role))
		reason_add(&c->out->reasons, REASON_MISSING, "role");
	if (g->until && g->until <= g->from)
		reason_add_text(&c->out->reasons, REASON_END, "until", "%s", clock_format(g->until, text));
	if (*g->deputy_of && strcmp(g->deputy_of, g->login) == 0)
		reason_add_text(&c->out->reasons, REASON_VALUE, "deputy_of", "%s", g->deputy_of);
}

/* The person of a login; a reason if there is none. */
static int find_member(struct change *c, const char *login, struct member *out)
{
	int err = members_load(c->txn, login, c->arena, out);
	if (!err && !out->known)
		reason_add(&c->out->reasons, REASON_NO_PERSON, login);
	return err;
}

/* Whose deputy somebody shall be has that role. */
static int check_deputy(struct change *c, const struct grant *g)
{
	struct member principal;
	struct right_place place;
	if (!*g->deputy_of)
		return 0;
	int err = find_member(c, g->deputy_of, &principal);
	if (err || !principal.known)
		return err;
	err = members_scope_place(c->txn, g, principal.institution, c->arena, &place);
	for (size_t i = 0; !err && i < principal.n_held; i++)
		if (members_is_within(g, &place, &principal.held[i].grant))
			return 0;
	if (!err)
		reason_add_text(&c->out->reasons, REASON_NO_GRANT, g->deputy_of, "%s", role_word(g->role));
	return err ? err : permit_hide_person(c, &principal.person);
}

/* ---- granting ---- */

static void encode_grant(const void *v, struct buf *out)
{
	grant_encode(v, out);
}

static int name_grant(const struct grant *g, char *out, size_t size)
{
	struct buf name = {0};
	members_grant_name(g, &name);
	snprintf(out, size, "grant:%s", buf_text(&name));
	int err = name.failed ? QUAD_ENOMEM : 0;
	buf_release(&name);
	return err;
}

/* The grant that is stored, and its bytes; QUAD_ENOTFOUND. */
static int load_grant(struct change *c, const struct grant *wanted, struct change_entry *r, struct grant *out)
{
	r->key = members_grant_key(wanted);
	int err = change_get(c, &r->key, &r->before);
	return err ? err : grant_decode(r->before, out);
}

static void merge_grant(const struct change *c, const struct grant *old, struct grant *g)
{
	const struct grant *in = &c->rq->u.grant;
	uint32_t given = c->rq->given;
	g->from = given & GIVEN(GRANT_FROM) ? in->from : old->from;
	g->until = given & GIVEN(GRANT_UNTIL) ? in->until : old->until;
	g->may_grant = given & GIVEN(GRANT_MAY_GRANT) ? in->may_grant : old->may_grant;
	g->seq = old->seq;
}

/* True if nothing about it would be another, whoever grants it. */
static bool is_same(const struct grant *a, const struct grant *b)
{
	return a->from == b->from && a->until == b->until && a->may_grant == b->may_grant;
}

/* A coordinator may say who granted, as of a list that is restored; else it is who asks. */
static int choose_granter(struct change *c, const char **out)
{
	const struct right_row everything = {0};
	const char *said = c->rq->u.grant.granted_by;
	bool given = c->rq->given & GIVEN(GRANT_BY) && said && *said && person_login_fits(said), may = false;
	int err = given ? permit_may(c, RIGHT_CONSORTIUM, &everything, &may) : 0;
	*out = may ? said : c->rq->actor;
	return err;
}

static int write_grant(struct change *c, struct change_entry *r, struct grant *g, const struct grant *old)
{
	if (r->before.len && is_same(g, old)) {
		c->out->outcome = OUTCOME_UNCHANGED;
		return 0;
	}
	int err = choose_granter(c, &g->granted_by);
	if (!err)
		err = name_grant(g, r->entity, sizeof r->entity);
	r->v = g;
	r->seq = &g->seq;
	r->encode = encode_grant;
	return err ? err : change_write_entry(c, r);
}

/* Asks for the grant as it was and as it shall be. */
static int ask_permits(struct change *c, const struct grant *g, const struct grant *old, bool is_new,
                       const char *institution)
{
	int err = permit_role(c, g, institution);
	return err || is_new || c->out->reasons.n ? err : permit_role(c, old, institution);
}

/* Reads what the request names: a grant that there may be. */
static int read_wanted(struct change *c, struct grant *g, struct member *m)
{
	*g = c->rq->u.grant;
	g->scope = g->scope ? g->scope : "";
	g->deputy_of = g->deputy_of ? g->deputy_of : "";
	check_fields(c, g);
	if (c->out->reasons.n)
		return 0;
	int err = find_member(c, g->login, m);
	return err ? err : resolve_scope(c, g);
}

static int put_grant(struct change *c, struct member *m)
{
	struct change_entry r = {.before = {"", 0}};
	struct grant g, old = {.granted_by = ""};
	int err = read_wanted(c, &g, m);
	check_scope(c, &g);
	if (!err && !c->out->reasons.n)
		err = check_deputy(c, &g);
	if (err || c->out->reasons.n)
		return err;
	err = load_grant(c, &g, &r, &old);
	bool is_new = err == QUAD_ENOTFOUND;
	if (err && !is_new)
		return err;
	merge_grant(c, &old, &g);
	check_fields(c, &g);
	err = ask_permits(c, &g, &old, is_new, m->institution);
	bool ends = !is_new && !members_is_lasting_coordinator(&g, c->rq->now);
	if (!err && ends)
		err = permit_last_coordinator(c, &old);
	return err || c->out->reasons.n ? err : write_grant(c, &r, &g, &old);
}

int grants_put(struct change *c)
{
	struct member m = {0};
	int err = put_grant(c, &m);
	return err || !m.known ? err : permit_hide_person(c, &m.person);
}

/* ---- revoking ---- */

static bool is_first_role(const struct person *p, const struct grant *g)
{
	return !*g->deputy_of && p->role == g->role && p->over == g->over && strcmp(p->scope, g->scope) == 0;
}

/* Takes the first role: by the people's list, in which everybody has one. */
static int drop_first_role(struct change *c, const struct grant *g)
{
	struct request rq = *c->rq;
	struct change in = *c;
	rq.op = OP_PERSON;
	rq.given = GIVEN(PERSON_ROLE);
	rq.u.person = (struct person){.login = g->login,
	                              .role = ROLE_VIEWER,
	                              .name = "",
	                              .institution = "",
	                              .scope = "",
	                              .email = "",
	                              .language = "",
	                              .ssh_key = ""};
	in.rq = &rq;
	in.as = OP_REVOKE;
	return people_put(&in);
}

static void refuse_unknown(struct change *c, const struct grant *g)
{
	struct buf text = {0};
	buf_str(&text, role_word(g->role));
	if (g->over != OVER_NOTHING)
		buf_char(&text, ' ');
	facts_scope_text(g->over, g->scope, &text);
	reason_add_text(&c->out->reasons, REASON_NO_GRANT, g->login, "%s", buf_text(&text));
	buf_release(&text);
}

/* Without a scope the one grant of that role is meant, whatever its scope. */
static void find_only(struct change *c, struct grant *g, const struct member *m)
{
	const struct grant *found = NULL;
	if (g->over != OVER_NOTHING || !role_has_scope(g->role))
		return;
	for (size_t i = 0; i < m->n_held; i++) {
		const struct grant *held = &m->held[i].grant;
		if (held->role != g->role || strcmp(held->deputy_of, g->deputy_of) != 0)
			continue;
		if (found) {
			reason_add(&c->out->reasons, REASON_MISSING, "scope");
			return;
		}
		found = held;
	}
	if (found) {
		g->over = found->over;
		g->scope = found->scope;
	}
}

/* The grant that the request means, as it stands; *first: it is the first role, which is no record of its own. */
static int find_dropped(struct change *c, struct grant *out, struct member *m, struct change_entry *r, bool *first)
{
	struct grant wanted;
	*first = false;
	int err = read_wanted(c, &wanted, m);
	if (!err && !c->out->reasons.n)
		find_only(c, &wanted, m);
	if (err || c->out->reasons.n)
		return err;
	err = load_grant(c, &wanted, r, out);
	if (err != QUAD_ENOTFOUND)
		return err;
	*out = wanted;
	*first = is_first_role(&m->person, &wanted);
	if (!*first)
		refuse_unknown(c, &wanted);
	return 0;
}

/* Whether who asks may take it, and somebody is left to give it again. */
static int permit_drop(struct change *c, const struct grant *g, const struct member *m)
{
	int err = permit_role(c, g, m->institution);
	return err || c->out->reasons.n ? err : permit_last_coordinator(c, g);
}

static int drop_grant(struct change *c, struct member *m)
{
	struct change_entry r = {.before = {"", 0}};
	struct grant g;
	bool first;
	int err = find_dropped(c, &g, m, &r, &first);
	if (!err && !c->out->reasons.n)
		err = permit_drop(c, &g, m);
	if (err || c->out->reasons.n)
		return err;
	if (first)
		return drop_first_role(c, &g);
	err = name_grant(&g, r.entity, sizeof r.entity);
	if (err)
		return err;
	return change_record(c, &r.key, r.entity, g.seq, r.before, (struct bytes){"", 0}, OUTCOME_UPDATED);
}

int grants_drop(struct change *c)
{
	struct member m = {0};
	int err = drop_grant(c, &m);
	return err || !m.known ? err : permit_hide_person(c, &m.person);
}
