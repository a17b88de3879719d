/*
 * The file of a report: a new one, or an earlier report, which is written anew. Anything else that has the name stays
 * as it is, so that a mistyped or planted name costs nobody a file.
 */
#ifndef QUAD_TUI_REPORT_FILE_H
#define QUAD_TUI_REPORT_FILE_H

#include <stdio.h>

enum report_fault {
	REPORT_FINE,
	REPORT_SYSTEM,  /* errno says why */
	REPORT_LINK,    /* a symbolic link */
	REPORT_NO_FILE, /* a folder, a pipe, a device */
	REPORT_OTHER,   /* a file that does not begin as a report does */
};

/*
 * Opens it for writing, empty. A file that is there must be empty or begin with the bytes of `header`; no symbolic link
 * is followed. On a fault nothing was changed.
 */
enum report_fault report_file_open(const char *path, const char *header, FILE **out);

#endif
