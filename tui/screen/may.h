/* What the person at the screen may do, asked before a form or a question opens; the engine asks again. */
#ifndef QUAD_TUI_MAY_H
#define QUAD_TUI_MAY_H

#include "store/model/rights.h"
#include "tui/screen/app.h"

/*
 * NULL if the person may do that with a thing that stands, as the journal names it (`booking:17`); else why not, in the
 * person's language, valid until the next call. What cannot be found out is left to the
 * engine.
 */
const char *may_not(struct app *app, enum right right, const char *entity);
/* The same for changing, moving or cancelling a booking. */
const char *may_not_change(struct app *app, uint64_t booking);
/*
 * The same of a booking of which a query told whether the person may change it, and who asked for it: reads nothing, so
 * that it can be asked at each drawing.
 */
const char *may_not_change_shown(struct app *app, bool may_change, const char *requester);

/* Appends the names of the roles that would do, from the words of rights_needed. */
void may_word_roles(const char *needed, struct buf *out);

#endif
