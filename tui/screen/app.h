/*
 * What the views share while the screen is open: the store, the stack of views, the message line, and the way to change
 * something.
 */
#ifndef QUAD_TUI_APP_H
#define QUAD_TUI_APP_H

#include "store/change/store_apply.h"
#include "store/query/query.h"
#include "tui/base/edit.h"
#include "tui/base/language.h"
#include "tui/screen/line_history.h"
#include "tui/screen/undo.h"
#include "tui/screen/unsure.h"
#include "tui/screen/view.h"

struct app {
	struct store *store;
	const char *actor, *store_dir, *store_name; /* see cmd.h */
	struct view *top;
	uint64_t token; /* of the store, when it was last looked at: another one now means that something changed */
	uint64_t seq;   /* number of the journal's last entry at that time; what came after it is new */
	struct buf message;
	bool message_bad;
	struct buf why;    /* of may.h */
	bool upgrade_said; /* that a change has upgraded the store */
	bool lost; /* the store's files are gone; looked for again at each event */
	int64_t unlinked_min; /* since which minute the server of the store is not reached; 0 = it is, or there is none
	                       */
	unsigned store_no; /* another one: the files were replaced, and what was meant by an id is not there any more */
	bool quit;
	bool forced;          /* for somebody at the other end of an SSH connection: forced.h */
	int64_t (*now)(void); /* minutes since the epoch; tests set it */
	int64_t clock_min;    /* what the clock in the title shows */
	struct undo undo;
	struct unsure unsure;        /* what may have been done, until the next change */
	struct line_history history; /* of the `:` line */
	struct buf import_dir;       /* where the last list was chosen in this session; "": nowhere yet */
	struct buf finder; /* what the finder held when it was last left: text of its own */
};

/* The store, the actor and its directory are borrowed until app_release. The stack is empty: push the first view. */
void app_init(struct app *app, struct store *store, const char *actor, const char *store_dir);
void app_release(struct app *app);

/* Puts a view on the stack, which owns it from then on; NULL (out of memory) becomes a message. */
void app_push(struct app *app, struct view *v);
/* Takes the top view from the stack and frees it; without any view left, Quad ends. */
void app_pop(struct app *app);
/* Frees a view that is not on the stack any more. */
void app_free_view(struct view *v);
/* Acts on what an event or action did in a view: flags of enum reaction. */
void app_react(struct app *app, struct view *v, unsigned reaction);

/* Say something in the message line, good or bad; a format in the person's language. */
void app_say(struct app *app, const char *format, ...) __attribute__((format(printf, 2, 3)));
void app_complain(struct app *app, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* edit_event, with a complaint if the field has no room for all of it. */
bool app_edit(struct app *app, struct edit *e, const struct event *ev);
/* Words an error of the engine; `what` goes before it, "": nothing. */
void app_fail(struct app *app, int err, const char *what);

/* Where the store is a copy that is only read: that, with its age. Else NULL. Valid until app->why is written next. */
const char *app_why_replica(struct app *app);

/* Notes that the server of the store was not reached: the screen says so, and tries again. */
void app_note_unlinked(struct app *app);
/* A key asks for the store: the next read may try at once to reach its server. */
void app_try_again(struct app *app);

/* The store was changed from here: all views are loaded again, and the change is not reported as one by others. */
void app_changed(struct app *app);
/* True if the top view is a question, which waits for its answer. */
bool app_asks(const struct app *app);
/* Words come in this language from now on: all views are loaded again, and the message line says so. */
void app_speak(struct app *app, const struct language *l);
/*
 * Makes sure that the open store is the one at its place. If its files were removed or replaced, what is there now is
 * opened, all views are loaded again and the message line says so: false.
 */
bool app_follow(struct app *app);
/*
 * Looks whether others changed the store; if so, all views are loaded again and the message line says how much. Where
 * its server cannot be asked they keep what they have.
 */
void app_look(struct app *app);

/*
 * Carries out one request as the person at the screen, filling in its id, actor, time and way, and notes it for undo.
 * True if it was done; else the message line says why not. What the result points to lies in arena, which the caller
 * releases either way.
 */
bool app_apply(struct app *app, struct request *rq, struct result *result, struct arena *arena);

/*
 * The same of n requests of one op in one transaction and as one action, which is taken back as one; those that are
 * refused are left out. How many were done; if some were not, the message line says why the first was not.
 */
size_t app_apply_all(struct app *app, struct request *rqs, size_t n, struct result *results, struct arena *arena);

/* Notes a change for undo that was made otherwise: an entry of the journal, 0 = none, and words for it. */
void app_note(struct app *app, uint64_t entry, const char *text);

/*
 * Takes back the last change that was made at this screen, or with `again` does again what was taken back last; there
 * is one. The message line says what, or why not: then it stays the last one.
 */
void app_take_back(struct app *app, bool again);

#endif
