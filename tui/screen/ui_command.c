/*
 * Runs a typed line: splits it into words, finds the action or the command, and shows what it answers. What a command
 * would write to standard output and to standard error is collected and shown as one text.
 */
#include "tui/screen/ui_command.h"

#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/base/out.h"
#include "tui/cmd/cmd_request.h"
#include "tui/cmd/cmd_table.h"
#include "tui/screen/action.h"
#include "tui/screen/screen.h"
#include "tui/screen/ui_go.h"
#include "tui/screen/ui_text.h"
#include "tui/words/words_column.h"

enum { ARGS_MAX = 64 };

/* ---- words ---- */

/* Reads one word, which ends at a blank outside of quotes. Returns where it ends. */
static const char *read_word(const char *p, struct buf *word)
{
	char quote = '\0';
	for (; *p && (quote || *p != ' '); p++) {
		bool opens = !quote && (*p == '"' || *p == '\'');
		bool closes = quote && *p == quote;
		if (opens)
			quote = *p;
		else if (closes)
			quote = '\0';
		else
			buf_char(word, *p);
	}
	return p;
}

/*
 * Splits a line at blanks, quotes keep them, into words in arena; what comes after a # that begins a word is a remark,
 * as in the shell. Returns their number, 0 if there are too many.
 */
static size_t split_line(const char *line, struct arena *arena, char **argv)
{
	size_t n = 0;
	for (const char *p = line + strspn(line, " "); *p && *p != '#'; p += strspn(p, " ")) {
		struct buf word = {0};
		p = read_word(p, &word);
		if (n == ARGS_MAX) {
			buf_release(&word);
			return 0;
		}
		argv[n] = arena_str(arena, buf_text(&word));
		if (argv[n])
			n++;
		buf_release(&word);
	}
	argv[n] = NULL;
	return n;
}

/* ---- answers ---- */

static bool is_one_line(const struct buf *message)
{
	const char *text = buf_text(message), *end = memchr(text, '\n', message->len);
	return !end || end + 1 == text + message->len;
}

/* Shows what a command said: its output as a text, a short message in the message line. */
static void show_answer(struct app *app, const char *name, enum cmd_status status, struct buf *out,
                        const struct buf *message, bool wrap)
{
	int len = (int)(message->len ? message->len - 1 : 0); /* without the newline */
	if (out->len) {
		if (message->len)
			buf_fmt(out, "\n%s", buf_text(message));
		app_push(app, ui_text_new(name, buf_text(out), wrap));
	} else if (!is_one_line(message)) {
		app_push(app, ui_text_new(name, buf_text(message), true));
	} else if (status == CMD_DONE) {
		app_say(app, "%s%s%.*s", name, len ? ": " : _(": done"), len, buf_text(message));
	} else {
		app_complain(app, "%.*s", len, buf_text(message));
	}
}

/* Notes for undo what a command changed, with its words. */
static void note_change(struct app *app, uint64_t entry, size_t argc, char **argv)
{
	struct buf text = {0};
	for (size_t i = 0; i < argc; i++)
		buf_fmt(&text, "%s%s", i ? " " : "", argv[i]);
	app_note(app, entry, buf_text(&text));
	buf_release(&text);
}

/* True if it was done. */
static bool run_command(struct app *app, const struct cmd *cmd, size_t argc, char **argv)
{
	struct buf out = {0}, shown = {0}, message = {0};
	char *rows_text = NULL;
	size_t rows_len = 0;
	FILE *file = open_memstream(&rows_text, &rows_len);
	struct out rows;
	if (!file) {
		app_fail(app, QUAD_ENOMEM, argv[0]);
		return false;
	}
	struct cmd_context c = {.commands = cmd_table,
	                        .store = app->store,
	                        .store_dir = app->store_dir,
	                        .store_name = app->store_name,
	                        .actor = app->actor,
	                        .now = app->now(),
	                        .via = VIA_SCREEN,
	                        .forced = app->forced,
	                        .shows_table = true,
	                        .rows = &rows.sink,
	                        .out = &out,
	                        .message = &message};
	out_init(&rows, file,
	         &(struct out_options){
			 .format = OUT_TABLE, .title = column_title, .value = column_value, .name = &c.rows_name});
	int n = (int)argc;
	enum cmd_status status = cmd_request_take(&c, &n, argv);
	if (status == CMD_DONE)
		status = cmd_run(&c, cmd, n, argv);
	fclose(file);
	/* as a shell shows them: rows, then texts */
	buf_str(&shown, rows_text ? rows_text : "");
	buf_add(&shown, buf_text(&out), out.len);
	app_changed(app);
	note_change(app, c.wrote, argc, argv);
	/* rows are seen by going to the right, so that their columns stay under each other */
	show_answer(app, argv[0], status, &shown, &message, rows_len == 0);
	out_release(&rows);
	free(rows_text);
	buf_release(&out);
	buf_release(&shown);
	buf_release(&message);
	return status == CMD_DONE;
}

/* `language zh_TW`, where the word alone takes the next one. */
static void choose_language(struct app *app, const char *name)
{
	const struct language *l = language_find(name);
	struct buf known = {0};
	if (l) {
		app_speak(app, l);
		return;
	}
	for (l = languages; l->code; l++)
		buf_fmt(&known, "%s%s (%s)", known.len ? ", " : "", l->code, l->name);
	app_complain(app, _("language: \"%s\" is not spoken here; there are %s"), name, buf_text(&known));
	buf_release(&known);
}

/* `import`, `import resources`: the file is chosen. */
static bool is_import_without_file(size_t argc, char **argv)
{
	return strcmp(argv[0], "import") == 0 && (argc == 1 || (argc == 2 && list_kind_find(argv[1])));
}

/* True if a word is this one, or this one with a value: `--format=csv`. */
static bool has_word(size_t argc, char **argv, const char *word)
{
	size_t len = strlen(word);
	for (size_t i = 1; i < argc; i++)
		if (strncmp(argv[i], word, len) == 0 && (argv[i][len] == '\0' || argv[i][len] == '='))
			return true;
	return false;
}

/* A report is a view, unless another form of it is asked for. */
static bool is_report_view(const struct cmd *cmd, size_t argc, char **argv)
{
	return cmd && cmd == cmd_find("report") && !has_word(argc, argv, "--format") &&
	       !has_word(argc, argv, "--excel");
}

/* True unless something was complained of since the line began. */
static bool is_content(const struct app *app)
{
	return !app->message.len || !app->message_bad;
}

/* Runs one command, or the action of the top view that it names. True if it was done. */
static bool run_words(struct app *app, size_t argc, char **argv)
{
	struct view *v = app->top;
	const struct action *a = argc == 1 && v ? action_of_name(v->ops->actions, argv[0]) : NULL;
	const struct cmd *cmd = cmd_find(argv[0]);
	if (a)
		app_react(app, v, action_run(a, app, v));
	else if (cmd && cmd == cmd_find("find"))
		ui_go_find(app, (int)argc, argv);
	else if (is_report_view(cmd, argc, argv))
		ui_go_report(app, (int)argc, argv);
	else if (is_import_without_file(argc, argv))
		ui_go_import(app, argc == 2 ? list_kind_find(argv[1]) : NULL);
	else if (cmd && !(cmd->flags & CMD_SCREEN))
		return run_command(app, cmd, argc, argv);
	else if (argc == 2 && strcmp(argv[0], "language") == 0)
		choose_language(app, argv[1]);
	else
		app_complain(app, _("No command \"%s\"; Tab completes, ? shows all"), argv[0]);
	return is_content(app);
}

/*
 * Runs the commands of a line, which `&&` parts, as far as they succeed. Each may begin with `quad`, as what is offered
 * instead of a refusal does. An action works on what would be shown by then.
 */
void ui_command_run(struct app *app, const char *line)
{
	struct arena arena = {0};
	char *argv[ARGS_MAX + 1];
	size_t argc = split_line(line, &arena, argv);
	bool done = true;
	buf_clear(&app->message);
	if (!argc && !strchr("#", line[strspn(line, " ")]))
		app_complain(app, _("The line has more than %d words; a shell takes them"), ARGS_MAX);
	for (size_t from = 0, to; from < argc && done; from = to + 1) {
		to = from;
		while (to < argc && strcmp(argv[to], "&&") != 0)
			to++;
		argv[to] = NULL;
		if (to - from > 1 && strcmp(argv[from], "quad") == 0)
			from++;
		if (to > from)
			done = run_words(app, to - from, argv + from);
		if (to < argc)
			screen_read(app);
	}
	arena_release(&arena);
}
