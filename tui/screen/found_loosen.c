/* Words what a changed wish gives up. It reads nothing but the two wishes. */
#include "tui/screen/found_loosen.h"

#include <inttypes.h>

#include "tui/base/locale.h"
#include "tui/screen/finder_when.h"
#include "tui/words/words_name.h"
#include "tui/words/words_time.h"

static void word_shift(const struct find_wish *asked, const struct find_wish *wish, struct buf *out)
{
	struct buf length = {0};
	int64_t later = wish->start - asked->start;
	words_duration(later < 0 ? -later : later, &length);
	buf_fmt(out, later < 0 ? _("%s earlier") : _("%s later"), buf_text(&length));
	buf_str(out, ": ");
	finder_when_word(wish, out);
	buf_release(&length);
}

static void word_near(const struct find_wish *wish, struct buf *out)
{
	if (wish->filter.near_min == FIND_NEAR_ANY)
		buf_fmt(out, _("at any distance from %s"), wish->filter.near);
	else
		buf_fmt(out, _("within %" PRIu32 " min of %s"), wish->filter.near_min, wish->filter.near);
}

void loosening_word(const struct find_wish *asked, const struct loosening *l, struct buf *out)
{
	const struct find_wish *wish = &l->wish;
	switch (l->kind) {
	case LOOSEN_SEATS:
		buf_fmt(out, ngettext("%" PRIu32 " seat", "%" PRIu32 " seats", wish->filter.seats), wish->filter.seats);
		break;
	case LOOSEN_TIME: word_shift(asked, wish, out); break;
	case LOOSEN_DAY:
	case LOOSEN_SPAN:
	case LOOSEN_WEEKDAY: finder_when_word(wish, out); break;
	case LOOSEN_DATES:
		buf_fmt(out, ngettext("on all dates but %zu", "on all dates but %zu", wish->all_but), wish->all_but);
		break;
	case LOOSEN_NEAR: word_near(wish, out); break;
	case LOOSEN_KIND: buf_fmt(out, _("of the kind %s"), kind_name(wish->filter.kind)); break;
	case LOOSEN_CAMPUS: buf_fmt(out, _("not only on %s"), asked->filter.campus); break;
	case LOOSEN_INSTITUTION: buf_fmt(out, _("not only of %s"), asked->filter.institution); break;
	case LOOSEN_TAGS: buf_str(out, _("without the tags")); break;
	case LOOSEN_SPECIALTY: buf_str(out, _("of any specialty")); break;
	case LOOSEN_TEXT: buf_fmt(out, _("without the words \"%s\""), asked->filter.text); break;
	case LOOSEN_WITH: buf_str(out, _("without those who come along")); break;
	}
}
