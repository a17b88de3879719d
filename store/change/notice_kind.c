/* A booking is open to a person while it stands or, to who asked for it, waits. */
#include "store/change/notice_kind.h"

#include <string.h>

#include "store/change/notices.h"

static bool is_open_to(const struct booking *b, bool asked, bool teaches)
{
	if (!b || (!asked && !teaches))
		return false;
	return state_stands(b->state) || (asked && b->state == STATE_WAITING);
}

static bool is_open(const struct booking *b)
{
	return is_open_to(b, true, false);
}

bool notice_is_over(const struct notice_change *t)
{
	bool clock = t->op == OP_LAPSE || t->op == OP_NOSHOW;
	int64_t from = clock ? t->at_min - NOTICES_GRACE_MIN : t->at_min;
	bool before = is_open(t->before) && t->before->end > from;
	bool after = is_open(t->after) && t->after->end > from;
	return !before && !after;
}

static bool has_other_claims(const struct booking *a, const struct booking *b)
{
	if (a->n_claims != b->n_claims)
		return true;
	for (size_t i = 0; i < a->n_claims; i++)
		if (a->claims[i].resource != b->claims[i].resource || a->claims[i].units != b->claims[i].units)
			return true;
	return false;
}

bool notice_differs(const struct booking *a, const struct booking *b)
{
	if (a->start != b->start || a->end != b->end || a->party != b->party || has_other_claims(a, b))
		return true;
	if (strcmp(a->purpose, b->purpose) != 0 || strcmp(a->requester, b->requester) != 0)
		return true;
	return strcmp(a->note, b->note) != 0 || strcmp(a->institution, b->institution) != 0;
}

static bool is_of_calendar(enum request_op op)
{
	return op == OP_TERM || op == OP_PERIOD || op == OP_DAY;
}

/* What it is to who was not in it. */
static enum mail_item_kind kind_of_new(const struct booking *b)
{
	switch (b->state) {
	case STATE_REQUESTED: return MAIL_REQUESTED;
	case STATE_WAITING: return MAIL_WAITS;
	default: return MAIL_BOOKED;
	}
}

/* What it is to who is not in it any more. */
static enum mail_item_kind kind_of_gone(const struct notice_change *t, bool in_after)
{
	if (!t->after || !in_after)
		return MAIL_CANCELLED;
	switch (t->after->state) {
	case STATE_DECLINED: return MAIL_DECLINED;
	case STATE_LAPSED: return MAIL_LAPSED;
	case STATE_NOSHOW: return MAIL_NOSHOW;
	default: return is_of_calendar(t->op) ? MAIL_CALENDAR : MAIL_CANCELLED;
	}
}

static enum mail_item_kind kind_of_other_state(const struct notice_change *t)
{
	if (t->op == OP_PROMOTE)
		return MAIL_PROMOTED;
	if (t->after->state == STATE_BOOKED && t->op == OP_APPROVE)
		return MAIL_APPROVED;
	if (t->after->state == STATE_USED || t->before->state == STATE_USED)
		return 0;
	return kind_of_new(t->after);
}

/* What it is to who was in it and is. */
static enum mail_item_kind kind_of_kept(const struct notice_change *t)
{
	enum mail_item_kind by_state = 0;
	if (t->after->state != t->before->state)
		by_state = kind_of_other_state(t);
	if (by_state)
		return by_state;
	if (!notice_differs(t->before, t->after))
		return 0;
	if (t->displaced)
		return MAIL_DISPLACED;
	return is_of_calendar(t->op) ? MAIL_CALENDAR : MAIL_CHANGED;
}

/* A booking goes from one person to another: both are told, and who teaches in it is not. */
static enum mail_item_kind kind_of_handed(const struct notice_part *part, bool was, bool is)
{
	if (is && part->asked_after && !part->asked_before)
		return MAIL_HANDED_TO;
	if (was && part->asked_before && !part->asked_after)
		return MAIL_HANDED_AWAY;
	return 0;
}

enum mail_item_kind notice_kind(const struct notice_change *t, const struct notice_part *part)
{
	bool was = is_open_to(t->before, part->asked_before, part->teaches_before);
	bool is = is_open_to(t->after, part->asked_after, part->teaches_after);
	if (!was && !is)
		return 0;
	if (t->op == OP_HAND)
		return kind_of_handed(part, was, is);
	if (t->op == OP_ASK)
		return part->asked_after ? MAIL_ASKED_BACK : 0;
	if (!is)
		return kind_of_gone(t, part->asked_after || part->teaches_after);
	return was ? kind_of_kept(t) : kind_of_new(t->after);
}
