/*
 * Feeds bytes to every decoder of stored records. The first byte chooses the decoder; the rest lies in memory of
 * exactly its size. What is read must be readable to its last byte, and must come back as the same when it is
 * written and read again.
 */
#include <stdlib.h>
#include <string.h>

#include "store/model/claim_entry.h"
#include "store/change/column_map.h"
#include "store/change/event_memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INSTITUTION, CAMPUS, RESOURCE, CLOSURE, BOOKING, JOURNAL, CLAIM, TERM, PERIOD, DAY, SERIES, PERSON, COLUMNS,
       EVENT, ENTRY, N_TYPES };

union any {
	struct institution institution;
	struct campus campus;
	struct resource resource;
	struct closure closure;
	struct term term;
	struct period period;
	struct day_rule day;
	struct series series;
	struct booking booking;
	struct journal_entry journal;
	struct person person;
	struct kept_columns columns;
	struct event_memory event;
};

/* An entry is made of a claim and its booking. */
static int rewrite_entry(struct bytes b, struct arena *arena, struct buf *out)
{
	struct claim_entry e;
	unsigned char bytes[CLAIM_ENTRY_MAX];
	int err = claim_entry_decode(b, &e);
	if (err)
		return err;
	const char *label = arena_dup(arena, e.label.p, e.label.len);
	struct booking booking = {.start = e.claim.start + e.before_min, .purpose = label, .requester = ""};
	booking.end = (int64_t)((uint64_t)e.claim.end - (uint64_t)e.after_min);
	if (label)
		buf_add(out, bytes, e.shows ? claim_entry_encode(&e.claim, &booking, bytes) : 0);
	return label ? 0 : 1;
}

/* Decodes; on success appends what the encoder makes of it. */
static int rewrite(int type, struct bytes b, struct arena *arena, struct buf *out)
{
	union any v;
	unsigned char claim_bytes[CLAIM_BYTES_MAX];
	struct claim claim = {0};
	int err = 1;
	switch (type) {
	case INSTITUTION:
		if ((err = institution_decode(b, &v.institution)) == 0)
			institution_encode(&v.institution, out);
		break;
	case CAMPUS:
		if ((err = campus_decode(b, &v.campus)) == 0)
			campus_encode(&v.campus, out);
		break;
	case RESOURCE:
		if ((err = resource_decode(b, &v.resource)) == 0)
			resource_encode(&v.resource, out);
		break;
	case CLOSURE:
		if ((err = closure_decode(b, &v.closure)) == 0)
			closure_encode(&v.closure, out);
		break;
	case BOOKING:
		if ((err = booking_decode(b, arena, &v.booking)) == 0)
			booking_encode(&v.booking, out);
		break;
	case JOURNAL:
		if ((err = journal_decode(b, &v.journal)) == 0)
			journal_encode(&v.journal, out);
		break;
	case TERM:
		if ((err = term_decode(b, &v.term)) == 0)
			term_encode(&v.term, out);
		break;
	case PERIOD:
		if ((err = period_decode(b, &v.period)) == 0)
			period_encode(&v.period, out);
		break;
	case DAY:
		if ((err = day_rule_decode(b, &v.day)) == 0)
			day_rule_encode(&v.day, out);
		break;
	case SERIES:
		if ((err = series_decode(b, &v.series)) == 0)
			series_encode(&v.series, out);
		break;
	case PERSON:
		if ((err = person_decode(b, &v.person)) == 0)
			person_encode(&v.person, out);
		break;
	case COLUMNS:
		if ((err = column_map_decode(b, &v.columns)) == 0)
			column_map_encode(&v.columns, out);
		break;
	case EVENT:
		if ((err = event_memory_decode(b, &v.event)) == 0)
			event_memory_encode(&v.event, out);
		break;
	case CLAIM:
		if ((err = claim_decode(b, &claim)) == 0) {
			size_t len = claim_encode(&claim, claim_bytes);
			buf_add(out, claim_bytes, len);
		}
		break;
	case ENTRY: err = rewrite_entry(b, arena, out); break;
	}
	return err;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct buf once = {0}, twice = {0};
	if (size == 0)
		return 0;
	int type = data[0] % N_TYPES;
	/* a byte more than nothing where there is none, behind which a sanitizer looks */
	size_t len = size - 1;
	void *exact = malloc(len + !len);
	if (!exact)
		return 0;
	memcpy(exact, data + 1, len);
	if (rewrite(type, (struct bytes){exact, len}, &arena, &once) == 0 && !once.failed)
		if (rewrite(type, (struct bytes){once.p, once.len}, &arena, &twice) != 0 || once.len != twice.len ||
		    memcmp(once.p, twice.p, once.len) != 0)
			abort();
	free(exact);
	buf_release(&once);
	buf_release(&twice);
	arena_release(&arena);
	return 0;
}
