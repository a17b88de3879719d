/*
 * What came of an import, in sentences for the person: how the file was understood, what is wrong with its rows, what
 * the list no longer has, and the counts.
 */
#include "tui/cmd/import_say.h"

#include <string.h>

#include "tui/base/locale.h"
#include "tui/words/words_unreadable.h"

static void say_sheets(const struct list_summary *s, struct buf *out)
{
	if (s->n_sheets == 1)
		buf_fmt(out, _("The rows are those of the sheet \"%s\"; --sheet says otherwise.\n"), s->sheets[0]);
	if (s->n_sheets > 1) {
		buf_str(out, _("The rows are those of several sheets with one header (--sheet NAME takes one): "));
		import_add_names(out, s->sheets, s->n_sheets);
	}
	if (s->n_left_out) {
		buf_str(out, _("Sheets that were not read, since they hold something else: "));
		import_add_names(out, s->left_out, s->n_left_out);
	}
}

/* How cells were read that could be read otherwise. */
static void say_readings(const struct list_summary *s, struct buf *out)
{
	if (s->n_nothing) {
		buf_str(out, _("Cells such as - or N/A count as not given, in: "));
		import_add_names(out, s->nothing, s->n_nothing);
		for (size_t i = 0; i < s->n_nothing; i++)
			if (strncmp(s->nothing[i], "seats ", 6) == 0)
				buf_str(out, _("What is new and has no number of seats has no limit.\n"));
	}
	if (s->departments)
		buf_fmt(out,
		        _("Departments that are no institutions of the store were not kept; --create-missing makes "
		          "them institutions: %s\n"),
		        s->departments);
	if (s->n_loose) {
		buf_str(out, _("Numbers that are said loosely were read so: "));
		import_add_names(out, s->loose, s->n_loose);
	}
	if (s->n_filled) {
		buf_str(out, _("Merged cells count for all rows that they span, in: "));
		import_add_names(out, s->filled, s->n_filled);
	}
	if (s->n_not_filled) {
		buf_str(out, _("Merged cells of numbers count for their first row only, in: "));
		import_add_names(out, s->not_filled, s->n_not_filled);
	}
}

/* What a person should know of the file, apart from its rows. */
void import_say_file(const struct list_summary *s, bool is_ics, struct buf *out)
{
	if (s->encoding_guessed && s->encoding)
		buf_fmt(out, _("The encoding is taken to be %s; --encoding says otherwise.\n"), s->encoding);
	say_sheets(s, out);
	if (s->n_remembered) {
		buf_str(out, _("Columns as remembered from earlier imports (--map OUR= forgets one): "));
		import_add_names(out, s->remembered, s->n_remembered);
	}
	if (s->kind)
		buf_fmt(out, _("No column says what the rows are; by their header they are taken for: %s.\n"), s->kind);
	if (s->n_aside)
		buf_fmt(out,
		        ngettext("%zu row of sums or remarks was skipped: row %zu.\n",
		                 "%zu rows of sums or remarks were skipped, the first is row %zu.\n", s->n_aside),
		        s->n_aside, s->first_aside);
	if (s->n_joined)
		buf_fmt(out,
		        ngettext("%zu row was joined to the resource of the row before it, as more of its equipment.\n",
		                 "%zu rows were joined to the resource of the row before them, as more of its "
		                 "equipment.\n",
		                 s->n_joined),
		        s->n_joined);
	if (s->n_unknown) {
		buf_str(out, is_ics ? _("Not kept, because bookings have no place for it: ")
		                    : _("Columns that were skipped (--map OUR=THEIRS names them): "));
		import_add_names(out, s->unknown, s->n_unknown);
	}
	say_readings(s, out);
	if (s->n_unlisted) {
		buf_str(out, _("No travel time is listed between these campuses, so it counts as 0: "));
		import_add_names(out, s->unlisted, s->n_unlisted);
	}
}

/* What the list no longer has, and the cells that it has emptied. */
void import_say_absent(const struct import_report *r, const struct list_summary *s, bool withdraw, struct buf *out)
{
	if (s->n_seats_kept) {
		buf_str(out, _("The cell for seats is empty, and the number in the store stays (0 means no limit): "));
		import_add_names(out, s->seats_kept, s->n_seats_kept);
	}
	if (s->n_still_withdrawn) {
		buf_str(out, _("Withdrawn in the store, and not brought back by this list (--set active=yes does): "));
		import_add_names(out, s->withdrawn, s->n_still_withdrawn);
	}
	if (r->n_emptied)
		buf_fmt(out, _("Cells that are empty in the list emptied what was in the store: %s\n"),
		        buf_text(&r->emptied));
	if (!s->n_absent)
		return;
	buf_fmt(out,
	        ngettext("%zu resource of the institution is no longer in the list: ",
	                 "%zu resources of the institution are no longer in the list: ", s->n_absent),
	        s->n_absent);
	import_add_names(out, s->absent, s->n_absent);
	if (!withdraw)
		buf_str(out, _("They stay as they are; --withdraw-missing with --set institution=I withdraws them.\n"));
	else if (s->n_lost)
		buf_fmt(out,
		        ngettext("None of them was withdrawn, because %zu row has no code that is known.\n",
		                 "None of them was withdrawn, because %zu rows have no code that is known.\n",
		                 s->n_lost),
		        s->n_lost);
	else if (r->dry_run)
		buf_fmt(out,
		        ngettext("%zu of them would be withdrawn.\n", "%zu of them would be withdrawn.\n",
		                 s->n_withdrawn),
		        s->n_withdrawn);
	else
		buf_fmt(out, ngettext("%zu of them was withdrawn.\n", "%zu of them were withdrawn.\n", s->n_withdrawn),
		        s->n_withdrawn);
}

void import_say_counts(const struct import_report *r, const struct list_summary *s, struct buf *out)
{
	buf_str(out, r->dry_run ? _("A dry run, nothing was changed. ") : "");
	buf_fmt(out, ngettext("%zu row: ", "%zu rows: ", s->rows), s->rows);
	buf_fmt(out, _("%zu added, %zu updated, %zu unchanged, %zu refused, %zu invalid.\n"), s->counts[OUTCOME_ADDED],
	        s->counts[OUTCOME_UPDATED], s->counts[OUTCOME_UNCHANGED], s->counts[OUTCOME_REFUSED],
	        s->counts[OUTCOME_INVALID]);
	if (s->n_left)
		buf_fmt(out,
		        ngettext("%zu that the source no longer has: cancelled, but for what took place.\n",
		                 "%zu that the source no longer has: cancelled, but for what took place.\n", s->n_left),
		        s->n_left);
	if (s->left_unsure)
		buf_str(out, _("An event without a readable UID may be any, so nothing was taken to have left the "
		               "source.\n"));
	if (s->n_moved || s->n_dropped || s->n_clashing)
		buf_fmt(out,
		        _("Bookings of series that follow: %zu moved or added, %zu dropped, %zu left out by a "
		          "clash.\n"),
		        s->n_moved, s->n_dropped, s->n_clashing);
	buf_str(out, buf_text(&r->followers));
	if (r->n_followers > IMPORT_TOLD_MAX)
		buf_fmt(out, _("and %zu bookings more; --report FILE has all of them\n"),
		        r->n_followers - IMPORT_TOLD_MAX);
}

void import_say_complaints(const struct import_report *r, bool quiet, struct buf *out)
{
	if (!quiet)
		buf_str(out, buf_text(&r->changes));
	if (!quiet && r->n_changes > IMPORT_TOLD_MAX)
		buf_fmt(out,
		        ngettext("and %zu row more would change; --report FILE has all of them\n",
		                 "and %zu rows more would change; --report FILE has all of them\n",
		                 r->n_changes - IMPORT_TOLD_MAX),
		        r->n_changes - IMPORT_TOLD_MAX);
	if (!quiet)
		buf_str(out, buf_text(&r->notes));
	if (!quiet && r->n_notes > IMPORT_TOLD_MAX)
		buf_fmt(out,
		        ngettext("and %zu row more of which something is to be known; --report FILE has all of them\n",
		                 "and %zu rows more of which something is to be known; --report FILE has all of "
		                 "them\n",
		                 r->n_notes - IMPORT_TOLD_MAX),
		        r->n_notes - IMPORT_TOLD_MAX);
	for (size_t i = 0; i < r->n_complaints; i++) {
		const struct import_complaint *v = &r->complaints[i];
		buf_str(out, v->text);
		if (v->n > 1)
			buf_fmt(out, ngettext(" (and %zu row more)", " (and %zu rows more)", v->n - 1), v->n - 1);
		buf_char(out, '\n');
	}
	if (r->n_more_complaints)
		buf_fmt(out, _("and %zu rows more; --report FILE has all of them\n"), r->n_more_complaints);
	if (r->n_complaints && !r->dry_run)
		buf_str(out, _("These rows changed nothing.\n"));
}

/* Nothing is cancelled because of them; so it is for a person to see to them. */
void import_say_against(const struct import_report *r, const struct list_summary *s, const char *globals,
                        struct buf *out)
{
	if (!s->n_against)
		return;
	if (r->dry_run)
		buf_fmt(out,
		        ngettext("%zu booking that stands would be against the rules:\n",
		                 "%zu bookings that stand would be against the rules:\n", s->n_against),
		        s->n_against);
	else
		buf_fmt(out,
		        ngettext("%zu booking that stands is against the rules now, and stays:\n",
		                 "%zu bookings that stand are against the rules now, and stay:\n", s->n_against),
		        s->n_against);
	buf_str(out, buf_text(&r->against));
	if (r->n_against > IMPORT_TOLD_MAX)
		buf_fmt(out, _("and %zu reasons more; --report FILE has all of them\n"),
		        r->n_against - IMPORT_TOLD_MAX);
	if (!r->dry_run)
		buf_fmt(out, _("`quad bookings --against-rules%s` lists what is against the rules.\n"),
		        globals ? globals : "");
}

/* A header that may be the one for a missing column: for codes one of numbers, else the first. */
static const char *guess_heading(const struct list_summary *s, const char *ours)
{
	static const char *const keys[] = {"login", "code", "ref"};
	static const char *const marks[] = {"ID", "Id", "id", "号", "號", "码", "碼", "No", "no", "账", "帐"};
	bool is_key = false;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		is_key |= strcmp(keys[i], ours) == 0;
	for (size_t i = 0; i < s->n_unknown && is_key; i++)
		for (size_t m = 0; m < sizeof marks / sizeof *marks; m++)
			if (strstr(s->unknown[i], marks[m]))
				return s->unknown[i];
	return s->n_unknown ? s->unknown[0] : "THEIRS";
}

/* One line: which columns are missing, and what names them. */
static void say_missing(const char *file, const struct list_summary *s, struct buf *out)
{
	buf_fmt(out, _("import: %s lacks needed columns (--map OUR=THEIRS or --set OUR=VALUE give them): "), file);
	for (size_t i = 0; i < s->n_missing; i++)
		buf_fmt(out, "%s%s", i ? ", " : "", s->missing[i]);
	buf_fmt(out, _("; such as --map %s=%s"), s->missing[0], guess_heading(s, s->missing[0]));
	if (!s->n_unknown) {
		buf_char(out, '\n');
		return;
	}
	buf_str(out, _(". It has columns that are not understood: "));
	import_add_names(out, s->unknown, s->n_unknown);
}

void import_say_unreadable(const char *file, const struct list_summary *s, struct buf *out)
{
	if (s->fault.problem) {
		buf_fmt(out, _("import: %s: "), file);
		words_unreadable(&s->fault, out);
		buf_char(out, '\n');
	}
	if (s->n_missing)
		say_missing(file, s, out);
}

void import_say_progress(const struct list_progress *p, int64_t ms, struct buf *out)
{
	uint64_t rate = (uint64_t)p->rows * 1000 / (uint64_t)ms;
	if (p->of_bytes && p->at_byte)
		buf_fmt(out, _("%zu of about %.0f rows, %llu a second"), p->rows,
		        (double)p->rows * ((double)p->of_bytes / (double)p->at_byte), (unsigned long long)rate);
	else
		buf_fmt(out, _("%zu rows, %llu a second"), p->rows, (unsigned long long)rate);
}

void import_say_interrupted(const struct import_report *r, const struct list_summary *s, struct buf *out)
{
	size_t n = s->counts[OUTCOME_ADDED] + s->counts[OUTCOME_UPDATED] + s->counts[OUTCOME_UNCHANGED];
	if (r->dry_run)
		buf_str(out, _("import: interrupted\n"));
	else
		buf_fmt(out,
		        ngettext("import: interrupted; %zu row stands whole, and the same file again goes on behind "
		                 "it\n",
		                 "import: interrupted; %zu rows stand whole, and the same file again goes on behind "
		                 "them\n",
		                 n),
		        n);
}
