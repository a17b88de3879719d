/* The memory that fails, and the choice of the call that does. */
#include "tests/fault.h"

#include <execinfo.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/buf.h"

enum { PLACE_FRAMES = 11 };

struct fault fault;

/* True for a place that is seen for the first time. */
static bool is_new_place(void)
{
	void *frames[PLACE_FRAMES] = {0};
	int n = backtrace(frames, PLACE_FRAMES);
	uint64_t h = UINT64_C(14695981039346656037);
	for (int i = 1; i < n; i++)
		h = (h ^ (uint64_t)(uintptr_t)frames[i]) * UINT64_C(1099511628211);
	h = (h ^ h >> 32) | 1;
	size_t at = h % FAULT_PLACES_MAX;
	while (fault.places[at] && fault.places[at] != h)
		at = (at + 1) % FAULT_PLACES_MAX;
	if (fault.places[at])
		return false;
	fault.places[at] = h;
	if (++fault.n_places > FAULT_PLACES_MAX / 2)
		abort();
	return true;
}

bool fault_now(enum fault_kind kind)
{
	if (fault.kind != kind || fault.paused)
		return false;
	fault.n_calls++;
	if (fault.n_failed) {
		bool more = fault.lasting || (fault.twice && fault.n_failed == 1);
		fault.n_failed += more;
		return more;
	}
	if (fault.n_calls <= fault.from || !is_new_place())
		return false;
	fault.from = fault.n_calls;
	fault.n_failed = 1;
	return true;
}

void fault_reset(bool lasting, int code)
{
	memset(&fault, 0, sizeof fault);
	fault.lasting = lasting;
	fault.code = code;
}

void fault_arm(enum fault_kind kind)
{
	fault.kind = kind;
	fault.paused = 0;
	fault.n_calls = fault.n_failed = 0;
}

#define WRAP_MEMORY(name, params, args) FAULT_WRAP(void *, name, params, args, FAULT_MEMORY, NULL)
#define WRAP_TEXT(name, params, args) FAULT_WRAP(char *, name, params, args, FAULT_MEMORY, NULL)

WRAP_MEMORY(malloc, (size_t size), (size))
WRAP_MEMORY(calloc, (size_t n, size_t size), (n, size))
WRAP_MEMORY(realloc, (void *p, size_t size), (p, size))
WRAP_MEMORY(arena_alloc, (struct arena *a, size_t size), (a, size))
WRAP_MEMORY(arena_grow, (struct arena *a, void *array, size_t n, size_t *cap, size_t size), (a, array, n, cap, size))
WRAP_MEMORY(array_grow, (void *array, size_t *cap, size_t n, size_t size), (array, cap, n, size))
WRAP_TEXT(arena_dup, (struct arena *a, const void *p, size_t len), (a, p, len))
WRAP_TEXT(arena_str, (struct arena *a, const char *s), (a, s))

char *__real_arena_fmt(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *__wrap_arena_fmt(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

char *__wrap_arena_fmt(struct arena *a, const char *format, ...)
{
	struct buf b = {0};
	va_list ap;
	if (fault_now(FAULT_MEMORY))
		return NULL;
	va_start(ap, format);
	fault.paused++;
	buf_vfmt(&b, format, ap);
	fault.paused--;
	va_end(ap);
	char *text = __real_arena_fmt(a, "%s", buf_text(&b));
	buf_release(&b);
	return text;
}

void __real__mark_point(const char *file, int line);
void __wrap__mark_point(const char *file, int line);

/* Every assertion that holds goes through here, and libcheck takes memory for it. */
void __wrap__mark_point(const char *file, int line)
{
	fault.paused++;
	__real__mark_point(file, line);
	fault.paused--;
}
