/*
 * Commands that change bookings. Each reads everything from its arguments first, makes one request of it and hands it
 * to the engine once: what the engine decides is printed, and nothing is decided here.
 */
#include <inttypes.h>
#include <string.h>

#include "store/err.h"
#include "tui/cmd_share.h"
#include "tui/locale.h"

#define WHEN_OPTIONS                                                                                     \
	{"at", "START", N_("when it starts: 2026-09-07T08:00")},                                         \
	{"for", "DURATION", N_("how long: 90m, 2h, 1h30m")},                                             \
	{"until", "END", N_("when it ends; a time of day alone is of the day on which it starts")}
#define BOOKING_OPTIONS                                                                                  \
	{"party", "N", N_("how many people")},                                                           \
	{"purpose", "TEXT", N_("what for")},                                                             \
	{"note", "TEXT", N_("anything else")},                                                           \
	{"for-institution", "INSTITUTION", N_("on whose behalf, by code or name")},                      \
	{"requester", "LOGIN", N_("who asks for it; you if not given")},                                 \
	{"record", NULL, N_("enter what already happened")}

const struct arg_option book_options[] = {
	WHEN_OPTIONS,
	BOOKING_OPTIONS,
	{"ref", "R", N_("a reference of your own; booking it again changes that booking")},
	{"dry-run", NULL, N_("say what would be, and change nothing")},
	{NULL, NULL, NULL},
};

const struct arg_option move_options[] = {
	WHEN_OPTIONS,
	BOOKING_OPTIONS,
	{NULL, NULL, NULL},
};

/* ---- reading ---- */

/* One claim, `CODE` or `CODE*UNITS`; the text is cleaned and may be written to. */
static bool read_claim(struct input *in, char *text, struct claim_ask *out)
{
	char *star = strrchr(text, '*');
	uint64_t units;
	*out = (struct claim_ask){.resource = text};
	if (!*text) {
		input_wrong(in, _("%s: a CLAIM is empty; write LAB-1 or OSC*3"), in->word);
		return false;
	}
	if (!star || star == text || !star[1] || star[1 + strspn(star + 1, "0123456789")])
		return true;
	if (!parse_number(star + 1, SEATS_MAX, &units) || units == 0) {
		input_wrong(in, _("%s: \"%s\" takes no number of units from 1 to %d; write OSC*3"), in->word, text, SEATS_MAX);
		return false;
	}
	*star = '\0';
	out->units = (uint32_t)units;
	return true;
}

/* The claims in words[from..), each of which may hold several as files write them, `R11;OSC*3`. */
static bool read_claims(struct input *in, size_t from, struct booking_ask *out)
{
	struct claim_ask *claims = NULL;
	size_t n = 0, max = 0;
	for (size_t i = from; i < in->args.n_words; i++) {
		max++;
		for (const char *p = in->args.words[i]; *p; p++)
			max += *p == ';';
	}
	claims = arena_alloc(&in->arena, (max + 1) * sizeof *claims);
	if (!claims) {
		cmd_fail(in->c, QUAD_ENOMEM, in->word);
		return false;
	}
	for (size_t i = from; i < in->args.n_words; i++) {
		for (const char *p = in->args.words[i], *end; p; p = *end ? end + 1 : NULL) {
			end = p + strcspn(p, ";");
			const char *part = arena_dup(&in->arena, p, (size_t)(end - p));
			const char *clean = part ? input_clean(in, "CLAIM", part) : NULL;
			char *text = clean ? arena_str(&in->arena, clean) : NULL;
			if (!text || !read_claim(in, text, &claims[n++]))
				return false;
		}
	}
	out->claims = claims;
	out->n_claims = n;
	return true;
}

/* The end, by --for or --until, once the start is known. */
static bool read_end(struct input *in, struct booking_ask *out)
{
	const char *until = args_get(&in->args, "until");
	int64_t length = 0;
	if (until)
		return input_end_text(in, "--until", until, false, out->start, &out->end);
	if (!input_duration(in, "for", &length))
		return false;
	out->end = out->start + length;
	return true;
}

/* The options of BOOKING_OPTIONS; sets their bits in `given`. */
static bool read_fields(struct input *in, struct request *rq)
{
	static const struct {
		const char *option;
		enum booking_field field;
	} fields[] = {
		{"party", BOOKING_PARTY},
		{"purpose", BOOKING_PURPOSE},
		{"note", BOOKING_NOTE},
		{"for-institution", BOOKING_INSTITUTION},
		{"requester", BOOKING_REQUESTER},
	};
	struct booking_ask *b = &rq->u.booking;
	b->ref = b->purpose = b->note = b->requester = b->institution = "";
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (args_has(&in->args, fields[i].option))
			rq->given |= GIVEN(fields[i].field);
	if (args_has(&in->args, "record"))
		rq->flags |= REQUEST_RECORD;
	return input_u32(in, "party", &b->party) && input_text(in, "purpose", &b->purpose) &&
	       input_text(in, "note", &b->note) && input_text(in, "for-institution", &b->institution) &&
	       input_text(in, "requester", &b->requester) && input_text(in, "ref", &b->ref);
}

static bool read_id(struct input *in, uint64_t *out)
{
	if (parse_number(in->args.words[0], UINT64_MAX, out) && *out > 0)
		return true;
	input_wrong(in, _("%s: \"%s\" is not a booking's number; `quad bookings` lists them"), in->word, in->args.words[0]);
	return false;
}

static bool check_when_together(struct input *in, bool needed)
{
	bool at = args_has(&in->args, "at"), length = args_has(&in->args, "for"), until = args_has(&in->args, "until");
	if (length && until) {
		input_wrong(in, _("%s: --for and --until are two ways to say one thing; give one"), in->word);
		return false;
	}
	if (needed && (!at || (!length && !until))) {
		input_wrong(in, _("%s: say when: --at 2026-09-07T08:00 --for 2h"), in->word);
		return false;
	}
	return true;
}

/* ---- answering ---- */

static const struct column columns[] = {
	{"id", CELL_NUMBER}, {"series", CELL_NUMBER}, {"start", CELL_TIME}, {"end", CELL_TIME}, {"state", CELL_TEXT}};

static int write_result(struct cmd_context *c, const struct result *r, bool advice)
{
	int err = c->rows->begin(c->rows, columns, sizeof columns / sizeof *columns);
	if (!err)
		err = c->rows->row(c->rows, (struct cell[]){{.number = (int64_t)r->id, .none = advice && !r->id},
		                                           {.number = (int64_t)r->series, .none = !r->series},
		                                           {.number = r->start},
		                                           {.number = r->end},
		                                           {.text = state_word(r->state)}});
	return err ? err : c->rows->end(c->rows);
}

/* Asks the engine, and tells its answer. */
static enum cmd_status ask(const struct input *in, struct request *rq, bool advice)
{
	struct cmd_context *c = in->c;
	struct arena arena = {0};
	struct result result = {0};
	enum cmd_status status = CMD_DONE;
	rq->actor = c->actor;
	rq->now = c->now;
	request_id_new(rq->id);
	int err = advice ? store_advise(c->store, rq, &result, &arena)
	                 : store_apply(c->store, rq, 1, false, &result, &arena);
	if (!err && result.reasons.n) {
		status = cmd_refused(c, &result.reasons);
		goto out;
	}
	if (!err && result.outcome == OUTCOME_UNCHANGED && !c->quiet)
		buf_fmt(c->message, _("Booking %" PRIu64 " stands like that already; nothing was changed.\n"), result.id);
	if (!err && advice && !c->quiet)
		buf_str(c->message, _("It could be booked now. A dry run: nothing was changed.\n"));
	if (!err)
		err = write_result(c, &result, advice);
	if (err)
		status = cmd_fail(c, err, in->word);
out:
	arena_release(&arena);
	return status;
}

enum cmd_status cmd_book(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct request rq = {.op = OP_BOOK, .given = GIVEN_ALL};
	enum cmd_status status = input_read(&in, c, argc, argv, 1, SIZE_MAX);
	if (status != CMD_DONE)
		goto out;
	if (!check_when_together(&in, true) || !read_claims(&in, 0, &rq.u.booking) ||
	    !input_time(&in, "at", &rq.u.booking.start) || !read_end(&in, &rq.u.booking) || !read_fields(&in, &rq)) {
		status = CMD_USAGE;
		goto out;
	}
	status = ask(&in, &rq, args_has(&in.args, "dry-run"));
out:
	input_release(&in);
	return status;
}

/*
 * Completes a move whose time is given in part from the booking as it stands. The request then carries the version
 * it was completed from, so that a change in between refuses it.
 */
static enum cmd_status complete_time(struct input *in, struct request *rq)
{
	struct booking_rows rows = {0};
	struct booking_ask *b = &rq->u.booking;
	enum cmd_status status = CMD_DONE;
	int err = query_bookings(in->c->store, &b->id, 1, &rows);
	if (err) {
		status = cmd_fail(in->c, err, in->word);
	} else if (rows.n == 0) {
		status = cmd_not_there(in->c, "booking", in->args.words[0]);
	} else {
		const struct booking *old = &rows.v[0].b;
		b->seq = old->seq;
		b->start = old->start;
		if (!input_time(in, "at", &b->start))
			status = CMD_USAGE;
		else if (args_has(&in->args, "for") || args_has(&in->args, "until"))
			status = read_end(in, b) ? CMD_DONE : CMD_USAGE;
		else
			b->end = b->start + (old->end - old->start);
	}
	arena_release(&rows.arena);
	return status;
}

/* What a move changes. */
static enum cmd_status read_move(struct input *in, struct request *rq)
{
	struct booking_ask *b = &rq->u.booking;
	bool at = args_has(&in->args, "at"), end = args_has(&in->args, "for") || args_has(&in->args, "until");
	if (!read_id(in, &b->id) || !check_when_together(in, false) || !read_claims(in, 1, b) || !read_fields(in, rq))
		return CMD_USAGE;
	if (b->n_claims)
		rq->given |= GIVEN(BOOKING_CLAIMS);
	if (at || end)
		rq->given |= GIVEN(BOOKING_TIME);
	if (!rq->given)
		return input_wrong(in, _("move: say what changes: a CLAIM, --at, --for, --until, --party..."));
	if (at && end)
		return input_time(in, "at", &b->start) && read_end(in, b) ? CMD_DONE : CMD_USAGE;
	return at || end ? complete_time(in, rq) : CMD_DONE;
}

enum cmd_status cmd_move(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct request rq = {.op = OP_MOVE};
	enum cmd_status status = input_read(&in, c, argc, argv, 1, SIZE_MAX);
	if (status == CMD_DONE)
		status = read_move(&in, &rq);
	if (status == CMD_DONE)
		status = ask(&in, &rq, false);
	input_release(&in);
	return status;
}

enum cmd_status cmd_cancel(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct request rq = {.op = OP_CANCEL};
	enum cmd_status status = input_read(&in, c, argc, argv, 1, 1);
	if (status == CMD_DONE && !read_id(&in, &rq.u.booking.id))
		status = CMD_USAGE;
	if (status == CMD_DONE)
		status = ask(&in, &rq, false);
	input_release(&in);
	return status;
}
