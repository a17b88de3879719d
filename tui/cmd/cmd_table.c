/*
 * The table of the commands, and the command `help`, which reads it. A command that stands here works; its options
 * stand beside its function and are read, completed and explained from one table.
 */
#include "tui/cmd/cmd_table.h"

#include <string.h>

#include "tui/base/locale.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_input.h"
#include "tui/cmd/cmd_note.h"

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
#define KIND_HELP                                                                                                      \
	N_("KIND is one of institutions, campuses, travel, resources, people, grants, closures,\n"                     \
	   "rules, qualifications, bookings, terms, periods, days, series, timetable, ics (a calendar), and\n"         \
	   "for reports clusters, owners, agreements, events, students, employees, figures.\n")
#define ROLE_HELP                                                                                                      \
	N_("ROLE is viewer, requester, approver, administrator, coordinator, auditor or expert. SCOPE, of\n"           \
	   "approvers and administrators: *, institution:I, campus:C, resource:R, or a code or name alone.\n")
#define REFUSED_HELP N_("Exit 3: refused, with every reason and what would work instead; nothing was changed.\n")

const struct cmd cmd_table[] = {
	{"init",
         CMD_NO_STORE | CMD_OWNER | CMD_NOT_FORCED,
         "[--zone ZONE] [--demo]",
         N_("make an empty store"),
         {N_("An existing store is not touched.\n")},
         init_options,
         cmd_init},
	{"import",
         CMD_CHANGES,
         "KIND FILE [--dry-run] [--report FILE] [OPTION...]",
         N_("take in a list from a CSV file"),
         {KIND_HELP,
          N_("FILE - is standard input. Columns are found by their header, in any order, in English or Chinese.\n"
             "The same file again changes nothing. Exit 5: some rows were refused; the others stand.\n")},
         import_options,
         cmd_import},
	{"export",
         0,
         "KIND [--format csv|json|ics|xlsx] [--excel] [FILTER...]",
         N_("write a list as import reads it"),
         {KIND_HELP},
         export_options,
         cmd_export},
	{"list",
         0,
         "KIND [--excel] [FILTER...]",
         N_("show institutions, campuses, resources..."),
         {KIND_HELP},
         list_options,
         cmd_list},
	{"find",
         0,
         "[FILTER...] [--free START/END | --for DURATION --within START/END | --weeks W --weekdays D --periods P]",
         N_("resources that match, and when they are free"),
         {N_("Without --free, --for and --weeks it only matches.\n"
             "START and END are times or dates; END may be a time of day.\n"
             "With --weeks it says on how many of how many dates a resource is free: on all, or all but N.\n"),
          "  quad find --kind lab --seats 40 --free 2026-09-07T08:00/10:00\n"
          "  quad find --campus NORTH --for 2h --within 2026-09-07/2026-09-12\n"
          "  quad find --kind lab --weeks 1-16 --weekdays 3 --periods 3-4 --all-but 2\n"},
         find_options,
         cmd_find_free},
	{"book",
         CMD_CHANGES | CMD_ONE_REQUEST,
         "CLAIM... WHEN [OPTION...]",
         N_("book resources together, once or as a series"),
         {CLAIM_HELP, SERIES_HELP,
          "  quad book LAB-1 T001 --at 2026-09-07T08:00 --for 2h --party 30\n"
          "  quad book LAB-1 T001 --term 2026A --weeks '1-15(odd)' --weekdays 3 --periods 3-4\n"},
         book_options,
         cmd_book},
	{"move",
         CMD_CHANGES | CMD_ONE_REQUEST,
         "ID|SERIES [CLAIM...] [WHEN] [--from DATE] [OPTION...]",
         N_("change a booking or a series in one step"),
         {CLAIM_HELP,
          N_("What is not given stays; with --at alone it keeps its length. The booking keeps its id, and its\n"
             "place when the new one is refused.\n"),
          N_("SERIES is S and its number: of it, also --weeks, --weekdays, --periods... change, all or nothing;\n"
             "with --from only what takes place from then on.\n"
             "Exit 3: refused, with every reason and what would work instead; nothing was changed.\n")},
         move_options,
         cmd_move},
	{"cancel",
         CMD_CHANGES | CMD_ONE_REQUEST,
         "ID|SERIES [--from DATE]",
         N_("cancel a booking, or a series"),
         {NULL},
         cancel_options,
         cmd_cancel},
	{"add",
         CMD_CHANGES | CMD_ONE_REQUEST,
         "SERIES DATE",
         N_("book a date of a series that was left out or cancelled"),
         {REFUSED_HELP},
         NULL,
         cmd_add},
	{"swap",
         CMD_CHANGES | CMD_ONE_REQUEST,
         "ID ID [--times]",
         N_("let two bookings exchange what they book, or when"),
         {N_("Of two people the first proposes it; it is done when the other gives the same command within 7 days.\n"),
          REFUSED_HELP},
         swap_options,
         cmd_swap},
	{"waiting",
         0,
         "[--mine] [FILTER...]",
         N_("who waits for what, and in which place of the queue"),
         {NULL},
         waiting_options,
         cmd_waiting},
	{"leave",
         CMD_CHANGES | CMD_ONE_REQUEST,
         "ID [--dry-run]",
         N_("give up waiting for something"),
         {REFUSED_HELP},
         leave_options,
         cmd_leave},
	{"unmet",
         0,
         "[--from TIME] [--to TIME] [--mine]",
         N_("what was asked for and refused"),
         {N_("One row is one need: an institution, a kind of resource, a week and a purpose, however often it was\n"
             "asked for; TIMES is on how many days. A dry run is asking, too.\n")},
         unmet_options,
         cmd_unmet},
	{"report",
         0,
         "[REPORT [LOGIN]] [--from TIME] [--to TIME] [--by DIMENSION] [--compare PERIOD] [FILTER...]",
         N_("who uses what, who lends to whom, what stands idle"),
         {N_("Only what stands counts, with the part of it in the period, and only what you may see. quad-report(1)\n"
             "says what each report means.\n"),
          "  quad report use --by institution --from 2026-09-01 --to 2027-02-01\n"
          "  quad report lending\n"},
         report_options,
         cmd_report},
	{"why",
         0,
         "CLAIM... WHEN [--for LOGIN] [--for-institution I]",
         N_("which owners' rules hold for a booking, and what decides"),
         {N_("CLAIM and WHEN as of `book`, one time; nothing is booked. A row a rule that was looked at: by resource,\n"
             "first what is forbidden, then limits, then settings, of which the first that holds decides. VERDICT is\n"
             "refuses, decides, holds, loses (to another rule), inherits (says nothing), trial, or other (is for\n"
             "another place, person or time).\n")},
         why_options,
         cmd_why},
	{"event",
         CMD_CHANGES,
         "EVENT|copy [OLD NEW] [--to DATE] [--optional CODE]... [--dry-run]",
         N_("an event and what is booked for it, or the same booked for another"),
         {N_("A copy asks for what stands for OLD again, so many whole weeks later as NEW starts after OLD, or so "
             "that\n"
             "its first day is DATE. All of it is booked, but for what is optional, or nothing. NEW comes into the\n"
             "store by `quad import events`, OLD and NEW are codes of `quad list events`.\n"),
          REFUSED_HELP},
         event_options,
         cmd_event},
	{"bookings", 0, "[FILTER...]", N_("the bookings, by start"), {NULL}, bookings_options, cmd_bookings},
	{"show",
         0,
         "ID|SERIES",
         N_("all about one booking, with its history, or about a series"),
         {NULL},
         NULL,
         cmd_show},
	{"requests",
         0,
         "[--mine] [--overdue]",
         N_("the requests that wait for approval"),
         {N_("What lapses first comes first. A request holds its time until it is decided, or lapses.\n")},
         requests_options,
         cmd_requests},
	{"approve",
         CMD_CHANGES | CMD_ONE_REQUEST,
         "ID|SERIES [--only DATE]... [--note TEXT]",
         N_("approve a request, or those of a series"),
         {REFUSED_HELP},
         approve_options,
         cmd_approve},
	{"decline",
         CMD_CHANGES | CMD_ONE_REQUEST,
         "ID|SERIES --reason TEXT [--only DATE]...",
         N_("decline a request, or those of a series"),
         {REFUSED_HELP},
         decline_options,
         cmd_decline},
	{"ask",
         CMD_CHANGES | CMD_ONE_REQUEST,
         "ID TEXT",
         N_("ask the requester back, once; the hold waits up to 3 days"),
         {N_("A comment by the requester answers it.\n")},
         NULL,
         cmd_ask_back},
	{"comment",
         CMD_CHANGES | CMD_ONE_REQUEST,
         "ID TEXT",
         N_("say something about a booking"),
         {NULL},
         NULL,
         cmd_comment},
	{"checkin",
         CMD_CHANGES | CMD_ONE_REQUEST,
         "ID",
         N_("say that somebody has come"),
         {N_("From 15 minutes before the start until the end, or until nobody is waited for any more.\n"),
          REFUSED_HELP},
         NULL,
         cmd_checkin},
	{"release",
         CMD_CHANGES | CMD_ONE_REQUEST,
         "ID [--at TIME]",
         N_("let a booking that runs end now; the rest is free"),
         {N_("Before it begins it is cancelled instead.\n"), REFUSED_HELP},
         release_options,
         cmd_release},
	{"noshow",
         CMD_CHANGES | CMD_ONE_REQUEST,
         "ID",
         N_("say that nobody came; the rest is free"),
         {N_("For the owner of what is booked, once it has begun.\n"), REFUSED_HELP},
         NULL,
         cmd_noshow},
	{"evaluate",
         CMD_CHANGES | CMD_ONE_REQUEST,
         "ID --scores A,B,C,D [--note TEXT]",
         N_("rate a booking after its end"),
         {N_("Whoever used it rates the equipment, the order, the service, and how well it fitted.\n"
             "The owner rates the care, the order, the punctuality, and how it kept to its purpose.\n")},
         evaluate_options,
         cmd_evaluate},
	{"adjust",
         CMD_CHANGES | CMD_ONE_REQUEST,
         "ID [--used-from T --used-to T] [--waive PERCENT] --reason TEXT | ID --accept | ID --reject --reason TEXT",
         N_("say when a booking was really used, or what is let off"),
         {N_("Proposed by one side, the owner's or the borrower's, and in force once an administrator of the other\n"
             "side or a coordinator accepts it. Only of what is over.\n")},
         adjust_options,
         cmd_adjust},
	{"adjustments", 0, "", N_("the adjustments that wait to be decided"), {NULL}, NULL, cmd_adjustments},
	{"hand",
         CMD_CHANGES | CMD_ONE_REQUEST,
         "ID LOGIN",
         N_("give a booking to somebody else"),
         {N_("It is decided again for that person, by the rules of today.\n"), REFUSED_HELP},
         NULL,
         cmd_hand},
	{"outbox",
         CMD_CHANGES | CMD_ONE_REQUEST | CMD_ANYBODY,
         "[list|send|drop ID] [OPTION...]",
         N_("the mails that wait to be sent"),
         {N_("`send` hands what is due to the mail system, by a timer; it is for the owner of the store's files.\n"
             "Mails are written once `quad config mail on` is set, with the address of `quad config mail-from`.\n")},
         outbox_options,
         cmd_outbox},
	{"log",
         0,
         "[--entity ENTITY] [--person LOGIN] [--since TIME] [--until TIME] | --head | --verify [--since-head FILE] | "
         "--prove SEQ",
         N_("the journal: who changed what, and when"),
         {N_("The entries stand in a tree of hashes (RFC 6962). Its head, kept outside, binds all entries before it:\n"
             "--verify --since-head finds one that was changed, left out, or cut off at the end. Exit 1: it was.\n")},
         log_options,
         cmd_log},
	{"undo",
         CMD_CHANGES | CMD_ONE_REQUEST,
         "SEQ [--dry-run]",
         N_("take back a change, an import or an undo"),
         {N_("SEQ is the number of any entry of it in the journal (`quad log`, `quad show ID`); all that belongs to\n"
             "the same change goes back, by the rules, all or nothing.\n"
             "Exit 3: what was changed since contradicts it, which is said; nothing was changed.\n")},
         undo_options,
         cmd_undo},
	{"erase",
         CMD_CHANGES | CMD_ONE_REQUEST,
         "ENTITY [--dry-run]",
         N_("erase personal text, for ever"),
         {N_("ENTITY is person:LOGIN (name, address, keys), or booking:ID of a booking that is over or does not stand\n"
             "(purpose, note, what was said). It goes from all entries of the journal too, which stays proved by "
             "their\n"
             "hashes; an undo of them is refused. Coordinators alone. It cannot be undone.\n")},
         erase_options,
         cmd_erase},
	{"rules",
         CMD_CHANGES,
         "drop ID...",
         N_("take owners' rules away"),
         {N_("`quad list rules` shows the rules and their ids, `quad import rules FILE` makes and changes them.\n"
             "All of them go or none; `quad undo` brings them back.\n")},
         NULL,
         cmd_rules},
	{"drop",
         CMD_CHANGES | CMD_ONE_REQUEST,
         "KIND KEY...",
         N_("take a row of a list for reports away"),
         {N_("KIND is clusters, owners, agreements, events, students, employees or figures. KEY is what tells its\n"
             "rows apart: SPECIALTY; RESOURCE INSTITUTION; CODE; CODE; INSTITUTION YEAR; INSTITUTION POST [FROM];\n"
             "REGION NAME YEAR. `quad undo` brings the row back.\n")},
         NULL,
         cmd_drop},
	{"grant",
         CMD_CHANGES | CMD_ONE_REQUEST,
         "LOGIN ROLE [SCOPE] [--until TIME] [OPTION...]",
         N_("give a person a role"),
         {ROLE_HELP,
          N_("Nobody grants what he does not hold: coordinators grant everything, administrators viewer, requester,\n"
             "approver and administrator within their scope, others what they hold with --may-grant.\n")},
         grant_options,
         cmd_grant},
	{"revoke",
         CMD_CHANGES | CMD_ONE_REQUEST,
         "LOGIN ROLE [SCOPE]",
         N_("take a role away from a person"),
         {ROLE_HELP, N_("Whose first role it is becomes a viewer. The last coordinator cannot go.\n")},
         revoke_options,
         cmd_revoke},
	{"config",
         CMD_CHANGES | CMD_ONE_REQUEST,
         "[NAME [VALUE]]",
         N_("the settings of the store: list, show, change"),
         {N_("For coordinators to change; an empty VALUE ('') sets back to the default. `quad undo` takes it back.\n"),
          "  quad config mail-from quad@school.example && quad config mail on\n"},
         NULL,
         cmd_config},
	{"keys",
         CMD_CHANGES | CMD_ONE_REQUEST | CMD_ANYBODY | CMD_NOT_FORCED,
         "add LOGIN [KEY|-] [--expires TIME]|list [LOGIN]|revoke FINGERPRINT|LOGIN|write FILE [--dry-run]",
         N_("the SSH keys of people, and sshd's lines for them"),
         {N_("KEY is the line of a .pub file; without it, or as -, it is read from standard input. Everybody adds and\n"
             "revokes his own, coordinators and administrators those of the people they keep. The begin of a\n"
             "FINGERPRINT is enough.\n"),
          N_("`write` puts a block into an authorized_keys file and leaves all other lines as they are. sshd may\n"
             "ask for single keys instead, by AuthorizedKeysCommand: quad keys --for-sshd USER TYPE KEY.\n")},
         keys_options,
         cmd_keys},
	{"whoami", CMD_ANYBODY, "", N_("who you are to this store, and your roles"), {NULL}, NULL, cmd_whoami},
	{"may",
         0,
         "LOGIN ACTION ENTITY",
         N_("whether a person may do something, and by which role"),
         {N_("ACTION is a command (book, cancel, approve...), or one of see, details, ask, ask-for, decide,\n"
             "override, edit, consortium, record, log, report. ENTITY is 17, S3, LAB-1, campus:NORTH...\n"
             "Exit 0: may; 4: may not.\n")},
         NULL,
         cmd_may},
	{"check",
         CMD_OWNER,
         "",
         N_("read the whole store and prove that it is sound"),
         {N_("Prints ok, or a line for each fault and exits 1.\n")},
         NULL,
         cmd_check},
	{"backup",
         CMD_OWNER | CMD_NOT_FORCED,
         "FILE|--into DIR [--keep RULE]",
         N_("write a consistent copy while others work"),
         {N_("FILE must not be there yet.\n"), N_("Into DIR goes a dated copy, which is restored and checked beside it "
                                                  "before it counts; then those go that\n"
                                                  "--keep does not name. Where anything fails, none goes.\n")},
         backup_options,
         cmd_backup},
	{"restore",
         CMD_NO_STORE | CMD_CHANGES | CMD_OWNER | CMD_NOT_FORCED,
         "FILE",
         N_("put a backup in the store's place"),
         {N_("All that the store holds is replaced by what the backup holds. Without a store one is made.\n")},
         NULL,
         cmd_restore},
	{"replica",
         CMD_OWNER | CMD_NOT_FORCED,
         "pull DIR",
         N_("keep a copy on this machine for when the store cannot be reached"),
         {N_("Puts a proved copy of the store into DIR, in the place of the copy that is there; where nothing has "
             "changed\n"
             "since, only its time. `quad --store DIR` then answers every question, says how old that is, and changes\n"
             "nothing.\n")},
         NULL,
         cmd_replica},
	{"stats", 0, "", N_("figures of the store"), {NULL}, NULL, cmd_stats},
	{"doctor",
         CMD_NO_STORE | CMD_ANYBODY | CMD_NOT_FORCED,
         "[--all]",
         N_("what is wrong with this installation, and how to mend it"),
         {N_("A row a finding, with a command that mends it; exit 1 if there is any. All of it sees the owner of the\n"
             "store's files, and root.\n")},
         doctor_options,
         cmd_doctor},
	{"completion",
         CMD_NO_STORE | CMD_ANYBODY | CMD_NOT_FORCED,
         "bash|zsh [--line TEXT]",
         N_("print a script that completes commands in a shell"),
         {N_("For bash: . <(quad completion bash); for zsh: . <(quad completion zsh). The package installs both.\n"
             "With --line it prints what may follow there, which is what the scripts ask.\n")},
         completion_options,
         cmd_completion},
	{"tui", CMD_SCREEN, "", N_("open the screen"), {NULL}, NULL, run_screen},
	{"help", CMD_NO_STORE | CMD_ANYBODY, "[COMMAND]", N_("explain a command"), {NULL}, NULL, run_help},
	{NULL, 0, NULL, NULL, {NULL}, NULL, NULL},
};

const struct cmd *cmd_find(const char *name)
{
	return cmd_find_in(cmd_table, name);
}

void cmd_usage(struct buf *out)
{
	buf_str(out, _("Usage: quad [--store DIR] [--as LOGIN] [--json] [--quiet] [--color WHEN] "
	               "COMMAND [ARGUMENT...]\n"));
	buf_str(out, _("Browse and book shared labs, training bases and teachers.\n"
	               "Alone on a terminal it opens the screen.\n"));
	buf_fmt(out, "\n%s\n", _("Commands:"));
	for (const struct cmd *cmd = cmd_table; cmd->name; cmd++)
		buf_fmt(out, "  %-10s %s\n", cmd->name, _(cmd->summary));
	buf_fmt(out, "\n%s\n", _("Options for every command:"));
	buf_str(out, _("  --store DIR   the store; else $QUAD_STORE, that of /etc/default/quad, /var/lib/quad,\n"
	               "                or ~/.local/share/quad\n"
	               "  --as LOGIN    act as this person; only for the owner of the store's files\n"
	               "  --json        data as JSON\n"
	               "  --quiet       only data and errors\n"
	               "  --color WHEN  auto, always, never, or dark or light: for such a screen\n"
	               "  --help        this, or about the command\n"
	               "  --version     the version\n"));
	buf_str(out, _("Of commands that change one thing:\n"
	               "  --request ID  ask again, where it is not known whether it was done; it is done once\n"));
	buf_str(out, _("\nExit status: 0 done, 1 failed, 2 usage, 3 refused, 4 not permitted, 5 some rows refused,\n"
	               "75 busy.\n"));
}

static enum cmd_status run_help(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	enum cmd_status status = input_read(&in, c, argc, argv, 0, 1);
	if (status != CMD_DONE)
		goto out;
	if (in.args.n_words == 0) {
		cmd_usage(c->out);
		goto out;
	}
	const struct cmd *cmd = cmd_find(in.args.words[0]);
	if (cmd)
		cmd_help(cmd, c->out);
	else
		status = input_wrong(&in, _("help: there is no command %s"), in.args.words[0]);
out:
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
	/* a session over SSH was noted when it began, with its key */
	if (c->via != VIA_SSH)
		cmd_note_login(c, VIA_SCREEN, "screen");
	return c->screen(c);
}
