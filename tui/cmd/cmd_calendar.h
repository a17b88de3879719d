/* The academic calendar of a store, loaded for commands, and the dates of a stored series in it. */
#ifndef QUAD_TUI_CMD_CALENDAR_H
#define QUAD_TUI_CMD_CALENDAR_H

#include "store/model/calendar.h"
#include "store/query/query.h"

/* The calendar and the lists that it points into. All-zero needs no release. */
struct cmd_calendar {
	struct calendar calendar;
	struct term_list terms;
	struct period_list periods;
	struct day_rule_list days;
};

/* Opens its own transactions; nothing is to be released after an error. */
int cmd_calendar_load(struct store *s, struct cmd_calendar *out) __attribute__((warn_unused_result));
void cmd_calendar_release(struct cmd_calendar *c);

/*
 * Expands a series of these claims into its occurrences, all of them in arena. Reasons are added as calendar_expand
 * says; a series by a rule has none.
 */
int cmd_calendar_expand(struct store *s, const struct cmd_calendar *c, const struct series *series, struct reasons *why,
                        struct arena *arena, struct occurrences *out) __attribute__((warn_unused_result));

/* Finds one series in the list that it loads. QUAD_ENOTFOUND. Release the list's arena in either case. */
int cmd_load_series(struct store *s, uint64_t id, struct series_list *list, struct series **out)
	__attribute__((warn_unused_result));

/* Reads the dates of a stored series, `2026-10-01;2026-10-02`, as day numbers in arena. QUAD_ENOMEM, QUAD_ECORRUPT. */
int cmd_parse_dates(const char *text, struct arena *arena, int64_t **out, size_t *n)
	__attribute__((warn_unused_result));

#endif
