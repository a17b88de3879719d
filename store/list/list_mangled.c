/*
 * A spreadsheet program takes `202301100001` for a number and saves `2.02301E+11`, `1-2` for a date and `=A1&B1` for
 * nothing at all if the program that wrote it cannot calculate. A workbook tells what a cell is; in CSV only its text
 * does, and there only forms count that nobody enters as a code.
 */
#include "store/list/list_mangled.h"

#include <string.h>

#include "store/base/err.h"
#include "store/list/list_cell.h"

#define DIGITS "0123456789"

/* `2.02301E+11`: one digit, perhaps a fraction, and an exponent with its sign and at least two digits. */
static bool is_scientific(const char *text)
{
	const char *p = text + (*text == '-');
	size_t whole = strspn(p, DIGITS);
	if (whole != 1)
		return false;
	p += whole;
	if (*p == '.')
		p += 1 + strspn(p + 1, DIGITS);
	if ((*p != 'E' && *p != 'e') || p[1] != '+')
		return false;
	size_t exponent = strspn(p + 2, DIGITS);
	return exponent >= 2 && exponent <= 3 && p[2 + exponent] == '\0';
}

static bool is_month(const char *p)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	if (!*p || !strchr("JFMASOND", *p))
		return false;
	for (size_t i = 0; i + 3 <= sizeof months - 1; i += 3)
		if (strncmp(p, months + i, 3) == 0)
			return true;
	return false;
}

/* `1月2日`, `2-Jan`, `Jan-26`: as spreadsheet programs write what was entered as `1-2`. */
static bool is_short_date(const char *text)
{
	size_t month = strspn(text, DIGITS);
	if (month >= 1 && month <= 2) {
		const char *p = text + month;
		if (*p == '-' && is_month(p + 1))
			return p[4] == '\0';
		if (strncmp(p, "月", 3) != 0)
			return false;
		size_t day = strspn(p + 3, DIGITS);
		return day >= 1 && day <= 2 && strcmp(p + 3 + day, "日") == 0;
	}
	if (!is_month(text) || text[3] != '-')
		return false;
	size_t rest = strspn(text + 4, DIGITS);
	return rest >= 1 && rest <= 2 && text[4 + rest] == '\0';
}

/* `2026/1/2`, which is the same where the program shows whole dates. */
static bool is_whole_date(const char *text)
{
	int64_t day;
	bool failed = false;
	if (strspn(text, DIGITS) != 4 || !text[4])
		return false;
	bool shaped = strspn(text, DIGITS "-/") == strlen(text);
	return shaped && cell_date(text, &day, &failed);
}

static bool is_error_text(const char *text)
{
	static const char *const errors[] = {"#REF!",  "#VALUE!", "#NAME?",  "#DIV/0!", "#NUM!",
	                                     "#NULL!", "#N/A",    "#SPILL!", "#CALC!",  "#GETTING_DATA"};
	if (*text != '#')
		return false;
	for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
		if (strcmp(text, errors[i]) == 0)
			return true;
	/* a column that was too narrow for its numbers when it was saved as text */
	size_t len = strlen(text);
	return len >= 3 && strspn(text, "#") == len;
}

/* Numbers and dates begin with a digit, a minus or the name of a month. */
static bool may_be_changed(const char *text)
{
	return (*text >= '0' && *text <= '9') || *text == '-' || is_month(text);
}

/* Columns whose texts name things. */
static bool names_things(const struct list_column *column)
{
	bool place = strcmp(column->name, "room") == 0 || strcmp(column->name, "building") == 0;
	return column->flags & (COLUMN_KEY | COLUMN_NAME | COLUMN_CLAIM) || place;
}

/* References of bookings may be dates; what is or may be booked is not called so. */
static bool may_be_date(const struct list_kind *kind, const struct list_column *column)
{
	bool lasting =
		kind->op == OP_INSTITUTION || kind->op == OP_CAMPUS || kind->op == OP_RESOURCE || kind->op == OP_PERSON;
	return !lasting && column->flags & COLUMN_KEY;
}

static enum reason_detail find_fault(const struct list_kind *kind, const struct list_column *column, const char *text,
                                     enum csv_mark mark)
{
	if (mark == CSV_NO_RESULT)
		return REASON_NO_RESULT;
	if (mark == CSV_ERROR || is_error_text(text))
		return REASON_CELL_ERROR;
	if ((mark == CSV_PLAIN && !may_be_changed(text)) || !names_things(column))
		return (enum reason_detail)0;
	if (mark == CSV_MANY_DIGITS)
		return REASON_MANY_DIGITS;
	if (is_scientific(text))
		return REASON_SCIENTIFIC;
	if (mark == CSV_DATE || is_short_date(text))
		return REASON_AS_DATE;
	if (is_whole_date(text) && !may_be_date(kind, column))
		return REASON_AS_DATE;
	return (enum reason_detail)0;
}

bool mangled_cell(const struct list_kind *kind, const struct list_column *column, const char *text, enum csv_mark mark,
                  struct reasons *why)
{
	enum reason_detail fault = find_fault(kind, column, text, mark);
	if (fault && why)
		cell_refuse(why, fault, column->name, text);
	return fault != 0;
}
