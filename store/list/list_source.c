/*
 * A file is told by its content. Of a workbook, the sheet is taken whose header is understood; of a text, the encoding
 * in which its header is.
 */
#include "store/list/list_source.h"

#include <string.h>
#include <strings.h>

#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/format/encoding.h"
#include "store/list/list_head.h"

/* ---- workbooks ---- */

/* The sheet of that name, case and blanks set aside if need be. */
static int find_sheet(const struct list_import *ask, struct source *from, struct list_summary *summary)
{
	struct buf names = {0};
	size_t n = xlsx_sheets(from->book);
	for (from->sheet = 0; from->sheet < n; from->sheet++)
		if (strcmp(xlsx_sheet_name(from->book, from->sheet), ask->sheet) == 0)
			return 0;
	for (from->sheet = 0; from->sheet < n; from->sheet++) {
		const char *name = xlsx_sheet_name(from->book, from->sheet);
		char *plain = utf8_clean(&summary->arena, name, strlen(name));
		if (!plain)
			break;
		if (strcasecmp(plain, ask->sheet) == 0)
			return 0;
		buf_fmt(&names, "%s%s", from->sheet ? ", " : "", plain);
	}
	char *others = from->sheet < n || names.failed ? NULL : arena_str(&summary->arena, buf_text(&names));
	buf_release(&names);
	summary->fault = (struct list_fault){LIST_NO_SHEET, 0, ask->sheet, others};
	return others ? QUAD_EINVAL : QUAD_ENOMEM;
}

/*
 * Finds out how many cells of a sheet's header are known, and whether it lacks no column. QUAD_ENOTFOUND: the sheet is
 * empty.
 */
static int examine_sheet(const struct list_import *ask, const struct source *from, size_t *known, bool *whole)
{
	struct list_summary scratch = {0};
	struct rows reader = {0};
	struct list_header header;
	size_t index;
	*whole = false;
	int err = head_find(ask, from, known, &index);
	if (err || *known < 2)
		return err;
	err = head_open_rows(ask, from, &reader, &header, &scratch);
	*whole = err == 0;
	if (err == QUAD_EINVAL && (scratch.fault.problem || scratch.n_missing))
		err = 0;
	rows_close(&reader);
	arena_release(&scratch.arena);
	return err;
}

/* Chooses the first sheet that is shown and whose header lacks nothing; else the one of which most is known. */
static int choose_sheet(const struct list_import *ask, struct source *from, struct list_summary *summary)
{
	size_t best = 0, best_known = 0, n_shown = 0;
	bool found = false, found_whole = false;
	for (from->sheet = 0; from->sheet < xlsx_sheets(from->book); from->sheet++) {
		size_t known;
		bool whole;
		if (xlsx_sheet_is_hidden(from->book, from->sheet))
			continue;
		n_shown++;
		if (found_whole)
			continue;
		int err = examine_sheet(ask, from, &known, &whole);
		if (err == QUAD_ENOTFOUND)
			continue;
		if (err)
			return err;
		if (!found || whole || known > best_known) {
			best = from->sheet;
			best_known = known;
			found = true;
		}
		found_whole = whole;
	}
	from->sheet = best;
	if (n_shown <= 1)
		return 0;
	summary->sheet = arena_str(&summary->arena, xlsx_sheet_name(from->book, best));
	return summary->sheet ? 0 : QUAD_ENOMEM;
}

static int open_workbook(const struct list_import *ask, struct source *from, struct list_summary *summary)
{
	int err = xlsx_open(ask->data, &from->book, &summary->fault);
	if (err)
		return err;
	if (ask->sheet)
		err = find_sheet(ask, from, summary);
	else
		err = choose_sheet(ask, from, summary);
	return err ? err : xlsx_survey(from->book, from->sheet);
}

/* ---- texts ---- */

/* encoding_score: how many cells of the header are known. */
static size_t score_header(void *arg, const char *text, size_t len)
{
	size_t known = 0, index;
	int err = head_find(arg, &(struct source){.text = text, .len = len}, &known, &index);
	if (err == QUAD_ENOMEM)
		return ENCODING_NO_SCORE;
	return err ? 0 : known;
}

/* UTF-8 is read where it lies, so that a large file is in memory once. False if it is not, or told to be otherwise. */
static bool is_plain(const struct list_import *ask, struct source *from)
{
	const char *p = ask->data.p;
	size_t mark = ask->data.len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	if (ask->encoding && strcasecmp(ask->encoding, "UTF-8") != 0 && strcasecmp(ask->encoding, "UTF8") != 0)
		return false;
	from->text = p + mark;
	from->len = ask->data.len - mark;
	return utf8_valid(from->text, from->len);
}

static bool has_many_lines(const struct source *from)
{
	size_t lf = 0, cr = 0;
	for (size_t i = 0; i < from->len; i++) {
		lf += from->text[i] == '\n';
		cr += from->text[i] == '\r';
	}
	return lf > LIST_LINES_MAX || cr > LIST_LINES_MAX;
}

/* Finds the rows of a text. One that is not UTF-8 is decoded into *decoded. */
static int open_text(const struct list_import *ask, struct source *from, struct buf *decoded,
                     struct list_summary *summary)
{
	int err = 0;
	if (ask->sheet)
		return head_refuse(summary, LIST_NO_SHEETS);
	if (is_plain(ask, from)) {
		summary->encoding = "UTF-8";
	} else {
		err = encoding_decode(ask->data, ask->encoding, score_header, (void *)ask, decoded, &summary->encoding,
		                      &summary->encoding_guessed);
		from->text = buf_text(decoded);
		from->len = decoded->len;
	}
	if (err == QUAD_EINVAL) {
		summary->fault.subject = ask->encoding;
		return head_refuse(summary, LIST_ENCODING);
	}
	if (err == QUAD_EFULL)
		return head_refuse(summary, LIST_TOO_LARGE_TEXT);
	if (!err && has_many_lines(from))
		return head_refuse(summary, LIST_TOO_MANY_LINES);
	return err;
}

int source_open(const struct list_import *ask, struct source *out, struct buf *decoded, struct list_summary *summary)
{
	if (xlsx_is_archive(ask->data))
		return open_workbook(ask, out, summary);
	return open_text(ask, out, decoded, summary);
}

void source_close(struct source *s)
{
	xlsx_close(s->book);
	*s = (struct source){0};
}
