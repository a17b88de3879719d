/*
 * libzip brings a cryptographic library with it, whose start takes longer than most commands of this program. So it is
 * not linked but opened by name, with expat, for as long as a workbook is; the package depends on both all the same.
 */
#include "store/xlsx_lib.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include "store/err.h"

struct function {
	const char *name;
	size_t offset;
};

static const struct function zip_functions[] = {
	{"zip_source_buffer_create", offsetof(struct xlsx_lib, zip_source_buffer_create)},
	{"zip_source_free", offsetof(struct xlsx_lib, zip_source_free)},
	{"zip_open_from_source", offsetof(struct xlsx_lib, zip_open_from_source)},
	{"zip_discard", offsetof(struct xlsx_lib, zip_discard)},
	{"zip_name_locate", offsetof(struct xlsx_lib, zip_name_locate)},
	{"zip_stat_index", offsetof(struct xlsx_lib, zip_stat_index)},
	{"zip_fopen_index", offsetof(struct xlsx_lib, zip_fopen_index)},
	{"zip_fread", offsetof(struct xlsx_lib, zip_fread)},
	{"zip_fclose", offsetof(struct xlsx_lib, zip_fclose)},
	{NULL, 0},
};

static const struct function expat_functions[] = {
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

/* NULL if the library is not there. It stays in memory once it is: its own clean-up is not made for leaving early. */
static void *open_library(const char *file)
{
	return dlopen(file, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
}

/* POSIX lets a pointer to data carry one to a function, and C gives no cast for it: the bytes are copied. */
static bool find_function(void *library, const char *name, void *place)
{
	void *found = dlsym(library, name);
	memcpy(place, &found, sizeof found);
	return found != NULL;
}

int xlsx_lib_open(struct xlsx_lib *out, const char **lacking)
{
	bool zip, expat;
	*out = (struct xlsx_lib){.zip = open_library("libzip.so.4"), .expat = open_library("libexpat.so.1")};
	zip = out->zip != NULL;
	expat = out->expat != NULL;
	for (size_t i = 0; zip && zip_functions[i].name; i++)
		zip = find_function(out->zip, zip_functions[i].name, (char *)out + zip_functions[i].offset);
	for (size_t i = 0; expat && expat_functions[i].name; i++)
		expat = find_function(out->expat, expat_functions[i].name, (char *)out + expat_functions[i].offset);
	*lacking = !zip ? "libzip4" : !expat ? "libexpat1" : NULL;
	if (!*lacking)
		return 0;
	xlsx_lib_close(out);
	return QUAD_ENOTFOUND;
}

void xlsx_lib_close(struct xlsx_lib *lib)
{
	if (lib->zip)
		dlclose(lib->zip);
	if (lib->expat)
		dlclose(lib->expat);
	*lib = (struct xlsx_lib){0};
}
