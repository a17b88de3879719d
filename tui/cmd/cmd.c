/* Running a command, and its help: all that is the same for every command and needs no table of them. */
#include "tui/cmd/cmd.h"

#include <string.h>

#include "tui/base/locale.h"
#include "tui/base/text.h"
#include "tui/base/usage.h"
#include "tui/cmd/cmd_gate.h"
#include "tui/cmd/cmd_request.h"
#include "tui/cmd/forced.h"

enum cmd_status cmd_run(struct cmd_context *c, const struct cmd *cmd, int argc, char **argv)
{
	c->cmd = cmd;
	enum cmd_status status = forced_gate(c, argc, argv);
	if (status == CMD_DONE)
		status = cmd_request_gate(c);
	if (status == CMD_DONE)
		status = cmd_gate(c);
	return status == CMD_DONE ? cmd->run(c, argc, argv) : status;
}

void cmd_note_done(struct cmd_context *c, const char *format, ...)
{
	va_list ap;
	if (!c->done)
		return;
	va_start(ap, format);
	buf_vfmt(c->done, format, ap);
	va_end(ap);
}

const struct cmd *cmd_find_in(const struct cmd *commands, const char *name)
{
	for (const struct cmd *cmd = commands; cmd->name; cmd++)
		if (strcmp(cmd->name, name) == 0)
			return cmd;
	return NULL;
}

static void add_option(const struct arg_option *o, struct buf *out)
{
	struct buf form = {0};
	buf_fmt(&form, "  --%s%s", o->name, o->value ? " " : "");
	if (o->value)
		usage_words(o->value, &form);
	size_t width = text_width(buf_text(&form));
	text_fit(out, buf_text(&form), width > 32 ? width : 32, TEXT_LEFT);
	buf_fmt(out, " %s\n", _(o->help));
	buf_release(&form);
}

void cmd_help(const struct cmd *cmd, struct buf *out)
{
	struct buf usage = {0};
	usage_words(cmd->usage, &usage);
	buf_fmt(out, _("Usage: quad %s%s%s\n"), cmd->name, *cmd->usage ? " " : "", buf_text(&usage));
	buf_release(&usage);
	buf_fmt(out, "%s\n", _(cmd->summary));
	for (size_t i = 0; i < CMD_HELP_PARTS && cmd->help[i]; i++)
		buf_fmt(out, "%s%s", i ? "" : "\n", _(cmd->help[i]));
	if (!cmd->options)
		return;
	buf_fmt(out, "\n%s\n", _("Options:"));
	for (const struct arg_option *o = cmd->options; o->name; o++)
		add_option(o, out);
}
