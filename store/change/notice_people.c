/* Owners and coordinators come from the cache of decisions, which reads all people once. */
#include "store/change/notice_people.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/members.h"

/* ---- who is in a booking ---- */

/* How a login has to do with it, in a list that has room for one more. */
static struct notice_part *part_of(struct parties *p, const char *login)
{
	size_t i = 0;
	while (i < p->n && strcmp(p->login[i], login) != 0)
		i++;
	if (i < p->n)
		return &p->part[i];
	p->login[i] = login;
	p->part[i] = (struct notice_part){0};
	p->n++;
	return &p->part[i];
}

static int add_teachers(struct change *c, const struct booking *b, bool after, struct arena *arena, struct parties *p)
{
	for (size_t i = 0; i < b->n_claims; i++) {
		struct resource r;
		int err = facts_resource_by_number(c->txn, b->claims[i].resource, &r);
		/* what is not there any more teaches nobody */
		if (err == QUAD_ENOTFOUND)
			continue;
		if (err)
			return err;
		if (r.kind != KIND_TEACHER)
			continue;
		const char *code = arena_str(arena, r.code);
		if (!code)
			return QUAD_ENOMEM;
		struct notice_part *part = part_of(p, code);
		part->teaches_after |= after;
		part->teaches_before |= !after;
	}
	return 0;
}

int notice_parties(struct change *c, const struct booking *before, const struct booking *after, struct arena *arena,
                   struct parties *out)
{
	size_t max = 2 + (before ? before->n_claims : 0);
	max += after ? after->n_claims : 0;
	*out = (struct parties){.login = arena_alloc(arena, max * sizeof *out->login),
	                        .part = arena_alloc(arena, max * sizeof *out->part)};
	if (!out->login || !out->part)
		return QUAD_ENOMEM;
	if (after)
		part_of(out, after->requester)->asked_after = true;
	if (before)
		part_of(out, before->requester)->asked_before = true;
	int err = after ? add_teachers(c, after, true, arena, out) : 0;
	return err || !before ? err : add_teachers(c, before, false, arena, out);
}

/* ---- lists ---- */

int logins_add(struct logins *list, const char *login, struct arena *arena)
{
	const char **v = arena_grow(arena, list->v, list->n, &list->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	list->v = v;
	v[list->n] = arena_str(arena, login);
	if (!v[list->n])
		return QUAD_ENOMEM;
	list->n++;
	return 0;
}

static int login_order(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;
	return strcmp(*x, *y);
}

void logins_sort(struct logins *list)
{
	size_t n = 0;
	if (list->n)
		qsort(list->v, list->n, sizeof *list->v, login_order);
	for (size_t i = 0; i < list->n; i++)
		if (n == 0 || strcmp(list->v[i], list->v[n - 1]) != 0)
			list->v[n++] = list->v[i];
	list->n = n;
}

/* ---- whose turn it is ---- */

static int add_coordinators(struct change *c, struct arena *arena, struct logins *out)
{
	const struct owners *all;
	int err = members_coordinators_of(c->cache, c->txn, &all);
	size_t n = err ? 0 : all->n;
	for (size_t i = 0; i < n && !err; i++) {
		const struct grant *g = &all->v[i].grant;
		if (grant_counts(g, c->rq->now))
			err = logins_add(out, g->login, arena);
	}
	return err;
}

static int add_owners(struct change *c, const struct right_place *place, struct arena *arena, struct logins *out)
{
	const struct owners *owners;
	int err = members_owners_of(c->cache, c->txn, &owners);
	if (err)
		return err;
	size_t i = members_next_owner(owners, 0, place, c->rq->now);
	while (i < owners->n) {
		err = logins_add(out, owners->v[i].grant.login, arena);
		if (err)
			return err;
		i = members_next_owner(owners, i + 1, place, c->rq->now);
	}
	return 0;
}

int notice_deciders(struct change *c, const struct approval_step *step, struct arena *arena, struct logins *out)
{
	struct right_place place;
	struct resource r;
	size_t before = out->n;
	if (!step->resource)
		return add_coordinators(c, arena, out);
	int err = facts_resource_by_number(c->txn, step->resource, &r);
	if (!err)
		err = members_place(c->txn, &r, arena, &place);
	if (!err)
		err = add_owners(c, &place, arena, out);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	return out->n == before ? add_coordinators(c, arena, out) : 0;
}
