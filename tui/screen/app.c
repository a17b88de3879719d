/*
 * The loop: wait for an event, give it to the top view (its actions first, then the view itself), act on the reaction,
 * load what became stale in a short read, draw, paint once. Once a second the store's token is compared, so that other
 * people's changes appear by themselves. No transaction is open while waiting.
 */
#include "tui/screen/app.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/base/utf8.h"
#include "tui/cmd/cmd.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/screen/ui.h"

enum { MIN_COLS = 60, MIN_ROWS = 16, SCREEN_TIMEOUT_SECONDS = 3 };

/* ---- the stack ---- */

static void free_view(struct view *v)
{
	if (v && v->ops->free)
		v->ops->free(v);
}

void app_push(struct app *app, struct view *v)
{
	if (!v) {
		app_fail(app, QUAD_ENOMEM, "");
		return;
	}
	v->below = app->top;
	v->stale = true;
	app->top = v;
}

void app_pop(struct app *app)
{
	struct view *v = app->top;
	if (!v)
		return;
	app->top = v->below;
	free_view(v);
	if (!app->top)
		app->quit = true;
}

static void load(struct app *app, struct view *v)
{
	v->stale = false;
	int err = v->ops->load ? v->ops->load(v, app) : 0;
	if (err)
		app_fail(app, err, "");
}

/* ---- the message line ---- */

static void say(struct app *app, bool bad, const char *format, va_list ap) __attribute__((format(printf, 3, 0)));
static void say(struct app *app, bool bad, const char *format, va_list ap)
{
	buf_clear(&app->message);
	buf_vfmt(&app->message, format, ap);
	app->message_bad = bad;
}

void app_say(struct app *app, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	say(app, false, format, ap);
	va_end(ap);
}

void app_complain(struct app *app, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	say(app, true, format, ap);
	va_end(ap);
}

void app_fail(struct app *app, int err, const char *what)
{
	if (err == QUAD_EBUSY)
		app_complain(app, _("Another program (process %ld) is writing; nothing was changed. Try again."),
		             db_holder(app->store->db));
	else
		app_complain(app, "%s%s%s", what, *what ? ": " : "", _(quad_strerror(err)));
}

/* ---- changes ---- */

void app_changed(struct app *app)
{
	for (struct view *v = app->top; v; v = v->below)
		v->stale = true;
	app->token = db_token(app->store->db);
	int err = query_last_seq(app->store, &app->seq);
	if (err)
		app_fail(app, err, "");
}

/* Looks whether the store has moved, and says how much others did. */
static void look_for_changes(struct app *app)
{
	if (db_token(app->store->db) == app->token)
		return;
	uint64_t before = app->seq;
	app_changed(app);
	if (app->seq > before) {
		uint64_t n = app->seq - before;
		app_say(app, ngettext("%" PRIu64 " change by others", "%" PRIu64 " changes by others", (unsigned long)n), n);
	}
}

bool app_apply(struct app *app, struct request *rq, struct result *result, struct arena *arena)
{
	request_id_new(rq->id);
	rq->actor = app->actor;
	rq->now = app->now();
	/* what others did before this is their news, what comes of this is not */
	look_for_changes(app);
	int err = store_apply(app->store, rq, 1, false, result, arena);
	if (err) {
		app_fail(app, err, "");
		return false;
	}
	app_changed(app);
	if (!result->reasons.n)
		return true;
	struct buf text = {0};
	cmd_word_reason(&result->reasons.v[0], &text);
	if (result->reasons.n > 1)
		buf_fmt(&text, ngettext(" (and %zu more reason)", " (and %zu more reasons)", result->reasons.n - 1),
		        result->reasons.n - 1);
	app_complain(app, "%s", buf_text(&text));
	buf_release(&text);
	return false;
}

/* Copies a booking request into the undo slot; only bookings are taken back. */
void app_set_undo(struct app *app, const struct request *rq, const char *text)
{
	arena_release(&app->undo);
	app->undo_request = NULL;
	if (!rq)
		return;
	struct arena *a = &app->undo;
	struct request *copy = arena_alloc(a, sizeof *copy);
	struct booking_ask *ask = copy ? &copy->u.booking : NULL;
	if (!copy)
		return;
	*copy = *rq;
	app->undo_text = arena_str(a, text);
	if (rq->op == OP_SERIES_CANCEL || rq->op == OP_SWAP) {
		/* these have no texts and no claims */
		app->undo_request = app->undo_text ? copy : NULL;
		return;
	}
	struct claim_ask *claims = arena_alloc(a, (ask->n_claims + 1) * sizeof *claims);
	for (size_t i = 0; claims && i < ask->n_claims; i++)
		claims[i] = (struct claim_ask){arena_str(a, ask->claims[i].resource), ask->claims[i].units};
	ask->claims = claims;
	ask->ref = arena_str(a, ask->ref ? ask->ref : "");
	ask->purpose = arena_str(a, ask->purpose ? ask->purpose : "");
	ask->note = arena_str(a, ask->note ? ask->note : "");
	ask->requester = arena_str(a, ask->requester ? ask->requester : "");
	ask->institution = arena_str(a, ask->institution ? ask->institution : "");
	if (claims && ask->ref && ask->purpose && ask->note && ask->requester && ask->institution && app->undo_text)
		app->undo_request = copy;
}

/* ---- events ---- */

/*
 * With a Chinese input method on, commands arrive full-width: fold them to ASCII. Only where letters are commands,
 * never where text is typed.
 */
static uint32_t fold_command(uint32_t key)
{
	if (key >= 0xff01 && key <= 0xff5e)
		return key - 0xff01 + '!';
	if (key == 0x3000)
		return ' ';
	if (key == 0x3001) /* the ideographic comma is where `/` is */
		return '/';
	return key;
}

static bool takes_text(const struct view *v)
{
	return v->ops->kind & (VIEW_FORM | VIEW_RECORD | VIEW_PROMPT);
}

static void react(struct app *app, struct view *v, unsigned r)
{
	if (r & REACT_RELOAD)
		v->stale = true;
	if (r & REACT_CLOSE && app->top == v)
		app_pop(app);
	if (r & REACT_QUIT)
		app->quit = true;
}

static void key_event(struct app *app, const struct event *ev)
{
	struct view *v = app->top;
	struct event folded = *ev;
	if (ev->type == EVENT_KEY && ev->key == KEY_CTRL('l')) {
		term_redraw();
		return;
	}
	if (ev->type == EVENT_KEY && ev->key == KEY_CTRL('z')) {
		term_suspend();
		return;
	}
	buf_clear(&app->message);
	unsigned r = v->ops->event ? v->ops->event(v, app, ev) : REACT_NONE;
	if (r == REACT_NONE && ev->type == EVENT_KEY) {
		if (!takes_text(v))
			folded.key = fold_command(ev->key);
		const struct action *a = action_of_key(v->ops->kind, folded.key);
		if (a)
			r = action_run(a, app, v);
		else if (folded.key != ev->key && v->ops->event)
			r = v->ops->event(v, app, &folded);
		if (!a && r == REACT_NONE && ev->key >= 0x2e80 && ev->key < KEY_CODE_NONE)
			app_complain(app, _("The Chinese input method is on: switch it off, or use the F-keys (F1 shows them)"));
		else if (!a && r == REACT_NONE)
			app_complain(app, _("No such key here; ? or F1 shows what there is"));
	}
	if (r == REACT_NONE && ev->type == EVENT_PASTE)
		app_complain(app, _("Pasted text goes into a field: / filters, b books"));
	react(app, v, r);
}

void app_event(struct app *app, const struct event *ev)
{
	switch (ev->type) {
	case EVENT_TICK: look_for_changes(app); break;
	case EVENT_HANGUP: app->quit = true; break;
	case EVENT_RESIZE: break;
	case EVENT_KEY:
	case EVENT_PASTE:
		if (app->top)
			key_event(app, ev);
		break;
	}
}

/* ---- the picture ---- */

/* The keys of this view, as many as fit, help and quit always. */
static void draw_hints(struct app *app, int row)
{
	struct buf line = {0};
	enum view_kind kind = app->top->ops->kind;
	for (const struct action *a = action_table; a->name; a++) {
		struct buf one = {0};
		if (!(a->views & kind) || !a->label)
			continue;
		buf_fmt(&one, "%s%.*s %s", line.len ? "  " : "", (int)strcspn(a->key_text, " "), a->key_text, _(a->label));
		if (text_width(buf_text(&line)) + text_width(buf_text(&one)) < (size_t)term_cols())
			buf_str(&line, buf_text(&one));
		buf_release(&one);
	}
	term_text(row, 0, term_cols(), ROLE_HINT, buf_text(&line));
	buf_release(&line);
}

static void draw_view(struct app *app, struct view *v, int top, int bottom)
{
	if (v->ops->dialog && v->below)
		draw_view(app, v->below, top, bottom);
	if (v->stale)
		load(app, v);
	int err = v->ops->window ? v->ops->window(v, app, top, bottom) : 0;
	if (err)
		app_fail(app, err, "");
	v->ops->draw(v, app, top, bottom);
}

void app_draw(struct app *app)
{
	struct buf title = {0};
	int rows = term_rows(), cols = term_cols();
	term_clear();
	if (rows < MIN_ROWS || cols < MIN_COLS) {
		buf_fmt(&title, _("too small %dx%d, needs %dx%d"), cols, rows, MIN_COLS, MIN_ROWS);
		term_text(0, 0, cols, ROLE_BAD, buf_text(&title));
		buf_release(&title);
		return;
	}
	if (app->top->stale)
		load(app, app->top);
	struct view *named = app->top;
	while (named->ops->dialog && named->below)
		named = named->below;
	if (named->stale)
		load(app, named);
	draw_view(app, app->top, 1, rows - 2);
	/* after the drawing, which settles where in its rows the view stands */
	buf_str(&title, "Quad  ");
	named->ops->title(named, app, &title);
	term_text(0, 0, cols, ROLE_TITLE, buf_text(&title));
	if (app->message.len)
		term_text(rows - 2, 0, cols, app->message_bad ? ROLE_BAD : ROLE_GOOD, buf_text(&app->message));
	draw_hints(app, rows - 1);
	buf_release(&title);
}

/* ---- life ---- */

void app_init(struct app *app, struct store *store, const char *actor, const char *store_dir)
{
	*app = (struct app){.store = store, .actor = actor, .store_dir = store_dir, .now = clock_now_min};
	/* a person at a screen is told sooner than a script */
	db_set_timeout(store->db, SCREEN_TIMEOUT_SECONDS);
	app_push(app, ui_resources_new());
	app_changed(app);
}

void app_release(struct app *app)
{
	while (app->top) {
		struct view *v = app->top;
		app->top = v->below;
		free_view(v);
	}
	buf_release(&app->message);
	arena_release(&app->undo);
}

int app_run(struct store *store, const char *actor, const char *store_dir, const char *color)
{
	struct app app;
	struct event ev;
	sigset_t stop;
	enum term_color when = COLOR_AUTO;
	if (strcmp(color, "auto") != 0)
		when = strcmp(color, "never") == 0 ? COLOR_NEVER : COLOR_ALWAYS;
	if (term_start(stdout, stdin, when) != 0) {
		fputs(_("quad: this terminal cannot show the screen; `quad help` lists the commands\n"), stderr);
		return CMD_FAILED;
	}
	/* Ctrl-Z arrives as a key; a stop from outside waits for no transaction */
	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	sigprocmask(SIG_BLOCK, &stop, NULL);
	app_init(&app, store, actor, store_dir);
	while (!app.quit) {
		app_draw(&app);
		term_paint();
		term_next(&ev);
		while (!app.quit && ev.type == EVENT_TICK && db_token(store->db) == app.token)
			term_next(&ev);
		app_event(&app, &ev);
	}
	app_release(&app);
	term_stop();
	return CMD_DONE;
}
