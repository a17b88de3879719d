/*
 * `report RESULTS MACHINE TABLE PLOT`: reads the lines that bench wrote (see sample.h) and what the machine is, and
 * writes a Markdown table of medians, spreads, ratios and aims, and an SVG of cost against size. It measures nothing.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/report_aims.h"
#include "bench/report_cluster.h"
#include "bench/report_figures.h"
#include "bench/report_plot.h"

static const struct {
	const char *key, *label;
} rows[] = {
	{"book", "a booking, durable"},
	{"tail mean", "- mean of 5,000 by one client"},
	{"tail p99", "- 99th percentile of these"},
	{"tail worst", "- the slowest of these"},
	{"refuse", "a booking, refused"},
	{"series", "a series of 48 in 16 weeks, all or nothing, durable"},
	{"free", "which of 5,000 are free for one to three hours"},
	{"remembered", "- where the program remembers the resources (Quad does)"},
	{"week", "the week of one resource"},
	{"next", "the next free 2 hours of each of 100"},
	{"alternatives", "what instead of a refused booking"},
	{"series_alternatives", "what instead of a refused series of 48"},
	{"list", "the list of all bookings"},
	{"seen", "- as somebody sees it who may see those of one campus"},
	{"start", "start of the program to its first answer"},
	{"fresh", "- with the question which of 5,000 are free"},
	{"procs", "8 processes on 50 resources: decisions"},
	{"procs made", "- of these, bookings made"},
	{"procs p50", "- a decision, median"},
	{"procs p99", "- a decision, 99th percentile"},
	{"procs worst", "- the slowest decision"},
	{"procs fairness", "- fastest by slowest process"},
	{"procs overlaps", "- overlaps, and bookings lost or made up"},
	{"import", "rows of CSV imported, every overlap refused"},
	{"import memory", "- memory of the importing program"},
	{"import unchecked", "rows of CSV imported, overlaps not looked at"},
	{"import xlsx", "rows of XLSX imported, every overlap refused"},
	{"import resources", "resources imported from CSV"},
	{"screen first", "the first picture of the screen, from the start"},
	{"screen cold", "- with no page of the store in memory"},
	{"screen key", "a key that moves the cursor, to its picture"},
	{"screen page", "- that turns a page"},
	{"screen day", "- the next day of the board"},
	{"report use", "report: use of all resources by institution"},
	{"report lending", "report: who lends to whom"},
	{"report heat", "report: hours by weekday and hour of the day"},
	{"size", "bytes a booking on the disk, as loaded"},
	{"import size", "- as imported from CSV, every overlap refused"},
	{"size bookings", "- keys and values of bookings"},
	{"size claims", "- of claims by resource"},
	{"size times", "- of claims by time"},
	{"size refs", "- of references"},
	{"size journal", "- of the journal"},
	{"size requests", "- of requests that were carried out"},
};

static void put_ratio(struct buf *out, double v)
{
	if (v > 0)
		put_number(out, v);
}

static void put_row(struct buf *out, const struct figures *all, const char *medium, size_t size, size_t row)
{
	const struct figure *v[MACHINE];
	bool any = false;
	for (int e = QUAD; e < MACHINE; e++) {
		v[e] = figures_find(all, medium, size, rows[row].key, e);
		any = any || v[e];
	}
	if (!any)
		return;
	buf_fmt(out, "| %s |", rows[row].label);
	for (int e = QUAD; e < MACHINE; e++) {
		buf_char(out, ' ');
		put_figure(out, v[e]);
		buf_str(out, " |");
	}
	buf_char(out, ' ');
	put_ratio(out, figures_times(v[QUAD], v[SQLITE]));
	buf_str(out, " | ");
	put_ratio(out, figures_times(v[QUAD], figures_postgres(all, medium, size, rows[row].key)));
	buf_str(out, " |\n");
}

static void put_limits(struct buf *out, const struct figures *all, const char *medium, size_t size)
{
	const struct figure *flush = figures_find(all, medium, size, "limit flush", MACHINE);
	const struct figure *steps = figures_find(all, medium, size, "limit steps", MACHINE);
	if (!flush)
		return;
	buf_str(out, "The limits of this machine: 4 KiB written and flushed in ");
	put_figure(out, flush);
	buf_fmt(out, ", %.0f a second", 1e6 / flush->median);
	if (steps) {
		buf_str(out, "; steps of an LMDB cursor over the store ");
		put_figure(out, steps);
	}
	buf_str(out, ".\n");
}

/* Of what Quad's store takes. */
static void put_journal(struct buf *out, const struct figures *all, const char *medium, size_t size)
{
	double bytes = figures_median(all, medium, size, "size", QUAD);
	double journal = figures_median(all, medium, size, "size journal", QUAD);
	if (bytes > 0)
		buf_fmt(out, "Of the bytes of Quad's store %.0f%% are keys and values of the journal.\n",
		        100 * journal / bytes);
}

static void put_plans(struct buf *out, const struct figures *all, const char *medium, size_t size)
{
	for (int e = SQLITE; e < MACHINE; e++) {
		const struct figure *free_plan = figures_find(all, medium, size, "free", e);
		const struct figure *next = figures_find(all, medium, size, "next", e);
		if (free_plan && next)
			buf_fmt(out, "%s answered what is free by %s, and the next free time by %s.\n", engines[e].name,
			        free_plan->note, next->note);
	}
}

static void put_table(struct buf *out, const struct figures *all, const char *medium, size_t size)
{
	buf_str(out, "| |");
	for (int e = QUAD; e < MACHINE; e++)
		buf_fmt(out, " %s |", engines[e].name);
	buf_str(out, " times SQLite | times PostgreSQL |\n|---|---:|---:|---:|---:|---:|---:|\n");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		put_row(out, all, medium, size, i);
	buf_char(out, '\n');
	put_limits(out, all, medium, size);
	put_journal(out, all, medium, size);
	put_plans(out, all, medium, size);
}

static int put_machine(struct buf *out, const char *path)
{
	char line[512];
	FILE *f = fopen(path, "r");
	if (!f) {
		perror(path);
		return -1;
	}
	while (fgets(line, sizeof line, f)) {
		char *field[2];
		if (figures_split(line, field, 2) == 2)
			buf_fmt(out, "%s%s", out->len ? "; " : "", field[1]);
	}
	fclose(f);
	return 0;
}

static void put_report(struct buf *out, const struct figures *all, const char *machine)
{
	buf_fmt(out, "# Quad, SQLite and PostgreSQL\n\n%s.\n\n", machine);
	buf_str(out, "Medians of one run, with the 10th and 90th percentile; engines in turn. Equal answers were "
	             "checked. The "
	             "last two columns say how many times better Quad is (below 1: worse), for PostgreSQL against the "
	             "better "
	             "of its two ways. What is measured, and what speaks for and against each: bench/README.md.\n");
	put_aims(out, all);
	if (all->n_sizes)
		buf_str(out, "\n![cost against size](cost.svg)\n");
	for (size_t i = 0; i < all->n_sizes; i++) {
		buf_str(out, "\n## ");
		put_grouped(out, (double)all->sizes[i]);
		buf_str(out, " bookings\n\n");
		put_table(out, all, DISK, all->sizes[i]);
	}
	if (all->flush_size) {
		buf_str(out, "\n## ");
		put_grouped(out, (double)all->flush_size);
		buf_str(out, " bookings, every flush takes 1 ms\n\n");
		put_table(out, all, SLOW, all->flush_size);
	}
	put_cluster(out, all);
}

static int write_file(const char *path, const struct buf *text)
{
	FILE *f = fopen(path, "w");
	if (!f || text->failed || fwrite(buf_text(text), 1, text->len, f) != text->len) {
		perror(path);
		if (f)
			fclose(f);
		return -1;
	}
	return fclose(f) ? -1 : 0;
}

int main(int argc, char **argv)
{
	struct figures all = {0};
	struct buf machine = {0}, table = {0}, plot = {0};
	if (argc != 5) {
		fputs("usage: report RESULTS MACHINE TABLE PLOT\n", stderr);
		return 2;
	}
	int err = figures_read(argv[1], &all);
	if (!err)
		err = put_machine(&machine, argv[2]);
	if (!err) {
		put_report(&table, &all, buf_text(&machine));
		put_plot(&plot, &all);
		err = write_file(argv[3], &table);
	}
	if (!err)
		err = write_file(argv[4], &plot);
	if (!err)
		fputs(buf_text(&table), stdout);
	free(all.v);
	buf_release(&machine);
	buf_release(&table);
	buf_release(&plot);
	return err ? 1 : 0;
}
