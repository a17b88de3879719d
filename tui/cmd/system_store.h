/*
 * The store of this machine, which is meant where nobody names one: that of the settings in /etc/default/quad, by which
 * the timers of the package go too, else the directory /var/lib/quad.
 */
#ifndef QUAD_TUI_SYSTEM_STORE_H
#define QUAD_TUI_SYSTEM_STORE_H

#include "store/base/buf.h"

#define SYSTEM_STORE "/var/lib/quad"
#define SYSTEM_SETTINGS "/etc/default/quad"
#define SYSTEM_STORE_STRANGE " \t\"'\\$%" /* the generator of drop-ins takes no directory with one of these */

/*
 * Reads which store the settings below a root ("" = this machine) name: the whole path of a directory or an address, in
 * the arena; NULL where they name none or do not exist. QUAD_EINVAL: they name something else; QUAD_EIO: they cannot be
 * read, errno says why; QUAD_ENOMEM.
 */
int system_store_setting(const char *root, struct arena *arena, const char **out) __attribute__((warn_unused_result));

#endif
