/* A report calls this often; a clock decides when a line is worth its bytes. */
#include "tui/cmd/report_progress.h"

#include <inttypes.h>

#include "tui/base/locale.h"

#define FIRST_MS 1000
#define EVERY_MS 250

static int64_t elapsed_ms(const struct report_progress *p)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)(now.tv_sec - p->begun.tv_sec) * 1000 + (now.tv_nsec - p->begun.tv_nsec) / 1000000;
}

static int show_progress(void *arg, uint64_t done, uint64_t total)
{
	struct report_progress *p = arg;
	struct buf text = {0};
	int64_t ms = elapsed_ms(p), due_ms = p->shown_ms ? p->shown_ms + EVERY_MS : FIRST_MS;
	if (ms < due_ms || total == 0)
		return 0;
	p->shown_ms = ms;
	uint64_t percent = done < total ? done * 100 / total : 100;
	buf_fmt(&text, _("report %s: %" PRIu64 " %%, Ctrl-C ends it"), p->name, percent);
	p->c->progress(p->c, buf_text(&text));
	buf_release(&text);
	return 0;
}

void report_progress_begin(struct report_progress *p, struct cmd_context *c, struct report_ask *ask)
{
	*p = (struct report_progress){.c = c, .name = ask->name};
	clock_gettime(CLOCK_MONOTONIC, &p->begun);
	if (!c->progress || c->quiet)
		return;
	ask->progress = show_progress;
	ask->arg = p;
}

void report_progress_end(struct report_progress *p)
{
	if (p->shown_ms)
		p->c->progress(p->c, "");
}
