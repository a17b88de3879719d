/* The kinds of lists that `import` and `export` know, by their words: `institutions`, `resources`, `bookings`... */
#ifndef QUAD_STORE_LIST_KIND_H
#define QUAD_STORE_LIST_KIND_H

#include <stdbool.h>

struct list_kind;

/*
 * The kind that a word names, in English or in Chinese of either script, or NULL if none. Kinds are constants. Out of
 * memory only the words of list_kind_word are found.
 */
const struct list_kind *list_kind_find(const char *word);
/* All kinds in the order of the help, ending in NULL. */
const struct list_kind *const *list_kinds(void);
const char *list_kind_word(const struct list_kind *kind);
/*
 * The name of the column that a word means: the name itself, or a header by which schools call that column and no other
 * that is exported. NULL for any other word. Constant.
 */
const char *list_kind_column(const struct list_kind *kind, const char *word);
/* True for the kind that is a calendar file and no table: list_export_ics exports it, and list_export does not. */
bool list_kind_is_ics(const struct list_kind *kind);

#endif
