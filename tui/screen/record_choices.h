/*
 * What the field of a row may hold, each with what it means: words that the list knows, and what the store has. Of a
 * rule the choices of its value depend on its field.
 */
#ifndef QUAD_TUI_RECORD_CHOICES_H
#define QUAD_TUI_RECORD_CHOICES_H

#include "store/base/buf.h"
#include "store/model/model.h"
#include "tui/screen/ui_choose.h"

struct store;

struct record_choices {
	struct choice *v;
	size_t n, cap;
	struct arena arena; /* owns them */
};

/* True if the column of such a list is chosen from something. */
bool record_choices_has(enum list_id list, const char *column);
/* field: what a rule's field holds, else "". Release the arena in either case. An error of the store. */
int record_choices_read(struct record_choices *c, struct store *s, enum list_id list, const char *column,
                        const char *field) __attribute__((warn_unused_result));

#endif
