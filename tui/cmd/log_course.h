/* What an entry of the journal changed of the course of a booking, and of an evaluation. */
#ifndef QUAD_TUI_LOG_COURSE_H
#define QUAD_TUI_LOG_COURSE_H

#include "store/base/buf.h"

/*
 * Appends, of two records of a booking, what no list has columns for: `state requested -> booked; until A -> B;
 * approval 0/2 -> 1/2` (how many have approved, of how many) and when it was used. The arena is for scratch.
 */
int log_course_booking(struct bytes before, struct bytes after, struct arena *arena, struct buf *out)
	__attribute__((warn_unused_result));

/* The same of an evaluation: `scores 5,4,5,4 -> 5,5,5,5; note A -> B`. */
int log_course_evaluation(struct bytes before, struct bytes after, struct buf *out) __attribute__((warn_unused_result));

/* What a setting was and is: `value 24h -> 2h`; either may be empty. */
int log_course_adjustment(struct bytes before, struct bytes after, struct buf *out) __attribute__((warn_unused_result));
int log_course_setting(struct bytes before, struct bytes after, struct buf *out) __attribute__((warn_unused_result));

/* What was refused last of a need: `LAB-1;T001 2026-09-07T08:00: busy:LAB-1@17`. */
int log_course_need(struct bytes after, struct buf *out) __attribute__((warn_unused_result));

#endif
