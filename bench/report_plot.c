#include "bench/report_plot.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

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
		const struct figure *v = figures_find(all, DISK, all->sizes[i], work, engine);
		if (!v || v->median <= 0)
			continue;
		buf_fmt(out, "%s%.1f %.1f", first ? "M" : "L", panel_x(p, (double)v->size), panel_y(p, v->median));
		first = false;
	}
	buf_str(out, first ? "M0 0\"/>" : "\"/>");
	for (size_t i = 0; i < all->n_sizes; i++) {
		const struct figure *v = figures_find(all, DISK, all->sizes[i], work, engine);
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

void put_plot(struct buf *out, const struct figures *all)
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
