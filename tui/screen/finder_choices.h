/* The values that may be chosen for a field of the finder, in a dialog. */
#ifndef QUAD_TUI_FINDER_CHOICES_H
#define QUAD_TUI_FINDER_CHOICES_H

#include "tui/screen/finder_fields.h"
#include "tui/screen/ui_choose.h"

/*
 * Fills rows and n of the dialog for a field; the texts are those of the terms or lie in arena. Of those who may come
 * along it says who is free at the wish's time. QUAD_ENOTFOUND for a field whose values cannot be listed; errors of the
 * store.
 */
int finder_choices(enum finder_field field, struct store *s, const struct finder_terms *t, const struct find_wish *wish,
                   struct arena *arena, struct chooser *out) __attribute__((warn_unused_result));

/* True for fields that take several values, with `;` between them. */
bool finder_takes_several(enum finder_field field);

#endif
