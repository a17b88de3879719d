/* Where a rule holds: one spot or two. */
#include "store/model/policy.h"

#include <string.h>

#include "store/base/err.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

static const char *const words[] = {"*", "kind:", "institution:", "campus:", "tag:", "resource:"};

static const char *skip_blanks(const char *p)
{
	while (*p == ' ')
		p++;
	return p;
}

/* The word that a spot begins with, none for `*` and anything else: POLICY_EVERYWHERE. */
static enum policy_where find_word(const char *p)
{
	for (size_t i = 1; i < COUNT(words); i++)
		if (strncmp(p, words[i], strlen(words[i])) == 0)
			return (enum policy_where)i;
	return POLICY_EVERYWHERE;
}

/* True at the start of a spot after a `+`. */
static bool begins_spot(const char *p)
{
	p = skip_blanks(p);
	return find_word(p) || (*p == '*' && !*skip_blanks(p + 1));
}

/* The end of the spot at p: the `+` before the next one, or the end of the text. */
static const char *find_end(const char *p)
{
	for (; *p; p++)
		if (*p == '+' && begins_spot(p + 1))
			break;
	return p;
}

static int read_spot(const char *p, const char *end, struct arena *arena, struct policy_spot *out)
{
	*out = (struct policy_spot){.where = find_word(p), .name = ""};
	p += strlen(words[out->where]);
	if (out->where == POLICY_EVERYWHERE)
		p = end;
	p = skip_blanks(p);
	while (end > p && end[-1] == ' ')
		end--;
	if (out->where == POLICY_EVERYWHERE)
		return 0;
	if (end == p)
		return QUAD_EINVAL;
	const char *name = arena_dup(arena, p, (size_t)(end - p));
	if (!name)
		return QUAD_ENOMEM;
	if (out->where == POLICY_OF_KIND)
		return kind_parse(name, &out->kind);
	out->name = name;
	return 0;
}

/* Puts the second spot in its place. QUAD_EINVAL for two that no resource has both. */
static int join_spots(struct policy_place *out, const struct policy_spot *second)
{
	struct policy_spot *first = &out->spot[0];
	bool same = first->where == second->where;
	if (same && first->kind == second->kind && strcmp(first->name, second->name) == 0)
		return 0;
	if (same && first->where != POLICY_OF_TAG)
		return QUAD_EINVAL;
	if (second->where == POLICY_EVERYWHERE)
		return 0;
	if (first->where == POLICY_EVERYWHERE) {
		*first = *second;
		return 0;
	}
	bool later = second->where > first->where || (same && strcmp(second->name, first->name) < 0);
	out->spot[1] = later ? *first : *second;
	out->spot[0] = later ? *second : *first;
	out->n = 2;
	return 0;
}

int policy_place_parse(const char *text, struct arena *arena, struct policy_place *out)
{
	const char *p = skip_blanks(text), *end = find_end(p);
	struct policy_spot second;
	*out = (struct policy_place){.spot = {{.name = ""}, {.name = ""}}, .n = 1};
	if (!*p)
		return 0;
	if (!begins_spot(p) && *p != '*')
		return QUAD_EINVAL;
	if (*p == '*' && skip_blanks(p + 1) != end)
		return QUAD_EINVAL;
	int err = read_spot(p, end, arena, &out->spot[0]);
	if (err || !*end)
		return err;
	p = skip_blanks(end + 1);
	end = find_end(p);
	if (*end) /* a third one */
		return QUAD_EINVAL;
	err = read_spot(p, end, arena, &second);
	return err ? err : join_spots(out, &second);
}

static void format_spot(const struct policy_spot *v, struct buf *out)
{
	buf_str(out, words[v->where]);
	buf_str(out, v->where == POLICY_OF_KIND ? kind_word(v->kind) : v->name);
}

void policy_place_format(const struct policy_place *v, struct buf *out)
{
	format_spot(&v->spot[0], out);
	if (v->n == 1)
		return;
	buf_char(out, '+');
	format_spot(&v->spot[1], out);
}

/* True for one of the tags of `a;b`. */
static bool has_tag(const char *tags, const char *tag)
{
	size_t len = strlen(tag);
	for (const char *p = tags; *p;) {
		size_t n = strcspn(p, ";");
		if (n == len && memcmp(p, tag, n) == 0)
			return true;
		p += n;
		p += *p == ';';
	}
	return false;
}

static bool spot_has(const struct policy_spot *v, const struct resource *r)
{
	switch (v->where) {
	case POLICY_EVERYWHERE: return true;
	case POLICY_OF_KIND: return r->kind == v->kind;
	case POLICY_OF_INSTITUTION: return strcmp(r->institution, v->name) == 0;
	case POLICY_OF_CAMPUS: return strcmp(r->campus, v->name) == 0;
	case POLICY_OF_TAG: return has_tag(r->tags, v->name);
	case POLICY_OF_RESOURCE: return strcmp(r->code, v->name) == 0;
	}
	return false;
}

bool policy_place_has(const struct policy_place *v, const struct resource *resource)
{
	for (unsigned i = 0; i < v->n; i++)
		if (!spot_has(&v->spot[i], resource))
			return false;
	return true;
}

unsigned policy_place_rank(const struct policy_place *v)
{
	unsigned second = v->n > 1 ? v->spot[1].where : 0;
	return v->spot[0].where * (POLICY_OF_RESOURCE + 1u) + second;
}
