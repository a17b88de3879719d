/*
 * What would work instead of what was refused, for a person and for a program: each alternative as the command that
 * books it, and how it differs from what was asked in a few words.
 */
#include "tui/cmd/cmd_instead.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/model/pattern.h"
#include "store/query/remedies.h"
#include "tui/base/locale.h"
#include "tui/base/out.h"
#include "tui/base/text.h"
#include "tui/cmd/cmd_compose.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_refuse.h"
#include "tui/words/words_alternative.h"
#include "tui/words/words_holder.h"

static void add_set_json(const char *name, uint64_t set, struct buf *out)
{
	struct buf text = {0};
	pattern_format(set, &text);
	buf_fmt(out, ", \"%s\": ", name);
	if (set)
		out_json_text(out, buf_text(&text));
	else
		buf_str(out, "null");
	buf_release(&text);
}

static void add_json(struct cmd_context *c, const struct request *rq, const struct alternative *a, struct buf *out)
{
	struct buf command = {0};
	char date[CLOCK_TEXT_MAX];
	bool series = op_asks_for_series(rq->op);
	bool weeks = series && a->weeks.weeks;
	cmd_compose(c, rq, a, &command);
	out->failed |= command.failed;
	buf_fmt(out, "{\"kind\": \"%s\", \"resources\": ", alternative_word(a->kind));
	out_json_text(out, a->claims);
	buf_str(out, ", \"start\": ");
	out_json_time(out, a->start);
	buf_str(out, ", \"end\": ");
	out_json_time(out, a->end);
	add_set_json("weeks", weeks ? a->weeks.weeks : 0, out);
	add_set_json("weekdays", weeks ? a->weeks.weekdays : 0, out);
	add_set_json("periods", weeks ? a->weeks.periods : 0, out);
	buf_str(out, ", \"except\": [");
	for (size_t i = 0; i < a->n_except; i++)
		buf_fmt(out, "%s\"%s\"", i ? ", " : "", clock_format_date(a->except[i], date));
	buf_str(out, "], \"travel_min\": ");
	if (a->travel_min == ALT_WAY_UNKNOWN)
		buf_str(out, "null");
	else
		buf_fmt(out, "%" PRIu32, a->travel_min);
	buf_str(out, ", \"command\": ");
	out_json_text(out, buf_text(&command));
	buf_char(out, '}');
	buf_release(&command);
}

/* A remark after a command: a line break in a stored name must not end it. */
static void add_remark(const struct request *rq, const struct alternative *a, struct buf *out)
{
	struct buf words = {0};
	words_alternative(rq, a, &words);
	buf_str(out, "   # ");
	text_plain(out, buf_text(&words));
	buf_release(&words);
}

static void add_lines(struct cmd_context *c, const struct request *rq, const struct alternative_list *list)
{
	buf_str(c->message, _("instead:\n"));
	for (size_t i = 0; i < list->n; i++) {
		buf_str(c->message, "  ");
		cmd_compose(c, rq, &list->v[i], c->message);
		add_remark(rq, &list->v[i], c->message);
		buf_char(c->message, '\n');
	}
}

/* What would work instead; where nothing does, what would mend it. */
static int find_instead(struct cmd_context *c, const struct request *rq, const struct result *refused,
                        struct alternative_list *out)
{
	int err = query_alternatives(c->store, rq, refused, out);
	if (!err && !out->n) {
		arena_release(&out->arena);
		err = query_remedies(c->store, rq, refused, out);
	}
	if (err)
		out->n = 0;
	return err;
}

/* ---- everything that a program needs, as one JSON object ---- */

static void begin_alternatives(struct cmd_context *c)
{
	buf_str(c->out, "\n],\n \"alternatives\": [");
}

static void add_alternatives(struct cmd_context *c, const struct request *rq, const struct alternative_list *list,
                             bool first)
{
	for (size_t i = 0; i < list->n; i++) {
		buf_str(c->out, i || !first ? ",\n " : "\n ");
		add_json(c, rq, &list->v[i], c->out);
	}
}

static void add_answer_json(struct cmd_context *c, const struct request *rq, const struct reasons *reasons,
                            const struct alternative_list *list)
{
	buf_str(c->out, "{\"reasons\": [");
	cmd_add_reasons_json(reasons, c->out);
	begin_alternatives(c);
	add_alternatives(c, rq, list, true);
	buf_str(c->out, "\n]}\n");
}

void cmd_add_refusals_json(struct cmd_context *c, const struct request *rq, const struct result *results, size_t n)
{
	bool first = true;
	buf_str(c->out, "{\"reasons\": [");
	for (size_t i = 0; i < n; i++) {
		if (!first && results[i].reasons.n)
			buf_char(c->out, ',');
		cmd_add_reasons_json(&results[i].reasons, c->out);
		first &= !results[i].reasons.n;
	}
	begin_alternatives(c);
	first = true;
	for (size_t i = 0; i < n; i++) {
		struct alternative_list list = {0};
		bool asks = results[i].reasons.n && !reasons_forbidden(&results[i].reasons);
		int err = asks ? find_instead(c, &rq[i], &results[i], &list) : 0;
		if (err)
			cmd_fail(c, err, _("looking for alternatives"));
		add_alternatives(c, &rq[i], &list, first);
		first &= !list.n;
		arena_release(&list.arena);
	}
	buf_str(c->out, "\n]}\n");
}

/* True if what was refused has its way out in the sentence that says why: --record. */
static bool says_way_out(const struct reasons *reasons)
{
	for (size_t i = 0; i < reasons->n; i++)
		if (reasons->v[i].detail == REASON_IS_OVER || reasons->v[i].detail == REASON_TOOK_PLACE)
			return true;
	return false;
}

/* The sentence in place of alternatives. */
static void say_none(struct cmd_context *c, const struct request *rq, const struct reasons *reasons)
{
	bool series = rq->op == OP_SERIES_CHANGE || rq->op == OP_SERIES_ADD || rq->op == OP_SERIES_CANCEL;
	bool looks = cmd_say_where_to_look(c, reasons, series ? rq->u.series.id : 0);
	if (!looks && !c->json && !reasons_malformed(reasons) && !says_way_out(reasons))
		buf_str(c->message, _("No alternative was found.\n"));
}

/* Says where to read which rules were looked at, if one of them refused a single booking. */
static void say_why(struct cmd_context *c, const struct request *rq, const struct reasons *reasons)
{
	bool of_rule = false;
	for (size_t i = 0; i < reasons->n; i++)
		of_rule |= *reasons->v[i].owner_rule || reasons->v[i].rule == RULE_DENIED;
	if (!of_rule || rq->op != OP_BOOK || c->json)
		return;
	buf_str(c->message, "  ");
	cmd_compose_why(c, rq, c->message);
	buf_fmt(c->message, "   # %s\n", _("which rules were looked at"));
}

enum cmd_status cmd_refused_instead(struct cmd_context *c, const struct request *rq, const struct result *refused)
{
	struct alternative_list list = {0};
	/* nothing would work instead for who may not */
	if (reasons_forbidden(&refused->reasons))
		return cmd_refused(c, &refused->reasons);
	int err = find_instead(c, rq, refused, &list);
	if (c->json) {
		add_answer_json(c, rq, &refused->reasons, &list);
	} else {
		reasons_format(&refused->reasons, c->message);
		buf_char(c->message, '\n');
	}
	int64_t start = op_is_about_series(rq->op) ? 0 : rq->u.booking.start;
	int64_t end = op_is_about_series(rq->op) ? 0 : rq->u.booking.end;
	words_reasons_held(c->store, &refused->reasons, start, end, c->message);
	say_why(c, rq, &refused->reasons);
	if (err)
		cmd_fail(c, err, _("looking for alternatives"));
	else if (!list.n)
		say_none(c, rq, &refused->reasons);
	else if (!c->json)
		add_lines(c, rq, &list);
	arena_release(&list.arena);
	return cmd_status_of(&refused->reasons);
}
