/* Lays out and draws rows of matches; the finder shows the best ones, the list all. */
#include "tui/screen/found_rows.h"

#include <inttypes.h>

#include "store/base/clock.h"
#include "tui/base/locale.h"
#include "tui/base/term.h"
#include "tui/words/words_name.h"
#include "tui/words/words_time.h"

/* From these widths on there is room for more. */
enum { MEDIUM_COLS = 76, WIDE_COLS = 96, DATES_COLS = 20 };

struct found_columns found_columns_of(const struct find_wish *wish, int cols)
{
	struct found_columns c = {.code = cols >= WIDE_COLS ? 16 : 13,
	                          .kind = cols >= MEDIUM_COLS && !wish->filter.kind ? 9 : 0,
	                          .campus = cols >= WIDE_COLS ? 12 : 8,
	                          .seats = 5,
	                          .institution = cols >= WIDE_COLS ? 10 : 0,
	                          .ways = wish->filter.near != NULL,
	                          .cols = cols};
	if (c.ways)
		c.campus += 5;
	if (wish->when == FIND_LENGTH)
		c.when = cols >= MEDIUM_COLS ? 15 : 11;
	else if (wish->when == FIND_WEEKS)
		c.when = cols >= MEDIUM_COLS ? DATES_COLS + (cols - MEDIUM_COLS) / 3 : 9;
	const int widths[] = {c.code, c.kind, c.campus, c.seats, c.institution, c.when};
	c.name = cols - 1;
	for (size_t i = 0; i < sizeof widths / sizeof *widths; i++)
		c.name -= widths[i] ? widths[i] + 1 : 0;
	return c;
}

static int draw_cell(int row, int col, int cols, enum term_role role, const char *text)
{
	if (!cols)
		return col;
	term_text(row, col, cols, role, text);
	return col + cols + 1;
}

void found_header_draw(const struct found_columns *c, int row)
{
	int col = 1;
	term_text(row, 0, c->cols, ROLE_HEADER, "");
	col = draw_cell(row, col, c->code, ROLE_HEADER, _("Code"));
	col = draw_cell(row, col, c->name, ROLE_HEADER, _("Name"));
	col = draw_cell(row, col, c->kind, ROLE_HEADER, _("Kind"));
	col = draw_cell(row, col, c->campus, ROLE_HEADER, _("Campus"));
	term_text_right(row, col, c->seats, ROLE_HEADER, _("Seats"));
	col += c->seats + 1;
	col = draw_cell(row, col, c->institution, ROLE_HEADER, _("Of"));
	draw_cell(row, col, c->when, ROLE_HEADER, _("Free"));
}

static void word_free_from(int64_t at, struct buf *out)
{
	char text[CLOCK_TEXT_MAX];
	clock_format(at, text);
	buf_fmt(out, "%.5s %.5s %s", text + 5, text + 11, words_weekday_narrow(clock_weekday(clock_local_day(at))));
}

static void word_dates(const struct match *m, struct buf *out)
{
	const struct occurrences *dates = &m->dates->dates;
	const char *before = _("  not ");
	char text[CLOCK_TEXT_MAX];
	if (dates->n == 1) {
		word_free_from(m->free_from, out);
		return;
	}
	buf_fmt(out, _("%zu of %zu"), m->n_free, dates->n);
	for (size_t i = 0; i < dates->n; i++) {
		if (match_is_free(m, i))
			continue;
		buf_fmt(out, "%s%.5s", before, clock_format_date(clock_local_day(dates->v[i].start), text) + 5);
		before = " ";
	}
}

void found_when_word(const struct match *m, bool is_length, struct buf *out)
{
	if (m->dates)
		word_dates(m, out);
	else if (is_length)
		word_free_from(m->free_from, out);
}

/* `NORTH 20m`; `-` after a campus to which no way is listed. */
static void word_campus(const struct found_columns *c, const struct match *m, struct buf *out)
{
	buf_str(out, m->resource->campus);
	if (!c->ways)
		return;
	if (m->travel_min == FIND_WAY_UNKNOWN)
		buf_str(out, " -");
	else if (m->travel_min)
		buf_fmt(out, " %" PRIu32 "m", m->travel_min);
}

void found_row_draw(const struct found_columns *c, const struct match *m, int row, bool selected)
{
	const struct resource *r = m->resource;
	enum term_role role = selected ? ROLE_SELECTED : ROLE_TEXT;
	enum term_role free_role = selected ? ROLE_SELECTED : ROLE_FREE;
	struct buf campus = {0}, when = {0};
	char seats[16];
	int col = 1;
	if (m->dates && m->n_free < m->dates->dates.n && !selected)
		free_role = ROLE_PART;
	word_campus(c, m, &campus);
	found_when_word(m, c->when && !m->dates, &when);
	snprintf(seats, sizeof seats, "%" PRIu32, r->seats);
	term_text(row, 0, 1, ROLE_TITLE, selected ? ">" : "");
	term_text(row, 1, c->cols - 1, role, "");
	col = draw_cell(row, col, c->code, role, r->code);
	col = draw_cell(row, col, c->name, role, r->name);
	col = draw_cell(row, col, c->kind, role, kind_name(r->kind));
	col = draw_cell(row, col, c->campus, role, buf_text(&campus));
	term_text_right(row, col, c->seats, role, r->seats ? seats : "-");
	col += c->seats + 1;
	col = draw_cell(row, col, c->institution, role, r->institution);
	draw_cell(row, col, c->when, free_role, buf_text(&when));
	buf_release(&campus);
	buf_release(&when);
}
