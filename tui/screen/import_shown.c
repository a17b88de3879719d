/* Reads a file by the engine's preview and says in words what it is taken for. */
#include "tui/screen/import_shown.h"

#include <string.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/cmd/import_file.h"
#include "tui/words/words_column.h"
#include "tui/words/words_name.h"
#include "tui/words/words_unreadable.h"

const char *const import_encodings[] = {"UTF-8", "GB18030", "BIG5-HKSCS", "UTF-16LE", "UTF-16BE", "WINDOWS-1252", NULL};

#define LARGE_BYTES ((size_t)8 << 20)

/* ---- reading ---- */

static void add_line(struct import_shown *s, enum import_line_type type, size_t index)
{
	s->lines[s->n_lines++] = (struct import_line){type, index};
}

static int make_lines(struct import_shown *s)
{
	const struct list_preview *p = &s->preview;
	size_t room = 3 + IMPORT_OPTIONS + p->n_missing + p->n_columns + s->job.set.n;
	s->n_lines = 0;
	s->lines = arena_alloc(&s->preview.arena, room * sizeof *s->lines);
	if (!s->lines)
		return QUAD_ENOMEM;
	add_line(s, IMPORT_LINE_KIND, 0);
	if (*p->encoding || s->job.encoding)
		add_line(s, IMPORT_LINE_ENCODING, 0);
	if (p->n_sheets > 1 || s->job.sheet)
		add_line(s, IMPORT_LINE_SHEET, 0);
	for (size_t i = 0; i < p->n_missing; i++)
		add_line(s, IMPORT_LINE_MISSING, i);
	for (size_t i = 0; i < p->n_columns; i++)
		if (*p->columns[i].header)
			add_line(s, IMPORT_LINE_COLUMN, i);
	for (size_t i = 0; i < s->job.set.n; i++)
		if (s->job.set.v[i].kind == s->job.kind)
			add_line(s, IMPORT_LINE_SET, i);
	for (size_t i = 0; i < IMPORT_OPTIONS; i++)
		if (import_job_may(&s->job, (enum import_option)i))
			add_line(s, IMPORT_LINE_OPTION, i);
	return 0;
}

/* Says which list it is, if nobody did: resources where no kind fits. */
static int guess_kind(struct import_shown *s, struct app *app, const struct list_import *ask)
{
	if (s->job.kind)
		return 0;
	int err = list_guess_kind(app->store, ask, &s->job.kind);
	if (!s->job.kind)
		s->job.kind = list_kind_find("resources");
	return err;
}

static int read_file(struct import_shown *s, struct app *app, struct list_import *ask)
{
	int err = guess_kind(s, app, ask);
	ask->kind = s->job.kind;
	if (!err)
		err = list_preview(app->store, ask, 0, &s->preview);
	if (err != QUAD_EINVAL)
		return err;
	words_unreadable(&s->preview.fault, &s->wrong);
	return 0;
}

/* True if the preview of a file that takes long to read is still what was asked for. */
static bool is_still_shown(const struct import_shown *s)
{
	return s->size_bytes > LARGE_BYTES && s->kind == s->job.kind && s->n_said == s->job.n_said;
}

/* Makes the preview anew. */
static int look_at_file(struct import_shown *s, struct app *app)
{
	struct import_file file;
	struct arena arena = {0};
	struct list_import ask;
	list_preview_release(&s->preview);
	buf_clear(&s->wrong);
	int err = import_job_ask(&s->job, &arena, &ask);
	bool opened = import_file_open(s->job.path, &file);
	ask.data = (struct bytes){buf_text(&file.whole), file.whole.len};
	ask.file = file.pieces.len ? &file.pieces : NULL;
	if (!err && opened)
		err = read_file(s, app, &ask);
	if (file.wrong) {
		buf_str(&s->wrong, file.wrong);
		err = 0;
	}
	if (!s->job.kind)
		s->job.kind = list_kind_find("resources");
	s->kind = s->job.kind;
	s->n_said = s->job.n_said;
	s->size_bytes = opened ? file.pieces.len : 0;
	import_file_close(&file);
	arena_release(&arena);
	return err;
}

int import_shown_load(struct import_shown *s, struct app *app)
{
	int err = is_still_shown(s) ? 0 : look_at_file(s, app);
	int failed = make_lines(s);
	return err ? err : failed;
}

void import_shown_release(struct import_shown *s)
{
	list_preview_release(&s->preview);
	buf_release(&s->wrong);
	import_job_release(&s->job);
}

size_t import_shown_first(const struct import_shown *s)
{
	for (size_t i = 0; i < s->n_lines; i++)
		if (s->lines[i].type == IMPORT_LINE_MISSING)
			return i;
	for (size_t i = 0; i < s->n_lines; i++)
		if (s->lines[i].type == IMPORT_LINE_COLUMN)
			return i;
	return 0;
}

/* ---- words ---- */

static const char *option_name(enum import_option option)
{
	switch (option) {
	case IMPORT_CREATE: return _("make what is missing");
	case IMPORT_SKIP: return _("skip conflicts");
	case IMPORT_WITHDRAW: return _("withdraw the rest");
	case IMPORT_OPTIONS: break;
	}
	return "";
}

static const char *option_help(enum import_option option)
{
	switch (option) {
	case IMPORT_CREATE: return _("institutions and campuses that rows name (`--create-missing`)");
	case IMPORT_SKIP: return _("keep the dates that fit (`--skip-conflicts`)");
	case IMPORT_WITHDRAW: return _("resources that the list no longer has (`--withdraw-missing`)");
	case IMPORT_OPTIONS: break;
	}
	return "";
}

void import_shown_name(const struct import_shown *s, const struct import_line *line, struct buf *out)
{
	switch (line->type) {
	case IMPORT_LINE_KIND: buf_str(out, _("the list")); break;
	case IMPORT_LINE_ENCODING: buf_str(out, _("its encoding")); break;
	case IMPORT_LINE_SHEET: buf_str(out, _("its sheet")); break;
	case IMPORT_LINE_OPTION: buf_str(out, option_name((enum import_option)line->index)); break;
	case IMPORT_LINE_MISSING: buf_str(out, _("! not in the file")); break;
	case IMPORT_LINE_COLUMN: buf_str(out, s->preview.columns[line->index].header); break;
	case IMPORT_LINE_SET: buf_str(out, _("= for all rows")); break;
	}
}

static void add_column(const struct list_preview_column *c, struct buf *out)
{
	if (c->reading == LIST_SKIPPED)
		buf_str(out, _("not understood: skipped"));
	for (size_t i = 0; i < c->n_ours; i++)
		buf_fmt(out, "%s%s", i ? ", " : "", column_title(c->ours[i]));
	if (c->reading == LIST_TOLD)
		buf_str(out, _(", as you said"));
	if (c->reading == LIST_REMEMBERED)
		buf_str(out, _(", as before"));
}

static bool is_told_to_skip(const struct import_shown *s, const char *header)
{
	for (size_t i = 0; i < s->job.map.n; i++) {
		const struct import_pair *p = &s->job.map.v[i];
		if (p->kind == s->job.kind && !*p->pair.ours && strcmp(p->pair.theirs, header) == 0)
			return true;
	}
	return false;
}

void import_shown_meaning(const struct import_shown *s, const struct import_line *line, struct buf *out)
{
	const struct list_preview *p = &s->preview;
	struct buf scratch = {0};
	switch (line->type) {
	case IMPORT_LINE_KIND: buf_fmt(out, "< %s >", list_name(s->job.kind)); break;
	case IMPORT_LINE_ENCODING: buf_fmt(out, "< %s >", s->job.encoding ? s->job.encoding : p->encoding); break;
	case IMPORT_LINE_SHEET: buf_fmt(out, "< %s >", s->job.sheet ? s->job.sheet : p->sheet); break;
	case IMPORT_LINE_OPTION: buf_str(out, s->job.options[line->index] ? "[x]" : "[ ]"); break;
	case IMPORT_LINE_MISSING: buf_str(out, column_title(p->missing[line->index])); break;
	case IMPORT_LINE_COLUMN:
		if (is_told_to_skip(s, p->columns[line->index].header))
			buf_str(out, _("skipped, as you said"));
		else
			add_column(&p->columns[line->index], out);
		break;
	case IMPORT_LINE_SET: {
		const struct list_pair *pair = &s->job.set.v[line->index].pair;
		buf_fmt(out, "%s = %s", column_title(pair->ours),
		        column_value(NULL, pair->ours, pair->theirs, &scratch));
		break;
	}
	}
	buf_release(&scratch);
}

void import_shown_sample(const struct import_shown *s, const struct import_line *line, struct buf *out)
{
	const struct list_preview *p = &s->preview;
	struct buf scratch = {0};
	switch (line->type) {
	case IMPORT_LINE_KIND:
		if (p->kind)
			buf_fmt(out, _("by the header they are: %s"), column_value(NULL, "kind", p->kind, &scratch));
		else
			buf_str(out, _("Left, Right: another one"));
		break;
	case IMPORT_LINE_ENCODING:
		if (!s->job.encoding && p->encoding_guessed)
			buf_str(out, _("guessed"));
		break;
	case IMPORT_LINE_SHEET:
		if (!s->job.sheet)
			buf_str(out, _("and all sheets with the same header"));
		break;
	case IMPORT_LINE_OPTION: buf_str(out, option_help((enum import_option)line->index)); break;
	case IMPORT_LINE_MISSING: buf_str(out, _("needed: Enter says which column it is")); break;
	case IMPORT_LINE_COLUMN:
		for (size_t i = 0; i < p->n_rows; i++)
			buf_fmt(out, "%s%s", i ? " | " : "", p->rows[i][line->index]);
		break;
	case IMPORT_LINE_SET: break;
	}
	buf_release(&scratch);
}

/* ---- steps ---- */

static size_t step_index(size_t at, size_t n, int step)
{
	return (at + n + (size_t)(step > 0 ? 1 : n - 1)) % n;
}

static void step_kind(struct import_shown *s, int step)
{
	const struct list_kind *const *kinds = list_kinds();
	size_t n = 0, at = 0;
	for (; kinds[n]; n++)
		if (kinds[n] == s->job.kind)
			at = n;
	s->job.kind = kinds[step_index(at, n, step)];
}

static int step_encoding(struct import_shown *s, int step)
{
	const char *now = s->job.encoding ? s->job.encoding : s->preview.encoding;
	size_t n = 0, at = 0;
	for (; import_encodings[n]; n++)
		if (strcmp(import_encodings[n], now) == 0)
			at = n;
	return import_job_encoding(&s->job, import_encodings[step_index(at, n, step)]);
}

static int step_sheet(struct import_shown *s, int step)
{
	const struct list_preview *p = &s->preview;
	const char *now = s->job.sheet ? s->job.sheet : p->sheet;
	size_t at = 0;
	if (p->n_sheets == 0)
		return import_job_sheet(&s->job, "");
	for (size_t i = 0; i < p->n_sheets; i++)
		if (now && strcmp(p->sheets[i], now) == 0)
			at = i;
	return import_job_sheet(&s->job, p->sheets[step_index(at, p->n_sheets, step)]);
}

int import_shown_step(struct import_shown *s, const struct import_line *line, int step)
{
	switch (line->type) {
	case IMPORT_LINE_KIND: step_kind(s, step); return 0;
	case IMPORT_LINE_ENCODING: return step_encoding(s, step);
	case IMPORT_LINE_SHEET: return step_sheet(s, step);
	case IMPORT_LINE_OPTION: s->job.options[line->index] = !s->job.options[line->index]; return 0;
	case IMPORT_LINE_MISSING:
	case IMPORT_LINE_COLUMN:
	case IMPORT_LINE_SET: break;
	}
	return 0;
}
