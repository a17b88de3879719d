/*
 * Lists in. The engine knows the columns; here the file is fetched, the choice of columns is read, and what became of
 * the rows is told: all of it in a report, the first few complaints and the counts to the person.
 */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "store/err.h"
#include "tui/cmd_share.h"
#include "tui/locale.h"
#include "tui/out.h"

#define COMPLAINTS_MAX 20
#define PROGRESS_ROWS 1000

const struct arg_option import_options[] = {
	{"dry-run", NULL, N_("say what would be, and change nothing")},
	{"report", "FILE", N_("write a line for every row, CSV: row,key,result,reasons; - is standard output")},
	{"encoding", "E", N_("the file's encoding, where the guess is wrong: UTF-8, GB18030, BIG5-HKSCS...")},
	{"sheet", "NAME", N_("the workbook's sheet; if not given, the first whose header is understood")},
	{"map", "OUR=THEIRS", N_("take our column from theirs; may be repeated")},
	{"set", "OUR=VALUE", N_("give a column that the file lacks a value; may be repeated")},
	{"create-missing", NULL, N_("make the institutions and campuses that rows name")},
	{"skip-conflicts", NULL, N_("series: keep the dates that fit, and list the others in the report")},
	{NULL, NULL, NULL},
};

/* ---- the file ---- */

/* Reads the whole file; the message is said if that fails. */
static enum cmd_status read_file(struct cmd_context *c, const char *path, struct buf *out)
{
	static const char too_large[] = N_("it is too large");
	char portion[65536];
	size_t n;
	bool standard = strcmp(path, "-") == 0;
	FILE *f = standard ? stdin : fopen(path, "rb");
	const char *wrong = NULL;
	if (!f) {
		wrong = strerror(errno);
		goto out;
	}
	while (!out->failed && (n = fread(portion, 1, sizeof portion, f)) > 0)
		buf_add(out, portion, n);
	if (ferror(f))
		wrong = strerror(errno);
	else if (out->failed)
		wrong = _(too_large);
	if (!standard)
		fclose(f);
out:
	if (wrong)
		buf_fmt(c->message, _("import: cannot read %s: %s\n"), standard ? _("standard input") : path, wrong);
	return wrong ? CMD_FAILED : CMD_DONE;
}

/* True, with a sentence, for files that people take for lists and that are something else. */
static bool is_other_format(const struct input *in, const struct buf *file)
{
	static const struct {
		const char *start, *name;
	} forms[] = {
		{"\xd0\xcf\x11\xe0", N_("an old Excel file or one with a password")},
		{"%PDF", N_("a PDF file")},
		{"<!doctype", N_("a web page")},
		{"<html", N_("a web page")},
		{"<table", N_("a web page")},
		{"<?xml", N_("an XML file")},
	};
	const char *p = buf_text(file), *name = NULL;
	if (strncmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3;
	p += strspn(p, " \t\r\n");
	for (size_t i = 0; i < sizeof forms / sizeof *forms && !name; i++)
		if (strncasecmp(p, forms[i].start, strlen(forms[i].start)) == 0)
			name = forms[i].name;
	if (name)
		input_wrong(in, _("import: %s is %s; open it in a spreadsheet program and save it as XLSX or CSV UTF-8"),
		            in->args.words[1], _(name));
	return name != NULL;
}

/* The pairs of --map or --set, in the input's arena. */
static bool read_pairs(struct input *in, const char *option, const struct list_pair **out, size_t *n)
{
	struct list_pair *pairs = arena_alloc(&in->arena, (in->args.n_given + 1) * sizeof *pairs);
	const char *given;
	size_t at = 0;
	*n = 0;
	if (!pairs) {
		cmd_fail(in->c, QUAD_ENOMEM, option);
		return false;
	}
	while ((given = args_next(&in->args, option, &at)) != NULL) {
		const char *equals = strchr(given, '=');
		if (!equals || equals == given) {
			input_wrong(in, _("--%s: \"%s\" is not a pair; write --%s seats=40"), option, given, option);
			return false;
		}
		pairs[*n].ours = arena_dup(&in->arena, given, (size_t)(equals - given));
		pairs[*n].theirs = input_clean(in, option, equals + 1);
		if (!pairs[*n].ours || !pairs[*n].theirs)
			return false;
		++*n;
	}
	*out = pairs;
	return true;
}

/* ---- what became of the rows ---- */

struct rows_report {
	struct cmd_context *c;
	struct table_sink *sink; /* NULL: no report was asked for */
	struct buf complaints;
	size_t n_complaints, n_rows;
	bool dry_run;
};

static void complain(struct rows_report *r, const struct list_row_report *row)
{
	if (r->n_complaints++ >= COMPLAINTS_MAX)
		return;
	buf_fmt(&r->complaints, _("row %zu"), row->row);
	if (*row->key)
		buf_fmt(&r->complaints, " (%s)", row->key);
	for (size_t i = 0; i < row->reasons->n; i++) {
		buf_str(&r->complaints, i ? "; " : ", ");
		cmd_word_reason(&row->reasons->v[i], &r->complaints);
	}
	buf_str(&r->complaints, _(" (nothing was changed by this row)\n"));
}

static int report_row(void *arg, const struct list_row_report *row)
{
	struct rows_report *r = arg;
	struct buf reasons = {0};
	int err = 0;
	if (row->outcome == OUTCOME_REFUSED || row->outcome == OUTCOME_INVALID)
		complain(r, row);
	if (r->sink) {
		if (row->reasons)
			reasons_format(row->reasons, &reasons);
		err = reasons.failed ? QUAD_ENOMEM
		                     : r->sink->row(r->sink, (struct cell[]){{.number = (int64_t)row->row},
		                                                            {.text = row->key},
		                                                            {.text = outcome_word(row->outcome)},
		                                                            {.text = buf_text(&reasons)}});
	}
	if (r->c->progress && ++r->n_rows % PROGRESS_ROWS == 0) {
		buf_clear(&reasons);
		buf_fmt(&reasons, _("%zu rows"), r->n_rows);
		r->c->progress(r->c, buf_text(&reasons));
	}
	buf_release(&reasons);
	return err;
}

static void add_names(struct buf *out, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_fmt(out, "%s%s", i ? ", " : "", names[i]);
	buf_char(out, '\n');
}

/* What a person should know of the file, apart from its rows. */
static void say_file(struct cmd_context *c, const struct list_summary *s)
{
	if (s->encoding_guessed && s->encoding)
		buf_fmt(c->message, _("The encoding is taken to be %s; --encoding says otherwise.\n"), s->encoding);
	if (s->sheet)
		buf_fmt(c->message, _("The rows are those of the sheet \"%s\"; --sheet says otherwise.\n"), s->sheet);
	if (s->n_unknown) {
		buf_str(c->message, _("Columns that were skipped (--map OUR=THEIRS names them): "));
		add_names(c->message, s->unknown, s->n_unknown);
	}
	if (s->n_filled) {
		buf_str(c->message, _("Merged cells count for all rows that they span, in: "));
		add_names(c->message, s->filled, s->n_filled);
	}
	if (s->n_not_filled) {
		buf_str(c->message, _("Merged cells of numbers count for their first row only, in: "));
		add_names(c->message, s->not_filled, s->n_not_filled);
	}
	if (s->n_unlisted) {
		buf_str(c->message, _("No travel time is listed between these campuses, so it counts as 0: "));
		add_names(c->message, s->unlisted, s->n_unlisted);
	}
}

static void say_counts(struct rows_report *r, const struct list_summary *s)
{
	struct buf *out = r->c->message;
	buf_str(out, r->dry_run ? _("A dry run, nothing was changed. ") : "");
	buf_fmt(out, ngettext("%zu row: ", "%zu rows: ", s->rows), s->rows);
	buf_fmt(out, _("%zu added, %zu updated, %zu unchanged, %zu refused, %zu invalid.\n"), s->counts[OUTCOME_ADDED],
	        s->counts[OUTCOME_UPDATED], s->counts[OUTCOME_UNCHANGED], s->counts[OUTCOME_REFUSED],
	        s->counts[OUTCOME_INVALID]);
	if (s->n_moved || s->n_dropped || s->n_clashing)
		buf_fmt(out, _("Bookings of series that follow: %zu moved or added, %zu dropped, %zu left out by a clash.\n"),
		        s->n_moved, s->n_dropped, s->n_clashing);
}

static void say_complaints(struct rows_report *r)
{
	struct buf *out = r->c->message;
	buf_str(out, buf_text(&r->complaints));
	if (r->n_complaints > COMPLAINTS_MAX)
		buf_fmt(out, _("and %zu rows more; --report FILE has all of them\n"), r->n_complaints - COMPLAINTS_MAX);
}

static enum cmd_status say_unreadable(const struct input *in, const struct list_summary *s, const char *bad)
{
	struct buf *out = in->c->message;
	const char *file = in->args.words[1];
	if (bad)
		buf_fmt(out, _("import: %s: %s\n"), file, bad);
	if (s->n_missing) {
		buf_fmt(out, _("import: %s lacks needed columns (--map OUR=THEIRS or --set OUR=VALUE give them): "), file);
		add_names(out, s->missing, s->n_missing);
	}
	if (s->n_missing && s->n_unknown) {
		buf_str(out, _("It has columns that are not understood: "));
		add_names(out, s->unknown, s->n_unknown);
	}
	return input_wrong(in, _("import: nothing was changed"));
}

/* Runs the import and says what came of it. */
static enum cmd_status run_import(const struct input *in, const struct list_import *ask, struct rows_report *r)
{
	static const struct column columns[] = {
		{"row", CELL_NUMBER}, {"key", CELL_TEXT}, {"result", CELL_TEXT}, {"reasons", CELL_TEXT}};
	struct cmd_context *c = in->c;
	struct list_summary summary = {0};
	const char *bad = NULL;
	enum cmd_status status = CMD_DONE;
	int err = r->sink ? r->sink->begin(r->sink, columns, sizeof columns / sizeof *columns) : 0;
	if (!err)
		err = list_import(c->store, ask, report_row, r, &summary, &bad);
	int ended = r->sink ? r->sink->end(r->sink) : 0;
	if (err == QUAD_EINVAL) {
		status = say_unreadable(in, &summary, bad);
		goto out;
	}
	if (!c->quiet)
		say_file(c, &summary);
	say_complaints(r);
	if (!c->quiet || err)
		say_counts(r, &summary);
	if (err || ended)
		status = cmd_fail(c, err ? err : ended, _("import"));
	else if (summary.counts[OUTCOME_REFUSED] || summary.counts[OUTCOME_INVALID])
		status = CMD_PARTLY;
out:
	list_summary_release(&summary);
	return status;
}

enum cmd_status cmd_import(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct buf file = {0};
	struct out out = {0};
	FILE *report_file = NULL;
	struct rows_report report = {.c = c};
	struct list_import ask = {.actor = c->actor, .now = c->now};
	enum cmd_status status = input_read(&in, c, argc, argv, 2, 2);
	if (status == CMD_DONE)
		status = cmd_read_kind(&in, &ask.kind);
	if (status != CMD_DONE)
		goto out;
	ask.encoding = args_get(&in.args, "encoding");
	ask.sheet = args_get(&in.args, "sheet");
	ask.dry_run = report.dry_run = args_has(&in.args, "dry-run");
	ask.create_missing = args_has(&in.args, "create-missing");
	ask.skip_conflicts = args_has(&in.args, "skip-conflicts");
	if (!read_pairs(&in, "map", &ask.map, &ask.n_map) || !read_pairs(&in, "set", &ask.set, &ask.n_set)) {
		status = CMD_USAGE;
		goto out;
	}
	status = read_file(c, in.args.words[1], &file);
	if (status == CMD_DONE && is_other_format(&in, &file))
		status = CMD_USAGE;
	if (status != CMD_DONE)
		goto out;
	ask.data = (struct bytes){buf_text(&file), file.len};
	const char *path = args_get(&in.args, "report");
	if (path && strcmp(path, "-") == 0) {
		report.sink = c->rows;
	} else if (path) {
		report_file = fopen(path, "w");
		if (!report_file) {
			buf_fmt(c->message, _("import: cannot write %s: %s; nothing was changed\n"), path, strerror(errno));
			status = CMD_FAILED;
			goto out;
		}
		out_init(&out, report_file, &(struct out_options){.format = OUT_CSV});
		report.sink = &out.sink;
	}
	status = run_import(&in, &ask, &report);
	if (report_file) {
		bool wrong = ferror(report_file);
		if (fclose(report_file) != 0 || wrong) {
			buf_fmt(c->message, _("import: the report %s is not complete: %s\n"), path, strerror(errno));
			status = CMD_FAILED;
		}
	}
out:
	buf_release(&report.complaints);
	out_release(&out);
	buf_release(&file);
	input_release(&in);
	return status;
}
