/* The libraries behind XLSX, found when the first workbook comes: no start of the program pays for them. */
#ifndef QUAD_STORE_XLSX_LIB_H
#define QUAD_STORE_XLSX_LIB_H

#include <expat.h>
#include <stdbool.h>
#include <stdint.h>
#include <zip.h>

/* The functions of libzip and expat that are used here, by their own names without the prefix. */
struct xlsx_lib {
	void *zip, *expat;
	zip_source_t *(*zip_source_buffer_create)(const void *, zip_uint64_t, int, zip_error_t *);
	void (*zip_source_free)(zip_source_t *);
	zip_t *(*zip_open)(const char *, int, int *);
	zip_t *(*zip_open_from_source)(zip_source_t *, int, zip_error_t *);
	void (*zip_discard)(zip_t *);
	zip_int64_t (*zip_name_locate)(zip_t *, const char *, zip_flags_t);
	int (*zip_stat_index)(zip_t *, zip_uint64_t, zip_flags_t, zip_stat_t *);
	zip_file_t *(*zip_fopen_index)(zip_t *, zip_uint64_t, zip_flags_t);
	zip_int64_t (*zip_fread)(zip_file_t *, void *, zip_uint64_t);
	int (*zip_fclose)(zip_file_t *);
	XML_Parser (*parser_create)(const XML_Char *, XML_Char);
	void (*parser_free)(XML_Parser);
	void (*set_user_data)(XML_Parser, void *);
	void (*set_elements)(XML_Parser, XML_StartElementHandler, XML_EndElementHandler);
	void (*set_text)(XML_Parser, XML_CharacterDataHandler);
	void (*set_doctype)(XML_Parser, XML_StartDoctypeDeclHandler);
	enum XML_Status (*stop)(XML_Parser, XML_Bool);
	enum XML_Status (*resume)(XML_Parser);
	enum XML_Status (*parse)(XML_Parser, const char *, int, int);
	enum XML_Error (*error)(XML_Parser);
	XML_Index (*byte_index)(XML_Parser);
};

/* QUAD_ENOTFOUND: *lacking is the Debian package of the one that is missing, a constant. */
int xlsx_lib_open(struct xlsx_lib *out, const char **lacking) __attribute__((warn_unused_result));
void xlsx_lib_close(struct xlsx_lib *lib); /* all-zero is fine */

#endif
