/*
 * The columns of a kind of list: a table of columns over one structure of values. The table serves both ways: import
 * writes a row's cells into the structure, export reads them from it. Private to the list modules.
 */
#ifndef QUAD_STORE_LIST_COLUMN_H
#define QUAD_STORE_LIST_COLUMN_H

#include "store/base/clock.h"
#include "store/list/list_kind.h"
#include "store/model/model.h"
#include "store/model/request.h"
#include "store/model/table.h"

/* How a cell is read and printed. All but the marked ones are kept as a text. */
enum value_type {
	VALUE_TEXT,
	VALUE_REGION, /* a word, of which some are known in Chinese */
	VALUE_TIER,
	VALUE_TAGS,      /* `a;b` */
	VALUE_CODES,     /* `A;B`, of things that are named by codes */
	VALUE_EQUIPMENT, /* `name*count;...` */
	VALUE_OPENING,   /* opening hours, made canonical */
	VALUE_LANGUAGE,  /* `en`, `zh_CN`; a word for one is understood */
	VALUE_RULE,      /* a part of an owner's rule (list_rule.h) */
	VALUE_SCOPE,     /* of which `*` is everything */
	VALUE_NUMBER,    /* uint32_t; a unit after it is dropped */
	VALUE_SEATS,     /* the same, and words for "no limit" */
	VALUE_RATED,     /* uint32_t above 0, a unit after it is dropped; none = 0 */
	VALUE_TIME,      /* int64_t, minutes */
	VALUE_FROM,      /* the same, and a date alone is its first instant */
	VALUE_UNTIL,     /* the same, and a date alone is the end of that day */
	VALUE_DATE,      /* int64_t, day number; none = PERIOD_ALWAYS */
	VALUE_OPEN_DAY,  /* int64_t, day number; none = 0 */
	VALUE_CLOCK,     /* int, minute of the day */
	VALUE_BOOL,      /* bool, an empty cell is true */
	VALUE_YES,       /* bool, an empty cell is false */
	VALUE_KIND,      /* enum resource_kind, and what the word said goes to the tags */
	VALUE_MODE,      /* enum resource_mode */
	VALUE_APPROVAL,  /* enum approval */
	VALUE_SHARING,   /* enum sharing */
	VALUE_ROLE,      /* enum person_role */
	VALUE_PURPOSE,   /* enum purpose_class */
	VALUE_DAY,       /* a day rule: enum day_kind, and the week and weekday that follow it there */
	VALUE_COUNT,     /* int64_t, not below 0; a unit after it is dropped */
	VALUE_YEAR,      /* int64_t; of a school year `2025-2026` that in which it begins */
	VALUE_DECIMAL,   /* int64_t, millionths (decimal.h); below 0 where it is not needed: none */
	VALUE_PART,      /* not kept: only other columns are composed of it */
	VALUE_STATE,     /* not kept: it says whether the row is to be booked (list_state.h) */
};

enum column_flags {
	COLUMN_NEEDED = 1,
	COLUMN_CLAIM = 2,   /* names what is booked: a file needs one of these */
	COLUMN_IN_ONLY = 4, /* read and never printed */
	COLUMN_KEY = 8,     /* the code or ref */
	COLUMN_NAME = 16,   /* stands in for a code that a file lacks */
	COLUMN_LESSON = 64, /* says when a series is: needed unless other columns of the file say it */
	COLUMN_SPAN = 32,   /* tells start and end where a file lacks those, with a date in its cells or in a column */
};

/* How a part goes before the rest of a value. What the rest says itself is not said twice. */
enum part_form {
	PART_WORD,   /* a blank; left out if the rest begins with it: `A楼` before `A楼101` */
	PART_FLOOR,  /* the same, of its number: `3层` before `305` */
	PART_DATE,   /* a blank; left out before another date */
	PART_FROM,   /* a blank; never left out: 1 before 16 */
	PART_UNTIL,  /* a range mark before it: `08:00` after `22:00` */
	PART_COUNT,  /* a star before it */
	PART_TOLD,   /* a blank; parts of this form go in the order of the file */
	PART_STATUS, /* a figure of the ministry's code of states, as `现状1` */
};

/*
 * A column of ours may be composed of others, in the order of the table, where a file lacks it or it is itself a part.
 */
struct list_part {
	const char *column, *from;
	enum part_form form;
	bool needed;              /* without such a column the file has no such value */
	enum resource_kind only;  /* in lists whose header says that they are of this kind; 0 = all */
};

struct list_column {
	const char *name;
	enum value_type type;
	unsigned flags;      /* enum column_flags */
	unsigned field;      /* in the request's `given` */
	size_t offset;       /* in union list_value */
	const char *aliases; /* other headers for it, the better first, as header_normal leaves them, blanks between */
};

/* The columns that name what is booked; campus and building tell resources of one name or number apart. */
struct claim_cells {
	const char *resources, *resource, *teacher, *class, *equipment, *campus, *building;
};

/* A row of bookings as the file has it. */
struct booking_line {
	const char *ref;
	struct claim_cells claims;
	int64_t start, end;
	const char *date, *time; /* `8:00-10:00` or periods: what a file may have in place of start and end */
	uint32_t party;
	const char *purpose, *requester, *institution, *note;
	enum purpose_class class;
	const char *event;
};

/* A row of closures. */
struct closure_line {
	struct closure closure;
	const char *date, *time; /* as those of bookings; a date alone is the whole day */
};

struct series_line {
	const char *ref;
	struct claim_cells claims;
	const char *weeks, *weekdays, *periods, *start, *end, *term, *except;
	const char *when, *parity; /* all of the time in one cell; odd or even weeks in a column of their own */
	const char *course_no;     /* of a course: its number, which is the same in all rows about it, and so no ref */
	uint32_t party;
	const char *purpose, *requester, *institution, *note;
	int64_t from; /* the first day of the phase that the row is, PERIOD_ALWAYS: the first one */
	enum purpose_class class;
	const char *event;
};

struct timetable_line {
	const char *course, *weekday, *first, *last, *teacher, *room, *weeks, *term, *campus, *building;
	const char *class, *when, *periods, *parity; /* beside the form's own columns */
	uint32_t party;
};

union list_value {
	struct institution institution;
	struct campus campus;
	struct travel travel;
	struct resource resource;
	struct person person;
	struct grant grant;
	struct closure closure;
	struct closure_line closure_line; /* begins with it */
	struct booking_line booking;
	struct term term;
	struct period period;
	struct day_rule day;
	struct owner_rule rule;
	struct qualification qualification;
	struct register_row row; /* its number for the register is the kind's (list_register) */
	struct series_line series;
	struct timetable_line timetable;
};

#define LIST_COLUMNS_MAX 48

/* How a row becomes a request, where its op does not tell. */
enum list_form { LIST_PLAIN, LIST_TIMETABLE, LIST_ICS /* has no columns: see ics.h */ };

struct list_kind {
	enum list_id id;
	enum request_op op;
	enum list_form form;
	unsigned flags; /* of its requests */
	const struct list_column *columns;
	size_t n_columns;
	const struct list_part *parts; /* up to one without a column; NULL: none */
};

/* What a decimal of the column is where nothing is said. */
static inline int64_t list_no_decimal(const struct list_column *column)
{
	return column->flags & COLUMN_NEEDED ? 0 : -1;
}

/* True for a column whose values are numbers. */
bool list_is_number(enum value_type type);

/* All strings "", all dates PERIOD_ALWAYS, all else zero. */
void list_value_init(const struct list_kind *kind, union list_value *v);

/* How a column's values are printed; and one of them: text is the cell's own if it needs one, and must stay with it. */
enum cell_type list_cell_type(enum value_type type);
struct cell list_cell(const struct list_column *c, const union list_value *v, char text[CLOCK_TEXT_MAX]);

/* Days as a list has them: none is PERIOD_ALWAYS. */
struct owner_rule list_rule_row(const struct owner_rule *v);
struct qualification list_qualification_row(const struct qualification *v);

/* A series as a row of `series` has it; what s does not hold is in arena. QUAD_ENOMEM. */
int list_series_line(const struct series *s, struct arena *arena, struct series_line *out)
	__attribute__((warn_unused_result));

/* The register whose rows the kind lists; 0: it is no register. */
enum register_id list_register(const struct list_kind *kind);

/* True for kinds whose rows name what is booked. */
bool list_kind_claims(const struct list_kind *kind);

/* The place of a normal header (words_header) among those by which schools call a column, from 1 on; 0: it is none. */
uint16_t list_column_alias(const struct list_column *column, const char *header, size_t len);

#endif
