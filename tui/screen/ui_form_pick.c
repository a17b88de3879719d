/*
 * Matching costs one pass over the folded texts a key, ordering one number a match. Who is free is asked for once for
 * the times of the booking; what stands against a resource is read for the visible rows alone.
 */
#include "tui/screen/ui_form_pick.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/base/utf8.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/screen/ui_form_resources.h"

enum {
	ROWS_MAX = 8, /* of the list */
	CODE_COLS_MAX = 14,
	NOTE_COLS = 26,
	PLACE_COLS = 10, /* of the campus or institution, where there is room */
	WIDE_COLS = 70,
	LIST_COLS_MAX = 100,
};

void ui_form_pick_release(struct form_pick *p)
{
	ui_form_pick_close(p);
	free(p->rows);
	free_then_release(&p->free);
	arena_release(&p->when_arena);
	*p = (struct form_pick){0};
}

enum known_list_id ui_form_pick_list(enum form_field field)
{
	switch (field) {
	case F_RESOURCES: return KNOWN_RESOURCES;
	case F_INSTITUTION: return KNOWN_INSTITUTIONS;
	case F_REQUESTER: return KNOWN_PEOPLE;
	case F_EVENT: return KNOWN_EVENTS;
	default: return KNOWN_LISTS;
	}
}

/* ---- who is free ---- */

int ui_form_pick_when(struct form_pick *p, const struct interval *when, size_t n)
{
	if (n == p->n_when && (n == 0 || memcmp(when, p->when, n * sizeof *when) == 0))
		return 0;
	p->asked = false;
	p->n_when = 0;
	arena_release(&p->when_arena);
	p->when = arena_alloc(&p->when_arena, (n + 1) * sizeof *when);
	if (!p->when)
		return QUAD_ENOMEM;
	if (n)
		memcpy(p->when, when, n * sizeof *when);
	p->n_when = n;
	return 0;
}

void ui_form_pick_forget(struct form_pick *p)
{
	p->asked = false;
	ui_form_pick_close(p);
}

int ui_form_pick_free(struct form_pick *p, struct store *s)
{
	if (p->asked)
		return 0;
	free_then_release(&p->free);
	int err = p->n_when ? query_free_then(s, p->when, p->n_when, &p->free) : 0;
	p->asked = !err;
	return err;
}

/* ---- matching ---- */

static bool begins_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* What is asked about and comes later: withdrawn, not free, of others, found only within a word. */
static unsigned rank_thing(const struct form_pick *p, const struct known_thing *t, const char *words)
{
	enum { IN_A_NAME = 1, NOT_BY_CODE = 2, ELSEWHERE = 4, OF_OTHERS = 8, NOT_FREE = 16, WITHDRAWN = 32 };
	const char *name = t->folded + strlen(t->folded_code) + 1;
	unsigned rank = 0;
	if (strcmp(t->folded_code, words) == 0)
		return 0;
	if (!begins_with(t->folded_code, words)) {
		rank |= NOT_BY_CODE;
		if (!*t->name || !begins_with(name, words))
			rank |= IN_A_NAME;
	}
	if (strcmp(t->campus, p->campus ? p->campus : "") != 0)
		rank |= ELSEWHERE;
	if (strcmp(t->institution, p->institution ? p->institution : "") != 0)
		rank |= OF_OTHERS;
	if (t->resource && p->n_when && free_then_count(&p->free, t->resource) < p->n_when)
		rank |= NOT_FREE;
	if (t->resource && !t->resource->active)
		rank |= WITHDRAWN;
	return rank + 1;
}

static int row_order(const void *a, const void *b)
{
	const struct pick_row *x = a, *y = b;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return (x->thing > y->thing) - (x->thing < y->thing);
}

static int match_things(struct form_pick *p, const struct known_list *list, const char *words)
{
	p->n = 0;
	for (size_t i = 0; i < list->n; i++) {
		const struct known_thing *t = &list->v[i];
		if (!known_matches(t, words))
			continue;
		struct pick_row *rows = array_grow(p->rows, &p->cap, p->n, sizeof *rows);
		if (!rows)
			return QUAD_ENOMEM;
		p->rows = rows;
		rows[p->n++] = (struct pick_row){rank_thing(p, t, words), t};
	}
	if (p->n)
		qsort(p->rows, p->n, sizeof *p->rows, row_order);
	return 0;
}

int ui_form_pick_all(struct form_pick *p, const struct known_list *list, enum resource_kind kind,
                     const struct known_thing *except)
{
	int err = match_things(p, list, "");
	size_t n = 0;
	for (size_t i = 0; i < p->n; i++) {
		const struct known_thing *t = p->rows[i].thing;
		if (t != except && (!kind || t->resource->kind == kind))
			p->rows[n++] = p->rows[i];
	}
	p->n = n;
	return err;
}

/* Matches the text [from, to) of the field. */
static int match_part(struct form_pick *p, const struct known_list *list, const char *text, size_t from, size_t to)
{
	struct arena arena = {0};
	struct buf words = {0};
	const char *clean = utf8_clean(&arena, text + from, to - from);
	int err = clean ? 0 : QUAD_ENOMEM;
	p->from = from;
	p->to = to;
	p->n = 0;
	if (clean)
		utf8_fold(&words, clean);
	if (words.failed)
		err = QUAD_ENOMEM;
	if (!err && words.len)
		err = match_things(p, list, buf_text(&words));
	buf_release(&words);
	arena_release(&arena);
	return err;
}

/* Where the last word of [from, to) begins. */
static size_t last_word(const char *text, size_t from, size_t to)
{
	size_t at = to;
	while (at > from && text[at - 1] != ' ')
		at--;
	return at;
}

int ui_form_pick_open(struct form_pick *p, const struct form *f, struct known *known, struct store *s)
{
	enum known_list_id id = ui_form_pick_list(f->at);
	const char *text = edit_text(&f->field[f->at]);
	struct resource_part part = {0, strlen(text)};
	ui_form_pick_close(p);
	if (id == KNOWN_LISTS || !*text)
		return 0;
	int err = known_read(known, s, id);
	if (!err && id == KNOWN_RESOURCES)
		err = ui_form_pick_free(p, s);
	if (err)
		return err;
	if (id == KNOWN_RESOURCES)
		part = ui_form_resources_at(&known->list[id], text, f->field[f->at].at);
	err = match_part(p, &known->list[id], text, part.from, part.to);
	size_t word = last_word(text, part.from, part.to);
	if (!err && !p->n && id == KNOWN_RESOURCES && word > part.from)
		err = match_part(p, &known->list[id], text, word, part.to);
	p->cursor = (struct list_cursor){.n = p->n};
	p->open = !err && p->n > 0;
	return err;
}

void ui_form_pick_close(struct form_pick *p)
{
	p->open = false;
	p->n = 0;
	p->held = NULL;
	p->n_held = 0;
	arena_release(&p->held_arena);
}

/* ---- choosing ---- */

bool ui_form_pick_event(struct form_pick *p, const struct event *ev)
{
	struct event move = *ev;
	if (ev->type != EVENT_KEY)
		return false;
	switch (ev->key) {
	case KEY_CTRL('n'): move.key = KEY_CODE_DOWN; break;
	case KEY_CTRL('p'): move.key = KEY_CODE_UP; break;
	case KEY_CODE_DOWN:
	case KEY_CODE_UP:
	case KEY_CODE_PAGE_DOWN:
	case KEY_CODE_PAGE_UP: break;
	default: return false;
	}
	list_cursor_event(&p->cursor, &move, ROWS_MAX);
	return true;
}

void ui_form_put_code(struct form *f, enum form_field field, size_t from, size_t to, const char *code)
{
	struct edit *e = &f->field[field];
	struct buf text = {0};
	const char *after = edit_text(e) + to;
	buf_add(&text, edit_text(e), from);
	buf_str(&text, code);
	if (field == F_RESOURCES) {
		/* units stay with what they were typed after */
		size_t units = *after == '*' ? 1 + strspn(after + 1, "0123456789") : 0;
		buf_add(&text, after, units);
		after += units;
		buf_char(&text, ';');
		after += *after == ';';
	}
	size_t at = text.len;
	buf_str(&text, after);
	if (!text.failed && text.len <= EDIT_MAX_BYTES) {
		edit_set(e, buf_text(&text));
		e->at = at;
	}
	buf_release(&text);
}

void ui_form_pick_take(struct form_pick *p, struct form *f)
{
	ui_form_put_code(f, f->at, p->from, p->to, p->rows[p->cursor.at].thing->code);
	ui_form_pick_close(p);
}

/* ---- the visible rows ---- */

int ui_form_pick_height(const struct form_pick *p, int row, int bottom)
{
	int rows = p->n < ROWS_MAX ? (int)p->n : ROWS_MAX;
	return rows < bottom - row ? rows : bottom - row;
}

/* The first interval in which a resource is not free; the first of all if there is none. */
static int hold_row(struct form_pick *p, struct store *s, const struct known_thing *t, uint64_t except,
                    struct held_then *out)
{
	*out = (struct held_then){.how = HELD_FREE, .label = ""};
	if (!t->resource || !p->n_when || free_then_count(&p->free, t->resource) == p->n_when)
		return 0;
	int err = query_held_then(s, t->resource, p->when, except, &p->held_arena, out);
	return err == QUAD_ENOTFOUND ? 0 : err;
}

int ui_form_pick_window(struct form_pick *p, struct store *s, size_t height, uint64_t except)
{
	if (!p->open)
		return 0;
	list_cursor_fix(&p->cursor, height, false);
	if (p->held && p->held_top == p->cursor.top && p->n_held >= height)
		return 0;
	arena_release(&p->held_arena);
	p->held_top = p->cursor.top;
	p->n_held = 0;
	p->held = arena_alloc(&p->held_arena, (height + 1) * sizeof *p->held);
	if (!p->held)
		return QUAD_ENOMEM;
	for (; p->n_held < height && p->held_top + p->n_held < p->n; p->n_held++) {
		const struct known_thing *t = p->rows[p->held_top + p->n_held].thing;
		int err = hold_row(p, s, t, except, &p->held[p->n_held]);
		if (err)
			return err;
	}
	return 0;
}

/* ---- drawing ---- */

/* `12:00`, with the date if it is another day's than the booking's. */
static void word_until(const struct form_pick *p, int64_t until, struct buf *out)
{
	char text[CLOCK_TEXT_MAX];
	clock_format(until, text);
	text[10] = ' ';
	bool same = clock_local_day(until) == clock_local_day(p->when[0].start);
	buf_str(out, same ? text + 11 : text + 5);
}

/* What stands against a resource that is not free at all. */
static enum term_role word_held(const struct form_pick *p, const struct held_then *h, struct buf *out)
{
	switch (h->how) {
	case HELD_TAKEN:
		buf_str(out, _("taken till "));
		word_until(p, h->until, out);
		buf_fmt(out, " %s", h->label);
		return ROLE_BUSY;
	case HELD_CLOSED:
		buf_str(out, _("closed till "));
		word_until(p, h->until, out);
		return ROLE_CLOSED;
	case HELD_OUTSIDE: buf_str(out, _("not open then")); return ROLE_CLOSED;
	case HELD_WITHDRAWN: buf_str(out, _("withdrawn")); return ROLE_CLOSED;
	case HELD_FREE: break;
	}
	buf_str(out, _("free"));
	return ROLE_FREE;
}

enum term_role ui_form_pick_state(const struct form_pick *p, const struct known_thing *t, const struct held_then *h,
                                  struct buf *out)
{
	if (!t->resource) {
		buf_str(out, t->institution);
		return ROLE_DIM;
	}
	size_t n_free = free_then_count(&p->free, t->resource);
	if (!t->resource->active) {
		buf_str(out, _("withdrawn"));
		return ROLE_CLOSED;
	}
	if (!p->n_when)
		return ROLE_DIM;
	if (p->n_when > 1) {
		buf_fmt(out, _("free on %zu of %zu"), n_free, p->n_when);
		if (n_free == p->n_when)
			return ROLE_FREE;
		return n_free ? ROLE_PART : ROLE_BUSY;
	}
	if (n_free) {
		buf_str(out, _("free"));
		return ROLE_FREE;
	}
	if (h)
		return word_held(p, h, out);
	buf_str(out, _("not free"));
	return ROLE_BUSY;
}

static void draw_row(const struct form_pick *p, size_t i, int row, int col, int all_cols, int code_cols)
{
	int cols = all_cols < LIST_COLS_MAX ? all_cols : LIST_COLS_MAX;
	const struct known_thing *t = p->rows[i].thing;
	struct buf note = {0};
	bool selected = i == p->cursor.at;
	enum term_role role = selected ? ROLE_SELECTED : ROLE_FIELD;
	bool seen = i >= p->held_top && i - p->held_top < p->n_held;
	enum term_role note_role = ui_form_pick_state(p, t, seen ? &p->held[i - p->held_top] : NULL, &note);
	int place_cols = cols >= WIDE_COLS ? PLACE_COLS : 0;
	int note_cols = cols / 2 < NOTE_COLS ? cols / 2 : NOTE_COLS;
	int name_cols = cols - 2 - code_cols - 1 - place_cols - note_cols - 1;
	if (selected)
		note_role = ROLE_SELECTED;
	term_text(row, col, 2, role, selected ? "> " : "");
	term_text(row, col + 2, code_cols + 1, role, t->code);
	term_text(row, col + 3 + code_cols, name_cols, role, strcmp(t->name, t->code) == 0 ? "" : t->name);
	term_text(row, col + cols - note_cols - 1, 1, role, "");
	if (place_cols)
		term_text(row, col + 3 + code_cols + name_cols, place_cols, role,
		          *t->campus ? t->campus : t->institution);
	term_text(row, col + cols - note_cols, note_cols, note_role, buf_text(&note));
	term_text(row, col + cols, all_cols - cols, ROLE_TEXT, "");
	buf_release(&note);
}

void ui_form_pick_draw(const struct form_pick *p, int row, int bottom, int col, int cols)
{
	int height = ui_form_pick_height(p, row, bottom), code_cols = 0;
	if (!p->open)
		return;
	for (int i = 0; i < height && p->cursor.top + (size_t)i < p->n; i++) {
		int width = (int)text_width(p->rows[p->cursor.top + (size_t)i].thing->code);
		if (width > code_cols)
			code_cols = width < CODE_COLS_MAX ? width : CODE_COLS_MAX;
	}
	for (int i = 0; i < height && p->cursor.top + (size_t)i < p->n; i++)
		draw_row(p, p->cursor.top + (size_t)i, row + i, col, cols, code_cols);
	if (p->n > (size_t)height && row + height < bottom) {
		struct buf more = {0};
		buf_fmt(&more, "%zu/%zu", p->cursor.at + 1, p->n);
		term_text(row + height, col, cols, ROLE_DIM, buf_text(&more));
		buf_release(&more);
	}
}
