/* Pairs are added one by one, after the walk. */
#include "store/report/nets.h"

#include "store/base/err.h"

static void add_pair(struct report_work *w, struct nets *n, const struct tally_cell *pair)
{
	size_t month = pair->row / w->n_institutions, lender = pair->row % w->n_institutions;
	struct net *of_month = &n->v[month * w->n_institutions];
	int64_t hours = sum_hours(pair->sum[LENT_HOURS]), amount = sum_money(pair->sum[LENT_AMOUNT]);
	of_month[lender].lent_hours += hours;
	of_month[lender].lent_amount += amount;
	of_month[pair->column].borrowed_hours += hours;
	of_month[pair->column].borrowed_amount += amount;
	n->any[lender] = n->any[pair->column] = true;
}

int nets_count(struct report_work *w, bool by_month, struct nets *out)
{
	struct tally pairs = {0};
	*out = (struct nets){.n_months = 1};
	int err = by_month ? cuts_months(w, &out->months) : 0;
	if (err)
		return err;
	if (by_month)
		out->n_months = out->months.n;
	out->v = arena_alloc(w->arena, (out->n_months * w->n_institutions + 1) * sizeof *out->v);
	out->any = arena_alloc(w->arena, (w->n_institutions + 1) * sizeof *out->any);
	if (!out->v || !out->any)
		return QUAD_ENOMEM;
	err = by_month ? lent_count_monthly(w, &out->months, &pairs) : lent_count(w, &pairs);
	for (size_t i = 0; i < pairs.n && !err; i++)
		add_pair(w, out, &pairs.v[i]);
	tally_release(&pairs);
	return err;
}
