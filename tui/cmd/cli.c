/*
 * The shell's side of the command table. It reads the options that every command shares, finds the store and the
 * person, opens, runs, and writes: rows and texts to standard output, sentences to standard error. It knows no
 * command by name; what a command needs stands in its flags.
 */
#include "tui/cmd/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/base/utf8.h"
#include "tui/base/confine.h"
#include "tui/base/guard.h"
#include "tui/base/locale.h"
#include "tui/base/out.h"
#include "tui/base/text.h"
#include "tui/base/usage.h"
#include "tui/cmd/cmd_compose.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_gate.h"
#include "tui/cmd/cmd_globals.h"
#include "tui/cmd/cmd_request.h"
#include "tui/cmd/cmd_speak.h"
#include "tui/cmd/cmd_table.h"
#include "tui/cmd/forced.h"
#include "tui/cmd/system_store.h"
#include "tui/words/words_column.h"
#include "tui/words/words_replica.h"

struct cli {
	struct cmd_context context; /* first, so that what it is handed to can find the rest */
	struct store store;
	struct out rows;
	int (*begin)(struct table_sink *sink, const struct column *columns, size_t n); /* of the rows proper */
	struct buf out, message, done;
	struct arena arena;
	/* what was given */
	const char *store_dir, *as;
	struct forced forced; /* where c->forced */
	bool help, version;
	const struct cmd *cmd;
	char **argv; /* of the command, without what was ours */
	int argc;
	const char *charset; /* of the terminal, if it cannot show UTF-8 */
	bool progress_shown;
	bool pipe_ends; /* SIGPIPE would end the program, if it were not ignored */
};

static enum cmd_status say_wrong(struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));
static enum cmd_status say_wrong(struct cli *cli, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	buf_vfmt(&cli->message, format, ap);
	va_end(ap);
	buf_str(&cli->message, _("\n`quad help` lists the commands and their options.\n"));
	return CMD_USAGE;
}

/* ---- the words ---- */

static bool is_color_word(const char *word)
{
	static const char *const words[] = {"auto", "always", "never", "dark", "light"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i], word) == 0)
			return true;
	return false;
}

static enum cmd_status set_global(struct cli *cli, const struct arg_option *o, const char *value)
{
	if (strcmp(o->name, "store") == 0)
		cli->store_dir = value;
	else if (strcmp(o->name, "as") == 0)
		cli->as = value;
	else if (strcmp(o->name, "json") == 0)
		cli->context.json = true;
	else if (strcmp(o->name, "quiet") == 0)
		cli->context.quiet = true;
	else if (strcmp(o->name, "help") == 0)
		cli->help = true;
	else if (strcmp(o->name, "version") == 0)
		cli->version = true;
	else if (strcmp(o->name, "request") == 0)
		return cmd_request_read(&cli->context, value);
	else if (is_color_word(value))
		cli->context.color = value;
	else
		return say_wrong(cli, _("--color: \"%s\" is not auto, always, never, dark or light"), value);
	if (o->value && !*value)
		return say_wrong(cli, _("--%s: its value is empty"), o->name);
	return CMD_DONE;
}

static enum cmd_status say_no_value(struct cli *cli, const struct arg_option *o)
{
	struct buf value = {0};
	usage_words(o->value, &value);
	enum cmd_status status = say_wrong(cli, _("--%s needs a value: --%s %s"), o->name, o->name, buf_text(&value));
	buf_release(&value);
	return status;
}

/* The global option at argv[*i], if it is one; moves *i over its value. */
static enum cmd_status try_global(struct cli *cli, int argc, char **argv, int *i, bool *is_one)
{
	const char *value;
	const struct arg_option *o = args_match(cmd_globals, strcmp(argv[*i], "-h") == 0 ? "--help" : argv[*i], &value);
	*is_one = o != NULL;
	if (cli->context.forced && forced_denies_option(argv[*i], &cli->message))
		return CMD_DENIED;
	if (!o)
		return CMD_DONE;
	if (!o->value && value)
		return say_wrong(cli, _("--%s takes no value"), o->name);
	if (o->value && !value) {
		if (*i + 1 >= argc)
			return say_no_value(cli, o);
		value = argv[++*i];
	}
	return set_global(cli, o, value ? value : "");
}

/* Reads a global option, or the word that names the command; moves *i past it. */
static enum cmd_status read_first_word(struct cli *cli, int argc, char **argv, int *i)
{
	bool is_global;
	enum cmd_status status = try_global(cli, argc, argv, i, &is_global);
	if (status != CMD_DONE)
		return status;
	char *word = argv[(*i)++];
	if (is_global)
		return CMD_DONE;
	if (word[0] == '-')
		return say_wrong(cli, _("there is no option %s"), word);
	cli->cmd = cmd_find(word);
	if (!cli->cmd)
		return say_wrong(cli, _("there is no command %s"), word);
	cli->argv[cli->argc++] = word;
	return CMD_DONE;
}

/* Reads a word after the command's name: an option of its own with its value, a global option, or any other word. */
static enum cmd_status read_command_word(struct cli *cli, int argc, char **argv, int *i)
{
	const char *value;
	bool is_global = false;
	const struct arg_option *own = args_match(cli->cmd->options, argv[*i], &value);
	if (!own) {
		enum cmd_status status = try_global(cli, argc, argv, i, &is_global);
		if (status != CMD_DONE)
			return status;
	}
	char *word = argv[(*i)++];
	if (is_global)
		return CMD_DONE;
	cli->argv[cli->argc++] = word;
	if (own && own->value && !value && *i < argc)
		cli->argv[cli->argc++] = argv[(*i)++];
	return CMD_DONE;
}

/* Parts the words into global options and those of the command. Values of options and words after `--` are the
 * command's. */
static enum cmd_status read_words(struct cli *cli, int argc, char **argv)
{
	cli->argv = arena_alloc(&cli->arena, ((size_t)(argc > 0 ? argc : 0) + 1) * sizeof *cli->argv);
	if (!cli->argv)
		return cmd_fail(&cli->context, QUAD_ENOMEM, "quad");
	int i = 1;
	while (i < argc && !cli->cmd) {
		enum cmd_status status = read_first_word(cli, argc, argv, &i);
		if (status != CMD_DONE)
			return status;
	}
	while (i < argc && strcmp(argv[i], "--") != 0) {
		enum cmd_status status = read_command_word(cli, argc, argv, &i);
		if (status != CMD_DONE)
			return status;
	}
	while (i < argc)
		cli->argv[cli->argc++] = argv[i++];
	return CMD_DONE;
}

/* ---- which store, and who ---- */

static bool is_directory(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static const char *home_directory(void)
{
	const char *dir = getenv("HOME");
	if (dir && *dir)
		return dir;
	const struct passwd *pw = getpwuid(getuid());
	return pw ? pw->pw_dir : "/";
}

static enum cmd_status fail_settings(struct cli *cli, int err)
{
	int why = errno;
	if (err == QUAD_ENOMEM)
		return cmd_fail(&cli->context, err, "quad");
	if (err == QUAD_EIO)
		buf_fmt(&cli->message, _("the settings in %s cannot be read: %s"), SYSTEM_SETTINGS, strerror(why));
	else
		buf_fmt(&cli->message,
		        _("%s: QUAD_STORE is neither the whole path of a directory nor an address that begins with "
		          "postgresql://"),
		        SYSTEM_SETTINGS);
	buf_char(&cli->message, '\n');
	return CMD_FAILED;
}

/* The store of who has named none. NULL on out of memory. */
static const char *unnamed_store(struct cli *cli)
{
	const char *data = getenv("XDG_DATA_HOME");
	if (is_directory(SYSTEM_STORE))
		return SYSTEM_STORE;
	if (data && data[0] == '/')
		return arena_fmt(&cli->arena, "%s/quad", data);
	return arena_fmt(&cli->arena, "%s/.local/share/quad", home_directory());
}

/* True for what is to work whatever is wrong, as the help and the doctor, who says then what it is. */
static bool needs_no_settings(const struct cli *cli)
{
	unsigned both = CMD_NO_STORE | CMD_ANYBODY;
	return cli->cmd && (cli->cmd->flags & both) == both;
}

static enum cmd_status find_store(struct cli *cli, const char **out)
{
	const char *env = getenv("QUAD_STORE");
	*out = cli->store_dir;
	if (!*out && env && *env)
		*out = env;
	if (*out)
		return CMD_DONE;
	int err = system_store_setting("", &cli->arena, out);
	if (err && !needs_no_settings(cli))
		return fail_settings(cli, err);
	if (!*out)
		*out = unnamed_store(cli);
	return *out ? CMD_DONE : cmd_fail(&cli->context, QUAD_ENOMEM, "quad");
}

/* Settles which store it is, and its name for people. */
static enum cmd_status choose_store(struct cli *cli)
{
	struct cmd_context *c = &cli->context;
	struct buf name = {0};
	enum cmd_status status = find_store(cli, &c->store_dir);
	if (status != CMD_DONE)
		return status;
	db_show_place(c->store_dir, &name);
	c->store_name = name.failed ? NULL : arena_str(&cli->arena, buf_text(&name));
	buf_release(&name);
	return c->store_name ? CMD_DONE : cmd_fail(c, QUAD_ENOMEM, "quad");
}

/* The login of the person at the terminal, or the one named by --as. */
static enum cmd_status choose_actor(struct cli *cli)
{
	const struct passwd *pw;
	if (!cli->as) {
		pw = getpwuid(getuid());
		cli->context.actor = pw ? arena_str(&cli->arena, pw->pw_name)
		                        : arena_fmt(&cli->arena, "uid%lu", (unsigned long)getuid());
		return cli->context.actor ? CMD_DONE : cmd_fail(&cli->context, QUAD_ENOMEM, "quad");
	}
	if (!cmd_owns_store(cli->context.store_dir)) {
		buf_fmt(&cli->message, _("--as %s: only the owner of the store's files at %s may act for others\n"),
		        cli->as, cli->context.store_name);
		return CMD_DENIED;
	}
	if (!utf8_valid(cli->as, strlen(cli->as)))
		return say_wrong(cli, _("--as: the login is not UTF-8"));
	cli->context.actor = utf8_clean(&cli->arena, cli->as, strlen(cli->as));
	return cli->context.actor ? CMD_DONE : cmd_fail(&cli->context, QUAD_ENOMEM, "quad");
}

/* ---- what comes out ---- */

static size_t terminal_cols(void)
{
	struct winsize size;
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static bool wants_color(const struct cli *cli)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
	if (cli->context.color && strcmp(cli->context.color, "auto") != 0)
		return strcmp(cli->context.color, "never") != 0;
	return isatty(STDOUT_FILENO) && (!no || !*no) && term && strcmp(term, "dumb") != 0;
}

/* True where only ASCII is safe: blocks and shades are not in every console's font. */
static bool shows_ascii(const char *charset)
{
	const char *term = getenv("TERM");
	bool is_plain = !term || strcmp(term, "dumb") == 0 || strncmp(term, "linux", 5) == 0;
	return charset || (is_plain && isatty(STDOUT_FILENO));
}

/* The form of the rows is settled when they begin: the command may have asked for one. */
static int begin_rows(struct table_sink *sink, const struct column *columns, size_t n)
{
	struct cli *cli = (struct cli *)((char *)sink - offsetof(struct cli, rows));
	const struct cmd_context *c = &cli->context;
	enum out_format format = isatty(STDOUT_FILENO) ? OUT_TABLE : OUT_CSV;
	if (c->format == CMD_ROWS_TABLE)
		format = OUT_TABLE;
	else if (c->format == CMD_ROWS_JSON || (c->format == CMD_ROWS_ANY && c->json))
		format = OUT_JSON;
	else if (c->format == CMD_ROWS_CSV)
		format = OUT_CSV;
	else if (c->format == CMD_ROWS_EXCEL)
		format = OUT_EXCEL;
	else if (c->format == CMD_ROWS_XLSX)
		format = OUT_XLSX;
	cli->rows.options.format = format;
	cli->rows.options.shown = format != OUT_TABLE && format != OUT_XLSX && isatty(STDOUT_FILENO);
	if (format == OUT_TABLE) {
		cli->rows.options.cols = terminal_cols();
		cli->rows.options.heading = wants_color(cli);
		cli->rows.options.title = column_title;
		cli->rows.options.value = column_value;
	}
	return cli->begin(sink, columns, n);
}

/* Text to standard output, as it is; on a terminal without what that would obey. False: not all of it, errno is set. */
static bool write_text(const struct buf *text)
{
	struct buf shown = {0};
	const struct buf *written = text;
	if (text->len && isatty(STDOUT_FILENO)) {
		text_shown(&shown, buf_text(text), text->len);
		written = &shown;
	}
	errno = shown.failed ? ENOMEM : 0;
	bool whole = !shown.failed && fwrite(buf_text(written), 1, written->len, stdout) == written->len;
	int why = errno;
	buf_release(&shown);
	errno = why;
	return whole;
}

static int drain_out(struct cmd_context *c)
{
	struct cli *cli = (struct cli *)c;
	bool whole = write_text(c->out);
	if (!whole)
		cli->rows.error = errno ? errno : EIO;
	buf_clear(c->out);
	return whole ? 0 : QUAD_ESTOP;
}

static void show_progress(struct cmd_context *c, const char *text)
{
	struct buf plain = {0};
	text_plain(&plain, text);
	fprintf(stderr, "\r%s\033[K", buf_text(&plain));
	fflush(stderr);
	buf_release(&plain);
	((struct cli *)c)->progress_shown = true;
}

/* Sentences to standard error, line by line without what a terminal would obey. */
static void write_message(struct cli *cli)
{
	struct buf plain = {0};
	const char *p = buf_text(&cli->message);
	if (cli->progress_shown)
		fputs("\r\033[K", stderr);
	while (*p) {
		size_t len = strcspn(p, "\n");
		const char *line = arena_dup(&cli->arena, p, len);
		if (line)
			text_plain(&plain, line);
		if (p[len] == '\n')
			buf_char(&plain, '\n');
		p += len + (p[len] == '\n');
	}
	fwrite(buf_text(&plain), 1, plain.len, stderr);
	fflush(stderr);
	buf_release(&plain);
}

/* Why there is no workbook, if it is not the output that failed. */
static void word_book_fault(struct cli *cli)
{
	const struct xlsx_write_fault *fault = xlsx_write_fault(cli->rows.book);
	switch (fault->problem) {
	case XLSX_WRITE_FINE:
	case XLSX_WRITE_OUTPUT: break;
	case XLSX_WRITE_NO_LIBRARY:
		buf_fmt(&cli->message,
		        _("writing workbooks needs a library that is not there: install the package %s\n"),
		        fault->subject);
		break;
	case XLSX_WRITE_ROWS:
		buf_fmt(&cli->message,
		        _("a sheet holds no more than %u rows besides its header: use --format csv, or a filter\n"),
		        XLSX_WRITE_ROWS_MAX);
		break;
	case XLSX_WRITE_TEXT:
		buf_fmt(&cli->message,
		        _("row %u (%s), %s: longer than the %u characters that a cell of a workbook holds: use "
		          "--format csv\n"),
		        fault->row, fault->subject, fault->column, XLSX_WRITE_TEXT_MAX);
		break;
	case XLSX_WRITE_TEMPORARY:
		buf_fmt(&cli->message,
		        _("cannot write the workbook's temporary files in %s: %s. TMPDIR names another directory for "
		          "them\n"),
		        fault->subject, strerror(fault->error));
		break;
	}
}

/* Ends as a program does whose reader has gone: by the signal that was ignored until now. */
static void end_by_pipe(void)
{
	signal(SIGPIPE, SIG_DFL);
	raise(SIGPIPE);
}

/*
 * The data that is left, and whether all of it arrived. That a reader has gone is news only where something was
 * changed, of which it was to read.
 */
static enum cmd_status write_data(struct cli *cli, enum cmd_status status)
{
	if (cli->rows.book)
		word_book_fault(cli);
	errno = 0;
	bool bad = !write_text(&cli->out);
	bad |= fflush(stdout) != 0;
	bad |= ferror(stdout) != 0;
	if (!bad)
		return status;
	int why = errno ? errno : EIO;
	if (cli->rows.error)
		why = cli->rows.error;
	bool is_gone = why == EPIPE && cli->done.len == 0;
	if (is_gone && cli->pipe_ends && cli->message.len == 0)
		end_by_pipe();
	if (!is_gone)
		buf_fmt(&cli->message, _("cannot write the output: %s\n"), strerror(why));
	return status == CMD_DONE ? CMD_FAILED : status;
}

/* ---- the run ---- */

/* What chose the store and the person, for commands that are offered to be pasted. */
static void quote_globals(struct cli *cli)
{
	struct buf words = {0};
	if (cli->store_dir) {
		buf_str(&words, " --store ");
		cmd_shell_word(&words, cli->context.store_name);
	}
	if (cli->as) {
		buf_str(&words, " --as ");
		cmd_shell_word(&words, cli->as);
	}
	cli->context.globals = arena_str(&cli->arena, buf_text(&words));
	buf_release(&words);
}

/* The store cannot be opened; a command that would have changed it says that it has not. */
static enum cmd_status fail_open(struct cli *cli, int err)
{
	bool says_so =
		err == QUAD_EIO || err == QUAD_EFULL || err == QUAD_EMOVED || err == QUAD_ELINK || err == QUAD_EFOREIGN;
	enum cmd_status status = cmd_fail(&cli->context, err, "quad");
	if (cli->cmd && cli->cmd->flags & CMD_CHANGES && !says_so)
		buf_fmt(&cli->message, "%s\n", _("Nothing was changed."));
	return status;
}

/* That a refusal could not be noted is worth a word; the refusal stands. */
static void say_unnoted(struct cli *cli, int err)
{
	if (err)
		buf_fmt(&cli->message, _("The refusal was not noted in the journal: %s\n"), _(quad_strerror(err)));
}

/* What was read may be old: where the store is a copy, every answer says so. */
static void say_replica(struct cli *cli)
{
	struct cmd_context *c = &cli->context;
	const struct db_replica *r = db_replica(c->store->db);
	if (!r->at_min || c->quiet || c->said_replica || cli->cmd->flags & CMD_SCREEN)
		return;
	buf_str(&cli->message, "quad: ");
	words_replica(r, c->now, &cli->message);
	buf_char(&cli->message, '\n');
	c->said_replica = true;
}

static enum cmd_status open_store(struct cli *cli)
{
	struct cmd_context *c = &cli->context;
	int err = store_open_act(c->store_dir, c->actor, &cli->store);
	if (err)
		return fail_open(cli, err);
	c->store = &cli->store;
	store_keep_refusals(c->store);
	cmd_speak_to(c->store, c->actor);
	return CMD_DONE;
}

static enum cmd_status run_command(struct cli *cli)
{
	struct cmd_context *c = &cli->context;
	enum cmd_status status = cmd_run(c, cli->cmd, cli->argc, cli->argv);
	if (c->store)
		say_unnoted(cli, c->store->unnoted);
	if (c->store)
		say_replica(cli);
	return status;
}

static enum cmd_status open_and_run(struct cli *cli)
{
	struct cmd_context *c = &cli->context;
	if (c->forced)
		return run_command(cli);
	enum cmd_status status = choose_store(cli);
	if (status == CMD_DONE)
		status = choose_actor(cli);
	if (status != CMD_DONE)
		return status;
	quote_globals(cli);
	if (!(cli->cmd->flags & CMD_NO_STORE))
		status = open_store(cli);
	if (status != CMD_DONE)
		return status;
	c->now = clock_now_min();
	return run_command(cli);
}

/* What is said without a store being open, as the help, comes in the person's language too if there is a store. */
static void speak_early(struct cli *cli)
{
	struct store store;
	struct buf said = cli->message;
	if (locale_is_told() || cli->context.forced)
		return;
	cli->message = (struct buf){0};
	bool known = choose_store(cli) == CMD_DONE && choose_actor(cli) == CMD_DONE && cli->context.actor;
	buf_release(&cli->message);
	cli->message = said;
	if (!known || store_open(cli->context.store_dir, &store) != 0)
		return;
	cmd_speak_to(&store, cli->context.actor);
	store_close(&store);
}

static bool has_terminal(void)
{
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

/* True if something will be said without the store. */
static bool speaks_early(const struct cli *cli, enum cmd_status status)
{
	if (cli->version)
		return false;
	if (status != CMD_DONE || cli->help)
		return true;
	return cli->cmd ? cli->cmd->flags & CMD_NO_STORE : !has_terminal();
}

/* `quad` without a command: the screen where there is a terminal, else how to use it. */
static enum cmd_status choose_screen(struct cli *cli)
{
	if (has_terminal()) {
		static char word[] = "tui";
		cli->cmd = cmd_find(word);
		cli->argv[0] = word;
		cli->argc = 1;
		return CMD_DONE;
	}
	cmd_usage(&cli->message);
	return CMD_USAGE;
}

static void say_charset(struct cli *cli)
{
	buf_fmt(&cli->message,
	        _("The character set %s cannot show every text: set LANG=C.UTF-8 and the terminal to UTF-8.\n"),
	        cli->charset);
}

/* Not to be taken back, so --quiet does not leave it out. */
static void say_upgrade(struct cli *cli)
{
	if (!cli->store.upgraded)
		return;
	buf_fmt(&cli->message,
	        _("The store at %s was upgraded to this version; older versions do not open it any more.\n"),
	        cli->context.store_name);
}

/* Words that were not understood are read once more in the person's language, to say so in that. */
static enum cmd_status read_words_again(struct cli *cli, int argc, char **argv)
{
	buf_clear(&cli->message);
	cli->cmd = NULL;
	cli->argc = 0;
	return read_words(cli, argc, argv);
}

/* Whether the terminal can show the screen. */
static enum cmd_status check_screen(struct cli *cli)
{
	if (!has_terminal())
		return say_wrong(cli, _("the screen needs a terminal; all it can do, the commands can do too"));
	if (!cli->charset)
		return CMD_DONE;
	say_charset(cli);
	return CMD_FAILED;
}

static enum cmd_status run_words(struct cli *cli, int argc, char **argv)
{
	enum cmd_status status = read_words(cli, argc, argv);
	const struct language *before = locale_language();
	if (speaks_early(cli, status))
		speak_early(cli);
	if (status != CMD_DONE && locale_language() != before)
		status = read_words_again(cli, argc, argv);
	if (status != CMD_DONE)
		return status;
	if (cli->version) {
		buf_str(&cli->out, "quad " QUAD_VERSION "\n");
		return CMD_DONE;
	}
	if (cli->help) {
		if (cli->cmd)
			cmd_help(cli->cmd, &cli->out);
		else
			cmd_usage(&cli->out);
		return CMD_DONE;
	}
	if (!cli->cmd)
		status = choose_screen(cli);
	if (status == CMD_DONE && cli->cmd->flags & CMD_SCREEN)
		status = check_screen(cli);
	return status == CMD_DONE ? open_and_run(cli) : status;
}

/*
 * Forced mode: the process is confined and the key asked about before a word of what was asked for is read. What needs
 * the system's accounts, as finding the store may, comes before the filter.
 */
static enum cmd_status begin_forced(struct cli *cli, int argc, char **argv)
{
	struct cmd_context *c = &cli->context;
	enum cmd_status status = forced_read(argc, argv, &cli->forced, &cli->message);
	if (status != CMD_DONE)
		return status;
	cli->as = cli->forced.login;
	cli->store_dir = cli->forced.store_dir;
	status = choose_store(cli);
	if (status == CMD_DONE)
		status = choose_actor(cli);
	if (status != CMD_DONE)
		return status;
	cmd_disown();
	if (confine_calls(db_is_address(c->store_dir)) != 0) {
		buf_fmt(&cli->message,
		        _("the system lets no calls be refused (seccomp: %s), without which nobody works over SSH\n"),
		        strerror(errno));
		return CMD_FAILED;
	}
	c->now = clock_now_min();
	status = open_store(cli);
	return status == CMD_DONE ? forced_ask_key(c, &cli->forced) : status;
}

static enum cmd_status run_forced(struct cli *cli, int argc, char **argv, int err)
{
	if (err)
		return cmd_fail(&cli->context, err, "quad");
	cli->context.via = VIA_SSH;
	enum cmd_status status = begin_forced(cli, argc, argv);
	if (status == CMD_DONE)
		status = forced_split(&cli->forced, &cli->arena, &argc, &argv, &cli->message);
	return status == CMD_DONE ? run_words(cli, argc, argv) : status;
}

/*
 * A standard stream that was closed would lend its number to the store's file, and what is meant for the reader would
 * be written there. Held the wrong way round, so that using it fails.
 */
static void hold_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
			(void)!open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/* The place of a store that a word may be, or have as its value. */
static char *find_place(char *word)
{
	static const char option[] = "--store=";
	return strncmp(word, option, strlen(option)) == 0 ? word + strlen(option) : word;
}

/*
 * Others see the words of a program in the list of processes: a password in them is written over, and what is read is a
 * copy. NULL on out of memory.
 */
static char **hide_words(struct arena *arena, int argc, char **argv)
{
	size_t n = (size_t)(argc > 0 ? argc : 0);
	char **copy = arena_alloc(arena, (n + 1) * sizeof *copy);
	for (size_t i = 0; i < n && copy; i++) {
		copy[i] = arena_str(arena, argv[i]);
		if (!copy[i])
			return NULL;
		db_hide_password(find_place(argv[i]));
	}
	return copy;
}

int cli_main(int argc, char **argv, enum cmd_status (*screen)(struct cmd_context *c))
{
	hold_streams();
	struct cli cli = {0};
	struct cmd_context *c = &cli.context;
	int begun = 0;
	argv = hide_words(&cli.arena, argc, argv);
	if (!argv)
		return CMD_FAILED;
	c->forced = forced_begins(argc, argv, &cli.arena, &cli.forced, &begun);
	cli.charset = locale_setup();
	guard_install();
	cli.pipe_ends = signal(SIGPIPE, SIG_IGN) == SIG_DFL;
	out_init(&cli.rows, stdout,
	         &(struct out_options){.format = OUT_CSV,
	                               .name = &c->rows_name,
	                               .remark = &c->rows_head,
	                               .grid = &c->rows_grid,
	                               .notes = &c->rows_notes});
	cli.begin = cli.rows.sink.begin;
	cli.rows.sink.begin = begin_rows;
	c->rows = &cli.rows.sink;
	c->out = &cli.out;
	c->drain = drain_out;
	c->message = &cli.message;
	c->done = &cli.done;
	c->screen = screen;
	c->commands = cmd_table;
	c->via = VIA_SHELL;
	c->shows_table = isatty(STDOUT_FILENO);
	c->cols = terminal_cols();
	c->ascii = shows_ascii(cli.charset);
	if (isatty(STDERR_FILENO))
		c->progress = show_progress;
	enum cmd_status status = c->forced ? run_forced(&cli, argc, argv, begun) : run_words(&cli, argc, argv);
	if (cli.charset && !c->quiet && isatty(STDERR_FILENO) && !(cli.cmd && cli.cmd->flags & CMD_SCREEN))
		say_charset(&cli);
	store_close(&cli.store);
	status = write_data(&cli, status);
	if (status == CMD_FAILED)
		buf_str(&cli.message, buf_text(&cli.done));
	say_upgrade(&cli);
	write_message(&cli);
	out_release(&cli.rows);
	buf_release(&cli.out);
	buf_release(&cli.message);
	buf_release(&cli.done);
	arena_release(&cli.arena);
	return (int)status;
}
