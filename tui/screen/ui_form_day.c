/*
 * A block is the resource's name and the pieces of its day: the slots, the time that is asked for, and the free time
 * between them. Where rows are few, the pieces nearest to the time that is asked for stay.
 */
#include "tui/screen/ui_form_day.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/model/opening.h"
#include "tui/base/locale.h"
#include "tui/screen/ui_claims.h"
#include "tui/words/words_time.h"

enum { BLOCKS_MAX = 12 };

/* ---- reading ---- */

void ui_form_day_release(struct form_day *d)
{
	for (size_t i = 0; i < d->n; i++)
		arena_release(&d->v[i].slots.arena);
	arena_release(&d->arena);
	*d = (struct form_day){0};
}

/* The hours of a day, from the first opening to the last closing. */
static struct interval read_hours(const struct resource *r, int64_t day)
{
	struct opening o;
	const char *bad;
	int64_t start = clock_day_start(day);
	struct interval hours = {start, clock_day_start(day + 1)};
	int weekday = clock_weekday(day);
	if (opening_parse(r->opening, &o, &bad) != 0 || o.always)
		return hours;
	if (!o.n[weekday])
		return (struct interval){start, start};
	hours.end = start + o.day[weekday][o.n[weekday] - 1].to;
	hours.start = start + o.day[weekday][0].from;
	return hours;
}

static int load_block(struct form_day *d, struct store *s, const char *code)
{
	struct day_block *b = &d->v[d->n];
	struct resource_list one;
	int err = query_resource(s, code, &one);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	b->code = arena_str(&d->arena, one.v->code);
	b->name = arena_str(&d->arena, one.v->name);
	b->hours = read_hours(one.v, d->day);
	arena_release(&one.arena);
	if (!b->code || !b->name)
		return QUAD_ENOMEM;
	err = query_slots(s, code, clock_day_start(d->day), clock_day_start(d->day + 1), &b->slots);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	d->n++;
	return 0;
}

int ui_form_day_load(struct form_day *d, struct store *s, const struct form *f, const struct form_check *c)
{
	ui_form_day_release(d);
	d->own = f->id;
	d->day = f->day;
	if (c->n_when) {
		d->asked = c->when[0];
		d->day = clock_local_day(c->when[0].start);
	}
	if (f->repeats)
		d->n_dates = c->n_when;
	d->v = arena_alloc(&d->arena, BLOCKS_MAX * sizeof *d->v);
	if (!d->v)
		return QUAD_ENOMEM;
	for (size_t i = 0; i < f->ask.n_claims && d->n < BLOCKS_MAX; i++) {
		const char *code = f->ask.claims[i].resource;
		size_t n = d->n;
		int err = strlen(code) <= CODE_MAX_BYTES ? load_block(d, s, code) : 0;
		if (err)
			return err;
		if (d->n > n)
			d->v[n].clashes = ui_form_clashes(c, code);
	}
	return 0;
}

int ui_form_day_of_booking(struct form_day *d, struct store *s, const struct booking *b, const char *claims)
{
	char code[CLAIMS_CODE_MAX];
	int err = 0;
	ui_form_day_release(d);
	d->own = b->id;
	d->own_is_asked = true;
	d->day = clock_local_day(b->start);
	d->asked = (struct interval){b->start, b->end};
	d->v = arena_alloc(&d->arena, BLOCKS_MAX * sizeof *d->v);
	if (!d->v)
		return QUAD_ENOMEM;
	for (const char *p = claims; !err && d->n < BLOCKS_MAX && claims_next(&p, code);)
		err = load_block(d, s, code);
	return err;
}

/* ---- pieces ---- */

struct piece {
	int64_t start, end;
	const char *label;
	char mark; /* what the colour says, for those who do not see it */
	enum term_role role;
};

struct pieces {
	struct piece *v;
	size_t n;
	size_t asked; /* the piece that is asked for, n if there is none */
};

static int piece_order(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->end > y->end) - (x->end < y->end);
}

static bool overlaps(const struct interval *a, const struct slot *s)
{
	return s->start < a->end && a->start < s->end;
}

static struct piece piece_of_slot(const struct form_day *d, const struct slot *s)
{
	struct piece p = {s->start, s->end, s->label, '#', ROLE_BUSY};
	if (s->booking && s->booking == d->own) {
		p.mark = '-';
		p.role = ROLE_DIM;
	} else if (overlaps(&d->asked, s) && (s->whole || !s->booking)) {
		p.mark = '!';
		p.role = ROLE_CLASH;
	} else if (!s->booking) {
		p.mark = 'x';
		p.role = ROLE_CLOSED;
	} else if (!s->whole) {
		p.mark = '+';
		p.role = ROLE_PART;
	}
	return p;
}

/* The free time of the hours between the slots, cut where the time that is asked for lies. */
static void add_free(const struct day_block *b, struct pieces *out)
{
	size_t n = out->n;
	int64_t at = b->hours.start;
	for (size_t i = 0; i <= n; i++) {
		int64_t until = i < n ? out->v[i].start : b->hours.end;
		if (until > b->hours.end)
			until = b->hours.end;
		if (until > at)
			out->v[out->n++] = (struct piece){at, until, _("free"), ' ', ROLE_FREE};
		if (i < n && out->v[i].end > at)
			at = out->v[i].end;
	}
}

static bool make_pieces(const struct form_day *d, const struct day_block *b, struct arena *arena, struct pieces *out)
{
	/* also outside of the hours */
	bool clashes = d->asked.start < b->hours.start || d->asked.end > b->hours.end;
	*out = (struct pieces){arena_alloc(arena, (2 * b->slots.n + 4) * sizeof *out->v), 0, 0};
	if (!out->v)
		return false;
	for (size_t i = 0; i < b->slots.n; i++) {
		if (d->own_is_asked && b->slots.v[i].booking == d->own)
			continue;
		out->v[out->n] = piece_of_slot(d, &b->slots.v[i]);
		clashes |= out->v[out->n++].role == ROLE_CLASH;
	}
	if (d->asked.end > d->asked.start)
		out->v[out->n++] = (struct piece){d->asked.start, d->asked.end, _("asked for"), '>',
		                                  clashes ? ROLE_CLASH : ROLE_MINE};
	qsort(out->v, out->n, sizeof *out->v, piece_order);
	add_free(b, out);
	qsort(out->v, out->n, sizeof *out->v, piece_order);
	while (out->asked < out->n && out->v[out->asked].mark != '>')
		out->asked++;
	return true;
}

/* ---- drawing ---- */

/* `08:00-10:00`; what lies on other days is cut at midnight. */
static void word_times(const struct form_day *d, const struct piece *p, struct buf *out)
{
	int64_t day_start = clock_day_start(d->day), day_end = clock_day_start(d->day + 1);
	struct wall w = {0};
	if (p->start > day_start)
		clock_to_wall(p->start, &w);
	buf_fmt(out, "%02d:%02d-", w.hour, w.minute);
	if (p->end < day_end) {
		clock_to_wall(p->end, &w);
		buf_fmt(out, "%02d:%02d", w.hour, w.minute);
	} else {
		buf_str(out, "24:00");
	}
}

static void draw_piece(const struct form_day *d, const struct piece *p, int row, int col, int cols)
{
	struct buf line = {0};
	buf_fmt(&line, "%c", p->mark);
	word_times(d, p, &line);
	buf_fmt(&line, " %s", p->label);
	term_text(row, col, cols, p->role, buf_text(&line));
	buf_release(&line);
}

static void draw_heading(const struct form_day *d, const struct day_block *b, int row, int col, int cols)
{
	struct buf line = {0};
	enum term_role role = ROLE_HEADER;
	buf_str(&line, b->code);
	if (d->n_dates && b->clashes) {
		buf_fmt(&line, _(" %zu of %zu clash"), b->clashes, d->n_dates);
		role = ROLE_CLASH;
	} else if (strcmp(b->code, b->name) != 0) {
		buf_fmt(&line, " %s", b->name);
	}
	term_text(row, col, cols, role, buf_text(&line));
	buf_release(&line);
}

/* A block in at most `rows` rows; returns the row after it. */
static int draw_block(const struct form_day *d, const struct day_block *b, int row, int rows, int col, int cols)
{
	struct arena arena = {0};
	struct pieces pieces;
	int bottom = row + rows;
	draw_heading(d, b, row++, col, cols);
	if (make_pieces(d, b, &arena, &pieces)) {
		size_t room = (size_t)(bottom - row), from = 0;
		/* the asked piece in the middle of those that are seen */
		if (pieces.n > room && pieces.asked > room / 2)
			from = pieces.asked - room / 2;
		if (pieces.n > room && from + room > pieces.n)
			from = pieces.n - room;
		if (!pieces.n && row < bottom)
			term_text(row++, col, cols, ROLE_CLOSED, _("not open"));
		for (size_t i = from; i < pieces.n && row < bottom; i++)
			draw_piece(d, &pieces.v[i], row++, col, cols);
	}
	arena_release(&arena);
	return row;
}

void ui_form_day_draw(const struct form_day *d, int top, int bottom, int col, int cols)
{
	struct buf date = {0};
	int row = top;
	/* none was read yet */
	if (d->day)
		words_date(d->day, &date);
	term_text(row++, col, cols, ROLE_DIM, buf_text(&date));
	buf_release(&date);
	for (size_t i = 0; i < d->n && row < bottom; i++) {
		/* the rows that are left are shared by the blocks that are left */
		int rows = (bottom - row) / (int)(d->n - i);
		row = draw_block(d, &d->v[i], row, rows > 2 ? rows : 2, col, cols);
	}
}
