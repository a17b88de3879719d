/*
 * Why a file cannot be read as a list at all: a code, and the names and the line that the sentence about it needs. The
 * front end makes the sentence.
 */
#ifndef QUAD_STORE_LIST_FAULT_H
#define QUAD_STORE_LIST_FAULT_H

#include <stdbool.h>
#include <stddef.h>

#include "store/base/buf.h"

enum list_problem {
	LIST_FINE,
	/* any file */
	LIST_EMPTY,
	LIST_TOO_LARGE,      /* more than LIST_FILE_MAX_BYTES */
	LIST_TOO_MANY_LINES, /* more than LIST_LINES_MAX */
	LIST_TOO_LARGE_TEXT, /* in UTF-8, which it is not in */
	LIST_ENCODING,       /* there is none called subject */
	LIST_HEADER_LARGE,   /* the header row is larger than a row may be */
	LIST_HEADER_QUOTE,   /* it has a quote that is not closed, or within a cell */
	LIST_NO_OUR_COLUMN,  /* subject: what a map or a set names; others: the kind of list that has no such column */
	LIST_NO_COLUMN,      /* subject: a header that a map names and the file lacks */
	LIST_NO_SHEETS,      /* a sheet is named, and this is no workbook */
	/* files of another kind, by how they begin */
	LIST_OLD_WORKBOOK, /* XLS of before 1997, or damaged */
	LIST_PDF,
	LIST_WEB_PAGE, /* it holds no table */
	LIST_XML,      /* of another kind than spreadsheets */
	/* archives */
	LIST_ARCHIVE,       /* it holds no workbook */
	LIST_BROKEN,        /* it is damaged, or not whole */
	LIST_ODS,           /* an OpenDocument spreadsheet */
	LIST_OPEN_DOCUMENT, /* another file of OpenDocument */
	LIST_XLSB,          /* a binary workbook */
	LIST_DOCUMENT,      /* a document or a presentation */
	/* workbooks */
	LIST_BOOK_LIBRARY, /* subject: the Debian package that they need and that is not installed */
	LIST_HTML_LIBRARY, /* the same of tables in web pages */
	LIST_BOOK_PASSWORD,
	LIST_BOOK_DAMAGED,
	LIST_BOOK_LARGE,   /* it holds more than a list may */
	LIST_BOOK_DOCTYPE, /* a part has a document type, which no spreadsheet program writes */
	LIST_BOOK_EMPTY,   /* no sheet has cells */
	LIST_BOOK_ROWS,    /* rows are out of order, or beyond the last that a sheet has */
	LIST_BOOK_COLUMNS, /* the same of columns */
	LIST_NO_SHEET,     /* none is called subject; others: those that there are */
	LIST_EMPTY_SHEET,
	/* calendars; with a line, subject: what stands there */
	LIST_NO_CALENDAR,        /* the first line does not begin one */
	LIST_CALENDAR_LINE,      /* no line of a calendar */
	LIST_CALENDAR_OUTSIDE,   /* outside of any VCALENDAR */
	LIST_CALENDAR_DEPTH,     /* components nest deeper than any calendar's */
	LIST_CALENDAR_END,       /* an END without its BEGIN */
	LIST_CALENDAR_CUT,       /* what begins there never ends */
	LIST_CALENDAR_ZONES,     /* more time zones than a file may define */
	LIST_CALENDAR_GREGORIAN, /* dates are of another calendar */
	LIST_CALENDAR_OLD,       /* the former form, vCalendar 1.0 */
	LIST_CALENDAR_LIBRARY,   /* its zones or rules need the package subject */
	LIST_CALENDAR_COLUMNS,   /* a map or a set, and calendars have no columns */
	LIST_CALENDAR_SHEETS,    /* a sheet is named */
	LIST_N_PROBLEMS
};

struct list_fault {
	enum list_problem problem;
	size_t line;                  /* of the file, from 1; 0 = none */
	const char *subject, *others; /* as above, NULL where nothing is said of them */
};

/* The code, the same for ever: `empty`, `no-sheet`... "" for LIST_FINE. */
const char *list_problem_word(enum list_problem problem);

/* Appends `CODE`, `CODE:SUBJECT`, `CODE:SUBJECT@LINE`: for logs. */
void list_fault_format(const struct list_fault *f, struct buf *out);

/* What a file is that begins so and is taken for a list; LIST_FINE if it may be one. */
enum list_problem list_other_format(struct bytes data);

#endif
