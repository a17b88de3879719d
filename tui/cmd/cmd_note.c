/* The engine writes the entries; here it is said that one could not be written. */
#include "tui/cmd/cmd_note.h"

#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/change/store_notes.h"
#include "store/query/journal_proof.h"
#include "tui/base/locale.h"

enum { TEXT_MAX = 1000 }; /* bytes */

/* The text as an entry may have it. NULL on out of memory. */
static const char *clean_text(struct arena *arena, const char *text)
{
	return utf8_clean(arena, text, utf8_cut(text, TEXT_MAX));
}

void cmd_note_export(struct cmd_context *c, const char *what, const char *text)
{
	struct arena arena = {0};
	const char *clean = clean_text(&arena, text);
	int err = clean ? store_note_export(c->store, c->actor, c->via, what, clean) : QUAD_ENOMEM;
	if (err)
		buf_fmt(c->message, _("That this was written out is not noted in the journal: %s\n"),
		        _(quad_strerror(err)));
	arena_release(&arena);
}

void cmd_note_login(struct cmd_context *c, enum request_via via, const char *text)
{
	int err = store_note_login(c->store, c->actor, via, text);
	if (err)
		buf_fmt(c->message, _("That you came in is not noted in the journal: %s\n"), _(quad_strerror(err)));
}

/* ---- the head ---- */

const char *cmd_head_line(struct cmd_context *c, struct arena *arena)
{
	struct journal_head head;
	struct buf text = {0};
	if (query_head(c->store, &head) != 0)
		return NULL;
	journal_head_format(&head, &text);
	char *line = text.failed ? NULL : arena_dup(arena, text.p, text.len - 1);
	for (char *p = line; p && *p; p++)
		if (*p == '\n')
			*p = ' ';
	buf_release(&text);
	return line;
}

void cmd_say_head(struct cmd_context *c)
{
	struct arena arena = {0};
	const char *line = c->quiet || c->via == VIA_SCREEN ? NULL : cmd_head_line(c, &arena);
	if (line)
		buf_fmt(c->message, _("Head of the journal: %s\n"), line);
	arena_release(&arena);
}

/* ---- counting ---- */

static int begin_counting(struct table_sink *sink, const struct column *columns, size_t n)
{
	struct counting_sink *s = (struct counting_sink *)sink;
	return s->to->begin(s->to, columns, n);
}

static int count_row(struct table_sink *sink, const struct cell *cells)
{
	struct counting_sink *s = (struct counting_sink *)sink;
	s->n++;
	return s->to->row(s->to, cells);
}

static int end_counting(struct table_sink *sink)
{
	struct counting_sink *s = (struct counting_sink *)sink;
	return s->to->end(s->to);
}

void counting_sink_init(struct counting_sink *s, struct table_sink *to)
{
	*s = (struct counting_sink){{begin_counting, count_row, end_counting}, to, 0};
}
