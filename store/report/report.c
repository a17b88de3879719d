/* The table of reports, and one way to run any of them. */
#include "store/report/report.h"

#include "store/base/err.h"
#include "store/report/reports.h"

/* clang-format off */
static const struct report_kind kinds[] = {
	{"use", {"resource", "kind", "campus", "institution", "specialty", "tier", "cluster"},
	 RATIO_OF_SUMS, PICTURE_BARS, report_use},
	{"heat", {"period", "hour"}, RATIO_OF_SUMS, PICTURE_HEAT, report_heat},
	{"lending", {NULL}, RATIO_NONE, PICTURE_MATRIX, report_lending},
	{"balance", {"institution", "month"}, RATIO_NONE, PICTURE_BARS, report_balance},
	{"settlement", {"institution", "month"}, RATIO_NONE, PICTURE_NONE, report_settlement},
	{"unmet",
         {"kind", "specialty", "campus", "slot", "reason", "institution"},
         RATIO_NONE,
         PICTURE_BARS,
         report_unmet},
	{"demand", {"specialty", "kind", "campus"}, RATIO_OF_SUMS, PICTURE_BARS, report_demand},
	{"coverage", {"tier", "cluster", "level", "region"}, RATIO_OF_SUMS, PICTURE_BARS, report_coverage},
	{"score", {NULL}, RATIO_OF_SUMS, PICTURE_BARS, report_score},
	{"fund", {NULL}, RATIO_OF_SUMS, PICTURE_BARS, report_fund},
	{"coordination", {NULL}, RATIO_NONE, PICTURE_LINE, report_coordination},
	{"specialisation", {NULL}, RATIO_OF_SUMS, PICTURE_BARS, report_specialisation},
	{"evaluations", {"resource", "institution"}, RATIO_OF_SUMS, PICTURE_BARS, report_evaluations},
	{"idle", {NULL}, RATIO_NONE, PICTURE_BARS, report_idle},
	{"duplicates", {NULL}, RATIO_OF_SUMS, PICTURE_NONE, report_duplicates},
	{"ministry", {NULL}, RATIO_NONE, PICTURE_BARS, report_ministry},
	{"person", {NULL}, RATIO_NONE, PICTURE_LINE, report_person},
	{"shares", {NULL}, RATIO_OF_SUMS, PICTURE_BARS, report_shares},
	{"agreements", {NULL}, RATIO_OF_SUMS, PICTURE_BARS, report_agreements},
	{"trainees", {NULL}, RATIO_NONE, PICTURE_BARS, report_trainees},
	{.name = NULL},
};
/* clang-format on */

const struct report_kind *report_kinds(void)
{
	return kinds;
}

const struct report_kind *report_kind_find(const char *name)
{
	for (const struct report_kind *k = kinds; k->name; k++)
		if (strcmp(k->name, name) == 0)
			return k;
	return NULL;
}

/* The dimension asked for, as the report's table has it; NULL: it has none such. */
static const char *find_dimension(const struct report_kind *kind, const char *by)
{
	if (!by)
		return kind->by[0] ? kind->by[0] : "";
	for (size_t i = 0; i < REPORT_DIMENSIONS && kind->by[i]; i++)
		if (strcmp(kind->by[i], by) == 0)
			return kind->by[i];
	return NULL;
}

static int keep_text(struct arena *arena, const char **text)
{
	*text = *text ? arena_str(arena, *text) : "";
	return *text ? 0 : QUAD_ENOMEM;
}

int report_source_keep(struct arena *arena, struct report_source *source)
{
	const char **const texts[] = {&source->resource, &source->lender, &source->borrower,
	                              &source->owner,    &source->campus, &source->person};
	int err = 0;
	for (size_t i = 0; i < sizeof texts / sizeof *texts && !err; i++)
		err = keep_text(arena, texts[i]);
	return err;
}

/* Texts may be the directory's, which is another's too and goes when a resource changes. */
static int keep_row(struct report_table *t, struct report_row *row)
{
	int err = report_source_keep(&t->arena, &row->source);
	for (size_t i = 0; i < t->n_columns && !err; i++)
		if (t->columns[i].type == REPORT_TEXT)
			err = keep_text(&t->arena, &row->cells[i].text);
	return err;
}

static int keep_rows(struct report_table *t)
{
	int err = 0;
	for (size_t i = 0; i < t->n && !err; i++)
		err = keep_row(t, &t->rows[i]);
	return err;
}

static int run_report(struct db_txn *txn, void *arg)
{
	struct report_work *w = arg;
	struct directory *directory;
	w->txn = txn;
	int err = directory_get(w->store, txn, &directory);
	if (err)
		return err;
	w->directory = directory;
	err = frame_fill(w);
	if (!err)
		err = w->out->kind->run(w);
	if (!err)
		err = keep_rows(w->out);
	directory_release(directory);
	return err;
}

int report_run(struct store *s, const struct report_ask *ask, struct report_table *out)
{
	*out = (struct report_table){.kind = report_kind_find(ask->name), .effective = -1, .estimated = -1};
	out->by = out->kind ? find_dimension(out->kind, ask->by) : NULL;
	if (!out->by)
		return QUAD_EINVAL;
	struct report_work w = {.store = s, .ask = ask, .out = out, .arena = &out->arena, .now = store_now(s)};
	int err = db_read(s->db, run_report, &w);
	if (!err && w.counts_hours) {
		out->effective = sum_hours(w.effective);
		out->estimated = sum_hours(w.estimated);
	}
	return err;
}

void report_table_release(struct report_table *t)
{
	arena_release(&t->arena);
	*t = (struct report_table){0};
}
