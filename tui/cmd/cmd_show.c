/*
 * Commands that read bookings: the list of them, and all about one. The list reads its ids once and its rows in
 * portions, so that a million of them hold no snapshot for long.
 */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/price.h"
#include "tui/base/locale.h"
#include "tui/base/out.h"
#include "tui/base/text.h"
#include "tui/cmd/cmd_answer.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_filter.h"
#include "tui/cmd/cmd_refuse.h"
#include "tui/cmd/cmd_series.h"
#include "tui/cmd/cmd_show_course.h"
#include "tui/words/words_column.h"
#include "tui/words/words_time.h"

#define PORTION_ROWS 1000

const struct arg_option bookings_options[] = {
	BOOKING_FILTER_OPTIONS,
	{"institution", "INSTITUTION", N_("for this institution, or of something that is its, by code or name")},
	{"text", "WORDS", N_("every word in claims, purpose, note, requester or reference")},
	{"against-rules", NULL,
	 N_("that are against the rules of today, with the reasons; if not told when, those that are not over")},
	{"limit", "N", N_("the first N of them")},
	{NULL, NULL, NULL},
};

/* ---- the list ---- */

#define BOOKING_COLUMNS                                                                                                \
	{"id", CELL_NUMBER}, {"series", CELL_TEXT}, {"state", CELL_TEXT}, {"start", CELL_TIME}, {"end", CELL_TIME},    \
		{"claims", CELL_TEXT}, {"party", CELL_NUMBER}, {"purpose", CELL_TEXT}, {"requester", CELL_TEXT},       \
		{"institution", CELL_TEXT},                                                                            \
	{                                                                                                              \
		"contact", CELL_TEXT                                                                                   \
	}

static const struct column columns[] = {BOOKING_COLUMNS};
static const struct column columns_against[] = {BOOKING_COLUMNS, {"reasons", CELL_TEXT}};

/* The cells of a booking, and for columns_against the reasons. */
static int write_row(struct table_sink *rows, const struct booking_row *r, const char *reasons)
{
	const struct booking *b = &r->b;
	char series[SERIES_TEXT_MAX];
	return rows->row(rows, (struct cell[]){{.number = (int64_t)b->id},
	                                       series_cell(b->series, series),
	                                       {.text = state_word(b->state)},
	                                       {.number = b->start},
	                                       {.number = b->end},
	                                       {.text = r->claims},
	                                       {.number = b->party, .none = r->hidden},
	                                       {.text = b->purpose},
	                                       {.text = b->requester},
	                                       {.text = b->institution},
	                                       {.text = r->contact},
	                                       {.text = reasons}});
}

/* A list under way: which bookings, and how many may still be written. */
struct listing {
	struct cmd_context *c;
	uint64_t left;
	bool reminds; /* what will lapse or is to be checked in soon is said */
};

/* Says until when something is to be done about a booking, within a day. */
static void remind(struct cmd_context *c, const struct booking *b)
{
	struct buf until = {0};
	if (!b->until || b->until > c->now + DAY_MIN)
		return;
	words_moment(b->until, &until);
	if (b->state == STATE_BOOKED)
		buf_fmt(c->message, _("Booking %" PRIu64 ": check in by %s, or its time is free.\n"), b->id,
		        buf_text(&until));
	else if (b->state == STATE_REQUESTED)
		buf_fmt(c->message, _("Booking %" PRIu64 ": its request lapses on %s, if nobody decides it.\n"), b->id,
		        buf_text(&until));
	buf_release(&until);
}

static int write_portion(struct listing *l, const uint64_t *ids, size_t n)
{
	struct booking_rows rows = {0};
	int err = query_bookings(l->c->store, ids, n, &rows);
	if (err)
		goto out;
	for (size_t i = 0; i < rows.n && l->left > 0; i++, l->left--) {
		err = write_row(l->c->rows, &rows.v[i], "");
		if (err)
			break;
		if (l->reminds)
			remind(l->c, &rows.v[i].b);
	}
out:
	arena_release(&rows.arena);
	return err;
}

/* A booking that is against the rules; none if it went meanwhile. */
static int write_against(struct listing *l, const struct against *a)
{
	struct booking_rows rows = {0};
	struct buf reasons = {0};
	int err = query_bookings(l->c->store, &a->booking, 1, &rows);
	reasons_format(&a->reasons, &reasons);
	if (!err && reasons.failed)
		err = QUAD_ENOMEM;
	if (!err && rows.n)
		err = write_row(l->c->rows, rows.v, buf_text(&reasons));
	l->left -= rows.n;
	buf_release(&reasons);
	arena_release(&rows.arena);
	return err;
}

static int write_portion_against(struct listing *l, const uint64_t *ids, size_t n)
{
	struct against_list list = {0};
	int err = query_against_rules(l->c->store, ids, n, &list);
	for (size_t i = 0; i < list.n && l->left > 0; i++) {
		err = write_against(l, &list.v[i]);
		if (err)
			break;
	}
	arena_release(&list.arena);
	return err;
}

static int write_portions(struct listing *l, const struct booking_ids *ids,
                          int (*write)(struct listing *l, const uint64_t *ids, size_t n))
{
	for (size_t at = 0; at < ids->n && l->left > 0; at += PORTION_ROWS) {
		int err = write(l, ids->v + at, ids->n - at < PORTION_ROWS ? ids->n - at : PORTION_ROWS);
		if (err)
			return err;
	}
	return 0;
}

static int write_bookings(struct cmd_context *c, const struct booking_ids *ids, bool against, bool mine, uint64_t limit)
{
	struct listing l = {c, limit, mine && !c->quiet};
	int err;
	if (against)
		err = c->rows->begin(c->rows, columns_against, sizeof columns_against / sizeof *columns_against);
	else
		err = c->rows->begin(c->rows, columns, sizeof columns / sizeof *columns);
	if (!err)
		err = write_portions(&l, ids, against ? write_portion_against : write_portion);
	return err ? err : c->rows->end(c->rows);
}

enum cmd_status cmd_bookings(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct booking_filter filter = {0};
	struct booking_ids ids = {0};
	uint64_t limit = UINT64_MAX;
	enum cmd_status status = input_read(&in, c, argc, argv, 0, 0);
	if (status == CMD_DONE &&
	    (!input_booking_filter(&in, &filter) || !input_number(&in, "limit", UINT64_MAX, &limit)))
		status = CMD_USAGE;
	if (status != CMD_DONE)
		goto out;
	bool against = args_has(&in.args, "against-rules");
	if (against && !filter.from && !filter.to) {
		filter.from = c->now;
		filter.to = CLOCK_MAX_MIN;
	}
	int err = query_booking_ids(c->store, &filter, &ids);
	if (!err)
		err = write_bookings(c, &ids, against, filter.mine != NULL, limit);
	if (err)
		status = cmd_booking_filter_fail(c, &filter, err, _("bookings"));
out:
	arena_release(&ids.arena);
	input_release(&in);
	return status;
}

/* ---- one booking ---- */

enum { FIELDS_MAX = 24 };

/* A field of a booking as a text, a number or a time. */
struct field {
	const char *name;
	struct cell cell;
	enum cell_type type;
	bool is_series; /* a number that is written S12 */
};

/* hidden: some of them are not to be seen, and those that are no texts are none. */
static size_t fields_of(const struct booking *b, const char *claims, bool hidden, struct field out[FIELDS_MAX])
{
	const struct field fields[] = {
		{"id", {.number = (int64_t)b->id}, CELL_NUMBER, false},
		{"series", {.number = (int64_t)b->series, .none = !b->series}, CELL_NUMBER, true},
		{"state", {.text = state_word(b->state)}, CELL_TEXT, false},
		{"start", {.number = b->start}, CELL_TIME, false},
		{"end", {.number = b->end}, CELL_TIME, false},
		{"claims", {.text = claims}, CELL_TEXT, false},
		{"party", {.number = b->party, .none = hidden}, CELL_NUMBER, false},
		{"purpose", {.text = b->purpose}, CELL_TEXT, false},
		{"purpose_class", {.text = purpose_word(b->class), .none = !b->class}, CELL_TEXT, false},
		{"event", {.text = b->event, .none = !*b->event}, CELL_TEXT, false},
		{"note", {.text = b->note}, CELL_TEXT, false},
		{"requester", {.text = b->requester}, CELL_TEXT, false},
		{"institution", {.text = b->institution}, CELL_TEXT, false},
		{"ref", {.text = b->ref}, CELL_TEXT, false},
		{"made", {.number = b->made_min, .none = hidden}, CELL_TIME, false},
		{"until", {.number = b->until, .none = hidden || !b->until}, CELL_TIME, false},
		{"wish", {.text = b->wish, .none = hidden || !*b->wish}, CELL_TEXT, false},
		{"used_from", {.number = b->used_from, .none = hidden || !b->used_from}, CELL_TIME, false},
		{"used_to", {.number = b->used_to, .none = hidden || !b->used_to}, CELL_TIME, false},
		{"waived", {.number = b->waived, .none = !b->waived}, CELL_NUMBER, false},
	};
	memcpy(out, fields, sizeof fields);
	return sizeof fields / sizeof *fields;
}

static bool same_cell(const struct field *a, const struct field *b)
{
	if (a->type != CELL_TEXT)
		return a->cell.number == b->cell.number;
	assert(a->cell.text && b->cell.text);
	return strcmp(a->cell.text, b->cell.text) == 0;
}

/* A text as a person reads it. */
static void add_words(const struct field *f, struct buf *out)
{
	struct buf scratch = {0};
	text_plain(out, column_value(NULL, f->name, f->cell.text, &scratch));
	buf_release(&scratch);
}

static void add_value(const struct field *f, bool json, struct buf *out)
{
	char text[CLOCK_TEXT_MAX];
	if (f->cell.none)
		buf_str(out, json ? "null" : "");
	else if (f->is_series)
		buf_fmt(out, json ? "\"S%" PRId64 "\"" : "S%" PRId64, f->cell.number);
	else if (f->type == CELL_NUMBER)
		buf_fmt(out, "%" PRId64, f->cell.number);
	else if (f->type == CELL_TIME && json)
		out_json_time(out, f->cell.number);
	else if (f->type == CELL_TIME)
		buf_str(out, clock_format(f->cell.number, text));
	else if (json)
		out_json_text(out, f->cell.text);
	else
		add_words(f, out);
}

/* What an entry did, in a word that does not change with the language, for locale_text. */
static const char *action_word(const struct history_entry *e)
{
	static const char *const of_ops[] = {
		[OP_PROMOTE] = NC_("action", "promoted"),   [OP_LAPSE] = NC_("action", "ended by the clock"),
		[OP_APPROVE] = NC_("action", "approved"),   [OP_DECLINE] = NC_("action", "declined"),
		[OP_ASK] = NC_("action", "asked back"),     [OP_CHECKIN] = NC_("action", "checked in"),
		[OP_RELEASE] = NC_("action", "given back"), [OP_NOSHOW] = NC_("action", "not used"),
		[OP_HAND] = NC_("action", "handed on")};
	if (!e->has_before && e->after.state == STATE_REQUESTED)
		return NC_("action", "requested");
	if (!e->has_before && e->after.state == STATE_WAITING)
		return NC_("action", "waits");
	if (!e->has_before)
		return NC_("action", "booked");
	if (e->has_after && e->before.state == STATE_CANCELLED && e->after.state != STATE_CANCELLED)
		return NC_("action", "restored");
	if (e->entry.op < sizeof of_ops / sizeof *of_ops && of_ops[e->entry.op])
		return of_ops[e->entry.op];
	if (e->has_after && e->after.state == STATE_CANCELLED && e->before.state != STATE_CANCELLED)
		return NC_("action", "cancelled");
	return NC_("action", "changed");
}

/* The fields that differ between an entry's before and after; none where one of them is missing. */
static size_t changes_of(const struct history_entry *e, struct field before[FIELDS_MAX], struct field after[FIELDS_MAX])
{
	if (!e->has_before || !e->has_after)
		return 0;
	size_t n = fields_of(&e->before, e->before_claims, false, before), n_changed = 0;
	fields_of(&e->after, e->after_claims, false, after);
	for (size_t i = 0; i < n; i++) {
		if (same_cell(&before[i], &after[i]))
			continue;
		before[n_changed] = before[i];
		after[n_changed++] = after[i];
	}
	return n_changed;
}

static void add_entry_text(const struct history_entry *e, struct buf *out)
{
	struct field before[FIELDS_MAX], after[FIELDS_MAX];
	char time[CLOCK_TEXT_MAX];
	size_t n = changes_of(e, before, after);
	buf_fmt(out, "  %" PRIu64 "  %s  ", e->entry.seq, clock_format(e->entry.at_min, time));
	text_plain(out, e->entry.actor);
	buf_fmt(out, "  %s", locale_text("action", action_word(e)));
	for (size_t i = 0; i < n; i++) {
		buf_fmt(out, "%s%s ", i ? "; " : ": ", column_title(before[i].name));
		add_value(&before[i], false, out);
		buf_str(out, " -> ");
		add_value(&after[i], false, out);
	}
	buf_char(out, '\n');
}

static void add_entry_json(const struct history_entry *e, struct buf *out)
{
	struct field before[FIELDS_MAX], after[FIELDS_MAX];
	size_t n = changes_of(e, before, after);
	buf_fmt(out, "{\"seq\": %" PRIu64 ", \"time\": ", e->entry.seq);
	out_json_time(out, e->entry.at_min);
	buf_str(out, ", \"actor\": ");
	out_json_text(out, e->entry.actor);
	buf_fmt(out, ", \"action\": \"%s\", \"changes\": [", action_word(e));
	for (size_t i = 0; i < n; i++) {
		buf_fmt(out, "%s{\"field\": \"%s\", \"old\": ", i ? ", " : "", before[i].name);
		add_value(&before[i], true, out);
		buf_str(out, ", \"new\": ");
		add_value(&after[i], true, out);
		buf_char(out, '}');
	}
	buf_str(out, "]}");
}

/* Of most bookings there is none. */
static bool is_left_out(const struct field *f)
{
	static const char *const names[] = {"until",         "wish",  "used_from", "used_to",
	                                    "purpose_class", "event", "waived",    "cost"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (f->cell.none && strcmp(f->name, names[i]) == 0)
			return true;
	return false;
}

static int add_booking(struct cmd_context *c, const struct booking_row *r, const struct history *h)
{
	struct field fields[FIELDS_MAX];
	char cost[CELL_HUNDREDTHS_MAX];
	bool free = !*r->b.prices;
	size_t n = fields_of(&r->b, r->claims, r->hidden, fields);
	fields[n++] = (struct field){"contact", {.text = r->contact}, CELL_TEXT, false};
	cell_hundredths(price_of_booking(&r->b), cost);
	fields[n++] = (struct field){"cost", {.text = cost, .none = free}, CELL_TEXT, false};
	buf_str(c->out, c->json ? "{" : "");
	for (size_t i = 0; i < n; i++) {
		if (is_left_out(&fields[i]))
			continue;
		if (c->json)
			buf_fmt(c->out, "\"%s\": ", fields[i].name);
		else
			buf_fmt(c->out, "%s: ", column_title(fields[i].name));
		add_value(&fields[i], c->json, c->out);
		buf_str(c->out, c->json ? ",\n " : "\n");
	}
	int err = cmd_show_course(c, r->b.id);
	if (err)
		return err;
	if (c->json)
		buf_str(c->out, "\"history\": [");
	else
		buf_fmt(c->out, "%s:\n", column_title("history"));
	for (size_t i = 0; i < h->n; i++) {
		if (c->json) {
			buf_str(c->out, i ? ",\n  " : "\n  ");
			add_entry_json(&h->v[i], c->out);
		} else {
			add_entry_text(&h->v[i], c->out);
		}
	}
	buf_str(c->out, c->json ? "\n]}\n" : "");
	return 0;
}

enum cmd_status cmd_show(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct booking_rows rows = {0};
	struct history history = {0};
	uint64_t id;
	enum cmd_status status = input_read(&in, c, argc, argv, 1, 1);
	if (status != CMD_DONE)
		goto out;
	if (parse_series(in.args.words[0], false, &id)) {
		status = cmd_show_series(&in, id);
		goto out;
	}
	if (!parse_number(in.args.words[0], UINT64_MAX, &id)) {
		status = input_wrong(&in, _("show: \"%s\" is not a booking's number; `quad bookings` lists them"),
		                     in.args.words[0]);
		goto out;
	}
	int err = query_bookings(c->store, &id, 1, &rows);
	if (!err && rows.n)
		err = query_history(c->store, id, &history);
	if (err == QUAD_ENOTFOUND || (!err && rows.n == 0))
		status = cmd_not_there(c, REASON_NO_BOOKING, in.args.words[0]);
	else if (!err)
		err = add_booking(c, &rows.v[0], &history);
	if (err && status == CMD_DONE)
		status = cmd_fail(c, err, _("show"));
out:
	arena_release(&history.arena);
	arena_release(&rows.arena);
	input_release(&in);
	return status;
}
