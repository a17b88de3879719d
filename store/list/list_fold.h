/*
 * Headers of two lines: groups above, names below, as in `位置` over `校区, 楼宇, 房间号`. Private to the list modules.
 */
#ifndef QUAD_STORE_LIST_FOLD_H
#define QUAD_STORE_LIST_FOLD_H

#include "store/list/list_header.h"

/* A line of a header, cleaned texts. */
struct head_line {
	const char *const *texts;
	size_t n;
};

/*
 * Folds two lines into the names of one header, in arena, if they are one: *folded is whether more of it is known than
 * of the better line alone, whose known cells are `known`. *n_known: of the folded one. QUAD_ENOMEM.
 */
int fold_lines(const struct list_import *ask, const struct head_line *upper, const struct head_line *lower,
               size_t known, struct arena *arena, struct head_line *out, size_t *n_known, bool *folded)
	__attribute__((warn_unused_result));

#endif
