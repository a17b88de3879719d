/*
 * The booking form: all fields on one screen, beside the day of the first resource. Leaving a field checks the whole:
 * what was understood stands below, with every rule that it would break. What is typed stays as it is, also
 * when it cannot be read. Saving asks the store, whose answer alone counts.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/err.h"
#include "store/opening.h"
#include "store/utf8.h"
#include "tui/cmd.h"
#include "tui/locale.h"
#include "tui/text.h"
#include "tui/ui.h"

enum field { F_RESOURCES, F_START, F_END, F_PARTY, F_PURPOSE, F_INSTITUTION, F_REQUESTER, F_NOTE, F_COUNT };

enum { DAY_COLS = 26, LABEL_COLS = 13 };

static const char *const labels[F_COUNT] = {N_("Resources"), N_("Start"),       N_("End or length"), N_("People"),
                                            N_("Purpose"),   N_("Institution"), N_("Requester"),     N_("Note")};

struct form_view {
	struct view view;
	struct edit field[F_COUNT];
	enum field at;
	uint64_t id, seq; /* of the booking that is changed, 0 = a new one */
	int64_t day;      /* local day that a time alone belongs to */
	bool dirty, dropping;
	/* what the last check understood */
	struct arena arena;
	struct booking_ask ask;
	struct buf meaning;  /* one line */
	struct buf problems; /* a line each */
	size_t n_problems;
	bool checked;        /* the store was asked about it */
	/* the day of the first resource */
	struct slot_list slots;
	char code[CODE_MAX_BYTES + 1];
	int64_t slots_day;
};

static struct form_view *self(struct view *v)
{
	return (struct form_view *)v;
}

/* ---- understanding ---- */

static void problem(struct form_view *f, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void problem(struct form_view *f, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	buf_vfmt(&f->problems, format, ap);
	va_end(ap);
	buf_char(&f->problems, '\n');
	f->n_problems++;
}

/* The field's text, cleaned; a text that is full-width digits and marks is folded where numbers are read. */
static const char *clean(struct form_view *f, enum field i, bool fold)
{
	const char *text = edit_text(&f->field[i]);
	struct buf folded = {0};
	if (fold)
		utf8_fold(&folded, text);
	const char *from = fold ? buf_text(&folded) : text;
	char *out = utf8_clean(&f->arena, from, strlen(from));
	buf_release(&folded);
	return out ? out : "";
}

/* A full time, or a time of day of `day`. */
static int read_time(const char *text, int64_t day, int64_t *out)
{
	int minute;
	struct wall w;
	if (clock_parse_time(text, &minute) != 0)
		return clock_parse(text, out);
	clock_day_civil(day + minute / DAY_MIN, &w);
	w.hour = minute / 60 % 24;
	w.minute = minute % 60;
	return clock_from_wall(&w, out);
}

static bool say_time(struct form_view *f, enum field field, const char *text, int err)
{
	if (err == QUAD_EGAP || err == QUAD_ETWICE)
		problem(f, "%s: \"%s\": %s", _(labels[field]), text, _(quad_strerror(err)));
	else if (err)
		problem(f, _("%s: \"%s\" is not a time; write 2026-09-07 08:00, or 08:00"), _(labels[field]), text);
	return err == 0;
}

static bool read_times(struct form_view *f)
{
	const char *start = clean(f, F_START, true), *end = clean(f, F_END, true);
	int64_t len;
	if (!say_time(f, F_START, start, read_time(start, f->day, &f->ask.start)))
		return false;
	f->day = clock_local_day(f->ask.start);
	if (!strchr(end, ':') && clock_parse_duration(end, &len) == 0) {
		f->ask.end = f->ask.start + len;
		return true;
	}
	int err = read_time(end, f->day, &f->ask.end);
	if (err == QUAD_EINVAL) {
		problem(f, _("%s: \"%s\" is neither a time nor a length; write 10:00, or 2h"), _(labels[F_END]), end);
		return false;
	}
	return say_time(f, F_END, end, err);
}

static void read_party(struct form_view *f)
{
	const char *text = clean(f, F_PARTY, true);
	char *end;
	unsigned long n = strtoul(text, &end, 10);
	f->ask.party = (uint32_t)n;
	if ((*text && (*text < '0' || *text > '9')) || *end || n > SEATS_MAX)
		problem(f, _("People: \"%s\" is not a number"), text);
}

static void word_meaning(struct form_view *f)
{
	static const char *const days[] = {N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun")};
	int64_t len = f->ask.end - f->ask.start;
	buf_fmt(&f->meaning, "%s ", _(days[clock_weekday(clock_local_day(f->ask.start)) - 1]));
	cmd_word_interval(f->ask.start, f->ask.end, &f->meaning);
	if (len >= 60)
		buf_fmt(&f->meaning, ", %" PRId64 " h", len / 60);
	if (len % 60 > 0)
		buf_fmt(&f->meaning, "%s%" PRId64 " min", len >= 60 ? " " : ", ", len % 60);
}

/* Reads the fields into the ask; true if they can be read, problems said otherwise. */
static bool understand(struct form_view *f)
{
	arena_release(&f->arena);
	buf_clear(&f->meaning);
	buf_clear(&f->problems);
	f->n_problems = 0;
	f->checked = false;
	f->ask = (struct booking_ask){.id = f->id, .seq = f->seq, .ref = ""};
	if (claims_parse(clean(f, F_RESOURCES, false), &f->arena, &f->ask.claims, &f->ask.n_claims) != 0)
		problem(f, "%s", _(quad_strerror(QUAD_ENOMEM)));
	else if (f->ask.n_claims == 0)
		problem(f, "%s", _("Resources: name at least one, several with `;`"));
	if (read_times(f))
		word_meaning(f);
	read_party(f);
	f->ask.purpose = clean(f, F_PURPOSE, false);
	f->ask.note = clean(f, F_NOTE, false);
	f->ask.requester = clean(f, F_REQUESTER, false);
	f->ask.institution = clean(f, F_INSTITUTION, false);
	return f->n_problems == 0;
}

static struct request make_request(const struct form_view *f, struct app *app)
{
	return (struct request){.op = f->id ? OP_MOVE : OP_BOOK,
	                        .actor = app->actor,
	                        .now = app->now(),
	                        .given = GIVEN_ALL,
	                        .u.booking = f->ask};
}

/* ---- loading ---- */

static int load_day(struct form_view *f, struct app *app)
{
	struct slot_list slots;
	arena_release(&f->slots.arena);
	f->slots = (struct slot_list){0};
	f->code[0] = '\0';
	if (f->ask.n_claims == 0 || strlen(f->ask.claims[0].resource) > CODE_MAX_BYTES)
		return 0;
	int err = query_slots(app->store, f->ask.claims[0].resource, clock_day_start(f->day), clock_day_start(f->day + 1),
	                      &slots);
	if (err)
		return err == QUAD_ENOTFOUND ? 0 : err;
	snprintf(f->code, sizeof f->code, "%s", f->ask.claims[0].resource);
	f->slots = slots;
	f->slots_day = f->day;
	return 0;
}

/* The check: what was typed is read, and the store asked what it would say now. */
static int load(struct view *v, struct app *app)
{
	struct form_view *f = self(v);
	bool readable = understand(f);
	int err = load_day(f, app);
	if (err || !readable)
		return err;
	struct result result;
	struct request rq = make_request(f, app);
	struct arena arena = {0};
	err = store_advise(app->store, &rq, &result, &arena);
	for (size_t i = 0; !err && i < result.reasons.n; i++) {
		struct buf one = {0};
		cmd_word_reason(&result.reasons.v[i], &one);
		problem(f, "%s", buf_text(&one));
		buf_release(&one);
	}
	f->checked = !err;
	arena_release(&arena);
	return err;
}

/* ---- drawing ---- */

static void title(struct view *v, struct app *app, struct buf *out)
{
	struct form_view *f = self(v);
	(void)app;
	if (f->id)
		buf_fmt(out, _("Change booking %" PRIu64), f->id);
	else
		buf_str(out, _("New booking"));
}

/* The resource's day at the left: its bookings and closures, a line each. */
static void draw_day(const struct form_view *f, int top, int bottom, int cols)
{
	char date[CLOCK_TEXT_MAX];
	struct buf line = {0};
	int row = top;
	buf_fmt(&line, "%s %s", clock_format_date(f->day, date) + 5, f->code);
	term_text(row++, 0, cols, ROLE_HEADER, buf_text(&line));
	if (f->slots.n == 0)
		term_text(row, 0, cols, ROLE_FREE, *f->code ? _("nothing booked") : "");
	for (size_t i = 0; i < f->slots.n && row < bottom; i++) {
		const struct slot *s = &f->slots.v[i];
		struct wall a, b;
		bool mine = f->id && s->booking == f->id;
		clock_to_wall(s->start, &a);
		clock_to_wall(s->end, &b);
		buf_clear(&line);
		buf_fmt(&line, "%02d:%02d-%02d:%02d %s", a.hour, a.minute, b.hour, b.minute, s->label);
		enum term_role role = mine ? ROLE_DIM : s->booking ? ROLE_BUSY : ROLE_CLOSED;
		if (row == bottom - 1 && i + 1 < f->slots.n)
			term_text(row++, 0, cols, ROLE_DIM, "...");
		else
			term_text(row++, 0, cols, role, buf_text(&line));
	}
	buf_release(&line);
}

static void draw_problems(const struct form_view *f, int row, int bottom, int col, int cols)
{
	size_t shown = 0;
	for (const char *p = buf_text(&f->problems); *p && row < bottom; shown++) {
		size_t len = strcspn(p, "\n"), left = f->n_problems - shown;
		struct buf line = {0};
		if (row == bottom - 1 && left > 1) {
			buf_fmt(&line, ngettext("... and %zu more reason", "... and %zu more reasons", left), left);
			term_text(row++, col, cols, ROLE_BAD, buf_text(&line));
		} else {
			buf_add(&line, p, len);
			row = term_wrapped(row, bottom, col, cols, ROLE_BAD, buf_text(&line));
		}
		buf_release(&line);
		p += len + (p[len] == '\n');
	}
}

static void draw(struct view *v, struct app *app, int top, int bottom)
{
	struct form_view *f = self(v);
	int day_cols = term_cols() >= 120 ? 48 : DAY_COLS;
	int col = day_cols + 2, cols = term_cols() - col, row = top + F_COUNT + 1;
	(void)app;
	draw_day(f, top, bottom, day_cols);
	term_vline(top, day_cols, bottom - top);
	for (int i = 0; i < F_COUNT; i++) {
		term_text(top + i, col, LABEL_COLS, (int)f->at == i ? ROLE_TITLE : ROLE_DIM, _(labels[i]));
		edit_draw(&f->field[i], top + i, col + LABEL_COLS + 1, cols - LABEL_COLS - 1, ROLE_FIELD, (int)f->at == i);
	}
	term_text(row++, col, cols, ROLE_TEXT, buf_text(&f->meaning));
	if (f->n_problems)
		draw_problems(f, row, bottom, col, cols);
	else if (f->checked)
		term_text(row, col, cols, ROLE_GOOD, _("free: F2 or Ctrl-S books it"));
}

/* ---- events ---- */

static unsigned go(struct form_view *f, int step)
{
	f->at = (enum field)(((int)f->at + step + F_COUNT) % F_COUNT);
	return REACT_RELOAD;
}

static unsigned event(struct view *v, struct app *app, const struct event *ev)
{
	struct form_view *f = self(v);
	if (ev->type == EVENT_KEY) {
		switch (ev->key) {
		case KEY_CODE_DOWN:
		case KEY_TAB_CODE: return go(f, 1);
		case KEY_CODE_UP:
		case KEY_CODE_BACKTAB: return go(f, -1);
		case KEY_ENTER_CODE: return f->at == F_NOTE ? ui_form_save(app, v) : go(f, 1);
		case KEY_ESC_CODE: return REACT_NONE;
		default: break;
		}
	}
	if (!edit_event(&f->field[f->at], ev))
		return REACT_NONE;
	f->dirty = true;
	f->dropping = false;
	return REACT_HANDLED;
}

static void free_form(struct view *v)
{
	struct form_view *f = self(v);
	for (int i = 0; i < F_COUNT; i++)
		edit_release(&f->field[i]);
	arena_release(&f->arena);
	arena_release(&f->slots.arena);
	buf_release(&f->meaning);
	buf_release(&f->problems);
	free(f);
}

static const struct view_ops ops = {VIEW_FORM, false, load, NULL, title, draw, event, free_form};

/* `2026-09-07 08:00`, which is easier to edit than with a T. */
static void set_time(struct edit *e, int64_t at)
{
	char text[CLOCK_TEXT_MAX];
	clock_format(at, text);
	text[10] = ' ';
	edit_set(e, text);
}

static void set_length(struct edit *e, int64_t start, int64_t end)
{
	char text[32];
	int64_t len = end - start;
	if (len % 60)
		snprintf(text, sizeof text, "%" PRId64 "m", len);
	else
		snprintf(text, sizeof text, "%" PRId64 "h", len / 60);
	edit_set(e, text);
}

struct view *ui_form_new(const struct resource *r, int64_t start, int64_t end, const struct booking_row *b)
{
	struct form_view *f = calloc(1, sizeof *f);
	char number[16];
	if (!f)
		return NULL;
	f->view.ops = &ops;
	if (b) {
		f->id = b->b.id;
		f->seq = b->b.seq;
		start = b->b.start;
		end = b->b.end;
		edit_set(&f->field[F_RESOURCES], b->claims);
		snprintf(number, sizeof number, "%" PRIu32, b->b.party);
		edit_set(&f->field[F_PARTY], b->b.party ? number : "");
		edit_set(&f->field[F_PURPOSE], b->b.purpose);
		edit_set(&f->field[F_INSTITUTION], b->b.institution);
		edit_set(&f->field[F_REQUESTER], b->b.requester);
		edit_set(&f->field[F_NOTE], b->b.note);
		f->at = F_START;
	} else {
		edit_set(&f->field[F_RESOURCES], r->code);
		f->at = F_START;
	}
	set_time(&f->field[F_START], start);
	set_length(&f->field[F_END], start, end);
	f->day = clock_local_day(start);
	return &f->view;
}

/* ---- actions ---- */

unsigned ui_form_check(struct app *app, struct view *v)
{
	(void)app;
	(void)v;
	return REACT_RELOAD;
}

unsigned ui_form_drop(struct app *app, struct view *v)
{
	struct form_view *f = self(v);
	if (!f->dirty || f->dropping)
		return REACT_CLOSE;
	f->dropping = true;
	app_say(app, _("Esc again drops what was typed"));
	return REACT_HANDLED;
}

/* Remembers how to take it back: cancel what is new, put a changed one as it was. */
static void remember_undo(struct app *app, const struct form_view *f, const struct result *result,
                          const struct booking_row *old)
{
	struct buf text = {0};
	struct arena arena = {0};
	struct request rq = {.op = OP_CANCEL, .u.booking = {.id = result->id}};
	int err = 0;
	buf_fmt(&text, f->id ? _("the change of booking %" PRIu64) : _("booking %" PRIu64), result->id);
	if (old) {
		struct booking_ask *ask = &rq.u.booking;
		rq = (struct request){.op = OP_MOVE, .given = GIVEN_ALL, .flags = REQUEST_RECORD};
		*ask = (struct booking_ask){.id = result->id, .ref = "", .start = old->b.start, .end = old->b.end,
		                            .party = old->b.party, .purpose = old->b.purpose, .note = old->b.note,
		                            .requester = old->b.requester, .institution = old->b.institution};
		err = claims_parse(old->claims, &arena, &ask->claims, &ask->n_claims);
	}
	app_set_undo(app, err ? NULL : &rq, buf_text(&text));
	arena_release(&arena);
	buf_release(&text);
}

unsigned ui_form_save(struct app *app, struct view *v)
{
	struct form_view *f = self(v);
	struct result result;
	struct arena arena = {0};
	struct booking_rows old = {0};
	struct buf done = {0};
	unsigned reaction = REACT_RELOAD;
	if (!understand(f)) {
		app_complain(app, "%.*s", (int)strcspn(buf_text(&f->problems), "\n"), buf_text(&f->problems));
		return REACT_RELOAD;
	}
	struct request rq = make_request(f, app);
	int err = f->id ? query_bookings(app->store, &f->id, 1, &old) : 0;
	if (err)
		app_fail(app, err, "");
	else if (app_apply(app, &rq, &result, &arena)) {
		remember_undo(app, f, &result, old.n ? old.v : NULL);
		cmd_word_interval(result.start, result.end, &done);
		app_say(app, f->id ? _("Changed: booking %" PRIu64 ", %s") : _("Booked: %" PRIu64 ", %s"), result.id,
		        buf_text(&done));
		reaction = REACT_CLOSE;
	}
	buf_release(&done);
	arena_release(&old.arena);
	arena_release(&arena);
	return reaction;
}
