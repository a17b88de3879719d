/*
 * Reading times, lengths and dates, in any form that people write (spoken.h). Of what is not written exactly, as
 * 2026-12-02T10:00, what was understood is said in the message: by the option's own line, or, for the times of a
 * booking, by input_say_booking in one line of all.
 */
#ifndef QUAD_TUI_CMD_TIME_H
#define QUAD_TUI_CMD_TIME_H

#include "tui/cmd/cmd_input.h"

/* Values of options, as in cmd_input.h. */
bool input_duration(struct input *in, const char *option, int64_t *out_min);
bool input_interval(struct input *in, const char *option, int64_t *start,
                    int64_t *end);                                     /* START/END, or a text of both */
bool input_moment(struct input *in, const char *option, int64_t *out); /* a date alone is its midnight */
bool input_date(struct input *in, const char *option, int64_t *out);   /* a day number */
/* The same of a word: what names it in messages. */
bool input_date_text(struct input *in, const char *what, const char *text, int64_t *out);
/* All dates of an option that may be repeated and hold several, `,` or `;` between them; in the input's arena. */
bool input_dates(struct input *in, const char *option, const int64_t **out, size_t *n);
/* An end; a time of day alone is of the local day of start. */
bool input_end_text(struct input *in, const char *what, const char *text, int64_t start, int64_t *out);

/* Says why spoken_when did not understand a text; not_a as in words_not_understood. */
void input_not_understood(struct input *in, const char *what, const char *text, const struct spoken_when *w, int err,
                          const char *not_a);
/* Says that a text is not a time. */
void input_no_time(struct input *in, const char *what, const char *text);
/* Says of an option what was understood, unless quiet. */
void input_say(struct input *in, const char *what, const struct buf *meaning);

#endif
