/* The growable buffer, the arena and the growable array: contents, limits, alignment. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/buf.h"

Suite *buf_suite(void);

START_TEST(an_empty_buffer_is_an_empty_text)
{
	struct buf b = {0};
	ck_assert_str_eq(buf_text(&b), "");
	buf_str(&b, "");
	ck_assert_str_eq(buf_text(&b), "");
	buf_clear(&b);
	buf_release(&b);
	buf_release(&b);
	ck_assert_str_eq(buf_text(&b), "");
}
END_TEST

START_TEST(appends_of_every_kind_add_up)
{
	struct buf b = {0};
	buf_str(&b, "a");
	buf_char(&b, 'b');
	buf_add(&b, "c\0d", 3);
	buf_fmt(&b, "%s-%d", "e", 7);
	ck_assert_uint_eq(b.len, 8);
	ck_assert_mem_eq(b.p, "abc\0de-7", 9);
	buf_clear(&b);
	ck_assert_str_eq(buf_text(&b), "");
	buf_release(&b);
}
END_TEST

START_TEST(a_long_buffer_keeps_its_bytes)
{
	struct buf b = {0};
	for (int i = 0; i < 100000; i++)
		buf_fmt(&b, "%d,", i % 10);
	ck_assert(!b.failed);
	ck_assert_uint_eq(b.len, 200000);
	for (size_t i = 0; i < b.len; i += 2)
		if (b.p[i] != '0' + (char)(i / 2 % 10))
			ck_abort_msg("byte %zu is %d, want %d", i, b.p[i], '0' + (int)(i / 2 % 10));
	ck_assert_int_eq(b.p[b.len], '\0');
	buf_release(&b);
}
END_TEST

START_TEST(a_buffer_refuses_more_than_its_maximum_once_and_for_all)
{
	struct buf b = {0};
	buf_str(&b, "kept");
	buf_add(&b, "x", BUF_MAX);
	ck_assert(b.failed);
	buf_add(&b, "x", SIZE_MAX);
	buf_str(&b, "not added");
	ck_assert_str_eq(buf_text(&b), "kept");
	buf_release(&b);
}
END_TEST

START_TEST(an_arena_gives_zeroed_aligned_memory_that_stays)
{
	struct arena a = {0};
	unsigned char *p[2000];
	size_t size[2000];
	for (size_t i = 0; i < 2000; i++) {
		size[i] = i % 7 == 0 ? i * 11 : i % 50;
		p[i] = arena_alloc(&a, size[i]);
		ck_assert_ptr_nonnull(p[i]);
		ck_assert_uint_eq((uintptr_t)p[i] % sizeof(max_align_t) % 16, 0);
		for (size_t j = 0; j < size[i]; j++)
			if (p[i][j] != 0)
				ck_abort_msg("byte %zu of piece %zu is %d, want 0", j, i, p[i][j]);
		memset(p[i], (int)(i % 251), size[i]);
	}
	for (size_t i = 0; i < 2000; i++)
		for (size_t j = 0; j < size[i]; j++)
			if (p[i][j] != i % 251)
				ck_abort_msg("byte %zu of piece %zu is %d, want %zu", j, i, p[i][j], i % 251);
	arena_release(&a);
	arena_release(&a);
}
END_TEST

START_TEST(an_arena_copies_texts)
{
	struct arena a = {0};
	ck_assert_str_eq(arena_str(&a, ""), "");
	ck_assert_str_eq(arena_str(&a, "abc"), "abc");
	ck_assert_str_eq(arena_dup(&a, "abc", 2), "ab");
	ck_assert_str_eq(arena_dup(&a, NULL, 0), "");
	ck_assert_str_eq(arena_fmt(&a, "%s:%d", "x", 5), "x:5");
	ck_assert_ptr_null(arena_alloc(&a, SIZE_MAX));
	ck_assert_ptr_null(arena_dup(&a, "", BUF_MAX));
	arena_release(&a);
}
END_TEST

START_TEST(an_array_grows_to_the_index_asked_for)
{
	size_t cap = 0;
	int *v = NULL;
	for (size_t i = 0; i < 1000; i++) {
		v = array_grow(v, &cap, i, sizeof *v);
		ck_assert_ptr_nonnull(v);
		ck_assert_uint_gt(cap, i);
		v[i] = (int)i;
	}
	v = array_grow(v, &cap, 5000, sizeof *v);
	ck_assert_uint_gt(cap, 5000);
	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(v[i], i);
	size_t before = cap;
	ck_assert_ptr_null(array_grow(v, &cap, SIZE_MAX / 8, sizeof *v));
	ck_assert_uint_eq(cap, before);
	free(v);
}
END_TEST

Suite *buf_suite(void)
{
	Suite *s = suite_create("buf");
	TCase *t = tcase_create("buf");
	tcase_add_test(t, an_empty_buffer_is_an_empty_text);
	tcase_add_test(t, appends_of_every_kind_add_up);
	tcase_add_test(t, a_long_buffer_keeps_its_bytes);
	tcase_add_test(t, a_buffer_refuses_more_than_its_maximum_once_and_for_all);
	tcase_add_test(t, an_arena_gives_zeroed_aligned_memory_that_stays);
	tcase_add_test(t, an_arena_copies_texts);
	tcase_add_test(t, an_array_grows_to_the_index_asked_for);
	suite_add_tcase(s, t);
	return s;
}
