/*
 * Lists out. Every kind's rows are brought into its structure of values and printed by its table of columns, the same
 * that the import reads by. Bookings may be millions: their ids are read once, their rows in portions, so that no
 * snapshot is held while somebody reads the output.
 */
#include "store/list/list_export.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/list/list_column.h"
#include "store/list/list_request.h"
#include "store/list/series_rows.h"
#include "store/query/query_registers.h"
#include "store/query/query_rules.h"

#define PORTION 1000

struct output {
	const struct list_kind *kind;
	struct table_sink *sink;
	uint32_t mark; /* the store's */
};

static int put_header(const struct output *o)
{
	struct column columns[LIST_COLUMNS_MAX];
	size_t n = 0;
	for (size_t i = 0; i < o->kind->n_columns; i++) {
		const struct list_column *c = &o->kind->columns[i];
		if (!(c->flags & COLUMN_IN_ONLY))
			columns[n++] = (struct column){c->name, list_cell_type(c->type)};
	}
	return o->sink->begin(o->sink, columns, n);
}

/* hidden: not all of it may be seen, and an empty number is none. */
static int put_seen(const struct output *o, const union list_value *v, bool hidden)
{
	struct cell cells[LIST_COLUMNS_MAX];
	char texts[LIST_COLUMNS_MAX][CLOCK_TEXT_MAX];
	size_t n = 0;
	for (size_t i = 0; i < o->kind->n_columns; i++)
		if (!(o->kind->columns[i].flags & COLUMN_IN_ONLY)) {
			cells[n] = list_cell(&o->kind->columns[i], v, texts[i]);
			cells[n++].none |= hidden && list_is_number(o->kind->columns[i].type);
		}
	return o->sink->row(o->sink, cells);
}

static int put_row(const struct output *o, const union list_value *v)
{
	return put_seen(o, v, false);
}

/* The kinds that are read as a whole: query, header, a row each. */
#define EXPORT(name, type, member, query)                                                                              \
	static int export_##name(struct store *s, const struct output *o)                                              \
	{                                                                                                              \
		struct type list = {0};                                                                                \
		int err = query(s, &list);                                                                             \
		if (!err)                                                                                              \
			err = put_header(o);                                                                           \
		if (err)                                                                                               \
			list.n = 0;                                                                                    \
		for (size_t i = 0; i < list.n; i++) {                                                                  \
			err = put_row(o, &(union list_value){.member = list.v[i]});                                    \
			if (err)                                                                                       \
				break;                                                                                 \
		}                                                                                                      \
		arena_release(&list.arena);                                                                            \
		return err;                                                                                            \
	}

EXPORT(institutions, institution_list, institution, query_institutions)
EXPORT(campuses, campus_list, campus, query_campuses)
EXPORT(travel, travel_list, travel, query_travel)
EXPORT(closures, closure_list, closure, query_closures)
EXPORT(people, person_list, person, query_people)
EXPORT(grants, grant_list, grant, query_grants)
EXPORT(terms, term_list, term, query_terms)
EXPORT(periods, period_list, period, query_periods)
EXPORT(days, day_rule_list, day, query_days)

static int export_rules(struct store *s, const struct output *o)
{
	struct rule_list list = {0};
	int err = query_rules(s, &list);
	if (!err)
		err = put_header(o);
	if (err)
		list.n = 0;
	for (size_t i = 0; i < list.n; i++) {
		err = put_row(o, &(union list_value){.rule = list_rule_row(&list.v[i])});
		if (err)
			break;
	}
	arena_release(&list.arena);
	return err;
}

static int export_qualifications(struct store *s, const struct output *o)
{
	struct qualification_list list = {0};
	int err = query_qualifications(s, &list);
	if (!err)
		err = put_header(o);
	if (err)
		list.n = 0;
	for (size_t i = 0; i < list.n; i++) {
		err = put_row(o, &(union list_value){.qualification = list_qualification_row(&list.v[i])});
		if (err)
			break;
	}
	arena_release(&list.arena);
	return err;
}

static int export_register(struct store *s, const struct output *o)
{
	struct register_list list = {0};
	int err = query_register(s, list_register(o->kind), &list);
	if (!err)
		err = put_header(o);
	if (err)
		list.n = 0;
	for (size_t i = 0; i < list.n; i++) {
		err = put_row(o, &(union list_value){.row = list.v[i]});
		if (err)
			break;
	}
	arena_release(&list.arena);
	return err;
}

static int export_resources(struct store *s, const struct resource_filter *f, const struct output *o)
{
	struct resource_list list = {0};
	int err = query_resources(s, f, &list);
	if (!err)
		err = put_header(o);
	if (err)
		list.n = 0;
	for (size_t i = 0; i < list.n; i++) {
		err = put_row(o, &(union list_value){.resource = list.v[i]});
		if (err)
			break;
	}
	arena_release(&list.arena);
	return err;
}

/* Without a reference where not all may be seen: nobody shall import a row that would empty the rest. */
static int put_booking(const struct output *o, const struct booking_row *row)
{
	char own[OWN_REF_MAX];
	const struct booking *b = &row->b;
	const char *ref = b->ref;
	if (!*ref && !row->hidden)
		ref = facts_own_ref(o->mark, OWN_BOOKING, b->id, own);
	const union list_value v = {.booking = {.ref = ref,
	                                        .claims = {.resources = row->claims},
	                                        .start = b->start,
	                                        .end = b->end,
	                                        .party = b->party,
	                                        .purpose = b->purpose,
	                                        .requester = b->requester,
	                                        .institution = b->institution,
	                                        .note = b->note,
	                                        .class = b->class,
	                                        .event = b->event}};
	return put_seen(o, &v, row->hidden);
}

/* Hands the bookings of a portion to fn, except those that were cancelled in the meantime. */
static int each_of_portion(struct store *s, const uint64_t *ids, size_t n,
                           int (*fn)(const struct booking_row *row, void *arg), void *arg)
{
	struct booking_rows rows = {0};
	int err = query_bookings(s, ids, n, &rows);
	if (err)
		rows.n = 0;
	for (size_t i = 0; i < rows.n; i++) {
		if (!state_stands(rows.v[i].b.state))
			continue;
		err = fn(&rows.v[i], arg);
		if (err)
			break;
	}
	arena_release(&rows.arena);
	return err;
}

/* Hands all standing bookings that match to fn, in portions. */
static int each_booking(struct store *s, const struct booking_filter *f,
                        int (*fn)(const struct booking_row *row, void *arg), void *arg)
{
	struct booking_ids ids = {0};
	struct booking_filter standing = *f;
	standing.state = 0;
	standing.any_state = false;
	int err = query_booking_ids(s, &standing, &ids);
	if (err)
		ids.n = 0;
	for (size_t at = 0; at < ids.n; at += PORTION) {
		size_t n = ids.n - at < PORTION ? ids.n - at : PORTION;
		err = each_of_portion(s, ids.v + at, n, fn, arg);
		if (err)
			break;
	}
	arena_release(&ids.arena);
	return err;
}

/* ---- bookings, and the series that hold some of them ---- */

static int by_id(const void *key, const void *element)
{
	uint64_t a = *(const uint64_t *)key, b = ((const struct series *)element)->id;
	return (a > b) - (a < b);
}

static const struct series *series_of(const struct series_list *list, uint64_t id)
{
	return list->n ? bsearch(&id, list->v, list->n, sizeof *list->v, by_id) : NULL;
}

struct bookings_out {
	const struct output *o;
	struct series_list series; /* none: every booking is a row */
};

/* Finds out whether the row of a series holds a booking that follows it: the phase of its day has a form. */
static int find_in_rows(const struct series *s, const struct booking *b, bool *out)
{
	struct arena arena = {0};
	struct series_phases phases;
	*out = series_rows_fits(s);
	/* nearly all series have one phase, and bookings may be millions */
	if (!s->earlier.len)
		return 0;
	int err = series_phases_load(s, &arena, &phases);
	if (!err)
		*out = series_rows_fits(&phases.v[series_phases_at(&phases, clock_local_day(b->start))]);
	arena_release(&arena);
	return err;
}

static int put_own_booking(const struct booking_row *row, void *arg)
{
	const struct bookings_out *out = arg;
	const struct series *s = row->b.series && row->b.follows ? series_of(&out->series, row->b.series) : NULL;
	bool in_rows = false;
	int err = s ? find_in_rows(s, &row->b, &in_rows) : 0;
	return err || in_rows ? err : put_booking(out->o, row);
}

static bool is_filter(const struct booking_filter *f)
{
	return f->resource || f->person || f->institution || f->series || f->from || f->to || f->text;
}

static int export_bookings(struct store *s, const struct booking_filter *f, const struct output *o)
{
	struct bookings_out out = {.o = o};
	int err = is_filter(f) ? 0 : query_series(s, &out.series);
	if (!err)
		err = put_header(o);
	if (!err)
		err = each_booking(s, f, put_own_booking, &out);
	arena_release(&out.series.arena);
	return err;
}

struct marks {
	const struct series_list *series;
	bool *stands; /* by place in the list */
};

static int mark_series(const struct booking_row *row, void *arg)
{
	struct marks *m = arg;
	const struct series *s = row->b.series ? series_of(m->series, row->b.series) : NULL;
	if (s)
		m->stands[s - m->series->v] = true;
	return 0;
}

/* Which series of a list have a booking that stands; in its arena. */
static int find_standing(struct store *s, struct series_list *list, bool **out)
{
	static const struct booking_filter all = {0};
	struct marks m = {list, arena_alloc(&list->arena, (list->n + 1) * sizeof *m.stands)};
	*out = m.stands;
	return m.stands ? each_booking(s, &all, mark_series, &m) : QUAD_ENOMEM;
}

/* Writes the rows of a series by `put`, which writes that of a phase. */
static int put_rows(struct store *store, const struct series *series, void *to,
                    int (*put)(void *to, const struct series *phase, struct arena *arena))
{
	struct arena arena = {0};
	struct series_phases rows;
	int err = series_rows_make(store, series, &arena, &rows);
	for (size_t i = 0; !err && i < rows.n; i++)
		err = put(to, &rows.v[i], &arena);
	arena_release(&arena);
	return err;
}

static int put_series(void *to, const struct series *s, struct arena *arena)
{
	const struct output *o = to;
	char own[OWN_REF_MAX];
	union list_value v = {0};
	int err = list_series_line(s, arena, &v.series);
	if (!*s->ref)
		v.series.ref = facts_own_ref(o->mark, OWN_SERIES, s->id, own);
	return err ? err : put_row(o, &v);
}

static int export_series(struct store *s, struct output *o)
{
	struct series_list list = {0};
	bool *stands = NULL;
	int err = query_series(s, &list);
	if (!err)
		err = find_standing(s, &list, &stands);
	if (!err)
		err = put_header(o);
	if (err)
		list.n = 0;
	for (size_t i = 0; i < list.n; i++) {
		err = stands[i] ? put_rows(s, &list.v[i], o, put_series) : 0;
		if (err)
			break;
	}
	arena_release(&list.arena);
	return err;
}

/* Where the rows of a timetable go. */
struct timetable_out {
	const struct output *o;
	const struct timetable *t;
	const char *term;
};

/* Writes a phase as a row of a timetable, if it fits that form. */
static int put_timetable_row(void *to, const struct series *s, struct arena *arena)
{
	const struct timetable_out *out = to;
	union list_value v;
	bool fits;
	if (strcmp(s->weeks.term, out->term) != 0)
		return 0;
	int err = timetable_line(out->t, s, arena, &v.timetable, &fits);
	return err || !fits ? err : put_row(out->o, &v);
}

/* The code of the term that is exported; NULL if there is none. */
static const char *find_term_code(const struct timetable *t, const struct list_filter *f)
{
	if (f->term)
		return f->term;
	const struct term *term = timetable_term(t->terms, t->today);
	return term ? term->code : NULL;
}

static int export_timetable(struct store *s, const struct list_filter *f, const struct output *o)
{
	struct lookup look;
	struct series_list *list = &look.timetable.series;
	bool *stands = NULL;
	int err = lookup_open(&look, s, o->kind, f->now ? f->now : clock_now_min());
	if (err)
		return err;
	const char *code = find_term_code(&look.timetable, f);
	struct timetable_out out = {o, &look.timetable, code};
	err = find_standing(s, list, &stands);
	if (!err)
		err = put_header(o);
	if (err || !code)
		list->n = 0;
	for (size_t i = 0; i < list->n; i++) {
		err = stands[i] ? put_rows(s, &list->v[i], &out, put_timetable_row) : 0;
		if (err)
			break;
	}
	lookup_close(&look);
	return err;
}

int list_export(struct store *s, const struct list_kind *kind, const struct list_filter *filter,
                struct table_sink *sink)
{
	static const struct list_filter all = {0};
	struct output o = {kind, sink, s->mark};
	int err = QUAD_EINVAL;
	if (!filter)
		filter = &all;
	if (list_kind_is_ics(kind))
		return err;
	switch (kind->op) {
	case OP_INSTITUTION: err = export_institutions(s, &o); break;
	case OP_CAMPUS: err = export_campuses(s, &o); break;
	case OP_TRAVEL: err = export_travel(s, &o); break;
	case OP_RESOURCE: err = export_resources(s, &filter->resources, &o); break;
	case OP_PERSON: err = export_people(s, &o); break;
	case OP_GRANT: err = export_grants(s, &o); break;
	case OP_CLOSURE: err = export_closures(s, &o); break;
	case OP_TERM: err = export_terms(s, &o); break;
	case OP_PERIOD: err = export_periods(s, &o); break;
	case OP_DAY: err = export_days(s, &o); break;
	case OP_RULE: err = export_rules(s, &o); break;
	case OP_QUALIFICATION: err = export_qualifications(s, &o); break;
	case OP_REGISTER: err = export_register(s, &o); break;
	case OP_BOOK: err = export_bookings(s, &filter->bookings, &o); break;
	case OP_SERIES:
		err = kind->form == LIST_TIMETABLE ? export_timetable(s, filter, &o) : export_series(s, &o);
		break;
	default: break;
	}
	return err ? err : sink->end(sink);
}
