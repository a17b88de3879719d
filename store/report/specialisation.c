/*
 * What a school does more of than the city: the location quotient of its hours by specialty.
 *
 * - institution: in whose name resources were used; specialty: of the resource. What has no specialty is not counted,
 *   nor teachers and classes, who are booked with a resource that is, nor what is in nobody's name.
 * - hours: effective hours, for each resource, shared ones by units of their seats.
 * - share = these hours / all hours of the institution; city_share = the specialty's hours of all institutions / all
 *   their hours; both in percent.
 * - index = share / city_share, of the sums and not of the two columns, rounded half up once; the sums are taken to a
 *   ten-thousandth of a minute for it. 1 is as the city does, above 1 more.
 *
 * The city is the institutions whose figures the looker may see: who sees one alone has an index of 1.
 */
#include <stdlib.h>

#include "store/base/err.h"
#include "store/facts/numbering.h"
#include "store/report/booked.h"
#include "store/report/reports.h"
#include "store/report/tally.h"

static const struct report_column columns[] = {
	{"institution", REPORT_TEXT}, {"specialty", REPORT_TEXT},     {"hours", REPORT_HOURS},
	{"share", REPORT_PERCENT},    {"city_share", REPORT_PERCENT}, {"index", REPORT_DECIMAL},
};

#define NO_SPECIALTY UINT32_MAX
#define FINE (SUM_MINUTE / 10000)

struct specialties {
	struct numbering names;
	uint32_t *of;       /* by place; NO_SPECIALTY */
	struct tally hours; /* by institution, specialty */
	sum_t *of_institution, *of_specialty, all;
};

static int number_specialties(struct report_work *w, struct specialties *s)
{
	size_t n = w->directory->all.n;
	s->of = arena_alloc(w->arena, (n + 1) * sizeof *s->of);
	s->of_specialty = arena_alloc(w->arena, (n + 1) * sizeof *s->of_specialty);
	s->of_institution = arena_alloc(w->arena, (w->n_institutions + 1) * sizeof *s->of_institution);
	if (!s->of || !s->of_specialty || !s->of_institution)
		return QUAD_ENOMEM;
	int err = numbering_init(&s->names, n + 1);
	for (size_t i = 0; i < n && !err; i++) {
		const struct resource *r = &w->directory->all.v[i];
		bool counts = *r->specialty && !kind_travels(r->kind);
		s->of[i] = counts ? numbering_add(&s->names, r->specialty) : NO_SPECIALTY;
	}
	return err;
}

static int add_booking(struct report_work *w, const struct booked *b, void *arg)
{
	struct specialties *s = arg;
	if (b->institution == NO_PLACE || !w->institution_seen[b->institution])
		return 0;
	for (size_t i = 0; i < b->booking->n_claims; i++) {
		const struct claim *c = &b->booking->claims[i];
		uint32_t place = booked_place(w, c);
		sum_t hours = (b->used_end - b->used_start) * booked_weight(w, c);
		if (place == NO_PLACE || s->of[place] == NO_SPECIALTY || !hours)
			continue;
		struct tally_cell *cell = tally_add(&s->hours, b->institution, s->of[place], b->booking->id);
		if (!cell)
			return QUAD_ENOMEM;
		cell->sum[0] += hours;
		s->of_institution[b->institution] += hours;
		s->of_specialty[s->of[place]] += hours;
		s->all += hours;
	}
	return 0;
}

static int put_row(struct report_work *w, const struct specialties *s, const struct tally_cell *cell)
{
	struct report_row *row = frame_row(w);
	sum_t mine = cell->sum[0], school = s->of_institution[cell->row], city = s->of_specialty[cell->column];
	if (!row)
		return QUAD_ENOMEM;
	row->source.borrower = w->institutions[cell->row].code;
	frame_text(&row->cells[0], row->source.borrower);
	frame_text(&row->cells[1], s->names.texts[cell->column]);
	frame_hours(&row->cells[2], mine);
	frame_percent(&row->cells[3], mine, school);
	frame_percent(&row->cells[4], city, s->all);
	sum_t above = (mine / FINE) * (s->all / FINE) * 200, below = (school / FINE) * (city / FINE);
	if (below)
		frame_number(&row->cells[5], (int64_t)((above + below) / (below * 2)));
	return 0;
}

static int order_rows(const void *a, const void *b)
{
	const struct report_cell *x = ((const struct report_row *)a)->cells, *y = ((const struct report_row *)b)->cells;
	int by_institution = strcmp(x[0].text, y[0].text);
	return by_institution ? by_institution : strcmp(x[1].text, y[1].text);
}

int report_specialisation(struct report_work *w)
{
	struct specialties s = {0};
	frame_columns(w, columns, sizeof columns / sizeof *columns);
	int err = number_specialties(w, &s);
	if (!err)
		err = booked_walk(w, add_booking, &s);
	tally_sort(&s.hours);
	for (size_t i = 0; i < s.hours.n && !err; i++)
		err = put_row(w, &s, &s.hours.v[i]);
	if (!err && w->out->n)
		qsort(w->out->rows, w->out->n, sizeof *w->out->rows, order_rows);
	numbering_release(&s.names);
	tally_release(&s.hours);
	return err;
}
