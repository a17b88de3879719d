/*
 * The dialog names what the time and the state of the booking leave to be done. What needs a text asks for it in a
 * line, which is checked before it is taken, so that nothing that was typed is lost.
 */
#include "tui/screen/ui_attend.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/model/evaluation.h"
#include "tui/base/locale.h"
#include "tui/screen/requests_decide.h"
#include "tui/screen/ui_ask.h"
#include "tui/screen/ui_choose.h"

enum { EARLY_MIN = 15, ACTS_MAX = 6 }; /* from so long before the start somebody may have come */

struct attending {
	enum request_op op;
	uint64_t id, seq;
};

/* ---- doing it ---- */

static void say_done(struct app *app, const struct attending *a)
{
	switch (a->op) {
	case OP_CHECKIN: app_say(app, _("Checked in: booking %" PRIu64 "; u takes it back"), a->id); return;
	case OP_RELEASE: app_say(app, _("Given back: the rest of booking %" PRIu64 "; u takes it back"), a->id); return;
	case OP_NOSHOW: app_say(app, _("Nobody came: booking %" PRIu64 "; u takes it back"), a->id); return;
	case OP_EVALUATE: app_say(app, _("Rated: booking %" PRIu64 "; u takes it back"), a->id); return;
	default: app_say(app, _("Handed on: booking %" PRIu64 "; u takes it back"), a->id); return;
	}
}

static unsigned carry_out(struct app *app, const struct attending *a, const char *text, const char *note)
{
	struct arena arena = {0};
	struct result result;
	struct request rq = {.op = a->op};
	rq.u.decision = (struct decision_ask){.id = a->id, .seq = a->seq, .text = text, .note = note};
	if (app_apply(app, &rq, &result, &arena))
		say_done(app, a);
	arena_release(&arena);
	return REACT_RELOAD;
}

/* ---- lines ---- */

/* `5,4,5,4 what is said besides`: where what comes after the scores begins; they are copied. */
static const char *split_scores(const char *line, char *scores, size_t size)
{
	size_t len = strcspn(line, " ");
	snprintf(scores, size, "%.*s", (int)len, line);
	return line + len + strspn(line + len, " ");
}

static bool understand_scores(struct app *app, void *arg, const char *text, struct buf *out)
{
	char scores[64];
	unsigned char v[EVALUATION_SCORES];
	const char *note = split_scores(text, scores, sizeof scores);
	(void)app;
	(void)arg;
	if (evaluation_scores_parse(scores, v) != 0) {
		buf_str(out, _("four scores from 1 to 5 with commas between them, such as 5,4,5,4"));
		return false;
	}
	buf_fmt(out, "%d  %d  %d  %d  %s", v[0], v[1], v[2], v[3], note);
	return true;
}

/* Whom one may not know of may be there all the same: the engine says. */
static bool understand_login(struct app *app, void *arg, const char *text, struct buf *out)
{
	struct person_list one;
	(void)arg;
	int err = query_person(app->store, text, &one);
	if (err) {
		buf_fmt(out, _("nobody of whom you know has the login \"%s\""), text);
		return true;
	}
	buf_str(out, one.v->name);
	arena_release(&one.arena);
	return true;
}

static unsigned take_line(struct app *app, void *arg, const char *text)
{
	const struct attending *a = arg;
	char scores[64];
	if (a->op != OP_EVALUATE)
		return carry_out(app, a, text, "");
	const char *note = split_scores(text, scores, sizeof scores);
	return carry_out(app, a, scores, note);
}

static unsigned ask_line(struct app *app, const struct attending *a)
{
	bool rates = a->op == OP_EVALUATE;
	struct attending *copy = malloc(sizeof *copy);
	struct asker ask = {.question = rates ? _("How was it? Scores, and what you want to say")
	                                      : _("To whom does it go? A login"),
	                    .hint = rates ? _("four scores from 1 to 5, 5 is best, such as 5,4,5,4")
	                                  : _("it goes to them with all that it holds"),
	                    .text = "",
	                    .understand = rates ? understand_scores : understand_login,
	                    .answered = take_line,
	                    .arg = copy,
	                    .free_arg = free};
	if (copy)
		*copy = *a;
	struct view *v = copy ? ui_ask_new(&ask) : NULL;
	if (!v)
		free(copy);
	app_push(app, v);
	return REACT_HANDLED;
}

/* ---- what can be done ---- */

static const struct act {
	const char *word;
	enum request_op op;
	const char *text;
} acts[] = {
	{"checkin", OP_CHECKIN, N_("somebody has come: check in")},
	{"release", OP_RELEASE, N_("give back what is left of its time")},
	{"noshow", OP_NOSHOW, N_("nobody has come")},
	{"evaluate", OP_EVALUATE, N_("say how it was")},
	{"hand", OP_HAND, N_("hand it to somebody else")},
	{"comment", OP_COMMENT, N_("say something about it")},
};

static bool fits_now(enum request_op op, const struct booking *b, int64_t now)
{
	bool runs = b->start <= now && now < b->end;
	bool booked = b->state == STATE_BOOKED;
	switch (op) {
	case OP_CHECKIN: return booked && b->start - EARLY_MIN <= now && now < b->end;
	case OP_RELEASE: return runs && (booked || b->state == STATE_USED);
	case OP_NOSHOW: return booked && b->start <= now;
	case OP_EVALUATE: return b->end <= now && (booked || b->state == STATE_USED);
	case OP_HAND: return now < b->end && state_stands(b->state);
	default: return true;
	}
}

static unsigned take_act(struct app *app, void *arg, const char *key)
{
	struct attending a = *(const struct attending *)arg;
	const struct requests_target target = {.id = a.id};
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		if (strcmp(acts[i].word, key) == 0)
			a.op = acts[i].op;
	if (a.op == OP_COMMENT)
		return requests_ask_comment(app, &target);
	if (a.op == OP_EVALUATE || a.op == OP_HAND)
		return ask_line(app, &a);
	return carry_out(app, &a, "", "");
}

static unsigned ask_act(struct app *app, const struct booking *b)
{
	struct choice rows[ACTS_MAX];
	struct attending *a = malloc(sizeof *a);
	struct buf title = {0};
	struct view *v = NULL;
	size_t n = 0;
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		if (fits_now(acts[i].op, b, app->now()))
			rows[n++] = (struct choice){.key = acts[i].word, .text = _(acts[i].text), .note = ""};
	buf_fmt(&title, _("booking %" PRIu64), b->id);
	if (a) {
		*a = (struct attending){.id = b->id, .seq = b->seq};
		v = ui_choose_new(&(struct chooser){.title = buf_text(&title),
		                                    .rows = rows,
		                                    .n = n,
		                                    .hides_keys = true,
		                                    .chosen = take_act,
		                                    .arg = a,
		                                    .free_arg = free});
	}
	if (!v)
		free(a);
	app_push(app, v);
	buf_release(&title);
	return REACT_HANDLED;
}

unsigned ui_attend_ask(struct app *app, uint64_t id)
{
	struct booking_rows rows;
	int err = query_bookings(app->store, &id, 1, &rows);
	if (!err && rows.n != 1)
		err = QUAD_ENOTFOUND;
	if (err)
		app_fail(app, err, "");
	else
		ask_act(app, &rows.v->b);
	arena_release(&rows.arena);
	return REACT_HANDLED;
}
