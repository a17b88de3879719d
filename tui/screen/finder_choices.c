/* Lists the values of a field from what the finder has read; only who is free then is asked of the store. */
#include "tui/screen/finder_choices.h"

#include <stdlib.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/words/words_name.h"

struct choices {
	struct choice *v;
	size_t n, cap;
	struct arena *arena;
	int err;
};

static void add_choice(struct choices *c, const struct choice *one)
{
	struct choice *v = c->err ? NULL : arena_grow(c->arena, c->v, c->n, &c->cap, sizeof *v);
	if (!v) {
		c->err = QUAD_ENOMEM;
		return;
	}
	c->v = v;
	v[c->n++] = *one;
}

/* ---- each field ---- */

static void add_kinds(struct choices *c)
{
	for (enum resource_kind kind = KIND_LAB; kind <= KIND_CLASS; kind++)
		add_choice(c, &(struct choice){.key = kind_name(kind), .text = kind_name(kind)});
}

static void add_campuses(struct choices *c, const struct finder_terms *t)
{
	for (size_t i = 0; i < t->campuses.n; i++)
		add_choice(c, &(struct choice){.key = t->campuses.v[i].code, .text = t->campuses.v[i].name});
}

static void add_institutions(struct choices *c, const struct finder_terms *t)
{
	for (size_t i = 0; i < t->institutions.n; i++)
		add_choice(c, &(struct choice){.key = t->institutions.v[i].code, .text = t->institutions.v[i].name});
}

static void add_word(struct choices *c, const char *text, size_t len)
{
	const char *copy = arena_dup(c->arena, text, len);
	if (!copy)
		c->err = QUAD_ENOMEM;
	else if (len)
		add_choice(c, &(struct choice){.key = copy, .text = copy});
}

static int choice_order(const void *a, const void *b)
{
	return strcmp(((const struct choice *)a)->key, ((const struct choice *)b)->key);
}

/* Sorts them, each once. */
static void make_distinct(struct choices *c)
{
	size_t n = 0;
	if (c->n)
		qsort(c->v, c->n, sizeof *c->v, choice_order);
	for (size_t i = 0; i < c->n; i++)
		if (n == 0 || strcmp(c->v[i].key, c->v[n - 1].key) != 0)
			c->v[n++] = c->v[i];
	c->n = n;
}

static void add_tags(struct choices *c, const struct finder_terms *t)
{
	for (size_t i = 0; i < t->resources.n; i++)
		for (const char *p = t->resources.v[i].resource->tags; *p;) {
			size_t len = strcspn(p, ";");
			add_word(c, p, len);
			p += len + (p[len] == ';');
		}
	make_distinct(c);
}

static void add_specialties(struct choices *c, const struct finder_terms *t)
{
	for (size_t i = 0; i < t->resources.n; i++) {
		const char *specialty = t->resources.v[i].resource->specialty;
		add_word(c, specialty, strlen(specialty));
	}
	make_distinct(c);
}

/* All who may come along; with a time also whether they are free then. Both lists are in order of code. */
static void add_companions(struct choices *c, const struct finder_terms *t, const struct found_list *free_then,
                            bool has_time)
{
	for (size_t i = 0, j = 0; i < t->resources.n; i++) {
		const struct resource *r = t->resources.v[i].resource;
		if (!(FINDER_COMPANIONS >> r->kind & 1) || !r->active)
			continue;
		while (j < free_then->n && strcmp(free_then->v[j].resource->code, r->code) < 0)
			j++;
		bool is_free = j < free_then->n && strcmp(free_then->v[j].resource->code, r->code) == 0;
		struct choice one = {.key = r->code, .text = r->name, .role = is_free ? ROLE_FREE : ROLE_BUSY};
		if (has_time)
			one.note = is_free ? _("free then") : _("taken then");
		add_choice(c, &one);
	}
}

static int ask_companions(struct choices *c, struct store *s, const struct finder_terms *t,
                          const struct find_wish *wish)
{
	struct found_list list = {0};
	bool has_time = wish->when == FIND_INTERVAL;
	struct find_ask ask = {.start = wish->start, .end = wish->end, .now = wish->now, .free = true};
	int err = has_time ? query_find(s, &ask, &list) : 0;
	if (!err)
		add_companions(c, t, &list, has_time);
	found_list_release(&list);
	return err;
}

int finder_choices(enum finder_field field, struct store *s, const struct finder_terms *t, const struct find_wish *wish,
                   struct arena *arena, struct chooser *out)
{
	struct choices c = {.arena = arena};
	switch (field) {
	case FINDER_KIND: add_kinds(&c); break;
	case FINDER_NEAR:
	case FINDER_CAMPUS: add_campuses(&c, t); break;
	case FINDER_INSTITUTION: add_institutions(&c, t); break;
	case FINDER_TAGS: add_tags(&c, t); break;
	case FINDER_SPECIALTY: add_specialties(&c, t); break;
	case FINDER_WITH: c.err = ask_companions(&c, s, t, wish); break;
	default: return QUAD_ENOTFOUND;
	}
	out->rows = c.v;
	out->n = c.n;
	return c.err;
}

bool finder_takes_several(enum finder_field field)
{
	return field == FINDER_TAGS || field == FINDER_WITH;
}
