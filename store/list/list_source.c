/*
 * A file is told by its content. Of a workbook, the sheet is taken whose header is understood; of a text, the encoding
 * in which its header is.
 */
#include "store/list/list_source.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "store/base/err.h"
#include "store/base/utf8.h"
#include "store/format/encoding.h"
#include "store/format/html_book.h"
#include "store/format/list_words.h"
#include "store/format/text_survey.h"
#include "store/format/xls_book.h"
#include "store/format/xml_book.h"
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

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What two headers have in common if they have the same names in any order: in arena, NULL on out of memory. */
static const char *sign_header(const struct head *head, struct arena *arena)
{
	const char **names = arena_alloc(arena, (head->n_names + 1) * sizeof *names);
	struct buf text = {0};
	size_t n = 0;
	bool failed = !names;
	for (size_t i = 0; i < head->n_names && !failed; i++) {
		buf_clear(&text);
		words_header(&text, head->names[i]);
		failed = text.failed;
		if (failed || !text.len)
			continue;
		names[n] = arena_str(arena, buf_text(&text));
		failed = !names[n++];
	}
	if (!failed)
		qsort(names, n, sizeof *names, compare_texts);
	buf_clear(&text);
	for (size_t i = 0; i < n && !failed; i++)
		buf_fmt(&text, "%s\n", names[i]);
	failed |= text.failed;
	const char *sign = failed ? NULL : arena_str(arena, buf_text(&text));
	buf_release(&text);
	return sign;
}

/* What is found out about a sheet. */
struct look {
	size_t known;      /* cells of its header */
	bool empty, whole; /* whole: the header lacks no column */
	const char *sign;  /* of its header, if it is whole; in the arena that was given */
};

static int examine_sheet(const struct list_import *ask, const struct source *from, struct arena *arena,
                         struct look *out)
{
	struct list_summary scratch = {0};
	struct rows reader = {0};
	struct list_header header;
	struct head head;
	*out = (struct look){0};
	int err = head_find(ask, from, &scratch.arena, &head);
	out->known = head.known;
	out->empty = err == QUAD_ENOTFOUND;
	if (out->empty)
		err = 0;
	if (!err && head.known >= 2) {
		err = head_open_rows(ask, from, &reader, &header, &scratch);
		out->whole = err == 0;
	}
	if (err == QUAD_EINVAL && (scratch.fault.problem || scratch.n_missing))
		err = 0;
	if (out->whole)
		out->sign = sign_header(&head, arena);
	if (out->whole && !out->sign)
		err = QUAD_ENOMEM;
	rows_close(&reader);
	arena_release(&scratch.arena);
	return err;
}

/* The first sheet that is shown and whose header lacks nothing; else the one of which most is known. */
static size_t find_best_sheet(const struct source *from, const struct look *looks)
{
	size_t n = xlsx_sheets(from->book), best = n;
	for (size_t i = 0; i < n; i++) {
		if (xlsx_sheet_is_hidden(from->book, i) || looks[i].empty)
			continue;
		if (looks[i].whole)
			return i;
		if (best == n || looks[i].known > looks[best].known)
			best = i;
	}
	return best == n ? 0 : best;
}

/* Takes the best sheet and all others with the same header; the names of those that hold something else are left out.
 */
static int take_sheets(struct source *from, const struct look *looks, size_t *sheets, struct list_summary *summary)
{
	size_t n = xlsx_sheets(from->book), best = find_best_sheet(from, looks), n_shown = 0;
	const char **names = arena_alloc(&summary->arena, (n + 1) * sizeof *names);
	summary->left_out = arena_alloc(&summary->arena, (n + 1) * sizeof *summary->left_out);
	if (!names || !summary->left_out)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < n; i++) {
		const char *name = xlsx_sheet_name(from->book, i);
		bool hidden = xlsx_sheet_is_hidden(from->book, i);
		bool same = looks[best].whole && looks[i].whole && strcmp(looks[i].sign, looks[best].sign) == 0;
		bool taken = i == best || (same && !hidden);
		const char *copy = arena_str(&summary->arena, name);
		if (!copy)
			return QUAD_ENOMEM;
		n_shown += !hidden;
		if (taken) {
			names[from->n_sheets] = copy;
			sheets[from->n_sheets++] = i;
		} else if (!looks[i].empty && (!hidden || same)) {
			summary->left_out[summary->n_left_out++] = copy;
		}
	}
	from->sheet = best;
	summary->sheets = names;
	summary->n_sheets = n_shown > 1 ? from->n_sheets : 0;
	return 0;
}

static int choose_sheets(const struct list_import *ask, struct source *from, struct list_summary *summary)
{
	size_t n = xlsx_sheets(from->book);
	size_t *sheets = arena_alloc(&summary->arena, (n + 1) * sizeof *sheets);
	struct look *looks = arena_alloc(&summary->arena, (n + 1) * sizeof *looks);
	if (!sheets || !looks)
		return QUAD_ENOMEM;
	for (from->sheet = 0; from->sheet < n; from->sheet++) {
		int err = examine_sheet(ask, from, &summary->arena, &looks[from->sheet]);
		if (err)
			return err;
	}
	from->sheets = sheets;
	return take_sheets(from, looks, sheets, summary);
}

/* Reads every sheet that is taken to its end, so that damage is known before its first row is used. */
static int survey_sheets(struct source *from)
{
	for (size_t i = from->n_sheets; i > 0; i--) {
		int err = xlsx_survey(from->book, from->sheets[i - 1]);
		if (err)
			return err;
	}
	return 0;
}

/* Chooses the sheets of the workbook that was opened. */
static int open_sheets(const struct list_import *ask, struct source *from, struct list_summary *summary)
{
	int err = 0;
	if (!ask->sheet) {
		err = choose_sheets(ask, from, summary);
	} else {
		err = find_sheet(ask, from, summary);
		from->sheets = &from->sheet;
		from->n_sheets = 1;
	}
	return err || from->heads_only ? err : survey_sheets(from);
}

static int open_workbook(const struct list_import *ask, struct source *from, struct list_summary *summary)
{
	int err = xlsx_open(ask->data, &from->book, &summary->fault);
	return err ? err : open_sheets(ask, from, summary);
}

/* ---- texts ---- */

/* encoding_score: how many cells of the header are known. */
static size_t score_header(void *arg, const char *text, size_t len)
{
	struct arena scratch = {0};
	struct head head;
	int err = head_find(arg, &(struct source){.text = text, .len = len}, &scratch, &head);
	arena_release(&scratch);
	if (err == QUAD_ENOMEM)
		return ENCODING_NO_SCORE;
	return err ? 0 : head.known;
}

#define MARK "\xef\xbb\xbf"

static size_t mark_len(struct bytes beginning)
{
	size_t len = strlen(MARK);
	return beginning.len >= len && memcmp(beginning.p, MARK, len) == 0 ? len : 0;
}

static bool may_be_utf8(const struct list_import *ask)
{
	return !ask->encoding || strcasecmp(ask->encoding, "UTF-8") == 0 || strcasecmp(ask->encoding, "UTF8") == 0;
}

/* UTF-8 is read where it lies, so that a large file is in memory once. False if it is not, or told to be otherwise. */
static bool is_plain(const struct list_import *ask, struct source *from)
{
	size_t mark = mark_len(ask->data);
	if (!may_be_utf8(ask))
		return false;
	from->text = (const char *)ask->data.p + mark;
	from->len = ask->data.len - mark;
	/* zero bytes are those of UTF-16, or of a fault */
	if (!ask->encoding && memchr(from->text, '\0', from->len))
		return false;
	return utf8_valid(from->text, from->len);
}

static bool has_many_lines(const struct source *from)
{
	return text_count(from->text, from->len, '\n') > LIST_LINES_MAX ||
	       text_count(from->text, from->len, '\r') > LIST_LINES_MAX;
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

/* ---- files ---- */

#define BEGINNING_BYTES ((size_t)4096)

/* True for a file of plain text, which is read piece by piece. */
static int find_plain_file(const struct list_import *ask, bool *out)
{
	char beginning[BEGINNING_BYTES];
	const struct text_file *file = ask->file;
	struct bytes begun = {beginning, file->len < sizeof beginning ? file->len : sizeof beginning};
	struct text_survey found;
	*out = false;
	int err = file->read(file->arg, 0, beginning, begun.len);
	if (err || !may_be_utf8(ask) || xlsx_is_archive(begun) || list_other_format(begun))
		return err;
	err = text_survey(file, mark_len(begun), &found);
	if (err)
		return err;
	*out = found.is_utf8 && (ask->encoding || !found.has_zeros) && found.n_lf <= LIST_LINES_MAX &&
	       found.n_cr <= LIST_LINES_MAX;
	return 0;
}

int source_fetch(struct list_import *ask, bool may_stay, struct buf *whole)
{
	const struct text_file *file = ask->file;
	bool stays = false;
	int err = may_stay ? find_plain_file(ask, &stays) : 0;
	if (err || stays)
		return err;
	char *room = buf_room(whole, file->len);
	if (!room)
		return QUAD_ENOMEM;
	ask->data = (struct bytes){room, file->len};
	ask->file = NULL;
	return file->read(file->arg, 0, room, file->len);
}

/* Opens a file that source_fetch left as it is. */
static int open_file(const struct list_import *ask, struct source *out, struct list_summary *summary)
{
	char beginning[sizeof MARK - 1];
	const struct text_file *file = ask->file;
	struct bytes begun = {beginning, file->len < sizeof beginning ? file->len : sizeof beginning};
	if (ask->sheet)
		return head_refuse(summary, LIST_NO_SHEETS);
	int err = file->read(file->arg, 0, beginning, begun.len);
	out->file = file;
	out->begin = mark_len(begun);
	summary->encoding = "UTF-8";
	return err;
}

/* ---- other files with sheets ---- */

/* Decodes a page: as told, else as it declares where that can be so, else as its beginning is understood. */
static int decode_page(const struct list_import *ask, struct buf *out, struct list_summary *summary)
{
	char declared[HTML_ENCODING_MAX];
	const char *told = ask->encoding;
	bool is_utf8 = utf8_valid(ask->data.p, ask->data.len);
	if (!told && is_utf8)
		told = "UTF-8";
	if (!told && html_declared_encoding(ask->data, declared) && strncasecmp(declared, "utf", 3) != 0)
		told = declared;
	int err = encoding_decode(ask->data, told, score_header, (void *)ask, out, &summary->encoding,
	                          &summary->encoding_guessed);
	/* what the page declares may be no encoding */
	if (err == QUAD_EINVAL && told == declared)
		err = encoding_decode(ask->data, NULL, score_header, (void *)ask, out, &summary->encoding,
		                      &summary->encoding_guessed);
	if (!err && summary->encoding == declared)
		summary->encoding = arena_str(&summary->arena, declared);
	if (err == QUAD_EINVAL) {
		summary->fault.subject = ask->encoding;
		return head_refuse(summary, LIST_ENCODING);
	}
	if (err == QUAD_EFULL)
		return head_refuse(summary, LIST_TOO_LARGE_TEXT);
	return err || summary->encoding ? err : QUAD_ENOMEM;
}

static int read_page(const struct list_import *ask, struct source *from, struct list_summary *summary)
{
	struct buf text = {0};
	int err = decode_page(ask, &text, summary);
	if (!err)
		err = html_book_read(buf_text(&text), text.len, &from->parts, &summary->fault);
	buf_release(&text);
	return err;
}

/* Opens a file whose sheets are written as those of a workbook. */
static int open_other(const struct list_import *ask, enum list_problem kind, struct source *from,
                      struct list_summary *summary)
{
	int err;
	switch (kind) {
	case LIST_WEB_PAGE: err = read_page(ask, from, summary); break;
	case LIST_XML: err = xml_book_read(ask->data, &from->parts, &summary->fault); break;
	case LIST_OLD_WORKBOOK:
		err = xls_book_read(ask->data, &from->parts, &from->parts.styles, &from->parts.since_1904,
		                    &summary->fault);
		break;
	default: return head_refuse(summary, kind);
	}
	if (!err)
		err = parts_open(&from->parts, &from->book, &summary->fault);
	return err ? err : open_sheets(ask, from, summary);
}

int source_next_sheet(struct source *s)
{
	size_t i = 0;
	while (i < s->n_sheets && s->sheets[i] != s->sheet)
		i++;
	if (i + 1 >= s->n_sheets)
		return QUAD_ENOTFOUND;
	s->sheet = s->sheets[i + 1];
	return xlsx_survey(s->book, s->sheet);
}

const char *source_sheet_name(const struct source *s)
{
	return s->n_sheets > 1 ? xlsx_sheet_name(s->book, s->sheet) : NULL;
}

int source_open(const struct list_import *ask, struct source *out, struct buf *decoded, struct list_summary *summary)
{
	if (ask->file)
		return open_file(ask, out, summary);
	if (xlsx_is_archive(ask->data))
		return open_workbook(ask, out, summary);
	enum list_problem kind = list_other_format(ask->data);
	if (kind)
		return open_other(ask, kind, out, summary);
	return open_text(ask, out, decoded, summary);
}

void source_close(struct source *s)
{
	xlsx_close(s->book);
	parts_release(&s->parts);
	*s = (struct source){0};
}
