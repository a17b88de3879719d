/*
 * The looks of the roles: what stands in a block can be read, no two kinds of cells look alike, with any number of
 * colours and on both grounds; by the colours that xterm has unless it is told others.
 */
#include "tui/base/palette.h"

#include <check.h>
#include <math.h>
#include <stddef.h>

Suite *palette_suite(void);

static const int depths[] = {0, 8, 16, 256};

/* ---- contrast, by WCAG 2 ---- */

/* The colour of a number: 16 of their own, a cube of 6 x 6 x 6, and 24 greys. */
static void set_rgb(int color, double rgb[3])
{
	static const unsigned char first[16][3] = {{0, 0, 0},       {205, 0, 0},   {0, 205, 0},   {205, 205, 0},
	                                           {0, 0, 238},     {205, 0, 205}, {0, 205, 205}, {229, 229, 229},
	                                           {127, 127, 127}, {255, 0, 0},   {0, 255, 0},   {255, 255, 0},
	                                           {92, 92, 255},   {255, 0, 255}, {0, 255, 255}, {255, 255, 255}};
	static const unsigned char steps[6] = {0, 95, 135, 175, 215, 255};
	static const int weights[3] = {36, 6, 1};
	for (int i = 0; i < 3; i++) {
		if (color < 16)
			rgb[i] = first[color][i];
		else if (color < 232)
			rgb[i] = steps[(color - 16) / weights[i] % 6];
		else
			rgb[i] = 8 + 10 * (color - 232);
	}
}

static double luminance(int color)
{
	static const double weights[3] = {0.2126, 0.7152, 0.0722};
	double rgb[3], sum = 0;
	set_rgb(color, rgb);
	for (int i = 0; i < 3; i++) {
		double c = rgb[i] / 255;
		sum += weights[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
	}
	return sum;
}

/* The terminal's own colours are black and white, or white and black. */
static double contrast(const struct style *s, bool light)
{
	int fg = s->fg, bg = s->bg;
	if (fg < 0)
		fg = light ? 0 : 7;
	if (bg < 0)
		bg = light ? 15 : 0;
	double a = luminance(fg), b = luminance(bg);
	return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}

START_TEST(letters_can_be_read_on_every_ground)
{
	for (size_t d = 1; d < sizeof depths / sizeof *depths; d++)
		for (int light = 0; light < 2; light++)
			for (int role = 0; role < ROLE_COUNT; role++) {
				struct style s = palette_style((enum term_role)role, depths[d], light);
				ck_assert_msg(contrast(&s, light) >= 4.5, "role %d, %d colours, %s: %.2f", role,
				              depths[d], light ? "light" : "dark", contrast(&s, light));
			}
}
END_TEST

START_TEST(a_terminal_is_asked_for_no_colour_that_it_has_not)
{
	for (size_t d = 0; d < sizeof depths / sizeof *depths; d++)
		for (int light = 0; light < 2; light++)
			for (int role = 0; role < ROLE_COUNT; role++) {
				struct style s = palette_style((enum term_role)role, depths[d], light);
				ck_assert_int_lt(s.fg, depths[d] ? depths[d] : 0);
				ck_assert_int_lt(s.bg, depths[d] ? depths[d] : 0);
			}
}
END_TEST

/* ---- alike ---- */

static bool is_alike(const struct style *a, const struct style *b)
{
	return a->fg == b->fg && a->bg == b->bg && a->attrs == b->attrs;
}

START_TEST(no_two_kinds_of_cells_look_alike)
{
	for (size_t d = 0; d < sizeof depths / sizeof *depths; d++)
		for (int light = 0; light < 2; light++)
			for (int i = ROLE_FREE; i <= ROLE_CLASH; i++)
				for (int j = ROLE_FREE; j < i; j++) {
					struct style a = palette_style((enum term_role)i, depths[d], light);
					struct style b = palette_style((enum term_role)j, depths[d], light);
					ck_assert_msg(!is_alike(&a, &b), "roles %d and %d, %d colours", i, j,
					              depths[d]);
				}
}
END_TEST

/* Only what is outside the opening hours may be as the ground is, where there are few colours. */
START_TEST(cells_are_blocks_where_there_are_colours)
{
	for (int light = 0; light < 2; light++)
		for (size_t d = 1; d < sizeof depths / sizeof *depths; d++)
			for (int role = ROLE_FREE; role <= ROLE_CLASH; role++) {
				struct style s = palette_style((enum term_role)role, depths[d], light);
				bool outside = role == ROLE_OUTSIDE && depths[d] < 256;
				ck_assert_msg(s.bg >= 0 || s.attrs & STYLE_REVERSE || outside, "role %d", role);
			}
}
END_TEST

/* ---- the ground ---- */

START_TEST(a_light_ground_is_known)
{
	static const struct {
		const char *text;
		bool light;
	} grounds[] = {{"0;15", true},  {"0;7", true},   {"0;default;15", true}, {"12;11", true},
	               {"15;0", false}, {"7;8", false},  {"15;6", false},        {"15", false},
	               {"", false},     {"0;", false},   {"0;x", false},         {"0;15x", false},
	               {"0;16", false}, {"0;-7", false}, {"15;default", false}};
	ck_assert(!palette_is_light(NULL));
	for (size_t i = 0; i < sizeof grounds / sizeof *grounds; i++)
		ck_assert_msg(palette_is_light(grounds[i].text) == grounds[i].light, "%s", grounds[i].text);
}
END_TEST

Suite *palette_suite(void)
{
	Suite *s = suite_create("palette");
	TCase *t = tcase_create("palette");
	tcase_add_test(t, letters_can_be_read_on_every_ground);
	tcase_add_test(t, a_terminal_is_asked_for_no_colour_that_it_has_not);
	tcase_add_test(t, no_two_kinds_of_cells_look_alike);
	tcase_add_test(t, cells_are_blocks_where_there_are_colours);
	tcase_add_test(t, a_light_ground_is_known);
	suite_add_tcase(s, t);
	return s;
}
