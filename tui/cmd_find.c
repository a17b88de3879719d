/* The command `find`: what there is that fits, and when it is free. */
#include <string.h>

#include "store/err.h"
#include "tui/cmd_share.h"
#include "tui/locale.h"

const struct arg_option find_options[] = {
	RESOURCE_FILTER_OPTIONS,
	{"free", "START/END", N_("free for all of this: 2026-09-07T08:00/10:00")},
	{"for", "DURATION", N_("free for so long at a stretch; says from when")},
	{"within", "START/END", N_("where --for looks")},
	{NULL, NULL, NULL},
};

/* The interval to look in, if any. */
static enum cmd_status read_when(struct input *in, struct find_ask *ask)
{
	bool free_all = args_has(&in->args, "free"), length = args_has(&in->args, "for");
	bool within = args_has(&in->args, "within");
	if (free_all && (length || within))
		return input_wrong(in, _("find: --free does not go with --for and --within"));
	if (length != within)
		return input_wrong(in, _("find: --for and --within go together: --for 2h --within 2026-09-07/2026-09-12"));
	ask->free = free_all || length;
	if (!input_interval(in, free_all ? "free" : "within", &ask->start, &ask->end) ||
	    !input_duration(in, "for", &ask->for_min))
		return CMD_USAGE;
	return CMD_DONE;
}

static int write_found(struct table_sink *rows, const struct found_list *list, bool with_time)
{
	static const struct column columns[] = {{"code", CELL_TEXT},   {"name", CELL_TEXT},    {"kind", CELL_TEXT},
	                                        {"campus", CELL_TEXT}, {"seats", CELL_NUMBER}, {"free_from", CELL_TIME}};
	int err = rows->begin(rows, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; !err && i < list->n; i++) {
		const struct resource *r = list->v[i].resource;
		err = rows->row(rows, (struct cell[]){{.text = r->code},
		                                      {.text = r->name},
		                                      {.text = kind_word(r->kind)},
		                                      {.text = r->campus},
		                                      {.number = r->seats},
		                                      {.number = list->v[i].free_from, .none = !with_time}});
	}
	return err ? err : rows->end(rows);
}

enum cmd_status cmd_find_free(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct find_ask ask = {.now = c->now};
	struct found_list found = {0};
	enum cmd_status status = input_read(&in, c, argc, argv, 0, 0);
	if (status == CMD_DONE)
		status = read_when(&in, &ask);
	if (status == CMD_DONE && !input_resource_filter(&in, &ask.filter))
		status = CMD_USAGE;
	if (status != CMD_DONE)
		goto out;
	int err = query_find(c->store, &ask, &found);
	if (!err)
		err = write_found(c->rows, &found, ask.free);
	if (err)
		status = cmd_filter_fail(c, &ask.filter, err, _("find"));
out:
	found_list_release(&found);
	input_release(&in);
	return status;
}
