/*
 * A booking as the properties of a VEVENT: what an exported file and a mail say alike. Private to the modules that
 * write calendars.
 */
#ifndef QUAD_STORE_ICS_PROPERTY_H
#define QUAD_STORE_ICS_PROPERTY_H

#include "store/format/ics_text.h"
#include "store/list/ics_version.h"
#include "store/query/names.h"

struct ics_output {
	struct store *store;
	struct names names;
	struct buf text, value; /* what was put; scratch */
	struct arena arena;     /* of one event, with its exceptions: the caller releases it after each */
	bool zoned;             /* the store's zone was defined */
};

/* Errors of the store. Close it in any case. */
int ics_output_open(struct ics_output *o, struct store *s) __attribute__((warn_unused_result));
void ics_output_close(struct ics_output *o);

/* All append to o->text; check that it has not failed. What returns an error: QUAD_ENOMEM, or one of the store. */

/* `BEGIN:VCALENDAR` and what all calendars have. */
void ics_put_calendar(struct ics_output *o);
void ics_put_text(struct ics_output *o, const char *name, const char *text);
void ics_put_number(struct ics_output *o, const char *name, const char *before, uint64_t n);
/* An instant in UTC, and one by the clock of the store's zone, which the file defines. */
void ics_put_utc(struct ics_output *o, const char *name, int64_t at);
int ics_put_local(struct ics_output *o, const char *name, int64_t at) __attribute__((warn_unused_result));
/* A list of the latter, in lines that are not too long. Those that the clock shows twice are lines of their own. */
int ics_put_times(struct ics_output *o, const char *name, const int64_t *times, size_t n)
	__attribute__((warn_unused_result));
/* Defines the store's zone, before the first event that names it, which is at that time. */
void ics_define_zone(struct ics_output *o, int64_t at);
/* False if the clock of the store's zone shows that time twice and this is the second one. */
bool ics_is_first(int64_t at);

/* TENTATIVE, CONFIRMED, CANCELLED: the same text is the same pointer. */
const char *ics_status(enum booking_state state);

void ics_put_head(struct ics_output *o, const char *uid, const struct ics_version *v);
/* All that an event says but when; a title in any case, since programs show it. The status NULL is not said. */
int ics_put_contents(struct ics_output *o, const struct booking_row *row, const char *status)
	__attribute__((warn_unused_result));
void ics_put_end(struct ics_output *o, uint64_t series);

#endif
