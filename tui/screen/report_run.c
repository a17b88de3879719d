/* While a report runs nobody draws but this: one line, and the keys that wait are looked through for Esc. */
#include "tui/screen/report_run.h"

#include <inttypes.h>
#include <time.h>

#include "store/base/err.h"
#include "tui/base/locale.h"

#define FIRST_MS 1000
#define EVERY_MS 250

struct running {
	const char *name;
	struct timespec begun;
	int64_t shown_ms; /* when the line was last drawn, since the beginning; 0 = not yet */
};

static int64_t elapsed_ms(const struct running *r)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)(now.tv_sec - r->begun.tv_sec) * 1000 + (now.tv_nsec - r->begun.tv_nsec) / 1000000;
}

static bool is_stop(const struct event *ev)
{
	if (ev->type == EVENT_HANGUP)
		return true;
	return ev->type == EVENT_KEY && (ev->key == KEY_ESC_CODE || ev->key == KEY_CTRL('c'));
}

static void paint_progress(const struct running *r, uint64_t done, uint64_t total)
{
	struct buf text = {0};
	uint64_t percent = done < total ? done * 100 / total : 100;
	buf_fmt(&text, _("Report %s: %" PRIu64 " %%, Esc stops it"), r->name, percent);
	term_text(term_rows() - 2, 0, term_cols(), ROLE_GOOD, buf_text(&text));
	term_paint();
	buf_release(&text);
}

static int show_progress(void *arg, uint64_t done, uint64_t total)
{
	struct running *r = arg;
	int64_t ms = elapsed_ms(r), due_ms = r->shown_ms ? r->shown_ms + EVERY_MS : FIRST_MS;
	if (ms < due_ms || total == 0)
		return 0;
	r->shown_ms = ms;
	paint_progress(r, done, total);
	while (term_has_input()) {
		struct event ev;
		term_next(&ev);
		if (is_stop(&ev))
			return QUAD_ESTOP;
	}
	return 0;
}

int report_run_shown(struct app *app, struct report_wish *wish, struct report_table *out, const char **bad, int64_t *ms)
{
	struct running r = {.name = wish->ask.name};
	clock_gettime(CLOCK_MONOTONIC, &r.begun);
	wish->ask.progress = show_progress;
	wish->ask.arg = &r;
	int err = report_wish_run(app->store, wish, out, bad);
	wish->ask.progress = NULL;
	wish->ask.arg = NULL;
	*ms = elapsed_ms(&r);
	return err;
}
