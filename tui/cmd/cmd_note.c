/* The engine writes the entries; here it is said that one could not be written. */
#include "tui/cmd/cmd_note.h"

#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/change/store_notes.h"
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
