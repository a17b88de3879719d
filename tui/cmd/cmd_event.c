/* The command `event`: an event of the register with what is booked for it. Its copy is in cmd_event_copy.c. */
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_event_copy.h"
#include "tui/cmd/event_rows.h"
#include "tui/words/words_time.h"

const struct arg_option event_options[] = {
	{"to", "DATE", N_("copy: the first day; else the weekday stays, from one event's start to the other's")},
	{"optional", "CODE", N_("copy: without this resource if it cannot be had; may be given several times")},
	{"dry-run", NULL, N_("copy: say what would be, and change nothing")},
	{NULL, NULL, NULL},
};

static int by_code(const void *a, const void *b)
{
	return strcmp(((const struct claim_ask *)a)->resource, ((const struct claim_ask *)b)->resource);
}

/* How many different resources the bookings take. */
static int count_resources(const struct booking_rows *rows, struct arena *arena, size_t *out)
{
	struct claim_ask *all = NULL;
	size_t n_all = 0, cap = 0;
	*out = 0;
	for (size_t i = 0; i < rows->n; i++) {
		const struct claim_ask *claims;
		size_t n;
		int err = claims_parse(rows->v[i].claims, arena, &claims, &n);
		for (size_t j = 0; j < n && !err; j++) {
			struct claim_ask *grown = arena_grow(arena, all, n_all, &cap, sizeof *all);
			if (!grown)
				return QUAD_ENOMEM;
			all = grown;
			all[n_all++] = claims[j];
		}
		if (err)
			return err;
	}
	if (n_all)
		qsort(all, n_all, sizeof *all, by_code);
	for (size_t i = 0; i < n_all; i++)
		*out += i == 0 || by_code(&all[i - 1], &all[i]) != 0;
	return 0;
}

/* `CI26 Contest, Mon 2026-06-01 08:00-18:00, NORTH: 3 bookings, 5 resources`. */
static void say_event(struct cmd_context *c, const struct register_row *event, size_t n_bookings, size_t n_resources)
{
	struct buf *out = c->message;
	int64_t start = event->number[EVENT_START], end = event->number[EVENT_END];
	if (c->quiet)
		return;
	buf_fmt(out, "%s ", event->text[EVENT_CODE]);
	text_plain(out, event->text[EVENT_NAME]);
	if (start || end)
		buf_str(out, ", ");
	if (start && end)
		words_interval(start, end, out);
	else if (start || end)
		words_moment(start ? start : end, out);
	if (*event->text[EVENT_INSTITUTION])
		buf_fmt(out, ", %s", event->text[EVENT_INSTITUTION]);
	buf_str(out, ": ");
	buf_fmt(out, ngettext("%zu booking, ", "%zu bookings, ", n_bookings), n_bookings);
	buf_fmt(out, ngettext("%zu resource\n", "%zu resources\n", n_resources), n_resources);
}

static int write_event(struct cmd_context *c, const struct booking_rows *rows)
{
	int err = event_begin_rows(c->rows);
	for (size_t i = 0; i < rows->n && !err; i++) {
		const struct booking *b = &rows->v[i].b;
		const struct booking_ask shown = {.start = b->start,
		                                  .end = b->end,
		                                  .party = b->party,
		                                  .purpose = b->purpose,
		                                  .institution = b->institution};
		err = event_write_row(c->rows, b->id, b->state, &shown, rows->v[i].claims);
	}
	return err ? err : c->rows->end(c->rows);
}

static enum cmd_status show_event(struct input *in)
{
	struct register_row event;
	struct booking_rows rows = {0};
	size_t n_resources = 0;
	enum cmd_status status = event_load(in, in->args.words[0], &event);
	if (status != CMD_DONE)
		return status;
	if (in->args.n_given)
		return input_wrong(in, _("event: --%s goes with `event copy` only"), in->args.given[0].option->name);
	int err = event_load_bookings(in->c->store, event.text[EVENT_CODE], &rows);
	if (!err)
		err = count_resources(&rows, &in->arena, &n_resources);
	if (!err) {
		say_event(in->c, &event, rows.n, n_resources);
		err = write_event(in->c, &rows);
	}
	arena_release(&rows.arena);
	return err ? cmd_fail(in->c, err, in->word) : CMD_DONE;
}

/* ---- the command ---- */

enum cmd_status cmd_event(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	enum cmd_status status = input_read(&in, c, argc, argv, 1, 3);
	bool copies = status == CMD_DONE && strcmp(in.args.words[0], "copy") == 0;
	if (status == CMD_DONE && in.args.n_words != (copies ? 3 : 1))
		status = input_wrong(&in, _("event: write `event CODE`, or `event copy OLD NEW`"));
	else if (status == CMD_DONE)
		status = copies ? cmd_event_copy(&in) : show_event(&in);
	input_release(&in);
	return status;
}
