/*
 * What a row asks for. Most kinds are the request already; those that name what is booked have their claims put
 * together from several columns, and a name stands in for a code where only one resource bears it.
 */
#include "store/list/list_request.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/list/list_cell.h"
#include "store/list/list_lesson.h"
#include "store/list/list_named.h"
#include "store/list/list_span.h"
#include "store/model/pattern.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

int lookup_open(struct lookup *l, struct store *s, const struct list_kind *kind, int64_t now)
{
	*l = (struct lookup){.today = clock_local_day(now)};
	bool by_periods = kind->op == OP_BOOK || kind->op == OP_CLOSURE;
	bool named = kind->id == LIST_OF_OWNERS || kind->id == LIST_OF_AGREEMENTS;
	int err = list_kind_claims(kind) || by_periods || named ? names_open(&l->names, s) : 0;
	if (!err && kind->op == OP_SERIES)
		err = query_terms(s, &l->terms);
	if (!err && by_periods)
		err = query_periods(s, &l->periods);
	if (!err && by_periods)
		err = query_campuses(s, &l->campuses);
	if (!err && kind->form == LIST_TIMETABLE)
		err = timetable_open(&l->timetable, s, &l->names, &l->terms, now);
	if (err)
		lookup_close(l);
	return err;
}

void lookup_close(struct lookup *l)
{
	timetable_close(&l->timetable);
	arena_release(&l->terms.arena);
	arena_release(&l->periods.arena);
	arena_release(&l->campuses.arena);
	names_close(&l->names);
	*l = (struct lookup){0};
}

/* A column that names what is booked. */
struct claim_column {
	const char *cell, *name;
	unsigned kinds;
	bool people; /* its cell names people or classes, which are in named */
	struct named *named;
	size_t n_named;
};

/* Makes the code of the resource that a claim means of what the cell says; the text stays where nothing is meant. */
static int resolve_claim(const struct claim_cells *line, const struct names *names, unsigned kinds, struct arena *arena,
                         struct claim_ask *claim, struct reasons *why)
{
	const struct resource *r = NULL;
	if (kinds != NAMES_PLACES) {
		r = names_find(names, claim->resource, kinds, &why->failed);
		if (r)
			claim->resource = r->code;
		return 0;
	}
	int err = names_find_place(names, claim->resource, line->building, line->campus, &r);
	const char *bare = r ? NULL : list_named_bare(claim->resource, arena);
	if (!err && bare)
		err = names_find_place(names, bare, line->building, line->campus, &r);
	if (err)
		return err;
	if (r)
		claim->resource = r->code;
	else if (*line->building)
		claim->resource = arena_fmt(arena, "%s %s", line->building, claim->resource);
	return claim->resource ? 0 : QUAD_ENOMEM;
}

/* Reads the people or classes of a column that is one of those; what is not known stays as the cell has it. */
static int read_people(struct claim_column *column, const struct names *names, struct arena *arena)
{
	bool people = column->kinds == 1u << KIND_TEACHER || column->kinds == 1u << KIND_CLASS;
	column->people = people && !strchr(column->cell, '*');
	if (!column->people)
		return 0;
	return list_named_read(names, column->cell, column->kinds, arena, &column->named, &column->n_named);
}

/* Adds what one column of a row claims. */
static int add_column(const struct claim_column *column, const struct claim_cells *line, const struct names *names,
                      struct arena *arena, struct claim_ask *claims, size_t *n, struct reasons *why)
{
	size_t at = *n;
	for (size_t i = 0; i < column->n_named; i++) {
		const struct named *named = &column->named[i];
		claims[(*n)++] = (struct claim_ask){named->resource ? named->resource->code : named->text, 0};
	}
	if (column->people)
		return 0;
	bool nobody = column->kinds == NAMES_PLACES && list_named_nobody(column->cell, &why->failed);
	if (nobody && !names_find(names, column->cell, column->kinds, &why->failed))
		return 0;
	int err = cell_claims(column->cell, column->name, arena, claims, n, why);
	for (; at < *n && !err; at++)
		err = resolve_claim(line, names, column->kinds, arena, &claims[at], why);
	return err;
}

/* Reads the claims that the columns of a row name, in the columns' order. */
static int read_claims(const struct claim_cells *line, const struct names *names, struct arena *arena,
                       const struct claim_ask **out, size_t *n_out, struct reasons *why)
{
	struct claim_column columns[] = {
		{.cell = line->resources, .name = "resources", .kinds = NAMES_ANY},
		{.cell = line->resource, .name = "resource", .kinds = NAMES_PLACES},
		{.cell = line->teacher, .name = "teacher", .kinds = 1u << KIND_TEACHER},
		{.cell = line->class, .name = "class", .kinds = 1u << KIND_CLASS},
		{.cell = line->equipment, .name = "equipment", .kinds = 1u << KIND_EQUIPMENT},
	};
	size_t n = 0, most = 1, before = why->n;
	for (size_t i = 0; i < COUNT(columns); i++) {
		int err = read_people(&columns[i], names, arena);
		if (err)
			return err;
		most += columns[i].people ? columns[i].n_named : strlen(columns[i].cell) / 2 + 1;
	}
	struct claim_ask *claims = arena_alloc(arena, most * sizeof *claims);
	if (!claims)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < COUNT(columns); i++) {
		int err = add_column(&columns[i], line, names, arena, claims, &n, why);
		if (err)
			return err;
	}
	if (n == 0 && why->n == before)
		reason_add(why, REASON_MISSING, "resources");
	*out = claims;
	*n_out = n;
	return 0;
}

/* ---- a time in columns of its own ---- */

/* The code of a campus that a row names by its code, or by a name that only one bears; else the text. */
static const char *campus_code(const struct campus_list *campuses, const char *text)
{
	const char *code = NULL;
	size_t n = 0;
	for (size_t i = 0; i < campuses->n; i++) {
		if (strcmp(campuses->v[i].code, text) == 0)
			return text;
		if (strcmp(campuses->v[i].name, text) == 0) {
			code = campuses->v[i].code;
			n++;
		}
	}
	return n == 1 ? code : text;
}

/* The campus by whose periods a booking goes: that of its first place, else the one that the row names. */
static const char *campus_of(const struct names *names, const struct booking_ask *b, const char *named)
{
	for (size_t i = 0; i < b->n_claims; i++) {
		const struct resource *r = names_by_code(names, b->claims[i].resource);
		if (r && kind_is_place(r->kind))
			return r->campus;
	}
	return named;
}

static int booking_request(const struct booking_line *line, const struct lookup *look, bool has_time,
                           struct arena *arena, struct booking_ask *out, struct reasons *why)
{
	*out = (struct booking_ask){.ref = line->ref,
	                            .start = line->start,
	                            .end = line->end,
	                            .party = line->party,
	                            .purpose = line->purpose,
	                            .note = line->note,
	                            .requester = line->requester,
	                            .institution = line->institution,
	                            .class = line->class,
	                            .event = line->event};
	int err = read_claims(&line->claims, &look->names, arena, &out->claims, &out->n_claims, why);
	if (!err && !has_time) {
		const char *campus = campus_of(&look->names, out, campus_code(&look->campuses, line->claims.campus));
		struct span_cells cells = {line->date, line->time, campus, false};
		span_read(&cells, &look->periods, arena, &out->start, &out->end, why);
	}
	return err;
}

static int closure_request(const struct closure_line *line, const struct lookup *look, bool has_time,
                           struct arena *arena, struct closure *out, struct reasons *why)
{
	*out = line->closure;
	if (has_time)
		return 0;
	const struct resource *r = names_by_code(&look->names, out->resource);
	const char *campus = r ? r->campus : campus_code(&look->campuses, out->campus);
	struct span_cells cells = {line->date, line->time, campus, true};
	span_read(&cells, &look->periods, arena, &out->start, &out->end, why);
	return 0;
}

static void term_request(const struct term *t, uint32_t given, struct reasons *why)
{
	int weekday = clock_weekday(t->first_monday);
	if (given & GIVEN(TERM_FIRST_MONDAY) && t->first_monday != PERIOD_ALWAYS && weekday != 1)
		reason_add_number(why, REASON_NOT_MONDAY, "first_monday", t->first_monday);
}

/* The code of the term with that code, else of the only one with that name; else the text itself. */
static const char *term_code(const struct term_list *terms, const char *text)
{
	const char *code = NULL;
	size_t n = 0;
	for (size_t i = 0; i < terms->n; i++) {
		if (strcmp(terms->v[i].code, text) == 0)
			return text;
		if (strcmp(terms->v[i].name, text) == 0) {
			code = terms->v[i].code;
			n++;
		}
	}
	return n == 1 ? code : text;
}

/* The term of that code; for "" the one that rows without a term are about. NULL if there is none. */
static const struct term *find_term(const struct lookup *look, const char *code)
{
	if (!*code)
		return timetable_term(&look->terms, look->today);
	for (size_t i = 0; i < look->terms.n; i++)
		if (strcmp(look->terms.v[i].code, code) == 0)
			return &look->terms.v[i];
	return NULL;
}

/* A series without a reference has its content for one. */
static const char *ref_of_content(const struct series_line *line, const struct series_ask *ask, struct arena *arena)
{
	const struct week_pattern *w = &ask->weeks;
	struct buf b = {0};
	buf_fmt(&b, "series:%s|%s|%s|", w->term, line->course_no, line->purpose);
	pattern_format(w->weekdays, &b);
	buf_char(&b, '|');
	if (w->periods)
		pattern_format(w->periods, &b);
	else
		buf_fmt(&b, "%02d:%02d-%02d:%02d", w->from_min / 60, w->from_min % 60, w->to_min / 60, w->to_min % 60);
	buf_char(&b, '|');
	claims_format(ask->claims, ask->n_claims, &b);
	buf_char(&b, '|');
	pattern_format(w->weeks, &b);
	const char *ref = lesson_ref(&b, arena);
	buf_release(&b);
	return ref;
}

/* The reference of the lesson of that number in a row: of the first the row's own, then `K1#2`. */
static const char *ref_of_lesson(const struct series_line *line, const struct series_ask *ask, size_t nth,
                                 struct arena *arena)
{
	if (!*line->ref)
		return ref_of_content(line, ask, arena);
	return nth ? arena_fmt(arena, "%s#%zu", line->ref, nth + 1) : line->ref;
}

static int series_request(const struct series_line *line, const struct lookup *look, struct arena *arena,
                          struct series_asks *out, struct reasons *why)
{
	struct lesson_time lessons[LESSONS_MAX];
	const struct term *term = find_term(look, term_code(&look->terms, line->term));
	const struct lesson_cells cells = {
		.when = {line->when, "when"},
		.weeks = {line->weeks, "weeks"},
		.parity = {line->parity, "parity"},
		.weekdays = {line->weekdays, "weekdays"},
		.periods = {line->periods, "periods"},
		.start = {line->start, "start"},
		.end = {line->end, "end"},
		.term_weeks = term ? term->weeks : 0,
	};
	struct series_ask ask = {.ref = line->ref,
	                         .weeks.term = term_code(&look->terms, line->term),
	                         .rule.rule = "",
	                         .party = line->party,
	                         .purpose = line->purpose,
	                         .note = line->note,
	                         .requester = line->requester,
	                         .institution = line->institution,
	                         .class = line->class,
	                         .event = line->event,
	                         .from = line->from == PERIOD_ALWAYS ? FROM_THE_START : line->from};
	out->n = lessons_read(&cells, lessons, why);
	int err = cell_dates(line->except, "except", arena, &ask.except, &ask.n_except, why);
	size_t n = out->n ? out->n : 1;
	const char **places = lesson_places(line->claims.resource, n, arena);
	if (!*line->ref && term)
		ask.weeks.term = term->code;
	out->v[0] = ask;
	for (size_t i = 0; i < n && !err; i++) {
		struct claim_cells claims = line->claims;
		claims.resource = places ? places[i] : "";
		err = read_claims(&claims, &look->names, arena, &ask.claims, &ask.n_claims, why);
		if (err || !out->n)
			break;
		out->v[i] = ask;
		series_take_lesson(&out->v[i], &lessons[i]);
		out->v[i].ref = ref_of_lesson(line, &out->v[i], i, arena);
		err = out->v[i].ref ? 0 : QUAD_ENOMEM;
	}
	return places ? err : QUAD_ENOMEM;
}

static int row_of_timetable(const struct timetable_line *line, const struct lookup *look, struct arena *arena,
                            struct series_asks *out, struct reasons *why)
{
	struct timetable_line coded = *line;
	coded.term = term_code(&look->terms, line->term);
	return timetable_request(&look->timetable, &coded, arena, out, why);
}

/* The series of a row: the first is the request's own. */
static int requests_of_series(const struct list_kind *kind, const union list_value *v, const struct lookup *look,
                              struct arena *arena, struct request *rq, struct series_asks *asks, struct reasons *why)
{
	int err = kind->form == LIST_TIMETABLE ? row_of_timetable(&v->timetable, look, arena, asks, why)
	                                       : series_request(&v->series, look, arena, asks, why);
	rq->u.series = asks->v[0];
	if (kind->form == LIST_PLAIN && rq->given & GIVEN(SERIES_FROM))
		rq->flags |= REQUEST_ONE_PHASE;
	return err;
}

/* Codes for the names of resources that only one bears, in a list with `;` between them. */
static int find_resources(const struct names *names, const char **text, struct arena *arena, struct reasons *why)
{
	struct buf out = {0};
	for (const char *p = *text; *p;) {
		size_t len = strcspn(p, ";");
		const char *part = arena_dup(arena, p, len);
		if (!part) {
			buf_release(&out);
			return QUAD_ENOMEM;
		}
		const struct resource *r = names_find(names, part, NAMES_ANY, &why->failed);
		buf_fmt(&out, "%s%s", out.len ? ";" : "", r ? r->code : part);
		p += len + (p[len] == ';');
	}
	const char *codes = out.failed ? NULL : arena_str(arena, buf_text(&out));
	buf_release(&out);
	if (codes)
		*text = codes;
	return codes && !why->failed ? 0 : QUAD_ENOMEM;
}

/* A row of a register, with what its columns leave out. */
static int register_request(const struct list_kind *kind, const union list_value *v, const struct names *names,
                            struct arena *arena, struct register_row *out, struct reasons *why)
{
	struct register_row row = register_row_of(list_register(kind));
	const struct register_kind *of = register_kind(row.id);
	int err = 0;
	for (size_t i = 0; i < of->n_texts && !err; i++) {
		row.text[i] = v->row.text[i];
		if (of->texts[i].names == OF_RESOURCE)
			err = find_resources(names, &row.text[i], arena, why);
	}
	for (size_t i = 0; i < of->n_numbers; i++)
		row.number[i] = v->row.number[i];
	*out = row;
	return err;
}

int list_request(const struct list_kind *kind, const union list_value *v, const struct lookup *look,
                 struct arena *arena, struct request *rq, struct series_asks *asks, struct reasons *why)
{
	asks->n = 0;
	switch (kind->op) {
	case OP_INSTITUTION: rq->u.institution = v->institution; break;
	case OP_CAMPUS: rq->u.campus = v->campus; break;
	case OP_TRAVEL: rq->u.travel = v->travel; break;
	case OP_RESOURCE:
		rq->u.resource = v->resource;
		/* also without a column of tags, where the type word has become one */
		if (*v->resource.tags)
			rq->given |= GIVEN(RES_TAGS);
		break;
	case OP_PERSON: rq->u.person = v->person; break;
	case OP_GRANT: rq->u.grant = v->grant; break;
	case OP_CLOSURE: {
		bool has_time = rq->given & GIVEN(CLOSURE_START);
		rq->given |= GIVEN(CLOSURE_START) | GIVEN(CLOSURE_END);
		return closure_request(&v->closure_line, look, has_time, arena, &rq->u.closure, why);
	}
	case OP_TERM:
		rq->u.term = v->term;
		term_request(&v->term, rq->given, why);
		break;
	case OP_PERIOD: rq->u.period = v->period; break;
	case OP_DAY: rq->u.day = v->day; break;
	case OP_RULE: rq->u.rule = v->rule; break;
	case OP_QUALIFICATION: rq->u.qualification = v->qualification; break;
	case OP_REGISTER: return register_request(kind, v, &look->names, arena, &rq->u.row, why);
	case OP_BOOK: {
		bool has_time = rq->given & GIVEN(BOOKING_TIME);
		rq->given |= GIVEN(BOOKING_TIME);
		return booking_request(&v->booking, look, has_time, arena, &rq->u.booking, why);
	}
	case OP_SERIES: return requests_of_series(kind, v, look, arena, rq, asks, why);
	default: return QUAD_EINVAL;
	}
	return 0;
}
