/*
 * A file is read twice: once as a whole, since what becomes of an event depends on others with its UID that may stand
 * anywhere, and since nothing is to be changed by a file that is cut off; then event by event. Only the place of each
 * event is kept in memory, with a hash of its UID.
 */
#include "store/list/ics_event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "store/base/err.h"
#include "store/list/list_cell.h"
#include "store/format/list_words.h"
#include "store/model/model.h"
#include "store/base/utf8.h"

#define DEPTH_MAX 8
#define NAME_MAX_BYTES 64
#define NOTES_MAX 50
#define QUOTED_MAX_BYTES 40
#define CUT_NOTE " (more than 4000 bytes)"

/* ---- the whole file ---- */

struct surveyor {
	struct ics_zones *zones;
	struct ics_survey *out;
	struct ics_notes *notes;
	struct arena *arena; /* of the fault's texts */
	struct list_fault *fault;
	struct {
		char name[NAME_MAX_BYTES];
		size_t line;
	} open[DEPTH_MAX];
	size_t depth;
	size_t zone_at; /* of the VTIMEZONE at hand */
	const char *tzid;
	struct arena scratch; /* of the component at hand */
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

/* Notes a line that is none of a calendar. */
static int note_line(struct ics_notes *notes, const struct ics_line *line)
{
	char where[40];
	char *text = utf8_clean(notes->arena, line->value, strnlen(line->value, QUOTED_MAX_BYTES));
	char *more = text ? arena_fmt(notes->arena, " (%s)", text) : NULL;
	snprintf(where, sizeof where, "line %zu", line->number);
	return more ? note_name(notes, where, more) : QUAD_ENOMEM;
}

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

static int add_calendar(struct surveyor *s)
{
	struct ics_survey *out = s->out;
	struct ics_calendar *v =
		arena_grow(&out->arena, out->calendars, out->n_calendars, &out->cap_calendars, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	out->calendars = v;
	v[out->n_calendars++] = (struct ics_calendar){.word = ""};
	s->zones->calendar = out->n_calendars;
	return 0;
}

static int add_event(struct surveyor *s, const struct ics_line *line)
{
	struct ics_survey *out = s->out;
	struct ics_entry *v = arena_grow(&out->arena, out->v, out->n, &out->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	out->v = v;
	v[out->n++] = (struct ics_entry){
		.at = line->at, .number = line->number, .calendar = out->n_calendars, .next = ICS_LAST};
	return 0;
}

static int begin_component(struct surveyor *s, const struct ics_line *line)
{
	if (s->depth == 0 && !ics_is(line->value, "VCALENDAR"))
		return refuse_file(s, line, LIST_CALENDAR_OUTSIDE);
	if (s->depth == DEPTH_MAX || strlen(line->value) >= NAME_MAX_BYTES)
		return refuse_file(s, line, LIST_CALENDAR_DEPTH);
	memcpy(s->open[s->depth].name, line->value, strlen(line->value) + 1);
	s->open[s->depth++].line = line->number;
	if (s->depth == 1)
		return add_calendar(s);
	if (s->depth > 2)
		return 0;
	s->tzid = NULL;
	arena_release(&s->scratch);
	if (is_in(s, 2, "VEVENT"))
		return add_event(s, line);
	if (!is_in(s, 2, "VTIMEZONE"))
		return note_name(s->notes, line->value, "");
	s->zone_at = line->at;
	return 0;
}

/* Copies a value; QUAD_ENOMEM. */
static int copy_value(struct arena *arena, const char *text, const char *tzid, struct ics_value *out)
{
	out->text = text ? arena_str(arena, text) : NULL;
	out->tzid = tzid ? arena_str(arena, tzid) : NULL;
	return (text && !out->text) || (tzid && !out->tzid) ? QUAD_ENOMEM : 0;
}

/* The UID as it is compared; it is the same in ics_event_read. */
static char *clean_uid(struct arena *arena, const char *value)
{
	char *text = ics_unescape(arena, value, NULL);
	return text ? utf8_clean(arena, text, strlen(text)) : NULL;
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
	struct ics_entry *e = &s->out->v[s->out->n - 1];
	if (ics_is(line->name, "RRULE"))
		return survey_rule(s, line->value);
	if (!ics_is(line->name, "UID") || e->uid)
		return 0;
	char *uid = clean_uid(&s->scratch, line->value);
	if (!uid)
		return QUAD_ENOMEM;
	e->uid = *uid ? fnv1a(FNV1A_START, (struct bytes){uid, strlen(uid)}) : 0;
	return 0;
}

/* Reads METHOD. */
static int survey_method(struct surveyor *s, const char *value)
{
	static const struct {
		const char *word;
		enum ics_method method;
	} methods[] = {{"PUBLISH", ICS_PUBLISH}, {"REQUEST", ICS_PUBLISH},      {"ADD", ICS_ADD},
	               {"CANCEL", ICS_CANCEL},   {"REPLY", ICS_ANSWER},         {"REFRESH", ICS_ANSWER},
	               {"COUNTER", ICS_ANSWER},  {"DECLINECOUNTER", ICS_ANSWER}};
	struct ics_calendar *c = &s->out->calendars[s->out->n_calendars - 1];
	char *word = utf8_clean(&s->out->arena, value, strnlen(value, QUOTED_MAX_BYTES));
	if (!word)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
		if (!ics_is(methods[i].word, word))
			continue;
		*c = (struct ics_calendar){methods[i].method, methods[i].word};
		return 0;
	}
	return note_name(s->notes, "METHOD:", word);
}

/* Reads a property of the calendar itself. */
static int survey_calendar(struct surveyor *s, const struct ics_line *line)
{
	if (ics_is(line->name, "METHOD"))
		return survey_method(s, line->value);
	if (ics_is(line->name, "CALSCALE") && !ics_is(line->value, "GREGORIAN"))
		return refuse_file(s, line, LIST_CALENDAR_GREGORIAN);
	if (ics_is(line->name, "VERSION") && strncmp(line->value, "1.", 2) == 0)
		return refuse_file(s, line, LIST_CALENDAR_OLD);
	return 0;
}

static int survey_property(struct surveyor *s, const struct ics_line *line)
{
	if (is_in(s, 2, "VEVENT"))
		return survey_event(s, line);
	if (is_in(s, 2, "VTIMEZONE") && ics_is(line->name, "TZID")) {
		s->tzid = ics_unescape(&s->scratch, line->value, NULL);
		return s->tzid ? 0 : QUAD_ENOMEM;
	}
	return is_in(s, 1, "VCALENDAR") ? survey_calendar(s, line) : 0;
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

/* Surveys the next line, which may be damaged: `err` is what its reader returned. */
static int survey_next(struct surveyor *s, const struct ics_line *line, int err, bool first, const char *text)
{
	bool begins = !err && ics_is(line->name, "BEGIN") && ics_is(line->value, "VCALENDAR");
	if (first && !begins)
		return refuse_file(s, line, LIST_NO_CALENDAR);
	if (!err)
		return survey_line(s, line, text);
	/* a damaged line within a component is looked at with that */
	if (s->depth >= 2)
		return 0;
	return s->depth == 1 ? note_line(s->notes, line) : refuse_file(s, line, LIST_CALENDAR_LINE);
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

/* ---- events with one UID ---- */

struct uid_place {
	uint64_t uid;
	size_t index;
};

static int place_order(const void *a, const void *b)
{
	const struct uid_place *x = a, *y = b;
	if (x->uid != y->uid)
		return x->uid < y->uid ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

/* Links the events that have one UID. */
static int link_events(struct ics_survey *s)
{
	struct arena scratch = {0};
	struct uid_place *v = arena_alloc(&scratch, (s->n + 1) * sizeof *v);
	size_t n = 0;
	if (!v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].uid)
			v[n++] = (struct uid_place){s->v[i].uid, i};
	if (n)
		qsort(v, n, sizeof *v, place_order);
	for (size_t i = 1; i < n; i++) {
		if (v[i].uid != v[i - 1].uid)
			continue;
		s->v[v[i - 1].index].next = v[i].index;
		s->v[v[i].index].later = true;
	}
	arena_release(&scratch);
	return 0;
}

int ics_survey(struct bytes text, struct ics_zones *zones, struct ics_survey *out, struct ics_notes *notes,
               struct arena *arena, struct list_fault *fault)
{
	struct surveyor s = {.zones = zones, .out = out, .notes = notes, .arena = arena, .fault = fault};
	bool any;
	*out = (struct ics_survey){0};
	ics_reader_open(&out->start, text.p, text.len);
	int err = survey_lines(&s, text, &any);
	if (err == QUAD_ENOTFOUND) {
		*fault = (struct list_fault){LIST_CALENDAR_LIBRARY, 0, ICS_LIB_PACKAGE, NULL};
		err = QUAD_EINVAL;
	} else if (!err) {
		err = check_whole(&s, any);
	}
	if (!err)
		err = link_events(out);
	arena_release(&s.scratch);
	return err;
}

void ics_survey_release(struct ics_survey *s)
{
	arena_release(&s->arena);
	*s = (struct ics_survey){0};
}

/* ---- an event ---- */

struct event_reader {
	struct ics_event *e;
	struct arena *arena;
	struct ics_notes *notes;
	struct reasons *why;
	const struct ics_line *line;
};

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
	return *out && **out ? 0 : read_text(r, out);
}

static int read_uid(struct event_reader *r, void *field)
{
	const char **out = field;
	if (**out)
		return 0;
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
	if (out->text && strcmp(out->text, r->line->value) == 0)
		return 0;
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

/* The first category that is a class of purposes. Others are whatever a program's user marks events with. */
static int read_categories(struct event_reader *r, void *field)
{
	enum purpose_class *out = field;
	const char *text = r->line->value;
	struct buf normal = {0};
	while (text && !*out) {
		char *raw = ics_unescape(r->arena, text, &text);
		if (!raw)
			return QUAD_ENOMEM;
		buf_clear(&normal);
		words_normal(&normal, raw);
		if (!words_purpose(buf_text(&normal), out))
			*out = PURPOSE_NONE;
	}
	bool failed = normal.failed;
	buf_release(&normal);
	return failed ? QUAD_ENOMEM : 0;
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
	r->e->has_party = true;
	if (*text < '0' || *text > '9' || *end || v > UINT32_MAX)
		cell_refuse(r->why, REASON_VALUE, r->line->name, text);
	else
		*party = (uint32_t)v;
	return 0;
}

/* Reads how often the event was changed; what is no number does not matter. */
static int read_sequence(struct event_reader *r, void *field)
{
	uint64_t *out = field;
	const char *text = r->line->value;
	size_t len = strspn(text, "0123456789");
	if (len && len < 19 && !text[len])
		*out = strtoull(text, NULL, 10);
	return 0;
}

/* Reads `S17`, the series whose export the event is; what is none does not matter. */
static int read_series(struct event_reader *r, void *field)
{
	uint64_t *out = field;
	const char *text = r->line->value;
	size_t len = *text == 'S' ? strspn(text + 1, "0123456789") : 0;
	if (len && len < 19 && !text[len + 1])
		*out = strtoull(text + 1, NULL, 10);
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
	if (r->e->rule && strcmp(r->e->rule, r->line->value) == 0)
		return 0;
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

/* How much hangs on a property. */
enum weight {
	IDLE,  /* it says nothing of what is booked */
	SAID,  /* part of what an event says */
	VITAL, /* without it, something else would be booked: a damaged one is a reason against the event */
};

static const struct property {
	const char *name;
	int (*read)(struct event_reader *r, void *field);
	size_t offset; /* of the field in struct ics_event */
	enum weight weight;
} properties[] = {
	{"UID", read_uid, FIELD(uid), VITAL},
	{"SUMMARY", read_first_text, FIELD(summary), SAID},
	{"DESCRIPTION", read_first_text, FIELD(description), SAID},
	{"LOCATION", read_first_text, FIELD(location), VITAL},
	{"RESOURCES", read_resources, FIELD(resources), VITAL},
	{"DTSTART", read_time, FIELD(start), VITAL},
	{"DTEND", read_time, FIELD(end), VITAL},
	{"DURATION", read_raw, FIELD(duration), VITAL},
	{"RRULE", read_rule, FIELD(rule), VITAL},
	{"EXDATE", read_times, FIELD(exdates), VITAL},
	{"RDATE", read_times, FIELD(rdates), VITAL},
	{"EXRULE", refuse_exrule, 0, VITAL},
	{"RECURRENCE-ID", read_recurrence, FIELD(recurrence), VITAL},
	{"STATUS", read_status, FIELD(cancelled), VITAL},
	{"SEQUENCE", read_sequence, FIELD(sequence), IDLE},
	{"X-QUAD-PARTY", read_party, FIELD(party), SAID},
	{"X-QUAD-REQUESTER", read_text, FIELD(requester), SAID},
	{"X-QUAD-INSTITUTION", read_text, FIELD(institution), SAID},
	{"X-QUAD-EVENT", read_text, FIELD(event), SAID},
	{"CATEGORIES", read_categories, FIELD(class), SAID},
	{"X-QUAD-SUMMARY", read_text, FIELD(stand_in), IDLE},
	{"DTSTAMP", skip_property, 0, IDLE},
	{"CREATED", skip_property, 0, IDLE},
	{"LAST-MODIFIED", skip_property, 0, IDLE},
	{"X-QUAD-SERIES", read_series, FIELD(series), IDLE},
};

/* The property whose name a text begins with, as a whole word; NULL if it is none of the above. */
static const struct property *find_property(const char *text)
{
	size_t len = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-");
	for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
		const char *name = properties[i].name;
		if (strlen(name) == len && strncasecmp(name, text, len) == 0)
			return &properties[i];
	}
	return NULL;
}

/* Adds a property to the hash of what the event says. Lines may come in any order. */
static void add_content(struct event_reader *r)
{
	const struct ics_line *line = r->line;
	const char *tzid = ics_param(line, "TZID");
	uint64_t hash = fnv1a(FNV1A_START, (struct bytes){line->name, strlen(line->name)});
	hash = fnv1a(hash, (struct bytes){"=", 1});
	hash = fnv1a(hash, (struct bytes){line->value, strlen(line->value)});
	if (tzid)
		hash = fnv1a(hash, (struct bytes){tzid, strlen(tzid)});
	r->e->content += hash;
}

static int read_property(struct event_reader *r)
{
	const struct property *p = find_property(r->line->name);
	if (!p || strlen(p->name) != strlen(r->line->name))
		return note_name(r->notes, r->line->name, "");
	if (p->weight != IDLE && p->read != read_uid)
		add_content(r);
	return p->read(r, (char *)r->e + p->offset);
}

/* A line within an event that is none. */
static int read_damaged(struct event_reader *r)
{
	const struct ics_line *line = r->line;
	const struct property *p = find_property(line->value);
	if (!p || p->weight != VITAL)
		return note_line(r->notes, line);
	char *text = utf8_clean(r->arena, line->value, strlen(line->value));
	char *field = arena_fmt(r->arena, "line %zu", line->number);
	if (!text || !field)
		return QUAD_ENOMEM;
	cell_refuse(r->why, REASON_VALUE, field, text);
	return 0;
}

/* Reads a line within an event, also one of a component nested there; damage: the line is none. */
static int read_line(struct event_reader *r, int damage, size_t *depth)
{
	const struct ics_line *line = r->line;
	if (!damage && ics_is(line->name, "BEGIN"))
		return ++*depth > 1 ? note_name(r->notes, line->value, "") : 0;
	if (!damage && ics_is(line->name, "END")) {
		--*depth;
		return 0;
	}
	if (*depth > 1)
		return 0;
	return damage ? read_damaged(r) : read_property(r);
}

int ics_event_read(const struct ics_survey *s, const struct ics_entry *entry, struct arena *arena,
                   struct ics_event *out, struct ics_notes *notes, struct reasons *why)
{
	struct ics_line line;
	struct ics_reader r;
	struct event_reader reader = {out, arena, notes, why, &line};
	const struct ics_calendar *calendar = &s->calendars[entry->calendar - 1];
	size_t depth = 0;
	int err;
	*out = (struct ics_event){.uid = "", .calendar = entry->calendar, .method = calendar->method};
	out->method_word = calendar->word;
	ics_reader_open_at(&r, &s->start, entry->at, entry->number);
	do {
		int damage = ics_reader_next(&r, &line);
		err = damage == QUAD_EINVAL ? 0 : damage;
		if (!err)
			err = read_line(&reader, damage, &depth);
	} while (!err && depth > 0);
	ics_reader_close(&r);
	out->cancelled |= calendar->method == ICS_CANCEL;
	return err == QUAD_ENOTFOUND ? QUAD_ECORRUPT : err;
}
