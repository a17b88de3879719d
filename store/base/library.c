/* dlopen and dlsym for a whole table of functions. */
#include "store/base/library.h"

#include <dlfcn.h>
#include <string.h>

/* POSIX lets a pointer to data carry one to a function, and C gives no cast for it: the bytes are copied. */
static bool find_function(void *library, const char *name, void *place)
{
	void *found = dlsym(library, name);
	memcpy(place, &found, sizeof found);
	return found != NULL;
}

void *library_open(const char *file, const struct library_function *functions, void *out)
{
	void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	for (; library && functions->name; functions++)
		if (!find_function(library, functions->name, (char *)out + functions->offset)) {
			dlclose(library);
			return NULL;
		}
	return library;
}

void library_close(void *library)
{
	if (library)
		dlclose(library);
}
