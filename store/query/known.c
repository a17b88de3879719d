/*
 * Lists of what can be named. Texts are folded once, when a list is read, so that a key costs one pass over them; an
 * index by code and one by name find what a whole text means.
 */
#include "store/query/known.h"

#include <string.h>

#include "store/base/err.h"
#include "store/base/han.h"
#include "store/base/utf8.h"
#include "store/facts/register_list.h"

/* ---- reading ---- */

/* A folded text in the list's arena; NULL on out of memory. */
static const char *keep_folded(struct known_list *l, const char *a, const char *b)
{
	struct buf folded = {0};
	utf8_fold(&folded, a);
	if (*b) {
		buf_char(&folded, '\n');
		utf8_fold(&folded, b);
	}
	const char *kept = folded.failed ? NULL : arena_dup(&l->arena, buf_text(&folded), folded.len);
	buf_release(&folded);
	return kept;
}

static bool begin_index(struct known_index *x, size_t n, struct arena *arena)
{
	size_t size = 16;
	while (size < 2 * n)
		size *= 2;
	x->mask = size - 1;
	x->text = arena_alloc(arena, (n + 1) * sizeof *x->text);
	x->next = arena_alloc(arena, (n + 1) * sizeof *x->next);
	x->head = arena_alloc(arena, size * sizeof *x->head);
	return x->text && x->next && x->head;
}

static size_t hash_text(const struct known_index *x, const char *text)
{
	return (size_t)fnv1a(FNV1A_START, (struct bytes){text, strlen(text)}) & x->mask;
}

/* Chains n things; from the last to the first, so that the chains are in their order. */
static void fill_index(struct known_index *x, size_t n)
{
	for (size_t i = n; i-- > 0;) {
		uint32_t *head = &x->head[hash_text(x, x->text[i])];
		x->next[i] = *head;
		*head = (uint32_t)i + 1;
	}
}

/* Makes room for n things. */
static int begin_list(struct known_list *l, size_t n)
{
	l->v = arena_alloc(&l->arena, (n + 1) * sizeof *l->v);
	bool indexed = begin_index(&l->by_code, n, &l->arena) && begin_index(&l->by_name, n, &l->arena);
	return l->v && indexed ? 0 : QUAD_ENOMEM;
}

static int add_thing(struct known_list *l, const struct known_thing *from)
{
	struct known_thing *t = &l->v[l->n];
	*t = *from;
	t->folded_code = keep_folded(l, t->code, "");
	t->folded = keep_folded(l, t->code, t->name);
	if (!t->folded_code || !t->folded)
		return QUAD_ENOMEM;
	l->by_code.text[l->n] = t->folded_code;
	l->by_name.text[l->n] = *t->name ? t->folded + strlen(t->folded_code) + 1 : "";
	l->n++;
	return 0;
}

static int read_resources(struct known *k, struct store *s)
{
	struct known_list *l = &k->list[KNOWN_RESOURCES];
	int err = query_find(s, &(struct find_ask){.free = false}, &k->found);
	if (!err)
		err = begin_list(l, k->found.n);
	for (size_t i = 0; !err && i < k->found.n; i++) {
		const struct resource *r = k->found.v[i].resource;
		err = add_thing(l, &(struct known_thing){.code = r->code,
		                                         .name = r->name,
		                                         .institution = r->institution,
		                                         .campus = r->campus,
		                                         .resource = r});
	}
	return err;
}

static int read_people(struct known_list *l, struct store *s)
{
	struct person_list people;
	int err = query_people(s, &people);
	if (!err)
		err = begin_list(l, people.n);
	for (size_t i = 0; !err && i < people.n; i++) {
		const struct person *p = &people.v[i];
		struct known_thing t = {.code = arena_str(&l->arena, p->login),
		                        .name = arena_str(&l->arena, p->name),
		                        .institution = arena_str(&l->arena, p->institution),
		                        .campus = ""};
		bool kept = t.code && t.name && t.institution;
		err = kept ? add_thing(l, &t) : QUAD_ENOMEM;
	}
	arena_release(&people.arena);
	return err;
}

static int read_institutions(struct known_list *l, struct store *s)
{
	struct institution_list all;
	int err = query_institutions(s, &all);
	if (!err)
		err = begin_list(l, all.n);
	for (size_t i = 0; !err && i < all.n; i++) {
		struct known_thing t = {.code = arena_str(&l->arena, all.v[i].code),
		                        .name = arena_str(&l->arena, all.v[i].name),
		                        .campus = ""};
		t.institution = t.code;
		err = t.code && t.name ? add_thing(l, &t) : QUAD_ENOMEM;
	}
	arena_release(&all.arena);
	return err;
}

static int load_events(struct db_txn *txn, void *arg)
{
	struct known_list *l = arg;
	struct register_rows rows;
	int err = register_list_load(txn, REGISTER_EVENTS, &l->arena, &rows);
	if (!err)
		err = begin_list(l, rows.n);
	for (size_t i = 0; !err && i < rows.n; i++)
		err = add_thing(l, &(struct known_thing){.code = rows.v[i].text[EVENT_CODE],
		                                         .name = rows.v[i].text[EVENT_NAME],
		                                         .institution = rows.v[i].text[EVENT_INSTITUTION],
		                                         .campus = ""});
	return err;
}

static int read_events(struct known_list *l, struct store *s)
{
	return db_read(s->db, load_events, l);
}

int known_read(struct known *k, struct store *s, enum known_list_id id)
{
	struct known_list *l = &k->list[id];
	int err = 0;
	if (l->ready)
		return 0;
	switch (id) {
	case KNOWN_RESOURCES: err = read_resources(k, s); break;
	case KNOWN_PEOPLE: err = read_people(l, s); break;
	case KNOWN_INSTITUTIONS: err = read_institutions(l, s); break;
	case KNOWN_EVENTS: err = read_events(l, s); break;
	case KNOWN_LISTS: break;
	}
	if (err) {
		arena_release(&l->arena);
		*l = (struct known_list){0};
		return err;
	}
	fill_index(&l->by_code, l->n);
	fill_index(&l->by_name, l->n);
	l->ready = true;
	return 0;
}

void known_release(struct known *k)
{
	for (int i = 0; i < KNOWN_LISTS; i++) {
		arena_release(&k->list[i].arena);
		k->list[i] = (struct known_list){0};
	}
	found_list_release(&k->found);
}

/* ---- asking ---- */

static int code_order(const void *element, const void *code)
{
	return strcmp(((const struct known_thing *)element)->code, code);
}

/* The things of exactly that text. */
static struct known_named find_text(const struct known_list *l, const struct known_index *x, const char *text)
{
	struct known_named found = {0};
	uint32_t at = l->n ? x->head[hash_text(x, text)] : 0;
	for (; at; at = x->next[at - 1]) {
		if (strcmp(x->text[at - 1], text) != 0)
			continue;
		if (found.n < KNOWN_SEVERAL)
			found.several[found.n] = &l->v[at - 1];
		found.n++;
	}
	if (found.n == 1)
		found.thing = found.several[0];
	return found;
}

struct known_named known_find(const struct known_list *l, const char *text)
{
	struct known_named found = {0};
	struct buf folded = {0};
	size_t at = array_find(l->v, l->n, sizeof *l->v, text, code_order);
	if (at < l->n && strcmp(l->v[at].code, text) == 0)
		return (struct known_named){&l->v[at], 1, {&l->v[at]}};
	utf8_fold(&folded, text);
	if (folded.len && !folded.failed)
		found = find_text(l, &l->by_code, buf_text(&folded));
	if (!found.n && folded.len && !folded.failed)
		found = find_text(l, &l->by_name, buf_text(&folded));
	buf_release(&folded);
	return found;
}

bool known_matches(const struct known_thing *t, const char *folded_words)
{
	return han_has_words(t->folded, folded_words);
}
