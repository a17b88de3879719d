/*
 * Instants and wall clocks. An instant is int64_t minutes since 1970-01-01T00:00Z ("_min"); a wall-clock
 * time is a date and a time of day in the store's zone. This is the only module that converts between
 * them; the rest of the engine gets "now" as an argument.
 *
 * The zone is the process's (libc keeps one); clock_zone_use sets it when a store is opened.
 */
#ifndef QUAD_STORE_CLOCK_H
#define QUAD_STORE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DAY_MIN 1440
#define CLOCK_ZONE_MAX 64 /* bytes of a zone's name, with the NUL */

/* Instants that a store accepts: from 1900-01-01 to before 2200-01-01, UTC. */
#define CLOCK_MIN_MIN INT64_C(-36816480)
#define CLOCK_MAX_MIN INT64_C(120968640)

struct wall {
	int year, month, day; /* month 1 to 12 */
	int hour, minute;     /* hour 0 to 23; 24:00 of a day is 00:00 of the next */
};

/* Sets the zone by its IANA name. QUAD_EZONE if this machine has no such zone. */
int clock_zone_use(const char *name) __attribute__((warn_unused_result));

int64_t clock_now_min(void); /* the system's clock, rounded down */

/* Days since 1970-01-01 of a date of the Gregorian calendar, and back. */
int64_t clock_day_number(int year, int month, int day);
void clock_day_civil(int64_t day_number, struct wall *out); /* hour and minute become 0 */
int clock_weekday(int64_t day_number);                      /* 1 = Monday ... 7 = Sunday */
bool clock_date_valid(int year, int month, int day);

/* The wall clock at an instant. */
void clock_to_wall(int64_t at_min, struct wall *out);

/*
 * The instant of a wall-clock time. QUAD_EGAP if the clock skips it, QUAD_ETWICE if it comes twice (*out is
 * then the earlier), QUAD_EINVAL if it is not a time or outside what a store accepts.
 */
int clock_from_wall(const struct wall *w, int64_t *out) __attribute__((warn_unused_result));

/* The same of a minute of a local day by the wall clock, 24:00 and later on the days after. */
int clock_from_minute(int64_t day_number, int minute, int64_t *out) __attribute__((warn_unused_result));
/* The same for what is shown or taken in any case: a time that the clock skips is so long after midnight. */
int64_t clock_minute_at(int64_t day_number, int minute);

/*
 * The first instant of a local day. Where midnight is skipped this is the first minute that exists; where it
 * comes twice, the earlier.
 */
int64_t clock_day_start(int64_t day_number);
int64_t clock_local_day(int64_t at_min);      /* day number of the local date at an instant */
int clock_local_minute(int64_t at_min);       /* minute of the local day by the wall clock, 0 to 1439 */

/*
 * Reads `2026-09-07T08:00`, with a blank for the T, with seconds `:00` (others are refused), with `/` for `-`,
 * with single digits, or with an offset (`Z`, `+08:00`: then it is an instant and the zone does not matter).
 * `24:00` is the end of the day. QUAD_EINVAL, QUAD_EGAP, QUAD_ETWICE.
 */
int clock_parse(const char *text, int64_t *out) __attribute__((warn_unused_result));
/* Reads a date alone, into a day number. QUAD_EINVAL. */
int clock_parse_date(const char *text, int64_t *out) __attribute__((warn_unused_result));
/* Reads `90m`, `2h`, `1h30m`, `90` (minutes), `1d`; more than 0. QUAD_EINVAL. */
int clock_parse_duration(const char *text, int64_t *out_min) __attribute__((warn_unused_result));
/* Reads `HH:MM` into a minute of the day, 0 to 1440 (`24:00`). QUAD_EINVAL. */
int clock_parse_time(const char *text, int *out_minute) __attribute__((warn_unused_result));

#define CLOCK_TEXT_MAX 32
/* `2026-09-07T08:00`; a time that comes twice has its offset after it, so that it reads back. Returns out. */
char *clock_format(int64_t at_min, char out[CLOCK_TEXT_MAX]);
/* RFC 3339 with offset: `2026-09-07T08:00:00+08:00`. */
char *clock_format_rfc3339(int64_t at_min, char out[CLOCK_TEXT_MAX]);
/* `2026-09-07`. */
char *clock_format_date(int64_t day_number, char out[CLOCK_TEXT_MAX]);

#endif
