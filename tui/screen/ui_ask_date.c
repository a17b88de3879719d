/* Asks for a date; what is typed is shown as the date that it means. */
#include "tui/screen/ui_ask_date.h"

#include <stdlib.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/spoken_day.h"
#include "tui/base/locale.h"
#include "tui/screen/ui_ask.h"
#include "tui/words/words_time.h"

struct date_question {
	struct view *asks;
	unsigned (*go)(struct app *app, struct view *v, int64_t day);
};

/* The day that a text means; else the days that it may mean, or 0. */
static bool read_day(struct app *app, const char *text, int64_t *out, int64_t readings[2])
{
	return spoken_day(text, clock_local_day(app->now()), SPOKEN_NEAREST, out, readings) == 0;
}

static bool word_day(struct app *app, void *arg, const char *text, struct buf *out)
{
	int64_t day, readings[2];
	(void)arg;
	if (read_day(app, text, &day, readings)) {
		words_date(day, out);
		return true;
	}
	if (readings[0] || readings[1]) {
		buf_fmt(out, "%s ", _("either of two dates:"));
		words_date(readings[0], out);
		buf_str(out, ", ");
		words_date(readings[1], out);
	} else {
		buf_str(out, _("not a date; such as 12-02, Wed, next Wed, tomorrow, +3"));
	}
	return false;
}

static unsigned go_to_day(struct app *app, void *arg, const char *text)
{
	const struct date_question *q = arg;
	int64_t day, readings[2];
	if (!read_day(app, text, &day, readings))
		return REACT_HANDLED;
	return q->go(app, q->asks, day);
}

unsigned ui_ask_date(struct app *app, struct view *v, unsigned (*go)(struct app *app, struct view *v, int64_t day))
{
	struct date_question *q = malloc(sizeof *q);
	if (!q) {
		app_fail(app, QUAD_ENOMEM, "");
		return REACT_HANDLED;
	}
	*q = (struct date_question){v, go};
	struct asker ask = {.question = _("Go to which date?"),
	                    .hint = _("12-02, Wed, next Wed, tomorrow, +3, 2026-12-02"),
	                    .text = "",
	                    .understand = word_day,
	                    .answered = go_to_day,
	                    .arg = q,
	                    .free_arg = free};
	struct view *dialog = ui_ask_new(&ask);
	if (!dialog)
		free(q);
	app_push(app, dialog);
	return REACT_HANDLED;
}
