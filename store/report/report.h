/*
 * Reports: who uses what, who lends to whom, what stands idle, what was refused. A report reads one snapshot and gives
 * a table of typed cells with what has to be known to trust it (period, rules, the journal's head); printing, pictures,
 * sorting and the screen work on any of them.
 *
 * What holds for all: only what stands counts (requested, booked, used), as of the minute of the store's clock. A
 * booking counts with the part of it that lies in the period; its use where check-in or an adjustment recorded it, else
 * as booked, which is then `estimated`. A bundle's hours count for each of its resources, its booking once. Figures are
 * of what the looker may see (RIGHT_REPORT). Hours have two digits and are rounded half up once, at the end, from exact
 * sums (sum.h).
 */
#ifndef QUAD_STORE_REPORT_H
#define QUAD_STORE_REPORT_H

#include "store/facts/resources.h"
#include "store/facts/store_open.h"
#include "store/query/journal_proof.h"

enum report_cell_type {
	REPORT_TEXT,
	REPORT_COUNT,   /* a whole number */
	REPORT_HOURS,   /* hundredths of an hour */
	REPORT_PERCENT, /* hundredths of a percent */
	REPORT_MONEY,   /* hundredths of a yuan */
	REPORT_DECIMAL, /* hundredths of what the column says */
	REPORT_DATE     /* day number */
};

struct report_column {
	const char *name; /* as in files */
	enum report_cell_type type;
};

struct report_cell {
	const char *text; /* of REPORT_TEXT */
	int64_t number;   /* of all others */
	bool none;        /* there is no such value: nothing by nothing, not known, not shown */
};

/* The bookings behind a row, as a filter of bookings has them; "" or NULL = any. */
struct report_source {
	const char *resource, *lender, *borrower; /* codes */
	const char *owner, *campus;               /* of the resources: institution, campus; codes */
	enum resource_kind kind;
	const char *person; /* login */
	int64_t from, to;   /* minutes */
};

/* Copies its texts into the arena; NULL becomes "". QUAD_ENOMEM. */
int report_source_keep(struct arena *arena, struct report_source *source) __attribute__((warn_unused_result));

struct report_row {
	struct report_cell *cells; /* one for each column */
	struct report_source source;
};

/* Which of two means a percentage of a group is. */
enum report_ratio { RATIO_NONE, RATIO_OF_SUMS, RATIO_MEAN };

/* How a report is best drawn. */
enum report_picture { PICTURE_NONE, PICTURE_BARS, PICTURE_HEAT, PICTURE_MATRIX, PICTURE_LINE };

struct report_table {
	const struct report_kind *kind;
	const char *by; /* the dimension that was asked for, "" = none */
	const struct report_column *columns;
	size_t n_columns;
	struct report_row *rows;
	size_t n, cap;
	/* how it came about */
	int64_t from, to;       /* the period, minutes */
	uint64_t rules_version; /* journal entry of the last change of an owner's rule, 0 = none */
	struct journal_head head;
	int64_t effective, estimated;  /* hundredths of hours in all that was counted; -1: the report counts none */
	size_t n_seen, n_institutions; /* whose figures are in it, of how many */
	size_t n_small;                /* groups under REPORT_GROUP_MIN that are not shown */
	bool may_be_fewer;             /* settlement: more institutions than all ways were looked at for */
	size_t n_left_out;             /* rows that were taken away (arrange.h) */
	/* of a comparison (compare.h), the period before and its hours; from and to 0: it is none */
	int64_t before_from, before_to;
	int64_t before_effective, before_estimated;
	struct arena arena;            /* of all */
};

#define REPORT_GROUP_MIN 5 /* people */
#define REPORT_YEARS_MAX 20

/* A weight of an indicator (score.c), in hundredths; they sum to 10000. An indicator without one has 0. */
struct report_weight {
	const char *indicator;
	int64_t weight;
};

struct report_ask {
	const char *name;
	int64_t from, to;              /* minutes, [from, to); both 0: this calendar year */
	const char *by;                /* a dimension of the report, NULL: its first */
	struct resource_filter filter; /* of what is counted */
	enum purpose_class class;      /* bookings of this class alone, PURPOSE_NONE = all */
	/* of single reports */
	int64_t below;                       /* idle: percent in hundredths, 0 = the default */
	int64_t within_min;                  /* idle: minutes of travel; says_within false: the default */
	bool says_within;
	int64_t price;                       /* duplicates: hundredths of a yuan, 0 = not said */
	int64_t total;                       /* fund: hundredths of a yuan */
	const struct report_weight *weights; /* score, fund; n_weights 0: all alike */
	size_t n_weights;
	const char *login; /* person */
	/* Called now and then with how much is done, of how much; other than 0 ends the report with that. NULL is fine.
	 */
	int (*progress)(void *arg, uint64_t done, uint64_t total);
	void *arg;
};

struct report_work;

#define REPORT_DIMENSIONS 8
struct report_kind {
	const char *name;
	const char *by[REPORT_DIMENSIONS]; /* the dimensions, the default first; NULL ends them, or begins if there are
	                                      none */
	enum report_ratio ratio;
	enum report_picture picture;
	int (*run)(struct report_work *w); /* frame.h */
};

/* All reports in the order of the help, up to one without a name; and one by name, NULL if there is none. */
const struct report_kind *report_kinds(void);
const struct report_kind *report_kind_find(const char *name);

/*
 * QUAD_EINVAL: no such report or dimension, or a period that ends before it begins. QUAD_ENOTFOUND: the filter or the
 * login names what is not there. Release the table in any case.
 */
int report_run(struct store *s, const struct report_ask *ask, struct report_table *out)
	__attribute__((warn_unused_result));
void report_table_release(struct report_table *t);

#endif
