/*
 * The command `replica`: a copy of the store in a directory of this machine, for where the store cannot be reached. It
 * is proved before it takes the place of the one before, which any failure leaves as it was.
 */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/query/journal_proof.h"
#include "store/query/query.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/backup_proof.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_input.h"
#include "tui/cmd/cmd_note.h"
#include "tui/cmd/replica_dir.h"
#include "tui/words/words_time.h"

static const struct column columns[] = {
	{"replica", CELL_TEXT}, {"taken", CELL_TIME}, {"entries", CELL_NUMBER}, {"result", CELL_TEXT}};

/* A run of `pull`. */
struct pull {
	struct cmd_context *c;
	struct replica_dir dir;
	struct db_replica mark;       /* of the new copy */
	struct journal_head old, new; /* of the copy that is there, if it is one; of the new one */
	bool has_old;
	bool continues; /* the journal of the new one continues that of the old one */
};

/* ---- what is there ---- */

static enum cmd_status fail_dir(struct pull *p, enum replica_dir_fault fault)
{
	struct cmd_context *c = p->c;
	const char *path = p->dir.path;
	int why = errno;
	switch (fault) {
	case REPLICA_DIR_FINE: break;
	case REPLICA_DIR_BUSY:
		buf_fmt(c->message, _("replica: another pull into %s is at work\n"), path);
		return CMD_BUSY;
	case REPLICA_DIR_OPEN:
		buf_fmt(c->message,
		        _("replica: others may write into %s; as its owner: chmod go-w, or take a directory of this "
		          "account's own\n"),
		        path);
		break;
	case REPLICA_DIR_OTHER:
		buf_fmt(c->message, _("replica: %s is neither empty nor a copy; nothing in it was touched\n"), path);
		break;
	case REPLICA_DIR_SYSTEM:
		buf_fmt(c->message, _("replica: cannot use the directory %s: %s\n"), path, strerror(why));
		break;
	}
	return CMD_FAILED;
}

static enum cmd_status refuse_store(struct pull *p)
{
	buf_fmt(p->c->message, _("replica: in %s there is a store that is no copy; it was not touched\n"), p->dir.path);
	return CMD_FAILED;
}

static bool is_same_head(const struct journal_head *a, const struct journal_head *b)
{
	return strcmp(a->origin, b->origin) == 0 && a->size == b->size && hash_equals(&a->root, &b->root);
}

/* The copy that is there stands for the store of now: it gets the time of now. */
static int renew(struct pull *p, struct store *old, bool *done)
{
	struct journal_head now;
	*done = false;
	if (!p->mark.token || db_replica(old->db)->token != p->mark.token)
		return 0;
	int err = query_head(p->c->store, &now);
	if (err || !is_same_head(&now, &p->old))
		return err;
	err = db_mark_replica(old->db, &p->mark);
	*done = !err;
	return err;
}

/* Looks at the copy that is there; *done: nothing has changed since it was taken. */
static enum cmd_status look_at_old(struct pull *p, bool *done)
{
	struct store old;
	*done = false;
	int err = store_open(p->dir.path, &old);
	if (err == QUAD_ENOSTORE)
		return p->dir.is_empty ? CMD_DONE : fail_dir(p, REPLICA_DIR_OTHER);
	if (err == QUAD_ECORRUPT) {
		buf_fmt(p->c->message, _("replica: what is in %s is damaged; remove it, then pull again\n"),
		        p->dir.path);
		return CMD_FAILED;
	}
	if (!err && !db_replica(old.db)->at_min) {
		store_close(&old);
		return refuse_store(p);
	}
	if (!err)
		err = query_head(&old, &p->old);
	p->has_old = !err;
	if (!err)
		err = renew(p, &old, done);
	store_close(&old);
	return err ? cmd_fail(p->c, err, _("replica")) : CMD_DONE;
}

/* ---- the new copy ---- */

static bool is_of_another(enum journal_fault fault)
{
	return fault == JOURNAL_CUT || fault == JOURNAL_OTHER;
}

static enum cmd_status prove_journal(struct pull *p, struct store *copy)
{
	struct cmd_context *c = p->c;
	struct journal_verdict v;
	int err = query_verify(copy, p->has_old ? &p->old : NULL, NULL, NULL, &v);
	if (err)
		return cmd_fail(c, err, _("replica"));
	p->new = v.head;
	p->continues = !is_of_another(v.fault);
	if (v.fault == JOURNAL_SOUND || !p->continues)
		return CMD_DONE;
	if (v.fault == JOURNAL_ORIGIN)
		buf_fmt(c->message, _("replica: %s is a copy of another store; choose another directory\n"),
		        p->dir.path);
	else
		buf_str(c->message, _("replica: the journal of the copy is not sound; see `quad log --verify` of the "
		                      "store\n"));
	return CMD_FAILED;
}

/* Clones, proves and marks, in a directory of its own beside the place. */
static enum cmd_status make_copy(struct pull *p, const char *scratch)
{
	struct cmd_context *c = p->c;
	struct store copy = {0};
	int err = db_clone(c->store->db, scratch);
	if (!err)
		err = store_open(scratch, &copy);
	if (err)
		return cmd_fail(c, err, _("replica"));
	enum cmd_status status = backup_prove_records(p->c, &copy, _("replica"));
	if (status == CMD_DONE)
		status = prove_journal(p, &copy);
	if (status == CMD_DONE) {
		err = db_mark_replica(copy.db, &p->mark);
		status = err ? cmd_fail(c, err, _("replica")) : CMD_DONE;
	}
	store_close(&copy);
	return status;
}

static enum cmd_status put_in_place(struct pull *p, const char *scratch)
{
	int err = db_place_replica(scratch, p->dir.path);
	if (err == QUAD_EEXIST)
		return refuse_store(p);
	return err ? cmd_fail(p->c, err, _("replica")) : CMD_DONE;
}

static enum cmd_status replace(struct pull *p)
{
	char scratch[PATH_MAX];
	/* the copy is to have the entry that says so, and so has the next one, if nothing else happens */
	cmd_note_export(p->c, "store", "replica");
	p->mark.token = db_token(p->c->store->db);
	if (!replica_dir_scratch(&p->dir, scratch))
		return fail_dir(p, REPLICA_DIR_SYSTEM);
	enum cmd_status status = make_copy(p, scratch);
	if (status == CMD_DONE)
		status = put_in_place(p, scratch);
	replica_dir_clear(scratch);
	return status;
}

/* ---- the command ---- */

static enum cmd_status tell(struct pull *p, const char *result, enum cmd_status status)
{
	struct cmd_context *c = p->c;
	struct buf moment = {0};
	c->rows_name = "replica";
	int err = c->rows->begin(c->rows, columns, sizeof columns / sizeof *columns);
	if (!err)
		err = c->rows->row(c->rows, (struct cell[]){{.text = p->dir.path},
		                                            {.number = p->mark.at_min},
		                                            {.number = (int64_t)p->new.size},
		                                            {.text = result}});
	if (!err)
		err = c->rows->end(c->rows);
	if (err)
		return cmd_fail(c, err, _("replica"));
	words_moment(p->mark.at_min, &moment);
	if (!c->quiet)
		buf_fmt(c->message, _("%s is a copy of %s.\n"), p->dir.path, buf_text(&moment));
	buf_release(&moment);
	return status;
}

static enum cmd_status pull_into(struct pull *p)
{
	bool is_same;
	enum cmd_status status = look_at_old(p, &is_same);
	if (status != CMD_DONE)
		return status;
	if (is_same) {
		p->new = p->old;
		return tell(p, "unchanged", CMD_DONE);
	}
	status = replace(p);
	if (status != CMD_DONE)
		return status;
	cmd_note_done(p->c, _("%s is a copy of the store of now.\n"), p->dir.path);
	if (p->continues)
		return tell(p, p->has_old ? "replaced" : "made", CMD_DONE);
	buf_str(p->c->message,
	        _("replica: the journal does not continue that of the copy before: entries were cut off or "
	          "changed, or a backup was restored\n"));
	return tell(p, "replaced", CMD_FAILED);
}

/* What the copy says of where it is from: an address as it is shown, a directory with its whole path. */
static void name_origin(struct pull *p)
{
	char path[PATH_MAX];
	const char *name = p->c->store_name;
	if (!db_is_address(p->c->store_dir) && realpath(p->c->store_dir, path))
		name = path;
	size_t len = strnlen(name, sizeof p->mark.from - 1);
	memcpy(p->mark.from, name, len);
	p->mark.from[len] = '\0';
}

static enum cmd_status pull(struct input *in)
{
	struct cmd_context *c = in->c;
	struct pull p = {.c = c, .continues = true, .mark = {.at_min = c->now, .token = db_token(c->store->db)}};
	if (db_replica(c->store->db)->at_min)
		return cmd_fail(c, QUAD_EREPLICA, _("replica"));
	name_origin(&p);
	enum replica_dir_fault fault = replica_dir_open(in->args.words[1], &p.dir);
	enum cmd_status status = fault ? fail_dir(&p, fault) : pull_into(&p);
	replica_dir_close(&p.dir);
	return status;
}

enum cmd_status cmd_replica(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	enum cmd_status status = input_read(&in, c, argc, argv, 1, 2);
	if (status == CMD_DONE && (strcmp(in.args.words[0], "pull") != 0 || in.args.n_words != 2))
		status = input_wrong(&in, _("replica: write pull DIR"));
	if (status == CMD_DONE)
		status = pull(&in);
	input_release(&in);
	return status;
}
