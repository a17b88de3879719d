#include "store/db/signals.h"

void signals_hold(sigset_t *old)
{
	static const int held[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU};
	sigset_t hold;
	sigemptyset(&hold);
	for (size_t i = 0; i < sizeof held / sizeof *held; i++)
		sigaddset(&hold, held[i]);
	sigprocmask(SIG_BLOCK, &hold, old);
}

void signals_restore(const sigset_t *old)
{
	sigprocmask(SIG_SETMASK, old, NULL);
}
