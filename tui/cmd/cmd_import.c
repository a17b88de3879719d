/*
 * Lists in. The engine knows the columns; here the file is fetched, the choice of columns is read, and what became of
 * the rows is told: all of it in a report; to the person the counts, and of what is wrong and of what a dry run would
 * change the first few, in the words of their file.
 *
 * A signal that ends a program is noted, and the import stops between two transactions, so that it can say what stands.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/change/event_memory.h"
#include "store/format/list_words.h"
#include "store/list/list_import.h"
#include "tui/base/locale.h"
#include "tui/base/out.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_filter.h"
#include "tui/cmd/cmd_time.h"
#include "tui/words/words_followers.h"
#include "tui/words/words_name.h"
#include "tui/words/words_reason.h"
#include "tui/words/words_unreadable.h"

#define TOLD_MAX 20 /* complaints, changes, names of columns */
#define VALUE_MAX_BYTES 60
#define PROGRESS_FIRST_MS 1000
#define PROGRESS_EVERY_MS 500

const struct arg_option import_options[] = {
	{"dry-run", NULL, N_("say what would be, and change nothing")},
	{"report", "FILE", N_("write a line for every row, CSV: row,key,result,reasons,changes; - is standard output")},
	{"encoding", "E", N_("the file's encoding, where the guess is wrong: UTF-8, GB18030, BIG5-HKSCS...")},
	{"sheet", "NAME", N_("the workbook's sheet; if not given, all with the header that is understood")},
	{"map", "OUR=THEIRS", N_("take our column from theirs; may be repeated")},
	{"set", "OUR=VALUE", N_("give a column that the file lacks a value; may be repeated")},
	{"key", "COLUMN,COLUMN", N_("make the code of these columns, with - between their texts")},
	{"map-kind", "WORD=KIND", N_("say which kind of resource a type word is; may be repeated")},
	{"create-missing", NULL, N_("make the institutions and campuses that rows name")},
	{"withdraw-missing", NULL, N_("resources, with --set institution=I: withdraw what the list no longer has")},
	{"skip-conflicts", NULL, N_("series: keep the dates that fit, and list the others in the report")},
	{"until", "DATE", N_("calendars: the last day of rules without an end; else that of the term")},
	{"source", "NAME", N_("calendars: where it comes from; what it no longer has is cancelled from now on")},
	{NULL, NULL, NULL},
};

/* ---- the file ---- */

/* The list's file. A regular file is read piece by piece while it is imported; what else there is, whole before. */
struct list_file {
	FILE *f;
	struct text_file pieces; /* of a regular file */
	struct buf whole;        /* of any other */
	const char *wrong;       /* why it could not be read */
};

/* Reads a piece of a regular file. What stood there when the import began must still be there. */
static int read_piece(void *arg, size_t at, void *to, size_t len)
{
	struct list_file *file = arg;
	for (size_t n = 0; n < len;) {
		ssize_t got = pread(fileno(file->f), (char *)to + n, len - n, (off_t)(at + n));
		if (got > 0) {
			n += (size_t)got;
		} else if (got == 0 || errno != EINTR) {
			file->wrong = got ? strerror(errno) : _("it became shorter while it was read");
			return QUAD_EIO;
		}
	}
	return 0;
}

/* Reads a stream, at most a portion more than a list may have. NULL, or what failed. */
static const char *read_stream(FILE *f, struct buf *out)
{
	char portion[65536];
	/* a terminal's end is met once and then gone, so it is asked for before more is read */
	while (!out->failed && out->len <= LIST_FILE_MAX_BYTES && !feof(f)) {
		size_t n = fread(portion, 1, sizeof portion, f);
		if (n == 0)
			break;
		buf_add(out, portion, n);
	}
	if (ferror(f))
		return strerror(errno);
	return out->failed ? strerror(ENOMEM) : NULL;
}

/* True for a file whose length is known: some that the system makes up say 0. */
static bool is_regular(FILE *f, size_t *len)
{
	struct stat st;
	bool regular = fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0;
	*len = regular ? (size_t)st.st_size : 0;
	return regular;
}

static const char *file_name(const char *path)
{
	return strcmp(path, "-") == 0 ? _("standard input") : path;
}

static enum cmd_status say_unread(struct cmd_context *c, const char *path, const struct list_file *file)
{
	buf_fmt(c->message, _("import: cannot read %s: %s\n"), file_name(path), file->wrong);
	return CMD_FAILED;
}

/* Opens the file, and reads it if it is none that can be read by pieces; the message is said if that fails. */
static enum cmd_status open_file(struct cmd_context *c, const char *path, struct list_file *out)
{
	bool standard = strcmp(path, "-") == 0;
	*out = (struct list_file){.f = standard ? stdin : fopen(path, "rb")};
	if (standard && isatty(STDIN_FILENO) && c->progress && !c->quiet)
		c->progress(c,
		            _("The list is read from this terminal: paste it, and end it with Ctrl-D on a line of its "
		              "own.\n"));
	if (!out->f)
		out->wrong = strerror(errno);
	else if (!standard && is_regular(out->f, &out->pieces.len))
		out->pieces = (struct text_file){read_piece, out, out->pieces.len};
	else
		out->wrong = read_stream(out->f, &out->whole);
	return out->wrong ? say_unread(c, path, out) : CMD_DONE;
}

static void close_file(struct list_file *file)
{
	if (file->f && file->f != stdin)
		fclose(file->f);
	buf_release(&file->whole);
}

/* The kind whose name in the person's language a text is; the text itself if it is none. */
static const char *kind_of_name(const char *text)
{
	bool failed = false;
	for (enum resource_kind k = KIND_LAB; k <= KIND_CLASS; k++)
		if (words_same(kind_name(k), text, &failed))
			return kind_word(k);
	return text;
}

/*
 * A column of ours may be named as schools call it, and the kind of all rows as we do. What is not known stays as it
 * is, for the message.
 */
static void take_our_words(const struct list_kind *kind, struct list_pair *pair, bool has_value)
{
	const char *column = list_kind_column(kind, pair->ours);
	if (column)
		pair->ours = column;
	if (has_value && strcmp(pair->ours, "kind") == 0)
		pair->theirs = kind_of_name(pair->theirs);
}

/* The pairs of --map or --set, in the input's arena. */
static bool read_pairs(struct input *in, const char *option, const struct list_kind *kind, const struct list_pair **out,
                       size_t *n)
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
		take_our_words(kind, &pairs[*n], strcmp(option, "set") == 0);
		++*n;
	}
	*out = pairs;
	return true;
}

/* The columns of --key, in the input's arena. */
static bool read_key(struct input *in, struct list_import *ask)
{
	const char *given = args_get(&in->args, "key");
	if (!given)
		return true;
	const char **names = arena_alloc(&in->arena, (strlen(given) / 2 + 1) * sizeof *names);
	const char *clean = input_clean(in, "key", given);
	char *text = clean ? arena_str(&in->arena, clean) : NULL;
	if (!names || !text)
		return false;
	for (char *p = text; *p;) {
		size_t n = strcspn(p, ",");
		char *next = p + n + (p[n] == ',');
		p[n] = '\0';
		if (n > 0)
			names[ask->n_key++] = p;
		p = next;
	}
	ask->key = names;
	return true;
}

/* The pairs of --map-kind: a type word, and the kind that it is or "". */
static bool read_kinds(struct input *in, const struct list_pair **out, size_t *n)
{
	struct list_pair *pairs = arena_alloc(&in->arena, (in->args.n_given + 1) * sizeof *pairs);
	const char *given;
	size_t at = 0;
	*n = 0;
	if (!pairs) {
		cmd_fail(in->c, QUAD_ENOMEM, "map-kind");
		return false;
	}
	while ((given = args_next(&in->args, "map-kind", &at)) != NULL) {
		const char *equals = strrchr(given, '=');
		enum resource_kind kind = equals && equals[1] ? input_kind_word(equals + 1) : 0;
		if (!equals || equals == given || (equals[1] && !kind)) {
			struct buf known = {0};
			input_known_kinds(&known);
			input_wrong(in, _("--map-kind: \"%s\" is not WORD=KIND; a kind is one of %s"), given,
			            buf_text(&known));
			buf_release(&known);
			return false;
		}
		const char *word = arena_dup(&in->arena, given, (size_t)(equals - given));
		pairs[*n].ours = kind_word(kind);
		pairs[*n].theirs = word ? input_clean(in, "map-kind", word) : NULL;
		if (!pairs[*n].theirs)
			return false;
		++*n;
	}
	*out = pairs;
	return true;
}

/* ---- what became of the rows ---- */

/* What is wrong with a row, and with how many others in the same words. */
struct complaint {
	const char *text; /* of the first row */
	const char *why;  /* within text, after the words about that row alone */
	size_t n;
};

struct rows_report {
	struct cmd_context *c;
	struct table_sink *sink; /* NULL: no report was asked for */
	bool started, has_sheets; /* the report; it tells the sheet of each row, since there are several */
	struct arena arena;
	struct complaint complaints[TOLD_MAX];
	size_t n_complaints, n_more_complaints; /* more: rows with other complaints than these */
	struct buf changes;                     /* of a dry run */
	size_t n_changes;                       /* rows */
	struct buf notes;                       /* what should be known of rows that were accepted */
	size_t n_notes;                         /* rows */
	struct buf emptied;                     /* what an import took away because a cell is empty */
	size_t n_emptied;
	struct buf against;                     /* what the rows put against the rules */
	size_t n_against;                       /* reasons */
	struct buf followers;                   /* bookings of series that follow the calendar */
	size_t n_followers;
	struct timespec begun;
	int64_t shown_ms; /* when progress was last shown, since the beginning; 0 = not yet */
	bool dry_run;
	bool cut; /* the report cannot be written any more; the import goes on */
};

/* The file's header of a column of ours, NULL if it has none. */
static const char *heading_of(const struct list_row_report *row, const char *ours)
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
		return heading_of(row, r->subject);
	if (r->detail == REASON_NO_CAMPUS)
		return heading_of(row, "campus");
	if (r->detail == REASON_NO_INSTITUTION)
		return heading_of(row, "institution");
	if (r->detail == REASON_NO_SCOPE)
		return heading_of(row, "scope");
	if (r->detail == REASON_NO_TERM)
		return heading_of(row, "term");
	if (!lacks_resource(r))
		return NULL;
	for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
		const char *heading = heading_of(row, claims[i]);
		n += heading != NULL;
		only = heading ? heading : only;
	}
	return n == 1 ? only : NULL;
}

static void add_row(const struct list_row_report *row, struct buf *out)
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

static void add_reasons(const struct list_row_report *row, struct buf *out)
{
	size_t n = row->reasons->n;
	for (size_t i = 0; i < n && i < TOLD_MAX; i++) {
		const struct reason *r = &row->reasons->v[i];
		const char *heading = heading_of_reason(row, r);
		buf_str(out, i ? "; " : ", ");
		words_reason_of(r, heading && *heading ? heading : NULL, out);
		add_hint(r, out);
	}
	if (n > TOLD_MAX)
		buf_fmt(out, _(" and %zu more"), n - TOLD_MAX);
}

static int add_complaint(struct rows_report *r, const struct list_row_report *row)
{
	struct buf why = {0}, text = {0};
	size_t i = 0;
	int err = 0;
	add_reasons(row, &why);
	while (i < r->n_complaints && strcmp(r->complaints[i].why, buf_text(&why)) != 0)
		i++;
	if (i < r->n_complaints) {
		r->complaints[i].n++;
	} else if (r->n_complaints == TOLD_MAX) {
		r->n_more_complaints++;
	} else {
		add_row(row, &text);
		size_t at = text.len;
		buf_str(&text, buf_text(&why));
		const char *copy = text.failed ? NULL : arena_str(&r->arena, buf_text(&text));
		if (copy)
			r->complaints[r->n_complaints++] = (struct complaint){copy, copy + at, 1};
		else
			err = QUAD_ENOMEM;
	}
	err = why.failed ? QUAD_ENOMEM : err;
	buf_release(&why);
	buf_release(&text);
	return err;
}

/* A value in a sentence: cut where it is long, and seen where it is empty. */
static void add_value(const char *value, struct buf *out)
{
	size_t len = strlen(value);
	bool cut = len > VALUE_MAX_BYTES;
	if (cut)
		for (len = VALUE_MAX_BYTES; len > 0 && ((unsigned char)value[len] & 0xc0) == 0x80;)
			len--;
	buf_add(out, *value ? value : "\"\"", *value ? len : 2);
	buf_str(out, cut ? "..." : "");
}

static void tell_changes(struct rows_report *r, const struct list_row_report *row)
{
	if (r->n_changes++ >= TOLD_MAX)
		return;
	add_row(row, &r->changes);
	buf_str(&r->changes, _(" would change"));
	for (size_t i = 0; i < row->n_changes; i++) {
		const struct list_change *v = &row->changes[i];
		const char *heading = heading_of(row, v->column);
		buf_fmt(&r->changes, "%s %s", i ? "," : "", v->column);
		if (heading && *heading && strcasecmp(heading, v->column) != 0)
			buf_fmt(&r->changes, " (%s)", heading);
		buf_char(&r->changes, ' ');
		add_value(v->before, &r->changes);
		buf_str(&r->changes, " -> ");
		add_value(v->after, &r->changes);
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

static void tell_notes(struct rows_report *r, const struct list_row_report *row)
{
	if (is_department_only(row) || r->n_notes++ >= TOLD_MAX)
		return;
	add_row(row, &r->notes);
	for (size_t i = 0; i < row->notes->n; i++) {
		buf_str(&r->notes, i ? "; " : ": ");
		words_reason(&row->notes->v[i], &r->notes);
	}
	buf_char(&r->notes, '\n');
}

/* The bookings that a row puts against the rules, a line for each reason. */
static void tell_against(struct rows_report *r, const struct list_row_report *row)
{
	for (size_t i = 0; i < row->reasons->n; i++) {
		if (!row->reasons->v[i].of || r->n_against++ >= TOLD_MAX)
			continue;
		add_row(row, &r->against);
		buf_str(&r->against, ": ");
		words_reason(&row->reasons->v[i], &r->against);
		buf_char(&r->against, '\n');
	}
}

/* The bookings of series that follow a row of the calendar, a line each. */
static void tell_followers(struct rows_report *r, const struct list_row_report *row)
{
	size_t n = words_followers_count(row);
	for (size_t i = 0; i < n && r->n_followers + i < TOLD_MAX; i++) {
		add_row(row, &r->followers);
		buf_str(&r->followers, ": ");
		words_follower(row, i, &r->followers);
		buf_char(&r->followers, '\n');
	}
	r->n_followers += n;
}

/* Notes the columns of an updated row that its empty cells emptied. */
static void note_emptied(struct rows_report *r, const struct list_row_report *row)
{
	for (size_t i = 0; i < row->n_changes; i++) {
		const struct list_change *v = &row->changes[i];
		const char *heading = heading_of(row, v->column);
		if (*v->after || !heading || r->n_emptied++ >= TOLD_MAX)
			continue;
		buf_fmt(&r->emptied, "%s%s ", r->n_emptied > 1 ? ", " : "", *heading ? heading : v->column);
		add_row(row, &r->emptied);
	}
}

/* Begins the report, whose columns are known with its first row. */
static int begin_report(struct rows_report *r, bool has_sheets)
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
static int write_row(struct rows_report *r, const struct list_row_report *row)
{
	struct buf reasons = {0}, changes = {0};
	int err = begin_report(r, row->sheet != NULL);
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

static int report_row(void *arg, const struct list_row_report *row)
{
	struct rows_report *r = arg;
	int err = 0;
	bool noted = row->notes && row->notes->n;
	bool kept_out = row->outcome == OUTCOME_UNCHANGED && !noted && row->reasons && row->reasons->n;
	if (row->outcome == OUTCOME_REFUSED || row->outcome == OUTCOME_INVALID || kept_out)
		err = add_complaint(r, row);
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

/* ---- while it runs ---- */

/* The signal that came; nothing else may tell a handler's news. */
static volatile sig_atomic_t told_to_end;

static void on_signal(int sig)
{
	told_to_end = sig;
}

static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
#define N_ENDS (sizeof ends / sizeof *ends)

/* The second signal does what it would have done without this; what is ignored stays so. */
static void catch_signals(struct sigaction old[N_ENDS])
{
	struct sigaction act = {.sa_handler = on_signal, .sa_flags = SA_RESTART | (int)SA_RESETHAND};
	sigemptyset(&act.sa_mask);
	told_to_end = 0;
	for (size_t i = 0; i < N_ENDS; i++)
		if (sigaction(ends[i], NULL, &old[i]) == 0 && old[i].sa_handler != SIG_IGN)
			sigaction(ends[i], &act, NULL);
}

static void release_signals(const struct sigaction old[N_ENDS])
{
	for (size_t i = 0; i < N_ENDS; i++)
		sigaction(ends[i], &old[i], NULL);
}

static void show_progress(struct rows_report *r, const struct list_progress *p, int64_t ms)
{
	struct buf text = {0};
	uint64_t rate = (uint64_t)p->rows * 1000 / (uint64_t)ms;
	if (p->of_bytes && p->at_byte)
		buf_fmt(&text, _("%zu of about %.0f rows, %llu a second"), p->rows,
		        (double)p->rows * ((double)p->of_bytes / (double)p->at_byte), (unsigned long long)rate);
	else
		buf_fmt(&text, _("%zu rows, %llu a second"), p->rows, (unsigned long long)rate);
	r->c->progress(r->c, buf_text(&text));
	buf_release(&text);
}

static bool go_on(void *arg, const struct list_progress *p)
{
	struct rows_report *r = arg;
	struct timespec now;
	if (told_to_end)
		return false;
	if (!r->c->progress || r->c->quiet)
		return true;
	clock_gettime(CLOCK_MONOTONIC, &now);
	int64_t ms = (int64_t)(now.tv_sec - r->begun.tv_sec) * 1000 + (now.tv_nsec - r->begun.tv_nsec) / 1000000;
	if (ms < (r->shown_ms ? r->shown_ms + PROGRESS_EVERY_MS : PROGRESS_FIRST_MS))
		return true;
	r->shown_ms = ms;
	show_progress(r, p, ms);
	return true;
}

/* ---- what came of it ---- */

static void add_names(struct buf *out, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n && i < TOLD_MAX; i++) {
		buf_str(out, i ? ", " : "");
		add_value(names[i], out);
	}
	if (n > TOLD_MAX)
		buf_fmt(out, _(" and %zu more"), n - TOLD_MAX);
	buf_char(out, '\n');
}

static void say_sheets(struct cmd_context *c, const struct list_summary *s)
{
	if (s->n_sheets == 1)
		buf_fmt(c->message, _("The rows are those of the sheet \"%s\"; --sheet says otherwise.\n"),
		        s->sheets[0]);
	if (s->n_sheets > 1) {
		buf_str(c->message,
		        _("The rows are those of several sheets with one header (--sheet NAME takes one): "));
		add_names(c->message, s->sheets, s->n_sheets);
	}
	if (s->n_left_out) {
		buf_str(c->message, _("Sheets that were not read, since they hold something else: "));
		add_names(c->message, s->left_out, s->n_left_out);
	}
}

/* How cells were read that could be read otherwise. */
static void say_readings(struct cmd_context *c, const struct list_summary *s)
{
	if (s->n_nothing) {
		buf_str(c->message, _("Cells such as - or N/A count as not given, in: "));
		add_names(c->message, s->nothing, s->n_nothing);
		for (size_t i = 0; i < s->n_nothing; i++)
			if (strncmp(s->nothing[i], "seats ", 6) == 0)
				buf_str(c->message, _("What is new and has no number of seats has no limit.\n"));
	}
	if (s->departments)
		buf_fmt(c->message,
		        _("Departments that are no institutions of the store were not kept; --create-missing makes "
		          "them institutions: %s\n"),
		        s->departments);
	if (s->n_loose) {
		buf_str(c->message, _("Numbers that are said loosely were read so: "));
		add_names(c->message, s->loose, s->n_loose);
	}
	if (s->n_filled) {
		buf_str(c->message, _("Merged cells count for all rows that they span, in: "));
		add_names(c->message, s->filled, s->n_filled);
	}
	if (s->n_not_filled) {
		buf_str(c->message, _("Merged cells of numbers count for their first row only, in: "));
		add_names(c->message, s->not_filled, s->n_not_filled);
	}
}

/* What a person should know of the file, apart from its rows. */
static void say_file(struct cmd_context *c, const struct list_summary *s, bool is_ics)
{
	if (s->encoding_guessed && s->encoding)
		buf_fmt(c->message, _("The encoding is taken to be %s; --encoding says otherwise.\n"), s->encoding);
	say_sheets(c, s);
	if (s->n_remembered) {
		buf_str(c->message, _("Columns as remembered from earlier imports (--map OUR= forgets one): "));
		add_names(c->message, s->remembered, s->n_remembered);
	}
	if (s->kind)
		buf_fmt(c->message, _("No column says what the rows are; by their header they are taken for: %s.\n"),
		        s->kind);
	if (s->n_aside)
		buf_fmt(c->message,
		        ngettext("%zu row of sums or remarks was skipped: row %zu.\n",
		                 "%zu rows of sums or remarks were skipped, the first is row %zu.\n", s->n_aside),
		        s->n_aside, s->first_aside);
	if (s->n_joined)
		buf_fmt(c->message,
		        ngettext("%zu row was joined to the resource of the row before it, as more of its equipment.\n",
		                 "%zu rows were joined to the resource of the row before them, as more of its "
		                 "equipment.\n",
		                 s->n_joined),
		        s->n_joined);
	if (s->n_unknown) {
		buf_str(c->message, is_ics ? _("Not kept, because bookings have no place for it: ")
		                           : _("Columns that were skipped (--map OUR=THEIRS names them): "));
		add_names(c->message, s->unknown, s->n_unknown);
	}
	say_readings(c, s);
	if (s->n_unlisted) {
		buf_str(c->message, _("No travel time is listed between these campuses, so it counts as 0: "));
		add_names(c->message, s->unlisted, s->n_unlisted);
	}
}

/* What the list no longer has, and the cells that it has emptied. */
static void say_absent(struct rows_report *r, const struct list_summary *s, bool withdraw)
{
	struct buf *out = r->c->message;
	if (s->n_seats_kept) {
		buf_str(out, _("The cell for seats is empty, and the number in the store stays (0 means no limit): "));
		add_names(out, s->seats_kept, s->n_seats_kept);
	}
	if (s->n_still_withdrawn) {
		buf_str(out, _("Withdrawn in the store, and not brought back by this list (--set active=yes does): "));
		add_names(out, s->withdrawn, s->n_still_withdrawn);
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
	add_names(out, s->absent, s->n_absent);
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

static void say_counts(struct rows_report *r, struct buf *out, const struct list_summary *s)
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
	if (r->n_followers > TOLD_MAX)
		buf_fmt(out, _("and %zu bookings more; --report FILE has all of them\n"), r->n_followers - TOLD_MAX);
}

/* Where the person wanted to see none, the counts are for a report that gets lost. */
static void note_counts(struct rows_report *r, const struct list_summary *s)
{
	if (r->c->done)
		say_counts(r, r->c->done, s);
}

static void say_complaints(struct rows_report *r, bool quiet)
{
	struct buf *out = r->c->message;
	if (!quiet)
		buf_str(out, buf_text(&r->changes));
	if (!quiet && r->n_changes > TOLD_MAX)
		buf_fmt(out,
		        ngettext("and %zu row more would change; --report FILE has all of them\n",
		                 "and %zu rows more would change; --report FILE has all of them\n",
		                 r->n_changes - TOLD_MAX),
		        r->n_changes - TOLD_MAX);
	if (!quiet)
		buf_str(out, buf_text(&r->notes));
	if (!quiet && r->n_notes > TOLD_MAX)
		buf_fmt(out,
		        ngettext("and %zu row more of which something is to be known; --report FILE has all of them\n",
		                 "and %zu rows more of which something is to be known; --report FILE has all of "
		                 "them\n",
		                 r->n_notes - TOLD_MAX),
		        r->n_notes - TOLD_MAX);
	for (size_t i = 0; i < r->n_complaints; i++) {
		const struct complaint *v = &r->complaints[i];
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
static void say_against(struct rows_report *r, const struct list_summary *s)
{
	struct buf *out = r->c->message;
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
	if (r->n_against > TOLD_MAX)
		buf_fmt(out, _("and %zu reasons more; --report FILE has all of them\n"), r->n_against - TOLD_MAX);
	if (!r->dry_run)
		buf_fmt(out, _("`quad bookings --against-rules%s` lists what is against the rules.\n"),
		        r->c->globals ? r->c->globals : "");
}

static enum cmd_status say_interrupted(struct rows_report *r, const struct list_summary *s)
{
	size_t n = s->counts[OUTCOME_ADDED] + s->counts[OUTCOME_UPDATED] + s->counts[OUTCOME_UNCHANGED];
	if (r->dry_run)
		buf_str(r->c->message, _("import: interrupted\n"));
	else
		buf_fmt(r->c->message,
		        ngettext("import: interrupted; %zu row stands whole, and the same file again goes on behind "
		                 "it\n",
		                 "import: interrupted; %zu rows stand whole, and the same file again goes on behind "
		                 "them\n",
		                 n),
		        n);
	return (enum cmd_status)(CMD_SIGNAL + told_to_end);
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
	add_names(out, s->unknown, s->n_unknown);
}

static enum cmd_status say_unreadable(const struct input *in, const struct list_summary *s)
{
	struct buf *out = in->c->message;
	const char *file = in->args.words[1];
	if (s->fault.problem) {
		buf_fmt(out, _("import: %s: "), file);
		words_unreadable(&s->fault, out);
		buf_char(out, '\n');
	}
	if (s->n_missing)
		say_missing(file, s, out);
	return input_wrong(in, _("import: nothing was changed"));
}

/* The status of an import whose counts were said; err is its error, or that of the report. */
static enum cmd_status end_import(const struct input *in, struct rows_report *r, const struct list_summary *s,
                                  const struct list_file *file, int err)
{
	if (s->interrupted)
		return say_interrupted(r, s);
	if (r->cut || err == QUAD_ESTOP)
		return CMD_FAILED;
	if (file->wrong)
		return say_unread(in->c, in->args.words[1], file);
	if (err)
		return cmd_fail(in->c, err, _("import"));
	return s->counts[OUTCOME_REFUSED] || s->counts[OUTCOME_INVALID] ? CMD_PARTLY : CMD_DONE;
}

/* Runs the import and says what came of it. */
static enum cmd_status run_import(const struct input *in, const struct list_import *ask, struct rows_report *r,
                                  const struct list_file *file)
{
	struct cmd_context *c = in->c;
	struct list_summary summary = {0};
	const char *bad = NULL;
	struct sigaction old[N_ENDS];
	enum cmd_status status = CMD_DONE;
	clock_gettime(CLOCK_MONOTONIC, &r->begun);
	catch_signals(old);
	int err = list_import(c->store, ask, report_row, r, &summary, &bad);
	release_signals(old);
	c->wrote = summary.action;
	int begun = begin_report(r, false);
	if (!err)
		err = begun;
	int ended = r->sink ? r->sink->end(r->sink) : 0;
	if (err == QUAD_EINVAL) {
		status = say_unreadable(in, &summary);
		goto out;
	}
	if (!c->quiet)
		say_file(c, &summary, list_kind_is_ics(ask->kind));
	say_complaints(r, c->quiet);
	if (!c->quiet) {
		say_absent(r, &summary, ask->withdraw_missing);
		say_against(r, &summary);
	}
	if (!c->quiet || err)
		say_counts(r, c->message, &summary);
	else
		note_counts(r, &summary);
	status = end_import(in, r, &summary, file, err ? err : ended);
out:
	list_summary_release(&summary);
	return status;
}

/* The options of calendars alone. */
static enum cmd_status read_calendar_options(struct input *in, struct list_import *ask)
{
	const char *until = args_get(&in->args, "until");
	ask->source = args_get(&in->args, "source");
	if (!list_kind_is_ics(ask->kind) && (until || ask->source))
		return input_wrong(in, _("--until and --source are for calendars: quad import ics FILE"));
	if (!input_date(in, "until", &ask->until_day))
		return CMD_USAGE;
	ask->has_until = until != NULL;
	if (ask->source)
		ask->source = input_clean(in, "source", ask->source);
	if (ask->source && (!*ask->source || strlen(ask->source) > SOURCE_MAX_BYTES))
		return input_wrong(in, _("--source: a name of 1 to %d bytes"), SOURCE_MAX_BYTES);
	return args_get(&in->args, "source") && !ask->source ? CMD_USAGE : CMD_DONE;
}

static bool sets_institution(const struct list_import *ask)
{
	if (strcmp(list_kind_word(ask->kind), "resources") != 0)
		return false;
	for (size_t i = 0; i < ask->n_set; i++)
		if (strcmp(ask->set[i].ours, "institution") == 0 && *ask->set[i].theirs)
			return true;
	return false;
}

static enum cmd_status read_options(struct input *in, struct list_import *ask)
{
	ask->encoding = args_get(&in->args, "encoding");
	ask->sheet = args_get(&in->args, "sheet");
	ask->dry_run = args_has(&in->args, "dry-run");
	ask->create_missing = args_has(&in->args, "create-missing");
	ask->withdraw_missing = args_has(&in->args, "withdraw-missing");
	ask->skip_conflicts = args_has(&in->args, "skip-conflicts");
	if (!read_pairs(in, "map", ask->kind, &ask->map, &ask->n_map) ||
	    !read_pairs(in, "set", ask->kind, &ask->set, &ask->n_set))
		return CMD_USAGE;
	if (!read_kinds(in, &ask->map_kind, &ask->n_map_kind) || !read_key(in, ask))
		return CMD_USAGE;
	if (ask->withdraw_missing && !sets_institution(ask))
		return input_wrong(in, _("import: --withdraw-missing is for resources and needs --set institution=I, "
		                         "which says whose list this is"));
	return read_calendar_options(in, ask);
}

/* True if the report would be written over the list. */
static bool is_same_file(const struct list_file *file, const char *path)
{
	struct stat list, report;
	if (!file->pieces.len || fstat(fileno(file->f), &list) != 0 || stat(path, &report) != 0)
		return false;
	return list.st_dev == report.st_dev && list.st_ino == report.st_ino;
}

/* Opens the report that was asked for. *f is then the caller's to close, *out to release. */
static enum cmd_status open_report(struct input *in, const struct list_file *file, struct rows_report *report, FILE **f,
                                   struct out *out)
{
	const char *path = args_get(&in->args, "report");
	if (!path)
		return CMD_DONE;
	if (strcmp(path, "-") == 0) {
		report->sink = in->c->rows;
		return CMD_DONE;
	}
	if (is_same_file(file, path))
		return input_wrong(in, _("import: the report would overwrite the list %s; nothing was changed"), path);
	*f = fopen(path, "w");
	if (!*f) {
		buf_fmt(in->c->message, _("import: cannot write %s: %s; nothing was changed\n"), path, strerror(errno));
		return CMD_FAILED;
	}
	out_init(out, *f, &(struct out_options){.format = OUT_CSV});
	report->sink = &out->sink;
	return CMD_DONE;
}

/* Closes the report. False, with a message, if not all of it was written. */
static bool close_report(struct input *in, FILE *f)
{
	bool wrong = ferror(f);
	wrong |= fclose(f) != 0;
	if (wrong)
		buf_fmt(in->c->message, _("import: the report %s is not complete: %s\n"), args_get(&in->args, "report"),
		        strerror(errno));
	return !wrong;
}

enum cmd_status cmd_import(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct list_file file = {0};
	struct out out = {0};
	FILE *report_file = NULL;
	struct rows_report report = {.c = c};
	struct list_import ask = {.actor = c->actor,
	                          .now = c->now,
	                          .via = c->via,
	                          .scratch_dir = c->store_dir,
	                          .go_on = go_on,
	                          .go_on_arg = &report};
	enum cmd_status status = input_read(&in, c, argc, argv, 2, 2);
	if (status == CMD_DONE)
		status = input_list_kind(&in, &ask.kind);
	if (status != CMD_DONE)
		goto out;
	report.dry_run = args_has(&in.args, "dry-run");
	status = read_options(&in, &ask);
	if (status != CMD_DONE)
		goto out;
	status = open_file(c, in.args.words[1], &file);
	if (status != CMD_DONE)
		goto out;
	ask.data = (struct bytes){buf_text(&file.whole), file.whole.len};
	ask.file = file.pieces.len ? &file.pieces : NULL;
	status = open_report(&in, &file, &report, &report_file, &out);
	if (status != CMD_DONE)
		goto out;
	status = run_import(&in, &ask, &report, &file);
	if (report_file && !close_report(&in, report_file))
		status = CMD_FAILED;
out:
	buf_release(&report.changes);
	buf_release(&report.notes);
	buf_release(&report.emptied);
	buf_release(&report.against);
	buf_release(&report.followers);
	arena_release(&report.arena);
	out_release(&out);
	close_file(&file);
	input_release(&in);
	return status;
}
