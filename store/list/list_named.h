/* Several people or classes in one cell: 王一、李二, 软件2601-2602, 张三(T001). Private to the list modules. */
#ifndef QUAD_STORE_LIST_NAMED_H
#define QUAD_STORE_LIST_NAMED_H

#include "store/query/names.h"

/* A resource that a cell names, or a text that names none. */
struct named {
	const char *text;
	const struct resource *resource; /* NULL: none, or several */
};

/*
 * What a cleaned cell names of the set of kinds (names.h), each once, in arena. A text that is known as a whole is
 * never taken apart, since names may hold marks and blanks. None for an empty cell and one that says so (无, 待定).
 * QUAD_ENOMEM.
 */
int list_named_read(const struct names *names, const char *cell, unsigned kinds, struct arena *arena,
                    struct named **out, size_t *n) __attribute__((warn_unused_result));

/* True for a text that says that there is nobody and nothing: 无, 待定, 未安排, `-`, TBA; *failed: out of memory. */
bool list_named_nobody(const char *text, bool *failed);

/* The text before a bracket at its end, 甲楼101 of 甲楼101(多媒体), in arena; NULL if there is none or no memory. */
const char *list_named_bare(const char *text, struct arena *arena);

#endif
