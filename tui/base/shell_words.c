/* First the whole line is judged by its characters, then it is taken apart byte by byte: what parts is ASCII. */
#include "tui/base/shell_words.h"

#include <string.h>

#include "store/base/utf8.h"

static enum shell_fault judge_characters(const char *line, size_t len, struct shell_words *out)
{
	uint32_t c;
	if (len > SHELL_LINE_MAX) {
		out->at = len;
		return SHELL_LONG;
	}
	for (size_t i = 0; i < len;) {
		int n = utf8_next(line + i, len - i, &c);
		out->at = i + 1;
		if (n <= 0)
			return SHELL_NO_UTF8;
		out->character = c;
		if (c == 0 || utf8_is_control(c))
			return SHELL_CONTROL;
		i += (size_t)n;
	}
	return SHELL_FINE;
}

/* What a backslash inside double quotes takes the meaning from; before all else it stands for itself. */
static bool is_escaped_in_quotes(char c)
{
	return c == '"' || c == '\\' || c == '$' || c == '`';
}

/* Reads what quotes hold together, p[0] being the first of them; returns its bytes, 0: it is not closed. */
static size_t read_quoted(const char *p, size_t len, struct buf *word)
{
	char quote = p[0];
	for (size_t i = 1; i < len; i++) {
		if (p[i] == quote)
			return i + 1;
		bool escapes = quote == '"' && p[i] == '\\' && i + 1 < len && is_escaped_in_quotes(p[i + 1]);
		i += escapes;
		buf_char(word, p[i]);
	}
	return 0;
}

/* Reads one word from p[0..len), *used its bytes. */
static enum shell_fault read_word(const char *p, size_t len, struct buf *word, size_t *used)
{
	size_t i = 0;
	while (i < len && p[i] != ' ') {
		*used = i;
		if (p[i] == '\'' || p[i] == '"') {
			size_t n = read_quoted(p + i, len - i, word);
			if (n == 0)
				return SHELL_QUOTE;
			i += n;
			continue;
		}
		if (p[i] == '\\' && i + 1 == len)
			return SHELL_BACKSLASH;
		i += p[i] == '\\';
		buf_char(word, p[i++]);
	}
	*used = i;
	return SHELL_FINE;
}

static enum shell_fault add_word(struct shell_words *out, size_t *cap, const struct buf *word, struct arena *arena)
{
	char **v = arena_grow(arena, out->v, out->n, cap, sizeof *v);
	char *text = word->failed ? NULL : arena_dup(arena, buf_text(word), word->len);
	if (!v || !text)
		return SHELL_NO_MEMORY;
	out->v = v;
	out->v[out->n++] = text;
	return SHELL_FINE;
}

static size_t count_blanks(const char *p, size_t len)
{
	size_t n = 0;
	while (n < len && p[n] == ' ')
		n++;
	return n;
}

enum shell_fault shell_words_read(const char *line, size_t len, struct arena *arena, struct shell_words *out)
{
	size_t cap = 0, used = 0, i;
	*out = (struct shell_words){0};
	enum shell_fault fault = judge_characters(line, len, out);
	for (i = fault ? len : count_blanks(line, len); i < len && line[i] != '#';) {
		struct buf word = {0};
		fault = read_word(line + i, len - i, &word, &used);
		if (!fault)
			fault = add_word(out, &cap, &word, arena);
		buf_release(&word);
		i += used;
		if (fault) {
			out->at = i + 1;
			out->character = (unsigned char)line[i < len ? i : len - 1];
			break;
		}
		i += count_blanks(line + i, len - i);
	}
	if (!fault) {
		char **v = arena_grow(arena, out->v, out->n, &cap, sizeof *v);
		fault = v ? SHELL_FINE : SHELL_NO_MEMORY;
		out->v = v;
		if (v)
			v[out->n] = NULL;
	}
	if (fault)
		out->n = 0;
	return fault;
}
