/*
 * What a kind of list is: a table of columns over one structure of values. The table serves both ways: an import
 * writes a row's cells into the structure, an export reads them from it. Private to the list modules.
 */
#ifndef QUAD_STORE_LIST_KIND_H
#define QUAD_STORE_LIST_KIND_H

#include "store/list.h"

/* How a cell is read and printed. All but the marked ones are kept as a text. */
enum value_type {
	VALUE_TEXT,
	VALUE_REGION, /* a word, of which some are known in Chinese */
	VALUE_TIER,
	VALUE_TAGS,      /* `a;b` */
	VALUE_EQUIPMENT, /* `name*count;...` */
	VALUE_OPENING,   /* opening hours, made canonical */
	VALUE_NUMBER,    /* uint32_t; a unit behind it is dropped */
	VALUE_SEATS,     /* the same, and words for "no limit" */
	VALUE_TIME,      /* int64_t, minutes */
	VALUE_FROM,      /* the same, and a date alone is its first instant */
	VALUE_UNTIL,     /* the same, and a date alone is the end of that day */
	VALUE_DATE,      /* int64_t, day number; none = PERIOD_ALWAYS */
	VALUE_CLOCK,     /* int, minute of the day */
	VALUE_BOOL,      /* bool */
	VALUE_KIND,      /* enum resource_kind, and what the word said goes to the tags */
	VALUE_MODE,      /* enum resource_mode */
	VALUE_APPROVAL,  /* enum approval */
	VALUE_SHARING,   /* enum sharing */
	VALUE_DAY,       /* a day rule: enum day_kind, and the week and weekday behind it */
};

enum column_flags {
	COLUMN_NEEDED = 1,
	COLUMN_CLAIM = 2,   /* names what is booked: a file needs one of these */
	COLUMN_IN_ONLY = 4, /* read and never printed */
	COLUMN_KEY = 8,     /* the code or ref */
	COLUMN_NAME = 16,   /* stands in for a code that a file lacks */
};

struct list_column {
	const char *name;
	enum value_type type;
	unsigned flags;      /* enum column_flags */
	unsigned field;      /* in the request's `given` */
	size_t offset;       /* in union list_value */
	const char *aliases; /* other headers for it, the better first, as header_normal leaves them, blanks between */
};

/* The columns that name what is booked. */
struct claim_cells {
	const char *resources, *resource, *teacher, *class, *equipment;
};

/* A row of bookings as the file has it. */
struct booking_line {
	const char *ref;
	struct claim_cells claims;
	int64_t start, end;
	uint32_t party;
	const char *purpose, *requester, *institution, *note;
};

struct series_line {
	const char *ref;
	struct claim_cells claims;
	const char *weeks, *weekdays, *periods, *start, *end, *term, *except;
	uint32_t party;
	const char *purpose, *requester, *institution, *note;
};

struct timetable_line {
	const char *course, *weekday, *first, *last, *teacher, *room, *weeks, *term;
	uint32_t party;
};

union list_value {
	struct institution institution;
	struct campus campus;
	struct travel travel;
	struct resource resource;
	struct closure closure;
	struct booking_line booking;
	struct term term;
	struct period period;
	struct day_rule day;
	struct series_line series;
	struct timetable_line timetable;
};

#define LIST_COLUMNS_MAX 24

/* How a row becomes a request, where its op does not tell. */
enum list_form { LIST_PLAIN, LIST_TIMETABLE };

struct list_kind {
	const char *word;
	enum request_op op;
	enum list_form form;
	unsigned flags; /* of its requests */
	const struct list_column *columns;
	size_t n_columns;
};

/* All strings "", all dates PERIOD_ALWAYS, all else zero. */
void list_value_init(const struct list_kind *kind, union list_value *v);

/* True for kinds whose rows name what is booked. */
bool list_kind_claims(const struct list_kind *kind);

#endif
