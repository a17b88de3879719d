/* Lays out and draws the rows of the requests. */
#include "tui/screen/ui_requests_row.h"

#include <inttypes.h>
#include <stdio.h>

#include "store/base/clock.h"
#include "tui/base/locale.h"
#include "tui/base/term.h"
#include "tui/screen/ui_booking_course.h"

enum { MARK_COLS = 2, NARROW_COLS = 76, WIDE_COLS = 120 };

struct requests_columns requests_columns_of(int cols)
{
	static const int narrow[REQUESTS_COLUMNS] = {17, 0, 8, 0, 4, 0, 0, 7};
	static const int usual[REQUESTS_COLUMNS] = {17, 0, 8, 6, 4, 0, 12, 7};
	static const int wide[REQUESTS_COLUMNS] = {17, 0, 16, 12, 6, 0, 30, 10};
	const int *least = cols < NARROW_COLS ? narrow : usual;
	struct requests_columns c;
	int rest = cols - MARK_COLS;
	if (cols >= WIDE_COLS)
		least = wide;
	for (int i = 0; i < REQUESTS_COLUMNS; i++)
		rest -= least[i] ? least[i] + 1 : 0;
	/* what is left is shared by the resources and the purpose */
	for (int i = 0, x = MARK_COLS; i < REQUESTS_COLUMNS; i++) {
		c.x[i] = x;
		c.cols[i] = least[i];
		if (i == REQUESTS_CLAIMS)
			c.cols[i] = rest / 2;
		if (i == REQUESTS_PURPOSE)
			c.cols[i] = rest - rest / 2 - 2;
		x += c.cols[i] ? c.cols[i] + 1 : 0;
	}
	return c;
}

static void draw_cell(int row, const struct requests_columns *c, enum requests_column i, enum term_role role,
                      const char *text)
{
	if (c->cols[i])
		term_text(row, c->x[i], c->cols[i], role, text);
}

void requests_draw_header(int row, const struct requests_columns *c, int cols)
{
	static const char *const titles[REQUESTS_COLUMNS] = {
		N_("Time"), N_("Resources"), N_("Who"),       N_("Inst."),
		N_("No."),  N_("Purpose"),   N_("Waits for"), N_("Left"),
	};
	term_text(row, 0, cols, ROLE_HEADER, "");
	for (int i = 0; i < REQUESTS_COLUMNS; i++)
		draw_cell(row, c, (enum requests_column)i, ROLE_HEADER, _(titles[i]));
}

/* `09-07 08:00-10:00`; of a series `09-07..12-20 8x`; of a date of one that is open a step to the right. */
static void word_time(const struct requests_line *line, struct buf *out)
{
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	const struct booking *b = &line->row->b;
	clock_format(b->start, from);
	if (line->n_dates) {
		clock_format_date(line->last_day, to);
		buf_fmt(out, "%.5s..%.5s %zux", from + 5, to + 5, line->n_dates);
		return;
	}
	clock_format(b->end, to);
	buf_fmt(out, "%.5s %.5s-%.5s", from + 5, from + 11, to + 11);
}

void requests_word_line(const struct requests_line *line, struct buf *out)
{
	const struct booking *b = &line->row->b;
	const char *const fields[] = {line->row->claims, b->requester, b->institution, b->purpose, b->note, b->ref};
	word_time(line, out);
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		buf_fmt(out, "\n%s", fields[i]);
	buf_char(out, '\n');
	booking_course_word_waits(line->row->waits_for, out);
}

static const char *mark_of(const struct requests_line *line, const struct requests_look *look)
{
	if (look->chosen)
		return "v";
	return line->row->mine ? "!" : " ";
}

void requests_draw_row(const struct requests_line *line, int row, const struct requests_columns *c, int cols,
                       const struct requests_look *look)
{
	const struct booking *b = &line->row->b;
	struct buf time = {0}, waits = {0}, left = {0};
	char party[16] = "";
	enum term_role role = line->row->mine ? ROLE_TEXT : ROLE_DIM;
	bool overdue = b->until && b->until - look->now <= REQUEST_OVERDUE_MIN;
	if (look->selected)
		role = ROLE_SELECTED;
	if (b->party)
		snprintf(party, sizeof party, "%" PRIu32, b->party);
	word_time(line, &time);
	booking_course_word_waits(line->row->waits_for, &waits);
	if (b->until)
		booking_course_word_left(b->until, look->now, &left);
	term_text(row, 0, cols, role, look->selected ? ">" : " ");
	term_text(row, 1, 1, role, mark_of(line, look));
	draw_cell(row, c, REQUESTS_TIME, role, buf_text(&time));
	draw_cell(row, c, REQUESTS_CLAIMS, role, line->row->claims);
	draw_cell(row, c, REQUESTS_WHO, role, b->requester);
	draw_cell(row, c, REQUESTS_FOR, role, b->institution);
	draw_cell(row, c, REQUESTS_PARTY, role, party);
	draw_cell(row, c, REQUESTS_PURPOSE, role, b->purpose);
	draw_cell(row, c, REQUESTS_WAITS, role, buf_text(&waits));
	draw_cell(row, c, REQUESTS_LEFT, overdue && !look->selected ? ROLE_BAD : role, buf_text(&left));
	buf_release(&time);
	buf_release(&waits);
	buf_release(&left);
}
