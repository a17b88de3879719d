/* One question, by the member as of the transaction. */
#include "store/change/permit_ask.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/members.h"

static bool is_refused_already(const struct change *c)
{
	const struct reasons *all = &c->out->reasons;
	for (size_t i = 0; i < all->n; i++)
		if (all->v[i].detail == REASON_NO_MEMBER)
			return true;
	return false;
}

int permit_member(struct change *c, const struct member **out)
{
	int err = members_of(c->cache, c->txn, c->rq->actor, out);
	if (err)
		return err;
	if ((*out)->known || (*out)->everything)
		return 0;
	if (!is_refused_already(c))
		reason_add(&c->out->reasons, REASON_NO_MEMBER, c->rq->actor);
	*out = NULL;
	return 0;
}

int permit_may(struct change *c, enum right right, const struct right_row *row, bool *out)
{
	const struct member *m;
	int err = members_of(c->cache, c->txn, c->rq->actor, &m);
	*out = !err && rights_may(m, right, row, c->rq->now, NULL);
	return err;
}

/* The same may be asked of what stands and of what shall. */
static void refuse_role(struct change *c, const char *entity, const char *needed)
{
	const struct reasons *all = &c->out->reasons;
	for (size_t i = 0; i < all->n; i++) {
		const struct reason *r = &all->v[i];
		if (r->detail != REASON_ROLE || strcmp(r->subject, entity) != 0 || strcmp(r->text, needed) != 0)
			continue;
		return;
	}
	reason_add_text(&c->out->reasons, REASON_ROLE, entity, "%s", needed);
}

static bool is_own(const struct member *m, const struct right_row *row)
{
	return row->requester && strcmp(row->requester, m->person.login) == 0;
}

/* The first of several things that a deputy does is enough: they are of one change. */
int permit_note_deputy(struct change *c, const struct grant *by)
{
	if (!by || !*by->deputy_of || c->in_place_of)
		return 0;
	c->in_place_of = arena_str(c->arena, by->deputy_of);
	return c->in_place_of ? 0 : QUAD_ENOMEM;
}

int permit_ask(struct change *c, enum right right, const struct right_row *row, const char *entity)
{
	const struct member *m;
	const struct grant *by;
	int err = permit_member(c, &m);
	if (err || !m)
		return err;
	if (rights_may(m, right, row, c->rq->now, &by))
		return permit_note_deputy(c, by);
	refuse_role(c, entity, rights_needed(right, is_own(m, row)));
	return 0;
}

int permit_find_institution(struct change *c, const char *text, const char **out)
{
	struct institution found;
	*out = text;
	int err = *text ? facts_institution_named(c->txn, text, &found) : QUAD_ENOTFOUND;
	if (err)
		return err == QUAD_ENOTFOUND || err == QUAD_EINVAL ? 0 : err;
	*out = arena_str(c->arena, found.code);
	return *out ? 0 : QUAD_ENOMEM;
}

int permit_own_institution(struct change *c, const char *requester, const char **out)
{
	const struct member *m;
	int err = members_of(c->cache, c->txn, requester, &m);
	if (!err && !m->known)
		err = members_of(c->cache, c->txn, c->rq->actor, &m);
	*out = err ? "" : arena_str(c->arena, m->institution);
	return !err && !*out ? QUAD_ENOMEM : err;
}
