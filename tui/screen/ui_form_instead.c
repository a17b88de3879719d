/* Alternatives in words and in the fields. Choosing among them is the form's: it opens the dialog. */
#include "tui/screen/ui_form_instead.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/model/pattern.h"
#include "tui/base/locale.h"
#include "tui/screen/ui_form_read.h"
#include "tui/words/words_alternative.h"
#include "tui/words/words_time.h"

/* ---- words ---- */

static void add_dates(const struct alternative *a, struct buf *out)
{
	enum { SHOWN = 4 };
	char text[CLOCK_TEXT_MAX];
	for (size_t i = 0; i < a->n_except && i < SHOWN; i++)
		buf_fmt(out, " %s", clock_format_date(a->except[i], text) + 5);
	if (a->n_except > SHOWN)
		buf_fmt(out, " +%zu", a->n_except - SHOWN);
}

void ui_form_instead_word(const struct form *f, const struct alternative *a, struct buf *out)
{
	if (a->kind == ALT_EXCEPT) {
		buf_str(out, _("without"));
		add_dates(a, out);
		return;
	}
	buf_str(out, a->claims);
	if (a->kind == ALT_SOME) {
		add_dates(a, out);
	} else if (a->kind == ALT_WEEKS) {
		buf_fmt(out, " %s ", _("weekday"));
		pattern_format(a->weeks.weekdays, out);
		if (a->weeks.periods) {
			buf_fmt(out, " %s ", _("periods"));
			pattern_format(a->weeks.periods, out);
		}
	} else if (!f->repeats) {
		buf_fmt(out, " %s ", words_weekday(clock_weekday(clock_local_day(a->start))));
		words_interval(a->start, a->end, out);
	}
}

void ui_form_instead_why(const struct form *f, const struct alternative *a, struct buf *out)
{
	struct request asked = ui_form_request(f, "", 0);
	words_alternative(&asked, a, out);
}

/* ---- the fields ---- */

void ui_form_instead_take(struct form *f, const struct alternative *a, struct app *app)
{
	if (!f->repeats) {
		ui_form_set_time(&f->field[F_START], a->start);
		ui_form_fill_end(f, a->start, a->end);
	} else if (a->kind == ALT_WEEKS) {
		if (a->weeks.weeks != f->series.weeks.weeks)
			ui_form_set_numbers(&f->field[F_WEEKS], a->weeks.weeks);
		ui_form_set_numbers(&f->field[F_WEEKDAYS], a->weeks.weekdays);
		ui_form_set_numbers(&f->field[F_PERIODS], a->weeks.periods);
	}
	if (f->repeats) {
		const char *before = a->kind == ALT_SOME ? edit_text(&f->field[F_EXCEPT]) : "";
		struct buf kept = {0};
		buf_str(&kept, before);
		ui_form_set_dates(&f->field[F_EXCEPT], buf_text(&kept), a->except, a->n_except);
		buf_release(&kept);
	}
	if (a->kind == ALT_SOME)
		app_say(app, _("Without those dates; then book %s on them"), a->claims);
	else
		edit_set(&f->field[F_RESOURCES], a->claims);
}
