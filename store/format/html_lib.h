/* The library behind tables in HTML, found when the first such file comes: no start of the program pays for it. */
#ifndef QUAD_STORE_HTML_LIB_H
#define QUAD_STORE_HTML_LIB_H

#include <libxml/HTMLparser.h>

#define HTML_LIB_PACKAGE "libxml2"

/* The functions of libxml2 that are used here. */
struct html_lib {
	void *library;
	htmlParserCtxtPtr (*create)(htmlSAXHandlerPtr, void *, const char *, int, const char *, xmlCharEncoding);
	int (*use_options)(htmlParserCtxtPtr, int);
	int (*parse)(htmlParserCtxtPtr, const char *, int, int);
	void (*stop)(xmlParserCtxtPtr);
	void (*free)(htmlParserCtxtPtr);
};

/* QUAD_ENOTFOUND: it is not installed. */
int html_lib_open(struct html_lib *out) __attribute__((warn_unused_result));
void html_lib_close(struct html_lib *lib); /* all-zero is fine */

#endif
