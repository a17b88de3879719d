/* Signals that stop or end the program wait while it has the writers' lock: a stopped writer would keep all others out.
 */
#ifndef QUAD_STORE_SIGNALS_H
#define QUAD_STORE_SIGNALS_H

#include <signal.h>

/* Makes those signals wait, until the mask *old is set again. */
void signals_hold(sigset_t *old);
/* Only those that stop it: while it has a lock but has begun nothing yet, it may end. */
void signals_hold_stops(sigset_t *old);
void signals_restore(const sigset_t *old);

#endif
