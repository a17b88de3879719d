/* The line editor: characters of every width, what combines, pastes, bounds; and where it draws its cursor. */
#include "tui/base/edit.h"

#include <check.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/utf8.h"

Suite *edit_suite(void);

static struct edit e;

static void key(uint32_t k)
{
	ck_assert(edit_event(&e, &(struct event){.type = EVENT_KEY, .key = k}));
	ck_assert(utf8_valid(edit_text(&e), strlen(edit_text(&e))));
	ck_assert_uint_le(e.at, strlen(edit_text(&e)));
	ck_assert(utf8_valid(edit_text(&e), e.at));
}

static void type(const char *text)
{
	uint32_t c;
	for (size_t i = 0, len = strlen(text); i < len;) {
		int n = utf8_next(text + i, len - i, &c);
		ck_assert_int_gt(n, 0);
		key(c);
		i += (size_t)n;
	}
}

static void paste(const char *text)
{
	ck_assert(edit_event(&e, &(struct event){.type = EVENT_PASTE, .text = text}));
}

static void begin(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	edit_set(&e, "");
}

static void end(void)
{
	edit_release(&e);
}

START_TEST(chinese_is_typed_and_erased_by_character)
{
	type("汽车维修");
	ck_assert_str_eq(edit_text(&e), "汽车维修");
	key(KEY_CODE_BACKSPACE);
	ck_assert_str_eq(edit_text(&e), "汽车维");
	key(KEY_CODE_LEFT);
	key(KEY_CODE_LEFT);
	type("x");
	ck_assert_str_eq(edit_text(&e), "汽x车维");
	key(KEY_CODE_DELETE);
	ck_assert_str_eq(edit_text(&e), "汽x维");
	key(KEY_CODE_HOME);
	key(KEY_CODE_DELETE);
	ck_assert_str_eq(edit_text(&e), "x维");
	key(KEY_CODE_END);
	key(KEY_CTRL('h'));
	ck_assert_str_eq(edit_text(&e), "x");
}
END_TEST

START_TEST(what_combines_goes_with_its_character)
{
	type("ae\xcc\x81\xcc\xb2z");
	key(KEY_CODE_LEFT);
	key(KEY_CODE_LEFT);
	ck_assert_uint_eq(e.at, 1);
	key(KEY_CODE_RIGHT);
	ck_assert_uint_eq(e.at, 6);
	key(KEY_CODE_BACKSPACE);
	ck_assert_str_eq(edit_text(&e), "az");
}
END_TEST

START_TEST(a_mark_that_stands_first_can_be_erased)
{
	type("\xcc\x81");
	key(KEY_CODE_LEFT);
	key(KEY_CODE_RIGHT);
	key(KEY_CODE_BACKSPACE);
	ck_assert_str_eq(edit_text(&e), "");
	type("\xcc\x81");
	key(KEY_CODE_HOME);
	key(KEY_CODE_DELETE);
	ck_assert_str_eq(edit_text(&e), "");
}
END_TEST

START_TEST(keys_at_the_ends_do_nothing)
{
	static const uint32_t keys[] = {
		KEY_CODE_LEFT, KEY_CODE_RIGHT, KEY_CODE_HOME, KEY_CODE_END, KEY_CODE_BACKSPACE, KEY_CODE_DELETE,
		KEY_CTRL('a'), KEY_CTRL('e'), KEY_CTRL('k'), KEY_CTRL('u'), KEY_CTRL('w'), KEY_CTRL('h')};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		key(keys[i]);
		ck_assert_str_eq(edit_text(&e), "");
	}
	/* also in an editor that was never given a text */
	edit_release(&e);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		key(keys[i]);
	type("中");
	ck_assert_str_eq(edit_text(&e), "中");
}
END_TEST

START_TEST(words_and_line_ends_are_erased)
{
	type("汽车 维修  课");
	key(KEY_CTRL('w'));
	ck_assert_str_eq(edit_text(&e), "汽车 维修  ");
	key(KEY_CTRL('w'));
	ck_assert_str_eq(edit_text(&e), "汽车 ");
	type("abc");
	key(KEY_CODE_LEFT);
	key(KEY_CTRL('k'));
	ck_assert_str_eq(edit_text(&e), "汽车 ab");
	key(KEY_CTRL('u'));
	ck_assert_str_eq(edit_text(&e), "");
}
END_TEST

START_TEST(a_paste_becomes_one_clean_line)
{
	paste("一\n二\t三\033[31m\xe2\x80\xae四\xff");
	ck_assert(utf8_valid(edit_text(&e), strlen(edit_text(&e))));
	ck_assert_ptr_null(strchr(edit_text(&e), '\n'));
	ck_assert_ptr_null(strchr(edit_text(&e), '\t'));
	ck_assert_ptr_null(strchr(edit_text(&e), '\033'));
	ck_assert_ptr_null(strstr(edit_text(&e), "\xe2\x80\xae"));
	ck_assert_ptr_nonnull(strstr(edit_text(&e), "一 二 三"));
}
END_TEST

START_TEST(controls_are_not_typed)
{
	static const uint32_t controls[] = {
		0, 1, 2, 7, 0x1b, '\t', '\r', '\n', 0x7f, 0x80, 0x9b, 0x202e, 0xd800, 0x110000, KEY_CODE_F1, KEY_CODE_NONE};
	for (size_t i = 0; i < sizeof controls / sizeof *controls; i++) {
		edit_event(&e, &(struct event){.type = EVENT_KEY, .key = controls[i]});
		ck_assert_msg(!*edit_text(&e), "%x was typed", controls[i]);
	}
	ck_assert(!edit_event(&e, &(struct event){.type = EVENT_TICK}));
	ck_assert(!edit_event(&e, &(struct event){.type = EVENT_KEY, .key = KEY_CODE_F1}));
}
END_TEST

/* What fits stays, in whole characters, where the cursor is. */
START_TEST(of_a_text_that_is_too_long_the_part_that_fits_is_kept)
{
	static const enum event_type types[] = {EVENT_TEXT, EVENT_PASTE};
	char text[3 * EDIT_MAX_BYTES + 1] = "";
	for (size_t i = 0; i < EDIT_MAX_BYTES; i++)
		memcpy(text + 3 * i, "\xe4\xb8\xad", 4);
	type("ab");
	key(KEY_CODE_LEFT);
	ck_assert(edit_event(&e, &(struct event){.type = types[_i], .text = text}));
	ck_assert(e.cut);
	ck_assert_uint_eq(strlen(edit_text(&e)), 2 + (EDIT_MAX_BYTES - 2) / 3 * 3);
	ck_assert_int_eq(edit_text(&e)[0], 'a');
	ck_assert_str_eq(edit_text(&e) + strlen(edit_text(&e)) - 4, "中b");
	ck_assert_uint_eq(e.at, strlen(edit_text(&e)) - 1);
	/* a paste of which the terminal module has only a part */
	edit_set(&e, "");
	ck_assert(edit_event(&e, &(struct event){.type = EVENT_PASTE, .text = "a", .cut = true}));
	ck_assert(e.cut);
}
END_TEST

START_TEST(typed_text_keeps_its_blanks)
{
	ck_assert(edit_event(&e, &(struct event){.type = EVENT_TEXT, .text = " a  维 \xe2\x80\xae"}));
	ck_assert_str_eq(edit_text(&e), " a  维 ");
	ck_assert(!e.cut);
}
END_TEST

START_TEST(there_is_a_limit)
{
	for (int i = 0; i < EDIT_MAX_BYTES; i++) {
		key(0x4e2d);
		ck_assert_int_eq(e.cut, i >= EDIT_MAX_BYTES / 3);
	}
	ck_assert_uint_eq(strlen(edit_text(&e)), EDIT_MAX_BYTES / 3 * 3);
	key(KEY_CODE_BACKSPACE);
	ck_assert(!e.cut);
	type("x");
	ck_assert(!e.cut);
	ck_assert_uint_eq(strlen(edit_text(&e)), EDIT_MAX_BYTES / 3 * 3 - 3 + 1);
}
END_TEST

/* Random keys on random text: never half a character, never out of bounds (asserted by key). */
START_TEST(any_keys_leave_whole_characters)
{
	static const uint32_t keys[] = {
		'a', ' ', 0x4e2d, 0x301, 0x1f600, 0xff21, KEY_CODE_LEFT, KEY_CODE_RIGHT, KEY_CODE_HOME, KEY_CODE_END,
		KEY_CODE_BACKSPACE, KEY_CODE_DELETE, KEY_CTRL('w'), KEY_CTRL('k'), KEY_CODE_LEFT, 0x4e2d};
	uint32_t random = 1;
	for (int i = 0; i < 20000; i++) {
		random = random * 1664525 + 1013904223;
		key(keys[random >> 16 & 15]);
	}
}
END_TEST

Suite *edit_suite(void)
{
	Suite *s = suite_create("edit");
	TCase *t = tcase_create("edit");
	tcase_add_checked_fixture(t, begin, end);
	tcase_add_test(t, chinese_is_typed_and_erased_by_character);
	tcase_add_test(t, what_combines_goes_with_its_character);
	tcase_add_test(t, a_mark_that_stands_first_can_be_erased);
	tcase_add_test(t, keys_at_the_ends_do_nothing);
	tcase_add_test(t, words_and_line_ends_are_erased);
	tcase_add_test(t, a_paste_becomes_one_clean_line);
	tcase_add_test(t, controls_are_not_typed);
	tcase_add_test(t, there_is_a_limit);
	tcase_add_loop_test(t, of_a_text_that_is_too_long_the_part_that_fits_is_kept, 0, 2);
	tcase_add_test(t, typed_text_keeps_its_blanks);
	tcase_add_test(t, any_keys_leave_whole_characters);
	suite_add_tcase(s, t);
	return s;
}
