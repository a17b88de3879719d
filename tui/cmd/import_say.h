/* What came of an import, in words: lines that end in a newline are appended. */
#ifndef QUAD_TUI_IMPORT_SAY_H
#define QUAD_TUI_IMPORT_SAY_H

#include "tui/cmd/import_report.h"

/* What a person should know of the file, apart from its rows. */
void import_say_file(const struct list_summary *s, bool is_ics, struct buf *out);
/* The first complaints; unless quiet, also what would change and what should be known. */
void import_say_complaints(const struct import_report *r, bool quiet, struct buf *out);
/* What the list no longer has, and the cells that it has emptied. */
void import_say_absent(const struct import_report *r, const struct list_summary *s, bool withdraw, struct buf *out);
/* Bookings that stand against the rules by it; globals: the options of the command that lists them, NULL = none. */
void import_say_against(const struct import_report *r, const struct list_summary *s, const char *globals,
                        struct buf *out);
void import_say_counts(const struct import_report *r, const struct list_summary *s, struct buf *out);
/* Why nothing can be read of it, and which needed columns it lacks. */
void import_say_unreadable(const char *file, const struct list_summary *s, struct buf *out);
/* That it was stopped between two transactions, and what stands of it. */
void import_say_interrupted(const struct import_report *r, const struct list_summary *s, struct buf *out);
/* How far it is after so many milliseconds, and how fast; no line end. */
void import_say_progress(const struct list_progress *p, int64_t ms, struct buf *out);

#endif
