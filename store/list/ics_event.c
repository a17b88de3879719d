/*
 * A file is read twice: once as a whole, since an event's occurrences depend on others with its UID that may stand
 * anywhere, and since nothing is to be changed by a file that is cut off; then event by event. Only what is kept of the
 * event at hand is in memory, and the parts of recurring ones.
 */
#include "store/list/ics_event.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/list/list_cell.h"
#include "store/model/model.h"
#include "store/base/utf8.h"

#define DEPTH_MAX 8
#define NAME_MAX_BYTES 64
#define NOTES_MAX 50
#define CUT_NOTE " (more than 4000 bytes)"

/* ---- the whole file ---- */

struct surveyor {
	struct ics_zones *zones;
	struct ics_survey *out;
	struct arena *arena; /* of the fault's texts */
	struct list_fault *fault;
	struct {
		char name[NAME_MAX_BYTES];
		size_t line;
	} open[DEPTH_MAX];
	size_t depth;
	size_t zone_at; /* of the VTIMEZONE at hand */
	const char *tzid;
	struct ics_part part;
	bool recurs;
	struct arena scratch; /* of the event at hand */
};

static int refuse(struct surveyor *s, const struct ics_line *line, enum list_problem problem)
{
	char *quoted = utf8_clean(s->arena, line->value, strnlen(line->value, 40));
	*s->fault = (struct list_fault){problem, line->number, quoted, NULL};
	return quoted ? QUAD_EINVAL : QUAD_ENOMEM;
}

static bool is_in(const struct surveyor *s, size_t depth, const char *name)
{
	return s->depth == depth && ics_is(s->open[depth - 1].name, name);
}

static int begin_component(struct surveyor *s, const struct ics_line *line)
{
	if (s->depth == 0 && !ics_is(line->value, "VCALENDAR"))
		return refuse(s, line, LIST_CALENDAR_OUTSIDE);
	if (s->depth == DEPTH_MAX || strlen(line->value) >= NAME_MAX_BYTES)
		return refuse(s, line, LIST_CALENDAR_DEPTH);
	memcpy(s->open[s->depth].name, line->value, strlen(line->value) + 1);
	s->open[s->depth++].line = line->number;
	if (is_in(s, 2, "VTIMEZONE"))
		s->zone_at = line->at;
	if (s->depth == 2) {
		s->tzid = NULL;
		s->part = (struct ics_part){.uid = NULL};
		s->recurs = false;
		arena_release(&s->scratch);
	}
	return 0;
}

static char *copy(struct arena *arena, const char *text)
{
	return text ? arena_str(arena, text) : NULL;
}

/* The UID as it is compared; it is the same in ics_event_next. */
static char *clean_uid(struct arena *arena, const char *value)
{
	char *text = ics_unescape(arena, value, NULL);
	return text ? utf8_clean(arena, text, strlen(text)) : NULL;
}

static int keep_part(struct surveyor *s)
{
	struct ics_survey *out = s->out;
	struct ics_part *v = arena_grow(&out->arena, out->v, out->n, &out->cap, sizeof *v), p = {.uid = ""};
	if (!v)
		return QUAD_ENOMEM;
	out->v = v;
	p.uid = copy(&out->arena, s->part.uid);
	p.recurrence.text = copy(&out->arena, s->part.recurrence.text);
	p.recurrence.tzid = copy(&out->arena, s->part.recurrence.tzid);
	v[out->n++] = p;
	return !p.uid || (s->part.recurrence.text && !p.recurrence.text) ||
	                       (s->part.recurrence.tzid && !p.recurrence.tzid)
	               ? QUAD_ENOMEM
	               : 0;
}

static int end_component(struct surveyor *s, const struct ics_line *line, const char *text)
{
	if (s->depth == 0 || !ics_is(s->open[s->depth - 1].name, line->value))
		return refuse(s, line, LIST_CALENDAR_END);
	int err = 0;
	if (is_in(s, 2, "VTIMEZONE") && s->tzid) {
		struct bytes zone = {text + s->zone_at, line->end - s->zone_at};
		err = ics_zones_define(s->zones, s->tzid, zone);
		if (err == QUAD_EINVAL)
			return refuse(s, line, LIST_CALENDAR_ZONES);
	}
	if (is_in(s, 2, "VEVENT") && s->part.uid && (s->part.recurrence.text || s->recurs))
		err = keep_part(s);
	s->depth--;
	return err;
}

/* What of an event concerns others. */
static int survey_property(struct surveyor *s, const struct ics_line *line)
{
	struct rrule own;
	const char *bad;
	int err = 0;
	if (is_in(s, 2, "VTIMEZONE") && ics_is(line->name, "TZID")) {
		s->tzid = ics_unescape(&s->scratch, line->value, NULL);
		return s->tzid ? 0 : QUAD_ENOMEM;
	}
	if (!is_in(s, 2, "VEVENT"))
		return is_in(s, 1, "VCALENDAR") && ics_is(line->name, "CALSCALE") && !ics_is(line->value, "GREGORIAN")
		               ? refuse(s, line, LIST_CALENDAR_GREGORIAN)
		               : 0;
	if (ics_is(line->name, "UID")) {
		s->part.uid = clean_uid(&s->scratch, line->value);
		return s->part.uid ? 0 : QUAD_ENOMEM;
	}
	if (ics_is(line->name, "RECURRENCE-ID")) {
		const char *tzid = ics_param(line, "TZID");
		s->part.recurrence.text = copy(&s->scratch, line->value);
		s->part.recurrence.tzid = copy(&s->scratch, tzid);
		return !s->part.recurrence.text || (tzid && !s->part.recurrence.tzid) ? QUAD_ENOMEM : 0;
	}
	bool rule = ics_is(line->name, "RRULE");
	s->recurs |= rule || ics_is(line->name, "RDATE");
	if (rule && (err = rrule_parse(line->value, &own, &s->scratch, &bad)) == QUAD_EINVAL)
		err = ics_zones_need_lib(s->zones);
	return err;
}

static int survey_line(struct surveyor *s, const struct ics_line *line, const char *text)
{
	if (ics_is(line->name, "BEGIN"))
		return begin_component(s, line);
	if (ics_is(line->name, "END"))
		return end_component(s, line, text);
	if (s->depth == 0)
		return refuse(s, line, LIST_CALENDAR_OUTSIDE);
	return survey_property(s, line);
}

static int part_order(const void *a, const void *b)
{
	return strcmp(((const struct ics_part *)a)->uid, ((const struct ics_part *)b)->uid);
}

int ics_survey(struct bytes text, struct ics_zones *zones, struct ics_survey *out, struct arena *arena,
               struct list_fault *fault)
{
	struct surveyor s = {.zones = zones, .out = out, .arena = arena, .fault = fault};
	struct ics_reader r;
	struct ics_line line;
	bool any = false;
	int err;
	*out = (struct ics_survey){0};
	ics_reader_open(&r, text.p, text.len);
	while ((err = ics_reader_next(&r, &line)) == 0 || err == QUAD_EINVAL) {
		if (!any && (err || !ics_is(line.name, "BEGIN") || !ics_is(line.value, "VCALENDAR")))
			err = refuse(&s, &line, LIST_NO_CALENDAR);
		else if (err)
			/* in an event it is that event's fault */
			err = s.depth >= 2 ? 0 : refuse(&s, &line, LIST_CALENDAR_LINE);
		else
			err = survey_line(&s, &line, text.p);
		any = true;
		if (err)
			break;
	}
	if (err == QUAD_ENOTFOUND && r.at < r.len) {
		*fault = (struct list_fault){LIST_CALENDAR_LIBRARY, 0, ICS_LIB_PACKAGE, NULL};
		err = QUAD_EINVAL;
	} else if (err == QUAD_ENOTFOUND) {
		err = 0;
	}
	if (!err && !any) {
		fault->problem = LIST_EMPTY;
		err = QUAD_EINVAL;
	} else if (!err && s.depth) {
		const char *begun = arena_str(arena, s.open[s.depth - 1].name);
		*fault = (struct list_fault){LIST_CALENDAR_CUT, s.open[s.depth - 1].line, begun, NULL};
		err = begun ? QUAD_EINVAL : QUAD_ENOMEM;
	}
	if (!err && out->n)
		qsort(out->v, out->n, sizeof *out->v, part_order);
	ics_reader_close(&r);
	arena_release(&s.scratch);
	return err;
}

void ics_survey_release(struct ics_survey *s)
{
	arena_release(&s->arena);
	*s = (struct ics_survey){0};
}

const struct ics_part *ics_parts(const struct ics_survey *s, const char *uid, size_t *n)
{
	size_t low = 0, high = s->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(s->v[middle].uid, uid) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (*n = 0; low + *n < s->n && strcmp(s->v[low + *n].uid, uid) == 0;)
		++*n;
	return *n ? s->v + low : NULL;
}

/* ---- an event ---- */

struct event_reader {
	struct ics_event *e;
	struct arena *arena;
	struct ics_notes *notes;
	struct reasons *why;
	const struct ics_line *line;
};

static int note(struct ics_notes *notes, const char *name, const char *more)
{
	char *text = arena_fmt(notes->arena, "%s%s", name, more);
	if (!text)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < notes->n; i++)
		if (ics_is(notes->v[i], text))
			return 0;
	if (notes->n >= NOTES_MAX)
		return 0;
	const char **v = arena_grow(notes->arena, notes->v, notes->n, &notes->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	notes->v = v;
	v[notes->n++] = text;
	return 0;
}

/* A text as it may be stored; what is beyond its limit is noted and cut off. */
static int read_text(struct event_reader *r, const char **out)
{
	char *raw = ics_unescape(r->arena, r->line->value, NULL);
	char *text = raw ? utf8_clean(r->arena, raw, strlen(raw)) : NULL;
	bool cut = r->line->cut;
	if (!text)
		return QUAD_ENOMEM;
	if (strlen(text) > TEXT_MAX_BYTES) {
		size_t len = TEXT_MAX_BYTES;
		while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
			len--;
		text[len] = '\0';
		text = utf8_clean(r->arena, text, len);
		cut = true;
	}
	*out = text;
	if (!text)
		return QUAD_ENOMEM;
	return cut ? note(r->notes, r->line->name, CUT_NOTE) : 0;
}

static int read_value(struct event_reader *r, const char *text, struct ics_value *out)
{
	const char *tzid = ics_param(r->line, "TZID");
	out->text = arena_str(r->arena, text);
	out->tzid = tzid ? arena_str(r->arena, tzid) : NULL;
	return !out->text || (tzid && !out->tzid) ? QUAD_ENOMEM : 0;
}

/* A property that an event has once. */
static int read_one(struct event_reader *r, struct ics_value *out)
{
	if (out->text) {
		reason_add(r->why, RULE_VALUE, r->line->name, "twice");
		return 0;
	}
	return read_value(r, r->line->value, out);
}

static int read_list(struct event_reader *r, struct ics_values *out)
{
	if (r->line->cut) {
		reason_add(r->why, RULE_VALUE, r->line->name, "too long");
		return 0;
	}
	for (const char *p = r->line->value; *p;) {
		size_t len = strcspn(p, ",");
		char *one = arena_dup(r->arena, p, len);
		struct ics_value *v = arena_grow(r->arena, out->v, out->n, &out->cap, sizeof *v);
		if (!one || !v)
			return QUAD_ENOMEM;
		out->v = v;
		if (out->n == ICS_TIMES_MAX) {
			reason_add(r->why, RULE_VALUE, r->line->name, "more than %d", ICS_TIMES_MAX);
			return 0;
		}
		int err = read_value(r, one, &v[out->n]);
		if (err)
			return err;
		out->n++;
		p += len + (p[len] == ',');
	}
	return 0;
}

static int read_resources(struct event_reader *r)
{
	struct ics_event *e = r->e;
	if (r->line->cut)
		reason_add(r->why, RULE_VALUE, r->line->name, "too long");
	const char *rest = "";
	for (const char *text = r->line->value; rest && !r->line->cut; text = rest) {
		char *raw = ics_unescape(r->arena, text, &rest);
		char *one = raw ? utf8_clean(r->arena, raw, strlen(raw)) : NULL;
		const char **v = arena_grow(r->arena, e->resources, e->n_resources, &e->cap_resources, sizeof *v);
		if (!one || !v)
			return QUAD_ENOMEM;
		e->resources = v;
		if (*one)
			v[e->n_resources++] = one;
	}
	return 0;
}

static int read_status(struct event_reader *r)
{
	const char *v = r->line->value;
	r->e->cancelled = ics_is(v, "CANCELLED");
	if (r->e->cancelled || ics_is(v, "CONFIRMED"))
		return 0;
	/* any other is a plan that does not forbid booking */
	char *word = utf8_clean(r->arena, v, strnlen(v, 40));
	return word ? note(r->notes, "STATUS:", word) : QUAD_ENOMEM;
}

static int read_party(struct event_reader *r)
{
	char *end;
	unsigned long long v = strtoull(r->line->value, &end, 10);
	r->e->own = true;
	if (r->line->value[0] < '0' || r->line->value[0] > '9' || *end || v > UINT32_MAX)
		cell_malformed(r->why, r->line->name, r->line->value);
	else
		r->e->party = (uint32_t)v;
	return 0;
}

static int read_rule(struct event_reader *r)
{
	if (r->e->rule) {
		reason_add(r->why, RULE_VALUE, "RRULE", "twice");
		return 0;
	}
	r->e->rule = arena_str(r->arena, r->line->value);
	return r->e->rule ? 0 : QUAD_ENOMEM;
}

static int read_property(struct event_reader *r)
{
	static const char *const nothing_lost[] = {"DTSTAMP", "SEQUENCE", "CREATED", "LAST-MODIFIED", "X-QUAD-SERIES"};
	struct ics_event *e = r->e;
	const char *name = r->line->name;
	for (size_t i = 0; i < sizeof nothing_lost / sizeof *nothing_lost; i++)
		if (ics_is(name, nothing_lost[i]))
			return 0;
	if (ics_is(name, "UID"))
		return (e->uid = clean_uid(r->arena, r->line->value)) ? 0 : QUAD_ENOMEM;
	if (ics_is(name, "SUMMARY"))
		return *e->summary ? 0 : read_text(r, &e->summary);
	if (ics_is(name, "DESCRIPTION"))
		return *e->description ? 0 : read_text(r, &e->description);
	if (ics_is(name, "LOCATION"))
		return *e->location ? 0 : read_text(r, &e->location);
	if (ics_is(name, "RESOURCES"))
		return read_resources(r);
	if (ics_is(name, "DTSTART"))
		return read_one(r, &e->start);
	if (ics_is(name, "DTEND"))
		return read_one(r, &e->end);
	if (ics_is(name, "DURATION"))
		return (e->duration = arena_str(r->arena, r->line->value)) ? 0 : QUAD_ENOMEM;
	if (ics_is(name, "RRULE"))
		return read_rule(r);
	if (ics_is(name, "EXDATE"))
		return read_list(r, &e->exdates);
	if (ics_is(name, "RDATE"))
		return read_list(r, &e->rdates);
	if (ics_is(name, "EXRULE")) {
		reason_add(r->why, RULE_VALUE, "EXRULE", "not supported");
		return 0;
	}
	if (ics_is(name, "RECURRENCE-ID")) {
		if (ics_param(r->line, "RANGE"))
			reason_add(r->why, RULE_VALUE, "RECURRENCE-ID", "RANGE");
		return read_one(r, &e->recurrence);
	}
	if (ics_is(name, "STATUS"))
		return read_status(r);
	if (ics_is(name, "X-QUAD-PARTY"))
		return read_party(r);
	if (ics_is(name, "X-QUAD-REQUESTER"))
		return read_text(r, &e->requester);
	if (ics_is(name, "X-QUAD-INSTITUTION"))
		return read_text(r, &e->institution);
	return note(r->notes, name, "");
}

/* A line within an event, which nested components have too. */
static int read_line(struct event_reader *r, int err, size_t *depth)
{
	const struct ics_line *line = r->line;
	if (!err && ics_is(line->name, "BEGIN")) {
		++*depth;
		return note(r->notes, line->value, "");
	}
	if (!err && ics_is(line->name, "END")) {
		--*depth;
		return 0;
	}
	if (*depth > 1)
		return 0;
	if (!err)
		return read_property(r);
	char *text = utf8_clean(r->arena, line->value, strlen(line->value));
	char *field = arena_fmt(r->arena, "line %zu", line->number);
	if (!text || !field)
		return QUAD_ENOMEM;
	cell_malformed(r->why, field, text);
	return 0;
}

int ics_event_next(struct ics_reader *r, struct arena *arena, struct ics_event *out, struct ics_notes *notes,
                   struct reasons *why)
{
	struct ics_line line;
	struct event_reader reader = {out, arena, notes, why, &line};
	size_t depth = 0; /* within the VCALENDAR */
	bool event = false;
	int err;
	*out = (struct ics_event){.uid = "", .summary = "", .description = "", .location = "", .requester = "",
	                          .institution = ""};
	while ((err = ics_reader_next(r, &line)) == 0 || err == QUAD_EINVAL) {
		bool begin = !err && ics_is(line.name, "BEGIN");
		if (event) {
			err = read_line(&reader, err, &depth);
			if (err || depth == 0)
				return err;
		} else if (begin && !ics_is(line.value, "VCALENDAR")) {
			event = depth == 0 && ics_is(line.value, "VEVENT");
			err = depth == 0 && !event && !ics_is(line.value, "VTIMEZONE") ? note(notes, line.value, "") : 0;
			if (err)
				return err;
			depth++;
		} else if (!err && depth > 0 && ics_is(line.name, "END")) {
			depth--;
		}
	}
	return err;
}
