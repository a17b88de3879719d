/*
 * A series as one thing to look at: what was asked, when in words, its bookings, and the dates that are not among them
 * with the reason why.
 */
#include "tui/cmd/cmd_series.h"

#include <inttypes.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/pattern.h"
#include "store/model/series_phases.h"
#include "tui/base/locale.h"
#include "tui/base/out.h"
#include "tui/base/text.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_refuse.h"
#include "tui/words/words_column.h"
#include "tui/words/words_name.h"
#include "tui/words/words_reason.h"
#include "tui/words/words_spoken.h"
#include "tui/words/words_time.h"

/* What is shown of a series, from several tables. */
struct view {
	const struct series *s; /* the last phase, and what is of the whole */
	struct series_phases phases;
	struct booking_rows rows;
	struct occurrences all;
};

/* ---- when, in words ---- */

static void word_when(const struct series *s, struct buf *out)
{
	char start[CLOCK_TEXT_MAX];
	if (*s->rule.rule)
		buf_fmt(out, _("%s from %s on, %" PRId64 " minutes each"), s->rule.rule,
		        clock_format(s->rule.start, start), s->rule.len_min);
	else
		words_pattern(&s->weeks, out);
}

static bool stands_at(const struct view *v, const struct occurrence *o)
{
	for (size_t i = 0; i < v->rows.n; i++) {
		const struct booking *b = &v->rows.v[i].b;
		if (state_stands(b->state) && (b->start == o->start || (b->origin && b->origin == o->origin)))
			return true;
	}
	return false;
}

/* ---- as text ---- */

static void add_line(struct buf *out, const char *name, const char *text)
{
	if (!*text)
		return;
	buf_fmt(out, "%s: ", column_title(name));
	text_plain(out, text);
	buf_char(out, '\n');
}

static void add_title(struct buf *out, const char *name)
{
	buf_fmt(out, "%s:\n", column_title(name));
}

/* What a phase asks for; of several, each has its first day before it. */
static void add_phase(const struct view *v, size_t i, struct buf *out)
{
	const struct series *s = &v->phases.v[i];
	struct buf when = {0};
	char text[CLOCK_TEXT_MAX];
	word_when(s, &when);
	if (i)
		add_line(out, "from", clock_format_date(s->from_day, text));
	add_line(out, "when", buf_text(&when));
	add_line(out, "claims", s->claims);
	if (s->party)
		buf_fmt(out, "%s: %" PRIu32 "\n", column_title("party"), s->party);
	add_line(out, "purpose", s->purpose);
	add_line(out, "purpose_class", purpose_name(s->class));
	add_line(out, "event", s->event);
	add_line(out, "note", s->note);
	add_line(out, "requester", s->requester);
	add_line(out, "institution", s->institution);
	buf_release(&when);
}

static void add_text(const struct view *v, struct buf *out)
{
	const struct series *s = v->s;
	char text[CLOCK_TEXT_MAX];
	buf_fmt(out, "%s: S%" PRIu64 "\n", column_title("series"), s->id);
	for (size_t i = 0; i < v->phases.n; i++)
		add_phase(v, i, out);
	add_line(out, "ref", s->ref);
	add_line(out, "made", clock_format(s->made_min, text));
	add_title(out, "bookings");
	for (size_t i = 0; i < v->rows.n; i++) {
		const struct booking *b = &v->rows.v[i].b;
		buf_fmt(out, "  %" PRIu64 "  ", b->id);
		words_interval(b->start, b->end, out);
		buf_fmt(out, "  %s  ", state_name(b->state));
		text_plain(out, v->rows.v[i].claims);
		if (state_stands(b->state) && !b->follows)
			buf_fmt(out, "  (%s)", _("changed by itself"));
		buf_char(out, '\n');
	}
	if (*s->except)
		add_title(out, "except");
	for (const char *p = s->except; *p; p += strcspn(p, ";"), p += *p == ';')
		buf_fmt(out, "  %.10s\n", p);
	bool titled = false;
	for (size_t i = 0; i < v->all.n; i++) {
		if (stands_at(v, &v->all.v[i]))
			continue;
		if (!titled)
			add_title(out, "left out");
		titled = true;
		buf_str(out, "  ");
		words_interval(v->all.v[i].start, v->all.v[i].end, out);
		buf_char(out, '\n');
	}
	if (v->all.n_dropped)
		add_title(out, "dropped");
	for (size_t i = 0; i < v->all.n_dropped; i++) {
		const struct dropped *d = &v->all.dropped[i];
		buf_fmt(out, "  %s  ", clock_format_date(d->date, text));
		const char *kind = d->rule->kind == DAY_OFF ? C_("value", "off") : C_("value", "as");
		text_plain(out, *d->rule->note ? d->rule->note : kind);
		buf_char(out, '\n');
	}
}

/* ---- as data ---- */

static void add_member(struct buf *out, const char *name, const char *text)
{
	buf_fmt(out, ",\n \"%s\": ", name);
	out_json_text(out, text);
}

/* The members that each phase has of its own. */
static void add_phase_members(const struct series *s, struct buf *out)
{
	struct buf when = {0};
	word_when(s, &when);
	add_member(out, "when", buf_text(&when));
	buf_release(&when);
	add_member(out, "term", s->weeks.term);
	const struct {
		const char *name;
		uint64_t set;
	} sets[] = {{"weeks", s->weeks.weeks}, {"weekdays", s->weeks.weekdays}, {"periods", s->weeks.periods}};
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
		struct buf text = {0};
		pattern_format(sets[i].set, &text);
		add_member(out, sets[i].name, buf_text(&text));
		buf_release(&text);
	}
	add_member(out, "rrule", s->rule.rule);
	add_member(out, "claims", s->claims);
	buf_fmt(out, ",\n \"party\": %" PRIu32, s->party);
	add_member(out, "purpose", s->purpose);
	add_member(out, "purpose_class", purpose_word(s->class));
	add_member(out, "event", s->event);
	add_member(out, "note", s->note);
	add_member(out, "requester", s->requester);
	add_member(out, "institution", s->institution);
}

static void add_json(const struct view *v, struct buf *out)
{
	const struct series *s = v->s;
	char date[CLOCK_TEXT_MAX];
	bool first = true;
	buf_fmt(out, "{\"series\": \"S%" PRIu64 "\"", s->id);
	add_phase_members(s, out);
	add_member(out, "ref", s->ref);
	buf_str(out, ",\n \"phases\": [");
	for (size_t i = 0; i < v->phases.n; i++) {
		const struct series *phase = &v->phases.v[i];
		buf_fmt(out, "%s{\"from\": \"%s\"", i ? "," : "", i ? clock_format_date(phase->from_day, date) : "");
		add_phase_members(phase, out);
		buf_char(out, '}');
	}
	buf_str(out, "],\n \"made\": ");
	out_json_time(out, s->made_min);
	buf_str(out, ",\n \"bookings\": [");
	for (size_t i = 0; i < v->rows.n; i++) {
		const struct booking *b = &v->rows.v[i].b;
		buf_fmt(out, "%s\n  {\"id\": %" PRIu64 ", \"state\": \"%s\", \"start\": ", i ? "," : "", b->id,
		        state_word(b->state));
		out_json_time(out, b->start);
		buf_str(out, ", \"end\": ");
		out_json_time(out, b->end);
		buf_str(out, ", \"claims\": ");
		out_json_text(out, v->rows.v[i].claims);
		buf_fmt(out, ", \"follows\": %s}", b->follows ? "true" : "false");
	}
	buf_str(out, "],\n \"except\": [");
	for (const char *p = s->except; *p; p += strcspn(p, ";"), p += *p == ';')
		buf_fmt(out, "%s\"%.10s\"", p == s->except ? "" : ", ", p);
	buf_str(out, "],\n \"left_out\": [");
	for (size_t i = 0; i < v->all.n; i++) {
		if (stands_at(v, &v->all.v[i]))
			continue;
		buf_str(out, first ? "" : ", ");
		first = false;
		out_json_time(out, v->all.v[i].start);
	}
	buf_str(out, "],\n \"dropped\": [");
	for (size_t i = 0; i < v->all.n_dropped; i++) {
		buf_fmt(out, "%s{\"date\": \"%s\", \"note\": ", i ? ", " : "",
		        clock_format_date(v->all.dropped[i].date, date));
		out_json_text(out, v->all.dropped[i].rule->note);
		buf_char(out, '}');
	}
	buf_str(out, "]}\n");
}

/* ---- the command ---- */

enum cmd_status cmd_show_series(struct input *in, uint64_t id)
{
	struct cmd_context *c = in->c;
	struct series_list list = {0};
	struct booking_ids ids = {0};
	struct reasons why = {.arena = &in->arena};
	struct view view = {0};
	struct series *s = NULL;
	enum cmd_status status = CMD_DONE;
	int err = query_one_series(c->store, id, &list, &s);
	if (err == QUAD_ENOTFOUND) {
		status = cmd_not_there(c, REASON_NO_SERIES, in->args.words[0]);
		goto out;
	}
	view.s = s;
	if (!err)
		err = series_phases_load(s, &in->arena, &view.phases);
	if (!err)
		err = query_booking_ids(c->store, &(struct booking_filter){.series = id, .any_state = true}, &ids);
	if (!err)
		err = query_bookings(c->store, ids.v, ids.n, &view.rows);
	if (!err)
		err = query_series_dates(c->store, s, &why, &in->arena, &view.all);
	if (err) {
		status = cmd_fail(c, err, in->word);
		goto out;
	}
	/* a calendar that has lost what the series names: what is left of it is shown */
	words_reasons(&why, c->message);
	if (c->json)
		add_json(&view, c->out);
	else
		add_text(&view, c->out);
out:
	arena_release(&view.rows.arena);
	arena_release(&ids.arena);
	arena_release(&list.arena);
	return status;
}
