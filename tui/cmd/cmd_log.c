/* The command `log`: the journal as a list, with what each entry changed in the words of the lists. */
#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/list/list_change.h"
#include "store/model/entity.h"
#include "store/model/journal_leaf.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_input.h"
#include "tui/cmd/cmd_log_proof.h"
#include "tui/cmd/cmd_time.h"
#include "tui/cmd/log_course.h"

enum { PORTION_ROWS = 1000 };

const struct arg_option log_options[] = {
	{"entity", "ENTITY", N_("of this thing: 17, S3, LAB-1, booking:17, resource:LAB-1")},
	{"person", "LOGIN", N_("what this person did")},
	{"since", "TIME", N_("from then on; a date alone is its midnight")},
	{"until", "TIME", N_("before then; a date alone is its midnight")},
	{"head", NULL, N_("its head: origin, number of entries, root of their tree")},
	{"verify", NULL, N_("prove all of it: nothing was changed, left out or put in")},
	{"since-head", "FILE", N_("with --verify: and it goes on from this earlier head")},
	{"prove", "SEQ", N_("a proof of this entry, for somebody who has only a head")},
	{NULL, NULL, NULL},
};

static const struct column columns[] = {{"seq", CELL_NUMBER}, {"time", CELL_TIME}, {"person", CELL_TEXT},
                                        {"via", CELL_TEXT},   {"op", CELL_TEXT},   {"entity", CELL_TEXT},
                                        {"change", CELL_TEXT}};

/* ---- what an entry changed ---- */

/* The op whose list has the columns of a thing; OP_EVENT for one that is in no list. */
static enum request_op list_op(enum entity_kind kind)
{
	static const enum request_op ops[N_KINDS] = {[OF_INSTITUTION] = OP_INSTITUTION,
	                                             [OF_CAMPUS] = OP_CAMPUS,
	                                             [OF_TRAVEL] = OP_TRAVEL,
	                                             [OF_RESOURCE] = OP_RESOURCE,
	                                             [OF_CLOSURE] = OP_CLOSURE,
	                                             [OF_BOOKING] = OP_BOOK,
	                                             [OF_SERIES] = OP_SERIES,
	                                             [OF_TERM] = OP_TERM,
	                                             [OF_PERIOD] = OP_PERIOD,
	                                             [OF_DAY] = OP_DAY,
	                                             [OF_PERSON] = OP_PERSON,
	                                             [OF_RULE] = OP_RULE,
	                                             [OF_QUALIFICATION] = OP_QUALIFICATION,
	                                             [OF_CLUSTER] = OP_REGISTER,
	                                             [OF_OWNER] = OP_REGISTER,
	                                             [OF_AGREEMENT] = OP_REGISTER,
	                                             [OF_CITY_EVENT] = OP_REGISTER,
	                                             [OF_STUDENTS] = OP_REGISTER,
	                                             [OF_EMPLOYEES] = OP_REGISTER,
	                                             [OF_FIGURE] = OP_REGISTER,
	                                             [OF_GRANT] = OP_GRANT,
	                                             [OF_COLUMNS] = OP_COLUMNS,
	                                             [OF_EVENT] = OP_EVENT,
	                                             [OF_COMMENT] = OP_COMMENT,
	                                             [OF_EVALUATION] = OP_EVALUATE,
	                                             [OF_ADJUSTMENT] = OP_ADJUST};
	return kind < N_KINDS ? ops[kind] : OP_EVENT;
}

/* What no list has columns for. */
static int add_course(const struct journal_entry *e, struct arena *arena, struct buf *out)
{
	switch (entity_kind_of(e->entity)) {
	case OF_BOOKING: return log_course_booking(e->before, e->after, arena, out);
	case OF_EVALUATION: return log_course_evaluation(e->before, e->after, out);
	case OF_ADJUSTMENT: return log_course_adjustment(e->before, e->after, out);
	default: return 0;
	}
}

/* What a note says; `added`, `gone`, or the columns that an update changed: `party 20 -> 30; note  -> late`. */
static int describe_change(struct change_teller *teller, const struct journal_entry *e, struct arena *arena,
                           struct buf *out)
{
	struct list_change *v = NULL;
	size_t n = 0, cap = 0;
	if (entity_is_note(e->entity)) {
		buf_fmt(out, "%.*s", (int)e->after.len, (const char *)e->after.p);
		return 0;
	}
	if (entity_kind_of(e->entity) == OF_SETTING)
		return log_course_setting(e->before, e->after, out);
	if (journal_is_erased(e)) {
		buf_str(out, "erased");
		return 0;
	}
	if (entity_kind_of(e->entity) == OF_NEED && e->after.len)
		return log_course_need(e->after, out);
	if (!e->before.len || !e->after.len) {
		buf_str(out, e->after.len ? "added" : "gone");
		return 0;
	}
	int err = add_course(e, arena, out);
	if (!err)
		err = list_changes_between(teller, list_op(entity_kind_of(e->entity)), e->before, e->after, arena, &v,
		                           &n, &cap);
	for (size_t i = 0; i < n; i++)
		buf_fmt(out, "%s%s %s -> %s", out->len ? "; " : "", v[i].column, v[i].before, v[i].after);
	return err;
}

static int write_entry(struct cmd_context *c, struct change_teller *teller, const struct journal_entry *e,
                       struct arena *arena)
{
	struct buf change = {0}, person = {0};
	buf_str(&person, e->actor);
	if (*e->in_place_of)
		buf_fmt(&person, " (for %s)", e->in_place_of);
	int err = describe_change(teller, e, arena, &change);
	if (!err && (change.failed || person.failed))
		err = QUAD_ENOMEM;
	if (!err)
		err = c->rows->row(c->rows, (struct cell[]){{.number = (int64_t)e->seq},
		                                            {.number = e->at_min},
		                                            {.text = buf_text(&person)},
		                                            {.text = via_word(e->via)},
		                                            {.text = op_word(e->op)},
		                                            {.text = e->entity},
		                                            {.text = buf_text(&change)}});
	buf_release(&change);
	buf_release(&person);
	return err;
}

/* ---- the list ---- */

static int write_portion(struct cmd_context *c, struct change_teller *teller, const struct journal_filter *f,
                         uint64_t *from)
{
	struct journal_rows rows;
	int err = query_journal(c->store, f, from, PORTION_ROWS, &rows);
	for (size_t i = 0; i < rows.n && !err; i++)
		err = write_entry(c, teller, &rows.v[i], &rows.arena);
	arena_release(&rows.arena);
	return err;
}

static int write_log(struct cmd_context *c, const struct journal_filter *f)
{
	struct names names = {0};
	struct change_teller teller = {.names = &names};
	uint64_t from = 1;
	int err = names_open(&names, c->store);
	if (!err)
		err = c->rows->begin(c->rows, columns, sizeof columns / sizeof *columns);
	while (!err && from)
		err = write_portion(c, &teller, f, &from);
	if (!err)
		err = c->rows->end(c->rows);
	change_teller_close(&teller);
	names_close(&names);
	return err;
}

enum cmd_status cmd_log(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct journal_filter f = {0};
	enum cmd_status status = input_read(&in, c, argc, argv, 0, 0);
	if (status != CMD_DONE)
		goto out;
	if (cmd_log_wants_proof(&in)) {
		status = cmd_log_proof(&in);
		goto out;
	}
	bool good = input_text(&in, "entity", &f.entity) && input_text(&in, "person", &f.person);
	good = good && input_moment(&in, "since", &f.since);
	good = good && input_moment(&in, "until", &f.until);
	if (!good) {
		status = CMD_USAGE;
		goto out;
	}
	int err = write_log(c, &f);
	if (err)
		status = cmd_fail(c, err, _("log"));
out:
	input_release(&in);
	return status;
}
