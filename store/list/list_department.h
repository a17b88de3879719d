/*
 * Columns that name departments: 部门 of a list of teachers belongs to the institution whose list it is, and is mostly
 * no institution of the store. Private to the list modules.
 */
#ifndef QUAD_STORE_LIST_DEPARTMENT_H
#define QUAD_STORE_LIST_DEPARTMENT_H

#include "store/list/list_header.h"
#include "store/list/list_seen.h"

struct list_departments {
	struct list_seen known, strange; /* texts that were looked up: institutions, and what is none */
	const char *header;              /* the first column that had such a text, in the summary's arena; NULL: none */
	size_t n_cells;                  /* with a text that is no institution */
};

/* True for a header that means the institution and names only a part of one: 部门, 院系, `dept_name`. */
bool department_header(const char *header, bool *failed);

/*
 * *out is true if the text of the column c, which has a department's header, is no institution of the store: nothing of
 * it is kept. It is counted then.
 */
int department_is_strange(struct list_departments *d, struct store *s, const char *header, const char *text,
                          struct arena *arena, bool *out) __attribute__((warn_unused_result));

void departments_release(struct list_departments *d);

#endif
