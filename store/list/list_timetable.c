/*
 * A row and a series meet in `struct meeting`: course, term, sets of weekdays, periods and weeks, a place, teachers. A
 * row becomes one by reading its cells, a series by looking at its claims; both have the same ref if they are the same,
 * and that is how an exported timetable finds its series again, whoever made it.
 */
#include "store/list/list_timetable.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/model/calendar.h"
#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/list/list_cell.h"
#include "store/list/list_named.h"
#include "store/format/list_words.h"
#include "store/model/pattern.h"
#include "store/base/utf8.h"

#define TEACHERS_MAX 20
#define CLASSES_MAX 40

struct meeting {
	const char *course, *term;
	uint64_t weekdays, periods, weeks;
	int from_min, to_min;         /* in place of periods */
	const struct resource *place; /* NULL: none */
	const struct resource *teachers[TEACHERS_MAX];
	size_t n_teachers;
	const struct resource *classes[CLASSES_MAX];
	size_t n_classes;
};

/* ---- sets ---- */

static uint32_t lowest(uint64_t set)
{
	uint32_t n = 0;
	while (n < 63 && !(set >> n & 1))
		n++;
	return n;
}

static uint32_t highest(uint64_t set)
{
	uint32_t n = 63;
	while (n > 0 && !(set >> n & 1))
		n--;
	return n;
}

static uint64_t run(uint32_t first, uint32_t last)
{
	uint64_t set = 0;
	for (uint32_t n = first; n <= last; n++)
		set |= UINT64_C(1) << n;
	return set;
}

/* ---- the ref ---- */

static int by_code(const void *a, const void *b)
{
	const struct resource *const *x = a, *const *y = b;
	return strcmp((*x)->code, (*y)->code);
}

/* Appends codes in their own order, whatever the order of the row. */
static void put_codes(const struct resource *const *v, size_t n, struct buf *out)
{
	const struct resource *sorted[CLASSES_MAX];
	for (size_t i = 0; i < n; i++)
		sorted[i] = v[i];
	if (n)
		qsort(sorted, n, sizeof *sorted, by_code);
	for (size_t i = 0; i < n; i++)
		buf_fmt(out, "%s%s", i ? ";" : "", sorted[i]->code);
}

/* Appends `1-2` of one run, else the set, else the clock times. */
static void put_hours(const struct meeting *m, struct buf *out)
{
	if (!m->periods)
		buf_fmt(out, "%02d:%02d-%02d:%02d", m->from_min / 60, m->from_min % 60, m->to_min / 60, m->to_min % 60);
	else if (m->periods == run(lowest(m->periods), highest(m->periods)))
		buf_fmt(out, "%" PRIu32 "-%" PRIu32, lowest(m->periods), highest(m->periods));
	else
		pattern_format(m->periods, out);
}

static const char *meeting_ref(const struct meeting *m, struct arena *arena)
{
	struct buf b = {0};
	buf_fmt(&b, "timetable:%s|%s|", m->term, m->course);
	pattern_format(m->weekdays, &b);
	buf_char(&b, '|');
	put_hours(m, &b);
	buf_char(&b, '|');
	put_codes(m->teachers, m->n_teachers, &b);
	buf_fmt(&b, "|%s|", m->place ? m->place->code : "");
	pattern_format(m->weeks, &b);
	if (m->n_classes) {
		buf_char(&b, '|');
		put_codes(m->classes, m->n_classes, &b);
	}
	const char *ref = lesson_ref(&b, arena);
	buf_release(&b);
	return ref;
}

/* ---- a series ---- */

/* True for a series by the weeks of a term that has a purpose. */
static bool has_meeting_form(const struct series *s)
{
	return !*s->rule.rule && *s->purpose && s->weeks.weekdays;
}

/* Adds a teacher or a class, once. False for another resource, and for too many. */
static bool add_person(struct meeting *m, const struct resource *r)
{
	bool teacher = r->kind == KIND_TEACHER;
	const struct resource **v = teacher ? m->teachers : m->classes;
	size_t *n = teacher ? &m->n_teachers : &m->n_classes;
	for (size_t i = 0; i < *n; i++)
		if (v[i] == r)
			return true;
	if ((!teacher && r->kind != KIND_CLASS) || *n == (teacher ? (size_t)TEACHERS_MAX : (size_t)CLASSES_MAX))
		return false;
	v[(*n)++] = r;
	return true;
}

/* Adds what a claim books; false if it does not fit a meeting: units, a second place, or equipment. */
static bool add_booked(const struct timetable *t, const struct claim_ask *claim, struct meeting *m)
{
	const struct resource *r = names_by_code(t->names, claim->resource);
	if (!r || claim->units)
		return false;
	if (kind_is_place(r->kind) && !m->place) {
		m->place = r;
		return true;
	}
	return add_person(m, r);
}

static int meeting_of(const struct timetable *t, const struct series *s, struct arena *arena, struct meeting *out,
                      bool *fits)
{
	const struct claim_ask *claims;
	size_t n;
	*out = (struct meeting){.course = s->purpose,
	                        .term = s->weeks.term,
	                        .weekdays = s->weeks.weekdays,
	                        .periods = s->weeks.periods,
	                        .from_min = s->weeks.from_min,
	                        .to_min = s->weeks.to_min,
	                        .weeks = s->weeks.weeks};
	*fits = false;
	if (!has_meeting_form(s))
		return 0;
	int err = claims_parse(s->claims, arena, &claims, &n);
	if (err)
		return err;
	for (size_t i = 0; i < n; i++)
		if (!add_booked(t, &claims[i], out))
			return 0;
	*fits = n > 0;
	return 0;
}

/* ---- what is known ---- */

/* By ref; of the same the one that was made by an import first, then the younger. */
static int known_order(const void *a, const void *b)
{
	const struct timetable_known *x = a, *y = b;
	int c = strcmp(x->ref, y->ref);
	if (c)
		return c;
	bool x_own = strcmp(x->ref, x->series->ref) == 0, y_own = strcmp(y->ref, y->series->ref) == 0;
	if (x_own != y_own)
		return x_own ? -1 : 1;
	return (x->series->id < y->series->id) - (x->series->id > y->series->id);
}

/* Finds the series that fit the form. */
static int find_all_known(struct timetable *t)
{
	t->known = arena_alloc(&t->arena, (t->series.n + 1) * sizeof *t->known);
	if (!t->known)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < t->series.n; i++) {
		struct meeting m;
		bool fits;
		int err = meeting_of(t, &t->series.v[i], &t->arena, &m, &fits);
		if (err)
			return err;
		if (!fits)
			continue;
		const char *ref = meeting_ref(&m, &t->arena);
		if (!ref)
			return QUAD_ENOMEM;
		t->known[t->n_known++] = (struct timetable_known){ref, &t->series.v[i]};
	}
	if (t->n_known)
		qsort(t->known, t->n_known, sizeof *t->known, known_order);
	return 0;
}

int timetable_open(struct timetable *t, struct store *s, const struct names *names, const struct term_list *terms,
                   int64_t now)
{
	*t = (struct timetable){.names = names, .terms = terms, .today = clock_local_day(now), .mark = s->mark};
	int err = query_stored_series(s, &t->series);
	if (!err)
		err = find_all_known(t);
	if (err)
		timetable_close(t);
	return err;
}

void timetable_close(struct timetable *t)
{
	arena_release(&t->series.arena);
	arena_release(&t->arena);
	*t = (struct timetable){0};
}

const struct term *timetable_term(const struct term_list *terms, int64_t today)
{
	const struct calendar c = {.terms = terms->v, .n_terms = terms->n};
	const struct term *best = calendar_term(&c, "", today);
	if (best)
		return best;
	for (size_t i = 0; i < terms->n; i++) {
		const struct term *term = &terms->v[i];
		if (term->first_monday > today && (!best || term->first_monday < best->first_monday))
			best = term;
	}
	return best;
}

static const struct series *find_known(const struct timetable *t, const char *ref)
{
	size_t i = array_find_text(t->known, t->n_known, sizeof *t->known, ref);
	return i < t->n_known && strcmp(t->known[i].ref, ref) == 0 ? t->known[i].series : NULL;
}

/* ---- a row ---- */

/* Adds the teachers or classes of a cell. What is not known goes to why. */
static int read_people(const struct timetable *t, const char *cell, enum resource_kind kind, struct arena *arena,
                       struct meeting *m, struct reasons *why)
{
	struct named *named;
	size_t n;
	int err = list_named_read(t->names, cell, 1u << kind, arena, &named, &n);
	for (size_t i = 0; i < n && !err; i++) {
		const struct resource *r = named[i].resource;
		if (!r)
			err = names_unknown(t->names, named[i].text, 1u << kind, why);
		else if (!add_person(m, r))
			cell_refuse(why, REASON_VALUE, kind == KIND_TEACHER ? "老师" : "班级", named[i].text);
	}
	return err;
}

/* The periods between two columns; 0, with the reason, if they are none. */
static uint64_t read_run(const struct timetable_line *line, struct reasons *why)
{
	const char *bad = NULL;
	uint64_t first = 0, last = 0;
	if (*line->first && pattern_periods(line->first, &first, &bad) != 0)
		cell_refuse(why, REASON_VALUE, "开始节数", line->first);
	if (*line->last && pattern_periods(line->last, &last, &bad) != 0)
		cell_refuse(why, REASON_VALUE, "结束节数", line->last);
	if (!first || !last)
		return 0;
	if (lowest(last) >= highest(first) && lowest(first) == highest(first) && lowest(last) == highest(last))
		return run(lowest(first), lowest(last));
	cell_refuse(why, REASON_VALUE, "结束节数", line->last);
	return 0;
}

static size_t read_lessons(const struct timetable_line *line, const struct term *term,
                           struct lesson_time out[LESSONS_MAX], struct reasons *why)
{
	size_t before = why->n;
	const struct lesson_cells cells = {
		.when = {line->when, "when"},
		.weeks = {line->weeks, "周数"},
		.parity = {line->parity, "单双周"},
		.weekdays = {line->weekday, "星期"},
		.periods = {line->periods, *line->first ? "结束节数" : "开始节数"},
		.period_set = *line->periods ? 0 : read_run(line, why),
		.term_weeks = term ? term->weeks : 0,
	};
	return why->n == before ? lessons_read(&cells, out, why) : 0;
}

/* The claims of a meeting, the place first. */
static int make_claims(const struct meeting *m, struct arena *arena, struct series_ask *out)
{
	struct claim_ask *claims = arena_alloc(arena, (m->n_teachers + m->n_classes + 1) * sizeof *claims);
	size_t n = 0;
	if (!claims)
		return QUAD_ENOMEM;
	if (m->place)
		claims[n++] = (struct claim_ask){m->place->code, 0};
	for (size_t i = 0; i < m->n_teachers; i++)
		claims[n++] = (struct claim_ask){m->teachers[i]->code, 0};
	for (size_t i = 0; i < m->n_classes; i++)
		claims[n++] = (struct claim_ask){m->classes[i]->code, 0};
	out->claims = claims;
	out->n_claims = n;
	return 0;
}

/* Reads the place of a lesson, if the row names one. */
static int read_place(const struct timetable *t, const struct timetable_line *line, const char *text,
                      struct arena *arena, struct meeting *m, struct reasons *why)
{
	m->place = NULL;
	if (!*text)
		return 0;
	int err = names_find_place(t->names, text, line->building, line->campus, &m->place);
	const char *bare = m->place ? NULL : list_named_bare(text, arena);
	if (!err && bare)
		err = names_find_place(t->names, bare, line->building, line->campus, &m->place);
	if (!err && !m->place && !list_named_nobody(text, &why->failed))
		err = names_unknown(t->names, text, NAMES_PLACES, why);
	return err;
}

/* Gives a request the ref and the claims of the series that is known by its content. */
static int use_known(const struct timetable *t, const struct series *known, struct arena *arena, struct series_ask *out)
{
	char own[OWN_REF_MAX];
	const char *ref = *known->ref ? known->ref : facts_own_ref(t->mark, OWN_SERIES, known->id, own);
	out->ref = arena_str(arena, ref);
	if (!out->ref)
		return QUAD_ENOMEM;
	return claims_parse(known->claims, arena, &out->claims, &out->n_claims);
}

/* The request of a meeting at the time of one lesson. */
static int request_lesson(const struct timetable *t, const struct timetable_line *line, struct meeting *m,
                          const struct lesson_time *lesson, struct arena *arena, struct series_ask *out)
{
	m->weeks = lesson->weeks;
	m->weekdays = lesson->weekdays;
	m->periods = lesson->periods;
	m->from_min = lesson->from_min;
	m->to_min = lesson->to_min;
	*out = (struct series_ask){.ref = meeting_ref(m, arena),
	                           .weeks.term = m->term,
	                           .rule.rule = "",
	                           .party = line->party,
	                           .purpose = line->course,
	                           .note = "",
	                           .requester = "",
	                           .institution = "",
	                           /* of a new series: it is not among what a row gives, and so changes none */
	                           .class = PURPOSE_TEACHING,
	                           .from = FROM_THE_START};
	series_take_lesson(out, lesson);
	if (!out->ref)
		return QUAD_ENOMEM;
	const struct series *known = find_known(t, out->ref);
	return known ? use_known(t, known, arena, out) : make_claims(m, arena, out);
}

/* The term of that code; for "" the one that such rows are about. NULL if there is none. */
static const struct term *find_term(const struct timetable *t, const char *code)
{
	if (!*code)
		return timetable_term(t->terms, t->today);
	for (size_t i = 0; i < t->terms->n; i++)
		if (strcmp(t->terms->v[i].code, code) == 0)
			return &t->terms->v[i];
	return NULL;
}

/* Reads the people and classes of a row. */
static int read_all_people(const struct timetable *t, const struct timetable_line *line, struct arena *arena,
                           struct meeting *m, struct reasons *why)
{
	int err = read_people(t, line->teacher, KIND_TEACHER, arena, m, why);
	return err ? err : read_people(t, line->class, KIND_CLASS, arena, m, why);
}

int timetable_request(const struct timetable *t, const struct timetable_line *line, struct arena *arena,
                      struct series_asks *out, struct reasons *why)
{
	struct lesson_time lessons[LESSONS_MAX] = {{0}};
	const struct term *term = find_term(t, line->term);
	struct meeting m = {.course = line->course, .term = *line->term || !term ? line->term : term->code};
	out->n = read_lessons(line, term, lessons, why);
	/* a row that is refused has a key in the report too */
	size_t n = out->n ? out->n : 1;
	const char **places = lesson_places(line->room, n, arena);
	int err = places ? read_all_people(t, line, arena, &m, why) : QUAD_ENOMEM;
	for (size_t i = 0; i < n && !err; i++) {
		err = read_place(t, line, places[i], arena, &m, why);
		if (err)
			break;
		if (!why->n && !m.place && !m.n_teachers && !m.n_classes)
			cell_refuse(why, REASON_VALUE, "地点", "");
		err = request_lesson(t, line, &m, &lessons[i], arena, &out->v[i]);
	}
	return err;
}

/* ---- out ---- */

static const char *number_text(struct arena *arena, uint32_t n)
{
	return arena_fmt(arena, "%" PRIu32, n);
}

static const char *weeks_text(uint64_t weeks, struct arena *arena)
{
	struct buf b = {0}, listed = {0};
	pattern_format(weeks, &b);
	for (const char *p = buf_text(&b); *p; p++) {
		if (*p == ',')
			buf_str(&listed, "、");
		else
			buf_char(&listed, *p);
	}
	const char *text = b.failed || listed.failed ? NULL : arena_str(arena, buf_text(&listed));
	buf_release(&b);
	buf_release(&listed);
	return text;
}

static const char *teachers_text(const struct timetable *t, const struct meeting *m, struct arena *arena)
{
	struct buf b = {0};
	for (size_t i = 0; i < m->n_teachers; i++) {
		const char *label = names_label(t->names, m->teachers[i]);
		b.failed |= !label;
		buf_fmt(&b, "%s%s", i ? "、" : "", label ? label : "");
	}
	const char *text = b.failed ? NULL : arena_str(arena, buf_text(&b));
	buf_release(&b);
	return text;
}

/* True if the columns of the form tell all: one weekday, one run of periods, and no classes. */
static bool fits_form(const struct meeting *m)
{
	if (lowest(m->weekdays) != highest(m->weekdays) || m->n_classes || !m->periods)
		return false;
	return m->periods == run(lowest(m->periods), highest(m->periods));
}

int timetable_line(const struct timetable *t, const struct series *s, struct arena *arena, struct timetable_line *out,
                   bool *fits)
{
	struct meeting m;
	int err = meeting_of(t, s, arena, &m, fits);
	*fits = *fits && fits_form(&m);
	if (err || !*fits)
		return err;
	*out = (struct timetable_line){.course = m.course,
	                               .term = m.term,
	                               .weekday = number_text(arena, lowest(m.weekdays)),
	                               .first = number_text(arena, lowest(m.periods)),
	                               .last = number_text(arena, highest(m.periods)),
	                               .teacher = teachers_text(t, &m, arena),
	                               .room = m.place ? names_label(t->names, m.place) : "",
	                               .weeks = weeks_text(m.weeks, arena)};
	return out->weekday && out->first && out->last && out->teacher && out->room && out->weeks ? 0 : QUAD_ENOMEM;
}
