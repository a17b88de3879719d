/* A file that is there stays as it is: the name of a new one is asked for. */
#include "tui/screen/ui_report_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/base/out.h"
#include "tui/cmd/cmd_table.h"
#include "tui/cmd/report_form.h"
#include "tui/screen/ui_ask.h"

/* The form that the ending of a name says. */
static bool find_format(const char *path, enum report_format *out)
{
	const char *dot = strrchr(path, '.');
	return dot && dot != path && strcmp(dot, ".table") != 0 && report_format_find(dot + 1, out);
}

static bool understand_path(struct app *app, void *arg, const char *text, struct buf *out)
{
	enum report_format format;
	(void)app;
	(void)arg;
	bool known = find_format(text, &format);
	if (!known)
		buf_str(out, _("the name ends in .csv, .json, .svg or .xlsx"));
	return known;
}

unsigned ui_report_file_ask(struct app *app, struct view *v, const char *name,
                            unsigned (*answered)(struct app *app, void *view, const char *path))
{
	struct buf text = {0};
	buf_fmt(&text, "%s.svg", name);
	app_push(app, ui_ask_new(&(struct asker){.question = _("Write what is shown to which file?"),
	                                         .hint = _("a new file: .csv, .json, .xlsx, or .svg to print"),
	                                         .text = buf_text(&text),
	                                         .understand = understand_path,
	                                         .answered = answered,
	                                         .arg = v}));
	buf_release(&text);
	return REACT_HANDLED;
}

static enum out_format rows_format(enum report_format format)
{
	switch (format) {
	case REPORT_AS_JSON: return OUT_JSON;
	case REPORT_AS_XLSX: return OUT_XLSX;
	case REPORT_AS_EXCEL: return OUT_EXCEL;
	case REPORT_AS_TABLE:
	case REPORT_AS_CSV:
	case REPORT_AS_SVG: break;
	}
	return OUT_CSV;
}

/* 0, or an error; QUAD_ESTOP with errno for the file. */
static int write_file(struct app *app, FILE *file, const struct report_form *form, struct report_table *t,
                      const struct chart *chart)
{
	struct buf text = {0}, message = {0};
	struct out rows;
	struct cmd_context c = {.cmd = cmd_find("report"),
	                        .store = app->store,
	                        .store_dir = app->store_dir,
	                        .store_name = app->store_name,
	                        .actor = app->actor,
	                        .now = app->now(),
	                        .via = VIA_SCREEN,
	                        .rows = &rows.sink,
	                        .out = &text,
	                        .message = &message};
	out_init(&rows, file,
	         &(struct out_options){.format = rows_format(form->format),
	                               .name = &c.rows_name,
	                               .grid = &c.rows_grid,
	                               .notes = &c.rows_notes});
	int err = report_form_put(&c, form, t, chart);
	errno = rows.error;
	if (!err && fwrite(buf_text(&text), 1, text.len, file) != text.len)
		err = QUAD_ESTOP;
	if (!err && fflush(file) != 0)
		err = QUAD_ESTOP;
	int why = errno;
	if (!err)
		report_form_note(&c, form, t, "");
	out_release(&rows);
	buf_release(&text);
	buf_release(&message);
	errno = why;
	return err;
}

static FILE *create_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
	if (fd >= 0 && !file)
		close(fd);
	return file;
}

/* What is not whole is nothing to find later. */
static void remove_part(const char *path)
{
	int why = errno;
	unlink(path);
	errno = why;
}

static void say_written(struct app *app, const char *path, int err)
{
	if (!err)
		app_say(app, _("Written to %s"), path);
	else if (err == QUAD_ESTOP)
		app_complain(app, "%s: %s", path, strerror(errno ? errno : EIO));
	else
		app_fail(app, err, path);
}

void ui_report_file_write(struct app *app, const char *path, struct report_table *t, const char *subject)
{
	struct report_form form = {.is_export = true, .subject = subject};
	struct chart chart = {0};
	if (!find_format(path, &form.format))
		return;
	bool has_picture = form.format == REPORT_AS_SVG || form.format == REPORT_AS_XLSX;
	int err = has_picture ? chart_make(t, subject, &chart) : 0;
	FILE *file = err ? NULL : create_file(path);
	if (!err && !file)
		err = QUAD_ESTOP;
	if (file) {
		err = write_file(app, file, &form, t, &chart);
		if (fclose(file) != 0 && !err)
			err = QUAD_ESTOP;
		if (err)
			remove_part(path);
	}
	say_written(app, path, err);
	chart_release(&chart);
	app_changed(app);
}
