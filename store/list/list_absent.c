/*
 * What a list no longer has can only be told at its end, and only within what the list is about: one of rooms says
 * nothing of teachers, and one school's nothing of another's.
 */
#include "store/list/list_absent.h"

#include <string.h>

#include "store/base/err.h"

static int note_once(struct list_seen *s, const char *text)
{
	if (!*text || seen_find(s, text, NULL))
		return 0;
	return seen_add(s, text, 0, "");
}

int absent_note(struct list_absent *a, const struct resource *r, bool seats_are_empty)
{
	if (r->kind)
		a->kinds |= 1u << r->kind;
	a->n_lost += *r->code == '\0';
	int err = note_once(&a->institutions, r->institution);
	if (!err && seats_are_empty)
		err = note_once(&a->no_seats, r->code);
	return err;
}

void absent_release(struct list_absent *a)
{
	seen_release(&a->institutions);
	seen_release(&a->no_seats);
	*a = (struct list_absent){0};
}

static const char *find_set(const struct list_header *h, const struct list_kind *kind, const char *name)
{
	for (size_t c = 0; c < kind->n_columns; c++)
		if (strcmp(kind->columns[c].name, name) == 0)
			return h->set[c] && *h->set[c] ? h->set[c] : NULL;
	return NULL;
}

/* True if the code or the name of an institution or a campus is what was told, or one of the texts that rows have. */
static bool is_named(const char *code, const char *name, const char *told, const struct list_seen *rows)
{
	if (told)
		return strcmp(code, told) == 0 || strcmp(name, told) == 0;
	return rows && (seen_find(rows, code, NULL) || seen_find(rows, name, NULL));
}

/* What is looked for, with the records of the store that names lead to. */
struct search {
	const struct list_absent *absent;
	const struct list_seen *seen;
	const char *institution, *campus; /* told by --set; NULL = not */
	struct institution_list institutions;
	struct campus_list campuses;
	unsigned kinds;
};

static bool is_of_institution(const struct search *s, const char *code)
{
	for (size_t i = 0; i < s->institutions.n; i++) {
		const struct institution *v = &s->institutions.v[i];
		if (strcmp(v->code, code) == 0)
			return is_named(v->code, v->name, s->institution, &s->absent->institutions);
	}
	return false;
}

static bool is_on_campus(const struct search *s, const char *code)
{
	if (!s->campus)
		return true;
	for (size_t i = 0; i < s->campuses.n; i++) {
		const struct campus *v = &s->campuses.v[i];
		if (strcmp(v->code, code) == 0)
			return is_named(v->code, v->name, s->campus, NULL);
	}
	return false;
}

static bool is_absent(const struct search *s, const struct resource *r)
{
	if (!r->active || !(s->kinds >> r->kind & 1))
		return false;
	if (seen_find(s->seen, r->code, NULL) || !is_of_institution(s, r->institution))
		return false;
	return is_on_campus(s, r->campus);
}

/* The kinds that a list with rows of these is about: a lab may have become a room. */
static unsigned widen_kinds(unsigned kinds)
{
	unsigned places = 1u << KIND_LAB | 1u << KIND_BASE | 1u << KIND_ROOM;
	return kinds & places ? kinds | places : kinds;
}

int absent_find(const struct list_absent *a, struct store *s, const struct list_header *h, const struct list_kind *kind,
                const struct list_seen *seen, struct resource_list *out)
{
	struct search search = {.absent = a,
	                        .seen = seen,
	                        .institution = find_set(h, kind, "institution"),
	                        .campus = find_set(h, kind, "campus"),
	                        .kinds = widen_kinds(a->kinds)};
	struct resource_filter all = {.active_only = true};
	size_t n = 0;
	*out = (struct resource_list){0};
	if (!search.institution && a->institutions.n == 0)
		return 0;
	int err = query_institutions(s, &search.institutions);
	if (!err)
		err = query_campuses(s, &search.campuses);
	if (!err)
		err = query_resources(s, &all, out);
	if (err)
		out->n = 0;
	for (size_t i = 0; i < out->n; i++)
		if (is_absent(&search, &out->v[i]))
			out->v[n++] = out->v[i];
	out->n = n;
	arena_release(&search.institutions.arena);
	arena_release(&search.campuses.arena);
	return err;
}

int absent_find_seats(const struct list_absent *a, struct store *s, struct resource_list *out)
{
	struct resource_filter all = {0};
	size_t n = 0;
	*out = (struct resource_list){0};
	if (a->no_seats.n == 0)
		return 0;
	int err = query_resources(s, &all, out);
	if (err)
		return err;
	for (size_t i = 0; i < out->n; i++)
		if (out->v[i].seats && seen_find(&a->no_seats, out->v[i].code, NULL))
			out->v[n++] = out->v[i];
	out->n = n;
	return 0;
}

int absent_find_withdrawn(struct store *s, const struct list_seen *seen, struct resource_list *out)
{
	struct resource_filter all = {0};
	size_t n = 0;
	*out = (struct resource_list){0};
	int err = query_resources(s, &all, out);
	if (err)
		return err;
	for (size_t i = 0; i < out->n; i++)
		if (!out->v[i].active && seen_find(seen, out->v[i].code, NULL))
			out->v[n++] = out->v[i];
	out->n = n;
	return 0;
}
