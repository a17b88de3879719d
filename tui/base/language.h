/* The languages that the program speaks, and which of them a name means. Pure. */
#ifndef QUAD_TUI_LANGUAGE_H
#define QUAD_TUI_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>

/* One whose code is "en" has no catalogue: the texts of the program are English. */
struct language {
	const char *code; /* of its catalogue in po/ */
	const char *name; /* in itself */
};

/* In the order in which a key goes through them; ends in a row without a code. */
extern const struct language languages[];

/*
 * The language that a name means, as locales, standards and people write it: `zh_HK.UTF-8`, `zh-Hant`, `简体`,
 * `English`. Singapore writes as the mainland does, Hong Kong and Macao as Taiwan. NULL for any other name, and for
 * `C`. Constant.
 */
const struct language *language_find(const char *name);

/* The first language that a list of names with colons means, as LANGUAGE holds it; NULL if none. */
const struct language *language_find_first(const char *names);

/* The one after it, the first after the last. */
const struct language *language_after(const struct language *l);

#endif
