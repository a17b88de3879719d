/*
 * What the store holds is written as lines too, so that a run that failed can be looked at, and judged again, without
 * its servers.
 */
#include "tests/cluster/verdict.h"

#include <errno.h>
#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/err.h"
#include "store/query/query.h"
#include "tests/cluster/client.h"
#include "tests/cluster/serial.h"
#include "tests/support.h"

enum { PATH = 4096, SHOWN = 20, PORTION = 1000 };

/* ---- the store as lines ---- */

static void format_claims(const struct resource_list *all, const struct booking *b, struct buf *out)
{
	for (size_t i = 0; i < b->n_claims; i++) {
		const char *code = "?";
		for (size_t j = 0; j < all->n; j++)
			if (all->v[j].no == b->claims[i].resource)
				code = all->v[j].code;
		buf_fmt(out, "%s%s", i ? ";" : "", code);
		if (client_pool_seats(code))
			buf_fmt(out, "*%" PRIu32, b->claims[i].units);
	}
}

/* `12/345`: who and number of a request. */
static void format_request(const char *tag, struct buf *out)
{
	const char *slash = strchr(tag, '/');
	if (slash)
		buf_fmt(out, " %.*s %s", (int)(slash - tag), tag, slash + 1);
}

static int write_entry(const struct journal_entry *e, const struct resource_list *all, struct arena *arena,
                       struct buf *out)
{
	static const struct {
		enum request_op op;
		const char *word;
	} words[] = {{OP_BOOK, "book"}, {OP_MOVE, "move"}, {OP_CANCEL, "cancel"}};
	struct booking b;
	const char *word = NULL;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (words[i].op == (enum request_op)e->op)
			word = words[i].word;
	if (strncmp(e->entity, "booking:", 8) != 0)
		return 0;
	int err = booking_decode(e->after, arena, &b);
	if (err)
		return err;
	buf_fmt(out, "write %" PRIu64 " %" PRIu64 " %s", e->seq, b.id, word ? word : op_word(e->op));
	if (e->op != OP_CANCEL) {
		buf_char(out, ' ');
		format_claims(all, &b, out);
		buf_fmt(out, " %" PRId64 " %" PRId64, b.start, b.end);
		format_request(e->op == OP_MOVE ? b.note : b.purpose, out);
	}
	buf_char(out, '\n');
	return 0;
}

static int write_journal(struct store *s, const struct resource_list *all, struct buf *out)
{
	struct journal_filter f = {0};
	uint64_t from = 1;
	int err = 0;
	while (!err && from) {
		struct journal_rows rows = {0};
		struct arena arena = {0};
		err = query_journal(s, &f, &from, PORTION, &rows);
		for (size_t i = 0; !err && i < rows.n; i++)
			err = write_entry(&rows.v[i], all, &arena, out);
		arena_release(&arena);
		arena_release(&rows.arena);
	}
	return err;
}

static int write_standing(struct store *s, const struct resource_list *all, struct buf *out)
{
	struct booking_filter f = {0};
	struct booking_ids ids = {0};
	struct booking_rows rows = {0};
	int err = query_booking_ids(s, &f, &ids);
	if (!err)
		err = query_bookings(s, ids.v, ids.n, &rows);
	for (size_t i = 0; !err && i < rows.n; i++) {
		buf_fmt(out, "stands %" PRIu64 " ", rows.v[i].b.id);
		format_claims(all, &rows.v[i].b, out);
		buf_fmt(out, " %" PRId64 " %" PRId64 "\n", rows.v[i].b.start, rows.v[i].b.end);
	}
	arena_release(&ids.arena);
	arena_release(&rows.arena);
	return err;
}

static void print_fault(void *arg, const char *text)
{
	(void)arg;
	printf("    check: %s\n", text);
}

/* Checks the store, and writes it to end.history. */
static int write_end(const char *where, const char *dir, uint64_t *n_faults)
{
	char path[PATH];
	struct resource_list all = {0};
	struct resource_filter any = {0};
	struct buf out = {0};
	struct store s;
	int err = store_open(where, &s);
	if (err)
		return err;
	err = query_check(&s, print_fault, NULL, n_faults);
	if (!err)
		err = query_resources(&s, &any, &all);
	if (!err)
		err = write_journal(&s, &all, &out);
	if (!err)
		err = write_standing(&s, &all, &out);
	store_close(&s);
	arena_release(&all.arena);
	snprintf(path, sizeof path, "%s/end.history", dir);
	FILE *f = err || out.failed ? NULL : fopen(path, "w");
	if (!err && (!f || fwrite(out.p, 1, out.len, f) != out.len || fclose(f) != 0))
		err = QUAD_EIO;
	buf_release(&out);
	return err;
}

/* ---- judging ---- */

static int read_histories(const char *dir, struct op_history *h)
{
	char pattern[PATH];
	glob_t found;
	int bad = 0;
	snprintf(pattern, sizeof pattern, "%s/*.history", dir);
	if (glob(pattern, 0, NULL, &found) != 0)
		return 1;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		size_t len;
		char *text = test_read_file(found.gl_pathv[i], &len);
		const char *line = history_read(h, text);
		if (line)
			printf("    %s: %s\n", found.gl_pathv[i], line);
		bad |= line != NULL;
		free(text);
	}
	globfree(&found);
	return bad;
}

struct shown {
	unsigned n[SERIAL_FAULTS];
};

static void show_fault(void *arg, enum serial_fault kind, const char *text)
{
	struct shown *s = arg;
	if (s->n[kind]++ < SHOWN)
		printf("    %s\n", text);
}

void verdict_head(void)
{
	printf("%-22s %7s %7s %6s %7s %6s %6s %6s %14s %6s %8s %8s %7s  %s\n", "scenario", "clients", "asked", "done",
	       "refused", "looks", "failed", "again", "unsure=done+no", "open", "median", "99 %", "gap", "verdict");
}

static void print_row(const char *name, const struct op_history *h, const struct serial_count *c, bool good)
{
	char unsure[40];
	unsigned n = 0;
	for (size_t i = 0; i < h->n_open; i++)
		n += h->open[i] > 0;
	snprintf(unsure, sizeof unsure, "%zu=%zu+%zu", c->n_unsure, c->n_unsure_done, c->n_unsure_refused);
	printf("%-22s %7u %7zu %6zu %7zu %6zu %6zu %6zu %14s %6zu %5.1f ms %5.0f ms %5.1f s  %s\n", name, n, c->n_asks,
	       c->n_done, c->n_refused, c->n_seen, c->n_failed, c->n_again, unsure, c->n_never, (double)c->median / 1e6,
	       (double)c->late / 1e6, (double)c->gap / 1e9, good ? "serial" : "NOT SERIAL");
}

int verdict_give(const char *where, const char *dir, const char *name)
{
	struct op_history h;
	struct serial_count count;
	struct shown shown = {0};
	size_t faults[SERIAL_FAULTS];
	uint64_t n_faults = 0;
	char path[PATH];
	history_init(&h);
	snprintf(path, sizeof path, "%s/0.history", dir);
	FILE *f = fopen(path, "w");
	if (!f)
		return 2;
	client_tell_resources(f);
	fclose(f);
	int err = *where ? write_end(where, dir, &n_faults) : 0;
	if (err)
		printf("    %s: %s\n", where, quad_strerror(err));
	bool good = !err && n_faults == 0;
	good = read_histories(dir, &h) == 0 && good;
	if (!err)
		err = serial_check(&h, show_fault, &shown, faults);
	if (!err)
		err = serial_count(&h, &count);
	for (int i = 0; i < SERIAL_FAULTS && !err; i++)
		good &= faults[i] == 0;
	if (!err)
		print_row(name, &h, &count, good);
	history_release(&h);
	return err || !good ? 1 : 0;
}
