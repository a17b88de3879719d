/*
 * Runs the engine over the file and keeps what it reports. While it runs the person waits, so this paints how far it
 * is, in the line of messages, and looks for Esc; all other keys pressed meanwhile are dropped, since they were meant
 * for what was on the screen then.
 */
#include "tui/screen/import_run.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/base/out.h"
#include "tui/cmd/import_file.h"
#include "tui/cmd/import_say.h"
#include "tui/words/words_reason.h"

#define SHOWN_EVERY_MS 250

/* What the engine calls back with. */
struct running {
	struct import_run *run;
	struct import_report report;
	struct out lines;
	struct timespec begun;
	int64_t shown_ms; /* when it was last painted, since the beginning */
	bool stopped;
};

/* ---- rows ---- */

static const char *type_word_of(const struct list_row_report *row, struct arena *arena)
{
	for (size_t i = 0; i < row->reasons->n; i++) {
		const struct reason *r = &row->reasons->v[i];
		if (r->detail == REASON_VALUE && strcmp(r->subject, "kind") == 0 && r->text && *r->text)
			return arena_str(arena, r->text);
	}
	return NULL;
}

/* The words of the reasons: a line each, and the first alone. */
static int word_reasons(const struct list_row_report *row, struct arena *arena, struct import_wrong *out)
{
	struct buf text = {0};
	for (size_t i = 0; i < row->reasons->n && i < IMPORT_TOLD_MAX; i++) {
		import_add_reason(row, &row->reasons->v[i], &text);
		buf_char(&text, '\n');
		if (i == 0)
			out->why = arena_dup(arena, buf_text(&text), text.len - 1);
	}
	out->all = text.failed ? NULL : arena_str(arena, buf_text(&text));
	if (row->reasons->n == 0)
		out->why = out->all;
	buf_release(&text);
	return out->why && out->all ? 0 : QUAD_ENOMEM;
}

static int keep_row(struct import_run *run, const struct list_row_report *row)
{
	struct import_wrong *v;
	if (run->n == IMPORT_WRONG_MAX) {
		run->n_more++;
		return 0;
	}
	v = arena_grow(&run->arena, run->v, run->n, &run->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	run->v = v;
	v = &run->v[run->n];
	*v = (struct import_wrong){.row = row->row, .key = arena_str(&run->arena, row->key), .outcome = row->outcome};
	v->sheet = row->sheet ? arena_str(&run->arena, row->sheet) : NULL;
	v->type_word = type_word_of(row, &run->arena);
	if (!v->key || (row->sheet && !v->sheet))
		return QUAD_ENOMEM;
	int err = word_reasons(row, &run->arena, v);
	run->n += err == 0;
	return err;
}

static bool is_wrong(const struct list_row_report *row)
{
	bool has_notes = row->notes && row->notes->n;
	bool is_kept_out = row->outcome == OUTCOME_UNCHANGED && !has_notes && row->reasons->n;
	return row->outcome == OUTCOME_REFUSED || row->outcome == OUTCOME_INVALID || is_kept_out;
}

static int take_row(void *arg, const struct list_row_report *row)
{
	struct running *r = arg;
	int err = import_report_row(&r->report, row);
	if (!err && row->reasons && is_wrong(row))
		err = keep_row(r->run, row);
	return err;
}

/* ---- while it runs ---- */

static void paint_progress(const struct running *r, const struct list_progress *p, int64_t ms)
{
	struct buf text = {0};
	buf_str(&text, r->run->dry_run ? _("Rehearsing, Esc stops it: ") : _("Importing, Esc stops it: "));
	import_say_progress(p, ms, &text);
	term_text(term_rows() - 2, 0, term_cols(), ROLE_GOOD, buf_text(&text));
	term_paint();
	buf_release(&text);
}

static bool is_stop(const struct event *ev)
{
	if (ev->type == EVENT_HANGUP)
		return true;
	return ev->type == EVENT_KEY && (ev->key == KEY_ESC_CODE || ev->key == KEY_CTRL('c'));
}

static bool go_on(void *arg, const struct list_progress *p)
{
	struct running *r = arg;
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	int64_t ms = (int64_t)(now.tv_sec - r->begun.tv_sec) * 1000 + (now.tv_nsec - r->begun.tv_nsec) / 1000000;
	if (ms < r->shown_ms + SHOWN_EVERY_MS)
		return !r->stopped;
	r->shown_ms = ms;
	paint_progress(r, p, ms);
	while (term_has_input() && !r->stopped) {
		struct event ev;
		term_next(&ev);
		r->stopped = is_stop(&ev);
	}
	return !r->stopped;
}

/* ---- what came of it ---- */

static void say_all(const struct running *r, const struct list_import *ask, struct buf *out)
{
	const struct list_summary *s = &r->run->summary;
	import_say_file(s, list_kind_is_ics(ask->kind), out);
	import_say_complaints(&r->report, false, out);
	import_say_absent(&r->report, s, ask->withdraw_missing, out);
	import_say_against(&r->report, s, NULL, out);
}

static void say_failure(struct running *r, int err, const struct import_file *file, const char *path)
{
	struct import_run *run = r->run;
	struct buf why = {0};
	if (file->wrong)
		buf_fmt(&why, _("import: cannot read %s: %s\n"), path, file->wrong);
	else
		buf_fmt(&why, "%s\n", _(quad_strerror(err)));
	buf_str(&why, buf_text(&run->said));
	buf_release(&run->said);
	run->said = why;
}

/* Says what came of it; err is what list_import gave. */
static void conclude(struct running *r, const struct list_import *ask, const struct import_file *file, const char *path,
                     int err)
{
	struct import_run *run = r->run;
	run->end = IMPORT_RAN;
	if (err == QUAD_EINVAL) {
		run->end = IMPORT_UNREADABLE;
		import_say_unreadable(path, &run->summary, &run->said);
		return;
	}
	say_all(r, ask, &run->said);
	/* that it is a rehearsal is said elsewhere */
	struct import_report counted = r->report;
	counted.dry_run = false;
	import_say_counts(&counted, &run->summary, &run->counts);
	if (err) {
		run->end = IMPORT_FAILED;
		say_failure(r, err, file, path);
	} else if (run->summary.interrupted) {
		run->end = IMPORT_STOPPED;
		import_say_interrupted(&r->report, &run->summary, &run->said);
	}
}

/* Has the lines of the report written to a file of their own, without a name, if there can be one. */
static void begin_lines(struct running *r)
{
	r->run->lines = tmpfile();
	if (!r->run->lines)
		return;
	out_init(&r->lines, r->run->lines, &(struct out_options){.format = OUT_CSV});
	r->report.sink = &r->lines.sink;
}

static void end_lines(struct running *r)
{
	struct import_run *run = r->run;
	if (!run->lines)
		return;
	int err = import_report_begin(&r->report, false);
	if (!err && !r->report.cut)
		err = r->lines.sink.end(&r->lines.sink);
	bool whole = !err && !r->report.cut && fflush(run->lines) == 0;
	out_release(&r->lines);
	if (whole)
		return;
	fclose(run->lines);
	run->lines = NULL;
}

void import_run(struct app *app, const struct import_job *job, bool dry_run, struct import_run *run)
{
	struct running r = {.run = run, .report = {.dry_run = dry_run}};
	struct import_file file;
	struct list_import ask;
	struct arena arena = {0};
	const char *bad;
	run->dry_run = dry_run;
	int err = import_job_ask(job, &arena, &ask);
	if (!import_file_open(job->path, &file) || err) {
		run->end = IMPORT_FAILED;
		say_failure(&r, err ? err : QUAD_EIO, &file, job->path);
		goto out;
	}
	ask.data = (struct bytes){buf_text(&file.whole), file.whole.len};
	ask.file = file.pieces.len ? &file.pieces : NULL;
	ask.dry_run = dry_run;
	ask.actor = app->actor;
	ask.now = app->now();
	ask.via = VIA_SCREEN;
	ask.scratch_dir = app->store_dir;
	ask.go_on = go_on;
	ask.go_on_arg = &r;
	clock_gettime(CLOCK_MONOTONIC, &r.begun);
	begin_lines(&r);
	err = list_import(app->store, &ask, take_row, &r, &run->summary, &bad);
	end_lines(&r);
	conclude(&r, &ask, &file, job->path, err);
out:
	import_report_release(&r.report);
	import_file_close(&file);
	arena_release(&arena);
}

void import_run_release(struct import_run *run)
{
	if (run->lines)
		fclose(run->lines);
	list_summary_release(&run->summary);
	buf_release(&run->counts);
	buf_release(&run->said);
	arena_release(&run->arena);
	*run = (struct import_run){0};
}

size_t import_run_changes(const struct import_run *run)
{
	return run->summary.counts[OUTCOME_ADDED] + run->summary.counts[OUTCOME_UPDATED];
}

/* ---- the report ---- */

static int copy_lines(FILE *from, int to)
{
	char portion[65536];
	size_t n;
	rewind(from);
	while ((n = fread(portion, 1, sizeof portion, from)) > 0)
		for (size_t at = 0; at < n;) {
			ssize_t put = write(to, portion + at, n - at);
			if (put < 0 && errno != EINTR)
				return errno;
			at += put > 0 ? (size_t)put : 0;
		}
	return ferror(from) ? EIO : 0;
}

int import_run_write(const struct import_run *run, const char *path)
{
	int fd = run->lines ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666) : -1;
	if (fd < 0)
		return run->lines ? errno : ENOSPC;
	int err = copy_lines(run->lines, fd);
	if (close(fd) != 0 && !err)
		err = errno;
	return err;
}
