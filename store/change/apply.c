/*
 * The one way in. A request is dispatched to the module of its kind with a `struct change` that carries the
 * transaction. A refused request writes nothing because every module decides first and writes last.
 */
#include "store/change/apply.h"

#include "store/base/err.h"
#include "store/change/adjust.h"
#include "store/change/approve.h"
#include "store/change/attend.h"
#include "store/change/book.h"
#include "store/change/book_write.h"
#include "store/change/calendar_change.h"
#include "store/change/closure.h"
#include "store/change/column_map.h"
#include "store/change/erase.h"
#include "store/change/evaluate.h"
#include "store/change/event_memory.h"
#include "store/change/grants.h"
#include "store/change/hand.h"
#include "store/change/inventory.h"
#include "store/change/lapse.h"
#include "store/change/notices.h"
#include "store/change/outbox_deed.h"
#include "store/change/people.h"
#include "store/change/note.h"
#include "store/change/person_keys.h"
#include "store/change/permit.h"
#include "store/change/place.h"
#include "store/change/plan.h"
#include "store/change/promotion.h"
#include "store/change/qualification_record.h"
#include "store/change/refusal.h"
#include "store/change/register_record.h"
#include "store/change/request_memory.h"
#include "store/change/rule_record.h"
#include "store/change/series.h"
#include "store/change/setting.h"
#include "store/change/undo.h"

static int dispatch(struct change *c)
{
	switch (c->rq->op) {
	case OP_INSTITUTION: return place_institution(c);
	case OP_CAMPUS: return place_campus(c);
	case OP_TRAVEL: return place_travel(c);
	case OP_RESOURCE: return inventory_resource(c);
	case OP_CLOSURE: return closure_put(c);
	case OP_CLOSURE_DROP: return closure_drop(c);
	case OP_BOOK: return book_put(c);
	case OP_MOVE: return book_move(c);
	case OP_CANCEL: return book_cancel(c);
	case OP_SWAP: return book_swap(c);
	case OP_TERM: return calendar_change_term(c);
	case OP_PERIOD: return calendar_change_period(c);
	case OP_DAY: return calendar_change_day(c);
	case OP_SERIES: return series_put(c);
	case OP_SERIES_CHANGE: return series_change(c);
	case OP_SERIES_CANCEL: return series_cancel(c);
	case OP_SERIES_ADD: return series_add(c);
	case OP_PERSON: return people_put(c);
	case OP_EVENT: return event_memory_put(c);
	case OP_COLUMNS: return column_map_put(c);
	case OP_UNDO: return undo_take_back(c);
	case OP_APPROVE: return approve_accept(c);
	case OP_DECLINE: return approve_decline(c);
	case OP_ASK: return approve_ask(c);
	case OP_COMMENT: return approve_comment(c);
	case OP_CHECKIN: return attend_checkin(c);
	case OP_RELEASE: return attend_release(c);
	case OP_NOSHOW: return attend_noshow(c);
	case OP_EVALUATE: return evaluate_put(c);
	case OP_HAND: return hand_over(c);
	case OP_ADJUST: return adjust_carry_out(c);
	case OP_GRANT: return grants_put(c);
	case OP_REVOKE: return grants_drop(c);
	case OP_LAPSE:
	case OP_PROMOTE: break;
	case OP_ERASE: return erase_thing(c);
	case OP_KEY: return person_keys_add(c);
	case OP_KEY_DROP: return person_keys_drop(c);
	case OP_MAIL: return outbox_deed(c);
	case OP_RULE: return rule_record_put(c);
	case OP_RULE_DROP: return rule_record_drop(c);
	case OP_QUALIFICATION: return qualification_record_put(c);
	case OP_SETTING: return setting_put(c);
	case OP_REFUSED: return refusal_put(c);
	case OP_REGISTER: return register_record_put(c);
	case OP_REGISTER_DROP: return register_record_drop(c);
	case OP_LOGIN:
	case OP_EXPORT: return note_put(c);
	}
	return QUAD_EINVAL;
}

/* Carries the request out by fn, and looks at what came of it. */
static int settle(struct change *c, int (*fn)(struct change *c))
{
	*c->out = (struct result){.reasons.arena = c->arena};
	int err = permit(c);
	if (!err && !c->out->reasons.n)
		err = fn(c);
	/* whatever came of going on without a reason */
	if (c->out->reasons.failed)
		err = QUAD_ENOMEM;
	/* a refused request that has written is a fault of this program: nothing of it may stand */
	if (!err && c->out->reasons.n && c->out->seq)
		err = QUAD_ECORRUPT;
	if (!err && c->out->reasons.n)
		c->out->outcome = reasons_malformed(&c->out->reasons) ? OUTCOME_INVALID : OUTCOME_REFUSED;
	return err;
}

/* Entries that are written from now on belong to the request's action. */
static void begin_action(struct change *c)
{
	struct decision_cache *k = c->cache;
	bool shared = c->rq->flags & REQUEST_SHARED;
	k->action = shared ? k->shared_action : 0;
	if (shared && !k->action)
		k->action = c->rq->action;
}

static void end_action(struct change *c)
{
	if (!c->out->seq)
		return;
	c->out->action = c->cache->action;
	if (c->rq->flags & REQUEST_SHARED)
		c->cache->shared_action = c->cache->action;
}

static int decide(struct change *c)
{
	begin_action(c);
	int err = settle(c, dispatch);
	if (!err)
		end_action(c);
	return err;
}

/* Before anything else: what the clock has done, and who waits for what that frees. */
static int catch_up(struct change *c)
{
	/* what the others of those that stand or fall together have freed is for later */
	const struct freed kept = c->cache->freed;
	c->cache->freed = (struct freed){0};
	*c->out = (struct result){.reasons.arena = c->arena};
	int err = lapse_due(c);
	if (!err)
		err = promotion_go_on(c);
	/* what the request does may be rolled back, and this may not */
	if (!err)
		err = change_seal(c);
	c->cache->freed = kept;
	return err;
}

/* After the last of those that stand or fall together, so that what one of them frees is theirs first. */
static int promote(struct change *c)
{
	if (c->out->reasons.n) {
		/* what had left its place is back */
		c->cache->freed = (struct freed){0};
		return 0;
	}
	return c->rq->flags & REQUEST_AND_NEXT ? 0 : promotion_of_freed(c);
}

bool apply_can_rehearse(const struct request *request)
{
	/* who is in the way is moved before it is known whether the rest fits */
	if (request->flags & REQUEST_PREEMPT)
		return false;
	switch (request->op) {
	case OP_BOOK:
	case OP_MOVE:
	case OP_SERIES:
	case OP_SERIES_CHANGE:
	case OP_REFUSED:
	case OP_LOGIN:
	case OP_EXPORT: return true;
	default: return false;
	}
}

int apply(struct db_txn *txn, struct decision_cache *cache, const struct request *request, struct result *out,
          struct arena *arena)
{
	struct change c = {.txn = txn, .rq = request, .out = out, .arena = arena, .cache = cache};
	if (request_memory_wanted(request)) {
		*out = (struct result){.reasons.arena = arena};
		int err = request_memory_recall(&c);
		if (err != QUAD_ENOTFOUND)
			return err;
	}
	uint64_t since;
	int err = notices_begin(&c, &since);
	if (!err)
		err = catch_up(&c);
	if (!err)
		err = decide(&c);
	if (!err && request_memory_wanted(request) && out->seq)
		err = request_memory_keep(&c);
	if (!err)
		err = promote(&c);
	if (!err)
		err = notices_write(&c, since);
	return err ? err : change_seal(&c);
}

static int write_settled(struct change *c)
{
	struct plan plan = *c->settled;
	if (!c->in_place_of)
		c->in_place_of = plan.in_place_of;
	return book_write(c, &plan);
}

int apply_settled(struct db_txn *txn, struct decision_cache *cache, const struct request *request,
                  struct plan *settled, struct result *out, struct arena *arena)
{
	struct change c = {
		.txn = txn, .rq = request, .out = out, .arena = arena, .cache = cache, .settled = settled};
	uint64_t since;
	int err = notices_begin(&c, &since);
	if (!err)
		err = lapse_due(&c);
	if (err)
		return err;
	begin_action(&c);
	err = settle(&c, write_settled);
	if (err)
		return err;
	end_action(&c);
	err = request_memory_keep(&c);
	if (!err)
		err = promote(&c);
	if (!err)
		err = notices_write(&c, since);
	return err ? err : change_seal(&c);
}

int apply_rehearse(struct db_txn *txn, struct decision_cache *cache, const struct request *request, struct result *out,
                   struct arena *arena)
{
	struct change c = {.txn = txn, .rq = request, .out = out, .arena = arena, .rehearse = true, .cache = cache};
	return apply_can_rehearse(request) ? decide(&c) : QUAD_EINVAL;
}

int apply_early(struct db_txn *txn, struct decision_cache *cache, const struct request *request, struct result *out,
                struct arena *arena, struct plan **settled, bool *decided)
{
	struct plan *plan = arena_alloc(arena, sizeof *plan);
	struct change c = {.txn = txn, .rq = request, .out = out, .arena = arena, .rehearse = true, .cache = cache,
	                   .settled = plan};
	bool pending = false;
	int64_t due = 0;
	*settled = NULL;
	if (!plan)
		return QUAD_ENOMEM;
	*out = (struct result){.reasons.arena = arena};
	int err = request_memory_recall(&c);
	*decided = !err;
	if (err != QUAD_ENOTFOUND)
		return err;
	/* a series is decided once, under the lock, since its decision costs more than to wait */
	if ((request->op != OP_BOOK && request->op != OP_MOVE) || !apply_can_rehearse(request))
		return 0;
	err = decide(&c);
	*decided = !err && out->reasons.n > 0;
	if (err || !plan->v.n_claims)
		return err;
	/* who is to be asked before it may take its place */
	err = cache_due(cache, txn, &due);
	if (!err)
		err = promotion_is_pending(&c, &pending);
	pending |= due <= request->now;
	if (!err && !pending)
		*settled = plan;
	return err;
}
