/* The dialog's rows are those of the picker, matched by nothing; what is chosen goes into the field as from there. */
#include "tui/screen/ui_form_choose.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/screen/ui_choose.h"
#include "tui/screen/ui_form_read.h"
#include "tui/screen/ui_form_resources.h"
#include "tui/words/words_name.h"

/* What the dialog is about; it owns a copy. */
struct choosing {
	struct form *form;
	struct form_pick *pick;
	struct known *known;
	enum form_field field;
	struct resource_part part;            /* of the field's text, to be replaced */
	const struct known_thing *instead_of; /* the resource in that part; NULL: none */
};

static unsigned take_choice(struct app *app, void *arg, const char *key)
{
	const struct choosing *c = arg;
	struct form *f = c->form;
	(void)app;
	ui_form_put_code(f, c->field, c->part.from, c->part.to, key);
	f->dirty = true;
	return REACT_RELOAD;
}

static unsigned push_dialog(struct app *app, struct chooser *ask, const struct choosing *c)
{
	struct choosing *copy = malloc(sizeof *copy);
	if (copy)
		*copy = *c;
	ask->arg = copy;
	ask->free_arg = free;
	struct view *v = copy ? ui_choose_new(ask) : NULL;
	if (!v)
		free(copy);
	app_push(app, v);
	return REACT_HANDLED;
}

/* ---- things ---- */

static void word_thing(const struct known_thing *t, struct buf *out)
{
	buf_str(out, t->name);
	const char *place = *t->campus ? t->campus : t->institution;
	if (t->resource && *place)
		buf_fmt(out, " (%s", place);
	if (t->resource && t->resource->seats)
		buf_fmt(out, ngettext("%s%u seat", "%s%u seats", t->resource->seats), *place ? ", " : " (",
		        (unsigned)t->resource->seats);
	if (t->resource && (*place || t->resource->seats))
		buf_char(out, ')');
}

static int fill_rows(const struct choosing *c, struct arena *arena, struct choice *rows)
{
	struct buf text = {0};
	for (size_t i = 0; i < c->pick->n; i++) {
		const struct known_thing *t = c->pick->rows[i].thing;
		buf_clear(&text);
		word_thing(t, &text);
		rows[i] = (struct choice){.key = t->code, .text = arena_str(arena, buf_text(&text))};
		buf_clear(&text);
		rows[i].role = ui_form_pick_state(c->pick, t, NULL, &text);
		rows[i].note = arena_str(arena, buf_text(&text));
		if (text.failed || !rows[i].text || !rows[i].note) {
			buf_release(&text);
			return QUAD_ENOMEM;
		}
	}
	buf_release(&text);
	return 0;
}

static unsigned ask_thing(struct app *app, const struct choosing *c, enum resource_kind kind, const char *title)
{
	enum known_list_id id = ui_form_pick_list(c->field);
	struct arena arena = {0};
	struct chooser ask = {.title = title, .chosen = take_choice};
	int err = id == KNOWN_RESOURCES ? ui_form_pick_free(c->pick, app->store) : 0;
	if (!err)
		err = ui_form_pick_all(c->pick, &c->known->list[id], kind, c->instead_of);
	struct choice *rows = err ? NULL : arena_alloc(&arena, (c->pick->n + 1) * sizeof *rows);
	if (!err)
		err = rows ? fill_rows(c, &arena, rows) : QUAD_ENOMEM;
	ask.rows = rows;
	ask.n = c->pick->n;
	if (err)
		app_fail(app, err, "");
	else
		push_dialog(app, &ask, c);
	ui_form_pick_close(c->pick);
	arena_release(&arena);
	return REACT_HANDLED;
}

/* ---- the kind ---- */

static unsigned take_kind(struct app *app, void *arg, const char *key)
{
	enum resource_kind kind;
	if (kind_parse(key, &kind) != 0)
		return REACT_HANDLED;
	return ask_thing(app, arg, kind, kind_name(kind));
}

static unsigned ask_kind(struct app *app, const struct choosing *c)
{
	static const enum resource_kind kinds[] = {KIND_TEACHER, KIND_LAB,       KIND_BASE,
	                                           KIND_ROOM,    KIND_EQUIPMENT, KIND_CLASS};
	enum { N = sizeof kinds / sizeof *kinds };
	struct choice rows[N];
	struct chooser ask = {.title = _("Which kind?"), .rows = rows, .n = N, .chosen = take_kind};
	for (size_t i = 0; i < N; i++)
		rows[i] = (struct choice){.key = kind_word(kinds[i]), .text = kind_name(kinds[i]), .note = ""};
	return push_dialog(app, &ask, c);
}

/* ---- the form ---- */

/* The part of the resources that is the first place of the booking; at the end if there is none. */
static struct resource_part find_place(const struct known_list *list, const char *text)
{
	size_t len = strlen(text);
	struct arena arena = {0};
	struct resource_part part = {len, len};
	for (size_t at = 0; at < len; at++) {
		struct resource_part here = ui_form_resources_at(list, text, at);
		if (here.to <= here.from)
			continue;
		const char *one = arena_dup(&arena, text + here.from, here.to - here.from);
		const struct known_thing *t = one ? known_find(list, one).thing : NULL;
		if (t && kind_is_place(t->resource->kind)) {
			part = here;
			break;
		}
		at = here.to > at ? here.to : at;
	}
	arena_release(&arena);
	return part;
}

static void find_part(struct choosing *c)
{
	const struct form *f = c->form;
	const struct known_list *list = &c->known->list[KNOWN_RESOURCES];
	const char *text = edit_text(&f->field[F_RESOURCES]);
	struct arena arena = {0};
	if (f->at == F_RESOURCES)
		c->part = ui_form_resources_at(list, text, f->field[F_RESOURCES].at);
	else
		c->part = find_place(list, text);
	const char *one = arena_dup(&arena, text + c->part.from, c->part.to - c->part.from);
	c->instead_of = one && *one ? known_find(list, one).thing : NULL;
	arena_release(&arena);
}

static unsigned ask_class(struct app *app, const struct choosing *c)
{
	struct choice rows[PURPOSE_N - 1];
	struct chooser ask = {.title = ui_form_label(F_CLASS), .rows = rows, .n = PURPOSE_N - 1, .chosen = take_choice};
	for (size_t i = 0; i < ask.n; i++) {
		const char *name = purpose_name((enum purpose_class)(i + 1));
		rows[i] = (struct choice){.key = name, .text = name, .note = ""};
	}
	return push_dialog(app, &ask, c);
}

unsigned ui_form_choose(struct app *app, struct form *f, struct form_pick *p, struct known *known)
{
	enum known_list_id id = ui_form_pick_list(f->at);
	struct choosing c = {.form = f, .pick = p, .known = known, .field = f->at};
	if (f->at == F_CLASS) {
		c.part.to = strlen(edit_text(&f->field[F_CLASS]));
		return ask_class(app, &c);
	}
	if (id == KNOWN_LISTS) {
		c.field = F_RESOURCES;
		id = KNOWN_RESOURCES;
	}
	int err = known_read(known, app->store, id);
	if (err) {
		app_fail(app, err, "");
		return REACT_HANDLED;
	}
	if (id != KNOWN_RESOURCES) {
		c.part.to = strlen(edit_text(&f->field[c.field]));
		return ask_thing(app, &c, 0, ui_form_label(c.field));
	}
	find_part(&c);
	if (!c.instead_of)
		return ask_kind(app, &c);
	enum resource_kind kind = c.instead_of->resource->kind;
	return ask_thing(app, &c, kind, kind_name(kind));
}
