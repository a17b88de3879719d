/*
 * The loop: wait for an event, give it to the top view (the view itself first, then its actions), act on the reaction,
 * load what became stale in a short read, draw, paint once. Once a second the store's token is compared, so that other
 * people's changes appear by themselves. No transaction is open while waiting.
 */
#include "tui/screen/screen.h"

#include <signal.h>
#include <string.h>
#include <time.h>

#include "store/base/clock.h"
#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/screen/action.h"
#include "tui/words/words_replica.h"

enum {
	MIN_COLS = 60,
	MIN_ROWS = 16,
	WIDE_COLS = 90, /* from this width on the clock has its date */
};

/* ---- what the views show ---- */

/* One that could not be loaded stays stale, so that it is tried again. */
static int load_stale(struct app *app, struct view *v)
{
	if (!v->stale)
		return 0;
	v->stale = false;
	int err = v->ops->load ? v->ops->load(v, app) : 0;
	v->stale |= err && kept_may_pass(err);
	return err;
}

/* Reads what a view shows in these rows. */
static void read_view(struct app *app, struct view *v, int top, int bottom)
{
	int err = load_stale(app, v);
	if (!err && v->ops->window)
		err = v->ops->window(v, app, top, bottom);
	if (err == QUAD_ELINK)
		app_note_unlinked(app);
	else if (err)
		app_fail(app, err, "");
	v->kept.err = err && kept_may_pass(err) ? err : 0;
}

/* Where text is typed, what is typed shows, whatever else could be read. */
static bool stays_as_it_was(const struct view *v)
{
	return v->kept.err && !(v->ops->flags & VIEW_TYPED);
}

static void draw_view(struct app *app, struct view *v, int top, int bottom)
{
	if (v->ops->flags & VIEW_DIALOG && v->below)
		draw_view(app, v->below, top, bottom);
	read_view(app, v, top, bottom);
	if (stays_as_it_was(v)) {
		kept_draw(&v->kept, top, bottom);
		return;
	}
	v->ops->draw(v, app, top, bottom);
	if (!v->kept.err)
		kept_take(&v->kept, app->unlinked_min ? app->unlinked_min : app->clock_min, top, bottom);
}

/* The view that fills the screen and gives the title: the top one, or that below the dialogs. */
static struct view *find_named(struct app *app)
{
	struct view *v = app->top;
	while (v->ops->flags & VIEW_DIALOG && v->below)
		v = v->below;
	return v;
}

/* ---- keys without the store ---- */

/* What a person may do with a picture that stays: leave it, and what concerns the program alone. */
static bool needs_no_store(const struct action *a)
{
	static const char *const words[] = {"back", "quit", "leave", "help", "command"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(a->name, words[i]) == 0)
			return true;
	return action_of_name(actions_everywhere, a->name) == a;
}

/*
 * Whether an event reaches the view: its picture is what it knows, or is made so now. A key on a picture that has
 * stayed while others changed the store shows what is there now, and does nothing else.
 */
static bool has_picture(struct app *app, struct view *v)
{
	bool tries = app->unlinked_min && !(v->ops->flags & VIEW_TYPED);
	uint64_t before = app->token;
	if (tries)
		app_try_again(app);
	if (stays_as_it_was(v)) {
		tries = true;
		read_view(app, v, 1, term_rows() - 2);
	}
	if (tries && !v->kept.err)
		app_look(app);
	return !stays_as_it_was(v) && app->token == before;
}

/* ---- events ---- */

/* Where the Chinese scripts begin among the characters: typed as a command, they come from an input method. */
enum { CHINESE_FIRST = 0x2e80 };

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

/* Runs the action of a key that the view left, or tells the person that there is none. */
static unsigned run_key(struct app *app, struct view *v, const struct event *ev)
{
	struct event folded = *ev;
	if (!(v->ops->flags & VIEW_TYPED))
		folded.key = fold_command(ev->key);
	const struct action *a = action_of_key(v->ops->actions, folded.key);
	if (a)
		return action_run(a, app, v);
	if (folded.key != ev->key && v->ops->event) {
		unsigned reaction = v->ops->event(v, app, &folded);
		if (reaction != REACT_NONE)
			return reaction;
	}
	if (ev->key >= CHINESE_FIRST && ev->key < KEY_CODE_NONE)
		app_complain(app,
		             _("The Chinese input method is on: switch it off, or use the F-keys (F1 shows them)"));
	else
		app_complain(app, _("No such key here; ? or F1 shows what there is"));
	return REACT_NONE;
}

/* A key, or typed or pasted text: to the view first, then to its actions. */
static void handle_input(struct app *app, const struct event *ev)
{
	struct view *v = app->top;
	buf_clear(&app->message);
	/* a key that was pressed on what is no longer there does nothing; without any store one can still leave */
	if (!app_follow(app) && !app->lost)
		return;
	const struct action *a = action_of_key(v->ops->actions, ev->key);
	if (!has_picture(app, v) && !(ev->type == EVENT_KEY && a && needs_no_store(a)))
		return;
	unsigned reaction = v->ops->event ? v->ops->event(v, app, ev) : REACT_NONE;
	if (reaction == REACT_NONE && ev->type == EVENT_KEY)
		reaction = run_key(app, v, ev);
	else if (reaction == REACT_NONE)
		app_complain(app, _("Pasted text goes into a field: / filters, b books"));
	app_react(app, v, reaction);
}

/* ---- the mouse ---- */

/* Where the footer shows an action; `cols` 0: it does not. */
struct footer_place {
	int col, cols;
	int key_len; /* bytes of its key's name */
};

/* The place after one that ends at col, if the action has a word for the footer and there is room. */
static struct footer_place place_in_footer(const struct action *a, int col)
{
	struct footer_place p = {.col = col ? col + 2 : 0, .key_len = (int)strcspn(a->key_text, " ")};
	int cols = a->label ? p.key_len + 1 + (int)text_width(_(a->label)) : 0;
	if (p.col + cols < term_cols())
		p.cols = cols;
	return p;
}

/* A press on the footer while a filter is typed is the key that it shows. */
static unsigned press_key(struct app *app, struct view *v, uint32_t key)
{
	return v->ops->event(v, app, &(struct event){.type = EVENT_KEY, .key = key, .text = ""});
}

static unsigned keep_filter(struct app *app, struct view *v)
{
	return press_key(app, v, KEY_ENTER_CODE);
}

static unsigned drop_filter(struct app *app, struct view *v)
{
	return press_key(app, v, KEY_ESC_CODE);
}

/* clang-format off */
/*
 * What the footer shows while the filter of a list is typed: letters are text then. A view in which they always are has
 * a footer for it.
 */
static const struct action filter_actions[] = {
	{"keep", {KEY_ENTER_CODE}, "Enter", N_("keep the filter"), NULL, NULL, keep_filter, NULL},
	{"drop", {KEY_ESC_CODE}, "Esc", N_("drop"), NULL, NULL, drop_filter, NULL},
	{0},
};
/* clang-format on */

static const struct action *footer_actions(const struct view *v)
{
	return v->typing && !(v->ops->flags & VIEW_TYPED) ? filter_actions : v->ops->actions;
}

/* The action that the footer shows in a column. */
static const struct action *find_in_footer(const struct view *v, int col)
{
	int end = 0;
	for (const struct action *row = footer_actions(v); action_of_row(row); row++) {
		struct footer_place p = place_in_footer(action_of_row(row), end);
		if (p.cols && col >= p.col && col < p.col + p.cols)
			return action_of_row(row);
		if (p.cols)
			end = p.col + p.cols;
	}
	return NULL;
}

/*
 * What the view left: a press on the footer is the key that it shows; a double click in a list, where the press has put
 * the cursor, is Enter.
 */
static void handle_mouse(struct app *app, const struct event *ev)
{
	struct view *v = app->top;
	const struct action *a = NULL;
	bool on_footer = ev->row == term_rows() - 1;
	buf_clear(&app->message);
	if ((!app_follow(app) && !app->lost) || !has_picture(app, v))
		return;
	unsigned reaction = v->ops->event && !on_footer ? v->ops->event(v, app, ev) : REACT_NONE;
	if (reaction == REACT_NONE && on_footer && ev->mouse == MOUSE_PRESS)
		a = find_in_footer(v, ev->col);
	else if (reaction == REACT_NONE && ev->mouse == MOUSE_DOUBLE && v->ops->flags & VIEW_LIST)
		a = action_of_key(v->ops->actions, KEY_ENTER_CODE);
	if (a)
		reaction = action_run(a, app, v);
	app_react(app, v, reaction);
}

/* Paints all of the screen anew, with what is in the store now. */
static void redraw(struct app *app)
{
	term_redraw();
	if (!app->unlinked_min)
		return;
	buf_clear(&app->message);
	app_try_again(app);
	app_look(app);
}

static void handle_key(struct app *app, const struct event *ev)
{
	if (ev->key == KEY_CTRL('l'))
		redraw(app);
	else if (ev->key == KEY_CTRL('z') && !app->forced)
		term_suspend();
	else if (ev->key == KEY_CTRL('z'))
		app_complain(app, _("There is no shell below; q leaves"));
	else
		handle_input(app, ev);
}

void screen_event(struct app *app, const struct event *ev)
{
	switch (ev->type) {
	case EVENT_TICK: app_look(app); break;
	case EVENT_HANGUP: app->quit = true; break;
	case EVENT_RESIZE: break;
	case EVENT_KEY:
		if (app->top)
			handle_key(app, ev);
		break;
	case EVENT_TEXT:
	case EVENT_PASTE:
		if (app->top)
			handle_input(app, ev);
		break;
	case EVENT_MOUSE:
		if (app->top)
			handle_mouse(app, ev);
		break;
	}
}

/* ---- the picture ---- */

/* The footer: the first key and the label of each action, as many as fit; those that cannot be done now are dimmed. */
static void draw_footer(struct app *app, struct view *v, int row)
{
	struct buf text = {0};
	int end = 0;
	term_text(row, 0, term_cols(), ROLE_HINT, "");
	for (const struct action *entry = footer_actions(v); action_of_row(entry); entry++) {
		const struct action *a = action_of_row(entry);
		struct footer_place p = place_in_footer(a, end);
		if (!p.cols)
			continue;
		buf_clear(&text);
		buf_fmt(&text, "%.*s %s", p.key_len, a->key_text, _(a->label));
		term_text(row, p.col, p.cols, action_why_not(a, app, v) ? ROLE_DIM : ROLE_HINT, buf_text(&text));
		end = p.col + p.cols;
	}
	buf_release(&text);
}

/* Before a column, where the store is a copy: that, and how old it is, all the time. Returns the columns it takes. */
static int draw_replica(const struct app *app, int end, bool has_room)
{
	const struct db_replica *r = db_replica(app->store->db);
	struct buf text = {0};
	if (app->lost || !r->at_min)
		return 0;
	buf_char(&text, ' ');
	words_replica_short(r, app->clock_min, has_room, &text);
	buf_char(&text, ' ');
	int cols = (int)text_width(buf_text(&text));
	cols = cols < end ? cols : end;
	term_text(0, end - cols, cols, ROLE_BAD, buf_text(&text));
	buf_release(&text);
	return cols;
}

/* `10:32`, of another day with its date. */
static const char *word_since(int64_t now_min, int64_t at_min, char text[CLOCK_TEXT_MAX])
{
	bool is_today = clock_local_day(at_min) == clock_local_day(now_min);
	clock_format(at_min, text);
	text[10] = ' ';
	text[16] = '\0';
	return is_today ? text + 11 : text;
}

/* The same where the server is not reached, or the view could not be read: since when. */
static int draw_unlinked(const struct app *app, const struct view *v, int end)
{
	char since[CLOCK_TEXT_MAX];
	struct buf text = {0};
	bool is_old = stays_as_it_was(v) && v->kept.picture;
	if (app->lost || (!app->unlinked_min && !is_old))
		return 0;
	if (app->unlinked_min)
		buf_fmt(&text, _(" no connection since %s "), word_since(app->clock_min, app->unlinked_min, since));
	else
		buf_fmt(&text, _(" as it was at %s "), word_since(app->clock_min, v->kept.at_min, since));
	int cols = (int)text_width(buf_text(&text));
	cols = cols < end ? cols : end;
	term_text(0, end - cols, cols, ROLE_BAD, buf_text(&text));
	buf_release(&text);
	return cols;
}

/* Under what is shown while the server is not reached, where nothing else is said. */
static void draw_unlinked_line(const struct app *app, const struct view *v, int row)
{
	char since[CLOCK_TEXT_MAX], at[CLOCK_TEXT_MAX];
	struct buf text = {0};
	int64_t shown = v->kept.err ? v->kept.at_min : app->unlinked_min;
	const char *since_text = word_since(app->clock_min, app->unlinked_min, since);
	if (!v->kept.picture)
		buf_fmt(&text, _("No connection to the server since %s. Ctrl-L tries again"), since_text);
	else if (shown + 1 >= app->unlinked_min)
		buf_fmt(&text, _("No connection to the server since %s; shown as it was. Ctrl-L tries again"),
		        since_text);
	else
		buf_fmt(&text, _("No connection since %s; shown as it was at %s. Ctrl-L tries again"), since_text,
		        word_since(app->clock_min, shown, at));
	term_text(row, 0, term_cols(), ROLE_BAD, buf_text(&text));
	buf_release(&text);
}

/* The title, and at its right the clock, with the date where there is room. */
static void draw_title(const struct app *app, const struct view *v, int cols, const char *title)
{
	char text[CLOCK_TEXT_MAX];
	clock_format(app->clock_min, text);
	text[10] = ' ';
	const char *shown = cols >= WIDE_COLS ? text : text + 11;
	int len = cols >= WIDE_COLS ? 16 : 5;
	int end = cols - len - 1;
	term_text(0, end, len + 1, ROLE_TITLE, "");
	term_text(0, cols - len, len, ROLE_TITLE, shown);
	end -= draw_replica(app, end, cols >= WIDE_COLS);
	end -= draw_unlinked(app, v, end);
	term_text(0, 0, end, ROLE_TITLE, title);
}

static void draw_too_small(int rows, int cols)
{
	struct buf text = {0};
	buf_fmt(&text, _("too small %dx%d, needs %dx%d"), cols, rows, MIN_COLS, MIN_ROWS);
	term_text(0, 0, cols, ROLE_BAD, buf_text(&text));
	buf_release(&text);
}

static bool is_too_small(void)
{
	return term_rows() < MIN_ROWS || term_cols() < MIN_COLS;
}

void screen_read(struct app *app)
{
	struct view *v = app->top;
	if (!v || is_too_small())
		return;
	for (; v->ops->flags & VIEW_DIALOG && v->below; v = v->below)
		read_view(app, v, 1, term_rows() - 2);
	read_view(app, v, 1, term_rows() - 2);
}

/* The title of what is shown: of a picture that stays, its own. */
static void word_title(struct app *app, struct view *v)
{
	if (stays_as_it_was(v) && v->kept.picture)
		return;
	buf_clear(&v->kept.title);
	buf_str(&v->kept.title, "Quad  ");
	v->ops->title(v, app, &v->kept.title);
}

void screen_draw(struct app *app)
{
	int rows = term_rows(), cols = term_cols();
	app->clock_min = app->now();
	term_clear();
	if (is_too_small()) {
		draw_too_small(rows, cols);
		return;
	}
	struct view *named = find_named(app);
	draw_view(app, app->top, 1, rows - 2);
	/* after the drawing, which settles where in its rows the view stands */
	word_title(app, named);
	draw_title(app, named, cols, buf_text(&named->kept.title));
	if (app->message.len)
		term_text(rows - 2, 0, cols, app->message_bad ? ROLE_BAD : ROLE_GOOD, buf_text(&app->message));
	else if (app->unlinked_min && !app->lost)
		draw_unlinked_line(app, named, rows - 2);
	draw_footer(app, app->top, rows - 1);
}

/* ---- the loop ---- */

static enum term_color color_of_word(const char *word)
{
	static const struct {
		const char *word;
		enum term_color color;
	} words[] = {{"never", COLOR_NEVER}, {"always", COLOR_ALWAYS}, {"dark", COLOR_DARK}, {"light", COLOR_LIGHT}};
	for (size_t i = 0; word && i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i].word, word) == 0)
			return words[i].color;
	return COLOR_AUTO;
}

/* Ctrl-Z arrives as a key; a stop from outside could come inside a transaction, so it is not let in. */
static void block_stops(void)
{
	sigset_t stop;
	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	sigprocmask(SIG_BLOCK, &stop, NULL);
}

/* Neither the store nor the clock in the title has moved; where the store is not reached, nobody knows. */
static bool is_unchanged(const struct app *app)
{
	if (app->now() != app->clock_min || app->unlinked_min)
		return false;
	return db_token(app->store->db) == app->token && db_stands(app->store->db) == 0;
}

/* Waits for an event that means something: not for a second in which nothing changed. */
static void wait_for_event(const struct app *app, struct event *out)
{
	do
		term_next(out);
	while (out->type == EVENT_TICK && is_unchanged(app));
}

/* True if letters are text, so that many may be taken at once. */
static bool is_typing(const struct view *v)
{
	return v->typing || v->ops->flags & VIEW_TYPED;
}

/* Paints, unless more keys wait already, which is put up with for a moment. */
static void paint_in_time(int64_t *last_ms)
{
	enum { UNPAINTED_MS = 100 };
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	int64_t now_ms = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
	if (term_has_input() && now_ms - *last_ms < UNPAINTED_MS)
		return;
	term_paint();
	*last_ms = now_ms;
}

enum cmd_status screen_run(const struct cmd_context *c, struct view *(*first)(void))
{
	struct app app;
	struct event ev;
	int64_t last_paint = 0;
	if (term_start(stdout, stdin, color_of_word(c->color)) != 0) {
		fputs(_("quad: this terminal cannot show the screen; `quad help` lists the commands\n"), stderr);
		return CMD_FAILED;
	}
	block_stops();
	app_init(&app, c->store, c->actor, c->store_dir);
	app.store_name = c->store_name;
	app.forced = c->forced;
	app_push(&app, first());
	while (app.top && !app.quit) {
		screen_draw(&app);
		paint_in_time(&last_paint);
		wait_for_event(&app, &ev);
		if (is_typing(app.top))
			term_gather(&ev);
		screen_event(&app, &ev);
	}
	app_release(&app);
	term_stop();
	return CMD_DONE;
}
