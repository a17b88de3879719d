#include "bench/report_aims.h"

#include <stdbool.h>
#include <string.h>

/* What is held against an aim: how many times better than another Quad is, or a figure of its own. */
enum held { TIMES_SQLITE, TIMES_POSTGRES, TIMES_BOTH, AT_MOST, LARGEST };

struct aim {
	const char *what, *work;
	enum held held;
	double aim; /* in the unit of the figure */
};

/* clang-format off */
static const struct aim aims[] = {
	{"a durable booking, times SQLite", "book", TIMES_SQLITE, 1},
	{"- the mean of 5,000, with what tidies up the log", "tail mean", TIMES_SQLITE, 1},
	{"- the slowest of 5,000", "tail worst", AT_MOST, 20000},
	{"8 processes, times PostgreSQL's best", "procs", TIMES_POSTGRES, 1},
	{"- 99th percentile of a decision", "procs p99", AT_MOST, 5000},
	{"- fastest by slowest process", "procs fairness", AT_MOST, 1.1},
	{"- the slowest decision of all rounds", "procs worst", LARGEST, 20000},
	/* a twentieth of the fastest durable booking */
	{"what the journal's proof adds to a booking", "proof entry", AT_MOST, 10},
	{"the week of one resource, times the better of both", "week", TIMES_BOTH, 3},
	{"a refused booking, times the better of both", "refuse", TIMES_BOTH, 1.5},
	{"CSV with all checks, times the better of both", "import", TIMES_BOTH, 1},
	{"which of 5,000 are free, times SQLite", "free", TIMES_SQLITE, 20},
	{"- times PostgreSQL's best", "free", TIMES_POSTGRES, 40},
	{"- where their programs remember too, times the better of both", "remembered", TIMES_BOTH, 1.2},
	{"start of the program with `find`, times the better of both", "fresh", TIMES_BOTH, 1},
	{"a series of 48, times the better of both", "series", TIMES_BOTH, 1},
	{"the first picture of the screen", "screen first", AT_MOST, 50000},
	{"- with no page of the store in memory", "screen cold", AT_MOST, 50000},
	{"from a key that moves the cursor to its picture", "screen key", AT_MOST, 16000},
	{"- that turns a page", "screen page", AT_MOST, 16000},
	{"- to the next day of the board", "screen day", AT_MOST, 30000},
	{"what instead of a refused booking", "alternatives", AT_MOST, 300},
	{"what instead of a refused series of 48", "series_alternatives", AT_MOST, 3000},
};
/* clang-format on */

static const struct {
	const char *work, *what;
} growths[] = {
	{"book", "a durable booking"},
	{"refuse", "a refused booking"},
	{"week", "the week of one resource"},
	{"free", "which of 5,000 are free"},
	{"next", "the next free 2 hours of 100"},
};

enum { GROWTH_MAX = 3 };

/* The figure beside Quad's; NULL where an aim has none. */
static const struct figure *other_of(const struct figures *all, const char *medium, size_t size, const struct aim *aim)
{
	const struct figure *lite = figures_find(all, medium, size, aim->work, SQLITE);
	const struct figure *pg = figures_postgres(all, medium, size, aim->work);
	const struct figure *quad = figures_find(all, medium, size, aim->work, QUAD);
	double times_lite = figures_times(quad, lite), times_pg = figures_times(quad, pg);
	switch (aim->held) {
	case TIMES_SQLITE: return lite;
	case TIMES_POSTGRES: return pg;
	case TIMES_BOTH: return times_lite > 0 && (times_pg <= 0 || times_lite < times_pg) ? lite : pg;
	case AT_MOST:
	case LARGEST: break;
	}
	return NULL;
}

static const char *verdict(bool ok)
{
	return ok ? "yes" : "**no**";
}

static void put_limit(struct buf *out, const struct aim *aim, const struct figure *quad)
{
	struct figure limit = *quad, got = *quad;
	limit.median = aim->aim;
	/* of a few rounds the 90th percentile is the largest */
	if (aim->held == LARGEST)
		got.median = quad->p90;
	buf_fmt(out, "| %s | at most ", aim->what);
	put_median(out, &limit);
	buf_str(out, " | ");
	put_median(out, &got);
	buf_fmt(out, " | %s | |\n", verdict(got.median <= aim->aim));
}

static void put_times(struct buf *out, const struct aim *aim, const struct figure *quad, const struct figure *other)
{
	double times = figures_times(quad, other);
	if (times <= 0)
		return;
	buf_fmt(out, "| %s | at least ", aim->what);
	put_number(out, aim->aim);
	buf_str(out, " | ");
	put_number(out, times);
	buf_fmt(out, " | %s | ", verdict(times >= aim->aim));
	put_median(out, quad);
	buf_str(out, " : ");
	put_median(out, other);
	buf_str(out, " |\n");
}

static void put_aims_of(struct buf *out, const struct figures *all, const char *medium, size_t size)
{
	buf_str(out, "| | aim | measured | | Quad : the other |\n|---|---:|---:|---|---:|\n");
	for (size_t i = 0; i < sizeof aims / sizeof *aims; i++) {
		const struct figure *quad = figures_find(all, medium, size, aims[i].work, QUAD);
		if (!quad)
			continue;
		if (aims[i].held == AT_MOST || aims[i].held == LARGEST)
			put_limit(out, &aims[i], quad);
		else
			put_times(out, &aims[i], quad, other_of(all, medium, size, &aims[i]));
	}
}

static void put_growth(struct buf *out, const struct figures *all)
{
	size_t least = all->sizes[0], most = all->sizes[0];
	for (size_t i = 0; i < all->n_sizes; i++) {
		least = all->sizes[i] < least ? all->sizes[i] : least;
		most = all->sizes[i] > most ? all->sizes[i] : most;
	}
	if (most == least)
		return;
	buf_str(out, "\nGrowth of the cost from ");
	put_grouped(out, (double)least);
	buf_str(out, " to ");
	put_grouped(out, (double)most);
	buf_str(out, " bookings, for equal answers:\n\n| | aim | times | | from : to |\n|---|---:|---:|---|---:|\n");
	for (size_t i = 0; i < sizeof growths / sizeof *growths; i++) {
		const struct figure *few = figures_find(all, DISK, least, growths[i].work, QUAD);
		const struct figure *many = figures_find(all, DISK, most, growths[i].work, QUAD);
		if (!few || !many)
			continue;
		buf_fmt(out, "| %s | at most %d | ", growths[i].what, GROWTH_MAX);
		put_number(out, many->median / few->median);
		buf_fmt(out, " | %s | ", verdict(many->median <= GROWTH_MAX * few->median));
		put_median(out, few);
		buf_str(out, " : ");
		put_median(out, many);
		buf_str(out, " |\n");
	}
}

/* The largest size at which all were measured. */
static size_t aims_size(const struct figures *all)
{
	size_t most = 0;
	for (size_t i = 0; i < all->n_sizes; i++)
		if (all->sizes[i] > most && figures_find(all, DISK, all->sizes[i], "load", SQLITE))
			most = all->sizes[i];
	return most;
}

static void put_flush(struct buf *out, const struct figures *all, size_t size)
{
	const struct figure *flush = figures_find(all, DISK, size, "limit flush", MACHINE);
	if (!flush)
		return;
	buf_str(out, ", a flush takes ");
	put_median(out, flush);
}

void put_aims(struct buf *out, const struct figures *all)
{
	if (aims_size(all)) {
		buf_str(out, "\n## Aims, at ");
		put_grouped(out, (double)aims_size(all));
		buf_str(out, " bookings");
		put_flush(out, all, aims_size(all));
		buf_str(out, "\n\n");
		put_aims_of(out, all, DISK, aims_size(all));
		put_growth(out, all);
	}
	if (all->flush_size) {
		buf_str(out, "\nAt ");
		put_grouped(out, (double)all->flush_size);
		buf_str(out, " bookings, where every flush takes 1 ms:\n\n");
		put_aims_of(out, all, SLOW, all->flush_size);
	}
}
