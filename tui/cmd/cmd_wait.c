/*
 * The waiting list: what `book --wait` says, the list itself, and leaving it. An entry is a booking of state waiting,
 * so it is shown and filtered as bookings are.
 */
#include "tui/cmd/cmd_wait.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/wish.h"
#include "store/query/waiting_places.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_answer.h"
#include "tui/cmd/cmd_at.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_filter.h"
#include "tui/cmd/cmd_refuse.h"
#include "tui/cmd/cmd_time.h"

/* ---- what `book` says ---- */

/* The index of the last `--until` among the options, n_given without one; *n counts them. */
static size_t find_until(const struct args *a, size_t *n)
{
	size_t last = a->n_given;
	*n = 0;
	for (size_t i = 0; i < a->n_given; i++)
		if (strcmp(a->given[i].option->name, "until") == 0) {
			last = i;
			++*n;
		}
	return last;
}

bool input_wait_until(struct input *in, struct booking_ask *out)
{
	struct args *a = &in->args;
	size_t n, at = find_until(a, &n);
	bool end = args_has(a, "for") || in->at.has & (SPOKEN_END | SPOKEN_PERIODS);
	if (!args_has(a, "wait") || n == 0 || (n == 1 && !end))
		return true;
	if (!input_moment(in, "until", &out->wait_until))
		return false;
	memmove(&a->given[at], &a->given[at + 1], (a->n_given - at - 1) * sizeof *a->given);
	a->n_given--;
	return true;
}

/* One of --any: it takes the place of the first claim. */
static bool add_other(struct input *in, const struct booking_ask *b, const char *text, struct buf *wish)
{
	const struct claim_ask *one;
	size_t n;
	struct claim_ask *bundle = arena_alloc(&in->arena, b->n_claims * sizeof *bundle);
	int err = bundle ? claims_parse(text, &in->arena, &one, &n) : QUAD_ENOMEM;
	if (err) {
		cmd_fail(in->c, err, in->word);
		return false;
	}
	if (n == 0)
		return true;
	if (n > 1 || !wish_may_hold(one, n)) {
		input_wrong(in, _("--any: \"%s\" is not one CLAIM; write --any LAB-2,LAB-3"), text);
		return false;
	}
	bundle[0] = one[0];
	for (size_t i = 1; i < b->n_claims; i++)
		bundle[i] = b->claims[i];
	wish_add(bundle, b->n_claims, wish);
	return true;
}

/* The alternatives of --any as a wish. */
static bool read_any(struct input *in, struct booking_ask *b)
{
	struct buf wish = {0};
	const char *given;
	size_t at = 0;
	bool right = true;
	while (right && (given = args_next(&in->args, "any", &at)) != NULL) {
		const char *clean = input_clean(in, "--any", given);
		right = clean != NULL;
		for (const char *p = clean; right && p; p = *p ? p + 1 : NULL) {
			size_t len = strcspn(p, ",");
			const char *one = arena_dup(&in->arena, p, len);
			right = one && add_other(in, b, one, &wish);
			p += len;
		}
	}
	b->wish = right && !wish.failed ? arena_str(&in->arena, buf_text(&wish)) : NULL;
	if (right && !b->wish)
		cmd_fail(in->c, QUAD_ENOMEM, in->word);
	buf_release(&wish);
	return b->wish != NULL;
}

/* True, and said, if an option was given that needs another one. */
static bool lacks_wait(struct input *in)
{
	static const char *const names[] = {"any", "wait-until"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!args_has(&in->args, names[i]))
			continue;
		input_wrong(in, _("%s: --%s goes with --wait only"), in->word, names[i]);
		return true;
	}
	return false;
}

bool input_wait(struct input *in, struct booking_ask *b, struct request *rq, bool many)
{
	bool waits = args_has(&in->args, "wait"), preempts = args_has(&in->args, "preempt");
	if (!waits && lacks_wait(in))
		return false;
	if (many && (waits || preempts)) {
		input_wrong(in, _("%s: --%s does not go with a series; book its dates one by one"), in->word,
		            waits ? "wait" : "preempt");
		return false;
	}
	if (preempts)
		rq->flags |= REQUEST_PREEMPT;
	if (!waits)
		return true;
	rq->flags |= REQUEST_WAIT;
	return read_any(in, b) && input_moment(in, "wait-until", &b->wait_until);
}

/* ---- the list ---- */

const struct arg_option waiting_options[] = {
	{"mine", NULL, N_("asked for by you, or with you as a teacher")},
	{"resource", "CODE", N_("of this resource")},
	{"person", "LOGIN", N_("asked for by this person, or with this teacher")},
	{"institution", "INSTITUTION", N_("for this institution, or of something that is its, by code or name")},
	{"from", "TIME", N_("that end after this: Mon, 12-02 10:00; a date alone is its midnight")},
	{"to", "TIME", N_("that start before this; a date alone is its midnight")},
	{"today", NULL, N_("of today")},
	{"on", "DAY", N_("of this day, or these days: tomorrow, Wed, 12-02, 'next week'")},
	{"week", "N", N_("of this week of the term")},
	{"term", "TERM", N_("with --week: of this term, by code; the present one if not given")},
	{"text", "WORDS", N_("every word in claims, purpose, note, requester or reference")},
	{NULL, NULL, NULL},
};

static const struct column columns[] = {{"id", CELL_NUMBER},       {"claims", CELL_TEXT},    {"wish", CELL_TEXT},
                                        {"start", CELL_TIME},      {"end", CELL_TIME},       {"party", CELL_NUMBER},
                                        {"purpose", CELL_TEXT},    {"requester", CELL_TEXT}, {"institution", CELL_TEXT},
                                        {"priority", CELL_NUMBER}, {"made", CELL_TIME},      {"until", CELL_TIME},
                                        {"place", CELL_NUMBER}};

static int write_entry(struct table_sink *rows, const struct booking_row *r, uint32_t place)
{
	const struct booking *b = &r->b;
	return rows->row(rows, (struct cell[]){{.number = (int64_t)b->id},
	                                       {.text = r->claims},
	                                       {.text = b->wish},
	                                       {.number = b->start},
	                                       {.number = b->end},
	                                       {.number = b->party, .none = r->hidden},
	                                       {.text = b->purpose},
	                                       {.text = b->requester},
	                                       {.text = b->institution},
	                                       {.number = b->priority, .none = r->hidden},
	                                       {.number = b->made_min, .none = r->hidden},
	                                       {.number = b->until, .none = r->hidden},
	                                       {.number = place, .none = r->hidden}});
}

static int write_entries(struct cmd_context *c, const struct booking_rows *rows, const uint32_t *places)
{
	int err = c->rows->begin(c->rows, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < rows->n && !err; i++)
		if (places[i])
			err = write_entry(c->rows, &rows->v[i], places[i]);
	return err ? err : c->rows->end(c->rows);
}

/* The entries of these ids that still wait, each with its place. */
static int write_waiting(struct cmd_context *c, const struct booking_ids *ids)
{
	struct booking_rows rows = {0};
	int err = query_bookings(c->store, ids->v, ids->n, &rows);
	uint64_t *still = arena_alloc(&rows.arena, (rows.n + 1) * sizeof *still);
	uint32_t *places = arena_alloc(&rows.arena, (rows.n + 1) * sizeof *places);
	if (!err && (!still || !places))
		err = QUAD_ENOMEM;
	for (size_t i = 0; i < rows.n && !err; i++)
		still[i] = rows.v[i].b.id;
	if (!err)
		err = query_waiting_places(c->store, still, rows.n, c->now, places);
	if (!err)
		err = write_entries(c, &rows, places);
	arena_release(&rows.arena);
	return err;
}

enum cmd_status cmd_waiting(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct booking_filter filter = {0};
	struct booking_ids ids = {0};
	enum cmd_status status = input_read(&in, c, argc, argv, 0, 0);
	if (status == CMD_DONE && !input_booking_filter(&in, &filter))
		status = CMD_USAGE;
	if (status != CMD_DONE)
		goto out;
	filter.state = STATE_WAITING;
	int err = query_booking_ids(c->store, &filter, &ids);
	if (!err)
		err = write_waiting(c, &ids);
	if (err)
		status = cmd_booking_filter_fail(c, &filter, err, argv[0]);
out:
	arena_release(&ids.arena);
	input_release(&in);
	return status;
}

/* ---- leaving it ---- */

const struct arg_option leave_options[] = {
	{"dry-run", NULL, N_("say what would be, and change nothing")},
	{NULL, NULL, NULL},
};

enum cmd_status cmd_leave(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct request rq = {.op = OP_CANCEL, .flags = REQUEST_WAIT};
	enum cmd_status status = input_read(&in, c, argc, argv, 1, 1);
	if (status == CMD_DONE && (!parse_number(in.args.words[0], UINT64_MAX, &rq.u.booking.id) || !rq.u.booking.id))
		status = input_wrong(&in,
		                     _("%s: \"%s\" is not a booking's number; `quad waiting` lists those that wait"),
		                     in.word, in.args.words[0]);
	if (status == CMD_DONE)
		status = cmd_ask(&in, &rq, args_has(&in.args, "dry-run"));
	input_release(&in);
	return status;
}
