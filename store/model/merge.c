/*
 * The one place that fills the fields that a request leaves out. The decision of a change, the search for
 * alternatives to it and the remedies of a refused one complete requests with it, so that all three ask for the same.
 */
#include "store/model/merge.h"

uint32_t merge_party_units(uint32_t party)
{
	return party ? party : 1;
}

uint32_t merge_units_asked(const struct claim *claim, uint32_t party)
{
	bool followed = claim->whole || claim->units == merge_party_units(party);
	return followed ? 0 : claim->units;
}

void merge_booking(struct booking_ask *ask, uint32_t given, const struct booking *stored)
{
	if (!(given & GIVEN(BOOKING_TIME))) {
		ask->start = stored->start;
		ask->end = stored->end;
	}
	if (!(given & GIVEN(BOOKING_PARTY)))
		ask->party = stored->party;
	if (!(given & GIVEN(BOOKING_PURPOSE)))
		ask->purpose = stored->purpose;
	if (!(given & GIVEN(BOOKING_NOTE)))
		ask->note = stored->note;
	if (!(given & GIVEN(BOOKING_REQUESTER)) || !*ask->requester)
		ask->requester = stored->requester;
	if (!(given & GIVEN(BOOKING_INSTITUTION)))
		ask->institution = stored->institution;
	if (!(given & GIVEN(BOOKING_CLASS)))
		ask->class = stored->class;
	if (!(given & GIVEN(BOOKING_EVENT)))
		ask->event = stored->event;
}

/* The stored weeks with the parts that are asked for. */
static struct week_pattern merge_weeks(const struct week_pattern *ask, const struct week_pattern *stored)
{
	struct week_pattern w = *stored;
	bool clock = ask->from_min >= 0 || ask->to_min >= 0;
	if (*ask->term)
		w.term = ask->term;
	if (ask->weeks)
		w.weeks = ask->weeks;
	if (ask->weekdays)
		w.weekdays = ask->weekdays;
	if (ask->periods)
		w.from_min = w.to_min = 0;
	if (ask->periods || clock)
		w.periods = ask->periods;
	if (ask->from_min >= 0)
		w.from_min = ask->from_min;
	if (ask->to_min >= 0)
		w.to_min = ask->to_min;
	return w;
}

/* The stored rule with the parts that are asked for. */
static struct rule_pattern merge_rule(const struct rule_pattern *ask, const struct rule_pattern *stored)
{
	struct rule_pattern r = *stored;
	if (*ask->rule)
		r.rule = ask->rule;
	if (ask->start)
		r.start = ask->start;
	if (ask->len_min)
		r.len_min = ask->len_min;
	return r;
}

static void merge_pattern(struct series_ask *ask, uint32_t given, const struct series *stored)
{
	bool parts = given & GIVEN(SERIES_PARTS), by_rule = *stored->rule.rule;
	if (given & GIVEN(SERIES_WHEN))
		return;
	ask->weeks = parts && !by_rule ? merge_weeks(&ask->weeks, &stored->weeks) : stored->weeks;
	ask->rule = parts && by_rule ? merge_rule(&ask->rule, &stored->rule) : stored->rule;
}

void merge_series(struct series_ask *ask, uint32_t given, const struct series *stored)
{
	merge_pattern(ask, given, stored);
	if (!(given & GIVEN(SERIES_PARTY)))
		ask->party = stored->party;
	if (!(given & GIVEN(SERIES_PURPOSE)))
		ask->purpose = stored->purpose;
	if (!(given & GIVEN(SERIES_NOTE)))
		ask->note = stored->note;
	if (!(given & GIVEN(SERIES_REQUESTER)) || !*ask->requester)
		ask->requester = stored->requester;
	if (!(given & GIVEN(SERIES_INSTITUTION)))
		ask->institution = stored->institution;
	if (!(given & GIVEN(SERIES_CLASS)))
		ask->class = stored->class;
	if (!(given & GIVEN(SERIES_EVENT)))
		ask->event = stored->event;
}
