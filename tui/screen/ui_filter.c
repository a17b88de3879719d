/* The line that filters a list as one types. It knows neither the rows nor where they come from. */
#include "tui/screen/ui_filter.h"

#include "store/base/utf8.h"

void ui_filter_release(struct ui_filter *f)
{
	edit_release(&f->line);
	buf_release(&f->folded);
}

/* Folds what was typed, once for all rows. */
static void fold_line(struct ui_filter *f)
{
	buf_clear(&f->folded);
	utf8_fold(&f->folded, edit_text(&f->line));
}

unsigned ui_filter_open(struct app *app, struct view *v)
{
	(void)app;
	v->typing = true;
	return REACT_HANDLED;
}

void ui_filter_set(struct ui_filter *f, const char *text)
{
	edit_set(&f->line, text);
	fold_line(f);
}

void ui_filter_clear(struct ui_filter *f, struct view *v)
{
	edit_set(&f->line, "");
	buf_clear(&f->folded);
	v->typing = false;
}

enum ui_filter_answer ui_filter_event(struct ui_filter *f, struct view *v, struct app *app, const struct event *ev,
                                      struct list_cursor *cursor, size_t height)
{
	if (!v->typing)
		return UI_FILTER_LEFT;
	if (ev->type == EVENT_MOUSE)
		return list_cursor_event(cursor, ev, height) ? UI_FILTER_TAKEN : UI_FILTER_LEFT;
	switch (ev->type == EVENT_KEY ? ev->key : 0) {
	case KEY_ESC_CODE: ui_filter_clear(f, v); return UI_FILTER_CHANGED;
	case KEY_ENTER_CODE: v->typing = false; return UI_FILTER_TAKEN;
	case KEY_CODE_UP:
	case KEY_CODE_DOWN:
	case KEY_CODE_PAGE_UP:
	case KEY_CODE_PAGE_DOWN: list_cursor_event(cursor, ev, height); return UI_FILTER_TAKEN;
	default: break;
	}
	if (!app_edit(app, &f->line, ev))
		return UI_FILTER_TAKEN;
	fold_line(f);
	cursor->at = 0;
	return UI_FILTER_CHANGED;
}

bool ui_filter_is_set(const struct ui_filter *f)
{
	return f->folded.len > 0;
}

const char *ui_filter_text(const struct ui_filter *f)
{
	return edit_text(&f->line);
}

enum han_match ui_filter_match(const struct ui_filter *f, const char *text)
{
	struct buf folded = {0};
	if (!ui_filter_is_set(f))
		return HAN_STANDS;
	utf8_fold(&folded, text);
	enum han_match match = han_match(buf_text(&folded), buf_text(&f->folded));
	buf_release(&folded);
	return match;
}

bool ui_filter_matches(const struct ui_filter *f, const char *text)
{
	return ui_filter_match(f, text) != HAN_NOT;
}

int ui_filter_rows(const struct view *v)
{
	return v->typing ? 1 : 0;
}

void ui_filter_draw(const struct ui_filter *f, const struct view *v, int row)
{
	if (!v->typing)
		return;
	term_text(row, 0, 1, ROLE_TITLE, "/");
	edit_draw(&f->line, row, 1, term_cols() - 1, ROLE_TEXT, true);
}
