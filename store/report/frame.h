/*
 * What every report stands on while it runs: the transaction, the resources, the institutions, who may see what, and
 * the table that it fills. Private to store/report.
 */
#ifndef QUAD_STORE_FRAME_H
#define QUAD_STORE_FRAME_H

#include "store/facts/directory.h"
#include "store/facts/register_list.h"
#include "store/facts/walk.h"
#include "store/model/rights.h"
#include "store/report/report.h"
#include "store/report/sum.h"

#define NO_PLACE UINT32_MAX

struct report_work {
	struct store *store;
	struct db_txn *txn;
	const struct report_ask *ask;
	struct report_table *out;
	struct arena *arena; /* of the table */
	int64_t now;
	int64_t from, to;          /* the period, minutes */
	bool period_given;         /* it was asked for; else it is this calendar year */
	int64_t first_day, n_days; /* the local days that it touches */
	const struct directory *directory;
	/* by place in the directory */
	bool *asked;     /* it matches the filter */
	bool *seen;      /* its figures may be shown */
	uint32_t *owner; /* place of its institution, that of its campus where it has none; NO_PLACE = nobody's */
	/* all institutions by code, and whether their figures may be shown */
	struct institution *institutions;
	uint32_t n_institutions;
	bool *institution_seen;
	struct campus *campuses; /* all, by code */
	uint32_t n_campuses;
	bool sees_all;
	struct member member;
	uint64_t priced; /* the first booking whose prices are kept */
	/* what the table's share of estimated hours is made of */
	sum_t effective, estimated;
	bool counts_hours;
};

/* The place of an institution or a campus by code; NO_PLACE. */
uint32_t frame_institution(const struct report_work *w, const char *code);
uint32_t frame_campus(const struct report_work *w, const char *code);

/* The period by the clock on the wall, in minutes: a day has 24 hours of it, also when the clock is changed. */
int64_t frame_wall_minutes(const struct report_work *w);

/* The dimension that was asked for. */
const char *frame_by(const struct report_work *w);
bool frame_is_by(const struct report_work *w, const char *dimension);

/* Sets the table's columns, which have to be constant. */
void frame_columns(struct report_work *w, const struct report_column *columns, size_t n);

/*
 * A new row, all of whose cells are `none`, at the end of the table; valid until the next one. NULL: no memory.
 */
struct report_row *frame_row(struct report_work *w) __attribute__((warn_unused_result));

void frame_text(struct report_cell *cell, const char *text); /* borrowed: in the arena, the directory or constant */
void frame_number(struct report_cell *cell, int64_t number);
void frame_hours(struct report_cell *cell, sum_t minutes);
void frame_money(struct report_cell *cell, sum_t minutes_times_price);
/* part / whole; none if the whole is nothing. */
void frame_percent(struct report_cell *cell, sum_t part, sum_t whole);

#endif
