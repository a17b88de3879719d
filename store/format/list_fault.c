/* The codes of list_fault.h, and how files begin that come under a list's name. */
#include "store/format/list_fault.h"

#include <string.h>
#include <strings.h>

static const char *const words[LIST_N_PROBLEMS] = {
	[LIST_FINE] = "",
	[LIST_EMPTY] = "empty",
	[LIST_TOO_LARGE] = "too-large",
	[LIST_TOO_MANY_LINES] = "too-many-lines",
	[LIST_TOO_LARGE_TEXT] = "too-large-decoded",
	[LIST_ENCODING] = "no-encoding",
	[LIST_HEADER_LARGE] = "header-too-large",
	[LIST_HEADER_QUOTE] = "header-quote",
	[LIST_NO_OUR_COLUMN] = "no-such-column",
	[LIST_NO_COLUMN] = "no-column-in-file",
	[LIST_NO_SHEETS] = "no-sheets",
	[LIST_OLD_WORKBOOK] = "xls",
	[LIST_PDF] = "pdf",
	[LIST_WEB_PAGE] = "html",
	[LIST_XML] = "xml",
	[LIST_ARCHIVE] = "zip",
	[LIST_BROKEN] = "broken",
	[LIST_ODS] = "ods",
	[LIST_OPEN_DOCUMENT] = "opendocument",
	[LIST_XLSB] = "xlsb",
	[LIST_DOCUMENT] = "document",
	[LIST_BOOK_LIBRARY] = "workbook-library",
	[LIST_HTML_LIBRARY] = "html-library",
	[LIST_BOOK_PASSWORD] = "workbook-password",
	[LIST_BOOK_DAMAGED] = "workbook-damaged",
	[LIST_BOOK_LARGE] = "workbook-too-large",
	[LIST_BOOK_DOCTYPE] = "workbook-doctype",
	[LIST_BOOK_EMPTY] = "workbook-empty",
	[LIST_BOOK_ROWS] = "workbook-rows",
	[LIST_BOOK_COLUMNS] = "workbook-columns",
	[LIST_NO_SHEET] = "no-sheet",
	[LIST_EMPTY_SHEET] = "sheet-empty",
	[LIST_NO_CALENDAR] = "no-calendar",
	[LIST_CALENDAR_LINE] = "calendar-line",
	[LIST_CALENDAR_OUTSIDE] = "calendar-outside",
	[LIST_CALENDAR_DEPTH] = "calendar-depth",
	[LIST_CALENDAR_END] = "calendar-end",
	[LIST_CALENDAR_CUT] = "calendar-cut",
	[LIST_CALENDAR_ZONES] = "calendar-zones",
	[LIST_CALENDAR_GREGORIAN] = "calendar-gregorian",
	[LIST_CALENDAR_OLD] = "calendar-old",
	[LIST_CALENDAR_LIBRARY] = "calendar-library",
	[LIST_CALENDAR_COLUMNS] = "calendar-columns",
	[LIST_CALENDAR_SHEETS] = "calendar-sheets",
};

const char *list_problem_word(enum list_problem problem)
{
	return problem < LIST_N_PROBLEMS ? words[problem] : "";
}

void list_fault_format(const struct list_fault *f, struct buf *out)
{
	buf_str(out, list_problem_word(f->problem));
	if (f->subject && *f->subject)
		buf_fmt(out, ":%s", f->subject);
	if (f->line)
		buf_fmt(out, "@%zu", f->line);
}

enum list_problem list_other_format(struct bytes data)
{
	static const struct {
		const char *start;
		enum list_problem problem;
	} forms[] = {
		{"\xd0\xcf\x11\xe0", LIST_OLD_WORKBOOK},
		{"%PDF", LIST_PDF},
		{"<!doctype", LIST_WEB_PAGE},
		{"<html", LIST_WEB_PAGE},
		{"<table", LIST_WEB_PAGE},
		{"<head", LIST_WEB_PAGE},
		{"<meta", LIST_WEB_PAGE},
		{"<style", LIST_WEB_PAGE},
		{"<body", LIST_WEB_PAGE},
		{"<div", LIST_WEB_PAGE},
		{"<!--", LIST_WEB_PAGE},
		{"<?xml", LIST_XML},
	};
	static const char mark[] = "\xef\xbb\xbf", blanks[] = {' ', '\t', '\r', '\n'};
	const char *p = data.p, *end = p + data.len;
	if (data.len >= strlen(mark) && memcmp(p, mark, strlen(mark)) == 0)
		p += strlen(mark);
	while (p < end && memchr(blanks, *p, sizeof blanks))
		p++;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		size_t len = strlen(forms[i].start);
		if ((size_t)(end - p) >= len && strncasecmp(p, forms[i].start, len) == 0)
			return forms[i].problem;
	}
	return LIST_FINE;
}
