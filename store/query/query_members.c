/* Each question is one snapshot. */
#include "store/query/query_members.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/members.h"
#include "store/facts/right_rows.h"
#include "store/facts/sight.h"
#include "store/facts/walk.h"
#include "store/model/codec.h"
#include "store/query/query.h"

struct member_ask {
	const char *login;
	struct arena *arena;
	struct member *out;
};

static int load_member(struct db_txn *txn, void *arg)
{
	const struct member_ask *ask = arg;
	return members_load(txn, ask->login, ask->arena, ask->out);
}

int query_member(struct store *s, const char *login, struct arena *arena, struct member *out)
{
	*out = (struct member){.institution = ""};
	return db_read(s->db, load_member, &(struct member_ask){login, arena, out});
}

/* ---- may ---- */

struct may_ask {
	struct store *store;
	const char *login, *entity;
	enum right right;
	int64_t now;
	struct arena *arena;
	struct may_answer *out;
};

static int answer_may(struct db_txn *txn, void *arg)
{
	struct may_ask *ask = arg;
	struct right_subject subject;
	struct member m;
	const struct grant *by = NULL;
	struct sight *sight;
	bool known = false;
	int err = members_load(txn, ask->login, ask->arena, &m);
	if (!err)
		err = sight_load(ask->store, txn, &sight);
	if (!err)
		err = sight_of_login(sight, txn, ask->login, &known);
	/* as one who is not there; where there are no people, there is nobody to be hidden */
	if (!known && m.known)
		m = (struct member){0};
	if (!err)
		err = right_rows_entity(txn, ask->entity, ask->arena, &subject);
	if (err)
		return err;
	bool edits = ask->right == RIGHT_KEEP && subject.right == RIGHT_CONSORTIUM;
	enum right right = edits ? RIGHT_CONSORTIUM : ask->right;
	bool own = subject.row.requester && strcmp(subject.row.requester, ask->login) == 0;
	/* a booking that there is not yet is one's own */
	if (right == RIGHT_ASK && subject.right != RIGHT_ASK) {
		subject.row.requester = ask->login;
		own = true;
	}
	ask->out->may = rights_may(&m, right, &subject.row, ask->now, &by);
	ask->out->needed = rights_needed(right, own);
	if (by)
		ask->out->by = *by;
	return 0;
}

int query_may(struct store *s, const char *login, enum right right, const char *entity, int64_t now,
              struct arena *arena, struct may_answer *out)
{
	struct may_ask ask = {s, login, entity, right, now, arena, out};
	*out = (struct may_answer){.needed = ""};
	return db_read(s->db, answer_may, &ask);
}

/* ---- grants ---- */

struct grants_gather {
	struct store *store;
	struct db_txn *txn;
	struct sight *sight;
	struct grant_list *out;
	size_t cap;
};

static int add_grant(struct bytes key, struct bytes value, void *arg)
{
	struct grants_gather *g = arg;
	struct grant_list *out = g->out;
	struct buf scope = {0};
	struct bytes record;
	struct grant *v = arena_grow(&out->arena, out->v, out->n, &g->cap, sizeof *v);
	(void)key;
	if (!v)
		return QUAD_ENOMEM;
	out->v = v;
	int err = walk_keep(&out->arena, value, &record);
	if (!err)
		err = grant_decode(record, &v[out->n]);
	bool seen = false;
	if (!err)
		err = sight_of_grant(g->sight, g->txn, &v[out->n], &seen);
	if (err || !seen)
		return err;
	v = &v[out->n++];
	facts_scope_text(v->over, v->scope, &scope);
	v->scope = scope.failed ? NULL : arena_str(&out->arena, buf_text(&scope));
	buf_release(&scope);
	return v->scope ? 0 : QUAD_ENOMEM;
}

static int gather_grants(struct db_txn *txn, void *arg)
{
	struct grants_gather *g = arg;
	g->txn = txn;
	int err = sight_load(g->store, txn, &g->sight);
	return err ? err : walk_table(txn, TABLE_GRANT, add_grant, g);
}

int query_grants(struct store *s, struct grant_list *out)
{
	*out = (struct grant_list){0};
	struct grants_gather g = {.store = s, .out = out};
	int err = db_read(s->db, gather_grants, &g);
	if (err) {
		arena_release(&out->arena);
		*out = (struct grant_list){0};
	}
	return err;
}
