/* The command `rules`: takes owners' rules away. They come by `import rules`, and are listed by `list rules`. */
#include <string.h>

#include "store/base/err.h"
#include "tui/base/locale.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_input.h"
#include "tui/cmd/cmd_refuse.h"

#define RULES_MAX 1000 /* at once */

/* All of them or none. */
static enum cmd_status drop_rules(struct input *in, const char *const *ids, size_t n)
{
	struct cmd_context *c = in->c;
	struct arena arena = {0};
	struct request *rq = arena_alloc(&arena, n * sizeof *rq);
	struct result *results = arena_alloc(&arena, n * sizeof *results);
	enum cmd_status status = CMD_DONE;
	int err = rq && results ? 0 : QUAD_ENOMEM;
	for (size_t i = 0; !err && i < n; i++) {
		rq[i] = (struct request){.op = OP_RULE_DROP, .actor = c->actor, .now = c->now, .via = c->via};
		rq[i].flags = REQUEST_SHARED | (i + 1 < n ? REQUEST_AND_NEXT : 0);
		rq[i].u.rule.id = ids[i];
	}
	if (!err)
		err = store_apply(c->store, rq, n, false, results, &arena);
	if (err)
		status = cmd_fail(c, err, in->word);
	for (size_t i = 0; status == CMD_DONE && i < n; i++) {
		if (results[i].reasons.n)
			status = cmd_refused(c, &results[i].reasons);
	}
	if (status == CMD_DONE)
		c->wrote = results[n - 1].seq;
	arena_release(&arena);
	return status;
}

enum cmd_status cmd_rules(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	enum cmd_status status = input_read(&in, c, argc, argv, 2, RULES_MAX + 1);
	if (status == CMD_DONE && strcmp(in.args.words[0], "drop") != 0)
		status = input_wrong(&in,
		                     _("rules: \"%s\" is nothing that can be done with rules; drop is, `list rules` "
		                       "shows them and `import rules` changes them"),
		                     in.args.words[0]);
	if (status == CMD_DONE)
		status = drop_rules(&in, in.args.words + 1, in.args.n_words - 1);
	input_release(&in);
	return status;
}
