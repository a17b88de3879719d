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

static int refuse_file(struct surveyor *s, const struct ics_line *line, enum list_problem problem)
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
		return refuse_file(s, line, LIST_CALENDAR_OUTSIDE);
	if (s->depth == DEPTH_MAX || strlen(line->value) >= NAME_MAX_BYTES)
		return refuse_file(s, line, LIST_CALENDAR_DEPTH);
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

/* Copies a value; QUAD_ENOMEM. */
static int copy_value(struct arena *arena, const char *text, const char *tzid, struct ics_value *out)
{
	out->text = text ? arena_str(arena, text) : NULL;
	out->tzid = tzid ? arena_str(arena, tzid) : NULL;
	return (text && !out->text) || (tzid && !out->tzid) ? QUAD_ENOMEM : 0;
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
	struct ics_part *v = arena_grow(&out->arena, out->v, out->n, &out->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	out->v = v;
	v[out->n].uid = arena_str(&out->arena, s->part.uid);
	if (!v[out->n].uid)
		return QUAD_ENOMEM;
	const struct ics_value *recurrence = &s->part.recurrence;
	int err = copy_value(&out->arena, recurrence->text, recurrence->tzid, &v[out->n].recurrence);
	out->n += !err;
	return err;
}

static int end_component(struct surveyor *s, const struct ics_line *line, const char *text)
{
	if (s->depth == 0 || !ics_is(s->open[s->depth - 1].name, line->value))
		return refuse_file(s, line, LIST_CALENDAR_END);
	int err = 0;
	if (is_in(s, 2, "VTIMEZONE") && s->tzid) {
		struct bytes zone = {text + s->zone_at, line->end - s->zone_at};
		err = ics_zones_define(s->zones, s->tzid, zone);
		if (err == QUAD_EINVAL)
			return refuse_file(s, line, LIST_CALENDAR_ZONES);
	}
	if (is_in(s, 2, "VEVENT") && s->part.uid && (s->part.recurrence.text || s->recurs))
		err = keep_part(s);
	s->depth--;
	return err;
}

/* Loads libical if a rule needs it: one that the store's own rules cannot express. */
static int survey_rule(struct surveyor *s, const char *text)
{
	struct rrule own;
	const char *bad;
	int err = rrule_parse(text, &own, &s->scratch, &bad);
	return err == QUAD_EINVAL ? ics_zones_need_lib(s->zones) : err;
}

/* Notes what of an event concerns other events. */
static int survey_event(struct surveyor *s, const struct ics_line *line)
{
	if (ics_is(line->name, "UID")) {
		s->part.uid = clean_uid(&s->scratch, line->value);
		return s->part.uid ? 0 : QUAD_ENOMEM;
	}
	if (ics_is(line->name, "RECURRENCE-ID"))
		return copy_value(&s->scratch, line->value, ics_param(line, "TZID"), &s->part.recurrence);
	bool rule = ics_is(line->name, "RRULE");
	s->recurs |= rule || ics_is(line->name, "RDATE");
	return rule ? survey_rule(s, line->value) : 0;
}

static int survey_property(struct surveyor *s, const struct ics_line *line)
{
	if (is_in(s, 2, "VEVENT"))
		return survey_event(s, line);
	if (is_in(s, 2, "VTIMEZONE") && ics_is(line->name, "TZID")) {
		s->tzid = ics_unescape(&s->scratch, line->value, NULL);
		return s->tzid ? 0 : QUAD_ENOMEM;
	}
	if (is_in(s, 1, "VCALENDAR") && ics_is(line->name, "CALSCALE") && !ics_is(line->value, "GREGORIAN"))
		return refuse_file(s, line, LIST_CALENDAR_GREGORIAN);
	return 0;
}

static int survey_line(struct surveyor *s, const struct ics_line *line, const char *text)
{
	if (ics_is(line->name, "BEGIN"))
		return begin_component(s, line);
	if (ics_is(line->name, "END"))
		return end_component(s, line, text);
	if (s->depth == 0)
		return refuse_file(s, line, LIST_CALENDAR_OUTSIDE);
	return survey_property(s, line);
}

static int part_order(const void *a, const void *b)
{
	return strcmp(((const struct ics_part *)a)->uid, ((const struct ics_part *)b)->uid);
}

/* Surveys the next line, which may be damaged: `err` is what its reader returned. */
static int survey_next(struct surveyor *s, const struct ics_line *line, int err, bool first, const char *text)
{
	bool begins = !err && ics_is(line->name, "BEGIN") && ics_is(line->value, "VCALENDAR");
	if (first && !begins)
		return refuse_file(s, line, LIST_NO_CALENDAR);
	if (!err)
		return survey_line(s, line, text);
	/* a damaged line within a component is a fault of that component alone */
	return s->depth >= 2 ? 0 : refuse_file(s, line, LIST_CALENDAR_LINE);
}

/* Surveys all lines. QUAD_ENOTFOUND: libical is needed and not installed. */
static int survey_lines(struct surveyor *s, struct bytes text, bool *any)
{
	struct ics_reader r;
	struct ics_line line;
	int err;
	*any = false;
	ics_reader_open(&r, text.p, text.len);
	for (;;) {
		err = ics_reader_next(&r, &line);
		if (err == QUAD_ENOTFOUND) {
			err = 0;
			break;
		}
		if (!err || err == QUAD_EINVAL)
			err = survey_next(s, &line, err, !*any, text.p);
		*any = true;
		if (err)
			break;
	}
	ics_reader_close(&r);
	return err;
}

/* Refuses a file that is empty or cut off. */
static int check_whole(struct surveyor *s, bool any)
{
	if (!any) {
		s->fault->problem = LIST_EMPTY;
		return QUAD_EINVAL;
	}
	if (s->depth == 0)
		return 0;
	const char *begun = arena_str(s->arena, s->open[s->depth - 1].name);
	*s->fault = (struct list_fault){LIST_CALENDAR_CUT, s->open[s->depth - 1].line, begun, NULL};
	return begun ? QUAD_EINVAL : QUAD_ENOMEM;
}

int ics_survey(struct bytes text, struct ics_zones *zones, struct ics_survey *out, struct arena *arena,
               struct list_fault *fault)
{
	struct surveyor s = {.zones = zones, .out = out, .arena = arena, .fault = fault};
	bool any;
	*out = (struct ics_survey){0};
	int err = survey_lines(&s, text, &any);
	if (err == QUAD_ENOTFOUND) {
		*fault = (struct list_fault){LIST_CALENDAR_LIBRARY, 0, ICS_LIB_PACKAGE, NULL};
		err = QUAD_EINVAL;
	} else if (!err) {
		err = check_whole(&s, any);
	}
	if (!err && out->n)
		qsort(out->v, out->n, sizeof *out->v, part_order);
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
	size_t first = array_find_text(s->v, s->n, sizeof *s->v, uid);
	*n = 0;
	while (first + *n < s->n && strcmp(s->v[first + *n].uid, uid) == 0)
		++*n;
	return *n ? s->v + first : NULL;
}

/* ---- an event ---- */

struct event_reader {
	struct ics_event *e;
	struct arena *arena;
	struct ics_notes *notes;
	struct reasons *why;
	const struct ics_line *line;
};

/* Notes a name that has no place in a booking. Further ones than NOTES_MAX are not noted. */
static int note_name(struct ics_notes *notes, const char *name, const char *more)
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

/* Reads a text as it may be stored; what is beyond its limit is noted and cut off. */
static int read_text(struct event_reader *r, void *field)
{
	const char **out = field;
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
	return cut ? note_name(r->notes, r->line->name, CUT_NOTE) : 0;
}

/* The same; of several, the first counts that is not empty. */
static int read_first_text(struct event_reader *r, void *field)
{
	const char **out = field;
	return **out ? 0 : read_text(r, out);
}

static int read_uid(struct event_reader *r, void *field)
{
	const char **out = field;
	*out = clean_uid(r->arena, r->line->value);
	return *out ? 0 : QUAD_ENOMEM;
}

static int read_value(struct event_reader *r, const char *text, struct ics_value *out)
{
	return copy_value(r->arena, text, ics_param(r->line, "TZID"), out);
}

/* Reads the time of a property that an event has once. */
static int read_time(struct event_reader *r, void *field)
{
	struct ics_value *out = field;
	if (out->text) {
		reason_add(r->why, REASON_REPEATED, r->line->name);
		return 0;
	}
	return read_value(r, r->line->value, out);
}

static int read_recurrence(struct event_reader *r, void *field)
{
	if (ics_param(r->line, "RANGE"))
		reason_add(r->why, REASON_RANGE, "RECURRENCE-ID");
	return read_time(r, field);
}

/* Reads times with commas between them. */
static int read_times(struct event_reader *r, void *field)
{
	struct ics_values *out = field;
	if (r->line->cut) {
		reason_add(r->why, REASON_CUT, r->line->name);
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
			reason_add(r->why, REASON_MANY_TIMES, r->line->name)->limit = ICS_TIMES_MAX;
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

static int read_resources(struct event_reader *r, void *field)
{
	struct ics_event *e = r->e;
	const char *text = r->line->value;
	(void)field;
	if (r->line->cut) {
		reason_add(r->why, REASON_CUT, r->line->name);
		return 0;
	}
	while (text) {
		char *raw = ics_unescape(r->arena, text, &text);
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

static int read_status(struct event_reader *r, void *field)
{
	bool *cancelled = field;
	const char *v = r->line->value;
	*cancelled = ics_is(v, "CANCELLED");
	if (*cancelled || ics_is(v, "CONFIRMED"))
		return 0;
	/* any other is a plan that does not forbid booking */
	char *word = utf8_clean(r->arena, v, strnlen(v, 40));
	return word ? note_name(r->notes, "STATUS:", word) : QUAD_ENOMEM;
}

static int read_party(struct event_reader *r, void *field)
{
	uint32_t *party = field;
	const char *text = r->line->value;
	char *end;
	unsigned long long v = strtoull(text, &end, 10);
	r->e->own = true;
	if (*text < '0' || *text > '9' || *end || v > UINT32_MAX)
		cell_refuse(r->why, REASON_VALUE, r->line->name, text);
	else
		*party = (uint32_t)v;
	return 0;
}

/* Reads a property that is kept as it is; of several, the last counts. */
static int read_raw(struct event_reader *r, void *field)
{
	const char **out = field;
	*out = arena_str(r->arena, r->line->value);
	return *out ? 0 : QUAD_ENOMEM;
}

static int read_rule(struct event_reader *r, void *field)
{
	if (r->e->rule) {
		reason_add(r->why, REASON_REPEATED, "RRULE");
		return 0;
	}
	return read_raw(r, field);
}

static int refuse_exrule(struct event_reader *r, void *field)
{
	(void)field;
	reason_add(r->why, REASON_NO_SUCH_RULE, "EXRULE");
	return 0;
}

/* Skips a property that a booking need not keep. */
static int skip_property(struct event_reader *r, void *field)
{
	(void)r;
	(void)field;
	return 0;
}

#define FIELD(member) offsetof(struct ics_event, member)

static const struct property {
	const char *name;
	int (*read)(struct event_reader *r, void *field);
	size_t offset; /* of the field in struct ics_event */
} properties[] = {
	{"UID", read_uid, FIELD(uid)},
	{"SUMMARY", read_first_text, FIELD(summary)},
	{"DESCRIPTION", read_first_text, FIELD(description)},
	{"LOCATION", read_first_text, FIELD(location)},
	{"RESOURCES", read_resources, FIELD(resources)},
	{"DTSTART", read_time, FIELD(start)},
	{"DTEND", read_time, FIELD(end)},
	{"DURATION", read_raw, FIELD(duration)},
	{"RRULE", read_rule, FIELD(rule)},
	{"EXDATE", read_times, FIELD(exdates)},
	{"RDATE", read_times, FIELD(rdates)},
	{"EXRULE", refuse_exrule, 0},
	{"RECURRENCE-ID", read_recurrence, FIELD(recurrence)},
	{"STATUS", read_status, FIELD(cancelled)},
	{"X-QUAD-PARTY", read_party, FIELD(party)},
	{"X-QUAD-REQUESTER", read_text, FIELD(requester)},
	{"X-QUAD-INSTITUTION", read_text, FIELD(institution)},
	{"DTSTAMP", skip_property, 0},
	{"SEQUENCE", skip_property, 0},
	{"CREATED", skip_property, 0},
	{"LAST-MODIFIED", skip_property, 0},
	{"X-QUAD-SERIES", skip_property, 0},
};

static int read_property(struct event_reader *r)
{
	for (size_t i = 0; i < sizeof properties / sizeof *properties; i++)
		if (ics_is(r->line->name, properties[i].name))
			return properties[i].read(r, (char *)r->e + properties[i].offset);
	return note_name(r->notes, r->line->name, "");
}

/* Reads a line within an event, also one of a component nested there; damage: the line is none. */
static int read_line(struct event_reader *r, int damage, size_t *depth)
{
	const struct ics_line *line = r->line;
	if (!damage && ics_is(line->name, "BEGIN")) {
		++*depth;
		return note_name(r->notes, line->value, "");
	}
	if (!damage && ics_is(line->name, "END")) {
		--*depth;
		return 0;
	}
	if (*depth > 1)
		return 0;
	if (!damage)
		return read_property(r);
	char *text = utf8_clean(r->arena, line->value, strlen(line->value));
	char *field = arena_fmt(r->arena, "line %zu", line->number);
	if (!text || !field)
		return QUAD_ENOMEM;
	cell_refuse(r->why, REASON_VALUE, field, text);
	return 0;
}

/*
 * Passes over a line before an event: notes components that are neither events nor zones. *event: the line begins an
 * event.
 */
static int pass_line(const struct ics_line *line, size_t *depth, struct ics_notes *notes, bool *event)
{
	*event = false;
	if (ics_is(line->name, "END") && *depth > 0)
		--*depth;
	if (!ics_is(line->name, "BEGIN") || ics_is(line->value, "VCALENDAR"))
		return 0;
	bool top = ++*depth == 1;
	*event = top && ics_is(line->value, "VEVENT");
	if (!top || *event || ics_is(line->value, "VTIMEZONE"))
		return 0;
	return note_name(notes, line->value, "");
}

int ics_event_next(struct ics_reader *r, struct arena *arena, struct ics_event *out, struct ics_notes *notes,
                   struct reasons *why)
{
	struct ics_line line;
	struct event_reader reader = {out, arena, notes, why, &line};
	size_t depth = 0; /* within the VCALENDAR */
	bool event = false;
	*out = (struct ics_event){.uid = "", .summary = "", .description = "", .location = "", .requester = "",
	                          .institution = ""};
	for (;;) {
		int damage = ics_reader_next(r, &line), err = 0;
		if (damage && damage != QUAD_EINVAL)
			return damage;
		if (event) {
			err = read_line(&reader, damage, &depth);
			if (!err && depth == 0)
				return 0;
		} else if (!damage) {
			err = pass_line(&line, &depth, notes, &event);
		}
		if (err)
			return err;
	}
}
