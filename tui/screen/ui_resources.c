/*
 * The first screen: the resources, filtered as one types, with a strip of today's occupancy. All resources are held (a
 * few megabytes at 5,000) and read again only when the store was changed; the strips are read only for the rows on the
 * screen. From 120 columns on the details of the resource under the cursor stand at the right.
 */
#include "tui/screen/ui_resources.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/utf8.h"
#include "tui/base/edit.h"
#include "tui/base/locale.h"
#include "tui/screen/action.h"
#include "tui/screen/app.h"
#include "tui/screen/ui_bookings.h"
#include "tui/screen/ui_form.h"
#include "tui/screen/ui_list.h"
#include "tui/screen/ui_prompt.h"
#include "tui/screen/ui_table.h"
#include "tui/screen/ui_text.h"
#include "tui/screen/ui_week.h"
#include "tui/words/words_name.h"

enum {
	STRIP_FROM_HOUR = 8,
	STRIP_HOURS = 14,
	WIDE_COLS = 120,
	STRIP_COLS = 72,  /* from this width on there is room for a strip beside the name */
	DETAIL_LABEL_COLS = 11,
	HEIGHT_MAX = 200, /* rows on the screen that have a strip */
};

struct resources_view {
	struct view view;
	struct resource_list list;
	struct campus_list campuses;
	const struct resource **shown; /* those that match, in order of code */
	size_t n_shown;
	struct list_cursor cursor;
	struct edit text;
	struct buf matched; /* the text, folded, that the rows shown were last matched with */
	enum resource_kind kind;
	char *campus; /* code, NULL = all; owned */
	bool free_only;
	/* the strips of n_strips rows from strips_top on, as of strips_day; enum cell_state */
	unsigned char strips[HEIGHT_MAX * STRIP_HOURS];
	size_t strips_top, n_strips;
	bool strips_stale;
	int64_t strips_day;
};

static struct resources_view *self(struct view *v)
{
	return (struct resources_view *)v;
}

static const struct resource *current_resource(struct resources_view *r)
{
	return r->cursor.at < r->n_shown ? r->shown[r->cursor.at] : NULL;
}

/* ---- rows ---- */

/*
 * Finds the rows that match the filters; the cursor goes to the resource with the code `keep`, if it is one of them.
 * Where nothing but the text changed, and has only become longer, no others can match than before.
 */
static void match_rows(struct resources_view *r, const char *keep, bool typed)
{
	struct resource_filter f = {.kind = r->kind, .campus = r->campus, .text = edit_text(&r->text)};
	struct buf scratch = {0}, folded = {0};
	size_t at = r->cursor.at;
	utf8_fold(&folded, f.text);
	f.folded_text = buf_text(&folded);
	bool narrower = typed && strncmp(f.folded_text, buf_text(&r->matched), r->matched.len) == 0;
	size_t n = narrower ? r->n_shown : r->list.n;
	r->n_shown = 0;
	for (size_t i = 0; i < n; i++) {
		const struct resource *x = narrower ? r->shown[i] : &r->list.v[i];
		if (!resource_matches(x, &f, &scratch))
			continue;
		if (keep && strcmp(x->code, keep) == 0)
			at = r->n_shown;
		r->shown[r->n_shown++] = x;
	}
	r->cursor.n = r->n_shown;
	r->cursor.at = at;
	if (at >= r->n_shown)
		r->cursor.at = r->n_shown ? r->n_shown - 1 : 0;
	r->strips_stale = true;
	buf_release(&scratch);
	buf_release(&r->matched);
	r->matched = folded;
}

static void match_resources(struct resources_view *r, const char *keep)
{
	match_rows(r, keep, false);
}

/* Leaves those of the resources that were found; both lists are in order of code. */
static void keep_found(struct resource_list *list, const struct found_list *found)
{
	size_t n = 0, j = 0;
	for (size_t i = 0; i < list->n; i++) {
		while (j < found->n && strcmp(found->v[j].resource->code, list->v[i].code) < 0)
			j++;
		if (j < found->n && found->v[j].resource->no == list->v[i].no)
			list->v[n++] = list->v[i];
	}
	list->n = n;
}

/* All resources, or those that are free for the coming hour. */
static int read_resources(struct resources_view *r, struct app *app, struct resource_list *out)
{
	struct resource_filter all = {0};
	if (!r->free_only)
		return query_resources(app->store, &all, out);
	int64_t now = app->now();
	struct find_ask ask = {.start = now, .end = now + 60, .now = now, .free = true};
	struct found_list found;
	*out = (struct resource_list){0};
	int err = query_find(app->store, &ask, &found);
	if (err)
		return err;
	/* what was found belongs to the answer: the view needs resources of its own */
	err = query_resources(app->store, &all, out);
	if (!err)
		keep_found(out, &found);
	found_list_release(&found);
	return err;
}

static int load_resources(struct view *v, struct app *app)
{
	struct resources_view *r = self(v);
	struct resource_list list = {0};
	struct campus_list campuses = {0};
	int err = read_resources(r, app, &list);
	if (!err)
		err = query_campuses(app->store, &campuses);
	const struct resource **shown = err ? NULL : calloc(list.n + 1, sizeof *shown);
	if (!err && !shown)
		err = QUAD_ENOMEM;
	if (err) {
		arena_release(&list.arena);
		arena_release(&campuses.arena);
		return err;
	}
	char *keep = current_resource(r) ? strdup(current_resource(r)->code) : NULL;
	arena_release(&r->list.arena);
	arena_release(&r->campuses.arena);
	free(r->shown);
	r->list = list;
	r->campuses = campuses;
	r->shown = shown;
	match_resources(r, keep);
	free(keep);
	return 0;
}

/* The rows of the list between two screen rows: a header above, the filter line below while it is open. */
static size_t list_height(const struct resources_view *r, int top, int bottom)
{
	return (size_t)(bottom - top - 1 - r->view.typing);
}

static int read_strips(struct view *v, struct app *app, int top, int bottom)
{
	struct resources_view *r = self(v);
	size_t height = list_height(r, top, bottom);
	list_cursor_fix(&r->cursor, height, term_cols() >= WIDE_COLS);
	int64_t day = clock_local_day(app->now());
	size_t n = r->n_shown - r->cursor.top < height ? r->n_shown - r->cursor.top : height;
	if (n > HEIGHT_MAX)
		n = HEIGHT_MAX;
	if (!r->strips_stale && r->strips_top == r->cursor.top && r->n_strips >= n && r->strips_day == day)
		return 0;
	r->strips_top = r->cursor.top;
	r->strips_day = day;
	r->n_strips = n;
	r->strips_stale = false;
	int64_t start = clock_day_start(day) + STRIP_FROM_HOUR * 60;
	int err = query_strips(app->store, r->shown + r->cursor.top, n, start, 60, STRIP_HOURS, r->strips);
	if (err)
		r->n_strips = 0;
	return err;
}

/* ---- drawing ---- */

static void write_title(struct view *v, struct app *app, struct buf *out)
{
	struct resources_view *r = self(v);
	(void)app;
	buf_fmt(out, "%s", _("Resources"));
	buf_fmt(out, "  %s", r->kind ? kind_name(r->kind) : _("all kinds"));
	buf_fmt(out, "  %s", r->campus ? r->campus : _("all campuses"));
	if (r->free_only)
		buf_fmt(out, "  %s", _("free for an hour"));
	if (*edit_text(&r->text))
		buf_fmt(out, "  /%s", edit_text(&r->text));
	buf_fmt(out, "  %zu/%zu", r->n_shown ? r->cursor.at + 1 : 0, r->n_shown);
}

static const char cell_marks[] = {
	[CELL_FREE] = '.', [CELL_PART] = '+', [CELL_FULL] = '#', [CELL_CLOSED] = 'x', [CELL_OUTSIDE] = ' '};
static const enum term_role cell_roles[] = {[CELL_FREE] = ROLE_FREE,
                                            [CELL_PART] = ROLE_PART,
                                            [CELL_FULL] = ROLE_BUSY,
                                            [CELL_CLOSED] = ROLE_CLOSED,
                                            [CELL_OUTSIDE] = ROLE_DIM};

static void draw_strip(int row, int col, const unsigned char *cells)
{
	for (int i = 0; i < STRIP_HOURS;) {
		char run[STRIP_HOURS + 1];
		int n = 0;
		unsigned char state = cells[i];
		while (i + n < STRIP_HOURS && cells[i + n] == state)
			run[n++] = cell_marks[state];
		run[n] = '\0';
		term_text(row, col + i, n, cell_roles[state], run);
		i += n;
	}
}

/* The widths of the columns, 0: not shown. */
struct layout {
	int code, name, kind, campus, seats, strip;
};

static struct layout lay_out_columns(int cols)
{
	struct layout l = {.code = cols >= 100 ? 18 : 14, .kind = 9, .campus = cols >= 100 ? 14 : 9, .seats = 5,
	                   .strip = cols >= STRIP_COLS ? STRIP_HOURS : 0};
	/* where both do not fit, a name says more than a strip */
	l.name = cols - 1 - l.code - 1 - 1 - l.kind - 1 - l.campus - 1 - l.seats - (l.strip ? 1 + l.strip : 0);
	return l;
}

static void draw_row(struct resources_view *r, int row, size_t i, const struct layout *l)
{
	const struct resource *x = r->shown[i];
	bool selected = i == r->cursor.at;
	enum term_role rest = x->active ? ROLE_TEXT : ROLE_DIM;
	enum term_role role = selected ? ROLE_SELECTED : rest;
	const char *mark = x->active ? " " : "-";
	char seats[16];
	int col = 1;
	term_text(row, 0, 1, ROLE_TITLE, selected ? ">" : mark);
	term_text(row, col, l->code + 1 + l->name, role, "");
	term_text(row, col, l->code, role, x->code);
	col += l->code + 1;
	term_text(row, col, l->name, role, x->name);
	col += l->name + 1;
	term_text(row, col, l->kind, rest, kind_name(x->kind));
	col += l->kind + 1;
	term_text(row, col, l->campus, rest, x->campus);
	col += l->campus + 1;
	snprintf(seats, sizeof seats, "%" PRIu32, x->seats);
	term_text_right(row, col, l->seats, rest, x->seats ? seats : "-");
	col += l->seats + 1;
	if (l->strip && i >= r->strips_top && i - r->strips_top < r->n_strips)
		draw_strip(row, col, r->strips + (i - r->strips_top) * STRIP_HOURS);
}

static void draw_header(int row, const struct layout *l, int cols)
{
	char hours[STRIP_HOURS + 1];
	int col = 1;
	term_text(row, 0, cols, ROLE_HEADER, "");
	term_text(row, col, l->code, ROLE_HEADER, _("Code"));
	col += l->code + 1;
	term_text(row, col, l->name, ROLE_HEADER, _("Name"));
	col += l->name + 1;
	term_text(row, col, l->kind, ROLE_HEADER, _("Kind"));
	col += l->kind + 1;
	term_text(row, col, l->campus, ROLE_HEADER, _("Campus"));
	col += l->campus + 1;
	term_text_right(row, col, l->seats, ROLE_HEADER, _("Seats"));
	col += l->seats + 1;
	memset(hours, ' ', sizeof hours);
	for (int h = STRIP_FROM_HOUR, i = 0; i + 2 <= STRIP_HOURS; h += 2, i += 2) {
		hours[i] = (char)('0' + h / 10);
		hours[i + 1] = (char)('0' + h % 10);
	}
	hours[STRIP_HOURS] = '\0';
	term_text(row, col, l->strip, ROLE_HEADER, hours);
}

/* Draws `Name  value`, the value in as many rows as it takes, nothing if it is empty. Returns the row after it. */
static int draw_value(int row, int bottom, int col, int cols, const char *name, const char *value)
{
	if (!*value || row >= bottom)
		return row;
	term_text(row, col, DETAIL_LABEL_COLS, ROLE_DIM, name);
	return term_wrapped(row, bottom, col + DETAIL_LABEL_COLS + 1, cols - DETAIL_LABEL_COLS - 1, ROLE_TEXT, value);
}

/* The details that the row has no room for. */
static void draw_detail(const struct resource *x, int top, int bottom, int col, int cols)
{
	char number[64];
	struct buf where = {0};
	int row = top;
	row = term_wrapped(row, bottom, col, cols, ROLE_TITLE, x->name);
	row = draw_value(row, bottom, col, cols, _("Institution"), x->institution);
	buf_fmt(&where, "%s %s %s", x->campus, x->building, x->room);
	row = draw_value(row, bottom, col, cols, _("Place"), buf_text(&where));
	row = draw_value(row, bottom, col, cols, _("Mode"), mode_name(x->mode));
	row = draw_value(row, bottom, col, cols, _("Open"), *x->opening ? x->opening : _("always"));
	snprintf(number, sizeof number, _("%u min before, %u after"), x->setup_min, x->teardown_min);
	row = draw_value(row, bottom, col, cols, _("Setup"), x->setup_min || x->teardown_min ? number : "");
	row = draw_value(row, bottom, col, cols, _("Specialty"), x->specialty);
	row = draw_value(row, bottom, col, cols, _("Tags"), x->tags);
	row = draw_value(row, bottom, col, cols, _("Equipment"), x->equipment);
	row = draw_value(row, bottom, col, cols, _("Contact"), x->contact);
	row = draw_value(row, bottom, col, cols, _("Sharing"), sharing_name(x->sharing));
	if (x->approval != APPROVAL_NONE)
		row = draw_value(row, bottom, col, cols, _("Approval"), approval_name(x->approval));
	if (!x->active && row < bottom)
		term_text(row, col, cols, ROLE_BAD, _("withdrawn: cannot be booked"));
	buf_release(&where);
}

static void draw_resources(struct view *v, struct app *app, int top, int bottom)
{
	struct resources_view *r = self(v);
	bool wide = term_cols() >= WIDE_COLS;
	int detail_cols = term_cols() >= 160 ? 44 : 34;
	int cols = wide ? term_cols() - detail_cols - 2 : term_cols();
	struct layout l = lay_out_columns(cols);
	size_t height = list_height(r, top, bottom);
	(void)app;
	bottom -= r->view.typing;
	draw_header(top, &l, cols);
	for (size_t i = 0; i < height && r->cursor.top + i < r->n_shown; i++)
		draw_row(r, top + 1 + (int)i, r->cursor.top + i, &l);
	if (r->n_shown == 0)
		term_text(top + 2, 2, cols - 2, ROLE_TEXT,
		          r->list.n ? _("Nothing matches; Esc drops the filters")
		                    : _("No resources yet: `quad import resources FILE` brings a list in"));
	if (wide) {
		term_vline(top, cols, bottom - top);
		if (current_resource(r))
			draw_detail(current_resource(r), top, bottom, cols + 2, detail_cols);
	}
	if (r->view.typing) {
		term_text(bottom, 0, 1, ROLE_TITLE, "/");
		edit_draw(&r->text, bottom, 1, term_cols() - 1, ROLE_TEXT, true);
	} else if (current_resource(r)) {
		term_cursor(top + 1 + (int)(r->cursor.at - r->cursor.top), 0);
	}
}

/* ---- events ---- */

/* An event while the filter line is open: Esc drops the filter, Enter keeps it, and the list can still be walked. */
static unsigned handle_typing(struct resources_view *r, struct app *app, const struct event *ev, size_t height)
{
	switch (ev->type == EVENT_KEY ? ev->key : 0) {
	case KEY_ESC_CODE:
		r->view.typing = false;
		edit_set(&r->text, "");
		match_resources(r, NULL);
		break;
	case KEY_ENTER_CODE: r->view.typing = false; break;
	case KEY_CODE_UP:
	case KEY_CODE_DOWN:
	case KEY_CODE_PAGE_UP:
	case KEY_CODE_PAGE_DOWN: list_cursor_event(&r->cursor, ev, height); break;
	default:
		if (app_edit(app, &r->text, ev)) {
			r->cursor.at = 0;
			match_rows(r, NULL, true);
		}
		break;
	}
	return REACT_HANDLED;
}

static unsigned handle_event(struct view *v, struct app *app, const struct event *ev)
{
	struct resources_view *r = self(v);
	size_t height = list_height(r, 1, term_rows() - 2);
	if (r->view.typing)
		return handle_typing(r, app, ev, height);
	return list_cursor_event(&r->cursor, ev, height) ? REACT_HANDLED : REACT_NONE;
}

static void free_resources(struct view *v)
{
	struct resources_view *r = self(v);
	arena_release(&r->list.arena);
	arena_release(&r->campuses.arena);
	free(r->shown);
	free(r->campus);
	edit_release(&r->text);
	buf_release(&r->matched);
	free(r);
}

/* ---- actions ---- */

static const char *why_no_resource(struct app *app, struct view *v)
{
	(void)app;
	return current_resource(self(v)) ? NULL : N_("no resource is shown");
}

static unsigned open_week(struct app *app, struct view *v)
{
	app_push(app, ui_week_new(current_resource(self(v)), clock_local_day(app->now())));
	return REACT_HANDLED;
}

static unsigned open_form(struct app *app, struct view *v)
{
	/* the next full hour */
	int64_t start = (app->now() / 60 + 1) * 60;
	app_push(app, ui_form_new(current_resource(self(v)), start, start + 120));
	return REACT_HANDLED;
}

static unsigned open_bookings(struct app *app, struct view *v)
{
	const struct resource *r = current_resource(self(v));
	assert(r); /* why_no_resource */
	app_push(app, ui_bookings_new(r->code, app->now()));
	return REACT_HANDLED;
}

static unsigned open_filter(struct app *app, struct view *v)
{
	(void)app;
	v->typing = true;
	return REACT_HANDLED;
}

static unsigned choose_next_kind(struct app *app, struct view *v)
{
	struct resources_view *r = self(v);
	(void)app;
	r->kind = r->kind == KIND_CLASS ? 0 : r->kind + 1;
	r->cursor.at = 0;
	match_resources(r, NULL);
	return REACT_HANDLED;
}

static unsigned choose_next_campus(struct app *app, struct view *v)
{
	struct resources_view *r = self(v);
	size_t next = 0;
	(void)app;
	for (size_t i = 0; r->campus && i < r->campuses.n; i++)
		if (strcmp(r->campuses.v[i].code, r->campus) == 0)
			next = i + 1;
	free(r->campus);
	r->campus = next < r->campuses.n ? strdup(r->campuses.v[next].code) : NULL;
	r->cursor.at = 0;
	match_resources(r, NULL);
	return REACT_HANDLED;
}

static unsigned clear_filters(struct app *app, struct view *v)
{
	struct resources_view *r = self(v);
	char *keep = current_resource(r) ? strdup(current_resource(r)->code) : NULL;
	bool reload = r->free_only;
	(void)app;
	edit_set(&r->text, "");
	free(r->campus);
	r->campus = NULL;
	r->kind = 0;
	r->free_only = false;
	match_resources(r, keep);
	free(keep);
	return reload ? REACT_RELOAD : REACT_HANDLED;
}

static unsigned toggle_free_only(struct app *app, struct view *v)
{
	(void)app;
	self(v)->free_only = !self(v)->free_only;
	return REACT_RELOAD;
}

/* ---- the table ---- */

static const struct action actions[] = {
	{.common = &ui_text_help},
	{.common = &action_quit_first},
	{"open", {KEY_ENTER_CODE, KEY_CODE_RIGHT, 'l'}, "Enter Right l", N_("week"),
	 N_("open the week of the resource"), why_no_resource, open_week, NULL},
	{"book", {'b', KEY_CODE_F4}, "b F4", N_("book"),
	 N_("book the resource"), why_no_resource, open_form, NULL},
	{"filter", {'/', KEY_CTRL('f'), KEY_CODE_F3}, "/ F3 Ctrl-F", N_("filter"),
	 N_("filter as you type: words of code, name, place, tags, equipment"), NULL, open_filter, NULL},
	{"kind", {'t', KEY_CODE_F7}, "t F7", N_("kind"),
	 N_("the next kind: labs, bases, rooms..., all"), NULL, choose_next_kind, NULL},
	{"campus", {'c', KEY_CODE_F9}, "c F9", N_("campus"),
	 N_("the next campus, or all"), NULL, choose_next_campus, NULL},
	{"free", {'f', KEY_CODE_F11}, "f F11", N_("free now"),
	 N_("only what is free for the coming hour"), NULL, toggle_free_only, NULL},
	{"clear", {KEY_ESC_CODE, 'a'}, "Esc a", NULL,
	 N_("drop the filters: all resources"), NULL, clear_filters, NULL},
	{"bookings", {'o', KEY_CODE_F5}, "o F5", N_("its bookings"),
	 N_("the bookings of the resource"), why_no_resource, open_bookings, NULL},
	{.common = &ui_bookings_all},
	{.common = &action_undo},
	{.common = &ui_prompt_command},
	{.common = &ui_table_lists},
	{0},
};

static const struct view_ops ops = {
	.flags = VIEW_LIST | VIEW_MAIN,
	.actions = actions,
	.load = load_resources,
	.window = read_strips,
	.title = write_title,
	.draw = draw_resources,
	.event = handle_event,
	.free = free_resources,
};

struct view *ui_resources_new(void)
{
	struct resources_view *r = calloc(1, sizeof *r);
	if (!r)
		return NULL;
	r->view.ops = &ops;
	return &r->view;
}
