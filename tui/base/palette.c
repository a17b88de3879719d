/*
 * The table of looks. With 256 colours the blocks are calm, so that what is rare stands out: now and clash. With fewer
 * there are only pairs of xterm's colours that can be read on each other; black on magenta cannot.
 */
#include "tui/base/palette.h"

#include <stdlib.h>
#include <string.h>

enum { BOLD = STYLE_BOLD, UNDERLINE = STYLE_UNDERLINE, DIM = STYLE_DIM, REVERSE = STYLE_REVERSE };

enum { DEPTH_8, DEPTH_16, DEPTH_256, DEPTHS };

enum { DARK, LIGHT, GROUNDS };

static const struct look {
	unsigned mono; /* attributes without colours; where there is no dim, letters and marks tell the rest */
	struct style in[DEPTHS][GROUNDS];
} looks[ROLE_COUNT] = {
	/* clang-format off */
	/* without colours; 8 colours on a dark and a light ground; 16; 256 */
	[ROLE_TEXT] =      {0,
		{{{-1, -1, 0}, {-1, -1, 0}}, {{-1, -1, 0}, {-1, -1, 0}}, {{-1, -1, 0}, {-1, -1, 0}}}},
	[ROLE_TITLE] =     {BOLD,
		{{{-1, -1, BOLD}, {-1, -1, BOLD}}, {{-1, -1, BOLD}, {-1, -1, BOLD}}, {{-1, -1, BOLD}, {-1, -1, BOLD}}}},
	[ROLE_HEADER] =    {UNDERLINE,
		{{{6, -1, UNDERLINE}, {4, -1, UNDERLINE}}, {{6, -1, UNDERLINE}, {4, -1, UNDERLINE}},
		 {{6, -1, UNDERLINE}, {24, -1, UNDERLINE}}}},
	[ROLE_DIM] =       {0,
		{{{-1, -1, DIM}, {-1, -1, DIM}}, {{-1, -1, DIM}, {-1, -1, DIM}}, {{245, -1, 0}, {241, -1, 0}}}},
	[ROLE_FREE] =      {0,
		{{{0, 2, 0}, {0, 2, 0}}, {{0, 2, 0}, {0, 10, 0}}, {{194, 22, 0}, {22, 194, 0}}}},
	[ROLE_BUSY] =      {BOLD,
		{{{7, 1, 0}, {7, 1, 0}}, {{15, 1, 0}, {15, 1, 0}}, {{224, 88, 0}, {52, 217, 0}}}},
	[ROLE_PART] =      {UNDERLINE,
		{{{0, 3, 0}, {0, 3, 0}}, {{0, 3, 0}, {0, 11, 0}}, {{230, 94, 0}, {58, 222, 0}}}},
	[ROLE_MINE] =      {BOLD | UNDERLINE,
		{{{0, 6, 0}, {0, 6, 0}}, {{0, 6, 0}, {0, 14, 0}}, {{195, 24, 0}, {17, 153, 0}}}},
	[ROLE_REQUESTED] = {REVERSE | UNDERLINE,
		{{{4, 7, UNDERLINE}, {6, 4, 0}}, {{15, 5, 0}, {15, 5, 0}}, {{225, 54, 0}, {54, 183, 0}}}},
	[ROLE_CLOSED] =    {UNDERLINE | DIM,
		{{{7, 4, 0}, {7, 4, 0}}, {{0, 8, 0}, {0, 7, 0}}, {{252, 238, 0}, {235, 250, 0}}}},
	[ROLE_OUTSIDE] =   {DIM,
		{{{-1, -1, DIM}, {-1, -1, DIM}}, {{-1, -1, DIM}, {-1, -1, DIM}}, {{246, 234, 0}, {240, 255, 0}}}},
	[ROLE_NOW] =       {BOLD | REVERSE,
		{{{3, 4, BOLD}, {3, 4, BOLD}}, {{0, 11, BOLD}, {15, 4, BOLD}}, {{16, 220, BOLD}, {231, 130, BOLD}}}},
	[ROLE_SELECTED] =  {REVERSE,
		{{{-1, -1, REVERSE}, {-1, -1, REVERSE}}, {{-1, -1, REVERSE}, {-1, -1, REVERSE}},
		 {{-1, -1, REVERSE}, {-1, -1, REVERSE}}}},
	[ROLE_CLASH] =     {BOLD | REVERSE | UNDERLINE,
		{{{1, 7, BOLD}, {7, 1, BOLD | UNDERLINE}}, {{11, 1, BOLD}, {11, 1, BOLD}},
		 {{16, 196, BOLD}, {231, 160, BOLD}}}},
	[ROLE_GOOD] =      {BOLD,
		{{{2, -1, BOLD}, {-1, -1, BOLD}}, {{2, -1, BOLD}, {-1, -1, BOLD}}, {{2, -1, BOLD}, {22, -1, BOLD}}}},
	[ROLE_BAD] =       {REVERSE,
		{{{7, 1, BOLD}, {1, -1, BOLD}}, {{9, -1, BOLD}, {1, -1, BOLD}}, {{9, -1, BOLD}, {1, -1, BOLD}}}},
	[ROLE_FIELD] =     {UNDERLINE,
		{{{-1, -1, UNDERLINE}, {-1, -1, UNDERLINE}}, {{-1, -1, UNDERLINE}, {-1, -1, UNDERLINE}},
		 {{-1, -1, UNDERLINE}, {-1, -1, UNDERLINE}}}},
	[ROLE_HINT] =      {REVERSE,
		{{{-1, -1, REVERSE}, {-1, -1, REVERSE}}, {{-1, -1, REVERSE}, {-1, -1, REVERSE}},
		 {{-1, -1, REVERSE}, {-1, -1, REVERSE}}}},
	[ROLE_HEAT_1] =    {0,
		{{{0, 2, 0}, {0, 2, 0}}, {{0, 2, 0}, {0, 10, 0}}, {{194, 22, 0}, {22, 194, 0}}}},
	[ROLE_HEAT_2] =    {UNDERLINE,
		{{{0, 6, 0}, {0, 6, 0}}, {{0, 6, 0}, {0, 14, 0}}, {{230, 58, 0}, {58, 229, 0}}}},
	[ROLE_HEAT_3] =    {BOLD,
		{{{0, 3, 0}, {0, 3, 0}}, {{0, 3, 0}, {0, 11, 0}}, {{230, 94, 0}, {52, 215, 0}}}},
	[ROLE_HEAT_4] =    {BOLD | REVERSE,
		{{{7, 1, 0}, {7, 1, 0}}, {{15, 1, 0}, {15, 1, 0}}, {{255, 124, BOLD}, {255, 124, BOLD}}}},
	/* clang-format on */
};

struct style palette_style(enum term_role role, int colors, bool light)
{
	const struct look *look = &looks[role];
	int depth = DEPTH_8;
	if (colors < 8)
		return (struct style){-1, -1, look->mono};
	if (colors >= 256)
		depth = DEPTH_256;
	else if (colors >= 16)
		depth = DEPTH_16;
	return look->in[depth][light ? LIGHT : DARK];
}

bool palette_is_light(const char *colorfgbg)
{
	const char *ground = colorfgbg ? strrchr(colorfgbg, ';') : NULL;
	char *end;
	if (!ground || ground[1] < '0' || ground[1] > '9')
		return false;
	long n = strtol(ground + 1, &end, 10);
	/* white, and the bright ones but dark grey */
	return !*end && (n == 7 || (n >= 9 && n <= 15));
}
