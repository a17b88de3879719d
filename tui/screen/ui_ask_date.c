/* Asks for a date; what is typed is shown as the date that it means. */
#include "tui/screen/ui_ask_date.h"

#include <stdlib.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/screen/ui_ask.h"
#include "tui/words/words_time.h"

struct date_question {
	struct view *asks;
	unsigned (*go)(struct app *app, struct view *v, int64_t day);
};

static bool read_day(struct app *app, const char *text, int64_t *out)
{
	(void)app;
	return clock_parse_date(text, out) == 0;
}

static bool word_day(struct app *app, void *arg, const char *text, struct buf *out)
{
	int64_t day;
	(void)arg;
	if (!read_day(app, text, &day)) {
		buf_str(out, _("not a date; such as 2026-12-02"));
		return false;
	}
	words_date(day, out);
	return true;
}

static unsigned go_to_day(struct app *app, void *arg, const char *text)
{
	const struct date_question *q = arg;
	int64_t day;
	if (!read_day(app, text, &day))
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
	                    .hint = _("2026-12-02"),
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
