/* The command `unmet`: the needs that were refused, as they are kept, by week. */
#include "store/base/clock.h"
#include "store/query/query_needs.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_input.h"
#include "tui/cmd/cmd_time.h"

enum { HOUR_MIN = 60 };

const struct arg_option unmet_options[] = {
	{"from", "TIME", N_("whose first date starts from then on; a date alone is its midnight")},
	{"to", "TIME", N_("whose first date starts before then; a date alone is its midnight")},
	{"mine", NULL, N_("asked for by you")},
	{NULL, NULL, NULL},
};

static const struct column columns[] = {{"week", CELL_TEXT},    {"institution", CELL_TEXT}, {"kind", CELL_TEXT},
                                        {"campus", CELL_TEXT},  {"purpose", CELL_TEXT},     {"requester", CELL_TEXT},
                                        {"claims", CELL_TEXT},  {"start", CELL_TIME},       {"end", CELL_TIME},
                                        {"party", CELL_NUMBER}, {"hours", CELL_HUNDREDTHS}, {"times", CELL_NUMBER},
                                        {"first", CELL_TIME},   {"last", CELL_TIME},        {"reasons", CELL_TEXT}};

static int write_need(struct cmd_context *c, const struct need_row *row)
{
	const struct need *v = &row->need;
	char week[CLOCK_TEXT_MAX];
	return c->rows->row(c->rows, (struct cell[]){{.text = clock_format_date(v->week, week)},
	                                             {.text = v->institution},
	                                             {.text = kind_word(v->kind)},
	                                             {.text = v->campus},
	                                             {.text = v->purpose},
	                                             {.text = v->requester},
	                                             {.text = v->claims},
	                                             {.number = v->start},
	                                             {.number = v->end},
	                                             {.number = v->party, .none = row->hidden},
	                                             {.number = (v->minutes * 100 + HOUR_MIN / 2) / HOUR_MIN},
	                                             {.number = v->times},
	                                             {.number = v->first_min},
	                                             {.number = v->last_min},
	                                             {.text = v->reasons}});
}

static int write_needs(struct cmd_context *c, const struct need_filter *f)
{
	struct need_list list;
	int err = query_needs(c->store, f, &list);
	if (!err)
		err = c->rows->begin(c->rows, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < list.n && !err; i++)
		err = write_need(c, &list.v[i]);
	if (!err)
		err = c->rows->end(c->rows);
	arena_release(&list.arena);
	return err;
}

enum cmd_status cmd_unmet(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct need_filter f = {0};
	enum cmd_status status = input_read(&in, c, argc, argv, 0, 0);
	if (status != CMD_DONE)
		goto out;
	if (args_has(&in.args, "mine"))
		f.requester = c->actor;
	if (!input_moment(&in, "from", &f.from) || !input_moment(&in, "to", &f.to)) {
		status = CMD_USAGE;
		goto out;
	}
	int err = write_needs(c, &f);
	if (err)
		status = cmd_fail(c, err, in.word);
out:
	input_release(&in);
	return status;
}
