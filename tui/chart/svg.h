/*
 * What a picture in SVG 1.1 is made of. Lengths are in the user units of the picture. It is whole in itself: no script,
 * no reference to anything else; black on white, with hatches that a printer without colour and a copier keep apart.
 */
#ifndef QUAD_TUI_SVG_H
#define QUAD_TUI_SVG_H

#include <stdbool.h>
#include <stddef.h>

#include "store/base/buf.h"

enum svg_anchor { SVG_START, SVG_MIDDLE, SVG_END };

#define SVG_LEVELS 4

/* The element itself, on paper of that size, with the hatches; `title` is what a screen reader says. */
void svg_begin(struct buf *out, int width_mm, int height_mm, double width, double height, const char *title);
void svg_end(struct buf *out);

/* A line of text with its baseline at y. */
void svg_text(struct buf *out, double x, double y, double size, enum svg_anchor anchor, const char *text);
/* The same in bold, and one that falls to the left as far as `degrees` says. */
void svg_bold(struct buf *out, double x, double y, double size, enum svg_anchor anchor, const char *text);
void svg_slanted(struct buf *out, double x, double y, double size, double degrees, const char *text);

/* A box with a thin border, filled as dark as a level says: 0 white, SVG_LEVELS the darkest. */
void svg_box(struct buf *out, double x, double y, double width, double height, int level);
void svg_line(struct buf *out, double x1, double y1, double x2, double y2);
void svg_dot(struct buf *out, double x, double y);

/* How wide a text is likely to be: fonts differ. */
double svg_text_width(const char *text, double size);

#endif
