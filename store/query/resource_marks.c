/* One walk over the resources; joint owners are few, and are read for a resource that would not be marked otherwise. */
#include "store/query/resource_marks.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/register_list.h"
#include "store/facts/walk.h"
#include "store/model/codec.h"

struct marking {
	struct db_txn *txn;
	const struct resource_wanted *wanted;
	const char *lender; /* of wanted */
	struct register_rows owners;
	struct arena arena;
	struct buf *out;
};

static bool is_joint_owner(const struct marking *m, const char *resource)
{
	for (size_t i = 0; i < m->owners.n; i++) {
		const struct register_row *row = &m->owners.v[i];
		if (strcmp(row->text[OWNER_RESOURCE], resource) == 0 &&
		    strcmp(row->text[OWNER_INSTITUTION], m->lender) == 0)
			return true;
	}
	return false;
}

static int is_lent(struct marking *m, const struct resource *r, bool *out)
{
	struct campus campus;
	*out = !m->lender || strcmp(r->institution, m->lender) == 0 || is_joint_owner(m, r->code);
	if (*out || *r->institution || !*r->campus)
		return 0;
	int err = facts_campus(m->txn, r->campus, &campus);
	*out = !err && strcmp(campus.institution, m->lender) == 0;
	return err == QUAD_ENOTFOUND ? 0 : err;
}

static bool is_wanted(const struct resource_wanted *wanted, const struct resource *r)
{
	if (wanted->kind && r->kind != wanted->kind)
		return false;
	return !wanted->campus || strcmp(r->campus, wanted->campus) == 0;
}

static int mark_resource(struct bytes key, struct bytes value, void *arg)
{
	struct marking *m = arg;
	struct resource r;
	bool lent;
	(void)key;
	int err = resource_decode(value, &r);
	if (err || !is_wanted(m->wanted, &r))
		return err;
	err = is_lent(m, &r, &lent);
	if (err || !lent)
		return err;
	while (!m->out->failed && m->out->len <= r.no)
		buf_char(m->out, 0);
	if (m->out->failed)
		return QUAD_ENOMEM;
	m->out->p[r.no] = 1;
	return 0;
}

int resource_marks(struct db_txn *txn, const struct resource_wanted *wanted, struct buf *out)
{
	struct marking m = {.txn = txn, .wanted = wanted, .lender = wanted->lender, .out = out};
	int err = m.lender ? register_list_load(txn, REGISTER_OWNERS, &m.arena, &m.owners) : 0;
	if (!err)
		err = walk_table(txn, TABLE_RESOURCE, mark_resource, &m);
	arena_release(&m.arena);
	return err;
}
