/* Findings, and what the checks share. */
#include "tui/cmd/doctor.h"

#include <stdio.h>
#include <unistd.h>

#include "store/base/err.h"
#include "tui/cmd/cmd_compose.h"

static void add_row(struct doctor *d, const char *check, const char *result, const char *mend)
{
	struct table_sink *rows = d->c->rows;
	if (!d->err)
		d->err = rows->row(rows, (struct cell[]){{.text = check}, {.text = result}, {.text = mend}});
}

void doctor_wrong(struct doctor *d, const char *check, const char *mend, const char *format, ...)
{
	struct buf text = {0};
	va_list ap;
	va_start(ap, format);
	buf_vfmt(&text, format, ap);
	va_end(ap);
	add_row(d, check, buf_text(&text), mend);
	buf_release(&text);
	d->n_wrong++;
}

void doctor_right(struct doctor *d, const char *check)
{
	if (d->all)
		add_row(d, check, "ok", "");
}

void doctor_note(struct doctor *d, const char *check, const char *text)
{
	if (d->all)
		add_row(d, check, text, "");
}

const char *doctor_text(struct doctor *d, const char *format, ...)
{
	struct buf text = {0};
	va_list ap;
	va_start(ap, format);
	buf_vfmt(&text, format, ap);
	va_end(ap);
	const char *copy = text.failed ? NULL : arena_str(d->arena, buf_text(&text));
	buf_release(&text);
	if (!copy)
		d->err = QUAD_ENOMEM;
	return copy ? copy : "";
}

const char *doctor_path(struct doctor *d, const char *path)
{
	return doctor_text(d, "%s%s", d->root, path);
}

const char *doctor_read(struct doctor *d, const char *path, size_t max)
{
	struct buf text = {0};
	char part[4096];
	size_t n;
	FILE *f = fopen(path, "re");
	while (f && text.len < max && (n = fread(part, 1, sizeof part, f)) > 0)
		buf_add(&text, part, n);
	if (f)
		fclose(f);
	const char *copy = doctor_text(d, "%s", buf_text(&text));
	buf_release(&text);
	return copy;
}

const char *doctor_word(struct doctor *d, const char *text)
{
	struct buf word = {0};
	cmd_shell_word(&word, text);
	const char *copy = doctor_text(d, "%s", buf_text(&word));
	buf_release(&word);
	return copy;
}

const char *doctor_as_owner(struct doctor *d)
{
	if (!d->owner || d->owner_uid == getuid())
		return "";
	return doctor_text(d, "sudo -u %s ", doctor_word(d, d->owner));
}
