/* Which functions of libzip and expat are used, and what to install where they are missing. */
#include "store/format/xlsx_lib.h"

#include <stddef.h>

#include "store/base/err.h"
#include "store/base/library.h"

static const struct library_function zip_functions[] = {
	{"zip_source_buffer_create", offsetof(struct xlsx_lib, zip_source_buffer_create)},
	{"zip_source_free", offsetof(struct xlsx_lib, zip_source_free)},
	{"zip_open", offsetof(struct xlsx_lib, zip_open)},
	{"zip_open_from_source", offsetof(struct xlsx_lib, zip_open_from_source)},
	{"zip_discard", offsetof(struct xlsx_lib, zip_discard)},
	{"zip_name_locate", offsetof(struct xlsx_lib, zip_name_locate)},
	{"zip_stat_index", offsetof(struct xlsx_lib, zip_stat_index)},
	{"zip_fopen_index", offsetof(struct xlsx_lib, zip_fopen_index)},
	{"zip_fread", offsetof(struct xlsx_lib, zip_fread)},
	{"zip_fclose", offsetof(struct xlsx_lib, zip_fclose)},
	{NULL, 0},
};

static const struct library_function expat_functions[] = {
	{"XML_ParserCreateNS", offsetof(struct xlsx_lib, parser_create)},
	{"XML_ParserFree", offsetof(struct xlsx_lib, parser_free)},
	{"XML_SetUserData", offsetof(struct xlsx_lib, set_user_data)},
	{"XML_SetElementHandler", offsetof(struct xlsx_lib, set_elements)},
	{"XML_SetCharacterDataHandler", offsetof(struct xlsx_lib, set_text)},
	{"XML_SetStartDoctypeDeclHandler", offsetof(struct xlsx_lib, set_doctype)},
	{"XML_StopParser", offsetof(struct xlsx_lib, stop)},
	{"XML_ResumeParser", offsetof(struct xlsx_lib, resume)},
	{"XML_Parse", offsetof(struct xlsx_lib, parse)},
	{"XML_GetErrorCode", offsetof(struct xlsx_lib, error)},
	{"XML_GetCurrentByteIndex", offsetof(struct xlsx_lib, byte_index)},
	{NULL, 0},
};

int xlsx_lib_open(struct xlsx_lib *out, const char **lacking)
{
	*out = (struct xlsx_lib){0};
	out->zip = library_open("libzip.so.4", zip_functions, out);
	out->expat = library_open("libexpat.so.1", expat_functions, out);
	*lacking = !out->zip ? "libzip4" : !out->expat ? "libexpat1" : NULL;
	if (!*lacking)
		return 0;
	xlsx_lib_close(out);
	return QUAD_ENOTFOUND;
}

void xlsx_lib_close(struct xlsx_lib *lib)
{
	library_close(lib->zip);
	library_close(lib->expat);
	*lib = (struct xlsx_lib){0};
}
