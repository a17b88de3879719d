#include "store/db/signals.h"

static const int stops[] = {SIGTSTP, SIGTTIN, SIGTTOU};
static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

static void add_stops(sigset_t *hold)
{
	for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
		sigaddset(hold, stops[i]);
}

void signals_hold(sigset_t *old)
{
	sigset_t hold;
	sigemptyset(&hold);
	add_stops(&hold);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		sigaddset(&hold, ends[i]);
	sigprocmask(SIG_BLOCK, &hold, old);
}

void signals_hold_stops(sigset_t *old)
{
	sigset_t hold;
	sigemptyset(&hold);
	add_stops(&hold);
	sigprocmask(SIG_BLOCK, &hold, old);
}

void signals_restore(const sigset_t *old)
{
	sigprocmask(SIG_SETMASK, old, NULL);
}
