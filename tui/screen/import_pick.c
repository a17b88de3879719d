/* Fills the dialogs with kinds, encodings, sheets, our columns and theirs, and notes what is chosen. */
#include "tui/screen/import_pick.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/screen/ui_ask.h"
#include "tui/screen/ui_choose.h"
#include "tui/words/words_column.h"
#include "tui/words/words_name.h"

/* Keys of choices that are no columns. */
#define KEY_SKIP "-"
#define KEY_FORGET "~"
#define KEY_VALUE "="

/* What a dialog is about; its own. */
struct pick {
	struct import_shown *s;
	struct import_job *job;
	char *what; /* the column or the word that it is about */
	unsigned (*then)(struct app *app, struct view *v);
	struct view *v;
};

static struct pick *new_pick(struct import_shown *s, struct import_job *job, const char *what)
{
	struct pick *p = calloc(1, sizeof *p);
	char *copy = strdup(what);
	if (!p || !copy) {
		free(p);
		free(copy);
		return NULL;
	}
	*p = (struct pick){.s = s, .job = job, .what = copy};
	return p;
}

static void free_pick(void *arg)
{
	struct pick *p = arg;
	free(p->what);
	free(p);
}

/* Opens a dialog whose argument is p; NULL is out of memory. */
static unsigned open_choice(struct app *app, struct chooser *ask, struct pick *p)
{
	ask->arg = p;
	ask->hides_keys = true;
	ask->free_arg = free_pick;
	struct view *v = p ? ui_choose_new(ask) : NULL;
	if (p && !v)
		free_pick(p);
	app_push(app, v);
	return REACT_HANDLED;
}

/* Reacts on what was noted. */
static unsigned noted(struct app *app, int err)
{
	if (err)
		app_fail(app, err, "");
	return REACT_RELOAD;
}

/* ---- the kind, the encoding, the sheet ---- */

static unsigned take_kind(struct app *app, void *arg, const char *key)
{
	struct pick *p = arg;
	(void)app;
	p->job->kind = list_kind_find(key);
	return REACT_RELOAD;
}

unsigned import_pick_kind(struct app *app, struct import_shown *s)
{
	enum { KINDS_MAX = 32 };
	struct choice rows[KINDS_MAX];
	size_t n = 0;
	for (const struct list_kind *const *k = list_kinds(); *k && n < KINDS_MAX; k++)
		rows[n++] = (struct choice){list_kind_word(*k), list_name(*k), "", ROLE_DIM};
	struct chooser ask = {.title = _("Which list it is"),
	                      .rows = rows,
	                      .n = n,
	                      .at = list_kind_word(s->job.kind),
	                      .chosen = take_kind};
	return open_choice(app, &ask, new_pick(s, &s->job, ""));
}

static unsigned take_encoding(struct app *app, void *arg, const char *key)
{
	struct pick *p = arg;
	return noted(app, import_job_encoding(p->job, strcmp(key, KEY_FORGET) == 0 ? "" : key));
}

static unsigned pick_encoding(struct app *app, struct import_shown *s)
{
	enum { ENCODINGS_MAX = 16 };
	struct choice rows[ENCODINGS_MAX] = {{KEY_FORGET, _("guess it"), "", ROLE_DIM}};
	size_t n = 1;
	for (size_t i = 0; import_encodings[i] && n < ENCODINGS_MAX; i++)
		rows[n++] = (struct choice){import_encodings[i], import_encodings[i], "", ROLE_DIM};
	struct chooser ask = {.title = _("The encoding of the file"),
	                      .rows = rows,
	                      .n = n,
	                      .at = s->job.encoding ? s->job.encoding : s->preview.encoding,
	                      .chosen = take_encoding};
	return open_choice(app, &ask, new_pick(s, &s->job, ""));
}

static unsigned take_sheet(struct app *app, void *arg, const char *key)
{
	struct pick *p = arg;
	return noted(app, import_job_sheet(p->job, strcmp(key, KEY_FORGET) == 0 ? "" : key));
}

static unsigned pick_sheet(struct app *app, struct import_shown *s)
{
	struct arena arena = {0};
	size_t n = 1;
	struct choice *rows = arena_alloc(&arena, (s->preview.n_sheets + 1) * sizeof *rows);
	if (!rows)
		return noted(app, QUAD_ENOMEM);
	rows[0] = (struct choice){KEY_FORGET, _("those whose header is understood"), "", ROLE_DIM};
	for (size_t i = 0; i < s->preview.n_sheets; i++)
		rows[n++] = (struct choice){s->preview.sheets[i], s->preview.sheets[i], "", ROLE_DIM};
	struct chooser ask = {.title = _("The sheet of the workbook"),
	                      .rows = rows,
	                      .n = n,
	                      .at = s->job.sheet ? s->job.sheet : s->preview.sheet,
	                      .chosen = take_sheet};
	unsigned reaction = open_choice(app, &ask, new_pick(s, &s->job, ""));
	arena_release(&arena);
	return reaction;
}

/* ---- a value for all rows ---- */

static unsigned take_value(struct app *app, void *arg, const char *text)
{
	struct pick *p = arg;
	return noted(app, import_job_set(p->job, p->what, text));
}

static unsigned ask_kind_of_all(struct app *app, struct pick *p)
{
	struct choice rows[KIND_CLASS];
	size_t n = 0;
	for (enum resource_kind k = KIND_LAB; k <= KIND_CLASS; k++)
		rows[n++] = (struct choice){kind_word(k), kind_name(k), "", ROLE_DIM};
	struct chooser ask = {.title = _("What kind all rows are"), .rows = rows, .n = n, .chosen = take_value};
	return open_choice(app, &ask, p);
}

/* Asks for the value of our column. */
static unsigned ask_value(struct app *app, struct import_shown *s, const char *ours)
{
	struct pick *p = new_pick(s, &s->job, ours);
	const char *now = import_job_value(&s->job, ours);
	struct buf question = {0};
	if (!p)
		return noted(app, QUAD_ENOMEM);
	if (strcmp(ours, "kind") == 0 && strcmp(list_kind_word(s->job.kind), "resources") == 0)
		return ask_kind_of_all(app, p);
	buf_fmt(&question, _("%s of all rows in which the file says nothing"), column_title(ours));
	struct asker ask = {.question = buf_text(&question),
	                    .hint = _("as a cell of the list would have it"),
	                    .text = now ? now : "",
	                    .answered = take_value,
	                    .arg = p,
	                    .free_arg = free_pick};
	struct view *v = ui_ask_new(&ask);
	if (!v)
		free_pick(p);
	app_push(app, v);
	buf_release(&question);
	return REACT_HANDLED;
}

/* ---- our columns ---- */

/* The header that reads into our column, NULL for none. */
static const char *reader_of(const struct import_shown *s, const char *ours)
{
	const struct list_preview *p = &s->preview;
	for (size_t i = 0; i < p->n_columns; i++)
		for (size_t k = 0; k < p->columns[i].n_ours; k++)
			if (strcmp(p->columns[i].ours[k], ours) == 0)
				return p->columns[i].header;
	return NULL;
}

static bool is_missing(const struct import_shown *s, const char *ours)
{
	for (size_t i = 0; i < s->preview.n_missing; i++)
		if (strcmp(s->preview.missing[i], ours) == 0)
			return true;
	return false;
}

static struct choice column_choice(const struct import_shown *s, const char *ours)
{
	const char *header = reader_of(s, ours);
	if (is_missing(s, ours))
		return (struct choice){ours, column_title(ours), _("! needed"), ROLE_CLASH};
	return (struct choice){ours, column_title(ours), header ? header : "", ROLE_DIM};
}

/* All columns that the kind has, after n_first rows that are left free; their number with these, 0 without memory. */
static size_t list_columns(const struct import_shown *s, struct arena *arena, size_t n_first, struct choice **out)
{
	const char *const *columns = list_kind_columns(s->job.kind, arena);
	size_t n = 0;
	while (columns && columns[n])
		n++;
	*out = columns ? arena_alloc(arena, (n_first + n + 1) * sizeof **out) : NULL;
	for (size_t i = 0; i < n && *out; i++)
		(*out)[n_first + i] = column_choice(s, columns[i]);
	return *out ? n_first + n : 0;
}

static unsigned take_set(struct app *app, void *arg, const char *key)
{
	struct pick *p = arg;
	return ask_value(app, p->s, key);
}

unsigned import_pick_set(struct app *app, struct import_shown *s)
{
	struct arena arena = {0};
	struct choice *rows;
	size_t n = list_columns(s, &arena, 0, &rows);
	struct chooser ask = {
		.title = _("Which column has one value in all rows"), .rows = rows, .n = n, .chosen = take_set};
	unsigned reaction = rows ? open_choice(app, &ask, new_pick(s, &s->job, "")) : noted(app, QUAD_ENOMEM);
	arena_release(&arena);
	return reaction;
}

static unsigned take_ours(struct app *app, void *arg, const char *key)
{
	struct pick *p = arg;
	if (strcmp(key, KEY_VALUE) == 0)
		return import_pick_set(app, p->s);
	if (strcmp(key, KEY_FORGET) == 0)
		import_job_unmap(p->job, p->what);
	else
		return noted(app, import_job_map(p->job, strcmp(key, KEY_SKIP) == 0 ? "" : key, p->what));
	return REACT_RELOAD;
}

/* What their column is. */
static unsigned pick_ours(struct app *app, struct import_shown *s, const struct list_preview_column *c)
{
	enum { N_FIRST = 3 };
	struct arena arena = {0};
	struct buf title = {0};
	struct choice *rows;
	size_t n = list_columns(s, &arena, N_FIRST, &rows);
	if (!rows)
		return noted(app, QUAD_ENOMEM);
	rows[0] = (struct choice){KEY_SKIP, _("skip it"), "", ROLE_DIM};
	rows[1] = (struct choice){KEY_FORGET, _("as its header is understood"), "", ROLE_DIM};
	rows[2] = (struct choice){KEY_VALUE, _("set a value for a column that the file lacks"), "", ROLE_DIM};
	buf_fmt(&title, _("What \"%s\" is"), c->header);
	/* on what it is now, else on what is needed first */
	const char *at = c->n_ours ? c->ours[0] : NULL;
	if (!at && s->preview.n_missing)
		at = s->preview.missing[0];
	if (!at)
		at = rows[N_FIRST].key;
	struct chooser ask = {.title = buf_text(&title), .rows = rows, .n = n, .at = at, .chosen = take_ours};
	unsigned reaction = open_choice(app, &ask, new_pick(s, &s->job, c->header));
	buf_release(&title);
	arena_release(&arena);
	return reaction;
}

/* ---- their columns ---- */

static unsigned take_theirs(struct app *app, void *arg, const char *key)
{
	struct pick *p = arg;
	if (strcmp(key, KEY_VALUE) == 0)
		return ask_value(app, p->s, p->what);
	return noted(app, import_job_map(p->job, p->what, key));
}

static void add_theirs(const struct import_shown *s, bool skipped, struct choice *rows, size_t *n)
{
	const struct list_preview *p = &s->preview;
	for (size_t i = 0; i < p->n_columns; i++) {
		const char *sample = p->n_rows ? p->rows[0][i] : "";
		const struct list_preview_column *c = &p->columns[i];
		if (*c->header && (c->reading == LIST_SKIPPED) == skipped)
			rows[(*n)++] = (struct choice){c->header, c->header, sample, ROLE_DIM};
	}
}

/* Which of the file's columns ours is: those that nobody reads first. */
static unsigned pick_theirs(struct app *app, struct import_shown *s, const char *ours)
{
	struct arena arena = {0};
	struct buf title = {0};
	size_t n = 0;
	struct choice *rows = arena_alloc(&arena, (s->preview.n_columns + 1) * sizeof *rows);
	if (!rows)
		return noted(app, QUAD_ENOMEM);
	add_theirs(s, true, rows, &n);
	rows[n++] = (struct choice){KEY_VALUE, _("none: all rows have one value"), "", ROLE_DIM};
	add_theirs(s, false, rows, &n);
	buf_fmt(&title, _("Which column of the file is %s"), column_title(ours));
	struct chooser ask = {.title = buf_text(&title), .rows = rows, .n = n, .chosen = take_theirs};
	unsigned reaction = open_choice(app, &ask, new_pick(s, &s->job, ours));
	buf_release(&title);
	arena_release(&arena);
	return reaction;
}

/* ---- type words ---- */

static unsigned take_type(struct app *app, void *arg, const char *key)
{
	struct pick *p = arg;
	enum resource_kind kind;
	int err = kind_parse(key, &kind);
	if (!err)
		err = import_job_map_kind(p->job, p->what, kind);
	return err ? noted(app, err) : p->then(app, p->v);
}

unsigned import_pick_type(struct app *app, struct import_job *job, const char *word,
                          unsigned (*then)(struct app *app, struct view *v), struct view *v)
{
	struct choice rows[KIND_CLASS];
	struct buf title = {0};
	size_t n = 0;
	for (enum resource_kind k = KIND_LAB; k <= KIND_CLASS; k++)
		rows[n++] = (struct choice){kind_word(k), kind_name(k), "", ROLE_DIM};
	buf_fmt(&title, _("What kind \"%s\" is"), word);
	struct chooser ask = {.title = buf_text(&title), .rows = rows, .n = n, .chosen = take_type};
	struct pick *p = new_pick(NULL, job, word);
	if (p) {
		p->then = then;
		p->v = v;
	}
	unsigned reaction = open_choice(app, &ask, p);
	buf_release(&title);
	return reaction;
}

/* ---- lines ---- */

unsigned import_pick_line(struct app *app, struct import_shown *s, const struct import_line *line)
{
	switch (line->type) {
	case IMPORT_LINE_KIND: return import_pick_kind(app, s);
	case IMPORT_LINE_ENCODING: return pick_encoding(app, s);
	case IMPORT_LINE_SHEET: return pick_sheet(app, s);
	case IMPORT_LINE_OPTION: return noted(app, import_shown_step(s, line, 1));
	case IMPORT_LINE_MISSING: return pick_theirs(app, s, s->preview.missing[line->index]);
	case IMPORT_LINE_COLUMN: return pick_ours(app, s, &s->preview.columns[line->index]);
	case IMPORT_LINE_SET: return ask_value(app, s, s->job.set.v[line->index].pair.ours);
	}
	return REACT_HANDLED;
}
