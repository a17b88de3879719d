/* Resources as lists name them: by code, else by a name that only one of them bears. */
#ifndef QUAD_STORE_LIST_NAMES_H
#define QUAD_STORE_LIST_NAMES_H

#include "store/query/query.h"

/* Sets of kinds: 1 << enum resource_kind. */
#define NAMES_ANY (~0u)
#define NAMES_PLACES (1u << KIND_LAB | 1u << KIND_BASE | 1u << KIND_ROOM)

struct names_entry {
	const char *normal; /* words_normal of the name; the first member (array_find_text) */
	const struct resource *resource;
};

/* Places by building and room, made when first asked for. */
struct names_places {
	bool ready;
	struct names_entry *v; /* by words_normal of building and room */
	size_t n;
	struct campus_list campuses;
};

struct names {
	struct resource_list resources; /* by code */
	struct names_entry *v;          /* by normal name */
	struct store *store;
	struct names_places *places;
};

/* Reads the resources once: a list that names them does not change them. All-zero is closed. */
int names_open(struct names *n, struct store *s) __attribute__((warn_unused_result));
void names_close(struct names *n);

/* The resource of a code; NULL if there is none. */
const struct resource *names_by_code(const struct names *n, const char *code);

/*
 * The resource that a text means: the one with that code, else the only one of those kinds with that name, else the
 * only one of all. NULL if there is none or more than one, and on out of memory, when *failed is set.
 */
const struct resource *names_find(const struct names *n, const char *text, unsigned kinds, bool *failed);

/*
 * The place that a text means, with the building and campus that a row names beside it, "" = none: as above, else the
 * only one of the campus with that name or with that building and room, the text being the room or both. *out is NULL
 * if there is none or more than one. QUAD_ENOMEM, or an error of the store.
 */
int names_find_place(const struct names *n, const char *text, const char *building, const char *campus,
                     const struct resource **out) __attribute__((warn_unused_result));

/*
 * The text by which people know a resource: its name if names_find finds the resource by it, else its code. Borrowed
 * from n. NULL on out of memory.
 */
const char *names_label(const struct names *n, const struct resource *r);

/*
 * Fills out with the resources of those kinds whose name or code is like the text, or whose name has it as a part
 * (han_has_words), the nearest first, except those that are withdrawn. Returns how many. On out of memory there are
 * none, and *failed is set.
 */
#define NAMES_NEAREST 3
size_t names_near(const struct names *n, const char *text, unsigned kinds, const struct resource *out[NAMES_NEAREST],
                  bool *failed);

/*
 * Adds `unknown:TEXT@resource (nearest: A, B, C)`: up to three of those kinds, as names_near finds them; or
 * `resource (several: A, B, C)`, codes, if it means more than one. QUAD_ENOMEM.
 */
int names_unknown(const struct names *n, const char *text, unsigned kinds, struct reasons *why)
	__attribute__((warn_unused_result));

#endif
