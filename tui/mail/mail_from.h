/* The address that mails come from where nobody has set one. */
#ifndef QUAD_TUI_MAIL_FROM_H
#define QUAD_TUI_MAIL_FROM_H

#include "store/base/buf.h"

/*
 * The account that sends, at the name that this machine has in mails: that of /etc/mailname, else its host name. NULL
 * if that makes no address, or memory ran out.
 */
const char *mail_from_default(struct arena *arena);

#endif
