/*
 * Hours of use by what they were for, as the ministry's tables ask for them: for each school year (September to August)
 * and institution, the effective hours (report.h) of its resources by the purpose class of the bookings.
 *
 * - year: `2026-2027`; of the first and the last only what lies in the period.
 * - institution: that of the resource, else of its campus; empty for what is nobody's.
 * - teaching, research, service, training, competition, maintenance; unsaid: bookings of no class.
 * - total: the sum of all, rounded for itself.
 *
 * An institution without any hours in a year has no row of it.
 */
#include "store/base/err.h"
#include "store/report/booked.h"
#include "store/report/cuts.h"
#include "store/report/reports.h"

static const struct report_column columns[] = {
	{"year", REPORT_TEXT},         {"institution", REPORT_TEXT},  {"teaching", REPORT_HOURS},
	{"research", REPORT_HOURS},    {"service", REPORT_HOURS},     {"training", REPORT_HOURS},
	{"competition", REPORT_HOURS}, {"maintenance", REPORT_HOURS}, {"unsaid", REPORT_HOURS},
	{"total", REPORT_HOURS},
};

struct ministry {
	struct cuts years;
	sum_t (*v)[PURPOSE_N]; /* by year and institution, nobody's last */
};

static size_t row_of(const struct report_work *w, size_t year, uint32_t owner)
{
	return year * (w->n_institutions + 1) + (owner == NO_PLACE ? w->n_institutions : owner);
}

/* Adds a claim's use, each part to the year that it lies in. */
static void add_claim(struct report_work *w, struct ministry *k, const struct booked *b, const struct claim *c)
{
	uint32_t place = booked_place(w, c);
	if (place == NO_PLACE || !w->seen[place])
		return;
	sum_t weight = booked_weight(w, c);
	int64_t at = b->used_start;
	for (size_t year = cuts_find(&k->years, at); at < b->used_end; year++) {
		int64_t until = b->used_end < k->years.start[year + 1] ? b->used_end : k->years.start[year + 1];
		k->v[row_of(w, year, w->owner[place])][b->booking->class % PURPOSE_N] += (until - at) * weight;
		at = until;
	}
}

static int add_booking(struct report_work *w, const struct booked *b, void *arg)
{
	for (size_t i = 0; i < b->booking->n_claims; i++)
		add_claim(w, arg, b, &b->booking->claims[i]);
	return 0;
}

static int put_row(struct report_work *w, const char *year, uint32_t owner, const sum_t v[PURPOSE_N])
{
	sum_t total = 0;
	for (int class = 0; class < PURPOSE_N; class ++)
		total += v[class];
	if (!total)
		return 0;
	struct report_row *row = frame_row(w);
	if (!row)
		return QUAD_ENOMEM;
	struct report_cell *cell = row->cells;
	row->source.owner = owner == w->n_institutions ? "" : w->institutions[owner].code;
	frame_text(cell++, year);
	frame_text(cell++, row->source.owner);
	for (int class = PURPOSE_NONE + 1; class < PURPOSE_N; class ++)
		frame_hours(cell++, v[class]);
	frame_hours(cell++, v[PURPOSE_NONE]);
	frame_hours(cell, total);
	return 0;
}

static int put_rows(struct report_work *w, struct ministry *k)
{
	int err = 0;
	for (size_t year = 0; year < k->years.n && !err; year++) {
		const char *text = cuts_school_year_text(w, &k->years, year);
		if (!text)
			return QUAD_ENOMEM;
		for (uint32_t i = 0; i <= w->n_institutions && !err; i++)
			err = put_row(w, text, i, k->v[row_of(w, year, i)]);
	}
	return err;
}

int report_ministry(struct report_work *w)
{
	struct ministry k = {0};
	frame_columns(w, columns, sizeof columns / sizeof *columns);
	int err = cuts_school_years(w, &k.years);
	k.v = err ? NULL : arena_alloc(w->arena, (k.years.n * (w->n_institutions + 1) + 1) * sizeof *k.v);
	if (!k.v)
		return err ? err : QUAD_ENOMEM;
	err = booked_walk(w, add_booking, &k);
	return err ? err : put_rows(w, &k);
}
