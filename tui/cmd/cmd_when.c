/*
 * When, by the academic calendar: the options of weeks, weekdays and periods, dates, the name of a series; and the
 * calendar itself, loaded for commands that have to know what a pattern means before they ask for anything.
 */
#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/pattern.h"
#include "store/model/rrule.h"
#include "tui/cmd/cmd_share.h"
#include "tui/base/locale.h"

/* ---- patterns ---- */

static const struct arg_option pattern_options[] = {PATTERN_OPTIONS, {NULL, NULL, NULL}};

bool input_has_pattern(const struct input *in)
{
	for (const struct arg_option *o = pattern_options; o->name; o++)
		if (args_has(&in->args, o->name))
			return true;
	return false;
}

/* One of the sets, by its reader; a mistake is told with the part that is not understood. */
static bool read_set(struct input *in, const char *option, int (*read)(const char *, uint64_t *, const char **),
                     const char *example, uint64_t *out)
{
	const char *given = args_get(&in->args, option), *bad = NULL;
	uint64_t set;
	if (!given)
		return true;
	if (!input_clean(in, option, given))
		return false;
	if (read(given, &set, &bad) == 0) {
		*out = set;
		return true;
	}
	if (bad && *bad && strcmp(bad, given) != 0)
		input_wrong(in, _("--%s: \"%s\" is not understood from \"%s\" on; write --%s %s"), option, given, bad, option,
		            example);
	else
		input_wrong(in, _("--%s: \"%s\" is not understood; write --%s %s"), option, given, option, example);
	return false;
}

static bool read_minute(struct input *in, const char *option, int *out)
{
	const char *given = args_get(&in->args, option);
	if (!given || clock_parse_time(given, out) == 0)
		return true;
	input_wrong(in, _("--%s: \"%s\" is not a time of day; write --%s 08:00"), option, given, option);
	return false;
}

/* Periods and times of day are two ways to say one thing: the one that is given takes the other's place. */
static bool read_times(struct input *in, struct week_pattern *out)
{
	bool from = args_has(&in->args, "from-time"), to = args_has(&in->args, "to-time");
	if ((from || to) && args_has(&in->args, "periods")) {
		input_wrong(in, _("%s: --periods does not go with --from-time and --to-time"), in->word);
		return false;
	}
	if (from != to && (out->periods || out->to_min == 0)) {
		input_wrong(in, _("%s: --from-time and --to-time go together: --from-time 08:00 --to-time 09:35"), in->word);
		return false;
	}
	if (args_has(&in->args, "periods"))
		out->from_min = out->to_min = 0;
	if (from || to)
		out->periods = 0;
	if (!read_minute(in, "from-time", &out->from_min) || !read_minute(in, "to-time", &out->to_min))
		return false;
	if ((from || to) && out->to_min <= out->from_min) {
		input_wrong(in, _("--to-time: %s is not after --from-time"),
		            args_get(&in->args, to ? "to-time" : "from-time"));
		return false;
	}
	return true;
}

bool input_pattern(struct input *in, struct week_pattern *out)
{
	if (!out->term)
		out->term = "";
	if (!input_text(in, "term", &out->term) || !read_set(in, "weeks", pattern_weeks, "1-16", &out->weeks) ||
	    !read_set(in, "weekdays", pattern_weekdays, "1-5", &out->weekdays) ||
	    !read_set(in, "periods", pattern_periods, "1-2", &out->periods) || !read_times(in, out))
		return false;
	const char *missing = !out->weeks                     ? "--weeks"
	                      : !out->weekdays                ? "--weekdays"
	                      : !out->periods && !out->to_min ? "--periods"
	                                                      : NULL;
	if (missing)
		input_wrong(in, _("%s: %s is missing; write --term T --weeks 1-16 --weekdays 1-5 --periods 1-2"), in->word,
		            missing);
	return !missing;
}

/* ---- dates ---- */

bool input_date(struct input *in, const char *option, int64_t *out)
{
	const char *given = args_get(&in->args, option);
	if (!given || clock_parse_date(given, out) == 0)
		return true;
	input_wrong(in, _("--%s: \"%s\" is not a date; write --%s 2026-10-01"), option, given, option);
	return false;
}

bool input_dates(struct input *in, const char *option, const int64_t **out, size_t *n)
{
	int64_t *dates = NULL;
	size_t cap = 0, at = 0;
	const char *given;
	*n = 0;
	while ((given = args_next(&in->args, option, &at)) != NULL) {
		for (const char *p = given, *end; p; p = *end ? end + 1 : NULL) {
			end = p + strcspn(p, ",;");
			const char *one = arena_dup(&in->arena, p, (size_t)(end - p));
			int64_t *v = arena_grow(&in->arena, dates, *n, &cap, sizeof *v);
			if (!one || !v) {
				cmd_fail(in->c, QUAD_ENOMEM, in->word);
				return false;
			}
			dates = v;
			if (clock_parse_date(one, &dates[*n]) != 0) {
				input_wrong(in, _("--%s: \"%s\" is not a date; write --%s 2026-10-01"), option, one, option);
				return false;
			}
			++*n;
		}
	}
	*out = dates;
	return true;
}

int parse_dates(const char *text, struct arena *arena, int64_t **out, size_t *n)
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

/* ---- series ---- */

bool parse_series(const char *text, bool bare, uint64_t *out)
{
	bool named = *text == 'S' || *text == 's';
	return (named || bare) && parse_number(text + named, UINT64_MAX, out) && *out > 0;
}

struct cell series_cell(uint64_t series, char scratch[SERIES_TEXT_MAX])
{
	snprintf(scratch, SERIES_TEXT_MAX, "S%" PRIu64, series);
	return (struct cell){.text = scratch, .none = !series};
}

int load_series(struct store *s, uint64_t id, struct series_list *list, struct series **out)
{
	int err = query_series(s, list);
	*out = NULL;
	for (size_t i = 0; !err && i < list->n; i++)
		if (list->v[i].id == id)
			*out = &list->v[i];
	return !err && !*out ? QUAD_ENOTFOUND : err;
}

/* ---- the calendar ---- */

int academic_load(struct store *s, struct academic *out)
{
	*out = (struct academic){0};
	int err = query_terms(s, &out->terms);
	if (!err)
		err = query_periods(s, &out->periods);
	if (!err)
		err = query_days(s, &out->days);
	if (!err)
		out->calendar = (struct calendar){out->terms.v,   out->terms.n, out->periods.v,
		                                  out->periods.n, out->days.v,  out->days.n};
	else
		academic_release(out);
	return err;
}

void academic_release(struct academic *a)
{
	arena_release(&a->terms.arena);
	arena_release(&a->periods.arena);
	arena_release(&a->days.arena);
	*a = (struct academic){0};
}

/* The campus whose calendar a series keeps: of its first lab, base or room, else of its first resource. */
static int campus_of(struct store *s, const struct claim_ask *claims, size_t n, struct arena *arena, const char **out)
{
	bool found = false, place = false;
	int err = 0;
	*out = "";
	for (size_t i = 0; !err && i < n && !place; i++) {
		struct resource_list list;
		err = query_resource(s, claims[i].resource, &list);
		if (err == QUAD_ENOTFOUND) {
			err = 0;
			continue;
		}
		if (err)
			break;
		place = kind_is_place(list.v->kind);
		if (!found || place)
			*out = arena_str(arena, list.v->campus);
		found = true;
		arena_release(&list.arena);
		if (!*out)
			err = QUAD_ENOMEM;
	}
	return err;
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
		err = rrule_expand(&rule, series->rule.start, except, n_except, OCCURRENCES_MAX, arena, &starts, &out->n, &more);
	if (!err)
		out->v = arena_alloc(arena, (out->n + 1) * sizeof *out->v);
	if (!err && !out->v)
		err = QUAD_ENOMEM;
	for (size_t i = 0; !err && i < out->n; i++)
		out->v[i] = (struct occurrence){.start = starts[i], .end = starts[i] + series->rule.len_min};
	return err;
}

int academic_expand(struct store *s, const struct academic *a, const struct series *series, struct reasons *why,
                    struct arena *arena, struct occurrences *out)
{
	const struct claim_ask *claims;
	const char *campus;
	size_t n_claims, n_except;
	int64_t *except;
	*out = (struct occurrences){0};
	int err = parse_dates(series->except, arena, &except, &n_except);
	if (!err && *series->rule.rule)
		return expand_rule(series, except, n_except, arena, out);
	if (!err)
		err = claims_parse(series->claims, arena, &claims, &n_claims);
	if (!err)
		err = campus_of(s, claims, n_claims, arena, &campus);
	return err ? err : calendar_expand(&a->calendar, campus, &series->weeks, except, n_except, why, arena, out);
}
