/* The settings of a store that its people change (settings.h). */
#ifndef QUAD_STORE_QUERY_SETTINGS_H
#define QUAD_STORE_QUERY_SETTINGS_H

#include "store/facts/store_open.h"
#include "store/model/settings.h"

struct setting_row {
	const struct setting_kind *kind;
	const char *value; /* what holds */
	bool is_set;       /* it is stored; else it is the default */
};

/* All of them, in the order of the table; release arena. */
struct setting_list {
	struct setting_row *v;
	size_t n;
	struct arena arena;
};
int query_settings(struct store *s, struct setting_list *out) __attribute__((warn_unused_result));

#endif
