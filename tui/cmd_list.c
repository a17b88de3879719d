/* Lists out. The engine knows the columns; here filters and formats are read. */
#include <string.h>

#include "store/err.h"
#include "tui/cmd_share.h"
#include "tui/locale.h"

const struct arg_option list_options[] = {
	RESOURCE_FILTER_OPTIONS,
	BOOKING_FILTER_OPTIONS,
	{NULL, NULL, NULL},
};

const struct arg_option export_options[] = {
	{"format", "csv|json", N_("csv if not given")},
	RESOURCE_FILTER_OPTIONS,
	BOOKING_FILTER_OPTIONS,
	{NULL, NULL, NULL},
};

enum cmd_status cmd_read_kind(const struct input *in, const struct list_kind **out)
{
	const char *word = in->args.words[0];
	struct buf known = {0};
	*out = list_kind_find(word);
	if (*out)
		return CMD_DONE;
	for (const struct list_kind *const *k = list_kinds(); *k; k++)
		buf_fmt(&known, "%s%s", known.len ? ", " : "", list_kind_word(*k));
	input_wrong(in, _("%s: there is no list \"%s\"; it is one of %s"), in->word, word, buf_text(&known));
	buf_release(&known);
	return CMD_USAGE;
}

static bool is_in(const char *name, const struct arg_option *options)
{
	for (const struct arg_option *o = options; o->name; o++)
		if (strcmp(o->name, name) == 0)
			return true;
	return false;
}

/* A filter that this kind of list does not have would be forgotten in silence: it is refused instead. */
static enum cmd_status check_filters(const struct input *in, const char *kind)
{
	static const struct arg_option resources[] = {RESOURCE_FILTER_OPTIONS, {NULL, NULL, NULL}};
	static const struct arg_option bookings[] = {BOOKING_FILTER_OPTIONS, {"text", NULL, NULL}, {NULL, NULL, NULL}};
	static const struct arg_option none[] = {{NULL, NULL, NULL}};
	const struct arg_option *mine = strcmp(kind, "resources") == 0  ? resources
	                                : strcmp(kind, "bookings") == 0 ? bookings
	                                                                : none;
	for (size_t i = 0; i < in->args.n_given; i++) {
		const char *name = in->args.given[i].option->name;
		if (strcmp(name, "format") != 0 && !is_in(name, mine))
			return input_wrong(in, _("%s: --%s does not go with %s"), in->word, name, kind);
	}
	return CMD_DONE;
}

static enum cmd_status write_list(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	const struct list_kind *kind;
	struct list_filter filter = {0};
	enum cmd_status status = input_read(&in, c, argc, argv, 1, 1);
	if (status == CMD_DONE)
		status = cmd_read_kind(&in, &kind);
	if (status != CMD_DONE)
		goto out;
	bool bookings = strcmp(list_kind_word(kind), "bookings") == 0;
	status = check_filters(&in, list_kind_word(kind));
	if (status != CMD_DONE)
		goto out;
	const char *format = args_get(&in.args, "format");
	if (format && strcmp(format, "csv") != 0 && strcmp(format, "json") != 0) {
		status = input_wrong(&in, _("--format: there is no format \"%s\"; it is csv or json"), format);
		goto out;
	}
	if (format)
		c->format = strcmp(format, "json") == 0 ? CMD_ROWS_JSON : CMD_ROWS_CSV;
	if (!(bookings ? input_booking_filter(&in, &filter.bookings) : input_resource_filter(&in, &filter.resources))) {
		status = CMD_USAGE;
		goto out;
	}
	int err = list_export(c->store, kind, &filter, c->rows);
	if (err == QUAD_ENOTFOUND && bookings)
		status = cmd_not_there(c, "resource", filter.bookings.resource ? filter.bookings.resource : "");
	else if (err)
		status = cmd_filter_fail(c, &filter.resources, err, argv[0]);
out:
	input_release(&in);
	return status;
}

enum cmd_status cmd_list(struct cmd_context *c, int argc, char **argv)
{
	return write_list(c, argc, argv);
}

enum cmd_status cmd_export(struct cmd_context *c, int argc, char **argv)
{
	if (!c->json)
		c->format = CMD_ROWS_CSV;
	return write_list(c, argc, argv);
}
