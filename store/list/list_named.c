/* Names in a cell: split at marks, then, where that is not known, tried as a range, without brackets, at blanks. */
#include "store/list/list_named.h"

#include <string.h>

#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/format/list_words.h"
#include "store/list/list_cell.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))
#define RANGE_MAX 40

struct named_reader {
	const struct names *names;
	unsigned kinds;
	struct arena *arena;
	struct named *v;
	size_t n, cap;
	bool failed; /* memory ran out */
};

bool list_named_nobody(const char *text, bool *failed)
{
	static const char *const words[] = {"无",   "未指定", "未安排", "待定",   "待安排", "待分配",    "未定",
	                                    "暂无", "未排",   "不详",   "无教师", "无教室", "不用教室",  "不占教室",
	                                    "没有", "-",      "--",     "---",    "/",      "\\",        "none",
	                                    "tba",  "tbd",    "n/a",    "null",   "nil",    "unassigned"};
	struct buf normal = {0};
	bool nobody = false;
	if (!words_may_begin(text, "无未待暂不没-/\\ntu"))
		return false;
	words_normal(&normal, text);
	for (size_t i = 0; i < COUNT(words); i++)
		nobody |= strcmp(buf_text(&normal), words[i]) == 0;
	*failed |= normal.failed;
	buf_release(&normal);
	return nobody;
}

static const struct resource *find(struct named_reader *r, const char *text)
{
	return text ? names_find(r->names, text, r->kinds, &r->failed) : NULL;
}

/* Adds a resource, once, or a text that names none. */
static void add(struct named_reader *r, const char *text, const struct resource *resource)
{
	for (size_t i = 0; i < r->n && resource; i++)
		if (r->v[i].resource == resource)
			return;
	struct named *grown = arena_grow(r->arena, r->v, r->n, &r->cap, sizeof *grown);
	r->failed |= !grown || !text;
	if (r->failed)
		return;
	r->v = grown;
	grown[r->n++] = (struct named){text, resource};
}

/* Adds the resource of a text if it is known. */
static bool add_known(struct named_reader *r, const char *text)
{
	const struct resource *found = find(r, text);
	if (found)
		add(r, text, found);
	return found;
}

/* ---- ranges ---- */

/* The place of the digits before end, with at least one character before them. */
static size_t digits_before(const char *text, size_t end)
{
	size_t at = end;
	while (at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9')
		at--;
	return at;
}

static unsigned long number_of(const char *digits, size_t len)
{
	unsigned long v = 0;
	for (size_t i = 0; i < len; i++)
		v = v * 10 + (unsigned long)(digits[i] - '0');
	return v;
}

struct range {
	const char *text;
	size_t prefix, digits; /* bytes */
	unsigned long first, last;
	const char *suffix;
};

/* Reads `软件2601-2602班`, `软件2601-02`: the last number replaces the end of the first one. */
static bool read_range(const char *text, struct range *out)
{
	static const char *const dashes[] = {"-", "~", "至", "到", "－", "～", "—"};
	for (size_t i = 0; i < COUNT(dashes); i++) {
		const char *dash = strstr(text, dashes[i]);
		if (!dash)
			continue;
		const char *last = dash + strlen(dashes[i]);
		size_t end = (size_t)(dash - text), begin = digits_before(text, end), len = end - begin;
		size_t last_len = strspn(last, "0123456789");
		if (begin == 0 || len == 0 || len > 8 || last_len == 0 || last_len > len)
			return false;
		*out = (struct range){text, begin, len, number_of(text + begin, len), 0, last + last_len};
		unsigned long scale = 1;
		for (size_t d = 0; d < last_len; d++)
			scale *= 10;
		out->last = out->first - out->first % scale + number_of(last, last_len);
		return out->last > out->first && out->last - out->first < RANGE_MAX;
	}
	return false;
}

/* One of a range as a text; NULL on out of memory. */
static const char *text_of_range(const struct range *range, unsigned long number, struct arena *arena)
{
	return arena_fmt(arena, "%.*s%0*lu%s", (int)range->prefix, range->text, (int)range->digits, number,
	                 range->suffix);
}

/* Adds all of a range if each of them is known. */
static bool add_range(struct named_reader *r, const char *text)
{
	struct range range;
	if (!read_range(text, &range))
		return false;
	for (unsigned long i = range.first; i <= range.last; i++)
		if (!find(r, text_of_range(&range, i, r->arena)))
			return false;
	for (unsigned long i = range.first; i <= range.last; i++)
		add_known(r, text_of_range(&range, i, r->arena));
	return true;
}

/* Adds `02` after 软件2601, whose end it replaces, if that is known. */
static bool add_shortened(struct named_reader *r, const char *text)
{
	size_t digits = strspn(text, "0123456789");
	if (!digits || !r->n || !r->v[r->n - 1].resource)
		return false;
	const char *before = r->v[r->n - 1].text;
	size_t end = strcspn(before, "0123456789");
	while (before[end + strspn(before + end, "0123456789")] && strpbrk(before + end + 1, "0123456789"))
		end += 1 + strcspn(before + end + 1, "0123456789");
	end += strspn(before + end, "0123456789");
	if (end < digits || digits_before(before, end) + digits > end)
		return false;
	return add_known(r, arena_fmt(r->arena, "%.*s%s%s", (int)(end - digits), before, text,
	                              text[digits] ? "" : before + end));
}

/* ---- brackets and blanks ---- */

const char *list_named_bare(const char *text, struct arena *arena)
{
	static const char *const opened[] = {"(", "（", "[", "【"};
	for (size_t i = 0; i < COUNT(opened); i++) {
		const char *open = strstr(text, opened[i]);
		if (open && open > text)
			return utf8_clean(arena, text, (size_t)(open - text));
	}
	return NULL;
}

/* Adds what 张三(T001) names: the text before the bracket, else that within. */
static bool add_without_brackets(struct named_reader *r, const char *text)
{
	static const char *const opened[] = {"(", "（", "[", "【"}, *const closed[] = {")", "）", "]", "】"};
	for (size_t i = 0; i < COUNT(opened); i++) {
		const char *open = strstr(text, opened[i]);
		if (!open || open == text)
			continue;
		const char *inner = open + strlen(opened[i]), *close = strstr(inner, closed[i]);
		if (add_known(r, arena_dup(r->arena, text, (size_t)(open - text))))
			return true;
		return close && add_known(r, arena_dup(r->arena, inner, (size_t)(close - inner)));
	}
	return false;
}

/* Adds the parts between blanks if at least one of them is known. */
static bool add_words(struct named_reader *r, const char *text)
{
	static const char *const blanks[] = {" "};
	const char *part, *p = text;
	bool known = false;
	for (part = cell_next_part(&p, blanks, 1, r->arena, &r->failed); part;
	     part = cell_next_part(&p, blanks, 1, r->arena, &r->failed))
		known |= find(r, part) != NULL;
	if (!known)
		return false;
	p = text;
	for (part = cell_next_part(&p, blanks, 1, r->arena, &r->failed); part;
	     part = cell_next_part(&p, blanks, 1, r->arena, &r->failed))
		add(r, part, find(r, part));
	return true;
}

static void add_part(struct named_reader *r, const char *text)
{
	if (add_known(r, text) || list_named_nobody(text, &r->failed))
		return;
	if (add_range(r, text) || add_shortened(r, text))
		return;
	if (add_without_brackets(r, text) || add_words(r, text))
		return;
	add(r, text, NULL);
}

int list_named_read(const struct names *names, const char *cell, unsigned kinds, struct arena *arena,
                    struct named **out, size_t *n)
{
	static const char *const marks[] = {",", "，", "、", ";", "；", "/", "／", "\\", "|", "+", "&"};
	struct named_reader r = {.names = names, .kinds = kinds, .arena = arena};
	bool whole = *cell && (add_known(&r, cell) || list_named_nobody(cell, &r.failed));
	const char *p = whole ? "" : cell;
	for (const char *part = cell_next_part(&p, marks, COUNT(marks), arena, &r.failed); part;
	     part = cell_next_part(&p, marks, COUNT(marks), arena, &r.failed))
		add_part(&r, part);
	*out = r.v;
	*n = r.n;
	return r.failed ? QUAD_ENOMEM : 0;
}
