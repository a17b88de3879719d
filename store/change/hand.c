/* A change of a booking's requester, which asks the owners again where their rules ask for approval. */
#include "store/change/hand.h"

#include <string.h>

#include "store/base/err.h"
#include "store/change/permit_people.h"
#include "store/change/stake.h"
#include "store/facts/members.h"

static int check_booking(struct change *c, const struct booking *b)
{
	enum booking_state state = booking_state_at(b, c->rq->now);
	if (!state_stands(state))
		stake_refuse_state(c, b, state);
	else if (b->end <= c->rq->now)
		return stake_refuse_over(c, b);
	return 0;
}

/* Adds that the actor or the other one may not. */
static void refuse_person(struct change *c, const char *login, const char *needed)
{
	const char *entity = arena_fmt(c->arena, "person:%s", login);
	reason_add_text(&c->out->reasons, REASON_ROLE, entity ? entity : "", "%s", needed);
}

/* The institution that a booking belongs to: that in whose name it is, else that of who asked for it. */
static int find_institution(struct change *c, const struct booking *b, const char **out)
{
	const struct member *m;
	*out = b->institution;
	if (**out)
		return 0;
	int err = members_of(c->cache, c->txn, b->requester, &m);
	if (!err)
		*out = arena_str(c->arena, m->institution);
	return err || *out ? err : QUAD_ENOMEM;
}

/* Puts the new requester into the plan, and the institution; a reason if there is no such person, or he may not ask. */
static int take_receiver(struct change *c, struct plan *p, bool *other_institution)
{
	const char *login = c->rq->u.decision.text;
	const struct right_row own = {.requester = login};
	const struct member *m;
	const char *institution;
	int err = find_institution(c, &p->old, &institution);
	if (!err)
		err = members_of(c->cache, c->txn, login, &m);
	if (err)
		return err;
	if (!m->known && !m->everything) {
		reason_add(&c->out->reasons, REASON_NO_PERSON, login);
		return 0;
	}
	if (!rights_may(m, RIGHT_ASK, &own, c->rq->now, NULL))
		refuse_person(c, login, rights_needed(RIGHT_ASK, true));
	*other_institution = strcmp(m->institution, institution) != 0;
	p->v.requester = login;
	if (*other_institution && *m->institution)
		p->v.institution = arena_str(c->arena, m->institution);
	return p->v.institution ? 0 : QUAD_ENOMEM;
}

/* To another institution, whose own it is not, by who may ask for it. */
static int check_may_give(struct change *c, const struct plan *p)
{
	struct booking handed = p->old;
	bool may;
	handed.requester = "";
	handed.institution = p->v.institution;
	int err = stake_may(c, RIGHT_ASK_FOR, &handed, &may);
	if (!err && !may)
		refuse_person(c, p->v.requester, rights_needed(RIGHT_ASK_FOR, false));
	return err;
}

static int hide_receiver(struct change *c)
{
	const struct member *m;
	int err = members_of(c->cache, c->txn, c->rq->u.decision.text, &m);
	return err || !m->known ? err : permit_hide_person(c, &m->person);
}

/* What the request has to be right in before anybody is asked. */
static int load_handed(struct change *c, struct plan *p)
{
	const char *login = c->rq->u.decision.text;
	change_check_text(c, "login", login);
	if (!*login)
		reason_add(&c->out->reasons, REASON_MISSING, "login");
	if (c->out->reasons.n)
		return 0;
	int err = stake_load(c, p);
	if (!err && !c->out->reasons.n)
		err = stake_ask(c, RIGHT_ASK, &p->old);
	if (!err && !c->out->reasons.n)
		err = check_booking(c, &p->old);
	return err;
}

static int decide_anew(struct change *c, struct plan *p)
{
	p->holds_place = true;
	int err = plan_ask_again(c, p);
	if (!err)
		err = plan_decide(c, p);
	return err || c->out->reasons.n ? err : stake_write(c, p);
}

int hand_over(struct change *c)
{
	struct plan p = {0};
	bool other_institution = false;
	int err = load_handed(c, &p);
	if (err || c->out->reasons.n)
		return err;
	if (strcmp(p.old.requester, c->rq->u.decision.text) == 0) {
		stake_set_unchanged(c, &p.old);
		return 0;
	}
	err = take_receiver(c, &p, &other_institution);
	if (!err && !c->out->reasons.n && other_institution)
		err = check_may_give(c, &p);
	/* colleagues are no secret */
	if (err || c->out->reasons.n)
		return err || !other_institution ? err : hide_receiver(c);
	return decide_anew(c, &p);
}
