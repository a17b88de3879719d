/*
 * What a field of a form may name: resources, people, institutions and events, in memory, with what finds them as one
 * types. A list is read when it is first asked for and kept until known_release.
 */
#ifndef QUAD_STORE_KNOWN_H
#define QUAD_STORE_KNOWN_H

#include "store/query/query.h"

enum known_list_id { KNOWN_RESOURCES, KNOWN_PEOPLE, KNOWN_INSTITUTIONS, KNOWN_EVENTS, KNOWN_LISTS };

struct known_thing {
	const char *code; /* of a person the login */
	const char *name;
	const char *folded_code, *folded; /* utf8_fold of the code, and of the code and the name */
	const char *institution, *campus; /* codes, "" for none */
	const struct resource *resource;  /* NULL: a person, an institution, an event */
};

/* Finds things by a folded text: chains of those whose texts have the same hash, each by code. */
struct known_index {
	const char **text;     /* by thing */
	uint32_t *next, *head; /* index + 1, 0 = the end; next by thing, head by hash */
	size_t mask;           /* of a hash */
};

struct known_list {
	bool ready;
	struct known_thing *v; /* by code */
	size_t n;
	struct known_index by_code, by_name;
	struct arena arena;
};

/* All-zero is empty and ready. */
struct known {
	struct known_list list[KNOWN_LISTS];
	struct found_list found; /* the resources */
};

/* Reads a list, if it is not there yet. */
int known_read(struct known *k, struct store *s, enum known_list_id id) __attribute__((warn_unused_result));
/* Drops all lists, also to read them again since the store was changed; what pointed into them is gone. */
void known_release(struct known *k);

/* What a text names. */
#define KNOWN_SEVERAL 3
struct known_named {
	const struct known_thing *thing;                  /* NULL: nothing, or more than one */
	size_t n;                                         /* how many it names */
	const struct known_thing *several[KNOWN_SEVERAL]; /* the first of these, by code */
};
/*
 * Looks a text up: the thing of that code; else of that code in any case and width; else of that name in any case and
 * width. Out of memory it finds nothing.
 */
struct known_named known_find(const struct known_list *l, const char *text);

/* True if every word of a folded text is in the code or the name, as it stands or by sound (han_has_words). */
bool known_matches(const struct known_thing *t, const char *folded_words);

#endif
