/* Rules by id, so that each is read into its parts once; and of each resource those that may hold for it. */
#include "store/facts/rule_cache.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/rule_index.h"

enum { RULE_SLOTS = 512, RESOURCE_SLOTS = 256 };

struct kept_rule {
	struct kept_rule *next;
	struct owner_rule texts;
	struct policy_rule rule;
};

struct rule_cache {
	bool any; /* there are rules at all */
	struct kept_rule *rules[RULE_SLOTS];
	struct rules_of_resource *resources[RESOURCE_SLOTS];
};

/* Copies the texts of a rule, which is `to` already but for them. */
static int keep_texts(struct arena *arena, struct owner_rule *to)
{
	const char **const texts[] = {&to->id, &to->place, &to->who, &to->when, &to->field, &to->value, &to->text};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		*texts[i] = arena_str(arena, *texts[i]);
		if (!*texts[i])
			return QUAD_ENOMEM;
	}
	return 0;
}

static int add_rule(struct decision_cache *k, const struct owner_rule *texts, struct kept_rule **list,
                    struct kept_rule **out)
{
	struct kept_rule *v = arena_alloc(&k->arena, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	v->texts = *texts;
	int err = keep_texts(&k->arena, &v->texts);
	if (!err)
		err = policy_read(&v->texts, &k->arena, &v->rule, NULL);
	if (err)
		return err == QUAD_EINVAL ? QUAD_ECORRUPT : err;
	v->next = *list;
	*list = *out = v;
	return 0;
}

/* The rule of that id, read into its parts if it was not yet. */
static int find_rule(struct decision_cache *k, const struct owner_rule *texts, const struct policy_rule **out)
{
	uint64_t hash = fnv1a(FNV1A_START, (struct bytes){texts->id, strlen(texts->id)});
	struct kept_rule **list = &k->rules->rules[hash % RULE_SLOTS], *v = *list;
	while (v && strcmp(v->texts.id, texts->id) != 0)
		v = v->next;
	int err = v ? 0 : add_rule(k, texts, list, &v);
	*out = err ? NULL : &v->rule;
	return err;
}

/* Adds those that the resource's own columns are. */
static int add_own(struct decision_cache *k, const struct resource *resource, const struct policy_rule **rules,
                   size_t *n)
{
	struct policy_rule *own = arena_alloc(&k->arena, POLICY_OWN_MAX * sizeof *own);
	size_t n_own = 0;
	int err = own ? policy_own_rules(resource, &k->arena, own, &n_own) : QUAD_ENOMEM;
	for (size_t i = 0; i < n_own; i++)
		rules[(*n)++] = &own[i];
	return err;
}

static int list_rules(struct decision_cache *k, struct db_txn *txn, const struct resource *resource,
                      struct rules_of_resource *out)
{
	struct arena scratch = {0};
	struct rule_records found = {0};
	int err = k->rules->any ? rule_index_of(txn, resource, &scratch, &found) : 0;
	size_t max = found.n + POLICY_OWN_MAX;
	const struct policy_rule **rules = arena_alloc(&k->arena, max * sizeof(const struct policy_rule *));
	if (!err && !rules)
		err = QUAD_ENOMEM;
	for (size_t i = 0; i < found.n; i++) {
		const struct policy_rule *rule = NULL;
		if (!err)
			err = find_rule(k, &found.v[i], &rule);
		if (!err && policy_place_has(&rule->place, resource))
			rules[out->n++] = rule;
	}
	if (!err)
		err = add_own(k, resource, rules, &out->n);
	out->v = rules;
	arena_release(&scratch);
	return err;
}

static int begin_cache(struct decision_cache *k, struct db_txn *txn)
{
	struct bytes key;
	if (k->rules)
		return 0;
	struct rule_cache *v = arena_alloc(&k->arena, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	int err = facts_last_key(txn, TABLE_RULE, &key);
	if (err && err != QUAD_ENOTFOUND)
		return err;
	v->any = !err;
	k->rules = v;
	return 0;
}

int rule_cache_of(struct decision_cache *k, struct db_txn *txn, const struct resource *resource,
                  const struct rules_of_resource **out)
{
	int err = begin_cache(k, txn);
	*out = NULL;
	if (err)
		return err;
	struct rules_of_resource **list = &k->rules->resources[resource->no % RESOURCE_SLOTS];
	for (*out = *list; *out; *out = (*out)->next)
		if ((*out)->resource == resource->no)
			return 0;
	struct rules_of_resource *v = arena_alloc(&k->arena, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	*v = (struct rules_of_resource){.next = *list, .resource = resource->no};
	err = list_rules(k, txn, resource, v);
	if (err)
		return err;
	*out = *list = v;
	return 0;
}
