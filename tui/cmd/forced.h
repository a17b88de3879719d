/*
 * Forced mode: the command line that the line of an SSH key gives, `quad --as LOGIN --key SHA256:...`. Who acts and
 * which store it is come from there alone; what the person at the other end wants, from SSH_ORIGINAL_COMMAND. The
 * process runs as the account of the store's files, on behalf of somebody who has no account here: so commands can
 * name no file of this machine but `-`, some are refused, and nothing of the environment counts.
 */
#ifndef QUAD_TUI_FORCED_H
#define QUAD_TUI_FORCED_H

#include "tui/cmd/cmd.h"

struct forced {
	const char *login, *key;
	const char *store_dir; /* NULL: as always */
	const char *command;   /* what was asked for; NULL: nothing */
};

/*
 * True if a --key stands before the command: this is forced mode, or nothing. Then the environment is made anew, and
 * the process gives up what it can before the store is opened; *out has copies in the arena, and *status is CMD_DONE,
 * or another if that failed or memory ran out, which forced_read will say.
 */
bool forced_begins(int argc, char **argv, struct arena *arena, struct forced *out, int *err);

/* Reads the words of the key's line. CMD_USAGE with the message said if they are not --as, --key and --store, each
 * once. */
enum cmd_status forced_read(int argc, char **argv, struct forced *out, struct buf *message);

/*
 * The words of the command, argv[0] being `quad`; in the arena, ending in NULL. A second `quad` at their begin is left
 * out. CMD_USAGE with the message said.
 */
enum cmd_status forced_split(const struct forced *f, struct arena *arena, int *argc, char ***argv, struct buf *message);

/* Asks the store whether the key is still that person's, and notes the login. CMD_DENIED with the message said. */
enum cmd_status forced_ask_key(struct cmd_context *c, const struct forced *f);

/* True, with the message said, for an option that only the key's line may give. */
bool forced_denies_option(const char *word, struct buf *message);

/*
 * CMD_DENIED, with the message said, if the command that runs is none for forced mode, or a word of it names a file
 * other than `-`. CMD_DONE outside of forced mode.
 */
enum cmd_status forced_gate(struct cmd_context *c, int argc, char **argv);

/*
 * True once the connection has ended: who asked is not there any more, and an end of standard input is none of a list.
 * Waits a moment for it, since the streams of a connection do not end at the same time.
 */
bool forced_is_cut_off(const struct cmd_context *c);

#endif
