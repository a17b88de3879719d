/*
 * Reasons in words. Most details have a sentence of one of three forms: about the subject, about a field, or without
 * either; the others need numbers or times and have a function each. The one switch of words_reason_of has no default,
 * so that the compiler warns of a detail without words.
 */
#include "tui/words/words_reason.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/model/decimal.h"
#include "store/model/request.h"
#include "tui/base/locale.h"
#include "tui/words/words_entity.h"
#include "tui/words/words_name.h"
#include "tui/words/words_opening.h"
#include "tui/words/words_ssh_key.h"
#include "tui/words/words_time.h"

/* What a column or option takes, for the reasons that name a bad value of it. */
static const struct {
	const char *field, *takes;
} fields[] = {
	{"seats", N_("a whole number; 0 means no limit")},
	{"party", N_("a whole number of people, at most 1000000")},
	{"units", N_("a whole number, at most 1000000")},
	{"scores", N_("four numbers from 1 to 5, such as 5,4,5,4")},
	{"at", N_("a time after the start, and after the check-in, and before the end")},
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
	{"when", N_("lessons such as 周一1-2节{1-16周}; in rules, hours such as Mon-Fri 08:00-12:00")},
	{"place", N_("*, kind:lab, institution:I, campus:C, tag:T, resource:R, or two of them with `+`")},
	{"who",
         N_("*, class:own (or consortium, public, enterprise), region:R, institution:I, login:L, or `!` before one")},
	{"field",
         N_("forbid, limit, approval, hold, lead, horizon, min, max, gap, notice, priority, checkin, noshow, price, "
            "qualification, suspend, preempt or self")},
	{"value",
         N_("a number; in rules nothing, none, or what the field takes, such as 2h or count 3 per week for person")},
	{"scores", N_("four figures from 1 to 5 such as 5,4,5,4")},
	{"parity", N_("odd, even or all")},
	{"周数", N_("weeks of the term such as 1-16 or 1-15(odd)")},
	{"星期", N_("days such as 1-5 or mon,wed")},
	{"节次", N_("periods such as 1-2")},
	{"login", N_("letters, digits, `.`, `_` and `-`, the first no `.` or `-`; at most 64")},
	{"role", N_("viewer, requester, approver, administrator, coordinator, auditor or expert")},
	{"scope", N_("the campus or the institution that an administrator administers")},
	{"email", N_("one address such as chan@school.example")},
	{"language", N_("a language such as en, zh_CN or zh_HK")},
	{"ssh_key", N_("public keys as ssh-keygen writes them, `;` between them, each of one person")},
	{"first_monday", N_("the date of the Monday of week 1")},
	{"TZID", N_("a zone such as Asia/Shanghai, or one whose offsets the file defines")},
	{"share", N_("a percentage from 0 to 100 such as 33.3")},
	{"hours", N_("a number of hours such as 120 or 7.5")},
	{"year", N_("a year such as 2025, or a school year such as 2025-2026")},
	{"count", N_("a whole number such as 1200, without 万 or 千")},
	{"rated", N_("a number of hours a year from 1 to 8784, or nothing for 1400")},
	{"rule", N_("normal, off, or as 4-2 for week 4, Tuesday")},
};

/* Fields of numbers, for what is none at all. */
static bool wants_number(const char *field)
{
	static const char *const numbers[] = {"seats", "party", "units", "setup", "teardown", "minutes", "number"};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (strcmp(numbers[i], field) == 0)
			return true;
	return false;
}

/* Appends what the field takes, if that can be said in a few words. */
static void add_takes(const struct reason *r, struct buf *out)
{
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (strcmp(fields[i].field, r->subject) == 0)
			buf_fmt(out, _("; it takes %s"), _(fields[i].takes));
}

/* A value that the field does not take. */
static void word_value(const struct reason *r, const char *name, const char *value, struct buf *out)
{
	if (wants_number(r->subject) && strspn(value, "0123456789") < strlen(value))
		buf_fmt(out, _("%s: \"%s\" is not a number"), name, value);
	else
		buf_fmt(out, _("%s: \"%s\" cannot be used here"), name, value);
	add_takes(r, out);
}

/* The same of a value that the reason holds as numbers. */
static void word_what(const struct reason *r, const char *name, struct buf *out)
{
	struct buf what = {0};
	reason_what(r, &what);
	word_value(r, name, buf_text(&what), out);
	buf_release(&what);
}

/* A sentence about a field: `note: there is a NUL byte in the text`. */
static void word_fault(const char *name, const char *sentence, struct buf *out)
{
	buf_fmt(out, "%s: %s", name, _(sentence));
}

/* What is not known and has no sentence of its own, or no name. */
static void word_unknown(const struct reason *r, struct buf *out)
{
	struct buf what = {0};
	reason_what(r, &what);
	buf_fmt(out, _("%s is not known"), r->subject);
	buf_fmt(out, " (%s)", buf_text(&what));
	buf_release(&what);
}

/* `there is no resource R12`: the sentence has one `%s`, for the subject. */
static void word_subject(const struct reason *r, const char *sentence, struct buf *out)
{
	if (!*r->subject) {
		word_unknown(r, out);
		return;
	}
	words_fill(_(sentence), r->subject, out);
}

static void word_resource(const struct reason *r, struct buf *out)
{
	word_subject(r, N_("there is no resource %s"), out);
	if (r->detail == REASON_NEAR_RESOURCES)
		buf_str(out, _(" (nearest: "));
	else
		buf_str(out, _(" (several: "));
	buf_fmt(out, "%s)", r->text);
}

static void word_period(const struct reason *r, struct buf *out)
{
	char date[CLOCK_TEXT_MAX];
	struct buf where = {0};
	buf_fmt(&where, "%s %s", clock_format_date(r->number, date), r->text);
	buf_fmt(out, _("there is no period %s (%s)"), r->subject, buf_text(&where));
	buf_release(&where);
}

/* ---- clashes ---- */

static void word_taken(const struct reason *r, struct buf *out)
{
	struct buf when = {0};
	words_interval(r->start, r->end, &when);
	if (*r->text)
		buf_fmt(out, _("%s is taken %s by booking %" PRIu64 " of %s"), r->subject, buf_text(&when), r->booking,
		        r->text);
	else
		buf_fmt(out, _("%s is taken %s by booking %" PRIu64), r->subject, buf_text(&when), r->booking);
	buf_release(&when);
}

static void word_is_over(const struct reason *r, struct buf *out)
{
	struct buf when = {0};
	words_interval(r->start, r->end, &when);
	if (r->number)
		buf_fmt(out, _("booking %" PRIu64 " of %s is over (%s)"), r->booking, r->subject, buf_text(&when));
	else
		buf_fmt(out, _("booking %" PRIu64 " of %s took place (%s); --record cancels it all the same"),
		        r->booking, r->subject, buf_text(&when));
	buf_release(&when);
}

/* Something that is done with a booking when its time has come, which it has not. */
static void word_not_yet(const struct reason *r, struct buf *out)
{
	if (r->number == OP_RELEASE)
		buf_fmt(out, _("booking %s has not begun (%s); cancel it, and it is free"), r->subject, r->text);
	else
		buf_fmt(out, _("too early for booking %s: that can be done from %s on"), r->subject, r->text);
}

/* A booking that stands against a change of what it books, with its time. */
static void word_standing(const struct reason *r, struct buf *out)
{
	struct buf when = {0};
	words_interval(r->start, r->end, &when);
	if (r->detail == REASON_OVERLAPS)
		buf_fmt(out,
		        _("booking %" PRIu64 " of %s (%s) overlaps booking %" PRId64
		          ", so it cannot be for one at a time"),
		        r->booking, r->subject, buf_text(&when), r->number);
	else if (r->detail == REASON_PART_TAKEN)
		buf_fmt(out, _("booking %" PRIu64 " (%s) overlaps booking %" PRId64 ": %s would exclude each other"),
		        r->booking, buf_text(&when), r->number, r->text);
	else if (r->detail == REASON_USES)
		buf_fmt(out, _("booking %" PRIu64 " of %s (%s) has %" PRId64 " of them"), r->booking, r->subject,
		        buf_text(&when), r->number);
	else
		buf_fmt(out,
		        _("booking %" PRIu64 " of %s (%s) has %" PRId64
		          " people, and there would be room for %" PRId64),
		        r->booking, r->subject, buf_text(&when), r->number, r->limit);
	buf_release(&when);
}

static void word_changed(const struct reason *r, struct buf *out)
{
	if (r->booking)
		buf_fmt(out, _("booking %s was changed by somebody else in the meantime"), r->subject);
	else
		buf_fmt(out, _("series %s was changed by somebody else in the meantime"), r->subject);
}

/* ---- what is taken back ---- */

static void word_since(const struct reason *r, struct buf *out)
{
	struct buf what = {0}, when = {0};
	words_entity(r->subject, &what);
	words_moment(r->start, &when);
	buf_fmt(out, _("%s was changed since by %s (%s, entry %" PRId64 " of the journal)"), buf_text(&what),
	        *r->text ? r->text : _("the clock"), buf_text(&when), r->number);
	buf_release(&what);
	buf_release(&when);
}

static void word_gone(const struct reason *r, struct buf *out)
{
	struct buf what = {0};
	words_entity(r->subject, &what);
	buf_fmt(out, _("%s is not there any more"), buf_text(&what));
	buf_release(&what);
}

static void word_erased(const struct reason *r, struct buf *out)
{
	struct buf what = {0};
	words_entity(r->subject, &what);
	buf_fmt(out, _("the personal text of %s was erased, and cannot come back"), buf_text(&what));
	buf_release(&what);
}

static void word_use(const struct reason *r, struct buf *out)
{
	struct buf what = {0}, by = {0};
	words_entity(r->subject, &what);
	words_entity(r->text, &by);
	buf_fmt(out, _("%s is used by %s"), buf_text(&what), buf_text(&by));
	if (r->number)
		buf_fmt(out, ngettext(" and %" PRId64 " more", " and %" PRId64 " more", (unsigned long)r->number),
		        r->number);
	buf_release(&what);
	buf_release(&by);
}

static void word_shares(const struct reason *r, struct buf *out)
{
	char left[DECIMAL_MAX], day[CLOCK_TEXT_MAX];
	decimal_text(r->number, left);
	if (r->limit)
		buf_fmt(out, _("the owners of %s would have more than 100 %%: on %s there is %s %% left for this one"),
		        r->subject, clock_format_date(r->limit, day), left);
	else
		buf_fmt(out, _("the owners of %s would have more than 100 %%: there is %s %% left for this one"),
		        r->subject, left);
}

static void word_row(const struct reason *r, struct buf *out)
{
	struct buf what = {0};
	words_entity(r->subject, &what);
	words_fill(_("there is no such row: %s"), buf_text(&what), out);
	buf_release(&what);
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

static void word_hours(const struct reason *r, struct buf *out)
{
	struct buf hours = {0};
	words_opening(r->text, &hours);
	buf_fmt(out, _("outside the opening hours of %s (%s)"), r->subject, buf_text(&hours));
	buf_release(&hours);
}

static void word_closed(const struct reason *r, struct buf *out)
{
	struct buf when = {0};
	words_interval(r->start, r->end, &when);
	if (*r->text)
		buf_fmt(out, _("%s is closed %s: %s"), r->subject, buf_text(&when), r->text);
	else
		buf_fmt(out, _("%s is closed %s"), r->subject, buf_text(&when));
	buf_release(&when);
}

/* Where a rule without an end was cut off. */
static void word_bound(const struct reason *r, const char *name, struct buf *out)
{
	char date[CLOCK_TEXT_MAX];
	clock_format_date(r->number, date);
	if (*r->text)
		buf_fmt(out, _("%s: the rule has no end, so it ends with the term %s on %s"), name, r->text, date);
	else
		buf_fmt(out, _("%s: the rule has no end, so it ends on %s"), name, date);
}

static void word_unfit_key(const struct reason *r, const char *name, struct buf *out)
{
	const char *why = words_key_fault((enum ssh_key_fault)r->number);
	if (*r->text)
		buf_fmt(out, "%s: \"%s\": %s", name, r->text, why);
	else
		buf_fmt(out, "%s: %s", name, why);
}

/* ---- rows of files ---- */

static void word_repeat(const struct reason *r, const char *name, struct buf *out)
{
	if (*r->text)
		buf_fmt(out, _("%s: a repeat of row %" PRId64 " of the sheet \"%s\""), name, r->number, r->text);
	else
		buf_fmt(out, _("%s: a repeat of row %" PRId64), name, r->number);
	buf_str(out, _("; keep one of them, or make codes that tell them apart with --key COLUMN,COLUMN"));
}

static void word_under_ref(const struct reason *r, const char *name, struct buf *out)
{
	if (r->number < 0)
		buf_fmt(out,
		        _("%s: \"%s\", but series %" PRId64 " stands under this reference; quad cancel S%" PRId64
		          " cancels it"),
		        name, r->text, -r->number, -r->number);
	else
		buf_fmt(out,
		        _("%s: \"%s\", but booking %" PRId64 " stands under this reference; quad cancel %" PRId64
		          " cancels it"),
		        name, r->text, r->number, r->number);
}

static void word_pending(const struct reason *r, const char *name, struct buf *out)
{
	if (*r->text)
		buf_fmt(out, _("%s: \"%s\" is not decided yet"), name, r->text);
	else
		buf_fmt(out, _("%s: nobody has decided yet"), name);
	buf_str(out, _("; --set state=booked books such rows, --set state=cancelled leaves them out"));
}

/* What a spreadsheet program has made a date of, as far as the date still tells. */
static void word_made_date(const struct reason *r, const char *name, struct buf *out)
{
	const char *t = r->text;
	int64_t date;
	if (clock_parse_date(t, &date) == 0 && strlen(t) == strlen("2026-01-02"))
		buf_fmt(out, _("%s: a spreadsheet turned %d-%d into the date %s"), name, (t[5] - '0') * 10 + t[6] - '0',
		        (t[8] - '0') * 10 + t[9] - '0', t);
	else
		buf_fmt(out, _("%s: a spreadsheet turned it into the date %s"), name, r->text);
	buf_str(out, _("; make the column text, and enter it again"));
}

/* ---- rights and states ---- */

/* Who may not, and who may. */
static void word_role(const struct reason *r, struct buf *out)
{
	struct buf what = {0}, roles = {0};
	words_entity(r->subject, &what);
	for (const char *p = r->text; *p;) {
		size_t len = strcspn(p, "|");
		char word[32];
		enum person_role role;
		snprintf(word, sizeof word, "%.*s", (int)len, p);
		buf_fmt(&roles, "%s%s", roles.len ? " / " : "", role_parse(word, &role) ? word : role_name(role));
		p += len + (p[len] == '|');
	}
	buf_fmt(out, _("%s: this person may not do that; needed: %s"), buf_text(&what), buf_text(&roles));
	buf_release(&what);
	buf_release(&roles);
}

/* A booking or series that is in another state than it would have to be: the sentence has both. */
static void word_not(const struct reason *r, const char *sentence, struct buf *out)
{
	enum booking_state state;
	const char *is = state_parse(r->text, &state) ? r->text : state_name(state);
	words_fill2(_(sentence), r->subject, is, out);
}

/* A date or a series without a request has no state of its own. */
static void word_not_requested(const struct reason *r, struct buf *out)
{
	if (*r->text)
		word_not(r, N_("%s waits for nobody's decision; it is %s"), out);
	else
		word_subject(r, N_("%s: nothing of it waits for a decision"), out);
}

/* ---- what the registers say ---- */

/* Hours of hundredths: `12.5`, `40`. */
static void add_hours(int64_t hundredths, struct buf *out)
{
	int part = (int)(hundredths % 100);
	buf_fmt(out, "%" PRId64, hundredths / 100);
	if (part % 10)
		buf_fmt(out, ".%02d", part);
	else if (part)
		buf_fmt(out, ".%d", part / 10);
}

static void word_share(const struct reason *r, struct buf *out)
{
	struct buf left = {0}, whole = {0}, free = {0};
	struct wall month;
	clock_to_wall(r->start, &month);
	add_hours(r->number, &left);
	add_hours(r->limit, &whole);
	words_moment(r->end, &free);
	if (r->limit)
		buf_fmt(out, _("%s has %s of its %s hours of %s left in %d-%02d"), r->text, buf_text(&left),
		        buf_text(&whole), r->subject, month.year, month.month);
	else
		buf_fmt(out, _("%s has no share of %s"), r->text, r->subject);
	buf_fmt(out, _("; what nobody has claimed by %s is free for all"), buf_text(&free));
	buf_release(&left);
	buf_release(&whole);
	buf_release(&free);
}

static void word_agreement(const struct reason *r, struct buf *out)
{
	struct buf used = {0}, whole = {0};
	add_hours(r->number, &used);
	add_hours(r->limit, &whole);
	buf_fmt(out, _("%s: agreement %s is for %s hours, and %s are used"), r->subject, r->text, buf_text(&whole),
	        buf_text(&used));
	buf_release(&used);
	buf_release(&whole);
}

static void word_trainees(const struct reason *r, struct buf *out)
{
	if (*r->text)
		buf_fmt(out,
		        _("%s takes at most %" PRId64 " people of others at a time for the post %s (20 %% of its "
		          "employees), and has room for %" PRId64),
		        r->subject, r->limit, r->text, r->number);
	else
		buf_fmt(out,
		        _("the owner of %s takes at most %" PRId64 " people of others at a time (10 %% of its "
		          "employees), and has room for %" PRId64),
		        r->subject, r->limit, r->number);
}

/* ---- all of them ---- */

void words_reason(const struct reason *r, struct buf *out)
{
	words_reason_of(r, NULL, out);
}

/* What the owner's rule says itself, and whether it is the last word. */
static void add_said(const struct reason *r, struct buf *out)
{
	if (*r->said)
		buf_fmt(out, ": %s", r->said);
	if (r->overridable)
		buf_str(out, _("; a coordinator may override that"));
}

static void word_detail(const struct reason *r, const char *heading, struct buf *out);

void words_reason_of(const struct reason *r, const char *heading, struct buf *out)
{
	word_detail(r, heading, out);
	add_said(r, out);
}

static void word_detail(const struct reason *r, const char *heading, struct buf *out)
{
	const char *name = heading ? heading : r->subject;
	if (r->of)
		buf_fmt(out, _("booking %" PRIu64 ", "), r->of);
	if (r->at) {
		words_moment(r->at, out);
		buf_str(out, ": ");
	}
	if (heading && r->rule == RULE_UNKNOWN)
		buf_fmt(out, "%s: ", heading);
	switch (r->detail) {
	case REASON_TAKEN: word_taken(r, out); return;
	case REASON_OVERLAPS:
	case REASON_PART_TAKEN:
	case REASON_USES:
	case REASON_LARGE_PARTY: word_standing(r, out); return;
	case REASON_REF_USED:
		buf_fmt(out, _("%s is the reference of booking %" PRIu64 " already"), r->subject, r->booking);
		return;
	case REASON_SAME_REF:
		buf_fmt(out, _("%s is the reference of row %" PRId64 " of the file already, which says something else"),
		        r->subject, r->number);
		return;
	case REASON_OLDER:
		buf_fmt(out, _("%s stands in a newer form (SEQUENCE %" PRId64 ") than this one (%" PRId64 ")"),
		        r->subject, r->limit, r->number);
		return;
	case REASON_CHANGED: word_changed(r, out); return;
	case REASON_SINCE: word_since(r, out); return;
	case REASON_GONE: word_gone(r, out); return;
	case REASON_ERASED: word_erased(r, out); return;
	case REASON_STANDS:
		buf_fmt(out, _("booking %" PRIu64 " is not over; its texts can be erased when it is, or is cancelled"),
		        r->booking);
		return;
	case REASON_USED: word_use(r, out); return;
	case REASON_ROOM_LEFT:
		buf_fmt(out, _("%s has room for %" PRId64 " then, not for more"), r->subject, r->number);
		return;
	case REASON_IN_USE:
		buf_fmt(out, _("%" PRId64 " of %s are in use at a time, so there cannot be fewer"), r->number,
		        r->subject);
		return;
	case REASON_OVERSHARED: word_shares(r, out); return;
	case REASON_TRAVEL: word_travel(r, out); return;
	case REASON_CLOSED: word_closed(r, out); return;
	case REASON_HOURS: word_hours(r, out); return;
	case REASON_PAST: buf_fmt(out, _("%s is past; --record enters what already happened"), r->text); return;
	case REASON_TOOK_PLACE:
		word_subject(r,
		             N_("what is left of series %s has taken place or is under way, and stands; --record "
		                "cancels that too"),
		             out);
		return;
	case REASON_IS_OVER: word_is_over(r, out); return;
	case REASON_LEAD: buf_fmt(out, _("too late to book %s (%s)"), r->subject, r->text); return;
	case REASON_HORIZON: buf_fmt(out, _("too early to book %s (%s)"), r->subject, r->text); return;
	case REASON_DURATION: buf_fmt(out, _("too long or too short for %s (%s)"), r->subject, r->text); return;
	case REASON_QUOTA: buf_fmt(out, _("the quota for %s is used up (%s)"), r->subject, r->text); return;
	case REASON_NO_PREEMPT:
		buf_fmt(out, _("no rule for %s lets others be moved out of it for this"), r->subject);
		return;
	case REASON_NO_ELSEWHERE:
		if (*r->text)
			buf_fmt(out, _("booking %" PRIu64 " in %s has no other place: not in %s"), r->booking,
			        r->subject, r->text);
		else
			buf_fmt(out, _("booking %" PRIu64 " in %s has no other place: there is nothing like it near"),
			        r->booking, r->subject);
		return;
	case REASON_DENIED: buf_fmt(out, _("%s is not open to this person (%s)"), r->subject, r->text); return;
	case REASON_QUALIFICATION: buf_fmt(out, _("%s asks for a qualification (%s)"), r->subject, r->text); return;
	case REASON_INACTIVE: buf_fmt(out, _("%s is withdrawn"), r->subject); return;

	case REASON_NO_RESOURCE: word_subject(r, N_("there is no resource %s"), out); return;
	case REASON_NEAR_RESOURCES:
	case REASON_SEVERAL_RESOURCES: word_resource(r, out); return;
	case REASON_NO_CAMPUS: word_subject(r, N_("there is no campus %s"), out); return;
	case REASON_SEVERAL_CAMPUSES:
		word_subject(r, N_("several campuses are called %s; name it by its code"), out);
		return;
	case REASON_NO_INSTITUTION: word_subject(r, N_("there is no institution %s"), out); return;
	case REASON_SEVERAL_INSTITUTIONS:
		word_subject(r, N_("several institutions are called %s; name it by its code"), out);
		return;
	case REASON_NO_SCOPE: word_subject(r, N_("there is no campus and no institution %s"), out); return;
	case REASON_SEVERAL_SCOPES:
		word_subject(r,
		             N_("%s may be several campuses or institutions; name it by its code, or with `campus:` or "
		                "`institution:` before it"),
		             out);
		return;
	case REASON_NO_TERM:
		if (*r->subject)
			word_subject(r, N_("there is no term %s"), out);
		else
			buf_str(out, _("there is no term now; name one with --term"));
		return;
	case REASON_NO_EVENT: word_subject(r, N_("there is no event %s"), out); return;
	case REASON_NO_PERIOD: word_period(r, out); return;
	case REASON_NO_PERSON: word_subject(r, N_("there is no person %s, and no teacher of that code"), out); return;
	case REASON_NO_CLOSURE: word_unknown(r, out); return;
	case REASON_NO_ENTRY: word_subject(r, N_("the journal has no entry %s"), out); return;
	case REASON_NO_MAIL: word_subject(r, N_("no mail %s waits to be sent"), out); return;
	case REASON_NO_BOOKING: word_subject(r, N_("there is no booking %s"), out); return;
	case REASON_CANCELLED: word_subject(r, N_("booking %s was cancelled"), out); return;
	case REASON_NO_SERIES: word_subject(r, N_("there is no series %s"), out); return;
	case REASON_SERIES_ENDED: word_subject(r, N_("no booking of series %s stands there"), out); return;
	case REASON_NO_LATER_BOOKING:
		word_subject(r, N_("%s: no booking of the series stands from there on"), out);
		return;
	case REASON_NO_OCCURRENCE: word_subject(r, N_("the series has nothing on %s that could be added"), out); return;

	case REASON_NO_TIME: buf_fmt(out, _("%s: a time is missing"), name); return;
	case REASON_TIME: buf_fmt(out, _("%s: \"%s\" is not a time; write 2026-09-07T08:00"), name, r->text); return;
	case REASON_TIME_GAP: buf_fmt(out, _("%s: %s: the clocks go forward over it"), name, r->text); return;
	case REASON_TIME_TWICE: buf_fmt(out, _("%s: %s: the clocks go back over it"), name, r->text); return;
	case REASON_END: buf_fmt(out, _("%s: %s is not after the start"), name, r->text); return;
	case REASON_OUTSIDE: buf_fmt(out, _("%s: %s is outside the years that a store holds"), name, r->text); return;

	case REASON_MISSING:
		buf_fmt(out, _("%s: a value is missing"), name);
		add_takes(r, out);
		return;
	case REASON_VALUE: word_value(r, name, r->text, out); return;
	case REASON_NUMBER:
	case REASON_NOT_MONDAY: word_what(r, name, out); return;
	case REASON_TOO_LONG:
		buf_fmt(out, _("%s: the text is too long (%" PRId64 " bytes; at most %d)"), name, r->number,
		        TEXT_MAX_BYTES);
		return;
	case REASON_NOT_PLAIN: word_fault(name, N_("the text has characters that cannot be kept"), out); return;
	case REASON_LARGE_ACTION:
		buf_fmt(out,
		        _("%" PRId64 " entries of the journal belong to it; at most %" PRId64
		          " are taken back at once"),
		        r->number, r->limit);
		return;
	case REASON_TOO_MANY: word_fault(name, N_("that is more than a booking may have"), out); return;
	case REASON_UNFIT_KEY: word_unfit_key(r, name, out); return;
	case REASON_KEY_OF:
		if (*r->text)
			buf_fmt(out, _("%s: it is a key of %s already"), name, r->text);
		else
			word_fault(name, N_("it is a key of somebody else already"), out);
		return;
	case REASON_BOTH_TIMES:
		buf_fmt(out, _("%s: there are clock times too; give only one of the two"), name);
		return;
	case REASON_SAME_BOOKING:
		buf_fmt(out, _("%" PRId64 " is one booking; a swap takes two"), r->number);
		return;
	case REASON_WEEKS:
		buf_fmt(out, _("the term has %" PRId64 " weeks, not %" PRId64), r->limit, r->number);
		return;
	case REASON_MANY_DATES: buf_fmt(out, _("that is more than %" PRId64 " bookings"), r->limit); return;
	case REASON_NO_DATE: buf_str(out, _("no date of the term is left for it")); return;
	case REASON_RULE_SHIFT:
		buf_fmt(out,
		        _("the rule %s names several days, and the new start is none of them; say by --rrule on "
		          "which"),
		        r->text);
		return;
	case REASON_COUNT_REACHED:
		buf_fmt(out, _("COUNT is of the whole series: %" PRId64 " of %" PRId64 " take place before"), r->number,
		        r->limit);
		return;
	case REASON_MANY_BOOKINGS:
		buf_fmt(out, _("the rule makes more than %" PRId64 " bookings; give it a COUNT or an UNTIL"), r->limit);
		return;
	case REASON_ENCODING:
		buf_fmt(out, _("%s: \"%s\" is not in the file's encoding; --encoding names another"), name, r->text);
		return;
	case REASON_NUL: word_fault(name, N_("there is a NUL byte in the text"), out); return;
	case REASON_NO_HEADING:
		buf_fmt(out, _("%s: \"%s\" stands behind the last column of the header"), name, r->text);
		return;
	case REASON_QUOTE:
		word_fault(name, N_("there is a quote within the text: double it, and put quotes around the text"),
		           out);
		return;
	case REASON_OPEN_QUOTE: word_fault(name, N_("there is a quote that is not closed"), out); return;
	case REASON_LARGE_CELL: word_fault(name, N_("the cell or its row is larger than it may be"), out); return;
	case REASON_REPEATED: word_fault(name, N_("it is there twice"), out); return;
	case REASON_CUT: word_fault(name, N_("it is longer than it may be"), out); return;
	case REASON_MANY_TIMES: buf_fmt(out, _("%s: it lists more than %" PRId64 " times"), name, r->limit); return;
	case REASON_NO_SUCH_RULE: word_fault(name, N_("such a rule is not understood"), out); return;
	case REASON_MADE_DATE:
	case REASON_AS_DATE: word_made_date(r, name, out); return;
	case REASON_RANGE:
		word_fault(name, N_("a change of this occurrence and of all behind it is not understood"), out);
		return;
	case REASON_ENDLESS:
		word_fault(name,
		           N_("the rule has no end, and no term holds its start: give it a COUNT or an UNTIL, or give "
		              "--until DATE"),
		           out);
		return;
	case REASON_BOUNDED: word_bound(r, name, out); return;
	case REASON_HITS_NOTHING: buf_fmt(out, _("%s: there is no occurrence at %s"), name, r->text); return;
	case REASON_SUPERSEDED:
		buf_fmt(out, _("%s: row %" PRId64 " of the file says the last of it"), name, r->number);
		return;
	case REASON_ANSWER: buf_fmt(out, _("%s %s asks for no booking"), name, r->text); return;
	case REASON_DEPARTMENT:
		buf_fmt(out, _("%s: %s is no institution here, and is not kept"), name, r->text);
		return;
	case REASON_LEFT_SOURCE:
		buf_fmt(out, _("it is no longer in the source %s, so what is still to come of it is cancelled"),
		        r->text);
		return;
	case REASON_REPEAT_OF: word_repeat(r, name, out); return;
	case REASON_KEPT_OUT: buf_fmt(out, _("%s: \"%s\", so the row is kept out"), name, r->text); return;
	case REASON_STILL_STANDS: word_under_ref(r, name, out); return;
	case REASON_PENDING: word_pending(r, name, out); return;
	case REASON_STATE:
		buf_fmt(out,
		        _("%s: \"%s\" is no state that is understood; --set state=booked books such rows, --set "
		          "state=cancelled leaves them out"),
		        name, r->text);
		return;
	case REASON_SCIENTIFIC:
		buf_fmt(out,
		        _("%s: a spreadsheet turned the code into the number %s: make the column text, and enter it "
		          "again"),
		        name, r->text);
		return;
	case REASON_MANY_DIGITS:
		buf_fmt(out,
		        _("%s: a spreadsheet keeps 15 digits of the number %s: make the column text, and enter it "
		          "again"),
		        name, r->text);
		return;
	case REASON_NO_RESULT:
		buf_fmt(out,
		        _("%s: the formula %s has no saved value: open the file in a spreadsheet program and save it"),
		        name, r->text);
		return;
	case REASON_CELL_ERROR:
		buf_fmt(out, _("%s: the cell shows the error %s: correct it in the spreadsheet"), name, r->text);
		return;
	case REASON_GAP: buf_fmt(out, _("too near to another booking of %s (%s)"), r->subject, r->text); return;
	case REASON_NOTICE:
		buf_fmt(out, _("too late to change or cancel a booking of %s (%s)"), r->subject, r->text);
		return;
	case REASON_SUSPENDED:
		buf_fmt(out, _("%s cannot be booked by this person until %s, after bookings that were not used"),
		        r->subject, r->text);
		return;
	case REASON_ROLE: word_role(r, out); return;
	case REASON_NO_MEMBER:
		word_subject(r, N_("%s is not among the people of this store; ask a coordinator"), out);
		return;
	case REASON_LAST_COORDINATOR:
		word_subject(r, N_("%s is the last coordinator; make somebody else one first"), out);
		return;
	case REASON_NO_KEY:
		if (*r->text)
			buf_fmt(out, _("%s has no key %s"), r->text, r->subject);
		else
			word_subject(r, N_("there is no key that begins with %s, and nobody of that login who has one"),
			             out);
		return;
	case REASON_NO_GRANT: buf_fmt(out, _("%s has no grant %s"), r->subject, r->text); return;
	case REASON_NO_ROW: word_row(r, out); return;
	case REASON_NO_RULE: word_subject(r, N_("there is no rule %s"), out); return;
	case REASON_NOT_REQUESTED: word_not_requested(r, out); return;
	case REASON_NOT_BOOKED: word_not(r, N_("%s is not booked; it is %s"), out); return;
	case REASON_NOT_WAITING: word_not(r, N_("%s does not wait; it is %s"), out); return;
	case REASON_ASKED_ONCE: word_subject(r, N_("%s was asked back once already"), out); return;
	case REASON_NOT_YET: word_not_yet(r, out); return;
	case REASON_EVALUATED:
		buf_fmt(out, _("%s has rated booking %s for this side already"), r->text, r->subject);
		return;
	case REASON_PROPOSED:
		buf_fmt(out, _("%s has proposed an adjustment of booking %s already, which is not decided yet"),
		        r->text, r->subject);
		return;
	case REASON_OWN_PROPOSAL:
		buf_fmt(out, _("%s has proposed it for booking %s, so somebody else has to decide"), r->text,
		        r->subject);
		return;
	case REASON_NO_PROPOSAL: word_subject(r, N_("no adjustment of booking %s waits to be decided"), out); return;
	case REASON_PART_OF_ITSELF: buf_fmt(out, _("%s cannot be part of %s"), r->subject, r->text); return;
	case REASON_RULE_PLACE: buf_fmt(out, _("%s: a rule for %s makes no sense"), name, r->text); return;
	case REASON_PART_CLAIMED:
		buf_fmt(out, _("%s is part of %s, which the same booking takes"), r->subject, r->text);
		return;
	case REASON_SHARE: word_share(r, out); return;
	case REASON_AGREEMENT: word_agreement(r, out); return;
	case REASON_TRAINEES: word_trainees(r, out); return;
	case REASON_N: return;
	}
}

void words_reasons(const struct reasons *reasons, struct buf *out)
{
	for (size_t i = 0; i < reasons->n; i++) {
		words_reason(&reasons->v[i], out);
		buf_char(out, '\n');
	}
}
