/*
 * What each institution lent and borrowed (lent.h), and what is left: net = lent - borrowed. Hours and amounts of each
 * pair are rounded once, so the nets sum to exactly 0, and those of `lending` are the same numbers.
 *
 * By month: month, institution, opening, lent_amount, borrowed_amount, closing = opening + lent - borrowed. The first
 * opening is 0 at the beginning of the period; every further one is the closing before it. Each month is rounded for
 * itself, as it is paid: its figures are those of a report of that month alone.
 */
#include "store/base/err.h"
#include "store/report/nets.h"
#include "store/report/reports.h"

static const struct report_column columns[] = {
	{"institution", REPORT_TEXT}, {"lent_hours", REPORT_HOURS},  {"borrowed_hours", REPORT_HOURS},
	{"net_hours", REPORT_HOURS},  {"lent_amount", REPORT_MONEY}, {"borrowed_amount", REPORT_MONEY},
	{"net_amount", REPORT_MONEY},
};

static const struct report_column month_columns[] = {
	{"month", REPORT_TEXT},        {"institution", REPORT_TEXT},      {"opening", REPORT_MONEY},
	{"lent_amount", REPORT_MONEY}, {"borrowed_amount", REPORT_MONEY}, {"closing", REPORT_MONEY},
};

static bool is_shown(const struct report_work *w, const struct nets *n, uint32_t institution)
{
	return n->any[institution] && w->institution_seen[institution];
}

static int put_nets(struct report_work *w, const struct nets *n)
{
	for (uint32_t i = 0; i < w->n_institutions; i++) {
		const struct net *net = &n->v[i];
		struct report_row *row = is_shown(w, n, i) ? frame_row(w) : NULL;
		if (!is_shown(w, n, i))
			continue;
		if (!row)
			return QUAD_ENOMEM;
		frame_text(&row->cells[0], w->institutions[i].code);
		frame_number(&row->cells[1], net->lent_hours);
		frame_number(&row->cells[2], net->borrowed_hours);
		frame_number(&row->cells[3], net->lent_hours - net->borrowed_hours);
		frame_number(&row->cells[4], net->lent_amount);
		frame_number(&row->cells[5], net->borrowed_amount);
		frame_number(&row->cells[6], net->lent_amount - net->borrowed_amount);
	}
	return 0;
}

static int put_month(struct report_work *w, const struct nets *n, size_t month, int64_t *opening)
{
	const char *text = cuts_month_text(w, &n->months, month);
	if (!text)
		return QUAD_ENOMEM;
	for (uint32_t i = 0; i < w->n_institutions; i++) {
		const struct net *net = &n->v[month * w->n_institutions + i];
		struct report_row *row = is_shown(w, n, i) ? frame_row(w) : NULL;
		if (!is_shown(w, n, i))
			continue;
		if (!row)
			return QUAD_ENOMEM;
		row->source.from = n->months.start[month];
		row->source.to = n->months.start[month + 1];
		frame_text(&row->cells[0], text);
		frame_text(&row->cells[1], w->institutions[i].code);
		frame_number(&row->cells[2], opening[i]);
		frame_number(&row->cells[3], net->lent_amount);
		frame_number(&row->cells[4], net->borrowed_amount);
		opening[i] += net->lent_amount - net->borrowed_amount;
		frame_number(&row->cells[5], opening[i]);
	}
	return 0;
}

static int put_months(struct report_work *w, const struct nets *n)
{
	int64_t *opening = arena_alloc(w->arena, (w->n_institutions + 1) * sizeof *opening);
	int err = opening ? 0 : QUAD_ENOMEM;
	for (size_t month = 0; month < n->n_months && !err; month++)
		err = put_month(w, n, month, opening);
	return err;
}

int report_balance(struct report_work *w)
{
	struct nets n;
	bool by_month = frame_is_by(w, "month");
	if (by_month)
		frame_columns(w, month_columns, sizeof month_columns / sizeof *month_columns);
	else
		frame_columns(w, columns, sizeof columns / sizeof *columns);
	int err = nets_count(w, by_month, &n);
	if (err)
		return err;
	return by_month ? put_months(w, &n) : put_nets(w, &n);
}
