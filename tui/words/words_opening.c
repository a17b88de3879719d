/* Only the days are words; all else in the canonical text is figures and marks. */
#include "tui/words/words_opening.h"

#include <stdbool.h>
#include <string.h>

#include "tui/base/locale.h"
#include "tui/words/words_time.h"

#define DAY_BYTES 3

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* The weekday whose word in the canonical text stands at p, 0 for none. */
static int find_day(const char *p)
{
	static const char words[] = "MonTueWedThuFriSatSun";
	for (int d = 1; d <= 7; d++)
		if (strncmp(p, words + (d - 1) * DAY_BYTES, DAY_BYTES) == 0 && !is_letter(p[DAY_BYTES]))
			return d;
	return 0;
}

void words_opening(const char *text, struct buf *out)
{
	bool within = false; /* a word that is no day is left alone from its first letter on */
	for (const char *p = text; *p;) {
		int day = within ? 0 : find_day(p);
		within = is_letter(*p);
		if (!day) {
			buf_char(out, *p++);
			continue;
		}
		buf_str(out, words_weekday(day));
		p += DAY_BYTES;
		within = false;
		if (*p == '-' && find_day(p + 1)) {
			buf_str(out, C_("from Mon to Fri", "-"));
			p++;
		}
	}
}
