/* The bookings of series that follow a row of the calendar: for its report, and in words. */
#ifndef QUAD_TUI_WORDS_FOLLOWERS_H
#define QUAD_TUI_WORDS_FOLLOWERS_H

#include "store/list/list_import.h"

/* How many of them there are to tell: moved, added, dropped, left out. */
size_t words_followers_count(const struct list_row_report *row);

/*
 * Appends them to the cell `changes` of a report, ` | ` between them, the same in every language:
 * `booking 12: 2030-03-04T08:00 -> dropped`.
 */
void words_followers_changes(const struct list_row_report *row, struct buf *out);

/* Appends the sentence about one of them, by its place among those that are counted. */
void words_follower(const struct list_row_report *row, size_t at, struct buf *out);

#endif
