/*
 * What a row asks for. Most kinds are the request already; those that name what is booked have their claims put
 * together from several columns, and a name stands in for a code where only one resource bears it.
 */
#include "store/list/list_request.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/list/list_cell.h"
#include "store/list/list_span.h"
#include "store/model/pattern.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

int lookup_open(struct lookup *l, struct store *s, const struct list_kind *kind, int64_t now)
{
	*l = (struct lookup){0};
	bool by_periods = kind->op == OP_BOOK || kind->op == OP_CLOSURE;
	int err = list_kind_claims(kind) || by_periods ? names_open(&l->names, s) : 0;
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
	if (err)
		return err;
	if (r)
		claim->resource = r->code;
	else if (*line->building)
		claim->resource = arena_fmt(arena, "%s %s", line->building, claim->resource);
	return claim->resource ? 0 : QUAD_ENOMEM;
}

/* Reads the claims that the columns of a row name, in the columns' order. */
static int read_claims(const struct claim_cells *line, const struct names *names, struct arena *arena,
                       const struct claim_ask **out, size_t *n_out, struct reasons *why)
{
	const struct claim_column columns[] = {
		{line->resources, "resources", NAMES_ANY},
		{line->resource, "resource", NAMES_PLACES},
		{line->teacher, "teacher", 1u << KIND_TEACHER},
		{line->class, "class", 1u << KIND_CLASS},
		{line->equipment, "equipment", 1u << KIND_EQUIPMENT},
	};
	size_t n = 0, most = 0, before = why->n;
	for (size_t i = 0; i < COUNT(columns); i++)
		most += strlen(columns[i].cell) + 1;
	struct claim_ask *claims = arena_alloc(arena, (most / 2 + 1) * sizeof *claims);
	if (!claims)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < COUNT(columns); i++) {
		size_t at = n;
		int err = cell_claims(columns[i].cell, columns[i].name, arena, claims, &n, why);
		if (err)
			return err;
		for (; at < n; at++) {
			err = resolve_claim(line, names, columns[i].kinds, arena, &claims[at], why);
			if (err)
				return err;
		}
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
	                            .institution = line->institution};
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

/* Weeks, weekdays, and periods or clock times: one of the two, since they may disagree. */
static void read_when(const struct series_line *line, struct week_pattern *out, struct reasons *why)
{
	const char *bad = NULL;
	bool clock = *line->start || *line->end;
	if (*line->weeks && pattern_weeks(line->weeks, &out->weeks, &bad) != 0)
		cell_refuse(why, REASON_VALUE, "weeks", line->weeks);
	if (*line->weekdays && pattern_weekdays(line->weekdays, &out->weekdays, &bad) != 0)
		cell_refuse(why, REASON_VALUE, "weekdays", line->weekdays);
	if (*line->periods && pattern_periods(line->periods, &out->periods, &bad) != 0)
		cell_refuse(why, REASON_VALUE, "periods", line->periods);
	if (*line->periods && clock)
		reason_add_text(why, REASON_BOTH_TIMES, "periods", "%s", line->periods);
	if (*line->periods || why->n)
		return;
	if (!clock) {
		cell_refuse(why, REASON_VALUE, "periods", "");
		return;
	}
	cell_clock(line->start, "start", &out->from_min, why);
	cell_clock(line->end, "end", &out->to_min, why);
	if (!why->n && out->to_min <= out->from_min)
		reason_add_text(why, REASON_END, "end", "%s", line->end);
}

static int series_request(const struct series_line *line, const struct lookup *look, struct arena *arena,
                          struct series_ask *out, struct reasons *why)
{
	*out = (struct series_ask){.ref = line->ref,
	                           .weeks.term = term_code(&look->terms, line->term),
	                           .rule.rule = "",
	                           .party = line->party,
	                           .purpose = line->purpose,
	                           .note = line->note,
	                           .requester = line->requester,
	                           .institution = line->institution,
	                           .from = FROM_THE_START};
	read_when(line, &out->weeks, why);
	int err = cell_dates(line->except, "except", arena, &out->except, &out->n_except, why);
	return err ? err : read_claims(&line->claims, &look->names, arena, &out->claims, &out->n_claims, why);
}

static int row_of_timetable(const struct timetable_line *line, const struct lookup *look, struct arena *arena,
                            struct series_ask *out, struct reasons *why)
{
	struct timetable_line coded = *line;
	coded.term = term_code(&look->terms, line->term);
	return timetable_request(&look->timetable, &coded, arena, out, why);
}

int list_request(const struct list_kind *kind, const union list_value *v, const struct lookup *look,
                 struct arena *arena, struct request *rq, struct reasons *why)
{
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
	case OP_BOOK: {
		bool has_time = rq->given & GIVEN(BOOKING_TIME);
		rq->given |= GIVEN(BOOKING_TIME);
		return booking_request(&v->booking, look, has_time, arena, &rq->u.booking, why);
	}
	case OP_SERIES:
		return kind->form == LIST_TIMETABLE ? row_of_timetable(&v->timetable, look, arena, &rq->u.series, why)
		                                    : series_request(&v->series, look, arena, &rq->u.series, why);
	default: return QUAD_EINVAL;
	}
	return 0;
}
