/*
 * `report RESULTS MACHINE TABLE PLOT`: reads the lines that bench wrote (see sample.h) and what the machine is, and
 * writes a Markdown table of medians, spreads, ratios and aims, and an SVG of cost against size. It measures nothing.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/base/buf.h"

#define FIELD_BYTES 96
#define SIZES_MAX 8

enum { QUAD, SQLITE, EXCLUDE, SERIALIZABLE, MACHINE, ENGINES };

static const struct {
	const char *key, *name, *colour;
} engines[ENGINES] = {
	[QUAD] = {"quad", "Quad", "#c0392b"},
	[SQLITE] = {"sqlite", "SQLite", "#2471a3"},
	[EXCLUDE] = {"exclude", "PostgreSQL EXCLUDE", "#1e8449"},
	[SERIALIZABLE] = {"serializable", "PostgreSQL SERIALIZABLE", "#9a7d0a"},
	[MACHINE] = {"machine", "", ""},
};

struct figure {
	char medium[FIELD_BYTES], work[FIELD_BYTES], engine[FIELD_BYTES], unit[FIELD_BYTES], note[FIELD_BYTES];
	size_t size, n;
	double p10, median, p90;
};

struct figures {
	struct figure *v;
	size_t n, cap;
	size_t sizes[SIZES_MAX]; /* on the disk, in the order of the file */
	size_t n_sizes;
	size_t flush_size; /* of the medium with slow flushes, 0 = none */
};

#define DISK "disk"
#define SLOW "1 ms"

static const struct {
	const char *key, *label;
} rows[] = {
	{"book", "a booking, durable"},
	{"refuse", "a booking, refused"},
	{"series", "a series of 48 in 16 weeks, all or nothing, durable"},
	{"free", "which of 5,000 are free for one to three hours"},
	{"remembered", "- where the program remembers the resources (Quad does)"},
	{"week", "the week of one resource"},
	{"next", "the next free 2 hours of each of 100"},
	{"alternatives", "what instead of a refused booking"},
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
};

/* ---- reading ---- */

static size_t split(char *line, char **fields, size_t max)
{
	size_t n = 0;
	line[strcspn(line, "\n")] = '\0';
	while (n < max) {
		fields[n++] = line;
		line += strcspn(line, "\t");
		if (!*line)
			break;
		*line++ = '\0';
	}
	return n;
}

static void copy(char out[FIELD_BYTES], const char *text)
{
	snprintf(out, FIELD_BYTES, "%s", text);
}

static int read_figures(const char *path, struct figures *out)
{
	char line[1024];
	FILE *f = fopen(path, "r");
	if (!f) {
		perror(path);
		return -1;
	}
	while (fgets(line, sizeof line, f)) {
		char *field[10];
		if (split(line, field, 10) < 10)
			continue;
		struct figure *v = array_grow(out->v, &out->cap, out->n, sizeof *v);
		if (!v)
			break;
		out->v = v;
		v = &v[out->n++];
		copy(v->medium, field[0]);
		v->size = (size_t)strtoull(field[1], NULL, 10);
		copy(v->work, field[2]);
		copy(v->engine, field[3]);
		copy(v->unit, field[4]);
		v->n = (size_t)strtoull(field[5], NULL, 10);
		v->p10 = strtod(field[6], NULL);
		v->median = strtod(field[7], NULL);
		v->p90 = strtod(field[8], NULL);
		copy(v->note, field[9]);
		if (strcmp(v->medium, DISK) != 0)
			out->flush_size = v->size;
		else if (out->n_sizes < SIZES_MAX && (!out->n_sizes || out->sizes[out->n_sizes - 1] != v->size))
			out->sizes[out->n_sizes++] = v->size;
	}
	fclose(f);
	return 0;
}

static const struct figure *find(const struct figures *all, const char *medium, size_t size, const char *work,
                                 int engine)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct figure *v = &all->v[i];
		if (v->size == size && strcmp(v->medium, medium) == 0 && strcmp(v->work, work) == 0 &&
		    strcmp(v->engine, engines[engine].key) == 0)
			return v;
	}
	return NULL;
}

/* ---- the table ---- */

static void put_grouped(struct buf *out, double v)
{
	char digits[32];
	snprintf(digits, sizeof digits, "%.0f", v);
	size_t len = strlen(digits);
	for (size_t i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			buf_char(out, ',');
		buf_char(out, digits[i]);
	}
}

static void put_number(struct buf *out, double v)
{
	if (fabs(v) >= 100 || v == 0)
		put_grouped(out, v);
	else
		buf_fmt(out, v >= 10 ? "%.1f" : "%.2f", v);
}

/* Median and, where there are several measurements, the spread from the 10th to the 90th percentile. */
static void put_figure(struct buf *out, const struct figure *v)
{
	double scale = 1;
	const char *unit = "";
	if (!v) {
		buf_str(out, "");
		return;
	}
	if (strcmp(v->unit, "us") == 0) {
		scale = v->median >= 10000 ? 1000 : 1;
		unit = v->median >= 10000 ? " ms" : " us";
	} else if (strcmp(v->unit, "/s") == 0) {
		unit = " /s";
	} else if (strcmp(v->unit, "MiB") == 0) {
		unit = " MiB";
	}
	put_number(out, v->median / scale);
	buf_str(out, unit);
	if (v->n > 1 && v->p90 > 0 && strcmp(v->unit, "count") != 0) {
		buf_str(out, " (");
		put_number(out, v->p10 / scale);
		buf_str(out, " - ");
		put_number(out, v->p90 / scale);
		buf_char(out, ')');
	}
}

/* How many times better Quad is than another: 0 if not known. */
static double ratio(const struct figures *all, const char *medium, size_t size, const char *work, int other)
{
	const struct figure *a = find(all, medium, size, work, QUAD), *b = find(all, medium, size, work, other);
	if (!a || !b || a->median <= 0 || b->median <= 0 || strcmp(a->unit, "count") == 0 ||
	    strcmp(a->unit, "times") == 0 || strcmp(a->unit, "MiB") == 0)
		return 0;
	return strcmp(a->unit, "/s") == 0 ? a->median / b->median : b->median / a->median;
}

/* Against the better of the two ways in which PostgreSQL is used. */
static double ratio_postgres(const struct figures *all, const char *medium, size_t size, const char *work)
{
	double a = ratio(all, medium, size, work, EXCLUDE), b = ratio(all, medium, size, work, SERIALIZABLE);
	return a <= 0 || (b > 0 && b < a) ? b : a;
}

static void put_ratio(struct buf *out, double v)
{
	if (v > 0)
		put_number(out, v);
}

static void put_table(struct buf *out, const struct figures *all, const char *medium, size_t size)
{
	buf_str(out, "| |");
	for (int e = QUAD; e <= SERIALIZABLE; e++)
		buf_fmt(out, " %s |", engines[e].name);
	buf_str(out, " times SQLite | times PostgreSQL |\n|---|---:|---:|---:|---:|---:|---:|\n");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool any = false;
		for (int e = QUAD; e <= SERIALIZABLE; e++)
			any = any || find(all, medium, size, rows[i].key, e);
		if (!any)
			continue;
		buf_fmt(out, "| %s |", rows[i].label);
		for (int e = QUAD; e <= SERIALIZABLE; e++) {
			buf_char(out, ' ');
			put_figure(out, find(all, medium, size, rows[i].key, e));
			buf_str(out, " |");
		}
		buf_char(out, ' ');
		put_ratio(out, ratio(all, medium, size, rows[i].key, SQLITE));
		buf_str(out, " | ");
		put_ratio(out, ratio_postgres(all, medium, size, rows[i].key));
		buf_str(out, " |\n");
	}
	const struct figure *flush = find(all, medium, size, "limit flush", MACHINE);
	const struct figure *steps = find(all, medium, size, "limit steps", MACHINE);
	buf_str(out, flush ? "\nThe limits of this machine:" : "");
	if (flush) {
		buf_str(out, " 4 KiB written and flushed in ");
		put_figure(out, flush);
		buf_fmt(out, ", %.0f a second", 1e6 / flush->median);
	}
	if (flush && steps) {
		buf_str(out, "; steps of an LMDB cursor over the store ");
		put_figure(out, steps);
	}
	buf_str(out, flush ? ".\n" : "\n");
	for (int e = SQLITE; e <= SERIALIZABLE; e++) {
		const struct figure *free_plan = find(all, medium, size, "free", e),
				    *next = find(all, medium, size, "next", e);
		if (free_plan && next)
			buf_fmt(out, "%s answered what is free by %s, and the next free time by %s.\n", engines[e].name,
			        free_plan->note, next->note);
	}
	buf_char(out, '\n');
}

/* ---- aims ---- */

static void put_aim(struct buf *out, const char *what, double aim, double got, bool at_most)
{
	if (got <= 0)
		return;
	buf_fmt(out, "| %s | %s ", what, at_most ? "at most" : "at least");
	put_number(out, aim);
	buf_str(out, " | ");
	put_number(out, got);
	buf_fmt(out, " | %s |\n", (at_most ? got <= aim : got >= aim) ? "yes" : "**no**");
}

static double median_of(const struct figures *all, const char *medium, size_t size, const char *work, int engine)
{
	const struct figure *v = find(all, medium, size, work, engine);
	return v ? v->median : 0;
}

static void put_aims_of(struct buf *out, const struct figures *all, const char *medium, size_t size)
{
	put_aim(out, "which of 5,000 are free, times SQLite's best", 20, ratio(all, medium, size, "free", SQLITE),
	        false);
	put_aim(out, "which of 5,000 are free, times PostgreSQL's best", 40, ratio_postgres(all, medium, size, "free"),
	        false);
	put_aim(out, "- if their programs remembered the resources too, SQLite's", 1,
	        ratio(all, medium, size, "remembered", SQLITE), false);
	put_aim(out, "- and PostgreSQL's best", 1, ratio_postgres(all, medium, size, "remembered"), false);
	put_aim(out, "week of one resource, times SQLite's", 5, ratio(all, medium, size, "week", SQLITE), false);
	put_aim(out, "a refused booking, times SQLite's", 2, ratio(all, medium, size, "refuse", SQLITE), false);
	put_aim(out, "a durable booking, times SQLite's", 1, ratio(all, medium, size, "book", SQLITE), false);
	put_aim(out, "8 processes, decisions, times PostgreSQL's best", 1, ratio_postgres(all, medium, size, "procs"),
	        false);
	put_aim(out, "8 processes, 99th percentile in ms", 5, median_of(all, medium, size, "procs p99", QUAD) / 1000,
	        true);
	put_aim(out, "8 processes, fastest by slowest", 2, median_of(all, medium, size, "procs fairness", QUAD), true);
	put_aim(out, "CSV with all checks, times SQLite's with its trigger", 1,
	        ratio(all, medium, size, "import", SQLITE), false);
	put_aim(out, "start of the program in ms", 15, median_of(all, medium, size, "start", QUAD) / 1000, true);
}

static void put_growth(struct buf *out, const struct figures *all)
{
	static const char *const works[] = {"book", "week", "free"};
	size_t least = all->sizes[0], most = all->sizes[0];
	for (size_t i = 0; i < all->n_sizes; i++) {
		least = all->sizes[i] < least ? all->sizes[i] : least;
		most = all->sizes[i] > most ? all->sizes[i] : most;
	}
	for (size_t i = 0; most > least && i < sizeof works / sizeof *works; i++) {
		double few = median_of(all, DISK, least, works[i], QUAD),
		       many = median_of(all, DISK, most, works[i], QUAD);
		char what[128];
		snprintf(what, sizeof what, "growth of `%s` from %zu to %zu bookings, times", works[i], least, most);
		put_aim(out, what, 3, few > 0 ? many / few : 0, true);
	}
}

/* The largest size at which all were measured. */
static size_t aims_size(const struct figures *all)
{
	size_t most = 0;
	for (size_t i = 0; i < all->n_sizes; i++)
		if (all->sizes[i] > most && find(all, DISK, all->sizes[i], "load", SQLITE))
			most = all->sizes[i];
	return most;
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
		if (split(line, field, 2) == 2)
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
	if (aims_size(all)) {
		buf_fmt(out, "\n## Aims, at ");
		put_grouped(out, (double)aims_size(all));
		buf_str(out, " bookings\n\n| | aim | measured | |\n|---|---:|---:|---|\n");
		put_aims_of(out, all, DISK, aims_size(all));
		put_growth(out, all);
	}
	if (all->flush_size) {
		buf_str(out, "\nWhere every flush takes 1 ms:\n\n| | aim | measured | |\n|---|---:|---:|---|\n");
		put_aims_of(out, all, SLOW, all->flush_size);
	}
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
}

/* ---- the plot ---- */

enum { PANEL_W = 300, PANEL_H = 230, LEFT = 62, RIGHT = 14, TOP = 34, BOTTOM = 34, LEGEND_H = 34 };

struct panel {
	double x0, y0, lo, hi, least,
		most; /* decades shown: cost from 10^lo to 10^hi us, size from 10^least to 10^most */
};

static double panel_x(const struct panel *p, double size)
{
	return p->x0 + LEFT + (log10(size) - p->least) / (p->most - p->least) * (PANEL_W - LEFT - RIGHT);
}

static double panel_y(const struct panel *p, double us)
{
	return p->y0 + PANEL_H - BOTTOM - (log10(us) - p->lo) / (p->hi - p->lo) * (PANEL_H - TOP - BOTTOM);
}

static void put_axes(struct buf *out, const struct panel *p, const char *title)
{
	static const char *const sizes[] = {"1", "10", "100", "1k", "10k", "100k", "1M", "10M", "100M"};
	static const char *const costs[] = {"0.1 us", "1 us",   "10 us", "100 us", "1 ms",
	                                    "10 ms",  "100 ms", "1 s",   "10 s"};
	buf_fmt(out, "<text x=\"%.0f\" y=\"%.0f\" font-weight=\"bold\">%s</text>\n", p->x0 + LEFT, p->y0 + TOP - 12,
	        title);
	for (int d = (int)p->lo; d <= (int)p->hi; d++) {
		double y = panel_y(p, pow(10, d));
		buf_fmt(out,
		        "<path d=\"M%.1f %.1fH%.1f\" stroke=\"#ddd\"/><text x=\"%.1f\" y=\"%.1f\" "
		        "text-anchor=\"end\">%s</text>\n",
		        p->x0 + LEFT, y, p->x0 + PANEL_W - RIGHT, p->x0 + LEFT - 6, y + 4,
		        d >= -1 && d <= 7 ? costs[d + 1] : "");
	}
	for (int d = (int)ceil(p->least); d <= (int)floor(p->most); d++) {
		double x = panel_x(p, pow(10, d));
		buf_fmt(out,
		        "<path d=\"M%.1f %.1fV%.1f\" stroke=\"#ddd\"/><text x=\"%.1f\" y=\"%.1f\" "
		        "text-anchor=\"middle\">%s</text>\n",
		        x, p->y0 + TOP, p->y0 + PANEL_H - BOTTOM, x, p->y0 + PANEL_H - BOTTOM + 16,
		        d >= 0 && d <= 8 ? sizes[d] : "");
	}
}

static void put_line(struct buf *out, const struct figures *all, const struct panel *p, const char *work, int engine)
{
	bool first = true;
	buf_fmt(out, "<g fill=\"none\" stroke=\"%s\" stroke-width=\"2\"><path d=\"", engines[engine].colour);
	for (size_t i = 0; i < all->n_sizes; i++) {
		const struct figure *v = find(all, DISK, all->sizes[i], work, engine);
		if (!v || v->median <= 0)
			continue;
		buf_fmt(out, "%s%.1f %.1f", first ? "M" : "L", panel_x(p, (double)v->size), panel_y(p, v->median));
		first = false;
	}
	buf_str(out, first ? "M0 0\"/>" : "\"/>");
	for (size_t i = 0; i < all->n_sizes; i++) {
		const struct figure *v = find(all, DISK, all->sizes[i], work, engine);
		if (v && v->median > 0)
			buf_fmt(out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>",
			        panel_x(p, (double)v->size), panel_y(p, v->median), engines[engine].colour);
	}
	buf_str(out, "</g>\n");
}

static void put_panel(struct buf *out, const struct figures *all, const char *work, const char *title, double x0,
                      double y0)
{
	struct panel p = {.x0 = x0, .y0 = y0, .lo = 9, .hi = -9, .least = 9, .most = 0};
	for (size_t i = 0; i < all->n; i++) {
		const struct figure *v = &all->v[i];
		if (strcmp(v->medium, DISK) != 0 || strcmp(v->work, work) != 0 || v->median <= 0)
			continue;
		p.lo = fmin(p.lo, floor(log10(v->median)));
		p.hi = fmax(p.hi, ceil(log10(v->median)));
		p.least = fmin(p.least, log10((double)v->size));
		p.most = fmax(p.most, log10((double)v->size));
	}
	if (p.hi < p.lo)
		return;
	if (p.hi <= p.lo)
		p.hi = p.lo + 1;
	if (p.most <= p.least)
		p.most = p.least + 1;
	put_axes(out, &p, title);
	for (int e = QUAD; e <= SERIALIZABLE; e++)
		put_line(out, all, &p, work, e);
}

static void put_plot(struct buf *out, const struct figures *all)
{
	static const struct {
		const char *work, *title;
	} panels[] = {
		{"free", "which of 5,000 are free"},  {"week", "week of one resource"},
		{"next", "next free 2 hours of 100"}, {"book", "a durable booking"},
		{"refuse", "a refused booking"},      {"series", "a series of 48"},
	};
	int width = 3 * PANEL_W, height = 2 * PANEL_H + LEGEND_H;
	buf_fmt(out,
	        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
	        "font-family=\"sans-serif\" font-size=\"12\">\n<title>Cost against the number of bookings</title>\n"
	        "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n",
	        width, height, width, height, width, height);
	for (size_t i = 0; i < sizeof panels / sizeof *panels; i++)
		put_panel(out, all, panels[i].work, panels[i].title, (double)(i % 3) * PANEL_W,
		          (double)(i / 3) * PANEL_H);
	for (int e = QUAD; e <= SERIALIZABLE; e++)
		buf_fmt(out,
		        "<rect x=\"%d\" y=\"%d\" width=\"14\" height=\"4\" fill=\"%s\"/><text x=\"%d\" "
		        "y=\"%d\">%s</text>\n",
		        LEFT + e * 190, height - 20, engines[e].colour, LEFT + e * 190 + 20, height - 14,
		        engines[e].name);
	buf_str(out, "</svg>\n");
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
	int err = read_figures(argv[1], &all);
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
