/*
 * A process that works for somebody far away gives up what no command needs, for ever: if there is a fault that lets an
 * attacker run code of his own, that code can start no program, reach no network and touch no other process. Where the
 * store is on a server, the network has to be left to it.
 */
#ifndef QUAD_TUI_CONFINE_H
#define QUAD_TUI_CONFINE_H

#include <stdbool.h>

/*
 * confine_start: no descriptors but the standard streams, files for their owner alone (umask 077), no core dumps, no
 * stop by Ctrl-Z, nobody may look into the process. confine_calls: from now on the kernel refuses dangerous calls, and
 * ends the process at the worst; what needs them, such as looking up accounts, comes before. With has_server it may
 * connect to others. 0, or QUAD_EPERM where the system does not let itself be asked, then with errno set. Under
 * sanitizers, which trace the process themselves, nobody is kept from looking, and no call is refused.
 */
int confine_start(void) __attribute__((warn_unused_result));
int confine_calls(bool has_server) __attribute__((warn_unused_result));

#endif
