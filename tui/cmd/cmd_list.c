/* Lists out. The engine knows the columns; here filters and formats are read. */
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/list/list_export.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_filter.h"
#include "tui/cmd/cmd_input.h"
#include "tui/cmd/cmd_note.h"
#include "tui/cmd/cmd_refuse.h"

#define EXCEL_OPTION                                                                      \
	{"excel", NULL,                                                                   \
	 N_("CSV for spreadsheet programs: byte-order mark, CRLF, no text becomes a formula")}

const struct arg_option list_options[] = {
	EXCEL_OPTION,
	RESOURCE_FILTER_OPTIONS,
	BOOKING_FILTER_OPTIONS,
	{NULL, NULL, NULL},
};

const struct arg_option export_options[] = {
	{"format", "csv|json|ics|xlsx",
	 N_("csv if not given; ics: bookings and series as a calendar; xlsx is a workbook: > FILE.xlsx")},
	EXCEL_OPTION,
	RESOURCE_FILTER_OPTIONS,
	BOOKING_FILTER_OPTIONS,
	{NULL, NULL, NULL},
};

static bool is_in(const char *name, const struct arg_option *options)
{
	for (const struct arg_option *o = options; o->name; o++)
		if (strcmp(o->name, name) == 0)
			return true;
	return false;
}

/* A filter that this kind of list does not have would be forgotten in silence: it is refused instead. */
static enum cmd_status check_filters(const struct input *in, const char *kind, bool as_ics)
{
	static const struct arg_option resources[] = {RESOURCE_FILTER_OPTIONS, {NULL, NULL, NULL}};
	static const struct arg_option bookings[] = {
		BOOKING_FILTER_OPTIONS, {"institution", NULL, NULL}, {"text", NULL, NULL}, {NULL, NULL, NULL}};
	static const struct arg_option none[] = {{NULL, NULL, NULL}};
	const struct arg_option *mine = none;
	if (strcmp(kind, "resources") == 0)
		mine = resources;
	else if (strcmp(kind, "bookings") == 0 || as_ics)
		mine = bookings;
	for (size_t i = 0; i < in->args.n_given; i++) {
		const char *name = in->args.given[i].option->name;
		if (strcmp(name, "format") != 0 && strcmp(name, "excel") != 0 && !is_in(name, mine))
			return input_wrong(in, _("%s: --%s does not go with %s"), in->word, name, kind);
	}
	return CMD_DONE;
}

/* The form of the rows by --format and --excel. */
static enum cmd_status read_format(struct input *in, const struct list_kind *kind)
{
	struct cmd_context *c = in->c;
	const char *format = args_get(&in->args, "format");
	bool excel = args_has(&in->args, "excel");
	if (excel && (format ? strcmp(format, "csv") != 0 : c->json))
		return input_wrong(in, _("--excel goes with CSV only"));
	c->rows_name = list_kind_word(kind);
	if (excel)
		c->format = CMD_ROWS_EXCEL;
	else if (!format)
		return CMD_DONE;
	else if (strcmp(format, "csv") == 0)
		c->format = CMD_ROWS_CSV;
	else if (strcmp(format, "json") == 0)
		c->format = CMD_ROWS_JSON;
	else if (strcmp(format, "ics") == 0)
		return input_wrong(in, _("%s is no calendar: --format ics goes with bookings, series and ics"),
		                   c->rows_name);
	else if (strcmp(format, "xlsx") != 0)
		return input_wrong(in, _("--format: there is no format \"%s\"; it is csv, json, ics or xlsx"), format);
	else if (isatty(STDOUT_FILENO))
		return input_wrong(in, _("a workbook is nothing to show on a terminal: give it a file, > %s.xlsx"),
		                   c->rows_name);
	else
		c->format = CMD_ROWS_XLSX;
	return CMD_DONE;
}

/* ---- what was written out ---- */

static bool is_export(const struct input *in)
{
	return strcmp(in->word, "export") == 0;
}

static const char *format_word(const struct input *in, bool as_ics)
{
	const char *format = args_get(&in->args, "format");
	if (as_ics)
		return "ics";
	if (format)
		return format;
	return in->c->json ? "json" : "csv";
}

/* Notes it with the filters as they were given; a reader that went away has got as much as was written by then. */
static void note_export(const struct input *in, const struct list_kind *kind, bool as_ics, uint64_t n_rows)
{
	struct buf text = {0};
	if (!is_export(in))
		return;
	buf_fmt(&text, "format %s", format_word(in, as_ics));
	for (size_t i = 0; i < in->args.n_given; i++) {
		const char *name = in->args.given[i].option->name, *value = in->args.given[i].value;
		if (strcmp(name, "format") != 0)
			buf_fmt(&text, "; --%s%s%s", name, *value ? " " : "", value);
	}
	buf_fmt(&text, "; rows %" PRIu64, n_rows);
	in->c->message->failed |= text.failed;
	if (!text.failed)
		cmd_note_export(in->c, list_kind_word(kind), buf_text(&text));
	buf_release(&text);
	cmd_say_head(in->c);
}

/* ---- calendars ---- */

struct calendar_text {
	struct cmd_context *c;
	uint64_t n_events;
};

static uint64_t count_events(struct bytes text)
{
	static const char event[] = "BEGIN:VEVENT";
	uint64_t n = 0;
	for (const char *p = strstr(text.p, event); p; p = strstr(p + 1, event))
		n++;
	return n;
}

/* A calendar is text, and no rows. */
static int write_text(void *arg, struct bytes text)
{
	struct calendar_text *t = arg;
	struct cmd_context *c = t->c;
	t->n_events += count_events(text);
	buf_add(c->out, text.p, text.len);
	if (c->out->failed)
		return QUAD_ENOMEM;
	return c->drain ? c->drain(c) : 0;
}

/* Is a calendar asked for, by the kind or the format? */
static bool is_ics(const struct input *in, const struct list_kind *kind)
{
	const char *format = args_get(&in->args, "format"), *word = list_kind_word(kind);
	return list_kind_is_ics(kind) || (format && strcmp(format, "ics") == 0 &&
	                                  (strcmp(word, "bookings") == 0 || strcmp(word, "series") == 0));
}

static enum cmd_status write_ics(struct input *in, const struct list_kind *kind)
{
	struct cmd_context *c = in->c;
	struct booking_filter filter = {0};
	const char *format = args_get(&in->args, "format");
	if (!is_export(in))
		return input_wrong(in, _("%s: a calendar is no list; write export ics"), in->word);
	if ((format && strcmp(format, "ics") != 0) || args_has(&in->args, "excel") || c->json)
		return input_wrong(in, _("export ics: a calendar has one format only"));
	if (!input_booking_filter(in, &filter))
		return CMD_USAGE;
	struct calendar_text text = {c, 0};
	bool series = strcmp(list_kind_word(kind), "series") == 0;
	const char *head = cmd_head_line(c, &in->arena);
	int err = list_export_ics_headed(c->store, &filter, series, head, write_text, &text);
	if (!err || err == QUAD_ESTOP)
		note_export(in, kind, true, text.n_events);
	return err ? cmd_booking_filter_fail(c, &filter, err, in->word) : CMD_DONE;
}

static enum cmd_status write_list(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	const struct list_kind *kind;
	struct list_filter filter = {0};
	enum cmd_status status = input_read(&in, c, argc, argv, 1, 1);
	if (status == CMD_DONE)
		status = input_list_kind(&in, &kind);
	if (status != CMD_DONE)
		goto out;
	bool bookings = strcmp(list_kind_word(kind), "bookings") == 0;
	status = check_filters(&in, list_kind_word(kind), is_ics(&in, kind));
	if (status != CMD_DONE)
		goto out;
	if (is_ics(&in, kind)) {
		status = write_ics(&in, kind);
		goto out;
	}
	status = read_format(&in, kind);
	if (status != CMD_DONE)
		goto out;
	if (!(bookings ? input_booking_filter(&in, &filter.bookings) : input_resource_filter(&in, &filter.resources))) {
		status = CMD_USAGE;
		goto out;
	}
	struct counting_sink rows;
	if (is_export(&in) && c->format == CMD_ROWS_XLSX)
		c->rows_head = cmd_head_line(c, &in.arena);
	counting_sink_init(&rows, c->rows);
	int err = list_export(c->store, kind, &filter, &rows.sink);
	c->rows_head = NULL;
	if (!err || err == QUAD_ESTOP)
		note_export(&in, kind, false, rows.n);
	if (err && bookings)
		status = cmd_booking_filter_fail(c, &filter.bookings, err, argv[0]);
	else if (err)
		status = cmd_resource_filter_fail(c, &filter.resources, err, argv[0]);
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
