/* Times as people read them: a date is written once, and a midnight that ends a day is 24:00. */
#include "tui/words/words_time.h"

#include <inttypes.h>

#include "store/base/clock.h"
#include "store/model/pattern.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"

void words_moment(int64_t at_min, struct buf *out)
{
	char text[CLOCK_TEXT_MAX];
	clock_format(at_min, text);
	text[10] = ' ';
	buf_str(out, text);
}

void words_interval(int64_t start_min, int64_t end_min, struct buf *out)
{
	int64_t last_day = clock_local_day(end_min - 1);
	char text[CLOCK_TEXT_MAX];
	words_moment(start_min, out);
	if (clock_local_day(start_min) != last_day) {
		buf_str(out, " - ");
		words_moment(end_min, out);
	} else if (clock_local_day(end_min) != last_day) {
		buf_str(out, "-24:00");
	} else {
		buf_fmt(out, "-%s", clock_format(end_min, text) + 11);
	}
}

const char *words_weekday(int weekday)
{
	static const char *const names[] = {NC_("weekday", "Mon"), NC_("weekday", "Tue"), NC_("weekday", "Wed"),
	                                    NC_("weekday", "Thu"), NC_("weekday", "Fri"), NC_("weekday", "Sat"),
	                                    NC_("weekday", "Sun")};
	return locale_text("weekday", names[weekday - 1]);
}

const char *words_weekday_narrow(int weekday)
{
	static const char *const names[] = {NC_("narrow weekday", "Mon"), NC_("narrow weekday", "Tue"),
	                                    NC_("narrow weekday", "Wed"), NC_("narrow weekday", "Thu"),
	                                    NC_("narrow weekday", "Fri"), NC_("narrow weekday", "Sat"),
	                                    NC_("narrow weekday", "Sun")};
	return locale_text("narrow weekday", names[weekday - 1]);
}

void words_weekdays(uint64_t set, struct buf *out)
{
	bool first = true;
	for (int d = 1; d <= 7; d++) {
		if (!(set >> d & 1))
			continue;
		buf_fmt(out, "%s%s", first ? "" : C_("weekdays", ", "), words_weekday(d));
		first = false;
	}
}

void words_periods(uint64_t set, struct buf *out)
{
	struct buf text = {0};
	pattern_format(set, &text);
	buf_fmt(out, _("periods %s"), buf_text(&text));
	buf_release(&text);
}

void words_day_heading(int64_t day_number, char mark, size_t cols, struct buf *out)
{
	static const size_t date_cols = 6, day_cols = 3; /* with the mark, `*09-07` and `*07` */
	struct wall wall;
	const char *weekday = words_weekday(clock_weekday(day_number));
	if (text_width(weekday) + day_cols > cols)
		weekday = words_weekday_narrow(clock_weekday(day_number));
	clock_day_civil(day_number, &wall);
	buf_fmt(out, "%s%c", weekday, mark);
	if (text_width(weekday) + date_cols <= cols)
		buf_fmt(out, "%02d-", wall.month);
	buf_fmt(out, "%02d", wall.day);
}

void words_date(int64_t day_number, struct buf *out)
{
	char text[CLOCK_TEXT_MAX];
	buf_fmt(out, "%s %s", words_weekday(clock_weekday(day_number)), clock_format_date(day_number, text));
}

void words_length(int64_t min, struct buf *out)
{
	if (min >= 60 && min % 60)
		buf_fmt(out, _("%" PRId64 " h %" PRId64 " min"), min / 60, min % 60);
	else if (min >= 60)
		buf_fmt(out, _("%" PRId64 " h"), min / 60);
	else
		buf_fmt(out, _("%" PRId64 " min"), min);
}

void words_duration(int64_t min, struct buf *out)
{
	if (min >= 60)
		buf_fmt(out, "%" PRId64 "h", min / 60);
	if (min % 60 || min < 60)
		buf_fmt(out, "%" PRId64 "m", min % 60);
}
