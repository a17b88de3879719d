/*
 * The registers: short lists that reports and a few rules read, and that differ only in their fields: which specialty
 * belongs to which cluster, who owns a resource together, agreements between institutions, events, students, employees,
 * figures of a region. One structure holds a row of any of them; a register is a row of a table that says what its
 * fields are called and which of them tell its rows apart. Pure.
 */
#ifndef QUAD_STORE_REGISTERS_H
#define QUAD_STORE_REGISTERS_H

#include "store/model/entity.h"
#include "store/model/model.h"

enum register_id {
	REGISTER_CLUSTERS = 1,
	REGISTER_OWNERS,
	REGISTER_AGREEMENTS,
	REGISTER_EVENTS,
	REGISTER_STUDENTS,
	REGISTER_EMPLOYEES,
	REGISTER_FIGURES,
	REGISTER_N
};

#define REGISTER_TEXTS 5
#define REGISTER_NUMBERS 4
#define REGISTER_KEY_TEXTS_MAX 400        /* bytes, all texts of a key together */
#define REGISTER_MILLION INT64_C(1000000) /* decimals are stored as so many of a unit */

/* The places of a register's fields in `text` and `number`. */
enum { CLUSTER_SPECIALTY, CLUSTER_NAME, CLUSTER_INDUSTRY };
enum { OWNER_RESOURCE, OWNER_INSTITUTION };    /* codes */
enum { OWNER_SHARE, OWNER_FROM, OWNER_UNTIL }; /* millionths of a percent; days, both inclusive, 0 = open */
enum {
	AGREEMENT_CODE,
	AGREEMENT_PARTIES,
	AGREEMENT_RESOURCES,
	AGREEMENT_PRICE,
	AGREEMENT_TEXT
};                                                         /* codes, `;` between */
enum { AGREEMENT_FROM, AGREEMENT_UNTIL, AGREEMENT_HOURS }; /* days as above; millionths of an hour, -1 = not said */
enum { EVENT_CODE, EVENT_NAME, EVENT_INSTITUTION };
enum { EVENT_START, EVENT_END }; /* minutes, [start, end); 0 = not said */
enum { STUDENTS_INSTITUTION };
enum { STUDENTS_YEAR, STUDENTS_COUNT };
enum { EMPLOYEES_INSTITUTION, EMPLOYEES_POST };
enum { EMPLOYEES_COUNT, EMPLOYEES_FROM }; /* people; day, 0 = always */
enum { FIGURE_REGION, FIGURE_NAME };
enum { FIGURE_YEAR, FIGURE_VALUE }; /* a year; millionths */

struct register_row {
	enum register_id id;
	const char *text[REGISTER_TEXTS]; /* "" where there is none */
	int64_t number[REGISTER_NUMBERS];
	uint64_t seq;
};

enum register_type {
	FIELD_CODE, /* a text that tells rows apart or names something: as a code (change_check_code) */
	FIELD_TEXT,
	FIELD_DECIMAL, /* millionths */
	FIELD_COUNT,   /* a whole number, not below 0 */
	FIELD_YEAR,    /* of the calendar, or in which a school year begins */
	FIELD_DAY,     /* day number, 0 = open */
	FIELD_MOMENT   /* minutes, 0 = not said */
};

struct register_field {
	const char *column; /* as in lists */
	enum register_type type;
	bool is_number;         /* in `number`, else in `text` */
	bool needed, key;       /* has to be given; tells rows apart */
	enum entity_kind names; /* OF_RESOURCE or OF_INSTITUTION: its code has to be known; else N_KINDS */
};

struct register_kind {
	enum register_id id;
	enum list_id list;
	enum entity_kind entity;
	const struct register_field *texts, *numbers;
	size_t n_texts, n_numbers;
};

/* NULL for a number that is none. */
const struct register_kind *register_kind(enum register_id id);
/* The register whose rows the journal names so; NULL: none. */
const struct register_kind *register_of_entity(enum entity_kind entity);

/*
 * The bit of a field in a request's `given`: its place among the texts, then those of the numbers. Key fields are
 * always given: a number of them that is not said is 0.
 */
static inline unsigned register_number_bit(const struct register_kind *kind, size_t number)
{
	return (unsigned)(kind->n_texts + number);
}

/* A row without anything: all texts "", all numbers as if not said. */
struct register_row register_row_of(enum register_id id);

/*
 * What tells the row from others of its register, appended: its key fields in order, `:` between them, as the journal
 * names it after the register's word.
 */
void register_name(const struct register_row *row, struct buf *out);

/* True if the texts that tell the row apart fit a key: at most REGISTER_KEY_TEXTS_MAX. */
bool register_key_fits(const struct register_row *row);

void register_encode(const struct register_row *v, struct buf *out);
int register_decode(struct bytes b, struct register_row *out) __attribute__((warn_unused_result));

/* True if [from, until] of day numbers, 0 = open, has the day. */
static inline bool register_holds(int64_t from, int64_t until, int64_t day)
{
	return (!from || from <= day) && (!until || day <= until);
}

/*
 * The most that the shares of others among the owners of a resource come to on any day on which `row` holds, in
 * millionths of a percent; *day is the first such day, 0 = from the beginning. The row's own institution does not
 * count.
 */
#define REGISTER_SHARES (100 * REGISTER_MILLION)
int64_t register_shares_taken(const struct register_row *owners, size_t n, const struct register_row *row,
                              int64_t *day);

/* True if a code is one of those with `;` between them. */
bool register_has_code(const char *codes, const char *code);

#endif
