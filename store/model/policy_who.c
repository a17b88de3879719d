/* For whom a rule holds. */
#include "store/model/policy.h"

#include <string.h>
#include <strings.h>

#include "store/base/err.h"

#define COUNT(v) (sizeof(v) / sizeof *(v))

static const char *const words[] = {"*", "region:", "class:", "institution:", "login:"};
static const char *const classes[] = {"", "own", "consortium", "public", "enterprise"};

static const char *skip_blanks(const char *p)
{
	while (*p == ' ')
		p++;
	return p;
}

const char *policy_class_word(enum policy_class v)
{
	return v < COUNT(classes) ? classes[v] : "";
}

static int parse_class(const char *word, enum policy_class *out)
{
	for (size_t i = 1; i < COUNT(classes); i++)
		if (strcmp(word, classes[i]) == 0) {
			*out = (enum policy_class)i;
			return 0;
		}
	return QUAD_EINVAL;
}

int policy_who_parse(const char *text, struct arena *arena, struct policy_who *out)
{
	const char *p = skip_blanks(text);
	*out = (struct policy_who){.name = ""};
	out->negated = *p == '!';
	p = skip_blanks(p + out->negated);
	size_t len = strlen(p), i = COUNT(words);
	while (len > 0 && p[len - 1] == ' ')
		len--;
	if (!out->negated && (len == 0 || (len == 1 && *p == '*')))
		return 0;
	while (--i > 0)
		if (strncmp(p, words[i], strlen(words[i])) == 0)
			break;
	if (i == 0)
		return QUAD_EINVAL;
	const char *name = skip_blanks(p + strlen(words[i]));
	if (name >= p + len)
		return QUAD_EINVAL;
	name = arena_dup(arena, name, (size_t)(p + len - name));
	if (!name)
		return QUAD_ENOMEM;
	out->whose = (enum policy_whose)i;
	if (out->whose == POLICY_CLASS)
		return parse_class(name, &out->class);
	out->name = name;
	return 0;
}

void policy_who_format(const struct policy_who *v, struct buf *out)
{
	if (v->negated)
		buf_char(out, '!');
	buf_str(out, words[v->whose]);
	buf_str(out, v->whose == POLICY_CLASS ? policy_class_word(v->class) : v->name);
}

/* The kind of an institution is a text that people choose; these words say that it is none of the schools. */
static bool is_kind(const char *kind, const char *const *known, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcasecmp(kind, known[i]) == 0)
			return true;
	return false;
}

enum policy_class policy_class_of(const struct policy_asker *asker, const char *owner)
{
	static const char *const enterprises[] = {"enterprise", "company", "firm", "企业", "企業", "公司"};
	static const char *const publics[] = {"community", "public", "社区", "社區", "公众", "公眾"};
	if (!*asker->institution)
		return POLICY_CLASS_NONE;
	if (strcmp(asker->institution, owner) == 0)
		return POLICY_CLASS_OWN;
	if (is_kind(asker->kind, enterprises, COUNT(enterprises)))
		return POLICY_CLASS_ENTERPRISE;
	if (is_kind(asker->kind, publics, COUNT(publics)))
		return POLICY_CLASS_PUBLIC;
	return POLICY_CLASS_CONSORTIUM;
}

bool policy_who_has(const struct policy_who *v, const struct policy_asker *asker, const char *owner)
{
	bool is = false;
	if (v->whose == POLICY_ANYBODY)
		return true;
	if (!*asker->institution)
		return false;
	switch (v->whose) {
	case POLICY_ANYBODY: break;
	case POLICY_REGION: is = strcmp(asker->region, v->name) == 0; break;
	case POLICY_CLASS: is = policy_class_of(asker, owner) == v->class; break;
	case POLICY_INSTITUTION: is = strcmp(asker->institution, v->name) == 0; break;
	case POLICY_LOGIN: is = strcmp(asker->login, v->name) == 0; break;
	}
	return is != v->negated;
}
