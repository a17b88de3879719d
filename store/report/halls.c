/* The pairs of the store are few, and searched by halves. */
#include "store/report/halls.h"

int halls_load(struct report_work *w, struct parts *out)
{
	return parts_load(w->txn, w->arena, out);
}

static uint32_t place_of(const struct report_work *w, uint32_t no)
{
	uint32_t place = no ? directory_place(w->directory, no) : 0;
	return place ? place - 1 : NO_PLACE;
}

uint32_t halls_whole(const struct parts *p, const struct report_work *w, uint32_t place)
{
	return p->n ? place_of(w, parts_whole_of(p, w->directory->all.v[place].no)) : NO_PLACE;
}

sum_t halls_share(const struct parts *p, const struct report_work *w, uint32_t place, sum_t of_part)
{
	size_t n;
	const struct directory_entry *entries = w->directory->entries;
	const struct part_pair *v = parts_of(p, parts_whole_of(p, w->directory->all.v[place].no), &n);
	int64_t seats = 0;
	bool all = true;
	for (size_t i = 0; i < n; i++) {
		uint32_t part = place_of(w, v[i].part);
		uint32_t of_this = part == NO_PLACE ? 0 : entries[part].seats;
		all &= of_this > 0;
		seats += of_this;
	}
	if (all && seats)
		return sum_part(of_part, entries[place].seats, seats);
	return n ? sum_part(of_part, 1, (int64_t)n) : of_part;
}
