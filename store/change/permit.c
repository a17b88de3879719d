/*
 * What is one's own is asked first, since it needs no look at where it is; so a booking for oneself costs no more than
 * the look at who asks.
 */
#include "store/change/permit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/change/permit_ask.h"
#include "store/change/permit_people.h"
#include "store/change/permit_places.h"
#include "store/change/series_record.h"
#include "store/facts/members.h"
#include "store/facts/right_rows.h"
#include "store/facts/walk.h"

/* A booking or a series, as it stands and as it is asked for. */
struct holding_ask {
	const char *entity; /* what stands */
	struct right_row was;
	bool is_new;
	/* what is asked for */
	const struct claim_ask *claims;
	size_t n_claims;
	bool claims_given;
	const char *requester;   /* "" = as it was, or who asks */
	const char *institution; /* "" = as it was, or the requester's */
};

/* ---- what stands ---- */

/* Asks for a booking or a series by its row, whose places are given. */
static int ask_standing(struct change *c, const struct right_row *row, const char *entity)
{
	return entity ? permit_ask(c, RIGHT_ASK, row, entity) : QUAD_ENOMEM;
}

/* Loads what a booking is for the rights; QUAD_ENOTFOUND: there is none, which is refused later. */
static int load_booking(struct change *c, uint64_t id, struct holding_ask *ask)
{
	struct key k = key_table(TABLE_BOOKING);
	struct booking b;
	struct bytes record;
	key_u64(&k, id);
	int err = change_get(c, &k, &record);
	if (!err)
		err = booking_decode(record, c->arena, &b);
	if (!err)
		err = right_rows_booking(c->txn, &b, c->arena, &ask->was);
	ask->entity = arena_fmt(c->arena, "booking:%" PRIu64, id);
	return err || ask->entity ? err : QUAD_ENOMEM;
}

static int row_of_phase(struct change *c, const struct series *s, struct holding_ask *ask)
{
	ask->entity = arena_fmt(c->arena, "series:%" PRIu64, s->id);
	return ask->entity ? right_rows_series(c->txn, s, c->arena, &ask->was) : QUAD_ENOMEM;
}

static int load_series(struct change *c, uint64_t id, struct holding_ask *ask)
{
	struct series_record record;
	int err = series_load(c, id, &record);
	return err ? err : row_of_phase(c, series_phases_last(&record.phases), ask);
}

struct occurrences_look {
	struct change *c;
	const char *requester; /* of the series */
};

/* An occurrence that was handed to somebody else is that one's. */
static int ask_occurrence(struct bytes key, struct bytes value, void *arg)
{
	const struct occurrences_look *look = arg;
	struct booking head;
	struct holding_ask ask = {0};
	(void)value;
	if (key.len != 17)
		return QUAD_ECORRUPT;
	uint64_t id = key_get_u64(key, 9);
	int err = facts_booking_head(look->c->txn, id, &head);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	bool over = !state_stands(head.state) || head.end <= look->c->rq->now;
	if (over || strcmp(head.requester, look->requester) == 0)
		return 0;
	err = load_booking(look->c, id, &ask);
	return err ? err : ask_standing(look->c, &ask.was, ask.entity);
}

static int ask_occurrences(struct change *c, uint64_t series, const char *requester)
{
	struct occurrences_look look = {c, requester};
	struct key lo = key_table(TABLE_SERIES_BOOKING);
	key_u64(&lo, series);
	struct key hi = key_after(&lo);
	return walk_range(c->txn, &lo, &hi, ask_occurrence, &look);
}

/* ---- what shall stand ---- */

/* True if a role that may ask is held for that institution. */
static bool speaks_for(const struct change *c, const struct member *m, const char *institution)
{
	for (size_t i = 0; i < m->n_held; i++) {
		const struct holding *h = &m->held[i];
		const struct right_row own = {.requester = *h->grant.deputy_of ? h->grant.deputy_of : m->person.login};
		struct member one = {.known = true, .person = m->person, .held = h, .n_held = 1};
		if (strcmp(h->institution, institution) != 0)
			continue;
		if (rights_may(&one, RIGHT_ASK, &own, c->rq->now, NULL))
			return true;
	}
	return false;
}

/* Asks for each place by itself, so that each that is refused is named. */
static int ask_each_place(struct change *c, enum right right, const struct right_row *row)
{
	for (size_t i = 0; i < row->n_places; i++) {
		struct right_row one = *row;
		one.places = &row->places[i];
		one.n_places = 1;
		const char *entity = arena_fmt(c->arena, "resource:%s", row->places[i].resource);
		int err = entity ? permit_ask(c, right, &one, entity) : QUAD_ENOMEM;
		if (err)
			return err;
	}
	return 0;
}

/* The places of what is asked for. */
static int load_wanted(struct change *c, const struct holding_ask *ask, struct right_row *out)
{
	*out = ask->was;
	out->requester = out->institution = "";
	return ask->claims_given ? right_rows_claims(c->txn, ask->claims, ask->n_claims, c->arena, out) : 0;
}

/* In the name of an institution or of somebody that is not one's own: of all that it takes. */
static int ask_for_other(struct change *c, const struct holding_ask *ask, const char *institution, const char *entity)
{
	struct right_row row;
	bool may = false;
	int err = load_wanted(c, ask, &row);
	row.institution = institution;
	if (!err)
		err = permit_may(c, RIGHT_ASK_FOR, &row, &may);
	if (err || may)
		return err;
	return permit_ask(c, RIGHT_ASK_FOR, &row, entity);
}

static int ask_requester(struct change *c, const struct holding_ask *ask, const char *requester)
{
	const struct member *m;
	const char *entity = arena_fmt(c->arena, "person:%s", requester);
	int err = members_of(c->cache, c->txn, requester, &m);
	if (err)
		return err;
	const char *institution = arena_str(c->arena, m->institution);
	if (!entity || !institution)
		return QUAD_ENOMEM;
	return ask_for_other(c, ask, institution, entity);
}

static int ask_institution(struct change *c, const struct holding_ask *ask, const char *requester,
                           const char *institution)
{
	const struct right_row everything = {0};
	const char *entity = *institution ? arena_fmt(c->arena, "institution:%s", institution)
	                                  : arena_fmt(c->arena, "person:%s", requester);
	if (!entity)
		return QUAD_ENOMEM;
	if (!*institution)
		return permit_ask(c, RIGHT_COORDINATE, &everything, entity);
	return ask_for_other(c, ask, institution, entity);
}

/* Who it shall be for, and in whose name. */
static int ask_names(struct change *c, const struct holding_ask *ask)
{
	const char *requester = *ask->requester ? ask->requester : c->rq->actor, *institution;
	const struct right_row own = {.requester = requester};
	const struct member *m;
	bool may;
	int err = *ask->institution ? permit_find_institution(c, ask->institution, &institution)
	                            : permit_own_institution(c, requester, &institution);
	if (!err)
		err = permit_may(c, RIGHT_ASK, &own, &may);
	if (!err && !may)
		err = ask_requester(c, ask, requester);
	/* the institution would tell of somebody who may be hidden */
	if (err || c->out->reasons.n)
		return err;
	err = permit_member(c, &m);
	if (err || !m || (*institution && may && speaks_for(c, m, institution)))
		return err;
	return ask_institution(c, ask, requester, institution);
}

/* Somebody who asks for himself and may not ask at all. */
static int ask_new(struct change *c, const struct holding_ask *ask)
{
	const struct member *m;
	int err = permit_member(c, &m);
	if (err || !m)
		return err;
	const struct right_row own = {.requester = c->rq->actor};
	const char *code = ask->n_claims ? ask->claims[0].resource : "";
	const char *entity = arena_fmt(c->arena, "resource:%s", code);
	err = entity ? permit_ask(c, RIGHT_ASK, &own, entity) : QUAD_ENOMEM;
	return err || c->out->reasons.n ? err : ask_names(c, ask);
}

/* A change of whom it is for, or in whose name. */
static int ask_renamed(struct change *c, struct holding_ask *ask)
{
	const char *institution;
	int err = permit_find_institution(c, ask->institution, &institution);
	if (err)
		return err;
	bool same = !*ask->requester || strcmp(ask->requester, ask->was.requester) == 0;
	same = same && (!*institution || strcmp(institution, ask->was.institution) == 0);
	if (same)
		return 0;
	if (!*ask->requester)
		ask->requester = ask->was.requester;
	if (!*institution)
		ask->institution = ask->was.institution;
	return ask_names(c, ask);
}

/* To set rules aside, where the request does. */
static int ask_override(struct change *c, const char *entity)
{
	const struct right_row everything = {0};
	if (!(c->rq->flags & REQUEST_OVERRIDE))
		return 0;
	return entity ? permit_ask(c, RIGHT_COORDINATE, &everything, entity) : QUAD_ENOMEM;
}

/* What only somebody with more rights may: to enter what happened, to set rules aside. */
static int ask_flags(struct change *c, const struct holding_ask *ask)
{
	struct right_row row = ask->was;
	const char *code = ask->n_claims ? ask->claims[0].resource : "";
	int err = ask_override(c, ask->entity ? ask->entity : arena_fmt(c->arena, "resource:%s", code));
	if (err || !(c->rq->flags & REQUEST_RECORD))
		return err;
	if (!ask->is_new)
		err = ask_each_place(c, RIGHT_RECORD, &row);
	if (!err && ask->claims_given)
		err = load_wanted(c, ask, &row);
	return err || !ask->claims_given ? err : ask_each_place(c, RIGHT_RECORD, &row);
}

/* A new holding, or a change of one that stands. */
static int ask_holding(struct change *c, struct holding_ask *ask)
{
	int err = ask->is_new ? ask_new(c, ask) : ask_standing(c, &ask->was, ask->entity);
	if (err || c->out->reasons.n)
		return err;
	if (!ask->is_new)
		err = ask_renamed(c, ask);
	return err || c->out->reasons.n ? err : ask_flags(c, ask);
}

/* ---- bookings ---- */

static struct holding_ask ask_of_booking(const struct change *c)
{
	const struct booking_ask *in = &c->rq->u.booking;
	bool whole = c->rq->op == OP_BOOK;
	struct holding_ask ask = {.requester = "", .institution = "", .claims = in->claims, .n_claims = in->n_claims};
	ask.claims_given = whole || c->rq->given & GIVEN(BOOKING_CLAIMS);
	if (whole || c->rq->given & GIVEN(BOOKING_REQUESTER))
		ask.requester = in->requester;
	if (whole || c->rq->given & GIVEN(BOOKING_INSTITUTION))
		ask.institution = in->institution;
	return ask;
}

/* What stands under a reference is named by its number only to whom it may be shown: else by what he has said. */
static int name_by_ref(struct change *c, struct holding_ask *ask, const char *word, const char *ref)
{
	bool seen;
	int err = permit_may(c, RIGHT_DETAILS, &ask->was, &seen);
	if (err || seen)
		return err;
	ask->entity = arena_fmt(c->arena, "%s:%s", word, ref);
	return ask->entity ? 0 : QUAD_ENOMEM;
}

static int load_booking_by_ref(struct change *c, const char *ref, uint64_t id, struct holding_ask *ask)
{
	int err = load_booking(c, id, ask);
	return err ? err : name_by_ref(c, ask, "booking", ref);
}

static int row_of_phase_by_ref(struct change *c, const char *ref, const struct series *s, struct holding_ask *ask)
{
	int err = row_of_phase(c, s, ask);
	return err ? err : name_by_ref(c, ask, "series", ref);
}

static int permit_book(struct change *c)
{
	struct holding_ask ask = ask_of_booking(c);
	struct booking standing;
	const char *ref = c->rq->u.booking.ref;
	int err = *ref ? facts_booking_by_ref(c->txn, ref, c->arena, &standing) : QUAD_ENOTFOUND;
	if (err && err != QUAD_ENOTFOUND)
		return err;
	ask.is_new = err || !booking_is_open(&standing, c->rq->now);
	err = ask.is_new ? 0 : load_booking_by_ref(c, ref, standing.id, &ask);
	return err ? err : ask_holding(c, &ask);
}

/* A change of a booking, or what is done with one. */
static int permit_booking(struct change *c, uint64_t id)
{
	bool moves = c->rq->op == OP_MOVE;
	struct holding_ask ask = moves ? ask_of_booking(c) : (struct holding_ask){.requester = "", .institution = ""};
	int err = load_booking(c, id, &ask);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	return ask_holding(c, &ask);
}

/* Who has either is asked by the module itself, since one may propose what the other agrees to. */
static int permit_swap(struct change *c)
{
	const struct booking_ask *in = &c->rq->u.booking;
	const uint64_t ids[] = {in->id, in->other};
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		struct holding_ask ask = {.requester = "", .institution = ""};
		int err = load_booking(c, ids[i], &ask);
		if (!err)
			err = ask_flags(c, &ask);
		if (err)
			return err == QUAD_ENOTFOUND ? 0 : err;
	}
	return 0;
}

/* ---- series ---- */

static struct holding_ask ask_of_series(const struct change *c)
{
	const struct series_ask *in = &c->rq->u.series;
	bool whole = c->rq->op == OP_SERIES;
	struct holding_ask ask = {.requester = "", .institution = "", .claims = in->claims, .n_claims = in->n_claims};
	if (!op_asks_for_series(c->rq->op))
		return ask;
	ask.claims_given = whole || c->rq->given & GIVEN(SERIES_CLAIMS);
	if (whole || c->rq->given & GIVEN(SERIES_REQUESTER))
		ask.requester = in->requester;
	if (whole || c->rq->given & GIVEN(SERIES_INSTITUTION))
		ask.institution = in->institution;
	return ask;
}

static int find_own(struct bytes key, struct bytes value, void *arg)
{
	const struct occurrences_look *look = arg;
	struct booking head;
	(void)value;
	if (key.len != 17)
		return QUAD_ECORRUPT;
	int err = facts_booking_head(look->c->txn, key_get_u64(key, 9), &head);
	if (err)
		return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
	return strcmp(head.requester, look->requester) == 0 ? QUAD_ESTOP : 0;
}

/* Somebody to whom one of its bookings was handed knows of a series, though nothing else of it is his. */
static int know_series(struct change *c, const struct right_row *row, uint64_t id)
{
	struct occurrences_look look = {c, c->rq->actor};
	struct key lo = key_table(TABLE_SERIES_BOOKING);
	bool seen;
	int err = permit_may(c, RIGHT_DETAILS, row, &seen);
	if (err || seen)
		return err;
	key_u64(&lo, id);
	struct key hi = key_after(&lo);
	err = walk_range(c->txn, &lo, &hi, find_own, &look);
	if (err)
		return err == QUAD_ESTOP ? 0 : err;
	const char *name = arena_fmt(c->arena, "S%" PRIu64, id);
	if (!name)
		return QUAD_ENOMEM;
	reason_add(&c->out->reasons, REASON_NO_SERIES, name);
	return 0;
}

int permit_known_series(struct change *c, const struct series *last)
{
	struct right_row row;
	int err = right_rows_series(c->txn, last, c->arena, &row);
	return err ? err : know_series(c, &row, last->id);
}

static int ask_series(struct change *c, struct holding_ask *ask, uint64_t id)
{
	int err = ask_holding(c, ask);
	return err || c->out->reasons.n ? err : ask_occurrences(c, id, ask->was.requester);
}

static int permit_series_put(struct change *c)
{
	struct holding_ask ask = ask_of_series(c);
	struct series_record record;
	int err = *c->rq->u.series.ref ? series_load_by_ref(c, c->rq->u.series.ref, &record) : QUAD_ENOTFOUND;
	if (err && err != QUAD_ENOTFOUND)
		return err;
	ask.is_new = err == QUAD_ENOTFOUND;
	if (ask.is_new)
		return ask_holding(c, &ask);
	const struct series *last = series_phases_last(&record.phases);
	err = row_of_phase_by_ref(c, c->rq->u.series.ref, last, &ask);
	return err ? err : ask_series(c, &ask, last->id);
}

static int permit_series(struct change *c, uint64_t id)
{
	struct holding_ask ask = ask_of_series(c);
	int err = load_series(c, id, &ask);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	err = know_series(c, &ask.was, id);
	return err || c->out->reasons.n ? err : ask_series(c, &ask, id);
}

/* What a calendar's event says is of the booking or series that bears its ref. */
static int permit_event(struct change *c)
{
	struct holding_ask ask = {.requester = "", .institution = ""};
	const char *ref = c->rq->u.event.ref;
	struct booking standing;
	struct series_record record;
	int err = facts_booking_by_ref(c->txn, ref, c->arena, &standing);
	if (!err) {
		err = load_booking_by_ref(c, ref, standing.id, &ask);
		return err ? err : ask_standing(c, &ask.was, ask.entity);
	}
	if (err != QUAD_ENOTFOUND)
		return err;
	err = series_load_by_ref(c, ref, &record);
	if (!err) {
		err = row_of_phase_by_ref(c, ref, series_phases_last(&record.phases), &ask);
		return err ? err : ask_standing(c, &ask.was, ask.entity);
	}
	if (err != QUAD_ENOTFOUND)
		return err;
	const struct right_row own = {.requester = c->rq->actor};
	const char *entity = arena_fmt(c->arena, "event:%s", ref);
	return entity ? permit_ask(c, RIGHT_ASK, &own, entity) : QUAD_ENOMEM;
}

/* ---- requests ---- */

/* Who may decide a request or hand a booking on is asked by the module itself. */
static int permit_decision(struct change *c)
{
	const struct decision_ask *in = &c->rq->u.decision;
	return ask_override(c, in->id ? arena_fmt(c->arena, "booking:%" PRIu64, in->id)
	                              : arena_fmt(c->arena, "series:%" PRIu64, in->series));
}

static int permit_travel(struct change *c)
{
	const struct travel *in = &c->rq->u.travel;
	const char *pair = arena_fmt(c->arena, "%s:%s", in->from, in->to);
	return pair ? permit_consortium(c, "travel", pair) : QUAD_ENOMEM;
}

static int permit_mail(struct change *c)
{
	const struct mail_ask *in = &c->rq->u.mail;
	char id[MAIL_ID_MAX];
	return permit_consortium(c, "mail", mail_id(in->action, in->login, id));
}

/* What the program does by itself, or its owner lets it do: the front end lets nobody else ask for it. */
static bool is_of_program(const struct request *rq)
{
	if (rq->op == OP_MAIL)
		return rq->u.mail.deed != MAIL_DROP;
	return rq->op == OP_LAPSE || rq->op == OP_PROMOTE;
}

static int ask_kind(struct change *c)
{
	const struct request *rq = c->rq;
	switch (rq->op) {
	case OP_INSTITUTION: return permit_consortium(c, "institution", rq->u.institution.code);
	case OP_TERM: return permit_consortium(c, "term", rq->u.term.code);
	case OP_TRAVEL: return permit_travel(c);
	case OP_CAMPUS: return permit_campus(c);
	case OP_RESOURCE: return permit_resource(c);
	case OP_CLOSURE:
	case OP_CLOSURE_DROP: return permit_closure(c);
	case OP_PERIOD:
	case OP_DAY: return permit_calendar(c);
	case OP_RULE:
	case OP_RULE_DROP: return permit_rule(c);
	case OP_QUALIFICATION: return permit_qualification(c);
	case OP_COLUMNS: return permit_columns(c);
	case OP_PERSON: return permit_person(c);
	case OP_BOOK: return permit_book(c);
	case OP_MOVE:
	case OP_CANCEL: return permit_booking(c, rq->u.booking.id);
	case OP_SWAP: return permit_swap(c);
	case OP_SERIES: return permit_series_put(c);
	case OP_SERIES_CHANGE:
	case OP_SERIES_CANCEL:
	case OP_SERIES_ADD: return permit_series(c, rq->u.series.id);
	case OP_EVENT: return permit_event(c);
	case OP_APPROVE:
	case OP_DECLINE:
	case OP_HAND: return permit_decision(c);
	/* decided by the module itself, which knows what stands */
	case OP_GRANT:
	case OP_REVOKE:
	case OP_UNDO:
	case OP_ASK:
	case OP_COMMENT:
	case OP_CHECKIN:
	case OP_RELEASE:
	case OP_NOSHOW:
	case OP_EVALUATE:
	case OP_LAPSE:
	case OP_PROMOTE:
	case OP_REFUSED:
	case OP_LOGIN:
	case OP_EXPORT: return 0;
	case OP_SETTING: return permit_consortium(c, "setting", rq->u.setting.name);
	case OP_KEY:
	case OP_KEY_DROP: return permit_key(c);
	case OP_MAIL: return permit_mail(c);
	case OP_ERASE: break;
	}
	return QUAD_EINVAL;
}

int permit(struct change *c)
{
	const struct member *m;
	if (is_of_program(c->rq))
		return 0;
	int err = permit_member(c, &m);
	if (err || !m || m->everything)
		return err;
	return ask_kind(c);
}

/* ---- undo ---- */

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
	struct holding_ask ask = {.requester = ""};
	if (own)
		return 0;
	int err = load_booking(c, strtoull(entity_name(t->entity), NULL, 10), &ask);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	return permit_ask(c, RIGHT_RECORD, &ask.was, t->entity);
}

static int ask_image(struct change *c, const struct undo_thing *t, struct bytes record, bool own)
{
	struct right_subject subject;
	bool decided;
	if (!record.len)
		return 0;
	switch (t->kind) {
	case OF_COMMENT:
	case OF_EVALUATION: return ask_comment(c, t, own);
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
