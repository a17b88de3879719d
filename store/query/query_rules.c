/* Owners' rules and qualifications, read as a whole. */
#include "store/query/query_rules.h"

#include <stdlib.h>

#include "store/facts/rule_index.h"
#include "store/model/policy_order.h"

static int by_id(const void *a, const void *b)
{
	const struct owner_rule *x = a, *y = b;
	return policy_compare_ids(x->id, y->id);
}

static int gather_rules(struct db_txn *txn, void *arg)
{
	struct rule_list *out = arg;
	struct rule_records found = {0};
	int err = rule_index_all(txn, &out->arena, &found);
	if (found.n)
		qsort(found.v, found.n, sizeof *found.v, by_id);
	out->v = found.v;
	out->n = found.n;
	return err;
}

int query_rules(struct store *s, struct rule_list *out)
{
	*out = (struct rule_list){0};
	int err = db_read(s->db, gather_rules, out);
	if (err) {
		arena_release(&out->arena);
		*out = (struct rule_list){0};
	}
	return err;
}

static int gather_qualifications(struct db_txn *txn, void *arg)
{
	struct qualification_list *out = arg;
	struct qualification_records found = {0};
	int err = rule_index_qualifications(txn, NULL, &out->arena, &found);
	out->v = found.v;
	out->n = found.n;
	return err;
}

int query_qualifications(struct store *s, struct qualification_list *out)
{
	*out = (struct qualification_list){0};
	int err = db_read(s->db, gather_qualifications, out);
	if (err) {
		arena_release(&out->arena);
		*out = (struct qualification_list){0};
	}
	return err;
}
