/*
 * Texts to resources. A text is taken as a whole where that means a resource; else as a list with semicolons, then with
 * commas (which some programs escape, so that they do not separate for the reader of lines), then as names with blanks
 * or brackets between them. Only a text of which every piece means a resource is taken apart.
 */
#include "store/list/ics_claims.h"

#include <string.h>

#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/list/list_cell.h"

#define WORDS_MAX 16

#define COUNT(v) (sizeof(v) / sizeof *(v))

struct claims_reader {
	const struct names *names;
	struct arena *arena;
	struct reasons *why;
	struct claim_ask *v;
	size_t n, cap;
};

/* Adds a resource, unless it is there. */
static int add_resource(struct claims_reader *r, const struct resource *resource, uint32_t units)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->v[i].resource, resource->code) == 0)
			return 0;
	struct claim_ask *v = arena_grow(r->arena, r->v, r->n, &r->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	r->v = v;
	v[r->n++] = (struct claim_ask){resource->code, units};
	return 0;
}

/* Adds the resource that a text means as a whole; *known is false if it means none. */
static int add_whole(struct claims_reader *r, const char *text, uint32_t units, bool *known)
{
	const struct resource *found = names_find(r->names, text, NAMES_ANY, &r->why->failed);
	*known = found != NULL;
	return found ? add_resource(r, found, units) : 0;
}

/* Adds `NAME` or `NAME*UNITS`. */
static int add_counted(struct claims_reader *r, const char *text, bool *known)
{
	struct reasons ignored = {.arena = r->arena};
	struct claim_ask *asked = arena_alloc(r->arena, (strlen(text) + 2) * sizeof *asked);
	size_t n = 0;
	*known = false;
	if (!asked)
		return QUAD_ENOMEM;
	int err = cell_claims(text, "", r->arena, asked, &n, &ignored);
	if (err || ignored.n || n != 1)
		return err;
	return add_whole(r, asked[0].resource, asked[0].units, known);
}

/* ---- names side by side ---- */

/* The length of a mark between names at p; 0 if there is none. */
static size_t gap_at(const char *p, bool brackets)
{
	static const char *const marks[] = {"（", "）", "【", "】", "(", ")", "[", "]"};
	if (*p == ' ')
		return 1;
	for (size_t i = 0; brackets && i < COUNT(marks); i++)
		if (strncmp(p, marks[i], strlen(marks[i])) == 0)
			return strlen(marks[i]);
	return 0;
}

/* A dash or the like that stands alone says nothing. */
static bool is_idle_word(const struct bytes *word)
{
	static const char *const idle[] = {"-", "–", "—", "|", "/", "·"};
	for (size_t i = 0; i < COUNT(idle); i++)
		if (word->len == strlen(idle[i]) && memcmp(word->p, idle[i], word->len) == 0)
			return true;
	return false;
}

/* Cuts a text into words; how many there are, 0 if more than WORDS_MAX. */
static size_t cut_words(const char *text, bool brackets, struct bytes words[WORDS_MAX])
{
	size_t n = 0;
	for (const char *p = text; *p;) {
		size_t gap = gap_at(p, brackets);
		const char *end = p;
		if (gap) {
			p += gap;
			continue;
		}
		while (*end && !gap_at(end, brackets))
			end++;
		struct bytes word = {p, (size_t)(end - p)};
		if (n == WORDS_MAX)
			return 0;
		if (!is_idle_word(&word))
			words[n++] = word;
		p = end;
	}
	return n;
}

/* Adds the resource that most of the words from `at` on mean together; *taken: how many, 0 if none do. */
static int add_longest(struct claims_reader *r, const struct bytes *words, size_t at, size_t n, size_t *taken)
{
	const char *from = words[at].p;
	for (size_t end = n; end > at; end--) {
		const char *to = (const char *)words[end - 1].p + words[end - 1].len;
		const char *text = arena_dup(r->arena, from, (size_t)(to - from));
		bool known;
		if (!text)
			return QUAD_ENOMEM;
		int err = add_counted(r, text, &known);
		*taken = end - at;
		if (err || known)
			return err;
	}
	*taken = 0;
	return 0;
}

/* Adds names that stand side by side, as `Physics Lab Li Na`, if all of the text is names. */
static int add_words(struct claims_reader *r, const char *text, bool brackets, bool *known)
{
	struct bytes words[WORDS_MAX];
	size_t n = cut_words(text, brackets, words), before = r->n, taken;
	*known = n > 1;
	for (size_t at = 0; at < n && *known; at += taken) {
		int err = add_longest(r, words, at, n, &taken);
		if (err)
			return err;
		*known = taken > 0;
	}
	if (!*known)
		r->n = before;
	return 0;
}

/* ---- lists ---- */

/* Adds what one piece of a list means. */
static int add_piece(struct claims_reader *r, const char *text, bool *known)
{
	int err = add_counted(r, text, known);
	if (!err && !*known)
		err = add_words(r, text, false, known);
	if (!err && !*known)
		err = add_words(r, text, true, known);
	return err;
}

/* Adds what a text means: as a whole, or in pieces with commas between them of which each means something. */
static int add_text(struct claims_reader *r, const char *text, bool *known)
{
	static const char *const commas[] = {",", "，", "、", "/", "／", "+", "＋", "&"};
	size_t before = r->n, n = 0;
	bool failed = false;
	int err = add_piece(r, text, known);
	if (err || *known)
		return err;
	*known = true;
	for (const char *p = text, *piece = ""; piece && *known;) {
		piece = cell_next_part(&p, commas, COUNT(commas), r->arena, &failed);
		if (!piece)
			break;
		err = add_piece(r, piece, known);
		if (err)
			return err;
		n++;
	}
	*known &= n > 1;
	if (!*known)
		r->n = before;
	return failed ? QUAD_ENOMEM : 0;
}

/*
 * Adds what a text means, a list with semicolons. *any: some of it is known; each part that is not is a reason, if
 * they are wanted.
 */
static int add_list(struct claims_reader *r, const char *text, const char *field, bool *any)
{
	struct claim_ask *asked = arena_alloc(r->arena, (strlen(text) + 2) * sizeof *asked);
	const char *rest = text;
	static const char *const semicolons[] = {";", "；"};
	bool failed = false;
	size_t n = 0;
	*any = false;
	if (!asked)
		return QUAD_ENOMEM;
	/* the form of each part is judged as that of a cell is */
	int err = cell_claims(text, field, r->arena, asked, &n, r->why);
	if (err)
		return err;
	for (size_t i = 0;; i++) {
		bool known;
		const char *part = cell_next_part(&rest, semicolons, COUNT(semicolons), r->arena, &failed);
		if (!part)
			break;
		err = add_text(r, part, &known);
		*any |= known;
		if (!err && !known && i < n)
			err = names_unknown(r->names, asked[i].resource, NAMES_ANY, r->why);
		if (err)
			return err;
	}
	return failed ? QUAD_ENOMEM : 0;
}

/* RESOURCES name codes or names, with units after a star. LOCATION is more of them if it means resources. */
static int read_resources(struct claims_reader *r, const struct ics_event *e)
{
	bool known;
	for (size_t i = 0; i < e->n_resources; i++) {
		int err = add_whole(r, e->resources[i], 0, &known);
		if (!err && !known)
			err = add_list(r, e->resources[i], "RESOURCES", &known);
		if (err)
			return err;
	}
	return e->location && *e->location ? add_text(r, e->location, &known) : 0;
}

/*
 * LOCATION alone must mean something: it is one resource, or a list of which some are known; else it is one name that
 * is not known.
 */
static int read_location(struct claims_reader *r, const char *location)
{
	struct reasons unknown = {.arena = r->arena}, *why = r->why;
	bool known, any;
	int err = add_whole(r, location, 0, &known);
	if (err || known)
		return err;
	r->why = &unknown;
	err = add_list(r, location, "LOCATION", &any);
	r->why = why;
	why->failed |= unknown.failed;
	if (err)
		return err;
	if (!any && !reasons_malformed(&unknown))
		return names_unknown(r->names, location, NAMES_PLACES, why);
	for (size_t i = 0; i < unknown.n; i++)
		reason_copy(why, &unknown.v[i]);
	return 0;
}

/* ---- what is booked already ---- */

enum group { OF_PLACES = 1, OF_TEACHERS, OF_CLASSES, OF_EQUIPMENT };

static enum group group_of(const struct names *names, const char *code)
{
	const struct resource *r = names_by_code(names, code);
	if (!r || kind_is_place(r->kind))
		return OF_PLACES;
	if (r->kind == KIND_TEACHER)
		return OF_TEACHERS;
	return r->kind == KIND_CLASS ? OF_CLASSES : OF_EQUIPMENT;
}

static const struct claim_ask *find_claim(const struct claim_ask *v, size_t n, const char *code)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(v[i].resource, code) == 0)
			return &v[i];
	return NULL;
}

/* Puts what was read in place of what is booked of the same groups; in the order that it has there. */
static int join_base(struct claims_reader *r, const struct ics_claims *base, struct ics_claims *out, bool *given)
{
	struct claim_ask *v = arena_alloc(r->arena, (base->n + r->n + 1) * sizeof *v);
	bool replaced[OF_EQUIPMENT + 1] = {false};
	size_t n = 0;
	if (!v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < r->n; i++)
		replaced[group_of(r->names, r->v[i].resource)] = true;
	for (size_t i = 0; i < base->n; i++) {
		bool named = find_claim(r->v, r->n, base->v[i].resource) != NULL;
		if (named || !replaced[group_of(r->names, base->v[i].resource)])
			v[n++] = base->v[i];
	}
	*given = n < base->n;
	for (size_t i = 0; i < r->n; i++) {
		if (find_claim(base->v, base->n, r->v[i].resource))
			continue;
		v[n++] = r->v[i];
		*given = true;
	}
	*out = (struct ics_claims){v, n};
	return 0;
}

int ics_claims_read(const struct names *names, const struct ics_event *e, const struct ics_claims *base,
                    struct arena *arena, struct reasons *why, struct ics_claims *out, bool *given)
{
	struct claims_reader r = {.names = names, .arena = arena, .why = why};
	bool located = e->location && *e->location;
	int err = 0;
	*out = *base;
	*given = false;
	if (!e->n_resources && !located) {
		if (!base->n)
			reason_add(why, REASON_MISSING, "LOCATION");
		return 0;
	}
	err = e->n_resources ? read_resources(&r, e) : read_location(&r, e->location);
	if (err)
		return err;
	if (!e->n_resources)
		return join_base(&r, base, out, given);
	*out = (struct ics_claims){r.v, r.n};
	*given = true;
	return 0;
}
