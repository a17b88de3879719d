/*
 * Failures of the engine: a sentence that says what to do, and an exit status. A refusal is no failure (cmd_refuse.h).
 */
#include "tui/cmd/cmd_fail.h"

#include "store/base/err.h"
#include "store/db/db.h"
#include "tui/base/locale.h"
#include "tui/words/words_replica.h"

static enum cmd_status fail_busy(struct cmd_context *c)
{
	long holder = c->store ? db_holder(c->store->db) : 0;
	if (holder)
		buf_fmt(c->message, _("the store is busy: process %ld is writing; try again"), holder);
	else
		buf_str(c->message, _("the store is busy: another program is writing; try again"));
	return CMD_BUSY;
}

static void fail_replica(struct cmd_context *c)
{
	if (c->store)
		words_replica(db_replica(c->store->db), c->now, c->message);
	else
		buf_str(c->message, _(quad_strerror(QUAD_EREPLICA)));
	c->said_replica = true;
}

static void fail_damaged(struct cmd_context *c)
{
	if (db_is_address(c->store_name))
		buf_fmt(c->message,
		        _("the store at %s is damaged; `quad check` says more. To use a backup, rename the table "
		          "quad_kv, then `quad restore FILE`"),
		        c->store_name);
	else
		buf_fmt(c->message,
		        _("the store at %s is damaged; `quad check` says more. To use a backup, move that directory "
		          "away, then `quad restore FILE`"),
		        c->store_name);
}

static bool is_on_server(const struct cmd_context *c)
{
	return c->store_name && db_is_address(c->store_name);
}

/* What a server said of what was wrong; "" = nothing, or the store is on none. */
static const char *said_by_server(const struct cmd_context *c)
{
	return is_on_server(c) ? db_said() : "";
}

static void fail_moved(struct cmd_context *c)
{
	if (is_on_server(c))
		buf_fmt(c->message,
		        _("the store at %s was removed or replaced while this program had it open; nothing was "
		          "changed. Look what is there now, then ask again"),
		        c->store_name);
	else
		buf_fmt(c->message,
		        _("the files of the store at %s were removed or replaced while this program had them open; "
		          "nothing was changed. Look what is there now, then ask again"),
		        c->store_name);
}

static void fail_io(struct cmd_context *c)
{
	const char *said = said_by_server(c);
	if (*said)
		buf_fmt(c->message,
		        _("the server could not read or write the store at %s; nothing was changed. It said: %s"),
		        c->store_name, said);
	else
		buf_fmt(c->message, _("the system could not read or write the store at %s; nothing was changed"),
		        c->store_name);
}

/* What to do: the same once more, by the id of the request that may have been carried out. */
static void fail_unsure(struct cmd_context *c)
{
	char id[REQUEST_ID_TEXT_MAX];
	const char *said = said_by_server(c);
	if (is_on_server(c))
		buf_str(c->message, _("it is not known whether it was done: the server was lost before it answered"));
	else
		buf_str(c->message, _("it is not known whether it was done: another process took it over and does not "
		                      "answer, or the disk failed in the middle"));
	if (*said)
		buf_fmt(c->message, " (%s)", said);
	if (c->has_asked)
		buf_fmt(c->message,
		        _("\nThe same command with this tells what came of it, and does it only if it was not done:\n"
		          "  --request %s"),
		        request_id_text(c->request, id));
	else
		buf_str(c->message, _("\nLook before you ask again"));
}

enum cmd_status cmd_fail(struct cmd_context *c, int err, const char *what)
{
	enum cmd_status status = CMD_FAILED;
	if (err == QUAD_ESTOP) /* whoever stopped it says why */
		return status;
	buf_fmt(c->message, "%s: ", what);
	switch ((enum quad_err)err) {
	case QUAD_ENOSTORE:
		buf_fmt(c->message, _("there is no store at %s; `quad init` makes one"), c->store_name);
		break;
	case QUAD_EBUSY: status = fail_busy(c); break;
	case QUAD_EFULL:
		buf_str(c->message, is_on_server(c) ? _("no room left on the server's disk; nothing was changed")
		                                    : _("no room left on the disk; nothing was changed"));
		break;
	case QUAD_EIO: fail_io(c); break;
	case QUAD_ECORRUPT: fail_damaged(c); break;
	case QUAD_EVERSION:
		buf_fmt(c->message, _("the store at %s was written by a newer version of quad; update this one"),
		        c->store_name);
		break;
	case QUAD_ENETFS:
		buf_fmt(c->message,
		        _("%s lies on a network file system, where a store is not safe; choose a local directory with "
		          "--store"),
		        c->store_name);
		break;
	case QUAD_EPERM:
		buf_fmt(c->message,
		        _("no permission for the store at %s; ask its owner, or choose another with --store"),
		        c->store_name);
		status = CMD_DENIED;
		break;
	case QUAD_ENOMEM: buf_str(c->message, _("out of memory")); break;
	case QUAD_EEXIST: buf_str(c->message, _("there is one already")); break;
	case QUAD_EUNSURE: fail_unsure(c); break;
	case QUAD_EMOVED: fail_moved(c); break;
	case QUAD_ELINK:
		buf_fmt(c->message, _("the server of the store cannot be reached; nothing was changed. It said: %s"),
		        db_said());
		status = CMD_BUSY;
		break;
	case QUAD_EZONE:
		buf_str(c->message, _("this machine does not know the store's time zone; install tzdata"));
		break;
	case QUAD_ENOTFOUND:
	case QUAD_EREFUSED:
		buf_str(c->message, _(quad_strerror(err)));
		status = CMD_REFUSED;
		break;
	case QUAD_EINVAL:
	case QUAD_EGAP:
	case QUAD_ETWICE:
		buf_str(c->message, _(quad_strerror(err)));
		status = CMD_USAGE;
		break;
	case QUAD_EREPLICA: fail_replica(c); break;
	case QUAD_EFOREIGN:
		buf_fmt(c->message,
		        _("the table quad_kv at %s is not one of a store, or is damaged; nothing was changed: %s. Look "
		          "what it is; a search_path in the address names another schema for a store"),
		        c->store_name, said_by_server(c));
		break;
	case QUAD_OK:
	case QUAD_ESTOP: buf_str(c->message, _(quad_strerror(err))); break;
	}
	buf_char(c->message, '\n');
	return status;
}
