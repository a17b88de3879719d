/*
 * The command `drop`: takes a row of a register away, by what tells its rows apart, in the order in which the list has
 * them. Rows come by `import`, and are listed by `list`.
 */
#include <string.h>

#include "store/base/err.h"
#include "store/list/list_amount.h"
#include "store/list/list_cell.h"
#include "store/list/list_column.h"
#include "store/model/registers.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_input.h"
#include "tui/cmd/cmd_refuse.h"
#include "tui/cmd/cmd_request.h"

#define KEYS_MAX 3 /* the most fields that tell rows of a register apart */

/* The key fields of a register, in the order of its rows' names. */
static size_t list_keys(const struct register_kind *kind, const struct register_field *out[KEYS_MAX])
{
	size_t n = 0;
	for (size_t i = 0; i < kind->n_texts; i++)
		if (kind->texts[i].key)
			out[n++] = &kind->texts[i];
	for (size_t i = 0; i < kind->n_numbers; i++)
		if (kind->numbers[i].key)
			out[n++] = &kind->numbers[i];
	return n;
}

static enum cmd_status refuse_words(struct input *in, const struct register_kind *kind,
                                    const struct register_field *const *keys, size_t n)
{
	struct buf known = {0};
	for (size_t i = 0; i < n; i++)
		buf_fmt(&known, keys[i]->needed ? " %s" : " [%s]", keys[i]->column);
	enum cmd_status status =
		input_wrong(in, _("drop: a row of %s is named by:%s"), list_word(kind->list), buf_text(&known));
	buf_release(&known);
	return status;
}

/* Reads a word as a field; false with the message said. */
static bool read_key(struct input *in, const struct register_kind *kind, const struct register_field *field,
                     const char *word, struct register_row *row)
{
	bool failed = false, fits = true;
	if (!field->is_number) {
		const char *text = input_clean(in, field->column, word);
		row->text[field - kind->texts] = text ? text : "";
		return text != NULL;
	}
	int64_t *out = &row->number[field - kind->numbers];
	fits = field->type == FIELD_YEAR ? amount_year(word, out, &failed) : cell_date(word, out, &failed);
	if (!fits)
		input_wrong(in, _("drop: %s: \"%s\" is none"), field->column, word);
	return fits && !failed;
}

static enum cmd_status read_row(struct input *in, const struct register_kind *kind, struct register_row *row)
{
	const struct register_field *keys[KEYS_MAX];
	size_t n = list_keys(kind, keys), given = in->args.n_words - 1, needed = 0;
	*row = register_row_of(kind->id);
	for (size_t i = 0; i < n; i++)
		needed += keys[i]->needed;
	if (given < needed || given > n)
		return refuse_words(in, kind, keys, n);
	for (size_t i = 0; i < given; i++)
		if (!read_key(in, kind, keys[i], in->args.words[i + 1], row))
			return CMD_USAGE;
	return CMD_DONE;
}

/* Bookings of an event that is no longer there keep its code, which should be known. */
static enum cmd_status tell_users(struct cmd_context *c, const struct register_row *row)
{
	struct booking_ids ids = {0};
	struct booking_filter of = {.event = row->text[EVENT_CODE]};
	if (row->id != REGISTER_EVENTS)
		return CMD_DONE;
	int err = query_booking_ids(c->store, &of, &ids);
	if (!err && ids.n)
		buf_fmt(c->message, ngettext("%zu booking still names it\n", "%zu bookings still name it\n", ids.n),
		        ids.n);
	arena_release(&ids.arena);
	return err ? cmd_fail(c, err, row->text[EVENT_CODE]) : CMD_DONE;
}

static enum cmd_status drop_row(struct input *in, const struct register_row *row)
{
	struct cmd_context *c = in->c;
	struct result result;
	struct request rq = {.op = OP_REGISTER_DROP, .u.row = *row};
	enum cmd_status status = cmd_request_begin(in, &rq, false);
	if (status != CMD_DONE)
		return status;
	int err = store_apply(c->store, &rq, 1, false, &result, &in->arena);
	if (err)
		return cmd_fail(c, err, in->word);
	if (result.reasons.n)
		return cmd_refused(c, &result.reasons);
	c->wrote = result.seq;
	status = cmd_request_end(in, &rq, &result);
	return status == CMD_DONE ? tell_users(c, row) : status;
}

enum cmd_status cmd_drop(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	const struct list_kind *list = NULL;
	struct register_row row;
	enum cmd_status status = input_read(&in, c, argc, argv, 2, KEYS_MAX + 1);
	if (status == CMD_DONE)
		status = input_list_kind(&in, &list);
	enum register_id id = list ? list_register(list) : (enum register_id)0;
	if (status == CMD_DONE && !id)
		status = input_wrong(&in, _("drop: rows of %s cannot be dropped; those of %s can"), in.args.words[0],
		                     "clusters, owners, agreements, events, students, employees, figures");
	if (status == CMD_DONE)
		status = read_row(&in, register_kind(id), &row);
	if (status == CMD_DONE)
		status = drop_row(&in, &row);
	input_release(&in);
	return status;
}
