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
#include "store/format/list_words.h"
#include "store/model/pattern.h"
#include "store/base/utf8.h"

#define TEACHERS_MAX 20
#define REF_WHOLE_BYTES 200 /* a longer ref is cut, and a hash of it added */
#define REF_KEPT_BYTES 160

struct meeting {
	const char *course, *term;
	uint64_t weekdays, periods, weeks;
	const struct resource *place; /* NULL: none */
	const struct resource *teachers[TEACHERS_MAX];
	size_t n_teachers;
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

static const char *meeting_ref(const struct meeting *m, struct arena *arena)
{
	const struct resource *teachers[TEACHERS_MAX];
	struct buf b = {0};
	const char *ref;
	for (size_t i = 0; i < m->n_teachers; i++)
		teachers[i] = m->teachers[i];
	if (m->n_teachers)
		qsort(teachers, m->n_teachers, sizeof *teachers, by_code);
	buf_fmt(&b, "timetable:%s|%s|", m->term, m->course);
	pattern_format(m->weekdays, &b);
	buf_fmt(&b, "|%" PRIu32 "-%" PRIu32 "|", lowest(m->periods), highest(m->periods));
	for (size_t i = 0; i < m->n_teachers; i++)
		buf_fmt(&b, "%s%s", i ? ";" : "", teachers[i]->code);
	buf_fmt(&b, "|%s|", m->place ? m->place->code : "");
	pattern_format(m->weeks, &b);
	size_t len = REF_KEPT_BYTES;
	if (b.len <= REF_WHOLE_BYTES) {
		ref = arena_str(arena, buf_text(&b));
	} else {
		while ((b.p[len] & 0xc0) == 0x80)
			len--;
		ref = arena_fmt(arena, "%.*s#%016" PRIx64, (int)len, b.p,
		                fnv1a(FNV1A_START, (struct bytes){b.p, b.len}));
	}
	if (b.failed)
		ref = NULL;
	buf_release(&b);
	return ref;
}

/* ---- a series ---- */

/* True for a series that has a purpose, weekdays and one run of periods. */
static bool has_meeting_form(const struct series *s)
{
	uint64_t periods = s->weeks.periods;
	if (*s->rule.rule || !*s->purpose || !periods || !s->weeks.weekdays)
		return false;
	return periods == run(lowest(periods), highest(periods));
}

/* Adds what a claim books; false if it does not fit a meeting: units, a second place, or no teacher. */
static bool add_booked(const struct timetable *t, const struct claim_ask *claim, struct meeting *m)
{
	const struct resource *r = names_by_code(t->names, claim->resource);
	if (!r || claim->units)
		return false;
	if (kind_is_place(r->kind) && !m->place) {
		m->place = r;
		return true;
	}
	if (r->kind != KIND_TEACHER || m->n_teachers == TEACHERS_MAX)
		return false;
	m->teachers[m->n_teachers++] = r;
	return true;
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
	int err = query_series(s, &t->series);
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

const struct term *timetable_term(const struct timetable *t)
{
	const struct calendar c = {.terms = t->terms->v, .n_terms = t->terms->n};
	const struct term *best = calendar_term(&c, "", t->today);
	if (best)
		return best;
	for (size_t i = 0; i < t->terms->n; i++) {
		const struct term *term = &t->terms->v[i];
		if (term->first_monday > t->today && (!best || term->first_monday < best->first_monday))
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

static void add_teacher(struct meeting *m, const struct resource *r)
{
	for (size_t i = 0; i < m->n_teachers; i++)
		if (m->teachers[i] == r)
			return;
	if (m->n_teachers < TEACHERS_MAX)
		m->teachers[m->n_teachers++] = r;
}

static const struct resource *find_teacher(const struct timetable *t, const char *text, bool *failed)
{
	return names_find(t->names, text, 1u << KIND_TEACHER, failed);
}

/* Reads one teacher, or several with blanks between them if at least one of them is known. */
static int read_teacher(const struct timetable *t, const char *text, struct arena *arena, struct meeting *m,
                        struct reasons *why)
{
	static const char *const blanks[] = {" "};
	const struct resource *r = find_teacher(t, text, &why->failed);
	bool known = false, failed = false;
	const char *part, *p = text;
	if (r) {
		add_teacher(m, r);
		return 0;
	}
	for (part = cell_next_part(&p, blanks, 1, arena, &failed); part;
	     part = cell_next_part(&p, blanks, 1, arena, &failed))
		known |= find_teacher(t, part, &why->failed) != NULL;
	if (!known && !failed)
		return names_unknown(t->names, text, 1u << KIND_TEACHER, why);
	p = text;
	for (part = cell_next_part(&p, blanks, 1, arena, &failed); part;
	     part = cell_next_part(&p, blanks, 1, arena, &failed)) {
		r = find_teacher(t, part, &why->failed);
		if (r)
			add_teacher(m, r);
		int err = r ? 0 : names_unknown(t->names, part, 1u << KIND_TEACHER, why);
		if (err)
			return err;
	}
	return failed ? QUAD_ENOMEM : 0;
}

/* A text that is known as a whole is never taken apart, since names may hold marks and blanks. */
static int read_teachers(const struct timetable *t, const char *text, struct arena *arena, struct meeting *m,
                         struct reasons *why)
{
	static const char *const marks[] = {",", "，", "、", ";", "；", "/"};
	const size_t n_marks = sizeof marks / sizeof *marks;
	const struct resource *r = find_teacher(t, text, &why->failed);
	bool failed = false;
	if (r) {
		add_teacher(m, r);
		return 0;
	}
	for (const char *part = cell_next_part(&text, marks, n_marks, arena, &failed); part;
	     part = cell_next_part(&text, marks, n_marks, arena, &failed)) {
		int err = read_teacher(t, part, arena, m, why);
		if (err)
			return err;
	}
	return failed ? QUAD_ENOMEM : 0;
}

static void read_when(const struct timetable_line *line, struct meeting *m, struct reasons *why)
{
	const char *bad = NULL;
	uint64_t first = 0, last = 0;
	if (*line->weekday && pattern_weekdays(line->weekday, &m->weekdays, &bad) != 0)
		cell_refuse(why, REASON_VALUE, "星期", line->weekday);
	if (*line->weeks && pattern_weeks(line->weeks, &m->weeks, &bad) != 0)
		cell_refuse(why, REASON_VALUE, "周数", line->weeks);
	if (*line->first && pattern_periods(line->first, &first, &bad) != 0)
		cell_refuse(why, REASON_VALUE, "开始节数", line->first);
	if (*line->last && pattern_periods(line->last, &last, &bad) != 0)
		cell_refuse(why, REASON_VALUE, "结束节数", line->last);
	if (!first || !last)
		return;
	if (lowest(last) < highest(first) || lowest(first) != highest(first) || lowest(last) != highest(last))
		cell_refuse(why, REASON_VALUE, "结束节数", line->last);
	else
		m->periods = run(lowest(first), lowest(last));
}

/* The claims of a meeting, the place first. */
static int make_claims(const struct meeting *m, struct arena *arena, struct series_ask *out)
{
	struct claim_ask *claims = arena_alloc(arena, (m->n_teachers + 1) * sizeof *claims);
	size_t n = 0;
	if (!claims)
		return QUAD_ENOMEM;
	if (m->place)
		claims[n++] = (struct claim_ask){m->place->code, 0};
	for (size_t i = 0; i < m->n_teachers; i++)
		claims[n++] = (struct claim_ask){m->teachers[i]->code, 0};
	out->claims = claims;
	out->n_claims = n;
	return 0;
}

/* Reads the place, if the row names one. */
static int read_place(const struct timetable *t, const struct timetable_line *line, struct meeting *m,
                      struct reasons *why)
{
	if (!*line->room)
		return 0;
	int err = names_find_place(t->names, line->room, line->building, line->campus, &m->place);
	if (!err && !m->place)
		err = names_unknown(t->names, line->room, NAMES_PLACES, why);
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

int timetable_request(const struct timetable *t, const struct timetable_line *line, struct arena *arena,
                      struct series_ask *out, struct reasons *why)
{
	const struct term *term = timetable_term(t);
	struct meeting m = {.course = line->course, .term = *line->term || !term ? line->term : term->code};
	read_when(line, &m, why);
	int err = read_place(t, line, &m, why);
	if (!err)
		err = read_teachers(t, line->teacher, arena, &m, why);
	if (!*line->room && !*line->teacher)
		cell_refuse(why, REASON_VALUE, "地点", "");
	*out = (struct series_ask){
		.ref = meeting_ref(&m, arena),
		.weeks = {.term = m.term, .weeks = m.weeks, .weekdays = m.weekdays, .periods = m.periods},
		.rule.rule = "",
		.party = line->party,
		.purpose = line->course,
		.note = "",
		.requester = "",
		.institution = "",
		.from = FROM_THE_START};
	if (err || !out->ref)
		return err ? err : QUAD_ENOMEM;
	const struct series *known = why->n ? NULL : find_known(t, out->ref);
	return known ? use_known(t, known, arena, out) : make_claims(&m, arena, out);
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

int timetable_line(const struct timetable *t, const struct series *s, struct arena *arena, struct timetable_line *out,
                   bool *fits)
{
	struct meeting m;
	int err = meeting_of(t, s, arena, &m, fits);
	*fits = *fits && lowest(m.weekdays) == highest(m.weekdays);
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
