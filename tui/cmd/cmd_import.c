/*
 * Lists in. The engine knows the columns; here the choice of columns is read, the import is run, and what became of the
 * rows is told: all of it in a report; to the person the counts, and of what is wrong and of what a dry run would
 * change the first few, in the words of their file.
 *
 * A signal that ends a program is noted, and the import stops between two transactions, so that it can say what stands.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
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
#include "tui/cmd/forced.h"
#include "tui/cmd/import_file.h"
#include "tui/cmd/import_say.h"
#include "tui/cmd/report_file.h"
#include "tui/words/words_name.h"

#define REPORT_HEADER "row,key,result,reasons" /* how every report begins */
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

static enum cmd_status say_unread(struct cmd_context *c, const char *path, const struct import_file *file)
{
	buf_fmt(c->message, _("import: cannot read %s: %s\n"), import_file_name(path), file->wrong);
	return CMD_FAILED;
}

/* Opens the file, and reads it if it is none that can be read by pieces; the message is said if that fails. */
static enum cmd_status open_file(struct cmd_context *c, const char *path, struct import_file *out)
{
	bool standard = strcmp(path, "-") == 0;
	if (standard && c->via == VIA_SCREEN) {
		buf_str(c->message,
		        c->forced ? _("import: the keys of the screen come from standard input; end it, and send the "
		                      "list to a command\n")
		                  : _("import: the keys of the screen come from standard input; name a file\n"));
		return CMD_USAGE;
	}
	if (standard && isatty(STDIN_FILENO) && c->progress && !c->quiet)
		c->progress(c,
		            _("The list is read from this terminal: paste it, and end it with Ctrl-D on a line of its "
		              "own.\n"));
	if (!import_file_open(path, out))
		return say_unread(c, path, out);
	if (standard && forced_is_cut_off(c)) {
		buf_str(c->message, _("import: the connection ended before the list did; nothing was changed\n"));
		return CMD_FAILED;
	}
	return CMD_DONE;
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

/* How far it is shown to be. */
struct progress {
	struct cmd_context *c;
	struct timespec begun;
	int64_t shown_ms; /* when it was last shown, since the beginning; 0 = not yet */
};

static bool go_on(void *arg, const struct list_progress *p)
{
	struct progress *shown = arg;
	struct timespec now;
	struct buf text = {0};
	if (told_to_end)
		return false;
	if (!shown->c->progress || shown->c->quiet)
		return true;
	clock_gettime(CLOCK_MONOTONIC, &now);
	int64_t ms =
		(int64_t)(now.tv_sec - shown->begun.tv_sec) * 1000 + (now.tv_nsec - shown->begun.tv_nsec) / 1000000;
	if (ms < (shown->shown_ms ? shown->shown_ms + PROGRESS_EVERY_MS : PROGRESS_FIRST_MS))
		return true;
	shown->shown_ms = ms;
	import_say_progress(p, ms, &text);
	shown->c->progress(shown->c, buf_text(&text));
	buf_release(&text);
	return true;
}

/* ---- what came of it ---- */

static enum cmd_status say_interrupted(const struct import_report *r, const struct list_summary *s, struct buf *out)
{
	import_say_interrupted(r, s, out);
	return (enum cmd_status)(CMD_SIGNAL + told_to_end);
}

static enum cmd_status say_unreadable(const struct input *in, const struct list_summary *s)
{
	import_say_unreadable(in->args.words[1], s, in->c->message);
	return input_wrong(in, _("import: nothing was changed"));
}

/* The status of an import whose counts were said; err is its error, or that of the report. */
static enum cmd_status end_import(const struct input *in, struct import_report *r, const struct list_summary *s,
                                  const struct import_file *file, int err)
{
	if (s->interrupted)
		return say_interrupted(r, s, in->c->message);
	if (r->cut || err == QUAD_ESTOP)
		return CMD_FAILED;
	if (file->wrong)
		return say_unread(in->c, in->args.words[1], file);
	if (err)
		return cmd_fail(in->c, err, _("import"));
	size_t n_refused = s->counts[OUTCOME_REFUSED] + s->counts[OUTCOME_INVALID], n = n_refused;
	for (enum outcome v = OUTCOME_ADDED; v <= OUTCOME_UNCHANGED; v++)
		n += s->counts[v];
	/* nothing of it is the person's to bring in */
	if (n && r->n_forbidden == n)
		return CMD_DENIED;
	return n_refused ? CMD_PARTLY : CMD_DONE;
}

/* Runs the import and says what came of it. */
static enum cmd_status run_import(const struct input *in, const struct list_import *ask, struct import_report *r,
                                  const struct import_file *file)
{
	struct cmd_context *c = in->c;
	struct list_summary summary = {0};
	const char *bad = NULL;
	struct sigaction old[N_ENDS];
	enum cmd_status status = CMD_DONE;
	catch_signals(old);
	db_stop_when(c->store->db, &told_to_end);
	int err = list_import(c->store, ask, import_report_row, r, &summary, &bad);
	db_stop_when(c->store->db, NULL);
	release_signals(old);
	c->wrote = summary.action;
	int begun = import_report_begin(r, false);
	if (!err)
		err = begun;
	int ended = r->sink ? r->sink->end(r->sink) : 0;
	if (err == QUAD_EINVAL) {
		status = say_unreadable(in, &summary);
		goto out;
	}
	if (!c->quiet)
		import_say_file(&summary, list_kind_is_ics(ask->kind), c->message);
	import_say_complaints(r, c->quiet, c->message);
	if (!c->quiet) {
		import_say_absent(r, &summary, ask->withdraw_missing, c->message);
		import_say_against(r, &summary, c->globals, c->message);
	}
	/* where the person wanted to see none, the counts are for a report that gets lost */
	struct buf *counts = c->quiet && !err ? c->done : c->message;
	if (counts)
		import_say_counts(r, &summary, counts);
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
static bool is_same_file(const struct import_file *file, const char *path)
{
	struct stat list, report;
	if (!file->pieces.len || fstat(fileno(file->f), &list) != 0 || stat(path, &report) != 0)
		return false;
	return list.st_dev == report.st_dev && list.st_ino == report.st_ino;
}

static enum cmd_status say_no_report(struct input *in, const char *path, enum report_fault fault)
{
	switch (fault) {
	case REPORT_FINE:
	case REPORT_SYSTEM: break;
	case REPORT_LINK:
		return input_wrong(in, _("--report: %s is a symbolic link, which is not followed; name a new file"),
		                   path);
	case REPORT_NO_FILE:
		return input_wrong(in, _("--report: %s is no file; name a new one, or - for standard output"), path);
	case REPORT_OTHER:
		return input_wrong(
			in, _("--report: %s is there already and is no report; it was not touched. Name a new file"),
			path);
	}
	buf_fmt(in->c->message, _("import: cannot write %s: %s; nothing was changed\n"), path, strerror(errno));
	return CMD_FAILED;
}

/* Opens the report that was asked for. *f is then the caller's to close, *out to release. */
static enum cmd_status open_report(struct input *in, const struct import_file *file, struct import_report *report,
                                   FILE **f, struct out *out)
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
	enum report_fault fault = report_file_open(path, REPORT_HEADER, f);
	if (fault)
		return say_no_report(in, path, fault);
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
	struct import_file file = {0};
	struct out out = {0};
	FILE *report_file = NULL;
	struct import_report report = {0};
	struct progress progress = {.c = c};
	struct list_import ask = {.actor = c->actor,
	                          .now = c->now,
	                          .via = c->via,
	                          .scratch_dir = c->store_dir,
	                          .go_on = go_on,
	                          .go_on_arg = &progress};
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
	clock_gettime(CLOCK_MONOTONIC, &progress.begun);
	status = run_import(&in, &ask, &report, &file);
	if (report_file && !close_report(&in, report_file))
		status = CMD_FAILED;
out:
	import_report_release(&report);
	out_release(&out);
	import_file_close(&file);
	input_release(&in);
	return status;
}
