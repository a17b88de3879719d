/*
 * Views and the application they live in. A view is a value with operations; the application keeps a stack of them,
 * the top one has the keys. Drawing never touches the store and loading never touches the terminal: a view loads rows that
 * it owns, then draws from them.
 */
#ifndef QUAD_TUI_UI_H
#define QUAD_TUI_UI_H

#include "store/list/list_kind.h"
#include "store/query/query.h"
#include "store/change/store_apply.h"
#include "tui/base/edit.h"
#include "tui/base/term.h"

struct app;
struct view;

/* What an event did; the loop acts on it. */
enum reaction {
	REACT_NONE = 0,
	REACT_HANDLED = 1,
	REACT_RELOAD = 2, /* the view's rows must be read again */
	REACT_CLOSE = 4,  /* the view is done */
	REACT_QUIT = 8,
};

/* Which views an action belongs to. */
enum view_kind {
	VIEW_RESOURCES = 1,
	VIEW_WEEK = 2,
	VIEW_BOOKINGS = 4,
	VIEW_FORM = 8,
	VIEW_TEXT = 16, /* help, details, a command's output */
	VIEW_CONFIRM = 32,
	VIEW_PROMPT = 64,
	VIEW_TABLE = 128, /* any kind of list, and the list of kinds */
	VIEW_RECORD = 256, /* one row of it, as a form */
};
#define VIEW_MAIN (VIEW_RESOURCES | VIEW_WEEK | VIEW_BOOKINGS | VIEW_TABLE)
#define VIEW_ANY (VIEW_MAIN | VIEW_TEXT)

struct view_ops {
	enum view_kind kind;
	bool dialog; /* drawn over the view below it */
	/* Reads what it shows. 0 or an error, which the application words. */
	int (*load)(struct view *v, struct app *app);
	/* Reads what only the visible part needs, before each drawing of these rows; may be NULL. */
	int (*window)(struct view *v, struct app *app, int top, int bottom);
	void (*title)(struct view *v, struct app *app, struct buf *out);
	/* Draws rows top to bottom - 1; the title, message and hint lines are the application's. */
	void (*draw)(struct view *v, struct app *app, int top, int bottom);
	/* An event that no action took; enum reaction flags. */
	unsigned (*event)(struct view *v, struct app *app, const struct event *ev);
	void (*free)(struct view *v);
};

struct view {
	const struct view_ops *ops;
	struct view *below;
	bool stale; /* to be loaded before it is drawn */
};

struct app {
	struct store *store;
	const char *actor, *store_dir;
	struct view *top;
	uint64_t token; /* of the store, when the views were loaded */
	uint64_t seq;   /* the journal's last entry then, for "changed by others" */
	struct buf message;
	bool message_bad;
	bool quit;
	int64_t (*now)(void); /* minutes; tests set it */
	struct arena undo;    /* the request that takes the last change back, and its words */
	struct request *undo_request;
	const char *undo_text;
};

/* ---- actions: the table that keys, footer, help and the `:` line come from ---- */

#define ACTION_KEYS 5

struct action {
	const char *name;     /* word behind `:` */
	unsigned views;       /* enum view_kind */
	uint32_t keys[ACTION_KEYS]; /* 0 ends */
	const char *key_text; /* as help shows them; untranslated */
	const char *label;    /* for the footer, NULL: not there; translated at use */
	const char *help;     /* a sentence; translated at use */
	/* Why it cannot be done now, as a text to translate, or NULL. May be NULL. */
	const char *(*why_not)(struct app *app, struct view *v);
	unsigned (*run)(struct app *app, struct view *v);
};

extern const struct action action_table[]; /* ends in a NULL name */
/* The action of a key in a kind of view, or of a word; NULL if none. */
const struct action *action_of_key(enum view_kind kind, uint32_t key);
const struct action *action_of_name(enum view_kind kind, const char *name);
/* Runs it, or says why not. */
unsigned action_run(const struct action *a, struct app *app, struct view *v);

/* ---- the application ---- */

void app_push(struct app *app, struct view *v); /* takes it; a NULL view (no memory) becomes a message */
void app_pop(struct app *app);
/* The message line; a format in the person's language. */
void app_say(struct app *app, const char *format, ...) __attribute__((format(printf, 2, 3)));
void app_complain(struct app *app, const char *format, ...) __attribute__((format(printf, 2, 3)));
void app_fail(struct app *app, int err, const char *what);
/* Every view shows the store as it was: all are to be loaded again. Own changes pass their seq, so as not to be news. */
void app_changed(struct app *app);
/* One event through the stack; and the picture, without painting. The loop and the tests call them. */
void app_event(struct app *app, const struct event *ev);
void app_draw(struct app *app);
void app_init(struct app *app, struct store *store, const char *actor, const char *store_dir);
void app_release(struct app *app);

/*
 * Carries out one request of the person at the screen and says what came of it. undo: the request that would take it
 * back, copied, or NULL. Returns true if it was done.
 */
bool app_apply(struct app *app, struct request *rq, struct result *result, struct arena *arena);
void app_set_undo(struct app *app, const struct request *rq, const char *text);

/* ---- the views; NULL when memory ran out ---- */

struct view *ui_resources_new(void);
struct view *ui_week_new(const struct resource *r, int64_t day);
/* A form for a new booking, or for changing one (b not NULL). All is copied. */
struct view *ui_form_new(const struct resource *r, int64_t start, int64_t end, const struct booking_row *b);
/* Bookings of a resource, or of all (NULL). */
struct view *ui_bookings_new(const char *resource, int64_t now);
/* wrap: long lines go on in further rows; else they are seen by going to the right. */
struct view *ui_text_new(const char *title, const char *text, bool wrap);
/* Asks `question` with what it hits in `detail`; yes runs act(app, arg), arg is freed by free_arg. */
struct view *ui_confirm_new(const char *question, const char *detail, unsigned (*act)(struct app *app, void *arg),
                            void *arg, void (*free_arg)(void *arg));
/* The `:` line. */
struct view *ui_prompt_new(void);

/* Runs an action of the top view or a command with arguments, as typed behind `:`; shows what it answers. */
void ui_run_command(struct app *app, const char *line);

/* All rows of a kind of list; NULL: the kinds. And one row as a form, a new one where there are no values. */
struct view *ui_table_new(const struct list_kind *kind);
struct view *ui_record_new(const struct list_kind *kind, const char *const *names, const char *const *values, size_t n);

/* What the actions call on views. */
unsigned ui_resources_open(struct app *app, struct view *v);
unsigned ui_resources_book(struct app *app, struct view *v);
unsigned ui_resources_bookings(struct app *app, struct view *v);
unsigned ui_resources_filter(struct app *app, struct view *v);
unsigned ui_resources_kind(struct app *app, struct view *v);
unsigned ui_resources_campus(struct app *app, struct view *v);
unsigned ui_resources_clear(struct app *app, struct view *v);
unsigned ui_resources_free(struct app *app, struct view *v);
const char *ui_resources_none(struct app *app, struct view *v);

unsigned ui_week_open(struct app *app, struct view *v);
unsigned ui_week_book(struct app *app, struct view *v);
unsigned ui_week_bookings(struct app *app, struct view *v);
unsigned ui_week_mark(struct app *app, struct view *v);
unsigned ui_week_next(struct app *app, struct view *v);
unsigned ui_week_previous(struct app *app, struct view *v);
unsigned ui_week_today(struct app *app, struct view *v);
unsigned ui_week_step(struct app *app, struct view *v);
unsigned ui_week_cancel(struct app *app, struct view *v);
unsigned ui_week_move(struct app *app, struct view *v);
const char *ui_week_no_booking(struct app *app, struct view *v);

unsigned ui_bookings_show(struct app *app, struct view *v);
unsigned ui_bookings_move(struct app *app, struct view *v);
unsigned ui_bookings_cancel(struct app *app, struct view *v);
unsigned ui_bookings_filter(struct app *app, struct view *v);
unsigned ui_bookings_later(struct app *app, struct view *v);
unsigned ui_bookings_earlier(struct app *app, struct view *v);
unsigned ui_bookings_state(struct app *app, struct view *v);
const char *ui_bookings_none(struct app *app, struct view *v);
const char *ui_bookings_not_standing(struct app *app, struct view *v);

unsigned ui_bookings_series(struct app *app, struct view *v);
unsigned ui_bookings_cancel_rest(struct app *app, struct view *v);
unsigned ui_bookings_swap(struct app *app, struct view *v);
const char *ui_bookings_no_series(struct app *app, struct view *v);

unsigned ui_form_save(struct app *app, struct view *v);
unsigned ui_form_check(struct app *app, struct view *v);
unsigned ui_form_instead(struct app *app, struct view *v);
const char *ui_form_no_instead(struct app *app, struct view *v);
unsigned ui_form_drop(struct app *app, struct view *v);

unsigned ui_prompt_run(struct app *app, struct view *v);
unsigned ui_prompt_complete(struct app *app, struct view *v);
unsigned ui_prompt_leave(struct app *app, struct view *v);
unsigned ui_text_left(struct app *app, struct view *v);
unsigned ui_text_right(struct app *app, struct view *v);

unsigned ui_confirm_yes(struct app *app, struct view *v);
unsigned ui_confirm_no(struct app *app, struct view *v);

unsigned ui_table_open(struct app *app, struct view *v);
unsigned ui_table_add(struct app *app, struct view *v);
const char *ui_table_none(struct app *app, struct view *v);
const char *ui_table_no_kind(struct app *app, struct view *v);
unsigned ui_record_save(struct app *app, struct view *v);
unsigned ui_record_drop(struct app *app, struct view *v);

/* Shared by week and bookings: the details, the change form and the cancelling of a booking by its id. */
unsigned ui_booking_show(struct app *app, uint64_t id);
unsigned ui_booking_change(struct app *app, uint64_t id);
unsigned ui_booking_ask_cancel(struct app *app, uint64_t id);

/* Text of actions and commands for the help view. */
void ui_help_text(struct app *app, enum view_kind kind, struct buf *out);

/* Words in the person's language, for the screen; files and options have the ones of model.h. */
const char *ui_kind_name(enum resource_kind kind);
const char *ui_mode_name(enum resource_mode mode);
const char *ui_sharing_name(enum sharing sharing);

/* A list's cursor: keeps `at` on a row and the window of `height` rows around it. */
struct list_cursor {
	size_t at, top;
	size_t n;
};
/* Moves by an event (arrows, j k, page, Home End, g G); true if it was one of these. */
bool list_cursor_event(struct list_cursor *c, const struct event *ev, size_t height);
/* Puts `at` back into the list, and the window onto it; by half a window where lines cannot be scrolled. */
void list_cursor_fix(struct list_cursor *c, size_t height, bool by_half);

#endif
