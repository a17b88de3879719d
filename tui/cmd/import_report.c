/*
 * Collects what became of the rows: of what is wrong, and of what a dry run would change, the first few; the lines of
 * a report, where one was asked for, for every row.
 */
#include "tui/cmd/import_report.h"

#include <string.h>
#include <strings.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/words/words_followers.h"
#include "tui/words/words_reason.h"

static int add_complaint(struct import_report *r, const struct list_row_report *row)
{
	struct buf why = {0}, text = {0};
	size_t i = 0;
	int err = 0;
	import_add_reasons(row, &why);
	while (i < r->n_complaints && strcmp(r->complaints[i].why, buf_text(&why)) != 0)
		i++;
	if (i < r->n_complaints) {
		r->complaints[i].n++;
	} else if (r->n_complaints == IMPORT_TOLD_MAX) {
		r->n_more_complaints++;
	} else {
		import_add_row(row, &text);
		size_t at = text.len;
		buf_str(&text, buf_text(&why));
		const char *copy = text.failed ? NULL : arena_str(&r->arena, buf_text(&text));
		if (copy)
			r->complaints[r->n_complaints++] = (struct import_complaint){copy, copy + at, 1};
		else
			err = QUAD_ENOMEM;
	}
	err = why.failed ? QUAD_ENOMEM : err;
	buf_release(&why);
	buf_release(&text);
	return err;
}

static void tell_changes(struct import_report *r, const struct list_row_report *row)
{
	if (r->n_changes++ >= IMPORT_TOLD_MAX)
		return;
	import_add_row(row, &r->changes);
	buf_str(&r->changes, _(" would change"));
	for (size_t i = 0; i < row->n_changes; i++) {
		const struct list_change *v = &row->changes[i];
		const char *heading = import_heading_of(row, v->column);
		buf_fmt(&r->changes, "%s %s", i ? "," : "", v->column);
		if (heading && *heading && strcasecmp(heading, v->column) != 0)
			buf_fmt(&r->changes, " (%s)", heading);
		buf_char(&r->changes, ' ');
		import_add_value(v->before, &r->changes);
		buf_str(&r->changes, " -> ");
		import_add_value(v->after, &r->changes);
	}
	if (row->n_changes == 0)
		buf_str(&r->changes, _(" what stands of it"));
	buf_char(&r->changes, '\n');
}

/* Departments are told once for their column. */
static bool is_department_only(const struct list_row_report *row)
{
	for (size_t i = 0; i < row->notes->n; i++)
		if (row->notes->v[i].detail != REASON_DEPARTMENT)
			return false;
	return true;
}

static void tell_notes(struct import_report *r, const struct list_row_report *row)
{
	if (is_department_only(row) || r->n_notes++ >= IMPORT_TOLD_MAX)
		return;
	import_add_row(row, &r->notes);
	for (size_t i = 0; i < row->notes->n; i++) {
		buf_str(&r->notes, i ? "; " : ": ");
		words_reason(&row->notes->v[i], &r->notes);
	}
	buf_char(&r->notes, '\n');
}

/* The bookings that a row puts against the rules, a line for each reason. */
static void tell_against(struct import_report *r, const struct list_row_report *row)
{
	for (size_t i = 0; i < row->reasons->n; i++) {
		if (!row->reasons->v[i].of || r->n_against++ >= IMPORT_TOLD_MAX)
			continue;
		import_add_row(row, &r->against);
		buf_str(&r->against, ": ");
		words_reason(&row->reasons->v[i], &r->against);
		buf_char(&r->against, '\n');
	}
}

/* The bookings of series that follow a row of the calendar, a line each. */
static void tell_followers(struct import_report *r, const struct list_row_report *row)
{
	size_t n = words_followers_count(row);
	for (size_t i = 0; i < n && r->n_followers + i < IMPORT_TOLD_MAX; i++) {
		import_add_row(row, &r->followers);
		buf_str(&r->followers, ": ");
		words_follower(row, i, &r->followers);
		buf_char(&r->followers, '\n');
	}
	r->n_followers += n;
}

/* Notes the columns of an updated row that its empty cells emptied. */
static void note_emptied(struct import_report *r, const struct list_row_report *row)
{
	for (size_t i = 0; i < row->n_changes; i++) {
		const struct list_change *v = &row->changes[i];
		const char *heading = import_heading_of(row, v->column);
		if (*v->after || !heading || r->n_emptied++ >= IMPORT_TOLD_MAX)
			continue;
		buf_fmt(&r->emptied, "%s%s ", r->n_emptied > 1 ? ", " : "", *heading ? heading : v->column);
		import_add_row(row, &r->emptied);
	}
}

/* Begins the report, whose columns are known with its first row. */
int import_report_begin(struct import_report *r, bool has_sheets)
{
	static const struct column columns[] = {{"row", CELL_NUMBER},   {"key", CELL_TEXT},     {"result", CELL_TEXT},
	                                        {"reasons", CELL_TEXT}, {"changes", CELL_TEXT}, {"sheet", CELL_TEXT}};
	size_t n = sizeof columns / sizeof *columns;
	if (!r->sink || r->started)
		return 0;
	r->started = true;
	r->has_sheets = has_sheets;
	return r->sink->begin(r->sink, columns, has_sheets ? n : n - 1);
}

/* Writes the line of a row into the report. */
static int write_row(struct import_report *r, const struct list_row_report *row)
{
	struct buf reasons = {0}, changes = {0};
	int err = import_report_begin(r, row->sheet != NULL);
	if (row->reasons)
		reasons_format(row->reasons, &reasons);
	for (size_t i = 0; i < row->n_changes; i++)
		buf_fmt(&changes, "%s%s: %s -> %s", i ? " | " : "", row->changes[i].column, row->changes[i].before,
		        row->changes[i].after);
	words_followers_changes(row, &changes);
	if (reasons.failed || changes.failed)
		err = QUAD_ENOMEM;
	if (!err)
		err = r->sink->row(r->sink, (struct cell[]){{.number = (int64_t)row->row},
		                                            {.text = row->key},
		                                            {.text = outcome_word(row->outcome)},
		                                            {.text = buf_text(&reasons)},
		                                            {.text = buf_text(&changes)},
		                                            {.text = row->sheet ? row->sheet : ""}});
	buf_release(&reasons);
	buf_release(&changes);
	/* rows that are decided stand, whether or not it can be written down; all the more must they be counted */
	if (err == QUAD_ESTOP) {
		r->cut = true;
		r->sink = NULL;
		err = 0;
	}
	return err;
}

int import_report_row(void *arg, const struct list_row_report *row)
{
	struct import_report *r = arg;
	int err = 0;
	bool noted = row->notes && row->notes->n;
	bool kept_out = row->outcome == OUTCOME_UNCHANGED && !noted && row->reasons && row->reasons->n;
	if (row->outcome == OUTCOME_REFUSED || row->outcome == OUTCOME_INVALID || kept_out)
		err = add_complaint(r, row);
	if (row->outcome == OUTCOME_REFUSED && row->reasons && reasons_forbidden(row->reasons))
		r->n_forbidden++;
	if (row->outcome == OUTCOME_UPDATED && r->dry_run)
		tell_changes(r, row);
	else if (row->outcome == OUTCOME_UPDATED)
		note_emptied(r, row);
	if (noted)
		tell_notes(r, row);
	if (row->outcome < OUTCOME_REFUSED) {
		tell_against(r, row);
		tell_followers(r, row);
	}
	return !err && r->sink ? write_row(r, row) : err;
}

void import_report_release(struct import_report *r)
{
	buf_release(&r->changes);
	buf_release(&r->notes);
	buf_release(&r->emptied);
	buf_release(&r->against);
	buf_release(&r->followers);
	arena_release(&r->arena);
}
