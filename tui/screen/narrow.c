/*
 * Narrowing a list of resources. The values to choose from are those of the resources, each with how many have it, so
 * that nothing can be chosen that nothing has.
 */
#include "tui/screen/narrow.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/query/query.h"
#include "tui/base/locale.h"
#include "tui/screen/ui_choose.h"
#include "tui/words/words_name.h"

static const char *const titles[NARROW_COUNT] = {
	[NARROW_KIND] = N_("Kind"),
	[NARROW_CAMPUS] = N_("Campus"),
	[NARROW_INSTITUTION] = N_("Institution"),
	[NARROW_SPECIALTY] = N_("Specialty"),
	[NARROW_SEATS] = N_("Seats at least"),
};

/* ---- what it is narrowed to ---- */

void narrow_clear(struct narrow *n)
{
	free(n->campus);
	free(n->institution);
	free(n->specialty);
	*n = (struct narrow){0};
}

bool narrow_is_set(const struct narrow *n)
{
	return n->kind || n->campus || n->institution || n->specialty || n->seats;
}

bool narrow_matches(const struct narrow *n, const struct resource *r)
{
	if (n->kind && r->kind != n->kind)
		return false;
	if (n->campus && strcmp(r->campus, n->campus) != 0)
		return false;
	if (n->institution && strcmp(r->institution, n->institution) != 0)
		return false;
	if (n->specialty && strcmp(r->specialty, n->specialty) != 0)
		return false;
	return r->seats == 0 || r->seats >= n->seats;
}

void narrow_word(const struct narrow *n, struct buf *out)
{
	if (n->kind)
		buf_fmt(out, " %s", kind_name(n->kind));
	if (n->campus)
		buf_fmt(out, " %s", n->campus);
	if (n->institution)
		buf_fmt(out, " %s", n->institution);
	if (n->specialty)
		buf_fmt(out, " %s", n->specialty);
	if (n->seats)
		buf_fmt(out, " %" PRIu32 "+", n->seats);
}

void narrow_next_kind(struct narrow *n)
{
	n->kind = n->kind == KIND_CLASS ? 0 : n->kind + 1;
}

/* ---- the values that there are ---- */

/* A value, how many resources have it, and what people call it. */
struct value {
	const char *key, *name;
	size_t n;
};

struct values {
	struct value *v;
	size_t n, cap;
	struct arena arena;
};

/* The value of a resource, NULL: none. */
static const char *value_of(const struct resource *r, enum narrow_by by)
{
	const char *text = "";
	switch (by) {
	case NARROW_KIND: text = kind_word(r->kind); break;
	case NARROW_CAMPUS: text = r->campus; break;
	case NARROW_INSTITUTION: text = r->institution; break;
	case NARROW_SPECIALTY: text = r->specialty; break;
	case NARROW_SEATS:
	case NARROW_COUNT: break;
	}
	return *text ? text : NULL;
}

static int compare_values(const void *a, const void *b)
{
	return strcmp(((const struct value *)a)->key, ((const struct value *)b)->key);
}

static int add_value(struct values *all, const char *key, const char *name, size_t n)
{
	struct value *v = arena_grow(&all->arena, all->v, all->n, &all->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	all->v = v;
	v[all->n++] = (struct value){key, name, n};
	return 0;
}

/* Sorts the values, and makes one of those that are equal. */
static void count_values(struct values *all)
{
	size_t n = 0;
	if (all->n)
		qsort(all->v, all->n, sizeof *all->v, compare_values);
	for (size_t i = 0; i < all->n; i++) {
		if (n && strcmp(all->v[n - 1].key, all->v[i].key) == 0)
			all->v[n - 1].n += all->v[i].n;
		else
			all->v[n++] = all->v[i];
	}
	all->n = n;
}

static int gather_values(const struct resource_list *list, enum narrow_by by, struct values *all)
{
	for (size_t i = 0; i < list->n; i++) {
		const char *key = value_of(&list->v[i], by);
		int err = key ? add_value(all, key, by == NARROW_KIND ? kind_name(list->v[i].kind) : key, 1) : 0;
		if (err)
			return err;
	}
	count_values(all);
	return 0;
}

/* Steps of seats, each with the number of resources that have as many. */
static int gather_seats(const struct resource_list *list, struct values *all)
{
	static const uint32_t steps[] = {10, 20, 30, 40, 50, 60, 80, 100, 150, 200, 300, 500};
	for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
		struct narrow least = {.seats = steps[k]};
		size_t n = 0;
		for (size_t i = 0; i < list->n; i++)
			n += narrow_matches(&least, &list->v[i]);
		const char *key = arena_fmt(&all->arena, "%" PRIu32, steps[k]);
		int err = key ? add_value(all, key, key, n) : QUAD_ENOMEM;
		if (err)
			return err;
	}
	return 0;
}

static void name_value(struct values *all, const char *code, const char *name)
{
	struct value ask = {.key = code};
	struct value *v = all->n ? bsearch(&ask, all->v, all->n, sizeof ask, compare_values) : NULL;
	const char *copy = v ? arena_str(&all->arena, name) : NULL;
	if (copy)
		v->name = copy;
}

static int name_campuses(struct store *s, struct values *all)
{
	struct campus_list list;
	int err = query_campuses(s, &list);
	for (size_t i = 0; i < list.n; i++)
		name_value(all, list.v[i].code, list.v[i].name);
	arena_release(&list.arena);
	return err;
}

static int name_institutions(struct store *s, struct values *all)
{
	struct institution_list list;
	int err = query_institutions(s, &list);
	for (size_t i = 0; i < list.n; i++)
		name_value(all, list.v[i].code, list.v[i].name);
	arena_release(&list.arena);
	return err;
}

static int read_values(struct app *app, const struct narrow_asker *asker, enum narrow_by by, struct values *all)
{
	if (by == NARROW_SEATS)
		return gather_seats(asker->resources, all);
	int err = gather_values(asker->resources, by, all);
	if (!err && by == NARROW_CAMPUS)
		err = name_campuses(app->store, all);
	if (!err && by == NARROW_INSTITUTION)
		err = name_institutions(app->store, all);
	return err;
}

/* ---- the dialogs ---- */

struct question {
	struct narrow_asker asker;
	enum narrow_by by;
};

static void set_text(char **field, const char *key)
{
	free(*field);
	*field = *key ? strdup(key) : NULL;
}

/* The key of the value that is set, "": none. */
static const char *current_key(const struct narrow *n, enum narrow_by by, char number[16])
{
	const char *key = NULL;
	snprintf(number, 16, "%" PRIu32, n->seats);
	switch (by) {
	case NARROW_KIND: key = n->kind ? kind_word(n->kind) : NULL; break;
	case NARROW_CAMPUS: key = n->campus; break;
	case NARROW_INSTITUTION: key = n->institution; break;
	case NARROW_SPECIALTY: key = n->specialty; break;
	case NARROW_SEATS: key = n->seats ? number : NULL; break;
	case NARROW_COUNT: break;
	}
	return key ? key : "";
}

static unsigned take_value(struct app *app, void *arg, const char *key)
{
	const struct question *q = arg;
	struct narrow *n = q->asker.narrow;
	switch (q->by) {
	case NARROW_KIND:
		n->kind = 0;
		if (*key && kind_parse(key, &n->kind) != 0)
			n->kind = 0;
		break;
	case NARROW_CAMPUS: set_text(&n->campus, key); break;
	case NARROW_INSTITUTION: set_text(&n->institution, key); break;
	case NARROW_SPECIALTY: set_text(&n->specialty, key); break;
	case NARROW_SEATS: n->seats = (uint32_t)strtoul(key, NULL, 10); break;
	case NARROW_COUNT: break;
	}
	return q->asker.changed(app, q->asker.view);
}

/* Opens a dialog; the question goes with it. */
static void push_chooser(struct app *app, const struct narrow_asker *asker, enum narrow_by by, struct chooser *ask)
{
	struct question *q = malloc(sizeof *q);
	if (!q) {
		app_fail(app, QUAD_ENOMEM, "");
		return;
	}
	*q = (struct question){*asker, by};
	ask->arg = q;
	ask->free_arg = free;
	struct view *v = ui_choose_new(ask);
	if (!v)
		free(q);
	app_push(app, v);
}

static int push_values(struct app *app, const struct narrow_asker *asker, enum narrow_by by, struct values *all)
{
	char number[16];
	struct choice *rows = arena_alloc(&all->arena, (all->n + 1) * sizeof *rows);
	if (!rows)
		return QUAD_ENOMEM;
	rows[0] = (struct choice){"", _("all"), "", ROLE_TEXT};
	for (size_t i = 0; i < all->n; i++) {
		const char *count = arena_fmt(&all->arena, "%zu", all->v[i].n);
		if (!count)
			return QUAD_ENOMEM;
		rows[i + 1] = (struct choice){all->v[i].key, all->v[i].name, count, ROLE_DIM};
	}
	struct chooser ask = {.title = _(titles[by]),
	                      .rows = rows,
	                      .n = all->n + 1,
	                      .at = current_key(asker->narrow, by, number),
	                      .chosen = take_value};
	push_chooser(app, asker, by, &ask);
	return 0;
}

unsigned narrow_ask_value(struct app *app, const struct narrow_asker *asker, enum narrow_by by)
{
	struct values all = {0};
	int err = read_values(app, asker, by, &all);
	if (!err)
		err = push_values(app, asker, by, &all);
	if (err)
		app_fail(app, err, "");
	arena_release(&all.arena);
	return REACT_HANDLED;
}

static unsigned take_field(struct app *app, void *arg, const char *key)
{
	const struct question *q = arg;
	return narrow_ask_value(app, &q->asker, (enum narrow_by)strtoul(key, NULL, 10) - 1);
}

unsigned narrow_ask(struct app *app, const struct narrow_asker *asker)
{
	static const char *const keys[NARROW_COUNT] = {"1", "2", "3", "4", "5"};
	struct choice rows[NARROW_COUNT];
	char number[16];
	for (int i = 0; i < NARROW_COUNT; i++) {
		const char *now = current_key(asker->narrow, (enum narrow_by)i, number);
		rows[i] = (struct choice){keys[i], _(titles[i]), now, ROLE_TITLE};
	}
	struct chooser ask = {.title = _("Show only"), .rows = rows, .n = NARROW_COUNT, .chosen = take_field};
	push_chooser(app, asker, NARROW_COUNT, &ask);
	return REACT_HANDLED;
}
