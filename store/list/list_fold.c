/*
 * Merged cells leave their text in the first of them: a group has empty cells to its right, a name that spans both
 * lines one below. A group is only used where it makes a name that is understood (`开放` over `开始时间`), or where the
 * name below is a person's and not the row's (`管理员` over `姓名`).
 */
#include "store/list/list_fold.h"

#include <string.h>

#include "store/base/err.h"
#include "store/format/list_words.h"

#define FOLD_CELLS_MAX 500 /* of a line; wider ones are one header each */

static const char *text_of(const struct head_line *line, size_t i)
{
	return i < line->n ? line->texts[i] : "";
}

static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789.") == strlen(text);
}

static bool has_number(const struct head_line *line)
{
	for (size_t i = 0; i < line->n; i++)
		if (is_number(line->texts[i]))
			return true;
	return false;
}

/* True if cell i of the upper line is a group's and not its first: empty, or the group's text again. */
static bool is_spanned(const struct head_line *upper, size_t i)
{
	const char *text = text_of(upper, i);
	if (i == 0)
		return false;
	return !*text || strcmp(text, text_of(upper, i - 1)) == 0;
}

/* True for a line that has groups: a name below stands under a cell that a group spans. */
static bool has_groups(const struct head_line *upper, const struct head_line *lower)
{
	for (size_t i = 1; i < lower->n; i++)
		if (*lower->texts[i] && is_spanned(upper, i))
			return true;
	return false;
}

static bool is_group_of_people(const char *text)
{
	static const char *const words[] = {"管理员", "管理人", "负责人", "联系人", "责任人",  "保管人",  "管理員",
	                                    "負責人", "聯繫人", "聯絡人", "責任人", "contact", "manager", "keeper"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strstr(text, words[i]))
			return true;
	return false;
}

/* A name put together of two; *known: it is understood. NULL on out of memory. */
static const char *try_name(const struct list_import *ask, const char *a, const char *b, struct arena *arena,
                            bool *known)
{
	size_t n = 0;
	const char *name = arena_fmt(arena, "%s%s", a, b);
	*known = false;
	if (!name || header_known(ask, &name, 1, &n) != 0)
		return NULL;
	*known = n == 1;
	return name;
}

/* The name of a column with a group above. NULL on out of memory. */
static const char *name_in_group(const struct list_import *ask, const char *group, const char *name,
                                 struct arena *arena)
{
	bool known, reversed_known;
	if (!*group || strcmp(group, name) == 0)
		return name;
	bool failed = false;
	const char *whole = try_name(ask, group, name, arena, &known);
	/* a name of its own is better than what only the parts of both say */
	bool own = !is_group_of_people(group) && header_is_name(ask->kind, name, &failed);
	bool better = whole && own && !header_is_name(ask->kind, whole, &failed);
	if (failed)
		return NULL;
	if (better)
		return name;
	if (!whole || known)
		return whole;
	const char *reversed = try_name(ask, name, group, arena, &reversed_known);
	if (!reversed || reversed_known)
		return reversed;
	return is_group_of_people(group) ? whole : name;
}

/* The name of column i; group: the text of the group that it is in. NULL on out of memory. */
static const char *fold_name(const struct list_import *ask, const char *above, const char *below, const char *group,
                             struct arena *arena)
{
	if (!*below)
		return above;
	return name_in_group(ask, group, below, arena);
}

/* Folds all columns. A title that spans everything is no group. */
static int fold_all(const struct list_import *ask, const struct head_line *upper, const struct head_line *lower,
                    struct arena *arena, struct head_line *out)
{
	size_t n = upper->n > lower->n ? upper->n : lower->n, n_groups = 0;
	const char **names = arena_alloc(arena, (n + 1) * sizeof *names);
	const char *group = "";
	if (!names)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < upper->n; i++)
		n_groups += *upper->texts[i] != '\0';
	for (size_t i = 0; i < n; i++) {
		const char *above = text_of(upper, i), *below = text_of(lower, i);
		if (*above)
			group = above;
		/* what spans both lines ends the group before it */
		bool ends = *above && !*below;
		names[i] = fold_name(ask, above, below, n_groups > 1 ? group : "", arena);
		if (!names[i])
			return QUAD_ENOMEM;
		if (ends)
			group = "";
	}
	*out = (struct head_line){names, n};
	return 0;
}

/* True for a line of nothing but remarks in brackets, such as `(必填)` and `(个)`. */
static bool is_of_remarks(const struct head_line *line, bool *failed)
{
	struct buf name = {0};
	size_t n = 0;
	bool remarks = true;
	for (size_t i = 0; i < line->n && remarks; i++) {
		buf_clear(&name);
		words_header(&name, line->texts[i]);
		*failed |= name.failed;
		n += *line->texts[i] != '\0';
		remarks = name.len == 0;
	}
	buf_release(&name);
	return remarks && n > 0;
}

/* How many cells repeat the text of the group that they are in. */
static size_t count_repeats(const struct head_line *line)
{
	size_t n = 0;
	for (size_t i = 1; i < line->n; i++)
		n += *line->texts[i] && strcmp(line->texts[i], line->texts[i - 1]) == 0;
	return n;
}

int fold_lines(const struct list_import *ask, const struct head_line *upper, const struct head_line *lower,
               size_t known, struct arena *arena, struct head_line *out, size_t *n_known, bool *folded)
{
	bool failed = false;
	size_t repeats = count_repeats(upper);
	*out = *upper;
	*n_known = known;
	*folded = upper->n <= FOLD_CELLS_MAX && lower->n <= FOLD_CELLS_MAX && is_of_remarks(lower, &failed);
	if (failed)
		return QUAD_ENOMEM;
	if (*folded || upper->n > FOLD_CELLS_MAX || lower->n > FOLD_CELLS_MAX)
		return 0;
	if (has_number(lower) || !has_groups(upper, lower))
		return 0;
	int err = fold_all(ask, upper, lower, arena, out);
	if (!err)
		err = header_known(ask, out->texts, out->n, n_known);
	*folded = !err && *n_known + repeats > known;
	return err;
}
