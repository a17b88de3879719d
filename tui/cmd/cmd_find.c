/* The command `find`: what there is that fits, and when it is free; of a pattern of weeks, on how many of its dates. */
#include "tui/cmd/cmd_find.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_filter.h"
#include "tui/cmd/cmd_refuse.h"
#include "tui/cmd/cmd_time.h"
#include "tui/cmd/cmd_when.h"
#include "tui/words/words_reason.h"

const struct arg_option find_options[] = {
	RESOURCE_FILTER_OPTIONS,
	{"free", "START/END", N_("free for all of this: 2026-09-07T08:00/10:00, 'Wed 10-12'")},
	{"for", "DURATION", N_("free for so long at a stretch; says from when")},
	{"within", "START/END", N_("where --for looks: 'next week', Mon/Wed")},
	PATTERN_OPTIONS,
	{"all-but", "N", N_("with --weeks: free on all of the dates but at most N")},
	{NULL, NULL, NULL},
};

/* The interval to look in, if any. */
static enum cmd_status read_when(struct input *in, struct find_ask *ask)
{
	bool free_all = args_has(&in->args, "free"), length = args_has(&in->args, "for");
	bool within = args_has(&in->args, "within");
	if (args_has(&in->args, "all-but"))
		return input_wrong(in, _("find: --all-but goes with --weeks, --weekdays and --periods"));
	if (free_all && (length || within))
		return input_wrong(in, _("find: --free does not go with --for and --within"));
	if (length != within)
		return input_wrong(in,
		                   _("find: --for and --within go together: --for 2h --within 2026-09-07/2026-09-12"));
	ask->free = free_all || length;
	if (!input_interval(in, free_all ? "free" : "within", &ask->start, &ask->end) ||
	    !input_duration(in, "for", &ask->for_min))
		return CMD_USAGE;
	return CMD_DONE;
}

static int write_found(struct table_sink *rows, const struct found_list *list, bool with_time)
{
	static const struct column columns[] = {{"code", CELL_TEXT},    {"name", CELL_TEXT},
	                                        {"kind", CELL_TEXT},    {"campus", CELL_TEXT},
	                                        {"seats", CELL_NUMBER}, {"free_from", CELL_TIME}};
	int err = rows->begin(rows, columns, sizeof columns / sizeof *columns);
	if (err)
		return err;
	for (size_t i = 0; i < list->n; i++) {
		const struct resource *r = list->v[i].resource;
		err = rows->row(rows, (struct cell[]){{.text = r->code},
		                                      {.text = r->name},
		                                      {.text = kind_word(r->kind)},
		                                      {.text = r->campus},
		                                      {.number = r->seats},
		                                      {.number = list->v[i].free_from, .none = !with_time}});
		if (err)
			return err;
	}
	return rows->end(rows);
}

/* ---- on all dates of a pattern ---- */

/* In order of the dates on which it is not free, then of code. */
static int count_order(const void *a, const void *b)
{
	const struct match *x = a, *y = b;
	size_t missing_x = x->dates->dates.n - x->n_free, missing_y = y->dates->dates.n - y->n_free;
	if (missing_x != missing_y)
		return missing_x < missing_y ? -1 : 1;
	return strcmp(x->resource->code, y->resource->code);
}

static int write_counts(struct table_sink *rows, struct match_list *list)
{
	static const struct column columns[] = {{"code", CELL_TEXT},   {"name", CELL_TEXT},    {"kind", CELL_TEXT},
	                                        {"campus", CELL_TEXT}, {"seats", CELL_NUMBER}, {"free_from", CELL_TIME},
	                                        {"free", CELL_NUMBER}, {"of", CELL_NUMBER}};
	int err = rows->begin(rows, columns, sizeof columns / sizeof *columns);
	if (err)
		return err;
	if (list->n)
		qsort(list->v, list->n, sizeof *list->v, count_order);
	for (size_t i = 0; i < list->n; i++) {
		const struct match *m = &list->v[i];
		const struct resource *r = m->resource;
		err = rows->row(rows, (struct cell[]){{.text = r->code},
		                                      {.text = r->name},
		                                      {.text = kind_word(r->kind)},
		                                      {.text = r->campus},
		                                      {.number = r->seats},
		                                      {.number = m->free_from},
		                                      {.number = (int64_t)m->n_free},
		                                      {.number = (int64_t)m->dates->dates.n}});
		if (err)
			return err;
	}
	return rows->end(rows);
}

/* Reads the pattern, and how many of its dates may be missing. */
static enum cmd_status read_weeks(struct input *in, struct find_wish *wish)
{
	static const char *const others[] = {"free", "for", "within"};
	uint64_t all_but = 0;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (args_has(&in->args, others[i]))
			return input_wrong(in, _("find: --%s does not go with weeks of a term"), others[i]);
	if (!input_pattern(in, &wish->weeks) || !input_number(in, "all-but", 1000, &all_but))
		return CMD_USAGE;
	wish->when = FIND_WEEKS;
	wish->all_but = all_but;
	return CMD_DONE;
}

/* Which resources are free on all dates of a pattern, or on all but a few. */
static enum cmd_status find_weeks(struct input *in, const struct resource_filter *filter)
{
	struct find_wish wish = {.filter = *filter, .now = in->c->now};
	struct match_list list = {0};
	struct reasons why = {.arena = &in->arena};
	enum cmd_status status = read_weeks(in, &wish);
	if (status != CMD_DONE)
		return status;
	int err = query_matches(in->c->store, &wish, &why, &list);
	if (!err && (!why.n || list.n_dates))
		err = write_counts(in->c->rows, &list);
	if (err)
		status = cmd_resource_filter_fail(in->c, filter, err, "find");
	else if (why.n && !list.n_dates)
		status = cmd_refused(in->c, &why);
	else if (why.n && !in->c->quiet)
		words_reasons(&why, in->c->message);
	if (status == CMD_DONE && list.n_past)
		buf_fmt(in->c->message,
		        ngettext("%zu of the dates is past: it counts as not free\n",
		                 "%zu of the dates are past: they count as not free\n", list.n_past),
		        list.n_past);
	match_list_release(&list);
	return status;
}

/* Who misses one of his own in the list would not know why. */
static void say_forbidden(struct cmd_context *c, size_t n)
{
	if (!n || c->quiet)
		return;
	buf_fmt(c->message,
	        ngettext("%zu more is free, but its owner's rules forbid you to book it then: `quad why` says which\n",
	                 "%zu more are free, but their owners' rules forbid you to book them then: `quad why` says "
	                 "which\n",
	                 n),
	        n);
}

enum cmd_status cmd_find_free(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct find_ask ask = {.now = c->now};
	struct found_list found = {0};
	enum cmd_status status = input_read(&in, c, argc, argv, 0, 0);
	if (status == CMD_DONE && !input_resource_filter(&in, &ask.filter))
		status = CMD_USAGE;
	if (status == CMD_DONE && input_has_pattern(&in)) {
		status = find_weeks(&in, &ask.filter);
		goto out;
	}
	if (status == CMD_DONE)
		status = read_when(&in, &ask);
	if (status != CMD_DONE)
		goto out;
	bool is_past = ask.free && ask.end <= c->now;
	int err = query_find(c->store, &ask, &found);
	if (is_past && !err) {
		buf_str(c->message, _("That time is past: nothing is free then any more\n"));
		found.n = 0;
	}
	if (!err)
		err = write_found(c->rows, &found, ask.free);
	if (!err && !is_past)
		say_forbidden(c, found.n_forbidden);
	if (err)
		status = cmd_resource_filter_fail(c, &ask.filter, err, "find");
out:
	found_list_release(&found);
	input_release(&in);
	return status;
}

/* Reads the times of the line into the wish. */
static enum cmd_status read_wish_when(struct input *in, struct find_wish *wish)
{
	struct find_ask ask = {0};
	if (input_has_pattern(in))
		return read_weeks(in, wish);
	enum cmd_status status = read_when(in, &ask);
	if (status != CMD_DONE || !ask.free)
		return status;
	wish->when = ask.for_min ? FIND_LENGTH : FIND_INTERVAL;
	wish->start = ask.start;
	wish->end = ask.end;
	wish->for_min = ask.for_min;
	return CMD_DONE;
}

enum cmd_status cmd_find_wish(struct cmd_context *c, int argc, char **argv, struct arena *arena, struct find_wish *out)
{
	struct input in;
	struct find_wish wish = {.now = c->now};
	enum cmd_status status = input_read(&in, c, argc, argv, 0, 0);
	if (status == CMD_DONE && !input_resource_filter(&in, &wish.filter))
		status = CMD_USAGE;
	if (status == CMD_DONE)
		status = read_wish_when(&in, &wish);
	if (status == CMD_DONE && find_wish_copy(&wish, arena, out) != 0)
		status = cmd_fail(c, QUAD_ENOMEM, argv[0]);
	input_release(&in);
	return status;
}
