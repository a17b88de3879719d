/*
 * Which of several backups stay: `7d,4w,12m` keeps the newest one of each of the last 7 days that have any, of the last
 * 4 weeks (from Monday) and of the last 12 months. The newest of all always stays. Pure.
 */
#ifndef QUAD_TUI_BACKUP_KEEP_H
#define QUAD_TUI_BACKUP_KEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BACKUP_KEEP_DEFAULT "7d,4w,12m"

/* How many days, weeks, months and years have one kept; 0 = none for that. */
struct backup_keep {
	unsigned days, weeks, months, years;
};

struct backup_file {
	int64_t at_min; /* when it was made */
	const char *name;
	bool kept;
};

/* Reads a rule: numbers from 1 to 9999, each with d, w, m or y, commas between, each letter once. False if it is none.
 */
bool backup_keep_parse(const char *text, struct backup_keep *out);

/* Sets `kept` of each of the n, which stand in order, the newest first. Dates are those of the process's zone. */
void backup_keep_mark(const struct backup_keep *keep, struct backup_file *v, size_t n);

#endif
