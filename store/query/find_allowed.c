/*
 * A search finds thousands of resources and a store has few rules that forbid, so these are read once, and of them only
 * those are asked of each resource that are for the looker. What a resource's own columns forbid is asked as
 * policy_own_rules puts it, for each kind of sharing once.
 */
#include "store/query/find_allowed.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/decision_cache.h"
#include "store/facts/facts.h"
#include "store/facts/members.h"
#include "store/facts/rule_index.h"
#include "store/model/policy.h"

struct allowing {
	struct db_txn *txn;
	const struct find_ask *ask;
	struct policy_asker asker;
	bool is_outside;       /* the asker's institution is of the public, or an enterprise */
	struct policy_rule *v; /* those that forbid, and may be for the asker */
	size_t n;
	struct arena arena;
};

/* Who looks, in the name of the institution that a booking of his would have. */
static int find_asker(struct allowing *a, struct store *s)
{
	struct decision_cache alone, *cache = cache_of(s, &alone);
	const struct member *m;
	struct institution found = {.region = "", .kind = ""};
	cache_begin(cache, db_moment(a->txn));
	int err = members_of(cache, a->txn, s->looker, &m);
	const char *code = err ? "" : arena_str(&a->arena, m->institution);
	cache_release(&alone);
	if (!err && !code)
		err = QUAD_ENOMEM;
	if (!err && *code)
		err = facts_institution(a->txn, code, &found);
	a->asker = (struct policy_asker){s->looker, code, found.region, found.kind};
	enum policy_class elsewhere = policy_class_of(&a->asker, "");
	a->is_outside = elsewhere == POLICY_CLASS_PUBLIC || elsewhere == POLICY_CLASS_ENTERPRISE;
	return err == QUAD_ENOTFOUND ? 0 : err;
}

/* True if a rule says what is forbidden by itself: one on trial refuses nothing. */
static bool forbids(const struct policy_rule *rule)
{
	return rule->field == POLICY_FORBID && rule->value.given == POLICY_SET && !rule->rule->trial;
}

/* With a length of time to be found, only what holds all the time. */
static bool is_asked(const struct allowing *a, const struct policy_rule *rule)
{
	const struct owner_rule *texts = rule->rule;
	bool always = !rule->when && !texts->valid_from && !texts->valid_until;
	bool others = rule->who.whose != POLICY_CLASS && !policy_who_has(&rule->who, &a->asker, "");
	return forbids(rule) && !others && (always || !a->ask->for_min);
}

static int read_rules(struct allowing *a)
{
	struct rule_records all = {0};
	int err = rule_index_all(a->txn, &a->arena, &all);
	a->v = err || !all.n ? NULL : arena_alloc(&a->arena, all.n * sizeof *a->v);
	if (!err && all.n && !a->v)
		err = QUAD_ENOMEM;
	for (size_t i = 0; !err && i < all.n; i++) {
		/* most say something else, and are not read */
		if (strcmp(all.v[i].field, policy_field_word(POLICY_FORBID)) != 0)
			continue;
		err = policy_read(&all.v[i], &a->arena, &a->v[a->n], NULL);
		if (!err)
			a->n += is_asked(a, &a->v[a->n]);
	}
	return err == QUAD_EINVAL ? QUAD_ECORRUPT : err;
}

/* What the column sharing says to the asker, as policy_own_rules. Most resources are for all of the consortium. */
static bool is_kept_for_others(const struct allowing *a, const struct resource *r)
{
	if (r->sharing == SHARING_PUBLIC || (r->sharing == SHARING_CONSORTIUM && !a->is_outside))
		return false;
	if (!*r->institution || !*a->asker.institution)
		return false;
	return policy_class_of(&a->asker, r->institution) != POLICY_CLASS_OWN;
}

static bool is_forbidden(const struct allowing *a, const struct found *f)
{
	int64_t end = a->ask->for_min ? f->free_from + a->ask->for_min : a->ask->end;
	const struct policy_case one = {&a->asker, f->resource, a->ask->for_min ? f->free_from : a->ask->start, end};
	if (is_kept_for_others(a, f->resource))
		return true;
	for (size_t i = 0; i < a->n; i++)
		if (policy_fits(&a->v[i], &one) == POLICY_FITS)
			return true;
	return false;
}

int find_drop_forbidden(struct store *s, struct db_txn *txn, const struct find_ask *ask, struct found_list *list)
{
	struct allowing a = {.txn = txn, .ask = ask};
	size_t n = 0;
	if (!s->looker || !ask->free || !list->n)
		return 0;
	int err = find_asker(&a, s);
	if (!err)
		err = read_rules(&a);
	for (size_t i = 0; !err && i < list->n; i++)
		if (!is_forbidden(&a, &list->v[i]))
			list->v[n++] = list->v[i];
	if (!err) {
		list->n_forbidden = list->n - n;
		list->n = n;
	}
	arena_release(&a.arena);
	return err;
}
