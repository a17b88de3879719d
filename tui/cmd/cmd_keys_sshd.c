/* Keys for sshd: as a block of an authorized_keys file, or one by one when somebody comes. */
#include "tui/cmd/cmd_keys.h"

#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_gate.h"
#include "tui/cmd/keys_file.h"
#include "tui/cmd/keys_lines.h"

#define TRIES 5 /* where the file is changed by others while it is to be written */

enum cmd_status keys_gate_owner(struct cmd_context *c)
{
	if (cmd_owns_store(c->store_dir))
		return CMD_DONE;
	buf_fmt(c->message, _("%s: only the owner of the store's files at %s may do that\n"), c->cmd->name,
	        c->store_name);
	return CMD_DENIED;
}

/* What the lines have in common; the message said if there can be none. */
static enum cmd_status make_command(const struct input *in, struct arena *arena, struct keys_command *out)
{
	const char *bad;
	int err = keys_command_make(in->c->store_dir, arena, out, &bad);
	if (err == QUAD_EINVAL) {
		buf_fmt(in->c->message,
		        _("keys: %s cannot stand in the line of a key; move it to a path of plain letters\n"), bad);
		return CMD_FAILED;
	}
	if (err == QUAD_EPERM) {
		buf_fmt(in->c->message,
		        _("keys: the password of %s would stand in the line of each key; put it into ~/.pgpass\n"),
		        bad);
		return CMD_FAILED;
	}
	return err ? cmd_fail(in->c, err, in->word) : CMD_DONE;
}

/* ---- write ---- */

struct writing {
	struct input *in;
	struct buf block;
	size_t n_lines, n_left_out;
};

static int make_block(struct writing *w, const struct keys_command *command)
{
	struct cmd_context *c = w->in->c;
	struct key_list list;
	/* whoever acts: the file is for all */
	store_look_as(c->store, NULL);
	int err = query_keys(c->store, NULL, c->now, &list);
	if (err)
		return err;
	buf_str(&w->block, KEYS_FILE_BEGIN ": by `quad keys write`, which replaces these lines\n");
	for (size_t i = 0; i < list.n; i++) {
		size_t before = w->block.len;
		keys_line(command, &list.v[i], &w->block);
		w->n_lines += w->block.len > before;
		w->n_left_out += w->block.len == before;
	}
	buf_str(&w->block, KEYS_FILE_END "\n");
	arena_release(&list.arena);
	return w->block.failed ? QUAD_ENOMEM : 0;
}

static enum cmd_status say_fault(const struct writing *w, const struct keys_file *f, enum keys_file_fault fault)
{
	struct buf *out = w->in->c->message;
	enum cmd_status status = fault == KEYS_FILE_CHANGED || fault == KEYS_FILE_BUSY ? CMD_BUSY : CMD_FAILED;
	switch (fault) {
	case KEYS_FILE_FINE: return CMD_DONE;
	case KEYS_FILE_SYSTEM: buf_fmt(out, "%s: %s", f->path, strerror(f->error)); break;
	case KEYS_FILE_NO_FILE:
		buf_fmt(out, _("%s: a link, a directory, a pipe or a device; name the file itself"), f->path);
		break;
	case KEYS_FILE_OTHERS:
		buf_fmt(out, _("%s: it belongs to another user; do this as the account that it is for"), f->path);
		break;
	case KEYS_FILE_LARGE: buf_fmt(out, _("%s: larger than 16 MiB"), f->path); break;
	case KEYS_FILE_NO_END:
		buf_fmt(out,
		        _("%s: line %zu: the block that begins there has no `%s`; put it back, or take the block away"),
		        f->path, f->line, KEYS_FILE_END);
		break;
	case KEYS_FILE_NO_BEGIN:
		buf_fmt(out, _("%s: line %zu: a block ends there that does not begin; take the line away"), f->path,
		        f->line);
		break;
	case KEYS_FILE_TWO:
		buf_fmt(out, _("%s: line %zu: a second block begins there; take one of them away"), f->path, f->line);
		break;
	case KEYS_FILE_CHANGED: buf_fmt(out, _("%s: others are changing it; try again"), f->path); break;
	case KEYS_FILE_BUSY: buf_fmt(out, _("%s: another `keys write` is at work; try again"), f->path); break;
	}
	buf_fmt(out, "%s\n", _("; nothing was written"));
	return status;
}

/* The next line of a text, without its end; false at the end. */
static bool next_line(struct bytes *rest, struct bytes *line)
{
	const char *p = rest->p, *end = rest->len ? memchr(p, '\n', rest->len) : NULL;
	size_t n = end ? (size_t)(end - p) : rest->len, used = n + (end != NULL);
	*line = (struct bytes){p, n};
	if (rest->len == 0)
		return false;
	*rest = (struct bytes){p + used, rest->len - used};
	return true;
}

static bool has_line(struct bytes text, struct bytes wanted)
{
	struct bytes line;
	while (next_line(&text, &line))
		if (line.len == wanted.len && memcmp(line.p, wanted.p, line.len) == 0)
			return true;
	return false;
}

/* Appends the lines of one text that another lacks. */
static void add_missing(struct bytes text, struct bytes other, char mark, struct buf *out)
{
	struct bytes line;
	while (next_line(&text, &line)) {
		if (has_line(other, line))
			continue;
		buf_char(out, mark);
		buf_add(out, line.p, line.len);
		buf_char(out, '\n');
	}
}

/* Warns of lines of others with a key that is in the block: sshd takes the first that fits. */
static void warn_of_foreign(const struct writing *w, const struct keys_file *f)
{
	struct bytes rest = {buf_text(&f->text), f->text.len}, line;
	for (size_t n = 1; next_line(&rest, &line); n++) {
		size_t at = (size_t)((const char *)line.p - buf_text(&f->text));
		struct bytes block = {buf_text(&w->block), w->block.len}, own;
		struct hash theirs, ours;
		if ((at >= f->block && at < f->after) || !keys_line_read(line.p, line.len, &theirs))
			continue;
		while (next_line(&block, &own))
			if (keys_line_read(own.p, own.len, &ours) && hash_equals(&theirs, &ours))
				buf_fmt(w->in->c->message,
				        _("%s: line %zu has a key that is in the block too; sshd takes the first of "
				          "both\n"),
				        f->path, n);
	}
}

static void say_written(const struct writing *w, const char *word)
{
	struct cmd_context *c = w->in->c;
	buf_fmt(c->out, "%s\n", word);
	if (c->quiet)
		return;
	buf_fmt(c->message, ngettext("%zu key in the block.\n", "%zu keys in the block.\n", w->n_lines), w->n_lines);
	if (w->n_left_out)
		buf_fmt(c->message,
		        ngettext("%zu key is left out: it has expired, is too short, or its owner may nothing.\n",
		                 "%zu keys are left out: they have expired, are too short, or their owners may "
		                 "nothing.\n",
		                 w->n_left_out),
		        w->n_left_out);
}

/* One look at the file, and one try to write it. */
static enum keys_file_fault write_once(const struct writing *w, struct keys_file *f)
{
	struct buf text = {0};
	struct cmd_context *c = w->in->c;
	enum keys_file_fault fault = keys_file_open(f);
	if (fault != KEYS_FILE_FINE)
		return fault;
	keys_file_merge(f, buf_text(&w->block), &text);
	struct bytes was = {buf_text(&f->text) + f->block, f->after - f->block}, now = {w->block.p, w->block.len};
	bool same = f->there && text.len == f->text.len && memcmp(buf_text(&text), buf_text(&f->text), text.len) == 0;
	bool dry = args_has(&w->in->args, "dry-run");
	if (!same && dry) {
		add_missing(was, now, '-', c->out);
		add_missing(now, was, '+', c->out);
	} else if (!same) {
		fault = keys_file_replace(f, &text);
	}
	if (fault == KEYS_FILE_FINE)
		warn_of_foreign(w, f);
	if (fault == KEYS_FILE_FINE && (same || !dry))
		say_written(w, same ? "unchanged" : "written");
	buf_release(&text);
	return fault;
}

enum cmd_status keys_write(struct input *in)
{
	struct writing w = {.in = in};
	struct keys_command command;
	enum cmd_status status = make_command(in, &in->arena, &command);
	int err = status == CMD_DONE ? make_block(&w, &command) : 0;
	if (err)
		status = cmd_fail(in->c, err, in->word);
	for (int i = 0; status == CMD_DONE && i < TRIES; i++) {
		struct keys_file f = {.path = in->args.words[1], .lock = -1};
		enum keys_file_fault fault = write_once(&w, &f);
		bool again = fault == KEYS_FILE_CHANGED && i + 1 < TRIES;
		if (!again)
			status = say_fault(&w, &f, fault);
		keys_file_close(&f);
		if (!again)
			break;
	}
	buf_release(&w.block);
	return status;
}

/* ---- for sshd ---- */

/* True if that account owns the store's files, or opens it on its server: no other may be let in by its keys. */
static bool is_account(const char *user, const char *store_dir)
{
	struct stat st;
	const struct passwd *pw = getpwnam(user);
	if (db_is_address(store_dir))
		return pw && pw->pw_uid == geteuid();
	return pw && stat(store_dir, &st) == 0 && pw->pw_uid == st.st_uid;
}

static int print_line(struct cmd_context *c, const struct keys_command *command, const char *login,
                      const struct hash *fingerprint)
{
	struct key_list list;
	store_look_as(c->store, NULL);
	int err = query_keys(c->store, login, c->now, &list);
	if (err)
		return err;
	for (size_t i = 0; i < list.n; i++)
		if (hash_equals(&list.v[i].key.fingerprint, fingerprint))
			keys_line(command, &list.v[i], c->out);
	arena_release(&list.arena);
	return 0;
}

enum cmd_status keys_for_sshd(struct input *in)
{
	struct cmd_context *c = in->c;
	const struct args *a = &in->args;
	char login[LOGIN_MAX_BYTES + 1];
	struct keys_command command;
	struct ssh_key key;
	enum cmd_status status = keys_gate_owner(c);
	if (status != CMD_DONE)
		return status;
	if (a->n_words != 3)
		return input_wrong(in, _("keys --for-sshd takes USER TYPE KEY, in sshd_config: %%u %%t %%k"));
	const char *line = arena_fmt(&in->arena, "%s %s", a->words[1], a->words[2]);
	if (!line)
		return cmd_fail(c, QUAD_ENOMEM, in->word);
	if (!is_account(a->words[0], c->store_dir) || ssh_key_read(line, strlen(line), &key) != SSH_KEY_FITS)
		return CMD_DONE;
	int err = query_key(c->store, &key.fingerprint, c->now, login);
	if (err == QUAD_ENOTFOUND)
		return CMD_DONE;
	status = err ? cmd_fail(c, err, in->word) : make_command(in, &in->arena, &command);
	if (status != CMD_DONE)
		return status;
	err = print_line(c, &command, login, &key.fingerprint);
	return err ? cmd_fail(c, err, in->word) : CMD_DONE;
}
