/* Commands about the store as a whole: making it, proving it, restoring it, its figures. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "store/base/err.h"
#include "store/model/person.h"
#include "store/query/query.h"
#include "tui/base/locale.h"
#include "tui/base/out.h"
#include "tui/cmd/cmd_commands.h"
#include "tui/cmd/cmd_fail.h"
#include "tui/cmd/cmd_input.h"
#include "tui/demo/demo.h"

#define DEFAULT_ZONE "Asia/Shanghai"

const struct arg_option init_options[] = {
	{"zone", "ZONE", N_("the time zone of its clock times; Asia/Shanghai if not given")},
	{"demo", NULL, N_("fill it with a sample consortium")},
	{NULL, NULL, NULL},
};

/* An empty store, but for who makes it: the first coordinator. */
static int make_empty(const struct cmd_context *c, const char *zone, struct store *out)
{
	struct arena arena = {0};
	struct result result;
	struct request rq = {.op = OP_PERSON, .actor = c->actor, .now = c->now, .given = GIVEN_ALL, .via = c->via};
	rq.u.person = (struct person){.login = c->actor,
	                              .name = c->actor,
	                              .institution = "",
	                              .role = ROLE_COORDINATOR,
	                              .scope = "",
	                              .email = "",
	                              .language = "",
	                              .ssh_key = ""};
	int err = store_create_with(c->store_dir, zone, &rq, 1, &result, &arena, out);
	arena_release(&arena);
	return err;
}

enum cmd_status cmd_init(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct store store = {0};
	enum cmd_status status = input_read(&in, c, argc, argv, 0, 0);
	if (status != CMD_DONE)
		goto out;
	const char *zone = args_get(&in.args, "zone");
	zone = zone ? zone : DEFAULT_ZONE;
	bool demo = args_has(&in.args, "demo");
	if (!person_login_fits(c->actor)) {
		status = input_wrong(&in,
		                     _("init: %s cannot be the login of the first coordinator; name one: --as LOGIN"),
		                     c->actor);
		goto out;
	}
	int err = demo ? demo_create(c->store_dir, zone, c->actor, c->now, NULL, &store) : make_empty(c, zone, &store);
	if (err == QUAD_EZONE) {
		status = input_wrong(
			&in, _("--zone: this machine knows no time zone \"%s\"; write --zone Asia/Shanghai"), zone);
		goto out;
	}
	if (err == QUAD_EEXIST) {
		buf_fmt(c->message, _("init: there is a store at %s already; it was not touched\n"), c->store_name);
		status = CMD_FAILED;
		goto out;
	}
	if (err) {
		status = cmd_fail(c, err, _("init"));
		goto out;
	}
	if (!c->quiet)
		buf_fmt(c->message, _("Made a store at %s; its clock times are those of %s.\n"), c->store_name,
		        store.zone);
	if (!c->quiet)
		buf_fmt(c->message, _("Its first coordinator is %s.\n"), c->actor);
	if (demo && !c->quiet)
		buf_str(c->message, _("It holds the sample consortium; `quad` alone opens the screen.\n"));
out:
	store_close(&store);
	input_release(&in);
	return status;
}

/* ---- check ---- */

struct faults {
	struct buf *out;
	bool json;
	uint64_t n;
};

/* In the person's language; a translation has the arguments in the same order. */
static void word_fault(const struct store_fault *fault, struct buf *out)
{
	const char *p = _(fault->format), *gap;
	size_t len = strlen(fault->format);
	bool has_phrase = len >= 4 && strcmp(fault->format + len - 4, ": %s") == 0;
	for (size_t i = 0; i < fault->n_args && (gap = strstr(p, "%s")) != NULL; i++) {
		bool phrase = has_phrase && i + 1 == fault->n_args;
		buf_add(out, p, (size_t)(gap - p));
		buf_str(out, phrase ? _(fault->args[i]) : fault->args[i]);
		p = gap + 2;
	}
	buf_fmt(out, "%s\n", p);
}

/* Programs get the same text in every language. */
static void add_fault(void *arg, const struct store_fault *fault)
{
	struct faults *f = arg;
	if (f->json) {
		buf_str(f->out, f->n ? ",\n " : "\n ");
		out_json_text(f->out, fault->text);
	} else {
		word_fault(fault, f->out);
	}
	f->n++;
}

/* Checks an open store; the answer goes to c->out. */
static enum cmd_status check_store(struct cmd_context *c, struct store *store)
{
	struct buf text = {0};
	struct faults faults = {&text, c->json, 0};
	uint64_t n = 0;
	enum cmd_status status = CMD_DONE;
	int err = query_prove(store, add_fault, &faults, &n);
	if (err) {
		/* what was found before is the store's own */
		buf_str(c->out, c->json ? "" : buf_text(&text));
		status = cmd_fail(c, err, _("check"));
		buf_str(c->message, _("It could not be done to its end, which is no sign of damage: run it again.\n"));
		goto out;
	}
	if (c->json)
		buf_fmt(c->out, "{\"ok\": %s, \"faults\": [%s%s]}\n", n ? "false" : "true", buf_text(&text),
		        n ? "\n" : "");
	else
		buf_str(c->out, n ? buf_text(&text) : "ok\n");
	if (n) {
		buf_fmt(c->message,
		        ngettext("check: %" PRIu64 " fault\n", "check: %" PRIu64 " faults\n", (unsigned long)n), n);
		status = CMD_FAILED;
	}
out:
	buf_release(&text);
	return status;
}

enum cmd_status cmd_check(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	enum cmd_status status = input_read(&in, c, argc, argv, 0, 0);
	if (status == CMD_DONE)
		status = check_store(c, c->store);
	input_release(&in);
	return status;
}

/* ---- restore ---- */

/* Opens the store to restore into, or makes one. */
static int open_or_make(const char *dir, struct store *out, bool *made)
{
	int err = store_open(dir, out);
	*made = err == QUAD_ENOSTORE;
	return *made ? store_create(dir, DEFAULT_ZONE, out) : err;
}

/* To the words the store that is a copy is known, which this command has opened itself. */
static enum cmd_status refuse_replica(struct cmd_context *c, struct store *store)
{
	c->store = store;
	enum cmd_status status = cmd_fail(c, QUAD_EREPLICA, _("restore"));
	c->store = NULL;
	return status;
}

static enum cmd_status restore_from(struct cmd_context *c, struct store *store, const char *path, bool made)
{
	int err = db_restore(store->db, path, store_verify, NULL);
	if (!err)
		err = db_read(store->db, store_verify, store);
	if (!err)
		err = clock_zone_use(store->zone);
	if (err == QUAD_ECORRUPT || err == QUAD_ENOSTORE) {
		buf_fmt(c->message, _("restore: %s is not a backup of a store; nothing was changed\n"), path);
		if (made)
			buf_fmt(c->message, _("The store at %s is new and empty.\n"), c->store_name);
		return CMD_FAILED;
	}
	if (err == QUAD_EVERSION) {
		buf_fmt(c->message, _("restore: %s was written by a newer version of quad; update this one\n"), path);
		return CMD_FAILED;
	}
	if (err == QUAD_EREPLICA)
		return refuse_replica(c, store);
	if (err)
		return cmd_fail(c, err, _("restore"));
	enum cmd_status status = check_store(c, store);
	if (status == CMD_DONE && !c->quiet)
		buf_fmt(c->message, _("The store at %s now holds what %s holds.\n"), c->store_name, path);
	else
		cmd_note_done(c, _("The store at %s now holds what %s holds.\n"), c->store_name, path);
	return status;
}

enum cmd_status cmd_restore(struct cmd_context *c, int argc, char **argv)
{
	struct input in;
	struct store store = {0};
	bool made = false;
	enum cmd_status status = input_read(&in, c, argc, argv, 1, 1);
	if (status != CMD_DONE)
		goto out;
	const char *path = in.args.words[0];
	if (access(path, R_OK) != 0) {
		buf_fmt(c->message, _("restore: cannot read %s: %s\n"), path, strerror(errno));
		status = CMD_FAILED;
		goto out;
	}
	int err = open_or_make(c->store_dir, &store, &made);
	if (err)
		status = cmd_fail(c, err, _("restore"));
	else
		status = restore_from(c, &store, path, made);
out:
	store_close(&store);
	input_release(&in);
	return status;
}

/* ---- figures ---- */

static int put_figure(struct cmd_context *c, const char *name, uint64_t value)
{
	return c->rows->row(c->rows, (struct cell[]){{.text = name}, {.number = (int64_t)value}});
}

enum cmd_status cmd_stats(struct cmd_context *c, int argc, char **argv)
{
	static const struct column columns[] = {{"key", CELL_TEXT}, {"value", CELL_NUMBER}};
	struct input in;
	struct store_figures f;
	enum cmd_status status = input_read(&in, c, argc, argv, 0, 0);
	int err = 0;
	if (status != CMD_DONE)
		goto out;
	err = query_figures(c->store, &f);
	if (err)
		goto out;
	const struct {
		const char *key;
		uint64_t value;
	} rows[] = {
		{"institutions", f.institutions},
		{"campuses", f.campuses},
		{"travel", f.travel},
		{"resources", f.resources},
		{"people", f.people},
		{"closures", f.closures},
		{"bookings", f.bookings},
		{"standing", f.standing},
		{"claims", f.claims},
		{"journal", f.journal},
	};
	c->rows_name = "stats";
	err = c->rows->begin(c->rows, columns, 2);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (!err)
			err = put_figure(c, rows[i].key, rows[i].value);
	}
	for (size_t i = 0; i < f.db.n; i++) {
		if (!err)
			err = put_figure(c, f.db.v[i].name, f.db.v[i].value);
	}
	if (!err)
		err = c->rows->end(c->rows);
	if (!c->quiet)
		buf_fmt(c->message, _("Store %s, zone %s.\n"), c->store_name, c->store->zone);
out:
	input_release(&in);
	return err ? cmd_fail(c, err, _("stats")) : status;
}
