/*
 * Views in-process: events go in, the rows of the picture are read back, nothing is painted. The clock stands at
 * 2026-09-07 07:30, a Monday. A suite that includes this has one world and one screen.
 */
#ifndef QUAD_TESTS_TUI_PICTURE_H
#define QUAD_TESTS_TUI_PICTURE_H

#include <locale.h>

#include "store/base/utf8.h"
#include "tests/tui/school.h"
#include "tui/screen/screen.h"
#include "tui/screen/ui_board.h"

static struct world w;
static struct app app;

static inline int64_t fixed_now(void)
{
	return at("2026-09-07T07:30");
}

static inline void open_app(void)
{
	app_init(&app, &w.s, "anna", w.dir);
	app.now = fixed_now;
	app.store->clock = fixed_now;
	app_push(&app, ui_board_new());
}

/* A screen of rows x cols over the school; its terminal is no terminal. */
static inline void open_at(int rows, int cols)
{
	char number[16];
	FILE *null = fopen("/dev/null", "r+");
	ck_assert_ptr_nonnull(null);
	setlocale(LC_CTYPE, "C.UTF-8");
	snprintf(number, sizeof number, "%d", rows);
	setenv("LINES", number, 1);
	snprintf(number, sizeof number, "%d", cols);
	setenv("COLUMNS", number, 1);
	setenv("TERM", "xterm-256color", 1);
	school_open(&w);
	ck_assert_int_eq(term_start(null, null, COLOR_AUTO), 0);
	open_app();
	screen_draw(&app);
	ck_assert_int_eq(term_rows(), rows);
	ck_assert_int_eq(term_cols(), cols);
}

static inline void leave(void)
{
	app_release(&app);
	term_stop();
	check_store(&w.s);
	world_close(&w);
}

static inline void press(uint32_t key)
{
	screen_event(&app, &(struct event){.type = EVENT_KEY, .key = key, .text = ""});
	if (!app.quit)
		screen_draw(&app);
}

static inline void type(const char *text)
{
	uint32_t c;
	for (size_t i = 0, len = strlen(text); i < len;) {
		int n = utf8_next(text + i, len - i, &c);
		press(c);
		i += (size_t)n;
	}
}

static inline void tick(void)
{
	screen_event(&app, &(struct event){.type = EVENT_TICK, .text = ""});
	screen_draw(&app);
}

/* The whole picture, a line a row; valid until the world closes. */
static inline const char *picture(void)
{
	struct buf b = {0};
	for (int row = 0; row < term_rows(); row++) {
		term_row_text(row, &b);
		buf_char(&b, '\n');
	}
	const char *text = arena_str(&w.arena, buf_text(&b));
	buf_release(&b);
	return text;
}

static inline const char *row(int n)
{
	struct buf b = {0};
	term_row_text(n, &b);
	const char *text = arena_str(&w.arena, buf_text(&b));
	buf_release(&b);
	return text;
}

#define ASSERT_SHOWS(text) ck_assert_msg(strstr(picture(), text) != NULL, "no \"%s\" in\n%s", (text), picture())
#define ASSERT_HIDES(text) ck_assert_msg(strstr(picture(), text) == NULL, "\"%s\" in\n%s", (text), picture())
#define ASSERT_ROW(n, text)                                                                                            \
	ck_assert_msg(strstr(row(n), text) != NULL, "no \"%s\" in row %d of\n%s", (text), (n), picture())

#endif
