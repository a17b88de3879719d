/*
 * The stored calendar for commands that have to know what a pattern means before they ask for anything: which dates a
 * series has, and which of them the calendar drops.
 */
#include "tui/cmd/cmd_calendar.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/rrule.h"

int cmd_parse_dates(const char *text, struct arena *arena, int64_t **out, size_t *n)
{
	size_t cap = 0;
	*out = NULL;
	*n = 0;
	while (*text) {
		size_t len = strcspn(text, ";");
		const char *one = arena_dup(arena, text, len);
		int64_t *v = arena_grow(arena, *out, *n, &cap, sizeof *v);
		if (!one || !v)
			return QUAD_ENOMEM;
		*out = v;
		if (clock_parse_date(one, &v[*n]) != 0)
			return QUAD_ECORRUPT;
		++*n;
		text += len + (text[len] == ';');
	}
	return 0;
}

int cmd_load_series(struct store *s, uint64_t id, struct series_list *list, struct series **out)
{
	int err = query_series(s, list);
	*out = NULL;
	if (err)
		return err;
	for (size_t i = 0; i < list->n; i++)
		if (list->v[i].id == id)
			*out = &list->v[i];
	return *out ? 0 : QUAD_ENOTFOUND;
}

int cmd_calendar_load(struct store *s, struct cmd_calendar *out)
{
	*out = (struct cmd_calendar){0};
	int err = query_terms(s, &out->terms);
	if (!err)
		err = query_periods(s, &out->periods);
	if (!err)
		err = query_days(s, &out->days);
	if (!err)
		out->calendar = (struct calendar){out->terms.v,   out->terms.n, out->periods.v,
		                                  out->periods.n, out->days.v,  out->days.n};
	else
		cmd_calendar_release(out);
	return err;
}

void cmd_calendar_release(struct cmd_calendar *a)
{
	arena_release(&a->terms.arena);
	arena_release(&a->periods.arena);
	arena_release(&a->days.arena);
	*a = (struct cmd_calendar){0};
}

/* The campus whose calendar a series keeps: of its first lab, base or room, else of its first resource. */
static int campus_of(struct store *s, const struct claim_ask *claims, size_t n, struct arena *arena, const char **out)
{
	bool found = false;
	*out = "";
	for (size_t i = 0; i < n; i++) {
		struct resource_list list;
		int err = query_resource(s, claims[i].resource, &list);
		if (err == QUAD_ENOTFOUND)
			continue;
		if (err)
			return err;
		bool place = kind_is_place(list.v->kind);
		if (!found || place)
			*out = arena_str(arena, list.v->campus);
		found = true;
		arena_release(&list.arena);
		if (!*out)
			return QUAD_ENOMEM;
		if (place)
			return 0;
	}
	return 0;
}

static int expand_rule(const struct series *series, const int64_t *except, size_t n_except, struct arena *arena,
                       struct occurrences *out)
{
	struct rrule rule;
	const char *bad;
	int64_t *starts;
	bool more;
	int err = rrule_parse(series->rule.rule, &rule, arena, &bad);
	if (!err)
		err = rrule_expand(&rule, series->rule.start, except, n_except, OCCURRENCES_MAX, arena, &starts,
		                   &out->n, &more);
	if (!err)
		out->v = arena_alloc(arena, (out->n + 1) * sizeof *out->v);
	if (!err && !out->v)
		err = QUAD_ENOMEM;
	for (size_t i = 0; !err && i < out->n; i++)
		out->v[i] = (struct occurrence){.start = starts[i], .end = starts[i] + series->rule.len_min};
	return err;
}

int cmd_calendar_expand(struct store *s, const struct cmd_calendar *a, const struct series *series, struct reasons *why,
                    struct arena *arena, struct occurrences *out)
{
	const struct claim_ask *claims;
	const char *campus;
	size_t n_claims, n_except;
	int64_t *except;
	*out = (struct occurrences){0};
	int err = cmd_parse_dates(series->except, arena, &except, &n_except);
	if (!err && *series->rule.rule)
		return expand_rule(series, except, n_except, arena, out);
	if (!err)
		err = claims_parse(series->claims, arena, &claims, &n_claims);
	if (!err)
		err = campus_of(s, claims, n_claims, arena, &campus);
	return err ? err : calendar_expand(&a->calendar, campus, &series->weeks, except, n_except, why, arena, out);
}
