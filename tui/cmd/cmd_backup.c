/* The command `backup`: one copy into a file, or a dated, proved one into a directory, of which the old ones go. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/cmd/backup_dir.h"
#include "tui/cmd/backup_proof.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_input.h"
#include "tui/cmd/cmd_note.h"
#include "tui/cmd/head_file.h"

const struct arg_option backup_options[] = {
	{"into", "DIR", N_("a dated and proved copy into this directory; old ones there go")},
	{"keep", "WORD", N_("which stay: 7d,4w,12m is one of each of 7 days, 4 weeks, 12 months (y: years)")},
	{NULL, NULL, NULL},
};

static const struct column columns[] = {{"file", CELL_TEXT}, {"bytes", CELL_NUMBER}, {"result", CELL_TEXT}};

/* ---- into a file ---- */

static enum cmd_status write_copy(struct cmd_context *c, const char *path)
{
	errno = 0;
	int err = db_backup(c->store->db, path);
	if (err == QUAD_EEXIST) {
		buf_fmt(c->message, _("backup: %s is there already; it was not touched\n"), path);
		return CMD_FAILED;
	}
	if (err == QUAD_EIO || err == QUAD_EPERM || err == QUAD_ENOSTORE || err == QUAD_ENOTFOUND) {
		buf_fmt(c->message, _("backup: cannot write %s: %s\n"), path,
		        errno ? strerror(errno) : _(quad_strerror(err)));
		return CMD_FAILED;
	}
	if (err)
		return cmd_fail(c, err, _("backup"));
	cmd_note_export(c, "store", "backup");
	return CMD_DONE;
}

static int64_t size_of(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 ? (int64_t)st.st_size : 0;
}

/* Writes the head of before the copy, whose journal continues it. The copy stands in any case. */
static enum cmd_status write_head(struct cmd_context *c, const char *path, const struct journal_head *head)
{
	int err = head_file_write(path, head);
	if (err == QUAD_EEXIST) {
		buf_fmt(c->message, _("backup: %s is there already; it was not touched\n"), path);
		return CMD_FAILED;
	}
	if (err) {
		buf_fmt(c->message, _("backup: cannot write %s: %s\n"), path,
		        errno ? strerror(errno) : _(quad_strerror(err)));
		return CMD_FAILED;
	}
	if (!c->quiet)
		buf_fmt(c->message, _("Wrote %s, the head of its journal: keep it elsewhere.\n"), path);
	return CMD_DONE;
}

static enum cmd_status backup_file(struct cmd_context *c, const char *path, struct arena *arena)
{
	struct journal_head head;
	const char *head_path = arena_fmt(arena, "%s" HEAD_FILE_SUFFIX, path);
	int err = head_path ? query_head(c->store, &head) : QUAD_ENOMEM;
	if (err)
		return cmd_fail(c, err, _("backup"));
	enum cmd_status status = write_copy(c, path);
	if (status != CMD_DONE)
		return status;
	if (!c->quiet)
		buf_fmt(c->message, _("Wrote %s, %lld bytes.\n"), path, (long long)size_of(path));
	return write_head(c, head_path, &head);
}

/* ---- into a directory ---- */

static enum cmd_status fail_open(struct cmd_context *c, const char *path, int err)
{
	int why = errno;
	if (err == QUAD_EBUSY) {
		buf_fmt(c->message, _("backup: another backup into %s is at work\n"), path);
		return CMD_BUSY;
	}
	if (err == QUAD_EPERM && !why) {
		buf_fmt(c->message,
		        _("backup: others may write into %s; as its owner: chmod go-w, or take a directory of "
		          "this account's own\n"),
		        path);
		return CMD_FAILED;
	}
	buf_fmt(c->message, _("backup: cannot use the directory %s: %s\n"), path,
	        why ? strerror(why) : _(quad_strerror(err)));
	return CMD_FAILED;
}

/* What a run makes, and under which names until it is proved. */
struct new_backup {
	const char *name, *path, *part, *head_path, *head_part;
	struct journal_head head;
	bool continues; /* the journal continues that of the last backup */
};

static int name_files(const struct backup_dir *d, const char *name, struct new_backup *m)
{
	*m = (struct new_backup){
		.name = name,
		.path = backup_dir_file(d, name),
		.part = arena_fmt(d->arena, "%s/%s%s", d->path, BACKUP_UNFINISHED, name),
		.head_path = arena_fmt(d->arena, "%s/%s" HEAD_FILE_SUFFIX, d->path, name),
		.head_part = arena_fmt(d->arena, "%s/%s%s" HEAD_FILE_SUFFIX, d->path, BACKUP_UNFINISHED, name),
	};
	return m->path && m->part && m->head_path && m->head_part ? 0 : QUAD_ENOMEM;
}

/* The head beside the newest backup that has one. */
static bool find_last_head(const struct backup_dir *d, struct journal_head *out)
{
	for (size_t i = 0; i < d->n; i++) {
		const char *path = arena_fmt(d->arena, "%s/%s" HEAD_FILE_SUFFIX, d->path, d->v[i].name);
		if (path && head_file_read(path, out))
			return true;
	}
	return false;
}

/* Proves what was written under a name of its own, in a new directory beside it. */
static enum cmd_status prove(struct cmd_context *c, const struct backup_dir *d, struct new_backup *m)
{
	struct journal_head last;
	bool has_last = find_last_head(d, &last);
	char *scratch = arena_fmt(d->arena, "%s/%sXXXXXX", d->path, BACKUP_UNFINISHED);
	if (!scratch)
		return cmd_fail(c, QUAD_ENOMEM, _("backup"));
	if (!mkdtemp(scratch)) {
		buf_fmt(c->message, _("backup: cannot use the directory %s: %s\n"), d->path, strerror(errno));
		return CMD_FAILED;
	}
	return backup_prove(c, m->part, scratch, has_last ? &last : NULL, &m->head, &m->continues);
}

/* The head is in its place before the copy is. */
static bool put_head(const struct new_backup *m)
{
	return head_file_write(m->head_part, &m->head) == 0 && rename(m->head_part, m->head_path) == 0;
}

/* A copy that does not continue the one before has no head, so that the next ones are still compared with that. */
static bool put_in_place(const struct backup_dir *d, const struct new_backup *m)
{
	if (m->continues && !put_head(m))
		return false;
	if (rename(m->part, m->path) != 0)
		return false;
	return backup_dir_sync(d) == 0;
}

/* The copy has its name from when it is proved on, so that whatever has one is good. */
static enum cmd_status make_proved(struct cmd_context *c, const struct backup_dir *d, struct new_backup *m)
{
	if (access(m->path, F_OK) == 0) {
		buf_fmt(c->message, _("backup: %s is there already; it was not touched\n"), m->path);
		return CMD_FAILED;
	}
	enum cmd_status status = write_copy(c, m->part);
	if (status == CMD_DONE)
		status = prove(c, d, m);
	if (status == CMD_DONE && !put_in_place(d, m)) {
		buf_fmt(c->message, _("backup: cannot write %s: %s\n"), m->path, strerror(errno));
		status = CMD_FAILED;
	}
	unlink(m->part);
	unlink(m->head_part);
	return status;
}

static bool remove_backup(const char *path, const char *head)
{
	bool done = unlink(path) == 0;
	if (done)
		unlink(head);
	return done;
}

/* What goes is removed only now: a new one is there and proved. */
static int tell_and_remove(struct cmd_context *c, const struct backup_dir *d, const char *made)
{
	int err = c->rows->begin(c->rows, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < d->n && !err; i++) {
		const struct backup_file *f = &d->v[i];
		bool is_new = strcmp(f->name, made) == 0;
		bool stays = f->kept || is_new;
		const char *path = backup_dir_file(d, f->name);
		const char *head = arena_fmt(d->arena, "%s/%s" HEAD_FILE_SUFFIX, d->path, f->name);
		const char *result = is_new ? "made" : "kept";
		if (!path || !head)
			return QUAD_ENOMEM;
		int64_t bytes = size_of(path);
		if (!stays && remove_backup(path, head))
			result = "removed";
		err = c->rows->row(c->rows, (struct cell[]){{.text = f->name}, {.number = bytes}, {.text = result}});
	}
	return err ? err : c->rows->end(c->rows);
}

static enum cmd_status rotate(struct cmd_context *c, const char *path, const struct backup_keep *keep,
                              const struct new_backup *m, struct arena *arena)
{
	struct backup_dir d;
	int err = backup_dir_list(path, arena, &d);
	if (!err) {
		backup_keep_mark(keep, d.v, d.n);
		for (size_t i = 0; i < d.n && !m->continues; i++)
			d.v[i].kept = true;
		err = tell_and_remove(c, &d, m->name);
	}
	if (err)
		return cmd_fail(c, err, _("backup"));
	return m->continues ? CMD_DONE : CMD_FAILED;
}

static enum cmd_status backup_into(struct cmd_context *c, const char *path, const struct backup_keep *keep,
                                   struct arena *arena)
{
	struct backup_dir d;
	struct new_backup made;
	errno = 0;
	int err = backup_dir_open(path, arena, &d);
	if (err)
		return fail_open(c, path, err);
	const char *name = backup_dir_name(arena, c->now);
	err = name ? name_files(&d, name, &made) : QUAD_ENOMEM;
	enum cmd_status status = err ? cmd_fail(c, err, _("backup")) : make_proved(c, &d, &made);
	if (status != CMD_DONE) {
		buf_str(c->message, _("No earlier backup was touched.\n"));
	} else {
		cmd_note_done(c, _("Wrote %s/%s, and proved it.\n"), path, name);
		c->rows_name = "backups";
		status = rotate(c, path, keep, &made, arena);
	}
	backup_dir_close(&d);
	return status;
}

enum cmd_status cmd_backup(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct backup_keep keep;
	enum cmd_status status = input_read(&in, c, argc, argv, 0, 1);
	if (status != CMD_DONE)
		goto out;
	const char *into = args_get(&in.args, "into"), *rule = args_get(&in.args, "keep");
	if ((into != NULL) == (in.args.n_words == 1))
		status = input_wrong(&in, _("backup: name a FILE, or a directory by --into DIR"));
	else if (rule && !into)
		status = input_wrong(&in, _("--keep goes with --into DIR"));
	else if (!backup_keep_parse(rule ? rule : BACKUP_KEEP_DEFAULT, &keep))
		status = input_wrong(&in, _("--keep: \"%s\" is not such as 7d,4w,12m"), rule);
	else if (into)
		status = backup_into(c, into, &keep, &in.arena);
	else
		status = backup_file(c, in.args.words[0], &in.arena);
out:
	input_release(&in);
	return status;
}
