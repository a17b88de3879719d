/*
 * Reasons in words. A reason says which rule, about what and with which numbers; here that becomes a sentence in the
 * person's language, one per reason, so that a dialog, a terminal and a report say the same.
 */
#include "tui/words/words_reason.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/model.h"
#include "tui/base/locale.h"
#include "tui/words/words_time.h"

/* What a column or option takes, for the reasons that name a bad value of it. */
static const struct {
	const char *field, *takes;
} fields[] = {
	{"seats", N_("a whole number; 0 means no limit")},
	{"party", N_("a whole number of people, at most 1000000")},
	{"units", N_("a whole number, at most 1000000")},
	{"setup", N_("a number of minutes, at most 1440")},
	{"teardown", N_("a number of minutes, at most 1440")},
	{"minutes", N_("a number of minutes")},
	{"kind", N_("lab, base, room, equipment, teacher or class")},
	{"mode", N_("exclusive or shared")},
	{"approval", N_("none, owner or owner+coordinator")},
	{"sharing", N_("owner, consortium or public")},
	{"active", N_("yes or no")},
	{"opening", N_("hours such as Mon-Fri 08:00-22:00;Sat 08:00-12:00")},
	{"code", N_("a text without `;` that does not end in `*` and a number")},
	{"tags", N_("words with `;` between them")},
	{"equipment", N_("items such as oscilloscope*12;soldering iron*20")},
	{"resources", N_("resources such as R11;T001;OSC*3")},
	{"weeks", N_("weeks of the term such as 1-16 or 1-15(odd)")},
	{"weekdays", N_("days such as 1-5 or mon,wed")},
	{"periods", N_("periods such as 1-2")},
	{"login", N_("letters, digits, `.`, `_` and `-`, the first no `.` or `-`; at most 64")},
	{"role", N_("viewer, requester, administrator, coordinator or auditor")},
	{"scope", N_("the campus or the institution that an administrator administers")},
	{"email", N_("one address such as chan@school.example")},
	{"language", N_("a language such as en, zh_CN or zh_HK")},
	{"ssh_key", N_("public keys as ssh-keygen writes them, without options, `;` between them, each of one person")},
	{"first_monday", N_("the date of the Monday of week 1")},
	{"rule", N_("normal, off, or as 4-2 for week 4, Tuesday")},
};

/* Values that are fine in themselves, and too much or too little for a series. */
static bool word_series_value(const struct reason *r, struct buf *out)
{
	const char *limit = strstr(r->what, " > ");
	if (strcmp(r->what, "no date is left") == 0)
		buf_str(out, _("no date of the term is left for it"));
	else if (strcmp(r->subject, "id") == 0)
		buf_fmt(out, _("%s is one booking; a swap takes two"), r->what);
	else if (strcasecmp(r->subject, "rrule") == 0 && strncmp(r->what, "more than ", 10) == 0)
		buf_fmt(out, _("the rule makes more than %s bookings; give it a COUNT or an UNTIL"), r->what + 10);
	else if (strcmp(r->subject, "weeks") == 0 && limit && strcmp(limit + 3, "5000") == 0)
		buf_fmt(out, _("that is more than %s bookings"), limit + 3);
	else if (strcmp(r->subject, "weeks") == 0 && limit)
		buf_fmt(out, _("the term has %s weeks, not %.*s"), limit + 3, (int)(limit - r->what), r->what);
	else
		return false;
	return true;
}

/* Fields of numbers, for what is none at all. */
static bool wants_number(const char *field)
{
	static const char *const numbers[] = {"seats", "party", "units", "setup", "teardown", "minutes", "number"};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (strcmp(numbers[i], field) == 0)
			return true;
	return false;
}

/* The engine's `4001 bytes` for a text that is longer than one may be. */
static bool is_length(const char *what)
{
	size_t digits = strspn(what, "0123456789");
	return digits > 0 && strcmp(what + digits, " bytes") == 0;
}

/* Properties of a calendar, whose names are in capitals. */
static bool word_property_fault(const struct reason *r, const char *name, struct buf *out)
{
	static const struct {
		const char *what, *sentence;
	} faults[] = {
		{"twice", N_("it is there twice")},
		{"too long", N_("it is longer than it may be")},
		{"not supported", N_("such a rule is not understood")},
		{"RANGE", N_("a change of this occurrence and of all behind it is not understood")},
	};
	for (size_t i = 0; *r->subject >= 'A' && *r->subject <= 'Z' && i < sizeof faults / sizeof *faults; i++)
		if (strcmp(r->what, faults[i].what) == 0) {
			buf_fmt(out, "%s: %s", name, _(faults[i].sentence));
			return true;
		}
	return false;
}

/* Cells of a file that are damaged, or have no header. */
static bool word_cell_fault(const struct reason *r, const char *name, struct buf *out)
{
	static const struct {
		const char *what, *sentence;
	} faults[] = {
		{"a quote within the cell",
	         N_("there is a quote within the text: double it, and put quotes around the text")},
		{"a quote that is not closed", N_("there is a quote that is not closed")},
		{"larger than a cell or a row may be", N_("the cell or its row is larger than it may be")},
		{"a NUL byte", N_("there is a NUL byte in the text")},
		{"not plain text", N_("the text has characters that cannot be kept")},
	};
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		if (strcmp(r->what, faults[i].what) == 0) {
			buf_fmt(out, "%s: %s", name, _(faults[i].sentence));
			return true;
		}
	if (strstr(r->what, "\xef\xbf\xbd"))
		buf_fmt(out, _("%s: \"%s\" is not in the file's encoding; --encoding names another"), name, r->what);
	else if (strncmp(r->subject, "cell ", 5) == 0)
		buf_fmt(out, _("%s: \"%s\" stands behind the last column of the header"), name, r->what);
	else
		return false;
	return true;
}

static void word_value(const struct reason *r, const char *name, struct buf *out)
{
	const char *takes = NULL;
	if (word_series_value(r, out))
		return;
	if (word_cell_fault(r, name, out) || word_property_fault(r, name, out))
		return;
	if (is_length(r->what)) {
		buf_fmt(out, _("%s: the text is too long (%.*s bytes; at most %d)"), name, (int)strcspn(r->what, " "),
		        r->what, TEXT_MAX_BYTES);
		return;
	}
	if (strcmp(r->subject, "ssh_key") == 0 && strncmp(r->what, "a key of ", 9) == 0) {
		buf_fmt(out, _("%s: it is a key of %s already"), name, r->what + 9);
		return;
	}
	for (size_t i = 0; i < sizeof fields / sizeof *fields && !takes; i++)
		if (strcmp(fields[i].field, r->subject) == 0)
			takes = fields[i].takes;
	if (!*r->what)
		buf_fmt(out, _("%s: a value is missing"), name);
	else if (wants_number(r->subject) && strspn(r->what, "0123456789") < strlen(r->what))
		buf_fmt(out, _("%s: \"%s\" is not a number"), name, r->what);
	else
		buf_fmt(out, _("%s: \"%s\" cannot be used here"), name, r->what);
	if (takes)
		buf_fmt(out, _("; it takes %s"), _(takes));
}

static void word_time(const struct reason *r, const char *name, struct buf *out)
{
	int64_t at;
	int minute;
	struct buf plain = {0}; /* without what the import adds in brackets */
	const char *bracket = strstr(r->what, " (");
	buf_add(&plain, r->what, bracket ? (size_t)(bracket - r->what) : strlen(r->what));
	int err = clock_parse(buf_text(&plain), &at);
	if (err == QUAD_EINVAL && strcmp(r->subject, "end") == 0 && clock_parse_time(buf_text(&plain), &minute) == 0)
		err = 0;
	buf_release(&plain);
	if (!*r->what)
		buf_fmt(out, _("%s: a time is missing"), name);
	else if (err == QUAD_EGAP)
		buf_fmt(out, _("%s: %s: the clocks go forward over it"), name, r->what);
	else if (err == QUAD_ETWICE)
		buf_fmt(out, _("%s: %s: the clocks go back over it"), name, r->what);
	else if (err)
		buf_fmt(out, _("%s: \"%s\" is not a time; write 2026-09-07T08:00"), name, r->what);
	else if (strcmp(r->subject, "end") == 0)
		buf_fmt(out, _("%s: %s is not after the start"), name, r->what);
	else
		buf_fmt(out, _("%s: %s is outside the years that a store holds"), name, r->what);
}

/* What was named and is not there, by the word that the engine has for it. */
static const struct {
	const char *what, *sentence;
} unknowns[] = {
	{"resource", N_("there is no resource %s")},
	{"campus", N_("there is no campus %s")},
	{"institution", N_("there is no institution %s")},
	{"booking", N_("there is no booking %s")},
	{"booking (cancelled)", N_("booking %s was cancelled")},
	{"term", N_("there is no term %s")},
	{"series", N_("there is no series %s")},
	{"series (nothing of it stands)", N_("no booking of series %s stands there")},
	{"no booking of the series stands from there", N_("%s: no booking of the series stands from there on")},
	{"occurrence", N_("the series has nothing on %s that could be added")},
	{"campus (several)", N_("several campuses are called %s; name it by its code")},
	{"scope", N_("there is no campus and no institution %s")},
	{"scope (several)", N_("%s may be several campuses or institutions; name it by its code, or with `campus:` or "
                               "`institution:` before it")},
	{"institution (several)", N_("several institutions are called %s; name it by its code")},
};

static void word_unknown(const struct reason *r, struct buf *out)
{
	for (size_t i = 0; i < sizeof unknowns / sizeof *unknowns; i++) {
		if (strcmp(unknowns[i].what, r->what) != 0 || !*r->subject)
			continue;
		const char *sentence = _(unknowns[i].sentence), *gap = strstr(sentence, "%s");
		buf_add(out, sentence, gap ? (size_t)(gap - sentence) : strlen(sentence));
		if (gap)
			buf_fmt(out, "%s%s", r->subject, gap + 2);
		return;
	}
	if (strncmp(r->what, "period ", 7) == 0) {
		buf_fmt(out, _("there is no period %s (%s)"), r->subject, r->what + 7);
		return;
	}
	if (strcmp(r->what, "term") == 0) {
		buf_str(out, _("there is no term now; name one with --term"));
		return;
	}
	/* a resource, with the nearest ones in brackets */
	size_t word = strcspn(r->what, " ");
	if (strncmp(r->what, unknowns[0].what, word) == 0 && r->what[word] == ' ') {
		static const struct {
			const char *what, *words;
		} others[] = {{" (nearest: ", N_(" (nearest: ")}, {" (several: ", N_(" (several: ")}};
		const char *sentence = _(unknowns[0].sentence), *gap = strstr(sentence, "%s");
		buf_add(out, sentence, gap ? (size_t)(gap - sentence) : strlen(sentence));
		buf_fmt(out, "%s%s", r->subject, gap ? gap + 2 : "");
		const char *rest = r->what + word;
		for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
			size_t len = strlen(others[i].what);
			if (strncmp(rest, others[i].what, len) != 0)
				continue;
			buf_str(out, _(others[i].words));
			rest += len;
		}
		buf_str(out, rest);
		return;
	}
	buf_fmt(out, _("%s is not known"), r->subject);
	if (*r->what)
		buf_fmt(out, " (%s)", r->what);
}

/* `... by booking 17` with when that is, where it is known. */
static void word_clash(const struct reason *r, struct buf *out)
{
	struct buf when = {0};
	if (r->end > r->start) {
		words_interval(r->start, r->end, &when);
		buf_fmt(out, _("%s is taken %s by booking %" PRIu64), r->subject, buf_text(&when), r->booking);
	} else if (*r->subject == 'S') {
		buf_fmt(out, _("series %s was changed by somebody else in the meantime"), r->subject);
	} else {
		buf_fmt(out, _("booking %s was changed by somebody else in the meantime"), r->subject);
	}
	buf_release(&when);
}

static void word_travel(const struct reason *r, struct buf *out)
{
	struct buf when = {0};
	words_interval(r->start, r->end, &when);
	buf_fmt(out,
	        ngettext("%s needs %" PRId64 " minute of travel between this and booking %" PRIu64 " (%s)",
	                 "%s needs %" PRId64 " minutes of travel between this and booking %" PRIu64 " (%s)",
	                 (unsigned long)r->number),
	        r->subject, r->number, r->booking, buf_text(&when));
	buf_release(&when);
}

static void word_closed(const struct reason *r, struct buf *out)
{
	struct buf when = {0};
	const char *why = strchr(r->what, ' ');
	words_interval(r->start, r->end, &when);
	if (why)
		buf_fmt(out, _("%s is closed %s: %s"), r->subject, buf_text(&when), why + 1);
	else
		buf_fmt(out, _("%s is closed %s"), r->subject, buf_text(&when));
	buf_release(&when);
}

static void word_past(const struct reason *r, struct buf *out)
{
	buf_fmt(out, _("%s is past; --record enters what already happened"), r->what);
}

void words_reason(const struct reason *r, struct buf *out)
{
	words_reason_of(r, NULL, out);
}

void words_reason_of(const struct reason *r, const char *heading, struct buf *out)
{
	const char *name = heading ? heading : r->subject;
	if (r->at) {
		words_moment(r->at, out);
		buf_str(out, ": ");
	}
	switch (r->rule) {
	case RULE_BUSY: word_clash(r, out); return;
	case RULE_CAPACITY:
		buf_fmt(out, _("%s has room for %" PRId64 " then, not for more"), r->subject, r->number);
		return;
	case RULE_TRAVEL: word_travel(r, out); return;
	case RULE_CLOSED: word_closed(r, out); return;
	case RULE_HOURS: buf_fmt(out, _("outside the opening hours of %s (%s)"), r->subject, r->what); return;
	case RULE_PAST: word_past(r, out); return;
	case RULE_LEAD: buf_fmt(out, _("too late to book %s (%s)"), r->subject, r->what); return;
	case RULE_HORIZON: buf_fmt(out, _("too early to book %s (%s)"), r->subject, r->what); return;
	case RULE_DURATION: buf_fmt(out, _("too long or too short for %s (%s)"), r->subject, r->what); return;
	case RULE_QUOTA: buf_fmt(out, _("the quota for %s is used up (%s)"), r->subject, r->what); return;
	case RULE_DENIED: buf_fmt(out, _("%s is not open to this person (%s)"), r->subject, r->what); return;
	case RULE_QUALIFICATION: buf_fmt(out, _("%s asks for a qualification (%s)"), r->subject, r->what); return;
	case RULE_INACTIVE: buf_fmt(out, _("%s is withdrawn"), r->subject); return;
	case RULE_UNKNOWN:
		if (heading)
			buf_fmt(out, "%s: ", heading);
		word_unknown(r, out);
		return;
	case RULE_TIME: word_time(r, name, out); return;
	case RULE_VALUE: word_value(r, name, out); return;
	}
}

void words_reasons(const struct reasons *reasons, struct buf *out)
{
	for (size_t i = 0; i < reasons->n; i++) {
		words_reason(&reasons->v[i], out);
		buf_char(out, '\n');
	}
}
