/* Reports in words: what each tells, its columns and cells as people read them, and what has to be known of it. */
#ifndef QUAD_TUI_WORDS_REPORT_H
#define QUAD_TUI_WORDS_REPORT_H

#include "store/report/report.h"

/* What a report tells, in a line. "" for one that has none. */
const char *words_report_about(const char *name);

/* Appends the title of a column of this table. */
void words_report_title(const struct report_table *t, size_t column, struct buf *out);

/* Appends a cell of a row; nothing for one without a value. */
void words_report_cell(const struct report_table *t, const struct report_row *row, size_t column, struct buf *out);

/* True for cells that stand to the right: figures that are not worded, as weekdays are. */
bool words_report_is_figure(const struct report_table *t, size_t column);

/* Appends `2026-01-01 - 2027-01-01` of a period; the end is not in it. */
void words_report_period(int64_t from_min, int64_t to_min, struct buf *out);

/* Appends all that has to be known to trust the figures, each sentence ending in a newline. */
void words_report_footer(const struct report_table *t, struct buf *out);

#endif
