/*
 * The pairs of one institution and kind are one record of the store (column_map.h) and one text in it, a line
 * `ours=theirs` for each: a cleaned header holds no line end, and none of our columns has a `=` or a blank in its name.
 * A type word is a line too, `kind KIND=WORD`.
 */
#include "store/list/list_remember.h"

#include <string.h>

#include "store/base/err.h"
#include "store/change/column_map.h"
#include "store/facts/facts.h"
#include "store/format/list_words.h"

#define KIND_LINE "kind "

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

/* Adds a pair of a line of the text, `ours=theirs`. */
static int add_pair(const char *ours, size_t ours_len, const char *theirs, size_t theirs_len, struct arena *arena,
                    struct list_pair **pairs, size_t *n)
{
	size_t cap = *n;
	struct list_pair *grown = arena_grow(arena, *pairs, *n, &cap, sizeof *grown);
	if (!grown)
		return QUAD_ENOMEM;
	*pairs = grown;
	grown[*n].ours = arena_dup(arena, ours, ours_len);
	grown[*n].theirs = arena_dup(arena, theirs, theirs_len);
	if (!grown[*n].ours || !grown[*n].theirs)
		return QUAD_ENOMEM;
	++*n;
	return 0;
}

/* Adds what a line of the text says. */
static int add_line(const char *line, size_t len, struct arena *arena, struct recalled_columns *out)
{
	size_t ours = strcspn(line, "="), prefix = strlen(KIND_LINE);
	if (ours >= len)
		return 0;
	const char *theirs = line + ours + 1;
	size_t theirs_len = len - ours - 1;
	if (strncmp(line, KIND_LINE, prefix) == 0)
		return add_pair(line + prefix, ours - prefix, theirs, theirs_len, arena, &out->kinds, &out->n_kinds);
	return add_pair(line, ours, theirs, theirs_len, arena, &out->columns, &out->n_columns);
}

int list_recall_columns(struct store *s, struct list_import *ask, struct arena *arena, struct recalled_columns *out)
{
	struct recall_ask r = {.kind = list_kind_word(ask->kind), .named = "", .arena = arena};
	*out = (struct recalled_columns){0};
	for (size_t i = 0; i < ask->n_set; i++)
		if (strcmp(ask->set[i].ours, "institution") == 0)
			r.named = ask->set[i].theirs;
	int err = db_read(s->db, read_kept, &r);
	if (err)
		return err;
	out->institution = r.institution;
	for (const char *p = r.pairs ? r.pairs : ""; *p;) {
		size_t len = strcspn(p, "\n");
		err = add_line(p, len, arena, out);
		if (err)
			return err;
		p += len + (p[len] == '\n');
	}
	ask->remembered = out->columns;
	ask->n_remembered = out->n_columns;
	ask->remembered_kinds = out->kinds;
	ask->n_remembered_kinds = out->n_kinds;
	return 0;
}

static bool is_replaced(const struct list_import *ask, const struct list_pair *pair)
{
	for (size_t i = 0; i < ask->n_map; i++)
		if (strcmp(ask->map[i].ours, pair->ours) == 0 || strcmp(ask->map[i].theirs, pair->theirs) == 0)
			return true;
	return false;
}

static bool is_replaced_kind(const struct list_import *ask, const struct list_pair *pair, bool *failed)
{
	for (size_t i = 0; i < ask->n_map_kind; i++)
		if (words_same(ask->map_kind[i].theirs, pair->theirs, failed))
			return true;
	return false;
}

static void put_pair(const char *prefix, const struct list_pair *pair, struct buf *out)
{
	buf_fmt(out, "%s%s%s=%s", out->len ? "\n" : "", prefix, pair->ours, pair->theirs);
}

/* Appends the text that is kept. */
static void put_pairs(const struct list_import *ask, const struct recalled_columns *recalled, struct buf *out)
{
	for (size_t i = 0; i < recalled->n_columns; i++)
		if (!is_replaced(ask, &recalled->columns[i]))
			put_pair("", &recalled->columns[i], out);
	for (size_t i = 0; i < ask->n_map; i++)
		if (*ask->map[i].theirs && *ask->map[i].ours)
			put_pair("", &ask->map[i], out);
	for (size_t i = 0; i < recalled->n_kinds; i++)
		if (!is_replaced_kind(ask, &recalled->kinds[i], &out->failed))
			put_pair(KIND_LINE, &recalled->kinds[i], out);
	for (size_t i = 0; i < ask->n_map_kind; i++)
		if (*ask->map_kind[i].ours)
			put_pair(KIND_LINE, &ask->map_kind[i], out);
}

int list_remember_columns(struct store *s, const struct list_import *ask, const struct recalled_columns *recalled,
                          struct list_summary *summary)
{
	struct request rq = {.op = OP_COLUMNS,
	                     .flags = REQUEST_SHARED,
	                     .actor = ask->actor,
	                     .now = ask->now,
	                     .given = GIVEN_ALL,
	                     .via = ask->via,
	                     .action = summary->action};
	struct result result = {.action = 0};
	struct arena arena = {0};
	struct buf pairs = {0};
	put_pairs(ask, recalled, &pairs);
	rq.u.columns = (struct kept_columns){recalled->institution, list_kind_word(ask->kind), buf_text(&pairs), 0};
	int err = pairs.failed ? QUAD_ENOMEM : store_apply(s, &rq, 1, false, &result, &arena);
	if (!err && result.action)
		summary->action = result.action;
	arena_release(&arena);
	buf_release(&pairs);
	return err;
}
