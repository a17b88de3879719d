/* Which functions of libxlsxwriter are used, and what to install where it is missing. */
#include "store/format/xlsx_write_lib.h"

#include <stddef.h>

#include "store/base/err.h"
#include "store/base/library.h"

static const struct library_function functions[] = {
	{"workbook_new_opt", offsetof(struct xlsx_write_lib, new_opt)},
	{"workbook_add_worksheet", offsetof(struct xlsx_write_lib, add_worksheet)},
	{"workbook_add_format", offsetof(struct xlsx_write_lib, add_format)},
	{"workbook_set_properties", offsetof(struct xlsx_write_lib, set_properties)},
	{"workbook_close", offsetof(struct xlsx_write_lib, close)},
	{"lxw_workbook_free", offsetof(struct xlsx_write_lib, workbook_free)},
	{"worksheet_write_string", offsetof(struct xlsx_write_lib, write_string)},
	{"worksheet_write_number", offsetof(struct xlsx_write_lib, write_number)},
	{"worksheet_write_datetime", offsetof(struct xlsx_write_lib, write_datetime)},
	{"worksheet_set_column", offsetof(struct xlsx_write_lib, set_column)},
	{"worksheet_autofilter", offsetof(struct xlsx_write_lib, autofilter)},
	{"worksheet_freeze_panes", offsetof(struct xlsx_write_lib, freeze_panes)},
	{"lxw_worksheet_write_single_row", offsetof(struct xlsx_write_lib, write_single_row)},
	{"format_set_bold", offsetof(struct xlsx_write_lib, set_bold)},
	{"format_set_num_format", offsetof(struct xlsx_write_lib, set_num_format)},
	{"format_set_pattern", offsetof(struct xlsx_write_lib, set_pattern)},
	{NULL, 0},
};

int xlsx_write_lib_open(struct xlsx_write_lib *out, const char **lacking)
{
	*out = (struct xlsx_write_lib){0};
	out->library = library_open("libxlsxwriter.so.4", functions, out);
	*lacking = out->library ? NULL : "libxlsxwriter4";
	return out->library ? 0 : QUAD_ENOTFOUND;
}

void xlsx_write_lib_close(struct xlsx_write_lib *lib)
{
	library_close(lib->library);
	*lib = (struct xlsx_write_lib){0};
}
