/* Rows of typed cells, as lists and answers are before a front end writes them as a table, CSV or JSON. */
#ifndef QUAD_STORE_TABLE_H
#define QUAD_STORE_TABLE_H

#include <stddef.h>
#include <stdint.h>

enum cell_type { CELL_TEXT, CELL_NUMBER, CELL_TIME, CELL_BOOL, CELL_HUNDREDTHS };

struct column {
	const char *name;
	enum cell_type type;
};

/* A cell without a value (text NULL, or none set) is empty in CSV and null in JSON; texts are "" instead. */
struct cell {
	const char *text; /* CELL_TEXT */
	int64_t number;   /* number; minutes since the epoch of a time; 0 or 1; hundredths of what is meant */
	int none;         /* nonzero: no value */
};

/* `-12.05` of -1205. Returns out. */
#define CELL_HUNDREDTHS_MAX 32
char *cell_hundredths(int64_t hundredths, char out[CELL_HUNDREDTHS_MAX]);

/* Where rows go. begin is called once before the first row, end once after the last; nonzero stops. */
struct table_sink {
	int (*begin)(struct table_sink *sink, const struct column *columns, size_t n);
	int (*row)(struct table_sink *sink, const struct cell *cells);
	int (*end)(struct table_sink *sink);
};

#endif
