/*
 * The proof that the journal's tree is that of its entries: it is built again while the entries are gone through, and
 * compared with what the store keeps of it.
 */
#include "store/query/checker.h"

#include "store/base/err.h"
#include "store/facts/journal_tree.h"
#include "store/facts/upgrade.h"

static bool has_tree(const struct checker *c)
{
	return c->schema >= SCHEMA_TREE;
}

static void compare_kept(struct checker *c, unsigned level, const struct hash *root)
{
	uint64_t index = (c->edge.size >> level) - 1;
	struct key k = journal_tree_key(level, index);
	struct bytes kept = {"", 0};
	bool missing = check_fails(c, db_get(c->txn, key_bytes(&k), &kept));
	c->n_kept++;
	if (missing || !check_same_bytes(kept, (struct bytes){root->p, HASH_BYTES}))
		check_fault(c, "journal entries %s to %s: not as the journal's tree has them",
		            check_num(c, (index << level) + 1), check_num(c, (index + 1) << level));
}

/* What stands after an entry's last field is in no leaf. */
static bool is_exact(struct checker *c, const struct journal_entry *e, struct bytes value)
{
	buf_clear(&c->leaf);
	journal_encode(e, &c->leaf);
	return check_fails(c, c->leaf.failed ? QUAD_ENOMEM : 0) ||
	       check_same_bytes(value, (struct bytes){c->leaf.p, c->leaf.len});
}

void check_leaf(struct checker *c, const struct journal_entry *e, struct bytes value)
{
	struct hash leaf, full[MERKLE_LEVELS / MERKLE_KEPT];
	bool salted = (!e->before.len || e->before_salt.len) && (!e->after.len || e->after_salt.len);
	if (!has_tree(c))
		return;
	if (!salted)
		check_fault(c, "journal entry %s: without a salt", check_num(c, c->last_seq));
	if (!is_exact(c, e, value))
		check_fault(c, "journal entry %s: not as it is written", check_num(c, c->last_seq));
	if (check_fails(c, journal_leaf(e, &c->leaf, &leaf)))
		return;
	unsigned n = merkle_add(&c->edge, &leaf, full);
	for (unsigned i = 0; i < n; i++)
		compare_kept(c, (i + 1) * MERKLE_KEPT, &full[i]);
}

/* The rows of the table are counted: those that must be there were compared. */
int check_tree_row(struct checker *c, struct bytes key, struct bytes value)
{
	(void)value;
	c->n_tree_rows += key.len > 1;
	return 0;
}

static bool is_same_tree(const struct merkle_edge *a, const struct merkle_edge *b)
{
	struct hash x = merkle_root(a), y = merkle_root(b);
	return a->size == b->size && hash_equals(&x, &y);
}

int check_tree(struct checker *c)
{
	struct merkle_edge stored;
	if (!has_tree(c))
		return 0;
	bool unread = check_fails(c, journal_tree_edge(c->txn, &stored));
	if (c->err)
		return c->err;
	if (unread || !is_same_tree(&stored, &c->edge))
		check_fault(c, "the journal's entries do not lead to its head");
	if (c->n_tree_rows != c->n_kept)
		check_fault(c, "the journal's tree keeps other nodes than it has");
	return 0;
}
