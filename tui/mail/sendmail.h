/* One mail handed to the machine's mail system, by a program that takes it like sendmail(8). */
#ifndef QUAD_TUI_SENDMAIL_H
#define QUAD_TUI_SENDMAIL_H

#include "store/base/buf.h"

#define SENDMAIL_PATH "/usr/sbin/sendmail"
#define SENDMAIL_LIMIT_S 60 /* how long it may take */

enum sendmail_end {
	SENDMAIL_DONE,
	SENDMAIL_LATER,   /* it may be taken at another time */
	SENDMAIL_HANGS,   /* it may, but there is no use in trying the next one now: it hangs, or cannot be run */
	SENDMAIL_REFUSED, /* this mail will never be taken */
};

struct sendmail_ask {
	const char *path;      /* of the program; absolute */
	const char *from, *to; /* by person_email_fits: they are arguments, after options that end */
	struct bytes text;
	int limit_s;
};

/*
 * Runs it, and kills it with all that it has started when it takes longer. It gets an environment of its own. Unless
 * it is done, why is appended to `why`: what it has said, or what became of it, one line in English.
 */
enum sendmail_end sendmail_run(const struct sendmail_ask *ask, struct buf *why);

#endif
