/*
 * The journal only grows, so it may be read in portions, each under a snapshot of its own, up to the head that was read
 * first.
 */
#include "store/query/journal_proof.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/journal_tree.h"
#include "store/facts/sight.h"

enum { PORTION = 1 << 14, FULL_MAX = (PORTION >> MERKLE_KEPT) + MERKLE_LEVELS };

/* ---- the head ---- */

static int read_head(struct db_txn *txn, struct merkle_edge *edge, struct journal_head *out)
{
	uint32_t mark;
	int err = facts_mark(txn, &mark);
	if (!err)
		err = journal_tree_edge(txn, edge);
	if (err)
		return err;
	snprintf(out->origin, sizeof out->origin, "quad/%08" PRIx32, mark);
	out->size = edge->size;
	out->root = merkle_root(edge);
	return 0;
}

static int ask_head(struct db_txn *txn, void *arg)
{
	struct merkle_edge edge;
	return read_head(txn, &edge, arg);
}

int journal_head_of(struct db_txn *txn, struct journal_head *out)
{
	*out = (struct journal_head){0};
	return ask_head(txn, out);
}

int query_head(struct store *s, struct journal_head *out)
{
	*out = (struct journal_head){0};
	return db_read(s->db, ask_head, out);
}

void journal_head_format(const struct journal_head *head, struct buf *out)
{
	buf_fmt(out, "%s\n%" PRIu64 "\n", head->origin, head->size);
	hash_base64((struct bytes){head->root.p, HASH_BYTES}, out);
	buf_char(out, '\n');
}

/* Copies the next line without its end, \n or \r\n; false if it is too long for `out`. */
static bool take_line(const char **text, char *out, size_t room)
{
	size_t len = strcspn(*text, "\n"), kept = len;
	if (kept && (*text)[kept - 1] == '\r')
		kept--;
	if (kept >= room)
		return false;
	memcpy(out, *text, kept);
	out[kept] = '\0';
	*text += len + ((*text)[len] == '\n');
	return true;
}

bool journal_head_parse(const char *text, struct journal_head *out)
{
	char size[24], root[48], *end;
	size_t len;
	*out = (struct journal_head){0};
	if (!take_line(&text, out->origin, sizeof out->origin) || !*out->origin)
		return false;
	if (!take_line(&text, size, sizeof size) || strspn(size, "0123456789") != strlen(size) || !*size)
		return false;
	out->size = strtoull(size, &end, 10);
	if (!take_line(&text, root, sizeof root))
		return false;
	return hash_from_base64(root, strlen(root), out->root.p, HASH_BYTES, &len) && len == HASH_BYTES;
}

/* ---- the whole journal ---- */

/* The root of a perfect tree that the store keeps, as the entries say it. */
struct full_tree {
	unsigned level;
	uint64_t index;
	struct hash root;
};

struct verifying {
	const struct journal_head *since;
	struct journal_verdict *out;
	struct merkle_edge edge; /* of what was read */
	struct merkle_edge stored;
	struct full_tree full[FULL_MAX]; /* of the portion */
	size_t n_full;
};

static void judge(struct verifying *v, enum journal_fault fault, uint64_t at, uint64_t to)
{
	if (v->out->fault != JOURNAL_SOUND)
		return;
	v->out->fault = fault;
	v->out->at = at;
	v->out->to = to;
}

static void compare_since(struct verifying *v)
{
	if (!v->since || v->since->size != v->edge.size)
		return;
	struct hash root = merkle_root(&v->edge);
	if (!hash_equals(&root, &v->since->root))
		judge(v, JOURNAL_OTHER, 1, v->edge.size);
}

static int take_leaf(void *arg, const struct hash *leaf)
{
	struct verifying *v = arg;
	struct hash full[MERKLE_LEVELS / MERKLE_KEPT];
	unsigned n = merkle_add(&v->edge, leaf, full);
	for (unsigned i = 0; i < n; i++) {
		unsigned level = (i + 1) * MERKLE_KEPT;
		v->full[v->n_full++] = (struct full_tree){level, (v->edge.size >> level) - 1, full[i]};
	}
	compare_since(v);
	return 0;
}

/* What the store keeps of the portion says in which part of it something is wrong. */
static int compare_full(struct db_txn *txn, struct verifying *v)
{
	for (size_t i = 0; i < v->n_full; i++) {
		const struct full_tree *f = &v->full[i];
		struct key k = journal_tree_key(f->level, f->index);
		struct bytes kept;
		int err = db_get(txn, key_bytes(&k), &kept);
		if (err && err != QUAD_ENOTFOUND)
			return err;
		bool same = !err && kept.len == HASH_BYTES && memcmp(kept.p, f->root.p, HASH_BYTES) == 0;
		if (!same)
			judge(v, JOURNAL_NODE, (f->index << f->level) + 1, (f->index + 1) << f->level);
	}
	v->n_full = 0;
	return 0;
}

static int verify_portion(struct db_txn *txn, void *arg)
{
	struct verifying *v = arg;
	uint64_t left = v->out->head.size - v->edge.size, next;
	int err = journal_tree_leaves(txn, v->edge.size + 1, left < PORTION ? left : PORTION, take_leaf, v, &next);
	/* what cannot be decoded, or is missing */
	if (err == QUAD_ECORRUPT || err == QUAD_EVERSION || (!err && !next && v->edge.size < v->out->head.size)) {
		judge(v, JOURNAL_ENTRY, v->edge.size + 1, v->edge.size + 1);
		return 0;
	}
	return err ? err : compare_full(txn, v);
}

static int begin_verifying(struct db_txn *txn, void *arg)
{
	struct verifying *v = arg;
	uint64_t last = 0;
	int err = read_head(txn, &v->stored, &v->out->head);
	if (!err)
		err = facts_last_seq(txn, &last);
	if (!err && last != v->out->head.size)
		judge(v, JOURNAL_SIZE, last, last);
	return err;
}

/* What an earlier head says before anything is read. */
static void judge_since(struct verifying *v)
{
	if (!v->since)
		return;
	if (strcmp(v->since->origin, v->out->head.origin) != 0)
		judge(v, JOURNAL_ORIGIN, 0, 0);
	if (v->since->size > v->out->head.size)
		judge(v, JOURNAL_CUT, v->out->head.size + 1, v->since->size);
}

static int verify(struct store *s, struct verifying *v, void (*told)(void *arg, uint64_t n), void *arg)
{
	int err = db_read(s->db, begin_verifying, v);
	if (!err)
		judge_since(v);
	compare_since(v);
	while (!err && v->out->fault == JOURNAL_SOUND && v->edge.size < v->out->head.size) {
		err = db_read(s->db, verify_portion, v);
		if (told)
			told(arg, v->edge.size);
	}
	if (err || v->out->fault != JOURNAL_SOUND)
		return err;
	struct hash root = merkle_root(&v->edge);
	if (!hash_equals(&root, &v->out->head.root))
		judge(v, JOURNAL_ROOT, 1, v->edge.size);
	return 0;
}

int query_verify(struct store *s, const struct journal_head *since, void (*told)(void *arg, uint64_t n), void *arg,
                 struct journal_verdict *out)
{
	*out = (struct journal_verdict){0};
	struct verifying *v = calloc(1, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	v->since = since;
	v->out = out;
	int err = verify(s, v, told, arg);
	free(v);
	return err;
}

/* ---- one entry ---- */

struct proving {
	struct store *store;
	uint64_t seq;
	struct journal_proof *out;
	struct arena arena;
};

/* The entry, if the looker may see it. */
static int ask_proof(struct db_txn *txn, void *arg)
{
	struct proving *p = arg;
	struct merkle_edge edge;
	struct sight *sight;
	struct bytes value;
	struct journal_entry e, shown;
	bool shows = false;
	struct key k = key_table(TABLE_JOURNAL);
	key_u64(&k, p->seq);
	int err = db_get(txn, key_bytes(&k), &value);
	if (!err)
		err = journal_decode(value, &e);
	if (!err)
		err = sight_load(p->store, txn, &sight);
	if (err)
		return err;
	shown = e;
	err = sight_of_entry(sight, txn, &shown, &p->arena, &shows);
	if (!err && !shows)
		err = QUAD_ENOTFOUND;
	if (err)
		return err;
	journal_leaf_data(&e, &p->out->data);
	err = p->out->data.failed ? QUAD_ENOMEM : read_head(txn, &edge, &p->out->head);
	return err ? err : journal_tree_prove(txn, p->seq, &edge, p->out->path, &p->out->n_path);
}

int query_prove_entry(struct store *s, uint64_t seq, struct journal_proof *out)
{
	struct proving p = {.store = s, .seq = seq, .out = out};
	*out = (struct journal_proof){.seq = seq};
	int err = db_read(s->db, ask_proof, &p);
	arena_release(&p.arena);
	return err;
}
