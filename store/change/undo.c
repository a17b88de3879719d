/*
 * One nested transaction: what comes first makes room for what follows, and if there is any reason against any of it,
 * all is rolled back. Bookings leave their places, then what they stand on comes back, then they do, and what they
 * stood on goes at the end.
 */
#include "store/change/undo.h"

#include <inttypes.h>

#include "store/base/err.h"
#include "store/change/permit_ask.h"
#include "store/change/permit_undo.h"
#include "store/change/undo_bookings.h"
#include "store/change/undo_calendar.h"
#include "store/change/undo_records.h"
#include "store/change/undo_use.h"
#include "store/facts/members.h"

static bool is_of_people(const struct undo_things *things)
{
	for (size_t i = 0; i < things->n; i++)
		if (things->v[i].kind == OF_PERSON || things->v[i].kind == OF_GRANT)
			return true;
	return false;
}

/* Refuses to leave nobody who could grant anything. */
static int keep_coordinators(struct change *c, size_t n_before)
{
	size_t n;
	int err = members_lasting_coordinators(c->txn, c->rq->now, NULL, &n);
	if (!err && n_before && !n)
		reason_add_text(&c->out->reasons, REASON_LAST_COORDINATOR, c->rq->actor, "%s",
		                role_word(ROLE_COORDINATOR));
	return err;
}

static int write_things(struct change *c, const struct undo_things *things)
{
	struct undo_records records = {.things = things};
	struct undo_bookings bookings;
	struct undo_calendar calendar;
	int err = undo_bookings_load(c, things, &bookings);
	if (!err)
		err = undo_calendar_begin(c, things, &bookings, &calendar);
	if (!err && !c->out->reasons.n)
		err = undo_bookings_leave(c, &bookings);
	if (!err)
		err = undo_records_put(c, &records);
	if (err || c->out->reasons.n)
		return err;
	err = undo_bookings_place(c, &bookings);
	if (!err)
		err = undo_records_series(c, &records);
	if (!err)
		err = undo_records_remove(c, &records);
	if (!err && !c->out->reasons.n)
		err = undo_records_check_owners(c, &records);
	if (!err && !c->out->reasons.n)
		err = undo_use_check(c, &bookings, &records);
	if (!err && !c->out->reasons.n)
		err = undo_calendar_end(c, &calendar, &bookings);
	/* of one booking the answer is made again by its entry, if the request comes twice */
	if (bookings.n == 1)
		c->out->seq = bookings.v->seq;
	c->out->restored = records.restored;
	c->out->n_restored = records.n_restored;
	c->out->against = records.against;
	c->out->n_against = records.n_against;
	return err;
}

/* What was erased cannot come back; who does not see the journal learns of no entry. */
static int refuse_erased(struct change *c, const struct undo_things *things)
{
	const struct right_row everything = {0};
	for (size_t i = 0; i < things->n; i++) {
		bool sees = false;
		if (!things->v[i].erased)
			continue;
		const char *entry = arena_fmt(c->arena, "%" PRIu64, c->rq->u.entry);
		int err = entry ? permit_may(c, RIGHT_LOG, &everything, &sees) : QUAD_ENOMEM;
		if (err)
			return err;
		reason_add(&c->out->reasons, sees ? REASON_ERASED : REASON_NO_ENTRY,
		           sees ? things->v[i].entity : entry);
		return 0;
	}
	return 0;
}

static int take_back(struct db_txn *txn, void *arg)
{
	const struct change *outer = arg;
	struct request rq = *outer->rq;
	struct change c = *outer;
	struct undo_things things;
	size_t n_coordinators = 0;
	/* what was so before was no matter of when */
	rq.flags |= REQUEST_RECORD;
	c.txn = txn;
	c.rq = &rq;
	c.as = OP_UNDO;
	int err = undo_gather(&c, rq.u.entry, &things);
	if (!err && !c.out->reasons.n)
		err = refuse_erased(&c, &things);
	if (!err && !c.out->reasons.n)
		err = permit_undo(&c, &things);
	bool of_people = !err && !c.out->reasons.n && is_of_people(&things);
	if (of_people)
		err = members_lasting_coordinators(txn, rq.now, NULL, &n_coordinators);
	if (!err && !c.out->reasons.n)
		err = write_things(&c, &things);
	if (!err && of_people && !c.out->reasons.n)
		err = keep_coordinators(&c, n_coordinators);
	if (!err && c.out->reasons.n)
		return QUAD_EREFUSED;
	return err;
}

int undo_take_back(struct change *c)
{
	bool wrote = c->cache->wrote;
	int err = db_nest(c->txn, take_back, c);
	if (err == QUAD_EREFUSED) {
		cache_undone(c->cache, wrote);
		c->out->seq = 0;
		return 0;
	}
	if (!err)
		c->out->outcome = c->out->seq ? OUTCOME_UPDATED : OUTCOME_UNCHANGED;
	return err;
}
