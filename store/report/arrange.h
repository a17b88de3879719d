/* A report's rows in another order, the first of them alone, fewer columns. */
#ifndef QUAD_STORE_ARRANGE_H
#define QUAD_STORE_ARRANGE_H

#include "store/report/report.h"

/* A column's place by its name; n_columns: there is none. */
size_t report_column_find(const struct report_table *t, const char *name);

/* True for what is counted, false for texts and dates. */
bool report_is_measure(enum report_cell_type type);

/*
 * How many columns from the first on say what a row is: texts, dates, and numbers that name a time (year, month, week,
 * weekday, period, hour).
 */
size_t report_key_columns(const struct report_table *t);

/* Less than 0, 0 or more as a cell is before, like or after another of its type; no value is before all others. */
int report_cell_compare(enum report_cell_type type, const struct report_cell *a, const struct report_cell *b);

/* Sorts the rows by a column; of equal ones the order stays, and those without a value come last. QUAD_ENOMEM. */
int report_sort(struct report_table *t, size_t column, bool descending) __attribute__((warn_unused_result));

/* Leaves the first n rows, and counts the others in n_left_out. */
void report_top(struct report_table *t, size_t n);

/* Leaves the columns that keep[] marks, one flag for each. QUAD_ENOMEM. */
int report_keep_columns(struct report_table *t, const bool *keep) __attribute__((warn_unused_result));

#endif
