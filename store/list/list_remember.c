/*
 * The pairs of one institution and kind are one record of the store (column_map.h) and one text in it, a line
 * `ours=theirs` for each: a cleaned header holds no line end, and none of our columns has a `=` in its name.
 */
#include "store/list/list_remember.h"

#include <string.h>

#include "store/base/err.h"
#include "store/change/column_map.h"
#include "store/facts/facts.h"

struct recall_ask {
	const char *kind, *named;
	struct arena *arena;
	const char *institution, *pairs;
};

static int read_kept(struct db_txn *txn, void *arg)
{
	struct recall_ask *r = arg;
	struct institution institution;
	struct kept_columns kept;
	struct bytes b;
	bool known = *r->named && facts_institution_named(txn, r->named, &institution) == 0;
	r->institution = arena_str(r->arena, known ? institution.code : r->named);
	if (!r->institution)
		return QUAD_ENOMEM;
	r->pairs = NULL;
	if (strlen(r->institution) > CODE_MAX_BYTES)
		return 0;
	struct key k = column_map_key(r->kind, r->institution);
	int err = db_get(txn, key_bytes(&k), &b);
	if (!err)
		err = column_map_decode(b, &kept);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	r->pairs = arena_str(r->arena, kept.pairs);
	return r->pairs ? 0 : QUAD_ENOMEM;
}

int list_recall_columns(struct store *s, const struct list_import *ask, struct arena *arena, struct list_pair **pairs,
                        size_t *n, const char **institution)
{
	struct recall_ask r = {.kind = list_kind_word(ask->kind), .named = "", .arena = arena};
	size_t cap = 0;
	*pairs = NULL;
	*n = 0;
	for (size_t i = 0; i < ask->n_set; i++)
		if (strcmp(ask->set[i].ours, "institution") == 0)
			r.named = ask->set[i].theirs;
	int err = db_read(s->db, read_kept, &r);
	*institution = r.institution;
	for (const char *p = err || !r.pairs ? "" : r.pairs; *p;) {
		size_t len = strcspn(p, "\n"), ours = strcspn(p, "=");
		*pairs = arena_grow(arena, *pairs, *n, &cap, sizeof **pairs);
		if (!*pairs)
			return QUAD_ENOMEM;
		struct list_pair *pair = &(*pairs)[*n];
		if (ours < len) {
			pair->ours = arena_dup(arena, p, ours);
			pair->theirs = arena_dup(arena, p + ours + 1, len - ours - 1);
			if (!pair->ours || !pair->theirs)
				return QUAD_ENOMEM;
			++*n;
		}
		p += len + (p[len] == '\n');
	}
	return err;
}

static bool is_replaced(const struct list_import *ask, const struct list_pair *pair)
{
	for (size_t i = 0; i < ask->n_map; i++)
		if (strcmp(ask->map[i].ours, pair->ours) == 0 || strcmp(ask->map[i].theirs, pair->theirs) == 0)
			return true;
	return false;
}

int list_remember_columns(struct store *s, const struct list_import *ask, const struct list_pair *recalled, size_t n,
                          const char *institution)
{
	struct request rq = {.op = OP_COLUMNS, .actor = ask->actor, .now = ask->now, .given = GIVEN_ALL};
	struct result result;
	struct arena arena = {0};
	struct buf pairs = {0};
	for (size_t i = 0; i < n; i++)
		if (!is_replaced(ask, &recalled[i]))
			buf_fmt(&pairs, "%s%s=%s", pairs.len ? "\n" : "", recalled[i].ours, recalled[i].theirs);
	for (size_t i = 0; i < ask->n_map; i++)
		if (*ask->map[i].theirs)
			buf_fmt(&pairs, "%s%s=%s", pairs.len ? "\n" : "", ask->map[i].ours, ask->map[i].theirs);
	rq.u.columns = (struct kept_columns){institution, list_kind_word(ask->kind), buf_text(&pairs), 0};
	int err = pairs.failed ? QUAD_ENOMEM : store_apply(s, &rq, 1, false, &result, &arena);
	arena_release(&arena);
	buf_release(&pairs);
	return err;
}
