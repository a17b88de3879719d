/*
 * `--request ID`, for commands that make one request. Those that make several could have been carried out in part, so
 * that one id would not tell.
 */
#include "tui/cmd/cmd_request.h"

#include <string.h>
#include <time.h>

#include "tui/base/locale.h"

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

enum cmd_status cmd_request_read(struct cmd_context *c, const char *text)
{
	switch (request_id_parse(text, now_ms(), c->request)) {
	case REQUEST_ID_FITS: c->has_request = true; return CMD_DONE;
	case REQUEST_ID_MALFORMED:
		buf_fmt(c->message,
		        _("--request: \"%s\" is not the id of a request, a UUID such as "
		          "01900000-0000-7000-8000-000000000000\n"),
		        text);
		break;
	case REQUEST_ID_OLD:
		buf_fmt(c->message,
		        _("--request: %s was made more than %d days ago; it is not remembered any more whether that "
		          "was "
		          "done. Look before you ask again\n"),
		        text, REQUEST_REPEAT_DAYS);
		break;
	case REQUEST_ID_LATE:
		buf_fmt(c->message, _("--request: %s is of a time to come; the clock of this machine may be wrong\n"),
		        text);
		break;
	}
	return CMD_USAGE;
}

enum cmd_status cmd_request_take(struct cmd_context *c, int *argc, char **argv)
{
	static const struct arg_option options[] = {{"request", "ID", NULL}, {NULL, NULL, NULL}};
	enum cmd_status status = CMD_DONE;
	int n = 0;
	for (int i = 0; i < *argc; i++) {
		const char *value = NULL;
		bool is_it = status == CMD_DONE && args_match(options, argv[i], &value);
		if (is_it && !value && i + 1 < *argc)
			value = argv[++i];
		if (is_it)
			status = cmd_request_read(c, value ? value : "");
		else
			argv[n++] = argv[i];
	}
	argv[n] = NULL;
	*argc = n;
	return status;
}

static enum cmd_status refuse_option(struct cmd_context *c)
{
	buf_fmt(c->message, _("%s: --request is for commands that make one request; this one makes none, or several\n"),
	        c->cmd->name);
	return CMD_USAGE;
}

enum cmd_status cmd_request_gate(struct cmd_context *c)
{
	return c->has_request && !(c->cmd->flags & CMD_ONE_REQUEST) ? refuse_option(c) : CMD_DONE;
}

enum cmd_status cmd_request_none(const struct input *in)
{
	return in->c->has_request ? refuse_option(in->c) : CMD_DONE;
}

enum cmd_status cmd_request_begin(const struct input *in, struct request *rq, bool dry_run)
{
	struct cmd_context *c = in->c;
	rq->actor = c->actor;
	rq->now = c->now;
	rq->via = c->via;
	if (c->has_request && dry_run)
		return input_wrong(in, _("%s: --request asks for what was asked for before, so it is no --dry-run"),
		                   in->word);
	if (!c->has_request)
		request_id_new(c->request);
	memcpy(rq->id, c->request, sizeof rq->id);
	c->has_asked = !dry_run;
	return CMD_DONE;
}

enum cmd_status cmd_request_end(const struct input *in, const struct request *rq, const struct result *r)
{
	const struct cmd_context *c = in->c;
	const char *was = op_word(r->recalled);
	if (!r->recalled)
		return CMD_DONE;
	if (strcmp(was, op_word(rq->op)) != 0)
		return input_wrong(in, _("%s: that id is of another command, `%s`, which was carried out"), in->word,
		                   was);
	if (!c->quiet)
		buf_str(c->message, _("This was done before; here is what came of it. Nothing was changed now.\n"));
	return CMD_DONE;
}
