/* The claim of claim_encode, then what a calendar shows. */
#include "store/model/claim_entry.h"

#include <string.h>

#include "store/base/err.h"

enum { LABEL_AT = CLAIM_BYTES + 4 };

const char *booking_label(const struct booking *b)
{
	return *b->purpose ? b->purpose : b->requester;
}

/* The minutes from one instant to the other; of damaged records any number. */
static uint64_t minutes_between(int64_t from, int64_t to)
{
	return (uint64_t)to - (uint64_t)from;
}

size_t claim_entry_encode(const struct claim *c, const struct booking *b, unsigned char out[CLAIM_ENTRY_MAX])
{
	const char *text = booking_label(b);
	const struct bytes label = {text, strlen(text)};
	uint64_t before = minutes_between(c->start, b->start), after = minutes_between(b->end, c->end);
	claim_encode(c, out);
	if (label.len > CLAIM_LABEL_MAX || before > UINT16_MAX || after > UINT16_MAX)
		return CLAIM_BYTES;
	le_put(out + CLAIM_BYTES, before, 2);
	le_put(out + CLAIM_BYTES + 2, after, 2);
	memcpy(out + LABEL_AT, label.p, label.len);
	return LABEL_AT + label.len;
}

int claim_entry_decode(struct bytes b, struct claim_entry *out)
{
	const unsigned char *p = b.p;
	*out = (struct claim_entry){.shows = b.len > CLAIM_BYTES, .label = {"", 0}};
	int err = claim_decode(b, &out->claim);
	if (err || !out->shows)
		return err;
	if (b.len < LABEL_AT || b.len > CLAIM_ENTRY_MAX)
		return QUAD_ECORRUPT;
	out->before_min = (int64_t)le_get(p + CLAIM_BYTES, 2);
	out->after_min = (int64_t)le_get(p + CLAIM_BYTES + 2, 2);
	out->label = (struct bytes){p + LABEL_AT, b.len - LABEL_AT};
	return memchr(out->label.p, '\0', out->label.len) ? QUAD_ECORRUPT : 0;
}
