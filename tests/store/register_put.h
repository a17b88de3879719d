/* Rows of registers that are in the store as they are, for tests of what reads them. */
#ifndef QUAD_TESTS_STORE_REGISTER_PUT_H
#define QUAD_TESTS_STORE_REGISTER_PUT_H

#include "store/facts/register_list.h"
#include "tests/store/ask.h"

static inline int put_register(struct db_txn *txn, void *arg)
{
	const struct register_row *row = arg;
	struct key key = register_list_key(row);
	struct buf value = {0};
	register_encode(row, &value);
	int err = db_put(txn, key_bytes(&key), (struct bytes){buf_text(&value), value.len});
	buf_release(&value);
	return err;
}

static inline void have_register(struct world *w, struct register_row row)
{
	ck_assert_int_eq(db_update(w->s.db, put_register, &row, NULL), 0);
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

static inline void have_students(struct world *w, const char *institution, int64_t year, int64_t count)
{
	struct register_row row = register_row_of(REGISTER_STUDENTS);
	row.text[STUDENTS_INSTITUTION] = institution;
	row.number[STUDENTS_YEAR] = year;
	row.number[STUDENTS_COUNT] = count;
	have_register(w, row);
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
