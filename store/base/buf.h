/* Memory in two shapes: a growable byte buffer with a maximum, and an arena that is freed as a whole. */
#ifndef QUAD_STORE_BUF_H
#define QUAD_STORE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Borrowed bytes; the header of the function that hands them out says how long they stay. */
struct bytes {
	const void *p;
	size_t len;
};

/* The order of bytes: less than 0 if a is before b. */
static inline int bytes_compare(struct bytes a, struct bytes b)
{
	int c = memcmp(a.p, b.p, a.len < b.len ? a.len : b.len);
	if (c)
		return c;
	return (a.len > b.len) - (a.len < b.len);
}

/* FNV-1a over 64 bits. Begin with FNV1A_START; to go on, pass the last result. It finds accidents, not forgery. */
#define FNV1A_START UINT64_C(0xcbf29ce484222325)
uint64_t fnv1a(uint64_t hash, struct bytes b);

/*
 * A growable buffer. All-zero is empty and ready. The bytes are followed by a NUL that is not counted,
 * so text in it is a C string. A failed append sets `failed` and further appends do nothing: a caller may
 * append many times and check once.
 */
struct buf {
	char *p;
	size_t len;
	size_t cap;
	bool failed; /* memory ran out, or BUF_MAX was reached */
};

#define BUF_MAX ((size_t)1 << 30)

void buf_release(struct buf *b);
void buf_clear(struct buf *b); /* keeps the memory */
void buf_add(struct buf *b, const void *p, size_t len);
/* Appends len bytes that the caller is to write there, before the next append; NULL if that failed. */
char *buf_room(struct buf *b, size_t len);
void buf_str(struct buf *b, const char *s);
void buf_char(struct buf *b, char c);
void buf_fmt(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vfmt(struct buf *b, const char *format, va_list ap) __attribute__((format(printf, 2, 0)));
/* The text so far; never NULL. Borrowed until the next append. */
const char *buf_text(const struct buf *b);

/*
 * An arena: many small allocations, one release. All-zero is empty and ready. Pointers stay valid until
 * arena_release. Allocations return NULL when memory runs out.
 */
struct arena_block;
struct arena {
	struct arena_block *head;
};

void arena_release(struct arena *a);
void *arena_alloc(struct arena *a, size_t size);           /* zeroed, aligned for any type */
char *arena_dup(struct arena *a, const void *p, size_t len); /* copy, NUL added */
char *arena_str(struct arena *a, const char *s);
char *arena_fmt(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vfmt(struct arena *a, const char *format, va_list ap) __attribute__((format(printf, 2, 0)));

/*
 * Grows an array of n elements of `size` bytes in an arena, if it is full (n == *cap): returns the array, moved or
 * not, or NULL on out of memory. The memory of a moved array stays taken until arena_release: at most as much again.
 */
void *arena_grow(struct arena *a, void *array, size_t n, size_t *cap, size_t size)
	__attribute__((warn_unused_result));

/*
 * Grows an array of `size`-byte elements so that index n is usable: returns the array (moved or not), or
 * NULL on out of memory, when the old array is still valid. cap is in elements.
 */
void *array_grow(void *array, size_t *cap, size_t n, size_t size) __attribute__((warn_unused_result));

/*
 * The index of the first of n elements of `size` bytes that is not before the key, n if all are before it. The array is
 * sorted by `order`, which is less than 0 for an element before the key.
 */
size_t array_find(const void *array, size_t n, size_t size, const void *key,
                  int (*order)(const void *element, const void *key));

/*
 * The index of the first element whose text is not before this one, by bytes; n if all are before it. The n elements of
 * `size` bytes are sorted by their text, which is their first member, a `const char *`.
 */
size_t array_find_text(const void *array, size_t n, size_t size, const char *text);

#endif
