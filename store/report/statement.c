/*
 * A person's statement: what one asked for in the period, by month and purpose class.
 *
 * - month: in which the booking starts, or the first date of what was refused; purpose_class: of the booking, empty
 *   where none was said, and for what was refused.
 * - bookings: what stands; hours: their use where it was recorded, else as booked, for each of their resources, shared
 *   ones by units of their seats.
 * - noshow: bookings to which nobody came, by the state they have now.
 * - refused, refused_hours: the needs that were refused to the person the last time that they were asked for (need.h),
 *   and the hours of their dates, each once, whatever came of it.
 *
 * It is made of what the looker may see in full: one's own, as a lender or a colleague what one may look at. Who has
 * nothing here that may be seen is known only if listed among the people whom the looker may know.
 */
#include <stdlib.h>

#include "store/base/err.h"
#include "store/facts/facts.h"
#include "store/facts/holder_index.h"
#include "store/facts/needs.h"
#include "store/facts/sight_need.h"
#include "store/facts/upgrade.h"
#include "store/report/booked.h"
#include "store/report/reports.h"

static const struct report_column columns[] = {
	{"month", REPORT_TEXT},          {"purpose_class", REPORT_TEXT}, {"bookings", REPORT_COUNT},
	{"hours", REPORT_HOURS},         {"noshow", REPORT_COUNT},       {"refused", REPORT_COUNT},
	{"refused_hours", REPORT_HOURS},
};

struct statement_cell {
	int64_t bookings, noshow, refused, refused_minutes;
	sum_t used;
	bool any;
};

struct statement {
	struct report_work *w;
	struct sight *sight;
	struct statement_cell (*months)[PURPOSE_N];
	int64_t first_month; /* since year 0 */
	size_t n_months;
	struct arena scratch;
};

/* ---- months ---- */

static int64_t month_of(int64_t at_min)
{
	struct wall wall;
	clock_to_wall(at_min, &wall);
	return wall.year * INT64_C(12) + wall.month - 1;
}

static int64_t month_start(int64_t month)
{
	return clock_day_start(clock_day_number((int)(month / 12), (int)(month % 12) + 1, 1));
}

/* The cell of an instant; what began before the period is in its first month. */
static struct statement_cell *find_cell(struct statement *s, int64_t start, enum purpose_class class)
{
	int64_t month = month_of(start < s->w->from ? s->w->from : start) - s->first_month;
	struct statement_cell *cell = &s->months[month][class];
	cell->any = true;
	return cell;
}

/* ---- bookings ---- */

/* The minutes of [start, end) in the period. */
static int64_t within(const struct report_work *w, int64_t start, int64_t end)
{
	start = start < w->from ? w->from : start;
	end = end > w->to ? w->to : end;
	return end > start ? end - start : 0;
}

static void add_hours(struct statement *s, struct statement_cell *cell, const struct booking *b)
{
	struct report_work *w = s->w;
	int64_t minutes = within(w, b->used_from ? b->used_from : b->start, b->used_to ? b->used_to : b->end);
	for (size_t i = 0; i < b->n_claims; i++) {
		if (booked_place(w, &b->claims[i]) == NO_PLACE)
			continue;
		sum_t hours = minutes * booked_weight(w, &b->claims[i]);
		cell->used += hours;
		w->effective += hours;
		w->estimated += b->used_from ? 0 : hours;
	}
}

static bool is_asked(const struct report_work *w, const struct booking *b)
{
	if (w->ask->class && b->class != w->ask->class)
		return false;
	for (size_t i = 0; i < b->n_claims; i++)
		if (booked_place(w, &b->claims[i]) != NO_PLACE)
			return true;
	/* a booking that lost its claims was of no resource that could be asked for */
	return !b->n_claims;
}

static int add_booking(const struct booking *b, void *arg)
{
	struct statement *s = arg;
	enum booking_state state = booking_state_at(b, s->w->now);
	bool all = false;
	if ((!state_stands(state) && state != STATE_NOSHOW) || !is_asked(s->w, b))
		return 0;
	int err = sight_of_booking(s->sight, s->w->txn, b, &all);
	if (err || !all)
		return err;
	struct statement_cell *cell = find_cell(s, b->start, b->class < PURPOSE_N ? b->class : PURPOSE_NONE);
	if (state == STATE_NOSHOW) {
		cell->noshow++;
		return 0;
	}
	cell->bookings++;
	add_hours(s, cell, b);
	return 0;
}

static int add_bookings(struct statement *s)
{
	struct report_work *w = s->w;
	uint64_t schema;
	int err = facts_setting(w->txn, SETTING_SCHEMA, &schema);
	w->counts_hours = true;
	if (err)
		return err;
	return holder_walk(w->txn, schema >= SCHEMA_HOLDERS, HOLDER_PERSON, w->ask->login, w->from, w->to, add_booking,
	                   s);
}

/* ---- refusals ---- */

static int add_need(struct bytes key, struct bytes value, void *arg)
{
	struct statement *s = arg;
	struct need v;
	bool all = false;
	(void)key;
	int err = need_decode(value, &v);
	if (err || v.start < s->w->from || v.start >= s->w->to || strcmp(v.requester, s->w->ask->login) != 0)
		return err;
	err = sight_of_need(s->sight, s->w->txn, &v, &s->scratch, &all);
	arena_release(&s->scratch);
	if (err || !all)
		return err;
	struct statement_cell *cell = find_cell(s, v.start, PURPOSE_NONE);
	cell->refused++;
	cell->refused_minutes += v.minutes;
	return 0;
}

/* Refusals have no class: where one is asked for, they are not. */
static int add_needs(struct statement *s)
{
	const struct report_work *w = s->w;
	if (w->ask->class)
		return 0;
	return needs_walk(w->txn, need_week(w->first_day), need_week(w->first_day + w->n_days - 1) + 7, add_need, s);
}

/* ---- rows ---- */

static int put_row(struct report_work *w, int64_t month, enum purpose_class class, const struct statement_cell *v)
{
	struct report_row *row = frame_row(w);
	const char *name = arena_fmt(w->arena, "%04d-%02d", (int)(month / 12), (int)(month % 12) + 1);
	int64_t from = month_start(month), to = month_start(month + 1);
	if (!row || !name)
		return QUAD_ENOMEM;
	row->source.person = w->ask->login;
	row->source.from = from > w->from ? from : w->from;
	row->source.to = to < w->to ? to : w->to;
	frame_text(&row->cells[0], name);
	frame_text(&row->cells[1], purpose_word(class));
	frame_number(&row->cells[2], v->bookings);
	frame_hours(&row->cells[3], v->used);
	frame_number(&row->cells[4], v->noshow);
	frame_number(&row->cells[5], v->refused);
	frame_hours(&row->cells[6], v->refused_minutes * (sum_t)SUM_MINUTE);
	return 0;
}

static int put_rows(struct statement *s)
{
	int err = 0;
	for (size_t m = 0; m < s->n_months; m++)
		for (enum purpose_class c = PURPOSE_NONE; c < PURPOSE_N; c++)
			if (s->months[m][c].any && !err)
				err = put_row(s->w, s->first_month + (int64_t)m, c, &s->months[m][c]);
	return err;
}

/* QUAD_ENOTFOUND unless the looker may know of somebody of that login. */
static int check_known(struct statement *s)
{
	const char *login = s->w->ask->login, *looker = s->w->store->looker;
	bool known = looker && strcmp(login, looker) == 0;
	struct key key = key_table(TABLE_PERSON);
	struct bytes record;
	if (known)
		return 0;
	key_text(&key, login);
	int err = db_get(s->w->txn, key_bytes(&key), &record);
	if (!err)
		err = sight_of_login(s->sight, s->w->txn, login, &known);
	return err || known ? err : QUAD_ENOTFOUND;
}

int report_person(struct report_work *w)
{
	struct statement s = {.w = w, .first_month = month_of(w->from)};
	frame_columns(w, columns, sizeof columns / sizeof *columns);
	if (!w->ask->login)
		return QUAD_EINVAL;
	s.n_months = (size_t)(month_of(w->to - 1) - s.first_month + 1);
	s.months = arena_alloc(w->arena, s.n_months * sizeof *s.months);
	if (!s.months)
		return QUAD_ENOMEM;
	int err = sight_load(w->store, w->txn, &s.sight);
	if (!err)
		err = add_bookings(&s);
	if (!err)
		err = add_needs(&s);
	if (!err)
		err = put_rows(&s);
	if (!err && !w->out->n)
		err = check_known(&s);
	return err;
}
