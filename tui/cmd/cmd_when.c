/*
 * The options of weeks, weekdays and periods. A value that is not understood is said with the part where understanding
 * ends.
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

static const struct arg_option pattern_options[] = {PATTERN_OPTIONS, {NULL, NULL, NULL}};

bool input_has_pattern(const struct input *in)
{
	for (const struct arg_option *o = pattern_options; o->name; o++)
		if (args_has(&in->args, o->name))
			return true;
	return in->at.has & SPOKEN_WEEKS;
}

bool input_gives(const struct input *in, const char *option)
{
	const struct week_pattern *p = &in->at.pattern;
	if (args_has(&in->args, option))
		return true;
	if (!(in->at.has & SPOKEN_WEEKS))
		return false;
	if (strcmp(option, "periods") == 0)
		return p->periods != 0;
	if (strcmp(option, "from-time") == 0 || strcmp(option, "to-time") == 0)
		return p->to_min != 0;
	return strcmp(option, "weeks") == 0 || strcmp(option, "weekdays") == 0;
}

/* What --at says takes the place of what *out holds. */
static void take_spoken(const struct input *in, struct week_pattern *out)
{
	const struct week_pattern *p = &in->at.pattern;
	if (!(in->at.has & SPOKEN_WEEKS))
		return;
	out->weeks = p->weeks;
	out->weekdays = p->weekdays;
	if (*p->term)
		out->term = p->term;
	if (!p->periods && !p->to_min)
		return;
	out->periods = p->periods;
	out->from_min = p->from_min;
	out->to_min = p->to_min;
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
	if (!given || spoken_time(given, out) == 0)
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
	take_spoken(in, out);
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
