/* The daily digest: figures of a day, what waits for its reader, the head of the journal. In the language that is set.
 */
#ifndef QUAD_TUI_MAIL_DIGEST_H
#define QUAD_TUI_MAIL_DIGEST_H

#include "store/query/names.h"
#include "store/query/outbox.h"

void mail_digest_subject(const struct mail_row *row, struct buf *out);
/* The store is looked through as who reads. Errors of the store. */
int mail_digest_text(struct store *s, const struct names *names, const struct mail_row *row, struct buf *out)
	__attribute__((warn_unused_result));

#endif
