/*
 * The words of every view in every language: each view that the tables of actions lead to is opened, at the usual size
 * and at the smallest, and looked at. Its footer has room for the help and the way out, no title or label is cut, and
 * in Chinese nothing is left in English but keys, codes, names of commands and what people wrote.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "store/list/list_export.h"
#include "tests/tui/picture.h"
#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/cmd/cmd_table.h"
#include "tui/screen/action.h"
#include "tui/words/words_column.h"

Suite *wording_suite(void);

#define COUNT(v) (sizeof(v) / sizeof *(v))

enum { DEPTH_MAX = 5, VIEWS_MAX = 64 };

static const struct view_ops *seen[VIEWS_MAX];
static size_t n_seen;
static const char *way; /* the actions that led here */

/* A kind of view is looked through twice: the list of lists and a list are of one. */
static bool is_seen(const struct view_ops *ops)
{
	size_t n = 0;
	for (size_t i = 0; i < n_seen; i++)
		n += seen[i] == ops;
	return n >= 2;
}

/* ---- what is left in English ---- */

/* Keys, and what the school of the tests has in English. */
static const char *const kept[] = {
	"Quad", "quad", "Enter", "Esc",        "Ctrl", "Tab",        "PgUp",      "PgDn",      "Home",
	"End",  "Del",  "Ins",   "Right",      "Left", "Up",         "Down",      "Space",     "Welding",
	"lab",  "anna", "help",  "ssh-keygen", "csv",  "csv-report", "Shift-Tab", "Backspace",
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_of_word(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

static bool is_one_of(const char *const *words, size_t n, const char *word, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(words[i]) == len && memcmp(words[i], word, len) == 0)
			return true;
	return false;
}

/* The name of a command, of an action of a view on the stack, or of one that works everywhere. */
static bool is_name(const char *word, size_t len)
{
	char text[64];
	if (len >= sizeof text)
		return false;
	memcpy(text, word, len);
	text[len] = '\0';
	bool found = cmd_find(text) != NULL;
	for (const struct view *v = app.top; v && !found; v = v->below)
		found = action_of_name(v->ops->actions, text) != NULL;
	return found;
}

/* A code has a figure or no small letter, a key may have Ctrl; the names of rooms begin with the alphabet. */
static bool is_code(const char *word, size_t len)
{
	bool small = false, same = true; /* same: a mark, or a line of the frame */
	for (size_t i = 0; i < len; i++) {
		same &= word[i] == word[0];
		if (word[i] >= '0' && word[i] <= '9')
			return true;
		small |= word[i] >= 'a' && word[i] <= 'z';
	}
	return !small || same || (len >= 5 && memcmp("Ctrl-", word, 5) == 0) ||
	       memcmp("abcdefghijklmnopqrstuvwxyz", word, len < 26 ? len : 26) == 0;
}

/* The title of a form of a row tells the field's name in files. */
static bool is_column(const char *word, size_t len)
{
	char text[32] = "";
	if (len < sizeof text)
		memcpy(text, word, len);
	return strcmp(column_title(text), text) != 0;
}

static void check_chinese(int n)
{
	const char *line = row(n);
	bool quoted = false; /* in backquotes: to be typed */
	for (const char *p = line; *p;) {
		if (*p == '`')
			quoted = !quoted;
		if (!is_letter(*p)) {
			p++;
			continue;
		}
		size_t len = 0;
		while (is_of_word(p[len]))
			len++;
		bool is_cut = p[len] == '~'; /* only what people wrote is cut */
		bool is_told = n == 0 && is_column(p, len);
		ck_assert_msg(quoted || is_cut || is_told || is_code(p, len) || is_one_of(kept, COUNT(kept), p, len) ||
		                      is_name(p, len),
		              "\"%.*s\" is left in English, after%s, in\n%s", (int)len, p, way, picture());
		p += len;
	}
}

/* ---- a view ---- */

static bool shows_any(const char *line, const char *const *texts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strstr(line, _(texts[i])))
			return true;
	return false;
}

/* Nothing of ours is cut: neither a header nor the words of a form in which nobody has written much. */
static void check_widths(const struct view *v)
{
	bool is_form = v->ops->flags & (VIEW_FORM | VIEW_TYPED) && !(v->ops->flags & VIEW_DIALOG);
	const char *cut = strchr(row(1), '~');
	for (int i = 2; is_form && !cut && i < term_rows(); i++)
		cut = strchr(row(i), '~');
	ck_assert_msg(!cut, "something is cut, after%s, in\n%s", way, picture());
}

/* A label of the footer may be the name of a command in English, so that it is not found there. */
static void check_labels(const struct view *v)
{
	for (const struct action *r = v->ops->actions; action_of_row(r); r++) {
		const char *label = action_of_row(r)->label;
		ck_assert_msg(!label || !is_letter(*_(label)), "the label \"%s\" is left in English", label);
	}
}

static void check_view(const struct view *v)
{
	static const char *const ways_out[] = {N_("quit"), N_("back"), N_("drop"), N_("leave"), N_("close"), N_("no")};
	const char *footer = row(term_rows() - 1);
	bool has_help = false; /* but while a filter is typed, where each letter is text */
	for (const struct action *r = v->ops->actions; !v->typing && action_of_row(r); r++)
		has_help |= strcmp(action_of_row(r)->name, "help") == 0;
	ck_assert_msg(!has_help || strstr(footer, _("help")), "no help in the footer, after%s, in\n%s", way, picture());
	ck_assert_msg(shows_any(footer, ways_out, COUNT(ways_out)), "no way out in the footer, after%s, in\n%s", way,
	              picture());
	check_widths(v);
	if (locale_language() == languages)
		return;
	check_labels(v);
	for (int i = 0; i < term_rows(); i++)
		check_chinese(i);
}

static bool is_on_stack(const struct view *wanted)
{
	for (const struct view *v = app.top; v; v = v->below)
		if (v == wanted)
			return true;
	return false;
}

/* Runs an action of the top view; false if the view is gone. */
static bool run_action(const struct action *a, struct view *v)
{
	unsigned reaction = action_run(a, &app, v);
	if (!is_on_stack(v))
		return false;
	if (reaction & REACT_RELOAD)
		v->stale = true;
	screen_draw(&app);
	return true;
}

/* Actions that leave the view, or hand the terminal to somebody else. */
static bool is_left_out(const struct action *a)
{
	static const char *const names[] = {"quit", "back", "drop", "leave", "no", "yes", "run"};
	return is_one_of(names, COUNT(names), a->name, strlen(a->name));
}

static void look_through(struct view *v, int depth)
{
	ck_assert_uint_lt(n_seen, VIEWS_MAX);
	seen[n_seen++] = v->ops;
	check_view(v);
	if (depth == DEPTH_MAX || (v->ops->flags & VIEW_DIALOG && !(v->ops->flags & VIEW_TYPED)))
		return;
	for (const struct action *r = v->ops->actions; action_of_row(r); r++) {
		const struct action *a = action_of_row(r);
		const char *before = way;
		if (is_left_out(a))
			continue;
		way = arena_fmt(&w.arena, "%s %s", before, a->name);
		if (!run_action(a, v))
			return;
		if (app.top != v && !is_seen(app.top->ops))
			look_through(app.top, depth + 1);
		else
			check_view(app.top);
		while (app.top != v)
			app_pop(&app);
		buf_clear(&app.message);
		app.quit = false;
		screen_draw(&app);
		way = before;
	}
}

static const struct {
	const char *tag;
	int rows, cols;
} screens[] = {{"en", 24, 80},    {"zh_CN", 24, 80}, {"zh_TW", 24, 80},  {"en", 16, 60},
               {"zh_CN", 16, 60}, {"zh_TW", 16, 60}, {"zh_CN", 50, 200}, {"zh_TW", 50, 200}};

/* The current directory and the home hold one list, which the chooser of imports shows: a row of it is wrong. */
static void enter_files(void)
{
	static const char list[] = "实训室编号,实训室名称,校区,座位数,类别\nSX-01,钳工,北校区,40,实训室\n"
				   "SX-02,电工,北校区,很多,实训室\n";
	const char *dir = test_path(test_dir(), "f1");
	ck_assert_int_eq(mkdir(dir, 0700), 0);
	ck_assert_int_eq(chdir(dir), 0);
	setenv("HOME", dir, 1);
	FILE *f = fopen("l1.csv", "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(list, f), 0);
	ck_assert_int_eq(fclose(f), 0);
}

/* Anna decides all that needs a decision; L-9 was asked for by another. */
static void add_request(void)
{
	static const char *const logins[] = {"anna", "r1"};
	struct request rq = rq_institution(&w, "V1", "V1");
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_of(&w, OP_PERSON);
	for (size_t i = 0; i < COUNT(logins); i++) {
		rq.u.person = (struct person){.login = logins[i],
		                              .name = logins[i],
		                              .institution = i ? "V1" : "",
		                              .role = i ? ROLE_REQUESTER : ROLE_COORDINATOR,
		                              .scope = "",
		                              .email = "",
		                              .language = "",
		                              .ssh_key = ""};
		ck_assert_str_eq(world_ask(&w, &rq), "added");
	}
	rq = rq_resource(&w, "L-9", KIND_LAB, MODE_EXCLUSIVE, 30, "N");
	rq.u.resource.approval = APPROVAL_OWNER_COORDINATOR;
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_book(&w, "L-9", "2026-09-07T08:00", "2026-09-07T09:00");
	rq.actor = "r1";
	ck_assert_str_eq(world_ask(&w, &rq), "added");
	rq = rq_of(&w, OP_COMMENT);
	rq.u.decision = (struct decision_ask){.id = 2, .text = "1", .note = ""};
	ck_assert_str_eq(world_ask(&w, &rq), "added");
}

START_TEST(every_view_has_its_words)
{
	locale_setup();
	enter_files();
	open_at(screens[_i].rows, screens[_i].cols);
	ck_assert_str_eq(book(&w, "LAB-1", "2026-09-07T08:00", "2026-09-07T09:00"), "added");
	add_request();
	app_speak(&app, language_find(screens[_i].tag));
	tick();
	buf_clear(&app.message);
	press('/');
	type("LAB-1");
	press(KEY_ENTER_CODE);
	way = "";
	look_through(app.top, 0);
	ck_assert_uint_ge(n_seen, 8);
	leave();
}
END_TEST

/* ---- labels ---- */

/* The columns of every list, as an export has them. */
static int check_titles(struct table_sink *sink, const struct column *columns, size_t n)
{
	enum { LABEL_COLS = 14 };
	(void)sink;
	for (size_t i = 0; i < n; i++) {
		const char *title = column_title(columns[i].name);
		ck_assert_msg(text_width(title) <= LABEL_COLS, "%s is wider than %d columns", title, LABEL_COLS);
		bool english = locale_language() == languages;
		ck_assert_msg(english || !is_letter(*title), "%s has no title", columns[i].name);
	}
	return 0;
}

static int skip_row(struct table_sink *sink, const struct cell *cells)
{
	(void)sink;
	(void)cells;
	return 0;
}

static int end_rows(struct table_sink *sink)
{
	(void)sink;
	return 0;
}

START_TEST(every_column_has_a_title_that_fits)
{
	struct table_sink sink = {check_titles, skip_row, end_rows};
	locale_setup();
	world_open(&w);
	locale_speak(language_find(screens[_i].tag));
	for (const struct list_kind *const *k = list_kinds(); *k; k++)
		if (!list_kind_is_ics(*k))
			ck_assert_int_eq(list_export(&w.s, *k, NULL, &sink), 0);
	world_close(&w);
}
END_TEST

Suite *wording_suite(void)
{
	Suite *s = suite_create("wording");
	TCase *t = tcase_create("wording");
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, every_view_has_its_words, 0, COUNT(screens));
	tcase_add_loop_test(t, every_column_has_a_title_that_fits, 0, 3);
	suite_add_tcase(s, t);
	return s;
}
