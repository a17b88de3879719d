/*
 * The fields of the booking form: what is typed in each, where it stands, and how a value is put into it. How they were
 * understood is beside them (ui_form_read.h fills it in).
 */
#ifndef QUAD_TUI_UI_FORM_FIELDS_H
#define QUAD_TUI_UI_FORM_FIELDS_H

#include "store/model/request.h"
#include "store/query/known.h"
#include "tui/base/edit.h"
#include "tui/screen/app.h"

/* clang-format off */
enum form_field {
	F_RESOURCES, F_PURPOSE, F_START, F_END, F_WEEKS, F_WEEKDAYS, F_PERIODS, F_EXCEPT, F_PARTY, F_INSTITUTION,
	F_REQUESTER, F_CLASS, F_EVENT, F_NOTE, F_COUNT
};
/* clang-format on */

#define FORM_ROWS 8 /* screen rows that the fields take */

struct form {
	struct edit field[F_COUNT];
	/* the value was put there and not typed: the first character that is typed replaces it */
	bool preset[F_COUNT];
	enum form_field at; /* the one that has the keys */
	bool dirty;         /* something was typed or chosen */
	uint64_t id, seq;   /* of the booking that is changed, 0 = a new one */
	int64_t day;        /* local day that a time alone belongs to */
	int minute;         /* the time of day that a day alone has */
	char end_set[32];   /* what the end field was set to, by ui_form_fill_end: other text in it was typed */
	int spoken_from_min, spoken_to_min; /* times of day of weeks that the start field says, else 0 */
	const struct known_list *known; /* the resources by which names are read */
	int64_t term_monday; /* day number of the first Monday of the term, and how many weeks it has; 0: no term */
	uint32_t term_weeks;
	/* how the fields were understood; the texts lie in arena */
	struct arena arena;
	struct booking_ask ask;
	struct series_ask series; /* with weeks */
	bool repeats;             /* it is a series */
	char term[CODE_MAX_BYTES + 1]; /* of the series, "": the only one, or the one that holds today */
	struct buf meaning;       /* how it was understood, one line */
	struct buf problems;      /* a line each */
	size_t n_problems;
	bool all_known; /* each resource is one of the store */
	/* the resources' text that names several, in arena; NULL: none does */
	const char *ambiguous;
};

void ui_form_fields_release(struct form *f);

/* The field's label in the person's language. */
const char *ui_form_label(enum form_field field);

/* Where a field stands, labels left out, if the fields are drawn from (row, col) on in cols columns. */
struct form_place {
	int row, col, cols;
};
struct form_place ui_form_place(enum form_field field, int row, int col, int cols);
void ui_form_fields_draw(const struct form *f, int row, int col, int cols);

/* Takes an event into the field that has the keys; false if it is none that edits. */
bool ui_form_edit(struct form *f, struct app *app, const struct event *ev);

/* `2026-09-07 08:00`, which is easier to edit than with a T. */
void ui_form_set_time(struct edit *e, int64_t at);
/* Sets the end field to a length, which counts as not typed. */
void ui_form_fill_end(struct form *f, int64_t start, int64_t end);
/* Sets a field to the dates in `before`, and more after them. */
void ui_form_set_dates(struct edit *e, const char *before, const int64_t *dates, size_t n);
/* Sets a field to a set of numbers (pattern.h). */
void ui_form_set_numbers(struct edit *e, uint64_t set);

/* Adds a line to the problems; a format in the person's language. */
void ui_form_problem(struct form *f, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
