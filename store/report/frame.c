/* The frame is filled once for each report; nothing here counts a booking. */
#include "store/report/frame.h"

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/facts/members.h"
#include "store/facts/rule_index.h"
#include "store/model/codec.h"
#include "store/report/reports.h"

/* ---- institutions and campuses ---- */

struct gathering {
	struct report_work *w;
	size_t cap;
};

static int add_institution(struct bytes key, struct bytes value, void *arg)
{
	struct gathering *g = arg;
	struct report_work *w = g->w;
	struct bytes record;
	(void)key;
	struct institution *v = arena_grow(w->arena, w->institutions, w->n_institutions, &g->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	w->institutions = v;
	int err = walk_keep(w->arena, value, &record);
	return err ? err : institution_decode(record, &v[w->n_institutions++]);
}

static int add_campus(struct bytes key, struct bytes value, void *arg)
{
	struct gathering *g = arg;
	struct report_work *w = g->w;
	struct bytes record;
	(void)key;
	struct campus *v = arena_grow(w->arena, w->campuses, w->n_campuses, &g->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	w->campuses = v;
	int err = walk_keep(w->arena, value, &record);
	return err ? err : campus_decode(record, &v[w->n_campuses++]);
}

static int gather_places(struct report_work *w)
{
	struct gathering g = {w, 0};
	int err = walk_table(w->txn, TABLE_INSTITUTION, add_institution, &g);
	g.cap = 0;
	return err ? err : walk_table(w->txn, TABLE_CAMPUS, add_campus, &g);
}

static int compare_institution(const void *element, const void *key)
{
	return strcmp(((const struct institution *)element)->code, key);
}

static int compare_campus(const void *element, const void *key)
{
	return strcmp(((const struct campus *)element)->code, key);
}

uint32_t frame_institution(const struct report_work *w, const char *code)
{
	size_t at = array_find(w->institutions, w->n_institutions, sizeof *w->institutions, code, compare_institution);
	return at < w->n_institutions && strcmp(w->institutions[at].code, code) == 0 ? (uint32_t)at : NO_PLACE;
}

uint32_t frame_campus(const struct report_work *w, const char *code)
{
	size_t at = array_find(w->campuses, w->n_campuses, sizeof *w->campuses, code, compare_campus);
	return at < w->n_campuses && strcmp(w->campuses[at].code, code) == 0 ? (uint32_t)at : NO_PLACE;
}

/* ---- who may see what ---- */

static bool sees(const struct report_work *w, const struct right_row *row)
{
	return w->sees_all || rights_may(&w->member, RIGHT_REPORT, row, w->now, NULL);
}

static void look_at_institutions(struct report_work *w)
{
	for (uint32_t i = 0; i < w->n_institutions; i++) {
		struct right_place place = {.resource = "", .campus = "", .institution = w->institutions[i].code};
		struct right_row row = {.institution = place.institution, .places = &place, .n_places = 1};
		w->institution_seen[i] = sees(w, &row);
		w->out->n_seen += w->institution_seen[i];
	}
	w->out->n_institutions = w->n_institutions;
}

/* Whose a resource is: its institution's, else that of its campus. */
static uint32_t owner_of(const struct report_work *w, const struct resource *r)
{
	uint32_t owner = frame_institution(w, r->institution);
	uint32_t campus = *r->institution ? NO_PLACE : frame_campus(w, r->campus);
	return campus == NO_PLACE ? owner : frame_institution(w, w->campuses[campus].institution);
}

static void look_at_resources(struct report_work *w)
{
	for (size_t i = 0; i < w->directory->all.n; i++) {
		const struct resource *r = &w->directory->all.v[i];
		w->owner[i] = owner_of(w, r);
		const char *institution = w->owner[i] == NO_PLACE ? "" : w->institutions[w->owner[i]].code;
		struct right_place place = {r->code, r->campus, institution};
		struct right_row row = {.institution = institution, .places = &place, .n_places = 1};
		w->seen[i] = sees(w, &row);
	}
}

static int look(struct report_work *w)
{
	static const struct right_row everything = {0};
	int err = members_load(w->txn, w->store->looker, w->arena, &w->member);
	if (err)
		return err;
	w->sees_all = rights_may(&w->member, RIGHT_REPORT, &everything, w->now, NULL);
	look_at_institutions(w);
	look_at_resources(w);
	return 0;
}

/* ---- the filter ---- */

static int filter_resources(struct report_work *w)
{
	struct matcher m;
	int err = matcher_begin(&m, w->txn, &w->ask->filter);
	for (size_t i = 0; !err && i < w->directory->all.n; i++)
		err = matcher_test(&m, &w->directory->all.v[i], &w->asked[i]);
	matcher_end(&m);
	return err;
}

/* ---- the period and what is said of it ---- */

static void set_period(struct report_work *w)
{
	w->from = w->ask->from;
	w->to = w->ask->to;
	w->period_given = w->from || w->to;
	if (!w->period_given) {
		struct wall today;
		clock_to_wall(w->now, &today);
		w->from = clock_day_start(clock_day_number(today.year, 1, 1));
		w->to = clock_day_start(clock_day_number(today.year + 1, 1, 1));
	}
	w->first_day = clock_local_day(w->from);
	w->n_days = w->to > w->from ? clock_local_day(w->to - 1) - w->first_day + 1 : 0;
	w->out->from = w->from;
	w->out->to = w->to;
}

static int set_rules_version(struct report_work *w)
{
	struct rule_records rules = {0};
	struct arena arena = {0};
	int err = rule_index_all(w->txn, &arena, &rules);
	for (size_t i = 0; !err && i < rules.n; i++)
		if (rules.v[i].seq > w->out->rules_version)
			w->out->rules_version = rules.v[i].seq;
	arena_release(&arena);
	return err;
}

static bool allocate(struct report_work *w)
{
	size_t n = w->directory->all.n + 1;
	w->asked = arena_alloc(w->arena, n * sizeof *w->asked);
	w->seen = arena_alloc(w->arena, n * sizeof *w->seen);
	w->owner = arena_alloc(w->arena, n * sizeof *w->owner);
	w->institution_seen = arena_alloc(w->arena, (w->n_institutions + 1) * sizeof *w->institution_seen);
	return w->asked && w->seen && w->owner && w->institution_seen;
}

int frame_fill(struct report_work *w)
{
	set_period(w);
	if (w->to <= w->from)
		return QUAD_EINVAL;
	int err = set_rules_version(w);
	if (!err)
		err = journal_head_of(w->txn, &w->out->head);
	if (!err)
		err = gather_places(w);
	if (!err && !allocate(w))
		err = QUAD_ENOMEM;
	if (!err)
		err = look(w);
	return err ? err : filter_resources(w);
}

/* ---- the period ---- */

int64_t frame_wall_minutes(const struct report_work *w)
{
	int64_t days = clock_local_day(w->to) - clock_local_day(w->from);
	int64_t minutes = days * DAY_MIN + clock_local_minute(w->to) - clock_local_minute(w->from);
	/* from the first to the second time of an hour that comes twice */
	return minutes > 0 ? minutes : w->to - w->from;
}

/* ---- the table ---- */

const char *frame_by(const struct report_work *w)
{
	return w->out->by;
}

bool frame_is_by(const struct report_work *w, const char *dimension)
{
	return strcmp(w->out->by, dimension) == 0;
}

void frame_columns(struct report_work *w, const struct report_column *columns, size_t n)
{
	w->out->columns = columns;
	w->out->n_columns = n;
}

struct report_row *frame_row(struct report_work *w)
{
	struct report_table *t = w->out;
	struct report_row *rows = arena_grow(w->arena, t->rows, t->n, &t->cap, sizeof *rows);
	struct report_cell *cells = arena_alloc(w->arena, t->n_columns * sizeof *cells);
	if (!rows || !cells)
		return NULL;
	t->rows = rows;
	for (size_t i = 0; i < t->n_columns; i++)
		cells[i] = (struct report_cell){.text = "", .none = true};
	rows[t->n] = (struct report_row){.cells = cells, .source = {.from = w->from, .to = w->to}};
	return &rows[t->n++];
}

void frame_text(struct report_cell *cell, const char *text)
{
	*cell = (struct report_cell){.text = text};
}

void frame_number(struct report_cell *cell, int64_t number)
{
	*cell = (struct report_cell){.text = "", .number = number};
}

void frame_hours(struct report_cell *cell, sum_t minutes)
{
	frame_number(cell, sum_hours(minutes));
}

void frame_money(struct report_cell *cell, sum_t minutes_times_price)
{
	frame_number(cell, sum_money(minutes_times_price));
}

void frame_percent(struct report_cell *cell, sum_t part, sum_t whole)
{
	if (whole > 0)
		frame_number(cell, sum_percent(part, whole));
}
