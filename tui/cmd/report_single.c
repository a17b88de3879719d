/* An option that belongs to another report is refused, so that nobody takes a figure for what it is not. */
#include "tui/cmd/report_single.h"

#include <string.h>

#include "tui/base/locale.h"
#include "tui/cmd/report_weights.h"

#define PERCENT_MAX 1000000
#define YUAN_MAX INT64_C(1000000000000)
#define WITHIN_MAX 100000

/* A percent sign after the number is taken too. */
static bool read_percent(struct input *in, const char *text, int64_t *out)
{
	size_t len = strlen(text);
	const char *number = len && text[len - 1] == '%' ? arena_dup(&in->arena, text, len - 1) : text;
	return number && parse_hundredths(number, PERCENT_MAX, out) && *out > 0;
}

static enum cmd_status check_belongs(struct input *in, const struct report_ask *ask)
{
	static const struct {
		const char *option, *report, *other; /* other: a second one that has it, "" = none */
	} options[] = {{"below", "idle", ""},
	               {"within", "idle", ""},
	               {"price", "duplicates", ""},
	               {"weights", "score", "fund"},
	               {"total", "fund", ""}};
	for (size_t i = 0; i < sizeof options / sizeof *options; i++)
		if (args_has(&in->args, options[i].option) && strcmp(ask->name, options[i].report) != 0 &&
		    strcmp(ask->name, options[i].other) != 0)
			return input_wrong(in, _("report %s: --%s belongs to the report %s"), ask->name,
			                   options[i].option, options[i].report);
	return CMD_DONE;
}

/* What the reports score and fund have. */
static enum cmd_status read_fund(struct input *in, struct report_ask *ask)
{
	const char *weights = NULL, *total = NULL;
	if (!input_text(in, "weights", &weights) || !input_text(in, "total", &total))
		return CMD_USAGE;
	if (total && (!parse_hundredths(total, YUAN_MAX, &ask->total) || !ask->total))
		return input_wrong(in, _("report: --total takes yuan in digits, as 1000000, not \"%s\""), total);
	if (!total && strcmp(ask->name, "fund") == 0)
		return input_wrong(in, _("report fund: say with --total what is to be split, as --total 1000000"));
	return weights ? report_weights_read(in, weights, ask) : CMD_DONE;
}

enum cmd_status report_single_read(struct input *in, struct report_ask *ask)
{
	const char *below = NULL, *price = NULL;
	uint64_t within = 0;
	enum cmd_status status = check_belongs(in, ask);
	if (status != CMD_DONE)
		return status;
	if (!input_text(in, "below", &below) || !input_text(in, "price", &price) ||
	    !input_number(in, "within", WITHIN_MAX, &within))
		return CMD_USAGE;
	ask->says_within = args_has(&in->args, "within");
	ask->within_min = (int64_t)within;
	if (below && !read_percent(in, below, &ask->below))
		return input_wrong(in, _("report: --below takes a percentage above 0, as 30 or 12.5, not \"%s\""),
		                   below);
	if (price && !parse_hundredths(price, YUAN_MAX, &ask->price))
		return input_wrong(in, _("report: --price takes yuan in digits, as 800000, not \"%s\""), price);
	return read_fund(in, ask);
}
