/*
 * The object that the views work on: it keeps the stack of views and the message line, and carries requests out. It
 * knows views only by their operations, and neither waits for events nor draws: screen.c does.
 */
#include "tui/screen/app.h"

#include <inttypes.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/words/words_reason.h"
#include "tui/words/words_replica.h"

enum { SCREEN_TIMEOUT_SECONDS = 3 };

/* ---- the stack ---- */

void app_free_view(struct view *v)
{
	kept_release(&v->kept);
	if (v->ops->free)
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
	app_free_view(v);
	if (!app->top)
		app->quit = true;
}

void app_react(struct app *app, struct view *v, unsigned reaction)
{
	if (reaction & REACT_RELOAD)
		v->stale = true;
	if (reaction & REACT_CLOSE && app->top == v)
		app_pop(app);
	if (reaction & REACT_QUIT)
		app->quit = true;
}

/* ---- the message line ---- */

static void set_message(struct app *app, bool bad, const char *format, va_list ap)
	__attribute__((format(printf, 3, 0)));
static void set_message(struct app *app, bool bad, const char *format, va_list ap)
{
	buf_clear(&app->message);
	buf_vfmt(&app->message, format, ap);
	app->message_bad = bad;
	if (app->store->upgraded && !app->upgrade_said)
		buf_fmt(&app->message, " %s", _("(the store was upgraded: older versions do not open it any more)"));
	app->upgrade_said = app->store->upgraded;
}

void app_say(struct app *app, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	set_message(app, false, format, ap);
	va_end(ap);
}

void app_complain(struct app *app, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	set_message(app, true, format, ap);
	va_end(ap);
}

const char *app_why_replica(struct app *app)
{
	const struct db_replica *r = db_replica(app->store->db);
	if (app->lost || !r->at_min)
		return NULL;
	buf_clear(&app->why);
	words_replica(r, app->now(), &app->why);
	return buf_text(&app->why);
}

static void complain_of_writer(struct app *app)
{
	long holder = db_holder(app->store->db);
	if (holder)
		app_complain(app, _("Another program (process %ld) is writing; nothing was changed. Try again."),
		             holder);
	else
		app_complain(app, _("Another program is writing; nothing was changed. Try again."));
}

/* What a server said of what was wrong; else what the error is. */
static const char *word_error(const struct app *app, int err)
{
	const char *said = db_is_far(app->store->db) ? db_said() : "";
	return *said ? said : _(quad_strerror(err));
}

void app_fail(struct app *app, int err, const char *what)
{
	const char *colon = *what ? ": " : "";
	if (err == QUAD_ELINK)
		app_note_unlinked(app);
	if (app->lost) /* which the message line says */
		return;
	switch (err) {
	case QUAD_EREPLICA: app_complain(app, "%s", app_why_replica(app)); break;
	case QUAD_EBUSY: complain_of_writer(app); break;
	case QUAD_ELINK:
		app_complain(app, _("%s%sNo connection to the server; nothing was changed. It said: %s"), what, colon,
		             word_error(app, err));
		break;
	case QUAD_EUNSURE:
		app_complain(app,
		             _("%s%sIt is not known whether it was done. Ask for the same again: it is done only "
		               "if it was not."),
		             what, colon);
		break;
	case QUAD_EIO: app_complain(app, "%s%s%s", what, colon, word_error(app, err)); break;
	default: app_complain(app, "%s%s%s", what, colon, _(quad_strerror(err))); break;
	}
}

bool app_edit(struct app *app, struct edit *e, const struct event *ev)
{
	bool taken = edit_event(e, ev);
	if (e->cut)
		app_complain(app, _("The field is full: %d bytes fit, what came after them was left out"),
		             EDIT_MAX_BYTES);
	return taken;
}

/* ---- changes ---- */

static void load_all_again(struct app *app)
{
	for (struct view *v = app->top; v; v = v->below)
		v->stale = true;
}

void app_changed(struct app *app)
{
	load_all_again(app);
	app->token = db_token(app->store->db);
	int err = query_last_seq(app->store, &app->seq);
	/* what was changed is changed, so that this is no word about it */
	if (err == QUAD_ELINK)
		app_note_unlinked(app);
	else if (err)
		app_fail(app, err, "");
}

void app_note_unlinked(struct app *app)
{
	if (!app->unlinked_min)
		app->unlinked_min = app->now();
}

void app_try_again(struct app *app)
{
	db_rest_when_lost(app->store->db);
}

static bool is_question(const struct view *v)
{
	return (v->ops->flags & (VIEW_DIALOG | VIEW_TYPED)) == VIEW_DIALOG;
}

bool app_asks(const struct app *app)
{
	return app->top && is_question(app->top);
}

void app_speak(struct app *app, const struct language *l)
{
	locale_speak(l);
	load_all_again(app);
	app_say(app, _("Language: %s"), l->name);
}

bool app_follow(struct app *app)
{
	if (!app->lost && db_stands(app->store->db) == 0)
		return true;
	int err = store_reopen(app->store);
	app->lost = err != 0;
	bool is_far = db_is_far(app->store->db);
	if (err) {
		app_complain(
			app,
			is_far ? _("The store is not on its server any more (%s); nothing can be done until it is")
			       : _("The store's files are not there any more (%s); nothing can be done until they are"),
			_(quad_strerror(err)));
		return false;
	}
	/* what was asked, and what could be taken back, was of the other store */
	app->store_no++;
	undo_clear(&app->undo);
	unsure_release(&app->unsure);
	while (app->top && app->top->below && is_question(app->top))
		app_pop(app);
	app_changed(app);
	if (db_replica(app->store->db)->at_min)
		app_say(app, _("A newer copy has come: this is what it holds"));
	else
		app_complain(
			app,
			is_far ? _("The store on the server was replaced: this is what it holds now. Nothing was done")
			       : _("The store's files were replaced: this is what they hold now. Nothing was done"));
	return false;
}

static void look_for_changes(struct app *app)
{
	uint64_t token = db_token(app->store->db);
	bool is_unknown = !token && db_is_far(app->store->db);
	if (is_unknown)
		app_note_unlinked(app);
	else
		app->unlinked_min = 0;
	if (is_unknown || token == app->token)
		return;
	uint64_t before = app->seq, n;
	app_changed(app);
	if (app->seq <= before || query_changes_since(app->store, before, &n) != 0 || !n)
		return;
	app_say(app, ngettext("%" PRIu64 " change by others", "%" PRIu64 " changes by others", (unsigned long)n), n);
}

void app_look(struct app *app)
{
	if (app_follow(app))
		look_for_changes(app);
}

/* The first reason of a refusal, and how many more there are; what was refused, which may be "", after them. */
static void complain_of_refusal(struct app *app, const struct reasons *reasons, const char *what)
{
	struct buf text = {0};
	size_t more = reasons->n - 1;
	words_reason(&reasons->v[0], &text);
	if (more)
		buf_fmt(&text, ngettext(" (and %zu more reason)", " (and %zu more reasons)", more), more);
	app_complain(app, "%s%s%s", buf_text(&text), *what ? "; " : "", what);
	buf_release(&text);
}

/* Asks the engine. True if it answered, also with refusals; else the message line says why not. */
static bool ask_engine_all(struct app *app, struct request *rqs, size_t n, struct result *results, struct arena *arena)
{
	unsure_give_ids(&app->unsure, rqs, n);
	for (size_t i = 0; i < n; i++) {
		rqs[i].actor = app->actor;
		rqs[i].now = app->now();
		rqs[i].via = VIA_SCREEN;
		results[i] = (struct result){0};
	}
	if (!app_follow(app))
		return false;
	/* what others did before this is reported, what comes of these requests is not */
	look_for_changes(app);
	int err = store_apply(app->store, rqs, n, false, results, arena);
	/* what was unsure before is still, where it could not be asked */
	if (err == QUAD_EUNSURE || !err)
		unsure_note(&app->unsure, rqs, n, err != 0);
	if (err) {
		app_fail(app, err, "");
		return false;
	}
	app_changed(app);
	return true;
}

static bool ask_engine(struct app *app, struct request *rq, struct result *result, struct arena *arena)
{
	return ask_engine_all(app, rq, 1, result, arena);
}

bool app_apply(struct app *app, struct request *rq, struct result *result, struct arena *arena)
{
	struct buf text = {0};
	if (!ask_engine(app, rq, result, arena))
		return false;
	if (result->reasons.n) {
		complain_of_refusal(app, &result->reasons, "");
		return false;
	}
	undo_describe(rq, result, &text);
	app_note(app, result->seq, buf_text(&text));
	buf_release(&text);
	return true;
}

size_t app_apply_all(struct app *app, struct request *rqs, size_t n, struct result *results, struct arena *arena)
{
	const struct result *refused = NULL;
	struct buf text = {0};
	size_t n_done = 0, last = 0;
	for (size_t i = 0; i < n && n > 1; i++)
		rqs[i].flags |= REQUEST_SHARED;
	if (!ask_engine_all(app, rqs, n, results, arena))
		return 0;
	for (size_t i = 0; i < n; i++) {
		if (results[i].reasons.n) {
			refused = refused ? refused : &results[i];
			continue;
		}
		n_done++;
		last = i;
	}
	if (n_done == 1)
		undo_describe(&rqs[last], &results[last], &text);
	else if (n_done)
		undo_describe_all(rqs, n_done, &text);
	if (n_done)
		app_note(app, results[last].seq, buf_text(&text));
	if (refused)
		complain_of_refusal(app, &refused->reasons, "");
	buf_release(&text);
	return n_done;
}

void app_note(struct app *app, uint64_t entry, const char *text)
{
	if (entry)
		undo_note(&app->undo, entry, text);
}

/* The step was taken back: says so, and how many bookings that left against the rules. */
static void say_taken_back(struct app *app, const char *text, bool again, const struct result *result)
{
	struct buf said = {0};
	buf_fmt(&said, again ? _("Done again: %s") : _("Taken back: %s"), text);
	if (result->n_against)
		buf_fmt(&said,
		        ngettext("; %zu booking is against the rules now", "; %zu bookings are against the rules now",
		                 result->n_against),
		        result->n_against);
	app_say(app, "%s", buf_text(&said));
	buf_release(&said);
}

void app_take_back(struct app *app, bool again)
{
	const struct undo_step *step = undo_last(&app->undo, again);
	struct arena arena = {0};
	struct buf text = {0};
	struct result result;
	struct request rq = {.op = OP_UNDO, .u.entry = step->entry};
	/* the step is gone if the store was replaced meanwhile */
	buf_str(&text, step->text);
	if (!ask_engine(app, &rq, &result, &arena))
		goto out;
	if (result.reasons.n) {
		struct buf what = {0};
		buf_fmt(&what, again ? _("not done again: %s") : _("not taken back: %s"), buf_text(&text));
		complain_of_refusal(app, &result.reasons, buf_text(&what));
		buf_release(&what);
		goto out;
	}
	undo_turn(&app->undo, again, result.seq ? result.seq : rq.u.entry);
	say_taken_back(app, buf_text(&text), again, &result);
out:
	buf_release(&text);
	arena_release(&arena);
}

/* ---- life ---- */

void app_init(struct app *app, struct store *store, const char *actor, const char *store_dir)
{
	*app = (struct app){
		.store = store, .actor = actor, .store_dir = store_dir, .store_name = store_dir, .now = clock_now_min};
	/* a person at a screen is told sooner than a script */
	db_set_timeout(store->db, SCREEN_TIMEOUT_SECONDS);
	db_rest_when_lost(store->db);
	app_changed(app);
}

void app_release(struct app *app)
{
	while (app->top)
		app_pop(app);
	buf_release(&app->message);
	buf_release(&app->why);
	buf_release(&app->import_dir);
	buf_release(&app->finder);
	undo_clear(&app->undo);
	unsure_release(&app->unsure);
	line_history_release(&app->history);
}
