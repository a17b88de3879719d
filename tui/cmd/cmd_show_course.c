/* The same facts twice: in lines, and as JSON. */
#include "tui/cmd/cmd_show_course.h"

#include <inttypes.h>

#include "store/base/clock.h"
#include "store/model/request.h"
#include "store/query/query_course.h"
#include "store/query/requests.h"
#include "tui/base/locale.h"
#include "tui/base/out.h"
#include "tui/base/text.h"
#include "tui/words/words_column.h"

/* Whose approval a step is, as `requests` writes it: `owner:R11`, `coordinator`. */
static void add_name(const struct course_step *s, struct buf *out)
{
	if (*s->resource)
		buf_fmt(out, "owner:%s", s->resource);
	else
		buf_str(out, "coordinator");
}

/* ---- lines ---- */

static void add_when(int64_t at_min, const char *login, struct buf *out)
{
	char text[CLOCK_TEXT_MAX];
	buf_fmt(out, "  %s  ", clock_format(at_min, text));
	text_plain(out, login);
}

static void add_step_line(const struct course_step *s, struct buf *out)
{
	buf_str(out, "  ");
	add_name(s, out);
	if (s->step.approved) {
		buf_fmt(out, "  %s", _("approved"));
		add_when(s->step.at_min, s->step.by, out);
	} else {
		buf_fmt(out, "  %s", s->is_open ? _("waits for a decision") : _("not decided"));
	}
	buf_str(out, s->step.optional ? _("  (can do without)") : "");
	buf_char(out, '\n');
}

static void add_comment_line(const struct comment *v, struct buf *out)
{
	add_when(v->at_min, v->login, out);
	buf_fmt(out, "  %s: ", op_word(v->op));
	text_plain(out, v->text);
	buf_char(out, '\n');
}

static void add_evaluation_line(const struct evaluation *v, struct buf *out)
{
	char scores[EVALUATION_TEXT_MAX];
	bool by_user = v->side == EVALUATION_BY_USER;
	add_when(v->at_min, v->login, out);
	buf_fmt(out, "  %s: %s  ", by_user ? _("what was booked") : _("how it was used"),
	        evaluation_scores_format(v->scores, scores));
	text_plain(out, v->note);
	buf_char(out, '\n');
}

static void add_lines(const struct booking_course *course, const struct comment_list *said, struct buf *out)
{
	if (course->n_steps)
		buf_fmt(out, "%s:\n", column_title("approval"));
	for (size_t i = 0; i < course->n_steps; i++)
		add_step_line(&course->steps[i], out);
	if (said->n)
		buf_fmt(out, "%s:\n", column_title("comments"));
	for (size_t i = 0; i < said->n; i++)
		add_comment_line(&said->v[i], out);
	if (course->n_evaluations)
		buf_fmt(out, "%s:\n", column_title("evaluations"));
	for (size_t i = 0; i < course->n_evaluations; i++)
		add_evaluation_line(&course->evaluations[i], out);
}

/* ---- JSON ---- */

static void add_member(const char *name, const char *text, struct buf *out)
{
	buf_fmt(out, ", \"%s\": ", name);
	out_json_text(out, text);
}

static void add_step_json(const struct course_step *s, struct buf *out)
{
	struct buf name = {0};
	add_name(s, &name);
	buf_str(out, "{\"of\": ");
	out_json_text(out, buf_text(&name));
	buf_fmt(out, ", \"optional\": %s, \"waits\": %s, \"by\": ", s->step.optional ? "true" : "false",
	        s->is_open ? "true" : "false");
	if (s->step.approved) {
		out_json_text(out, s->step.by);
		buf_str(out, ", \"time\": ");
		out_json_time(out, s->step.at_min);
	} else {
		buf_str(out, "null, \"time\": null");
	}
	buf_char(out, '}');
	buf_release(&name);
}

static void add_comment_json(const struct comment *v, struct buf *out)
{
	buf_fmt(out, "{\"seq\": %" PRIu64 ", \"time\": ", v->seq);
	out_json_time(out, v->at_min);
	add_member("login", v->login, out);
	add_member("op", op_word(v->op), out);
	add_member("text", v->text, out);
	buf_char(out, '}');
}

static void add_evaluation_json(const struct evaluation *v, struct buf *out)
{
	char scores[EVALUATION_TEXT_MAX];
	buf_fmt(out, "{\"side\": \"%s\", \"time\": ", evaluation_side_word(v->side));
	out_json_time(out, v->at_min);
	add_member("login", v->login, out);
	buf_fmt(out, ", \"scores\": [%s]", evaluation_scores_format(v->scores, scores));
	add_member("note", v->note, out);
	buf_char(out, '}');
}

static void add_json(const struct booking_course *course, const struct comment_list *said, struct buf *out)
{
	buf_str(out, "\"approval\": [");
	for (size_t i = 0; i < course->n_steps; i++) {
		buf_str(out, i ? ", " : "");
		add_step_json(&course->steps[i], out);
	}
	buf_str(out, "],\n \"comments\": [");
	for (size_t i = 0; i < said->n; i++) {
		buf_str(out, i ? ", " : "");
		add_comment_json(&said->v[i], out);
	}
	buf_str(out, "],\n \"evaluations\": [");
	for (size_t i = 0; i < course->n_evaluations; i++) {
		buf_str(out, i ? ", " : "");
		add_evaluation_json(&course->evaluations[i], out);
	}
	buf_str(out, "],\n ");
}

int cmd_show_course(struct cmd_context *c, uint64_t booking)
{
	struct booking_course course = {0};
	struct comment_list said = {0};
	int err = query_course(c->store, booking, &course);
	if (!err)
		err = query_comments(c->store, booking, &said);
	if (!err && c->json)
		add_json(&course, &said, c->out);
	else if (!err)
		add_lines(&course, &said, c->out);
	arena_release(&said.arena);
	arena_release(&course.arena);
	return err;
}
