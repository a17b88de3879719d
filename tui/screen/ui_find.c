/* Makes a wish of a typed line, by the options of the command or by the line of the finder, and opens its list. */
#include "tui/screen/ui_find.h"

#include <string.h>

#include "tui/cmd/cmd_find.h"
#include "tui/cmd/cmd_refuse.h"
#include "tui/cmd/cmd_table.h"
#include "tui/screen/finder_fields.h"
#include "tui/screen/finder_line.h"
#include "tui/screen/ui_finder.h"
#include "tui/screen/ui_found.h"

/* Says the first line of a text, if it has any. */
static void complain_of_line(struct app *app, const char *text)
{
	app_complain(app, "%.*s", (int)strcspn(text, "\n"), text);
}

/* Asks the store once: a list stays empty, where a command says which name is unknown. */
static int check_names(struct app *app, const struct find_wish *wish)
{
	struct find_ask ask = {.filter = wish->filter};
	struct found_list list;
	int err = query_find(app->store, &ask, &list);
	found_list_release(&list);
	return err;
}

static void run_options(struct app *app, int argc, char **argv)
{
	struct arena arena = {0};
	struct buf message = {0};
	struct find_wish wish;
	struct cmd_context c = {.cmd = cmd_find("find"),
	                        .store = app->store,
	                        .store_dir = app->store_dir,
	                        .store_name = app->store_name,
	                        .actor = app->actor,
	                        .now = app->now(),
	                        .message = &message};
	bool ok = cmd_find_wish(&c, argc, argv, &arena, &wish) == CMD_DONE;
	int err = ok ? check_names(app, &wish) : 0;
	bool is_refused = err && cmd_resource_filter_fail(&c, &wish.filter, err, argv[0]) == CMD_REFUSED;
	const char *said = buf_text(&message);
	if (is_refused) /* the code is before the sentence */
		said += strcspn(said, "\n") + 1;
	if (ok && !err)
		app_push(app, ui_found_new(&wish));
	else
		complain_of_line(app, said);
	buf_release(&message);
	arena_release(&arena);
}

/* Reads the finder's line into a wish. */
static int read_line(struct app *app, const char *line, struct finder_ask *ask)
{
	const char *texts[FINDER_FIELDS];
	struct buf out[FINDER_FIELDS] = {0};
	struct finder_terms terms = {0};
	int err = finder_terms_load(&terms, app->store, app->actor);
	if (!err)
		err = finder_line_read(line, &terms, app->now(), out);
	if (!err && !out[FINDER_NEAR].len)
		buf_str(&out[FINDER_NEAR], terms.own_campus);
	for (int i = 0; i < FINDER_FIELDS; i++)
		texts[i] = buf_text(&out[i]);
	if (!err)
		err = finder_ask_read(ask, &terms, texts, app->now());
	for (int i = 0; i < FINDER_FIELDS; i++)
		buf_release(&out[i]);
	finder_terms_release(&terms);
	return err;
}

static void run_line(struct app *app, int argc, char **argv)
{
	struct finder_ask ask = {0};
	struct buf line = {0};
	for (int i = 1; i < argc; i++)
		buf_fmt(&line, "%s%s", i > 1 ? " " : "", argv[i]);
	int err = read_line(app, buf_text(&line), &ask);
	if (err)
		app_fail(app, err, argv[0]);
	else if (ask.n_problems)
		complain_of_line(app, buf_text(&ask.problems));
	else
		app_push(app, ui_found_new(&ask.wish));
	buf_release(&line);
	finder_ask_release(&ask);
}

static bool has_option(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strncmp(argv[i], "--", 2) == 0)
			return true;
	return false;
}

void ui_find_run(struct app *app, int argc, char **argv)
{
	if (argc == 1)
		app_push(app, ui_finder_new(app));
	else if (has_option(argc, argv))
		run_options(app, argc, argv);
	else
		run_line(app, argc, argv);
}
