/*
 * Content lines of iCalendar (RFC 5545, section 3.1): folded and unfolded, escaped and unescaped. Nothing here knows
 * what they mean.
 */
#ifndef QUAD_STORE_ICS_TEXT_H
#define QUAD_STORE_ICS_TEXT_H

#include <stdbool.h>

#include "store/base/buf.h"

#define ICS_LINE_MAX_BYTES ((size_t)64 << 10) /* of what is kept of a line */
#define ICS_PARAMS_MAX 16

/* A line unfolded and split; its texts are borrowed until the next one is read. */
struct ics_line {
	const char *name; /* as written: compare without case */
	const char *value; /* as written */
	struct {
		const char *name, *value; /* without quotes; of several in quotes the first */
	} params[ICS_PARAMS_MAX];
	size_t n_params;
	size_t number; /* of its first physical line in the file, from 1 */
	size_t at, end; /* bytes of the text that it came from */
	bool cut;      /* longer than is kept: the value is its beginning */
};

struct ics_reader {
	const char *text;
	size_t len, at, number;
	char mark; /* that ends a line: a return alone only where the text has no line feed */
	struct buf line;
};

/* Empty lines are skipped. */
void ics_reader_open(struct ics_reader *r, const char *text, size_t len);
/* The same text as another reader's, from a line on whose first byte and number that one has told. */
void ics_reader_open_at(struct ics_reader *r, const struct ics_reader *other, size_t at, size_t number);
/*
 * Reads the next line. QUAD_ENOTFOUND at the end; QUAD_ENOMEM; QUAD_EINVAL for a line that is no content line:
 * out->number and out->value say which, and the next call goes on after it.
 */
int ics_reader_next(struct ics_reader *r, struct ics_line *out) __attribute__((warn_unused_result));
void ics_reader_close(struct ics_reader *r);

/* True for names that are the same without regard to case. */
bool ics_is(const char *a, const char *b);
/* The value of a parameter, NULL if the line has none of that name. */
const char *ics_param(const struct ics_line *line, const char *name);

/*
 * The text that a TEXT value stands for, up to the first comma that is not escaped; *rest is then what follows the
 * comma, or NULL at the end. With rest NULL, commas are text, since many programs forget to escape them. In arena; NULL
 * on out of memory.
 */
char *ics_unescape(struct arena *arena, const char *value, const char **rest);

/* Appends a line, folded so that no physical line has more than 75 bytes and no character is split. */
void ics_put(struct buf *out, const char *name, const char *value);
/* Appends the value of a text: `\`, `;`, `,` and line breaks escaped. */
void ics_escape(struct buf *out, const char *text);

#endif
