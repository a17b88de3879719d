#include "tui/mail/mail_calendar.h"

/* By what kinds of things a booking comes into a calendar or changes there; by the others nothing does. */
static const enum {
	NOTHING,
	WHAT_STANDS,
	WHAT_LEAVES,
	WHAT_IS_HANDED
} meanings[MAIL_ITEM_KINDS] = {
	[MAIL_BOOKED] = WHAT_STANDS,    [MAIL_REQUESTED] = WHAT_STANDS,      [MAIL_CHANGED] = WHAT_STANDS,
	[MAIL_APPROVED] = WHAT_STANDS,  [MAIL_DECLINED] = WHAT_STANDS,       [MAIL_LAPSED] = WHAT_STANDS,
	[MAIL_PROMOTED] = WHAT_STANDS,  [MAIL_DISPLACED] = WHAT_STANDS,      [MAIL_CALENDAR] = WHAT_STANDS,
	[MAIL_HANDED_TO] = WHAT_STANDS, [MAIL_HANDED_AWAY] = WHAT_IS_HANDED, [MAIL_CANCELLED] = WHAT_LEAVES,
};

bool mail_calendar(const struct mail_thing *t, struct booking_row *row, struct itip_ask *out)
{
	int meaning = t->item.kind < MAIL_ITEM_KINDS ? (int)meanings[t->item.kind] : NOTHING;
	bool stood = t->has_before && state_stands(t->before.state);
	bool stands = t->has_after && state_stands(t->after.state);
	/* for others it still takes place */
	bool uninvites = meaning == WHAT_IS_HANDED || (meaning == WHAT_LEAVES && stands);
	bool by_before = (uninvites && stood) || !t->has_after;
	*out = (struct itip_ask){.method = stands ? ITIP_REQUEST : ITIP_CANCEL, .row = row, .entry = t->item.seq};
	if (uninvites)
		out->method = ITIP_UNINVITE;
	*row = (struct booking_row){.b = by_before ? t->before : t->after,
	                            .claims = by_before ? t->before_claims : t->after_claims,
	                            .contact = ""};
	if (uninvites)
		return stood;
	return meaning != NOTHING && (stood || stands);
}

size_t mail_calendar_count(const struct mail_thing *things, size_t n)
{
	struct booking_row row;
	struct itip_ask ask;
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		count += mail_calendar(&things[i], &row, &ask);
	return count;
}
