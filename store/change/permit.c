#include "store/change/permit.h"

#include "store/base/err.h"
#include "store/change/permit_ask.h"
#include "store/change/permit_bookings.h"
#include "store/change/permit_people.h"
#include "store/change/permit_places.h"
#include "store/model/entity.h"

static int permit_travel(struct change *c)
{
	const struct travel *in = &c->rq->u.travel;
	const char *pair = arena_fmt(c->arena, "%s:%s", in->from, in->to);
	return pair ? permit_consortium(c, "travel", pair) : QUAD_ENOMEM;
}

static int permit_erase(struct change *c)
{
	const char *entity = c->rq->u.note.entity;
	return permit_consortium(c, entity_word(entity_kind_of(entity)), entity_name(entity));
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
	case OP_REGISTER:
	case OP_REGISTER_DROP: return permit_register(c);
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
	case OP_ADJUST:
	case OP_LAPSE:
	case OP_PROMOTE:
	case OP_REFUSED:
	case OP_LOGIN:
	case OP_EXPORT: return 0;
	case OP_SETTING: return permit_consortium(c, "setting", rq->u.setting.name);
	case OP_KEY:
	case OP_KEY_DROP: return permit_key(c);
	case OP_ERASE: return permit_erase(c);
	case OP_MAIL: return permit_mail(c);
	}
	return QUAD_EINVAL;
}

int permit(struct change *c)
{
	const struct member *m;
	if (is_of_program(c->rq))
		return 0;
	/* what has left the house is noted of everybody, also of the owner of the files, who need not be a member */
	if (c->rq->op == OP_EXPORT)
		return 0;
	int err = permit_member(c, &m);
	if (err || !m || m->everything)
		return err;
	return ask_kind(c);
}
