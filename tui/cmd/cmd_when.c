/*
 * The options of weeks, weekdays, periods and dates. A value that is not understood is said with the part where
 * understanding ends.
 */
#include "tui/cmd/cmd_when.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/pattern.h"
#include "store/model/rrule.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_fail.h"

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
		input_wrong(in, _("--%s: \"%s\" is not understood from \"%s\" on; write --%s %s"), option, given, bad,
		            option, example);
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
		input_wrong(in, _("%s: --from-time and --to-time go together: --from-time 08:00 --to-time 09:35"),
		            in->word);
		return false;
	}
	if (args_has(&in->args, "periods"))
		out->from_min = out->to_min = 0;
	if (!from && !to)
		return true;
	out->periods = 0;
	if (!read_minute(in, "from-time", &out->from_min) || !read_minute(in, "to-time", &out->to_min))
		return false;
	if (out->to_min > out->from_min)
		return true;
	input_wrong(in, _("--to-time: %s is not after --from-time"), args_get(&in->args, to ? "to-time" : "from-time"));
	return false;
}

bool input_pattern(struct input *in, struct week_pattern *out)
{
	if (!out->term)
		out->term = "";
	if (!input_text(in, "term", &out->term))
		return false;
	if (!read_set(in, "weeks", pattern_weeks, "1-16", &out->weeks))
		return false;
	if (!read_set(in, "weekdays", pattern_weekdays, "1-5", &out->weekdays))
		return false;
	if (!read_set(in, "periods", pattern_periods, "1-2", &out->periods))
		return false;
	if (!read_times(in, out))
		return false;
	const char *missing = NULL;
	if (!out->weeks)
		missing = "--weeks";
	else if (!out->weekdays)
		missing = "--weekdays";
	else if (!out->periods && !out->to_min)
		missing = "--periods";
	if (missing)
		input_wrong(in, _("%s: %s is missing; write --term T --weeks 1-16 --weekdays 1-5 --periods 1-2"),
		            in->word, missing);
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
				input_wrong(in, _("--%s: \"%s\" is not a date; write --%s 2026-10-01"), option, one,
				            option);
				return false;
			}
			++*n;
		}
	}
	*out = dates;
	return true;
}
