/*
 * Completion: the line is taken apart into the words before the cursor and the one that it is in. That one is a
 * command, an option, the value of an option (by the word that stands for it in the help, such as CAMPUS), or one of
 * the words that the command's usage names, in their order.
 */
#include "tui/cmd/cmd_complete.h"

#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "store/base/err.h"
#include "store/base/han.h"
#include "store/base/utf8.h"
#include "store/list/list_kind.h"
#include "store/query/query_registers.h"
#include "store/report/report.h"
#include "tui/base/locale.h"
#include "tui/words/words_report.h"

enum { WORDS_MAX = 64 };

/* ---- the line ---- */

/* The words before the cursor; the last one is the one that is completed, and may be empty. */
struct words {
	char *v[WORDS_MAX];
	size_t n;
	size_t from; /* where the last one begins */
};

/* Takes one word, which ends at a blank outside of quotes; p[0..len). Returns its bytes. */
static size_t take_word(const char *p, size_t len, struct buf *word)
{
	char quote = '\0';
	size_t i = 0;
	for (; i < len; i++) {
		if (!quote && p[i] == ' ')
			break;
		if (!quote && (p[i] == '"' || p[i] == '\''))
			quote = p[i];
		else if (quote && p[i] == quote)
			quote = '\0';
		else
			buf_char(word, p[i]);
	}
	return i;
}

static int add_word(struct words *w, struct arena *arena, const struct buf *word)
{
	w->v[w->n] = arena_str(arena, buf_text(word));
	if (!w->v[w->n])
		return QUAD_ENOMEM;
	w->n++;
	return 0;
}

/* Takes the line apart, from its last `&&` on. A command of too many words has none that could be completed. */
static int split(const char *line, size_t len, struct arena *arena, struct words *w)
{
	size_t i = 0;
	int err = 0;
	*w = (struct words){.n = 0};
	for (;;) {
		while (i < len && line[i] == ' ')
			i++;
		struct buf word = {0};
		w->from = i;
		i += take_word(line + i, len - i, &word);
		bool is_quad = w->n == 0 && i < len && strcmp(buf_text(&word), "quad") == 0;
		bool parts = i < len && strcmp(buf_text(&word), "&&") == 0;
		if (parts)
			w->n = 0;
		else if (!is_quad)
			err = w->n < WORDS_MAX ? add_word(w, arena, &word) : QUAD_EINVAL;
		buf_release(&word);
		if (err || i >= len)
			return err;
	}
}

/* ---- candidates ---- */

/* What is looked for: the word, and whether codes match by their beginning or by their names. */
struct search {
	struct store *store;
	const struct cmd *commands;
	struct completion *out;
	const char *typed;
	const char *prefix; /* typed before the part that is completed, as `--near=`; "" mostly */
	struct buf folded;
	const char *subject; /* the first word of the command that is no option; NULL: none yet */
	bool by_name;
	bool names_files; /* files are found by who asks */
};

/* True if a word must be quoted to be one word. */
static bool needs_quotes(const char *text)
{
	return strpbrk(text, " '\"") != NULL;
}

static int add_candidate(struct search *s, const char *text, const char *note, const char *after)
{
	struct completion *out = s->out;
	struct candidate *v = arena_grow(&out->arena, out->v, out->n, &out->cap, sizeof *v);
	const char *quote = needs_quotes(text) ? "\"" : "";
	if (!v)
		return QUAD_ENOMEM;
	out->v = v;
	v[out->n].text = arena_fmt(&out->arena, "%s%s%s%s%s", s->prefix, quote, text, quote, after);
	v[out->n].goes_on = strcmp(after, " ") != 0;
	v[out->n].word = arena_fmt(&out->arena, "%s%s%s", s->prefix, text, v[out->n].goes_on ? after : "");
	v[out->n].note = arena_str(&out->arena, note);
	if (!v[out->n].text || !v[out->n].word || !v[out->n].note)
		return QUAD_ENOMEM;
	out->n++;
	return 0;
}

/* True if a folded text begins with what is typed. */
static bool begins(const struct search *s, const char *text)
{
	struct buf folded = {0};
	utf8_fold(&folded, text);
	bool matches = strncmp(buf_text(&folded), buf_text(&s->folded), s->folded.len) == 0;
	buf_release(&folded);
	return matches;
}

static bool has_words(const struct search *s, const char *text)
{
	struct buf folded = {0};
	utf8_fold(&folded, text);
	bool matches = han_has_words(buf_text(&folded), buf_text(&s->folded));
	buf_release(&folded);
	return matches;
}

/* Adds a code that matches, by its beginning or, in the second look, by its name. */
static int match(struct search *s, const char *code, const char *name, const char *after)
{
	bool matches = s->by_name ? *s->typed && has_words(s, name) : begins(s, code);
	if (!*code || !matches)
		return 0;
	return add_candidate(s, code, strcmp(code, name) == 0 ? "" : name, after);
}

/* ---- where values come from ---- */

static int match_resources(struct search *s)
{
	static const struct resource_filter all = {0};
	struct resource_list list;
	int err = query_resources(s->store, &all, &list);
	for (size_t i = 0; !err && i < list.n; i++)
		err = match(s, list.v[i].code, list.v[i].name, " ");
	arena_release(&list.arena);
	return err;
}

static int match_campuses_before(struct search *s, const char *after)
{
	struct campus_list list;
	int err = query_campuses(s->store, &list);
	for (size_t i = 0; !err && i < list.n; i++)
		err = match(s, list.v[i].code, list.v[i].name, after);
	arena_release(&list.arena);
	return err;
}

static int match_campuses(struct search *s)
{
	return match_campuses_before(s, " ");
}

/* `CAMPUS:MINUTES` goes on after the campus. */
static int match_near(struct search *s)
{
	return match_campuses_before(s, ":");
}

static int match_institutions(struct search *s)
{
	struct institution_list list;
	int err = query_institutions(s->store, &list);
	for (size_t i = 0; !err && i < list.n; i++)
		err = match(s, list.v[i].code, list.v[i].name, " ");
	arena_release(&list.arena);
	return err;
}

static int match_people(struct search *s)
{
	struct person_list list;
	int err = query_people(s->store, &list);
	for (size_t i = 0; !err && i < list.n; i++)
		err = match(s, list.v[i].login, list.v[i].name, " ");
	arena_release(&list.arena);
	return err;
}

static int match_terms(struct search *s)
{
	struct term_list list;
	int err = query_terms(s->store, &list);
	for (size_t i = 0; !err && i < list.n; i++)
		err = match(s, list.v[i].code, list.v[i].name, " ");
	arena_release(&list.arena);
	return err;
}

static int match_events(struct search *s)
{
	struct register_list list;
	int err = query_register(s->store, REGISTER_EVENTS, &list);
	for (size_t i = 0; !err && i < list.n; i++)
		err = match(s, list.v[i].text[EVENT_CODE], list.v[i].text[EVENT_NAME], " ");
	arena_release(&list.arena);
	return err;
}

static int match_resource_kinds(struct search *s)
{
	int err = 0;
	for (enum resource_kind k = KIND_LAB; !err && k <= KIND_CLASS; k++)
		err = match(s, kind_word(k), "", " ");
	return err;
}

static int match_lists(struct search *s)
{
	int err = 0;
	for (const struct list_kind *const *k = list_kinds(); !err && *k; k++)
		err = match(s, list_kind_word(*k), "", " ");
	return err;
}

static int match_commands(struct search *s)
{
	int err = 0;
	for (const struct cmd *c = s->commands; !err && c->name; c++)
		if (!(c->flags & CMD_SCREEN))
			err = match(s, c->name, _(c->summary), " ");
	return err;
}

/* The name of a directory, with the slash: `a/b/` of `a/b/c`. */
static char *directory_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	return arena_dup(arena, path, slash ? (size_t)(slash + 1 - path) : 0);
}

static int match_file(struct search *s, const char *dir, const char *name)
{
	struct stat st;
	const char *path = arena_fmt(&s->out->arena, "%s%s", dir, name);
	if (!path)
		return QUAD_ENOMEM;
	if (strncmp(path, s->typed, strlen(s->typed)) != 0 || stat(path, &st) != 0)
		return 0;
	return add_candidate(s, path, "", S_ISDIR(st.st_mode) ? "/" : " ");
}

static int by_text(const void *a, const void *b)
{
	return strcmp(((const struct candidate *)a)->text, ((const struct candidate *)b)->text);
}

/* The files that a path may mean; hidden ones only where a dot was typed. */
static int match_files(struct search *s)
{
	s->out->is_file = true;
	if (!s->names_files)
		return 0;
	char *dir = directory_of(&s->out->arena, s->typed);
	if (!dir)
		return QUAD_ENOMEM;
	bool hidden = s->typed[strlen(dir)] == '.';
	DIR *d = s->by_name ? NULL : opendir(*dir ? dir : ".");
	int err = 0;
	for (const struct dirent *e = d ? readdir(d) : NULL; e; e = err ? NULL : readdir(d)) {
		bool is_parent = strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0;
		if (!is_parent && (hidden || e->d_name[0] != '.'))
			err = match_file(s, dir, e->d_name);
	}
	if (d)
		closedir(d);
	if (s->out->n)
		qsort(s->out->v, s->out->n, sizeof *s->out->v, by_text);
	return err;
}

static int match_reports(struct search *s)
{
	int err = 0;
	for (const struct report_kind *k = report_kinds(); !err && k->name; k++)
		err = match(s, k->name, words_report_about(k->name), " ");
	return err;
}

/* Those of the report that the line names. */
static int match_dimensions(struct search *s)
{
	const struct report_kind *k = s->subject ? report_kind_find(s->subject) : NULL;
	int err = 0;
	for (size_t i = 0; k && !err && i < REPORT_DIMENSIONS && k->by[i]; i++)
		err = match(s, k->by[i], "", " ");
	return err;
}

/* By the word that stands for a value in the help. */
static const struct {
	const char *word;
	int (*match)(struct search *s);
	bool asks_store;
} sources[] = {
	{"CODE", match_resources, true},
	{"CLAIM", match_resources, true},
	{"CAMPUS", match_campuses, true},
	{"CAMPUS:MINUTES", match_near, true},
	{"INSTITUTION", match_institutions, true},
	{"LOGIN", match_people, true},
	{"TERM", match_terms, true},
	{"EVENT", match_events, true},
	{"OLD", match_events, true},
	{"NEW", match_events, true},
	{"FILE", match_files, false},
	{"DIR", match_files, false},
	{"COMMAND", match_commands, false},
	{"REPORT", match_reports, false},
	{"DIMENSION", match_dimensions, false},
};

/* What the store or this machine has for a word of the help. */
static int match_source(struct search *s, const char *word)
{
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
		if (strcmp(sources[i].word, word) == 0)
			return sources[i].asks_store && !s->store ? 0 : sources[i].match(s);
	return 0;
}

/* The words of `csv|json`; those in capitals stand for something else. */
static int match_choices(struct search *s, const char *word, size_t len)
{
	int err = 0;
	for (size_t at = 0; at < len && !err;) {
		size_t n = 0;
		while (at + n < len && word[at + n] != '|')
			n++;
		const char *choice = arena_dup(&s->out->arena, word + at, n);
		if (!choice)
			return QUAD_ENOMEM;
		if (islower((unsigned char)*choice))
			err = match(s, choice, "", " ");
		else
			err = match_source(s, choice);
		at += n + 1;
	}
	return err;
}

/* Completes a value that the help calls `word`, of len bytes. In words of a usage, KIND is a list's. */
static int match_value(struct search *s, const char *word, size_t len, bool is_option)
{
	if (len == 4 && strncmp(word, "KIND", len) == 0)
		return is_option ? match_resource_kinds(s) : match_lists(s);
	return match_choices(s, word, len);
}

/* ---- which word it is ---- */

/* The word of a usage that stands for the n-th word of a line: `CLAIM... WHEN` has CLAIM for all. */
static const char *usage_word(const char *usage, size_t n, size_t *len)
{
	const char *p = usage;
	for (;; n--) {
		p += strspn(p, " [");
		*len = strcspn(p, " .]");
		bool repeats = strncmp(p + *len, "...", 3) == 0;
		if (!*p || n == 0 || repeats)
			return p;
		p += strcspn(p, " ");
	}
}

static int match_option_names(struct search *s, const struct arg_option *options)
{
	int err = 0;
	for (const struct arg_option *o = options; !err && o && o->name; o++) {
		const char *text = arena_fmt(&s->out->arena, "--%s", o->name);
		if (!text)
			return QUAD_ENOMEM;
		if (strncmp(text, s->typed, strlen(s->typed)) == 0)
			err = add_candidate(s, text, o->help ? _(o->help) : "", " ");
	}
	return err;
}

/* How many of the words before the last one are neither options nor their values; the first of them in *first. */
static size_t count_plain(const struct words *w, const struct cmd *cmd, const char **first)
{
	size_t n = 0;
	for (size_t i = 1; i + 1 < w->n; i++) {
		const char *value = NULL;
		const struct arg_option *o = args_match(cmd->options, w->v[i], &value);
		if (o && o->value && !value)
			i++;
		if (o)
			continue;
		if (n == 0)
			*first = w->v[i];
		n++;
	}
	return n;
}

static int match_of_command(struct search *s, const struct words *w, const struct cmd *cmd)
{
	const char *value = NULL;
	size_t n_plain = count_plain(w, cmd, &s->subject);
	const struct arg_option *open = w->n > 2 ? args_match(cmd->options, w->v[w->n - 2], &value) : NULL;
	if (open && open->value && !value)
		return match_value(s, open->value, strlen(open->value), true);
	const struct arg_option *with = args_match(cmd->options, s->typed, &value);
	if (with && value) {
		s->prefix = arena_fmt(&s->out->arena, "--%s=", with->name);
		s->typed = value;
		return s->prefix ? match_value(s, with->value, strlen(with->value), true) : QUAD_ENOMEM;
	}
	if (strncmp(s->typed, "-", 1) == 0)
		return s->by_name ? 0 : match_option_names(s, cmd->options);
	size_t len;
	const char *word = usage_word(cmd->usage, n_plain, &len);
	return match_value(s, word, len, false);
}

static int match_first(struct search *s, const char *const *more)
{
	int err = s->by_name ? 0 : match_commands(s);
	for (; !err && !s->by_name && more && *more; more++)
		if (!cmd_find_in(s->commands, *more))
			err = match(s, *more, "", "");
	return err;
}

static int look(struct search *s, const struct words *w, const char *const *more)
{
	const struct cmd *cmd = w->n > 1 ? cmd_find_in(s->commands, w->v[0]) : NULL;
	s->typed = w->v[w->n - 1];
	s->prefix = "";
	buf_clear(&s->folded);
	const char *equals = strncmp(s->typed, "--", 2) == 0 ? strchr(s->typed, '=') : NULL;
	utf8_fold(&s->folded, equals ? equals + 1 : s->typed);
	if (w->n == 1)
		return match_first(s, more);
	return cmd ? match_of_command(s, w, cmd) : 0;
}

/* Looks for what begins with what is typed, and where nothing does, for words of names. */
static int look_twice(struct search *s, const struct words *w, const char *const *more)
{
	int err = look(s, w, more);
	if (!err && s->out->n == 0) {
		s->by_name = true;
		err = look(s, w, more);
		s->out->by_name = s->out->n > 0;
	}
	buf_release(&s->folded);
	return err;
}

int cmd_complete(struct store *s, const struct cmd *commands, const char *line, size_t len, const char *const *more,
                 struct completion *out)
{
	struct words words;
	struct search search = {.store = s, .commands = commands, .out = out, .names_files = !out->no_files};
	*out = (struct completion){.no_files = out->no_files};
	int err = split(line, len, &out->arena, &words);
	if (err)
		return err == QUAD_EINVAL ? 0 : err;
	out->from = words.from;
	return look_twice(&search, &words, more);
}

int cmd_complete_words(struct store *s, const struct cmd *commands, char *const *words, size_t n,
                       struct completion *out)
{
	struct words w = {.n = 0};
	struct search search = {.store = s, .commands = commands, .out = out};
	*out = (struct completion){.n = 0};
	if (n == 0 || n > WORDS_MAX)
		return 0;
	memcpy(w.v, words, n * sizeof *words);
	w.n = n;
	return look_twice(&search, &w, NULL);
}

int cmd_complete_value(struct store *s, const char *word, const char *typed, struct completion *out)
{
	struct search search = {.store = s, .out = out, .typed = typed, .prefix = ""};
	*out = (struct completion){.n = 0};
	utf8_fold(&search.folded, typed);
	int err = match_value(&search, word, strlen(word), true);
	buf_release(&search.folded);
	return err;
}

int cmd_complete_options(const struct arg_option *options, const char *typed, struct completion *out)
{
	struct search search = {.out = out, .typed = typed, .prefix = ""};
	return match_option_names(&search, options);
}

void completion_common(const struct completion *c, struct buf *out)
{
	size_t len = c->n ? strlen(c->v[0].text) : 0;
	for (size_t i = 1; i < c->n; i++) {
		size_t same = 0;
		while (same < len && c->v[i].text[same] == c->v[0].text[same])
			same++;
		len = same;
	}
	/* not within a character */
	while (len && c->n > 1 && ((unsigned char)c->v[0].text[len] & 0xc0) == 0x80)
		len--;
	if (len)
		buf_add(out, c->v[0].text, len);
}
