/* A mail of the outbox as what is handed to sendmail(8). */
#ifndef QUAD_TUI_MAIL_COMPOSE_H
#define QUAD_TUI_MAIL_COMPOSE_H

#include "store/list/itip.h"
#include "store/query/outbox.h"

/* What mails are made with; open for some of them. */
struct mail_office {
	struct store *store;
	const char *from; /* the address that they come from */
	struct itip itip; /* and the names of resources */
};

/* from is borrowed. Errors of the store. Close it in any case. */
int mail_office_open(struct mail_office *o, struct store *s, const char *from) __attribute__((warn_unused_result));
void mail_office_close(struct mail_office *o);

/*
 * Appends the message: in the language of its reader, else in the one that is set; with what its reader may see. The
 * same mail has the same Message-ID each time. Neither the language nor who looks through the store's handle is another
 * then. QUAD_EINVAL: an address is none; errors of the store.
 */
int mail_compose(struct mail_office *o, const struct mail_row *row, const struct mail_things *things, struct buf *out)
	__attribute__((warn_unused_result));

#endif
