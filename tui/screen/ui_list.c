/* Moves the cursor of a list, and the window of rows around it; points into it with the mouse. */
#include "tui/screen/ui_list.h"

static size_t last_row(size_t n)
{
	return n ? n - 1 : 0;
}

static size_t limit_row(size_t at, size_t n)
{
	return at < n ? at : last_row(n);
}

/* Moves the window, and the cursor only so far that it stays inside. */
static void scroll_window(struct list_cursor *c, bool down)
{
	enum { WHEEL_ROWS = 3 };
	size_t last_top = c->n > c->height ? c->n - c->height : 0;
	if (down)
		c->top = c->top + WHEEL_ROWS < last_top ? c->top + WHEEL_ROWS : last_top;
	else
		c->top -= c->top > WHEEL_ROWS ? WHEEL_ROWS : c->top;
	if (c->at < c->top)
		c->at = c->top;
	if (c->at >= c->top + c->height)
		c->at = c->top + c->height - 1;
	c->at = limit_row(c->at, c->n);
}

/* True if the mouse is on a row, which is then *at. */
static bool find_pointed(const struct list_cursor *c, const struct event *ev, size_t *at)
{
	if (c->first_row == 0 || ev->row < c->first_row || (size_t)(ev->row - c->first_row) >= c->height)
		return false;
	*at = c->top + (size_t)(ev->row - c->first_row);
	return *at < c->n;
}

static bool handle_mouse(struct list_cursor *c, const struct event *ev)
{
	size_t at;
	bool scrolls = ev->mouse == MOUSE_WHEEL_UP || ev->mouse == MOUSE_WHEEL_DOWN;
	if (scrolls) {
		scroll_window(c, ev->mouse == MOUSE_WHEEL_DOWN);
		return true;
	}
	if (!find_pointed(c, ev, &at))
		return true;
	c->at = at;
	return ev->mouse != MOUSE_DOUBLE;
}

bool list_cursor_event(struct list_cursor *c, const struct event *ev, size_t height)
{
	if (ev->type == EVENT_MOUSE)
		return handle_mouse(c, ev);
	if (ev->type != EVENT_KEY)
		return false;
	size_t page = height > 1 ? height - 1 : 1;
	switch (ev->key) {
	case KEY_CODE_UP:
	case 'k': c->at -= c->at > 0; return true;
	case KEY_CODE_DOWN:
	case 'j': c->at = limit_row(c->at + 1, c->n); return true;
	case KEY_CODE_PAGE_UP: c->at -= c->at > page ? page : c->at; return true;
	case KEY_CODE_PAGE_DOWN: c->at = limit_row(c->at + page, c->n); return true;
	case KEY_CODE_HOME:
	case 'g': c->at = 0; return true;
	case KEY_CODE_END:
	case 'G': c->at = last_row(c->n); return true;
	default: return false;
	}
}

void list_cursor_fix(struct list_cursor *c, size_t height, bool by_steps)
{
	enum { STEP_ROWS = 4 };
	c->height = height;
	if (height == 0)
		return;
	c->at = limit_row(c->at, c->n);
	bool above = c->at < c->top, below = c->at >= c->top + height;
	/* so many rows more than it needs */
	size_t more = by_steps && height > 2 * STEP_ROWS ? STEP_ROWS - 1 : 0;
	if (above)
		c->top = c->at > more ? c->at - more : 0;
	else if (below)
		c->top = c->at - height + 1 + more;
	/* no blank rows at the end while there are rows above */
	if (c->top + height > c->n)
		c->top = c->n > height ? c->n - height : 0;
}
