#include "store/change/permit_undo.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/change/permit_ask.h"
#include "store/change/permit_bookings.h"
#include "store/change/permit_people.h"
#include "store/facts/right_rows.h"
#include "store/model/codec.h"

/* The institution of remembered columns: after the kind, as the journal names them. */
static int ask_columns(struct change *c, const struct undo_thing *t)
{
	const char *colon = strchr(entity_name(t->entity), ':');
	struct right_row row;
	int err = right_rows_institution(colon ? colon + 1 : "", c->arena, &row);
	return err ? err : permit_ask(c, RIGHT_KEEP, &row, t->entity);
}

/* A decision on a request, or a no-show, is taken back by who may decide it, also who may not change bookings. */
static int was_decided(struct change *c, const struct undo_thing *t, const struct right_row *row, bool *out)
{
	struct booking before, after;
	*out = false;
	if (t->kind != OF_BOOKING || !t->before.len || !t->after.len)
		return 0;
	int err = booking_decode_head(t->before, &before);
	if (!err)
		err = booking_decode_head(t->after, &after);
	if (err || (before.state != STATE_REQUESTED && after.state != STATE_NOSHOW))
		return err;
	return permit_may(c, RIGHT_DECIDE, row, out);
}

/* What was said about a booking is of that booking: its number comes first in the name. */
static int ask_comment(struct change *c, const struct undo_thing *t, bool own)
{
	struct right_row row;
	if (own)
		return 0;
	int err = permit_booking_row(c, strtoull(entity_name(t->entity), NULL, 10), &row);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	return permit_ask(c, RIGHT_RECORD, &row, t->entity);
}

static int ask_image(struct change *c, const struct undo_thing *t, struct bytes record, bool own)
{
	struct right_subject subject;
	bool decided;
	if (!record.len)
		return 0;
	switch (t->kind) {
	case OF_COMMENT:
	case OF_EVALUATION:
	case OF_ADJUSTMENT: return ask_comment(c, t, own);
	case OF_PERSON: return permit_person_record(c, record);
	case OF_GRANT: return permit_grant_record(c, record);
	case OF_COLUMNS: return ask_columns(c, t);
	default: break;
	}
	int err = right_rows_record(c->txn, t->kind, record, c->arena, &subject);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	if (t->kind == OF_EVENT && own)
		subject.row.requester = c->rq->actor;
	err = own ? was_decided(c, t, &subject.row, &decided) : 0;
	if (err || (own && decided))
		return err;
	bool more = !own && subject.right != RIGHT_CONSORTIUM;
	return permit_ask(c, more ? RIGHT_RECORD : subject.right, &subject.row, t->entity);
}

/* *out: who asks finds the entries of the thing in the journal. */
static int may_log(struct change *c, const struct undo_thing *t, bool *out)
{
	const struct bytes record = t->before.len ? t->before : t->after;
	struct right_subject subject = {0};
	int err = permit_may(c, RIGHT_LOG, &subject.row, out);
	if (err || *out || !record.len)
		return err;
	if (t->kind == OF_PERSON || t->kind == OF_GRANT)
		return permit_knows_record(c, t->kind == OF_GRANT, record, out);
	if (t->kind == OF_COLUMNS || t->kind == OF_COMMENT)
		return 0;
	err = right_rows_record(c->txn, t->kind, record, c->arena, &subject);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	return permit_may(c, RIGHT_LOG, &subject.row, out);
}

static int ask_thing(struct change *c, const struct undo_thing *t, bool own)
{
	int err = ask_image(c, t, t->before, own);
	return err || c->out->reasons.n ? err : ask_image(c, t, t->after, own);
}

/*
 * What speaks against taking back what others did names nothing that is hidden from who asks: of an action of which he
 * sees something else, that; of another, that there is no such entry.
 */
static int hide_things(struct change *c, const struct undo_things *things, size_t refused)
{
	bool seen = false;
	int err = may_log(c, &things->v[refused], &seen);
	if (err || seen)
		return err;
	c->out->reasons.n = 0;
	for (size_t i = 0; i < things->n; i++) {
		err = may_log(c, &things->v[i], &seen);
		if (err)
			return err;
		if (!seen)
			continue;
		reason_add_text(&c->out->reasons, REASON_ROLE, things->v[i].entity, "%s",
		                rights_needed(RIGHT_RECORD, false));
		return 0;
	}
	const char *entry = arena_fmt(c->arena, "%" PRIu64, c->rq->u.entry);
	if (!entry)
		return QUAD_ENOMEM;
	reason_add(&c->out->reasons, REASON_NO_ENTRY, entry);
	return 0;
}

int permit_undo(struct change *c, const struct undo_things *things)
{
	const struct member *m;
	int err = permit_member(c, &m);
	if (err || !m || m->everything)
		return err;
	bool own = strcmp(things->actor, c->rq->actor) == 0;
	for (size_t i = 0; i < things->n; i++) {
		err = ask_thing(c, &things->v[i], own);
		/* one is enough */
		if (!err && c->out->reasons.n && !own)
			err = hide_things(c, things, i);
		if (err || c->out->reasons.n)
			return err;
	}
	return 0;
}
