/* Words of a line that is being typed. The rules are those of the section QUOTING of bash(1). */
#include "tui/cmd/shell_line.h"

#include <ctype.h>
#include <string.h>

#include "store/base/err.h"

struct reading {
	struct shell_line *line;
	const char *breaks;
	struct arena *arena;
	struct buf word;
	bool is_open; /* a word has begun, if only by a quote */
	size_t cap;
};

static int end_word(struct reading *r)
{
	struct shell_line *line = r->line;
	char **v = arena_grow(r->arena, line->v, line->n, &r->cap, sizeof *v);
	if (!v)
		return QUAD_ENOMEM;
	line->v = v;
	v[line->n] = arena_dup(r->arena, buf_text(&r->word), r->word.len);
	if (!v[line->n])
		return QUAD_ENOMEM;
	line->n++;
	buf_clear(&r->word);
	r->is_open = false;
	return 0;
}

/* What is replaced begins after the last character that is among the breaks. */
static void note_break(struct reading *r, char c)
{
	if (strchr(r->breaks, c))
		r->line->kept = r->word.len;
}

/* Within a quote, a backslash only holds what would end the quote or mean something in it. */
static bool escapes(char quote, char next)
{
	if (quote == '\'' || !next)
		return false;
	return !quote || strchr("\"\\$`", next);
}

/* Takes the character p[0]; returns how many bytes it and what belongs to it have. */
static size_t take(struct reading *r, const char *p)
{
	struct shell_line *line = r->line;
	r->is_open = true;
	if (*p == '\\' && escapes(line->quote, p[1])) {
		buf_char(&r->word, p[1]);
		return 2;
	}
	bool opens = !line->quote && (*p == '"' || *p == '\'');
	bool closes = line->quote && *p == line->quote;
	if (!opens && !closes)
		buf_char(&r->word, *p);
	if (opens)
		line->quote = *p;
	if (closes)
		line->quote = '\0';
	if (opens || closes || !line->quote)
		note_break(r, *p);
	return 1;
}

int shell_line_read(const char *text, const char *breaks, struct arena *arena, struct shell_line *out)
{
	struct reading r = {.line = out, .breaks = breaks, .arena = arena};
	int err = 0;
	*out = (struct shell_line){.n = 0};
	for (const char *p = text; *p && !err;) {
		bool is_blank = !out->quote && strchr(" \t\n", *p);
		if (is_blank && r.is_open) {
			err = end_word(&r);
			out->kept = 0;
		}
		p += is_blank ? 1 : take(&r, p);
	}
	if (!err)
		err = end_word(&r);
	buf_release(&r.word);
	return err;
}

void shell_line_quote(struct buf *out, const char *text, char quote)
{
	for (const char *p = text; *p; p++) {
		unsigned char c = (unsigned char)*p;
		bool is_plain = c >= 0x80 || isalnum(c) || strchr("_-./:,+@%=", c);
		if (quote == '\'' && c == '\'')
			buf_str(out, "'\\'");
		else if (quote == '"' && strchr("\"\\$`", c))
			buf_char(out, '\\');
		else if (!quote && !is_plain)
			buf_char(out, '\\');
		buf_char(out, *p);
	}
}
