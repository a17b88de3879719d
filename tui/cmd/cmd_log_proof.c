/* What is proved goes to standard output, for programs; what it means is said beside it. */
#include "tui/cmd/cmd_log_proof.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "store/base/err.h"
#include "store/query/journal_proof.h"
#include "tui/base/locale.h"
#include "tui/base/out.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/import_file.h"

enum { HEAD_FILE_MAX = 4096 };

static void add_base64_json(struct buf *out, const char *name, struct bytes b)
{
	buf_fmt(out, ", \"%s\": \"", name);
	hash_base64(b, out);
	buf_char(out, '"');
}

static void add_head_json(struct buf *out, const struct journal_head *head)
{
	buf_fmt(out, "{\"origin\": \"%s\", \"size\": %" PRIu64, head->origin, head->size);
	add_base64_json(out, "root", (struct bytes){head->root.p, HASH_BYTES});
}

static enum cmd_status print_head(struct cmd_context *c)
{
	struct journal_head head;
	int err = query_head(c->store, &head);
	if (err)
		return cmd_fail(c, err, _("log"));
	if (!c->json) {
		journal_head_format(&head, c->out);
		return CMD_DONE;
	}
	add_head_json(c->out, &head);
	buf_str(c->out, "}\n");
	return CMD_DONE;
}

/* ---- one entry ---- */

static void print_proof_text(const struct journal_proof *p, struct buf *out)
{
	buf_fmt(out, "origin %s\nsize %" PRIu64 "\nroot ", p->head.origin, p->head.size);
	hash_base64((struct bytes){p->head.root.p, HASH_BYTES}, out);
	buf_fmt(out, "\nseq %" PRIu64 "\ndata ", p->seq);
	hash_base64((struct bytes){p->data.p, p->data.len}, out);
	for (unsigned i = 0; i < p->n_path; i++) {
		buf_str(out, "\npath ");
		hash_base64((struct bytes){p->path[i].p, HASH_BYTES}, out);
	}
	buf_char(out, '\n');
}

static void print_proof_json(const struct journal_proof *p, struct buf *out)
{
	add_head_json(out, &p->head);
	buf_fmt(out, ", \"seq\": %" PRIu64, p->seq);
	add_base64_json(out, "data", (struct bytes){p->data.p, p->data.len});
	buf_str(out, ", \"path\": [");
	for (unsigned i = 0; i < p->n_path; i++) {
		buf_str(out, i ? ", \"" : "\"");
		hash_base64((struct bytes){p->path[i].p, HASH_BYTES}, out);
		buf_char(out, '"');
	}
	buf_str(out, "]}\n");
}

static enum cmd_status print_proof(struct input *in)
{
	struct cmd_context *c = in->c;
	struct journal_proof proof;
	uint64_t seq = 0;
	if (!input_number(in, "prove", UINT64_MAX, &seq))
		return CMD_USAGE;
	enum cmd_status status = CMD_DONE;
	int err = query_prove_entry(c->store, seq, &proof);
	if (err == QUAD_ENOTFOUND) {
		buf_fmt(c->message, _("log: there is no entry %" PRIu64 "\n"), seq);
		status = CMD_REFUSED;
	} else if (err) {
		status = cmd_fail(c, err, _("log"));
	} else if (c->json) {
		print_proof_json(&proof, c->out);
	} else {
		print_proof_text(&proof, c->out);
	}
	buf_release(&proof.data);
	return status;
}

/* ---- the whole journal ---- */

static enum cmd_status say_fault(struct cmd_context *c, const struct journal_verdict *v)
{
	switch (v->fault) {
	case JOURNAL_SOUND: return CMD_DONE;
	case JOURNAL_ENTRY:
		buf_fmt(c->message, _("entry %" PRIu64 " is missing, or cannot be read\n"), v->at);
		break;
	case JOURNAL_NODE:
		buf_fmt(c->message,
		        _("among the entries %" PRIu64 " to %" PRIu64 " there is one that is not as it was written\n"),
		        v->at, v->to);
		break;
	case JOURNAL_ROOT: buf_str(c->message, _("the entries do not lead to the journal's head\n")); break;
	case JOURNAL_SIZE:
		buf_fmt(c->message,
		        _("the last entry is number %" PRIu64 ", and the journal's head is of %" PRIu64 " entries\n"),
		        v->at, v->head.size);
		break;
	case JOURNAL_ORIGIN:
		buf_fmt(c->message, _("that head is of another journal; this one is %s\n"), v->head.origin);
		break;
	case JOURNAL_CUT:
		buf_fmt(c->message,
		        _("that head is of %" PRIu64 " entries, and there are %" PRIu64
		          ": the last ones were cut off\n"),
		        v->to, v->head.size);
		break;
	case JOURNAL_OTHER:
		buf_fmt(c->message,
		        _("the first %" PRIu64 " entries are not those of that head: some were changed or replaced\n"),
		        v->to);
		break;
	}
	return CMD_FAILED;
}

static void show_progress(void *arg, uint64_t n)
{
	struct cmd_context *c = arg;
	struct buf text = {0};
	buf_fmt(&text, _("%" PRIu64 " entries read"), n);
	c->progress(c, buf_text(&text));
	buf_release(&text);
}

static enum cmd_status verify(struct cmd_context *c, const struct journal_head *since)
{
	struct journal_verdict v;
	int err = query_verify(c->store, since, c->progress && !c->quiet ? show_progress : NULL, c, &v);
	if (err)
		return cmd_fail(c, err, _("log"));
	if (c->json) {
		add_head_json(c->out, &v.head);
		buf_fmt(c->out, ", \"ok\": %s}\n", v.fault == JOURNAL_SOUND ? "true" : "false");
	} else if (v.fault == JOURNAL_SOUND) {
		buf_str(c->out, "ok\n");
	}
	if (v.fault == JOURNAL_SOUND && !c->quiet)
		buf_fmt(c->message,
		        ngettext("The journal holds: %" PRIu64 " entry.\n", "The journal holds: %" PRIu64 " entries.\n",
		                 (unsigned long)v.head.size),
		        v.head.size);
	return say_fault(c, &v);
}

static bool read_head_file(struct cmd_context *c, const char *path, struct journal_head *out)
{
	char text[HEAD_FILE_MAX + 1];
	bool standard = strcmp(path, "-") == 0;
	FILE *f = standard ? stdin : import_file_stream(path);
	size_t n = f ? fread(text, 1, HEAD_FILE_MAX, f) : 0;
	int why = !f || ferror(f) ? errno : 0;
	if (f && !standard)
		fclose(f);
	if (why) {
		buf_fmt(c->message, _("log: cannot read %s: %s\n"), path, strerror(why));
		return false;
	}
	text[n] = '\0';
	if (journal_head_parse(text, out))
		return true;
	buf_fmt(c->message, _("log: %s is no head: three lines as `quad log --head` prints them\n"), path);
	return false;
}

static enum cmd_status verify_journal(struct input *in)
{
	struct journal_head since;
	const char *path = args_get(&in->args, "since-head");
	if (!path)
		return verify(in->c, NULL);
	return read_head_file(in->c, path, &since) ? verify(in->c, &since) : CMD_USAGE;
}

bool cmd_log_wants_proof(const struct input *in)
{
	static const char *const names[] = {"head", "verify", "since-head", "prove"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (args_has(&in->args, names[i]))
			return true;
	return false;
}

enum cmd_status cmd_log_proof(struct input *in)
{
	const struct args *a = &in->args;
	bool head = args_has(a, "head"), prove = args_has(a, "prove"), whole = args_has(a, "verify");
	if (args_has(a, "since-head") && !whole)
		return input_wrong(in, _("log: --since-head goes with --verify"));
	if (a->n_given != (args_has(a, "since-head") ? 2 : 1))
		return input_wrong(in, _("log: --head, --verify and --prove are alone: they are about all of the "
		                         "journal"));
	if (head)
		return print_head(in->c);
	return prove ? print_proof(in) : verify_journal(in);
}
