/* The handler of fatal signals. It calls only what a signal handler may: write, tcsetattr, _exit. */
#include "tui/base/guard.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tui/base/locale.h"
#include "tui/base/sanitized.h"
#include "tui/base/term.h"

static const char text[] = N_("quad: the store's file could not be read. What was said to be done is done; "
                              "`quad check` tells whether the store is damaged.\n");
static const char *translated = text; /* set by guard_install: gettext must not be called in a signal handler */

static void on_fault(int sig)
{
	const char *p = translated;
	ssize_t n;
	(void)sig;
	term_abandon();
	while (*p && (n = write(STDERR_FILENO, p, strlen(p))) > 0)
		p += n;
	_exit(EXIT_FAILURE);
}

void guard_install(void)
{
	static const int faults[] = {
		SIGBUS,
#if !IS_SANITIZED
		/* of which the sanitizers have a report of their own */
		SIGSEGV,
		SIGABRT,
#endif
	};
	translated = _(text);
	struct sigaction act = {.sa_handler = on_fault, .sa_flags = (int)SA_RESETHAND};
	sigemptyset(&act.sa_mask);
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		sigaction(faults[i], &act, NULL);
}
