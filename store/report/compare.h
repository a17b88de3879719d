/*
 * One report over several periods: before and after, or a year after the other. It works on tables that were made
 * (report.h), whatever report they are of. The texts of the result are its own.
 */
#ifndef QUAD_STORE_COMPARE_H
#define QUAD_STORE_COMPARE_H

#include "store/report/report.h"

/*
 * Joins two tables of one report by the columns that say what a row is (arrange.h): each counted column X becomes
 * X_before, X_after and X_change, the last minus the first. Rows come in the order of `after`, then those that `before`
 * alone has; what one side has not is empty. Other texts are those of `after`, where it has the row. QUAD_ENOMEM.
 */
int report_compare(const struct report_table *before, const struct report_table *after, struct report_table *out)
	__attribute__((warn_unused_result));

/*
 * Puts n tables of one report under each other, with a column `year` before the others: years[i] is that of tables[i].
 * QUAD_EINVAL: the report has a column of that name. QUAD_ENOMEM.
 */
int report_join_years(const struct report_table *tables, const int *years, size_t n, struct report_table *out)
	__attribute__((warn_unused_result));

/* As many years earlier by the calendar: the same month, day and time of day; the 28th where there is no 29 February.
 */
int64_t report_years_earlier(int64_t at_min, int years);

/*
 * The time that an owners' rule holds, until now, and as long a time before it. QUAD_ENOTFOUND: there is no such rule.
 * QUAD_EINVAL: it says not since when it holds, or holds not yet.
 */
int report_around_rule(struct store *s, const char *rule, int64_t *before_min, int64_t *since_min, int64_t *now_min)
	__attribute__((warn_unused_result));

#endif
