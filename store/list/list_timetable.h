/*
 * The WakeUp form of class timetables, `课程名称,星期,开始节数,结束节数,老师,地点,周数`: every row is a series of one
 * course on some weekdays, in one run of periods. Files of school systems may have the time in other columns
 * (list_lesson.h), and classes. Private to the list modules.
 */
#ifndef QUAD_STORE_LIST_TIMETABLE_H
#define QUAD_STORE_LIST_TIMETABLE_H

#include "store/list/list_lesson.h"
#include "store/query/names.h"

struct timetable_known {
	const char *ref; /* what a row of this content is called; the first member (array_find_text) */
	const struct series *series;
};

struct timetable {
	const struct names *names; /* borrowed, as terms are */
	const struct term_list *terms;
	struct series_list series;
	struct timetable_known *known; /* the series that fit the form, by ref */
	size_t n_known;
	int64_t today;
	uint32_t mark; /* the store's */
	struct arena arena;
};

/* Reads the series. All-zero is closed. */
int timetable_open(struct timetable *t, struct store *s, const struct names *names, const struct term_list *terms,
                   int64_t now) __attribute__((warn_unused_result));
void timetable_close(struct timetable *t);

/*
 * The term that rows without one are about: the only one, else the one that holds today, else the next to begin; NULL
 * if there is none such.
 */
const struct term *timetable_term(const struct term_list *terms, int64_t today);

/*
 * What a row asks for, a series for each of its lessons. The ref of one is made of its content with resources as codes
 * and patterns as sets, so that it is the same for every way to write it; where a series of that content is known, the
 * ref is that one's. In arena. What is malformed or names no resource goes to why. QUAD_ENOMEM.
 */
int timetable_request(const struct timetable *t, const struct timetable_line *line, struct arena *arena,
                      struct series_asks *out, struct reasons *why) __attribute__((warn_unused_result));

/*
 * A series as a row, in arena. *fits: it has a purpose, one weekday, one run of periods, at most one place, teachers,
 * and nothing else. QUAD_ENOMEM.
 */
int timetable_line(const struct timetable *t, const struct series *s, struct arena *arena, struct timetable_line *out,
                   bool *fits) __attribute__((warn_unused_result));

#endif
