/* The list of reasons and its one text form, which reports, JSON and scripts read. */
#include "store/model/reason.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/model/decimal.h"
#include "store/model/ssh_key.h"

static const char *const words[] = {
	"",         "busy",    "capacity", "travel",        "closed",    "hours",   "past",      "lead",  "horizon",
	"duration", "quota",   "denied",   "qualification", "inactive",  "unknown", "time",      "value", "repeat",
	"state",    "mangled", "gap",      "notice",        "suspended", "share",   "agreement", "role"};

const char *rule_word(enum rule rule)
{
	return (size_t)rule < sizeof words / sizeof *words ? words[rule] : "";
}

enum rule reason_rule(enum reason_detail detail)
{
	switch (detail) {
	case REASON_TAKEN:
	case REASON_NO_ELSEWHERE:
	case REASON_OVERLAPS:
	case REASON_REF_USED:
	case REASON_SAME_REF:
	case REASON_OLDER:
	case REASON_CHANGED:
	case REASON_SINCE:
	case REASON_GONE:
	case REASON_ERASED:
	case REASON_STANDS:
	case REASON_USED: return RULE_BUSY;
	case REASON_ROOM_LEFT:
	case REASON_IN_USE:
	case REASON_USES:
	case REASON_LARGE_PARTY: return RULE_CAPACITY;
	case REASON_TRAVEL: return RULE_TRAVEL;
	case REASON_CLOSED: return RULE_CLOSED;
	case REASON_HOURS: return RULE_HOURS;
	case REASON_PAST:
	case REASON_TOOK_PLACE:
	case REASON_IS_OVER: return RULE_PAST;
	case REASON_LEAD: return RULE_LEAD;
	case REASON_HORIZON: return RULE_HORIZON;
	case REASON_DURATION: return RULE_DURATION;
	case REASON_TRAINEES:
	case REASON_QUOTA: return RULE_QUOTA;
	case REASON_SHARE: return RULE_SHARE;
	case REASON_AGREEMENT: return RULE_AGREEMENT;
	case REASON_NO_PREEMPT:
	case REASON_DENIED: return RULE_DENIED;
	case REASON_QUALIFICATION: return RULE_QUALIFICATION;
	case REASON_INACTIVE: return RULE_INACTIVE;
	case REASON_NO_RESOURCE:
	case REASON_NEAR_RESOURCES:
	case REASON_SEVERAL_RESOURCES:
	case REASON_NO_CAMPUS:
	case REASON_SEVERAL_CAMPUSES:
	case REASON_NO_INSTITUTION:
	case REASON_SEVERAL_INSTITUTIONS:
	case REASON_NO_SCOPE:
	case REASON_SEVERAL_SCOPES:
	case REASON_NO_PERSON:
	case REASON_NO_TERM:
	case REASON_NO_EVENT:
	case REASON_NO_PERIOD:
	case REASON_NO_CLOSURE:
	case REASON_NO_ENTRY:
	case REASON_NO_MAIL:
	case REASON_NO_BOOKING:
	case REASON_CANCELLED:
	case REASON_NO_SERIES:
	case REASON_SERIES_ENDED:
	case REASON_NO_LATER_BOOKING:
	case REASON_NO_OCCURRENCE: return RULE_UNKNOWN;
	case REASON_NO_TIME:
	case REASON_TIME:
	case REASON_TIME_GAP:
	case REASON_TIME_TWICE:
	case REASON_END:
	case REASON_OUTSIDE: return RULE_TIME;
	case REASON_MISSING:
	case REASON_VALUE:
	case REASON_NUMBER:
	case REASON_TOO_LONG:
	case REASON_NOT_PLAIN:
	case REASON_LARGE_ACTION:
	case REASON_TOO_MANY:
	case REASON_UNFIT_KEY:
	case REASON_KEY_OF:
	case REASON_BOTH_TIMES:
	case REASON_NOT_MONDAY:
	case REASON_SAME_BOOKING:
	case REASON_WEEKS:
	case REASON_MANY_DATES:
	case REASON_NO_DATE:
	case REASON_RULE_SHIFT:
	case REASON_COUNT_REACHED:
	case REASON_MANY_BOOKINGS:
	case REASON_ENCODING:
	case REASON_NUL:
	case REASON_NO_HEADING:
	case REASON_QUOTE:
	case REASON_OPEN_QUOTE:
	case REASON_LARGE_CELL:
	case REASON_REPEATED:
	case REASON_CUT:
	case REASON_MANY_TIMES:
	case REASON_NO_SUCH_RULE:
	case REASON_RANGE:
	case REASON_MADE_DATE:
	case REASON_ENDLESS:
	case REASON_BOUNDED:
	case REASON_HITS_NOTHING:
	case REASON_SUPERSEDED:
	case REASON_ANSWER:
	case REASON_DEPARTMENT:
	case REASON_LEFT_SOURCE: return RULE_VALUE;
	case REASON_REPEAT_OF: return RULE_REPEAT;
	case REASON_KEPT_OUT:
	case REASON_STILL_STANDS:
	case REASON_PENDING:
	case REASON_STATE: return RULE_STATE;
	case REASON_SCIENTIFIC:
	case REASON_MANY_DIGITS:
	case REASON_AS_DATE:
	case REASON_NO_RESULT:
	case REASON_CELL_ERROR: return RULE_MANGLED;
	case REASON_GAP: return RULE_GAP;
	case REASON_NOTICE: return RULE_NOTICE;
	case REASON_SUSPENDED: return RULE_SUSPENDED;
	case REASON_ROLE:
	case REASON_NO_MEMBER:
	case REASON_LAST_COORDINATOR: return RULE_ROLE;
	case REASON_NO_KEY:
	case REASON_NO_GRANT:
	case REASON_NO_RULE:
	case REASON_NO_ROW:
	case REASON_NO_PROPOSAL: return RULE_UNKNOWN;
	case REASON_OVERSHARED: return RULE_SHARE;
	case REASON_NOT_REQUESTED:
	case REASON_NOT_BOOKED:
	case REASON_NOT_WAITING:
	case REASON_ASKED_ONCE:
	case REASON_EVALUATED:
	case REASON_PROPOSED:
	case REASON_OWN_PROPOSAL:
	case REASON_NOT_YET: return RULE_STATE;
	case REASON_PART_OF_ITSELF:
	case REASON_RULE_PLACE: return RULE_VALUE;
	case REASON_PART_CLAIMED:
	case REASON_PART_TAKEN: return RULE_BUSY;
	case REASON_N: break;
	}
	return (enum rule)0;
}

/* ---- adding ---- */

static struct reason *lost_reason(struct reasons *list)
{
	static struct reason lost; /* written and never read when memory ran out */
	list->failed = true;
	return &lost;
}

struct reason *reason_add(struct reasons *list, enum reason_detail detail, const char *subject)
{
	struct reason *v = arena_grow(list->arena, list->v, list->n, &list->cap, sizeof *v);
	if (!v)
		return lost_reason(list);
	list->v = v;
	struct reason *r = &list->v[list->n];
	*r = (struct reason){.rule = reason_rule(detail), .detail = detail, .text = "", .owner_rule = "", .said = ""};
	r->subject = arena_str(list->arena, subject);
	if (!r->subject)
		return lost_reason(list);
	list->n++;
	return r;
}

struct reason *reason_add_text(struct reasons *list, enum reason_detail detail, const char *subject, const char *format,
                               ...)
{
	va_list ap;
	va_start(ap, format);
	const char *text = arena_vfmt(list->arena, format, ap);
	va_end(ap);
	if (!text)
		return lost_reason(list);
	if (!*text && detail == REASON_VALUE)
		detail = REASON_MISSING;
	if (!*text && detail == REASON_TIME)
		detail = REASON_NO_TIME;
	struct reason *r = reason_add(list, detail, subject);
	r->text = text;
	return r;
}

struct reason *reason_add_number(struct reasons *list, enum reason_detail detail, const char *subject, int64_t number)
{
	struct reason *r = reason_add(list, detail, subject);
	r->number = number;
	return r;
}

void reason_copy(struct reasons *list, const struct reason *from)
{
	struct reason *r = reason_add_text(list, from->detail, from->subject, "%s", from->text);
	const char *subject = r->subject, *text = r->text;
	const char *owner_rule = arena_str(list->arena, from->owner_rule), *said = arena_str(list->arena, from->said);
	*r = *from;
	r->subject = subject;
	r->text = text;
	r->owner_rule = owner_rule ? owner_rule : "";
	r->said = said ? said : "";
	if (!owner_rule || !said)
		list->failed = true;
}

/* ---- the text form ---- */

static void add_period(const struct reason *r, struct buf *out)
{
	char date[CLOCK_TEXT_MAX];
	buf_fmt(out, "period %s %s", clock_format_date(r->number, date), r->text);
}

static void add_closure(const struct reason *r, struct buf *out)
{
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	buf_fmt(out, "%s/%s%s%s", clock_format(r->start, from), clock_format(r->end, to), *r->text ? " " : "", r->text);
}

static void add_bound(const struct reason *r, struct buf *out)
{
	char date[CLOCK_TEXT_MAX];
	buf_fmt(out, "ends %s%s%s", clock_format_date(r->number, date), *r->text ? " with " : "", r->text);
}

static void add_not_monday(const struct reason *r, struct buf *out)
{
	static const char *const days[] = {"",         "Monday", "Tuesday",  "Wednesday",
	                                   "Thursday", "Friday", "Saturday", "Sunday"};
	char date[CLOCK_TEXT_MAX];
	buf_fmt(out, "%s (%s)", clock_format_date(r->number, date), days[clock_weekday(r->number)]);
}

static void add_repeat(const struct reason *r, struct buf *out)
{
	buf_fmt(out, "row %" PRId64, r->number);
	if (*r->text)
		buf_fmt(out, " of %s", r->text);
}

static void add_under_ref(const struct reason *r, struct buf *out)
{
	if (r->number < 0)
		buf_fmt(out, "%s (series %" PRId64 " stands)", r->text, -r->number);
	else
		buf_fmt(out, "%s (booking %" PRId64 " stands)", r->text, r->number);
}

static void add_since(const struct reason *r, struct buf *out)
{
	char text[CLOCK_TEXT_MAX];
	buf_fmt(out, "entry %" PRId64 " %s %s", r->number, clock_format(r->start, text), r->text);
}

static void add_use(const struct reason *r, struct buf *out)
{
	buf_fmt(out, "used by %s", r->text);
	if (r->number)
		buf_fmt(out, " and %" PRId64 " more", r->number);
}

static void add_shares(const struct reason *r, struct buf *out)
{
	char date[CLOCK_TEXT_MAX], percent[DECIMAL_MAX];
	buf_fmt(out, "%s%% left", decimal_text(r->number, percent));
	if (r->limit)
		buf_fmt(out, " on %s", clock_format_date(r->limit, date));
}

static void add_unfit_key(const struct reason *r, struct buf *out)
{
	const char *hint = ssh_key_hint((enum ssh_key_fault)r->number);
	if (*r->text && *hint)
		buf_fmt(out, "%s (%s)", r->text, hint);
	else
		buf_fmt(out, "%s%s", r->text, hint);
}

/* `12.50/40.00`: hundredths of hours. */
static void add_hours(int64_t part, int64_t whole, struct buf *out)
{
	buf_fmt(out, "%" PRId64 ".%02d/%" PRId64 ".%02d", part / 100, (int)(part % 100), whole / 100,
	        (int)(whole % 100));
}

static void add_agreement(const struct reason *r, struct buf *out)
{
	buf_fmt(out, "%s ", r->text);
	add_hours(r->number, r->limit, out);
}

static void add_trainees(const struct reason *r, struct buf *out)
{
	buf_fmt(out, "trainees %s%s%" PRId64 "/%" PRId64, r->text, *r->text ? " " : "", r->number, r->limit);
}

void reason_what(const struct reason *r, struct buf *out)
{
	switch (r->detail) {
	case REASON_NO_ELSEWHERE:
		buf_fmt(out, "%" PRIu64 " (not to %s)", r->booking, *r->text ? r->text : "any other");
		return;
	case REASON_TAKEN:
	case REASON_OVERLAPS:
	case REASON_REF_USED:
	case REASON_USES:
	case REASON_LARGE_PARTY:
	case REASON_PART_TAKEN:
	case REASON_TRAVEL: buf_fmt(out, "%" PRIu64, r->booking); return;
	case REASON_SHARE: add_hours(r->number, r->limit, out); return;
	case REASON_AGREEMENT: add_agreement(r, out); return;
	case REASON_TRAINEES: add_trainees(r, out); return;
	case REASON_SAME_REF: buf_fmt(out, "row %" PRId64, r->number); return;
	case REASON_OLDER: buf_fmt(out, "sequence %" PRId64 " < %" PRId64, r->number, r->limit); return;
	case REASON_CHANGED: buf_str(out, "changed by others"); return;
	case REASON_SINCE: add_since(r, out); return;
	case REASON_GONE: buf_str(out, "gone"); return;
	case REASON_ERASED: buf_str(out, "erased"); return;
	case REASON_STANDS: buf_str(out, "stands"); return;
	case REASON_USED: add_use(r, out); return;
	case REASON_ROOM_LEFT:
	case REASON_NUMBER:
	case REASON_SAME_BOOKING: buf_fmt(out, "%" PRId64, r->number); return;
	case REASON_IN_USE: buf_fmt(out, "%" PRId64 " in use", r->number); return;
	case REASON_CLOSED: add_closure(r, out); return;
	case REASON_HOURS:
	case REASON_PAST:
	case REASON_IS_OVER:
	case REASON_LEAD:
	case REASON_HORIZON:
	case REASON_DURATION:
	case REASON_QUOTA:
	case REASON_DENIED:
	case REASON_QUALIFICATION:
	case REASON_TIME:
	case REASON_END:
	case REASON_OUTSIDE:
	case REASON_VALUE:
	case REASON_RULE_SHIFT:
	case REASON_ENCODING:
	case REASON_MADE_DATE:
	case REASON_NO_HEADING:
	case REASON_KEPT_OUT:
	case REASON_PENDING:
	case REASON_STATE:
	case REASON_SCIENTIFIC:
	case REASON_MANY_DIGITS:
	case REASON_AS_DATE:
	case REASON_NO_RESULT:
	case REASON_CELL_ERROR:
	case REASON_GAP:
	case REASON_NOTICE:
	case REASON_SUSPENDED:
	case REASON_ROLE:
	case REASON_LAST_COORDINATOR:
	case REASON_NOT_REQUESTED:
	case REASON_NOT_BOOKED:
	case REASON_NOT_WAITING:
	case REASON_PART_OF_ITSELF:
	case REASON_RULE_PLACE:
	case REASON_PART_CLAIMED: buf_str(out, r->text); return;
	case REASON_NO_MEMBER: buf_str(out, "people"); return;
	case REASON_NO_KEY: buf_fmt(out, "%s%s", *r->text ? "a key of " : "key", r->text); return;
	case REASON_NO_GRANT: buf_fmt(out, "grant %s", r->text); return;
	case REASON_NO_RULE: buf_str(out, "rule"); return;
	case REASON_NO_ROW: buf_str(out, "row"); return;
	case REASON_OVERSHARED: add_shares(r, out); return;
	case REASON_NO_PREEMPT: buf_str(out, "preempt"); return;
	case REASON_ASKED_ONCE: buf_str(out, "asked before"); return;
	case REASON_NOT_YET: buf_fmt(out, "not before %s", r->text); return;
	case REASON_EVALUATED: buf_fmt(out, "evaluated by %s", r->text); return;
	case REASON_PROPOSED: buf_fmt(out, "proposed by %s", r->text); return;
	case REASON_OWN_PROPOSAL: buf_fmt(out, "proposed by %s", r->text); return;
	case REASON_NO_PROPOSAL: buf_str(out, "adjustment"); return;
	case REASON_TOOK_PLACE: buf_str(out, "took place"); return;
	case REASON_COUNT_REACHED: buf_fmt(out, "%" PRId64 " of %" PRId64, r->number, r->limit); return;
	case REASON_REPEAT_OF: add_repeat(r, out); return;
	case REASON_STILL_STANDS: add_under_ref(r, out); return;
	case REASON_INACTIVE:
	case REASON_NO_TIME:
	case REASON_MISSING: return;
	case REASON_NO_RESOURCE: buf_str(out, "resource"); return;
	case REASON_NEAR_RESOURCES: buf_fmt(out, "resource (nearest: %s)", r->text); return;
	case REASON_SEVERAL_RESOURCES: buf_fmt(out, "resource (several: %s)", r->text); return;
	case REASON_NO_CAMPUS: buf_str(out, "campus"); return;
	case REASON_SEVERAL_CAMPUSES: buf_str(out, "campus (several)"); return;
	case REASON_NO_INSTITUTION: buf_str(out, "institution"); return;
	case REASON_SEVERAL_INSTITUTIONS: buf_str(out, "institution (several)"); return;
	case REASON_NO_SCOPE: buf_str(out, "scope"); return;
	case REASON_SEVERAL_SCOPES: buf_str(out, "scope (several)"); return;
	case REASON_NO_PERSON: buf_str(out, "person"); return;
	case REASON_NO_TERM: buf_str(out, "term"); return;
	case REASON_NO_EVENT: buf_str(out, "event"); return;
	case REASON_NO_PERIOD: add_period(r, out); return;
	case REASON_NO_CLOSURE: buf_str(out, "closure"); return;
	case REASON_NO_ENTRY: buf_str(out, "journal entry"); return;
	case REASON_NO_MAIL: buf_str(out, "mail"); return;
	case REASON_NO_BOOKING: buf_str(out, "booking"); return;
	case REASON_CANCELLED: buf_str(out, "booking (cancelled)"); return;
	case REASON_NO_SERIES: buf_str(out, "series"); return;
	case REASON_SERIES_ENDED: buf_str(out, "series (nothing of it stands)"); return;
	case REASON_NO_LATER_BOOKING: buf_str(out, "no booking of the series stands from there"); return;
	case REASON_NO_OCCURRENCE: buf_str(out, "occurrence"); return;
	case REASON_TIME_GAP: buf_fmt(out, "%s (the clock skips it)", r->text); return;
	case REASON_TIME_TWICE: buf_fmt(out, "%s (comes twice: add its offset)", r->text); return;
	case REASON_TOO_LONG: buf_fmt(out, "%" PRId64 " bytes", r->number); return;
	case REASON_NOT_PLAIN: buf_str(out, "not plain text"); return;
	case REASON_TOO_MANY: buf_str(out, "too many"); return;
	case REASON_UNFIT_KEY: add_unfit_key(r, out); return;
	case REASON_KEY_OF: buf_fmt(out, "a key of %s", *r->text ? r->text : "somebody else"); return;
	case REASON_BOTH_TIMES: buf_fmt(out, "%s and clock times", r->text); return;
	case REASON_NOT_MONDAY: add_not_monday(r, out); return;
	case REASON_WEEKS:
	case REASON_LARGE_ACTION:
	case REASON_MANY_DATES: buf_fmt(out, "%" PRId64 " > %" PRId64, r->number, r->limit); return;
	case REASON_NO_DATE: buf_str(out, "no date is left"); return;
	case REASON_MANY_BOOKINGS:
	case REASON_MANY_TIMES: buf_fmt(out, "more than %" PRId64, r->limit); return;
	case REASON_NUL: buf_str(out, "a NUL byte"); return;
	case REASON_QUOTE: buf_str(out, "a quote within the cell"); return;
	case REASON_OPEN_QUOTE: buf_str(out, "a quote that is not closed"); return;
	case REASON_LARGE_CELL: buf_str(out, "larger than a cell or a row may be"); return;
	case REASON_REPEATED: buf_str(out, "twice"); return;
	case REASON_CUT: buf_str(out, "too long"); return;
	case REASON_NO_SUCH_RULE: buf_str(out, "not supported"); return;
	case REASON_RANGE: buf_str(out, "RANGE"); return;
	case REASON_ENDLESS: buf_str(out, "no end"); return;
	case REASON_BOUNDED: add_bound(r, out); return;
	case REASON_HITS_NOTHING: buf_fmt(out, "%s hits nothing", r->text); return;
	case REASON_SUPERSEDED: buf_fmt(out, "superseded by row %" PRId64, r->number); return;
	case REASON_ANSWER: buf_fmt(out, "%s books nothing", r->text); return;
	case REASON_DEPARTMENT: buf_fmt(out, "%s is no institution", r->text); return;
	case REASON_LEFT_SOURCE: buf_fmt(out, "no longer in %s", r->text); return;
	case REASON_N: return;
	}
}

/* Which standing booking it is that breaks the rule. */
static void add_standing(const struct reason *r, struct buf *out)
{
	char text[CLOCK_TEXT_MAX];
	buf_fmt(out, "%s(booking %" PRIu64 " %s)", out->len ? " " : "", r->of, clock_format(r->at, text));
}

/* From `from` on, `;` would split a reason in two. */
static void replace_semicolons(struct buf *out, size_t from)
{
	for (size_t i = from; i < out->len; i++)
		if (out->p[i] == ';')
			out->p[i] = ',';
}

void reasons_format(const struct reasons *list, struct buf *out)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct reason *r = &list->v[i];
		struct buf what = {0};
		reason_what(r, &what);
		if (r->of)
			add_standing(r, &what);
		buf_str(out, i ? ";" : "");
		size_t from = out->len;
		buf_fmt(out, "%s:%s%s%s", rule_word(r->rule), r->subject, what.len ? "@" : "", buf_text(&what));
		replace_semicolons(out, from);
		out->failed |= what.failed;
		buf_release(&what);
	}
}

bool reasons_malformed(const struct reasons *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].rule == RULE_TIME || list->v[i].rule == RULE_VALUE)
			return true;
	return false;
}

bool reasons_forbidden(const struct reasons *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].rule == RULE_ROLE)
			return true;
	return false;
}
