/*
 * Commands that change bookings and series. Each reads everything from its arguments first, makes one request of it and
 * hands it to the engine once: what the engine decides is printed, and nothing is decided here. A booking is named by
 * its number, a series by S and its number.
 */
#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "store/model/rrule.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_answer.h"
#include "tui/cmd/cmd_at.h"
#include "tui/cmd/cmd_claims.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_filter.h"
#include "tui/cmd/cmd_refuse.h"
#include "tui/cmd/cmd_time.h"
#include "tui/cmd/cmd_wait.h"
#include "tui/cmd/cmd_when.h"

#define SERIES_OPTIONS                                                                                   \
	PATTERN_OPTIONS,                                                                                 \
	{"rrule", "RULE", N_("with --at and --for: repeated by an RFC 5545 rule, FREQ=WEEKLY;COUNT=10")}, \
	{"except", "DATE", N_("not on this date; may be repeated")}
#define BOOKING_OPTIONS                                                                                                \
	{"party", "N", N_("how many people")}, {"purpose", "TEXT", N_("what for")},                                    \
		{"class", "CLASS", N_("teaching, research, service, training, competition or maintenance")},           \
		{"event", "EVENT", N_("for this event, by its code; `list events` has them")},                         \
		{"note", "TEXT", N_("anything else")},                                                                 \
		{"for-institution", "INSTITUTION", N_("on whose behalf, by code or name")},                            \
		{"requester", "LOGIN", N_("who asks for it; you if not given")},                                       \
		{"record", NULL, N_("enter what already happened")},                                                   \
	{                                                                                                              \
		"override", NULL, N_("a coordinator: although a rule that may be overridden speaks against it")        \
	}
#define DRY_RUN_OPTION {"dry-run", NULL, N_("say what would be, and change nothing")}

const struct arg_option book_options[] = {
	WHEN_OPTIONS,
	SERIES_OPTIONS,
	{"skip-conflicts", NULL, N_("keep the dates that fit, and list the others")},
	WAIT_OPTIONS,
	BOOKING_OPTIONS,
	{"optional", "CLAIM", N_("this too, if it can be had; may be given several times")},
	{"ref", "R", N_("a reference of your own; booking it again changes that booking")},
	DRY_RUN_OPTION,
	{NULL, NULL, NULL},
};

const struct arg_option move_options[] = {
	WHEN_OPTIONS,
	{"from", "DATE", N_("of a series: only what takes place on this date or later")},
	SERIES_OPTIONS,
	BOOKING_OPTIONS,
	DRY_RUN_OPTION,
	{NULL, NULL, NULL},
};

const struct arg_option cancel_options[] = {
	{"from", "DATE", N_("of a series: only what takes place on this date or later")},
	{"record", NULL, N_("cancel also what took place; if not given, that stands")},
	{"override", NULL, N_("a coordinator: although a rule that may be overridden speaks against it")},
	DRY_RUN_OPTION,
	{NULL, NULL, NULL},
};

const struct arg_option swap_options[] = {
	{"times", NULL, N_("exchange the times, not what is booked")},
	DRY_RUN_OPTION,
	{NULL, NULL, NULL},
};

/* ---- reading ---- */

/* Adds the claims of --optional, and names them as such. */
static bool read_optional(struct input *in, struct booking_ask *out)
{
	struct claim_ask *claims = arena_alloc(&in->arena, (out->n_claims + in->args.n_given + 1) * sizeof *claims);
	struct buf codes = {0};
	size_t at = 0, n = out->n_claims;
	bool good = claims != NULL;
	if (good && n)
		memcpy(claims, out->claims, n * sizeof *claims);
	for (const char *given; good && (given = args_next(&in->args, "optional", &at)) != NULL;) {
		const char *clean = input_clean(in, "--optional", given);
		char *text = clean ? arena_str(&in->arena, clean) : NULL;
		good = text && input_claim(in, text, &claims[n]);
		if (good)
			buf_fmt(&codes, "%s%s", codes.len ? ";" : "", claims[n++].resource);
	}
	if (good && n > out->n_claims) {
		out->claims = claims;
		out->n_claims = n;
		out->optional = arena_str(&in->arena, buf_text(&codes));
		good = out->optional && !codes.failed;
	}
	buf_release(&codes);
	return good;
}

/* The options of BOOKING_OPTIONS; sets their bits in the request's `given`. */
static bool read_fields(struct input *in, struct booking_ask *b, struct request *rq)
{
	static const struct {
		const char *option;
		enum booking_field field;
	} fields[] = {
		{"party", BOOKING_PARTY},         {"purpose", BOOKING_PURPOSE},
		{"note", BOOKING_NOTE},           {"for-institution", BOOKING_INSTITUTION},
		{"requester", BOOKING_REQUESTER}, {"class", BOOKING_CLASS},
		{"event", BOOKING_EVENT},
	};
	b->ref = b->purpose = b->note = b->requester = b->institution = b->event = "";
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (args_has(&in->args, fields[i].option))
			rq->given |= GIVEN(fields[i].field);
	if (args_has(&in->args, "record"))
		rq->flags |= REQUEST_RECORD;
	if (args_has(&in->args, "override"))
		rq->flags |= REQUEST_OVERRIDE;
	return input_u32(in, "party", &b->party) && input_text(in, "purpose", &b->purpose) &&
	       input_class(in, &b->class) && input_text(in, "event", &b->event) && input_text(in, "note", &b->note) &&
	       input_text(in, "for-institution", &b->institution) && input_text(in, "requester", &b->requester) &&
	       input_text(in, "ref", &b->ref);
}

/* A series' name where only that will do. */
static bool read_series(struct input *in, uint64_t *out)
{
	if (parse_series(in->args.words[0], false, out))
		return true;
	input_wrong(in, _("%s: \"%s\" is not a series; `quad bookings` shows them, as in S12"), in->word,
	            in->args.words[0]);
	return false;
}

/* True, and said, if one of these options of series was given: names end in NULL. */
static bool has_series_option(struct input *in, const char *const *names)
{
	for (; *names; names++) {
		if (!args_has(&in->args, *names))
			continue;
		input_wrong(in, _("%s: --%s goes with a series only"), in->word, *names);
		return true;
	}
	return false;
}

static bool has_time(const struct input *in)
{
	return args_has(&in->args, "at") || input_has_end(in);
}

/* The code of the first claim, "" without one. */
static const char *first_code(const struct booking_ask *b)
{
	return b->n_claims ? b->claims[0].resource : "";
}

/* ---- series ---- */

/* The rule of --rrule, --at and --for, over what *out holds already. */
static bool read_rule(struct input *in, struct rule_pattern *out)
{
	struct rrule parsed;
	const char *rule = NULL, *bad = NULL;
	struct booking_ask when = {.start = out->start, .end = out->start + out->len_min};
	if (!input_text(in, "rrule", &rule))
		return false;
	int err = rule ? rrule_parse(rule, &parsed, &in->arena, &bad) : 0;
	if (err == QUAD_EINVAL) {
		input_wrong(in,
		            _("--rrule: \"%s\": %s is missing, wrong or not supported; "
		              "write FREQ=WEEKLY;BYDAY=MO;COUNT=10"),
		            rule, bad && *bad ? bad : rule);
		return false;
	}
	if (err) {
		cmd_fail(in->c, err, in->word);
		return false;
	}
	if (!input_times(in, "", &when.start, &when.end))
		return false;
	if (rule)
		out->rule = rule;
	out->start = when.start;
	out->len_min = when.end - when.start;
	return true;
}

/*
 * A series asked for by weeks has no use for a start, nor has a rule for weeks. Weeks that --at says are not said again
 * by options, but for the term.
 */
static bool check_one_pattern(struct input *in)
{
	static const char *const starts[] = {"rrule", "at", "for", "until", NULL};
	static const char *const weeks[] = {"rrule", "weeks", "weekdays", "periods", "from-time", "to-time", NULL};
	bool spoken = in->at.has & SPOKEN_WEEKS;
	const char *const *others = spoken ? weeks : starts;
	for (; input_has_pattern(in) && *others; others++) {
		if (!args_has(&in->args, *others))
			continue;
		input_wrong(in, _("%s: --%s does not go with weeks of a term (--term, --weeks, --weekdays, --periods)"),
		            in->word, *others);
		return false;
	}
	return true;
}

/* ---- book ---- */

static enum cmd_status read_book(struct input *in, struct request *rq)
{
	struct booking_ask b = {0};
	if (!input_at(in) || !input_wait_until(in, &b))
		return CMD_USAGE;
	bool weeks = input_has_pattern(in) && !input_at_is_one(in), rule = args_has(&in->args, "rrule");
	if (!check_one_pattern(in) || !input_check_at(in, !input_has_pattern(in)))
		return CMD_USAGE;
	if (!input_claims(in, 0, &b) || !read_fields(in, &b, rq) || !input_wait(in, &b, rq, weeks || rule))
		return CMD_USAGE;
	if (!weeks && !rule) {
		if (has_series_option(in, (const char *const[]){"except", NULL}))
			return CMD_USAGE;
		if (!input_times(in, first_code(&b), &b.start, &b.end) || !read_optional(in, &b))
			return CMD_USAGE;
		rq->u.booking = b;
		return CMD_DONE;
	}
	if (args_has(&in->args, "optional"))
		return input_wrong(in, _("book: --optional is for one booking, not for a series"));
	rq->u.series = series_of_booking(&b);
	rq->op = OP_SERIES;
	rq->given = GIVEN_ALL;
	if (args_has(&in->args, "skip-conflicts"))
		rq->flags |= REQUEST_SKIP_CONFLICTS;
	struct series_ask *s = &rq->u.series;
	bool right = weeks ? input_pattern(in, &s->weeks) : read_rule(in, &s->rule);
	if (!right || !input_dates(in, "except", &s->except, &s->n_except))
		return CMD_USAGE;
	input_say_pattern(in, &s->weeks);
	return CMD_DONE;
}

enum cmd_status cmd_book(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct request rq = {.op = OP_BOOK, .given = GIVEN_ALL};
	enum cmd_status status = input_read(&in, c, argc, argv, 1, SIZE_MAX);
	if (status == CMD_DONE)
		status = read_book(&in, &rq);
	if (status == CMD_DONE)
		status = cmd_ask(&in, &rq, args_has(&in.args, "dry-run"));
	input_release(&in);
	return status;
}

/* ---- move ---- */

/* What booking and series have in common: the claims after the first word, and the fields. */
static bool read_changed_fields(struct input *in, struct booking_ask *b, struct request *rq)
{
	if (!input_claims(in, 1, b) || !read_fields(in, b, rq))
		return false;
	if (b->n_claims)
		rq->given |= GIVEN(BOOKING_CLAIMS);
	return true;
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
		status = cmd_not_there(in->c, REASON_NO_BOOKING, in->args.words[0]);
	} else {
		const struct booking *old = &rows.v[0].b;
		b->seq = old->seq;
		b->start = old->start;
		b->end = old->end;
		const char *code = b->n_claims ? first_code(b) : rows.v[0].claims;
		size_t len = strcspn(code, ";*");
		code = arena_dup(&in->arena, code, len);
		if (!code)
			status = cmd_fail(in->c, QUAD_ENOMEM, in->word);
		else if (!input_times(in, code, &b->start, &b->end))
			status = CMD_USAGE;
	}
	arena_release(&rows.arena);
	return status;
}

/* The new time of a booking, of which something is given. */
static enum cmd_status read_moved_time(struct input *in, struct request *rq)
{
	struct booking_ask *b = &rq->u.booking;
	unsigned whole = SPOKEN_DAY | SPOKEN_TIME;
	bool has_start = (in->at.has & whole) == whole;
	rq->given |= GIVEN(BOOKING_TIME);
	if (!has_start || !input_has_end(in))
		return complete_time(in, rq);
	return input_times(in, first_code(b), &b->start, &b->end) ? CMD_DONE : CMD_USAGE;
}

/* What a move changes of a booking. */
static enum cmd_status read_move(struct input *in, struct request *rq)
{
	struct booking_ask *b = &rq->u.booking;
	static const char *const series_only[] = {"from",    "term",    "weeks", "weekdays", "periods",
	                                          "from-time", "to-time", "rrule", "except",   NULL};
	if (!input_booking(in, 0, &b->id) || has_series_option(in, series_only) || !input_at(in))
		return CMD_USAGE;
	if (input_has_pattern(in) && !input_at_is_one(in))
		return input_wrong(in, _("move: \"%s\" is many dates, which only a series has"),
		                   args_get(&in->args, "at"));
	if (!input_check_at(in, false) || !read_changed_fields(in, b, rq))
		return CMD_USAGE;
	if (has_time(in))
		return read_moved_time(in, rq);
	if (!rq->given)
		return input_wrong(in, _("move: say what changes: a CLAIM, --at, --for, --until, --party..."));
	return CMD_DONE;
}

/* Leaves of a pattern by weeks only the parts that are given: each phase of the series keeps its own others. */
static void keep_given_weeks(struct input *in, struct week_pattern *w)
{
	bool clock = input_gives(in, "from-time") || input_gives(in, "to-time");
	if (!input_gives(in, "term"))
		w->term = "";
	if (!input_gives(in, "weeks"))
		w->weeks = 0;
	if (!input_gives(in, "weekdays"))
		w->weekdays = 0;
	if (!input_gives(in, "periods"))
		w->periods = 0;
	if (!clock)
		w->from_min = w->to_min = SERIES_NO_TIME;
}

/* Leaves of a rule only the parts that are given. */
static void keep_given_rule(struct input *in, struct rule_pattern *r)
{
	if (!args_has(&in->args, "rrule"))
		r->rule = "";
	if (!args_has(&in->args, "at"))
		r->start = 0;
	if (!input_has_end(in))
		r->len_min = 0;
}

/* The pattern of a changed series: the parts that are given, or the whole where it goes by something else from now on.
 */
static bool read_changed_pattern(struct input *in, const struct series *old, struct request *rq)
{
	struct series_ask *s = &rq->u.series;
	bool was_rule = *old->rule.rule, weeks = input_has_pattern(in), parts = weeks != was_rule;
	rq->given |= parts ? GIVEN(SERIES_PARTS) : GIVEN(SERIES_WHEN);
	if (weeks) {
		s->weeks = old->weeks;
		if (was_rule)
			s->weeks = (struct week_pattern){.term = ""};
		if (!input_pattern(in, &s->weeks))
			return false;
		input_say_pattern(in, &s->weeks);
		if (parts)
			keep_given_weeks(in, &s->weeks);
		return true;
	}
	if (!was_rule && (!args_has(&in->args, "rrule") || !args_has(&in->args, "at"))) {
		input_wrong(in,
		            _("move: series S%" PRIu64 " goes by weeks: change --weeks, --weekdays, --periods, "
		              "or give --rrule with --at and --for"),
		            old->id);
		return false;
	}
	s->rule = old->rule;
	if (!input_check_at(in, !was_rule) || !read_rule(in, &s->rule))
		return false;
	if (parts)
		keep_given_rule(in, &s->rule);
	return true;
}

static enum cmd_status load_named_series(struct input *in, uint64_t id, struct series_list *list, struct series **out)
{
	int err = query_one_series(in->c->store, id, list, out);
	if (err == QUAD_ENOTFOUND)
		return cmd_not_there(in->c, REASON_NO_SERIES, in->args.words[0]);
	return err ? cmd_fail(in->c, err, in->word) : CMD_DONE;
}

static bool changes_pattern(const struct input *in)
{
	return input_has_pattern(in) || args_has(&in->args, "rrule") || has_time(in);
}

/*
 * What a move changes of a series. What is completed from the stored one carries its version, as with a booking; its
 * texts stay in the list.
 */
static enum cmd_status read_move_series(struct input *in, struct series_list *list, struct request *rq)
{
	struct booking_ask b = {0};
	struct series *old = NULL;
	struct series_ask *s = &rq->u.series;
	uint64_t id;
	if (!read_series(in, &id) || !input_at(in))
		return CMD_USAGE;
	if (!check_one_pattern(in) || !input_check_at(in, false))
		return CMD_USAGE;
	if (!read_changed_fields(in, &b, rq))
		return CMD_USAGE;
	enum cmd_status status = load_named_series(in, id, list, &old);
	if (status != CMD_DONE)
		return status;
	rq->given = series_given(rq->given);
	rq->u.series = series_of_booking(&b);
	rq->op = OP_SERIES_CHANGE;
	s->id = id;
	if (args_has(&in->args, "except"))
		rq->given |= GIVEN(SERIES_EXCEPT);
	if (!input_date(in, "from", &s->from) || !input_dates(in, "except", &s->except, &s->n_except))
		return CMD_USAGE;
	if (changes_pattern(in) && !read_changed_pattern(in, old, rq))
		return CMD_USAGE;
	if (rq->given & GIVEN(SERIES_WHEN))
		s->seq = old->seq;
	if (!rq->given)
		return input_wrong(in,
		                   _("move: say what changes: a CLAIM, --weeks, --weekdays, --periods, --party..."));
	return CMD_DONE;
}

enum cmd_status cmd_move(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct series_list list = {0};
	struct request rq = {.op = OP_MOVE};
	uint64_t series;
	enum cmd_status status = input_read(&in, c, argc, argv, 1, SIZE_MAX);
	if (status != CMD_DONE)
		goto out;
	if (parse_series(in.args.words[0], false, &series))
		status = read_move_series(&in, &list, &rq);
	else
		status = read_move(&in, &rq);
	if (status == CMD_DONE)
		status = cmd_ask(&in, &rq, args_has(&in.args, "dry-run"));
out:
	arena_release(&list.arena);
	input_release(&in);
	return status;
}

/* ---- cancel, add, swap ---- */

enum cmd_status cmd_cancel(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct request rq = {.op = OP_CANCEL};
	uint64_t series;
	enum cmd_status status = input_read(&in, c, argc, argv, 1, 1);
	if (status != CMD_DONE)
		goto out;
	if (args_has(&in.args, "record"))
		rq.flags |= REQUEST_RECORD;
	if (args_has(&in.args, "override"))
		rq.flags |= REQUEST_OVERRIDE;
	if (parse_series(in.args.words[0], false, &series)) {
		rq.op = OP_SERIES_CANCEL;
		rq.u.series = (struct series_ask){.id = series, .from = FROM_THE_START};
		if (!input_date(&in, "from", &rq.u.series.from))
			status = CMD_USAGE;
	} else if (!input_booking(&in, 0, &rq.u.booking.id) ||
	           has_series_option(&in, (const char *const[]){"from", NULL})) {
		status = CMD_USAGE;
	}
	if (status == CMD_DONE)
		status = cmd_ask(&in, &rq, args_has(&in.args, "dry-run"));
out:
	input_release(&in);
	return status;
}

enum cmd_status cmd_add(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct request rq = {.op = OP_SERIES_ADD};
	enum cmd_status status = input_read(&in, c, argc, argv, 2, 2);
	if (status != CMD_DONE)
		goto out;
	if (!read_series(&in, &rq.u.series.id))
		status = CMD_USAGE;
	else if (!input_date_text(&in, "add", in.args.words[1], &rq.u.series.from))
		status = CMD_USAGE;
	else
		status = cmd_ask(&in, &rq, false);
out:
	input_release(&in);
	return status;
}

enum cmd_status cmd_swap(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct request rq = {.op = OP_SWAP};
	enum cmd_status status = input_read(&in, c, argc, argv, 2, 2);
	if (status != CMD_DONE)
		goto out;
	if (!input_booking(&in, 0, &rq.u.booking.id) || !input_booking(&in, 1, &rq.u.booking.other)) {
		status = CMD_USAGE;
		goto out;
	}
	rq.given = args_has(&in.args, "times") ? GIVEN(BOOKING_TIME) : GIVEN(BOOKING_CLAIMS);
	status = cmd_ask(&in, &rq, args_has(&in.args, "dry-run"));
out:
	input_release(&in);
	return status;
}
