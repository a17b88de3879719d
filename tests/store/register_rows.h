/* Rows of the registers as they stand in a store, for tests of what reads them. */
#ifndef QUAD_TESTS_STORE_REGISTER_ROWS_H
#define QUAD_TESTS_STORE_REGISTER_ROWS_H

#include "tests/store/register_put.h"

static inline int64_t day_of(const char *date)
{
	int64_t out = 0;
	ck_assert(!*date || clock_parse_date(date, &out) == 0);
	return out;
}

/* percent: whole ones. Dates "" = open, as in all of these. */
static inline void put_owner(struct world *w, const char *of, const char *institution, int64_t percent,
                             const char *from, const char *until)
{
	struct register_row row = register_row_of(REGISTER_OWNERS);
	row.text[OWNER_RESOURCE] = of;
	row.text[OWNER_INSTITUTION] = institution;
	row.number[OWNER_SHARE] = percent * REGISTER_MILLION;
	row.number[OWNER_FROM] = day_of(from);
	row.number[OWNER_UNTIL] = day_of(until);
	have_register(w, row);
}

/* hours: -1 = none are said. */
static inline void put_agreement(struct world *w, const char *code, const char *parties, const char *resources,
                                 int64_t hours, const char *from, const char *until)
{
	struct register_row row = register_row_of(REGISTER_AGREEMENTS);
	row.text[AGREEMENT_CODE] = code;
	row.text[AGREEMENT_PARTIES] = parties;
	row.text[AGREEMENT_RESOURCES] = resources;
	row.number[AGREEMENT_HOURS] = hours < 0 ? -1 : hours * REGISTER_MILLION;
	row.number[AGREEMENT_FROM] = day_of(from);
	row.number[AGREEMENT_UNTIL] = day_of(until);
	have_register(w, row);
}

static inline void put_employees(struct world *w, const char *institution, const char *post, int64_t count,
                                 const char *from)
{
	struct register_row row = register_row_of(REGISTER_EMPLOYEES);
	row.text[EMPLOYEES_INSTITUTION] = institution;
	row.text[EMPLOYEES_POST] = post;
	row.number[EMPLOYEES_COUNT] = count;
	row.number[EMPLOYEES_FROM] = day_of(from);
	have_register(w, row);
}

#endif
