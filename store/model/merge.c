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
}

void merge_series(struct series_ask *ask, uint32_t given, const struct series *stored)
{
	if (!(given & GIVEN(SERIES_WHEN))) {
		ask->weeks = stored->weeks;
		ask->rule = stored->rule;
	}
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
}
