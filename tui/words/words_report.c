/* Sentences of reports. Files have the promised names of columns and words; here is what a person reads. */
#include "tui/words/words_report.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/model/table.h"
#include "store/report/arrange.h"
#include "tui/base/locale.h"
#include "tui/words/words_column.h"
#include "tui/words/words_time.h"

static const struct {
	const char *name, *about;
} abouts[] = {
	{"use", N_("how much is used of what there is")},
	{"heat", N_("when it is used: weekdays against periods")},
	{"lending", N_("who lends to whom")},
	{"balance", N_("what each institution has lent and borrowed")},
	{"settlement", N_("the fewest payments that clear the balance")},
	{"idle", N_("what stands idle, and who could use it")},
	{"duplicates", N_("what is there more than once, and whether to buy or to share")},
	{"unmet", N_("what was asked for and refused")},
	{"coverage", N_("what is offered to whom, by tier, cluster, level or region")},
	{"score", N_("the institutions by weighted indicators")},
	{"fund", N_("a fund split by the scores")},
	{"coordination", N_("graduates against the economy, by region and year")},
	{"specialisation", N_("specialties of a school against those of the city")},
	{"demand", N_("what is asked for, met or not")},
	{"trainees", N_("trainees against the employees of an enterprise")},
	{"shares", N_("what joint owners use of what is theirs")},
	{"agreements", N_("what is used of what was agreed")},
	{"evaluations", N_("how it was judged by those who used it")},
	{"person", N_("the hours of one person")},
	{"ministry", N_("hours by purpose and school year, as the ministry asks for them")},
};

const char *words_report_about(const char *name)
{
	for (size_t i = 0; i < sizeof abouts / sizeof *abouts; i++)
		if (strcmp(abouts[i].name, name) == 0)
			return _(abouts[i].about);
	return "";
}

/* ---- columns ---- */

/* How many bytes of a name are before the ending; 0: it has not that ending. */
static size_t length_before(const char *name, const char *ending)
{
	size_t len = strlen(name), end = strlen(ending);
	return len > end && strcmp(name + len - end, ending) == 0 ? len - end : 0;
}

/* One side of a comparison: `hours_before`. */
static bool title_side(const char *name, struct buf *out)
{
	static const struct {
		const char *ending, *title;
	} sides[] = {
		{"_before", NC_("column", "%s before")},
		{"_after", NC_("column", "%s after")},
		{"_change", NC_("column", "%s, change")},
	};
	for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
		size_t len = length_before(name, sides[i].ending);
		struct buf column = {0};
		if (!len)
			continue;
		buf_add(&column, name, len);
		const char *format = locale_text("column", sides[i].title), *gap = strstr(format, "%s");
		buf_add(out, format, gap ? (size_t)(gap - format) : strlen(format));
		buf_str(out, column_title(buf_text(&column)));
		buf_str(out, gap ? gap + 2 : "");
		buf_release(&column);
		return true;
	}
	return false;
}

/* What a cell is a word of: a key is what the rows were asked by, and its name where that has no list of its own. */
static const char *vocabulary_of(const struct report_table *t, size_t column)
{
	const char *name = t->columns[column].name;
	bool is_key = strcmp(name, "key") == 0 || strcmp(name, "name") == 0;
	return is_key && *t->by ? t->by : name;
}

static const char *title_of(const struct report_table *t, size_t column)
{
	const char *name = t->columns[column].name;
	return strcmp(name, "name") == 0 ? name : vocabulary_of(t, column);
}

/* Of money, opening and closing are what is owed at the beginning and the end. */
static const char *title_of_balance(const struct report_column *column)
{
	if (column->type != REPORT_MONEY)
		return NULL;
	if (strcmp(column->name, "opening") == 0)
		return C_("balance", "opening");
	return strcmp(column->name, "closing") == 0 ? C_("balance", "closing") : NULL;
}

void words_report_title(const struct report_table *t, size_t column, struct buf *out)
{
	const char *balance = title_of_balance(&t->columns[column]);
	if (balance) {
		buf_str(out, balance);
		return;
	}
	bool is_side = t->before_to && title_side(t->columns[column].name, out);
	if (!is_side)
		buf_str(out, column_title(title_of(t, column)));
}

/* ---- cells ---- */

static bool is_weekday(const struct report_table *t, size_t column)
{
	return t->columns[column].type == REPORT_COUNT && strcmp(t->columns[column].name, "weekday") == 0;
}

bool words_report_is_figure(const struct report_table *t, size_t column)
{
	return report_is_measure(t->columns[column].type) && !is_weekday(t, column);
}

void words_report_cell(const struct report_table *t, const struct report_row *row, size_t column, struct buf *out)
{
	const struct report_cell *cell = &row->cells[column];
	char text[CELL_HUNDREDTHS_MAX], date[CLOCK_TEXT_MAX];
	struct buf scratch = {0};
	if (cell->none)
		return;
	switch (t->columns[column].type) {
	case REPORT_TEXT: buf_str(out, column_value(NULL, vocabulary_of(t, column), cell->text, &scratch)); break;
	case REPORT_DATE: buf_str(out, clock_format_date(cell->number, date)); break;
	case REPORT_COUNT:
		if (is_weekday(t, column) && cell->number >= 1 && cell->number <= 7)
			buf_str(out, words_weekday((int)cell->number));
		else
			buf_fmt(out, "%" PRId64, cell->number);
		break;
	case REPORT_HOURS:
	case REPORT_PERCENT:
	case REPORT_MONEY:
	case REPORT_DECIMAL: buf_str(out, cell_hundredths(cell->number, text)); break;
	}
	buf_release(&scratch);
}

/* ---- what has to be known ---- */

/* A midnight is its date alone. */
static void add_moment(int64_t at_min, struct buf *out)
{
	char text[CLOCK_TEXT_MAX];
	if (clock_local_minute(at_min) == 0)
		buf_str(out, clock_format_date(clock_local_day(at_min), text));
	else
		buf_str(out, clock_format(at_min, text));
}

void words_report_period(int64_t from_min, int64_t to_min, struct buf *out)
{
	add_moment(from_min, out);
	buf_str(out, " - ");
	add_moment(to_min, out);
}

static void add_estimated(int64_t estimated, int64_t effective, struct buf *out)
{
	char percent[CELL_HUNDREDTHS_MAX];
	if (effective > 0)
		buf_fmt(out, _("estimated, since nobody checked in: %s %% of the hours\n"),
		        cell_hundredths((estimated * 20000 + effective) / (effective * 2), percent));
}

static void add_period(const struct report_table *t, struct buf *out)
{
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	struct buf head = {0};
	hash_base64((struct bytes){t->head.root.p, HASH_BYTES}, &head);
	buf_fmt(out, _("period %s to before %s; rules as of entry %" PRIu64 "; journal %s, %" PRIu64 " entries, %s\n"),
	        clock_format(t->from, from), clock_format(t->to, to), t->rules_version, t->head.origin, t->head.size,
	        buf_text(&head));
	if (t->before_to)
		buf_fmt(out, _("before: %s to before %s\n"), clock_format(t->before_from, from),
		        clock_format(t->before_to, to));
	buf_release(&head);
}

void words_report_footer(const struct report_table *t, struct buf *out)
{
	add_period(t, out);
	add_estimated(t->estimated, t->effective, out);
	if (t->before_effective > 0) {
		buf_str(out, _("before: "));
		add_estimated(t->before_estimated, t->before_effective, out);
	}
	if (t->kind->ratio == RATIO_OF_SUMS)
		buf_str(out, _("percentages of groups are ratios of sums\n"));
	if (t->kind->ratio == RATIO_MEAN)
		buf_str(out, _("percentages of groups are means of ratios\n"));
	if (t->n_seen < t->n_institutions)
		buf_fmt(out, _("of the %zu institutions, %zu are those that you may see\n"), t->n_institutions,
		        t->n_seen);
	if (t->n_small)
		buf_fmt(out, _("groups of fewer than %d people, which are not shown: %zu\n"), REPORT_GROUP_MIN,
		        t->n_small);
	if (t->may_be_fewer)
		buf_str(out, _("so many institutions that fewer payments might do\n"));
	if (t->n_left_out)
		buf_fmt(out, _("rows that --top leaves out: %zu\n"), t->n_left_out);
}
