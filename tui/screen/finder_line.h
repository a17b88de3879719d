/*
 * The line that says all at once, in any order and language: `lab 40 north wed 10-12 t001`, 实验室 40座 北校区
 * 周三10-12. Its words are kinds, numbers of people, campuses, institutions, `near` and a campus, `#` and a tag,
 * companions by code or name; a part of it is a time; what is left is looked for as text. So everything is understood
 * as something, and the fields show as what. Chinese needs no blanks between.
 */
#ifndef QUAD_TUI_FINDER_LINE_H
#define QUAD_TUI_FINDER_LINE_H

#include "tui/screen/finder_fields.h"

/* Appends what the line says to the text of each field, as one would type it there. QUAD_ENOMEM. */
int finder_line_read(const char *line, const struct finder_terms *t, int64_t now, struct buf out[FINDER_FIELDS])
	__attribute__((warn_unused_result));

#endif
