/*
 * What a mail says to a calendar (RFC 5546): one booking as a VCALENDAR with METHOD, the event as `export ics` writes
 * it. Every occurrence is an event of its own, so that one that is cancelled takes nothing else with it.
 */
#ifndef QUAD_STORE_ITIP_H
#define QUAD_STORE_ITIP_H

#include "store/list/ics_property.h"

enum itip_method {
	ITIP_REQUEST,  /* it stands, or waits for approval: new or changed */
	ITIP_CANCEL,   /* it does not stand any more */
	ITIP_UNINVITE, /* it stands, but not for this person any more */
};
/* As METHOD says it: `REQUEST`, `CANCEL`. */
const char *itip_word(enum itip_method method);

struct itip {
	struct ics_output w;
};

struct itip_ask {
	enum itip_method method;
	const struct booking_row *row; /* as it is after the change; ITIP_UNINVITE: as it was before */
	uint64_t entry;                /* of the change, in the journal */
	/* addresses by person_email_fits, names any text */
	const char *organizer, *organizer_name, *attendee, *attendee_name;
};

/* Errors of the store. Close it in any case. */
int itip_open(struct itip *t, struct store *s) __attribute__((warn_unused_result));
void itip_close(struct itip *t);
/* Appends the calendar to out. QUAD_ENOMEM, or an error of the store. */
int itip_write(struct itip *t, const struct itip_ask *ask, struct buf *out) __attribute__((warn_unused_result));

#endif
