/* Asked in one place before any command runs, from the shell and from the `:` line. */
#include "tui/cmd/cmd_gate.h"

#include <sys/stat.h>
#include <unistd.h>

#include "store/query/query_members.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_refuse.h"

static bool disowned;

void cmd_disown(void)
{
	disowned = true;
}

bool cmd_owns_store(const char *store_dir)
{
	struct stat st;
	if (disowned)
		return false;
	return stat(store_dir, &st) != 0 || st.st_uid == geteuid();
}

static enum cmd_status deny_stranger(struct cmd_context *c)
{
	struct arena arena = {0};
	struct reasons reasons = {.arena = &arena};
	reason_add(&reasons, REASON_NO_MEMBER, c->actor);
	enum cmd_status status = cmd_refused(c, &reasons);
	arena_release(&arena);
	return status;
}

enum cmd_status cmd_gate_member(struct cmd_context *c)
{
	struct arena arena = {0};
	struct member m;
	int err = query_member(c->store, c->actor, &arena, &m);
	enum cmd_status status = err ? cmd_fail(c, err, c->cmd->name) : CMD_DONE;
	bool may = m.known || (m.everything && cmd_owns_store(c->store_dir));
	arena_release(&arena);
	if (err || may)
		return status;
	return deny_stranger(c);
}

enum cmd_status cmd_gate(struct cmd_context *c)
{
	unsigned flags = c->cmd->flags;
	if (flags & CMD_OWNER) {
		if (cmd_owns_store(c->store_dir))
			return CMD_DONE;
		buf_fmt(c->message, _("%s: only the owner of the store's files at %s may do that\n"), c->cmd->name,
		        c->store_name);
		return CMD_DENIED;
	}
	if (flags & CMD_ANYBODY || !c->store || !c->actor)
		return CMD_DONE;
	return cmd_gate_member(c);
}
