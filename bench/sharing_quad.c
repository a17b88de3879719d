/* A store of its own, filled by `quad import` as a school would, and asked as the command `report` asks. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/sharing.h"
#include "bench/spawn.h"
#include "store/base/clock.h"
#include "store/base/err.h"
#include "store/report/report.h"

#define PATH_BYTES 600

static const char *place(const struct bench *b, const char *name, char out[PATH_BYTES])
{
	snprintf(out, PATH_BYTES, "%s/sharing-%s", b->dir, name);
	return out;
}

static void put_institutions(FILE *f)
{
	fputs("code,name\n", f);
	for (int i = 1; i <= SHARING_INSTITUTIONS; i++)
		fprintf(f, "I%02d,College %d\n", i, i);
}

static void put_campuses(FILE *f)
{
	fputs("code,name,institution\n", f);
	for (uint32_t i = 0; i < N_CAMPUSES; i++) {
		char code[CODE_BYTES];
		fprintf(f, "%s,Campus,I%02u\n", workload_campus(i, code), sharing_owner(i * LABS_OF_CAMPUS));
	}
}

static void put_resources(FILE *f)
{
	fputs("code,name,kind,campus,seats,mode\n", f);
	for (uint32_t i = 0; i < N_RESOURCES; i++) {
		char code[CODE_BYTES], campus[CODE_BYTES];
		fprintf(f, "%s,Laboratory,lab,%s,%d,%s\n", workload_code(i, code),
		        workload_campus(campus_of(i), campus), SEATS, sharing_is_pool(i) ? "shared" : "exclusive");
	}
}

static void put_bookings(FILE *f, const struct workload *w)
{
	fputs("ref,resources,start,end,party,purpose,institution\n", f);
	for (size_t i = 0; i < w->n; i++) {
		const struct ask *v = &w->v[i];
		char code[CODE_BYTES], start[CLOCK_TEXT_MAX], end[CLOCK_TEXT_MAX];
		fprintf(f, "B%08zu,%s", i, workload_code(v->resource, code));
		if (sharing_is_pool(v->resource))
			fprintf(f, "*%u", sharing_units(i));
		fprintf(f, ",%s,%s,%d,%s,", clock_format(v->start, start), clock_format(v->end, end), PARTY,
		        workload_purpose(v));
		if (sharing_borrower(i))
			fprintf(f, "I%02u", sharing_borrower(i));
		fputc('\n', f);
	}
}

static int import(const struct bench *b, const char *kind, const char *path, const char *store)
{
	double us;
	const char *argv[] = {b->quad, "--store", store, "--as", "bench", "--quiet", "import", kind, path, NULL};
	int err = spawn(argv, NULL, &us);
	remove_tree(path);
	return err;
}

static int import_list(const struct bench *b, const char *kind, const char *store)
{
	char path[PATH_BYTES];
	FILE *f = fopen(place(b, kind, path), "w");
	if (!f) {
		perror(path);
		return -1;
	}
	switch (*kind) {
	case 'i': put_institutions(f); break;
	case 'c': put_campuses(f); break;
	case 'r': put_resources(f); break;
	default: put_bookings(f, &b->w);
	}
	if (fclose(f) != 0) {
		perror(path);
		return -1;
	}
	return import(b, kind, path, store);
}

static int create(const struct bench *b, const struct side *s)
{
	static const char *const kinds[] = {"institutions", "campuses", "resources", "bookings"};
	char store[PATH_BYTES];
	double us;
	const char *init[] = {b->quad, "--store", place(b, "quad", store), "--as", "bench", "init", "--zone",
	                      ZONE,    NULL};
	(void)s;
	int err = spawn(init, NULL, &us);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds && !err; i++)
		err = import_list(b, kinds[i], store);
	return err;
}

struct quad {
	struct store store;
	char at[PATH_BYTES];
};

static int open_store_of(const struct bench *b, const struct side *s, void **out)
{
	struct quad *q = calloc(1, sizeof *q);
	(void)s;
	if (!q)
		return -1;
	int err = store_open(place(b, "quad", q->at), &q->store);
	if (err) {
		fprintf(stderr, "bench: %s: %s\n", q->at, quad_strerror(err));
		free(q);
		return -1;
	}
	*out = q;
	return 0;
}

static void close_store_of(void *e)
{
	struct quad *q = e;
	if (!q)
		return;
	store_close(&q->store);
	remove_tree(q->at);
	free(q);
}

/* The columns of each report that SQL is asked for. */
static const struct {
	const char *name, *by;
	int columns[6]; /* -1 ends them */
	int hours;      /* a row without is left out */
} questions[SHARING_QUESTIONS] = {
	[SHARING_USE] = {"use", "institution", {0, 6, 8, 11, 12, -1}, 6},
	[SHARING_LENDING] = {"lending", NULL, {0, 1, 2, 3, 4, -1}, 3},
	[SHARING_HEAT] = {"heat", "hour", {0, 1, 2, -1}, 2},
};

static void put_row(const struct report_table *t, const struct report_row *row, const int *columns, struct buf *out)
{
	for (size_t i = 0; columns[i] >= 0; i++) {
		const struct report_cell *cell = &row->cells[columns[i]];
		buf_str(out, i ? "|" : "");
		if (t->columns[columns[i]].type == REPORT_TEXT)
			buf_str(out, cell->text);
		else
			buf_fmt(out, "%lld", (long long)cell->number);
	}
	buf_char(out, '\n');
}

static int ask(void *e, enum sharing_question question, int64_t from, int64_t to, struct buf *out)
{
	struct quad *q = e;
	struct report_table t;
	struct report_ask asked = {
		.name = questions[question].name, .by = questions[question].by, .from = from, .to = to};
	int err = report_run(&q->store, &asked, &t);
	if (err)
		fprintf(stderr, "bench: Quad: %s: %s\n", asked.name, quad_strerror(err));
	for (size_t i = 0; i < t.n && !err; i++)
		if (t.rows[i].cells[questions[question].hours].number)
			put_row(&t, &t.rows[i], questions[question].columns, out);
	report_table_release(&t);
	return err ? -1 : 0;
}

const struct sharing_engine sharing_quad = {"quad", create, open_store_of, close_store_of, ask};
