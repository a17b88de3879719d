/* Rows of registers, for tests of what reads them. */
#ifndef QUAD_TESTS_STORE_REGISTER_PUT_H
#define QUAD_TESTS_STORE_REGISTER_PUT_H

#include "store/model/registers.h"
#include "tests/store/ask.h"

static inline void have_register_as(struct world *w, const char *login, struct register_row row)
{
	struct request rq = rq_of(w, OP_REGISTER);
	rq.actor = login;
	rq.given = GIVEN_ALL;
	rq.u.row = row;
	ck_assert_str_eq(world_ask(w, &rq), "added");
}

/* For worlds in which nobody is a coordinator yet, so that everybody may. */
static inline void have_register(struct world *w, struct register_row row)
{
	have_register_as(w, "anna", row);
}

/* A figure of a region; value: millionths. */
static inline void have_figure(struct world *w, const char *region, int64_t year, const char *name, int64_t value)
{
	struct register_row row = register_row_of(REGISTER_FIGURES);
	row.text[FIGURE_REGION] = region;
	row.text[FIGURE_NAME] = name;
	row.number[FIGURE_YEAR] = year;
	row.number[FIGURE_VALUE] = value;
	have_register(w, row);
}

static inline void have_students_as(struct world *w, const char *login, const char *institution, int64_t year,
                                    int64_t count)
{
	struct register_row row = register_row_of(REGISTER_STUDENTS);
	row.text[STUDENTS_INSTITUTION] = institution;
	row.number[STUDENTS_YEAR] = year;
	row.number[STUDENTS_COUNT] = count;
	have_register_as(w, login, row);
}

static inline void have_students(struct world *w, const char *institution, int64_t year, int64_t count)
{
	have_students_as(w, "anna", institution, year, count);
}

static inline void have_cluster(struct world *w, const char *specialty, const char *cluster, const char *industry)
{
	struct register_row row = register_row_of(REGISTER_CLUSTERS);
	row.text[CLUSTER_SPECIALTY] = specialty;
	row.text[CLUSTER_NAME] = cluster;
	row.text[CLUSTER_INDUSTRY] = industry;
	have_register(w, row);
}

#endif
