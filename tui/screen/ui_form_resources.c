/*
 * A text is cut into words, at semicolons, commas and blanks. From each word on, the longest run of words that stand in
 * the text as a code or a name is one resource; a run never goes over a semicolon, which no code can hold.
 */
#include "tui/screen/ui_form_resources.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/base/utf8.h"

enum { RUN_MAX = 12 }; /* words of a code or name */

enum cut { CUT_NONE, CUT_BLANK, CUT_COMMA, CUT_SEMICOLON };

/* What parts resources. */
static const struct {
	const char *text;
	enum cut cut;
} cuts[] = {
	{" ", CUT_BLANK},
	{"\xe3\x80\x80", CUT_BLANK}, /* U+3000 */
	{",", CUT_COMMA},
	{"\xef\xbc\x8c", CUT_COMMA}, /* U+FF0C */
	{"\xe3\x80\x81", CUT_COMMA}, /* U+3001 */
	{";", CUT_SEMICOLON},
	{"\xef\xbc\x9b", CUT_SEMICOLON}, /* U+FF1B */
};

/* The cut that a text begins with, and its length. */
static enum cut read_cut(const char *text, size_t *len)
{
	*len = 0;
	for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
		size_t n = strlen(cuts[i].text);
		if (strncmp(text, cuts[i].text, n) == 0) {
			*len = n;
			return cuts[i].cut;
		}
	}
	return CUT_NONE;
}

struct word {
	size_t from, to; /* bytes of the text */
	enum cut before; /* the strongest cut between the word before and this one */
};

struct words {
	struct word *v;
	size_t n, cap;
};

static int cut_words(const char *text, struct arena *arena, struct words *out)
{
	enum cut before = CUT_NONE;
	size_t at = 0, len;
	*out = (struct words){0};
	while (text[at]) {
		enum cut cut = read_cut(text + at, &len);
		if (cut) {
			before = cut > before ? cut : before;
			at += len;
			continue;
		}
		struct word *v = arena_grow(arena, out->v, out->n, &out->cap, sizeof *v);
		if (!v)
			return QUAD_ENOMEM;
		out->v = v;
		v[out->n] = (struct word){at, at, before};
		while (text[at] && read_cut(text + at, &len) == CUT_NONE)
			at++;
		v[out->n++].to = at;
		before = CUT_NONE;
	}
	return 0;
}

/* The length of a text without `*N` at its end, and these units, 0 = none. */
static size_t cut_units(const char *text, size_t len, uint32_t *units)
{
	static const char wide_star[] = "\xef\xbc\x8a"; /* U+FF0A */
	struct buf tail = {0};
	size_t star = len, after = len;
	*units = 0;
	for (size_t i = len; i-- > 0 && star == len;) {
		size_t n = text[i] == '*' ? 1 : 0;
		if (len - i >= 3 && memcmp(text + i, wide_star, 3) == 0)
			n = 3;
		if (n) {
			star = i;
			after = i + n;
		}
	}
	if (after >= len)
		return len;
	buf_add(&tail, text + after, len - after);
	struct buf digits = {0};
	utf8_fold(&digits, buf_text(&tail));
	bool number = digits.len && strspn(buf_text(&digits), "0123456789") == digits.len;
	unsigned long n = number ? strtoul(buf_text(&digits), NULL, 10) : 0;
	*units = n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
	buf_release(&tail);
	buf_release(&digits);
	return number ? star : len;
}

/* What the text of some words is: a resource, and its units. */
struct run {
	const char *text; /* cleaned, without units */
	uint32_t units;
	struct known_named named;
};

static int read_run(const struct known_list *known, const char *text, size_t from, size_t to, struct arena *arena,
                    struct run *out)
{
	size_t len = cut_units(text + from, to - from, &out->units);
	out->text = utf8_clean(arena, text + from, len);
	if (!out->text)
		return QUAD_ENOMEM;
	out->named = known_find(known, out->text);
	return 0;
}

/* The longest run of words from the i-th on that names something; *n is its words, 0 if none does. */
static int read_longest(const struct known_list *known, const char *text, const struct words *w, size_t i,
                        struct arena *arena, struct run *out, size_t *n)
{
	size_t most = 1;
	while (i + most < w->n && most < RUN_MAX && w->v[i + most].before != CUT_SEMICOLON)
		most++;
	for (*n = most; *n > 0; (*n)--) {
		int err = read_run(known, text, w->v[i].from, w->v[i + *n - 1].to, arena, out);
		if (err || out->named.n)
			return err;
	}
	return 0;
}

/* ---- all resources of a text ---- */

struct gathering {
	const char *text;
	struct arena *arena;
	struct claim_ask *claims;
	size_t cap;
	struct named_resources *out;
};

static int add_claim(struct gathering *g, const char *code, uint32_t units)
{
	struct claim_ask *v = arena_grow(g->arena, g->claims, g->out->n, &g->cap, sizeof *v);
	if (!v || !code)
		return QUAD_ENOMEM;
	g->claims = v;
	g->out->claims = v;
	v[g->out->n++] = (struct claim_ask){code, units};
	return 0;
}

/* `*3` alone: the units of the resource before it. */
static bool set_units(struct gathering *g, const struct word *w)
{
	uint32_t units;
	bool alone = cut_units(g->text + w->from, w->to - w->from, &units) == 0;
	if (!alone || !units || g->out->n == 0)
		return false;
	g->claims[g->out->n - 1].units = units;
	return true;
}

/* The words from..to, of which none begins what is known: one unknown resource. */
static int add_unknown(struct gathering *g, const struct words *w, size_t from, size_t to)
{
	uint32_t units;
	bool nothing = from == to || (to == from + 1 && set_units(g, &w->v[from]));
	if (nothing)
		return 0;
	size_t at = w->v[from].from, len = cut_units(g->text + at, w->v[to - 1].to - at, &units);
	const char *code = utf8_clean(g->arena, g->text + at, len);
	g->out->all_known = false;
	return add_claim(g, code, units);
}

static int add_run(struct gathering *g, const struct run *run)
{
	if (run->named.thing)
		return add_claim(g, arena_str(g->arena, run->named.thing->code), run->units);
	g->out->all_known = false;
	if (!g->out->ambiguous) {
		g->out->ambiguous = run->text;
		g->out->several = run->named;
	}
	return add_claim(g, run->text, run->units);
}

int ui_form_resources(const struct known_list *known, const char *text, struct arena *arena,
                      struct named_resources *out)
{
	struct gathering g = {.text = text, .arena = arena, .out = out};
	struct words w;
	size_t unknown = 0; /* the first word of those that are not known so far */
	*out = (struct named_resources){.all_known = true};
	int err = cut_words(text, arena, &w);
	for (size_t i = 0, n = 0; !err && i < w.n; i += n) {
		struct run run = {0};
		if (w.v[i].before > CUT_BLANK) {
			err = add_unknown(&g, &w, unknown, i);
			unknown = i;
		}
		if (!err)
			err = read_longest(known, text, &w, i, arena, &run, &n);
		if (err)
			break;
		if (n == 0) {
			n = 1;
			continue;
		}
		err = add_unknown(&g, &w, unknown, i);
		if (!err)
			err = add_run(&g, &run);
		unknown = i + n;
	}
	return err ? err : add_unknown(&g, &w, unknown, w.n);
}

/* ---- the one at the cursor ---- */

struct resource_part ui_form_resources_at(const struct known_list *known, const char *text, size_t at)
{
	struct arena arena = {0};
	struct words w;
	struct resource_part part = {at, at};
	uint32_t units;
	size_t first = 0, n, last = 0;
	if (cut_words(text, &arena, &w) != 0)
		w.n = 0;
	/* the word that the cursor is in or right after */
	while (last < w.n && w.v[last].to < at)
		last++;
	if (last == w.n || w.v[last].from > at)
		goto out;
	/* the words from the last comma or semicolon on, without those that are resources */
	for (first = last; first > 0 && w.v[first].before == CUT_BLANK;)
		first--;
	while (first < last) {
		struct run run = {0};
		if (read_longest(known, text, &w, first, &arena, &run, &n) != 0 || n == 0 || first + n > last)
			break;
		first += n;
	}
	part.from = w.v[first].from;
	part.to = part.from + cut_units(text + part.from, w.v[last].to - part.from, &units);
out:
	arena_release(&arena);
	return part;
}
