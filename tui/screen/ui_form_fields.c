/*
 * Where the fields of the booking form stand, how they are drawn, and how values are written into them. It knows
 * neither the store nor what the texts mean.
 */
#include "tui/screen/ui_form_fields.h"

#include <inttypes.h>

#include "store/base/clock.h"
#include "store/model/pattern.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/words/words_time.h"

enum { LABEL_COLS = 9 };

enum half { HALF_LEFT, HALF_RIGHT, HALF_BOTH };

/* Where a field stands: its row, and the half of the row that it takes. */
static const struct {
	const char *label;
	int row;
	enum half half;
} layout[F_COUNT] = {
	[F_RESOURCES] = {N_("Resources"), 0, HALF_BOTH}, [F_PURPOSE] = {N_("Purpose"), 1, HALF_BOTH},
	[F_START] = {N_("Start"), 2, HALF_LEFT},         [F_END] = {N_("End"), 2, HALF_RIGHT},
	[F_WEEKS] = {N_("Weeks"), 3, HALF_LEFT},         [F_WEEKDAYS] = {N_("Weekdays"), 3, HALF_RIGHT},
	[F_PERIODS] = {N_("Periods"), 4, HALF_LEFT},     [F_EXCEPT] = {N_("Not on"), 4, HALF_RIGHT},
	[F_PARTY] = {N_("People"), 5, HALF_LEFT},        [F_INSTITUTION] = {N_("For"), 5, HALF_RIGHT},
	[F_REQUESTER] = {N_("Requester"), 6, HALF_LEFT}, [F_CLASS] = {N_("Class"), 6, HALF_RIGHT},
	[F_EVENT] = {N_("Event"), 7, HALF_LEFT},         [F_NOTE] = {N_("Note"), 7, HALF_RIGHT},
};

void ui_form_fields_release(struct form *f)
{
	for (int i = 0; i < F_COUNT; i++)
		edit_release(&f->field[i]);
	arena_release(&f->arena);
	buf_release(&f->meaning);
	buf_release(&f->problems);
}

const char *ui_form_label(enum form_field field)
{
	return _(layout[field].label);
}

/* ---- drawing ---- */

struct form_place ui_form_place(enum form_field field, int row, int col, int cols)
{
	int left = cols / 2;
	struct form_place p = {row + layout[field].row, col, cols};
	if (layout[field].half == HALF_LEFT) {
		p.cols = left;
	} else if (layout[field].half == HALF_RIGHT) {
		p.col = col + left + 1;
		p.cols = cols - left - 1;
	}
	p.col += LABEL_COLS + 1;
	p.cols -= LABEL_COLS + 1;
	return p;
}

void ui_form_fields_draw(const struct form *f, int row, int col, int cols)
{
	for (int i = 0; i < F_COUNT; i++) {
		struct form_place p = ui_form_place((enum form_field)i, row, col, cols);
		bool focus = f->at == (enum form_field)i;
		term_text(p.row, p.col - LABEL_COLS - 1, LABEL_COLS, focus ? ROLE_TITLE : ROLE_DIM, _(layout[i].label));
		edit_draw(&f->field[i], p.row, p.col, p.cols, ROLE_FIELD, focus);
		int width = (int)text_width(edit_text(&f->field[i]));
		if (focus && f->preset[i] && width < p.cols)
			term_text(p.row, p.col, width, ROLE_SELECTED, edit_text(&f->field[i]));
	}
}

/* ---- editing ---- */

/* True if the event brings text, and does not move or delete. */
static bool brings_text(const struct event *ev)
{
	if (ev->type == EVENT_TEXT || ev->type == EVENT_PASTE)
		return true;
	return ev->type == EVENT_KEY && ev->key >= 0x20 && ev->key < KEY_CODE_NONE && ev->key != 0x7f;
}

bool ui_form_edit(struct form *f, struct app *app, const struct event *ev)
{
	if (f->preset[f->at] && brings_text(ev))
		edit_set(&f->field[f->at], "");
	if (!app_edit(app, &f->field[f->at], ev))
		return false;
	f->preset[f->at] = false;
	f->dirty = true;
	return true;
}

/* ---- writing values ---- */

void ui_form_set_time(struct edit *e, int64_t at)
{
	char text[CLOCK_TEXT_MAX];
	clock_format(at, text);
	text[10] = ' ';
	edit_set(e, text);
}

void ui_form_fill_end(struct form *f, int64_t start, int64_t end)
{
	struct buf length = {0};
	words_duration(end - start, &length);
	snprintf(f->end_set, sizeof f->end_set, "%s", buf_text(&length));
	buf_release(&length);
	edit_set(&f->field[F_END], f->end_set);
	f->preset[F_END] = true;
}

/* Sets a field to the dates in `before`, and more after them. */
void ui_form_set_dates(struct edit *e, const char *before, const int64_t *dates, size_t n)
{
	struct buf text = {0};
	char one[CLOCK_TEXT_MAX];
	buf_str(&text, before);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&text, "%s%s", text.len ? ";" : "", clock_format_date(dates[i], one));
	edit_set(e, buf_text(&text));
	buf_release(&text);
}

void ui_form_set_numbers(struct edit *e, uint64_t set)
{
	struct buf text = {0};
	pattern_format(set, &text);
	edit_set(e, buf_text(&text));
	buf_release(&text);
}

void ui_form_problem(struct form *f, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	buf_vfmt(&f->problems, format, ap);
	va_end(ap);
	buf_char(&f->problems, '\n');
	f->n_problems++;
}
