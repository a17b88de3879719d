/*
 * A name is first looked for among the words that people write into lists (list_words.h); what is left is a locale or a
 * tag of BCP 47: parts between `-` or `_`, of which the script counts before the region.
 */
#include "tui/base/language.h"

#include <string.h>

#include "store/base/buf.h"
#include "store/format/list_words.h"

enum { ENGLISH, SIMPLIFIED, TRADITIONAL };

const struct language languages[] = {
	[ENGLISH] = {"en", "English"},
	[SIMPLIFIED] = {"zh_CN", "简体中文"},
	[TRADITIONAL] = {"zh_TW", "繁體中文"},
	{NULL, NULL},
};

/* True if one of the parts of a name is this one. */
static bool has_part(const char *name, const char *part)
{
	size_t len = strlen(part);
	for (const char *p = name;; p++) {
		size_t n = strcspn(p, "-_.@");
		if (n == len && memcmp(p, part, n) == 0)
			return true;
		p += n;
		if (*p != '-' && *p != '_') /* a character set, or the end */
			return false;
	}
}

/* name: small letters. */
static const struct language *find_by_parts(const char *name)
{
	static const char *const traditional[] = {"tw", "hk", "mo"};
	size_t n = strcspn(name, "-_.@");
	if (n == 2 && memcmp(name, "en", n) == 0)
		return &languages[ENGLISH];
	if (n != 2 || memcmp(name, "zh", n) != 0)
		return NULL;
	if (has_part(name, "hant"))
		return &languages[TRADITIONAL];
	if (has_part(name, "hans"))
		return &languages[SIMPLIFIED];
	for (size_t i = 0; i < sizeof traditional / sizeof *traditional; i++)
		if (has_part(name, traditional[i]))
			return &languages[TRADITIONAL];
	return &languages[SIMPLIFIED];
}

/* The name in small letters of ASCII. */
static void add_small(struct buf *out, const char *name)
{
	for (; *name; name++)
		buf_char(out, *name >= 'A' && *name <= 'Z' ? (char)(*name + 32) : *name);
}

const struct language *language_find(const char *name)
{
	struct buf normal = {0}, small = {0};
	words_normal(&normal, name);
	const char *known = words_language(buf_text(&normal));
	add_small(&small, known ? known : name);
	const struct language *found = find_by_parts(buf_text(&small));
	buf_release(&normal);
	buf_release(&small);
	return found;
}

const struct language *language_find_first(const char *names)
{
	const struct language *found = NULL;
	while (*names && !found) {
		struct buf one = {0};
		size_t n = strcspn(names, ":");
		buf_add(&one, names, n);
		found = language_find(buf_text(&one));
		buf_release(&one);
		names += n + (names[n] == ':');
	}
	return found;
}

const struct language *language_after(const struct language *l)
{
	return l[1].code ? l + 1 : languages;
}
