/* One read for each series: its bookings, and its phases in the calendar. */
#include "store/list/series_rows.h"


#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/facts/academic_calendar.h"
#include "store/facts/series_dates.h"

bool series_rows_fits(const struct series *phase)
{
	return !*phase->rule.rule;
}

/* A series as it stands. */
struct standing {
	struct arena *arena;
	struct series_phases phases;
	struct calendar calendar;
	struct occurrences all;
	struct booking_rows rows;
	bool lacking; /* the calendar has not all that the phases name */
};

static int load_dates(struct db_txn *txn, void *arg)
{
	struct standing *s = arg;
	struct reasons why = {.arena = s->arena};
	int err = academic_calendar_load(txn, s->arena, &s->calendar);
	if (!err)
		err = series_dates(txn, &s->phases, &s->calendar, &why, s->arena, &s->all);
	s->lacking = why.n > 0;
	return err;
}

static int load_standing(struct store *store, const struct series *series, struct standing *s)
{
	struct booking_ids ids = {0};
	int err = series_phases_load(series, s->arena, &s->phases);
	if (!err)
		err = db_read(store->db, load_dates, s);
	if (!err)
		err = query_booking_ids(store, &(struct booking_filter){.series = series->id}, &ids);
	if (!err)
		err = query_bookings(store, ids.v, ids.n, &s->rows);
	arena_release(&ids.arena);
	return err;
}

/* True if a booking that follows the series is this occurrence. */
static bool is_booked(const struct standing *s, const struct occurrence *o)
{
	for (size_t i = 0; i < s->rows.n; i++) {
		const struct booking *b = &s->rows.v[i].b;
		if (b->follows && occurrence_is_of(&s->all, o, b))
			return true;
	}
	return false;
}

/* The name of each occurrence, and whether anything that bears it is booked: a date may have two runs of periods. */
struct names {
	int64_t *v;
	bool *booked;
};

static int name_dates(const struct standing *s, struct names *out)
{
	const struct occurrences *all = &s->all;
	out->v = arena_alloc(s->arena, (all->n + 1) * sizeof *out->v);
	out->booked = arena_alloc(s->arena, all->n + 1);
	if (!out->v || !out->booked)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < all->n; i++)
		out->v[i] = series_dates_name(all, i);
	for (size_t i = 0; i < all->n; i++) {
		bool booked = !all->v[i].left_out && is_booked(s, &all->v[i]);
		for (size_t k = 0; booked && k < all->n; k++)
			out->booked[k] |= out->v[k] == out->v[i];
	}
	return 0;
}

/* Gives a phase the dates that it leaves out: those stored, and those on which nothing is booked. */
static int leave_out_dates(const struct standing *s, const struct names *names, size_t phase, struct series *out)
{
	int64_t *stored, from = out->from_day ? out->from_day : INT64_MIN;
	int64_t until = series_phases_until(&s->phases, phase);
	size_t n_stored, n = 0;
	int err = series_dates_parse(out->except, s->arena, &stored, &n_stored);
	int64_t *days = err ? NULL : arena_alloc(s->arena, (n_stored + s->all.n + 1) * sizeof *days);
	if (err || !days)
		return err ? err : QUAD_ENOMEM;
	for (size_t i = 0; i < n_stored; i++)
		if (stored[i] >= from && stored[i] < until)
			days[n++] = stored[i];
	for (size_t i = 0; i < s->all.n; i++)
		if (s->all.v[i].phase == phase && !names->booked[i])
			days[n++] = names->v[i];
	return series_dates_format(days, series_dates_sort(days, n), s->arena, &out->except);
}

/* Makes the row of a phase; *fits: it has one. A phase of several of which nothing takes place has none. */
static int make_row(const struct standing *s, const struct names *names, size_t phase, struct series *out, bool *fits)
{
	*out = s->phases.v[phase];
	*fits = series_rows_fits(out);
	if (!*fits || s->lacking)
		return 0;
	uint64_t weeks = series_dates_weeks(&s->all, phase, out, &s->calendar);
	if (s->phases.n > 1) {
		*fits = weeks != 0;
		out->weeks.weeks = weeks;
	}
	return leave_out_dates(s, names, phase, out);
}

int series_rows_make(struct store *store, const struct series *series, struct arena *arena, struct series_phases *out)
{
	struct standing s = {.arena = arena};
	struct names names;
	*out = (struct series_phases){0};
	int err = load_standing(store, series, &s);
	if (!err)
		err = name_dates(&s, &names);
	if (!err)
		out->v = arena_alloc(arena, s.phases.n * sizeof *out->v);
	if (!err && !out->v)
		err = QUAD_ENOMEM;
	for (size_t i = 0; !err && i < s.phases.n; i++) {
		bool fits;
		err = make_row(&s, &names, i, &out->v[out->n], &fits);
		out->n += fits;
	}
	arena_release(&s.rows.arena);
	return err;
}
