/*
 * The command `report`: what is asked for is read here, run by report_wish and written by report_form. Without a name
 * it lists the reports.
 */
#include "tui/cmd/cmd_report.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/report/compare.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_filter.h"
#include "tui/cmd/cmd_refuse.h"
#include "tui/cmd/cmd_time.h"
#include "tui/cmd/report_form.h"
#include "tui/cmd/report_progress.h"
#include "tui/cmd/report_single.h"
#include "tui/words/words_report.h"

const struct arg_option report_options[] = {
	{"from", "TIME", N_("from then on; a date alone is its midnight. Without --from and --to: this calendar year")},
	{"to", "TIME", N_("until before then; a date alone is its midnight")},
	{"by", "DIMENSION", N_("what the rows are, as the manual says for each report")},
	{"class", "CLASS", N_("bookings of this class alone: teaching, research, service, training...")},
	{"compare", "PERIOD",
         N_("before and after: START/END, a year, or rule:ID for the time before and since that rule")},
	{"years", "N", N_("the same for each of the last N years, the year in the first column")},
	{"sort", "COLUMN", N_("by that column; COLUMN:desc begins with the most")},
	{"top", "N", N_("the first N rows")},
	{"columns", "COLUMN,...", N_("these columns alone")},
	{"format", "table|csv|json|svg|xlsx",
         N_("a table on a terminal, else csv; svg is a page to print, xlsx a workbook: > FILE")},
	{"excel", NULL, N_("CSV for spreadsheet programs: byte-order mark, CRLF, no text becomes a formula")},
	REPORT_SINGLE_OPTIONS,
	{"picture", NULL, N_("the picture under the table")},
	{"draw", "COLUMN", N_("the column that the picture shows")},
	RESOURCE_FILTER_OPTIONS,
	{NULL, NULL, NULL},
};

/* ---- reading ---- */

static void add_names(struct buf *out)
{
	for (const struct report_kind *k = report_kinds(); k->name; k++)
		input_add_known(out, k->name);
}

static enum cmd_status wrong_name(struct input *in, const char *name)
{
	struct buf known = {0};
	add_names(&known);
	enum cmd_status status =
		input_wrong(in, _("report: there is no report \"%s\"; there are %s"), name, buf_text(&known));
	buf_release(&known);
	return status;
}

static enum cmd_status wrong_dimension(struct input *in, const struct report_kind *kind, const char *by)
{
	struct buf known = {0};
	for (size_t i = 0; i < REPORT_DIMENSIONS && kind->by[i]; i++)
		input_add_known(&known, kind->by[i]);
	enum cmd_status status = kind->by[0] ? input_wrong(in, _("report %s: --by takes one of %s, not \"%s\""),
	                                                   kind->name, buf_text(&known), by)
	                                     : input_wrong(in, _("report %s: it takes no --by"), kind->name);
	buf_release(&known);
	return status;
}

static bool is_dimension(const struct report_kind *kind, const char *by)
{
	for (size_t i = 0; i < REPORT_DIMENSIONS && kind->by[i]; i++)
		if (strcmp(kind->by[i], by) == 0)
			return true;
	return false;
}

/* A calendar year from or to where only one end was given. */
static bool read_period(struct input *in, struct report_ask *ask)
{
	struct wall day;
	if (!input_moment(in, "from", &ask->from) || !input_moment(in, "to", &ask->to))
		return false;
	if (!ask->from == !ask->to)
		return true;
	clock_to_wall(ask->from ? ask->from : ask->to, &day);
	day.year += ask->from ? 1 : -1;
	/* 29 February has no anniversary */
	if (!clock_date_valid(day.year, day.month, day.day))
		day.day--;
	int64_t other = clock_minute_at(clock_day_number(day.year, day.month, day.day), day.hour * 60 + day.minute);
	if (ask->from)
		ask->to = other;
	else
		ask->from = other;
	return true;
}

/* ---- comparisons ---- */

static enum cmd_status compare_around_rule(struct input *in, const char *rule, struct report_wish *wish)
{
	if (wish->ask.from || wish->ask.to)
		return input_wrong(in, _("report: --compare rule:%s says the period: leave out --from and --to"), rule);
	int err = report_around_rule(in->c->store, rule, &wish->before_from, &wish->before_to, &wish->ask.to);
	wish->ask.from = wish->before_to;
	if (err == QUAD_ENOTFOUND)
		return input_wrong(in, _("report: there is no rule %s; quad list rules names them"), rule);
	if (err == QUAD_EINVAL)
		return input_wrong(in,
		                   _("report: rule %s does not say since when it holds, or does not hold yet: write "
		                     "--from, --to and --compare START/END"),
		                   rule);
	return err ? cmd_fail(in->c, err, in->word) : CMD_DONE;
}

/* `2025`. */
static bool read_year(const char *given, struct report_wish *wish)
{
	uint64_t year;
	if (!parse_number(given, 9999, &year) || year < 1901)
		return false;
	wish->before_from = clock_day_start(clock_day_number((int)year, 1, 1));
	wish->before_to = clock_day_start(clock_day_number((int)year + 1, 1, 1));
	return true;
}

static enum cmd_status read_comparison(struct input *in, struct report_wish *wish)
{
	const char *given = NULL;
	if (!input_text(in, "compare", &given))
		return CMD_USAGE;
	if (!given)
		return CMD_DONE;
	if (wish->years)
		return input_wrong(in, _("report: --compare and --years are two questions: ask one of them"));
	if (strncmp(given, "rule:", 5) == 0)
		return compare_around_rule(in, given + 5, wish);
	if (read_year(given, wish))
		return CMD_DONE;
	if (!input_interval(in, "compare", &wish->before_from, &wish->before_to))
		return CMD_USAGE;
	return wish->before_from < wish->before_to
	               ? CMD_DONE
	               : input_wrong(in, _("report: --compare %s: it ends before it begins"), given);
}

/* ---- rows and columns ---- */

static enum cmd_status read_sort(struct input *in, struct report_wish *wish)
{
	const char *given = NULL;
	if (!input_text(in, "sort", &given))
		return CMD_USAGE;
	const char *colon = given ? strrchr(given, ':') : NULL;
	wish->sort = given;
	if (!colon)
		return CMD_DONE;
	wish->descending = strcmp(colon, ":desc") == 0;
	if (!wish->descending && strcmp(colon, ":asc") != 0)
		return input_wrong(in, _("report: --sort takes COLUMN, COLUMN:asc or COLUMN:desc, not \"%s\""), given);
	wish->sort = arena_dup(&in->arena, given, (size_t)(colon - given));
	return wish->sort ? CMD_DONE : cmd_fail(in->c, QUAD_ENOMEM, in->word);
}

static enum cmd_status read_columns(struct input *in, struct report_wish *wish)
{
	const char *given = NULL;
	if (!input_text(in, "columns", &given))
		return CMD_USAGE;
	for (const char *p = given; p && *p; p += *p == ',') {
		size_t len = strcspn(p, ",");
		if (wish->n_columns == REPORT_WISH_COLUMNS)
			return input_wrong(in, _("report: --columns takes %d of them at most"), REPORT_WISH_COLUMNS);
		wish->columns[wish->n_columns] = arena_dup(&in->arena, p, len);
		if (!wish->columns[wish->n_columns++])
			return cmd_fail(in->c, QUAD_ENOMEM, in->word);
		p += len;
	}
	return CMD_DONE;
}

/* ---- all of it ---- */

static enum cmd_status read_ask(struct input *in, struct report_ask *ask)
{
	const struct report_kind *kind = report_kind_find(ask->name);
	const char *class = NULL;
	if (!kind)
		return wrong_name(in, ask->name);
	if (!read_period(in, ask) || !input_text(in, "by", &ask->by) || !input_text(in, "class", &class) ||
	    !input_resource_filter(in, &ask->filter))
		return CMD_USAGE;
	if (ask->by && !is_dimension(kind, ask->by))
		return wrong_dimension(in, kind, ask->by);
	if (class && purpose_parse(class, &ask->class) != 0)
		return input_wrong(in,
		                   _("report: --class takes teaching, research, service, training, competition or "
		                     "maintenance, not \"%s\""),
		                   class);
	if ((ask->from || ask->to) && ask->to <= ask->from)
		return input_wrong(in, _("report: --to is not after --from"));
	return report_single_read(in, ask);
}

/* The report's name, and of `person` whose statement it is: one's own if no login is given. */
static enum cmd_status read_words(struct input *in, struct report_ask *ask)
{
	bool is_person = strcmp(in->args.words[0], "person") == 0;
	const char *second = in->args.n_words > 1 ? in->args.words[1] : NULL;
	ask->name = in->args.words[0];
	if (second && !is_person)
		return input_wrong(in, _("report: one report at a time; what is \"%s\" for?"), second);
	if (is_person)
		ask->login = second ? input_clean(in, "LOGIN", second) : in->c->actor;
	if (is_person && !ask->login)
		return second ? CMD_USAGE : input_wrong(in, _("report person: name the login"));
	return CMD_DONE;
}

/* A number of at least 1. */
static bool read_count(struct input *in, const char *option, uint64_t max, uint64_t *out)
{
	if (!input_number(in, option, max, out))
		return false;
	if (*out || !args_has(&in->args, option))
		return true;
	input_wrong(in, _("report: --%s is at least 1"), option);
	return false;
}

enum cmd_status cmd_report_read(struct input *in, struct report_wish *wish)
{
	enum cmd_status status = read_words(in, &wish->ask);
	if (status == CMD_DONE)
		status = read_ask(in, &wish->ask);
	if (status == CMD_DONE && (!read_count(in, "years", REPORT_YEARS_MAX, &wish->years) ||
	                           !read_count(in, "top", UINT32_MAX, &wish->top)))
		status = CMD_USAGE;
	if (status == CMD_DONE)
		status = read_comparison(in, wish);
	if (status == CMD_DONE)
		status = read_sort(in, wish);
	return status == CMD_DONE ? read_columns(in, wish) : status;
}

enum cmd_status cmd_report_fail(struct cmd_context *c, const struct report_wish *wish, const struct report_table *t,
                                int err, const char *bad)
{
	struct buf known = {0};
	const struct resource_filter *f = &wish->ask.filter;
	bool names_place = f->campus || f->near || f->institution;
	if (!bad && err == QUAD_ENOTFOUND && wish->ask.login && !names_place)
		return cmd_not_there(c, REASON_NO_PERSON, wish->ask.login);
	if (!bad)
		return cmd_resource_filter_fail(c, &wish->ask.filter, err, "report");
	for (size_t i = 0; i < t->n_columns; i++)
		input_add_known(&known, t->columns[i].name);
	if (wish->years && strcmp(bad, "year") == 0)
		buf_fmt(c->message, _("report %s: it has years of its own: leave out --years\n"), wish->ask.name);
	else
		buf_fmt(c->message, _("report %s: it has no column \"%s\"; there are %s\n"), wish->ask.name, bad,
		        buf_text(&known));
	buf_release(&known);
	return CMD_USAGE;
}

/* ---- the command ---- */

static enum cmd_status list_reports(struct cmd_context *c)
{
	static const struct column columns[] = {{"name", CELL_TEXT}, {"by", CELL_TEXT}, {"about", CELL_TEXT}};
	int err = c->rows->begin(c->rows, columns, sizeof columns / sizeof *columns);
	for (const struct report_kind *k = report_kinds(); k->name && !err; k++) {
		struct buf by = {0};
		for (size_t i = 0; i < REPORT_DIMENSIONS && k->by[i]; i++)
			buf_fmt(&by, "%s%s", i ? "|" : "", k->by[i]);
		const struct cell cells[] = {
			{.text = k->name}, {.text = buf_text(&by)}, {.text = words_report_about(k->name)}};
		err = c->rows->row(c->rows, cells);
		buf_release(&by);
	}
	if (!err)
		err = c->rows->end(c->rows);
	return err ? cmd_fail(c, err, "report") : CMD_DONE;
}

static enum cmd_status run_report(struct input *in)
{
	struct cmd_context *c = in->c;
	struct report_wish wish = {0};
	struct report_form form = {0};
	struct report_table table = {0};
	const char *bad = NULL;
	enum cmd_status status = cmd_report_read(in, &wish);
	if (status == CMD_DONE)
		status = report_form_read(in, wish.ask.name, &form);
	if (status != CMD_DONE)
		return status;
	struct report_progress progress;
	report_progress_begin(&progress, c, &wish.ask);
	int err = report_wish_run(c->store, &wish, &table, &bad);
	report_progress_end(&progress);
	if (err)
		status = cmd_report_fail(c, &wish, &table, err, bad);
	else
		status = report_form_write(in, &form, &table);
	report_table_release(&table);
	return status;
}

enum cmd_status cmd_report(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	enum cmd_status status = input_read(&in, c, argc, argv, 0, 2);
	if (status == CMD_DONE && in.args.n_words == 0)
		status = list_reports(c);
	else if (status == CMD_DONE)
		status = run_report(&in);
	input_release(&in);
	return status;
}
