/* Lays out and draws the rows of a list of bookings. */
#include "tui/screen/ui_bookings_row.h"

#include <inttypes.h>
#include <string.h>

#include "tui/base/locale.h"
#include "tui/base/term.h"

struct bookings_columns bookings_columns_of(int cols)
{
	struct bookings_columns c = {.id_x = 1, .id_cols = 8, .time_cols = 18, .requester_cols = cols >= 100 ? 16 : 10};
	/* what is left is shared by the resources and the purpose */
	int rest = cols - c.id_x - c.id_cols - 1 - c.time_cols - 1 - c.requester_cols - 1;
	c.claims_cols = rest / 2;
	c.purpose_cols = rest - c.claims_cols - 1;
	c.time_x = c.id_x + c.id_cols + 1;
	c.claims_x = c.time_x + c.time_cols + 1;
	c.purpose_x = c.claims_x + c.claims_cols + 1;
	c.requester_x = c.purpose_x + c.purpose_cols + 1;
	return c;
}

void bookings_draw_header(int row, const struct bookings_columns *c, int cols)
{
	term_text(row, 0, cols, ROLE_HEADER, "");
	term_text_right(row, c->id_x, c->id_cols, ROLE_HEADER, _("Id"));
	term_text(row, c->time_x, c->time_cols, ROLE_HEADER, _("Time"));
	term_text(row, c->claims_x, c->claims_cols, ROLE_HEADER, _("Resources"));
	term_text(row, c->purpose_x, c->purpose_cols, ROLE_HEADER, _("Purpose"));
	term_text(row, c->requester_x, c->requester_cols, ROLE_HEADER, _("Requester"));
}

static bool runs_at(const struct booking *b, int64_t now)
{
	return state_stands(b->state) && b->start <= now && now < b->end;
}

static const char *mark_of(const struct booking *b, const char *from, const char *to, int64_t now)
{
	if (b->state == STATE_WAITING)
		return "w";
	if (!state_stands(b->state))
		return "x";
	if (b->state == STATE_REQUESTED)
		return "?";
	if (runs_at(b, now))
		return "|";
	if (strncmp(from, to, 10) != 0)
		return "+";
	return b->series ? "S" : "";
}

/* `09-07 08:00-10:00`, and a mark. */
static void word_time(const struct booking *b, int64_t now, struct buf *out)
{
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];
	clock_format(b->start, from);
	clock_format(b->end, to);
	buf_fmt(out, "%.5s %.5s-%.5s%s", from + 5, from + 11, to + 11, mark_of(b, from, to, now));
}

static bool is_today(const struct booking *b, int64_t now)
{
	int64_t today = clock_local_day(now);
	return state_stands(b->state) && clock_local_day(b->start) <= today && today <= clock_local_day(b->end - 1);
}

void bookings_draw_row(const struct booking_row *r, int row, const struct bookings_columns *c, int cols, bool selected,
                       int64_t now)
{
	struct buf id = {0}, time = {0};
	enum term_role role = ROLE_TEXT, time_role;
	if (r && !state_stands(r->b.state))
		role = ROLE_DIM;
	if (selected)
		role = ROLE_SELECTED;
	term_text(row, 0, cols, role, selected ? ">" : " ");
	if (!r)
		return;
	time_role = !selected && is_today(&r->b, now) ? ROLE_NOW : role;
	if (!selected && r->b.state == STATE_REQUESTED)
		time_role = ROLE_REQUESTED;
	buf_fmt(&id, "%" PRIu64, r->b.id);
	word_time(&r->b, now, &time);
	term_text_right(row, c->id_x, c->id_cols, role, buf_text(&id));
	term_text(row, c->time_x, c->time_cols, time_role, buf_text(&time));
	term_text(row, c->claims_x, c->claims_cols, role, r->claims);
	/* of what others hold: whom to ask, and for which institution it is */
	term_text(row, c->purpose_x, c->purpose_cols, role, r->hidden ? r->contact : r->b.purpose);
	term_text(row, c->requester_x, c->requester_cols, role, r->hidden ? r->b.institution : r->b.requester);
	buf_release(&id);
	buf_release(&time);
}
