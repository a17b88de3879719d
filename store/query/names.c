/*
 * An index of the resources sorted by name, in the form under which words compare. Names like an unknown one are
 * found by edit distance over characters, where equal digits count for more: `教三101` or `A3-101` is nearer to
 * `教3-101` than `教3-205` is. After them come names of which the text is a part, also by sound.
 */
#include "store/query/names.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/han.h"
#include "store/format/list_words.h"
#include "store/base/utf8.h"

#define NEAREST NAMES_NEAREST
#define COMPARED_MAX 48 /* characters of a name */
#define DIGITS_WORTH 3  /* edits that equal digits make up for */

static int by_normal(const void *a, const void *b)
{
	const struct names_entry *x = a, *y = b;
	int c = strcmp(x->normal, y->normal);
	return c ? c : strcmp(x->resource->code, y->resource->code);
}

static int fill_names(struct names *n)
{
	struct arena *arena = &n->resources.arena;
	struct buf normal = {0};
	int err = 0;
	n->places = arena_alloc(arena, sizeof *n->places);
	n->v = arena_alloc(arena, (n->resources.n + 1) * sizeof *n->v);
	if (!n->places || !n->v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n->resources.n; i++) {
		buf_clear(&normal);
		words_normal(&normal, n->resources.v[i].name);
		n->v[i].resource = &n->resources.v[i];
		n->v[i].normal = normal.failed ? NULL : arena_str(arena, buf_text(&normal));
		if (!n->v[i].normal) {
			err = QUAD_ENOMEM;
			break;
		}
	}
	if (!err && n->resources.n)
		qsort(n->v, n->resources.n, sizeof *n->v, by_normal);
	buf_release(&normal);
	return err;
}

int names_open(struct names *n, struct store *s)
{
	static const struct resource_filter all = {0};
	*n = (struct names){.store = s};
	int err = query_resources(s, &all, &n->resources);
	if (!err)
		err = fill_names(n);
	if (err)
		names_close(n);
	return err;
}

void names_close(struct names *n)
{
	if (n->places)
		arena_release(&n->places->campuses.arena);
	arena_release(&n->resources.arena);
	*n = (struct names){0};
}

static int code_order(const void *key, const void *element)
{
	return strcmp(key, ((const struct resource *)element)->code);
}

const struct resource *names_by_code(const struct names *n, const char *code)
{
	const struct resource *v = n->resources.v;
	return n->resources.n ? bsearch(code, v, n->resources.n, sizeof *v, code_order) : NULL;
}

static bool is_kind(const struct resource *r, unsigned kinds)
{
	return kinds >> r->kind & 1;
}

/* How many of the kinds bear the name, letter by letter if exactly; *out is the last of them. */
static size_t count_bearers(const struct names *n, const char *text, const char *normal, unsigned kinds, bool exactly,
                      const struct resource **out)
{
	size_t found = 0;
	size_t first = array_find_text(n->v, n->resources.n, sizeof *n->v, normal);
	for (size_t i = first; i < n->resources.n && strcmp(n->v[i].normal, normal) == 0; i++) {
		const struct resource *r = n->v[i].resource;
		if (!is_kind(r, kinds) || (exactly && strcmp(r->name, text) != 0))
			continue;
		*out = r;
		found++;
	}
	return found;
}

const struct resource *names_find(const struct names *n, const char *text, unsigned kinds, bool *failed)
{
	const struct resource *r = names_by_code(n, text);
	const unsigned sets[] = {kinds, NAMES_ANY};
	struct buf normal = {0};
	if (r)
		return r;
	words_normal(&normal, text);
	size_t found = 0;
	for (size_t i = 0; i < 2 && found == 0 && normal.len && !normal.failed; i++) {
		found = count_bearers(n, text, buf_text(&normal), sets[i], true, &r);
		if (found != 1)
			found = count_bearers(n, text, buf_text(&normal), sets[i], false, &r);
	}
	*failed |= normal.failed;
	buf_release(&normal);
	return found == 1 ? r : NULL;
}

/* ---- places ---- */

static int make_places(const struct names *n)
{
	struct names_places *places = n->places;
	struct arena *arena = &places->campuses.arena;
	struct buf normal = {0};
	if (places->ready)
		return 0;
	int err = query_campuses(n->store, &places->campuses);
	if (err)
		return err;
	places->v = arena_alloc(arena, (n->resources.n + 1) * sizeof *places->v);
	if (!places->v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n->resources.n; i++) {
		const struct resource *r = &n->resources.v[i];
		if (!kind_is_place(r->kind) || !*r->room)
			continue;
		buf_clear(&normal);
		words_normal(&normal, r->building);
		words_normal(&normal, r->room);
		struct names_entry *e = &places->v[places->n++];
		*e = (struct names_entry){normal.failed ? NULL : arena_str(arena, buf_text(&normal)), r};
		if (!e->normal) {
			err = QUAD_ENOMEM;
			break;
		}
	}
	buf_release(&normal);
	if (!err && places->n)
		qsort(places->v, places->n, sizeof *places->v, by_normal);
	places->ready = !err;
	return err;
}

/* Is the resource on the campus of that code or name? */
static bool is_on(const struct names *n, const struct resource *r, const char *campus)
{
	const struct campus_list *list = &n->places->campuses;
	if (!*campus || strcmp(r->campus, campus) == 0)
		return true;
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i].code, r->campus) == 0)
			return strcmp(list->v[i].name, campus) == 0;
	return false;
}

/*
 * How many places of a campus have a text as their normal one in the entries, other than *out; *out is then one of
 * them.
 */
static size_t count_places(const struct names *n, const struct names_entry *v, size_t n_v, const char *normal,
                            const char *campus, const struct resource **out)
{
	size_t found = 0;
	size_t first = array_find_text(v, n_v, sizeof *v, normal);
	for (size_t i = first; i < n_v && strcmp(v[i].normal, normal) == 0; i++) {
		const struct resource *r = v[i].resource;
		if (!kind_is_place(r->kind) || r == *out || !is_on(n, r, campus))
			continue;
		*out = r;
		found++;
	}
	return found;
}

/* The only place that bears the text as its name, or as its building and room. */
static const struct resource *only_place(const struct names *n, const char *building, const char *text,
                                         const char *campus, bool *failed)
{
	const struct resource *r = NULL;
	struct buf normal = {0};
	words_normal(&normal, building);
	words_normal(&normal, text);
	size_t found = count_places(n, n->places->v, n->places->n, buf_text(&normal), campus, &r);
	found += count_places(n, n->v, n->resources.n, buf_text(&normal), campus, &r);
	*failed |= normal.failed;
	buf_release(&normal);
	return found == 1 ? r : NULL;
}

int names_find_place(const struct names *n, const char *text, const char *building, const char *campus,
                     const struct resource **out)
{
	bool with = *building || *campus, failed = false;
	*out = !*building ? names_by_code(n, text) : NULL;
	if (!*out && !with)
		*out = names_find(n, text, NAMES_PLACES, &failed);
	if (*out || failed)
		return failed ? QUAD_ENOMEM : 0;
	int err = make_places(n);
	if (err)
		return err;
	if (*building)
		*out = only_place(n, building, text, campus, &failed);
	if (!*out)
		*out = names_by_code(n, text);
	if (!*out)
		*out = only_place(n, "", text, campus, &failed);
	if (!*out && with)
		*out = names_find(n, text, NAMES_PLACES, &failed);
	return failed ? QUAD_ENOMEM : 0;
}

const char *names_label(const struct names *n, const struct resource *r)
{
	bool failed = false;
	const struct resource *found = names_find(n, r->name, 1u << r->kind, &failed);
	if (failed)
		return NULL;
	return found == r ? r->name : r->code;
}

/* ---- names like an unknown one ---- */

struct letters {
	uint32_t v[COMPARED_MAX];
	size_t n;
};

/* Reads the first characters of a text. */
static void read_letters(const char *s, struct letters *out)
{
	size_t len = strlen(s);
	out->n = 0;
	for (size_t at = 0; at < len && out->n < COMPARED_MAX;) {
		int n = utf8_next(s + at, len - at, &out->v[out->n]);
		at += n > 0 ? (size_t)n : 1;
		out->n += n > 0;
	}
}

/* Levenshtein's distance. */
static size_t edit_distance(const struct letters *a, const struct letters *b)
{
	size_t row[COMPARED_MAX + 1];
	for (size_t j = 0; j <= b->n; j++)
		row[j] = j;
	for (size_t i = 1; i <= a->n; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= b->n; j++) {
			size_t best = diagonal + (a->v[i - 1] != b->v[j - 1]);
			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[b->n];
}

static bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

/* True if both have the same digits, one after the other, and have any. */
static bool same_digits(const struct letters *a, const struct letters *b)
{
	size_t i = 0, j = 0, n = 0;
	for (;; i++, j++, n++) {
		while (i < a->n && !is_digit(a->v[i]))
			i++;
		while (j < b->n && !is_digit(b->v[j]))
			j++;
		if (i == a->n || j == b->n)
			return i == a->n && j == b->n && n > 0;
		if (a->v[i] != b->v[j])
			return false;
	}
}

/* How unlike a normal name is: the less, the nearer; SIZE_MAX for one that is not alike at all. */
static size_t measure_unlikeness(const struct letters *wanted, const char *normal)
{
	struct letters own;
	read_letters(normal, &own);
	size_t d = edit_distance(wanted, &own), longest = wanted->n > own.n ? wanted->n : own.n;
	bool digits = same_digits(wanted, &own);
	if (own.n == 0 || (d * 2 > longest && !digits))
		return SIZE_MAX;
	return d + DIGITS_WORTH - (digits ? DIGITS_WORTH : 0);
}

struct near {
	const struct resource *r;
	size_t unlike;
};

/* Puts a resource among the nearest, in their order, if it is one of them. */
static void insert_near(struct near near[NEAREST], const struct resource *r, size_t unlike)
{
	for (size_t i = 0; i < NEAREST; i++) {
		if (near[i].r && near[i].unlike <= unlike)
			continue;
		for (size_t j = NEAREST - 1; j > i; j--)
			near[j] = near[j - 1];
		near[i] = (struct near){r, unlike};
		return;
	}
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* True for a text that may be part of a name, or be its sound: with a character or two letters. */
static bool may_be_part(const struct letters *text)
{
	size_t letters = 0;
	for (size_t i = 0; i < text->n; i++) {
		if (text->v[i] >= 0x80)
			return true;
		letters += text->v[i] >= 'a' && text->v[i] <= 'z';
	}
	return letters >= 2;
}

/*
 * How unlike a name is of which the folded text is a part, in whatever characters or by sound; of those the shortest is
 * the nearest. SIZE_MAX for others, and for one that holds the very letters: codes begin with them.
 */
static size_t measure_part(const char *text, const char *name)
{
	struct letters own;
	if (!han_has_words(name, text) || ((unsigned char)*text < 0x80 && strstr(name, text)))
		return SIZE_MAX;
	read_letters(name, &own);
	return own.n + DIGITS_WORTH;
}

static void find_near(const struct names *n, const char *text, unsigned kinds, struct near near[NEAREST],
                      struct buf *scratch)
{
	struct letters wanted;
	struct buf normal = {0}, folded = {0};
	words_normal(&normal, text);
	utf8_fold(&folded, text);
	read_letters(buf_text(&normal), &wanted);
	bool part = may_be_part(&wanted);
	for (size_t i = 0; i < n->resources.n; i++) {
		const struct resource *r = n->v[i].resource;
		if (!is_kind(r, kinds) || !r->active)
			continue;
		buf_clear(scratch);
		words_normal(scratch, r->code);
		size_t best = smaller(measure_unlikeness(&wanted, n->v[i].normal),
		                      measure_unlikeness(&wanted, buf_text(scratch)));
		if (part)
			best = smaller(best, measure_part(buf_text(&folded), n->v[i].normal));
		if (best != SIZE_MAX)
			insert_near(near, r, best);
	}
	scratch->failed |= normal.failed || folded.failed;
	buf_release(&normal);
	buf_release(&folded);
}

size_t names_near(const struct names *n, const char *text, unsigned kinds, const struct resource *out[NAMES_NEAREST],
                  bool *failed)
{
	struct buf scratch = {0};
	struct near near[NEAREST] = {{NULL, 0}};
	size_t found = 0;
	find_near(n, text, kinds, near, &scratch);
	*failed = scratch.failed;
	while (!*failed && found < NEAREST && near[found].r) {
		out[found] = near[found].r;
		found++;
	}
	buf_release(&scratch);
	return found;
}

int names_unknown(const struct names *n, const char *text, unsigned kinds, struct reasons *why)
{
	struct buf normal = {0}, scratch = {0}, others = {0};
	enum reason_detail detail = REASON_NO_RESOURCE;
	struct near near[NEAREST] = {{NULL, 0}};
	const struct resource *r = NULL;
	words_normal(&normal, text);
	size_t same = count_bearers(n, text, buf_text(&normal), kinds, false, &r);
	find_near(n, text, kinds, near, &scratch);
	size_t shown = same > 1 && same < NEAREST ? same : NEAREST; /* those that bear the very name are the nearest */
	if (near[0].r)
		detail = same > 1 ? REASON_SEVERAL_RESOURCES : REASON_NEAR_RESOURCES;
	for (size_t i = 0; i < shown && near[i].r; i++) {
		const char *label = same > 1 ? near[i].r->code : names_label(n, near[i].r);
		others.failed |= !label;
		buf_fmt(&others, "%s%s", i ? ", " : "", label ? label : "");
	}
	bool failed = normal.failed || scratch.failed || others.failed;
	if (!failed)
		reason_add_text(why, detail, text, "%s", buf_text(&others));
	buf_release(&normal);
	buf_release(&scratch);
	buf_release(&others);
	return failed ? QUAD_ENOMEM : 0;
}
