/*
 * Who lends to whom: hours of resources that were used in the name of another institution than their owner. Of a
 * resource with several owners each lends its share (registers.h, owners); what one of them uses itself is its own as
 * far as its share goes, and lent by the others. Hours and amounts are rounded once for a pair, so that a balance made
 * of them is exactly even.
 */
#include "store/base/err.h"
#include "store/report/booked.h"
#include "store/report/lent.h"
#include "store/report/reports.h"

static const struct report_column columns[] = {
	{"lender", REPORT_TEXT}, {"borrower", REPORT_TEXT},    {"bookings", REPORT_COUNT},
	{"hours", REPORT_HOURS}, {"seat_hours", REPORT_HOURS}, {"amount", REPORT_MONEY},
};

int report_lending(struct report_work *w)
{
	struct tally pairs = {0};
	int err = lent_count(w, &pairs);
	frame_columns(w, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < pairs.n && !err; i++) {
		const struct tally_cell *pair = &pairs.v[i];
		if (!w->institution_seen[pair->row] && !w->institution_seen[pair->column])
			continue;
		struct report_row *row = frame_row(w);
		if (!row) {
			err = QUAD_ENOMEM;
			break;
		}
		row->source.lender = w->institutions[pair->row].code;
		row->source.borrower = w->institutions[pair->column].code;
		frame_text(&row->cells[0], row->source.lender);
		frame_text(&row->cells[1], row->source.borrower);
		frame_number(&row->cells[2], (int64_t)pair->bookings);
		frame_hours(&row->cells[3], pair->sum[LENT_HOURS]);
		frame_hours(&row->cells[4], pair->sum[LENT_SEAT_HOURS]);
		frame_money(&row->cells[5], pair->sum[LENT_AMOUNT]);
	}
	tally_release(&pairs);
	return err;
}
