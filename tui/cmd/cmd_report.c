/* The command `report`: one of the reports of store/report, as rows; what has to be known of them goes to the message.
 */
#include "store/report/report.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_filter.h"
#include "tui/cmd/cmd_refuse.h"
#include "tui/cmd/cmd_time.h"

const struct arg_option report_options[] = {
	{"from", "TIME", N_("from then on; a date alone is its midnight. Without --from and --to: this calendar year")},
	{"to", "TIME", N_("until before then; a date alone is its midnight")},
	{"by", "DIMENSION", N_("what the rows are, as the manual says for each report")},
	{"class", "CLASS", N_("bookings of this class alone: teaching, research, service, training...")},
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
	return CMD_DONE;
}

/* ---- writing ---- */

static enum cell_type cell_type_of(enum report_cell_type type)
{
	switch (type) {
	case REPORT_TEXT:
	case REPORT_DATE: return CELL_TEXT;
	case REPORT_COUNT: return CELL_NUMBER;
	case REPORT_HOURS:
	case REPORT_PERCENT:
	case REPORT_MONEY:
	case REPORT_DECIMAL: return CELL_HUNDREDTHS;
	}
	return CELL_TEXT;
}

static int write_row(struct cmd_context *c, const struct report_table *t, const struct report_row *row,
                     struct arena *arena)
{
	struct cell *cells = arena_alloc(arena, (t->n_columns + 1) * sizeof *cells);
	char date[CLOCK_TEXT_MAX];
	if (!cells)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < t->n_columns; i++) {
		const struct report_cell *cell = &row->cells[i];
		bool is_date = t->columns[i].type == REPORT_DATE;
		cells[i] = (struct cell){.text = cell->text, .number = cell->number, .none = cell->none};
		if (is_date && !cell->none)
			cells[i].text = arena_str(arena, clock_format_date(cell->number, date));
	}
	return c->rows->row(c->rows, cells);
}

static int write_table(struct cmd_context *c, struct report_table *t)
{
	struct column *columns = arena_alloc(&t->arena, (t->n_columns + 1) * sizeof *columns);
	if (!columns)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < t->n_columns; i++)
		columns[i] = (struct column){t->columns[i].name, cell_type_of(t->columns[i].type)};
	int err = c->rows->begin(c->rows, columns, t->n_columns);
	for (size_t i = 0; i < t->n && !err; i++)
		err = write_row(c, t, &t->rows[i], &t->arena);
	return err ? err : c->rows->end(c->rows);
}

/* What has to be known to trust the figures. */
static void write_footer(struct cmd_context *c, const struct report_table *t)
{
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX], hours[CELL_HUNDREDTHS_MAX];
	struct buf head = {0};
	hash_base64((struct bytes){t->head.root.p, HASH_BYTES}, &head);
	buf_fmt(c->message,
	        _("period %s to before %s; rules as of entry %" PRIu64 "; journal %s, %" PRIu64 " entries, %s\n"),
	        clock_format(t->from, from), clock_format(t->to, to), t->rules_version, t->head.origin, t->head.size,
	        buf_text(&head));
	if (t->effective > 0)
		buf_fmt(c->message, _("estimated, since nobody checked in: %s %% of the hours\n"),
		        cell_hundredths(t->estimated * 10000 / t->effective, hours));
	if (t->kind->ratio == RATIO_OF_SUMS)
		buf_str(c->message, _("percentages of groups are ratios of sums\n"));
	if (t->kind->ratio == RATIO_MEAN)
		buf_str(c->message, _("percentages of groups are means of ratios\n"));
	if (t->n_seen < t->n_institutions)
		buf_fmt(c->message, _("of the %zu institutions, %zu are those that you may see\n"), t->n_institutions,
		        t->n_seen);
	buf_release(&head);
}

enum cmd_status cmd_report(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct report_ask ask = {0};
	struct report_table table = {0};
	enum cmd_status status = input_read(&in, c, argc, argv, 1, 1);
	if (status == CMD_DONE) {
		ask.name = in.args.words[0];
		status = read_ask(&in, &ask);
	}
	if (status != CMD_DONE)
		goto out;
	int err = report_run(c->store, &ask, &table);
	if (!err)
		err = write_table(c, &table);
	if (err)
		status = cmd_resource_filter_fail(c, &ask.filter, err, in.word);
	else if (!c->quiet)
		write_footer(c, &table);
out:
	report_table_release(&table);
	input_release(&in);
	return status;
}
