/* Owners' rules and qualifications, read as a whole. */
#include "store/query/query_rules.h"

#include <stdlib.h>

#include "store/facts/rule_index.h"
#include "store/facts/sight.h"
#include "store/model/policy_order.h"

static int by_id(const void *a, const void *b)
{
	const struct owner_rule *x = a, *y = b;
	return policy_compare_ids(x->id, y->id);
}

struct rules_ask {
	struct store *store;
	struct rule_list *out;
};

static int gather_rules(struct db_txn *txn, void *arg)
{
	const struct rules_ask *ask = arg;
	struct rule_list *out = ask->out;
	struct rule_records found = {0};
	struct sight *sight;
	int err = sight_load(ask->store, txn, &sight);
	if (!err)
		err = rule_index_all(txn, &out->arena, &found);
	if (found.n)
		qsort(found.v, found.n, sizeof *found.v, by_id);
	out->v = found.v;
	for (size_t i = 0; i < found.n && !err; i++) {
		bool listed;
		err = sight_of_rule(sight, txn, &found.v[i], &listed);
		if (listed)
			out->v[out->n++] = found.v[i];
	}
	return err;
}

int query_rules(struct store *s, struct rule_list *out)
{
	*out = (struct rule_list){0};
	int err = db_read(s->db, gather_rules, &(struct rules_ask){s, out});
	if (err) {
		arena_release(&out->arena);
		*out = (struct rule_list){0};
	}
	return err;
}

struct qualifications_ask {
	struct store *store;
	struct qualification_list *out;
};

static int gather_qualifications(struct db_txn *txn, void *arg)
{
	const struct qualifications_ask *ask = arg;
	struct qualification_list *out = ask->out;
	struct qualification_records found = {0};
	struct sight *sight;
	int err = sight_load(ask->store, txn, &sight);
	if (!err)
		err = rule_index_qualifications(txn, NULL, &out->arena, &found);
	out->v = found.v;
	for (size_t i = 0; i < found.n && !err; i++) {
		bool known;
		err = sight_of_login(sight, txn, found.v[i].login, &known);
		if (known)
			out->v[out->n++] = found.v[i];
	}
	return err;
}

int query_qualifications(struct store *s, struct qualification_list *out)
{
	*out = (struct qualification_list){0};
	int err = db_read(s->db, gather_qualifications, &(struct qualifications_ask){s, out});
	if (err) {
		arena_release(&out->arena);
		*out = (struct qualification_list){0};
	}
	return err;
}
