/* Words and colours for how much is used. */
#include "tui/screen/ui_heat.h"

#include <inttypes.h>

#include "tui/base/locale.h"

int heat_percent(const struct use_sum *u)
{
	if (u->open > 0)
		return (int)((u->booked * 200 + u->open) / (2 * u->open));
	return u->booked ? 100 : -1;
}

enum term_role heat_role(const struct use_sum *u)
{
	int percent = heat_percent(u);
	if (u->booked == 0)
		return ROLE_TEXT;
	if (percent < 25)
		return ROLE_HEAT_1;
	if (percent < 50)
		return ROLE_HEAT_2;
	return percent < 75 ? ROLE_HEAT_3 : ROLE_HEAT_4;
}

void heat_word_percent(const struct use_sum *u, struct buf *out)
{
	int percent = heat_percent(u);
	if (percent < 0)
		buf_char(out, '-');
	else if (u->booked == 0)
		buf_char(out, '.');
	else if (percent == 0)
		buf_str(out, "<1%");
	else
		buf_fmt(out, "%d%%", percent);
}

void heat_word_hours(const struct use_sum *u, struct buf *out)
{
	int64_t tenths = (u->booked / USE_MINUTE + 3) / 6;
	if (!u->booked)
		return;
	if (tenths % 10 && tenths < 1000)
		buf_fmt(out, _("%" PRId64 ".%d h"), tenths / 10, (int)(tenths % 10));
	else
		buf_fmt(out, _("%" PRId64 " h"), (tenths + 5) / 10);
}
