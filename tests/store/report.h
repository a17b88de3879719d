/* Reports of a small world as CSV, for tests of what they count. */
#ifndef QUAD_TESTS_STORE_REPORT_H
#define QUAD_TESTS_STORE_REPORT_H

#include "store/model/table.h"
#include "store/report/report.h"
#include "tests/store/ask.h"

/* A report as CSV with its header, lines with `\n` between them; in the world's arena. */
static inline const char *report_asked(struct world *w, const struct report_ask *ask)
{
	struct report_table t;
	struct buf out = {0};
	char text[CELL_HUNDREDTHS_MAX], date[CLOCK_TEXT_MAX];
	ck_assert_int_eq(report_run(&w->s, ask, &t), 0);
	for (size_t i = 0; i < t.n_columns; i++)
		buf_fmt(&out, "%s%s", i ? "," : "", t.columns[i].name);
	for (size_t i = 0; i < t.n; i++) {
		buf_char(&out, '\n');
		for (size_t c = 0; c < t.n_columns; c++) {
			const struct report_cell *cell = &t.rows[i].cells[c];
			buf_str(&out, c ? "," : "");
			if (cell->none)
				continue;
			switch (t.columns[c].type) {
			case REPORT_TEXT: buf_str(&out, cell->text); break;
			case REPORT_COUNT: buf_fmt(&out, "%lld", (long long)cell->number); break;
			case REPORT_DATE: buf_str(&out, clock_format_date(cell->number, date)); break;
			case REPORT_HOURS:
			case REPORT_PERCENT:
			case REPORT_MONEY:
			case REPORT_DECIMAL: buf_str(&out, cell_hundredths(cell->number, text)); break;
			}
		}
	}
	const char *kept = arena_str(&w->arena, buf_text(&out));
	buf_release(&out);
	report_table_release(&t);
	return kept;
}

static inline const char *report(struct world *w, const char *name, const char *by, const char *from, const char *to)
{
	struct report_ask ask = {.name = name, .by = by, .from = at(from), .to = at(to)};
	return report_asked(w, &ask);
}

#endif
