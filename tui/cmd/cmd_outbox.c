/* The command `outbox`: the mails that wait to be sent, listed, sent, dropped. */
#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "store/query/outbox.h"
#include "store/query/query_settings.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_gate.h"
#include "tui/cmd/cmd_input.h"
#include "tui/cmd/cmd_refuse.h"
#include "tui/cmd/cmd_request.h"
#include "tui/mail/mail_from.h"
#include "tui/mail/mail_send.h"
#include "tui/mail/sendmail.h"

#define PORTION 500
#define LIMIT_MAX_S 600

const struct arg_option outbox_options[] = {
	{"dry-run", NULL, N_("send: print the mails that are due; nothing is sent or changed")},
	{"sendmail", "FILE", N_("send: the program that takes mails; /usr/sbin/sendmail if not given")},
	{"limit", "SECONDS", N_("send: how long it may take for one mail; 60 if not given")},
	{"reason", "TEXT", N_("drop: why, for the journal")},
	{NULL, NULL, NULL},
};

/* ---- list ---- */

static const struct column columns[] = {{"id", CELL_TEXT},      {"login", CELL_TEXT}, {"kind", CELL_TEXT},
                                        {"state", CELL_TEXT},   {"made", CELL_TIME},  {"items", CELL_NUMBER},
                                        {"tries", CELL_NUMBER}, {"next", CELL_TIME},  {"error", CELL_TEXT}};

static int write_mail(struct table_sink *rows, const struct mail_row *r)
{
	const struct mail *m = &r->mail;
	bool has_next = m->next_min > 0 && m->next_min < CLOCK_MAX_MIN;
	return rows->row(rows, (struct cell[]){{.text = r->id},
	                                       {.text = m->login},
	                                       {.text = mail_kind_word(m->kind)},
	                                       {.text = mail_state_word(m->state)},
	                                       {.number = m->made_min},
	                                       {.number = (int64_t)r->n_items},
	                                       {.number = m->tries},
	                                       {.number = m->next_min, .none = !has_next},
	                                       {.text = m->error}});
}

static int write_mails(struct cmd_context *c)
{
	struct mail_filter filter = {.max = PORTION};
	struct mail_rows rows = {0};
	size_t n = PORTION;
	int err = c->rows->begin(c->rows, columns, sizeof columns / sizeof *columns);
	while (n == PORTION && !err) {
		struct mail_rows next;
		err = query_mails(c->store, &filter, &next);
		n = next.n;
		for (size_t i = 0; i < n && !err; i++)
			err = write_mail(c->rows, &next.v[i]);
		if (n) {
			filter.after_action = next.v[n - 1].mail.action;
			filter.after_login = next.v[n - 1].mail.login;
		}
		arena_release(&rows.arena);
		rows = next; /* the filter points into it */
	}
	arena_release(&rows.arena);
	return err ? err : c->rows->end(c->rows);
}

static enum cmd_status list_mails(struct input *in)
{
	struct cmd_context *c = in->c;
	enum cmd_status status = cmd_gate_member(c);
	if (status != CMD_DONE)
		return status;
	int err = write_mails(c);
	return err ? cmd_fail(c, err, in->word) : CMD_DONE;
}

/* ---- drop ---- */

static enum cmd_status drop_mail(struct input *in)
{
	struct cmd_context *c = in->c;
	struct arena arena = {0};
	struct result result = {0};
	struct request rq = {.op = OP_MAIL, .given = GIVEN_ALL};
	const char *text = "", *id = in->args.words[1];
	enum cmd_status status = cmd_gate_member(c);
	if (status == CMD_DONE && !input_text(in, "reason", &text))
		status = CMD_USAGE;
	if (status != CMD_DONE)
		return status;
	rq.u.mail = (struct mail_ask){.deed = MAIL_DROP, .text = text};
	if (mail_id_parse(id, &rq.u.mail.action, &rq.u.mail.login))
		return input_wrong(in, _("outbox: \"%s\" is no mail; `quad outbox list` shows their ids, as 17-chan"),
		                   id);
	status = cmd_request_begin(in, &rq, false);
	if (status != CMD_DONE)
		return status;
	int err = store_apply(c->store, &rq, 1, false, &result, &arena);
	if (err)
		status = cmd_fail(c, err, in->word);
	else if (result.reasons.n)
		status = cmd_refused(c, &result.reasons);
	c->wrote = status == CMD_DONE ? result.seq : 0;
	if (status == CMD_DONE)
		status = cmd_request_end(in, &rq, &result);
	if (status == CMD_DONE && !c->quiet)
		buf_fmt(c->message, _("Mail %s will not be sent.\n"), id);
	arena_release(&arena);
	return status;
}

/* ---- send ---- */

/* The value of a setting, in arena; "" for none. */
static int read_setting(struct store *s, const char *name, struct arena *arena, const char **out)
{
	struct setting_list list;
	int err = query_settings(s, &list);
	*out = "";
	for (size_t i = 0; i < list.n && !err; i++)
		if (strcmp(list.v[i].kind->name, name) == 0)
			*out = arena_str(arena, list.v[i].value);
	arena_release(&list.arena);
	return err || *out ? err : QUAD_ENOMEM;
}

static int show_mail(void *arg, struct bytes text)
{
	struct cmd_context *c = arg;
	buf_add(c->out, text.p, text.len);
	buf_str(c->out, "\n");
	return c->drain ? c->drain(c) : 0;
}

static void say_sent(struct cmd_context *c, const struct mail_sending *s)
{
	buf_str(c->message, buf_text(&s->why));
	if (c->quiet || s->show)
		return;
	buf_fmt(c->message, ngettext("%zu mail was sent.\n", "%zu mails were sent.\n", (unsigned long)s->sent),
	        s->sent);
	if (s->later)
		buf_fmt(c->message, _("To be tried again: %zu\n"), s->later);
	if (s->failed)
		buf_fmt(c->message, _("Not to be tried again: %zu; see quad outbox list\n"), s->failed);
}

static enum cmd_status send_from(struct input *in, const char *from)
{
	struct cmd_context *c = in->c;
	const char *path = args_get(&in->args, "sendmail");
	uint64_t limit = SENDMAIL_LIMIT_S;
	struct mail_sending s = {
		.store = c->store, .actor = c->actor, .via = c->via, .now = c->now, .from = from, .arg = c};
	if (path && *path != '/')
		return input_wrong(in, _("--sendmail: \"%s\" is no whole path; write one that begins with /"), path);
	if (!input_number(in, "limit", LIMIT_MAX_S, &limit))
		return CMD_USAGE;
	s.path = path ? path : SENDMAIL_PATH;
	s.limit_s = limit ? (int)limit : SENDMAIL_LIMIT_S;
	s.show = args_has(&in->args, "dry-run") ? show_mail : NULL;
	int err = mail_send(&s);
	say_sent(c, &s);
	enum cmd_status status = s.later || s.failed ? CMD_FAILED : CMD_DONE;
	if (err)
		status = cmd_fail(c, err, in->word);
	mail_sending_release(&s);
	return status;
}

static enum cmd_status send_mails(struct input *in)
{
	struct cmd_context *c = in->c;
	struct arena arena = {0};
	const char *on, *from;
	enum cmd_status status = CMD_DONE;
	if (c->forced) {
		buf_fmt(c->message, _("%s: not over SSH; it is for the owner of the store's files, on that machine\n"),
		        in->word);
		return CMD_DENIED;
	}
	if (!cmd_owns_store(c->store_dir)) {
		buf_fmt(c->message, _("%s: only the owner of the store's files at %s may do that\n"), in->word,
		        c->store_name);
		return CMD_DENIED;
	}
	int err = db_replica(c->store->db)->at_min ? QUAD_EREPLICA : read_setting(c->store, SETTING_MAIL, &arena, &on);
	if (!err)
		err = read_setting(c->store, SETTING_MAIL_FROM, &arena, &from);
	if (!err && !*from)
		from = mail_from_default(&arena);
	if (err) {
		status = cmd_fail(c, err, in->word);
	} else if (!settings_on(on)) {
		if (!c->quiet)
			buf_str(c->message, _("Mail is off, nothing is sent. To turn it on: quad config mail on\n"));
	} else if (!from) {
		buf_str(c->message,
		        _("outbox: this machine's name makes no address that mails could come from. Set one: "
		          "quad config mail-from ADDRESS\n"));
		status = CMD_FAILED;
	} else {
		status = send_from(in, from);
	}
	arena_release(&arena);
	return status;
}

/* ---- the command ---- */

enum cmd_status cmd_outbox(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	enum cmd_status status = input_read(&in, c, argc, argv, 0, 2);
	if (status != CMD_DONE)
		goto out;
	size_t n = in.args.n_words;
	const char *what = n ? in.args.words[0] : "list";
	if (strcmp(what, "drop") != 0)
		status = cmd_request_none(&in);
	if (status != CMD_DONE)
		goto out;
	if (strcmp(what, "list") == 0 && n < 2)
		status = list_mails(&in);
	else if (strcmp(what, "send") == 0 && n < 2)
		status = send_mails(&in);
	else if (strcmp(what, "drop") == 0 && n == 2)
		status = drop_mail(&in);
	else
		status = input_wrong(&in, _("outbox: write list, send or drop ID"));
out:
	input_release(&in);
	return status;
}
