/*
 * The words of the key's line are read by hand and before all else: each option once, in full, and nothing beside them.
 * Which words of a command are files stands in the table of commands: an option whose value is FILE or DIR, and a word
 * that the usage calls FILE.
 */
#include "tui/cmd/forced.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/change/store_notes.h"
#include "store/query/query_keys.h"
#include "tui/base/clean_env.h"
#include "tui/base/confine.h"
#include "tui/base/locale.h"
#include "tui/base/shell_words.h"
#include "tui/cmd/cmd_fail.h"

#define ORIGINAL "SSH_ORIGINAL_COMMAND"
#define HOST "ssh quad@host"

enum { CUT_OFF_MS = 50 };

/* ---- the key's line ---- */

static const struct arg_option line_options[] = {
	{"as", "LOGIN", NULL}, {"key", "KEY", NULL},    {"store", "DIR", NULL}, {"json", NULL, NULL},
	{"quiet", NULL, NULL}, {"color", "WHEN", NULL}, {NULL, NULL, NULL},
};

static bool is_key_option(const struct arg_option *o)
{
	return strcmp(o->name, "key") == 0;
}

/* The options before the command: is --key one of them? */
static bool has_key(int argc, char **argv)
{
	const char *value;
	for (int i = 1; i < argc; i++) {
		const struct arg_option *o = args_match(line_options, argv[i], &value);
		if (!o)
			return false;
		if (is_key_option(o))
			return true;
		i += o->value && !value;
	}
	return false;
}

bool forced_begins(int argc, char **argv, struct arena *arena, struct forced *out, int *err)
{
	const char *command = getenv(ORIGINAL);
	*out = (struct forced){0};
	*err = 0;
	if (!has_key(argc, argv))
		return false;
	if (command) {
		out->command = arena_str(arena, command);
		*err = out->command ? 0 : QUAD_ENOMEM;
	}
	if (!*err)
		*err = clean_env();
	if (!*err)
		*err = confine_start();
	return true;
}

/* The place where the value of an option of the line goes; NULL for one that it does not have. */
static const char **place_of(struct forced *f, const struct arg_option *o)
{
	if (strcmp(o->name, "as") == 0)
		return &f->login;
	if (is_key_option(o))
		return &f->key;
	return strcmp(o->name, "store") == 0 ? &f->store_dir : NULL;
}

static enum cmd_status say_wrong_line(struct buf *message)
{
	buf_str(message,
	        _("--key is for the line of an SSH key, which says --as LOGIN --key SHA256:... and, if need be, "
	          "--store DIR, each once and nothing else; `quad keys write` makes such lines\n"));
	return CMD_USAGE;
}

enum cmd_status forced_read(int argc, char **argv, struct forced *out, struct buf *message)
{
	for (int i = 1; i < argc; i++) {
		const char *value;
		const struct arg_option *o = args_match(line_options, argv[i], &value);
		const char **place = o ? place_of(out, o) : NULL;
		if (!place || *place)
			return say_wrong_line(message);
		if (!value && i + 1 < argc)
			value = argv[++i];
		if (!value || !*value)
			return say_wrong_line(message);
		*place = value;
	}
	return out->login && out->key ? CMD_DONE : say_wrong_line(message);
}

/* ---- the command ---- */

static void word_fault(enum shell_fault fault, const struct shell_words *words, struct buf *out)
{
	switch (fault) {
	case SHELL_LONG:
		buf_fmt(out, _("the command has %zu bytes, %d fit; a long list goes through standard input: %s\n"),
		        words->at, SHELL_LINE_MAX, HOST " import bookings - < list.csv");
		break;
	case SHELL_NO_UTF8:
		buf_fmt(out, _("the command is not UTF-8 at byte %zu; set the terminal to UTF-8 (LANG=C.UTF-8)\n"),
		        words->at);
		break;
	case SHELL_CONTROL:
		buf_fmt(out,
		        _("the command has U+%04X at byte %zu, a character that a terminal would obey; leave it out\n"),
		        (unsigned)words->character, words->at);
		break;
	case SHELL_QUOTE:
		buf_fmt(out, _("the quote %c at byte %zu is not closed; write %s\n"), (char)words->character, words->at,
		        HOST " \"book LAB-1 --purpose 'open day'\"");
		break;
	case SHELL_BACKSLASH:
		buf_str(out,
		        _("the command ends in a backslash, which keeps the character after it; leave it out, or write "
		          "'\\'\n"));
		break;
	case SHELL_FINE:
	case SHELL_NO_MEMORY: buf_fmt(out, "quad: %s\n", _("out of memory")); break;
	}
}

enum cmd_status forced_split(const struct forced *f, struct arena *arena, int *argc, char ***argv, struct buf *message)
{
	static char quad_word[] = "quad";
	struct shell_words words = {0};
	const char *line = f->command ? f->command : "";
	enum shell_fault fault = shell_words_read(line, strlen(line), arena, &words);
	size_t skipped = words.n > 0 && strcmp(words.v[0], "quad") == 0;
	char **v = fault ? NULL : arena_alloc(arena, (words.n + 2) * sizeof *v);
	if (!v) {
		word_fault(fault, &words, message);
		return fault && fault != SHELL_NO_MEMORY ? CMD_USAGE : CMD_FAILED;
	}
	v[0] = quad_word;
	for (size_t i = skipped; i < words.n; i++)
		v[i + 1 - skipped] = words.v[i];
	*argc = (int)(words.n + 1 - skipped);
	*argv = v;
	return CMD_DONE;
}

/* ---- the key ---- */

/* Who came, with which key, becomes an entry of the journal; where that fails, the person works all the same. */
static void note_login(struct cmd_context *c, const struct forced *f)
{
	int err = store_note_login(c->store, f->login, c->via, f->key);
	if (err)
		buf_fmt(c->message, _("The login was not noted in the journal: %s\n"), _(quad_strerror(err)));
}

enum cmd_status forced_ask_key(struct cmd_context *c, const struct forced *f)
{
	struct hash fingerprint;
	char login[LOGIN_MAX_BYTES + 1];
	if (!ssh_key_read_fingerprint(f->key, &fingerprint))
		return say_wrong_line(c->message);
	int err = query_key(c->store, &fingerprint, c->now, login);
	if (err && err != QUAD_ENOTFOUND)
		return cmd_fail(c, err, "quad");
	if (err || strcmp(login, f->login) != 0) {
		buf_fmt(c->message,
		        _("the key %s does not let %s in any more: it was revoked, or has expired; ask a "
		          "coordinator for another\n"),
		        f->key, f->login);
		return CMD_DENIED;
	}
	note_login(c, f);
	return CMD_DONE;
}

/* ---- what is refused ---- */

bool forced_denies_option(const char *word, struct buf *message)
{
	const char *value;
	const struct arg_option *o = args_match(line_options, word, &value);
	struct forced unused = {0};
	if (!o || !place_of(&unused, o))
		return false;
	buf_fmt(message, _("--%s: over SSH the key says who acts and in which store; leave it out\n"), o->name);
	return true;
}

static bool is_file(const char *value_word)
{
	return value_word && (strcmp(value_word, "FILE") == 0 || strcmp(value_word, "DIR") == 0);
}

/* True if the n-th word after the command is a file: words stand before all options in a usage. */
static bool is_file_word(const char *usage, size_t n)
{
	const char *p = usage;
	for (size_t i = 0; *p; i++) {
		p += strspn(p, " [");
		size_t len = strcspn(p, " ].");
		if (strncmp(p, "--", 2) == 0)
			return false;
		if (i == n)
			return len == strlen("FILE") && strncmp(p, "FILE", len) == 0;
		p += len;
		p += strspn(p, " ].");
	}
	return false;
}

static enum cmd_status deny_file_word(struct cmd_context *c, const struct args *a)
{
	struct buf line = {0};
	buf_fmt(&line, HOST " %s", c->cmd->name);
	for (size_t i = 0; i < a->n_words; i++)
		buf_fmt(&line, " %s", is_file_word(c->cmd->usage, i) ? "-" : a->words[i]);
	buf_str(&line, " < list.xlsx");
	buf_fmt(c->message,
	        _("%s: over SSH no file can be named, which would be one of this machine. Send it to standard input: "
	          "%s\n"),
	        c->cmd->name, buf_text(&line));
	buf_release(&line);
	return CMD_DENIED;
}

static enum cmd_status deny_file_option(struct cmd_context *c, const struct arg_option *o)
{
	buf_fmt(c->message,
	        _("--%s: over SSH no file can be named, which would be one of this machine. Give - and use the "
	          "standard "
	          "streams: %s %s ... --%s -\n"),
	        o->name, HOST, c->cmd->name, o->name);
	return CMD_DENIED;
}

/* Any word that is a file must be `-`. What cannot be read at all is left to the command, which says so. */
static enum cmd_status deny_files(struct cmd_context *c, int argc, char **argv)
{
	struct args a;
	struct buf wrong = {0};
	enum cmd_status status = CMD_DONE;
	int err = args_parse(c->cmd->options, argc, argv, &a, &wrong);
	for (size_t i = 0; i < a.n_given && !status && !err; i++)
		if (is_file(a.given[i].option->value) && strcmp(a.given[i].value, "-") != 0)
			status = deny_file_option(c, a.given[i].option);
	for (size_t i = 0; i < a.n_words && !status && !err; i++)
		if (is_file_word(c->cmd->usage, i) && strcmp(a.words[i], "-") != 0)
			status = deny_file_word(c, &a);
	if (err == QUAD_ENOMEM)
		status = cmd_fail(c, err, c->cmd->name);
	args_release(&a);
	buf_release(&wrong);
	return status;
}

enum cmd_status forced_gate(struct cmd_context *c, int argc, char **argv)
{
	if (!c->forced)
		return CMD_DONE;
	if (c->cmd->flags & (CMD_OWNER | CMD_NOT_FORCED)) {
		buf_fmt(c->message, _("%s: not over SSH; it is for the owner of the store's files, on that machine\n"),
		        c->cmd->name);
		return CMD_DENIED;
	}
	return deny_files(c, argc, argv);
}

/* ---- the connection ---- */

bool forced_is_cut_off(const struct cmd_context *c)
{
	struct pollfd streams[] = {{STDOUT_FILENO, 0, 0}, {STDERR_FILENO, 0, 0}};
	if (!c->forced)
		return false;
	return poll(streams, sizeof streams / sizeof *streams, CUT_OFF_MS) > 0;
}
