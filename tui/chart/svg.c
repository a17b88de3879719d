/* Numbers are written with one digit after the point, whatever the locale is. */
#include "tui/chart/svg.h"

#include <inttypes.h>

#include "store/base/utf8.h"
#include "tui/base/text.h"

/* Han is in the first that a reader's system has. */
#define FONTS                                                                                                          \
	"'Noto Sans CJK SC','Source Han Sans SC','Noto Sans SC','PingFang SC','Microsoft YaHei','PingFang HK',"        \
	"'Microsoft JhengHei','WenQuanYi Micro Hei',SimSun,'DejaVu Sans',Arial,sans-serif"
#define COLUMN_EM 0.56 /* of a column of text, Latin digits in the widest of these fonts */

/* Tenths, rounded. */
static void add_length(struct buf *out, const char *name, double v)
{
	long tenths = (long)(v * 10 + (v < 0 ? -0.5 : 0.5));
	unsigned long amount = (unsigned long)(tenths < 0 ? -tenths : tenths);
	buf_fmt(out, " %s=\"%s%lu.%lu\"", name, tenths < 0 ? "-" : "", amount / 10, amount % 10);
}

/* A text as XML takes it; what it does not take, and what a terminal would obey, is left out or replaced. */
static void add_escaped(struct buf *out, const char *text)
{
	struct buf plain = {0};
	text_plain(&plain, text);
	const char *p = buf_text(&plain);
	for (size_t i = 0; i < plain.len;) {
		uint32_t c = 0;
		int n = utf8_next(p + i, plain.len - i, &c);
		size_t len = n > 0 ? (size_t)n : 1;
		if (n <= 0 || c == 0xfffe || c == 0xffff)
			buf_str(out, "\xef\xbf\xbd");
		else if (c == '&')
			buf_str(out, "&amp;");
		else if (c == '<')
			buf_str(out, "&lt;");
		else if (c == '>')
			buf_str(out, "&gt;");
		else if (c == '"')
			buf_str(out, "&quot;");
		else
			buf_add(out, p + i, len);
		i += len;
	}
	out->failed |= plain.failed;
	buf_release(&plain);
}

/* Lines a distance apart, in one direction or both. */
static void add_hatch(struct buf *out, int level, double step, double width, bool crossed)
{
	buf_fmt(out, "<pattern id=\"level%d\" patternUnits=\"userSpaceOnUse\"", level);
	add_length(out, "width", step);
	add_length(out, "height", step);
	buf_str(out, " patternTransform=\"rotate(45)\"><rect fill=\"#fff\"");
	add_length(out, "width", step);
	add_length(out, "height", step);
	buf_str(out, "/><path fill=\"none\" stroke=\"#000\"");
	add_length(out, "stroke-width", width);
	buf_fmt(out, " d=\"M0 0V%d%s\"/></pattern>\n", (int)step, crossed ? "M0 0H12" : "");
}

void svg_begin(struct buf *out, int width_mm, int height_mm, double width, double height, const char *title)
{
	buf_str(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	             "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\"");
	buf_fmt(out, " width=\"%dmm\" height=\"%dmm\" viewBox=\"0 0 %d %d\" font-family=\"%s\">\n<title>", width_mm,
	        height_mm, (int)width, (int)height, FONTS);
	add_escaped(out, title);
	buf_str(out, "</title>\n<defs>\n");
	add_hatch(out, 1, 10, 0.4, false);
	add_hatch(out, 2, 5, 0.5, false);
	add_hatch(out, 3, 5, 0.7, true);
	add_hatch(out, 4, 3, 1, true);
	buf_str(out, "</defs>\n<rect fill=\"#fff\" width=\"100%\" height=\"100%\"/>\n");
}

void svg_end(struct buf *out)
{
	buf_str(out, "</svg>\n");
}

/* White around each letter keeps it readable on a hatch. */
static void add_text(struct buf *out, double x, double y, double size, enum svg_anchor anchor, const char *more,
                     const char *text)
{
	static const char *const anchors[] = {"start", "middle", "end"};
	buf_str(out, "<text");
	add_length(out, "x", x);
	add_length(out, "y", y);
	add_length(out, "font-size", size);
	buf_fmt(out, " text-anchor=\"%s\" stroke=\"#fff\" stroke-width=\"2.5\" stroke-linejoin=\"round\"",
	        anchors[anchor]);
	buf_fmt(out, " paint-order=\"stroke\"%s>", more);
	add_escaped(out, text);
	buf_str(out, "</text>\n");
}

void svg_text(struct buf *out, double x, double y, double size, enum svg_anchor anchor, const char *text)
{
	add_text(out, x, y, size, anchor, "", text);
}

void svg_bold(struct buf *out, double x, double y, double size, enum svg_anchor anchor, const char *text)
{
	add_text(out, x, y, size, anchor, " font-weight=\"bold\"", text);
}

void svg_slanted(struct buf *out, double x, double y, double size, double degrees, const char *text)
{
	struct buf turn = {0};
	buf_fmt(&turn, " transform=\"rotate(%d %d %d)\"", (int)-degrees, (int)x, (int)y);
	add_text(out, x, y, size, SVG_END, buf_text(&turn), text);
	buf_release(&turn);
}

void svg_box(struct buf *out, double x, double y, double width, double height, int level)
{
	buf_str(out, "<rect stroke=\"#000\" stroke-width=\"0.5\"");
	add_length(out, "x", x);
	add_length(out, "y", y);
	add_length(out, "width", width);
	add_length(out, "height", height);
	if (level > 0)
		buf_fmt(out, " fill=\"url(#level%d)\"/>\n", level < SVG_LEVELS ? level : SVG_LEVELS);
	else
		buf_str(out, " fill=\"#fff\"/>\n");
}

void svg_line(struct buf *out, double x1, double y1, double x2, double y2)
{
	buf_str(out, "<line stroke=\"#000\" stroke-width=\"0.7\"");
	add_length(out, "x1", x1);
	add_length(out, "y1", y1);
	add_length(out, "x2", x2);
	add_length(out, "y2", y2);
	buf_str(out, "/>\n");
}

void svg_dot(struct buf *out, double x, double y)
{
	buf_str(out, "<circle r=\"2.5\"");
	add_length(out, "cx", x);
	add_length(out, "cy", y);
	buf_str(out, "/>\n");
}

double svg_text_width(const char *text, double size)
{
	return (double)text_width(text) * size * COLUMN_EM;
}
