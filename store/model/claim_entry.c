/* The claim of claim_encode, then what a calendar shows. */
#include "store/model/claim_entry.h"

#include <string.h>

#include "store/base/err.h"

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
	size_t len = claim_encode(c, out);
	if (*b->event || label.len > CLAIM_LABEL_MAX || before > UINT16_MAX || after > UINT16_MAX)
		return len;
	le_put(out + len, before, 2);
	le_put(out + len + 2, after, 2);
	memcpy(out + len + 4, label.p, label.len);
	return len + 4 + label.len;
}

int claim_entry_decode(struct bytes b, struct claim_entry *out)
{
	const unsigned char *p = b.p;
	*out = (struct claim_entry){.label = {"", 0}};
	int err = claim_decode(b, &out->claim);
	if (err)
		return err;
	size_t len = out->claim.until ? CLAIM_BYTES_MAX : CLAIM_BYTES;
	out->shows = b.len > len;
	if (!out->shows)
		return 0;
	if (b.len < len + 4 || b.len > len + 4 + CLAIM_LABEL_MAX)
		return QUAD_ECORRUPT;
	out->before_min = (int64_t)le_get(p + len, 2);
	out->after_min = (int64_t)le_get(p + len + 2, 2);
	out->label = (struct bytes){p + len + 4, b.len - len - 4};
	return memchr(out->label.p, '\0', out->label.len) ? QUAD_ECORRUPT : 0;
}
