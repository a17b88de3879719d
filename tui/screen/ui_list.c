/* What the views share: the cursor and window of a list, and the words of kinds and modes in the person's language. */
#include "tui/base/locale.h"
#include "tui/screen/ui.h"

const char *ui_kind_name(enum resource_kind kind)
{
	switch (kind) {
	case KIND_LAB: return _("lab");
	case KIND_BASE: return _("base");
	case KIND_ROOM: return _("room");
	case KIND_EQUIPMENT: return _("equipment");
	case KIND_TEACHER: return _("teacher");
	case KIND_CLASS: return _("class");
	}
	return "";
}

const char *ui_mode_name(enum resource_mode mode)
{
	return mode == MODE_SHARED ? _("shared") : _("exclusive");
}

const char *ui_sharing_name(enum sharing sharing)
{
	switch (sharing) {
	case SHARING_OWNER: return _("owner");
	case SHARING_CONSORTIUM: return _("consortium");
	case SHARING_PUBLIC: return _("public");
	}
	return "";
}

static size_t clamp(size_t at, size_t n)
{
	return at < n ? at : n ? n - 1 : 0;
}

bool list_cursor_event(struct list_cursor *c, const struct event *ev, size_t height)
{
	if (ev->type != EVENT_KEY)
		return false;
	size_t page = height > 1 ? height - 1 : 1;
	switch (ev->key) {
	case KEY_CODE_UP:
	case 'k': c->at -= c->at > 0; return true;
	case KEY_CODE_DOWN:
	case 'j': c->at = clamp(c->at + 1, c->n); return true;
	case KEY_CODE_PAGE_UP: c->at -= c->at > page ? page : c->at; return true;
	case KEY_CODE_PAGE_DOWN: c->at = clamp(c->at + page, c->n); return true;
	case KEY_CODE_HOME:
	case 'g': c->at = 0; return true;
	case KEY_CODE_END:
	case 'G': c->at = clamp(SIZE_MAX - 1, c->n); return true;
	default: return false;
	}
}

void list_cursor_fix(struct list_cursor *c, size_t height, bool by_half)
{
	size_t half = height / 2;
	if (height == 0)
		return;
	c->at = clamp(c->at, c->n);
	if (c->at < c->top)
		c->top = by_half && c->at > half ? c->at - half : by_half ? 0 : c->at;
	else if (c->at >= c->top + height)
		c->top = by_half ? c->at - half : c->at - height + 1;
	/* no blank rows at the end while there are rows above */
	if (c->top + height > c->n)
		c->top = c->n > height ? c->n - height : 0;
}
