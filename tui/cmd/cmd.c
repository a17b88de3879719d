/*
 * The table of the commands, and what all of them say in the same way: help, and failures of the engine. A command
 * that stands here works; its options stand beside its function and are read, completed and explained from one table.
 */
#include "tui/cmd/cmd.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "tui/cmd/cmd_share.h"
#include "tui/base/locale.h"

static enum cmd_status run_help(struct cmd_context *c, int argc, char **argv);
static enum cmd_status run_screen(struct cmd_context *c, int argc, char **argv);

/* Paragraphs that several commands share. */
#define CLAIM_HELP                                                                                            \
	N_("CLAIM is CODE, or CODE*UNITS of a shared resource; without UNITS it takes as many as the party.\n" \
	   "WHEN is --at START --for DURATION (or --until END), which --rrule RULE repeats; or\n"              \
	   "--term T --weeks W --weekdays D --periods P, the last also --from-time and --to-time.\n"           \
	   "START and END are wall-clock times of the store's zone, 2026-09-07T08:00; an offset behind\n"     \
	   "them (2026-10-25T02:30+02:00) makes them exact where the clocks change.\n"                        \
	   "DURATION is 90m, 2h or 1h30m.\n")
#define SERIES_HELP                                                                                           \
	N_("A series is made whole or not at all, unless --skip-conflicts; days off are left out and said.\n"  \
	   "Exit 3: refused, with every reason and what would work instead; nothing was changed.\n")
#define KIND_HELP                                                                                             \
	N_("KIND is one of institutions, campuses, travel, resources, people, closures, bookings, terms,\n"    \
	   "periods, days, series, timetable, ics (a calendar).\n")
#define REFUSED_HELP N_("Exit 3: refused, with every reason and what would work instead; nothing was changed.\n")

const struct cmd cmd_table[] = {
	{"init", CMD_NO_STORE, "[--zone ZONE] [--demo]", N_("make an empty store"),
	 {N_("An existing store is not touched.\n")}, init_options, cmd_init},
	{"import", 0, "KIND FILE [--dry-run] [--report FILE] [OPTION...]", N_("take in a list from a CSV file"),
	 {KIND_HELP,
	  N_("FILE - is standard input. Columns are found by their header, in any order, in English or Chinese.\n"
	     "The same file again changes nothing. Exit 5: some rows were refused; the others stand.\n")},
	 import_options, cmd_import},
	{"export", 0, "KIND [--format csv|json|ics|xlsx] [--excel] [FILTER...]", N_("write a list as import reads it"), {KIND_HELP},
	 export_options, cmd_export},
	{"list", 0, "KIND [--excel] [FILTER...]", N_("show institutions, campuses, resources..."), {KIND_HELP}, list_options,
	 cmd_list},
	{"find", 0, "[FILTER...] [--free START/END | --for DURATION --within START/END | --weeks W --weekdays D --periods P]",
	 N_("resources that match, and when they are free"),
	 {N_("Without --free, --for and --weeks it only matches.\n"
	     "START and END are times or dates; END may be a time of day.\n"
	     "With --weeks it says on how many of how many dates a resource is free: on all, or all but N.\n"),
	  "  quad find --kind lab --seats 40 --free 2026-09-07T08:00/10:00\n"
	  "  quad find --campus NORTH --for 2h --within 2026-09-07/2026-09-12\n"
	  "  quad find --kind lab --weeks 1-16 --weekdays 3 --periods 3-4 --all-but 2\n"},
	 find_options, cmd_find_free},
	{"book", 0, "CLAIM... WHEN [OPTION...]", N_("book resources together, once or as a series"),
	 {CLAIM_HELP, SERIES_HELP,
	  "  quad book LAB-1 T001 --at 2026-09-07T08:00 --for 2h --party 30\n"
	  "  quad book LAB-1 T001 --term 2026A --weeks '1-15(odd)' --weekdays 3 --periods 3-4\n"},
	 book_options, cmd_book},
	{"move", 0, "ID|SERIES [CLAIM...] [WHEN] [--from DATE] [OPTION...]",
	 N_("change a booking or a series in one step"),
	 {CLAIM_HELP,
	  N_("What is not given stays; with --at alone it keeps its length. The booking keeps its id, and its\n"
	     "place when the new one is refused.\n"),
	  N_("SERIES is S and its number: of it, also --weeks, --weekdays, --periods... change, all or nothing;\n"
	     "with --from only what takes place from then on.\n"
	     "Exit 3: refused, with every reason and what would work instead; nothing was changed.\n")},
	 move_options, cmd_move},
	{"cancel", 0, "ID|SERIES [--from DATE]", N_("cancel a booking, or a series"), {NULL}, cancel_options, cmd_cancel},
	{"add", 0, "SERIES DATE", N_("book a date of a series that was left out or cancelled"), {REFUSED_HELP}, NULL,
	 cmd_add},
	{"swap", 0, "ID ID [--times]", N_("let two bookings exchange what they book, or when"), {REFUSED_HELP}, swap_options,
	 cmd_swap},
	{"bookings", 0, "[FILTER...]", N_("the bookings, by start"), {NULL}, bookings_options, cmd_bookings},
	{"show", 0, "ID|SERIES", N_("all about one booking, with its history, or about a series"), {NULL}, NULL, cmd_show},
	{"check", 0, "", N_("read the whole store and prove that it is sound"),
	 {N_("Prints ok, or a line for each fault and exits 1.\n")}, NULL, cmd_check},
	{"backup", 0, "FILE", N_("write a consistent copy while others work"), {N_("FILE must not be there yet.\n")},
	 NULL, cmd_backup},
	{"restore", CMD_NO_STORE, "FILE", N_("put a backup in the store's place"),
	 {N_("All that the store holds is replaced by what the backup holds. Without a store one is made.\n")}, NULL,
	 cmd_restore},
	{"stats", 0, "", N_("figures of the store"), {NULL}, NULL, cmd_stats},
	{"tui", CMD_SCREEN, "", N_("open the screen"), {NULL}, NULL, run_screen},
	{"help", CMD_NO_STORE, "[COMMAND]", N_("explain a command"), {NULL}, NULL, run_help},
	{NULL, 0, NULL, NULL, {NULL}, NULL, NULL},
};

const struct cmd *cmd_find(const char *word)
{
	for (const struct cmd *cmd = cmd_table; cmd->name; cmd++)
		if (strcmp(cmd->name, word) == 0)
			return cmd;
	return NULL;
}

/* ---- help ---- */

static void add_option(const struct arg_option *o, struct buf *out)
{
	size_t start = out->len;
	buf_fmt(out, "  --%s%s%s", o->name, o->value ? " " : "", o->value ? o->value : "");
	for (size_t width = out->len - start; width < 32; width++)
		buf_char(out, ' ');
	buf_fmt(out, " %s\n", _(o->help));
}

void cmd_help(const struct cmd *cmd, struct buf *out)
{
	buf_fmt(out, _("Usage: quad %s%s%s\n"), cmd->name, *cmd->usage ? " " : "", cmd->usage);
	buf_fmt(out, "%s\n", _(cmd->summary));
	for (size_t i = 0; i < CMD_HELP_PARTS && cmd->help[i]; i++)
		buf_fmt(out, "%s%s", i ? "" : "\n", _(cmd->help[i]));
	if (!cmd->options)
		return;
	buf_fmt(out, "\n%s\n", _("Options:"));
	for (const struct arg_option *o = cmd->options; o->name; o++)
		add_option(o, out);
}

void cmd_usage(struct buf *out)
{
	buf_str(out, _("Usage: quad [--store DIR] [--as LOGIN] [--json] [--quiet] [--color auto|always|never] "
	               "COMMAND [ARGUMENT...]\n"));
	buf_str(out, _("Browse and book shared labs, training bases and teachers.\n"
	               "Alone on a terminal it opens the screen.\n"));
	buf_fmt(out, "\n%s\n", _("Commands:"));
	for (const struct cmd *cmd = cmd_table; cmd->name; cmd++)
		buf_fmt(out, "  %-10s %s\n", cmd->name, _(cmd->summary));
	buf_fmt(out, "\n%s\n", _("Options for every command:"));
	buf_str(out, _("  --store DIR   the store; else $QUAD_STORE, /var/lib/quad, or ~/.local/share/quad\n"
	               "  --as LOGIN    act as this person; only for the owner of the store's files\n"
	               "  --json        data as JSON\n"
	               "  --quiet       only data and errors\n"
	               "  --color WHEN  auto, always or never\n"
	               "  --help        this, or about the command\n"
	               "  --version     the version\n"));
	buf_str(out, _("\nExit status: 0 done, 1 failed, 2 usage, 3 refused, 4 not permitted, 5 some rows refused,\n"
	               "75 busy.\n"));
}

static enum cmd_status run_help(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	enum cmd_status status = input_read(&in, c, argc, argv, 0, 1);
	if (status == CMD_DONE && in.args.n_words == 0) {
		cmd_usage(c->out);
	} else if (status == CMD_DONE) {
		const struct cmd *cmd = cmd_find(in.args.words[0]);
		if (cmd)
			cmd_help(cmd, c->out);
		else
			status = input_wrong(&in, _("help: there is no command %s"), in.args.words[0]);
	}
	input_release(&in);
	return status;
}

static enum cmd_status run_screen(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	enum cmd_status status = input_read(&in, c, argc, argv, 0, 0);
	input_release(&in);
	if (status != CMD_DONE)
		return status;
	return c->screen(c);
}

/* ---- failures ---- */

static enum cmd_status fail_busy(struct cmd_context *c)
{
	long holder = c->store ? db_holder(c->store->db) : 0;
	if (holder)
		buf_fmt(c->message, _("the store is busy: process %ld is writing; try again"), holder);
	else
		buf_str(c->message, _("the store is busy: another program is writing; try again"));
	return CMD_BUSY;
}

enum cmd_status cmd_fail(struct cmd_context *c, int err, const char *what)
{
	enum cmd_status status = CMD_FAILED;
	if (err == QUAD_ESTOP) /* whoever stopped it says why */
		return status;
	buf_fmt(c->message, "%s: ", what);
	switch ((enum quad_err)err) {
	case QUAD_ENOSTORE:
		buf_fmt(c->message, _("there is no store at %s; `quad init` makes one"), c->store_dir);
		break;
	case QUAD_EBUSY: status = fail_busy(c); break;
	case QUAD_EFULL: buf_str(c->message, _("no room left on the disk; nothing was changed")); break;
	case QUAD_EIO:
		buf_fmt(c->message, _("the system could not read or write the store at %s; nothing was changed"), c->store_dir);
		break;
	case QUAD_ECORRUPT:
		buf_fmt(c->message,
		        _("the store at %s is damaged; `quad check` says more. To use a backup, move that directory away, then `quad restore FILE`"),
		        c->store_dir);
		break;
	case QUAD_EVERSION:
		buf_fmt(c->message, _("the store at %s was written by a newer version of quad; update this one"), c->store_dir);
		break;
	case QUAD_ENETFS:
		buf_fmt(c->message,
		        _("%s lies on a network file system, where a store is not safe; choose a local directory with --store"),
		        c->store_dir);
		break;
	case QUAD_EPERM:
		buf_fmt(c->message, _("no permission for the store at %s; ask its owner, or choose another with --store"),
		        c->store_dir);
		status = CMD_DENIED;
		break;
	case QUAD_ENOMEM: buf_str(c->message, _("out of memory")); break;
	case QUAD_EEXIST: buf_str(c->message, _("there is one already")); break;
	case QUAD_EUNSURE:
		buf_str(c->message, _("it is not known whether it was done: another process took it over and does not answer, or the "
		                      "disk failed in the middle; look before you ask again"));
		break;
	case QUAD_EZONE: buf_str(c->message, _("this machine does not know the store's time zone; install tzdata")); break;
	case QUAD_ENOTFOUND:
	case QUAD_EREFUSED:
		buf_str(c->message, _(quad_strerror(err)));
		status = CMD_REFUSED;
		break;
	case QUAD_EINVAL:
	case QUAD_EGAP:
	case QUAD_ETWICE:
		buf_str(c->message, _(quad_strerror(err)));
		status = CMD_USAGE;
		break;
	case QUAD_OK:
	case QUAD_ESTOP: buf_str(c->message, _(quad_strerror(err))); break;
	}
	buf_char(c->message, '\n');
	return status;
}

enum cmd_status cmd_not_there(struct cmd_context *c, const char *what, const char *name)
{
	struct arena arena = {0};
	struct reasons reasons = {.arena = &arena};
	reason_add(&reasons, RULE_UNKNOWN, name, "%s", what);
	enum cmd_status status = cmd_refused(c, &reasons);
	arena_release(&arena);
	return status;
}

static bool has_campus(const struct campus_list *list, const char *text)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i].code, text) == 0 || strcmp(list->v[i].name, text) == 0)
			return true;
	return false;
}

/* A resource filter failed with QUAD_ENOTFOUND: finds out which of its words it was. */
static enum cmd_status filter_not_there(struct cmd_context *c, const struct resource_filter *f)
{
	struct campus_list campuses = {0};
	enum cmd_status status;
	int err = query_campuses(c->store, &campuses);
	if (err)
		status = cmd_fail(c, err, _("looking up a campus"));
	else if (f->campus && !has_campus(&campuses, f->campus))
		status = cmd_not_there(c, "campus", f->campus);
	else if (f->near && !has_campus(&campuses, f->near))
		status = cmd_not_there(c, "campus", f->near);
	else
		status = cmd_not_there(c, "institution", f->institution ? f->institution : "");
	arena_release(&campuses.arena);
	return status;
}

enum cmd_status cmd_filter_fail(struct cmd_context *c, const struct resource_filter *f, int err, const char *what)
{
	return err == QUAD_ENOTFOUND ? filter_not_there(c, f) : cmd_fail(c, err, what);
}
