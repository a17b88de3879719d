/*
 * The only place in the engine that calls realloc. Growth doubles, so appending is linear over all;
 * the maximum turns a runaway input into QUAD_ENOMEM long before the machine suffers.
 */
#include "store/base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BLOCK_BYTES ((size_t)16 << 10)

struct arena_block {
	struct arena_block *next;
	size_t used;
	size_t cap;
	max_align_t data[];
};

uint64_t fnv1a(uint64_t hash, struct bytes b)
{
	const unsigned char *p = b.p;
	for (size_t i = 0; i < b.len; i++)
		hash = (hash ^ p[i]) * UINT64_C(0x100000001b3);
	return hash;
}

void buf_release(struct buf *b)
{
	free(b->p);
	*b = (struct buf){0};
}

void buf_clear(struct buf *b)
{
	b->len = 0;
	b->failed = false;
	if (b->p)
		b->p[0] = '\0';
}

static bool buf_reserve(struct buf *b, size_t more)
{
	if (b->failed || more > BUF_MAX - b->len - 1) {
		b->failed = true;
		return false;
	}
	size_t need = b->len + more + 1;
	if (need <= b->cap)
		return true;
	size_t cap = b->cap ? b->cap : 128;
	while (cap < need)
		cap *= 2;
	char *p = realloc(b->p, cap);
	if (!p) {
		b->failed = true;
		return false;
	}
	b->p = p;
	b->cap = cap;
	return true;
}

char *buf_room(struct buf *b, size_t len)
{
	if ((b->failed || len >= b->cap - b->len) && !buf_reserve(b, len))
		return NULL;
	b->len += len;
	b->p[b->len] = '\0';
	return b->p + b->len - len;
}

void buf_add(struct buf *b, const void *p, size_t len)
{
	char *to = buf_room(b, len);
	if (to && len)
		memcpy(to, p, len);
}

void buf_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_vfmt(struct buf *b, const char *format, va_list ap)
{
	va_list again;
	va_copy(again, ap);
	size_t room = b->failed || !b->p ? 0 : b->cap - b->len;
	int n = vsnprintf(room ? b->p + b->len : NULL, room, format, ap);
	bool fits = n >= 0 && (size_t)n < room;
	if (fits) {
		b->len += (size_t)n;
	} else if (n >= 0 && buf_reserve(b, (size_t)n)) {
		vsnprintf(b->p + b->len, (size_t)n + 1, format, again);
		b->len += (size_t)n;
	} else if (room) {
		b->p[b->len] = '\0';
	}
	va_end(again);
}

void buf_fmt(struct buf *b, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	buf_vfmt(b, format, ap);
	va_end(ap);
}

const char *buf_text(const struct buf *b)
{
	return b->p ? b->p : "";
}

void arena_release(struct arena *a)
{
	for (struct arena_block *b = a->head, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	a->head = NULL;
}

/* A large block is linked after the current one, whose free bytes stay usable. */
static void *take_block(struct arena *a, size_t size, bool zeroed)
{
	struct arena_block *b = zeroed ? calloc(1, sizeof *b + size) : malloc(sizeof *b + size);
	if (!b)
		return NULL;
	b->used = b->cap = size;
	b->next = a->head ? a->head->next : NULL;
	if (a->head)
		a->head->next = b;
	else
		a->head = b;
	return b->data;
}

/* A new current block. */
static bool add_block(struct arena *a)
{
	struct arena_block *b = malloc(sizeof *b + ARENA_BLOCK_BYTES);
	if (!b)
		return false;
	b->used = 0;
	b->cap = ARENA_BLOCK_BYTES;
	b->next = a->head;
	a->head = b;
	return true;
}

/* calloc knows which memory is new to the process, and zero already. */
static void *take_room(struct arena *a, size_t size, bool zeroed)
{
	const size_t align = sizeof(max_align_t);
	if (size > BUF_MAX)
		return NULL;
	size = (size + align - 1) / align * align;
	if (!a->head || a->head->cap - a->head->used < size) {
		if (size > ARENA_BLOCK_BYTES / 4)
			return take_block(a, size, zeroed);
		if (!add_block(a))
			return NULL;
	}
	char *p = (char *)a->head->data + a->head->used;
	a->head->used += size;
	return zeroed ? memset(p, 0, size) : p;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return take_room(a, size, true);
}

char *arena_dup(struct arena *a, const void *p, size_t len)
{
	if (len >= BUF_MAX)
		return NULL;
	char *copy = take_room(a, len + 1, false);
	if (!copy)
		return NULL;
	if (len)
		memcpy(copy, p, len);
	copy[len] = '\0';
	return copy;
}

char *arena_str(struct arena *a, const char *s)
{
	return arena_dup(a, s, strlen(s));
}

char *arena_vfmt(struct arena *a, const char *format, va_list ap)
{
	char most[128]; /* enough for most texts */
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(most, sizeof most, format, ap);
	char *p = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
	if (p && (size_t)n < sizeof most)
		memcpy(p, most, (size_t)n);
	else if (p)
		vsnprintf(p, (size_t)n + 1, format, again);
	va_end(again);
	return p;
}

char *arena_fmt(struct arena *a, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	char *p = arena_vfmt(a, format, ap);
	va_end(ap);
	return p;
}

void *arena_grow(struct arena *a, void *array, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return array;
	size_t want = *cap ? *cap * 2 : 8;
	void *p = want > BUF_MAX / size ? NULL : arena_alloc(a, want * size);
	if (!p)
		return NULL;
	if (n)
		memcpy(p, array, n * size);
	*cap = want;
	return p;
}

void *array_grow(void *array, size_t *cap, size_t n, size_t size)
{
	if (n < *cap)
		return array;
	size_t want = *cap ? *cap * 2 : 8;
	if (want <= n)
		want = n + 1;
	if (want > SIZE_MAX / 2 / size)
		return NULL;
	void *p = realloc(array, want * size);
	if (p)
		*cap = want;
	return p;
}

size_t array_find(const void *array, size_t n, size_t size, const void *key,
                  int (*order)(const void *element, const void *key))
{
	size_t low = 0, high = n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (order((const char *)array + middle * size, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int text_order(const void *element, const void *text)
{
	const char *const *own = element;
	return strcmp(*own, text);
}

size_t array_find_text(const void *array, size_t n, size_t size, const char *text)
{
	return array_find(array, n, size, text, text_order);
}
