/* Holders in words. A person who is also named by the contact is not named twice. */
#include "tui/words/words_holder.h"

#include <inttypes.h>
#include <string.h>

#include "tui/base/locale.h"
#include "tui/words/words_reason.h"

static void add_part(const char *text, const char *before, struct buf *out)
{
	if (*text)
		buf_fmt(out, "%s%s", before, text);
}

void words_holder(const struct holder *h, struct buf *out)
{
	const char *person = *h->person ? h->person : h->requester;
	size_t from = out->len;
	add_part(h->purpose, "", out);
	add_part(h->institution, out->len > from ? "; " : "", out);
	if (!strstr(h->contact, person))
		add_part(person, out->len > from ? "; " : "", out);
	if (*h->contact)
		add_part(h->contact, out->len > from ? ", " : "", out);
}

static bool is_named_before(const struct holders *holders, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (holders->v[j].booking == holders->v[i].booking)
			return true;
	return false;
}

void words_reason_held(const struct reasons *reasons, const struct holders *holders, size_t i, struct buf *out)
{
	const struct reason *r = &reasons->v[i];
	const struct holder *h = &holders->v[i];
	struct buf holder = {0};
	words_reason(r, out);
	if (h->booking && !is_named_before(holders, i))
		words_holder(h, &holder);
	if (h->booking && !r->booking)
		buf_fmt(out, _("; booking %" PRIu64 " has the most of it"), h->booking);
	if (holder.len)
		buf_fmt(out, " (%s)", buf_text(&holder));
	buf_release(&holder);
}

void words_reasons_held(struct store *s, const struct reasons *reasons, int64_t start, int64_t end, struct buf *out)
{
	struct holders holders;
	if (query_holders(s, reasons, start, end, &holders) != 0) {
		words_reasons(reasons, out);
		return;
	}
	for (size_t i = 0; i < reasons->n; i++) {
		words_reason_held(reasons, &holders, i, out);
		buf_char(out, '\n');
	}
	arena_release(&holders.arena);
}
