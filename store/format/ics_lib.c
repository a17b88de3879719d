/* Which functions of libical are used. */
#include "store/format/ics_lib.h"

#include <stddef.h>

#include "store/base/err.h"
#include "store/base/library.h"

static const struct library_function functions[] = {
	{"icalerror_set_errors_are_fatal", offsetof(struct ics_lib, set_errors_are_fatal)},
	{"icalmemory_free_ring", offsetof(struct ics_lib, free_ring)},
	{"icalparser_parse_string", offsetof(struct ics_lib, parse)},
	{"icalcomponent_isa", offsetof(struct ics_lib, isa)},
	{"icalcomponent_free", offsetof(struct ics_lib, component_free)},
	{"icaltimezone_new", offsetof(struct ics_lib, zone_new)},
	{"icaltimezone_set_component", offsetof(struct ics_lib, zone_set_component)},
	{"icaltimezone_free", offsetof(struct ics_lib, zone_free)},
	{"icaltime_as_timet_with_zone", offsetof(struct ics_lib, as_time)},
	{"icaltime_null_time", offsetof(struct ics_lib, null_time)},
	{"icaltime_is_null_time", offsetof(struct ics_lib, is_null_time)},
	{"icalrecurrencetype_from_string", offsetof(struct ics_lib, rule_from_string)},
	{"icalrecur_iterator_new", offsetof(struct ics_lib, iterator_new)},
	{"icalrecur_iterator_next", offsetof(struct ics_lib, iterator_next)},
	{"icalrecur_iterator_free", offsetof(struct ics_lib, iterator_free)},
	{NULL, 0},
};

int ics_lib_open(struct ics_lib *out)
{
	*out = (struct ics_lib){0};
	out->library = library_open("libical.so.3", functions, out);
	if (!out->library)
		return QUAD_ENOTFOUND;
	/* else a malformed value would abort the program */
	out->set_errors_are_fatal(0);
	return 0;
}

void ics_lib_close(struct ics_lib *lib)
{
	if (lib->library)
		lib->free_ring();
	library_close(lib->library);
	*lib = (struct ics_lib){0};
}
