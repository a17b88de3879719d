/*
 * The row that is meant, the reasons with the headers of the file that they are about, and what has to be done first.
 */
#include "tui/cmd/import_words.h"

#include <string.h>

#include "tui/base/locale.h"
#include "tui/words/words_reason.h"

#define VALUE_MAX_BYTES 60

/* The file's header of a column of ours, NULL if it has none. */
const char *import_heading_of(const struct list_row_report *row, const char *ours)
{
	for (size_t i = 0; i < row->n_headings; i++)
		if (strcmp(row->headings[i].ours, ours) == 0)
			return row->headings[i].theirs;
	return NULL;
}

static bool lacks_resource(const struct reason *r)
{
	return r->detail == REASON_NO_RESOURCE || r->detail == REASON_NEAR_RESOURCES ||
	       r->detail == REASON_SEVERAL_RESOURCES;
}

/* The header that a reason is about. What is not there may stand in any column that names what is booked. */
static const char *heading_of_reason(const struct list_row_report *row, const struct reason *r)
{
	static const char *const claims[] = {"resources", "resource", "teacher", "class", "equipment"};
	const char *only = NULL;
	size_t n = 0;
	if (r->rule != RULE_UNKNOWN)
		return import_heading_of(row, r->subject);
	if (r->detail == REASON_NO_CAMPUS)
		return import_heading_of(row, "campus");
	if (r->detail == REASON_NO_INSTITUTION)
		return import_heading_of(row, "institution");
	if (r->detail == REASON_NO_SCOPE)
		return import_heading_of(row, "scope");
	if (r->detail == REASON_NO_TERM)
		return import_heading_of(row, "term");
	if (r->detail == REASON_NO_EVENT)
		return import_heading_of(row, "event");
	if (!lacks_resource(r))
		return NULL;
	for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
		const char *heading = import_heading_of(row, claims[i]);
		n += heading != NULL;
		only = heading ? heading : only;
	}
	return n == 1 ? only : NULL;
}

void import_add_row(const struct list_row_report *row, struct buf *out)
{
	if (!row->row && !row->notes) {
		buf_str(out, row->key);
		return;
	}
	if (row->sheet)
		buf_fmt(out, _("sheet %s, "), row->sheet);
	if (row->row)
		buf_fmt(out, _("row %zu"), row->row);
	else
		buf_str(out, _("not in the file"));
	if (*row->key)
		buf_fmt(out, " (%s)", row->key);
}

/* What has to come in first where a row names what is not there. */
static void add_hint(const struct reason *r, struct buf *out)
{
	static const struct {
		enum reason_detail detail;
		const char *hint;
	} hints[] = {
		{REASON_NO_CAMPUS, N_("; import the campuses first, or give --create-missing")},
		{REASON_NO_INSTITUTION, N_("; import the institutions first, or give --create-missing")},
		{REASON_NO_RESOURCE, N_("; import the resources first")},
		{REASON_NO_TERM, N_("; import the terms first")},
		{REASON_NO_PERIOD, N_("; import the periods first")},
		{REASON_NO_EVENT, N_("; import the events first")},
	};
	for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
		if (hints[i].detail == r->detail)
			buf_str(out, _(hints[i].hint));
	if (r->detail == REASON_VALUE && strcmp(r->subject, "kind") == 0)
		buf_fmt(out,
		        _("; say what it is with --map-kind \"%s=room\", or with --set kind=room what all are that no "
		          "word tells"),
		        r->text && *r->text ? r->text : "...");
}

void import_add_reason(const struct list_row_report *row, const struct reason *r, struct buf *out)
{
	const char *heading = heading_of_reason(row, r);
	words_reason_of(r, heading && *heading ? heading : NULL, out);
	add_hint(r, out);
}

void import_add_reasons(const struct list_row_report *row, struct buf *out)
{
	size_t n = row->reasons->n;
	for (size_t i = 0; i < n && i < IMPORT_TOLD_MAX; i++) {
		buf_str(out, i ? "; " : ", ");
		import_add_reason(row, &row->reasons->v[i], out);
	}
	if (n > IMPORT_TOLD_MAX)
		buf_fmt(out, _(" and %zu more"), n - IMPORT_TOLD_MAX);
}

/* A value in a sentence: cut where it is long, and seen where it is empty. */
void import_add_value(const char *value, struct buf *out)
{
	size_t len = strlen(value);
	bool cut = len > VALUE_MAX_BYTES;
	if (cut)
		for (len = VALUE_MAX_BYTES; len > 0 && ((unsigned char)value[len] & 0xc0) == 0x80;)
			len--;
	buf_add(out, *value ? value : "\"\"", *value ? len : 2);
	buf_str(out, cut ? "..." : "");
}

void import_add_names(struct buf *out, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n && i < IMPORT_TOLD_MAX; i++) {
		buf_str(out, i ? ", " : "");
		import_add_value(names[i], out);
	}
	if (n > IMPORT_TOLD_MAX)
		buf_fmt(out, _(" and %zu more"), n - IMPORT_TOLD_MAX);
	buf_char(out, '\n');
}
