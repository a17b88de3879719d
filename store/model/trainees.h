/*
 * How many people of other institutions an institution may have at one time, by its employees (registers.h): at most
 * 10 % of all, and at most 20 % of those on a post where the resource is for that post. Pure.
 */
#ifndef QUAD_STORE_TRAINEES_H
#define QUAD_STORE_TRAINEES_H

#include "store/model/registers.h"

#define TRAINEES_OF_ALL 10 /* one for so many employees */
#define TRAINEES_OF_POST 5 /* likewise */

/*
 * The employees on a post, of rows of one institution by post and from, on a day: the latest row from then back counts.
 * post NULL: on all posts together.
 */
int64_t trainees_employees(const struct register_row *rows, size_t n, const char *post, int64_t day);
/* The most people, rounded down. */
int64_t trainees_limit(const struct register_row *rows, size_t n, const char *post, int64_t day);

/* True if a resource with that specialty and those tags (`;` between them) is for the post. */
bool trainees_is_for_post(const char *specialty, const char *tags, const char *post);

/* The people of a booking with those claims: its party, else the most units of a shared claim; at least one. */
int64_t trainees_people(const struct booking *b);

/* So many people from start to before end. */
struct trainee_span {
	int64_t start, end, people;
};

/* The most people at one time in [start, end), and *at the first minute of it. Sorts the spans. */
int64_t trainees_peak(struct trainee_span *v, size_t n, int64_t start, int64_t end, int64_t *at);

#endif
