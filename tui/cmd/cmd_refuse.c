/*
 * Refusals in the form that was asked for. For a person, every reason is a sentence, and what is not there comes with
 * the command that lists what is.
 */
#include "tui/cmd/cmd_refuse.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "store/query/names.h"
#include "tui/base/locale.h"
#include "tui/base/out.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/words/words_reason.h"

/* ---- where to look ---- */

/* Appends the words of the command that says more about what is not there; nothing if there is none. */
static void add_look(const struct reason *r, uint64_t series, struct buf *out)
{
	switch (r->detail) {
	case REASON_NO_RESOURCE: buf_str(out, "list resources"); return;
	case REASON_NO_CAMPUS:
	case REASON_SEVERAL_CAMPUSES: buf_str(out, "list campuses"); return;
	case REASON_NO_INSTITUTION:
	case REASON_SEVERAL_INSTITUTIONS: buf_str(out, "list institutions"); return;
	case REASON_NO_TERM:
	case REASON_WEEKS:
	case REASON_MANY_DATES: buf_str(out, "list terms"); return;
	case REASON_NO_PERSON: buf_str(out, "list people"); return;
	case REASON_NO_EVENT: buf_str(out, "list events"); return;
	case REASON_NO_RULE: buf_str(out, "list rules"); return;
	case REASON_NO_ROW: buf_fmt(out, "list %s", entity_word(entity_kind_of(r->subject))); return;
	case REASON_NO_PERIOD: buf_str(out, "list periods"); return;
	case REASON_NO_DATE: buf_str(out, "list days"); return;
	case REASON_NO_ENTRY: buf_str(out, "log"); return;
	case REASON_NO_MAIL: buf_str(out, "outbox"); return;
	case REASON_NO_BOOKING:
	case REASON_NO_SERIES: buf_str(out, "bookings"); return;
	case REASON_CANCELLED:
	case REASON_SERIES_ENDED:
	case REASON_CHANGED: buf_fmt(out, "show %s", r->subject); return;
	case REASON_NO_OCCURRENCE:
	case REASON_NO_LATER_BOOKING:
		if (series)
			buf_fmt(out, "show S%" PRIu64, series);
		return;
	default: return; /* nothing is named that could be looked up */
	}
}

/* The codes that are most like that of a resource that is not there. */
static int say_near(struct cmd_context *c, const char *code)
{
	struct names names = {0};
	const struct resource *near[NAMES_NEAREST];
	bool failed = false;
	int err = names_open(&names, c->store);
	size_t n = err ? 0 : names_near(&names, code, NAMES_ANY, near, &failed);
	if (n)
		buf_str(c->message, _("Like it: "));
	for (size_t i = 0; i < n; i++)
		buf_fmt(c->message, "%s%s", i ? ", " : "", near[i]->code);
	if (n)
		buf_char(c->message, '\n');
	names_close(&names);
	return failed ? QUAD_ENOMEM : err;
}

bool cmd_say_where_to_look(struct cmd_context *c, const struct reasons *reasons, uint64_t series)
{
	struct buf command = {0}, said = {0};
	for (size_t i = 0; i < reasons->n; i++) {
		const struct reason *r = &reasons->v[i];
		buf_clear(&command);
		add_look(r, series, &command);
		if (!command.len || strstr(buf_text(&said), buf_text(&command)))
			continue;
		buf_fmt(&said, "%s\n", buf_text(&command));
		if (r->detail == REASON_NO_RESOURCE && say_near(c, r->subject) != 0)
			c->message->failed = true;
		bool shows = strncmp(buf_text(&command), "show ", 5) == 0;
		buf_fmt(c->message, shows ? _("`quad %s%s` says more.\n") : _("`quad %s%s` lists what there is.\n"),
		        buf_text(&command), c->globals ? c->globals : "");
	}
	bool any = said.len > 0;
	c->message->failed |= command.failed || said.failed;
	buf_release(&command);
	buf_release(&said);
	return any;
}

/* ---- reasons ---- */

/* A reason as a JSON object. */
static void add_json(const struct reason *r, struct buf *out)
{
	struct buf text = {0}, what = {0};
	words_reason(r, &text);
	reason_what(r, &what);
	buf_str(out, "{\"code\": ");
	out_json_text(out, rule_word(r->rule));
	buf_str(out, ", \"resource\": ");
	out_json_text(out, r->subject);
	buf_str(out, ", \"what\": ");
	out_json_text(out, buf_text(&what));
	if (r->booking)
		buf_fmt(out, ", \"booking\": %" PRIu64, r->booking);
	else
		buf_str(out, ", \"booking\": null");
	buf_str(out, ", \"start\": ");
	if (r->end > r->start)
		out_json_time(out, r->start);
	else
		buf_str(out, "null");
	buf_str(out, ", \"end\": ");
	if (r->end > r->start)
		out_json_time(out, r->end);
	else
		buf_str(out, "null");
	buf_str(out, ", \"at\": ");
	if (r->at)
		out_json_time(out, r->at);
	else
		buf_str(out, "null");
	buf_str(out, ", \"rule\": ");
	out_json_text(out, r->owner_rule);
	buf_str(out, ", \"said\": ");
	out_json_text(out, r->said);
	buf_fmt(out, ", \"overridable\": %s", r->overridable ? "true" : "false");
	buf_str(out, ", \"text\": ");
	out_json_text(out, buf_text(&text));
	buf_char(out, '}');
	buf_release(&text);
	buf_release(&what);
}

void cmd_add_reasons_json(const struct reasons *reasons, struct buf *out)
{
	for (size_t i = 0; i < reasons->n; i++) {
		buf_str(out, i ? ",\n " : "\n ");
		add_json(&reasons->v[i], out);
	}
}

enum cmd_status cmd_status_of(const struct reasons *reasons)
{
	return reasons_forbidden(reasons) ? CMD_DENIED : CMD_REFUSED;
}

enum cmd_status cmd_refused(struct cmd_context *c, const struct reasons *reasons)
{
	if (c->json) {
		buf_str(c->out, "{\"reasons\": [");
		cmd_add_reasons_json(reasons, c->out);
		buf_str(c->out, "\n],\n \"alternatives\": []}\n");
	} else {
		reasons_format(reasons, c->message);
		buf_char(c->message, '\n');
	}
	words_reasons(reasons, c->message);
	cmd_say_where_to_look(c, reasons, 0);
	return cmd_status_of(reasons);
}

/* ---- what a filter names ---- */

enum cmd_status cmd_not_there(struct cmd_context *c, enum reason_detail detail, const char *name)
{
	struct arena arena = {0};
	struct reasons reasons = {.arena = &arena};
	reason_add(&reasons, detail, name);
	enum cmd_status status = cmd_refused(c, &reasons);
	arena_release(&arena);
	return status;
}

static bool has_campus(const struct campus_list *list, const char *text)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i].code, text) == 0 || strcmp(list->v[i].name, text) == 0)
			return true;
	return false;
}

/* A resource filter failed with QUAD_ENOTFOUND: finds out which of its words it was. */
static enum cmd_status filter_not_there(struct cmd_context *c, const struct resource_filter *f)
{
	struct campus_list campuses = {0};
	enum cmd_status status;
	int err = query_campuses(c->store, &campuses);
	if (err)
		status = cmd_fail(c, err, _("looking up a campus"));
	else if (f->campus && !has_campus(&campuses, f->campus))
		status = cmd_not_there(c, REASON_NO_CAMPUS, f->campus);
	else if (f->near && !has_campus(&campuses, f->near))
		status = cmd_not_there(c, REASON_NO_CAMPUS, f->near);
	else
		status = cmd_not_there(c, REASON_NO_INSTITUTION, f->institution ? f->institution : "");
	arena_release(&campuses.arena);
	return status;
}

enum cmd_status cmd_resource_filter_fail(struct cmd_context *c, const struct resource_filter *f, int err,
                                         const char *what)
{
	return err == QUAD_ENOTFOUND ? filter_not_there(c, f) : cmd_fail(c, err, what);
}

/* True if what the filter names, one thing, is not in the store. */
static bool is_missing(struct cmd_context *c, const struct booking_filter *one)
{
	struct booking_ids ids;
	int err = query_booking_ids(c->store, one, &ids);
	arena_release(&ids.arena);
	return err == QUAD_ENOTFOUND;
}

enum cmd_status cmd_booking_filter_fail(struct cmd_context *c, const struct booking_filter *f, int err,
                                        const char *what)
{
	char series[24];
	if (err != QUAD_ENOTFOUND)
		return cmd_fail(c, err, what);
	if (f->resource && is_missing(c, &(struct booking_filter){.resource = f->resource}))
		return cmd_not_there(c, REASON_NO_RESOURCE, f->resource);
	if (f->series && is_missing(c, &(struct booking_filter){.series = f->series})) {
		snprintf(series, sizeof series, "S%" PRIu64, f->series);
		return cmd_not_there(c, REASON_NO_SERIES, series);
	}
	if (f->person && is_missing(c, &(struct booking_filter){.person = f->person}))
		return cmd_not_there(c, REASON_NO_PERSON, f->person);
	return cmd_not_there(c, REASON_NO_INSTITUTION, f->institution ? f->institution : "");
}
