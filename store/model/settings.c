/* A table; the checks of the values are its functions. */
#include "store/model/settings.h"

#include <string.h>

#include "store/base/clock.h"
#include "store/model/person.h"

enum { REMIND_DAYS_MAX = 30, KEEP_MONTHS_MAX = 1200, YEAR_MONTHS = 12, DAYS_MAX = 3660 };

static const char none[] = "none";

static bool fits_switch(const char *value)
{
	return strcmp(value, "on") == 0 || strcmp(value, "off") == 0;
}

static bool fits_address(const char *value)
{
	return !*value || person_email_fits(value);
}

static bool fits_length(const char *value)
{
	int64_t minutes;
	if (strcmp(value, none) == 0)
		return true;
	return clock_parse_duration(value, &minutes) == 0 && minutes <= (int64_t)REMIND_DAYS_MAX * DAY_MIN;
}

/* Reads `3y` or `18m`, at most so many months; 0: it is neither. */
static unsigned read_months(const char *value)
{
	unsigned n = 0;
	for (; *value >= '0' && *value <= '9'; value++) {
		n = n * 10 + (unsigned)(*value - '0');
		if (n > KEEP_MONTHS_MAX)
			return 0;
	}
	bool years = *value == 'y';
	if ((!years && *value != 'm') || value[1])
		return 0;
	n *= years ? YEAR_MONTHS : 1;
	return n <= KEEP_MONTHS_MAX ? n : 0;
}

static bool fits_months(const char *value)
{
	return strcmp(value, none) == 0 || read_months(value) > 0;
}

/* Reads a whole number of days; -1: it is none, or too many. */
static int64_t read_days(const char *value)
{
	int64_t n = 0;
	for (const char *p = value; *p; p++) {
		if (*p < '0' || *p > '9')
			return -1;
		n = n * 10 + (*p - '0');
		if (n > DAYS_MAX)
			return -1;
	}
	return *value ? n : -1;
}

static bool fits_days(const char *value)
{
	return strcmp(value, none) == 0 || read_days(value) >= 0;
}

static const struct setting_kind kinds[] = {
	{SETTING_MAIL, "off", fits_switch},
	{SETTING_MAIL_FROM, "", fits_address},
	{SETTING_REMIND, "24h", fits_length},
	{SETTING_DIGEST, "on", fits_switch},
	{SETTING_KEEP_UNMET, "3y", fits_months},
	{SETTING_SHARE_DAYS, "14", fits_days},
	{NULL, NULL, NULL},
};

const struct setting_kind *settings_kinds(void)
{
	return kinds;
}

const struct setting_kind *settings_find(const char *name)
{
	for (const struct setting_kind *k = kinds; k->name; k++)
		if (strcmp(k->name, name) == 0)
			return k;
	return NULL;
}

bool settings_on(const char *value)
{
	return strcmp(value, "on") == 0;
}

int64_t settings_minutes(const char *value)
{
	int64_t minutes;
	return clock_parse_duration(value, &minutes) == 0 ? minutes : 0;
}

unsigned settings_months(const char *value)
{
	return read_months(value);
}

int64_t settings_days(const char *value)
{
	return read_days(value);
}
