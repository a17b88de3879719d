#include "bench/report_cluster.h"

#include <stdbool.h>
#include <stdio.h>

/* Measured on another machine by a program that read and wrote keys and decided nothing, at the same kind of commit. */
static const struct {
	int n;
	double prototype; /* bookings a second, 0 = not measured */
} clients[] = {{1, 0}, {8, 4481}, {64, 8008}};

#define RATIO_AIM 0.8

static const struct {
	const char *key, *label;
	double trips_aim; /* 0 = none */
} operations[] = {
	{"book", "a booking", 2},
	{"book alone", "- where nobody else books", 2},
	{"refuse", "a booking, refused", 2},
	{"refuse alone", "- where nobody else books", 2},
	{"week", "the week of one resource", 1},
	{"week alone", "- where nobody else books", 1},
	{"free", "which of 5,000 are free", 1},
	{"free alone", "- where nobody else books", 1},
	{"show", "start of the program with `show`", 0},
	{"find", "start of the program with `find --free`", 0},
};

static const int added_ms[] = {0, 5, 20};
enum { LINES = sizeof added_ms / sizeof *added_ms, LINE_OF_TRIPS = 1 };

static const struct figure *find(const struct figures *all, const char *work, int engine)
{
	return figures_find(all, CLUSTER, all->cluster_size, work, engine);
}

static const char *verdict(bool ok)
{
	return ok ? "yes" : "**no**";
}

/* ---- bookings a second ---- */

static void put_ratio(struct buf *out, const struct figure *quad, const struct figure *other)
{
	double times = figures_times(quad, other);
	if (times > 0) {
		put_number(out, times);
		buf_fmt(out, " (%s)", verdict(times >= RATIO_AIM));
	}
	buf_str(out, " | ");
}

static void put_cell(struct buf *out, const struct figure *v)
{
	put_figure(out, v);
	buf_str(out, " | ");
}

static void put_clients(struct buf *out, const struct figures *all, size_t i)
{
	char work[FIELD_BYTES];
	snprintf(work, sizeof work, "clients %d", clients[i].n);
	const struct figure *quad = find(all, work, QUAD), *apart = find(all, work, APART);
	const struct figure *shared = find(all, work, BARE_SHARED), *own = find(all, work, BARE_OWN);
	if (!quad)
		return;
	buf_fmt(out, "| %d | ", clients[i].n);
	put_cell(out, quad);
	put_cell(out, apart);
	put_cell(out, shared);
	put_cell(out, own);
	put_ratio(out, quad, own);
	put_ratio(out, quad, shared);
	put_ratio(out, apart, shared);
	if (clients[i].prototype > 0)
		put_grouped(out, clients[i].prototype);
	buf_str(out, " |\n");
}

static void put_waits(struct buf *out, const struct figures *all, size_t i)
{
	char p50[FIELD_BYTES], p99[FIELD_BYTES], again[FIELD_BYTES];
	snprintf(p50, sizeof p50, "clients %d p50", clients[i].n);
	snprintf(p99, sizeof p99, "clients %d p99", clients[i].n);
	snprintf(again, sizeof again, "clients %d again", clients[i].n);
	static const int order[] = {QUAD, APART, BARE_SHARED, BARE_OWN};
	buf_fmt(out, "| %d | ", clients[i].n);
	for (size_t j = 0; j < sizeof order / sizeof *order; j++) {
		put_median(out, find(all, p50, order[j]));
		buf_str(out, ", ");
		put_median(out, find(all, p99, order[j]));
		buf_str(out, " | ");
	}
	put_number(out, 100 * figures_median(all, CLUSTER, all->cluster_size, again, BARE_OWN));
	buf_str(out, "% |\n");
}

static void put_rates(struct buf *out, const struct figures *all)
{
	buf_fmt(out,
	        "A booking of Quad reads %.0f keys and ranges, and writes %.0f keys, with their values %.0f bytes. "
	        "Aim: at "
	        "least %.1f of a bare client.\n\n",
	        figures_median(all, CLUSTER, all->cluster_size, "shape reads", QUAD),
	        figures_median(all, CLUSTER, all->cluster_size, "shape writes", QUAD),
	        figures_median(all, CLUSTER, all->cluster_size, "shape bytes", QUAD), RATIO_AIM);
	buf_str(out,
	        "| clients | Quad | Quad, hosts apart | bare, shared keys | bare, independent | Quad : independent | "
	        "Quad : shared | apart : shared | prototype elsewhere "
	        "|\n|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
	for (size_t i = 0; i < sizeof clients / sizeof *clients; i++)
		put_clients(out, all, i);
	buf_str(out,
	        "\nMedian and 99th percentile of a booking, and how many of the independent ones were run again:\n\n"
	        "| clients | Quad | Quad, hosts apart | bare, shared keys | bare, independent | run again |\n"
	        "|---:|---:|---:|---:|---:|---:|\n");
	for (size_t i = 0; i < sizeof clients / sizeof *clients; i++)
		put_waits(out, all, i);
}

/* ---- lines ---- */

static void put_line_cells(struct buf *out, const struct figures *all, const char *key, int engine)
{
	for (size_t i = 0; i < LINES; i++) {
		char work[FIELD_BYTES];
		snprintf(work, sizeof work, "line %d %s", added_ms[i], key);
		put_median(out, find(all, work, engine));
		buf_str(out, " | ");
	}
}

static void put_operation(struct buf *out, const struct figures *all, size_t i)
{
	char work[FIELD_BYTES];
	snprintf(work, sizeof work, "line %d %s trips", added_ms[LINE_OF_TRIPS], operations[i].key);
	const struct figure *trips = find(all, work, QUAD);
	buf_fmt(out, "| %s | ", operations[i].label);
	put_line_cells(out, all, operations[i].key, QUAD);
	put_median(out, trips);
	buf_str(out, " | ");
	if (trips && operations[i].trips_aim > 0)
		buf_fmt(out, "at most %.0f | %s |\n", operations[i].trips_aim,
		        verdict(trips->median <= operations[i].trips_aim * 1.05));
	else
		buf_str(out, "| |\n");
}

static void put_lines(struct buf *out, const struct figures *all)
{
	buf_str(out,
	        "\nBy a line that adds a round trip of so many milliseconds; round trips are the mean at 5 ms:\n\n|");
	for (size_t i = 0; i < LINES; i++)
		buf_fmt(out, " | %d ms", added_ms[i]);
	buf_str(out, " | round trips | aim | |\n|---|---:|---:|---:|---:|---:|---|\n");
	for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
		put_operation(out, all, i);
	buf_str(out, "| the bare client's booking | ");
	put_line_cells(out, all, "book", BARE_OWN);
	buf_str(out, "2 | | |\n");
}

void put_cluster(struct buf *out, const struct figures *all)
{
	if (!all->cluster_size)
		return;
	buf_str(out, "\n## Three PostgreSQL servers, ");
	put_grouped(out, (double)all->cluster_size);
	buf_str(out, " bookings\n\nA commit waits until it is on the disks of two of the three. ");
	put_rates(out, all);
	put_lines(out, all);
}
