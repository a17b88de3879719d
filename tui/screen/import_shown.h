/*
 * A file as it is shown before it is imported: what it is taken for, line by line, each of which can be said otherwise.
 * It reads the file and the store, and draws nothing.
 */
#ifndef QUAD_TUI_IMPORT_SHOWN_H
#define QUAD_TUI_IMPORT_SHOWN_H

#include "store/list/list_preview.h"
#include "tui/screen/app.h"
#include "tui/screen/import_job.h"

enum import_line_type {
	IMPORT_LINE_KIND,
	IMPORT_LINE_ENCODING,
	IMPORT_LINE_SHEET,
	IMPORT_LINE_OPTION,  /* index: enum import_option */
	IMPORT_LINE_MISSING, /* index: in preview.missing */
	IMPORT_LINE_COLUMN,  /* index: in preview.columns */
	IMPORT_LINE_SET,     /* index: in job.set */
};

struct import_line {
	enum import_line_type type;
	size_t index;
};

struct import_shown {
	struct import_job job;
	struct list_preview preview;
	struct import_line *lines; /* in the preview's arena */
	size_t n_lines;
	struct buf wrong; /* why the file cannot be read, "" if it can */
	/* what the preview was made of; size_bytes 0: there is none yet */
	const struct list_kind *kind;
	unsigned n_said;
	size_t size_bytes;
};

/*
 * Reads the file as the job says, guesses the kind if it says none, and makes the lines. A large file is not read again
 * before something else is said of it. 0, or an error of the store.
 */
int import_shown_load(struct import_shown *s, struct app *app) __attribute__((warn_unused_result));
void import_shown_release(struct import_shown *s);

/* The line where a person has something to do: a column that is missing, else the first column. */
size_t import_shown_first(const struct import_shown *s);

/* Appends what a line is called, what it is taken as, and what it is judged by. */
void import_shown_name(const struct import_shown *s, const struct import_line *line, struct buf *out);
void import_shown_meaning(const struct import_shown *s, const struct import_line *line, struct buf *out);
void import_shown_sample(const struct import_shown *s, const struct import_line *line, struct buf *out);

/* Takes the next kind, encoding or sheet, or the one before; turns an option over. 0 or QUAD_ENOMEM. */
int import_shown_step(struct import_shown *s, const struct import_line *line, int step)
	__attribute__((warn_unused_result));

/* The encodings that can be chosen; NULL ends them. */
extern const char *const import_encodings[];

#endif
