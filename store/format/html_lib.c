/* Which functions of libxml2 are used. */
#include "store/format/html_lib.h"

#include <stddef.h>

#include "store/base/err.h"
#include "store/base/library.h"

int html_lib_open(struct html_lib *out)
{
	static const struct library_function functions[] = {
		{"htmlCreatePushParserCtxt", offsetof(struct html_lib, create)},
		{"htmlCtxtUseOptions", offsetof(struct html_lib, use_options)},
		{"htmlParseChunk", offsetof(struct html_lib, parse)},
		{"xmlStopParser", offsetof(struct html_lib, stop)},
		{"htmlFreeParserCtxt", offsetof(struct html_lib, free)},
		{NULL, 0},
	};
	*out = (struct html_lib){0};
	out->library = library_open("libxml2.so.2", functions, out);
	return out->library ? 0 : QUAD_ENOTFOUND;
}

void html_lib_close(struct html_lib *lib)
{
	library_close(lib->library);
	*lib = (struct html_lib){0};
}
