/*
 * Why a file cannot be read as a list, in words. The engine says which of its problems it is and what it is about; a
 * sentence says also what to do, and is the same in the shell and on the screen.
 */
#include "tui/words/words_unreadable.h"

#include "tui/base/locale.h"

/* Those that are about nothing but the file. */
static const char *const sentences[LIST_N_PROBLEMS] = {
	[LIST_EMPTY] = N_("the file is empty"),
	[LIST_TOO_LARGE] = N_("the file is larger than 128 MiB: split it"),
	[LIST_TOO_MANY_LINES] = N_("the file has more than 5 million lines: split it"),
	[LIST_TOO_LARGE_TEXT] = N_("the file is too large in its encoding: save it as CSV UTF-8, or split it"),
	[LIST_HEADER_LARGE] = N_("the header row is larger than a row may be"),
	[LIST_HEADER_QUOTE] = N_("the header row has a quote that is not closed or stands within a cell"),
	[LIST_NO_SHEETS] = N_("this is no workbook (XLSX) and has no sheets: leave --sheet out"),
	[LIST_OLD_WORKBOOK] = N_("this is a damaged Excel file (XLS), or one of before 1997"),
	[LIST_PDF] = N_("this is a PDF file: ask for the list as a workbook (XLSX) or CSV"),
	[LIST_WEB_PAGE] = N_("this is a web page without a list in it"),
	[LIST_XML] = N_("this is an XML file of another kind than spreadsheets"),
	[LIST_ARCHIVE] = N_("this is an archive (ZIP) and no workbook: take the lists out of it"),
	[LIST_BROKEN] = N_("the file is damaged or not complete: fetch or save it again"),
	[LIST_ODS] = N_("this is an OpenDocument spreadsheet (ODS): save it as XLSX or CSV"),
	[LIST_OPEN_DOCUMENT] = N_("this is an OpenDocument file: save it as XLSX or CSV"),
	[LIST_XLSB] = N_("this is a binary workbook (XLSB): save it as XLSX or CSV"),
	[LIST_DOCUMENT] = N_("this is a document or a presentation: copy its table into a sheet and save that"),
	[LIST_BOOK_PASSWORD] = N_("the workbook has a password: open it and save it without one"),
	[LIST_BOOK_DAMAGED] =
		N_("the workbook is damaged or encrypted: open it in a spreadsheet program and save it again"),
	[LIST_BOOK_LARGE] = N_("the workbook holds more than a list may: split it, or save the sheet as CSV"),
	[LIST_BOOK_DOCTYPE] =
		N_("the workbook has a DOCTYPE, which no spreadsheet program writes: open and save it in one"),
	[LIST_BOOK_EMPTY] = N_("the workbook has no sheet with cells"),
	[LIST_BOOK_ROWS] =
		N_("the workbook's rows are out of order or too many: save it anew in a spreadsheet program"),
	[LIST_BOOK_COLUMNS] =
		N_("the workbook's columns are out of order or too many: save it anew in a spreadsheet program"),
	[LIST_EMPTY_SHEET] = N_("the sheet is empty"),
	[LIST_NO_CALENDAR] = N_("this is no calendar, which would begin with BEGIN:VCALENDAR"),
	[LIST_CALENDAR_LINE] = N_("this is no line of a calendar"),
	[LIST_CALENDAR_OUTSIDE] = N_("this is outside of any VCALENDAR"),
	[LIST_CALENDAR_DEPTH] = N_("no calendar nests so deep"),
	[LIST_CALENDAR_END] = N_("END without its BEGIN"),
	[LIST_CALENDAR_ZONES] = N_("more time zones than a file may define"),
	[LIST_CALENDAR_GREGORIAN] = N_("dates of another calendar than the Gregorian"),
	[LIST_CALENDAR_OLD] = N_("this is vCalendar 1.0, an old form: have the program write iCalendar 2.0 (.ics)"),
	[LIST_CALENDAR_COLUMNS] = N_("a calendar has no columns: leave --map and --set out"),
	[LIST_CALENDAR_SHEETS] = N_("a calendar has no sheets: leave --sheet out"),
};

void words_unreadable(const struct list_fault *f, struct buf *out)
{
	const char *subject = f->subject ? f->subject : "", *others = f->others ? f->others : "";
	switch (f->problem) {
	case LIST_ENCODING: buf_fmt(out, _("there is no encoding %s"), subject); return;
	case LIST_NO_OUR_COLUMN: buf_fmt(out, _("%s have no column %s"), others, subject); return;
	case LIST_NO_COLUMN: buf_fmt(out, _("the file has no column %s"), subject); return;
	case LIST_NO_SHEET: buf_fmt(out, _("the workbook has no sheet %s; it has: %s"), subject, others); return;
	case LIST_BOOK_LIBRARY:
		buf_fmt(out,
		        _("a workbook (XLSX) needs the package %s, which is not installed: install it, or save the "
		          "sheet as CSV"),
		        subject);
		return;
	case LIST_HTML_LIBRARY:
		buf_fmt(out, _("a table in a web page needs the package %s, which is not installed: install it"),
		        subject);
		return;
	case LIST_CALENDAR_LIBRARY:
		buf_fmt(out,
		        _("zones or rules of this calendar need the package %s, which is not installed: install it"),
		        subject);
		return;
	case LIST_CALENDAR_CUT:
		buf_fmt(out, _("line %zu: BEGIN:%s is never ended: the file is cut off"), f->line, subject);
		return;
	default: break;
	}
	const char *sentence = sentences[f->problem];
	if (f->line)
		buf_fmt(out, _("line %zu: "), f->line);
	buf_str(out, sentence ? _(sentence) : list_problem_word(f->problem));
	if (f->line && *subject)
		buf_fmt(out, ": %s", subject);
	if (f->problem >= LIST_OLD_WORKBOOK && f->problem <= LIST_XML && f->problem != LIST_PDF)
		buf_str(out, _("; open it in a spreadsheet program and save it as XLSX or CSV UTF-8"));
}
