/* Few records are named, many are counted. */
#include "tui/words/words_restored.h"

#include <inttypes.h>

#include "store/model/entity.h"
#include "tui/base/locale.h"
#include "tui/words/words_entity.h"

enum { NAMED_MAX = 10 };

static const char *fate(const struct restored *r)
{
	if (r->gone)
		return N_("%s is gone again");
	return r->outcome == OUTCOME_ADDED ? N_("%s is there again") : N_("%s is again as it was");
}

static void add_named(const struct restored *r, struct buf *out)
{
	struct buf name = {0};
	words_entity(r->entity, &name);
	words_fill(_(fate(r)), buf_text(&name), out);
	buf_char(out, '\n');
	buf_release(&name);
}

static void add_counts(const struct result *r, struct buf *out)
{
	size_t n[N_KINDS + 1] = {0};
	for (size_t i = 0; i < r->n_restored; i++)
		n[entity_kind_of(r->restored[i].entity)]++;
	for (enum entity_kind kind = 0; kind < N_KINDS; kind++)
		if (n[kind])
			buf_fmt(out, _("%s: %zu records taken back\n"), entity_word(kind), n[kind]);
}

void words_restored(const struct result *r, struct buf *out)
{
	if (r->n_restored > NAMED_MAX) {
		add_counts(r, out);
		return;
	}
	for (size_t i = 0; i < r->n_restored; i++)
		add_named(&r->restored[i], out);
}

void words_restored_short(const struct result *r, struct buf *out)
{
	if (r->n_restored > 2)
		buf_fmt(out, ngettext("%zu record", "%zu records", r->n_restored), r->n_restored);
	for (size_t i = 0; i < r->n_restored && r->n_restored <= 2; i++) {
		buf_str(out, i ? ", " : "");
		words_entity(r->restored[i].entity, out);
	}
	if (r->n_made && r->n_restored)
		buf_str(out, ", ");
	if (r->n_made > 1)
		buf_fmt(out, ngettext("%zu booking", "%zu bookings", r->n_made), r->n_made);
	else if (r->n_made)
		buf_fmt(out, _("booking %" PRIu64), r->made[0].id);
}
