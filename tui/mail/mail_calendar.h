/* What a mail's things mean for the calendar of its reader. */
#ifndef QUAD_TUI_MAIL_CALENDAR_H
#define QUAD_TUI_MAIL_CALENDAR_H

#include "store/list/itip.h"
#include "store/query/outbox.h"

/* False: nothing, the calendar has it as it is or was never told of it. Else fills *row, and all of *out but people. */
bool mail_calendar(const struct mail_thing *t, struct booking_row *row, struct itip_ask *out);

/* How many of n things mean something for a calendar. */
size_t mail_calendar_count(const struct mail_thing *things, size_t n);

#endif
