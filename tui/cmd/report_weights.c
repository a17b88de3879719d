/* A few rows, read as a whole; everything that is wrong with one names the row, as the file counts its data rows. */
#include "tui/cmd/report_weights.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "store/base/err.h"
#include "store/format/csv.h"
#include "store/model/table.h"
#include "store/report/score.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/forced.h"
#include "tui/cmd/import_file.h"

#define FILE_MAX_BYTES 65536

struct weights {
	struct input *in;
	const char *path;
	size_t indicator, weight; /* the columns */
	size_t row;               /* 0: the header */
	struct report_weight *v;
	size_t n;
};

/* ---- the file ---- */

static enum cmd_status say_unread(struct input *in, const char *path, const char *why)
{
	buf_fmt(in->c->message, _("report: cannot read %s: %s\n"), import_file_name(path), why);
	return CMD_FAILED;
}

static enum cmd_status read_all(struct input *in, const char *path, FILE *f, struct buf *out)
{
	char portion[4096];
	while (!feof(f) && !ferror(f) && out->len <= FILE_MAX_BYTES)
		buf_add(out, portion, fread(portion, 1, sizeof portion, f));
	if (ferror(f))
		return say_unread(in, path, strerror(errno));
	if (out->failed)
		return cmd_fail(in->c, QUAD_ENOMEM, in->word);
	if (out->len > FILE_MAX_BYTES)
		return input_wrong(in, _("report: %s is too long for a list of weights"), import_file_name(path));
	return CMD_DONE;
}

static enum cmd_status read_file(struct input *in, const char *path, struct buf *out)
{
	bool standard = strcmp(path, "-") == 0;
	if (standard && in->c->via == VIA_SCREEN)
		return input_wrong(in, _("report: the keys of the screen come from standard input; name a file"));
	FILE *f = standard ? stdin : import_file_stream(path);
	if (!f)
		return say_unread(in, path, strerror(errno));
	enum cmd_status status = read_all(in, path, f, out);
	if (!standard)
		fclose(f);
	if (status == CMD_DONE && standard && forced_is_cut_off(in->c))
		return say_unread(in, path, _("the connection ended before the list did"));
	return status;
}

/* ---- its rows ---- */

/* The text of a cell without blanks around it; "" if the row has none. */
static const char *cell_of(struct weights *w, const struct csv_row *row, size_t at)
{
	const char *text = at < row->n ? arena_dup(&w->in->arena, row->cells[at].p, row->cells[at].len) : "";
	while (text && (*text == ' ' || *text == '\t'))
		text++;
	size_t len = text ? strlen(text) : 0;
	while (len && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		len--;
	return text ? arena_dup(&w->in->arena, text, len) : NULL;
}

static bool is_one_of(const char *text, const char *const *names)
{
	for (; *names; names++)
		if (strcmp(text, *names) == 0)
			return true;
	return false;
}

static enum cmd_status read_header(struct weights *w, const struct csv_row *row)
{
	static const char *const indicators[] = {"indicator", "指标", "指標", NULL};
	static const char *const weights[] = {"weight", "权重", "權重", NULL};
	w->indicator = w->weight = row->n;
	for (size_t i = 0; i < row->n; i++) {
		const char *text = cell_of(w, row, i);
		if (!text)
			return cmd_fail(w->in->c, QUAD_ENOMEM, w->in->word);
		if (is_one_of(text, indicators))
			w->indicator = i;
		if (is_one_of(text, weights))
			w->weight = i;
	}
	if (w->indicator < row->n && w->weight < row->n)
		return CMD_DONE;
	return input_wrong(w->in, _("report: %s has to begin with the row \"indicator,weight\""),
	                   import_file_name(w->path));
}

static enum cmd_status say_unknown(struct weights *w, const char *name)
{
	struct buf known = {0};
	for (size_t i = 0; i < INDICATORS; i++)
		input_add_known(&known, score_indicator_name(i));
	enum cmd_status status =
		input_wrong(w->in, _("report: weights, row %zu: there is no indicator \"%s\"; there are %s"), w->row,
	                    name, buf_text(&known));
	buf_release(&known);
	return status;
}

static bool has_weight(const struct weights *w, const char *name)
{
	for (size_t i = 0; i < w->n; i++)
		if (strcmp(w->v[i].indicator, name) == 0)
			return true;
	return false;
}

static enum cmd_status read_weight(struct weights *w, const struct csv_row *row)
{
	const char *name = cell_of(w, row, w->indicator), *text = cell_of(w, row, w->weight);
	if (!name || !text)
		return cmd_fail(w->in->c, QUAD_ENOMEM, w->in->word);
	if (!*name && !*text)
		return CMD_DONE;
	if (score_indicator_find(name) == INDICATORS)
		return say_unknown(w, name);
	if (has_weight(w, name))
		return input_wrong(w->in, _("report: weights, row %zu: %s has a weight already"), w->row, name);
	struct report_weight *v = &w->v[w->n];
	v->indicator = name;
	if (!parse_hundredths(text, 100, &v->weight))
		return input_wrong(w->in,
		                   _("report: weights, row %zu: the weight of %s is a number from 0 to 100, as 12.5, "
		                     "not \"%s\""),
		                   w->row, name, text);
	w->n++;
	return CMD_DONE;
}

static enum cmd_status read_row(struct weights *w, const struct csv_row *row)
{
	if (row->fault)
		return input_wrong(w->in, _("report: weights, row %zu: this is not CSV"), w->row);
	if (!row->n)
		return CMD_DONE;
	enum cmd_status status = w->row ? read_weight(w, row) : read_header(w, row);
	w->row++;
	return status;
}

/* ---- all of them ---- */

static enum cmd_status check_sum(struct weights *w)
{
	char text[CELL_HUNDREDTHS_MAX];
	int64_t sum = 0;
	for (size_t i = 0; i < w->n; i++)
		sum += w->v[i].weight;
	if (sum == SCORE_WEIGHTS)
		return CMD_DONE;
	return input_wrong(w->in, _("report: the weights sum to %s, not to 100"), cell_hundredths(sum, text));
}

static enum cmd_status read_rows(struct weights *w, const char *text, size_t len)
{
	struct csv_reader reader;
	struct csv_row row;
	enum cmd_status status = CMD_DONE;
	int err = csv_reader_open(&reader, text, len, csv_delimiter(text, len));
	while (!err && status == CMD_DONE) {
		err = csv_reader_next(&reader, &row);
		if (!err)
			status = read_row(w, &row);
	}
	csv_reader_close(&reader);
	if (status == CMD_DONE && err != QUAD_ENOTFOUND)
		return cmd_fail(w->in->c, err, w->in->word);
	if (status == CMD_DONE && !w->row)
		return read_header(w, &(struct csv_row){.n = 0});
	return status;
}

enum cmd_status report_weights_read(struct input *in, const char *path, struct report_ask *ask)
{
	static const char mark[] = "\xef\xbb\xbf";
	struct weights w = {.in = in, .path = path};
	struct buf text = {0};
	w.v = arena_alloc(&in->arena, INDICATORS * sizeof *w.v);
	enum cmd_status status = w.v ? read_file(in, path, &text) : cmd_fail(in->c, QUAD_ENOMEM, in->word);
	bool marked = text.len >= 3 && memcmp(buf_text(&text), mark, 3) == 0;
	size_t from = marked ? 3 : 0;
	if (status == CMD_DONE)
		status = read_rows(&w, buf_text(&text) + from, text.len - from);
	if (status == CMD_DONE)
		status = check_sum(&w);
	buf_release(&text);
	ask->weights = w.v;
	ask->n_weights = w.n;
	return status;
}
