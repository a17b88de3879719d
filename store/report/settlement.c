/*
 * Who pays how much to whom so that the amounts of `balance` are cleared, with the fewest payments that do it
 * (settle.h): exact for up to 24 institutions that are left when those that owe each other the same are taken out;
 * beyond that there is one payment less than institutions at most, and the footer says so.
 * Payments are what balance's net_amount says, so they add up to it exactly. By month: the payments that clear the nets
 * of each month.
 */
#include "store/base/err.h"
#include "store/report/nets.h"
#include "store/report/reports.h"
#include "store/report/settle.h"

static const struct report_column columns[] = {
	{"from", REPORT_TEXT},
	{"to", REPORT_TEXT},
	{"amount", REPORT_MONEY},
};

static const struct report_column month_columns[] = {
	{"month", REPORT_TEXT},
	{"from", REPORT_TEXT},
	{"to", REPORT_TEXT},
	{"amount", REPORT_MONEY},
};

/* month: its text, NULL where there is no such column. */
static int put_payment(struct report_work *w, const struct payment *p, const char *month)
{
	if (!w->institution_seen[p->from] && !w->institution_seen[p->to])
		return 0;
	struct report_row *row = frame_row(w);
	if (!row)
		return QUAD_ENOMEM;
	struct report_cell *cell = row->cells;
	/* what is paid was lent by whom is paid, though not all of it to who pays */
	row->source.lender = w->institutions[p->to].code;
	if (month)
		frame_text(cell++, month);
	frame_text(cell++, w->institutions[p->from].code);
	frame_text(cell++, w->institutions[p->to].code);
	frame_number(cell, p->amount);
	return 0;
}

static int clear_month(struct report_work *w, const struct nets *n, size_t month, bool by_month)
{
	int64_t *amounts = arena_alloc(w->arena, (w->n_institutions + 1) * sizeof *amounts);
	struct payment *payments = arena_alloc(w->arena, (w->n_institutions + 1) * sizeof *payments);
	const char *text = by_month ? cuts_month_text(w, &n->months, month) : NULL;
	size_t n_payments = 0;
	bool fewest;
	if (!amounts || !payments || (by_month && !text))
		return QUAD_ENOMEM;
	for (uint32_t i = 0; i < w->n_institutions; i++) {
		const struct net *net = &n->v[month * w->n_institutions + i];
		amounts[i] = net->lent_amount - net->borrowed_amount;
	}
	int err = settle(amounts, w->n_institutions, payments, &n_payments, &fewest);
	if (!err)
		w->out->may_be_fewer |= !fewest;
	for (size_t i = 0; i < n_payments && !err; i++)
		err = put_payment(w, &payments[i], text);
	return err;
}

int report_settlement(struct report_work *w)
{
	struct nets n;
	bool by_month = frame_is_by(w, "month");
	if (by_month)
		frame_columns(w, month_columns, sizeof month_columns / sizeof *month_columns);
	else
		frame_columns(w, columns, sizeof columns / sizeof *columns);
	int err = nets_count(w, by_month, &n);
	for (size_t month = 0; month < n.n_months && !err; month++)
		err = clear_month(w, &n, month, by_month);
	return err;
}
