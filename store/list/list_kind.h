/* The kinds of lists that `import` and `export` know, by their words: `institutions`, `resources`, `bookings`... */
#ifndef QUAD_STORE_LIST_KIND_H
#define QUAD_STORE_LIST_KIND_H

#include <stdbool.h>

struct list_kind;

/* The kind that a word names, or NULL if no kind has that word. Kinds are constants. */
const struct list_kind *list_kind_find(const char *word);
/* All kinds in the order of the help, ending in NULL. */
const struct list_kind *const *list_kinds(void);
const char *list_kind_word(const struct list_kind *kind);
/* True for the kind that is a calendar file and no table: list_export_ics exports it, and list_export does not. */
bool list_kind_is_ics(const struct list_kind *kind);

#endif
