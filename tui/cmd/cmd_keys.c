/* The command `keys`: which public keys let whom in over SSH. `keys write` and `--for-sshd` are in cmd_keys_sshd.c. */
#include "tui/cmd/cmd_keys.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/query/query_keys.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_gate.h"
#include "tui/cmd/cmd_refuse.h"
#include "tui/cmd/cmd_request.h"
#include "tui/cmd/cmd_time.h"

#define KEY_WORDS_MAX 1000 /* of a key with its comment */

const struct arg_option keys_options[] = {
	{"expires", "TIME", N_("add: up to then; a date alone is the end of that day")},
	{"dry-run", NULL, N_("write: show what would change, and write nothing")},
	{"for-sshd", NULL, N_("the line of one key, for sshd's AuthorizedKeysCommand")},
	{NULL, NULL, NULL},
};

/* ---- add ---- */

/* All of standard input, or as much of it as tells that it is no key. */
static int read_input(struct buf *line)
{
	char part[4096];
	while (line->len <= SSH_KEY_LINE_MAX) {
		ssize_t n = read(STDIN_FILENO, part, sizeof part);
		if (n < 0 && errno != EINTR)
			return QUAD_EIO;
		if (n == 0)
			break;
		buf_add(line, part, n > 0 ? (size_t)n : 0);
	}
	return line->failed ? QUAD_ENOMEM : 0;
}

static void cut_line_ends(struct buf *line)
{
	while (line->len > 0 && (line->p[line->len - 1] == '\n' || line->p[line->len - 1] == '\r'))
		line->p[--line->len] = '\0';
}

/* The key as the words of the line, a blank between them, or from standard input. */
static enum cmd_status read_line(struct input *in, struct buf *line)
{
	const struct args *a = &in->args;
	bool given = a->n_words > 2 && strcmp(a->words[2], "-") != 0;
	if (!given && in->c->via == VIA_SCREEN)
		return input_wrong(in, _("keys: write the key after the login"));
	int err = given ? 0 : read_input(line);
	for (size_t i = 2; given && i < a->n_words; i++)
		buf_fmt(line, "%s%s", i > 2 ? " " : "", a->words[i]);
	if (err || line->failed)
		return cmd_fail(in->c, err ? err : QUAD_ENOMEM, in->word);
	cut_line_ends(line);
	if (memchr(buf_text(line), '\0', line->len))
		return input_wrong(in, _("keys: there is a NUL byte in the key"));
	return CMD_DONE;
}

static bool read_expires(struct input *in, int64_t *out)
{
	const char *given = args_get(&in->args, "expires");
	int64_t day;
	if (!given || clock_parse_date(given, &day) != 0)
		return input_moment(in, "expires", out);
	*out = clock_day_start(day + 1);
	return true;
}

/* Lets --expires take the place of what the key says itself. */
static enum cmd_status settle_expiry(struct input *in, struct buf *line)
{
	struct ssh_key key;
	int64_t expires = SSH_KEY_NEVER;
	if (!read_expires(in, &expires))
		return CMD_USAGE;
	if (expires <= in->c->now)
		return input_wrong(in, _("--expires: that is past, so the key would open nothing"));
	if (expires == SSH_KEY_NEVER || ssh_key_read(buf_text(line), line->len, &key) != SSH_KEY_FITS)
		return CMD_DONE;
	struct buf settled = {0};
	key.expires_min = expires;
	ssh_key_write(&key, &settled);
	buf_release(line);
	*line = settled;
	return settled.failed ? cmd_fail(in->c, QUAD_ENOMEM, in->word) : CMD_DONE;
}

static enum cmd_status carry_out(const struct input *in, struct request *rq, size_t n, struct result *results,
                                 struct arena *arena)
{
	struct cmd_context *c = in->c;
	for (size_t i = 0; i < n; i++) {
		rq[i].actor = c->actor;
		rq[i].now = c->now;
		rq[i].via = c->via;
		rq[i].flags = n > 1 ? REQUEST_SHARED | (i + 1 < n ? REQUEST_AND_NEXT : 0) : 0;
	}
	int err = store_apply(c->store, rq, n, false, results, arena);
	if (err)
		return cmd_fail(c, err, in->word);
	for (size_t i = 0; i < n; i++)
		if (results[i].reasons.n)
			return cmd_refused(c, &results[i].reasons);
	c->wrote = results[n - 1].seq;
	return CMD_DONE;
}

static void say_added(const struct input *in, const char *login, const char *line, const struct result *r)
{
	char text[SSH_KEY_TEXT_MAX];
	struct ssh_key key;
	if (in->c->quiet)
		return;
	ssh_key_read(line, strlen(line), &key);
	ssh_key_fingerprint(&key.fingerprint, text);
	if (r->outcome == OUTCOME_UNCHANGED)
		buf_fmt(in->c->message, "%s\n", _("Nothing was changed."));
	else
		buf_fmt(in->c->message, _("%s has the key %s now.\n"), login, text);
}

static enum cmd_status add_key(struct input *in)
{
	struct arena arena = {0};
	struct buf line = {0};
	struct result result = {0};
	struct request rq = {.op = OP_KEY};
	const char *login = input_clean(in, "LOGIN", in->args.words[1]);
	enum cmd_status status = login ? read_line(in, &line) : CMD_USAGE;
	if (status == CMD_DONE)
		status = settle_expiry(in, &line);
	rq.u.person = (struct person){.login = login, .ssh_key = buf_text(&line)};
	if (status == CMD_DONE)
		status = cmd_request_begin(in, &rq, false);
	if (status == CMD_DONE)
		status = carry_out(in, &rq, 1, &result, &arena);
	if (status == CMD_DONE)
		status = cmd_request_end(in, &rq, &result);
	if (status == CMD_DONE)
		say_added(in, login, buf_text(&line), &result);
	arena_release(&arena);
	buf_release(&line);
	return status;
}

/* ---- list ---- */

static const struct column columns[] = {{"login", CELL_TEXT},  {"fingerprint", CELL_TEXT}, {"type", CELL_TEXT},
                                        {"bits", CELL_NUMBER}, {"comment", CELL_TEXT},     {"expires", CELL_TIME},
                                        {"added", CELL_TIME},  {"added_by", CELL_TEXT}};

static int write_key(struct cmd_context *c, const struct key_row *v, struct arena *arena)
{
	char print[SSH_KEY_TEXT_MAX];
	const char *comment = arena_dup(arena, v->key.comment.p, v->key.comment.len);
	if (!comment)
		return QUAD_ENOMEM;
	return c->rows->row(c->rows,
	                    (struct cell[]){{.text = v->login},
	                                    {.text = ssh_key_fingerprint(&v->key.fingerprint, print)},
	                                    {.text = v->key.type},
	                                    {.number = v->key.bits},
	                                    {.text = comment},
	                                    {.number = v->key.expires_min, .none = v->key.expires_min == SSH_KEY_NEVER},
	                                    {.number = v->added_min, .none = !v->added_min},
	                                    {.text = v->added_by}});
}

static enum cmd_status list_keys(struct input *in)
{
	struct cmd_context *c = in->c;
	struct key_list list;
	const char *login = in->args.n_words > 1 ? in->args.words[1] : NULL;
	int err = query_keys(c->store, login, c->now, &list);
	if (err == QUAD_ENOTFOUND)
		return cmd_not_there(c, REASON_NO_PERSON, login);
	c->rows_name = "keys";
	if (!err)
		err = c->rows->begin(c->rows, columns, sizeof columns / sizeof *columns);
	for (size_t i = 0; i < list.n; i++)
		if (!err)
			err = write_key(c, &list.v[i], &list.arena);
	if (!err)
		err = c->rows->end(c->rows);
	arena_release(&list.arena);
	return err ? cmd_fail(c, err, in->word) : CMD_DONE;
}

/* ---- revoke ---- */

/* Keeps the keys whose fingerprint begins so, with or without `SHA256:`. */
static void keep_matching(struct key_list *list, const char *prefix)
{
	size_t kept = 0;
	const char *colon = strchr(prefix, ':'), *digits = colon ? colon + 1 : prefix;
	bool fits = *digits && (!colon || strncmp(prefix, "SHA256:", strlen("SHA256:")) == 0);
	for (size_t i = 0; i < list->n; i++) {
		char print[SSH_KEY_TEXT_MAX];
		ssh_key_fingerprint(&list->v[i].key.fingerprint, print);
		if (fits && strncmp(strchr(print, ':') + 1, digits, strlen(digits)) == 0)
			list->v[kept++] = list->v[i];
	}
	list->n = kept;
}

static enum cmd_status say_several(const struct input *in, const char *prefix, const struct key_list *list)
{
	struct buf known = {0};
	for (size_t i = 0; i < list->n; i++) {
		char print[SSH_KEY_TEXT_MAX];
		input_add_known(&known, ssh_key_fingerprint(&list->v[i].key.fingerprint, print));
	}
	enum cmd_status status = input_wrong(in, _("keys: several keys begin with %s: %s"), prefix, buf_text(&known));
	buf_release(&known);
	return status;
}

/* All keys of the list, or none. */
static enum cmd_status revoke_all(const struct input *in, const struct key_list *list)
{
	struct arena arena = {0};
	struct request *rq = arena_alloc(&arena, list->n * sizeof *rq);
	struct result *results = arena_alloc(&arena, list->n * sizeof *results);
	enum cmd_status status = rq && results ? CMD_DONE : cmd_fail(in->c, QUAD_ENOMEM, in->word);
	for (size_t i = 0; status == CMD_DONE && i < list->n; i++) {
		char *print = arena_alloc(&arena, SSH_KEY_TEXT_MAX);
		rq[i].op = OP_KEY_DROP;
		rq[i].u.person = (struct person){.login = list->v[i].login, .ssh_key = print};
		if (print)
			ssh_key_fingerprint(&list->v[i].key.fingerprint, print);
		else
			status = cmd_fail(in->c, QUAD_ENOMEM, in->word);
	}
	if (status == CMD_DONE)
		status = carry_out(in, rq, list->n, results, &arena);
	for (size_t i = 0; status == CMD_DONE && !in->c->quiet && i < list->n; i++)
		buf_fmt(in->c->message, _("%s no longer has the key %s; it opens nothing from now on.\n"),
		        rq[i].u.person.login, rq[i].u.person.ssh_key);
	arena_release(&arena);
	return status;
}

static enum cmd_status revoke_keys(struct input *in)
{
	struct cmd_context *c = in->c;
	const char *what = in->args.words[1];
	struct key_list list;
	enum cmd_status status;
	int err = query_keys(c->store, what, c->now, &list);
	bool is_login = err == 0;
	if (err == QUAD_ENOTFOUND)
		err = query_keys(c->store, NULL, c->now, &list);
	if (err)
		return cmd_fail(c, err, in->word);
	if (!is_login)
		keep_matching(&list, what);
	if (list.n == 0)
		status = cmd_not_there(c, REASON_NO_KEY, what);
	else if (!is_login && list.n > 1)
		status = say_several(in, what, &list);
	else
		status = revoke_all(in, &list);
	arena_release(&list.arena);
	return status;
}

/* ---- which ---- */

static const struct form {
	const char *word;
	size_t min, max; /* words, the first included */
	bool owner;      /* for the owner of the store's files */
	enum cmd_status (*run)(struct input *in);
} forms[] = {
	{"add", 2, KEY_WORDS_MAX, false, add_key},
	{"list", 1, 2, false, list_keys},
	{"revoke", 2, 2, false, revoke_keys},
	{"write", 2, 2, true, keys_write},
};

static enum cmd_status run_form(struct input *in, const struct form *form)
{
	const struct args *a = &in->args;
	if (a->n_words < form->min)
		return input_wrong(in, _("keys %s: something is missing"), form->word);
	if (a->n_words > form->max)
		return input_wrong(in, _("%s: one word too many: %s"), in->word, a->words[form->max]);
	enum cmd_status status = form->owner ? keys_gate_owner(in->c) : cmd_gate_member(in->c);
	return status == CMD_DONE ? form->run(in) : status;
}

enum cmd_status cmd_keys(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	enum cmd_status status = input_read(&in, c, argc, argv, 1, KEY_WORDS_MAX);
	const struct form *form = NULL;
	if (status != CMD_DONE)
		goto out;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (strcmp(in.args.words[0], forms[i].word) == 0)
			form = &forms[i];
	if (!form || form->run != add_key)
		status = cmd_request_none(&in);
	if (status != CMD_DONE)
		goto out;
	if (args_has(&in.args, "for-sshd"))
		status = keys_for_sshd(&in);
	else if (form)
		status = run_form(&in, form);
	else
		status = input_wrong(&in, _("keys: there is no \"%s\"; there are add, list, revoke and write"),
		                     in.args.words[0]);
out:
	input_release(&in);
	return status;
}
