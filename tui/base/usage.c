/* A word in capitals that is in the table stands for a value. */
#include "tui/base/usage.h"

#include <string.h>

#include "tui/base/locale.h"

static const char *const placeholders[] = {
	NC_("usage", "ARGUMENT"), NC_("usage", "CAMPUS"),      NC_("usage", "CLAIM"),    NC_("usage", "CODE"),
	NC_("usage", "COLUMN"),   NC_("usage", "COMMAND"),     NC_("usage", "D"),        NC_("usage", "DATE"),
	NC_("usage", "DAYS"),     NC_("usage", "DIR"),         NC_("usage", "DURATION"), NC_("usage", "E"),
	NC_("usage", "END"),      NC_("usage", "FILE"),        NC_("usage", "FILTER"),   NC_("usage", "HH"),
	NC_("usage", "ID"),       NC_("usage", "INSTITUTION"), NC_("usage", "KIND"),     NC_("usage", "LOGIN"),
	NC_("usage", "MINUTES"),  NC_("usage", "MM"),          NC_("usage", "N"),        NC_("usage", "NAME"),
	NC_("usage", "OPTION"),   NC_("usage", "OUR"),         NC_("usage", "P"),        NC_("usage", "PERIODS"),
	NC_("usage", "R"),        NC_("usage", "RULE"),        NC_("usage", "S"),        NC_("usage", "SERIES"),
	NC_("usage", "START"),    NC_("usage", "STATE"),       NC_("usage", "TAG"),      NC_("usage", "TERM"),
	NC_("usage", "TEXT"),     NC_("usage", "THEIRS"),      NC_("usage", "TIME"),     NC_("usage", "VALUE"),
	NC_("usage", "W"),        NC_("usage", "WEEKS"),       NC_("usage", "WHEN"),     NC_("usage", "WORD"),
	NC_("usage", "WORDS"),    NC_("usage", "ZONE"),
};

static size_t capitals_at(const char *p)
{
	return strspn(p, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

/* The word of the table that stands there, len bytes long; NULL for none. */
static const char *find_placeholder(const char *p, size_t len)
{
	for (size_t i = 0; i < sizeof placeholders / sizeof *placeholders; i++)
		if (strlen(placeholders[i]) == len && memcmp(placeholders[i], p, len) == 0)
			return placeholders[i];
	return NULL;
}

void usage_words(const char *usage, struct buf *out)
{
	for (const char *p = usage; *p;) {
		size_t len = capitals_at(p);
		const char *known = len ? find_placeholder(p, len) : NULL;
		if (known)
			buf_str(out, locale_text("usage", known));
		else
			buf_add(out, p, len ? len : 1);
		p += len ? len : 1;
	}
}
