/* Read from the index of what becomes another by the clock, which holds every request that stands. */
#include "store/query/requests.h"

#include <string.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/members.h"
#include "store/facts/sight.h"
#include "store/facts/walk.h"
#include "store/model/approval.h"

enum { DUE_KEY_BYTES = 1 + 4 + 8, COMMENT_KEY_BYTES = 1 + 8 + 8 };

struct requests_ask {
	const struct request_filter *filter;
	struct request_rows *out;
	struct db_txn *txn;
	struct store *store;
	struct sight *sight;
	struct member member; /* of the person that the filter names */
	struct owners owners;
	int64_t now;
	size_t cap;
	struct arena scratch;
};

/* ---- whom it waits for ---- */

static bool may_decide(const struct requests_ask *ask, const struct right_place *place)
{
	const struct right_row row = {.places = place, .n_places = place ? 1 : 0};
	return rights_may(&ask->member, place ? RIGHT_DECIDE : RIGHT_COORDINATE, &row, ask->now, NULL);
}

/* Adds what a step waits for; *mine: the person may decide it. */
static int add_step(struct requests_ask *ask, const struct approval_step *step, struct buf *out, bool *mine)
{
	struct resource r;
	struct right_place place;
	if (!step->resource) {
		buf_fmt(out, "%scoordinator", out->len ? ";" : "");
		*mine |= ask->filter->mine && may_decide(ask, NULL);
		return 0;
	}
	int err = facts_resource_by_number(ask->txn, step->resource, &r);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	buf_fmt(out, "%sowner:%s", out->len ? ";" : "", r.code);
	if (!ask->filter->mine)
		return 0;
	err = members_place(ask->txn, &r, &ask->scratch, &place);
	if (err)
		return err;
	/* where nobody owns it, the coordinator decides in the owner's place */
	bool owned = members_next_owner(&ask->owners, 0, &place, ask->now) < ask->owners.n;
	*mine |= may_decide(ask, &place) || (!owned && may_decide(ask, NULL));
	return 0;
}

static int describe(struct requests_ask *ask, struct request_row *row)
{
	struct approval_chain chain;
	struct buf waits = {0};
	bool asked = row->b.asked_min != 0, by_him = false;
	int err = approval_parse(row->b.chain, &ask->scratch, &chain);
	for (size_t i = 0; i < chain.n; i++) {
		if (!err && approval_is_open(&chain, i))
			err = add_step(ask, &chain.v[i], &waits, &row->mine);
		if (err)
			break;
	}
	if (ask->filter->mine)
		by_him = strcmp(row->b.requester, ask->filter->mine) == 0;
	/* one's own request is decided by others */
	if (asked)
		row->mine = by_him;
	else if (by_him && !ask->member.everything)
		row->mine = false;
	row->waits_for = asked ? "requester" : arena_str(&ask->out->arena, buf_text(&waits));
	if (!err && (waits.failed || !row->waits_for))
		err = QUAD_ENOMEM;
	buf_release(&waits);
	return err;
}

/* ---- rows ---- */

static bool matches(const struct requests_ask *ask, const struct request_row *row)
{
	const struct request_filter *f = ask->filter;
	bool his = f->mine && strcmp(row->b.requester, f->mine) == 0;
	if (f->mine && !his && !row->mine)
		return false;
	return !f->overdue || row->b.until - ask->now <= REQUEST_OVERDUE_MIN;
}

static int read_request(struct requests_ask *ask, uint64_t id)
{
	struct request_rows *out = ask->out;
	struct key k = key_table(TABLE_BOOKING);
	struct bytes record;
	struct request_row row = {0};
	key_u64(&k, id);
	int err = db_get(ask->txn, key_bytes(&k), &record);
	if (!err)
		err = walk_keep(&out->arena, record, &record);
	if (!err)
		err = booking_decode(record, &out->arena, &row.b);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	if (booking_state_at(&row.b, ask->now) != STATE_REQUESTED)
		return 0;
	bool seen;
	err = sight_of_booking(ask->sight, ask->txn, &row.b, &seen);
	if (err || !seen)
		return err;
	err = facts_claims_text(ask->txn, &row.b, &out->arena, &row.claims);
	if (!err)
		err = describe(ask, &row);
	if (err || !matches(ask, &row))
		return err;
	struct request_row *v = arena_grow(&out->arena, out->v, out->n, &ask->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	out->v = v;
	v[out->n++] = row;
	return 0;
}

static int add_due(struct bytes key, struct bytes value, void *arg)
{
	struct requests_ask *ask = arg;
	(void)value;
	if (key.len != DUE_KEY_BYTES)
		return QUAD_ECORRUPT;
	arena_release(&ask->scratch);
	return key_get_min(key, 1) > ask->now ? read_request(ask, key_get_u64(key, 5)) : 0;
}

static int gather_requests(struct db_txn *txn, void *arg)
{
	struct requests_ask *ask = arg;
	ask->txn = txn;
	int err = sight_load(ask->store, txn, &ask->sight);
	if (!err && ask->filter->mine)
		err = members_load(txn, ask->filter->mine, &ask->out->arena, &ask->member);
	if (!err && ask->filter->mine)
		err = members_owners(txn, &ask->out->arena, &ask->owners);
	if (err)
		return err;
	if (!ask->filter->booking)
		return walk_table(txn, TABLE_DUE, add_due, ask);
	return read_request(ask, ask->filter->booking);
}

int query_requests(struct store *s, const struct request_filter *f, struct request_rows *out)
{
	struct requests_ask ask = {.store = s, .filter = f, .out = out, .now = store_now(s)};
	*out = (struct request_rows){0};
	int err = db_read(s->db, gather_requests, &ask);
	arena_release(&ask.scratch);
	if (!err)
		return 0;
	arena_release(&out->arena);
	*out = (struct request_rows){0};
	return err;
}

/* ---- comments ---- */

struct comments_ask {
	struct store *store;
	uint64_t booking;
	struct comment_list *out;
	size_t cap;
};

static int add_comment(struct bytes key, struct bytes value, void *arg)
{
	struct comments_ask *ask = arg;
	struct comment_list *out = ask->out;
	struct comment *v = arena_grow(&out->arena, out->v, out->n, &ask->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	out->v = v;
	if (key.len != COMMENT_KEY_BYTES)
		return QUAD_ECORRUPT;
	int err = walk_keep(&out->arena, value, &value);
	if (!err)
		err = comment_decode(value, &v[out->n]);
	if (err)
		return err;
	v[out->n++].booking = ask->booking;
	return 0;
}

static int gather_comments(struct db_txn *txn, void *arg)
{
	struct comments_ask *ask = arg;
	struct key lo = key_table(TABLE_COMMENT);
	struct sight *sight;
	struct booking b;
	bool seen = false;
	key_u64(&lo, ask->booking);
	int err = sight_load(ask->store, txn, &sight);
	if (!err)
		err = facts_booking(txn, ask->booking, &ask->out->arena, &b);
	if (!err)
		err = sight_of_booking(sight, txn, &b, &seen);
	if (err || !seen)
		return err == QUAD_ENOTFOUND ? 0 : err;
	struct key hi = key_after(&lo);
	return walk_range(txn, &lo, &hi, add_comment, arg);
}

int query_comments(struct store *s, uint64_t booking, struct comment_list *out)
{
	struct comments_ask ask = {s, booking, out, 0};
	*out = (struct comment_list){0};
	int err = db_read(s->db, gather_comments, &ask);
	if (!err)
		return 0;
	arena_release(&out->arena);
	*out = (struct comment_list){0};
	return err;
}
